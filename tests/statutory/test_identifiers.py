"""Who is behind a figure: the identifiers come out when an analyst asks, once, and the log says that she did."""

from __future__ import annotations

import csv
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from analytics import sharing
from analytics.__main__ import main
from analytics.catalogue import Catalogue
from analytics.statutory import Behind, CantCount, count, identifiers, read_teams
from analytics.store import Incoming, Store
from tests.statutory.lists import DAY, TEAMS, northmere, rows_of, workbook

SEPTEMBER = date(2025, 9, 1)
# Day of the strategy discussion and of the conference: 15 working days after 1 September are up to the 22nd.
CONFERENCES = (
    ("@A1", "Harbour Assessment", date(2025, 9, 1), date(2025, 9, 22)),
    ("B2", "Harbour Assessment", date(2025, 9, 1), date(2025, 9, 23)),
    ("C3", "Moor Assessment", date(2025, 9, 3), date(2025, 9, 29)),
    ("D4", "Moor Assessment", date(2025, 8, 4), date(2025, 8, 29)),
    ("E5", "Moor Assessment", date(2025, 9, 4), None),
)


def lists() -> Incoming:
    records = (
        {
            "Child Unique ID": child,
            "Gender": "Female",
            "Strategy discussion initiating Section 47 Enquiry Start Date": began,
            "Date of Initial Child Protection Conference": held,
            "Allocated Team": team,
        }
        for child, team, began, held in CONFERENCES
    )
    return workbook({"List 5": rows_of("List 5", *records)})


def behind(catalogue: Catalogue, asked: Behind) -> list[tuple[str, date]]:
    teams = read_teams(Incoming("teams.csv", TEAMS), catalogue)
    return identifiers([lists()], catalogue, asked, day=DAY, teams=teams).select("identifier", "date").rows()


def test_the_conferences_that_were_not_in_time_are_listed_by_whose_they_are(starter: Catalogue) -> None:
    late = [("B2", date(2025, 9, 23)), ("C3", date(2025, 9, 29))]
    assert behind(starter, Behind("icpc_15d", SEPTEMBER, gap=True)) == late
    assert behind(starter, Behind("icpc_15d", SEPTEMBER)) == [("@A1", date(2025, 9, 22))]
    assert behind(starter, Behind("icpc_15d", SEPTEMBER, gap=True, locality="Harbour")) == late[:1]
    assert behind(starter, Behind("icpc_15d", SEPTEMBER, gap=True, team="Moor Assessment")) == late[1:]


def test_of_a_mean_the_amount_of_each_case_is_told(starter: Catalogue) -> None:
    records = (
        {
            "Child Unique ID": child,
            "Gender": "Male",
            "Continuous Assessment Start Date": date(2025, 9, 1),
            "Continuous Assessment Date of Authorisation": done,
        }
        for child, done in (("A1", date(2025, 9, 15)), ("B2", date(2025, 9, 29)))
    )
    given = [workbook({"List 4": rows_of("List 4", *records)})]
    cases = identifiers(given, starter, Behind("assessment_days", SEPTEMBER), day=DAY)
    assert cases.select("identifier", "amount").rows() == [("A1", 10), ("B2", 20)]
    (whole,) = count(given, starter, day=DAY).of_children.filter(measure_id="assessment_days").rows()
    assert whole[6:] == (cases["amount"].sum(), cases.height)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            Behind("icpc_15d", date(2025, 12, 1)),
            "for August 2025 and September 2025, not for December",
        ),
        (Behind("contacts_received", SEPTEMBER), "contacts.* is not there, or empty"),
        (Behind("icpc_rate", SEPTEMBER, gap=True), "is no percentage"),
        (Behind("sw_caseload", SEPTEMBER), "does not count children"),
        (Behind("staff_survey", SEPTEMBER), "is not counted from lists"),
    ],
)
def test_what_is_not_counted_has_nobody_behind_it(starter: Catalogue, asked: Behind, said: str) -> None:
    with pytest.raises(CantCount, match=said):
        behind(starter, asked)


def test_the_command_writes_a_file_without_formulas_and_the_log_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path / "store"))
    northmere(store := Store(tmp_path / "store"))
    (tmp_path / "annex-a.xlsx").write_bytes(lists().content)
    out = tmp_path / "who.csv"
    asked = ["count", str(tmp_path / "annex-a.xlsx"), "--day", "2025-09-30", "--who", "icpc_15d", "--month", "2025-09"]
    assert main(asked) == 1
    assert "--out" in capsys.readouterr().err
    assert main([*asked, "--out", str(out)]) == 0
    assert [*csv.reader(out.read_text(encoding="utf-8-sig").splitlines())] == [
        ["list", "identifier", "date"],
        ["section_47", "'@A1", "2025-09-22"],
    ]
    assert main([*asked, "--gap", "--out", str(tmp_path / "late.csv")]) == 0
    (late, in_time) = sharing.log.entries(store).filter(what="identifiers listed").iter_rows(named=True)
    assert late["who"] == "analyst"
    said = "indicator icpc_15d, month 2025-09, cases {}, identifiers {}"
    assert late["about"] == said.format("not in the numerator", 2)
    assert in_time["about"] == said.format("in the numerator", 1)
    kept = [file for file in (tmp_path / "store").rglob("*") if file.is_file()]
    assert not [file for file in kept if b"@A1" in file.read_bytes()]


def test_an_address_gives_the_file_once() -> None:
    client = TestClient(Starlette(routes=sharing.identifiers.fetched_once()))
    address = sharing.identifiers.offer("icpc_15d-2025-09.csv", b"identifier\nA1\n")
    assert client.head(address).status_code == 404  # as a browser or a filter may look first
    first = client.get(address)
    assert (first.status_code, first.content) == (200, b"identifier\nA1\n")
    assert "no-store" in first.headers["cache-control"]
    assert 'filename="icpc_15d-2025-09.csv"' in first.headers["content-disposition"]
    again = client.get(address)
    assert (again.status_code, b"A1" in again.content) == (404, False)


def test_a_file_that_nobody_fetches_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    timers: list[tuple[float, Callable[..., object], tuple[object, ...]]] = []

    class Timer(threading.Timer):
        def start(self) -> None:
            timers.append((self.interval, self.function, tuple(self.args)))

    monkeypatch.setattr(threading, "Timer", Timer)
    client = TestClient(Starlette(routes=sharing.identifiers.fetched_once()))
    address = sharing.identifiers.offer("late.csv", b"A1")
    ((seconds, forget, given),) = timers
    assert seconds == 10 * 60
    forget(*given)
    assert client.get(address).status_code == 404
