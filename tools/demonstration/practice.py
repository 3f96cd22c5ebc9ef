"""How each area of practice was rated in the simulated audits.

Published, and so exact: in September 2021 and the month before, the shares good or better of assessment, SMART
planning, management oversight and relational intervention, September's of permanence planning, the inadequate shares
of planning, risk assessment and relational intervention; management oversight in June. Made up: the other shares
and months, and every single rating; an area follows its audit's rating, more or less. The counts behind the printed
shares are ours: where no count of all audits gives a share, the area does not apply to some of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tools.demonstration.audits import programme
from tools.demonstration.draws import Draws
from tools.demonstration.programme import (
    AUGUST,
    COMPLETED,
    CUT,
    GOOD,
    INADEQUATE,
    MONTHS,
    OUTSTANDING,
    RATINGS,
    REQUIRES_IMPROVEMENT,
    SEPTEMBER,
    Audit,
    some_of,
)

ASSESSMENT, SMART, OVERSIGHT, PLANNING, RISK, RELATIONAL, PERMANENCE = (
    "Assessment",
    "SMART planning",
    "Management oversight",
    "Planning",
    "Risk Assessment & Response",
    "Relational Intervention & Review",
    "Permanence Planning",
)
AREAS = (ASSESSMENT, SMART, OVERSIGHT, PLANNING, RISK, RELATIONAL, PERMANENCE)

# Audits to which an area does not apply, good or better ones, inadequate ones; None where it is free.
_PRINTED: dict[tuple[str, str], tuple[int, int | None, int | None]] = {
    ("2021-06", OVERSIGHT): (0, 26, None),
    (AUGUST, ASSESSMENT): (0, 18, None),
    (AUGUST, SMART): (0, 24, None),
    (AUGUST, OVERSIGHT): (0, 17, None),
    (AUGUST, PLANNING): (4, None, 3),
    (AUGUST, RISK): (5, None, 2),
    (AUGUST, RELATIONAL): (6, 21, 2),
    (SEPTEMBER, ASSESSMENT): (0, 17, None),
    (SEPTEMBER, SMART): (0, 17, None),
    (SEPTEMBER, OVERSIGHT): (0, 17, None),
    (SEPTEMBER, PLANNING): (0, None, 6),
    (SEPTEMBER, RISK): (1, None, 5),
    (SEPTEMBER, RELATIONAL): (2, 15, 3),
    (SEPTEMBER, PERMANENCE): (9, 18, None),
}
# The chance that an area does not apply to an audit; permanence is rarely planned while needs are being assessed.
_NOT_APPLIED = {PLANNING: 0.05, RISK: 0.06, RELATIONAL: 0.08}
_NO_PERMANENCE = {"Assessment": 0.8, "CIN": 0.12, "CP": 0.05, "CIC": 0.01, "Care Leaver": 0.1, "CWD": 0.1}


@dataclass(frozen=True)
class _Split:
    """How many of an area's ratings in a month are Outstanding, good or better, and inadequate."""

    outstanding: int
    good: int
    inadequate: int


def audit_areas(seed: int) -> pl.DataFrame:
    """One row an area of practice of a completed audit, with the columns of the audit_areas extract.

    The rating is `z` where the area does not apply to the child. The same for the same seed.
    """
    done = [audit for audit in programme(seed) if audit.status == COMPLETED]
    ratings: dict[tuple[str, str], str] = {}
    for month in MONTHS:
        those = [audit for audit in done if audit.month == month]
        for area in AREAS:
            found = _rate(those, month, area, Draws(seed, "audits", "areas", month, area))
            ratings |= {(audit_id, area): rating for audit_id, rating in found.items()}
    rows = [
        {"cut": CUT, "audit_id": audit.audit_id, "area": area, "rating": ratings[audit.audit_id, area]}
        for audit in done
        for area in AREAS
    ]
    return pl.DataFrame(rows).with_columns(source=pl.lit("simulated"), simulated=pl.lit("true"))


def _rate(those: list[Audit], month: str, area: str, draws: Draws) -> dict[str, str]:
    """Ratings of one area in one month by audit_id: the best of a noisy order are good, the worst inadequate."""
    out, good, inadequate = _PRINTED.get((month, area), (None, None, None))
    none = {a: _NO_PERMANENCE[a.legal_status] if area == PERMANENCE else _NOT_APPLIED.get(area, 0.0) for a in those}
    left_out = some_of(draws, none, out)
    rated = [audit for audit in those if audit not in left_out]
    split = _split(rated, good, inadequate, draws)
    score = {audit: RATINGS.index(audit.rating) + (audit.lower_end == "yes") * 0.4 for audit in rated}
    order = sorted(rated, key=lambda audit: score[audit] + draws.normal(0.0, 0.65))
    found = {audit.audit_id: "z" for audit in left_out}
    for place, audit in enumerate(order):
        if place < split.good:
            rating = OUTSTANDING if place < split.outstanding else GOOD
        else:
            rating = INADEQUATE if place >= len(order) - split.inadequate else REQUIRES_IMPROVEMENT
        found[audit.audit_id] = rating
    return found


def _split(rated: list[Audit], good: int | None, inadequate: int | None, draws: Draws) -> _Split:
    """The printed counts; where they are free, near those of the audits' own ratings."""
    overall = sum(audit.good for audit in rated)
    if good is None:
        good = max(0, overall + draws.below(9) - 4)
    if inadequate is None:
        inadequate = max(0, sum(audit.rating == INADEQUATE for audit in rated) + draws.below(4) - 2)
    outstanding = min(good, draws.binomial(good, 0.04))
    return _Split(outstanding, good, min(inadequate, len(rated) - good))
