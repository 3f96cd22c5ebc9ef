"""The box that takes a question in words, and what was understood of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

import streamlit as st

from analytics import formatting, furniture
from analytics.explore import Subject, Understood, understood
from analytics.explore.asking import LONGEST
from analytics.store import Store
from pages import components

WORDS = "ask"  # the words in the address of a link to the page
_KEY = "explore-words"


def words_to_question(store: Store, subjects: Mapping[str, Subject], here: str, ask: Callable[[str], None]) -> None:
    """Turn words in the address into the question that they ask; to be called before the page reads its address. `here`
    is the area that “my locality” means; `ask` opens the view of another address."""
    if words := st.query_params.get(WORDS, ""):
        st.session_state[_KEY] = words[:LONGEST]
        del st.query_params[WORDS]
        _asked(store, subjects, here, ask)


def box(store: Store, subjects: Mapping[str, Subject], here: str, ask: Callable[[str], None]) -> None:
    """Draw the box, and what was understood of the words in it; once the question has been changed in the form, the
    words are gone."""
    words = st.session_state.get(_KEY, "").strip()
    understanding = _read(store, subjects, here) if words else None
    if understanding and understanding.question:
        shown = {(key, value) for key in st.query_params for value in st.query_params.get_all(key)}
        if shown != set(parse_qsl(understanding.question.address())):
            st.session_state[_KEY], understanding = "", None
    st.text_input(
        "Ask in words",
        key=_KEY,
        max_chars=LONGEST,
        placeholder="for example: audits rated inadequate by team, last six months",
        on_change=_asked,
        args=(store, subjects, here, ask),
    )
    if understanding:
        _account(understanding)


def _read(store: Store, subjects: Mapping[str, Subject], here: str) -> Understood:
    return understood(store, subjects, st.session_state[_KEY], here)


def _asked(store: Store, subjects: Mapping[str, Subject], here: str, ask: Callable[[str], None]) -> None:
    if question := _read(store, subjects, here).question:
        ask(question.address())


def _account(read: Understood) -> None:
    """What was understood, each phrase with a link that leaves it out, and what was not."""
    if read.missing:
        st.info(read.missing)
    if read.phrases:
        components.html(furniture.phrases_read(read.phrases, "explore"), key="understood")
    said = [*read.said]
    if read.left:
        said.insert(0, f"Not understood and left out: {formatting.joined([f'“{word}”' for word in read.left])}.")
    if said:
        components.html(furniture.sentences_list(said), key="asked")
