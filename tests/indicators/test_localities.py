"""Localities side by side: pooling, the limits of chance, splits."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import sqrt
from statistics import NormalDist

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, false_discovery_control

from analytics.catalogue import ALL, Catalogue
from analytics.charts.localities import funnel_plot
from analytics.indicators import (
    beside_whole,
    by_place,
    funnel_curve,
    month_table,
    one_scale,
    series_by_place,
    split,
    splits_of,
)
from analytics.indicators.figures import difference
from analytics.indicators.localities import (
    BEYOND_95,
    BEYOND_998,
    WITHIN,
    _from_age,
    compared,
    interval,
    judged,
    splits_held,
)
from analytics.percent import pooled
from analytics.store import Incoming, Store, load
from analytics.units import PERCENT, Kind, Unit
from analytics.wording import beyond_sentence, comparisons_sentence, place_comparisons, place_lists
from tests.kinds import of_kind
from tests.westshire import catalogue

SEPTEMBER = date(2021, 9, 1)
OF_WEXLEY = b"cut,month,measure_id,locality,numerator,denominator\n2021-09,2021-09,icpc_due,Wexley,6,10\n"
COUNTS = st.integers(0, 200).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d)))


def rows(
    *counts: tuple[int | None, int | None],
    polarity: str = "bigger",
    kind: Kind = Kind.PERCENTAGE,
    unit: str = "%",
) -> pl.DataFrame:
    frame = pl.DataFrame(
        {"numerator": [n for n, _ in counts], "denominator": [d for _, d in counts]},
        schema={"numerator": pl.Float64, "denominator": pl.Float64},
    ).with_columns(polarity=pl.lit(polarity), of=pl.lit("one"))
    return of_kind(frame, kind, unit)


def test_limits_are_those_of_the_pooled_share_by_hand() -> None:
    found = judged(rows((10, 100), (30, 100), (60, 200)), "of").to_dicts()
    m, n = 100 / 400, 100
    assert [r["together"] for r in found] == [25.0] * 3
    assert found[0]["low_95"] == pytest.approx(100 * (m - 1.959963984540054 * sqrt(m * (1 - m) / n)))
    assert found[0]["high_998"] == pytest.approx(100 * (m + 3.090232306167813 * sqrt(m * (1 - m) / n)))
    assert [(r["beyond"], r["stands"]) for r in found] == [
        (BEYOND_998, "worse"),
        (WITHIN, "better"),
        (WITHIN, "better"),
    ]


def test_better_and_worse_follow_polarity_and_few_is_below_twenty() -> None:
    for polarity, expected in (("bigger", "worse"), ("smaller", "better"), ("plan", "lower")):
        found = judged(rows((1, 19), (60, 100), polarity=polarity), "of").row(0, named=True)
        assert (found["stands"], found["few"]) == (expected, True)
    assert not judged(rows((1, 20), (60, 100)), "of")["few"][0]


def test_there_is_too_little_to_tell_where_few_cases_are_to_be_expected() -> None:
    """139 of 140 beside 3,000 of 3,001: by far not one case is expected to miss, so one that does says little. Of 50
    at 90 % five are expected to miss, and that is enough."""
    assert judged(rows((45, 50), (450, 500)), "of")["few"].to_list() == [False, False]
    assert judged(rows((139, 140), (3000, 3001)), "of")["few"].to_list() == [True, True]
    assert judged(rows((120, 140), (2700, 3000)), "of")["few"].to_list() == [False, False]


def test_a_row_without_counts_is_neither_within_nor_beyond() -> None:
    found = judged(rows((None, None), (0, 0), (5, 10)), "of")
    assert found["beyond"].to_list() == [None, None, WITHIN]
    assert found["stands"].to_list() == [None, None, None]


@given(st.lists(COUNTS, min_size=1, max_size=8))
def test_together_is_pooled_whatever_the_split(counts: list[tuple[int, int]]) -> None:
    found = judged(rows(*counts), "of")
    whole = sum(d for _, d in counts)
    if whole:
        assert found["together"][0] == pytest.approx(float(Fraction(100 * sum(n for n, _ in counts), whole)))
    else:
        assert found["together"].null_count() == len(counts)


def test_the_localities_pool_to_the_county_in_every_month(westshire: Store) -> None:
    for month in (SEPTEMBER, date(2021, 3, 1), date(2020, 9, 1), date(2019, 6, 1)):
        county = month_table(westshire, month).drop_nulls("denominator")
        places = by_place(westshire, month).group_by("measure_id").agg(pl.col("numerator", "denominator").sum())
        both = county.join(places, on="measure_id", suffix="_places")
        assert both.height > 25
        assert both.filter(
            pooled(pl.col("numerator_places"), pl.col("denominator_places")) != pl.col("value")
        ).is_empty()


def test_a_locality_without_data_is_missing_and_not_nought(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [Incoming("wexley.csv", OF_WEXLEY)])
    held = by_place(empty, SEPTEMBER).filter(measure_id="icpc_due").select("locality", "value", "marker", "beyond")
    assert held.rows() == [("Wexley", 60.0, None, WITHIN)]
    whole = month_table(empty, SEPTEMBER).filter(measure_id="icpc_due")
    assert whole.select("value", "note").rows() == [(60.0, "pooled from 1 of 5 localities")]


def test_areas_side_by_side_need_no_history(
    monkeypatch: pytest.MonkeyPatch, empty: Store, the_catalogue: Catalogue
) -> None:
    monkeypatch.setattr("analytics.indicators.pipeline.history", None)
    load(empty, the_catalogue, [Incoming("wexley.csv", OF_WEXLEY)])
    assert by_place(empty, SEPTEMBER)["value"].drop_nulls().to_list() == [60.0]


def test_one_locality_beside_the_county_and_itself_a_year_ago(westshire: Store) -> None:
    found = beside_whole(westshire, SEPTEMBER, "Cold Ferry")
    visits = found.filter(measure_id="first_visits_all").row(0, named=True)
    assert (visits["value"], visits["whole_value"], visits["whole_gap"]) == (53.3, 72.8, -19.5)
    assert visits["year_gap"] == pytest.approx(visits["value"] - visits["year_ago"])
    assert found.height == len(catalogue().indicators)


def test_what_stands_out_is_said_with_its_counts(westshire: Store) -> None:
    found = place_lists(beside_whole(westshire, SEPTEMBER, "Cold Ferry"))
    said = {standing.heading: standing.rows.rows() for standing in found}
    worse = {measure: (name, reason) for measure, name, reason in said["Worse than elsewhere, beyond chance"]}
    name, reason = worse["first_visits_all"]
    assert name == "% of first visits made in time (All)"
    assert reason.startswith("53.3% (24 of 45 visits), the county 72.8%")
    assert all(len(rows) in range(1, 6) for rows in said.values())
    assert "would have met" in said["Furthest from target, counted"][0][2]


def test_who_differs_is_said_in_words() -> None:
    def of(*counts: tuple[int | None, int | None]) -> str:
        found = compared(rows(*counts), "of").with_columns(value=pl.col("numerator") * 100 / pl.col("denominator"))
        named = found.with_columns(name_of_row=pl.int_range(pl.len()).cast(pl.String))
        return beyond_sentence(named, PERCENT)

    assert of((10, 100), (60, 100), (35, 100)) == (
        "0 (10.0%, worse, beyond 99.8%) and 1 (60.0%, better, beyond 99.8%) differ by more than chance from all "
        "localities together. The other differences could be chance."
    )
    assert of((50, 100), (52, 100), (51, 100)) == "No difference between the localities is more than chance."
    assert of((5, 10)) == "There is only one of the localities, so there is nothing to set it against."
    assert "Without counts" in of((None, None), (None, None))
    assert of((50, 100), (52, 100), (None, None)).endswith("could be chance. Not judged, for want of counts: 2.")
    assert of((0, 12), (52, 100), (60, 100)) == (
        "No difference between the localities is more than chance. Too few to tell: 0."
    )


def test_the_funnel_narrows_as_numbers_grow() -> None:
    curve = funnel_curve(judged(rows((10, 100), (60, 100)), "of"))
    assert curve["denominator"].to_list()[-1] >= 100
    curve = curve.filter(pl.col("denominator") * 0.35 >= 5)  # where few are expected the limits are a staircase
    wide = (curve["high_95"] - curve["low_95"]).to_list()
    assert wide == sorted(wide, reverse=True)
    assert (curve["low_998"] < curve["low_95"]).all()
    assert funnel_curve(judged(rows((None, None)), "of")).is_empty()


def test_one_scale_holds_every_value_and_target(westshire: Store) -> None:
    series = series_by_place(westshire, "icpc_due", SEPTEMBER)
    low, high = one_scale(series, PERCENT)
    assert set(series["locality"]) == set(catalogue().behind(ALL))
    assert 0 <= low <= min(series["value"].drop_nulls()) <= max(series["value"].drop_nulls()) <= high <= 100
    assert series["month"].n_unique() == 25


@pytest.mark.parametrize("name", ["Team", "Age band", "Missing from"])
@pytest.mark.parametrize("locality", [ALL, "Dunmere"])
def test_every_split_adds_up_to_the_whole(westshire: Store, name: str, locality: str) -> None:
    found = split(westshire, "missing_interviewed", SEPTEMBER, name, locality)
    whole = month_table(westshire, SEPTEMBER, locality).filter(measure_id="missing_interviewed")
    assert found["numerator"].sum() == whole["numerator"].item()
    assert found["denominator"].sum() == whole["denominator"].item()
    assert found.filter((pl.col("low") > pl.col("value") + 0.05) | (pl.col("high") < pl.col("value") - 0.05)).is_empty()
    assert found["simulated"].all()


def test_only_the_splits_that_an_indicator_has_are_offered(westshire: Store) -> None:
    def held(measure: str) -> list[str]:
        return splits_of(westshire, measure, SEPTEMBER, ALL)

    assert held("care_s20") == ["Team", "Age band", "Reason for care"]
    assert held("icpc_due") == ["Team"]
    assert held("proceedings_in_time") == []
    assert split(westshire, "icpc_due", SEPTEMBER, "Age band").is_empty()


def test_real_and_simulated_localities_of_one_load_are_never_added_up(empty: Store, the_catalogue: Catalogue) -> None:
    def extract(source: str, numerator: int) -> Incoming:
        header = "cut,month,measure_id,locality,numerator,denominator,source,simulated"
        simulated = str(source == "simulated").lower()
        places = catalogue().behind(ALL)
        lines = [f"2021-09,2021-09,icpc_due,{place},{numerator},20,{source},{simulated}" for place in places]
        return Incoming(f"{source}.csv", "\n".join([header, *lines]).encode())

    load(empty, the_catalogue, [extract("simulated", 5), extract("council", 10)])
    row = month_table(empty, SEPTEMBER).filter(measure_id="icpc_due").row(0, named=True)
    assert (row["numerator"], row["denominator"], row["simulated"]) == (50, 100, False)


def test_age_bands_stand_in_the_order_of_age(westshire: Store) -> None:
    in_care = split(westshire, "care_s20", SEPTEMBER, "Age band")["category"].to_list()
    assert in_care == ["0-4", "5-9", "10-15", "16-17"]
    referred = split(westshire, "referred_again", SEPTEMBER, "Age band")["category"].to_list()
    assert referred[0] == "Unborn"


def test_a_locality_without_figures_is_not_praised(westshire: Store) -> None:
    rows = beside_whole(westshire, SEPTEMBER, "Wexley").with_columns(value=pl.lit(None, pl.Float64))
    assert [standing.heading for standing in place_lists(rows)] == ["Nothing can be judged"]


# ---- by hand, without a store


def test_every_limit_is_worked_out_from_the_row_s_own_number() -> None:
    counted = rows((10, 100), (30, 100), (60, 200))
    found = judged(counted, "of").to_dicts()
    for row in found:
        spread = sqrt(0.25 * 0.75 / row["denominator"])
        for name, z in (("95", 1.959963984540054), ("998", 3.090232306167813)):
            assert row[f"low_{name}"] == pytest.approx(100 * (0.25 - z * spread))
            assert row[f"high_{name}"] == pytest.approx(100 * (0.25 + z * spread))
    assert list(found[0]) == [
        *counted.columns,
        *("together", "low_95", "high_95", "low_998", "high_998", "few", "p_value", "beyond", "stands"),
        *("in_list", "compared"),
    ]


def test_beyond_is_told_on_both_sides_and_in_two_steps() -> None:
    """Of 400 each, 200 in all of 1,000: chance alone gives 160 to 240 in 95 of 100, 138 to 262 in 998 of 1,000."""
    others = (800, 1600)
    for n, beyond, stands in (
        (137, BEYOND_998, "worse"),
        (140, BEYOND_998, "worse"),
        (170, BEYOND_95, "worse"),
        (190, WITHIN, "worse"),
        (200, WITHIN, None),
        (210, WITHIN, "better"),
        (230, BEYOND_95, "better"),
        (250, BEYOND_998, "better"),
    ):
        found = judged(rows((n, 400), others), "of").row(0, named=True)
        assert (found["beyond"], found["stands"]) == (beyond, stands), n


def test_a_share_on_the_limit_is_within_chance() -> None:
    """Where nobody or everybody has it, the limits are the average itself."""
    assert judged(rows((0, 10), (0, 20)), "of")["beyond"].to_list() == [WITHIN, WITHIN]
    assert judged(rows((10, 10), (20, 20)), "of")["beyond"].to_list() == [WITHIN, WITHIN]


@pytest.mark.parametrize(
    ("polarity", "above", "below"),
    [("bigger", "better", "worse"), ("smaller", "worse", "better"), ("plan", "higher", "lower")],
)
def test_which_side_is_better_follows_polarity(polarity: str, above: str, below: str) -> None:
    found = judged(rows((60, 100), (40, 100), (50, 100), polarity=polarity), "of")
    assert found["stands"].to_list() == [above, below, None]


def test_five_expected_cases_and_twenty_in_all_are_enough() -> None:
    assert judged(rows((5, 100), (5, 100)), "of")["few"].to_list() == [False, False]
    assert judged(rows((4, 100), (4, 100)), "of")["few"].to_list() == [True, True]
    assert judged(rows((96, 100), (96, 100)), "of")["few"].to_list() == [True, True]
    assert judged(rows((10, 20), (9, 19)), "of")["few"].to_list() == [False, True]
    assert judged(rows((None, None), (0, 0)), "of")["few"].to_list() == [False, True]


def test_a_single_case_and_a_small_difference_are_judged_like_any() -> None:
    one = judged(rows((1, 1), (50, 100)), "of").row(0, named=True)
    assert (one["beyond"], one["stands"]) == (WITHIN, "better")
    for polarity, sides in (
        ("bigger", ["better", "worse"]),
        ("smaller", ["worse", "better"]),
        ("plan", ["higher", "lower"]),
    ):
        assert judged(rows((505, 1000), (500, 1000), polarity=polarity), "of")["stands"].to_list() == sides


def test_a_row_without_its_part_is_not_judged() -> None:
    assert judged(rows((None, 10), (5, 10)), "of")["beyond"].to_list() == [None, WITHIN]


def test_how_far_apart_two_columns_are_in_points() -> None:
    frame = of_kind(pl.DataFrame({"one": [52.0, 0.3, None], "other": [64.8, 0.1, 1.0]}))
    assert frame.select(difference("one", "other")).to_series().to_list() == [-12.8, 0.2, None]


def test_each_kind_is_judged_by_itself() -> None:
    two = pl.concat([rows((10, 100), (30, 100)), rows((80, 100), (60, 100)).with_columns(of=pl.lit("other"))])
    assert judged(two, "of")["together"].to_list() == [20.0, 20.0, 70.0, 70.0]


def test_the_drawn_funnel_has_the_limits_of_its_numbers() -> None:
    curve = funnel_curve(judged(rows((10, 100), (40, 100), (None, None)), "of"))
    assert curve.columns == ["denominator", "together", "low_95", "high_95", "low_998", "high_998"]
    even = {max(2, round(106 * step / 60)) for step in range(1, 61)}
    assert curve["denominator"].to_list() == sorted({*range(1, 21), *even, 100})
    assert set(curve["together"]) == {25.0}
    assert curve.row(0) == (1, 25.0, 0.0, 100.0, 0.0, 100.0)
    assert curve.filter(denominator=8).row(0) == (8, 25.0, 0.0, 62.5, 0.0, 75.0)
    for row in (curve.filter(denominator=21).row(0, named=True), curve.row(-1, named=True)):
        spread = sqrt(0.25 * 0.75 / row["denominator"])
        for name, z in (("95", 1.959963984540054), ("998", 3.090232306167813)):
            assert row[f"low_{name}"] == pytest.approx(100 * (0.25 - z * spread))
            assert row[f"high_{name}"] == pytest.approx(100 * (0.25 + z * spread))
    assert funnel_curve(judged(rows((1, 2)), "of"))["denominator"].to_list() == [1, 2, 3]
    steps = funnel_curve(judged(rows((10, 115), (500, 1000)), "of"))["denominator"].to_list()
    assert (steps[0], steps[-1]) == (1, 1051)
    assert funnel_curve(judged(rows((10, 115)), "of"))["denominator"].to_list()[-1] == 121
    nothing = funnel_curve(judged(rows((None, None)), "of"))
    assert nothing.schema == curve.schema


@pytest.mark.parametrize(
    ("values", "targets", "scale"),
    [
        ([40.0, 60.0], [None, None], (38.4, 61.6)),
        ([40.0, None], [60.0, None], (38.4, 61.6)),
        ([50.0, None], [None, None], (49.0, 51.0)),
        ([50.0, 62.5], [None, None], (49.0, 63.5)),
        ([0.0, 100.0], [None, None], (0.0, 100.0)),
        ([0.0, 0.0], [None, None], (0.0, 1.0)),
        ([100.0, 100.0], [None, None], (99.0, 100.0)),
        ([None, None], [None, None], (0.0, 100.0)),
    ],
)
def test_the_scale_reaches_a_little_beyond_what_is_shown(
    values: list[float | None], targets: list[float | None], scale: tuple[float, float]
) -> None:
    frame = pl.DataFrame({"value": values, "target": targets}, schema={"value": pl.Float64, "target": pl.Float64})
    assert one_scale(of_kind(frame), PERCENT) == pytest.approx(scale)


def test_splits_are_named_team_first_then_in_order() -> None:
    frame = pl.DataFrame({"team": ["All", "All", "All"], "breakdown": ["Reason", "Age band", "All"]})
    assert splits_held(frame) == ["Age band", "Reason"]
    assert splits_held(frame.with_columns(team=pl.Series(["All", "Team A", "All"]))) == ["Team", "Age band", "Reason"]
    assert splits_held(frame.clear()) == []


def test_age_bands_are_put_in_order_by_where_they_begin() -> None:
    bands = ["16-17", "5-9", "Under 1", "Unborn", "1-4", "18 or over"]
    found = pl.DataFrame({"category": bands}).select(_from_age()).to_series()
    assert found.to_list() == [16, 5, 0, None, 1, 18]


def of_place(name: str, **told: object) -> dict[str, object]:
    """A row of `beside_whole`: 20 of 40 children, the county at 60, worse by more than chance."""
    return {
        "measure_id": name, "name": name, "value": 50.0, "numerator": 20, "denominator": 40, "counted": "children",
        "whole_value": 60.0,
        "whole_gap": -10.0, "beyond": BEYOND_95, "stands": "worse", "few": False, "count_to_target": 0,
        "p_value": 0.01, "in_list": True, "compared": 12,
        "polarity": "bigger", "target": 80.0, **told,
    }  # fmt: skip


def said_of(*given: dict[str, object]) -> dict[str, list[str]]:
    schema = {"count_to_target": pl.Int64, "beyond": pl.String, "stands": pl.String, "value": pl.Float64}
    frame = pl.DataFrame(list(given), schema_overrides=schema).with_columns(distance=pl.col("value") - pl.col("target"))
    found = place_lists(of_kind(frame))
    return {of.heading: [f"{name}: {reason}" for _, name, reason in of.rows.iter_rows()] or [of.none] for of in found}


def test_what_stands_out_comes_surest_first_then_furthest_from_the_county() -> None:
    said = said_of(
        of_place("small", few=True, beyond=BEYOND_998, whole_gap=-50.0, in_list=False),
        of_place("near"),
        of_place("far", whole_gap=-30.0),
        of_place("sure", beyond=BEYOND_998, whole_gap=-5.0),
        of_place("chance", whole_gap=-60.0, in_list=False),
        of_place("within", beyond=WITHIN, in_list=False),
        of_place("unknown", beyond=None, stands=None, in_list=False),
        of_place("good", stands="better", whole_gap=12.0, value=72.0, numerator=18, denominator=25),
    )
    rest = "50.0% (20 of 40 children), the county 60.0%; beyond"
    assert said == {
        "Worse than elsewhere, beyond chance": [
            f"sure: {rest} 99.8%.",
            f"far: {rest} 95%.",
            f"near: {rest} 95%.",
        ],
        "Better than elsewhere, beyond chance": ["good: 72.0% (18 of 25 children), the county 60.0%; beyond 95%."],
        "Furthest from target, counted": ["No indicator with counts is off its target."],
    }


def test_where_nothing_is_rated_nothing_is_off_its_target() -> None:
    said = said_of(of_place("free", target=None, count_to_target=None))
    assert said["Furthest from target, counted"] == ["No indicator with counts has a target that can be judged."]


def test_the_most_children_to_the_target_come_first_and_five_are_named() -> None:
    within = {"beyond": WITHIN, "in_list": False}
    wanted = [of_place(f"n{count}", **within, count_to_target=count) for count in (1, 3, 5, 2, 4, 6, 0)]
    said = said_of(*wanted, of_place("less", **within, count_to_target=9, polarity="smaller", target=20.0))
    rest = "more of 40 children would have met 80.0%."
    assert said == {
        "Worse than elsewhere, beyond chance": [
            "No indicator is worse by more than chance, with 12 indicators compared at once."
        ],
        "Better than elsewhere, beyond chance": [
            "No indicator is better by more than chance, with 12 indicators compared at once."
        ],
        "Furthest from target, counted": [
            "less: 9 fewer of 40 children would have met 20.0%.",
            *(f"n{count}: {count} {rest}" for count in (6, 5, 4, 3)),
        ],
    }
    nearly = said_of(*(of_place(f"n{count}", **within, count_to_target=count) for count in (0, 1)))
    assert nearly["Furthest from target, counted"] == [f"n1: 1 {rest}"]
    many = said_of(*(of_place(f"n{number}") for number in range(6)))
    assert len(many["Worse than elsewhere, beyond chance"]) == 5


def test_where_no_indicator_could_be_compared_none_is_said_to_be_no_worse() -> None:
    said = said_of(of_place("few", few=True, in_list=False, compared=0))
    assert said["Worse than elsewhere, beyond chance"] == ["No indicator could be compared."]
    assert said["Better than elsewhere, beyond chance"] == ["No indicator could be compared."]


def test_limits_are_drawn_from_half_the_smallest_number_on() -> None:
    """Those of one or two cases reach from 0 to 100 % and would leave no room for the points."""
    found = judged(rows((2, 60), (1, 71), (5, 140)), "of").with_columns(
        value=100 * pl.col("numerator") / pl.col("denominator"),
        name_of_row=pl.lit("A"),
        simulated=pl.lit(False),
        locality=pl.lit("A"),
    )
    indicator = catalogue().indicators["care_s20"]
    drawn = funnel_plot(found, funnel_curve(found), indicator, "", SEPTEMBER, "A title", False)
    line = [layer["data"]["values"] for layer in drawn.spec["layer"] if layer["mark"]["type"] == "line"]
    assert {min(point["n"] for point in points) for points in line} == {30}
    (limit,) = [point["at"] for point in line[2] if point["n"] == 71]
    assert limit == found["high_95"][1]


@given(st.lists(st.integers(30, 70), min_size=2, max_size=2), st.lists(st.integers(100, 400), min_size=2, max_size=2))
def test_two_are_compared_with_each_other_as_in_a_table_of_two_by_two(met: list[int], of: list[int]) -> None:
    found = compared(rows(*zip(met, of, strict=True)), "of")
    table = [[n, d - n] for n, d in zip(met, of, strict=True)]
    expected = chi2_contingency(table, correction=False).pvalue
    assert found["p_value"].to_list() == pytest.approx([expected] * 2)
    assert found["in_list"].to_list() == [bool(expected < 0.05)] * 2
    assert (found["beyond"] != WITHIN).to_list() == [bool(expected < 0.05)] * 2


def test_limits_around_both_would_hide_that_two_differ() -> None:
    """40 and 55 of 100: each is 7.5 points from 47.5 %, which is 1.5 standard errors; from each other 2.1."""
    counts = rows((40, 100), (55, 100))
    assert judged(counts, "of")["beyond"].to_list() == [WITHIN, WITHIN]
    found = compared(counts, "of")
    assert found["beyond"].to_list() == [BEYOND_95, BEYOND_95]
    assert found["p_value"].to_list() == pytest.approx([0.0337] * 2, abs=1e-4)
    assert found["low_95"].null_count() == 2
    assert funnel_curve(found).is_empty()
    named = found.with_columns(value=pl.col("numerator"), name_of_row=pl.Series(["North", "South"]))
    assert beyond_sentence(named, PERCENT, "teams") == (
        "North (40.0%) is worse than South (55.0%): unlikely to be chance."
    )
    assert comparisons_sentence(named) == ""


def test_two_of_which_one_is_too_small_are_not_told_apart() -> None:
    found = compared(rows((1, 12), (55, 100)), "of").with_columns(value=pl.lit(1.0), name_of_row=pl.Series(["A", "B"]))
    assert not found["in_list"].any()
    assert beyond_sentence(found, PERCENT, "teams").startswith("There are too few cases to tell whether the teams")


def test_two_rates_are_compared_by_hand() -> None:
    """60 and 100 events of 1,000 each: (0.10 − 0.06) / √(0.08 · 2 / 1,000) = 3.162 standard errors."""
    found = compared(rows((60, 1000), (100, 1000), kind=Kind.RATE, unit="per 1,000"), "of")
    assert found["p_value"].to_list() == pytest.approx([0.00157] * 2, abs=1e-5)


def test_three_or_more_are_held_against_all_together() -> None:
    counts = rows((40, 100), (55, 100), (50, 100))
    assert compared(counts, "of").equals(judged(counts, "of"))


def test_a_locality_without_a_figure_is_not_judged() -> None:
    assert said_of(of_place("none", value=None)) == {
        "Nothing can be judged": ["No indicator has a figure here for this month."]
    }


def test_who_differs_is_said_surest_first_with_the_rest_and_who_is_not_judged() -> None:
    def of(what: str, *told: tuple[str, str | None, str | None], chance: str = "", few: str = "") -> str:
        frame = pl.DataFrame(
            [(name, 10.0, stands, beyond) for name, stands, beyond in told],
            schema={"name_of_row": pl.String, "value": pl.Float64, "stands": pl.String, "beyond": pl.String},
            orient="row",
        ).with_columns(few=pl.col("name_of_row").is_in([*few]))
        by_chance = pl.col("few") | pl.col("name_of_row").is_in([*chance]) | (pl.col("beyond") == WITHIN)
        return beyond_sentence(frame.with_columns(in_list=~by_chance.fill_null(True)), PERCENT, what)

    assert of("teams", ("A", "worse", BEYOND_95), ("B", "better", BEYOND_998), ("C", "worse", WITHIN)) == (
        "B (10.0%, better, beyond 99.8%) and A (10.0%, worse, beyond 95%) differ by more than chance from all teams "
        "together. The other differences could be chance."
    )
    within = ("B", "better", WITHIN), ("E", "better", WITHIN)
    assert of("teams", ("A", "worse", BEYOND_95), *within, ("C", None, None), ("D", None, None)) == (
        "A (10.0%, worse, beyond 95%) differs by more than chance from all teams together. The other differences could "
        "be chance. Not judged, for want of counts: C and D."
    )
    outside = [("A", "worse", BEYOND_95), ("B", "better", BEYOND_998), ("C", "worse", BEYOND_998)]
    assert of("teams", *outside, chance="A", few="B") == (
        "C (10.0%, worse, beyond 99.8%) differs by more than chance from all teams together. The other differences "
        "could be chance. Too few to tell: B."
    )
    assert of("teams", *outside, chance="AC", few="B") == (
        "No difference between the teams is more than chance. Too few to tell: B."
    )
    assert of("teams", *outside, few="ABC") == (
        "There are too few cases to tell whether the teams differ. Too few to tell: A, B and C."
    )
    assert of("teams", ("A", None, None)) == "Without counts it can't be said which teams differ by more than chance."
    assert of("teams", ("A", None, WITHIN), ("B", None, None)) == (
        "There is only one of the teams, so there is nothing to set it against."
    )


def test_of_figures_that_are_no_shares_no_difference_is_judged() -> None:
    days = Unit(Kind.MEAN, "days", 1)
    unjudged = judged(rows((10, 100), (60, 100), kind=Kind.MEAN, unit="days"), "of")
    assert unjudged["beyond"].null_count() == 2
    found = unjudged.with_columns(value=pl.lit(1.0), name_of_row=pl.lit("a"))
    assert "no difference between the teams is judged" in beyond_sentence(found, days, "teams")


def test_17_of_20_is_beyond_95_percent_alone_and_too_few_for_a_list() -> None:
    """1,020 of 1,040 are 98.07 %: less than half a case of 20 is expected to miss."""
    row = judged(rows((17, 20), (1003, 1020)), "of").row(0, named=True)
    assert row["together"] == pytest.approx(98.0769, abs=1e-4)
    assert (row["beyond"], row["stands"], row["few"], row["in_list"]) == (BEYOND_95, "worse", True, False)
    assert row["p_value"] == pytest.approx(2 * 0.00635, abs=1e-5)
    assert (row["low_95"], row["low_998"]) == (90.0, 85.0)


def test_visits_of_more_than_one_a_child_are_a_rate_like_any() -> None:
    found = judged(rows((15, 10), (170, 100), kind=Kind.RATE, unit="per 100"), "of")
    assert found["few"].to_list() == [False, False]


def test_an_interval_is_that_of_a_share_or_of_a_rate() -> None:
    """8 of 10 by Wilson: 49.0 to 94.3%. 3 events of 90,000 people by Poisson: 0.619 to 8.767 events. Days have none."""
    low, high = interval()
    for kind, unit, counts, ends in (
        (Kind.PERCENTAGE, "%", (8, 10), (49.0162, 94.3318)),
        (Kind.RATE, "per 10,000", (3, 90_000), (0.618672 / 9, 8.767273 / 9)),
        (Kind.MEAN, "days", (80, 10), (None, None)),
    ):
        assert rows(counts, kind=kind, unit=unit).select(low=low, high=high).row(0) == pytest.approx(ends, abs=1e-4)


def test_what_is_drawn_is_what_is_judged() -> None:
    """At the number of each point the curve has the limits of its row, few or many, whole or not."""
    for kind, unit, counts in (
        (Kind.PERCENTAGE, "%", [(17, 20), (3, 3), (7, 44), (1003, 1020)]),
        (Kind.PERCENTAGE, "%", [(16.5, 20), (3, 3), (400.5, 410)]),
        (Kind.RATE, "per 10,000", [(3, 90_000), (9, 40_000), (2, 3_000)]),
    ):
        found = judged(rows(*counts, kind=kind, unit=unit), "of")
        drawn = found.join(funnel_curve(found), on="denominator", suffix="_drawn", how="left")
        assert drawn["low_95_drawn"].null_count() == 0
        for limit in ("low_95", "high_95", "low_998", "high_998"):
            assert drawn[limit].to_list() == pytest.approx(drawn[f"{limit}_drawn"].to_list(), rel=1e-12)


def test_parts_of_a_case_keep_the_normal_limits() -> None:
    """Of 20.5 posts 0.4 are expected to be vacant: no whole number of posts is the most extreme."""
    for part, n in ((17.5, 20.5), (17.5, 20), (17, 20.5)):
        row = judged(rows((part, n), (1003, 1020)), "of").row(0, named=True)
        m = (part + 1003) / (n + 1020)
        spread = sqrt(m * (1 - m) / n)
        assert row["low_95"] == pytest.approx(100 * (m - 1.959963984540054 * spread))
        assert row["p_value"] == pytest.approx(2 * NormalDist().cdf((part / n - m) / spread))
    whole = judged(rows((18, 21), (1003, 1020)), "of").row(0, named=True)
    assert 21 * whole["low_95"] / 100 == pytest.approx(19), "an odd number of posts is whole too"


def test_few_events_of_a_rate_are_judged_exactly() -> None:
    """2 in 10,000 people: of 5,000 one is expected, and three are within 95 %, four beyond it, six beyond 99.8 %."""
    for events, beyond in ((3, WITHIN), (4, BEYOND_95), (5, BEYOND_95), (6, BEYOND_998)):
        whole = (2_000_000 - events, 10_000_000_000 - 5_000)
        row = judged(rows((events, 5_000), whole, kind=Kind.RATE, unit="per 10,000"), "of").row(0, named=True)
        assert (row["beyond"], row["few"], row["in_list"]) == (beyond, True, False), events


def test_a_list_has_fewer_than_lie_outside_the_limits() -> None:
    """Of 100 each, 500 in all of 1,000: 60 alone is 0.046 and in no list of ten. With 70 and 30 beside it, of which
    each is 0.00006, its 0.046 would have to be 0.015."""
    ten = [(50, 100)] * 8
    found = judged(rows((60, 100), (40, 100), *ten), "of")
    assert found["beyond"].to_list()[:2] == [BEYOND_95, BEYOND_95]
    assert not found["in_list"].any()
    found = judged(rows((70, 100), (30, 100), (60, 100), (40, 100), *ten), "of")
    assert found["in_list"].to_list()[:4] == [True, True, False, False]
    assert set(found["compared"]) == {12}
    both = pl.concat([rows((60, 100), (40, 100)), rows(*ten).with_columns(of=pl.lit("other"))])
    assert judged(both, "of")["compared"].to_list() == [2] * 2 + [8] * 8, "each indicator has a list of its own"
    alone = judged(rows((60, 100), (40, 100), *[(5, 10)] * 8), "of")
    assert set(alone["compared"]) == {2}, "the few are not counted among the comparisons"
    assert alone["in_list"].to_list() == [True, True, *[False] * 8]


def test_a_locality_s_list_is_drawn_from_its_indicators_with_a_better_and_a_worse(westshire: Store) -> None:
    found = beside_whole(westshire, SEPTEMBER, "Cold Ferry")
    may = found.filter(
        pl.col("p_value").is_not_null() & ~pl.col("few"), pl.col("polarity").is_in(["bigger", "smaller"])
    )
    assert set(found["compared"]) == {may.height}
    assert set(found.filter("in_list")["measure_id"]) <= set(may["measure_id"])
    least = false_discovery_control(may["p_value"].to_numpy())
    assert (
        may.filter(pl.Series(least <= 0.05))["measure_id"].to_list() == found.filter("in_list")["measure_id"].to_list()
    )
    said = place_comparisons(found)
    few = found.filter("few", pl.col("p_value").is_not_null(), pl.col("polarity") != "plan").height
    assert f"{may.height} comparisons" in said
    assert f"{few} more are too few to tell" in said


def test_of_the_areas_that_lists_name_few_are_there_by_chance() -> None:
    """300 indicators in 24 areas, of which 20 work alike and four do not, two each way: the truth is known."""
    numbers = np.random.default_rng(2021)
    true = np.tile(np.r_[np.full(20, 0.75), 0.6, 0.6, 0.9, 0.9], 300)
    whole = numbers.integers(10, 150, true.size)
    counts = [(int(k), int(n)) for k, n in zip(numbers.binomial(whole, true), whole, strict=True)]
    found = judged(rows(*counts).with_columns(of=pl.Series(np.repeat(np.arange(300), 24))), "of")
    found = found.with_columns(null=pl.Series(true == 0.75))

    def false(named: pl.Expr) -> float:
        by = found.group_by("of").agg(part=(named & pl.col("null")).sum() / pl.max_horizontal(named.sum(), 1))
        return float(by["part"].mean())  # type: ignore[arg-type]

    assert false(pl.col("in_list")) <= 0.05
    assert false(pl.col("beyond") != WITHIN) > 0.1
    assert not found.filter("few")["in_list"].any()
    assert found.filter(~pl.col("null") & ~pl.col("few"))["in_list"].mean() > 0.5  # type: ignore[operator]


def test_what_chance_does_is_said_of_as_many_as_were_compared() -> None:
    found = judged(rows(*[(50, 100)] * 30, (1, 3)), "of")
    assert comparisons_sentence(found).startswith("Drawn from 30 comparisons.")
    assert "about 2 of 30 comparisons" in comparisons_sentence(found)
    assert comparisons_sentence(judged(rows((1, 3), (2, 3)), "of")) == ""
