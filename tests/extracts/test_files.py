"""Everything that is wrong with files is said at once, in sentences about the files."""

from __future__ import annotations

from datetime import date

import pytest

from analytics.extracts import ExtractError, Options, check_files
from tests.extracts.sending import ICPC, book, problems, refused, refused_file, saved, sent, sent_file
from tests.westshire import catalogue

TIDY = "cut,month,measure_id,locality,numerator,denominator,value"


def test_columns_cuts_sources_and_rows_are_told_together() -> None:
    said = refused(
        f"{TIDY},source,shade,hue",
        "2021-09,2021-08,icpc_due,Wexly,1,2,,one,a,b",
        "2021-08,2021-08,care_s20,Wexley,9,2,many,two,a,b",
    )
    assert said.startswith(
        "f.csv has 3 problems.\n- Columns that the kind indicators does not have: “shade” and “hue”."
    )
    assert "more than one data month (cut): 2021-08 and 2021-09" in said
    assert "more than one source: one and two" in said
    assert "row 2, locality: “Wexly” is not in the catalogue (areas). Did you mean “Wexley”?" in said
    assert "row 3, numerator: “9” is larger than the denominator." in said
    assert "row 3, value: “many” is not a number." in said


def test_a_missing_month_does_not_hide_what_is_wrong_with_the_rows() -> None:
    said = refused("month,measure_id,value", "2021-09,icpc_15,71", "2021-08,care_s20,0.71")
    assert "The file lacks cut, which the kind indicators needs." in said
    assert "--cut 2024-09" in said
    assert "of 1: row 3 “0.71”" in said
    assert "row 2, measure_id: “icpc_15” is not in the catalogue" in said
    assert "The file lacks cut, which the kind audit_areas needs." in refused(
        "audit_id,area,rating", "a1,Planning,Good"
    )


def test_all_missing_columns_are_named() -> None:
    said = refused("cut,locality,value,shade", "2021-09,Wexley,71,x", kind="indicators")
    assert "The file lacks month and measure_id, which the kind indicators needs." in said
    assert "“shade”" in said


def test_many_refused_rows_are_counted() -> None:
    rows = [f"2021-09,2021-09,icpc_{number},Wexley,1,2,,x" for number in range(30)]
    assert refused(f"{TIDY},shade", *rows).endswith("and 10 more.")


def test_a_file_without_rows_says_what_else_is_wrong() -> None:
    assert "“shade”" in refused(f"{TIDY},shade", "2021-09,2021-09,icpc_due,Total,1,2,,x")
    assert "no rows but blank ones and totals. Write All" in refused(TIDY, "2021-09,2021-09,icpc_due,Total,1,2,")


def test_a_file_whose_rows_name_no_source_or_month_says_so() -> None:
    said = refused(f"{TIDY},source", "soon,2021-09,icpc_due,All,1,2,,")
    assert "No row has a readable data month (cut)." in said
    assert "No row has a readable source." in said


def test_all_files_are_told_of_and_the_rows_of_good_ones() -> None:
    files = [
        ("first.csv", b"a,b\n1,2\n"),
        ("second.csv", b""),
        ("third.csv", f"{TIDY}\n2021-09,2021-09,icpc_16d,All,1,2,\n".encode()),
        ("fourth.pdf", b"%PDF-1.7"),
        ("fifth.csv", f"{TIDY}\n2021-09,2021-09,icpc_due,All,1,2,\n".encode()),
    ]
    with pytest.raises(ExtractError) as problem:
        check_files(files, catalogue())
    said = str(problem.value)
    assert [name for name, _ in files if name in said] == ["first.csv", "second.csv", "third.csv", "fourth.pdf"]
    assert "row 2, measure_id: “icpc_16d”" in said


def test_all_sheets_of_a_workbook_are_told_of() -> None:
    made = book(["a", "b"], [1, 2], name="One")
    made.create_sheet("Two").append(["a", "a"])
    sheet = made.create_sheet("Three")
    for row in (["cut", "month", "measure_id", "value"], ["2021-09", "2021-09", "icpc_16d", 71]):
        sheet.append(row)
    said = refused_file(saved(made), "f.xlsx")
    assert all(part in said for part in ("sheet One", "sheet Two", "sheet Three", "icpc_16d"))


def test_what_is_said_of_a_file_is_true_of_the_file() -> None:
    """It used to say of a file that had the column “area_code” that it had none."""
    said = refused("area_code,month,percentage", "E10000013,2021-09,71")
    assert "The file lacks measure_id." in said
    assert "Not understood: “area_code” and “percentage”." in said
    assert "Not understood" not in refused("month,value", "2021-09,71")


@pytest.mark.parametrize(
    ("heading", "column"),
    [("kpi_id", "measure_id"), ("Num", "numerator"), ("Den", "denominator"), ("Outturn", "value"), ("Mnth", "month")],
)
def test_headings_of_other_systems_are_told_what_they_may_be(heading: str, column: str) -> None:
    said = refused(f"{heading},x", "1,2", kind="indicators")
    assert f"(perhaps {column})" in said


# The rows that a person finds in a spreadsheet


def test_rows_are_those_of_the_spreadsheet_with_titles_blank_lines_and_line_breaks() -> None:
    account = sent(
        '"A title\nin two lines"',
        "",
        f"{TIDY},team",
        '2021-09,2021-09,icpc_due,Wexley,1,2,,"Team\nA"',
        "",
        "2021-09,2021-09,icpc_due,Wexly,1,2,,Team B",
    )
    assert problems(account) == [(6, "locality", "locality-unknown")]
    assert account.blank == 1


def test_rows_of_a_workbook_are_those_that_it_shows() -> None:
    made = book()
    for place, value in {"A2": "Title", "A4": "Indicator", "B4": date(2021, 9, 1), "A6": ICPC, "B6": "many"}.items():
        made.active[place] = value
    (found,) = sent_rows(saved(made))
    assert found[:2] == (6, "2021-09-01")


def sent_rows(content: bytes) -> list[tuple[int, str, str]]:
    (((account,),), _) = check_files([("f.xlsx", content)], catalogue(), Options())
    return problems(account)


def test_duplicates_name_both_rows_of_the_file() -> None:
    account = sent("Report", "Indicator,Aug-21,Sep-21", f"{ICPC},71,72", ",,", f"{ICPC},71,")
    assert account.refusals.select("row_number", "column", "problem").rows() == [
        (3, "Aug-21", "is about the same thing as row 5. Keep one of them."),
        (5, "Aug-21", "is about the same thing as row 3. Keep one of them."),
    ]


def test_many_duplicates_are_counted() -> None:
    account = sent(TIDY, *["2021-09,2021-09,icpc_due,All,1,2,"] * 9)
    assert "row 3, 4, 5, 6, 7 and 3 more." in account.refusals["problem"][0]


def test_a_note_that_is_too_long_says_how_long_it_may_be() -> None:
    header = "measure_id,locality,month,note,recorded_by_role"
    account = sent(header, f"icpc_due,All,2021-09,{'long ' * 90},analyst")
    assert "is longer than 300 characters" in account.refusals["problem"][0]


def test_a_row_is_told_all_its_mistakes_and_none_that_follows_from_another() -> None:
    """Whether 9 of 2 can be is for the kind of figure to say, which an unknown indicator does not have."""
    account = sent(TIDY, "2021-09,2021-09,icpc_16d,Wexley,9,2,many", "2021-09,2021-09,icpc_due,Wexley,few,2,71")
    assert problems(account) == [
        (2, "measure_id", "measure-id-unknown"),
        (2, "value", "not-a-number"),
        (3, "numerator", "not-a-number-of-cases"),
    ]


HEADER = "cut,month,measure_id,locality,numerator,denominator\n"
ROW = "2021-09,2021-09,icpc_due,Dunmere,45,60\n"


@pytest.mark.parametrize("left", ["2021-09,2021-09,icpc_due,Wexley,30", "2021-09,2021-09,icpc", "2021"])
def test_a_file_that_is_cut_short_is_refused_and_not_filled_up(left: str) -> None:
    assert "Row 3 has fewer cells than the header" in refused_file(f"{HEADER}{ROW}{left}".encode(), "f.csv")


def test_a_file_that_ends_within_a_figure_is_asked_about() -> None:
    assert "its last row is whole" in sent_file(f"{HEADER}{ROW}".rstrip().encode(), "f.csv").notices[0]
    assert sent_file(f"{HEADER}{ROW}".encode(), "f.csv").notices == ()


def test_a_column_without_a_heading_and_without_cells_is_passed_over() -> None:
    nameless = f"{HEADER}{ROW}".replace("month,", "month,,").replace("2021-09,icpc", "2021-09,,icpc")
    assert sent_file(nameless.encode(), "f.csv").accepted.height == 1
