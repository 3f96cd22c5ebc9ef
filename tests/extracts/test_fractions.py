"""Fractions where percentages are wanted are asked about, and multiplied to the digit where the analyst says so."""

from __future__ import annotations

from datetime import date

import pytest

from tests.extracts.sending import ICPC, SDQ, book, refused, refused_file, saved, sent, sent_file

TIDY = "cut,month,measure_id,locality,numerator,denominator,value"


def rows(*figures: str) -> tuple[str, ...]:
    """Rows of one indicator, month by month, from “numerator,denominator,value”."""
    return TIDY, *(f"2021-12,2021-{month:02},icpc_due,All,{figure}" for month, figure in enumerate(figures, 1))


@pytest.mark.parametrize(
    "figures",
    [
        (",,0.912",),
        (",,0.9", ",,1", ",,0"),
        (",,0.5", ",,0.25", "3,4,0.75"),
        ("10,20,0.5",),
        ("1,1,1",),
        ("3,500,0.6", "10,20,0.5"),
        (",,88.1", ",,0.742", ",,91"),
    ],
    ids=["one", "with 0 and 1", "one proved", "by its counts", "all of one", "beside a percentage", "one among many"],
)
def test_fractions_are_asked_about(figures: tuple[str, ...]) -> None:
    said = refused(*rows(*figures))
    assert "of 1" in said
    assert "--fractions" in said
    assert "on the Data page" in said


@pytest.mark.parametrize(
    "figures",
    [
        ("3,500,0.6",),
        (",,0.4", "3,500,0.6"),
        (",,0.4%", ",,0.6"),
        (",,0",),
        (",,1", ",,0"),
        (",,0.9", ",,1.4", ",,2.2"),
        ("0,5,0",),
    ],
    ids=["by its counts", "counts clear", "a sign clears", "0", "0 and 1", "rare but not below 1", "none of 5"],
)
def test_percentages_below_1_and_plain_0_and_1_are_accepted(figures: tuple[str, ...]) -> None:
    assert sent(*rows(*figures)).accepted.height == len(figures)


def test_the_question_names_the_cells() -> None:
    said = refused(*rows(",,91.5", "17,20,0.85", ",,92"))
    assert said.startswith("f.csv: 1 percentage in the column value is a fraction of 1 by the counts in the row")
    assert "row 3 “0.85”" in said


def test_a_month_of_fractions_is_asked_about_though_an_indicator_may_be_rare() -> None:
    said = refused("Indicator,Aug-21,Sep-21", f"{ICPC},7.1,0.08", f"{SDQ},6.2,0.07")
    assert "2 percentages in the column value may be fractions of 1" in said
    assert "row 2, Sep-21 “0.08” and row 3, Sep-21 “0.07”" in said


def test_what_is_said_to_be_fractions_is_multiplied_to_the_digit() -> None:
    account = sent(*rows(",,0.581", ",,0.07", ",,1", ",,0", ",,0.29%", "3,500,0.6"), fractions=True)
    assert account.accepted["value"].to_list() == [58.1, 7.0, 100.0, 0.0, 0.29, 0.6]
    assert sent(*rows(",,0.07"), fractions=False).accepted["value"].to_list() == [0.07]


def test_what_is_above_1_is_no_fraction_whatever_is_said() -> None:
    account = sent(*rows(",,0.581", ",,58.1"), fractions=True)
    (found,) = account.refusals.rows(named=True)
    assert (found["row_number"], found["value"]) == (3, "58.1")
    assert "is not a fraction of 1" in found["problem"]


def test_counts_that_prove_fractions_are_not_talked_away() -> None:
    said = refused(*rows("10,20,0.5", ",,0.4"), fractions=False)
    assert "1 percentage in the column value is a fraction of 1 by the counts in the row: row 2 “0.5”" in said


def test_cells_of_a_workbook_that_lost_their_format() -> None:
    made = book(["Indicator", "Target", date(2021, 8, 1), date(2021, 9, 1)], [ICPC, 0.8, 0.742, 0.581])
    for column in (2, 3):
        made.active.cell(2, column).number_format = "0%"
    assert "row 2, 2021-09-01 “0.581”" in refused_file(saved(made), "f.xlsx")
    account = sent_file(saved(made), "f.xlsx", fractions=True)
    assert account.accepted["value"].to_list() == [74.2, 58.1]
    assert account.notices == (), "80% is the catalogue's target"


def test_targets_written_as_fractions_are_compared_as_they_are_meant() -> None:
    assert sent("Indicator,Target,Sep-21", f"{SDQ},0.85,0.789", fractions=True).notices == ()
    (notice,) = sent("Indicator,Target,Sep-21", f"{SDQ},none yet,0.789", fractions=True).notices
    assert "none yet in the file, 85% in the catalogue" in notice


@pytest.mark.parametrize(
    ("lines", "column"),
    [
        (("cut,measure_id,valid_from,target,reason", "2021-09,icpc_due,2021-04,0.85,stretch"), "target"),
        (
            ("cut,measure_id,comparator,period,statistic,value", "2021-09,icpc_due,Kent,2020/21,value,0.611"),
            "value",
        ),
        (
            (
                "month,months,subject,area,legal_status,category,value",
                "2021-09,1,screening,Wexley,All,red,0.12",
                "2021-09,1,screening,Wexley,All,green,0.88",
            ),
            "value",
        ),
        (
            (
                "cut,scorecard,section,measure_id,measure,polarity,reporting_basis,unit,period,value,target",
                "2021-09,Card,Part,m,Measure,bigger,Snapshot,%,2021-09,95.5,0.98",
            ),
            "target",
        ),
    ],
)
def test_every_kind_that_has_percentages_asks(lines: tuple[str, ...], column: str) -> None:
    assert f"in the column {column} may be" in refused(*lines)


def test_a_small_share_among_large_ones_is_no_fraction() -> None:
    account = sent(
        "month,months,subject,area,legal_status,category,value",
        "2021-09,1,screening,Wexley,All,red,0.5",
        "2021-09,1,screening,Wexley,All,green,99.5",
    )
    assert account.accepted.height == 2


def test_what_is_no_percentage_is_never_a_fraction() -> None:
    header = "cut,scorecard,section,measure_id,measure,polarity,reporting_basis,unit,period,value"
    account = sent(header, "2021-09,Card,Part,m,Measure,bigger,Snapshot,days,2021-09,0.4")
    assert account.accepted["value"].to_list() == [0.4]
