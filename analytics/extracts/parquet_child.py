"""Reads the table of one Parquet file from standard input and answers with its cells, as `child_answers` says.

Its column names are the first row. Of what is installed it imports pyarrow alone, with the system's allocator and no
threads of its own: the others set memory aside beforehand, of which the limit would leave little to read with.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.append(str(Path(__file__).parents[2]))  # it is started by its path
    os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"
    sys.modules.update(dict.fromkeys(("numpy", "pandas")))  # type: ignore[arg-type]

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analytics import child_answers
from analytics.child_answers import (
    ALL_ROWS_LIMIT,
    CELL_LIMIT,
    COLUMN_LIMIT,
    LONG,
    SPLIT,
    Refused,
    date_text,
    number_text,
)

_AT_ONCE = 1_000  # rows: a wide table of long texts must not fill the memory
_SAVE_AGAIN = "Write it again and load that."
_TIMES = (datetime.date, datetime.time, datetime.timedelta)  # a datetime is a date


def cell_text(value: object) -> str:
    """One cell's text, empty for null. Raises Refused for what is no text, number, time, or yes or no."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, _TIMES):
        return date_text(value)
    raise Refused("has lists, structures or bytes in its cells. Write one text, number or date in each and load that.")


def values(column: pa.Array) -> list[object]:
    """The values of a column in Python. Single-precision numbers are the shortest that they can have been written as;
    times are those of the column's own zone, as far as microseconds."""
    kind = column.type
    if pa.types.is_float32(kind):
        return [None if text is None else float(text) for text in column.cast(pa.string()).to_pylist()]
    if pa.types.is_timestamp(kind):
        column = (pc.local_timestamp(column) if kind.tz else column).cast(pa.timestamp("us"), safe=False)
    elif pa.types.is_time64(kind) or pa.types.is_duration(kind):
        column = column.cast(pa.time64("us") if pa.types.is_time64(kind) else pa.duration("us"), safe=False)
    return column.to_pylist()


def column_texts(name: str, column: pa.Array) -> list[str]:
    """The cells of a column as text. Raises Refused, with the column's name."""
    try:
        texts = [cell_text(value) for value in values(column)]
        if any(len(text) > CELL_LIMIT for text in texts):
            raise Refused(LONG)
    except Refused as refused:
        raise Refused(f", column “{name}”: {refused}") from None
    return texts


def answer(file: IO[bytes]) -> Iterator[object]:
    """The table, line by line, its column names first. Raises Refused."""
    try:
        table = pq.ParquetFile(file, page_checksum_verification=True)
        names, rows = table.schema_arrow.names, table.metadata.num_rows
        if not 0 < len(names) <= COLUMN_LIMIT:
            raise Refused(f" has {len(names):,} columns. Write 1 to {COLUMN_LIMIT} columns and load that.")
        if any(len(name) > CELL_LIMIT for name in names):
            raise Refused(f", the name of a column: {LONG}")
        if rows >= ALL_ROWS_LIMIT:
            raise Refused(f" has {rows:,} rows, and fewer than {ALL_ROWS_LIMIT:,} can be read. {SPLIT}")
        yield {"sheet": "", "hidden": False}
        yield [*names, 1]
        number = 1
        for batch in table.iter_batches(_AT_ONCE, use_threads=False):
            for row in zip(*map(column_texts, names, batch.columns), strict=True):
                line, number = list(row), number + 1
                while line and not line[-1]:
                    line.pop()
                if line:
                    yield [*line, number]
        if number != rows + 1:
            raise ValueError(number)
    except OSError as problem:
        if "crypt" not in str(problem):
            raise
        raise Refused(" is encrypted. Write it without encryption and load that.") from None


def lines(file: IO[bytes]) -> Iterator[bytes]:
    """The answer for a Parquet file."""
    return child_answers.lines(answer(file), _SAVE_AGAIN)


if __name__ == "__main__":
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    child_answers.main(lines)
