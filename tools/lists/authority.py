"""An authority that does not exist: its areas, teams and workers, and what happened to its children.

Each event is known on the lists' day: what would have come later is not there. One child's life depends on the seed
and the child's number alone, so that more children leave the first ones as they were but for their team and worker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from tools.demonstration.draws import Draws
from tools.lists import days

T = TypeVar("T")

AREAS = ("Made-up Northmarsh", "Made-up Eastfold", "Made-up Southmere", "Made-up Westholt")
ASSESSMENT, SAFEGUARDING, CARE, LEAVING = "Assessment", "Safeguarding", "Children in care", "Leaving care"
CHILDREN_A_TEAM = {ASSESSMENT: 300, SAFEGUARDING: 300, CARE: 800, LEAVING: 1500}
WORKERS_A_TEAM = 7


@dataclass(frozen=True)
class Team:
    name: str
    area: str
    workers: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """Who has the child at an event."""

    team: Team
    worker: str


@dataclass
class Contact:
    on: date
    source: str


@dataclass
class EarlyHelp:
    started: date
    completed: date | None
    by: str


@dataclass
class Referral:
    on: date
    source: str
    no_further_action: bool
    held: Held


@dataclass
class Assessment:
    started: date
    authorised: date | None
    seen: bool | None  # null: not known
    needs_support: bool | None  # null: not authorised
    held: Held


@dataclass
class Enquiry:
    """A section 47 enquiry: the conference or that it was unnecessary; neither is known yet where both are null."""

    strategy: date
    unnecessary: bool | None
    conference: date | None
    planned: bool | None
    held: Held


@dataclass
class Plan:
    """A child protection plan."""

    started: date
    first_category: str
    category: str
    emergency: bool
    held: Held
    ended: date | None = None
    visits: list[date] = field(default_factory=list)
    alone: bool | None = None  # at the last visit
    reviews: list[date] = field(default_factory=list)


@dataclass
class Placement:
    started: date
    type: str
    provider: str
    inside: bool
    postcode: str
    urn: str | None


@dataclass
class Missing:
    on: date
    offered: bool | None
    accepted: bool | None


@dataclass
class Adoption:
    entered_care: date
    decided: date
    order_to_place: date | None = None
    matched: date | None = None
    placed: date | None = None
    adopted: date | None = None
    reversed: date | None = None
    reversal_reason: str | None = None
    fostered_to_adopt: date | None = None
    family: str | None = None


@dataclass
class Care:
    """A period of being looked after."""

    started: date
    held: Held
    ceased: date | None = None
    reason: str | None = None
    statuses: list[tuple[date, str]] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    reviews: list[date] = field(default_factory=list)
    visits: list[date] = field(default_factory=list)
    reviewer_visits: list[date] = field(default_factory=list)
    health: list[date] = field(default_factory=list)
    dental: list[date] = field(default_factory=list)
    permanence: str | None = None
    missing: list[Missing] = field(default_factory=list)
    absent: list[date] = field(default_factory=list)


@dataclass
class Case:
    """A referral that was taken up, until the case is closed."""

    referral: Referral
    need: str
    held: Held
    assessment: Assessment | None = None
    enquiries: list[Enquiry] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    care: list[Care] = field(default_factory=list)
    seen: list[date] = field(default_factory=list)
    closed: date | None = None
    closure: str | None = None


@dataclass
class Leaver:
    """A young person who left care, or may soon, on the lists' day."""

    eligibility: str
    held: Held
    adviser: str
    pathway_review: date | None
    in_touch: str
    contact: date | None
    accommodation: str | None
    suitability: str | None
    activity: str | None


@dataclass
class Child:
    """`born` is null for a child who is not born on the lists' day."""

    identifier: str
    sex: str
    ethnicity: str
    disabled: bool | None
    born: date | None
    asylum: bool
    contacts: list[Contact] = field(default_factory=list)
    early_help: list[EarlyHelp] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    adoption: Adoption | None = None
    leaver: Leaver | None = None

    @property
    def enquiries(self) -> list[Enquiry]:
        return [enquiry for case in self.cases for enquiry in case.enquiries]

    @property
    def plans(self) -> list[Plan]:
        return [plan for case in self.cases for plan in case.plans]

    @property
    def care(self) -> list[Care]:
        return [period for case in self.cases for period in case.care]

    def age(self, day: date) -> int | None:
        """Completed years; null before birth."""
        return None if self.born is None or self.born > day else days.age(self.born, day)


@dataclass
class Adopter:
    identifier: str
    family: str
    sex: str
    ethnicity: str
    disabled: bool | None
    fosters_to_adopt: bool
    enquired: date
    stage_1: tuple[date | None, date | None]
    stage_2: tuple[date | None, date | None]
    applied: date | None
    approved: date | None
    matched: date | None = None
    placed: date | None = None
    children: int | None = None
    adopted: date | None = None
    left: date | None = None
    leaving_reason: str | None = None


@dataclass
class Authority:
    day: date
    teams: tuple[Team, ...]
    children: list[Child]
    adopters: list[Adopter]


def pick(draws: Draws, weights: Mapping[T, float]) -> T:
    """One of the keys, as often as its weight says."""
    left = draws.uniform(0, sum(weights.values()))
    for value, weight in weights.items():
        left -= weight
        if left < 0:
            return value
    return value


def teams_for(children: int) -> tuple[Team, ...]:
    """Every area has a team of each service, and more of them where there are more children."""
    made: list[Team] = []
    for area in AREAS:
        for service, size in CHILDREN_A_TEAM.items():
            for number in range(1, max(1, round(children / len(AREAS) / size)) + 1):
                first = len(made) * WORKERS_A_TEAM
                workers = (f"Made-up worker {first + n:03}" for n in range(1, WORKERS_A_TEAM + 1))
                made.append(Team(f"{area} {service} {number}", area, tuple(workers)))
    return tuple(made)


def hold(draws: Draws, teams: Sequence[Team], area: str, service: str) -> Held:
    team = draws.choice([team for team in teams if team.area == area and team.name.startswith(f"{area} {service} ")])
    return Held(team, draws.choice(team.workers))
