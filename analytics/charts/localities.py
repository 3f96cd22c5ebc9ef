"""Localities side by side: a funnel plot, and small lines on one scale."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analytics import formatting, months, simulated_label
from analytics.catalogue import Indicator
from analytics.charts.chart import Chart, finish, layered, local_day, values
from analytics.charts.dot_plots import Dot, share_dots
from analytics.charts.labels import NARROWEST, Place, named, places, point, stands
from analytics.charts.line_axes import no_figure, room, value_axis, value_tooltip
from analytics.charts.theme import Ink, ink
from analytics.units import Kind, Unit

WITHIN = "within chance"
THOUSANDS = "format(datum.value / 1000, ',~g')"
_HEIGHT = 300  # of the funnel, in pixels
_SHAPES = {WITHIN: "circle", "beyond 95%": "diamond", "beyond 99.8%": "triangle-up"}


def funnel_plot(
    rows: pl.DataFrame, curve: pl.DataFrame, indicator: Indicator, chosen: str, month: date, title: str, dark: bool
) -> Chart:
    """Each row's percentage against how many it is of, or its rate against its population, with the limits of
    chance. Only `chosen` (a locality) and what is outside the limits have their names in the plot.

    `rows` have name_of_row and the columns of `indicators.by_place`; `curve` is that of `indicators.funnel_curve`.
    Limits are cut off at the bounds of the unit, beyond which no figure lies.
    """
    i, told, unit = ink(dark), rows.drop_nulls("beyond"), indicator.unit
    # the limits of fewer reach so far that nothing could be told of the points
    curve = curve.filter(pl.col("denominator") >= min(told["denominator"].to_list(), default=0) / 2)
    whole, widest = _whole(indicator), float(max(curve["denominator"]))
    x = alt.X(
        field="n",
        type="quantitative",
        title=f"{whole} (thousands)" if indicator.population else whole,
        scale=alt.Scale(domain=[0, widest], nice=False),
        axis=alt.Axis(grid=False, tickCount=6, labelExpr=THOUSANDS if indicator.population else alt.Undefined),
    )
    shown = [*told["value"]] + [v for c in ("low_998", "high_998") for v in map(unit.within, curve[c])]
    free = 3 if unit.kind is Kind.PERCENTAGE else room(min(shown), max(shown), unit, 0.06)
    bottom, top = unit.within(min(shown) - free), unit.within(max(shown) + free)
    scale = alt.Scale(domain=[bottom, top], nice=False, zero=False)
    y = alt.Y(
        field="value",
        type="quantitative",
        title=None,
        scale=scale,
        axis=value_axis(unit),
    )
    points = _placed(told, chosen, unit, (widest, bottom, top))
    layers = [*limit_lines(curve, x, scale, i, unit), *_points(points, x, y, i, unit, whole)]
    of = "of {}" if unit.kind is Kind.PERCENTAGE else f"({whole.lower()} {{}})"
    said = "; ".join(
        f"{r['name_of_row']} {unit.value(r['value'])} {of.format(formatting.quantity(r['denominator']))}, {r['beyond']}"
        for r in told.iter_rows(named=True)
    )
    mean = unit.value(told["together"][0]) if told.height else formatting.NONE
    when = months.of_period(indicator.frequency.newest(month), indicator.frequency.period)
    return finish(
        layered(*layers),
        i,
        title=title,
        caption=simulated_label.marked(
            f"{indicator.name}, {when}. Middle line: all together, {mean}. By chance alone 95 of 100 "
            "are between the inner lines, 998 of 1,000 between the outer ones.",
            rows,
        ),
        description=simulated_label.marked(
            f"Funnel plot of {indicator.name}, {when}. All together {mean}. {said}.", rows
        ),
        height=_HEIGHT,
    )


def _placed(told: pl.DataFrame, chosen: str, unit: Unit, ends: tuple[float, float, float]) -> list[dict[str, Any]]:
    """The points, those that are named with their label and where it is; `ends` are those of the scales: the right
    one, the lower and the upper."""
    widest, bottom, top = ends
    across, up = NARROWEST / widest, _HEIGHT / (top - bottom)
    rows = told.with_columns(mine=pl.col("locality") == chosen).sort(
        pl.col("mine") | (pl.col("beyond") != WITHIN), descending=True, maintain_order=True
    )
    at = [(r["denominator"] * across, (r["value"] - bottom) * up) for r in rows.iter_rows(named=True)]
    labels = [_label(r) for r in rows.iter_rows(named=True)]
    said = [label for label in labels if label]
    taken = [point(*others) for others in at[len(said) :]]
    where: list[Place | None] = [*places(at[: len(said)], said, _HEIGHT, taken), *[None] * (len(at) - len(said))]
    return [
        {"n": r["denominator"], "value": r["value"], "beyond": r["beyond"], "name": r["name_of_row"]}
        | {"mine": r["mine"], "stands": _stands(r), "label": label}
        | (stands(place, (r["denominator"], r["value"]), (across, up)) if place else {})
        for r, label, place in zip(rows.iter_rows(named=True), labels, where, strict=True)
    ]


def _label(row: dict[str, Any]) -> str:
    """The name of a point outside the limits, with what is said of it, or of the chosen one; else nothing."""
    if row["beyond"] == WITHIN:
        return str(row["name_of_row"]) if row["mine"] else ""
    return f"{row['name_of_row']}\n{'few cases' if row['few'] else row['stands']}"


def _stands(row: dict[str, Any]) -> str:
    """What the tooltip of a point says of it."""
    if row["beyond"] == WITHIN:
        return WITHIN
    return f"{row['beyond']}, few cases" if row["few"] else f"{row['stands']}, {row['beyond']}"


def _whole(indicator: Indicator) -> str:
    """What stands along a funnel."""
    if indicator.kind is Kind.RATE:
        return "Population" if indicator.population else "Denominator"
    return f"Number of {indicator.counted}"


def limit_lines(curve: pl.DataFrame, x: alt.X, scale: alt.Scale, i: Ink, unit: Unit) -> list[alt.Chart]:
    """The lines of a `FunnelCurve`, cut off at the bounds of the unit, the outer ones with their names; a limit that is
    null is not drawn."""
    layers = []
    for name, dash, label in (("together", [], ""), ("95", [6, 4], "95%"), ("998", [2, 3], "99.8%")):
        columns = ["together"] if name == "together" else [f"low_{name}", f"high_{name}"]
        for column in columns:
            data = [
                {"n": n, "at": unit.within(at)} for n, at in curve.select("denominator", column).drop_nulls().rows()
            ]
            at = alt.Y(field="at", type="quantitative", scale=scale, title=None, axis=value_axis(unit))
            line = alt.Chart(values(data)).mark_line(color=i.muted, strokeWidth=1, strokeDash=dash)
            layers.append(line.encode(x=x, y=at))
            if label and data:
                text = alt.Chart(values([data[-1] | {"label": label}])).mark_text(
                    color=i.muted, align="left", fontSize=12, dx=6, baseline="middle"
                )
                layers.append(text.encode(x=x, y=at, text=alt.Text(field="label", type="nominal")))
    return layers


def _points(points: list[dict[str, Any]], x: alt.X, y: alt.Y, i: Ink, unit: Unit, whole: str) -> list[alt.Chart]:
    """A shape for each row, the chosen one ringed, and the labels, each joined to its point by a thin line."""
    tooltip = [
        alt.Tooltip(field="name", type="nominal", title="Area"),
        value_tooltip(unit, "Share" if unit.kind is Kind.PERCENTAGE else "Rate"),
        alt.Tooltip(field="n", type="quantitative", title=whole, format=",~f"),
        alt.Tooltip(field="stands", type="nominal", title="Against all together"),
    ]
    shapes = alt.Scale(domain=list(_SHAPES), range=list(_SHAPES.values()))
    legend = alt.Legend(orient="top", symbolFillColor=i.blue)
    shape = alt.Shape(field="beyond", type="nominal", title=None, scale=shapes, legend=legend)
    mine, others = ([p for p in points if p["mine"] is own] for own in (True, False))
    layers = named([p for p in points if p["label"]], x, y, i)
    ring = alt.Chart(values(mine)).mark_point(size=420, color=i.text, strokeWidth=2, opacity=1, shape="circle")
    layers += [ring.encode(x=x, y=y)] if mine else []
    for drawn, colour in ((others, i.muted if mine else i.blue), (mine, i.blue)):
        mark = alt.Chart(values(drawn)).mark_point(
            filled=True, size=110, color=colour, stroke=i.paper, strokeWidth=1, opacity=1
        )
        layers += [mark.encode(x=x, y=y, shape=shape, tooltip=tooltip)] if drawn else []
    return layers


def quality_dots(rows: pl.DataFrame, area: str, month: date, title: str, dark: bool) -> Chart:
    """Timeliness beside audits; rows of `audits.place_beside_timeliness`."""
    dots = [
        Dot(
            f"{r['what']} ({r['part']} of {r['whole']})",
            r["share"],
            r["low"],
            r["high"],
            [("Whole council", r["council"])] if r["council"] is not None else [],
            r["target"],
        )
        for r in rows.iter_rows(named=True)
    ]
    caption = f"{area}: indicators of {months.words(month)}, audits of the three months to it."
    return share_dots(dots, rows, area, title, caption, dark)


def small_line(
    rows: pl.DataFrame, name: str, indicator: Indicator, scale: tuple[float, float], month: date, context: bool,
    dark: bool,
) -> Chart:  # fmt: skip
    """One locality's months as a small line; all localities are drawn on the same `scale` (in the unit). `context`: it
    is there beside the chosen one, and is grey."""
    i, unit, newest = ink(dark), indicator.unit, indicator.frequency.newest(month)
    period = indicator.frequency.period
    columns = ("month", "value", "target", "target_to")
    points = [{"at": local_day(m), "value": v, "target": t, "to": to} for m, v, t, to in rows.select(*columns).rows()]
    x = alt.X(
        field="at",
        type="temporal",
        title=None,
        axis=alt.Axis(format="%b %y", tickCount=3, grid=False, labelOverlap=True),
    )
    y = alt.Y(
        field="value", type="quantitative", title=None, scale=alt.Scale(domain=list(scale), nice=False, zero=False),
        axis=value_axis(unit, 3),
    )  # fmt: skip
    colour = i.muted if context else i.blue
    line = alt.Chart(values(points)).mark_line(color=colour, strokeWidth=2).encode(x=x, y=y)
    known = [p for p in points if p["value"] is not None]
    marks = alt.Chart(values(known[-1:])).mark_point(color=colour, filled=True, size=60).encode(x=x, y=y)
    aimed = [p for p in points if p["target"] is not None]
    targets = [
        alt.Chart(values(aimed)).mark_line(color=i.orange, strokeWidth=1.5, strokeDash=[5, 4]).encode(
            x=x, y=alt.Y(field=end, type="quantitative", scale=alt.Scale(domain=list(scale), nice=False, zero=False))
        )
        for end in ("target", "to")
        if any(p[end] is not None for p in aimed)
    ]  # fmt: skip
    now = rows.filter(month=newest)["value"].to_list() or [None]
    none = no_figure({"month": newest, "period": period})
    current = unit.value(now[0]) if now[0] is not None else f"{none[:1].lower()}{none[1:]}"
    said = f"{current}, from {unit.value(known[0]['value'])}" if known else "no figures"
    span = f"{formatting.counted(len(known), period)} to {months.words(newest)}"
    return finish(
        layered(*targets, line, marks),
        i,
        title=f"{name}: {current}",
        caption=simulated_label.mark(rows),
        description=simulated_label.marked(f"Line of {indicator.name}, {name}, {span}: {said}.", rows),
        height=130,
    )
