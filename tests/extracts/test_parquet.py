"""Parquet files as data platforms write them: one table, whose columns have types."""

from __future__ import annotations

import base64
import contextlib
import io
import struct
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as encryption
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import child_answers
from analytics.extracts import ExtractError, parquet_child, workbook
from analytics.extracts.workbook import RawSheet, is_workbook, read_workbook, refuse_foreign, sheets_said
from tests.extracts.sending import refused_file, sent_file
from tests.extracts.test_workbook import Children, linux_only

TIDY = {
    "cut": [date(2021, 9, 1)] * 2,
    "month": [date(2021, 8, 1), date(2021, 9, 1)],
    "measure_id": ["icpc_due"] * 2,
    "locality": ["Wexley", "Ashport"],
    "numerator": [3.0, 4.0],
    "denominator": [9, 7],
}


def written(columns: dict[str, list[object]] | pl.DataFrame, **options: object) -> bytes:
    file = io.BytesIO()
    pl.DataFrame(columns).write_parquet(file, **options)  # type: ignore[arg-type]
    return file.getvalue()


def written_by_arrow(**columns: pa.Array) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file)
    return file.getvalue()


def sheet_of(content: bytes) -> RawSheet:
    """What the child would answer, without its process; `test_the_child_answers_the_same` asks the child itself."""
    (sheet,) = sheets_said(parquet_child.lines(io.BytesIO(content)), "f.parquet") or []
    return sheet


def refused_inside(content: bytes) -> str:
    with pytest.raises(ExtractError) as problem:
        sheet_of(content)
    assert str(problem.value).startswith("f.parquet")
    assert str(problem.value).endswith(".")
    assert "sheet" not in str(problem.value)
    return str(problem.value)


def refusal(content: bytes) -> str:
    with pytest.raises(ExtractError) as problem:
        read_workbook(content, "f.parquet")
    assert str(problem.value).startswith("f.parquet")
    assert str(problem.value).endswith(".")
    assert "sheet" not in str(problem.value)
    return str(problem.value)


def test_a_tidy_table_is_loaded_like_a_csv() -> None:
    account = sent_file(written(TIDY), "f.parquet")
    columns = ("month", "locality", "numerator", "denominator")
    assert account.accepted.select(columns).rows() == [
        (date(2021, 8, 1), "Wexley", 3, 9),
        (date(2021, 9, 1), "Ashport", 4, 7),
    ]
    assert (account.file_name, account.rows_in, account.cut) == ("f.parquet", 2, date(2021, 9, 1))


def test_fractions_are_asked_about_for_there_is_no_percentage_in_the_format() -> None:
    shares = {"cut": ["2021-09"], "month": ["2021-09"], "measure_id": ["icpc_due"], "locality": ["All"]}
    said = refused_file(written({**shares, "value": [0.581]}), "f.parquet")
    assert "0.581" in said
    assert "--fractions" in said
    account = sent_file(written({**shares, "value": [0.581]}), "f.parquet", fractions=True)
    assert account.accepted["value"].to_list() == [58.1]


CELLS = [
    (pa.array([" as it is\n "]), " as it is\n "),
    (pa.array(["007"]), "007"),
    (pa.array([21]), "21"),
    (pa.array([2**64 - 1], pa.uint64()), "18446744073709551615"),
    (pa.array([21.0]), "21"),
    (pa.array([0.1 + 0.2]), "0.3"),
    (pa.array([float("nan")]), "#NUM!"),
    (pa.array([0.581], pa.float32()), "0.581"),
    (pa.array([16777215], pa.float32()), "16777215"),
    (pa.array([Decimal("1250.50")]), "1250.5"),
    (pa.array([Decimal("1250.00")]), "1250"),
    (pa.array([Decimal("1200")]), "1200"),
    (pa.array([Decimal("12345678901234567890123456789012345678")]), "12345678901234567890123456789012345678"),
    (pa.array([True]), "true"),
    (pa.array([False]), "false"),
    (pa.array([None], pa.float32()), ""),
    (pa.array([None]), ""),
    (pa.array([date(2021, 9, 30)]), "2021-09-30"),
    (pa.array([datetime(2021, 9, 30)]), "2021-09-30"),
    (pa.array([datetime(2021, 9, 30, 14, 5)], pa.timestamp("ns")), "2021-09-30 14:05:00"),
    (pa.array([1_632_956_400_000_000_001], pa.timestamp("ns")), "2021-09-29 23:00:00"),
    (pa.array([datetime(2021, 9, 29, 23, tzinfo=UTC)], pa.timestamp("us", "Europe/London")), "2021-09-30"),
    (pa.array([time(9, 30)]), "09:30:00"),
    (pa.array([34_200_000_000_001], pa.time64("ns")), "09:30:00"),
    (pa.array([timedelta(hours=36, minutes=5)], pa.duration("ns")), "36:05:00"),
    (pa.array(["Wexley"]).dictionary_encode(), "Wexley"),
    (pa.array(["the last"]), "the last"),
]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return sheet_of(written_by_arrow(**{str(at): cells for at, (cells, _) in enumerate(CELLS)})).rows[1]


@pytest.mark.parametrize("at", range(len(CELLS)), ids=lambda at: f"{CELLS[at][0].type} {CELLS[at][1]}"[:40])
def test_a_cell_becomes_text(texts: list[str], at: int) -> None:
    assert texts[at] == CELLS[at][1]


def test_names_are_the_first_row_and_empty_cells_at_the_end_are_left_out() -> None:
    columns: dict[str, list[object]] = {"a": ["1", None, "3"], "b": [None, None, "4"], "c": [None, None, None]}
    assert sheet_of(written(columns)) == RawSheet("", False, [["a", "b", "c"], ["1"], [], ["3", "4"]])


def test_many_rows_in_several_groups_keep_their_order() -> None:
    numbers: list[object] = list(range(2_500))
    rows = sheet_of(written({"n": numbers}, row_group_size=700)).rows
    assert rows == [["n"], *([str(number)] for number in range(2_500))]


def test_a_table_without_rows_is_refused_as_a_csv_would_be() -> None:
    none = pl.DataFrame(TIDY).clear()
    assert "f.parquet: The file has a header but no rows" in refused_file(written(none), "f.parquet")


# The child


def test_the_child_answers_the_same(texts: list[str]) -> None:
    content = written_by_arrow(**{str(at): cells for at, (cells, _) in enumerate(CELLS)})
    assert read_workbook(content, "f.parquet") == [sheet_of(content)]
    nested = written({"a": [[1, 2]]})
    assert refusal(nested) == refused_inside(nested)


def test_a_good_file_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    children = Children(monkeypatch)
    assert read_workbook(written({"a": ["b"]}), "f.parquet") == [RawSheet("", False, [["a"], ["b"]])]
    children.assert_gone()


def test_the_child_imports_pyarrow_alone_and_takes_memory_from_the_system() -> None:
    code = (
        "import runpy, sys; runpy.run_path(sys.argv.pop(), run_name='__main__');"
        "others = ('numpy', 'pandas', 'polars', 'openpyxl', 'analytics.extracts');"
        "import pyarrow; pool = pyarrow.default_memory_pool().backend_name;"
        "print(pool, [name for name in others if sys.modules.get(name)], file=sys.stderr)"
    )
    command = [sys.executable, "-P", "-c", code, str(10**10), "60", str(workbook._PARQUET_CHILD)]
    child = subprocess.run(command, input=b"", capture_output=True, check=True)
    assert child.stderr.split() == [b"system", b"[]"]


# Limits


def test_too_many_rows_or_columns_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "has 501 columns" in refused_inside(written({str(n): [n] for n in range(501)}))
    assert len(sheet_of(written({str(n): [n] for n in range(500)})).rows[1]) == 500
    assert "has 0 columns" in refused_inside(written_by_arrow())
    monkeypatch.setattr(parquet_child, "ALL_ROWS_LIMIT", 3)
    assert "has 3 rows, and fewer than 3 can be read" in refused_inside(written({"a": ["x"] * 3}))
    assert len(sheet_of(written({"a": ["x"] * 2})).rows) == 3


def test_a_few_bytes_that_stand_for_gigabytes_of_text_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_answers, "TEXT_LIMIT", 1 << 20)
    content = written_by_arrow(a=pa.DictionaryArray.from_arrays([0] * 100_000, ["x" * 32_767]))
    assert len(content) < 500_000
    assert "holds more than 1 MB of text" in refused_inside(content)


def test_long_texts_are_named_by_their_column() -> None:
    assert "column “notes”: holds more than 32,767 characters" in refused_inside(written({"notes": ["x" * 32_768]}))
    assert "the name of a column: holds more" in refused_inside(written({"x" * 32_768: ["a"]}))


@linux_only
def test_memory_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """A quarter of a gigabyte holds pyarrow itself and a file of some size, and no more."""
    monkeypatch.setattr(workbook, "MEMORY_LIMIT", 256 * 1024 * 1024)
    assert read_workbook(written({"a": ["x" * 1_000] * 1_000}), "f.parquet")
    assert "needs too much memory" in refusal(written({"a": ["x" * 200_000_000]}))


@pytest.mark.parametrize("value", [[1, 2], {"x": 1}, b"bytes"], ids=["list", "structure", "bytes"])
def test_cells_that_are_no_single_value_are_refused(value: object) -> None:
    said = refused_inside(written({"area": ["Wexley"], "detail": [value]}))
    assert "column “detail”: has lists, structures or bytes" in said


# Damage, keys and other files

GOOD = written({"month": ["2021-09"] * 41, "value": [58.1 + n for n in range(41)]})


@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_a_truncated_file_is_refused(share: float) -> None:
    assert "is damaged" in refusal(GOOD[: max(4, int(len(GOOD) * share))])


def test_a_wrong_checksum_is_refused() -> None:
    """Where the writer gave one: without it a changed byte of a figure can't be told."""
    file = io.BytesIO()
    table = pa.table({"value": [58.1, 71.5, 72.25]})
    pq.write_table(table, file, write_page_checksum=True, use_dictionary=False, compression="none")
    content = file.getvalue()
    other = content.replace(struct.pack("<d", 71.5), struct.pack("<d", 17.5))
    assert sheet_of(content).rows == [["value"], ["58.1"], ["71.5"], ["72.25"]]
    assert "is damaged" in refusal(other)


def test_fewer_rows_than_the_file_states_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def half(file: pq.ParquetFile, *_: object, **__: object) -> Iterator[pa.RecordBatch]:
        yield file.read().to_batches()[0].slice(0, 20)

    monkeypatch.setattr(pq.ParquetFile, "iter_batches", half)
    assert "is damaged" in refused_inside(GOOD)


def test_a_file_whose_end_can_not_be_read_is_damaged() -> None:
    class Broken(io.BytesIO):
        def seek(self, at: int, whence: int = 0) -> int:
            raise OSError("Input/output error")

    (line,) = parquet_child.lines(Broken(GOOD))
    assert b"is damaged" in line


def test_text_that_is_none_is_refused() -> None:
    broken = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"\xff\xfe")])
    assert "is damaged or unusual" in refused_inside(written_by_arrow(a=broken))


def test_a_file_that_needs_a_key_says_so() -> None:
    """Either its end is encrypted, or some of its columns are."""
    whole, columns = encrypted(plaintext_footer=False), encrypted(plaintext_footer=True)
    assert (whole[:4], columns[:4]) == (b"PARE", b"PAR1")
    for content in (whole, columns):
        assert is_workbook(content)
        assert "f.parquet is encrypted. Write it without encryption" in refusal(content)
        assert refused_inside(content) == refusal(content)


def encrypted(**options: bool) -> bytes:
    class Keys(encryption.KmsClient):
        def wrap_key(self, key: bytes, _: str) -> bytes:
            return base64.b64encode(key)

    setting = encryption.EncryptionConfiguration(footer_key="f", column_keys={"c": ["a"]}, **options)
    factory = encryption.CryptoFactory(lambda _: Keys())
    keys = factory.file_encryption_properties(encryption.KmsConnectionConfig(), setting)
    file, table = io.BytesIO(), pa.table({"a": [1], "b": [2]})
    with pq.ParquetWriter(file, table.schema, encryption_properties=keys) as writer:
        writer.write_table(table)
    return file.getvalue()


def test_only_parquet_is_taken_for_it() -> None:
    refuse_foreign(GOOD, "f.parquet")
    assert is_workbook(GOOD)
    assert not is_workbook(b"PARENT,value\n")


@settings(max_examples=30, deadline=None)
@given(flips=st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(1, 255)), min_size=1, max_size=4))
def test_mutations_end_in_rows_or_in_a_sentence(flips: list[tuple[int, int]]) -> None:
    changed = bytearray(GOOD)
    for at, bits in flips:
        changed[4 + at % (len(changed) - 4)] ^= bits
    with contextlib.suppress(ExtractError):
        (sheet,) = read_workbook(bytes(changed), "f.parquet")
        assert len(sheet.rows) == 42, "no half of a table"
        assert all(type(cell) is str for line in sheet.rows for cell in line)
