"""Reads one workbook (XLSX, XLSM) from standard input and writes its cells to standard output, as `child_answers` says.

It imports only openpyxl and the standard library, and of a workbook with macros it opens none of them.

openpyxl finds the sheets and knows dates. Cells are read here, because its own rows leave out those that are out of
order or outside the size that the sheet states, and take a formula without a stored value for an empty cell.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.append(str(Path(__file__).parents[2]))  # it is started by its path
    # openpyxl takes these along where it finds them; numpy alone can use up the memory limit on a large machine.
    sys.modules.update(dict.fromkeys(("numpy", "lxml", "PIL")))  # type: ignore[arg-type]

import datetime
import re
from collections.abc import Iterator
from dataclasses import asdict
from functools import lru_cache
from typing import IO
from xml.etree.ElementTree import Element, fromstring, iterparse

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, from_excel, from_ISO8601
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS, STYLES_TYPE

from analytics import child_answers
from analytics.child_answers import (
    BEYOND,
    BOOLEANS,
    CELL_LIMIT,
    COLUMN_LIMIT,
    LONG,
    NO_VALUE,
    ROW_LIMIT,
    Layout,
    Refused,
    date_text,
    number_text,
    percentage_text,
    stored_number,
)

_MAIN = f"{{{SHEET_MAIN_NS}}}"
_SHEET_DATA, _ROW, _VALUE, _FORMULA = f"{_MAIN}sheetData", f"{_MAIN}row", f"{_MAIN}v", f"{_MAIN}f"
_COLUMN, _MERGED = f"{_MAIN}col", f"{_MAIN}mergeCell"
_AFTER = {
    f"{_MAIN}{part}"  # what follows merged cells: rules, links and print settings
    for part in ("mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "pageMargins")
}
_STRING, _INLINE, _TEXT, _RUN_TEXT = f"{_MAIN}si", f"{_MAIN}is", f"{_MAIN}t", f"{_MAIN}r/{_MAIN}t"

_NOT_SHOWN = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].')  # parts of a number format that are text, colour or space
_ESCAPED = re.compile(r"_x00(0[1-9A-F]|1[0-9A-F]|5F)_", re.IGNORECASE)

_SAVE_AGAIN = "Open it in Excel, save it again as Excel Workbook (.xlsx), and load that."
_DISORDER = f"is out of order in the file. {_SAVE_AGAIN}"


def plain_text(text: str) -> str:
    """Text as a person typed it: the format writes a carriage return as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def joined(element: Element) -> str:
    """The text of a string, without its formatting and reading aids."""
    if len(element) == 1 and element[0].tag == _TEXT:
        return element[0].text or ""
    return "".join(run.text or "" for path in (_TEXT, _RUN_TEXT) for run in element.iterfind(path))


class Cells:
    """Turns cells into text, by the number formats, texts and date system of their workbook."""

    def __init__(self, styles: bytes | None, strings: IO[bytes] | None, epoch: datetime.datetime) -> None:
        """Of the styles only number formats are read: openpyxl gives up on colours that some systems write."""
        self.epoch = epoch
        shown: list[str] = []
        if styles is not None:
            root = fromstring(styles)
            own = root.iterfind(f"{_MAIN}numFmts/{_MAIN}numFmt")
            codes = BUILTIN_FORMATS | {int(f.get("numFmtId", "")): f.get("formatCode", "") for f in own}
            used = root.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")
            shown = [codes.get(int(xf.get("numFmtId", "0")), "General") for xf in used]
        self.dates = {style for style, code in enumerate(shown) if is_date_format(code)}
        self.durations = {style for style, code in enumerate(shown) if is_timedelta_format(code)}
        self.percentages = {style for style, code in enumerate(shown) if "%" in _NOT_SHOWN.sub("", code)}
        self.strings: list[str] = []
        if strings is not None:
            for _, element in iterparse(strings):
                if element.tag == _STRING:
                    self.strings.append(plain_text(joined(element)))
                    element.clear()
        self.number = lru_cache(maxsize=10_000)(self._number)

    def text(self, cell: Element) -> str:
        """One cell's text, empty if it shows nothing.

        A formula whose value was never stored says so, to be refused later. An empty text that was stored is
        Excel's own value of ="".
        """
        kind = cell.get("t", "n")
        stored = cell.findtext(_VALUE)
        if not stored:
            if (inline := cell.find(_INLINE)) is not None:
                return plain_text(joined(inline))
            if cell.find(_FORMULA) is None or (kind == "str" and stored is not None):
                return ""
            return NO_VALUE
        if kind == "s":
            if stored.startswith("-"):
                raise IndexError(stored)
            return self.strings[int(stored)]
        if kind == "n":
            return self.number(stored, int(cell.get("s") or 0))
        if kind in ("str", "inlineStr"):
            return plain_text(stored)
        if kind == "b":
            return BOOLEANS[stored]
        if kind == "d":
            return date_text(from_ISO8601(stored))  # type: ignore[no-untyped-call]
        if kind == "e":
            return stored
        raise ValueError(kind)

    def _number(self, stored: str, style: int) -> str:
        value = stored_number(stored)
        if style in self.dates:
            try:
                return date_text(from_excel(value, self.epoch, style in self.durations))
            except (OverflowError, ValueError):
                return "#VALUE!"
        if style in self.percentages:
            return percentage_text(value)
        return number_text(value)


def note(layout: Layout, element: Element, last_row: int) -> None:
    """Take note of a column or of merged cells, within the limits of what is read."""
    if element.tag == _COLUMN and BOOLEANS.get(element.get("hidden", "")) == "true":
        first, last = int(element.get("min", "")), int(element.get("max", ""))
        hidden = range(max(first, 1), min(last, COLUMN_LIMIT) + 1)
        layout.hidden_columns = sorted({*layout.hidden_columns, *hidden})
    elif element.tag == _MERGED:
        first_column, first, last_column, last = (at or 1 for at in range_boundaries(element.get("ref", "")))
        if first <= last_row and first_column <= COLUMN_LIMIT:
            layout.merge(first, first_column, min(last, last_row), min(last_column, COLUMN_LIMIT))


def sheet_rows(source: IO[bytes], cells: Cells, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, by number, each without empty cells at its end; the rest goes to the layout.

    Raises Refused for a cell outside the limits, and for rows or cells out of order, where one could hide another.
    """
    number = last = 0
    ended = False
    for _, row in iterparse(source):
        ended = ended or row.tag == _SHEET_DATA
        if row.tag in _AFTER:
            return
        if row.tag != _ROW or ended:
            note(layout, row, last)
            continue
        number = int(row.get("r") or number + 1)
        here, column = str(number), 0
        line: list[str] = []
        for cell in row:
            place = cell.get("r")
            letters = place.rstrip("0123456789") if place else ""
            column = column_index_from_string(letters) if place else column + 1
            text = cells.text(cell)
            if not text:
                continue
            missing, problem = column - len(line) - 1, None
            if number > ROW_LIMIT or column > COLUMN_LIMIT:
                problem = BEYOND
            elif len(text) > CELL_LIMIT:
                problem = LONG
            elif number <= last or missing < 0 or (place and place[len(letters) :] != here):
                problem = _DISORDER
            if problem:
                raise Refused(f", cell {place or get_column_letter(column) + here}: {problem}")
            if missing:
                line.extend([""] * missing)
            line.append(text)
        if line and BOOLEANS.get(row.get("hidden", "")) == "true":
            layout.hidden_rows.append(number)
        row.clear()
        if line:
            last = number
            yield number, line


def answer(workbook: IO[bytes]) -> Iterator[object]:
    """Every sheet of a workbook, line by line. Raises Refused."""
    reader = ExcelReader(workbook, read_only=True, data_only=True, keep_links=False)
    reader.read_manifest()
    reader.read_workbook()
    parts = {part.ContentType: part.PartName.lstrip("/") for part in reader.package.Override}
    styles, strings = parts.get(STYLES_TYPE), parts.get(SHARED_STRINGS)
    cells = Cells(
        reader.archive.read(styles) if styles else None,
        reader.archive.open(strings) if strings else None,
        reader.wb.epoch,
    )
    sheets = [(sheet, rel) for sheet, rel in reader.parser.find_sheets() if rel.Type.endswith("/worksheet")]
    if not sheets:
        raise Refused(
            " has no sheet that can be read. If it was saved as Strict Open XML Spreadsheet, "
            "save it as Excel Workbook (.xlsx) and load that."
        )
    for sheet, rel in sheets:
        yield {"sheet": sheet.name, "hidden": sheet.state != "visible"}
        layout = Layout()
        with reader.archive.open(rel.target) as source:
            for number, line in sheet_rows(source, cells, layout):
                yield [*line, number]
        about = asdict(layout) | {"from_1904": cells.epoch == CALENDAR_MAC_1904}
        if any(about.values()):
            yield {"about": about}


def lines(workbook: IO[bytes]) -> Iterator[bytes]:
    """The answer for a workbook."""
    return child_answers.lines(answer(workbook), _SAVE_AGAIN)


if __name__ == "__main__":
    child_answers.main(lines)
