"""Areas that are new, closed, merged, renamed, services or within each other: each month from what was in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.catalogue import ALL
from analytics.indicators import beside_whole, by_place, kpi_facts, month_table, quarters_to, series
from analytics.indicators.pipeline import control, figures_by_month, headline_figures
from analytics.indicators.pooling import OF_PARTS, with_pooled
from analytics.store import Store
from analytics.tables.indicators import month as month_in_a_table
from analytics.wording import area_sentence
from analytics.wording import kpi_facts as facts_said
from tests.areas import APRIL, DUE, FEBRUARY, MARCH, MAY, area, council_of, counted, in_use
from tests.indicators.test_figures import indicator, rows

FIGURE = ("month", "numerator", "denominator", "value", "note")


@pytest.fixture(autouse=True)
def _made_up_indicators_have_a_unit() -> None:
    """Here the catalogue itself is made up, and has its indicators."""


def figures(store: Store, locality: str = ALL, *columns: str) -> list[tuple[object, ...]]:
    """The months that have any row of the one indicator."""
    held = pl.col("load_id").is_not_null()
    return figures_by_month(store, locality).filter(held, measure_id=DUE).select(columns or FIGURE).rows()


def test_a_new_area_in_april_changes_no_figure_of_march(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    known = in_use(monkeypatch, area("Harbour"), area("Moor"), area("Quay", valid_from=APRIL))
    before = {"Harbour": (3, 10), "Moor": (4, 10)}
    counted(
        empty, known, {FEBRUARY: before, MARCH: before, APRIL: {"Harbour": (3, 10), "Moor": (4, 10), "Quay": (5, 5)}}
    )
    assert figures(empty) == [
        (FEBRUARY, 7, 20, 35.0, "pooled from the localities"),
        (MARCH, 7, 20, 35.0, "pooled from the localities"),
        (APRIL, 12, 25, 48.0, "pooled from the localities"),
    ]
    assert figures(empty, ALL, "change")[-1] == (13.0,), "the whole is the whole, however many its parts are"
    assert by_place(empty, MARCH).filter(measure_id=DUE)["locality"].to_list() == ["Harbour", "Moor"]
    assert by_place(empty, APRIL).filter(measure_id=DUE)["locality"].to_list() == ["Harbour", "Moor", "Quay"]


def test_a_closed_area_is_in_the_whole_to_its_last_month(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    known = in_use(monkeypatch, area("Harbour"), area("Moor", valid_to=MARCH))
    counted(empty, known, {MARCH: {"Harbour": (3, 10), "Moor": (5, 10)}, APRIL: {"Harbour": (6, 10)}})
    assert figures(empty, ALL, "value", "parts_with_figure", "parts_in_force") == [(40.0, 2, 2), (60.0, 1, 1)]
    assert figures(empty, "Moor", "month", "value") == [(MARCH, 50.0)]
    assert area_sentence("Moor") == "Moor ended with March 2026."


def test_a_merged_area_goes_on_from_the_sum_of_its_predecessors(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    known = in_use(
        monkeypatch,
        area("Harbour", valid_to=MARCH, succeeded_by="Coast"),
        area("Quay", valid_to=MARCH, succeeded_by="Coast"),
        area("Coast", valid_from=APRIL),
        area("Moor"),
    )
    counted(
        empty,
        known,
        {
            FEBRUARY: {"Harbour": (1, 10), "Quay": (10, 10), "Moor": (5, 10)},
            MARCH: {"Harbour": (2, 10), "Quay": (8, 30), "Moor": (5, 10)},
            APRIL: {"Coast": (20, 40), "Moor": (5, 10)},
        },
    )
    assert figures(empty, "Coast") == [
        (FEBRUARY, 11, 20, 55.0, "the sum of Harbour and Quay"),
        (MARCH, 10, 40, 25.0, "the sum of Harbour and Quay"),  # 10 of 40, not the mean of 20.0 and 26.7
        (APRIL, 20, 40, 50.0, ""),
    ]
    assert figures(empty, "Coast", "change")[-1] == (25.0,), "its series goes on"
    assert [value for (value,) in figures(empty, ALL, "value")] == [53.3, 30.0, 50.0]  # 16 of 30, 15 of 50, 25 of 50
    assert area_sentence("Coast") == "Until March 2026 the sum of Harbour and Quay."
    assert area_sentence("Quay") == "Quay ended with March 2026. It goes on in Coast."
    assert area_sentence(ALL) == area_sentence("Moor") == ""


def test_of_a_merged_area_what_has_no_counts_stays_unknown(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    known = in_use(
        monkeypatch,
        area("Harbour", valid_to=MARCH, succeeded_by="Coast"),
        area("Quay", valid_to=MARCH, succeeded_by="Coast"),
        area("Coast", valid_from=APRIL),
    )
    counted(empty, known, {MARCH: {"Harbour": None, "Quay": None}, APRIL: {"Coast": (1, 2)}})
    assert figures(empty, "Coast", "month", "value", "change") == [(MARCH, None, None), (APRIL, 50.0, None)]


def test_a_renamed_area_goes_on_with_the_rows_of_its_former_name() -> None:
    """A percentage that was printed without counts is one area's own, and goes on, too."""
    known = council_of(
        area("Harbour", valid_to=MARCH, succeeded_by="Port"), area("Port", valid_from=APRIL), area("Moor")
    )
    printed = {"value": 61.5, "locality": "Harbour", "month": MARCH}
    known = replace(known, indicators={"m": indicator()})
    found = with_pooled(rows(), rows(printed), "Port", known)
    assert found.select("locality", "value", "marker", "pooled").rows() == [("Port", 61.5, None, True)]
    marked = with_pooled(rows(), rows({"marker": "c", "locality": "Harbour", "month": MARCH}), "Port", known)
    assert marked.select("value", "marker").rows() == [(None, "c")]


def test_the_sentence_of_a_renamed_area(monkeypatch: pytest.MonkeyPatch) -> None:
    in_use(monkeypatch, area("Harbour", valid_to=MARCH, succeeded_by="Port"), area("Port", valid_from=APRIL))
    assert area_sentence("Port") == "Until March 2026 the figures of Harbour."


def test_a_service_that_counts_is_pooled_beside_the_places(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    known = in_use(
        monkeypatch, area("Harbour"), area("Early", "service"), area("Night", "service", counts_in_whole=False)
    )
    counted(empty, known, {MARCH: {"Harbour": (3, 10), "Early": (2, 10), "Night": (9, 9)}})
    assert figures(empty, ALL, "numerator", "denominator") == [(5, 20)]


TOWNS = [f"Town {number}" for number in range(1, 13)]


def towns(*without: str) -> dict[str, tuple[int, int] | None]:
    return {town: None if town in without else (4, 10) for town in TOWNS}


def test_a_figure_of_eleven_of_twelve_says_so_and_is_not_compared(
    empty: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = in_use(monkeypatch, *map(area, TOWNS))
    sent = {month: towns() for month in (FEBRUARY, MARCH)} | {APRIL: towns("Town 7"), MAY: towns()}
    sent[APRIL]["Town 1"] = (15, 20)  # 55 of 120
    counted(empty, known, sent)
    columns = (
        "month",
        "numerator",
        "denominator",
        "note",
        "parts_with_figure",
        "parts_in_force",
        "change",
        "no_change",
    )
    of_all, apart = "pooled from the localities", "not pooled from the same areas as other months"
    assert figures(empty, ALL, *columns) == [
        (FEBRUARY, 48, 120, of_all, 12, 12, None, "no figure the month before"),
        (MARCH, 48, 120, of_all, 12, 12, 0.0, None),
        (APRIL, 55, 120, "pooled from 11 of 12 localities", 11, 12, None, apart),
        (MAY, 48, 120, of_all, 12, 12, None, apart),
    ]
    (first, *_) = facts_said(kpi_facts(empty, DUE, APRIL))
    assert (first.headline, first.rest) == ("45.8%", "rating this month; 11 of 12 localities")
    table = month_table(empty, APRIL).filter(measure_id=DUE)
    shown = month_in_a_table(table, {}, APRIL, {DUE: "?"}, "", ("figure",), {}, "theme")
    assert "<small>11 of 12 localities</small>" in shown
    assert headline_figures(empty, APRIL).filter(measure_id=DUE)["earlier_rag"].to_list() == [None]


def test_a_quarter_is_not_pooled_from_other_localities(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    known = in_use(monkeypatch, *map(area, TOWNS))
    counted(empty, known, {FEBRUARY: towns(), MARCH: towns("Town 7"), APRIL: towns()})
    held = figures(empty, ALL, "rolling_quarter", "no_quarter", "no_direction")
    assert held[-1][:2] == (None, "not pooled from the same areas: March 2026")
    assert figures(empty, ALL, "no_direction")[-1] == (
        "needs a figure of the same areas in each of the three months before",
    )
    first = quarters_to(series(empty, DUE, APRIL), APRIL).row(1, named=True)
    assert (first["quarter"], first["remark"]) == ("Q4 2025/26", "no figure for January 2026")


def test_where_one_never_has_a_figure_the_others_are_compared(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    known = in_use(monkeypatch, *map(area, TOWNS))
    counted(empty, known, {month: towns("Town 7") for month in (FEBRUARY, MARCH, APRIL)})
    assert figures(empty, ALL, "change", "rolling_quarter")[-1] == (0.0, 40.0)
    counted(empty, known, {FEBRUARY: towns("Town 8"), MARCH: towns("Town 7"), APRIL: towns("Town 7")})
    assert [change for (change,) in figures(empty, ALL, "change")] == [None, None, 0.0], "another eleven"


def test_a_control_chart_is_of_the_months_that_have_the_same_localities(
    empty: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = in_use(monkeypatch, *map(area, TOWNS))
    year = [date(2025, month, 1) for month in range(1, 13)]
    sent = {month: towns() for month in year}
    sent[year[-1]] = towns("Town 7") | {"Town 1": (100, 100)}
    counted(empty, known, sent)
    charted = control(empty, year[-1]).filter(measure_id=DUE).drop_nulls("value")
    assert charted["month"].to_list() == year[:-1]
    newest = month_table(empty, year[-1]).filter(measure_id=DUE).row(0, named=True)
    assert (newest["value"], newest["signal"], newest["variation"]) == (70.0, None, None)  # 140 of 200
    assert newest["no_variation"] == "not pooled from the same areas as other months"


DISTRICTS = (
    area("North"),
    area("South"),
    area("Harbour", parent="North", level="locality"),
    area("Moor", parent="North", level="locality"),
    area("Fen", parent="South", level="locality"),
    area("Harbour 1", parent="Harbour", level="team"),
    area("Harbour 2", parent="Harbour", level="team"),
)


def test_areas_are_pooled_at_every_depth(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """South sends its own figure, Moor and the teams of Harbour send theirs."""
    known = in_use(monkeypatch, *DISTRICTS)
    counted(empty, known, {MARCH: {"South": (9, 10), "Moor": (2, 10), "Harbour 1": (1, 5), "Harbour 2": (3, 5)}})
    found = {name: figures(empty, name, "numerator", "denominator") for name in (ALL, "North", "Harbour", "South")}
    assert found == {ALL: [(15, 30)], "North": [(6, 20)], "Harbour": [(4, 10)], "South": [(9, 10)]}
    below = {name: by_place(empty, MARCH, within=name).filter(measure_id=DUE) for name in (ALL, "North", "Harbour")}
    assert {name: part.select("locality", "value").rows() for name, part in below.items()} == {
        ALL: [("North", 30.0), ("South", 90.0)],
        "North": [("Harbour", 40.0), ("Moor", 20.0)],
        "Harbour": [("Harbour 1", 20.0), ("Harbour 2", 60.0)],
    }
    assert by_place(empty, MARCH, within="Moor").is_empty()
    beside = beside_whole(empty, MARCH, "Moor").filter(measure_id=DUE)
    assert beside.select("value", "whole_value", "whole_gap", "together").rows() == [(20.0, 50.0, -30.0, 30.0)]


def test_what_a_part_lacks_the_whole_lacks_too(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    known = in_use(monkeypatch, *DISTRICTS)
    counted(empty, known, {MARCH: {"South": (9, 10), "Moor": (2, 10), "Harbour 1": (1, 5), "Harbour 2": None}})
    assert figures(empty, ALL, *FIGURE, *OF_PARTS) == [
        (MARCH, 12, 25, 48.0, "pooled from 3 of 4 areas", 3, 4, "Harbour 2"),
    ]


NAMES = ("A", "B", "C")
SENT = st.lists(
    st.tuples(st.sampled_from((*NAMES, "New")), st.integers(0, 3), st.none() | st.integers(0, 9)),
    unique_by=lambda one: one[:2],
)


@given(
    SENT,
    st.integers(0, 4),
    st.sampled_from(["", "A"]),
    st.sampled_from(["place", "service"]),
    st.sets(st.sampled_from(NAMES)),
)
def test_an_area_that_begins_with_a_month_changes_no_figure_before_it(
    sent: list[tuple[str, int, int | None]], begins: int, parent: str, kind: str, merged: set[str]
) -> None:
    """Whatever it is: a new place, a service that counts, a part of another area, or what some are merged in."""
    held = [FEBRUARY, MARCH, APRIL, MAY]
    first = [*held, date(2026, 6, 1)][begins]
    last = date(2026, first.month - 1, 1)
    ended = {"valid_to": last, "succeeded_by": "New"}
    new = area("New", kind, parent=parent if parent not in merged else "", valid_from=first)
    both = area("Both", "combined", ("A", "B"), counts_in_whole=False)
    without = council_of(*map(area, NAMES), both)
    with_new = council_of(*(area(name, **(ended if name in merged else {})) for name in NAMES), both, new)
    extract = rows(
        *(
            {"locality": name, "month": held[at]} | ({} if n is None else {"numerator": n, "denominator": 10})
            for name, at, n in sent
            if name != "New" or held[at] >= first
        )
    )
    for name in (ALL, *NAMES, "Both"):
        own = extract.filter(locality=name)
        before, after = (
            with_pooled(own, extract.filter(pl.col("locality").is_in(known.behind(name))), name, known)
            .filter(pl.col("month") < first)
            .sort("month")
            for known in (without, with_new)
        )
        assert after.equals(before)
