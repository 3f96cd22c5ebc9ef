"""Counts the lists on standard input, and writes nothing of them to standard output but counts; and the identifiers
behind one figure, where an analyst has asked for them.

The first line says what to do: the layout, the definitions and the sizes of the files, whose bytes follow. The answer
is one line of JSON, believed only if it is whole: the counts and the account, or why a file is refused.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.append(str(Path(__file__).parents[2]))  # it is started by its path

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import IO, Any

import duckdb

from analytics import child_answers
from analytics.child_answers import Refused
from analytics.extracts.reading import ExtractError
from analytics.statutory import counting
from analytics.statutory.layout import Code, Column, Definition, StatutoryList
from analytics.statutory.reading import Layout, read
from analytics.statutory.xml_tables import NotRead

_WHY: dict[type[Exception], str] = {
    Refused: "inside", ExtractError: "text", MemoryError: "memory", duckdb.OutOfMemoryException: "memory",
}  # fmt: skip


def lines(given: IO[bytes]) -> Iterator[bytes]:
    """The answer, whatever goes wrong. No message of a reader or of DuckDB is in it, for these quote cells."""
    opened: list[str] = []

    def files() -> Iterator[tuple[str, bytes]]:
        for name, size in asked["files"]:
            opened.append(name)
            yield name, given.read(size)

    try:
        asked = json.loads(given.readline())
        said = answer(asked, files())
    except NotRead as problem:
        said = {"refused": problem.why, "line": problem.line, "file": len(opened) - 1}
    except Exception as problem:  # damaged files raise a dozen kinds, and the next one is not known
        why = next((why for kind, why in _WHY.items() if isinstance(problem, kind)), "damaged")
        said = {"refused": why, "file": len(opened) - 1}
    yield json.dumps(said).encode() + b"\n"


def answer(asked: dict[str, Any], files: Iterable[tuple[str, bytes]]) -> dict[str, Any]:
    """Counts, accounts, and what could not be computed; who is behind one figure, where that is asked. Raises whatever
    a reader does."""
    columns = [Column(*one) for one in asked["columns"]]
    layout = Layout(
        [StatutoryList(*one) for one in asked["lists"]],
        columns,
        [Code(*one) for one in asked["codes"]],
        asked["teams"],
        date.fromisoformat(asked["day"]) if asked["day"] else None,
        date.fromisoformat(asked["today"]),
        asked["yearly"],
    )
    found = read(files, layout)
    bank_holidays = map(date.fromisoformat, asked["bank_holidays"])
    missing = {of: account.missing for of, account in found.accounts.items()}
    counts: list[counting.Count] = []
    failed: list[list[str]] = []
    behind: list[counting.Case] = []
    who = asked["who"] and counting.Behind(asked["who"][0], date.fromisoformat(asked["who"][1]), *asked["who"][2:])
    with counting.connected(columns, found.day, bank_holidays) as connection:
        counting.fill(connection, found.frames)
        there = [column for column in columns if column.name not in missing.get(column.of, ())]
        for kind, needed, one in asked["definitions"]:
            definition = Definition(*one)
            if not counting.lacking(needed, missing):
                try:
                    lists = sorted({of for of, _ in needed})
                    counts += counting.counted(connection, definition, kind, lists, there, found.day)
                    if who and who.measure_id == definition.measure_id:
                        behind += counting.behind(connection, definition, kind, lists, there, found.day, who)
                except duckdb.Error as problem:
                    failed.append([definition.measure_id, type(problem).__name__])
    accounts = {
        of: [a.tables, a.rows, a.used, a.blank, a.unknown_teams, [*a.left_out.items()],
             [[*key, cells] for key, cells in a.unreadable.items()], a.missing]
        for of, a in found.accounts.items()
    }  # fmt: skip
    return {"day": found.day.isoformat(), "day_said": found.day_said, "made_up": found.made_up, "others": found.others,
            "unknown": [*found.unknown.items()], "accounts": accounts, "counts": counts, "failed": failed,
            "behind": behind, "done": True}  # fmt: skip


if __name__ == "__main__":
    child_answers.main(lines)
