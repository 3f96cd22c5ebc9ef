"""The picture of the first screen: timely and good?"""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analytics import months
from analytics.catalogue import ALL, catalogue
from analytics.charts.chart import Chart, finish, layered, values
from analytics.charts.labels import named, places, point, stands
from analytics.charts.theme import Ink, ink
from analytics.simulated_label import marked
from analytics.units import PERCENT

_HEIGHT, _WIDE = 330, 285  # of the plot on a phone, in pixels
_ROOM, _STEP = 4, 25  # points of a percentage around the dots, and by which the plot becomes wider


def timely_and_good(rows: pl.DataFrame, area: str, month: date, target: float | None, title: str, dark: bool) -> Chart:
    """Areas as dots by how many timeliness indicators are on target and how many audits are good or better.

    rows: of `home.timely_and_good`; target: of the audits, in percent, or None.
    """
    i, good = ink(dark), catalogue().scale.good
    points = [_point(row) for row in rows.iter_rows(named=True)]
    now = [p for p in points if p["month"] == months.words(month)]
    mine = [p for p in now if p["area"] == area]
    before = sorted((p for p in points if p["area"] == area), key=lambda p: p["at"])
    parts = [p for p in now if p["area"] not in (area, ALL)]
    whole = [p for p in now if p["area"] == ALL and area != ALL]
    ends = [*(p["good"] for p in points), *(end for p in mine for end in (p["low"], p["high"])), target or 0]
    right = min(100, _STEP * (max(p["timely"] for p in points) // _STEP + 1))
    top = min(100, max(ends) + 2 * _ROOM)
    x = alt.X(
        field="timely", type="quantitative", title="Timeliness indicators on target",
        scale=alt.Scale(domain=[-_ROOM * right / 100, right + _ROOM * right / 100], nice=False),
        axis=alt.Axis(tickCount=5, labelExpr=PERCENT.axis, grid=False),
    )  # fmt: skip
    y = alt.Y(
        field="good", type="quantitative", title=f"Audits {good}, three months",
        scale=alt.Scale(domain=[0, top], nice=False), axis=alt.Axis(tickCount=5, labelExpr=PERCENT.axis),
    )  # fmt: skip
    told = {"name": "Area", "month": "Month", "on_time": "On target", "graded": f"Audits {good}"}
    tooltip = [alt.Tooltip(field=field, type="nominal", title=said) for field, said in told.items()]

    def dots(drawn: list[dict[str, Any]], shape: str, colour: str, size: int, **more: Any) -> alt.Chart:
        mark = alt.Chart(values(drawn)).mark_point(filled=True, shape=shape, color=colour, size=size, **more)
        return mark.encode(x=x, y=y, tooltip=tooltip)

    layers = [
        *([_target(target, y, i.muted)] if target is not None else []),
        alt.Chart(values(before)).mark_line(color=i.blue, strokeWidth=1.5, opacity=0.6).encode(
            x=x, y=y, order=alt.Order(field="at", type="nominal")
        ),
        dots(before[:-1], "circle", i.blue, 24, opacity=0.6),
        dots(parts, "circle", i.context, 90, stroke=i.muted, strokeWidth=1, opacity=0.9),
        dots(whole, "square", i.teal, 110, opacity=1),
        alt.Chart(values(mine)).mark_rule(color=i.blue, strokeWidth=2).encode(
            x=x, y=alt.Y(field="low", type="quantitative"), y2=alt.Y2(field="high")
        ),
        dots(mine, "diamond", i.blue, 240, opacity=1),
        *_named(mine, [*before[:-1], *parts, *whole], (right, top), x, y, i),
    ]  # fmt: skip
    said = "; ".join(f"{p['name']} {p['on_time']} on target, audits {p['graded']}" for p in now)
    caption = (
        f"Each dot is an area in {months.words(month)}{_whole(whole)}. The bar is the range in which the true share of "
        f"audits is, 95 times in 100{_trail(before)}."
    )
    return finish(
        layered(*filter(_has_rows, layers)), i, title=title, caption=marked(caption, rows),
        description=marked(f"Dots: timeliness indicators on target against audits {good}. {said}.", rows),
        height=_HEIGHT,
    )  # fmt: skip


def _has_rows(layer: Any) -> bool:
    """Whether a layer draws anything; one that doesn't would be an image without a name to a screen reader."""
    return bool(layer.data.values.rows)


def _point(row: dict[str, Any]) -> dict[str, Any]:
    of = (("on_time", "met", "rated", "timely"), ("graded", "good_audits", "audits", "good"))
    said = {name: f"{PERCENT.value(row[share])}, {row[part]} of {row[whole]}" for name, part, whole, share in of}
    return said | {
        "area": row["area"], "name": row["name"], "month": months.words(row["month"]), "at": row["month"].isoformat(),
        "timely": row["timely"], "good": row["good"], "low": row["good_low"], "high": row["good_high"],
    }  # fmt: skip


def _whole(whole: list[dict[str, Any]]) -> str:
    return f", the square the whole of {whole[0]['name']}" if whole else ""


def _trail(before: list[dict[str, Any]]) -> str:
    return f"; the line leads there from {before[0]['month']}" if len(before) > 1 else ""


def _target(target: float, y: alt.Y, colour: str) -> alt.Chart:
    line = [{"good": target, "name": f"Target {PERCENT.as_printed(target)}"}]
    return (
        alt.Chart(values(line))
        .mark_rule(color=colour, strokeDash=[6, 4])
        .encode(y=y, tooltip=[alt.Tooltip(field="name", type="nominal", title="Audits")])
    )


def _named(
    mine: list[dict[str, Any]], others: list[dict[str, Any]], ends: tuple[float, float], x: alt.X, y: alt.Y, i: Ink
) -> list[alt.Chart]:
    """The name of a dot, joined to it, where it covers none of the others. `ends` are those of the two scales."""
    if not mine:
        return []
    (own,), (right, top) = mine, ends
    room = _ROOM * right / 100
    across, up = _WIDE / (right + 2 * room), _HEIGHT / top

    def at(p: dict[str, Any]) -> tuple[float, float]:
        return (p["timely"] + room) * across, p["good"] * up

    (place,) = places([at(own)], [own["name"]], _HEIGHT, [point(*at(p)) for p in others], _WIDE)
    end = stands(place, (own["timely"], own["good"]), (across, up))
    return named([own | end | {"label": own["name"], "mine": True}], x, y, i)
