"""From the county's counts to those of localities, teams and breakdowns, each level adding up to the one above.

Localities differ by a lasting leaning of their own for each indicator, and vary about it as small numbers do. What
the papers print of single localities holds; which locality the highest and lowest shares of visits belong to is not
printed and is ours.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tools.demonstration.counts import COMPOSITES, NOTHING, VISITS, Composite, Count, near, printing
from tools.demonstration.draws import Draws, leaning
from tools.demonstration.splitting import divide, share_out
from tools.demonstration.teams import LOCALITIES, TEAMS
from tools.demonstration.volumes import FOSTERING, FRONT_DOOR, VOLUMES

# Whole percents that hold of a locality: visits ranged from 52 to 79 in September 2021; single assessments in Cotswolds
# fell from 92 in June to 61 in September (the two months between are ours).
LOCAL_FACTS: dict[tuple[str, date], dict[str, int]] = {
    (VISITS.whole, date(2021, 9, 1)): {"Forest of Dean": 52, "Stroud": 79},
    ("single_assessments_45d", date(2021, 6, 1)): {"Cotswolds": 92},
    ("single_assessments_45d", date(2021, 7, 1)): {"Cotswolds": 84},
    ("single_assessments_45d", date(2021, 8, 1)): {"Cotswolds": 71},
    ("single_assessments_45d", date(2021, 9, 1)): {"Cotswolds": 61},
}
AT_THE_ENDS = (VISITS.whole, date(2021, 9, 1))  # there the named localities are the lowest and the highest

SOCIAL_WORKERS = ("sw_18_or_fewer", "sw_25_or_fewer")

_AGES_IN_CARE = {"0-4": 0.2, "5-9": 0.19, "10-15": 0.36, "16-17": 0.25}
_AGES_MISSING = {"Under 10": 0.03, "10-15": 0.54, "16-17": 0.43}
_AGES_REFERRED = {"Unborn": 0.04, "0-4": 0.28, "5-9": 0.25, "10-15": 0.31, "16-17": 0.12}
_MISSING_FROM = {"Home": 0.42, "Foster care": 0.2, "Residential care": 0.27, "Supported accommodation": 0.11}
_REASONS = {
    "Abuse or neglect": 0.62,
    "Family dysfunction": 0.15,
    "Family in acute stress": 0.08,
    "Absent parenting": 0.07,
    "Child's disability or illness": 0.04,
    "Other": 0.04,
}
BREAKDOWNS: dict[str, dict[str, dict[str, float]]] = {
    "missing_return_interview_done": {"Age band": _AGES_MISSING, "Missing from": _MISSING_FROM},
    "return_interviews_72h": {"Age band": _AGES_MISSING, "Missing from": _MISSING_FROM},
    "repeat_referrals_12m": {"Age band": _AGES_REFERRED},
    "cic_missing_episode_12m": {"Age band": _AGES_IN_CARE},
    "cic_statutory_visit": {"Age band": _AGES_IN_CARE},
    "cic_out_of_county_20_miles": {"Age band": _AGES_IN_CARE},
    "cic_s20": {"Age band": _AGES_IN_CARE, "Reason for care": _REASONS},
    "cic_3plus_placements_12m": {"Age band": _AGES_IN_CARE, "Reason for care": _REASONS},
    "readmitted_to_care_12m": {"Reason for care": _REASONS},
}

Cells = dict[str, Count]


@dataclass(frozen=True)
class Level:
    """How counts are divided: the weight of each cell, and how far the cells lean from one another."""

    name: str
    weights: dict[str, float]
    lean: float


def localities(counts: dict[str, Count], month: date, seed: int) -> dict[str, Cells]:
    """One month's counts of every indicator by locality."""
    level = Level("locality", LOCALITIES, 0.22)
    for attempt in itertools.count():
        found = _Month(month, seed, attempt, lambda _: level).divided(counts)
        if _within_the_ends(found, month):
            return found
    raise AssertionError


def teams(counts: dict[str, Count], locality: str, month: date, seed: int) -> dict[str, Cells]:
    """One month's counts of every indicator of a locality by team; teams without any case are left out."""
    found = _Month(month, seed, 0, lambda measure: _teams_of(measure, locality)).divided(counts)
    return {m: {team: count for team, count in cells.items() if count.whole} for m, cells in found.items()}


def categories(measure: str, breakdown: str, locality: str, count: Count, month: date, seed: int) -> Cells:
    """One month's count of an indicator in a locality by category; categories without any case are left out."""
    level = Level(f"{locality}/{breakdown}", BREAKDOWNS[measure][breakdown], 0.3)
    cells = _Month(month, seed, 0, lambda _: level).cells(measure, count)
    return {category: count for category, count in cells.items() if count.whole}


def _teams_of(measure: str, locality: str) -> Level:
    weights: dict[str, float] = {}
    for service, weight in VOLUMES[measure].services.items():
        members = [team.team for team in TEAMS if team.locality == locality and team.service == service]
        if service in (FRONT_DOOR, FOSTERING):  # one team for the whole county
            members = [service]
        weights |= dict.fromkeys(members, weight / (len(members) or 1))
    return Level(locality, weights, 0.25)


def _within_the_ends(found: dict[str, Cells], month: date) -> bool:
    if month != AT_THE_ENDS[1] or AT_THE_ENDS[0] not in found:
        return True
    named = LOCAL_FACTS[AT_THE_ENDS]
    low, high = min(named.values()) * 10 + 10, max(named.values()) * 10 - 10
    return all(low < count.tenths < high for name, count in found[AT_THE_ENDS[0]].items() if name not in named)


@dataclass(frozen=True)
class _Month:
    """Divides the counts of one month; indicators that are part of one another are divided together."""

    month: date
    seed: int
    attempt: int
    level_of: Callable[[str], Level]

    def divided(self, counts: dict[str, Count]) -> dict[str, Cells]:
        bound = {m for c in COMPOSITES for m in (c.whole, *c.parts)} | set(SOCIAL_WORKERS)
        found = {
            measure: self.cells(measure, count, fixed=self._facts(measure, count))
            for measure, count in counts.items()
            if measure not in bound
        }
        for composite in COMPOSITES:
            if composite.whole in counts:
                found |= self._composite(composite, counts)
        if SOCIAL_WORKERS[0] in counts:
            found |= self._social_workers(*(counts[measure] for measure in SOCIAL_WORKERS))
        return found

    def cells(self, measure: str, count: Count, key: str = "", fixed: Cells | None = None) -> Cells:
        """One count by cell; `fixed` are the cells that are known."""
        level, fixed = self.level_of(measure), fixed or {}
        free = [name for name in level.weights if name not in fixed]
        left = count - sum(fixed.values(), NOTHING)
        wholes = share_out(left.whole, [self._weight(measure, level, name) for name in free])
        leanings = [self._leaning(measure, level, name) for name in free]
        draws = Draws(self.seed, "cells", measure, key, level.name, self.month, self.attempt)
        drawn = dict(zip(free, divide(left.part, wholes, leanings, draws), strict=True))
        return {name: fixed.get(name) or drawn[name] for name in level.weights}

    def _weight(self, measure: str, level: Level, name: str) -> float:
        """Lastingly uneven, and varying a little from month to month; the same for all indicators of a base."""
        base = VOLUMES[measure].base or measure
        lasting = leaning(0.1, self.seed, "weight", base, level.name, name)
        swing = 0.01 if VOLUMES[measure].stays else 0.08
        monthly = leaning(swing, self.seed, "weight", base, level.name, name, self.month)
        return level.weights[name] * math.exp(lasting + monthly)

    def _leaning(self, measure: str, level: Level, name: str) -> float:
        half_year = (self.month.year * 12 + self.month.month) // 6
        lasting = leaning(level.lean, self.seed, "lean", measure, level.name, name)
        return lasting + leaning(level.lean / 3, self.seed, "lean", measure, level.name, name, half_year)

    def _facts(self, measure: str, count: Count, less: Cells | None = None) -> Cells:
        """The cells that the papers print, less what they hold of other indicators."""
        level = self.level_of(measure)
        found: Cells = {}
        for name, percent in LOCAL_FACTS.get((measure, self.month), {}).items() if level.name == "locality" else ():
            size = count.whole * level.weights[name]
            known = next(c for whole in near(size, 0.5) for c in printing(percent * 10, whole))
            found[name] = known - (less or {}).get(name, NOTHING)
        return found

    def _composite(self, composite: Composite, counts: dict[str, Count]) -> dict[str, Cells]:
        """The parts are divided, and what is in none of them; the whole is their sum, cell by cell."""
        whole, (first, *second) = composite.whole, composite.parts
        others = counts[whole] - sum((counts[part] for part in composite.parts), NOTHING)
        of_others = self.cells(whole, others, "others")
        found = {first: self.cells(first, counts[first])}
        for part in second:
            known = {name: of_others[name] + found[first].get(name, NOTHING) for name in of_others}
            found[part] = self.cells(part, counts[part], fixed=self._facts(whole, counts[whole], known))
        found[whole] = {
            name: sum((cells.get(name, NOTHING) for cells in found.values()), of_others[name]) for name in of_others
        }
        return found

    def _social_workers(self, up_to_18: Count, up_to_25: Count) -> dict[str, Cells]:
        """Those with more than 25 children are among those with more than 18, cell by cell."""
        lower, upper = SOCIAL_WORKERS
        cells = self.cells(lower, up_to_18)
        over_18 = [count.whole - count.part for count in cells.values()]
        draws = Draws(self.seed, "over 25", self.level_of(lower).name, self.month)
        over_25 = divide(up_to_25.whole - up_to_25.part, over_18, [0.0] * len(over_18), draws)
        return {
            lower: cells,
            upper: {
                name: Count(count.whole - over.part, count.whole)
                for (name, count), over in zip(cells.items(), over_25, strict=True)
            },
        }
