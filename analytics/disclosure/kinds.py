"""What of an indicator counts cases, and so falls under the policy, by its kind of figure.

- A percentage counts cases above and below; a rate above, and below unless that is a population, which everybody
  knows.
- A count is the number of cases itself.
- A mean counts below (38 days a child, of 12 children); what is added up above it are days or pounds. A mean with its
  decimals may tell of how many it is, so that this number is taken to be known wherever the mean is given.
- An amount of money and a score count no cases, and pass as they are. So does a figure of which parts of one are
  counted, such as full-time equivalents: these are staff.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from analytics.catalogue import Indicator, catalogue
from analytics.units import Kind

SIDES = ("numerator", "denominator")


def counted_sides(indicator: Indicator) -> tuple[str, ...]:
    """Which of SIDES count cases."""
    if indicator.parts_counted:
        return ()
    if indicator.kind is Kind.RATE and indicator.population:
        return SIDES[:1]
    return {Kind.PERCENTAGE: SIDES, Kind.RATE: SIDES, Kind.COUNT: SIDES[:1], Kind.MEAN: SIDES[1:]}.get(
        indicator.kind, ()
    )


def _is(which: Callable[[Indicator], bool]) -> pl.Expr:
    return pl.col("measure_id").is_in([m for m, i in catalogue().indicators.items() if which(i)])


def counts(side: str) -> pl.Expr:
    """Whether a side counts cases. Reads measure_id."""
    return _is(lambda indicator: side in counted_sides(indicator))


def how_many_sides() -> pl.Expr:
    """How many of SIDES count cases. Reads measure_id."""
    return pl.sum_horizontal(counts(side).cast(pl.Int64) for side in SIDES)


def passes() -> pl.Expr:
    """Whether a figure counts no cases, and may leave as it is. Reads measure_id."""
    return _is(lambda indicator: not counted_sides(indicator))


def is_share() -> pl.Expr:
    """Whether the numerator lies within the denominator, both of cases. Reads measure_id."""
    return _is(lambda indicator: indicator.kind is Kind.PERCENTAGE and not indicator.parts_counted)


def is_mean() -> pl.Expr:
    """Whether a figure is a mean of so many cases. Reads measure_id."""
    return _is(lambda indicator: indicator.kind is Kind.MEAN and not indicator.parts_counted)


def is_count() -> pl.Expr:
    """Whether a figure is a number of cases. Reads measure_id."""
    return _is(lambda indicator: indicator.kind is Kind.COUNT and not indicator.parts_counted)


def of_people() -> pl.Expr:
    """Whether a figure is a rate of cases in a population. Reads measure_id."""
    return _is(lambda indicator: counted_sides(indicator) == SIDES[:1] and indicator.kind is Kind.RATE)


def whole(number: pl.Expr) -> pl.Expr:
    """A number of cases; null where it is no whole number, so that it can't be one."""
    return pl.when((number == number.floor()) & (number >= 0)).then(number.cast(pl.Int64))
