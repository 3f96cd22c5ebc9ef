"""Made-up children whose lives could be real: one thing after another, none after the lists' day, the lists agree."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.lists import codes
from tools.lists.authority import Authority, Child
from tools.lists.days import months_after, working_days
from tools.lists.lists import lists
from tools.lists.lives import authority

MONTH_END, MID_MONTH, LEAP_DAY = date(2025, 9, 30), date(2025, 9, 17), date(2024, 2, 29)
AUTHORITIES = st.builds(
    authority, st.integers(0, 10**6), st.just(60), st.sampled_from([MONTH_END, MID_MONTH, LEAP_DAY])
)


def in_order(*days: date | None) -> bool:
    known = [day for day in days if day is not None]
    return known == sorted(known)


@given(AUTHORITIES)
def test_one_thing_follows_another(made: Authority) -> None:
    for child in made.children:
        for case in child.cases:
            begun, assessment = case.referral.on, case.assessment
            assert case.referral in child.referrals
            assert in_order(begun, assessment and assessment.started, assessment and assessment.authorised)
            assert in_order(begun, *case.seen, case.closed)
            for enquiry in case.enquiries:
                assert in_order(assessment and assessment.started, enquiry.strategy, enquiry.conference)
                assert not (enquiry.unnecessary and enquiry.conference)
            decided = {enquiry.conference for enquiry in case.enquiries if enquiry.planned}
            for plan in case.plans:
                assert plan.started in decided
                assert in_order(plan.started, *plan.visits, plan.ended or made.day)
                assert in_order(plan.started, *plan.reviews, plan.ended or made.day)
                assert in_order(plan.ended, case.closed)
            for care in case.care:
                for went_on in (care.visits, care.reviews, care.health, care.dental, [m.on for m in care.missing]):
                    assert in_order(begun, care.started, *went_on, care.ceased or made.day)
                homes = [home.started for home in care.placements]
                assert homes[0] == care.started == care.statuses[0][0]
                assert in_order(*homes, care.ceased or made.day)
                assert in_order(*(day for day, _ in care.statuses), care.ceased or made.day)
                assert in_order(care.ceased, case.closed)
        if made_of := child.adoption:
            assert in_order(
                made_of.entered_care,
                made_of.decided,
                made_of.order_to_place,
                made_of.matched,
                made_of.placed,
                made_of.adopted,
            )
            assert made_of.adopted is None or child.care[-1].ceased == made_of.adopted
            assert made_of.adopted is None or child.care[-1].reason == codes.ADOPTED


@given(AUTHORITIES)
def test_a_child_is_in_one_state_at_a_time_and_under_18(made: Authority) -> None:
    for child in made.children:
        spells = [(case.referral.on, case.closed) for case in child.cases]
        for group in (spells, [(p.started, p.ended) for p in child.plans], [(c.started, c.ceased) for c in child.care]):
            assert all(end is not None and end <= begun for (_, end), (begun, _) in pairwise(group))
        if child.born:
            grown = months_after(child.born, 18 * 12)
            assert all(referral.on < grown for referral in child.referrals)
            assert all((end or made.day) <= grown for _, end in spells)
            assert all(care.started >= child.born for care in child.care)
            assert all(visit >= child.born for plan in child.plans for visit in plan.visits)
        else:
            assert not child.care
            assert not any(plan.visits for plan in child.plans)


@given(AUTHORITIES)
def test_no_list_knows_what_comes_after_its_day_or_has_a_cell_too_many(made: Authority) -> None:
    for each in lists(made):
        for row in each.rows:
            assert len(row) == len(each.columns)
            assert str(row[0]).startswith("MADE-UP-")
            assert all(cell <= made.day for cell in row if isinstance(cell, date))


@given(AUTHORITIES)
def test_a_child_on_a_plan_or_in_care_is_in_need_and_said_to_be_in_that_state(made: Authority) -> None:
    rows = {each.number: [dict(zip(each.columns, row, strict=True)) for row in each.rows] for each in lists(made)}
    state = {row["Child Unique ID"]: row["Case Status"] for row in rows[6] if row["CIN Closure Date"] is None}
    care = {row["Child Unique ID"] for row in rows[8] if row["Date Ceased to be Looked After"] is None}
    plans = {row["Child Unique ID"] for row in rows[7] if row["Child Protection Plan End Date"] is None}
    assert {child for child, said in state.items() if said == codes.LOOKED_AFTER} == care
    assert {child for child, said in state.items() if said == codes.ON_PLAN} == plans - care
    assert {row["Child Unique ID"] for row in rows[10] if row["Date of Adoption Order"]} <= {
        row["Child Unique ID"] for row in rows[8] if row["Reason Ceased to be Looked After"] == codes.ADOPTED
    }
    families = {row["Family identifier"] for row in rows[11]}
    assert {row["Family identifier"] for row in rows[10] if row["Family identifier"]} <= families
    before_18 = [row for row in rows[9] if row["Eligibility Category"] == codes.ELIGIBLE]
    assert {row["Child Unique ID"] for row in before_18} <= care
    for row in rows[9]:
        recent = row["Latest Date of Contact"] and (made.day - row["Latest Date of Contact"]).days <= 56
        assert (row["LA in Touch"] == codes.IN_TOUCH) <= bool(recent)


@pytest.mark.parametrize("children", [500, 1500])
def test_every_list_has_rows_and_every_worker_is_of_one_team(children: int) -> None:
    made = authority(7, children, MONTH_END)
    assert all(each.rows for each in lists(made))
    assert len({team.area for team in made.teams}) == 4
    workers = [worker for team in made.teams for worker in team.workers]
    assert len(workers) == len(set(workers))
    for child in made.children:
        for held in [*(referral.held for referral in child.referrals), *(case.held for case in child.cases)]:
            assert held.worker in held.team.workers


def test_more_children_leave_the_first_ones_as_they_were() -> None:
    def told(child: Child) -> tuple[object, ...]:
        return child.identifier, child.born, [referral.on for referral in child.referrals], child.adoption is None

    few, many = authority(3, 60, MONTH_END), authority(3, 2000, MONTH_END)
    assert [told(child) for child in few.children] == [told(child) for child in many.children[:60]]


def test_what_should_vary_does() -> None:
    """A list in which every child is visited on time would try nothing."""
    made = authority(1, 1500, MONTH_END)
    days = [
        working_days(case.assessment.started, case.assessment.authorised)
        for child in made.children
        for case in child.cases
        if case.assessment and case.assessment.authorised
    ]
    assert 0.6 < sum(count <= 45 for count in days) / len(days) < 0.95
    care = [care for child in made.children for care in child.care]
    assert len({care.statuses[-1][1] for care in care}) >= 5
    assert len({care.placements[-1].type for care in care}) >= 8
    assert any(child.born is None for child in made.children)
