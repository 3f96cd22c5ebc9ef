"""Who has which role, and who is signed in: people.sqlite in the store's folder, or tables in its database server.

People are known by identifiers, never by names. Of a sign-in only a hash of its token is kept, so that whoever reads
the file can't use it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
from sqlalchemy import text

from analytics.access import Role
from analytics.sharing import log
from analytics.store import Store
from analytics.store.database import Database, in_postgresql

_FIRST = (
    "CREATE TABLE IF NOT EXISTS people (issuer TEXT NOT NULL, tenant TEXT NOT NULL, subject TEXT NOT NULL,"
    " role TEXT NOT NULL, granted_at TEXT NOT NULL, PRIMARY KEY (issuer, tenant, subject))",
    "CREATE TABLE IF NOT EXISTS sign_ins (key TEXT PRIMARY KEY, issuer TEXT NOT NULL, tenant TEXT NOT NULL,"
    " subject TEXT NOT NULL, ends_at TEXT NOT NULL)",
)
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


class Register:
    """Reads and writes `people.sqlite` in a store's folder, or the PostgreSQL database that the store is kept with."""

    def __init__(self, folder: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC), database: str = ""):
        self.file = folder / "people.sqlite"
        self._store = Store(folder, database)
        self._database = Database(self.file, database, "people", (_FIRST,), ([*map(in_postgresql, _FIRST)],))
        self._now = now

    def _log(self, what: str, role: str | None, person: Person) -> None:
        """A line in the log; of a person the start of their identifier, enough to find them in the list of people."""
        log.write(self._store, what, role or "nobody yet", {"person": person.subject[:12]}, now=self._now)

    def _time(self, later: timedelta = timedelta()) -> str:
        return (self._now() + later).isoformat(timespec="seconds")

    def grant(self, person: Person, role: Role) -> None:
        """Give a person a role, in place of the one they had."""
        given = text(
            "INSERT INTO people VALUES (:issuer, :tenant, :subject, :role, :at) ON CONFLICT (issuer, tenant, subject)"
            " DO UPDATE SET role = excluded.role, granted_at = excluded.granted_at"
        )
        with self._database.writing() as connection:
            connection.execute(given, {**asdict(person), "role": str(role), "at": self._time()})
        self._log(f"role {role} given", _GIVER, person)

    def revoke(self, person: Person) -> bool:
        """Take a person's role away, from now on and also where they are signed in. False if they had none."""
        taken = text("DELETE FROM people WHERE issuer = :issuer AND tenant = :tenant AND subject = :subject")
        with self._database.writing() as connection:
            gone = connection.execute(taken, asdict(person))
        if gone.rowcount:
            self._log("role taken", _GIVER, person)
        return gone.rowcount > 0

    def problems(self) -> list[str]:
        """What is wrong with the file, in a sentence; none if it is whole or there is none."""
        if found := self._database.problems():
            return found
        known = set(map(str, GRANTED))
        wrong = self.people().filter(~pl.col("role").is_in(known)).height if self._database.is_there else 0
        return [str(self._database.damaged())] if wrong else []

    def people(self) -> pl.DataFrame:
        """One row a person with a role: issuer, tenant, subject, role, granted_at (UTC)."""
        columns = ["issuer", "tenant", "subject", "role", "granted_at"]
        with self._database.reading() as connection:
            asked = text(f"SELECT {', '.join(columns)} FROM people ORDER BY role, subject")
            rows = [tuple(row) for row in connection.execute(asked)]
        return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")

    def sign_in(self, person: Person, lasting: timedelta) -> str:
        """Note that a person has signed in. Returns the token that says so until then."""
        token = secrets.token_urlsafe(32)
        signed = {"key": key_of(token), **asdict(person), "ends": self._time(lasting)}
        with self._database.writing() as connection:
            connection.execute(text("DELETE FROM sign_ins WHERE ends_at <= :now"), {"now": self._time()})
            connection.execute(text("INSERT INTO sign_ins VALUES (:key, :issuer, :tenant, :subject, :ends)"), signed)
        known = self.signed_in(key_of(token))
        self._log("signed in", known.role if known else None, person)
        return token

    def sign_out(self, key: str) -> None:
        """End a sign-in: its token is worth nothing from now on."""
        if known := self.signed_in(key):
            self._log("signed out", known.role, known.person)
        with self._database.writing() as connection:
            connection.execute(text("DELETE FROM sign_ins WHERE key = :key"), {"key": key})

    def signed_in(self, key: str) -> SignedIn | None:
        """Whose sign-in a key is, with the role they have now. None if it has ended or never was."""
        asked = text(
            "SELECT issuer, tenant, subject, role FROM sign_ins LEFT JOIN people USING (issuer, tenant, subject)"
            " WHERE key = :key AND ends_at > :now"
        )
        with self._database.reading() as connection:
            row = connection.execute(asked, {"key": key, "now": self._time()}).first()
        return SignedIn(Person(*row[:3]), Role(row[3]) if row[3] else None) if row else None
