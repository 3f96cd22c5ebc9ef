"""What the lists have and which indicators are made of them: the files of data/statutory, as plain values.

- `returns.csv`: what authorities hand in by law, its name, the source that its counts are stored under, and whether it
  is `yearly`, of a year up to 31 March. Each has three files called after it and a folder of queries; a name of a list
  is that of one return alone.
- `*_lists.csv`: a list, its number, what else a sheet or a file of it may be called, and the list that says what the
  `people` of its rows are (born when, of which sex, ethnicity and disability), where its own rows don't.
- `*_columns.csv`: a column of a list as SQL knows it, how its cells are read, and its headings; two columns may have
  the cells of one heading. Roles: `id` says who a row is about, `birth` is the day of birth, `needed` is a date without
  which a row can't be used (one of them, if there are several; the first is the start), `end` may not lie before the
  start, and `until` is the end of what a child can be once at a time, `expected` is blank in every row only where
  nobody keeps it, `team` leads to an area, `later` is a date that may lie after the lists' day, and `year` is the year
  that a row is of, as the file's name says if no cell does: rows of other years than the lists' are left out.
- `codes.csv`: the standard word for what a cell says, by the first pattern (of a list of codes) that is found in it.
- a file called after the return: an indicator, the query that counts it (a file of the folder of that name), how many
 What an
  authority has loaded as `list_definitions` goes before ours.

The names of lists, columns and codes are those of Annex A to Ofsted's framework for inspecting children's services, and
of the guides to the other returns.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from analytics import formatting
from analytics.catalogue.catalogue import DATA, Catalogue
from analytics.errors import UserFacingError

FOLDER = DATA / "statutory"
OWN = "list_definitions"  # the kind of the catalogue that has an authority's own
_ROWS = ("event", "snapshot", "month ends")
# What a row of any list can be split by, and the column that has the words.
OF_A_CHILD = (("Age band", "age_band"), ("Sex", "sex"), ("Ethnicity", "ethnicity"), ("Disability", "disability"))


class DefinitionError(UserFacingError):
    """A definition can't be used. The message says which, and why."""


@dataclass(frozen=True)
class StatutoryReturn:
    """What authorities hand in by law: the key of its files, its name, the source of its counts, and whether it is of a
    year up to 31 March."""

    key: str
    name: str
    source: str
    yearly: bool


@dataclass(frozen=True)
class StatutoryList:
    """A list: its return, its name in SQL, its number if it has one, what else it is called, and the list that says
    what the people of its rows are, if its own rows don't."""

    of: str
    name: str
    number: int | None
    also: tuple[str, ...]
    people: str = ""

    @property
    def words(self) -> str:
        name = self.name.replace("_", " ")
        return f"list {self.number} ({name})" if self.number else f"“{name}”"


@dataclass(frozen=True)
class Column:
    """A column of a list; see above."""

    of: str
    name: str
    type: str
    role: str
    heading: str
    also: tuple[str, ...]


@dataclass(frozen=True)
class Code:
    """The standard word for every text in which the pattern is found."""

    codes: str
    word: str
    pattern: str


@dataclass(frozen=True)
class Definition:
    """How an indicator is counted: one row a case by `sql`, in the last so many `months` (0: those since 1 April)."""

    measure_id: str
    months: int
    is_event: bool
    sql: str
    of: str = "annex_a"  # the key of the return
    breakdowns: tuple[tuple[str, str], ...] = OF_A_CHILD  # name, column
    at_month_ends: bool = False


def returns() -> tuple[StatutoryReturn, ...]:
    """The returns that can be counted."""
    return tuple(
        StatutoryReturn(row["return"], row["name"], row["source"], row["yearly"] == "yes")
        for row in _rows(FOLDER / "returns.csv")
    )


def lists() -> tuple[StatutoryList, ...]:
    """The lists of all returns, in their order."""
    return tuple(
        StatutoryList(
            of.key, row["list"], int(row["number"]) if row["number"] else None, _parted(row["also"]), row["people"]
        )
        for of in returns()
        for row in _rows(FOLDER / f"{of.key}_lists.csv")
    )


def columns() -> tuple[Column, ...]:
    """The columns of all lists that are read. Postcodes, names of homes and the like are left out."""
    return tuple(
        Column(row["list"], row["column"], row["type"], row["role"], row["heading"], _parted(row["also"]))
        for of in returns()
        for row in _rows(FOLDER / f"{of.key}_columns.csv")
    )


def codes() -> tuple[Code, ...]:
    """The codes, in the order in which their patterns are tried."""
    return tuple(Code(row["codes"], row["word"], row["pattern"]) for row in _rows(FOLDER / "codes.csv"))


def definitions(file: Path | None = None) -> tuple[Definition, ...]:
    """The definitions of a file, whose queries are in the folder of its name; ours of all returns if none is given.
    Raises DefinitionError."""
    if file is None:
        return tuple(one for of in returns() for one in definitions(FOLDER / f"{of.key}.csv"))
    found = []
    for row in _rows(file):
        where, query = f"{file.name}, {row.get('measure_id') or ''}", row.get("query") or ""
        if not re.fullmatch(r"\w+", query):
            raise DefinitionError(f"{where}: the query must be the name of a file without its ending.")
        of = row.get("return") or (file.stem if file.parent == FOLDER else "annex_a")
        found.append(replace(_definition(where, row, of), sql=_text(file.with_suffix("") / f"{query}.sql")))
    return tuple(found)


def own_definitions(catalogue: Catalogue) -> Iterator[Definition]:
    """The definitions that the authority has loaded (`list_definitions`). Raises DefinitionError."""
    if OWN in catalogue.rows:
        for row in catalogue.rows[OWN].iter_rows(named=True):
            yield replace(_definition(f"{OWN}, {row['measure_id']}", row, row["statutory_return"]), sql=row["sql"])


def in_force(catalogue: Catalogue) -> tuple[Definition, ...]:
    """The authority's own definitions, and ours of what it doesn't define itself. Raises DefinitionError."""
    own = tuple(own_definitions(catalogue))
    theirs = {(one.measure_id, one.of) for one in own}
    return (*own, *(one for one in definitions() if (one.measure_id, one.of) not in theirs))


def _definition(where: str, row: Mapping[str, str], of: str) -> Definition:
    """What a row says of a definition, still without its query."""
    measure, months, rows, breakdowns = (row.get(name) or "" for name in ("measure_id", "months", "rows", "breakdowns"))
    if not re.fullmatch(r"[1-9]|1\d|year", months) or rows not in _ROWS:
        raise DefinitionError(f"{where}: months must be from 1 to 19 or year, rows {formatting.either(_ROWS)}.")
    if not re.fullmatch(r"(none|child|[\w ]+=\w+)(;[\w ]+=\w+)*", breakdowns):
        raise DefinitionError(f"{where}: breakdowns must be child or none, further ones name=column.")
    if of not in {one.key for one in returns()}:
        raise DefinitionError(f"{where}: “{of}” is no return that can be counted.")
    back = 0 if months == "year" else int(months)
    return Definition(measure, back, rows == "event", "", of, _breakdowns(breakdowns), rows == "month ends")


def _breakdowns(cell: str) -> tuple[tuple[str, str], ...]:
    own = [(name, column) for part in _parted(cell) for name, is_named, column in [part.partition("=")] if is_named]
    return (*(OF_A_CHILD if "child" in _parted(cell) else ()), *own)


def _parted(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)


def _rows(file: Path) -> Iterator[dict[str, str]]:
    return csv.DictReader(_text(file).splitlines())


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise DefinitionError(f"{file} can't be read ({problem}).") from None
