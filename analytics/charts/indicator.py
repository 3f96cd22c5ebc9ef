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


def _finding(name: str, row: dict[str, Any]) -> str:
    if row["value"] is None:
        return f"{name}: no figure for {months.words(row['month'])}"
    said = f"{name}: {words.percent(row['value'])} in {months.words(row['month'])}"
    if row["target"] is None:
        return f"{said}, no target"
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
        f"Line chart. {_finding(indicator.name, row)}. "
        f"From {words.percent(first['value'])} in {months.words(first['month'])}; "
        f"lowest {words.percent(low['value'])} in {months.words(low['month'])}, "
        f"highest {words.percent(high['value'])} in {months.words(high['month'])}."
    )


def indicator_line(series: pl.DataFrame, indicator: Indicator, month: date, area: str, dark: bool) -> Chart:
    """The months of one indicator as a line, up to the newest held, with `month` marked.

    `series` is a frame of `indicators.series` that has the month. Months without a figure are gaps in the line.
    The target is drawn from the month it came into force; before that it is dashed and labelled as a comparison.
    """
    i, rows = ink(dark), series.to_dicts()
    row = next(r for r in rows if r["month"] == month)
    points = [{"at": local_day(r["month"]), "value": r["value"], "target": r["target"]} for r in rows]
    shown = [r["value"] for r in rows if r["value"] is not None]
    with_target = [r for r in rows if r["target"] is not None]
    edges = [edge for r in with_target for edge in (*_tolerance_edges(r), r["target"])]
    low, high = min([*shown, *edges], default=0), max([*shown, *edges], default=100)
    room = max((high - low) * 0.12, 1)
    x = alt.X("at", type="temporal", title=None, axis=alt.Axis(format="%b %Y", labelOverlap=True, grid=False))
    scale = alt.Scale(domain=[max(low - room, 0), min(high + room, 100)], nice=False, zero=False)
    y = alt.Y("value", type="quantitative", title="%", scale=scale, axis=alt.Axis(titleAngle=0, tickCount=5))
    layers = [*_target_layers(rows, with_target, x, scale, i), *_value_layers(points, row, x, y, i)]
    caption = (
        f"{indicator.name}. {area}, {months.words(rows[0]['month'])} to {months.words(rows[-1]['month'])}. "
        f"Source: {row['source'] or 'none for this month'}."
    )
    return finish(
        alt.layer(*layers),
        i,
        title=_finding(indicator.name, row),
        caption=caption,
        description=_alt(indicator, rows, row),
        height=340,
    )


def _value_layers(points: list[dict[str, Any]], row: dict[str, Any], x: alt.X, y: alt.Y, i: Ink) -> list[alt.Chart]:
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
        return [line]
    said = {"at": local_day(row["month"]), "value": row["value"], "label": words.percent(row["value"])}
    marked = alt.Chart(values([said]))
    above = row["target"] is None or row["value"] >= row["target"]
    return [
        line,
        marked.mark_point(color=i.blue, fill=i.paper, size=140, strokeWidth=3, opacity=1).encode(x=x, y=y),
        marked.mark_text(
            color=i.text, fontSize=15, fontWeight="bold", align="right", dx=4, dy=-18 if above else 22
        ).encode(x=x, y=y, text=alt.Text("label", type="nominal")),
    ]


def _target_layers(
    rows: list[dict[str, Any]], with_target: list[dict[str, Any]], x: alt.X, scale: alt.Scale, i: Ink
) -> list[alt.Chart]:
    if not with_target:
        return []
    in_force = [
        {
            "at": local_day(r["month"]),
            "target": r["target"],
            "from": _tolerance_edges(r)[0],
            "to": _tolerance_edges(r)[1],
        }
        for r in with_target
    ]
    y = alt.Y("target", type="quantitative", title="%", scale=scale)
    latest, start = with_target[-1], with_target[0]
    layers = [
        alt.Chart(values(in_force))
        .mark_area(color=i.orange, opacity=0.18, interpolate="step-after")
        .encode(x=x, y=alt.Y("from", type="quantitative", title="%", scale=scale), y2=alt.Y2("to")),
        alt.Chart(values(in_force)).mark_line(color=i.orange, strokeWidth=2, interpolate="step-after").encode(x=x, y=y),
    ]
    label = f"Target {words.percent(latest['target'])}, band within tolerance"
    named = [{"at": in_force[0]["at"], "target": in_force[0]["target"], "label": label}]
    better_below = latest["polarity"] == "smaller"
    text = {"color": i.text, "fontSize": 13, "align": "left", "dx": 4, "dy": 14 if better_below else -9}
    before = [r for r in rows if r["month"] <= start["month"]]
    if len(before) > 1:
        dashed = [{"at": local_day(r["month"]), "target": start["target"]} for r in before]
        compared = f"{months.words(latest['month'])} target, for comparison"
        named.append({"at": dashed[0]["at"], "target": start["target"], "label": compared})
        layers.append(
            alt.Chart(values(dashed))
            .mark_line(color=i.orange, strokeWidth=1.5, strokeDash=[5, 4], opacity=0.9)
            .encode(x=x, y=y)
        )
    layers.append(alt.Chart(values(named)).mark_text(**text).encode(x=x, y=y, text=alt.Text("label", type="nominal")))
    return layers
