"""The sections of the Audits page on whether audits can be trusted, and what else says so."""

from __future__ import annotations

import streamlit as st

from analytics import audits, charts, formatting, indicators, months, tables
from analytics.audits import moderation, programme
from analytics.catalogue import catalogue, notes
from analytics.simulated_label import marked
from analytics.tables import Column
from analytics.units import PERCENT
from pages import components
from pages.components import bullets
from pages.view import View


def trust(view: View) -> None:
    """Moderation, the steps from allocated to accepted, coverage, and who took part."""
    by_month, crossed = moderation.by_month(*view.of_area), moderation.crossed(*view.of_area)
    if by_month.is_empty():
        st.write("The auditors' own ratings are not held, so it can't be said what moderation changed.")
    else:
        title = moderation.finding(by_month)
        draw = charts.audits.moderation_trend
        drawing = view.drawing("moderation", draw, by_month, title, view.area_name, moderation.EXPECTED)
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


def timeliness(view: View) -> None:
    """Timeliness indicators beside the audits of the same children."""
    figures = indicators.month_table(view.store, view.month, view.area, view.now.shown)
    both = audits.beside_timeliness(figures, audits.apart(*view.of_area)) if not figures.is_empty() else None
    if both is None or both.is_empty():
        st.write("Timeliness and audits of three months are not both held for this month and area.")
        return
    said = [audits.triangulation_sentence(both, status, view.month) for status in catalogue().legal_statuses]
    bullets([f"{sentence}." for sentence in said if sentence])
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
