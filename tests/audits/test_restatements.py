"""Which load moved an audit that was known already, by its code and never by what somebody wrote."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analytics.audits import restated_audit_sentences, restated_audits
from analytics.catalogue import Catalogue
from analytics.store import Incoming, Store, load, restated_cases, undo
from tests.store.test_loads_of_teams import audit_file

SEPTEMBER = date(2021, 9, 1)
AUGUST = [("A1", "2021-08"), ("A2", "2021-08")]


def file(folder: Path, *audits: tuple[str, str], cut: str = "2021-09", rating: str = "Good") -> Incoming:
    made = audit_file(folder, "audits.csv", *audits, cut=cut).read_text()
    return Incoming("audits.csv", made.replace("Good,Good", f"Good,{rating}").encode())


@pytest.fixture
def corrected(empty: Store, the_catalogue: Catalogue, tmp_path: Path) -> Store:
    """August’s two audits; then a late one, and another rating of the second; then the first is no longer stated."""
    load(empty, the_catalogue, [file(tmp_path, *AUGUST, cut="2021-08")])
    load(empty, the_catalogue, [file(tmp_path, AUGUST[1], ("A3", "2021-08"), rating="Inadequate")], scope="part")
    load(empty, the_catalogue, [file(tmp_path, AUGUST[1], ("A3", "2021-08"), rating="Inadequate")], scope="whole")
    return empty


def test_each_load_says_what_it_added_changed_and_removed(corrected: Store) -> None:
    found = restated_audits(corrected, SEPTEMBER, 3)
    assert found.select("by_load", "what", "code", "was", "becomes").rows() == [
        (3, "disappears", "A1", "status completed, rating Good", None),
        (2, "changes", "A2", "rating Good", "rating Inadequate"),
        (2, "appears", "A3", None, "status completed, rating Inadequate"),
    ]
    newest, earlier = restated_audit_sentences(corrected, SEPTEMBER, 3)
    assert newest.startswith("Load 3 of ")
    assert "by the analyst (audits.csv): 1 audit disappeared of August 2021: A1." in newest
    assert "1 audit changed of August 2021: A2 (rating Good, now rating Inadequate)" in earlier
    assert "1 audit appeared of August 2021: A3" in earlier
    assert "record key" not in "".join(restated_audit_sentences(corrected, SEPTEMBER, 3))


def test_an_undone_load_moved_nothing(corrected: Store) -> None:
    for load_id in (2, 3):
        undo(corrected, load_id)
    (said,) = restated_audit_sentences(corrected, SEPTEMBER, 3)
    assert "not known" in said


def test_what_lies_outside_the_months_is_not_listed(corrected: Store) -> None:
    assert restated_audits(corrected, SEPTEMBER, 1).is_empty()
    assert restated_audit_sentences(corrected, SEPTEMBER, 1) == [
        "None did: no load has changed an audit of these months since it was first held."
    ]


def test_a_screening_that_came_late_is_listed_by_its_code(empty: Store, the_catalogue: Catalogue) -> None:
    def screened(cut: str, *rows: str) -> Incoming:
        lines = [f"{cut},{row}" for row in rows]
        return Incoming("s.csv", "\n".join(["cut,screened_on,record_id,area,rag", *lines, ""]).encode())

    load(empty, the_catalogue, [screened("2021-08", "2021-08-02,R1,Wexley,red")])
    load(
        empty,
        the_catalogue,
        [screened("2021-09", "2021-08-03,R2,Wexley,red", "2021-09-03,R3,Wexley,red")],
        scope="part",
    )
    found = restated_cases(empty, "screenings")
    assert found.select("what", "code", "month", "by_load").rows() == [("appears", "R2", date(2021, 8, 1), 2)]
