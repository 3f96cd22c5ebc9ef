"""Then and now: a line for each indicator, from its figure in one month to that in another."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analytics import formatting, months
from analytics.charts.chart import Chart, finish, layered, values
from analytics.charts.line_axes import value_axis
from analytics.charts.theme import ink
from analytics.simulated_label import marked
from analytics.units import PERCENT, Kind
from analytics.wording import plain_name

_HEIGHT, _LINE = 460, 17  # of the plot and of a label, in pixels
_NAMED = 14  # lines that have a label, at most
_ENDS = [-0.15, 2.6]  # of the scale on which the lines go from 0 to 1
_LABEL = f"width * {(_ENDS[1] - 1) / (_ENDS[1] - _ENDS[0]):.2f} - 14"  # pixels of a label: what the lines leave


def drawable(rows: pl.DataFrame) -> bool:
    """Whether any row can be drawn."""
    return not _drawn(rows).is_empty()


def _drawn(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("difference").is_not_null(), pl.col("kind") == Kind.PERCENTAGE.value)


def slopes(rows: pl.DataFrame, then: date, now: date, area: str, title: str, dark: bool) -> Chart:
    """The percentages of `indicators.then_and_now`. What is worse or better by more than chance is drawn strong,
    and the first of them by how many cases that makes have their names; the others are thin."""
    i = ink(dark)
    drawn = _drawn(rows)
    found = [_line(row) for row in drawn.sort(pl.col("cases").abs(), descending=True, nulls_last=True).to_dicts()]
    known = [value for one in found for value in (one["then"], one["now"])]
    bottom, top = max(0.0, min(known) - 4), min(100.0, max(known) + 4)
    x = alt.X(field="at", type="quantitative", axis=None, scale=alt.Scale(domain=_ENDS, nice=False))
    y = alt.Y(
        field="value", type="quantitative", title=None, axis=value_axis(PERCENT),
        scale=alt.Scale(domain=[bottom, top], nice=False, zero=False),
    )  # fmt: skip
    shown = {"worse": (i.plum, "square"), "better": (i.blue, "circle")}
    layers = [_lines([one for one in found if one["verdict"] not in shown], x, y, i.context, 1, "circle", 12)]
    for which, (colour, shape) in shown.items():
        layers.append(_lines([one for one in found if one["verdict"] == which], x, y, colour, 2.5, shape, 70))
    named = _labels([one for one in found if one["verdict"] in shown][:_NAMED], bottom, top)
    layers.append(
        alt.Chart(values(named))
        .mark_text(align="left", dx=10, limit=alt.ExprRef(_LABEL), fontSize=12, color=i.text)
        .encode(x=x, y=y, text=alt.Text(field="label", type="nominal"))
    )
    heads = [{"at": at, "value": top, "label": months.words(month)} for at, month in ((0, then), (1, now))]
    layers.append(
        alt.Chart(values(heads)).mark_text(color=i.muted, dy=-12, fontSize=13)
        .encode(x=x, y=y, text=alt.Text(field="label", type="nominal"))
    )  # fmt: skip
    others = rows.height - len(found)
    rest = f" {formatting.counted(others, 'other')} are in the table alone." if others else ""
    caption = (
        f"Percentages, {area}. Squares got worse and circles better, by more than chance; thin lines could be chance."
        f"{rest}"
    )
    said = "; ".join(f"{one['name']} {one['said']}" for one in found if one["verdict"] in shown)
    return finish(
        layered(*(layer for layer in layers if layer is not None)), i, title=title, caption=marked(caption, drawn),
        description=marked(
            f"Lines from {months.words(then)} to {months.words(now)}, {len(found)} percentages, {area}. {said}.", drawn
        ),
        height=_HEIGHT,
    )  # fmt: skip


def _line(row: dict[str, Any]) -> dict[str, Any]:
    then, now = (PERCENT.value(row[which]) for which in ("then_value", "value"))
    return {
        "measure_id": row["measure_id"], "name": plain_name(row), "verdict": row["verdict"],
        "then": row["then_value"], "now": row["value"], "said": f"{then} to {now}, {row['verdict']}",
    }  # fmt: skip


def _lines(
    found: list[dict[str, Any]], x: alt.X, y: alt.Y, colour: str, width: float, shape: str, size: float
) -> alt.Chart | None:
    """A line an indicator with a mark at each end; None where there is none: an image without a name."""
    ends = [
        {"at": at, "value": one[when], "of": one["measure_id"], "name": one["name"], "said": one["said"]}
        for one in found
        for at, when in ((0, "then"), (1, "now"))
    ]
    if not ends:
        return None
    return (
        alt.Chart(values(ends))
        .mark_line(color=colour, strokeWidth=width, point={"shape": shape, "size": size, "color": colour})
        .encode(
            x=x, y=y, detail=alt.Detail(field="of", type="nominal"),
            tooltip=[
                alt.Tooltip(field="name", type="nominal", title="Indicator"),
                alt.Tooltip(field="said", type="nominal", title="Then and now"),
            ],
        )
    )  # fmt: skip


def _labels(found: list[dict[str, Any]], bottom: float, top: float) -> list[dict[str, Any]]:
    """Where the labels are, from above, so that none covers another."""
    apart, at = _LINE / _HEIGHT * (top - bottom), top + 1e9
    placed = []
    for left, one in enumerate(sorted(found, key=lambda one: -one["now"])):
        lowest = bottom + (len(found) - left - 1) * apart  # leaves room for those below
        at = min(at - apart, max(one["now"], lowest))
        placed.append({"at": 1, "value": at, "label": f"{PERCENT.value(one['now'])} {one['name']}"})
    return placed
