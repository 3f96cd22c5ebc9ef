"""Days as the lists count them: working days of England, months back and forward, ages."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from datetime import date, timedelta
from functools import cache

import holidays

FIRST, LAST = 2000, 2050  # years whose working days are known


@cache
def _working() -> tuple[date, ...]:
    """Mondays to Fridays without England's bank holidays, in order."""
    free = holidays.country_holidays("GB", subdiv="ENG", years=range(FIRST, LAST + 1))
    days = (date(FIRST, 1, 1) + timedelta(days=n) for n in range((date(LAST, 12, 31) - date(FIRST, 1, 1)).days + 1))
    return tuple(day for day in days if day.weekday() < 5 and day not in free)


def working_days(first: date, last: date) -> int:
    """How many working days come after `first` up to and including `last`; less than nothing where `last` is earlier.

    >>> working_days(date(2025, 8, 22), date(2025, 8, 26))  # Friday to Tuesday, over a bank holiday
    1
    """
    return bisect_right(_working(), last) - bisect_right(_working(), first)


def after_working_days(day: date, number: int) -> date:
    """The working day that is `number` working days after a day; for 0 the day itself, or the working day before it.

    >>> str(after_working_days(date(2025, 8, 22), 1))
    '2025-08-26'
    """
    return _working()[bisect_right(_working(), day) + number - 1]


def months_after(day: date, number: int) -> date:
    """The same day of the month `number` months later (earlier below 0), or the last day of a shorter month.

    >>> str(months_after(date(2025, 8, 31), -6))
    '2025-02-28'
    """
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def window(day: date, months: int) -> date:
    """The first day of the last `months` months up to and including a day.

    >>> str(window(date(2025, 9, 30), 6))
    '2025-04-01'
    """
    return months_after(day + timedelta(days=1), -months)


def age(born: date, day: date) -> int:
    """Completed years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
