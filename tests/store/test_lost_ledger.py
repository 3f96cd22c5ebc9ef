"""A ledger that is lost (deleted, emptied, cut short, damaged, put back from an older copy) costs no stored file.

Every command says so in a sentence, and `recover` gives back the ledger that was.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analytics.__main__ import _arguments, main
from analytics.access import NotAllowed, Role, Viewer, acting_as
from analytics.catalogue import Catalogue
from analytics.sharing import links, packs
from analytics.sign_in.user_roles import Person, Register
from analytics.store import (
    DatabaseAway,
    Incoming,
    LostLedger,
    Store,
    check_files,
    check_ledger,
    erase,
    history,
    indicator_rows,
    load,
    recover,
    redo,
    sweep,
    undo,
)
from tests.making import copied
from tests.pages.test_pages import SHELL
from tests.store.test_store import extract, values
from tests.store.turned_bits import turned
from tests.westshire import catalogue

OCTOBER = b"cut,month,measure_id,value,source\n2021-10,2021-10,icpc_due,61,council\n"
TEAMS = b"""source,cut,month,measure_id,locality,team,numerator,denominator
teams,2021-09,2021-09,first_visits_help,Wexley,East,3,4
teams,2021-09,2021-09,first_visits_help,Wexley,West,5,6
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store in which everything has happened that can: its files are older than an hour.

    Load 1 was replaced, 2 is undone, 3 was erased, 4 has rows that were refused, 5 a rollup, 6 was undone and redone.
    """
    store = Store(tmp_path_factory.mktemp("kept") / "store")
    for value in (50, 55, 58):
        load(store, catalogue(), [extract(value, "2021-08", "2021-08")])
    undo(store, 2)
    undo(store, 3)
    erase(store, 3, "The law asks for it")
    refused = Incoming("two.csv", extract(60).content + b"2021-09,2021-09,icpc_dux,1,council\n")
    load(store, catalogue(), [refused], accept_rest=True)
    load(store, catalogue(), [Incoming("teams.csv", TEAMS)])
    load(store, catalogue(), [extract(61, "2021-10", "2021-10")])
    undo(store, 6)
    redo(store, 6)
    pack_id = packs.keep(store, {"title": "September 2021"}, {"pack.html": b"<p>"}, {})
    links.create(store, pack_id)
    Register(store.root).grant(Person("issuer", "", "ada-7"), Role.LEADER)
    _age(store)
    return store


def _age(store: Store) -> None:
    for number, file in enumerate(sorted(store.root.rglob("*"))):
        os.utime(file, (1_600_000_000 + number, 1_600_000_000 + number))


@pytest.fixture
def store(kept: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A copy of it, which the command line asks."""
    copied(kept, tmp_path / "store")
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path / "store"))
    return Store(tmp_path / "store")


def told(store: Store) -> tuple[Any, ...]:
    """Everything that a ledger tells."""
    return history(store).rows(), store.ledger.history(), store.ledger.changes(), store.ledger.live(), store.version


def stored(root: Path) -> dict[str, bytes]:
    """The content of every file that was stored, wherever in the store it lies."""
    places = [root, root / "set-aside"]
    return {
        f"{folder}/{file.name}": file.read_bytes()
        for place in places
        for folder in ("parquet", "originals", "packs", "journal")
        for file in (place / folder).rglob("*")
        if file.is_file()
    }


def _header(file: Path) -> None:
    file.write_bytes(b"no database at all" + file.read_bytes()[18:])


def _cut(share: float) -> Callable[[Path], None]:
    return lambda file: os.truncate(file, int(share * file.stat().st_size))


LOSSES: dict[str, Callable[[Path], None]] = {
    "deleted": lambda file: file.unlink(),
    "emptied": lambda file: os.truncate(file, 0),
    "cut short by half": _cut(0.5),
    "not a database": _header,
    "of zeroes": lambda file: file.write_bytes(bytes(file.stat().st_size)),
}
NOT_ASKED = {"recover", "rollup", "people", "share list", "share revoke"}


def _commands(parser: argparse.ArgumentParser, before: str = "") -> set[str]:
    """The name of every command, those of a group with its name."""
    found = set()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, of in action.choices.items():
                found |= _commands(of, f"{before} {name}") or {f"{before} {name}".strip()}
    return found


def arguments(folder: Path) -> dict[str, list[str]]:
    """What each command is asked here."""
    october = folder / "october.csv"
    october.write_bytes(OCTOBER)
    inbox = folder / "inbox"
    inbox.mkdir(exist_ok=True)
    (inbox / "october.csv").write_bytes(OCTOBER)
    reason = ["--reason", "A new form"]
    return {
        "demo": [],
        "init": ["--council", "Northmere"],
        "catalogue export": [str(folder / "catalogue.xlsx")],
        "catalogue check": [str(october)],
        "load": [str(october)],
        "history": [],
        "count": [str(october)],
        "undo": ["1"],
        "redo": ["2"],
        "erase": ["2", *reason],
        "check": [],
        "recipe list": [],
        "recipe show": ["SQL result with coded names"],
        "recipe export": ["SQL result with coded names", str(folder / "recipe.xlsx")],
        "recipe new": [str(october), str(folder / "new.xlsx")],
        "watch": [str(inbox), "--once"],
        "rebase": ["--measure", "icpc_due", "--month", "2021-09", *reason],
        "restatements": [],
        "table": ["indicators"],
        "explore": ["rows=indicator"],
        "pack": ["--month", "2021-09", "--out", str(folder / "pack")],
        "share packs": [],
        "share log": [],
        "share create": ["0" * 64],
        "share erase": ["0" * 64, *reason],
    }


def test_every_command_is_tried_here(tmp_path: Path) -> None:
    people = {f"people {what}" for what in ("grant", "revoke", "list")}
    assert _commands(_arguments()) == {*arguments(tmp_path), *NOT_ASKED, *people} - {"people"}


@pytest.mark.parametrize("loss", LOSSES)
def test_every_command_refuses_a_store_whose_ledger_is_lost_and_leaves_its_files(
    store: Store, tmp_path: Path, loss: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before, was = told(store), stored(store.root)
    LOSSES[loss](store.ledger.file)
    there = sorted(file.name for file in store.root.iterdir())
    for name, asked in arguments(tmp_path).items():
        assert main([*name.split(), *asked]) == 1, name
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1), name
        assert re.fullmatch(
            r"The ledger of the store in .+, so nothing is shown or changed\. Rebuild it with `python -m analytics "
            r"recover`, or restore the whole folder from the backup\.\n",
            err,
        ), name
        assert stored(store.root) == was, name
    assert sorted(file.name for file in store.root.iterdir()) == there, "reading makes no ledger"
    assert main(["recover"]) == 0
    assert "The ledger is rebuilt: 6 loads." in capsys.readouterr().out
    assert told(Store(store.root)) == before
    assert stored(store.root) == was
    aside = list(store.root.glob("ledger-damaged-*.sqlite"))
    assert len(aside) == (loss != "deleted"), "the unreadable one is kept"
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "0 files damaged or missing. 0 temporary files removed.\n"


def test_a_link_is_closed_and_a_role_is_taken_although_the_ledger_is_lost(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    store.ledger.file.unlink()
    assert main(["share", "revoke", "1"]) == 0
    assert main(["people", "revoke", "--issuer", "issuer", "--subject", "ada-7"]) == 0


def test_several_authorities_are_not_rolled_up_without_one_whose_ledger_is_lost(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store.ledger.file.unlink()
    assert main(["rollup", str(store.root), "--out", str(tmp_path / "together")]) == 1
    assert "python -m analytics recover" in capsys.readouterr().err


def _a_run_of_bytes(content: bytearray, chance: random.Random) -> None:
    at = chance.randrange(100, len(content) - 600)
    content[at : at + 600] = chance.randbytes(600)


def _forty_bits(content: bytearray, chance: random.Random) -> None:
    for _ in range(40):
        content[chance.randrange(100, len(content))] ^= 1 << chance.randrange(8)


def _the_last_byte(content: bytearray, _: random.Random) -> None:
    del content[-1]


DAMAGES = [*((how, seed) for how in (_a_run_of_bytes, _forty_bits) for seed in range(6)), (_the_last_byte, 0)]


@pytest.mark.parametrize(("how", "seed"), DAMAGES)
def test_whatever_is_damaged_in_the_ledger_no_file_goes_and_recover_gives_it_back(
    store: Store,
    tmp_path: Path,
    how: Callable[[bytearray, random.Random], None],
    seed: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What is not noticed when it is read, `check` names."""
    before, was = told(store), stored(store.root)
    content = bytearray(store.ledger.file.read_bytes())
    how(content, random.Random(seed))
    store.ledger.file.write_bytes(content)
    noticed = main(["check"]) == 1
    shown = capsys.readouterr()
    assert ("recover`" in shown.out + shown.err) == noticed
    if not noticed:
        assert told(Store(store.root)) == before, "nothing that is told is damaged"
    for name in ("history", "table", "restatements", *(["erase"] if noticed else [])):
        code = main([name, *arguments(tmp_path)[name]])
        shown = capsys.readouterr()
        assert code == 0 or shown.err.count("\n") == 1, shown.err
        assert was.items() <= stored(store.root).items(), name
    assert main(["recover"]) == 0
    assert told(Store(store.root)) == before
    assert check_ledger(Store(store.root)).problems == check_files(Store(store.root)) == []


def _turned(store: Store, name: str) -> None:
    """Turn a bit of a stored file's name where the ledger has it: another that could be one."""
    other = name[:5] + ("1" if name[5] == "0" else chr(ord(name[5]) ^ 1)) + name[6:]
    content = store.ledger.file.read_bytes()
    assert content.count(name.encode()) >= 1
    store.ledger.file.write_bytes(content.replace(name.encode(), other.encode()))


@pytest.mark.parametrize("damaged", ["parquet", "original"])
def test_a_bit_turned_in_a_file_name_leaves_the_file_where_it_is(
    store: Store, damaged: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before, was = told(store), stored(store.root)
    (part,) = (part for load_id, part in store.ledger.live() if load_id == 6)
    _turned(store, getattr(part, damaged))
    assert main(["check"]) == 1
    out, err = capsys.readouterr()
    if "nothing is shown" not in err:  # the name is one that a file could have
        assert (
            "Load 6: the ledger no longer says what was recorded when it was loaded (stored file). `recover` rebuilds"
            " it." in out
        )
        assert "The stored file" in out, "which can't be found"
    assert stored(store.root) == was
    with pytest.raises(LostLedger, match=r"`(python -m analytics )?recover`"):
        erase(Store(store.root), 2, "The law asks for it")
    assert stored(store.root) == was
    assert main(["recover"]) == 0
    assert told(Store(store.root)) == before


@pytest.mark.parametrize(
    ("column", "value"),
    [("stands", "1 - stands"), ("scope", "'cut'"), ("months", "'2021-08'"), ("parquet", "original"), ("kind", "'x'")],
)
def test_a_row_that_is_not_what_was_recorded_shows_nothing_and_says_so(store: Store, column: str, value: str) -> None:
    """A flip in a row would bring back what was undone, or show another file's figures."""
    before = told(store)
    with closing(sqlite3.connect(store.ledger.file)) as ledger, ledger:
        ledger.execute(f"UPDATE {'loads' if column == 'stands' else 'parts'} SET {column} = {value}")
    with pytest.raises(LostLedger, match=r"Load \d: the ledger no longer says what was recorded"):
        indicator_rows(Store(store.root))
    assert main(["recover"]) == 0
    assert told(Store(store.root)) == before


def test_an_older_copy_of_the_ledger_is_refused_and_brought_up_to_date(store: Store, the_catalogue: Catalogue) -> None:
    older = store.ledger.file.read_bytes()
    load(store, the_catalogue, [extract(70, "2021-11", "2021-11")])
    before = told(store)
    store.ledger.file.write_bytes(older)
    for asks in (lambda: values(store), lambda: load(store, the_catalogue, [extract(71)]), lambda: sweep(store, -1)):
        with pytest.raises(LostLedger, match="is older than its journal"):
            asks()
    recover(store)
    assert told(store) == before


def test_the_ledger_of_another_store_is_refused(store: Store, the_catalogue: Catalogue, tmp_path: Path) -> None:
    other = Store(tmp_path / "other")
    for _ in range(store.version[0]):
        load(other, the_catalogue, [extract(1)])
    before = told(store)
    shutil.copy(other.ledger.file, store.ledger.file)
    with pytest.raises(LostLedger, match="another store's"):
        values(store)
    recover(store)
    assert told(store) == before


def test_a_whole_ledger_is_left_alone(store: Store, the_catalogue: Catalogue, empty: Store) -> None:
    was = store.ledger.file.read_bytes()
    assert recover(store).account == ["The ledger is whole and agrees with its journal. There is nothing to do."]
    assert store.ledger.file.read_bytes() == was
    assert not list(store.root.glob("ledger-*"))
    with acting_as(Viewer(Role.LEADER)), pytest.raises(NotAllowed, match="Only analysts"):
        recover(store)


def without_journal(store: Store) -> Store:
    """The same store as a program left it that wrote none."""
    shutil.rmtree(store.root / "journal")
    return Store(store.root)


def test_a_store_of_before_gets_its_journal_from_check_and_from_its_next_change(
    store: Store, the_catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    was, changes = stored(store.root), store.version[0]
    older = without_journal(store)
    assert main(["check"]) == 0
    assert f"Written to the journal: {changes} changes that it lacked. " in capsys.readouterr().out
    assert stored(store.root) == was, "the same, to the byte"
    older = without_journal(store)
    load(older, the_catalogue, [extract(70)])
    assert len(older.ledger.journal.changes()) == changes + 1


def test_without_a_journal_loads_come_back_from_their_files(
    store: Store, the_catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was undone is shown again, which is said; what was erased stays so, for its files are gone."""
    was = {row["parquet"]: row for row in _parts(store)}
    store = without_journal(store)
    store.ledger.file.unlink()
    for number, name in enumerate(was):  # the order in which they were written
        if (file := store.parquet / name).exists():
            os.utime(file, (1_600_000_000 + number, 1_600_000_000 + number))
    assert main(["check"]) == 1
    assert "recover" in capsys.readouterr().err
    assert main(["recover"]) == 0
    out = capsys.readouterr().out
    assert "5 loads came back from the stored files alone" in out
    assert "What had been undone is shown again" in out
    store = Store(store.root)
    for row in _parts(store):
        same = {*row} - {"load_id", "file_name", "refusals", "notices", "scope", "covers"}
        assert row["scope"] == "part", "no file hides what another has"
        assert {column: row[column] for column in same} == {column: was[row["parquet"]][column] for column in same}
    assert check_files(store) == []
    assert [value for month, value in values(store) if month.month == 8] == [55], "the load that had been undone"
    assert main(["check"]) == 0
    assert told(store) == told(Store(store.root))
    assert recover(store).account == ["The ledger is whole and agrees with its journal. There is nothing to do."]


def _parts(store: Store) -> list[dict[str, Any]]:
    """The rows of every part, by load."""
    return [row for _, parts in sorted(store.ledger.rows().parts.items()) for row in parts]


def test_every_kind_of_extract_is_known_by_its_columns(published: Store, tmp_path: Path) -> None:
    copied(published, tmp_path / "store")
    shutil.rmtree(tmp_path / "store" / "journal")
    (tmp_path / "store" / "ledger.sqlite").unlink()
    store = Store(tmp_path / "store")
    recover(store)
    told = ("kind", "source", "cut", "months", "rows_in", "accepted", "file_sha256", "parquet", "original", "rollup")
    ours, theirs = ({tuple(row[c] for c in told) for row in _parts(s)} for s in (store, published))
    assert ours == theirs
    assert indicator_rows(store).drop("load_id").equals(indicator_rows(published).drop("load_id"))


@pytest.mark.parametrize("journal", [True, False])
def test_two_people_may_rebuild_it_at_once(store: Store, the_catalogue: Catalogue, journal: bool) -> None:
    if not journal:
        store = without_journal(store)
    store.ledger.file.unlink()
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: recover(Store(store.root)), range(2)))
    assert sorted(each.account[0] for each in done)[0].startswith("The ledger is rebuilt")
    assert [each.problems for each in done] == [[], []]
    assert not list(store.root.glob("ledger-damaged-*")), "neither took what the other had made for the lost one"
    assert check_ledger(store).problems == check_files(store) == []


@pytest.mark.parametrize("harm", ["damaged", "deleted"])
def test_a_load_whose_entry_is_damaged_comes_back_undone(
    store: Store, the_catalogue: Catalogue, harm: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is shown that nobody announced."""
    (change,) = (change for change in store.ledger.changes() if change.what == "load" and change.load_id == 4)
    (entry,) = store.ledger.journal.folder.glob(f"{change.version:08d}-*.json")
    entry.write_bytes(entry.read_bytes().replace(b"two.csv", b"two.csw")) if harm == "damaged" else entry.unlink()
    shown = values(store)
    store.ledger.file.unlink()
    assert main(["recover"]) == 1
    out = capsys.readouterr().out
    assert f"What was done by change {change.version} is not known" in out
    assert "1 load that the journal does not name came back from the stored files, as undone." in out
    store = Store(store.root)
    states = dict(history(store).select("load_id", "state").rows())
    assert states == {7: "undone", 6: "live", 5: "live", 3: "erased", 2: "undone", 1: "live"}
    assert values(store) == [(month, value) for month, value in shown if month.month != 9]
    redo(store, 7)
    assert values(store) == shown
    assert check_ledger(store).problems == []
    assert len(list(store.root.glob("set-aside/journal/*"))) == (harm == "damaged")


def test_check_mends_an_entry_that_is_damaged(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    entry = sorted(store.ledger.journal.folder.iterdir())[3]
    good = entry.read_bytes()
    entry.write_bytes(good[:-40])
    assert main(["check"]) == 0
    assert "change 4, whose entry was damaged" in capsys.readouterr().out
    assert entry.read_bytes() == good
    unknown = store.ledger.journal.folder / "00000001-0123456789abcdef.json"
    unknown.write_bytes(b"{}")
    assert main(["check"]) == 0
    assert "Set aside: a damaged entry of the journal" in capsys.readouterr().out
    assert (store.root / "set-aside" / "journal" / unknown.name).exists()


def test_an_entry_that_is_missing_is_read_from_an_older_copy_of_the_ledger(
    store: Store, the_catalogue: Catalogue
) -> None:
    older = store.ledger.file.read_bytes()
    load(store, the_catalogue, [extract(70)])
    before = told(store)
    sorted(store.ledger.journal.folder.iterdir())[2].unlink()
    store.ledger.file.write_bytes(older)
    assert recover(store).problems == []
    assert told(store) == before


def test_what_was_erased_does_not_come_back_with_a_file_of_the_backup(store: Store, the_catalogue: Catalogue) -> None:
    (part,) = (entry.part for entry in store.ledger.history() if entry.erased)
    (tmp := store.root / "again").mkdir()
    load(Store(tmp), the_catalogue, [extract(58, "2021-08", "2021-08")])
    shutil.copy(tmp / "parquet" / part.parquet, store.parquet)
    shutil.rmtree(tmp)
    before = told(store)
    store.ledger.file.unlink()
    recover(store)
    assert told(store) == before
    assert sweep(store, -1).aside == 1


def test_files_that_are_lost_with_the_ledger_are_named(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    (part,) = (part for load_id, part in store.ledger.live() if load_id == 6)
    (store.parquet / part.parquet).unlink()
    store.ledger.file.unlink()
    stray = store.parquet / ("0" * 64 + ".parquet")
    stray.write_bytes(b"no rows")
    assert main(["recover"]) == 1
    out = capsys.readouterr().out
    assert "Load 6, 2021-10.csv: The stored file" in out
    assert f"No load can be made of {stray.name}" in out
    assert stray.exists()


# The first load, and the moments in which a load can be killed


def test_a_first_load_that_was_killed_leaves_a_store_that_can_be_used(
    empty: Store, the_catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger is there before the first file is: its files are of a killed load, not of a ledger that is lost."""

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("analytics.store.ledger.Ledger.record", killed)
        with pytest.raises(KeyboardInterrupt):
            load(empty, the_catalogue, [extract(58)])
    assert len(list(empty.parquet.iterdir())) == 1
    store = Store(empty.root)
    assert values(store) == []
    assert sweep(store, older_than=-1).aside == 2
    load(store, the_catalogue, [extract(58)])
    assert [value for _, value in values(store)] == [58]
    assert check_files(store) == []


def test_a_load_that_was_killed_before_its_entry_is_healed_by_the_next(
    store: Store, the_catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("analytics.store.journal.Journal.write", killed)
        with pytest.raises(KeyboardInterrupt):
            load(store, the_catalogue, [extract(70)])
    version = store.version[0]
    assert 70 in [value for _, value in values(store)]
    assert store.ledger.journal.changes()[-1][0] == version - 1
    undo(store, 7)
    assert [key[0] for key in store.ledger.journal.changes()][-2:] == [version, version + 1]


def test_a_load_stands_although_its_entry_cannot_be_written(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str],
    the_catalogue: Catalogue,
) -> None:  # fmt: skip
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("analytics.store.journal.put", full)
        assert load(store, the_catalogue, [extract(70)]) == 7
        assert "The journal can't be written; `check` mends it" in caplog.text
        assert main(["check"]) == 1
        assert "The journal can't be written (No space left on device). Make room" in capsys.readouterr().out
    assert main(["check"]) == 0
    assert "Written to the journal: 1 change that it lacked. " in capsys.readouterr().out


def test_a_load_that_waited_while_the_ledger_was_rebuilt_is_refused(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would be written into the file that was moved aside."""
    seen = iter(range(2))
    with monkeypatch.context() as patched:
        patched.setattr("analytics.store.ledger.Ledger._identity", lambda _: next(seen))
        with pytest.raises(DatabaseAway, match="was rebuilt just now"):
            undo(store, 6)
    assert 6 in [load_id for load_id, _ in store.ledger.live()]


# How it is seen


@pytest.mark.parametrize("page", ["overview.py", "data.py"])
def test_a_page_says_it_in_a_sentence(store: Store, page: str) -> None:
    assert not AppTest.from_file(SHELL, default_timeout=60).run().error
    os.truncate(store.ledger.file, 0)
    app = AppTest.from_file(SHELL, default_timeout=60).run()
    if page != "overview.py":
        app.switch_page(page).run()
    assert not app.exception
    (error,) = app.error
    assert "is empty, so nothing is shown or changed. Rebuild it with `python -m analytics recover`" in error.value


def test_the_journal_is_listed_only_when_it_has_changed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[str] = []
    monkeypatch.setattr("analytics.store.journal.os.listdir", lambda folder: listed.append(folder) or [])
    for _ in range(3):
        store.ledger.journal.changes()
    assert len(listed) == 1


@pytest.mark.parametrize(("name", "seed"), [(name, seed) for name in ("sharing", "people") for seed in range(3)])
def test_check_says_which_of_the_other_databases_is_damaged(
    store: Store, name: str, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    file = store.root / f"{name}.sqlite"
    content = bytearray(file.read_bytes())
    _a_run_of_bytes(content, random.Random(seed)) if seed else content.__setitem__(slice(0, 16), bytes(16))
    file.write_bytes(content)
    if main(["check"]) == 1:
        assert re.search(f"{name}.sqlite in the store is damaged|of the log", "".join(capsys.readouterr()))
    else:
        assert seed, "the header is gone"


def test_a_log_that_was_left_beside_a_restored_ledger_is_told(
    store: Store, the_catalogue: Catalogue, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The ledger and its journal are restored; the write-ahead log of the later ledger brings its changes back."""
    copied(store, tmp_path / "backup")
    shutil.copytree(store.root / "journal", tmp_path / "journal")
    with closing(sqlite3.connect(store.ledger.file)) as open_elsewhere:
        open_elsewhere.execute("SELECT count(*) FROM loads").fetchone()
        before = store.ledger.file.read_bytes()
        load(store, the_catalogue, [extract(70, "2021-11", "2021-11")])
        left = (store.root / "ledger.sqlite-wal").read_bytes()
    shutil.rmtree(store.root / "journal")
    shutil.copytree(tmp_path / "journal", store.root / "journal")
    for beside in ("-wal", "-shm"):
        store.ledger.file.with_name(f"ledger.sqlite{beside}").unlink(missing_ok=True)
    store.ledger.file.write_bytes(before)
    (store.root / "ledger.sqlite-wal").write_bytes(left)
    main(["check"])
    assert "ledger.sqlite-wal that was left beside it" in capsys.readouterr().out


def test_no_bit_that_is_turned_in_a_database_changes_a_figure_or_reaches_a_person_as_a_fault(tmp_path: Path) -> None:
    assert turned(tmp_path, 20) == []
