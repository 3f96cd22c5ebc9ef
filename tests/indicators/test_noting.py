"""Events that an analyst notes in the app: what is refused, where they are shown, and that each is taken back alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from analytics import access, charts, explore, indicators
from analytics.access import NotAllowed, Role, Viewer
from analytics.catalogue import ALL, using
from analytics.errors import UserFacingError
from analytics.indicators import LONGEST_EVENT, note_event, noted_here, take_back
from analytics.store import Incoming, Store, load
from tests.making import copied
from tests.westshire import SEPTEMBER, catalogue

AUGUST = date(2021, 8, 1)
WHAT = "Two conference rooms were closed"


@pytest.fixture
def store(westshire: Store, tmp_path: Path) -> Iterator[Store]:
    with using(catalogue()):
        yield copied(westshire, tmp_path / "own")


def on_chart(store: Store, measure: str = "icpc_due", area: str = ALL) -> list[str]:
    return indicators.events_held(store, measure, area, date(2020, 9, 1), SEPTEMBER)["note"].to_list()


def test_an_event_stands_on_the_charts_that_it_is_about(store: Store) -> None:
    note_event(store, AUGUST, f"  {WHAT} ", "icpc_due", "Dunmere")
    assert on_chart(store, area="Dunmere") == [WHAT]
    assert on_chart(store, area="Wexley") == []
    assert on_chart(store, "missing_interviewed", "Dunmere") == []


def test_one_of_all_indicators_in_all_areas_stands_on_every_chart(store: Store) -> None:
    note_event(store, AUGUST, WHAT)
    assert on_chart(store, "missing_interviewed", "Wexley") == [WHAT]


def test_two_of_one_month_stand_beside_each_other_and_each_is_taken_back_alone(store: Store) -> None:
    first = note_event(store, AUGUST, WHAT, "icpc_due")
    note_event(store, AUGUST, "A new form began", "icpc_due")
    assert sorted(on_chart(store)) == ["A new form began", WHAT]
    assert noted_here(store)[first] == f"August 2021: {WHAT}"
    take_back(store, first)
    assert on_chart(store) == ["A new form began"]


def test_what_a_file_brought_is_not_taken_back_here(store: Store) -> None:
    rows = b"measure_id,locality,month,note,recorded_by_role\nicpc_due,All,2021-08,From a file,analyst\n"
    load_id = load(store, catalogue(), [Incoming("events.csv", rows)])
    with pytest.raises(UserFacingError, match="Data page"):
        take_back(store, load_id)
    assert on_chart(store) == ["From a file"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Say what happened"),
        ("w" * (LONGEST_EVENT + 1), "121 characters"),
        ("Jane Smith left the team", "somebody's name"),
        ("Case 4567890 was reopened", "reference of a case"),
    ],
)
def test_what_will_not_do_is_said_and_nothing_is_stored(store: Store, words: str, said: str) -> None:
    before = store.version
    with pytest.raises(UserFacingError, match=said):
        note_event(store, AUGUST, words)
    assert store.version == before


def test_a_month_without_figures_and_what_the_catalogue_does_not_have_are_refused(store: Store) -> None:
    for asked in ((date(2031, 1, 1), WHAT), (AUGUST, WHAT, "no_such"), (AUGUST, WHAT, ALL, "Nowhere")):
        with pytest.raises(UserFacingError, match=r"held for January 2031|not in the catalogue"):
            note_event(store, *asked)


def test_only_analysts_note_and_take_back(store: Store) -> None:
    load_id = note_event(store, AUGUST, WHAT)
    with access.acting_as(Viewer(Role.LEADER)):
        with pytest.raises(NotAllowed):
            note_event(store, AUGUST, WHAT)
        with pytest.raises(NotAllowed):
            take_back(store, load_id)


def test_an_answer_has_the_events_of_its_months_indicators_and_areas(store: Store) -> None:
    note_event(store, AUGUST, "Of one area", "icpc_due", "Dunmere")
    note_event(store, AUGUST, "Of another indicator", "missing_interviewed")
    note_event(store, AUGUST, "Of everything")
    note_event(store, date(2021, 2, 1), "Before its months")

    def beside(asked: str) -> list[str]:
        question, _ = explore.read(store, explore.SUBJECTS, asked)
        return explore.events_beside(store, question)["note"].to_list()

    of_one = "subject=indicators&indicator=icpc_due&span=3"
    assert beside(f"{of_one}&rows=month") == ["Of everything"]
    assert beside(f"{of_one}&rows=month&area=Dunmere") == ["Of everything", "Of one area"]
    assert beside(f"{of_one}&rows=area") == ["Of everything", "Of one area"]
    assert beside("subject=audits&rows=team&span=3") == ["Of everything"]


def test_lines_of_an_answer_have_a_numbered_rule_where_something_happened(store: Store) -> None:
    note_event(store, AUGUST, WHAT)
    note_event(store, AUGUST, "A new form began")
    answer = explore.ask_address(store, "subject=indicators&indicator=icpc_due&rows=month&span=6&chart=line")
    (part,) = charts.explore.parts(answer, explore.events_beside(store, answer.question))
    drawn = charts.explore.draw(part, False)
    assert WHAT in drawn.caption
    assert any(row.get("label") == "1, 2" for layer in drawn.spec["layer"] for row in layer["data"]["values"])
