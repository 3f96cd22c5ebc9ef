"""Who took part in each submitted audit.

Published, and so exact: shares of children aged four and over and of families spoken to, and of workers, managers
and reviewers included, from July to September 2021 as far as printed. They hold both for the audits accepted and for
all submitted. The counts behind them are ours; September's 11 children and 27 families are those of whom the printed
shares positive and mixed can be shares. Made up: the other months, and which audits they are.

Not applicable: a child under four; a young adult without family in touch; a reviewer where the child is neither in
care nor has a protection plan; every answer of an audit that was not submitted.
"""

from __future__ import annotations

from tools.demonstration.draws import Draws
from tools.demonstration.programme import (
    AUGUST,
    BELOW_STANDARD,
    COMPLETED,
    JULY,
    MONTHS,
    SEPTEMBER,
    Audit,
    some_of,
)
from tools.demonstration.teams import ASSESSMENT, DISABLED, SAFEGUARDING, UNDER_11

# Of each month's accepted and returned audits: how many children are under four, how many families not applicable.
_UNDER_FOUR = {(AUGUST, COMPLETED): 9, (AUGUST, BELOW_STANDARD): 1, (SEPTEMBER, COMPLETED): 10,
               (SEPTEMBER, BELOW_STANDARD): 0}  # fmt: skip
_NO_FAMILY = {(JULY, COMPLETED): 2, (JULY, BELOW_STANDARD): 1, (AUGUST, COMPLETED): 1, (AUGUST, BELOW_STANDARD): 0,
              (SEPTEMBER, COMPLETED): 2, (SEPTEMBER, BELOW_STANDARD): 1}  # fmt: skip
# How many of the rest said yes.
_YES: dict[str, dict[tuple[str, str], int]] = {
    "child_spoken_to": {(AUGUST, COMPLETED): 15, (AUGUST, BELOW_STANDARD): 1, (SEPTEMBER, COMPLETED): 11,
                        (SEPTEMBER, BELOW_STANDARD): 1},
    "family_spoken_to": {(JULY, COMPLETED): 37, (AUGUST, COMPLETED): 30, (AUGUST, BELOW_STANDARD): 2,
                         (SEPTEMBER, COMPLETED): 27, (SEPTEMBER, BELOW_STANDARD): 1},
    "worker_included": {(JULY, COMPLETED): 48, (JULY, BELOW_STANDARD): 1, (SEPTEMBER, COMPLETED): 46,
                        (SEPTEMBER, BELOW_STANDARD): 3},
    "manager_included": {(JULY, COMPLETED): 48, (JULY, BELOW_STANDARD): 1, (SEPTEMBER, COMPLETED): 45,
                         (SEPTEMBER, BELOW_STANDARD): 3},
    "reviewer_included": {(AUGUST, COMPLETED): 17},
}  # fmt: skip
_USUALLY = {"child_spoken_to": 0.38, "family_spoken_to": 0.66, "worker_included": 0.94, "manager_included": 0.94,
            "reviewer_included": 0.88}  # fmt: skip
# Of the services' children, the share under four; those in care of the older ones' teams are eleven and over.
_SHARE_UNDER_FOUR = {ASSESSMENT: 0.28, SAFEGUARDING: 0.26, UNDER_11: 0.33, DISABLED: 0.08}
_SHARE_NO_FAMILY = {"Care Leaver": 0.3}


def take_part(audits: list[Audit], seed: int) -> None:
    """Fill in the five answers of every submitted audit."""
    draws = Draws(seed, "audits", "participation")
    for month in MONTHS:
        for status in (COMPLETED, BELOW_STANDARD):
            _answer([audit for audit in audits if (audit.month, audit.status) == (month, status)], draws)


def _answer(audits: list[Audit], draws: Draws) -> None:
    if not audits:
        return
    place = (audits[0].month, audits[0].status)
    young = some_of(draws, {a: _SHARE_UNDER_FOUR.get(a.service, 0.0) for a in audits}, _UNDER_FOUR.get(place))
    alone = some_of(draws, {a: _SHARE_NO_FAMILY.get(a.legal_status, 0.0) for a in audits}, _NO_FAMILY.get(place))
    asked = {
        "child_spoken_to": [audit for audit in audits if audit not in young],
        "family_spoken_to": [audit for audit in audits if audit not in alone],
        "worker_included": audits,
        "manager_included": audits,
        "reviewer_included": [audit for audit in audits if audit.legal_status in ("CIC", "CP")],
    }
    for column, those in asked.items():
        chance = 1.0 if (column, place[0]) == ("reviewer_included", SEPTEMBER) else _USUALLY[column]
        said_yes = some_of(draws, dict.fromkeys(those, chance), _YES[column].get(place))
        for audit in those:
            setattr(audit, column, "yes" if audit in said_yes else "no")
