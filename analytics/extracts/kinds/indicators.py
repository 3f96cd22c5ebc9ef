"""The monthly figures."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from analytics.catalogue import ALL
from analytics.extracts.contracts import NOTHING_SAID, VALUE_AND_MARKER, UpToCut, a_marker, known, optional, rule, split

SPLITS = ("locality", "team", "breakdown", "category")


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
    numerator = optional(dy.Int64, min=0)
    denominator = optional(dy.Int64, min=0)
    value = dy.Float64(nullable=True, metadata={"default": "", "of_unit": True})
    marker = a_marker()

    @rule("numerator", "numerator and denominator come together; one of them is missing")
    def half_a_fraction(cls) -> pl.Expr:
        return pl.col("numerator").is_null() == pl.col("denominator").is_null()

    @rule("numerator", "is larger than the denominator")
    def numerator_above_denominator(cls) -> pl.Expr:
        return (pl.col("numerator") <= pl.col("denominator")).fill_null(True)

    @rule(*NOTHING_SAID)
    def nothing_said(cls) -> pl.Expr:
        return pl.any_horizontal(pl.col("value", "denominator", "marker").is_not_null())

    @rule(*VALUE_AND_MARKER)
    def value_and_marker(cls) -> pl.Expr:
        has_figure = pl.col("value").is_not_null() | (pl.col("denominator") > 0).fill_null(False)
        return ~has_figure | pl.col("marker").is_null()

    @rule("value", "stands beside a denominator of 0; there is nothing to take a share of")
    def value_of_nothing(cls) -> pl.Expr:
        return pl.col("value").is_null() | (pl.col("denominator") > 0).fill_null(True)

    @rule("category", "breakdown and category come together: both say All, or neither")
    def half_a_breakdown(cls) -> pl.Expr:
        return (pl.col("breakdown") == ALL) == (pl.col("category") == ALL)
