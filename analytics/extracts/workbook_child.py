"""Reads one workbook from standard input and writes its cells to standard output, in a process of its own.

A few kilobytes of XLSX can ask for gigabytes or crash whatever reads them, so `workbook` starts this file by its
path, limits what it may use, and believes nothing but a complete answer. It imports only openpyxl and the standard
library. An answer is lines of JSON: an object opens a sheet, a list is one row with its number last, and the last
line says that all is done or why the workbook is refused.
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
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError, fromstring, iterparse

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import DATA_TAG, FORMULA_TAG, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS, STYLES_TYPE

if sys.platform != "win32":
    import resource

ROW_LIMIT = 200_000  # of one sheet
ALL_ROWS_LIMIT = 1_000_000  # blank ones too: each takes memory where the answer is read
COLUMN_LIMIT = 500
CELL_LIMIT = 32_767  # characters, as in Excel
TEXT_LIMIT = 100 * 1024 * 1024  # of the whole answer: a workbook may name one long text a million times
NO_VALUE = "=formula without a stored value"

_MAIN = f"{{{SHEET_MAIN_NS}}}"
_NOT_SHOWN = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].')  # parts of a number format that are text, colour or space
_ESCAPED = re.compile(r"_x00(0[1-9A-F]|1[0-9A-F]|5F)_", re.IGNORECASE)
_SAVE_AGAIN = "Open it in Excel, save it again as Excel Workbook (.xlsx), and load that."
_SPLIT = "Split the workbook and load the parts together."
_SAVE_CSV = "Save the sheet as CSV (UTF-8) and load that."

_BEYOND = (
    f"lies beyond the first {ROW_LIMIT:,} rows and {COLUMN_LIMIT} columns, which is as far as sheets are read. "
    "Delete it if it is a stray entry, or split the sheet."
)
_LONG = f"holds more than {CELL_LIMIT:,} characters. Shorten it and save the file again."
_DISORDER = f"is out of order in the file. {_SAVE_AGAIN}"


class Refused(Exception):
    """The workbook can't be read. The message goes on from the file's name."""


class Parser(WorkSheetParser):
    """openpyxl's reader of cells, which by itself reads a formula without a stored value as an empty cell.

    Programs that never calculate leave the value out. An empty text as a stored value is Excel's own: ="".
    """

    def parse_cell(self, element: Element) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            stored = element.get("t") == "str" and element.find(VALUE_TAG) is not None
            cell["value"] = None if stored else NO_VALUE
        return cell


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


def percent_text(value: float) -> str:
    """What a cell formatted as a percentage shows, with all its digits: 0.811 is 81.1%."""
    return f"{number_text(float(value) * 100, 10)}%"


def value_text(value: object) -> str:
    """A cell's value as text: ISO dates, `true` and `false`, numbers as short as they are exact."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if "_x" in value else value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, datetime.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)


def formats(styles: bytes | None) -> tuple[set[int], set[int], set[int]]:
    """Which styles show a number as a date, as a duration, as a percentage.

    openpyxl reads every colour and border too and gives up on those that some reporting systems write.
    """
    if styles is None:
        return set(), set(), set()
    root = fromstring(styles)
    own = {int(f.get("numFmtId", "")): f.get("formatCode", "") for f in root.iterfind(f"{_MAIN}numFmts/{_MAIN}numFmt")}
    known = BUILTIN_FORMATS | own
    used = [known.get(int(xf.get("numFmtId", "0")), "General") for xf in root.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")]
    return (
        {style for style, code in enumerate(used) if is_date_format(code)},
        {style for style, code in enumerate(used) if is_timedelta_format(code)},
        {style for style, code in enumerate(used) if "%" in _NOT_SHOWN.sub("", code)},
    )


def shared_strings(source: IO[bytes]) -> list[str]:
    """The texts that cells refer to by number, without their formatting and reading aids."""
    found: list[str] = []
    for _, element in iterparse(source):
        if element.tag == f"{_MAIN}si":
            runs = [*element.iterfind(f"{_MAIN}t"), *element.iterfind(f"{_MAIN}r/{_MAIN}t")]
            found.append("".join(run.text or "" for run in runs))
            element.clear()
    return found


def sheet_rows(source: IO[bytes], parser: Parser, percentages: set[int]) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, by number, each without empty cells at its end.

    Raises Refused for a cell outside the limits, and for rows or cells out of order, where one could hide another.
    """
    last = 0
    element: Any
    for _, element in iterparse(source):
        if element.tag == DATA_TAG:
            return  # what follows are merges, rules and print settings
        if element.tag != ROW_TAG:
            continue
        number, cells = parser.parse_row(element)
        element.clear()
        parser.row_dimensions.clear()
        line: list[str] = []
        for cell in cells:
            value: Any = cell["value"]
            if value is None:
                continue
            percent = cell["style_id"] in percentages and type(value) in (int, float)
            text = percent_text(value) if percent else value_text(value)
            if not text:
                continue
            column: Any = cell["column"]
            problem = (
                _BEYOND
                if number > ROW_LIMIT or column > COLUMN_LIMIT
                else _LONG
                if len(text) > CELL_LIMIT
                else _DISORDER
                if cell["row"] != number or number <= last or column <= len(line)
                else None
            )
            if problem:
                raise Refused(f", cell {get_column_letter(column)}{cell['row']}: {problem}")
            line.extend([""] * (column - len(line) - 1))
            line.append(text)
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
        styles = reader.archive.read(parts[STYLES_TYPE]) if parts.get(STYLES_TYPE) in reader.valid_files else None
        dates, durations, percentages = formats(styles)
        strings: list[str] = []
        if SHARED_STRINGS in parts:
            with reader.archive.open(parts[SHARED_STRINGS]) as source:
                strings = shared_strings(source)
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
            number = 0
            with reader.archive.open(rel.target) as source:
                parser = Parser(source, strings, True, reader.wb.epoch, dates, durations)
                for number, line in sheet_rows(source, parser, percentages):
                    if above + number > ALL_ROWS_LIMIT:
                        raise Refused(f": with this sheet there are more than {ALL_ROWS_LIMIT:,} rows. {_SPLIT}")
                    yield [*line, number]
            above += number
    except Refused as refused:
        raise Refused(f"{where}{refused}") from None
    except Exception as problem:  # damaged workbooks raise a dozen kinds, and the next one is not known
        if isinstance(problem, MemoryError) or (isinstance(problem, ParseError) and problem.code == 1):
            raise Refused(f"{where} needs too much memory to read. {_SAVE_CSV}") from None
        kind = type(problem).__name__
        raise Refused(f"{where} can't be read: what is inside is damaged or unusual ({kind}). {_SAVE_AGAIN}") from None
    yield {"done": True}


def main() -> None:
    memory, seconds = map(int, sys.argv[1:])
    limit(memory, seconds)
    gc.disable()  # a quarter of the time went into looking for garbage that there is not
    warnings.simplefilter("ignore")
    left = TEXT_LIMIT
    try:
        for said in answer(sys.stdin.buffer):
            line = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            left -= len(line)
            if left < 0:
                raise Refused(f" holds more than {TEXT_LIMIT >> 20} MB of text. {_SPLIT}")
            sys.stdout.buffer.write(line)
    except Refused as refused:
        sys.stdout.buffer.write(json.dumps({"refused": str(refused)}).encode() + b"\n")


if __name__ == "__main__":
    main()
