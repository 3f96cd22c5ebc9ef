"""One locality in depth, and all of them side by side; splits by team, age band or reason in the same way."""

from functools import partial

import streamlit as st

from analytics import audits, charts, formatting, indicators, months, screening, wording
from analytics.catalogue import ALL, catalogue, notes
from analytics.charts import Drawing
from analytics.store import the_store
from pages import components, url_filters

ACROSS = 3

now, store = url_filters.filters(), the_store()
indicator = catalogue().indicators[now.measure]
places = indicators.by_place(store, now.month, now.shown)
county = indicators.narrowed(indicators.month_table(store, now.month, ALL, now.shown), theme=now.theme)
chosen = now.locality if now.locality in catalogue().members(ALL) else ALL

components.bar(now.month, now.locality)
st.title(f"Localities: {months.words(now.month)}")
if places.is_empty() or not places["load_id"].count():
    st.write(components.nothing_held(f"No locality has a figure for {months.words(now.month)}", now.shown))
    st.stop()
components.simulated(places, notes().said("Localities", "Simulated"))
if now.locality not in (chosen, ALL):
    st.info(f"{catalogue().area_name(now.locality)} is not one of the localities. All of them are shown side by side.")


def mine() -> None:
    rows = indicators.narrowed(indicators.beside_county(store, now.month, chosen, now.shown), theme=now.theme)
    summary = wording.month_summary(store, now.month, chosen, now.shown, theme=now.theme)
    components.html(charts.sentences_list([sentence.text for sentence in summary]), key="summary")
    links = {m: url_filters.link("indicator", now, measure=m) for m in rows["measure_id"]}
    components.html(charts.attention_lists(wording.place_lists(rows), links, rows.height), key="stands")
    label = f"All of {chosen}: {formatting.counted(rows.height, 'indicator', 'indicators')}"
    components.folded(label, charts.mine_table(rows, now.month, links, chosen), key="mine")
    components.downloads(f"{chosen}-{months.code(now.month)}", rows.select(indicators.BESIDE_COLUMNS))


def on_time_and_good() -> None:
    rows = indicators.beside_county(store, now.month, chosen, now.shown)
    mine_audits = audits.three_months(store, now.month, now.shown, chosen)
    every_audit = audits.three_months(store, now.month, now.shown)
    both = audits.place_beside_timeliness(rows, mine_audits, every_audit)
    said = audits.place_sentence(rows, mine_audits, chosen)
    if both.is_empty():
        st.write(said)
        return
    drawing = Drawing("quality", store.version, (now,), partial(charts.quality_dots, both, chosen, now.month, said))
    components.chart(drawing, heading=lambda title: st.markdown(f"**{title}**"))
    components.html(charts.quality_table(both, chosen), key="quality")
    components.downloads(f"on-time-and-good-{chosen}-{months.code(now.month)}", both, drawing)
    areas = screening.by_area(store, now.month, now.shown)
    for area in screening.covering(areas, chosen):
        st.markdown(screening.chosen_sentence(areas, area))


def side_by_side() -> None:
    ordered = indicators.ordered(county, now.order)
    rows = indicators.narrowed(places, theme=now.theme)
    everywhere = [ALL, *catalogue().members(ALL)]
    links = {
        (m, p): url_filters.link("localities", now, measure=m, locality=p)
        for m in ordered["measure_id"]
        for p in everywhere
    }
    components.html(charts.heat_table(rows, ordered, now.month, links), key="heat")
    components.downloads(f"localities-{months.code(now.month)}", rows.select(indicators.PLACE_COLUMNS))


def one_indicator() -> None:
    rows = places.filter(measure_id=now.measure).with_columns(name_of_row="locality")
    said = wording.beyond_sentence(rows, indicator.unit)
    st.caption(
        "Choose another indicator under Filters, or by its name in the table of all indicators. "
        "Of twenty differences that chance alone makes, one lies beyond the 95% limits."
    )
    if rows["beyond"].count():
        how = partial(charts.funnel_plot, rows, indicators.funnel_curve(rows), indicator, now.month, said)
        drawing = Drawing("funnel", store.version, (now,), how)
        components.chart(drawing, heading=lambda title: st.markdown(f"**{title}**"))
        components.downloads(
            f"funnel-{now.measure}-{months.code(now.month)}", rows.select(indicators.PLACE_COLUMNS), drawing
        )
    else:
        st.write(said)
    st.subheader("Over two years, on one scale", anchor="over-time")
    series = indicators.series_by_place(store, now.measure, now.month, now.shown)
    scale = indicators.one_scale(series, indicator.unit)
    places_in_order = catalogue().members(ALL)
    components.small_charts(
        [
            Drawing(
                f"small-{number}", store.version, (now, place),
                partial(charts.small_line, series.filter(locality=place), place, indicator, scale, now.month),
            )
            for number, place in enumerate(places_in_order)
        ],
        ACROSS,
    )  # fmt: skip


def splits() -> None:
    area = catalogue().area_name(chosen)
    held = indicators.splits_of(store, now.measure, now.month, chosen, now.shown)
    if now.split not in held:
        others = f" It is held by: {', '.join(held)}; choose one under Filters, Split by." if held else ""
        st.write(f"{indicator.name} is not held by {now.split.lower()} for {area}.{others}")
        return
    rows = indicators.split(store, now.measure, now.month, now.split, chosen, now.shown)
    named = rows.with_columns(name_of_row="category")
    what = "categories" if now.split != indicators.TEAM else "teams"
    st.write(f"{area}. {wording.beyond_sentence(named, indicator.unit, what)}")
    components.html(charts.split_table(rows, now.split, indicator, now.month), key="split-table")
    components.downloads(
        f"{now.measure}-by-{now.split.lower().replace(' ', '-')}", rows.drop("spark_months", "spark_values")
    )


sections = {"mine": (chosen, mine), "good": ("On time, but is it good?", on_time_and_good)} if chosen != ALL else {}
sections |= {
    "indicator": (indicator.name, one_indicator),
    "splits": ("Split further", splits),
    "all": ("All indicators in all localities", side_by_side),
}
st.markdown("On this page: " + " · ".join(f"[{title}](#{anchor})" for anchor, (title, _) in sections.items()))
for anchor, (title, draw) in sections.items():
    st.header(title, anchor=anchor)
    draw()
