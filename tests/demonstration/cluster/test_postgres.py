"""Several app servers over one store: a ledger in PostgreSQL, and files in a folder that all of them have."""

from __future__ import annotations

import io
import multiprocessing
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from analytics.__main__ import main
from analytics.access import Role
from analytics.catalogue import catalogue
from analytics.commands.loads import demonstration as extracts
from analytics.sharing import SharedLinks, links, log, packs, shared_links
from analytics.sharing.link_route import AWAY, REFUSAL
from analytics.sign_in.access_middleware import Front
from analytics.sign_in.user_roles import Person, Register, key_of
from analytics.store import (
    DatabaseAway,
    Store,
    StoreTooNew,
    check_files,
    damage,
    erase,
    history,
    load,
    one_moment,
    redo,
    sweep,
    undo,
)
from analytics.store import database as databases
from tests.demonstration.cluster.conftest import Postgres
from tests.serving import ROOT, free_port, serving
from tests.store.test_faults import numbers_seen, two_kinds
from tests.store.test_store import extract, values

LOADS = 100  # by each of two servers
AWAY_SENTENCE = "database does not answer just now"
TABLES = (
    "indicators", "localities", "audits", "audits-by-legal-status", "audits-by-team", "audits-by-area", "moderation",
    "audit-actions", "screening", "scorecard", "risks", "placements", "budget", "plan",
)  # fmt: skip

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.demonstration.cluster.test_postgres"])


@pytest.fixture
def servers(database: str, tmp_path: Path) -> tuple[Store, Store]:
    """The same store as two app servers have it."""
    return Store(tmp_path / "store", database), Store(tmp_path / "store", database)


def printed(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(list(arguments))
    return code, out.getvalue(), err.getvalue()


# The same answers


def test_every_table_is_the_same_to_the_last_digit(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The demonstration store, by the command line, with the ledger in SQLite and in PostgreSQL."""
    shown: list[dict[str, str]] = []
    for setting in ("", postgres.new()):
        monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path / f"store {bool(setting)}"))
        monkeypatch.setenv("LINE_OF_SIGHT_LEDGER", setting)
        assert printed("demo")[0] == 0
        tables = {name: printed("table", name, "--month", "2021-09", "--format", "json") for name in TABLES}
        assert [name for name, (code, out, _) in tables.items() if code or len(out) < 100] == []
        shown.append({name: out for name, (_, out, _) in tables.items()})
        shown[-1]["restatements"] = re.sub(r"\d{4}-\d\d-\d\dT[\d:.+]+", "then", printed("restatements")[1])
        assert printed("check")[0] == 0
    assert shown[0] == shown[1]
    assert (tmp_path / "store False" / "ledger.sqlite").exists()
    assert not list((tmp_path / "store True").glob("*.sqlite*")), "SQLite on a network folder would be corrupted"


def test_the_history_is_the_same_and_in_the_same_order(published: Store, servers: tuple[Store, Store]) -> None:
    load(servers[0], catalogue(), extracts("published"))
    assert history(servers[1]).drop("loaded_at").equals(history(published).drop("loaded_at"))


def test_what_one_server_does_the_other_sees_at_once(servers: tuple[Store, Store]) -> None:
    one, other = servers
    load(one, catalogue(), [extract(58.1)])
    assert values(other) == [(date(2021, 9, 1), 58.1)]
    load(other, catalogue(), [extract(60.0)])
    undo(one, 2)
    assert values(other) == [(date(2021, 9, 1), 58.1)]
    redo(other, 2)
    undo(other, 1)
    assert erase(one, 1, "why") == 2
    assert [c.what for c in other.ledger.changes()] == ["erase", "undo", "redo", "undo", "load", "load"]
    assert values(one) == [(date(2021, 9, 1), 60.0)]
    assert check_files(other) == []


def test_within_one_moment_anothers_load_is_not_seen_and_ones_own_is(servers: tuple[Store, Store]) -> None:
    one, other = servers
    with one_moment():
        before = one.version
        with ThreadPoolExecutor(1) as pool:
            pool.submit(load, other, catalogue(), [extract(80.0)]).result()
        assert (one.version, values(one)) == (before, [])
        load(one, catalogue(), [extract(70.0)])
        assert [value for _, value in values(one)] == [70.0]


def test_without_the_setting_no_second_ledger_is_begun(servers: tuple[Store, Store]) -> None:
    load(servers[0], catalogue(), two_kinds(1))
    forgot = Store(servers[0].root)
    for asks in (
        lambda: numbers_seen(forgot), lambda: load(forgot, catalogue(), two_kinds(2)), lambda: sweep(forgot, -1)
    ):  # fmt: skip
        with pytest.raises(DatabaseAway, match="has its ledger in PostgreSQL"):
            asks()
    assert numbers_seen(servers[1]) == [1] * 6


# Two servers at once


class _Reader(threading.Thread):
    """Reads all the while; `seen` are the numbers of each moment, `faults` what should not have been."""

    def __init__(self, store: Store):
        super().__init__()
        self.store = store
        self.seen: list[int] = []
        self.faults: list[str] = []
        self.enough = threading.Event()

    def run(self) -> None:
        while not self.enough.is_set():
            with one_moment():
                numbers, harmed = numbers_seen(self.store), damage(self.store)
            if harmed:
                self.faults.append(harmed[0].sentence)
            elif len(set(numbers)) > 1 or len(numbers) not in (0, 6):
                self.faults.append(f"half a load: {numbers}")
            elif numbers:
                self.seen.append(numbers[0])


def _a_server(root: Path, database: str, number: int, starts: Any, told: Any) -> None:
    """In the child: load many times while another thread reads, both as one app server does."""
    store = Store(root, database)
    reader = _Reader(store)
    starts.wait(120)
    reader.start()
    done: list[int | str] = []
    for turn in range(LOADS):
        try:
            done.append(load(store, catalogue(), two_kinds(2 * turn + number + 1)))
        except Exception as problem:
            done.append(repr(problem))
    reader.enough.set()
    reader.join()
    told.put((done, reader.seen, reader.faults))


def test_two_servers_that_load_at_once_never_show_half_a_load(database: str, tmp_path: Path) -> None:
    """Each load brings two kinds that say one number. Both servers begin on a database that is empty."""
    starts, told = _processes.Barrier(2), _processes.Queue()
    children = [_processes.Process(target=_a_server, args=(tmp_path, database, n, starts, told)) for n in (0, 1)]
    for child in children:
        child.start()
    heard = [told.get(timeout=500) for _ in children]
    for child in children:
        child.join(60)
    assert [fault for _, _, faults in heard for fault in faults] == []
    assert [each for done, _, _ in heard for each in done if isinstance(each, str)] == []
    assert sorted(each for done, _, _ in heard for each in done) == list(range(1, 2 * LOADS + 1))
    for _, seen, _ in heard:
        assert len(set(seen)) >= 20, "the reader was asleep while loads went on"
    store = Store(tmp_path, database)
    assert len(set(numbers_seen(store))) == 1
    load(store, catalogue(), two_kinds(1000))
    assert len(store.ledger.live()) == 2, "what was loaded at once is not read for ever"
    assert len(set(numbers_seen(store))) == 1
    assert check_files(store) == []


def _many_lines(root: Path, database: str, starts: Any) -> None:
    starts.wait(120)
    for number in range(100):
        log.write(Store(root, database), "signed in", "leader", {"n": number})


def test_lines_of_two_servers_make_one_chain(database: str, tmp_path: Path) -> None:
    starts = _processes.Barrier(2)
    children = [_processes.Process(target=_many_lines, args=(tmp_path, database, starts)) for _ in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join(120)
        assert child.exitcode == 0
    store = Store(tmp_path, database)
    assert log.last_hash(store)[0] == 200
    assert log.verify(store) == []


def _dies_within_a_load(root: Path, database: str, told: Any) -> None:
    """In the child: stay in the middle of the transaction until killed."""

    def waits() -> None:
        told.put("in the middle")
        time.sleep(600)

    store = Store(root, database)
    parts = [part for _, part in store.ledger.live()]
    store.ledger.record(parts, "analyst", waits)


def test_a_server_that_is_killed_in_the_middle_of_a_load_leaves_nothing(servers: tuple[Store, Store]) -> None:
    one, other = servers
    load(one, catalogue(), two_kinds(1))
    told = _processes.Queue()
    child = _processes.Process(target=_dies_within_a_load, args=(one.root, one.database, told))
    child.start()
    assert told.get(timeout=120) == "in the middle"
    assert numbers_seen(other) == [1] * 6, "readers do not wait"
    child.kill()
    child.join(60)
    load(other, catalogue(), two_kinds(2))
    assert numbers_seen(one) == [2] * 6
    assert len(one.ledger.changes()) == 2


def test_a_server_that_hangs_in_the_middle_does_not_hold_up_others_without_a_word(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "WAITS", 1)
    store = Store(tmp_path, database)
    load(store, catalogue(), two_kinds(1))
    with store.ledger.writing(), ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(load, store, catalogue(), two_kinds(2))
        with pytest.raises(DatabaseAway, match=AWAY_SENTENCE):
            waiting.result(30)
        assert numbers_seen(store) == [1] * 6
    load(store, catalogue(), two_kinds(2))
    assert numbers_seen(store) == [2] * 6


def test_a_file_is_not_erased_while_another_server_loads_it_again(servers: tuple[Store, Store]) -> None:
    one, other = servers
    load(one, catalogue(), [extract(1.0)])
    undo(one, 1)
    inside, go_on = threading.Event(), threading.Event()
    part = one.ledger.history()[0].part

    def checking() -> None:
        inside.set()
        assert go_on.wait(30)

    with ThreadPoolExecutor(2) as pool:
        loading = pool.submit(one.ledger.record, [part], "analyst", checking)
        assert inside.wait(30)
        erasing = pool.submit(erase, other, 1, "why")
        time.sleep(0.3)
        assert not erasing.done(), "it waits for its turn"
        go_on.set()
        loading.result(30)
        assert erasing.result(30) == 0, "the new load shares the files"
    assert values(other) == [(date(2021, 9, 1), 1.0)]


def test_a_database_that_was_started_anew_between_two_questions_is_not_noticed(
    postgres: Postgres, servers: tuple[Store, Store]
) -> None:
    load(servers[0], catalogue(), two_kinds(1))
    postgres.stop()
    postgres.start()
    assert numbers_seen(servers[0]) == [1] * 6


# Packs, links and people


def frozen(store: Store) -> tuple[str, str, int]:
    """A pack with a link: its id, the token, the link's number."""
    names = {"pack.html": b"<p>", "pack-a.csv": b"a", "pack_b.csv": b"b", "packz.csv": b"z"}
    pack_id = packs.keep(store, {"title": "September 2021"}, names, {"cells.csv": b"1"})
    return pack_id, *links.create(store, pack_id)


def test_a_link_made_by_one_server_opens_on_the_other_until_it_is_revoked(servers: tuple[Store, Store]) -> None:
    one, other = servers
    pack_id, token, number = frozen(one)
    assert links.opened(other, token) == b"<p>"
    assert links.opened(other, token, "pack_b.csv") == b"b"
    (row,) = links.links(one).to_dicts()
    assert (row["pack"], row["state"], row["opened"], row["downloaded"]) == ("September 2021", "open", 1, 1)
    assert [pack.pack_id for pack in packs.packs(other)] == [pack_id]
    assert packs.private(other, "cells.csv") == [(pack_id, b"1")]
    links.revoke(other, number)
    assert links.opened(one, token) is None
    log.refused(one, 2)
    log.refused(other, 3)
    assert log.entries(one)["about"].str.starts_with("5 in the hour").any()
    assert log.verify(other) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE log SET role = 'x'", "DELETE FROM log", "TRUNCATE log", "TRUNCATE packs CASCADE",
        "INSERT INTO log VALUES (1, 'a', 'a', 'a', 'a', 'a', 'a')", "UPDATE packs SET about = ''", "DELETE FROM files",
        "UPDATE links SET made_by = 'x'", "DELETE FROM links", "TRUNCATE links", "UPDATE refusals SET times = 1",
        "DELETE FROM refusals",
    ],
)  # fmt: skip
def test_the_database_refuses_to_change_what_is_frozen(
    postgres: Postgres, servers: tuple[Store, Store], change: str
) -> None:
    import psycopg

    frozen(servers[0])
    log.refused(servers[0])
    with postgres.connect_to(servers[0]) as connection, pytest.raises(psycopg.IntegrityError, match=r"never|only"):
        connection.execute(change)


def test_a_line_that_was_taken_out_is_missed(postgres: Postgres, servers: tuple[Store, Store]) -> None:
    frozen(servers[0])
    with postgres.connect_to(servers[0]) as connection:
        connection.execute("DROP TRIGGER log_delete ON log")
        connection.execute("DELETE FROM log WHERE entry = 2")
    assert log.verify(servers[1]) == ["Lines 2 to 2 of the log are missing."]


def test_who_signs_in_at_one_server_is_known_to_the_other(servers: tuple[Store, Store]) -> None:
    one, other = (Register(store.root, database=store.database) for store in servers)
    ada = Person("https://id.example", "council", "ada-7")
    one.grant(ada, Role.LEADER)
    key = key_of(one.sign_in(ada, timedelta(hours=1)))
    known = other.signed_in(key)
    assert known is not None
    assert known.role is Role.LEADER
    other.grant(ada, Role.ANALYST)
    assert one.people().rows()[0][3] == "analyst"
    other.revoke(ada)
    assert (one.signed_in(key) or known).role is None
    other.sign_out(key)
    assert one.signed_in(key) is None


def test_a_database_of_a_newer_program_is_refused(postgres: Postgres, servers: tuple[Store, Store]) -> None:
    load(servers[0], catalogue(), [extract(58.1)])
    with postgres.connect_to(servers[0]) as connection:
        connection.execute("UPDATE versions SET version = 99")
    with pytest.raises(StoreTooNew, match="newer version"):
        _ = servers[1].version


# A database that is away


@pytest.fixture
def stopped(postgres: Postgres, servers: tuple[Store, Store]) -> Iterator[tuple[Store, str, Callable[[], None]]]:
    """A store that was in use when its database was stopped, the token of a link, and how to start it again."""
    load(servers[0], catalogue(), two_kinds(1))
    _, token, _ = frozen(servers[0])
    postgres.stop()
    running = [False]

    def start() -> None:
        postgres.start()
        running[0] = True

    yield servers[0], token, start
    if not running[0]:
        postgres.start()


Stopped = tuple[Store, str, Callable[[], None]]


def test_a_load_says_so_and_is_well_again_without_a_new_start(stopped: Stopped) -> None:
    store, _, start = stopped
    with pytest.raises(DatabaseAway, match=AWAY_SENTENCE):
        load(store, catalogue(), two_kinds(2))
    with pytest.raises(DatabaseAway, match=AWAY_SENTENCE):
        numbers_seen(store)
    start()
    assert numbers_seen(store) == [1] * 6
    load(store, catalogue(), two_kinds(2))
    assert numbers_seen(store) == [2] * 6


def test_the_command_line_and_the_pages_say_so_in_a_sentence(stopped: Stopped, monkeypatch: pytest.MonkeyPatch) -> None:
    store, _, _ = stopped
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(store.root))
    monkeypatch.setenv("LINE_OF_SIGHT_LEDGER", store.database)
    code, out, err = printed("table", "indicators")
    assert (code, out) == (1, "")
    assert AWAY_SENTENCE in err
    assert "Traceback" not in err
    shown = AppTest.from_file(ROOT / "pages" / "shell.py", default_timeout=60).run()
    assert [AWAY_SENTENCE in error.value for error in shown.error] == [True]
    assert not shown.exception


def test_whoever_opens_a_link_is_told_to_come_back_whatever_the_link(stopped: Stopped) -> None:
    store, token, start = stopped
    app = Starlette(routes=shared_links(SharedLinks(lambda: store)))
    with TestClient(app) as browser:
        answers = [browser.get(f"/s/{asked}") for asked in (token, 43 * "A", "")]
        assert [(answer.status_code, answer.content) for answer in answers] == [(503, AWAY)] * 3
        assert "Your link is not to blame" in answers[0].text
        start()
        assert browser.get(f"/s/{token}").content == b"<p>"
        assert browser.get(f"/s/{43 * 'A'}").content == REFUSAL


def test_whoever_signs_in_is_told_in_a_sentence(stopped: Stopped) -> None:
    async def asks(*_: object) -> None:
        Register(stopped[0].root, database=stopped[0].database).signed_in("key")

    answer = TestClient(Front(asks, "default-src 'none'", secure=True)).get("/")
    assert answer.status_code == 503
    assert "database does not answer just now" in answer.text
    assert "psycopg" not in answer.text


# Two real app servers


def test_two_app_servers_show_the_same_loads_and_open_the_same_links(database: str, tmp_path: Path) -> None:
    store = Store(tmp_path / "store", database)
    load(store, catalogue(), two_kinds(1))
    _, token, number = frozen(store)
    ports = free_port(), free_port()
    setting = {"LINE_OF_SIGHT_LEDGER": database}
    with (
        serving(store.root, tmp_path / "one", ports[0], **setting) as one,
        serving(store.root, tmp_path / "other", ports[1], **setting) as other,
    ):
        opened = [httpx2.get(f"{server}/s/{token}") for server in (one, other)]
        assert [(answer.status_code, answer.text) for answer in opened] == [(200, "<p>")] * 2
        links.revoke(store, number)
        assert [httpx2.get(f"{server}/s/{token}").status_code for server in (one, other)] == [404, 404]
    assert links.links(store)["opened"].to_list() == [2]
    assert not list(store.root.glob("*.sqlite"))
