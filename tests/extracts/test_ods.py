"""OpenDocument spreadsheets as LibreOffice, Excel and programs write them, and as nobody should."""

from __future__ import annotations

import contextlib
import io
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import child_answers
from analytics.extracts import ExtractError, ods_child, workbook
from analytics.extracts.reading import Merged
from analytics.extracts.workbook import RawSheet, is_workbook, read_workbook, refuse_foreign, sheets_said
from tests.extracts.sending import ICPC, SDQ, problems, sent_file
from tests.extracts.test_workbook import Children, linux_only

KIND = "application/vnd.oasis.opendocument.spreadsheet"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(
    [
        *(f'xmlns:{name}="{OASIS}:{name}:1.0"' for name in ("office", "style", "table", "text")),
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"',
    ]
)
SHOWN = '<style:style style:name="ta1"><style:table-properties table:display="true"/></style:style>'
HIDDEN = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
TO_THE_END = (  # as LibreOffice ends a table
    '<table:table-row table:number-rows-repeated="1048570">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def zipped(parts: dict[str, str | bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return file.getvalue()


def parts(tables: str, styles: str = "", manifest: str = "<manifest/>") -> dict[str, str | bytes]:
    """The parts of a spreadsheet with these tables."""
    content = (
        f"<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    return {"mimetype": KIND, "content.xml": content, "META-INF/manifest.xml": manifest}


def table(*rows: str, name: str = "Dashboard", more: str = "") -> str:
    return f'<table:table table:name="{name}"{more}>{"".join(rows)}</table:table>'


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def cell(kind: str, stored: str, shown: str = "", more: str = "") -> str:
    """A cell as LibreOffice writes it: its kind, its value and what is shown of it."""
    where = {"date": "date-", "time": "time-", "boolean": "boolean-"}.get(kind, "")
    paragraph = f"<text:p>{shown}</text:p>" if shown else ""
    value = f' office:value-type="{kind}" office:{where}value="{stored}"'
    return f"<table:table-cell{value}{more}>{paragraph}</table:table-cell>"


def text(written: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{written}</text:p></table:table-cell>'


def ods(*rows: str) -> bytes:
    return zipped(parts(table(*rows)))


def sheets_of(content: bytes) -> list[RawSheet]:
    """What the child would answer, without its process; `test_the_child_answers_the_same` asks the child itself."""
    sheets = sheets_said(ods_child.lines(io.BytesIO(content)), "f.ods")
    assert sheets is not None
    return sheets


def rows_of(*rows: str) -> list[list[str]]:
    (sheet,) = sheets_of(ods(*rows))
    return sheet.rows


def refused_inside(content: bytes) -> str:
    """As `refusal`, where the child refuses and its process makes no difference."""
    with pytest.raises(ExtractError) as problem:
        sheets_of(content)
    assert str(problem.value).startswith("f.ods")
    assert str(problem.value).endswith(".")
    return str(problem.value)


def refusal(content: bytes) -> str:
    with pytest.raises(ExtractError) as problem:
        read_workbook(content, "f.ods")
    assert str(problem.value).startswith("f.ods")
    assert str(problem.value).endswith(".")
    return str(problem.value)


# Figures


def test_the_figures_of_a_dashboard_are_those_that_it_shows() -> None:
    """Percentages are stored as shares of 1, and are neither lost nor asked about."""
    content = ods(
        row(text("Indicator"), cell("date", "2021-08-01", "Aug 21"), cell("date", "2021-09-01", "Sep 21")),
        row(text(ICPC), cell("percentage", "0.581", "58.1%"), cell("percentage", "0.007", "0.7%")),
        row(text(SDQ), cell("float", "71.5", "71.5"), cell("float", "72", "72")),
        TO_THE_END,
    )
    account = sent_file(content, "dashboard.ods")
    assert sorted(account.accepted["value"]) == [0.7, 58.1, 71.5, 72.0]
    assert account.file_name == "dashboard.ods, sheet Dashboard"


def test_a_formula_in_error_is_no_figure() -> None:
    """Older programs store 0 for it, LibreOffice an empty text, and one that was never worked out has nothing."""
    content = ods(
        row(text("Indicator"), *(text(month) for month in ("Jun-21", "Jul-21", "Aug-21", "Sep-21"))),
        row(
            text(ICPC),
            cell("percentage", "0", "#DIV/0!", ' table:formula="of:=1/0"'),
            text("#DIV/0!", ' table:formula="of:=1/0" office:string-value="" calcext:value-type="error"'),
            '<table:table-cell table:formula="of:=1+1"/>',
            cell("percentage", "0.581", "58.1%"),
        ),
    )
    account = sent_file(content, "f.ods")
    assert account.accepted["value"].to_list() == [58.1]
    assert problems(account) == [(2, "Jun-21", "error"), (2, "Jul-21", "error"), (2, "Aug-21", "no-result")]


CELLS = [
    (cell("float", "21", "21"), "21"),
    (cell("float", "21.0"), "21"),
    (cell("float", "0.30000000000000004", "0.3"), "0.3"),
    (cell("float", "123456789012345678"), "123456789012345678"),
    (cell("float", "1.5E+300"), "1.5e+300"),
    (cell("float", "NaN"), "#NUM!"),
    (cell("float", "5", "#5"), "5"),
    (cell("float", "0", "Err:502"), "#VALUE!"),
    (cell("currency", "1250.5", "£1,250.50", ' office:currency="GBP"'), "1250.5"),
    (cell("percentage", "0.29", "29%"), "29%"),
    (cell("percentage", "1", "100%"), "100%"),
    (cell("percentage", "0.58100000000000007", "58.1%"), "58.1%"),
    (cell("percentage", "-0.05"), "-5%"),
    (cell("date", "2021-09-30", "30/09/21"), "2021-09-30"),
    (cell("date", "2021-09-30T00:00:00", "Sep 21"), "2021-09-30"),
    (cell("date", "2021-09-30T14:05:00.000000000"), "2021-09-30 14:05:00"),
    (cell("date", "-0044-03-15"), "-0044-03-15"),
    (cell("time", "PT09H30M00S", "09:30"), "9:30:00"),
    (cell("time", "PT36H05M00.4S"), "36:05:00"),
    (cell("time", f"PT{'9' * 400}H"), f"PT{'9' * 400}H"),
    (cell("boolean", "true", "TRUE"), "true"),
    (cell("boolean", "false"), "false"),
    (text("007"), "007"),
    (text("Żółć &amp; 🦉"), "Żółć & 🦉"),
    (text("shown", ' office:string-value="stored"'), "stored"),
    (text('a<text:s text:c="3"/>b<text:tab/>c<text:line-break/><text:span>d<text:s/>e</text:span>'), "a   b\tc\nd e"),
    (text("one</text:p><text:p>two"), "one\ntwo"),
    ("<table:table-cell><text:p>of no kind</text:p></table:table-cell>", "of no kind"),
    (text("5</text:p><office:annotation><text:p>said of it</text:p></office:annotation><text:p>"), "5\n"),
    (text("", ' table:formula="of:=A1" calcext:value-type="string" office:string-value=""'), ""),
    ('<table:table-cell office:value-type="error" office:string-value="#N/A"/>', "#VALUE!"),
    ('<table:table-cell table:formula="of:=1+1"/>', child_answers.NO_VALUE),
    (text("the last"), "the last"),
]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    (line,) = rows_of(row(*(written for written, _ in CELLS)))
    return line


@pytest.mark.parametrize("at", range(len(CELLS)), ids=lambda at: CELLS[at][1][:20])
def test_a_cell_becomes_text(texts: list[str], at: int) -> None:
    assert texts[at] == CELLS[at][1]


@pytest.mark.parametrize(
    "unknown",
    [
        cell("void", "1"),
        cell("float", "many"),
        cell("boolean", "maybe"),
        cell("float", "1").replace(":value=", ":values="),
    ],
)
def test_a_cell_that_nobody_can_read_is_refused_with_its_sheet(unknown: str) -> None:
    assert "sheet “Dashboard” can't be read" in refused_inside(ods(row(unknown)))


# Where cells are, and what people see


def test_repeated_cells_and_rows_are_written_out_and_empty_ends_left_out() -> None:
    three, twice = ' table:number-columns-repeated="3"', ' table:number-rows-repeated="2"'
    assert rows_of(
        row("<table:table-cell/>", more=twice),
        row(f"<table:table-cell{three}/>", cell("float", "7", "7", three), f"<table:table-cell{three}/>"),
        row(text("a"), more=twice),
        TO_THE_END,
    ) == [[], [], ["", "", "", "7", "7", "7"], ["a"], ["a"]]


def test_rows_of_headers_and_groups_are_rows_and_tables_within_are_not() -> None:
    """A chart brings a table of its own along, a cell may have one in it, and so has a link to another file."""
    within = table(row(text("of the chart")), name="local-table")
    content = zipped(
        parts(
            table(
                f"<table:shapes>{within}</table:shapes>",
                f"<table:table-header-rows>{row(text('head'))}</table:table-header-rows>",
                f"<table:table-row-group><table:table-row-group>{row(text('one'))}</table:table-row-group></table:table-row-group>",
                f"<table:table-rows>{row(f'<table:table-cell>{within}<text:p>two</text:p></table:table-cell>')}</table:table-rows>",
            )
            + f"<table:dde-links><table:dde-link>{within}</table:dde-link></table:dde-links>"
        )
    )
    assert sheets_of(content) == [RawSheet("Dashboard", False, [["head"], ["one"], ["two"]])]


def test_hidden_sheets_say_so_and_sheets_keep_their_order() -> None:
    tables = [
        table(row(text("1")), name="Shown", more=' table:style-name="ta1"'),
        table(row(text("2")), name="Hidden", more=' table:style-name="ta2"'),
        table(row(text("3")), name="Hidden otherwise", more=' table:display="false"'),
        table(name="Empty"),
    ]
    assert sheets_of(zipped(parts("".join(tables), SHOWN + HIDDEN))) == [
        RawSheet("Shown", False, [["1"]]),
        RawSheet("Hidden", True, [["2"]]),
        RawSheet("Hidden otherwise", True, [["3"]]),
        RawSheet("Empty", False, []),
    ]


def test_a_hidden_sheet_is_left_out_and_said() -> None:
    rows = row(text("Indicator"), text("Sep-21")), row(text(ICPC), cell("percentage", "0.581"))
    tables = table(*rows) + table(*rows, name="Workings", more=' table:style-name="ta2"')
    account = sent_file(zipped(parts(tables, HIDDEN)), "f.ods")
    assert account.accepted["value"].to_list() == [58.1]
    assert "“Workings” was not read, because it is hidden" in account.notices[0]


def test_hidden_rows_and_columns_and_merged_cells_are_told() -> None:
    merged = ' table:number-rows-spanned="9" table:number-columns-spanned="2"'
    content = ods(
        "<table:table-columns><table:table-column/></table:table-columns>",
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>',
        '<table:table-column table:number-columns-repeated="16381"/><table:table-column table:visibility="collapse"/>',
        row(text("a", ' table:number-rows-spanned="1" table:number-columns-spanned="1"'), text("b"), text("c")),
        row(text("d"), text("e", merged), "<table:covered-table-cell/>", more=' table:visibility="filter"'),
        row("<table:extension/>", text("f"), more=' table:visibility="collapse"'),
        row(more=' table:visibility="collapse"'),
    )
    (sheet,) = sheets_of(content)
    assert (sheet.hidden_rows, sheet.hidden_columns) == ((2, 3), (2, 3)), "row 4 has nothing in it"
    assert sheet.merged == (Merged(2, 2, 3, 3),), "there are no rows from 4 on"


def test_more_merged_cells_than_anybody_makes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_answers, "MERGED_LIMIT", 1)
    merged = text("a", ' table:number-rows-spanned="2"')
    assert "sheet “Dashboard” has more than 1 merged cells" in refused_inside(ods(row(merged, merged)))


# The child


def test_the_child_answers_the_same(texts: list[str]) -> None:
    good = parts(
        table(row(*(written for written, _ in CELLS))) + table(name="Hidden", more=' table:style-name="ta2"'), HIDDEN
    )
    content = zipped(good)
    assert read_workbook(content, "f.ods") == sheets_of(content)
    assert read_workbook(content, "f.ods")[0].rows == [texts]
    assert read_workbook(zipped({name: good[name] for name in reversed(good)}), "f.ods")[0].rows == [texts]
    assert refusal(ods(row(cell("float", "many")))) == refused_inside(ods(row(cell("float", "many"))))


@pytest.mark.parametrize("reader", ["_ODS_CHILD", "_PARQUET_CHILD"])
def test_a_killed_child_gives_no_half_of_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, reader: str) -> None:
    child = tmp_path / "child.py"
    child.write_text(
        "import os, signal\n"
        """print('{"sheet":"S","hidden":false}\\n["a",1]\\n', end='', flush=True)\n"""
        "os.kill(os.getpid(), signal.SIGTERM)"
    )
    monkeypatch.setattr(workbook, reader, child)
    children = Children(monkeypatch)
    assert "its reader stopped" in refusal(b"PAR1" if reader == "_PARQUET_CHILD" else ods(row(text("a"))))
    children.assert_gone()


# Limits


BEYOND = [
    (row(cell("float", "1"), more=' table:number-rows-repeated="1048576"'), "A200001"),
    (row(cell("float", "1", more=' table:number-columns-repeated="16384"')), "SG1"),
    (row(more=' table:number-rows-repeated="999999"') + row("<table:table-cell/>", text("stray")), "B1000000"),
    (row('<table:table-cell table:number-columns-repeated="999"/>', text("stray")), "ALL1"),
]


@pytest.mark.parametrize(("rows", "place"), BEYOND, ids=[place for _, place in BEYOND])
def test_cells_beyond_the_limits_are_named_and_not_written_out(rows: str, place: str) -> None:
    begin = time.monotonic()
    assert f"sheet “Dashboard”, cell {place}: lies beyond" in refused_inside(ods(rows))
    assert time.monotonic() - begin < 5


def test_the_last_row_and_column_are_read() -> None:
    rows = rows_of(
        row(more=' table:number-rows-repeated="199999"'),
        row('<table:table-cell table:number-columns-repeated="499"/>', cell("float", "1")),
    )
    assert len(rows) == 200_000
    assert rows[-1] == [""] * 499 + ["1"]


def test_a_long_text_is_refused_and_so_is_one_that_is_repeated_beyond_measure() -> None:
    assert "cell A1: holds more than 32,767 characters" in refused_inside(
        ods(row(text('<text:s text:c="2000000000"/>')))
    )
    many = row(text("x" * 30_000, ' table:number-columns-repeated="500"'), more=' table:number-rows-repeated="200000"')
    assert "holds more than 100 MB of text" in refused_inside(ods(many))


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "UNPACKED_LIMIT", 1 << 20)
    assert "unpacks to more than 1 MB" in refusal(ods(row(text("x" * (1 << 20)))))


@linux_only
def test_entities_that_multiply_end_in_a_sentence() -> None:
    named = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 50}">' for n in range(8))
    start = f'<!DOCTYPE x [<!ENTITY e0 "{"x" * 100}">{named}]>'
    content = parts(table(row(text("&e8;"))))
    content["content.xml"] = start + str(content["content.xml"])
    assert "f.ods" in refusal(zipped(content))


@linux_only
def test_memory_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MEMORY_LIMIT", 100 * 1024 * 1024)
    assert "needs too much memory" in refusal(ods(row(text("x" * 50_000_000))))


# Damage, passwords and other files


GOOD = ods(
    row(text("Indicator"), text("Sep-21")),
    *(row(text(f"number {n}"), cell("percentage", f"0.{n}", "58.1%")) for n in range(40)),
)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_truncated_spreadsheet_is_refused(share: float) -> None:
    assert "is damaged or was cut short" in refusal(GOOD[: int(len(GOOD) * share)])


def test_xml_that_breaks_off_gives_no_half_of_a_sheet() -> None:
    content = parts(table(row(text("a")), row(text("b"))))
    content["content.xml"] = str(content["content.xml"]).partition("</table:table-row><table:table-row>")[0]
    assert "sheet “Dashboard” can't be read" in refused_inside(zipped(content))


def test_a_spreadsheet_without_a_sheet_is_refused() -> None:
    assert "has no sheet that can be read" in refused_inside(zipped(parts("")))


@pytest.mark.parametrize("missing", ["content.xml", "META-INF/manifest.xml"])
def test_a_part_that_is_missing_is_refused(missing: str) -> None:
    content = parts(table(row(text("a"))))
    del content[missing]
    assert "f.ods can't be read" in refusal(zipped(content))


def test_a_password_is_said_as_of_any_workbook() -> None:
    """The older way encrypts each part, the newer one packs all of them into one."""
    manifest = '<manifest><file-entry><manifest:encryption-data manifest:checksum="x"/></file-entry></manifest>'
    locked = parts("", manifest=manifest) | {"content.xml": bytes(range(256))}
    whole = {"mimetype": KIND, "META-INF/manifest.xml": manifest, "encrypted-package": bytes(range(256))}
    for content in (locked, whole):
        assert "f.ods is protected by a password. Take it off" in refusal(zipped(content))
        assert refused_inside(zipped(content)) == refusal(zipped(content))


def test_only_spreadsheets_are_read() -> None:
    good = parts(table(row(text("a"))))
    assert is_workbook(GOOD)
    refuse_foreign(GOOD, "f.ods")
    document = good | {"mimetype": "application/vnd.oasis.opendocument.text"}
    assert "is an OpenDocument file but not a spreadsheet" in refusal(zipped(document))
    template = good | {"mimetype": f"{KIND}-template"}
    assert read_workbook(zipped(template), "f.ots") == [RawSheet("Dashboard", False, [["a"]])]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("mimetype", KIND)
    assert "is a zip archive" in refusal(file.getvalue())


@settings(max_examples=30, deadline=None)
@given(
    part=st.sampled_from(["", "content.xml", "content.xml", "META-INF/manifest.xml", "mimetype"]),
    flips=st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(1, 255)), min_size=1, max_size=4),
)
def test_mutations_end_in_rows_or_in_a_sentence(part: str, flips: list[tuple[int, int]]) -> None:
    """Bytes of the file itself are flipped, or of a part of it under a right checksum. No row is lost."""

    def flip(content: bytes) -> bytes:
        changed = bytearray(content)
        for at, bits in flips:
            changed[at % len(changed)] ^= bits
        return bytes(changed)

    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        good = {name: archive.read(name) for name in archive.namelist()}
    content = zipped({name: flip(old) if name == part else old for name, old in good.items()}) if part else flip(GOOD)
    with contextlib.suppress(ExtractError):
        (sheet,) = read_workbook(content, "f.ods")
        assert len(sheet.rows) == 41
        assert all(type(written) is str for line in sheet.rows for written in line)
