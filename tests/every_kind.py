"""An authority that has an indicator of each kind of figure: one of a quarter, one of a year, one for information, one
whose target is a range, and one with a tolerance in its unit. All of it is invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics.catalogue import ALL, catalogue
from analytics.months import code, up_to
from analytics.store import Store, begin, load, the_store
from tests.authorities.making import in_use, sent
from tests.westshire import chance

NAME = "Saltmere"
AUGUST = date(2025, 8, 1)  # the quarter to June is then the newest that has ended, and the year to March
MONTHS = sorted(up_to(AUGUST, 30))
AREAS = {"Harbour": 0.5, "Moor": 0.3, "Vale": 0.2}
VISITS, RATE, DAYS, REFERRALS, SPEND = "visits_on_time", "children_looked_after", "days_to_place", "referrals", "spend"
MEDIAN, STARTS, FAMILIES = "median_wait", "plans_started", "families_seen"

_DEFINED = [
    [VISITS, "% of visits on time", "bigger", "percentage", "%", "", "month", "month", "visits", ""],
    [RATE, "Looked after in the borough", "plan", "rate", "per 10,000", "", "snapshot", "month", "children", "0-17"],
    [DAYS, "Average days to a placement", "smaller", "mean", "days", 1, "month", "month", "children", ""],
    [REFERRALS, "Referrals to the borough", "information", "count", "referrals", "", "month", "month", "referrals", ""],
    [SPEND, "Spend on placements", "smaller", "amount", "£k", "", "month", "month", "pounds", ""],
    [MEDIAN, "Median wait for a first visit", "smaller", "score", "weeks", "", "month", "month", "children", ""],
    [STARTS, "Protection plans started", "smaller", "rate", "per 10,000", "", "month", "quarter", "children", "0-17"],
    [FAMILIES, "Families seen by early help", "bigger", "count", "families", "", "month", "financial year", "families",
     ""],
]  # fmt: skip
_TARGETS = [
    [VISITS, ALL, "2023-04", 90, "", "", 5],
    [RATE, ALL, "2023-04", 40, 50, 3, 5],
    [DAYS, ALL, "2023-04", 15, "", 1.5, 5],
    [DAYS, "Moor", "2023-04", 20, "", 1.5, 5],
    [SPEND, ALL, "2023-04", 1200, "", "", 5],
    [MEDIAN, ALL, "2023-04", 3, "", "", 5],
    [STARTS, ALL, "2023-04", 10, "", "", 5],
    [FAMILIES, ALL, "2023-04", 450, "", "", 5],
]  # fmt: skip
_PEOPLE = 60_000


def _figure(measure: str, month: date, area: str, part: float) -> list[Any]:
    """Numerator, denominator and value of an area in a month: near a level, and away from it in the newest month."""
    level = 0.94 + 0.12 * chance(measure, month, area)
    newest = month == AUGUST
    if measure == VISITS:
        return [round(400 * part * (0.6 if newest else 0.9 * min(level, 1.0))), round(400 * part), ""]
    if measure == RATE:
        return [round(_PEOPLE * part * 0.0062 * level), "", ""]
    if measure == DAYS:
        placed = round(60 * part)
        return [round(placed * (24 if newest else 17) * level), placed, ""]
    if measure == REFERRALS:
        return [round(1450 * part * (1.5 if newest else level)), "", ""]
    if measure == SPEND:
        return [round(1250 * part * level), "", ""]
    if measure == STARTS:
        return [round(72 * part * level), "", ""]
    return [round(1000 * part * level), "", ""]


def _rows() -> list[list[Any]]:
    rows: list[list[Any]] = []
    for month in MONTHS:
        for measure, *_ in _DEFINED:
            quarterly, yearly = measure == STARTS, measure == FAMILIES
            if (quarterly and month.month % 3) or (yearly and month.month != 3):
                continue
            about = [code(AUGUST), code(month), measure]
            if measure == MEDIAN:
                rows.append([*about, ALL, "", "", round(4 + 2 * chance(measure, month), 1)])
                continue
            rows += [[*about, area, *_figure(measure, month, area, part)] for area, part in AREAS.items()]
    return rows


def every_kind(folder: Path) -> Store:
    """A store with figures of each kind."""
    defined = [
        [*row, "Placements" if row[0] in (RATE, DAYS, SPEND) else "Front door", f"What {row[1].lower()} means."]
        for row in _DEFINED
    ]
    people = [
        [area, year, "0-17", round(_PEOPLE * part)] for area, part in AREAS.items() for year in (2022, 2023, 2024, 2025)
    ]
    own = [
        sent("council.csv", "council,whole,part,parts", [[NAME, "borough", "patch", "patches"]]),
        sent("areas.csv", "area,name,level", [[area, area, "patch"] for area in AREAS]),
        sent(
            "definitions.csv",
            "measure_id,name,polarity,kind,unit,decimals,window,frequency,counted,population,theme,definition",
            defined,
        ),
        sent("targets.csv", "measure_id,area,valid_from,target,target_to,tolerance,tolerance_percent,reason",
             [[*row, "Agreed by the board"] for row in _TARGETS]),
        sent("population.csv", "area,year,age_group,number", people),
    ]  # fmt: skip
    with in_use(folder):
        begin(the_store(), NAME)
        load(the_store(), catalogue(), own, scope="part")
        header = "cut,month,measure_id,locality,numerator,denominator,value"
        load(the_store(), catalogue(), [sent("figures.csv", header, _rows())], scope="whole")
    return Store(folder)


@pytest.fixture(scope="session")
def made_of_every_kind(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """That store. Tests only read it."""
    return every_kind(tmp_path_factory.mktemp("every kind") / "store")


@pytest.fixture
def kinds(made_of_every_kind: Store) -> Iterator[Store]:
    """That store, in use."""
    with in_use(made_of_every_kind.root):
        yield made_of_every_kind
