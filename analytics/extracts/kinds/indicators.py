"""The monthly figures."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import dataframely as dy
import polars as pl

from analytics.catalogue import ALL, Frequency, Indicator
from analytics.extracts.contracts import (
    NOTHING_SAID,
    VALUE_AND_MARKER,
    UpToCut,
    a_marker,
    known,
    of_indicator,
    optional,
    rule,
    split,
)
from analytics.units import Kind

SPLITS = ("locality", "team", "breakdown", "category")
_WHOLE = ". Cases are counted whole, unless the definition says that parts of one are counted too"


def _is_every(frequency: Frequency, indicator: Indicator) -> bool:
    return indicator.frequency is frequency


def _whole(column: str, counts: Callable[[Indicator], bool]) -> pl.Expr:
    """Whether a column has whole numbers wherever it has cases that are counted whole."""
    whole = (pl.col(column) == pl.col(column).floor()).fill_null(True)
    return whole | ~of_indicator(lambda i: counts(i) and not i.parts_counted)


class Indicators(
    UpToCut,
    kind="indicators",
    key=("month", "measure_id", *SPLITS),
    states=("measure_id", "month", "breakdown"),
    splits=("locality", "team"),
    month="month",
    wide=True,
    one_load_for=("measure_id", "month"),
):
    """One row is one figure of one indicator for one month. Values are in the unit of the indicator."""

    measure_id = known("indicators")
    locality = split("areas")
    team = split()
    breakdown = split()
    category = split()
    numerator = optional(dy.Float64, {"marker": "marker", "reads": "number of cases"})
    denominator = optional(dy.Float64, {"marker": "marker", "reads": "number of cases"}, min=0)
    value = optional(dy.Float64, {"marker": "marker", "percent": "measure_id"})
    marker = a_marker()

    @rule("numerator", "must be filled in together with the denominator, or both left empty")
    def half_a_fraction(cls) -> pl.Expr:
        n, d = pl.col("numerator").is_null(), pl.col("denominator").is_null()
        return (n == d) | ~of_indicator(lambda i: i.kind.divides) | (~n & of_indicator(lambda i: bool(i.population)))

    @rule("denominator", "goes with a share, a rate or a mean. The indicator is a count or an amount: leave it empty")
    def denominator_of_a_sum(cls) -> pl.Expr:
        return pl.col("denominator").is_null() | ~of_indicator(lambda i: i.kind.adds)

    @rule("numerator", "has no meaning for a score, which is a value alone. Leave both counts empty")
    def counts_of_a_score(cls) -> pl.Expr:
        no_counts = pl.col("numerator").is_null() & pl.col("denominator").is_null()
        return no_counts | ~of_indicator(lambda i: i.kind is Kind.SCORE)

    @rule("value", "differs from the numerator. A count or an amount is one number: leave one of the two empty")
    def two_sums(cls) -> pl.Expr:
        same = (pl.col("value") == pl.col("numerator")).fill_null(True)
        return same | ~of_indicator(lambda i: i.kind.adds)

    @rule("numerator", "is larger than the denominator")
    def numerator_above_denominator(cls) -> pl.Expr:
        within = (pl.col("numerator") <= pl.col("denominator")).fill_null(True)
        return within | ~of_indicator(lambda i: i.kind is Kind.PERCENTAGE)

    @rule("numerator", "must not be below 0")
    def numerator_below_nought(cls) -> pl.Expr:
        return (pl.col("numerator") >= 0).fill_null(True) | of_indicator(lambda i: i.kind is Kind.AMOUNT)

    @rule("numerator", f"is not a whole number{_WHOLE}")
    def numerator_in_parts(cls) -> pl.Expr:
        return _whole("numerator", lambda i: i.kind.of_cases)

    @rule("denominator", f"is not a whole number{_WHOLE}")
    def denominator_in_parts(cls) -> pl.Expr:
        return _whole("denominator", lambda i: i.kind.of_cases)

    @rule("value", f"is not a whole number{_WHOLE}")
    def count_in_parts(cls) -> pl.Expr:
        return _whole("value", lambda i: i.kind is Kind.COUNT)

    @rule(
        "month",
        "is not a month that the indicator has a figure of. A quarter has its last month (March, June, September or "
        "December), a financial year March, an academic year August, a year to September that month, a calendar year "
        "December",
    )
    def month_of_a_period(cls) -> pl.Expr:
        month = pl.col("month").dt.month()
        wrong = [
            of_indicator(partial(_is_every, of)) & (month % of.months != of.last_month % of.months) for of in Frequency
        ]
        return ~pl.any_horizontal(wrong)

    @rule(*NOTHING_SAID)
    def nothing_said(cls) -> pl.Expr:
        return pl.any_horizontal(pl.col(c).is_not_null() for c in ("value", "numerator", "denominator", "marker"))

    @rule(*VALUE_AND_MARKER)
    def value_and_marker(cls) -> pl.Expr:
        counted = (pl.col("denominator") > 0) | (pl.col("denominator").is_null() & pl.col("numerator").is_not_null())
        has_figure = pl.col("value").is_not_null() | counted.fill_null(False)
        return ~has_figure | pl.col("marker").is_null()

    @rule("value", "can't be a share of nothing. The denominator is 0, so leave the value empty")
    def value_of_nothing(cls) -> pl.Expr:
        return pl.col("value").is_null() | (pl.col("denominator") > 0).fill_null(True)

    @rule("category", "must be All where breakdown is All, and only there")
    def half_a_breakdown(cls) -> pl.Expr:
        return (pl.col("breakdown") == ALL) == (pl.col("category") == ALL)
