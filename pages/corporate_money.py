"""The sections of the Corporate page on placements and money, each a function that draws it for one view."""

from __future__ import annotations

import streamlit as st

from analytics import charts, corporate, formatting, tables
from analytics.corporate import budget, placements
from pages import components
from pages.view import View


def placements_section(view: View) -> None:
    """Placements year on year and over all years, averages, and where the kinds fall short of the total."""
    by_month = placements.by_month(*view.asked)
    if not by_month["value"].count():
        view.nothing_held("placements", "count of placements")
        return
    source, by_year = corporate.origin(view.store, "placements", by_month), placements.by_year(*view.asked)
    title, averages = placements.long_finding(by_month), tables.money.placements_averages(by_year)
    drawing = view.drawing("placements-long", charts.corporate.placements_long, by_month, source, title)
    fold = "Averages by financial year"
    view.exhibit("placements-by-year", by_year, drawing, averages, key="placements-years", fold=fold)
    for series in placements.SERIES:
        if placements.latest(by_month, series) is None:
            continue
        title, name = placements.finding(by_month, series), f"placements-{series.split()[0].lower()}"
        drawing = view.drawing(name, charts.corporate.placements_by_year, by_month, series, source, title)
        table = tables.money.placements_months(by_month, series) + tables.money.placements_years(by_year, series)
        with st.container() if series == placements.TOTAL else st.expander(title):
            fold = f"{series}, month by month, and average and change by year"
            view.exhibit(name, by_month.filter(series=series), drawing, table, fold=fold)
    short = placements.parts_short(by_month)
    if not short.is_empty():
        count = formatting.counted(short.height, "month", "months")
        fold = f"{count} in which the kinds do not add up to the total"
        components.folded(fold, tables.money.placements_short(short), key="placements-short")


def budget_section(view: View) -> None:
    """Forecast against budget by service, areas of high risk, and the sums of the paper."""
    lines = budget.lines(*view.asked)
    if lines.is_empty():
        view.nothing_held("budget", "budget")
        return
    source, title = corporate.origin(view.store, "budget", lines), budget.finding(lines)
    drawing = view.drawing("budget", charts.corporate.budget_bars, budget.services(lines), source, title)
    components.chart(drawing, heading=st.subheader)
    grant = "The Dedicated Schools Grant is shown separately: what it pays for is not the council's own money. "
    apart = any(budget.is_split(line) for line in lines.iter_rows(named=True))
    st.write((grant if apart else "") + budget.pandemic_sentence(lines))
    for attachment, caption in budget.ATTACHMENTS.items():
        table = tables.money.budget_lines(lines, attachment, caption)
        key = "budget" if attachment == budget.MAIN else f"budget-{attachment[-1]}"
        components.folded(caption, table, key=key)
    view.downloads("budget", lines, drawing)
    st.subheader("Do the totals add up?")
    found = budget.checks(lines)
    st.write(budget.checks_sentence(found))
    broken = tables.money.budget_checks(budget.broken(found)) if budget.broken(found) else ""
    view.exhibit("budget-checks", budget.checks_frame(found), None, broken, fold="The totals that don't add up")


def cost_section(view: View) -> None:
    """External placements and what they cost, side by side."""
    both = budget.placements_and_cost(*view.asked)
    if both.is_empty():
        st.write("This needs both the budget and the placements of the month. Choose another month under Filters.")
        return
    st.markdown(f"**{budget.cost_sentence(both.row(0, named=True))}**")
    st.caption(
        "Rough: the forecast covers the year and the average only the months so far, and the budget line may pay for "
        "more than the placements that are counted."
    )
    view.exhibit("placements-and-cost", both, None, tables.money.cost(both), key="cost")
