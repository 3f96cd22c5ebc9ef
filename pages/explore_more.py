"""Below the table of the Explore page: files to take away, questions that are saved, and what happened."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from analytics import access, explore, exports, furniture
from analytics.catalogue import ALL, catalogue
from analytics.errors import UserFacingError
from analytics.explore import Answered
from analytics.exports import Export
from analytics.store import Store
from pages import components, downloads, explore_form, note_form

DONE, FORM = "question saved", "save this question"
SLIDE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def more(store: Store, answer: Answered) -> None:
    """All of it."""
    take_away(store, answer)
    what_happened(store, answer)
    save(store, answer)
    saved(store)


def take_away(store: Store, answer: Answered) -> None:
    """The slide and the page for Word; one that shows small numbers says so, and is for colleagues alone."""
    address, name = explore_form.link(answer.question), explore_form.file_name(answer.question)
    with st.container(horizontal=True):
        if exports.has_numbers(answer):
            slide = partial(_made, exports.slide, store, answer, address)
            downloads.button("Slide (PPTX)", f"{name}.pptx", slide, SLIDE, "explore-pptx")
        page = partial(_made, exports.page, store, answer, address)
        downloads.button("Word (DOCX)", f"{name}.docx", page, WORD, "explore-docx")


def _made(make: Callable[[Export], bytes], store: Store, answer: Answered, address: str) -> bytes:
    return make(exports.export(store, answer, address))


def what_happened(store: Store, answer: Answered) -> None:
    """What is recorded of the months, areas and indicators of the answer, and the form to note more."""
    question = answer.question
    events = explore.events_beside(store, question)
    if not events.is_empty():
        st.subheader("What happened", anchor="events")
        components.html(furniture.event_list(events, named=True), key="explore-events")
    held = [month for month in answer.subject.months(store) if question.first <= month <= question.month]
    measures = question.chosen("indicator") if question.subject == explore.INDICATORS.code else ()
    within = catalogue().members(ALL, question.month) if "area" in question.split else ()
    note_form.note(store, held, measures, question.chosen("area") or (ALL, *within), events)


def save(store: Store, answer: Answered) -> None:
    """The form to save the question, folded until somebody wants it."""
    if DONE in st.session_state:
        st.success(st.session_state.pop(DONE))
    if access.viewer().role is not access.Role.ANALYST:
        return
    folded = st.expander("Save this question", key=FORM, on_change="rerun")
    if not folded.open:
        return
    with folded, st.form(f"save question {store.version}", border=False):
        name = st.text_input("Name", max_chars=80)
        note = st.text_input("What it is for (may be empty)", max_chars=300)
        if st.form_submit_button("Save"):
            try:
                load_id = explore.save_question(store, name, answer.question.address(), note)
            except UserFacingError as problem:
                st.error(str(problem))
                return
            st.session_state[DONE] = f"Saved as load {load_id}. It can be undone on the Data page, under History."
            st.rerun()


def saved(store: Store) -> None:
    """The saved questions as links, each with its note and what of it can no longer be asked."""
    questions = explore.saved_questions(store)
    if questions.is_empty():
        return
    named = [
        (name, f"explore?{address}", " ".join(filter(None, [note, missing])))
        for name, address, note, missing in questions.select("name", "address", "note", "missing").rows()
    ]
    components.folded("Saved questions", furniture.noted_links(named), key="saved-questions")
