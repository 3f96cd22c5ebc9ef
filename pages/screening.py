"""Record screening: how many records were screened, how they were rated by area, and what of that is chance."""

from datetime import date

import streamlit as st

from analytics import charts, formatting, months, screening, tables
from analytics.catalogue import ALL, catalogue, notes
from analytics.store import the_store, told_withheld
from pages import components, url_filters
from pages.components import bullets
from pages.view import View

now, store = url_filters.filters(), the_store()
view = View(store, now)
components.bar(now.month, now.locality)
st.title(f"Screening of records: {months.words(now.month)}")
areas = screening.by_area(*view.asked)
counted = areas["records"].count() > 0
lost = ""
if not counted:  # no records were counted, so damage may be the reason
    lost = told_withheld(store, "screenings", date.min, date.max)
    lost = f"{lost} {told_withheld(store, 'shares', now.month, now.month)}".strip()
if lost:
    st.info(lost)
if areas.is_empty():
    what = f"There is no screening for {months.words(now.month)}"
    nothing = components.nothing_held(what, now.shown, kinds=("screenings", "shares"))
    st.write("Choose another month under Filters." if lost else nothing)
    st.stop()

cut = areas["cut"][0]
components.simulated(areas, notes().said("Screening", "Simulated"))
if now.month > cut:
    st.info(f"The newest extract describes {months.words(cut)}. Records screened after that are not in it.")

chosen = screening.covering(areas, now.locality)
if now.locality != ALL and not chosen:
    st.info(f"{now.locality} has no row of its own in the screening. All areas are shown.")
elif chosen and now.locality not in chosen:
    names = formatting.joined([catalogue().area_name(area) for area in chosen])
    st.info(f"{now.locality} has no row of its own; it is reported as {names}.")
title = screening.finding(areas)
drawing = view.drawing("screening", charts.screening.screening_bars, areas, now.month, chosen, title)
table, fold = tables.screening.by_area(areas, chosen), "Each area: records, shares and ranges"
view.exhibit("screening", areas, drawing, table, key="screening-table", fold=fold, heading=st.header)
for area in chosen:
    st.markdown(screening.chosen_sentence(areas, area))

if counted:
    st.header("Could it be chance?", anchor="chance")
    bullets(screening.chance_sentences(areas))
    with st.expander("The funnel plot, and the limits of each area"):
        limits, curve = screening.red_limits(areas), screening.funnel_curve(areas)
        title = screening.chance_finding(areas)
        drawing = view.drawing("screening-funnel", charts.screening.red_funnel, limits, curve, now.month, chosen, title)
        components.chart(drawing, heading=st.subheader)
        st.markdown(screening.chance_note(areas))
        components.html(tables.screening.limits(limits, chosen), key="screening-limits")
        view.downloads("screening", limits, drawing, "limits")

    place = chosen[0] if chosen else ALL
    by_month, name = screening.by_month(store, now.month, place, now.shown), catalogue().area_name(place)
    st.header(f"Month by month: {name}", anchor="by-month")
    title, over_time = screening.so_far_finding(by_month), screening.over_time_finding(by_month)
    st.write(f"{title}. {over_time}.")
    with st.expander("Records screened and their ratings, by month"):
        st.markdown(
            screening.so_far_sentence(screening.by_month(store, now.month, shown=now.shown), catalogue().council)
        )
        drawing = view.drawing("screened-by-month", charts.screening.screened_by_month, by_month, name, title)
        view.exhibit("screening", by_month, drawing, part="by-month")
        drawing = view.drawing("screening-over-time", charts.screening.screening_over_time, by_month, name, over_time)
        table = tables.screening.by_month(by_month, name)
        view.exhibit("screening", by_month, drawing, table, key="screening-months", part="over-time")

totals = screening.totals(*view.asked)
ways = "Two" if "printed" not in totals["basis"] or not counted else "Three"
st.header(f"{ways} different totals, and why", anchor="total")
with st.expander("The council as a whole, each way"):
    components.html(tables.screening.totals(totals, areas), key="totals")
    st.markdown(screening.totals_sentence(areas, totals))
    if not counted and (said := notes().said("Screening", "Total")):
        st.markdown(said)

st.header("What red, amber and green mean", anchor="definitions")
with st.expander("The three ratings of a record"):
    st.write(f"{notes().said('Screening', 'Definitions')} These definitions are ours.")
    components.html(tables.screening.definitions(), key="definitions")
