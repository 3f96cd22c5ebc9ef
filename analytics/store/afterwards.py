"""What is said of a change that broke off: what became of it is looked up, never assumed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from analytics import formatting
from analytics.errors import UserFacingError
from analytics.store.store import Store

_DONE = {"load": "stored", "undo": "undone", "redo": "restored", "erase": "erased"}
STOPPED = (sqlite3.Error, OSError)  # what the disk and SQLite raise
NOTHING = "Nothing was changed."
_UNKNOWN = "Whether anything was changed can't be looked up just now: look into the history before you do it again."


class NotFinished(UserFacingError):
    """A change broke off. The message says what stopped it, and what has changed all the same."""


def last_version(store: Store) -> int | None:
    """The number of the last change as the ledger has it now; None if it can't be asked."""
    try:
        return store.ledger.last_change()[0]
    except (*STOPPED, UserFacingError):
        return None


def looked_up(store: Store, before: int | None) -> str:
    """What has changed in the ledger since a version, in a sentence."""
    if before is None or last_version(store) is None:
        return _UNKNOWN
    try:
        since = [change for change in reversed(store.ledger.changes()) if change.version > before]
    except (*STOPPED, UserFacingError):
        return _UNKNOWN
    done = [f"load {change.load_id} is {_DONE.get(change.what, change.what)}" for change in since]
    return f"All the same, {formatting.joined(done)}." if done else NOTHING


def cause(problem: Exception) -> str:
    """What an error of the disk or of SQLite says, without the path."""
    return (problem.strerror if isinstance(problem, OSError) else None) or str(problem)


@contextmanager
def told_if_it_breaks_off(store: Store) -> Iterator[None]:
    """A change of the ledger and its files. Raises NotFinished where the disk or SQLite stops it."""
    before = last_version(store)
    try:
        yield
    except STOPPED as problem:
        raise NotFinished(f"The store can't be written ({cause(problem)}). {looked_up(store, before)}") from problem
