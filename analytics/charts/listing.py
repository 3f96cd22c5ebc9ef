"""A frame as a plain table: one line a column says its heading and how its values are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity
from analytics.catalogue import catalogue, unit_of
from analytics.charts import html
from analytics.charts.html import Cell, Column, Row, Section
from analytics.units import Unit


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
    return html.table(caption, headings, [Section("", rows)])
