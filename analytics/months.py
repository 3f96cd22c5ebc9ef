"""Months: how they are written in links and files, and how people read them.

A month is the date of its first day. This module belongs to no room; any room may import it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import polars as pl

_ISO_MONTH = re.compile(r"(\d{4})-(\d{2})(?:-01)?")


@lru_cache(maxsize=4096)  # a page asks for every month of its filter, each time it is drawn
def as_month(text: str) -> date | None:
    """Read “2024-09” or “2024-09-01”; None if it is anything else, such as “2024-13” or “2024-09-15”.

    >>> as_month("2024-09")
    datetime.date(2024, 9, 1)
    >>> as_month("2024-13") is None
    True
    """
    match = _ISO_MONTH.fullmatch(text.strip())
    if not match or not 1 <= int(match[2]) <= 12 or int(match[1]) < 1900:
        return None
    return date(int(match[1]), int(match[2]), 1)


def code(month: date) -> str:
    """The month as links and files write it.

    >>> code(date(2024, 9, 1))
    '2024-09'
    """
    return f"{month:%Y-%m}"


@lru_cache(maxsize=4096)
def words(month: date) -> str:
    """The month as people read it.

    >>> words(date(2024, 9, 1))
    'September 2024'
    """
    return f"{month:%B %Y}"


def of_period(month: date, period: str) -> str:
    """What a figure is of, by the last month of its period.

    >>> of_period(date(2025, 9, 1), "quarter"), of_period(date(2025, 9, 1), "month")
    ('quarter to September 2025', 'September 2025')
    """
    return words(month) if period == "month" else f"{period} to {words(month)}"


def in_period(month: date, period: str) -> str:
    """The same in a sentence.

    >>> in_period(date(2025, 9, 1), "quarter"), in_period(date(2025, 9, 1), "month")
    ('in the quarter to September 2025', 'in September 2025')
    """
    return f"in {words(month)}" if period == "month" else f"in the {of_period(month, period)}"


def runs(found: Iterable[date], apart: int = 1) -> list[str]:
    """Months as people read them, oldest first, months that follow each other drawn together; of quarters and years,
    their last months, which are so many months apart.

    >>> runs([date(2024, 9, 1), date(2024, 5, 1), date(2024, 8, 1)])
    ['May 2024', 'August 2024 to September 2024']
    """
    drawn: list[tuple[date, date]] = []
    for month in sorted(set(found)):
        if drawn and drawn[-1][1] == before(month, apart):
            drawn[-1] = drawn[-1][0], month
        else:
            drawn.append((month, month))
    return [words(first) if first == last else f"{words(first)} to {words(last)}" for first, last in drawn]


def before(month: date, months: int = 1) -> date:
    """The month so many months earlier.

    >>> before(date(2024, 1, 1), 2)
    datetime.date(2023, 11, 1)
    """
    index = month.year * 12 + month.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def up_to(day: date, count: int) -> list[date]:
    """The month of a day and those before it, newest first.

    >>> [code(month) for month in up_to(date(2024, 1, 15), 3)]
    ['2024-01', '2023-12', '2023-11']
    """
    return [before(day.replace(day=1), back) for back in range(count)]


def of_month(month: date, periods_before: int = 0) -> pl.Expr:
    """Whether a row is of a month, or of the newest quarter or year that had ended by then; or so many periods before
    it. Reads month, period_months and last_month."""
    past_the_end = (pl.lit(month.month) - pl.col("last_month")) % pl.col("period_months")
    wanted = month.year * 12 + month.month - past_the_end - periods_before * pl.col("period_months")
    return pl.col("month").dt.year().cast(pl.Int64) * 12 + pl.col("month").dt.month().cast(pl.Int64) == wanted
