"""A store without figures asks which authority it is, then says what to load first."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from analytics import access
from analytics.access import Role, Viewer
from analytics.catalogue import build
from analytics.store import Incoming, Store, begin, held_catalogue, load
from tests.pages.test_pages import SHELL


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, empty: Store) -> AppTest:
    """The front page of an empty store, which has no catalogue of before either."""
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(empty.root))
    monkeypatch.setattr("tests.conftest.former_catalogue", lambda: build({}))
    return AppTest.from_file(SHELL, default_timeout=60).run()


def test_an_authority_is_chosen_and_begins_with_a_starter_catalogue(opened: AppTest, empty: Store) -> None:
    assert opened.title[0].value == "Which authority is this?"
    assert opened.button[0].disabled
    opened.selectbox(key="authority").select("Kent").run()
    next(button for button in opened.button if button.label == "Begin").click().run()
    assert opened.title[0].value == "Kent: steps to the first figures"
    assert held_catalogue(empty).region == "South East"
    assert [header.value for header in opened.subheader][:4] == [
        "1. Your areas",
        "2. Your targets",
        "3. Your population",
        "4. A first extract",
    ]


def test_a_step_says_what_is_loaded_already(opened: AppTest, empty: Store) -> None:
    begin(empty, "Northmere")
    load(empty, held_catalogue(empty), [Incoming("areas.csv", b"area,name\nThorpe,Thorpe\nOver,Over\n")])
    opened.run()
    assert opened.subheader[0].value == "1. Your areas (2 areas are loaded)"


def test_a_leader_is_told_that_an_analyst_has_to_load(
    opened: AppTest, empty: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(empty, "Northmere")
    monkeypatch.setattr(access, "viewer", lambda: Viewer(Role.LEADER))
    opened.run()
    assert opened.title[0].value == "No figures yet"
    assert "An analyst has to load" in opened.markdown[-1].value
