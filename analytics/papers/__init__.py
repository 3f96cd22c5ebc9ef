"""What is handed out: a pack as one statement of sentences, tables and charts, and its formats.

Papers are made from publishable frames alone. What may be published is decided in `disclosure`, who may open a paper
in `sharing`; nothing here asks the store for a figure.
"""

from analytics.papers.contents import LOADS, paper
from analytics.papers.document import document
from analytics.papers.page import content_policy, page
from analytics.papers.paper import Column, Entry, Kind, Paper, Picture, Rows, Said, Section, Table
from analytics.papers.plain import cells, csv_files, headings
from analytics.papers.slides import slides
from analytics.papers.workbook import sheet_name, workbook

__all__ = [
    "LOADS",
    "Column",
    "Entry",
    "Kind",
    "Paper",
    "Picture",
    "Rows",
    "Said",
    "Section",
    "Table",
    "cells",
    "content_policy",
    "csv_files",
    "document",
    "headings",
    "page",
    "paper",
    "sheet_name",
    "slides",
    "workbook",
]
