"""Who moves which way, auditors by code, and blind re-reads of anchor files."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from analytics import access, audits
from analytics.access import NotAllowed, Role, Viewer, acting_as
from analytics.audits import moderation, programme, ratings
from analytics.extracts import check, read_csv
from analytics.store import Incoming, Store, load
from tests.audits.conftest import HALF_YEAR, USUAL, Holding
from tests.pages.test_pages import SHELL, all_html, at
from tests.westshire import catalogue

SEPTEMBER = date(2021, 9, 1)
LOWERED, RAISED = {"auditor_rating": "Outstanding"}, {"auditor_rating": "Requires Improvement"}
CODES = {"auditor_code": "", "anchor_code": ""}


def coded(code: str, lowered: int, raised: int, kept: int) -> list[tuple[int, dict[str, Any]]]:
    """Audits of one auditor, of whose grades moderators changed so many."""
    of = CODES | {"auditor_code": code}
    return [(lowered, of | LOWERED), (raised, of | RAISED), (kept, of)]


def read(anchor: str, *grades: str) -> list[tuple[int, dict[str, Any]]]:
    """Re-reads of one file, each by another auditor."""
    return [
        (1, {"anchor_code": anchor, "auditor_code": f"A{n}", "auditor_rating": grade, "rating": grade})
        for n, grade in enumerate(grades)
    ]


def test_an_auditor_whose_grades_are_lowered_more_often_is_named_by_code(holding: Holding) -> None:
    """18 of 40 against 12 of 129; of six audits no share is given, though all were lowered."""
    store = holding(*coded("A1", 18, 0, 22), *coded("A2", 3, 1, 56), *coded("A3", 3, 1, 59), *coded("A4", 6, 0, 0))
    found = {row["place"]: row for row in moderation.by_auditor(store, SEPTEMBER).iter_rows(named=True)}
    assert {code: (row["moderated"], row["downgraded"], row["upgraded"]) for code, row in found.items()} == {
        "A1": (40, 18, 0), "A2": (60, 3, 1), "A3": (63, 3, 1), "A4": (6, 6, 0),
    }  # fmt: skip
    assert (found["A4"]["too_few"], found["A4"]["downgraded_share"]) == (True, None)
    assert 30 / 169 * 100 < found["A1"]["downgraded_share"] < 45.0, "drawn from 45 % towards the mean"
    assert (found["A1"]["direction_in_list"], found["A2"]["direction_too_few"]) == (True, True)
    said = moderation.groups_sentence(moderation.by_auditor(store, SEPTEMBER), "auditor_code", "auditor")
    assert said.startswith("A1: more often lowered than the others, unlikely to be chance.")
    assert "1 more is too few to tell" in said


def test_auditors_are_seen_by_analysts_alone(holding: Holding) -> None:
    store = holding(*coded("A1", 2, 0, 20))
    assert moderation.by_auditor(store, SEPTEMBER).height == 1
    with acting_as(Viewer(Role.LEADER)):
        assert moderation.by_group(store, SEPTEMBER).height == 3
        with pytest.raises(NotAllowed):
            moderation.by_auditor(store, SEPTEMBER)


def test_a_change_of_auditor_is_told_without_who(holding: Holding) -> None:
    store = holding(*coded("A1", 1, 0, 1))
    row = USUAL | {"month": "2021-09", "audit_id": "A0-0", "record_key": "k0-0", "auditor_code": "A2"} | LOWERED
    load(store, catalogue(), [Incoming("again.csv", pl.DataFrame([row]).write_csv().encode())], scope="part")
    said = " ".join(audits.restated_audit_sentences(store, SEPTEMBER, 12))
    assert "1 audit changed of September 2021: A0-0" in said
    assert "A1" not in said.replace("A0-0", "")


def test_areas_and_teams_are_set_against_the_others_of_their_kind(holding: Holding) -> None:
    """Wexley 15 of 50, Ashport 2 of 50: 0.001 by Fisher's exact test."""
    places = [
        (count, {"locality": place, "team": f"{place} 1"} | group)
        for place, down in (("Wexley", 15), ("Ashport", 2))
        for count, group in ((down, LOWERED), (50 - down, {}))
    ]
    groups = moderation.by_group(holding(*places), SEPTEMBER)
    assert groups.select("kind", "place", "moderated").rows() == [
        ("locality", "Ashport", 50), ("locality", "Wexley", 50), ("service", "Safeguarding", 100),
        ("team", "Ashport 1", 50), ("team", "Wexley 1", 50),
    ]  # fmt: skip
    assert moderation.groups_sentence(groups, "locality", "locality").startswith(
        "Wexley: more often lowered than the others, unlikely to be chance. Ashport: less often lowered"
    )
    assert moderation.groups_sentence(groups, "service", "service") == "", "there is one"


def test_re_reads_of_anchor_files_count_in_no_share(holding: Holding) -> None:
    kept = [(8, CODES), (2, CODES | {"rating": "Inadequate"})]
    store = holding(*kept, *read("F1", "Inadequate", "Inadequate", "Inadequate"))
    newest = audits.by_month(store, SEPTEMBER).filter(month=SEPTEMBER)
    assert newest["audits"].unique().to_list() == [10]
    assert ratings.trend(store, SEPTEMBER)["inadequate"].to_list() == [2]
    assert programme.steps(store, SEPTEMBER)["allocated"].to_list() == [10]
    assert moderation.by_month(store, SEPTEMBER)["moderated"].to_list() == [10]
    assert moderation.by_auditor(store, SEPTEMBER).is_empty()
    assert "appeared" not in " ".join(audits.restated_audit_sentences(store, SEPTEMBER, 12))


def test_readers_of_the_same_files_agree_so_far(holding: Holding) -> None:
    """Three readers: of three pairs of a file with one other grade, one agrees; nobody read the last one twice."""
    store = holding((1, CODES), *read("F1", "Good", "Good", "Good"), *read("F2", "Good", "Good", "Inadequate"),
                    *read("F3", "Good"))  # fmt: skip
    read_twice = moderation.anchors(store, SEPTEMBER)
    assert read_twice.filter(rating="Good").select("anchor_code", "count", "readings").rows() == [
        ("F1", 3, 3), ("F2", 2, 3),
    ]  # fmt: skip
    assert moderation.anchors_sentence(read_twice) == (
        "2 anchor files were read blind, 6 times. Two readers of a file gave the same grade in 66.7%. That is too few "
        "files to tell how far auditors agree."
    )


def test_from_ten_anchor_files_on_agreement_is_told(holding: Holding) -> None:
    files = [row for n in range(10) for row in read(f"F{n}", *(["Good", "Good", "Inadequate"][n % 3],) * 3)]
    said = moderation.anchors_sentence(moderation.anchors(holding((1, CODES), *files), SEPTEMBER))
    assert "Agreement among auditors is very good" in said
    assert "AC2 1.00 (" in said


def test_an_auditor_who_reads_a_file_again_counts_once_with_the_later_grade(holding: Holding) -> None:
    again = [(n, group | {"month": "2021-08"}) for n, group in read("F1", "Inadequate")]
    found = moderation.anchors(holding((1, CODES), *again, *read("F1", "Good", "Good")), SEPTEMBER)
    assert found.filter(pl.col("count") > 0).select("rating", "count").rows() == [("Good", 2)]


def test_the_page_shows_auditors_to_analysts_alone(holding: Holding, monkeypatch: pytest.MonkeyPatch) -> None:
    months = [(n, of | {"month": month}) for month in HALF_YEAR for n, of in coded("A1", 4, 0, 16)]
    store = holding(*months, *read("F1", "Good", "Good"))
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(store.root))
    for role, seen in ((Role.ANALYST, True), (Role.LEADER, False)):
        monkeypatch.setattr(access, "viewer", partial(Viewer, role))
        app = at(AppTest.from_file(SHELL, default_timeout=60), "audits.py", month="2021-09", section="trust")
        headings = [heading.value for heading in app.subheader]
        assert ("Auditors, by code" in headings) == seen
        assert ("A1" in all_html(app)) == seen
        assert "Blind re-reads of anchor files" in headings
        assert "Agreement of auditor and moderator is very good" in " ".join(m.value for m in app.markdown)


@pytest.mark.parametrize("code", ["J Smith", "Smith", "JSmith1", "JS", "j.smith2", "104523", "A12345"])
def test_what_may_be_a_name_or_a_number_of_somebody_is_refused_as_a_code(code: str) -> None:
    rows = pl.DataFrame(
        [USUAL | {"month": "2021-09", "audit_id": f"A{n}", "record_key": "k", "auditor_code": c, "anchor_code": a}
         for n, (c, a) in enumerate([(code, None), (None, code), ("A07", "F-3")])]
    )  # fmt: skip
    account = check(read_csv(rows.write_csv().encode(), "audits.csv"), catalogue())
    assert account.accepted["auditor_code"].to_list() == ["A07"]
    assert account.refusals["problem"].to_list() == [
        "may be a name or a staff number, which is not taken. Write a code of your own, up to three letters and four "
        "digits, such as A07.",
        "may name a child's file, which is not taken. Write a code of your own, up to three letters and four digits, "
        "such as A07.",
    ]


def test_an_authority_without_moderation_is_told_so(holding: Holding) -> None:
    store: Store = holding((30, {"auditor_rating": "x"}))
    assert moderation.by_window(store, SEPTEMBER).is_empty()
    said = audits.answers(store, SEPTEMBER)["Can the grades be trusted?"]
    assert said.startswith("**Not known**: these audits have no auditor's grade beside the final one")
