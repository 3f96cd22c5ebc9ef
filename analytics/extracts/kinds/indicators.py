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
    numerator = optional(dy.Int64, {"marker": "marker"}, min=0)
    denominator = optional(dy.Int64, {"marker": "marker"}, min=0)
    value = optional(dy.Float64, {"marker": "marker", "percent": "measure_id"})
    marker = a_marker()

    @rule("numerator", "must be filled in together with the denominator, or both left empty")
    def half_a_fraction(cls) -> pl.Expr:
        return pl.col("numerator").is_null() == pl.col("denominator").is_null()

    @rule("numerator", "is larger than the denominator")
    def numerator_above_denominator(cls) -> pl.Expr:
        return (pl.col("numerator") <= pl.col("denominator")).fill_null(True)

    @rule(*NOTHING_SAID)
    def nothing_said(cls) -> pl.Expr:
        return pl.any_horizontal(pl.col(name).is_not_null() for name in ("value", "denominator", "marker"))

    @rule(*VALUE_AND_MARKER)
    def value_and_marker(cls) -> pl.Expr:
        has_figure = pl.col("value").is_not_null() | (pl.col("denominator") > 0).fill_null(False)
        return ~has_figure | pl.col("marker").is_null()

    @rule("value", "can't be a share of nothing. The denominator is 0, so leave the value empty")
    def value_of_nothing(cls) -> pl.Expr:
        return pl.col("value").is_null() | (pl.col("denominator") > 0).fill_null(True)

    @rule("category", "must be All where breakdown is All, and only there")
    def half_a_breakdown(cls) -> pl.Expr:
        return (pl.col("breakdown") == ALL) == (pl.col("category") == ALL)
