"""The sections of the Audits page on what audits led to, and on what people said."""

from __future__ import annotations

from functools import partial

import streamlit as st

from analytics import audits, charts, formatting, months, tables
from analytics.audits import actions, completion, re_audits, voices
from analytics.catalogue import ACTIONS, CONCERNS, RE_AUDITS, catalogue
from analytics.catalogue.catalogue import DATA
from analytics.intervals import FEW
from analytics.simulated_label import marked
from analytics.tables import Column
from pages import components, downloads
from pages.components import bullets
from pages.downloads import Frame
from pages.view import View

_WITHOUT = {ACTIONS: "agreed actions", CONCERNS: "children of concern", RE_AUDITS: "re-audits"}
TEMPLATE = DATA / "templates" / "voices.csv"


def impact(view: View) -> None:
    """Agreed actions, children of concern, files audited again, and what was printed of other audits; of these what the
    audit form has."""
    steps = catalogue().form.steps
    if ACTIONS in steps:
        _actions(view)
    beside = ((CONCERNS, _concerns), (RE_AUDITS, _audited_again))
    components.side_by_side([partial(draw, view) for step, draw in beside if step in steps])
    if without := [said for step, said in _WITHOUT.items() if step not in steps]:
        st.caption(f"The audit form has no {formatting.either(without)}.")
    _printed_elsewhere(view)


def _concerns(view: View) -> None:
    st.subheader("Children of concern")
    concerns = actions.concerns(*view.asked)
    if concerns.is_empty():
        st.write("No numbers of children of concern are held.")
        return
    st.write(actions.concerns_sentence(concerns))
    counts = [Column(what.capitalize(), what, "count") for what in ("opened", "resolved", "tracked")]
    caption = marked("Children of concern, newest month first", concerns)
    table = tables.listing(caption, [Column("Month", "month", "month"), *counts], concerns.reverse())
    fold = "Children of concern, month by month"
    view.exhibit("children-of-concern", concerns, None, table, key="concerns", fold=fold)


def _audited_again(view: View) -> None:
    st.subheader("Files audited again")
    again, found = re_audits.audited_again(*view.of_area), re_audits.re_audits(*view.of_area)
    st.write(re_audits.again_sentence(found, view.month))
    if not again.is_empty():
        view.exhibit(
            "files-audited-again",
            again,
            None,
            tables.follow_up.grades_again(again),
            key="again",
            fold="Grades of files audited again, before and after",
        )


def _printed_elsewhere(view: View) -> None:
    st.subheader("Audits of other services, and feedback as printed")
    printed = audits.printed_elsewhere(*view.asked)
    if printed.is_empty():
        st.write(f"Nothing printed is held for the six months to {months.words(view.month)}.")
        return
    st.write("Shares as the council printed them. There are no rows for them, so they are neither pooled nor tested.")
    view.exhibit(
        "audits-of-other-services",
        printed,
        None,
        tables.audit_details.printed(printed),
        key="printed",
        fold="Audits of other services, and feedback as printed",
    )


def said(view: View) -> None:
    """What children, parents and carers, and workers said, and how many of those asked answered."""
    found, window = voices.voices(*view.of_area), audits.window_in_words(view.month)
    if found.is_empty():
        st.write(
            f"No answers of children, families or workers are held for {view.area_name}, {window}. "
            "Fill in the template, a row an answer with how many were asked, and load it on the Data page. The "
            "questions and themes are the voice_themes of your catalogue. Nobody's own words are stored."
        )
        downloads.button("Template: voices.csv", "voices.csv", TEMPLATE.read_bytes, "text/csv", "voices-template")
        return
    bullets(voices.sentences(found))
    st.write(voices.change_sentence(found))
    title = f"What people said, {window}"
    drawing = view.drawing("voices", charts.follow_up.voices, found, window, title)
    table = tables.follow_up.voices(found, window)
    view.exhibit("voices", found, drawing, table, key="voices-table", fold="Figures: what people said")


def _actions(view: View) -> None:
    """How long actions take, by kind and area of practice; those done in time; and all by kind, age and status."""
    by_age = actions.by_age(*view.of_area)
    if by_age.is_empty():
        st.write(
            "No agreed actions are held for these audits. Load audit_actions on the Data page: one row an action, with "
            "its audit, its kind, the day it was due and what became of it."
        )
        return
    components.side_by_side([partial(_how_long, view), partial(_in_time, view, by_age)])


def _how_long(view: View) -> None:
    times, curves = completion.times(*view.of_area), completion.curves(*view.of_area)
    by_area = completion.times(*view.of_area, by="area")
    title = completion.median_sentence(times, curves, view.month)
    drawing = None
    if times["followed"][0] >= FEW:
        drawing = view.drawing("completion", charts.follow_up.completion, curves, title, view.area_name)
        components.chart(drawing, heading=st.subheader)
    else:
        st.subheader(title)
    st.write(completion.counted_sentence(times))
    if said := completion.compared_sentence(times):
        st.caption(said)
    table = tables.follow_up.times(times, "Kind")
    view.figures("How long actions take, by kind", "action-times", times, table, drawing)
    if by_area.height > 1:
        if said := completion.compared_sentence(by_area):
            st.caption(f"By area of practice. {said}")
        fold, name = "How long actions take, by area of practice", "action-times-by-area-of-practice"
        view.figures(fold, name, by_area, tables.follow_up.times(by_area, "Area of practice"))
    by_day = completion.done_by(curves)
    if not by_day.is_empty():
        table = tables.follow_up.done_by(by_day, "Kind")
        view.figures("Actions done by day", "actions-done-by-day", curves, table, key="actions-by-day")


def _in_time(view: View, by_age: Frame) -> None:
    in_time = actions.in_time(*view.of_area)
    drawing = None
    if not in_time.is_empty():
        title = actions.in_time_sentence(in_time)
        drawing = view.drawing("in-time", charts.audits.in_time_trend, in_time, title, view.area_name)
        components.chart(drawing, heading=st.subheader)
    st.write(actions.open_sentence(by_age))
    table, fold = tables.audit_details.actions(by_age), "Agreed actions by kind, age and what became of them"
    view.figures(fold, "audit-actions", actions.by_month(*view.of_area), table, drawing, key="actions")
