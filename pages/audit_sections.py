"""The sections of the Audits page, each a function that draws it for one view; here are those on ratings."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from analytics import audits, charts, months, tables
from analytics.audits import caseload, legal_status, practice, ratings, teams
from analytics.catalogue import ALL, catalogue, notes
from analytics.intervals import FEW
from pages import audit_assurance, audit_follow_up, audit_sample, components
from pages.components import bullets
from pages.downloads import Frame
from pages.view import View


def snapshot(view: View) -> None:
    """The month's measures beside their targets and the month before."""
    measures = audits.snapshot(*view.of_area)
    now = audits.of_month(measures, view.month)
    council = None if view.area == ALL else audits.of_month(audits.snapshot(*view.asked), view.month)
    if now.is_empty():
        st.write(f"No audit of {months.words(view.month)} is held; the sections below show the months before.")
    else:
        series = audits.series_of(measures, view.month)
        components.html(tables.audits.snapshot(now, series, view.month, council), key="snapshot")
        ambition = catalogue().audit_target("audits_ambition", view.month)
        aim = f" The target of audits is the baseline; the ambition is {ambition.target:g} a month." if ambition else ""
        st.caption(
            "Each measure is counted from the audits held. A change is “more than chance” where the 95% interval of "
            f"the difference leaves out 0. “Few” marks shares of fewer than 20 audits.{aim}"
        )
    by_month = tables.audits.snapshot_by_month(measures)
    view.exhibit("audit-snapshot", measures, None, by_month, key="snapshot-months", fold="The snapshot month by month")


def ratings_over_time(view: View) -> None:
    """Good or better, and inadequate, by month, three months and quarter; all ratings by month."""
    trend, by_month, quarters = (ask(*view.of_area) for ask in (audits.trend, audits.by_month, audits.by_quarter))
    council = None if view.area == ALL else audits.trend(*view.asked)
    drawn = (("good_or_better", charts.audits.good_trend), ("inadequate", charts.audits.inadequate_trend))
    for column, (band, draw) in zip(st.columns(2), drawn, strict=True):
        said = f"Audits rated {catalogue().scale.names[band]}"
        caption = f"{said} by month; the range holds the true share 95 times in 100"
        table = tables.audits.rating_by_period(trend, band, caption)
        title = audits.trend_sentence(trend, band)
        drawing = view.drawing(f"trend-{band}", draw, trend, title, view.area_name, council)
        fold = f"{said}, month by month"
        with column:
            view.exhibit(f"audits-{band.replace('_', '-')}", trend, drawing, table, fold=fold)
    quarterly = partial(_quarters, view, ratings.standing_out_sentence(trend), quarters)
    shares = caseload.weighted_shares(*view.of_area)
    weighted = [] if shares.is_empty() else [partial(audit_sample.weighted, view, shares)]
    components.side_by_side([*weighted, quarterly])
    drawing = view.drawing("by-month", charts.audits.ratings_by_month, by_month, audits.month_sentence(by_month))
    table = tables.audits.by_month(by_month)
    fold = "All ratings, month by month"
    view.exhibit("audits-by-month", by_month, drawing, table, key="ratings-by-month", fold=fold)


def _quarters(view: View, said: str, quarters: Frame) -> None:
    """Which months stand out, and the quarters of the financial year."""
    st.markdown(said)
    if quarters.is_empty():
        return
    captions = {
        band: f"Audits rated {catalogue().scale.names[band]} by quarter of the financial year, each with all its months"
        for band in ("good_or_better", "inadequate")
    }
    table = "".join(tables.audits.rating_by_period(quarters, band, caption) for band, caption in captions.items())
    view.figures("Ratings by quarter of the financial year", "audits-by-quarter", quarters, table)


def by_legal_status(view: View) -> None:
    """Three months by legal status, beside those a month earlier and those before; the counts by month."""
    compared, by_status = audits.windows_compared(*view.of_area), audits.by_legal_status(*view.of_area)
    month = view.month
    table = "" if compared.is_empty() else tables.audits.by_legal_status(compared, by_status, month)
    if by_status.is_empty():
        nothing = "so there is nothing to show. Choose a later month under Filters."
        rest = "so only the shares that the council printed can be shown." if table else nothing
        st.write(
            "Three months are counted together, because single months have few audits. "
            f"Not all of {audits.window_in_words(month)} are held, {rest}"
        )
        if table:
            components.html(table, key="legal-status")
        return
    title = audits.overall_sentence(by_status)
    drawing = view.drawing("by-legal-status", charts.audits.ratings_by_legal_status, by_status, month, title)
    components.chart(drawing, heading=st.subheader)
    bullets([f"{said}." for said in audits.legal_status_sentences(compared, month)])
    st.caption(
        f"The three months to {months.words(month)} are shown with the three that end a month earlier. The two share "
        "two months, so the difference is not tested. "
        f"In a share of fewer than {FEW} audits, one more or fewer changes it by over 5 points. "
        "“As printed” marks shares that the council printed without counts."
    )
    fold = "Three months by legal status, and those before"
    view.figures(fold, "audits-by-legal-status", by_status, table, drawing, key="legal-status")
    apart = audits.apart(*view.of_area)
    title = audits.apart_sentence(apart)
    drawing = view.drawing("legal-status-apart", charts.audits.legal_status_dots, compared, apart, month, title)
    components.chart(drawing, heading=st.subheader)
    if said := legal_status.comparisons_sentence(apart):
        st.caption(said)
    table = tables.audits.legal_statuses_tested(apart, month)
    fold = "Legal statuses compared with each other"
    view.figures(fold, "audits-by-legal-status-compared", apart, table, drawing, key="legal-status-tested")
    cells = audits.by_month_and_status(*view.of_area)
    by_month, fold = tables.audits.legal_statuses_by_month(cells), "Audits by month and legal status"
    view.exhibit("audits-by-month-and-legal-status", cells, None, by_month, key="legal-status-months", fold=fold)


def by_team(view: View) -> None:
    """Localities and services, and the three lists of teams."""
    places, by_team = teams.by_place(*view.of_area), teams.by_team(*view.of_area)
    if places.is_empty() and by_team.is_empty():
        st.write(f"The audits held do not say which {catalogue().part}, service or team they are of.")
        return
    title = teams.places_sentence(places)
    drawing = view.drawing("places", charts.audits.place_dots, places, view.month, title)
    table, fold = tables.audit_details.places(places, view.month), f"Figures: audits by {catalogue().part} and service"
    view.exhibit("audits-by-place", places, drawing, table, fold=fold)
    if said := teams.places_comparisons(places):
        st.caption(said)
    if by_team.is_empty():
        st.write("The audits held do not name teams.")
        return
    headings = teams.headings()
    components.side_by_side([*(partial(_team_list, by_team, *one) for one in headings.items()), lambda: _few(by_team)])
    listed = [name for name in headings if by_team[f"on_{name}"].any()]
    table = "".join(tables.audit_details.team_list(by_team, name, headings[name]) for name in listed)
    view.figures("Figures: the teams on these lists", "audits-by-team", by_team, table, key="teams")


def _team_list(by_team: Frame, name: str, heading: str) -> None:
    """How many teams are on a list, and how many of them chance may have put there."""
    st.subheader(heading)
    if by_team[f"on_{name}"].null_count():
        st.write("Not all of the six months are held, so the list can't be made.")
        return
    st.write(f"{teams.list_sentence(by_team, name)}.")
    if by_team[f"on_{name}"].any():
        st.caption(teams.list_test_sentence(by_team, name))


def _few(by_team: Frame) -> None:
    st.subheader("Teams with too few audits to say")
    st.write(teams.too_few_sentence(by_team))


def by_area_of_practice(view: View) -> None:
    """Assessment, planning, risk and the other areas, beside the month before."""
    areas = practice.by_area(*view.of_area)
    if areas.is_empty():
        st.write(f"No ratings of areas of practice are held for {months.words(view.month)}.")
        return
    council = None if view.area == ALL else practice.by_area(*view.asked)
    drawing = view.drawing("areas", charts.audits.area_dots, areas, view.month, practice.areas_sentence(areas))
    table = tables.audit_details.practice_areas(areas, view.month, council)
    view.exhibit("audits-by-area", areas, drawing, table, fold="Figures: audits by area of practice")
    if said := practice.comparisons_sentence(areas):
        st.caption(said)
    if said := notes().said("Audits", "Areas of practice"):
        st.caption(said)


SECTIONS: dict[str, Callable[[View], None]] = {
    "snapshot": snapshot,
    "ratings": ratings_over_time,
    "by-legal-status": by_legal_status,
    "teams": by_team,
    "areas": by_area_of_practice,
    "trust": audit_assurance.trust,
    "help": audit_follow_up.impact,
    "voices": audit_follow_up.said,
    "timeliness": audit_assurance.timeliness,
    "sample": audit_sample.sample_section,
    "papers": audit_assurance.published_papers,
}  # by the section's name in the address
