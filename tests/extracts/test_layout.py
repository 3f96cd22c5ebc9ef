"""What people see of a workbook and its cells do not say: hidden rows and columns, merged cells, how days count."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from analytics import child_answers
from analytics.extracts import workbook_child
from analytics.extracts.reading import Merged
from analytics.extracts.workbook import sheets_said
from tests.extracts.sending import ICPC, SDQ, book, refused_file, saved, sent, sent_file
from tests.extracts.test_workbook import refused_inside, rezipped

TIDY: list[list[object]] = [
    ["Month", "Measure ID", "Locality", "Numerator", "Denominator", "Cut"],
    ["2021-09", "icpc_due", "Wexley", 3, 9, "2021-09"],
    ["2021-09", "care_s20", None, 4, 7, "2021-09"],
    [None, "sdq_current", "Ashport", 5, 8, "2021-09"],
]


def merged(*cells: str) -> bytes:
    made = book(*TIDY)
    for place in cells:
        made.active.merge_cells(place)
    return saved(made)


def test_the_child_tells_the_layout_within_its_limits() -> None:
    made = book(["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"])
    made.active.row_dimensions[2].hidden = True
    made.active.row_dimensions[9].hidden = True
    made.active.column_dimensions.group("B", "C", hidden=True)
    for place in ("A3:C900", "A950:A960"):
        made.active.merge_cells(place)
    made.epoch = CALENDAR_MAC_1904
    (sheet,) = sheets_said(workbook_child.lines(io.BytesIO(saved(made))), "f.xlsx") or []
    assert (sheet.hidden_rows, sheet.hidden_columns) == ((2,), (2, 3)), "row 9 has nothing in it"
    assert (sheet.merged, sheet.from_1904) == ((Merged(3, 1, 3, 3),), True), "nor are there rows from 4 on"


def test_more_merged_cells_than_anybody_makes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_answers, "MERGED_LIMIT", 1)
    assert "has more than 1 merged cells" in refused_inside(merged("C2:C3", "A3:A4"))


def test_what_follows_merged_cells_is_not_read() -> None:
    """Rules and print settings may be large, and nobody asks for them."""

    def change(name: str, old: bytes) -> bytes:
        return old.replace(b"<pageMargins", b"<pageMargins/><broken <") if "sheet1" in name else old

    content = rezipped(merged("C2:C3"), change)
    assert sheets_said(workbook_child.lines(io.BytesIO(content)), "f.xlsx")


def test_hidden_rows_and_columns_are_read_and_said() -> None:
    made = book(["Indicator", "Jul-21", "Aug-21", "Sep-21"], [ICPC, 71, 72, 73], [SDQ, 74, 75, 76], [None])
    for row in (3, 7):
        made.active.row_dimensions[row].hidden = True
    for column in ("B", "C", "K"):
        made.active.column_dimensions[column].hidden = True
    account = sent_file(saved(made), "f.xlsx")
    assert account.accepted.height == 6
    (notice,) = account.notices
    assert notice.endswith("hidden in the workbook, and read like the others: row 3 and column B and C.")


def test_a_hidden_sheet_at_the_end_is_said_too() -> None:
    made = book(["Indicator", "Sep-21"], [ICPC, 73])
    made.create_sheet("Old").append(["Indicator", "Sep-20"])
    made["Old"].sheet_state = "hidden"
    assert "the sheet “Old” was not read, because it is hidden" in sent_file(saved(made), "f.xlsx").notices[0]


def test_merged_cells_are_asked_about_in_their_own_words() -> None:
    said = refused_file(merged("C2:C3", "A3:A4"), "f.xlsx")
    assert "Cells are merged in “Locality” (C2:C3) and “Month” (A3:A4)" in said
    assert "--fill-down" in said
    assert "write All" not in said
    assert "is empty" not in said


def test_merged_cells_can_be_filled_down() -> None:
    account = sent_file(merged("C2:C3", "A3:A4"), "f.xlsx", fill_down=True)
    assert account.accepted.select("month", "locality").rows() == [
        (date(2021, 9, 1), "Wexley"),
        (date(2021, 9, 1), "Wexley"),
        (date(2021, 9, 1), "Ashport"),
    ]
    (notice,) = account.notices
    assert "merged cells in “Locality” (C2:C3) and “Month” (A3:A4) were filled down" in notice


@pytest.mark.parametrize("cells", ["D2:D3", "C2:D2", "B2:D3"])
def test_a_figure_is_never_given_to_several_cells(cells: str) -> None:
    said = refused_file(merged(cells), "f.xlsx", fill_down=True)
    assert f"{cells} are merged, so that one figure is in place of several" in said


def test_a_merged_figure_of_a_month_is_asked_about() -> None:
    made = book(["Indicator", "Aug-21", "Sep-21"], [ICPC, 71, 72], [SDQ, 73, 74])
    made.active.merge_cells("B2:B3")
    assert "B2:B3 are merged" in refused_file(saved(made), "f.xlsx", fill_down=True)


@pytest.mark.parametrize(
    "merge",
    [
        lambda sheet: sheet.merge_cells("A1:C1"),
        lambda sheet: sheet.merge_cells("A3:C3"),
        lambda sheet: sheet.merge_cells("E2:F9"),
        lambda sheet: sheet.merge_cells("B5:B6"),
    ],
    ids=["title", "name of a section", "beside the table", "nothing in them"],
)
def test_merged_cells_that_hide_no_figure_are_nothing(merge: Callable[[object], None]) -> None:
    made = book(["Dashboard"], ["Indicator", "Aug-21", "Sep-21"], ["Care"], [SDQ, 73, 74])
    merge(made.active)
    assert sent_file(saved(made), "f.xlsx").accepted.height == 2


def test_days_that_count_from_1904_are_read_as_what_they_are() -> None:
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    for row in (["screened_on", "record_id", "area", "rag"], [43007, "a1", "Wexley", "red"]):
        made.active.append(row)
    account = sent_file(saved(made), "f.xlsx")
    assert (account.accepted["screened_on"].to_list(), account.cut) == ([date(2021, 9, 30)], date(2021, 9, 1))


def test_a_day_of_universal_time_that_is_the_next_one_here_is_pointed_out() -> None:
    header = "screened_on,record_id,area,rag"
    account = sent(header, "2021-08-31T23:30:00Z,a1,Wexley,red", "2021-01-31T23:30:00Z,a2,Wexley,red")
    assert account.accepted["screened_on"].to_list() == [date(2021, 8, 31), date(2021, 1, 31)]
    (notice,) = account.notices
    assert "In screened_on, 1 time is in the last hour of a summer's day in UTC" in notice
