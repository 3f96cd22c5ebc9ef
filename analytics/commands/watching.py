"""The command `watch`: loads what arrives in a folder, and moves each file with its account out of the way.

A file is loaded once by its content: what a load that was not undone has already is not stored again, whatever else
was loaded since. So a file that was stored when the program was killed is only moved the next time, and a sender that
repeats itself takes no correction back.
"""

from __future__ import annotations

import argparse
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, redirect_stdout, suppress
from contextvars import Context
from io import StringIO
from pathlib import Path

from analytics import formatting
from analytics.access import Viewer, acting_as, require_analyst
from analytics.catalogue import CatalogueError, catalogue
from analytics.commands.cli_helpers import Commands, Stop, command
from analytics.commands.loads import load_arguments, load_files
from analytics.extracts import ExtractError
from analytics.extracts.recipes import recipe_named
from analytics.statutory import DefinitionError
from analytics.store import Incoming, Store, adopt_catalogue, content_store, one_moment

LOADED, REFUSED = "loaded", "refused"
ACCOUNT = ".account.txt"
SETTLED = 5  # seconds in which a file that is whole does not change
_UNFINISHED = (".part", ".tmp", ".crdownload")
_LOCK = ".line-of-sight-watch"
# What else is wrong is the store's, and no file is blamed for it.
_OF_THE_FILE = (ExtractError, CatalogueError, DefinitionError, Stop)

_Seen = Mapping[Path, tuple[int, int]]  # when each file changed, in nanoseconds, and how many bytes it has


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add this command to a parser."""
    watching = command(commands, "watch", _watch, "load what arrives in a folder, each file by itself")
    watching.add_argument("folder", type=Path, metavar="FOLDER")
    watching.add_argument("--recipe", metavar="NAME", help="the recipe to read them with; recognised if not given")
    watching.add_argument("--once", action="store_true", help="look once; the exit code is 1 if a file was refused")
    about = "how long to wait before looking again; 30 if not given"
    watching.add_argument("--every", type=_seconds, default=30, metavar="SECONDS", help=about)


def _seconds(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of seconds such as 30")
    return int(text)


def _watch(store: Store, asked: argparse.Namespace) -> None:
    """Load what is there, and go on until somebody presses Ctrl+C. Raises Stop if, looking once, a file stays behind
    or was refused."""
    viewer = require_analyst()
    folder = asked.folder.resolve()
    if not folder.is_dir():
        raise Stop(f"{folder} is no folder. Name the folder in which files arrive.")
    adopt_catalogue(store)
    if asked.recipe:
        recipe_named(catalogue(), asked.recipe)
    with _alone(folder), suppress(KeyboardInterrupt):
        left: dict[Path, tuple[int, int]] = {}  # files that were dealt with and can't be moved, as they were then
        while True:
            wrong = 0
            for file, seen in _whole(folder, left).items():
                # A context of its own, because what a file is held against is the store as it is now.
                stays, fine = Context().run(_taken, viewer, store, file, seen, asked.recipe)
                wrong += not fine
                if stays:
                    left[file] = seen
            if asked.once:
                break
            time.sleep(asked.every)
        if wrong:
            files = formatting.counted(wrong, "file was", "files were")
            raise Stop(f"{files} refused, or could not be moved. The accounts say what to do.")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let nobody else watch a folder meanwhile; a program that is killed lets go of it. Raises Stop."""
    with ExitStack() as held:
        try:
            lock = held.enter_context(closing(sqlite3.connect(folder / _LOCK, timeout=0, isolation_level=None)))
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise Stop(f"{folder} is watched by another program already. Stop that one first.") from None
            raise Stop(f"{folder} can't be watched: files can't be moved there ({problem}).") from None
        yield


def _arrived(folder: Path) -> _Seen:
    """The files of a folder that may be loaded. Raises Stop where it can't be read."""
    found = {}
    try:
        for file in folder.iterdir():
            name = file.name.casefold()
            if name.startswith((".", "~$")) or name.endswith((*_UNFINISHED, ACCOUNT)):
                continue
            with suppress(FileNotFoundError):
                about = file.stat()
                if file.is_file() and not file.is_symlink():
                    found[file] = about.st_mtime_ns, about.st_size
    except OSError as problem:
        raise Stop(f"{folder} can't be read ({problem.strerror}).") from None
    return found


def _whole(folder: Path, left: _Seen) -> _Seen:
    """The files that have come and are not being written any more, oldest first; one that changes waits for the next
    time."""
    before = _arrived(folder)
    if before.items() <= left.items():
        return {}
    time.sleep(SETTLED)
    now = _arrived(folder)
    settled = {}
    for file, seen in sorted(now.items(), key=lambda one: (one[1], one[0].name)):
        if before.get(file) != seen:
            print(f"{file.name}: is still being written, so it waits.", flush=True)
        elif left.get(file) != seen:
            settled[file] = seen
    return settled


def _taken(viewer: Viewer, store: Store, file: Path, seen: tuple[int, int], recipe: str | None) -> tuple[bool, bool]:
    """Load a file and move it. Returns whether it stays where it is, and whether all is well."""
    with acting_as(viewer), one_moment():
        try:
            file.open("rb").close()
        except OSError as problem:
            print(f"{file.name}: can't be read ({problem.strerror}), so it stays until it changes.", flush=True)
            return True, False
        account = StringIO()
        with redirect_stdout(account):
            said = _loaded(store, file, recipe)
        into = LOADED if said else REFUSED
        said = said or "Refused; nothing of it was stored"
        if _arrived(file.parent).get(file) != seen:
            print(f"{file.name}: {said}. It changed meanwhile; what is there now is next.", flush=True)
            return False, into == LOADED
        try:
            place = _put_away(file, into, account.getvalue())
        except OSError as problem:
            print(
                f"{file.name}: {said}. It can't be moved to {into} ({problem.strerror}). Move it yourself.", flush=True
            )
            return True, False
        print(f"{file.name}: {said}. See {into}/{place.name}{ACCOUNT}.", flush=True)
        return False, into == LOADED


def _loaded(store: Store, file: Path, recipe: str | None) -> str:
    """Load a file by itself, and print its account. Returns in a few words what was done; nothing if it is refused."""
    try:
        incoming = Incoming.from_path(file)
        sha = content_store.sha256(incoming.content)
        had = [load.load_id for load in store.ledger.history() if load.stands and load.part.file_sha256 == sha]
        if had:
            print(f"Already loaded as load {had[0]}, so nothing was stored. To load it all the same, use `load`.")
            return f"Already loaded as load {had[0]}"
        parser = argparse.ArgumentParser()
        load_arguments(parser)
        asked = parser.parse_args([str(_free(file.parent / REFUSED, file.name))])  # where it is if somebody must look
        asked.recipe = recipe
        return f"Stored as load {load_files(store, asked, [incoming])}"
    except _OF_THE_FILE as problem:
        print(problem)
        return ""


def _put_away(file: Path, into: str, account: str) -> Path:
    """Write the account beside a file, and move both into a folder. Returns where the file is. Raises OSError."""
    beside = file.with_name(f"{file.name}{ACCOUNT}")
    beside.write_text(account, encoding="utf-8", errors="backslashreplace")
    folder = file.parent / into
    folder.mkdir(exist_ok=True)
    place = file.rename(_free(folder, file.name))
    beside.rename(place.with_name(f"{place.name}{ACCOUNT}"))
    return place


def _free(folder: Path, name: str) -> Path:
    """Where a file of that name, with its account, is written over no other."""
    place, number = folder / name, 1
    while place.exists() or place.with_name(f"{place.name}{ACCOUNT}").exists():
        number += 1
        place = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
    return place
