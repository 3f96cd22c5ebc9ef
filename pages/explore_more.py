"""Files of an answer on the Explore page, and below its table questions that are saved, and what happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from analytics import access, explore, exports, furniture
from analytics.catalogue import ALL, catalogue
from analytics.charts import Drawing
from analytics.errors import UserFacingError
from analytics.explore import Answered, Question, grid
from analytics.exports import Export
from analytics.store import Store, damage, damage_in_words
from pages import components, downloads, explore_form, note_form

DONE, FORM = "question saved", "save this question"
SLIDE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def more(store: Store, answer: Answered) -> None:
    """What stands below the table."""
    what_happened(store, answer)
    save(store, answer)
    saved(store)


def take_away(store: Store, answer: Answered, drawings: Sequence[Drawing] = ()) -> None:
    """What is shown as files, and the table for the clipboard. A slide and a page for Word that show small numbers say
    so, and are for colleagues alone."""
    address, name = explore_form.link(answer.question), explore_form.file_name(answer.question)
    damaged = damage(store)
    said = [f"{answer.sentence}.", *answer.notes, *([damage_in_words(damaged)] if damaged else []), address]
    with st.popover("Download this answer"):
        downloads.buttons(name, grid.every_cell(answer, address))
        downloads.button("Table (XLSX)", f"{name}.xlsx", partial(grid.workbook, answer, said), downloads.XLSX,
                         f"{name}-xlsx")  # fmt: skip
        if exports.has_numbers(answer):
            slide = partial(_made, exports.slide, store, answer, address)
            downloads.button("Slide (PPTX)", f"{name}.pptx", slide, SLIDE, f"{name}-pptx")
        page = partial(_made, exports.page, store, answer, address)
        downloads.button("Word (DOCX)", f"{name}.docx", page, WORD, f"{name}-docx")
        for number, drawing in enumerate(drawings, start=1):
            downloads.chart(f"{name}-{number}", drawing, f" {number}" if len(drawings) > 1 else "")
    components.copy_text("Copy the table", grid.tab_separated(answer, said), key="copy-table")


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
    """The form to save the question and to change what is saved, folded until somebody wants it."""
    if DONE in st.session_state:
        st.success(st.session_state.pop(DONE))
    if access.viewer().role is not access.Role.ANALYST:
        return
    folded = st.expander("Save this question", key=FORM, on_change="rerun")
    if folded.open:
        with folded:
            _save(store, answer.question)
            _change(store)


def _save(store: Store, question: Question) -> None:
    with st.form(f"save question {store.version}", border=False):
        name = st.text_input("Name", max_chars=80)
        note = st.text_input("What it is for (may be empty)", max_chars=300)
        asked = st.form_submit_button("Save")
    if asked:
        _done(lambda: f"Saved as load {explore.save_question(store, name, question.address(), note)}.")


def _change(store: Store) -> None:
    """Another name for one that was saved here, or none any more."""
    here = explore.saved_here(store)
    if not here:
        return
    with st.form(f"saved question {store.version}", border=False):
        chosen = st.selectbox("Saved question", here)
        name = st.text_input("New name", max_chars=80)
        with st.container(horizontal=True):
            renamed, taken_back = st.form_submit_button("Rename"), st.form_submit_button("Take it back")
    if renamed:
        _done(lambda: f"“{chosen}” has a new name, as load {explore.rename_question(store, chosen, name)}.")
    if taken_back:
        _done(partial(_take_back, store, chosen))


def _take_back(store: Store, name: str) -> str:
    explore.take_question_back(store, name)
    return f"Taken back: “{name}”."


def _done(do: Callable[[], str]) -> None:
    try:
        st.session_state[DONE] = f"{do()} It can be undone on the Data page, under History."
    except UserFacingError as problem:
        st.error(str(problem))
        return
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
