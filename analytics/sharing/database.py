"""Frozen packs, links and the log: sharing.sqlite beside the ledger, or tables beside it in a database server.

What is frozen stays so: triggers refuse a change of a pack or of a line in the log. They hold against a slip, not
against somebody who may write the file; the chain of hashes in the log is there to show that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import polars as pl
from sqlalchemy import Connection

from analytics.errors import UserFacingError
from analytics.store import Store
from analytics.store.database import IN_MEMORY, KEY, Database, in_postgresql

Clock = Callable[[], datetime]

_TABLES = (
    "CREATE TABLE packs (pack_id TEXT PRIMARY KEY, kept_at TEXT NOT NULL, kept_by TEXT NOT NULL, about TEXT NOT NULL)",
    "CREATE TABLE files (pack_id TEXT NOT NULL REFERENCES packs, name TEXT NOT NULL, private INTEGER NOT NULL,"
    " stored TEXT NOT NULL, PRIMARY KEY (pack_id, name))",
    f"CREATE TABLE links (link_id {KEY}, token_sha256 TEXT NOT NULL UNIQUE,"
    " pack_id TEXT NOT NULL REFERENCES packs, made_at TEXT NOT NULL, made_by TEXT NOT NULL, expires_at TEXT NOT NULL,"
    " revoked_at TEXT)",
    f"CREATE TABLE log (entry {KEY}, at TEXT NOT NULL, role TEXT NOT NULL,"
    " what TEXT NOT NULL, about TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL)",
    "CREATE TABLE refusals (hour TEXT PRIMARY KEY, times INTEGER NOT NULL)",
)
_FROZEN = "{}: what stands here is never changed or removed"
_ONLY_ADDED = "log: lines are only added"
_ONLY_REVOKED = "links: a link can only be revoked, once"
_NEVER_REMOVED = "links: a link is revoked, never removed"
_ONLY_COUNTED = "refusals: they are only counted up"
_OTHER_LINK = (
    "OLD.revoked_at IS NOT NULL OR (NEW.link_id, NEW.token_sha256, NEW.pack_id, NEW.made_at, NEW.made_by,"
    " NEW.expires_at) {differs} (OLD.link_id, OLD.token_sha256, OLD.pack_id, OLD.made_at, OLD.made_by,"
    " OLD.expires_at)"
)
_NOT_MORE = "NEW.hour {differs} OLD.hour OR NEW.times <= OLD.times"
# Table, change, when it is refused, and what is said then.
_REFUSED = (
    *((table, when, "1 = 1", _FROZEN.format(table)) for table in ("packs", "files", "log")
      for when in ("UPDATE", "DELETE")),
    ("links", "UPDATE", _OTHER_LINK, _ONLY_REVOKED),
    ("links", "DELETE", "1 = 1", _NEVER_REMOVED),
    ("refusals", "UPDATE", _NOT_MORE, _ONLY_COUNTED),
    ("refusals", "DELETE", "1 = 1", _ONLY_COUNTED),
)  # fmt: skip
_FIRST = (
    *_TABLES,
    *(
        f"CREATE TRIGGER {table}_{when.lower()} BEFORE {when} ON {table} WHEN {only_if.format(differs='IS NOT')}"
        f" BEGIN SELECT RAISE(ABORT, '{said}'); END"
        for table, when, only_if, said in _REFUSED
    ),
    # A replacing insert would remove the old line without asking the trigger above.
    "CREATE TRIGGER log_insert BEFORE INSERT ON log WHEN NEW.entry <= (SELECT max(entry) FROM log)"
    f" BEGIN SELECT RAISE(ABORT, '{_ONLY_ADDED}'); END",
)
_FIRST_POSTGRESQL = (
    *map(in_postgresql, _TABLES),
    # What SQLite has by itself: the order of rows, the highest number that a line ever had, and a look into JSON.
    "ALTER TABLE packs ADD COLUMN rowid BIGINT GENERATED ALWAYS AS IDENTITY",
    "CREATE TABLE sqlite_sequence (name TEXT PRIMARY KEY, seq BIGINT NOT NULL)",
    "CREATE FUNCTION json_extract(document TEXT, path TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE"
    " AS $$ SELECT CAST(document AS JSON) ->> substr(path, 3) $$",
    "CREATE FUNCTION refuse() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN"
    " RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE FUNCTION log_grows() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN"
    " IF NEW.entry <= (SELECT max(entry) FROM log) THEN"
    f" RAISE EXCEPTION USING MESSAGE = '{_ONLY_ADDED}', ERRCODE = 'integrity_constraint_violation'; END IF;"
    " INSERT INTO sqlite_sequence VALUES ('log', NEW.entry)"
    " ON CONFLICT (name) DO UPDATE SET seq = greatest(sqlite_sequence.seq, excluded.seq);"
    " RETURN NEW; END $$",
    *(
        f"CREATE TRIGGER {table}_{when.lower()} BEFORE {when} ON {table} FOR EACH ROW"
        f" WHEN ({only_if.format(differs='IS DISTINCT FROM')}) EXECUTE FUNCTION refuse('{said}')"
        for table, when, only_if, said in _REFUSED
    ),
    *(
        f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse('{said}')"
        for table, when, _, said in _REFUSED
        if when == "DELETE"
    ),
    "CREATE TRIGGER log_insert BEFORE INSERT ON log FOR EACH ROW EXECUTE FUNCTION log_grows()",
)
_STEPS = (_FIRST,), (_FIRST_POSTGRESQL,)


class CantShare(UserFacingError):
    """Something that can't be shared, opened or revoked. The message says why."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def written(at: datetime) -> str:
    """A time as it is stored: UTC, whole seconds, so that texts sort as times do."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


@contextmanager
def reading(store: Store) -> Iterator[Connection]:
    """A connection to read with. Where nothing was ever shared it is empty, and no file is made."""
    database = _database(store)
    if not database.is_there:
        database = Database(IN_MEMORY, "", "sharing", *_STEPS)
    with database.reading() as connection:
        yield connection


@contextmanager
def writing(store: Store) -> Iterator[Connection]:
    """A connection in one transaction: all of it is kept, or nothing."""
    with _database(store).writing() as connection:
        yield connection


def problems(store: Store) -> list[str]:
    """What is wrong with the file, in a sentence; none if it is whole or there is none."""
    return _database(store).problems()


@contextmanager
def legibly(store: Store) -> Iterator[None]:
    """What can't be read in a row is damage of the file. Raises DamagedDatabase."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError, pl.exceptions.PolarsError) as problem:
        raise _database(store).damaged() from problem


def _database(store: Store) -> Database:
    return Database(store.root / "sharing.sqlite", store.database, "sharing", *_STEPS)
