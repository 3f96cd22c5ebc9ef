"""The quarterly papers of the whole council: scorecard, risks, placements, budget, improvement plan, questions."""

import streamlit as st

from analytics import months
from analytics.catalogue import ALL, catalogue
from analytics.store import the_store
from pages import components, corporate_sections, url_filters

now = url_filters.filters()
components.bar(now.month, ALL)
st.title(f"Corporate papers: {months.words(now.month)}")
if now.locality != ALL:
    st.info(f"These papers are not split by area. What follows is the whole of {catalogue().council}.")
view = corporate_sections.View(the_store(), now)
corporate_sections.first_screen(view)
sections = corporate_sections.SECTIONS
st.markdown("On this page: " + " · ".join(f"[{heading}](#{anchor})" for anchor, (heading, _) in sections.items()))
for anchor, (heading, section) in sections.items():
    st.header(heading, anchor=anchor)
    section(view)
