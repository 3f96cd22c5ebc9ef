"""Which areas differ from the others by more than chance: funnel limits around the share of all records.

Outside the 95 % limits lies by chance alone about 1 area in 20, outside the 99.8 % limits 1 in 500. Shares are compared
with the limits before either is rounded.
"""

from __future__ import annotations

import polars as pl

from analytics.columns import case, projected
from analytics.intervals import ALARM, WARNING, average, funnel
from analytics.percent import from_tenths, tenths
from analytics.screening.schemas import FunnelCurve, RedLimits

WITHIN = "within the limits"
OUTSIDE = ("above the 99.8% limit", "above the 95% limit", "below the 95% limit", "below the 99.8% limit")
_STEPS = 80  # points that the drawn limits are made of
_BEYOND = 1.1  # how far the drawn limits go beyond the largest area


def percent(proportion: pl.Expr) -> pl.Expr:
    """A proportion (0 to 1) in percent, to one decimal."""
    return from_tenths(tenths(100 * proportion))


def differs(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """Where the share of each row lies against the funnel limits around the pooled share of all rows, in words:
    `WITHIN` or one of `OUTSIDE`; null where nothing was counted."""
    mean = average(part, whole)
    low, high = funnel(mean, whole, WARNING)
    lowest, highest = funnel(mean, whole, ALARM)
    share = part / whole
    outside = zip(
        (share > highest, share > high, (share < low) & (share >= lowest), share < lowest), OUTSIDE, strict=True
    )
    return pl.when(high.is_not_null()).then(case(*outside, otherwise=WITHIN))


def red_limits(areas: pl.DataFrame) -> pl.DataFrame:
    """The share of red records of each area of `by_area` that has records; columns of `RedLimits`."""
    mean = _mean(areas)
    limits = {name: percent(limit) for name, limit in _limits(mean, pl.col("records")).items()}
    found = areas.filter(pl.col("records") > 0).with_columns(all_areas=percent(pl.lit(mean, pl.Float64)), **limits)
    return projected(found, RedLimits)


def funnel_curve(areas: pl.DataFrame) -> pl.DataFrame:
    """The funnel limits for red as lines to draw, from 1 record to somewhat beyond the largest area of `by_area`;
    columns of `FunnelCurve`."""
    most = areas["records"].max()
    if not isinstance(most, int) or not most:
        return FunnelCurve.create_empty()
    end = most * _BEYOND
    grid = pl.DataFrame({"records": [1 + (end - 1) * (step / _STEPS) ** 2 for step in range(_STEPS + 1)]})
    mean = _mean(areas)
    limits = {name: 100 * limit for name, limit in _limits(mean, pl.col("records")).items()}
    return projected(grid.with_columns(all_areas=100 * pl.lit(mean), **limits), FunnelCurve)


def rest(areas: pl.DataFrame, area: str, colour: str) -> float | None:
    """The share of a colour (percent) in all other areas of `by_area` together; None where these have no records."""
    others = areas.filter(pl.col("area") != area)
    shared = others.select(percent(average(pl.col(f"{colour}_count"), pl.col("records")))).item()
    return None if shared is None else float(shared)


def _mean(areas: pl.DataFrame) -> float | None:
    return areas.select(average(pl.col("red_count"), pl.col("records"))).item()


def _limits(mean: float | None, records: pl.Expr) -> dict[str, pl.Expr]:
    low, high = funnel(pl.lit(mean, pl.Float64), records, WARNING)
    lowest, highest = funnel(pl.lit(mean, pl.Float64), records, ALARM)
    limits = {"low_95": low, "high_95": high, "low_998": lowest, "high_998": highest}
    return {name: limit.clip(0, 1) for name, limit in limits.items()}
