"""Which indicators stand in which list, in which order, and why."""

from __future__ import annotations

import pytest

from analytics.headlines import BETTER, WATCH, WORSE
from analytics.store import Store
from analytics.wording import attention
from tests.wording.test_priorities import SEPTEMBER, listed


def test_what_matters_most_of_september_is_on_the_right_list(published: Store) -> None:
    assert listed(published, WORSE)[:5] == [
        "missing_return_interview_done",
        "initial_visits_s17_5d",
        "initial_visits_timescale_all",
        "initial_contact_decisions_24h",
        "cic_16plus_pathway_plan",
    ]
    assert listed(published, BETTER)[:4] == [
        "cic_dental_check",
        "foster_supervision",
        "care_leavers_pathway_plan",
        "cic_s20",
    ]
    # A conference figure that fell by 30 points and a share of plans that rose by 14 are within their usual range.
    assert {"icpc_15d", "repeat_cp_plans", "red_contact_decisions_4h"} <= set(listed(published, WATCH))


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        (
            "initial_contact_decisions_24h",
            "Seven or more months falling: down 13.5 points in 6 months, since March 2021, which is worse.",
        ),
        ("initial_visits_timescale_all", "Below the lower limit of 67.8%; 14.4 points worse than the usual 79.2%."),
        (
            "cic_health_assessment_overall",
            "Seven or more months below the mean of 89.2%; 1.6 points worse than that.",
        ),
        (
            "sw_18_or_fewer",
            "A signal for the worse: two of three months near the lower limit of 65.2%; but getting better: up "
            "7.0 points since July 2021.",
        ),
        (
            "repeat_cp_plans",
            "Green to red; no signal, within the usual ups and downs of 0.0% to 61.8%; up and down, this month up "
            "13.7 points, which is worse.",
        ),
        (
            "return_interviews_72h",
            "Getting worse: down 11.5 points since June 2021, but better this month (up 10.0 points); no signal, "
            "within the usual ups and downs of 46.8% to 82.5%.",
        ),
    ],
)
def test_the_reason_says_the_rule_and_its_figures(published: Store, measure: str, said: str) -> None:
    assert attention(published, SEPTEMBER).filter(measure_id=measure)["reason"].item() == said
