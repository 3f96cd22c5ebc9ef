"""The journal: a small file for each change of the ledger, from which a lost ledger is rebuilt.

It follows from the ledger: an entry is written after its change is committed, and one that is missing is written with
the next. So the ledger is never older than its journal, unless it is not the ledger that the journal was written from.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from analytics.store.content_store import put, sha256

FOLDER = "journal"
_NAME = re.compile(r"(\d{8,})-([0-9a-f]*)\.json")

Key = tuple[int, str]  # version and token of a change
Row = dict[str, Any]  # a row of a table, by column
_FILES = ("parquet", "original", "refusals", "rollup")


@dataclass(frozen=True)
class Entry:
    """One change as rows: of `changes`; and where it is a load, of `loads` (as it was added) and `parts`."""

    change: Row
    load: Row | None = None
    parts: list[Row] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return int(self.change["version"]), str(self.change["token"])


@dataclass(frozen=True)
class Rows:
    """Everything that a ledger holds: `loads` and `parts` by load_id, `changes` by version."""

    loads: dict[int, Row]
    parts: dict[int, list[Row]]
    changes: dict[int, Row]

    def files(self, *, erased: bool) -> set[str]:
        """The stored files of all loads that were erased, or of all that were not."""
        return {
            part[column]
            for load_id, parts in self.parts.items()
            if bool(self.loads.get(load_id, {}).get("erased")) == erased
            for part in parts
            for column in _FILES
            if part.get(column)
        }


class Journal:
    """The folder with the entries. Safe to share between threads."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._listed: tuple[int, list[Key]] = (-1, [])

    def changes(self) -> list[Key]:
        """Of which changes there is an entry, oldest first. The folder is listed only when it has changed."""
        try:
            changed = os.stat(self.folder).st_mtime_ns
        except (FileNotFoundError, NotADirectoryError):
            return []
        listed = self._listed
        if listed[0] != changed:
            named = (_NAME.fullmatch(name) for name in os.listdir(self.folder))
            listed = self._listed = changed, sorted((int(match[1]), match[2]) for match in named if match)
        return listed[1]

    def newest(self) -> Key | None:
        """The last change that has an entry."""
        changes = self.changes()
        return changes[-1] if changes else None

    def file(self, key: Key) -> Path:
        """Where the entry of a change lies."""
        return self.folder / f"{key[0]:08d}-{key[1]}.json"

    def write(self, entry: Entry) -> None:
        """Write an entry whole, in the place of a damaged one. Raises OSError."""
        body = asdict(entry)
        content = json.dumps({"sha256": sha256(_bytes(body)), "entry": body}, ensure_ascii=False, indent=1)
        put(content.encode(), self.folder, self.file(entry.key).name)

    def read(self) -> tuple[dict[Key, Entry], list[Key]]:
        """Every entry that is whole, oldest first, and of which changes the entry is damaged."""
        whole, damaged = {}, []
        for key in self.changes():
            try:
                said = json.loads(self.file(key).read_bytes())
                entry = Entry(**said["entry"])
                if sha256(_bytes(said["entry"])) != said["sha256"] or entry.key != key:
                    raise ValueError(key)
            except (ValueError, KeyError, TypeError, FileNotFoundError):
                damaged.append(key)
            else:
                whole[key] = entry
        return whole, damaged


def _bytes(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True, ensure_ascii=False).encode()


def merged(written: Mapping[Key, Entry], own: Mapping[Key, Entry]) -> dict[Key, Entry]:
    """The journal's entries, with those that follow from the ledger for the changes it has no entry of."""
    versions = {version for version, _ in written}
    return {**written, **{key: entry for key, entry in own.items() if key[0] not in versions}}


def replay(entries: Mapping[Key, Entry]) -> Rows:
    """The rows of a ledger after these changes, one after the other.

    A load whose own entry is missing, but of which a later change speaks, has a row without parts.
    """
    rows = Rows({}, {}, {})
    for key in sorted(entries):
        entry = entries[key]
        load_id, what = int(entry.change["load_id"]), entry.change["what"]
        rows.changes[key[0]] = entry.change
        unknown = {"load_id": load_id, "loaded_at": entry.change["changed_at"], "loaded_by": "not known"}
        load = rows.loads.setdefault(load_id, {**unknown, "stands": 1, "erased": 0})
        rows.parts.setdefault(load_id, [])
        if entry.load is not None:
            load.update(entry.load)
            rows.parts[load_id] = entry.parts
        if what in ("undo", "redo"):
            load["stands"] = int(what == "redo")
        if what == "erase":
            load["erased"] = 1
    return rows


_SAID = {"stands": "whether it is undone", "erased": "whether it is erased", **dict.fromkeys(_FILES, "stored file")}


def differences(ledger: Rows, recorded: Rows) -> list[str]:
    """A sentence for each load of which a ledger says something else than what was recorded."""
    problems = []
    for load_id in sorted(ledger.loads.keys() | recorded.loads.keys()):
        if load_id not in ledger.loads:
            said = "the ledger no longer has it"
        elif load_id not in recorded.loads:
            said = "the ledger has it, but it was never recorded as loaded"
        elif found := _differ(ledger, recorded, load_id):
            said = f"the ledger no longer says what was recorded when it was loaded ({', '.join(found)})"
        else:
            continue
        problems.append(f"Load {load_id}: {said}. `recover` rebuilds it.")
    return problems


def _differ(ledger: Rows, recorded: Rows, load_id: int) -> list[str]:
    """In which of its columns a load differs, in words. A column that is newer than an entry is not compared."""

    def log(rows: Rows) -> list[Row]:
        return [change for _, change in sorted(rows.changes.items()) if change["load_id"] == load_id]

    pairs = [(ledger.loads[load_id], recorded.loads[load_id])]
    ours, theirs = (_by_key(rows.parts.get(load_id, [])) for rows in (ledger, recorded))
    pairs += [(ours.get(key, {}), theirs.get(key, {})) for key in ours.keys() | theirs.keys()]
    columns = {
        column
        for ours, theirs in pairs
        for column in (theirs or ours)
        if ours.get(column) != theirs.get(column)
    }  # fmt: skip
    found = {_SAID.get(column, column.replace("_", " ")) for column in columns}
    return sorted(found | ({"log"} if log(ledger) != log(recorded) else set()))


def _by_key(parts: Iterable[Row]) -> dict[tuple[str, str, str, int], Row]:
    return {(part["kind"], part["source"], part["cut"], part.get("number", 1)): part for part in parts}
