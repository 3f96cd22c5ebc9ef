"""The quarterly papers: every status as shape and word, every value with what it covers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.catalogue import RiskLevel
from analytics.corporate import plan, risks, scorecard
from analytics.extracts.contracts import PLAN_STATUSES
from analytics.furniture import html
from analytics.furniture.html import Html
from analytics.simulated_label import marked
from analytics.tables.table import NUMBER, Column, Row, across, groups, newest, pivot, sectioned, table
from analytics.units import PERCENT

_ANSWERED = {"yes": ("green", "● answered"), "in part": ("amber", "▲ in part"), "no": ("red", "■ not answered")}
_POLARITY = {"bigger": "bigger is better", "smaller": "smaller is better", "plan": "plan is best"}
_NONE = html.text(formatting.NONE)
Line = dict[Any, Row]  # the rows of a measure, risk or priority by quarter


def _latest(cell: Callable[[Row], Html]) -> Callable[[Line], Html]:
    """A cell of the newest row of a line."""
    return lambda line: cell(newest(line))


def scorecard_measures(frame: pl.DataFrame, caption: str, *, yearly: bool = False) -> str:
    """The measures of `scorecard.measures`, of quarters or of school years: a row a measure, its periods across.

    Change, target, status and comparator are those of the newest period.
    """

    def name(row: Row) -> Html:
        unsure = row["period_confidence"] != "printed"
        years = [f"which years: {row['period_confidence']}"] if unsure else []
        return html.below(row["measure"], ", ".join([_POLARITY[row["polarity"]], *years]))

    def value(period: date, line: Line) -> Html:
        if period not in line:
            return _NONE
        row = line[period]
        return html.missing(html.why_missing(row["marker"])) if row["value"] is None else _amount("value", row)

    def change(column: str, row: Row) -> Html:
        moved = row[column]
        if moved is None:
            return _NONE
        plain = row["unit"] == "number" and moved
        said = f"{moved:+g}".replace("-", formatting.MINUS) if plain else formatting.signed(moved)
        return html.noted(said, formatting.better_or_worse(moved, row["polarity"]))

    def status(row: Row) -> Html:
        if row["status"] is None:
            return html.missing(row["no_status"])
        colour = scorecard.COLOURS[row["status"]]
        return html.badge(colour, f"{formatting.SHAPES[colour]} {row['status']}")

    def comparator(row: Row) -> Html:
        if row["comparator"] is None:
            return html.missing("none" if row["comparator_marker"] == "z" else "not printed")
        return _amount("comparator", row)

    def period_name(period: date) -> str:
        return f"{period.year - 1}/{period:%y}" if yearly else f"{period:%b %Y}"

    moved = {"Change on the year": "change"} if yearly else {"On the quarter": "change", "On the year": "year_change"}
    columns = [
        Column("Measure", _latest(name)),
        Column("Covers", _latest(lambda r: html.text(r["reporting_basis"]))),
        *across(frame["period"].unique().sort(), period_name, value),
        *(Column(label, _latest(partial(change, column)), NUMBER) for label, column in moved.items()),
        Column("Target", _latest(partial(_amount, "target")), NUMBER),
        Column("Status", _latest(status)),
        Column("Comparator", _latest(comparator), NUMBER),
    ]
    by_section = frame.with_columns(heading=pl.format("{}: {}", "scorecard", "section"))
    sections = [(heading, pivot(part, "measure_id", "period")) for heading, part in groups(by_section, "heading")]
    return sectioned(marked(caption, frame), columns, sections, style="los-tight")


def _amount(column: str, row: Row) -> Html:
    return html.text(scorecard.amount(row[column], row["unit"]))


def scorecard_shares(shares: pl.DataFrame) -> str:
    """Measures by quarter and status, newest first, from `scorecard.shares`."""

    def share(status: str, line: Line) -> Html:
        row = line[status]
        return html.noted(PERCENT.value(row["share"]), f"{row['count']} of {row['judged']}")

    columns = [
        Column("Quarter to", _latest(lambda r: html.text(months.words(r["period"])))),
        *across(scorecard.COLOURS, str.capitalize, share),
        Column("Without a target", _latest(lambda r: html.count(r["without"])), NUMBER),
        Column("Set against", _latest(lambda r: html.text(r["against"]))),
    ]
    newest_first = shares.sort("period", descending=True, maintain_order=True)
    caption = marked("Measures of the scorecard by status, newest quarter first", shares)
    return table(caption, columns, pivot(newest_first, "period", "status"))


def beside_monthly(beside: pl.DataFrame, links: dict[str, str]) -> str:
    """The same measures in scorecard and monthly report, from `scorecard.beside_monthly`; `links` to each indicator."""

    def monthly(row: Row) -> Html:
        low, high = row["lowest"], row["highest"]
        if low is None or low == high:
            return html.percent(low)
        return html.text(f"{formatting.number(low)} to {PERCENT.value(high)}")

    columns = [
        Column("Measure", lambda r: html.link(r["measure"], links[r["measure_id"]], r["indicator"])),
        Column("Covers", "reporting_basis"),
        Column("Scorecard", "value", PERCENT),
        Column("Monthly report", monthly, NUMBER),
        Column("Fits", lambda r: html.text(f"{ {True: '● ', False: '■ ', None: ''}[r['agrees']] }{r['said']}")),
        Column("Target, scorecard", "target", "percent as printed"),
        Column("Target, monthly report", "target_monthly", "percent as printed"),
    ]
    caption = "The same measures in scorecard and monthly report: a quarter beside the range of its three months"
    return table(marked(caption, beside), columns, beside)


def _level(level: str, score: str = "") -> Html:
    colour = risks.COLOURS[level]
    return html.badge(colour, f"{formatting.SHAPES[colour]} {level}", score)


def risk_register(frame: pl.DataFrame) -> str:
    """Each risk with its inherent level and five quarters, from `risks.register`."""

    def level(period: date, line: Line) -> Html:
        return _level(line[period]["level"], str(line[period]["score"])) if period in line else _NONE

    def moved(row: Row) -> Html:
        change = row["change"]
        if change is None:
            return _NONE
        return html.text(f"↑ up by {change}" if change > 0 else f"↓ down by {-change}" if change < 0 else "→ same")

    columns = [
        Column("Risk", _latest(lambda r: html.below(r["risk_id"], r["title"]))),
        Column("Inherent", _latest(lambda r: _level(r["inherent_level"], str(r["inherent_score"]))), NUMBER),
        *across(frame["period"].unique().sort(), "{:%b %Y}".format, level),
        Column("On the quarter", _latest(moved)),
    ]
    sections = [(group, pivot(part, "risk_id", "period")) for group, part in groups(frame, "risk_group")]
    caption = marked("Strategic risks: score (likelihood × impact) and level, by quarter", frame)
    return sectioned(caption, columns, sections, style="los-tight")


def risk_levels(levels: Sequence[RiskLevel]) -> str:
    """The thresholds of the register."""
    columns = [
        Column("Level", lambda level: _level(level.level)),
        Column("Scores", lambda level: html.text(f"{level.least} to {level.most}"), NUMBER),
    ]
    return table("What a score means, by the register's thresholds", columns, levels)


def plan_priorities(frame: pl.DataFrame) -> str:
    """Each priority's action and impact by quarter, from `plan.priorities`."""

    def status(period: date, line: Line) -> Html:
        if period not in line:
            return _NONE
        said, marker = line[period]["status"], line[period]["marker"]
        if said is None:
            return html.missing(html.why_missing(marker))
        return html.badge(plan.COLOURS[said], _plan_name(said))

    columns = [
        Column("Priority", _latest(lambda r: html.text(f"{r['priority_id']} {r['label']}"))),
        *across(frame["period"].unique().sort(), "{:%b %Y}".format, status, "text"),
        Column("On the quarter", _latest(lambda r: html.text(r["moved"] or formatting.NONE))),
    ]
    sections = [
        (
            side,
            pivot(frame.with_columns(status=column, moved=column.replace("status", "moved")), "priority_id", "period"),
        )
        for column, side in plan.SIDES.items()
    ]
    return sectioned(
        marked("Priorities of the improvement plan, by quarter", frame), columns, sections, style="los-tight"
    )


def _plan_name(status: str) -> str:
    return f"{plan.SHAPES[status]} {status}"


def plan_counts(counts: pl.DataFrame) -> str:
    """Priorities by status, newest quarter first, from `plan.counts`."""
    columns = [
        Column("Quarter to", _latest(lambda r: html.text(months.words(r["period"])))),
        Column("Of", _latest(lambda r: html.text(r["side"]))),
        *across(PLAN_STATUSES, _plan_name, lambda status, line: html.count(line[status]["count"])),
    ]
    newest_first = counts.sort("period", descending=True, maintain_order=True).with_columns(
        line=pl.format("{} {}", "period", "side")
    )
    return table(marked("Priorities by status", counts), columns, pivot(newest_first, "line", "status"))


def questions(register: pl.DataFrame) -> str:
    """Members' questions with their topics, each a link to the view that answers it; from `questions.register`."""

    def question(row: Row) -> Html:
        said, topic = row["question"], row["topic"]
        return html.link(said, row["link"], topic) if row["link"] else html.below(said, topic)

    columns = [
        Column("Question", question),
        Column("Answered", lambda r: html.badge(*_ANSWERED[r["answered"]])),
        Column("What can be said", "note"),
    ]
    caption = "Members' questions in our words, and the papers that answers are drawn from; minutes are not loaded"
    if register["meeting"].n_unique() > 1:
        columns.append(Column("Papers", "meeting"))
    elif register.height:
        caption += f". {register['meeting'][0]}"
    return table(caption, columns, register, style="los-tight")
