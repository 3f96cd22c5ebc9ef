"""One indicator's financial years over the same months, and its rolling quarters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analytics import formatting, months
from analytics.catalogue import START_UNKNOWN, Indicator, unit_of
from analytics.charts.chart import Chart, finish, layered, values
from analytics.charts.indicator import value_layers
from analytics.charts.line_axes import (
    HEIGHT,
    Plot,
    gutter,
    monthly,
    narrower,
    no_figure,
    reach,
    span,
    text,
    value_tooltip,
    with_period,
)
from analytics.charts.target import latest_target, target_caption, target_edges, target_label, target_layers
from analytics.charts.theme import Ink, ink
from analytics.units import Unit
from analytics.wording import no_target, notes_said

_MONTHS = [f"{months.before(date(2022, 3, 1), 11 - place):%b}" for place in range(12)]


def years_line(years: pl.DataFrame, indicator: Indicator, month: date, area: str, dark: bool) -> Chart:
    """The financial years of `indicators.financial_years`, each a line from April to March, the newest strongest.

    Simulated months are dashed with hollow points wherever published ones stand beside them.
    """
    i, rows = ink(dark), years.to_dicts()
    row = next(r for r in rows if r["month"] == month)
    known = [r for r in rows if r["value"] is not None]
    target = row["target"]
    unit = indicator.unit
    period = indicator.frequency.period
    ends = [] if target is None else [target] if row["target_to"] is None else [target, row["target_to"]]
    plot = _april_to_march([*(r["value"] for r in rows), *ends], i, unit)
    names = list(dict.fromkeys(r["financial_year"] for r in rows))
    mixed = len({r["simulated"] for r in known}) > 1
    layers = [layer for name in names for layer in _year(rows, name, names, plot, mixed)]
    labels, at_end = _names(known, names)
    colours = {name: _colour(name, names, i) for name in names}
    for end in ends:
        line = alt.Chart(values([{"at": at, "value": end} for at in (0, 11)]))
        layers.insert(0, line.mark_line(color=i.orange, strokeWidth=2).encode(x=plot.x, y=plot.y()))
    if target is not None:
        labels.append((f"Target {unit.target(target, row['target_to'])}", target))
        colours[labels[-1][0]] = i.orange
    caption = [
        f"{indicator.name}. {area}, financial years, April to March, {span(rows)}.",
        f"Strong line: {names[-1]}.",
        _target_said(row, month),
        "Dashed, with hollow points: simulated." if mixed else "",
        notes_said(years),
    ]
    return finish(
        layered(*layers, *gutter(labels, plot, bold=names[-1], colours=colours), *text(at_end, plot, dx=9, bold=True)),
        i,
        title=_on_the_year(row | {"period": period}),
        caption=" ".join(filter(None, caption)),
        description=_years_alt(years, known, row, indicator, area),
        height=HEIGHT,
    )


def _names(
    known: list[dict[str, Any]], names: list[str]
) -> tuple[list[tuple[str, float | None]], list[dict[str, Any]]]:
    """The years that reach March, for the gutter; and the newest, which does not yet, at its last point."""
    labels: list[tuple[str, float | None]] = []
    at_end = []
    for name in names:
        part = [r for r in known if r["financial_year"] == name]
        if not part:
            continue
        if name == names[-1] and part[-1]["place"] < 11:
            at_end.append({"at": part[-1]["place"], "value": part[-1]["value"], "label": name})
        else:
            labels.append((name, part[-1]["value"]))
    return labels, at_end


def _colour(name: str, names: list[str], i: Ink) -> str:
    """A year's colour by its age."""
    return [i.blue, i.teal, i.plum, i.muted][len(names) - 1 - names.index(name)]


def _april_to_march(shown: Iterable[float | None], i: Ink, unit: Unit) -> Plot:
    axis = alt.Axis(values=list(range(12)), labelExpr=f"{_MONTHS}[datum.value]", grid=False, labelOverlap=True)
    scale = narrower()
    scale.domain = [0, 11]
    scale.nice = False
    low, high = reach(shown, unit)
    x = alt.X(field="at", type="quantitative", title=None, axis=axis, scale=scale)
    return Plot(x, {"at": 11}, low, high, i, unit)


def _year(rows: list[dict[str, Any]], name: str, names: list[str], plot: Plot, mixed: bool) -> list[alt.Chart]:
    """One year's line: blue and strong if it is the newest, else thinner, in one of the other colours."""
    age = len(names) - 1 - names.index(name)
    colour = _colour(name, names, plot.ink)
    layers = []
    for simulated in (True, False):
        points = [
            {
                "at": r["place"],
                "value": r["value"] if bool(r["simulated"]) == simulated else None,
                "month": months.words(r["month"]),
                "note": r["note"] or "as the source has it",
            }
            for r in rows
            if r["financial_year"] == name
        ]
        if all(p["value"] is None for p in points):
            continue
        hollow = mixed and simulated
        look: dict[str, Any] = {"strokeWidth": 1.5 if age else 3} | ({"strokeDash": [2, 2]} if hollow else {})
        fill = plot.ink.paper if hollow else colour
        dot = alt.OverlayMarkDef(color=colour, size=25 if age else 45, filled=not hollow, fill=fill)
        tooltip = [
            alt.Tooltip(field="month", type="nominal", title="Month"),
            value_tooltip(unit_of(rows[0]["measure_id"])),
            alt.Tooltip(field="note", type="nominal", title="Where from"),
        ]
        line = alt.Chart(values(points)).mark_line(color=colour, point=dot, **look)
        layers.append(line.encode(x=plot.x, y=plot.y(), tooltip=tooltip))
    return layers


def _target_said(row: dict[str, Any], month: date) -> str:
    if row["target"] is None:
        return f"{formatting.capital(no_target(row))}."
    lines = "Orange line" if row["target_to"] is None else "Orange lines"
    if row["start_assumed"]:
        return f"{lines}: target {START_UNKNOWN}."
    return f"{lines}: the target of {months.words(month)}."


def _on_the_year(row: dict[str, Any]) -> str:
    """This month against the same month last year; `row` has the columns of `year_on_year`, and period."""
    then = months.of_period(months.before(row["month"], 12), row["period"])
    if row["value"] is None:
        return no_figure(row)
    unit = unit_of(row["measure_id"])
    said = with_period(row)
    if row["year_change"] is None:
        return f"{said}; no comparison with last year ({row['no_year_change']})"
    if row["year_change"] == 0:
        return f"{said}, the same as {months.in_period(months.before(row['month'], 12), row['period'])}"
    side = "above" if row["year_change"] > 0 else "below"
    the = "" if row["period"] == "month" else "the "
    return f"{said}, {unit.size(row['year_change'])} {side} {the}{then}"


def _years_alt(
    years: pl.DataFrame, known: list[dict[str, Any]], row: dict[str, Any], indicator: Indicator, area: str
) -> str:
    said = []
    for name in dict.fromkeys(r["financial_year"] for r in known):
        part = [r for r in known if r["financial_year"] == name]
        first, last = part[0], part[-1]
        said.append(
            f"{name}: {indicator.unit.value(first['value'])} in {months.words(first['month'])}, "
            f"{indicator.unit.value(last['value'])} in {months.words(last['month'])}"
        )
    lines = "; ".join(said) or "0 months have a figure"
    finding = _on_the_year(row | {"period": indicator.frequency.period})
    begins = f"Lines of {indicator.name}, {area}, by financial year. {finding}."
    return f"{begins} {lines}. {notes_said(years)}".strip()


def quarters_line(series: pl.DataFrame, indicator: Indicator, month: date, area: str, dark: bool) -> Chart:
    """The rolling quarters of one indicator, each at its last month, with the target; without control limits.

    `series` is a frame of `indicators.series` that has the month and at least one rolling quarter.
    """
    rows = series.to_dicts()
    row = next(r for r in rows if r["month"] == month)
    unit = indicator.unit
    plot = monthly(rows, [*(r["rolling_quarter"] for r in rows), *target_edges(rows)], ink(dark), unit)
    latest, value = latest_target(rows, row), unit.value(row["rolling_quarter"])
    labels: list[tuple[str, float | None]] = [(target_label(latest), latest["target"])] if latest else []
    if row is rows[-1]:
        labels.append((value, row["rolling_quarter"]))
    how = (
        "A snapshot's quarter is its last month, so this is the same line; successive snapshots are alike."
        if row["window"] == "snapshot"
        else "Each point adds up the three months that end with it."
        if unit.kind.adds
        else "Each point pools the numerators and denominators of the three months that end with it."
    )
    caption = [
        f"{indicator.name}. {area}, rolling quarters, {span(rows)}. {how}",
        "Rolling figures overlap, so no control limits are drawn.",
        notes_said(series),
        target_caption(rows),
    ]
    return finish(
        layered(
            *target_layers(rows, row, plot),
            *value_layers(rows, plot, "rolling_quarter"),
            *gutter(labels, plot, bold=value),
        ),
        plot.ink,
        title=_quarter_finding(row),
        caption=" ".join(filter(None, caption)),
        description=_quarters_alt(series, rows, row, indicator, area),
        height=HEIGHT,
    )


def _quarter_finding(row: dict[str, Any]) -> str:
    month = months.words(row["month"])
    if row["rolling_quarter"] is None:
        return f"No rolling quarter to {month}: {row['no_quarter']}"
    simulated = " (simulated)" if row["simulated"] else ""
    value = unit_of(row["measure_id"]).value(row["rolling_quarter"])
    return f"{value}{simulated} in the three months to {month}"


def _quarters_alt(
    series: pl.DataFrame, rows: list[dict[str, Any]], row: dict[str, Any], indicator: Indicator, area: str
) -> str:
    known = [r for r in rows if r["rolling_quarter"] is not None]
    first, low, high = known[0], *(pick(known, key=lambda r: r["rolling_quarter"]) for pick in (min, max))
    said = ", ".join(
        f"{name} {indicator.unit.value(r['rolling_quarter'])} to {months.words(r['month'])}"
        for name, r in (("first", first), ("lowest", low), ("highest", high))
    )
    return (
        f"Rolling quarters of {indicator.name}, {area}. {_quarter_finding(row)}. {said}. {notes_said(series)}".strip()
    )
