"""What people wrote on a figure of the Indicator page, and where one is written."""

from __future__ import annotations

from datetime import date

import streamlit as st

from analytics import access, furniture, indicators, months
from analytics.catalogue import Indicator, catalogue
from analytics.errors import UserFacingError
from analytics.extracts.contracts import LONGEST_NOTE
from analytics.extracts.kinds.comments import STATUSES
from analytics.extracts.personal_details import personal_details
from analytics.indicators import FIELDS, Comment
from analytics.store import Store
from pages import components
from pages.downloads import Frame

DONE = "comment stored"
FORM = "write a comment"


def comments(store: Store, indicator: Indicator, area: str, month: date) -> None:
    """The newest comment on the figure of a month or of one before it, the others folded."""
    held = indicators.comments_held(store, area, month, indicator.measure_id)
    st.header("Comment and action", anchor="comment")
    components.html(furniture.comment_list(held, month, indicator.owner), key="comments")


def form(store: Store, indicator: Indicator, area: str, month: date) -> None:
    """Where analysts and leaders write a comment."""
    if DONE in st.session_state:
        st.success(st.session_state.pop(DONE))
    named = f"Comment for {months.words(month)}, {catalogue().area_name(area)}"
    folded = st.expander(named, key=FORM, on_change="rerun")
    if folded.open:
        with folded:
            now = indicators.comments_held(store, area, month, indicator.measure_id)
            write(store, indicator, area, month, now.filter(~now["replaced"], month=month))


def write(store: Store, indicator: Indicator, area: str, month: date, now: Frame) -> None:
    """The fields, with what is there now, and the button."""
    before = now.row(0, named=True) if not now.is_empty() else {}
    with st.form(f"comment {indicator.measure_id} {area} {month} {before.get('load_id')}", border=False):
        comment = st.text_area(FIELDS["comment"], before.get("comment"), max_chars=LONGEST_NOTE)
        action = st.text_area(FIELDS["action"], before.get("action"), max_chars=LONGEST_NOTE)
        st.caption("No names of children or of their families. Everybody who reads the figure reads this.")
        left, middle, right = st.columns(3)
        due = left.date_input(FIELDS["due_on"], before.get("due_on"), format="DD/MM/YYYY")
        status = middle.selectbox(FIELDS["status"], STATUSES, STATUSES.index(before.get("status") or STATUSES[0]))
        by = before.get("written_by", indicator.owner)
        role = right.text_input(FIELDS["written_by"], by, max_chars=components.LONGEST_TEXT)
        asked = st.form_submit_button("Store the comment")
    if not asked:
        return
    told = {"comment": comment or "", "action": action or "", "written_by": role}
    found = [(FIELDS[field], one) for field, text in told.items() for one in personal_details(text)]
    for label, one in found:
        st.error(f"{label}: “{one.words}” {one.problem}")
    if found:
        return
    acts = bool(told["action"].strip())
    said = Comment(told["comment"], role, told["action"], due if acts else None, status if acts else None)
    try:
        load_id = indicators.write_comment(store, indicator.measure_id, area, month, said)
    except UserFacingError as problem:
        st.error(str(problem))
        return
    analyst = access.viewer().role is access.Role.ANALYST
    undone = "It can be undone on the Data page, under History." if analyst else "An analyst can undo it."
    st.session_state[DONE] = f"Stored as load {load_id}. Write it again to change it. {undone}"
    st.rerun()
