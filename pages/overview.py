"""All indicators of the month: what got worse and is real, what changed, and each by theme."""

import streamlit as st

from analytics import charts, formatting, furniture, headlines, indicators, months, tables, wording
from analytics.catalogue import ALL, catalogue, notes
from analytics.simulated_label import COUNTS, marked
from analytics.store import the_store, told_withheld
from pages import components, downloads, month_table, url_filters
from pages.filters import Chosen
from pages.view import View

FIRST = 3  # of a list, before the rest is folded

now, store = url_filters.filters(), the_store()
everything = indicators.month_table(store, now.month, now.locality, now.shown)
area = now.locality if not everything.is_empty() else ALL
if area != now.locality:
    everything = indicators.month_table(store, now.month, ALL, now.shown)
view = View(store, now, area)
asked = (store, now.month, area, now.shown)

components.bar(now.month, area)
st.title(f"All indicators: {months.words(now.month)}")
lost = told_withheld(store, "indicators", now.month, now.month)
if lost and not everything["load_id"].count():
    st.write(f"{lost} Choose another month under Filters.")
    st.stop()
if everything.is_empty():
    st.write(components.nothing_held(f"No indicator has a figure for {months.words(now.month)}", now.shown))
    st.stop()
components.area_note("indicator", now.locality, area)
in_theme = indicators.narrowed(everything, theme=now.theme)
figures = indicators.narrowed(indicators.headline_figures(*asked), theme=now.theme)
found = headlines.headlines(figures)
pooled = f"No {catalogue().whole} figure is held for this month and cut; it is pooled from the {catalogue().parts}."
components.simulated(everything, notes().said("Overview", "Simulated") if area != ALL else pooled)
if now.shown == "published":
    st.info("Each month as it was first published, before later cuts restated it.")

links = {row: url_filters.link("indicator", now, measure=row) for row in everything["measure_id"]}
chosen = indicators.narrowed(in_theme, now.theme, now.status, now.rating, now.chance)
shown = indicators.page(indicators.ordered(chosen, now.order), now.page)
said = [sentence.text for sentence in wording.month_summary(*asked, theme=now.theme)]
before = months.words(months.before(now.month))
sections = {
    "indicators": "At a glance", "first": "Look at these first", "by-theme": "By theme",
    "changed": f"What changed since {before}", "draft": "Draft summary",
}  # fmt: skip
components.html(furniture.sentences_list(said[:1]), key="summary")
components.compare_with(now)
if not (found.overall_rating.red + found.overall_rating.amber + found.overall_rating.green):
    st.write("None can be rated here: no indicator has both a target and a figure.")

what = [] if chosen.height == everything.height else [f"{chosen.height} of {everything.height} indicators"]
what += [] if now.order == Chosen.order.default else [formatting.within_sentence(Chosen.order.written(now.order))]
st.header(": ".join(filter(None, [sections["indicators"], ", ".join(what)])), anchor="indicators")
components.html(month_table.choices(now, found, in_theme), key="choices")
if shown.is_empty():
    every = url_filters.link("overview", now, theme=ALL, status=ALL, rating=ALL, chance=ALL)
    components.html(furniture.links_list([("No indicator fits these filters. Show all", every)]), key="none")
else:
    components.html(furniture.matrix(shown, links, now.order == "theme"), key="matrix")
    st.caption(
        "The figure and the rating next to it are of this month. The overall rating takes earlier months into account. "
        "Choose a count to see only its indicators, and again to see all."
    )
    sections_by = now.order if now.order in ("theme", "group") else ""
    table = month_table.drawn(now, shown, chosen, indicators.sparklines(*asked), links, sections_by)
    view.exhibit("indicators", month_table.file(now, indicators.ordered(chosen, now.order)), None, table)

st.header(sections["first"], anchor="first")
st.caption(
    "“Unlikely to be chance” compares each indicator with its own earlier months. It may still be on target. "
    + wording.not_listed(found)
    + (f" Simulated counts: {COUNTS}." if everything["counts_simulated"].any() else "")
)
attention = indicators.narrowed(wording.attention(*asked), theme=now.theme)
lists = furniture.month_lists(attention, found)
components.html(furniture.attention_lists(lists, links, FIRST), key="attention")
components.html(furniture.sentences_list(said[-1:]), key="noise")  # those between name what the lists do
view.downloads("first-to-look-at", attention)

st.header(sections["by-theme"], anchor="by-theme")
by_theme = indicators.status_by_theme(in_theme)
title = wording.month_sentence(figures, now.month, view.area_name, now.theme)
draw = charts.themes.status_by_theme
drawing = view.drawing("by-theme", draw, by_theme, now.month, view.area_name, title, in_theme)
with st.expander(title):
    view.exhibit("status-by-theme", by_theme, drawing, heading=st.markdown)

news = indicators.narrowed(indicators.since_last_month(*asked), theme=now.theme)
st.header(sections["changed"], anchor="changed")
st.write(
    tables.indicators.changes_summary(news, now.month, found.turned.compared, indicators.anything_to_compare(store))
)
if not news.is_empty():
    table = tables.indicators.changes(news, now.month, links, in_theme)
    view.exhibit("changed", news, None, table, key="news", fold=f"Show all {news.height} changes")

st.header(sections["draft"], anchor="draft")
draft = wording.executive_summary(*asked)
told = {theme: [s.text for s in texts] for theme, texts in draft.items() if not now.theme or theme in now.theme}
st.write("Written automatically from the figures. Edit it before use: it gives no reasons for change.")
drafted = "".join(furniture.folded(theme, furniture.sentences_list(texts)) for theme, texts in told.items())
components.folded("Draft, theme by theme", drafted, key="draft")
title = marked(f"{view.area_name}, {months.words(now.month)}: a draft made by rules", in_theme)
downloads.text(f"summary-{months.code(now.month)}", title, told)
