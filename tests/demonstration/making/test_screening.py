"""Simulated screening: records that have the printed shares, on days when people work."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tests.demonstration.making.conftest import Rows
from tests.demonstration.making.printed import whole_percent
from tools.demonstration.days import BANK_HOLIDAYS
from tools.demonstration.screening import AREAS, possible


@given(st.integers(1, 700), st.integers(0, 100))
def test_possible_counts_are_exactly_those_that_round_to_the_share(records: int, printed: int) -> None:
    expected = [n for n in range(records + 1) if whole_percent(Fraction(n, records)) == printed]
    assert [n for n in possible(records, printed) if 0 <= n <= records] == expected


def test_each_area_has_its_printed_shares(rows: Rows) -> None:
    for area in AREAS:
        those = rows.screenings.filter(area=area.area)
        counted = [
            whole_percent(Fraction(those.filter(rag=rag).height, those.height)) for rag in ("red", "amber", "green")
        ]
        assert counted == [area.red, area.amber, area.green]


def test_about_as_many_records_as_the_papers_say_in_areas_of_their_own_size(rows: Rows) -> None:
    assert 2400 < rows.screenings.height < 2600
    sizes = rows.screenings.group_by("area").len()
    assert sizes["len"].n_unique() >= 8
    assert sizes.sort("len")["area"].to_list()[-1] == "Gloucester"


def test_only_the_area_whose_shares_add_up_to_98_has_records_without_a_rating(rows: Rows) -> None:
    unrated = rows.screenings.filter(~pl.col("rag").is_in(["red", "amber", "green"]))
    assert set(unrated["area"]) == {"DCYPS"}
    assert set(unrated["rag"]) == {"x"}
    whole = rows.screenings.filter(area="DCYPS").height
    assert whole_percent(Fraction(unrated.height, whole)) == 2


def test_records_are_screened_on_working_days_at_a_rising_pace(rows: Rows) -> None:
    days = [date.fromisoformat(text) for text in rows.screenings["screened_on"]]
    assert all(day.weekday() < 5 and day not in BANK_HOLIDAYS for day in days)
    assert date(2021, 4, 1) <= min(days)
    assert max(days) <= date(2021, 9, 30)
    early, late = (sum(day.month in months for day in days) for months in ((4, 5), (8, 9)))
    assert late > 1.5 * early
    assert len({days.count(day) for day in set(days)}) > 10


def test_records_have_keys_that_say_nothing(rows: Rows) -> None:
    assert rows.screenings["record_id"].is_unique().all()
    assert rows.screenings["record_id"].str.contains(r"^[0-9a-f]{12}$").all()
    areas = rows.screenings.sort("record_id")["area"]
    assert (areas != areas.shift(1)).sum() > 1000
