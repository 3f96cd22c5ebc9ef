"""Small councils that a test makes up: the catalogue of Westshire with other areas, and extracts of a few rows."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date

import pytest

from analytics import months
from analytics.catalogue import Area, Catalogue
from analytics.store import Incoming, Store, load
from tests.westshire import catalogue

FEBRUARY, MARCH, APRIL, MAY = (date(2026, month, 1) for month in (2, 3, 4, 5))
DUE = "icpc_due"
Counts = tuple[int, int]


def area(name: str, kind: str = "place", members: tuple[str, ...] = (), **more: object) -> Area:
    return Area(name, name, kind, members, **more)  # type: ignore[arg-type]


def council_of(*areas: Area) -> Catalogue:
    return replace(catalogue(), areas={one.area: one for one in areas})


def in_use(monkeypatch: pytest.MonkeyPatch, *areas: Area) -> Catalogue:
    """Make a council of these areas the one in use."""
    known = council_of(*areas)
    monkeypatch.setattr(sys.modules["analytics.catalogue.catalogue"], "_reading", lambda: known)
    return known


def counted(store: Store, known: Catalogue, figures: dict[date, dict[str, Counts | None]], measure: str = DUE) -> None:
    """Load the counts of areas by month; None is a figure that is not available."""
    rows = ["cut,month,measure_id,locality,numerator,denominator,marker"]
    cut = months.code(max(figures))
    for month, of_areas in figures.items():
        for name, counts in of_areas.items():
            ending = f"{counts[0]},{counts[1]}," if counts else ",,x"
            rows.append(f"{cut},{months.code(month)},{measure},{name},{ending}")
    load(store, known, [Incoming("counts.csv", "\n".join([*rows, ""]).encode())])
