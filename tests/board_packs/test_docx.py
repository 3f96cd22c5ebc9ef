"""The document for Word says what the page says, and a screen reader finds its headings, tables and charts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from analytics import board_packs
from analytics.board_packs import Column, Entry, Kind, Paper, Rows, Said, Section, Table
from analytics.board_packs.slide_layout import plain
from tests.board_packs import made


def read(paper: Paper) -> Any:
    return Document(BytesIO(board_packs.word(paper)))


@pytest.fixture(scope="module")
def document() -> Any:
    return read(made.paper())


def paragraphs(document: Any, style: str = "") -> list[str]:
    return [p.text for p in document.paragraphs if not style or p.style.name == style]


def cells(document: Any) -> Iterator[str]:
    for table in document.tables:
        for row in table.rows:
            yield from (cell.text for cell in row.cells)


def shaded(document: Any) -> dict[str, str]:
    """The cells with a tint, and the tint of each."""
    found = [cell for table in document.tables for row in table.rows for cell in row.cells]
    tints = [(cell.text, cell._tc.xpath("./w:tcPr/w:shd/@w:fill")) for cell in found]
    return {text: tint for text, (tint,) in ((t, s) for t, s in tints if s)}


def test_all_sentences_entries_and_remarks_are_in_it(document: Any) -> None:
    said, written = "\n".join(paragraphs(document)), list(cells(document))
    for section in made.paper().sections:
        for sentence in section.sentences:
            assert sentence.text in said
            assert all(item in said for item in sentence.items)
        assert all(remark in said for remark in section.remarks)
        assert all(picture.wide.caption in said for picture in section.pictures)
    for column, entry in made.entries(made.paper()):
        if column.kind is not Kind.LINE:  # whose figures are in a table of their own
            assert "\n".join(filter(None, (entry.text, entry.small))) in written


def test_it_has_no_figure_that_the_page_has_not(document: Any) -> None:
    said = "\n".join([*paragraphs(document), *cells(document)])
    assert made.figures(said) <= made.page_figures(made.paper())
    assert made.figures(said) >= {"1,235", "21.4", "63"}


def test_sections_are_headings_below_the_title_and_themes_below_their_table(document: Any) -> None:
    assert paragraphs(document, "Heading 1") == ["Children's services, September 2021"]
    assert paragraphs(document, "Heading 2") == [
        *(section.heading for section in made.paper().sections),
        "Where these figures come from",
    ]
    assert "Table: indicators" in paragraphs(document, "Heading 3")
    assert paragraphs(document, "Heading 4") == ["Response to risk", "Repeat work"]


def test_the_first_row_of_each_table_is_repeated_and_no_row_is_torn(document: Any) -> None:
    for table in document.tables:
        first, *rest = table.rows
        assert first._tr.xpath("./w:trPr/w:tblHeader")
        assert not any(row._tr.xpath("./w:trPr/w:tblHeader") for row in rest)
        assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows)
        assert table._tbl.tblPr.xpath("./w:tblCaption/@w:val")


def test_a_rating_is_a_shape_and_a_word_on_a_tint(document: Any) -> None:
    assert shaded(document).keys() == {"■ red"}


def test_a_chart_says_what_it_shows(document: Any) -> None:
    (picture,) = document.inline_shapes
    assert picture._inline.docPr.get("descr") == made.picture().wide.alt


def test_it_is_in_british_english_and_says_what_it_is(document: Any) -> None:
    about = document.core_properties
    assert (about.title, about.author, about.language) == ("Children's services, September 2021", "Westshire", "en-GB")
    assert {e.get(qn("w:val")) for e in document.styles.element.xpath(".//w:lang")} == {"en-GB"}


def test_each_sheet_bears_the_mark_of_simulated_figures_and_its_number(document: Any) -> None:
    footer = document.sections[0].footer
    assert made.MARK in footer.paragraphs[0].text
    assert footer._element.xpath(".//w:fldSimple/@w:instr") == ["PAGE"]
    assert all(section.footer.is_linked_to_previous for section in list(document.sections)[1:])
    assert "Simulated" not in read(replace(made.paper(), mark="")).sections[0].footer.paragraphs[0].text


def test_what_somebody_wrote_stands_below_its_finding() -> None:
    said = Said("Worse: 1 indicator:", ["Visits: 63%"], ["Posts were empty. (Head of Service)"])
    found = paragraphs(read(replace(made.paper(), sections=[Section("a", "A", [said, Said("No more.")])])))
    assert found[found.index("Visits: 63%") + 1] == "Posts were empty. (Head of Service)"


@pytest.mark.parametrize("name", ['<w:p/> & "both"', "a\x07b\nc", "W" * 300])
def test_any_text_is_text(name: str) -> None:
    assert plain(name) in list(cells(read(made.paper(name))))


def test_a_table_too_wide_for_upright_paper_lies_and_what_follows_stands_again() -> None:
    columns = [Column("Indicator", names_row=True), *(Column(f"Month number {n}") for n in range(14))]
    row = [Entry("Visits"), *(Entry("not rated in full") for _ in range(14))]
    wide = Section("a", "A", tables=[Table("wide", "Wide", columns, [Rows("", [row])])])
    lying = [s.orientation for s in read(replace(made.paper(), sections=[wide])).sections]
    assert lying == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    assert len(read(made.paper()).sections) == 1


def test_the_summary_comes_before_the_annexes_with_its_lines_and_what_is_being_done() -> None:
    of = made.summary()
    document = read(replace(made.paper(), summary=of))
    said, headings = paragraphs(document), paragraphs(document, "Heading 2")
    assert headings[:2] == ["What got worse", "What got better"]
    assert headings.index("What is being done") < headings.index("What the month says")
    assert said.index(of.ratings) < said.index("What got worse")
    assert f"{made.NAME}\n58.1% ■ red Usually 80.5%, target 90%. " in said
    spark, better, chart, annex = (shape._inline.docPr.get("descr") for shape in document.inline_shapes)
    assert "58.1%" in spark
    assert better == spark
    assert (chart, annex) == ("Dots.", made.picture().wide.alt)
    first = next(p for p in document.paragraphs if p.text == "What the month says")
    assert first._p.xpath("./w:pPr/w:pageBreakBefore"), "the annexes begin on a page of their own"
