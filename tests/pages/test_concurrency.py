"""Few compute at once, nobody waits for long, and a turn ends with whatever ends the run."""

from __future__ import annotations

import threading
from contextlib import ExitStack

import pytest

from pages import concurrency


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concurrency, "_turns", threading.BoundedSemaphore(concurrency.AT_ONCE))
    monkeypatch.setattr(concurrency, "MOST", 60.0)


def waiting(began: threading.Event) -> threading.Thread:
    """Somebody who asks for a turn, and says when she has it."""

    def run() -> None:
        with concurrency.turn():
            began.set()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def test_one_more_than_may_compute_waits_until_another_ends() -> None:
    began = threading.Event()
    with ExitStack() as others:
        for _ in range(concurrency.AT_ONCE):
            others.enter_context(concurrency.turn())
        late = waiting(began)
        assert not began.wait(0.2)
    assert began.wait(30)
    late.join()


def test_nobody_waits_longer_than_said_and_takes_no_turn_from_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concurrency, "MOST", 0.01)
    with ExitStack() as others:
        for _ in range(concurrency.AT_ONCE):
            others.enter_context(concurrency.turn())
        began = threading.Event()
        waiting(began).join()
        assert began.is_set()
        assert not concurrency._turns.acquire(blocking=False), "she gave back a turn that was not hers"


def test_a_run_that_fails_gives_its_turn_back() -> None:
    for _ in range(2 * concurrency.AT_ONCE):
        with pytest.raises(ValueError, match="stopped"), concurrency.turn():
            raise ValueError("stopped")
    with concurrency.turn():
        assert concurrency._turns.acquire(blocking=False)
        concurrency._turns.release()


def test_a_run_that_waits_gives_its_turn_back_once() -> None:
    with ExitStack() as others:
        for _ in range(concurrency.AT_ONCE):
            others.enter_context(concurrency.turn())
        concurrency.give_back()
        concurrency.give_back()
        with concurrency.turn():
            assert not concurrency._turns.acquire(blocking=False)
    assert concurrency._turns.acquire(blocking=False)
    concurrency._turns.release()
