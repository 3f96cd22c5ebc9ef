"""The month's table as a page asks for it: narrowed, in order, and counted by theme."""

from __future__ import annotations

import polars as pl

from analytics.caching import cached_by_identity
from analytics.headlines import (
    NO_RATING,
    OVERALL_RATING,
    WITHHELD,
    comparable,
    of_cases,
    ratings_by_theme,
    short_of_target,
)
from analytics.units import Kind

STATUSES = ("red", "amber", "green")
NO_TARGET = "no target"
VARIATION_WORDS = {
    "concerning": "worse",
    "improving": "better",
    "neither": "changed",
    "common cause": "could be chance",
}
TOO_FEW, UNJUDGED = "too few to tell", "not judged"
VARIATIONS = (*VARIATION_WORDS.values(), TOO_FEW, UNJUDGED)
PART = 300  # rows of a list that is drawn in parts
# What a table can be sorted by, and with a minus the other way round.
ORDERS = {
    "theme": "By theme",
    "name": "Name, A to Z", "-name": "Name, Z to A",
    "status": "Overall rating, red first", "-status": "Overall rating, green first",
    "rating": "Rating this month, red first", "-rating": "Rating this month, green first",
    "figure": "Highest figure first, unit by unit", "-figure": "Lowest figure first, unit by unit",
    "target": "Highest target first, unit by unit", "-target": "Lowest target first, unit by unit",
    "change": "Most worsened first", "-change": "Most improved first",
    "chance": "Worse first, unlikely to be chance", "-chance": "Better first, unlikely to be chance",
    "assurance": "Will miss its target first", "-assurance": "Will meet its target first",
    "distance": "Furthest from target first", "-distance": "Best against target first",
    "children": "Most cases short of target first", "-children": "Fewest cases short of target first",
    "group": "By performance group", "-group": "By performance group, 3 first",
}  # fmt: skip
_UPWARDS = ("name", "status", "rating", "chance", "assurance", "group")  # the others begin with the largest
_PLACES = {
    "rating": ("rag", STATUSES),
    "status": ("status", STATUSES),
    "chance": ("variation", ("concerning", "neither", "common cause", "improving")),
    "assurance": ("assurance", ("fails", "hit or miss", "passes")),
}  # columns of words, and the order of these


def sorted_upwards(order: str) -> bool:
    """Whether an order begins with the first, or the lowest: the words of a column have the order that they are shown
    in."""
    return (order.removeprefix("-") in _UPWARDS) != order.startswith("-")


def chance_word() -> pl.Expr:
    """One of VARIATIONS. Reads variation and few."""
    not_judged = pl.when(pl.col("few")).then(pl.lit(TOO_FEW)).otherwise(pl.lit(UNJUDGED))
    return pl.coalesce(pl.col("variation").replace_strict(VARIATION_WORDS, default=None), not_judged)


@cached_by_identity
def narrowed(
    table: pl.DataFrame,
    theme: tuple[str, ...] = (),
    status: tuple[str, ...] = (),
    rating: tuple[str, ...] = (),
    chance: tuple[str, ...] = (),
) -> pl.DataFrame:
    """The rows of a month's table that have one of some themes, overall ratings (`status`) and ratings this month (or
    NO_TARGET, for those without one), and of VARIATIONS; all where none is named."""
    rated = ((pl.col(column).fill_null(NO_TARGET), of) for column, of in (("status", status), ("rag", rating)))
    wanted = ((pl.col("theme"), theme), *rated, (chance_word(), chance))
    return table.filter(*(column.is_in(of) for column, of in wanted if of))


@cached_by_identity
def counts_by_chance(table: pl.DataFrame) -> dict[str, int]:
    """How many rows of a month's table have each of VARIATIONS, in this order; those that none has are left out."""
    found = dict(table.group_by(word=chance_word()).len().iter_rows())
    return {word: found[word] for word in VARIATIONS if word in found}


@cached_by_identity
def ordered(table: pl.DataFrame, order: str) -> pl.DataFrame:
    """A month's table in one of ORDERS; rows that have nothing to sort by come last, and equal ones have the order of
    the catalogue. Figures and targets are sorted within their unit, percentages first."""
    by, backwards = order.removeprefix("-"), order.startswith("-")
    if by == "theme":
        return table
    if by in ("figure", "target"):
        values = pl.col("value" if by == "figure" else "target")
        in_order = values if backwards else -values
        return table.sort(
            values.is_null(), pl.col("kind") != Kind.PERCENTAGE.value, pl.col("unit"), in_order, maintain_order=True
        )
    key = _sorted_by(by)
    return table.sort(key, descending=not sorted_upwards(order), nulls_last=True, maintain_order=True)


def _sorted_by(by: str) -> pl.Expr:
    """What an order sorts by."""
    if by in _PLACES:
        column, words = _PLACES[by]
        place = {word: number for number, word in enumerate(words)}
        return pl.col(column).replace_strict(place, default=None, return_dtype=pl.Int64)
    if by == "distance":
        return short_of_target()
    if by == "change":
        change, polarity = comparable(pl.col("change"), pl.col("value")), pl.col("polarity")
        return pl.when(polarity == "bigger").then(-change).when(polarity != "information").then(change)
    if by == "children":
        return pl.when(of_cases()).then("count_to_target")
    return pl.col("name").str.strip_chars_start("% ").str.to_lowercase() if by == "name" else pl.col("group")


def pages(table: pl.DataFrame) -> int:
    """In how many parts of PART rows a list is drawn."""
    return max(1, -(-table.height // PART))


def page(table: pl.DataFrame, number: int) -> pl.DataFrame:
    """One of these parts, from 1; the last one where there are not so many."""
    return table.slice((min(number, pages(table)) - 1) * PART, PART)


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
