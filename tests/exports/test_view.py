"""What the files of a view say: whether they are internal, what their table has, and what their chart is drawn of."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from docx import Document
from pptx import Presentation

from analytics import exports, indicators
from analytics.explore import ask_address, grid
from analytics.exports.view import Export, lines, table
from analytics.store import Store
from tests.making import copied

OF_A_SHARE = {
    "kind": "percentage", "value": 60.0, "numerator": 60.0, "denominator": 100.0, "other": None,
    "other_numerator": None, "other_denominator": None, "children": 25,
}  # fmt: skip


def a_frame(**changed: Any) -> pl.DataFrame:
    numbers = ("value", "numerator", "denominator", "other", "other_numerator", "other_denominator")
    return pl.DataFrame(
        [OF_A_SHARE | changed], schema_overrides=dict.fromkeys(numbers, pl.Float64) | {"children": pl.Int64}
    )


def view(store: Store, asked: str) -> Export:
    return exports.export(store, ask_address(store, asked), f"explore?{asked}")


@pytest.mark.parametrize(
    ("changed", "internal"),
    [
        ({}, False),
        ({"numerator": 0.0}, False),
        ({"numerator": 1.0}, True),
        ({"numerator": 5.0}, True),
        ({"numerator": 6.0}, False),
        ({"numerator": 97.0}, True),  # three were not in time
        ({"children": 3}, True),
        ({"other_numerator": 4.0, "other_denominator": 80.0}, True),
        ({"kind": "count", "value": 2.0, "numerator": 2.0, "denominator": None}, True),
        ({"kind": "mean", "numerator": 4.0, "denominator": 60.0}, False),  # four days
        ({"kind": "mean", "numerator": 400.0, "denominator": 4.0}, True),  # four children
        ({"kind": "amount", "value": 3.0, "numerator": 3.0, "denominator": None}, False),  # three pounds
        ({"value": 4.0, "numerator": None, "denominator": None}, False),  # published without counts
    ],
)
def test_one_to_five_children_make_a_view_internal(changed: dict[str, Any], internal: bool) -> None:
    assert exports.has_small_numbers(a_frame(**changed)) is internal


def test_a_view_of_large_numbers_bears_the_mark_of_simulated_figures_alone(westshire: Store) -> None:
    large = view(westshire, "subject=indicators&indicator=few_changes_of_worker&rows=area")
    assert large.marks == "Simulated split of the published figure."
    assert large.marks not in large.notes
    small = view(westshire, "subject=indicators&indicator=icpc_due&rows=area")
    assert small.marks.startswith(exports.INTERNAL)


def test_a_cell_has_its_figure_its_counts_and_what_it_is_set_beside(westshire: Store) -> None:
    headings, rows = table(view(westshire, "subject=indicators&indicator=icpc_due&rows=area&beside=2021-08"))
    assert headings == ["Area", "Figure"]
    dunmere = next(row for row in rows if row[0].text == "Dunmere")
    answer = ask_address(westshire, "subject=indicators&indicator=icpc_due&rows=area&area=Dunmere&beside=2021-08")
    figure = answer.frame.row(0, named=True)
    assert dunmere[1].text == f"{figure['value']}%"
    assert f"{figure['numerator']:.0f} of {figure['denominator']:.0f}" in dunmere[1].small
    assert f"on {figure['other']}%" in dunmere[1].small


def test_months_are_columns_in_their_order_whatever_is_held_of_the_first_row(westshire: Store) -> None:
    found = view(westshire, "subject=indicators&indicator=icpc_due&rows=area&columns=month&span=3")
    assert table(found)[0] == ["Area", "Jul 2021", "Aug 2021", "Sep 2021"]


def test_a_month_of_which_nothing_is_held_is_a_gap_in_the_line_and_not_left_out(westshire: Store) -> None:
    found = view(westshire, "subject=indicators&indicator=icpc_due&rows=month&span=4")
    without = found.answer.frame.filter(pl.col("row") != "2021-07")
    drawn = lines(
        Export(type(found.answer)(found.answer.question, found.answer.subject, "", without, ()), "", found.labels),
        6,
        60,
    )
    (values,) = drawn.values.values()
    assert drawn.names == ("Jun 2021", "Jul 2021", "Aug 2021", "Sep 2021")
    assert [value is None for value in values] == [False, True, False, False]


def test_each_area_is_a_line_and_what_does_not_fit_is_said(westshire: Store) -> None:
    found = view(westshire, "subject=indicators&indicator=icpc_due&rows=area&columns=month&span=6")
    drawn = lines(found, 2, 4)
    areas = found.answer.frame["row_name"].unique(maintain_order=True).to_list()
    assert list(drawn.values) == areas[:2]
    assert drawn.names[-1] == "Sep 2021"
    assert drawn.left_out == f"Not in the chart: {len(areas) - 2} more lines and 2 earlier months."


def test_figures_in_another_unit_are_not_on_the_same_axis(westshire: Store) -> None:
    drawn = lines(
        view(westshire, "subject=indicators&indicator=icpc_due&rows=month&span=3&measure=figure&measure=of"), 6, 60
    )
    assert list(drawn.values) == ["figure"]
    assert "another unit" in drawn.left_out


def test_what_the_only_line_is_set_beside_is_a_line_too(westshire: Store) -> None:
    drawn = lines(view(westshire, "subject=indicators&indicator=icpc_due&rows=month&span=3&beside=target"), 6, 60)
    assert list(drawn.values) == ["figure", "Its target"]


def test_a_list_of_words_has_nothing_to_draw(westshire: Store) -> None:
    with pytest.raises(exports.NothingToDraw, match="Word"):
        lines(view(westshire, "subject=questions"), 6, 60)


SUPPOSED = "rows=month&indicator=first_visits_help&span=6&more=2&goal=90&measure=figure&measure=cases&chart=line"
SAID = "What if: not data"


def test_what_is_supposed_says_so_in_every_file(westshire: Store) -> None:
    found = view(westshire, SUPPOSED)
    assert SAID in found.marks
    (slide,) = Presentation(BytesIO(exports.slide(found))).slides
    assert SAID in " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    page = Document(BytesIO(exports.page(found)))
    assert any(SAID in paragraph.text for paragraph in page.paragraphs)
    assert any(SAID in cell.text for cell in page.tables[0].rows[0].cells)
    sheet, every, about = openpyxl.load_workbook(BytesIO(grid.workbook(found.answer, found.said))).worksheets
    assert any(SAID in str(cell.value) for cell in sheet[1])
    assert any(SAID in str(cell.value) for cell in about["A"])
    assert {value for row in every.values for value in row} >= {"As it was", SAID}
    assert SAID in grid.tab_separated(found.answer, found.said)
    csv = grid.every_cell(found.answer, found.address)
    assert set(csv["column_name"]) == {"As it was", SAID}
    assert csv["question"].str.ends_with("not data").all()


def test_what_happened_goes_with_the_view(westshire: Store, tmp_path: Path) -> None:
    own = copied(westshire, tmp_path / "own")
    indicators.note_event(own, date(2021, 8, 1), "Two rooms were closed", "icpc_due")
    found = view(own, "rows=month&indicator=icpc_due&span=6")
    assert "1 August 2021: Two rooms were closed" in found.events
    (slide,) = Presentation(BytesIO(exports.slide(found))).slides
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    assert any(found.events in text for text in texts)
    assert found.events in [paragraph.text for paragraph in Document(BytesIO(exports.page(found))).paragraphs]
    assert view(own, "rows=month&indicator=icpc_due&span=1").events == ""
