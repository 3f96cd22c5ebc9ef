"""The fields of a line of the catalogue, as somebody fills them in: in a workbook, or one line on the Data page."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from analytics import months
from analytics.extracts.cells import metadata, reads
from analytics.extracts.contracts import Extract
from analytics.extracts.kinds import EXTRACTS
from analytics.extracts.kinds.catalogue_notes import NAMES, NOTES

YES, NO = "yes", "no"


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


def as_text(value: object) -> str:
    """A value of a row as somebody would type it; empty for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, date):
        return months.code(value)
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def one_line(texts: Mapping[str, str]) -> bytes:
    """A file of one line: the text of each column."""
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerows([texts.keys(), texts.values()])
    return text.getvalue().encode()
