"""The colour of a month, at, just inside and just outside its target and tolerance; and status over time."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.indicators.rag import rag, red_for, with_status
from tests.kinds import of_kind


def colour(value: float | None, target: float | None, polarity: str, tolerance: float = 5.0) -> str | None:
    frame = pl.DataFrame(
        {"value": [value], "target": [target], "polarity": [polarity], "tolerance_percent": [tolerance]},
        schema={"value": pl.Float64, "target": pl.Float64, "polarity": pl.String, "tolerance_percent": pl.Float64},
    )
    return of_kind(frame).select(rag()).item()


@pytest.mark.parametrize(
    ("polarity", "target", "value", "expected"),
    [
        ("bigger", 80.0, 80.0, "green"),  # on target
        ("bigger", 80.0, 80.1, "green"),
        ("bigger", 80.0, 79.9, "amber"),
        ("bigger", 80.0, 76.0, "amber"),  # exactly 5 % below: 80 × 0.95
        ("bigger", 80.0, 75.9, "red"),
        ("smaller", 20.0, 20.0, "green"),
        ("smaller", 20.0, 19.9, "green"),
        ("smaller", 20.0, 20.1, "amber"),
        ("smaller", 20.0, 21.0, "amber"),  # exactly 5 % above
        ("smaller", 20.0, 21.1, "red"),
        ("smaller", 2.0, 2.1, "amber"),  # floats would make this red
        ("smaller", 2.0, 2.2, "red"),
        ("plan", 40.0, 40.0, "green"),
        ("plan", 40.0, 40.1, "amber"),
        ("plan", 40.0, 39.9, "amber"),
        ("plan", 40.0, 42.0, "amber"),
        ("plan", 40.0, 38.0, "amber"),
        ("plan", 40.0, 42.1, "red"),
        ("plan", 40.0, 37.9, "red"),
        ("smaller", 0.0, 0.0, "green"),
        ("smaller", 0.0, 0.1, "red"),  # 5 % of nothing is nothing
    ],
)
def test_at_and_round_target_and_tolerance(polarity: str, target: float, value: float, expected: str) -> None:
    assert colour(value, target, polarity) == expected


def test_the_catalogue_may_set_another_tolerance() -> None:
    assert colour(72.0, 80.0, "bigger", tolerance=10) == "amber"
    assert colour(71.9, 80.0, "bigger", tolerance=10) == "red"
    assert colour(79.9, 80.0, "bigger", tolerance=0) == "red"
    assert colour(97.8, 100.0, "bigger", tolerance=2.25) == "amber"
    assert colour(97.7, 100.0, "bigger", tolerance=2.25) == "red"


@pytest.mark.parametrize(("value", "target"), [(None, 80.0), (80.0, None), (None, None)])
def test_no_colour_without_value_or_target(value: float | None, target: float | None) -> None:
    assert colour(value, target, "bigger") is None


tenth = st.integers(0, 1000)


@given(
    value=tenth, target=tenth, tolerance=st.integers(0, 200), polarity=st.sampled_from(["bigger", "smaller", "plan"])
)
def test_agrees_with_exact_fractions(value: int, target: int, tolerance: int, polarity: str) -> None:
    v, t, room = Fraction(value, 10), Fraction(target, 10), Fraction(target, 10) * Fraction(tolerance, 1000)
    worse = {"bigger": t - v, "smaller": v - t, "plan": abs(v - t)}[polarity]
    expected = "green" if worse <= 0 else "amber" if worse <= room else "red"
    assert colour(value / 10, target / 10, polarity, tolerance / 10) == expected


@given(values=st.tuples(tenth, tenth), target=tenth, polarity=st.sampled_from(["bigger", "smaller"]))
def test_a_better_value_never_has_a_worse_colour(values: tuple[int, int], target: int, polarity: str) -> None:
    order = ["red", "amber", "green"]
    worse, better = sorted(values) if polarity == "bigger" else sorted(values, reverse=True)
    colours = [colour(v / 10, target / 10, polarity) for v in (worse, better)]
    assert order.index(str(colours[0])) <= order.index(str(colours[1]))


def statuses(
    values: list[float | None], target: float = 80.0, polarity: str = "bigger", **told: float
) -> list[str | None]:
    """The status of each of a run of months with one target."""
    frame = pl.DataFrame(
        {
            "measure_id": "m",
            "month": [date(2020 + m // 12, m % 12 + 1, 1) for m in range(len(values))],
            "value": pl.Series(values, dtype=pl.Float64),
            "target": target,
            "tolerance_percent": 5.0,
            "polarity": polarity,
        }
    )
    return with_status(of_kind(frame, **told).with_columns(rag=rag()))["status"].to_list()


def test_status_is_green_within_tolerance_whatever_came_before() -> None:
    assert statuses([50.0] * 11 + [76.0])[-1] == "green"


def test_status_is_red_when_worse_by_more_than_ten_percent() -> None:
    assert statuses([72.0]) == ["amber"]  # exactly 10 % below 80
    assert statuses([71.9]) == ["red"]


def test_status_is_red_when_worse_by_more_than_two_tolerances_of_days() -> None:
    """30 days or fewer, 5 more are tolerated: up to 40 the overall rating is amber."""
    assert statuses([35.0], 30.0, "smaller", tolerance=5.0) == ["green"]
    assert statuses([40.0], 30.0, "smaller", tolerance=5.0) == ["amber"]
    assert statuses([40.1], 30.0, "smaller", tolerance=5.0) == ["red"]


def test_status_is_red_after_six_months_off_tolerance_in_twelve() -> None:
    assert statuses([75.0] * 5 + [90.0] * 6 + [75.0])[-2:] == ["green", "red"]  # the sixth of twelve
    assert statuses([75.0] * 4 + [90.0] * 7 + [75.0])[-1] == "amber"  # the fifth


def test_a_month_that_left_the_twelve_no_longer_counts() -> None:
    assert statuses([75.0] + [90.0] * 7 + [75.0] * 4 + [75.0])[-1] == "amber"


def test_months_without_a_figure_are_not_among_the_twelve() -> None:
    assert statuses([75.0] * 5 + [None] * 12 + [75.0])[-1] == "red"
    assert statuses([75.0, None])[-1] is None


def test_months_off_are_counted_for_each_measure_alone_in_order_of_month_whatever_the_order_of_the_rows() -> None:
    colours = {"a": ["red", "green", None, "red"], "b": ["amber", "red", "red", "red"]}
    expected = {"a": [(1, 1), (1, 2), (None, None), (2, 3)], "b": [(0, 1), (1, 2), (2, 3), (3, 4)]}
    rows = [(m, date(2021, at + 1, 1), colours[m][at], expected[m][at]) for at in (2, 0, 3, 1) for m in ("b", "a")]
    frame = pl.DataFrame(
        [(measure, month, colour, 75.0, 80.0, "bigger") for measure, month, colour, _ in rows],
        schema=["measure_id", "month", "rag", "value", "target", "polarity"],
        orient="row",
    )
    found = with_status(of_kind(frame, tolerance_percent=5.0).cast({"tolerance_percent": pl.Float64}))
    assert found.select("measure_id", "month").rows() == [row[:2] for row in rows]
    assert found.select("months_off", "months_coloured").rows() == [row[3] for row in rows]


QUARTERS = [date(2021, 3, 1), date(2021, 6, 1), date(2021, 9, 1)]


@pytest.mark.parametrize(
    ("ratings", "count", "kept"),
    [
        (["green", "green", "red"], 3, [date(2021, 9, 1)]),  # the newest quarter is three months
        (["green", "green", "red"], 6, []),
        (["green", "red", "red"], 6, [date(2021, 6, 1), date(2021, 9, 1)]),
        (["red", "red", "amber"], 3, []),
        (["red", "red", None], 3, []),
    ],
)
def test_a_quarter_that_is_red_is_red_for_three_months(ratings: list[str | None], count: int, kept: list[date]) -> None:
    frame = pl.DataFrame({"month": QUARTERS, "rag": ratings}, schema={"month": pl.Date, "rag": pl.String}).with_columns(
        measure_id=pl.lit("staff_turnover"), locality=pl.lit("All"), period_months=pl.lit(3), last_month=pl.lit(3)
    )
    assert red_for(frame, date(2021, 10, 1), count)["month"].to_list() == kept  # October has no quarter of its own yet


def test_three_months_are_red_in_each_of_them() -> None:
    months = [date(2021, month, 1) for month in (7, 8, 9)]
    rows = [
        (measure, month, rag)
        for measure, ratings in {"a": ["red"] * 3, "b": ["red", "amber", "red"], "c": [None, "red", "red"]}.items()
        for month, rag in zip(months, ratings, strict=True)
    ]
    frame = pl.DataFrame(rows, schema=["measure_id", "month", "rag"], orient="row").with_columns(
        locality=pl.lit("All"), period_months=pl.lit(1), last_month=pl.lit(12)
    )
    assert set(red_for(frame, date(2021, 9, 1), 3)["measure_id"]) == {"a"}
    assert set(red_for(frame, date(2021, 9, 1), 2)["measure_id"]) == {"a", "c"}
