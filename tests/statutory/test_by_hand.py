"""Eighteen indicators of a small workbook, counted by the queries and again by plain Python from the same records."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import pytest

from analytics.catalogue import Catalogue
from tests.statutory.lists import DAY, DISABILITY, counted, rows_of, split, whole, workbook

SEPTEMBER = date(2025, 9, 1)
Record = dict[str, Any]


def child(number: int, born: date | None, **more: Any) -> Record:
    """A made-up child; boys have even numbers, and every third has a disability."""
    team = ("Harbour Assessment", "Moor Assessment", "Somebody’s team")[number % 3]
    return {
        "Child Unique ID": f"C{number}",
        "Gender": "a) Male" if number % 2 == 0 else "F",
        "Ethnicity": ("WBRI", "b) Mixed", "Pakistani", None)[number % 4],
        "Date of Birth": born,
        DISABILITY: "a) Yes" if number % 3 == 0 else "b) No",
        "Allocated Team": team,
        "Allocated Worker": f"Worker {number % 2}",
    } | more


def made(headings: tuple[str, ...], *rows: tuple[Any, ...]) -> list[Record]:
    """A child for each row, which has what the headings name."""
    return [child(n, BORN[n % 6]) | dict(zip(headings, row, strict=True)) for n, row in enumerate(rows)]


def d(month: int, day: int, year: int = 2025) -> date:
    return date(year, month, day)


BORN = [d(3, 1), d(9, 30, 2021), d(1, 5, 2016), d(10, 1, 2011), d(2, 29, 2008), None]
NFA, BEFORE = "Referral NFA?", "Number of Referrals in Last 12 Months"
REFERRALS = made(
    ("Date of referral", NFA, BEFORE),
    *((d(9, 1 + n), ("No", "Yes", None)[n % 3], (0, 1, 2, None)[n % 4]) for n in range(12)),
)
START, AUTHORISED = "Continuous Assessment Start Date", "Continuous Assessment Date of Authorisation"
SEEN = "Child Seen During Continuous Assessment"
SUPPORT = "Was the child assessed as requiring LA children's social care support?"
ASSESSMENTS = made(
    (START, AUTHORISED, SEEN, SUPPORT),
    (d(7, 28), d(9, 29), "Yes", "Y"),
    (d(7, 24), d(9, 26), "No", "N"),  # 45 working days: 25 August is a bank holiday
    (d(7, 23), d(9, 26), "c) Unknown", "Y"),
    (d(6, 2), d(9, 30), "Yes", "N"),
    (d(9, 1), d(9, 12), "No", "Y"),
    (d(9, 15), None, "Yes", "N"),
)
STRATEGY = "Strategy discussion initiating Section 47 Enquiry Start Date"
HELD = "Date of Initial Child Protection Conference"
UNNECESSARY = "Was an Initial Child Protection Conference deemed unnecessary?"
RESULT = "Did the Initial Child Protection Conference Result in a Child Protection Plan"
CONFERENCES = made(
    (STRATEGY, HELD, UNNECESSARY, RESULT),
    (d(8, 29), d(9, 19), "b) No", "a) Yes"),
    (d(9, 1), d(9, 23), "No", "No"),
    (d(9, 2), None, "a) Yes", None),
    (d(9, 3), None, "b) No", None),
    (d(8, 4), d(9, 2), None, "Unknown"),
)
PLAN_START, PLAN_END = "Child Protection Plan Start Date", "Child Protection Plan End Date"
VISIT, REVIEW = "Date of the Last Statutory Visit", "Date of latest review conference"
PLANS = made(
    (PLAN_START, PLAN_END, VISIT, "Was the Child Seen Alone?", REVIEW, "Number of Previous Child Protection Plans"),
    (d(9, 8), None, d(9, 16), "Yes", None, 0),
    (d(9, 30, 2023), None, d(9, 15), "No", d(3, 30), 1),
    (d(10, 1, 2023), None, None, None, d(3, 29), 2),
    (d(9, 22), None, None, None, None, None),
    (d(5, 1, 2023), d(9, 9), d(9, 1), "Yes", d(6, 1), 0),
    (d(6, 30), None, d(9, 29), "Yes", None, 0),
)
INTO_CARE, OUT_OF_CARE = "Date Started to be Looked After", "Date Ceased to be Looked After"
PLACEMENTS, HEALTH = "Number of Placements in the Last 12 months", "Date of Last Health Assessment"
IN_CARE = made(
    (INTO_CARE, OUT_OF_CARE, PLACEMENTS, "Placement Type", HEALTH),
    (d(9, 30, 2024), None, 3, "a) U1: Foster placement - relatives - long term", d(3, 29)),
    (d(1, 9, 2023), None, 1, "U4 - Foster placement", d(3, 30)),
    (d(2, 1, 2024), None, None, "K2 - Children's Homes", d(9, 30, 2024)),
    (d(9, 3), None, 4, "H5 Semi-independent living", None),
    (d(3, 1, 2022), d(9, 1), 1, "U6", d(1, 1)),
)


def working_days(first: date, last: date) -> int:
    holidays = {date(2025, 8, 25), date(2025, 5, 26), date(2025, 5, 5)}
    days = [first + timedelta(n) for n in range(1, (last - first).days + 1)]
    return sum(day.weekday() < 5 and day not in holidays for day in days)


def share(records: Iterable[Record], met: Callable[[Record], bool]) -> tuple[int, int]:
    records = list(records)
    return sum(map(met, records)), len(records)


def of_september(records: Iterable[Record], heading: str) -> list[Record]:
    return [record for record in records if record[heading] and record[heading] >= SEPTEMBER]


def age(record: Record) -> int | None:
    born = record["Date of Birth"]
    return None if born is None else DAY.year - born.year - ((born.month, born.day) > (DAY.month, DAY.day))


OPEN_PLANS = [plan for plan in PLANS if plan[PLAN_END] is None]
LOOKED_AFTER = [one for one in IN_CARE if one[OUT_OF_CARE] is None]
DONE = of_september(ASSESSMENTS, AUTHORISED)
BY_HAND: dict[str, tuple[float, float | None]] = {
    "referrals_received": (len(REFERRALS), None),
    "referrals_no_further_action": share((r for r in REFERRALS if r[NFA]), lambda r: r[NFA] == "Yes"),
    "rereferrals_12m": share((r for r in REFERRALS if r[BEFORE] is not None), lambda r: r[BEFORE] > 0),
    "assessments_45d": share(DONE, lambda a: working_days(a[START], a[AUTHORISED]) <= 45),
    "assessment_days": (sum(working_days(a[START], a[AUTHORISED]) for a in DONE), len(DONE)),
    "assessments_child_seen": share((a for a in DONE if a["Date of Birth"]), lambda a: a[SEEN] == "Yes"),
    "assessments_no_further_action": share(DONE, lambda a: a[SUPPORT] == "N"),
    "s47_to_conference": share(
        (s for s in of_september(CONFERENCES, STRATEGY) if s[HELD] or s[UNNECESSARY] == "a) Yes"),
        lambda s: bool(s[HELD]),
    ),
    "icpc_15d": share(of_september(CONFERENCES, HELD), lambda s: working_days(s[STRATEGY], s[HELD]) <= 15),
    "icpc_to_plan": share(
        (s for s in of_september(CONFERENCES, HELD) if s[RESULT] != "Unknown"), lambda s: s[RESULT] == "a) Yes"
    ),
    "cp_plans_open": (len(OPEN_PLANS), None),
    "cp_plans_2y_open": share(OPEN_PLANS, lambda p: p[PLAN_START] <= d(9, 30, 2023)),
    "cp_visits_on_time": share(
        (p for p in OPEN_PLANS if age(p) is not None and (p[VISIT] or working_days(p[PLAN_START], DAY) > 10)),
        lambda p: p[VISIT] is not None and working_days(p[VISIT], DAY) <= 10,
    ),
    "cp_reviews_on_time": share(
        (p for p in OPEN_PLANS if p[PLAN_START] <= d(6, 30)),
        lambda p: (p[REVIEW] or date.min) >= d(3, 30),
    ),
    "cla_open": (len(LOOKED_AFTER), None),
    "cla_placements_3plus": share((c for c in LOOKED_AFTER if c[PLACEMENTS] is not None), lambda c: c[PLACEMENTS] > 2),
    "cla_foster_care": share(LOOKED_AFTER, lambda c: "U" in c["Placement Type"][:5]),
    "cla_health_assessments": share(
        (c for c in LOOKED_AFTER if c[INTO_CARE] <= d(9, 30, 2024)),
        lambda c: c[HEALTH] >= (d(3, 30) if age(c) in range(5) else d(9, 30, 2024)),
    ),
}  # fmt: skip


@pytest.fixture
def lists(starter: Catalogue) -> Any:
    sheets = {"List 3": REFERRALS, "List 4": ASSESSMENTS, "List 5": CONFERENCES, "List 7": PLANS, "List 8": IN_CARE}
    return counted(starter, workbook({title: rows_of(title, *records) for title, records in sheets.items()}))


def test_the_queries_count_what_plain_python_counts(lists: Any) -> None:
    found = {measure: whole(lists, measure) for measure in BY_HAND}
    assert found == BY_HAND
    edges = ("assessments_45d", "icpc_15d", "cp_visits_on_time")
    assert [BY_HAND[measure] for measure in edges] == [(3, 5), (1, 3), (1, 3)]


def test_a_count_is_split_by_area_team_and_who_the_children_are(lists: Any) -> None:
    referrals = "referrals_received"
    assert split(lists, referrals, locality="Harbour") == split(
        lists, referrals, locality="Harbour", team="Harbour Assessment"
    )
    assert split(lists, referrals, locality="Harbour") == (4, None)
    assert split(lists, referrals, breakdown="Sex", category="Male") == (6, None)
    assert split(lists, referrals, breakdown="Ethnicity", category="Not known") == (3, None)
    ages = {"Under 1": 2, "1 to 4": 2, "5 to 9": 2, "10 to 15": 2, "16 and over": 2, "Not known": 2}
    found = {band: split(lists, referrals, breakdown="Age band", category=band) for band in ages}
    assert found == {band: (number, None) for band, number in ages.items()}
    assert split(lists, referrals, breakdown="Disability", category="Yes") is None  # of which list 3 has no column
    assert split(lists, "cla_open", breakdown="Disability", category="Yes") == (2, None)
    assert split(lists, "cla_open", breakdown="Placement type", category="Foster placement") == (2, None)


def test_a_team_that_nobody_named_is_counted_in_the_whole_alone(lists: Any) -> None:
    assert lists.accounts["referrals"].unknown_teams == 4
    assert "Somebody’s team" not in lists.incoming.content.decode()


def test_what_needs_a_list_or_a_column_that_is_not_there_is_named(lists: Any) -> None:
    assert "list 1" in lists.not_computed["contacts_received"]
    assert "Episodes" in lists.not_computed["cla_missing_12m"]
    assert "permanence plan" in lists.not_computed["cla_permanence_plan"]  # a column, but blank in every row
    assert "cla_dental_checks" in lists.not_computed
