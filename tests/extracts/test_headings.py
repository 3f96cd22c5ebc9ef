"""Headings that are no month are named as what they are, and never read as a month that nobody meant."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from analytics.extracts.dates import headings
from tests.extracts.sending import ICPC, SDQ, book, problems, refused, refused_file, saved, sent, sent_file

DAYS, YEARS, QUARTERS = "days, not months", "years, not months", "quarters, not months"
NO_YEAR, DAY_NO_YEAR, EITHER = "months without a year", "days without a year", "either months or years"


@pytest.mark.parametrize(
    ("written", "what"),
    [
        (["14/03/2022", "14/04/2022"], DAYS),
        (["44275"], DAYS),
        (["2003-04", "2004-05", "2005-06"], YEARS),
        (["2011-12", "2012-13"], YEARS),
        (["2018/19", "2019-2020", "FY 2020-21", "21/22", "2022", "FY23", "202324"], YEARS),
        (["200910"], YEARS),
        (["Q3 2020", "2020 Q4", "2020-Q4", "Qtr 1 2021/22", "Quarter 2 21-22", "Q3"], QUARTERS),
        (["19-Mar", "20 April"], DAY_NO_YEAR),
        (["Mar", "April"], NO_YEAR),
        (["10-11", "09/10"], EITHER),
        (["Locality", "Target", "Note Q1 answers", "Marker", "12", "Market share", "31/02/2022"], None),
    ],
)
def test_what_a_heading_is_that_is_no_month(written: list[str], what: str | None) -> None:
    assert headings(written) == [what] * len(written)


@pytest.mark.parametrize(
    "written",
    [
        ["Mar-22", "Apr-22"],
        ["March 2022", "april 2022"],
        ["202203", "202204"],
        ["03/2022", "04/2022"],
        ["2022/03", "2022-4"],
        ["01/03/2022", "2022-04-01 00:00:00"],
        ["31/03/2022", "30-Apr-22"],
        ["44621", "44652.0"],
    ],
)
def test_headings_that_are_months(written: list[str]) -> None:
    assert headings(written) == [date(2022, 3, 1), date(2022, 4, 1)]


def test_months_that_could_be_years_are_months_where_another_heading_is_one() -> None:
    assert headings(["2011-11", "2011-12", "2012-01"]) == [date(2011, 11, 1), date(2011, 12, 1), date(2012, 1, 1)]
    assert headings(["201111", "201112"]) == [date(2011, 11, 1), date(2011, 12, 1)]
    assert headings(["Nov-11", "2011-2012"]) == [date(2011, 11, 1), YEARS]


def test_days_of_the_other_date_system() -> None:
    assert headings(["43159"], from_1904=True) == [date(2022, 3, 1)]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Indicator,14/03/2022,14/04/2022", "Excel turns “Jul-21” into 21 July of this year"),
        ("Indicator,19-Mar,19-Apr", "Excel turns “Jul-21” into 21 July of this year"),
        ("Indicator,2003-04,2004-05", "Write October 2009 as Oct-09"),
        ("Measure,Q3 2020,Q4 2020", "Headings that are quarters, not months: “Q3 2020” and “Q4 2020”."),
        ("Indicator,Mar,Apr", "Headings that are months without a year: “Mar” and “Apr”."),
        ("Indicator,Mar-22,2022-03", "“Mar-22” and “2022-03” are the same month. Keep one of them."),
    ],
)
def test_a_table_with_such_headings_is_refused(header: str, said: str) -> None:
    assert said in refused(header, f"{ICPC},71,72")


def test_everything_about_a_wide_table_is_said_at_once() -> None:
    said = refused(
        "Indicator,Ward,Mar-22,Q1 2022,22-Apr",
        f"{ICPC},x,71,<5,73",
        "No such name,x,1,2,3",
    )
    assert said.count("\n- ") == 3 + 2
    for part in (
        "“Ward”", "“Q1 2022”", "“22-Apr”",
        "row 2, Q1 2022: “<5” is a range", "row 3, Indicator: “No such name” is not in the catalogue",
    ):  # fmt: skip
        assert part in said


def test_a_heading_that_is_not_understood_is_told_what_it_could_be() -> None:
    said = refused("Indicator,Localty,Mar-22", f"{ICPC},Wexley,71")
    assert "“Localty” (perhaps locality)" in said
    said = refused("Indicator,Comment,Latest", f"{ICPC},fine,71")
    assert "Not understood: “indicator” (perhaps measure_id), “comment” and “latest”." in said
    assert "the headings must be months such as Jul-21" in said


@pytest.mark.parametrize(
    "top",
    [
        [["Indicator", "2021/22", None], [None, "Feb", "Mar"]],
        [["Indicator", None, None], [None, "Feb-22", "Mar-22"]],
        [["Indicator", "Feb-22", None], [None, "Num", "Den"]],
        [[None, "Feb-22", "Mar-22"], ["Indicator", "Result", "Outturn"]],
        [["Dashboard"], [None], ["Indicator", "Q4", None], [None, "Feb", "Mar"]],
    ],
)
def test_two_header_rows_are_said_to_be_two(top: list[list[object]]) -> None:
    said = refused_file(saved(book(*top, [ICPC, "71%", "72%"])), "f.xlsx")
    rows = f"rows {len(top) - 1} and {len(top)} are both headers"
    assert rows in said
    assert "quotation marks" not in said
    csv = "\n".join(",".join(str(cell or "") for cell in row) for row in [*top, [ICPC, "71%", "72%"]])
    assert rows in refused_file(csv.encode(), "f.csv")


def test_months_of_a_column_that_are_years_are_none() -> None:
    """One of them may be a month, and so may all if one certainly is."""
    header = "month,measure_id,value,cut"
    account = sent(header, "2003-04,icpc_due,71,2022-03", "2004-05,icpc_due,72,2022-03")
    assert problems(account) == [(2, "month", "not-a-month"), (3, "month", "not-a-month")]
    assert "a year or a quarter. Write a month such as Oct-09" in account.refusals["problem"][0]
    assert sent(header, "2011-12,icpc_due,71,2011-12").accepted["month"].to_list() == [date(2011, 12, 1)]
    both = sent(header, "2011-12,icpc_due,71,2011-12", "2011-11,icpc_due,72,2011-12")
    assert both.accepted["month"].to_list() == [date(2011, 12, 1), date(2011, 11, 1)]


def test_a_row_of_words_below_the_header_is_data_where_it_has_a_name_or_a_figure() -> None:
    account = sent("Indicator,Theme,Feb-22,Mar-22", f"{ICPC},Care,c,x", ",Note,provisional,71")
    assert account.accepted.height == 2
    account = sent("Indicator,Theme,Feb-22,Mar-22", ",,provisional,", f"{ICPC},Care,c,x")
    assert (2, "Feb-22", "not-a-number") in problems(account)


def test_a_month_in_a_title_is_no_header() -> None:
    account = sent("Report,Mar-22", "cut,month,measure_id,value", "2022-03,2022-03,icpc_due,71")
    assert account.accepted.height == 1


@pytest.mark.parametrize(
    "title",
    ["Monthly dashboard; children's services", "One\tTwo", "A; B, C"],
)
def test_a_title_does_not_say_how_cells_are_parted(title: str) -> None:
    assert sent(title, "Indicator,Feb-22,Mar-22", f"{ICPC},71,72").accepted.height == 2


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_cells_may_be_parted_by_other_marks(mark: str) -> None:
    lines = ["Report, children's services", mark.join(["Indicator", "Mar-22"]), mark.join([ICPC, "71"])]
    assert sent(*lines).accepted["value"].to_list() == [71]
    said = refused(mark.join(["ward", "name"]), mark.join(["1, 2", "3, 4"]))
    assert "Not understood: “ward” and “name”" in said


def test_columns_without_a_heading() -> None:
    """An empty one keeps columns apart; one with something in it is asked about."""
    assert sent("Indicator,,Feb-22,,Mar-22", f"{ICPC},,71,,72").accepted.height == 2
    assert sent("month,measure_id,,value,cut", "2022-03,icpc_due,,71,2022-03").accepted.height == 1
    said = refused("Indicator,,Mar-22", f"{ICPC},,71", f"{SDQ},fell,72")
    assert "Row 3 has cells in a column without a heading" in said


def test_cells_beyond_the_header_are_told_in_the_words_of_the_format() -> None:
    lines = ["month,measure_id,value,cut", "2022-03,icpc_due,71,2022-03,seen", "2022-02,icpc_due,70,2022-03,x,y"]
    said = refused(*lines)
    assert "Rows 2 and 3 have more cells than the header, which has 4. Put quotation marks round" in said
    said = refused_file(saved(book(*([*line.split(",")] for line in lines))), "f.xlsx")
    assert "Rows 2 and 3 have cells in a column without a heading." in said
    assert "quotation" not in said


def test_two_columns_of_one_name_are_named() -> None:
    said = refused("month,measure_id,value,Value,cut", "2022-03,icpc_due,71,71,2022-03")
    assert "names value twice" in said


def test_months_as_numbers_of_the_other_date_system() -> None:
    made = book(["month", "measure_id", "value", "cut"], [43159, "icpc_due", 71, 43159])
    made.epoch = CALENDAR_MAC_1904
    account = sent_file(saved(made), "f.xlsx")
    assert account.accepted.select("month", "cut").row(0) == (date(2022, 3, 1), date(2022, 3, 1))
