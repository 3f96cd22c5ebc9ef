"""The quarterly papers drawn: scorecard and plan as shares, risks by score, placements over years, the budget."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analytics import formatting, months
from analytics.catalogue import RiskLevel, corporate_catalogue
from analytics.charts.chart import BAR, ROW, Chart, finish, layered, names_above, tinted_bars, values
from analytics.charts.line_axes import HEIGHT, Plot, gutter, narrower, place, text, value_tooltip
from analytics.charts.theme import Ink, ink
from analytics.corporate import budget, placements, plan, risks, scorecard
from analytics.simulated_label import marked
from analytics.units import PERCENT

_SHORT = 52  # letters of a risk's name in the chart, so that it fits a phone
_APRIL_TO_MARCH = [f"{months.before(date(2022, 3, 1), 11 - place):%b}" for place in range(12)]


def _tint(colour: str, i: Ink) -> str:
    return {"green": i.green_tint, "amber": i.amber_tint, "red": i.red_tint}[colour]


def bar_parts(
    parts: Sequence[tuple[str, dict[str, Any]]], marks: dict[str, tuple[str, str]], i: Ink
) -> list[dict[str, Any]]:
    """Parts of bars for `tinted_bars`; marks has shape and colour of each status."""
    rows = []
    for bar, r in parts:
        shape, colour = marks[r["status"]]
        label, tint = f"{shape} {r['count']}", _tint(colour, i)
        rows.append({"bar": bar, "label": label, "tint": tint} | {c: r[c] for c in ("status", "count", "share")})
    return rows


def _share_axis(title: str) -> alt.X:
    axis = alt.Axis(values=[0, 25, 50, 75, 100], grid=False)
    scale = alt.Scale(domain=[0, 100], nice=False)
    return alt.X(field="from", type="quantitative", title=title, scale=scale, axis=axis)


def _share_tooltip(what: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip(field="bar", type="nominal", title="Quarter"),
        alt.Tooltip(field="status", type="nominal", title="Status"),
        alt.Tooltip(field="count", type="quantitative", title=what),
        value_tooltip(PERCENT, "Share", "share"),
    ]


def scorecard_bars(shares: pl.DataFrame, source: str, title: str, dark: bool) -> Chart:
    """Measures on target, within tolerance and behind by quarter, newest first; from `scorecard.shares`."""
    i, rows = ink(dark), shares.sort("period", descending=True, maintain_order=True).to_dicts()
    names = {
        r["period"]: f"{months.words(r['period'])} ({formatting.counted(r['judged'], 'measure', 'measures')})"
        + ("" if r["against"] == "own target" else ", for comparison")
        for r in rows
    }
    marks = {status: (formatting.SHAPES[colour], colour) for status, colour in scorecard.COLOURS.items()}
    parts = bar_parts([(names[r["period"]], r) for r in rows if r["share"] is not None], marks, i)
    said = "; ".join(
        f"{name}: " + ", ".join(f"{r['count']} {r['status']}" for r in rows if r["period"] == period)
        for period, name in names.items()
    )
    caption = (
        "Measures of the corporate scorecard with a target, whole council, by quarter: ● on target, ▲ within tolerance "
        "(worse by less than 5% of the target), ■ behind. School-year measures are left out."
    )
    compared = next((r["against"] for r in rows if r["against"] != "own target"), None)
    if compared:
        caption += f" “For comparison”: set against the {compared.split(',')[0]}; earlier targets are not printed."
    x, tooltip = _share_axis(PERCENT.headed("Share of measures")), _share_tooltip("Measures")
    return finish(
        tinted_bars(parts, "bar", list(names.values()), x, tooltip, 5, i),
        i,
        title=title,
        caption=marked(f"{caption} {source}", shares),
        description=marked(f"Stacked bars of scorecard measures by quarter. {said}.", shares),
        height=ROW * len(names),
    )


def plan_bars(counts: pl.DataFrame, source: str, title: str, dark: bool) -> Chart:
    """Priorities by status of action and of impact, newest quarter first; from `plan.counts`."""
    i, rows = ink(dark), counts.sort("period", descending=True, maintain_order=True).to_dicts()
    named = [(f"{months.words(r['period'])}: {r['side'].lower()}", r) for r in rows]
    names = list(dict.fromkeys(name for name, _ in named))
    marks = {status: (plan.SHAPES[status], colour) for status, colour in plan.COLOURS.items()}
    parts = bar_parts([(name, r) for name, r in named if r["count"]], marks, i)
    said = "; ".join(
        f"{name}: " + ", ".join(f"{r['count']} {r['status']}" for of, r in named if of == name and r["count"])
        for name in names
    )
    key = ", ".join(f"{shape} {status}" for status, shape in plan.SHAPES.items())
    x, tooltip = _share_axis(PERCENT.headed("Share of priorities")), _share_tooltip("Priorities")
    return finish(
        tinted_bars(parts, "bar", names, x, tooltip, 5, i),
        i,
        title=title,
        caption=marked(f"Improvement plan, whole council. Priorities by status, by quarter: {key}. {source}", counts),
        description=marked(f"Stacked bars of priorities by quarter. {said}.", counts),
        height=ROW * len(names),
    )


def risk_scores(scores: pl.DataFrame, source: str, title: str, dark: bool) -> Chart:
    """Each risk on the scale of scores from 1 to 25, with the score it would have if nothing were done; the levels lie
    behind. From `risks.scores`."""
    i, levels = ink(dark), corporate_catalogue().levels
    rows = [
        {
            "name": textwrap.shorten(f"{r['risk_id']}, score {r['score']}: {r['title']}", _SHORT, placeholder=" …"),
            "title": f"{r['risk_id']}: {r['title']}",
            "score": r["score"],
            "inherent": r["inherent_score"],
            "now": f"{r['score']}, {r['level']}" + (f" ({r['square']})" if r["square"] else ""),
            "without": f"{r['inherent_score']}, {r['inherent_level']}",
            "before": formatting.NONE if r["previous_score"] is None else str(r["previous_score"]),
        }
        for r in scores.iter_rows(named=True)
    ]
    said = "; ".join(
        f"{r['title']}: now {r['now']}, a quarter before {r['before']}, inherent {r['without']}" for r in rows
    )
    return finish(
        layered(*_levels(levels, i), *_scores(rows, i)),
        i,
        title=title,
        caption=marked(
            f"Strategic risks, whole council, {months.words(scores['period'][0])}: score from 1 to 25 (likelihood × "
            f"impact). Circle: now. Diamond: if nothing were done. {source}",
            scores,
        ),
        description=marked(f"Scores of strategic risks. {said}.", scores),
        height=ROW * len(rows) + 20,
    )


def _levels(levels: Sequence[RiskLevel], i: Ink) -> list[alt.Chart]:
    """A tinted band for each level, with its name and scores above."""
    bands = [
        {
            "from": level.least - 0.5, "to": level.most + 0.5, "middle": (level.least + level.most) / 2,
            "tint": _tint(risks.COLOURS[level.level], i), "name": f"{level.level} {level.least}–{level.most}",
        }
        for level in levels
    ]  # fmt: skip
    axis = alt.Axis(values=[1, 5, 10, 15, 20, 25], grid=False)
    x = alt.X(field="from", type="quantitative", title="Score", axis=axis, scale=_scores_scale())
    base = alt.Chart(values(bands))
    return [
        base.mark_rect().encode(x=x, x2="to:Q", color=alt.Color(field="tint", type="nominal", scale=None)),
        base.mark_text(color=i.text, fontSize=13).encode(
            x=alt.X(field="middle", type="quantitative"), y=alt.YValue(-10), text=alt.Text(field="name", type="nominal")
        ),
    ]


def _scores_scale() -> alt.Scale:
    return alt.Scale(domain=[0.5, 25.5], nice=False)


def _scores(rows: list[dict[str, Any]], i: Ink) -> list[alt.Chart]:
    """A line from each risk's inherent score to its score now, its ends, and its name above."""
    names = [r["name"] for r in rows]
    y = alt.Y(field="name", type="nominal", title=None, sort=names, axis=None)
    fields = {"title": "Risk", "now": "Now", "before": "A quarter before", "without": "If nothing were done"}
    tooltip = [alt.Tooltip(field=field, type="nominal", title=name) for field, name in fields.items()]
    now, inherent = (alt.X(field=field, type="quantitative", scale=_scores_scale()) for field in ("score", "inherent"))
    base, offset = alt.Chart(values(rows)).encode(y=y, tooltip=tooltip), BAR["yOffset"]
    return [
        base.mark_rule(color=i.muted, strokeWidth=2, yOffset=offset).encode(x=now, x2="inherent:Q"),
        base.mark_point(
            shape="diamond", color=i.text, fill=i.paper, size=110, strokeWidth=2, opacity=1, yOffset=offset
        ).encode(x=inherent),
        base.mark_point(shape="circle", color=i.blue, fill=i.blue, size=140, opacity=1, yOffset=offset).encode(x=now),
        names_above(names, "name", y),
    ]


def _counted(x: alt.X, last: dict[str, Any], shown: Sequence[int], i: Ink) -> Plot:
    return Plot(x, last, 0, max(shown, default=1) * 1.06, i)


def _placed_tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip(field="month", type="nominal", title="Month"),
        alt.Tooltip(field="value", type="quantitative", title="Placements"),
    ]


def placements_by_year(by_month: pl.DataFrame, series: str, source: str, title: str, dark: bool) -> Chart:
    """One series of placements from April to March, a line a financial year; the newest three stand out."""
    i = ink(dark)
    part = by_month.filter(pl.col("series") == series, pl.col("value").is_not_null())
    rows, names = part.to_dicts(), part["financial_year"].unique().sort().to_list()
    scale = narrower()
    scale.domain, scale.nice = [0, 11], False
    axis = alt.Axis(values=list(range(12)), labelExpr=f"{_APRIL_TO_MARCH}[datum.value]", grid=False, labelOverlap=True)
    x = alt.X(field="at", type="quantitative", title=None, axis=axis, scale=scale)
    plot = _counted(x, {"at": 11}, part["value"].to_list(), i)
    span = f"{months.words(rows[0]['month'])} to {months.words(rows[-1]['month'])}"
    said = "; ".join(
        f"{name}: from {min(held)} to {max(held)}"
        for name in names
        for held in [[r["value"] for r in rows if r["financial_year"] == name]]
    )
    caption = (
        f"{series}, placements at each month's count, whole council, financial years, {span}. Strong: {names[-1]}. "
        f"Grey: years before the last three. {source}"
    )
    return finish(
        layered(*_years(rows, names, plot)),
        i,
        title=title,
        caption=marked(caption, part),
        description=marked(f"Lines by financial year. {title}. {said}.", part),
        height=HEIGHT,
    )


def _years(rows: list[dict[str, Any]], names: list[str], plot: Plot) -> list[alt.Chart]:
    """A line a year, with the names of the newest three and of the first."""
    i = plot.ink
    colours = dict(zip(reversed(names), [i.blue, i.teal, i.plum], strict=False))
    layers: list[alt.Chart] = []
    labels: list[tuple[str, float | None]] = []
    at_end = []
    for name in names:
        year = [r for r in rows if r["financial_year"] == name]
        points = [{"at": r["place"], "value": r["value"], "month": months.words(r["month"])} for r in year]
        colour, newest = colours.get(name, i.context), name == names[-1]
        dot = alt.OverlayMarkDef(color=colour, size=35 if newest else 15)
        line = alt.Chart(values(points)).mark_line(color=colour, strokeWidth=3 if newest else 1.5, point=dot)
        layers.append(line.encode(x=plot.x, y=plot.y(), tooltip=_placed_tooltip()))
        if newest and points[-1]["at"] < 11:
            at_end.append({**points[-1], "label": name})
        elif name in colours or name == names[0]:
            labels.append((name, year[-1]["value"]))
    return [*layers, *gutter(labels, plot, colours=colours), *text(at_end, plot, dx=9, bold=True)]


def placements_long(by_month: pl.DataFrame, source: str, title: str, dark: bool) -> Chart:
    """All series of placements, month by month over all years."""
    i = ink(dark)
    known = by_month.filter(pl.col("value").is_not_null()).sort("month", maintain_order=True)
    first, last = known["month"][0], known["month"][-1]
    axis = alt.Axis(format="%Y", labelOverlap=True, grid=False, tickCount="year")
    x = alt.X(field="at", type="temporal", title=None, axis=axis, scale=narrower())
    plot = _counted(x, place(last), known["value"].to_list(), i)
    layers: list[alt.Chart] = []
    labels: list[tuple[str, float | None]] = []
    named, said = {}, []
    for series, colour in zip(placements.SERIES, [i.blue, i.muted, i.teal, i.plum], strict=True):
        rows = known.filter(pl.col("series") == series).to_dicts()
        if not rows:
            continue
        ends = [f"{r['value']} in {months.words(r['month'])}" for r in (rows[0], rows[-1])]
        points = [place(r["month"]) | {"value": r["value"], "month": f"{series}, {r['month']:%B %Y}"} for r in rows]
        line = alt.Chart(values(points)).mark_line(color=colour, strokeWidth=3 if series == placements.TOTAL else 2)
        layers.append(line.encode(x=plot.x, y=plot.y(), tooltip=_placed_tooltip()))
        labels.append((f"{series.split()[0]} {rows[-1]['value']}", rows[-1]["value"]))
        named[labels[-1][0]] = colour
        said.append(f"{series}: {ends[0]}, {ends[1]}")
    counts = dict(known["series"].value_counts().iter_rows())
    short = [series for series in placements.SERIES if 0 < counts.get(series, 0) < max(counts.values())]
    gaps = f"Not held for every month: {formatting.joined(short)}. " if short else ""
    caption = (
        f"Agency placements at each month's count, whole council, {months.words(first)} to {months.words(last)}. "
        f"{gaps}{source}"
    )
    return finish(
        layered(*layers, *gutter(labels, plot, colours=named)),
        i,
        title=title,
        caption=marked(caption, known),
        description=marked(f"Lines of agency placements by month. {'; '.join(said)}.", known),
        height=HEIGHT,
    )


def budget_bars(services: pl.DataFrame, source: str, title: str, dark: bool) -> Chart:
    """Variance of each service: the schools grant as the upper bar, the rest as the lower, and one bar where the paper
    does not split it; from `budget.services`."""
    i, rows = ink(dark), services.to_dicts()
    names = [f"{r['service_area']}: {budget.variance_in_words(r)}" for r in rows]
    y = alt.Y(field="name", type="nominal", title=None, sort=names, axis=None)
    named = dict(zip(names, rows, strict=True))
    split = {name: row for name, row in named.items() if budget.is_split(row)}
    whole = {name: row for name, row in named.items() if name not in split}
    bars = [
        _variances({name: r[column] for name, r in of.items()}, part, y).mark_bar(
            color=colour, height=height, yOffset=offset
        )
        for of, column, part, colour, height, offset in (
            (split, "variance_dsg_k", "Schools grant", i.teal, 9, 1),
            (split, "variance_non_dsg_k", "The rest", i.blue, 9, 11),
            (whole, "total_variance_k", "All of it", i.muted, 14, 4),
        )
        if of
    ]
    said = "; ".join(
        f"{name}, of which schools grant {budget.in_words(r['variance_dsg_k'], signed=True)}" if name in split else name
        for name, r in named.items()
    )
    parts = "Upper bar, green: schools grant; lower, blue: the rest. " if split else ""
    parts += "One grey bar: the paper does not split it. " if split and whole else ""
    caption = (
        f"Forecast against budget by service, whole council. {parts}Less income than planned counts as over. {source}"
    )
    return finish(
        layered(*bars, names_above(names, "name", y)),
        i,
        title=title,
        caption=marked(caption, services),
        description=marked(f"Bars of variance by service. {said}.", services),
        height=ROW * len(names),
    )


def _variances(of_services: Mapping[str, float | None], part: str, y: alt.Y) -> alt.Chart:
    known = {name: value for name, value in of_services.items() if value is not None}
    bars = [{"name": name, "from": 0, "value": value, "of": part} for name, value in known.items()]
    axis = alt.Axis(tickCount=5, labelOverlap=True, labelExpr="format(datum.value / 1000, ',')")
    tooltip = [
        alt.Tooltip(field="name", type="nominal", title="Service"),
        alt.Tooltip(field="of", type="nominal", title="Part"),
        alt.Tooltip(field="value", type="quantitative", title="Variance (£000)", format="+,.0f"),
    ]
    x = alt.X(field="value", type="quantitative", title="Over (+) or under (−) budget, £ million", axis=axis)
    return alt.Chart(values(bars)).encode(x=x, x2=alt.X2(field="from"), y=y, tooltip=tooltip)
