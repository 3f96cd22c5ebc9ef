"""Stores that several tests read, made once a run."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing

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
