"""Every kind of figure in the demonstration: what was published comes out as published, what is made up says so."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from analytics import indicators
from analytics.catalogue import Catalogue
from analytics.extracts.dates import as_period
from analytics.store import Store, months_held
from analytics.units import Kind, unit

SEPTEMBER = date(2021, 9, 1)


@pytest.fixture(scope="module")
def september(demonstration: Store) -> dict[str, dict[str, object]]:
    return {row["measure_id"]: row for row in indicators.month_table(demonstration, SEPTEMBER).to_dicts()}


def test_every_kind_of_figure_has_one_in_september_2021(september: dict[str, dict[str, object]]) -> None:
    assert {row["kind"] for row in september.values() if row["value"] is not None} == {kind.value for kind in Kind}


@pytest.mark.parametrize(
    ("measure", "of", "written"),
    [
        ("referrals", date(2021, 9, 1), "953"),
        ("referral_rate", date(2021, 9, 1), "899.6 per 10,000"),  # 12 × 953 for 127,119 children
        ("cpp_rate", date(2021, 3, 1), "55.2 per 10,000"),
        ("cic_rate", date(2021, 3, 1), "62 per 10,000"),
        ("sw_caseload", date(2021, 9, 1), "15.0 cases"),
        ("sw_starters", date(2021, 9, 1), "55.4"),
        ("cic_attainment_8", date(2021, 8, 1), "20.6 points"),
        ("permanent_exclusions", date(2021, 9, 1), "13"),
        ("ehcp_rate", date(2021, 9, 1), "26.6 per 1,000"),
        ("forecast_overspend", date(2021, 9, 1), "£14,017k"),
    ],
)
def test_a_figure_is_of_its_newest_period_and_in_its_unit(
    september: dict[str, dict[str, object]], measure: str, of: date, written: str
) -> None:
    row = september[measure]
    assert row["month"] == of
    assert unit(row["kind"], row["unit"], row["decimals"]).value(row["value"]) == written  # type: ignore[arg-type]


def test_yearly_figures_come_out_as_the_department_published_them(published: Store, the_catalogue: Catalogue) -> None:
    """Worked out here from numbers and population; there printed as rates and percentages."""
    theirs = indicators.others(published).filter(comparator="Gloucestershire")
    compared = 0
    for measure, indicator in the_catalogue.indicators.items():
        if indicator.frequency.period != "year":
            continue
        ours = indicators.series(published, measure, SEPTEMBER)
        values = {month.year: value for month, value in ours.select("month", "value").rows()}
        for period, value in theirs.filter(measure_id=measure).select("period", "value").rows():
            year = as_period(period).last.year  # type: ignore[union-attr]
            if year in values:
                assert values[year] == value, (measure, period)
                compared += 1
    assert compared == 32  # eight indicators, four years each


def test_localities_add_up_to_the_published_county(
    demonstration: Store, september: dict[str, dict[str, object]]
) -> None:
    parts = indicators.by_place(demonstration, SEPTEMBER)
    for measure in ("referrals", "referral_rate", "sw_caseload"):
        rows = parts.filter(measure_id=measure)
        assert rows["simulated"].all()
        assert not september[measure]["simulated"]
        assert rows["numerator"].sum() == september[measure]["numerator"]
        assert pytest.approx(rows["denominator"].sum() or 0) == (september[measure]["denominator"] or 0)


def test_every_figure_of_the_county_in_september_2021_was_published(september: dict[str, dict[str, object]]) -> None:
    assert {m for m, row in september.items() if row["simulated"]} == set()


def test_figures_of_years_reach_back_further_than_the_months_that_can_be_chosen(demonstration: Store) -> None:
    assert indicators.series(demonstration, "cic_rate", SEPTEMBER)["month"].min() == date(2018, 3, 1)
    assert months_held(demonstration)[-1] == date(2018, 9, 1)


def test_people_by_locality_add_up_to_the_county_and_say_that_they_are_simulated(the_catalogue: Catalogue) -> None:
    held = the_catalogue.rows["population"]
    county, parts = held.filter(area="All"), held.filter(pl.col("area") != "All")
    by_year = dict(parts.group_by("year").agg(pl.col("number").sum()).rows())
    assert by_year == dict(county.select("year", "number").rows())
    assert parts["reference"].str.starts_with("Simulated").all()
