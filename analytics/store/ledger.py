"""The ledger: one row a load, and one row for each file and table that the load brought, with its scope.

Which files readers may see rows of is decided here: those of loads that stand, but for files of which another load
states all there is. Which rows of them are shown, `scope` decides. `version` grows by one with every change, so it can
serve as a cache key.

A store that has files and no ledger that fits them is refused: whoever took it for empty would hide what is held, and
a load would begin a second history.
"""

from __future__ import annotations

import logging
import re
import secrets
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import polars as pl
from sqlalchemy import Connection, text

from analytics.errors import UserFacingError
from analytics.extracts import EXTRACTS
from analytics.months import as_month, code
from analytics.store.content_store import TEMPORARY, DamagedFile, put, verify
from analytics.store.database import (
    NOT_WRITABLE,
    SETTING,
    STORE_SETTING,
    Database,
    DatabaseAway,
    LostLedger,
    in_postgresql,
)
from analytics.store.journal import FOLDER, Entry, Journal, Key, Row, Rows, differences, merged, replay
from analytics.store.scope import CUT, PART, WHOLE

_FIRST = """
CREATE TABLE loads (
    load_id INTEGER PRIMARY KEY AUTOINCREMENT,
    loaded_at TEXT NOT NULL,
    loaded_by TEXT NOT NULL,
    stands INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE parts (
    load_id INTEGER NOT NULL REFERENCES loads,
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    cut TEXT NOT NULL,
    rows_in INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    totals INTEGER NOT NULL,
    blank INTEGER NOT NULL,
    parquet TEXT NOT NULL,
    PRIMARY KEY (load_id, kind, source, cut)
);
CREATE TABLE changes (
    version INTEGER PRIMARY KEY AUTOINCREMENT,
    changed_at TEXT NOT NULL,
    load_id INTEGER NOT NULL REFERENCES loads,
    what TEXT NOT NULL
);
"""
# Version 2 keeps what was refused and what was noted, and says who changed what and why.
_SECOND = """
ALTER TABLE parts ADD COLUMN refusals TEXT NOT NULL DEFAULT '';
ALTER TABLE parts ADD COLUMN notices TEXT NOT NULL DEFAULT '';
ALTER TABLE parts ADD COLUMN original TEXT NOT NULL DEFAULT '';
UPDATE parts SET original = file_sha256 || '.csv';
ALTER TABLE loads ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;
ALTER TABLE changes ADD COLUMN changed_by TEXT NOT NULL DEFAULT 'analyst';
ALTER TABLE changes ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE changes ADD COLUMN token TEXT NOT NULL DEFAULT '';
"""
# Version 3 says which months a Parquet file holds, so that a damaged one takes no other month with it.
_THIRD = """
ALTER TABLE parts ADD COLUMN months TEXT NOT NULL DEFAULT '';
"""
# Version 4 names the rollup: the rows of county and localities that were made from the Parquet file.
_FOURTH = """
ALTER TABLE parts ADD COLUMN rollup TEXT NOT NULL DEFAULT '';
"""
# Version 5 gives loads a scope, and lets several files of a kind, source and cut come in one. Loads of before have
# none: they take the place of their cut, as they always did. Which files are live is no view any more.
_FIFTH = """
DROP VIEW IF EXISTS live;
ALTER TABLE parts RENAME TO parts_before;
CREATE TABLE parts (
    load_id INTEGER NOT NULL REFERENCES loads,
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    cut TEXT NOT NULL,
    rows_in INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    totals INTEGER NOT NULL,
    blank INTEGER NOT NULL,
    parquet TEXT NOT NULL,
    original TEXT NOT NULL DEFAULT '',
    refusals TEXT NOT NULL DEFAULT '',
    notices TEXT NOT NULL DEFAULT '',
    months TEXT NOT NULL DEFAULT '',
    rollup TEXT NOT NULL DEFAULT '',
    number INTEGER NOT NULL DEFAULT 1,
    scope TEXT NOT NULL DEFAULT 'cut',
    covers TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (load_id, kind, source, cut, number)
);
INSERT INTO parts (
    load_id, file_name, file_sha256, kind, source, cut, rows_in, accepted, refused, totals, blank, parquet, original,
    refusals, notices, months, rollup
) SELECT
    load_id, file_name, file_sha256, kind, source, cut, rows_in, accepted, refused, totals, blank, parquet, original,
    refusals, notices, months, rollup
FROM parts_before;
DROP TABLE parts_before;
"""
_STEPS = (_FIRST, _SECOND, _THIRD, _FOURTH, _FIFTH)
_MONTHS_SINCE = 3


def _statements(step: str) -> list[str]:
    return [statement for statement in step.split(";\n") if statement.strip()]


def _postgresql(step: str) -> list[str]:
    """The same step in PostgreSQL's words."""
    return _statements(in_postgresql(step).replace("load_id INTEGER NOT NULL", "load_id BIGINT NOT NULL"))


P = ParamSpec("P")
R = TypeVar("R")
# What SQLite says of the disk and of others who write. All else that it says of our own statements is damage.
_NOT_DAMAGE = (*NOT_WRITABLE, "SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PERM", "SQLITE_PROTOCOL", "SQLITE_NOMEM")
_CUT_SHORT = ("SQLITE_IOERR_SHORT_READ", "SQLITE_IOERR_CORRUPTFS")


def _is_damage(problem: sqlite3.DatabaseError) -> bool:
    name = getattr(problem, "sqlite_errorname", "")
    ours = isinstance(problem, sqlite3.ProgrammingError)
    return name in _CUT_SHORT or not (ours or name.startswith(_NOT_DAMAGE))


class CantChange(UserFacingError):
    """An undo, redo or erase that makes no sense. The message says why."""


@dataclass(frozen=True)
class Part:
    """What one load brought of one kind, source and cut in one table of a file; `number` counts those from 1.

    `parquet` holds the accepted rows, `original` the file as it came, `refusals` the refused rows (empty if there
    are none); `notices` is what was noted, a line each; `months` are those the rows are about, empty if not known.
    `rollup` holds the rows of county and localities, empty where `parquet` serves for them. For `scope` see the module
    of that name; `covers` are the Parquet files of older loads of its cut of which this one leaves nothing.
    """

    file_name: str
    file_sha256: str
    kind: str
    source: str
    cut: date
    rows_in: int
    accepted: int
    refused: int
    totals: int
    blank: int
    parquet: str
    original: str
    refusals: str = ""
    notices: str = ""
    months: tuple[date, ...] = ()
    rollup: str = ""
    number: int = 1
    scope: str = CUT
    covers: tuple[str, ...] = ()

    @property
    def read(self) -> list[str]:
        """The files from which figures are read."""
        return [name for name in (self.parquet, self.rollup) if name]


@dataclass(frozen=True)
class Load:
    """One row of the history. `stands` says that it was not undone, `live` that readers may see rows of it."""

    load_id: int
    loaded_at: datetime
    loaded_by: str
    part: Part
    stands: bool
    live: bool
    erased: bool


@dataclass(frozen=True)
class Change:
    """One line of the log: what was done to which load, when, by which role, and why if a reason was asked."""

    version: int
    changed_at: datetime
    changed_by: str
    load_id: int
    what: str
    reason: str


_PART = (
    "file_name, file_sha256, kind, source, cut, rows_in, accepted, refused, totals, blank, parquet, original, "
    "refusals, notices, months, rollup, number, scope, covers"
)

_PART_ORDER = "load_id, kind, source, cut, number"
_NUMBERS = ("number", "version", "load_id", "stands", "erased", "rows_in", "accepted", "refused", "totals", "blank")
_STORED = ("parquet", "original", "refusals", "rollup")
_STORED_NAME = re.compile(r"([0-9a-f]{64}(\.[^/\\\0]*)?)?")
_CHANGE = "version, changed_at, changed_by, load_id, what, reason, token"
_LOAD = "load_id, loaded_at, loaded_by"

_STANDING = f"SELECT load_id, {_PART} FROM parts JOIN loads USING (load_id) WHERE stands = 1"
_VERSION = "SELECT version, token FROM changes ORDER BY version DESC LIMIT 1"


def _part(row: tuple[object, ...]) -> Part:
    """Raises ValueError or TypeError for what no program of ours has written."""
    values: Row = dict(zip(_PART.split(", "), row, strict=True))
    _check_types(values)
    if unnamed := [name for name in _STORED if not _STORED_NAME.fullmatch(values[name])]:
        raise ValueError(unnamed)
    values["cut"] = _month(values["cut"])
    values["months"] = tuple(_month(month) for month in values["months"].split())
    values["covers"] = tuple(values["covers"].split())
    if values["scope"] not in (WHOLE, PART, CUT):
        raise ValueError(values["scope"])
    return Part(**values)


def _check_types(row: Row) -> None:
    """Raises TypeError: SQLite lets any value stand in any column."""
    for name, value in row.items():
        if not isinstance(value, int if name in _NUMBERS else str):
            raise TypeError(name)


def _month(text: str) -> date:
    found = as_month(text)
    if found is None:
        raise ValueError(text)
    return found


def _time(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found


def _written(value: object) -> object:
    """A value of a part as its column holds it; the other way round than `_part`."""
    if isinstance(value, tuple):
        return " ".join(one if isinstance(one, str) else code(one) for one in value)
    return code(value) if isinstance(value, date) else value


def as_row(load_id: int, part: Part) -> Row:
    """A part as a row of its table."""
    return {"load_id": load_id, **{name: _written(value) for name, value in asdict(part).items()}}


def live_parts(rows: Rows, kinds: Collection[str]) -> list[tuple[int, Part]]:
    """The parts of some kinds that readers would see rows of, with their load_id, of everything that a ledger holds.

    Raises ValueError, TypeError and KeyError for what no program of ours has written.
    """
    names = _PART.split(", ")
    standing = [
        (load_id, _part(tuple(row[name] for name in names)))
        for load_id, load in sorted(rows.loads.items())
        if load["stands"] and not load["erased"]
        for row in rows.parts[load_id]
        if row["kind"] in kinds
    ]
    return _live(standing)


def _live(standing: list[tuple[int, Part]]) -> list[tuple[int, Part]]:
    """Of the parts of loads that stand those that readers may see rows of: no newer load of the same cut without a
    scope took their place, and no newer load covers them."""
    replaced: dict[tuple[str, str, date], int] = {}
    covered: dict[tuple[str, str, str], tuple[date, int]] = {}
    for load_id, part in standing:
        if part.scope == CUT:
            of = part.kind, part.source, part.cut
            replaced[of] = max(load_id, replaced.get(of, 0))
        for name in part.covers:
            file = part.kind, part.source, name
            covered[file] = max((part.cut, load_id), covered.get(file, (date.min, 0)))
    return [
        (load_id, part)
        for load_id, part in standing
        if load_id >= replaced.get((part.kind, part.source, part.cut), 0)
        and (part.cut, load_id) >= covered.get((part.kind, part.source, part.parquet), (date.min, 0))
    ]


@dataclass(frozen=True)
class _Moment:
    """The ledger as readers see it at one moment: its version, and the live parts with their load_id."""

    version: tuple[int, str]
    live: list[tuple[int, Part]]


_latest: dict[tuple[Path, str], Key] = {}  # the version of each ledger that was read last
_files_changed: Counter[tuple[Path, str]] = Counter()  # how often since this process began
_moments: ContextVar[dict[tuple[Path, str], _Moment] | None] = ContextVar("moments", default=None)


@contextmanager
def one_moment() -> Iterator[None]:
    """Within it this thread sees each ledger as it was when first asked, so that one page never mixes two versions
    and asks the database once. What the thread itself changes is seen at once. One within another is the same one."""
    if _moments.get() is not None:
        yield
        return
    before = _moments.set({})
    try:
        yield
    finally:
        _moments.reset(before)


def in_one_moment(ask: Callable[P, R]) -> Callable[P, R]:
    """A question that is put to the store in several steps, all of which see the ledger at one moment."""

    @wraps(ask)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        with one_moment():
            return ask(*args, **kwargs)

    return asked


class Ledger(Database):
    """Asks and changes the ledger: SQLite in the store's folder, or what `url` names."""

    def __init__(self, file: Path, url: str = ""):
        steps, postgresql = ([words(step) for step in _STEPS] for words in (_statements, _postgresql))
        super().__init__(file, url, "ledger", steps, postgresql)
        self.journal = Journal(file.parent / FOLDER)
        self._agreed: Key | None = None  # the last version whose rows were what the journal recorded

    @contextmanager
    def _told_if_damaged(self) -> Iterator[None]:
        """Raises LostLedger in place of whatever SQLite says that is not about the disk."""
        try:
            yield
        except sqlite3.DatabaseError as problem:
            if _is_damage(problem):
                raise self.lost("is damaged") from problem
            raise
        except UnicodeDecodeError as problem:  # in what SQLite says of the damage
            raise self.lost("is damaged") from problem

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction; what it changed is seen at once in `one_moment` too, and is in the journal afterwards.

        Raises LostLedger.
        """
        self._check_folder()
        self._is_begun()
        if self.url:
            self._elsewhere.parent.mkdir(parents=True, exist_ok=True)
            self._elsewhere.touch()
        before = self._identity()
        with super().writing() as connection:
            if before not in (None, self._identity()):
                raise DatabaseAway("The ledger was rebuilt just now, so nothing was changed. Do it again.")
            last = connection.execute(text(_VERSION)).first()
            self._fits(self._key(last), self.journal.newest())
            yield connection
        if moments := _moments.get():
            moments.clear()
        try:
            self.write_journal()
        except (OSError, sqlite3.Error, DatabaseAway, LostLedger) as problem:  # the change is made all the same
            logging.getLogger(__name__).warning("The journal can't be written; `check` mends it: %s", problem)

    def begin(self) -> None:
        """Make an empty ledger where there is none: it has to be there before the first file of a store is.

        Raises LostLedger where files are there already.
        """
        if not self._current(_VERSION)[0][0]:
            with self.writing():
                pass

    def _identity(self) -> int | None:
        """Which file the ledger is; another one once it was rebuilt."""
        return self.file.stat().st_ino if not self.url and self.file.exists() else None

    def lost(self, said: str) -> LostLedger:
        """The error for a ledger of which this is to be said."""
        if self.url:
            return LostLedger(
                f"The ledger in the database that {SETTING} names {said}, so nothing is shown or changed. Restore that "
                "database from its backup. If it is empty, `python -m analytics recover` rebuilds the ledger in it."
            )
        return LostLedger(
            f"The ledger of the store in {self.file.parent} {said}, so nothing is shown or changed. Rebuild it with "
            "`python -m analytics recover`, or restore the whole folder from the backup."
        )

    def _is_begun(self) -> bool:
        """Whether there is a ledger to ask; False only for a store without files. Raises LostLedger.

        A ledger is made before the first file, and looked for after the files: one that is made just now is not lost.
        """
        if self.is_there:
            return True
        if self._has_files() and not self.is_there:
            raise self.lost("is missing")
        return self.is_there

    def _has_files(self) -> bool:
        """Whether a load was ever recorded or has left a whole file."""
        folders = [folder for name in ("parquet", "originals") if (folder := self.file.parent / name).is_dir()]
        whole = (not file.name.startswith(TEMPORARY) for folder in folders for file in folder.iterdir())
        return bool(self.journal.changes()) or any(whole)

    def _fits(self, version: Key, newest: Key | None) -> None:
        """Raises LostLedger where the journal knows of a later change, or of another one in the place of the last."""
        if newest and (version[0] < newest[0] or (version[0] == newest[0] and version != newest)):
            raise self.lost("is older than its journal, or another store's")

    def _key(self, row: Any) -> Key:
        """Version and token of a row, or (0, "") where there is none. Raises LostLedger."""
        with self._legibly():
            return (int(row[0]), str(row[1])) if row else (0, "")

    @contextmanager
    def _legibly(self) -> Iterator[None]:
        """What can't be read in a row is damage of the ledger."""
        try:
            yield
        except (ValueError, TypeError) as problem:
            raise self.lost("is damaged") from problem

    @property
    def _elsewhere(self) -> Path:
        """A file that stands in a store's folder whose ledger is in PostgreSQL."""
        return self.file.with_name("ledger-is-in-postgresql")

    def _check_folder(self) -> None:
        """A folder has one ledger. Under another all of its files would look like leftovers."""
        if self.url and self.file.exists():
            raise DatabaseAway(
                f"The store in {self.file.parent} has its ledger in SQLite. Leave out {SETTING}, or name another "
                f"folder in {STORE_SETTING}."
            )
        if not self.url and self._elsewhere.exists():
            raise DatabaseAway(
                f"The store in {self.file.parent} has its ledger in PostgreSQL. Name that in {SETTING}, or another "
                f"folder in {STORE_SETTING}."
            )

    def _rows(self, sql: str, **params: object) -> list[tuple[Any, ...]]:
        """What a query finds; nothing where there is no ledger yet. Raises LostLedger."""
        self._check_folder()
        if not self._is_begun():
            return []
        with self.reading() as connection:
            return [tuple(row) for row in connection.execute(text(sql), params)]

    def _after_steps(self, connection: Connection, version: int) -> None:
        """Look up which months the files of an older store hold; of a damaged one they stay unknown."""
        if version >= _MONTHS_SINCE:
            return
        for name, kind in connection.execute(text("SELECT DISTINCT parquet, kind FROM parts")).all():
            file = self.file.parent / "parquet" / name
            extract = EXTRACTS.get(kind)
            if extract is None or not extract.MONTH:
                continue
            try:
                verify(file)
            except DamagedFile:
                continue
            months = _written(extract.months_in(pl.read_parquet(file, columns=[extract.MONTH])))
            noted = text("UPDATE parts SET months = :months WHERE parquet = :name")
            connection.execute(noted, {"months": months, "name": name})

    def _before_steps(self, connection: Connection, version: int) -> None:
        """An empty ledger beside files is lost. It is looked at after the files, as in `_is_begun`."""
        if not version and self._has_files() and not self._version(connection):
            raise self.lost("is empty")

    def _keep_former(self, connection: Connection, version: int) -> None:
        """The ledger as the older program wrote it, whole, beside the one that is brought up to date."""
        if not self.url:
            former = cast(sqlite3.Connection, connection.connection.dbapi_connection).serialize()
            put(former, self.file.parent, f"ledger-version-{version}.sqlite")

    def record(self, parts: list[Part], loaded_by: str, still_there: Callable[[], None], reason: str = "") -> int:
        """Make a load visible: all its parts in one transaction. Returns its load_id.

        `reason` is why, where somebody said so. `still_there` raises if a file of the load is gone; it is asked when
        nobody else can erase any more.
        """
        added = text("INSERT INTO loads (loaded_at, loaded_by) VALUES (:at, :by) RETURNING load_id")
        places = ", ".join(f":{name}" for name in _PART.split(", "))
        with self.writing() as connection:
            load_id = int(connection.execute(added, {"at": _now(), "by": loaded_by}).scalar_one())
            still_there()
            for part in parts:
                part_added = text(f"INSERT INTO parts (load_id, {_PART}) VALUES (:load_id, {places})")
                connection.execute(part_added, as_row(load_id, part))
            _log(connection, load_id, "load", loaded_by, reason)
        return load_id

    def set_standing(self, load_id: int, stands: bool, changed_by: str) -> None:
        """Undo a load, or redo it. Raises CantChange if it is so already, unknown, or erased."""
        what = "redo" if stands else "undo"
        with self.writing() as connection:
            stood, erased = self._standing(connection, load_id)
            if erased:
                raise CantChange(f"Load {load_id} was erased; it can't be brought back.")
            if stood == stands:
                raise CantChange(f"Load {load_id} {'stands' if stands else 'is undone'} already.")
            changed = text("UPDATE loads SET stands = :stands WHERE load_id = :load_id")
            connection.execute(changed, {"stands": int(stands), "load_id": load_id})
            _log(connection, load_id, what, changed_by)

    def erase(self, load_id: int, reason: str, changed_by: str) -> None:
        """Mark an undone load as erased; `maintenance` removes its files.

        Raises CantChange if the load stands, is unknown, or no reason is given.
        """
        if not reason.strip():
            raise CantChange("Say why the load is erased, with --reason.")
        with self.writing() as connection:
            stood, _ = self._standing(connection, load_id)
            if stood:
                raise CantChange(f"Load {load_id} stands. Undo it before it is erased.")
            connection.execute(text("UPDATE loads SET erased = 1 WHERE load_id = :load_id"), {"load_id": load_id})
            _log(connection, load_id, "erase", changed_by, reason)

    def _standing(self, connection: Connection, load_id: int) -> tuple[bool, bool]:
        asked = text("SELECT stands, erased FROM loads WHERE load_id = :load_id")
        row = connection.execute(asked, {"load_id": load_id}).first()
        if row is None:
            raise CantChange(f"There is no load {load_id}; `history` lists them.")
        return bool(row[0]), bool(row[1])

    def version(self) -> tuple[int, str]:
        """How often the ledger has changed (0 for an empty store), and the token of the last change.

        The token tells this ledger from a copy that was put in its place and changed as often.
        """
        if moment := self._moment():
            return moment.version
        return self._current(_VERSION)[0]

    def last_change(self) -> Key:
        """The last change as it is now, in one moment or not. Raises LostLedger and what SQLite raises."""
        rows = self._rows(_VERSION)
        return self._key(rows[0] if rows else None)

    @property
    def current_version(self) -> Key:
        """The version that was read last, in any moment of this process."""
        return _latest.get((self.file, self.url), (0, ""))

    def _current(self, sql: str) -> tuple[Key, list[tuple[Any, ...]]]:
        """The version of the ledger, which is the current one from now on, and the rows of a query that begin with it.

        The journal is looked at first: a change that is in it was in the ledger before. Raises LostLedger.
        """
        newest = self.journal.newest()
        rows = self._rows(sql)
        version, token = self._key(rows[0] if rows else None)
        self._fits((version, token), newest)
        if self._agreed != (version, token):
            self._agree((version, token))
        changed = _files_changed[self.file, self.url]
        found = _latest[self.file, self.url] = version, f"{token}~{changed}" if changed else token
        return found, rows

    def _agree(self, version: Key) -> None:
        """Look once a version whether every row is what the journal recorded, and at first whether the file is whole: a
        bit that flipped in a row would bring back what was undone, or show another file. Raises LostLedger."""
        if self._agreed is None:
            self.integrity()
        recorded, _ = self.journal.read()
        if problems := differences(self.rows(), replay(merged(recorded, self.entries()))):
            newest = self._rows(_VERSION)
            if newest and self._key(newest[0]) == version:  # else somebody has changed it while it was read
                raise self.lost(f"is damaged ({problems[0].split('. `')[0]})")
            return
        self._agreed = version

    def files_changed(self) -> None:
        """Somebody else has changed stored files while this process reads them: what is remembered of this version may
        no longer agree with what is read, so the next moment has another one."""
        _files_changed[self.file, self.url] += 1

    def _moment(self) -> _Moment | None:
        """What `one_moment` holds of this ledger; None outside of it. One statement reads it, so that it agrees."""
        moments = _moments.get()
        if moments is None:
            return None
        here = self.file, self.url
        if here not in moments:
            version, rows = self._current(
                f"SELECT now.version, now.token, load_id, {_PART} FROM ({_VERSION}) AS now"
                f" LEFT JOIN ({_STANDING}) AS standing ON true ORDER BY cut, load_id, number"
            )
            with self._legibly():
                standing = [(row[2], _part(row[3:])) for row in rows if row[2] is not None]
            moments[here] = _Moment(version, _live(standing))
        return moments[here]

    def live(self, kind: str | None = None) -> list[tuple[int, Part]]:
        """The parts of a kind (or of all kinds) that readers may see rows of, with their load_id, oldest cut first."""
        if moment := self._moment():
            return [(load_id, part) for load_id, part in moment.live if kind in (None, part.kind)]
        return _live(self.standing(kind))

    def standing(self, kind: str | None = None) -> list[tuple[int, Part]]:
        """The parts of a kind (or of all) that were not undone, those that a later load replaced among them."""
        sql = f"{_STANDING} AND kind = coalesce(:kind, kind) ORDER BY cut, load_id, number"
        rows = self._fitting(sql, kind=kind)
        with self._legibly():
            return [(row[0], _part(row[1:])) for row in rows]

    def kinds_loaded(self) -> set[str]:
        """The kinds of which anything was ever loaded, whether it stands or not."""
        sql = "SELECT DISTINCT kind FROM parts JOIN changes USING (load_id) WHERE what = 'load' AND version <= :version"
        return {str(row[0]) for row in self._rows(sql, version=self.version()[0])}

    def _fitting(self, sql: str, **params: object) -> list[tuple[Any, ...]]:
        """The rows of a ledger that is not lost. Raises LostLedger."""
        _ = self.version()
        return self._rows(sql, **params)

    def history(self) -> list[Load]:
        """Every part of every load, newest first."""
        rows = self._fitting(
            f"SELECT load_id, loaded_at, loaded_by, stands, erased, {_PART} FROM parts JOIN loads USING (load_id)"
            " ORDER BY load_id DESC, kind, source, cut, number"
        )
        with self._legibly():
            parts = [(row, _part(row[5:])) for row in rows]
            live = {(load_id, part) for load_id, part in _live([(row[0], part) for row, part in parts if row[3]])}
            return [
                Load(row[0], _time(row[1]), str(row[2]), part, bool(row[3]), (row[0], part) in live, bool(row[4]))
                for row, part in parts
            ]

    def changes(self) -> list[Change]:
        """The log of everything that was done, newest first."""
        rows = self._fitting(
            "SELECT version, changed_at, changed_by, load_id, what, reason FROM changes ORDER BY version DESC"
        )
        with self._legibly():
            return [Change(row[0], _time(row[1]), str(row[2]), row[3], str(row[4]), str(row[5])) for row in rows]

    def integrity(self) -> None:
        """Raises LostLedger unless SQLite finds its file whole."""
        if not self.url and self._is_begun() and self._rows("PRAGMA integrity_check") != [("ok",)]:
            raise self.lost("is damaged")

    def rows(self) -> Rows:
        """Everything it holds. Raises LostLedger where it can't be read."""
        changes = {row["version"]: row for row in self._table(_CHANGE, "changes", "version")}
        loads = self._table(f"{_LOAD}, stands, erased", "loads", "load_id")
        parts: dict[int, list[Row]] = {row["load_id"]: [] for row in loads}
        for row in self._table(f"load_id, {_PART}", "parts", _PART_ORDER):
            parts.setdefault(row["load_id"], []).append(row)
        return Rows({row["load_id"]: row for row in loads}, parts, changes)

    def _table(self, columns: str, table: str, order: str, where: str = "true", **params: object) -> list[Row]:
        rows = self._rows(f"SELECT {columns} FROM {table} WHERE {where} ORDER BY {order}", **params)
        with self._legibly():
            named = [dict(zip(columns.split(", "), row, strict=True)) for row in rows]
            for row in named:
                _check_types(row)
        return named

    def entries(self, without: Collection[int] = ()) -> dict[Key, Entry]:
        """What the journal has to say of every change, oldest first, but for those versions. Raises LostLedger."""
        changes = [row for row in self._table(_CHANGE, "changes", "version") if row["version"] not in without]
        first = min((row["load_id"] for row in changes if row["what"] == "load"), default=None)
        loads: dict[int, Row] = {}
        parts: dict[int, list[Row]] = {}
        if first is not None:  # a load is never changed but for its standing, which follows from the changes
            since = "load_id >= :first"
            loads = {row["load_id"]: row for row in self._table(_LOAD, "loads", "load_id", since, first=first)}
            for row in self._table(f"load_id, {_PART}", "parts", _PART_ORDER, since, first=first):
                parts.setdefault(row["load_id"], []).append(row)
                with self._legibly():
                    _part(tuple(row[column] for column in _PART.split(", ")))
        found = {}
        for row in changes:
            load_id, is_load = row["load_id"], row["what"] == "load"
            entry = Entry(row, loads.get(load_id), parts.get(load_id, [])) if is_load else Entry(row)
            found[entry.key] = entry
        return found

    def write_journal(self) -> int:
        """Write the entries that the journal lacks. Returns how many. Raises OSError, LostLedger."""
        missing = self.entries(without={version for version, _ in self.journal.changes()})
        for entry in missing.values():
            self.journal.write(entry)
        return len(missing)

    def fill(self, rows: Rows) -> None:
        """Put rows into a ledger that has none. Raises LostLedger if it has."""
        with Database.writing(self) as connection:
            if connection.execute(text(_VERSION)).first():
                raise self.lost("is not the one that the store's journal was written from")
            for table, held in (
                ("loads", rows.loads.values()),
                ("parts", [part for parts in rows.parts.values() for part in parts]),
                ("changes", rows.changes.values()),
            ):
                for row in held:
                    places = ", ".join(f":{column}" for column in row)
                    added = text(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})")
                    connection.execute(added, row)
            if self.url:  # numbers that were given go on after the last one
                for table, key in (("loads", "load_id"), ("changes", "version")):
                    connection.exec_driver_sql(
                        f"SELECT setval(pg_get_serial_sequence('{table}', '{key}'), (SELECT max({key}) FROM {table}))"
                    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _log(connection: Connection, load_id: int, what: str, changed_by: str, reason: str = "") -> None:
    added = text(
        "INSERT INTO changes (changed_at, load_id, what, changed_by, reason, token)"
        " VALUES (:at, :load_id, :what, :by, :reason, :token)"
    )
    values = {"load_id": load_id, "what": what, "by": changed_by, "reason": reason, "token": secrets.token_hex(8)}
    connection.execute(added, {"at": _now(), **values})
