"""The sections of the Corporate page, in their order, each a function that draws it for one view."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analytics import charts, corporate, formatting, furniture, months, tables
from analytics.catalogue import corporate_catalogue, notes
from analytics.corporate import plan, questions, risks, scorecard
from pages import components, corporate_money, downloads, url_filters
from pages.components import bullets
from pages.view import View


def scorecard_section(view: View) -> None:
    """How many measures are on target by quarter, what moved, every measure, school years, and the monthly report."""
    measures, quarter = scorecard.measures(*view.asked), scorecard.quarter_of(*view.asked)
    if quarter is None:
        view.nothing_held("scorecard", "scorecard")
        return
    shares, source = scorecard.shares(measures), corporate.origin(view.store, "scorecard", measures)
    title = scorecard.finding(measures)
    drawing = view.drawing("scorecard", charts.corporate.scorecard_bars, shares, source, title)
    table, fold = tables.corporate.scorecard_shares(shares), "Measures on target, by quarter"
    components.chart(drawing, heading=st.subheader)
    bullets(scorecard.moved_sentences(measures))
    if edge := scorecard.on_the_edge_sentence(measures):
        st.caption(edge)
    st.caption(
        f"Quarter to {months.words(quarter)}, with the four before. A value covers the quarter, or the day at its end "
        f"(a snapshot). Ratings are ours, worked out from value and target. {notes().said('Corporate', 'Scorecard')}"
    )
    view.figures(fold, "scorecard-shares", shares, table, drawing)
    caption = f"Measures of the scorecard, five quarters to {months.words(quarter)}; changes in points of the measure"
    quarters = tables.corporate.scorecard_measures(scorecard.quarterly(measures), caption)
    yearly = scorecard.yearly(measures)
    if not yearly.is_empty():
        caption = (
            "Measures counted once a school year, named by the years it spans. Where it is not clear which one is "
            "meant, it says so."
        )
        quarters += tables.corporate.scorecard_measures(yearly, caption, yearly=True)
    view.exhibit("scorecard", measures, None, quarters, fold="Every measure, five quarters")
    beside = scorecard.beside_monthly(*view.asked)
    if not beside.is_empty():
        st.subheader("The same measures in the monthly report")
        st.write(scorecard.beside_sentence(beside))
        links = {m: url_filters.link("indicator", view.now, measure=m) for m in beside["measure_id"]}
        fold = f"Side by side: {formatting.counted(beside.height, 'measure', 'measures')}"
        table = tables.corporate.beside_monthly(beside, links)
        view.exhibit("scorecard-beside-monthly", beside, None, table, key="scorecard-monthly", fold=fold)


def risks_section(view: View) -> None:
    """The score of each risk now, before, and with nothing done; five quarters of each, and what a score means."""
    register = risks.register(*view.asked)
    if register.is_empty():
        view.nothing_held("risks", "risk register")
        return
    scores, source = risks.scores(register), corporate.origin(view.store, "risks", register)
    drawing = view.drawing("risks", charts.corporate.risk_scores, scores, source, risks.finding(register))
    view.exhibit("risks", register, drawing, tables.corporate.risk_register(register), fold="Figures: each risk")
    bullets(risks.disagreements(register))
    components.html(tables.corporate.risk_levels(corporate_catalogue().levels), key="risk-levels")


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
        components.folded("Priorities by status", tables.corporate.plan_counts(counts), key="plan-counts")
    bullets(plan.moved_sentences(priorities))
    view.figures("Each priority, by quarter", "plan", priorities, tables.corporate.plan_priorities(priorities), drawing)


def questions_section(_: View) -> None:
    """Members' questions and the views that answer them."""
    register = questions.register()
    st.write(f"{questions.finding(register)}. A question that is a link opens the view that answers it.")
    components.html(
        furniture.boxed("Questions that members ask", tables.corporate.questions(register)), key="questions"
    )
    downloads.buttons("questions", register)


SECTIONS: dict[str, Callable[[View], None]] = {
    "scorecard": scorecard_section,
    "risks": risks_section,
    "placements": corporate_money.placements_section,
    "budget": corporate_money.budget_section,
    "placements-and-cost": corporate_money.cost_section,
    "plan": plan_section,
    "questions": questions_section,
}  # by the paper's name in the address
