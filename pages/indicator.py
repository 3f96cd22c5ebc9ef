"""One indicator in depth: what its figure means, how it got there, whom it compares with, where it came from."""

from functools import partial

import streamlit as st

from analytics import charts, corporate, indicators, months, wording
from analytics.catalogue import ALL, catalogue
from analytics.charts import Drawing, Listed
from analytics.store import the_store, told_withheld
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
simulated = wording.simulated_sentence(series, area_name)
if simulated:
    st.info(simulated)
facts = indicators.kpi_facts(store, now.measure, now.month, area, now.shown)
components.html(charts.month_facts(wording.kpi_facts(facts)), key="facts")
said = wording.indicator_summaries(store, now.month, area, now.shown)[now.measure]
components.html(charts.sentences_list([*(s.text for s in said), wording.status_sentence(facts)]), key="summary")

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
    drawing = Drawing("year", store.version, (now,), partial(charts.years_line, years, indicator, now.month, area_name))
elif view == "quarter":
    drawn_quarters = partial(charts.quarters_line, series, indicator, now.month, area_name)
    has_any = series["rolling_quarter"].is_not_null().any()
    drawing = Drawing("quarter", store.version, (now,), drawn_quarters) if has_any else None
else:
    beside = charts.Beside(comparators, events, both)
    drawing = Drawing(
        "line", store.version, (now, both),
        partial(charts.indicator_line, series, indicator, now.month, area_name, beside),
    )  # fmt: skip
if drawing:
    components.chart(drawing)
else:
    st.header(f"No rolling quarter to {months.words(now.month)}")
    st.write(f"There is none for any month: {row['no_quarter']}.")
components.downloads(file_name, series.select(*indicators.COLUMNS, *indicators.LIMITS), drawing)
if view == "line" and not events.is_empty():
    st.subheader("What happened")
    components.html(charts.event_list(events), key="events")
if view == "line":
    said_of_limits = [*wording.recalculation_sentences(events), *filter(None, [wording.rebase_suggestion(series)])]
    rebase_form.limits(store, now.measure, area, said_of_limits, indicators.suggested_rebase(series))
components.html(charts.neighbour_links(*url_filters.neighbours(store, now)), key="neighbours")

st.header("Compared with others")
counterpart = catalogue().counterparts.get(now.measure)
st.write(wording.peers_sentence(comparators, row["value"], now.month, indicator, counterpart))
if not comparators.is_empty():
    if area != ALL:
        st.write("The figures of others are those of whole councils, not of areas within one.")
    told = f"What others report, {comparators['period_words'][0]}"
    columns = [
        Listed("comparator", "Who"),
        Listed("statistic", "Statistic"),
        Listed("value", "Value", indicator.unit),
        Listed("reporters", "How many reported", "count"),
        Listed("source", "Source"),
    ]
    components.html(charts.listing(told, comparators, columns), key="comparators")
    components.downloads(f"{file_name}-comparators", comparators)

st.subheader("Against what the figure is judged", anchor="judged")
judged = corporate.scorecard.judged_against(store, now.measure, now.month, now.shown, row["target"], comparators)
columns = [Listed("what", "Set against"), Listed("value", "Value", indicator.unit), Listed("said", "What it is")]
told = f"Target, figures of others and aspiration beside the figure of {months.words(now.month)}"
components.html(charts.listing(told, judged, columns), key="judged")

st.header("Quarters and the year to date")
st.write(wording.year_to_date_sentence(series, now.month))
quarters = indicators.quarters_to(series, now.month)
columns = [
    Listed("quarter", "Financial quarter"),
    Listed("quarter_value", "Value", indicator.unit),
    Listed("quarter_numerator", "Numerator", "count"),
    Listed("quarter_denominator", "Denominator", "count"),
    Listed("remark", "Note"),
]
components.html(charts.listing("Financial quarters, newest first", quarters, columns), key="quarters")
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
    sentences = wording.restatement_sentences(store, now.measure, row["locality"], now.month)
    components.html(charts.sentences_list(sentences), key="restated")

st.header("Month by month")
components.html(charts.month_by_month_table(series, indicator.name), key="months")
