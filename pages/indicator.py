"""One indicator in depth: the line, its target, what it means, where it came from."""

import address
import parts
import streamlit as st

from analytics import charts, indicators, months, words
from analytics.catalogue import ALL, catalogue
from analytics.charts.tables import why_missing
from analytics.store import the_store

now, store = address.filters(), the_store()
indicator = catalogue().indicators[now.measure]
in_theme = [m for m, i in catalogue().indicators.items() if now.theme in (ALL, i.theme)]
area = now.locality
series = indicators.series(store, now.measure, area)
if series.is_empty() and area != ALL:
    area = ALL
    st.info(f"This indicator is not held for {now.locality} alone. What follows is {catalogue().council} as a whole.")
    series = indicators.series(store, now.measure)

st.title(indicator.name)
st.caption(f"{indicator.theme}. {indicator.polarity.words}.")
months_of_series = series["month"].to_list() if not series.is_empty() else []
if now.month not in months_of_series:
    st.write(
        f"No figure is held for {months.words(now.month)}. "
        + (
            f"Held are {months.words(months_of_series[0])} to {months.words(months_of_series[-1])}: choose one of these "
            "under Filters."
            if months_of_series
            else "Choose another indicator under Filters."
        )  # fmt: skip
    )
    st.stop()

row = series.row(months_of_series.index(now.month), named=True)
value, colour, status, change = st.columns(4)
value.metric(months.words(now.month), words.percent(row["value"]))
colour.metric("This month's colour", words.rag(row["rag"], nothing="none"))
status.metric("Status over time", words.rag(row["status"], nothing="none"))
change.metric("Change on the month before", words.signed(row["change"]))
missing = f" The source says: {why_missing(row['marker'])}." if row["value"] is None else ""
meaning = words.better_or_worse(row["change"], indicator.polarity)
since = f"{meaning} than the month before" if meaning in ("better", "worse") else meaning
st.markdown(
    f"**{indicators.distance_sentence(row)}**{missing} {indicators.status_sentence(row)} "
    + (f"Change: {since}." if row["change"] is not None else f"No change is given: {row['no_change']}.")
)

drawn = charts.indicator_line(series, indicator, now.month, catalogue().area_name(area), parts.dark())
parts.chart(drawn, key="line")
parts.downloads(f"{now.measure}-{months.code(now.month)}", series.select(indicators.COLUMNS), drawn)

st.subheader("What it means")
origin = store.origin("indicators", row["load_id"]) if row["load_id"] is not None else None
st.markdown(
    f"{indicator.definition}\n\n"
    f"- **Counted:** {indicator.counted}\n"
    f"- **Time covered by a figure:** {indicator.window.words}\n"
    f"- **Which way is better:** {indicator.polarity.words} ({indicator.polarity_basis} in the source)\n"
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

st.subheader("Month by month")
parts.html(charts.month_by_month_table(series, indicator.name), key="months")

before, after = st.columns(2)
position = in_theme.index(now.measure) if now.measure in in_theme else -1
for place, word, step in ((before, "Previous", -1), (after, "Next", 1)):
    if position >= 0 and 0 <= position + step < len(in_theme):
        other = catalogue().indicators[in_theme[position + step]]
        link = now.codes() | {"measure": other.measure_id}
        place.page_link("indicator.py", label=f"{word}: {other.name}", query_params=link)
