"""The quarterly papers of the whole council, one at a time, or all of them on one page."""

import streamlit as st

from analytics import corporate, furniture, months
from analytics.catalogue import ALL, catalogue
from analytics.store import the_store
from pages import components, corporate_sections, url_filters
from pages.filters import PAPERS
from pages.view import View

now = url_filters.filters()
view = View(the_store(), now)
components.bar(now.month, ALL)
st.title(f"Corporate papers: {months.words(now.month)}")
if now.locality != ALL:
    st.info(f"These papers are not split by area. They cover the whole of {catalogue().council}.")
if now.paper == "scorecard":
    for paper, sentences in corporate.headlines(*view.asked).items():
        st.markdown(f"**{paper}.** {sentences}")
links = [(said, url_filters.link("corporate", now, paper=paper)) for paper, said in PAPERS.items()]
components.html(furniture.menu(links, PAPERS[now.paper], "Sections"), key="sections")
for paper in corporate_sections.SECTIONS if now.paper == "everything" else [now.paper]:
    st.header(PAPERS[paper], anchor=paper)
    corporate_sections.SECTIONS[paper](view)
