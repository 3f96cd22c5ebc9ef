"""Days and months as people and spreadsheets write them."""

from __future__ import annotations

import re
from datetime import date, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.]+)?")
_BRITISH = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_NAMED = re.compile(r"([A-Za-z]{3,9})[ \-/']*(\d{4}|\d{2})")
_SERIAL = re.compile(r"[2-6]\d{4}(?:\.0)?")
_SERIAL_START = date(1899, 12, 30)  # day 0 of Excel's calendar as it counts after February 1900
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def _day(year: str, month: str | int, day: str | int) -> date | None:
    whole_year = int(year) + (2000 if len(year) == 2 else 0)
    if not _FIRST_YEAR <= whole_year <= _LAST_YEAR:
        return None
    try:
        return date(whole_year, int(month), int(day))
    except ValueError:
        return None


def as_day(text: str) -> date | None:
    """A day: 2024-09-30, 30/09/2024, 30/09/24 (this century), or Excel's number of it; None for anything else.

    >>> as_day("30/09/24"), as_day("45565"), as_day("31/02/2024")
    (datetime.date(2024, 9, 30), datetime.date(2024, 9, 30), None)
    """
    text = text.strip()
    if match := _ISO.fullmatch(text):
        return _day(match[1], match[2], match[3])
    if match := _BRITISH.fullmatch(text):
        return _day(match[3], match[2], match[1])
    if _SERIAL.fullmatch(text):
        day = _SERIAL_START + timedelta(days=int(float(text)))
        return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None
    return None


def as_month(text: str) -> date | None:
    """A month: 2024-09, Sep-24, September 2024, or any day as `as_day` reads it (which need not be its first).

    >>> as_month("Sep-24"), as_month("September 2024"), as_month("2024-13")
    (datetime.date(2024, 9, 1), datetime.date(2024, 9, 1), None)
    """
    text = text.strip()
    if match := _MONTH.fullmatch(text):
        return _day(match[1], match[2], 1)
    if match := _NAMED.fullmatch(text):
        name = match[1].lower()
        known = [i for i, short in enumerate(_MONTHS, 1) if name.startswith(short)]
        full = date(2000, known[0], 1).strftime("%B").lower() if known else ""
        return _day(match[2], known[0], 1) if known and (full.startswith(name) or name == "sept") else None
    return as_day(text)
