"""What if: so many more a week, or another target, for one indicator month by month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from analytics.catalogue import catalogue
from analytics.explore import Question, Subject, can_suppose, more_a_week

_MORE, _GOAL = "explore-more", "explore-goal"
_SLIDER = 20  # a week; a link may ask for more


def choices(subject: Subject, question: Question, ask: Callable[[str], None]) -> None:
    """Draw the slider and the target, where the question is one that can be supposed of; nothing anywhere else. `ask`
    opens the view of an address."""
    if not can_suppose(subject, question):
        return
    indicator = catalogue().indicators[question.chosen("indicator")[0]]
    st.session_state[_MORE], st.session_state[_GOAL] = question.more, question.goal

    def asked() -> None:
        ask(replace(question, more=st.session_state.get(_MORE, 0), goal=st.session_state[_GOAL]).address())

    target, slider, _ = st.columns([2, 3, 4])
    if label := more_a_week(indicator):
        slider.slider(label, 0, max(_SLIDER, question.more), key=_MORE, on_change=asked)
    target.number_input(
        f"What if the target were ({indicator.unit.name or 'score'})", min_value=0.0, key=_GOAL, on_change=asked
    )
