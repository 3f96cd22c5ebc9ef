"""Labels of a scatter plot stand free of points and of each other."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from analytics.charts.labels import NARROWEST, Box, Place, covered, places

HEIGHT = 480


def test_a_lone_label_stands_to_the_right_of_its_point() -> None:
    assert places([(100, 100)], ["Wexley"], HEIGHT, []) == [Place(to_the_right=True, above=0)]


def test_at_the_right_edge_it_stands_to_the_left() -> None:
    assert places([(300, 100)], ["Wexley"], HEIGHT, []) == [Place(to_the_right=False, above=0)]


def test_a_label_steps_aside_for_what_stands_there() -> None:
    (place,) = places([(20, 100)], ["Wexley"], HEIGHT, [Box(0, NARROWEST, 95, 105)])
    assert place.to_the_right
    assert abs(place.above) == 16


def test_where_none_is_free_it_stands_beside_its_point() -> None:
    assert places([(20, 100)], ["Wexley"], HEIGHT, [Box(0, NARROWEST, 0, HEIGHT)]) == [Place(True, 0)]


@given(st.lists(st.tuples(st.integers(10, 250), st.sampled_from([60, 240, 420])), max_size=3, unique_by=lambda p: p[1]))
def test_labels_far_enough_apart_never_touch(at: list[tuple[int, int]]) -> None:
    labels = ["Over 11s service\n(Ashport)"] * len(at)
    found = places(at, labels, HEIGHT, [])
    boxes = [covered(x, y, label, place) for (x, y), label, place in zip(at, labels, found, strict=True)]
    assert not any(one.touches(other) for one, other in combinations(boxes, 2))
    assert all(box.lies_in(Box(0, NARROWEST, 0, HEIGHT)) for box in boxes)
