"""One indicator in depth: what its figure means, how it got there, whom it compares with, where it came from."""

from functools import partial

import streamlit as st

from analytics import charts, corporate, furniture, indicators, months, tables
from analytics.catalogue import ALL, catalogue
from analytics.charts import Drawing
from analytics.store import the_store, told_withheld
from analytics.tables import Column
from pages import components, rebase_form, url_filters
from pages.filters import VIEWS, Chosen

now, store = url_filters.filters(), the_store()
indicator = catalogue().indicators[now.measure]
series = indicators.series(store, now.measure, now.month, now.locality, now.shown)
area = now.locality if not series.is_empty() else ALL
if area != now.locality:
    series = indicators.series(store, now.measure, now.month, ALL, now.shown)
area_name = catalogue().area_name(area)
file_name = f"{now.measure}-{months.code(now.month)}"

components.bar(now.month, area)
st.title(indicator.name)
st.caption(f"{indicator.theme}. {indicator.polarity.words}. The name is as the source prints it.")
st.write(indicator.definition)
if area != now.locality:
    st.info(f"This indicator is not held for {now.locality} alone. What follows is the whole of {catalogue().council}.")
lost = told_withheld(store, "indicators", now.month, now.month)
if lost and not series.filter(month=now.month)["load_id"].count():
    st.write(f"{lost} Choose another month under Filters.")
    st.stop()
months_of_series = series["month"].to_list() if not series.is_empty() else []
if now.month not in months_of_series:
    st.write(components.nothing_held(f"No figure is held for {months.words(now.month)}", now.shown, months_of_series))
    st.stop()

row = series.row(months_of_series.index(now.month), named=True)
simulated = indicators.simulated_said(series, area_name)
if simulated:
    st.info(simulated)
components.html(furniture.month_facts(row), key="facts")
said = indicators.indicator_summaries(store, now.month, area, now.shown)[now.measure]
components.html(furniture.sentences_list([*(s.text for s in said), indicators.status_sentence(row)]), key="summary")

comparators = indicators.peers(store, now.measure, now.month)
events = indicators.events_held(store, now.measure, area, months_of_series[0], months_of_series[-1])
view = st.radio(Chosen.view.label, list(VIEWS), key="view", format_func=Chosen.view.written, horizontal=True)
both = (
    view == "line"
    and now.shown == "known"
    and st.toggle(
        "Show each month as it was first published, too",
        key="first published",
        disabled=not series["first_published"].is_not_null().any(),
        help="A month is held as first published if the cut of that month itself was loaded.",
    )
)
drawing: Drawing | None
if view == "year":
    years = indicators.financial_years(series, now.month)
    drawing = Drawing(
        "year", store.version, (now,), partial(charts.years.years_line, years, indicator, now.month, area_name)
    )
elif view == "quarter":
    drawn_quarters = partial(charts.years.quarters_line, series, indicator, now.month, area_name)
    has_any = series["rolling_quarter"].is_not_null().any()
    drawing = Drawing("quarter", store.version, (now,), drawn_quarters) if has_any else None
else:
    beside = charts.indicator.Beside(comparators, events, both)
    drawing = Drawing(
        "line", store.version, (now, both),
        partial(charts.indicator.indicator_line, series, indicator, now.month, area_name, beside),
    )  # fmt: skip
if drawing:
    components.chart(drawing)
else:
    st.header(f"No rolling quarter to {months.words(now.month)}")
    st.write(f"There is none for any month: {indicators.quarter_said(row)[1]}.")
components.downloads(file_name, series.select(*indicators.COLUMNS, *indicators.LIMITS), drawing)
if view == "line" and not events.is_empty():
    st.subheader("What happened")
    components.html(furniture.event_list(events), key="events")
if view == "line":
    said_of_limits = [*indicators.recalculated_said(events), *filter(None, [indicators.rebase_said(series)])]
    rebase_form.limits(store, now.measure, area, said_of_limits, indicators.rebase_suggested(series))
components.html(furniture.neighbour_links(*url_filters.neighbours(store, now)), key="neighbours")

st.header("Compared with others")
counterpart = catalogue().counterparts.get(now.measure)
st.write(indicators.peers_sentence(comparators, row["value"], now.month, indicator, counterpart))
if not comparators.is_empty():
    if area != ALL:
        st.write("The figures of others are those of whole councils, not of areas within one.")
    told = f"What others report, {comparators['period_words'][0]}"
    columns = [
        Column("Who", "comparator"),
        Column("Statistic", "statistic"),
        Column("Value", "value", indicator.unit),
        Column("How many reported", "reporters", "count"),
        Column("Source", "source"),
    ]
    components.html(tables.listing(told, columns, comparators), key="comparators")
    components.downloads(f"{file_name}-comparators", comparators)

st.subheader("Against what the figure is judged", anchor="judged")
judged = corporate.scorecard.judged_against(store, now.measure, now.month, now.shown, row["target"], comparators)
columns = [Column("Set against", "what"), Column("Value", "value", indicator.unit), Column("What it is", "said")]
told = f"Target, figures of others and aspiration beside the figure of {months.words(now.month)}"
components.html(tables.listing(told, columns, judged), key="judged")

st.header("Quarters and the year to date")
st.write(indicators.year_to_date_said(series, now.month))
quarters = indicators.quarters_to(series, now.month)
columns = [
    Column("Financial quarter", "quarter"),
    Column("Value", "quarter_value", indicator.unit),
    Column("Numerator", "quarter_numerator", "count"),
    Column("Denominator", "quarter_denominator", "count"),
    Column("Note", "remark"),
]
components.html(tables.listing("Financial quarters, newest first", columns, quarters), key="quarters")
components.downloads(f"{file_name}-quarters", quarters)

st.header("What stands behind it")
origin = None
if row["load_id"] is not None:
    origin = store.origin("indicators", row["load_id"], row["source"], row["cut"])
st.markdown(
    f"- **Counted:** {indicator.counted}\n"
    f"- **Time covered by a figure:** {indicator.window.words}\n"
    f"- **Which way is better:** {indicator.polarity.words} "
    f"({'printed in the source' if indicator.polarity_basis == 'printed' else 'ours; the source does not print it'})\n"
    + "".join(
        f"- **Target:** {indicator.unit.value(t.target)}, tolerance {t.tolerance_percent:g}% of it, from "
        f"{months.words(t.valid_from)}. {t.reason}.\n"
        for t in catalogue().targets
        if t.measure_id == now.measure
    )
    + (
        f"- **Where this figure came from:** load {origin.load_id} of {origin.loaded_at:%d %B %Y}, file "
        f"`{origin.part.file_name}`, cut {months.words(origin.part.cut)}, source {origin.part.source}"
        if origin
        else "- **Where this figure came from:** no load has a figure for this month"
    )
)
if now.shown == "known":
    st.subheader("Why this figure changed", anchor="changed")
    sentences = indicators.restatement_sentences(store, now.measure, row["locality"], now.month)
    components.html(furniture.sentences_list(sentences), key="restated")

st.header("Month by month")
components.html(tables.indicators.month_by_month(series, indicator.name), key="months")
