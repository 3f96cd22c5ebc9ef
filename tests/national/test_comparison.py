"""Did everybody move, what do the neighbours have, and which period is it: by hand, and over all indicators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import asin, sqrt
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analytics.catalogue import Catalogue
from analytics.indicators.schemas import Reported
from analytics.national import ABOVE, BELOW, LIKE, REGION, WITHIN, Spread, Standpoint, standpoint, unlike_first
from analytics.national import comparison as national_comparison
from analytics.national import groups as national_groups
from analytics.national.changes import changes, year_pairs
from analytics.national.comparison import chosen_periods, comparison, with_meaning
from analytics.national.groups import GOOD_NEIGHBOURS, gap, group, members, neighbours
from analytics.national.positions import positions, ranks
from analytics.national.schemas import Changes, Comparison, Everybody, Group, Positions, Ranks
from analytics.units import Kind, Unit
from tests.national.made import (
    CODES,
    NEIGHBOURS,
    NUMBER,
    WESTSHIRE,
    YEARS,
    meant,
    name_of,
    reported,
    rows_of,
    sizes,
    with_totals,
)

SEPTEMBER = date(2025, 9, 1)
Counts = Sequence[tuple[float | None, float | None]]


def two_years(before: Counts, now: Counts) -> pl.DataFrame:
    codes = CODES[: len(now)]
    return meant(with_totals(pl.concat([rows_of("a", before, 2023, codes), rows_of("a", now, 2024, codes)])))


def change_of(rows: pl.DataFrame, close: list[str] | None = None) -> dict[str, Any]:
    return changes(rows, year_pairs(rows), WESTSHIRE, close or []).row(0, named=True)


# Changes


def test_the_change_of_england_and_of_the_neighbours_is_that_of_their_values() -> None:
    before = [(300.0, 1000.0), (200.0, 1000.0), (400.0, 1000.0), (250.0, 1000.0)]
    now = [(350.0, 1000.0), (240.0, 1000.0), (430.0, 1000.0), (300.0, 1000.0)]
    found = change_of(two_years(before, now), CODES[1:4])
    assert (found["earlier_value"], found["value"], found["change"]) == (30, 35, 5)
    assert found["country_change"] == pytest.approx(33 - 28.75)
    assert found["region_change"] == 5  # it is alone in its region
    assert (found["neighbours_change"], found["neighbours_both"]) == (30 - 25, 3)
    apart = asin(sqrt(0.35)) - asin(sqrt(0.3))
    z = apart / sqrt(2 / 4000)
    assert found["clear"] is (z > 1.96)


def test_everybody_rose_alike() -> None:
    """From 30% to 40% everywhere: clear, and not unlike the others."""
    found = change_of(two_years([(300.0, 1000.0)] * 30, [(400.0, 1000.0)] * 30))
    assert found["clear"]
    assert found["unlike"] == LIKE


@pytest.mark.parametrize(("own", "unlike"), [(550.0, ABOVE), (250.0, BELOW), (405.0, LIKE)])
def test_an_authority_that_moved_otherwise(own: float, unlike: str) -> None:
    now = [(own, 1000.0), *[(390.0 + at, 1000.0) for at in range(29)]]
    assert change_of(two_years([(300.0, 1000.0)] * 30, now))["unlike"] == unlike


def test_only_authorities_with_both_years_are_compared() -> None:
    before = [(300.0, 1000.0)] * 10
    now: Counts = [(400.0, 1000.0)] * 6 + [(None, None)] * 4
    found = change_of(two_years(before, now), CODES[5:10])
    assert found["both"] == 6
    assert (found["neighbours_both"], found["neighbours_change"]) == (1, None)
    gone = two_years(before, [(None, None), *[(400.0, 1000.0)] * 9])
    assert changes(gone, year_pairs(gone), WESTSHIRE).is_empty()


def test_without_counts_a_change_is_not_judged() -> None:
    rows = two_years([(300.0, 1000.0)] * 10, [(400.0, 1000.0)] * 10)
    rows = rows.with_columns(pl.lit(None, pl.Float64).alias(c) for c in ("numerator", "denominator"))
    found = change_of(rows)
    assert (found["change"], found["country_change"]) == (10, 10)
    assert (found["unlike"], found["clear"], found["both"]) == (None, None, 0)


@pytest.mark.parametrize("differ", [0, 0.05])
def test_where_all_move_alike_few_changes_are_called_unlike(differ: float) -> None:
    rng, found = np.random.default_rng(2), []
    for number in range(40):
        people, true = sizes(500, NUMBER, rng), rng.normal(asin(sqrt(0.3)), 0.1, NUMBER)
        later = true + 0.05 + rng.normal(0, differ, NUMBER)
        for year, of in ((2023, true), (2024, later)):
            counts = zip(rng.binomial(people.astype(int), np.sin(of) ** 2).astype(float), people, strict=True)
            found.append(rows_of(f"{number}", counts, year))
    rows = meant(pl.concat(found))
    pairs = year_pairs(rows)
    unlike = pl.concat([changes(rows, pairs, code) for code in CODES[::5]])["unlike"]
    assert unlike.len() == 1200
    assert (unlike != LIKE).sum() / unlike.len() <= 0.065


def test_each_year_is_paired_with_the_one_before_it() -> None:
    rows = meant(reported(indicators=["icpc_due"])).filter(pl.col("last") != date(2021, 3, 1))
    pairs = year_pairs(rows)
    assert pairs.height == len(YEARS) - 2
    assert ("year to March 2022", "year to March 2020") in pairs.select("period", "earlier_period").rows()


# Groups


def test_the_statistics_of_a_group() -> None:
    counts: Counts = [(10.0, 100.0), (40.0, 200.0), (90.0, 300.0), (None, None)]
    found = group(meant(rows_of("a", counts, codes=CODES[:4])), CODES[:4]).row(0, named=True)
    assert (found["reporters"], found["asked"]) == (3, 4)
    assert (found["mean"], found["median"], found["lowest"], found["highest"]) == (20, 20, 10, 30)
    assert found["pooled"] == pytest.approx(100 * 140 / 600)


def test_an_authority_that_is_no_more_is_not_asked() -> None:
    before = rows_of("a", [(10.0, 100.0)] * 4, 2023, CODES[:4])
    now = rows_of("a", [(10.0, 100.0)] * 3, 2024, CODES[:3])
    found = group(meant(pl.concat([before, now])), CODES[:4])
    assert found.select("asked", "reporters").rows() == [(4, 4), (3, 3)]


def test_of_fewer_than_three_reporters_there_is_no_figure() -> None:
    counts: Counts = [(10.0, 100.0), (40.0, 200.0), (None, None)]
    found = group(meant(rows_of("a", counts, codes=CODES[:3])), CODES[:3]).row(0, named=True)
    assert (found["reporters"], found["median"], found["lowest"], found["pooled"]) == (2, None, None, None)


def test_neighbours_can_be_narrowed_to_those_judged_good(
    monkeypatch: pytest.MonkeyPatch, the_catalogue: Catalogue
) -> None:
    rows = with_totals(rows_of("a", [(10.0, 100.0)] * 4, codes=CODES[:4]))
    known = replace(the_catalogue, neighbours=(name_of(CODES[1]), name_of(CODES[2])))
    monkeypatch.setattr(national_groups, "catalogue", lambda: known)
    found = members(rows, GOOD_NEIGHBOURS, CODES[0], (CODES[2], CODES[3]))
    assert found.select("code", "rank").rows() == [(CODES[2], 2)]


def test_neighbours_are_those_of_the_catalogue_or_of_the_national_model(
    monkeypatch: pytest.MonkeyPatch, the_catalogue: Catalogue
) -> None:
    rows = with_totals(rows_of("a", [(10.0, 100.0)] * 4, codes=CODES[:4]))
    known = replace(the_catalogue, code=WESTSHIRE, neighbours=(name_of("903"), "Elsewhere"))
    monkeypatch.setattr(national_groups, "catalogue", lambda: known)
    assert neighbours(rows).select("code", "name", "rank", "closeness").rows() == [
        ("903", name_of("903"), 1, None), (None, "Elsewhere", 2, None),
    ]  # fmt: skip
    kent = replace(the_catalogue, council="Kent County Council")
    monkeypatch.setattr(national_groups, "catalogue", lambda: kent)
    monkeypatch.setattr(national_groups, "own_code", lambda: "886")
    found = neighbours(rows.with_columns(name=pl.lit("essex")))
    assert found.height == 10
    assert found["closeness"].null_count() == 0
    assert members(rows.clone(), "neighbours", "886").height == 10


def test_a_group_is_the_region_one_of_the_catalogue_or_one_authority(
    monkeypatch: pytest.MonkeyPatch, the_catalogue: Catalogue
) -> None:
    rows = reported(indicators=["icpc_due"])
    region = members(rows, REGION, WESTSHIRE)
    assert set(rows.filter(pl.col("code").is_in(region["code"].to_list()))["region"]) == {"Region 1"}
    assert WESTSHIRE not in region["code"]
    assert members(rows, "905", WESTSHIRE)["name"].to_list() == [name_of("905")]
    known = replace(the_catalogue, comparison_groups={"Coast": (WESTSHIRE, "903", "907")})
    monkeypatch.setattr(national_groups, "catalogue", lambda: known)
    assert members(rows, "Coast", WESTSHIRE)["code"].to_list() == ["903", "907"]


# All indicators at once


def beside(rows: pl.DataFrame, month: date = SEPTEMBER, code: str = WESTSHIRE) -> pl.DataFrame:
    return comparison(rows, chosen_periods(rows, month), code, NEIGHBOURS, 10)


def test_an_authority_beside_all_others() -> None:
    rows = with_meaning(reported())
    found = beside(rows)
    assert found["measure_id"].to_list() == ["icpc_due", "long_plans", "referred_again", "plans_again", "same_home"]
    told = {r["measure_id"]: r for r in found.iter_rows(named=True)}
    referred = told["referred_again"]
    assert (referred["in_list"], referred["stands"], referred["compared"]) == (True, "worse", 4)
    assert referred["place_from"] <= referred["place"] <= referred["place_to"] <= 148
    missing = (referred["value"] - referred["median"]) / 100 * referred["denominator"]
    assert referred["gap"] == round(missing) > 0
    assert told["plans_again"]["beyond"] == WITHIN
    assert not told["plans_again"]["in_list"]
    assert told["same_home"]["beyond"] is None
    assert told["same_home"]["place"] is not None
    assert told["same_home"]["gap"] is None


def test_the_gap_is_of_the_children_counted_and_not_of_a_figure_in_whole_numbers() -> None:
    """1,896 of 355,390 children are 53 per 10,000 in whole numbers; at a median of 56 they would be 1,990."""
    one = pl.DataFrame(
        {"kind": "rate", "per": 10_000.0, "value": 53.0, "median": 56.0, "n": [1896.0, None], "d": 355_390.0}
    )
    assert one.select(gap(*(pl.col(c) for c in ("value", "median", "n", "d")))).to_series().to_list() == [-94, -107]


def test_every_year_stands_with_what_was_known_of_others_then() -> None:
    rows = with_meaning(reported(indicators=["icpc_due"]))
    here = Standpoint(rows, WESTSHIRE, pl.DataFrame({"code": NEIGHBOURS}), asked=10)
    found = here.over_time("icpc_due", SEPTEMBER)
    assert found["last"].dt.year().to_list() == list(YEARS)
    assert found["change"].null_count() == 1
    assert (found["not_compared"] == "").sum() == 1  # one ended within twelve months


def test_what_is_unlike_the_others_comes_first() -> None:
    found = unlike_first(beside(with_meaning(reported())))
    assert found["measure_id"].to_list() == ["icpc_due", "referred_again", "long_plans", "plans_again", "same_home"]


def test_a_rate_of_months_that_is_told_for_a_year_is_not_multiplied_again(
    monkeypatch: pytest.MonkeyPatch, the_catalogue: Catalogue
) -> None:
    """600 referrals among 10,000 children in a year, 200 of them more than elsewhere, whatever own months come to."""
    unit = Unit(Kind.RATE, "per 10,000", 1)
    yearly = replace(the_catalogue.indicators["referred_again"], unit=unit, yearly=True)
    known = replace(the_catalogue, indicators={"referred_again": yearly})
    monkeypatch.setattr(national_comparison, "catalogue", lambda: known)
    counts = [(600.0, 10_000.0)] + [(400.0, 10_000.0)] * 10
    rows = rows_of("referred_again", counts, 2025, CODES[:11]).with_columns(value=pl.col("numerator"))
    found = beside(with_meaning(rows)).row(0, named=True)
    assert (found["median"], found["gap"]) == (400, 200)
    assert found["average"] == pytest.approx(10_000 * 4600 / 110_000)


def test_a_year_too_far_off_is_context_and_no_verdict() -> None:
    found = beside(with_meaning(reported()), date(2026, 9, 1))
    assert set(found["period"]) == {"year to March 2025"}
    assert found["not_compared"].str.contains("too far apart").all()
    assert not found["in_list"].any()
    assert set(found["compared"]) == {0}


def test_the_newest_year_that_had_ended_is_chosen() -> None:
    rows = with_meaning(reported(indicators=["icpc_due"]))
    for month, year in ((date(2025, 2, 1), 2024), (date(2025, 3, 1), 2025), (date(2012, 9, 1), 2013)):
        assert chosen_periods(rows, month)["period"].to_list() == [f"year to March {year}"]


def test_an_authority_that_is_not_named_has_no_rows() -> None:
    assert beside(with_meaning(reported()), code="000").is_empty()
    assert beside(with_meaning(Reported.create_empty())).is_empty()


def test_what_is_handed_out_has_the_columns_of_its_schema() -> None:
    held = reported()
    Reported.validate(held)
    for rows in (with_meaning(held), with_meaning(Reported.create_empty())):
        Positions.validate(positions(rows))
        Ranks.validate(ranks(rows, WESTSHIRE))
        Changes.validate(changes(rows, year_pairs(rows), WESTSHIRE, NEIGHBOURS))
        Group.validate(group(rows, NEIGHBOURS))
        Comparison.validate(beside(rows))
        here = standpoint(held, "905")
        every, _ = here.everybody("icpc_due", "year to March 2025", Spread.CALIBRATED)
        Everybody.validate(every)
        Changes.validate(here.since_first("icpc_due", SEPTEMBER))


def test_rows_in_another_order_give_the_same() -> None:
    rows = with_meaning(reported())
    mixed = rows.sample(fraction=1, shuffle=True, seed=4)
    assert_frame_equal(beside(rows), beside(mixed), abs_tol=1e-9)
