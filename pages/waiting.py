"""An answer that may take long: what is being done is said, and whoever waits can stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from analytics import formatting
from analytics.store import Work

R = TypeVar("R")
AT_ONCE = 0.5  # seconds before anything is said
_EVERY = 0.5
STOPPED = "what was stopped"


def answer(question: str, make: Callable[[], R]) -> R | None:
    """What `make` gives, or None where the reader has stopped this question; then how to ask it again is drawn.

    The work ends with the run that asks for it: when the reader stops it, asks something else or leaves the page.
    Raises what `make` does.
    """
    if st.session_state.get(STOPPED) == question:
        st.info("You stopped this question before there was an answer.")
        st.button("Ask it again", on_click=_stopped, args=("",))
        return None
    work = Work(make)
    try:
        if not work.done_within(AT_ONCE):
            _wait(work, question)
        return work.answer()
    finally:
        work.stop()


def _wait(work: Work[R], question: str) -> None:
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        said = st.empty()
        st.button("Stop", key="stop-question", on_click=_stopped, args=(question,))
    waited = AT_ONCE
    while not work.done_within(_EVERY):
        waited += _EVERY
        said.write(f"Working out the answer: {formatting.counted(int(waited), 'second')} so far.")
    place.empty()


def _stopped(question: str) -> None:
    st.session_state[STOPPED] = question
