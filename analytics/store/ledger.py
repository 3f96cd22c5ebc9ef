"""The ledger: one row a load, and one row for each kind, source and cut that the load brought (SQLite, WAL).

Which rows readers see is decided here and nowhere else: for each kind, source and cut the newest load that
stands. `version` grows by one with every change, so it can serve as a cache key.
"""

from __future__ import annotations

import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from contextvars import ContextVar
from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from analytics.months import as_month, code
from analytics.store.files import MONTH_COLUMNS, DamagedFile, months_in, verify

_FIRST = """
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
# Version 2 keeps what was refused and what was noted, and says who changed what and why.
_SECOND = """
ALTER TABLE parts ADD COLUMN refusals TEXT NOT NULL DEFAULT '';
ALTER TABLE parts ADD COLUMN notices TEXT NOT NULL DEFAULT '';
ALTER TABLE parts ADD COLUMN original TEXT NOT NULL DEFAULT '';
UPDATE parts SET original = file_sha256 || '.csv';
ALTER TABLE loads ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;
ALTER TABLE changes ADD COLUMN changed_by TEXT NOT NULL DEFAULT 'analyst';
ALTER TABLE changes ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE changes ADD COLUMN token TEXT NOT NULL DEFAULT '';
"""
# Version 3 says which months a Parquet file holds, so that a damaged one takes no other month with it.
_THIRD = """
ALTER TABLE parts ADD COLUMN months TEXT NOT NULL DEFAULT '';
"""
# Version 4 names the rollup: the rows of county and localities that were made from the Parquet file.
_FOURTH = """
ALTER TABLE parts ADD COLUMN rollup TEXT NOT NULL DEFAULT '';
"""
_STEPS = (_FIRST, _SECOND, _THIRD, _FOURTH)
_MONTHS_SINCE = 3
SCHEMA_VERSION = len(_STEPS)


_NOT_WRITABLE = ("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_FULL")


class StoreTooNew(Exception):
    """The store was written by a newer version of the program."""


class CantChange(Exception):
    """An undo, redo or erase that makes no sense. The message says why."""


@dataclass(frozen=True)
class Part:
    """What one load brought of one kind, source and cut.

    `parquet` holds the accepted rows, `original` the file as it came, `refusals` the refused rows (empty if there
    are none); `notices` is what was noted, a line each; `months` are those the rows are about, empty if not known.
    `rollup` holds the rows of county and localities, empty where `parquet` serves for them.
    """

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
    original: str
    refusals: str = ""
    notices: str = ""
    months: tuple[date, ...] = ()
    rollup: str = ""


@dataclass(frozen=True)
class Load:
    """One row of the history. `stands` says that it was not undone, `live` that readers see this part now."""

    load_id: int
    loaded_at: datetime
    loaded_by: str
    part: Part
    stands: bool
    live: bool
    erased: bool


@dataclass(frozen=True)
class Change:
    """One line of the log: what was done to which load, when, by which role, and why if a reason was asked."""

    version: int
    changed_at: datetime
    changed_by: str
    load_id: int
    what: str
    reason: str


_PART = (
    "file_name, file_sha256, kind, source, cut, rows_in, accepted, refused, totals, blank, parquet, original, "
    "refusals, notices, months, rollup"
)

_VERSION = "SELECT version, token FROM changes ORDER BY version DESC LIMIT 1"


def _part(row: tuple[object, ...]) -> Part:
    values = dict(zip(_PART.split(", "), row, strict=True))
    values["cut"] = as_month(str(values["cut"]))
    values["months"] = tuple(as_month(month) for month in str(values["months"]).split())
    return Part(**values)  # type: ignore[arg-type]  # the columns come from our own schema


def _written(value: object) -> object:
    """A value of a part as its column holds it; the other way round than `_part`."""
    if isinstance(value, tuple):
        return " ".join(code(month) for month in value)
    return code(value) if isinstance(value, date) else value


@dataclass(frozen=True)
class _Moment:
    """The ledger as readers see it at one moment: its version, and the live parts with their load_id."""

    version: tuple[int, str]
    live: list[tuple[int, Part]]


_moments: ContextVar[dict[Path, _Moment] | None] = ContextVar("moments", default=None)


@contextmanager
def one_moment() -> Iterator[None]:
    """Within it this thread sees each ledger as it was when first asked, so that one page never mixes two versions
    and asks SQLite once. What the thread itself changes is seen at once."""
    before = _moments.set({})
    try:
        yield
    finally:
        _moments.reset(before)


class Ledger:
    """Reads and writes the ledger file. Each call opens its own connection, so threads never share one."""

    def __init__(self, file: Path):
        self.file = file

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection to the ledger, made or brought up to date where needed."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.file, timeout=30, isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            self._prepare(connection)
            yield connection

    def _rows(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        """What a query finds; nothing where there is no ledger yet.

        SQLite writes an index beside the ledger even to read it. On a full or read-only disk a copy is read instead.
        """
        if not self.file.exists():
            return []
        try:
            with self._connection() as connection:
                return connection.execute(sql, params).fetchall()
        except sqlite3.OperationalError as problem:
            if not problem.sqlite_errorname.startswith(_NOT_WRITABLE):
                raise
            with TemporaryDirectory() as folder:
                for file in (self.file, self.file.with_name(self.file.name + "-wal")):
                    if file.exists():
                        shutil.copyfile(file, Path(folder) / file.name)
                with Ledger(Path(folder) / self.file.name)._connection() as connection:
                    return connection.execute(sql, params).fetchall()

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
        if version:
            self._keep_a_copy(connection, version)
        with transaction(connection):
            (version,) = connection.execute("PRAGMA user_version").fetchone()  # somebody else may have done it
            for step in _STEPS[version:]:
                for statement in step.split(";\n"):
                    connection.execute(statement)
            if version < _MONTHS_SINCE:
                self._note_months(connection)
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _note_months(self, connection: sqlite3.Connection) -> None:
        """Look up which months the files of an older store hold; of a damaged one they stay unknown."""
        for name, kind in connection.execute("SELECT DISTINCT parquet, kind FROM parts").fetchall():
            file = self.file.parent / "parquet" / name
            if kind not in MONTH_COLUMNS:
                continue
            try:
                verify(file)
            except DamagedFile:
                continue
            months = months_in(pl.read_parquet(file, columns=[MONTH_COLUMNS[kind]]), kind)
            connection.execute("UPDATE parts SET months = ? WHERE parquet = ?", (_written(months), name))

    def _keep_a_copy(self, connection: sqlite3.Connection, version: int) -> None:
        """The ledger as the older program wrote it, beside the one that is brought up to date."""
        copy = sqlite3.connect(self.file.with_name(f"ledger-version-{version}.sqlite"))
        try:
            connection.backup(copy)
        finally:
            copy.close()

    def record(self, parts: list[Part], loaded_by: str, still_there: Callable[[], None]) -> int:
        """Make a load visible: all its parts in one transaction. Returns its load_id.

        `still_there` raises if a file of the load is gone; it is asked when nobody else can erase any more.
        """
        with self._connection() as connection, transaction(connection):
            cursor = connection.execute("INSERT INTO loads (loaded_at, loaded_by) VALUES (?, ?)", (_now(), loaded_by))
            load_id = int(cursor.lastrowid or 0)
            still_there()
            for part in parts:
                values = [_written(value) for value in astuple(part)]
                places = ", ".join("?" * (1 + len(values)))
                connection.execute(f"INSERT INTO parts (load_id, {_PART}) VALUES ({places})", (load_id, *values))
            _log(connection, load_id, "load", loaded_by)
        return load_id

    def set_standing(self, load_id: int, stands: bool, changed_by: str) -> None:
        """Undo a load, or redo it. Raises CantChange if it is so already, unknown, or erased."""
        what = "redo" if stands else "undo"
        with self._connection() as connection, transaction(connection):
            stood, erased = self._standing(connection, load_id)
            if erased:
                raise CantChange(f"Load {load_id} was erased; it can't be brought back.")
            if stood == stands:
                raise CantChange(f"Load {load_id} {'stands' if stands else 'is undone'} already.")
            connection.execute("UPDATE loads SET stands = ? WHERE load_id = ?", (stands, load_id))
            _log(connection, load_id, what, changed_by)

    def erase(self, load_id: int, reason: str, changed_by: str, remove: Callable[[set[str]], None]) -> int:
        """Mark an undone load as erased, and have `remove` delete its files while nobody else can load.

        Files that another load shares are not among them. Returns how many there were. Raises CantChange if the
        load stands, is unknown, or no reason is given.
        """
        if not reason.strip():
            raise CantChange("Say why the load is erased, with --reason.")
        with self._connection() as connection, transaction(connection):
            stood, _ = self._standing(connection, load_id)
            if stood:
                raise CantChange(f"Load {load_id} stands. Undo it before it is erased.")
            connection.execute("UPDATE loads SET erased = 1 WHERE load_id = ?", (load_id,))
            _log(connection, load_id, "erase", changed_by, reason)
            files = "SELECT parquet, original, refusals, rollup FROM parts JOIN loads USING (load_id) WHERE"
            gone = connection.execute(f"{files} load_id = ?", (load_id,)).fetchall()
            kept = connection.execute(f"{files} NOT erased").fetchall()
            names = {name for row in gone for name in row if name} - {name for row in kept for name in row}
            remove(names)
        return len(names)

    def _standing(self, connection: sqlite3.Connection, load_id: int) -> tuple[bool, bool]:
        row = connection.execute("SELECT stands, erased FROM loads WHERE load_id = ?", (load_id,)).fetchone()
        if row is None:
            raise CantChange(f"There is no load {load_id}; `history` lists them.")
        return bool(row[0]), bool(row[1])

    def version(self) -> tuple[int, str]:
        """How often the ledger has changed (0 for an empty store), and the token of the last change.

        The token tells this ledger from a copy that was put in its place and changed as often.
        """
        if moment := self._moment():
            return moment.version
        rows = self._rows(_VERSION)
        return (int(rows[0][0]), str(rows[0][1])) if rows else (0, "")

    def _moment(self) -> _Moment | None:
        """What `one_moment` holds of this ledger; None outside of it. One statement reads it, so that it agrees."""
        moments = _moments.get()
        if moments is None:
            return None
        if self.file not in moments:
            rows = self._rows(
                f"SELECT now.version, now.token, load_id, {_PART} FROM ({_VERSION}) AS now LEFT JOIN live ON true"
                " ORDER BY cut, load_id"
            )
            version = (int(rows[0][0]), str(rows[0][1])) if rows else (0, "")
            live = [(row[2], _part(row[3:])) for row in rows if row[2] is not None]
            moments[self.file] = _Moment(version, live)
        return moments[self.file]

    def live(self, kind: str | None = None) -> list[tuple[int, Part]]:
        """The parts of a kind (or of all kinds) that readers see, with their load_id, oldest cut first."""
        if moment := self._moment():
            return [(load_id, part) for load_id, part in moment.live if kind in (None, part.kind)]
        return self._parts(
            f"SELECT load_id, {_PART} FROM live WHERE kind = coalesce(?, kind) ORDER BY cut, load_id", kind
        )

    def standing(self, kind: str | None = None) -> list[tuple[int, Part]]:
        """The parts of a kind (or of all) that were not undone, those that a later load replaced among them."""
        return self._parts(
            f"SELECT load_id, {_PART} FROM parts JOIN loads USING (load_id) WHERE kind = coalesce(?, kind) AND stands"
            " ORDER BY cut, load_id",
            kind,
        )

    def _parts(self, sql: str, kind: str | None) -> list[tuple[int, Part]]:
        return [(row[0], _part(row[1:])) for row in self._rows(sql, kind)]

    def history(self) -> list[Load]:
        """Every part of every load, newest first."""
        rows = self._rows(
            "SELECT loads.load_id, loaded_at, loaded_by, stands, live.load_id IS NOT NULL, erased, "
            + ", ".join(f"parts.{c}" for c in _PART.split(", "))
            + " FROM parts JOIN loads USING (load_id) LEFT JOIN live USING (load_id, kind, source, cut)"
            " ORDER BY loads.load_id DESC, parts.kind"
        )
        return [
            Load(row[0], datetime.fromisoformat(row[1]), row[2], _part(row[6:]), *(bool(flag) for flag in row[3:6]))
            for row in rows
        ]

    def changes(self) -> list[Change]:
        """The log of everything that was done, newest first."""
        rows = self._rows(
            "SELECT version, changed_at, changed_by, load_id, what, reason FROM changes ORDER BY version DESC"
        )
        return [Change(row[0], datetime.fromisoformat(row[1]), *row[2:]) for row in rows]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _log(connection: sqlite3.Connection, load_id: int, what: str, changed_by: str, reason: str = "") -> None:
    connection.execute(
        "INSERT INTO changes (changed_at, load_id, what, changed_by, reason, token) VALUES (?, ?, ?, ?, ?, ?)",
        (_now(), load_id, what, changed_by, reason, secrets.token_hex(8)),
    )


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of what is done within is kept, or nothing; others who write wait."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    if moments := _moments.get():
        moments.clear()
