"""What several sections of a pack write in the same way: tables from frames, their cells, and charts in both widths."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.board_packs.model import Column, Entry, Kind, Picture, Rows, Table
from analytics.charts import Chart
from analytics.disclosure import Publishable
from analytics.units import Kind as Figure
from analytics.units import Unit

Cells = tuple[Column, Callable[[Any], Entry]]  # a column, and what it says of a row
# What stands in place of a figure, by its marker. Spreadsheets have the marker in brackets, as official statistics do.
WORDS = {"c": "withheld", "z": "not applicable", "x": "no figure"}


def window(at: date) -> str:
    """The three months to a month, in words."""
    return f"{months.words(months.before(at, 2))} to {months.words(at)}"


def table(
    name: str, caption: str, groups: Iterable[tuple[str, Sequence[Any]]], cells: Sequence[Cells], folded: bool = False
) -> Table:
    """A table with a row for each of those in `groups`, under their headings."""
    rows = [Rows(heading, [[write(row) for _, write in cells] for row in of]) for heading, of in groups]
    return Table(name, caption, [column for column, _ in cells], rows, folded)


def under(frame: pl.DataFrame, heading: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """The rows of a frame under the values of a column."""
    return [(str(of), part.to_dicts()) for (of,), part in frame.group_by(heading, maintain_order=True)]


def across(frame: pl.DataFrame, *by: str, key: str) -> list[dict[Any, Any]]:
    """One row for each value of `by`: its last one, and for `each` all of them by `key` (tuples of its values)."""
    parts = [part.to_dicts() for _, part in frame.group_by(by, maintain_order=True)]
    return [part[-1] | {(row[key],): row for row in part} for part in parts]


def each(values: Iterable[Any], column: Callable[[Any], Column], entry: Callable[[Any], Entry]) -> list[Cells]:
    """A column for each of the keys of `across`, from the row of that key, if there is one."""

    def write(value: Any, row: dict[Any, Any]) -> Entry:
        return entry(row[(value,)]) if (value,) in row else missing("x")

    return [(column(value), partial(write, value)) for value in values]


def drawn(name: str, draw: Callable[..., Chart], of: Publishable, *said: str) -> list[Picture]:
    """A chart for a phone and for a wide page."""
    return [Picture(name, *(draw(of, *said, narrow=narrow) for narrow in (True, False)))]


def names(label: str, name: str = "name") -> Cells:
    return Column(label, names_row=True), lambda row: Entry(row[name])


def counts(label: str, name: str) -> Cells:
    return Column(label, Kind.COUNT), lambda row: count_entry(row, name)


def figure(value: float | None, marker: str | None, unit: Unit, *, whole: bool) -> str:
    """A value as it is written: with its decimals as printed, whole where it comes from rounded counts.

    >>> from analytics.units import PERCENT
    >>> figure(81.1, None, PERCENT, whole=False), figure(78.0, None, PERCENT, whole=True)
    ('81.1%', '78%')
    >>> figure(None, "c", PERCENT, whole=True)
    'withheld'
    """
    if value is None:
        return WORDS[marker or "x"]
    return unit.whole(value) if whole else unit.value(value)


def missing(marker: str | None, none: str = "") -> Entry:
    """In place of a figure. `none`: that there was no case, where this is why it is not applicable."""
    marker = marker or "x"
    return Entry(none if none and marker == "z" else WORDS[marker], symbol=f"[{marker}]")


def value_entry(value: float | None, marker: str | None, unit: Unit, *, whole: bool) -> Entry:
    """A figure, or what stands in its place."""
    return missing(marker) if value is None else Entry(figure(value, marker, unit, whole=whole), value, unit=unit)


def figure_entry(row: dict[str, Any], name: str, unit: Unit, *, whole: bool) -> Entry:
    """A figure of a row of a frame, with the bounds that rounding leaves it."""
    value, marker = row[name], row[f"{name}_marker"]
    low, high = row.get(f"{name}_low"), row.get(f"{name}_high")
    between = ""
    if value is None:
        return missing(marker, f"no {row['counted']}" if row.get("counted") and row.get("denominator") == 0 else "")
    if value is not None and low is not None and high is not None:
        ends = [f"{end:.0f}" if unit.kind is Figure.PERCENTAGE else formatting.quantity(end) for end in (low, high)]
        between = " to ".join(ends)
    return Entry(figure(value, marker, unit, whole=whole), value, small=between, unit=unit)


def count_entry(row: dict[str, Any], name: str) -> Entry:
    """A count of a row of a frame, or its marker."""
    value, marker = row[name], row[f"{name}_marker"]
    if value is None:
        return missing(marker) if marker else Entry(formatting.NONE)
    return Entry(f"{value:,}", value)
