"""From the cells of workbooks and CSV files to the standard frames, with an account of every row and cell.

It runs in the child process alone (`lists_child`), because its rows are children. What leaves it, the account, has
counts and words of ours: the name of a list or column, a reason, a kind of problem; never the text of a cell, of a
heading or of a sheet's title.
"""

from __future__ import annotations

import io
import itertools
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, partial
from pathlib import PurePath
from typing import Any

from analytics.child_answers import NO_VALUE
from analytics.extracts import ods_child, workbook_child
from analytics.extracts.child_level import HEADER_WITHIN, HEADINGS, heading, plain
from analytics.extracts.dates import as_day
from analytics.extracts.reading import csv_rows, decoded, delimiter_of
from analytics.extracts.workbook import is_ods, is_workbook
from analytics.statutory import xml_tables
from analytics.statutory.layout import Code, Column, StatutoryList

NO_ID, NO_DATE, BACKWARDS, LATER, TWICE, AGAIN, OTHER_YEAR = (
    "no child id",
    "no date that the list needs",
    "an end before the start",
    "dated after the lists' day",
    "a child who is open in a row that began later",
    "in another row with the same start, or of the same year",
    "of another year than the lists",
)
LEFT_OUT = (NO_ID, NO_DATE, BACKWARDS, LATER, TWICE, AGAIN, OTHER_YEAR)

NO_RESULT, AN_ERROR, NOT_A_DATE, NOT_A_NUMBER, NO_CODE, AFTER, STRANGER = (
    "a formula without a stored result",
    "an error of a formula, such as #N/A",
    "not a date",
    "not a number",
    "a code that is not known",
    "a date after the lists' day",
    "of a child who is not in the list of the children",
)
PROBLEMS = (NO_RESULT, AN_ERROR, NOT_A_DATE, NOT_A_NUMBER, NO_CODE, AFTER, STRANGER)

AGE_BANDS = {0: "Under 1", 1: "1 to 4", 5: "5 to 9", 10: "10 to 15", 16: "16 and over"}
NOT_KNOWN = "Not known"
# The words of people whose cell is empty or can't be read.
UNKNOWN_WORDS = {"sex": "other or not known", "ethnicity": NOT_KNOWN, "disability": "not known"}

_BLANK = frozenset({"", "-", ".", "n/a", "na", "null", "nan", "none"})
_LETTERED = re.compile(r"^\(?[a-z][).]\s*(?=\S)")
_NUMBER = re.compile(r"\d{1,6}(?:\.\d+)?")
_AGE = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*(m|w|d)?[a-z ]*", re.I)
_FILE_YEAR = "year of the file"  # that a row is in; None where its name says none
# A year up to a day in March, or the year of that day; and what else of a file's name doesn't say which list it is.
_TWO_YEARS = re.compile(r"\b(?:20)?(\d\d)(?: to)? (?:20)?(\d\d)\b")
_ONE_YEAR = re.compile(r"\b20(\d\d)\b")
_OF_A_RETURN = re.compile(r"\b(annex a|ssda ?903|903|return|csv)\b")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "–": "-", "\u00a0": " "})

Cell = tuple[Any, str]  # what a text is, and what is wrong with it
Row = dict[str, Any]  # a value for each column


@dataclass
class Account:
    """What became of the rows and cells of one list; None of its columns is `missing` where it is not there at all."""

    tables: int = 0  # sheets or files
    rows: int = 0
    used: int = 0
    blank: int = 0
    unknown_teams: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    unreadable: Counter[tuple[str, str]] = field(default_factory=Counter)  # column, kind of problem
    missing: list[str] = field(default_factory=list)


@dataclass
class Read:
    """The frames (rows by list), their accounts (of the lists that are there), the lists' day and whether it was given
    or said by a header, how many sheets or files are no list, whether one of them says that all is made up, and how
    many elements of XML are not known, by the one that they are in."""

    frames: dict[str, list[Row]]
    accounts: dict[str, Account]
    day: date
    day_said: bool
    others: int
    made_up: bool
    unknown: Counter[str]


@dataclass(frozen=True)
class Layout:
    """What is read, and how: see `layout`. `teams` has the name and the area of a team by its plain spelling; `yearly`
    has the keys of the returns that are of a year up to 31 March."""

    lists: Sequence[StatutoryList]
    columns: Sequence[Column]
    codes: Sequence[Code]
    teams: Mapping[str, Sequence[str]]
    day: date | None
    today: date
    yearly: Sequence[str] = ()


def read(files: Iterable[tuple[str, bytes]], layout: Layout) -> Read:
    """Read all lists of all files (name and content). Raises Refused, NotRead and ExtractError for what can't be
    read."""
    typed: dict[str, list[Row]] = {}
    accounts: dict[str, Account] = {}
    others, made_up = 0, False

    def take(table: _Table, from_1904: bool) -> None:
        account = accounts.setdefault(table.of, Account())
        account.tables += 1
        typed.setdefault(table.of, []).extend(table.typed(account, from_1904))

    untitled: list[tuple[_Table, bool]] = []
    documents: list[xml_tables.Document] = []
    for title, rows, from_1904 in _all_tables(files, documents):
        named = _by_title(title, layout.lists)
        if heading(title) == "made up":
            made_up = True
        elif named and (table := _Table.found(title, rows, named, layout)):
            take(table, from_1904)
        elif not named and (table := _by_headings(title, rows, layout)):
            untitled.append((table, from_1904))
        else:
            others += 1
    titled = {*accounts}
    for table, from_1904 in untitled:
        if table.of in titled:  # a copy, or a list of something else beside the list
            others += 1
        else:
            take(table, from_1904)
    for column in layout.columns:
        of_list = typed.get(column.of)
        if of_list and column.role == "expected" and all(row[column.name] is None for row in of_list):
            accounts[column.of].missing = sorted({*accounts[column.of].missing, column.name})
    for one in (one for one in layout.lists if one.people in typed and one.name in typed):
        in_order = sorted(typed[one.people], key=lambda row: row[_FILE_YEAR] or 0)
        _described(typed[one.name], {row["child_id"]: row for row in in_order}, accounts, one)
    said = layout.day or max((one.day for one in documents if one.day and one.day <= layout.today), default=None)
    day = said or _last_day(typed, layout)
    frames = {
        of: _used(rows, [column for column in layout.columns if column.of == of], accounts[of], layout.teams, day)
        for of, rows in typed.items()
    }
    unknown = sum((one.unknown for one in documents), Counter[str]())
    return Read(frames, accounts, day, said is not None, others, made_up, unknown)


def _by_title(title: str, lists: Sequence[StatutoryList]) -> str | None:
    """The list that is called so: “List 1”, “1. Contacts”, “annex_a_list_1_contacts”, “SSDA903_2025_Episodes”."""
    by_title = {
        heading(name): of.name
        for of in lists
        for name in (of.name, *([f"list {of.number}"] if of.number else []), *of.also)
    }
    title = _OF_A_RETURN.sub(" ", heading(title)).strip()
    if number := re.match(r"list ?(\d+)\b", title):
        return by_title.get(f"list {int(number[1])}")
    undated = _ONE_YEAR.sub(" ", _TWO_YEARS.sub(" ", title))
    return by_title.get(title) or by_title.get(re.sub(r"^\d+ ", "", title)) or by_title.get(" ".join(undated.split()))


def _by_headings(title: str, rows: Sequence[list[str]], layout: Layout) -> _Table | None:
    """The table of the one list of which it has most columns, one that no list is without among them."""
    tables = [table for of in layout.lists if (table := _Table.found(title, rows, of.name, layout))]
    fits = [table for table in tables if table.has_its_own]
    most = max((len(table.at) for table in fits), default=0)
    best = [table for table in fits if len(table.at) == most]
    return best[0] if len(best) == 1 else None


def _described(
    rows: Sequence[Row], people: Mapping[str, Row], accounts: Mapping[str, Account], of: StatutoryList
) -> None:
    """Give rows what another list says of their people. What that list doesn't have is missing from these rows, too."""
    said = [name for name in ("date_of_birth", "age", *UNKNOWN_WORDS) if rows and name in rows[0]]
    for row in rows:
        person = people.get(row["child_id"], {})
        if not person and row["child_id"]:
            accounts[of.name].unreadable["child_id", STRANGER] += 1
        row.update({name: person.get(name) for name in said if row[name] is None})
    have = {*said} - {*accounts[of.people].missing}
    accounts[of.name].missing = [name for name in accounts[of.name].missing if name not in have]


def _all_tables(
    files: Iterable[tuple[str, bytes]], documents: list[xml_tables.Document]
) -> Iterator[tuple[str, list[list[str]], bool]]:
    """The tables of each file that is no XML, then those of XML, whose documents are added."""
    numbers = itertools.count(1)
    for name, content in files:
        if xml_tables.is_xml(content):
            found = xml_tables.document(content, numbers)
            if found.day is None and (year := _year(PurePath(name).stem)):
                found.tables = {f"{title} {year}": rows for title, rows in found.tables.items()}
            documents.append(found)
        else:
            yield from _tables(name, content)
    for title, rows in xml_tables.tables(documents):
        yield title, rows, False


def _tables(name: str, content: bytes) -> Iterator[tuple[str, list[list[str]], bool]]:
    """The title of each table that people see, its rows of text, and whether its days count from 1904."""
    if not is_workbook(content):
        text, _ = decoded(content, name)
        yield PurePath(name).stem, [line for _, line in csv_rows(text, name, delimiter_of(text))], False
        return
    title, rows, from_1904, hidden = "", list[list[str]](), False, False
    answer = ods_child.answer if is_ods(content) else workbook_child.answer
    for said in answer(io.BytesIO(content)):
        if isinstance(said, list):
            rows.append(said[:-1])
        elif isinstance(said, dict) and "sheet" in said:
            if rows and not hidden:
                yield title, rows, from_1904
            title, rows, from_1904, hidden = said["sheet"], [], False, said["hidden"]
        elif isinstance(said, dict):
            from_1904 = said["about"]["from_1904"]
    if rows and not hidden:
        yield title, rows, from_1904


@dataclass(frozen=True)
class _Table:
    """One sheet or file of a list: where each column that is known stands, and the rows below the header."""

    title: str
    of: str
    columns: Sequence[Column]
    at: Mapping[str, int]
    rows: Sequence[list[str]]
    codes: Sequence[Code]

    @classmethod
    def found(cls, title: str, rows: Sequence[list[str]], of: str, layout: Layout) -> _Table | None:
        """The table of a list; None where no row near the top is the header."""
        columns = [column for column in layout.columns if column.of == of]
        named: dict[str, list[str]] = {}
        for column in columns:
            for name in (column.heading, *column.also):
                named.setdefault(heading(name), []).append(column.name)
        best: dict[str, int] = {}
        below = 0
        for number, line in enumerate(rows[:HEADER_WITHIN], 1):
            at: dict[str, int] = {}
            for place, name in enumerate(line):
                for found in named.get(heading(name), ()):
                    at.setdefault(found, place)
            if len(at) > len(best):
                best, below = at, number
        if len(best) < HEADINGS or not any(column.role == "id" and column.name in best for column in columns):
            return None
        return cls(title, of, columns, best, rows[below:], layout.codes)

    @property
    def has_its_own(self) -> bool:
        """Whether it has a date that the list needs, or a column that is expected where the list needs no date."""
        roles = ("needed",) if any(column.role == "needed" for column in self.columns) else ("expected", "later")
        return any(column.role in roles and column.name in self.at for column in self.columns)

    def typed(self, account: Account, from_1904: bool) -> Iterator[Row]:
        """The rows with their values; blank rows, missing columns and cells that can't be read go to the account."""
        there = {*self.at, "age"} if "date_of_birth" in self.at else {*self.at}
        there |= (of_year := {column.name for column in self.columns if column.role == "year"} - {*self.at})
        account.missing = sorted({c.name for c in self.columns if c.name not in there} | {*account.missing})
        readers = [
            (column, self.at[column.name], cache(_reader(column, self.codes, from_1904)))
            for column in self.columns
            if column.name in self.at
        ]
        year = _year(self.title)
        for line in self.rows:
            if not any(cell.strip() for cell in line):
                account.blank += 1
                continue
            account.rows += 1
            row: Row = dict.fromkeys(column.name for column in self.columns) | dict.fromkeys(
                (_FILE_YEAR, *of_year), year
            )
            for column, place, reading in readers:
                text = line[place].strip() if place < len(line) else ""
                row[column.name], problem = reading(text)
                if problem:
                    account.unreadable[column.name, problem] += 1
            yield row


def _year(title: str) -> int | None:
    """The year that a file's name says: 2025 for “2025”, “24-25” and “2024_to_2025”."""
    name = plain(title)
    for first, last in _TWO_YEARS.findall(name):
        if (int(first) + 1) % 100 == int(last):
            return 2000 + int(last)
    one = _ONE_YEAR.search(name)
    return 2000 + int(one[1]) if one else None


def _reader(column: Column, codes: Sequence[Code], from_1904: bool) -> Callable[[str], Cell]:
    kinds: dict[str, Callable[[str], Cell]] = {
        "text": _text, "number": _number, "age": _age, "date": partial(_date, from_1904=from_1904),
    }  # fmt: skip
    own = kinds.get(column.type) or _by_code([code for code in codes if code.codes == column.type], column.type)

    def reading(text: str) -> Cell:
        if text == NO_VALUE:
            return None, NO_RESULT
        if text.startswith("#"):
            return None, AN_ERROR
        found = own(text) if text else (None, "")
        return (None, "") if found[1] and text.casefold() in _BLANK else found

    return reading


def _by_code(codes: Sequence[Code], kind: str) -> Callable[[str], Cell]:
    patterns = [(code.word, re.compile(code.pattern)) for code in codes]

    def word(text: str) -> Cell:
        text = _LETTERED.sub("", " ".join(text.translate(_QUOTES).casefold().split()))
        found = next((word for word, pattern in patterns if pattern.search(text)), None)
        if kind == "yes or no":
            return {"yes": True, "no": False}.get(found or ""), NO_CODE if found is None else ""
        return found, NO_CODE if found is None else ""

    return word


def _text(text: str) -> Cell:
    return None if text.casefold() in _BLANK else text, ""


def _date(text: str, from_1904: bool) -> Cell:
    day = as_day(text, from_1904)
    return day, "" if day else NOT_A_DATE


def _number(text: str) -> Cell:
    return (int(float(text)), "") if _NUMBER.fullmatch(text) else (None, NOT_A_NUMBER)


def _age(text: str) -> Cell:
    """Completed years, of a child that is born: “0.5” and “6 months” are none yet."""
    if re.search("unborn", text, re.I):
        return None, ""
    if re.match(r"<|under|less", text, re.I):
        return 0, ""
    if found := _AGE.fullmatch(text):
        return 0 if found[2] else math.floor(float(found[1])), ""
    return None, NOT_A_NUMBER


def _last_day(typed: Mapping[str, Sequence[Row]], layout: Layout) -> date:
    """The day that the lists are of, as far as they show: their latest date, but of the future. Of the latest hundredth
    of the dates, one after a gap of more than four days is taken for a slip. Where no more than three days are left of
    the month, over a weekend say, it is the end of the month.

    Of a return of a year up to 31 March, what a child can be once at a time says it, where there is such a list: it is
    that day if those dates end in March, but for the latest hundredth."""
    yearly = any(one.of in layout.yearly for one in layout.lists if one.name in typed)
    dated = [c for c in layout.columns if c.of in typed and c.type == "date" and c.role not in ("birth", "later")]
    if yearly and (once := {c.of for c in dated if c.role == "until"}):
        dated = [c for c in dated if c.of in once and c.role in ("needed", "until")]
    days = sorted(row[c.name] for c in dated for row in typed[c.of] if row[c.name] and row[c.name] <= layout.today)
    if not days:
        return layout.today
    certain = len(days) - 1 - len(days) // 100
    last = days[certain]
    for day in days[certain:]:
        if (day - last).days > 4:
            break
        last = day
    if yearly and (march := next((day for day in (last, days[certain]) if day.month == 3), None)):
        end = march.replace(day=31)
        return end if end <= layout.today else last
    end = next(day for left in range(31) if ((day := last + timedelta(left)) + timedelta(1)).day == 1)
    return end if (end - last).days <= 3 and end <= layout.today else last


def _used(
    rows: Sequence[Row],
    columns: Sequence[Column],
    account: Account,
    teams: Mapping[str, Sequence[str]],
    day: date,
) -> list[Row]:
    """The rows that can be used, with the age at the lists' day and the area; the others go to the account."""
    roles = ("id", "needed", "end", "until", "year")
    role = {wanted: [c.name for c in columns if c.role == wanted] for wanted in roles}
    dates = [column.name for column in columns if column.type == "date" and column.role not in ("birth", "later")]
    has_age = not {"age", "date_of_birth"} <= {*account.missing} and "age" in {column.name for column in columns}
    unknown = {name: word for name, word in UNKNOWN_WORDS.items() if name not in account.missing}
    used: list[Row] = []
    reasons = [_why_not(row, role, day) for row in rows]
    for number in _again(rows, reasons, role):
        reasons[number] = AGAIN
    for number in _twice(rows, reasons, role, day):
        reasons[number] = TWICE
    account.left_out.update(reason for reason in reasons if reason)
    for row in (row for row, reason in zip(rows, reasons, strict=True) if not reason):
        for name in dates:
            if row[name] and row[name] > day:
                row[name] = None
                account.unreadable[name, AFTER] += 1
        if (born := row.get("date_of_birth")) is not None:
            row["age"] = _years(born, day) if born <= day else None
        for name, word in unknown.items():
            if name in row:
                row[name] = row[name] or word
        team = row.get("team")
        row["team"], row["area"] = teams.get(plain(team), (None, None)) if team else (None, None)
        account.unknown_teams += bool(team) and row["team"] is None and row["area"] is None
        used.append(row | {"row": len(used) + 1, "age_band": _band(row["age"]) if has_age else None})
    account.used = len(used)
    return used


def _why_not(row: Row, role: Mapping[str, Sequence[str]], day: date) -> str:
    """Why a row can't be used; nothing of one that can be."""
    if not row[role["id"][0]]:
        return NO_ID
    if any(row[name] and row[name] != day.year + (day.month > 3) for name in role["year"]):
        return OTHER_YEAR
    dated = [row[name] for name in role["needed"] if row[name]]
    if role["needed"] and not dated:
        return NO_DATE
    if dated and min(dated) > day:
        return LATER
    if any(row[name] and row[name] < dated[0] for name in (*role["end"], *role["until"])):
        return BACKWARDS
    return ""


def _again(rows: Sequence[Row], reasons: Sequence[str], role: Mapping[str, Sequence[str]]) -> Iterator[int]:
    """The rows of a child that several files have again: that of the newest year counts, else one that has an end, else
    the last. Where a child can be something once at a time, rows with the same start are the same."""
    if not (role["until"] or role["year"]):
        return
    key = (*role["id"], role["needed"][0] if role["until"] else role["year"][0])

    def age(number: int) -> tuple[int, bool, int]:
        return rows[number][_FILE_YEAR] or 0, any(rows[number][name] for name in role["until"]), number

    newest: dict[tuple[Any, ...], int] = {}
    for number in sorted((number for number, reason in enumerate(reasons) if not reason), key=age, reverse=True):
        if newest.setdefault(tuple(rows[number][name] for name in key), number) != number:
            yield number


def _twice(rows: Sequence[Row], reasons: Sequence[str], role: Mapping[str, Sequence[str]], day: date) -> Iterator[int]:
    """The rows that are open on the lists' day while the child has another one that is, and began later."""
    if not role["until"]:
        return
    (until,), start, who = role["until"], role["needed"][0], role["id"][0]
    latest: dict[str, int] = {}
    for number, row in enumerate(rows):
        if reasons[number] or (row[until] and row[until] <= day):
            continue
        other = latest.setdefault(row[who], number)
        if other != number:
            later, earlier = (number, other) if row[start] > rows[other][start] else (other, number)
            latest[row[who]] = later
            yield earlier


def _years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _band(age: int | None) -> str:
    return NOT_KNOWN if age is None else next(words for least, words in reversed(AGE_BANDS.items()) if age >= least)
