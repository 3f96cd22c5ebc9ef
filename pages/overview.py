"""This month at a glance: how many indicators are red, amber, green, and all of them by theme."""

import streamlit as st

from analytics import charts, indicators, months
from analytics.catalogue import ALL, catalogue
from analytics.store import the_store, told_withheld
from pages import address, parts

now, store = address.filters(), the_store()
everything = indicators.month_table(store, now.month, now.locality, now.shown)
area = now.locality if not everything.is_empty() else ALL
if area != now.locality:
    everything = indicators.month_table(store, now.month, ALL, now.shown)

parts.bar(now.month, area)
st.title(f"Overview: {months.words(now.month)}")
if area != now.locality:
    st.info(f"No indicator is held for {now.locality} alone. What follows is the whole of {catalogue().council}.")
lost = told_withheld(store, "indicators", now.month, now.month)
if lost and not everything["load_id"].count():
    st.write(f"{lost} Choose another month under Filters.")
    st.stop()
if everything.is_empty():
    st.write(parts.nothing_held(f"No indicator has a figure for {months.words(now.month)}", now.shown))
    st.stop()
in_theme = indicators.narrowed(everything, theme=now.theme)
shown = indicators.narrowed(in_theme, status=now.status)
counts = indicators.status_counts(in_theme)
parts.simulated(
    everything,
    "The localities' counts are made up, so that they pool to what the council published."
    if area != ALL
    else "No county figure is held for this month and cut; it is pooled from the localities.",
)
if now.shown == "published":
    st.info("Each month as it was first published, before later cuts restated it.")

st.markdown(indicators.month_sentence(in_theme, now.month, catalogue().area_name(area), now.theme))
addresses = {status: address.link("", now, status=ALL if status == now.status else status) for status in counts}
parts.html(charts.status_tiles(counts, addresses, now.status), key="tiles")
st.caption(
    "Status looks at the months before as well as at this one; the colour beside a figure is this month's alone. "
    "Choose a status to see only its indicators, and again to see all."
)

if shown.is_empty():
    st.write("No indicator fits these filters. Set Theme or Status back to All.")
else:
    sparks = indicators.sparklines(store, now.month, area, now.shown)
    links = {row: address.link("indicator", now, measure=row) for row in shown["measure_id"]}
    shown = indicators.ordered(shown, now.order)
    parts.html(charts.indicator_table(shown, sparks, now.month, links), key="indicators")
    parts.downloads(f"indicators-{months.code(now.month)}", shown.select(indicators.COLUMNS))
