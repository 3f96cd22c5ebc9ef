"""What the charts of one indicator share: the axes, the gutter of labels at the right, text that stays readable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt

from analytics import formatting, months
from analytics.catalogue import unit_of
from analytics.charts.chart import local_day, values
from analytics.charts.theme import Ink
from analytics.units import Kind, Unit
from analytics.wording.kpi_labels import no_target
from analytics.wording.phrases import for_information

HEIGHT = 340
GUTTER = 108  # pixels at the right, for the labels of lines
_LINE = 17  # pixels that a label needs


@dataclass(frozen=True)
class Plot:
    """Where months and figures lie: the axes, the last place on the x axis, how far the y axis reaches, its unit (None
    for plain counts), and what a figure is of."""

    x: alt.X
    last: dict[str, Any]
    low: float
    high: float
    ink: Ink
    unit: Unit | None = None
    period: str = "month"
    height: int = HEIGHT

    def y(self, field: str = "value") -> alt.Y:
        scale = alt.Scale(domain=[self.low, self.high], nice=False, zero=False)
        return alt.Y(field=field, type="quantitative", title=None, scale=scale, axis=value_axis(self.unit))


def value_axis(unit: Unit | None, ticks: int = 5) -> alt.Axis:
    """The axis of values; above it stands what they are in, where the labels of its ticks do not say it."""
    label = unit.axis if unit else alt.Undefined
    if unit is None or not unit.symbol_on_axis:
        return alt.Axis(tickCount=ticks, labelExpr=label)
    over: dict[str, Any] = {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleBaseline": "bottom"}
    return alt.Axis(tickCount=ticks, labelExpr=label, title=unit.symbol_on_axis, titleX=0, titleY=-8, **over)


def room(low: float, high: float, unit: Unit, part: float, points: float = 1) -> float:
    """How much is left free above and below what is drawn: a part of its height, of percentages at least so many
    points, of others at least a step of the last decimal."""
    least = points if unit.kind is Kind.PERCENTAGE else 10.0**-unit.decimals
    return max((high - low) * part, least)


def reach(shown: Iterable[float | None], unit: Unit) -> tuple[float, float]:
    """From a little below the lowest of the figures to a little above the highest, within the bounds of the unit."""
    known = [v for v in shown if v is not None]
    low, high = min(known, default=0.0), max(known, default=100.0)
    free = room(low, high, unit, 0.12)
    return unit.within(low - free), unit.within(high + free)


def narrower(left: int = 0) -> alt.Scale:
    """A scale that leaves the gutter free, and so many pixels at the left."""
    return alt.Scale(range=[left, {"expr": f"width - {GUTTER}"}])


def monthly(rows: Sequence[dict[str, Any]], shown: Iterable[float | None], i: Ink, unit: Unit) -> Plot:
    """A plot of the months of `rows`, in which all the figures `shown` have room."""
    axis = alt.Axis(format="%b %Y", labelOverlap=True, grid=False)
    x = alt.X(field="at", type="temporal", title=None, axis=axis, scale=narrower())
    low, high = reach(shown, unit)
    return Plot(x, {"at": local_day(rows[-1]["month"])}, low, high, i, unit, rows[-1]["period"])


def finding(row: dict[str, Any]) -> str:
    """Where a month stands against its target; `row` is a row of `series`."""
    if row["value"] is None:
        return no_figure(row)
    unit = unit_of(row["measure_id"])
    said = with_period(row)
    if for_information(row):
        return f"{said}, for information"
    if row["target"] is None:
        return f"{said}, {no_target(row)}"
    target = unit.target(row["target"], row["target_to"])
    if row["distance"] == 0:
        return f"{said}, {'on' if row['target_to'] is None else 'within'} the target of {target}"
    side = "above" if row["distance"] > 0 else "below"
    return f"{said}, {unit.size(row['distance'])} {side} the target of {target}"


def no_figure(row: dict[str, Any]) -> str:
    the = "" if row["period"] == "month" else "the "
    return f"No figure for {the}{months.of_period(row['month'], row['period'])}"


def with_period(row: dict[str, Any]) -> str:
    """The figure of a row and what it is of."""
    simulated = " (simulated)" if row["simulated"] else ""
    value = unit_of(row["measure_id"]).value(row["value"])
    return f"{value}{simulated} {months.in_period(row['month'], row['period'])}"


def period_title(period: str) -> str:
    """What stands over the month of a point, which is the last one of its quarter or year."""
    return "Month" if period == "month" else f"{formatting.capital(period)} to"


def period_tooltip(period: str) -> alt.Tooltip:
    """The month of a point."""
    return alt.Tooltip(field="at", type="temporal", title=period_title(period), format="%B %Y")


def span(rows: Sequence[dict[str, Any]]) -> str:
    """The months from the first to the last of some rows."""
    return f"{months.words(rows[0]['month'])} to {months.words(rows[-1]['month'])}"


def point(row: dict[str, Any], label: str) -> dict[str, Any]:
    """A month's value with a label."""
    return {"at": local_day(row["month"]), "value": row["value"], "label": label}


def place(month: date) -> dict[str, str]:
    return {"at": local_day(month)}


def text(
    points: Sequence[dict[str, Any]],
    plot: Plot,
    *,
    align: str = "left",
    dx: int = 4,
    below: int = 0,
    bold: bool = False,
) -> list[alt.Chart]:
    """Labels at their points, with a rim of paper so that they stay readable where a line crosses."""
    if not points:
        return []
    said = alt.Text(field="label", type="nominal")
    base = alt.Chart(values(list(points))).encode(x=plot.x, y=plot.y(), text=said)
    mark: dict[str, Any] = {
        "align": align,
        "baseline": "middle",
        "dx": dx,
        "dy": below,
        "fontSize": 15 if bold else 13,
        "fontWeight": "bold" if bold else "normal",
    }
    return [
        base.mark_text(color=plot.ink.paper, stroke=plot.ink.paper, strokeWidth=4, **mark),
        base.mark_text(color=plot.ink.text, **mark),
    ]


def gutter(
    labels: Sequence[tuple[str, float | None]], plot: Plot, *, bold: str = "", colours: Mapping[str, str] | None = None
) -> list[alt.Chart]:
    """Labels at the right edge, each as near to its value as the others leave room; `bold` is the chosen one.

    A label that `colours` names has a square of that colour before it.
    """
    room = (plot.high - plot.low) / plot.height * _LINE
    stands: list[tuple[float, str]] = []
    for label, value in sorted(((text, v) for text, v in labels if v is not None), key=lambda one: one[1]):
        lowest = stands[-1][0] + room if stands else plot.low
        stands.append((max(value, lowest), label))
    ceiling = plot.high
    for index in range(len(stands) - 1, -1, -1):  # what was pushed over the top comes down again
        stands[index] = (min(stands[index][0], ceiling), stands[index][1])
        ceiling = stands[index][0] - room
    points = [plot.last | {"value": value, "label": label} for value, label in stands]
    named = [p | {"colour": colours[p["label"]]} for p in points if colours and p["label"] in colours]
    squares = alt.Chart(values(named)).mark_point(shape="square", filled=True, size=70, opacity=1, xOffset=14)
    colour = alt.Color(field="colour", type="nominal", scale=None)
    return [
        *text([p for p in points if p["label"] != bold], plot, dx=24 if named else 9),
        *text([p for p in points if p["label"] == bold], plot, dx=24 if named else 9, bold=True),
        *([squares.encode(x=plot.x, y=plot.y(), color=colour)] if named else []),
    ]


def value_tooltip(unit: Unit, title: str = "Value", field: str = "value") -> alt.Tooltip:
    """A figure in a tooltip."""
    return alt.Tooltip(field=field, type="quantitative", title=unit.headed(title), format=unit.format)
