"""The page, the workbook and the CSV files carry the figures of the paper, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
from dataclasses import replace
from html import unescape
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from analytics import board_packs
from analytics.board_packs import Column, Entry, Kind, Paper, Rows, Section, Table, csv_export, html
from analytics.units import PERCENT, Unit
from analytics.units import Kind as Figure
from tests.board_packs import made


@pytest.fixture(scope="module")
def paper() -> Paper:
    return made.paper()


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def test_each_table_is_a_sheet_and_a_file_with_the_same_rows(paper: Paper) -> None:
    book = load_workbook(BytesIO(board_packs.workbook(paper)))
    files = board_packs.csv_files(paper)
    assert book.sheetnames[:3] == ["Cover", "Contents", "Notes"]
    assert book.sheetnames[3:] == [table.title for table in paper.tables]
    for table in paper.tables:
        expected = [csv_export.headings(table), *csv_export.cells(table)]
        sheet = list(book[table.title].iter_rows(values_only=True))
        start = 2 if paper.mark else 1
        assert [list(row[: len(expected[0])]) for row in sheet[start:]] == expected
        written = rows_of(files[f"{table.name}.csv"])
        assert [row[: len(expected[0])] for row in written] == [[str(cell) for cell in row] for row in expected]
        assert all(row[-1] == paper.mark for row in written[1:])


def test_figures_of_several_units_are_numbers_with_their_unit_beside_them() -> None:
    columns = [Column("Indicator", names_row=True), Column("Value", Kind.VALUE, unit=None)]
    rate, count = Unit(Figure.RATE, "per 10,000", 1), Unit(Figure.COUNT, "referrals", 0)
    units = [PERCENT, rate, count, Unit(Figure.AMOUNT, "£k", 0)]
    rows = [[Entry(unit.name), Entry(unit.value(45.0), 45.0, unit=unit)] for unit in units]
    rows.append([Entry("Plans"), Entry("[c]", unit=rate)])
    table = Table("indicators", "By kind", columns, [Rows("", rows)])
    mixed = replace(made.paper(), sections=[Section("indicators", "Indicators", tables=[table])], mark="")
    assert rows_of(board_packs.csv_files(mixed)["indicators.csv"]) == [
        ["Unit", "Indicator", "Value"],
        *([unit.name, unit.name, "45.0" if unit.decimals else "45"] for unit in units),
        ["per 10,000", "Plans", "[c]"],
    ]
    sheet = load_workbook(BytesIO(board_packs.workbook(mixed)))["Indicators"]
    formats = [cell.number_format for (cell,) in sheet.iter_rows(min_row=3, max_row=6, min_col=3, max_col=3)]
    assert formats == [unit.sheet for unit in units]
    page = unescape(board_packs.page(mixed).decode())
    assert all(unit.value(45.0) in page for unit in units)


def test_every_cell_of_the_paper_stands_on_the_page(paper: Paper) -> None:
    page = unescape(board_packs.page(paper).decode())
    assert [entry.text for _, entry in made.entries(paper) if entry.text not in page] == []


@pytest.mark.parametrize("name", ["=1+1", "+44-1", "@SUM(A1)", "\tx"])
def test_text_that_a_spreadsheet_would_run_is_quoted(name: str) -> None:
    hostile = made.paper(name)
    for table in hostile.tables:
        for row in rows_of(board_packs.csv_files(hostile)[f"{table.name}.csv"]):
            assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell in row)
    book = load_workbook(BytesIO(board_packs.workbook(hostile)))
    for sheet in book:
        for cells in sheet.iter_rows():
            assert not any(cell.data_type == "f" for cell in cells)


def test_the_workbook_has_no_merged_cell_and_no_empty_row_in_a_table(paper: Paper) -> None:
    for sheet in load_workbook(BytesIO(board_packs.workbook(paper))):
        assert not sheet.merged_cells.ranges
        assert all(any(value is not None for value in row) for row in sheet.iter_rows(values_only=True))


def test_the_page_needs_no_network_and_runs_no_script(paper: Paper) -> None:
    page = board_packs.page(paper).decode()
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", "")
    assert "https://" not in page
    assert html.content_policy() in page
