"""Figures of others: whose they are, and of which period."""

from __future__ import annotations

from datetime import date

import pytest

from analytics.extracts.dates import as_period
from tests.extracts.sending import problems, sent
from tests.westshire import catalogue

HEADER = "cut,measure_id,comparator,period,statistic,value"


@pytest.mark.parametrize(
    ("written", "words", "first", "last"),
    [
        ("2022-06", "June 2022", date(2022, 6, 1), date(2022, 6, 1)),
        ("Jun-22", "June 2022", date(2022, 6, 1), date(2022, 6, 1)),
        ("Q1 2022/23", "quarter to June 2022", date(2022, 4, 1), date(2022, 6, 1)),
        ("2022-23 Q4", "quarter to March 2023", date(2023, 1, 1), date(2023, 3, 1)),
        ("quarter ending June 2022", "quarter to June 2022", date(2022, 4, 1), date(2022, 6, 1)),
        ("2022/23", "year to March 2023", date(2022, 4, 1), date(2023, 3, 1)),
        ("2022-2023", "year to March 2023", date(2022, 4, 1), date(2023, 3, 1)),
        ("202223", "year to March 2023", date(2022, 4, 1), date(2023, 3, 1)),
        ("FY 2022/23", "year to March 2023", date(2022, 4, 1), date(2023, 3, 1)),
        ("2011-12", "year to March 2012", date(2011, 4, 1), date(2012, 3, 1)),
        ("year ending 31 March 2023", "year to March 2023", date(2022, 4, 1), date(2023, 3, 1)),
        ("12 months to Sep 2022", "year to September 2022", date(2021, 10, 1), date(2022, 9, 1)),
        ("academic year 2022/23", "school year 2022-23", date(2022, 9, 1), date(2023, 7, 1)),
        ("school year 2022-23", "school year 2022-23", date(2022, 9, 1), date(2023, 7, 1)),
        ("calendar year 2022", "year to December 2022", date(2022, 1, 1), date(2022, 12, 1)),
        ("as at 31/03/2023", "31 March 2023", date(2023, 3, 1), date(2023, 3, 1)),
        ("at the 31 March 2023", "31 March 2023", date(2023, 3, 1), date(2023, 3, 1)),
    ],
)
def test_a_period_is_what_it_says(written: str, words: str, first: date, last: date) -> None:
    assert as_period(written) == (first, last, words)
    account = sent(HEADER, f"2022-06,icpc_due,Kent,{written},value,71")
    assert account.accepted["period"].to_list() == [words]


@pytest.mark.parametrize(
    "written",
    ["2022", "Q1 2022", "Q1", "2022-24", "0000-01", "calendar year 0000", "year to Smarch 2022", "lately",
     "school year 2022-23 Q1", "month 3"],
)  # fmt: skip
def test_what_may_be_several_periods_is_told_how_to_write_one(written: str) -> None:
    account = sent(HEADER, f"2022-06,icpc_due,Kent,{written},value,71")
    assert problems(account) == [(2, "period", "not-a-period")]
    assert "Q1 2024/25" in account.refusals["problem"][0]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("England", "England"),
        ("south west", "South West"),
        ("Statistical Neighbours", "Statistical neighbours"),
        ("Bristol", "Bristol, City of"),
        ("Hull", "Kingston upon Hull, City of"),
        ("Durham", "County Durham"),
        ("St Helens", "St. Helens"),
        ("Telford & Wrekin", "Telford and Wrekin"),
        (catalogue().council, catalogue().council),
    ],
)
def test_an_authority_is_known_however_it_is_spelled(written: str, name: str) -> None:
    account = sent(HEADER, f"2022-06,icpc_due,{written},2020/21,value,71")
    assert account.accepted["comparator"].to_list() == [name]


@pytest.mark.parametrize(("written", "near"), [("Worcestershyre", "Worcestershire"), ("West Essex", "West Sussex")])
def test_an_authority_that_nobody_knows_is_told_the_nearest(written: str, near: str) -> None:
    account = sent(HEADER, f"2022-06,icpc_due,{written},2020/21,value,71")
    assert f"Did you mean “{near}”?" in account.refusals["problem"][0]
    account = sent(HEADER, "2022-06,icpc_due,Qqq,2020/21,value,71")
    assert account.refusals["problem"][0].endswith("group.")


def test_a_percentage_of_others_is_one() -> None:
    account = sent(HEADER, "2022-06,icpc_due,Kent,2020/21,value,710")
    assert problems(account) == [(2, "value", "value-max")]
