"""From the bytes of a file to sheets of text cells with their row numbers.

CSV is read by the standard library in strict mode because it shows every row as it is: faster readers fill short
rows, drop title rows or swallow an open quotation mark without a word. The header is looked for below titles. The
monthly dashboard's wide shape (an indicator a row, a month a column) becomes one figure a row, and keeps the place
that each figure stood in.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

import polars as pl
import polars.selectors as cs

from analytics.errors import UserFacingError
from analytics.extracts.dates import as_month
from analytics.extracts.kinds import EXTRACTS

ROW = "row_number"
FILE_LIMIT = 200 * 1024 * 1024
HEADER_WITHIN = 20  # titles and notes above a header are few
_CHUNK = 20_000  # rows turned into a frame at a time, so that a million rows need no second million

_NOT_TEXT = "{} is not a text file. Save it as CSV (UTF-8) and load that."
_NOTICE = "{} is not UTF-8; it was read as Windows text (cp1252). Check accented names."
_NAME_COLUMNS = ("indicator", "measure", "name", "measure_id")
_WIDE_UNUSED = ("theme", "polarity", "unit", "group")  # what dashboards print beside a name; the catalogue has it
_WIDE_EXTRAS = ("cut", "locality", "team", "source", "simulated")


class ExtractError(UserFacingError):
    """A file as a whole can't be loaded. The message says what, where, and what to do."""


@dataclass(frozen=True)
class Sheet:
    """The text cells of one table.

    `cells` has one row a line of data: row_number and one text column a header, stripped of surrounding space,
    empty where the cell is empty. In the tidy shape row_number is the row in the file. In the wide shape each
    figure is a row, row_number only counts, and `places` says in which row and column of the file it stood.
    `targets` holds the wide shape's targets by indicator name.
    """

    file_name: str
    header: tuple[str, ...]
    cells: pl.DataFrame
    notices: tuple[str, ...] = ()
    places: pl.DataFrame | None = None
    targets: tuple[tuple[str, str], ...] = ()


def decoded(content: bytes, file_name: str) -> tuple[str, tuple[str, ...]]:
    """The text, by its byte order mark, else as UTF-8, else as Windows text with a notice."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, () if encoding != "cp1252" else (_NOTICE.format(file_name),)
    raise ExtractError(_NOT_TEXT.format(file_name))


def read_csv(content: bytes, file_name: str) -> Sheet:
    """Read a CSV file.

    Raises ExtractError if the file is empty, has no data, is too large, is not text, or is not well-formed CSV.
    """
    if len(content) > FILE_LIMIT:
        raise ExtractError(f"{file_name} is larger than {FILE_LIMIT >> 20} MB. Split it and load the parts together.")
    text, notices = decoded(content, file_name)
    first = text[: text.find("\n") if "\n" in text else None]
    if "," not in first and (";" in first or "\t" in first):
        raise ExtractError(f"{file_name} parts its cells by semicolons or tabs. Save it with commas and load that.")
    return read_rows(_csv_rows(text, file_name), file_name, notices)


def _csv_rows(text: str, file_name: str) -> Iterator[tuple[int, list[str]]]:
    """Rows numbered as a spreadsheet numbers them, so that a line break within quotation marks starts no row."""
    number = 0
    try:
        for number, line in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), 1):
            yield number, line
    except csv.Error as problem:
        raise ExtractError(
            f"{file_name}, row {number + 1}: is not well-formed CSV ({problem}). "
            "Look for a quotation mark that is not closed, and save the file again."
        ) from None


def read_rows(rows: Iterable[tuple[int, list[str]]], file_name: str, notices: tuple[str, ...] = ()) -> Sheet:
    """Make a sheet of numbered rows of text: find the header, and turn the wide shape into one figure a row.

    Raises ExtractError if there is no header, no data, or a row longer than the header.
    """
    rows = iter(rows)
    top = list(islice(rows, HEADER_WITHIN))
    if not any(cell.strip() for _, line in top for cell in line):
        raise ExtractError(f"{file_name} is empty. Its first line must name the columns.")
    at = next((i for i, (_, line) in enumerate(top) if _is_header(line)), None)
    if at is None:
        at = next(i for i, (_, line) in enumerate(top) if any(cell.strip() for cell in line))
    header = [cell.strip() for cell in top[at][1]]
    while header and not header[-1]:
        header.pop()
    body = chain(top[at + 1 :], rows)
    above = [number for number, line in top[:at] if any(cell.strip() for cell in line)]
    if above:
        where = f"row {above[0]} above the header was"
        if len(above) > 1:
            where = f"rows {above[0]} to {above[-1]} above the header were"
        notices = (*notices, f"{file_name}: {where} taken for titles and not read.")
    names = [_plain(name) for name in header]
    if ROW in names:
        raise ExtractError(f"{file_name}: a column can't be called “{ROW}”. Rename it or take it out.")
    repeated = sorted({name or "(no name)" for name in names if names.count(name) > 1})
    if repeated:
        raise ExtractError(
            f"{file_name}: the header names {', '.join(repeated)} twice. Each column needs its own name."
        )
    if _month_columns(header):
        return _wide(header, body, file_name, notices)
    cells = _frame(names, _padded(body, len(names), file_name))
    if cells.is_empty():
        raise ExtractError(f"{file_name} has a header but no rows. Check that the export ran to its end.")
    return Sheet(file_name, tuple(names), cells, notices)


def _plain(name: str) -> str:
    """A column's name as contracts write it: “Measure ID” is measure_id."""
    return re.sub(r"[\s\-]+", "_", name.strip().lower())


def _is_header(line: list[str]) -> bool:
    names = {_plain(cell) for cell in line}
    fits = any(extract.required() - {"cut"} <= names for extract in EXTRACTS.values())
    return fits or bool(_month_columns([cell.strip() for cell in line]))


def _month_columns(header: list[str]) -> dict[int, str]:
    """The columns of a wide table that are months, if it has a column of indicator names too."""
    if not any(_plain(name) in _NAME_COLUMNS for name in header):
        return {}
    months = {column: as_month(name) for column, name in enumerate(header)}
    return {column: f"{month:%Y-%m}" for column, month in months.items() if month is not None}


def _padded(rows: Iterable[tuple[int, list[str]]], width: int, file_name: str) -> Iterator[tuple[int, list[str]]]:
    """Rows of one width: short ones filled, empty cells beyond the header cut off."""
    for number, line in rows:
        if len(line) == width:
            yield number, line
            continue
        if len(line) > width and any(cell.strip() for cell in line[width:]):
            raise ExtractError(
                f"{file_name}, row {number}: has {len(line)} cells, but the header has {width}. "
                "Put quotation marks round cells that contain a comma."
            )
        yield number, [*line[:width], *[""] * (width - len(line))]


def _frame(names: list[str], rows: Iterable[tuple[int, list[str]]]) -> pl.DataFrame:
    rows, parts = iter(rows), [pl.DataFrame(schema={ROW: pl.Int64, **dict.fromkeys(names, pl.String)})]
    while chunk := list(islice(rows, _CHUNK)):
        numbers, lines = zip(*chunk, strict=True)
        columns = zip(*lines, strict=True)
        cells = [pl.Series(name, column, pl.String) for name, column in zip(names, columns, strict=True)]
        parts.append(pl.DataFrame([pl.Series(ROW, numbers, pl.Int64), *cells]))
    return pl.concat(parts).with_columns(cs.string().str.strip_chars())  # a header may be * or ^a$


def _wide(header: list[str], body: Iterable[tuple[int, list[str]]], file_name: str, notices: tuple[str, ...]) -> Sheet:
    """One figure a row from an indicator a row and a month a column; blank cells are months without a figure."""
    months = _month_columns(header)
    plain = [_plain(name) for name in header]
    name_at = next(i for i, name in enumerate(plain) if name in _NAME_COLUMNS)
    target_at = plain.index("target") if "target" in plain else None
    extras = [name for name in _WIDE_EXTRAS if name in plain]
    for column, name in enumerate(plain):
        if column not in (name_at, target_at) and column not in months and name not in (*_WIDE_EXTRAS, *_WIDE_UNUSED):
            raise ExtractError(
                f"{file_name}: the column “{header[column]}” is neither a month nor one of "
                f"{', '.join((*_WIDE_EXTRAS, 'target', *_WIDE_UNUSED))}. Rename it or take it out."
            )
    names = ["measure_id", "month", "value", *extras]
    cells: list[tuple[int, list[str]]] = []
    places: list[tuple[int, int, str]] = []
    targets: list[tuple[str, str]] = []
    for number, line in _padded(body, len(header), file_name):
        text = [cell.strip() for cell in line]
        if not any(text) or text == header:
            continue
        if target_at is not None and text[target_at]:
            targets.append((text[name_at], text[target_at]))
        for column, month in months.items():
            places.append((len(places) + 1, number, header[column]))
            value = text[column]
            rest = [text[plain.index(name)] for name in extras]
            filled = [text[name_at], month, value, *rest] if value else [""] * len(names)
            cells.append((len(places), filled))
    if not cells:
        raise ExtractError(f"{file_name} has a header but no rows. Check that the export ran to its end.")
    where = pl.DataFrame(places, schema={ROW: pl.Int64, "row": pl.Int64, "column_name": pl.String}, orient="row")
    return Sheet(file_name, tuple(names), _frame(names, cells), notices, where, tuple(targets))
