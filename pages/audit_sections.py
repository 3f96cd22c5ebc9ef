"""The sections of the Audits page, in their order. Each draws what its name says for one view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st

from analytics import audits, charts, formatting, indicators, months
from analytics.audits import actions, moderation, practice, programme, ratings, teams
from analytics.catalogue import ALL, catalogue, notes
from analytics.charts import Chart, Drawing, Listed
from analytics.intervals import FEW
from analytics.simulated_label import marked
from analytics.store import Shown, Store
from analytics.units import PERCENT
from pages import components
from pages.filters import Chosen


@dataclass(frozen=True)
class View:
    """The store, the filters, and the area whose audits are shown: the one chosen, or “All”."""

    store: Store
    now: Chosen
    area: str

    @property
    def asked(self) -> tuple[Store, date, Shown, str]:
        """What the audits' functions are asked with."""
        return (self.store, self.now.month, self.now.shown, self.area)

    @property
    def whole(self) -> tuple[Store, date, Shown, str] | None:
        """The same for the whole council, where an area is shown and the council can stand beside it."""
        return None if self.area == ALL else (self.store, self.now.month, self.now.shown, ALL)

    @property
    def area_name(self) -> str:
        return catalogue().area_name(self.area)

    @property
    def window(self) -> str:
        return audits.window_in_words(self.now.month)

    def drawing(self, name: str, how: Callable[[bool], Chart]) -> Drawing:
        return Drawing(name, self.store.version, self.asked[1:], how)

    def file(self, name: str) -> str:
        return f"{name}-{months.code(self.now.month)}"


def snapshot(view: View) -> None:
    """The month's measures beside their targets and the month before."""
    measures = audits.snapshot(*view.asked)
    now = audits.of_month(measures, view.now.month)
    county = None if view.whole is None else audits.of_month(audits.snapshot(*view.whole), view.now.month)
    if now.is_empty():
        st.write(f"No audit of {months.words(view.now.month)} is held; the sections below show the months before.")
    else:
        series = audits.series_of(measures, view.now.month)
        components.html(charts.snapshot_table(now, series, view.now.month, county), key="snapshot")
        ambition = catalogue().audit_target("audits_ambition", view.now.month)
        st.caption(
            "Each measure is counted from the audits held. A change is “more than chance” where the 95% interval of "
            "the difference leaves out 0. “Few” marks shares of fewer than 20 audits."
            + (
                f" The target of audits is the baseline; the ambition is {ambition.target:g} a month."
                if ambition
                else ""
            )
        )
    components.folded("The snapshot month by month", charts.snapshot_months_table(measures), key="snapshot-months")
    components.downloads(view.file("audit-snapshot"), measures)


def rated(view: View) -> None:
    """Good or better, and inadequate, by month, three months and quarter; all ratings by month."""
    trend, by_month = audits.trend(*view.asked), audits.by_month(*view.asked)
    county = None if view.whole is None else audits.trend(*view.whole)
    quarters = audits.by_quarter(*view.asked)
    names = [months.words(month) for month in trend["month"]]
    for band, draw in (("good_or_better", charts.good_trend), ("inadequate", charts.inadequate_trend)):
        how = partial(draw, trend, audits.trend_sentence(trend, band), view.area_name, county)
        drawing = view.drawing(f"trend-{band}", how)
        components.chart(drawing, heading=st.subheader)
        said = f"Audits {catalogue().scale.names[band]}"
        caption = f"{said} by month; the range holds the true share 95 times in 100"
        tables = [charts.periods_table(trend, band, names, caption, "Month")]
        if not quarters.is_empty():
            caption = f"{said} by quarter of the financial year, each with all its months"
            tables.append(charts.periods_table(quarters, band, quarters["quarter"].to_list(), caption, "Quarter"))
        components.folded(f"{said}, month by month and by quarter", "".join(tables), key=f"trend-{band}")
        components.downloads(view.file(f"audits-{band.replace('_', '-')}"), trend, drawing)
    st.markdown(ratings.standing_out_sentence(trend))
    if not quarters.is_empty():
        components.downloads(view.file("audits-by-quarter"), quarters)
    how = partial(charts.ratings_by_month, by_month, audits.month_sentence(by_month))
    drawing = view.drawing("by-month", how)
    components.chart(drawing, heading=st.subheader)
    components.folded("All ratings, month by month", charts.ratings_by_month_table(by_month), key="ratings-by-month")
    components.downloads(view.file("audits-by-month"), by_month, drawing)


def by_legal_status(view: View) -> None:
    """Three months by legal status, beside those a month earlier and those before; the counts by month."""
    compared, by_status = audits.windows_compared(*view.asked), audits.by_legal_status(*view.asked)
    month = view.now.month
    if by_status.is_empty():
        rest = "so only the shares that the council printed can be shown."
        if compared.is_empty():
            rest = "so there is nothing to show. Choose a later month under Filters."
        st.write(
            "Three months are counted together, because single months have few audits. "
            f"Not all of {view.window} are held, {rest}"
        )
        if not compared.is_empty():
            components.html(charts.legal_status_table(compared, by_status, month), key="legal-status")
        return
    title = audits.overall_sentence(by_status)
    drawing = view.drawing("by-legal-status", partial(charts.ratings_by_legal_status, by_status, month, title))
    components.chart(drawing, heading=st.subheader)
    st.markdown("".join(f"- {said}.\n" for said in audits.legal_status_sentences(compared, month)))
    st.caption(
        f"Beside the three months to {months.words(month)} stand the three that end a month earlier. The two share two "
        "months, so a difference between them is not tested. "
        f"Where fewer than {FEW} audits stand behind a share, one audit more or less moves it by over 5 points. "
        "“As printed” marks shares that the council printed without counts."
    )
    components.html(charts.legal_status_table(compared, by_status, month), key="legal-status")
    components.downloads(view.file("audits-by-legal-status"), by_status, drawing)
    apart = audits.apart(*view.asked)
    title = audits.apart_sentence(apart)
    drawing = view.drawing("legal-status-apart", partial(charts.legal_status_dots, compared, apart, month, title))
    components.chart(drawing, heading=st.subheader)
    st.caption("With six legal statuses compared, chance alone marks one of them about one time in four.")
    components.html(charts.apart_table(apart, month), key="legal-status-apart")
    components.downloads(view.file("audits-by-legal-status-compared"), apart, drawing)
    cells = audits.by_month_and_status(*view.asked)
    components.folded("The counts by month behind it", charts.status_months_table(cells), key="legal-status-months")
    components.downloads(view.file("audits-by-month-and-legal-status"), cells)


def by_team(view: View) -> None:
    """Localities and services, and the three lists of teams."""
    places, by_team = teams.by_place(*view.asked), teams.by_team(*view.asked)
    if places.is_empty() and by_team.is_empty():
        st.write("The audits held do not say which locality, service or team they are of.")
        return
    drawing = view.drawing("places", partial(charts.place_dots, places, view.now.month, teams.places_sentence(places)))
    components.chart(drawing, heading=st.subheader)
    components.html(charts.places_table(places, view.now.month), key="places")
    components.downloads(view.file("audits-by-place"), places, drawing)
    if by_team.is_empty():
        st.write("The audits held do not name teams.")
        return
    for name, heading in teams.headings().items():
        st.subheader(heading)
        if by_team[f"on_{name}"].null_count():
            st.write("Not all of the six months are held, so the list can't be made.")
            continue
        st.write(f"{teams.list_sentence(by_team, name)}.")
        if by_team[f"on_{name}"].any():
            components.html(charts.team_list_table(by_team, name, heading), key=f"teams-{name}")
    st.subheader("Teams with too few audits to say")
    st.write(teams.too_few_sentence(by_team))
    components.downloads(view.file("audits-by-team"), by_team)


def by_area_of_practice(view: View) -> None:
    """Assessment, planning, risk and the other areas, beside the month before."""
    areas = practice.by_area(*view.asked)
    if areas.is_empty():
        st.write(f"No ratings of areas of practice are held for {months.words(view.now.month)}.")
        return
    county = None if view.whole is None else practice.by_area(*view.whole)
    drawing = view.drawing("areas", partial(charts.area_dots, areas, view.now.month, practice.areas_sentence(areas)))
    components.chart(drawing, heading=st.subheader)
    components.html(charts.areas_table(areas, view.now.month, county), key="areas")
    components.downloads(view.file("audits-by-area"), areas, drawing)
    if said := notes().said("Audits", "Areas of practice"):
        st.caption(said)


def trusted(view: View) -> None:
    """Moderation, the steps from allocated to accepted, coverage, and who took part."""
    by_month, crossed = moderation.by_month(*view.asked), moderation.crossed(*view.asked)
    if by_month.is_empty():
        st.write("The auditors' own ratings are not held, so it can't be said what moderation changed.")
    else:
        title = moderation.finding(by_month)
        how = partial(charts.moderation_trend, by_month, title, view.area_name, moderation.EXPECTED)
        drawing = view.drawing("moderation", how)
        components.chart(drawing, heading=st.subheader)
        if not crossed.is_empty():
            components.html(charts.moderation_cross_table(crossed, view.window), key="moderation-crossed")
            components.downloads(view.file("moderation-crossed"), crossed)
        components.folded("Moderation, month by month", charts.moderation_months_table(by_month), key="moderation")
        components.downloads(view.file("moderation"), by_month, drawing)
    st.subheader("From allocated to accepted", anchor="steps")
    steps = programme.steps(*view.asked)
    if steps.is_empty():
        st.write("The steps are not held: the rows say nothing of audits that were exempt, late or returned.")
    else:
        st.write(programme.steps_sentence(steps))
        listed = [
            Listed("month", "Month", "month"),
            *(Listed(c, label, "count") for c, label in programme.STEPS.items()),
        ]
        listed += [Listed("completion", "Completion", PERCENT), Listed("late_share", "Late, of submitted", PERCENT)]
        caption = marked("Audits from allocated to accepted, newest month first", steps)
        table = charts.listing(caption, steps.reverse(), listed)
        components.folded("From allocated to accepted, month by month", table, key="steps")
        components.downloads(view.file("audit-steps"), steps)
    st.write(programme.coverage_sentence(programme.coverage(*view.asked)))
    people = programme.took_part(*view.asked)
    if people.filter(month=view.now.month).is_empty():
        st.write(f"Who took part in the audits of {months.words(view.now.month)} is not held.")
        return
    title = programme.took_part_sentence(people, view.now.month)
    drawing = view.drawing("took-part", partial(charts.took_part_dots, people, view.now.month, title))
    components.chart(drawing, heading=st.subheader)
    components.html(charts.took_part_table(people, view.now.month), key="took-part")
    components.downloads(view.file("audits-who-took-part"), people, drawing)


def helped(view: View) -> None:
    """Agreed actions, children of concern, files audited again, and what was printed of other audits."""
    in_time, by_age = actions.in_time(*view.asked), actions.by_age(*view.asked)
    if in_time.is_empty():
        st.write("No agreed actions are held for these audits.")
    else:
        how = partial(charts.in_time_trend, in_time, actions.in_time_sentence(in_time), view.area_name)
        drawing = view.drawing("in-time", how)
        components.chart(drawing, heading=st.subheader)
        st.write(actions.open_sentence(by_age))
        table = charts.actions_table(by_age)
        components.folded("Agreed actions by kind, age and what became of them", table, key="actions")
        components.downloads(view.file("audit-actions"), actions.by_month(*view.asked), drawing)
    st.subheader("Children of concern")
    concerns = actions.concerns(view.store, view.now.month, view.now.shown)
    if concerns.is_empty():
        st.write("No numbers of children of concern are held.")
    else:
        st.write(actions.concerns_sentence(concerns))
        listed = [
            Listed("month", "Month", "month"),
            *(Listed(c, c.capitalize(), "count") for c in ("opened", "resolved", "tracked")),
        ]
        caption = marked("Children of concern, newest month first", concerns)
        table = charts.listing(caption, concerns.reverse(), listed)
        components.folded("Children of concern, month by month", table, key="concerns")
        components.downloads(view.file("children-of-concern"), concerns)
    st.subheader("Files audited again")
    again = actions.audited_again(*view.asked)
    st.write(actions.again_sentence(again))
    if not again.is_empty():
        listed = [
            Listed("before", "Rated before"),
            Listed("after", "Rated again"),
            Listed("outcome", "Outcome"),
            Listed("count", "Files", "count"),
        ]
        components.html(
            charts.listing(marked("Files rated again in the year, before and after", again), again, listed), key="again"
        )
        components.downloads(view.file("files-audited-again"), again)
    st.subheader("Audits of other services, and what people said")
    printed = audits.printed_elsewhere(view.store, view.now.month, view.now.shown)
    if printed.is_empty():
        st.write(f"Nothing printed is held for the six months to {months.words(view.now.month)}.")
        return
    st.write("Shares as the council printed them. No rows stand behind them, so they are neither pooled nor tested.")
    components.html(charts.printed_table(printed), key="printed")
    components.downloads(view.file("audits-of-other-services"), printed)


def triangulated(view: View) -> None:
    """Timeliness indicators beside the audits of the same children."""
    figures = indicators.month_table(view.store, view.now.month, view.area, view.now.shown)
    both = audits.beside_timeliness(figures, audits.apart(*view.asked)) if not figures.is_empty() else None
    if both is None or both.is_empty():
        st.write("Timeliness and audits of three months are not both held for this month and area.")
        return
    said = [audits.triangulation_sentence(both, status, view.now.month) for status in catalogue().legal_statuses]
    st.markdown("".join(f"- {sentence}.\n" for sentence in said if sentence))
    components.html(charts.triangulation_table(both, view.now.month), key="triangulation")
    components.downloads(view.file("timeliness-and-audits"), both)


def papers(view: View) -> None:
    """Where the published papers differ from themselves, and what the rows can't give."""
    found = audits.papers_differ(view.store, view.now.month, view.now.shown)
    if not found:
        of = formatting.joined([months.words(month) for month in sorted(set(notes().discrepancies["papers"]))])
        st.write(f"The papers are those of {of}; their three months are not in view.")
        return
    st.write("The page shows what the rows give. Where the papers print a figure in two ways, both are listed.")
    components.html(charts.differences_table(found), key="differences")
    with st.expander("Every printed figure that the rows can't give, with the reason"):
        components.unreproducible(notes().unreproducible.filter(rows_of="audits"))


SECTIONS: dict[str, Callable[[View], None]] = {
    "snapshot": snapshot,
    "ratings": rated,
    "by-legal-status": by_legal_status,
    "teams": by_team,
    "areas": by_area_of_practice,
    "trust": trusted,
    "help": helped,
    "timeliness": triangulated,
    "papers": papers,
}  # by the section's name in the address

ABOUT = {
    "ratings": f"{catalogue().scale.good}, {catalogue().scale.inadequate}, trend by month, three months and quarter",
    "by-legal-status": "children in care, child protection, care leavers, children in need, disabled children",
    "teams": f"good practice, {catalogue().scale.inadequate} practice, weak practice, lists of teams, localities",
    "areas": "assessment, planning, risk, child's voice, management oversight",
    "trust": "moderation, completion, coverage, allocated, submitted, accepted, late, returned, who took part",
    "help": "agreed actions, overdue, children of concern, files audited again, feedback",
    "timeliness": "timeliness beside quality, triangulation",
    "papers": "printed figures that differ, discrepancies",
}  # more words by which the search finds a section
