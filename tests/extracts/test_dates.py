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
        ("1234567", None),
        ("", None),
    ],
)
def test_a_day_is_read_in_full_or_not_at_all(text: str, day: date | None) -> None:
    assert as_day(text) == day


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2021-09", 9), ("Sept 21", 9), ("Sep-21", 9), ("september 2021", 9), ("Mayor 2021", None),
        ("Septe 2021", 9), ("Total 2021", None), ("2021-00", None), ("Sep 1989", None), ("2021", None),
    ],
)  # fmt: skip
def test_a_month_is_named_in_full_or_by_its_beginning(text: str, month: int | None) -> None:
    assert as_month(text) == (month and date(2021, month, 1))


def test_a_day_is_taken_for_its_month_as_it_is() -> None:
    assert as_month("30/09/2021") == date(2021, 9, 30)
