"""The tables of the Localities page."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from analytics import formatting, months, simulated_label
from analytics.caching import cached_by_identity
from analytics.catalogue import Indicator, catalogue, unit_of
from analytics.furniture import html
from analytics.furniture.html import Cell, why_missing
from analytics.intervals import FEW
from analytics.tables.table import Column, Row, Section, table
from analytics.units import PERCENT, Unit

SMALL = "small numbers"
WITHIN = "within chance"


@cached_by_identity
def heat_map(rows: pl.DataFrame, county: pl.DataFrame, month: date, links: dict[tuple[str, str], str]) -> str:
    """Indicators down, localities across: value, its colour as shape and word, and whether it is beyond chance.

    `rows` are those of `indicators.by_place`, `county` those of `indicators.month_table` in the order wanted; `links`
    has the address of each indicator in each locality.
    """
    places = list(rows["locality"].unique(maintain_order=True))
    columns = [
        Column("Indicator", names_row=True),
        Column(catalogue().council),
        *(Column(catalogue().area_name(place)) for place in places),
    ]
    cells = {(r["measure_id"], r["locality"]): r for r in rows.iter_rows(named=True)}
    sections = []
    groups = county.group_by("theme", maintain_order=True) if county["position"].is_sorted() else [(("",), county)]
    for (theme,), part in groups:
        listed = [
            Row(
                [
                    html.link(row["name"], links[row["measure_id"], "All"]),
                    html.rag(row["rag"], unit_of(row["measure_id"]).value(row["value"]), nothing=""),
                    *(_heat_cell(cells.get((row["measure_id"], place))) for place in places),
                ]
            )
            for row in part.iter_rows(named=True)
        ]
        sections.append(Section(str(theme), listed))
    caption = simulated_label.marked(
        f"{formatting.counted(county.height, 'indicator', 'indicators')} by locality, {months.words(month)}. "
        "“Worse” and "
        "“better” stand only where the "
        f"difference from all localities together is more than chance; “{SMALL}” where fewer than 20 stand behind it",
        rows,
    )
    return table(caption, columns, sections, style="los-heat")


def _heat_cell(row: dict[str, Any] | None) -> Cell:
    if row is None or row["value"] is None:
        return html.none(why_missing(row["marker"] if row else "x"))
    notes = [SMALL] if row["few"] else []
    if row["beyond"] not in (None, WITHIN):
        notes.insert(0, f"{row['stands']}, {row['beyond']}")
    said = f" <small>{'; '.join(notes)}</small>" if notes else ""
    return Cell(html.rag(row["rag"], unit_of(row["measure_id"]).value(row["value"]), nothing="").html + said)


@cached_by_identity
def locality(rows: pl.DataFrame, month: date, links: dict[str, str], area: str) -> str:
    """One locality's indicators beside the county and beside itself a year ago; rows of `indicators.beside_county`."""
    columns = [
        Column("Overall rating"), Column("Indicator", names_row=True), Column(months.words(month), numeric=True),
        Column("Of how many", numeric=True), Column("To reach the target"), Column(catalogue().council, numeric=True),
        Column("Against the other localities"), Column("A year before", numeric=True),
    ]  # fmt: skip
    sections = []
    for (theme,), part in rows.group_by("theme", maintain_order=True):
        listed = [
            Row(
                [
                    html.rag(row["status"], nothing="no target" if row["value"] is not None else "no figure"),
                    html.link(row["name"], links[row["measure_id"]]),
                    html.none(why_missing(row["marker"]))
                    if row["value"] is None
                    else html.rag(row["rag"], unit_of(row["measure_id"]).value(row["value"]), nothing=""),
                    Cell(
                        f"{row['denominator'] or formatting.NONE}" + (f" <small>{SMALL}</small>" if row["few"] else "")
                    ),
                    html.text(to_target(row)),
                    html.figure(row["county_value"], unit_of(row["measure_id"])),
                    html.text(_against(row)),
                    _year_ago(row),
                ],
                opens=links[row["measure_id"]],
            )
            for row in part.iter_rows(named=True)
        ]
        sections.append(Section(str(theme), listed))
    caption = simulated_label.marked(
        f"{formatting.counted(rows.height, 'indicator', 'indicators')} of {area} beside the county, "
        f"{months.words(month)}. "
        "The rating beside a figure is that of this month.",
        rows,
    )
    return table(caption, columns, sections, style="los-indicators")


@cached_by_identity
def quality(rows: pl.DataFrame, area: str) -> str:
    """Timeliness beside audits; rows of `audits.place_beside_timeliness`."""
    columns = [
        Column("What", names_row=True), Column(area, numeric=True), Column("Of how many", numeric=True),
        Column("95% interval"), Column(catalogue().council, numeric=True), Column("Target", numeric=True),
    ]  # fmt: skip
    listed = [
        Row(
            [
                html.text(r["what"]),
                html.percent(r["share"]),
                Cell(f"{r['part']} of {r['whole']}" + (f" <small>{SMALL}</small>" if r["whole"] < FEW else "")),
                html.text(f"{PERCENT.value(r['low'])} to {PERCENT.value(r['high'])}"),
                html.percent(r["county"]),
                html.percent(r["target"]),
            ]
        )
        for r in rows.iter_rows(named=True)
    ]
    return table(simulated_label.marked(f"On time, and good? {area}", rows), columns, [Section("", listed)])


def to_target(row: dict[str, Any]) -> str:
    """How many more, or fewer, would have met the target."""
    count = row["count_to_target"]
    if count is None:
        return formatting.NONE
    if count == 0:
        return "met"
    return f"{count} {'fewer' if row['polarity'] == 'smaller' else 'more'} {formatting.unit(count, row['counted'])}"


@cached_by_identity
def split(rows: pl.DataFrame, name: str, indicator: Indicator, month: date) -> str:
    """One indicator by team or by a breakdown; rows of `indicators.split`."""
    unit = indicator.unit
    columns = [
        Column(name, names_row=True), Column("13 months"), Column(months.words(month), numeric=True),
        Column("Numerator", numeric=True), Column("Denominator", numeric=True), Column("95% interval"),
        Column("Against all together"),
    ]  # fmt: skip
    listed = [
        Row(
            [
                html.text(row["category"]),
                _spark(row["spark_values"], month, unit),
                html.figure(row["value"], unit, "" if row["value"] is not None else why_missing(row["marker"])),
                html.count(row["numerator"]),
                Cell(html.count(row["denominator"]).html + (f" <small>{SMALL}</small>" if row["few"] else "")),
                html.text(
                    formatting.NONE if row["low"] is None else f"{unit.value(row['low'])} to {unit.value(row['high'])}"
                ),
                html.text(_against(row)),
            ]
        )
        for row in rows.iter_rows(named=True)
    ]
    caption = simulated_label.marked(f"{indicator.name} by {name.lower()}, {months.words(month)}", rows)
    return table(caption, columns, [Section("", listed)])


def _spark(shown: list[float | None], month: date, unit: Unit) -> Cell:
    known = [v for v in shown if v is not None]
    said = (
        f"{formatting.counted(len(known), 'month', 'months')} to {months.words(month)}, from {unit.value(known[0])} "
        f"to {unit.value(known[-1])}"
        if known
        else "no figures"
    )
    return html.sparkline(shown, said)


def _year_ago(row: dict[str, Any]) -> Cell:
    meaning = formatting.better_or_worse(row["year_gap"], row["polarity"])
    value = unit_of(row["measure_id"]).value(row["year_ago"])
    return Cell(f"{value} <small>{f'now {meaning}' if meaning else ''}</small>")


def _against(row: dict[str, Any]) -> str:
    """Whether a share differs from all together by more than chance."""
    if row["beyond"] is None:
        return formatting.NONE
    return WITHIN if row["beyond"] == WITHIN else f"{row['stands']}, {row['beyond']}"
