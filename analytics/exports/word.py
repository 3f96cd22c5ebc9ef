"""A view as one page for Word: heading, sentence, chart, table, notes, source and address."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Page
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from analytics import formatting
from analytics.board_packs.pptx import FONT
from analytics.board_packs.slide_layout import plain
from analytics.catalogue import catalogue
from analytics.charts import Chart, figure_png
from analytics.charts.theme import LIGHT
from analytics.exports.view import Cell, Export, table

MOST_ROWS, MOST_COLUMNS = 60, 13  # of the table; the CSV file has all
_UPRIGHT = 5  # columns that fit on upright paper
_CHART_WIDTH = 780  # pixels
_LONG, _SHORT, _MARGIN = Mm(297), Mm(210), Mm(18)


def page(view: Export) -> bytes:
    """The page as DOCX bytes."""
    document = Document()
    headings, rows = table(view)
    lying = len(headings) > _UPRIGHT
    _prepared(document, view, lying=lying)
    document.add_heading(plain(view.title), level=1)
    if view.finding:
        document.add_paragraph(plain(f"{view.answer.sentence}."))
    if view.marks:
        document.add_paragraph().add_run(plain(view.marks)).bold = True
    for chart in view.charts:
        _draw(document, chart)
    kept = [row[:MOST_COLUMNS] for row in rows[:MOST_ROWS]]
    if lying:  # what a figure is made of would not fit
        kept = [[Cell(cell.text, warned=cell.warned) for cell in row] for row in kept]
    _table(document, headings[:MOST_COLUMNS], kept)
    for said in (_left_out(len(rows), len(headings)), *view.notes, view.source):
        if said:
            document.add_paragraph(plain(said))
    _address(document.add_paragraph("Open this view: "), view)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _prepared(document: Page, view: Export, *, lying: bool) -> None:
    """Paper, font, language and what programs show of the file, without the dates of the library's own empty page."""
    section = document.sections[0]
    section.page_width, section.page_height = (_LONG, _SHORT) if lying else (_SHORT, _LONG)
    section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    about = document.core_properties
    about.title, about.author, about.language = plain(view.title), plain(catalogue().council), "en-GB"
    about.last_modified_by, about.comments = plain(catalogue().council), ""
    described: Any = about._element  # python-docx can set dates, but has no name for taking them away
    for date in described.xpath("./dcterms:created | ./dcterms:modified"):
        described.remove(date)
    styles: Any = document.styles
    for language in styles.element.xpath(".//w:lang"):
        language.set(qn("w:val"), "en-GB")
    for name, size in (("Normal", 11), ("Heading 1", 18)):
        style = styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = RGBColor.from_string((LIGHT.text if name == "Normal" else LIGHT.blue).removeprefix("#"))
        fonts = style.element.rPr.rFonts
        for theme in [key for key in fonts.attrib if key.endswith("Theme")]:  # they would go before the name
            del fonts.attrib[theme]


def _draw(document: Page, chart: Chart) -> None:
    """The chart as wide as the text, with the sentence for those who can't see it."""
    section = document.sections[0]
    width = min(_wide(document), (section.page_height or 0) // 2)  # so that the table begins on the same sheet
    picture = document.add_picture(BytesIO(figure_png(chart, _CHART_WIDTH)), width=width)
    described: Any = picture._inline.docPr
    described.set("descr", plain(chart.alt))
    described.set("name", "Chart")


def _table(document: Page, headings: list[str], rows: list[list[Cell]]) -> None:
    """The table; its first row is repeated on each sheet of paper, and read out as headings."""
    made = document.add_table(rows=1, cols=len(headings), style="Table Grid")
    for cell, heading in zip(made.rows[0].cells, headings, strict=True):
        _fill(cell, Cell(heading), bold=True)
    first: Any = made.rows[0]._tr
    first.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    look: Any = made._tbl.tblPr.find(qn("w:tblLook"))
    if look is not None:
        look.set(qn("w:firstRow"), "1")
        look.set(qn("w:firstColumn"), "1")
    for row in rows:
        of: Any = made.add_row()
        of._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, said in zip(of.cells, row, strict=True):
            _fill(cell, said)
    _widened(document, made)
    document.add_paragraph()


def _widened(document: Page, table: Table) -> None:
    """The columns as wide as the paper allows, the first of them as wide as two others: it has the names."""
    parts = len(table.columns) + 1
    table.autofit = False
    for at, column in enumerate(table.columns):
        column.width = _wide(document) * (1 if at else 2) // parts
        for cell in column.cells:
            cell.width = column.width


def _wide(document: Page) -> int:
    """The width of the text."""
    section = document.sections[0]
    return (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)


def _fill(cell: _Cell, said: Cell, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(plain(said.text))
    run.bold, run.font.size = bold, Pt(10)
    if said.small:
        small = cell.add_paragraph()
        small.paragraph_format.space_after = Pt(0)
        small.add_run(plain(said.small)).font.size = Pt(9)


def _left_out(rows: int, columns: int) -> str:
    """What the table does not have, as a sentence; empty if it has all."""
    said = [
        f"{most} of {formatting.counted(of, what)}"
        for of, most, what in ((rows, MOST_ROWS, "row"), (columns, MOST_COLUMNS, "column"))
        if of > most
    ]
    return f"The first {formatting.joined(said)} are here; the CSV file of the view has all." if said else ""


def _address(paragraph: Paragraph, view: Export) -> None:
    """An address that opens at a click, which python-docx has no name for; one without a server is text."""
    if not view.is_link:
        paragraph.add_run(view.address)
        return
    to = paragraph.part.relate_to(view.address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link: Any = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), to)
    run = paragraph.add_run(view.address)
    run.underline = True
    link.append(run._r)
    holder: Any = paragraph._p
    holder.append(link)
