"""Percentages are held in whole tenths of a point, so that what is compared is what is printed. Halves are rounded
away from zero, as people round: 84.25 is 84.3. A share is 100 × part / whole of whole numbers, divided once.
"""

# Polars rounds half to even by default, and its division of a whole number by ten does not always give the nearest
# decimal; hence the functions below. This module belongs to no room; any may import it.

from __future__ import annotations

import polars as pl


def tenths(value: pl.Expr) -> pl.Expr:
    """A percentage as whole tenths of a point: 84.25 gives 843."""
    return (value * 10).round(6).round(0, mode="half_away_from_zero").cast(pl.Int64)


def from_tenths(whole: pl.Expr) -> pl.Expr:
    """Whole tenths as a percentage: 843 gives 84.3, the very number that the text “84.3” is read as."""
    return (whole / 10).round(1, mode="half_away_from_zero")


def pooled(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """100 × part / whole to one decimal, from whole numbers; null where the whole is 0 or either is missing."""
    n, d = part.cast(pl.Int64), whole.cast(pl.Int64)
    return from_tenths(pl.when(d > 0).then((n * 2000 + d) // (2 * d)))


def shortfall_tenths(value: str = "value", target: str = "target") -> pl.Expr:
    """How much worse than the target, in tenths; zero or less is on target or better.

    Reads the columns of these names and polarity.
    """
    distance = tenths(pl.col(value)) - tenths(pl.col(target))
    return (
        pl.when(pl.col("polarity") == "bigger")
        .then(-distance)
        .when(pl.col("polarity") == "smaller")
        .then(distance)
        .otherwise(distance.abs())
    )
