"""Which team each audit belongs to, so that the teams' lists come out as printed.

Published: 20 teams with three or more audits good or better in the six months to September 2021, two more and one
fewer than a month before, 11 of them on the list for each of six months; two teams with three or more inadequate;
26 teams with 40 % or more inadequate or in the lower half of Requires Improvement. Audits are dealt at random by
the teams' weights; then pairs of one month and service change teams, as long as the lists come no further from that.
"""

from __future__ import annotations

from collections import defaultdict

from tools.demonstration.draws import Draws
from tools.demonstration.programme import (
    COMPLETED,
    INADEQUATE,
    MONTHS,
    REQUIRES_IMPROVEMENT,
    Audit,
    weighted,
)
from tools.demonstration.teams import LOCALITIES, SERVICES_OF, TEAMS, Team

WINDOW = 6  # months that a list looks back over
MANY = 3  # audits that bring a team on a list
ON_LIST, ADDED, REMOVED, STAYED, WITH_INADEQUATE, WITH_WEAK = 20, 2, 1, 11, 2, 26
_TRIES = 60_000
_LAST = MONTHS[-WINDOW:]


class _Lists:
    """How far the lists of teams are from those printed, kept up to date while audits change teams."""

    def __init__(self, audits: list[Audit]):
        self.good = {team.team: [0] * len(MONTHS) for team in TEAMS}
        self.inadequate = dict.fromkeys(self.good, 0)
        for audit in audits:
            self.count(audit, 1)

    def count(self, audit: Audit, change: int) -> None:
        self.good[audit.team][MONTHS.index(audit.month)] += change * audit.good
        self.inadequate[audit.team] += change * (audit.rating == INADEQUATE and audit.month in _LAST)

    def distance(self) -> int:
        on = [
            [sum(good[end - WINDOW : end]) >= MANY for end in range(len(MONTHS) - WINDOW + 1, len(MONTHS) + 1)]
            for good in self.good.values()
        ]
        return (
            abs(sum(team[-1] for team in on) - ON_LIST)
            + abs(sum(team[-1] and not team[-2] for team in on) - ADDED)
            + abs(sum(team[-2] and not team[-1] for team in on) - REMOVED)
            + abs(sum(all(team) for team in on) - STAYED)
            + abs(sum(count >= MANY for count in self.inadequate.values()) - WITH_INADEQUATE)
        )


def give_teams(audits: list[Audit], seed: int) -> None:
    """Set service, team and locality of every audit. Raises RuntimeError where the printed lists are not reached."""
    draws = Draws(seed, "audits", "teams")
    weights = {team: LOCALITIES[team.locality] ** 0.3 * draws.uniform(0.6, 1.4) for team in TEAMS}
    for audit in audits:
        service = weighted(draws, SERVICES_OF[audit.legal_status])
        _place(audit, weighted(draws, {team: weight for team, weight in weights.items() if team.service == service}))
    _repair([audit for audit in audits if audit.status == COMPLETED], draws)


def _place(audit: Audit, team: Team) -> None:
    audit.team, audit.service, audit.locality = team.team, team.service, team.locality


def _swap(one: Audit, other: Audit, lists: _Lists) -> None:
    for audit in (one, other):
        lists.count(audit, -1)
    one.team, other.team = other.team, one.team
    one.locality, other.locality = other.locality, one.locality
    for audit in (one, other):
        lists.count(audit, 1)


def _repair(audits: list[Audit], draws: Draws) -> None:
    pools: dict[tuple[str, str], list[Audit]] = defaultdict(list)
    for audit in audits:
        pools[audit.month, audit.service].append(audit)
    lists = _Lists(audits)
    distance = lists.distance()
    for _ in range(_TRIES):
        if distance == 0:
            return
        one = draws.choice(audits)
        other = draws.choice(pools[one.month, one.service])
        if one.rating == other.rating or one.team == other.team:
            continue
        _swap(one, other, lists)
        after = lists.distance()
        if after > distance:
            _swap(one, other, lists)
        else:
            distance = after
    raise RuntimeError("The printed lists of teams were not reached; use another seed.")


def grade_requires_improvement(audits: list[Audit], seed: int) -> None:
    """Say of each Requires Improvement whether it lies in the lower half, so that WITH_WEAK teams have 40 % or more.

    Raises RuntimeError where no such grading was found.
    """
    draws = Draws(seed, "audits", "lower half")
    graded = [audit for audit in audits if audit.rating == REQUIRES_IMPROVEMENT]
    for audit in graded:
        audit.lower_end = "yes" if draws.uniform() < 0.67 else "no"
    recent = [audit for audit in audits if audit.status == COMPLETED and audit.month in _LAST]
    choosable = [audit for audit in graded if audit.month in _LAST]
    count = _weak_teams(recent)
    for _ in range(_TRIES // 10):
        if count == WITH_WEAK:
            return
        audit = draws.choice(choosable)
        was, audit.lower_end = audit.lower_end, "yes" if count < WITH_WEAK else "no"
        after = _weak_teams(recent)
        # One audit moves one team, so that the count cannot step over its aim.
        if abs(after - WITH_WEAK) > abs(count - WITH_WEAK):
            audit.lower_end = was
        else:
            count = after
    raise RuntimeError("The printed number of teams with weak audits was not reached; use another seed.")


def _weak_teams(audits: list[Audit]) -> int:
    weak: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for audit in audits:
        counts = weak[audit.team]
        counts[0] += audit.rating == INADEQUATE or audit.lower_end == "yes"
        counts[1] += 1
    return sum(10 * part >= 4 * whole for part, whole in weak.values())
