"""Two months of an area side by side: what got better or worse, and whether that could be chance."""

import streamlit as st

from analytics import audits, charts, furniture, indicators, months, screening, tables, wording
from analytics.catalogue import ALL
from analytics.store import the_store
from pages import components, url_filters
from pages.view import View

FIRST = 3  # of a list, before the rest is folded

now, store = url_filters.filters(), the_store()
st.title(f"Then and now: {months.words(now.then)} and {months.words(now.month)}" if now.then else "Then and now")
if not now.then or now.then >= now.month:
    st.write("Choose an earlier month to compare with under Filters, or a later month.")
    st.stop()
rows = indicators.then_and_now(store, now.then, now.month, now.locality, now.shown, now.targets)
area = now.locality if rows["value"].count() else ALL
if area != now.locality:
    rows = indicators.then_and_now(store, now.then, now.month, ALL, now.shown, now.targets)
view = View(store, now, area)
rows = indicators.narrowed(rows, now.theme)

components.bar(now.month, area)
components.area_note("indicator", now.locality, area)
if not rows["difference"].count():
    alike = f"No two figures can be compared for {months.words(now.then)} and for {months.words(now.month)}"
    st.write(components.nothing_held(alike, now.shown))
components.simulated(rows, "")
if rows["value"].count():
    links = {m: url_filters.link("indicator", now, measure=m) for m in rows["measure_id"]}
    said = wording.then_and_now_sentences(rows, now.then, now.month, view.area_name)
    components.html(furniture.sentences_list(said[:1]), key="summary")
    lists = furniture.attention_lists(wording.then_and_now_lists(rows), links, FIRST)
    components.html(lists, key="found")
    st.caption(" ".join([*said[1:], wording.THEN_AND_NOW_TEST]))
    table = tables.then_and_now.indicators(rows, now.then, now.month, links)
    drawing = None
    if charts.then_and_now.drawable(rows):
        draw, title = charts.then_and_now.slopes, "What moved, and how far"
        drawing = view.drawing("slopes", draw, rows, now.then, now.month, view.area_name, title)
    st.write(wording.then_and_now_ratings(rows, now.targets, now.then, now.month))
    table, fold = furniture.boxed("All indicators, then and now", table), "Figures: all indicators, then and now"
    view.exhibit("then-and-now", rows, drawing, table, key="table", fold=fold if drawing else "")


def of_audits() -> None:
    st.subheader("Audits", anchor="audits")
    components.html(furniture.sentences_list([audits.ratings.then_and_now_sentence(pooled)]), key="audits-said")
    view.exhibit("audits-then-and-now", pooled, None, tables.then_and_now.audits(pooled))


def of_screening() -> None:
    st.subheader("Screening", anchor="screening")
    view.exhibit("screening-then-and-now", screened, None, tables.then_and_now.screened(screened))


pooled = audits.ratings.then_and_now(store, now.then, now.month, now.shown, area)
screened = screening.then_and_now(store, now.then, now.month, area, now.shown)
parts = ((of_audits, pooled), (of_screening, screened))
components.side_by_side([draw for draw, held in parts if not held.is_empty()])
