"""Stores that several tests read, made once a run."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from analytics.store import Store


def made_once(factory: pytest.TempPathFactory, name: str, fill: Callable[[Store], None]) -> Store:
    """A store that the first process of a run to ask for it fills; the others wait, and read the same."""
    own = factory.getbasetemp()
    root = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / name
    with closing(sqlite3.connect(root.with_suffix(".lock"), timeout=600, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")  # which ends with the process, too
        filled = root.with_suffix(".filled")
        if not filled.exists():
            fill(Store(root))
            filled.touch()
    return Store(root)


def copied(store: Store, folder: Path) -> Store:
    """A copy of a store that other processes may have open, whose files beside a database come and go."""
    shutil.copytree(store.root, folder, ignore=shutil.ignore_patterns("*.sqlite*"))
    for file in store.root.rglob("*.sqlite"):
        with closing(sqlite3.connect(file)) as held, closing(sqlite3.connect(folder / file.name)) as copy:
            held.backup(copy)
    return Store(folder)


def as_before(store: Store, statement: str, *parameters: object) -> None:
    """The ledger as an older program left it: changed by a statement, and without a journal, which it did not write."""
    with closing(sqlite3.connect(store.root / "ledger.sqlite")) as ledger, ledger:
        ledger.execute(statement, parameters)
    shutil.rmtree(store.root / "journal", ignore_errors=True)
