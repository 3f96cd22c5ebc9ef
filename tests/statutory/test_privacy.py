"""Nothing of a child, of a worker or of a place comes out of the lists: not on a screen, in a file, or in a message."""

from __future__ import annotations

import gzip
import logging
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from analytics.__main__ import main
from analytics.statutory.xml_tables import CENSUS, Record
from analytics.store import Incoming, Store
from tests.statutory.lists import HEADINGS, files_in, northmere, workbook

NOT_TEXT = ("Date", "date", "Age", "Number", "started", "ended")
CODED = {"Gender": "a) Male", "Ethnicity": "a) White"}
MARK = "zqx"


def planted() -> tuple[dict[str, list[list[object]]], list[str]]:
    """Every list with a marker of its own in every field of text, in headings and titles too, and the markers. In one
    row the codes are such as count; in the other they are markers."""
    sheets: dict[str, list[list[object]]] = {}
    marks: list[str] = []

    def mark() -> str:
        marks.append(f"{MARK}{len(marks):04}{MARK}")
        return marks[-1]

    for title, headings in HEADINGS.items():
        rows: list[list[object]] = [[mark()], [*headings, mark()]]
        for coded in (CODED, {}):
            born = datetime(2011, 11, 11) - timedelta(days=len(marks))
            row: list[object] = []
            for heading in headings:
                if heading == "Date of Birth":
                    row.append(born)
                elif "Ceased" in heading or "End Date" in heading or "Closure Date" in heading:
                    row.append(None)
                elif "Date" in heading or "date" in heading:
                    row.append(datetime(2025, 9, 8))
                elif any(word in heading for word in NOT_TEXT):
                    row.append(1)
                else:
                    row.append(coded.get(heading) or mark())
            rows.append([*row, mark()])
        sheets[title] = rows
    sheets[f"Notes {mark()}"] = [[mark()]]
    return sheets, marks


def texts(file: Path) -> Iterator[str]:
    """Whatever is in a file, and in what is packed in it."""
    content = file.read_bytes()
    yield f"{file} {content.decode('latin-1')} {content.decode('utf-16', 'replace')}"
    if content.startswith(b"\x1f\x8b"):
        yield gzip.decompress(content).decode("latin-1")
    if content.startswith(b"PAR1"):
        yield str(pl.read_parquet(file).to_dicts())
    if content.startswith(b"SQLite format 3"):
        with closing(sqlite3.connect(file)) as database:
            yield from database.iterdump()


READS = {"CINreferralDate": "2025-09-08", "ReferralNFA": "0", "ICPCnotRequired": "0", "NumberOfPreviousCPP": "1"}


def planted_census() -> tuple[Incoming, list[str]]:
    """A census with a marker of its own in every element, comment and attribute, and in names that no census has. Of
    the three children, one has codes and days such as count, one has markers in their place, and one no identifier."""
    marks: list[str] = []

    def mark() -> str:
        marks.append(f"{MARK}{len(marks):04}{MARK}")
        return marks[-1]

    def element(name: str, *within: str, text: str | None = None) -> str:
        told = "".join(within) or mark() if text is None else text
        return f'<!-- {mark()} --><{name} {mark()}="{mark()}">{told}</{name}><{mark()} {mark()}="{mark()}"/>'

    def written(record: Record, name: str, number: int) -> str:
        texts = {"PersonBirthDate": str(date(2011, 11, 11) - timedelta(days=number)), "Sex": "M", "Ethnicity": "WBRI"}
        parts = []
        for read in sorted(record.reads):
            is_day = "Date" in read or read.endswith(("date", "target"))
            counts = texts.get(read) or READS.get(read) or ("2025-09-08" if is_day else None)
            counts = None if read in ("CINclosureDate", "CPPendDate") or number == 1 else counts
            if read != "LAchildID" or number < 2:
                parts.append(element(read, text=counts))
        parts += [element(known) for known in record.left_out]
        for within, one in record.within.items():
            leaf = within in one.reads
            parts.append(element(within, text=READS["CINreferralDate"]) if leaf else written(one, within, number))
        return element(name, *parts)

    details = f"<Collection>CIN</Collection><ReferenceDate>2025-09-30</ReferenceDate>{element('Year')}"
    header = f"<Header><CollectionDetails>{details}</CollectionDetails>{element('SoftwareCode')}</Header>"
    children = "".join(written(CENSUS, "Child", number) for number in range(3))
    text = f"<?zqx {MARK}?><Message>{header}{element('Teachers')}<Children>{children}</Children></Message>"
    return Incoming("cin-census.xml", text.encode()), marks


def planted_workbook() -> tuple[Incoming, list[str]]:
    sheets, marks = planted()
    return workbook(sheets), marks


@pytest.mark.parametrize(
    ("plant", "measure"), [(planted_workbook, "contacts_received"), (planted_census, "referrals_received")]
)
def test_no_text_of_any_list_is_found_anywhere_afterwards(
    plant: Callable[[], tuple[Incoming, list[str]]], measure: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    given, marks = plant()
    (lists := tmp_path / "lists").mkdir()
    (lists / given.file_name).write_bytes(given.content)
    (rest := tmp_path / "rest").mkdir()
    (temporary := rest / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.chdir(rest)
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(rest / "store"))
    northmere(Store(rest / "store"))
    counts = rest / "counts.csv"
    with caplog.at_level(logging.DEBUG):
        assert main(["count", str(lists / given.file_name), "--day", "2025-09-30", "--out", str(counts)]) == 0
        assert main(["load", str(counts)]) == 0
        assert main(["table", "indicators", "--month", "2025-09"]) == 0
        assert main(["history"]) == 0
    printed = "".join(capfd.readouterr())
    assert "Indicators computed: " in printed
    assert measure in counts.read_text(encoding="utf-8")
    assert len(marks) > 100
    found = [printed, caplog.text, *(text for file in files_in(rest) for text in texts(file))]
    assert [text[:200] for text in found if MARK in text.casefold()] == []
    births = {f"{date(2011, 11, 11) - timedelta(days=n)}" for n in range(len(marks))}
    assert [text[:200] for text in found if any(born in text for born in births)] == []


def test_a_failing_list_is_not_quoted_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path / "store"))
    northmere(Store(tmp_path / "store"))
    broken = tmp_path / "list_1.csv"
    broken.write_text(f'Child Unique ID,Gender,Date of Contact\n"{MARK}1,Female,01/09/2025\n', encoding="utf-8")
    assert main(["count", str(broken)]) == 1
    printed = "".join(capfd.readouterr())
    assert "list_1.csv is not text or not well-formed CSV" in printed
    assert MARK not in printed
