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

parts, members = known.parts_of(within), [known.area_name(place) for place in known.members(within, now.month)]
view = View(store, now, chosen, within)
of = "" if within == ALL else f" of {known.area_name(within)}"
title = formatting.joined(members) if len(members) == 2 else f"{formatting.capital(parts)}{of}"
if chosen not in (ALL, within) and len(members) > 2:
    title = f"{view.area_name} among the {parts}{of}"
st.title(f"{title}: {months.words(now.month)}")
if places.is_empty() or not places["load_id"].count():
    st.write(components.nothing_held(f"No {known.part} has a figure for {months.words(now.month)}", now.shown))
    components.bar(now.month, now.locality)
    st.stop()
components.simulated(places, notes().said("Localities", "Simulated"))
if now.locality not in (chosen, ALL):
    st.info(f"{known.area_name(now.locality)} is not one of the {known.parts}. All of them are shown side by side.")
if chosen == ALL:
    components.compare_with(now)
everything = {"all": (f"All indicators in all {parts}", locality_sections.all_localities)}
one = {"indicator": (known.indicators[now.measure].name, locality_sections.one_indicator)}
spine = {"spine": ("All indicators at a glance", locality_sections.all_on_one_scale)}
splits = {"splits": ("By team, age or reason", locality_sections.splits)}
first = locality_sections.asked(view)  # the indicator that was asked for
sections = one | splits | spine | everything if first else everything | one | spine | splits
if chosen != ALL:
    locality_sections.one_locality(view)
    sections = (one | splits | spine if first else spine | one | splits) | everything
for anchor, (heading, section) in sections.items():
    st.header(heading, anchor=anchor)
    section(view)
components.bar(now.month, now.locality)
