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


def test_months_at_both_ends_count_and_events_of_a_month_stand_by_their_note() -> None:
    first, last = date(2020, 9, 1), date(2021, 9, 1)
    rows = pl.DataFrame(
        [
            ("icpc_15d", "All", last, "b", "analyst", True),
            ("icpc_15d", "All", last, "a", "leader", False),
            ("icpc_15d", "All", first, "c", "analyst", False),
            ("icpc_15d", "All", date(2021, 10, 1), "too late", "analyst", False),
        ],
        schema=ROWS.schema,
        orient="row",
    )
    found = events_of(rows, "icpc_15d", "All", first, last)
    assert found.columns == ["number", "month", "note", "measure_id", "locality", "recorded_by_role", "simulated"]
    assert found.rows() == [
        (1, first, "c", "icpc_15d", "All", "analyst", False),
        (2, last, "a", "icpc_15d", "All", "leader", False),
        (3, last, "b", "icpc_15d", "All", "analyst", True),
    ]
