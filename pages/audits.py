"""Quality of practice: the audit programme, a section at a time, or all of them on one page."""

import streamlit as st

from analytics import audits, furniture, months
from analytics.catalogue import ALL, catalogue, notes
from analytics.intervals import FEW
from analytics.store import the_store, told_withheld
from pages import audit_sections, components, filters, url_filters
from pages.view import View

now, store = url_filters.filters(), the_store()
view = View(store, now, audits.area_held(store, now.month, now.shown, now.locality))
components.bar(now.month, view.area)
st.title(f"Audits: {months.words(now.month)}")
components.area_note("audit", now.locality, view.area)

lost = told_withheld(store, "audits", months.before(now.month, 11), now.month)
lost_shares = told_withheld(store, "shares", months.before(now.month), now.month)
if lost or lost_shares:
    st.info(f"{lost} {lost_shares}".strip())
by_month = audits.by_month(*view.of_area)
if by_month.is_empty():
    what = f"No audit is held for the year to {months.words(now.month)}"
    nothing = components.nothing_held(what, now.shown, kinds=("audits", "shares"))
    st.write("No other audit of these twelve months is held. Choose another month under Filters." if lost else nothing)
    st.stop()

components.simulated(by_month, notes().said("Audits", "Simulated"))
names = filters.sections(store)
every = [section for section in names if section in audit_sections.SECTIONS]
shown = every if now.section == "everything" else [now.section]
if "snapshot" in shown:
    beside = [column for _ in range(2) for column in st.columns(2)]
    for column, (question, answer) in zip(beside, audits.answers(*view.of_area).items(), strict=True):
        column.markdown(f"**{question}** {answer}")
links = [(said, url_filters.link("audits", now, section=section)) for section, said in names.items()]
components.html(furniture.menu(links, names[now.section], "Sections"), key="sections")
if view.area != ALL:
    st.caption(f"{catalogue().area_name(view.area)} only, unless labelled. “Few” means under {FEW} audits.")
for section in shown:
    st.header(names[section], anchor=section)
    audit_sections.SECTIONS[section](view)

if now.shown == "known":
    sentences = audits.restated_audit_sentences(store, now.month, 12)
    components.folded("Why these audits changed", furniture.sentences_list(sentences), key="restated")
