"""One area on the scale of all: its place by polarity, what has no scale, and what is beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.catalogue import ALL
from analytics.indicators import KEPT, beside_whole, by_place, kept, kept_counts, month_table, spine
from analytics.indicators.spine import OF_THE_WHOLE, _national, placed
from analytics.store import Store

SEPTEMBER = date(2021, 9, 1)
FIGURES = st.lists(
    st.one_of(st.none(), st.integers(-1000, 1000).map(lambda tenths: tenths / 10)), min_size=1, max_size=9
)


def areas(
    *values: float | None,
    polarity: str = "bigger",
    whole: float | None = None,
    national: float | None = None,
    kind: str = "percentage",
) -> pl.DataFrame:
    """One indicator in areas 0, 1, 2 …, placed."""
    rows = pl.DataFrame(
        {"locality": [str(n) for n in range(len(values))], "value": pl.Series(values, dtype=pl.Float64)}
    )
    said = {"measure_id": "m", "polarity": polarity, "kind": kind}
    figures = {"whole_value": whole, "national": national}
    return placed(
        rows.with_columns(**{name: pl.lit(text) for name, text in said.items()}).with_columns(
            **{name: pl.lit(figure, pl.Float64) for name, figure in figures.items()}
        )
    )


def first(frame: pl.DataFrame, *names: str) -> tuple[Any, ...]:
    return frame.select(*names).row(0)


def test_a_place_is_a_share_of_the_range_from_worst_to_best() -> None:
    found = areas(40.0, 90.0, 50.0, 60.0, whole=65.0)
    assert found["on_scale"].to_list() == [0.0, 1.0, 0.2, 0.4]
    assert first(found, "scale_from", "scale_to", "whole_on_scale", "areas") == (40.0, 90.0, 0.5, 4)
    assert found.select("rank_from", "rank_to").rows() == [(1, 4), (4, 1), (2, 3), (3, 2)]


def test_where_smaller_is_better_the_worst_is_the_highest() -> None:
    found = areas(40.0, 90.0, 50.0, 60.0, polarity="smaller", whole=65.0)
    assert found["on_scale"].to_list() == [1.0, 0.0, 0.8, 0.6]
    assert first(found, "scale_from", "scale_to", "whole_on_scale") == (90.0, 40.0, 0.5)
    assert found["rank_from"].to_list() == [4, 1, 3, 2]


@pytest.mark.parametrize("polarity", ["plan", "information"])
def test_where_neither_way_is_better_it_goes_from_the_lowest_to_the_highest(polarity: str) -> None:
    assert areas(40.0, 90.0, 50.0, polarity=polarity)["on_scale"].to_list() == [0.0, 1.0, 0.2]


def test_areas_with_the_same_figure_share_a_rank_from_either_end() -> None:
    found = areas(50.0, 50.0, 50.0, 70.0, 60.0)
    assert found.select("rank_from", "rank_to", "alike").rows() == [*[(1, 3, 3)] * 3, (5, 1, 1), (4, 2, 1)]
    raw = found.select("measure_id", "locality", "value", "polarity", "kind", "whole_value", "national")
    other = raw.with_columns(measure_id=pl.lit("other"), value=pl.col("value") * 2 - 50)
    assert placed(pl.concat([raw, other]))["alike"].to_list() == [3, 3, 3, 1, 1] * 2


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ((5.0, 5.0, 5.0), "all 3 areas have the same figure"),
        ((5.0, 6.0), "only 2 areas have a figure"),
        ((5.0, 6.0, None), "only 2 areas have a figure"),
        ((5.0, None, None), "only 1 area has a figure"),
        ((None, None, None), "no area has a figure"),
    ],
)
def test_without_a_range_of_three_areas_there_is_no_place_and_a_reason(
    values: tuple[float | None, ...], why: str
) -> None:
    found = areas(*values, whole=5.0, national=5.0)
    assert set(found["no_scale"]) == {why}
    for name in (
        "on_scale",
        "rank_from",
        "alike",
        "scale_from",
        "whole_on_scale",
        "whole_outside",
        "national_on_scale",
    ):
        assert found[name].null_count() == len(values), name


def test_an_area_without_a_figure_has_no_place_and_does_not_count() -> None:
    found = areas(40.0, None, 50.0, 60.0)
    assert found["on_scale"].to_list() == [0.0, None, 0.5, 1.0]
    assert set(found["areas"]) == {3}


def test_counts_and_amounts_follow_the_size_of_an_area_and_are_not_placed() -> None:
    for kind, is_placed in (("count", False), ("amount", False), ("rate", True), ("mean", True), ("score", True)):
        found = areas(1.0, 2.0, 3.0, kind=kind)
        assert (found["on_scale"].null_count() == 0) is is_placed, kind
        assert set(found["no_scale"]) == {None if is_placed else "it follows the size of an area"}


@pytest.mark.parametrize(
    ("polarity", "figure", "place", "outside"),
    [
        ("bigger", 30.0, 0.0, "from"),
        ("bigger", 95.0, 1.0, "to"),
        ("smaller", 30.0, 1.0, "to"),
        ("smaller", 95.0, 0.0, "from"),
        ("bigger", 40.0, 0.0, None),
        ("bigger", 90.0, 1.0, None),
    ],
)
def test_what_is_beyond_an_end_is_cut_there_and_marked(
    polarity: str, figure: float, place: float, outside: str | None
) -> None:
    found = areas(40.0, 90.0, 50.0, polarity=polarity, whole=figure, national=figure)
    for what in ("whole", "national"):
        assert first(found, f"{what}_on_scale", f"{what}_outside") == (place, outside)


@given(FIGURES, st.none() | st.floats(-200, 200), st.sampled_from(["bigger", "smaller", "plan"]))
def test_every_place_is_on_the_scale(values: list[float | None], whole: float | None, polarity: str) -> None:
    found = areas(*values, whole=whole, polarity=polarity)
    for name in ("on_scale", "whole_on_scale"):
        assert found[name].drop_nulls().is_between(0, 1).all()
    if found["no_scale"].null_count():
        assert {0.0, 1.0} <= set(found["on_scale"].drop_nulls())


@given(FIGURES)
def test_the_other_polarity_mirrors_the_scale(values: list[float | None]) -> None:
    bigger, smaller = areas(*values, whole=3.3), areas(*values, whole=3.3, polarity="smaller")
    for name in ("on_scale", "whole_on_scale"):
        for one, other in zip(bigger[name], smaller[name], strict=True):
            assert (one is None and other is None) or one == pytest.approx(1 - other)
    assert bigger["rank_from"].equals(smaller["rank_to"])


def test_an_area_of_a_store_is_placed_among_all_and_judged_as_elsewhere(westshire: Store) -> None:
    found = spine(westshire, SEPTEMBER, "Cold Ferry")
    places = by_place(westshire, SEPTEMBER)
    mine, charts = beside_whole(westshire, SEPTEMBER, "Cold Ferry"), month_table(westshire, SEPTEMBER, "Cold Ferry")
    for other, names in (
        (mine, ("value", "beyond", "stands", "in_list")),
        (charts, ("variation", "assurance", "few", "rag")),
    ):
        told = found.select("measure_id").join(other, on="measure_id", maintain_order="left")
        assert found.select(*names).equals(told.select(*names))
    visits = found.filter(measure_id="first_visits_all").row(0, named=True)
    assert (visits["value"], visits["whole_value"]) == (53.3, 72.8)
    of_all = places.filter(measure_id="first_visits_all")["value"]
    assert visits["on_scale"] == pytest.approx((53.3 - of_all.min()) / (of_all.max() - of_all.min()))
    assert found.select("few_cases").equals(
        found.select("measure_id").join(mine, on="measure_id", maintain_order="left").select(few_cases="few")
    )


def test_the_whole_is_not_placed_and_has_its_national_middle(westshire: Store) -> None:
    found = spine(westshire, SEPTEMBER, ALL)
    assert found.height == month_table(westshire, SEPTEMBER)["value"].count()
    assert set(found["no_scale"]) == {OF_THE_WHOLE}
    assert found["on_scale"].null_count() == found.height
    assert found["national"].count()


def test_an_area_that_is_not_side_by_side_with_others_has_no_rows(westshire: Store) -> None:
    assert spine(westshire, SEPTEMBER, "Bracksea & Wexley").is_empty()


def others(*rows: tuple[str, str, str, float | None]) -> pl.DataFrame:
    """Comparators of one indicator."""
    frame = pl.DataFrame(rows, schema=["comparator", "period", "statistic", "value"], orient="row")
    return frame.with_columns(
        measure_id=pl.lit("icpc_due"),
        reporters=pl.lit(None, pl.Int64),
        source=pl.lit("dfe"),
        cut=SEPTEMBER,
        simulated=False,
    )


def middle(comparators: pl.DataFrame, measure_id: str = "icpc_due", month: date = SEPTEMBER) -> list[Any]:
    rows = pl.DataFrame({"measure_id": [measure_id], "month": [month]})
    return (
        _national(comparators.with_columns(measure_id=pl.lit(measure_id)), rows)
        .select("national", "national_of")
        .rows()
    )


def test_the_national_middle_is_england_or_else_the_neighbours_median() -> None:
    median = ("Statistical neighbours", "year to March 2021", "median", 81.0)
    mean = ("Statistical neighbours", "year to March 2021", "mean", 80.0)
    england = ("England", "year to March 2021", "value", 83.0)
    assert middle(others(mean, median, england)) == [(83.0, "England")]
    assert middle(others(mean, median, (*england[:3], None))) == [(81.0, "Statistical neighbours")]
    assert middle(others(mean)) == []


def test_a_national_period_too_far_from_the_figure_is_left_out() -> None:
    for period, near in (("year to March 2021", 1), ("30 September 2020", 1), ("year to March 2024", 0), ("lately", 0)):
        assert len(middle(others(("England", period, "value", 83.0)))) == near, period


def test_a_figure_of_a_part_of_the_year_has_no_national_middle() -> None:
    comparators = others(("England", "school year 2020-21", "value", 83.0))
    assert middle(comparators, "school_attended", SEPTEMBER) == []
    assert middle(comparators, "school_attended", date(2021, 7, 1)) == [(83.0, "England")]
    both = pl.concat([comparators.with_columns(measure_id=pl.lit("school_attended")), comparators])
    rows = pl.DataFrame({"measure_id": ["school_attended", "icpc_due"], "month": [SEPTEMBER] * 2})
    assert _national(both, rows)["measure_id"].to_list() == ["icpc_due"]


def test_what_each_choice_keeps() -> None:
    rows = pl.DataFrame(
        [
            ("worse", "concerning", False, "green"),
            ("differs", "common cause", True, "green"),
            ("off", None, None, "amber"),
            ("far off", None, None, "red"),
            ("none", None, None, None),
        ],
        schema=["measure_id", "variation", "in_list", "rag"],
        orient="row",
    )
    assert {which: kept(rows, which)["measure_id"].to_list() for which in KEPT} == {
        "all": ["worse", "differs", "off", "far off", "none"],
        "worse": ["worse"],
        "differs": ["differs"],
        "off-target": ["off", "far off"],
    }
    assert kept_counts(rows) == {"all": 5, "worse": 1, "differs": 1, "off-target": 2}
