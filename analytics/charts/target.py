"""The target of an indicator as it was in force, with the tolerance round it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import altair as alt

from analytics import formatting, months
from analytics.catalogue import START_UNKNOWN, unit_of
from analytics.charts.chart import values
from analytics.charts.line_axes import Plot, place
from analytics.wording.phrases import for_information

_START_UNKNOWN = f"target {START_UNKNOWN}"


def tolerance_edges(row: dict[str, Any]) -> tuple[float, float]:
    """From where to where a month counts as within tolerance."""
    unit, (low, high) = unit_of(row["measure_id"]), target_range(row)
    if row["polarity"] != "smaller":
        low -= _tolerated(row, low)
    if row["polarity"] != "bigger":
        high += _tolerated(row, high)
    return unit.within(low), unit.within(high)


def target_range(row: dict[str, Any]) -> tuple[float, float]:
    """From where to where a figure is on target; twice the target itself where that is no range."""
    return row["target"], row["target"] if row["target_to"] is None else row["target_to"]


def _tolerated(row: dict[str, Any], edge: float) -> float:
    tolerance: float | None = row["tolerance"]
    return abs(edge) * float(row["tolerance_percent"]) / 100 if tolerance is None else tolerance


def target_edges(rows: list[dict[str, Any]]) -> list[float]:
    """Every target and edge of tolerance that the rows have."""
    return [edge for r in rows if r["target"] is not None for edge in (*tolerance_edges(r), *target_range(r))]


def target_caption(rows: list[dict[str, Any]]) -> str:
    """What the orange of the target means."""
    in_force = [r for r in rows if r["target"] is not None]
    if not in_force:
        return "For information: it has no target." if for_information(rows[-1]) else "No target is set."
    said = "Orange line: the target. Shaded orange: worse than the target, but within its tolerance."
    if in_force[-1]["target_to"] is not None:
        said = "Between the orange lines, darker: on target. Paler: off the target, but within its tolerance."
    if len(in_force) < len(rows) and in_force[0]["start_assumed"]:
        said += f" {formatting.capital(_START_UNKNOWN)}. Dashed: months that are not rated, drawn for comparison."
    elif len(in_force) < len(rows):
        said += f" Dashed: no target was in force before {months.words(in_force[0]['month'])}; drawn for comparison."
    earlier = [list(part)[-1] for _, part in groupby(in_force, key=_ends)][:-1]
    return " ".join([said, *(f"{target_label(r)} until {months.words(r['month'])}." for r in earlier)])


def target_label(row: dict[str, Any]) -> str:
    """A target as the gutter of a chart says it."""
    return f"Target {unit_of(row['measure_id']).target(*_ends(row))}"


def _ends(row: dict[str, Any]) -> tuple[float, float | None]:
    return row["target"], row["target_to"]


def latest_target(rows: list[dict[str, Any]], row: dict[str, Any]) -> dict[str, Any] | None:
    """The row whose target is named beside the chart: the chosen month's, or else the newest in force."""
    return next((r for r in (row, *reversed(rows)) if r["target"] is not None), None)


def target_layers(rows: list[dict[str, Any]], row: dict[str, Any], plot: Plot) -> list[alt.Chart]:
    """The target while in force with its tolerance, and the comparison before that; `row` is the chosen month."""
    in_force = [r for r in rows if r["target"] is not None]
    latest = latest_target(rows, row)
    if latest is None:
        return []
    steps = [
        place(r["month"]) | {"value": on, "until": until, "target": r["target"], "from": low, "to": high}
        for r in in_force
        for low, high in [tolerance_edges(r)]
        for on, until in [target_range(r)]
    ]
    colour = plot.ink.orange
    band = alt.Chart(values(steps)).mark_area(color=colour, opacity=0.18, interpolate="step-after")
    line = alt.Chart(values(steps)).mark_line(color=colour, strokeWidth=2, interpolate="step-after")
    layers = [band.encode(x=plot.x, y=plot.y("from"), y2=alt.Y2(field="to")), line.encode(x=plot.x, y=plot.y())]
    if any(step["until"] != step["value"] for step in steps):
        layers.insert(1, band.encode(x=plot.x, y=plot.y("value"), y2=alt.Y2(field="until")))
        layers.append(line.encode(x=plot.x, y=plot.y("until")))
    compared = [place(r["month"]) | {"value": latest["target"]} for r in rows if r["month"] < in_force[0]["month"]]
    if compared:
        dashed = alt.Chart(values([*compared, place(in_force[0]["month"]) | {"value": latest["target"]}]))
        mark = dashed.mark_line(color=colour, strokeWidth=1.5, strokeDash=[5, 4])
        layers.append(mark.encode(x=plot.x, y=plot.y()))
    return layers
