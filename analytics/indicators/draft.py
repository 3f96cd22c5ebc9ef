"""A draft of the month's executive summary, theme by theme.

For each theme it names what improved (an improving direction or signal, with neither saying the opposite), what
declined, what is off tolerance and for how long, and what is new: the colours that changed since the month before.
“Signal” stands beside what the control chart confirms; the rest may be noise. It is a draft: what was done about it,
and why, is for people to add.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from analytics import months
from analytics.caching import cached_per_version
from analytics.catalogue import ALL
from analytics.indicators.attention import BETTER, WORSE, colour_step, contradictory, weighed
from analytics.indicators.phrases import WAYS, Row, at, colours, figure, going, missed, named
from analytics.indicators.signals import signal_briefly
from analytics.indicators.traced import PERCENT, Parts, Sentence, listed, sentence
from analytics.store import Shown, Store


@cached_per_version
def executive_summary(
    store: Store, month: date, locality: str = ALL, shown: Shown = "known"
) -> dict[str, tuple[Sentence, ...]]:
    """By theme, in the catalogue's order: a sentence each for what improved, what declined, what is off tolerance and
    what is new, as far as there is any; one that says so if there is none."""
    rows = weighed(store, month, locality, shown)
    return {str(theme): _of_theme(of, month) for (theme,), of in rows.group_by("theme", maintain_order=True)}


def _of_theme(rows: pl.DataFrame, month: date) -> tuple[Sentence, ...]:
    off = rows.filter(rag="red").sort("missed_months", descending=True, maintain_order=True)
    kinds: list[tuple[Parts, pl.DataFrame, Callable[[Row], Parts]]] = [
        (["Improved: "], rows.filter(_went("improving", BETTER)), _travelled),
        (["Declined: "], rows.filter(_went("declining", WORSE)), _travelled),
        (["Off tolerance: "], off, _off),
        (["New since ", at(months.before(month)), ": "], rows.filter(colour_step() != 0), _new),
    ]
    said = [
        sentence([*start, *listed(clause(row) for row in of.iter_rows(named=True)), "."])
        for start, of, clause in kinds
        if not of.is_empty()
    ]
    return tuple(said) or (sentence(["Nothing improved or declined, nothing is off tolerance and nothing is new."]),)


def _went(way: str, which: str) -> pl.Expr:
    in_list = pl.col("list").eq_missing(pl.lit(which))
    return in_list | ((pl.col("direction") == way) & ~contradictory().fill_null(value=False))


def _travelled(row: Row) -> Parts:
    signal = ", signal" if row["signal"] else ""
    return [named(row), " (", figure(row, "value", PERCENT), ", ", *going(row), f"{signal})"]


def _off(row: Row) -> Parts:
    value, target = figure(row, "value", PERCENT), figure(row, "target", PERCENT)
    return [named(row), " (", value, " against ", target, ", ", *missed(row), ")"]


def _new(row: Row) -> Parts:
    signal = f"signal {WAYS[row['variation']]}" if row["signal"] else signal_briefly(row)
    return [named(row), f" from {colours(row)} (", figure(row, "value", PERCENT), f", {signal})"]
