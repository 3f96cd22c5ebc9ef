"""The charts of what leaves. They take publishable frames and nothing else, so that a chart, its tooltips and its alt
sentence can't say what the table beside it hides.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from analytics import formatting, months, simulated_label
from analytics.catalogue import ALL, catalogue
from analytics.charts.chart import BAR, ROW, Chart, Layers, finish, layered, names_above, stacked, tinted_bars, values
from analytics.charts.corporate import bar_parts
from analytics.charts.theme import LIGHT
from analytics.corporate import budget, scorecard
from analytics.disclosure import AS_PRINTED, Publishable
from analytics.headlines import MONTH_RATING, NO_RATING, WITHHELD, ratings_by_theme
from analytics.units import PERCENT

NO_COLOUR = "no colour"
MOST_SERVICES = 5  # in the chart of the budget; its table has them all
_HIDDEN = "withheld"
_SHORT_YEAR = "'’' + slice(datum.label, 2)"


def colours_by_theme(indicators: Publishable, title: str, caption: str, *, narrow: bool) -> Chart:
    """How many of each theme's indicators are red, amber and green, and how many have no colour."""
    tints = {"red": LIGHT.red_tint, "amber": LIGHT.amber_tint, "green": LIGHT.green_tint}
    rows: list[dict[str, Any]] = []
    names, said = [], []
    for (theme,), part in ratings_by_theme(indicators.frame, MONTH_RATING).group_by("theme", maintain_order=True):
        every = part["count"].sum()
        names.append(f"{theme} ({every})")
        counts = dict(part.select("rating", "count").rows())
        counts[NO_COLOUR] = counts.pop(NO_RATING) + counts.pop(WITHHELD)
        said.append(f"{theme}: {', '.join(f'{n} {colour}' for colour, n in counts.items() if n)}")
        for colour, count in counts.items():
            label, tint = f"{formatting.SHAPES.get(colour, '')} {count}".strip(), tints.get(colour, LIGHT.paper)
            rows.append({"theme": names[-1], "share": 100 * count / every, "label": label, "tint": tint})
    x = _percent_axis(
        [PERCENT.headed("Share of the theme's indicators") + ":", "■ red  ▲ amber  ● green, blank: no colour"], narrow
    )
    bars = tinted_bars(rows, "theme", names, x, [], 12 if narrow else 6, LIGHT)
    return _finished(bars, indicators, title, caption, f"Stacked bars by theme. {'; '.join(said)}.", ROW * len(names))


def good_by_legal_status(audits: Publishable, title: str, caption: str, *, narrow: bool) -> Chart:
    """The range that each legal status's share of audits rated good or better lies in; a hidden one says so."""
    rows = audits.frame.filter(pl.col("rating") == catalogue().scale.good_row).to_dicts()
    return _ranges([{"name": _named(r), **_range(r, "share")} for r in rows], audits, title, caption, narrow=narrow)


def timely_and_good(audits: Publishable, title: str, caption: str, *, met: int, rated: int, narrow: bool) -> Chart:
    """The share of the rated indicators of timeliness that are on target, and of audits rated good or better with the
    range that rounding leaves."""
    scale = catalogue().scale
    good = audits.frame.filter(legal_status=ALL, rating=scale.good_row).row(0, named=True)
    rows = [
        {"name": "Timeliness indicators on target", **dict.fromkeys(("value", "low", "high"), 100 * met / rated)},
        {"name": f"Audits {scale.good}", **_range(good, "share")},
    ]
    return _ranges(rows, audits, title, caption, narrow=narrow)


def screening_by_area(screening: Publishable, title: str, caption: str, *, narrow: bool) -> Chart:
    """One bar an area, parted by colour; the bar of an area with a hidden share is left out, and its name says so."""
    tints = {"red": LIGHT.red_tint, "amber": LIGHT.amber_tint, "green": LIGHT.green_tint}
    rows: list[dict[str, Any]] = []
    names, said = [], []
    for (name,), part in screening.frame.group_by("area_name", maintain_order=True):
        whole = part["share"].null_count() == 0
        names.append(str(name) if whole else f"{name}: {_HIDDEN}")
        shares = dict(part.select("rag", "share").rows()) if whole else {}
        for colour, share in shares.items():
            label = f"{formatting.SHAPES[colour]} {PERCENT.as_printed(share).removesuffix(PERCENT.symbol)}"
            rows.append({"area": names[-1], "share": share, "label": label, "tint": tints[colour]})
        told = ", ".join(f"{PERCENT.as_printed(share)} {colour}" for colour, share in shares.items())
        said.append(f"{name}: {told or 'hidden'}")
    furthest = max([100.0, *(row["to"] for row in stacked(rows, "area"))])
    x = _percent_axis([PERCENT.headed("Share of screened records") + ":", "■ red  ▲ amber  ● green"], narrow, furthest)
    bars = tinted_bars(rows, "area", names, x, [], 13 if narrow else 7, LIGHT)
    printed = (screening.frame["basis"] == AS_PRINTED).all()
    described = f"Stacked bars by area. {'; '.join(said)}."
    return _finished(bars, screening, title, caption, described, ROW * len(names), simulated=not printed)


def scorecard_by_quarter(of: Publishable, title: str, caption: str, *, narrow: bool) -> Chart:
    """One bar a quarter, newest first: the measures on target, within tolerance and behind."""
    shares = scorecard.shares(of.frame).drop_nulls("share").sort("period", descending=True, maintain_order=True)
    named = [
        f"{months.words(r['period'])} ({formatting.counted(r['judged'], 'measure', 'measures')})"
        for r in shares.iter_rows(named=True)
    ]
    marks = {status: (formatting.SHAPES[colour], colour) for status, colour in scorecard.COLOURS.items()}
    held = list(zip(named, shares.to_dicts(), strict=True))
    names = list(dict.fromkeys(named))
    counts = {name: ", ".join(f"{r['count']} {r['status']}" for n, r in held if n == name) for name in names}
    said = "; ".join(f"{name}: {counted}" for name, counted in counts.items())
    x = _percent_axis([PERCENT.headed("Share of measures") + ":", "● on target  ▲ within tolerance  ■ behind"], narrow)
    bars = tinted_bars(bar_parts(held, marks, LIGHT), "bar", names, x, [], 12 if narrow else 6, LIGHT)
    return _finished(bars, of, title, caption, f"Stacked bars by quarter. {said}.", ROW * len(names))


def placements_of_years(of: Publishable, series: str, title: str, caption: str, *, narrow: bool) -> Chart:
    """One column a year: the placements of one series in the month that the newest count is of; a hidden one is a gap
    that says so."""
    last = of.frame["month"].max()
    same_month = pl.col("month").dt.month() == pl.lit(last).dt.month()
    told = pl.col("count").is_not_null() | (pl.col("count_marker") == "c")
    rows = [
        {
            "year": r["month"].year,
            "count": r["count"] or 0,
            "label": _HIDDEN if r["count"] is None else f"{r['count']:,}",
        }
        for r in of.frame.filter((pl.col("series") == series) & same_month & told).sort("month").iter_rows(named=True)
    ]
    axis = alt.Axis(labelAngle=0, grid=False, ticks=False, labelExpr=_SHORT_YEAR if narrow else alt.Undefined)
    x = alt.X(field="year", type="ordinal", title=None, axis=axis)
    y = alt.Y(field="count", type="quantitative", title=None, axis=None)
    columns = alt.Chart(values(rows)).mark_bar(color=LIGHT.blue).encode(x=x, y=y)
    labels = alt.Chart(values(rows)).mark_text(baseline="bottom", dy=-4, color=LIGHT.text, fontSize=13)
    said = "; ".join(f"{row['year']}: {row['label']}" for row in rows)
    chart = layered(columns, labels.encode(x=x, y=y, text=alt.Text(field="label", type="nominal")))
    return _finished(chart, of, title, caption, f"Columns by year. {said}.", 180)


def budget_variances(of: Publishable, title: str, caption: str, *, narrow: bool) -> Chart:
    """The services that differ most from their budget, the largest overspend first."""
    services = budget.services(of.frame).drop_nulls("total_variance_k")
    largest = services.sort(pl.col("total_variance_k").abs(), descending=True, maintain_order=True).head(MOST_SERVICES)
    held = largest.sort("total_variance_k", descending=True, maintain_order=True).to_dicts()
    names = [f"{r['service_area']}: {budget.variance_in_words(r)}" for r in held]
    rows = [{"name": n, "from": 0, "value": r["total_variance_k"]} for n, r in zip(names, held, strict=True)]
    y = alt.Y(field="name", type="nominal", title=None, sort=names, axis=None)
    axis = alt.Axis(tickCount=3 if narrow else 5, labelExpr="format(datum.value / 1000, ',')")
    ends = [0.0, *(row["value"] for row in rows)]
    scale = alt.Scale(domain=[min(ends), max(ends)], nice=True)
    x = alt.X(
        field="value", type="quantitative", title="Over (+) or under (−) budget, £ million", axis=axis, scale=scale
    )
    bars = (
        alt.Chart(values(rows))
        .mark_bar(color=LIGHT.blue, **BAR | {"height": 16})
        .encode(x=x, x2=alt.X2(field="from"), y=y)
    )
    chart = layered(bars, names_above(names, "name", y))
    return _finished(chart, of, title, caption, f"Bars by service. {'; '.join(names)}.", ROW * len(names))


def _named(row: dict[str, Any]) -> str:
    return str(row["name"]) if row["share"] is not None else f"{row['name']}: {_HIDDEN}"


def _range(row: dict[str, Any], figure: str) -> dict[str, Any]:
    value = row[figure]
    low, high = row[f"{figure}_low"], row[f"{figure}_high"]
    return {"value": value, "low": value if low is None else low, "high": value if high is None else high}


def _ranges(rows: list[dict[str, Any]], of: Publishable, title: str, caption: str, *, narrow: bool) -> Chart:
    """A dot for each row that has a figure, with the range that rounding leaves; its name above it."""
    names = [row["name"] for row in rows]
    y = alt.Y(field="name", type="nominal", title=None, sort=names, axis=None)
    x = _percent_axis(PERCENT.symbol, narrow, field="value")
    known = [row for row in rows if row["value"] is not None]
    spans = (
        alt.Chart(values(known))
        .mark_rule(color=LIGHT.blue, strokeWidth=6, opacity=0.35, yOffset=BAR["yOffset"])
        .encode(x=alt.X(field="low", type="quantitative"), x2=alt.X2(field="high"), y=y)
    )
    dots = (
        alt.Chart(values(known))
        .mark_point(color=LIGHT.blue, fill=LIGHT.blue, size=110, opacity=1, yOffset=BAR["yOffset"])
        .encode(x=x, y=y)
    )
    said = [
        row["name"] if row["value"] is None else f"{row['name']}: {PERCENT.as_printed(row['value'])}" for row in rows
    ]
    chart = layered(spans, dots, names_above(names, "name", y))
    return _finished(chart, of, title, caption, f"Dots. {'; '.join(said)}.", 30 + ROW * len(names))


def _percent_axis(title: str | list[str], narrow: bool, furthest: float = 100.0, field: str = "from") -> alt.X:
    axis = alt.Axis(values=[0, 50, 100] if narrow else [0, 25, 50, 75, 100], grid=False)
    scale = alt.Scale(domain=[0, furthest], nice=False)
    return alt.X(field=field, type="quantitative", title=title, scale=scale, axis=axis)


def _finished(
    chart: Layers,
    of: Publishable,
    title: str,
    caption: str,
    said: str,
    height: int,
    *,
    simulated: bool = True,
) -> Chart:
    """The chart with its words; figures that are simulated are marked unless what is drawn of them is not."""
    mark = f" {simulated_label.mark(of.frame)}" if of.simulated and simulated else ""
    return finish(chart, LIGHT, title=title, caption=f"{caption}{mark}", description=f"{said}{mark}", height=height)
