"""One authority among all of England: the funnel of all authorities, and the years beside England's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import altair as alt
import polars as pl

from analytics import formatting, simulated_label
from analytics.catalogue import Indicator
from analytics.charts.chart import Chart, finish, layered, local_day, values
from analytics.charts.labels import NARROWEST, named, places, point, stands
from analytics.charts.line_axes import HEIGHT, Plot, gutter, monthly, narrower, room, value_axis, value_tooltip
from analytics.charts.localities import THOUSANDS, limit_lines
from analytics.charts.theme import Ink, ink
from analytics.national import GROUP, OWN, REST, SAME_REGION
from analytics.units import Kind
from analytics.wording.national import ENGLAND, Others, why_not
from analytics.wording.phrases import Row

_SHAPES = {OWN: "diamond", GROUP: "square", SAME_REGION: "triangle-up", REST: "circle"}
_HEIGHT = 400
_SIZES = {OWN: 220, GROUP: 90, SAME_REGION: 80, REST: 40}


def _colours(i: Ink) -> dict[str, str]:
    return {OWN: i.blue, GROUP: i.teal, SAME_REGION: i.plum, REST: i.context}


def authorities_funnel(
    every: pl.DataFrame, curve: pl.DataFrame, row: Row, indicator: Indicator, group: Others, limits: str, title: str,
    dark: bool,
) -> Chart:  # fmt: skip
    """Each authority's figure against how many it is of, with limits of which `limits` says what they allow for.

    every: rows of `national.everybody`; curve: of `national.curve`; row: the authority's own of `national.comparison`.
    """
    i, told, unit = ink(dark), every.drop_nulls("beyond"), indicator.unit
    names = {OWN: row["name"], GROUP: group.name, SAME_REGION: row["region"], REST: "other authorities"}
    points: dict[str, list[dict[str, Any]]] = {who: [] for who in _SHAPES}
    for r in told.iter_rows(named=True):
        point = {"n": r["denominator"], "value": r["value"], "who": names[r["who"]], "name": r["name"]}
        points[r["who"]].append(point | {"place": r["place"]})
    shown = {who: found for who, found in points.items() if found}
    whole = f"Number of {indicator.counted}" if unit.kind is Kind.PERCENTAGE else "Population"
    thousands = max(told["denominator"]) >= 10_000
    x = alt.X(
        field="n", type="quantitative", title=f"{whole} (thousands)" if thousands else whole,
        scale=alt.Scale(type="sqrt", nice=False),
        axis=alt.Axis(grid=False, tickCount=6, labelOverlap=True, labelExpr=THOUSANDS if thousands else alt.Undefined),
    )  # fmt: skip
    ends = [*told["value"], *(v for c in ("low_95", "high_95") for v in map(unit.within, curve[c]))]
    free = room(min(ends), max(ends), unit, 0.06)
    bottom, top = unit.within(min(ends) - free), unit.within(max(ends) + free)
    scale = alt.Scale(domain=[bottom, top], nice=False, zero=False)
    y = alt.Y(field="value", type="quantitative", title=None, scale=scale, axis=value_axis(unit))
    limits_within = [pl.when(pl.col(c).is_between(bottom, top)).then(c).alias(c) for c in curve.columns[2:]]
    curve = curve.with_columns(limits_within)  # a limit ends where the plot does
    colours, kinds = _colours(i), list(shown)
    domain = [names[who] for who in kinds]
    shape = alt.Shape(
        field="who", type="nominal", title=None,
        scale=alt.Scale(domain=domain, range=[_SHAPES[who] for who in kinds]),
        legend=alt.Legend(orient="top", columns=2, labelLimit=260),
    )  # fmt: skip
    colour = alt.Color(
        field="who", type="nominal", title=None, legend=alt.Legend(orient="top", columns=2, labelLimit=260),
        scale=alt.Scale(domain=domain, range=[colours[who] for who in kinds]),
    )  # fmt: skip
    tooltip = [
        alt.Tooltip(field="name", type="nominal", title="Authority"),
        value_tooltip(unit),
        alt.Tooltip(field="n", type="quantitative", title=whole, format=",.0f"),
        alt.Tooltip(field="place", type="quantitative", title="Place"),
    ]
    marks = [
        alt.Chart(values(shown[who]))
        .mark_point(filled=True, opacity=0.8 if who == REST else 1, size=_SIZES[who])
        .encode(x=x, y=y, shape=shape, color=colour, tooltip=tooltip)
        for who in reversed(kinds)
    ]
    labels = _own_name(points, (bottom, top), i, x, y)
    average = unit.value(curve["together"][0])
    caption = (
        f"{indicator.name}, {row['period']}: {told.height} authorities. Middle line: all together, {average}. {limits}"
    )
    others = [
        f"{len(shown[who])} {names[who]}" for who in (GROUP, SAME_REGION, REST) if who in shown
    ]  # fmt: skip
    position = why_not(row) or row["beyond"]
    return finish(
        layered(*limit_lines(curve, x, scale, i, unit), *marks, *labels),
        i,
        title=title,
        caption=simulated_label.marked(caption, told),
        description=simulated_label.marked(
            f"Funnel plot of {indicator.name}, {row['period']}. All together {average}. {row['name']} "
            f"{unit.value(row['value'])}, {position}. Also drawn: {formatting.joined(others)}.",
            told,
        ),
        height=_HEIGHT,
    )


def _own_name(
    points: dict[str, list[dict[str, Any]]], ends: tuple[float, float], i: Ink, x: alt.X, y: alt.Y
) -> list[alt.Chart]:
    """The authority's name where it covers none of the points; `ends` are those of the scale of figures."""
    widest = max(p["n"] for found in points.values() for p in found) ** 0.5
    across, up = NARROWEST / widest, _HEIGHT / (ends[1] - ends[0])

    def at(p: dict[str, Any]) -> tuple[float, float]:
        return p["n"] ** 0.5 * across, (p["value"] - ends[0]) * up

    taken = [point(*at(p)) for who, found in points.items() for p in found if who != OWN]
    named_points = []
    for own in points[OWN]:
        (place,) = places([at(own)], [own["name"]], _HEIGHT, taken)
        end = stands(place, (own["n"] ** 0.5, own["value"]), (across, up))
        named_points.append(own | end | {"label_at": max(end["label_at"], 0) ** 2, "label": own["name"], "mine": True})
    return named(named_points, x, y, i)


def years_beside(years: pl.DataFrame, row: Row, indicator: Indicator, group: Others, title: str, dark: bool) -> Chart:
    """An authority's years beside England's, its region's and a group's; years: rows of `Standpoint.over_time`, row:
    the one that is chosen."""
    i, unit, rows, name, region = ink(dark), indicator.unit, years.to_dicts(), row["name"], row["region"]
    drawn = ("value", "country_value", "region_value", "median", "lowest", "highest")
    timed = [r | {"month": r["last"], "period": "year"} for r in rows]
    plot = monthly(timed, [r[c] for r in rows for c in drawn], i, unit)
    axis = alt.Axis(values=[local_day(r["last"]) for r in rows], format="%b %Y", labelOverlap=True, grid=False)
    plot = replace(plot, x=alt.X(field="at", type="temporal", title=None, axis=axis, scale=narrower()))
    band = [
        {"at": local_day(r["last"]), "value": r["lowest"], "to": r["highest"]} for r in rows if r["lowest"] is not None
    ]
    layers = [
        alt.Chart(values(band)).mark_area(color=i.context, opacity=0.35).encode(
            x=plot.x, y=plot.y(), y2=alt.Y2(field="to")
        ),
        *_line(rows, "median", group.median, plot, i.teal, "diamond", [3, 3]),
        *_line(rows, "region_value", region, plot, i.plum, "triangle-up", [7, 3]),
        *_line(rows, "country_value", ENGLAND, plot, i.muted, "square", []),
        *_line(rows, "value", name, plot, i.blue, "circle", [], 3),
    ]  # fmt: skip
    newest = rows[-1]
    labels = [("Here", "value"), (ENGLAND, "country_value"), ("Region", "region_value"), ("Group median", "median")]
    said = [f"{word} {unit.number(newest[column])}" for word, column in labels if newest[column] is not None]
    at = [newest[column] for _, column in labels if newest[column] is not None]
    layers += gutter(list(zip(said, at, strict=True)), plot, bold=said[0] if newest["value"] is not None else "")
    first = next((r for r in rows if r["value"] is not None), newest)
    spans = f"{rows[0]['period']} to {newest['period']}"
    return finish(
        layered(*layers),
        i,
        title=title,
        caption=simulated_label.marked(
            f"{indicator.name}, {spans}: {name} (circles), England (squares), {region} (triangles), and "
            f"{group.name} (diamonds show the median, grey runs from the lowest to the highest).",
            years,
        ),
        description=simulated_label.marked(
            f"Lines of {indicator.name}, {spans}. {name} from {unit.value(first['value'])} to "
            f"{unit.value(newest['value'])}, England {unit.value(newest['country_value'])}, {group.name} "
            f"{unit.value(newest['median'])}.",
            years,
        ),
        height=HEIGHT,
    )


def _line(
    rows: list[Row], column: str, who: str, plot: Plot, colour: str, shape: str, dash: list[int], width: float = 1.5
) -> list[alt.Chart]:
    points = [
        {"at": local_day(r["last"]), "value": r[column], "who": who, "period": r["period"]}
        for r in rows
        if r[column] is not None
    ]
    if not points:
        return []
    chart = alt.Chart(values(points)).encode(x=plot.x, y=plot.y())
    assert plot.unit  # of a figure in a unit
    tooltip = [
        alt.Tooltip(field="who", type="nominal", title="Who"),
        alt.Tooltip(field="period", type="nominal", title="Period"),
        value_tooltip(plot.unit),
    ]
    return [
        chart.mark_line(color=colour, strokeWidth=width, strokeDash=dash),
        chart.mark_point(color=colour, filled=True, shape=shape, size=20 * width + 20, opacity=1).encode(
            tooltip=tooltip
        ),
    ]
