"""One indicator's financial years beside each other, its financial quarters, and the year to date.

Figures come from `quarters`; here they are cut to what was known in a month. Published and wholly simulated months are
two series, so no quarter and no year mixes them.
"""

from __future__ import annotations

from datetime import date

import dataframely as dy
import polars as pl

from analytics import months
from analytics.caching import cached_by_identity
from analytics.columns import count, day, number, projected, schema, some_of, text
from analytics.indicators.quarters import financial_quarters, year_on_year, year_to_date
from analytics.indicators.schemas import Known

_APART = ("measure_id", "simulated")
MOST_YEARS = 4
MOST_QUARTERS = 8


class _Year(dy.Schema):
    year_change = number()  # on the same month last year, in points
    no_year_change = text()
    financial_year = dy.String()  # such as “2024/25”
    place = dy.Int64()  # 0 for April to 11 for March


FinancialYears = schema(
    "FinancialYears",
    some_of(Known, "measure_id", "month", "value", "target", "simulated", "counts_simulated", "note"),
    _Year.columns(),
)


class Quarters(dy.Schema):
    """A financial quarter, such as “Q2 2024/25”; its value is in percent."""

    measure_id = dy.String()
    simulated = dy.Bool(nullable=True)
    quarter_start = dy.Date(primary_key=True)
    window = dy.String()
    quarter = dy.String()
    quarter_numerator = count()
    quarter_denominator = count()
    quarter_value = number()
    quarter_months = count()  # of the three, how many have what the quarter needs
    quarter_as_at = day()  # the last of them
    no_quarter = text()
    note = text()
    remark = text()  # why there is no figure, or the note of its last month


class YearToDate(dy.Schema):
    """The financial year to a month, and last year's to the same month; shares in percent, the change in points."""

    measure_id = dy.String()
    month = dy.Date()
    polarity = dy.String()
    ytd_value = number()
    ytd_numerator = count()
    ytd_denominator = count()
    no_ytd = text()
    last_ytd_value = number()
    last_ytd_numerator = count()
    last_ytd_denominator = count()
    no_last_ytd = text()
    ytd_change = number()


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

    Where a quarter has published and simulated months, it is that of the published ones.
    """
    known = _whole(series).filter(pl.col("month") <= month)
    notes = series.select(quarter_as_at="month", note="note")
    quarters = (
        financial_quarters(known, by=_APART)
        .sort("quarter_start", "simulated", descending=[True, False], nulls_last=True)
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
    """The series with each gap counted to the figures before it, for a gap is neither published nor simulated."""
    return series.with_columns(pl.col("simulated").fill_null(strategy="forward"))
