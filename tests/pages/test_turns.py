"""Few compute at once, nobody waits for long, and a turn ends with whatever ends the run."""

from __future__ import annotations

import threading
from contextlib import ExitStack

import pytest

from pages import turns


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_turns", threading.BoundedSemaphore(turns.AT_ONCE))
    monkeypatch.setattr(turns, "MOST", 60.0)


def waiting(began: threading.Event) -> threading.Thread:
    """Somebody who asks for a turn, and says when she has it."""

    def run() -> None:
        with turns.turn():
            began.set()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def test_one_more_than_may_compute_waits_until_another_ends() -> None:
    began = threading.Event()
    with ExitStack() as others:
        for _ in range(turns.AT_ONCE):
            others.enter_context(turns.turn())
        late = waiting(began)
        assert not began.wait(0.2)
    assert began.wait(30)
    late.join()


def test_nobody_waits_longer_than_said_and_takes_no_turn_from_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "MOST", 0.01)
    with ExitStack() as others:
        for _ in range(turns.AT_ONCE):
            others.enter_context(turns.turn())
        began = threading.Event()
        waiting(began).join()
        assert began.is_set()
        assert not turns._turns.acquire(blocking=False), "she gave back a turn that was not hers"


def test_a_run_that_fails_gives_its_turn_back() -> None:
    for _ in range(2 * turns.AT_ONCE):
        with pytest.raises(ValueError, match="stopped"), turns.turn():
            raise ValueError("stopped")
    with turns.turn():
        assert turns._turns.acquire(blocking=False)
        turns._turns.release()
