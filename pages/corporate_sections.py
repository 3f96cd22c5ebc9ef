"""The sections of the Corporate page, in their order, each a function that draws it for one view."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analytics import charts, corporate, formatting, months, tables
from analytics.catalogue import corporate_catalogue, notes
from analytics.corporate import plan, questions, risks, scorecard
from pages import components, corporate_money, downloads, url_filters
from pages.components import bullets
from pages.view import View


def scorecard_section(view: View) -> None:
    """Where measures stand by quarter, every measure, school years, beside the monthly report."""
    measures, quarter = scorecard.measures(*view.asked), scorecard.quarter_of(*view.asked)
    if quarter is None:
        view.nothing_held("scorecard", "scorecard")
        return
    st.write(
        f"Shown is the quarter to {months.words(quarter)}, the newest held up to {months.words(view.month)}, "
        "with the four before it. Each value covers what stands beside it: the quarter, or the day at its end "
        "(a snapshot). Colours are worked out from value, target and polarity. "
        + notes().said("Corporate", "Scorecard")
    )
    for sentence in scorecard.moved_sentences(measures):
        st.markdown(f"- {sentence}")
    shares, source = scorecard.shares(measures), corporate.origin(view.store, "scorecard", measures)
    title = scorecard.finding(measures)
    drawing = view.drawing("scorecard", charts.corporate.scorecard_bars, shares, source, title)
    table = tables.corporate.scorecard_shares(shares)
    view.exhibit("scorecard-shares", shares, drawing, table, key="scorecard-shares")
    if edge := scorecard.on_the_edge_sentence(measures):
        st.caption(edge)
    st.subheader("Every measure, five quarters")
    caption = f"Measures of the scorecard, five quarters to {months.words(quarter)}; changes in points of the measure"
    quarters = tables.corporate.scorecard_measures(scorecard.quarterly(measures), caption)
    view.exhibit("scorecard", measures, None, quarters)
    yearly = scorecard.yearly(measures)
    if not yearly.is_empty():
        st.subheader("Measures of school years")
        st.caption("A school year is named by the years it spans. Where it is not sure which one is meant, it says so.")
        caption = "Measures that are counted once a school year, which are not mixed with quarters"
        years = tables.corporate.scorecard_measures(yearly, caption, yearly=True)
        components.html(years, key="scorecard-yearly")
    beside = scorecard.beside_monthly(*view.asked)
    if not beside.is_empty():
        st.subheader("The same measures in the monthly report")
        st.write(scorecard.beside_sentence(beside))
        links = {m: url_filters.link("indicator", view.now, measure=m) for m in beside["measure_id"]}
        with st.expander(f"Side by side: {formatting.counted(beside.height, 'measure', 'measures')}"):
            components.html(tables.corporate.beside_monthly(beside, links), key="scorecard-monthly")
        view.downloads("scorecard-beside-monthly", beside)


def risks_section(view: View) -> None:
    """The risk matrix, the thresholds, and five quarters of each risk."""
    register = risks.register(*view.asked)
    if register.is_empty():
        view.nothing_held("risks", "risk register")
        return
    period, squares = risks.current(register)["period"][0], risks.squares(register)
    source, title = corporate.origin(view.store, "risks", register), risks.finding(register)
    drawing = view.drawing("risks", charts.corporate.risk_matrix, squares, period, source, title)
    view.exhibit("risks", register, drawing, tables.corporate.risk_register(register))
    for sentence in risks.disagreements(register):
        st.markdown(f"- {sentence}")
    components.html(tables.corporate.risk_levels(corporate_catalogue().levels, squares), key="risk-levels")


def plan_section(view: View) -> None:
    """The improvement plan by quarter: action and impact."""
    priorities = plan.priorities(*view.asked)
    if priorities.is_empty():
        view.nothing_held("plan", "improvement plan")
        return
    components.simulated(priorities, "")
    if said := notes().said("Corporate", "Improvement plan"):
        st.write(said)
    counts, drawing = plan.counts(priorities), None
    if counts.is_empty():
        st.write(f"{plan.finding(priorities)}.")
    else:
        source, title = corporate.origin(view.store, "plan", priorities), plan.finding(priorities)
        drawing = view.drawing("plan", charts.corporate.plan_bars, counts, source, title)
        components.chart(drawing, heading=st.subheader)
        with st.expander("The figures of the chart"):
            components.html(tables.corporate.plan_counts(counts), key="plan-counts")
    bullets(plan.moved_sentences(priorities))
    components.html(tables.corporate.plan_priorities(priorities), key="plan")
    view.downloads("plan", priorities, drawing)


def questions_section(_: View) -> None:
    """Members' questions and the views that answer them."""
    register = questions.register()
    st.write(f"{questions.finding(register)}. A question that is a link opens the view that answers it.")
    components.html(tables.corporate.questions(register), key="questions")
    downloads.buttons("questions", register)


SECTIONS: dict[str, tuple[str, Callable[[View], None]]] = {
    "scorecard": ("Scorecard", scorecard_section),
    "risks": ("Risks", risks_section),
    "placements": ("Placements", corporate_money.placements_section),
    "budget": ("Budget", corporate_money.budget_section),
    "placements-and-cost": ("Placements and cost", corporate_money.cost_section),
    "plan": ("Improvement plan", plan_section),
    "questions": ("Members' questions", questions_section),
}
