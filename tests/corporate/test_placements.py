"""Placements: years, averages over the same months, and what is in none of the kinds."""

from __future__ import annotations

from datetime import date

from analytics.corporate import placements
from analytics.store import Store
from tests.corporate.rows import held

SEPTEMBER = date(2021, 9, 1)
TOTAL = placements.TOTAL


def test_a_year_to_date_is_set_against_the_same_months(empty: Store) -> None:
    last_year = [f"{TOTAL},2020-{m:02},{n}" for m, n in ((4, 10), (5, 20), (6, 90))]
    this_year = [f"{TOTAL},2021-{m:02},{n}" for m, n in ((4, 15), (5, 30))]
    store = held(empty, "placements", *last_year, *this_year)
    row = placements.by_year(store, SEPTEMBER).filter(financial_year="2021/22").row(0, named=True)
    assert (row["months"], row["average"], row["average_before"]) == (2, 22.5, 15.0)
    assert (row["average_change"], row["average_change_percent"]) == (7.5, 50.0)


def test_without_the_same_months_a_year_before_there_is_no_change(empty: Store) -> None:
    store = held(empty, "placements", f"{TOTAL},2020-05,20", f"{TOTAL},2021-04,15", f"{TOTAL},2021-05,30")
    row = placements.by_year(store, SEPTEMBER).filter(financial_year="2021/22").row(0, named=True)
    assert row["average"] == 22.5
    assert row["average_before"] is None
    assert row["average_change_percent"] is None


def test_the_financial_year_begins_in_april(empty: Store) -> None:
    store = held(empty, "placements", f"{TOTAL},2021-03,20", f"{TOTAL},2021-04,15")
    frame = placements.by_month(store, SEPTEMBER)
    assert frame.select("financial_year", "place").rows() == [("2020/21", 11), ("2021/22", 0)]


def test_change_is_in_percent_of_the_year_before_away_from_zero(empty: Store) -> None:
    store = held(empty, "placements", f"{TOTAL},2020-04,800", f"{TOTAL},2021-04,801", f"{TOTAL},2022-04,799")
    frame = placements.by_month(store, date(2022, 4, 1))
    assert frame["change"].to_list() == [None, 1, -2]
    assert frame["change_percent"].to_list() == [None, 0.1, -0.2]


def test_nothing_after_the_month_is_shown(empty: Store) -> None:
    store = held(empty, "placements", f"{TOTAL},2021-04,15", f"{TOTAL},2021-05,30")
    assert placements.by_month(store, date(2021, 4, 1))["value"].to_list() == [15]


def test_what_is_in_none_of_the_kinds_is_shown_and_not_spread(published: Store) -> None:
    short = placements.parts_short(placements.by_month(published, SEPTEMBER))
    rows = {r["month"]: r for r in short.iter_rows(named=True)}
    august = rows[date(2021, 8, 1)]
    assert (august["total"], august["parts"], august["short"]) == (106, 95, 11)
    assert august["missing"] == "Supported living"
    assert (rows[date(2020, 4, 1)]["short"], rows[date(2020, 4, 1)]["missing"]) == (4, "")
    assert len(rows) == 2
