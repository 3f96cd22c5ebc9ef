"""One indicator's financial years beside each other, its financial quarters, and the year to date in words.

Figures come from `quarters`; here they are cut to what was known in a month. Published and wholly simulated months are
two series, so no quarter and no year mixes them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity
from analytics.catalogue import unit_of
from analytics.indicators.quarters import financial_quarters, year_on_year, year_to_date

_APART = ("measure_id", "simulated")
MOST_YEARS = 4
MOST_QUARTERS = 8


@cached_by_identity
def financial_years(series: pl.DataFrame, month: date) -> pl.DataFrame:
    """The rows of `series` in the newest MOST_YEARS financial years (April to March) up to that of `month`.

    Adds financial_year (such as “2024/25”), place (0 for April to 11 for March), and those of `year_on_year`.
    """
    april = pl.col("month").dt.offset_by("-3mo")
    last = months.before(month, 3).year
    return (
        year_on_year(_whole(series), by=_APART)
        .with_columns(
            financial_year=pl.format("{}/{}", april.dt.year(), april.dt.offset_by("1y").dt.to_string("%y")),
            place=april.dt.month().cast(pl.Int64) - 1,
        )
        .filter(april.dt.year().is_between(last - MOST_YEARS + 1, last))
    )


@cached_by_identity
def quarters_to(series: pl.DataFrame, month: date) -> pl.DataFrame:
    """The newest MOST_QUARTERS financial quarters of `series` up to `month`, newest first, as of `financial_quarters`.

    Adds remark: why a quarter has no figure, or the note of its last month. Where a quarter has published and simulated
    months, it is that of the published ones.
    """
    known = _whole(series).filter(pl.col("month") <= month)
    notes = series.select(quarter_as_at="month", note="note")
    return (
        financial_quarters(known, by=_APART)
        .sort("quarter_start", "simulated", descending=[True, False], nulls_last=True)
        .unique("quarter_start", keep="first", maintain_order=True)
        .head(MOST_QUARTERS)
        .join(notes, on="quarter_as_at", how="left", maintain_order="left")
        .with_columns(remark=pl.coalesce("no_quarter", pl.when(pl.col("note") != "").then("note")))
    )


@cached_by_identity
def year_to_date_said(series: pl.DataFrame, month: date) -> str:
    """The financial year to date, against last year's to the same month, or why either is not given."""
    row = year_to_date(_whole(series), by=_APART).row(by_predicate=pl.col("month") == month, named=True)
    this, last = _so_far(row, "ytd"), _so_far(row, "last_ytd")
    said = f"Financial year to date, April to {months.words(month)}: {this}."
    if row["ytd_value"] is None and row["no_ytd"] == row["no_last_ytd"]:
        return said
    said += f" Last year to {months.words(months.before(month, 12))}: {last}."
    if row["ytd_change"] is not None:
        meaning = formatting.better_or_worse(row["ytd_change"], row["polarity"])
        change = unit_of(row["measure_id"]).change(row["ytd_change"])
        said += f" A change of {change}" + (f", {meaning}." if meaning else ".")
    return said


def _so_far(row: dict[str, Any], prefix: str) -> str:
    if row[f"{prefix}_value"] is None:
        return f"not given ({row[f'no_{prefix}']})"
    value = unit_of(row["measure_id"]).value(row[f"{prefix}_value"])
    return f"{value} ({row[f'{prefix}_numerator']:,} of {row[f'{prefix}_denominator']:,})"


def _whole(series: pl.DataFrame) -> pl.DataFrame:
    """The series with each gap counted to the figures before it, for a gap is neither published nor simulated."""
    return series.with_columns(pl.col("simulated").fill_null(strategy="forward"))
