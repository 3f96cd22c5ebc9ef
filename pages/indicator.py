"""One indicator in depth: what its figure means, how it got there, whom it compares with, where it came from."""

import streamlit as st

from analytics import corporate, furniture, indicators, months, tables, wording
from analytics.catalogue import ALL, catalogue
from analytics.store import the_store, told_withheld
from analytics.tables import Column
from pages import components, indicator_chart, national_sections, url_filters
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

components.bar(now.month, area)
st.title(indicator.name)
st.caption(f"{indicator.theme}. {indicator.polarity.words}. The name is as the source prints it.")
st.write(indicator.definition)
if area != now.locality:
    st.info(f"This indicator is not held for {now.locality} alone. What follows is the whole of {catalogue().council}.")
lost = told_withheld(store, "indicators", month, month)
if lost and not series.filter(month=month)["load_id"].count():
    st.write(f"{lost} Choose another month under Filters.")
    st.stop()
months_held = series["month"].to_list() if not series.is_empty() else []
if month not in months_held:
    st.write(components.nothing_held(f"No figure is held for {when}", now.shown, months_held))
    st.stop()

row = series.row(months_held.index(month), named=True)
if simulated := wording.simulated_sentence(series, view.area_name):
    st.info(simulated)
facts = indicators.kpi_facts(store, now.measure, now.month, area, now.shown)
components.html(furniture.month_facts(wording.kpi_facts(facts)), key="facts")
said = wording.indicator_summaries(store, now.month, area, now.shown)[now.measure]
components.html(furniture.sentences_list([*(s.text for s in said), wording.status_sentence(facts)]), key="summary")

comparators = indicators.peers(store, now.measure, month)
indicator_chart.show(view, indicator, series, row, comparators)
components.html(furniture.neighbour_links(*url_filters.neighbours(store, now)), key="neighbours")

st.header("Compared with others")
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

st.subheader("Against what the figure is judged", anchor="judged")
judged = corporate.scorecard.judged_against(store, now.measure, month, now.shown, row["target"], comparators)
told = f"Target, figures of others and aspiration beside the figure of {when}"
components.html(tables.indicators.judged_against(judged, row, told), key="judged")

if period != "year":
    st.header("Quarters and the year to date")
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

st.header("About this figure")
origin = None if row["load_id"] is None else store.origin("indicators", row["load_id"], row["source"], row["cut"])
components.bullets(furniture.provenance(indicator, origin))
if now.shown == "known":
    st.subheader("Why this figure changed", anchor="changed")
    sentences = wording.restatement_sentences(store, now.measure, row["locality"], month)
    components.html(furniture.sentences_list(sentences), key="restated")

st.header(f"{period.capitalize()} by {period}")
components.html(tables.indicators.month_by_month(series, indicator.name), key="months")
