"""What a policy does to a count, a percentage and a colour.

- A count is hidden, or rounded to the nearest multiple from the true count; so is a total, from the true total.
- What is published leaves an interval: from `least` to `most` are the true counts that fit.
- A percentage is made from the published counts alone, never from the true ones. The intervals of the two counts, with
  a numerator no larger than its denominator, leave an interval of percentages. It is widened to whole tenths, in which
  colours are compared. The percentage is given as a whole number, and only if that interval is at most 5 points wide.
- A count is given as it is rounded, a rate from a published number of cases: see `with_other_figures`.
- A colour is given only where every percentage of the interval has it. Both counts must be shown for that, but not the
  percentage: a wide interval may lie wholly on one side of a target.
"""

from __future__ import annotations

import polars as pl

from analytics.catalogue import Polarity, Policy
from analytics.columns import case
from analytics.disclosure.kinds import SIDES, counts, is_count, is_mean, is_share, of_people, passes
from analytics.disclosure.publishable import HIDDEN, NOT_APPLICABLE, NOT_AVAILABLE
from analytics.indicators.rag import rag
from analytics.percent import from_tenths, pooled, tenths
from analytics.units import Kind, from_steps, quotient, scale

WIDEST_TENTHS = 50
WIDEST = 5  # units of the last decimal of a rate
_DECIMALS = range(5)  # that the unit of an indicator may have
INFORMATION = "for information"
NO_COLOUR = "not rated (numbers rounded)"
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
    return frame.with_columns(
        pl.when(narrow).then(value).alias(name),
        pl.when(given).then("_low").alias(f"{name}_low"),
        pl.when(given).then("_high").alias(f"{name}_high"),
        pl.when(~narrow).then(_no_figure(part, whole)).alias(f"{name}_marker"),
    )


def _no_figure(part: str, whole: str) -> pl.Expr:
    """The marker of a figure that is not made of two counts: theirs, or that the rounding leaves too much."""
    return pl.coalesce(
        pl.when((pl.col(f"{part}_marker") == HIDDEN) | (pl.col(f"{whole}_marker") == HIDDEN)).then(pl.lit(HIDDEN)),
        f"{whole}_marker",
        f"{part}_marker",
        pl.when(pl.col(whole) == 0).then(pl.lit(NOT_APPLICABLE)),
        pl.lit(HIDDEN),
    )


def with_other_figures(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame of `with_rate` (of the columns numerator, denominator and value) with the figures that are no
    percentages, each from what is shown of its counts:

    - a count is its published number, between the least and the most true one;
    - a rate is so many published cases per so many people, or published cases. Between the least and the most that
      rounding leaves it has as many decimals as are sure to 5 units of the last, and is withheld where that is none;
    - a mean, to its decimals, where the number below it is shown and `told`;
    - what counts no cases passes as it is.

    Reads measure_id, exact (the true figure), people and per (see `area_counts.counts_held`), told, decimals.
    """
    n, d, people, per = pl.col("numerator"), pl.col("denominator"), pl.col("people"), pl.col("per")
    n_least, n_most = pl.col("numerator_least"), pl.col("numerator_most")
    d_least = pl.when(of_people()).then(people).otherwise("denominator_least")
    d_most = pl.when(of_people()).then(people).otherwise("denominator_most")
    count, rate, mean = is_count(), counts(SIDES[0]) & ~is_share() & ~is_count(), is_mean()
    as_it_is = passes() | (mean & d.is_not_null() & pl.col("told") & (d > 0))
    below = pl.when(of_people()).then(people).otherwise(d)
    exact = (n_least == n_most) & (d_least == d_most)
    scaled = per * scale()
    ends = [(n_least * scaled / d_most).round(6).floor(), (n_most * scaled / d_least).round(6).ceil()]
    of_rate = [pl.when(exact).then(quotient(n, below, per)).otherwise(from_steps(end.cast(pl.Int64))) for end in ends]
    shown = pl.when(rate).then((below > 0) & n.is_not_null() & (d_least > 0)).otherwise(count & n.is_not_null())
    shown = shown.fill_null(value=False)
    low, high = (
        case((as_it_is, pl.col("exact")), (count, end.cast(pl.Float64)), (shown, rated))
        for end, rated in zip((n_least, n_most), of_rate, strict=True)
    )
    own = ~is_share()
    frame = frame.with_columns(
        _low=pl.when(own).then(low).otherwise("_low"), _high=pl.when(own).then(high).otherwise("_high")
    )
    width, most = pl.col("_high") - pl.col("_low"), pl.col("decimals")
    places = pl.max_horizontal(
        *(pl.when((width * 10**k <= WIDEST) & (pl.lit(k) <= most)).then(pl.lit(k)) for k in _DECIMALS)
    )
    places = pl.when(exact).then(most).otherwise(places)
    value = case(
        (as_it_is, pl.col("exact")),
        (count, n.cast(pl.Float64)),
        (shown & places.is_not_null(), _to(n * per / below, places)),
    )
    nothing = case(
        (passes(), pl.coalesce("source_marker", pl.lit(NOT_AVAILABLE))),
        (count, pl.col("numerator_marker")),
        (of_people(), pl.coalesce("numerator_marker", pl.when(people.is_null()).then(pl.lit(NOT_AVAILABLE)))),
        (mean, pl.coalesce("denominator_marker", pl.when(d == 0).then(pl.lit(NOT_APPLICABLE)))),
        otherwise=_no_figure("numerator", "denominator"),
    )
    frame = frame.with_columns(_value=value).with_columns(
        value=pl.when(own).then("_value").otherwise("value"),
        value_marker=pl.when(own)
        .then(pl.when(pl.col("_value").is_null()).then(pl.coalesce(nothing, pl.lit(HIDDEN))))
        .otherwise("value_marker"),
    )
    bounded = own & pl.col("value").is_not_null() & (pl.col("_low") < pl.col("_high"))
    return frame.with_columns(
        value_low=pl.when(own).then(pl.when(bounded).then("_low")).otherwise("value_low"),
        value_high=pl.when(own).then(pl.when(bounded).then("_high")).otherwise("value_high"),
        # Nothing else is said of what is counted below a rate of people, or of what a mean adds up.
        denominator=pl.when(of_people() & people.is_not_null()).then(people.round(0).cast(pl.Int64)).otherwise(d),
        denominator_marker=pl.when(count | passes())
        .then(pl.lit(NOT_APPLICABLE))
        .when(of_people().not_() | people.is_null())
        .then("denominator_marker"),
        numerator_marker=pl.when(passes() | mean).then(pl.lit(NOT_APPLICABLE)).otherwise("numerator_marker"),
    ).drop("_value")


def _to(value: pl.Expr, places: pl.Expr) -> pl.Expr:
    """A value to so many decimals of each row, halves away from zero."""
    ten = pl.lit(10.0).pow(places)
    return ((value * ten).round(9).round(0, mode="half_away_from_zero") / ten).round(6)


def with_colour(frame: pl.DataFrame, name: str, note: str) -> pl.DataFrame:
    """Add a colour, and as `note` why there is none, from _low and _high, target, target_to, tolerance_percent,
    tolerance, polarity and decimals.

    The published value stands in the column `value` of the interval's ends in turn, for the rule reads that column.
    """
    ends = [frame.with_columns(value=pl.col(end)).select(rag().alias(end)).to_series() for end in ("_low", "_high")]
    low, high = ends
    frame = frame.with_columns(_at_low=low, _at_high=high)
    # Plan is best: two ends of one colour on either side of the target have a better one between them.
    above = pl.col("_high") > pl.coalesce("target_to", "target")
    across = (pl.col("polarity") == "plan") & (pl.col("_low") < pl.col("target")) & above
    one = (pl.col("_at_low") == pl.col("_at_high")) & ~across
    frame = frame.with_columns(pl.when(one).then("_at_low").alias(name))
    return frame.with_columns(no_colour(name).alias(note)).drop("_at_low", "_at_high")


def too_wide() -> pl.Expr:
    """That the rounding leaves too much for a figure, in words. Reads kind."""
    return (
        pl.when(pl.col("kind") == Kind.PERCENTAGE)
        .then(pl.lit(TOO_WIDE))
        .otherwise(pl.lit("the rounding leaves too wide a range"))
    )


def no_colour(name: str) -> pl.Expr:
    """Why a row has no colour, or why it has a colour without a percentage; null where there is nothing to say."""
    return (
        pl.when(pl.col("polarity") == Polarity.INFORMATION)
        .then(pl.lit(INFORMATION))
        .when(pl.col("target").is_null())
        .then(pl.lit("no target"))
        .when(pl.col("_low").is_null() & (pl.col("value_marker") == HIDDEN))
        .then(pl.lit("withheld"))
        .when(pl.col("_low").is_null())
        .then(pl.lit("no figure"))
        .when(pl.col(name).is_null())
        .then(pl.lit(NO_COLOUR))
        .when(pl.col("value").is_null())
        .then(pl.format("no {}: {}", "kind", too_wide()))
    )
