"""Loads become visible whole or not at all; readers get their own answers; DuckDB reaches nothing else."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from analytics.caching import cached_per_version
from analytics.catalogue import Catalogue
from analytics.extracts import ExtractError
from analytics.store import (
    Incoming,
    NotFinished,
    Refused,
    Store,
    StoreTooNew,
    damage,
    indicator_rows,
    load,
    months_held,
    one_moment,
    undo,
)

HEADER = "cut,month,measure_id,value,source"


def extract(value: float, cut: str = "2021-09", month: str = "2021-09", measure: str = "icpc_due") -> Incoming:
    return Incoming(f"{cut}.csv", f"{HEADER}\n{cut},{month},{measure},{value},council\n".encode())


def values(store: Store) -> list[tuple[date, float]]:
    return indicator_rows(store).select("month", "value").rows()


def test_an_empty_store_answers_with_nothing(empty: Store) -> None:
    assert indicator_rows(empty).is_empty()
    assert months_held(empty) == []
    assert empty.version[0] == 0
    assert empty.ledger.history() == []
    assert not empty.root.exists(), "asking must not make a store"


def test_a_load_is_stored_with_its_account(empty: Store, the_catalogue: Catalogue) -> None:
    load_id = load(empty, the_catalogue, [extract(58.1)])
    (entry,) = empty.ledger.history()
    assert (entry.load_id, entry.live, entry.loaded_by) == (load_id, True, "analyst")
    assert (entry.part.rows_in, entry.part.accepted, entry.part.refused) == (1, 1, 0)
    assert (empty.originals / f"{entry.part.file_sha256}.csv").read_bytes() == extract(58.1).content
    assert values(empty) == [(date(2021, 9, 1), 58.1)]
    assert empty.version[0] == 1


def test_the_same_cut_loaded_again_replaces_it_and_the_earlier_is_kept(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [extract(58.1)])
    load(empty, the_catalogue, [extract(60.0)])
    assert values(empty) == [(date(2021, 9, 1), 60.0)]
    assert [entry.live for entry in empty.ledger.history()] == [True, False]
    assert len(list(empty.parquet.iterdir())) == 2


def test_as_now_known_a_month_comes_from_the_newest_cut_that_has_it(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [extract(50.0, cut="2021-09", month="2021-08")])
    load(empty, the_catalogue, [extract(40.0, cut="2021-08", month="2021-08")])
    assert values(empty) == [(date(2021, 8, 1), 50.0)], "a late load of an older cut changes nothing"


def test_refused_rows_leave_the_store_as_it_was(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [extract(58.1)])
    with pytest.raises(Refused) as refused:
        load(empty, the_catalogue, [extract(61.0, cut="2021-10", month="2021-10"), extract(101)])
    assert [c.refused for c in refused.value.checked] == [0, 1]
    assert (empty.version[0], values(empty)) == (1, [(date(2021, 9, 1), 58.1)])


def test_a_figure_that_two_files_of_one_load_say_is_refused_with_both_places(
    empty: Store, the_catalogue: Catalogue
) -> None:
    blank = "\n,,,,\n"
    other = Incoming(
        "other.csv", f"{HEADER}{blank}2021-09,2021-08,icpc_due,7,council\n2021-09,2021-09,icpc_due,2,council\n".encode()
    )
    with pytest.raises(ExtractError, match=r"Row 2 of 2021-09.csv and row 4 of other.csv say the same figure"):
        load(empty, the_catalogue, [extract(1), other])
    assert empty.version[0] == 0


def test_two_files_of_the_same_cut_are_one_load(empty: Store, the_catalogue: Catalogue) -> None:
    load_id = load(empty, the_catalogue, [extract(1, month="2021-08"), extract(2)])
    assert values(empty) == [(date(2021, 8, 1), 1.0), (date(2021, 9, 1), 2.0)]
    assert {entry.part.number for entry in empty.ledger.history()} == {1, 2}
    assert empty.origin("indicators", load_id, "council", date(2021, 9, 1)).part.file_name == "2021-09.csv, 2021-09.csv"
    undo(empty, load_id)
    assert values(empty) == []


def test_a_failure_between_files_and_ledger_leaves_nothing_to_be_seen(
    empty: Store, the_catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(empty.ledger, "record", full)
    with pytest.raises(NotFinished, match="Nothing was changed"):
        load(empty, the_catalogue, [extract(58.1)])
    assert values(empty) == []


@pytest.mark.parametrize("harm", ["flip", "truncate", "remove"])
def test_a_harmed_file_is_found_before_a_wrong_number_is_shown(
    empty: Store, the_catalogue: Catalogue, harm: str
) -> None:
    load(empty, the_catalogue, [extract(58.1)])
    (file,) = empty.parquet.iterdir()
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    if harm == "remove":
        file.unlink()
    else:
        file.write_bytes(content if harm == "flip" else content[:-10])
    harmed = Store(empty.root)
    assert values(harmed) == []
    (found,) = damage(harmed)
    assert found.months == (date(2021, 9, 1),)
    assert ("is missing" if harm == "remove" else "is damaged") in found.sentence


def test_a_store_of_a_newer_program_is_refused(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [extract(58.1)])
    with sqlite3.connect(empty.ledger.file) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreTooNew, match="newer version"):
        _ = empty.version


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('{root}/ledger.sqlite')",
        "SELECT * FROM read_blob('{root}/parquet/../ledger.sqlite')",
        "ATTACH '{root}/other.duckdb'",
        "COPY (SELECT 1) TO '{root}/out.csv'",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
        "INSTALL httpfs",
    ],
)
def test_no_query_can_reach_other_files_or_settings(published: Store, sql: str) -> None:
    with pytest.raises(duckdb.Error):
        published.query(sql.format(root=published.root))


def test_each_thread_gets_its_own_answer(published: Store) -> None:
    """A connection shared without cursors gives threads each other's answers."""

    def ask(number: int) -> bool:
        found = published.query("SELECT ? AS n, count(*) AS rows FROM range(?)", number, 1000 + number)
        return found.row(0) == (number, 1000 + number)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(400)))


def test_what_is_remembered_is_forgotten_when_the_ledger_changes(empty: Store, the_catalogue: Catalogue) -> None:
    asked = []

    @cached_per_version
    def rows(store: Store, locality: str) -> pl.DataFrame:
        asked.append(locality)
        return indicator_rows(store, locality)

    rows(empty, "All")
    rows(empty, "All")
    assert asked == ["All"]
    load(empty, the_catalogue, [extract(58.1)])
    assert rows(empty, "All").height == 1


def test_two_people_may_load_at_once(empty: Store, the_catalogue: Catalogue) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(
            pool.map(
                lambda m: load(empty, the_catalogue, [extract(m, month=f"2021-0{m}", cut=f"2021-0{m}")]), range(1, 9)
            )
        )
    assert [value for _, value in values(empty)] == list(range(1, 9))


def test_real_figures_go_before_simulated_ones_of_the_same_month(empty: Store, the_catalogue: Catalogue) -> None:
    simulated = f"{HEADER},simulated\n2021-10,2021-09,icpc_due,1.0,simulated,true\n".encode()
    load(empty, the_catalogue, [Incoming("s.csv", simulated), extract(58.1)])
    assert values(empty) == [(date(2021, 9, 1), 58.1)]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExtractError, match="can't be read"):
        Incoming.from_path(tmp_path / "nothing.csv")


def test_within_one_moment_anothers_load_is_not_seen_and_ones_own_is(empty: Store, the_catalogue: Catalogue) -> None:
    with one_moment():
        before = empty.version
        other = threading.Thread(target=load, args=[empty, the_catalogue, [extract(80.0)]])
        other.start()
        other.join()
        assert (empty.version, values(empty)) == (before, [])
        load(empty, the_catalogue, [extract(70.0)])
        assert empty.version[0] == before[0] + 2
        assert [value for _, value in values(empty)] == [70.0]
