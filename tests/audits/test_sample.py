"""What to audit next: numbers by team and legal status, what they can tell, and what fewer would cost."""

from __future__ import annotations

from datetime import date

import pytest

from analytics.audits import sample
from analytics.extracts import ExtractError
from tests.audits.conftest import HALF_YEAR, POOR, Holding
from tests.audits.test_caseload import cases

SEPTEMBER = date(2021, 9, 1)
# Half a year in which 5 of 10 audits a month are good or better: East had all of them.
EAST = [(5, {"month": month, "team": "East"} | rating) for month in HALF_YEAR for rating in ({}, POOR)]
TWO_TEAMS = cases(("East", "Help", 300), ("East", "Plan", 100), ("West", "Help", 300), ("West", "Care", 100))


def of(holding: Holding, rows: str, points: int = 10, span: int = 6, audits: list = EAST) -> sample.Design:  # type: ignore[type-arg]
    found = sample.designed(holding(*audits, open_cases=rows), SEPTEMBER, points=points, span=span)
    assert found is not None
    return found


def test_the_number_is_the_sixth_part_of_what_tells_50_from_60_percent(holding: Holding) -> None:
    """By hand: (1.96 × √(2 × 0.55 × 0.45) + 0.8416 × √(0.25 + 0.24))² / 0.1² = 387.3; a sixth is 64.6."""
    design = of(holding, TWO_TEAMS)
    assert (design.share, design.recent) == (0.5, 10)
    assert design.cells["next_month"].sum() == 65
    assert design.cells["third_fewer"].sum() == 43  # 65 less 21.7


def test_who_had_few_audits_for_their_cases_gets_more(holding: Holding) -> None:
    """Five months with 50 audits still count, all of East's Help. With 65 more, 43.1 are due to each 300 cases and 14.4
    to each 100: East is behind by 14.4 of Plan, West by 57.5. So 65 × 14.4 / 71.9 = 13 are for East."""
    design = of(holding, TWO_TEAMS)
    units = sample.by_unit(design).select("unit", "open_cases", "audits", "next_month", "legal_statuses")
    assert units.rows() == [
        ("East", 400, 50, 13, "13 Child protection"),
        ("West", 400, 0, 52, "13 Children in care, 39 Children in need"),
    ]


def test_without_audits_numbers_follow_the_open_cases_and_each_team_has_one(holding: Holding) -> None:
    rows = cases(("East", "Help", 960), ("West", "Help", 36), ("Court", "Care", 4))
    old = [(1, {"month": "2020-01", "team": "East"})]
    design = of(holding, rows, audits=old)
    assert design.assumed
    assert dict(sample.by_unit(design).select("unit", "next_month").rows()) == {"Court": 1, "East": 62, "West": 2}


def test_a_team_gets_no_more_audits_than_it_has_cases(holding: Holding) -> None:
    rows = cases(("East", "Help", 40), ("West", "Help", 12))
    design = of(holding, rows, audits=[(1, {"month": "2020-01", "team": "East"})])
    assert design.cells["next_month"].sum() == 52  # fewer than the 65 wanted
    assert "**Less than you want**" in sample.answers(design)["What can that tell?"]


def test_the_legal_statuses_of_all_teams_together_keep_their_share(holding: Holding) -> None:
    """Twenty teams of 45 Help and 5 Care: 65 audits are 3 or 4 a team, of which Care has a tenth over all of them."""
    rows = [(f"Team {n:02}", status, of) for n in range(20) for status, of in (("Help", 45), ("Care", 5))]
    design = of(holding, cases(*rows), audits=[(1, {"month": "2020-01"})])
    by_status = dict(sample.by_status(design).select("legal_status", "next_month").rows())
    assert set(sample.by_unit(design)["next_month"]) == {3, 4}
    assert abs(by_status["Care"] - 6.5) <= 1
    assert sum(by_status.values()) == 65


def test_the_first_lines_answer_the_four_questions(holding: Holding) -> None:
    answers = list(sample.answers(of(holding, TWO_TEAMS)).items())
    assert [question for question, _ in answers] == [
        "How many next month?", "How many a team?", "What can that tell?", "What would a third fewer cost?",
    ]  # fmt: skip
    said = [answer for _, answer in answers]
    assert said[0] == "**65 audits in October 2021**, of 800 open cases. Lately there were about 10 a month."
    assert "for each of 2 teams" in said[1]
    assert "**A change of 10 points** from 50.0% good or better between two periods of 6 months (390 audits" in said[2]
    assert "**43 audits find only changes of 12.3 points.**" in said[3]
    assert "missed 4 times in 10, not 2" in said[3]


def test_five_points_take_about_four_times_as_many(holding: Holding) -> None:
    rows = cases(("East", "Help", 9000))
    assert of(holding, rows, points=5).cells["next_month"].sum() == 261  # by hand: 1564.7 / 6 = 260.8


def test_audits_of_who_has_no_open_cases_are_named(holding: Holding) -> None:
    design = of(holding, cases(("West", "Help", 300)))
    assert design.unplaced == ("East",)
    assert "get none: East." in sample.notes(design)[0]


def test_cases_that_are_not_split_by_team_still_give_a_number(holding: Holding) -> None:
    design = of(holding, "cut,month,open_cases\n2021-09,2021-09,800\n")
    answers = sample.answers(design)
    assert answers["How many next month?"].startswith("**65 audits")
    assert answers["How many a team?"].startswith("**Not known**")
    assert sample.by_status(design).is_empty()


def test_the_newest_open_cases_are_taken_and_their_month_said(holding: Holding) -> None:
    design = of(holding, TWO_TEAMS.replace("2021-09", "2021-07"))
    assert "at the end of July 2021, the newest held" in sample.answers(design)["How many next month?"]


def test_what_is_typed_gives_the_same_sample_and_is_not_stored(holding: Holding) -> None:
    store = holding(*EAST, open_cases=TWO_TEAMS)
    before = store.version
    typed = "East,Help,300\nEast,Plan,100\n\nWest,Help,300\nWest,Care,100"
    found = sample.of_typed(typed, store, SEPTEMBER, "known", "All", 10, 6)
    assert found is not None
    assert found.cells["next_month"].to_list() == of_held(store).cells["next_month"].to_list()
    assert store.version == before


def of_held(store) -> sample.Design:  # type: ignore[no-untyped-def]
    found = sample.designed(store, SEPTEMBER)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("typed", "said"),
    [("East,Help,many", "row 2, open_cases: “many”"), ("East,Unheard of,5", "row 2, legal_status: “Unheard of”")],
)
def test_a_line_that_is_wrong_ends_in_a_sentence(holding: Holding, typed: str, said: str) -> None:
    with pytest.raises(ExtractError, match=said):
        sample.of_typed(typed, holding(*EAST), SEPTEMBER, "known", "All", 10, 6)


def test_the_first_screen_says_how_many_of_whom_and_what_for(holding: Holding) -> None:
    said = sample.briefly(of(holding, TWO_TEAMS))
    assert said.startswith("**65 audits in October 2021**, 13 to 52 a team:")
    assert "10 points in 6 months" in said
    assert sample.briefly(None).startswith("**Not known**")


def test_where_all_open_cases_are_too_few_the_first_screen_says_so(holding: Holding) -> None:
    rows = cases(("East", "Help", 40), ("West", "Help", 12))
    said = sample.briefly(of(holding, rows, audits=[(1, {"month": "2020-01", "team": "East"})]))
    assert said.startswith("**52 audits in October 2021**")
    assert "still too few" in said
