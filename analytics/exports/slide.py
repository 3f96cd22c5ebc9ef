"""A view as one slide, with a chart that can be edited where it is shown."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from pptx.chart.chart import Chart as NativeChart
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Pt

from analytics import formatting
from analytics.board_packs import slide_layout as on
from analytics.board_packs.pptx import (
    FONT,
    PICTURED,
    describe,
    first_paragraph,
    foot,
    inches,
    layout_called,
    number_format,
    rgb,
    text_box,
    wide_deck,
    write,
)
from analytics.board_packs.slide_layout import fitting, in_short, plain
from analytics.board_packs.text_metrics import LEADING
from analytics.catalogue import catalogue
from analytics.charts.theme import LIGHT
from analytics.exports.view import Export, Lines, lines, table
from analytics.units import Kind, unit

MOST_WORDS = 60  # of the notes on the slide; all of them are in the speaker notes
MOST_BARS = 15  # names that bars can have and still be read
MOST_MONTHS = 60
_COLOURS = (LIGHT.blue, LIGHT.orange, LIGHT.teal, LIGHT.plum, LIGHT.muted, LIGHT.context)
_MARKERS = (
    XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.SQUARE, XL_MARKER_STYLE.TRIANGLE, XL_MARKER_STYLE.DIAMOND,
    XL_MARKER_STYLE.X, XL_MARKER_STYLE.PLUS,
)  # fmt: skip
_NEAR = 0.8  # of the highest value there can be: above it an axis would be drawn beyond that
OPEN = "Open this view"
FEW = "few"  # what a point of too few to tell bears


def slide(view: Export) -> bytes:
    """The slide as PPTX bytes. Raises NothingToDraw where the view has no number."""
    deck = wide_deck()
    describe(deck.core_properties, view.title, catalogue().council)
    page = deck.slides.add_slide(layout_called(deck, PICTURED))
    title, size = fitting(plain(view.title), on.inside(on.TITLE_BOX))
    heading = page.shapes.title
    assert heading is not None  # the layout has one
    write(first_paragraph(heading.text_frame, MSO_ANCHOR.MIDDLE), title, size, bold=True, colour=LIGHT.blue)
    left, top, wide, high = on.CHART_BOX
    two = view.answer.question.chart == "scatter" and len(view.answer.question.measures) > 1 and bool(_pairs(view))
    drawn = None if two else lines(view, len(_COLOURS), MOST_MONTHS)
    if drawn and not drawn.of_time:
        drawn = lines(view, len(_COLOURS), MOST_BARS)
    asked = f"{view.answer.sentence}." if view.finding else ""  # which is else the title
    notes = in_short(list(filter(None, [asked, drawn.left_out if drawn else "", *view.notes])), MOST_WORDS)
    said = plain(" ".join(filter(None, [notes, view.source])))
    below = len(on.below_lines(said)) * on.SMALLEST * LEADING / 72 + 2 * on.FREE
    place = inches((left, top, wide, high - below))
    kind, data = _scattered(view) if drawn is None else _in_lines(view, drawn)
    graphic: Any = page.shapes.add_chart(kind, *place, data)
    graphic.name = "Chart"
    (described,) = graphic._element.xpath("./p:nvGraphicFramePr/p:cNvPr")  # python-pptx has no name for it
    described.set("descr", plain(view.charts[0].alt if len(view.charts) == 1 else _alt(view, drawn)))
    _dressed(graphic.chart, view, drawn)
    write(text_box(page, (left, top + high - below, wide, below), "Caption"), said, on.SMALLEST, colour=LIGHT.muted)
    paragraph = foot(page, view.marks, OPEN if view.is_link else "")
    if view.is_link:
        paragraph.runs[-1].hyperlink.address = view.address
    frame = page.notes_slide.notes_text_frame
    assert frame is not None  # the notes' layout has one
    frame.text = "\n".join([view.answer.sentence, view.marks, *view.notes, view.source, view.address, "", *_rows(view)])
    out = BytesIO()
    deck.save(out)
    return out.getvalue()


def _in_lines(view: Export, drawn: Lines) -> tuple[Any, CategoryChartData]:
    data: CategoryChartData = CategoryChartData(number_format=_format(drawn))
    data.categories = drawn.names
    for name, values in drawn.values.items():
        data.add_series(name, values)
    if not drawn.of_time:
        return XL_CHART_TYPE.BAR_CLUSTERED, data
    columns = view.answer.question.chart == "bar"
    return (XL_CHART_TYPE.COLUMN_CLUSTERED if columns else XL_CHART_TYPE.LINE_MARKERS), data


def _scattered(view: Export) -> tuple[Any, XyChartData]:
    """The first measure along, the second up, a point for each of the rest."""
    first, second = view.answer.question.measures[:2]
    data: XyChartData = XyChartData()
    series = data.add_series(f"{_label(view, second)} by {_label(view, first)}")
    for _, along, up in _pairs(view):
        series.add_data_point(along, up)
    return XL_CHART_TYPE.XY_SCATTER, data


def _pairs(view: Export) -> list[tuple[str, float, float]]:
    """The points of a scatter plot: the name of each, and its two figures."""
    first, second = view.answer.question.measures[:2]
    of: dict[tuple[str, ...], dict[str, float]] = {}
    for row in view.answer.frame.drop_nulls("value").iter_rows(named=True):
        key = tuple(row[f"{end}_name"] for end in ("panel", "row", "column"))
        of.setdefault(key, {})[row["measure"]] = row["value"]
    return [
        (", ".join(filter(None, key)), both[first], both[second])
        for key, both in of.items()
        if first in both and second in both
    ]


def _label(view: Export, measure: str) -> str:
    """A measure with what it is in."""
    row = view.answer.frame.filter(measure=measure).row(0, named=True)
    return formatting.capital(unit(row["kind"], row["unit"], row["decimals"]).headed(row["measure_name"]))


def _dressed(chart: NativeChart, view: Export, drawn: Lines | None) -> None:
    """The look of the house: its font, its colours each with a marker of its own, and a word at what is too few."""
    chart.font.size, chart.font.name = Pt(on.SMALLEST), FONT
    chart.font.color.rgb = rgb(LIGHT.text)
    chart.has_title = False
    chart.has_legend = drawn is not None and len(drawn.values) > 1
    if chart.has_legend and chart.legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    along, up = chart.category_axis, chart.value_axis
    up.major_gridlines.format.line.color.rgb = rgb(LIGHT.grid)
    if drawn is None:
        for axis, measure in zip((along, up), view.answer.question.measures, strict=False):
            axis.has_title, axis.axis_title.text_frame.text = True, _label(view, measure)
        _marked(chart.plots[0].series[0], 0, lines=False)
        for at, (name, _, _) in enumerate(_pairs(view)[:MOST_BARS]):
            _labelled(chart.plots[0].series[0], at, name)
        return
    along.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    up.tick_labels.number_format, up.tick_labels.number_format_is_linked = _format(drawn, axis=True), False
    as_lines = chart.chart_type == XL_CHART_TYPE.LINE_MARKERS
    if not as_lines and drawn.unit.lowest is not None:
        up.minimum_scale = drawn.unit.lowest  # a bar is as long as its value
    if not drawn.of_time:
        along.reverse_order = True  # the first name at the top
        chart.plots[0].gap_width = 60
        up.visible = len(drawn.values) > 1  # else each bar bears its figure
    elif drawn.unit.highest is not None and drawn.highest > _NEAR * drawn.unit.highest:
        up.maximum_scale = drawn.unit.highest
    for at, (series, name) in enumerate(zip(chart.plots[0].series, drawn.values, strict=True)):
        if as_lines:
            series.smooth = False
            _marked(series, at, lines=True)
        else:
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = rgb(_COLOURS[at])
        labels = series.data_labels
        labels.show_value = len(drawn.values) == 1 and not drawn.of_time
        labels.number_format, labels.number_format_is_linked = _format(drawn), False
        for place in sorted(place for line, place in drawn.few if line == name):
            _labelled(series, place, f"{drawn.unit.value(drawn.values[name][place])} {FEW}")


def _labelled(series: Any, place: int, text: str) -> None:
    """A point with a label of its own, which takes no size from the chart."""
    run = series.points[place].data_label.text_frame.paragraphs[0].add_run()
    run.text, run.font.size, run.font.name = text, Pt(on.SMALLEST), FONT


def _marked(series: Any, at: int, *, lines: bool) -> None:
    series.marker.style, series.marker.size = _MARKERS[at], 8
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = rgb(_COLOURS[at])
    series.marker.format.line.color.rgb = rgb(_COLOURS[at])
    if lines:
        series.format.line.color.rgb, series.format.line.width = rgb(_COLOURS[at]), Pt(2.25)
    else:
        series.format.line.fill.background()


def _format(drawn: Lines, *, axis: bool = False) -> str:
    """The number format of a sheet; along an axis without decimals that say nothing."""
    return 'General"%"' if axis and drawn.unit.kind is Kind.PERCENTAGE else number_format(drawn.unit)


def _alt(view: Export, drawn: Lines | None) -> str:
    """What the chart shows, for those who can't see it."""
    if drawn is None:
        return f"{view.answer.sentence}. {formatting.counted(len(_pairs(view)), 'point')}, two figures each."
    held = [
        (value, f"{name}{f', {line}' if len(drawn.values) > 1 else ''}")
        for line, values in drawn.values.items()
        for name, value in zip(drawn.names, values, strict=True)
        if value is not None
    ]
    (low, lowest), (high, highest) = min(held), max(held)
    of = drawn.unit
    return f"{view.answer.sentence}. Highest: {of.value(high)} ({highest}). Lowest: {of.value(low)} ({lowest})."


def _rows(view: Export) -> list[str]:
    """The table as sentences: a row a line, each figure behind the name of its column."""
    headings, rows = table(view)
    named = [heading for heading in (view.answer.question.panels, view.answer.question.rows) if heading]
    said = []
    for row in rows:
        cells = [f"{c.text} ({c.small})" if c.small else c.text for c in row]
        pairs = [f"{h}: {c}" for h, c in zip(headings[len(named) :], cells[len(named) :], strict=True)]
        said.append("; ".join([*cells[: len(named)], *pairs]))
    return list(map(plain, said))
