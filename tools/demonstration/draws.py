"""Seeded draws that are the same on every machine and every Python.

Only `random()` of a generator seeded with text is used: the standard library promises its sequence for good, which
it does not for shuffling, sampling or the distributions.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def leaning(sd: float, seed: int, *name: object) -> float:
    """The normal deviate that belongs to a name for good: cheaper than a stream where only one value is wanted."""
    digest = hashlib.blake2b("/".join(map(str, (seed, *name))).encode(), digest_size=16).digest()
    one, two = (int.from_bytes(half, "big") / 2**64 for half in (digest[:8], digest[8:]))
    return sd * math.sqrt(-2.0 * math.log(1.0 - one)) * math.cos(2.0 * math.pi * two)


class Draws:
    """One stream of draws; streams of other names, or another seed, are independent of it."""

    def __init__(self, seed: int, *name: object):
        self._random = random.Random("/".join(map(str, (seed, *name)))).random

    def uniform(self, low: float = 0.0, high: float = 1.0) -> float:
        return low + (high - low) * self._random()

    def normal(self, mean: float = 0.0, sd: float = 1.0) -> float:
        """By Box and Muller, one value a call."""
        radius = math.sqrt(-2.0 * math.log(1.0 - self._random()))
        return mean + sd * radius * math.cos(2.0 * math.pi * self._random())

    def below(self, limit: int) -> int:
        """A whole number from 0 to limit - 1."""
        return int(self._random() * limit)

    def binomial(self, trials: int, chance: float) -> int:
        return sum(self._random() < chance for _ in range(trials))

    def choice(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """By Fisher and Yates."""
        mixed = list(items)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.below(last + 1)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed

    def key(self) -> str:
        """Twelve random hexadecimal digits, for keys that say nothing."""
        return f"{int(self._random() * (1 << 48)):012x}"
