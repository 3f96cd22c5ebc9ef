"""Dividing a count among cells (localities, teams, age bands) so that the cells add up to it exactly."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tools.demonstration.counts import NOTHING, Count
from tools.demonstration.draws import Draws


def share_out(total: int, weights: list[float]) -> list[int]:
    """Whole numbers in proportion to the weights that add up to the total, by largest remainder."""
    scale = total / sum(weights)
    exact = [weight * scale for weight in weights]
    parts = [math.floor(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: parts[i] - exact[i])
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def divide(part: int, wholes: list[int], leanings: list[float], draws: Draws) -> list[Count]:
    """Counts with the denominators `wholes` whose numerators add up to `part`.

    Each cell's chance follows its leaning (on the logit scale), and its numerator varies about it as cases do: as
    binomial counts that are known to add up to the part.
    """
    if sum(wholes) == 0:
        return [NOTHING for _ in wholes]
    chances = _chances(part, wholes, leanings)
    exact = [n * p for n, p in zip(wholes, chances, strict=True)]
    spread = [n * p * (1 - p) for n, p in zip(wholes, chances, strict=True)]
    noise = [draws.normal() * math.sqrt(v) for v in spread]
    surplus = sum(noise) / (sum(spread) or 1)
    drawn = [e + x - surplus * v for e, x, v in zip(exact, noise, spread, strict=True)]
    parts = [min(max(math.floor(value + draws.uniform()), 0), n) for value, n in zip(drawn, wholes, strict=True)]
    _mend(parts, part, wholes, draws)
    return [Count(part, whole) for part, whole in zip(parts, wholes, strict=True)]


def _chances(part: int, wholes: list[int], leanings: list[float]) -> list[float]:
    """Chances whose expected numerators add up to the part: the leanings, moved together by Newton's method."""
    share = min(max(part / sum(wholes), 1e-9), 1 - 1e-9)
    move = math.log(share / (1 - share))
    chances = [share for _ in wholes]
    for _ in range(8):
        chances = [1 / (1 + math.exp(-max(min(lean + move, 30), -30))) for lean in leanings]
        miss = part - sum(n * p for n, p in zip(wholes, chances, strict=True))
        slope = sum(n * p * (1 - p) for n, p in zip(wholes, chances, strict=True))
        if slope < 1e-9 or abs(miss) < 1e-6:
            break
        move += max(min(miss / slope, 2.0), -2.0)
    return chances


def _mend(parts: list[int], part: int, wholes: list[int], draws: Draws) -> None:
    """Add or take single cases, where there is room, until the parts add up."""
    while (missing := part - sum(parts)) != 0:
        step = 1 if missing > 0 else -1
        room = [n - x if step > 0 else x for x, n in zip(parts, wholes, strict=True)]
        parts[_weighted(room, draws)] += step


def _weighted(weights: list[int], draws: Draws) -> int:
    at = draws.uniform(0, sum(weights))
    for i, weight in enumerate(weights):
        at -= weight
        if at < 0:
            return i
    return max(i for i, weight in enumerate(weights) if weight)


@dataclass(frozen=True)
class Late:
    """What an earlier extract did not know yet: cases recorded as done only later, and cases entered only later."""

    done: int = 0
    entered_done: int = 0
    entered_not_done: int = 0

    def __add__(self, other: Late) -> Late:
        return Late(
            self.done + other.done,
            self.entered_done + other.entered_done,
            self.entered_not_done + other.entered_not_done,
        )

    def before(self, count: Count) -> Count:
        """The count as it was before any of this was known."""
        return count - Count(self.done + self.entered_done, self.entered_done + self.entered_not_done)


def late_in_cells(steps: list[Late], cells: list[Count], draws: Draws) -> list[list[Late]]:
    """For each step of what was late, the cells that it belongs to: case by case at random among those of each cell,
    and no case twice."""
    done, rest = [c.part for c in cells], [c.whole - c.part for c in cells]
    found = []
    for late in steps:
        by_cell = [Late() for _ in cells]
        for number, pile, one in (
            (late.done, done, Late(done=1)),
            (late.entered_done, done, Late(entered_done=1)),
            (late.entered_not_done, rest, Late(entered_not_done=1)),
        ):
            for _ in range(number):
                cell = _weighted(pile, draws)
                pile[cell] -= 1
                by_cell[cell] += one
        found.append(by_cell)
    return found
