"""Totals by whatever name are counted and not stored; what may be a total, and says nothing, is pointed out."""

from __future__ import annotations

import pytest

from tests.extracts.sending import ICPC, problems, sent
from tests.westshire import catalogue

TEAMS = "cut,month,measure_id,locality,team,numerator,denominator"
ROW = "2021-09,2021-09,icpc_due,"


@pytest.mark.parametrize(
    "name",
    [
        "Total", "TOTALS", "Grand Total", "Sub-total", "sub total", "Subtotal", "Locality total",
        "Westshire Total", "Total for Wexley", "Total of teams", "All teams", "All Localities", "(Total",
    ],
)  # fmt: skip
@pytest.mark.parametrize("column", ["locality", "team"])
def test_a_row_that_calls_itself_a_total_is_one(name: str, column: str) -> None:
    area, team = (name, "All") if column == "locality" else ("Wexley", name)
    account = sent(TEAMS, f"{ROW}Wexley,Team A,3,9", f"{ROW}{area},{team},3,9")
    assert (account.totals, account.refused, account.accepted["team"].to_list()) == (1, 0, ["Team A"])


@pytest.mark.parametrize("name", ["Total Care Team", "Totally Safe", "Children in all", "All"])
def test_a_team_whose_name_only_sounds_like_it_is_none(name: str) -> None:
    assert sent(TEAMS, f"{ROW}Wexley,{name},3,9").accepted["team"].to_list() == [name]


def test_an_indicator_that_ends_in_total_is_none() -> None:
    """Whoever mistypes its name is told so."""
    account = sent("Indicator,Sep-21", "Children in total,71", f"{ICPC},72")
    assert problems(account) == [(2, "Indicator", "measure-id-unknown")]
    header = "cut,scorecard,section,measure_id,measure,polarity,reporting_basis,unit,period,value"
    assert sent(header, "2021-09,Card,Part,placements_total,M,plan,Snapshot,days,2021-09,4").accepted.height == 1


def test_a_total_in_a_wide_table() -> None:
    account = sent("Indicator,Locality,Sep-21", f"{ICPC},Wexley,71", f"{ICPC},County total,72", "Grand total,Wexley,73")
    assert (account.totals, account.accepted.height) == (2, 1)


@pytest.mark.parametrize("name", [catalogue().council, catalogue().council.upper()])
def test_the_council_by_its_name_is_the_whole(name: str) -> None:
    account = sent(TEAMS, f"{ROW}{name},All,18,31", f"{ROW}Wexley,All,3,9")
    assert account.accepted["locality"].to_list() == ["All", "Wexley"]
    both = sent(TEAMS, f"{ROW}{name},All,18,31", f"{ROW}All,All,18,31")
    assert problems(both) == [(2, "", "duplicate-key"), (3, "", "duplicate-key")]


def test_a_team_whose_counts_are_those_of_the_others_is_pointed_out() -> None:
    rows = [f"{ROW}Wexley,{team}" for team in ("North,3,9", "South,4,7", "Whole town,7,16")]
    (notice,) = sent(TEAMS, *rows).notices
    assert "“Whole town” in the column team has the counts of all others together" in notice
    assert sent(TEAMS, *rows[:2]).notices == (), "of two, neither is the sum"
    elsewhere = [row.replace("2021-09,icpc", "2021-08,icpc") for row in rows[:2]]
    again = f"{ROW.replace('2021-09,icpc', '2021-08,icpc')}Wexley,Whole town,2,5"
    assert sent(TEAMS, *rows, *elsewhere, again).notices == (), "in August it was not the sum"


def test_a_team_written_two_ways_is_pointed_out() -> None:
    (notice,) = sent(TEAMS, f"{ROW}Wexley,Team A,3,9", f"{ROW}Wexley,team  a,4,7").notices
    assert "“Team A” and “team  a”" in notice
