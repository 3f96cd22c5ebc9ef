"""Financial years beside each other, quarters and the year to date: each of one series, up to the month."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from analytics.indicators import financial_years, quarters_to, series, year_to_date_said
from analytics.store import Store

SEPTEMBER = date(2021, 9, 1)


@pytest.fixture(scope="module")
def county(demonstration: Store) -> pl.DataFrame:
    return series(demonstration, "icpc_15d", SEPTEMBER)


def test_a_financial_year_runs_from_april_to_march(county: pl.DataFrame) -> None:
    places = {
        month: (year, place)
        for month, year, place in financial_years(county, SEPTEMBER).select("month", "financial_year", "place").rows()
    }
    assert places[date(2021, 3, 1)] == ("2020/21", 11)
    assert places[date(2021, 4, 1)] == ("2021/22", 0)
    assert places[date(2019, 12, 1)] == ("2019/20", 8)


def test_there_are_so_many_years_up_to_that_of_the_month(county: pl.DataFrame) -> None:
    def years(month: date, most: int) -> list[str]:
        return financial_years(county, month, most)["financial_year"].unique(maintain_order=True).to_list()

    assert years(SEPTEMBER, 4) == ["2018/19", "2019/20", "2020/21", "2021/22"]
    assert years(SEPTEMBER, 2) == ["2020/21", "2021/22"]
    assert years(date(2021, 3, 1), 2) == ["2019/20", "2020/21"]


def test_a_published_month_is_not_set_against_a_simulated_one(county: pl.DataFrame) -> None:
    rows = {r["month"]: r for r in financial_years(county, SEPTEMBER).to_dicts()}
    assert rows[SEPTEMBER]["year_change"] == -25.4, "58.1 after 83.5"
    assert rows[date(2021, 8, 1)]["year_change"] is None
    assert rows[date(2021, 8, 1)]["no_year_change"] == (
        "real and simulated months are not taken together; simulated: August 2020"
    )
    assert rows[date(2020, 8, 1)]["year_change"] == pytest.approx(-5.5), "84.5 after 90.0, both simulated"


def test_quarters_come_newest_first_with_their_note_or_the_reason(county: pl.DataFrame) -> None:
    quarters = quarters_to(county, SEPTEMBER, 6)
    assert quarters["quarter"].to_list() == [
        "Q2 2021/22", "Q1 2021/22", "Q4 2020/21", "Q3 2020/21", "Q2 2020/21", "Q1 2020/21",
    ]  # fmt: skip
    newest, mixed, old = (quarters.row(i, named=True) for i in (0, 4, 5))
    assert (newest["quarter_numerator"], newest["quarter_denominator"], newest["quarter_value"]) == (145, 196, 74.0)
    assert newest["remark"] == "numerator and denominator are a simulated split of the published county figure"
    assert mixed["quarter_value"] is None
    assert mixed["remark"] == "real and simulated months are not taken together; simulated: July 2020, August 2020"
    assert "wholly simulated" in old["remark"]


def test_a_quarter_that_has_not_ended_is_refused(county: pl.DataFrame) -> None:
    newest = quarters_to(county, date(2021, 8, 1)).row(0, named=True)
    assert (newest["quarter"], newest["quarter_value"]) == ("Q2 2021/22", None)
    assert newest["remark"] == "no figure for September 2021"


def test_the_year_to_date_is_pooled_and_set_against_last_years(demonstration: Store) -> None:
    place = series(demonstration, "icpc_15d", SEPTEMBER, "Stroud")
    half = place.filter(pl.col("month").is_between(date(2021, 4, 1), SEPTEMBER))
    n, d = half["numerator"].sum(), half["denominator"].sum()
    said = year_to_date_said(place, SEPTEMBER)
    assert f"April to September 2021: {round(100 * n / d, 1)}% ({n} of {d})." in said
    assert "Last year to September 2020: " in said
    assert said.endswith((" worse.", " better.", " no change."))


def test_the_year_to_date_is_refused_in_words(county: pl.DataFrame, published: Store) -> None:
    said = year_to_date_said(county, SEPTEMBER)
    assert "82.2% (342 of 416)" in said
    assert (
        "Last year to September 2020: not given (real and simulated months are not taken together; simulated: Apr"
        in said
    )
    without_counts = series(published, "icpc_15d", SEPTEMBER)
    assert "printed without counts, and percentages are not averaged" in year_to_date_said(without_counts, SEPTEMBER)
    snapshot = year_to_date_said(series(published, "cic_s20", SEPTEMBER), SEPTEMBER)
    assert snapshot == (
        "Financial year to date, April to September 2021: not given (a snapshot says how things stand at the end of a "
        "month, so months are not added up)."
    )
