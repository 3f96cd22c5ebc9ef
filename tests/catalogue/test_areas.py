"""Which areas stand behind another one in a month: small councils, made up."""

from __future__ import annotations

from datetime import date

import pytest

from analytics.catalogue import ALL, Area
from analytics.catalogue.areas import behind, goes_on_as, known_in, members, predecessors

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
BEFORE = date(2025, 1, 1)


def place(name: str, **more: object) -> Area:
    return Area(name, name, "place", (), **more)  # type: ignore[arg-type]


def council(*areas: Area) -> dict[str, Area]:
    return {area.area: area for area in areas}


def test_a_new_area_is_part_of_the_whole_from_its_first_month_on() -> None:
    areas = council(place("Harbour"), place("Moor"), place("Quay", valid_from=APRIL))
    assert members(areas, ALL, MARCH) == ("Harbour", "Moor")
    assert members(areas, ALL, APRIL) == ("Harbour", "Moor", "Quay")
    assert members(areas, "Quay", MARCH) == ()
    assert behind(areas, ALL) == ("Harbour", "Moor", "Quay")


def test_a_closed_area_is_part_of_the_whole_to_its_last_month() -> None:
    areas = council(place("Harbour"), place("Moor", valid_to=MARCH))
    assert members(areas, ALL, MARCH) == ("Harbour", "Moor")
    assert members(areas, ALL, APRIL) == ("Harbour",)
    assert known_in(areas, MARCH) == ("Harbour", "Moor")
    assert known_in(areas, APRIL) == ("Harbour",)


def test_what_has_an_end_or_is_yet_to_come_is_named_last() -> None:
    areas = council(place("Old", valid_to=MARCH, succeeded_by="New"), place("New", valid_from=APRIL), place("Moor"))
    assert known_in(areas, MARCH) == ("Moor", "Old", "New")
    assert known_in(areas, APRIL) == ("New", "Moor")


MERGED = council(
    place("Harbour", valid_to=MARCH, succeeded_by="Coast"),
    place("Quay", valid_to=MARCH, succeeded_by="Coast"),
    place("Coast", valid_from=APRIL),
    place("Moor"),
)


def test_a_merged_area_is_the_sum_of_its_predecessors_before_its_first_month() -> None:
    assert predecessors(MERGED, "Coast") == ("Harbour", "Quay")
    assert members(MERGED, "Coast", MARCH) == ("Harbour", "Quay")
    assert members(MERGED, "Coast", APRIL) == ()
    assert members(MERGED, ALL, MARCH) == ("Harbour", "Quay", "Moor")
    assert members(MERGED, ALL, APRIL) == ("Coast", "Moor")
    assert goes_on_as(MERGED, MARCH) == {}
    assert goes_on_as(MERGED, APRIL) == {"Harbour": "Coast", "Quay": "Coast"}


def test_an_area_renamed_twice_is_its_first_name_before_all() -> None:
    areas = council(
        place("One", valid_to=MARCH, succeeded_by="Two"),
        place("Two", valid_from=APRIL, valid_to=APRIL, succeeded_by="Three"),
        place("Three", valid_from=MAY),
    )
    assert [members(areas, "Three", month) for month in (BEFORE, MARCH, APRIL, MAY)] == [
        ("One",), ("One",), ("Two",), (),
    ]  # fmt: skip
    assert behind(areas, "Three") == ("One", "Two")
    assert goes_on_as(areas, MAY) == {"One": "Three", "Two": "Three"}


def test_an_area_that_ended_before_its_successor_began_leaves_a_gap() -> None:
    areas = council(place("Old", valid_to=MARCH, succeeded_by="New"), place("New", valid_from=MAY))
    assert members(areas, "New", MARCH) == ("Old",)
    assert members(areas, "New", APRIL) == ()


@pytest.mark.parametrize(
    ("named", "march", "april"),
    [
        (("Harbour", "Quay"), ("Harbour", "Quay"), ("Coast",)),  # all of Coast
        (("Harbour", "Moor"), ("Harbour", "Moor"), ()),  # Coast has Quay too, so nobody knows what Harbour has now
        (("Coast", "Moor"), ("Harbour", "Quay", "Moor"), ("Coast", "Moor")),
    ],
)
def test_a_combined_area_follows_its_members(
    named: tuple[str, ...], march: tuple[str, ...], april: tuple[str, ...]
) -> None:
    areas = MERGED | {"Both": Area("Both", "Both", "combined", named, counts_in_whole=False)}
    assert members(areas, "Both", MARCH) == march
    assert members(areas, "Both", APRIL) == april
    assert members(areas, ALL, APRIL) == ("Coast", "Moor"), "a combined area is counted in its members"


def test_a_service_that_counts_is_part_of_the_whole_and_others_are_not() -> None:
    services = Area("Early", "Early", "service", ()), Area("Night", "Night", "service", (), counts_in_whole=False)
    assert members(council(place("Harbour"), *services), ALL, MARCH) == ("Harbour", "Early")


def test_areas_lie_in_areas_at_any_depth() -> None:
    areas = council(
        place("North"), place("South"), place("Harbour", parent="North"), place("Moor", parent="North"),
        place("Harbour 1", parent="Harbour"), place("Harbour 2", parent="Harbour", valid_from=APRIL),
    )  # fmt: skip
    assert members(areas, ALL, MARCH) == ("North", "South")
    assert members(areas, "North", MARCH) == ("Harbour", "Moor")
    assert members(areas, "Harbour", MARCH) == ("Harbour 1",)
    assert members(areas, "Harbour", APRIL) == ("Harbour 1", "Harbour 2")
    assert behind(areas, "North") == ("Harbour", "Moor", "Harbour 1", "Harbour 2")
