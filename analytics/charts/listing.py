"""A frame as a plain table: one line a column says its heading and how its values are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from analytics import months, words
from analytics.caching import cached_by_identity
from analytics.catalogue import catalogue
from analytics.charts import html
from analytics.charts.html import Cell, Column, Row, Section


def _or_none(write: Callable[[Any], str]) -> Callable[[Any], Cell]:
    return lambda value: html.text(words.NONE if value is None else write(value))


# How values are written, and whether they stand to the right.
KINDS: dict[str, tuple[Callable[[Any], Cell], bool]] = {
    "text": (_or_none(str), False),
    "month": (_or_none(months.words), False),
    "time": (_or_none(lambda at: f"{at:%d %B %Y, %H:%M}"), False),
    "area": (_or_none(lambda area: catalogue().area_name(area)), False),
    "yes": (_or_none(lambda said: "yes" if said else "no"), False),
    "count": (html.count, True),
    "percent": (html.percent, True),
    "signed": (_or_none(words.signed), True),
}


@dataclass(frozen=True)
class Listed:
    """A column of the frame, its heading, and its kind (a key of KINDS)."""

    column: str
    label: str
    kind: str = "text"


@cached_by_identity
def listing(caption: str, frame: pl.DataFrame, columns: Sequence[Listed]) -> str:
    """The rows of a frame in their order; the first column names them."""
    headings = [Column(c.label, numeric=KINDS[c.kind][1], names_row=i == 0) for i, c in enumerate(columns)]
    rows = [
        Row([KINDS[c.kind][0](row[c.column]) for c in columns])
        for row in frame.select(c.column for c in columns).iter_rows(named=True)
    ]
    return html.table(caption, headings, [Section("", rows)])
