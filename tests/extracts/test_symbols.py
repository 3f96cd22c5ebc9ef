"""Symbols in the place of figures: those with one meaning become markers, the others a sentence."""

from __future__ import annotations

import pytest

from analytics.extracts import MARKERS
from tests.extracts.sending import ICPC, problems, sent

TIDY = "cut,month,measure_id,locality,numerator,denominator,value,marker"
ROW = "2021-09,2021-09,icpc_due,All,"
SHARES = "month,months,subject,area,legal_status,category,value"
SHARE = "2021-09,1,screening,Wexley,All,red,"
SCORECARD = "cut,scorecard,section,measure_id,measure,polarity,reporting_basis,unit,period,value,comparator,target"
OFFICIAL = [
    ("c", "c"), ("[c]", "c"), ("C", "c"), ("*", "c"), ("x", "x"), ("[x]", "x"), (":", "x"), ("..", "x"),
    ("z", "z"), ("[z]", "z"), ("k", "low"), ("[low]", "low"), ("Low", "low"), ("u", "u"), ("[u]", "u"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "marker"), OFFICIAL)
def test_a_symbol_of_the_department_is_its_marker_in_every_kind_with_figures(written: str, marker: str) -> None:
    assert marker in MARKERS
    figures = {
        "indicators": sent(TIDY, f"{ROW},,{written},"),
        "wide": sent("Indicator,Sep-21", f"{ICPC},{written}"),
        "in the marker column": sent(TIDY, f"{ROW},,,{written}"),
        "counts alone": sent(TIDY, f"{ROW}{written},{written},,"),
        "all three": sent(TIDY, f"{ROW}{written},{written},{written},"),
        "shares": sent(SHARES, f"{SHARE}{written}"),
    }
    for what, account in figures.items():
        assert account.accepted.select("value", "marker").rows() == [(None, marker)], what


def test_a_hidden_count_takes_the_other_count_with_it_and_says_so() -> None:
    account = sent(TIDY, f"{ROW}c,30,c,", "2021-09,2021-08,icpc_due,All,[c],40,55.0,")
    assert account.accepted.select("numerator", "denominator", "value", "marker").rows() == [
        (None, None, None, "c"),
        (None, None, 55.0, None),
    ]
    (notice,) = account.notices
    assert "2 counts were left out, because the other count of the share is a symbol" in notice


def test_a_kind_without_markers_reads_a_symbol_as_no_figure_and_says_so() -> None:
    account = sent(
        "cut,measure_id,comparator,period,statistic,value",
        "2022-06,icpc_due,Kent,2020/21,value,c",
        "2022-06,icpc_due,Medway,2020/21,value,u",
        "2022-06,icpc_due,Surrey,2020/21,value,71",
    )
    assert account.accepted["value"].to_list() == [None, None, 71.0]
    (notice,) = account.notices
    assert "2 cells of the column value have a symbol (c, u) and were read as no figure" in notice


def test_both_figures_of_the_scorecard_have_their_own_marker() -> None:
    account = sent(SCORECARD, "2021-09,Card,Part,m,Measure,bigger,Snapshot,%,2021-09,[u],k,z")
    columns = ("value", "marker", "comparator", "comparator_marker", "target")
    assert account.accepted.select(columns).row(0) == (None, "u", None, "low", None)


def test_a_marker_that_the_file_has_is_kept() -> None:
    assert sent(TIDY, f"{ROW},,c,x").accepted["marker"].to_list() == ["x"]
    assert problems(sent(TIDY, f"{ROW},,c,why", f"{ROW.replace('-09,i', '-08,i')},,71,")) == [
        (2, "marker", "marker-one-of")
    ]


@pytest.mark.parametrize(
    ("written", "code", "said"),
    [
        ("~", "symbol", "u (low reliability)"),
        (".", "symbol", "c (suppressed)"),
        ("-", "dash", "--dash"),
        ("<5", "range", "or c where it is suppressed"),
        (">=95", "range", "Write the number"),
        ("≥95%", "range", "Write the number"),
        ("5 or fewer", "range", "or c where it is suppressed"),
        ("fewer than 5", "range", "or c where it is suppressed"),
        ("1-4", "range", "Write the number"),
        ("1 to 4", "range", "Write the number"),
        ("61.5*", "note", "Write the number alone"),
        ("61.5 r", "note", "Write the number alone"),
        ("61.5% [p]", "note", "Write the number alone"),
        ("#DIV/0!", "error", "Correct the formula"),
        ("=formula without a stored value", "no-result", "save it, and load it again"),
        ("61,5", "not-a-number", "Use a full stop as the decimal point"),
        ("lots", "not-a-number", "is not a number"),
    ],
)
def test_what_says_nothing_for_certain_is_told_what_to_write(written: str, code: str, said: str) -> None:
    account = sent(TIDY, f'{ROW},,"{written}",')
    (found,) = account.refusals.rows(named=True)
    assert (found["row_number"], found["column"], found["code"], found["value"]) == (2, "value", code, written)
    assert said in found["problem"]


def test_a_range_in_a_count_is_told_the_same() -> None:
    account = sent(TIDY, f"{ROW}<5,30,,")
    assert problems(account) == [(2, "numerator", "range")]


def test_a_dash_means_what_the_analyst_says_in_counts_too() -> None:
    account = sent(TIDY, f"{ROW}-,-,-,", dash="z")
    assert account.accepted["marker"].to_list() == ["z"]


def test_words_of_a_list_may_have_capitals() -> None:
    header = "screened_on,record_id,area,rag"
    assert sent(header, "30/09/2021,a1,Wexley,Green", "30/09/2021,a2,Wexley,[U]").accepted["rag"].to_list() == ["green"]
