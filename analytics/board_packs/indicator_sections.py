"""The indicators in a pack, of the whole council or of one area, and of all its areas side by side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.board_packs import narrative
from analytics.board_packs.entries import count_entry, figure_entry, window
from analytics.board_packs.model import Column, Entry, Kind, Picture, Rows, Said, Section, Table
from analytics.board_packs.narrative import figure, is_whole
from analytics.board_packs.section_writer import Changes, Frames, SectionWriter
from analytics.catalogue import unit_of, units_of
from analytics.charts import colours_by_theme, spark_said
from analytics.disclosure import AS_PRINTED, Publishable
from analytics.headlines import OVERALL_RATING, headlines
from analytics.units import Unit

BETTER = {"bigger": "bigger is better", "smaller": "smaller is better", "plan": "nearest to plan is best"}
_CHANCE = {
    "concerning": "worse, more than chance",
    "improving": "better, more than chance",
    "neither": "more than chance",
    "common cause": "usual ups and downs",
}


def colour(rag: str | None, note: str | None = None) -> Entry:
    """A colour as shape and word, or why there is none."""
    return Entry(formatting.rag(rag, note or "no colour"), rag=rag)


def _overall(row: dict[str, Any]) -> Entry:
    """The overall rating, or why there is none."""
    return colour(row["status"], "withheld" if OVERALL_RATING in row["withheld"] else row["rag_note"])


def _target(row: dict[str, Any]) -> Entry:
    target = row["target"]
    return Entry("none" if target is None else unit_of(row["measure_id"]).as_printed(target), target)


def _lead(frames: Frames, at: date, area: str) -> list[Said]:
    indicators = frames["indicators"]
    of = headlines(indicators.frame)
    said = narrative.standing(of, at, area)
    if of.judged:
        said.append(narrative.real_changes(of.worse, "Worse by more than chance"))
        said.append(narrative.real_changes(of.better, "Better by more than chance"))
        said.append(narrative.ordinary(of))
    if _counted(indicators):
        said.append(narrative.too_few(indicators, area))
    return [*said, *narrative.furthest(of), *narrative.most_to_target(of.how_many), *narrative.not_given(of)]


def _indicators(frames: Frames, at: date, area: str) -> list[Section]:
    indicators = frames["indicators"]
    rounded = _counted(indicators)
    tables = [_rounded_table(indicators, at, area)] if rounded else _printed_tables(frames, at, area)
    rated = headlines(indicators.frame).month_rating
    title = (
        f"Rating this month: {rated.red} red, {rated.amber} amber and {rated.green} green of {indicators.frame.height}"
    )
    caption = f"{area}, {months.words(at)}: the month against its target. In brackets, how many indicators."
    drawn = [colours_by_theme(indicators, title, caption, narrow=narrow) for narrow in (True, False)]
    pictures = [Picture("colours-by-theme", *drawn)] if rated.red + rated.amber + rated.green else []
    return [Section("indicators", "Indicators by theme", [], pictures, tables, indicators.notes)]


def _counted(indicators: Publishable) -> bool:
    """Whether any figure comes from counts that are published, not from a percentage that was printed."""
    return bool((indicators.frame["basis"] != AS_PRINTED).any())


def _shared(frame: pl.DataFrame) -> Unit | None:
    """The unit of all the indicators of a frame; None if they have several."""
    units = units_of(frame["measure_id"])
    return units[0] if len(units) == 1 else None


def _by_theme(frame: pl.DataFrame, row_of: Any) -> list[Rows]:
    return [
        Rows(str(theme), [row_of(row) for row in part.iter_rows(named=True)])
        for (theme,), part in frame.group_by("theme", maintain_order=True)
    ]


def _printed_tables(frames: Frames, at: date, area: str) -> list[Table]:
    """The figures as the council printed them, and the thirteen months behind the small lines."""
    indicators, monthly = frames["indicators"], frames["indicator-months"].frame
    span = [months.before(at, back) for back in range(12, -1, -1)]
    lines = {
        str(measure): dict(part.select("month", "value").rows()) for (measure,), part in monthly.group_by("measure_id")
    }

    def row_of(row: dict[str, Any]) -> list[Entry]:
        line = tuple(lines.get(row["measure_id"], {}).get(m) for m in span)
        unit = unit_of(row["measure_id"])
        change = unit.signed(row["change"])
        return [
            Entry(row["name"]),
            Entry(spark_said(line, at, unit), line=line),
            figure_entry(row, "value", unit, whole=is_whole(row)),
            _target(row),
            colour(row["rag"], row["rag_note"]),
            _overall(row),
            Entry(change, row["change"], small=row["change_word"] or ""),
            Entry(row["direction_word"] or "–"),
            Entry(_CHANCE.get(row["variation"], "not judged")),
        ]

    unit = _shared(indicators.frame)
    columns = [
        Column("Indicator", names_row=True),
        Column("13 months", Kind.LINE),
        Column(months.words(at), Kind.VALUE, unit=unit),
        Column("Target", Kind.VALUE, unit=unit),
        Column("Rating this month"),
        Column("Overall rating"),
        Column("Change on the month before", Kind.DIFFERENCE, unit=unit),
        Column("Direction"),
        Column("Real or chance"),
    ]
    differences = formatting.joined([unit.differences for unit in units_of(indicators.frame["measure_id"])])
    caption = f"{area}, {months.words(at)}, as the council published it. Change is in {differences}."
    return [
        Table("indicators", caption, columns, _by_theme(indicators.frame, row_of)),
        _thirteen_months(indicators.frame, monthly, span, area),
    ]


def _thirteen_months(indicators: pl.DataFrame, monthly: pl.DataFrame, span: list[date], area: str) -> Table:
    found = {
        (m, at): (v, marker)
        for m, at, v, marker in monthly.select("measure_id", "month", "value", "value_marker").rows()
    }

    def row_of(row: dict[str, Any]) -> list[Entry]:
        figures = [found.get((row["measure_id"], at), (None, "x")) for at in span]
        unit = unit_of(row["measure_id"])
        return [Entry(row["name"]), *(Entry(figure(v, marker, unit, whole=False), v) for v, marker in figures)]

    unit = _shared(indicators)
    columns = [
        Column("Indicator", names_row=True),
        *(Column(at.strftime("%b %Y"), Kind.VALUE, unit=unit) for at in span),
    ]
    caption = f"{area}: the thirteen months behind the small lines"
    return Table("thirteen-months", caption, columns, _by_theme(indicators, row_of), folded=True)


def _rounded_table(indicators: Publishable, at: date, area: str) -> Table:
    """Counts, percentages and ratings as far as the policy lets: of the month, of three months together, and overall
    ratings if any may be given. Headlines count the ratings of the month alone, and so does each column."""
    overall = indicators.frame["status"].count() > 0

    def row_of(row: dict[str, Any]) -> list[Entry]:
        return [
            Entry(row["name"], small=f"counted in {row['counted']}"),
            count_entry(row, "numerator"),
            count_entry(row, "denominator"),
            figure_entry(row, "value", unit_of(row["measure_id"]), whole=is_whole(row)),
            count_entry(row, "quarter_numerator"),
            count_entry(row, "quarter_denominator"),
            figure_entry(row, "quarter_value", unit_of(row["measure_id"]), whole=is_whole(row)),
            _target(row),
            colour(row["rag"], row["rag_note"]),
            colour(row["quarter_rag"], "[z]" if row["quarter_value_marker"] == "z" else row["quarter_rag_note"]),
            *([_overall(row)] if overall else []),
        ]

    unit = _shared(indicators.frame)
    columns = [
        Column("Indicator", names_row=True),
        Column("Met, month", Kind.COUNT),
        Column("Of, month", Kind.COUNT),
        Column("Month", Kind.VALUE, unit=unit),
        Column("Met, three months", Kind.COUNT),
        Column("Of, three months", Kind.COUNT),
        Column("Three months", Kind.VALUE, unit=unit),
        Column("Target", Kind.VALUE, unit=unit),
        Column("Rating this month"),
        Column("Rating, three months"),
        *([Column("Overall rating")] if overall else []),
    ]
    caption = (
        f"{area}, {months.words(at)} and the three months to it. Counts are rounded, so they may not add up; a rating "
        "is given where the rounding leaves only one."
    )
    return Table("indicators", caption, columns, _by_theme(indicators.frame, row_of))


def _changes(before: Mapping[str, pl.DataFrame], now: Frames, previous: str) -> Changes:
    if "indicators" not in before:
        return [], []
    differing, compared = narrative.changed(before["indicators"], now["indicators"].frame)
    tables = [_changed_indicators(differing, previous)] if differing.height else []
    return [narrative.turned(differing, compared, previous)], tables


def _changed_indicators(differing: pl.DataFrame, named: str) -> Table:
    def row_of(row: dict[str, Any]) -> list[Entry]:
        unit = unit_of(row["measure_id"])
        then = figure(row["value_before"], row["marker_before"], unit, whole=row["basis_before"] != AS_PRINTED)
        return [
            Entry(row["name"]),
            Entry(then, row["value_before"]),
            colour(row["rag_before"]),
            Entry(figure(row["value"], row["value_marker"], unit, whole=is_whole(row)), row["value"]),
            colour(row["rag"]),
        ]

    unit = _shared(differing)
    columns = [
        Column("Indicator", names_row=True), Column(f"Before ({named})", Kind.VALUE, unit=unit),
        Column("Rating before"), Column("Now", Kind.VALUE, unit=unit), Column("Rating now"),
    ]  # fmt: skip
    caption = f"Indicators that differ from the pack of {named}"
    return Table("changes", caption, columns, _by_theme(differing, row_of), folded=True)


def _definitions(frames: Frames, _: date, __: str) -> list[Section]:
    def row_of(row: dict[str, Any]) -> list[Entry]:
        return [Entry(row["name"]), Entry(row["definition"]), Entry(BETTER[row["polarity"]])]

    columns = [Column("Indicator", names_row=True), Column("What it counts"), Column("Read it so")]
    table = Table(
        "definitions", "What each indicator counts", columns, _by_theme(frames["indicators"].frame, row_of), folded=True
    )
    return [Section("definitions", "Definitions", tables=[table])]


INDICATORS = SectionWriter(
    "indicators",
    {"indicators": "indicators"},
    _indicators,
    lead=_lead,
    changes=_changes,
    not_compared="indicators",
    appendix=_definitions,
)


def _areas(frames: Frames, at: date, _: str) -> list[Section]:
    """The areas side by side, each indicator over the period that gives more percentages, or else more ratings."""
    areas = frames["areas"]
    periods = {"quarter": window(at), "month": months.words(at)}
    names = areas.frame["area_name"].unique(maintain_order=True).to_list()
    groups: dict[str, list[list[Entry]]] = {}
    shown: list[dict[str, Any]] = []
    for (theme, name), part in areas.frame.group_by("theme", "name", maintain_order=True):
        of_period = {period: part.filter(period=period) for period in periods}
        period = max(periods, key=lambda p: of_period[p].select("value", "rag").count().row(0))
        if any(of_period[period].select("value", "rag").count().row(0)):
            by_area = {row["area_name"]: row for row in of_period[period].iter_rows(named=True)}
            row = [Entry(str(name)), Entry(periods[period]), *(_in_area(by_area[n]) for n in names)]
            groups.setdefault(str(theme), []).append(row)
            shown += by_area.values()
    given = sum(row["value"] is not None for row in shown)
    few = sum(row["value_marker"] == "c" for row in shown)
    left_out = areas.frame["name"].n_unique() - sum(len(rows) for rows in groups.values())
    said = Said(
        f"{formatting.counted(given, 'percentage of a single area is', 'percentages of single areas are')} given; "
        f"{formatting.counted(few, 'rests', 'rest')} on too few children. "
        f"{formatting.counted(left_out, 'indicator has', 'indicators have')} neither a percentage nor a colour for any "
        f"area and {'is' if left_out == 1 else 'are'} left out."
    )
    columns = [Column("Indicator", names_row=True), Column("Period"), *(Column(str(n)) for n in names)]
    caption = "Indicators by area, from rounded counts; three months together where these give more."
    rows = [Rows(theme, found) for theme, found in groups.items()]
    table = Table("areas", caption, columns, rows, folded=True)
    return [Section("areas", "Areas", [said], [], [table], areas.notes)]


def _in_area(row: dict[str, Any]) -> Entry:
    """An area's percentage with its colour, or as much of it as may be given."""
    value = figure(row["value"], row["value_marker"], unit_of(row["measure_id"]), whole=True)
    if row["rag"] is None:
        return Entry(value, row["value"])
    return Entry(
        f"{formatting.rag(row['rag'])} {value if row['value'] is not None else ''}".strip(), row["value"], row["rag"]
    )


AREAS = SectionWriter("areas", {"areas": "areas"}, _areas, not_compared="areas")
