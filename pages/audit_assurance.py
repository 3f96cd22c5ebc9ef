"""The sections of the Audits page on whether audits can be trusted, and what else says so."""

from __future__ import annotations

from functools import partial

import streamlit as st

from analytics import access, audits, charts, formatting, indicators, months, tables
from analytics.audits import moderation, practice, programme
from analytics.catalogue import ALL, MODERATION, catalogue, notes
from analytics.simulated_label import marked
from analytics.tables import Column
from analytics.units import PERCENT
from pages import components
from pages.components import bullets
from pages.downloads import Frame
from pages.view import View


def trust(view: View) -> None:
    """Agreement, which way moderators move grades, the steps from allocated to accepted, coverage, who took part."""
    windows = moderation.by_window(*view.of_area)
    if MODERATION not in catalogue().form.steps:
        st.write(formatting.capital(moderation.NO_MODERATION))
    elif windows.is_empty():
        st.write(formatting.capital(moderation.NOT_MODERATED))
    else:
        _moderated(view, windows)
    read = moderation.anchors(*view.asked)
    anchors = [] if read.is_empty() else [partial(_anchors, view, read)]
    components.side_by_side([*anchors, partial(_steps, view)])
    people = programme.took_part(*view.of_area)
    if people.filter(month=view.month).is_empty():
        st.write(f"Who took part in the audits of {months.words(view.month)} is not held.")
        return
    title = programme.took_part_sentence(people, view.month)
    drawing = view.drawing("took-part", charts.audits.took_part_dots, people, view.month, title)
    table = tables.audit_details.took_part(people, view.month)
    view.exhibit("audits-who-took-part", people, drawing, table, fold="Figures: who took part")


def _steps(view: View) -> None:
    """From allocated to accepted."""
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


def _moderated(view: View, windows: Frame) -> None:
    """How far auditors and moderators agree, and which way grades move."""
    now = windows.filter(ends=view.month)
    if now.is_empty():
        st.write(f"No audit of {audits.window_in_words(view.month)} was moderated.")
    else:
        asked = moderation.agreement_sentence, moderation.moved_sentence, moderation.change_sentence
        bullets([say(now) for say in asked])
    st.caption(
        "Kappa falls where nearly all audits get the same grade. AC2 does not. Readers one grade apart agree in part. "
        "In brackets, 95% intervals."
    )
    components.side_by_side([partial(_which_way, view, windows), partial(_whose, view)])


def _which_way(view: View, windows: Frame) -> None:
    title = "Which way moderators move grades"
    drawing = view.drawing("moderation", charts.audits.moderation_dots, windows, title)
    table, fold = tables.audit_details.moderation_by_window(windows), "Figures: grades moved, by three months"
    view.exhibit("moderation", windows, drawing, table, fold=fold)
    by_month = moderation.by_month(*view.of_area)
    table, fold = tables.audit_details.moderation_by_month(by_month), "Moderation, month by month"
    view.exhibit("moderation-by-month", by_month, None, table, key="moderation-months", fold=fold)


def _whose(view: View) -> None:
    """Whose grades are moved: of localities, services and teams, and for analysts of auditors; and to what."""
    groups = moderation.by_group(*view.of_area)
    if not groups.is_empty():
        _groups(view, groups)
    if access.viewer().role is access.Role.ANALYST:
        _auditors(view)
    crossed = moderation.crossed(*view.of_area)
    if not crossed.is_empty():
        table = tables.audit_details.moderation_cross(crossed, audits.window_in_words(view.month))
        view.exhibit("moderation-crossed", crossed, None, table, fold="Grades before and after moderation")


def _groups(view: View, groups: Frame) -> None:
    known = catalogue()
    named = {"locality": known.part, "service": "service", "team": "team"}
    headings = {"locality": formatting.capital(known.any_parts), "service": "Services", "team": "Teams"}
    held = groups["kind"].unique(maintain_order=True)
    st.subheader(f"Whose grades are moved: {formatting.joined([headings[kind].lower() for kind in held])}")
    bullets([said for kind in held if (said := moderation.groups_sentence(groups, kind, named[kind]))])
    table = tables.audit_details.moderation_by_group(groups, headings, view.month)
    fold = f"Lowered and raised, by {formatting.joined([named[kind] for kind in held])}"
    view.exhibit("moderation-by-group", groups, None, table, key="moderation-groups", fold=fold)


def _auditors(view: View) -> None:
    auditors = moderation.by_auditor(*view.of_area)
    if auditors.is_empty():
        return
    st.subheader("Auditors, by code")
    st.caption("Only analysts see this. Use it to offer support, not to rank.")
    st.write(moderation.groups_sentence(auditors, "auditor_code", "auditor"))
    table = tables.audit_details.moderation_by_group(auditors, {"auditor_code": "Auditors"}, view.month)
    fold = "Lowered and raised, auditor by auditor"
    view.exhibit("moderation-by-auditor", auditors, None, table, key="moderation-auditors", fold=fold)


def _anchors(view: View, read: Frame) -> None:
    """How far auditors agree who read the same files blind."""
    st.subheader("Blind re-reads of anchor files" + ("" if view.area == ALL else ", whole council"))
    st.write(moderation.anchors_sentence(read))
    table, fold = tables.audit_details.anchors(read, view.month), "The grades given, file by file"
    view.exhibit("anchor-re-reads", read, None, table, key="anchors", fold=fold)


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
    st.write("This page counts the audits loaded. Where the papers print a figure in two ways, both are listed.")
    components.html(tables.audit_details.discrepancies(found), key="differences")
    with st.expander("Every printed figure that the rows can't give, with the reason"):
        components.bullets(components.unreproducible(notes().unreproducible.filter(rows_of="audits")))
