"""Changing one line of the catalogue on the Data page, and taking the change back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analytics.access import Role, Viewer
from analytics.store import Incoming, Store, held_catalogue, history, load
from pages.dictionary_form import FORM
from tests.making import copied
from tests.pages.test_pages import SHELL, html
from tests.westshire import FOLDER, catalogue


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, published: Store, tmp_path: Path) -> Store:
    """A store of one's own with the published figures, and the catalogue as load 2."""
    copied(published, tmp_path / "own")
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path / "own"))
    own = Store(tmp_path / "own")
    load(own, catalogue(), [Incoming.from_path(file) for file in sorted(FOLDER.glob("*.csv"))])
    return own


@pytest.fixture
def app(store: Store) -> AppTest:
    opened = AppTest.from_file(SHELL, default_timeout=60).switch_page("data.py")
    opened.session_state[FORM] = True
    return opened.run()


def field(app: AppTest, label: str) -> Any:
    fields = [*app.text_input, *app.text_area, *app.selectbox]
    (found,) = [one for one in fields if one.label == label]
    return found


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [b for b in app.button if b.label == label]
    return button.click().run()


def test_a_target_is_changed_with_a_reason_and_the_change_taken_back(app: AppTest, store: Store) -> None:
    field(app, "List").select("targets").run()
    field(app, "Line").select("icpc_due, All, 2021-04").run()
    assert field(app, "Measure ID").disabled
    assert field(app, "Target").value == "80"
    field(app, "Target").input("75%")
    field(app, "Why this change (required)").input("Agreed by the board in May")
    press(app, "Check")
    assert "target 80.0" in html(app, "line")
    assert "target 75.0" in html(app, "line")
    assert store.version[0] == 2, "nothing is stored before it is confirmed"
    press(app, "Store the line")
    assert "Stored as load 3" in app.success[0].value
    was, held = ({t.measure_id: t.target for t in c.targets} for c in (catalogue(), held_catalogue(store)))
    assert held == {**was, "icpc_due": 75.0}, "nothing else has changed"
    (row,) = history(store).filter(load_id=3).select("kind", "scope", "accepted").rows()
    assert row == ("targets", "part", 1)
    assert "Agreed by the board in May" in [c.reason for c in store.ledger.changes()]
    assert any("Agreed by the board in May" in said.value for said in app.markdown)
    press(app, "Undo load 3")
    assert {t.measure_id: t.target for t in held_catalogue(store).targets}["icpc_due"] == 80.0


def test_a_new_line_needs_its_fields_and_its_reason(app: AppTest, store: Store) -> None:
    field(app, "List").select("glossary").run()
    field(app, "Line").select("a new line").run()
    field(app, "Term").input("Front door")
    press(app, "Check")
    assert [e.value for e in app.error] == ["Say why the line is changed."]
    field(app, "Why this change (required)").input("Members asked")
    press(app, "Check")
    assert {e.value for e in app.error} == {"Topic: is empty. Fill it in.", "Meaning: is empty. Fill it in."}
    field(app, "Topic").input("The way in")
    field(app, "Meaning").input("Where contacts arrive.")
    press(press(app, "Check"), "Store the line")
    assert held_catalogue(store).glossary[-1].term == "Front door"
    assert store.version[0] == 3


def test_what_the_catalogue_says_already_is_not_stored(app: AppTest) -> None:
    field(app, "Line").select(f"icpc_due: {catalogue().indicators['icpc_due'].name}").run()
    field(app, "Why this change (required)").input("To try it")
    press(app, "Check")
    assert any("nothing would change" in said.value for said in app.info)
    assert not any(b.label == "Store the line" for b in app.button)


def test_a_line_that_contradicts_others_is_refused(app: AppTest) -> None:
    field(app, "List").select("areas").run()
    field(app, "Line").select("Dunmere").run()
    assert "place" in field(app, "Kind").options
    field(app, "Valid to (may be empty)").input("2020")
    field(app, "Why this change (required)").input("It closes")
    press(app, "Check")
    (said,) = [e.value for e in app.error]
    assert said.startswith("Valid to: “2020” is not a month")


def test_a_leader_takes_the_workbook_and_changes_nothing(monkeypatch: pytest.MonkeyPatch, store: Store) -> None:
    monkeypatch.setattr("pages.current_user.asking", lambda: Viewer(Role.LEADER))
    app = AppTest.from_file(SHELL, default_timeout=60).switch_page("data.py")
    app.session_state[FORM] = True
    app.run()
    assert not [e for e in app.expander if e.label == "Change one line"]
    assert "Catalogue as a workbook" in [d.proto.label for d in app.get("download_button")]
