"""Tables of the quarterly papers: every status as shape and word, every value with what it covers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.corporate import plan, risks, scorecard
from analytics.extracts.contracts import MARKERS, PLAN_STATUSES
from analytics.furniture import html
from analytics.furniture.html import Cell
from analytics.simulated_label import marked
from analytics.tables.table import Column, Row, Section, table
from analytics.units import PERCENT

_ANSWERED = {"yes": ("green", "● answered"), "in part": ("amber", "▲ in part"), "no": ("red", "■ not answered")}
_LEVEL_SHAPES = {level: formatting.SHAPES[colour] for level, colour in risks.COLOURS.items()}


def _chip(colour: str, said: str) -> str:
    return f'<span class="los-rag los-{colour}">{escape(said)}</span>'


def _none(why: str) -> Cell:
    return html.none(why)


def _value(row: dict[str, Any] | None) -> Cell:
    if row is None:
        return html.text(formatting.NONE)
    if row["value"] is None:
        return _none(MARKERS[row["marker"]])
    return html.text(scorecard.amount(row["value"], row["unit"]))


def _status(row: dict[str, Any]) -> Cell:
    if row["status"] is None:
        return _none(row["no_status"])
    colour = scorecard.COLOURS[row["status"]]
    return Cell(_chip(colour, f"{formatting.SHAPES[colour]} {row['status']}"))


def _change(change: float | None, polarity: str, unit: str) -> Cell:
    if change is None:
        return html.text(formatting.NONE)
    said = f"{change:+g}".replace("-", formatting.MINUS) if unit == "number" and change else formatting.signed(change)
    return Cell(f"{said} <small>{formatting.better_or_worse(change, polarity)}</small>")


def _comparator(row: dict[str, Any]) -> Cell:
    if row["comparator"] is None:
        return _none("none" if row["comparator_marker"] == "z" else "not printed")
    return html.text(scorecard.amount(row["comparator"], row["unit"]))


def scorecard_measures(frame: pl.DataFrame, caption: str, *, yearly: bool = False) -> str:
    """The measures of `scorecard.measures`, of quarters or of school years: a row a measure, its periods across.

    Change, target, status and comparator are those of the newest period.
    """
    periods = frame["period"].unique().sort().to_list()
    before = "Change on the year" if yearly else "On the quarter"
    columns = [
        Column("Measure", names_row=True),
        Column("Covers"),
        *(Column(f"{p.year - 1}/{p:%y}" if yearly else f"{p:%b %Y}", numeric=True) for p in periods),
        Column(before, numeric=True),
        *([] if yearly else [Column("On the year", numeric=True)]),
        Column("Target", numeric=True),
        Column("Status"),
        Column("Comparator", numeric=True),
    ]
    sections: dict[str, list[Row]] = {}
    for _, part in frame.group_by("measure_id", maintain_order=True):
        rows = {r["period"]: r for r in part.iter_rows(named=True)}
        last = part.row(-1, named=True)
        remarks = [_POLARITY[last["polarity"]]]
        if last["period_confidence"] != "printed":
            remarks.append(f"which years: {last['period_confidence']}")
        cells = [
            Cell(f"{escape(last['measure'])}<br/><small>{escape(', '.join(remarks))}</small>"),
            html.text(last["reporting_basis"]),
            *(_value(rows.get(p)) for p in periods),
            _change(last["change"], last["polarity"], last["unit"]),
            *([] if yearly else [_change(last["year_change"], last["polarity"], last["unit"])]),
            html.text(scorecard.amount(last["target"], last["unit"])),
            _status(last),
            _comparator(last),
        ]
        sections.setdefault(f"{last['scorecard']}: {last['section']}", []).append(Row(cells))
    return table(
        marked(caption, frame), columns, [Section(name, rows) for name, rows in sections.items()], style="los-tight"
    )


_POLARITY = {"bigger": "bigger is better", "smaller": "smaller is better", "plan": "plan is best"}


def scorecard_shares(shares: pl.DataFrame) -> str:
    """Measures by quarter and status, newest first, from `scorecard.shares`."""
    columns = [
        Column("Quarter to", names_row=True),
        *(Column(s.capitalize(), numeric=True) for s in scorecard.COLOURS),
        Column("Without a target", numeric=True),
        Column("Set against"),
    ]
    rows = []
    for (period,), part in shares.sort("period", descending=True, maintain_order=True).group_by(
        "period", maintain_order=True
    ):
        counts = part.to_dicts()
        cells = [
            html.text(months.words(_day(period))),
            *(Cell(f"{PERCENT.value(r['share'])} <small>{r['count']} of {r['judged']}</small>") for r in counts),
            html.count(counts[0]["without"]),
            html.text(counts[0]["against"]),
        ]
        rows.append(Row(cells))
    return table(
        marked("Measures of the scorecard by status, newest quarter first", shares), columns, [Section("", rows)]
    )


def _day(value: object) -> date:
    assert isinstance(value, date)
    return value


def beside_monthly(beside: pl.DataFrame, links: dict[str, str]) -> str:
    """The same measures in scorecard and monthly report, from `scorecard.beside_monthly`; `links` to each indicator."""
    columns = [
        Column("Measure", names_row=True),
        Column("Covers"),
        Column("Scorecard", numeric=True),
        Column("Monthly report", numeric=True),
        Column("Fits"),
        Column("Target, scorecard", numeric=True),
        Column("Target, monthly report", numeric=True),
    ]
    rows = []
    for r in beside.iter_rows(named=True):
        low, high = r["lowest"], r["highest"]
        months_said = (
            formatting.NONE
            if low is None
            else PERCENT.value(low)
            if low == high
            else f"{formatting.number(low)} to {PERCENT.value(high)}"
        )
        fits = {True: "● ", False: "■ ", None: ""}[r["agrees"]]
        targets = [
            html.text(formatting.NONE if r[c] is None else PERCENT.as_printed(r[c]))
            for c in ("target", "target_monthly")
        ]
        cells = [
            html.link(r["measure"], links[r["measure_id"]], r["indicator"]),
            html.text(r["reporting_basis"]),
            html.percent(r["value"]),
            html.text(months_said),
            html.text(f"{fits}{r['said']}"),
            *targets,
        ]
        rows.append(Row(cells))
    caption = "The same measures in scorecard and monthly report: a quarter beside the range of its three months"
    return table(marked(caption, beside), columns, [Section("", rows)])


def _level(level: str, score: int) -> Cell:
    return Cell(f"{score} " + _chip(risks.COLOURS[level], f"{_LEVEL_SHAPES[level]} {level}"))


def _risk_moved(change: int | None) -> str:
    if change is None:
        return formatting.NONE
    return f"↑ up by {change}" if change > 0 else f"↓ down by {-change}" if change < 0 else "→ same"


def risk_register(frame: pl.DataFrame) -> str:
    """Each risk with its inherent level and five quarters, from `risks.register`."""
    periods = frame["period"].unique().sort().to_list()
    columns = [
        Column("Risk", names_row=True),
        Column("Inherent", numeric=True),
        *(Column(f"{p:%b %Y}", numeric=True) for p in periods),
        Column("On the quarter"),
    ]
    sections: dict[str, list[Row]] = {}
    for _, part in frame.group_by("risk_id", maintain_order=True):
        held = {r["period"]: r for r in part.iter_rows(named=True)}
        last = part.row(-1, named=True)
        cells = [
            Cell(f"{escape(last['risk_id'])}<br/><small>{escape(last['title'])}</small>"),
            _level(last["inherent_level"], last["inherent_score"]),
            *(_level(held[p]["level"], held[p]["score"]) if p in held else html.text(formatting.NONE) for p in periods),
            html.text(_risk_moved(last["change"])),
        ]  # fmt: skip
        sections.setdefault(last["risk_group"], []).append(Row(cells))
    return table(
        marked("Strategic risks: score (likelihood × impact) and level, by quarter", frame),
        columns,
        [Section(name, rows) for name, rows in sections.items()],
        style="los-tight",
    )


def risk_levels(levels: Sequence[Any], squares: pl.DataFrame) -> str:
    """The thresholds of the register (its `RiskLevel`s), and the squares that each level takes up."""
    columns = [Column("Level", names_row=True), Column("Scores", numeric=True), Column("Squares", numeric=True)]
    rows = [
        Row(
            [
                Cell(_chip(risks.COLOURS[level.level], f"{_LEVEL_SHAPES[level.level]} {level.level}")),
                html.text(f"{level.least} to {level.most}"),
                html.count(squares.filter(pl.col("level") == level.level).height),
            ]
        )
        for level in levels
    ]
    return table("What a score means, by the register's thresholds", columns, [Section("", rows)])


def _plan_chip(status: str | None, marker: str | None) -> Cell:
    if status is None:
        return _none(MARKERS[marker or "x"])
    return Cell(_chip(plan.COLOURS[status], f"{plan.SHAPES[status]} {status}"))


def plan_priorities(frame: pl.DataFrame) -> str:
    """Each priority's action and impact by quarter, from `plan.priorities`."""
    periods = frame["period"].unique().sort().to_list()
    columns = [
        Column("Priority", names_row=True),
        *(Column(f"{p:%b %Y}") for p in periods),
        Column("On the quarter"),
    ]
    sections = []
    for column, side in plan.SIDES.items():
        rows = []
        for _, part in frame.group_by("priority_id", maintain_order=True):
            held = {r["period"]: r for r in part.iter_rows(named=True)}
            last = part.row(-1, named=True)
            cells = [
                html.text(f"{last['priority_id']} {last['label']}"),
                *(
                    _plan_chip(held[p][column], held[p]["marker"]) if p in held else html.text(formatting.NONE)
                    for p in periods
                ),
                html.text(last[column.replace("status", "moved")] or formatting.NONE),
            ]
            rows.append(Row(cells))
        sections.append(Section(side, rows))
    return table(marked("Priorities of the improvement plan, by quarter", frame), columns, sections, style="los-tight")


def plan_counts(counts: pl.DataFrame) -> str:
    """Priorities by status, newest quarter first, from `plan.counts`."""
    columns = [
        Column("Quarter to", names_row=True),
        Column("Of"),
        *(Column(f"{plan.SHAPES[s]} {s}", numeric=True) for s in PLAN_STATUSES),
    ]
    rows = []
    for (period, side), part in counts.sort("period", descending=True, maintain_order=True).group_by(
        "period", "side", maintain_order=True
    ):
        numbers = [html.count(count) for count in part["count"]]
        rows.append(Row([html.text(months.words(_day(period))), html.text(str(side)), *numbers]))
    return table(marked("Priorities by status", counts), columns, [Section("", rows)])


def questions(register: pl.DataFrame) -> str:
    """Members' questions by topic, each a link to the view that answers it; from `questions.register`."""
    columns = [Column("Question", names_row=True), Column("Answered"), Column("What can be said"), Column("Papers")]
    sections: dict[str, list[Row]] = {}
    for r in register.iter_rows(named=True):
        question = html.link(r["question"], r["link"]) if r["link"] else html.text(r["question"])
        cells = [question, Cell(_chip(*_ANSWERED[r["answered"]])), html.text(r["note"]), html.text(r["meeting"])]
        sections.setdefault(r["topic"], []).append(Row(cells))
    return table(
        "Members' questions in our words, and the papers that the answers are drawn from; minutes are not held",
        columns,
        [Section(name, rows) for name, rows in sections.items()],
    )
