"""The season of monthly figures: what the calendar month alone does to a figure, and whether it does anything.

**Factors.** The trend is the mean of twelve months, the middle of which is the month itself (half of the first and of
the thirteenth month each). What a figure is beside its trend, as a ratio, or as a difference of percentages, is
averaged for each calendar month; the twelve averages are then made to average 1 (ratios) or 0 (differences).

**Whether there is one.** The ratios or differences of the calendar months are compared with each other (one-way
analysis of variance); a season is taken out only where chance alone would make so much difference in less than one of
twenty series. It takes three years of figures of each month without a gap.

Source: the classical decomposition by moving averages, as R's `decompose` does it.
"""

from __future__ import annotations

import math

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.catalogue import Window
from analytics.units import Kind

YEAR = 12
YEARS = 3
LEVEL = 0.05
# Numbers of a month, most of which have a season, which is larger where they are; that of others is a difference.
SEASONAL = (Kind.COUNT.value, Kind.RATE.value, Kind.AMOUNT.value)
_WEIGHTS = np.array([0.5, *[1.0] * (YEAR - 1), 0.5]) / YEAR

Figures = NDArray[np.float64]


def detrended(values: Figures, *, ratios: bool) -> Figures:
    """What monthly figures without a gap are beside their trend, as ratios or differences, months along the last axis;
    of the first and the last six months it is not known, and they are left out. Raises ValueError with fewer than 25.
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
    of_month = np.stack([of.mean(-1) for of in _by_month(beside)], -1)
    average = of_month.mean(-1, keepdims=True)
    return of_month / average if ratios else of_month - average


def is_seasonal(beside: Figures) -> NDArray[np.bool_]:
    """Whether what figures are beside their trend differs between calendar months by more than chance; of each series,
    months along the last axis. Figures that never change have no season."""
    from scipy.stats import f_oneway  # half a second, which only a series of three years needs

    moves = np.ptp(beside, axis=-1) > 1e-9
    found = np.zeros(beside.shape[:-1], bool)
    if moves.any():
        found[moves] = f_oneway(*_by_month(beside[moves]), axis=-1).pvalue < LEVEL
    return found


def with_season(frame: pl.DataFrame) -> pl.DataFrame:
    """Add what takes the season out of each row's figure, which is (value − season_add) / season_times, and
    season_wider, by how many times a limit is wider because the season is only estimated. They are 0, 1 and 1 where no
    season is taken out.

    `frame` has group, month, value, kind, window, period_months and in_baseline, sorted by month within each group.
    """
    plain = frame.with_columns(season_add=pl.lit(0.0), season_times=pl.lit(1.0), season_wider=pl.lit(1.0))
    monthly = (pl.col("window") == Window.MONTH.value) & (pl.col("period_months") == 1)
    months = pl.col("month").filter(pl.col("value").is_not_null())
    span = pl.col("month").is_between(months.min().over("group"), months.max().over("group"))
    long = (
        frame.filter(monthly & span)
        .group_by("group")
        .agg(
            pl.col("month", "value"),
            baseline=pl.col("value").filter("in_baseline"),
            ratios=pl.col("kind").first().is_in(SEASONAL),
            length=pl.col("in_baseline").sum(),
            gaps=pl.col("value").has_nulls(),
            least=pl.col("value").min(),
        )
        .filter(
            (pl.col("value").list.len() >= YEARS * YEAR) & ~pl.col("gaps"),
            ~pl.col("ratios") | (pl.col("least") > 0),
        )
    )
    found = [_of_length(of) for of in long.partition_by("length", "ratios")]
    return plain.update(pl.concat(found), on=["group", "month"], how="left", maintain_order="left") if found else plain


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
        )
    )
