"""Packs: what was handed out, frozen under the hash of everything in it, with the cells behind it kept apart.

A pack's files lie in `packs/<hash>/`, each named by its own hash; names that people see stand in the database alone,
so no name that somebody sends ever becomes a path. Where the database is lost, or older than the packs, the folders
still tell what was frozen: no check may leave out a pack because nobody remembers it.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from sqlalchemy import Connection, bindparam, text

from analytics.access import require_analyst, require_reader
from analytics.errors import UserFacingError
from analytics.sharing import log
from analytics.sharing.database import CantShare, Clock, legibly, reading, utc_now, writing, written
from analytics.store import Store
from analytics.store.content_store import TEMPORARY, flush_folder, sha256
from analytics.store.content_store import keep as keep_file

PAGE = "pack.html"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}\.[a-z0-9]{1,9}")
_LEAVING = (".html", ".pdf", ".docx", ".pptx", ".xlsx", ".csv")


_UNLISTED = (
    "The pack {}… lies in the store, but sharing.sqlite does not list it: that file is lost, or older than the pack. "
    "Restore it from the backup. Until then every pack in the store counts as handed out. If this one never was, move "
    "its folder out of packs/."
)


class DamagedPack(UserFacingError):
    """A file of a pack is missing or is not what was frozen. The message says what to do."""


@dataclass(frozen=True)
class Pack:
    """A frozen pack: `about` is what was said of it when it was made, `files` are the names that leave.

    Of an erased one the files are gone, and what is known of it stays.
    """

    pack_id: str
    kept_at: datetime
    kept_by: str
    about: dict[str, Any]
    files: tuple[str, ...]
    exported: bool
    erased: bool

    @property
    def title(self) -> str:
        """Its month and area in words."""
        return str(self.about.get("title", ""))


@dataclass(frozen=True)
class Frozen:
    """What the database says of one pack: names and stored names of what leaves and of what never does."""

    pack_id: str
    about: str
    leaving: dict[str, str]
    private: dict[str, str]


def keep(
    store: Store,
    about: Mapping[str, Any],
    files: Mapping[str, bytes],
    private: Mapping[str, bytes],
    *,
    now: Clock = utc_now,
) -> str:
    """Freeze a pack. Returns its id, the SHA-256 over all of it, 64 hexadecimal digits.

    `files` leave: pack.html and what can be downloaded beside it. `private` never leaves: the cells behind it. Keeping
    the same pack again mends damaged files. Raises NotAllowed, and CantShare if the names make no pack, or if it was
    erased.
    """
    viewer = require_reader()
    _check_names(files, private)
    said = json.dumps(about, sort_keys=True, ensure_ascii=False, default=str)
    frozen = Frozen("", said, _stored(files), _stored(private))
    pack_id = _identity(frozen)
    with reading(store) as connection:
        if pack_id in _logged(connection, "pack erased"):
            raise CantShare(f"The pack {pack_id[:12]}… was erased; it can't be brought back.")
    folder = store.root / "packs" / pack_id
    # The page comes last: where it lies, the pack was made to the end.
    for name, content in sorted([*private.items(), *files.items()], key=lambda file: file[0] == PAGE):
        keep_file(content, folder, PurePath(name).suffix)
    flush_folder(folder.parent)
    rows = [{"pack": pack_id, "name": name, "apart": apart, "stored": stored}
            for apart, of in enumerate((frozen.leaving, frozen.private)) for name, stored in of.items()]  # fmt: skip
    with writing(store) as connection:
        if frozen_pack(connection, pack_id) is None:
            values = {"pack": pack_id, "at": written(now()), "by": str(viewer.role), "about": said}
            connection.execute(text("INSERT INTO packs VALUES (:pack, :at, :by, :about)"), values)
            connection.execute(text("INSERT INTO files VALUES (:pack, :name, :apart, :stored)"), rows)
            log.append(connection, "pack made", viewer.role, {"pack": pack_id}, now())
            if signed := about.get("signed_off"):
                log.append(
                    connection, "policy signed off", viewer.role, {"pack": pack_id, "signed": str(signed)}, now()
                )
    return pack_id


def _check_names(files: Mapping[str, bytes], private: Mapping[str, bytes]) -> None:
    if PAGE not in files:
        raise CantShare(f"A pack needs its page, {PAGE}.")
    for name in (*files, *private):
        if not _NAME.fullmatch(name):
            raise CantShare(f"“{name}” can't be the name of a file in a pack: small letters, figures, - and _ only.")
    if wrong := [name for name in files if PurePath(name).suffix not in _LEAVING]:
        raise CantShare(f"“{wrong[0]}” can't leave in a pack: only {', '.join(_LEAVING)} files do.")
    if both := files.keys() & private.keys():
        raise CantShare(f"“{min(both)}” can't both leave and stay private.")


def _stored(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: sha256(content) + PurePath(name).suffix for name, content in sorted(files.items())}


def _identity(frozen: Frozen) -> str:
    return hashlib.sha256(json.dumps([frozen.about, frozen.leaving, frozen.private]).encode()).hexdigest()


def frozen_pack(connection: Connection, pack_id: str) -> Frozen | None:
    """What is known of a pack; always two queries, so that a link that leads nowhere costs what any other costs."""
    asked = {"pack": pack_id}
    pack = connection.execute(text("SELECT about FROM packs WHERE pack_id = :pack"), asked).first()
    files = connection.execute(
        text("SELECT name, stored, private FROM files WHERE pack_id = :pack ORDER BY name"), asked
    ).all()
    if pack is None:
        return None
    leaving, private = ({name: stored for name, stored, apart in files if apart == which} for which in (0, 1))
    return Frozen(pack_id, pack[0], leaving, private)


def content(store: Store, frozen: Frozen, stored: str) -> bytes:
    """The bytes of one file. Raises DamagedPack unless the pack and the file are what was frozen."""
    try:
        found = (store.root / "packs" / frozen.pack_id / stored).read_bytes()
    except OSError:
        found = None
    if found is None or sha256(found) != stored.split(".")[0] or _identity(frozen) != frozen.pack_id:
        raise DamagedPack(
            f"The pack {frozen.pack_id[:12]}… {'is missing a file' if found is None else 'is damaged'}, so it is not "
            "shown. Restore its folder from the backup, or make the pack again and share that."
        )
    return found


def _known(connection: Connection, pack_id: str) -> Frozen:
    frozen = frozen_pack(connection, pack_id)
    if frozen is None:
        raise CantShare(f"There is no pack {pack_id[:64]}.")
    return frozen


def read(store: Store, pack_id: str, name: str = PAGE) -> bytes:
    """A file that leaves with a pack, as it was frozen. Raises NotAllowed, CantShare, DamagedPack."""
    require_reader()
    with reading(store) as connection:
        frozen = _known(connection, pack_id)
    if name not in frozen.leaving:
        raise CantShare(f"The pack {pack_id[:12]}… has no file “{name[:100]}”; it has {', '.join(frozen.leaving)}.")
    return content(store, frozen, frozen.leaving[name])


def private_of(store: Store, pack_id: str) -> dict[str, bytes]:
    """The private files of one pack. Raises NotAllowed, CantShare, DamagedPack."""
    require_reader()
    with reading(store) as connection:
        frozen = _known(connection, pack_id)
    return {name: content(store, frozen, stored) for name, stored in frozen.private.items()}


def packs(store: Store) -> list[Pack]:
    """Every pack, newest first. Raises NotAllowed."""
    require_reader()
    with legibly(store), reading(store) as connection:
        handed_out, gone = _logged(connection, "pack exported"), _logged(connection, "pack erased")
        rows = connection.execute(
            text("SELECT pack_id, kept_at, kept_by, about FROM packs ORDER BY kept_at DESC, rowid DESC")
        ).all()
        return [
            Pack(
                pack_id,
                datetime.fromisoformat(kept_at),
                kept_by,
                json.loads(about),
                tuple(_known(connection, pack_id).leaving),
                pack_id in handed_out,
                pack_id in gone,
            )
            for pack_id, kept_at, kept_by, about in rows
        ]


def exported(store: Store, pack_id: str, *, now: Clock = utc_now) -> None:
    """Note that a pack was handed out as files. Raises NotAllowed, CantShare."""
    viewer = require_reader()
    with writing(store) as connection:
        _known(connection, pack_id)
        log.append(connection, "pack exported", viewer.role, {"pack": pack_id}, now())


def erase(store: Store, pack_id: str, reason: str, *, now: Clock = utc_now) -> None:
    """Remove a pack's files for good, as the law may ask; its links open nothing from then on.

    The log keeps that it was, and why it was erased. It says so, and the links are revoked, before the first file goes,
    so that an erasure which breaks off is known and finished later. Later disclosure checks can no longer take the pack
    into account. Raises NotAllowed, and CantShare if it is unknown or no reason is given, or files can't be removed.
    """
    viewer = require_analyst()
    if not reason.strip():
        raise CantShare("Say why the pack is erased, with --reason.")
    with writing(store) as connection:
        _known(connection, pack_id)
        log.append(connection, "pack erased", viewer.role, {"pack": pack_id, "reason": reason}, now())
        closed = text("UPDATE links SET revoked_at = :at WHERE pack_id = :pack AND revoked_at IS NULL")
        connection.execute(closed, {"at": written(now()), "pack": pack_id})
    finish_erasures(store)


def finish_erasures(store: Store) -> int:
    """Remove the folders of erased packs that are still there. Returns how many were. Raises NotAllowed, and CantShare
    where one can't be removed."""
    require_analyst()
    with reading(store) as connection:
        gone = _logged(connection, "pack erased")
    folders = [folder for pack_id in sorted(gone) if (folder := store.root / "packs" / pack_id).exists()]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    if left := [folder.name for folder in folders if folder.exists()]:
        raise CantShare(
            f"The pack {left[0][:12]}… is noted as erased and its links open nothing, but its folder can't be removed. "
            "`python -m analytics check` tries again."
        )
    return len(folders)


def private(store: Store, name: str, *, now: Clock = utc_now) -> list[tuple[str, bytes]]:
    """A private file of every pack that somebody outside may have seen and the database knows, by pack id, oldest
    first.

    These are packs ever opened or exported, and those that a link opens now: their reader may look after any check.
    Once a pack is unlisted, nobody knows which were, and all count. Erased ones are left out. Raises NotAllowed, and
    DamagedPack because a check that leaves one out is no check.
    """
    require_reader()
    everything = bool(unlisted(store))
    with reading(store) as connection:
        seen = _logged(connection, "link opened", "pack exported")
        open_now = connection.execute(
            text("SELECT pack_id FROM links WHERE revoked_at IS NULL AND expires_at > :now"), {"now": written(now())}
        )
        seen, gone = seen | {pack_id for (pack_id,) in open_now}, _logged(connection, "pack erased")
        made = connection.execute(text("SELECT pack_id FROM packs ORDER BY kept_at, rowid")).scalars().all()
        counting = [pack_id for pack_id in made if (everything or pack_id in seen) and pack_id not in gone]
        found = [_known(connection, pack_id) for pack_id in counting]
    return [(frozen.pack_id, content(store, frozen, frozen.private[name])) for frozen in found]


def unlisted(store: Store) -> list[str]:
    """The packs whose page lies in the store and of which the database knows nothing, by id: it is lost or too old."""
    lying = {page.parent.name for page in (store.root / "packs").glob("*/*.html")}
    with reading(store) as connection:
        return sorted(lying.difference(connection.execute(text("SELECT pack_id FROM packs")).scalars()))


def unlisted_private(store: Store, pack_id: str) -> list[bytes]:
    """The private files of an unlisted pack, whose names nobody knows. Raises NotAllowed, and DamagedPack unless all
    that are left are what was frozen."""
    require_reader()
    files = [file for file in (store.root / "packs" / pack_id).iterdir() if file.suffix not in _LEAVING]
    kept = {file.stem: file.read_bytes() for file in files if not file.name.startswith(TEMPORARY)}
    if not kept or any(sha256(content) != name for name, content in kept.items()):
        raise DamagedPack(
            f"The pack {pack_id[:12]}… may have been handed out, and can't be taken into account: sharing.sqlite does "
            "not list it, and a file of it is missing or damaged. Restore both from the backup."
        )
    return list(kept.values())


def forgotten(store: Store) -> int:
    """How many packs that somebody outside has seen were erased since, so that no check can take them into account.

    Raises NotAllowed.
    """
    require_reader()
    with reading(store) as connection:
        seen = _logged(connection, "link opened", "pack exported")
        return len(seen & _logged(connection, "pack erased"))


def _logged(connection: Connection, *what: str) -> set[str]:
    """The packs of which the log says one of these."""
    asked = text("SELECT DISTINCT json_extract(about, '$.pack') FROM log WHERE what IN :what")
    return set(connection.execute(asked.bindparams(bindparam("what", expanding=True)), {"what": what}).scalars())


def check_packs(store: Store) -> list[str]:
    """Check every file of every pack against its hash. Returns a sentence for each that is damaged or missing, and for
    each pack that is not listed."""
    problems = [_UNLISTED.format(pack_id[:12]) for pack_id in unlisted(store)]
    with reading(store) as connection:
        gone = _logged(connection, "pack erased")
        made = connection.execute(text("SELECT pack_id FROM packs")).scalars().all()
        frozen_packs = [_known(connection, pack_id) for pack_id in made if pack_id not in gone]
    for frozen in frozen_packs:
        for name, stored in (frozen.leaving | frozen.private).items():
            try:
                content(store, frozen, stored)
            except DamagedPack as problem:
                problems.append(f"{name}: {problem}")
    return problems
