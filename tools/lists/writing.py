"""The files of made-up lists: workbook, CSVs, the true figures, teams and flaws. Each says that it is made up."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple, fields
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook

from tools.lists.authority import AREAS
from tools.lists.care import histories
from tools.lists.care_flaws import spoil_return
from tools.lists.care_truth import RULES
from tools.lists.census import census, figures, known_on, reference_day
from tools.lists.days import months_after
from tools.lists.flaws import Flaw, Flaws, spoil
from tools.lists.lists import Cell, List, lists
from tools.lists.lives import authority
from tools.lists.ssda903 import HEADINGS, returns
from tools.lists.truth import Figure, truth

NOTE = "Made up: no child, adopter, worker, team or place here exists."
_CHANGED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def files(
    seed: int, children: int, day: date, flaws: Flaws = Flaws.NONE, with_csv: bool = False
) -> Iterator[tuple[str, bytes]]:
    """The name and content of each file, the same for the same seed, children, day and flaws."""
    made = authority(seed, children, day)
    sheets, found = spoil(lists(made), seed, day, flaws)
    yield "annex-a.xlsx", workbook(sheets, day)
    if with_csv:
        for each in sheets:
            heads = [[title] for title in each.titles]
            yield f"list_{each.number}.csv", _csv([*heads, each.columns, *each.rows])
    yield "truth.csv", _csv([_names(Figure), *map(astuple, truth(made))])
    yield "teams.csv", _csv([("team", "area"), *((team.name, team.area) for team in made.teams)])
    places = ((area, area, "place", "locality", "yes") for area in AREAS)
    yield "areas.csv", _csv([("area", "name", "kind", "level", "counts_in_whole"), *places])
    if flaws is not Flaws.NONE:
        yield "flaws.csv", _csv([_names(Flaw), *map(astuple, found)])
    yield "MADE-UP.txt", f"{NOTE}\nSeed {seed}, {children} children, {day}, flaws: {flaws}.\n".encode()


def return_files(seed: int, children: int, day: date, flaws: Flaws = Flaws.NONE) -> Iterator[tuple[str, bytes]]:
    """The name and content of each file of the returns of children looked after up to a day, 31 March, and before it.
    The true figures and the flaws are those of the last year."""
    made = histories(authority(seed, children, day), seed)
    found: list[Flaw] = []
    for year, sheets in returns(made):
        is_last = year == day.year
        spoiled, flawed = spoil_return(sheets, seed, day.replace(year=year), flaws if is_last else Flaws.NONE)
        found += flawed
        for name, rows in spoiled.items():
            content = _csv([HEADINGS[name], *rows])
            spelled = is_last and flaws is not Flaws.NONE
            file = f"{name} {year - 2001}-{year - 2000}.csv" if spelled else f"SSDA903_{year}_{name}.csv"
            yield file, b"\xef\xbb\xbf" + content if spelled else content
    yield "truth.csv", _csv([_names(Figure), *map(astuple, truth(made, RULES))])
    if flaws is not Flaws.NONE:
        yield "flaws.csv", _csv([_names(Flaw), *map(astuple, found)])
    yield "MADE-UP.txt", f"{NOTE}\nSeed {seed}, {children} children, {day}, flaws: {flaws}.\n".encode()


def census_files(seed: int, children: int, day: date, flaws: Flaws = Flaws.NONE) -> Iterator[tuple[str, bytes]]:
    """The name and content of each file of the censuses of the last two years up to a 31 March, of the children of the
    Annex A lists of that day. The true figures and the flaws are those of the last year."""
    made = authority(seed, children, day)
    known = known_on(made, reference_day(day))
    before = known_on(made, months_after(known.day, -12))
    content, found = census(known, seed, flaws)
    yield f"cin-census-{known.day.year}.xml", content
    yield f"cin-census-{before.day.year}.xml", census(before, seed, flaws)[0]
    yield "truth.csv", _csv([_names(Figure), *map(astuple, figures(known))])
    if flaws is not Flaws.NONE:
        yield "flaws.csv", _csv([_names(Flaw), *map(astuple, found)])
    yield "MADE-UP.txt", f"{NOTE}\nSeed {seed}, {children} children, {day}, flaws: {flaws}.\n".encode()


def workbook(sheets: list[List], day: date) -> bytes:
    """A sheet a list, then one that says what this is; each sheet has the note as its heading in print."""
    book = Workbook(write_only=True)
    book.properties.title = book.properties.subject = NOTE
    book.properties.creator = "Made-up authority"
    for each in sheets:
        sheet = book.create_sheet(f"List {each.number}")
        sheet.oddHeader.center.text = NOTE
        for title in each.titles:
            sheet.append([title])
        sheet.append(each.columns)
        for row in each.rows:
            sheet.append(row)
    told = book.create_sheet("Made up")
    told.append([NOTE])
    told.append([f"Lists of {day:%d/%m/%Y}"])
    out = BytesIO()
    book.save(out)
    return _undated(out)


def _undated(book: BytesIO) -> bytes:
    """The workbook without the time of writing, so that the same lists are the same bytes."""
    out = BytesIO()
    with ZipFile(book) as written, ZipFile(out, "w") as kept:
        for name in written.namelist():
            content = written.read(name)
            if name == "docProps/core.xml":
                content = _CHANGED.sub(rb"\g<1>2000-01-01T00:00:00Z", content)
            kept.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return out.getvalue()


def _names(of: type[Figure | Flaw]) -> list[str]:
    return [field.name for field in fields(of)]


def _csv(rows: Iterable[Iterable[Cell]]) -> bytes:
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()
