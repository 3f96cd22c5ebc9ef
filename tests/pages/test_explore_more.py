"""What stands below the table of the Explore page: files, saved questions, what happened."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics import access, explore, indicators
from analytics.access import Role, Viewer
from analytics.catalogue import using
from analytics.store import Store, adopt_catalogue, held_catalogue
from tests.making import copied
from tests.pages.test_pages import SHELL, at, html

ASKED = "subject=indicators&indicator=icpc_due&rows=month&span=6"
ALL_FILES = ["Table (CSV)", "Table (XLSX)", "Slide (PPTX)", "Word (DOCX)"]
SCRIPT = """
from analytics import explore
from analytics.store import the_store
from pages import explore_more
import streamlit as st
answer = explore.ask_address(the_store(), st.session_state["asked"])
explore_more.take_away(the_store(), answer)
explore_more.more(the_store(), answer)
"""


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, westshire: Store, tmp_path: Path) -> Store:
    own = copied(westshire, tmp_path / "own")
    adopt_catalogue(own)
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(own.root))
    return own


def opened(asked: str = ASKED) -> AppTest:
    app = AppTest.from_string(SCRIPT, default_timeout=60)
    app.session_state["asked"] = asked
    app.session_state["note what happened"] = app.session_state["save this question"] = True
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def write(app: AppTest, label: str, text: str) -> None:
    next(field for field in app.text_input if field.label == label).input(text)


def files(app: AppTest) -> list[str]:
    return [button.proto.label for button in app.get("download_button")]


def test_one_menu_has_every_file_and_of_a_list_no_slide(store: Store) -> None:
    assert files(opened()) == ALL_FILES
    assert files(opened("subject=questions")) == [file for file in ALL_FILES if "PPTX" not in file]


def test_a_question_is_saved_with_its_name_and_its_note(store: Store) -> None:
    app = opened()
    press(app, "Save")
    assert "Give the question a name" in app.error[0].value
    write(app, "Name", "Conferences by month")
    write(app, "What it is for (may be empty)", "For the board.")
    press(app, "Save")
    assert app.success[0].value.startswith("Saved as load")
    with using(held_catalogue(store)):
        ((name, address),) = explore.saved_questions(store).select("name", "address").rows()
    assert name == "Conferences by month"
    assert "indicator=icpc_due" in address


def test_a_saved_question_is_renamed_and_taken_back_on_the_page(store: Store) -> None:
    app = opened()
    assert not [button for button in app.button if button.label == "Rename"]
    write(app, "Name", "Conferences by month")
    press(app, "Save")
    press(app, "Rename")
    assert "Give the question a name" in app.error[0].value
    write(app, "New name", "Conferences")
    press(app, "Rename")
    assert "Conferences</a>" in html(app, "saved-questions")
    assert "Conferences by month" not in html(app, "saved-questions")
    press(app, "Take it back")
    assert "Taken back: “Conferences”" in app.success[0].value
    with using(held_catalogue(store)):
        assert explore.saved_questions(store).is_empty()


def test_what_happened_is_noted_refused_and_taken_back(store: Store) -> None:
    app = opened()
    write(app, "What happened", "Jane Smith left")
    press(app, "Note it")
    assert "somebody's name" in app.error[0].value
    write(app, "What happened", "Two conference rooms were closed")
    press(app, "Note it")
    assert app.success[0].value.startswith("Noted as load")
    held = indicators.events_held(store, "icpc_due", "All", date(2021, 4, 1), date(2021, 9, 1))
    assert held.select("note", "month").rows() == [("Two conference rooms were closed", date(2021, 9, 1))]
    assert [heading.value for heading in app.subheader] == ["What happened"]
    press(app, "Take it back")
    assert not app.subheader


def test_a_leader_reads_and_takes_away_and_writes_nothing(store: Store) -> None:
    access.ask_through(lambda: Viewer(Role.LEADER))
    app = opened()
    assert files(app) == ALL_FILES
    assert not app.text_input
    assert not app.selectbox


def test_what_is_noted_on_the_indicator_page_stands_below_its_chart(store: Store) -> None:
    app = AppTest.from_file(SHELL, default_timeout=60)
    app.session_state["note what happened"] = True
    at(app, "indicator.py", month="2021-09", measure="icpc_due", locality="Dunmere")
    write(app, "What happened", "Two conference rooms were closed")
    press(app, "Note it")
    assert "Two conference rooms were closed" in html(app, "events")
    held = indicators.events_held(store, "icpc_due", "Dunmere", date(2021, 4, 1), date(2021, 9, 1))
    assert held["locality"].to_list() == ["Dunmere"]
