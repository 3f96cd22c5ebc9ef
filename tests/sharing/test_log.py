"""The log keeps what was done, in one list, and shows when somebody changed it."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from analytics.__main__ import main
from analytics.access import NotAllowed, Role, Viewer, acting_as
from analytics.catalogue import Catalogue
from analytics.sharing import log
from analytics.sharing.links import create, opened, revoke
from analytics.sharing.packs import exported
from analytics.store import Store, StoreTooNew, erase, load, redo, undo
from tests.sharing.conftest import Clock, Shared
from tests.store.test_store import extract


@pytest.fixture
def database(shared: Shared) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(shared.store.root / "sharing.sqlite", isolation_level=None)) as connection:
        yield connection


def said(store: Store, clock: Clock) -> list[tuple[str | None, str, str]]:
    return log.entries(store, now=clock).select("who", "what", "about").rows()


def test_everything_stands_in_one_list_newest_first(empty: Store, clock: Clock, shared: Shared) -> None:
    clock.forward(hours=1)
    opened(empty, shared.token, now=clock)
    clock.forward(hours=1)
    with acting_as(Viewer(Role.LEADER)):
        exported(empty, shared.other_id, now=clock)
    log.write(empty, "policy signed off", "leader", {"policy": "open", "pack": shared.other_id}, now=clock)
    log.refused(empty, 2, now=clock)
    log.refused(empty, 3, now=clock)
    clock.forward(hours=1)
    revoke(empty, 1, now=clock)
    log.write(empty, "signed in", "leader", {}, now=clock)
    clock.forward(days=60)
    pack, other = shared.pack_id[:12], shared.other_id[:12]
    assert said(empty, clock) == [
        (None, "link expired", f"link 2, pack {other}"),
        ("leader", "signed in", ""),
        ("analyst", "link revoked", f"link 1, pack {pack}"),
        (None, "links refused", "5 in the hour from 12:00"),
        ("leader", "policy signed off", f"policy open, pack {other}"),
        ("leader", "pack exported", f"pack {other}"),
        ("reader of a link", "link opened", f"link 1, pack {pack}, file pack.html"),
        ("analyst", "link made", f"link 2, pack {other}, days 60"),
        ("analyst", "link made", f"link 1, pack {pack}, days 60"),
        ("analyst", "pack made", f"pack {other}"),
        ("analyst", "pack made", f"pack {pack}"),
    ]


def test_loads_undos_redos_and_erasures_come_from_the_ledger(
    empty: Store, the_catalogue: Catalogue, clock: Clock
) -> None:
    load(empty, the_catalogue, [extract(58.1)])
    undo(empty, 1)
    redo(empty, 1)
    undo(empty, 1)
    erase(empty, 1, "The law asks for it")
    assert said(empty, clock) == [
        ("analyst", "erase", "load 1, reason The law asks for it"),
        ("analyst", "undo", "load 1"),
        ("analyst", "redo", "load 1"),
        ("analyst", "undo", "load 1"),
        ("analyst", "load", "load 1"),
    ]
    assert not (empty.root / "sharing.sqlite").exists(), "reading makes no file"


def test_only_those_who_share_may_read_it(empty: Store) -> None:
    with acting_as(Viewer(Role.LINK_VIEWER)), pytest.raises(NotAllowed):
        log.entries(empty)


def test_a_token_is_never_written(empty: Store, shared: Shared, clock: Clock) -> None:
    log.write(empty, "signed in", "leader", {"from": f"/s/{shared.token}", "token": shared.token}, now=clock)
    assert said(empty, clock)[0] == ("leader", "signed in", "from /s/[link], token [link]")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE log SET role = 'leader' WHERE entry = 1",
        "DELETE FROM log WHERE entry = 1",
        "DELETE FROM log",
        "INSERT OR REPLACE INTO log SELECT 1, at, 'leader', what, about, previous, hash FROM log WHERE entry = 1",
        "INSERT INTO log SELECT 0, at, role, what, about, previous, hash FROM log WHERE entry = 1",
    ],
)
def test_the_database_refuses_to_change_a_line(database: sqlite3.Connection, shared: Shared, change: str) -> None:
    before = database.execute("SELECT * FROM log").fetchall()
    with pytest.raises(sqlite3.IntegrityError, match="log:"):
        database.execute(change)
    assert database.execute("SELECT * FROM log").fetchall() == before
    assert log.verify(shared.store) == []


@pytest.mark.parametrize("change", ["UPDATE refusals SET times = 1", "DELETE FROM refusals"])
def test_refusals_are_only_counted_up(database: sqlite3.Connection, shared: Shared, change: str) -> None:
    log.refused(shared.store, 7)
    with pytest.raises(sqlite3.IntegrityError, match="only counted up"):
        database.execute(change)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (["UPDATE log SET role = 'leader' WHERE entry = 2"], "Line 2 of the log was changed"),
        (["UPDATE log SET hash = 'x' WHERE entry = 4"], "Line 4 of the log was changed"),
        (["DELETE FROM log WHERE entry = 2"], "Lines 2 to 2 of the log are missing"),
        (["DELETE FROM log WHERE entry = 1"], "Lines 1 to 1 of the log are missing"),
        (["DELETE FROM log WHERE entry >= 3"], "Lines 3 to 4 of the log are missing"),
        (["DELETE FROM log"], "Lines 1 to 4 of the log are missing"),
        (
            ["UPDATE log SET entry = 9 WHERE entry = 2", "UPDATE log SET entry = 2 WHERE entry = 3",
             "UPDATE log SET entry = 3 WHERE entry = 9"],
            "Line 2 of the log does not follow",
        ),
    ],
)  # fmt: skip
def test_a_changed_log_is_found_out(
    database: sqlite3.Connection, shared: Shared, changes: list[str], problem: str
) -> None:
    for trigger in ("log_update", "log_delete", "log_insert"):
        database.execute(f"DROP TRIGGER {trigger}")
    for change in changes:
        database.execute(change)
    assert log.verify(shared.store)[0].startswith(problem)


def test_a_log_written_anew_has_another_last_hash(empty: Store, clock: Clock, tmp_path: Path) -> None:
    other = Store(tmp_path / "other")
    log.write(empty, "signed in", "leader", {}, now=clock)
    log.write(other, "signed in", "analyst", {}, now=clock)
    assert log.last_hash(empty)[0] == log.last_hash(other)[0] == 1
    assert log.last_hash(empty)[1] != log.last_hash(other)[1]


def test_lines_written_at_once_form_one_chain(empty: Store, clock: Clock) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: log.write(empty, "signed in", "leader", {"n": n}, now=clock), range(60)))
    assert log.verify(empty) == []
    assert log.last_hash(empty)[0] == 60
    assert {about for _, _, about in said(empty, clock)} == {f"n {n}" for n in range(60)}


def test_a_line_cut_off_by_a_fault_takes_the_deed_with_it(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise sqlite3.OperationalError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr("analytics.sharing.log.append", broken)
        with pytest.raises(sqlite3.OperationalError):
            revoke(shared.store, 1)
        with pytest.raises(sqlite3.OperationalError):
            opened(shared.store, shared.token, now=shared.clock)
    assert opened(shared.store, shared.token, now=shared.clock)


def test_a_newer_program_is_said(empty: Store) -> None:
    log.write(empty, "signed in", "leader", {})
    with closing(sqlite3.connect(empty.root / "sharing.sqlite")) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreTooNew, match="newer version"):
        log.verify(empty)


def run(printed: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["share", *arguments])
    out, err = printed.readouterr()
    return code, out, err


def test_the_command_line_makes_lists_revokes_and_logs(
    shared: Shared, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(shared.store.root))
    monkeypatch.setattr(
        "analytics.sharing.pack_service.share", lambda *to: create(*to)[0]
    )  # without the check of its counts
    _, out, _ = run(capsys, "packs", "--format", "json")
    assert {row["pack_id"] for row in json.loads(out)} == {shared.pack_id, shared.other_id}
    code, out, err = run(capsys, "create", shared.pack_id, "--days", "7", "--base-url", "https://figures.example/")
    link, *downloads = out.splitlines()
    start, token = link.split("/s/")
    assert (code, start, len(token)) == (0, "https://figures.example", 43)
    assert downloads == [f"{link}/indicators.csv", f"{link}/pack.xlsx"]
    assert "not shown again" in err
    assert opened(shared.store, token)
    assert run(capsys, "revoke", "3")[0] == 0
    assert opened(shared.store, token) is None
    _, out, _ = run(capsys, "list", "--format", "json")
    first = json.loads(out)[0]
    assert (first["link_id"], first["state"], first["opened"]) == (3, "revoked", 1)
    assert run(capsys, "erase", shared.other_id, "--reason", "why")[0] == 0
    assert opened(shared.store, shared.token, now=shared.clock)
    _, out, _ = run(capsys, "packs", "--format", "json")
    assert {row["pack_id"]: row["erased"] for row in json.loads(out)}[shared.other_id]
    code, out, err = run(capsys, "log")
    assert code == 0
    assert out.splitlines()[0] == "at,who,what,about"
    assert f'link revoked,"link 3, pack {shared.pack_id[:12]}"' in out
    assert log.last_hash(shared.store)[1] in err
    assert token not in out + err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("create", 64 * "0"), "There is no pack"),
        (("create", 64 * "0", "--base-url", "figures.example"), "is not an address"),
        (("create", 64 * "0", "--days", "0"), "1 to 365 days"),
        (("revoke", "1"), "There is no link 1"),
    ],
)
def test_what_can_not_be_done_is_said_in_a_sentence(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (1, "")
    assert said in err


def test_a_changed_log_and_a_damaged_pack_fail_the_check(
    shared: Shared,
    database: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(shared.store.root))
    assert main(["check"]) == 0
    database.execute("DROP TRIGGER log_update")
    database.execute("UPDATE log SET role = 'leader' WHERE entry = 1")
    assert main(["check"]) == 1
    assert "Line 1 of the log was changed" in capsys.readouterr().out
    assert run(capsys, "log")[0] == 1


def test_a_killed_write_leaves_the_chain_whole(empty: Store) -> None:
    """A process that dies in the middle of many lines leaves whole lines only."""
    program = (
        "import os, sys, threading; from pathlib import Path; from analytics.sharing import log; "
        "from analytics.store import Store; s = Store(Path(sys.argv[1])); "
        "threading.Timer(0.3, lambda: os._exit(9)).start()\n"
        "while True: log.write(s, 'signed in', 'leader', {})"
    )
    killed = subprocess.run(
        [sys.executable, "-c", program, str(empty.root)], cwd=Path(__file__).parents[2], check=False
    )
    assert killed.returncode == 9
    lines, _ = log.last_hash(empty)
    assert lines > 0
    assert log.verify(empty) == []
    log.write(empty, "signed in", "leader", {})
    assert log.last_hash(empty)[0] == lines + 1
