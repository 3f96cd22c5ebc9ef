"""The fields of a line of the catalogue, as somebody fills them in: in a workbook, or one line on the Data page."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from analytics import months
from analytics.extracts.cells import metadata, reads
from analytics.extracts.contracts import Extract
from analytics.extracts.kinds import EXTRACTS
from analytics.extracts.kinds.catalogue_notes import NAMES, NOTES

YES, NO = "yes", "no"
_LONGEST_NAME = 80  # characters of a file's name


@dataclass(frozen=True)
class Field:
    """One field: what it is called, how its text is read (see `cells.reads`), and what may stand in it.

    `choices` are all texts that it may have, if they are few; `names` is the kind whose rows it names, if it does.
    `usual` is what stands there where a file has no such column. `key` says that the line is known by it.
    """

    name: str
    heading: str
    note: str
    reads: str
    required: bool
    key: bool
    choices: tuple[str, ...]
    names: str
    usual: str


def fields(kind: str) -> list[Field]:
    """The fields of a kind, in the order of its columns, without those that every extract has."""
    extract = EXTRACTS[kind]
    of_all = Extract.columns()
    found = []
    for name, column in extract.columns().items():
        if name in of_all:
            continue
        how, about = reads(column), metadata(column)
        choices = (YES, NO) if how == "yes or no" else tuple(about["allowed"]()) if "allowed" in about else ()
        found.append(
            Field(
                name=name,
                heading=heading(name),
                note=NOTES[kind][name],
                reads=how,
                required=not column.nullable,
                key=name in extract.KEY,
                choices=choices,
                names=NAMES.get((kind, name), ""),
                usual=about.get("default", ""),
            )
        )
    return found


def heading(name: str) -> str:
    """A column's name in words, which a reader turns back: “Measure ID” is measure_id."""
    words = name.replace("_", " ")
    return " ".join([words.split()[0].capitalize(), *words.split()[1:]]).replace(" id", " ID")


def as_text(value: object, reads: str = "") -> str:
    """A value of a row as somebody would type it; empty for none. `reads` is how the text of its field is read."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, date):
        return value.isoformat() if reads == "date" else months.code(value)
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def lines(kind: str, rows: pl.DataFrame | None) -> list[dict[str, str]]:
    """The lines of a kind as somebody would type them."""
    if rows is None:
        return []
    how = {field.name: field.reads for field in fields(kind)}
    return [{name: as_text(row[name], how[name]) for name in how} for row in rows.select(*how).iter_rows(named=True)]


def called(kind: str, texts: Mapping[str, str]) -> str:
    """What a line is called: what it is known by, and its name if it has one."""
    known_by = ", ".join(filter(None, (texts[name] for name in EXTRACTS[kind].KEY)))
    name = texts.get("name", "")
    return ": ".join(part for part in (known_by, name if name != known_by else "") if part) or heading(kind)


def one_line(kind: str, texts: Mapping[str, str]) -> tuple[str, bytes]:
    """A file of one line: its name, and its content from the text of each column."""
    known_by = [texts[name] for name in EXTRACTS[kind].KEY]
    name = re.sub(r"[^\w.]+", "-", "-".join([kind, *filter(None, known_by)]))[:_LONGEST_NAME]
    return f"{name}-one-line.csv", csv_content([texts])


def csv_content(rows: Sequence[Mapping[str, str]]) -> bytes:
    """The content of a CSV file of rows, all of which have the columns of the first."""
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return text.getvalue().encode()
