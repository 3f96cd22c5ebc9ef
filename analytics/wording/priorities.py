"""Which indicators to look at first: worse, better or changed and real, watch; and why each of them is there.

The lists and their order are those of `headlines`. **The usual** is the mean of the indicator's control chart, to one
decimal. What is in none of the lists moved within its usual ups and downs, or did not move. What is new without a
signal may well be noise: it is on the watch list for that reason and not on the first.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics.caching import cached_per_version
from analytics.catalogue import ALL
from analytics.headlines import CHANGED, WATCH
from analytics.indicators.pipeline import headline_figures, priorities
from analytics.store import Shown, Store
from analytics.units import Kind
from analytics.wording.cited_sentence import DIFFERENCE, VALUE, Figure, Parts, Sentence, sentence
from analytics.wording.phrases import (
    Row,
    colours,
    figure,
    going,
    has_worse_colour,
    in_cases,
    moved,
    of_period,
    small,
    value,
    verdict,
)
from analytics.wording.spc_labels import no_signal_parts, signal_parts


@cached_per_version
def attention(store: Store, month: date, locality: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """The lists of a month in one frame, sorted by list and order; columns of `schemas.Attention`."""
    found = priorities(store, month, locality, shown)
    rows = {row["measure_id"]: row for row in headline_figures(store, month, locality, shown).iter_rows(named=True)}
    reasons = [reason(rows[measure_id]).text for measure_id in found["measure_id"]]
    return found.with_columns(reason=pl.Series(reasons, dtype=pl.String))


def reason(row: Row) -> Sentence:
    """Why an indicator stands in its list, from a row of `headline_figures`."""
    said: Parts
    if row["list"] == CHANGED:
        said = [*value(row), ": ", *signal_parts(row), *_from_the_usual(row)]
    elif row["list"] != WATCH:
        said = [*_of_its_period(row), *signal_parts(row), *_of_the_usual(row)]
    elif row["signal"]:
        said = [*_of_its_period(row), f"{verdict(row)}: ", *signal_parts(row), "; ", *going(row)]
    elif has_worse_colour(row):
        said = [*_of_its_period(row), colours(row), "; ", *no_signal_parts(row), "; ", *going(row)]
    else:
        said = [*_of_its_period(row), *going(row), "; ", *no_signal_parts(row)]
    few = small(row)
    return sentence([*said, *(["; ", *few] if few else []), "."])


def _of_its_period(row: Row) -> Parts:
    """Which quarter or year the figure is of; empty where it is of the month."""
    return [] if row["period"] == "month" else [*of_period(row), ": "]


def _from_the_usual(row: Row) -> Parts:
    """How far from the usual a figure is that is neither better nor worse for it, or the run behind a trend."""
    if row["signal"] == "trend":
        return [": ", *moved(row)]
    side = "above" if row["from_usual"] > 0 else "below"
    return ["; ", figure(row, "from_usual", DIFFERENCE), f" {side} the usual ", figure(row, "usual", VALUE)]


def _of_the_usual(row: Row) -> Parts:
    """How far from the usual, or from where a trend began, in the unit and in what is counted."""
    better = "better" if row["variation"] == "improving" else "worse"
    parts: list[str | Figure] = ["; ", figure(row, "better_by", DIFFERENCE), f" {better} than "]
    if row["signal"] == "trend":
        parts = [": ", *moved(row)]
    else:
        parts += ["that"] if row["signal"] == "shift" else ["the usual ", figure(row, "usual", VALUE)]
    if row["better_count"] and row["kind"] != Kind.COUNT:  # whose difference says it already
        parts += ["; about ", *in_cases(row, "better_count", "more" if row["from_usual"] > 0 else "fewer")]
    return parts
