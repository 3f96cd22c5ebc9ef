"""The audits allocated in each month: how far each came, the child's legal status, and its rating.

Published, and so exact: audits completed each month (for July the 52 of the ratings table, not the 51 of the table
of completed audits), ratings by legal status from July to September 2021, the steps from allocated to accepted in
September, those submitted and accepted in August, and each quarter's shares good or better and inadequate as far as
whole numbers reach them. June's counts by legal status are one of the four sets that make the printed shares of the
three months to August hold; inadequate audits of April to June are the only ones that fit the quarter's share and
the moderators' share of them. Made up: everything else.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from analytics.catalogue.catalogue import DATA
from tools.demonstration.draws import Draws

T = TypeVar("T")

CUT = "2021-09"
JULY, AUGUST, SEPTEMBER = "2021-07", "2021-08", "2021-09"
MONTHS = (
    "2020-10", "2020-11", "2020-12", "2021-01", "2021-02", "2021-03",
    "2021-04", "2021-05", "2021-06", JULY, AUGUST, SEPTEMBER,
)  # fmt: skip
COMPLETED, EXEMPT, NOT_SUBMITTED, BELOW_STANDARD = "completed", "exempt", "not submitted", "below standard"
# The grades of the published audits, whatever scale another catalogue has.
_FORM = DATA / "demonstration" / "catalogue" / "audit_form.csv"
RATINGS = [row["grade"] for row in csv.DictReader(_FORM.open(encoding="utf-8", newline=""))]
OUTSTANDING, GOOD, REQUIRES_IMPROVEMENT, INADEQUATE = RATINGS
NOT_APPLICABLE = "not applicable"

# Audits by month and legal status: Outstanding, Good, Requires Improvement, Inadequate.
Counts = dict[str, tuple[int, int, int, int]]
RATED: dict[str, Counts] = {
    JULY: {
        "Assessment": (0, 3, 1, 0), "CIN": (0, 8, 7, 1), "CP": (0, 2, 8, 1),
        "CIC": (0, 6, 4, 2), "Care Leaver": (0, 1, 3, 0), "CWD": (0, 2, 3, 0),
    },
    AUGUST: {
        "Assessment": (0, 2, 5, 2), "CIN": (0, 4, 10, 0), "CP": (0, 5, 3, 1),
        "CIC": (1, 6, 3, 1), "Care Leaver": (0, 0, 3, 0), "CWD": (0, 0, 3, 0),
    },
    SEPTEMBER: {
        "Assessment": (0, 4, 4, 1), "CIN": (0, 4, 7, 1), "CP": (0, 2, 2, 2),
        "CIC": (1, 5, 2, 2), "Care Leaver": (0, 0, 4, 0), "CWD": (0, 1, 4, 0),
    },
}  # fmt: skip
_JUNE_COMMON: Counts = {"Assessment": (0, 5, 1, 1), "CP": (0, 7, 3, 2)}
_JUNE_CARE: tuple[Counts, ...] = (
    {"CIN": (0, 4, 4, 1), "CIC": (1, 5, 6, 1)},
    {"CIN": (0, 3, 3, 1), "CIC": (1, 6, 7, 1)},
)
# The papers print no inadequate share for these two; one of them must hold June's sixth inadequate audit.
_JUNE_OTHERS: tuple[Counts, ...] = (
    {"Care Leaver": (0, 1, 3, 0), "CWD": (0, 2, 1, 1)},
    {"Care Leaver": (0, 1, 2, 1), "CWD": (0, 2, 2, 0)},
)

_COMPLETED_EARLIER = {
    "2020-10": 50, "2020-11": 50, "2020-12": 38,
    "2021-01": 42, "2021-02": 47, "2021-03": 42,
    "2021-04": 42, "2021-05": 39,
}  # fmt: skip
# Good or better in April and May: 57 of the quarter's 130 (44 %), less June's 25.
_GOOD_APRIL_AND_MAY = 32

# Returned, exempt and never submitted audits of the months that have printed steps; 64 allocated in August and all
# of July's are ours.
_OTHERS = {JULY: (1, 10, 2), AUGUST: (3, 11, 1), SEPTEMBER: (3, 17, 1)}
# Whose audits were returned, as far as the printed participation leaves a choice.
_RETURNED: dict[str, tuple[str, ...]] = {JULY: ("Care Leaver",), SEPTEMBER: ("Care Leaver",)}
_MIX = {"Assessment": 22.0, "CIN": 42.0, "CP": 28.0, "CIC": 35.0, "Care Leaver": 11.0, "CWD": 13.0}


@dataclass(eq=False)
class Audit:
    """One allocated audit, filled in step by step. Fields are the columns of the audits extract."""

    month: str
    legal_status: str
    status: str
    rating: str = "z"
    auditor_rating: str = "z"
    lower_end: str = NOT_APPLICABLE
    locality: str = ""
    service: str = ""
    team: str = ""
    child_spoken_to: str = NOT_APPLICABLE
    family_spoken_to: str = NOT_APPLICABLE
    worker_included: str = NOT_APPLICABLE
    manager_included: str = NOT_APPLICABLE
    reviewer_included: str = NOT_APPLICABLE
    submitted_late: str = NOT_APPLICABLE
    audit_id: str = ""
    record_key: str = ""
    auditor_code: str | None = None
    anchor_code: str | None = None

    @property
    def submitted(self) -> bool:
        return self.status in (COMPLETED, BELOW_STANDARD)

    @property
    def good(self) -> bool:
        return self.rating in (OUTSTANDING, GOOD)


def weighted(draws: Draws, weights: Mapping[T, float]) -> T:
    """One of the keys, by weight."""
    left = draws.uniform(0.0, sum(weights.values()))
    for item, weight in weights.items():
        left -= weight
        if left < 0:
            return item
    return next(reversed(list(weights)))


def some_of(draws: Draws, chances: Mapping[Audit, float], count: int | None) -> list[Audit]:
    """So many of the audits, the likelier the greater their chance; each by its own chance where no count is set."""
    if count is None:
        return [audit for audit, chance in chances.items() if draws.uniform() < chance]
    left = {audit: chance for audit, chance in chances.items() if chance > 0}
    chosen: list[Audit] = []
    for _ in range(count):
        chosen.append(weighted(draws, left))
        del left[chosen[-1]]
    return chosen


def allocated(seed: int) -> list[Audit]:
    """All allocated audits of the twelve months, in random order within a month, without teams."""
    draws = Draws(seed, "audits", "programme")
    found = _completed(draws)
    for month in MONTHS:
        found += _not_accepted(draws, month)
    mixed = draws.shuffled(found)
    return sorted(mixed, key=lambda audit: audit.month)


def _completed(draws: Draws) -> list[Audit]:
    june = _JUNE_COMMON | draws.choice(_JUNE_CARE) | draws.choice(_JUNE_OTHERS)
    found = [
        Audit(month, status, COMPLETED, rating)
        for month, counts in (RATED | {"2021-06": june}).items()
        for status, by_rating in counts.items()
        for rating, count in zip(RATINGS, by_rating, strict=True)
        for _ in range(count)
    ]
    april = draws.below(3) + 15
    quarters = (
        (("2020-10", "2020-11", "2020-12"), 51 + draws.below(7), 18),
        (("2021-01", "2021-02", "2021-03"), 59, 12),
        (("2021-04",), april, 5),
        (("2021-05",), _GOOD_APRIL_AND_MAY - april, 3),
    )
    for months, good, inadequate in quarters:
        found += _spread(draws, months, good, inadequate)
    return found


def _spread(draws: Draws, months: tuple[str, ...], good: int, inadequate: int) -> list[Audit]:
    """The audits of some months: so many good or better, so many inadequate, in whichever of the months."""
    places = [month for month in months for _ in range(_COMPLETED_EARLIER[month])]
    outstanding = draws.binomial(good, 0.03)
    ratings = [OUTSTANDING] * outstanding + [GOOD] * (good - outstanding) + [INADEQUATE] * inadequate
    ratings += [REQUIRES_IMPROVEMENT] * (len(places) - len(ratings))
    return [
        Audit(month, weighted(draws, _MIX), COMPLETED, rating)
        for month, rating in zip(places, draws.shuffled(ratings), strict=True)
    ]


def _not_accepted(draws: Draws, month: str) -> list[Audit]:
    """Audits that were returned as below standard, exempt, or never submitted."""
    earlier = (draws.binomial(5, 0.4), 6 + draws.below(10), draws.binomial(4, 0.4))
    returned, exempt, missing = _OTHERS.get(month, earlier)
    fixed = _RETURNED.get(month, ())
    # In August every reviewer's answer is needed for the printed share, so no returned audit has a reviewer.
    mix = {"Assessment": 1.0, "CIN": 2.0} if month == AUGUST else _MIX
    found = [Audit(month, status, BELOW_STANDARD) for status in fixed]
    found += [Audit(month, weighted(draws, mix), BELOW_STANDARD) for _ in range(returned - len(fixed))]
    for status, count in ((EXEMPT, exempt), (NOT_SUBMITTED, missing)):
        found += [Audit(month, weighted(draws, _MIX), status) for _ in range(count)]
    return found
