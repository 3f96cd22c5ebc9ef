"""A draft of the month's executive summary, theme by theme.

For each theme it names what got better and what got worse, by direction of travel. The longer run must have gone that
way too, and no signal may say the opposite. What is unlikely to be chance is marked, for the rest could be; without
such a direction it is listed apart, with its usual figure. Then come what is off tolerance and for how long, and what
is new: the ratings that changed since the month before. It is a draft: what was done about it, and why, is for people
to add.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from analytics import months
from analytics.caching import cached_per_version
from analytics.catalogue import ALL
from analytics.headlines import BETTER, CHANGED, WORSE, contradictory, headlines, rating_step
from analytics.indicators.pipeline import headline_figures
from analytics.store import Shown, Store
from analytics.wording.cited_sentence import Parts, Sentence, listed, sentence
from analytics.wording.phrases import Row, at, colours, from_usual, how_far, missed, named, target, value
from analytics.wording.spc_labels import signal_briefly


@cached_per_version
def executive_summary(
    store: Store, month: date, locality: str = ALL, shown: Shown = "known"
) -> dict[str, tuple[Sentence, ...]]:
    """By theme, in the catalogue's order: a sentence each for what got better, what got worse, what has a signal alone,
    what is off tolerance and what is new, as far as there is any; one that says so if there is none, or if nothing can
    be compared."""
    rows = headline_figures(store, month, locality, shown)
    off = headlines(rows).missed.rows.filter(rag="red")
    themes = rows.group_by("theme", maintain_order=True)
    return {str(theme): _of_theme(of, off.filter(theme=theme), month) for (theme,), of in themes}


def _of_theme(rows: pl.DataFrame, off: pl.DataFrame, month: date) -> tuple[Sentence, ...]:
    """`off`: those of the rows that are off tolerance, missed longest first."""
    kinds: list[tuple[Parts, pl.DataFrame, Callable[[Row], Parts]]] = [
        (["Got better: "], rows.filter(_went("improving")), _travelled),
        (["Got worse: "], rows.filter(_went("declining")), _travelled),
        (["Better, unlikely to be chance: "], rows.filter(_signal_alone("improving", BETTER)), _beside_usual),
        (["Worse, unlikely to be chance: "], rows.filter(_signal_alone("declining", WORSE)), _beside_usual),
        (["Changed, unlikely to be chance: "], rows.filter(list=CHANGED), _beside_usual),
        (["Off tolerance: "], off, _off),
        (["New since ", at(months.before(month)), ": "], rows.filter(rating_step() != 0), _new),
    ]
    said = [
        sentence([*start, *listed(clause(row) for row in of.iter_rows(named=True)), "."])
        for start, of, clause in kinds
        if not of.is_empty()
    ]
    if said:
        return tuple(said)
    compared = rows.filter(rating_step().is_not_null() | pl.col("direction").is_not_null()).height
    if compared:
        return (sentence(["Nothing clearly got better or worse, nothing is off tolerance and nothing is new."]),)
    why = "Whether anything got better or worse or is new is not known: no earlier month can be compared."
    return (sentence(["Nothing is off tolerance. " * bool(rows["rag"].count()), why]),)


def _went(way: str) -> pl.Expr:
    rose = (pl.col("direction") == "improving") == (pl.col("polarity") == "bigger")
    agrees = pl.col("net_change") * pl.when(rose).then(1).otherwise(-1) > 0
    return ((pl.col("direction") == way) & agrees & ~contradictory().fill_null(value=False)).fill_null(value=False)


def _signal_alone(way: str, which: str) -> pl.Expr:
    return pl.col("list").eq_missing(pl.lit(which)) & ~_went(way)


def _travelled(row: Row) -> Parts:
    told = ", unlikely to be chance" if row["list"] in (BETTER, WORSE) else ", too few to tell" if row["few"] else ""
    return [named(row), " (", *value(row), ", ", *how_far(row), f"{told})"]


def _beside_usual(row: Row) -> Parts:
    return [named(row), " (", *value(row), ", ", *from_usual(row), ")"]


def _off(row: Row) -> Parts:
    return [named(row), " (", *value(row), " against ", target(row), ", ", *missed(row), ")"]


def _new(row: Row) -> Parts:
    return [named(row), f" from {colours(row)} (", *value(row), f", {signal_briefly(row)})"]
