"""Quality of practice: the audit programme, a section at a time, or all of them on one page."""

import streamlit as st

from analytics import audits, furniture, months
from analytics.catalogue import ALL, catalogue, notes
from analytics.store import the_store, told_withheld
from pages import audit_sections, components, filters, url_filters

now, store = url_filters.filters(), the_store()
area = audits.area_held(store, now.month, now.shown, now.locality)
components.bar(now.month, area)
st.title(f"Audits: {months.words(now.month)}")
if area != now.locality:
    st.info(f"No audit is held for {now.locality} alone. What follows is the whole of {catalogue().council}.")

lost = told_withheld(store, "audits", months.before(now.month, 11), now.month)
lost_shares = told_withheld(store, "shares", months.before(now.month), now.month)
if lost or lost_shares:
    st.info(f"{lost} {lost_shares}".strip())
by_month = audits.by_month(store, now.month, now.shown, area)
if by_month.is_empty() and lost:
    st.write("No other audit of these twelve months is held. Choose another month under Filters.")
    st.stop()
if by_month.is_empty():
    st.write(
        components.nothing_held(
            f"No audit is held for the year to {months.words(now.month)}", now.shown, kinds=("audits", "shares")
        )
    )
    st.stop()

components.simulated(by_month, notes().said("Audits", "Simulated"))
view = audit_sections.View(store, now, area)
shown = [section for section in filters.sections() if section in audit_sections.SECTIONS]
if now.section != "everything":
    shown = [now.section]
if "snapshot" in shown:
    for question, answer in audits.answers(*view.asked).items():
        st.markdown(f"**{question}** {answer}")
links = [
    (filters.SECTIONS[section], url_filters.link("audits", now, section=section)) for section in filters.sections()
]
components.html(furniture.menu(links, filters.SECTIONS[now.section], "Sections"), key="sections")
if area != ALL:
    st.caption(
        f"Only audits of {catalogue().area_name(area)} are counted here; where the whole council stands beside them, "
        "it says so. Small numbers are marked “few”."
    )
for section in shown:
    st.header(filters.SECTIONS[section], anchor=section)
    audit_sections.SECTIONS[section](view)
