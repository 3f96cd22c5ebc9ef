"""Agency placements: how many children were placed with agencies at the time of each month's count.

A financial year runs from April to March. An average is that of the months that are held; a year that is not complete
is set against the same months of the year before, never against the whole of it. Change is in placements and in percent
of the number a year before. The three kinds that are printed (residential, fostering, supported living) do not always
add up to the total; how much they fall short is shown and not spread.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_per_version
from analytics.corporate.papers import held
from analytics.percent import from_tenths
from analytics.store import Shown, Store
from analytics.units import PERCENT

TOTAL = "Total agency"
KINDS = ("Residential agency", "Fostering agency", "Supported living")
SERIES = (TOTAL, *KINDS)


def _financial_year(month: str) -> pl.Expr:
    april = pl.col(month).dt.offset_by("-3mo")
    return pl.format("{}/{}", april.dt.year(), april.dt.offset_by("1y").dt.to_string("%y"))


@cached_per_version
def by_month(store: Store, month: date, shown: Shown = "known") -> pl.DataFrame:
    """The placements of everything that is held: see `months_of`."""
    return months_of(held(store, "placements", month, shown), month)


def months_of(rows: pl.DataFrame, month: date) -> pl.DataFrame:
    """One row a series and month up to the month: series, month, financial_year (“2024/25”), place (0 for April),
    value, year_ago, change, change_percent (one decimal), source, cut, load_id, simulated. Oldest first; from rows of
    the extract with load_id."""
    rows = rows.filter(pl.col("month") <= month)
    earlier = rows.select("series", pl.col("month").dt.offset_by("12mo"), year_ago="value")
    order = {name: n for n, name in enumerate(SERIES)}
    return (
        rows.join(earlier, on=["series", "month"], how="left")
        .with_columns(
            financial_year=_financial_year("month"),
            place=pl.col("month").dt.offset_by("-3mo").dt.month().cast(pl.Int64) - 1,
            change=pl.col("value") - pl.col("year_ago"),
        )
        .with_columns(change_percent=_percent("change", "year_ago"))
        .sort(pl.col("series").replace_strict(order, default=len(order)), "series", "month")
        .select(
            *("series", "month", "financial_year", "place", "value", "year_ago", "change", "change_percent"),
            *("source", "cut", "load_id", "simulated"),
        )
    )


def _percent(part: str, whole: str) -> pl.Expr:
    """100 × part / whole to one decimal, halves away from zero; part may be negative, whole must be above 0."""
    p, w = pl.col(part).abs() * 2000, pl.col(whole)
    tenths = (p + w) // (2 * w) * pl.col(part).sign()
    return from_tenths(pl.when(w > 0).then(tenths))


@cached_per_version
def by_year(store: Store, month: date, shown: Shown = "known") -> pl.DataFrame:
    """One row a series and financial year: series, financial_year, months (with a number), average, lowest, highest,
    first, last, average_before (of the same months a year before, null where one is missing), average_change,
    average_change_percent, simulated. Averages and changes to one decimal."""
    known = by_month(store, month, shown).filter(pl.col("value").is_not_null())
    years = known.group_by("series", "financial_year", maintain_order=True).agg(
        months=pl.len().cast(pl.Int64),
        sum=pl.col("value").sum(),
        before=pl.when(pl.col("year_ago").is_null().any()).then(None).otherwise(pl.col("year_ago").sum()),
        lowest=pl.col("value").min(),
        highest=pl.col("value").max(),
        first=pl.col("value").first(),
        last=pl.col("value").last(),
        simulated=pl.col("simulated").any(),
    )
    moved = pl.col("sum") - pl.col("before")
    return years.with_columns(
        average=_average("sum"), average_before=_average("before"), moved=moved
    ).with_columns(
        average_change=(pl.col("average") - pl.col("average_before")).round(1, mode="half_away_from_zero"),
        average_change_percent=_percent("moved", "before"),
    ).select(
        *("series", "financial_year", "months", "average", "lowest", "highest", "first", "last", "average_before"),
        *("average_change", "average_change_percent", "simulated"),
    )  # fmt: skip


def _average(total: str) -> pl.Expr:
    return (pl.col(total) / pl.col("months")).round(1, mode="half_away_from_zero")


def parts_short(by_month: pl.DataFrame) -> pl.DataFrame:
    """Months in which the kinds do not add up to the total: month, financial_year, total, parts (their sum), short
    (total minus parts), missing (kinds that are not printed, in words). From a frame of `by_month`."""
    total = by_month.filter(pl.col("series") == TOTAL).select("month", "financial_year", "simulated", total="value")
    kinds = by_month.filter(pl.col("series").is_in(KINDS), pl.col("value").is_not_null())
    parts = kinds.group_by("month").agg(parts=pl.col("value").sum(), names=pl.col("series"))
    missing = [", ".join(kind for kind in KINDS if kind not in names) for names in parts["names"].to_list()]
    return (
        total.join(parts.with_columns(pl.Series("missing", missing, pl.String)), on="month")
        .with_columns(short=pl.col("total") - pl.col("parts"))
        .filter(pl.col("short") != 0)
        .sort("month")
        .select("month", "financial_year", "total", "parts", "short", "missing", "simulated")
    )


def latest(by_month: pl.DataFrame, series: str) -> dict[str, Any] | None:
    """The newest row of a series that has a number, from a frame of `by_month`; None if none has."""
    known = by_month.filter(pl.col("series") == series, pl.col("value").is_not_null())
    return None if known.is_empty() else known.row(-1, named=True)


def long_finding(by_month: pl.DataFrame) -> str:
    """How far the total has come since the first month that is held, without a full stop."""
    known = by_month.filter(pl.col("series") == TOTAL, pl.col("value").is_not_null())
    if known.is_empty():
        return "No total is held"
    first, last = (known.row(at, named=True) for at in (0, -1))
    way = "rose" if last["value"] > first["value"] else "fell" if last["value"] < first["value"] else "went"
    return (
        f"Agency placements {way} from {first['value']:,} in {months.words(first['month'])} to {last['value']:,} in "
        f"{months.words(last['month'])}"
    )


def finding(by_month: pl.DataFrame, series: str) -> str:
    """The newest number of a series and its change on a year before, without a full stop."""
    row = latest(by_month, series)
    if row is None:
        return f"{series}: no number is held"
    said = f"{series}: {formatting.counted(row['value'], 'placement', 'placements')} in {months.words(row['month'])}"
    if row["change"] is None:
        return said
    if row["change"] == 0:
        return f"{said}, as many as a year before"
    more = "more" if row["change"] > 0 else "fewer"
    change = f"{PERCENT.signed(row['change_percent'])}{PERCENT.symbol}"
    return f"{said}, {abs(row['change']):,} {more} than a year before ({change})"
