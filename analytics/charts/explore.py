"""The answer to a question, drawn: a chart for each panel, and for each unit where figures are in several.

Every mark says its figure in words when it is pointed at. Marks have the codes of their panel, row and column, by
which a page can tell which one was pressed (`MARK`), and lines over months can be brushed (`BRUSH`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import cycle, pairwise
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.catalogue import ALL, catalogue
from analytics.charts.chart import Chart, finish, local_day
from analytics.charts.dot_plots import Dot, share_dots
from analytics.charts.localities import funnel_plot
from analytics.charts.spc_layers import event_caption
from analytics.charts.theme import Ink, ink
from analytics.explore.answer import Answered
from analytics.explore.correlation import FEW_POINTS, Correlation, correlation
from analytics.explore.grid import beside_label, columns, counts, unit_of
from analytics.explore.steps import MOST_SERIES, TIMES
from analytics.formatting import SHAPES
from analytics.indicators import funnel_curve
from analytics.indicators.schemas import FunnelCurve
from analytics.simulated_label import marked
from analytics.units import Kind, Unit
from analytics.wording import beyond_sentence

MARK, BRUSH = "mark", "brush"  # the names of what can be selected
CROSS = "cross"  # the month that is pointed at
_STRIP = 40  # pixels of one at a period, which is no month
PRESSED = ("panel", "row", "column")  # by which a mark is known
MOST_CHARTS = 6  # of one answer
MOST_BARS = 30
_MOST_SLOPES = 12
_HEIGHT = 320
_LONG = 24  # letters of a name that has a line of a legend to itself
_BAR, _CELL = 36, 28  # pixels of a bar with its name, and of a line of a matrix
_POINTS = ["circle", "square", "diamond", "triangle-up", "cross", "triangle-down", "triangle-right", "triangle-left"]
Row = dict[str, Any]
Spec = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """What one chart draws: the cells of a panel that are in one unit; of a scatter plot, all of a panel."""

    answer: Answered
    panel: str
    cells: pl.DataFrame
    events: pl.DataFrame | None = None  # what happened in its months: columns of `indicators.schemas.Events`
    places: pl.DataFrame | None = None  # of a funnel: columns of `indicators.schemas.Places`, and name_of_row

    @property
    def unit(self) -> Unit:
        return unit_of(self.cells.row(0, named=True))

    def rows(self) -> list[Row]:
        """Its cells, each with the name of its series and what is said of it."""
        return [cell | {"series": self.series(cell), "said": self.said(cell)} for cell in self.cells.to_dicts()]

    def series(self, cell: Row) -> str:
        """What tells a cell from others of its row."""
        several = self.answer.frame["measure"].n_unique() > 1
        return formatting.capital(
            ": ".join(filter(None, [cell["column_name"], cell["measure_name"] if several else ""]))
        )

    def said(self, cell: Row) -> str:
        """A figure in words: “February 2021: 58.1%, 36 of 62”."""
        name = ", ".join(filter(None, [cell["row_name"], self.series(cell)]))
        few = "too few to tell" if cell["few"] else ""
        return f"{name}: {', '.join(filter(None, [unit_of(cell).value(cell['value']), counts(cell), few]))}"


def parts(answer: Answered, events: pl.DataFrame | None = None, places: pl.DataFrame | None = None) -> list[Part]:
    """What is drawn of an answer, a chart each; nothing of cells without a figure. Lines have the events, too, and a
    funnel the areas."""
    known = answer.frame.drop_nulls("value")
    by = ["panel_name"] if answer.question.chart == "scatter" else ["panel_name", "kind", "unit", "decimals"]
    if answer.question.chart == "calendar":
        by += ["column", "measure"]
    return [Part(answer, str(key[0]), cells, events, places) for key, cells in known.group_by(by, maintain_order=True)]


def draw(part: Part, dark: bool) -> Chart:
    """The chart that the question of a part asks for."""
    chart = part.answer.question.chart
    if chart == "dot" and (part.unit.kind is not Kind.PERCENTAGE or part.cells["low"].null_count()):
        chart = "bar"  # there are no intervals to draw
    if chart == "funnel" and (part.cells["measure"][0] != "figure" or _limits(part).is_empty()):
        chart = "bar"  # there are no limits to draw
    return _DRAWN[chart](part, ink(dark), dark)


def _finished(part: Part, i: Ink, spec: Spec, height: int, title: str, *notes: str, kind: str) -> Chart:
    """The chart with its words; `notes` go into its caption."""
    caption = ". ".join(filter(None, [part.answer.sentence, part.panel])) + "."
    caption = " ".join(filter(None, [caption, *notes]))
    told = "; ".join(row["said"] for row in part.rows()[:MOST_BARS])
    more = part.cells.height - MOST_BARS
    rest = f" And {formatting.counted(more, 'more figure')}, in the table." if more > 0 else ""
    description = f"{kind} of {formatting.within_sentence(part.answer.sentence)}. {title}. {told}.{rest}"
    panel = f"{part.panel}: " if part.panel else ""
    return finish(
        spec,
        i,
        title=formatting.capital(f"{panel}{formatting.within_sentence(title) if panel else title}"),
        caption=marked(caption, part.cells),
        description=marked(description, part.cells),
        height=height,
    )


def _extremes(part: Part, rows: Sequence[Row]) -> str:
    """The highest and the lowest of some figures, leaving out what is too few to tell."""
    told = [row for row in rows if not row["few"]]
    if len(told) < 2 <= len(rows):
        few = formatting.out_of(len(rows) - len(told), len(rows), "figure", verb=("is", "are"))
        return f"{formatting.capital(few)} of too few to tell"
    ordered = sorted(told or rows, key=lambda row: row["value"])
    low, high = ordered[0], ordered[-1]
    if low["value"] == high["value"]:
        return f"All {len(ordered)} are {unit_of(high).value(high['value'])}" if len(ordered) > 1 else high["said"]
    return f"Highest: {_briefly(high)}. Lowest: {_briefly(low)}"


def _briefly(row: Row) -> str:
    of = f" ({counts(row)})" if counts(row) else ""
    return f"{_line_name(row)} {unit_of(row).value(row['value'])}{of}"


def _marks(mark: Spec, rows: Sequence[Row], encoding: Spec) -> Spec:
    """A layer of marks that say their figure."""
    fields = (*PRESSED, "row_name", "series", "value", "low", "high", "said", "at", "x", "y", "label", "fill", "then")
    data = [{name: row[name] for name in fields if name in row} for row in rows]
    return {
        "data": {"values": data},
        "mark": mark,
        "encoding": {"tooltip": {"field": "said", "type": "nominal"}} | encoding,
    }


def _pressed(rows: Spec, *brushes: Spec) -> Spec:
    """What can be selected: a mark of a layer, by its panel, row and column, and what else is said."""
    rows["name"] = "marks"
    press = {"name": MARK, "select": {"type": "point", "fields": list(PRESSED)}}
    return {"params": [{"views": ["marks"]} | select for select in (press, *brushes)]}


def _x(field: str, **more: Any) -> Spec:
    return {"field": field, "type": "quantitative", "title": None} | more


def _named(field: str, order: Sequence[str], **more: Any) -> Spec:
    return {"field": field, "type": "nominal", "title": None, "sort": list(order)} | more


def _apart(part: Part, rows: Sequence[Row], i: Ink) -> tuple[list[str], Spec]:
    """The names of the series, and what tells them apart: colour and shape, with one legend if there are several. The
    whole, with its parts, is grey."""
    order = columns(part.answer.frame)
    names = list(dict.fromkeys(row["series"] for row in sorted(rows, key=lambda row: order.index(row["column"]))))
    whole = {row["series"] for row in rows if row["column"] == ALL}
    legend = (
        {"orient": "top", "title": None, "labelLimit": 320, "columns": 1 if max(map(len, names)) > _LONG else 2}
        if len(names) > 1
        else None
    )
    inks = cycle([i.blue, i.orange, i.teal, i.plum])
    of_each = [i.muted if name in whole else next(inks) for name in names]
    return names, {
        "color": _named("series", names, scale={"domain": names, "range": of_each}, legend=legend),
        "shape": _named("series", names, scale={"domain": names, "range": _POINTS[: len(names)]}, legend=legend),
    }


def _lines(part: Part, i: Ink, dark: bool) -> Chart:
    return _over_time(part, i, part.rows(), part.unit.axis, part.unit)


def _index(part: Part, i: Ink, dark: bool) -> Chart:
    """Each series with its first figure as 100; one that begins with nothing has no such line."""
    rows: list[Row] = []
    first: dict[str, float] = {}
    for row in part.rows():
        start = first.setdefault(row["series"], row["value"])
        if start > 0:
            index = 100 * row["value"] / start
            rows.append(row | {"value": index, "said": f"{row['said']}. Index {index:.0f}"})
    return _over_time(part, i, rows, "datum.label", None)


def _over_time(part: Part, i: Ink, rows: list[Row], axis: str, unit: Unit | None) -> Chart:
    """Lines of rows that are months, quarters or periods, broken where there is no figure."""
    every = list(dict.fromkeys(row["series"] for row in rows))
    rows = [row for row in rows if row["series"] in every[:MOST_SERIES]]
    names, apart = _apart(part, rows, i)
    dated = part.answer.question.rows in ("month", "quarter")
    if dated:
        rows = [row | {"at": local_day(months.as_month(row["row"]))} for row in rows]
        each = {"interval": "month", "step": 1}  # or a short axis would name a month twice
        axis_x: Spec = {"format": "%b %Y", "labelOverlap": True, "grid": False, "tickCount": each}
        x: Spec = {"field": "at", "type": "temporal", "title": None, "axis": axis_x, "scale": {"padding": 12}}
    else:
        order = list(dict.fromkeys(part.cells["row_name"]))
        x = {"field": "row_name", "type": "ordinal", "title": None, "sort": order,
             "axis": {"labelAngle": -40, "labelOverlap": True, "labelLimit": 160}}  # fmt: skip
    y = _x("value", scale={"zero": False, "nice": True}, axis={"tickCount": 5, "labelExpr": axis})
    if unit and unit.symbol_on_axis:
        y |= {"title": unit.symbol_on_axis}
    line: Spec = {"data": {"values": [_bare(row) for row in _broken(rows, names, dated)]},
            "mark": {"type": "line", "strokeWidth": 2},
            "encoding": {"x": x, "y": y, "color": apart["color"]}}  # fmt: skip
    if not dated:
        line["encoding"]["order"] = {"field": "order"}
    points = _marks({"type": "point", "filled": True, "size": 60, "opacity": 1}, rows, {"x": x, "y": y, **apart})
    brush = [{"name": BRUSH, "select": {"type": "interval", "encodings": ["x"]}}] if dated else []
    strips, cross = _crosshair(rows, names, x, i)
    left = len(every) - len(names)
    begun = {row["series"] for row in part.rows()} - set(every)
    moved = _moved if unit else _index_moved
    happened = part.events if part.events is not None and dated else pl.DataFrame()
    layers = [strips, *_events(happened, i, x), line, points]
    return _finished(
        part, i, {"layer": layers} | _pressed(points, cross, *brush), _HEIGHT, moved(rows, names),
        "" if unit else "The first figure of each is 100.",
        f"{formatting.counted(left, 'more line is', 'more lines are')} in the table alone." if left else "",
        f"Not drawn, because the first figure is 0: {formatting.joined(sorted(begun))}." if begun else "",
        event_caption(happened),
        kind="Lines",
    )  # fmt: skip


def _crosshair(rows: list[Row], names: list[str], x: Spec, i: Ink) -> tuple[Spec, Spec]:
    """Behind the lines a strip at each month, seen when it is pointed at, that says the figures of all lines with what
    each is of; and the selection that shows it."""
    strips: dict[str, Row] = {}
    none = {f"line{number}": formatting.NONE for number in range(len(names))}
    for row in rows:
        at = {name: row[name] for name in ("row", "row_name", "at") if name in row}
        few = "too few to tell" if row["few"] else ""
        said = ", ".join(filter(None, [unit_of(row).value(row["value"]), counts(row), few]))
        strips.setdefault(row["row"], at | none)[f"line{names.index(row['series'])}"] = said
    found = [strips[code] for code in sorted(strips)]
    mark: Spec = {"type": "rule", "strokeWidth": _STRIP}
    ends: Spec = {"x": x}
    if "at" in x.values():  # from half way after the month before to half way to the next
        days = [date.fromisoformat(f"{code}-01") for code in sorted(strips)]
        halves = [local_day(day + (after - day) / 2) for day, after in pairwise(days)]
        edges = pairwise([found[0]["at"], *halves, found[-1]["at"]]) if found else ()
        found = [strip | {"from": first, "to": last} for strip, (first, last) in zip(found, edges, strict=True)]
        mark, ends = {"type": "rect"}, {"x": x | {"field": "from"}, "x2": {"field": "to"}}
    shown = [{"field": f"line{n}", "type": "nominal", "title": name or "Figure"} for n, name in enumerate(names)]
    pointed = {"condition": {"param": CROSS, "empty": False, "value": 0.15}, "value": 0}
    when = {"field": "row_name", "type": "nominal", "title": "When"}
    layer = {
        "name": "strips",
        "data": {"values": found},
        "mark": mark | {"color": i.muted},
        "encoding": ends | {"opacity": pointed, "tooltip": [when, *shown]},
    }
    over = {"type": "point", "on": "pointerover", "clear": "pointerout", "fields": ["row"]}
    return layer, {"name": CROSS, "select": over, "views": ["strips"]}


def _events(happened: pl.DataFrame, i: Ink, x: Spec) -> list[Spec]:
    """A thin rule with its number, or numbers, for each month in which something happened."""
    numbers: dict[date, list[str]] = {}
    for event in happened.iter_rows(named=True):
        numbers.setdefault(event["month"], []).append(str(event["number"]))
    if not numbers:
        return []
    data = {"values": [{"at": local_day(month), "label": ", ".join(found)} for month, found in numbers.items()]}
    rule = {"type": "rule", "color": i.muted, "strokeDash": [1, 3]}
    text = {"type": "text", "color": i.text, "fontWeight": "bold", "baseline": "bottom", "dy": -4}
    label = {"field": "label", "type": "nominal"}
    return [
        {"data": data, "mark": rule, "encoding": {"x": x}},
        {"data": data, "mark": text, "encoding": {"x": x, "y": {"value": 0}, "text": label}},
    ]


def _bare(row: Row) -> Row:
    return {name: row.get(name) for name in ("at", "row_name", "series", "value")}


def _broken(rows: list[Row], names: list[str], dated: bool) -> list[Row]:
    """The points of each line, with a gap where a month (quarter, year) that should be there is not."""
    if not dated:
        return rows
    found = []
    for name in names:
        own = [(row, _index_of(row["row"])) for row in rows if row["series"] == name]
        step = min((after - before for (_, before), (_, after) in pairwise(own)), default=1)
        for (row, at), following in zip(own, [*(at for _, at in own[1:]), None], strict=True):
            found.append(row)
            if following is not None and following - at > step:
                gap = date((at + step) // 12, (at + step) % 12 + 1, 1)
                found.append({"at": local_day(gap), "series": name, "value": None})
    return found


def _index_of(code: str) -> int:
    month = months.as_month(code)
    assert month is not None
    return month.year * 12 + month.month - 1


def _moved(rows: list[Row], names: list[str]) -> str:
    """Of one line its last figure against its first; of several the highest and lowest of the last."""
    if len(names) > 1:
        last = {row["series"]: row for row in rows}
        newest = [row for row in last.values() if row["row"] == rows[-1]["row"]]
        ordered = sorted(newest, key=lambda row: -row["value"])
        said = "; ".join(
            f"{row['series']} {unit_of(row).value(row['value'])}{' (few)' * row['few']}" for row in ordered[:4]
        )
        return f"{rows[-1]['row_name']}: {said}"
    first, last_row = rows[0], rows[-1]
    unit = unit_of(last_row)
    said = f"{unit.value(last_row['value'])} in {last_row['row_name']}"
    change = last_row["value"] - first["value"]
    if len(rows) == 1:
        return said
    if not change:
        return f"{said}, as in {first['row_name']}"
    return f"{said}, {unit.size(change)} {'above' if change > 0 else 'below'} {first['row_name']}"


def _index_moved(rows: list[Row], names: list[str]) -> str:
    if not rows:
        return "No figure to begin with"
    last = {row["series"]: row["value"] for row in rows}
    said = [f"{name} {last[name]:.0f}".strip() for name in names[:4]]
    return f"{rows[0]['row_name']} as 100: {rows[-1]['row_name']} {formatting.joined(said)}"


def _bars(part: Part, i: Ink, dark: bool) -> Chart:
    """A bar for each figure from 0, its name above it and the figure at its end."""
    every = part.rows()
    rows = [
        row | {"x": 0, "label": unit_of(row).value(row["value"]) + (" (few)" if row["few"] else "")}
        for row in every[:MOST_BARS]
    ]
    rows = [row | {"y": _line_name(row)} for row in rows]
    order = [row["y"] for row in rows]
    y = _named("y", order, axis=None)
    x = _x("value", scale={"zero": True, "nice": True}, axis={"tickCount": 5, "labelExpr": part.unit.axis})
    bars = _marks({"type": "bar", "height": 12, "yOffset": 8, "color": i.blue}, rows, {"x": x, "y": y})
    name = {"type": "text", "align": "left", "baseline": "bottom", "yOffset": 0, "fontSize": 13}
    names = {"data": {"values": [{"y": one} for one in order]}, "mark": name,
             "encoding": {"y": y, "x": {"value": 0}, "text": {"field": "y", "type": "nominal"}}}  # fmt: skip
    figures = _marks({"type": "text", "align": "left", "dx": 5, "yOffset": 8, "fontSize": 13, "color": i.text}, rows,
                     {"x": x, "y": y, "text": {"field": "label", "type": "nominal"}})  # fmt: skip
    left = len(every) - len(rows)
    return _finished(
        part, i, {"layer": [bars, names, figures]} | _pressed(bars), 40 + _BAR * len(rows), _extremes(part, every),
        f"The first {MOST_BARS} are drawn; {left} more are in the table." if left else "",
        kind="Bars",
    )  # fmt: skip


def _line_name(row: Row) -> str:
    return ", ".join(filter(None, [row["row_name"], row["series"]]))


def _dots(part: Part, i: Ink, dark: bool) -> Chart:
    """Shares as dots with their 95 % intervals, beside what they are set beside."""
    every = part.rows()
    beside = beside_label(part.answer)
    dots = [
        Dot(
            f"{_line_name(row)}{f' ({counts(row)})' if counts(row) else ''}",
            row["value"], row["low"], row["high"],
            [(beside, row["other"])] if beside and row["other"] is not None else (),
        )
        for row in every[:MOST_BARS]
    ]  # fmt: skip
    left = len(every) - len(dots)
    more = f" The first {MOST_BARS} are drawn; {left} more are in the table." if left else ""
    now = formatting.capital(every[0]["measure_name"])
    caption = ". ".join(filter(None, [part.answer.sentence, part.panel]))
    return share_dots(dots, part.cells, now, _extremes(part, every), f"{caption}.{more}", dark)


def _limits(part: Part) -> pl.DataFrame:
    return FunnelCurve.create_empty() if part.places is None else funnel_curve(part.places)


def _funnel(part: Part, i: Ink, dark: bool) -> Chart:
    """The funnel plot of the Localities page: the same limits, and the same words of who lies outside them."""
    assert part.places is not None  # or there are no limits
    question = part.answer.question
    indicator = catalogue().indicators[question.chosen("indicator")[0]]
    said = beyond_sentence(part.places, indicator.unit)
    return funnel_plot(part.places, _limits(part), indicator, ALL, question.month, said, dark)


def _mixed(one: str, other: str, part: float) -> str:
    """A colour between two."""
    ends = [[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in (one, other)]
    return "#" + "".join(f"{round(a + (b - a) * part):02X}" for a, b in zip(*ends, strict=True))


def _matrix(
    part: Part, i: Ink, rows: list[Row], down: Sequence[str], along: Sequence[str], *notes: str, kind: str
) -> Chart:
    """Cells with their figures, and the shape of their rating, on a tint that deepens with the figure."""
    known = [row["value"] for row in rows]
    low, spread = min(known), (max(known) - min(known)) or 1
    rows = [
        row
        | {"fill": _mixed(i.paper, i.blue, 0.04 + 0.3 * (row["value"] - low) / spread)}
        | {"label": " ".join(filter(None, [unit_of(row).number(row["value"]), SHAPES.get(row["rag"] or "", "")]))}
        for row in rows
    ]
    x = _named("x", along, axis={"orient": "top", "labelAngle": -30 if len(along) > 4 else 0, "labelLimit": 170})
    y = _named("y", down, axis={"labelLimit": 190})
    cells = _marks({"type": "rect", "stroke": i.paper, "strokeWidth": 2}, rows,
                   {"x": x, "y": y, "color": {"field": "fill", "type": "nominal", "scale": None}})  # fmt: skip
    text = _marks({"type": "text", "fontSize": 12, "color": i.text}, rows,
                  {"x": x, "y": y, "text": {"field": "label", "type": "nominal"}})  # fmt: skip
    return _finished(
        part, i, {"layer": [cells, text]} | _pressed(cells), 70 + _CELL * len(down), _extremes(part, rows),
        f"{part.unit.headed('Figures')}, a stronger blue where they are higher.", *notes, kind=kind,
    )  # fmt: skip


def _heat(part: Part, i: Ink, dark: bool) -> Chart:
    rows = [row | {"x": row["series"] or "Figure", "y": row["row_name"]} for row in part.rows()]
    order = columns(part.answer.frame)
    down = list(dict.fromkeys(row["y"] for row in rows))
    along = list(dict.fromkeys(row["x"] for row in sorted(rows, key=lambda row: order.index(row["column"]))))
    shown = [row for row in rows if row["y"] in down[:MOST_BARS]]
    left = len(down) - MOST_BARS
    note = f"The first {MOST_BARS} rows are drawn; {left} more are in the table." if left > 0 else ""
    return _matrix(part, i, shown, down[:MOST_BARS], along, note, kind="Matrix")


def _calendar(part: Part, i: Ink, dark: bool) -> Chart:
    """Years down, months along."""
    rows = []
    for row in part.rows():
        month = months.as_month(row["row"])
        assert month is not None
        rows.append(row | {"x": f"{month:%b}", "y": f"{month:%Y}"})
    along = [f"{date(2000, month, 1):%b}" for month in range(1, 13)]
    return _matrix(part, i, rows, sorted({row["y"] for row in rows}), along, rows[0]["series"], kind="Calendar")


def _slopes(part: Part, i: Ink, dark: bool) -> Chart:
    """Each figure and what it is set beside, joined by a line."""
    both = [row for row in part.rows() if row["other"] is not None]
    rows = both[:_MOST_SLOPES]
    then, now = beside_label(part.answer), months.words(part.answer.question.month)
    points = [
        row | {"at": when, "value": value, "series": _line_name(row), "said": f"{when}, {said}"}
        for row in rows
        for when, value, said in (
            (then, row["other"], f"{_line_name(row)}: {unit_of(row).value(row['other'])}"),
            (now, row["value"], row["said"]),
        )
    ]
    x = {"field": "at", "type": "ordinal", "title": None, "sort": [then, now], "axis": {"labelAngle": 0, "grid": True},
         "scale": {"padding": 0.4}}  # fmt: skip
    y = _x("value", scale={"zero": False, "nice": True}, axis={"tickCount": 5, "labelExpr": part.unit.axis})
    names, apart = _apart(part, [point for point in points if point["at"] == now], i)
    if len(names) > MOST_SERIES:
        apart = {"detail": _named("series", names)}
    line = {"data": {"values": [_bare(point) for point in points]}, "mark": {"type": "line", "strokeWidth": 2},
            "encoding": {"x": x, "y": y} | {k: v for k, v in apart.items() if k != "shape"}}  # fmt: skip
    ends_drawn = _marks({"type": "point", "filled": True, "size": 60, "opacity": 1}, points, {"x": x, "y": y, **apart})
    up, down = (sum(sign * (row["value"] - row["other"]) > 0 for row in both) for sign in (1, -1))
    same = len(both) - up - down
    title = f"{up} of {formatting.counted(len(both), 'figure')} went up, {down} down"
    left = len(both) - len(rows)
    return _finished(
        part, i, {"layer": [line, ends_drawn]} | _pressed(ends_drawn), _HEIGHT,
        f"{title}, {same} stayed the same" if same else title,
        f"The first {_MOST_SLOPES} are drawn; {left} more are in the table." if left else "",
        kind="Then and now",
    )  # fmt: skip


def _scatter(part: Part, i: Ink, dark: bool) -> Chart:
    """The rows as points between two measures, with their correlation."""
    rows = part.rows()
    along, up, *_ = [*dict.fromkeys(row["series"] for row in rows), "", ""]
    by_row: dict[str, dict[str, Row]] = {}
    for row in rows:
        by_row.setdefault(row["row"], {})[row["series"]] = row
    pairs = [found for found in by_row.values() if {along, up} <= found.keys()]
    points = [
        found[along]
        | {"x": found[along]["value"], "y": found[up]["value"], "column": ""}
        | {"said": f"{found[along]['said']}; {up} {unit_of(found[up]).value(found[up]['value'])}"}
        for found in pairs
    ]
    found = correlation([point["x"] for point in points], [point["y"] for point in points])
    free = {"zero": False, "nice": True, "padding": 10}
    axes = {
        end: _x(end, title=name, scale=free, axis={"titleLimit": 400, "tickCount": 5, "grid": end == "y"})
        for end, name in (("x", along), ("y", up))
    }
    marks = _marks({"type": "point", "filled": True, "size": 70, "opacity": 0.8, "color": i.blue}, points, axes)
    time = part.answer.question.rows in TIMES
    return _finished(
        part, i, {"layer": [marks]} | _pressed(marks), _HEIGHT, _correlated(found),
        "That two go together does not say why.",
        "" if found.r is None or found.points >= FEW_POINTS else
        f"With {found.points} points, chance alone often gives a correlation that looks strong.",
        "Months that follow each other are alike, so the interval is too narrow." if time else "",
        kind="Scatter plot",
    )  # fmt: skip


def _correlated(found: Correlation) -> str:
    """A correlation as a finding."""
    of = formatting.counted(found.points, "point")
    if found.r is None or found.low is None or found.high is None:
        return f"Too few to tell whether they go together: {of}"
    ends = f"{_hundredths(found.low)} to {_hundredths(found.high)}"
    said = f"correlation {_hundredths(found.r)}, 95% interval {ends}, {of}"
    if found.low <= 0 <= found.high:
        return f"They may not go together at all: {said}"
    return f"{'High goes with high' if found.r > 0 else 'High goes with low'}: {said}"


def _hundredths(value: float) -> str:
    return f"{value:.2f}".replace("-", formatting.MINUS)


_DRAWN: dict[str, Callable[[Part, Ink, bool], Chart]] = {
    "line": _lines, "index": _index, "bar": _bars, "dot": _dots, "heat": _heat, "calendar": _calendar,
    "slope": _slopes, "scatter": _scatter, "funnel": _funnel,
}  # fmt: skip
