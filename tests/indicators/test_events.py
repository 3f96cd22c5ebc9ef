"""The events of an indicator and area, and nobody else's."""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics.indicators import events_of

ROWS = pl.DataFrame(
    [
        ("icpc_15d", "All", date(2021, 8, 1), "chairs left", "analyst", False),
        ("All", "All", date(2021, 1, 1), "lockdown", "leader", False),
        ("All", "Stroud", date(2021, 2, 1), "office moved", "leader", False),
        ("cic_s20", "All", date(2021, 3, 1), "another indicator", "analyst", False),
        ("icpc_15d", "All", date(2019, 1, 1), "too early", "analyst", False),
    ],
    schema=["measure_id", "locality", "month", "note", "recorded_by_role", "simulated"],
    orient="row",
)


def of(locality: str) -> list[tuple[int, str]]:
    found = events_of(ROWS, "icpc_15d", locality, date(2020, 9, 1), date(2021, 9, 1))
    return found.select("number", "note").rows()


def test_events_of_the_indicator_or_of_all_are_numbered_by_month() -> None:
    assert of("All") == [(1, "lockdown"), (2, "chairs left")]


def test_an_area_has_its_own_events_and_those_of_all() -> None:
    assert of("Stroud") == [(1, "lockdown"), (2, "office moved"), (3, "chairs left")]
    assert of("Gloucester") == [(1, "lockdown"), (2, "chairs left")]
