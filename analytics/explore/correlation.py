"""How far two measures go together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.intervals import WARNING, deviate

FEWEST = 4  # with fewer points there is no interval
FEW_POINTS = 20  # fewer leave an interval so wide that chance alone often makes a strong-looking correlation


@dataclass(frozen=True)
class Correlation:
    """Pearson's correlation of so many points, with the ends of its 95 % interval; all from −1 to 1. r is None where
    there are too few points, or one of the two never varies."""

    points: int
    r: float | None = None
    low: float | None = None
    high: float | None = None


def correlation(one: list[float], other: list[float]) -> Correlation:
    """The correlation of two lists of figures of the same length, with Fisher's interval (R. A. Fisher, Metron 1,
    1921): tanh(atanh r ± z/√(n − 3)). Points that follow each other in time are not independent, and their interval is
    too narrow; whoever shows it says so."""
    n = len(one)
    if n < FEWEST or len(set(one)) == 1 or len(set(other)) == 1:
        return Correlation(n)
    r = float(np.clip(np.corrcoef(one, other)[0, 1], -1, 1))
    if abs(r) > 1 - 1e-12:
        return Correlation(n, r, r, r)
    reach = deviate(WARNING) / np.sqrt(n - 3)
    low, high = np.tanh(np.arctanh(r) + np.array([-reach, reach]))
    return Correlation(n, r, float(low), float(high))
