"""A view as one page for Word: heading, sentence, chart, table, notes, source and address."""

from __future__ import annotations

from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from analytics import formatting
from analytics.board_packs.docx import add_chart, add_table, begun, saved
from analytics.board_packs.model import Column, Entry
from analytics.board_packs.slide_layout import plain
from analytics.catalogue import catalogue
from analytics.exports.view import Export, table

MOST_ROWS, MOST_COLUMNS = 60, 13  # of the table; the CSV file has all
_UPRIGHT = 5  # columns that fit on upright paper


def page(view: Export) -> bytes:
    """The page as DOCX bytes."""
    headings, rows = table(view)
    lying = len(headings) > _UPRIGHT
    document = begun(view.title, catalogue().council, lying=lying)
    document.add_heading(plain(view.title), level=1)
    if view.finding:
        document.add_paragraph(plain(f"{view.answer.sentence}."))
    if view.marks:
        document.add_paragraph().add_run(plain(view.marks)).bold = True
    for chart in view.charts:
        add_chart(document, chart)
    columns = [Column(heading) for heading in headings[:MOST_COLUMNS]]
    # What a figure is made of would not fit in a wide table.
    kept = [
        [Entry(cell.text, small=cell.warned if lying else cell.small) for cell in row[:MOST_COLUMNS]]
        for row in rows[:MOST_ROWS]
    ]
    across = [2] + [1] * (len(columns) - 1)  # the first has the names
    add_table(document, view.title, columns, kept, across)
    document.add_paragraph()
    for said in (_left_out(len(rows), len(headings)), *view.notes, view.source):
        if said:
            document.add_paragraph(plain(said))
    _address(document.add_paragraph("Open this view: "), view)
    return saved(document)


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
