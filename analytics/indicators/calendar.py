"""Every month between an indicator's first and last, so that a month nobody sent is a gap and not a jump."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from analytics.catalogue import catalogue


def one_row_a_month(frame: pl.DataFrame, by: Sequence[str]) -> None:
    """Raises ValueError where two rows are of the same month."""
    if frame.select(*by, "month").is_duplicated().any():
        raise ValueError(f"Two rows of the same month for one {' and '.join(by)}: choose one area and one cut first.")


def every_month(frame: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """One row a month for each combination of `by`, sorted; the other columns are null in the months added.

    Raises ValueError where two rows are of the same month.
    """
    one_row_a_month(frame, by)
    return (
        frame.group_by(by, maintain_order=True)
        .agg(first=pl.col("month").min(), last=pl.col("month").max())
        .select(*by, month=pl.date_ranges("first", "last", "1mo"))
        .explode("month")
        .join(frame, on=[*by, "month"], how="left", maintain_order="left")
    )


def every_indicator_and_month(rows: pl.DataFrame, locality: str, measured: Collection[str]) -> pl.DataFrame:
    """The rows of an area, and one marked `x` for each indicator that is `measured`, and each month between the first
    and the last in which it is in use, that has none."""
    if rows.is_empty():
        return rows
    first, last = rows["month"].min(), rows["month"].max()
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
        .with_columns(locality=pl.lit(locality), marker=pl.lit("x"))
    )
    return pl.concat([rows, absent], how="diagonal")
