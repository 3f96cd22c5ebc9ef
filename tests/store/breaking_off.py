"""Deeds that break off at a chosen step, by a kill or an error of the disk, and what is said held against what is so.

A step is whatever changes a file of the store: an opening to write, a flush, a rename, a removal, and the moments
before and after a transaction is committed. `tests/store/test_breaking_off.py` tries some of them, and
`python -m benchmarks.faults` all.
"""

from __future__ import annotations

import errno
import itertools
import multiprocessing
import os
import re
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from analytics.__main__ import main
from analytics.catalogue import build
from analytics.store import (
    Incoming,
    Store,
    check_files,
    check_ledger,
    erase,
    finish_erasures,
    load,
    sweep,
    undo,
)
from tests.making import copied
from tests.store.test_store import HEADER, extract, values
from tests.westshire import catalogue, catalogue_files

DEEDS = {
    "load": ["load", "october.csv"],
    "undo": ["undo", "4"],
    "erase": ["erase", "3", "--reason", "The law asks for it"],
    "upgrade": ["history"],
}
NEVER = 10**9
PATIENCE = 300  # seconds
_CHANGING = {"os.rename", "os.remove", "os.truncate", "os.mkdir", "os.utime"}
_WRITING = os.O_WRONLY | os.O_RDWR
_STEPS = re.compile(r"steps: (\d+)\n")

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.store.breaking_off"])


def made(root: Path) -> Store:
    """Load 1 is the catalogue, 2 a month, 3 another that is undone, with a row that was refused, and 4 a third."""
    store = Store(root)
    load(store, build({}), catalogue_files("council", "definitions", "areas"))
    load(store, catalogue(), [extract(50, "2021-07", "2021-07")])
    refused = Incoming(
        "august.csv", extract(55, "2021-08", "2021-08").content + b"2021-08,2021-08,icpc_dux,1,council\n"
    )
    load(store, catalogue(), [refused], accept_rest=True)
    undo(store, 3)
    load(store, catalogue(), [extract(60)])
    return store


def prepared_for(deed: str, of: Store, root: Path) -> Store:
    """A copy of a store on which a deed can be done."""
    store = copied(of, root)
    if deed == "upgrade":  # as the program wrote it that did not know scopes
        with closing(sqlite3.connect(store.ledger.file)) as ledger, ledger:
            for later in ("scope", "covers"):
                ledger.execute(f"ALTER TABLE parts DROP COLUMN {later}")
            ledger.execute("ALTER TABLE parts RENAME TO parts_now")
            ledger.execute("CREATE TABLE parts AS SELECT * FROM parts_now")
            ledger.execute("DROP TABLE parts_now")
            ledger.execute("ALTER TABLE parts DROP COLUMN number")
            ledger.execute("PRAGMA user_version = 4")
        for entry in (root / "journal").iterdir():
            entry.unlink()
    (root.parent / "october.csv").write_text(f"{HEADER}\n2021-10,2021-10,icpc_due,61,council\n")
    return store


@dataclass(frozen=True)
class Broken:
    """A deed that was broken off: how it ended, what it said, and what is wrong."""

    deed: str
    step: int
    how: str
    code: int
    said: str
    steps: int
    problems: tuple[str, ...]


def _run(root: Path, arguments: list[str], at: int, how: str, told: Pipe) -> None:
    """In the child: the command, with the step of that number broken off."""
    for number in (1, 2):
        os.dup2(told.fileno(), number)
    sys.stdout = os.fdopen(1, "w", buffering=1, encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", closefd=False)
    os.environ["LINE_OF_SIGHT_STORE"] = str(root)
    os.chdir(root.parent)
    numbers = itertools.count(1)
    passed = 0

    def step(error: Exception) -> None:
        nonlocal passed
        passed = next(numbers)
        if passed == at:
            if how == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            raise error

    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def watch(event: str, about: tuple[Any, ...]) -> None:
        changes = event in _CHANGING or (event == "open" and isinstance(about[2], int) and about[2] & _WRITING)
        if changes and str(about[0]).startswith(str(root)):
            step(full)

    flush, execute = os.fsync, Connection.exec_driver_sql

    def flushed(handle: int) -> None:
        step(full)
        flush(handle)

    def executed(self: Connection, statement: str, *rest: Any) -> Any:
        if statement != "COMMIT":
            return execute(self, statement, *rest)
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorname = "SQLITE_IOERR_WRITE"
        step(error)
        done = execute(self, statement, *rest)
        step(error)
        return done

    os.fsync = flushed
    Connection.exec_driver_sql = executed  # type: ignore[method-assign]
    sys.addaudithook(watch)
    code = main(arguments)
    print(f"steps: {passed}")
    sys.exit(code)


def broken_off(deed: str, of: Store, folder: Path, at: int = NEVER, how: str = "kill") -> Broken:
    """Do a deed on a copy of a store in a process of its own, break it off, and look."""
    root = folder / "store"
    store = prepared_for(deed, of, root)
    before = _so(store) if deed != "upgrade" else _so(of)
    hears, tells = _processes.Pipe(duplex=False)
    process = _processes.Process(target=_run, args=(root, DEEDS[deed], at, how, tells))
    process.start()
    tells.close()
    said = "".join(_heard(hears))
    process.join(PATIENCE)
    assert process.exitcode is not None, f"{deed} hangs at step {at}: {said}"
    steps = _STEPS.search(said)
    said = _STEPS.sub("", said)
    problems = _wrong(deed, root, before, process.exitcode, said, of)
    return Broken(deed, at, how, process.exitcode, said, int(steps[1]) if steps else 0, tuple(problems))


def _heard(pipe: Pipe) -> Iterator[str]:
    while heard := os.read(pipe.fileno(), 65536):
        yield heard.decode(errors="replace")
    pipe.close()


def _so(store: Store) -> tuple[Any, ...]:
    """What is so of a store: figures and changes, whoever may have made them."""
    changes = [(change.load_id, change.what) for change in reversed(store.ledger.changes())]
    return values(store), changes


_AFTER = {
    "load": (4, [("load", 5)]),
    "undo": (3, [("undo", 4)]),
    "erase": (4, [("erase", 3)]),
    "upgrade": (4, []),
}


def _wrong(deed: str, root: Path, before: tuple[Any, ...], code: int, said: str, of: Store) -> list[str]:
    """What is said and is not so, and what is so and must not be."""
    problems = []
    store = Store(root)
    seen, changes = _so(store)
    new = [(what, load_id) for load_id, what in changes[len(before[1]) :]]
    done = deed == "upgrade" or new == _AFTER[deed][1]
    if changes[: len(before[1])] != before[1] or (new and not done):
        problems.append(f"the history is {changes}")
    expected = {
        "load": [*before[0], *([seen[-1]] if done else [])],
        "undo": before[0][:-1] if done else before[0],
    }.get(deed, before[0])
    if seen != expected or (deed == "load" and done and seen[-1][1] != 61):
        problems.append(f"figures are {seen}")
    if "Traceback" in said:
        problems.append("a traceback is printed")
    if "Nothing was changed" in said and new:
        problems.append(f"it is said that nothing was changed, but {new} was")
    if "All the same" in said and not new:
        problems.append("it is said that something was changed, and nothing was")
    if code == 0 and not done:
        problems.append("it ended well, and nothing was done")
    if code == 1 and not re.search(r"[A-Z“].+\.\n$", said):
        problems.append("no sentence says what went wrong")
    if "is erased:" in said and _lying(store, of):
        problems.append("it is said that the load is erased, and files of it are there")
    if not (deed == "erase" and done) and (harmed := check_files(store)):
        problems.append(f"files are gone: {harmed}")
    if deed == "erase" and _lying(store, of) and "Nothing was changed" not in said and not done and len(said) > 0:
        problems += [] if code < 0 or "look" in said else ["files are left and nobody is told"]
    former = root / "ledger-version-4.sqlite"
    if deed == "upgrade":
        with closing(sqlite3.connect(f"file:{store.ledger.file}?mode=ro", uri=True)) as ledger:
            upgraded = ledger.execute("PRAGMA user_version").fetchone() != (4,)
        if upgraded and not former.exists():
            problems.append("the ledger is upgraded and there is no copy of it as it was")
        if former.exists():
            with closing(sqlite3.connect(former)) as copy:
                if copy.execute("PRAGMA user_version").fetchone() != (4,) or "scope" in str(
                    copy.execute("SELECT sql FROM sqlite_master WHERE name = 'parts'").fetchone()
                ):
                    problems.append("the copy of the older ledger is not the older ledger")
    finish_erasures(store)
    checked = check_ledger(store)
    sweep(store, older_than=-1)
    if checked.problems or check_files(store):
        problems.append(f"not whole after `check`: {checked.problems} {check_files(store)}")
    if any(file.name.startswith(".new-") for file in root.rglob("*")):
        problems.append("temporary files stay after sweeping")
    if deed == "erase" and done and _lying(store, of):
        problems.append("files of the erased load stay after `check`")
    if deed == "erase" and not done:
        erase(store, 3, "The law asks for it")
    return problems


def _lying(store: Store, of: Store) -> list[str]:
    """The files of load 3 that are in the store, or set aside."""
    part = next(entry.part for entry in of.ledger.history() if entry.load_id == 3)
    names = {part.parquet, part.original, part.refusals}
    return [file.name for file in store.root.rglob("*") if file.name in names]
