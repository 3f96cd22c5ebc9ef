"""Days, months, headings and periods as people, spreadsheets and case systems write them.

Nothing is guessed: what may be a month or a year is read as neither. A time of day is left out, and the day is the one
that is written, whatever time zone stands behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from analytics import months
from analytics.catalogue.recipes import ABOVE_BELOW

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m)?(?: ?Z| ?[+-]\d{2}:?\d{2})?)?"
_DAYS = [  # the order of year, month and day in each
    (re.compile(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}}){_TIME}", re.I), (1, 2, 3)),
    (re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}){_TIME}", re.I), (4, 3, 1)),
    (re.compile(rf"(\d{{1,2}})([/.])(\d{{1,2}})\2(\d{{2}}){_TIME}", re.I), (4, 3, 1)),
    (re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?[ -]?([a-z]{{3,9}})[ -]?(\d{{4}}|\d{{2}}){_TIME}", re.I), (3, 2, 1)),
]
_MONTH = re.compile(r"(\d{4})([-/]?)(\d{1,2})")
_MONTH_FIRST = re.compile(r"(\d{1,2})[-/](\d{4})")
_NAMED = re.compile(r"([A-Za-z]{3,9})[ \-/']*(\d{4}|\d{2})")
# A month or a day within other words; what names a day is looked for first.
_IN_TEXT = re.compile(
    r"(?<![\w.])(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}(?:st|nd|rd|th)?[ -]?[a-z]{3,9}[ -]?\d{4}"
    r"|[a-z]{3,9}[ '-]*(?:\d{4}|\d{2})|\d{4}-\d{2}|\d{6})(?![\w]|[/-]\d)",
    re.I,
)
_SERIAL = re.compile(r"[2-6]\d{4}(?:\.\d+)?")
_SERIAL_START = date(1899, 12, 30)  # day 0 of Excel's calendar as it counts after February 1900
_FROM_1904 = 1462  # days by which the other calendar of Excel starts later
_FIRST_YEAR, _LAST_YEAR = 1990, 2100

_YEARS = re.compile(
    r"((?:school|academic) year |ay ?|(?:financial |fiscal )?year |fy ?|)(\d{4})[-/–]?(\d{4}|\d{2})", re.I
)
_SCHOOL = ("school", "academic", "ay")
_SHORT_YEARS = re.compile(r"(?:fy ?)?(\d{2})[-/–](\d{2})", re.I)
_ONE_YEAR = re.compile(r"(?:fy ?|cy ?|year )?(?:19|20)\d{2}|fy ?\d{2}", re.I)
_CALENDAR_YEAR = re.compile(r"(?:calendar year|cy) ?(\d{4})", re.I)
_QUARTER = re.compile(r"\b(?:q|qtr ?|quarter )([1-4])(?!\d)", re.I)
_OF_A_QUARTER = re.compile(r"(?:[\d\s/–'-]|fy|ay|cy|year|financial|fiscal|school|academic|calendar)*", re.I)
_UP_TO = re.compile(r"(year|12 months|quarter|3 months) (?:to|ending|ended) (?:the )?(?:end of )?(.+)", re.I)
_AT = re.compile(r"(?:as )?at (?:the )?", re.I)
_NUMBER_AND_NAME = re.compile(r"\d{1,2}[ -]?([a-z]{3,9})", re.I)

_EXCEL = (
    "Excel turns “Jul-21” into 21 July of this year. Type each month so that its year is clear, such as July 2021 or "
    "01/07/2021."
)
_ONE_EACH = "Each column needs one month, such as Jul-21."
# What a heading is that is not a month, and what to do.
NOT_MONTHS = {
    "days, not months": _EXCEL,
    "days without a year": _EXCEL,
    "quarters, not months": _ONE_EACH,
    "years, not months": f"{_ONE_EACH} Write October 2009 as Oct-09, not 2009-10.",
    "months without a year": "Write the year too, such as Jul-21.",
    "either months or years": "Write months as Jul-21.",
}


def _month_number(name: str) -> int | None:
    """The number of a month by its name or the beginning of it, of three letters or more."""
    short = name[:3].lower()
    if short not in _MONTHS:
        return None
    number = _MONTHS.index(short) + 1
    return number if f"{date(2000, number, 1):%B}".lower().startswith(name.lower()) or name.lower() == "sept" else None


def _day(year: str, month: str | int, day: str | int) -> date | None:
    whole_year = int(year) + (2000 if len(year) == 2 else 0)
    if not _FIRST_YEAR <= whole_year <= _LAST_YEAR:
        return None
    try:
        return date(whole_year, int(month), int(day))
    except ValueError:
        return None


def as_day(text: str, from_1904: bool = False) -> date | None:
    """A day: 2024-09-30, 30/09/2024, 30/09/24 (this century), 30-Sep-24, each with a time or without, or Excel's number
    of it, which in some workbooks counts from 1904; None for anything else.

    >>> as_day("30/09/24"), as_day("30-Sep-24 00:00"), as_day("45565"), as_day("44103", from_1904=True)
    (datetime.date(2024, 9, 30), datetime.date(2024, 9, 30), datetime.date(2024, 9, 30), datetime.date(2024, 9, 30))
    >>> as_day("31/02/2024"), as_day("09/30/2024")
    (None, None)
    """
    text = text.strip()
    for written, (year, month, day) in _DAYS:
        if match := written.fullmatch(text):
            named = match[month]
            number = int(named) if named.isdigit() else _month_number(named)
            return None if number is None else _day(match[year], number, match[day])
    if _SERIAL.fullmatch(text):
        found = _SERIAL_START + timedelta(days=int(float(text)) + _FROM_1904 * from_1904)
        return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None
    return None


def as_month(text: str, from_1904: bool = False) -> date | None:
    """A month: 2024-09, 202409, 09/2024, Sep-24, September 2024, or any day as `as_day` reads it (which need not be its
    first). Without a hyphen, what may be two years is none: 201112, 2011/12.

    >>> as_month("Sep-24"), as_month("202409"), as_month("2024-13"), as_month("201112")
    (datetime.date(2024, 9, 1), datetime.date(2024, 9, 1), None, None)
    """
    text = text.strip()
    if match := _MONTH.fullmatch(text):
        if match[2] or len(match[3]) == 2:
            return None if match[2] != "-" and _is_two_years(match[1], match[3]) else _day(match[1], match[3], 1)
    elif match := _MONTH_FIRST.fullmatch(text):
        return _day(match[2], match[1], 1)
    elif match := _NAMED.fullmatch(text):
        number = _month_number(match[1])
        return None if number is None else _day(match[2], number, 1)
    return as_day(text, from_1904)


def as_months(texts: Iterable[str], from_1904: bool = False) -> dict[str, date]:
    """The months that the texts of a column are, as their first days; the last day of a month means it, too. Several
    that may all be years, 2009-10 and 2010-11, are none."""
    read = {text: month for text in texts if (month := as_month(text, from_1904)) is not None}
    found = {text: month.replace(day=1) if _ends_month(month) else month for text, month in read.items()}
    are_years = len(found) > 1 and not any(isinstance(month, date) for month in headings(found, from_1904))
    return {text: month for text, month in found.items() if not (are_years and _YEARS.fullmatch(text.strip()))}


def months_in(text: str, from_1904: bool = False) -> list[date]:
    """The months that a text names, each once, in its order: of a file's name, say, or of a note above a table.

    >>> months_in("Data as at 30 September 2024"), months_in("KPI_report_2024-09 v2"), months_in("Sep 24 and Oct 24")
    ([datetime.date(2024, 9, 1)], [datetime.date(2024, 9, 1)], [datetime.date(2024, 9, 1), datetime.date(2024, 10, 1)])
    """
    if (alone := as_month(text, from_1904)) is not None:
        return [alone.replace(day=1)]
    found: list[date] = []
    for written in _IN_TEXT.finditer(text.replace("_", " ")):
        if (month := as_month(written[0])) is not None and month.replace(day=1) not in found:
            found.append(month.replace(day=1))
    return found


def _is_two_years(first: str, second: str) -> bool:
    """Whether the second year, which may have two digits, follows the first."""
    known = len(first) == 2 or _FIRST_YEAR - 1 <= int(first) < _LAST_YEAR
    return known and int(second) == (int(first) + 1) % 10 ** len(second)


def headings(cells: Iterable[str], from_1904: bool = False) -> list[date | str | None]:
    """What each cell of a header is: a month, a key of `NOT_MONTHS`, or None where it is nothing of time.

    A first or last day of a month is that month; another day is none, for Excel makes it of a month and a short year.
    2009-10 is October where another heading is certainly a month, and a year where none is.
    """
    read = [_heading(cell.strip(), from_1904) for cell in cells]
    certain = any(isinstance(month, date) for month, _ in read)
    return [month if isinstance(month, date) or not certain else instead or month for month, instead in read]


def without_month(heading: str, from_1904: bool = False) -> str:
    """A heading with “{month}” in place of the month that it names; of two headings, of that which is one.

    >>> without_month("Sep-24"), without_month("September 2024 / Num"), without_month("Actual Sep 24")
    ('{month}', '{month} / Num', 'Actual {month}')
    """
    parts = heading.split(ABOVE_BELOW)
    if any(of := [isinstance(_heading(part, from_1904)[0], date) for part in parts]):
        return ABOVE_BELOW.join("{month}" if is_time else part for is_time, part in zip(of, parts, strict=True))
    return _IN_TEXT.sub(lambda found: "{month}" if as_month(found[0]) else found[0], heading, count=1)


def _ends_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def _heading(cell: str, from_1904: bool) -> tuple[date | str | None, date | None]:
    """What a heading is by itself, and the month that it is beside a heading that is certainly one."""
    years = _YEARS.fullmatch(cell)
    if years and _is_two_years(years[2], years[3]):
        return "years, not months", None if years[1] or len(years[3]) == 4 else as_month(f"{years[2]}-{years[3]}")
    if (month := as_month(cell, from_1904)) is not None:
        whole = month.day == 1 or _ends_month(month)
        return month.replace(day=1) if whole else "days, not months", None
    if _QUARTER.search(cell) and _OF_A_QUARTER.fullmatch(_QUARTER.sub("", cell)):
        return "quarters, not months", None
    short = _SHORT_YEARS.fullmatch(cell)
    if _ONE_YEAR.fullmatch(cell) or (short and _is_two_years(short[1], short[2]) and int(short[1]) > 12):
        return "years, not months", None
    if short:
        return "either months or years", None
    if (named := _NUMBER_AND_NAME.fullmatch(cell)) and _month_number(named[1]):
        return "days without a year", None
    return ("months without a year" if len(cell) > 2 and cell.isalpha() and _month_number(cell) else None), None


class Period(NamedTuple):
    """The first and the last month of a period (of a day, its month twice), and how it is written everywhere."""

    first: date
    last: date
    words: str


def as_period(text: str) -> Period | None:
    """A month, a quarter or year up to a month, a financial, school or calendar year, or a day; else None.

    Years without a word, such as 2023-24, run to March, and their quarters from April; a school year ends with July.

    >>> as_period("2023/24").words, as_period("Q1 2023-24").words, as_period("at 31/03/2024").words
    ('year to March 2024', 'quarter to June 2023', '31 March 2024')
    >>> as_period("academic year 2023/24").words, as_period("Sep-23").words, as_period("2023")
    ('school year 2023-24', 'September 2023', None)
    """
    text = _AT.sub("", " ".join(text.split()), count=1)
    if (years := _YEARS.fullmatch(text)) and _is_two_years(years[2], years[3]):
        start = int(years[2])
        if years[1].lower().startswith(_SCHOOL):
            words = f"school year {start}-{(start + 1) % 100:02}"
            return Period(date(start, 9, 1), date(start + 1, 7, 1), words)
        return _up_to("year", date(start + 1, 3, 1))
    if match := _CALENDAR_YEAR.fullmatch(text):
        last = _day(match[1], 12, 1)
        return None if last is None else _up_to("year", last)
    if match := _UP_TO.fullmatch(text):
        last = as_month(match[2])
        stretch = "year" if match[1].lower() in ("year", "12 months") else "quarter"
        return None if last is None else _up_to(stretch, last)
    if quarter := _QUARTER.search(text):
        years = _YEARS.fullmatch(_QUARTER.sub("", text).strip(" -/"))
        if years is None or years[1].lower().startswith(_SCHOOL) or not _is_two_years(years[2], years[3]):
            return None
        return _up_to("quarter", months.before(date(int(years[2]) + 1, 3, 1), 12 - 3 * int(quarter[1])))
    if any(form.fullmatch(text) for form in (_MONTH, _MONTH_FIRST, _NAMED)):
        month = as_month(text)
        return None if month is None else Period(month, month, months.words(month))
    if day := as_day(text):
        return Period(day.replace(day=1), day.replace(day=1), f"{day.day} {months.words(day)}")
    return None


def _up_to(stretch: str, last: date) -> Period:
    last = last.replace(day=1)
    return Period(months.before(last, 11 if stretch == "year" else 2), last, f"{stretch} to {months.words(last)}")
