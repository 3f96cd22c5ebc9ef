"""A view as a page for Word, whose table and picture a screen reader can read."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from analytics import exports
from analytics.charts import Chart
from analytics.exports.word import MOST_COLUMNS
from analytics.store import Store
from tests.exports.test_view import view

AREAS = "subject=indicators&indicator=icpc_due&rows=area"
CHART = Chart("Timely", "By area", "Dunmere is lowest.", {
    "data": {"values": [{"a": "Dunmere", "b": 40}]}, "mark": "bar", "height": 100, "config": {},
    "encoding": {"x": {"field": "b", "type": "quantitative"}, "y": {"field": "a", "type": "nominal"}},
})  # fmt: skip


def read(found: exports.Export) -> Any:
    return Document(BytesIO(exports.page(found)))


def paragraphs(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


@pytest.fixture(scope="module")
def areas(westshire: Store) -> Any:
    found = replace(view(westshire, AREAS), charts=(CHART,))
    return read(replace(found, address=f"https://figures.example.gov.uk/{found.address}"))


def test_heading_sentence_marks_source_and_address_come_in_that_order(westshire: Store, areas: Any) -> None:
    found = view(westshire, AREAS)
    said = paragraphs(areas)
    assert areas.paragraphs[0].style.name == "Heading 1"
    assert said[:3] == ["Timely", f"{found.answer.sentence}.", found.marks]
    assert said[-2] == found.source
    assert said[-1] == f"Open this view: https://figures.example.gov.uk/{found.address}"


def test_the_address_opens_at_a_click(areas: Any) -> None:
    links = [link.address for paragraph in areas.paragraphs for link in paragraph.hyperlinks]
    assert links == [f"https://figures.example.gov.uk/explore?{AREAS}"]


def test_the_first_row_of_the_table_is_marked_as_headings(areas: Any) -> None:
    (table,) = areas.tables
    assert [cell.text for cell in table.rows[0].cells] == ["Area", "Figure"]
    assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert not table.rows[1]._tr.xpath("./w:trPr/w:tblHeader")


def test_each_area_is_a_row_with_its_figure(areas: Any) -> None:
    (table,) = areas.tables
    rows = {row.cells[0].text: row.cells[1].text for row in table.rows}
    assert set(rows) >= {"Westshire", "Dunmere", "Wexley"}
    assert "%\n" in rows["Dunmere"]


def test_the_picture_says_what_it_shows(areas: Any) -> None:
    (picture,) = areas.inline_shapes
    assert picture._inline.docPr.get("descr") == "Dunmere is lowest."


def test_it_is_in_british_english_and_has_a_title(areas: Any) -> None:
    assert areas.core_properties.title == "Timely"
    assert areas.core_properties.language == "en-GB"
    assert {e.get(qn("w:val")) for e in areas.styles.element.xpath(".//w:lang")} == {"en-GB"}


def test_a_table_too_wide_for_paper_says_what_it_leaves_out(westshire: Store) -> None:
    wide = view(westshire, f"{AREAS}&columns=month&span=24")
    document = read(wide)
    (table,) = document.tables
    assert len(table.columns) == MOST_COLUMNS
    assert document.sections[0].page_width > document.sections[0].page_height
    assert any(f"The first {MOST_COLUMNS} of 25 columns are here" in text for text in paragraphs(document))


def test_a_list_of_words_is_a_table_without_a_picture(westshire: Store) -> None:
    document = read(view(westshire, "subject=questions&answered=no"))
    assert not document.inline_shapes
    assert len(document.tables[0].rows) > 1
