"""The tables of indicators: all of a month, one month by month; and the tiles and links above them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import escape
from itertools import groupby
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity
from analytics.catalogue import unit_of, units_of
from analytics.furniture import html
from analytics.furniture.html import Cell, spark_said, why_missing
from analytics.indicators import signal_briefly, signal_words
from analytics.simulated_label import marked
from analytics.tables.table import Column, Row, Section, table
from analytics.units import Unit


def _change(row: dict[str, Any]) -> Cell:
    if row["change"] is None:
        return Cell(f'<span class="los-none">{escape(row["no_change"] or "")}</span>')
    meaning = formatting.better_or_worse(row["change"], row["polarity"])
    return Cell(f"{unit_of(row['measure_id']).signed(row['change'])} <small>{meaning}</small>")


@cached_by_identity
def month(
    frame: pl.DataFrame, sparks: dict[str, list[float | None]], month: date, links: dict[str, str], sections_by: str
) -> str:
    """The indicators of a month in the order of the frame; `links` has the address of each in depth.

    Neighbouring rows of one theme or group (`sections_by`) stand under its heading; where they are not of one theme,
    it stands beside the name.
    """
    columns = [
        Column("Overall rating"),
        Column("Indicator", names_row=True),
        Column("13 months"),
        Column(months.words(month), numeric=True),
        Column("Change on the month before", numeric=True),
        Column("Direction"),
        Column("Signal"),
        Column("Distance from target", numeric=True),
        Column("Group", numeric=True),
    ]
    sections = []
    groups = frame.group_by(sections_by, maintain_order=True) if sections_by else [(("",), frame)]
    for (heading,), part in groups:
        rows = [
            Row(_indicator_cells(row, sparks, month, links, sections_by), opens=links[row["measure_id"]])
            for row in part.iter_rows(named=True)
        ]
        sections.append(Section(heading_words(sections_by, heading), rows))
    caption = marked(
        f"{formatting.counted(frame.height, 'indicator', 'indicators')}, {months.words(month)}. "
        "Change and distance are "
        f"in {formatting.joined([unit.differences for unit in units_of(frame['measure_id'])])}; "
        "the rating beside a figure is that of this month. "
        "Choose a row to see the indicator in depth.",
        frame,
    )
    return table(caption, columns, sections, style="los-indicators")


def _indicator_cells(
    row: dict[str, Any], sparks: dict[str, list[float | None]], month: date, links: dict[str, str], sections_by: str
) -> list[Cell]:
    """The cells of `month` for one indicator."""
    line, opens = sparks.get(row["measure_id"], []), links[row["measure_id"]]
    unknown, unit = row["value"] is None, unit_of(row["measure_id"])
    return [
        html.rag(row["status"], nothing="no figure" if unknown else "no target"),
        html.link(row["name"], opens, "" if sections_by == "theme" else row["theme"]),
        html.sparkline(line, spark_said(line, month, unit)),
        html.none(why_missing(row["marker"]))
        if unknown
        else html.rag(row["rag"], unit.value(row["value"]), nothing=""),
        _change(row),
        Cell(f"{escape(row['direction_word'] or formatting.NONE)} <small>{escape(row['trend'] or '')}</small>"),
        _signal(row),
        _distance(row),
        html.text(formatting.NONE if row["group"] is None else str(row["group"])),
    ]


def heading_words(sections_by: str, heading: object) -> str:
    """What stands over the rows of one theme or of one performance group."""
    if sections_by != "group":
        return str(heading)
    return "No performance group" if heading is None else f"Performance group {heading}"


def _signal(row: dict[str, Any]) -> Cell:
    """Why a signal can't be told stands beside it, but not where there is no figure, for another cell says so."""
    why = "" if row["value"] is None else row["no_variation"] or ""
    return Cell(f"{signal_briefly(row)} <small>{escape(why)}</small>")


def _distance(row: dict[str, Any]) -> Cell:
    if row["target"] is None:
        return html.text(formatting.NONE)
    unit = unit_of(row["measure_id"])
    return Cell(f"{unit.signed(row['distance'])} <small>of {unit.value(row['target'])}</small>")


@cached_by_identity
def month_by_month(series: pl.DataFrame, name: str) -> str:
    """The months of one indicator, newest first, under the note that says where they come from, if there is one.

    Numerator, denominator, quarter and signal stand there only if any month has one.
    """
    optional: dict[str, tuple[Column, Callable[[dict[str, Any]], Cell]]] = {
        "numerator": (Column("Numerator", numeric=True), lambda r: html.count(r["numerator"])),
        "denominator": (Column("Denominator", numeric=True), lambda r: html.count(r["denominator"])),
        "rolling_quarter": (Column("Rolling quarter", numeric=True), lambda r: _value(r, "rolling_quarter")),
        "signal": (Column("Signal"), lambda r: html.text(signal_words(r["signal"], r["side"]) if r["signal"] else "")),
    }
    shown = [optional[column] for column in optional if series[column].count()]
    columns = [
        Column("Month", names_row=True),
        Column("Value", numeric=True),
        Column("Rating this month"),
        Column("Overall rating"),
        Column("Change on the month before", numeric=True),
        Column("Target", numeric=True),
        Column("Distance from target", numeric=True),
        *(column for column, _ in shown),
    ]
    sections = []
    for note, part in groupby(series.reverse().iter_rows(named=True), key=lambda r: r["note"] or ""):
        rows = [Row([*_month_cells(row), *(cell(row) for _, cell in shown)]) for row in part]
        sections.append(Section(note[:1].upper() + note[1:], rows))
    return table(f"{name}, month by month, newest first", columns, sections, style="los-months")


def _month_cells(row: dict[str, Any]) -> list[Cell]:
    unmarked = "no figure" if row["value"] is None else "no target"
    return [
        html.text(months.words(row["month"])),
        _value(row, "value", "" if row["value"] is not None else why_missing(row["marker"])),
        html.rag(row["rag"], nothing=unmarked),
        html.rag(row["status"], nothing=unmarked),
        _change(row),
        _value(row, "target"),
        html.text(unit_of(row["measure_id"]).signed(row["distance"])),
    ]


def _value(row: dict[str, Any], column: str, note: str = "") -> Cell:
    """A column of a row in the unit of its indicator."""
    return html.figure(row[column], unit_of(row["measure_id"]), note)


def printed_examples(printed: pl.DataFrame) -> str:
    """What was printed beside what is worked out, from `indicators.printed_beside`."""
    of = formatting.joined([months.words(month) for month in sorted(set(printed["month"]))])
    columns = [
        Column("Indicator", names_row=True),
        *(Column(name, numeric=True) for name in (of, "Group", "Change", "Distance")),
        Column("Direction, printed"),
        Column("Direction, worked out"),
        Column("Differs in"),
    ]
    rows = []
    for r in printed.iter_rows(named=True):
        unit = unit_of(r["measure_id"])
        cells = [
            html.text(r["name"]),
            html.figure(r["value"], unit),
            _printed(r, "group", lambda group: f"{group:g}"),
            _printed(r, "change", unit.signed),
            _printed(r, "distance", unit.signed),
            html.text(r["printed_direction"] or formatting.NONE),
            html.text(r["direction"] or formatting.NONE),
            html.text(r["differs"] or formatting.NONE),
        ]
        rows.append(Row(cells))
    caption = "Printed by the council's analysts, and worked out from the printed values where that differs"
    return table(caption, columns, [Section("", rows)], style="los-tight")


def _printed(row: dict[str, Any], what: str, write: Callable[[float], str]) -> Cell:
    printed = row[f"printed_{what}"]
    said = "not printed" if printed is None else write(printed)
    differs = what in row["differs"].split(", ")
    return Cell(escape(said) + (f" <small>worked out: {escape(write(row[what]))}</small>" if differs else ""))


@cached_by_identity
def changes(frame: pl.DataFrame, month: date, links: dict[str, str], simulated: pl.DataFrame) -> str:
    """What changed since last month's cut; rows of `indicators.since_last_month`."""
    columns = [
        Column("Indicator", names_row=True), Column("What"), Column("Figure of"), Column("Before"), Column("Now"),
        Column("Change", numeric=True), Column("Signal"),
    ]  # fmt: skip
    rows = [
        Row(
            [
                html.link(r["name"], links[r["measure_id"]]),
                html.text(r["what"]),
                html.text(months.words(r["month"])),
                _state(r["earlier"], r["earlier_value"], unit_of(r["measure_id"])),
                _state(r["later"], r["later_value"], unit_of(r["measure_id"])),
                Cell(
                    f"{unit_of(r['measure_id']).signed(r['difference'])} "
                    f"<small>{escape(r['better_or_worse'] or '')}</small>"
                ),
                html.text("" if r["what"] == "restated" else signal_briefly(r)),
            ]
        )
        for r in frame.iter_rows(named=True)
    ]
    earlier = months.words(months.before(month))
    return table(marked(f"What changed since {earlier}", simulated), columns, [Section("", rows)])


def _state(said: str | None, value: float | None, unit: Unit) -> Cell:
    if said in formatting.SHAPES:
        return html.rag(said, unit.value(value))
    return html.text(said or unit.value(value))
