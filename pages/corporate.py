"""The quarterly papers of the whole council: scorecard, risks, placements, budget, improvement plan, questions."""

import streamlit as st

from analytics import corporate, months
from analytics.catalogue import ALL, catalogue
from analytics.store import the_store
from pages import components, corporate_sections, url_filters
from pages.view import View

now = url_filters.filters()
view = View(the_store(), now)
components.bar(now.month, ALL)
st.title(f"Corporate papers: {months.words(now.month)}")
if now.locality != ALL:
    st.info(f"These papers are not split by area. What follows is the whole of {catalogue().council}.")
for paper, sentences in corporate.headlines(*view.asked).items():
    st.markdown(f"**{paper}.** {sentences}")
components.contents({anchor: heading for anchor, (heading, _) in corporate_sections.SECTIONS.items()})
for anchor, (heading, section) in corporate_sections.SECTIONS.items():
    st.header(heading, anchor=anchor)
    section(view)
