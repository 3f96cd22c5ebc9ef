"""From fetched rows to figures: the value, its target, change, distance, colour and group, month by month.

- The value is what `kinds` makes of the row; everything below compares what is printed.
- Change is this figure minus the one before (of the month, the quarter or the year before); distance is value minus
  target, or minus the nearer end of a target range, 0 within it. Both are signed and in the unit of the indicator.
- Figures of the year so far have no change across their reset, and a real figure has none on a
  simulated one. Nor has a pooled figure of which some parts are missing (parts_missing) on one of other parts: what
  moved may be which parts are in it. Where all parts in force have figures, it is the whole, however many they are.
- The target is the one in force in that month: the area's own, or else that of all areas. Before a target whose start
  is assumed, it is not known whether one was in force (start_assumed).
- Group, a performance group of percentages: where bigger is better, 1 from 90, 2 from 80, 3 below; for the others only
  what the catalogue has as printed by the council, for the month it was printed for.
- In children (or whatever is counted): how many more of them would have met the target, or how many fewer where
  smaller is better, in whole numbers, rounded up; 0 where the target is met. Of a mean it is the total that would have
  to be more or less, such as days. Only where there are counts; of money the distance says it.
"""

from __future__ import annotations

import polars as pl

from analytics.catalogue import ALL
from analytics.columns import case
from analytics.indicators.calendar import reset_month, resets
from analytics.indicators.kinds import adds, of_population, value_of_rows
from analytics.indicators.rag import rag, with_status
from analytics.units import Kind, from_steps, steps

# Why a figure is not compared with another.
OTHER_PARTS = "not pooled from the same areas as other months"


def figures(rows: pl.DataFrame, targets: pl.DataFrame) -> pl.DataFrame:
    """Compute every month's figures of one locality.

    `rows` are those of the `indicators` extract with what the catalogue says of their indicators (`kinds`), one a
    measure and month; `targets` has the columns of TARGET, sorted by valid_from. Returns one row a measure and month in
    the catalogue's order, with the columns of the rows, and of `schemas.Known` those of `figures` and `rag`, but not
    what was first published.
    """
    no_population = of_population() & pl.col("numerator").is_not_null() & pl.col("denominator").is_null()
    why_none = pl.coalesce("marker", pl.when(no_population).then(pl.lit("x")), pl.lit("z"))
    frame = (
        rows.with_columns(value=value_of_rows())
        .with_columns(
            marker=pl.when(pl.col("value").is_null()).then(why_none),
            parts_missing=pl.when(pl.col("value").is_not_null()).then("parts_missing").fill_null(""),
        )
        .pipe(with_targets, targets)
        .with_columns(rag=rag())
    )
    frame = _with_changes(with_status(frame))
    return frame.with_columns(
        distance=distance(),
        group=_group(),
        count_to_target=count_to_target(),
    ).sort("position", "month")


def with_targets(frame: pl.DataFrame, targets: pl.DataFrame) -> pl.DataFrame:
    """The rows (measure_id, kind, locality, month), sorted by month, with the target in force: that of the area, or
    else that of all areas; one of a count or an amount is of the whole alone, for a part of it would always be below.
    start_assumed is that of the target in force, and in the months before the first, of the first. `targets` has the
    columns of TARGET, sorted by valid_from."""
    of = [name for name in targets.columns if name not in ("measure_id", "area", "valid_from")]
    of_all = targets.filter(area=ALL).drop("area")
    own = targets.filter(pl.col("area") != ALL).rename({"area": "locality"} | {name: f"{name}_own" for name in of})
    frame = frame.sort("month")
    for these, by in ((of_all, ["measure_id"]), (own, ["measure_id", "locality"])):
        frame = frame.join_asof(
            these,
            left_on="month",
            right_on="valid_from",
            by=by,
            strategy="backward",
            check_sortedness=False,
        ).drop("valid_from", strict=False)
    has_own, of_whole = pl.col("target_own").is_not_null(), ~adds() | (pl.col("locality") == ALL)
    chosen = (pl.when(has_own).then(f"{name}_own").otherwise(pl.when(of_whole).then(name)).alias(name) for name in of)
    first = pl.col("start_assumed").backward_fill().over("measure_id", "locality")
    return frame.with_columns(chosen).drop(f"{name}_own" for name in of).with_columns(first)


def distance() -> pl.Expr:
    """Value minus target, or minus the nearer end of a target range, 0 within it; null without a target. Reads value,
    target, target_to and decimals."""
    nearer = pl.min_horizontal(pl.max_horizontal("value", "target"), pl.coalesce("target_to", "target"))
    return pl.when(pl.col("target").is_not_null()).then(from_steps(steps(pl.col("value")) - steps(nearer)))


def difference(one: str, other: str) -> pl.Expr:
    """One column less another, to the last decimal."""
    return from_steps(steps(pl.col(one)) - steps(pl.col(other)))


def _with_changes(frame: pl.DataFrame) -> pl.DataFrame:
    earlier = frame.select("measure_id", "month", "value", "simulated", "parts_missing", "period_months")
    period_later = pl.col("month").dt.offset_by(pl.format("{}mo", "period_months"))
    for name, later in (("month_ago", period_later), ("year_ago", pl.col("month").dt.offset_by("12mo"))):
        frame = frame.join(
            earlier.select(
                *("measure_id", "simulated", "parts_missing"),
                later,
                pl.col("value").alias(name),
            ),
            on=["measure_id", "month", "simulated", "parts_missing"],
            how="left",
        )
    of_other_kind = earlier.filter(pl.col("value").is_not_null()).select(
        "measure_id", period_later, ~pl.col("simulated"), of_other_kind=True
    )
    before = earlier.filter(pl.col("value").is_not_null()).select(
        "measure_id", period_later, "simulated", parts_before="parts_missing"
    )
    for one in (of_other_kind, before):
        frame = frame.join(one, on=["measure_id", "month", "simulated"], how="left")
    frame = frame.with_columns(
        of_other_parts=(pl.col("value").is_not_null() & (pl.col("parts_before") != pl.col("parts_missing"))).fill_null(
            value=False
        )
    )
    kind = case((pl.col("simulated"), "real"), otherwise="simulated")
    unknown = pl.col("month_ago").is_null()
    reset = pl.when(resets()).then(pl.format("resets in {}", reset_month()))
    return (
        frame.with_columns(no_change=reset)
        .with_columns(
            change=pl.when(pl.col("no_change").is_null()).then(difference("value", "month_ago")),
            no_change=pl.coalesce(
                "no_change",
                case(
                    (pl.col("value").is_null(), pl.format("no figure this {}", "period")),
                    (unknown & pl.col("of_other_kind"), pl.format("the {} before is {}", "period", kind)),
                    (pl.col("of_other_parts"), OTHER_PARTS),
                    (unknown, pl.format("no figure the {} before", "period")),
                ),
            ),
        )
        .drop("of_other_kind", "parts_before")
    )


def count_to_target() -> pl.Expr:
    """How many more or fewer would have met the target, 0 where it is met; null without counts, target or value, and of
    money and scores.

    Reads numerator, denominator, target, target_to, rag, value, kind and per. It is the least whole part that reaches
    the target, less the part.
    """
    n, counted = pl.col("numerator"), pl.col("kind").is_in([Kind.AMOUNT.value, Kind.SCORE.value]).not_()
    of = pl.when(pl.col("kind") == Kind.COUNT.value).then(1.0).otherwise(pl.col("denominator") / pl.col("per"))
    at_least = (pl.col("target") * of).round(9).ceil()
    at_most = (pl.coalesce("target_to", "target") * of).round(9).floor()
    # Off its target a figure lies on one side of it, so one of the two is nought or less.
    short = pl.max_horizontal(at_least - n, n - at_most).round(9).ceil().cast(pl.Int64)
    met = pl.col("rag") == "green"
    return pl.when(counted).then(pl.when(met).then(0).when(pl.col("value").is_not_null()).then(short))


def _group() -> pl.Expr:
    by_value = 3 - (pl.col("value") >= 80).cast(pl.Int64) - (pl.col("value") >= 90).cast(pl.Int64)
    as_printed = pl.when(pl.col("month") == pl.col("group_month")).then("group_printed")
    percentage = pl.col("kind") == Kind.PERCENTAGE.value
    return pl.when(percentage & (pl.col("polarity") == "bigger")).then(by_value).otherwise(as_printed).cast(pl.Int64)
