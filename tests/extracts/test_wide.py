"""The monthly dashboard's wide shape, and workbooks with a sheet for each kind."""

from __future__ import annotations

import io
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from analytics.catalogue import Catalogue
from analytics.extracts import Checked, ExtractError, check, read_csv, read_file
from tests.westshire import FOLDER, catalogue_in

ICPC = "% of ICPCs held within 15 w.days of the start fo the enquiry"
SDQ = "% of children in care with an SDQ in date"


def wide(the_catalogue: Catalogue, *lines: str) -> Checked:
    return check(read_csv("\n".join([*lines, ""]).encode(), "wide.csv"), the_catalogue)


def test_each_cell_is_a_row_of_the_account(the_catalogue: Catalogue) -> None:
    account = wide(the_catalogue, "Indicator,Aug-21,Sep-21", f"{ICPC},74.2%,58.1%", f"{SDQ},,Schools closed")
    assert (account.rows_in, account.accepted.height, account.refused, account.blank) == (4, 3, 0, 1)
    columns = ("measure_id", "month", "value", "marker", "locality")
    assert account.accepted.select(columns).rows() == [
        ("icpc_due", date(2021, 8, 1), 74.2, None, "All"),
        ("icpc_due", date(2021, 9, 1), 58.1, None, "All"),
        ("sdq_current", date(2021, 9, 1), None, "z", "All"),
    ]
    assert (account.kind, account.cut, account.source) == ("indicators", date(2021, 9, 1), "council")


@pytest.mark.parametrize("header", ["Sep-21", "Sept 21", "September 2021", "2021-09", "01/09/2021", "2021-09-01"])
def test_months_as_dashboards_head_their_columns(the_catalogue: Catalogue, header: str) -> None:
    assert wide(the_catalogue, f"Indicator,{header}", f"{SDQ},78.9").accepted["month"].to_list() == [date(2021, 9, 1)]


def test_a_refused_cell_is_named_by_its_row_and_month(the_catalogue: Catalogue) -> None:
    account = wide(the_catalogue, "Monthly report,,", "Indicator,Aug-21,Sep-21", f"{ICPC},74.2,about 58")
    found = account.refusals.row(0, named=True)
    assert (found["row_number"], found["column"], found["value"]) == (3, "Sep-21", "about 58")
    assert "row 1 above the header" in account.notices[0]


def test_blank_rows_and_headers_repeated_in_a_wide_table_are_no_rows(the_catalogue: Catalogue) -> None:
    account = wide(the_catalogue, "Indicator,Sep-21", f"{ICPC},58.1", ",", "Indicator,Sep-21", f"{SDQ},78.9")
    assert (account.rows_in, account.accepted["measure_id"].to_list()) == (2, ["icpc_due", "sdq_current"])


def test_a_wide_table_without_rows_is_refused(the_catalogue: Catalogue) -> None:
    with pytest.raises(ExtractError, match=r"wide\.csv: The file has a header but no rows"):
        wide(the_catalogue, "Indicator,Sep-21", ",")


def test_names_are_matched_exactly_and_never_guessed(the_catalogue: Catalogue) -> None:
    account = wide(the_catalogue, "Indicator,Sep-21", f"{SDQ.replace('SDQ', 'SDQs')},78.9")
    assert account.accepted.is_empty()
    assert account.refusals["problem"].to_list() == [f"is not in the catalogue (definitions). Did you mean “{SDQ}”?"]


def test_a_confirmed_alias_is_known(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "catalogue")
    (tmp_path / "catalogue" / "aliases.csv").write_text("alias,measure_id\nSDQ up to date,sdq_current\n")
    account = wide(catalogue_in(tmp_path / "catalogue"), "Indicator,Sep-21", "SDQ up to date,78.9")
    assert account.accepted["measure_id"].to_list() == ["sdq_current"]


def test_targets_are_compared_with_the_catalogue_and_not_stored(the_catalogue: Catalogue) -> None:
    agreeing = wide(the_catalogue, "Indicator,Target,Sep-21", f"{SDQ},85%,78.9")
    assert agreeing.notices == ()
    (notice,) = wide(the_catalogue, "Indicator,Target,Sep-21", f"{SDQ},90%,78.9").notices
    assert "90% in the file, 85% in the catalogue" in notice


@pytest.mark.parametrize("column", ["District", "Category", "Team lead"])
def test_a_column_that_would_be_lost_is_refused(the_catalogue: Catalogue, column: str) -> None:
    with pytest.raises(ExtractError, match=f"neither a month, such as Jul-21, nor .*“{column}”"):
        wide(the_catalogue, f"Indicator,{column},Sep-21", f"{SDQ},Wexley,78.9")


def test_a_locality_column_is_kept(the_catalogue: Catalogue) -> None:
    account = wide(the_catalogue, "Indicator,Locality,Sep-21", f"{SDQ},Wexley,78.9", f"{SDQ},Total,80")
    assert account.accepted["locality"].to_list() == ["Wexley"]
    assert account.totals == 1


@pytest.mark.parametrize(
    ("written", "marker"),
    [("c", "c"), ("[c]", "c"), ("*", "c"), ("x", "x"), (":", "x"), ("n/a", "z"), ("Z", "z"), ("low", "low")],
)
def test_markers_written_in_the_place_of_the_value(the_catalogue: Catalogue, written: str, marker: str) -> None:
    account = wide(the_catalogue, "Indicator,Sep-21", f"{SDQ},{written}")
    assert account.accepted.select("value", "marker").rows() == [(None, marker)]


def workbook(sheets: dict[str, list[list[object]]], hidden: str = "") -> bytes:
    book = openpyxl.Workbook()
    book.remove(book["Sheet"])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name == hidden:
            sheet.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


SCREENINGS: list[list[object]] = [
    ["screened_on", "record_id", "area", "rag"],
    [date(2021, 9, 15), "r1", "Wexley", "red"],
]
DASHBOARD: list[list[object]] = [["Indicator", date(2021, 9, 1)], [SDQ, 78.9]]


def test_a_workbook_with_a_sheet_for_each_kind(the_catalogue: Catalogue) -> None:
    content = workbook({"Notes": [["What this is"]], "Dashboard": DASHBOARD, "Screening": SCREENINGS})
    accounts = [check(sheet, the_catalogue) for sheet in read_file(content, "book.xlsx")]
    assert [(a.file_name, a.kind, a.accepted.height) for a in accounts] == [
        ("book.xlsx, sheet Dashboard", "indicators", 1),
        ("book.xlsx, sheet Screening", "screenings", 1),
    ]
    assert "“Notes” was not read" in accounts[0].notices[0]


def test_an_empty_sheet_is_passed_over() -> None:
    """Excel used to make three sheets, two of which nobody fills."""
    (sheet,) = read_file(workbook({"Sheet2": [], "Screening": SCREENINGS}), "book.xlsx")
    assert (sheet.file_name, sheet.notices) == ("book.xlsx, sheet Screening", ())


def test_a_hidden_sheet_is_not_read_and_said_so(the_catalogue: Catalogue) -> None:
    (sheet,) = read_file(workbook({"Old": SCREENINGS, "Screening": SCREENINGS}, hidden="Old"), "book.xlsx")
    assert "it is hidden" in sheet.notices[0]


def test_a_sheet_that_fits_nothing_refuses_the_workbook(the_catalogue: Catalogue) -> None:
    content = workbook({"Screening": SCREENINGS, "Children": [["child", "worker"], ["a", "b"]]})
    with pytest.raises(ExtractError, match="sheet Children: The columns are not those of any kind"):
        [check(sheet, the_catalogue) for sheet in read_file(content, "book.xlsx")]


def test_a_workbook_without_a_visible_figure_says_so() -> None:
    with pytest.raises(ExtractError, match="no visible sheet with figures"):
        read_file(workbook({"Notes": [["hello"]]}), "book.xlsx")
