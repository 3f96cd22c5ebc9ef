"""Undo, redo, erase, check, sweep; and a ledger of an older or newer program."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from analytics.access import LOCAL, NotAllowed, Role, Viewer, acting_as
from analytics.catalogue import Catalogue
from analytics.extracts import ExtractError
from analytics.store import (
    CantChange,
    DamagedFile,
    Incoming,
    NotFinished,
    Store,
    Swept,
    check_files,
    check_ledger,
    erase,
    history,
    indicator_rows,
    load,
    months_held,
    redo,
    sweep,
    undo,
    withheld,
)
from analytics.store.ledger import _FIRST
from tests.making import copied
from tests.store.test_store import extract, values

LEADER = Viewer(Role.LEADER)
SEPTEMBER = date(2021, 9, 1)


@pytest.fixture
def corrected(empty: Store, the_catalogue: Catalogue) -> Store:
    """A wrong September (load 1), and a corrected one over it (load 2)."""
    load(empty, the_catalogue, [extract(58.1)])
    load(empty, the_catalogue, [extract(60.0)])
    return empty


def states(store: Store) -> dict[int, str]:
    return dict(history(store).select("load_id", "state").rows())


def test_undo_brings_back_what_the_load_replaced_and_redo_takes_it_away(corrected: Store) -> None:
    assert states(corrected) == {2: "live", 1: "replaced"}
    undo(corrected, 2)
    assert values(corrected) == [(SEPTEMBER, 58.1)]
    assert states(corrected) == {2: "undone", 1: "live"}
    redo(corrected, 2)
    assert values(corrected) == [(SEPTEMBER, 60.0)]


def test_everything_that_was_done_stands_in_the_log(corrected: Store) -> None:
    undo(corrected, 2)
    erase(corrected, 2, "Loaded by mistake")
    log = [(c.what, c.load_id, c.changed_by, c.reason) for c in corrected.ledger.changes()]
    assert log == [
        ("erase", 2, "analyst", "Loaded by mistake"),
        ("undo", 2, "analyst", ""),
        ("load", 2, "analyst", ""),
        ("load", 1, "analyst", ""),
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda store: undo(store, 9), "There is no load 9"),
        (lambda store: redo(store, 2), "stands already"),
        (lambda store: (undo(store, 2), undo(store, 2)), "is undone already"),
        (lambda store: erase(store, 2, "why"), "Undo it before"),
        (lambda store: erase(store, 2, "  "), "Say why"),
        (lambda store: (undo(store, 2), erase(store, 2, "why"), redo(store, 2)), "was erased"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_in_a_sentence(corrected: Store, change: object, said: str) -> None:
    with pytest.raises(CantChange, match=said):
        change(corrected)  # type: ignore[operator]


def test_erasing_removes_the_files_of_that_load_alone(corrected: Store) -> None:
    undo(corrected, 1)
    gone = next(entry.part for entry in corrected.ledger.history() if entry.load_id == 1)
    assert erase(corrected, 1, "The law asks for it") == 2
    assert not (corrected.parquet / gone.parquet).exists()
    assert not (corrected.originals / gone.original).exists()
    assert values(corrected) == [(SEPTEMBER, 60.0)]
    assert check_files(corrected) == []


def test_erasing_leaves_a_file_that_another_load_shares(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [extract(58.1)])
    undo(empty, 1)
    load(empty, the_catalogue, [extract(58.1)])
    assert erase(empty, 1, "why") == 0
    assert values(empty) == [(SEPTEMBER, 58.1)]


def test_only_analysts_may_change_anything(corrected: Store, the_catalogue: Catalogue) -> None:
    for change in (
        lambda: load(corrected, the_catalogue, [extract(1)]),
        lambda: undo(corrected, 1),
        lambda: redo(corrected, 1),
        lambda: erase(corrected, 1, "why"),
        lambda: check_files(corrected),
        lambda: sweep(corrected),
    ):
        with acting_as(LEADER), pytest.raises(NotAllowed, match="Only analysts"):
            change()
    assert corrected.version[0] == 2
    assert LOCAL.role is Role.ANALYST


def test_check_names_each_damaged_file_and_loading_again_mends_it(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [extract(58.1)])
    (file,) = empty.parquet.iterdir()
    file.write_bytes(file.read_bytes()[:-1])
    (problem,) = check_files(empty)
    assert problem.startswith("Load 1, 2021-09.csv:")
    assert values(empty) == []
    load(empty, the_catalogue, [extract(58.1)])
    assert values(empty) == [(SEPTEMBER, 58.1)]


def test_sweep_removes_old_temporary_files_and_no_other(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [extract(58.1)])
    old, fresh = empty.parquet / ".new-old", empty.parquet / ".new-fresh"
    for file in (old, fresh):
        file.write_bytes(b"half")
    os.utime(old, (0, 0))
    assert sweep(empty) == Swept(removed=1, aside=0)
    assert fresh.exists()
    assert values(empty) == [(SEPTEMBER, 58.1)]


def test_sweep_sets_whole_files_aside_that_no_load_names(empty: Store, the_catalogue: Catalogue) -> None:
    """They may be of a killed load, or of one that somebody misses: nothing is deleted because no ledger names it."""
    load(empty, the_catalogue, [extract(58.1)])
    for content in (b"of a killed load", b"of another with the same name"):
        left = empty.originals / ("0" * 64 + ".csv")
        left.write_bytes(content)
        os.utime(left, (0, 0))
        assert sweep(empty) == Swept(removed=0, aside=1)
    aside = sorted((empty.root / "set-aside" / "originals").iterdir())
    assert [file.read_bytes() for file in aside] == [b"of a killed load", b"of another with the same name"]
    assert check_files(empty) == []


def test_erasing_reaches_what_was_set_aside(corrected: Store) -> None:
    undo(corrected, 1)
    part = next(entry.part for entry in corrected.ledger.history() if entry.load_id == 1)
    aside = corrected.root / "set-aside" / "originals" / part.original
    aside.parent.mkdir(parents=True)
    shutil.copy(corrected.originals / part.original, aside)
    erase(corrected, 1, "The law asks for it")
    assert not aside.exists()


def test_a_damaged_kind_leaves_the_months_of_the_others(published: Store, tmp_path: Path) -> None:
    copied(published, tmp_path / "copy")
    store = Store(tmp_path / "copy")
    for entry in store.ledger.history():
        if entry.part.kind == "indicators":
            (store.parquet / entry.part.parquet).write_bytes(b"")
    assert months_held(store)[:3] == [SEPTEMBER, date(2021, 8, 1), date(2021, 7, 1)]
    assert months_held(store)[-1] == date(2021, 7, 1), "the oldest printed share and audit"
    assert indicator_rows(store).is_empty()
    assert len(withheld(store, "indicators")) == 13
    assert withheld(store, "audits") == ()


def test_the_rest_is_stored_only_when_asked_and_the_refused_rows_are_kept(
    empty: Store, the_catalogue: Catalogue
) -> None:
    file = Incoming("two.csv", extract(58.1).content + b"2021-09,2021-09,icpc_dux,1,council\n")
    load(empty, the_catalogue, [file], accept_rest=True)
    (entry,) = empty.ledger.history()
    assert (entry.part.accepted, entry.part.refused) == (1, 1)
    kept = (empty.originals / entry.part.refusals).read_text()
    assert "icpc_dux" in kept
    assert "measure-id-unknown" in kept
    assert check_files(empty) == []


def test_a_load_of_nothing_but_refused_rows_never_replaces_anything(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [extract(58.1)])
    with pytest.raises(ExtractError, match="every row was refused"):
        load(empty, the_catalogue, [extract(58.1, measure="icpc_dux")], accept_rest=True)
    assert values(empty) == [(SEPTEMBER, 58.1)]


def test_a_ledger_of_the_first_version_is_migrated_with_a_copy_kept(
    empty: Store, the_catalogue: Catalogue, tmp_path: Path
) -> None:
    load(empty, the_catalogue, [extract(58.1)])
    part = empty.ledger.history()[0].part
    empty.ledger.file.unlink()
    shutil.rmtree(empty.root / "journal")  # which no program of that version wrote
    with sqlite3.connect(empty.ledger.file) as old:
        old.executescript(_FIRST)
        old.execute("PRAGMA user_version = 1")
        old.execute("INSERT INTO loads VALUES (1, '2026-01-01T00:00:00+00:00', 'analyst', 1)")
        old.execute(
            "INSERT INTO parts VALUES (1, 'f.csv', ?, 'indicators', 'council', '2021-09', 1, 1, 0, 0, 0, ?)",
            (part.file_sha256, part.parquet),
        )
        old.execute("INSERT INTO changes VALUES (1, '2026-01-01T00:00:00+00:00', 1, 'load')")
    old.close()
    assert values(Store(empty.root)) == [(SEPTEMBER, 58.1)]
    assert check_files(Store(empty.root)) == []
    with sqlite3.connect(empty.root / "ledger-version-1.sqlite") as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (1,)
        assert copy.execute("SELECT count(*) FROM parts").fetchone() == (1,)
    copy.close()


def as_version_2(store: Store) -> Store:
    """The same store as a program wrote it that did not note months."""
    with sqlite3.connect(store.ledger.file) as ledger:
        for later in ("months", "rollup"):
            ledger.execute(f"ALTER TABLE parts DROP COLUMN {later}")
        ledger.execute("PRAGMA user_version = 2")
    ledger.close()
    shutil.rmtree(store.ledger.journal.folder)
    return Store(store.root)


def test_several_who_upgrade_at_once_keep_the_ledger_as_the_older_program_wrote_it(
    corrected: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = as_version_2(corrected)
    together = threading.Barrier(4, timeout=60)
    monkeypatch.setattr("analytics.store.ledger.Ledger._before_steps", lambda *_: together.wait())
    with ThreadPoolExecutor(4) as people:
        versions = [*people.map(lambda _: older.ledger.version(), range(4))]
    assert len(set(versions)) == 1
    with closing(sqlite3.connect(older.root / "ledger-version-2.sqlite")) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (2,)
        assert "months" not in copy.execute("SELECT sql FROM sqlite_master WHERE name = 'parts'").fetchone()[0]


def test_an_erasure_that_breaks_off_is_told_and_finished(corrected: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    undo(corrected, 1)
    part = next(entry.part for entry in corrected.ledger.history() if entry.load_id == 1)

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "unlink", refused)
        with pytest.raises(NotFinished, match=r"not finished.+2 files of it can't be removed \(Permission denied\)"):
            erase(corrected, 1, "The law asks for it")
    assert states(corrected)[1] == "erased"
    assert check_ledger(corrected).mended == ["Finished: an erasure that broke off; 2 files were removed."]
    assert not (corrected.parquet / part.parquet).exists()
    assert check_ledger(corrected).mended == []


def test_the_months_of_an_older_store_are_looked_up(published: Store, tmp_path: Path) -> None:
    copied(published, tmp_path / "copy")
    noted = {e.part.parquet: e.part.months for e in published.ledger.history()}
    older = as_version_2(Store(tmp_path / "copy"))
    assert {e.part.parquet: e.part.months for e in older.ledger.history()} == noted
    # Comparators and the five quarterly papers have periods, not months.
    assert sorted(len(months) for months in noted.values()) == [0] * 6 + [3, 3, 13]
    assert (older.root / "ledger-version-2.sqlite").exists()


def test_a_file_that_was_damaged_before_its_months_were_noted_takes_its_whole_kind(
    empty: Store, the_catalogue: Catalogue
) -> None:
    load(empty, the_catalogue, [extract(50, "2021-08", "2021-08")])
    load(empty, the_catalogue, [extract(60)])
    (_, part), *_ = empty.ledger.live("indicators")
    (empty.parquet / part.parquet).write_bytes(b"")
    older = as_version_2(empty)
    with pytest.raises(DamagedFile, match=r"of load 1 \(2021-08.csv\) is damaged.+ no indicators can be shown"):
        indicator_rows(older)
    assert months_held(older) == []
    load(older, the_catalogue, [extract(50, "2021-08", "2021-08")])
    assert values(older) == [(date(2021, 8, 1), 50), (SEPTEMBER, 60)]


def test_a_store_put_in_the_place_of_another_is_not_taken_for_it(
    empty: Store, the_catalogue: Catalogue, tmp_path: Path
) -> None:
    """Both have changed once; only the token of the change tells them apart."""
    other = Store(tmp_path / "other")
    load(empty, the_catalogue, [extract(1)])
    load(other, the_catalogue, [extract(2)])
    assert empty.version[0] == other.version[0]
    assert empty.version != other.version
