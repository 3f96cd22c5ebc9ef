"""Counts, how they are printed, and what the council published: shared by the modules of this room."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analytics import months

FIRST_PUBLISHED, LAST = date(2020, 9, 1), date(2021, 9, 1)
EARLIER = months.up_to(months.before(FIRST_PUBLISHED), 24)[::-1]
PUBLISHED = months.up_to(LAST, 13)[::-1]


@dataclass(frozen=True)
class Count:
    """`part` of `whole` children, visits or whatever the indicator counts."""

    part: int
    whole: int

    def __add__(self, other: Count) -> Count:
        return Count(self.part + other.part, self.whole + other.whole)

    def __sub__(self, other: Count) -> Count:
        return Count(self.part - other.part, self.whole - other.whole)

    @property
    def possible(self) -> bool:
        return 0 <= self.part <= self.whole

    @property
    def tenths(self) -> int:
        """The percentage in tenths of a point, rounded half away from zero. Raises ZeroDivisionError on 0 of 0."""
        return (2000 * self.part + self.whole) // (2 * self.whole)


NOTHING = Count(0, 0)
Series = dict[date, Count]
Published = dict[str, dict[date, int | str]]


@dataclass(frozen=True)
class Composite:
    """An indicator over all, made of the indicators of its parts and, with `others`, of cases in none of them."""

    whole: str
    parts: tuple[str, ...]
    others: bool


VISITS = Composite("initial_visits_timescale_all", ("initial_visits_s47_2d", "initial_visits_s17_5d"), True)
HEALTH = Composite("cic_health_assessment_overall", ("cic_health_assessment_0_4", "cic_health_assessment_5plus"), False)
LEAVERS = (
    Composite("care_leavers_suitable_accommodation", ("care_leavers_19_21_suitable_accommodation",), True),
    Composite("care_leavers_eet", ("care_leavers_19_21_eet",), True),
)
COMPOSITES = (VISITS, HEALTH, *LEAVERS)


def read_published(file: Path) -> Published:
    """Each indicator's printed values in tenths, or the marker that stands in a month's place."""
    found: Published = {}
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            month = date.fromisoformat(f"{row['month']}-01")
            value = round(float(row["value"]) * 10) if row["value"] else row["marker"]
            found.setdefault(row["measure_id"], {})[month] = value
    return found


def printing(tenths: int, whole: int) -> list[Count]:
    """Every count of `whole` that is printed as so many tenths of a point."""
    middle = tenths * whole // 1000
    close = (Count(part, whole) for part in range(max(0, middle - 1), min(whole, middle + 2) + 1))
    return [count for count in close if count.tenths == tenths]


def near(size: float, reach: float) -> list[int]:
    """The whole numbers within a share `reach` of a size, the nearest first."""
    low, high = max(1, math.floor(size * (1 - reach))), math.ceil(size * (1 + reach))
    return sorted(range(low, high + 1), key=lambda whole: (abs(whole - size), whole))
