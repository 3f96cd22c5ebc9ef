"""Files of the return of children looked after as authorities name and write them, and what becomes of every row."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from analytics.statutory.layout import codes, columns, lists, returns
from analytics.statutory.reading import (
    AFTER,
    AGAIN,
    BACKWARDS,
    NO_CODE,
    OTHER_YEAR,
    STRANGER,
    TWICE,
    Layout,
    Read,
    read,
)
from analytics.store import Incoming
from tests.statutory.care import HEADINGS, MARCH, episodes, file

TODAY = date(2026, 1, 15)


def d(year: int, month: int, day: int) -> date:
    return date(year, month, day)


def reading(*files: Incoming, day: date | None = MARCH, today: date = TODAY) -> Read:
    yearly = [one.key for one in returns() if one.yearly]
    layout = Layout(lists(), columns(), codes(), {}, day, today, yearly)
    return read([(one.file_name, one.content) for one in files], layout)


ONE = episodes("C1", (d(2024, 5, 1), "S", "C2", "U6"))


@pytest.mark.parametrize(
    "name",
    [
        "SSDA903_2025_Episodes.csv", "episodes 24-25.csv", "Episodes 2024-2025.csv", "903 episodes 2024 to 2025.csv",
        "episodes.csv", "ssda903 return 2025 episode.csv", "export 7.csv",
    ],
)  # fmt: skip
def test_a_file_is_known_by_its_name_or_else_by_its_headings(name: str) -> None:
    (row,) = reading(file("episodes", ONE, name)).frames["episodes"]
    assert (row["started"], row["legal_status"], row["place"]) == (d(2024, 5, 1), "Full care orders", "U6")


@pytest.mark.parametrize("of", HEADINGS)
def test_every_file_is_known_by_its_headings_alone(of: str) -> None:
    record: dict[str, Any] = {
        heading: d(2025, 1, 1) for heading in HEADINGS[of] if heading[:3] in ("DOB", "DEC", "DAT")
    }
    record |= {"CHILD": "C1", "REVIEW": d(2025, 1, 1), "MIS_START": d(2025, 1, 1), "SW_DECOM": d(2025, 1, 1)}
    record |= {"DECOM": d(2025, 1, 1)}
    found = reading(file(of, [record], "export.csv"))
    assert list(found.frames) == [{"sw_episodes": "social_workers"}.get(of, of)]
    assert found.others == 0


@pytest.mark.parametrize(
    ("latest", "today", "day"),
    [
        (d(2025, 3, 12), TODAY, MARCH),  # nothing happened in the last days of the year
        (d(2025, 3, 31), TODAY, MARCH),
        (d(2024, 11, 14), TODAY, d(2024, 11, 14)),  # an extract within the year
        (d(2025, 3, 12), d(2025, 3, 13), d(2025, 3, 12)),
    ],
)
def test_a_return_is_of_the_31_march_that_its_episodes_lead_to(latest: date, today: date, day: date) -> None:
    rows = [*ONE, *episodes("C2", (d(2024, 4, 2), "S", "C2", "K2", latest, "E5"))]
    later = [{"CHILD": "C1", "REVIEW": d(2025, 10, 1), "REVIEW_CODE": "PN1"}]
    claim = [{"CHILD": "C1", "DOB": d(2008, 1, 1), "DUC": d(2025, 12, 24)}]
    found = reading(file("episodes", rows), file("reviews", later), file("uasc", claim), day=None, today=today)
    assert found.day == day
    assert found.frames["uasc"][0]["until"] == d(2025, 12, 24)  # a claim may be open beyond the lists' day


def test_an_episode_that_two_returns_have_counts_once_as_the_newer_has_it() -> None:
    newer = episodes("C1", (d(2024, 5, 1), "S", "C2", "U6", d(2025, 1, 1), "E45"))
    for files in ([newer, ONE], [ONE, newer]):
        found = reading(*(file("episodes", rows, f"episodes ({n}).csv") for n, rows in enumerate(files)))
        assert [row["ended"] for row in found.frames["episodes"]] == [d(2025, 1, 1)]
        assert found.accounts["episodes"].left_out == {AGAIN: 1}
    corrected = reading(file("episodes", ONE, "episodes 24-25.csv"), file("episodes", newer, "episodes 23-24.csv"))
    assert [row["ended"] for row in corrected.frames["episodes"]] == [None]


def test_rows_of_oc2_count_in_the_year_that_the_name_of_the_file_says() -> None:
    sets = [
        file("oc2", [{"CHILD": "C1", "TEETH_CHECK": teeth}], name)
        for name, teeth in (("oc2 23-24.csv", 0), ("SSDA903_2025_oc2.csv", 1), ("oc2.csv", 1))
    ]
    found = reading(*sets)
    assert [row["teeth_check"] for row in found.frames["oc2"]] == [True, True]
    assert found.accounts["oc2"].left_out == {OTHER_YEAR: 1}
    assert "year" not in found.accounts["oc2"].missing


def test_what_is_wrong_is_counted_by_rule_and_never_fatal() -> None:
    rows = [
        *episodes("C1", (d(2024, 5, 1), "S", "C2", "U6"), (d(2024, 6, 1), "P", "C2", "K2")),  # open twice
        *episodes("C2", (d(2024, 5, 1), "S", "C2", "U6", d(2024, 4, 1), "E5")),
        *episodes("C3", (d(2024, 5, 1), "S", "QQ", "U6", d(2025, 6, 1), "X1")),
    ]
    header = [{"CHILD": "C1", "SEX": "U", "DOB": d(2010, 1, 1), "ETHNIC": "WBRI"}]
    found = reading(file("episodes", rows), file("header", header))
    account = found.accounts["episodes"]
    assert account.left_out == {TWICE: 1, BACKWARDS: 1}
    assert account.unreadable == {("legal_status", NO_CODE): 1, ("ended", AFTER): 1, ("child_id", STRANGER): 2}
    assert [(row["sex"], row["age_band"]) for row in found.frames["episodes"]] == [
        ("other or not known", "10 to 15"),
        ("other or not known", "Not known"),
    ]


def test_days_with_two_figures_a_year_and_a_mark_of_the_byte_order_are_read() -> None:
    text = "\ufeffCHILD,DECOM,RNE,LS,PLACE,DEC,REC\nC1,01/05/24,S,C2,u6,14/08/24,e45\n"
    (row,) = reading(Incoming("episodes.csv", text.encode())).frames["episodes"]
    assert (row["started"], row["ended"], row["ceased_reason"]) == (
        d(2024, 5, 1), d(2024, 8, 14), "Special Guardianship Orders",
    )  # fmt: skip


WORDS: dict[tuple[str, str], dict[str, str]] = {
    ("episodes", "PLACE"): {
        "K3": "Supported accommodation", "Z14": "Other placements", "H5": "Residential accommodation",
        "P2": "Independent living", "A5": "Placed for adoption", "T4": "Temporary placement",
    },
    ("episodes", "REC"): {
        "E44": "Special Guardianship Orders", "E48": "Special Guardianship Orders", "X1": "Not ceased",
        "E41": "Residence order granted", "E15": "Age assessment determined child was 18 or over",
        "E17": "Left care to live with others without parental responsibility",
    },
    ("episodes", "LS"): {
        "V3": "Short breaks or other", "J3": "Youth justice legal Statuses", "V2": "Accommodated under S20",
    },
    ("header", "SEX"): {"1": "male", "2": "female", "M": "male", "F": "female", "U": "other or not known"},
    ("header", "ETHNIC"): {"WROM": "White", "MOTH": "Mixed", "BOTH": "Black", "CHNE": "Other", "REFU": "Not known"},
    ("oc3", "ACCOM"): {
        "Z1": "With former foster carer", "S2": "No fixed abode or homeless", "0": "Residence not known",
        "H1": "Deported", "X2": "In custody",
    },
    ("oc3", "ACTIV"): {"F3": "F3", "P5": "P5", "0": "Not known"},
    ("oc3", "IN_TOUCH"): {"YES": "In touch", "NREQ": "Not in touch", "REFU": "Not in touch", "DIED": "Exclude"},
    ("reviews", "REVIEW_CODE"): {"PN0": "Under 4", "PN4": "Did not take part", "PN5": "Took part"},
}  # fmt: skip


@pytest.mark.parametrize(("of", "heading"), WORDS)
def test_codes_of_2017_to_2026_become_words(of: str, heading: str) -> None:
    words = WORDS[of, heading]
    on = dict.fromkeys(("DECOM", "REVIEW"), d(2024, 5, 1))
    column = next(column.name for column in columns() if (column.of, column.heading) == (of, heading))
    found = reading(file(of, [{"CHILD": f"C{n}", **on, heading: code} for n, code in enumerate(words)]))
    assert [row[column] for row in found.frames[of]] == list(words.values())
    assert found.accounts[of].unreadable == {}
