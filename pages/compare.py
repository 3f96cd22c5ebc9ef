"""Is it us, or everybody? Each indicator beside all authorities, and one of them in depth."""

from functools import partial

import streamlit as st

from analytics import furniture, indicators, national, tables, wording
from analytics.catalogue import ALL, catalogue
from analytics.store import the_store
from pages import components, national_sections, url_filters
from pages.filters import FIRST, Chosen
from pages.view import View

now, store, known = url_filters.filters(), the_store(), catalogue()
held = indicators.reported(store, now.shown)
here = national.standpoint(held, now.others, indicators.judged_good(store))
found = national.unlike_first(here.in_month(now.month))
components.bar(now.month, ALL)
st.title("Compared with others")
if found.is_empty():
    st.write(wording.nothing_national(held))
    st.stop()
components.simulated(found, "The figures of others are made up.")
st.write(wording.national_overview(found))
own = {row["measure_id"]: row for row in found.to_dicts()}
measure = now.national if now.national in own else found["measure_id"][0]
row, indicator = own[measure], known.indicators[measure]
group = wording.national_group(now.others, row, here.members)
names = {one: known.indicators[one].name for one in own}
links = {one: url_filters.link("compare", now, national=one) for one in own}
view = View(store, now)
table = tables.national.all_indicators(found, names, links, now.month, group, measure)
view.exhibit("compared", found, None, furniture.boxed("All indicators beside others", table), key="compared")
st.caption(wording.national_comparisons(found))

st.header(indicator.name, anchor="one")
if now.national not in (FIRST, measure):
    st.caption(f"{row['name']} has no figure of “{Chosen.national.written(now.national)}”.")
components.html(furniture.sentences_list(wording.national_sentences(row, group)), key="one")
about = national_sections.About(view, here, row, indicator, group)
components.side_by_side([partial(draw, about) for draw in (national_sections.everybody, national_sections.years)])
national_sections.group(about)
