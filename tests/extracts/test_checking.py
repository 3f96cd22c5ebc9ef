"""Every row is accepted, refused with a reason, declared a total, or blank."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.catalogue import Catalogue
from analytics.extracts import Checked, ExtractError, Options, check, read_csv
from tests.westshire import catalogue, printed_audits

HEADER = "cut,month,measure_id,locality,numerator,denominator,value,marker,source"
GOOD = "2021-09,2021-09,icpc_due,Dunmere,3,4,75,,council"


def checked(*lines: str, header: str = HEADER, **options: object) -> Checked:
    sheet = read_csv("\n".join([header, *lines]).encode(), "f.csv")
    return check(sheet, catalogue(), Options(today=date(2021, 10, 20), **options))  # type: ignore[arg-type]


def changed(**cells: str) -> str:
    """The good row with some cells changed."""
    row = dict(zip(HEADER.split(","), GOOD.split(","), strict=True)) | cells
    return ",".join(f'"{value}"' for value in row.values())


def test_a_good_row_is_accepted_with_the_defaults_filled_in() -> None:
    account = checked(GOOD)
    assert (account.rows_in, account.accepted.height, account.refused) == (1, 1, 0)
    row = account.accepted.row(0, named=True)
    assert (row["team"], row["breakdown"], row["simulated"]) == ("All", "All", False)
    assert (account.kind, account.source, account.cut) == ("indicators", "council", date(2021, 9, 1))


def test_a_month_or_source_that_the_file_names_itself_is_not_named_again() -> None:
    with pytest.raises(
        ExtractError, match=r"f\.csv: The file has a column cut of its own. Load it without naming the cut"
    ):
        checked(GOOD, cut=date(2021, 9, 1))
    with pytest.raises(ExtractError, match="column source of its own"):
        checked(GOOD, source="council")


@pytest.mark.parametrize(
    ("share", "code"),
    [("12.0,", ""), (",c", ""), (",", "nothing-said"), ("12.0,c", "value-and-marker")],
)
def test_a_printed_share_has_a_value_or_says_why_not(share: str, code: str) -> None:
    header = "month,months,subject,area,legal_status,category,value,marker"
    account = checked(f"2021-09,1,screening,Dunmere,All,red,{share}", header=header)
    assert account.kind == "shares"
    assert account.refusals["code"].to_list() == ([code] if code else [])


@pytest.mark.parametrize(
    ("written", "month"),
    [("2021-09", 9), ("2021-09-01", 9), ("01/09/2021", 9), ("2021-08", 8)],
)
def test_months_as_people_write_them(written: str, month: int) -> None:
    assert checked(changed(month=written)).accepted["month"].to_list() == [date(2021, month, 1)]


@pytest.mark.parametrize(
    ("written", "value"), [("81.1%", 81.1), ("81.1 %", 81.1), ("0", 0.0), ("100", 100.0), ("\u00a081.1", 81.1)]
)
def test_percentages_as_people_write_them(written: str, value: float) -> None:
    account = checked(changed(value=written, numerator="", denominator=""))
    assert account.accepted["value"].to_list() == [value]


def test_a_decimal_comma_is_told_what_to_write_instead() -> None:
    for written in ("61,5", "61,5 %"):
        (problem,) = checked(changed(value=written, numerator="", denominator="")).refusals["problem"]
        assert "Use a full stop as the decimal point" in problem


def test_a_total_in_a_column_of_months_is_a_total_and_no_bad_row() -> None:
    account = checked(GOOD, "Total,,,,29,42,,,")
    assert (account.rows_in, account.accepted.height, account.refused, account.totals) == (2, 1, 0, 1)


def test_a_line_of_the_budget_that_is_called_total_is_data() -> None:
    header = "service_area,cut,line,attachment,group,full_year_budget_k,forecast_outturn_k,total_variance_k,row_type"
    account = checked("Total,2021-09,24,Attachment 1,Total,126557,161999,35442,total", header=header)
    assert (account.kind, account.accepted.height, account.totals) == ("budget", 1, 0)


def test_headings_of_ones_own_are_told_which_the_kind_has() -> None:
    with pytest.raises(ExtractError) as told:
        checked("2021-09,2021-09,icpc_due,Wexley,3,4", header="Cut,Month,Measure,Area,Num,Denominator")
    said = str(told.value)
    assert "The closest kind is indicators, whose columns are cut, source," in said
    assert "The file lacks measure_id." in said
    assert (
        "Not understood: “measure” (perhaps measure_id), “area” (perhaps locality) and “num” (perhaps numerator)."
        in said
    )


def test_counts_may_have_thousands_separators() -> None:
    account = checked(changed(numerator="1,004", denominator="1,234", value=""))
    assert account.accepted.select("numerator", "denominator").row(0) == (1004, 1234)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"measure_id": "icpc_du"}, "measure_id", "measure-id-unknown"),
        ({"locality": "Glocester"}, "locality", "locality-unknown"),
        ({"month": "2021-13"}, "month", "not-a-month"),
        ({"month": "2021-09-15"}, "month", "month-first-day"),
        ({"month": "2021-10"}, "month", "month-after-cut"),
        ({"month": ""}, "month", "month-nullability"),
        ({"value": "eighty"}, "value", "not-a-number"),
        ({"value": "-1"}, "value", "value-min"),
        ({"value": "100.1"}, "value", "value-max"),
        ({"numerator": "3.5"}, "numerator", "numerator-in-parts"),
        ({"numerator": "-3"}, "numerator", "numerator-below-nought"),
        ({"numerator": "5"}, "numerator", "numerator-above-denominator"),
        ({"numerator": ""}, "numerator", "half-a-fraction"),
        ({"numerator": "", "denominator": "", "value": ""}, "value", "nothing-said"),
        ({"marker": "z"}, "marker", "value-and-marker"),
        ({"marker": "q", "value": ""}, "marker", "marker-one-of"),
    ],
)
def test_a_wrong_row_is_refused_with_column_and_code(cells: dict[str, str], column: str, code: str) -> None:
    account = checked(GOOD.replace("icpc_due", "care_s20"), changed(**cells))
    assert account.accepted.height == 1
    found = account.refusals.row(0, named=True)
    assert (found["row_number"], found["column"], found["code"]) == (3, column, code)
    assert found["problem"].endswith((".", "?"))


def test_a_cut_in_the_future_is_refused() -> None:
    account = checked(changed(cut="2021-11"))
    assert account.refusals.select("column", "code").rows() == [("cut", "cut-in-future")]
    assert checked(changed(cut="2021-10")).refused == 0


def test_the_nearest_known_name_is_offered() -> None:
    problems = checked(changed(measure_id="icpc_du"), changed(locality="Wexly")).refusals["problem"].to_list()
    assert "Did you mean “icpc_due”?" in problems[0]
    assert "Did you mean “Wexley”?" in problems[1]


def test_an_empty_area_is_told_how_the_whole_council_is_written() -> None:
    (problem,) = checked(changed(locality="")).refusals["problem"]
    assert problem.endswith(
        "is empty. Write All where a row is not split by it, such as a figure of the whole council."
    )


def test_two_rows_with_the_same_key_are_both_refused_and_name_each_other() -> None:
    account = checked(GOOD, changed(value="76", numerator="", denominator=""))
    assert account.refusals.select("row_number", "problem").rows() == [
        (2, "is about the same thing as row 3. Keep one of them."),
        (3, "is about the same thing as row 2. Keep one of them."),
    ]


def test_totals_and_blank_rows_are_counted_and_not_stored() -> None:
    account = checked(GOOD, changed(locality="Total"), ",,,,,,,,")
    assert (account.rows_in, account.accepted.height, account.refused, account.totals, account.blank) == (3, 1, 0, 1, 1)


@pytest.mark.parametrize(
    ("header", "line", "said"),
    [
        ("cut,month,measure,value,source", "2021-09,2021-09,icpc_due,75,council", "not those of any kind"),
        (HEADER + ",colour", GOOD + ",red", "Columns that the kind indicators does not have: “colour”."),
        (HEADER.removeprefix("cut,"), GOOD.removeprefix("2021-09,"), "--cut 2024-09"),
    ],
)
def test_wrong_columns_are_told_before_any_row_is_read(header: str, line: str, said: str) -> None:
    with pytest.raises(ExtractError) as problem:
        checked(line, header=header)
    assert said in str(problem.value)


def test_the_cut_can_be_named_for_a_file_without_one() -> None:
    account = checked(GOOD.removeprefix("2021-09,"), header=HEADER.removeprefix("cut,"), cut=date(2021, 9, 1))
    assert account.accepted["cut"].to_list() == [date(2021, 9, 1)]


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"cut": "2021-10", "month": "2021-08"}, r"data month \(cut\): 2021-09 and 2021-10"),
        ({"source": "other", "month": "2021-08"}, "source: council and other"),
    ],
)
def test_a_file_holds_one_cut_of_one_source(cells: dict[str, str], what: str) -> None:
    with pytest.raises(ExtractError, match=f"more than one {what}"):
        checked(GOOD, changed(**cells))


def test_a_completed_audit_needs_a_rating(the_catalogue: Catalogue) -> None:
    header, first, *_ = printed_audits().content.decode().splitlines()
    first = first.replace(",Requires Improvement,", ",Good,")
    for rating, refused in (("Good", 0), ("x", 1), ("Great", 1)):
        sheet = read_csv(f"{header}\n{first.replace(',Good,', f',{rating},')}".encode(), "audits.csv")
        assert check(sheet, the_catalogue).refused == refused, rating


cell = st.sampled_from(
    ["", "2021-09", "icpc_due", "All", "Total", "4", "75", "z", "council", "-1", "x y", "1e5", "9" * 30]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(cell, min_size=9, max_size=9), min_size=1, max_size=6))
def test_no_row_is_ever_unaccounted_for(table: list[list[str]]) -> None:
    try:
        account = checked(*(",".join(row) for row in table))
    except ExtractError:
        return
    assert account.rows_in == len(table)
    assert account.rows_in == account.accepted.height + account.refused + account.totals + account.blank
