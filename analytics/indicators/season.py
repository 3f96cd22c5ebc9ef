"""The season of monthly figures: what the calendar month alone does to a figure, and whether it does anything.

**Factors.** The trend is the mean of twelve months, the middle of which is the month itself (half of the first and of
the thirteenth month each). What a figure is beside its trend, as a ratio, or as a difference of percentages, is
averaged for each calendar month; the twelve averages are then made to average 1 (ratios) or 0 (differences).

**Whether there is one.** The ratios or differences of the calendar months are compared with each other (one-way
analysis of variance); a season is taken out only where chance alone would make so much difference in less than one of
twenty series. It takes three years of figures of each month without a gap.

**Too short a series.** A count or a rate of less than three years is taken to have the season of the national monthly
figures that the catalogue names for it: those of the authority itself, else of its region, else of England, whichever
first have three years that show one. Years from April to March count, the ten newest at most that had ended before the
newest figure of the series, so that no month has a part in its own factor; a year in which a month has no figure is
left out. Limits are not widened then: how far the factors are wrong is part of how the figures move between months.

Source: the classical decomposition by moving averages, as R's `decompose` does it.
"""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics import formatting, months
from analytics.catalogue import Window
from analytics.units import Kind

YEAR = 12
YEARS = 3
MOST_YEARS = 10  # of national figures
LEVEL = 0.05
# Numbers of a month, most of which have a season, which is larger where they are; that of others is a difference.
SEASONAL = (Kind.COUNT.value, Kind.RATE.value, Kind.AMOUNT.value)
_COUNTED = (Kind.COUNT.value, Kind.RATE.value)
# National monthly figures: rank is 1 of those that are asked first; figures and publisher name them in words; value is
# null where a marker stands in its place.
NATIONAL = {
    "measure_id": pl.String,
    "rank": pl.Int64,
    "figures": pl.String,
    "publisher": pl.String,
    "month": pl.Date,
    "value": pl.Float64,
}
_WEIGHTS = np.array([0.5, *[1.0] * (YEAR - 1), 0.5]) / YEAR

Figures = NDArray[np.float64]


def detrended(values: Figures, *, ratios: bool) -> Figures:
    """What monthly figures are beside their trend, as ratios or differences, months along the last axis; of the first
    and the last six months it is not known, and they are left out. It is NaN where one of the thirteen figures is.
    Raises ValueError with fewer than 25 figures.
    """
    length = values.shape[-1]
    if length <= 2 * YEAR:
        raise ValueError(f"A season needs more than {2 * YEAR} figures; there are {length}.")
    trend = np.apply_along_axis(np.convolve, -1, values, _WEIGHTS, "valid")
    middle = values[..., YEAR // 2 : -YEAR // 2]
    return middle / trend if ratios else middle - trend


def _by_month(beside: Figures) -> list[Figures]:
    """What `detrended` gave, by calendar month: that of the first figure of the series comes first."""
    return [beside[..., (first - YEAR // 2) % YEAR :: YEAR] for first in range(YEAR)]


def factors(beside: Figures, *, ratios: bool) -> Figures:
    """The factor of each calendar month along the last axis, that of the first figure of the series first, from what
    `detrended` gave: in the unit of the figures, or as ratios."""
    of_month = np.stack([np.nanmean(of, -1) for of in _by_month(beside)], -1)
    average = of_month.mean(-1, keepdims=True)
    return of_month / average if ratios else of_month - average


def is_seasonal(beside: Figures) -> NDArray[np.bool_]:
    """Whether what figures are beside their trend differs between calendar months by more than chance; of each series,
    months along the last axis. Figures that never change have no season."""
    from scipy.stats import f_oneway  # half a second, which only a series of three years needs

    moves = np.nanmax(beside, -1) - np.nanmin(beside, -1) > 1e-9
    found = np.zeros(beside.shape[:-1], bool)
    if moves.any():
        found[moves] = f_oneway(*_by_month(beside[moves]), axis=-1, nan_policy="omit").pvalue < LEVEL
    return found


def national_factors(figures: pl.DataFrame) -> tuple[Figures, list[date]] | None:
    """The factors of April to March, as ratios, and the Aprils of the years that they come from; None where these are
    fewer than three, or show no season. `figures` has month and value, a row a month."""
    april = pl.col("month").dt.offset_by("-3mo").dt.truncate("1y").dt.offset_by("3mo")
    whole = (pl.col("value").count() == YEAR) & (pl.col("value").min() > 0)
    years = figures.sort("month").group_by(april=april, maintain_order=True).agg("value", whole=whole)
    years = years.filter("whole").tail(MOST_YEARS)
    if years.height < YEARS:
        return None
    aprils, values = years["april"].to_list(), np.array(years["value"].to_list(), float)
    every = np.full((aprils[-1].year - aprils[0].year + 1, YEAR), np.nan)
    every[[april.year - aprils[0].year for april in aprils]] = values
    beside = detrended(every.ravel(), ratios=True)
    # Years that stand alone have no trend, and say nothing.
    if min(np.isfinite(of).sum() for of in _by_month(beside)) < YEARS - 1 or not is_seasonal(beside):
        return None
    return factors(beside, ratios=True), aprils


def with_season(frame: pl.DataFrame, national: pl.DataFrame | None = None) -> pl.DataFrame:
    """Add what takes the season out of each row's figure, which is (value − season_add) / season_times; season_wider,
    by how many times a limit is wider because the season is only estimated; and season_source, the national figures
    that it is of, in words, null where it is the series' own. They are 0, 1, 1 and null where no season is taken out.

    `frame` has measure_id, group, month, value, kind, window, period_months, is_rare and in_baseline, sorted by month
    within each group; `national` has the columns of NATIONAL.
    """
    plain = frame.with_columns(
        season_add=pl.lit(0.0),
        season_times=pl.lit(1.0),
        season_wider=pl.lit(1.0),
        season_source=pl.lit(None, pl.String),
    )
    monthly = (pl.col("window") == Window.MONTH.value) & (pl.col("period_months") == 1)
    held = pl.col("month").filter(pl.col("value").is_not_null())
    span = pl.col("month").is_between(held.min().over("group"), held.max().over("group"))
    every = (
        frame.filter(monthly & span)
        .group_by("group")
        .agg(
            pl.col("month", "value"),
            pl.col("measure_id").first(),
            baseline=pl.col("value").filter("in_baseline"),
            ratios=pl.col("kind").first().is_in(SEASONAL),
            counted=pl.col("kind").first().is_in(_COUNTED) & ~pl.col("is_rare").first(),
            length=pl.col("in_baseline").sum(),
            gaps=pl.col("value").has_nulls(),
            least=pl.col("value").min(),
        )
    )
    is_long = pl.col("value").list.len() >= YEARS * YEAR
    long = every.filter(is_long & ~pl.col("gaps"), ~pl.col("ratios") | (pl.col("least") > 0))
    found = [_of_length(of) for of in long.partition_by("length", "ratios")]
    if national is not None and not national.is_empty():
        short = every.filter(~is_long & pl.col("counted"), pl.col("measure_id").is_in(national["measure_id"].implode()))
        found += [_of_nation(of, national) for of in short.partition_by("measure_id")]
    return plain.update(pl.concat(found), on=["group", "month"], how="left", maintain_order="left") if found else plain


def _of_nation(series: pl.DataFrame, national: pl.DataFrame) -> pl.DataFrame:
    """What `_of_length` gives, of the series of one indicator that are too short, by the national figures that come
    first and show a season; ones where none do."""
    rows = series.select("group", "month").explode("month")
    before = national.filter(pl.col("month") < rows["month"].max(), measure_id=series["measure_id"][0])
    held = before.sort("rank", "month").partition_by("rank", maintain_order=True)
    times, source = next(
        ((found[0], _source(of, found[1])) for of in held if (found := national_factors(of))), (np.ones(YEAR), None)
    )
    return rows.with_columns(
        season_add=pl.lit(0.0),
        season_times=pl.lit(pl.Series(times)).gather((pl.col("month").dt.month() + 8) % YEAR),  # that of April first
        season_wider=pl.lit(1.0),
        season_source=pl.lit(source, pl.String),
    )


def _source(figures: pl.DataFrame, aprils: list[date]) -> str:
    """Of which figures factors are, of which months, and who publishes them, in words."""
    held = [months.before(april, -after) for april in aprils for after in range(YEAR)]
    return f"{figures['figures'][0]}, {formatting.joined(months.runs(held))} ({figures['publisher'][-1]})"


def _of_length(series: pl.DataFrame) -> pl.DataFrame:
    """group, month and the columns of `with_season` of those of some series that have a season. `series` has a row for
    each, with group, month, value, baseline, ratios and length, the last two the same in all."""
    ratios, length = bool(series["ratios"][0]), int(series["length"][0])
    beside = detrended(np.array(series["baseline"].to_list()), ratios=ratios)
    seasonal = is_seasonal(beside)
    of = factors(beside, ratios=ratios)[seasonal]
    # Of m detrended figures of each calendar month: (1 + 1/m)·m / (m − 1) times the variance, m = length / 12 − 1.
    wider = math.sqrt(length / (length - 2 * YEAR))
    rows = series.filter(pl.Series(seasonal)).select(
        "group", "month", factor=pl.Series(of.tolist(), dtype=pl.List(float))
    )
    return (
        rows.explode("month")
        .with_columns(at=pl.int_range(pl.len()).over("group") % YEAR)
        .select(
            "group",
            "month",
            season_add=pl.lit(0.0) if ratios else pl.col("factor").list.get(pl.col("at")),
            season_times=pl.col("factor").list.get(pl.col("at")) if ratios else pl.lit(1.0),
            season_wider=pl.lit(wider),
            season_source=pl.lit(None, pl.String),
        )
    )
