"""The PDF says what the page says, in order, with tags, and takes no text for markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from analytics import board_packs
from analytics.board_packs import Kind, Paper
from analytics.board_packs.text_metrics import width
from tests.board_packs import made

HOSTILE = ["#foo[ $x$ *b* _i_ <l> @ref // c", '"; #panic() "', "<b>&amp;", r"\u{41} \ \"", "a `raw` = b ~ c -- d"]


def read(paper: Paper) -> PdfReader:
    return PdfReader(BytesIO(board_packs.document(paper)))


@pytest.fixture(scope="module")
def pdf() -> PdfReader:
    return read(made.paper())


def text(pdf: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in pdf.pages)


def tagged(pdf: PdfReader, tag: str) -> list[Any]:
    return [element for element in elements(pdf.trailer["/Root"]["/StructTreeRoot"]) if element.get("/S") == tag]


def elements(below: Any) -> Iterator[Any]:
    """Every element of the structure tree below one, in reading order."""
    children = below.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        found = child.get_object()
        if isinstance(found, dict):
            yield found
            yield from elements(found)


def attribute(element: Any, name: str) -> Any:
    return next((a.get_object()[name] for a in element["/A"] if name in a.get_object()), None)


def bookmarks(outline: list[Any]) -> list[Any]:
    """The titles of the bookmarks, those below another as a list."""
    return [bookmarks(item) if isinstance(item, list) else item["/Title"] for item in outline]


def test_every_entry_of_every_table_is_there(pdf: PdfReader) -> None:
    said = made.packed(text(pdf))
    aloud = {figure["/Alt"] for figure in tagged(pdf, "/Figure")}
    for column, entry in made.entries(made.paper()):
        if column.kind is Kind.LINE and any(value is not None for value in entry.line):
            assert entry.text in aloud
        else:
            assert made.packed(entry.text + entry.small) in said


def test_it_has_no_figure_that_the_page_has_not(pdf: PdfReader) -> None:
    shown = re.sub(r"Page \d+ of \d+|(\. ){3,}\d+", "", text(pdf))
    assert made.figures(shown) <= made.page_figures(made.paper())
    assert made.figures(shown) >= {"1,235", "21.4", "63", "12.5"}


def test_all_that_is_said_is_there_in_order(pdf: PdfReader) -> None:
    paper, said = made.paper(), made.packed(text(pdf))
    wanted = ["Contents"]
    for section in paper.sections:
        wanted += [section.heading]
        wanted += [line for sentence in section.sentences for line in (sentence.text, *sentence.items)]
        wanted += [line for drawn in section.pictures for line in (drawn.wide.title, drawn.wide.caption)]
        wanted += [line for table in section.tables for line in (table.caption, *(g.heading for g in table.groups))]
        wanted += section.remarks
    at = 0
    for line in wanted:
        at = said.index(made.packed(line), at)
    for name, what in paper.provenance:
        assert made.packed(f"{name}: {what}") in said


def test_the_mark_of_simulated_figures_runs_over_every_page() -> None:
    pdf = read(made.paper(rows=60))
    for number, page in enumerate(pdf.pages, 1):
        said = " ".join(page.extract_text().split())
        assert made.MARK in said
        assert f"Page {number} of {len(pdf.pages)}" in said
    assert "Simulated" not in text(read(replace(made.paper(), mark="", sections=made.paper().sections[:1])))


def test_it_says_its_title_and_language_and_that_it_is_tagged(pdf: PdfReader) -> None:
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Children's services, September 2021"
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_sections_tables_and_headings_have_bookmarks(pdf: PdfReader) -> None:
    assert bookmarks(pdf.outline) == [
        "What the month says",
        "Indicators by theme",
        [
            "Screened records: 12.5% red in every area",
            "Table: indicators",
            ["Response to risk", "Repeat work"],
        ],
        "Quality of practice",
        ["Table: audits printed"],
        "What changed",
        "Where these figures come from",
    ]


def test_charts_are_drawn_as_lines_with_their_alt_sentence(pdf: PdfReader) -> None:
    assert tagged(pdf, "/Figure")[0]["/Alt"] == made.picture().wide.alt
    assert not any(page.images for page in pdf.pages)


def test_each_cell_names_the_headers_of_its_column_and_row(pdf: PdfReader) -> None:
    tables = tagged(pdf, "/Table")
    assert len(tables) == 3
    for table in tables:
        rows = [[cell.get_object() for cell in e["/K"]] for e in elements(table) if e.get("/S") == "/TR"]
        assert [attribute(cell, "/Scope") for cell in rows[0]] == ["/Column"] * len(rows[0])
        for first, *others in rows[1:]:
            assert (first["/S"], attribute(first, "/Scope")) == ("/TH", "/Row")
            for above, cell in zip(rows[0][1:], others, strict=True):
                assert cell["/S"] == "/TD"
                assert list(attribute(cell, "/Headers")) == [above["/ID"], first["/ID"]]
    ids = [element["/ID"] for element in tagged(pdf, "/TH")]
    assert len(ids) == len(set(ids))


def test_the_header_of_a_long_table_is_repeated_on_each_page() -> None:
    pdf = read(made.paper(rows=120))
    with_rows = [page.extract_text() for page in pdf.pages if made.NAME in " ".join(page.extract_text().split())]
    full = [said for said in with_rows if "21.4%" in said and "1,235" in said]
    assert len(full) >= 3
    assert all("Change on" in " ".join(said.split()) for said in full)


def test_its_fonts_come_with_it(pdf: PdfReader) -> None:
    fonts = [f.get_object() for page in pdf.pages for f in page["/Resources"].get("/Font", {}).values()]
    assert fonts
    for font in fonts:
        below = font["/DescendantFonts"][0].get_object()
        assert "LiberationSans" in below["/BaseFont"]
        assert {"/FontFile2", "/FontFile3"} & below["/FontDescriptor"].keys()


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert board_packs.document(made.paper()) == board_packs.document(made.paper())


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_is_taken_for_markup(name: str) -> None:
    assert made.packed(text(read(made.paper(name)))).count(made.packed(name)) == 4


@pytest.mark.parametrize("name", ["W" * 300, "supercalifragilistic" * 8, "long " * 200])
def test_long_names_stay_between_the_margins(name: str) -> None:
    for page in read(made.paper(name)).pages:
        right = float(page.mediabox.width) - 50  # the margin is 51 points wide
        for said, left, size in placed(page):
            assert left + width(said, size) <= right


def placed(page: Any) -> list[tuple[str, float, float]]:
    """Each line of names on a page: its text, where it begins, and its size in points."""
    found: list[tuple[str, float, float]] = []

    def visit(said: str, matrix: list[float], of: list[float], _: Any, size: float) -> None:
        for line in said.split("\n"):
            if len(line.replace("\u200b", "")) > 12:
                found.append((line.replace("\u200b", ""), of[4] * matrix[0] + matrix[4], size))

    page.extract_text(visitor_text=visit)
    return found


def test_a_character_without_a_shape_does_not_stop_the_pack() -> None:
    pdf = read(made.paper("Visits \N{GRINNING FACE}"))
    assert made.packed(text(pdf)).count("Visits") >= 4
    assert tagged(pdf, "/TH")
    assert b"pdfuaid" not in pdf.trailer["/Root"]["/Metadata"].get_data()


def test_wide_tables_lie_across_and_narrow_ones_do_not(pdf: PdfReader) -> None:
    wide = replace(
        made.audits(),
        columns=[*made.audits().columns] * 6,
        groups=[board_packs.Rows("", [made.audits().rows[0][1] * 6])],
    )
    section = board_packs.Section("wide", "Wide", tables=[made.audits(), wide])
    across = [
        page.mediabox.width > page.mediabox.height for page in read(replace(made.paper(), sections=[section])).pages
    ]
    assert across == [False, True, False]
    assert not any(page.mediabox.width > page.mediabox.height for page in pdf.pages)
