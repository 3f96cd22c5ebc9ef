"""Workbooks as people and programs write them, and as nobody should: bombs, mutations, files under a wrong name."""

from __future__ import annotations

import contextlib
import datetime
import errno
import io
import re
import subprocess
import sys
import tempfile
import time
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.xml.constants import SHARED_STRINGS

from analytics import child_answers
from analytics.extracts import ExtractError, workbook, workbook_child
from analytics.extracts.workbook import RawSheet, is_workbook, read_workbook, refuse_foreign, sheets_said

SHEET = "xl/worksheets/sheet1.xml"
STYLES = "xl/styles.xml"
STRINGS = "xl/sharedStrings.xml"
NO_VALUE = "=formula without a stored value"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="memory and computing time can't be limited here")


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def book_of(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def rezipped(content: bytes, change: Callable[[str, bytes], bytes], rename: dict[str, str] | None = None) -> bytes:
    """The same zip with its parts changed and all checksums right."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr((rename or {}).get(name, name), change(name, old.read(name)))
    return file.getvalue()


def with_rows(rows: str, strings: str = "") -> bytes:
    """A workbook whose only sheet has these rows, as XML, and whose texts kept in one place are these."""
    sheet = f'<worksheet {MAIN}><dimension ref="A1:A1"/><sheetData>{rows}</sheetData></worksheet>'.encode()
    part = f'<Override PartName="/{STRINGS}" ContentType="{SHARED_STRINGS}"/></Types>'.encode()

    def change(name: str, old: bytes) -> bytes:
        return sheet if name == SHEET else old.replace(b"</Types>", part)

    file = io.BytesIO(rezipped(book_of(), change))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(STRINGS, f"<sst {MAIN}>{strings}</sst>")
    return file.getvalue()


def sheets_of(content: bytes) -> list[RawSheet]:
    """What the child would answer, without its process; `test_the_child_answers_the_same` asks the child itself."""
    sheets = sheets_said(workbook_child.lines(io.BytesIO(content)), "f.xlsx")
    assert sheets is not None
    return sheets


def rows_of(content: bytes) -> list[list[str]]:
    (sheet,) = sheets_of(content)
    return sheet.rows


def refused_inside(content: bytes) -> str:
    """As `refusal`, where the child refuses and its process makes no difference."""
    with pytest.raises(ExtractError) as problem:
        sheets_of(content)
    assert str(problem.value).startswith("f.xlsx")
    assert str(problem.value).endswith(".")
    return str(problem.value)


def refusal(content: bytes) -> str:
    with pytest.raises(ExtractError) as problem:
        read_workbook(content, "f.xlsx")
    assert str(problem.value).startswith("f.xlsx")
    assert str(problem.value).endswith(".")
    return str(problem.value)


CELLS: list[tuple[object, str, str]] = [
    (" as it is\n ", "General", " as it is\n "),
    ("007", "General", "007"),
    ("Żółć 🦉", "General", "Żółć 🦉"),
    (21, "General", "21"),
    (21.0, "0.00", "21"),
    (-0.0, "General", "0"),
    (0.1 + 0.2, "General", "0.3"),
    (1 / 3, "0.0", "0.333333333333333"),
    (123456789012345, "General", "123456789012345"),
    (1.23456789012345e15, "General", "1234567890123450"),
    (1.5e300, "General", "1.5e+300"),
    (0.811, "0.0%", "81.1%"),
    (0.29, "0%", "29%"),
    (1, "0%", "100%"),
    (-0.05, "[Red]-0.00%", "-5%"),
    (1 / 3, "0.0%", "33.33333333%"),
    (81.1, '0.0"%"', "81.1"),
    (81.1, "0.0\\%", "81.1"),
    (datetime.date(2021, 9, 30), "dd/mm/yyyy", "2021-09-30"),
    (datetime.datetime(2021, 9, 30), "yyyy-mm-dd hh:mm", "2021-09-30"),
    (datetime.datetime(2021, 9, 30, 14, 5), "yyyy-mm-dd hh:mm", "2021-09-30 14:05:00"),
    (datetime.date(1900, 2, 28), "mmm yy", "1900-02-28"),
    (datetime.time(9, 30), "hh:mm", "09:30:00"),
    (datetime.timedelta(hours=36, minutes=5), "[h]:mm:ss", "36:05:00"),
    (1e12, "yyyy-mm-dd", "#VALUE!"),
    (True, "0%", "true"),
    (False, "General", "false"),
    ("#DIV/0!", "0%", "#DIV/0!"),
    ("=1+1", "0%", NO_VALUE),
    ("the last", "General", "the last"),
]


def book_of_cells() -> Workbook:
    book = Workbook()
    for column, (value, number_format, _) in enumerate(CELLS, 1):
        cell = book.active.cell(1, column, value)
        cell.number_format = number_format
    return book


@pytest.fixture(scope="module")
def texts() -> list[str]:
    (row,) = rows_of(saved(book_of_cells()))
    return row


@pytest.mark.parametrize("at", range(len(CELLS)), ids=lambda at: f"{CELLS[at][0]!r} {CELLS[at][1]}")
def test_a_cell_becomes_text(texts: list[str], at: int) -> None:
    assert texts[at] == CELLS[at][2]


def test_dates_of_the_other_date_system() -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append([datetime.date(2021, 9, 30)])
    assert rows_of(saved(book)) == [["2021-09-30"]]


def test_a_formula_counts_by_its_stored_value() -> None:
    """="" is stored as an empty text and is no formula without a value."""
    content = with_rows(
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f><v></v></c><c r="C1"><f>A1</f></c>'
        '<c r="D1" t="str"><f>"a"</f></c><c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="F1"><f>A1</f><v/></c>'
        '<c r="G1" t="str"><f>"a"</f><v>a</v></c><c r="H1" t="b"><f>1=1</f><v>1</v></c></row>'
    )
    assert rows_of(content) == [["2", "", NO_VALUE, NO_VALUE, "#DIV/0!", NO_VALUE, "a", "true"]]


def test_dates_and_numbers_as_other_programs_store_them() -> None:
    """Dates as ISO text, and a number that no spreadsheet can hold."""
    content = with_rows('<row><c t="d"><v>2021-09-30T00:00:00</v></c><c><v>1e999</v></c><c><v>1E2</v></c></row>')
    assert rows_of(content) == [["2021-09-30", "#NUM!", "100"]]


def test_a_kind_of_cell_that_nobody_knows_is_refused() -> None:
    assert "sheet “Sheet” can't be read" in refused_inside(with_rows('<row><c t="q"><v>1</v></c></row>'))


def test_a_workbook_without_formats_shows_numbers_as_they_are_stored() -> None:
    styles = re.compile(rb"<(Override|Relationship)\b[^>]*styles[^>]*/>")
    book = Workbook()
    book.active.append([0.5, 44469])
    content = rezipped(saved(book), lambda _, old: styles.sub(b"", old), {STYLES: "xl/unnamed.xml"})
    assert rows_of(content) == [["0.5", "44469"]]


def test_texts_kept_in_one_place() -> None:
    """Excel keeps every text once, with runs of formatting, reading aids and escapes."""
    content = with_rows(
        '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c><c r="C1" t="s"><v>2</v></c></row>',
        '<si><t xml:space="preserve"> a </t></si><si><r><t>rich</t></r><r><t> text</t></r><rPh><t>aid</t></rPh></si>'
        "<si><t>one_x000D_\ntwo _x005F_x000D_</t></si>",
    )
    assert rows_of(content) == [["rich text", " a ", "one\r\ntwo _x000D_"]]


@pytest.mark.parametrize("at", ["7", "-1"])
def test_a_text_that_is_not_there_is_refused(at: str) -> None:
    content = with_rows(f'<row r="1"><c r="A1" t="s"><v>{at}</v></c></row>', "<si><t>a</t></si>")
    assert "sheet “Sheet” can't be read" in refused_inside(content)


def test_rows_keep_their_numbers_and_empty_ends_are_left_out() -> None:
    book = Workbook()
    book.active["B3"] = "b"
    book.active["D3"].number_format = "0%"
    book.active["A5"] = "a"
    book.active["A9"].number_format = "0%"
    book.active["A10"] = ""
    assert rows_of(saved(book)) == [[], [], ["", "b"], [], ["a"]]


def test_merged_cells_hold_their_value_once() -> None:
    book = Workbook()
    book.active["A1"] = "title"
    book.active.merge_cells("A1:C2")
    book.active["C3"] = "c"
    assert rows_of(saved(book)) == [["title"], [], ["", "", "c"]]


def test_hidden_sheets_say_so_and_sheets_keep_their_order() -> None:
    book = Workbook()
    book.active.title = "Shown"
    book.active["A1"] = 1
    for name, state in [("Hidden", "hidden"), ("Very hidden", "veryHidden")]:
        book.create_sheet(name).sheet_state = state
    book["Hidden"]["A1"] = 2
    assert sheets_of(saved(book)) == [
        RawSheet("Shown", False, [["1"]]),
        RawSheet("Hidden", True, [["2"]]),
        RawSheet("Very hidden", True, []),
    ]


def test_an_empty_workbook_has_an_empty_sheet() -> None:
    assert sheets_of(book_of()) == [RawSheet("Sheet", False, [])]


def test_chart_sheets_are_passed_over() -> None:
    book = Workbook()
    book.active["A1"] = "a"
    book.create_chartsheet("Chart", 0)
    assert sheets_of(saved(book)) == [RawSheet("Sheet", False, [["a"]])]


def test_a_wrong_stated_size_hides_nothing() -> None:
    content = with_rows('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2"><c><v>3</v></c></row>')
    assert rows_of(content) == [["1", "2"], ["3"]]


def test_cells_without_places_follow_each_other() -> None:
    assert rows_of(with_rows("<row><c><v>1</v></c></row><row><c/><c><v>2</v></c></row>")) == [["1"], ["", "2"]]


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ('<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>', "A1"),
        ('<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"><v>2</v></c></row>', "B1"),
        ('<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>', "A1"),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', "A1"),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="B7"><v>2</v></c></row>', "B7"),
    ],
)
def test_rows_and_cells_out_of_order_are_refused(rows: str, place: str) -> None:
    assert f"sheet “Sheet”, cell {place}: is out of order" in refused_inside(with_rows(rows))


def test_parts_may_have_other_names_and_colours_that_openpyxl_refuses() -> None:
    """Some services number the parts, and some reporting systems write fills that Excel forgives."""
    book = Workbook()
    book.active.append([datetime.date(2021, 9, 30), 0.5])
    book.active["B1"].number_format = "0%"

    def change(name: str, old: bytes) -> bytes:
        if name == STYLES:
            return re.sub(rb"<fills.*</fills>", b'<fills count="1"><fill/></fills>', old)
        return old.replace(b"/xl/workbook.xml", b"/xl/workbook22.xml").replace(b"/xl/styles.xml", b"/xl/styles2.xml")

    rename = {
        "xl/workbook.xml": "xl/workbook22.xml",
        "xl/_rels/workbook.xml.rels": "xl/_rels/workbook22.xml.rels",
        STYLES: "xl/styles2.xml",
    }
    assert rows_of(rezipped(saved(book), change, rename)) == [["2021-09-30", "50%"]]


def test_the_strict_format_is_named() -> None:
    strict = (b"http://schemas.openxmlformats.org/officeDocument/2006", b"http://purl.oclc.org/ooxml/officeDocument")
    content = rezipped(book_of(["a"]), lambda name, old: old if name == "[Content_Types].xml" else old.replace(*strict))
    assert "Strict Open XML" in refused_inside(content)


# The child


def test_the_child_answers_the_same(texts: list[str]) -> None:
    book = book_of_cells()
    book.create_sheet("Hidden").sheet_state = "hidden"
    content = saved(book)
    assert read_workbook(content, "f.xlsx") == sheets_of(content)
    assert read_workbook(content, "f.xlsx")[0].rows == [texts]
    refused = with_rows('<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>')
    assert refusal(refused) == refused_inside(refused)


def test_many_different_texts_come_back_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Equal texts are kept once, up to a number; past it nothing is mixed up."""
    monkeypatch.setattr(workbook, "_TEXTS_SHARED", 3)
    rows = [[f"{row}-{column % 5}" for column in range(8)] for row in range(6)]
    assert rows_of(book_of(*rows)) == rows


def test_a_machine_without_room_is_said_and_not_taken_for_a_damaged_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    assert "no room or no process to spare (No space left on device). Try again later." in refusal(book_of(["a"]))


# Limits


def test_a_stray_far_cell_is_named() -> None:
    book = Workbook()
    book.active["A1"] = "a"
    book.active["XFD1048576"] = "stray"
    begin = time.monotonic()
    assert "sheet “Sheet”, cell XFD1048576: lies beyond" in refused_inside(saved(book))
    assert time.monotonic() - begin < 10


def test_a_formatted_far_cell_is_nothing() -> None:
    book = Workbook()
    book.active["A1"] = "a"
    book.active["XFD1048576"].number_format = "0%"
    begin = time.monotonic()
    assert rows_of(saved(book)) == [["a"]]
    assert time.monotonic() - begin < 10


def test_the_last_row_and_column_are_read_and_no_further() -> None:
    corner = '<row r="200000"><c r="SF200000"><v>1</v></c></row>'
    rows = rows_of(with_rows(corner))
    assert len(rows) == 200_000
    assert rows[-1] == [""] * 499 + ["1"]
    assert "cell SG1: lies beyond" in refused_inside(with_rows('<row r="1"><c r="SG1"><v>1</v></c></row>'))
    assert "cell A200001: lies beyond" in refused_inside(with_rows('<row r="200001"><c><v>1</v></c></row>'))


def test_blank_rows_of_many_sheets_are_limited() -> None:
    book = Workbook()
    for _ in range(6):
        book.create_sheet().cell(200_000, 1, "x")
    assert "sheet “Sheet6”: with this sheet there are more than 1,000,000 rows" in refused_inside(saved(book))


def test_a_long_text_named_many_times_is_limited() -> None:
    cells = '<row><c t="s"><v>0</v></c></row>' * 3_300
    content = with_rows(cells, f"<si><t>{'x' * 32_767}</t></si>")
    assert len(content) < 200_000
    assert "more than 100 MB of text" in refused_inside(content)
    assert "cell A1: holds more than 32,767 characters" in refused_inside(
        with_rows('<row><c t="inlineStr"><is><t>' + "x" * 32_768 + "</t></is></c></row>")
    )


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    file = io.BytesIO(book_of(["a"]))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive, archive.open("x", "w") as part:
        for _ in range(401):
            part.write(bytes(1024 * 1024))
    content = file.getvalue()
    assert len(content) < 3_000_000
    tracemalloc.start()
    try:
        assert "unpacks to more than 400 MB" in refusal(content)
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()


@linux_only
def test_memory_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MEMORY_LIMIT", 200 * 1024 * 1024)
    content = with_rows("<row><c><v>1</v></c></row>", f"<si><t>{'x' * 100_000_000}</t></si>")
    assert "needs too much memory" in refusal(content)


def test_memory_that_runs_out_while_reading_is_no_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(workbook_child, "sheet_rows", full)
    assert "sheet “Sheet” needs too much memory to read" in refused_inside(book_of(["a"]))


class Children:
    """Every process that was started, to see that none is left."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.started: list[subprocess.Popen[bytes]] = []

        def start(*args: object, **kwargs: object) -> subprocess.Popen[bytes]:
            self.started.append(popen(*args, **kwargs))  # type: ignore[call-overload]
            return self.started[-1]

        popen = subprocess.Popen
        monkeypatch.setattr(subprocess, "Popen", start)

    def assert_gone(self) -> None:
        (child,) = self.started
        assert child.returncode is not None, "was not waited for, and stays behind as a zombie"
        assert child.stdout is not None
        assert child.stdout.closed


@pytest.mark.parametrize(
    "limited",
    [pytest.param("CPU_SECONDS", marks=linux_only), "SECONDS"],
)
def test_a_slow_workbook_is_given_up_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, limited: str
) -> None:
    content = with_rows("<row><c><v>1</v></c></row>", "<si/>" * 3_000_000)
    children = Children(monkeypatch)
    monkeypatch.setattr(workbook, limited, 1)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert "takes too long to read" in refusal(content)
    children.assert_gone()
    assert not list(tmp_path.iterdir())


def test_a_good_workbook_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    children = Children(monkeypatch)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert read_workbook(book_of(["a"]), "f.xlsx") == [RawSheet("Sheet", False, [["a"]])]
    children.assert_gone()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("answer", ["", '{"sheet":"S","hidden":false}\n["a",1]\n', '{"sheet":"S","hidd', "hello\n"])
def test_a_broken_off_answer_is_no_workbook(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: str) -> None:
    child = tmp_path / "child.py"
    child.write_text(f"print({answer!r}, end='')")
    monkeypatch.setattr(workbook, "_CHILD", child)
    assert "its reader stopped" in refusal(book_of(["a"]))


def test_the_child_imports_openpyxl_and_the_standard_library_only(tmp_path: Path) -> None:
    """What else is installed must not change what is read, nor use up the memory limit."""
    file = tmp_path / "f.xlsx"
    file.write_bytes(book_of(["a"]))
    code = (
        "import runpy, sys; runpy.run_path(sys.argv.pop(), run_name='__main__');"
        "others = ('numpy', 'pandas', 'PIL', 'lxml', 'polars', 'pyarrow', 'analytics.extracts');"
        "print([name for name in others if sys.modules.get(name)], file=sys.stderr)"
    )
    command = [sys.executable, "-P", "-c", code, str(10**10), "60", str(workbook._CHILD)]
    with file.open("rb") as handed_over:
        child = subprocess.run(command, stdin=handed_over, capture_output=True, check=True)
    assert child.stdout.endswith(b'["a",1]\n{"done":true}\n')
    assert child.stderr.split() == [b"[]"]


@linux_only
def test_the_child_holds_itself_to_its_limits_before_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit that can't be set, for a stricter one holds already, does not stop it."""
    asked: list[tuple[int, int]] = []
    resource = child_answers.resource

    def strict(kind: int, limits: tuple[int, int]) -> None:
        asked.append((kind, limits[0]))
        raise ValueError("not allowed to raise maximum limit")

    written = io.BytesIO()
    monkeypatch.setattr(resource, "setrlimit", strict)
    monkeypatch.setattr(child_answers.gc, "disable", lambda: None)
    monkeypatch.setattr(sys, "argv", ["workbook_child.py", "1000", "60"])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(book_of(["a"]))))
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, write_through=True))
    with warnings.catch_warnings():
        child_answers.main(workbook_child.lines)
    assert asked == [(resource.RLIMIT_AS, 1000), (resource.RLIMIT_CPU, 60), (resource.RLIMIT_CORE, 0)]
    assert written.getvalue() == b'{"sheet":"Sheet","hidden":false}\n["a",1]\n{"done":true}\n'


def test_a_file_over_the_limit_is_not_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "FILE_LIMIT", 1 << 20)
    assert "larger than 1 MB" in refusal(b"%PDF" + bytes(1 << 20))


def test_a_zip_of_too_many_parts_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "PARTS_LIMIT", 3)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert "more than 3 parts" in refusal(GOOD)


# Damage


def good() -> bytes:
    book = Workbook()
    book.active.append(["month", "value", "share"])
    for row in range(40):
        book.active.append([datetime.date(2021, 9, 1 + row % 30), row * 1.5, f"text {row}"])
    return saved(book)


GOOD = good()


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.99])
def test_a_truncated_workbook_is_refused(share: float) -> None:
    assert "is damaged or was cut short" in refusal(GOOD[: int(len(GOOD) * share)])


def test_a_flipped_byte_is_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        part = archive.getinfo(SHEET)
    middle = part.header_offset + 60 + part.compress_size // 2
    flipped = GOOD[:middle] + bytes([GOOD[middle] ^ 1]) + GOOD[middle + 1 :]
    assert "is damaged or was cut short" in refusal(flipped)


@pytest.mark.parametrize(("part", "said"), [(SHEET, "sheet “Sheet” can't be read"), (STYLES, "f.xlsx can't be read")])
def test_a_part_that_is_named_but_missing_is_refused(part: str, said: str) -> None:
    """Without its styles a workbook would be read too, with 0.5 for 50%."""
    content = rezipped(GOOD, lambda _, old: old, {part: "xl/lost.xml"})
    assert said in refused_inside(content)


def test_xml_that_breaks_off_is_refused_with_the_sheet() -> None:
    content = rezipped(GOOD, lambda name, old: old[: len(old) // 2] if name == SHEET else old)
    assert "sheet “Sheet” can't be read: what is inside is damaged or unusual (ParseError)" in refused_inside(content)


@settings(max_examples=25, deadline=None)
@given(
    part=st.sampled_from(
        ["", "", SHEET, STYLES, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"]
    ),
    flips=st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(1, 255)), min_size=1, max_size=4),
)
def test_mutations_end_in_rows_or_in_a_sentence(part: str, flips: list[tuple[int, int]]) -> None:
    """Bytes of the file itself are flipped, or of a part of it under a right checksum."""

    def flip(content: bytes) -> bytes:
        changed = bytearray(content)
        for at, bits in flips:
            changed[at % len(changed)] ^= bits
        return bytes(changed)

    content = rezipped(GOOD, lambda name, old: flip(old) if name == part else old) if part else flip(GOOD)
    begin = time.monotonic()
    with contextlib.suppress(ExtractError):
        sheets = read_workbook(content, "f.xlsx")
        assert sheets
        assert all(type(cell) is str for sheet in sheets for row in sheet.rows for cell in row)
    assert time.monotonic() - begin < 30


# Files that are something else


def zip_of(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (OLE2 + bytes(512) + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
        (OLE2 + bytes(512) + "Workbook".encode("utf-16-le"), "Excel 97-2003 (.xls)"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b"\x89PNG\r\n\x1a\n", "is a picture"),
        (b"\xff\xd8\xff\xe0", "is a picture"),
        (b"\x1f\x8b\x08\x00", "is a packed archive"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html>", "is a web page"),
        (b"<TABLE><tr><td>1", "is a web page"),
        (zip_of("[Content_Types].xml", "word/document.xml"), "is a Word document"),
        (zip_of("[Content_Types].xml", "xl/workbook.bin"), "(.xlsb)"),
        (zip_of("mimetype", "content.xml"), "is an OpenDocument file"),
        (zip_of("data.csv"), "is a zip archive, not a workbook"),
        (zip_of("xl/workbook.xml"), "is a zip archive, not a workbook"),
        (zip_of(), "is a zip archive, not a workbook"),
        (b"PK\x03\x04 and nothing more", "is damaged or was cut short"),
    ],
)
def test_a_file_that_is_something_else_is_named(content: bytes, said: str) -> None:
    with pytest.raises(ExtractError) as problem:
        refuse_foreign(content, "f.xlsx")
    assert said in str(problem.value)
    assert said in refusal(content)


def test_text_and_workbooks_are_not_foreign() -> None:
    for content in [b"", b"month,value\n", "é".encode("utf-16"), GOOD]:
        refuse_foreign(content, "f")
    assert is_workbook(GOOD)
    assert not is_workbook(b"PK,value\n")
    assert "is not an Excel workbook" in refusal(b"month,value\n")


def test_a_locked_part_is_refused() -> None:
    locked = bytearray(GOOD)
    for entry in re.finditer(rb"PK\x01\x02", GOOD):
        locked[entry.start() + 8] |= 1
    assert "is protected by a password" in refusal(bytes(locked))


def test_an_unusual_packing_is_refused() -> None:
    file = io.BytesIO(GOOD)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("x", "x")
    assert "is packed in an unusual way" in refusal(file.getvalue())


def test_a_workbook_with_macros_is_read_and_its_macros_are_not() -> None:
    """Excel says in two places that a workbook has macros. What is in their part may be anything."""
    plain, macros = b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"

    def change(name: str, old: bytes) -> bytes:
        if name == "[Content_Types].xml":
            part = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
            return old.replace(b"vnd." + plain, b"vnd." + macros).replace(b"</Types>", part)
        if name == "xl/_rels/workbook.xml.rels":
            kind = b"http://schemas.microsoft.com/office/2006/relationships/vbaProject"
            link = b'<Relationship Id="rIdM" Type="' + kind + b'" Target="vbaProject.bin"/></Relationships>'
            return old.replace(b"</Relationships>", link)
        return old

    file = io.BytesIO(rezipped(GOOD, change))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", OLE2 + b"not a project at all")
    assert macros in zipfile.ZipFile(file).read("[Content_Types].xml")
    opened: list[str] = []

    class Watched(zipfile.ZipFile):
        def open(self, name: str | zipfile.ZipInfo, *args: object, **kwargs: object) -> object:  # type: ignore[override]
            opened.append(name if isinstance(name, str) else name.filename)
            return super().open(name, *args, **kwargs)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("openpyxl.reader.excel.ZipFile", Watched)
        assert rows_of(file.getvalue()) == rows_of(GOOD)
    assert SHEET in opened
    assert "xl/vbaProject.bin" not in opened
    assert read_workbook(file.getvalue(), "f.xlsm") == read_workbook(GOOD, "f.xlsm")
