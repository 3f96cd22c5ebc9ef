"""The made-up teams that simulated counts and audits are split by.

Each team works for one locality and belongs to one service. Sizes follow the districts' populations of children.
"""

from __future__ import annotations

from dataclasses import dataclass

# Share of the county's children in need of help that live in each district: ours, roughly by population and need.
LOCALITIES = {
    "Gloucester": 0.31,
    "Forest of Dean": 0.14,
    "Cotswolds": 0.08,
    "Stroud": 0.15,
    "Cheltenham": 0.20,
    "Tewkesbury": 0.12,
}

ASSESSMENT, SAFEGUARDING, UNDER_11, OVER_11, DISABLED = (
    "Assessment",
    "Safeguarding",
    "Under 11s",
    "11-25",
    "DCYPS",
)

# How many teams of each service a locality has.
_NUMBERS = {
    "Gloucester": {ASSESSMENT: 3, SAFEGUARDING: 5, UNDER_11: 2, OVER_11: 2, DISABLED: 1},
    "Forest of Dean": {ASSESSMENT: 1, SAFEGUARDING: 3, UNDER_11: 1, OVER_11: 1},
    "Cotswolds": {ASSESSMENT: 1, SAFEGUARDING: 2, UNDER_11: 1, OVER_11: 1},
    "Stroud": {ASSESSMENT: 2, SAFEGUARDING: 3, UNDER_11: 1, OVER_11: 1},
    "Cheltenham": {ASSESSMENT: 2, SAFEGUARDING: 4, UNDER_11: 1, OVER_11: 2, DISABLED: 1},
    "Tewkesbury": {ASSESSMENT: 1, SAFEGUARDING: 3, UNDER_11: 1, OVER_11: 1},
}

# Which services' teams hold the children of a legal status, with the weight of each.
SERVICES_OF = {
    "Assessment": {ASSESSMENT: 1.0},
    "CIN": {SAFEGUARDING: 1.0},
    "CP": {SAFEGUARDING: 1.0},
    "CIC": {UNDER_11: 0.4, OVER_11: 0.6},
    "Care Leaver": {OVER_11: 1.0},
    "CWD": {DISABLED: 1.0},
}


@dataclass(frozen=True)
class Team:
    team: str
    locality: str
    service: str


def _of(locality: str, service: str, number: int) -> list[Team]:
    names = [f"{locality} {service}"] if number == 1 else [f"{locality} {service} {n}" for n in range(1, number + 1)]
    return [Team(name, locality, service) for name in names]


TEAMS: tuple[Team, ...] = tuple(
    team
    for locality, services in _NUMBERS.items()
    for service, number in services.items()
    for team in _of(locality, service, number)
)
