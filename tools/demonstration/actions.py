"""Actions agreed in the simulated audits, and what became of them by the end of September 2021.

Published, and so exact: for the audits of July to September 2021, care planning actions (one an audit, in 104
audits) and other actions by status; 30 of the care planning actions not transferred are of August's audits; 72
older care planning actions without transfer or update, 61 older other ones; the shares of a month's actions, of both
kinds together, that were done within their time: 33 % of June's, 35 % of July's, 43 % of August's. The care planning
actions printed by status add up to 102 of the printed 104; the other two are held as ended with the service, so that
nothing printed is lost. Made up: how the counts divide between months, due dates and days done, evidence, earlier
months. All older actions belong to audits since October 2020, for no earlier audit is held.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import polars as pl

from tools.demonstration.audits import programme
from tools.demonstration.days import working_days
from tools.demonstration.draws import Draws
from tools.demonstration.programme import (
    AUGUST,
    COMPLETED,
    CUT,
    GOOD,
    INADEQUATE,
    JULY,
    MONTHS,
    OUTSTANDING,
    REQUIRES_IMPROVEMENT,
    SEPTEMBER,
    Audit,
    weighted,
)

CARE_PLANNING, OTHER = "care planning", "other"
ON_TIME, LATE, OVERDUE, NOT_YET_DUE = "completed on time", "completed late", "overdue", "not yet due"
NO_UPDATE, NOT_TRANSFERRED, ENDED = "no update", "not transferred", "service ended"
_END = date(2021, 9, 30)

_Statuses = dict[str, int]
_KNOWN: dict[tuple[str, str], _Statuses] = {
    ("2021-06", CARE_PLANNING): {ON_TIME: 12, LATE: 9, NO_UPDATE: 10, NOT_TRANSFERRED: 3},
    (JULY, CARE_PLANNING): {ON_TIME: 9, LATE: 7, NO_UPDATE: 19, NOT_TRANSFERRED: 1, ENDED: 1},
    (AUGUST, CARE_PLANNING): {ON_TIME: 2, LATE: 2, NO_UPDATE: 4, NOT_TRANSFERRED: 30},
    (SEPTEMBER, CARE_PLANNING): {ON_TIME: 5, LATE: 3, NO_UPDATE: 20, ENDED: 1},
    ("2021-06", OTHER): {ON_TIME: 19, LATE: 17, OVERDUE: 22, ENDED: 2},
    (JULY, OTHER): {ON_TIME: 29, LATE: 18, OVERDUE: 25},
    (AUGUST, OTHER): {ON_TIME: 46, LATE: 8, OVERDUE: 20},
    (SEPTEMBER, OTHER): {ON_TIME: 20, LATE: 5, OVERDUE: 19, NOT_YET_DUE: 7, ENDED: 1},
}
_EARLIER = MONTHS[:8]
# Older actions still open: all 72 of care planning but June's 13, and all 61 others, which June's do not belong to.
_OPEN_EARLIER = {CARE_PLANNING: 72 - 13, OTHER: 61}
_OPEN_STATUSES = {CARE_PLANNING: (NO_UPDATE, NO_UPDATE, NOT_TRANSFERRED), OTHER: (OVERDUE, OVERDUE, NO_UPDATE)}
# The weaker an audit, the more is agreed.
_NEED = {OUTSTANDING: 0.3, GOOD: 0.7, REQUIRES_IMPROVEMENT: 1.1, INADEQUATE: 1.9}
_EVIDENT = 0.78  # of completed actions, those with evidence
_AN_AUDIT = {CARE_PLANNING: 0.7, OTHER: 1.35}  # actions an audit in the earlier months, about


def audit_actions(seed: int) -> pl.DataFrame:
    """One row an agreed action of a completed audit, with the columns of the audit_actions extract.

    Dates are ISO text; done_on is null where an action was not done. The same for the same seed.
    """
    draws = Draws(seed, "actions", "counts")
    plan = _KNOWN | {place: counts for kind in (CARE_PLANNING, OTHER) for place, counts in _earlier(kind, seed, draws)}
    done = [audit for audit in programme(seed) if audit.status == COMPLETED]
    rows: list[dict[str, Any]] = []
    for month in MONTHS:
        those = [audit for audit in done if audit.month == month]
        both = [
            row
            for kind in (CARE_PLANNING, OTHER)
            for row in _agreed(those, kind, plan[month, kind], Draws(seed, "actions", month, kind))
        ]
        rows += Draws(seed, "actions", month, "order").shuffled(both)
    first_number = 2000 + draws.below(3000)
    evident = Draws(seed, "actions", "evidence")
    numbered = [
        {"cut": CUT, "action_id": f"N{first_number + n}"}
        | row
        | {"evidence": ("yes" if evident.uniform() < _EVIDENT else "no") if row["done_on"] else None}
        for n, row in enumerate(rows)
    ]
    return pl.DataFrame(numbered, infer_schema_length=None).with_columns(
        source=pl.lit("simulated"), simulated=pl.lit("true")
    )


def _earlier(kind: str, seed: int, draws: Draws) -> list[tuple[tuple[str, str], _Statuses]]:
    """The months before June: the open actions fall anywhere, more of them late; the rest was done or ended."""
    audits_of = Counter(audit.month for audit in programme(seed) if audit.status == COMPLETED)
    counts: dict[str, Counter[str]] = {month: Counter() for month in _EARLIER}
    for _ in range(_OPEN_EARLIER[kind]):
        place = draws.below(len(_EARLIER))
        later = max(place, draws.below(len(_EARLIER))) if draws.uniform() < 0.6 else place
        counts[_EARLIER[later]][draws.choice(_OPEN_STATUSES[kind])] += 1
    for month, statuses in counts.items():
        agreed = int(audits_of[month] * (_AN_AUDIT[kind] + draws.uniform(-0.1, 0.1)))
        done = max(0, agreed - statuses.total())
        ended = draws.binomial(done, 0.02)
        on_time = draws.binomial(done - ended, 0.6)
        statuses.update({ENDED: ended, ON_TIME: on_time, LATE: done - ended - on_time})
    return [((month, kind), dict(statuses)) for month, statuses in counts.items()]


def _agreed(those: list[Audit], kind: str, counts: _Statuses, draws: Draws) -> list[dict[str, Any]]:
    """The actions of one month and kind; a care planning action only once an audit."""
    statuses = draws.shuffled([status for status, count in counts.items() for _ in range(count)])
    weights = {audit: _NEED[audit.rating] for audit in those}
    rows = []
    for status in statuses:
        audit = weighted(draws, weights)
        if kind == CARE_PLANNING:
            del weights[audit]
        due, done_on = _days(audit.month, status, draws)
        rows.append(
            {
                "audit_id": audit.audit_id,
                "kind": kind,
                "due": due.isoformat(),
                "status": status,
                "done_on": None if done_on is None else done_on.isoformat(),
            }
        )
    return rows


def _days(month: str, status: str, draws: Draws) -> tuple[date, date | None]:
    """When an action was due, and when it was done: working days after the audit's month began, up to _END."""
    start = date.fromisoformat(f"{month}-01") + timedelta(days=6)
    if status == NOT_YET_DUE:
        return draws.choice(working_days(date(2021, 10, 1), date(2021, 10, 22))), None
    # Of what is said to be late or open, the day due must have passed before the end.
    due = draws.choice(working_days(start, min(start + timedelta(days=38), _END - timedelta(days=3))))
    if status == ON_TIME:
        return due, draws.choice(working_days(max(start - timedelta(days=3), due - timedelta(days=9)), due))
    if status == LATE:
        return due, draws.choice(working_days(due + timedelta(days=1), min(due + timedelta(days=45), _END)))
    return due, None
