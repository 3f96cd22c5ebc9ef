"""The log of who did what, by role: append-only, each line carrying the hash of the line before.

Loads, undos, redos and erasures stand in the ledger and are read from there; a link's expiry follows from the link.
Refused attempts are counted by the hour, without what was tried: a line each would let anybody fill the disk.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl

from analytics.access import require_reader
from analytics.sharing.database import Clock, reading, utc_now, writing, written
from analytics.sharing.masking import masked
from analytics.store import Store

_START = 64 * "0"  # stands for the hash before the first line
_COLUMNS = pl.Schema({"at": pl.Datetime("us", "UTC"), "who": pl.String(), "what": pl.String(), "about": pl.String()})

Detail = str | int | float | bool | None


def write(store: Store, what: str, role: str, about: Mapping[str, Detail], *, now: Clock = utc_now) -> None:
    """Add a line: what was done ("signed in"), by which role, and what it was about. Never a name or a token."""
    with writing(store) as connection:
        append(connection, what, role, about, now())


def append(connection: sqlite3.Connection, what: str, role: str, about: Mapping[str, Detail], at: datetime) -> None:
    """Add a line within a transaction, so that what is done and its line stand or fall together."""
    last = connection.execute("SELECT entry, hash FROM log ORDER BY entry DESC LIMIT 1").fetchone() or (0, _START)
    said = json.dumps({key: masked(v) if isinstance(v, str) else v for key, v in about.items()}, ensure_ascii=False)
    line = (last[0] + 1, written(at), str(role), what, said, last[1])
    connection.execute("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?)", (*line, _hash(line)))


def _hash(line: tuple[Any, ...]) -> str:
    return hashlib.sha256(json.dumps(line, ensure_ascii=False).encode()).hexdigest()


def refused(store: Store, times: int = 1, *, now: Clock = utc_now) -> None:
    """Count attempts on links that were refused."""
    hour = written(now().replace(minute=0, second=0))
    with writing(store) as connection:
        connection.execute(
            "INSERT INTO refusals VALUES (?, ?) ON CONFLICT (hour) DO UPDATE SET times = times + excluded.times",
            (hour, times),
        )


def verify(store: Store) -> list[str]:
    """A sentence for each line that was changed, put in or taken out; none if the chain is whole."""
    problems, before, expected = [], _START, 1
    with reading(store) as connection:
        (ever,) = connection.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'log'").fetchone()
        for *line, stored in connection.execute("SELECT * FROM log ORDER BY entry"):
            if line[0] != expected:
                problems.append(f"Lines {expected} to {line[0] - 1} of the log are missing.")
            elif line[-1] != before:
                problems.append(f"Line {line[0]} of the log does not follow from the line before.")
            if _hash(tuple(line)) != stored:
                problems.append(f"Line {line[0]} of the log was changed after it was written.")
            before, expected = stored, line[0] + 1
    if expected <= ever:
        problems.append(f"Lines {expected} to {ever} of the log are missing.")
    return problems


def last_hash(store: Store) -> tuple[int, str]:
    """How many lines the log has, and the hash of the last.

    Kept elsewhere, the hash shows later that nobody wrote the whole log anew.
    """
    with reading(store) as connection:
        found = connection.execute("SELECT entry, hash FROM log ORDER BY entry DESC LIMIT 1").fetchone()
    return found or (0, _START)


def entries(store: Store, *, now: Clock = utc_now) -> pl.DataFrame:
    """Everything that was done, newest first. Raises NotAllowed.

    Columns: `at` (UTC), `who` (a role; empty for what happens by itself), `what`, `about` (in words).
    """
    require_reader()
    with reading(store) as connection:
        lines = connection.execute("SELECT at, role, what, about FROM log ORDER BY entry").fetchall()
        counted = connection.execute("SELECT hour, times FROM refusals ORDER BY hour").fetchall()
        expired = connection.execute(
            "SELECT expires_at, link_id, pack_id FROM links"
            " WHERE expires_at <= ? AND coalesce(revoked_at, expires_at) >= expires_at ORDER BY expires_at",
            (written(now()),),
        ).fetchall()
    rows: list[tuple[datetime, str | None, str, str]] = [
        *((c.changed_at, c.changed_by, c.what, _words({"load": c.load_id, "reason": c.reason or None}))
          for c in reversed(store.ledger.changes())),
        *((_time(at), role, what, _words(json.loads(about))) for at, role, what, about in lines),
        *((_time(at), None, "link expired", _words({"link": link, "pack": pack})) for at, link, pack in expired),
        *((_time(hour), None, "links refused", f"{times} in the hour from {hour[11:16]}") for hour, times in counted),
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=_COLUMNS, orient="row").reverse().sort("at", descending=True, maintain_order=True)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _words(about: Mapping[str, Detail]) -> str:
    """
    >>> _words({"link": 3, "pack": 64 * "a", "file": None})
    'link 3, pack aaaaaaaaaaaa'
    """
    return ", ".join(
        f"{key} {str(value)[:12] if key == 'pack' else value}" for key, value in about.items() if value is not None
    )
