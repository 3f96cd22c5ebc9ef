"""The line of one indicator, with its target as it was in force and the tolerance round it."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analytics import months, words
from analytics.catalogue import Indicator
from analytics.charts.chart import Chart, finish, local_day, values
from analytics.charts.theme import Ink, ink


def _tolerance_edges(row: dict[str, Any]) -> tuple[float, float]:
    """From where to where a month counts as within tolerance."""
    room = row["target"] * row["tolerance_percent"] / 100
    low = row["target"] - (0 if row["polarity"] == "smaller" else room)
    high = row["target"] + (0 if row["polarity"] == "bigger" else room)
    return low, min(high, 100)


def _finding(row: dict[str, Any]) -> str:
    if row["value"] is None:
        return f"No figure for {months.words(row['month'])}"
    said = f"{words.percent(row['value'])} in {months.words(row['month'])}"
    if row["target"] is None:
        return f"{said}, no target in force"
    if row["distance"] == 0:
        return f"{said}, on the target of {words.percent(row['target'])}"
    side = "above" if row["distance"] > 0 else "below"
    return f"{said}, {words.points(row['distance'])} {side} the target of {words.percent(row['target'])}"


def _alt(indicator: Indicator, known: list[dict[str, Any]], row: dict[str, Any]) -> str:
    values_known = [r for r in known if r["value"] is not None]
    if not values_known:
        return f"Line chart of {indicator.name}: 0 months have a figure."
    low = min(values_known, key=lambda r: r["value"])
    high = max(values_known, key=lambda r: r["value"])
    first = values_known[0]
    return (
        f"Line chart of {indicator.name}. {_finding(row)}. "
        f"From {words.percent(first['value'])} in {months.words(first['month'])}; "
        f"lowest {words.percent(low['value'])} in {months.words(low['month'])}, "
        f"highest {words.percent(high['value'])} in {months.words(high['month'])}."
    )


def indicator_line(
    series: pl.DataFrame, indicator: Indicator, month: date, area: str, first_published: bool, dark: bool
) -> Chart:
    """The months of one indicator as a line, up to the newest held, with `month` marked.

    `series` is a frame of `indicators.series` that has the month. Months without a figure are gaps in the line.
    The target is drawn from the month it came into force; before that it is dashed and labelled as a comparison.
    With `first_published`, each month as its own cut said stands beside it as a dotted line with diamonds.
    """
    i, rows = ink(dark), series.to_dicts()
    row = next(r for r in rows if r["month"] == month)
    points = [{"at": local_day(r["month"]), "value": r["value"], "target": r["target"]} for r in rows]
    x = alt.X("at", type="temporal", title=None, axis=alt.Axis(format="%b %Y", labelOverlap=True, grid=False))
    scale = _scale(rows)
    percent_axis = alt.Axis(tickCount=5, labelExpr="datum.label + '%'")
    y = alt.Y("value", type="quantitative", title=None, scale=scale, axis=percent_axis)
    targets, labels = _target_layers(rows, row, x, scale, i)
    line, marks = _value_layers(points, row, x, y, i)
    first = _first_layers(rows, x, y, i) if first_published else []
    caption = (
        f"{indicator.name}. {area}, {months.words(rows[0]['month'])} to {months.words(rows[-1]['month'])}. "
        f"Source: {row['source'] or 'none for this month'}. "
        + ("Shaded: worse than the target, but within its tolerance." if targets else "No target is set.")
    )
    return finish(
        alt.layer(*targets, *first, *line, *labels, *marks),
        i,
        title=_finding(row),
        caption=caption,
        description=_alt(indicator, rows, row),
        height=340,
    )


def _first_layers(rows: list[dict[str, Any]], x: alt.X, y: alt.Y, i: Ink) -> list[alt.Chart]:
    """What each month's own cut said, and a label at the newest."""
    points = [{"at": local_day(r["month"]), "value": r["first_published"]} for r in rows]
    said = next(p for p in reversed(points) if p["value"] is not None)
    mark = alt.OverlayMarkDef(color=i.teal, shape="diamond", size=90)
    line = (
        alt.Chart(values(points)).mark_line(color=i.teal, strokeWidth=2, strokeDash=[2, 3], point=mark).encode(x=x, y=y)
    )
    return [line, *_labels([said | {"label": "As first published"}], x, y, i, align="right", below=32)]


def _scale(rows: list[dict[str, Any]]) -> alt.Scale:
    """From a little below the lowest value, target or tolerance to a little above the highest, within 0 to 100."""
    shown = [v for r in rows for v in (r["value"], r["first_published"]) if v is not None]
    edges = [edge for r in rows if r["target"] is not None for edge in (*_tolerance_edges(r), r["target"])]
    low, high = min([*shown, *edges], default=0), max([*shown, *edges], default=100)
    room = max((high - low) * 0.12, 1)
    return alt.Scale(domain=[max(low - room, 0), min(high + room, 100)], nice=False, zero=False)


def _value_layers(
    points: list[dict[str, Any]], row: dict[str, Any], x: alt.X, y: alt.Y, i: Ink
) -> tuple[list[alt.Chart], list[alt.Chart]]:
    """The line, and what marks the chosen month on it."""
    tooltip = [
        alt.Tooltip("at", type="temporal", title="Month", format="%B %Y"),
        alt.Tooltip("value", type="quantitative", title="Value (%)", format=".1f"),
        alt.Tooltip("target", type="quantitative", title="Target (%)", format=".1f"),
    ]
    line = (
        alt.Chart(values(points))
        .mark_line(color=i.blue, strokeWidth=2.5, point=alt.OverlayMarkDef(color=i.blue, size=35))
        .encode(x=x, y=y, tooltip=tooltip)
    )
    if row["value"] is None:
        return [line], []
    said = {"at": local_day(row["month"]), "value": row["value"], "label": words.percent(row["value"])}
    ring = (
        alt.Chart(values([said]))
        .mark_point(color=i.blue, fill=i.paper, size=140, strokeWidth=3, opacity=1)
        .encode(x=x, y=y)
    )
    above = row["target"] is None or row["value"] >= row["target"]
    return [line], [ring, *_labels([said], x, y, i, align="right", below=-18 if above else 22, bold=True)]


def _target_layers(
    rows: list[dict[str, Any]], row: dict[str, Any], x: alt.X, scale: alt.Scale, i: Ink
) -> tuple[list[alt.Chart], list[alt.Chart]]:
    """The target while in force with its tolerance, the comparison before that, and the labels of both."""
    in_force = [
        {"at": local_day(r["month"]), "target": r["target"], "from": low, "to": high}
        for r in rows
        if r["target"] is not None
        for low, high in [_tolerance_edges(r)]
    ]
    if not in_force:
        return [], []
    y = alt.Y("target", type="quantitative", title=None, scale=scale)
    latest = next(r for r in (row, *reversed(rows)) if r["target"] is not None)
    band = (
        alt.Chart(values(in_force))
        .mark_area(color=i.orange, opacity=0.18, interpolate="step-after")
        .encode(x=x, y=alt.Y("from", type="quantitative", title=None, scale=scale), y2=alt.Y2("to"))
    )
    line = alt.Chart(values(in_force)).mark_line(color=i.orange, strokeWidth=2, interpolate="step-after")
    layers = [band, line.encode(x=x, y=y)]
    side = 14 if latest["polarity"] == "smaller" else -9  # the side on which the band is not
    labels = _labels(
        [in_force[0] | {"label": f"Target {words.percent(in_force[0]['target'])}"}], x, y, i, align="left", below=side
    )
    before = [{"at": local_day(r["month"]), "target": latest["target"]} for r in rows if r["target"] is None]
    if before:
        before.append({"at": in_force[0]["at"], "target": latest["target"]})
        dashed = alt.Chart(values(before)).mark_line(color=i.orange, strokeWidth=1.5, strokeDash=[5, 4])
        layers.append(dashed.encode(x=x, y=y))
        compared = before[0] | {"label": f"{months.words(latest['month'])} target, for comparison"}
        labels += _labels([compared], x, y, i, align="left", below=5 - side)
    return layers, labels


def _labels(
    points: list[dict[str, Any]], x: alt.X, y: alt.Y, i: Ink, *, align: str, below: int, bold: bool = False
) -> list[alt.Chart]:
    """Text at its point, with a rim of paper so that it stays readable where a line crosses."""
    base = alt.Chart(values(points)).encode(x=x, y=y, text=alt.Text("label", type="nominal"))
    mark: dict[str, Any] = {
        "align": align,
        "dx": 4,
        "dy": below,
        "fontSize": 15 if bold else 13,
        "fontWeight": "bold" if bold else "normal",
    }
    return [
        base.mark_text(color=i.paper, stroke=i.paper, strokeWidth=4, **mark),
        base.mark_text(color=i.text, **mark),
    ]
