"""sharing.sqlite: frozen packs, links and the log, in a file of their own beside the ledger (SQLite, WAL).

What is frozen stays so: triggers refuse a change of a pack or of a line in the log. They hold against a slip, not
against somebody who may write the file; the chain of hashes in the log is there to show that.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime

from analytics.store import Store, StoreTooNew
from analytics.store.ledger import transaction

Clock = Callable[[], datetime]


def _refuse(name: str, when: str, table: str, said: str, only_if: str = "1") -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} ON {table} WHEN {only_if} BEGIN SELECT RAISE(ABORT, '{said}'); END"


_FIRST = (
    "CREATE TABLE packs (pack_id TEXT PRIMARY KEY, kept_at TEXT NOT NULL, kept_by TEXT NOT NULL, about TEXT NOT NULL)",
    "CREATE TABLE files (pack_id TEXT NOT NULL REFERENCES packs, name TEXT NOT NULL, private INTEGER NOT NULL,"
    " stored TEXT NOT NULL, PRIMARY KEY (pack_id, name))",
    "CREATE TABLE links (link_id INTEGER PRIMARY KEY AUTOINCREMENT, token_sha256 TEXT NOT NULL UNIQUE,"
    " pack_id TEXT NOT NULL REFERENCES packs, made_at TEXT NOT NULL, made_by TEXT NOT NULL, expires_at TEXT NOT NULL,"
    " revoked_at TEXT)",
    "CREATE TABLE log (entry INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, role TEXT NOT NULL,"
    " what TEXT NOT NULL, about TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL)",
    "CREATE TABLE refusals (hour TEXT PRIMARY KEY, times INTEGER NOT NULL)",
    *(
        _refuse(f"{table}_{when.lower()}", when, table, f"{table}: what stands here is never changed or removed")
        for table in ("packs", "files", "log")
        for when in ("UPDATE", "DELETE")
    ),
    # A replacing insert would remove the old line without asking the trigger above.
    _refuse("log_insert", "INSERT", "log", "log: lines are only added", "NEW.entry <= (SELECT max(entry) FROM log)"),
    _refuse(
        "links_update",
        "UPDATE",
        "links",
        "links: a link can only be revoked, once",
        "OLD.revoked_at IS NOT NULL OR (NEW.link_id, NEW.token_sha256, NEW.pack_id, NEW.made_at, NEW.made_by,"
        " NEW.expires_at) IS NOT (OLD.link_id, OLD.token_sha256, OLD.pack_id, OLD.made_at, OLD.made_by,"
        " OLD.expires_at)",
    ),
    _refuse("links_delete", "DELETE", "links", "links: a link is revoked, never removed"),
    _refuse(
        "refusals_update",
        "UPDATE",
        "refusals",
        "refusals: they are only counted up",
        "NEW.hour IS NOT OLD.hour OR NEW.times <= OLD.times",
    ),
    _refuse("refusals_delete", "DELETE", "refusals", "refusals: they are only counted up"),
)
_STEPS = (_FIRST,)
SCHEMA_VERSION = len(_STEPS)


class CantShare(Exception):
    """Something that can't be shared, opened or revoked. The message says why."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def written(at: datetime) -> str:
    """A time as it is stored: UTC, whole seconds, so that texts sort as times do."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


@contextmanager
def reading(store: Store) -> Iterator[sqlite3.Connection]:
    """A connection to read with. Where nothing was ever shared it is empty, and no file is made."""
    file = store.root / "sharing.sqlite"
    with closing(_connect(str(file) if file.exists() else ":memory:")) as connection:
        yield connection


@contextmanager
def writing(store: Store) -> Iterator[sqlite3.Connection]:
    """A connection in one transaction: all of it is kept, or nothing."""
    store.root.mkdir(parents=True, exist_ok=True)
    with closing(_connect(str(store.root / "sharing.sqlite"))) as connection, transaction(connection):
        yield connection


def _connect(file: str) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=30, isolation_level=None)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > SCHEMA_VERSION:
        raise StoreTooNew(
            "The shared packs were written by a newer version of Line of Sight. "
            "Update the program, or name another store in LINE_OF_SIGHT_STORE."
        )
    if version == SCHEMA_VERSION:
        return
    connection.execute("PRAGMA journal_mode = WAL")
    with transaction(connection):
        (version,) = connection.execute("PRAGMA user_version").fetchone()  # somebody else may have done it
        for step in _STEPS[version:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
