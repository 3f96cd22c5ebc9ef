"""Audit ratings as stacked bars: by month, and by legal status."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analytics import months
from analytics.catalogue import GOOD_OR_BETTER, INADEQUATE, catalogue
from analytics.charts.chart import BAR, ROW, Chart, Layers, finish, layered, names_above, values
from analytics.charts.line_axes import value_tooltip
from analytics.charts.theme import Ink, ink
from analytics.simulated_label import marked
from analytics.units import PERCENT

_DARK_TEXT = "#0B0C0C"


def _fills(shown: list[str], i: Ink) -> dict[str, tuple[str, str]]:
    """The fill of each part, best first, by its place in its band, and a text colour with at least 4.5:1 on it."""
    bands, light_text = catalogue().scale.bands, "#FFFFFF" if i.paper == "#FFFFFF" else _DARK_TEXT
    good, poor = bands[GOOD_OR_BETTER], bands[INADEQUATE]
    between = [part for part in shown if part not in (*good, *poor)]
    light_orange, light_plum = ("#FBC9A8", _DARK_TEXT), ("#F0CFDF", _DARK_TEXT)
    return {
        **dict(zip(good, ((i.blue, light_text), (i.teal, _DARK_TEXT)), strict=False)),
        **dict(zip(reversed(between), ((i.orange, _DARK_TEXT), light_orange), strict=False)),
        **dict(zip(reversed(poor), ((i.plum, light_text), light_plum), strict=False)),
    }


def _stacked(rows: list[dict[str, Any]], order: list[str], i: Ink) -> Layers:
    """One bar a group, parted by rating in the order of the ratings, with the count in each part."""
    shown = [part for part in catalogue().scale.parts if part in {row["rating"] for row in rows}]
    fills = _fills(shown, i)
    for row in rows:
        before = [r["share"] for r in rows if r["group"] == row["group"] and r["position"] < row["position"]]
        row |= {"from": sum(before), "to": sum(before) + row["share"], "ink": fills[row["rating"]][1]}
        row["middle"] = (row["from"] + row["to"]) / 2
    y = alt.Y(field="group", type="nominal", title=None, sort=order, axis=None)
    x = alt.X(
        field="from",
        type="quantitative",
        title=f"{PERCENT.headed('Share of audits')}; the number in each part is its count of audits",
        scale=alt.Scale(domain=[0, 100], nice=False),
        axis=alt.Axis(tickCount=5, grid=False),
    )
    colour = alt.Color(
        field="rating",
        type="nominal",
        title=None,
        sort=shown,
        scale=alt.Scale(domain=shown, range=[fills[part][0] for part in shown]),
        legend=alt.Legend(orient="top", columns=2, symbolType="square", labelLimit=200),
    )
    tooltip = [
        alt.Tooltip(field="group", type="nominal", title="Audits"),
        alt.Tooltip(field="rating", type="nominal", title="Rating"),
        alt.Tooltip(field="count", type="quantitative", title="Count"),
        value_tooltip(PERCENT, "Share", "share"),
    ]
    base = alt.Chart(values(rows))
    bars = base.mark_bar(stroke=i.paper, strokeWidth=1.5, **BAR).encode(
        x=x, x2=alt.X2(field="to"), y=y, color=colour, tooltip=tooltip
    )
    counts = (
        alt.Chart(values([r for r in rows if r["share"] >= 4]))
        .mark_text(fontSize=13, fontWeight="bold", yOffset=BAR["yOffset"])
        .encode(
            x=alt.X(field="middle", type="quantitative"),
            y=y,
            text=alt.Text(field="count", type="quantitative"),
            color=alt.Color(field="ink", type="nominal", scale=None),
        )
    )
    return layered(bars, counts, names_above(order, "group", y), own_colours=True)


def _rows(frame: pl.DataFrame, group: str, names: dict[Any, str]) -> list[dict[str, Any]]:
    parts = catalogue().scale.parts
    return [
        {
            "group": f"{names[r[group]]} ({r['audits']})",
            "rating": rating,
            "position": parts.index(rating),
            "count": count,
            "share": (r["share"] or 0.0) * count / max(r["count"], 1),
        }
        for r in frame.iter_rows(named=True)
        for rating, count in _parts(r)
    ]


def _parts(row: dict[str, Any]) -> list[tuple[str, int]]:
    """The rating and its count; the grade that has a lower end in two where it is known."""
    lower = row.get("lower_end")
    if lower is None:
        return [(row["rating"], row["count"])]
    return [(row["rating"], row["count"] - lower), (catalogue().scale.lower_end, lower)]


def _counts_in_words(frame: pl.DataFrame, group: str, names: dict[Any, str]) -> str:
    said = []
    for (value,), part in frame.group_by(group, maintain_order=True):
        parts = [pair for row in part.iter_rows(named=True) for pair in _parts(row)]
        counts = [f"{count} {rating}" for rating, count in parts if count]
        said.append(f"{names[value]}: {', '.join(counts) or 'none'}, of {part['audits'][0]}")
    return "; ".join(said)


def ratings_by_month(frame: pl.DataFrame, title: str, dark: bool) -> Chart:
    """Bars of `audits.by_month`, one a month."""
    i, held = ink(dark), frame["month"].unique(maintain_order=True).to_list()
    names = {m: months.words(m) for m in held}
    rows = _rows(frame, "month", names)
    return finish(
        _stacked(rows, list(dict.fromkeys(r["group"] for r in rows)), i),
        i,
        title=title,
        caption=marked(
            "Completed case audits by rating after moderation. In brackets, the number of audits in the month.", frame
        ),
        description=marked(f"Stacked bars, audits by month. {_counts_in_words(frame, 'month', names)}.", frame),
        height=60 + ROW * len(held),
    )


def ratings_by_legal_status(frame: pl.DataFrame, month: date, title: str, dark: bool) -> Chart:
    """Bars of `audits.by_legal_status`, one a legal status."""
    i = ink(dark)
    names = {s.legal_status: s.name for s in catalogue().legal_statuses.values()}
    rows = _rows(frame, "legal_status", names)
    window = f"{months.words(months.before(month, 2))} to {months.words(month)}"
    return finish(
        _stacked(rows, list(dict.fromkeys(r["group"] for r in rows)), i),
        i,
        title=title,
        caption=marked(f"Completed case audits, {window} counted together. In brackets, the number of audits.", frame),
        description=marked(
            f"Stacked bars, audits by legal status, {window}. {_counts_in_words(frame, 'legal_status', names)}.", frame
        ),
        height=60 + ROW * len(names),
    )
