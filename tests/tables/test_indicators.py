"""The table of a month, as a reader takes it home."""

from __future__ import annotations

from datetime import date

from analytics import indicators, tables
from analytics.store import Store


def test_a_file_has_the_columns_that_were_chosen_and_what_is_needed_to_read_them(westshire: Store) -> None:
    rows = indicators.ordered(indicators.month_table(westshire, date(2021, 9, 1)), "distance")
    file = tables.indicators.month_file(rows, ("distance", "target"))
    assert file.columns == [
        *("measure_id", "name", "theme", "locality", "month", "target", "tolerance_percent", "distance"),
        *("simulated", "note", "kind", "unit", "period"),
    ]
    assert file["measure_id"].to_list() == rows["measure_id"].to_list(), "in the order of the page"


def test_without_a_choice_a_file_has_all_that_the_command_line_prints(westshire: Store) -> None:
    rows = indicators.month_table(westshire, date(2021, 9, 1))
    every = [*indicators.COLUMNS, *indicators.UNIT, *indicators.CHANCE]
    assert tables.indicators.month_file(rows, ()).columns == every
