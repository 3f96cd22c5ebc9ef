"""The sections of a pack that show the quarterly papers: scorecard, risks, placements, budget, improvement plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.board_packs import narrative
from analytics.board_packs.model import Column, Entry, Kind, Picture, Rows, Said, Section, Table
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
_NOT_HELD = "[x]"


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


def _under(frame: pl.DataFrame, column: str, row_of: Callable[[pl.DataFrame], list[Entry]], by: str) -> list[Rows]:
    """Rows under the headings of a column, one for each value of `by`; row_of takes all its rows, oldest first."""
    titled = frame.with_columns(pl.col(column).fill_null(_OTHER_LINES))
    return [
        Rows(str(heading), [row_of(one) for _, one in part.group_by(by, maintain_order=True)])
        for (heading,), part in titled.group_by(column, maintain_order=True)
    ]


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
    drawn = [scorecard_by_quarter(of, title, caption, narrow=narrow) for narrow in (True, False)]
    judged = scorecard.shares(of.frame)["judged"].sum()
    tables = [_newest_quarter(newest, quarter), _five_quarters(frame)]
    if not scorecard.yearly(of.frame).is_empty():
        tables.append(_school_years(scorecard.yearly(of.frame)))
    said = [narrative.off_target(of), *narrative.worse_on_the_quarter(of)]
    pictures = [Picture("scorecard", *drawn)] if judged else []
    return Section("scorecard", HEADINGS["scorecard"], said, pictures, tables, of.notes)


def _newest_quarter(newest: pl.DataFrame, quarter: str) -> Table:
    def row_of(part: pl.DataFrame) -> list[Entry]:
        row = part.row(-1, named=True)
        status = chip(row["status"], scorecard.COLOURS) if row["status"] else Entry(row["no_status"])
        return [
            Entry(row["measure"], small=_covers(row)),
            amount(row["value"], row["unit"], row["value_marker"]),
            amount(row["target"], row["unit"]),
            status,
            _moved(row, "change"),
            _moved(row, "year_change"),
        ]

    columns = [
        Column("Measure", names_row=True),
        Column(quarter, Kind.NUMBER),
        Column("Target", Kind.NUMBER),
        Column("Status"),
        Column("On the quarter before", Kind.NUMBER),
        Column("On the year before", Kind.NUMBER),
    ]
    caption = f"Measures of the scorecard in the quarter to {quarter}, against their targets"
    return Table("scorecard", marked(caption, newest), columns, _under(newest, "section", row_of, "measure_id"))


def _covers(row: dict[str, Any]) -> str:
    """What the row says of a measure that is not what one would take it for."""
    said = {"smaller": "smaller is better", "plan": "plan is best"}.get(row["polarity"])
    return "; ".join(filter(None, ["at the quarter's end" if row["reporting_basis"] == "Snapshot" else None, said]))


def _five_quarters(frame: pl.DataFrame) -> Table:
    periods = frame["period"].unique().sort().to_list()

    def row_of(part: pl.DataFrame) -> list[Entry]:
        held = {row["period"]: row for row in part.iter_rows(named=True)}
        values = [
            amount(held[p]["value"], held[p]["unit"], held[p]["value_marker"]) if p in held else Entry(_NOT_HELD)
            for p in periods
        ]
        return [Entry(part["measure"][-1]), *values]

    columns = [Column("Measure", names_row=True), *(Column(f"{p:%b %Y}", Kind.NUMBER) for p in periods)]
    caption = marked("Measures of the scorecard, quarter by quarter", frame)
    return Table("scorecard-quarters", caption, columns, _under(frame, "section", row_of, "measure_id"), folded=True)


def _school_years(frame: pl.DataFrame) -> Table:
    def row_of(row: dict[str, Any]) -> list[Entry]:
        sure = "" if row["period_confidence"] == "printed" else f"which years: {row['period_confidence']}"
        return [
            Entry(row["measure"]),
            Entry(f"{row['period'].year - 1}/{row['period']:%y}", small=sure),
            amount(row["value"], row["unit"], row["value_marker"]),
            amount(row["target"], row["unit"]),
        ]

    columns = [
        Column("Measure", names_row=True), Column("School year"), Column("Value", Kind.NUMBER),
        Column("Target", Kind.NUMBER),
    ]  # fmt: skip
    caption = marked("Measures of school years, which are not mixed with quarters", frame)
    rows = [row_of(row) for row in frame.iter_rows(named=True)]
    return Table("scorecard-years", caption, columns, [Rows("", rows)], folded=True)


def _risks(of: Publishable) -> Section:
    periods = of.frame["period"].unique().sort().to_list()
    rows = []
    for _, part in of.frame.group_by("risk_id", maintain_order=True):
        held, last = {row["period"]: row for row in part.iter_rows(named=True)}, part.row(-1, named=True)
        scores = [Entry(str(held[p]["score"]), held[p]["score"]) if p in held else Entry(_NOT_HELD) for p in periods]
        level = chip(last["level"], risks.COLOURS) if last["period"] == periods[-1] else Entry(formatting.NONE)
        inherent = Entry(str(last["inherent_score"]), last["inherent_score"])
        rows.append([Entry(f"{last['risk_id']}: {last['title']}"), inherent, *scores, level])
    columns = [
        Column("Risk", names_row=True),
        Column("If nothing were done", Kind.COUNT),
        *(Column(f"{p:%b %Y}", Kind.COUNT) for p in periods),
        Column("Level now"),
    ]
    caption = marked("Strategic risks: score (likelihood × impact, 1 to 25) at the end of each quarter", of.frame)
    table = Table("risks", caption, columns, [Rows("", rows)])
    return Section("risks", HEADINGS["risks"], narrative.high_risks(of), [], [table], of.notes)


def counted(row: dict[str, Any] | None) -> Entry:
    if row is None:
        return Entry(_NOT_HELD)
    return Entry(f"[{row['count_marker']}]") if row["count"] is None else Entry(f"{row['count']:,}", row["count"])


def _placements(of: Publishable) -> Section:
    frame, last = of.frame, of.frame["month"].max()
    assert isinstance(last, date)  # the frame is not empty
    months_of = frame.filter(pl.col("month") > months.before(last, 13))
    years_of = frame.filter(pl.col("month").dt.month() == last.month)
    said = narrative.placed(of)
    caption = f"{placements.TOTAL}: placements at the count of {last:%B} of each year, whole council."
    drawn = [
        placements_of_years(of, placements.TOTAL, said.text.rstrip("."), caption, narrow=narrow)
        for narrow in (True, False)
    ]
    tables = [
        _by_series("placements", "Agency placements at each month's count, thirteen months", months_of),
        _by_series("placements-years", f"Agency placements at the count of {last:%B} of each year", years_of),
    ]
    pictures = [Picture("placements", *drawn)] if years_of.filter(series=placements.TOTAL)["count"].count() else []
    return Section("placements", HEADINGS["placements"], [said], pictures, tables, of.notes)


def _by_series(name: str, caption: str, frame: pl.DataFrame) -> Table:
    """A row a month, newest first, and a column a series."""
    series = frame["series"].unique(maintain_order=True).to_list()
    rows = []
    for (at,), part in frame.sort("month", descending=True, maintain_order=True).group_by("month", maintain_order=True):
        held = {row["series"]: row for row in part.iter_rows(named=True)}
        assert isinstance(at, date)
        rows.append([Entry(months.words(at)), *(counted(held.get(one)) for one in series)])
    columns = [Column("Month", names_row=True), *(Column(one, Kind.COUNT) for one in series)]
    return Table(name, marked(caption, frame), columns, [Rows("", rows)], folded=True)


def pounds(value: float | None, *, signed: bool = False) -> Entry:
    """Thousands of pounds, without the sign of the pound: the column says what it holds."""
    return Entry(budget.pounds(value, signed=signed).replace("£", "").removesuffix("k"), value)


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
    drawn = [
        budget_variances(of, said[0].text.split(": ")[0].rstrip("."), caption, narrow=narrow)
        for narrow in (True, False)
    ]
    pictures = [Picture("budget", *drawn)] if budget.services(of.frame)["total_variance_k"].count() else []
    return Section("budget", HEADINGS["budget"], said, pictures, tables, of.notes)


def _lines(name: str, caption: str, frame: pl.DataFrame) -> Table:
    columns = [
        Column("Service", names_row=True),
        Column("Budget", Kind.COUNT),
        Column("Forecast", Kind.COUNT),
        Column("Variance", Kind.COUNT),
        Column("of it schools grant", Kind.COUNT),
        Column("Variance of budget", Kind.VALUE),
    ]
    rows = [
        [
            Entry(r["service_area"], small="part of the line above" if r["row_type"] == "sub-line" else ""),
            pounds(r["full_year_budget_k"]),
            pounds(r["forecast_outturn_k"]),
            pounds(r["total_variance_k"], signed=True),
            pounds(r["variance_dsg_k"], signed=True),
            Entry(budget.percent(r["percent"]), r["percent"]),
        ]
        for r in frame.iter_rows(named=True)
    ]
    return Table(name, marked(caption, frame), columns, [Rows("", rows)], folded=True)


def _plan(of: Publishable) -> Section:
    rows = []
    for row in plan.current(of.frame).iter_rows(named=True):
        sides = []
        for side in ("action", "impact"):
            sides += [
                chip(row[f"{side}_status"], plan.COLOURS, plan.SHAPES),
                Entry(row[f"{side}_moved"] or formatting.NONE),
            ]
        rows.append([Entry(f"{row['priority_id']} {row['label']}"), *sides])
    columns = [
        Column("Priority", names_row=True),
        Column("Action"),
        Column("Action moved"),
        Column("Impact"),
        Column("Impact moved"),
    ]
    quarter = months.words(plan.current(of.frame)["period"][0])
    caption = marked(
        f"Priorities of the improvement plan in the quarter to {quarter}, and what moved on the quarter before",
        of.frame,
    )
    table = Table("plan", caption, columns, [Rows("", rows)])
    return Section("plan", HEADINGS["plan"], [narrative.at_risk(of)], [], [table], of.notes)
