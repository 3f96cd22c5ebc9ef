"""All indicators of a month on one screen: a line each, in as many columns as there is room for."""

from __future__ import annotations

from html import escape

import polars as pl

from analytics import formatting, wording
from analytics.caching import cached_by_identity
from analytics.catalogue import unit_of
from analytics.furniture import html, icons
from analytics.wording.phrases import Row


@cached_by_identity
def matrix(frame: pl.DataFrame, links: dict[str, str], by_theme: bool = True) -> str:
    """The rows of a month's table that have a figure, in their order, under their themes or not; `links` has the
    address of each in depth."""
    known = frame.drop_nulls("value")
    parts = [(str(theme), part) for (theme,), part in known.group_by("theme", maintain_order=True)]
    lines = "".join(_part(*part, links) for part in (parts if by_theme else [("", known)]))
    return f'<div class="los-matrix">{lines}</div>'


def _part(heading: str, rows: pl.DataFrame, links: dict[str, str]) -> str:
    lines = "".join(_line(row, links[row["measure_id"]]) for row in rows.iter_rows(named=True))
    above = f"<h3>{escape(heading)}</h3>" if heading else ""
    return f"<section>{above}<ul>{lines}</ul></section>"


def _line(row: Row, address: str) -> str:
    """An indicator: whether its change could be chance, its name, its figure and the rating of this month."""
    said = unit_of(row["measure_id"]).value(row["value"])
    rating = html.rag(row["rag"]) if row["rag"] else ""
    told = f"{row['name']}: {said}, {formatting.rag(row['rag'])}, {wording.signal_briefly(row)}"
    return (
        f'<li>{icons.variation(row)}<a href="{escape(address)}" target="_self" data-opens="{escape(address)}" '
        f'title="{escape(told)}">{escape(wording.plain_name(row))}</a><b>{escape(said)}</b><span>{rating}</span></li>'
    )
