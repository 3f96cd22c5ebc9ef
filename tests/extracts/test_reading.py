"""Files as people send them: encodings, ragged rows, quotation marks that never close."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.extracts import ExtractError, read_csv


def test_rows_are_numbered_as_a_spreadsheet_numbers_them() -> None:
    sheet = read_csv(b"a,b\n1,2\n3,4\n", "f.csv")
    assert sheet.cells.rows() == [(2, "1", "2"), (3, "3", "4")]


@pytest.mark.parametrize("content", ["a,b\r\n1,é\r\n", "a,b\r1,é\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_line_ends_and_unicode_encodings(content: str, encoding: str) -> None:
    assert read_csv(content.encode(encoding), "f.csv").cells.rows() == [(2, "1", "é")]


def test_windows_text_is_read_with_a_notice() -> None:
    sheet = read_csv("a\né\n".encode("cp1252"), "f.csv")
    assert sheet.cells["a"].to_list() == ["é"]
    assert "cp1252" in sheet.notices[0]


def test_short_rows_are_filled_and_empty_cells_at_the_end_ignored() -> None:
    assert read_csv(b"a,b\n1\n1,2,,\n", "f.csv").cells.rows() == [(2, "1", ""), (3, "1", "2")]


def test_empty_columns_at_the_end_of_the_header_are_none() -> None:
    sheet = read_csv(b"a,b,,\n1,2,,\n", "f.csv")
    assert (sheet.header, sheet.cells.rows()) == (("a", "b"), [(2, "1", "2")])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "f.csv is empty"),
        (b"a,b\n", "has a header but no rows"),
        (b"a,a\n1,2\n", "names a twice"),
        (b"a,Row number\n1,2\n", "can't be called \u201crow_number\u201d"),
        (b'a,b\n1,"2\n3,4\n', "row 2: is not well-formed CSV"),
        (b"PK\x03\x04\x00\x00", "is not a text file"),
        (b"\x81\x8d\x8f", "is not a text file"),
        (b"\xff\xfea", "is not a text file"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_and_where(content: bytes, said: str) -> None:
    with pytest.raises(ExtractError) as problem:
        read_csv(content, "f.csv")
    assert said in str(problem.value)


@given(st.binary(max_size=300))
def test_any_bytes_end_in_rows_or_in_a_sentence(content: bytes) -> None:
    try:
        sheet = read_csv(content, "f.csv")
    except ExtractError:
        return
    assert sheet.cells.height >= 1


def test_a_file_over_the_limit_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analytics.extracts.reading.FILE_LIMIT", 3)
    with pytest.raises(ExtractError, match="Split it and load the parts"):
        read_csv(b"a,b\n1,2\n", "f.csv")


@pytest.mark.parametrize("name", ["*", "^a$", "^.*$"])
def test_a_header_that_looks_like_a_pattern_is_a_name_like_any_other(name: str) -> None:
    sheet = read_csv(f"{name},b\n 1 ,2\n".encode(), "pattern.csv")
    assert sheet.header == (name, "b")
    assert sheet.cells.rows() == [(2, "1", "2")]
