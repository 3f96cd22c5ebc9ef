"""The paper as a document for Word, to edit into a committee's own: headings, tables that name their columns on each
sheet, charts with a sentence for those who can't see them.

python-docx writes it, but for tables, which it writes a cell at a time: of a long paper that took longer than all else.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.document import Document as Page
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section as Part
from docx.shared import Mm, Pt, RGBColor

from analytics import formatting
from analytics.board_packs.model import Column, Entry, Kind, Paper, Picture, Said, Section, Summary, Table
from analytics.board_packs.pdf import ACROSS, column_weights
from analytics.board_packs.pptx import FONT
from analytics.board_packs.slide_layout import plain
from analytics.charts import Chart, figure_png, spark_png
from analytics.charts.theme import LIGHT
from analytics.furniture.html import spark_svg

_LONG, _SHORT, _MARGIN = Mm(297), Mm(210), Mm(18)
_CHART_WIDTH = 780  # pixels
_SPARK = Mm(6)  # high
_SIZES = {"Normal": 11, "Heading 1": 18, "Heading 2": 15, "Heading 3": 12, "Heading 4": 11, "Caption": 10}  # points
_CELL, _FIGURE, _SMALL = "TableText", "TableFigure", "TableNote"  # styles of our own, which editors may change
_FOOT, _CELLS, _NOTES = 8, 9, 8  # points
_MORE = 2  # characters that a column needs besides, in print a little larger than that of the PDF
_PAD = 60  # twentieths of a point at the sides of a cell
_W = nsdecls("w")
_TWIP = 635  # of python-docx's units of length
_HEAD = "<w:tblHeader/>"
_TINTS = {"red": LIGHT.red_tint, "amber": LIGHT.amber_tint, "green": LIGHT.green_tint}


def word(paper: Paper) -> bytes:
    """The document as DOCX bytes."""
    document = begun(paper.title, paper.council, lying=False)
    _foot(document, paper)
    _add(document, _paragraph(paper.council))
    _add(document, _paragraph(paper.title, "Heading1"))
    _add(document, _paragraph("These figures were fixed when the pack was made."))
    if paper.mark:
        _add(document, _paragraph(bold=plain(paper.mark)))
    if paper.summary:
        _summary(document, paper.summary)
    for at, section in enumerate(paper.sections):
        _section(document, section, own_page=section.own_page or (at == 0 and paper.summary is not None))
    if paper.provenance:
        _turned(document, lying=False)
        _add(document, _paragraph("Where these figures come from", "Heading2"))
    for name, said in paper.provenance:
        _add(document, _paragraph(said, bold=f"{plain(name)}: "))
    return saved(document)


def saved(document: Page) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def begun(title: str, council: str, *, lying: bool) -> Page:
    """An empty document with paper, font, language and what programs show of the file, without the dates of the
    library's own empty page."""
    document = Document()
    _turn(document.sections[0], lying=lying)
    section = document.sections[0]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    about = document.core_properties
    about.title, about.author, about.language = plain(title), plain(council), "en-GB"
    about.last_modified_by, about.comments = plain(council), ""
    described: Any = about._element  # python-docx can set dates, but has no name for taking them away
    for date in described.xpath("./dcterms:created | ./dcterms:modified"):
        described.remove(date)
    styles: Any = document.styles
    for language in styles.element.xpath(".//w:lang"):
        language.set(qn("w:val"), "en-GB")
    for name, size in _SIZES.items():
        style = styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = _rgb(LIGHT.blue if name.startswith("Heading") else LIGHT.text)
        fonts = style.element.rPr.rFonts
        for theme in [key for key in fonts.attrib if key.endswith("Theme")]:  # they would go before the name
            del fonts.attrib[theme]
    styles["Caption"].paragraph_format.keep_with_next = True
    for name, size in ((_CELL, _CELLS), (_FIGURE, _CELLS), (_SMALL, _NOTES)):
        style = styles.add_style(name, WD_STYLE_TYPE.CHARACTER if name == _SMALL else WD_STYLE_TYPE.PARAGRAPH)
        style.font.size = Pt(size)
        if name != _SMALL:
            style.base_style, style.paragraph_format.space_after = styles["Normal"], Pt(0)
    styles[_FIGURE].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return document


def _turn(section: Part, *, lying: bool) -> None:
    section.page_width, section.page_height = (_LONG, _SHORT) if lying else (_SHORT, _LONG)
    section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT


def _turned(document: Page, *, lying: bool) -> None:
    """Go on with sheets that lie, or stand."""
    if (document.sections[-1].orientation == WD_ORIENT.LANDSCAPE) != lying:
        _turn(document.add_section(WD_SECTION.NEW_PAGE), lying=lying)


def _wide(document: Page) -> int:
    """The width of the text on the last sheet."""
    section = document.sections[-1]
    return (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.removeprefix("#"))


def _foot(document: Page, paper: Paper) -> None:
    """On each sheet: the mark of simulated figures, whose paper it is, and its number."""
    paragraph = document.sections[0].footer.paragraphs[0]
    for text, bold in ((paper.mark, True), (f"{paper.title}. Page ", False)):
        run = paragraph.add_run(f"{plain(text)} " if text else "")
        run.bold, run.font.size = bold, Pt(_FOOT)
    number: Any = paragraph._p
    number.append(
        parse_xml(
            f'<w:fldSimple {_W} w:instr="PAGE"><w:r><w:rPr><w:sz w:val="{2 * _FOOT}"/></w:rPr>'
            "<w:t>1</w:t></w:r></w:fldSimple>"
        )
    )


def _summary(document: Page, summary: Summary) -> None:
    """What comes before the annexes, which begin on a page of their own."""
    _add(document, _paragraph(summary.ratings))
    for part in summary.parts:
        _add(document, _paragraph(part.heading, "Heading2"))
        _add(document, _paragraph(part.said.text))
        for card in part.cards:
            line = summary.line(card)
            _finding(document, card.title, card.figure, card.rating, f"{card.facts} {card.cases}", card.comment, line)
        if part.said.items and part.cards:
            _add(document, _paragraph("Also:"))
        for item in part.said.items:
            _add(document, _paragraph(item, "ListBullet"))
    _add(document, _paragraph("Timely and good?", "Heading2"))
    for said in (summary.timely, summary.good):
        _add(document, _paragraph(said))
    if summary.picture:
        add_chart(document, summary.picture.wide)
    _add(document, _paragraph("What is being done", "Heading2"))
    _add(document, _paragraph(summary.done))
    for action in summary.other_actions:
        _finding(document, action.title, action.figure, action.rating, "", action.told, Entry(""))
    for note in summary.notes:
        _add(document, _paragraph(note))


def _finding(
    document: Page, title: str, figure: str, rating: str | None, facts: str, comment: str, line: Entry
) -> None:
    """A figure with its rating, the line of its months, and what somebody wrote of it."""
    paragraph = document.add_paragraph()
    paragraph.add_run(plain(title)).bold = True
    paragraph.add_run().add_break()
    said = filter(None, [figure, formatting.rag(rating) if rating else "", facts.strip()])
    paragraph.add_run(f"{plain(' '.join(said))} ")
    if line.line:
        drawn: Any = paragraph.add_run().add_picture(
            BytesIO(spark_png(spark_svg(line.line, LIGHT.blue))), height=_SPARK
        )
        drawn._inline.docPr.set("descr", plain(line.text))
    if comment:
        _add(document, _paragraph(comment, "ListContinue"))


def _section(document: Page, section: Section, *, own_page: bool) -> None:
    _turned(document, lying=False)
    _add(document, _paragraph(section.heading, "Heading2", "<w:pageBreakBefore/>" if own_page else ""))
    _sentences(document, section.sentences)
    for picture in section.pictures:
        _picture(document, picture)
    for table in section.tables:
        _table(document, table)
    for remark in section.remarks:
        _add(document, _paragraph(remark))


def _sentences(document: Page, said: Sequence[Said]) -> None:
    """One sentence as a paragraph, several as a list; what a sentence names as a list of its own below it."""
    if len(said) == 1 and not said[0].items:
        _add(document, _paragraph(said[0].text))
        return
    for one in said:
        _add(document, _paragraph(one.text, "ListBullet"))
        for item, below in one.lines:
            _add(document, _paragraph(item, "ListBullet2"))
            if below:
                _add(document, _paragraph(below, "ListContinue2"))


def _picture(document: Page, picture: Picture) -> None:
    _add(document, _paragraph(picture.wide.title, "Heading3"))
    add_chart(document, picture.wide)
    _add(document, _paragraph(picture.wide.caption))


def add_chart(document: Page, chart: Chart) -> None:
    """The chart as wide as the text, with the sentence for those who can't see it."""
    section = document.sections[-1]
    width = min(_wide(document), (section.page_height or 0) // 2)  # so that what follows begins on the same sheet
    picture = document.add_picture(BytesIO(figure_png(chart, _CHART_WIDTH)), width=width)
    described: Any = picture._inline.docPr
    described.set("descr", plain(chart.alt))
    described.set("name", "Chart")


def _table(document: Page, table: Table) -> None:
    """A table below its name and caption; one under each heading, where its rows stand under headings."""
    columns = [(at, column) for at, column in enumerate(table.columns) if column.kind is not Kind.LINE]
    wide = column_weights(table)
    across = [wide[at] + _MORE for at, _ in columns]
    _turned(document, lying=sum(across) > ACROSS)
    _add(document, _paragraph(f"Table: {table.title.lower()}", "Heading3"))
    _add(document, _paragraph(table.caption, "Caption"))
    for group in table.groups:
        if group.heading:
            _add(document, _paragraph(group.heading, "Heading4"))
        rows = [[row[at] for at, _ in columns] for row in group.rows]
        add_table(document, table.caption, [column for _, column in columns], rows, across)


def add_table(
    document: Page, caption: str, columns: Sequence[Column], rows: Sequence[Sequence[Entry]], across: Sequence[int]
) -> None:
    """A table as wide as the text, its columns as wide beside each other as `across` says; its first row is repeated
    on each sheet of paper, and read out as headings."""
    widths = [_wide(document) * part // sum(across) // _TWIP for part in across]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = _row([_cell(Entry(c.headed), c, width, bold=True) for c, width in zip(columns, widths, strict=True)], _HEAD)
    body = [_row([_cell(e, c, w) for e, c, w in zip(row, columns, widths, strict=True)]) for row in rows]
    _add(
        document,
        f'<w:tbl {_W}><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{_PAD}" w:type="dxa"/>'
        f'<w:right w:w="{_PAD}" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="00A0" w:firstRow="1" w:firstColumn="1"/>'
        f"<w:tblCaption w:val={quoteattr(plain(caption))}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{head}{''.join(body)}</w:tbl>",
    )


def _add(document: Page, block: str) -> None:
    """A paragraph or table at the end of the text."""
    body: Any = document.element.body
    body.insert_element_before(parse_xml(block), "w:sectPr")


def _paragraph(text: str = "", style: str = "Normal", more: str = "", bold: str = "") -> str:
    """A paragraph in the style of this id, its first words bold; `more` are further properties of it."""
    strong = f"<w:r><w:rPr><w:b/></w:rPr>{_text(bold)}</w:r>" if bold else ""
    return f'<w:p {_W}><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{strong}<w:r>{_text(plain(text))}</w:r></w:p>'


def _row(cells: Sequence[str], head: str = "") -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(entry: Entry, column: Column, width: int, *, bold: bool = False) -> str:
    """A cell: what people read, on the tint of its rating, and what is said of it in small below."""
    tint = f'<w:shd w:val="clear" w:color="auto" w:fill="{_TINTS[entry.rag][1:]}"/>' if entry.rag in _TINTS else ""
    style = _FIGURE if column.numeric else _CELL
    small = (
        f'<w:r><w:br/></w:r><w:r><w:rPr><w:rStyle w:val="{_SMALL}"/></w:rPr>{_text(plain(entry.small))}</w:r>'
        if entry.small
        else ""
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{tint}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}{_text(plain(entry.text))}</w:r>{small}</w:p></w:tc>"
    )


def _text(said: str) -> str:
    return f'<w:t xml:space="preserve">{escape(said)}</w:t>'
