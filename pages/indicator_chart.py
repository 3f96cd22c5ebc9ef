"""The chart of the Indicator page, month by month, year on year or by quarters, and what is recorded on it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics import charts, furniture, indicators, months, wording
from analytics.catalogue import Indicator
from analytics.charts import Drawing
from pages import components, note_form, rebase_form
from pages.downloads import Frame
from pages.filters import VIEWS, Chosen
from pages.view import View


def show(view: View, indicator: Indicator, series: Frame, row: dict[str, Any], others: Frame) -> None:
    """`series` are the months of the indicator, `row` the chosen one, `others` what others report."""
    now, measure, month = view.now, indicator.measure_id, row["month"]
    place = st.container(key="trend", gap="small")
    with st.container(horizontal=True, vertical_alignment="center"):
        kind = st.radio(
            Chosen.view.label, list(VIEWS), key="view", format_func=Chosen.view.written, horizontal=True,
            label_visibility="collapsed",
        )  # fmt: skip
        both = (
            kind == "line"
            and now.shown == "known"
            and st.toggle(
                "Also show figures as first published",
                key="first published",
                disabled=not series["first_published"].is_not_null().any(),
                help="A month is held as first published if the cut of that month itself was loaded.",
            )
        )
    drawing: Drawing | None = None
    if kind == "year":
        years = indicators.financial_years(series, month)
        drawing = view.drawing("year", charts.years.years_line, years, indicator, month, view.area_name)
    elif kind == "line":
        beside = charts.indicator.Beside(others, _events(view, series), both)
        draw = charts.indicator.indicator_line
        drawing = view.drawing("line", draw, series, indicator, month, view.area_name, beside, depends=(both,))
    elif series["rolling_quarter"].is_not_null().any():
        drawing = view.drawing("quarter", charts.years.quarters_line, series, indicator, month, view.area_name)
    with place:
        if drawing:
            components.chart(drawing)
        else:
            st.header(f"No rolling quarter to {months.words(month)}")
            st.write(f"There is none for any month: {row['no_quarter']}.")
    view.downloads(
        measure, series.select(*indicators.COLUMNS, *indicators.LIMITS, *indicators.UNIT, *indicators.CHART), drawing
    )


def recorded(view: View, series: Frame) -> None:
    """What is drawn on the chart of months: what happened, and new control limits."""
    events = _events(view, series)
    if not events.is_empty():
        st.subheader("What happened")
        components.html(furniture.event_list(events), key="events")
    note_form.note(view.store, series["month"].to_list()[::-1], (view.now.measure,), (view.area,), events)
    said = [*wording.recalculation_sentences(events), *filter(None, [wording.rebase_suggestion(series)])]
    rebase_form.limits(view.store, view.now.measure, view.area, said, indicators.suggested_rebase(series))


def _events(view: View, series: Frame) -> Frame:
    return indicators.events_held(view.store, view.now.measure, view.area, series["month"][0], series["month"][-1])
