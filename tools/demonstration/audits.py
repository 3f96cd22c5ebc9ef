"""Twelve months of simulated case audits, October 2020 to September 2021, that pool to what was published.

Published, and so exact: the programme (see programme.py), the teams' lists (allocation.py), who took part
(participation.py), how often moderators changed a rating from April to September 2021, and how many audits came late
in August and September. Made up: every single audit, its team, its child's key, what happened in the months
before, and which audits look at the same child again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache

import polars as pl

from tools.demonstration.allocation import give_teams, grade_requires_improvement
from tools.demonstration.auditors import give_auditors, re_reads
from tools.demonstration.draws import Draws
from tools.demonstration.participation import take_part
from tools.demonstration.programme import (
    AUGUST,
    BELOW_STANDARD,
    COMPLETED,
    CUT,
    GOOD,
    INADEQUATE,
    JULY,
    MONTHS,
    NOT_APPLICABLE,
    RATINGS,
    REQUIRES_IMPROVEMENT,
    SEPTEMBER,
    Audit,
    allocated,
    weighted,
)

# Ratings that the moderator raised, lowered, and lowered to Inadequate. July's shares are shares of 51: the 52nd
# audit, a good one, was not moderated and its auditor's rating is not available.
_MODERATED = {
    "2021-04": (1, 12, 2),
    "2021-05": (0, 7, 2),
    "2021-06": (0, 7, 3),
    JULY: (1, 10, 2),
    AUGUST: (0, 6, 3),
    SEPTEMBER: (0, 9, 4),
}
_LATE = {AUGUST: 16, SEPTEMBER: 23}
# How often an audit looks at a child again that an earlier one of its team had found poorly served, or any other.
_AGAIN_AFTER_POOR, _AGAIN = 0.25, 0.02

COLUMNS = (
    "cut", "month", "audit_id", "record_key", "status", "locality", "service", "team", "legal_status",
    "auditor_rating", "rating", "lower_end", "child_spoken_to", "family_spoken_to", "worker_included",
    "manager_included", "reviewer_included", "submitted_late", "auditor_code", "anchor_code", "source", "simulated",
)  # fmt: skip


def audits(seed: int) -> pl.DataFrame:
    """One row an allocated audit, with the columns of the audits extract; the same for the same seed.

    Months are text (2021-09), answers the contract's words. Raises RuntimeError where a seed does not reach the
    published figures.
    """
    return _frame(programme(seed))


def audits_and_re_reads(seed: int) -> pl.DataFrame:
    """As `audits`, and a row a blind re-read of an anchor file after them."""
    return _frame([*programme(seed), *re_reads(seed)])


def _frame(found: Sequence[Audit]) -> pl.DataFrame:
    rows = [asdict(audit) | {"cut": CUT, "source": "simulated", "simulated": "true"} for audit in found]
    return pl.DataFrame(rows, infer_schema_length=None).select(COLUMNS)


@lru_cache(maxsize=2)
def programme(seed: int) -> tuple[Audit, ...]:
    """The audits themselves, by month and in random order within it. They are shared: read them only."""
    found = allocated(seed)
    give_teams(found, seed)
    grade_requires_improvement(found, seed)
    take_part(found, seed)
    for month in MONTHS:
        those = [audit for audit in found if audit.month == month]
        _moderate([audit for audit in those if audit.status == COMPLETED], month, seed)
        _submit([audit for audit in those if audit.submitted], month, seed)
    _name(found, seed)
    give_auditors(found, seed)
    return tuple(found)


def _moderate(those: list[Audit], month: str, seed: int) -> None:
    """Set the auditors' own ratings from the ratings after moderation."""
    draws = Draws(seed, "audits", "moderation", month)
    for audit in those:
        audit.auditor_rating = audit.rating
    inadequate = draws.shuffled([audit for audit in those if audit.rating == INADEQUATE])
    lower = draws.shuffled([audit for audit in those if audit.rating == REQUIRES_IMPROVEMENT])
    good = draws.shuffled([audit for audit in those if audit.rating == GOOD])
    directed = draws.binomial(len(inadequate), 0.5)
    earlier = (draws.binomial(2, 0.4), directed + len(those) // 10 + draws.below(5), directed)
    raised, lowered, directed = _MODERATED.get(month, earlier)
    for audit in inadequate[:directed]:
        audit.auditor_rating = weighted(draws, {REQUIRES_IMPROVEMENT: 0.85, GOOD: 0.15})
    from_outstanding = draws.binomial(1, 0.3)
    for audit in good[:from_outstanding] + lower[: lowered - directed - from_outstanding]:
        audit.auditor_rating = _step(audit.rating, -1)
    for _ in range(raised):
        audit = good.pop() if draws.uniform() < 0.7 else lower.pop()
        audit.auditor_rating = _step(audit.rating, 1)
    if month == JULY:
        good.pop().auditor_rating = "x"


def _step(rating: str, steps: int) -> str:
    return RATINGS[RATINGS.index(rating) + steps]


def _submit(those: list[Audit], month: str, seed: int) -> None:
    """Say which audits came late, and how auditors had rated those that were returned to them."""
    draws = Draws(seed, "audits", "submission", month)
    late = _LATE.get(month, draws.binomial(len(those), 0.38))
    for place, audit in enumerate(draws.shuffled(those)):
        audit.submitted_late = "yes" if place < late else "no"
    for audit in those:
        if audit.status == BELOW_STANDARD:
            audit.auditor_rating = weighted(draws, {GOOD: 0.45, REQUIRES_IMPROVEMENT: 0.45, INADEQUATE: 0.1})


def _name(found: list[Audit], seed: int) -> None:
    """Number the audits as they were allocated, and give each child a key that says nothing.

    Some children are audited again, most often where the first audit was inadequate or returned.
    """
    draws = Draws(seed, "audits", "keys")
    first_number = 1000 + draws.below(800)
    known: set[str] = set()
    for place, audit in enumerate(found):
        audit.audit_id = f"S{first_number + place}"
        audit.record_key = draws.key()
    for place, audit in enumerate(found):
        if not audit.submitted:
            continue
        earlier = [other for other in found[:place] if other.record_key not in known and _same_child(other, audit)]
        poor = [other for other in earlier if INADEQUATE in (other.rating, other.auditor_rating)]
        poor += [other for other in earlier if other.status == BELOW_STANDARD]
        if earlier and draws.uniform() < (_AGAIN_AFTER_POOR if poor else _AGAIN):
            audit.record_key = draws.choice(poor or earlier).record_key
            known.add(audit.record_key)


def _same_child(earlier: Audit, later: Audit) -> bool:
    """Whether two audits may be of one child: a quarter or more apart, never younger.

    The child is with the same team, or was being assessed and has a plan in the same locality since.
    """
    if earlier.legal_status == "Assessment":
        moved_on = later.legal_status in ("CIN", "CP") and earlier.locality == later.locality
    else:
        moved_on = (earlier.team, earlier.legal_status) == (later.team, later.legal_status)
    apart = MONTHS.index(later.month) - MONTHS.index(earlier.month)
    return (
        moved_on
        and earlier.submitted
        and apart >= 3
        and not (later.child_spoken_to == NOT_APPLICABLE != earlier.child_spoken_to)
        and (later.family_spoken_to == NOT_APPLICABLE) == (earlier.family_spoken_to == NOT_APPLICABLE)
    )
