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


@contextmanager
def turn() -> Iterator[None]:
    """Wait for a turn, but not for long; then compute."""
    mine = _turns.acquire(timeout=MOST)
    try:
        yield
    finally:
        if mine:
            _turns.release()
