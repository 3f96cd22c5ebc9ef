"""Which indicators stand in which list, in which order, and why."""

from __future__ import annotations

import pytest

from analytics.headlines import BETTER, WATCH, WORSE
from analytics.store import Store
from analytics.wording import attention
from tests.wording.test_priorities import SEPTEMBER, listed


def test_what_matters_most_of_september_is_on_the_right_list(published: Store) -> None:
    assert listed(published, WORSE) == [
        "missing_return_interview_done",
        "icpc_15d",
        "initial_visits_s17_5d",
        "initial_visits_timescale_all",
        "initial_contact_decisions_24h",
        "cic_16plus_pathway_plan",
    ]
    assert listed(published, BETTER) == ["cpp_8plus_my_views_form", "cin_plan_under_12m"]
    # A share of plans that rose by 14 points is within its expected range.
    assert {"repeat_cp_plans", "red_contact_decisions_4h"} <= set(listed(published, WATCH))


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        (
            "initial_contact_decisions_24h",
            "Six or more falls in a row: down 13.5 points in 6 months, since March 2021.",
        ),
        (
            "initial_visits_timescale_all",
            "Below the expected range of 67.3% to 93.6%; 15.7 points worse than the usual 80.5%.",
        ),
        (
            "cic_16plus_pathway_plan",
            "Below the expected range of 73.7% to 88.5%; 13.4 points worse than the usual 81.1%.",
        ),
        (
            "cpp_8plus_my_views_form",
            "Seven or more months above the usual 62.1% (trial limits); 3.0 points better than that.",
        ),
        (
            "repeat_cp_plans",
            "Green to red; could be chance: within its expected range of 0.0% to 64.3%, which is wide; up and down, "
            "this month up 13.7 points, which is worse.",
        ),
        (
            "return_interviews_72h",
            "Getting worse: down 11.5 points since June 2021, but better this month, up 10.0 points; could be chance: "
            "within its expected range of 46.8% to 83.8%, which is wide.",
        ),
    ],
)
def test_the_reason_says_the_rule_and_its_figures(published: Store, measure: str, said: str) -> None:
    assert attention(published, SEPTEMBER).filter(measure_id=measure)["reason"].item() == said
