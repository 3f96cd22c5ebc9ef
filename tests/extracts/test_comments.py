"""Comments in a file: what goes together, and what is refused without a word of it being quoted or kept."""

from __future__ import annotations

from datetime import date

import pytest

from analytics.catalogue.catalogue import DATA
from tests.extracts.sending import problems, sent

HEADER = "measure_id,area,month,comment,action,due_on,status,written_by,written_on"
GOOD = "icpc_due,All,2021-09,Rooms were missing,Book the town hall,30/11/2021,open,Head of Service,2021-10-12"


def of_row(row: str) -> list[tuple[int, str, str]]:
    return problems(sent(HEADER, GOOD, row))


def test_a_reason_alone_is_a_comment_too() -> None:
    account = sent(HEADER, GOOD, "icpc_due,Wexley,2021-09,Recorded late,,,,Team Manager,2021-10-12")
    assert (account.kind, account.cut.isoformat(), account.accepted.height, account.refused) == (
        "comments",
        "2021-09-01",
        2,
        0,
    )


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("sdq_due,All,2021-09,Late,Act,,open,Head,2021-10-12", "due_on", "due-where-open"),
        ("sdq_due,All,2021-09,Late,,2021-11-30,,Head,2021-10-12", "due_on", "due-where-open"),
        ("sdq_due,All,2021-09,Late,Act,2021-11-30,,Head,2021-10-12", "status", "status-of-an-action"),
        ("sdq_due,All,2021-09,Late,Act,2021-11-30,waiting,Head,2021-10-12", "status", "status-one-of"),
        ("sdq_due,All,2021-09,Late,,,,Head,2021-08-12", "written_on", "written-after"),
        ("sdq_due,All,2021-09,,,,,Head,2021-10-12", "comment", "comment-nullability"),
        ("sdq_due,All,2021-09,Late,,,,Jane Smith,2021-10-12", "written_by", "written-by-name"),
    ],
)
def test_what_does_not_go_together_is_refused(row: str, column: str, code: str) -> None:
    row = row.replace("sdq_due", "care_s20")
    assert of_row(row) == [(3, column, code)]


def test_the_template_loads_once_its_indicator_is_known() -> None:
    text = (DATA / "templates" / "comments.csv").read_text(encoding="utf-8")
    account = sent(text.replace("contacts_decided_1d", "icpc_due"), today=date(2026, 1, 1))
    assert (account.accepted.height, account.refused) == (1, 0)


def test_a_row_with_a_personal_detail_is_neither_quoted_nor_kept() -> None:
    account = sent(HEADER, GOOD, "care_s20,All,2021-09,Jane Smith rang from 01452 425327,,,,Head,2021-10-12")
    assert account.refused == 1
    assert account.read is not None
    kept = f"{account.refusals.to_dicts()} {account.read.to_dicts()}"
    assert "may be somebody's name" in kept
    assert "looks like a telephone number" in kept
    assert "Smith" not in kept
    assert "425327" not in kept


def test_an_owner_is_a_role_and_not_a_name() -> None:
    header = "measure_id,name,theme,polarity,unit,window,counted,definition,owner"
    line = "icpc_due,Conferences in time,Plans,bigger,%,month,conferences,Of the conferences those in time.,{}"
    role, name = (
        sent(header, line.format(owner), kind="definitions")
        for owner in ('"Head of Service, Safeguarding"', "Jo Bloggs")
    )
    assert role.accepted["owner"].to_list() == ["Head of Service, Safeguarding"]
    assert problems(name) == [(2, "owner", "owner-name")]
