"""The tables of a paper as plain rows, and as CSV."""

from __future__ import annotations

import csv
from io import StringIO

from analytics.board_packs.model import Column, Entry, Kind, Paper, Table
from analytics.columns import inert

Value = str | int | float


UNIT = "Unit"


def headings(table: Table) -> list[str]:
    """The columns' labels with their units; first the one of the headings that rows stand under, if they do, and the
    unit of each row where they have several."""
    return [
        *(["Heading"] if table.headed else []),
        *([UNIT] if table.of_units else []),
        *(c.headed for c in table.columns if c.kind is not Kind.LINE),
    ]


def cells(table: Table) -> list[list[Value]]:
    """Every row as numbers, markers in brackets and text. A small line is a picture and is left out: its figures stand
    in a table of their own.
    """
    return [
        [
            *([heading] if table.headed else []),
            *([unit.name if (unit := table.unit_of(row)) else ""] if table.of_units else []),
            *(_value(entry, c) for entry, c in zip(row, table.columns, strict=True) if c.kind is not Kind.LINE),
        ]
        for heading, row in table.rows
    ]


def _value(entry: Entry, column: Column) -> Value:
    if column.kind is Kind.TEXT or entry.value is None:
        return entry.symbol or entry.text
    is_whole = entry.unit is not None and entry.unit.decimals == 0 and float(entry.value).is_integer()
    return int(entry.value) if is_whole else entry.value


def csv_files(paper: Paper) -> dict[str, bytes]:
    """One CSV a table by file name, in UTF-8 with a byte order mark, under no heading but the columns'."""
    return {f"{table.name}.csv": _csv(table, paper.mark) for table in paper.tables}


def _csv(table: Table, mark: str) -> bytes:
    """Where figures of the paper are simulated, a last column says so in each row."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*map(inert, headings(table)), *(["Note"] if mark else [])])
    for row in cells(table):
        shown = [inert(value) if isinstance(value, str) else value for value in row]
        writer.writerow([*shown, *([mark] if mark else [])])
    return b"\xef\xbb\xbf" + out.getvalue().encode()
