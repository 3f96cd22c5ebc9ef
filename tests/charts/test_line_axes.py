"""Labels at the right edge of a chart keep apart, in order and within it."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.charts.line_axes import HEIGHT, Plot, gutter, monthly, reach
from analytics.charts.theme import LIGHT
from analytics.units import PERCENT


def plot(low: float, high: float) -> Plot:
    made = monthly([{"month": date(2021, 9, 1), "period": "month"}], [low, high], LIGHT, PERCENT)
    return Plot(made.x, made.last, low, high, LIGHT)


def stands(labels: list[tuple[str, float | None]]) -> list[tuple[str, float]]:
    layers = gutter(labels, plot(0, 100))
    return [(p["label"], p["value"]) for p in layers[0].to_dict(validate=False)["data"]["values"]] if layers else []


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8))
def test_labels_never_overlap_nor_leave_the_chart(given_values: list[float]) -> None:
    shown = [value for _, value in stands([(str(i), v) for i, v in enumerate(given_values)])]
    assert len(shown) == len(given_values)
    assert all((after - before) * HEIGHT / 100 >= 16.9 for before, after in pairwise(shown))
    assert min(shown) >= 0
    assert max(shown) <= 100


def test_labels_with_room_stand_at_their_values_and_one_without_a_value_is_left_out() -> None:
    assert stands([("high", 90.0), ("low", 10.0), ("none", None)]) == [("low", 10.0), ("high", 90.0)]
    assert stands([("none", None)]) == []


@pytest.mark.parametrize(
    ("shown", "expected"),
    [([50.0, 60.0], (48.8, 61.2)), ([0.0, 100.0], (0, 100)), ([99.9, None], (98.9, 100)), ([], (0, 100))],
)
def test_the_axis_reaches_a_little_further_than_the_figures_within_0_and_100(
    shown: list[float | None], expected: tuple[float, float]
) -> None:
    assert reach(shown, PERCENT) == pytest.approx(expected)
