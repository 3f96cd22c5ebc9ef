"""The sections of the Localities page, each a function that draws it for one view of a locality, or of “All”."""

from __future__ import annotations

from contextlib import nullcontext

import streamlit as st

from analytics import audits, charts, formatting, furniture, headlines, home, indicators, screening, tables, wording
from analytics.audits import teams
from analytics.catalogue import ALL, catalogue
from pages import components, downloads, url_filters
from pages.downloads import Frame
from pages.filters import Chosen
from pages.view import View

ACROSS = 3  # small charts in a row
FIRST = 2  # of a list, before the rest is folded
NONE_KEPT = "No indicator fits this choice."


def _untitled(title: str) -> None:
    """The finding of a chart is the label of what it is folded into."""


def asked(view: View) -> bool:
    """Whether another indicator was asked for than the first, so that its parts are unfolded."""
    return view.now.measure != Chosen.measure.first(view.store, dict(view.now.codes))


def one_locality(view: View) -> None:
    """What got worse in it, as on the first screen, whether its work is timely and good, and what differs from the
    other areas."""
    now, asked = view.now, (view.store, view.month, view.area, view.now.shown)
    worse, differs = st.columns([6, 5], gap="medium")
    with worse:
        st.header("What got worse", anchor="worse")
        figures = indicators.narrowed(indicators.headline_figures(*asked), theme=now.theme)
        found = headlines.headlines(figures)
        of_theme = set(figures["measure_id"])
        cards = [
            card
            for card in home.cards(*asked)
            if card.place == home.Places.INDICATOR and not card.better and card.measure_id in of_theme
        ]
        if cards:
            opens = [url_filters.link("indicator", now, measure=card.measure_id) for card in cards]
            steps = [_next_step(view, card.measure_id, address) for card, address in zip(cards, opens, strict=True)]
            components.html(furniture.finding_cards(cards, opens, steps), key="findings")
        else:
            st.write(wording.nothing_worse(found))
        said = wording.also_worse(found, len(cards))
        components.html(
            furniture.quiet(said, ("All that matters most here, on one screen", url_filters.link("home", now))),
            key="quiet",
        )
        components.compare_with(now)
        st.header("Timely and good?", anchor="good")
        on_time_and_good(view)
    with differs:
        known = catalogue()
        st.header(f"What differs from the other {known.parts_of(known.above(view.area))}", anchor="mine")
        every = indicators.beside_whole(*asked)
        rows = indicators.narrowed(every, theme=now.theme)
        links = {m: url_filters.link("indicator", now, measure=m) for m in rows["measure_id"]}
        components.html(furniture.attention_lists(wording.place_lists(rows), links, FIRST), key="stands")
        if said := wording.place_comparisons(every):
            st.caption(said)


def _next_step(view: View, measure: str, address: str) -> tuple[str, str]:
    """What to look at after a finding: its teams, where their figures are held."""
    newest = catalogue().indicators[measure].frequency.newest(view.month)
    if indicators.TEAM not in indicators.splits_of(view.store, measure, newest, view.area, view.now.shown):
        return "See more", address
    return "Which teams?", f"{url_filters.link('localities', view.now, measure=measure)}#splits"


def all_on_one_scale(view: View) -> None:
    """All its indicators in a line each, beside the whole and the national middle; what is chosen here narrows the
    tables of all indicators on the page."""
    now, area = view.now, "" if view.area == ALL else view.area_name
    rows = indicators.narrowed(indicators.spine(view.store, view.month, view.area, now.shown), theme=now.theme)
    counts = {which: number for which, number in indicators.kept_counts(rows).items() if area or which != "differs"}
    choices = {which: (Chosen.keep.written(which), number) for which, number in counts.items()}
    addresses = {which: url_filters.link("localities", now, keep=which) for which in choices}
    chips = furniture.choices("Indicators to keep", choices, addresses, (now.keep,))
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
        theme: url_filters.link("localities", now, theme=ALL if now.theme == (theme,) else theme)
        for theme in shown["theme"].unique()
    }
    table = tables.spine.matrix(shown, now.month, links, themes, now.theme)
    files = shown.select(*indicators.SPINE_COLUMNS, *indicators.UNIT)
    box = furniture.boxed("All indicators at a glance", table)
    counted = formatting.counted(shown.height, "indicator")
    if not area:
        view.exhibit(f"spine-{view.area}", files, None, chips + key + table, key="spine", fold=counted)
        return
    fold = f"{counted} of {area}" if asked(view) and now.keep == "all" else ""
    with st.expander(fold) if fold else nullcontext():
        view.exhibit(f"spine-{view.area}", files, None, chips + key + box, key="spine")
        _in_full(view, shown, links, counted)


def _in_full(view: View, shown: Frame, links: dict[str, str], counted: str) -> None:
    """The same indicators with all their figures, beside the whole."""
    beside = indicators.beside_whole(view.store, view.month, view.area, view.now.shown)
    rows = indicators.among(beside, shown)
    table = tables.localities.locality(rows, view.month, links, view.area)
    files = rows.select(*indicators.BESIDE_COLUMNS, *indicators.UNIT, *indicators.LISTED)
    view.exhibit(view.area, files, None, table, key="mine", fold=f"Figures in full: {counted}")


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
    with st.expander(said):
        fold = f"Figures: timely and good, {view.area_name}"
        view.exhibit(f"on-time-and-good-{view.area}", both, drawing, table, fold=fold, heading=_untitled)
        areas = screening.by_area(*view.asked)
        for area in screening.covering(areas, view.area):
            st.markdown(screening.chosen_sentence(areas, area))


def one_indicator(view: View) -> None:
    """One indicator in all localities: against chance, and over two years."""
    now, measure, indicator = view.now, view.now.measure, catalogue().indicators[view.now.measure]
    rows = indicators.of_measure(indicators.by_place(*view.asked, view.within), measure)
    parts = catalogue().parts_of(view.within)
    said = wording.beyond_sentence(rows, indicator.unit, parts)
    opened = view.area == ALL or asked(view)
    with st.container() if opened else st.expander(said):
        if opened:
            st.markdown(f"**{said}**")
        links = {place: url_filters.link("localities", now, locality=place) for place in rows["locality"]}
        table = tables.localities.of_one(rows, indicator, view.month, links, view.area, parts)
        columns = (*indicators.PLACE_COLUMNS, *indicators.UNIT, *indicators.LISTED)
        curve, drawing = indicators.funnel_curve(rows), None
        if not curve.is_empty():
            draw = charts.localities.funnel_plot
            drawing = view.drawing("funnel", draw, rows, curve, indicator, view.area, view.month, said)
        fold = f"Figures: {indicator.name}, by {catalogue().part}" if drawing else ""
        files = rows.select(columns)
        view.exhibit(f"funnel-{measure}", files, drawing, table, key="areas", fold=fold, heading=_untitled)
        choose = "" if asked(view) else "Choose another under Filters, or by its name in the table of all indicators."
        st.caption(f"{choose} {wording.comparisons_sentence(rows)}".strip())
    _over_time(view, rows)


def _over_time(view: View, rows: Frame) -> None:
    """Small lines of an indicator: of every area, or of many the chosen one and those that differ."""
    measure, indicator = view.now.measure, catalogue().indicators[view.now.measure]
    members = catalogue().members(view.within, view.month)
    if len(members) >= tables.localities.MANY:
        apart = [view.area, *rows.filter("in_list")["locality"]]
        members = tuple(place for place in members if place in apart)
    if not members:
        return
    series = indicators.series_by_place(view.store, measure, view.month, view.now.shown, view.within)
    scale, draw = indicators.one_scale(series, indicator.unit), charts.localities.small_line
    drawings = [
        view.drawing(
            f"small-{n}", draw, series.filter(locality=place), catalogue().area_name(place), indicator, scale,
            view.month, view.area not in (ALL, place),
        )
        for n, place in enumerate(members)
    ]  # fmt: skip
    with st.expander("Last two years, same scale"):
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
    said = wording.beyond_sentence(named, indicator.unit, what)
    with st.expander(f"{view.area_name}. {said}", expanded=asked(view)):
        links = _audits_of_teams(view, rows) if now.split == indicators.TEAM else {}
        table = tables.localities.split(rows, now.split, indicator, month, links)
        components.html(furniture.boxed(f"{indicator.name}, {now.split}", table), key="split-table")
        if drawn := wording.comparisons_sentence(rows):
            st.caption(drawn)
        name = f"{now.measure}-by-{now.split.lower().replace(' ', '-')}"
        downloads.buttons(name, rows.drop("spark_months", "spark_values"))


def _audits_of_teams(view: View, rows: Frame) -> dict[str, str]:
    """The address of the audits by team of the area of each team; none for a team without an audit in
    the year."""
    held = set(teams.by_team(*view.of_area)["team"])
    return {
        team: url_filters.link("audits", view.now, section="teams", locality=area)
        for team, area in rows.select("category", "localities").rows()
        if team in held and area in catalogue().areas
    }


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
    places = catalogue().members(view.within, now.month)
    links = {
        (measure, place): url_filters.link(page, now, measure=measure, locality=place)
        for measure in ordered["measure_id"]
        for page, place in (("localities", view.within), *(("indicator", place) for place in places))
    }
    table = tables.localities.heat_map(rows, ordered, now.month, links, view.area)
    columns = (*indicators.PLACE_COLUMNS, *indicators.UNIT, *indicators.LISTED)
    box = furniture.boxed(f"All indicators in all {catalogue().parts_of(view.within)}", table)
    fold = f"{formatting.counted(ordered.height, 'indicator')} in {len(places)} {catalogue().parts_of(view.within)}"
    fold = fold if view.area != ALL or asked(view) else ""
    view.exhibit("localities", rows.select(columns), None, box, key="heat", fold=fold)
