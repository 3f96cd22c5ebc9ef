"""What was done is in the log: kinds, counts of rows and seconds, and nothing of what a file says."""

from __future__ import annotations

import logging
import re

import pytest

from analytics.__main__ import main
from analytics.catalogue import Catalogue
from analytics.store import (
    Incoming,
    Refused,
    Store,
    all_rows,
    erase,
    indicator_rows,
    load,
    queries,
    recover,
    redo,
    store_prepared,
    undo,
)
from analytics.store.loading import prepare
from tests.store.test_store import extract

MARK = "Zanzibar"
EVENTS = f"""measure_id,locality,month,note,recorded_by_role,rebase,source
icpc_due,All,2021-08,{MARK},analyst,no,{MARK.lower()}
{MARK},{MARK},{MARK},{MARK},{MARK},{MARK},{MARK.lower()}
"""
SCREENED = f"""screened_on,record_id,area,rag,source
15/09/2021,{MARK},Ashport,red,{MARK.lower()}
"""


@pytest.fixture(autouse=True)
def _everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Every line about the store, its seconds as “n s”."""
    found = [record.getMessage() for record in caplog.records if record.name.startswith("analytics.store")]
    return [re.sub(r"\d+\.\d s", "n s", line) for line in found]


def test_a_load_is_logged_by_kind_with_its_rows_and_seconds(
    empty: Store, the_catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = Incoming("september.csv", extract(58.1).content + b"2021-09,2021-09,icpc_dux,1,council\n")
    load(empty, the_catalogue, [wrong, Incoming("screened.csv", SCREENED.encode())], accept_rest=True)
    rows = "indicators, rows in 2, accepted 1, refused 1; screenings, rows in 1, accepted 1, refused 0"
    assert logged(caplog) == [f"Checked in n s: {rows}", f"Load 1 stored in n s: {rows}"]


def test_a_load_that_is_refused_is_logged_as_checked_alone(
    empty: Store, the_catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Refused, match=r"Rows were refused, so nothing was stored\. Correct them and load again"):
        load(empty, the_catalogue, [extract(101)])
    assert logged(caplog) == ["Checked in n s: indicators, rows in 1, accepted 0, refused 1"]


def test_undo_redo_and_erase_are_logged_without_the_reason(
    empty: Store, the_catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    load(empty, the_catalogue, [extract(58.1)])
    caplog.clear()
    undo(empty, 1)
    redo(empty, 1)
    undo(empty, 1)
    erase(empty, 1, f"{MARK} asked for it")
    assert logged(caplog) == ["Load 1 undone", "Load 1 redone", "Load 1 undone", "Load 1 erased; files removed: 2"]


def test_a_ledger_that_is_rebuilt_is_logged(
    empty: Store, the_catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    for value in (58.1, 60.0):
        load(empty, the_catalogue, [extract(value)])
    empty.ledger.file.unlink()
    caplog.clear()
    recover(empty)
    assert logged(caplog) == ["Ledger rebuilt: loads 2, of them from files alone 0, problems 0"]
    caplog.clear()
    recover(empty)
    assert logged(caplog) == [], "nothing was done"


def test_a_slow_query_is_logged_with_the_question_its_kind_milliseconds_and_rows(
    empty: Store, the_catalogue: Catalogue, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(empty, the_catalogue, [extract(58.1)])
    caplog.clear()
    all_rows(empty, "indicators")
    assert logged(caplog) == [], "a row is found in less than half a second"
    monkeypatch.setattr(queries, "SLOW", 0)
    all_rows(empty, "indicators")
    indicator_rows(empty)
    assert [re.sub(r"\d+ ms", "n ms", line) for line in logged(caplog)] == [
        "Slow query of indicators: n ms, rows 1"
    ] * len(caplog.records)
    assert {record.funcName for record in caplog.records} >= {"all_rows", "named_units", "_unsplit"}


def test_nothing_that_stands_in_a_file_nor_its_name_is_in_the_log(
    empty: Store,
    the_catalogue: Catalogue,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queries, "SLOW", 0)
    files = [Incoming(f"{MARK}-{n}.csv", text.encode()) for n, text in enumerate((EVENTS, SCREENED))]
    store_prepared(empty, prepare(the_catalogue, files), accept_rest=True)
    assert MARK in all_rows(empty, "events")["note"].to_list(), "it was stored"
    undo(empty, 1)
    redo(empty, 1)
    empty.ledger.file.unlink()
    recover(empty)
    undo(empty, 1)
    erase(empty, 1, MARK)
    assert len(caplog.records) > 6
    assert not [record for record in caplog.records if MARK.lower() in str(vars(record)).lower()]


def test_nothing_of_a_file_that_is_refused_as_a_whole_is_in_the_log(
    empty: Store, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(empty.root))
    file = empty.root.parent / f"{MARK}.csv"
    file.write_text(f"{MARK},{MARK} 2\n{MARK},{MARK}\n")
    assert main(["load", str(file)]) == 1
    assert MARK in capsys.readouterr().err, "whoever loads is told"
    assert not [record for record in caplog.records if MARK in str(vars(record))]
