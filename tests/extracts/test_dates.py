"""Days and months as people and spreadsheets write them, and what is taken for neither."""

from __future__ import annotations

from datetime import date

import pytest

from analytics.extracts.dates import as_day, as_month


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-09-30", date(2021, 9, 30)),
        ("2021-09-30 14:05:00", date(2021, 9, 30)),
        ("30.9.2021", date(2021, 9, 30)),
        (" 44469.0 ", date(2021, 9, 30)),
        ("32874", date(1990, 1, 1)),
        ("32873", None),
        ("31/12/1989", None),
        ("2101-01-01", None),
        ("31/02/2021", None),
        ("09/30/2021", None),
        ("30-Sep-21", date(2021, 9, 30)),
        ("30 September 2021", date(2021, 9, 30)),
        ("30th Sept 2021", date(2021, 9, 30)),
        ("30-09-2021", date(2021, 9, 30)),
        ("30/09/2021 00:00", date(2021, 9, 30)),
        ("30/09/2021 00:00:00", date(2021, 9, 30)),
        ("30/09/2021 11:30 PM", date(2021, 9, 30)),
        ("30-Sep-21 14:05", date(2021, 9, 30)),
        ("2021-09-30T14:05:00", date(2021, 9, 30)),
        ("2021-09-30T14:05:00.000Z", date(2021, 9, 30)),
        ("2021-09-30T14:05:00+01:00", date(2021, 9, 30)),
        ("44469.75", date(2021, 9, 30)),
        ("30-09-21", None),
        ("21-09-30", None),
        ("30-Sop-21", None),
        ("31 Sep 21", None),
        ("30/09-2021", None),
        ("1234567", None),
        ("", None),
    ],
)
def test_a_day_is_read_in_full_or_not_at_all(text: str, day: date | None) -> None:
    assert as_day(text) == day


def test_a_number_of_a_day_counts_from_1904_in_some_workbooks() -> None:
    assert as_day("43007", from_1904=True) == as_day("44469") == date(2021, 9, 30)
    assert as_month("43007", from_1904=True) == date(2021, 9, 30)
    assert as_day("30000", from_1904=True) is None


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2021-09", 9), ("Sept 21", 9), ("Sep-21", 9), ("september 2021", 9), ("Mayor 2021", None),
        ("Septe 2021", 9), ("Total 2021", None), ("2021-00", None), ("Sep 1989", None), ("2021", None),
        ("202109", 9), ("09/2021", 9), ("2021/09", 9), ("01/09/2021 00:00:00", 9), ("20219", None), ("2021/22", None),
        ("202122", None), ("13/2021", None),
    ],
)  # fmt: skip
def test_a_month_is_named_in_full_or_by_its_beginning(text: str, month: int | None) -> None:
    assert as_month(text) == (month and date(2021, month, 1))


def test_a_day_is_taken_for_its_month_as_it_is() -> None:
    assert as_month("30/09/2021") == date(2021, 9, 30)


@pytest.mark.parametrize("text", ["201112", "2011/12"])
def test_what_may_be_two_years_is_no_month(text: str) -> None:
    assert as_month(text) is None
    assert as_month("2011-12") == date(2011, 12, 1)
