"""Financial years beside each other, quarters and the year to date: each of one series, up to the month."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from analytics.indicators import financial_years, quarters_to, series
from analytics.store import Store
from tests.indicators.test_years import SEPTEMBER


@pytest.fixture(scope="module")
def county(demonstration: Store) -> pl.DataFrame:
    return series(demonstration, "icpc_15d", SEPTEMBER)


def test_a_published_month_is_not_set_against_a_simulated_one(county: pl.DataFrame) -> None:
    rows = {r["month"]: r for r in financial_years(county, SEPTEMBER).to_dicts()}
    assert rows[SEPTEMBER]["year_change"] == -25.4, "58.1 after 83.5"
    assert rows[date(2021, 8, 1)]["year_change"] is None
    assert rows[date(2021, 8, 1)]["no_year_change"] == (
        "real and simulated months are not taken together; simulated: August 2020"
    )
    assert rows[date(2020, 8, 1)]["year_change"] == pytest.approx(-5.5), "84.5 after 90.0, both simulated"


def test_quarters_come_newest_first_with_their_note_or_the_reason(county: pl.DataFrame) -> None:
    quarters = quarters_to(county, SEPTEMBER)
    assert quarters["quarter"].to_list() == [
        "Q2 2021/22", "Q1 2021/22", "Q4 2020/21", "Q3 2020/21", "Q2 2020/21", "Q1 2020/21", "Q4 2019/20", "Q3 2019/20",
    ]  # fmt: skip
    newest, mixed, old = (quarters.row(i, named=True) for i in (0, 4, 5))
    assert (newest["quarter_numerator"], newest["quarter_denominator"], newest["quarter_value"]) == (145, 196, 74.0)
    assert newest["remark"] == "numerator and denominator are a simulated split of the published figure"
    assert mixed["quarter_value"] is None
    assert mixed["remark"] == "real and simulated months are not taken together; simulated: July 2020, August 2020"
    assert "wholly simulated" in old["remark"]
