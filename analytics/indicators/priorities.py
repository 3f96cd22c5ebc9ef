"""Which indicators to look at first: worse and real, better and real, watch; and why each of them is there.

The lists and their order are those of `headlines`. **The usual** is the mean of the indicator's control chart, to one
decimal. What is in none of the three lists moved within its usual ups and downs, or did not move. What is new without a
signal may well be noise: it is on the watch list for that reason and not on the first.
"""

from __future__ import annotations

from datetime import date
from operator import attrgetter

import polars as pl

from analytics.caching import cached_per_version
from analytics.catalogue import ALL
from analytics.headlines import LISTS, WATCH, history, with_lists
from analytics.indicators.cited_sentence import DIFFERENCE, VALUE, Figure, Parts, Sentence, sentence
from analytics.indicators.phrases import (
    WAYS,
    Row,
    behind,
    colours,
    figure,
    going,
    has_worse_colour,
    moved,
    small,
)
from analytics.indicators.pipeline import all_figures, month_table
from analytics.indicators.spc_labels import no_signal_parts, signal_parts
from analytics.percent import from_tenths, tenths
from analytics.store import Shown, Store
from analytics.units import in_unit


@cached_per_version
def weighed(store: Store, month: date, locality: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """The month's table with what the sentences need besides, in the same order.

    The columns of `headlines.history` and `headlines.with_lists`; usual: the chart's mean (one decimal, in the unit);
    lowest_usual, highest_usual: its limits, cut off at the bounds of the unit.
    """
    lowest, highest = (in_unit(attrgetter(end), pl.Float64) for end in ("lowest", "highest"))
    table = month_table(store, month, locality, shown).with_columns(
        usual=from_tenths(tenths(pl.col("mean"))),
        lowest_usual=pl.max_horizontal("lower", pl.when(pl.col("lower").is_not_null()).then(lowest)),
        highest_usual=pl.min_horizontal("upper", pl.when(pl.col("upper").is_not_null()).then(highest)),
    )
    before = history(all_figures(store, locality, shown), month)
    return with_lists(table.join(before, on="measure_id", how="left", maintain_order="left"))


@cached_per_version
def attention(store: Store, month: date, locality: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """The three lists of a month in one frame, sorted by list and order: the columns of `weighed` and reason (text)."""
    rows = weighed(store, month, locality, shown).filter(pl.col("list").is_not_null())
    rows = rows.sort(pl.col("list").cast(pl.Enum(LISTS)), "list_order")
    reasons = [reason(row).text for row in rows.iter_rows(named=True)]
    return rows.with_columns(reason=pl.Series(reasons, dtype=pl.String))


def reason(row: Row) -> Sentence:
    """Why an indicator stands in its list, from a row of `attention` or `weighed`."""
    if row["list"] != WATCH:
        said = [*signal_parts(row), *_of_the_usual(row)]
    elif row["signal"]:
        said = ["A signal ", WAYS[row["variation"]], ": ", *signal_parts(row), "; but ", *going(row)]
    elif has_worse_colour(row):
        said = [colours(row), "; ", *no_signal_parts(row), "; ", *going(row)]
    else:
        said = [*going(row), "; ", *no_signal_parts(row)]
    few = small(row)
    return sentence([*said, *(["; ", *few] if few else []), "."])


def _of_the_usual(row: Row) -> Parts:
    """How far from the usual, or from where a trend began, in points and in what is counted."""
    better = "better" if row["variation"] == "improving" else "worse"
    parts: list[str | Figure] = ["; ", figure(row, "better_by", DIFFERENCE), f" {better} than "]
    if row["signal"] == "trend":
        parts = [": ", *moved(row)]
    else:
        parts += ["that"] if row["signal"] == "shift" else ["the usual ", figure(row, "usual", VALUE)]
    if row["better_count"]:
        parts += ["; about ", figure(row, "better_count", row["counted"]), " of ", *behind(row)]
    return parts
