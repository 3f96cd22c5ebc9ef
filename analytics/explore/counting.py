"""Subjects of which single rows are held, such as audits: rows are counted by group, and shares divided once."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from analytics.explore.question import Measure, Question
from analytics.explore.schemas import SPLITS, Cells, as_cells
from analytics.intervals import FEW, wilson
from analytics.units import Kind, Unit, quotient

EVERY = pl.col("simulated").is_not_null()  # every row of a group


def with_times(rows: pl.DataFrame, month: str = "month") -> pl.DataFrame:
    """The rows with the month, and the calendar quarter, that a column of dates lies in, as codes such as “2021-09”; a
    quarter has the code of its last month."""
    quarter = pl.col(month).dt.truncate("1q").dt.offset_by("2mo")
    return rows.with_columns(month=pl.col(month).dt.to_string("%Y-%m"), quarter=quarter.dt.to_string("%Y-%m"))


def counted_cells(
    rows: pl.DataFrame, question: Question, measures: Mapping[str, Measure], polarity: Mapping[str, str]
) -> pl.DataFrame:
    """Each measure of the question in each group of rows, and 0, or no share, in the groups between that have none;
    columns of `Cells`.

    `rows` has a column for each dimension of the question and simulated. polarity says of a measure whether more of it
    is better.
    """
    for of, chosen in question.where:
        if of != "area":  # which the rows are of already
            rows = rows.filter(pl.col(of).is_in(chosen))
    named = rows.with_columns(**{end: pl.col(of) if of else pl.lit("") for end, of in question.ends.items()})
    if named.is_empty():
        return Cells.create_empty()
    found = []
    for code in question.measures:
        measure = measures[code]
        assert measure.part is not None
        assert measure.unit is not None
        counts = named.group_by(*SPLITS, maintain_order=True).agg(
            numerator=measure.part.sum().cast(pl.Float64),
            denominator=pl.lit(None, pl.Float64) if measure.whole is None else measure.whole.sum().cast(pl.Float64),
            simulated=pl.col("simulated").any(),
        )
        found.append(
            _of_measure(_every_group(counts, measure.whole is not None), code, measure.unit, polarity.get(code, ""))
        )
    return pl.concat(found)


def _every_group(counts: pl.DataFrame, share: bool) -> pl.DataFrame:
    groups = counts.select("row").unique(maintain_order=True)
    for end in ("column", "panel"):
        groups = groups.join(counts.select(end).unique(maintain_order=True), how="cross")
    every = groups.join(counts, on=SPLITS, how="left", maintain_order="left")
    return every.with_columns(
        pl.col("numerator").fill_null(0.0),
        pl.col("denominator").fill_null(0.0) if share else pl.col("denominator"),
        pl.col("simulated").fill_null(pl.col("simulated").any()),
    )


def _of_measure(counts: pl.DataFrame, code: str, unit: Unit, polarity: str) -> pl.DataFrame:
    percentage = unit.kind is Kind.PERCENTAGE
    n, d, per = pl.col("numerator"), pl.col("denominator"), pl.lit(unit.per)
    found = counts.with_columns(decimals=pl.lit(unit.decimals, pl.Int64))
    if percentage:
        low, high = wilson(n, d)
        found = found.with_columns(low=100 * low, high=100 * high, few=d.is_between(1, FEW, closed="left"))
    found = found.with_columns(
        measure=pl.lit(code),
        value=quotient(n, d, per) if percentage else n,
        per=per,
        kind=pl.lit(unit.kind.value),
        unit=pl.lit(unit.name),
        polarity=pl.lit(polarity),
        why=pl.when(pl.lit(percentage) & (d == 0)).then(pl.lit("none to count")),
        apart=pl.lit(value=True),
    )
    return as_cells(found)
