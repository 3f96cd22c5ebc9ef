"""What the contracts of the quarterly papers refuse, and what they take."""

from __future__ import annotations

from datetime import date

import pytest

from analytics.extracts import Checked, Options, check, read_csv
from tests.corporate.rows import HEADERS
from tests.westshire import catalogue


def checked(kind: str, line: str, more: str = "") -> Checked:
    text = f"cut,{HEADERS[kind]}{',' + more if more else ''}\n2021-09,{line}\n"
    return check(read_csv(text.encode(), "f.csv"), catalogue(), Options(today=date(2021, 12, 1)))


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("scorecard", "1,Card,Section,m,Measure,plan,Snapshot,%,2021-09,26.6,"),
        ("risks", "A,Group,Title,High,25,2021-09,Moderate,12,,"),
        ("risks", "A,Group,Title,High,25,2021-09,Moderate,12,3,4"),
        ("placements", "Total agency,2021-08,459"),
        ("budget", "1,Attachment 1,G,Schools,-60988,-45897,14591,500,,15091,-24.7,line"),
        ("plan", "2021-09,1,Label,on target,,"),
        ("plan", "2021-09,1,Label,,,x"),
    ],
)
def test_a_row_as_the_papers_print_it_is_accepted_and_its_kind_found(kind: str, line: str) -> None:
    account = checked(kind, line)
    assert (account.kind, account.refused) == (kind, 0)


@pytest.mark.parametrize(
    ("kind", "line", "code"),
    [
        ("scorecard", "1,Card,Section,m,Measure,plan,Weekly,%,2021-09,26.6,", "reporting_basis-one-of"),
        ("scorecard", "1,Card,Section,m,Measure,plan,Snapshot,%,2021-09,,", "nothing-said"),
        ("risks", "A,Group,Title,High,25,2021-09,Moderate,12,2,5", "score-not-product"),
        ("risks", "A,Group,Title,High,25,2021-09,Moderate,26,,", "score-max"),
        ("budget", "1,A,G,S,1,2,0,1,,1,100,sum", "row_type-one-of"),
        ("plan", "2021-09,1,Label,,,", "no-status"),
        ("plan", "2021-09,1,Label,on target,,x", "no-status"),
        ("plan", "2021-09,1,Label,fine,,", "action_status-one-of"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(kind: str, line: str, code: str) -> None:
    assert code.replace("_", "-") in checked(kind, line).refusals["code"].to_list()
