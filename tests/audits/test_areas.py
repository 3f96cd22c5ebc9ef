"""Audits of areas that were merged, that lie in others, and of services within them."""

from __future__ import annotations

from datetime import date

import pytest

from analytics.audits import programme, teams
from analytics.audits.inclusion import YEAR, allocated
from analytics.catalogue import ALL
from analytics.disclosure.case_audits import _cells
from analytics.store import Store
from tests.areas import area, in_use
from tests.audits.conftest import Holding

AUGUST, SEPTEMBER = date(2021, 8, 1), date(2021, 9, 1)
ENDED = {"valid_to": AUGUST, "succeeded_by": "Coast"}
MERGED = (
    area("Wexley", **ENDED), area("Dunmere", **ENDED), area("Coast", valid_from=SEPTEMBER, parent="North"),
    area("North"), area("Early Help", "service", parent="North", counts_in_whole=True), area("Ashport"),
)  # fmt: skip


@pytest.fixture
def store(holding: Holding, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Loaded before the areas were merged."""
    before = {"month": "2021-08"}
    held = holding(
        (3, before | {"locality": "Wexley"}), (2, before | {"locality": "Dunmere"}), (4, {"locality": "Ashport"}),
        (1, {"locality": "Ashport", "service": "Early Help"}),
    )  # fmt: skip
    in_use(monkeypatch, *MERGED)
    return held


def test_audits_of_what_was_merged_count_for_its_successor_and_for_what_that_lies_in(store: Store) -> None:
    counted = {
        name: allocated(store, SEPTEMBER, YEAR, "known", name).height
        for name in ("Wexley", "Dunmere", "Coast", "North", "Early Help", "Ashport", ALL)
    }
    # North has the five of Coast, and the one of Early Help, wherever the family lives.
    assert counted == {"Wexley": 3, "Dunmere": 2, "Coast": 5, "North": 6, "Early Help": 1, "Ashport": 5, ALL: 10}


def test_localities_are_those_of_the_month(store: Store) -> None:
    def places(month: date) -> dict[str, int]:
        return dict(teams.by_place(store, month).filter(kind="locality").select("place", "audits").rows())

    assert places(AUGUST) == {"Dunmere": 2, "Wexley": 3}
    assert places(SEPTEMBER) == {"Ashport": 5, "Coast": 5}
    assert set(teams.by_team(store, SEPTEMBER)["locality"]) <= {"Ashport", "Coast"}


def test_a_pack_counts_no_audits_of_an_area_that_was_not_there(store: Store) -> None:
    cells = _cells(allocated(store, SEPTEMBER, YEAR, "known", ALL))
    there = {month: set(cells.filter(month=month)["locality"]) for month in (AUGUST, SEPTEMBER)}
    # Nor of one that is made of others, unless some were recorded there.
    assert there == {AUGUST: {"Wexley", "Dunmere", "Ashport"}, SEPTEMBER: {"Ashport"}}
    assert cells["truth"].sum() == 10
    assert programme.coverage(store, SEPTEMBER, locality="North").children_open is None, "no indicator has them"
