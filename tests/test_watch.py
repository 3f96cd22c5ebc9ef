"""The command `watch`: an analyst of Northmoor saves each month's file into a folder, and that is all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analytics import access
from analytics.__main__ import main
from analytics.catalogue import catalogue
from analytics.commands import watching
from analytics.store import Store, history, load, the_store, undo
from tests.authorities.making import in_use
from tests.files_as_they_come import northmoor, saltmarsh
from tests.files_as_they_come.material import FileAsItComes, Month
from tests.files_as_they_come.recipes import RECIPES

Printed = pytest.CaptureFixture[str]
EXPORT = northmoor.POWER_BI_EXPORT
ROOT = Path(__file__).parents[1]
CONTENT = EXPORT.build(Month.FIRST)[1]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that has the catalogue of Northmoor and the recipes of two of its files."""
    store = northmoor.AUTHORITY.begun(tmp_path_factory.mktemp("watch") / "store", 1)
    with in_use(store.root):
        for file in (EXPORT, northmoor.WIDE_DASHBOARD):
            load(the_store(), catalogue(), RECIPES[file.build.__name__])
    return store.root


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of that store, in use."""
    shutil.copytree(made, tmp_path / "store")
    with in_use(tmp_path / "store"):
        yield the_store()


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder; nobody waits to see whether a file in it still changes."""
    monkeypatch.setattr(watching, "SETTLED", 0)
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


def put(inbox: Path, name: str, content: bytes, changed: int = 0) -> Path:
    """A file in the folder, changed in some second of 2024."""
    (inbox / name).write_bytes(content)
    os.utime(inbox / name, (1_704_067_200 + changed,) * 2)
    return inbox / name


def edition(inbox: Path, month: Month, file: FileAsItComes = EXPORT) -> Path:
    return put(inbox, *file.build(month), changed=month.value.toordinal())


def once(printed: Printed, inbox: Path, *more: str) -> tuple[int, list[str], str]:
    """Watch once: the exit code, the lines, and the last words."""
    code = main(["watch", str(inbox), "--once", *more])
    out, err = printed.readouterr()
    return code, out.splitlines(), err


def files(folder: Path) -> list[str]:
    """What there is in a folder, but for what is hidden."""
    return sorted(file.name for file in folder.iterdir() if not file.name.startswith(".")) if folder.exists() else []


def loads(store: Store) -> list[str]:
    """The files that were loaded of indicators, oldest first."""
    return [*reversed(history(store).filter(kind="indicators")["file_name"].to_list())]


def account(inbox: Path, into: str, name: str) -> str:
    return (inbox / into / f"{name}.account.txt").read_text(encoding="utf-8")


def test_two_files_are_loaded_and_one_that_drifted_is_refused(store: Store, inbox: Path, capsys: Printed) -> None:
    for month in (Month.DRIFTED, Month.NEXT, Month.FIRST):
        edition(inbox, month)
    code, lines, err = once(capsys, inbox)
    assert code == 1
    assert "1 file was refused" in err
    assert [line.split(". ")[0] for line in lines] == [
        "data (3).csv: Stored as load 5",
        "data (4).csv: Stored as load 6",
        "data (5).csv: Refused; nothing of it was stored",
    ]
    assert loads(store) == ["data (3).csv", "data (4).csv"]
    assert files(inbox) == ["loaded", "refused"]
    assert files(inbox / "loaded") == [
        *("data (3).csv", "data (3).csv.account.txt", "data (4).csv", "data (4).csv.account.txt")
    ]
    assert files(inbox / "refused") == ["data (5).csv", "data (5).csv.account.txt"]
    assert "accepted 40 + refused 0 + totals 0" in account(inbox, "loaded", "data (3).csv")
    assert "Stored as load 5." in account(inbox, "loaded", "data (3).csv")
    said = account(inbox, "refused", "data (5).csv")
    assert "“Outturn”" in said
    assert "Change the recipe, or the file." in said
    assert once(capsys, inbox) == (0, [], "")
    assert len(loads(store)) == 2


def test_the_account_has_the_lines_that_load_prints(store: Store, inbox: Path, tmp_path: Path, capsys: Printed) -> None:
    name = edition(inbox, Month.FIRST, northmoor.WIDE_DASHBOARD).name
    assert once(capsys, inbox)[0] == 0
    undo(store, 5)
    assert main(["load", str(inbox / "loaded" / name)]) == 0
    assert account(inbox, "loaded", name).replace("load 5", "load 6") == capsys.readouterr().out


def test_refused_rows_refuse_the_file_and_no_value_is_printed(store: Store, inbox: Path, capsys: Printed) -> None:
    put(inbox, "april.csv", CONTENT.replace(b"WS03", b"Withheld Road"))
    code, lines, err = once(capsys, inbox)
    assert (code, loads(store)) == (1, [])
    assert "“Withheld Road”" in account(inbox, "refused", "april.csv")
    assert "Rows were refused, so nothing was stored." in account(inbox, "refused", "april.csv")
    assert "Withheld" not in " ".join([*lines, err])


def test_a_question_refuses_the_file_with_the_command_that_answers_it(
    store: Store, inbox: Path, capsys: Printed
) -> None:
    put(inbox, "november.csv", CONTENT)
    assert once(capsys, inbox)[0] == 0
    fewer = [line for line in CONTENT.splitlines(keepends=True) if b"01/11/2023 00:00:00,CSC-031,WS04" not in line]
    put(inbox, "november.csv", b"".join(fewer))
    assert once(capsys, inbox)[0] == 1
    assert loads(store) == ["november.csv"]
    again = f"python -m analytics load {inbox / 'refused' / 'november.csv'} --whole"
    assert again in account(inbox, "refused", "november.csv")
    assert main(again.split()[3:]) == 0


def test_files_of_no_known_shape_and_with_fractions_are_refused(store: Store, inbox: Path, capsys: Printed) -> None:
    put(inbox, "rota.csv", b"Name of shift,Begins\nEarly,07:00\n")
    header = b"cut,month,measure_id,locality,value\n"
    put(inbox, "shares.csv", header + b"2023-11,2023-11,cp_visits,Alderfell,0.581\n")
    assert once(capsys, inbox)[0] == 1
    assert loads(store) == []
    assert "not those of any kind of extract" in account(inbox, "refused", "rota.csv")
    assert "--fractions" in account(inbox, "refused", "shares.csv")


def test_the_recipe_that_is_named_reads_every_file(store: Store, inbox: Path, capsys: Printed) -> None:
    edition(inbox, Month.FIRST)
    code, lines, err = once(capsys, inbox, "--recipe", "power_by")
    assert (code, lines) == (1, [])
    assert "no recipe called “power_by”" in err
    assert files(inbox) == ["data (3).csv"]
    assert once(capsys, inbox, "--recipe", "wide_dashboard")[0] == 1
    assert "“wide_dashboard”" in account(inbox, "refused", "data (3).csv")


def test_a_file_that_was_stored_and_not_moved_is_moved_the_next_time(
    store: Store, inbox: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = edition(inbox, Month.FIRST).name

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(watching, "_put_away", killed)
        assert main(["watch", str(inbox), "--once"]) == 0
    assert (files(inbox), loads(store)) == ([name], [name])
    code, lines, _ = once(capsys, inbox)
    assert code == 0
    assert lines[0].startswith(f"{name}: Already loaded as load 5.")
    assert "Already loaded as load 5" in account(inbox, "loaded", name)
    assert loads(store) == [name]


def test_a_file_that_comes_again_takes_no_correction_back(store: Store, inbox: Path, capsys: Printed) -> None:
    put(inbox, "november.csv", CONTENT)
    once(capsys, inbox)
    corrected = CONTENT.replace(b"01/11/2023 00:00:00,CSC-031,WS04,97,,97", b"01/11/2023 00:00:00,CSC-031,WS04,98,,98")
    put(inbox, "november.csv", corrected)
    once(capsys, inbox)
    put(inbox, "november.csv", CONTENT)
    code, lines, _ = once(capsys, inbox)
    assert code == 0
    assert "Already loaded as load 5" in lines[0]
    assert len(loads(store)) == 2
    assert (inbox / "loaded" / "november.csv").read_bytes() == CONTENT
    assert (inbox / "loaded" / "november (2).csv").read_bytes() == corrected
    assert (inbox / "loaded" / "november (3).csv").read_bytes() == CONTENT
    undo(store, 5)
    put(inbox, "november.csv", CONTENT)
    assert "Stored as load 7" in once(capsys, inbox)[1][0]


def test_a_file_that_is_still_being_written_waits(
    store: Store, inbox: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = put(inbox, "november.csv", CONTENT[:700])
    monkeypatch.setattr(watching.time, "sleep", lambda _: put(inbox, "november.csv", CONTENT, changed=1))
    code, lines, err = once(capsys, inbox)
    assert (code, err) == (0, "")
    assert lines == ["november.csv: is still being written, so it waits."]
    assert (files(inbox), loads(store)) == (["november.csv"], [])
    monkeypatch.setattr(watching.time, "sleep", lambda _: None)
    once(capsys, inbox)
    assert not half.exists()
    assert loads(store) == ["november.csv"]


def test_a_file_that_is_replaced_while_it_is_loaded_is_loaded_too(
    store: Store, inbox: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = edition(inbox, Month.FIRST).rename(inbox / "newest.csv")
    stored = watching.load_files

    def while_loaded(*given: object) -> int:
        put(inbox, "newest.csv", EXPORT.build(Month.NEXT)[1], changed=9)
        return stored(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(watching, "load_files", while_loaded)
        code, lines, _ = once(capsys, inbox)
    assert (code, files(inbox)) == (0, ["newest.csv"])
    assert "Stored as load 5. It changed meanwhile" in lines[0]
    once(capsys, inbox)
    assert (len(loads(store)), first.exists()) == (2, False)


def test_what_is_hidden_unfinished_open_in_excel_or_no_file_is_left_alone(
    store: Store, inbox: Path, capsys: Printed
) -> None:
    there = [".november.csv", "~$november.xlsx", "november.csv.part", "a.TMP", "b.crdownload", "c.csv.account.txt"]
    for name in there:
        put(inbox, name, CONTENT)
    (inbox / "older").mkdir()
    (inbox / "link.csv").symlink_to(put(inbox / "older", "november.csv", CONTENT))
    assert once(capsys, inbox) == (0, [], "")
    assert {*there, "older", "link.csv"} <= {file.name for file in inbox.iterdir()}
    assert loads(store) == []


def test_a_file_that_cant_be_moved_is_said_once_and_left(
    store: Store, inbox: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(inbox, "november.csv", CONTENT)
    turns: list[float] = []

    def wait(seconds: float) -> None:
        turns.append(seconds)
        if turns.count(7) == 3:
            raise KeyboardInterrupt

    def in_use_elsewhere(*_: object) -> None:
        raise PermissionError(13, "The file is open in another program")

    monkeypatch.setattr(watching.time, "sleep", wait)
    monkeypatch.setattr(Path, "rename", in_use_elsewhere)
    code = main(["watch", str(inbox), "--every", "7"])
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    assert out.count("\n") == 1
    assert "november.csv: Stored as load 5. It can't be moved to loaded (The file is open" in out
    assert loads(store) == ["november.csv"]
    assert "Stored as load 5." in (inbox / "november.csv.account.txt").read_text(encoding="utf-8")


def test_a_file_that_cant_be_read_stays(
    store: Store, inbox: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(inbox, "november.csv", CONTENT)

    opened = Path.open

    def held(file: Path, *how: Any, **more: Any) -> Any:
        if file.name == "november.csv":
            raise PermissionError(13, "The file is open in another program")
        return opened(file, *how, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", held)
        code, lines, _ = once(capsys, inbox)
    assert (code, files(inbox)) == (1, ["november.csv"])
    assert "can't be read (The file is open in another program)" in lines[0]
    assert once(capsys, inbox)[0] == 0


def test_it_goes_on_until_somebody_stops_it_and_sees_what_others_load(
    store: Store, inbox: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[float] = []

    def wait(seconds: float) -> None:
        if seconds != 7:
            return
        turns.append(seconds)
        if len(turns) == 1:  # on the Data page, by another process
            environment = {**os.environ, "LINE_OF_SIGHT_STORE": str(store.root)}
            elsewhere = put(inbox.parent, "by hand.csv", CONTENT)
            command = [sys.executable, "-m", "analytics", "load", str(elsewhere)]
            subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
            edition(inbox, Month.FIRST)
        if len(turns) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(watching.time, "sleep", wait)
    assert main(["watch", str(inbox), "--every", "7"]) == 0
    assert "data (3).csv: Already loaded as load 5." in capsys.readouterr().out
    assert loads(store) == ["by hand.csv"]


def test_two_do_not_watch_one_folder(store: Store, inbox: Path, capsys: Printed) -> None:
    edition(inbox, Month.FIRST)
    with watching._alone(inbox):
        code, lines, err = once(capsys, inbox)
    assert (code, lines, loads(store)) == (1, [], [])
    assert "watched by another program already" in err
    assert once(capsys, inbox)[0] == 0


def test_a_store_that_fails_is_no_fault_of_a_file(
    store: Store, inbox: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = edition(inbox, Month.FIRST).name

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("analytics.store.loading.content_store.keep", full)
        code, _, err = once(capsys, inbox)
    assert (code, files(inbox)) == (1, [name])
    assert "No space left" in err
    assert once(capsys, inbox)[0] == 0


@pytest.mark.skipif(sys.platform != "linux", reason="no other system has such names")
def test_a_name_in_another_encoding_holds_nothing_up(store: Store, inbox: Path, capsys: Printed) -> None:
    put(inbox, os.fsdecode("Château.csv".encode("cp1252")), CONTENT)
    assert once(capsys, inbox)[0] == 0
    assert len(loads(store)) == 1
    assert len(files(inbox / "loaded")) == 2


def test_only_an_analyst_watches(store: Store, inbox: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    edition(inbox, Month.FIRST)
    monkeypatch.setattr(access, "LOCAL", access.Viewer(access.Role.LEADER))
    code, lines, err = once(capsys, inbox)
    assert (code, lines, files(inbox)) == (1, [], ["data (3).csv"])
    assert "Only analysts may do this" in err


def test_a_folder_that_is_lost_or_cant_be_written_is_said(
    store: Store, inbox: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition(inbox, Month.FIRST)
    with monkeypatch.context() as patch:
        patch.setattr(watching.time, "sleep", lambda _: shutil.rmtree(inbox))
        code, _, err = once(capsys, inbox)
    assert code == 1
    assert f"{inbox} can't be read" in err
    (inbox / watching._LOCK).mkdir(parents=True)
    code, _, err = once(capsys, inbox)
    assert code == 1
    assert "files can't be moved there" in err


def test_it_asks_for_a_folder_and_seconds(store: Store, inbox: Path, capsys: Printed) -> None:
    code, _, err = once(capsys, inbox / "none")
    assert code == 1
    assert "is no folder" in err
    with pytest.raises(SystemExit):
        main(["watch", str(inbox), "--every", "0"])
    assert "“0” is not a number of seconds" in capsys.readouterr().err


def test_each_file_is_read_by_its_own_recipe(store: Store, inbox: Path, capsys: Printed) -> None:
    edition(inbox, Month.FIRST)
    edition(inbox, Month.FIRST, northmoor.WIDE_DASHBOARD)
    edition(inbox, Month.FIRST, saltmarsh.AREAS_ACROSS)  # of another authority
    assert once(capsys, inbox)[0] == 1
    assert files(inbox / "refused")[0] == saltmarsh.AREAS_ACROSS.build(Month.FIRST)[0]
    assert len(loads(store)) == 2
