"""The rating this month, and the overall rating.

Rating this month (`rag`), the month's own:

- green: on the target or better (smaller is better: on it or below; plan is best: on it, or within its range);
- amber, “within tolerance”: worse by no more than the tolerance, which is so much in the unit of the indicator, or a
  percentage of the target (5 % unless the catalogue says otherwise), for plan is best on either side;
- red: worse than that;
- none without a value or without a target in force, and none of an indicator for information.

Overall rating (`status`) looks at the months before too:

- green: the month is green or amber;
- red: the month is worse than its target by more than 10 % of the target, or by more than twice the tolerance where
  that is in the unit; or was off tolerance (red) in six of the last twelve months that have a rating;
- amber: anything else.

The 10 % and the six are ours.

Everything is compared in whole steps of the last decimal, as it is printed: target 2.0, value 2.1 and tolerance 5 % is
exactly on the edge, and amber.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics.columns import case
from analytics.months import of_month
from analytics.units import shortfall, steps

COLOURS = ("green", "amber", "red")  # best first
OFF_TOLERANCE_MONTHS = 6
LOOK_BACK = 12
FAR_OFF_PERCENT = 10
FAR_OFF_TOLERANCES = 2


def _worse_by_at_most(percent: pl.Expr, tolerances: int) -> pl.Expr:
    """Whether a value is worse than the target by no more than so many percent of it, or so many tolerances in the
    unit. Of a range the nearer end counts."""
    in_unit = shortfall() <= steps(pl.col("tolerance")) * tolerances
    nearer = pl.when(pl.col("value") < pl.col("target")).then("target").otherwise(pl.coalesce("target_to", "target"))
    relative = shortfall() * 100 <= (steps(nearer).abs() * percent).round(6)
    return pl.when(pl.col("tolerance").is_not_null()).then(in_unit).otherwise(relative)


def rag() -> pl.Expr:
    """`green`, `amber`, `red` or null. Reads value, target, target_to, tolerance_percent, tolerance, polarity and
    decimals."""
    tolerated = _worse_by_at_most(pl.col("tolerance_percent"), 1)
    short = shortfall()
    return case((short <= 0, "green"), (tolerated, "amber"), (short.is_not_null(), "red"))


def _in_look_back(is_so: pl.Expr) -> pl.Expr:
    return is_so.cast(pl.Int64).rolling_sum(LOOK_BACK, min_samples=1).over("measure_id", order_by="month")


def with_status(frame: pl.DataFrame) -> pl.DataFrame:
    """Add status to a frame of any months and measures that has rag and what `rag` reads.

    months_off and months_coloured say how many of the last twelve months with a colour were red, and how many there
    were.
    """
    known = frame.filter(pl.col("rag").is_not_null()).with_columns(
        months_off=_in_look_back(pl.col("rag") == "red"),
        months_coloured=_in_look_back(pl.col("rag").is_not_null()),
    )
    far_off = ~_worse_by_at_most(pl.lit(FAR_OFF_PERCENT), FAR_OFF_TOLERANCES)
    often = pl.col("months_off") >= OFF_TOLERANCE_MONTHS
    status = case((pl.col("rag").is_in(["green", "amber"]), "green"), (far_off | often, "red"), otherwise="amber")
    return frame.join(
        known.select("measure_id", "month", "months_off", "months_coloured", status=status),
        on=["measure_id", "month"],
        how="left",
        maintain_order="left",
    )


def red_for(frame: pl.DataFrame, month: date, count: int) -> pl.DataFrame:
    """The figures that were red in each of the `count` months to `month`, of those indicators and areas that were red
    in all of them. One of a quarter or a year is that of all its months: six months are the newest two quarters.

    `frame` has any months, measures and areas, with rag, period_months and last_month.
    """
    ends = (of_month(month, back) & (back * pl.col("period_months") < count) for back in range(count))
    periods = (count / pl.col("period_months")).ceil()
    red = (pl.col("rag") == "red").fill_null(False).sum() >= periods
    return frame.filter(pl.any_horizontal(ends)).filter(red.over("measure_id", "locality"))
