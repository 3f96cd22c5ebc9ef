"""Rebuilding a ledger that is lost: from its journal, and where that has nothing, from the stored files themselves.

Nothing is deleted: the unreadable ledger and damaged entries are kept beside what takes their place.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from analytics import formatting, rollup
from analytics.access import require_analyst
from analytics.catalogue import Catalogue
from analytics.catalogue.recipes import FORMER_NAMES
from analytics.extracts import CATALOGUE_KINDS, EXTRACTS, ExtractError
from analytics.store import content_store
from analytics.store.database import WAITS, LostLedger
from analytics.store.former_catalogue import former_catalogue
from analytics.store.held_catalogue import catalogue_of_parts
from analytics.store.journal import Entry, Key, Rows, differences, merged, replay
from analytics.store.ledger import Ledger, Part, as_row, live_parts
from analytics.store.loading import Incoming, detail, prepare
from analytics.store.maintenance import check_files
from analytics.store.scope import LOADS, PART, WHOLE
from analytics.store.store import Store

_log = logging.getLogger(__name__)

REASON = "rebuilt from the stored file"
UNKNOWN = "not known"


@dataclass(frozen=True)
class Recovered:
    """What became of a lost ledger: `account` in sentences, `problems` with stored files and what is lost for good."""

    account: list[str]
    problems: list[str]


def recover(store: Store) -> Recovered:
    """Rebuild the ledger of a store if it is lost or no longer says what was recorded; else change nothing.

    Loads that the journal does not name come back from their Parquet files: as undone where there is a journal, so that
    nothing unannounced is shown, and else in the order of the files' times. The catalogue by which that is done is made
    of the stored files too. Raises NotAllowed, StoreTooNew, DatabaseAway, LostLedger for a database that holds another
    ledger, CatalogueError for a store from before catalogues were loaded whose folder can't be found, and what SQLite
    and the disk raise.
    """
    require_analyst()
    ledger = store.ledger
    if _known(ledger)[0]:
        return Recovered(["The ledger is whole and agrees with its journal. There is nothing to do."], [])
    with _locked(ledger):
        whole, entries, damaged = _known(ledger)  # somebody else may have rebuilt it
        if not whole:
            return _rebuild(store, entries, damaged)
    return Recovered(["The ledger was rebuilt just now. There is nothing to do."], [])


def _known(ledger: Ledger) -> tuple[bool, dict[Key, Entry], list[Key]]:
    """Whether the ledger can be relied on; all changes that are known; and of which the journal's entry is damaged.

    A ledger that can be read and has the same history is asked for what the journal lacks.
    """
    recorded, damaged = ledger.journal.read()
    try:
        ledger.integrity()
        own = ledger.entries()
        everything = merged(recorded, own)
        if not differences(ledger.rows(), replay(everything)):
            _ = ledger.version()
            return True, everything, damaged
    except LostLedger:
        return False, recorded, damaged
    tokens = dict([*recorded, *damaged])
    same = all(tokens.get(version, token) == token for version, token in own)
    return False, everything if same else recorded, damaged


def _rebuild(store: Store, entries: dict[Key, Entry], damaged: list[Key]) -> Recovered:
    ledger = store.ledger
    journal = bool(entries or damaged)
    found, problems = _from_files(store, replay(entries))
    entries = {**entries, **_announced(found, entries, damaged, undone=journal)}
    with TemporaryDirectory(prefix=content_store.TEMPORARY, dir=store.root) as folder:
        fresh = Ledger(Path(folder) / ledger.file.name, store.database)
        fresh.fill(replay(entries))
        if not store.database:
            _put_in_place(fresh.file, ledger.file)
    for key in damaged:
        if key not in entries:
            content_store.set_aside(ledger.journal.file(key), store.root)
    lost = {key[0] for key in damaged if key not in entries}
    if not store.database:  # PostgreSQL leaves numbers out
        lost |= set(range(1, max((version for version, _ in entries), default=0))) - {version for version, _ in entries}
    if lost:
        which = formatting.joined([str(version) for version in sorted(lost)])
        problems.insert(0, f"What was done by change {which} is not known: the journal has no whole entry of it.")
    try:
        ledger.write_journal()
    except OSError as problem:
        problems.append(f"The journal can't be written ({problem.strerror}). Make room for it, and run `check`.")
    problems += check_files(store)
    loads = len(replay(entries).loads)
    _log.info("Ledger rebuilt: loads %d, of them from files alone %d, problems %d", loads, len(found), len(problems))
    return Recovered(_account(entries, len(found), undone=journal), problems)


def _account(entries: Mapping[Key, Entry], from_files: int, *, undone: bool) -> list[str]:
    loads = len(replay(entries).loads)
    said = [f"The ledger is rebuilt: {formatting.counted(loads, 'load', 'loads')}."]
    if from_files and undone:
        said.append(
            f"{formatting.counted(from_files, 'load', 'loads')} that the journal does not name "
            "came back from the stored "
            "files, as undone. `history` lists them, and `redo` shows one."
        )
    elif from_files:
        said.append(
            f"{formatting.counted(from_files, 'load', 'loads')} came back from the stored files alone, "
            "one a file, in the "
            "order of the files' times. What had been undone is shown again: look at `history`, and undo it anew."
        )
    return said


def _from_files(store: Store, known: Rows) -> tuple[list[tuple[datetime, Part]], list[str]]:
    """The parts that Parquet files hold which no load names, oldest first, with the time of the file.

    Returns a sentence too for each file that no part can be made of. What was erased stays so.
    """
    named = known.files(erased=False) | known.files(erased=True)
    found: list[tuple[datetime, Part]] = []
    problems: list[str] = []
    for file in _unnamed(store.parquet, named):
        try:
            part = _part(file)
        except (content_store.DamagedFile, pl.exceptions.PolarsError, ValueError) as problem:
            problems.append(f"No load can be made of {file.name} ({problem}). The file stays where it is.")
            continue
        if part is not None:
            found.append((datetime.fromtimestamp(file.stat().st_mtime, UTC).replace(microsecond=0), part))
    live = live_parts(known, CATALOGUE_KINDS)
    whole = [(load_id, part) for load_id, part in live if not content_store.harm(store.parquet / part.parquet)]
    catalogue, parts = _catalogue(store, whole, [part for _, part in found])
    accounts = _accounts(store, catalogue, named, {part.parquet for part in parts})
    rebuilt = [replace(_rolled_up(store, part, catalogue), **accounts.get(part.parquet, {})) for part in parts]
    return [(at, part) for (at, _), part in zip(found, rebuilt, strict=True)], problems


def _catalogue(store: Store, known: list[tuple[int, Part]], found: list[Part]) -> tuple[Catalogue, list[Part]]:
    """The catalogue that parts of loads make with those found in files, and these with a scope.

    No file says whether it was the whole or a part. A part hides nothing, so a file of the catalogue is one unless it
    goes together with the others only as a whole, such as a scale of grades over another.
    """
    parts = []
    for number, part in enumerate(found):
        if part.kind in CATALOGUE_KINDS:
            either = [[*known, (LOADS // 2 + number, replace(part, scope=scope))] for scope in (PART, WHOLE)]
            known = min(either, key=lambda parts: len(catalogue_of_parts(store, parts).mistakes))
            part = known[-1][1]
        parts.append(part)
    made = catalogue_of_parts(store, known)
    return made if made.council else former_catalogue(), parts


def _rolled_up(store: Store, part: Part, catalogue: Catalogue) -> Part:
    """The part with its rollup, where its rows are split."""
    if part.kind != "indicators":
        return part
    rows = pl.read_parquet(store.parquet / part.parquet)
    if not rollup.is_split(rows):
        return part
    rolled = content_store.as_parquet(rollup.localities(rows, catalogue))
    return replace(part, rollup=content_store.keep(rolled, store.parquet, ".parquet"))


def _unnamed(folder: Path, named: set[str]) -> list[Path]:
    """The files of a folder that no load names, oldest first."""
    there = [file for file in folder.iterdir() if file.is_file()] if folder.is_dir() else []
    unnamed = [file for file in there if file.name not in named and not file.name.startswith(content_store.TEMPORARY)]
    return sorted(unnamed, key=lambda file: (file.stat().st_mtime_ns, file.name))


def _part(file: Path) -> Part | None:
    """What a Parquet file says of itself; None for a rollup, which is made anew from its detail.

    Raises DamagedFile, ValueError, and what Polars raises.
    """
    content_store.verify(file)
    rows = pl.read_parquet(file)
    if set(rows.columns) == {*EXTRACTS["indicators"].columns(), "teams"}:
        return None
    kind = _kind(rows.columns)
    said = rows.select("source", "cut").unique()
    if said.height != 1:
        raise ValueError("it is not of one source and cut")
    ((source, cut),) = said.rows()
    return Part(
        file_name=f"rebuilt-{file.name[:12]}.parquet",
        file_sha256="",
        kind=kind,
        source=source,
        cut=cut,
        rows_in=rows.height,
        accepted=rows.height,
        refused=0,
        totals=0,
        blank=0,
        parquet=file.name,
        original="",
        months=EXTRACTS[kind].months_in(rows),
        scope=PART,  # nothing says what it was, and so nothing that another file has is hidden
    )


def _kind(columns: list[str]) -> str:
    """The kind of extract that has these columns. Raises ValueError."""
    for kind, extract in EXTRACTS.items():
        expected = set(extract.columns())
        if {FORMER_NAMES.get(name, name) for name in columns} in (expected, expected - extract.LATER.keys()):
            return kind
    raise ValueError("its columns are of no kind of extract")


def _accounts(store: Store, catalogue: Catalogue, named: set[str], wanted: set[str]) -> dict[str, dict[str, Any]]:
    """By Parquet file, what its original says when it is read again: only where that gives the same file."""
    found: dict[str, dict[str, Any]] = {}
    for original in _unnamed(store.originals, named) if wanted else []:
        try:
            prepared = prepare(catalogue, [Incoming(original.name, original.read_bytes())])
        except ExtractError:  # it had to be told more than its columns say, or is a list of what was refused
            continue
        for _, account, _ in prepared.tables:
            name = f"{content_store.sha256(detail(account))}.parquet"
            if name in wanted:
                found[name] = {
                    "file_sha256": original.name.split(".")[0],
                    "original": original.name,
                    "rows_in": account.rows_in,
                    "refused": account.refused,
                    "totals": account.totals,
                    "blank": account.blank,
                    "notices": "\n".join(account.notices),
                }
    return found


def _announced(
    found: list[tuple[datetime, Part]], entries: Mapping[Key, Entry], damaged: list[Key], *, undone: bool
) -> dict[Key, Entry]:
    """The changes that bring parts back, one load each. The same files give the same changes, whoever makes them."""
    version = max((key[0] for key in (*entries, *damaged)), default=0)
    load_id = max((int(entry.change["load_id"]) for entry in entries.values()), default=0)
    made: dict[Key, Entry] = {}
    for at, part in found:
        load_id += 1
        load = {"load_id": load_id, "loaded_at": at.isoformat(timespec="seconds"), "loaded_by": UNKNOWN}
        for what in ("load", "undo") if undone else ("load",):
            version += 1
            token = hashlib.sha256(f"{version} {what} {part.parquet}".encode()).hexdigest()[:16]
            change = {"version": version, "changed_at": load["loaded_at"], "changed_by": UNKNOWN, "load_id": load_id,
                      "what": what, "reason": REASON, "token": token}  # fmt: skip
            brought = what == "load"
            made[version, token] = Entry(change, load if brought else None, [as_row(load_id, part)] if brought else [])
    return made


@contextmanager
def _locked(ledger: Ledger) -> Iterator[None]:
    """Let nobody else rebuild the ledger meanwhile, nor change it as far as it can be locked at all.

    Windows can't rename a file that is open: there the ledger is not held. Raises sqlite3.OperationalError.
    """
    turn = ledger.file.with_name(f"{content_store.TEMPORARY}recover")  # which `check` sweeps away some day
    with ExitStack() as held:
        for file in (turn, ledger.file):
            if file == turn or (file.exists() and not ledger.url and os.name != "nt"):
                connection = held.enter_context(closing(sqlite3.connect(file, timeout=WAITS, isolation_level=None)))
                try:
                    connection.execute("BEGIN EXCLUSIVE" if file == turn else "BEGIN IMMEDIATE")
                except sqlite3.DatabaseError as problem:
                    if file == turn or problem.sqlite_errorname.startswith("SQLITE_BUSY"):
                        raise
        yield


def _put_in_place(fresh: Path, file: Path) -> None:
    """Move a new ledger to where the lost one is, and that aside with the files that SQLite keeps beside it."""
    aside = f"ledger-damaged-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}.sqlite"
    for ending in ("-wal", "-shm", ""):
        old = file.with_name(file.name + ending)
        if old.exists():
            old.rename(file.with_name(aside + ending))
    os.replace(fresh, file)
    content_store.flush_folder(file.parent)
