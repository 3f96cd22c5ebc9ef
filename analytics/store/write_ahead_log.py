"""A SQLite file read without writing anything: into memory, with the commits that are still in its write-ahead log.

SQLite itself needs an index beside such a file, and so room on the disk. The format is that of
https://www.sqlite.org/fileformat2.html, section 4.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from pathlib import Path

_HEADER, _FRAME = 32, 24  # bytes before the first frame, and of each frame before its page
_LITTLE, _BIG = 0x377F0682, 0x377F0683  # how the checksums were added up


def in_memory(file: Path) -> sqlite3.Connection:
    """A connection to a copy of the database in a file, as its last commit left it. Raises OSError."""
    log = file.with_name(f"{file.name}-wal")
    pages = bytearray(file.read_bytes())
    for at, content in _committed(log.read_bytes() if log.exists() else b""):
        pages.extend(bytes(max(0, at + len(content) - len(pages))))
        pages[at : at + len(content)] = content
    connection = sqlite3.connect(":memory:", isolation_level=None)
    if pages:
        pages[18:20] = b"\x01\x01"  # in memory there is no log beside it
        connection.deserialize(bytes(pages))
    return connection


def _committed(log: bytes) -> Iterator[tuple[int, bytes]]:
    """The pages of every whole transaction, oldest first, each with the place that it takes in the file. What follows
    a frame that is not whole, or is left of an earlier log, was never committed."""
    if len(log) < _HEADER:
        return
    magic, _, size, _, *_ = struct.unpack_from(">8I", log)
    salts = log[16:24]
    sums = _added(log[:24], (0, 0), magic)
    if magic not in (_LITTLE, _BIG) or sums != struct.unpack_from(">2I", log, 24):
        return
    waiting: list[tuple[int, bytes]] = []
    for start in range(_HEADER, len(log) - _FRAME - size + 1, _FRAME + size):
        number, commits = struct.unpack_from(">2I", log, start)
        page = log[start + _FRAME : start + _FRAME + size]
        sums = _added(log[start : start + 8] + page, sums, magic)
        if log[start + 8 : start + 16] != salts or sums != struct.unpack_from(">2I", log, start + 16):
            return
        waiting.append(((number - 1) * size, page))
        if commits:
            yield from waiting
            waiting = []


def _added(content: bytes, sums: tuple[int, int], magic: int) -> tuple[int, int]:
    """The two running checksums, with more content added."""
    first, second = sums
    words = struct.unpack(f"{'<' if magic == _LITTLE else '>'}{len(content) // 4}I", content)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return first, second
