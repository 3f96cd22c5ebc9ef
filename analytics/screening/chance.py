"""Which areas differ from the others by more than chance: funnel limits around the share of all records.

Outside the 95 % limits lies by chance alone about 1 area in 20, outside the 99.8 % limits 1 in 500. Shares are compared
with the limits before either is rounded.

An area is named as one that differs only if it is also in a list of which at most about 1 entry in 20 is there by
chance, drawn from all areas for each colour. Of an area with fewer than 20 records, or with fewer than five expected of
the colour or of the others, there is too little to tell.
"""

from __future__ import annotations

import polars as pl

from analytics.columns import case, projected
from analytics.intervals import (
    ALARM,
    WARNING,
    against_average,
    average,
    drawn_at,
    funnel,
    listed,
    too_few,
)
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


def comparisons(colour: str) -> dict[str, pl.Expr]:
    """What is known of one colour in each area, in columns that begin with its name: differs, p_value, too_few, in_list
    and compared, as in `ByArea`."""
    part, whole = pl.col(f"{colour}_count"), pl.col("records")
    mean = average(part, whole)
    p = against_average(part, whole, mean)
    few = pl.when(p.is_not_null()).then(too_few(mean, whole))
    found = {"differs": differs(part, whole), "p_value": p, "too_few": few, **listed(p, ~few)}
    return {f"{colour}_{name}": expression for name, expression in found.items()}


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
    mean = _mean(areas)
    assert mean is not None
    even = [max(1, round(most * _BEYOND * (step / _STEPS) ** 2)) for step in range(1, _STEPS + 1)]
    sizes = areas.filter(pl.col("records") > 0)["records"].to_list()
    grid = pl.DataFrame({"records": drawn_at(mean, [1, *sizes], even)}, schema={"records": pl.Float64})
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
