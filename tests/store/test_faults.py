"""Whatever goes wrong on the way (a kill, a full disk, a flipped bit, two loads at once), no wrong figure is seen.

Loads run as `python -m analytics load` does, each in a process of its own. A server that has imported analytics
once forks them, so that a try takes a fraction of a second. LINE_OF_SIGHT_KILLS says how many loads are killed;
`python -m benchmarks.faults` kills a thousand.
"""

from __future__ import annotations

import csv
import io
import json
import multiprocessing
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.__main__ import main
from analytics.catalogue import Catalogue, build
from analytics.extracts import EXTRACTS, ExtractError, Options, catalogue_of
from analytics.store import (
    DamagedFile,
    Incoming,
    Store,
    all_rows,
    check_files,
    damage,
    damage_in_words,
    history,
    indicator_rows,
    load,
    months_held,
    one_moment,
    prepare,
    redo,
    replaced_damage,
    screening_rows,
    sweep,
    undo,
    versions,
    withheld,
)
from analytics.store.content_store import harm as what_is_wrong
from analytics.store.ledger import Part
from tests.making import copied
from tests.store.test_store import HEADER, extract, values

if sys.platform == "win32":
    pytest.skip("Windows has neither SIGKILL nor fork, by which loads are stopped here.", allow_module_level=True)

import resource

from tests.westshire import catalogue_files

KILLS = int(os.environ.get("LINE_OF_SIGHT_KILLS", "20"))
KILLS_PER_STORE = 8  # so that first loads, which make the ledger, are killed too
CHECKED = "What this load does"  # is printed last before files are written
STORED = re.compile(r"Stored as load (\d+)\.")
MEASURES = ("icpc_due", "protected_seen", "reviews_current", "first_visits_risk", "contacts_closed_2d")
PATIENCE = 300  # seconds after which a process is taken to hang, on however slow a machine
PAGE = 4096  # bytes; what a small disk gives out at a time
CATALOGUE = catalogue_files("council", "definitions", "areas")  # all that these loads are checked by

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.store.test_faults"])


@cache
def catalogue() -> Catalogue:
    """What the files say; each process makes it anew."""
    return catalogue_of([(file.file_name, file.content) for file in CATALOGUE])


# One load, in a process of its own


def _run(store: Path, arguments: list[str], told: Connection, limit: int | None) -> None:
    """In the child: what `python -m analytics` does, with everything it prints sent line by line."""
    for number in (1, 2):
        os.dup2(told.fileno(), number)
    sys.stdout = os.fdopen(1, "w", buffering=1, encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", closefd=False)
    os.environ["LINE_OF_SIGHT_STORE"] = str(store)
    if limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    print("begins")
    sys.exit(main(arguments))


class Child:
    """A command that runs in a process of its own; `said` is what it has printed until now."""

    def __init__(self, store: Path, *arguments: str | Path, limit: int | None = None):
        self._hears, tells = _processes.Pipe(duplex=False)
        self.said = ""
        self._process = _processes.Process(target=_run, args=(store, [str(a) for a in arguments], tells, limit))
        self._process.start()
        tells.close()

    def hear(self) -> bool:
        """Wait for more that is printed; False when nothing more will come."""
        with suppress(ConnectionResetError):
            if heard := os.read(self._hears.fileno(), 65536):
                self.said += heard.decode(errors="replace")
                return True
        return False

    def hear_until(self, words: str) -> None:
        while words not in self.said and self.hear():
            pass

    def finish(self, *, kill: bool = False) -> int:
        """Wait for its end, or kill it with SIGKILL now. Returns the exit code."""
        if kill:
            self._process.kill()
        self._process.join(PATIENCE)
        assert self._process.exitcode is not None, f"the load hangs; it said: {self.said}"
        while self.hear():
            pass
        self._hears.close()
        return self._process.exitcode


def run(store: Path, *arguments: str | Path, limit: int | None = None) -> tuple[int, list[str]]:
    """Exit code and printed lines of one command."""
    child = Child(store, *arguments, limit=limit)
    code = child.finish()
    return code, child.said.splitlines()[1:]


def a_sentence(lines: list[str]) -> bool:
    """Whether the last line tells a person what is wrong, and nothing is a traceback."""
    return bool(lines) and "Traceback" not in "\n".join(lines) and bool(re.match(r"[A-Z“/].+\.$", lines[-1]))


# Extracts of which every figure says the same number


def two_kinds(number: int) -> list[Incoming]:
    """Five indicators that all say number / 10, and concerns that say number."""
    lines = [f"2021-09,2021-09,{measure},{number / 10}%,council" for measure in MEASURES]
    return [
        Incoming("indicators.csv", "\n".join([HEADER, *lines, ""]).encode()),
        Incoming("concerns.csv", f"cut,month,opened,resolved,tracked\n2021-09,2021-09,{number},0,0\n".encode()),
    ]


def written(files: list[Incoming], folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        (folder / file.file_name).write_bytes(file.content)
    return [folder / file.file_name for file in files]


def numbers_seen(store: Store) -> list[int]:
    """The number of each live figure of both kinds: six times the same, or nothing."""
    shares = [round(value * 10) for value in indicator_rows(store)["value"]]
    return shares + all_rows(store, "concerns")["opened"].to_list()


# 1. Kills


@dataclass(frozen=True)
class Kill:
    """One load that was killed: after how many milliseconds, how far it had come, and what was wrong after it."""

    after: float
    reached: str
    problems: tuple[str, ...]


REACHED = ("still checking", "writing files", "files written", "stored, not said", "stored and said")


def kill_loads(folder: Path, kills: int, seed: int = 1) -> list[Kill]:
    """Kill so many loads at random moments, and look at the store after each.

    Half of the moments are spread over a whole load, half over its end, where it writes.
    """
    chance = random.Random(seed)
    checks, writes = _durations(folder / "measured")
    done = []
    for number in range(kills):
        root = folder / f"store {number // KILLS_PER_STORE}"
        if number % KILLS_PER_STORE == 0:
            acknowledged: set[int] = set()
            load(Store(root), build({}), CATALOGUE)
        if chance.random() < 0.5:
            words, after = "begins", chance.uniform(0, 1.1 * (checks + writes))
        else:
            words, after = CHECKED, chance.uniform(0, 1.3 * writes)
        done.append(_kill(root, number % 500 + 1, words, after, acknowledged))
    return done


def _durations(folder: Path) -> tuple[float, float]:
    """How many seconds an undisturbed load checks, and how many it writes: the middle of five."""
    files = written(two_kinds(1), folder)
    checks, writes = [], []
    for number in range(5):
        load(Store(folder / f"store {number}"), build({}), CATALOGUE)
        child = Child(folder / f"store {number}", "load", *files)
        moments = []
        for words in ("begins", CHECKED, "Stored as"):
            child.hear_until(words)
            moments.append(time.perf_counter())
        assert child.finish() == 0, child.said
        checks.append(moments[1] - moments[0])
        writes.append(moments[2] - moments[1])
    return sorted(checks)[2], sorted(writes)[2]


def _kill(root: Path, number: int, words: str, after: float, acknowledged: set[int]) -> Kill:
    """Kill a load of `number` so many seconds after it said some words, then look.

    `acknowledged` grows by the loads that were said to be stored.
    """
    before, files = _files(root), _parquets(root)
    seen_before = numbers_seen(Store(root)) if before else []
    child = Child(root, "load", *written(two_kinds(number), root.with_name(f"{root.name} files")))
    child.hear_until("begins")
    began = time.perf_counter()
    child.hear_until(words)
    time.sleep(after)
    child.finish(kill=True)
    milliseconds = 1000 * (time.perf_counter() - began)
    said = STORED.search(child.said)
    if said:
        acknowledged.add(int(said[1]))
    store, problems = Store(root), []
    seen = numbers_seen(store)
    held = {entry.load_id for entry in store.ledger.history() if entry.stands}
    if not acknowledged <= held:
        problems.append(f"acknowledged loads are lost: {sorted(acknowledged - held)}")
    if said and seen != [number] * 6:
        problems.append(f"load {said[1]} was acknowledged with {number}, but {seen} is seen")
    if seen not in (seen_before, [number] * 6):
        problems.append(f"half a load is seen: {seen} where {seen_before} was held and {number} was loaded")
    problems += check_files(store)
    stray = any(name not in before and ".new-" in name for name in _files(root))
    new = _parquets(root) - files
    stored = seen == [number] * 6
    reached = 4 if said else 3 if stored else 2 if len(new) == 2 else 1 if _files(root) - before or stray else 0
    acknowledged.add(load(store, catalogue(), two_kinds(number + 500)))
    if numbers_seen(store) != [number + 500] * 6 or check_files(store):
        problems.append(f"the next load is not whole: {numbers_seen(store)}")
    sweep(store, older_than=-1)
    if any(".new-" in name for name in _files(root)):
        problems.append("temporary files stay after sweeping")
    return Kill(milliseconds, REACHED[reached], tuple(problems))


def _files(root: Path) -> set[str]:
    return {str(file) for file in root.glob("*/*")}


def _parquets(root: Path) -> set[str]:
    return {file.name for file in root.glob("parquet/*.parquet")}


def test_a_kill_at_any_moment_loses_nothing_and_shows_no_half_load(tmp_path: Path) -> None:
    killed = kill_loads(tmp_path, KILLS)
    assert len(killed) == KILLS
    assert [(kill.after, problem) for kill in killed for problem in kill.problems] == []
    if KILLS >= 20:
        reached = {kill.reached for kill in killed}
        assert {"still checking", "writing files"} <= reached, f"kills came only at {reached}, which proves little"


# 2. A full disk, and a limit on the size of files


def _mount(folder: Path, size: int) -> bool:
    folder.mkdir()
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 512 KB."""
    folder = tmp_path / "disk"
    if not _mount(folder, 128 * PAGE):
        pytest.skip("A small disk needs the right to mount one (root on Linux).")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def _leave_free(disk: Path, pages: int) -> None:
    """Fill the disk up to so many pages."""
    filler = disk / "filler"
    filler.unlink(missing_ok=True)
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    filler.write_bytes(b"\0" * max(0, free - pages * PAGE))


def _is_refused_whole(root: Path, files: list[Path], limit: int | None = None) -> bool:
    """Load into a store that holds the number 1: False if it worked, else that it left no trace is asserted."""
    before, held = _parquets(root), len(Store(root).ledger.history())
    code, lines = run(root, "load", *files, limit=limit)
    if code == 0:
        return False
    assert (code, a_sentence(lines)) == (1, True), lines
    (root.parent / "filler").unlink(missing_ok=True)  # a full disk is read in a test of its own
    store = Store(root)
    assert numbers_seen(store) == [1] * 6
    assert len(store.ledger.history()) == held
    assert check_files(store) == []
    assert not [name for name in _files(root) if ".new-" in name]
    for name in _parquets(root) - before:
        (root / "parquet" / name).unlink()  # whole, but of no load; taken away so that the next try writes it again
    return True


def test_a_disk_that_is_full_at_any_moment_of_a_load_costs_nothing(
    small_disk: Path, tmp_path: Path, the_catalogue: Catalogue
) -> None:
    root, files = small_disk / "store", written(two_kinds(2), tmp_path / "files")
    load(Store(root), build({}), CATALOGUE)
    load(Store(root), the_catalogue, two_kinds(1))
    for pages in range(0, 128, 3):
        _leave_free(small_disk, pages)
        if not _is_refused_whole(root, files):
            break
    assert 4 <= pages < 100, "the disk was never full, or never had room"
    assert numbers_seen(Store(root)) == [2] * 6


def test_files_that_cannot_grow_stop_a_load_in_a_sentence(tmp_path: Path, the_catalogue: Catalogue) -> None:
    """The limit on the size of a file stops originals, Parquet files and the ledger, each at another size."""
    root, files = tmp_path / "store", written(two_kinds(2), tmp_path / "files")
    load(Store(root), build({}), CATALOGUE)
    load(Store(root), the_catalogue, two_kinds(1))
    for limit in (0, 100, 1500, 4 * PAGE, 7 * PAGE):
        assert _is_refused_whole(root, files, limit), f"{limit} bytes were enough"
    assert not _is_refused_whole(root, files)


def test_what_is_held_can_be_read_on_a_full_disk(small_disk: Path, the_catalogue: Catalogue) -> None:
    root = small_disk / "store"
    load(Store(root), the_catalogue, two_kinds(1))
    _leave_free(small_disk, 0)
    code, lines = run(root, "table", "indicators", "--measure", "icpc_due", "--format", "json")
    assert (code, '"value": 0.1' in "\n".join(lines)) == (0, True), lines


# 3. A store that may only be read


@pytest.fixture
def read_only(tmp_path: Path, the_catalogue: Catalogue) -> Iterator[Path]:
    """A store with the number 1, in a place where nothing can be written."""
    disk = tmp_path / "disk"
    mounted = _mount(disk, 1024 * PAGE)
    root = disk / "store"
    load(Store(root), the_catalogue, two_kinds(1))
    folders = [root, root / "parquet", root / "originals"]
    if mounted:
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    else:
        for path in [*root.rglob("*"), root]:
            path.chmod(0o555 if path.is_dir() else 0o444)
    if os.access(root, os.W_OK):
        pytest.skip("Root may write everywhere, and nothing can be mounted here.")
    yield root
    if mounted:
        subprocess.run(["umount", "-l", str(disk)], check=True)
    else:
        for folder in folders:
            folder.chmod(0o755)


def test_a_store_that_may_only_be_read_takes_no_load_and_says_so(read_only: Path, tmp_path: Path) -> None:
    before = _files(read_only)
    code, lines = run(read_only, "load", *written(two_kinds(2), tmp_path / "files"))
    assert (code, a_sentence(lines)) == (1, True), lines
    assert _files(read_only) == before


def test_a_store_that_may_only_be_read_is_read(read_only: Path) -> None:
    code, lines = run(read_only, "table", "indicators", "--measure", "icpc_due", "--format", "json")
    assert (code, '"value": 0.1' in "\n".join(lines)) == (0, True), lines


# 4. Damaged files


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store with three cuts of indicators, one of them replaced once, and one file of concerns."""
    store = Store(tmp_path_factory.mktemp("several") / "store")
    for month, value in (("2021-07", 50), ("2021-08", 55), ("2021-08", 56), ("2021-09", 60)):
        load(store, catalogue(), [extract(value, month, month)])
    load(store, catalogue(), two_kinds(1)[1:])
    return store


def flipped(content: bytes, at: float) -> bytes:
    """The content with one bit turned, at a share of its length."""
    changed = bytearray(content)
    changed[int(at * (len(content) - 1))] ^= 1 << int(at * 7)
    return bytes(changed)


HARMS: dict[str, Callable[[bytes], bytes]] = {
    "cut short by one byte": lambda content: content[:-1],
    "cut short by half": lambda content: content[: len(content) // 2],
    "emptied": lambda content: b"",
    **{f"bit flipped at {share:.0%}": lambda content, s=share: flipped(content, s) for share in (0, 0.2, 0.5, 0.8, 1)},
}
DELETED = "deleted"


def do_harm(file: Path, harm: str) -> None:
    if harm == DELETED:
        file.unlink()
    else:
        file.write_bytes(HARMS[harm](file.read_bytes()))


def harmed(of: Store, root: Path, part: Part, harm: str = "bit flipped at 50%") -> Store:
    """A copy of a store in which the file of one part is harmed."""
    copied(of, root)
    do_harm(root / "parquet" / part.parquet, harm)
    return Store(root)


def all_but(frame: pl.DataFrame, *gone: date) -> pl.DataFrame:
    return frame.filter(~pl.col("month").is_in(gone))


@pytest.mark.parametrize("harm", [*HARMS, DELETED])
@pytest.mark.parametrize("number", range(5))
def test_one_harmed_file_takes_its_own_months_and_nothing_else(
    several: Store, tmp_path: Path, number: int, harm: str, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    entry = sorted(several.ledger.history(), key=lambda entry: entry.load_id)[number]
    store = harmed(several, tmp_path / "store", entry.part, harm)
    said = "is missing" if harm == DELETED else "is damaged"
    file = f"{entry.part.parquet[:12]}… of load {entry.load_id} ({entry.part.file_name})"
    if entry.live:
        (found,) = damage(store)
        assert f"{file} {said}" in found.sentence
        assert replaced_damage(store) == ()
    else:
        (found,) = replaced_damage(store)
        assert f"of August 2021 can't be listed: the stored file {file}, which a later load" in found.replaced_sentence
        assert damage(store) == (), "no reader needs the replaced file"
    if entry.part.kind == "indicators":
        gone = [entry.part.cut] if entry.live else []
        assert indicator_rows(store).equals(all_but(indicator_rows(several), *gone))
        assert months_held(store) == [month for month in months_held(several) if month not in gone]
        assert versions(store).equals(all_but(versions(several), entry.part.cut))
        assert all_rows(store, "concerns").equals(all_rows(several, "concerns"))
    else:
        with pytest.raises(DamagedFile, match=f"{said}.+ no concerns can be shown. Load the extract again, .+"):
            all_rows(store, "concerns")
        assert indicator_rows(store).equals(indicator_rows(several))
    problems = check_files(store)
    assert [p.split(",")[0] for p in problems] == [f"Load {entry.load_id}"]
    assert history(store).equals(history(several))
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(store.root))
    assert main(["check"]) == 1
    named = f"Load {entry.load_id}, {entry.part.file_name}: The stored file {entry.part.parquet[:12]}… {said}"
    assert named in capsys.readouterr().out


JULY, AUGUST, SEPTEMBER = (date(2021, month, 1) for month in (7, 8, 9))


def restated(value: float) -> Incoming:
    """A cut of September that says August again."""
    lines = [f"2021-09,{month},icpc_due,{value},council" for month in ("2021-08", "2021-09")]
    return Incoming("september.csv", "\n".join([HEADER, *lines, ""]).encode())


@pytest.fixture
def two_cuts(empty: Store, the_catalogue: Catalogue) -> tuple[Store, Path]:
    """July and August (load 1), then August again and September (load 2), whose file is the path."""
    lines = [f"2021-08,{month},icpc_due,50,council" for month in ("2021-07", "2021-08")]
    load(empty, the_catalogue, [Incoming("august.csv", "\n".join([HEADER, *lines, ""]).encode())])
    load(empty, the_catalogue, [restated(60)])
    return empty, empty.parquet / empty.ledger.live("indicators")[-1][1].parquet


@pytest.mark.parametrize("harm", [*HARMS, DELETED])
def test_a_month_that_was_restated_never_falls_back_to_the_older_cut(two_cuts: tuple[Store, Path], harm: str) -> None:
    do_harm(two_cuts[1], harm)
    store = Store(two_cuts[0].root)
    assert dict(values(store)) == {JULY: 50}
    assert indicator_rows(store, shown="published").is_empty(), "August as first published is withheld with it"
    assert months_held(store) == [JULY]
    assert withheld(store, "indicators") == (AUGUST, SEPTEMBER)
    assert "the indicators of August 2021 to September 2021 are withheld" in damage_in_words(damage(store))


def test_a_harmed_file_is_mended_by_loading_it_again_or_left_by_undo(
    two_cuts: tuple[Store, Path], the_catalogue: Catalogue
) -> None:
    two_cuts[1].write_bytes(b"")
    store = Store(two_cuts[0].root)
    assert dict(values(store)) == {JULY: 50}
    undo(store, 2)
    assert dict(values(store)) == {JULY: 50, AUGUST: 50}
    assert damage(store) == ()
    redo(store, 2)
    assert dict(values(store)) == {JULY: 50}
    load(store, the_catalogue, [restated(60)])
    assert dict(values(store)) == {JULY: 50, AUGUST: 60, SEPTEMBER: 60}
    assert damage(store) == ()
    assert check_files(store) == []


def test_a_harmed_file_is_hashed_once_a_ledger_version_and_a_whole_one_once(
    two_cuts: tuple[Store, Path], the_catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, file = two_cuts[0].root, two_cuts[1]
    good = file.read_bytes()
    file.write_bytes(b"")
    hashed: list[str] = []

    def counted(path: Path) -> str:
        hashed.append(path.name)
        return what_is_wrong(path)

    monkeypatch.setattr("analytics.store.store.harm", counted)
    store = Store(root)
    for _ in range(3):
        values(store)
        damage(store)
    assert sorted(hashed) == sorted(path.name for path in root.glob("parquet/*"))
    file.write_bytes(good)
    assert dict(values(store)) == {JULY: 50}, "what is remembered of this ledger version must agree"
    assert len(hashed) == 2
    load(store, the_catalogue, [extract(70, "2021-10", "2021-10")])
    assert len(values(store)) == 4
    assert hashed.count(file.name) == 2
    assert len(hashed) == 4


def screened(cut: str, simulated: bool = False) -> Incoming:
    source = "simulated" if simulated else "council"
    text = f"cut,screened_on,record_id,area,rag,source,simulated\n{cut},{cut}-05,1,Wexley,red,{source},{simulated}\n"
    return Incoming(f"{cut}.csv", text.lower().replace("wexley", "Wexley").encode())


@pytest.mark.parametrize("simulated", [False, True])
def test_an_older_screening_is_not_shown_for_one_that_is_withheld(
    empty: Store, the_catalogue: Catalogue, simulated: bool
) -> None:
    """Every month is told from the newest cut. Real records go before simulated ones, so a simulated cut is not shown
    where a real one may be withheld, and neither is the real one of July."""
    load(empty, the_catalogue, [screened("2021-07"), screened("2021-08"), screened("2021-09", simulated)])
    parts = {part.cut: part for _, part in empty.ledger.live("screenings")}
    do_harm(empty.parquet / parts[AUGUST].parquet, DELETED)
    store = Store(empty.root)
    assert withheld(store) == (AUGUST,)
    held = {month: screening_rows(store, month)["cut"].to_list() for month in (JULY, AUGUST, SEPTEMBER)}
    assert held == dict.fromkeys((JULY, AUGUST, SEPTEMBER), [] if simulated else [SEPTEMBER])
    assert screening_rows(store, JULY, "published")["cut"].to_list() == [JULY]


def test_the_command_line_shows_other_months_and_says_what_is_withheld(
    several: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (_, part), *_ = several.ledger.live("indicators")
    root = harmed(several, tmp_path / "store", part).root
    asked = ["table", "indicator", "--measure", "icpc_due", "--format", "json"]
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(several.root))
    main(asked)
    before = json.loads(capsys.readouterr().out)
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(root))
    assert main(asked) == 0
    shown = capsys.readouterr()
    value = {row["month"]: row["value"] for row in before}
    assert value == {"2021-07-01": 50, "2021-08-01": 56, "2021-09-01": 60}
    assert {row["month"]: row["value"] for row in json.loads(shown.out)} == {
        month: v for month, v in value.items() if month != "2021-07-01"
    }
    assert shown.err.count("\n") == 1
    assert f"{part.parquet[:12]}… of load 1 (2021-07.csv) is damaged" in shown.err
    assert main(["table", "indicators", "--month", "2021-07"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Everything that is held for July 2021 is withheld." in shown.err


def test_the_command_line_says_what_is_withheld_when_nothing_else_is_held(
    two_cuts: tuple[Store, Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in two_cuts[0].parquet.iterdir():
        file.unlink()
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(two_cuts[0].root))
    assert main(["table", "indicators"]) == 1
    said = capsys.readouterr().err
    assert said.count("is missing, so the indicators of") == 2
    assert "The store is empty" not in said


FOLDER_IN_ITS_PLACE = "a folder in its place"


@pytest.mark.parametrize("harm", [*HARMS, DELETED, FOLDER_IN_ITS_PLACE])
def test_a_file_that_is_harmed_while_it_is_served_takes_its_own_months_and_nothing_else(
    several: Store, tmp_path: Path, harm: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The figures have been read; what is remembered of them goes, and what is read anew is told from what was kept."""
    store = copied(several, tmp_path / "store")
    entry = next(e for e in store.ledger.history() if e.live and e.part.kind == "indicators")
    with one_moment():
        whole = indicator_rows(store)
        assert damage(store) == ()
    file = store.parquet / entry.part.parquet
    if harm == FOLDER_IN_ITS_PLACE:
        file.unlink()
        file.mkdir()
    else:
        do_harm(file, harm)
    with one_moment(), suppress(DamagedFile):
        all_rows(store, "indicators")  # the first question that is not remembered finds it
    with one_moment():
        (found,) = damage(store)
        assert entry.part.parquet[:12] in found.sentence
        assert indicator_rows(store).equals(all_but(whole, entry.part.cut))
        assert all_rows(store, "concerns").equals(all_rows(several, "concerns"))
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(store.root))
    assert main(["check"]) == 1
    assert entry.part.parquet[:12] in capsys.readouterr().out


@pytest.mark.parametrize("while_served", [False, True])
@pytest.mark.parametrize("harm", ["deleted", "emptied", "cut short by half", "bit flipped at 50%"])
def test_a_harmed_rollup_takes_its_own_month_and_is_named(
    empty: Store, the_catalogue: Catalogue, harm: str, while_served: bool
) -> None:
    """The small file with the figures of areas beside an extract that is split further."""
    load(empty, the_catalogue, [extract(50, "2021-08", "2021-08")])
    rows = [f"2021-09,2021-09,first_visits_help,Wexley,{team},3,4,teams" for team in ("East", "West")]
    text = "cut,month,measure_id,locality,team,numerator,denominator,source\n" + "\n".join(rows) + "\n"
    load(empty, the_catalogue, [Incoming("teams.csv", text.encode())])
    part = next(part for _, part in empty.ledger.live("indicators") if part.rollup)
    assert part.rollup != part.parquet
    store = empty if while_served else Store(empty.root)
    if while_served:
        with one_moment():
            assert months_held(store) == [SEPTEMBER, AUGUST]
    do_harm(empty.parquet / part.rollup, harm)
    with one_moment(), suppress(DamagedFile):
        all_rows(store, "indicators")
    with one_moment():
        assert months_held(store) == [AUGUST]
        assert dict(values(store)) == {AUGUST: 50}
        (found,) = damage(store)
        assert f"{part.rollup[:12]}… of load 2 (teams.csv)" in found.sentence
    assert len(check_files(store)) == 1


def test_a_file_that_was_only_touched_is_served_on(several: Store, tmp_path: Path) -> None:
    store = copied(several, tmp_path / "store")
    whole, version = indicator_rows(store), store.version
    for file in store.parquet.iterdir():
        os.utime(file)
    assert all_rows(store, "concerns").equals(all_rows(several, "concerns"))
    assert store.version == version
    assert indicator_rows(store) is whole


def test_many_harmed_files_are_told_of_in_few_sentences(several: Store, tmp_path: Path) -> None:
    copied(several, tmp_path / "store")
    for file in (tmp_path / "store" / "parquet").iterdir():
        file.unlink()
    said = damage_in_words(damage(Store(tmp_path / "store")))
    assert said.count("The stored file") == 3
    assert "So it is with 1 more" in said


# 5. Several people load at once


def _five_loads(root: Path, person: int, starts: Any, told: Any) -> None:
    """In the child: restate the own cut five times, all people beginning at once on a store that is not there."""
    starts.wait(PATIENCE)
    done: list[int | str] = []
    for time_round in range(1, 6):
        try:
            cut = f"2021-0{person}"
            done.append(load(Store(root), catalogue(), [extract(10 * person + time_round, cut, cut)]))
        except Exception as problem:
            done.append(repr(problem))
    told.put((person, done))


def test_four_people_load_at_once_and_every_load_is_kept(tmp_path: Path) -> None:
    starts, told = _processes.Barrier(4), _processes.Queue()
    people = [_processes.Process(target=_five_loads, args=(tmp_path, n, starts, told)) for n in range(1, 5)]
    for process in people:
        process.start()
    done = dict(told.get(timeout=PATIENCE) for _ in people)
    for process in people:
        process.join(PATIENCE)
    assert [each for loads in done.values() for each in loads if isinstance(each, str)] == []
    store = Store(tmp_path)
    assert sorted(each for loads in done.values() for each in loads) == list(range(1, 21))
    assert {entry.load_id for entry in store.ledger.history()} == set(range(1, 21))
    live = {load_id for load_id, _ in store.ledger.live("indicators")}
    assert live == {loads[-1] for loads in done.values()}
    assert dict(indicator_rows(store).select("month", "value").rows()) == {
        date(2021, person, 1): 10 * person + 5 for person in range(1, 5)
    }
    assert check_files(store) == []


# 6. A reader while loads go on


def restatement(number: int) -> list[Incoming]:
    """Five cuts in five files, each with a month of its own, all saying the number."""
    return [extract(number, cut, cut) for cut in ("2021-05", "2021-06", "2021-07", "2021-08", "2021-09")]


def _ten_loads(root: Path) -> None:
    for number in range(1, 11):
        load(Store(root), catalogue(), restatement(number))


def test_a_reader_never_sees_a_mixture_of_two_loads(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, restatement(0))
    loader = _processes.Process(target=_ten_loads, args=(empty.root,))
    loader.start()
    seen: list[list[float]] = []
    while loader.is_alive():
        seen.append(indicator_rows(empty)["value"].to_list())
        time.sleep(0.01)  # a load takes many times as long, and needs a core
    loader.join(PATIENCE)
    seen.append(indicator_rows(empty)["value"].to_list())
    assert loader.exitcode == 0
    assert [five for five in seen if len(five) != 5 or len(set(five)) != 1] == []
    firsts = [five[0] for five in seen]
    assert firsts == sorted(firsts), "an older load was seen after a newer one"
    assert firsts[-1] == 10
    assert len(set(firsts)) >= 4, "the reader was asleep while loads went on"


# 7. Files of every kind of nonsense

COLUMNS = tuple(EXTRACTS["indicators"].columns())
GOOD: dict[str, list[str]] = {
    "cut": ["2021-09"],
    "month": ["2021-09", "2021-08", "Sep-21", "44440", "01/09/2021"],
    "measure_id": list(MEASURES),
    "locality": ["All", "Dunmere"],
    "team": ["All", "Team 1", "Team 2", "Team 3"],
    "breakdown": ["All"],
    "category": ["All"],
    "numerator": ["", "1", "1,000"],
    "denominator": ["", "2", "2000"],
    "value": ["58.1", "0", "100", "60%", "c", ""],
    "marker": ["", "c", "x"],
    "source": ["council"],
    "simulated": ["false", "true", "YES"],
}
BAD = [
    "", " ", "All", "total", "Grand Total", "c", "-", "–", "*", "n/a", "#REF!", "=1+1", "nan", "inf", "1e5", "-5",
    "101", "99999999999999999999", "0.1.2", "1,23", "58,1", "½", "٣", "true", "2021-13", "31/02/2021", "Smarch 2021",
    "2021-10", "2099-01", "0", "icpc_du", "COUNCIL", "Dunmere ", "a,b", 'a "b"', "two\nlines", "\r", "\ufeff",
    "\u00a0", "\u202e", "\U0001f600", "e\u0301", "x" * 400, "month", "row_number", "'; DROP TABLE loads; --",
]  # fmt: skip


@st.composite
def nonsense(draw: st.DrawFn) -> tuple[bytes, int]:
    """A CSV file of indicators with columns in any order and some dropped, and how many rows it has."""
    columns = draw(st.permutations(COLUMNS))
    dropped = draw(st.sets(st.sampled_from(COLUMNS), max_size=3) | st.just(set()))
    columns = [name for name in columns if name not in dropped] or ["month"]
    badness = draw(st.sampled_from([0, 1, 5, 20]))
    anything = st.sampled_from(BAD) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))

    def cell(name: str) -> st.SearchStrategy[str]:
        good = st.sampled_from(GOOD[name])
        return st.integers(0, 99).flatmap(lambda n: anything if n < badness else good)

    row = st.tuples(*(cell(name) for name in columns)).map(list)
    odd = st.sampled_from([[], [""] * len(columns), list(columns), ["total"] * len(columns), ["one too", "few"]])
    rows = draw(st.lists(st.integers(0, 9).flatmap(lambda n: odd if n == 0 else row), min_size=1, max_size=25))
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=draw(st.sampled_from(["\n", "\r\n"]))).writerows([columns, *rows])
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    return text.getvalue().encode(encoding), len(rows)


outcomes: list[str] = []


@settings(max_examples=30, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(made=nonsense())
def _every_row_is_accounted_for(made: tuple[bytes, int]) -> None:
    content, rows = made
    try:
        prepared = prepare(catalogue(), [Incoming("made.csv", content)], Options(today=date(2021, 12, 1)))
    except ExtractError as problem:
        outcomes.append(str(problem))
        return
    (account,) = prepared.checked
    outcomes.append("with accepted rows" if account.accepted.height else "with none")
    assert account.rows_in == rows
    assert account.rows_in == account.accepted.height + account.refused + account.totals + account.blank
    assert account.refused == account.refusals["row_number"].n_unique()
    assert account.accepted.select("measure_id", "month").null_count().row(0) == (0, 0)


def test_whatever_a_file_holds_every_row_is_accounted_for() -> None:
    outcomes.clear()
    _every_row_is_accounted_for()
    sentences = [outcome for outcome in outcomes if outcome.startswith("made.csv")]
    assert set(outcomes) - set(sentences) == {"with accepted rows", "with none"}, "the files made were all of one sort"
    assert sentences
    assert [said for said in sentences if not re.match(r"made\.csv.+\.$", said, re.DOTALL)] == []


@pytest.mark.parametrize("harmed", ["simulated", "council"])
def test_a_damaged_simulated_file_leaves_the_real_figures_and_never_the_other_way_round(
    empty: Store, the_catalogue: Catalogue, harmed: str
) -> None:
    for source, value, flag in (("council", 50, "false"), ("simulated", 60, "true")):
        text = f"{HEADER},simulated\n2021-09,2021-09,icpc_due,{value},{source},{flag}\n"
        load(empty, the_catalogue, [Incoming(f"{source}.csv", text.encode())])
    parts = {part.source: part for _, part in empty.ledger.live("indicators")}
    do_harm(empty.parquet / parts[harmed].parquet, DELETED)
    assert dict(values(Store(empty.root))) == ({SEPTEMBER: 50} if harmed == "simulated" else {})
