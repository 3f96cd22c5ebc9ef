"""What the quarterly papers say otherwise than in the pack before, from what both packs publish; and their section."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.board_packs.corporate import HEADINGS, amount, chip, lead, pounds, sections
from analytics.board_packs.entries import count_entry
from analytics.board_packs.model import Column, Entry, Rows, Said, Table
from analytics.board_packs.section_writer import Changes, Frames, SectionWriter
from analytics.corporate import budget, plan, risks, scorecard
from analytics.disclosure import UNTOLD
from analytics.simulated_label import marked

# What together names a figure in two packs. The last is its title, without which it may be another one's number.
_NAMES = {
    "scorecard": ("measure_id", "measure"),
    "risks": ("risk_id", "title"),
    "placements": ("series",),
    "budget": ("attachment", "group", "row_type", "service_area"),
    "plan": ("priority_id", "label"),
}
_COMPARED = (
    "Compared are the newest quarter of scorecard, risks and plan, the newest count of placements, and the forecast "
    "variance of each line of the budget."
)


def corporate_changes(before: Mapping[str, pl.DataFrame], now: Frames, previous: str) -> Changes:
    """What differs between the frames of two packs, by name: sentences, and a table if anything does.

    A figure counts as other where what is printed of it is; one that only one pack has is not compared. `previous`
    names the pack before. Nothing is said where the packs share none of the papers.
    """
    both = [name for name in HEADINGS if name in before and name in now]
    both = [name for name in both if not before[name].is_empty() and not now[name].frame.is_empty()]
    if not both:
        return [], []
    groups, shared = [], 0
    for name in both:
        then, newest = _standing(name, before[name]), _standing(name, now[name].frame)
        common = [k for k in newest if k in then and {then[k][1].text, newest[k][1].text} != {formatting.NONE}]
        shared += len(common)
        rows = [
            [Entry(newest[key][0]), then[key][1], newest[key][1]]
            for key in common
            if then[key][1].text != newest[key][1].text
        ]
        groups += [Rows(HEADINGS[name], rows)] if rows else []
    differing = sum(len(group.rows) for group in groups)
    differ = "differs" if differing == 1 else "differ"
    told = f"Of {shared} figures of the quarterly papers that both packs have, {differing} {differ}."
    said = [Said(f"{told} {_COMPARED}")]
    if not groups:
        return said, []
    columns = [Column("Figure", names_row=True), Column(f"Before ({previous})"), Column("Now")]
    simulated = pl.concat([f.select("simulated") for name in both for f in (before[name], now[name].frame)])
    caption = marked(f"Figures of the quarterly papers that differ from the pack of {previous}", simulated)
    return said, [Table("changes-corporate", caption, columns, groups, folded=True)]


def _standing(name: str, frame: pl.DataFrame) -> dict[tuple[Any, ...], tuple[str, Entry]]:
    """The newest figure of each line of a paper: what names it, its words, and what is printed."""
    of: dict[str, Callable[[dict[str, Any]], Entry]] = {
        "scorecard": _measure,
        "risks": _risk,
        "placements": lambda row: Entry(count_entry(row, "count").text, row["count"], small=months.words(row["month"])),
        "budget": lambda row: Entry(pounds(row["total_variance_k"], signed=True).text, row["total_variance_k"]),
        "plan": _priority,
    }
    key = _NAMES[name]
    known = _newest(name, frame).filter(~pl.col(key[-1]).str.contains(UNTOLD, literal=True))
    return {tuple(row[c] for c in key): (_label(name, row), of[name](row)) for row in known.iter_rows(named=True)}


def _newest(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    if name == "scorecard":
        return scorecard.of_quarter(frame)
    if name == "plan":
        return plan.current(frame)
    if name == "budget":
        return frame
    at = "month" if name == "placements" else "period"
    return frame.filter(pl.col(at) == pl.col(at).max())


def _label(name: str, row: dict[str, Any]) -> str:
    if name == "risks":
        return f"{row['risk_id']}: {row['title']}"
    if name == "plan":
        return f"{row['priority_id']} {row['label']}"
    if name == "budget" and row["attachment"] != budget.MAIN:
        return f"{row['service_area']} ({row['attachment'] or 'other lines'})"
    return str(row[_NAMES[name][-1]])


def _measure(row: dict[str, Any]) -> Entry:
    value = amount(row["value"], row["unit"], row["value_marker"])
    status = f" {chip(row['status'], scorecard.COLOURS).text}" if row["status"] else ""
    return Entry(f"{value.text}{status}", value.value, small=months.words(row["period"]))


def _risk(row: dict[str, Any]) -> Entry:
    level = f" {chip(row['level'], risks.COLOURS).text}" if row["level"] else ""
    return Entry(f"{row['score']}{level}", row["score"], small=months.words(row["period"]))


def _priority(row: dict[str, Any]) -> Entry:
    sides = [
        f"{side.lower()} {chip(row[column], plan.COLOURS, plan.SHAPES).text if row[column] else formatting.NONE}"
        for column, side in plan.SIDES.items()
    ]
    return Entry(formatting.joined(sides), small=months.words(row["period"]))


CORPORATE = SectionWriter(
    "corporate",
    {name: heading.lower() for name, heading in HEADINGS.items()} | {"plan": "statuses of the improvement plan"},
    sections,
    lead=lead,
    changes=corporate_changes,
    reading=(
        "The corporate scorecard has colours of its own: ● on target, ▲ within tolerance (worse by less than 5% of the "
        "target), ■ behind (worse by 5% or more).",
    ),
)
