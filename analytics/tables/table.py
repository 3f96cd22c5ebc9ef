"""The one builder of tables: a column says its heading and how its cells are written.

They are real HTML tables: header cells with scope, a caption, every value escaped, and a label in each cell so that the
table can turn into cards on a narrow screen. Grid widgets drawn on a canvas are closed to screen readers and print.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity
from analytics.catalogue import catalogue, unit_of
from analytics.furniture import html
from analytics.furniture.html import Html
from analytics.units import PERCENT, Unit

_HERE = Path(__file__).parent
TABLE_CSS = (_HERE / "table.css").read_text(encoding="utf-8")  # how these tables look, on every page
CARDS_CSS = (_HERE / "cards.css").read_text(encoding="utf-8")  # and as cards, where their columns have no room

Row = dict[str, Any]
Rows = pl.DataFrame | Iterable[Any]
VALUE, DIFFERENCE, NUMBER = "value", "difference", "number"


def _or_none(write: Callable[[Any], str]) -> Callable[[Any], Html]:
    return lambda value: html.text(formatting.NONE if value is None else write(value))


KINDS: dict[str, Callable[[Any], Html]] = {
    "text": _or_none(str),
    "month": _or_none(months.words),
    "time": _or_none(lambda at: f"{at:%d %B %Y, %H:%M}"),
    "area": _or_none(lambda area: catalogue().area_name(area)),
    "yes": _or_none(lambda said: "yes" if said else "no"),
    "count": html.count,
    "decimal": _or_none(formatting.number),
    "percent as printed": _or_none(PERCENT.as_printed),
}  # how values are written
_FIGURES = (VALUE, DIFFERENCE, NUMBER, "count", "decimal", "percent as printed")  # stand to the right


@dataclass(frozen=True)
class Column:
    """A heading, and what the cells below it show: a column of the frame, or what a function makes of a row.

    `kind` says how a frame's column is written: a key of KINDS, the unit of its figures, or VALUE or DIFFERENCE where
    these are in the unit of each row's indicator (its measure_id). Figures stand to the right, and so does what a
    function makes where `kind` is NUMBER.
    """

    label: str
    shows: str | Callable[[Any], Html]
    kind: str | Unit = "text"
    names_row: bool = False
    sorts: str = ""
    sorted_as: str = ""
    upwards: bool = True

    def cell(self, row: Any) -> Html:
        if not isinstance(self.shows, str):
            return self.shows(row)
        value = row[self.shows]
        if isinstance(self.kind, Unit):
            return html.figure(value, self.kind)
        if self.kind == VALUE:
            return html.figure(value, unit_of(row["measure_id"]))
        if self.kind == DIFFERENCE:
            return html.text(unit_of(row["measure_id"]).signed(value))
        return KINDS[self.kind](value)

    @property
    def numeric(self) -> bool:
        return isinstance(self.kind, Unit) or self.kind in _FIGURES


def across(
    keys: Iterable[Any], label: Callable[[Any], str], cell: Callable[[Any, Any], Html], kind: str = NUMBER
) -> list[Column]:
    """A column for each of some keys, such as the months of a pivot; `cell` makes one of a key and a row."""
    return [Column(label(key), partial(cell, key), kind) for key in keys]


def pivot(frame: pl.DataFrame, row: str, across: str) -> list[dict[Any, Row]]:
    """What stands in a line of its own, in the order of the frame: the frame's rows by what stands across."""
    return [{r[across]: r for r in part.iter_rows(named=True)} for _, part in frame.group_by(row, maintain_order=True)]


def newest(line: dict[Any, Row]) -> Row:
    """The last row of a line of `pivot`."""
    return next(reversed(line.values()))


def table(caption: str, columns: Sequence[Column], rows: Rows, *, style: str = "") -> str:
    """A whole table under a caption that says what it shows; the first column names the rows unless another does."""
    return sectioned(caption, columns, [("", rows)], style=style)


listing = cached_by_identity(table)  # of a frame and columns without functions


def sectioned(
    caption: str,
    columns: Sequence[Column],
    sections: Iterable[tuple[str, Rows]],
    *,
    style: str = "",
    opens: Callable[[Any], str] = lambda row: "",
    chosen: Callable[[Any], bool] = lambda row: False,
    headed: Callable[[str], Html] = html.text,
) -> str:
    """As `table`, with rows under headings of their own; one without rows, or an empty heading, is not drawn.

    `opens` gives the address that a click on a row opens, `chosen` marks rows, `headed` writes a heading.
    """
    naming = next((c for c in columns if c.names_row), columns[0])
    heads = "".join(_head(column) for column in columns)
    bodies = []
    for heading, rows in sections:
        lines = [
            f'<tr role="row"{_opens(opens(row))}{_class("los-chosen" * chosen(row))}>'
            f"{''.join(_cell(column, row, names_row=column is naming) for column in columns)}</tr>"
            for row in (rows.iter_rows(named=True) if isinstance(rows, pl.DataFrame) else rows)
        ]
        said = f'<th role="columnheader" scope="colgroup" colspan="{len(columns)}">{headed(heading)}</th>'
        above = f'<tr role="row" class="los-section">{said}</tr>' if heading else ""
        if lines or not heading:
            bodies.append(f'<tbody role="rowgroup">{above}{"".join(lines)}</tbody>')
    return (
        f'<table role="table" class="{f"los-table {style}".strip()}"><caption>{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>{"".join(bodies)}</table>'
    )


def _head(column: Column) -> str:
    label, state = escape(column.label), ""
    if column.sorts:
        label = f'<a href="{escape(column.sorts)}" target="_self" data-opens="{escape(column.sorts)}">{label}</a>'
    if column.sorted_as:
        state = f' aria-sort="{"ascending" if column.upwards else "descending"}"'
        arrow = "↑" if column.upwards else "↓"
        label += f' <span aria-hidden="true">{arrow}</span> <small>{escape(column.sorted_as)}</small>'
    return f'<th role="columnheader" scope="col"{_classes(column)}{state}>{label}</th>'


def _cell(column: Column, row: Any, *, names_row: bool) -> str:
    tag, role = ("th", 'role="rowheader" scope="row"') if names_row else ("td", 'role="cell"')
    label = f' data-label="{escape(column.label)}"'
    return f"<{tag} {role}{_classes(column)}{label}><span>{column.cell(row)}</span></{tag}>"


def _classes(column: Column) -> str:
    return ' class="los-number"' if column.numeric else ""


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _opens(address: str) -> str:
    return f' data-opens="{escape(address)}"' if address else ""


def groups(frame: pl.DataFrame, by: str) -> Iterator[tuple[str, pl.DataFrame]]:
    """The rows of a frame under the values of a column, in its order."""
    return ((str(heading), part) for (heading,), part in frame.group_by(by, maintain_order=True))
