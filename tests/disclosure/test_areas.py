"""What readers know of areas that are made of others: a hidden count is a sum less what was shown of it."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import pytest

from analytics.catalogue import ALL
from analytics.disclosure import Disclosed, SignOff, Wanted, disclose, policies
from analytics.disclosure.area_counts import counts_held, long_counts, parts_of, with_few_beside
from analytics.disclosure.bindings import place_truths, sums_of
from analytics.screening import by_area, by_month, covering
from analytics.store import Incoming, Store, load
from tests.areas import APRIL, DUE, FEBRUARY, MARCH, area, counted, in_use
from tests.publishing import published_as

SIGNED = SignOff("director", MARCH, "Asked for by the partners")
# Harbour has 10 of 40, which was signed for, Quay 3 of 40, which is hidden; together 13 of 80, or 16.3%.
MADE = {"Harbour": (10, 40), "Quay": (3, 40)}
OTHER = area("Moor", counts_in_whole=False)
NEW = area("New", valid_from=APRIL)
ENDED = {"valid_to": MARCH, "succeeded_by": "Coast"}
NORTH = (area("North"), area("Harbour", parent="North"), area("Quay", parent="North"))
COUNCILS = {
    "whole of a month before another area came into force": (ALL, (area("Harbour"), area("Quay"), NEW), {}),
    "whole in which a service counts": (ALL, (area("Harbour"), area("Quay", "service")), {}),
    "district": ("North", NORTH, {}),
    "whole of a district that has its own count": (ALL, NORTH, {"North": (13, 80)}),
    "whole of a district that has none": (ALL, NORTH, {}),
    "successor": ("Coast", (area("Harbour", **ENDED), area("Quay", **ENDED), area("Coast", valid_from=APRIL)), {}),
}


@pytest.fixture(autouse=True)
def _nothing_is_published() -> Iterator[None]:
    with published_as():
        yield


def said(store: Store, place: str, policy: str, *earlier: Disclosed) -> Disclosed:
    signed = SIGNED if policy == "open" else None
    wanted = Wanted(MARCH, place, ("indicators",), {"indicators": policy}, signed)
    return disclose(store, wanted, pl.concat([one.cells for one in earlier]) if earlier else None)


@pytest.mark.parametrize("council", COUNCILS)
def test_a_printed_percentage_of_an_area_gives_away_a_hidden_count_of_its_parts(
    empty: Store, monkeypatch: pytest.MonkeyPatch, council: str
) -> None:
    of, areas, own = COUNCILS[council]
    known = in_use(monkeypatch, *areas, OTHER)
    counted(empty, known, {MARCH: {**MADE, **own, "Moor": (20, 40)}})
    earlier = [said(empty, "Harbour", "open"), said(empty, "Quay", "nhs")]
    assert "worked out from what" not in said(empty, "Moor", "nhs", *earlier).check_said
    paper = f"cut,month,measure_id,locality,value,source\n2026-03,2026-03,{DUE},{of},16.3,published"
    load(empty, known, [Incoming("paper.csv", paper.encode())])
    with published_as(paper):
        assert (
            "can be worked out from what has been published already" in said(empty, "Moor", "nhs", *earlier).check_said
        )


@pytest.mark.parametrize("council", ["district", "successor"])
def test_a_count_of_an_area_is_not_shown_where_it_gives_away_a_part(
    empty: Store, monkeypatch: pytest.MonkeyPatch, council: str
) -> None:
    """Together they have 10 + 3, and only what is left of 13 can be Quay's."""
    of, areas, _ = COUNCILS[council]
    known = in_use(monkeypatch, *areas)
    counted(empty, known, {MARCH: MADE})
    alone = said(empty, of, "open").publishables["indicators"].frame.filter(measure_id=DUE)
    assert alone.select("numerator", "denominator").rows() == [(13, 80)]
    made = said(empty, "Quay", "nhs", said(empty, "Harbour", "open"), said(empty, of, "open"))
    assert "can be worked out from what has been published already" in made.check_said


def test_a_quarter_is_the_sum_of_what_was_in_force_in_each_month(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    known = in_use(monkeypatch, *COUNCILS["successor"][1], NEW)
    counted(empty, known, {FEBRUARY: MADE, MARCH: MADE, APRIL: {"Coast": (20, 80), "New": (1, 10)}})
    truths = place_truths(empty, FEBRUARY, APRIL)
    held = counts_held(empty, [ALL, "Coast"], APRIL).filter(measure_id=DUE)
    parts = parts_of(long_counts("areas", with_few_beside(held, truths, policies()["nhs"])), truths)
    of = parts.filter(pl.col("claim").str.contains("quarter.numerator"))
    before = {(month, place) for month in (FEBRUARY, MARCH) for place in MADE}
    assert dict(held.select("area", "quarter_numerator").rows()) == {ALL: 47, "Coast": 46}
    for name, here in {ALL: {(APRIL, "Coast"), (APRIL, "New")}, "Coast": {(APRIL, "Coast")}}.items():
        rows = of.filter(pl.col("claim").str.contains(f"|{name}|", literal=True))
        assert set(rows.select("month", "place").rows()) == before | here


def test_a_figure_of_some_parts_has_no_counts_in_a_pack(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    known = in_use(monkeypatch, area("Harbour"), area("Quay"))
    counted(empty, known, {MARCH: {"Harbour": (10, 40), "Quay": None}})
    (row,) = counts_held(empty, [ALL], MARCH).filter(measure_id=DUE).rows(named=True)
    assert (row["month_numerator"], row["month_denominator"], row["has_value"], row["marker"]) == (
        None,
        None,
        False,
        "x",
    )


def test_a_part_that_lacks_a_count_is_replaced_by_its_own_parts_or_by_nothing(
    empty: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = in_use(monkeypatch, *NORTH, area("South"))
    counted(empty, known, {FEBRUARY: {"Harbour": (1, 2), "South": (5, 9)}, MARCH: {**MADE, "South": (5, 9)}})
    found = sums_of(place_truths(empty, FEBRUARY, MARCH), [ALL]).filter(side="numerator")
    assert found.sort("place").select("month", "place", "truth").rows() == [
        (MARCH, "Harbour", 10), (MARCH, "Quay", 3), (MARCH, "South", 5),
    ]  # fmt: skip


def test_audits_and_screenings_of_what_was_merged_count_for_its_successor(
    empty: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = in_use(monkeypatch, *COUNCILS["successor"][1], OTHER)
    screened = ["screened_on,record_id,area,rag", "2026-03-05,r1,Harbour,red", "2026-03-06,r2,Quay,green"]
    screened += ["2026-04-07,r3,Coast,red", "2026-04-08,r4,Moor,red"]
    load(empty, known, [Incoming("screenings.csv", "\n".join([*screened, ""]).encode())])
    counts = ("area", "records", "red_count")
    assert by_area(empty, APRIL).select(counts).rows() == [("Coast", 3, 2), ("Moor", 1, 1)]
    assert by_area(empty, MARCH).select(counts).rows() == [("Harbour", 1, 1), ("Quay", 1, 0)]
    assert by_month(empty, APRIL, "Coast").select("month", "records").rows() == [(MARCH, 2), (APRIL, 3)]
    assert covering(by_area(empty, APRIL), "Quay") == ("Coast",)
    made = disclose(empty, Wanted(APRIL, ALL, ("screening",), {"screening": "open"}, SIGNED), None)
    parts = made.cells.filter(pl.col("part").str.starts_with("screening|"))["part"]
    assert {part.split("|")[2] for part in parts} == {"Harbour", "Quay", "Coast", "Moor"}
