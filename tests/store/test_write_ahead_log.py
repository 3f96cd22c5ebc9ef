"""A SQLite file is read into memory as SQLite itself reads it, with what is still in its write-ahead log."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from analytics.store.database import Database
from analytics.store.write_ahead_log import in_memory

STEPS = (("CREATE TABLE numbers (number INTEGER, filler TEXT)",),)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """Ten commits in the file, thirty in its log, and one that is not committed."""
    file = tmp_path / "numbers.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("CREATE TABLE numbers (number INTEGER, filler TEXT)")
        for number in range(40):
            if number == 10:
                writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                writer.execute("PRAGMA wal_autocheckpoint = 0")
            writer.execute("INSERT INTO numbers VALUES (?, ?)", (number, "x" * 900))
        writer.execute("PRAGMA cache_size = 1")  # so that what is not committed is in the log, too
        writer.execute("BEGIN")
        writer.executemany("INSERT INTO numbers VALUES (?, ?)", [(number, "y" * 900) for number in range(100, 140)])
        yield file


def numbers(connection: sqlite3.Connection) -> list[int] | str:
    try:
        with closing(connection):
            return [number for (number,) in connection.execute("SELECT number FROM numbers ORDER BY 1")]
    except sqlite3.DatabaseError as problem:
        return type(problem).__name__


def test_commits_in_the_log_are_read_and_nothing_else(file: Path) -> None:
    assert file.with_name(f"{file.name}-wal").stat().st_size > 100_000
    before = {path.name: path.read_bytes() for path in file.parent.iterdir()}
    assert numbers(in_memory(file)) == [*range(40)]
    assert {path.name: path.read_bytes() for path in file.parent.iterdir()} == before


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_log_is_read_as_sqlite_reads_it(file: Path, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    copy = tmp_path / "copy" / file.name
    copy.parent.mkdir()
    shutil.copy(file, copy)
    log = bytearray(file.with_name(f"{file.name}-wal").read_bytes())
    if seed % 2:
        del log[chance.randrange(len(log)) :]
    else:
        log[chance.choice((chance.randrange(60), chance.randrange(len(log))))] ^= 1 << chance.randrange(8)
    copy.with_name(f"{copy.name}-wal").write_bytes(log)
    found = numbers(in_memory(copy))
    assert found == numbers(sqlite3.connect(copy))


def test_where_nothing_can_be_written_a_database_is_read_all_the_same(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(file, "", "numbers", STEPS, STEPS)
    with closing(sqlite3.connect(file.parent / "other.sqlite")) as other:
        other.execute("CREATE TABLE numbers (number INTEGER)")

    def full(_: Database) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorname = "SQLITE_FULL"
        raise error

    monkeypatch.setattr(Database, "_engine", full)
    monkeypatch.setattr(Database, "_version", lambda *_: 1)
    monkeypatch.setattr("tempfile.gettempdir", full)
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM numbers")).scalar_one() == 40
    with pytest.raises(sqlite3.OperationalError, match="is full"), database.writing():
        pass
