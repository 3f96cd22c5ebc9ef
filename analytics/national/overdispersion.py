"""How much authorities differ more than chance explains: the additive over-dispersion of a funnel plot.

**Scale.** A percentage is judged by the arcsine of the root of its share, a rate by the root of its events a head
(Poisson). On that scale the standard error of a figure is s = 1/(2·√denominator), whatever the figure.

**Over-dispersion.** Authorities differ for many reasons besides chance: with large numbers, nearly all of them lie
outside limits made for chance alone. So their true figures are taken to spread about the average with a variance τ² of
their own, and limits are at average ± z·√(s² + τ²). A tenth of the z-scores at either end is winsorised, set to the
10 % and 90 % quantiles, so that a few authorities that are truly different do not widen the limits.

**Which τ².** Spiegelhalter's published estimate comes from the mean φ of the squared winsorised z-scores, as programs
for funnel plots have it. Winsorising makes that φ about a third too small, even where nobody is different: then about
one authority in seven lies outside the 95 % limits. Ours is the τ² with which the winsorised mean square of the
adjusted z-scores is what it is for a normal distribution. Of authorities that spread normally about 1 in 20 then lies
outside the 95 % limits, and 1 in 500 outside the 99.8 % limits. Every verdict is by ours. The chart can also be drawn
with the published estimate, or with limits for chance alone.

Sources: D. J. Spiegelhalter, Statistics in Medicine 24 (2005), page 1185, and Quality and Safety in Health Care 14
(2005), page 347; the estimate of moments is that of R. DerSimonian and N. Laird, Controlled Clinical Trials 7 (1986).
"""

from __future__ import annotations

from enum import StrEnum
from statistics import NormalDist
from typing import Any

import numpy as np
import polars as pl

TRIMMED = 0.1  # of the z-scores, at either end
_CUT = NormalDist().inv_cdf(1 - TRIMMED)
# The mean square of a standard normal variable whose tails are set to the cuts: 0.679.
_MEAN_SQUARE = 1 - 2 * TRIMMED - 2 * _CUT * NormalDist().pdf(_CUT) + 2 * TRIMMED * _CUT**2
_HALVINGS = 40  # of the interval in which tau² lies


class Spread(StrEnum):
    """What is taken for the spread of authorities' true figures."""

    CALIBRATED = "calibrated"
    PUBLISHED = "published"
    CHANCE = "chance"


def transformed(share: pl.Expr, rate: pl.Expr | bool) -> pl.Expr:
    """A share of 1, or events a head where `rate` holds, on the scale that it is judged by."""
    root = share.sqrt()
    return pl.when(rate).then(root).otherwise(root.arcsin())


def back(at: pl.Expr, rate: pl.Expr | bool) -> pl.Expr:
    """The share of 1, or the events a head, of a point on that scale; beyond its ends, of the end."""
    return pl.when(rate).then(at.clip(0) ** 2).otherwise(at.clip(0, np.pi / 2).sin() ** 2)


def error(denominator: pl.Expr) -> pl.Expr:
    """The standard error on that scale; null where the denominator is 0 or missing."""
    return 1 / (2 * pl.when(denominator > 0).then(denominator.cast(pl.Float64)).sqrt())


def with_spread(
    rows: pl.DataFrame, how: Spread, by: list[str], y: str = "y", s: str = "s", y0: str = "y0"
) -> pl.DataFrame:
    """Add z, phi and tau2 to rows of figures `y` with the standard errors `s` about the average `y0`, all known; each
    family of rows (`by`) is estimated by itself. A family of one has tau² 0."""
    rows = rows.with_columns(z=(pl.col(y) - pl.col(y0)) / pl.col(s))
    if rows.is_empty():
        return rows.with_columns(phi=pl.lit(None, pl.Float64), tau2=pl.lit(None, pl.Float64))
    family = rows.select(pl.struct(by).rank("dense")).to_series().to_numpy().astype(int) - 1
    place = rows.select(pl.int_range(pl.len()).over(by)).to_series().to_numpy()
    shape = family.max() + 1, place.max() + 1

    def spread_out(column: str) -> np.ndarray[Any, Any]:
        found = np.full(shape, np.nan)
        found[family, place] = rows[column].to_numpy()
        return found

    z, error_of = spread_out("z"), spread_out(s)
    phi = _winsorised(z)
    tau2 = np.zeros(len(z))
    if how is not Spread.CHANCE:
        tau2 = (_published if how is Spread.PUBLISHED else _calibrated)(z, error_of, phi)
    return rows.with_columns(phi=pl.Series(phi[family]), tau2=pl.Series(tau2[family]))


def _winsorised(z: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The mean square of each row once its tails are set to the cuts; quantiles are interpolated (type 7)."""
    ordered, number = np.sort(z, axis=1), (~np.isnan(z)).sum(axis=1)
    row = np.arange(len(z))

    def quantile(q: float) -> np.ndarray[Any, Any]:
        at = (number - 1) * q
        below = np.floor(at).astype(int)
        above = np.minimum(below + 1, number - 1)
        low = ordered[row, below]
        return low + (at - below) * (ordered[row, above] - low)

    cut = np.clip(z, quantile(TRIMMED)[:, None], quantile(1 - TRIMMED)[:, None])
    mean: np.ndarray[Any, Any] = np.nansum(cut**2, axis=1) / number
    return mean


def _published(z: np.ndarray[Any, Any], s: np.ndarray[Any, Any], phi: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    number, w = (~np.isnan(z)).sum(axis=1), np.nan_to_num(1 / s**2)
    total = w.sum(axis=1)
    free = total - (w**2).sum(axis=1) / total
    found = np.where(number > 1, (number * phi - (number - 1)) / np.where(free > 0, free, 1), 0)
    return np.maximum(found, 0)


def _calibrated(z: np.ndarray[Any, Any], s: np.ndarray[Any, Any], phi: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    number = (~np.isnan(z)).sum(axis=1)
    wanted = _MEAN_SQUARE * (number - 1) / number
    too_wide = np.where(number > 1, np.nanmax((z * s) ** 2, axis=1) / np.where(wanted > 0, wanted, 1), 0)
    low, high = np.zeros(len(z)), np.where(phi > wanted, too_wide, 0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        more = _winsorised(z * s / np.sqrt(s**2 + middle[:, None])) > wanted
        low, high = np.where(more, middle, low), np.where(more, high, middle)
    return high
