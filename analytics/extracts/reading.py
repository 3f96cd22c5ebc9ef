"""From the bytes of a file to sheets of text cells with their row numbers.

CSV is read by the standard library in strict mode because it shows every row as it is: faster readers fill short
rows, drop title rows or swallow an open quotation mark without a word. The header is looked for below titles. The
monthly dashboard's wide shape (an indicator a row, a month a column) becomes one figure a row, and keeps the place
that each figure stood in. What is wrong with a table as a whole is collected, so that all of it is told at once.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import chain, islice, pairwise
from typing import Any

import polars as pl
import polars.selectors as cs

from analytics import formatting, months
from analytics.catalogue.recipes import FORMER_NAMES
from analytics.errors import UserFacingError
from analytics.extracts.cells import is_number, reads
from analytics.extracts.contracts import Extract
from analytics.extracts.dates import NOT_MONTHS, headings
from analytics.extracts.kinds import EXTRACTS
from analytics.formatting import letters

ROW = "row_number"
DELIMITERS = (",", ";", "\t", "|")
FILE_LIMIT = 200 * 1024 * 1024
HEADER_WITHIN = 20  # titles and notes above a header are few
MOST_COLUMNS = 1000  # no extract has a tenth of them
MOST_CELLS = 50_000_000  # of a CSV file; a month of 1.7 million rows has half of them
MOST_FILLED = 2_000_000  # empty cells put at the end of rows: a byte a row would become as many as the header has
MOST_FIGURES = 1_000_000  # of a table with months across, whose figures take more memory than cells
_CHUNK = 250_000  # cells turned into a frame at a time, so that a million rows need no second million
_NAMED = 5  # of many rows or cells, so many are named
_MOST_SHORT = 1000  # rows, or a hundred times as many cells: then the rest is not filled in, for the file is refused

_NO_ROWS = "The file has a header but no rows. Check that the export ran to its end."
_NOT_TEXT = "{} is not a text file. Save it as CSV (UTF-8) and load that."
_NOTICE = "{} is not UTF-8. It was read as Windows text (cp1252). Check accented names."
NAME_COLUMNS = ("indicator", "measure", "name", "measure_id")
_WIDE_UNUSED = ("theme", "polarity", "unit", "group")  # what dashboards print beside a name; the catalogue has it
_WIDE_EXTRAS = ("cut", "locality", "team", "source", "simulated")
_FIGURES = {name for extract in EXTRACTS.values() for name, c in extract.columns().items() if "number" in reads(c)}
# What sources call a column, besides its own name.
_ALSO_CALLED = {
    "area": "locality", "district": "locality", "kpi": "measure_id", "kpi_id": "measure_id", "ref": "measure_id",
    "indicator": "measure_id", "period": "month", "date": "month", "num": "numerator", "den": "denominator",
    "outturn": "value", "actual": "value", "result": "value", "symbol": "marker", "la_name": "comparator",
    "authority": "comparator", "time_period": "period",
}  # fmt: skip


class ExtractError(UserFacingError):
    """A file as a whole can't be loaded. The message says what, where, and what to do."""


class NoRows(ExtractError):
    """A table has a header and nothing else."""

    def __init__(self, file_name: str):
        self.file_name = file_name
        super().__init__(f"{file_name}: {_NO_ROWS}")


def refusal(file_name: str, problems: Sequence[str]) -> ExtractError:
    """All that is wrong with a file, as one error."""
    if len(problems) == 1:
        return ExtractError(f"{file_name}: {problems[0]}")
    return ExtractError("\n- ".join([f"{file_name} has {len(problems)} problems.", *problems]))


@dataclass(frozen=True)
class Told:
    """What a recipe says of a table that the table does not say itself; see `checking.Options`."""

    recipe: str
    kind: str
    cut: date | None
    source: str | None
    fractions: bool | None
    scope: str | None
    leaves_out: bool


@dataclass(frozen=True)
class Sheet:
    """The text cells of one table.

    `cells` has one row a line of data: row_number and one text column a header, stripped of surrounding space,
    empty where the cell is empty. In the tidy shape row_number is the row in the file. In the wide shape each
    figure is a row, row_number only counts, and `places` says in which row and column of the file it stood.
    `targets` holds the wide shape's targets by indicator name. `problems` says why the table can't be used as it is;
    its cells can be checked all the same, so that people learn everything at once. `told` is what a recipe says of it,
    and `called` what the file calls a column.
    """

    file_name: str
    header: tuple[str, ...]
    cells: pl.DataFrame
    notices: tuple[str, ...] = ()
    places: pl.DataFrame | None = None
    targets: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()
    from_1904: bool = False
    told: Told | None = None
    called: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Merged:
    """Cells that a workbook shows as one; the first row and column hold its value. Numbered from 1."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass
class Table:
    """A table while it is read: what it is called, what there is to say of it, and what a workbook knows of it.

    The value of `merged` cells goes to each of their rows if `fill_down` says so. Days may count from 1904.
    """

    file_name: str
    notices: list[str]
    workbook: bool = False
    merged: Sequence[Merged] = ()
    fill_down: bool = False
    from_1904: bool = False
    problems: list[str] = field(default_factory=list)


def decoded(content: bytes, file_name: str, encoding: str = "") -> tuple[str, tuple[str, ...]]:
    """The text in an encoding; else by its byte order mark, else as UTF-8, else as Windows text with a notice."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    tried = ["utf-16"] if marked else ["utf-8-sig", "cp1252"]
    if encoding:
        tried = [encoding.replace("utf-8", "utf-8-sig")]
    for form in tried:
        try:
            text = content.decode(form)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, () if encoding or form != "cp1252" else (_NOTICE.format(file_name),)
    raise ExtractError(_NOT_TEXT.format(file_name))


def read_csv(content: bytes, file_name: str) -> Sheet:
    """Read a CSV file.

    Raises ExtractError if the file is empty, has no data, is too large, is not text, or is not well-formed CSV.
    """
    if len(content) > FILE_LIMIT:
        raise ExtractError(f"{file_name} is larger than {FILE_LIMIT >> 20} MB. Split it and load the parts together.")
    text, notices = decoded(content, file_name)
    told = list(notices)
    if text[-1:].isdigit():
        told.append(f"{file_name} ends with a figure and no line break. Check that its last row is whole.")
    return read_rows(csv_rows(text, file_name, delimiter_of(text)), Table(file_name, told))


def delimiter_of(text: str) -> str:
    """What parts the cells, a comma, a semicolon, a tab or an upright line: by the header of an extract where there is
    one, else by the first lines, most of which have the same number of it; a title may have any of them."""
    top = text[:100_000].splitlines()[:HEADER_WITHIN]
    for delimiter in DELIMITERS:
        if any(_is_header(line.replace('"', "").split(delimiter)) for line in top):
            return delimiter
    filled = [line for line in top if line.strip()]
    parted = {delimiter: Counter(_cells(line, delimiter) for line in filled) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda d: max((n * times for n, times in parted[d].items() if n > 1), default=0))


def _cells(line: str, delimiter: str) -> int:
    return len(next(csv.reader([line], delimiter=delimiter), []))


def csv_rows(text: str, file_name: str, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Rows numbered as a spreadsheet numbers them, so that a line break within quotation marks starts no row."""
    if text.count(delimiter) > MOST_CELLS:
        raise ExtractError(f"{file_name} has more than {MOST_CELLS:,} cells. Split it and load the parts together.")
    number = 0
    try:
        for number, line in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter), 1):
            yield number, line if len(line) <= MOST_COLUMNS else _narrowed(line, f"{file_name}: row {number}")
    except csv.Error as problem:
        raise ExtractError(
            f"{file_name}, row {number + 1}: is not well-formed CSV ({problem}). "
            "Look for a quotation mark that is not closed, and save the file again."
        ) from None


def _narrowed(line: list[str], where: str) -> list[str]:
    """A row without its last cells, which are empty. Raises ExtractError where they are not."""
    if any(cell.strip() for cell in line[MOST_COLUMNS:]):
        raise ExtractError(
            f"{where} has {len(line):,} columns, and at most {MOST_COLUMNS:,} are read. Take out those that are not "
            "needed."
        )
    return line[:MOST_COLUMNS]


def read_rows(rows: Iterable[tuple[int, list[str]]], table: Table) -> Sheet:
    """Make a sheet of numbered rows of text: find the header, and turn the wide shape into one figure a row.

    Raises ExtractError if there is no header, more than one, or no data.
    """
    file_name, rows = table.file_name, iter(rows)
    top = list(islice(rows, HEADER_WITHIN))
    if not any(cell.strip() for _, line in top for cell in line):
        raise ExtractError(f"{file_name} is empty. Its first line must name the columns.")
    at = next((i for i, (_, line) in enumerate(top) if _is_header(line, table.from_1904)), None)
    _refuse_two_headers(top, at, table)
    if at is None:
        at = next(i for i, (_, line) in enumerate(top) if any(cell.strip() for cell in line))
    header = [cell.strip() for cell in top[at][1]]
    while header and not header[-1]:
        header.pop()
    above = [number for number, line in top[:at] if any(cell.strip() for cell in line)]
    if above:
        where = f"row {above[0]} above the header was"
        if len(above) > 1:
            where = f"rows {above[0]} to {above[-1]} above the header were"
        table.notices.append(f"{file_name}: {where} taken for titles and not read.")
    names = [plain(name) or f"column {letters(column)}" for column, name in enumerate(header, 1)]
    if ROW in names:
        raise ExtractError(f"{file_name}: a column can't be called “{ROW}”. Rename it or take it out.")
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ExtractError(f"{file_name}: the header names {listed(repeated)} twice. Each column needs its own name.")
    body: Iterable[tuple[int, list[str]]] = chain(top[at + 1 :], rows)
    if table.merged:
        months_at = _month_columns(header, table.from_1904)
        figures = {n for n, heading in enumerate(header) if n in months_at or plain(heading) in _FIGURES}
        body = unmerged(body, top[at][0], header, table, figures)
    if _month_columns(header, table.from_1904):
        return _wide(header, body, table)
    cells = _frame(names, padded(body, header, table))
    no_name = [name for name, heading in zip(names, header, strict=True) if not heading]
    return _sheet(table, [name for name in names if name not in no_name], cells.drop(no_name))


def plain(name: str) -> str:
    """A column's name as contracts write it: “Measure ID” is measure_id."""
    written = re.sub(r"[\s\-]+", "_", name.strip().lower())
    return FORMER_NAMES.get(written, written)


def listed(items: Sequence[object], most: int = _NAMED) -> str:
    """Items in a sentence, the first few of many: “2, 5, 9 and 12 more”."""
    more = len(items) - most
    named = [str(item) for item in items[: most if more > 0 else None]]
    return f"{', '.join(named)} and {more:,} more" if more > 0 else formatting.joined(named)


def perhaps(heading: str, columns: Iterable[str]) -> str:
    """A heading in quotation marks, with the column that it may stand for."""
    columns, name = list(columns), plain(heading)
    also = _ALSO_CALLED.get(name)
    near = [also] if also in columns else difflib.get_close_matches(name, columns, n=1, cutoff=0.6)
    return f"“{heading}”" + (f" (perhaps {near[0]})" if near else "")


def _is_header(line: Sequence[str], from_1904: bool = False) -> bool:
    return bool(headed(line)) or bool(_month_columns([cell.strip() for cell in line], from_1904))


def headed(line: Sequence[str]) -> list[type[Extract]]:
    """The kinds all of whose columns a line names that a file must have."""
    names = {plain(cell) for cell in line}
    return [EXTRACTS[kind] for kind, needed in _needed().items() if needed <= names]


@cache
def _needed() -> dict[str, frozenset[str]]:
    return {kind: extract.required() - {"cut"} for kind, extract in EXTRACTS.items()}


def _month_columns(header: Sequence[str], from_1904: bool = False) -> dict[int, date | str]:
    """The columns of a wide table that are of a time, if it has a column of indicator names: each with its month, or
    with what it is instead."""
    if not any(plain(name) in NAME_COLUMNS for name in header):
        return {}
    return {column: when for column, when in enumerate(headings(header, from_1904)) if when is not None}


def _refuse_two_headers(top: list[tuple[int, list[str]]], at: int | None, table: Table) -> None:
    """Raise ExtractError where the header takes two rows: years above months, or months above what each has of them."""
    if at is not None and any(extract.OF_CATALOGUE for extract in headed(top[at][1])):
        return  # what follows may lack its first cell, and have a month in another
    filled = [(number, [cell.strip() for cell in line]) for number, line in top if any(cell.strip() for cell in line)]
    for (first, over), (second, under) in pairwise(filled):
        if at is not None and first < top[at][0]:
            continue
        named = [column for column, cell in enumerate(over) if plain(cell) in NAME_COLUMNS]
        of_time = {column for column, when in enumerate(headings(under, table.from_1904)) if when is not None}
        words = [cell for cell in under if cell]
        if any(is_number(cell) for column, cell in enumerate(under) if column not in of_time):
            return  # a figure, or the number of an audit: the row is no header
        are_headings = of_time or (words[1:] and not any(re.match(r"[^a-z]", cell, re.I) for cell in words))
        below = bool(named) and are_headings and not any(under[column] for column in named if column < len(under))
        above = at is None and not named and any(plain(cell) in NAME_COLUMNS for cell in under) and any(
            when is not None for when in headings(over, table.from_1904)
        )  # fmt: skip
        if below or above:
            quoted = [listed([f"“{cell}”" for cell in line if cell]) for line in (over, under)]
            raise ExtractError(
                f"{table.file_name}: rows {first} and {second} are both headers ({quoted[0]} above {quoted[1]}). "
                "Put each heading into one row, such as Indicator, Jul-21, Aug-21, and delete the other."
            )
        if at is not None:
            return


def unmerged(
    rows: Iterable[tuple[int, list[str]]],
    header_row: int,
    header: Sequence[str],
    table: Table,
    of_figures: Collection[int],
) -> Iterator[tuple[int, list[str]]]:
    """The rows below the header with the value of merged cells in each of their rows; says so, or asks, at the end.
    `of_figures` are columns, numbered from 0.

    A figure is never repeated, nor a value across columns. A cell alone in its row is a title of what follows.
    """
    starting: dict[int, list[Merged]] = {}
    for merged in table.merged:
        if merged.first_row > header_row and merged.first_column <= len(header):
            starting.setdefault(merged.first_row, []).append(merged)
    figures, filled = list[str](), dict[str, list[str]]()
    running: list[tuple[int, int, str]] = []
    for number, line in rows:
        running = [(column, last, value) for column, last, value in running if last >= number]
        if running:
            line = [*line, *[""] * (len(header) - len(line))]
            for column, _, value in running:
                line[column] = value
        for merged in starting.get(number, ()):
            column, last = merged.first_column - 1, merged.last_row
            value = line[column] if column < len(line) else ""
            if not value.strip() or (last == number and sum(bool(cell.strip()) for cell in line) == 1):
                continue
            place = f"{letters(merged.first_column)}{number}:{letters(merged.last_column)}{last}"
            if merged.last_column > merged.first_column or column in of_figures:
                figures.append(place)
                continue
            filled.setdefault(header[column], []).append(place)
            running.append((column, last, value))
        yield number, line
    if figures:
        table.problems.append(
            f"The cells {listed(figures)} are merged, so that one figure is in place of several. Unmerge them and "
            "write each figure into its own cell."
        )
    if filled:
        where = " and ".join(f"“{name}” ({listed(places)})" for name, places in filled.items())
        if table.fill_down:
            table.notices.append(f"{table.file_name}: merged cells in {where} were filled down.")
        else:
            table.problems.append(
                f"Cells are merged in {where}, so that only the first row of each has the value. Unmerge them and fill "
                "in every row, or have them filled down: on the Data page, or with --fill-down."
            )


def padded(
    rows: Iterable[tuple[int, list[str]]], header: list[str], table: Table, *, titles: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """Rows as wide as the header: empty cells beyond it are cut off, and those of a workbook, which leaves out empty
    cells, are filled. Asks at the end about cells that have no heading, and about rows of a CSV file that end early:
    nobody knows what their missing cells would have said. With `titles`, a row of one cell is a title, and none of
    these."""
    width, longer, shorter, unnamed = len(header), list[int](), list[int](), list[int]()
    no_name = [column for column, name in enumerate(header) if not name]
    as_it_is = -1 if no_name else width
    filled = 0
    for number, line in rows:
        if len(line) == as_it_is:
            yield number, line
            continue
        if len(line) != width:
            if any(cell.strip() for cell in line[width:]):
                longer.append(number)
            if len(line) < width and sum(bool(cell.strip()) for cell in line) > titles:
                shorter.append(number)
                if len(shorter) * max(width, 100) >= 100 * _MOST_SHORT and not table.workbook:
                    break
            filled += max(0, width - len(line))
            if filled > MOST_FILLED:
                table.problems.append(
                    f"The header has {width} columns, and too many rows end long before the last of them. Delete rows "
                    "and columns that are empty, and save the file again."
                )
                break
            line = [*line[:width], *[""] * (width - len(line))]
        if no_name and any(line[column].strip() for column in no_name):
            unnamed.append(number)
        yield number, line
    if shorter and not table.workbook:
        table.problems.append(
            f"{_rows(shorter)} fewer cells than the header, which has {width}. Export the file again, for it may be "
            "cut short, or end each row with a comma for every cell that is empty."
        )
    if longer and not table.workbook:
        table.problems.append(
            f"{_rows(longer)} more cells than the header, which has {width}. Put quotation marks round a cell that "
            "contains a comma."
        )
    if unnamed or (longer and table.workbook):
        table.problems.append(
            f"{_rows(unnamed or longer)} cells in a column without a heading. Give the column a heading, or delete "
            "what is in it."
        )


def _rows(numbers: list[int]) -> str:
    return f"Rows {listed(numbers)} have" if numbers[1:] else f"Row {numbers[0]} has"


def _frame(names: Sequence[str], rows: Iterable[tuple[int, list[str]]]) -> pl.DataFrame:
    rows, parts = iter(rows), [pl.DataFrame(schema={ROW: pl.Int64, **dict.fromkeys(names, pl.String)})]
    while chunk := list(islice(rows, max(1, _CHUNK // max(1, len(names))))):
        numbers, lines = zip(*chunk, strict=True)
        columns = zip(*lines, strict=True)
        cells = [pl.Series(name, column, pl.String) for name, column in zip(names, columns, strict=True)]
        parts.append(pl.DataFrame([pl.Series(ROW, numbers, pl.Int64), *cells]))
    return pl.concat(parts).with_columns(cs.string().str.strip_chars())  # a header may be * or ^a$


def _sheet(table: Table, names: Sequence[str], cells: pl.DataFrame, **wide: Any) -> Sheet:
    if cells.is_empty():
        if not table.problems:
            raise NoRows(table.file_name)
        raise refusal(table.file_name, [*table.problems, _NO_ROWS])
    notices, problems = tuple(table.notices), tuple(table.problems)
    return Sheet(table.file_name, tuple(names), cells, notices, problems=problems, from_1904=table.from_1904, **wide)


def _wide(header: list[str], body: Iterable[tuple[int, list[str]]], table: Table) -> Sheet:
    """One figure a row from an indicator a row and a month a column; blank cells are months without a figure.

    Columns that are no month get one that nobody uses: the table is refused, but its other cells can be checked.
    """
    times = _month_columns(header, table.from_1904)
    titles = [plain(name) for name in header]
    name_at = next(i for i, name in enumerate(titles) if name in NAME_COLUMNS)
    target_at = titles.index("target") if "target" in titles else None
    extras = [name for name in _WIDE_EXTRAS if name in titles]
    known = (*_WIDE_EXTRAS, "target", *_WIDE_UNUSED)
    strange = [c for c, name in enumerate(titles) if name and c != name_at and c not in times and name not in known]
    if strange:
        table.problems.append(
            f"Columns that are neither a month, such as Jul-21, nor one of {', '.join(known)}: "
            f"{listed([perhaps(header[c], known) for c in strange])}. Rename them or take them out."
        )
    for what, remedy in NOT_MONTHS.items():
        if found := [f"“{header[column]}”" for column, when in times.items() if when == what]:
            table.problems.append(f"Headings that are {what}: {listed(found)}. {remedy}")
    for each in sorted({when for when in times.values() if isinstance(when, date)}):
        same = [f"“{header[column]}”" for column, when in times.items() if when == each]
        if same[1:]:
            table.problems.append(f"{formatting.joined(same)} are the same month. Keep one of them.")
    month_of = {
        column: months.code(when if isinstance(when, date) else date(1990 + i // 12, i % 12 + 1, 1))
        for i, (column, when) in enumerate(times.items())
    }
    names = ["measure_id", "month", "value", *extras]
    cells: list[tuple[int, list[str]]] = []
    places: list[tuple[int, int, str]] = []
    targets: list[tuple[str, str]] = []
    for number, line in padded(body, header, table):
        text = [cell.strip() for cell in line]
        if not any(text) or text == header:
            continue
        if len(places) + len(month_of) > MOST_FIGURES:
            table.problems.append(
                f"The table has more than {MOST_FIGURES:,} places for figures. Split it and load the parts together."
            )
            break
        if target_at is not None and text[target_at]:
            targets.append((text[name_at], text[target_at]))
        for column, month in month_of.items():
            places.append((len(places) + 1, number, header[column]))
            value = text[column]
            rest = [text[titles.index(name)] for name in extras]
            cells.append((len(places), [text[name_at], month, value, *rest] if value else [""] * len(names)))
    where = pl.DataFrame(places, schema={ROW: pl.Int64, "row": pl.Int64, "column_name": pl.String}, orient="row")
    called = {"measure_id": header[name_at]} | {name: header[titles.index(name)] for name in extras}
    return _sheet(table, names, _frame(names, cells), places=where, targets=tuple(targets), called=called)
