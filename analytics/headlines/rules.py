"""The rules of single rows: since when a target has been missed, what is better or worse by more than chance, and what
comes first.

- *Worse and real*: the control chart has a concerning signal in this month, and the direction is not getting
  better.
- *Better and real*: it has an improving signal, and the direction is not getting worse.
- *Changed and real*: it has a signal, and there is nothing to judge it by: the indicator is for information, or plan is
  best and no target is in force.
- *Small*: a signal that makes a difference of fewer than five cases, or, where these are not known or are simulated, of
  less than a point of a percentage or two percent of the usual. It is on none of these three lists.
- *Watch*: anything else for which one of these holds: signal and direction contradict each other; the rating of this
  month is worse than that of the month before, without a signal; the direction is getting worse without a signal (or
  no control chart can be drawn) and no target is met. Nothing of which there are too few to tell.

**Order** of a list: by how far the month is from the usual, the mean of its control chart to one decimal; where the
signal is a trend, from where it began. First those with counts of their own, by how many children (or whatever is
counted) that makes, then the others by the difference. Counts that are simulated beside a published figure order
nothing. The watch list has the worst first; of what is neither better nor worse, the largest change comes first.

**Furthest from target**: by how much a figure is on the wrong side of it, in its unit; or, where cases are counted, by
how many more or fewer of them would have met it. Equal ones keep their order.

**One order for different units**: percentages by points, all others by percent of the target, or of the usual.

**Since when**: the months up to this one in which the target was missed without a break. A month without a rating
ends the count, and so does one that is simulated where this one is not.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics.columns import case
from analytics.extracts.contracts import RAG
from analytics.intervals import SMALL
from analytics.months import of_month
from analytics.units import Kind, from_steps, shortfall, steps

WORSE = "worse and real"
BETTER = "better and real"
CHANGED = "changed and real"
WATCH = "watch"
LISTS = (WORSE, BETTER, WATCH, CHANGED)
SMALL_POINTS, SMALL_PERCENT = 1, 2


def history(known: pl.DataFrame, month: date) -> pl.DataFrame:
    """One row an indicator that has a row for `month`, or for the newest quarter or year by then, from its months up to
    then: measure_id, and what is said below.

    `known` has measure_id, month, simulated, rag, status, period_months and last_month, one row a measure and month.
    earlier_rag, earlier_status:
    of the month before, null where only one of the two months is simulated. missed_months: for how many months up to
    this one the target was missed without a break, 0 where it is met or there is no rating; missed_since: the first of
    them; missed_always: whether no month before that has a rating, so that the target may have been missed for longer.
    """
    known = known.filter(pl.col("month") <= month).sort("month")
    now = known.filter(of_month(month)).select("measure_id", "simulated")
    before = known.filter(of_month(month, periods_before=1)).select(
        "measure_id", "simulated", earlier_rag="rag", earlier_status="status"
    )
    alike = pl.col("simulated").eq_missing(pl.col("simulated").last())
    missed = pl.col("rag").is_in(["amber", "red"]) & alike
    count = missed.fill_null(value=False).reverse().cast(pl.Int64).cum_prod().sum()
    rated = (pl.col("rag").is_not_null() & alike).cast(pl.Int64).sum()
    of_measure = known.group_by("measure_id").agg(
        missed_months=count,
        missed_since=pl.col("month").tail(count).first(),
        missed_always=(count > 0) & (count == rated),
    )
    return (
        now.join(before, on=["measure_id", "simulated"], how="left")
        .join(of_measure, on="measure_id", how="left")
        .drop("simulated")
    )


def rating_step(now: str = "rag", then: str = "earlier_rag") -> pl.Expr:
    """By how many ratings one is worse than another: 1 from green to amber, below 0 if better, null if one is null."""
    place = {rating: -position for position, rating in enumerate(RAG)}
    later, earlier = (pl.col(c).replace_strict(place, return_dtype=pl.Int64) for c in (now, then))
    return later - earlier


def contradictory() -> pl.Expr:
    """The signal says one thing and the direction the other."""
    return ((pl.col("variation") == "concerning") & (pl.col("direction") == "improving")) | (
        (pl.col("variation") == "improving") & (pl.col("direction") == "declining")
    )


def for_information() -> pl.Expr:
    """Whether nothing about a figure is better or worse. Reads polarity and target."""
    polarity = pl.col("polarity")
    return (polarity == "information") | ((polarity == "plan") & pl.col("target").is_null())


def is_small() -> pl.Expr:
    """Whether a signal makes too small a difference to be news. Reads signal, kind, mean, from_usual, denominator, per
    and counts_simulated."""
    own = pl.when(~pl.col("counts_simulated").fill_null(value=False)).then(in_cases("from_usual"))
    apart = comparable(pl.col("from_usual"), pl.col("mean")).abs()
    least = pl.when(pl.col("kind") == Kind.PERCENTAGE.value).then(SMALL_POINTS).otherwise(SMALL_PERCENT)
    return pl.col("signal").is_not_null() & pl.coalesce(own.abs() < SMALL, apart < least).fill_null(value=False)


def which_list() -> pl.Expr:
    """One of LISTS, or null. What contradicts itself is on the watch list, so the other two need no look at it. Reads
    small and few besides the columns of `Figures`."""
    declining = (pl.col("direction") == "declining") & pl.col("rag").ne_missing("green")
    told = ~pl.col("small")
    return case(
        (pl.col("few"), pl.lit(None, pl.String)),
        (told & contradictory(), WATCH),
        (told & (pl.col("variation") == "concerning"), WORSE),
        (told & (pl.col("variation") == "improving"), BETTER),
        (told & (pl.col("variation") == "neither") & for_information(), CHANGED),
        ((rating_step() > 0) | declining, WATCH),
    )


def with_lists(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows in their order with from_usual (how much above the usual, in the unit, or below 0 under it), better_by
    (the same, below 0 if worse; null where neither way is better), better_count (the same in what is counted), small
    (see `is_small`), list (one of LISTS or null) and list_order (the place in it, from 0).

    Reads the columns of `Figures`; of rows whose order is withheld, those that come first in the frame do so.
    """
    frame = with_small(frame).with_columns(list=which_list())

    def ranked(better: pl.Expr, either_way: pl.Expr) -> pl.Expr:
        """What to sort by: the worst first, or the best, or the largest change whichever way it went."""
        of_list = pl.col("list")
        return (
            pl.when(of_list == CHANGED).then(-either_way.abs()).when(of_list == BETTER).then(-better).otherwise(better)
        )

    by, apart = (comparable(pl.col(of), pl.col("mean")) for of in ("better_by", "from_usual"))
    own_counts = ~pl.col("counts_simulated").fill_null(value=False)
    place = (
        frame.with_row_index("row")
        .filter(pl.col("list").is_not_null())
        .sort(
            pl.when(own_counts).then(ranked(pl.col("better_count"), in_cases("from_usual"))),
            ranked(by, apart),
            "row",
            nulls_last=True,
        )
        .select("measure_id", list_order=pl.int_range(pl.len()).over("list"))
    )
    return frame.drop("list_order", strict=False).join(place, on="measure_id", how="left", maintain_order="left")


def with_small(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows in their order with from_usual, better_by, better_count and small, as `with_lists` has them."""
    return _with_distance_from_usual(frame).with_columns(small=is_small())


def _with_distance_from_usual(frame: pl.DataFrame) -> pl.DataFrame:
    better = pl.when(pl.col("polarity") == "bigger").then(1).when(pl.col("polarity") == "smaller").then(-1)
    from_usual = steps(pl.col("value")) - steps(pl.col("mean"))
    of_run = pl.when(pl.col("signal") == "trend").then(steps(pl.col("run_change")))
    apart = pl.coalesce(of_run, from_usual)
    return frame.with_columns(from_usual=from_steps(apart), better_by=from_steps(apart * better)).with_columns(
        better_count=in_cases("better_by")
    )


def in_cases(difference: str) -> pl.Expr:
    """A difference in cases; null where none are counted. Reads kind, denominator and per."""
    kind, by = pl.col("kind"), pl.col(difference)
    cases = case(
        (kind.is_in([Kind.PERCENTAGE.value, Kind.RATE.value]), by * pl.col("denominator") / pl.col("per")),
        (kind == Kind.COUNT.value, by),
    )
    return cases.round(6).round(0, mode="half_away_from_zero").cast(pl.Int64)


def comparable(difference: pl.Expr, of: pl.Expr) -> pl.Expr:
    """Differences that can be put in one order whatever their units: points of percentages, percent of others."""
    percent = 100 * difference / pl.when(of != 0).then(of.abs())
    return pl.when(pl.col("kind") == Kind.PERCENTAGE.value).then(difference).otherwise(percent)


def furthest_first(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with the one furthest on the wrong side of its target first; those without a target come last."""
    return frame.sort(short_of_target(), descending=True, nulls_last=True, maintain_order=True)


def short_of_target() -> pl.Expr:
    """How far a figure is on the wrong side of its target, in one order for different units; below 0 where it is met,
    null without a target."""
    return comparable(from_steps(shortfall()), pl.col("target"))


def of_cases() -> pl.Expr:
    """Whether figures count cases. Reads kind."""
    return pl.col("kind").is_in([kind.value for kind in Kind if kind.of_cases])


def most_to_target(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of which a whole number of cases more or fewer would have met the target, most first."""
    return frame.filter(of_cases(), pl.col("count_to_target") > 0).sort(
        "count_to_target", descending=True, maintain_order=True
    )
