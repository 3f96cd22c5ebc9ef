"""All indicators of a month on one screen: a line each, under their themes, in as many columns as there is room for."""

from __future__ import annotations

from html import escape

import polars as pl

from analytics import formatting, wording
from analytics.caching import cached_by_identity
from analytics.catalogue import unit_of
from analytics.furniture import html, icons
from analytics.wording.phrases import Row


@cached_by_identity
def matrix(frame: pl.DataFrame, links: dict[str, str]) -> str:
    """The rows of a month's table that have a figure, under their themes; `links` has the address of each in depth."""
    known = frame.drop_nulls("value")
    words = {wording.variation_word(row) for row in known.iter_rows(named=True)}
    key = icons.explained(tuple(word for word in wording.VARIATIONS if word in words))
    themes = known.group_by("theme", maintain_order=True)
    lines = "".join(_theme(str(theme), part, links) for (theme,), part in themes)
    return f'<p class="los-key">{key}</p><div class="los-matrix">{lines}</div>'


def _theme(theme: str, rows: pl.DataFrame, links: dict[str, str]) -> str:
    lines = "".join(_line(row, links[row["measure_id"]]) for row in rows.iter_rows(named=True))
    return f"<section><h3>{escape(theme)}</h3><ul>{lines}</ul></section>"


def _line(row: Row, address: str) -> str:
    """An indicator: whether its change could be chance, its name, its figure and the rating of this month."""
    said = unit_of(row["measure_id"]).value(row["value"])
    rating = html.rag(row["rag"]) if row["rag"] else ""
    told = f"{row['name']}: {said}, {formatting.rag(row['rag'])}, {wording.signal_briefly(row)}"
    return (
        f'<li>{icons.variation(row)}<a href="{escape(address)}" target="_self" data-opens="{escape(address)}" '
        f'title="{escape(told)}">{escape(wording.plain_name(row))}</a><b>{escape(said)}</b><span>{rating}</span></li>'
    )
