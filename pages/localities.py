"""One locality in depth, and all of them side by side; splits by team, age band or reason in the same way."""

import streamlit as st

from analytics import formatting, indicators, months
from analytics.catalogue import ALL, catalogue, notes
from analytics.store import the_store
from pages import components, locality_sections, url_filters
from pages.view import View

now, store = url_filters.filters(), the_store()
known = catalogue()
above = ALL if now.locality == ALL else known.above(now.locality)
chosen = now.locality if now.locality in known.members(above, now.month) else ALL
within, places = chosen, indicators.by_place(store, now.month, now.shown, chosen)
if chosen != ALL and not places["load_id"].count():  # it has no parts, or none with a figure
    within, places = above, indicators.by_place(store, now.month, now.shown, above)

parts = known.parts_of(within)
components.bar(now.month, now.locality)
of = "" if within == ALL else f" of {known.area_name(within)}"
st.title(f"{formatting.capital(parts)}{of}: {months.words(now.month)}")
if places.is_empty() or not places["load_id"].count():
    st.write(components.nothing_held(f"No {known.part} has a figure for {months.words(now.month)}", now.shown))
    st.stop()
components.simulated(places, notes().said("Localities", "Simulated"))
if now.locality not in (chosen, ALL):
    st.info(f"{known.area_name(now.locality)} is not one of the {known.parts}. All of them are shown side by side.")
spine = {"spine": ("All indicators at a glance", locality_sections.all_on_one_scale)}
of_one = {
    "mine": (chosen, locality_sections.one_locality),
    **spine,
    "good": ("On time, but is it good?", locality_sections.on_time_and_good),
}
sections = (of_one if chosen != ALL else spine) | {
    "indicator": (known.indicators[now.measure].name, locality_sections.one_indicator),
    "splits": ("Split further", locality_sections.splits),
    "all": (f"All indicators in all {parts}", locality_sections.all_localities),
}
components.contents({anchor: heading for anchor, (heading, _) in sections.items()})
for anchor, (heading, section) in sections.items():
    st.header(heading, anchor=anchor)
    section(View(store, now, chosen, within))
