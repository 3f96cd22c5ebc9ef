"""A month that nobody sent is a gap, for every series by itself."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from analytics.indicators.calendar import every_month, one_row_a_month
from tests.kinds import of_kind

JUNE, JULY, AUGUST = (date(2021, month, 1) for month in (6, 7, 8))


def test_months_between_the_first_and_the_last_of_each_series_are_filled_in() -> None:
    frame = of_kind(
        pl.DataFrame(
            {"measure_id": ["b", "a", "b"], "place": ["x", "x", "x"], "month": [AUGUST, JULY, JUNE], "value": [3, 2, 1]}
        )
    )
    found = every_month(frame, ["measure_id", "place"])
    assert found.select("measure_id", "place", "month", "value").rows() == [
        ("b", "x", JUNE, 1),
        ("b", "x", JULY, None),
        ("b", "x", AUGUST, 3),
        ("a", "x", JULY, 2),
    ]


def test_series_stand_in_the_order_in_which_they_come() -> None:
    names = [str(number * 7 % 40) for number in range(40)]
    frame = of_kind(pl.DataFrame({"measure_id": names, "month": [JUNE] * 40, "value": range(40)}))
    assert every_month(frame, ["measure_id"]).equals(frame)


def test_a_series_goes_on_over_the_end_of_a_year() -> None:
    frame = of_kind(pl.DataFrame({"measure_id": "a", "month": [date(2020, 12, 1), date(2021, 2, 1)], "value": [1, 2]}))
    assert every_month(frame, ["measure_id"])["month"].to_list() == [
        date(2020, 12, 1),
        date(2021, 1, 1),
        date(2021, 2, 1),
    ]


def test_two_rows_of_a_month_are_refused_and_their_series_is_named() -> None:
    frame = of_kind(pl.DataFrame({"measure_id": ["a", "a"], "place": ["x", "y"], "month": [JUNE, JUNE]}))
    said = "Two rows of the same month for one measure_id: choose one area and one cut first."
    for refuses in (one_row_a_month, every_month):
        with pytest.raises(ValueError, match=f"^{said}$"):
            refuses(frame, ["measure_id"])
        refuses(frame, ["measure_id", "place"])
        with pytest.raises(ValueError, match="for one measure_id and place:"):
            refuses(pl.concat([frame, frame]), ["measure_id", "place"])


def test_no_rows_stay_no_rows() -> None:
    frame = of_kind(pl.DataFrame(schema={"measure_id": pl.String, "month": pl.Date, "value": pl.Float64}))
    assert every_month(frame, ["measure_id"]).equals(frame)
