"""Starts the child that counts the lists, believes nothing but a complete answer in known words, and makes an extract.

The bytes of the lists go through a pipe: no file is written, and nothing of them is kept. A list, column, reason, area,
team, breakdown or category in the answer that isn't one of those that were handed over refuses the whole answer, so
that no text of a list comes out, whatever a file does to its reader. Identifiers come out where an analyst asks who is
behind one figure, and in no other answer.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import IO, Any

import duckdb
import holidays
import polars as pl

from analytics import formatting, months
from analytics.access import require_analyst
from analytics.catalogue import ALL, Catalogue
from analytics.errors import UserFacingError
from analytics.extracts.child_level import plain
from analytics.extracts.reading import FILE_LIMIT, csv_rows, decoded, delimiter_of
from analytics.extracts.workbook import refuse_unsafe
from analytics.statutory import counting, layout, reading, xml_tables
from analytics.statutory.counting import Behind, Case
from analytics.statutory.layout import OF_A_CHILD, Definition, StatutoryReturn
from analytics.statutory.reading import Account
from analytics.store import Incoming, Prepared
from analytics.units import Kind

MEMORY_LIMIT = 2 * 1024 * 1024 * 1024  # of addresses; a child in use takes a quarter of a gigabyte
CPU_SECONDS = 120
SECONDS = 180
ANSWER_LIMIT = 64 * 1024 * 1024
COUNTS = {
    "measure_id": pl.String, "month": pl.Date, "locality": pl.String, "team": pl.String, "breakdown": pl.String,
    "category": pl.String, "numerator": pl.Float64, "denominator": pl.Float64,
}  # fmt: skip
CASES = {"list": pl.String, "identifier": pl.String, "date": pl.String, "amount": pl.Float64}

_CHILD = Path(__file__).with_name("lists_child.py")
_REFUSED = {
    "inside": "can't be read: it is locked, has a cell that is too long or too far out, or has rows out of order",
    "text": "is not text or not well-formed CSV",
    "memory": "needs too much memory",
    "damaged": "is damaged or unusual inside",
}
_DUCKDB_ERRORS = {name for name in dir(duckdb) if name.endswith(("Error", "Exception"))}
_NO_CASE = "the lists have no case of it, or don't go back far enough"
_KINDS = ("percentage", "mean", "count", "rate")
Teams = Mapping[str, tuple[str | None, str | None]]  # name and area, by the plain spelling


class CantCount(UserFacingError):
    """The lists can't be counted. The message says which file, and why; it quotes nothing of them."""


@dataclass(frozen=True)
class Counted:
    """The counts of some lists, with the columns of COUNTS, and the account of how they came about.

    `of` is the return that they are of, `children` the indicators whose cases are children, and `accounts` are of the
    lists that are there. `not_computed` says of the other indicators why; `hashes` are the SHA-256 of the files;
    `others` is how many sheets or files are no list, and `unknown` how many elements of XML are not known, by the one
    that they are in.
    """

    of: StatutoryReturn
    children: Collection[str]
    day: date
    day_said: bool  # by whoever counts, or by a header
    counts: pl.DataFrame
    accounts: Mapping[str, Account]
    not_computed: Mapping[str, str]
    hashes: tuple[str, ...]
    others: int
    made_up: bool
    unknown: Mapping[str, int]

    @property
    def notice(self) -> str:
        """What the counts were made of, for whoever has the lists and asks whether they are the same."""
        day = f"{self.day.day} {months.words(self.day)}"
        files = formatting.counted(len(self.hashes), "file", "files")
        return f"Counted from lists of {self.of.name} at {day} ({files} with SHA-256 {' and '.join(self.hashes)})."

    @property
    def of_children(self) -> pl.DataFrame:
        """The counts of all, of areas and of teams whose cases are children, so that `identifiers` can list them."""
        return self.counts.filter(pl.col("measure_id").is_in(list(self.children)), breakdown=ALL)

    def refuse_others(self, files: Sequence[Incoming]) -> None:
        """Raises CantCount unless these are the files that were counted."""
        if sorted(_hashes(files)) != sorted(self.hashes):
            raise CantCount(f"{_named(files)}: these are not the files that were counted. Count them first.")

    @property
    def incoming(self) -> Incoming:
        """The counts as an extract of the kind `indicators`, cut in the month of the lists."""
        table = self.counts.select(
            pl.lit(f"{self.day:%Y-%m}").alias("cut"), pl.col("month").dt.strftime("%Y-%m"),
            *(name for name in COUNTS if name not in ("month", "numerator", "denominator")),
            *(self._whole(name) for name in ("numerator", "denominator")), pl.lit(self.of.source).alias("source"),
            *([pl.lit("true").alias("simulated")] if self.made_up else []),
        )  # fmt: skip
        title = io.StringIO()
        csv.writer(title, lineterminator="\n").writerow([self.notice])
        return Incoming(
            f"{self.of.source.replace(' ', '-')}-{self.day}.csv", (title.getvalue() + table.write_csv()).encode()
        )

    def _whole(self, name: str) -> pl.Expr:
        """The counts of a column, without “.0” unless one of them has a part of a case."""
        counts = self.counts[name]
        return pl.col(name).cast(pl.Int64) if (counts == counts.floor()).all() else pl.col(name)


def read_teams(incoming: Incoming, catalogue: Catalogue) -> Teams:
    """The teams of a CSV file with the columns team and area. Raises CantCount, and ExtractError for what is no CSV."""
    text, _ = decoded(incoming.content, incoming.file_name)
    lines = [line for _, line in csv_rows(text, incoming.file_name, delimiter_of(text)) if any(line)]
    heads = [plain(cell) for cell in lines[0]] if lines else []
    if not {"team", "area"} <= {*heads}:
        raise CantCount(f"{incoming.file_name} needs the columns team and area in its first line.")
    found: dict[str, tuple[str | None, str | None]] = {}
    for line in lines[1:]:
        team, area = (
            line[heads.index(name)].strip() if heads.index(name) < len(line) else "" for name in ("team", "area")
        )
        meant = catalogue.meant["areas"].get(area.casefold())
        if area and meant is None:
            raise CantCount(f"{incoming.file_name}: “{area}” is no area of the catalogue.")
        if team:
            found[plain(team)] = (team, meant if meant != ALL else None)
    return found


def teams_of(catalogue: Catalogue) -> Teams:
    """The teams that are called as an area is."""
    return {plain(called): (None, area) for called, area in catalogue.meant["areas"].items() if area != ALL}


def count(
    files: Sequence[Incoming],
    catalogue: Catalogue,
    *,
    day: date | None = None,
    teams: Teams | None = None,
    definitions: Sequence[Definition] | None = None,
) -> Counted:
    """Count the lists of some files: one workbook, or a CSV file a list.

    `day` is the lists' day, found from their dates if it is not given; `teams` go before those that are called as an
    area is. Raises CantCount, DefinitionError, ExtractError for a file that is none of these, and NotAllowed for anyone
    but an analyst.
    """
    return _counted(files, catalogue, day, teams, definitions)[0]


def identifiers(
    files: Sequence[Incoming],
    catalogue: Catalogue,
    behind: Behind,
    *,
    day: date | None = None,
    teams: Teams | None = None,
    definitions: Sequence[Definition] | None = None,
) -> pl.DataFrame:
    """The cases behind one figure of the lists, with the columns of CASES: an identifier for each, by day.

    It is the one answer that has text of the lists in it. Raises what `count` does, and CantCount where the figure is
    not counted or its cases are no children.
    """
    known = definitions if definitions is not None else layout.in_force(catalogue)
    of_it = [one for one in known if one.measure_id == behind.measure_id]  # of several returns
    indicator = catalogue.indicators.get(behind.measure_id)
    about = f"“{indicator.name if indicator else behind.measure_id}”"
    if not of_it:
        raise CantCount(f"{about} is not counted from lists.")
    if not any(map(_of_children, of_it)):
        raise CantCount(f"{about} does not count children, so that there is nobody to list.")
    if behind.gap and indicator and indicator.kind is not Kind.PERCENTAGE:
        raise CantCount(f"{about} is no percentage, so that there is no gap between numerator and denominator.")
    counted, cases = _counted(files, catalogue, day, teams, of_it, behind)
    if why := counted.not_computed.get(behind.measure_id):
        raise CantCount(f"{about} is not computed from these lists: {why}.")
    there = counted.counts["month"].unique().sort().to_list()
    if behind.month not in there:
        computed = formatting.joined([months.words(month) for month in there]) if there else "no month"
        raise CantCount(f"{about} is computed for {computed}, not for {months.words(behind.month)}.")
    return pl.DataFrame(cases, schema=CASES, orient="row").with_columns(pl.col("date").str.to_date())


def _counted(
    files: Sequence[Incoming],
    catalogue: Catalogue,
    day: date | None,
    teams: Teams | None,
    definitions: Sequence[Definition] | None,
    behind: Behind | None = None,
) -> tuple[Counted, list[Case]]:
    require_analyst()
    for file in files:
        if len(file.content) > FILE_LIMIT or not xml_tables.is_xml(file.content):
            refuse_unsafe(file.content, file.file_name)
    today, known = date.today(), layout.returns()
    can, others = _by_catalogue(definitions if definitions is not None else layout.in_force(catalogue), catalogue)
    columns, codes, lists = layout.columns(), layout.codes(), layout.lists()
    return_of = {one.name: one.of for one in lists}
    needed = _needs(can)
    known_teams = {**teams_of(catalogue), **(teams or {})}
    asked = {
        "files": [(file.file_name, len(file.content)) for file in files],
        "day": day and day.isoformat(),
        "today": max(today, day or today).isoformat(),
        "yearly": [one.key for one in known if one.yearly],
        "lists": [astuple(one) for one in lists],
        "columns": [astuple(one) for one in columns],
        "codes": [astuple(one) for one in codes],
        "teams": known_teams,
        "definitions": [(kind, needs, astuple(one)) for (one, kind), needs in zip(can, needed, strict=True)],
        "bank_holidays": _bank_holidays(max(today, day or today).year),
        "who": behind and (behind.measure_id, f"{behind.month}", behind.gap, behind.locality, behind.team),
    }
    said = _ask(asked, files)
    try:
        counted = _believed(said, can, known_teams, {code.word for code in codes}, columns)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise _stopped(files) from None
    if not counted.accounts:
        raise CantCount(
            f"{_named(files)}: no sheet or file is a list of {formatting.either([one.name for one in known])}. "
            "They are known by their names, such as List 1 or Contacts, and by the headings of their columns."
        )
    of, *further = [one for one in known if one.key in {return_of[name] for name in counted.accounts}]
    if further:
        both = formatting.joined([one.name for one in (of, *further)])
        raise CantCount(f"{_named(files)}: these are lists of {both}. Count one return at a time.")
    missing = {name: account.missing for name, account in counted.accounts.items()}
    not_computed = {one.measure_id: why for one, why in others if one.of == of.key}
    for (one, _), needs in zip(can, needed, strict=True):
        if one.of == of.key and (lacking := counting.lacking(needs, missing)):
            not_computed[one.measure_id] = _lacking_words(lacking, missing)
    for measure, problem in counted.failed.items():
        not_computed[measure] = f"the query failed ({problem})"
    given = {*counted.counts["measure_id"]} | {*not_computed}
    not_computed |= {one.measure_id: _NO_CASE for one, _ in can if one.of == of.key and one.measure_id not in given}
    children = {one.measure_id for one, _ in can if _of_children(one)}
    return Counted(
        of, children, counted.day, counted.day_said, counted.counts, counted.accounts, not_computed,
        _hashes(files), counted.others, counted.made_up, counted.unknown,
    ), counted.behind  # fmt: skip


def check_definitions(prepared: Prepared) -> None:
    """Raises DefinitionError if a load brings definitions of an authority's own and one that it then has is wrong."""
    if any(checked.kind == layout.OWN for checked in prepared.checked):
        _needs(_by_catalogue([*layout.own_definitions(prepared.catalogue)], prepared.catalogue)[0])


def _needs(can: Sequence[tuple[Definition, str]]) -> list[list[tuple[str, str]]]:
    """What each definition needs of the lists of its return. Raises DefinitionError."""
    columns, return_of = layout.columns(), {one.name: one.of for one in layout.lists()}
    with counting.connected(columns, date.today(), ()) as nothing:
        return [
            counting.needs(nothing, one, kind, [column for column in columns if return_of[column.of] == one.of])
            for one, kind in can
        ]


def _of_children(definition: Definition) -> bool:
    return any(split in OF_A_CHILD for split in definition.breakdowns)


def _by_catalogue(
    definitions: Sequence[Definition], catalogue: Catalogue
) -> tuple[list[tuple[Definition, str]], list[tuple[Definition, str]]]:
    """The definitions that the catalogue has an indicator for, each with its kind; and why not the others."""
    can: list[tuple[Definition, str]] = []
    others: list[tuple[Definition, str]] = []
    for one in definitions:
        indicator = catalogue.indicators.get(one.measure_id)
        if indicator is None:
            others.append((one, "it is not in the catalogue"))
        elif indicator.kind.value not in _KINDS:
            others.append((one, f"it is of the kind {indicator.kind.value}, which lists don't give"))
        elif indicator.kind.value == "rate" and not indicator.population:
            others.append((one, "the catalogue doesn't say of which population it is a rate"))
        else:
            can.append((one, indicator.kind.value))
    return can, others


def _lacking_words(lacking: Sequence[tuple[str, str]], missing: Mapping[str, Sequence[str]]) -> str:
    words = {one.name: one.words for one in layout.lists()}
    headings = {(column.of, column.name): column.heading for column in layout.columns()}
    whole = dict.fromkeys(words[of] for of, _ in lacking if of not in missing)
    parts = [f"the column “{headings[of, name]}” of {words[of]}" for of, name in lacking if of in missing]
    return (
        f"{formatting.joined([*whole, *parts])} {'is' if len(whole) + len(parts) == 1 else 'are'} not there, or empty"
    )


@cache
def _bank_holidays(last_year: int) -> list[str]:
    years = range(counting.FIRST_DAY.year, last_year + 1)
    return [day.isoformat() for day in holidays.country_holidays("GB", subdiv="ENG", years=years)]


def _ask(asked: Mapping[str, Any], files: Sequence[Incoming]) -> dict[str, Any]:
    """The whole answer of the child. Raises CantCount."""
    command = [sys.executable, "-P", str(_CHILD), str(MEMORY_LIMIT), str(CPU_SECONDS)]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"}
    late = threading.Event()
    try:
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        ) as child:
            assert child.stdin
            assert child.stdout  # both are pipes

            def stop() -> None:
                late.set()
                child.kill()

            timer = threading.Timer(SECONDS, stop)
            timer.start()
            writer = threading.Thread(target=_write, args=(child.stdin, asked, files), daemon=True)
            writer.start()
            try:
                answer = child.stdout.read(ANSWER_LIMIT)
            finally:
                timer.cancel()
                child.kill()
                writer.join()
    except OSError as problem:
        raise CantCount(
            f"The lists can't be counted, because this machine has no process to spare ({problem.strerror})."
        ) from None
    try:
        said = json.loads(answer) if answer.endswith(b"\n") else {}
    except ValueError:
        said = {}
    if not isinstance(said, dict):
        raise _stopped(files)
    if said.get("done") is True:
        return said
    at, line, refused = said.get("file"), said.get("line"), str(said.get("refused"))
    name = files[at].file_name if isinstance(at, int) and 0 <= at < len(files) else "A file"
    if (why := _REFUSED.get(refused)) is not None:
        raise CantCount(f"{name} {why}. Export the lists again, as a workbook (.xlsx) or as CSV.")
    if (why := xml_tables.WHY.get(refused)) is not None:
        where = f" (line {line})" if isinstance(line, int) else ""
        raise CantCount(f"{name} {why}{where}. Export the return as XML again, and count it as it is exported.")
    if late.is_set() or child.returncode == -getattr(signal, "SIGXCPU", 0):
        raise CantCount("The lists take too long to count. Count them in parts, a few lists at a time.")
    raise _stopped(files)


def _hashes(files: Sequence[Incoming]) -> tuple[str, ...]:
    return tuple(hashlib.sha256(file.content).hexdigest() for file in files)


def _named(files: Sequence[Incoming]) -> str:
    return formatting.joined([file.file_name for file in files])


def _stopped(files: Sequence[Incoming]) -> CantCount:
    return CantCount(
        f"{_named(files)} could not be counted: the reader stopped. Export the lists again, or count a few at once."
    )


def _write(pipe: IO[bytes], asked: Mapping[str, Any], files: Sequence[Incoming]) -> None:
    with contextlib.suppress(OSError), pipe:  # the child may have died; what it said tells
        pipe.write(json.dumps(asked).encode() + b"\n")
        for file in files:
            pipe.write(file.content)


@dataclass(frozen=True)
class _Believed:
    day: date
    counts: pl.DataFrame
    accounts: dict[str, Account]
    failed: dict[str, str]  # the kind of error, by measure
    others: int
    made_up: bool
    day_said: bool
    unknown: dict[str, int]
    behind: list[Case]


def _believed(
    said: Mapping[str, Any],
    can: Sequence[tuple[Definition, str]],
    teams: Teams,
    words: set[str],
    columns: Sequence[layout.Column],
) -> _Believed:
    """The answer, if every word in it is one that was handed over; else one of several errors of Python."""
    measures = {one.measure_id for one, _ in can}
    areas, names = ({found for pair in teams.values() if (found := pair[at])} | {ALL} for at in (1, 0))
    breakdowns = {ALL} | {name for one, _ in can for name, _ in one.breakdowns}
    categories = {word[:1].upper() + word[1:] for word in words | {*reading.UNKNOWN_WORDS.values()}}
    categories |= {ALL, reading.NOT_KNOWN, *reading.AGE_BANDS.values()}
    rows = [
        (
            _one_of(measures, measure), date.fromisoformat(month), _one_of(areas, area), _one_of(names, team),
            _one_of(breakdowns, breakdown), _one_of(categories, category), float(numerator),
            None if denominator is None else float(denominator),
        )
        for measure, month, area, team, breakdown, category, numerator, denominator in said["counts"]
    ]  # fmt: skip
    names_of = {of: {column.name for column in columns if column.of == of} for of in {column.of for column in columns}}
    accounts = {}
    for of, (tables, in_, used, blank, unknown_teams, left_out, unreadable, missing) in said["accounts"].items():
        known = names_of[of]
        accounts[of] = Account(
            int(tables), int(in_), int(used), int(blank), int(unknown_teams),
            Counter({_one_of(reading.LEFT_OUT, why): int(n) for why, n in left_out}),
            Counter({(_one_of(known, name), _one_of(reading.PROBLEMS, kind)): int(n) for name, kind, n in unreadable}),
            [_one_of(known, name) for name in missing],
        )  # fmt: skip
    failed = {_one_of(measures, measure): _one_of(_DUCKDB_ERRORS, problem) for measure, problem in said["failed"]}
    counts = pl.DataFrame(rows, schema=COUNTS, orient="row")
    day = date.fromisoformat(said["day"])
    unknown = {_one_of(xml_tables.RECORDS, name): int(elements) for name, elements in said["unknown"]}
    cases = [
        (_one_of(names_of, of), str(identifier), f"{date.fromisoformat(on)}", None if amount is None else float(amount))
        for of, identifier, on, amount in said["behind"]
    ]
    return _Believed(
        day, counts, accounts, failed, int(said["others"]), said["made_up"] is True, said["day_said"] is True, unknown,
        cases,
    )  # fmt: skip


def _one_of(known: Collection[str], word: str) -> str:
    if word not in known:
        raise ValueError("The answer has a word of its own.")
    return word
