"""The month's table as a page asks for it: narrowed, in order, and counted by theme."""

from __future__ import annotations

import polars as pl

from analytics.caching import cached_by_identity
from analytics.catalogue import ALL
from analytics.headlines import NO_RATING, OVERALL_RATING, WITHHELD, comparable, furthest_first, ratings_by_theme

STATUSES = ("red", "amber", "green")
NO_TARGET = "no target"
ORDERS = {
    "theme": "By theme",
    "group": "By performance group",
    "distance": "Furthest from target first",
    "change": "Most worsened first",
}


@cached_by_identity
def narrowed(table: pl.DataFrame, theme: str = ALL, status: str = ALL) -> pl.DataFrame:
    """The rows of a month's table that have a theme and a status (or NO_TARGET, for those without one)."""
    if theme != ALL:
        table = table.filter(pl.col("theme") == theme)
    if status == NO_TARGET:
        return table.filter(pl.col("status").is_null())
    return table if status == ALL else table.filter(pl.col("status") == status)


@cached_by_identity
def ordered(table: pl.DataFrame, order: str) -> pl.DataFrame:
    """A month's table by `theme` (the catalogue's order), `distance` (furthest on the wrong side of the target first)
    `change` (most worsened first) or `group` (performance group 1 first); rows that have neither come last."""
    if order == "distance":
        return furthest_first(table)
    if order == "group":
        return table.sort("group", "position", nulls_last=True)
    if order == "change":
        change = comparable(pl.col("change"), pl.col("value"))
        worse = (
            pl.when(pl.col("polarity") == "bigger").then(-change).when(pl.col("polarity") != "information").then(change)
        )
        return table.sort(worse, descending=True, nulls_last=True, maintain_order=True)
    return table


@cached_by_identity
def status_by_theme(table: pl.DataFrame) -> pl.DataFrame:
    """The overall ratings of a month's table by theme, themes in its order, statuses as in STATUSES and NO_TARGET last;
    columns of `StatusByTheme`."""
    counts = ratings_by_theme(table, OVERALL_RATING).filter(pl.col("rating") != WITHHELD)
    return counts.select(
        "theme",
        status=pl.col("rating").replace(NO_RATING, NO_TARGET),
        count="count",
        share=100 * pl.col("count") / pl.col("count").sum().over("theme"),
        simulated=pl.lit(bool(table["simulated"].any())),
    )
