"""Work that somebody waits for, in a thread of its own, so that it can be stopped.

What takes long is a query over detail rows, which DuckDB ends where it is. Between queries work goes on to the next.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from typing import Any, Generic, TypeVar

import duckdb

R = TypeVar("R")


class Stopped(Exception):
    """The work was stopped before it had an answer."""


class Work(Generic[R]):
    """Something being worked out, as whoever began it: with their rights, and at their moment of the ledger."""

    def __init__(self, make: Callable[[], R]):
        self._answer: Future[R] = Future()
        self._lock = threading.Lock()
        self._stopped = False
        self._cursor: duckdb.DuckDBPyConnection | None = None
        threading.Thread(target=copy_context().run, args=(self._do, make), name="work", daemon=True).start()

    def _do(self, make: Callable[[], R]) -> None:
        _mine.set(self)
        try:
            self._answer.set_result(make())
        except BaseException as problem:  # whoever asks for the answer is told
            self._answer.set_exception(problem)

    def done_within(self, seconds: float) -> bool:
        """Wait for the answer, but not for longer; whether there is one."""
        return bool(wait([self._answer], timeout=seconds).done)

    def answer(self) -> R:
        """The answer, once there is one. Raises what working it out raised, and Stopped."""
        return self._answer.result()

    def stop(self) -> None:
        """End the query that runs, and let no other begin."""
        with self._lock:
            self._stopped = True
            if self._cursor:
                self._cursor.interrupt()

    def asks(self, cursor: duckdb.DuckDBPyConnection | None) -> None:
        """A query begins on a cursor, or has ended (None). Raises Stopped where the work is not to go on."""
        with self._lock:
            if cursor and self._stopped:
                raise Stopped
            self._cursor = cursor


_mine: ContextVar[Work[Any] | None] = ContextVar("work", default=None)


@contextmanager
def stoppable(cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Within it a query runs on a cursor, and is stopped with the work that asks it. Raises Stopped."""
    work = _mine.get()
    if work is None:
        yield
        return
    work.asks(cursor)
    try:
        yield
    except duckdb.InterruptException:
        raise Stopped from None
    finally:
        work.asks(None)
