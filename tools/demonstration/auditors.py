"""Who audited, by code, and blind re-reads of anchor files: one file a month, which four auditors grade by themselves.

All of it is made up: the published papers say nothing of auditors. Two of the fourteen rate more generously than the
others, so that more of the audits that moderators lowered are theirs. Three readings in four give a file the grade that
most would; the others are one grade off.
"""

from __future__ import annotations

from collections.abc import Sequence

from tools.demonstration.draws import Draws
from tools.demonstration.programme import COMPLETED, MONTHS, RATINGS, Audit, weighted

AUDITORS = [f"A{number:02}" for number in range(1, 15)]
_GENEROUS = {"A04": 3.0, "A11": 2.0}  # how many times as often an audit that was lowered is theirs
_READERS, _AS_MOST = 4, 0.75
_GRADES = dict(zip(RATINGS, (0.05, 0.4, 0.4, 0.15), strict=True))


def give_auditors(found: Sequence[Audit], seed: int) -> None:
    """Say by code who audited each submitted audit."""
    draws = Draws(seed, "audits", "auditors")
    for audit in found:
        if audit.submitted:
            generous = _GENEROUS if _lowered(audit) else {}
            audit.auditor_code = weighted(draws, {code: generous.get(code, 1.0) for code in AUDITORS})


def re_reads(seed: int) -> list[Audit]:
    """The re-reads of each month, with what the audits extract asks of a row."""
    draws = Draws(seed, "audits", "re-reads")
    found: list[Audit] = []
    for number, month in enumerate(MONTHS, start=1):
        usual = weighted(draws, _GRADES)
        for reader in draws.shuffled(AUDITORS)[:_READERS]:
            grade = usual if draws.uniform() < _AS_MOST else _next_to(usual, draws)
            found.append(
                Audit(
                    month, "CIN", COMPLETED, rating=grade, auditor_rating=grade, lower_end="x",
                    locality="All", service="All", team="All", child_spoken_to="x", family_spoken_to="x",
                    worker_included="x", manager_included="x", reviewer_included="x", submitted_late="x",
                    audit_id=f"R{len(found) + 1}", record_key=f"anchor-{number}",
                    auditor_code=reader, anchor_code=f"F{number}",
                )
            )  # fmt: skip
    return found


def _lowered(audit: Audit) -> bool:
    both = audit.auditor_rating, audit.rating
    return all(grade in RATINGS for grade in both) and RATINGS.index(both[0]) < RATINGS.index(both[1])


def _next_to(grade: str, draws: Draws) -> str:
    at = RATINGS.index(grade)
    return draws.choice([RATINGS[n] for n in (at - 1, at + 1) if 0 <= n < len(RATINGS)])
