"""The box that takes a question in words, and the choices of what if, on a page of their own."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from analytics.store import Store
from tests.pages.test_pages import html


def page() -> None:
    from urllib.parse import parse_qs

    import streamlit as st

    from analytics.catalogue import ALL
    from analytics.explore import SUBJECTS, read
    from analytics.store import the_store
    from pages import ask_box, what_if

    def ask(address: str) -> None:
        st.query_params.from_dict(parse_qs(address))

    store = the_store()
    ask_box.words_to_question(store, SUBJECTS, ALL, ask)
    ask_box.box(store, SUBJECTS, ALL, ask)
    question, _ = read(store, SUBJECTS, [(key, one) for key in st.query_params for one in st.query_params.get_all(key)])
    what_if.choices(SUBJECTS[question.subject], question, ask)


def opened(monkeypatch: pytest.MonkeyPatch, store: Store, **address: str) -> AppTest:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(store.root))
    app = AppTest.from_function(page, default_timeout=60)
    for key, value in address.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def named(app: AppTest, key: str) -> str:
    """What the address says; the test's own is a text, and what the page wrote may be a list."""
    value = app.query_params[key]
    return value if isinstance(value, str) else value[-1]


def test_words_in_a_link_become_the_question_and_say_what_was_understood(
    monkeypatch: pytest.MonkeyPatch, westshire: Store
) -> None:
    app = opened(monkeypatch, westshire, ask="audits by team, last six months, <b>unicorns</b>")
    assert named(app, "rows") == "team"
    assert "ask" not in app.query_params
    chips = html(app, "understood")
    assert "“by team”" in chips
    assert 'aria-label="Leave out “by team”"' in chips
    assert "unicorns" in html(app, "asked")
    assert "<b>" not in html(app, "asked")


def test_what_is_typed_opens_the_question_and_what_is_missing_is_said(
    monkeypatch: pytest.MonkeyPatch, westshire: Store
) -> None:
    app = opened(monkeypatch, westshire)
    app.text_input[0].set_value("tooth check by area").run()
    assert named(app, "indicator") == "teeth_checked"
    app.text_input[0].set_value("unicorns").run()
    assert named(app, "indicator") == "teeth_checked"  # as it was
    assert "Say what it is about" in app.info[0].value


def test_what_if_is_offered_for_one_indicator_month_by_month(monkeypatch: pytest.MonkeyPatch, westshire: Store) -> None:
    link = {"rows": "month", "span": "6", "indicator": "first_visits_help"}
    app = opened(monkeypatch, westshire, **link)
    app.slider[0].set_value(3).run()
    assert named(app, "more") == "3"
    app.number_input[0].set_value(90.0).run()
    assert (named(app, "more"), named(app, "goal")) == ("3", "90")
    snapshot = opened(monkeypatch, westshire, **link | {"indicator": "care_s20"})
    assert not snapshot.slider
    assert snapshot.number_input
    assert not opened(monkeypatch, westshire, rows="area", indicator="first_visits_help").number_input
