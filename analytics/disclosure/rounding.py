"""What a policy does to a count, a percentage and a colour.

- A count is hidden, or rounded to the nearest multiple from the true count; so is a total, from the true total.
- What is published leaves an interval: from `least` to `most` are the true counts that fit.
- A percentage is made from the published counts alone, never from the true ones. The intervals of the two counts, with
  a numerator no larger than its denominator, leave an interval of percentages. It is widened to whole tenths, in which
  colours are compared. The percentage is given as a whole number, and only if that interval is at most 5 points wide.
- A colour is given only where every percentage of the interval has it. Both counts must be shown for that, but not the
  percentage: a wide interval may lie wholly on one side of a target.
"""

from __future__ import annotations

import polars as pl

from analytics.catalogue import Policy
from analytics.disclosure.publishable import HIDDEN, NOT_APPLICABLE, NOT_AVAILABLE
from analytics.indicators.rag import rag
from analytics.percent import from_tenths, pooled, tenths

WIDEST_TENTHS = 50
NO_COLOUR = "the rounding leaves more than one colour"
TOO_WIDE = "the rounding leaves more than 5 points"
# A source's “rounds to zero” says that a small count was hidden; what it held unreliable is not available here.
_MARKERS = {"low": HIDDEN, "u": NOT_AVAILABLE}


def is_hidden(count: pl.Expr, policy: Policy) -> pl.Expr:
    """Whether the policy hides a true count."""
    if policy.hidden_from is None or policy.hidden_to is None:
        return pl.lit(False)
    return count.is_between(policy.hidden_from, policy.hidden_to)


def rounded(count: pl.Expr, policy: Policy) -> pl.Expr:
    """A true count as it is printed, unless it is hidden."""
    step = policy.rounded_to
    return (count.cast(pl.Int64) + step // 2) // step * step


def bounds(count: pl.Expr, policy: Policy) -> tuple[pl.Expr, pl.Expr]:
    """The smallest and the largest true count that would be published as this one is."""
    reach = policy.rounded_to // 2
    low, high = rounded(count, policy) - reach, rounded(count, policy) + reach
    if policy.hidden_from is None or policy.hidden_to is None:
        return low, high
    hidden, below = is_hidden(count, policy), count < policy.hidden_from
    as_is = count.cast(pl.Int64)
    return (
        pl.when(hidden)
        .then(policy.hidden_from)
        .when(below)
        .then(as_is)
        .when(low.is_not_null())
        .then(pl.max_horizontal(low, pl.lit(policy.hidden_to + 1))),
        pl.when(hidden).then(policy.hidden_to).when(below).then(as_is).otherwise(high),
    )


def source_marker(marker: pl.Expr) -> pl.Expr:
    """A marker of an extract as a publication says it."""
    return marker.replace(_MARKERS)


def with_rate(frame: pl.DataFrame, part: str, whole: str, name: str, *, decimals: int = 0) -> pl.DataFrame:
    """Add name, name_low, name_high and name_marker (percent) from two published counts, and _low and _high: the
    interval in percent also where no percentage is given (null where a count is not shown).

    For both counts the frame has the count itself (null if not shown), _marker, _least and _most.
    """
    n, d = pl.col(part), pl.col(whole)
    n_least, d_most = pl.col(f"{part}_least"), pl.col(f"{whole}_most")
    # The whole has at least the part, and the part at most the whole.
    d_least = pl.max_horizontal(f"{whole}_least", n_least)
    n_most = pl.min_horizontal(f"{part}_most", d_least)
    shown = n.is_not_null() & d.is_not_null() & (d > 0)
    exact = shown & (n_least == pl.col(f"{part}_most")) & (pl.col(f"{whole}_least") == d_most)
    low = pl.when(exact).then(pooled(n, d)).otherwise(from_tenths(n_least * 1000 // d_most))
    high = pl.when(exact).then(pooled(n, d)).otherwise(from_tenths((n_most * 1000 + d_least - 1) // d_least))
    frame = frame.with_columns(_low=pl.when(shown).then(low), _high=pl.when(shown).then(high))
    narrow = shown & (tenths(pl.col("_high")) - tenths(pl.col("_low")) <= WIDEST_TENTHS)
    value = pooled(n, d) if decimals else pl.when(d > 0).then((n * 200 + d) // (2 * d)).cast(pl.Float64)
    given = narrow & ~exact
    nothing = pl.coalesce(
        pl.when((pl.col(f"{part}_marker") == HIDDEN) | (pl.col(f"{whole}_marker") == HIDDEN)).then(pl.lit(HIDDEN)),
        f"{whole}_marker",
        f"{part}_marker",
        pl.when(d == 0).then(pl.lit(NOT_APPLICABLE)),
        pl.lit(HIDDEN),
    )
    return frame.with_columns(
        pl.when(narrow).then(value).alias(name),
        pl.when(given).then("_low").alias(f"{name}_low"),
        pl.when(given).then("_high").alias(f"{name}_high"),
        pl.when(~narrow).then(nothing).alias(f"{name}_marker"),
    )


def with_colour(frame: pl.DataFrame, name: str, note: str) -> pl.DataFrame:
    """Add a colour, and as `note` why there is none, from _low and _high, target, tolerance_percent and polarity.

    The published value stands in the column `value` of the interval's ends in turn, for the rule reads that column.
    """
    ends = [frame.with_columns(value=pl.col(end)).select(rag().alias(end)).to_series() for end in ("_low", "_high")]
    low, high = ends
    frame = frame.with_columns(_at_low=low, _at_high=high)
    # Plan is best: two ends of one colour on either side of the target have a better one between them.
    across = (pl.col("polarity") == "plan") & (pl.col("_low") < pl.col("target")) & (pl.col("_high") > pl.col("target"))
    one = (pl.col("_at_low") == pl.col("_at_high")) & ~across
    frame = frame.with_columns(pl.when(one).then("_at_low").alias(name))
    return frame.with_columns(no_colour(name).alias(note)).drop("_at_low", "_at_high")


def no_colour(name: str) -> pl.Expr:
    """Why a row has no colour, or why it has a colour without a percentage; null where there is nothing to say."""
    return (
        pl.when(pl.col("target").is_null())
        .then(pl.lit("no target"))
        .when(pl.col("_low").is_null() & (pl.col("value_marker") == HIDDEN))
        .then(pl.lit("a count is hidden"))
        .when(pl.col("_low").is_null())
        .then(pl.lit("no figure"))
        .when(pl.col(name).is_null())
        .then(pl.lit(NO_COLOUR))
        .when(pl.col("value").is_null())
        .then(pl.lit(f"no percentage: {TOO_WIDE}"))
    )
