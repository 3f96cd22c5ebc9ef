"""Reads one workbook from standard input and writes its cells to standard output, in a process of its own.

A few kilobytes of XLSX can ask for gigabytes or crash whatever reads them, so `workbook` starts this file by its
path, limits what it may use, and believes nothing but a complete answer. It imports only openpyxl and the standard
library. An answer is lines of JSON: an object opens a sheet, a list is one row with its number last, and the last
line says that all is done or why the workbook is refused.

openpyxl finds the sheets and knows dates. Cells are read here, because its own rows leave out those that are out of
order or outside the size that the sheet states, and take a formula without a stored value for an empty cell.
"""

from __future__ import annotations

import sys

if __name__ == "__main__":
    # openpyxl takes these along where it finds them; numpy alone can use up the memory limit on a large machine.
    sys.modules.update(dict.fromkeys(("numpy", "lxml", "PIL")))  # type: ignore[arg-type]

import contextlib
import datetime
import gc
import json
import math
import re
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import IO
from xml.etree.ElementTree import Element, ParseError, fromstring, iterparse

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, from_excel, from_ISO8601
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS, STYLES_TYPE

if sys.platform != "win32":
    import resource

ROW_LIMIT = 200_000  # of one sheet
ALL_ROWS_LIMIT = 1_000_000  # blank ones too: each takes memory where the answer is read
COLUMN_LIMIT = 500
CELL_LIMIT = 32_767  # characters, as in Excel
TEXT_LIMIT = 100 * 1024 * 1024  # of the whole answer: a workbook may name one long text a million times
MERGED_LIMIT = 20_000  # merged cells of one sheet
NO_VALUE = "=formula without a stored value"

_MAIN = f"{{{SHEET_MAIN_NS}}}"
_SHEET_DATA, _ROW, _VALUE, _FORMULA = f"{_MAIN}sheetData", f"{_MAIN}row", f"{_MAIN}v", f"{_MAIN}f"
_COLUMN, _MERGED = f"{_MAIN}col", f"{_MAIN}mergeCell"
_AFTER = {
    f"{_MAIN}{part}"  # what follows merged cells: rules, links and print settings
    for part in ("mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "pageMargins")
}
_STRING, _INLINE, _TEXT, _RUN_TEXT = f"{_MAIN}si", f"{_MAIN}is", f"{_MAIN}t", f"{_MAIN}r/{_MAIN}t"

_BOOLEANS = {"1": "true", "0": "false", "true": "true", "false": "false"}
_NOT_SHOWN = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].')  # parts of a number format that are text, colour or space
_ESCAPED = re.compile(r"_x00(0[1-9A-F]|1[0-9A-F]|5F)_", re.IGNORECASE)

_SAVE_AGAIN = "Open it in Excel, save it again as Excel Workbook (.xlsx), and load that."
_SAVE_CSV = "Save the sheet as CSV (UTF-8) and load that."
_SPLIT = "Split the workbook and load the parts together."
_BEYOND = (
    f"lies beyond the first {ROW_LIMIT:,} rows and {COLUMN_LIMIT} columns, which is as far as sheets are read. "
    "Delete it if it is a stray entry, or split the sheet."
)
_LONG = f"holds more than {CELL_LIMIT:,} characters. Shorten it and save the file again."
_DISORDER = f"is out of order in the file. {_SAVE_AGAIN}"


class Refused(Exception):
    """The workbook can't be read. The message goes on from the file's name."""


def limit(memory: int, seconds: int) -> None:
    """Hold this process to so much memory and computing time, where the platform can."""
    if sys.platform == "win32":
        return
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):  # macOS can't, or a stricter limit holds already
            resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))


def number_text(value: float, digits: int = 15) -> str:
    """A number without “.0” and without what floating point adds behind the digits that Excel stores."""
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return "#NUM!"
    value = float(f"{value:.{digits}g}")
    return str(int(value)) if value.is_integer() and abs(value) < 1e16 else f"{value:.15g}"


def date_text(value: object) -> str:
    """A date as ISO text, with its time if it has one; a duration in hours, minutes and seconds."""
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, datetime.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value)


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
            return _BOOLEANS[stored]
        if kind == "d":
            return date_text(from_ISO8601(stored))  # type: ignore[no-untyped-call]
        if kind == "e":
            return stored
        raise ValueError(kind)

    def _number(self, stored: str, style: int) -> str:
        value = float(stored) if any(c in stored for c in ".eE") else int(stored)
        if style in self.dates:
            try:
                return date_text(from_excel(value, self.epoch, style in self.durations))
            except (OverflowError, ValueError):
                return "#VALUE!"
        if style in self.percentages:
            return f"{number_text(float(value) * 100, 10)}%"
        return number_text(value)


@dataclass
class Layout:
    """What people see of a sheet besides its cells: hidden rows that hold something, hidden columns, and merged cells
    as first row and column, last row and column."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def note(self, element: Element, last_row: int) -> None:
        """Take note of a column or of merged cells, within the limits of what is read."""
        if element.tag == _COLUMN and _BOOLEANS.get(element.get("hidden", "")) == "true":
            first, last = int(element.get("min", "")), int(element.get("max", ""))
            hidden = range(max(first, 1), min(last, COLUMN_LIMIT) + 1)
            self.hidden_columns = sorted({*self.hidden_columns, *hidden})
        elif element.tag == _MERGED:
            first_column, first, last_column, last = (at or 1 for at in range_boundaries(element.get("ref", "")))
            if first <= last_row and first_column <= COLUMN_LIMIT:
                self.merged.append((first, first_column, min(last, last_row), min(last_column, COLUMN_LIMIT)))
            if len(self.merged) > MERGED_LIMIT:
                raise Refused(f" has more than {MERGED_LIMIT:,} merged cells. {_SAVE_CSV}")


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
            layout.note(row, last)
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
                problem = _BEYOND
            elif len(text) > CELL_LIMIT:
                problem = _LONG
            elif number <= last or missing < 0 or (place and place[len(letters) :] != here):
                problem = _DISORDER
            if problem:
                raise Refused(f", cell {place or get_column_letter(column) + here}: {problem}")
            if missing:
                line.extend([""] * missing)
            line.append(text)
        if line and _BOOLEANS.get(row.get("hidden", "")) == "true":
            layout.hidden_rows.append(number)
        row.clear()
        if line:
            last = number
            yield number, line


def answer(workbook: IO[bytes]) -> Iterator[object]:
    """Everything there is to say about a workbook, line by line. Raises Refused."""
    where = ""
    try:
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
        above = 0
        for sheet, rel in sheets:
            where = f", sheet “{sheet.name}”"
            yield {"sheet": sheet.name, "hidden": sheet.state != "visible"}
            number, layout = 0, Layout()
            with reader.archive.open(rel.target) as source:
                for number, line in sheet_rows(source, cells, layout):
                    if above + number > ALL_ROWS_LIMIT:
                        raise Refused(f": with this sheet there are more than {ALL_ROWS_LIMIT:,} rows. {_SPLIT}")
                    yield [*line, number]
            about = asdict(layout) | {"from_1904": cells.epoch == CALENDAR_MAC_1904}
            if any(about.values()):
                yield {"about": about}
            above += number
    except Refused as refused:
        raise Refused(f"{where}{refused}") from None
    except Exception as problem:  # damaged workbooks raise a dozen kinds, and the next one is not known
        if isinstance(problem, MemoryError) or (isinstance(problem, ParseError) and problem.code == 1):
            raise Refused(f"{where} needs too much memory to read. {_SAVE_CSV}") from None
        kind = type(problem).__name__
        raise Refused(f"{where} can't be read: what is inside is damaged or unusual ({kind}). {_SAVE_AGAIN}") from None
    yield {"done": True}


def lines(workbook: IO[bytes]) -> Iterator[bytes]:
    """The answer as lines of JSON, the last of which says that it is whole or why there is none."""
    left = TEXT_LIMIT
    try:
        for said in answer(workbook):
            line = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            left -= len(line)
            if left < 0:
                raise Refused(f" holds more than {TEXT_LIMIT >> 20} MB of text. {_SPLIT}")
            yield line
    except Refused as refused:
        yield json.dumps({"refused": str(refused)}).encode() + b"\n"


def main() -> None:
    """Answer for the workbook on standard input, within the memory and seconds that the arguments say."""
    limit(*map(int, sys.argv[1:]))
    gc.disable()  # a quarter of the time went into looking for garbage that there is not
    warnings.simplefilter("ignore")
    for line in lines(sys.stdin.buffer):
        sys.stdout.buffer.write(line)


if __name__ == "__main__":
    main()
