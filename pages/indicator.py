"""One indicator in depth: the line, its target, what it means, where it came from."""

from functools import partial

import streamlit as st

from analytics import charts, indicators, months, words
from analytics.catalogue import ALL, catalogue
from analytics.charts import Drawing
from analytics.store import the_store, told_withheld
from pages import address, parts

now, store = address.filters(), the_store()
indicator = catalogue().indicators[now.measure]
series = indicators.series(store, now.measure, now.month, now.locality, now.shown)
area = now.locality if not series.is_empty() else ALL
if area != now.locality:
    series = indicators.series(store, now.measure, now.month, ALL, now.shown)

parts.bar(now.month, area)
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
    st.write(parts.nothing_held(f"No figure is held for {months.words(now.month)}", now.shown, months_of_series))
    st.stop()

row = series.row(months_of_series.index(now.month), named=True)
parts.html(charts.month_facts(row), key="facts")
st.markdown(f"**{indicators.distance_sentence(row)}** {indicators.status_sentence(row)}")

both = now.shown == "known" and st.toggle(
    "Show each month as it was first published, too",
    key="first published",
    disabled=not series["first_published"].is_not_null().any(),
    help="A month is held as first published if the cut of that month itself was loaded.",
)
how = partial(charts.indicator_line, series, indicator, now.month, catalogue().area_name(area), both)
drawing = Drawing("line", store.version, (now, both), how)
parts.chart(drawing)
parts.downloads(
    f"{now.measure}-{months.code(now.month)}", series.select(*indicators.COLUMNS, *indicators.LIMITS), drawing
)
before, after = address.neighbours(now)
parts.html(charts.neighbour_links(before, after), key="neighbours")

st.header("What stands behind it")
origin = store.origin("indicators", row["load_id"]) if row["load_id"] is not None else None
st.markdown(
    f"- **Counted:** {indicator.counted}\n"
    f"- **Time covered by a figure:** {indicator.window.words}\n"
    f"- **Which way is better:** {indicator.polarity.words} "
    f"({'printed in the source' if indicator.polarity_basis == 'printed' else 'ours; the source does not print it'})\n"
    + "".join(
        f"- **Target:** {words.percent(t.target)}, tolerance {t.tolerance_percent:g}% of it, from "
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

st.header("Month by month")
parts.html(charts.month_by_month_table(series, indicator.name), key="months")
