"""One indicator's financial years beside each other, its financial quarters, and the year to date.

Figures come from `quarters`; here they are cut to what was known in a month. Published and wholly simulated months are
two series, so no quarter and no year mixes them.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import months
from analytics.caching import cached_by_identity
from analytics.columns import projected
from analytics.indicators.quarters import financial_quarters, year_on_year, year_to_date
from analytics.indicators.schemas import FinancialYears, Quarters, YearToDate

_APART = ("measure_id", "simulated", "parts_missing")
MOST_YEARS = 4
MOST_QUARTERS = 8


@cached_by_identity
def financial_years(series: pl.DataFrame, month: date) -> pl.DataFrame:
    """The months of `series` in the newest MOST_YEARS financial years (April to March) up to that of `month`; columns
    of `FinancialYears`."""
    april = pl.col("month").dt.offset_by("-3mo")
    last = months.before(month, 3).year
    years = (
        year_on_year(_whole(series), by=_APART)
        .with_columns(
            financial_year=pl.format("{}/{}", april.dt.year(), april.dt.offset_by("1y").dt.to_string("%y")),
            place=april.dt.month().cast(pl.Int64) - 1,
        )
        .filter(april.dt.year().is_between(last - MOST_YEARS + 1, last))
    )
    return projected(years, FinancialYears)


@cached_by_identity
def quarters_to(series: pl.DataFrame, month: date) -> pl.DataFrame:
    """The newest MOST_QUARTERS financial quarters of `series` up to `month`, newest first; columns of `Quarters`.

    Where a quarter has published and simulated months, it is that of the published ones; where it has months of
    different parts of the area, that of those which are most.
    """
    known = _whole(series).filter(pl.col("month") <= month)
    notes = series.select(quarter_as_at="month", note="note")
    quarters = (
        financial_quarters(known, by=_APART)
        .sort("quarter_start", "simulated", "quarter_months", descending=[True, False, True], nulls_last=True)
        .unique("quarter_start", keep="first", maintain_order=True)
        .head(MOST_QUARTERS)
        .join(notes, on="quarter_as_at", how="left", maintain_order="left")
        .with_columns(remark=pl.coalesce("no_quarter", pl.when(pl.col("note") != "").then("note")))
    )
    return projected(quarters, Quarters)


def year_so_far(series: pl.DataFrame, month: date) -> pl.DataFrame:
    """The financial year to a month of `series`: one row, columns of `YearToDate`."""
    return projected(year_to_date(_whole(series), by=_APART).filter(month=month), YearToDate)


def _whole(series: pl.DataFrame) -> pl.DataFrame:
    """The series with each gap counted to the figures before it, for a gap is neither published nor simulated, and no
    figure of some parts or of all."""
    parts = pl.when(pl.col("value").is_not_null()).then("parts_missing")
    return series.with_columns(
        pl.col("simulated").fill_null(strategy="forward"),
        parts_missing=parts.fill_null(strategy="forward").fill_null(""),
    )
