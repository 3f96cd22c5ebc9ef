"""Rare events: counts of which fewer than five are usual, for which the limits of an XmR chart do not hold.

**How many are a surprise.** If nothing changed, each of all events so far was as likely to come in this month as in any
month before. The upper limit is the largest number for which so many or more would come by chance at least once in 740
months (the level of three standard deviations); more are a signal. After a year without any that is two.

**How long without one.** A g chart counts the months without an event between one event and the next: its mean, and
its upper limit of mean + 3·√(mean·(mean + 1)). No event for more months than that is a signal too. There is no lower
limit, for two events in a month are nothing rare.

Sources: the test of two Poisson counts by Przyborowski and Wilenski, Biometrika 31 (1940); the g chart of J. C.
Benneyan, Health Care Management Science 4 (2001), as the R package qicharts2 draws it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean

import polars as pl

from analytics.catalogue import Window
from analytics.units import Kind

RARE_BELOW = 5  # events a month
SURPRISE = 0.00135


def g_limit(gaps: Sequence[float]) -> float:
    """The upper limit of a g chart, in what gaps between events are counted in. Raises ValueError without a gap."""
    if not gaps:
        raise ValueError("A g chart needs two events or more, with a gap between them.")
    mean = fmean(gaps)
    return mean + 3 * math.sqrt(mean * (mean + 1))


def gaps_between(counts: Sequence[int]) -> list[int]:
    """How many months without an event lie between each event and the next; 0 for events of one month or of two months
    in a row."""
    gaps: list[int] = []
    quiet: int | None = None  # None before the first event
    for count in counts:
        if count:
            gaps += ([] if quiet is None else [quiet]) + [0] * (count - 1)
            quiet = 0
        elif quiet is not None:
            quiet += 1
    return gaps


def surprise_above(events: int, months: int) -> int:
    """The largest number of events in a month that is no surprise after so many in so many months."""
    from scipy.stats import binom  # half a second, which only rare events need

    number = 0
    while binom.sf(number, events + number + 1, 1 / (months + 1)) >= SURPRISE:
        number += 1
    return number


def with_rare_limits(frame: pl.DataFrame) -> pl.DataFrame:
    """Add is_rare, whether a row belongs to a series of rare events; most_usual, the limit above which their number is
    a signal; and too_quiet, whether no event has come for longer than the limit of a g chart.

    `frame` has group, value, kind, window and in_baseline, sorted by month within each group; most_usual is null of
    what is not rare.
    """
    baseline = pl.col("value").filter("in_baseline")
    countable = (pl.col("kind") == Kind.COUNT.value) & (pl.col("window") == Window.MONTH.value)
    rare = frame.group_by("group").agg(
        is_rare=countable.all() & (baseline.mean() < RARE_BELOW) & (baseline.min() >= 0), counts=baseline.cast(pl.Int64)
    )
    limits = [
        (group, float(surprise_above(sum(counts), len(counts))), g_limit(gaps) if gaps else None)
        for group, counts in rare.filter("is_rare").select("group", "counts").rows()
        for gaps in [gaps_between(counts)]
    ]
    schema = {"group": pl.Int64, "most_usual": pl.Float64, "longest_usual": pl.Float64}
    none = (pl.col("value") == 0).fill_null(False)
    quiet = pl.int_range(1, pl.len() + 1).over(pl.struct("group", none=none).rle_id())
    return (
        frame.join(rare.select("group", "is_rare"), on="group", how="left", maintain_order="left")
        .join(pl.DataFrame(limits, schema, orient="row"), on="group", how="left", maintain_order="left")
        .with_columns(too_quiet=(pl.col("is_rare") & none & (quiet > pl.col("longest_usual"))).fill_null(False))
        .drop("longest_usual")
    )
