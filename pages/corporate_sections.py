"""The sections of the Corporate page, in their order. Each draws what its name says for one view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st

from analytics import charts, corporate, formatting, months, tables
from analytics.catalogue import corporate_catalogue, notes
from analytics.charts import Chart, Drawing
from analytics.corporate import budget, placements, plan, questions, risks, scorecard
from analytics.store import Shown, Store
from pages import components, url_filters
from pages.filters import Chosen


@dataclass(frozen=True)
class View:
    """The store and the filters."""

    store: Store
    now: Chosen

    @property
    def asked(self) -> tuple[Store, date, Shown]:
        """What the room's functions are asked with."""
        return (self.store, self.now.month, self.now.shown)

    def drawing(self, name: str, how: Callable[[bool], Chart]) -> Drawing:
        return Drawing(name, self.store.version, (self.now,), how)

    def file(self, name: str) -> str:
        return f"{name}-{months.code(self.now.month)}"

    def nothing(self, kind: str, what: str) -> None:
        """Say that a paper is not held, and what to do."""
        until = f"No {what} is held up to {months.words(self.now.month)}"
        st.write(components.nothing_held(until, self.now.shown, kinds=(kind,)))


def first_screen(view: View) -> None:
    """What each paper says, in a sentence, and what got worse."""
    measures, lines = scorecard.measures(*view.asked), budget.lines(*view.asked)
    register, by_month = risks.register(*view.asked), placements.by_month(*view.asked)
    said = []
    if not measures.is_empty():
        said += [f"**Scorecard.** {scorecard.finding(measures)}. {' '.join(scorecard.moved_sentences(measures)[:1])}"]
    if not register.is_empty():
        said += [f"**Risks.** {risks.finding(register)}. {' '.join(risks.moved_sentences(register))}"]
    if not by_month.is_empty():
        said += [f"**Placements.** {placements.finding(by_month, placements.TOTAL)}."]
    if not lines.is_empty():
        said += [f"**Budget.** {budget.finding(lines)}."]
    for sentence in said:
        st.markdown(sentence)


def measured(view: View) -> None:
    """The scorecard: where measures stand by quarter, every measure, school years, beside the monthly report."""
    measures = scorecard.measures(*view.asked)
    quarter = scorecard.quarter_of(*view.asked)
    if quarter is None:
        view.nothing("scorecard", "scorecard")
        return
    st.write(
        f"Shown is the quarter to {months.words(quarter)}, the newest held up to {months.words(view.now.month)}, "
        "with the four before it. Each value covers what stands beside it: the quarter, or the day at its end "
        "(a snapshot). Colours are worked out from value, target and polarity. "
        + notes().said("Corporate", "Scorecard")
    )
    for sentence in scorecard.moved_sentences(measures):
        st.markdown(f"- {sentence}")
    shares = scorecard.shares(measures)
    source = corporate.origin(view.store, "scorecard", measures)
    drawing = view.drawing(
        "scorecard", partial(charts.corporate.scorecard_bars, shares, source, scorecard.finding(measures))
    )
    components.chart(drawing, heading=st.subheader)
    components.html(tables.corporate.scorecard_shares(shares), key="scorecard-shares")
    components.downloads(view.file("scorecard-shares"), shares, drawing)
    edge = scorecard.on_the_edge(measures)
    if not edge.is_empty():
        named = "; ".join(f"{m}, {months.words(p)}" for m, p in edge.select("measure", "period").rows())
        st.caption(f"Exactly 5% off, so behind here and amber by the rule of the monthly indicators: {named}.")
    st.subheader("Every measure, five quarters")
    caption = f"Measures of the scorecard, five quarters to {months.words(quarter)}; changes in points of the measure"
    components.html(tables.corporate.scorecard_measures(scorecard.quarterly(measures), caption), key="scorecard")
    components.downloads(view.file("scorecard"), measures)
    yearly = scorecard.yearly(measures)
    if not yearly.is_empty():
        st.subheader("Measures of school years")
        st.caption("A school year is named by the years it spans. Where it is not sure which one is meant, it says so.")
        caption = "Measures that are counted once a school year, which are not mixed with quarters"
        components.html(tables.corporate.scorecard_measures(yearly, caption, yearly=True), key="scorecard-yearly")
    _beside_monthly(view)


def _beside_monthly(view: View) -> None:
    beside = scorecard.beside_monthly(*view.asked)
    if beside.is_empty():
        return
    st.subheader("The same measures in the monthly report")
    st.write(scorecard.beside_sentence(beside))
    links = {m: url_filters.link("indicator", view.now, measure=m) for m in beside["measure_id"]}
    with st.expander(f"Side by side: {formatting.counted(beside.height, 'measure', 'measures')}"):
        components.html(tables.corporate.beside_monthly(beside, links), key="scorecard-monthly")
    components.downloads(view.file("scorecard-beside-monthly"), beside)


def at_risk(view: View) -> None:
    """The risk matrix, the thresholds, and five quarters of each risk."""
    register = risks.register(*view.asked)
    if register.is_empty():
        view.nothing("risks", "risk register")
        return
    period, squares = risks.current(register)["period"][0], risks.squares(register)
    source = corporate.origin(view.store, "risks", register)
    drawing = view.drawing(
        "risks", partial(charts.corporate.risk_matrix, squares, period, source, risks.finding(register))
    )
    components.chart(drawing, heading=st.subheader)
    components.html(tables.corporate.risk_register(register), key="risks")
    components.downloads(view.file("risks"), register, drawing)
    for sentence in risks.disagreements(register):
        st.markdown(f"- {sentence}")
    components.html(tables.corporate.risk_levels(corporate_catalogue().levels, squares), key="risk-levels")


def placed(view: View) -> None:
    """Placements year on year and over all years, averages, and where the kinds fall short of the total."""
    by_month = placements.by_month(*view.asked)
    if by_month.is_empty():
        view.nothing("placements", "count of placements")
        return
    source, by_year = corporate.origin(view.store, "placements", by_month), placements.by_year(*view.asked)
    title = placements.long_finding(by_month)
    drawing = view.drawing("placements-long", partial(charts.corporate.placements_long, by_month, source, title))
    components.chart(drawing, heading=st.subheader)
    components.html(tables.money.placements_averages(by_year), key="placements-years")
    components.downloads(view.file("placements-by-year"), by_year, drawing)
    for series in placements.SERIES:
        if placements.latest(by_month, series) is None:
            continue
        title = placements.finding(by_month, series)
        name = f"placements-{series.split()[0].lower()}"
        how = partial(charts.corporate.placements_by_year, by_month, series, source, title)
        drawing = view.drawing(name, how)
        components.chart(drawing, heading=st.subheader)
        with st.expander(f"{series}, month by month, and average and change by year"):
            components.html(tables.money.placements_months(by_month, series), key=name)
            components.html(tables.money.placements_years(by_year, series), key=f"{name}-years")
        components.downloads(view.file(name), by_month.filter(series=series), drawing)
    short = placements.parts_short(by_month)
    if not short.is_empty():
        with st.expander(
            f"{formatting.counted(short.height, 'month', 'months')} in which the kinds do not add up to the total"
        ):
            components.html(tables.money.placements_short(short), key="placements-short")


def spent(view: View) -> None:
    """Forecast against budget by service, areas of high risk, and the sums of the paper."""
    lines = budget.lines(*view.asked)
    if lines.is_empty():
        view.nothing("budget", "budget")
        return
    st.write(
        "Amounts in thousands of pounds, as printed. A positive variance is an overspend. The Dedicated Schools Grant "
        "stands apart, for what it pays for is not the council's own money."
    )
    source = corporate.origin(view.store, "budget", lines)
    drawing = view.drawing(
        "budget", partial(charts.corporate.budget_bars, budget.services(lines), source, budget.finding(lines))
    )
    components.chart(drawing, heading=st.subheader)
    captions = {
        budget.MAIN: "Forecast against budget by service, £000 (attachment 1)",
        budget.HIGH_RISK: "Areas of high risk, which cut across the services above, £000 (attachment 2)",
        budget.OTHER_AGAIN: "Variance outside the schools grant once more, as attachment 4 prints it, £000",
    }
    components.html(tables.money.budget_lines(lines, budget.MAIN, captions[budget.MAIN]), key="budget")
    components.downloads(view.file("budget"), lines, drawing)
    st.write(budget.pandemic_sentence(lines))
    for attachment in (budget.HIGH_RISK, budget.OTHER_AGAIN):
        with st.expander(captions[attachment]):
            components.html(
                tables.money.budget_lines(lines, attachment, captions[attachment]), key=f"budget-{attachment[-1]}"
            )
    st.subheader("Do the sums come out?")
    found = budget.checks(lines)
    st.write(budget.checks_sentence(found))
    if budget.broken(found):
        components.html(tables.money.budget_checks(budget.broken(found)), key="budget-checks")
    components.downloads(view.file("budget-checks"), budget.checks_frame(found))


def cost(view: View) -> None:
    """External placements and what they cost, side by side."""
    both = budget.placements_and_cost(*view.asked)
    if both.is_empty():
        st.write("Budget and placements are not both held for this month.")
        return
    st.markdown(f"**{budget.cost_sentence(both.row(0, named=True))}**")
    st.caption(
        "Rough: the forecast covers the year and the average only the months so far, and the budget line may pay for "
        "more than the placements that are counted."
    )
    components.html(tables.money.cost(both), key="cost")
    components.downloads(view.file("placements-and-cost"), both)


def improved(view: View) -> None:
    """The improvement plan by quarter: action and impact."""
    priorities = plan.priorities(*view.asked)
    if priorities.is_empty():
        view.nothing("plan", "improvement plan")
        return
    components.simulated(priorities, "")
    if said := notes().said("Corporate", "Improvement plan"):
        st.write(said)
    counts = plan.counts(priorities)
    drawing = None
    if counts.is_empty():
        st.write(f"{plan.finding(priorities)}.")
    else:
        source = corporate.origin(view.store, "plan", priorities)
        drawing = view.drawing("plan", partial(charts.corporate.plan_bars, counts, source, plan.finding(priorities)))
        components.chart(drawing, heading=st.subheader)
        with st.expander("The figures of the chart"):
            components.html(tables.corporate.plan_counts(counts), key="plan-counts")
    st.markdown("".join(f"- {sentence}\n" for sentence in plan.moved_sentences(priorities)))
    components.html(tables.corporate.plan_priorities(priorities), key="plan")
    components.downloads(view.file("plan"), priorities, drawing)


def asked(_: View) -> None:
    """Members' questions and the views that answer them."""
    register = questions.register()
    st.write(f"{questions.finding(register)}. A question that is a link opens the view that answers it.")
    components.html(tables.corporate.questions(register), key="questions")
    components.downloads("questions", register)


SECTIONS: dict[str, tuple[str, Callable[[View], None]]] = {
    "scorecard": ("Scorecard", measured),
    "risks": ("Risks", at_risk),
    "placements": ("Placements", placed),
    "budget": ("Budget", spent),
    "placements-and-cost": ("Placements and cost", cost),
    "plan": ("Improvement plan", improved),
    "questions": ("Members' questions", asked),
}
# Words that a section is found by, besides its heading.
ABOUT = {
    "scorecard": "measures, targets by quarter, behind target, school years",
    "risks": "strategic risks, risk register, likelihood and impact, matrix",
    "placements": "agency placements, residential, fostering, supported living",
    "budget": "revenue budget, forecast, overspend, variance, schools grant, money",
    "placements-and-cost": "external placements, cost of one placement",
    "plan": "improvement plan, priorities, action and impact, status",
    "questions": "members' questions, answers",
}
