"""The sections of a pack that show the quarterly papers: scorecard, risks, placements, budget, improvement plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.board_packs import narrative
from analytics.board_packs.entries import Cells, across, count_entry, drawn, each, names, table, under
from analytics.board_packs.model import Column, Entry, Kind, Said, Section, Table
from analytics.board_packs.section_writer import Frames
from analytics.charts.packs import budget_variances, placements_of_years, scorecard_by_quarter
from analytics.corporate import budget, placements, plan, risks, scorecard
from analytics.disclosure import Publishable
from analytics.simulated_label import marked

HEADINGS = {
    "scorecard": "Corporate scorecard",
    "risks": "Strategic risks",
    "placements": "Agency placements",
    "budget": "Revenue budget",
    "plan": "Improvement plan",
}
_OTHER_LINES = "Other lines"


def sections(frames: Frames, at: date, _: str) -> list[Section]:
    """One section a paper, for those that were asked for; one without a figure says so."""
    make: dict[str, Callable[[Publishable], Section]] = {
        "scorecard": _scorecard,
        "risks": _risks,
        "placements": _placements,
        "budget": _budget,
        "plan": _plan,
    }
    return [
        _nothing(name, at) if frames[name].frame.is_empty() else make[name](frames[name])
        for name in HEADINGS
        if name in frames
    ]


def _nothing(name: str, at: date) -> Section:
    return Section(name, HEADINGS[name], [Said(f"Nothing of it is held up to {months.words(at)} that may leave.")])


def lead(frames: Frames, _: date, __: str) -> list[Said]:
    """What scorecard, risks, placements and budget say, in a sentence each, for the top of the paper."""
    held = {name: frames[name] for name in HEADINGS if name in frames and not frames[name].frame.is_empty()}
    said = []
    if "scorecard" in held:
        said.append(Said(f"Corporate scorecard: {scorecard.finding(held['scorecard'].frame)}."))
    if "risks" in held:
        said.append(Said(f"Strategic risks: {risks.finding(held['risks'].frame)}."))
    if "placements" in held:
        said.append(narrative.placed(held["placements"]))
    if "budget" in held:
        said.append(Said(f"Budget: {narrative.overspent(held['budget'])[0].text}"))
    return said


def chip(word: str | None, colours: Mapping[str, str], shapes: Mapping[str, str] | None = None) -> Entry:
    """A status as shape and word on its colour."""
    if word is None:
        return Entry(formatting.NONE)
    shape = (shapes or {}).get(word) or formatting.SHAPES[colours[word]]
    return Entry(f"{shape} {word}", rag=colours[word])


def amount(value: float | None, unit: str, marker: str | None = None) -> Entry:
    return Entry(f"[{marker}]" if value is None and marker else scorecard.amount(value, unit), value)


def _moved(row: dict[str, Any], column: str) -> Entry:
    change = row[column]
    if change is None:
        return Entry(formatting.NONE)
    said = (
        f"{change:+g}".replace("-", formatting.MINUS)
        if row["unit"] == "number" and change
        else formatting.signed(change)
    )
    return Entry(said, change, small=formatting.better_or_worse(change, row["polarity"]))


def _scorecard(of: Publishable) -> Section:
    frame = scorecard.quarterly(of.frame)
    newest = scorecard.of_quarter(of.frame)
    quarter = months.words(newest["period"][0])
    title = scorecard.finding(of.frame)
    caption = (
        f"Measures of the corporate scorecard with a target, whole council, five quarters to {quarter}. Within "
        "tolerance: worse by less than 5% of the target. Earlier quarters are set against the newest target, for "
        "comparison."
    )
    tables = [_newest_quarter(newest, quarter), _five_quarters(frame)]
    if not scorecard.yearly(of.frame).is_empty():
        tables.append(_school_years(scorecard.yearly(of.frame)))
    said = [narrative.off_target(of), *(Said(sentence) for sentence in scorecard.moved_sentences(of.frame))]
    judged = scorecard.shares(of.frame)["judged"].sum()
    pictures = drawn("scorecard", scorecard_by_quarter, of, title, caption) if judged else []
    return Section("scorecard", HEADINGS["scorecard"], said, pictures, tables, of.notes)


def _amounts(label: str, name: str, marker: str = "") -> Cells:
    """A column of figures in the unit of each row."""
    return Column(label, Kind.NUMBER), lambda row: amount(row[name], row["unit"], row[marker] if marker else None)


def _newest_quarter(newest: pl.DataFrame, quarter: str) -> Table:
    cells: list[Cells] = [
        (Column("Measure", names_row=True), lambda row: Entry(row["measure"], small=_covers(row))),
        _amounts(quarter, "value", "value_marker"),
        _amounts("Target", "target"),
        (
            Column("Status"),
            lambda row: chip(row["status"], scorecard.COLOURS) if row["status"] else Entry(row["no_status"]),
        ),
        (Column("On the quarter before", Kind.NUMBER), lambda row: _moved(row, "change")),
        (Column("On the year before", Kind.NUMBER), lambda row: _moved(row, "year_change")),
    ]
    caption = marked(f"Measures of the scorecard in the quarter to {quarter}, against their targets", newest)
    groups = under(newest.with_columns(pl.col("section").fill_null(_OTHER_LINES)), "section")
    return table("scorecard", caption, groups, cells)


def _covers(row: dict[str, Any]) -> str:
    """What the row says of a measure that is not what one would take it for."""
    said = {"smaller": "smaller is better", "plan": "plan is best"}.get(row["polarity"])
    return "; ".join(filter(None, ["at the quarter's end" if row["reporting_basis"] == "Snapshot" else None, said]))


def _five_quarters(frame: pl.DataFrame) -> Table:
    def value(row: dict[str, Any]) -> Entry:
        return amount(row["value"], row["unit"], row["value_marker"])

    cells = [names("Measure", "measure"), *each(_periods(frame), lambda p: Column(f"{p:%b %Y}", Kind.NUMBER), value)]
    titled = frame.with_columns(pl.col("section").fill_null(_OTHER_LINES)).group_by("section", maintain_order=True)
    groups = [(str(section), across(part, "measure_id", key="period")) for (section,), part in titled]
    caption = marked("Measures of the scorecard, quarter by quarter", frame)
    return table("scorecard-quarters", caption, groups, cells, folded=True)


def _periods(frame: pl.DataFrame) -> list[date]:
    return frame["period"].unique().sort().to_list()


def _school_years(frame: pl.DataFrame) -> Table:
    def year(row: dict[str, Any]) -> Entry:
        sure = "" if row["period_confidence"] == "printed" else f"which years: {row['period_confidence']}"
        return Entry(f"{row['period'].year - 1}/{row['period']:%y}", small=sure)

    cells = [
        names("Measure", "measure"),
        (Column("School year"), year),
        _amounts("Value", "value", "value_marker"),
        _amounts("Target", "target"),
    ]
    caption = marked("Measures of school years, which are not mixed with quarters", frame)
    return table("scorecard-years", caption, [("", frame.to_dicts())], cells, folded=True)


def _score(score: int) -> Entry:
    return Entry(str(score), score)


def _risks(of: Publishable) -> Section:
    periods = _periods(of.frame)
    cells: list[Cells] = [
        (Column("Risk", names_row=True), lambda row: Entry(f"{row['risk_id']}: {row['title']}")),
        (Column("If nothing were done", Kind.COUNT), lambda row: _score(row["inherent_score"])),
        *each(periods, lambda p: Column(f"{p:%b %Y}", Kind.COUNT), lambda row: _score(row["score"])),
        (Column("Level now"), lambda row: chip(row["level"] if row["period"] == periods[-1] else None, risks.COLOURS)),
    ]
    caption = marked("Strategic risks: score (likelihood × impact, 1 to 25) at the end of each quarter", of.frame)
    tables = [table("risks", caption, [("", across(of.frame, "risk_id", key="period"))], cells)]
    return Section("risks", HEADINGS["risks"], narrative.high_risks(of), [], tables, of.notes)


def _placements(of: Publishable) -> Section:
    frame, last = of.frame, of.frame["month"].max()
    assert isinstance(last, date)  # the frame is not empty
    months_of = frame.filter(pl.col("month") > months.before(last, 13))
    years_of = frame.filter(pl.col("month").dt.month() == last.month)
    said = narrative.placed(of)
    caption = f"{placements.TOTAL}: placements at the count of {last:%B} of each year, whole council."
    tables = [
        _by_series("placements", "Agency placements at each month's count, thirteen months", months_of),
        _by_series("placements-years", f"Agency placements at the count of {last:%B} of each year", years_of),
    ]
    pictures = []
    if years_of.filter(series=placements.TOTAL)["count"].count():
        pictures = drawn("placements", placements_of_years, of, placements.TOTAL, said.text.rstrip("."), caption)
    return Section("placements", HEADINGS["placements"], [said], pictures, tables, of.notes)


def _by_series(name: str, caption: str, frame: pl.DataFrame) -> Table:
    """A row a month, newest first, and a column a series."""
    series = frame["series"].unique(maintain_order=True)
    cells: list[Cells] = [
        (Column("Month", names_row=True), lambda row: Entry(months.words(row["month"]))),
        *each(series, lambda one: Column(one, Kind.COUNT), partial(count_entry, name="count")),
    ]
    rows = across(frame.sort("month", descending=True, maintain_order=True), "month", key="series")
    return table(name, marked(caption, frame), [("", rows)], cells, folded=True)


def pounds(value: float | None, *, signed: bool = False) -> Entry:
    """Thousands of pounds, without the sign of the pound: the column says what it holds."""
    return Entry(budget.in_thousands(value, signed=signed), value)


def _budget(of: Publishable) -> Section:
    said = narrative.overspent(of)
    captions = {
        budget.MAIN: "Forecast against budget by service, £000",
        budget.HIGH_RISK: "Areas of high risk, which cut across the services above, £000",
    }
    found = [(name, of.frame.filter(pl.col("attachment") == name)) for name in captions]
    others = of.frame.filter(pl.col("attachment").is_null())
    tables = [
        _lines("budget" if name == budget.MAIN else "budget-high-risk", captions[name], frame)
        for name, frame in found
        if not frame.is_empty()
    ]
    if not others.is_empty():
        tables.append(_lines("budget-other", "Other lines of the budget, £000", others))
    caption = "The services furthest from their budget, forecast against budget, whole council."
    title, any_variance = said[0].text.split(": ")[0].rstrip("."), budget.services(of.frame)["total_variance_k"].count()
    pictures = drawn("budget", budget_variances, of, title, caption) if any_variance else []
    return Section("budget", HEADINGS["budget"], said, pictures, tables, of.notes)


def _lines(name: str, caption: str, frame: pl.DataFrame) -> Table:
    def service(row: dict[str, Any]) -> Entry:
        return Entry(row["service_area"], small="part of the line above" if row["row_type"] == "sub-line" else "")

    def money(label: str, column: str, *, signed: bool = False) -> Cells:
        return Column(label, Kind.COUNT), lambda row: pounds(row[column], signed=signed)

    cells: list[Cells] = [
        (Column("Service", names_row=True), service),
        money("Budget", "full_year_budget_k"),
        money("Forecast", "forecast_outturn_k"),
        money("Variance", "total_variance_k", signed=True),
        money("of which schools grant", "variance_dsg_k", signed=True),
        (Column("Variance of budget", Kind.VALUE), lambda row: Entry(budget.percent(row["percent"]), row["percent"])),
    ]
    return table(name, marked(caption, frame), [("", frame.to_dicts())], cells, folded=True)


def _plan(of: Publishable) -> Section:
    newest = plan.current(of.frame)
    cells: list[Cells] = [
        (Column("Priority", names_row=True), lambda row: Entry(f"{row['priority_id']} {row['label']}")),
        *(cell for side in ("action", "impact") for cell in _side(side)),
    ]
    quarter = months.words(newest["period"][0])
    caption = f"Priorities of the improvement plan in the quarter to {quarter}, and what moved on the quarter before"
    tables = [table("plan", marked(caption, of.frame), [("", newest.to_dicts())], cells)]
    return Section("plan", HEADINGS["plan"], [narrative.at_risk(of)], [], tables, of.notes)


def _side(side: str) -> list[Cells]:
    label = side.capitalize()
    return [
        (Column(label), lambda row: chip(row[f"{side}_status"], plan.COLOURS, plan.SHAPES)),
        (Column(f"{label} moved"), lambda row: Entry(row[f"{side}_moved"] or formatting.NONE)),
    ]
