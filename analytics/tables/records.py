"""What was loaded, refused, changed, done and handed out: plain lists of the store and of packs, for analysts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import polars as pl

from analytics import formatting
from analytics.extracts import CATALOGUE_KINDS, MARKERS
from analytics.furniture import html
from analytics.furniture.html import Html
from analytics.simulated_label import marked
from analytics.tables.table import DIFFERENCE, NUMBER, VALUE, Column, listing, table
from analytics.wording.load_account import value_said

MOST = 200  # rows in a table on a page; a download has them all
_INDICATOR = [Column("Indicator", "name"), Column("Area", "locality", "area"), Column("Month", "month", "month")]
_HISTORY = [
    Column("Load", "load_id"), Column("When", "loaded_at", "time"), Column("Who", "loaded_by"),
    Column("File", "file_name"), Column("Kind", "kind"), Column("Cut", "cut", "month"), Column("Source", "source"),
    Column("Rows in", "rows_in", "count"), Column("Accepted", "accepted", "count"),
    Column("Refused", "refused", "count"), Column("Whole or part", "scope"), Column("State", "state"),
]  # fmt: skip
_RESTATEMENTS = [
    *_INDICATOR, Column("Before", "earlier_value", VALUE), Column("After", "later_value", VALUE),
    Column("Difference", "difference", DIFFERENCE), Column("Why", "why"), Column("In load", "by_load", "count"),
    Column("Loaded (UTC)", "loaded_at", "time"), Column("By", "loaded_by"), Column("File", "file_name"),
    Column("Source before", "earlier_source"), Column("Cut before", "earlier_cut", "month"),
    Column("Source after", "source"), Column("Cut after", "later_cut", "month"),
]  # fmt: skip
_ACCOUNT = [
    Column("What", "name"), Column("Table", "table"), Column("Month", "month", "month"),
    Column("Area", "locality", "area"), Column("Which", "item"), Column("Would", "what"), Column("Was", "was"),
    Column("Becomes", "becomes"), Column("Rating was", "rating_was"), Column("Rating becomes", "rating_becomes"),
    Column("Source was", "source_was"), Column("Source becomes", "source"),
    Column("As first published", "published", "yes"),
]  # fmt: skip
_QUALITY = [
    Column("Indicator", "name"), Column("First month", "first", "month"), Column("Last month", "last", "month"),
    Column("Figures", "figures", "count"), Column("Months missing", "missing", "count"),
    Column("Marked as missing", "marked", "count"),
    Column("Months first published here", "first_published", "count"), Column("With counts", "with_counts", "count"),
    Column("Newest cut", "newest_cut", "month"), Column("Simulated months", "simulated_months", "count"),
]  # fmt: skip
_LOG = [Column("When", "at", "time"), Column("Who", "who"), Column("What", "what"), Column("About", "about")]
_LINKS = [
    Column("Link", "link_id", "count"), Column("Pack", "pack"), Column("State", "state"), Column("Made by", "made_by"),
    Column("Made", "made_at", "time"), Column("Works until", "expires_at", "time"),
    Column("Opened", "opened", "count"), Column("Files taken", "downloaded", "count"),
    Column("Last opened", "last_opened", "time"),
]  # fmt: skip


def _named(*columns: str) -> list[Column]:
    """Columns of texts under their own names."""
    return [Column(column.replace("_", " ").capitalize(), column) for column in columns]


def recipes(found: pl.DataFrame) -> str:
    """The recipes, from `recipe_list`."""
    return listing("Recipes: files of these shapes are read by themselves", _named(*found.columns), found)


def national(found: pl.DataFrame, caption: str) -> str:
    """What figures of national statistics become, from `drafting_national.example`."""
    counts = [("Value", "value"), ("Number", "number"), ("Out of", "out_of")]
    figures = [Column(label, partial(_quantity, name), NUMBER) for label, name in counts]
    return table(caption, [*_named("indicator", "area", "period"), *figures, Column("Why none", _why_none)], found)


def _quantity(name: str, row: Mapping[str, Any]) -> Html:
    value = row[name]
    return html.text(formatting.NONE if value is None else formatting.quantity(value))


def _why_none(row: Mapping[str, Any]) -> Html:
    return html.text(MARKERS.get(row["marker"], formatting.NONE))


def refusals(found: pl.DataFrame, count: int) -> str:
    """The refused rows of one table, from `Checked.refusals`; `count` is how many rows they are of."""
    columns = [Column("Row", "row_number", "count"), *_named("column", "value", "problem")]
    return listing(f"Refused rows ({count:,}), with what is wrong", columns, found.head(MOST))


def account(found: pl.DataFrame, caption: str) -> str:
    """What a load would change, from `indicators.account`."""
    more = f" The first {MOST} lines; the download has more." if found.height > MOST else ""
    named = found.head(MOST).with_columns(name=pl.coalesce("name", "table"))
    for side in ("was", "becomes"):
        said = [value_said(line, side) or None for line in named.iter_rows(named=True)]
        named = named.with_columns(pl.Series(side, said, pl.String))
    return listing(f"{caption}{more}", _ACCOUNT, named)


def history(found: pl.DataFrame) -> str:
    """Every load, from `store.history`."""
    of_catalogue = pl.col("kind").is_in(CATALOGUE_KINDS)  # which is of no month, and of the authority itself
    found = found.with_columns(pl.when(~of_catalogue).then(name).alias(name) for name in ("cut", "source"))
    return listing("Every load, newest first. Times are UTC.", _HISTORY, found)


def restatements(found: pl.DataFrame) -> str:
    """Figures that moved, from `indicators.restatements`."""
    more = f" The newest {MOST}; the download has all." if found.height > MOST else ""
    caption = marked(f"{found.height:,} figures that moved, newest first.{more}", found)
    return listing(caption, _RESTATEMENTS, found.head(MOST))


def quality(found: pl.DataFrame) -> str:
    """How complete indicators are, from `indicators.quality`."""
    return listing("How complete each indicator is, for the whole council", _QUALITY, found)


def dictionary(found: pl.DataFrame) -> str:
    """What is measured, from `Catalogue.dictionary`."""
    return listing("What is measured", _named(*found.columns), found)


def log(found: pl.DataFrame) -> str:
    """Who did what, from `sharing.log.entries`."""
    more = f" The newest {MOST} of {found.height:,}; the download has all." if found.height > MOST else ""
    return listing(f"Everything that was done, newest first. Times are UTC.{more}", _LOG, found.head(MOST))


def hidden_figures(found: pl.DataFrame) -> str:
    """What of a pack is hidden, from `Disclosed.hidden`."""
    caption = f"{min(found.height, MOST)} of {found.height:,} hidden figures. This list is for you and does not leave."
    return listing(caption, _named("section", "row", "figure", "marker", "reason"), found.head(MOST))


def links(found: pl.DataFrame) -> str:
    """Links to packs, from `sharing.links.links`."""
    return listing("Links to packs, newest first. Times are UTC.", _LINKS, found)
