"""A store of before loads had a scope shows after the migration what it showed before, whatever is loaded beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics.catalogue import Catalogue
from analytics.store import (
    Incoming,
    Store,
    audit_rows,
    check_ledger,
    figures_held,
    history,
    load,
    paper_rows,
    recover,
    screening_rows,
    undo,
)
from analytics.store.ledger import _STEPS, _statements
from tests.store.test_loads_of_teams import audit_file
from tests.westshire import catalogue

AUGUST, SEPTEMBER = date(2021, 8, 1), date(2021, 9, 1)
PLACES = ["All", "Wexley", "Ashport"]
A, S = "2021-08", "2021-09"
HEADER = "source,simulated,cut,month,measure_id,locality,value"
NEW = ("number", "scope", "covers")


def figures(source: str, cut: str, *rows: tuple[str, str, float], simulated: bool = False) -> Incoming:
    lines = [
        f"{source},{str(simulated).lower()},{cut},{month},icpc_due,{place},{value}" for month, place, value in rows
    ]
    return Incoming(f"{source}-{cut}.csv", "\n".join([HEADER, *lines, ""]).encode())


def audits(folder: Path, *of: tuple[str, str], cut: str = S) -> Incoming:
    return Incoming("audits.csv", audit_file(folder, "audits.csv", *of, cut=cut).read_bytes())


def other(name: str, text: str) -> Incoming:
    return Incoming(name, text.encode())


def screenings(cut: str, *records: tuple[str, str]) -> Incoming:
    lines = [f"{cut},2021-08-0{n},{record},Wexley,{rag}" for n, (record, rag) in enumerate(records, 1)]
    return other("screenings.csv", "\n".join(["cut,screened_on,record_id,area,rag", *lines, ""]))


def plan(cut: str, *lines: str) -> Incoming:
    header = "cut,period,priority_id,label,action_status,impact_status,marker"
    return other("plan.csv", "\n".join([header, *(f"{cut},{line}" for line in lines), ""]))


@pytest.fixture
def former(tmp_path: Path) -> Store:
    """Two cuts of the council, of which the newer one was loaded three times (the last is undone), beside published and
    simulated figures; audits of two cuts; two extracts of screenings; two papers of the plan."""
    store = Store(tmp_path / "store")
    given: list[list[Incoming]] = [
        [figures("council", A, (A, "Wexley", 10), (A, "Ashport", 11), (A, "All", 12))],
        [figures("made up", S, (A, "All", 1), (S, "Wexley", 2), (S, "All", 3), simulated=True)],
        [figures("council", S, (A, "Wexley", 20), (S, "Wexley", 21), (S, "Ashport", 22))],
        [figures("council", S, (S, "Wexley", 31))],
        [figures("council", S, (A, "All", 99))],
        [figures("published", A, (A, "All", 40))],
        [audits(tmp_path, ("A1", A), ("A2", A), cut=A)],
        [audits(tmp_path, ("A1", A), ("B1", S))],
        [screenings("2021-08", ("1", "red"), ("2", "green"))],
        [screenings("2021-09", ("1", "green"))],
        [plan("2021-08", "2021-08,P1,One,completed,,", "2021-08,P2,Two,at risk,,")],
        [plan("2021-09", "2021-08,P1,One,,,x", "2021-09,P1,One,compromised,,")],
    ]  # fmt: skip
    for incoming in given:
        load(store, catalogue(), incoming, scope="part")
    undo(store, 5)
    as_the_former_program_wrote(store)
    return Store(store.root)


def as_the_former_program_wrote(store: Store) -> None:
    """Its ledger in version 4, and a journal without what came later."""
    rows, (entries, _) = store.ledger.rows(), store.ledger.journal.read()
    store.ledger.file.unlink()
    with closing(sqlite3.connect(store.ledger.file)) as ledger:
        for step in _STEPS[:4]:
            for statement in _statements(step):
                ledger.execute(statement)
        tables: dict[str, Iterable[dict[str, Any]]] = {
            "loads": rows.loads.values(),
            "parts": [part for parts in rows.parts.values() for part in parts],
            "changes": rows.changes.values(),
        }
        for table, held in tables.items():
            for row in map(without_new, held):
                places = ", ".join("?" * len(row))
                ledger.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", [*row.values()])
        ledger.execute("PRAGMA user_version = 4")
        ledger.commit()
    for entry in entries.values():
        store.ledger.journal.write(replace(entry, parts=[without_new(part) for part in entry.parts]))


def without_new(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in NEW}


def told(store: Store, shown: Any = "known") -> dict[tuple[date, str], float]:
    return {(m, p): v for m, p, v in figures_held(store, PLACES, shown).select("month", "locality", "value").rows()}


def everything(store: Store) -> list[Any]:
    return [
        told(store),
        told(store, "published"),
        sorted(audit_rows(store, AUGUST, SEPTEMBER)["audit_id"]),
        screening_rows(store, SEPTEMBER).select("record_id", "rag").rows(),
        paper_rows(store, "plan", SEPTEMBER).select("priority_id", "period", "action_status").rows(),
    ]


SHOWN = [
    # Of the council's newer cut the second load stands, which has Wexley's September alone. August is from its own cut;
    # for the whole the council's and the published figure are of one cut, and the published one was loaded last.
    {
        (AUGUST, "All"): 40.0, (AUGUST, "Wexley"): 10.0, (AUGUST, "Ashport"): 11.0,
        (SEPTEMBER, "Wexley"): 31.0, (SEPTEMBER, "All"): 3.0,
    },
    {
        (AUGUST, "All"): 40.0, (AUGUST, "Wexley"): 10.0, (AUGUST, "Ashport"): 11.0,
        (SEPTEMBER, "Wexley"): 31.0, (SEPTEMBER, "All"): 3.0,
    },
    ["A1", "B1"],  # all audits of August from the newest cut that has the month
    [("1", "green")],
    # A status goes before none, though the newer paper has none.
    [("P1", AUGUST, "completed"), ("P1", SEPTEMBER, "compromised"), ("P2", AUGUST, "at risk")],
]  # fmt: skip


def test_nothing_that_was_shown_changes(former: Store) -> None:
    assert everything(former) == SHOWN
    states = dict(history(former).select("load_id", "state").rows())
    assert {load_id for load_id, state in states.items() if state == "replaced"} == {3}
    assert states[5] == "undone"
    assert set(history(former)["scope"]) == {"cut"}
    assert check_ledger(former).problems == []


def test_a_lost_ledger_of_the_former_program_comes_back_from_its_journal(
    former: Store, the_catalogue: Catalogue
) -> None:
    former.ledger.file.unlink()
    again = Store(former.root)
    assert recover(again).problems == []
    assert everything(again) == SHOWN


def test_a_new_load_beside_them_takes_nothing_away(former: Store, the_catalogue: Catalogue) -> None:
    load(former, the_catalogue, [figures("council", "2021-09", ("2021-09", "Ashport", 50))], scope="part")
    assert told(former) == {**SHOWN[0], (SEPTEMBER, "Ashport"): 50.0}  # type: ignore[dict-item]
    load(former, the_catalogue, [figures("council", "2021-09", ("2021-08", "Wexley", 51))], scope="whole")
    assert told(former)[AUGUST, "Wexley"] == 51.0
    assert (AUGUST, "Ashport") not in told(former), "the localities of August are stated anew"
