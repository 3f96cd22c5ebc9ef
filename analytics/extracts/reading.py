"""From the bytes of a file to text cells with their row numbers.

The standard library's csv in strict mode is used because it shows every row as it is, with its line number:
faster readers fill short rows, drop title rows or swallow an open quotation mark without a word.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import polars as pl

ROW = "row_number"
_NOT_TEXT = "{} is not a text file. Save it as CSV (UTF-8) and load that."
_NOTICE = "{} is not UTF-8; it was read as Windows text (cp1252). Check accented names."


class ExtractError(Exception):
    """A file as a whole can't be loaded. The message says what, where, and what to do."""


@dataclass(frozen=True)
class Sheet:
    """The text cells of one file.

    `cells` has one row a line of data: row_number (as a spreadsheet numbers it, the header being row 1) and
    one text column a header, stripped of surrounding space, empty where the cell is empty.
    """

    file_name: str
    header: tuple[str, ...]
    cells: pl.DataFrame
    notices: tuple[str, ...] = ()


def _decode(content: bytes, file_name: str) -> tuple[str, tuple[str, ...]]:
    """The text, by its byte order mark, else as UTF-8, else as Windows text with a notice."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text, () if encoding != "cp1252" else (_NOTICE.format(file_name),)
    raise ExtractError(_NOT_TEXT.format(file_name))


def read_csv(content: bytes, file_name: str) -> Sheet:
    """Read a CSV file whose first line is the header.

    Raises ExtractError if the file is empty, has no data, is not text, or is not well-formed CSV.
    """
    text, notices = _decode(content, file_name)
    if "\0" in text:
        raise ExtractError(_NOT_TEXT.format(file_name))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    try:
        header = [cell.strip() for cell in next(reader, [])]
        for line in reader:
            row = len(rows) + 2
            if len(line) > len(header) and any(cell.strip() for cell in line[len(header) :]):
                raise ExtractError(
                    f"{file_name}, row {row}: has {len(line)} cells, but the header has {len(header)}. "
                    "Put quotation marks round cells that contain a comma."
                )
            rows.append(line[: len(header)] + [""] * (len(header) - len(line)))
    except csv.Error as problem:
        raise ExtractError(
            f"{file_name}, row {len(rows) + 2}: is not well-formed CSV ({problem}). "
            "Look for a quotation mark that is not closed, and save the file again."
        ) from None
    if not any(header):
        raise ExtractError(f"{file_name} is empty. Its first line must name the columns.")
    repeated = sorted({name or "(no name)" for name in header if header.count(name) > 1})
    if repeated:
        raise ExtractError(
            f"{file_name}: the header names {', '.join(repeated)} twice. Each column needs its own name."
        )
    if not rows:
        raise ExtractError(f"{file_name} has a header but no rows. Check that the export ran to its end.")
    cells = pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")
    return Sheet(
        file_name,
        tuple(header),
        cells.with_columns(pl.all().str.strip_chars()).with_row_index(ROW, 2),
        notices,
    )
