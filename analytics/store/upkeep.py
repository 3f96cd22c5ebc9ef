"""Undo, redo, erase, and looking after the files."""

from __future__ import annotations

import time

import polars as pl

from analytics.access import require_analyst
from analytics.store.files import DamagedFile, verify
from analytics.store.ledger import Part
from analytics.store.store import Store

STRAY_AFTER = 3600  # seconds; a load that still writes is younger than that


def undo(store: Store, load_id: int) -> None:
    """Take a load back. What it replaced is seen again; nothing is deleted. Raises CantChange, NotAllowed."""
    viewer = require_analyst()
    store.ledger.set_standing(load_id, False, viewer.role)


def redo(store: Store, load_id: int) -> None:
    """Bring an undone load back. Raises CantChange, NotAllowed."""
    viewer = require_analyst()
    store.ledger.set_standing(load_id, True, viewer.role)


def erase(store: Store, load_id: int, reason: str) -> int:
    """Remove the files of an undone load for good, as the law may ask. Returns how many files were removed.

    The ledger keeps that the load was, and why it was erased. A file that another load shares stays.
    Raises CantChange and NotAllowed.
    """
    viewer = require_analyst()

    def remove(names: set[str]) -> None:
        for folder in (store.parquet, store.originals):
            for name in names:
                (folder / name).unlink(missing_ok=True)

    return store.ledger.erase(load_id, reason, viewer.role, remove)


def _files(part: Part) -> list[str]:
    return [name for name in (part.parquet, part.original, part.refusals, part.rollup) if name]


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
                    verify(folder / name)
            except DamagedFile as problem:
                problems.append(f"Load {entry.load_id}, {entry.part.file_name}: {problem}")
    return problems


def sweep(store: Store, older_than: float = STRAY_AFTER) -> int:
    """Remove what killed loads left behind: temporary files, and whole files that no load in the ledger names.

    Returns how many. Files younger than `older_than` seconds may belong to a load that is still writing. Raises
    NotAllowed for anyone but an analyst.
    """
    require_analyst()
    known = {name for entry in store.ledger.history() if not entry.erased for name in _files(entry.part)}
    stray = [
        file
        for folder in (store.parquet, store.originals)
        if folder.is_dir()
        for file in folder.iterdir()
        if file.name not in known and time.time() - file.stat().st_mtime > older_than
    ]
    for file in stray:
        file.unlink(missing_ok=True)
    return len(stray)


def history(store: Store) -> pl.DataFrame:
    """Every part of every load, newest first, one row each.

    `state` is live (readers see it), replaced (by a later load of the same kind, source and cut), undone or erased.
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
        }
        for e in store.ledger.history()
    ]
    return pl.DataFrame(rows)
