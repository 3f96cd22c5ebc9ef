"""Links to frozen packs: made, opened, revoked. Of a link's token only the SHA-256 is kept.

A token is 43 letters of secrets.token_urlsafe(32), 256 random bits. It is compared as it is spelled, never decoded:
base64 has several spellings of the same bytes, and only the one that was handed out opens the page.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

import polars as pl
from sqlalchemy import text

from analytics.access import require_reader
from analytics.sharing import log
from analytics.sharing.database import CantShare, Clock, legibly, reading, utc_now, writing, written
from analytics.sharing.packs import PAGE, content, frozen_pack, read
from analytics.store import Store
from analytics.store.content_store import sha256

LONGEST = 365  # days
READER = "reader of a link"
_NUMBERS = ("link_id", "opened", "downloaded")
_COLUMNS = {
    name: pl.Int64 if name in _NUMBERS else pl.String
    for name in (
        *("link_id", "pack_id", "pack", "made_at", "made_by", "expires_at", "state"),
        *("opened", "downloaded", "last_opened"),
    )
}


def create(store: Store, pack_id: str, days: int = 60, *, now: Clock = utc_now) -> tuple[str, int]:
    """Make a link to a pack, which opens it for so many days. Returns its token, which is shown this once, and its id.

    Raises NotAllowed, CantShare (no such pack, or days not 1 to 365) and DamagedPack.
    """
    viewer = require_reader()
    if not 1 <= days <= LONGEST:
        raise CantShare(f"A link works for 1 to {LONGEST} days, not {days}.")
    read(store, pack_id)
    token, at = secrets.token_urlsafe(32), now()
    with writing(store) as connection:
        added = text(
            "INSERT INTO links (token_sha256, pack_id, made_at, made_by, expires_at)"
            " VALUES (:token, :pack, :at, :by, :expires) RETURNING link_id"
        )
        values = {"token": _hashed(token), "pack": pack_id, "at": written(at), "by": str(viewer.role)}
        expires = written(at + timedelta(days=days))
        link_id = int(connection.execute(added, {**values, "expires": expires}).scalar_one())
        about: dict[str, log.Detail] = {"link": link_id, "pack": pack_id, "days": days}
        log.append(connection, "link made", viewer.role, about, at)
    return token, link_id


def works_until(store: Store, token: str) -> datetime:
    """When the link of a token runs out, in UTC. Raises NotAllowed, and CantShare if there is none."""
    require_reader()
    asked = text("SELECT expires_at FROM links WHERE token_sha256 = :token")
    with reading(store) as connection:
        expires = connection.execute(asked, {"token": _hashed(token)}).scalar()
    if expires is None:
        raise CantShare("There is no such link.")
    return datetime.fromisoformat(expires)


def _hashed(token: str) -> str:
    """What is kept of a token. No token has a “?”, so what can't be spelled in ASCII opens nothing."""
    return sha256(token.encode("ascii", "replace"))


def revoke(store: Store, link_id: int, *, now: Clock = utc_now) -> None:
    """Close a link; its next request is refused already. Raises NotAllowed, CantShare."""
    viewer = require_reader()
    with writing(store) as connection:
        asked = text("SELECT pack_id, revoked_at FROM links WHERE link_id = :link")
        found = connection.execute(asked, {"link": link_id}).first()
        if found is None:
            raise CantShare(f"There is no link {link_id}; `share list` lists them.")
        if found[1] is not None:
            raise CantShare(f"Link {link_id} is revoked already.")
        closed = text("UPDATE links SET revoked_at = :at WHERE link_id = :link")
        connection.execute(closed, {"at": written(now()), "link": link_id})
        log.append(connection, "link revoked", viewer.role, {"link": link_id, "pack": found[0]}, now())


def opened(
    store: Store, token: str, name: str = PAGE, *, look_only: bool = False, now: Clock = utc_now
) -> bytes | None:
    """What a link opens: the frozen bytes of a file of its pack, with a line in the log; None if it opens nothing.

    Every token costs the same queries, whatever is wrong with it. `look_only` asks whether it would open, which is
    logged by another name. Raises DamagedPack, and what the database raises if the opening can't be logged.
    """
    at = now()
    with reading(store) as connection:
        asked = text(
            "SELECT link_id, pack_id, revoked_at IS NULL AND expires_at > :at FROM links WHERE token_sha256 = :token"
        )
        link = connection.execute(asked, {"at": written(at), "token": _hashed(token)}).first()
        link_id, pack_id, stands = link or (0, "", False)
        frozen = frozen_pack(connection, pack_id)
    if not stands or frozen is None or name not in frozen.leaving:
        return None
    found = content(store, frozen, frozen.leaving[name])
    with writing(store) as connection:
        what = "link looked at" if look_only else "link opened"
        log.append(connection, what, READER, {"link": link_id, "pack": pack_id, "file": name}, at)
    return found


def links(store: Store, *, now: Clock = utc_now) -> pl.DataFrame:
    """Every link, newest first, without its token. Raises NotAllowed.

    Columns: link_id, pack_id, pack (its month and area in words), made_at, made_by (a role), expires_at, state (open,
    expired, revoked), opened (times the page was), downloaded (times a file beside it was), last_opened; times in UTC.
    """
    require_reader()
    listed = text(
        "SELECT link_id, pack_id, json_extract(packs.about, '$.title'), made_at, made_by, expires_at,"
        " CASE WHEN revoked_at IS NOT NULL THEN 'revoked' WHEN expires_at <= :now THEN 'expired' ELSE 'open' END,"
        " coalesce(opened, 0), coalesce(downloaded, 0), last_opened"
        " FROM links JOIN packs USING (pack_id) LEFT JOIN ("
        "  SELECT CAST(json_extract(about, '$.link') AS BIGINT) AS link_id, max(at) AS last_opened,"
        "  count(*) FILTER (WHERE json_extract(about, '$.file') = :page) AS opened,"
        "  count(*) FILTER (WHERE json_extract(about, '$.file') <> :page) AS downloaded"
        "  FROM log WHERE what = 'link opened' GROUP BY 1) AS openings USING (link_id) ORDER BY link_id DESC"
    )
    with legibly(store), reading(store) as connection:
        rows = [tuple(row) for row in connection.execute(listed, {"page": PAGE, "now": written(now())})]
        times = pl.col("made_at", "expires_at", "last_opened").str.to_datetime("%Y-%m-%dT%H:%M:%S%z", time_zone="UTC")
        return pl.DataFrame(rows, schema=_COLUMNS, orient="row").with_columns(times)
