"""Screening RAG as stacked bars, records screened month by month, and the funnel plot of red records.

Word and shape come first, a pale tint second.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analytics import formatting, months
from analytics.charts.chart import BAR, ROW, Chart, Layers, finish, layered, names_above, stacked, tinted_bars, values
from analytics.charts.labels import LINE, NARROWEST, Box, named, places, point, stands
from analytics.charts.line_axes import value_tooltip
from analytics.charts.theme import Ink, ink
from analytics.extracts.contracts import RAG
from analytics.screening import OUTSIDE, TOO_FEW, WITHIN, share
from analytics.simulated_label import marked
from analytics.units import PERCENT

_UNRATED = "no rating"
_FUNNEL_HEIGHT = 480
_CROWDED = 12  # areas, of which only those outside the limits are named, and the chosen ones
_BEYOND = 1.25  # how far the funnel plot goes beyond its lines, for their names
_SHAPES = dict(zip(OUTSIDE, ["triangle-up"] * 2 + ["triangle-down"] * 2, strict=True)) | {WITHIN: "circle"}
_LINES = {
    "all_areas": ([1, 0], "all {}"),
    "low_95": ([6, 4], "95%"),
    "high_95": ([6, 4], "95%"),
    "low_998": ([2, 3], "99.8%"),
    "high_998": ([2, 3], "99.8%"),
}  # how each line of the funnel is broken, and its name


def _records(row: dict[str, Any]) -> str:
    """How many records the shares are of."""
    return formatting.counted(row["records"], "record", "records") + (" (small numbers)" if row["small"] else "")


def screening_bars(frame: pl.DataFrame, month: date, chosen: tuple[str, ...], title: str, dark: bool) -> Chart:
    """Bars of `screening.by_area`, most red first; the labels of the areas in `chosen` are marked with an arrow."""
    ordered = frame.sort("red", "amber", descending=True)
    bars = {}
    for row in ordered.iter_rows(named=True):
        name = f"► {row['name']}" if row["area"] in chosen else row["name"]
        if row["records"] is not None:
            name += f", {_records(row)}"
        bars[name] = row
    counted = ordered["records"].count() > 0
    basis = "counted from the records." if counted else "shares as the council printed them; it printed no counts."
    return finish(
        _stacked(bars, ink(dark)),
        ink(dark),
        title=title,
        caption=marked(f"Records screened by the end of {months.words(month)}, {basis}", frame),
        description=marked(
            f"Stacked bars of screening by area, most red first. {_in_words(list(ordered.iter_rows(named=True)))}.",
            frame,
        ),
        height=ROW * len(bars),
    )


def screening_over_time(frame: pl.DataFrame, name: str, title: str, dark: bool) -> Chart:
    """Bars of `screening.by_month`: the ratings of all records screened by the end of each month."""
    rows = [row | {"name": months.words(row["month"])} for row in frame.iter_rows(named=True)]
    bars = {f"By {r['name']}, {_records(r)}": r for r in rows}
    return finish(
        _stacked(bars, ink(dark)),
        ink(dark),
        title=title,
        caption=marked(
            f"{name}: all records screened by the end of each month, by the rating that they had then.",
            frame,
        ),
        description=marked(f"Stacked bars of screening in {name} by month, cumulative. {_in_words(rows)}.", frame),
        height=ROW * len(bars),
    )


def _stacked(bars: dict[str, dict[str, Any]], i: Ink) -> Layers:
    """One bar a label, parted by colour; a narrow part has no label."""
    tints = {"red": i.red_tint, "amber": i.amber_tint, "green": i.green_tint, "unrated": i.paper}
    rows: list[dict[str, Any]] = []
    for label, row in bars.items():
        for colour in (*RAG, "unrated"):
            if not row[colour]:
                continue
            part = {"bar": label, "share": row[colour], "tint": tints[colour]}
            part["rating"] = _UNRATED if colour == "unrated" else formatting.rag(colour)
            written = share(row[colour], row["records"]).removesuffix(PERCENT.symbol)
            part["label"] = f"{formatting.SHAPES.get(colour, '')} {written}".strip()
            rows.append(part)
    blank = ", blank: no rating" if any(row["rating"] == _UNRATED for row in rows) else ""
    x = alt.X(
        field="from",
        type="quantitative",
        title=[PERCENT.headed("Share of screened records") + ":", f"■ red, ▲ amber, ● green{blank}"],
        scale=alt.Scale(domain=[0, max([100, *(row["to"] for row in stacked(rows, "bar"))])], nice=False),
        axis=alt.Axis(values=[0, 25, 50, 75, 100], grid=False),
    )
    tooltip = [
        alt.Tooltip(field="bar", type="nominal", title="Records"),
        alt.Tooltip(field="rating", type="nominal", title="Rated"),
        value_tooltip(PERCENT, "Share", "share"),
    ]
    return tinted_bars(rows, "bar", list(bars), x, tooltip, 11, i)


def _in_words(rows: list[dict[str, Any]]) -> str:
    said = []
    for row in rows:
        shares = [f"{share(row[colour], row['records'])} {colour}" for colour in RAG if row[colour] is not None]
        shares += [f"{PERCENT.value(row['unrated'])} without a rating"] if row["unrated"] else []
        of = f" of {row['records']:,}" if row["records"] is not None else ""
        said.append(f"{row['name']}{of}: {', '.join(shares)}")
    return "; ".join(said)


def screened_by_month(frame: pl.DataFrame, name: str, title: str, dark: bool) -> Chart:
    """Bars of `screening.by_month`: records screened before each month and in it."""
    i, rows = ink(dark), []
    for row in frame.iter_rows(named=True):
        so_far = f"so far {row['records']:,} ({PERCENT.value(row['so_far'])})"
        label = f"{months.words(row['month'])}: {row['screened']:,}, {so_far}"
        before = row["records"] - row["screened"]
        rows.append({"bar": label, "when": "screened before", "from": 0, "to": before, "fill": i.context})
        rows.append(
            {"bar": label, "when": "screened in the month", "from": before, "to": row["records"], "fill": i.blue}
        )
    labels = list(dict.fromkeys(row["bar"] for row in rows))
    y = alt.Y(field="bar", type="nominal", title=None, sort=labels, axis=None)
    x = alt.X(
        field="from",
        type="quantitative",
        title=["Records: blue in the month,", "grey screened before"],
        scale=alt.Scale(domain=[0, frame["in_extract"][0]], nice=False),
        axis=alt.Axis(tickCount=5, grid=False, format=",d"),
    )
    tooltip = [
        alt.Tooltip(field="bar", type="nominal", title="Month"),
        alt.Tooltip(field="when", type="nominal", title="Part"),
    ]
    bars = (
        alt.Chart(values(rows))
        .mark_bar(**BAR)
        .encode(
            x=x, x2=alt.X2(field="to"), y=y, color=alt.Color(field="fill", type="nominal", scale=None), tooltip=tooltip
        )
    )
    cut = months.words(frame["cut"][0])
    said = "; ".join(labels)
    return finish(
        layered(bars, names_above(labels, "bar", y)),
        i,
        title=title,
        caption=marked(
            f"{name}: records screened for the first time in each month, and so far. The share is of the "
            f"{frame['in_extract'][0]:,} records that the newest extract (cut {cut}) has.",
            frame,
        ),
        description=marked(f"Bars of records screened in {name}, by month. {said}.", frame),
        height=ROW * len(labels),
    )


def red_funnel(
    limits: pl.DataFrame, curve: pl.DataFrame, month: date, chosen: tuple[str, ...], title: str, dark: bool
) -> Chart:
    """Funnel plot of `screening.red_limits` with the lines of `screening.funnel_curve`, each area labelled."""
    i, rows = ink(dark), limits.sort("red", "records", descending=True).to_dicts()
    widest = _BEYOND * curve["records"][-1]
    highest = min(100.0, max(5.0, 1.15 * max(rows[0]["red"], rows[0]["all_areas"])))
    across, up = (alt.Scale(domain=[0, end], nice=False) for end in (widest, highest))
    within = f"datum.value > {curve['records'][-1]} ? '' : datum.label"  # beyond the lines are their names alone
    axis = alt.Axis(grid=False, labelExpr=within)
    x = alt.X(field="records", type="quantitative", title="Records screened", scale=across, axis=axis)
    y = alt.Y(field="percent", type="quantitative", title=PERCENT.headed("Red"), scale=up, axis=alt.Axis(grid=False))
    points = _labelled(rows, curve.row(-1, named=True), chosen, widest, highest, i)
    said = [f"{r['name']} {PERCENT.value(r['red'])} of {r['records']:,} records, {_place(r)}" for r in rows]
    return finish(
        layered(*_limit_lines(curve, highest, x, y, i), *_points(points, x, y, i)),
        i,
        title=title,
        caption=marked(
            f"Share of red records against the number of records screened by the end of {months.words(month)}. "
            "Solid line: share of all records. By chance alone 95 areas in 100 lie between the dashed lines, 998 in "
            "1,000 between the dotted ones. ▲ above the limits, ▼ below, ● within.",
            limits,
        ),
        description=marked(
            f"Funnel plot of the share of red records, {PERCENT.value(rows[0]['all_areas'])} in all areas together. "
            f"{'; '.join(said)}.",
            limits,
        ),
        height=_FUNNEL_HEIGHT,
    )


def _limit_lines(curve: pl.DataFrame, highest: float, x: alt.X, y: alt.Y, i: Ink) -> list[alt.Chart]:
    """The share of all records and the limits as lines, each named at its right end."""
    drawn = []
    for name, (dash, said) in _LINES.items():
        rows = [
            {"records": records, "percent": value if value <= highest else None}
            for records, value in curve.select("records", name).rows()
        ]
        stroke = i.text if name == "all_areas" else i.muted
        drawn.append(alt.Chart(values(rows)).mark_line(color=stroke, strokeWidth=1.5, strokeDash=dash).encode(x=x, y=y))
        drawn.append(
            alt.Chart(values([rows[-1] | {"said": said.format(PERCENT.value(rows[-1]["percent"]))}]))
            .mark_text(align="left", dx=4, color=stroke, fontSize=12)
            .encode(x=x, y=y, text=alt.Text(field="said", type="nominal"))
        )
    return drawn


def _place(row: dict[str, Any]) -> str:
    """Where an area lies against the limits, if it has records enough to tell."""
    return TOO_FEW if row["red_too_few"] else str(row["red_differs"])


def _points(points: list[dict[str, Any]], x: alt.X, y: alt.Y, i: Ink) -> list[alt.Chart]:
    """A shape for each area, and its label."""
    base = alt.Chart(values(points))
    tooltip = [
        alt.Tooltip(field="name", type="nominal", title="Area"),
        alt.Tooltip(field="records", type="quantitative", title="Records", format=","),
        value_tooltip(PERCENT, "Red", "percent"),
        alt.Tooltip(field="place", type="nominal", title="Against chance"),
    ]
    marks = base.mark_point(filled=True, size=130, opacity=1, stroke=i.paper, strokeWidth=1).encode(
        x=x,
        y=y,
        shape=alt.Shape(field="shape", type="nominal", scale=None),
        color=alt.Color(field="fill", type="nominal", scale=None),
        tooltip=tooltip,
    )
    return [*named([p for p in points if p["label"]], x, y, i), marks]


def _labelled(
    rows: list[dict[str, Any]], ends: dict[str, float], chosen: tuple[str, ...], widest: float, highest: float, i: Ink
) -> list[dict[str, Any]]:
    """The areas as points, each with its label and where that stands. `ends` is the last point of the lines."""
    across, up = NARROWEST / widest, _FUNNEL_HEIGHT / highest
    taken = [
        Box(ends["records"] * across, NARROWEST, ends[line] * up - LINE / 2, ends[line] * up + LINE / 2)
        for line in _LINES
    ]
    at = [(row["records"] * across, row["red"] * up) for row in rows]
    labels = [_label(row, mine=row["area"] in chosen, crowded=len(rows) >= _CROWDED) for row in rows]
    taken += [point(*where) for where, label in zip(at, labels, strict=True) if not label]
    said = [(where, label) for where, label in zip(at, labels, strict=True) if label]
    free = iter(places([where for where, _ in said], [label for _, label in said], _FUNNEL_HEIGHT, taken))
    return [
        {"name": row["name"], "records": row["records"], "percent": row["red"], "place": _place(row)}
        | {"shape": _SHAPES[row["red_differs"]], "fill": i.blue if row["red_differs"] == WITHIN else i.plum}
        | {"label": label, "mine": False}
        | (stands(next(free), (row["records"], row["red"]), (across, up)) if label else {})
        for row, label in zip(rows, labels, strict=True)
    ]


def _label(row: dict[str, Any], *, mine: bool, crowded: bool) -> str:
    """The name of an area, and where it is if not within the limits; nothing for those within them of many."""
    within = row["red_differs"] == WITHIN
    if crowded and within and not mine:
        return ""
    beyond = "" if within and not row["red_too_few"] else f"\n{_place(row).replace('the ', '')}"
    return ("► " if mine else "") + row["name"].replace(" (", "\n(") + beyond
