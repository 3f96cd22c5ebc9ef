"""The paper as five slides of its summary: one finding a slide, said in its title, with charts that can be edited."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.parts.coreprops import CorePropertiesPart
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide, SlideLayout, SlideMaster
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Inches, Length, Pt

from analytics.board_packs import slide_layout as on
from analytics.board_packs.model import Paper
from analytics.board_packs.slide_layout import Box, Drawn, Shown, fitting, plain
from analytics.charts.theme import LIGHT
from analytics.columns import inert
from analytics.units import Kind, Unit

FONT = "Arial"  # as wide as the font that text is measured in
_OPENING, _TEXT, PICTURED = "Title Slide", "Title and Content", "Title Only"
_OPENING_BOXES: tuple[Box, Box] = ((0.9, 1.4, 11.5, 1.7), (0.9, 3.3, 11.5, 3.4))
_OPENING_SIZES = (40, 32, 24)


def slides(paper: Paper) -> bytes:
    """The slides as PPTX bytes."""
    deck = wide_deck()
    describe(deck.core_properties, paper.title, paper.council)
    _opening(deck, paper)
    for shown in on.outline(paper):
        _add(deck, paper, shown)
    out = BytesIO()
    deck.save(out)
    return out.getvalue()


def describe(about: CorePropertiesPart, title: str, council: str) -> None:
    """What programs show of the file. The dates of the library's own empty deck go: they are not those of the paper."""
    about.title, about.author, about.language = plain(title), plain(council), "en-GB"
    about.last_modified_by, about.comments = plain(council), ""
    described = about._element  # python-pptx can set dates, but has no name for taking them away
    for date in described.xpath("./dcterms:created | ./dcterms:modified"):
        described.remove(date)


def wide_deck() -> Deck:
    """An empty deck of wide slides with three layouts, whose title and text stand where they are measured for."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(on.WIDE), Inches(on.HIGH)
    for layout in list(deck.slide_layouts):
        if layout.name not in (_OPENING, _TEXT, PICTURED):
            deck.slide_layouts.remove(layout)
    for page in (deck.slide_master, *deck.slide_layouts):
        _place(page)
    return deck


def _place(page: SlideMaster | SlideLayout) -> None:
    """Move title and text of a layout to their boxes; its own footers are not used and are taken away."""
    boxes = _OPENING_BOXES if page.name == _OPENING else (on.TITLE_BOX, on.BODY_BOX)
    for shape in list(page.placeholders):
        kind = shape.placeholder_format.type
        if kind in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE):
            box: Box = boxes[0]
        elif kind in (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.SUBTITLE):
            box = boxes[1]
        else:
            shape.element.getparent().remove(shape.element)
            continue
        shape.left, shape.top, shape.width, shape.height = inches(box)


def inches(box: Box) -> tuple[Length, Length, Length, Length]:
    left, top, wide, high = box
    return Inches(left), Inches(top), Inches(wide), Inches(high)


def layout_called(deck: Deck, name: str) -> SlideLayout:
    return next(layout for layout in deck.slide_layouts if layout.name == name)


def _opening(deck: Deck, paper: Paper) -> None:
    """The first slide: how the month is rated, and whose figures these are, with the mark of simulated ones."""
    slide = deck.slides.add_slide(layout_called(deck, _OPENING))
    title, below = slide.placeholders
    finding = paper.summary.ratings if paper.summary else paper.title
    shown, size = fitting(plain(finding), on.inside(_OPENING_BOXES[0]), _OPENING_SIZES)
    write(first_paragraph(title.text_frame, MSO_ANCHOR.BOTTOM), shown, size, bold=True, colour=LIGHT.blue)
    frame = below.text_frame
    paragraph = first_paragraph(frame, MSO_ANCHOR.TOP)
    for text in (paper.title, f"{paper.council}. These figures were fixed when the pack was made."):
        write(paragraph, plain(text), on.SIZES[-1], after=on.AFTER)
        paragraph = frame.add_paragraph()
    if paper.mark:
        write(paragraph, plain(paper.mark), on.SIZES[-1], bold=True)
    _note(slide, on.in_short([f"{name}: {said.rstrip('.')}." for name, said in paper.provenance], on.MOST_NOTES))


def _note(slide: Slide, notes: str) -> None:
    frame = slide.notes_slide.notes_text_frame
    assert frame is not None  # the notes' layout has one
    frame.text = plain(notes)


def _add(deck: Deck, paper: Paper, shown: Shown) -> None:
    slide = deck.slides.add_slide(layout_called(deck, _TEXT))
    written, size = fitting(shown.title, on.inside(on.TITLE_BOX))
    heading, text = slide.placeholders
    write(first_paragraph(heading.text_frame, MSO_ANCHOR.MIDDLE), written, size, bold=True, colour=LIGHT.blue)
    if shown.chart:
        text.left, text.top, text.width, text.height = inches(on.BESIDE_BOX)
    paragraph = first_paragraph(text.text_frame, MSO_ANCHOR.TOP)
    for number, said in enumerate(shown.said):
        write(text.text_frame.add_paragraph() if number else paragraph, said, shown.size, after=on.AFTER)
    if shown.chart:
        _draw(slide, shown.chart)
    foot(slide, f"{paper.mark.split('. ')[0].rstrip('.')}." if paper.mark else "", paper.title)
    _note(slide, shown.notes)


def first_paragraph(frame: TextFrame, anchor: MSO_ANCHOR) -> _Paragraph:
    """The first paragraph of a frame that wraps its text and keeps its size."""
    frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, anchor
    return frame.paragraphs[0]


def write(
    paragraph: _Paragraph, text: str, size: int, *, bold: bool = False, colour: str = LIGHT.text, after: int = 0
) -> None:
    paragraph.alignment, paragraph.line_spacing = PP_ALIGN.LEFT, 1.0
    paragraph.space_before, paragraph.space_after = Pt(0), Pt(after)
    run = paragraph.add_run()
    run.text = text
    run.font.name, run.font.size, run.font.bold = FONT, Pt(size), bold
    run.font.color.rgb = rgb(colour)
    run.font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK


def _draw(slide: Slide, drawn: Drawn) -> None:
    """A chart of PowerPoint's own, whose figures can be edited: a line of months, or a bar for each name."""
    data: Any = CategoryChartData(number_format=number_format(drawn.unit))
    data.categories = [inert(plain(name)) for name in drawn.names]
    data.add_series(inert(plain(drawn.title)), drawn.values)
    kind = XL_CHART_TYPE.LINE_MARKERS if drawn.of_time else XL_CHART_TYPE.BAR_CLUSTERED
    graphic: Any = slide.shapes.add_chart(kind, *inches(on.DRAWN_BOX), data)
    graphic.name = "Chart"
    (described,) = graphic._element.xpath("./p:nvGraphicFramePr/p:cNvPr")  # python-pptx has no name for it
    described.set("descr", plain(drawn.alt))
    chart = graphic.chart
    chart.font.size, chart.font.name, chart.font.color.rgb = Pt(on.SMALLEST), FONT, rgb(LIGHT.text)
    chart.has_legend, chart.has_title = False, True
    chart.chart_title.include_in_layout = False
    write(chart.chart_title.text_frame.paragraphs[0], plain(drawn.title), on.SMALLEST, bold=True)
    up, (series,) = chart.value_axis, chart.plots[0].series
    up.major_gridlines.format.line.color.rgb = rgb(LIGHT.grid)
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if drawn.unit.highest is not None:
        up.minimum_scale, up.maximum_scale = drawn.unit.lowest, drawn.unit.highest
    if drawn.of_time:
        series.smooth = False
        if drawn.unit.kind is Kind.PERCENTAGE:
            up.tick_labels.number_format, up.tick_labels.number_format_is_linked = 'General"%"', False
        series.format.line.color.rgb, series.format.line.width = rgb(LIGHT.blue), Pt(2.25)
        series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 8
        filled = series.marker.format.fill
    else:
        chart.category_axis.reverse_order, up.visible, chart.plots[0].gap_width = True, False, 60
        up.has_major_gridlines = False
        series.data_labels.show_value = True
        series.data_labels.number_format, series.data_labels.number_format_is_linked = '0"%"', False
        filled = series.format.fill
    filled.solid()
    filled.fore_color.rgb = rgb(LIGHT.blue)


def number_format(unit: Unit) -> str:
    """The number format of a chart's sheet, with the sign of percent, which figures here have as 84.0."""
    return f'{unit.sheet}"%"' if unit.kind is Kind.PERCENTAGE else unit.sheet


def rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.removeprefix("#"))


def text_box(slide: Slide, box: Box, name: str) -> _Paragraph:
    shape = slide.shapes.add_textbox(*inches(box))
    shape.name = name
    return first_paragraph(shape.text_frame, MSO_ANCHOR.TOP)


def foot(slide: Slide, mark: str, said: str) -> _Paragraph:
    """The mark of simulated figures, whose slide it is, and its number. Gives the text without the number."""
    paragraph = text_box(slide, on.FOOT_BOX, "Foot")
    if mark:
        write(paragraph, f"{plain(mark)} ", on.SMALLEST, bold=True)
    write(paragraph, plain(said), on.SMALLEST, colour=LIGHT.muted)
    number = text_box(slide, on.NUMBER_BOX, "Number")
    number.alignment = PP_ALIGN.RIGHT
    # A field, so that it stays right when slides are moved.
    number._p.append(
        parse_xml(
            f'<a:fld {nsdecls("a")} id="{{5D3B4F2A-6C1E-4B7D-9A55-0F2C8E1D7B60}}" type="slidenum">'
            f'<a:rPr lang="en-GB" sz="{on.SMALLEST}00"><a:latin typeface="{FONT}"/></a:rPr><a:t>‹#›</a:t></a:fld>'
        )
    )
    return paragraph
