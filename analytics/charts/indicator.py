"""The line of one indicator over time: its target, its control limits, what others report, and what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analytics import formatting, months
from analytics.catalogue import Indicator, unit_of
from analytics.charts.chart import Chart, finish, layered, values
from analytics.charts.line_axes import (
    HEIGHT,
    Plot,
    finding,
    gutter,
    monthly,
    period_tooltip,
    place,
    point,
    span,
    text,
)
from analytics.charts.spc_layers import (
    comparator_caption,
    comparator_labels,
    comparator_layers,
    comparator_period,
    comparator_span,
    comparator_values,
    drawn_limits,
    event_caption,
    event_layers,
    limit_alt,
    limit_caption,
    limit_labels,
    limit_layers,
    limited,
    signal_layers,
)
from analytics.charts.target import latest_target, target_caption, target_edges, target_label, target_layers
from analytics.charts.theme import ink
from analytics.wording import notes_said
from analytics.wording.phrases import cases


@dataclass(frozen=True)
class Beside:
    """What the line may have beside it: rows of `beside` for this indicator, rows of `events_of`, and whether each
    month is also drawn as it was first published."""

    others: pl.DataFrame
    events: pl.DataFrame
    first_published: bool = False


def indicator_line(
    series: pl.DataFrame, indicator: Indicator, month: date, area: str, beside: Beside, dark: bool
) -> Chart:
    """The months of one indicator as a line, up to the newest held, with `month` marked.

    `series` is a frame of `indicators.series` that has the month. Months without a figure are gaps in the line. Where
    some months are published and others simulated, the simulated ones are a line of their own, grey and dashed. The
    target is drawn from the month it came into force; before that it is dashed and labelled as a comparison.
    """
    rows = series.to_dicts()
    row = next(r for r in rows if r["month"] == month)
    plot = monthly(rows, _figures(rows, beside), ink(dark), indicator.unit)
    value = indicator.unit.value(row["value"])
    latest = latest_target(rows, row)
    compared = comparator_labels(beside.others, rows)
    labels = [*limit_labels(rows), *compared]
    colours = dict.fromkeys((name for name, _ in compared), plot.ink.teal)
    if latest:
        labels.append((target_label(latest), latest["target"]))
        colours[labels[-1][0]] = plot.ink.orange
    if row is rows[-1]:
        labels.append((value, row["value"]))
    first = _first_layers(rows, plot) if beside.first_published else []
    return finish(
        layered(
            *comparator_layers(beside.others, rows, plot),
            *target_layers(rows, row, plot),
            *limit_layers(rows, plot),
            *event_layers(beside.events, plot),
            *first,
            *value_layers(rows, plot),
            *_chosen_layers(row, plot),
            *signal_layers(rows, plot),
            *gutter(labels, plot, bold=value, colours=colours),
        ),
        plot.ink,
        title=finding(row),
        caption=_caption(series, rows, row, indicator, area, beside),
        description=_alt(series, rows, row, indicator, area, beside),
        height=HEIGHT,
    )


def _figures(rows: list[dict[str, Any]], beside: Beside) -> list[float | None]:
    """Everything that must have room on the y axis."""
    drawn = [*(r["value"] for r in rows), *target_edges(rows)]
    drawn += [edge for r in limited(rows) for edge in drawn_limits(r)]
    if beside.first_published:
        drawn += [r["first_published"] for r in rows]
    if comparator_span(beside.others, rows):
        drawn += comparator_values(beside.others)
    return drawn


def _caption(
    series: pl.DataFrame,
    rows: list[dict[str, Any]],
    row: dict[str, Any],
    indicator: Indicator,
    area: str,
    beside: Beside,
) -> str:
    parts = [
        f"{indicator.name}. {area}, {span(rows)}. Source: {row['source'] or 'none for this month'}.",
        notes_said(series),
        target_caption(rows),
        limit_caption(rows),
        comparator_caption(beside.others, rows),
        event_caption(beside.events),
        _first_said(rows) if beside.first_published else "",
    ]
    return " ".join(filter(None, parts))


def _alt(
    series: pl.DataFrame,
    rows: list[dict[str, Any]],
    row: dict[str, Any],
    indicator: Indicator,
    area: str,
    beside: Beside,
) -> str:
    known = [r for r in rows if r["value"] is not None]
    if not known:
        return f"Line chart of {indicator.name}, {area}: 0 {row['period']}s have a figure."
    low, high = min(known, key=lambda r: r["value"]), max(known, key=lambda r: r["value"])
    parts = [
        f"Line chart of {indicator.name}, {area}. {finding(row)}.",
        f"From {indicator.unit.value(known[0]['value'])} in {months.words(known[0]['month'])};",
        f"lowest {indicator.unit.value(low['value'])} in {months.words(low['month'])},",
        f"highest {indicator.unit.value(high['value'])} in {months.words(high['month'])}.",
        limit_alt(rows),
        _others_said(beside.others) if comparator_span(beside.others, rows) else "",
        event_caption(beside.events),
        notes_said(series),
    ]
    return " ".join(filter(None, parts))


def _others_said(others: pl.DataFrame) -> str:
    said = [
        f"{r['comparator']} {'' if r['statistic'] == 'value' else r['statistic'] + ' '}"
        f"{unit_of(r['measure_id']).value(r['value'])}"
        for r in others.drop_nulls("value").iter_rows(named=True)
    ]
    return f"Others, {comparator_period(others)}: {', '.join(said)}."


def value_layers(rows: list[dict[str, Any]], plot: Plot, column: str = "value") -> list[alt.Chart]:
    """The line; where published and simulated months stand together, the simulated ones apart from it and named."""
    known = [r for r in rows if r[column] is not None]
    kinds = {bool(r["simulated"]) for r in known}
    if len(kinds) < 2:
        return [_line(rows, plot, column, simulated=False)]
    published = [r | {column: None if r["simulated"] else r[column]} for r in rows]
    simulated = [r | {column: r[column] if r["simulated"] else None} for r in rows]
    top = max((r for r in known if r["simulated"]), key=lambda r: r[column])
    name = text([point(top | {"value": top[column]}, "Simulated")], plot, align="center", dx=0, below=-12)
    return [_line(simulated, plot, column, simulated=True), _line(published, plot, column, simulated=False), *name]


def _line(rows: list[dict[str, Any]], plot: Plot, column: str, *, simulated: bool) -> alt.Chart:
    unit = unit_of(rows[0]["measure_id"])
    points = [
        place(r["month"])
        | {"value": r[column], "figure": _figure(r, column), "note": r["note"] or "as the source has it"}
        | {"target": formatting.NONE if r["target"] is None else unit.target(r["target"], r["target_to"])}
        for r in rows
    ]
    told = {"figure": "Figure", "target": "Target", "note": "Where from"}
    tooltip = [
        period_tooltip(plot.period),
        *(alt.Tooltip(field=field, type="nominal", title=title) for field, title in told.items()),
    ]
    colour = plot.ink.muted if simulated else plot.ink.blue
    look: dict[str, Any] = {"strokeWidth": 1.5, "strokeDash": [2, 2]} if simulated else {"strokeWidth": 2.5}
    dot = alt.OverlayMarkDef(color=colour, size=30, filled=not simulated, fill=plot.ink.paper if simulated else colour)
    return (
        alt.Chart(values(points))
        .mark_line(color=colour, point=dot, **look)
        .encode(x=plot.x, y=plot.y(), tooltip=tooltip)
    )


def _figure(row: dict[str, Any], column: str) -> str:
    """A figure with how many cases it is of: 58.1%, 36 of 62 conferences."""
    if row[column] is None:
        return ""
    counts = cases(row) if column == "value" else ""
    made_up = " (simulated counts)" if counts and row["counts_simulated"] else ""
    return f"{unit_of(row['measure_id']).value(row[column])}{', ' * bool(counts)}{counts}{made_up}"


def _chosen_layers(row: dict[str, Any], plot: Plot) -> list[alt.Chart]:
    """A ring round the chosen month, whose value the title says."""
    if row["value"] is None:
        return []
    ring = alt.Chart(values([place(row["month"]) | {"value": row["value"]}])).mark_point(
        color=plot.ink.blue, fill=plot.ink.paper, size=220, strokeWidth=3, opacity=1
    )
    return [ring.encode(x=plot.x, y=plot.y())]


def _first_layers(rows: list[dict[str, Any]], plot: Plot) -> list[alt.Chart]:
    """What each month's own cut said, and a label at the newest."""
    points = [place(r["month"]) | {"value": r["first_published"]} for r in rows]
    said = [p | {"label": "As first published"} for p in points if p["value"] is not None][-1:]
    mark = alt.OverlayMarkDef(color=plot.ink.teal, shape="square", size=70)
    line = alt.Chart(values(points)).mark_line(color=plot.ink.teal, strokeWidth=2, strokeDash=[2, 3], point=mark)
    return [line.encode(x=plot.x, y=plot.y()), *text(said, plot, align="right", below=-24)]


def _first_said(rows: list[dict[str, Any]]) -> str:
    """What the dotted line is, and in which months what was first held was simulated."""
    made_up = [r["month"] for r in rows if r["first_published"] is not None and r["first_simulated"]]
    said = "Dotted green line with squares: each month as its own cut first said it"
    return (
        f"{said}; simulated in {', '.join(months.runs(made_up, rows[-1]['period_months']))}." if made_up else f"{said}."
    )
