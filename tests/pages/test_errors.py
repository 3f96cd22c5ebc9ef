"""Of a fault people see a reference, and the log has the rest; of an error for people both have the sentence."""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import app as door
from analytics.access import NotAllowed
from analytics.catalogue import CatalogueError
from analytics.store import Store, all_rows, damage, redo, undo
from tests.making import copied
from tests.pages.test_pages import SHELL

INSIDE = "what nobody outside should read"


def shown(app: AppTest, caplog: pytest.LogCaptureFixture) -> str:
    """The one sentence about the fault, whose reference is in the log beside the fault itself."""
    (error,) = app.error
    assert not app.exception
    assert INSIDE not in error.value
    (reference,) = re.findall(r"\b[0-9a-f]{8}\b", error.value)
    (logged,) = [record for record in caplog.records if reference in record.getMessage()]
    assert logged.exc_info
    assert INSIDE in str(logged.exc_info[1])
    return error.value


@pytest.mark.parametrize("fails", ["analytics.store.months_held", "analytics.indicators.month_table"])
def test_a_fault_in_the_shell_or_on_a_page(
    monkeypatch: pytest.MonkeyPatch, published: Store, caplog: pytest.LogCaptureFixture, fails: str
) -> None:
    def fault(*_: object, **__: object) -> None:
        raise ZeroDivisionError(INSIDE)

    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(published.root))
    monkeypatch.setattr(fails, fault)
    assert "can't be shown just now" in shown(AppTest.from_file(SHELL, default_timeout=60).run(), caplog)


def callback_that_fails() -> None:
    """A script in which a press of the button ends in a fault that Streamlit hands to `told`."""
    import streamlit as st

    from pages import errors

    if st.button("Press"):
        errors.told(ZeroDivisionError("what nobody outside should read"))


def test_a_fault_that_streamlit_hands_over(caplog: pytest.LogCaptureFixture) -> None:
    app = AppTest.from_function(callback_that_fails).run()
    shown(app.button[0].click().run(), caplog)


def lost(store: Store, _: pytest.MonkeyPatch) -> None:
    store.ledger.file.unlink()


def too_new(store: Store, _: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(store.ledger.file)) as ledger:
        ledger.execute("PRAGMA user_version = 99")


def elsewhere(_: Store, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("LINE_OF_SIGHT_LEDGER", "postgresql+psycopg://nobody@127.0.0.1/none")


BROKEN = [
    (lost, "is missing, so nothing is shown or changed. Rebuild it with `python -m analytics recover`"),
    (too_new, "was written by a newer version of Line of Sight. Update the program"),
    (elsewhere, "has its ledger in SQLite. Leave out LINE_OF_SIGHT_LEDGER"),
]


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, published: Store, tmp_path: Path) -> Store:
    """A store of one's own with the published figures."""
    copied(published, tmp_path / "own")
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path / "own"))
    monkeypatch.setattr(door, "freeze", lambda: None)
    return Store(tmp_path / "own")


def ours(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name.split(".")[0] in ("app", "analytics", "pages")]


def warned(caplog: pytest.LogCaptureFixture) -> str:
    """The one warning, which has no traceback."""
    (record,) = ours(caplog)
    assert (record.levelname, record.exc_info) == ("WARNING", None)
    return record.getMessage()


@pytest.mark.parametrize(("broken", "said"), BROKEN)
def test_a_store_that_can_t_be_read_is_one_sentence_on_the_page_and_in_the_log(
    own: Store,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    broken: Callable[[Store, pytest.MonkeyPatch], None],
    said: str,
) -> None:
    broken(own, monkeypatch)
    (error,) = AppTest.from_file(SHELL, default_timeout=60).run().error
    assert said in error.value
    assert warned(caplog) == f"A page can't be shown: {error.value}"


@pytest.mark.parametrize(("broken", "said"), BROKEN)
def test_the_warm_up_of_such_a_store_logs_the_sentence_once_and_ends(
    own: Store,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    broken: Callable[[Store, pytest.MonkeyPatch], None],
    said: str,
) -> None:
    broken(own, monkeypatch)
    door.work_ahead()
    assert said in warned(caplog)


def test_a_damaged_file_is_told_once_by_the_warm_up_whatever_it_takes_away(
    own: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("pages.prewarm.everything_likely", lambda _: None)
    (audits,) = {part.parquet for _, part in own.ledger.live("audits")}
    (own.parquet / audits).write_bytes(b"")
    door.work_ahead()
    assert damage(own)[0].sentence in warned(caplog)


def test_what_somebody_may_not_do_is_told_to_them_alone(
    own: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def gone() -> None:
        raise NotAllowed("You have no role in Line of Sight any more.")

    monkeypatch.setattr("pages.current_user.asking", gone)
    (error,) = AppTest.from_file(SHELL, default_timeout=60).run().error
    assert error.value == "You have no role in Line of Sight any more."
    assert not ours(caplog)


def test_a_wrong_catalogue_is_told_in_its_own_words_on_every_page(own: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: object, **__: object) -> None:
        raise CatalogueError("areas.csv, line 3, field kind: “town” is not one of locality, combined.")

    monkeypatch.setattr("analytics.indicators.month_table", wrong)
    (error,) = AppTest.from_file(SHELL, default_timeout=60).run().error
    assert error.value.startswith("areas.csv, line 3")


@pytest.fixture
def _no_log_afterwards() -> Iterator[None]:
    """Nothing of the server's log outlives the test."""
    loggers = [logging.getLogger(name) for name in ("analytics", "pages", "app")]
    before = [[*logger.handlers] for logger in loggers]
    yield
    for logger, handlers in zip(loggers, before, strict=True):
        logger.handlers[:] = handlers
        logger.setLevel(logging.NOTSET)
        logger.propagate = True


@pytest.mark.usefixtures("_no_log_afterwards")
def test_the_server_writes_what_was_done_to_standard_error_with_the_question_that_was_slow(
    own: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("analytics.store.queries.SLOW", 0)
    door.write_log()
    undo(own, 1)
    redo(own, 1)
    assert all_rows(own, "shares").height == 44
    undone, redone, slow = [line.split(" ", 2)[2] for line in capsys.readouterr().err.splitlines()]
    assert undone == "INFO analytics.store.maintenance.undo: Load 1 undone"
    assert redone == "INFO analytics.store.maintenance.redo: Load 1 redone"
    assert re.fullmatch(r"INFO analytics\.store\.queries\.all_rows: Slow query of shares: \d+ ms, rows 44", slow)
