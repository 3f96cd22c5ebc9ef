"""How far two or more readers of the same files agree, when grades are in an order.

**Weights.** Readers who are one grade apart agree in part: of q grades, those k apart by 1 − k/(q − 1) (linear
weights). All grades of the scale count, those that nobody gave too.

**Gwet's AC2** and **weighted kappa** both say how much of the agreement that chance leaves open was reached: 1 is full
agreement, 0 no more than chance. They differ in what chance is. Kappa takes each reader's own shares of the grades, and
so falls where nearly all files get one grade, however seldom readers differ; AC2 does not. Kappa is of two readers. AC2
is of any number, and of files of which not all read all.

**Intervals** are at 95 %. They are those of Fisher's z-transformation of the estimate with its standard error and
Student's t, after one more file has been added, read by chance with the shares of the grades that were seen: without
it an interval has no width where nobody differed. They say how far other files of the same kind would change the
figure, with the same readers. Simulated coverage is in `benchmarks/agreement.md`; kappa's is too short where one grade
is rare and files are few. Of fewer than 20 audits, or ten anchor files, it is said that there are too few to tell.

**In words** after Altman: above 0.8 very good, above 0.6 good, above 0.4 moderate, above 0.2 fair, else poor.

**A change** of AC2 between two groups without a common file is put together from their two intervals, as that of two
shares is (`analytics.intervals`).

**Direction.** Whether readers move grades down more often than up by more than chance is said by the exact sign test of
those that were moved.

**Shrunk shares** are drawn towards the mean of all, the more the fewer cases there are: (x + m·s)/(n + s) for x of n,
where the mean m and the strength s are those of a beta distribution of the true shares that fits the spread of all
(moments, each share weighted by its cases; empirical Bayes). Where they spread no more than chance makes them, all are
the mean.

Sources: K. L. Gwet, British Journal of Mathematical and Statistical Psychology 61 (2008), page 29, and Handbook of
Inter-Rater Reliability, 4th edition (2014), chapters 3 to 5; J. Cohen, Psychological Bulletin 70 (1968), page 213;
J. L. Fleiss, J. Cohen, B. S. Everitt, Psychological Bulletin 72 (1969), page 323; D. G. Altman, Practical Statistics
for Medical Research (1991), page 404; A. Agresti, B. A. Coull, American Statistician 52 (1998), page 119, for adding
cases; G. Y. Zou, A. Donner, Statistics in Medicine 27 (2008), page 1693, for the change; J. C. Kleinman, Journal of the
American Statistical Association 68 (1973), page 46, for the moments.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.intervals import WARNING

Numbers = NDArray[np.float64]
FEWEST_FILES = 10  # that several readers read; with fewer there are too few to tell
_WORDS = ((0.8, "very good"), (0.6, "good"), (0.4, "moderate"), (0.2, "fair"))
_POOR = "poor"
GOOD_ENOUGH = 0.6  # agreement above it is good
_WHOLE = 1 - 1e-9  # the ends of Fisher's transformation have none


@dataclass(frozen=True)
class Estimate:
    """A coefficient of agreement, −1 to 1, and the ends of its interval."""

    value: float
    low: float
    high: float


def weights(grades: int) -> Numbers:
    """How far two grades agree, 0 to 1, of so many (2 or more)."""
    at = np.arange(grades)
    return np.asarray(1 - np.abs(at[:, None] - at) / (grades - 1), dtype=np.float64)


def ac2(readings: Numbers, files: Numbers | None = None) -> Estimate | None:
    """Gwet's AC2 of files × grades, each how many readers gave a file that grade; a row stands for as many files as
    `files` says, else for one. None where fewer than two files have two readings, or the scale has one grade.

    >>> ac2(np.array([[2.0, 0.0], [0.0, 2.0], [1.0, 1.0]])).value.__round__(3)
    0.333
    """
    often = np.ones(len(readings)) if files is None else files
    if readings.shape[1] < 2 or often[readings.sum(axis=1) > 1].sum() < 2:
        return None
    mean = np.average(readings / readings.sum(axis=1, keepdims=True), axis=0, weights=often)
    pairs = _pairs(readings.shape[1])
    added = np.concatenate([readings, pairs]), np.concatenate([often, np.multiply.outer(mean, mean).ravel()])
    return _with_interval(ac2_and_error(readings, often)[0], ac2_and_error(*added), float(often.sum()))


def kappa(crossed: Numbers) -> Estimate | None:
    """Weighted kappa of counts, the first reader's grades down, the second's across. None where it is not defined: of
    fewer than two files, or where both gave all files one and the same grade.

    >>> kappa(np.array([[20.0, 5.0], [10.0, 15.0]])).value.__round__(6)
    0.4
    """
    files = float(crossed.sum())
    if files < 2 or len(crossed) < 2 or (crossed.sum(axis=0) * crossed.sum(axis=1)).max() == files**2:
        return None
    mean = (crossed.sum(axis=0) + crossed.sum(axis=1)) / (2 * files)
    return _with_interval(kappa_and_error(crossed)[0], kappa_and_error(crossed + np.multiply.outer(mean, mean)), files)


def ac2_and_error(readings: Numbers, often: Numbers) -> tuple[float, float]:
    """As `ac2`, with the large-sample standard error of the files as they are."""
    grades, total = readings.shape[1], often.sum()
    weight, readers = weights(grades), readings.sum(axis=1)
    shares = readings / readers[:, None]
    mean = np.average(shares, axis=0, weights=often)
    twice = readers > 1
    agreeing = (readings * (readings @ weight - 1)).sum(axis=1)[twice] / (readers * (readers - 1))[twice]
    scale = weight.sum() / (grades * (grades - 1))
    chance = scale * float((mean * (1 - mean)).sum())
    found = float(np.average(agreeing, weights=often[twice]))
    value = float((found - chance) / (1 - chance))
    each = np.zeros(len(readings))
    each[twice] = total / often[twice].sum() * (agreeing - chance) / (1 - chance)
    each -= 2 * (1 - value) / (1 - chance) * (scale * (shares * (1 - mean)).sum(axis=1) - chance)
    return value, float(np.sqrt((often * (each - value) ** 2).sum() / (total * (total - 1))))


def kappa_and_error(crossed: Numbers) -> tuple[float, float]:
    """As `kappa`, with the large-sample standard error of the files as they are."""
    weight, part = weights(len(crossed)), crossed / crossed.sum()
    down, across = part.sum(axis=1), part.sum(axis=0)
    found, chance = float((part * weight).sum()), float(down @ weight @ across)
    each = weight * (1 - chance) - np.add.outer(weight @ across, down @ weight) * (1 - found)
    variance = (part * each**2).sum() - (found * chance - 2 * chance + found) ** 2
    error = np.sqrt(max(float(variance), 0) / crossed.sum()) / (1 - chance) ** 2
    return (found - chance) / (1 - chance), float(error)


def of_two(crossed: Numbers) -> tuple[Estimate | None, Estimate | None]:
    """AC2 and weighted kappa of counts, the first reader's grades down, the second's across."""
    return ac2(_pairs(len(crossed)), crossed.ravel()) if crossed.sum() else None, kappa(crossed)


def in_words(of: Estimate) -> str:
    """What an agreement is called, and what it may still be at the lower end of its interval.

    >>> in_words(Estimate(0.75, 0.62, 0.84)), in_words(Estimate(0.75, 0.55, 0.84))
    ('good', 'good, though it could be only moderate')
    """
    said, least = (next((word for above, word in _WORDS if at > above), _POOR) for at in (of.value, of.low))
    return said if said == least else f"{said}, though it could be only {least}"


def changed(now: Estimate, before: Estimate) -> bool:
    """Whether two agreements without a common file differ by more than chance."""
    difference = now.value - before.value
    below = np.hypot(now.value - now.low, before.high - before.value)
    above = np.hypot(now.high - now.value, before.value - before.low)
    return bool(difference - below > 0 or difference + above < 0)


def one_way(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    """The p-value (0 to 1) of the sign test of two counts, if either way is as likely; 1 where both are 0."""

    def exact(of: pl.Series) -> pl.Series:
        from scipy.stats import binom

        fewer, both = (of.struct.field(name).to_numpy() for name in ("fewer", "both"))
        return pl.Series(np.minimum(1, 2 * binom.cdf(fewer, both, 0.5)))

    fields = pl.struct(fewer=pl.min_horizontal(one, other), both=one + other)
    return fields.map_batches(exact, return_dtype=pl.Float64)


def shrunk(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """The share of each row, 0 to 1, drawn towards the mean of all rows; wholes are above 0."""

    def drawn(of: pl.Series) -> pl.Series:
        x, n = (of.struct.field(name).cast(pl.Float64).to_numpy() for name in ("part", "whole"))
        mean, strength = _prior(x, n)
        if strength is None:
            return pl.Series(np.full(len(x), mean))
        return pl.Series((x + mean * strength) / (n + strength))

    return pl.struct(part=part, whole=whole).map_batches(drawn, return_dtype=pl.Float64)


def _prior(x: Numbers, n: Numbers) -> tuple[float, float | None]:
    """The mean of the true shares and how many cases it is worth; None where no spread but chance is seen."""
    mean, total = float(x.sum() / n.sum()), n.sum()
    within = mean * (1 - mean)
    spread = float((n * (x / n - mean) ** 2).sum())
    free = len(x) - 1.0
    evenly = float(total - (n**2).sum() / total)  # free × the cases of each, were they as many
    between = (spread - within * free) / (evenly - free) if evenly > free else 0.0
    return (mean, within / between - 1) if 0 < between < within else (mean, None)


def _pairs(grades: int) -> Numbers:
    """The readings of a file by two readers, a row a cell of the table of their grades."""
    one = np.eye(grades)
    return np.asarray((one[:, None, :] + one[None, :, :]).reshape(-1, grades), dtype=np.float64)


def _with_interval(value: float, wider: tuple[float, float], files: float) -> Estimate:
    """An estimate with its interval, which comes from the one of a file more and its standard error."""
    from scipy.stats import t

    middle = float(np.clip(wider[0], -_WHOLE, _WHOLE))
    reach = float(t.ppf((1 + WARNING) / 2, files - 1)) * wider[1] / (1 - middle**2)
    low, high = (float(np.tanh(np.arctanh(middle) + side * reach)) for side in (-1, 1))
    return Estimate(value, min(low, value), max(high, value))
