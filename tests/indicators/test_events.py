"""The events of an indicator and area, and nobody else's."""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics.catalogue import Catalogue
from analytics.extracts import Options
from analytics.indicators import events_held
from analytics.indicators.events import events_of, rebase_points
from analytics.store import Incoming, Store, load
from analytics.wording import recalculation_sentences

ROWS = pl.DataFrame(
    [
        ("icpc_due", "All", date(2021, 8, 1), "chairs left", "analyst", False, False, 2),
        ("All", "All", date(2021, 1, 1), "lockdown", "leader", False, False, 2),
        ("All", "Wexley", date(2021, 2, 1), "office moved", "leader", False, False, 2),
        ("care_s20", "All", date(2021, 3, 1), "another indicator", "analyst", False, False, 2),
        ("icpc_due", "All", date(2019, 1, 1), "too early", "analyst", False, False, 2),
    ],
    schema=["measure_id", "locality", "month", "note", "recorded_by_role", "simulated", "rebase", "load_id"],
    orient="row",
)


def of(locality: str) -> list[tuple[int, str]]:
    found = events_of(ROWS, ["icpc_due"], [locality], date(2020, 9, 1), date(2021, 9, 1))
    return found.select("number", "note").rows()


def test_events_of_the_indicator_or_of_all_are_numbered_by_month() -> None:
    assert of("All") == [(1, "lockdown"), (2, "chairs left")]


def test_an_area_has_its_own_events_and_those_of_all() -> None:
    assert of("Wexley") == [(1, "lockdown"), (2, "office moved"), (3, "chairs left")]
    assert of("Dunmere") == [(1, "lockdown"), (2, "chairs left")]


def step(locality: str, month: int, note: str, load_id: int, role: str = "analyst") -> pl.DataFrame:
    row = ("icpc_due", locality, date(2021, month, 1), note, role, False, True, load_id)
    return pl.DataFrame([row], schema=ROWS.schema, orient="row")


STEPS = pl.concat([ROWS, step("All", 5, "a new team", 4), step("All", 5, "the same", 5), step("Wexley", 3, "there", 6)])


def test_limits_begin_afresh_in_their_own_area_and_once_a_month() -> None:
    assert rebase_points(STEPS, "All") == {"icpc_due": (date(2021, 5, 1),)}
    assert rebase_points(STEPS, "Wexley") == {"icpc_due": (date(2021, 3, 1),)}
    assert rebase_points(ROWS, "All") == {}


def test_a_recalculation_is_no_event_of_another_area() -> None:
    found = events_of(STEPS, ["icpc_due"], ["Wexley"], date(2020, 9, 1), date(2021, 9, 1))
    assert found["note"].to_list() == ["lockdown", "office moved", "Limits recalculated: there", "chairs left"]


def test_who_confirmed_it_and_in_which_load_is_said() -> None:
    found = events_of(
        pl.concat([ROWS, step("All", 5, "why", 4, "leader")]), ["icpc_due"], ["All"], *[date(2021, 5, 1)] * 2
    )
    assert recalculation_sentences(found) == ["Limits recalculated from May 2021: why (confirmed by a leader, load 4)."]
    made_up = found.with_columns(simulated=pl.lit(True), recorded_by_role=pl.lit("analyst"))
    assert recalculation_sentences(made_up) == [
        "Limits recalculated from May 2021: why (simulated, confirmed by an analyst, load 4)."
    ]


def test_months_at_both_ends_count_and_events_of_a_month_stand_by_their_note() -> None:
    first, last = date(2020, 9, 1), date(2021, 9, 1)
    rows = pl.DataFrame(
        [
            ("icpc_due", "All", last, "b", "analyst", True, False, 2),
            ("icpc_due", "All", last, "a", "leader", False, False, 4),
            ("icpc_due", "All", last, "a", "leader", True, False, 3),
            ("icpc_due", "All", first, "c", "analyst", False, False, 2),
            ("icpc_due", "All", date(2021, 10, 1), "too late", "analyst", False, False, 2),
        ],
        schema=ROWS.schema,
        orient="row",
    )
    found = events_of(rows, ["icpc_due"], ["All"], first, last)
    assert found.columns == [
        *("number", "month", "note", "measure_id", "locality", "recorded_by_role", "simulated", "rebase", "load_id")
    ]
    assert found.rows() == [
        (1, first, "c", "icpc_due", "All", "analyst", False, False, 2),
        (2, last, "a", "icpc_due", "All", "leader", True, False, 3),
        (3, last, "a", "icpc_due", "All", "leader", False, False, 4),
        (4, last, "b", "icpc_due", "All", "analyst", True, False, 2),
    ]


def test_events_that_were_loaded_are_those_of_their_indicator_and_span(empty: Store, the_catalogue: Catalogue) -> None:
    lines = [
        "measure_id,locality,month,note,recorded_by_role,source",
        "icpc_due,All,2021-08,chairs left,analyst,council",
        "care_s20,All,2021-08,another indicator,analyst,council",
        "All,Wexley,2021-07,office moved,analyst,council",
        "icpc_due,All,2019-01,too early,analyst,council",
    ]
    load(empty, the_catalogue, [Incoming("events.csv", "\n".join(lines).encode())], Options(cut=date(2021, 9, 1)))
    found = events_held(empty, "icpc_due", "All", date(2020, 9, 1), date(2021, 9, 1))
    assert found.select("number", "note").rows() == [(1, "chairs left")]
