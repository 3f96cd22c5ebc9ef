"""How far a share of few can be trusted: the Wilson interval of a proportion, and the limits of a funnel plot.

**Wilson interval.** The range of true proportions that fit a count of part among whole at the confidence asked for. It
holds for small numbers, and at none or all of them, where the ordinary ± interval fails.

**Funnel limits.** Where areas share one average m and differ by chance alone, an area of n cases lies within
m ± z·√(m(1 − m)/n) 95 times in 100 (z = 1.96), or 998 in 1,000 (z = 3.09). The average is pooled: all parts over all
wholes. Limits are as calculated, also below 0 and above 1; cutting them off is for drawing. There is no correction for
over-dispersion, for which a council has too few areas as a rule.

**Rates.** The number of events is taken for Poisson. Its 95 % interval is exact below ten events, and Byar's
approximation from ten on; that of the rate is the same divided by the population. The funnel's limits around an average
rate m are m ± z·√(m/n).

**Difference of two shares.** The range of true differences between two groups that have no case in common, put together
from their two Wilson intervals. Where it does not include 0, the shares differ by more than chance.

Proportions here go from 0 to 1, rates are events a head, and neither is rounded. Sources: E. B. Wilson, Journal of the
American Statistical Association 22 (1927); D. J. Spiegelhalter, Statistics in Medicine 24 (2005); N. E. Breslow, N. E.
Day, Statistical Methods in Cancer Research II (1987), pages 68 to 71; R. G. Newcombe, Statistics in Medicine 17 (1998),
page 873, method 10.
"""

# This module belongs to no room; any may import it.

from __future__ import annotations

from statistics import NormalDist

import polars as pl

WARNING = 0.95
ALARM = 0.998
EXACT_BELOW = 10  # events
FEW = 20  # with fewer behind it, one case moves a share by more than five points
FEWEST_EXPECTED = 5  # with fewer expected on either side, the limits of a normal distribution do not hold
SMALL = 5  # a change of fewer cases is small, whatever chance makes of it


def wilson(part: pl.Expr, whole: pl.Expr, confidence: float = WARNING) -> tuple[pl.Expr, pl.Expr]:
    """Lower and upper end of the interval, 0 to 1, for counts with 0 ≤ part ≤ whole; null where whole is 0 or either
    is missing. Raises ValueError if confidence is not between 0 and 1.
    """
    z, n = _z(confidence), _counted(whole)
    x = part.cast(pl.Float64)
    spread = z * (z**2 + 4 * x * (n - x) / n).sqrt()
    below, above = ((2 * x + z**2 + side * spread) / (2 * (n + z**2)) for side in (-1, 1))
    return below.clip(0, 1), above.clip(0, 1)  # 0 of n and n of n can miss the ends by float noise


def poisson(events: pl.Expr, people: pl.Expr, confidence: float = WARNING) -> tuple[pl.Expr, pl.Expr]:
    """Lower and upper end of the interval of events / people; null where people is 0 or either is missing. Raises
    ValueError if confidence is not between 0 and 1.
    """
    from scipy.special import gammaincinv  # half a second, which only a rate needs

    z, tail, whole = _z(confidence), (1 - confidence) / 2, _counted(people)
    found = pl.when(events >= 0).then(events.cast(pl.Float64))

    def end(side: int, probability: float) -> pl.Expr:
        at = found + (side > 0)
        byar = at * (1 - 1 / (9 * at) + side * z / (3 * at.sqrt())) ** 3
        exact = at.map_batches(lambda of: pl.Series(gammaincinv(of.to_numpy(), probability)), return_dtype=pl.Float64)
        few = pl.when(at == 0).then(0.0).otherwise(exact)
        return pl.when(found < EXACT_BELOW).then(few).otherwise(byar) / whole

    return end(-1, tail), end(1, 1 - tail)


def difference(part: pl.Expr, whole: pl.Expr, part_before: pl.Expr, whole_before: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Lower and upper end of the interval of part/whole minus part_before/whole_before, −1 to 1; null where a whole is
    0 or a count is missing. Raises ValueError if confidence is not between 0 and 1.
    """
    low, high = wilson(part, whole)
    low_before, high_before = wilson(part_before, whole_before)
    share, before = part / _counted(whole), part_before / _counted(whole_before)
    below = ((share - low) ** 2 + (high_before - before) ** 2).sqrt()
    above = ((high - share) ** 2 + (before - low_before) ** 2).sqrt()
    return share - before - below, share - before + above


def average(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """The pooled proportion of all rows in which both counts are known, 0 to 1; null if they hold no cases."""
    both = part.is_not_null() & whole.is_not_null()
    return part.filter(both).cast(pl.Float64).sum() / _counted(whole.filter(both).sum())


def funnel(
    mean: pl.Expr, whole: pl.Expr, confidence: float = WARNING, rate: pl.Expr | None = None
) -> tuple[pl.Expr, pl.Expr]:
    """Lower and upper funnel limit at `whole` cases for the average `mean` (0 to 1), or, where `rate` holds, at so many
    people for an average rate; null where whole is 0 or missing.

    Raises ValueError if confidence is not between 0 and 1.
    """
    of_one = mean * (1 - mean)
    spread = of_one if rate is None else pl.when(rate).then(mean).otherwise(of_one)
    reach = _z(confidence) * (spread / _counted(whole)).sqrt()
    return mean - reach, mean + reach


def _z(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError(f"Confidence lies between 0 and 1, such as 0.95; {confidence} does not.")
    return NormalDist().inv_cdf((1 + confidence) / 2)


def _counted(whole: pl.Expr) -> pl.Expr:
    """A count to divide by: never 0, and signed, whatever whole number it came as."""
    return pl.when(whole > 0).then(whole.cast(pl.Float64))
