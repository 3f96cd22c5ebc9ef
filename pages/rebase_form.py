"""What an Indicator page says of recalculated control limits, and where an analyst confirms a step change."""

from __future__ import annotations

from datetime import date

import streamlit as st

from analytics import access, furniture, indicators, months
from analytics.errors import UserFacingError
from analytics.store import Store
from pages import components

DONE = "limits recalculated"
FORM = "recalculate the limits"


def limits(store: Store, measure: str, area: str, said: list[str], suggested: date | None) -> None:
    """What is said of the limits in sentences, and the form to recalculate them; `suggested` is the month it shows."""
    possible = indicators.step_months(store, measure, area)
    if not said and not possible:
        return
    if said:
        st.subheader("Control limits", anchor="limits")
    if DONE in st.session_state:
        st.success(st.session_state.pop(DONE))
    components.html(furniture.sentences_list(said), key="limits")
    if possible and access.viewer().role is access.Role.ANALYST:
        folded = st.expander("Reset the expected range from a month", key=FORM, on_change="rerun")
        if folded.open:
            with folded:
                confirm(store, measure, area, possible, suggested)


def confirm(store: Store, measure: str, area: str, possible: list[date], suggested: date | None) -> None:
    """The month, the reason, and the button."""
    st.write(
        "If something lasting changed in the service, months before it say little about months since. Limits need six "
        "figures; until there are that many, nothing can be said."
    )
    with st.form(f"step change {measure} {area}", border=False):
        first = possible.index(suggested) if suggested in possible else 0
        month = st.selectbox("First month of the new level", possible, index=first, format_func=months.words)
        reason = st.text_input("Why: what changed in the service (required)", max_chars=indicators.LONGEST_REASON)
        st.caption("No names of people here, neither of children nor of staff: everybody who sees the chart reads it.")
        asked = st.form_submit_button("Recalculate the limits")
    if not asked:
        return
    try:
        load_id = indicators.confirm_step(store, measure, month, reason, area)
    except UserFacingError as problem:
        st.error(str(problem))
        return
    st.session_state[DONE] = f"Stored as load {load_id}. It can be undone on the Data page, under History."
    st.rerun()
