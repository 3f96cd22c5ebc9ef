"""The sections of the Audits page on whether audits can be trusted, what they led to, and what else says so."""

from __future__ import annotations

import streamlit as st

from analytics import audits, charts, formatting, indicators, months, tables
from analytics.audits import actions, moderation, practice, programme
from analytics.catalogue import ACTIONS, CONCERNS, MODERATION, RE_AUDITS, catalogue, notes
from analytics.simulated_label import marked
from analytics.tables import Column
from analytics.units import PERCENT
from pages import components
from pages.components import bullets
from pages.view import View

_WITHOUT = {ACTIONS: "agreed actions", CONCERNS: "children of concern", RE_AUDITS: "re-audits"}


def trust(view: View) -> None:
    """Moderation, the steps from allocated to accepted, coverage, and who took part."""
    by_month, crossed = moderation.by_month(*view.of_area), moderation.crossed(*view.of_area)
    if MODERATION not in catalogue().form.steps:
        st.write("Audits here are not moderated, so nothing shows whether a second reader would give the same grades.")
    elif by_month.is_empty():
        st.write("The auditors' own ratings are not held, so it can't be said what moderation changed.")
    else:
        title = moderation.finding(by_month)
        draw = charts.audits.moderation_trend
        drawing = view.drawing("moderation", draw, by_month, title, view.area_name, catalogue().form.expected)
        components.chart(drawing, heading=st.subheader)
        if not crossed.is_empty():
            window = audits.window_in_words(view.month)
            view.exhibit("moderation-crossed", crossed, None, tables.audit_details.moderation_cross(crossed, window))
        table = tables.audit_details.moderation_by_month(by_month)
        components.folded("Moderation, month by month", table, key="moderation")
        view.downloads("moderation", by_month, drawing)
    st.subheader("From allocated to accepted", anchor="steps")
    steps = programme.steps(*view.of_area)
    if steps.is_empty():
        st.write("The steps are not held: the rows say nothing of audits that were exempt, late or returned.")
    else:
        st.write(programme.steps_sentence(steps))
        columns = [
            Column("Month", "month", "month"),
            *(Column(label, column, "count") for column, label in programme.STEPS.items()),
            Column("Completion", "completion", PERCENT),
            Column("Late, of submitted", "late_share", PERCENT),
        ]
        caption = marked("Audits from allocated to accepted, newest month first", steps)
        table, fold = tables.listing(caption, columns, steps.reverse()), "From allocated to accepted, month by month"
        view.exhibit("audit-steps", steps, None, table, key="steps", fold=fold)
    st.write(programme.coverage_sentence(programme.coverage(*view.of_area)))
    people = programme.took_part(*view.of_area)
    if people.filter(month=view.month).is_empty():
        st.write(f"Who took part in the audits of {months.words(view.month)} is not held.")
        return
    title = programme.took_part_sentence(people, view.month)
    drawing = view.drawing("took-part", charts.audits.took_part_dots, people, view.month, title)
    view.exhibit("audits-who-took-part", people, drawing, tables.audit_details.took_part(people, view.month))


def impact(view: View) -> None:
    """Agreed actions, children of concern, files audited again, and what was printed of other audits; of these what the
    audit form has."""
    steps = catalogue().form.steps
    if ACTIONS in steps:
        _actions(view)
    if CONCERNS in steps:
        _concerns(view)
    if RE_AUDITS in steps:
        _audited_again(view)
    if without := [said for step, said in _WITHOUT.items() if step not in steps]:
        st.caption(f"The audit form has no {formatting.either(without)}.")
    _printed_elsewhere(view)


def _actions(view: View) -> None:
    in_time, by_age = actions.in_time(*view.of_area), actions.by_age(*view.of_area)
    if in_time.is_empty():
        st.write("No agreed actions are held for these audits.")
    else:
        title = actions.in_time_sentence(in_time)
        drawing = view.drawing("in-time", charts.audits.in_time_trend, in_time, title, view.area_name)
        components.chart(drawing, heading=st.subheader)
        st.write(actions.open_sentence(by_age))
        table = tables.audit_details.actions(by_age)
        components.folded("Agreed actions by kind, age and what became of them", table, key="actions")
        view.downloads("audit-actions", actions.by_month(*view.of_area), drawing)


def _concerns(view: View) -> None:
    st.subheader("Children of concern")
    concerns = actions.concerns(*view.asked)
    if concerns.is_empty():
        st.write("No numbers of children of concern are held.")
    else:
        st.write(actions.concerns_sentence(concerns))
        counts = [Column(what.capitalize(), what, "count") for what in ("opened", "resolved", "tracked")]
        caption = marked("Children of concern, newest month first", concerns)
        table = tables.listing(caption, [Column("Month", "month", "month"), *counts], concerns.reverse())
        fold = "Children of concern, month by month"
        view.exhibit("children-of-concern", concerns, None, table, key="concerns", fold=fold)


def _audited_again(view: View) -> None:
    st.subheader("Files audited again")
    again = actions.audited_again(*view.of_area)
    st.write(actions.again_sentence(again))
    if not again.is_empty():
        columns = [
            Column("Rated before", "before"),
            Column("Rated again", "after"),
            Column("Outcome", "outcome"),
            Column("Files", "count", "count"),
        ]
        caption = marked("Files rated again in the year, before and after", again)
        view.exhibit("files-audited-again", again, None, tables.listing(caption, columns, again), key="again")


def _printed_elsewhere(view: View) -> None:
    st.subheader("Audits of other services, and what people said")
    printed = audits.printed_elsewhere(*view.asked)
    if printed.is_empty():
        st.write(f"Nothing printed is held for the six months to {months.words(view.month)}.")
        return
    st.write("Shares as the council printed them. There are no rows for them, so they are neither pooled nor tested.")
    view.exhibit("audits-of-other-services", printed, None, tables.audit_details.printed(printed), key="printed")


def timeliness(view: View) -> None:
    """Timeliness indicators beside the audits of the same children."""
    figures = indicators.month_table(view.store, view.month, view.area, view.now.shown)
    both = None
    if not figures.is_empty():
        areas = practice.three_months(*view.of_area)
        both = audits.beside_timeliness(figures, audits.apart(*view.of_area), areas, view.month)
    if both is None or both.is_empty():
        st.write("Timeliness and audits of three months are not both held for this month and area.")
        return
    bullets([f"{sentence}." for sentence in audits.triangulation_sentences(both)])
    table = tables.audit_details.triangulation(both, view.month)
    view.exhibit("timeliness-and-audits", both, None, table, key="triangulation")


def published_papers(view: View) -> None:
    """Where the published papers differ from themselves, and what the rows can't give."""
    found = audits.papers_differ(*view.asked)
    if not found:
        papers = formatting.joined([months.words(month) for month in sorted(set(notes().discrepancies["papers"]))])
        st.write(f"The papers are those of {papers}; their three months are not in view.")
        return
    st.write("The page shows what the rows give. Where the papers print a figure in two ways, both are listed.")
    components.html(tables.audit_details.discrepancies(found), key="differences")
    with st.expander("Every printed figure that the rows can't give, with the reason"):
        components.unreproducible(notes().unreproducible.filter(rows_of="audits"))
