"""The answer as a table to take away: numbers are numbers, and what has none says why."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from analytics.explore import ask_address, grid
from analytics.store import Store

ICPC = "indicator=icpc_due"


def test_what_is_set_beside_has_columns_of_its_own(westshire: Store) -> None:
    answer = ask_address(westshire, f"rows=area&{ICPC}&beside=year-ago")
    frame = grid.frame(answer)
    assert frame.columns == [
        "Area", "Figure (%)", "Figure, the same months a year ago (%)", "Figure, difference (points)",
    ]  # fmt: skip
    whole = answer.frame.row(0, named=True)
    assert frame.row(0) == ("Westshire", whole["value"], whole["other"], whole["difference"])
    assert whole["value"] == 41.9


def test_columns_stand_in_their_order_though_the_first_row_lacks_some(westshire: Store) -> None:
    answer = ask_address(westshire, "subject=screening&rows=area&columns=month&measure=red")
    labels = [column.label for column in grid.across(answer, grid.VALUE)]
    held = answer.frame["column"].unique().sort().to_list()
    assert [column.key[0] for column in grid.across(answer, grid.VALUE)] == held
    assert len(labels) == len(set(labels)) == len(held) > 1


def test_figures_of_several_units_have_none_in_their_heading(westshire: Store) -> None:
    answer = ask_address(westshire, "subject=audits&rows=team&measure=audits&measure=inadequate&span=6")
    assert [column.heading for column in grid.across(answer, grid.VALUE)] == [
        "Audits (audits)",
        "Audits inadequate (%)",
    ]


def test_for_the_clipboard_figures_are_as_they_are_written_with_what_a_reader_must_know(westshire: Store) -> None:
    answer = ask_address(westshire, f"rows=area&{ICPC}&panels=month&span=2")
    text = grid.tab_separated(answer, ["Simulated.", "https://example.org/explore"])
    head, first, *_ = text.splitlines()
    assert head.split("\t") == ["Month", "Area", "Figure"]
    assert first.split("\t")[:2] == ["August 2021", "Westshire"]
    assert first.endswith("%")
    assert text.endswith("\n\nSimulated.\nhttps://example.org/explore")


def test_the_workbook_has_numbers_reasons_every_cell_and_the_question(westshire: Store) -> None:
    answer = ask_address(westshire, "subject=audits&rows=team&columns=legal_status&measure=inadequate&span=6")
    book = openpyxl.load_workbook(BytesIO(grid.workbook(answer, [f"{answer.sentence}.", "Link"])))
    assert book.sheetnames == ["Table", "Every cell", "About"]
    cells = [cell for row in book["Table"].iter_rows(min_row=2, min_col=2) for cell in row]
    assert {isinstance(cell.value, str) for cell in cells} == {True, False}
    assert {cell.value for cell in cells if isinstance(cell.value, str)} == {"none to count"}
    assert {cell.number_format for cell in cells if not isinstance(cell.value, str)} == {"0.0"}
    assert book["Every cell"].max_row == answer.frame.height + 1
    assert book["About"]["A2"].value == f"{answer.sentence}."


@pytest.mark.parametrize("subject", ["loads", "questions"])
def test_lists_of_words_are_tables_too(westshire: Store, subject: str) -> None:
    measure = "&measure=reason" if subject == "loads" else ""
    answer = ask_address(westshire, f"subject={subject}{measure}")
    assert grid.frame(answer).height > 0
    assert all(column.unit is None for column in grid.across(answer, grid.VALUE))
