"""The months that have figures: every one between an indicator's first and last, so that a month nobody sent is a gap
and not a jump. An indicator of quarters or years has a figure in the last month of each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import polars as pl

from analytics.catalogue import Window, catalogue
from analytics.indicators.kinds import with_meaning

_RESETS = {window.value: window.resets_in for window in Window if window.resets_in}


def one_row_a_month(frame: pl.DataFrame, by: Sequence[str]) -> None:
    """Raises ValueError where two rows are of the same month."""
    if frame.select(*by, "month").is_duplicated().any():
        raise ValueError(f"Two rows of the same month for one {' and '.join(by)}: choose one area and one cut first.")


def every_month(frame: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """One row a month for each combination of `by`, or a row a quarter or year where period_months says so; the other
    columns are null in the rows added. Sorted within each combination.

    Raises ValueError where two rows are of the same month.
    """
    one_row_a_month(frame, by)
    spans = frame.group_by(by, maintain_order=True).agg(
        pl.col("period_months").max(), first=pl.col("month").min(), last=pl.col("month").max()
    )
    grids = [
        of.select(*by, month=pl.date_ranges("first", "last", f"{of['period_months'][0]}mo")).explode("month")
        for of in spans.partition_by("period_months", maintain_order=True)
    ]
    grid = pl.concat(grids) if grids else frame.select(*by, "month")
    return grid.join(frame, on=[*by, "month"], how="left", maintain_order="left")


def every_indicator_and_month(rows: pl.DataFrame, locality: str, measured: Collection[str]) -> pl.DataFrame:
    """The rows of an area, and one marked `x` for each indicator that is `measured`, and each month (or last month of
    its quarter or year) between the first and the last in which it is in use, that has none. The first month is that
    of the figures of months, where there are any: those of years may reach back further."""
    if rows.is_empty():
        return rows
    first, last = rows["month"].min(), rows["month"].max()
    first_of_months = rows.filter(period_months=1)["month"].min()
    span = pl.select(month=pl.date_range(pl.lit(first), pl.lit(last), "1mo"))
    in_use = pl.DataFrame(
        [(i.measure_id, i.in_use_from, i.in_use_to) for i in catalogue().indicators.values()],
        schema={"measure_id": pl.String, "from": pl.Date, "to": pl.Date},
        orient="row",
    )
    absent = (
        in_use.filter(pl.col("measure_id").is_in(list(measured)))
        .join(span, how="cross")
        .filter(pl.col("month").is_between(pl.col("from").fill_null(first), pl.col("to").fill_null(last)))
        .select("measure_id", "month")
        .join(rows, on=["measure_id", "month"], how="anti")
        .with_columns(
            pl.lit(None, pl.Float64).alias("numerator"),
            pl.lit(None, pl.Float64).alias("value"),
            locality=pl.lit(locality),
            marker=pl.lit("x"),
        )
    )
    ends_period = pl.col("month").dt.month() % pl.col("period_months") == pl.col("last_month") % pl.col("period_months")
    in_span = (pl.col("period_months") > 1) | (pl.col("month") >= pl.lit(first_of_months, pl.Date))
    return pl.concat([rows, with_meaning(absent, catalogue()).filter(ends_period & in_span)], how="diagonal")


def resets() -> pl.Expr:
    """Whether a figure of the year so far resets in the period that ends with its month. Reads window, month and
    period_months."""
    into_year = (
        pl.col("month").dt.month().cast(pl.Int64) - pl.col("window").replace_strict(_RESETS, default=None)
    ) % 12
    return (into_year < pl.col("period_months")).fill_null(value=False)


def reset_month() -> pl.Expr:
    """The name of the month in which a figure of the year so far starts afresh; null of others. Reads window."""
    names = {window: f"{date(2000, month, 1):%B}" for window, month in _RESETS.items()}
    return pl.col("window").replace_strict(names, default=None, return_dtype=pl.String)
