"""Shares of few: month by month with the range that chance leaves, and as dots side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analytics import months
from analytics.charts.chart import ROW, Chart, finish, layered, local_day, names_above, values
from analytics.charts.line_axes import Plot, gutter, narrower, value_tooltip
from analytics.charts.theme import Ink, ink
from analytics.simulated_label import marked
from analytics.units import PERCENT

_BELOW = 9  # pixels below the name of a line of dots
_HEIGHT = 300  # of a trend, in pixels
_RANGE = "The bar at each point is the range in which the true share lies, 95 times in 100."


@dataclass(frozen=True)
class Drawn:
    """Which columns of a frame with month and simulated a trend draws, and what its lines are called.

    share has share_low and share_high beside it. target and rolling are columns, or empty; council is another frame
    with month and share, drawn thin behind.
    """

    share: str
    of: str
    target: str = ""
    rolling: str = ""


def share_trend(
    frame: pl.DataFrame, drawn: Drawn, title: str, area: str, council: pl.DataFrame | None, dark: bool
) -> Chart:
    """Each month's share as a point with its interval; the target as it was in force, and three months pooled."""
    i, rows = ink(dark), frame.sort("month").to_dicts()
    highest = max([r[f"{drawn.share}_high"] for r in rows] + [r[drawn.target] or 0 for r in rows if drawn.target])
    top = min(100, highest + 5)
    ticks = alt.TimeIntervalStep(interval="month", step=1)
    axis = alt.Axis(format="%b %Y", labelOverlap=True, grid=False, tickCount=ticks)
    x = alt.X(field="at", type="temporal", title=None, axis=axis, scale=narrower(left=14))
    plot = Plot(x, {"at": local_day(rows[-1]["month"])}, 0, top, i, PERCENT, height=_HEIGHT)
    value = PERCENT.value(rows[-1][drawn.share])
    behind, labels = _behind(rows, drawn, council, plot)
    colours = {label: colour for label, _, colour in labels}
    named = [(value, rows[-1][drawn.share]), *((label, at) for label, at, _ in labels)]
    layers = [*behind, *_points(rows, drawn, plot), *gutter(named, plot, bold=value, colours=colours)]
    caption = f"{drawn.of}. {area}, {months.words(rows[0]['month'])} to {months.words(rows[-1]['month'])}. {_RANGE}"
    said = "; ".join(f"{months.words(r['month'])} {PERCENT.value(r[drawn.share])}" for r in rows)
    return finish(
        layered(*layers),
        i,
        title=title,
        caption=marked(caption, frame),
        description=marked(f"Points by month, {drawn.of.lower()}, {area}. {said}.", frame),
        height=_HEIGHT,
    )


def _behind(
    rows: list[dict[str, Any]], drawn: Drawn, council: pl.DataFrame | None, plot: Plot
) -> tuple[list[alt.Chart], list[tuple[str, float, str]]]:
    """What the points are read against: the council, three months pooled, the target; and the name of each line, where
    it ends, and its colour."""
    i = plot.ink
    lines: list[tuple[str, list[tuple[date, float | None]], str, dict[str, Any]]] = []
    if council is not None:
        known = council.filter(pl.col("month").is_between(rows[0]["month"], rows[-1]["month"])).sort("month")
        look: dict[str, Any] = {"strokeWidth": 1.5, "strokeDash": [2, 3]}
        lines.append(("Whole council", known.select("month", drawn.share).rows(), i.muted, look))
    if drawn.rolling:
        lines.append(("3 months pooled", [(r["month"], r[drawn.rolling]) for r in rows], i.context, {"strokeWidth": 4}))
    if drawn.target:
        steps = [(r["month"], r[drawn.target]) for r in rows]
        lines.append(("Target {}", steps, i.orange, {"strokeWidth": 2, "interpolate": "step-after"}))
    layers: list[alt.Chart] = []
    labels: list[tuple[str, float, str]] = []
    for name, line, colour, look in lines:
        points = [{"at": local_day(month), "value": value} for month, value in line if value is not None]
        ends = [value for _, value in line if value is not None]
        if points:
            layers.append(alt.Chart(values(points)).mark_line(color=colour, **look).encode(x=plot.x, y=plot.y()))
            labels.append((name.format(PERCENT.as_printed(ends[-1])), ends[-1], colour))
    return layers, labels


def _points(rows: list[dict[str, Any]], drawn: Drawn, plot: Plot) -> list[alt.Chart]:
    """Each month's share with its interval."""
    i = plot.ink
    points = [
        {
            "at": local_day(r["month"]),
            "value": r[drawn.share],
            "low": r[f"{drawn.share}_low"],
            "high": r[f"{drawn.share}_high"],
        }
        for r in rows
    ]
    tooltip = [
        alt.Tooltip(field="at", type="temporal", title="Month", format="%B %Y"),
        *(
            value_tooltip(PERCENT, title, field)
            for field, title in (("value", "Share"), ("low", "From"), ("high", "To"))
        ),
    ]
    base = alt.Chart(values(points)).encode(x=plot.x, tooltip=tooltip)
    whiskers = base.mark_rule(color=i.blue, strokeWidth=2, opacity=0.45).encode(
        y=plot.y("low"), y2=alt.Y2(field="high")
    )
    dots = base.mark_point(color=i.blue, fill=i.blue, size=55, opacity=1).encode(y=plot.y())
    return [whiskers, dots]


@dataclass(frozen=True)
class Dot:
    """One line of dots: its name with its counts, the share with its interval, shares to compare with (by name), and
    the target of this line alone."""

    name: str
    share: float
    low: float
    high: float
    beside: Sequence[tuple[str, float]] = ()
    target: float | None = None


def share_dots(dots: Sequence[Dot], frame: pl.DataFrame, now: str, title: str, caption: str, dark: bool) -> Chart:
    """Shares as dots with their intervals, the name of each above it, and others to compare with as open shapes.

    `now` names the filled dots; `frame` is what they were made from, for the mark of simulated rows.
    """
    i = ink(dark)
    names = [dot.name for dot in dots]
    kinds = list(dict.fromkeys([now, *(kind for dot in dots for kind, _ in dot.beside)]))
    y = alt.Y(field="name", type="nominal", title=None, sort=names, axis=None)
    axis = alt.Axis(tickCount=5, labelExpr=PERCENT.axis)
    x = alt.X(field="value", type="quantitative", title=None, scale=alt.Scale(domain=[0, 100], nice=False), axis=axis)
    spans = [{"name": d.name, "value": d.low, "to": d.high} for d in dots]
    layers: list[alt.Chart] = [
        alt.Chart(values(spans))
        .mark_rule(color=i.blue, strokeWidth=3, opacity=0.35, yOffset=_BELOW)
        .encode(x=x, x2=alt.X2(field="to"), y=y)
    ]
    aims = [{"name": d.name, "value": d.target} for d in dots if d.target is not None]
    if aims:
        layers.append(
            alt.Chart(values(aims)).mark_tick(color=i.orange, thickness=3, height=26, yOffset=_BELOW).encode(x=x, y=y)
        )
    points = [
        {"name": d.name, "value": value, "kind": kind}
        for d in dots
        for kind, value in [*reversed(d.beside), (now, d.share)]
    ]
    layers.append(_shapes(points, kinds, x, y, i))
    layers.append(names_above(names, "name", y))
    described = "; ".join(f"{d.name}: {PERCENT.value(d.share)}" for d in dots)
    aimed = " The orange mark is the target." if aims else ""
    return finish(
        layered(*layers),
        i,
        title=title,
        caption=marked(f"{caption}{aimed} {_RANGE.replace('at each point', 'at each dot')}", frame),
        description=marked(f"Dots. {described}.", frame),
        height=60 + ROW * len(dots),
    )


def _shapes(points: list[dict[str, Any]], kinds: list[str], x: alt.X, y: alt.Y, i: Ink) -> alt.Chart:
    """The first kind as a filled circle, the others open, told apart by shape first."""
    shapes, inks = ["circle", "diamond", "triangle-up"][: len(kinds)], [i.blue, i.plum, i.muted][: len(kinds)]
    legend = alt.Legend(orient="top", title=None, labelLimit=320, columns=1)
    tooltip = [
        alt.Tooltip(field="name", type="nominal", title="Of"),
        alt.Tooltip(field="kind", type="nominal", title="When"),
        value_tooltip(PERCENT, "Share"),
    ]
    return (
        alt.Chart(values(points))
        .mark_point(size=110, strokeWidth=2.2, opacity=1, yOffset=_BELOW)
        .encode(
            x=x,
            y=y,
            tooltip=tooltip,
            shape=alt.Shape(
                field="kind", type="nominal", sort=kinds, scale=alt.Scale(domain=kinds, range=shapes), legend=legend
            ),
            color=alt.Color(
                field="kind", type="nominal", sort=kinds, scale=alt.Scale(domain=kinds, range=inks), legend=legend
            ),
            fill=alt.Fill(
                field="kind",
                type="nominal",
                sort=kinds,
                scale=alt.Scale(domain=kinds, range=[i.blue, *[i.paper] * (len(kinds) - 1)]),
                legend=legend,
            ),
        )
    )
