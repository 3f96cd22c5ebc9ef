"""From fetched rows to figures: the value, its target, change, distance, colour and group, month by month.

- A value with counts is pooled from them: 100 × numerator / denominator; one without is what the source printed.
  Either way it is held to one decimal, rounded half away from zero, and everything below compares what is printed.
- Change is this month minus the month before, in points; distance is value minus target. Both are signed.
- Since-January and since-September figures have no change across their reset, and a real figure has none on a
  simulated one. Nor has a pooled figure of which some parts are missing (parts_missing) on one of other parts: what
  moved may be which parts are in it. Where all parts in force have figures, it is the whole, however many they are.
- The target is the one in force in that month.
- Group, a performance group: where bigger is better, 1 from 90, 2 from 80, 3 below; for the others only what the
  catalogue has as printed by the council, for the month it was printed for.
- In children (or whatever is counted): how many more of them would have met the target, or how many fewer where
  smaller is better, in whole numbers, rounded up; 0 where the target is met. Only where there are counts.
"""

from __future__ import annotations

import polars as pl

from analytics.catalogue import Catalogue
from analytics.columns import case
from analytics.indicators.rag import rag, with_status
from analytics.percent import from_tenths, pooled, tenths

# Why a figure is not compared with another.
OTHER_PARTS = "not pooled from the same localities as other months"


def value_of_rows() -> pl.Expr:
    """The value of extract rows in percent, to one decimal; null where nothing was counted or it is marked."""
    from_counts = pooled(pl.col("numerator"), pl.col("denominator"))
    as_printed = from_tenths(tenths(pl.col("value")))
    value = pl.when(pl.col("denominator").is_not_null()).then(from_counts).otherwise(as_printed)
    return pl.when(pl.col("marker").is_null()).then(value)


def figures(rows: pl.DataFrame, catalogue: Catalogue, targets: pl.DataFrame) -> pl.DataFrame:
    """Compute every month's figures of one locality.

    `rows` are those of the `indicators` extract, one a measure and month; `targets` has measure_id, valid_from, target
    and tolerance_percent, sorted by valid_from. Returns one row a measure and month in the catalogue's order, with the
    columns of the rows, and of `schemas.Known` the catalogue's and those of `figures` and `rag`, but not what was first
    published. Rows of an indicator that the catalogue does not define are left out; see `quality.undefined`.
    """
    frame = (
        rows.with_columns(value=value_of_rows())
        .with_columns(
            marker=pl.when(pl.col("value").is_null()).then(pl.coalesce("marker", pl.lit("z"))),
            parts_missing=pl.when(pl.col("value").is_not_null()).then("parts_missing").fill_null(""),
        )
        .join(catalogue.indicator_frame(), on="measure_id")
        .sort("month")
        .join_asof(
            targets,
            left_on="month",
            right_on="valid_from",
            by="measure_id",
            strategy="backward",
            check_sortedness=False,
        )
        .with_columns(rag=rag())
    )
    frame = _with_changes(with_status(frame))
    return frame.with_columns(
        distance=difference("value", "target"),
        group=_group(),
        count_to_target=count_to_target(),
    ).sort("position", "month")


def difference(one: str, other: str) -> pl.Expr:
    """One column less another, to one decimal."""
    return from_tenths(tenths(pl.col(one)) - tenths(pl.col(other)))


def _with_changes(frame: pl.DataFrame) -> pl.DataFrame:
    earlier = frame.select("measure_id", "month", "value", "simulated", "parts_missing")
    for name, months in (("month_ago", "1mo"), ("year_ago", "12mo")):
        frame = frame.join(
            earlier.select(
                *("measure_id", "simulated", "parts_missing"),
                pl.col("month").dt.offset_by(months),
                pl.col("value").alias(name),
            ),
            on=["measure_id", "month", "simulated", "parts_missing"],
            how="left",
        )
    of_other_kind = earlier.filter(pl.col("value").is_not_null()).select(
        "measure_id", pl.col("month").dt.offset_by("1mo"), ~pl.col("simulated"), of_other_kind=True
    )
    before = earlier.filter(pl.col("value").is_not_null()).select(
        "measure_id", pl.col("month").dt.offset_by("1mo"), "simulated", parts_before="parts_missing"
    )
    for one in (of_other_kind, before):
        frame = frame.join(one, on=["measure_id", "month", "simulated"], how="left")
    frame = frame.with_columns(
        of_other_parts=(pl.col("value").is_not_null() & (pl.col("parts_before") != pl.col("parts_missing"))).fill_null(
            value=False
        )
    )
    kind = case((pl.col("simulated"), "real"), otherwise="simulated")
    window, month, unknown = pl.col("window"), pl.col("month").dt.month(), pl.col("month_ago").is_null()
    reset = case(
        ((window == "calendar_ytd") & (month == 1), "starts afresh in January"),
        ((window == "academic_ytd") & (month == 9), "starts afresh in September"),
    )
    return (
        frame.with_columns(no_change=reset)
        .with_columns(
            change=pl.when(pl.col("no_change").is_null()).then(difference("value", "month_ago")),
            no_change=pl.coalesce(
                "no_change",
                case(
                    (pl.col("value").is_null(), "no figure this month"),
                    (unknown & pl.col("of_other_kind"), pl.format("the month before is {}", kind)),
                    (pl.col("of_other_parts"), OTHER_PARTS),
                    (unknown, "no figure the month before"),
                ),
            ),
        )
        .drop("of_other_kind", "parts_before")
    )


def count_to_target() -> pl.Expr:
    """How many more or fewer would have met the target, 0 where it is met; null without counts, target or value.

    Reads numerator, denominator, target, rag and value. Whole numbers throughout: the least part whose share of the
    whole reaches the target, less the part.
    """
    n, d, target = pl.col("numerator"), pl.col("denominator"), tenths(pl.col("target"))
    at_least, at_most = (target * d + 999) // 1000, target * d // 1000
    # Off its target a figure lies on one side of it, so one of the two is nought or less.
    short = pl.max_horizontal(at_least - n, n - at_most)
    return pl.when(pl.col("rag") == "green").then(0).when(pl.col("value").is_not_null()).then(short)


def _group() -> pl.Expr:
    by_value = 3 - (pl.col("value") >= 80).cast(pl.Int64) - (pl.col("value") >= 90).cast(pl.Int64)
    as_printed = pl.when(pl.col("month") == pl.col("group_month")).then("group_printed")
    return pl.when(pl.col("polarity") == "bigger").then(by_value).otherwise(as_printed).cast(pl.Int64)
