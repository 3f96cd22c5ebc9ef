"""No text that somebody sends keeps the server busy: every field and every address has a longest length."""

from __future__ import annotations

import ast
import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.catalogue import ALL
from analytics.store import Store
from pages import components, search, url_filters
from pages.filters import Chosen
from tests.pages.test_pages import SHELL, at

PAGES = sorted((Path(__file__).parents[2] / "pages").glob("*.py"))
TYPED = ("text_input", "text_area", "chat_input")


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, published: Store) -> AppTest:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(published.root))
    return AppTest.from_file(SHELL, default_timeout=60)


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_every_field_for_text_has_a_longest_length(file: Path) -> None:
    """Streamlit cuts what is longer on the server, too, whatever the browser sent."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    made = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    typed = [node for node in made if node.func.attr in TYPED]  # type: ignore[attr-defined]
    assert [node.lineno for node in typed if "max_chars" not in {word.arg for word in node.keywords}] == []


def test_a_search_for_two_hundred_thousand_letters_is_cut(app: AppTest) -> None:
    at(app, "data.py")
    began = time.monotonic()
    app.text_input(key="find").set_value("looked after " * 15_000).run()
    assert not app.exception
    assert len(app.session_state["find"]) == search.LONGEST
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("page", ["home.py", "explore.py", "corporate.py"])
def test_an_address_that_is_too_long_is_left_out_and_that_is_said(app: AppTest, page: str) -> None:
    opened = at(app, page, month="2021-09", ask="audits by team " * 20_000)
    assert [warning.value for warning in opened.warning if "too long" in warning.value]
    assert "ask" not in opened.query_params


def test_the_longest_address_is_read_at_once() -> None:
    for one in (Chosen.status, Chosen.columns):
        began = time.monotonic()
        assert one.parts("," * url_filters.LONGEST)
        assert time.monotonic() - began < 1
    assert Chosen.locality.parts(ALL) == (ALL,)
    assert components.LONGEST_TEXT < url_filters.LONGEST
