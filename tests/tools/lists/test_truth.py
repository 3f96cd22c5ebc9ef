"""The true figures of made-up lists: worked out by hand for three children, and adding up for many."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from tools.lists import codes
from tools.lists.authority import (
    Assessment,
    Authority,
    Care,
    Case,
    Child,
    Contact,
    Enquiry,
    Held,
    Placement,
    Plan,
    Referral,
    Team,
)
from tools.lists.lists import lists
from tools.lists.lives import authority
from tools.lists.truth import ALL, RULES, Figure, Kind, truth

STARTER = Path(__file__).parents[3] / "data" / "starter" / "definitions.csv"
DAY = date(2025, 9, 30)
TEAM = Team("Made-up North 1", "Made-up North", ("Made-up worker 1", "Made-up worker 2"))
ONE, TWO = (Held(TEAM, worker) for worker in TEAM.workers)


def child(number: int, born: date | None, sex: str = "b) Female") -> Child:
    return Child(f"MADE-UP-{number:06}", sex, "a) White", False, born, asylum=False)


def tiny() -> Authority:
    """Ada was referred twice, is on a second plan and in care; Ben was assessed late; a third is not born yet."""
    ada = child(1, date(2015, 5, 1))
    first = Referral(date(2024, 11, 3), "g) Police", no_further_action=True, held=ONE)
    again = Referral(date(2025, 7, 31), "b) Schools", no_further_action=False, held=ONE)
    ada.contacts, ada.referrals = [Contact(date(2025, 7, 31), "b) Schools")], [first, again]
    home = Placement(date(2025, 9, 1), codes.FOSTER, "a) Own LA", True, "ZZ1 1ZZ", None)
    ada.cases = [
        Case(
            again,
            "a) Abuse or neglect",
            ONE,
            # from a Friday to a Monday over the bank holiday of 25 August: 20 working days
            Assessment(date(2025, 8, 1), date(2025, 9, 1), True, True, ONE),
            # three weeks with that bank holiday: 14 working days
            [Enquiry(date(2025, 8, 5), False, date(2025, 8, 26), True, ONE)],
            [
                Plan(date(2025, 8, 26), "a) Neglect", "a) Neglect", False, ONE, None, [date(2025, 9, 15)], True),
            ],
            [
                Care(
                    date(2025, 9, 1), TWO, statuses=[(date(2025, 9, 1), codes.AGREED)], placements=[home],
                    visits=[date(2025, 9, 4)],
                )
            ],
            seen=[date(2025, 9, 15)],
        )
    ]  # fmt: skip
    ben = child(2, date(2009, 1, 1), "a) Male")
    referral = Referral(date(2025, 6, 2), "g) Police", no_further_action=False, held=TWO)
    ben.referrals = [referral]
    # from Monday 2 June to Tuesday 5 August 2025: 46 working days
    late = Assessment(date(2025, 6, 2), date(2025, 8, 5), None, False, TWO)
    ben.cases = [Case(referral, "g) Low income", TWO, late, closed=date(2025, 8, 6), closure=codes.NO_NEED)]
    unborn = child(3, None)
    asked = Referral(date(2025, 9, 22), "d) Health services", no_further_action=False, held=ONE)
    unborn.referrals = [asked]
    unborn.cases = [Case(asked, "a) Abuse or neglect", ONE, Assessment(date(2025, 9, 23), None, None, None, ONE))]
    return Authority(DAY, (TEAM,), [ada, ben, unborn], [])


def whole(figures: list[Figure]) -> dict[tuple[str, str], tuple[int, int | None]]:
    return {
        (f.measure_id, f.month): (f.numerator, f.denominator)
        for f in figures
        if (f.area, f.team, f.breakdown) == (ALL, ALL, ALL)
    }


def test_three_children_counted_by_hand() -> None:
    found = whole(truth(tiny()))
    assert {of: counts for of, counts in found.items() if counts != (0, None)} == {
        ("contacts_received", "2025-07"): (1, None),
        ("referrals_received", "2025-06"): (1, None),
        ("referrals_received", "2025-07"): (1, None),
        ("referrals_received", "2025-09"): (1, None),
        ("referrals_rate", "2025-06"): (1, None),
        ("referrals_rate", "2025-07"): (1, None),
        ("referrals_rate", "2025-09"): (1, None),
        ("rereferrals_12m", "2025-06"): (0, 1),
        ("rereferrals_12m", "2025-07"): (1, 1),
        ("rereferrals_12m", "2025-09"): (0, 1),
        ("referrals_no_further_action", "2025-06"): (0, 1),
        ("referrals_no_further_action", "2025-07"): (0, 1),
        ("referrals_no_further_action", "2025-09"): (0, 1),
        ("assessments_45d", "2025-08"): (0, 1),
        ("assessments_45d", "2025-09"): (1, 1),
        ("assessments_child_seen", "2025-08"): (0, 1),
        ("assessments_child_seen", "2025-09"): (1, 1),
        ("assessments_no_further_action", "2025-08"): (1, 1),
        ("assessments_no_further_action", "2025-09"): (0, 1),
        ("assessment_days", "2025-08"): (46, 1),
        ("assessment_days", "2025-09"): (20, 1),
        ("s47_rate", "2025-08"): (1, None),
        ("icpc_rate", "2025-08"): (1, None),
        ("s47_to_conference", "2025-08"): (1, 1),
        ("icpc_15d", "2025-08"): (1, 1),
        ("icpc_to_plan", "2025-08"): (1, 1),
        ("cp_plans_new", "2025-08"): (1, None),
        ("cp_plans_repeat", "2025-08"): (0, 1),
        ("cp_plans_open", "2025-09"): (1, None),
        ("cp_plans_rate", "2025-09"): (1, None),
        ("cp_plans_2y_open", "2025-09"): (0, 1),
        ("cp_visits_on_time", "2025-09"): (0, 1),  # 11 working days from 15 to 30 September
        ("cp_seen_alone", "2025-09"): (1, 1),
        ("cin_open", "2025-09"): (2, None),
        ("cin_rate", "2025-09"): (2, None),
        ("sw_caseload", "2025-09"): (2, 1),
        ("cla_open", "2025-09"): (1, None),
        ("cla_rate", "2025-09"): (1, None),
        ("cla_new", "2025-09"): (1, None),
        ("cla_reentered_12m", "2025-09"): (0, 1),
        ("cla_visits_on_time", "2025-09"): (1, 1),
        ("cla_reviews_on_time", "2025-09"): (0, 1),  # 21 working days after 1 September, and no review
        ("cla_placements_3plus", "2025-09"): (0, 1),
        ("cla_foster_care", "2025-09"): (1, 1),
        ("cla_missing_12m", "2025-09"): (0, 1),
    }


def test_a_month_without_a_plan_counts_none_and_has_no_share() -> None:
    found = whole(truth(tiny()))
    assert found["cp_plans_new", "2025-04"] == (0, None)
    assert ("cp_plans_repeat", "2025-04") not in found


def test_months_that_the_lists_do_not_wholly_cover_are_not_counted() -> None:
    made = authority(5, 400, date(2025, 9, 17))
    months = {month for measure, month in whole(truth(made)) if measure == "contacts_received"}
    assert months == {"2025-04", "2025-05", "2025-06", "2025-07", "2025-08"}


@pytest.fixture(scope="module", params=[1, 7])
def figures(request: pytest.FixtureRequest) -> list[Figure]:
    return truth(authority(request.param, 600, DAY))


def test_areas_teams_and_categories_add_up_to_all(figures: list[Figure]) -> None:
    all_of = whole(figures)
    sums: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for f in figures:
        by = "area" if f.area != ALL and f.team == ALL else "team" if f.team != ALL else f.breakdown
        sums[f.measure_id, f.month, by].update(numerator=f.numerator, denominator=f.denominator or 0)
    for (measure, month, _), found in sums.items():
        numerator, denominator = all_of[measure, month]
        assert (found["numerator"], found["denominator"]) == (numerator, denominator or 0)
    assert {by for _, _, by in sums} >= {"area", "team", "Age band", "Sex", "Ethnicity", "Disability", "Legal status"}


def test_measures_are_those_of_the_starter_catalogue_by_their_kind(figures: list[Figure]) -> None:
    with STARTER.open(encoding="utf-8") as file:
        kinds = {row["measure_id"]: row["kind"] for row in csv.DictReader(file)}
    said = {Kind.COUNT: "count", Kind.RATE: "rate", Kind.SHARE: "percentage", Kind.MEAN: "mean"}
    assert {rule.measure_id: said[rule.kind] for rule in RULES}.items() <= kinds.items()
    assert len({f.measure_id for f in figures}) >= 40
    shares = {rule.measure_id for rule in RULES if rule.kind is Kind.SHARE}
    assert all(0 <= f.numerator <= (f.denominator or 0) for f in figures if f.measure_id in shares)


@pytest.mark.parametrize("seed", [2, 3])
def test_numbers_that_the_lists_give_say_what_truly_happened(seed: int) -> None:
    """Each is worked out twice, for the lists and for the truth: they must agree."""
    made = authority(seed, 800, DAY)
    rows = {each.number: [dict(zip(each.columns, row, strict=True)) for row in each.rows] for each in lists(made)}
    true = defaultdict(int)
    for f in truth(made):
        if (f.area, f.team, f.breakdown) == (ALL, ALL, ALL):
            true[f.measure_id] += f.numerator
    open_care = [row for row in rows[8] if row["Date Ceased to be Looked After"] is None]
    missing = "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months"
    again = "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)"
    offered = "Was the child offered a Return Interview after their last missing episode (Y/N)?"
    from_october = [row for row in rows[8] if row["Date Started to be Looked After"] >= date(2024, 10, 1)]
    from_april = [row for row in rows[7] if row["Child Protection Plan Start Date"] >= date(2025, 4, 1)]
    assert {
        "contacts_received": len(rows[1]),
        "rereferrals_12m": sum(row["Number of Referrals in Last 12 Months"] >= 1 for row in rows[3]),
        "cp_plans_repeat": sum(row["Number of Previous Child Protection Plans"] >= 1 for row in from_april),
        "cla_reentered_12m": sum(row[again] == "a) Yes" for row in from_october),
        "cla_placements_3plus": sum(row["Number of Placements in the Last 12 months"] >= 3 for row in open_care),
        "cla_missing_12m": len({row["Child Unique ID"] for row in rows[8] if row[missing] >= 1}),
        "return_interviews_offered": sum(row[offered] == "a) Yes" for row in rows[8]),
        "care_leavers_supported": sum(row["Age of Child (Years)"] >= 18 for row in rows[9]),
    }.items() <= true.items()
