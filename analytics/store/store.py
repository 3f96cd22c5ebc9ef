"""The store as other rooms see it: where it lies, what is live, one locked DuckDB connection."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from analytics.access import require_reader
from analytics.caching import cached_per_version
from analytics.catalogue import Catalogue
from analytics.catalogue.catalogue import DATA
from analytics.store.content_store import harm, state
from analytics.store.database import SETTING, STORE_SETTING
from analytics.store.integrity import Damage
from analytics.store.ledger import Ledger, Load, Part
from analytics.store.work import stoppable


class Store:
    """A folder with `parquet/`, `originals/`, `ledger.sqlite` and its `journal/`. Safe to share between threads.

    With `database`, the address of a PostgreSQL database, the ledger is there and serves several app servers.

    Whatever is read goes through `ledger` or `query`, and both raise NotAllowed unless whoever asks may read.
    """

    def __init__(self, root: Path, database: str = ""):
        self.root = root
        self.database = database
        self.parquet = root / "parquet"
        self.originals = root / "originals"
        self._ledger = Ledger(root / "ledger.sqlite", database)
        self._verified: dict[str, tuple[int, int, int] | None] = {}  # name: what the file was like then
        self._harmed: dict[str, tuple[tuple[int, str], str]] = {}  # name: the ledger's version then, what is wrong
        self._lock = threading.Lock()
        self.catalogue: tuple[tuple[int, str], Catalogue] | None = None  # as read last, and at which version
        self._duckdb: duckdb.DuckDBPyConnection | None = None
        self._duckdb_since: tuple[int, str] | None = None

    @property
    def ledger(self) -> Ledger:
        require_reader()
        return self._ledger

    @property
    def version(self) -> tuple[int, str]:
        return self.ledger.version()

    @property
    def current_version(self) -> tuple[int, str]:
        """The version that was read last, by whichever run of this process: `version` unless the run began before."""
        return self._ledger.current_version

    def parts(
        self, kind: str | None = None, *, replaced_too: bool = False
    ) -> tuple[list[tuple[int, Part]], list[Damage]]:
        """The parts of a kind (or of all kinds) that readers see, or all that were not undone.

        Returns those whose files are whole, with their load_id, and what is damaged, of which nothing may be read.
        """
        parts = self.ledger.standing(kind) if replaced_too else self.ledger.live(kind)
        harms = self._harms({name for _, part in parts for name in part.read})
        whole: list[tuple[int, Part]] = []
        damaged: list[Damage] = []
        for load_id, part in parts:
            if harmed := next((name for name in part.read if name in harms), ""):
                damaged.append(Damage(load_id, part, harmed, harms[harmed]))
            else:
                whole.append((load_id, part))
        return whole, damaged

    def _harms(self, names: set[str]) -> dict[str, str]:
        """What is wrong with files, for those that are not whole.

        A whole file is hashed once a process, and again where it is not as it was; a damaged one once a ledger
        version: loading its extract again mends it. In between it stays withheld even if it was restored, so that what
        is remembered of a version agrees.
        """
        now = {name: state(self.parquet / name) for name in names}
        unsure = {name for name in names if now[name] is None or self._verified.get(name) != now[name]}
        if not unsure:
            return {}
        version, found = self.version, {}
        for name in unsure:
            seen, said = self._harmed.get(name, (None, ""))
            if seen != version:
                said = harm(self.parquet / name)
            if said:
                if self._verified.pop(name, None):
                    self._ledger.files_changed()
                self._harmed[name] = version, said
                found[name] = said
            else:
                self._verified[name] = now[name]
        return found

    def origin(self, kind: str, load_id: int, source: str, cut: date) -> Load:
        """The load and file that a figure of a kind came from; where a load had several of the four, with the names of
        all of them."""
        return _origins(self)[load_id, kind, source, cut]

    def query(self, sql: str, *params: Any, tables: Mapping[str, pl.DataFrame] | None = None) -> pl.DataFrame:
        """Run fixed SQL with bound parameters on a cursor of its own; `tables` are frames that the SQL can name.

        Each ledger version has a DuckDB of its own, since one keeps a few KB of each query until it is closed. The
        former one closes when the last of its cursors does. Raises Stopped where the `Work` that asks it was stopped.
        """
        require_reader()
        with self._lock:
            if self._duckdb is None or self._duckdb_since != self.current_version:
                self._duckdb, self._duckdb_since = self._connect(), self.current_version
            cursor = self._duckdb.cursor()
        try:
            for name, frame in (tables or {}).items():
                cursor.register(name, frame)
            with stoppable(cursor):
                return cursor.sql(sql, params=list(params)).pl()
        finally:
            cursor.close()

    def close(self) -> None:
        """Let go of the DuckDB, which opens anew when it is asked again; DuckDB complains if the program does it."""
        with self._lock:
            self._duckdb = None

    def _connect(self) -> duckdb.DuckDBPyConnection:
        """An in-memory DuckDB that can reach the Parquet folder and no other file. The order matters."""
        self.parquet.mkdir(parents=True, exist_ok=True)
        connection = duckdb.connect(":memory:")
        connection.execute("SET allowed_directories = [$folder]", {"folder": str(self.parquet)})
        for setting in (
            "enable_external_access = false",
            "autoload_known_extensions = false",
            "autoinstall_known_extensions = false",
            "memory_limit = '2GB'",
            "lock_configuration = true",
        ):
            connection.execute(f"SET {setting}")
        return connection


@cache
def _at(folder: str, database: str) -> Store:
    store = Store(Path(folder).resolve(), database)
    atexit.register(store.close)
    return store


def the_store() -> Store:
    """The store at `data/store`, or where LINE_OF_SIGHT_STORE says; its ledger where LINE_OF_SIGHT_LEDGER says."""
    return _at(os.environ.get(STORE_SETTING) or str(DATA / "store"), os.environ.get(SETTING, "").strip())


@cached_per_version
def _origins(store: Store) -> dict[tuple[int, str, str, date], Load]:
    found: dict[tuple[int, str, str, date], Load] = {}
    for load in store.ledger.history():
        of = load.load_id, load.part.kind, load.part.source, load.part.cut
        if of in found:  # a statement in several files is named by all of them
            file_name = f"{found[of].part.file_name}, {load.part.file_name}"
            load = replace(load, part=replace(load.part, file_name=file_name))
        found[of] = load
    return found
