"""A comment stands below its finding and in a table of its own, in every format of a pack."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from docx import Document
from pptx import Presentation
from pypdf import PdfReader

from analytics import board_packs
from analytics.board_packs import Paper
from analytics.catalogue import ALL
from analytics.disclosure import Wanted, disclose
from analytics.indicators import Comment, write_comment
from analytics.store import Store
from tests.board_packs import made
from tests.making import copied

SEPTEMBER = date(2021, 9, 1)
ACTION = "Book the town hall & its annex"
LINE = f"Rooms were missing. Action: {ACTION}. Open, due 30 Nov 2021. (Head of Service, 12 Oct 2021)"


@pytest.fixture(scope="module")
def paper(published: Store, tmp_path_factory: pytest.TempPathFactory) -> Paper:
    store = copied(published, tmp_path_factory.mktemp("commented") / "store")
    said = Comment("Rooms were missing", "Head of Service", ACTION, date(2021, 11, 30), "open")
    write_comment(store, "icpc_due", ALL, SEPTEMBER, said, date(2021, 10, 12))
    return board_packs.paper(disclose(store, Wanted(SEPTEMBER, ALL, ("indicators",)), None), [], [])


def test_it_is_below_the_finding_it_belongs_to(paper: Paper) -> None:
    below = {item: line for said in paper.sections[0].sentences for item, line in said.lines if line}
    ((item, line),) = below.items()
    assert "ICPCs" in item
    assert line == LINE


def test_the_page_shows_it_with_the_figure_and_escapes_it(paper: Paper) -> None:
    page = board_packs.page(paper).decode()
    assert "<p>Rooms were missing. Action: Book the town hall &amp; its annex." in page
    assert page.count("Book the town hall &amp; its annex") == 3, "in the summary, below the finding and in the table"


def test_the_slides_have_it_on_the_one_of_what_is_being_done(paper: Paper) -> None:
    deck = Presentation(BytesIO(board_packs.slides(paper)))
    shown = ["\n".join(s.text_frame.text for s in slide.shapes if s.has_text_frame) for slide in deck.slides]
    (at,) = (number for number, text in enumerate(shown) if ACTION in text)
    assert at == len(shown) - 1
    assert "Head of Service, 12 Oct 2021" in shown[at]


def test_the_word_document_has_it_below_the_finding_and_in_a_table(paper: Paper) -> None:
    document = Document(BytesIO(board_packs.word(paper)))
    assert LINE in [paragraph.text for paragraph in document.paragraphs]
    assert ACTION in {cell.text.split("\n")[0] for table in document.tables for row in table.rows for cell in row.cells}


def test_the_workbook_has_a_sheet_of_comments_and_says_them_in_its_notes(paper: Paper) -> None:
    book = openpyxl.load_workbook(BytesIO(board_packs.workbook(paper)))
    cells = [cell.value for row in book["Comments"].iter_rows() for cell in row]
    assert ACTION in cells
    assert any(str(cell.value).endswith(LINE) for row in book["Notes"].iter_rows() for cell in row)


def test_the_pdf_and_the_csv_have_it(paper: Paper) -> None:
    assert ACTION in board_packs.csv_files(paper)["comments.csv"].decode("utf-8-sig")
    pages = PdfReader(BytesIO(board_packs.document(paper))).pages
    told = made.packed("".join(page.extract_text() for page in pages))
    assert made.packed(LINE) in told
    assert made.packed("Written by") in told


def test_a_pack_without_a_comment_has_no_table_of_them(published: Store) -> None:
    paper = board_packs.paper(disclose(published, Wanted(SEPTEMBER, ALL, ("indicators",)), None), [], [])
    assert "comments" not in {table.name for table in paper.tables}
