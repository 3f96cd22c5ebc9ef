"""Workbooks (XLSX, XLSM, ODS) and Parquet as sheets of text cells, read in a process of its own that is limited and may
die.

The unpacked size is counted first, because a small file can unpack to gigabytes. Then a child reads the file
(`workbook_child`, `ods_child`, `parquet_child`): hand-made files make readers crash, hang or run out of memory, and
that must not take the app down.
"""

from __future__ import annotations

import io
import json
import re
import signal
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from analytics.child_answers import PASSWORD, SAVE_CSV
from analytics.extracts.reading import FILE_LIMIT, ExtractError, Merged

UNPACKED_LIMIT = 400 * 1024 * 1024
PARTS_LIMIT = 10_000  # files within the zip
MEMORY_LIMIT = 1536 * 1024 * 1024
CPU_SECONDS = 60
SECONDS = 90

_CHILD = Path(__file__).with_name("workbook_child.py")
_ODS_CHILD = _CHILD.with_name("ods_child.py")
_PARQUET_CHILD = _CHILD.with_name("parquet_child.py")
_CHUNK = 1024 * 1024
_TEXTS_SHARED = 50_000

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE2 = b"\xd0\xcf\x11\xe0"
_PARQUET, _ENCRYPTED_PARQUET = b"PAR1", b"PARE"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DIRECTORY_ENTRY = b"PK\x01\x02"
_SAVE_XLSX = "Open it in Excel, save it as Excel Workbook (.xlsx), and load that."
_COUNT_IT = "The XML of a statutory return is counted as child-level lists are, and not loaded."
_UNPACK = "Unpack it and load what is in it."
_EXPORT = "Export the figures as CSV (UTF-8), Excel Workbook (.xlsx) or OpenDocument (.ods) and load that."

# What a file is by its first bytes, in lower case, and what to do.
_FOREIGN = [
    ((b"%pdf",), "a PDF", _EXPORT),
    ((b"\x89png", b"\xff\xd8\xff", b"gif8", b"ii*\0", b"mm\0*"), "a picture", _EXPORT),
    ((b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"rar!\x1a\x07"), "a packed archive", _UNPACK),
    ((b"{\\rtf",), "a text document (RTF)", _EXPORT),
    ((b"<!doctype", b"<html", b"<table"), "a web page", _SAVE_XLSX),
    ((b"<?xml", b"<message", b"<expssda903"), "XML", f"{_COUNT_IT} Else: {_SAVE_XLSX[0].lower()}{_SAVE_XLSX[1:]}"),
]

# What a zip is by a file that must be in it.
_FOREIGN_ZIPS = [
    ("xl/workbook.bin", "a binary Excel workbook (.xlsb)", _SAVE_XLSX),
    ("word/document.xml", "a Word document", _EXPORT),
    ("ppt/presentation.xml", "a PowerPoint presentation", _EXPORT),
    ("content.xml", "an OpenDocument file but not a spreadsheet (.ods)", _EXPORT),
    ("Index/Document.iwa", "an Apple Numbers or Pages file", _EXPORT),
]
_WORKBOOK_PART = re.compile(r"xl/workbook\d*\.xml", re.IGNORECASE)


@dataclass(frozen=True)
class RawSheet:
    """The text cells of one sheet, as it is: titles, blank rows and all. The table of a Parquet file has no name.

    `rows[0]` is row 1. Empty cells are empty text; those at the end of a row, and empty rows at the end, are left out.
    Hidden rows and columns are among them, numbered from 1. Days may count from 1904.
    """

    name: str
    hidden: bool
    rows: list[list[str]]
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    merged: tuple[Merged, ...] = ()
    from_1904: bool = False


def is_workbook(content: bytes) -> bool:
    """Whether a file is Parquet or a zip, as XLSX and ODS files are. `refuse_foreign` tells the other zips apart."""
    return content.startswith((*_ZIP, _PARQUET)) or content[:4] == content[-4:] == _ENCRYPTED_PARQUET


def refuse_foreign(content: bytes, file_name: str) -> None:
    """Raise ExtractError if a file is something else than text, a workbook or Parquet, whatever its name says."""
    if content.startswith(_OLE2):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise ExtractError(
                f"{file_name} is protected by a password. "
                "Open it in Excel, take the password off (File, Info, Protect Workbook), and save it again."
            )
        raise ExtractError(f"{file_name} is an old Office file, such as Excel 97-2003 (.xls). {_SAVE_XLSX}")
    first = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()[:16].lower()  # so much as is overwritten when freed
    for beginnings, what, remedy in _FOREIGN:
        if first.startswith(beginnings):
            raise ExtractError(f"{file_name} is {what}, whatever its name says. {remedy}")
    if content.startswith(_ZIP):
        archive = _open(content, file_name)
        if _says_ods(archive):
            return
        names = set(archive.namelist())
        for name, what, remedy in _FOREIGN_ZIPS:
            if name in names:
                raise ExtractError(f"{file_name} is {what}. {remedy}")
        if "[Content_Types].xml" not in names or not any(map(_WORKBOOK_PART.fullmatch, names)):
            raise ExtractError(f"{file_name} is a zip archive, not a workbook. {_UNPACK}")


def refuse_unsafe(content: bytes, file_name: str) -> None:
    """Raise ExtractError if a file is too large, is neither text, a workbook nor Parquet, or unpacks to too much."""
    if len(content) > FILE_LIMIT:
        raise ExtractError(f"{file_name} is larger than {FILE_LIMIT >> 20} MB. Split it and load the parts together.")
    refuse_foreign(content, file_name)
    if content.startswith(_ZIP):
        _refuse_bombs(content, file_name)


def is_ods(content: bytes) -> bool:
    """Whether a workbook is an OpenDocument spreadsheet, as it says itself."""
    return content.startswith(_ZIP) and _says_ods(_open(content, ""))


def read_workbook(content: bytes, file_name: str) -> list[RawSheet]:
    """Read all sheets of a workbook, hidden ones too, or the table of a Parquet file.

    Formulas count by their stored value, and macros are left alone.

    Raises ExtractError if the file is too large, is none of these, is damaged, or can't be read within the limits.
    """
    refuse_unsafe(content, file_name)
    if not is_workbook(content):
        raise ExtractError(
            f"{file_name} is not an Excel workbook (.xlsx), an OpenDocument spreadsheet (.ods) or Parquet. {_SAVE_XLSX}"
        )
    child = _PARQUET_CHILD
    if content.startswith(_ZIP):
        child = _ODS_CHILD if is_ods(content) else _CHILD
    try:
        with tempfile.TemporaryFile() as handed_over:  # has no name, so nothing is left behind whoever dies
            handed_over.write(content)
            handed_over.seek(0)
            return _read_in_child(child, handed_over, file_name)
    except OSError as problem:
        raise ExtractError(
            f"{file_name} could not be read, because this machine has no room or no process to spare "
            f"({problem.strerror}). Try again later."
        ) from None


def _damaged(file_name: str) -> ExtractError:
    return ExtractError(f"{file_name} is damaged or was cut short. Copy or export it again and load that.")


def _open(content: bytes, file_name: str) -> zipfile.ZipFile:
    # Counted before the zip is opened, because every entry of its directory takes memory then.
    if content.count(_DIRECTORY_ENTRY) > PARTS_LIMIT:
        raise ExtractError(f"{file_name} is packed from more than {PARTS_LIMIT:,} parts. {SAVE_CSV}")
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except Exception:  # a damaged directory raises many kinds
        raise _damaged(file_name) from None


def _says_ods(archive: zipfile.ZipFile) -> bool:
    """Whether a zip says in its beginning that it is an OpenDocument spreadsheet; it does so without a packing, or in
    the one that can't take gigabytes by itself."""
    try:
        part = archive.getinfo("mimetype")
        with archive.open(part) as said:
            return part.compress_type in _PACKINGS and said.read(len(_ODS)) == _ODS
    except Exception:  # has no such part, or it is damaged or locked
        return False


def _refuse_bombs(content: bytes, file_name: str) -> None:
    """Unpack everything once, a piece at a time, and check it against its checksums.

    The sizes that a zip states are not believed. Packings other than those of Excel can take gigabytes by themselves.
    """
    left = UNPACKED_LIMIT
    with _open(content, file_name) as archive:
        for part in archive.infolist():
            if part.flag_bits & 1:
                raise ExtractError(f"{file_name}{PASSWORD}")
            if part.compress_type not in _PACKINGS:
                raise ExtractError(f"{file_name} is packed in an unusual way. {_SAVE_XLSX}")
            try:
                with archive.open(part) as packed:
                    while left >= 0 and (chunk := packed.read(_CHUNK)):
                        left -= len(chunk)
            except Exception:  # damaged parts raise many kinds
                raise _damaged(file_name) from None
            if left < 0:
                raise ExtractError(f"{file_name} unpacks to more than {UNPACKED_LIMIT >> 20} MB. {SAVE_CSV}")


def _read_in_child(reader: Path, workbook: IO[bytes], file_name: str) -> list[RawSheet]:
    command = [sys.executable, "-P", str(reader), str(MEMORY_LIMIT), str(CPU_SECONDS)]
    late = threading.Event()
    with subprocess.Popen(command, stdin=workbook, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:

        def stop() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(SECONDS, stop)
        timer.start()
        try:
            assert child.stdout is not None
            sheets = sheets_said(child.stdout, file_name)
        finally:
            timer.cancel()
            child.kill()
    if sheets is not None:
        return sheets
    if late.is_set() or child.returncode == -getattr(signal, "SIGXCPU", 0):
        raise ExtractError(f"{file_name} takes too long to read. {SAVE_CSV}")
    raise ExtractError(f"{file_name} could not be read: its reader stopped. {SAVE_CSV}")


def sheets_said(lines: Iterable[bytes], file_name: str) -> list[RawSheet] | None:
    """The sheets of the child's answer; None if it breaks off, so that half a workbook is never taken for the whole.

    Raises ExtractError where the child refuses the workbook.
    """
    sheets: list[RawSheet] = []
    seen: dict[str, str] = {}
    for line in lines:
        try:
            said = json.loads(line)
        except ValueError:
            return None
        if isinstance(said, list):
            rows, number = sheets[-1].rows, said.pop()
            rows.extend([] for _ in range(number - 1 - len(rows)))
            rows.append([seen.setdefault(cell, cell) for cell in said])  # equal texts are kept once
            if len(seen) > _TEXTS_SHARED:
                seen.clear()
        elif "sheet" in said:
            sheets.append(RawSheet(said["sheet"], said["hidden"], []))
        elif "about" in said:
            about = said["about"]
            sheets[-1] = replace(
                sheets[-1],
                hidden_rows=tuple(about["hidden_rows"]),
                hidden_columns=tuple(about["hidden_columns"]),
                merged=tuple(Merged(*cells) for cells in about["merged"]),
                from_1904=about["from_1904"],
            )
        elif "refused" in said:
            raise ExtractError(f"{file_name}{said['refused']}")
        else:
            return sheets
    return None
