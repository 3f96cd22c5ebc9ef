"""The ledger: one row a load, and one row for each kind, source and cut that the load brought (SQLite, WAL).

Which rows readers see is decided here and nowhere else: for each kind, source and cut the newest load that
stands. `version` grows by one with every change, so it can serve as a cache key.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from analytics.months import as_month, code

SCHEMA_VERSION = 1

_SCHEMA = """
CREATE TABLE loads (
    load_id INTEGER PRIMARY KEY AUTOINCREMENT,
    loaded_at TEXT NOT NULL,
    loaded_by TEXT NOT NULL,
    stands INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE parts (
    load_id INTEGER NOT NULL REFERENCES loads,
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    cut TEXT NOT NULL,
    rows_in INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    totals INTEGER NOT NULL,
    blank INTEGER NOT NULL,
    parquet TEXT NOT NULL,
    PRIMARY KEY (load_id, kind, source, cut)
);
CREATE TABLE changes (
    version INTEGER PRIMARY KEY AUTOINCREMENT,
    changed_at TEXT NOT NULL,
    load_id INTEGER NOT NULL REFERENCES loads,
    what TEXT NOT NULL
);
CREATE VIEW live AS
    SELECT parts.* FROM parts JOIN (
        SELECT kind, source, cut, max(load_id) AS load_id
        FROM parts JOIN loads USING (load_id) WHERE stands GROUP BY kind, source, cut
    ) USING (load_id, kind, source, cut);
"""


class StoreTooNew(Exception):
    """The store was written by a newer version of the program."""


@dataclass(frozen=True)
class Part:
    """What one load brought of one kind, source and cut."""

    file_name: str
    file_sha256: str
    kind: str
    source: str
    cut: date
    rows_in: int
    accepted: int
    refused: int
    totals: int
    blank: int
    parquet: str


@dataclass(frozen=True)
class Load:
    """One row of the history. `live` says whether readers see this part now."""

    load_id: int
    loaded_at: datetime
    loaded_by: str
    part: Part
    live: bool


_PART = "file_name, file_sha256, kind, source, cut, rows_in, accepted, refused, totals, blank, parquet"


def _part(row: tuple[object, ...]) -> Part:
    values = dict(zip(_PART.split(", "), row, strict=True))
    values["cut"] = as_month(str(values["cut"]))
    return Part(**values)  # type: ignore[arg-type]  # the columns come from our own schema


class Ledger:
    """Reads and writes the ledger file. Each call opens its own connection, so threads never share one."""

    def __init__(self, file: Path):
        self.file = file

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.file, timeout=30, isolation_level=None)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            self._prepare(connection)
            yield connection
        finally:
            connection.close()

    def _prepare(self, connection: sqlite3.Connection) -> None:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > SCHEMA_VERSION:
            raise StoreTooNew(
                f"The store in {self.file.parent} was written by a newer version of Line of Sight. "
                "Update the program, or name another store in LINE_OF_SIGHT_STORE."
            )
        if version == SCHEMA_VERSION:
            return
        connection.execute("PRAGMA journal_mode = WAL")
        with _transaction(connection):
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version == 0:  # nobody else has made it in the meantime
                for statement in _SCHEMA.split(";\n"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def record(self, parts: list[Part], loaded_by: str) -> int:
        """Make a load visible: all its parts in one transaction. Returns its load_id."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._connection() as connection, _transaction(connection):
            cursor = connection.execute("INSERT INTO loads (loaded_at, loaded_by) VALUES (?, ?)", (now, loaded_by))
            load_id = int(cursor.lastrowid or 0)
            for p in parts:
                values = (
                    *(load_id, p.file_name, p.file_sha256, p.kind, p.source, code(p.cut)),
                    *(p.rows_in, p.accepted, p.refused, p.totals, p.blank, p.parquet),
                )
                connection.execute(f"INSERT INTO parts (load_id, {_PART}) VALUES ({', '.join('?' * 12)})", values)
            connection.execute("INSERT INTO changes (changed_at, load_id, what) VALUES (?, ?, 'load')", (now, load_id))
        return load_id

    def version(self) -> int:
        """How often the ledger has changed; 0 for an empty store."""
        if not self.file.exists():
            return 0
        with self._connection() as connection:
            (version,) = connection.execute("SELECT coalesce(max(version), 0) FROM changes").fetchone()
        return int(version)

    def live(self, kind: str) -> list[tuple[int, Part]]:
        """The parts of a kind that readers see, with their load_id, oldest cut first."""
        if not self.file.exists():
            return []
        with self._connection() as connection:
            rows = connection.execute(
                f"SELECT load_id, {_PART} FROM live WHERE kind = ? ORDER BY cut, load_id", (kind,)
            ).fetchall()
        return [(row[0], _part(row[1:])) for row in rows]

    def history(self) -> list[Load]:
        """Every part of every load, newest first."""
        if not self.file.exists():
            return []
        with self._connection() as connection:
            rows = connection.execute(
                "SELECT loads.load_id, loaded_at, loaded_by, live.load_id IS NOT NULL, "
                + ", ".join(f"parts.{c}" for c in _PART.split(", "))
                + " FROM parts JOIN loads USING (load_id) LEFT JOIN live USING (load_id, kind, source, cut)"
                " ORDER BY loads.load_id DESC, parts.kind"
            ).fetchall()
        return [Load(row[0], datetime.fromisoformat(row[1]), row[2], _part(row[4:]), live=bool(row[3])) for row in rows]


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
