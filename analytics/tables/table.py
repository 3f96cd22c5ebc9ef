"""Real HTML tables: header cells with scope, a caption, every value escaped, and a label in each cell so that the
table can turn into cards on a narrow screen. Grid widgets drawn on a canvas are closed to screen readers and print.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity
from analytics.catalogue import catalogue, unit_of
from analytics.furniture import html
from analytics.furniture.html import Cell
from analytics.units import Unit

_HERE = Path(__file__).parent
TABLE_CSS = (_HERE / "table.css").read_text(encoding="utf-8")  # how these tables look, on every page
CARDS_CSS = (_HERE / "cards.css").read_text(encoding="utf-8")  # and as cards, where their columns have no room


@dataclass(frozen=True)
class Column:
    """A column's heading, whether it holds numbers (aligned right), and whether its cells name their rows."""

    label: str
    numeric: bool = False
    names_row: bool = False


@dataclass(frozen=True)
class Row:
    """The cells of a row. `opens` is the address that a click on the row opens."""

    cells: Sequence[Cell]
    opens: str = ""
    style: str = ""


@dataclass(frozen=True)
class Section:
    """Rows under a heading of their own; an empty heading is not drawn."""

    heading: str
    rows: Sequence[Row]


def _header(columns: Sequence[Column]) -> str:
    cells = "".join(f'<th role="columnheader" scope="col"{_numeric(c.numeric)}>{escape(c.label)}</th>' for c in columns)
    return f'<thead role="rowgroup"><tr role="row">{cells}</tr></thead>'


def _numeric(numeric: bool, style: str = "") -> str:
    classes = " ".join(filter(None, ["los-number" if numeric else "", style]))
    return f' class="{classes}"' if classes else ""


def _row(row: Row, columns: Sequence[Column]) -> str:
    cells = []
    for cell, column in zip(row.cells, columns, strict=True):
        label = f' data-label="{escape(column.label)}"'
        classes = _numeric(column.numeric, cell.style)
        tag, role = ("th", ' role="rowheader" scope="row"') if column.names_row else ("td", ' role="cell"')
        cells.append(f"<{tag}{role}{classes}{label}><span>{cell.html}</span></{tag}>")
    opens = f' data-opens="{escape(row.opens)}"' if row.opens else ""
    return f'<tr role="row"{opens}{_numeric(False, row.style)}>{"".join(cells)}</tr>'


def table(caption: str, columns: Sequence[Column], sections: Iterable[Section], *, style: str = "") -> str:
    """A whole table. The caption says what it shows; a section's heading spans its rows."""
    bodies = []
    for section in sections:
        heading = (
            f'<tr role="row" class="los-section"><th role="columnheader" scope="colgroup" colspan="{len(columns)}">'
            f"{escape(section.heading)}</th></tr>"
            if section.heading
            else ""
        )
        rows = "".join(_row(row, columns) for row in section.rows)
        bodies.append(f'<tbody role="rowgroup">{heading}{rows}</tbody>')
    return (
        f'<table role="table" class="{f"los-table {style}".strip()}"><caption>{escape(caption)}</caption>'
        f"{_header(columns)}{''.join(bodies)}</table>"
    )


def _or_none(write: Callable[[Any], str]) -> Callable[[Any], Cell]:
    return lambda value: html.text(formatting.NONE if value is None else write(value))


VALUE, DIFFERENCE = "value", "difference"
# How other values are written, and whether they stand to the right.
KINDS: dict[str, tuple[Callable[[Any], Cell], bool]] = {
    "text": (_or_none(str), False),
    "month": (_or_none(months.words), False),
    "time": (_or_none(lambda at: f"{at:%d %B %Y, %H:%M}"), False),
    "area": (_or_none(lambda area: catalogue().area_name(area)), False),
    "yes": (_or_none(lambda said: "yes" if said else "no"), False),
    "count": (html.count, True),
}


@dataclass(frozen=True)
class Listed:
    """A column of the frame, its heading, and its kind: a key of KINDS, the unit of its figures, or VALUE or DIFFERENCE
    where these are in the unit of each row's indicator (its measure_id)."""

    column: str
    label: str
    kind: str | Unit = "text"

    def cell(self, row: dict[str, Any]) -> Cell:
        value = row[self.column]
        if isinstance(self.kind, Unit):
            return html.figure(value, self.kind)
        if self.kind == VALUE:
            return html.figure(value, unit_of(row["measure_id"]))
        if self.kind == DIFFERENCE:
            return html.text(unit_of(row["measure_id"]).signed(value))
        return KINDS[self.kind][0](value)

    @property
    def numeric(self) -> bool:
        return not isinstance(self.kind, str) or self.kind in (VALUE, DIFFERENCE) or KINDS[self.kind][1]


@cached_by_identity
def listing(caption: str, frame: pl.DataFrame, columns: Sequence[Listed]) -> str:
    """The rows of a frame in their order; the first column names them."""
    headings = [Column(c.label, numeric=c.numeric, names_row=i == 0) for i, c in enumerate(columns)]
    rows = [Row([c.cell(row) for c in columns]) for row in frame.iter_rows(named=True)]
    return table(caption, headings, [Section("", rows)])
