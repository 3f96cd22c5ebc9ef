"""How long actions take, drawn as the share done by each day; and what people said, as dots."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from analytics import formatting
from analytics.audits.completion import DAYS, EVERY
from analytics.audits.voices import PEOPLE
from analytics.charts.chart import Chart, finish, layered, values
from analytics.charts.dot_plots import Dot, share_dots
from analytics.charts.line_axes import HEIGHT, Plot, gutter, narrower, value_tooltip
from analytics.charts.theme import ink
from analytics.intervals import FEW
from analytics.simulated_label import marked
from analytics.units import PERCENT

_DASHES = ([6, 3], [2, 3], [8, 3, 2, 3])
_MOST = len(_DASHES)  # kinds that are told apart in a chart


def completion(curves: pl.DataFrame, title: str, area: str, dark: bool) -> Chart:
    """The curves of `audits.completion.curves`, each as long as 20 actions or more are followed: all actions with their
    interval, and up to three kinds."""
    i = ink(dark)
    drawn = curves.filter(pl.col("at_risk") >= FEW)
    names = [name for name in drawn["name"].unique(maintain_order=True) if name != EVERY]
    names = names if 2 <= len(names) <= _MOST else []
    last = drawn.filter(pl.col("name").is_in([EVERY, *names]))["day"].max()
    axis = alt.Axis(grid=False, tickCount=6, labelOverlap=True)
    scale = narrower()
    scale.domain, scale.nice = [0, last], False
    x = alt.X(field="day", type="quantitative", title="Days", axis=axis, scale=scale)
    plot = Plot(x, {"day": last}, 0, 100, i, PERCENT)
    tooltip = [
        alt.Tooltip(field="name", type="nominal", title="Actions"),
        alt.Tooltip(field="day", type="quantitative", title="Day"),
        value_tooltip(PERCENT, "Done", "share"),
        alt.Tooltip(field="at_risk", type="quantitative", title="Open and followed until then"),
    ]
    rows = drawn.filter(name=EVERY).drop("simulated").to_dicts()
    step: dict[str, Any] = {"interpolate": "step-after"}
    band = [row for row in rows if row["share_low"] is not None]
    layers = [
        alt.Chart(values(band))
        .mark_area(color=i.blue, opacity=0.18, **step)
        .encode(x=x, y=plot.y("share_low"), y2=alt.Y2(field="share_high")),
        alt.Chart(values(rows))
        .mark_line(color=i.blue, strokeWidth=3, **step)
        .encode(x=x, y=plot.y("share"), tooltip=tooltip),
    ]
    labels = [(formatting.capital(EVERY), rows[-1]["share"])]
    colours = {labels[0][0]: i.blue}
    for name, colour, dash in zip(names, (i.plum, i.muted, i.teal), _DASHES, strict=False):
        part = drawn.filter(name=name).drop("simulated").to_dicts()
        line = alt.Chart(values(part)).mark_line(color=colour, strokeWidth=2, strokeDash=dash, **step)
        layers.append(line.encode(x=x, y=plot.y("share"), tooltip=tooltip))
        labels.append((formatting.capital(name), part[-1]["share"]))
        colours[labels[-1][0]] = colour
    caption = (
        f"Agreed actions done by each day, {area}; what is still open counts as open (Kaplan–Meier). The shaded range "
        f"holds the true share of all actions 95 times in 100. Drawn as long as {FEW} or more are open and followed."
    )
    said = "; ".join(
        f"{formatting.capital(name)}: "
        + ", ".join(
            f"{PERCENT.value(curve.filter(pl.col('day') <= day)['share'][-1])} by day {day}"
            for day in DAYS
            if day <= curve["day"][-1]
        )
        for name in (EVERY, *names)
        if (curve := drawn.filter(name=name)).height
    )
    return finish(
        layered(*layers, *gutter(labels, plot, bold=labels[0][0], colours=colours)),
        i,
        title=title,
        caption=marked(caption, curves),
        description=marked(f"Rising lines of the share of actions done. {said}.", curves),
        height=HEIGHT,
    )


def voices(found: pl.DataFrame, window: str, title: str, dark: bool) -> Chart:
    """What people said in three months, beside the three before, from `audits.voices.voices`."""
    before = "three months before"
    dots = [
        Dot(
            f"{PEOPLE[row['who']]}: {row['name']} ({row['said']} of {row['answered']}{', few' * row['few']})",
            row["share"],
            row["share_low"],
            row["share_high"],
            [] if row["previous_share"] is None else [(before, row["previous_share"])],
        )
        for row in found.drop_nulls("share").iter_rows(named=True)
    ]
    caption = (
        "Of those who answered, the share who said yes or named the theme. In brackets, the counts. Those who did not "
        "answer may think otherwise."
    )
    return share_dots(dots, found, window, title, caption, dark)
