"""Small counts that no pack hides and that would follow from what is shown: they are withheld further, or the pack is
refused; and an attacker who subtracts finds none in made-up authorities."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analytics.catalogue import ALL, Catalogue
from analytics.disclosure import CannotPublish, Disclosed, SignOff, Wanted, disclose, reidentification
from analytics.store import Store
from tests.areas import DUE, FEBRUARY, MARCH, area, counted, in_use
from tests.disclosure.subtraction.attacker import recovered, small
from tests.disclosure.subtraction.worlds import PLAIN, handed_out, made_up
from tests.publishing import published_as

SIGNED = SignOff("director", MARCH, "Asked for by the partners")
SO_FAR = "school_excluded"  # since September
# The whole has 80 of 305; less the other four it leaves Quay's 3 of 70.
MADE = {"Harbour": (30, 80), "Quay": (3, 70), "Moor": (14, 60), "Dale": (21, 50), "Fen": (12, 45)}


@pytest.fixture(autouse=True)
def _nothing_is_published() -> Iterator[None]:
    with published_as():
        yield


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    """Five areas, two of them one together, and a policy that hides 1 to 5 and nothing else."""
    found = in_use(monkeypatch, *map(area, MADE), area("Coast", "combined", ("Harbour", "Quay")))
    with_plain = replace(found, policies=found.policies | {"plain": PLAIN})
    monkeypatch.setattr(sys.modules["analytics.catalogue.catalogue"], "_reading", lambda: with_plain)
    return with_plain


def pack(store: Store, place: str, month: date, policy: str, *earlier: Disclosed) -> Disclosed:
    wanted = Wanted(month, place, ("indicators",), {"indicators": policy}, SIGNED if policy == "open" else None)
    return disclose(store, wanted, pl.concat([one.cells for one in earlier]) if earlier else None)


def numerator(made: Disclosed, measure: str = DUE) -> int | None:
    found = made.publishables["indicators"].frame.filter(measure_id=measure)["numerator"]
    return found.item() if len(found) else None


@pytest.mark.parametrize("policy", ["plain", "dfe"])
def test_the_whole_less_all_other_areas_is_not_told(empty: Store, known: Catalogue, policy: str) -> None:
    counted(empty, known, {MARCH: MADE})
    packs: list[Disclosed] = []
    for place in MADE:
        if place != "Quay":
            packs.append(pack(empty, place, MARCH, policy, *packs))
    assert [numerator(one) for one in packs] == [30, 14, 21, 12]
    assert numerator(pack(empty, ALL, MARCH, policy)) == 80, "alone it tells of no area"
    assert numerator(pack(empty, ALL, MARCH, policy, *packs)) is None


def test_a_combined_area_less_its_member_is_not_told(empty: Store, known: Catalogue) -> None:
    counted(empty, known, {MARCH: MADE})
    coast = pack(empty, "Coast", MARCH, "plain")
    assert numerator(coast) == 33
    assert numerator(pack(empty, "Harbour", MARCH, "plain", coast)) is None
    assert numerator(pack(empty, "Moor", MARCH, "plain", coast)) == 14


def test_what_happened_between_two_months_of_a_year_so_far_is_not_told(empty: Store, known: Catalogue) -> None:
    counted(empty, known, {FEBRUARY: {"Harbour": (26, 80), "Moor": (20, 60)}}, SO_FAR)
    counted(empty, known, {MARCH: {"Harbour": (27, 80), "Moor": (33, 60)}}, SO_FAR)
    for place, second in {"Harbour": None, "Moor": 33}.items():
        first = pack(empty, place, FEBRUARY, "plain")
        assert numerator(first, SO_FAR) is not None
        assert numerator(pack(empty, place, MARCH, "plain", first), SO_FAR) == second


def test_what_was_corrected_between_two_packs_is_not_told(empty: Store, known: Catalogue) -> None:
    counted(empty, known, {MARCH: MADE})
    first = pack(empty, "Harbour", MARCH, "plain")
    counted(empty, known, {MARCH: MADE | {"Harbour": (31, 80)}})
    assert numerator(pack(empty, "Harbour", MARCH, "plain")) == 31
    assert numerator(pack(empty, "Harbour", MARCH, "plain", first)) is None


def test_who_signs_for_a_pack_signs_for_what_it_shows_and_not_for_what_follows_beside_others(
    empty: Store, known: Catalogue
) -> None:
    counted(empty, known, {MARCH: MADE})
    coast = pack(empty, "Coast", MARCH, "plain")
    assert numerator(pack(empty, "Harbour", MARCH, "open")) == 30
    with pytest.raises(CannotPublish, match="that it does not show could be worked out"):
        pack(empty, "Harbour", MARCH, "open", coast)


def test_a_check_that_takes_too_long_is_a_refusal(
    empty: Store, known: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted(empty, known, {MARCH: MADE})
    monkeypatch.setattr(reidentification, "PATIENCE", -1.0)
    with pytest.raises(CannotPublish, match="fewer sections, or of one area"):
        pack(empty, "Quay", MARCH, "plain")


@pytest.mark.parametrize("seed", range(4))
def test_nobody_works_out_a_small_count_by_subtraction(tmp_path: Path, seed: int) -> None:
    """benchmarks/disclosure.py tries more; how it began is in benchmarks/disclosure.md."""
    world = made_up(seed)
    handed = handed_out(world, tmp_path)
    found, _ = recovered(world, handed)
    assert found == set()


def test_the_attacker_finds_what_was_handed_out_without_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analytics.disclosure.suppression.Leaving", lambda *_: None)
    world = made_up(2)
    handed = handed_out(world, tmp_path)
    assert small(world, handed)
    assert recovered(world, handed)[0]
