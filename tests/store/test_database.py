"""How the setting that names a database is read, and what SQLite keeps being.

PostgreSQL itself: tests/demonstration/cluster.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from analytics.__main__ import main
from analytics.catalogue import Catalogue
from analytics.store import DatabaseAway, Store, load, sweep, the_store
from analytics.store.database import Database
from analytics.store.ledger import _STEPS, Ledger, _postgresql, _statements
from tests.store.test_store import extract, values

STEPS = (("CREATE TABLE numbers (number INTEGER PRIMARY KEY)",),)


@pytest.fixture
def numbers(tmp_path: Path) -> Database:
    return Database(tmp_path / "folder" / "numbers.sqlite", "", "numbers", STEPS, STEPS)


def held(numbers: Database) -> list[int]:
    with numbers.reading() as connection:
        return list(connection.execute(text("SELECT number FROM numbers ORDER BY number")).scalars())


def test_a_change_is_kept_whole_or_not_at_all(numbers: Database) -> None:
    with numbers.writing() as connection:
        connection.execute(text("INSERT INTO numbers VALUES (1), (2)"))

    def half_a_change() -> None:
        with numbers.writing() as connection:
            connection.execute(text("INSERT INTO numbers VALUES (3)"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half_a_change()
    assert held(numbers) == [1, 2]


def test_a_reader_does_not_wait_for_a_change_and_sees_none_of_it(numbers: Database) -> None:
    with numbers.writing() as connection:
        connection.execute(text("INSERT INTO numbers VALUES (1)"))
        assert held(numbers) == []
    assert held(numbers) == [1]


def test_what_sqlite_raises_is_raised(numbers: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError), numbers.writing() as connection:
        connection.execute(text("INSERT INTO numbers VALUES (1), (1)"))


def test_asking_whether_there_is_anything_makes_nothing(numbers: Database) -> None:
    assert not numbers.is_there
    assert not numbers.file.parent.exists()
    held(numbers)
    assert numbers.is_there


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("sqlite:////tmp/ledger.sqlite", "names no PostgreSQL database"),
        ("server/database", "is no address of a database"),
        ("postgresql+nonsense://server/database", "is no address of a database"),
    ],
)
def test_a_wrong_setting_is_said_in_a_sentence(
    setting: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_LEDGER", setting)
    with pytest.raises(DatabaseAway, match=f"^LINE_OF_SIGHT_LEDGER {said}"):
        _ = the_store().version
    assert main(["table", "indicators"]) == 1
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.out == ""


def test_without_the_driver_it_says_which_packages_are_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(DatabaseAway, match=r"requirements-cluster\.txt"):
        _ = Store(tmp_path, "postgresql+psycopg://nobody@127.0.0.1:1/none").version


def test_a_setting_is_a_store_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a process that was started for one database would go on with another's ledger."""
    plain = the_store()
    monkeypatch.setenv("LINE_OF_SIGHT_LEDGER", " postgresql+psycopg://server/database ")
    assert the_store() is not plain
    assert the_store().database == "postgresql+psycopg://server/database"
    monkeypatch.setenv("LINE_OF_SIGHT_LEDGER", "")
    assert the_store() is plain


def test_each_step_has_its_twin_in_postgresql() -> None:
    for step in _STEPS:
        statements = _postgresql(step)
        assert len(statements) == len(_statements(step))
        assert "AUTOINCREMENT" not in "".join(statements)


def test_a_file_put_in_the_place_of_the_ledger_is_seen_by_the_next_question(
    empty: Store, the_catalogue: Catalogue, tmp_path: Path
) -> None:
    """As a restored backup is, with its journal: no connection may outlive its question."""
    load(empty, the_catalogue, [extract(58.1)])
    before = empty.ledger.file.read_bytes()
    shutil.copytree(empty.root / "journal", tmp_path / "journal")
    load(empty, the_catalogue, [extract(60.0)])
    empty.ledger.file.write_bytes(before)
    shutil.rmtree(empty.root / "journal")
    shutil.copytree(tmp_path / "journal", empty.root / "journal")
    assert [value for _, value in values(empty)] == [58.1]
    assert Ledger(empty.ledger.file).version() == empty.version


def test_a_folder_has_one_ledger(empty: Store, the_catalogue: Catalogue, tmp_path: Path) -> None:
    """Under another ledger every file would look like a leftover, which `sweep` sets aside."""
    load(empty, the_catalogue, [extract(58.1)])
    elsewhere = "postgresql+psycopg://server/database"
    for asks in (lambda: Store(empty.root, elsewhere).version, lambda: sweep(Store(empty.root, elsewhere), -1)):
        with pytest.raises(DatabaseAway, match="has its ledger in SQLite"):
            asks()
    assert [value for _, value in values(empty)] == [58.1]
