"""Where an analyst notes what happened in a month, so that it stands on every chart; and takes it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from analytics import access, indicators, months
from analytics.catalogue import ALL, catalogue
from analytics.errors import UserFacingError
from analytics.store import Store
from pages.downloads import Frame

DONE, FORM = "event noted", "note what happened"


def note(store: Store, held: Sequence[date], measures: Sequence[str], areas: Sequence[str], shown: Frame) -> None:
    """The form, folded until somebody wants it. It offers these months, indicators and areas, and all of them; `shown`
    are the events that the page shows, of which those that were noted in the app can be taken back."""
    if DONE in st.session_state:
        st.success(st.session_state.pop(DONE))
    if not held or access.viewer().role is not access.Role.ANALYST:
        return
    folded = st.expander("Note what happened", key=FORM, on_change="rerun")
    if folded.open:
        with folded:
            _fill_in(store, held, measures, areas)
            _take_back(store, shown)


def _fill_in(store: Store, held: Sequence[date], measures: Sequence[str], areas: Sequence[str]) -> None:
    known = catalogue()
    with st.form(f"event {measures} {areas} {store.version}", border=False):
        left, middle, right = st.columns(3)
        month = left.selectbox("Month", held, format_func=months.words)
        area = middle.selectbox("Where", list(dict.fromkeys([*areas, ALL])), format_func=known.area_name)
        measure = right.selectbox(
            "About",
            [*measures, ALL],
            format_func=lambda code: "All indicators" if code == ALL else known.indicators[code].name,
        )
        words = st.text_input("What happened", max_chars=indicators.LONGEST_EVENT)
        st.caption("No names of people. Everybody who sees the chart reads this.")
        asked = st.form_submit_button("Note it")
    if asked:
        try:
            load_id = indicators.note_event(store, month, words, measure, area)
        except UserFacingError as problem:
            st.error(str(problem))
            return
        _say(f"Noted as load {load_id}. You can take it back below, or on the Data page.")


def _take_back(store: Store, shown: Frame) -> None:
    noted = indicators.noted_here(store)
    here = [load_id for load_id in noted if load_id in shown["load_id"]]
    if not here:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox("Noted here", here, format_func=noted.__getitem__)
        if st.button("Take it back"):
            indicators.take_back(store, chosen)
            _say(f"Taken back: {noted[chosen]}.")


def _say(done: str) -> None:
    st.session_state[DONE] = done
    st.rerun()
