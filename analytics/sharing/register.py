"""Who has which role, and who is signed in (SQLite in the store's folder). Known by identifiers, never by names.

Of a sign-in only a hash of its token is kept, so that whoever reads the file can't use it.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from analytics.access import Role
from analytics.sharing import log
from analytics.store import Store

_SCHEMA = """
PRAGMA journal_mode = WAL;
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS people (
    issuer TEXT NOT NULL,
    tenant TEXT NOT NULL,
    subject TEXT NOT NULL,
    role TEXT NOT NULL,
    granted_at TEXT NOT NULL,
    PRIMARY KEY (issuer, tenant, subject)
);
CREATE TABLE IF NOT EXISTS sign_ins (
    key TEXT PRIMARY KEY,
    issuer TEXT NOT NULL,
    tenant TEXT NOT NULL,
    subject TEXT NOT NULL,
    ends_at TEXT NOT NULL
);
PRAGMA user_version = 1;
COMMIT;
"""
_GIVER = "command line"  # roles are given and taken there alone
GRANTED = (Role.ANALYST, Role.LEADER)  # whoever has a link needs no role


@dataclass(frozen=True)
class Person:
    """Somebody as the identity provider knows them. `tenant` is empty where the issuer has none."""

    issuer: str
    tenant: str
    subject: str


@dataclass(frozen=True)
class SignedIn:
    """Somebody who has signed in; `role` is None as long as nobody has given them one."""

    person: Person
    role: Role | None


def key_of(token: str) -> str:
    """What is kept of a token: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Register:
    """Reads and writes `people.sqlite` in a folder. Each call opens its own connection, so threads never share one."""

    def __init__(self, folder: Path, now: Callable[[], datetime] = _utc_now):
        self.file = folder / "people.sqlite"
        self._store = Store(folder)
        self._now = now

    def _log(self, what: str, role: str | None, person: Person) -> None:
        """A line in the log; of a person the start of their identifier, enough to find them in the list of people."""
        log.write(self._store, what, role or "nobody yet", {"person": person.subject[:12]}, now=self._now)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.file, timeout=30)) as connection, connection:
            if connection.execute("PRAGMA user_version").fetchone() == (0,):
                connection.executescript(_SCHEMA)
            yield connection

    def _time(self, later: timedelta = timedelta()) -> str:
        return (self._now() + later).isoformat(timespec="seconds")

    def grant(self, person: Person, role: Role) -> None:
        """Give a person a role, in place of the one they had."""
        with self._connection() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO people VALUES (?, ?, ?, ?, ?)",
                (person.issuer, person.tenant, person.subject, role, self._time()),
            )
        self._log(f"role {role} given", _GIVER, person)

    def revoke(self, person: Person) -> bool:
        """Take a person's role away, from now on and also where they are signed in. False if they had none."""
        with self._connection() as connection:
            gone = connection.execute(
                "DELETE FROM people WHERE issuer = ? AND tenant = ? AND subject = ?",
                (person.issuer, person.tenant, person.subject),
            )
        if gone.rowcount:
            self._log("role taken", _GIVER, person)
        return gone.rowcount > 0

    def people(self) -> pl.DataFrame:
        """One row a person with a role: issuer, tenant, subject, role, granted_at (UTC)."""
        columns = ["issuer", "tenant", "subject", "role", "granted_at"]
        with self._connection() as connection:
            rows = connection.execute(f"SELECT {', '.join(columns)} FROM people ORDER BY role, subject").fetchall()
        return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")

    def sign_in(self, person: Person, lasting: timedelta) -> str:
        """Note that a person has signed in. Returns the token that says so until then."""
        token = secrets.token_urlsafe(32)
        with self._connection() as connection:
            connection.execute("DELETE FROM sign_ins WHERE ends_at <= ?", (self._time(),))
            connection.execute(
                "INSERT INTO sign_ins VALUES (?, ?, ?, ?, ?)",
                (key_of(token), person.issuer, person.tenant, person.subject, self._time(lasting)),
            )
        known = self.signed_in(key_of(token))
        self._log("signed in", known.role if known else None, person)
        return token

    def sign_out(self, key: str) -> None:
        """End a sign-in: its token is worth nothing from now on."""
        if known := self.signed_in(key):
            self._log("signed out", known.role, known.person)
        with self._connection() as connection:
            connection.execute("DELETE FROM sign_ins WHERE key = ?", (key,))

    def signed_in(self, key: str) -> SignedIn | None:
        """Whose sign-in a key is, with the role they have now. None if it has ended or never was."""
        with self._connection() as connection:
            row = connection.execute(
                "SELECT issuer, tenant, subject, role FROM sign_ins LEFT JOIN people USING (issuer, tenant, subject)"
                " WHERE key = ? AND ends_at > ?",
                (key, self._time()),
            ).fetchone()
        return SignedIn(Person(*row[:3]), Role(row[3]) if row[3] else None) if row else None
