"""How many cases to look at: to tell two shares apart, and how to divide them.

**Telling two shares apart.** Two groups with no case in common are compared by the difference of their shares,
two-sided at 5 %. The *power* is how often a true difference is then found. Both follow from the normal approximation,
with the pooled variance where the shares are the same and the two variances where they differ; rejections in the wrong
direction are not counted. For small groups or shares near 0 and 1 this is rough.

**Dividing a number.** In proportion to weights, by largest remainder: each part has the whole number below its quota,
and those left over go to the largest remainders. A part has no fewer than its least and no more than its most.

Shares and powers go from 0 to 1. Sources: J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and
Proportions (2003), chapter 4, without the continuity correction; W. G. Cochran, Sampling Techniques (1977), chapter 5.
"""

# This module belongs to no room; any may import it.

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

from analytics.intervals import WARNING, deviate

POWER = 0.8


def needed(first: float, second: float, power: float = POWER, ratio: float = 1.0, confidence: float = WARNING) -> float:
    """How many cases the first group needs, where the second has `ratio` times as many; not rounded.

    Raises ValueError if the shares are the same or not between 0 and 1, or if power or ratio is impossible."""
    if first == second or not (0 <= first <= 1 and 0 <= second <= 1 and 0.5 <= power < 1 and ratio > 0):
        raise ValueError("Two different shares from 0 to 1, a power from 0.5 to 1 and a ratio above 0 are needed.")
    same, differ = _errors(first, second, 1.0, ratio)
    reach = deviate(confidence) * same + NormalDist().inv_cdf(power) * differ
    return (reach / (first - second)) ** 2


def power(first: float, second: float, cases: float, others: float, confidence: float = WARNING) -> float:
    """How often a difference is found between groups of so many cases."""
    same, differ = _errors(first, second, cases, others)
    if not differ:  # 0 against 1
        return 1.0
    return NormalDist().cdf((abs(first - second) - deviate(confidence) * same) / differ)


def detectable(share: float, cases: float, others: float) -> float | None:
    """The smallest difference from a share that is found 8 times in 10, whichever way it goes; None if even the largest
    is not."""
    low, high = 0.0, max(share, 1 - share)

    def found(by: float) -> bool:
        return all(power(share, to, cases, others) >= POWER for to in (share - by, share + by) if 0 <= to <= 1)

    if not cases or not others or not found(high):
        return None
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if found(middle) else (middle, high)
    return high


def divided(total: int, weights: Sequence[float], least: Sequence[int], most: Sequence[int]) -> list[int]:
    """`total` divided in proportion to weights, each part within its least and most; as near to the total as these
    allow. Equal remainders go to the earlier part.

    >>> divided(10, [50, 30, 20], [0, 0, 0], [99, 99, 99]), divided(10, [97, 2, 1], [1, 1, 1], [99, 99, 99])
    ([5, 3, 2], [8, 1, 1])
    """
    parts = range(len(weights))
    bounds = [(min(low, high), high) for low, high in zip(least, most, strict=True)]
    fixed: dict[int, int] = {}
    while True:  # parts whose quota is out of bounds get the bound, and the others share what is left
        free = [part for part in parts if part not in fixed]
        left, weight = total - sum(fixed.values()), sum(weights[part] for part in free)
        quota = {part: left * weights[part] / weight if weight else 0.0 for part in free}
        below = {part: bounds[part][0] for part in free if quota[part] < bounds[part][0]}
        above = {part: bounds[part][1] for part in free if quota[part] > bounds[part][1]}
        if not below and not above:
            break
        short = sum(low - quota[part] for part, low in below.items())
        over = sum(quota[part] - high for part, high in above.items())
        fixed |= below if short >= over else above
    found = {part: math.floor(quota[part] + 1e-9) for part in free}
    by_remainder = sorted(free, key=lambda part: (-round(quota[part] - found[part], 9), part))
    for part in by_remainder[: round(sum(quota.values()) - sum(found.values()))]:
        found[part] += 1
    return [(fixed | found)[part] for part in parts]


def _errors(first: float, second: float, cases: float, others: float) -> tuple[float, float]:
    """The standard error of the difference if the shares are the same, and if they differ."""
    pooled = (first * cases + second * others) / (cases + others)
    same = pooled * (1 - pooled) * (1 / cases + 1 / others)
    differ = first * (1 - first) / cases + second * (1 - second) / others
    return math.sqrt(same), math.sqrt(differ)
