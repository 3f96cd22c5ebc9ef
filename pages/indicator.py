"""One indicator in depth: what its figure says, how it got there, what it is compared with, where it came from."""

from typing import NoReturn

import streamlit as st

from analytics import corporate, furniture, indicators, months, tables, wording
from analytics.catalogue import ALL, catalogue
from analytics.store import kinds_held, parts_held, the_store, told_withheld
from analytics.tables import Column
from pages import comment_form, components, indicator_chart, national_sections, url_filters
from pages.view import View

now, store = url_filters.filters(), the_store()
indicator = catalogue().indicators[now.measure]
series = indicators.series(store, now.measure, now.month, now.locality, now.shown)
area = now.locality if not series.is_empty() else ALL
if area != now.locality:
    series = indicators.series(store, now.measure, now.month, ALL, now.shown)
view = View(store, now, area)
period, month = indicator.frequency.period, indicator.frequency.newest(now.month)  # the figure's own
when = months.of_period(month, period) if period == "month" else f"the {months.of_period(month, period)}"


def nothing(said: str) -> NoReturn:
    """All of a page that has no figure to show."""
    st.write(said)
    components.bar(now.month, area)
    st.stop()


def links() -> list[tuple[str, str]]:
    """Where the figure is looked into: its areas, its teams, the audits of the same children."""
    found = []
    localities = url_filters.link("localities", now)
    if parts_held(store) and catalogue().members(area, month):
        found.append((f"Which {catalogue().parts_of(area)}?", f"{localities}#indicator"))
    if indicators.TEAM in indicators.splits_of(store, now.measure, month, area, now.shown):
        found.append(("Which teams?", f"{localities}#splits"))
    statuses = [status for status, measures in catalogue().timeliness.items() if now.measure in measures]
    if statuses and "audits" in kinds_held(store):
        audits = url_filters.link("audits", now, section="by-legal-status")
        found.append(("Audits of the same children", audits))
    return found


with st.container(key="first-screen", gap="small"):
    st.title(wording.plain_name({"measure_id": now.measure, "name": indicator.name}))
    components.area_note("figure of this indicator", now.locality, area)
    lost = told_withheld(store, "indicators", month, month)
    if lost and not series.filter(month=month)["load_id"].count():
        nothing(f"{lost} Choose another month under Filters.")
    months_held = series["month"].to_list() if not series.is_empty() else []
    if month not in months_held:
        nothing(components.nothing_held(f"No figure is held for {when}", now.shown, months_held))

    row = series.row(months_held.index(month), named=True)
    figures = indicators.headline_figures(store, now.month, area, now.shown)
    headline = figures.filter(measure_id=now.measure).row(0, named=True)
    components.plain(furniture.finding(headline, view.area_name), key="finding")
    if simulated := wording.simulated_sentence(series, view.area_name):
        components.plain(furniture.ribbon(simulated), key="ribbon")
    facts = indicators.kpi_facts(store, now.measure, now.month, area, now.shown)
    told = wording.kpi_facts(facts)
    components.html(furniture.month_facts(told[: wording.FIRST]), key="facts")

comparators = indicators.peers(store, now.measure, month)
left, right = st.columns([7, 3], gap="medium")
with left:
    indicator_chart.show(view, indicator, series, row, comparators)
with right, st.container(key="benchmarks", gap="small"):
    st.header("What we compare this with", anchor="judged")
    judged = corporate.scorecard.judged_against(store, now.measure, month, now.shown, row["target"], comparators)
    components.plain(furniture.benchmarks(judged, indicator, row["target_to"]), key="judged")
    if leading_on := links():
        components.html(furniture.links_list(leading_on), key="links")
    comment_form.comments(store, indicator, area, month)

comment_form.form(store, indicator, area, month)
if now.view == "line":
    indicator_chart.recorded(view, series)
said = wording.indicator_summaries(store, now.month, area, now.shown)[now.measure]
rest = [*(sentence.text for sentence in said), wording.status_sentence(facts)]
more = furniture.month_facts(told[wording.FIRST :]) + furniture.sentences_list(rest)
components.folded("More facts", more, key="summary")

with st.expander("Compared with others"):
    if area != ALL and not comparators.is_empty():
        st.write("The figures of others are those of whole councils, not of areas within one.")
    if not national_sections.in_short(view, indicator, month):
        counterpart = catalogue().counterparts.get(now.measure)
        st.write(wording.peers_sentence(comparators, row["value"], month, indicator, counterpart))
        if not comparators.is_empty():
            columns = [
                Column("Who", "comparator"), Column("Statistic", "statistic"), Column("Value", "value", indicator.unit),
                Column("How many reported", "reporters", "count"), Column("Source", "source"),
            ]  # fmt: skip
            table = tables.listing(f"What others report, {comparators['period_words'][0]}", columns, comparators)
            view.exhibit(now.measure, comparators, None, table, part="comparators", key="comparators")

if period != "year":
    with st.expander("Quarters and the year to date"):
        st.write(wording.year_to_date_sentence(series, month))
        quarters = indicators.quarters_to(series, month)
        divided = [
            Column("Numerator", "quarter_numerator", "count"), Column("Denominator", "quarter_denominator", "count")
        ]  # fmt: skip
        columns = [
            Column("Financial quarter", "quarter"), Column("Value", "quarter_value", indicator.unit),
            *(divided if indicator.kind.divides else []), Column("Note", "remark"),
        ]  # fmt: skip
        table = tables.listing("Financial quarters, newest first", columns, quarters)
        view.exhibit(now.measure, quarters, None, table, part="quarters", key="quarters")

with st.expander("About this indicator"):
    origin = None if row["load_id"] is None else store.origin("indicators", row["load_id"], row["source"], row["cut"])
    components.bullets(furniture.provenance(indicator, origin))
    if notes := wording.notes_said(series):
        st.write(notes)

if now.shown == "known":
    with st.container(key="changed", gap="small"):
        st.header("Why this figure changed", anchor="changed")
        sentences = wording.restatement_sentences(store, now.measure, row["locality"], month)
        components.html(furniture.sentences_list(sentences), key="restated")

months_told = tables.indicators.month_by_month(series, indicator.name)
components.folded(f"{period.capitalize()} by {period}", months_told, key="months")
components.html(furniture.neighbour_links(*url_filters.neighbours(store, now)), key="neighbours")
components.bar(now.month, area)
