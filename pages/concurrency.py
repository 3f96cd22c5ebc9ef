"""Who computes when many ask at once: two at a time, the others in the order in which they came.

Python computes one thing at a time. Where fifty runs share it in slices of milliseconds, all of them end late; one
after the other, most end early. Two, because Polars and DuckDB leave Python to the other while they compute.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 2
MOST = 1.0  # seconds that anybody waits: whoever has a turn may be making a pack, which takes longer

_turns = threading.BoundedSemaphore(AT_ONCE)
_run = threading.local()  # in `has`: of each turn that was asked for in this thread, whether it has it


@contextmanager
def turn() -> Iterator[None]:
    """Wait for a turn, but not for long; then compute."""
    asked: list[bool] = vars(_run).setdefault("has", [])
    asked.append(_turns.acquire(timeout=MOST))
    try:
        yield
    finally:
        give_back()
        asked.pop()


def give_back() -> None:
    """Let others compute, where this run has ended or waits for something else."""
    asked: list[bool] = vars(_run).get("has", [])
    if asked and asked[-1]:
        asked[-1] = False
        _turns.release()
