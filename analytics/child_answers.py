"""The answer of a child process that reads one file: text cells, or the sentence that refuses the file.

A few kilobytes can ask for gigabytes or crash whatever reads them. So `extracts.workbook` starts a child for each
file, limits what it may use, and believes nothing but a complete answer. An answer is lines of JSON: an object opens
a sheet, a list is one row with its number last, and the last line says that all is done or why the file is refused.

This module belongs to no room; it imports the standard library only, because each child starts with it.
"""

from __future__ import annotations

import contextlib
import datetime
import gc
import json
import math
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any
from xml.etree.ElementTree import ParseError

if sys.platform != "win32":
    import resource

ROW_LIMIT = 200_000  # of one sheet
ALL_ROWS_LIMIT = 1_000_000  # blank ones too: each takes memory where the answer is read
COLUMN_LIMIT = 500
CELL_LIMIT = 32_767  # characters, as in Excel
TEXT_LIMIT = 100 * 1024 * 1024  # of the whole answer: a workbook may name one long text a million times
MERGED_LIMIT = 20_000  # merged cells of one sheet
NO_VALUE = "=formula without a stored value"
BOOLEANS = {"1": "true", "0": "false", "true": "true", "false": "false"}

SAVE_CSV = "Save the figures as CSV (UTF-8) and load that."
SPLIT = "Split it and load the parts together."
PASSWORD = " is protected by a password. Take it off and save the file again."
BEYOND = (
    f"lies beyond the first {ROW_LIMIT:,} rows and {COLUMN_LIMIT} columns, which is as far as sheets are read. "
    "Delete it if it is a stray entry, or split the sheet."
)
LONG = f"holds more than {CELL_LIMIT:,} characters. Shorten it and save the file again."


class Refused(Exception):
    """The file can't be read. The message goes on from the file's name."""


@dataclass
class Layout:
    """What people see of a sheet besides its cells: hidden rows that hold something, hidden columns, and merged cells
    as first row and column, last row and column."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def merge(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Take note of merged cells. Raises Refused if there are too many."""
        self.merged.append((first_row, first_column, last_row, last_column))
        if len(self.merged) > MERGED_LIMIT:
            raise Refused(f" has more than {MERGED_LIMIT:,} merged cells. {SAVE_CSV}")


def number_text(value: float, digits: int = 15) -> str:
    """A number without “.0” and without what floating point adds behind the digits that Excel stores."""
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return "#NUM!"
    value = float(f"{value:.{digits}g}")
    return str(int(value)) if value.is_integer() and abs(value) < 1e16 else f"{value:.15g}"


def stored_number(stored: str) -> float:
    """A number as workbooks write it: whole ones keep all of their digits."""
    return int(stored) if stored.lstrip("-").isdecimal() else float(stored)


def percentage_text(value: float) -> str:
    """A share of 1 as its percentage: 0.581 is 58.1%."""
    return f"{number_text(value * 100, 10)}%"


def date_text(value: object) -> str:
    """A date as ISO text, with its time if it has one; a duration in hours, minutes and seconds."""
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, datetime.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value)


def lines(answer: Iterable[Any], save_again: str) -> Iterator[bytes]:
    """The answer as lines of JSON, the last of which says that it is whole or why there is none.

    `answer` gives what opens a sheet, rows and layouts; whatever goes wrong in it is said of the sheet where it did.
    """
    left, above, number, where = TEXT_LIMIT, 0, 0, ""
    try:
        for said in answer:
            if isinstance(said, list):
                number = said[-1]
                if above + number > ALL_ROWS_LIMIT:
                    raise Refused(f": with this sheet there are more than {ALL_ROWS_LIMIT:,} rows. {SPLIT}")
            elif "sheet" in said:
                above, number = above + number, 0
                where = f", sheet “{said['sheet']}”" if said["sheet"] else ""
            line = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            left -= len(line)
            if left < 0:
                where = ""
                raise Refused(f" holds more than {TEXT_LIMIT >> 20} MB of text. {SPLIT}")
            yield line
        end: dict[str, object] = {"done": True}
    except Refused as refused:
        end = {"refused": f"{where}{refused}"}
    except Exception as problem:  # damaged files raise a dozen kinds, and the next one is not known
        if isinstance(problem, MemoryError) or (isinstance(problem, ParseError) and problem.code == 1):
            end = {"refused": f"{where} needs too much memory to read. {SAVE_CSV}"}
        else:
            kind = type(problem).__name__
            end = {"refused": f"{where} can't be read: what is inside is damaged or unusual ({kind}). {save_again}"}
    yield json.dumps(end, separators=(",", ":")).encode() + b"\n"


def limit(memory: int, seconds: int) -> None:
    """Hold this process to so much memory and computing time, where the platform can."""
    if sys.platform == "win32":
        return
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):  # macOS can't, or a stricter limit holds already
            resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))


def main(lines_of: Callable[[IO[bytes]], Iterator[bytes]]) -> None:
    """Answer for the file on standard input, within the memory and seconds that the arguments say."""
    limit(*map(int, sys.argv[1:]))
    gc.disable()  # a quarter of the time went into looking for garbage that there is not
    warnings.simplefilter("ignore")
    for line in lines_of(sys.stdin.buffer):
        sys.stdout.buffer.write(line)
