"""Placements: years, averages over the same months, and what is in none of the kinds."""

from __future__ import annotations

import polars as pl

from analytics.corporate import placements
from analytics.store import Store
from tests.corporate.rows import printed
from tests.corporate.test_placements import SEPTEMBER, TOTAL


def test_every_printed_number_is_shown(published: Store) -> None:
    frame = placements.by_month(published, SEPTEMBER)
    shown = {(r["series"], f"{r['month']:%Y-%m}"): r for r in frame.iter_rows(named=True)}
    lines = printed("external_placements")
    assert len(shown) == len(lines)
    for line in lines:
        row = shown[line["series"], line["month"]]
        assert row["value"] == int(line["value"])
        assert row["financial_year"] == line["financial_year"]
    total = placements.finding(frame, TOTAL)
    assert total == "Total agency: 459 placements in August 2021, 67 more than a year before (+17.1%)"
    assert placements.long_finding(frame) == "Agency placements rose from 131 in April 2012 to 459 in August 2021"


def test_ten_financial_years_are_held(published: Store) -> None:
    years = placements.by_year(published, SEPTEMBER).filter(pl.col("series") == TOTAL)
    assert years["financial_year"].to_list() == [f"{y}/{y - 1999}" for y in range(2012, 2022)]
    assert years["average"].to_list()[-2:] == [378.7, 463.2]
