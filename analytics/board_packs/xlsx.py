"""The paper as a workbook, after the Analysis Function's guidance on releasing statistics in spreadsheets: a cover, a
list of contents, notes, then one table a sheet, without merged cells or blank rows, markers in brackets, nothing told
by colour.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table as SheetTable
from openpyxl.worksheet.table import TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from analytics.board_packs.csv_export import cells, headings
from analytics.board_packs.model import Column, Kind, Paper, Said, Table
from analytics.columns import inert
from analytics.units import Unit

_FORMATS = {Kind.COUNT: "#,##0", Kind.NUMBER: "#,##0.##"}
_WIDEST = 60  # characters


def workbook(paper: Paper) -> bytes:
    """The workbook as XLSX bytes."""
    book = Workbook()
    book.properties.title = paper.title
    book.properties.creator = paper.council
    book.properties.language = "en-GB"
    cover = book.active
    assert cover is not None  # a new workbook has a sheet
    cover.title = "Cover"
    lines = [
        paper.title,
        paper.council,
        paper.area,
        paper.mark,
        *(f"{name}: {said}" for name, said in paper.provenance),
    ]
    for line in filter(None, lines):
        cover.append([inert(line)])
    _finished(cover, headed=1)
    contents = [(t.title, t.caption) for t in paper.tables]
    _grid(book.create_sheet("Contents"), "Which table stands on which sheet", ("Sheet", "Table"), contents)
    said = [
        (section.heading, line)
        for section in paper.sections
        for line in (*(line for said in section.sentences for line in _lines(said)), *section.remarks)
    ]
    _grid(book.create_sheet("Notes"), "What the figures say, and how to read them", ("Section", "Note"), said)
    for table in paper.tables:
        _table(book.create_sheet(table.title), table, paper.mark)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _lines(said: Said) -> list[str]:
    return [said.text, *(" ".join(filter(None, line)) for line in said.lines)]


def _grid(sheet: Worksheet, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    sheet.append([title])
    sheet.append(list(columns))
    for row in rows:
        sheet.append([inert(text) for text in row])
    _finished(sheet, headed=2)


def _table(sheet: Worksheet, table: Table, mark: str) -> None:
    """The caption, the mark of simulated figures if there is one, then the table, marked as a table of Excel's."""
    for line in filter(None, (table.caption, mark)):
        sheet.append([inert(line)])
    headed = sheet.max_row + 1
    sheet.append([inert(heading) for heading in headings(table)])
    for row in cells(table):
        sheet.append([inert(cell) if isinstance(cell, str) else cell for cell in row])
    before = [Column("")] * (table.headed + table.of_units)
    columns = [*before, *(c for c in table.columns if c.kind is not Kind.LINE)]
    units = [table.unit_of(row) for _, row in table.rows]
    for place, column in enumerate(columns, start=1):
        of_column = sheet.iter_rows(min_row=headed + 1, min_col=place, max_col=place)
        for (cell,), unit in zip(of_column, units, strict=False):  # a table without a row has a cell all the same
            if isinstance(cell.value, int | float):
                cell.number_format = _format(column, column.unit or unit)
            elif column.numeric:
                cell.alignment = Alignment(horizontal="right")
    if sheet.max_row > headed:  # Excel refuses a table without a row
        reach = f"A{headed}:{get_column_letter(len(columns))}{sheet.max_row}"
        marked = SheetTable(displayName=re.sub(r"\W", "_", table.name), ref=reach)
        marked.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
        sheet.add_table(marked)
    _finished(sheet, headed)


def _format(column: Column, unit: Unit | None) -> str:
    """The number format of a number of a column, in its unit."""
    if column.kind is Kind.VALUE and unit:
        return unit.sheet
    if column.kind is Kind.DIFFERENCE and unit:
        return unit.sheet_difference
    return _FORMATS.get(column.kind, _FORMATS[Kind.NUMBER])


def _finished(sheet: Worksheet, headed: int) -> None:
    """Headings bold, the columns as wide as their text, long text wrapped."""
    for row in {1, headed}:
        for cell in sheet[row]:
            cell.font = Font(bold=True, size=14 if row == 1 else 11)
    for number, column in enumerate(sheet.iter_cols(min_row=headed), start=1):
        longest = max((len(str(cell.value)) for cell in column if cell.value is not None), default=8)
        sheet.column_dimensions[get_column_letter(number)].width = min(longest, _WIDEST) + 2
        for cell in column[1:]:
            if isinstance(cell.value, str) and len(cell.value) > _WIDEST:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
