"""What is behind the line of an indicator: expected range and signals, what others report, events."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

import altair as alt
import polars as pl

from analytics import formatting, months
from analytics.catalogue import unit_of
from analytics.charts.chart import local_day, values
from analytics.charts.line_axes import Plot, period_title, place, point, text, value_tooltip
from analytics.indicators.comparators import NEIGHBOURS, period_months
from analytics.wording import method_words, signal_words


def drawn_limits(row: dict[str, Any]) -> tuple[float, float]:
    """A month's control limits, cut off at the bounds of the unit, beyond which no figure can lie."""
    unit = unit_of(row["measure_id"])
    return unit.within(row["lower"]), unit.within(row["upper"])


def limited(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that have control limits."""
    return [r for r in rows if r["lower"] is not None]


def limit_layers(rows: list[dict[str, Any]], plot: Plot) -> list[alt.Chart]:
    """Mean and limits as thin lines."""
    points = [
        place(r["month"]) | {"mean": r["mean"], "lower": low, "upper": high, "since": _since(r)}
        for r in limited(rows)
        for low, high in [drawn_limits(r)]
    ]
    base = alt.Chart(values(points))
    dashes = {"mean": [1, 0], "lower": [6, 3], "upper": [6, 3]}
    return [
        base.mark_line(color=plot.ink.muted, strokeWidth=1, strokeDash=dash).encode(
            x=plot.x, y=plot.y(field), detail=alt.Detail(field="since", type="nominal")
        )
        for field, dash in dashes.items()
        if points
    ]


def _since(row: dict[str, Any]) -> str:
    """The month from which a month's limits were recalculated, so that no line is drawn across it; empty if none."""
    return months.words(row["recalculated"]) if row["recalculated"] else ""


def limit_labels(rows: list[dict[str, Any]]) -> list[tuple[str, float | None]]:
    """What the gutter says of mean and limits."""
    if not limited(rows):
        return []
    row = limited(rows)[-1]
    low, high = drawn_limits(row)
    unit = unit_of(row["measure_id"])
    mean = f"Mean {unit.value(row['mean'])}"
    if low == high:  # a series that hardly ever changes
        return [(mean, row["mean"])]
    return [
        (mean, row["mean"]),
        (f"Limit {unit.value(low)}" if low == row["lower"] else f"Limit below {unit.as_printed(low)}", low),
        (f"Limit {unit.value(high)}" if high == row["upper"] else f"Limit over {unit.as_printed(high)}", high),
    ]


def limit_caption(rows: list[dict[str, Any]]) -> str:
    """What mean, limits and diamonds mean, and by which chart, or nothing where there are none."""
    charted = [r for r in limited(rows) if r["value"] is not None]
    if not charted:
        return ""
    trial = ", trial limits, for there are fewer than 13" if charted[-1]["trial"] else ""
    signals = f" Diamond: unlikely to be chance; the newest is {_newest(rows)}." if _stretches(rows) else ""
    afresh = list(dict.fromkeys(filter(None, map(_since, charted))))
    recalculated = f"; recalculated from {formatting.joined(afresh)}" if afresh else ""
    bounds = unit_of(charted[-1]["measure_id"]).bounds
    newest = charted[-1]
    return (
        f"Thin grey lines: the usual (mean) and the expected range, from the {newest['baseline']} figures before "
        f"{months.words(newest['month'])}{recalculated}{trial}{f'; drawn {bounds}' if bounds else ''}. "
        f"Judged by {method_words(newest)}.{signals}"
    )


def limit_alt(rows: list[dict[str, Any]]) -> str:
    """Mean, limits and signals in words."""
    if not limited(rows):
        return ""
    row = limited(rows)[-1]
    low, high = drawn_limits(row)
    name = "expected range (trial limits)" if row["trial"] else "expected range"
    since = f" from {_since(row)} on" if _since(row) else ""
    unit = unit_of(row["measure_id"])
    least, most = unit.value(low), unit.value(high)
    span = f"{least} to {most}" if least != most else f"always {least}"
    said = f"Mean{since} {unit.value(row['mean'])}, {name} {span}."
    none, apart = f"Any {row['period']} that is judged could be chance", row["period_months"]
    stretches = [
        f"{formatting.joined(months.runs((r['month'] for r in stretch), apart))}: {_stretch_words(stretch)}"
        for stretch in _stretches(rows)
    ]
    return f"{said} {'Unlikely to be chance: ' + '; '.join(stretches) if stretches else none}."


def _stretches(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Months in a row that carry a signal on the same side."""
    parts = (list(part) for _, part in groupby(rows, key=lambda r: r["side"] if r["signal"] else None))
    return [part for part in parts if part[0]["signal"]]


def _stretch_words(stretch: list[dict[str, Any]]) -> str:
    return formatting.joined(list(dict.fromkeys(signal_words(r["signal"], r["side"], r["period"]) for r in stretch)))


def _newest(rows: list[dict[str, Any]]) -> str:
    row = _stretches(rows)[-1][-1]
    return f"{months.words(row['month'])}, {signal_words(row['signal'], row['side'], row['period'])}"


def signal_layers(rows: list[dict[str, Any]], plot: Plot) -> list[alt.Chart]:
    """A diamond on every point with a signal."""
    stretches = _stretches(rows)
    points = [
        point(r, signal_words(r["signal"], r["side"], plot.period)) | {"month": months.words(r["month"])}
        for stretch in stretches
        for r in stretch
    ]
    if not points:
        return []
    tooltip = [
        alt.Tooltip(field="month", type="nominal", title=period_title(plot.period)),
        value_tooltip(unit_of(stretches[0][0]["measure_id"])),
        alt.Tooltip(field="label", type="nominal", title="Unlikely to be chance"),
    ]
    diamonds = (
        alt.Chart(values(points))
        .mark_point(shape="diamond", color=plot.ink.plum, fill=plot.ink.plum, size=110, opacity=1)
        .encode(x=plot.x, y=plot.y(), tooltip=tooltip)
    )
    return [diamonds]


def _held(others: pl.DataFrame) -> dict[tuple[str, str], dict[str, Any]]:
    rows = others.drop_nulls("value").to_dicts()
    return {(r["comparator"], r["statistic"]): r for r in rows}


def comparator_span(others: pl.DataFrame, rows: list[dict[str, Any]]) -> tuple[date, date] | None:
    """The part of the chart's months that the comparators' period covers; None if it lies outside."""
    period = period_months(others["period"][0]) if others.height else None
    if period is None:
        return None
    first, last = max(period[0], rows[0]["month"]), min(period[1], rows[-1]["month"])
    return (first, last) if first <= last else None


def comparator_values(others: pl.DataFrame) -> list[float]:
    """The figures of others that the chart draws."""
    held = _held(others)
    keys = [*((NEIGHBOURS, name) for name in ("lowest", "median", "highest")), ("England", "value")]
    return [held[key]["value"] for key in keys if key in held]


def comparator_layers(others: pl.DataFrame, rows: list[dict[str, Any]], plot: Plot) -> list[alt.Chart]:
    """The neighbours' range as a band, their median and England as thin labelled lines, over their own period."""
    within, held = comparator_span(others, rows), _held(others)
    if within is None:
        return []
    ends = {"at": local_day(within[0]), "until": local_day(within[1])}
    if within[0] == within[1]:  # one day, drawn a month wide
        ends["until"] = f"{within[0]:%Y-%m}-28T00:00:00"
    layers = []
    lowest, highest = held.get((NEIGHBOURS, "lowest")), held.get((NEIGHBOURS, "highest"))
    if lowest and highest:
        band = alt.Chart(values([ends | {"low": lowest["value"], "high": highest["value"]}]))
        mark = band.mark_rect(color=plot.ink.context, opacity=0.3)
        layers.append(mark.encode(x=plot.x, x2=alt.X2(field="until"), y=plot.y("low"), y2=alt.Y2(field="high")))
    if points := [ends | {"value": value} for _, value in _others(others)]:
        rules = alt.Chart(values(points)).mark_rule(color=plot.ink.teal, strokeWidth=2)
        layers.append(rules.encode(x=plot.x, x2=alt.X2(field="until"), y=plot.y()))
    return layers


def _others(others: pl.DataFrame) -> list[tuple[str, float]]:
    """The figures of others that have a line, by name."""
    held = _held(others)
    named = (("Neighbours", (NEIGHBOURS, "median")), ("England", ("England", "value")))
    return [(name, held[key]["value"]) for name, key in named if key in held]


def comparator_labels(others: pl.DataFrame, rows: list[dict[str, Any]]) -> list[tuple[str, float | None]]:
    """What the gutter says of others."""
    if comparator_span(others, rows) is None:
        return []
    return [(f"{name} {unit_of(rows[0]['measure_id']).value(value)}", value) for name, value in _others(others)]


def comparator_caption(others: pl.DataFrame, rows: list[dict[str, Any]]) -> str:
    """What the band and the lines of others mean, or nothing where none is drawn."""
    if comparator_span(others, rows) is None or not comparator_values(others):
        return ""
    made_up = " These figures of others are simulated." if others["simulated"].any() else ""
    return (
        f"Green lines and grey band: England, the median and the range of the statistical neighbours, "
        f"{comparator_period(others)}.{made_up}"
    )


def comparator_period(others: pl.DataFrame) -> str:
    """The period of the figures of others, and why the chosen month is not judged by them, if it is not."""
    return ", ".join(filter(None, others.select("period", "not_compared").row(0)))


def event_layers(events: pl.DataFrame, plot: Plot) -> list[alt.Chart]:
    """A thin rule with a number for each event."""
    points = [place(e["month"]) | {"label": str(e["number"]), "value": plot.high} for e in events.iter_rows(named=True)]
    if not points:
        return []
    rules = alt.Chart(values(points)).mark_rule(color=plot.ink.muted, strokeWidth=1, strokeDash=[1, 3])
    return [rules.encode(x=plot.x), *text(points, plot, align="center", dx=0, below=-9, bold=True)]


def event_caption(events: pl.DataFrame) -> str:
    """What the numbered rules mean, in the words of who recorded them."""
    said = [f"{e['number']} {months.words(e['month'])}: {e['note']}" for e in events.iter_rows(named=True)]
    return f"Events: {'; '.join(said)}." if said else ""
