"""Immutable files named by the SHA-256 of what they hold.

Written under a temporary name, flushed to the disk, then renamed: a kill at any moment leaves either no file or
a whole one. Hashes are checked when a process reads a file for the first time, and again when its size, its time or
its place on the disk has changed, because a flipped bit in Parquet is often read back as wrong numbers without an
error.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from pathlib import Path

import polars as pl

from analytics.errors import UserFacingError

TEMPORARY = ".new-"
SET_ASIDE = "set-aside"


class DamagedFile(UserFacingError):
    """A stored file is missing or is not what was written. The message names it and says what to do."""


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def flush_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows can't open folders; its file systems journal the rename themselves
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def keep(content: bytes, folder: Path, ending: str) -> str:
    """Write content under its own hash, unless it is there whole. Returns the file's name.

    A damaged file of that name is replaced, so that loading an extract again mends the store.
    """
    name = sha256(content) + ending
    if (folder / name).exists() and (folder / name).read_bytes() == content:
        os.utime(folder / name)  # in use again, so that no sweep takes it for a leftover
        return name
    put(content, folder, name)
    return name


def put(content: bytes, folder: Path, name: str) -> None:
    """Write a file whole or not at all. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=TEMPORARY, dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, folder / name)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    flush_folder(folder)


def set_aside(file: Path, root: Path) -> None:
    """Move a file of the store in `root` into `set-aside/`, under the folder it was in and a name that is free there.

    Nothing that is unknown is deleted: it may be what somebody looks for.
    """
    folder = root / SET_ASIDE / file.parent.relative_to(root)
    folder.mkdir(parents=True, exist_ok=True)
    place, number = folder / file.name, 1
    while place.exists():
        number += 1
        place = folder / f"{file.name}.{number}"
    file.rename(place)


def as_parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def state(file: Path) -> tuple[int, int, int] | None:
    """Size, time and inode of a file, by which a change is noticed; None of one that isn't there."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


def harm(file: Path) -> str:
    """What is wrong with a file, in words that follow its name; empty if its content has the hash that is its name."""
    try:
        whole = sha256(file.read_bytes()) == file.name.split(".")[0]
    except FileNotFoundError:
        return "is missing"
    except OSError as problem:  # such as a folder in its place, or a file that the program may not read
        return f"can't be read ({problem.strerror})"
    return "" if whole else "is damaged: its content is not what was written"


def verify(file: Path) -> None:
    """Raises DamagedFile unless the file's content has the hash that is its name."""
    if found := harm(file):
        raise DamagedFile(
            f"The stored file {file.name[:12]}… {found}. Restore it from the backup, "
            "or undo the load that made it and load the extract again."
        )
