"""What is handed out: a pack as one statement of sentences, tables and charts, and its formats.

Papers are made from publishable frames alone. What may be published is decided in `disclosure`, who may open a paper
in `sharing`; nothing here asks the store for a figure.
"""

from analytics.board_packs.csv_export import csv_files
from analytics.board_packs.html import page
from analytics.board_packs.model import (
    Action,
    Column,
    Entry,
    Kind,
    Paper,
    Part,
    Picture,
    Rows,
    Said,
    Section,
    Summary,
    Table,
)
from analytics.board_packs.pdf import document
from analytics.board_packs.sections import LOADS, WRITERS, paper


def slides(paper: Paper) -> bytes:
    """A pack as slides; see `pptx.slides`. No page needs its library, so it is loaded by whoever makes them."""
    from analytics.board_packs import pptx

    return pptx.slides(paper)


def word(paper: Paper) -> bytes:
    """A pack as a document for Word; see `docx.word`, and above."""
    from analytics.board_packs import docx

    return docx.word(paper)


def workbook(paper: Paper) -> bytes:
    """A pack as a workbook; see `xlsx.workbook`, and above."""
    from analytics.board_packs import xlsx

    return xlsx.workbook(paper)


__all__ = [
    "LOADS",
    "WRITERS",
    "Action",
    "Column",
    "Entry",
    "Kind",
    "Paper",
    "Part",
    "Picture",
    "Rows",
    "Said",
    "Section",
    "Summary",
    "Table",
    "csv_files",
    "document",
    "page",
    "paper",
    "slides",
    "word",
    "workbook",
]
