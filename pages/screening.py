"""Record screening: how many records were rated red, amber and green, by area."""

from datetime import date
from functools import partial

import streamlit as st

from analytics import charts, months, screening
from analytics.catalogue import ALL, catalogue
from analytics.charts import Drawing
from analytics.store import the_store, told_withheld
from pages import address, parts

now, store = address.filters(), the_store()
parts.bar(now.month, now.locality)
st.title(f"Screening of records: {months.words(now.month)}")
areas = screening.by_area(store, now.month, now.shown)
lost = ""
if not areas["records"].count():  # no records were counted, so damage may be the reason
    lost = told_withheld(store, "screenings", date.min, now.month)
    lost = f"{lost} {told_withheld(store, 'shares', now.month, now.month)}".strip()
if lost:
    st.info(lost)
if areas.is_empty() and lost:
    st.write("Choose another month under Filters.")
    st.stop()
if areas.is_empty():
    st.write(parts.nothing_held(f"No screening is held for {months.words(now.month)}", now.shown))
    st.stop()

parts.simulated(areas, "Single records, their days and their number are made up; the shares by area are as published.")
chosen = () if now.locality == ALL else catalogue().areas_covering(now.locality)
shown_for = [area for area in chosen if area in areas["area"]]
if chosen and not shown_for:
    st.info(f"{now.locality} has no row of its own in the screening. All areas are shown.")
elif shown_for and now.locality not in shown_for:
    st.info(f"{now.locality} is reported together with its neighbour, as {catalogue().area_name(shown_for[0])}.")

how = partial(charts.screening_bars, areas, now.month, chosen, screening.finding(areas))
drawing = Drawing("screening", store.version, (now,), how)
parts.chart(drawing)
parts.html(charts.screening_table(areas, chosen), key="screening-table")
parts.downloads(f"screening-{months.code(now.month)}", areas, drawing)

st.header("The total, and why there are two")
parts.html(charts.screening_totals_table(screening.totals(store, now.month, now.shown), areas), key="totals")
st.markdown(screening.totals_sentence(areas))
