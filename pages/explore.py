"""Explore: any question about what is held, with its answer as chart and table. The address is the question."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import parse_qsl

import streamlit as st

from analytics import charts, formatting, furniture, tables
from analytics.charts import Drawing
from analytics.charts.explore import BRUSH, MARK, MOST_CHARTS
from analytics.explore import (
    CHARTS,
    Answered,
    Question,
    QuestionError,
    answered,
    events_beside,
    examples,
    fitting,
    grid,
    in_words,
    leads,
    offered,
    opening,
    places_beside,
    read,
    trail,
)
from analytics.explore.steps import Place
from analytics.simulated_label import mark
from analytics.store import Store, the_store
from pages import ask_box, components, explore_form, explore_more, url_filters, waiting, what_if

START = "Questions to start from"
GRID = (
    "Press a heading to sort. The menu of a heading pins or hides its column. Search, and columns that are hidden, are "
    "at the top right of the grid."
)


def opened() -> None:
    """The page: the form, the question as a sentence, its answer."""
    store = the_store()
    subjects, here = offered(store), url_filters.filters().locality
    if subjects:
        ask_box.words_to_question(store, subjects, here, explore_form.ask)
    asked = [(key, value) for key in st.query_params for value in st.query_params.get_all(key)]
    with st.container(key="explore-head"):
        components.copy_link("", repr(asked))
        st.title("Explore")
    if not subjects:
        st.info("Nothing that can be asked about is loaded. Load indicators, audits or screenings on the Data page.")
        return
    ask_box.box(store, subjects, here, explore_form.ask)
    begun = {key for key, _ in asked} - {"month"}  # which the menu's link has
    if not begun:
        asked += parse_qsl(opening(store, subjects))
    question, problems = read(store, subjects, asked)
    for problem in problems:
        st.warning(problem)
    subject = subjects[question.subject]
    with st.container(key="explore-form"):
        st.toggle("Change the question", key="explore-open")
        explore_form.form(store, subjects, question)
    what_if.choices(subject, question, explore_form.ask)
    with st.container(key="explore-question"):
        st.header(in_words(store, subject, question), anchor="answer")
    if not begun:
        components.html(links(START, examples(store, subjects)), key="examples")
    try:
        answer = waiting.answer(question.address(), partial(answered, store, subject, question))
    except QuestionError as refused:
        st.info(str(refused))
        return
    if answer is None:
        return
    show(store, answer)
    if begun:
        components.html(links(START, examples(store, subjects)), key="examples")


def links(label: str, named: list[tuple[str, str]]) -> str:
    """Questions by their words and addresses, as links."""
    return furniture.links_line(label, [(said, f"explore?{address}") for said, address in named])


def show(store: Store, answer: Answered) -> None:
    """The charts, the way back, the table, and what can be taken away."""
    question, subject = answer.question, answer.subject
    if answer.frame.is_empty():
        st.info("Nothing is held of this. Choose other months, or narrow it less.")
        return
    components.simulated(answer.frame, "")
    further = leads(store, answer)
    if answer.supposed:
        components.html(furniture.sentences_list(answer.supposed), key="supposed")
    with st.container(key="explore-charts"):
        drawings = drawn(store, answer, further) if question.chart != "table" else []
    dimensions = subject.dimensions(store)
    steps = [
        (formatting.capital(f"all by {dimensions[of].noun}"), back.address())
        for of, back in trail(subject, question, dimensions)
    ]
    if steps:
        components.html(links("Back to", steps), key="trail")
    with st.container(horizontal=True, vertical_alignment="center"):
        as_grid = st.toggle("As a grid", key="explore-grid", help=GRID)
        explore_more.take_away(store, answer, drawings)
    if as_grid:
        st.dataframe(grid.frame(answer), column_config=formats(answer), hide_index=True, alt=answer.sentence)
    else:
        components.html(tables.explore.table(answer, further), key="answer-table")
    notes = [note for note in answer.notes if note not in (mark(answer.frame), *answer.supposed)]
    if notes:
        components.html(furniture.sentences_list(notes), key="notes")
    explore_more.more(store, answer)


def formats(answer: Answered) -> dict[str, Any]:
    """How the columns of the grid are written: figures to the decimals of their unit, names always in sight."""
    numbers = {
        column.heading: st.column_config.NumberColumn(format=f"%.{column.unit.decimals}f")
        for column in grid.across(answer, grid.VALUE, grid.OTHER, grid.DIFFERENCE)
        if column.unit
    }
    return numbers | {heading: st.column_config.TextColumn(pinned=True) for heading in grid.named(answer)}


def drawn(store: Store, answer: Answered, further: dict[Place, str]) -> list[Drawing]:
    """Draw the charts that the question asks for."""
    question = answer.question
    if question.chart not in fitting(answer.subject, question):
        st.info(f"“{CHARTS[question.chart]}” does not fit these rows and columns, so only the table is shown.")
        return []
    parts = charts.explore.parts(answer, events_beside(store, question), places_beside(store, question))
    drawings = []
    for number, part in enumerate(parts[:MOST_CHARTS], start=1):
        key = f"explore-{number}"
        drawing = Drawing(
            key, store.version, (question.address(), components.dark()), partial(charts.explore.draw, part)
        )
        chart = charts.drawn(drawing, components.dark())
        st.subheader(chart.title)
        widget = f"{key} {question.address()}"  # another question has nothing selected
        if "params" in chart.spec:
            pressed = partial(selected, widget, question, further)
            selects = [one["name"] for one in chart.spec["params"] if one["name"] in (MARK, BRUSH)]
            st.vega_lite_chart(
                chart.spec, theme=None, width="stretch", key=widget, on_select=pressed, selection_mode=selects
            )
        else:
            st.vega_lite_chart(chart.spec, theme=None, width="stretch", key=widget)
        components.plain(furniture.note(chart.caption, chart.alt), key=f"note-{key}")
        drawings.append(drawing)
    if (left := len(parts) - MOST_CHARTS) > 0:
        st.caption(f"{formatting.counted(left, 'more chart')} would be needed; the table has all figures.")
    return drawings


def selected(widget: str, question: Question, further: dict[Place, str]) -> None:
    """A mark that is pressed leads where its cell does, or its row; months that are brushed are those asked about."""
    selection = st.session_state[widget]["selection"]
    if brushed := selection.get(BRUSH, {}).get("at"):
        address = explore_form.over_months(question, brushed)
    else:
        marks = selection.get(MARK, [])[:1]
        address = "".join(
            further.get((one["panel"], one["row"], one["column"])) or further.get(("", one["row"], ""), "")
            for one in marks
        )
    if address:
        explore_form.ask(address)


opened()
