"""The sections of the page that compares with others, each of one indicator; and what the Indicator page has of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from analytics import charts, formatting, furniture, indicators, national, tables, wording
from analytics.catalogue import Indicator
from analytics.wording import Others
from pages import components, url_filters
from pages.view import View


@dataclass(frozen=True)
class About:
    """What the sections are about: whose figures beside whom, the authority's own row of `Standpoint.in_month`, the
    indicator, and what the group is called."""

    view: View
    here: national.Standpoint
    row: dict[str, Any]
    indicator: Indicator
    group: Others

    @property
    def asked(self) -> tuple[dict[str, Any], Indicator, Others]:
        """What charts and tables are asked with."""
        return self.row, self.indicator, self.group


def everybody(about: About) -> None:
    """All authorities in one period, as a funnel and as a table."""
    view, row = about.view, about.row
    every, curve = about.here.everybody(row["measure_id"], row["period"], view.now.limits)
    drawing = None
    if every["beyond"].count():
        said = wording.LIMITS[view.now.limits], wording.funnel_title(row)
        draw = charts.national.authorities_funnel
        drawing = view.drawing("everybody", draw, every, curve, *about.asked, *said, depends=(row["measure_id"],))
    fold = f"All {formatting.counted(every.height, 'authority', 'authorities')} in order"
    table = tables.national.all_authorities(every, *about.asked)
    view.exhibit(row["measure_id"], every, drawing, table, key="all-authorities", fold=fold, part="authorities")


def group(about: About) -> None:
    """The figures of the group, and how close each of its authorities is."""
    if about.here.members.is_empty():
        return
    st.subheader(formatting.capital(about.group.name), anchor="group")
    every, _ = about.here.everybody(about.row["measure_id"], about.row["period"], about.view.now.limits)
    table = tables.national.group_members(every, about.here.members, *about.asked)
    counted = formatting.counted(about.here.members.height, "authority", "authorities")
    components.folded(f"{formatting.capital(about.group.name)}: {counted}", table, key="group")


def years(about: About) -> None:
    """The years beside England's: did everybody move?"""
    view, measure = about.view, about.row["measure_id"]
    found = about.here.over_time(measure, view.month)
    title = wording.years_title(about.here.since_first(measure, view.month), about.row["name"])
    draw = charts.national.years_beside
    drawing = view.drawing("years-beside", draw, found, *about.asked, title, depends=(measure,))
    table, fold = tables.national.years(found, *about.asked), f"Figures: {about.indicator.name}, by year"
    view.exhibit(measure, found, drawing, table, part="years", fold=fold)


def in_short(view: View, indicator: Indicator, month: date) -> bool:
    """What is known of others in sentences, with a link to all of it; False where nothing is, and nothing is drawn."""
    here = national.standpoint(indicators.reported(view.store, view.now.shown))
    rows = [row for row in here.in_month(month).to_dicts() if row["measure_id"] == indicator.measure_id]
    for row in rows:
        group = wording.national_group(national.NEIGHBOURS, row, here.members)
        components.html(furniture.sentences_list(wording.national_sentences(row, group)), key="national")
        link = url_filters.link("compare", view.now, national=indicator.measure_id)
        components.html(furniture.links_list([("All authorities, neighbours and years", link)]), key="compare")
    return bool(rows)
