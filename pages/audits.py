"""Quality of practice: how case audits were rated, by month and by the child's legal status."""

from functools import partial

import streamlit as st

from analytics import audits, charts, months, words
from analytics.catalogue import ALL, catalogue
from analytics.charts import Drawing
from analytics.store import the_store, told_withheld
from pages import address, parts

now, store = address.filters(), the_store()
parts.bar(now.month, ALL)
st.title(f"Audits: {months.words(now.month)}")
if now.locality != ALL:
    st.info(f"No audit is held for {now.locality} alone. What follows is the whole of {catalogue().council}.")

lost = told_withheld(store, "audits", months.before(now.month, 11), now.month)
lost_shares = told_withheld(store, "shares", months.before(now.month), now.month)
if lost or lost_shares:
    st.info(f"{lost} {lost_shares}".strip())
by_month = audits.by_month(store, now.month, now.shown)
if by_month.is_empty() and lost:
    st.write("No other audit of these twelve months is held. Choose another month under Filters.")
    st.stop()
if by_month.is_empty():
    st.write(parts.nothing_held(f"No audit is held for the year to {months.words(now.month)}", now.shown))
    st.stop()

parts.simulated(
    by_month,
    "From July to September 2021 the ratings add up to the counts that the council printed by month and legal status. "
    "Teams, localities, single audits and the months before are made up.",
)
st.header("By legal status", anchor="by-legal-status")
compared = audits.windows_compared(store, now.month, now.shown)
by_status = audits.by_legal_status(store, now.month, now.shown)
window = f"{months.words(months.before(now.month, 2))} to {months.words(now.month)}"
if by_status.is_empty():
    rest = "so only the shares that the council printed can be shown."
    if compared.is_empty():
        rest = "so there is nothing to show. Choose a later month under Filters."
    st.write(
        "Three months are counted together, because single months have few audits. "
        f"Not all of {window} are held, {rest}"
    )
    if not compared.is_empty():
        parts.html(charts.legal_status_table(compared, by_status, now.month), key="legal-status")
else:
    every = audits.overall(by_status).row(0, named=True)
    title = (
        f"{words.percent(every['good_or_better_share'])} of audits were good or better "
        f"({every['good_or_better']} of {every['audits']}), {words.percent(every['inadequate_share'])} inadequate"
    )
    how = partial(charts.ratings_by_legal_status, by_status, now.month, title)
    drawing = Drawing("by-legal-status", store.version, (now,), how)
    parts.chart(drawing, heading=st.subheader)
    st.markdown("".join(f"- {audits.legal_status_sentence(row)}.\n" for row in compared.iter_rows(named=True)))
    st.caption(
        "The two windows of three months share two months, so a difference between them is not tested. "
        f"Where fewer than {audits.FEW} audits stand behind a share, one audit more or less moves it by over 5 points. "
        "“As printed” marks shares that the council printed without counts."
    )
    parts.html(charts.legal_status_table(compared, by_status, now.month), key="legal-status")
    parts.downloads(f"audits-by-legal-status-{months.code(now.month)}", by_status, drawing)

st.header("By month", anchor="by-month")
how = partial(charts.ratings_by_month, by_month, audits.month_sentence(by_month))
drawing = Drawing("by-month", store.version, (now,), how)
parts.chart(drawing, heading=st.subheader)
parts.html(charts.ratings_by_month_table(by_month), key="ratings-by-month")
parts.downloads(f"audits-by-month-{months.code(now.month)}", by_month, drawing)

st.header("What stands behind these figures", anchor="source")
st.markdown(
    "Audits are completed case audits, by the rating that stood after moderation. The council printed counts by month, "
    "legal status and rating, and no single audit."
)
