"""This month at a glance: what got worse and is real, what changed, and all indicators by theme."""

from functools import partial

import streamlit as st

from analytics import charts, headlines, indicators, months, wording
from analytics.catalogue import ALL, catalogue, notes
from analytics.charts import Drawing
from analytics.simulated_label import COUNTS, marked
from analytics.store import the_store, told_withheld
from pages import components, url_filters

FIRST = 5
NEWS = {
    "rating this month": ("rating this month changed", "ratings this month changed"),
    "overall rating": ("overall rating changed", "overall ratings changed"),
    "restated": ("earlier figure restated", "earlier figures restated"),
}

now, store = url_filters.filters(), the_store()
everything = indicators.month_table(store, now.month, now.locality, now.shown)
area = now.locality if not everything.is_empty() else ALL
if area != now.locality:
    everything = indicators.month_table(store, now.month, ALL, now.shown)

components.bar(now.month, area)
st.title(f"Overview: {months.words(now.month)}")
lost = told_withheld(store, "indicators", now.month, now.month)
if lost and not everything["load_id"].count():
    st.write(f"{lost} Choose another month under Filters.")
    st.stop()
if everything.is_empty():
    st.write(components.nothing_held(f"No indicator has a figure for {months.words(now.month)}", now.shown))
    st.stop()
if area != now.locality:
    st.info(f"No indicator is held for {now.locality} alone. What follows is the whole of {catalogue().council}.")
in_theme = indicators.narrowed(everything, theme=now.theme)
shown = indicators.narrowed(in_theme, status=now.status)
figures = indicators.narrowed(indicators.headline_figures(store, now.month, area, now.shown), theme=now.theme)
found = headlines.headlines(figures)
components.simulated(
    everything,
    notes().said("Overview", "Simulated")
    if area != ALL
    else "No county figure is held for this month and cut; it is pooled from the localities.",
)
if now.shown == "published":
    st.info("Each month as it was first published, before later cuts restated it.")

links = {row: url_filters.link("indicator", now, measure=row) for row in everything["measure_id"]}
summary = wording.month_summary(store, now.month, area, now.shown, theme=now.theme)
said = [sentence.text for sentence in summary]
components.html(charts.sentences_list(said[:1]), key="summary")
st.markdown(
    "On this page: [First to look at](#first) · [By theme](#by-theme) · [What changed](#changed) · "
    "[Drafted summary](#draft) · [All indicators](#indicators)"
)

st.header("First to look at", anchor="first")
st.caption(
    "Real means outside what chance alone would give, judged by the indicator’s own months; it need not be off its "
    "target. The rules are on the Methods page."
    + (f" Simulated counts: {COUNTS}." if everything["counts_simulated"].any() else "")
)
attention = indicators.narrowed(wording.attention(store, now.month, area, now.shown), theme=now.theme)
nothing = "Nothing this month." if found.judged else "Not known: no control chart can be drawn for this month."
lists = [
    wording.Standing(f"{name.capitalize()} ({rows.height})" if known else name.capitalize(), rows, nothing)
    for name in headlines.LISTS
    for rows in [attention.filter(list=name)]
    for known in [found.judged or rows.height]
]
components.html(charts.attention_lists(lists, links, FIRST), key="attention")
components.html(charts.sentences_list(said[-1:]), key="noise")  # those between name what the lists do
components.downloads(f"first-to-look-at-{months.code(now.month)}", attention)

st.header("By theme", anchor="by-theme")
rated = found.overall_rating
counts = {"red": rated.red, "amber": rated.amber, "green": rated.green, indicators.NO_TARGET: rated.none}
addresses = {status: url_filters.link("", now, status=ALL if status == now.status else status) for status in counts}
components.html(charts.status_tiles(counts, addresses, now.status), key="tiles")
st.caption(
    "The overall rating takes earlier months into account; the rating this month, beside each figure, doesn't. "
    "Choose an overall rating to see only its indicators, and again to see all."
)

how = partial(
    charts.status_by_theme,
    indicators.status_by_theme(in_theme),
    now.month,
    catalogue().area_name(area),
    wording.month_sentence(figures, now.month, catalogue().area_name(area), now.theme),
    in_theme,
)
drawing = Drawing("by-theme", store.version, (now, area), how)
components.chart(drawing, heading=st.markdown)
components.downloads(f"status-by-theme-{months.code(now.month)}", indicators.status_by_theme(in_theme), drawing)

news = indicators.narrowed(indicators.since_last_month(store, now.month, area, now.shown), theme=now.theme)
st.header("What changed since last month's cut", anchor="changed")
if news.is_empty():
    st.write(
        "No rating changed, and no earlier figure was restated."
        if found.turned.compared
        else f"No earlier figure was restated. Whether a rating changed is not known: none of "
        f"{months.words(months.before(now.month))} can be compared."
    )
else:
    counts_of = {what: part.height for (what,), part in news.group_by("what", maintain_order=True)}
    st.write("; ".join(f"{number} {NEWS[what][number > 1]}" for what, number in counts_of.items()).capitalize() + ".")
    components.folded("Each of them", charts.news_table(news, now.month, links, in_theme), key="news")
    components.downloads(f"changed-{months.code(now.month)}", news)

st.header("Drafted summary", anchor="draft")
draft = wording.executive_summary(store, now.month, area, now.shown)
told = {theme: texts for theme, texts in draft.items() if now.theme in (ALL, theme)}
st.write("Made by rules from the figures, theme by theme: a draft to edit, without causes.")
drafted = {theme: charts.sentences_list([sentence.text for sentence in told[theme]]) for theme in told}
components.html("".join(charts.folded(theme, sentences) for theme, sentences in drafted.items()), key="draft")
title = marked(f"{catalogue().area_name(area)}, {months.words(now.month)}: a draft made by rules", in_theme)
components.text_download(
    f"summary-{months.code(now.month)}", title, {theme: [s.text for s in told[theme]] for theme in told}
)

st.header("All indicators", anchor="indicators")
if shown.is_empty():
    st.write("No indicator fits these filters. Set Theme or Overall rating back to All.")
else:
    sparks = indicators.sparklines(store, now.month, area, now.shown)
    shown = indicators.ordered(shown, now.order)
    sections_by = now.order if now.order in ("theme", "group") else ""
    components.html(charts.indicator_table(shown, sparks, now.month, links, sections_by), key="indicators")
    components.downloads(f"indicators-{months.code(now.month)}", shown.select(indicators.COLUMNS))
