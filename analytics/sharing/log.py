"""The log of who did what, by role: append-only, each line carrying the hash of the line before.

Loads, undos, redos and erasures stand in the ledger and are read from there; a link's expiry follows from the link.
Refused attempts are counted by the hour, without what was tried: a line each would let anybody fill the disk.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, text

from analytics.access import require_reader
from analytics.sharing.database import Clock, legibly, reading, utc_now, writing, written
from analytics.sharing.masking import masked
from analytics.store import Store

_LINE = ("entry", "at", "role", "what", "about", "previous", "hash")
_time = datetime.fromisoformat
_START = 64 * "0"  # stands for the hash before the first line
_COLUMNS = pl.Schema({"at": pl.Datetime("us", "UTC"), "who": pl.String(), "what": pl.String(), "about": pl.String()})

Detail = str | int | float | bool | None


def write(store: Store, what: str, role: str, about: Mapping[str, Detail], *, now: Clock = utc_now) -> None:
    """Add a line: what was done ("signed in"), by which role, and what it was about. Never a name or a token."""
    with writing(store) as connection:
        append(connection, what, role, about, now())


def append(connection: Connection, what: str, role: str, about: Mapping[str, Detail], at: datetime) -> None:
    """Add a line within a transaction, so that what is done and its line stand or fall together."""
    entry, before = _last(connection)
    said = json.dumps({key: masked(v) if isinstance(v, str) else v for key, v in about.items()}, ensure_ascii=False)
    line = (entry + 1, written(at), str(role), what, said, before)
    values = dict(zip(_LINE, (*line, _hash(line)), strict=True))
    connection.execute(text(f"INSERT INTO log VALUES ({', '.join(f':{name}' for name in _LINE)})"), values)


def _last(connection: Connection) -> tuple[int, str]:
    found = connection.execute(text("SELECT entry, hash FROM log ORDER BY entry DESC LIMIT 1")).first()
    return (int(found[0]), str(found[1])) if found else (0, _START)


def _hash(line: tuple[Any, ...]) -> str:
    return hashlib.sha256(json.dumps(line, ensure_ascii=False).encode()).hexdigest()


def refused(store: Store, times: int = 1, *, now: Clock = utc_now) -> None:
    """Count attempts on links that were refused."""
    hour = written(now().replace(minute=0, second=0))
    with writing(store) as connection:
        connection.execute(
            text(
                "INSERT INTO refusals VALUES (:hour, :times)"
                " ON CONFLICT (hour) DO UPDATE SET times = refusals.times + excluded.times"
            ),
            {"hour": hour, "times": times},
        )


def verify(store: Store) -> list[str]:
    """A sentence for each line that was changed, put in or taken out; none if the chain is whole."""
    problems, before, expected = [], _START, 1
    with reading(store) as connection:
        longest = text("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'log'")
        ever = connection.execute(longest).scalar_one()
        for *line, stored in connection.execute(text("SELECT * FROM log ORDER BY entry")):
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
        return _last(connection)


def entries(store: Store, *, now: Clock = utc_now) -> pl.DataFrame:
    """Everything that was done, newest first. Raises NotAllowed.

    Columns: `at` (UTC), `who` (a role; empty for what happens by itself), `what`, `about` (in words).
    """
    require_reader()
    with reading(store) as connection:
        lines = connection.execute(text("SELECT at, role, what, about FROM log ORDER BY entry")).all()
        counted = connection.execute(text("SELECT hour, times FROM refusals ORDER BY hour")).all()
        expired = connection.execute(
            text(
                "SELECT expires_at, link_id, pack_id FROM links"
                " WHERE expires_at <= :now AND coalesce(revoked_at, expires_at) >= expires_at ORDER BY expires_at"
            ),
            {"now": written(now())},
        ).all()
    with legibly(store):
        rows: list[tuple[datetime, str | None, str, str]] = [
            *((c.changed_at, c.changed_by, c.what, _words({"load": c.load_id, "reason": c.reason or None}))
              for c in reversed(store.ledger.changes())),
            *((_time(at), role, what, _words(json.loads(about))) for at, role, what, about in lines),
            *((_time(at), None, "link expired", _words({"link": link, "pack": pack})) for at, link, pack in expired),
            *((_time(hour), None, "links refused", f"{times} in the hour from {hour[11:16]}")
              for hour, times in counted),
        ]  # fmt: skip
    return pl.DataFrame(rows, schema=_COLUMNS, orient="row").reverse().sort("at", descending=True, maintain_order=True)


def _words(about: Mapping[str, Detail]) -> str:
    """
    >>> _words({"link": 3, "pack": 64 * "a", "file": None})
    'link 3, pack aaaaaaaaaaaa'
    """
    return ", ".join(
        f"{key} {str(value)[:12] if key == 'pack' else value}" for key, value in about.items() if value is not None
    )
