"""The tables of indicators: all of a month, one month by month; and the tiles and links above them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from html import escape
from itertools import groupby
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity
from analytics.catalogue import unit_of, units_of
from analytics.charts import html
from analytics.charts.html import Cell, Column, Row, Section
from analytics.extracts.contracts import MARKERS
from analytics.simulated_label import marked
from analytics.units import Unit
from analytics.wording import signal_briefly, signal_words


def why_missing(marker: str | None) -> str:
    """A marker as people read it."""
    return MARKERS[marker] if marker else MARKERS["x"]


def _change(row: dict[str, Any]) -> Cell:
    if row["change"] is None:
        return Cell(f'<span class="los-none">{escape(row["no_change"] or "")}</span>')
    meaning = formatting.better_or_worse(row["change"], row["polarity"])
    return Cell(f"{unit_of(row['measure_id']).signed(row['change'])} <small>{meaning}</small>")


def spark_said(values: Sequence[float | None], month: date, unit: Unit) -> str:
    """A small line's figures in words."""
    known = [v for v in values if v is not None]
    if not known:
        return "no figures"
    return (
        f"{formatting.counted(len(known), 'month', 'months')} to {months.words(month)}: from {unit.value(known[0])} "
        f"to {unit.value(known[-1])}, lowest {unit.value(min(known))}, highest {unit.value(max(known))}"
    )


@cached_by_identity
def indicator_table(
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
    return html.table(caption, columns, sections, style="los-indicators")


def _indicator_cells(
    row: dict[str, Any], sparks: dict[str, list[float | None]], month: date, links: dict[str, str], sections_by: str
) -> list[Cell]:
    """The cells of `indicator_table` for one indicator."""
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
    return Cell(f"{signal_briefly(row['signal'], row['variation'])} <small>{escape(why)}</small>")


def _distance(row: dict[str, Any]) -> Cell:
    if row["target"] is None:
        return html.text(formatting.NONE)
    unit = unit_of(row["measure_id"])
    return Cell(f"{unit.signed(row['distance'])} <small>of {unit.value(row['target'])}</small>")


def status_tiles(counts: dict[str, int], addresses: dict[str, str], chosen: str) -> str:
    """How many indicators have each overall rating, each a link to those; the chosen one is marked as current."""
    tiles = []
    for status, number in counts.items():
        words_of = formatting.rag(status) if status in formatting.SHAPES else f"{status} or figure"
        style = status if status in formatting.SHAPES else "none"
        current = ' aria-current="true"' if status == chosen else ""
        tiles.append(
            f'<li><a class="los-tile los-{style}" href="{escape(addresses[status])}" target="_self"{current}'
            f' data-opens="{escape(addresses[status])}"><b>{number}</b> <span>{escape(words_of)}</span></a></li>'
        )
    return f'<ul class="los-tiles" aria-label="Indicators by overall rating">{"".join(tiles)}</ul>'


def neighbour_links(before: tuple[str, str] | None, after: tuple[str, str] | None) -> str:
    """Links to the indicators before and after this one, each a name and an address."""
    links = [
        f'<a href="{escape(other[1])}" target="_self" data-opens="{escape(other[1])}">{word}: {escape(other[0])}</a>'
        for word, other in (("Previous", before), ("Next", after))
        if other
    ]
    return f'<nav class="los-neighbours" aria-label="Neighbouring indicators">{"".join(links)}</nav>'


@cached_by_identity
def month_by_month_table(series: pl.DataFrame, name: str) -> str:
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
    return html.table(f"{name}, month by month, newest first", columns, sections, style="los-months")


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
