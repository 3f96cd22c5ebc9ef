"""How far a share of few can be trusted: intervals, the limits of a funnel plot, and lists of what differs.

**Wilson interval.** The range of true proportions that fit a count of part among whole at the confidence asked for. It
holds for small numbers, and at none or all of them, where the ordinary ± interval fails.

**Finite population.** Of a sample of n from N cases that are all known, n counts for n(N − 1)/(N − n): the more of the
cases were sampled, the less is left to chance. It describes these N cases. Whether something changed, or differs, by
more than chance is asked without it.

**Weighted share.** Where parts of a caseload were sampled unevenly, the share of each part is weighted by its cases
(post-stratification). Its interval is Wilson's for an effective number of cases, p(1 − p) / V. V is the sum over the
parts of S W²(N − n)/(n(N − 1)), W being the part's weight and S the variance of a single case. As few cases tell little
of S, V is the mean of two: with S of each part, where five cases at the weighted share are added to its own; and with
the same S for all parts, p(1 − p) times the ratio of the pooled variance within the parts to that of all cases together
(at most 1). With one part this is the interval with finite population. The mean of two is ours; how often it holds the
true share is measured by simulation.

**Funnel limits.** Where areas share one average m and differ by chance alone, an area of n cases lies within
m ± z·√(m(1 − m)/n) 95 times in 100 (z = 1.96), or 998 in 1,000 (z = 3.09). The average is pooled: all parts over all
wholes. Limits are as calculated, also below 0 and above 1; cutting them off is for drawing. There is no correction for
over-dispersion, for which a council has too few areas as a rule.

**Exact limits.** Those limits are rough where few are to be expected. Where fewer than five cases are expected with, or
fewer than five without, a limit is the most extreme share that is still within: one whose tail, itself included, has a
probability of at least 2.5 % (for 99.8 %: 0.1 %) among that many cases at the average. So the drawn limits are a
staircase there. Counts that are not whole numbers keep the other limits.

**Rates.** The number of events is taken for Poisson. Its 95 % interval is exact below ten events, and Byar's
approximation from ten on; that of the rate is the same divided by the population. The funnel's limits around an average
rate m are m ± z·√(m/n), and exact where fewer than five events are expected.

**Difference of two shares.** The range of true differences between two groups that have no case in common, put together
from their two Wilson intervals, or of rates from those of the rates. Where it does not include 0, the shares differ by
more than chance.

**p-values.** Twice the smaller of the two tails, what was seen included, and at most 1. Against an average they come
from the same distribution as the limits. Two groups that have no case in common are set side by side by Fisher's exact
test.

**Lists.** Of 20 comparisons in which nothing differs, chance alone puts about one outside the 95 % limits. A list of
what differs is therefore drawn by the rule of Benjamini and Hochberg: over many such lists at most 1 entry in 20 is
there by chance, however many comparisons it was drawn from. With fewer than 20 cases, or fewer than five expected
with or without, there is **too few to tell**: such a row is shown with its interval, stands in no list, and is not
counted among the comparisons.

Proportions here go from 0 to 1, rates are events a head, and neither is rounded. Sources: E. B. Wilson, Journal of the
American Statistical Association 22 (1927); D. J. Spiegelhalter, Statistics in Medicine 24 (2005); N. E. Breslow, N. E.
Day, Statistical Methods in Cancer Research II (1987), pages 68 to 71; R. G. Newcombe, Statistics in Medicine 17 (1998),
page 873, method 10; W. G. Cochran, Sampling Techniques (1977), chapters 2, 3 and 5A; Y. Benjamini, Y. Hochberg, Journal
of the Royal Statistical Society B 57 (1995), page 293.
"""

# This module belongs to no room; any may import it.

from __future__ import annotations

from collections.abc import Iterable
from statistics import NormalDist

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

WARNING = 0.95
ALARM = 0.998
EXACT_BELOW = 10  # events
FEW = 20  # with fewer behind it, one case moves a share by more than five points
FEWEST_EXPECTED = 5  # with fewer expected on either side, the limits of a normal distribution do not hold
ADDED = 5  # cases, to each part of a weighted share
SMALL = 5  # a change of fewer cases is small, whatever chance makes of it
FALSE_DISCOVERIES = 0.05  # of the entries of a list
_STEPS = 300  # sizes at which exact limits are drawn, at most


def wilson(
    part: pl.Expr, whole: pl.Expr, confidence: float = WARNING, population: pl.Expr | None = None
) -> tuple[pl.Expr, pl.Expr]:
    """Lower and upper end of the interval, 0 to 1, for counts with 0 ≤ part ≤ whole; null where whole is 0 or either
    is missing. Corrected for a finite population where that is known and larger than the sample; one that is not larger
    can't be what was sampled. Raises ValueError if confidence is not between 0 and 1.
    """
    z, n = deviate(confidence), _counted(whole)
    x = part.cast(pl.Float64)
    if population is not None:
        known = pl.when(population > whole).then(population.cast(pl.Float64))
        grown = ((known - 1) / (known - n)).fill_null(1.0)
        n, x = n * grown, x * grown
    spread = z * (z**2 + 4 * x * (n - x) / n).sqrt()
    below, above = ((2 * x + z**2 + side * spread) / (2 * (n + z**2)) for side in (-1, 1))
    return below, above.clip(upper_bound=1)  # n of n can miss 1 by float noise


def weighted(
    part: ArrayLike, whole: ArrayLike, population: ArrayLike, confidence: float = WARNING
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The share of all cases of a population that was sampled in parts, and the ends of its interval, 0 to 1.

    Counts of the sample and the population, whose last axis is the parts; the others are samples, of which each has an
    answer. A population that is not larger than its sample is not corrected for, as in `wilson`. Raises ValueError
    where a part has no sample, or all have one case together.
    """
    x, n, cases = (np.asarray(count, dtype=float) for count in np.broadcast_arrays(part, whole, population))
    sampled, share = n.sum(axis=-1), x / np.maximum(n, 1)
    if (n < 1).any() or (sampled < 2).any():
        raise ValueError("Each part needs a sample, and all together need two cases.")
    weight = cases / cases.sum(axis=-1, keepdims=True)
    left = np.divide(cases - n, cases - 1, out=np.ones_like(n), where=cases > n)
    found = (weight * share).sum(axis=-1)
    spread, each = found * (1 - found), weight**2 * left / n
    added = (x + ADDED * found[..., None]) / (n + ADDED)
    within = (n * share * (1 - share)).sum(axis=-1) / np.maximum(sampled - n.shape[-1], 1)
    pooled = x.sum(axis=-1) / sampled
    overall = pooled * (1 - pooled) * sampled / (sampled - 1)
    ratio = np.minimum(np.divide(within, overall, out=np.ones_like(found), where=within > 0), 1)
    variance = ((each * added * (1 - added)).sum(axis=-1) + each.sum(axis=-1) * spread * ratio) / 2
    unknown = variance == 0  # none or all of the cases
    effective = np.where(unknown, 1 / each.sum(axis=-1), spread / np.where(unknown, 1, variance))
    low, high = wilson(pl.col("part"), pl.col("whole"), confidence)
    counts = pl.DataFrame({"part": np.ravel(found * effective), "whole": np.ravel(effective)})
    ends = counts.select(low=low, high=high)
    return found, ends["low"].to_numpy().reshape(found.shape), ends["high"].to_numpy().reshape(found.shape)


def poisson(events: pl.Expr, people: pl.Expr, confidence: float = WARNING) -> tuple[pl.Expr, pl.Expr]:
    """Lower and upper end of the interval of events / people; null where people is 0 or either is missing. Raises
    ValueError if confidence is not between 0 and 1.
    """
    from scipy.special import gammaincinv  # half a second, which only a rate needs

    z, tail, whole = deviate(confidence), (1 - confidence) / 2, _counted(people)
    found = pl.when(events >= 0).then(events.cast(pl.Float64))

    def end(side: int, probability: float) -> pl.Expr:
        at = found + (side > 0)
        byar = at * (1 - 1 / (9 * at) + side * z / (3 * at.sqrt())) ** 3
        exact = at.map_batches(lambda of: pl.Series(gammaincinv(of.to_numpy(), probability)), return_dtype=pl.Float64)
        few = pl.when(at == 0).then(0.0).otherwise(exact)
        return pl.when(found < EXACT_BELOW).then(few).otherwise(byar) / whole

    return end(-1, tail), end(1, 1 - tail)


def difference(
    part: pl.Expr, whole: pl.Expr, part_before: pl.Expr, whole_before: pl.Expr, rate: pl.Expr | None = None
) -> tuple[pl.Expr, pl.Expr]:
    """Lower and upper end of the interval of part/whole minus part_before/whole_before, −1 to 1, or of two rates where
    `rate` holds; null where a whole is 0 or a count is missing."""

    def ends(events: pl.Expr, of: pl.Expr) -> list[pl.Expr]:
        if rate is None:
            return [*wilson(events, of)]
        both = zip(poisson(events, of), wilson(events, of), strict=True)
        return [pl.when(rate).then(of_rate).otherwise(of_share) for of_rate, of_share in both]

    low, high = ends(part, whole)
    low_before, high_before = ends(part_before, whole_before)
    share, before = part / _counted(whole), part_before / _counted(whole_before)
    below = ((share - low) ** 2 + (high_before - before) ** 2).sqrt()
    above = ((high - share) ** 2 + (before - low_before) ** 2).sqrt()
    return share - before - below, share - before + above


def average(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """The pooled proportion of all rows in which both counts are known, 0 to 1; null if they hold no cases."""
    both = part.is_not_null() & whole.is_not_null()
    return part.filter(both).cast(pl.Float64).sum() / _counted(whole.filter(both).sum())


def few_expected(mean: pl.Expr, whole: pl.Expr, rate: pl.Expr | bool = False) -> pl.Expr:
    """Whether fewer than five of `whole` cases are expected with, or fewer than five without, at the average `mean` (0
    to 1); where `rate` holds, whether fewer than five events are. Null where either is missing."""
    rarer = pl.when(rate).then(mean).otherwise(pl.min_horizontal(mean, 1 - mean))
    return (whole * rarer).round(9) < FEWEST_EXPECTED  # 1 − 0.9 is a little less than 0.1


def too_few(mean: pl.Expr, whole: pl.Expr, rate: pl.Expr | bool = False) -> pl.Expr:
    """Whether there is too little to tell of `whole` cases, of which `few_expected` says how many are to be expected;
    so many people are enough for a rate. Null where whole is missing."""
    return (pl.when(rate).then(False).otherwise(whole < FEW)) | few_expected(mean, whole, rate)


def normal_limits(
    mean: pl.Expr, whole: pl.Expr, confidence: float = WARNING, rate: pl.Expr | bool = False
) -> tuple[pl.Expr, pl.Expr]:
    """Lower and upper funnel limit of the normal distribution alone; else as `funnel`."""
    reach = deviate(confidence) * _error(mean, whole, rate)
    return mean - reach, mean + reach


def funnel(
    mean: pl.Expr,
    whole: pl.Expr,
    confidence: float = WARNING,
    rate: pl.Expr | bool = False,
    in_cases: pl.Expr | bool = True,
) -> tuple[pl.Expr, pl.Expr]:
    """Lower and upper funnel limit at `whole` cases for the average `mean` (0 to 1), or, where `rate` holds, at so many
    people for an average rate; null where whole is 0 or missing. What lies on a limit is within.

    Exact where few are expected and the counts are whole numbers (`in_cases`). Raises ValueError if confidence is not
    between 0 and 1.
    """
    low, high = normal_limits(mean, whole, confidence, rate)
    tail = round((1 - confidence) / 2, 12)
    exact = in_cases & few_expected(mean, whole, rate)
    return tuple(  # type: ignore[return-value]
        pl.when(exact).then(_most_extreme(mean, whole, rate, tail, upper)).otherwise(limit)
        for upper, limit in ((False, low), (True, high))
    )


def drawn_at(mean: float, sizes: Iterable[float], even: Iterable[float], rate: bool = False) -> list[float]:
    """The sizes at which to draw limits: those of the points, an even grid, and where limits are a staircase enough
    whole numbers to show it."""
    grid = {*sizes, *even}
    rarer = mean if rate else min(mean, 1 - mean)
    end = min(max(grid), FEWEST_EXPECTED / rarer if rarer > 0 else 0)
    return sorted(grid | {float(round(at)) for at in np.linspace(1, end, _STEPS)} if end >= 1 else grid)


def against_average(
    part: pl.Expr,
    whole: pl.Expr,
    mean: pl.Expr,
    rate: pl.Expr | bool = False,
    in_cases: pl.Expr | bool = True,
) -> pl.Expr:
    """The p-value (0 to 1) of so many of `whole` at the average `mean`: below 0.05 beyond the 95 % limits of `funnel`
    with the same arguments. Null where whole is 0, or a count or the average is missing."""
    from_mean = part / _counted(whole) - mean
    z = pl.when(from_mean == 0).then(0.0).otherwise(from_mean / _error(mean, whole, rate))
    fields = pl.struct(k=part, n=_counted(whole), m=mean, rate=rate)

    def exact(of: pl.Series) -> pl.Series:
        from scipy.stats import binom, poisson

        k, n, m = (of.struct.field(name).cast(pl.Float64).to_numpy() for name in ("k", "n", "m"))
        events = of.struct.field("rate").to_numpy()
        below = np.where(events, poisson.cdf(k, n * m), binom.cdf(k, n, m))
        above = np.where(events, poisson.sf(k - 1, n * m), binom.sf(k - 1, n, m))
        return pl.Series(np.minimum(1, 2 * np.minimum(below, above)), nan_to_null=True)

    return (
        pl.when(in_cases & few_expected(mean, whole, rate))
        .then(fields.map_batches(exact, return_dtype=pl.Float64))
        .otherwise(both_tails(z))
    )


def against_other(part: pl.Expr, whole: pl.Expr, mean: pl.Expr, all_cases: pl.Expr, rate: pl.Expr) -> pl.Expr:
    """The p-value (0 to 1) of two groups, if their shares or rates are the same: the pooled two-sample z-test.

    `mean` is the share or rate of both together, `all_cases` the cases of both. Null where a group has no cases or a
    count is missing.
    """
    others = _counted(all_cases - whole)
    from_mean = part / _counted(whole) - mean
    error = _error(mean, whole, rate) * (others / all_cases).sqrt()
    return both_tails(pl.when(from_mean == 0).then(0.0).otherwise(from_mean / error))


def same_share(part: pl.Expr, whole: pl.Expr, other: pl.Expr, other_whole: pl.Expr) -> pl.Expr:
    """The p-value (0 to 1) of two groups that have no case in common, if their shares are the same; null where a group
    has no cases or a count is missing."""

    def exact(of: pl.Series) -> pl.Series:
        from scipy.stats import hypergeom

        k, n, x, m = (of.struct.field(name).cast(pl.Float64).to_numpy() for name in "knxm")
        drawn = n + m, k + x, n
        smaller = np.minimum(hypergeom.cdf(k, *drawn), hypergeom.sf(k - 1, *drawn))
        return pl.Series(np.minimum(1, 2 * smaller), nan_to_null=True)

    fields = pl.struct(k=part, n=_counted(whole), x=other, m=_counted(other_whole))
    return fields.map_batches(exact, return_dtype=pl.Float64)


def listed(p: pl.Expr, may: pl.Expr, by: str = "") -> dict[str, pl.Expr]:
    """What stands in a list of what differs, and of how many comparisons it was drawn: in_list and compared.

    A family of comparisons are the rows with a p-value in which `may` holds, of one value of the column `by`."""
    told = may.fill_null(False) & p.is_not_null()
    least, compared = adjusted(pl.when(told).then(p)), told.sum().cast(pl.Int64)
    if by:
        least, compared = least.over(by), compared.over(by)
    return {"in_list": (least <= FALSE_DISCOVERIES).fill_null(False), "compared": compared}


def adjusted(p: pl.Expr) -> pl.Expr:
    """The p-values of one family of comparisons, adjusted by Benjamini and Hochberg; null stays null, and is not
    counted among the comparisons."""

    def of_family(values: pl.Series) -> pl.Series:
        from scipy.stats import false_discovery_control

        found = values.cast(pl.Float64).to_numpy().copy()
        known = ~np.isnan(found)
        if known.any():
            found[known] = false_discovery_control(found[known])
        return pl.Series(found, nan_to_null=True)

    return p.map_batches(of_family, return_dtype=pl.Float64)


def deviate(confidence: float) -> float:
    """How many standard errors to either side a normal distribution is within at a confidence: 1.96 at 0.95. Raises
    ValueError if it is not between 0 and 1."""
    if not 0 < confidence < 1:
        raise ValueError(f"Confidence lies between 0 and 1, such as 0.95; {confidence} does not.")
    return NormalDist().inv_cdf((1 + confidence) / 2)


def _counted(whole: pl.Expr) -> pl.Expr:
    """A count to divide by: never 0, and signed, whatever whole number it came as."""
    return pl.when(whole > 0).then(whole.cast(pl.Float64))


def _error(mean: pl.Expr, whole: pl.Expr, rate: pl.Expr | bool) -> pl.Expr:
    """The standard error of a share, or of a rate, of so many at the average."""
    return (pl.when(rate).then(mean).otherwise(mean * (1 - mean)) / _counted(whole)).sqrt()


def both_tails(z: pl.Expr) -> pl.Expr:
    """The p-value (0 to 1) of a z-score, on both sides; null stays null."""

    def tails(of: pl.Series) -> pl.Series:
        from scipy.special import ndtr

        return pl.Series(2 * ndtr(-np.abs(of.cast(pl.Float64).to_numpy())), nan_to_null=True)

    return z.map_batches(tails, return_dtype=pl.Float64)


def _most_extreme(mean: pl.Expr, whole: pl.Expr, rate: pl.Expr | bool, tail: float, upper: bool) -> pl.Expr:
    """The lowest (or highest) share or rate whose tail, itself included, is at least `tail`."""

    def end(of: pl.Series) -> pl.Series:
        from scipy.stats import binom, poisson  # a second, which only a comparison needs

        n, m, events = (of.struct.field(name).to_numpy() for name in ("n", "m", "rate"))
        if upper:  # of cases, the highest with is what is left by the lowest without
            cases = np.where(events, poisson.isf(tail, n * m), n - binom.ppf(tail, n, 1 - m))
        else:
            cases = np.where(events, poisson.ppf(tail, n * m), binom.ppf(tail, n, m))
        return pl.Series(cases / n, nan_to_null=True)

    return pl.struct(n=_counted(whole), m=mean, rate=rate).map_batches(end, return_dtype=pl.Float64)
