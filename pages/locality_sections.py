"""The sections of the Localities page, each a function that draws it for one view of a locality, or of “All”."""

from __future__ import annotations

import streamlit as st

from analytics import audits, charts, formatting, furniture, indicators, screening, tables, wording
from analytics.catalogue import ALL, catalogue
from pages import components, downloads, url_filters
from pages.downloads import Frame
from pages.filters import Chosen
from pages.view import View

ACROSS = 3  # small charts in a row
NONE_KEPT = "No indicator fits this choice."


def _bold(title: str) -> None:
    st.markdown(f"**{title}**")


def one_locality(view: View) -> None:
    """What stands out in it, and its indicators beside the whole council."""
    asked, now = (view.store, view.month, view.area, view.now.shown), view.now
    every = indicators.beside_whole(*asked)
    rows = indicators.narrowed(every, theme=now.theme)
    summary = wording.month_summary(*asked, theme=now.theme)
    components.html(furniture.sentences_list([sentence.text for sentence in summary]), key="summary")
    links = {m: url_filters.link("indicator", now, measure=m) for m in rows["measure_id"]}
    components.html(furniture.attention_lists(wording.place_lists(rows), links, rows.height), key="stands")
    if said := wording.place_comparisons(every):
        st.caption(said)


def all_on_one_scale(view: View) -> None:
    """All its indicators in a line each, beside the whole and the national middle; what is chosen here narrows the
    tables of all indicators on the page."""
    now, area = view.now, "" if view.area == ALL else view.area_name
    rows = indicators.narrowed(indicators.spine(view.store, view.month, view.area, now.shown), theme=now.theme)
    counts = {which: number for which, number in indicators.kept_counts(rows).items() if area or which != "differs"}
    choices = {which: (Chosen.keep.written(which), number) for which, number in counts.items()}
    addresses = {which: url_filters.link("localities", now, keep=which) for which in choices}
    chips = furniture.choices("Indicators to keep", choices, addresses, now.keep)
    names = (area, catalogue().whole, wording.national_names(rows)) if area else ("", "", "")
    key = furniture.spine_key(*names)
    if not area:
        parts, part = formatting.capital(catalogue().parts), catalogue().part
        st.caption(f"{parts} are compared on the page of each {part}. Choose one under Filters.")
    shown = indicators.kept(rows, now.keep)
    if shown.is_empty():
        components.html(f"{chips}<p>{NONE_KEPT}</p>", key="spine")
        return
    links = {m: url_filters.link("indicator", now, measure=m) for m in shown["measure_id"]}
    themes = {
        theme: url_filters.link("localities", now, theme=ALL if theme == now.theme else theme)
        for theme in shown["theme"].unique()
    }
    table = tables.spine.matrix(shown, now.month, links, themes, now.theme)
    files = shown.select(*indicators.SPINE_COLUMNS, *indicators.UNIT)
    view.exhibit(f"spine-{view.area}", files, None, chips + key + table, key="spine")
    if area:
        beside = indicators.beside_whole(view.store, view.month, view.area, now.shown)
        rows = indicators.among(beside, shown)
        table = tables.localities.locality(rows, now.month, links, view.area)
        fold = f"Figures in full: {formatting.counted(rows.height, 'indicator', 'indicators')}"
        files = rows.select(*indicators.BESIDE_COLUMNS, *indicators.UNIT, *indicators.LISTED)
        view.exhibit(view.area, files, None, table, key="mine", fold=fold)


def _kept(view: View, table: Frame) -> Frame:
    """The rows of a table whose indicators are kept on this page."""
    now = view.now
    rows = indicators.spine(view.store, view.month, view.area, now.shown)
    return table if now.keep == "all" else indicators.among(table, indicators.kept(rows, now.keep))


def on_time_and_good(view: View) -> None:
    """Its timeliness beside its audits and its screened records."""
    rows = indicators.beside_whole(view.store, view.month, view.area, view.now.shown)
    own_audits = audits.three_months(*view.of_area)
    both = audits.place_beside_timeliness(rows, own_audits, audits.three_months(*view.asked))
    said = audits.place_sentence(rows, own_audits, view.area)
    if both.is_empty():
        st.write(said)
        return
    drawing = view.drawing("quality", charts.localities.quality_dots, both, view.area, view.month, said)
    table = tables.localities.quality(both, view.area)
    view.exhibit(f"on-time-and-good-{view.area}", both, drawing, table, heading=_bold)
    areas = screening.by_area(*view.asked)
    for area in screening.covering(areas, view.area):
        st.markdown(screening.chosen_sentence(areas, area))


def one_indicator(view: View) -> None:
    """One indicator in all localities: against chance, and over two years."""
    measure, indicator = view.now.measure, catalogue().indicators[view.now.measure]
    rows = indicators.by_place(*view.asked, view.within).filter(measure_id=measure).with_columns(name_of_row="locality")
    said = wording.beyond_sentence(rows, indicator.unit, catalogue().parts_of(view.within))
    choose = "Choose another indicator under Filters, or by its name in the table of all indicators."
    st.caption(f"{choose} {wording.comparisons_sentence(rows)}".strip())
    if rows["beyond"].count():
        curve = indicators.funnel_curve(rows)
        drawing = view.drawing("funnel", charts.localities.funnel_plot, rows, curve, indicator, view.month, said)
        view.exhibit(
            f"funnel-{measure}",
            rows.select(*indicators.PLACE_COLUMNS, *indicators.UNIT, *indicators.LISTED),
            drawing,
            heading=_bold,
        )
    else:
        st.write(said)
    st.subheader("Over two years, on one scale", anchor="over-time")
    series = indicators.series_by_place(view.store, measure, view.month, view.now.shown, view.within)
    scale, draw = indicators.one_scale(series, indicator.unit), charts.localities.small_line
    drawings = [
        view.drawing(f"small-{n}", draw, series.filter(locality=place), place, indicator, scale, view.month)
        for n, place in enumerate(catalogue().members(view.within, view.month))
    ]
    components.small_charts(drawings, ACROSS)


def splits(view: View) -> None:
    """The indicator by team, age band or reason."""
    now, indicator = view.now, catalogue().indicators[view.now.measure]
    month = indicator.frequency.newest(now.month)
    held = indicators.splits_of(view.store, now.measure, month, view.area, now.shown)
    if now.split not in held:
        others = f" It is held by: {', '.join(held)}; choose one under Filters, Split by." if held else ""
        st.write(f"{indicator.name} is not held by {now.split.lower()} for {view.area_name}.{others}")
        return
    rows = indicators.split(view.store, now.measure, month, now.split, view.area, now.shown)
    named = rows.with_columns(name_of_row="category")
    what = "categories" if now.split != indicators.TEAM else "teams"
    said = f"{wording.beyond_sentence(named, indicator.unit, what)} {wording.comparisons_sentence(rows)}"
    st.write(f"{view.area_name}. {said}".strip())
    components.html(tables.localities.split(rows, now.split, indicator, month), key="split-table")
    name = f"{now.measure}-by-{now.split.lower().replace(' ', '-')}"
    downloads.buttons(name, rows.drop("spark_months", "spark_values"))


def all_localities(view: View) -> None:
    """All indicators in all localities."""
    now = view.now
    whole = indicators.narrowed(indicators.month_table(view.store, now.month, view.within, now.shown), theme=now.theme)
    ordered = indicators.ordered(_kept(view, whole), now.order)
    if ordered.is_empty():
        st.write(NONE_KEPT)
        return
    if now.keep != "all":
        st.caption(f"Only what is chosen above: {Chosen.keep.written(now.keep)}, {view.area_name}.")
    rows = indicators.narrowed(indicators.by_place(*view.asked, view.within), theme=now.theme)
    places = (view.within, *catalogue().members(view.within, now.month))
    pairs = [(measure, place) for measure in ordered["measure_id"] for place in places]
    links = {(m, p): url_filters.link("localities", now, measure=m, locality=p) for m, p in pairs}
    table = tables.localities.heat_map(rows, ordered, now.month, links)
    columns = (*indicators.PLACE_COLUMNS, *indicators.UNIT, *indicators.LISTED)
    view.exhibit("localities", rows.select(columns), None, table, key="heat")
