"""Which indicators to look at first: worse and real, better and real, watch.

**The usual** is the mean of the indicator's control chart, to one decimal.

- *Worse and real*: the control chart has a concerning signal in this month, and the direction is not improving.
- *Better and real*: it has an improving signal, and the direction is not declining.
- *Watch*: anything else for which one of these holds, the first of them being its reason:
  signal and direction contradict each other; the month's colour is worse than a month ago, without a signal; the
  direction is declining without a signal (or no control chart can be drawn) and no target is met.

Whatever stands in none of the three moved within its usual ups and downs, or did not move. What is new without a
signal may well be noise: it is on the watch list for that reason and not on the first.

**Order**: by how far the month is from the usual; where the signal is a trend, from where it began. First those with
counts of their own, by how many children (or whatever is counted) that makes, then the others in points. Counts that
are simulated beside a published figure order nothing. The watch list has the worst first.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import months
from analytics.caching import cached_per_version
from analytics.catalogue import ALL
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
from analytics.indicators.rag import COLOURS
from analytics.indicators.signals import no_signal_parts, signal_parts
from analytics.indicators.traced import PERCENT, POINTS, Figure, Parts, Sentence, sentence
from analytics.indicators.views import all_figures, month_table
from analytics.percent import from_tenths, tenths
from analytics.store import Shown, Store

WORSE = "worse and real"
BETTER = "better and real"
WATCH = "watch"
LISTS = (WORSE, BETTER, WATCH)


@cached_per_version
def weighed(store: Store, month: date, locality: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """The month's table with what the sentences need besides, in the same order.

    missed_months: for how many months up to this one the target was missed without a break; missed_since: the first
    of them. earlier_rag, earlier_status: of the month before. usual: the chart's mean (percent, one decimal);
    lowest_usual, highest_usual: its limits, cut off at 0 and 100.
    better_by: how much better than the usual this month is, in points, below 0 if worse; better_count: the same in
    what is counted. list: one of LISTS or null; list_order: the place in it, from 0.
    """
    known = all_figures(store, locality, shown).filter(pl.col("month") <= month)
    before = known.filter(pl.col("month") == months.before(month)).select(
        "measure_id", "simulated", earlier_rag="rag", earlier_status="status"
    )
    return (
        month_table(store, month, locality, shown)
        .join(_missed(known), on="measure_id", how="left", maintain_order="left")
        .join(before, on=["measure_id", "simulated"], how="left", maintain_order="left")
        .pipe(_with_usual)
        .with_columns(list=_list())
        .pipe(_with_order)
    )


def _missed(known: pl.DataFrame) -> pl.DataFrame:
    """By measure: for how many months up to the last the target has been missed, and since when.

    A month without a figure ends the count, and so does one that is simulated where the last is not.
    """
    missed = pl.col("rag").is_in(["amber", "red"]) & pl.col("simulated").eq_missing(pl.col("simulated").last())
    count = missed.fill_null(value=False).reverse().cast(pl.Int64).cum_prod().sum()
    return (
        known.sort("month")
        .group_by("measure_id")
        .agg(missed_months=count, missed_since=pl.col("month").gather(pl.len() - count, null_on_oob=True).first())
    )


def _with_usual(table: pl.DataFrame) -> pl.DataFrame:
    better = pl.when(pl.col("polarity") == "bigger").then(1).when(pl.col("polarity") == "smaller").then(-1)
    from_usual = tenths(pl.col("value")) - tenths(pl.col("mean"))
    of_run = pl.when(pl.col("signal") == "trend").then(tenths(pl.col("run_change")))
    better_by = from_tenths(pl.coalesce(of_run, from_usual) * better)
    return table.with_columns(
        usual=from_tenths(tenths(pl.col("mean"))),
        lowest_usual=pl.col("lower").clip(lower_bound=0),
        highest_usual=pl.col("upper").clip(upper_bound=100),
        better_by=better_by,
    ).with_columns(
        better_count=(pl.col("better_by") * pl.col("denominator") / 100)
        .round(0, mode="half_away_from_zero")
        .cast(pl.Int64)
    )


def contradictory() -> pl.Expr:
    """The signal says one thing and the direction the other."""
    return ((pl.col("variation") == "concerning") & (pl.col("direction") == "improving")) | (
        (pl.col("variation") == "improving") & (pl.col("direction") == "declining")
    )


def colour_step() -> pl.Expr:
    """By how many colours a month is worse than the month before: 1 from green to amber, below 0 if better."""
    place = {colour: position for position, colour in enumerate(COLOURS)}
    now, then = (pl.col(c).replace_strict(place, return_dtype=pl.Int64) for c in ("rag", "earlier_rag"))
    return now - then


def confirmed() -> pl.Expr:
    """Whether the signal says the same as the change of colour."""
    said = pl.when(colour_step() > 0).then(pl.lit("concerning")).otherwise(pl.lit("improving"))
    return pl.col("variation").eq_missing(said)


def _list() -> pl.Expr:
    """Signal and direction that contradict each other stand in the watch list, so the first two need no look at it."""
    declining = (pl.col("direction") == "declining") & pl.col("rag").ne_missing("green")
    return (
        pl.when(contradictory())
        .then(pl.lit(WATCH))
        .when(pl.col("variation") == "concerning")
        .then(pl.lit(WORSE))
        .when(pl.col("variation") == "improving")
        .then(pl.lit(BETTER))
        .when((colour_step() > 0) | declining)
        .then(pl.lit(WATCH))
    )


def _with_order(table: pl.DataFrame) -> pl.DataFrame:
    sign = pl.when(pl.col("list") == BETTER).then(-1).otherwise(1)
    own_counts = ~pl.col("counts_simulated").fill_null(value=False)
    place = (
        table.filter(pl.col("list").is_not_null())
        .sort(
            pl.when(own_counts).then(pl.col("better_count") * sign),
            pl.col("better_by") * sign,
            "position",
            nulls_last=True,
        )
        .select("measure_id", "list", list_order=pl.int_range(pl.len()).over("list"))
    )
    return table.join(place.drop("list"), on="measure_id", how="left", maintain_order="left")


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
    parts: list[str | Figure] = ["; ", figure(row, "better_by", POINTS), f" {better} than "]
    if row["signal"] == "trend":
        parts = [": ", *moved(row)]
    else:
        parts += ["that"] if row["signal"] == "shift" else ["the usual ", figure(row, "usual", PERCENT)]
    if row["better_count"]:
        parts += ["; about ", figure(row, "better_count", row["counted"]), " of ", *behind(row)]
    return parts
