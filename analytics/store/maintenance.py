"""Undo, redo, erase, and looking after the files."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from analytics import formatting
from analytics.access import require_analyst
from analytics.store import content_store
from analytics.store.afterwards import NotFinished, cause, told_if_it_breaks_off
from analytics.store.database import LostLedger
from analytics.store.journal import differences, merged, replay
from analytics.store.store import Store

_log = logging.getLogger(__name__)

STRAY_AFTER = 3600  # seconds; a load that still writes is younger than that


def undo(store: Store, load_id: int) -> None:
    """Take a load back. What it replaced is seen again; nothing is deleted.

    Raises CantChange, NotFinished, NotAllowed.
    """
    viewer = require_analyst()
    with told_if_it_breaks_off(store):
        store.ledger.set_standing(load_id, False, viewer.role)
    _log.info("Load %d undone", load_id)


def redo(store: Store, load_id: int) -> None:
    """Bring an undone load back. Raises CantChange, NotFinished, NotAllowed."""
    viewer = require_analyst()
    with told_if_it_breaks_off(store):
        store.ledger.set_standing(load_id, True, viewer.role)
    _log.info("Load %d redone", load_id)


def erase(store: Store, load_id: int, reason: str) -> int:
    """Remove the files of an undone load for good, as the law may ask. Returns how many files were removed.

    The ledger keeps that the load was, and why it was erased. It says so before the first file goes, so that an erasure
    which breaks off is known and finished later. A file that another load shares stays; a copy that was set aside goes
    too. Raises CantChange, NotFinished, NotAllowed, and LostLedger where the ledger no longer says what was recorded:
    by it, a file of another load might be taken for one of this.
    """
    viewer = require_analyst()
    if problems := check_ledger(store).problems:
        raise LostLedger(" ".join(["Nothing is erased by a ledger that can't be relied on.", *problems]))
    try:
        with told_if_it_breaks_off(store):
            store.ledger.erase(load_id, reason, viewer.role)
    except NotFinished as problem:
        if not _erased_files(store):
            raise
        raise NotFinished(f"{problem} Its files are still there: `python -m analytics check` removes them.") from None
    removed = finish_erasures(store)
    _log.info("Load %d erased; files removed: %d", load_id, removed)
    return removed


def finish_erasures(store: Store) -> int:
    """Remove the files of erased loads that are still there: of this erasure, or of one that broke off. Returns how
    many were removed. Raises NotFinished where one can't be; the others are removed all the same. Raises NotAllowed.
    """
    require_analyst()
    if not _erased_files(store):
        return 0
    removed, problems = 0, []
    try:
        with store.ledger.writing():  # a load that takes one of them into use must see that it is gone
            for file in _erased_files(store):
                try:
                    file.unlink(missing_ok=True)
                    removed += 1
                except OSError as problem:
                    problems.append(cause(problem))
    except (sqlite3.Error, OSError) as problem:
        problems.append(cause(problem))
    if problems and (left := len(_erased_files(store))):
        raise NotFinished(
            "An erasure is not finished: the ledger says that the load is erased, and "
            f"{formatting.counted(left, 'file', 'files')} of it can't be removed ({problems[0]}). "
            "`python -m analytics check` tries again."
        )
    return removed


def _erased_files(store: Store) -> list[Path]:
    """The files of erased loads that lie in the store or were set aside, and that no other load has."""
    rows = store.ledger.rows()
    if not (names := rows.files(erased=True) - rows.files(erased=False)):
        return []
    places = (store.parquet, store.originals)
    aside = [store.root / content_store.SET_ASIDE / folder.name for folder in places]
    lying = [file for folder in (*places, *aside) if folder.is_dir() for file in folder.iterdir()]
    return [file for file in lying if file.name in names or file.name.rpartition(".")[0] in names]


def check_files(store: Store) -> list[str]:
    """Check every file against its hash. Returns a sentence for each that is damaged or missing. Raises NotAllowed."""
    require_analyst()
    problems = []
    for entry in store.ledger.history():
        if entry.erased:
            continue
        for folder, name in (
            (store.parquet, entry.part.parquet),
            (store.parquet, entry.part.rollup),
            (store.originals, entry.part.original),
            (store.originals, entry.part.refusals),
        ):
            try:
                if name:
                    content_store.verify(folder / name)
            except content_store.DamagedFile as problem:
                problems.append(f"Load {entry.load_id}, {entry.part.file_name}: {problem}")
    return problems


@dataclass(frozen=True)
class LedgerChecked:
    """What is wrong with the ledger or its journal, and what of it was mended; a sentence each."""

    problems: list[str]
    mended: list[str]


def check_ledger(store: Store) -> LedgerChecked:
    """Compare the ledger with its journal, and write the entries that the journal lacks.

    Raises NotAllowed, and LostLedger where there is no ledger to compare.
    """
    require_analyst()
    ledger = store.ledger
    _ = ledger.version()
    ledger.integrity()
    problems, mended = [], []
    recorded, damaged = ledger.journal.read()
    own = ledger.entries()
    problems += differences(ledger.rows(), replay(merged(recorded, own)))
    try:
        if not problems and (removed := finish_erasures(store)):
            gone = formatting.counted(removed, "file was", "files were")
            mended.append(f"Finished: an erasure that broke off; {gone} removed.")
    except NotFinished as problem:
        problems.append(str(problem))
    try:
        if added := ledger.write_journal():
            mended.append(
                f"Written to the journal: {formatting.counted(added, 'change', 'changes')} that it lacked. If a backup "
                "was just restored, they come from a ledger.sqlite-wal that was left beside it: look at the history, "
                "or restore again into an empty folder."
            )
        for key in damaged if not problems else []:
            if key in own:
                ledger.journal.write(own[key])
                mended.append(f"Written to the journal: change {key[0]}, whose entry was damaged.")
            else:
                content_store.set_aside(ledger.journal.file(key), store.root)
                mended.append(f"Set aside: a damaged entry of the journal, of a change {key[0]} not in the ledger.")
    except OSError as problem:
        problems.append(f"The journal can't be written ({problem.strerror}). Make room for it, and check again.")
    return LedgerChecked(problems, mended)


@dataclass(frozen=True)
class Swept:
    """How many temporary files were removed, and how many files that no load names were set aside."""

    removed: int
    aside: int


def sweep(store: Store, older_than: float = STRAY_AFTER) -> Swept:
    """Remove the temporary files that killed loads left behind, and set aside whole files that no load names.

    Only what bears a temporary name is ever deleted. Files younger than `older_than` seconds may belong to a load that
    is still writing. Raises LostLedger, and NotAllowed for anyone but an analyst.
    """
    require_analyst()
    _ = store.ledger.version()  # refuses where the ledger is lost
    removed = sweep_temporary(store, older_than)
    folders = store.parquet, store.originals
    if not _unknown(store, _old(older_than, *folders)):
        return Swept(removed, 0)
    with store.ledger.writing():  # a load that takes one of them into use must see that it is gone
        unknown = _unknown(store, _old(older_than, *folders))
        for file in unknown:
            content_store.set_aside(file, store.root)
    return Swept(removed, len(unknown))


def sweep_temporary(store: Store, older_than: float = STRAY_AFTER) -> int:
    """Remove the temporary files that killed loads, upgrades and packs left behind. Returns how many there were. Raises
    OSError, and NotAllowed for anyone but an analyst."""
    require_analyst()
    packs = [pack for pack in (store.root / "packs").glob("*") if pack.is_dir()]
    everywhere = _old(older_than, store.root, store.parquet, store.originals, store.ledger.journal.folder, *packs)
    temporary = [file for file in everywhere if file.name.startswith(content_store.TEMPORARY)]
    for file in temporary:
        shutil.rmtree(file) if file.is_dir() else file.unlink(missing_ok=True)
    return len(temporary)


def _old(older_than: float, *folders: Path) -> list[Path]:
    """The files there that are old enough. One that has gone meanwhile was somebody's who is at work."""
    found = []
    for file in [file for folder in folders if folder.is_dir() for file in folder.iterdir()]:
        with suppress(FileNotFoundError):
            if time.time() - file.stat().st_mtime > older_than:
                found.append(file)
    return found


def _unknown(store: Store, found: list[Path]) -> list[Path]:
    """Those files that no load names, neither in the ledger nor in the journal; one that was erased names none."""
    recorded, _ = store.ledger.journal.read()
    known = store.ledger.rows().files(erased=False) | replay(recorded).files(erased=False)
    return [file for file in found if file.name not in known]


def history(store: Store) -> pl.DataFrame:
    """Every part of every load, newest first, one row each.

    `state` is live (readers may see rows of it), replaced (a later load of the same kind, source and cut leaves none),
    undone or erased; for `scope` see the module of that name.
    """
    rows = [
        {
            "load_id": e.load_id,
            "loaded_at": e.loaded_at,
            "loaded_by": e.loaded_by,
            "file_name": e.part.file_name,
            "kind": e.part.kind,
            "source": e.part.source,
            "cut": e.part.cut,
            "rows_in": e.part.rows_in,
            "accepted": e.part.accepted,
            "refused": e.part.refused,
            "totals": e.part.totals,
            "blank": e.part.blank,
            "state": "erased" if e.erased else "live" if e.live else "replaced" if e.stands else "undone",
            "file_sha256": e.part.file_sha256,
            "scope": e.part.scope,
        }
        for e in store.ledger.history()
    ]
    return pl.DataFrame(rows)
