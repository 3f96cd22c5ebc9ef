"""Open cases beside the audits: intervals of a finite population, and shares weighted to the caseload."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from analytics import audits
from analytics.audits import caseload, ratings, sample, teams
from analytics.intervals import weighted
from analytics.store import Incoming, load, undo
from tests.audits.conftest import POOR, Holding
from tests.westshire import catalogue

SEPTEMBER = date(2021, 9, 1)
MONTHS = ("2021-07", "2021-08", "2021-09")
HEADER = "cut,month,team,legal_status,open_cases\n"


def cases(*rows: tuple[str, str, int]) -> str:
    return HEADER + "".join(f"2021-09,2021-09,{team},{status},{number}\n" for team, status, number in rows)


def of_team(name: str, good: int, poor: int, **other: str) -> list[tuple[int, dict[str, str]]]:
    """So many audits of a team, in each of three months."""
    about = [{"month": month, "team": name} | other for month in MONTHS]
    return [(n, of | rating) for of in about for n, rating in ((good, {}), (poor, POOR))]


def test_the_newest_cut_of_a_month_is_taken_and_it_can_be_undone(holding: Holding) -> None:
    store = holding(*of_team("Court", 2, 4), open_cases=cases(("Court", "Care", 60)))
    later = "cut,month,team,legal_status,open_cases\n2021-10,2021-09,Court,Care,58\n"
    load_id = load(store, catalogue(), [Incoming("again.csv", later.encode())])
    assert caseload.counted(store, SEPTEMBER, "known", "All").rows() == [(SEPTEMBER, 58)]
    undo(store, load_id)
    assert caseload.counted(store, SEPTEMBER, "known", "All").rows() == [(SEPTEMBER, 60)]


def test_a_damaged_file_of_open_cases_takes_no_audit_away(holding: Holding) -> None:
    store = holding(*of_team("Court", 2, 4), open_cases=cases(("Court", "Care", 45)))
    (file,) = [entry.part.parquet for entry in store.ledger.history() if entry.part.kind == "open_cases"]
    (store.parquet / file).write_bytes(b"")
    row = ratings.three_months(store, SEPTEMBER).row(0, named=True)
    assert (row["good_or_better"], row["audits"], row["open_cases"]) == (6, 18, None)
    assert sample.designed(store, SEPTEMBER) is None


def test_totals_beside_their_parts_are_not_counted_twice(holding: Holding) -> None:
    rows = cases(("All", "All", 100), ("All", "Care", 60), ("Court", "All", 60), ("East", "All", 40))
    store = holding(*of_team("Court", 2, 4), open_cases=rows)
    assert caseload.counted(store, SEPTEMBER, "known", "All")["open_cases"].to_list() == [100]
    assert caseload.counted(store, SEPTEMBER, "known", "All", "legal_status")["open_cases"].to_list() == [60]
    assert caseload.counted(store, SEPTEMBER, "known", "All", "team")["open_cases"].to_list() == [60, 40]


def test_the_interval_is_narrower_where_the_open_cases_are_held_and_the_share_is_the_same(holding: Holding) -> None:
    """6 of 18: Wilson's 16.3 to 56.3; of 45 open cases 18 count for 18 × 44 / 27 = 29.3, which makes 19.1 to 51.4."""
    row = ratings.three_months(holding(*of_team("Court", 2, 4)), SEPTEMBER).row(0, named=True)
    assert (row["good_or_better_share_low"], row["good_or_better_share_high"], row["open_cases"]) == (16.3, 56.3, None)


def test_of_45_open_cases_18_audits_say_more(holding: Holding) -> None:
    store = holding(*of_team("Court", 2, 4), open_cases=cases(("Court", "Care", 45)))
    row = ratings.three_months(store, SEPTEMBER).row(0, named=True)
    assert (row["good_or_better_share"], row["open_cases"]) == (33.3, 45)
    assert (row["good_or_better_share_low"], row["good_or_better_share_high"]) == (19.1, 51.4)
    team = teams.by_team(store, SEPTEMBER).row(0, named=True)
    assert (team["open_cases"], team["good_or_better_share_low"]) == (45, 19.1)
    months = ratings.trend(store, SEPTEMBER).select("month", "open_cases").rows()
    assert months == [(date(2021, 7, 1), None), (date(2021, 8, 1), None), (SEPTEMBER, 45)]


# The court team has 40 of the 100 audits and 15 % of the cases; 36 of 60 and 6 of 40 audits are good or better.
COURT = [*of_team("East", 12, 8), *of_team("Court", 2, 11), (1, {"team": "Court"} | POOR)]
COURT_CASES = cases(("East", "Help", 850), ("Court", "Help", 150))


def test_a_share_is_weighted_to_the_caseload_and_the_difference_explained(holding: Holding) -> None:
    shares = caseload.weighted_shares(holding(*COURT, open_cases=COURT_CASES), SEPTEMBER)
    by_team = shares.filter(by="team").row(0, named=True)
    assert by_team["good_or_better_share"] == 42.0
    assert by_team["weighted_share"] == 53.3  # 0.85 × 36 / 60 + 0.15 × 6 / 40 = 0.5325
    assert by_team["weighted_share_low"] == pytest.approx(43.4)  # by hand, from 97.5 cases
    assert by_team["weighted_share_high"] == pytest.approx(62.8)
    assert by_team["because"] == "40.0% of the audits and 15.0% of the cases are of Court"
    said = caseload.weighted_sentence(shares.filter(by="team"))
    assert said.startswith("42.0% of the audits were good or better; weighted to the caseload by team it is 53.3% (")
    assert said.endswith("because 40.0% of the audits and 15.0% of the cases are of Court.")


def test_the_first_answer_says_the_weighted_share_where_it_differs(holding: Holding) -> None:
    better = audits.answers(holding(*COURT, open_cases=COURT_CASES), SEPTEMBER)["Is practice improving?"]
    assert "42.0% of audits were good or better" in better
    assert "weighted to the caseload by team it is 53.3%" in better


def test_by_legal_status_there_is_nothing_to_weight_where_all_audits_have_one(holding: Holding) -> None:
    row = caseload.weighted_shares(holding(*COURT, open_cases=COURT_CASES), SEPTEMBER).filter(by="legal_status")
    assert row["weighted_share"].item() is None
    assert row["why_not"].item() == "fewer than two have 10 audits"


def test_teams_with_few_audits_are_counted_together(holding: Holding) -> None:
    """North (3 audits) and South (none) are one part of 120 cases; with fewer than ten audits the smallest of the
    others, Court, goes with them: 240 cases, 9 of 43 good. By hand (850 × 0.6 + 240 × 9/43) / 1090."""
    few = of_team("North", 1, 0)
    rows = cases(("East", "Help", 850), ("Court", "Help", 120), ("North", "Help", 80), ("South", "Help", 40))
    row = caseload.weighted_shares(holding(*COURT, *few, open_cases=rows), SEPTEMBER).filter(by="team")
    assert (row["parts"].item(), row["together"].item()) == (2, 3)
    assert row["weighted_share"].item() == round(100 * (850 * 36 / 60 + 240 * 9 / 43) / 1090, 1)


@pytest.mark.parametrize(
    ("rows", "why_not"),
    [
        (
            (("East", "Help", 100), ("Big", "Help", 900)),
            "more than a tenth of the audits are of what has no open cases",
        ),
        ((("East", "Help", 100), ("Court", "Help", 50), ("Big", "Help", 900)), "most cases are of those with fewer"),
        ((("East", "Help", 100),), "more than a tenth of the audits"),
    ],
)
def test_no_weighted_share_is_given_where_most_of_it_would_be_a_guess(
    holding: Holding, rows: tuple[tuple[str, str, int], ...], why_not: str
) -> None:
    shares = caseload.weighted_shares(holding(*COURT, open_cases=cases(*rows)), SEPTEMBER).filter(by="team")
    assert shares["weighted_share"].item() is None
    assert shares["why_not"].item().startswith(why_not)
    assert "can't be weighted to the caseload: by team, " in caseload.weighted_sentence(shares)


def test_audits_that_name_no_team_are_not_weighted_by_team(holding: Holding) -> None:
    store = holding(*COURT, (1, {"team": "All"}), open_cases=COURT_CASES)
    assert caseload.weighted_shares(store, SEPTEMBER).filter(by="team")["why_not"].item() == (
        "1 audit does not say their team"
    )


def test_without_open_cases_there_is_no_weighted_share(holding: Holding) -> None:
    assert caseload.weighted_shares(holding(*COURT), SEPTEMBER).is_empty()


def test_the_interval_holds_the_true_share_about_95_times_in_100() -> None:
    """Three parts of a caseload, sampled unevenly without replacement, whose true shares are 60, 30 and 15 %."""
    chance = np.random.default_rng(11)
    population, sampled = np.array([300, 150, 60]), np.array([20, 30, 25])
    good = np.array([180, 45, 9])
    truth = good.sum() / population.sum()
    drawn = chance.hypergeometric(good, population - good, sampled, (20_000, 3))
    _, low, high = weighted(drawn, sampled, population)
    assert 0.94 <= ((low <= truth) & (truth <= high)).mean() <= 0.96
