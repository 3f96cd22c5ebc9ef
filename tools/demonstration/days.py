"""Working days of England between October 2020 and October 2021."""

from __future__ import annotations

from datetime import date, timedelta

BANK_HOLIDAYS = frozenset(
    date.fromisoformat(day)
    for day in (
        "2020-12-25", "2020-12-28", "2021-01-01", "2021-04-02",
        "2021-04-05", "2021-05-03", "2021-05-31", "2021-08-30",
    )
)  # fmt: skip


def working_days(first: date, last: date) -> list[date]:
    """Mondays to Fridays from first to last, both included, without bank holidays.

    >>> [str(day) for day in working_days(date(2021, 8, 27), date(2021, 8, 31))]
    ['2021-08-27', '2021-08-31']
    """
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5 and day not in BANK_HOLIDAYS]
