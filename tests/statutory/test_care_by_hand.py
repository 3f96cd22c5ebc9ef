"""Sixteen indicators of a few children looked after, counted by the queries and again by plain Python."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from analytics.catalogue import Catalogue
from analytics.statutory import Counted
from analytics.store import Store
from tests.statutory.care import MARCH, counted, episodes, file
from tests.statutory.lists import northmere, split, whole

Record = dict[str, Any]


def d(year: int, month: int, day: int) -> date:
    return date(year, month, day)


EPISODES: list[Record] = [
    # Two homes; the second is two years old at the end of September 2024.
    *episodes("A", (d(2019, 5, 1), "S", "V2", "U6", d(2022, 9, 30), "X1"), (d(2022, 9, 30), "P", "V2", "U4")),
    # Three homes in the year: a holiday from the second is none, nor is the return from it.
    *episodes(
        "B",
        (d(2024, 4, 2), "S", "C1", "K2", d(2024, 6, 30), "X1"),
        (d(2024, 6, 30), "P", "C1", "U6", d(2024, 7, 10), "X1"),
        (d(2024, 7, 10), "P", "C1", "T2", d(2024, 7, 20), "X1"),
        (d(2024, 7, 20), "P", "C1", "U6", d(2024, 10, 1), "X1"),
        (d(2024, 10, 1), "B", "C2", "U1"),
    ),
    # Back in care a year to the day after leaving it.
    *episodes("C", (d(2023, 1, 1), "S", "V2", "U6", d(2024, 3, 31), "E4A"), (d(2025, 3, 31), "S", "V2", "K3")),
    # Adopted by those who fostered; the order was made while the child lived there.
    *episodes(
        "D",
        (d(2022, 6, 1), "S", "C2", "U6", d(2022, 8, 1), "X1"),
        (d(2022, 8, 1), "P", "C2", "U5", d(2023, 2, 1), "X1"),
        (d(2023, 2, 1), "L", "E1", "U5", d(2023, 5, 1), "X1"),
        (d(2023, 5, 1), "T", "E1", "A5", d(2024, 12, 24), "E12"),
    ),
    *episodes("E", (d(2024, 1, 1), "S", "V4", "U6")),  # short breaks
    *episodes("F", (d(2020, 1, 1), "S", "C2", "U3", d(2025, 3, 31), "E45")),  # left on the last day
    *episodes("G", (d(2024, 9, 16), "S", "V2", "H5", d(2025, 1, 15), "E4B"), (d(2025, 2, 3), "S", "V2", "P1")),
    *episodes("H", (d(2021, 1, 1), "S", "C2", "U2", d(2023, 4, 1), "X1"), (d(2023, 4, 1), "T", "C2", "U1")),
]
BORN = {
    "A": d(2012, 4, 1), "B": d(2015, 1, 1), "C": d(2008, 6, 1), "D": d(2021, 12, 1), "E": d(2010, 1, 1),
    "F": d(2009, 3, 31), "G": d(2007, 1, 15), "H": d(2018, 8, 8), "L1": d(2005, 5, 5), "L2": d(2004, 2, 29),
    "L3": d(2003, 3, 31), "L4": d(2007, 4, 1),
}  # fmt: skip
HEADER: list[Record] = [
    {"CHILD": child, "SEX": "MF"[n % 2], "DOB": born, "ETHNIC": ("WBRI", "BAFR", "REFU")[n % 3]}
    for n, (child, born) in enumerate(BORN.items())
]
REVIEWS: list[Record] = [
    {"CHILD": child, "REVIEW": on, "REVIEW_CODE": code}
    for child, on, code in (
        ("A", d(2023, 12, 1), "PN1"), ("A", d(2024, 6, 1), "PN4"), ("A", d(2024, 12, 2), "PN6"),
        ("B", d(2024, 4, 30), "PN7"), ("B", d(2024, 7, 30), "PN2"), ("B", d(2025, 2, 14), "PN3"),
        ("F", d(2024, 9, 30), "PN5"), ("F", d(2025, 3, 30), "PN1"), ("H", d(2024, 5, 1), "PN0"),
        ("G", d(2024, 10, 14), "PN1"), ("H", d(2023, 10, 31), "PN0"),
    )
]  # fmt: skip
OC2: list[Record] = [
    {"CHILD": "A", "SDQ_SCORE": 14, "TEETH_CHECK": 1, "HEALTH_ASSESSMENT": 0, "IMMUNISATIONS": 1},
    {"CHILD": "H", "SDQ_SCORE": None, "SDQ_REASON": "SDQ2", "TEETH_CHECK": 0, "HEALTH_ASSESSMENT": 1},
]
OC3: list[Record] = [
    {"CHILD": "L1", "DOB": BORN["L1"], "IN_TOUCH": "YES", "ACTIV": "F2", "ACCOM": "U1"},
    {"CHILD": "L2", "DOB": BORN["L2"], "IN_TOUCH": "NO", "ACTIV": "0", "ACCOM": "0"},
    {"CHILD": "L3", "DOB": BORN["L3"], "IN_TOUCH": "RHOM", "ACTIV": "P1", "ACCOM": "B1"},
    {"CHILD": "L4", "DOB": BORN["L4"], "IN_TOUCH": "YES", "ACTIV": "G5", "ACCOM": "X2"},
]
AD1: list[Record] = [{"CHILD": "D", "DATE_INT": d(2022, 12, 1), "DATE_MATCH": d(2023, 4, 1), "FOSTER_CARE": 1}]
MISSING: list[Record] = [
    {"CHILD": "A", "MISSING": "M", "MIS_START": d(2024, 3, 30), "MIS_END": d(2024, 4, 1)},
    {"CHILD": "G", "MISSING": "M", "MIS_START": d(2024, 11, 30), "MIS_END": d(2024, 12, 1)},
    {"CHILD": "B", "MISSING": "A", "MIS_START": d(2024, 11, 3), "MIS_END": d(2024, 11, 4)},
]
WORKERS: list[Record] = [
    {"CHILD": child, "SW_ID": worker, "SW_DECOM": first, "SW_DEC": last}
    for child, worker, first, last in (
        ("A", "W0", d(2022, 4, 1), d(2023, 12, 1)), ("A", "W1", d(2023, 12, 1), d(2024, 4, 1)),
        ("A", "W2", d(2024, 4, 1), d(2025, 1, 1)),
        ("A", "W3", d(2025, 1, 1), None), ("B", "W1", d(2024, 4, 2), d(2024, 9, 1)),
        ("B", "W2", d(2024, 9, 1), d(2024, 9, 9)), ("B", "W1", d(2024, 9, 9), None),
    )
]  # fmt: skip

MONTH_ENDS = [date(2024 + (m > 12), (m - 1) % 12 + 1, 1) - timedelta(1) for m in range(5, 17)]
IN_CARE = [episode for episode in EPISODES if episode["LS"] not in ("V3", "V4")]


def back(day: date, months: int) -> date:
    """The same day so many months before, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(1)).day
    return date(year, month + 1, min(day.day, last))


def at(day: date) -> list[Record]:
    """The episodes that go on at the end of a day."""
    return [e for e in IN_CARE if e["DECOM"] <= day and (e.get("DEC") is None or e["DEC"] > day)]


def of(child: str) -> list[Record]:
    return sorted((e for e in IN_CARE if e["CHILD"] == child), key=lambda e: e["DECOM"])


def homes(child: str) -> list[tuple[date, date]]:
    """From when to when a child lived with the same carers."""
    found: list[list[Any]] = []
    stay = False
    for episode in of(child):
        if episode["PLACE"].startswith("T"):
            stay = True
            continue
        moved = episode["RNE"] in "SPB" and not (stay and episode["RNE"] != "S" and found[-1][2] == episode["PLACE"])
        if moved or not found:
            found.append([episode["DECOM"], None, episode["PLACE"]])
        found[-1][1:] = [episode.get("DEC") or date.max, episode["PLACE"]]
        stay = False
    return [(first, last) for first, last, _ in found]


def sixteen(child: str) -> date:
    return BORN[child].replace(year=BORN[child].year + 16)


def began(child: str, day: date) -> date:
    """When the care began that goes on at the end of a day."""
    return max(episode["DECOM"] for episode in of(child) if episode["RNE"] == "S" and episode["DECOM"] <= day)


def share(of_them: list[Any], met: Callable[[Any], bool]) -> tuple[int, int]:
    return sum(map(met, of_them)), len(of_them)


def year_to(day: date) -> date:
    return (back(day + timedelta(1), 12)) - timedelta(1)


def left() -> list[Record]:
    return [e for e in IN_CARE if e.get("DEC") and e["REC"] != "X1" and e["DEC"] > date(2024, 3, 31)]


def for_a_year() -> list[str]:
    begun = {e["CHILD"]: e["DECOM"] for e in IN_CARE if e["RNE"] == "S"}
    return [e["CHILD"] for e in at(MARCH) if begun[e["CHILD"]] <= date(2024, 3, 31)]


def snapshots() -> dict[tuple[str, str], tuple[float, float | None]]:
    """Figures at each month's end."""
    found: dict[tuple[str, str], tuple[float, float | None]] = {}
    for day in MONTH_ENDS:
        month, there = f"{day:%Y-%m}", at(day)
        found["cla_open", month] = len(there), None
        found["cla_foster_care", month] = share(there, lambda e: e["PLACE"][0] == "U")
        found["cla_kinship_care", month] = share(there, lambda e: e["PLACE"] in ("U1", "U2", "U3"))
        found["cla_section_20", month] = share(there, lambda e: e["LS"] == "V2")
        lived_in = [sum(a <= day and b > year_to(day) + timedelta(1) for a, b in homes(e["CHILD"])) for e in there]
        found["cla_placements_3plus", month] = sum(number > 2 for number in lived_in), len(there)
        long_term = [e["CHILD"] for e in there if day < sixteen(e["CHILD"]) and began(e["CHILD"], day) <= back(day, 30)]
        settled = [max(a for a, _ in homes(child) if a <= day) for child in long_term]
        if back(day, 30) >= date(2022, 4, 1):  # the first end of an episode is in the year from that day on
            found["cla_long_term_stability", month] = sum(on <= back(day, 24) for on in settled), len(settled)
    return found


def events() -> dict[tuple[str, str], tuple[float, float | None]]:
    """Figures of what happened in each month, and of the year."""
    found: dict[tuple[str, str], tuple[float, float | None]] = {}
    for day in MONTH_ENDS:
        month = f"{day:%Y-%m}"
        begun = [e for e in IN_CARE if e["RNE"] == "S" and f"{e['DECOM']:%Y-%m}" == month]
        found["cla_new", month] = len(begun), None
        found["cla_ceased", month] = sum(f"{e['DEC']:%Y-%m}" == month for e in left()), None
        found["cla_reentered_12m", month] = share(
            begun,
            lambda e: any(
                x.get("DEC") and x["REC"] != "X1" and back(e["DECOM"], 12) <= x["DEC"] <= e["DECOM"]
                for x in of(e["CHILD"])
            ),
        )
        held = [r for r in REVIEWS if f"{r['REVIEW']:%Y-%m}" == month and r["REVIEW_CODE"] != "PN0"]
        found["cla_review_participation", month] = share(held, lambda r: r["REVIEW_CODE"] not in ("PN4", "PN7"))
        gone = [m for m in MISSING if f"{m['MIS_START']:%Y-%m}" == month and m["MISSING"] == "M"]
        found["missing_episodes", month] = len(gone), None
    months = [f"{day:%Y-%m}" for day in MONTH_ENDS]
    first = {of: next(m for m in months if found[of, m][0]) for of, m in found if any(found[of, n][0] for n in months)}
    return {(of, m): counts for (of, m), counts in found.items() if counts[1] or (counts[1] is None and m >= first[of])}


AT_MARCH: dict[str, tuple[float, float | None]] = {
    "left_care_adopted": share(left(), lambda e: e["REC"] == "E12"),
    "left_care_guardianship": share(left(), lambda e: e["REC"] == "E45"),
    "left_care_home": share(left(), lambda e: e["REC"] in ("E4A", "E4B")),
    "cla_dental_checks": share(for_a_year(), lambda c: any(o["CHILD"] == c and o["TEETH_CHECK"] for o in OC2)),
    "cla_health_assessments": share(
        for_a_year(), lambda c: any(o["CHILD"] == c and o["HEALTH_ASSESSMENT"] for o in OC2)
    ),
    "cla_sdq": share(for_a_year(), lambda c: any(o["CHILD"] == c and o["SDQ_SCORE"] is not None for o in OC2)),
    "adopted_placed_12m": (1, 1),  # decided in December 2022, placed in May 2023
    "adoption_days": ((d(2022, 8, 1) - d(2022, 6, 1)).days, 1),  # up to the day when the child came to be fostered
    "adoption_match_days": ((d(2023, 4, 1) - d(2023, 2, 1)).days, 1),
    "adoption_decision_days": ((d(2023, 4, 1) - d(2022, 12, 1)).days, 1),
    "cla_missing_12m": (2, 7),  # A was found on the first day of the year; the child of the short breaks is not counted
    "left_care_permanence": (2, 2),  # the unplanned return was on the 18th birthday
    "care_leavers_in_touch": (1, 2),
    "care_leavers_suitable_homes": (1, 2),
    "care_leavers_eet": (1, 2),
    "care_leavers_higher_education": (0, 2),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Counted:
    of_each = {
        "header": HEADER, "episodes": EPISODES, "reviews": REVIEWS, "oc2": OC2, "oc3": OC3, "ad1": AD1,
        "missing": MISSING, "sw_episodes": WORKERS,
    }  # fmt: skip
    catalogue: Catalogue = northmere(Store(tmp_path_factory.mktemp("care")))
    return counted(catalogue, *(file(of, records) for of, records in of_each.items()))


def test_the_queries_count_at_each_month_end_what_plain_python_counts(found: Counted) -> None:
    expected = snapshots()
    assert {key: whole(found, *key) for key in expected} == expected
    edges = {month: expected["cla_long_term_stability", month] for month in ("2024-10", "2025-03")}
    assert edges == {"2024-10": (3, 3), "2025-03": (2, 2)}
    assert expected["cla_placements_3plus", "2025-03"] == (1, 5)
    assert {expected["cla_open", month] for month in ("2024-04", "2025-02", "2025-03")} == {(5, None)}


def test_the_queries_count_events_and_the_year_as_plain_python_does(found: Counted) -> None:
    expected = events()
    assert {key: whole(found, *key) for key in expected} == expected
    assert expected["cla_reentered_12m", "2025-03"] == (1, 1)
    assert {measure: whole(found, measure, "2025-03") for measure in AT_MARCH} == AT_MARCH


def test_reviews_are_due_by_when_care_began_and_by_the_last_review(found: Counted) -> None:
    due = {f"2024-{month:02}": whole(found, "cla_reviews_on_time", f"2024-{month:02}") for month in range(4, 13)}
    due |= {f"2025-{month:02}": whole(found, "cla_reviews_on_time", f"2025-{month:02}") for month in range(1, 4)}
    assert due["2024-04"] == (1, 2)  # B within 20 working days of 2 April; H, due on the 30th, on 1 May
    assert due["2024-06"] == (1, 1)  # A, to the day
    assert due["2024-07"] == (1, 1)  # B, 3 months after the first review, to the day
    assert due["2024-10"] == (1, 1)  # G, to the day: the 20th working day in care
    assert due["2024-11"] == (0, 1)  # H: none since May
    assert due["2024-12"] == (0, 1)  # A, a day late
    assert due["2025-01"] == (0, 2)  # B late; G, due the day before leaving, not at all
    assert due["2025-03"] == (1, 2)  # F to the day; G, back in care, not


def test_three_social_workers_are_three_people(found: Counted) -> None:
    assert whole(found, "cla_social_workers_3plus", "2025-03") == (0, 5)
    assert whole(found, "cla_social_workers_3plus", "2025-02") == (1, 5)


def test_what_the_header_says_of_children_splits_their_episodes(found: Counted) -> None:
    assert split(found, "cla_open", breakdown="Sex", category="Female", month="2025-03") == (2, None)
    assert split(found, "cla_open", breakdown="Legal status", category="Full care orders", month="2025-03") == (2, None)
    assert split(found, "cla_open", breakdown="Disability", category="Not known", month="2025-03") is None


def test_homes_of_a_child_by_hand() -> None:
    assert [first for first, _ in homes("B")] == [d(2024, 4, 2), d(2024, 6, 30), d(2024, 10, 1)]
    assert all(first < second for (first, _), (second, _) in pairwise(homes("D")))
