"""Record screening: how many records were screened, how they were rated by area, and what of that is chance."""

from datetime import date
from functools import partial

import streamlit as st

from analytics import charts, months, screening, tables
from analytics.catalogue import ALL, catalogue, notes
from analytics.charts import Drawing
from analytics.store import the_store, told_withheld
from pages import components, url_filters

now, store = url_filters.filters(), the_store()
components.bar(now.month, now.locality)
st.title(f"Screening of records: {months.words(now.month)}")
areas = screening.by_area(store, now.month, now.shown)
counted = areas["records"].count() > 0
lost = ""
if not counted:  # no records were counted, so damage may be the reason
    lost = told_withheld(store, "screenings", date.min, date.max)
    lost = f"{lost} {told_withheld(store, 'shares', now.month, now.month)}".strip()
if lost:
    st.info(lost)
if areas.is_empty() and lost:
    st.write("Choose another month under Filters.")
    st.stop()
if areas.is_empty():
    what = f"No screening is held for {months.words(now.month)}"
    st.write(components.nothing_held(what, now.shown, kinds=("screenings", "shares")))
    st.stop()

cut = areas["cut"][0]
components.simulated(areas, notes().said("Screening", "Simulated"))
if now.month > cut:
    st.info(f"The newest extract held describes {months.words(cut)}: what was screened after that is not in it.")

chosen = screening.covering(areas, now.locality)
if now.locality != ALL and not chosen:
    st.info(f"{now.locality} has no row of its own in the screening. All areas are shown.")
elif chosen and now.locality not in chosen:
    st.info(f"{now.locality} is reported together with its neighbour, as {catalogue().area_name(chosen[0])}.")

every = screening.by_month(store, now.month, shown=now.shown)
if counted:
    st.markdown(screening.so_far_sentence(every, catalogue().council))
for area in chosen:
    st.markdown(screening.chosen_sentence(areas, area))

name = f"screening-{months.code(now.month)}"
how = partial(charts.screening.screening_bars, areas, now.month, chosen, screening.finding(areas))
drawing = Drawing("screening", store.version, (now,), how)
components.chart(drawing)
components.html(tables.screening.by_area(areas, chosen), key="screening-table")
components.downloads(name, areas, drawing)

if counted:
    limits, curve = screening.red_limits(areas), screening.funnel_curve(areas)
    how = partial(charts.screening.red_funnel, limits, curve, now.month, chosen, screening.chance_finding(areas))
    drawing = Drawing("screening-funnel", store.version, (now,), how)
    components.chart(drawing)
    st.markdown("".join(f"- {sentence}\n" for sentence in screening.chance_sentences(areas)))
    st.markdown(screening.CHANCE)
    components.html(tables.screening.limits(limits, chosen), key="screening-limits")
    components.downloads(f"{name}-limits", limits, drawing)

    place = chosen[0] if chosen else ALL
    by_month, title = screening.by_month(store, now.month, place, now.shown), catalogue().area_name(place)
    st.header(f"Month by month: {title}", anchor="by-month")
    how = partial(charts.screening.screened_by_month, by_month, title, screening.so_far_finding(by_month))
    drawing = Drawing("screened-by-month", store.version, (now,), how)
    components.chart(drawing, heading=st.subheader)
    components.downloads(f"{name}-by-month", by_month, drawing)
    how = partial(charts.screening.screening_over_time, by_month, title, screening.over_time_finding(by_month))
    drawing = Drawing("screening-over-time", store.version, (now,), how)
    components.chart(drawing, heading=st.subheader)
    components.html(tables.screening.by_month(by_month, title), key="screening-months")
    components.downloads(f"{name}-over-time", by_month, drawing)

totals = screening.totals(store, now.month, now.shown)
ways = "two" if "printed" not in totals["basis"] or not counted else "three"
st.header(f"The total, and why there are {ways}", anchor="total")
components.html(tables.screening.totals(totals, areas), key="totals")
st.markdown(screening.totals_sentence(areas, totals))
if not counted and (said := notes().said("Screening", "Total")):
    st.markdown(said)

st.header("What red, amber and green mean", anchor="definitions")
st.write(f"{notes().said('Screening', 'Definitions')} These are ours, for want of the council’s own.")
components.html(tables.screening.definitions(), key="definitions")
