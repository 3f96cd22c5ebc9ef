"""Direction of travel and runs: the rules one by one, and cases worked by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import months
from analytics.indicators import direction
from analytics.indicators.direction import directions
from tests.kinds import of_kind

SEPTEMBER = date(2021, 9, 1)


def series(
    values: Sequence[float | None], polarity: str = "bigger", window: str = "month", first: date = date(2020, 9, 1)
) -> pl.DataFrame:
    frame = pl.DataFrame(
        {
            "measure_id": "m",
            "month": [months.before(first, -i) for i in range(len(values))],
            "value": pl.Series(values, dtype=pl.Float64),
            "polarity": polarity,
            "window": window,
        }
    )
    return of_kind(frame)


def last(values: Sequence[float | None], polarity: str = "bigger", window: str = "month") -> dict[str, object]:
    return directions(series(values, polarity, window)).row(-1, named=True)


def test_a_net_movement_of_one_and_a_half_usual_moves_decides() -> None:
    steady = [50.0, 54.0] * 4 + [50.0]  # a usual move is 4
    assert last([*steady, 51.0, 54.0, 56.0])["direction"] == "improving"  # 6 = 1½ × 4
    assert last([*steady, 51.0, 54.0, 55.9])["direction"] == "static"  # 5.9 is less, and 1.9 is small


def test_a_net_movement_does_not_decide_against_most_of_its_months() -> None:
    level = [80.0, 80.2] * 3
    assert last([*level, 70.0, 70.5, 71.0])["direction"] == "static"  # down 9.2 together, but twice better
    assert last([*level, 70.0, 70.0, 71.0])["direction"] == "declining"


def test_a_net_movement_of_less_than_half_a_point_is_static_however_calm_the_series() -> None:
    assert last([99.9] * 6 + [99.8, 99.7, 99.5])["direction"] == "static"
    assert last([99.9] * 6 + [99.8, 99.7, 99.4])["direction"] == "declining"


def test_static_ends_at_two_points() -> None:
    assert last([50, 60, 55, 50, 60, 55, 57])["direction"] == "static"
    assert last([50, 60, 55, 50, 60, 55, 57.1])["direction"] == "fluctuating"


def test_three_turns_in_five_months_fluctuate_and_a_month_without_a_move_hides_none() -> None:
    assert last([50, 60, 70, 60, 50, 60, 54])["direction"] == "fluctuating"
    assert last([50, 60, 70, 80, 70, 60, 70])["direction"] == "improving"  # two turns
    assert last([50, 60, 50, 50, 60, 60, 52])["direction"] == "fluctuating"


def test_no_turn_is_seen_across_a_gap() -> None:
    assert last([60, 50, 60, 50, 60])["direction"] == "fluctuating"
    assert last([60, 50, None, 50, 60, 50, 60])["direction"] == "improving"  # two turns since the gap


def test_in_month_improvement_follows_a_month_that_was_no_better() -> None:
    assert last([80, 84, 88, 92, 88, 84, 84, 88])["direction_word"] == "in-month improvement"
    assert last([80, 81, 82, 83, 84, 85])["direction_word"] == "improving"


def test_plateaued_is_static_above_last_year() -> None:
    rise = [float(value) for value in range(70, 82)]
    assert last([*rise, 81.0, 81.0, 81.0, 81.0])["direction_word"] == "plateaued"
    assert last([85.0, *[80.0] * 3, *[81.0] * 9])["direction_word"] == "static"


@pytest.mark.parametrize(("year_before", "word"), [(81.1, "static"), (78.9, "plateaued"), (79.0, "static")])
def test_plateaued_is_more_than_two_points_better_than_a_year_before(year_before: float, word: str) -> None:
    values = [year_before, *[81.0] * 12]
    assert last(values)["direction_word"] == word
    assert last([100 - value for value in values], "smaller")["direction_word"] == word
    assert last([100 - value for value in values])["direction_word"] == "static"


def test_a_level_stands_beside_the_direction() -> None:
    assert last([99.0, 98.0, 97.0, 95.0])["level"] == "strong"
    assert last([99.0, 98.0, 97.0, 95.0])["direction"] == "declining"
    assert last([99.0, 98.0, 97.0, 94.9])["level"] is None
    assert last([10.0], "smaller")["level"] == "good"
    assert last([10.1], "smaller")["level"] is None
    assert last([99.0], "smaller")["level"] is None


def test_a_run_in_words() -> None:
    row = last([83.1, 83.0, 79.6, 74.2, 67.7])
    assert (row["run_months"], row["run_since"], row["run_change"]) == (4, date(2020, 9, 1), -15.4)
    assert row["trend"] == "4th month, down 15.4 points since September 2020"
    within = directions(series([50.0, 50.5, 51.0], first=date(2021, 3, 1))).row(-1, named=True)
    assert within["trend"] == "2nd month, up 1.0 point since March"


@pytest.mark.parametrize(
    ("count", "word"),
    [
        (3, "3rd"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (14, "14th"),
        (21, "21st"),
        (22, "22nd"),
        (24, "24th"),
        (111, "111th"),
    ],
)
def test_a_run_is_counted_as_people_count(count: int, word: str) -> None:
    assert str(last([10.0 + i for i in range(count + 1)])["trend"]).startswith(f"{word} month, up {count}.0 points")


def test_a_tie_ends_a_run_and_a_gap_leaves_none() -> None:
    rows = directions(series([50.0, 51.0, 51.0, 52.0, 53.0, None, 54.0]))
    assert rows["run_months"].to_list() == [None, 1, 0, 1, 2, None, None]
    assert rows["run_since"].to_list()[1:4] == [date(2020, 9, 1), None, date(2020, 11, 1)]
    assert rows["trend"].to_list() == [None] * 4 + ["2nd month, up 2.0 points since November 2020", None, None]


def test_a_month_without_a_row_is_a_gap_too() -> None:
    whole = series([50.0, 51.0, None, 53.0, 54.0])
    held = directions(whole.filter(pl.col("value").is_not_null()))
    assert held.equals(directions(whole).filter(pl.col("value").is_not_null()))
    assert held["run_months"].to_list() == [None, 1, None, 1]


@pytest.mark.parametrize("window", ["rolling_12m", "calendar_ytd", "academic_ytd"])
def test_overlapping_windows_have_a_direction_but_no_run(window: str) -> None:
    row = last([50.0, 51.0, 52.0, 53.0, 54.0, 55.0, 56.0, 57.0, 58.0, 59.0], window=window)
    assert row["direction"] == "improving"
    assert row["run_months"] is row["run_since"] is row["run_change"] is row["trend"] is None


@pytest.mark.parametrize(("window", "reset"), [("calendar_ytd", 1), ("academic_ytd", 9)])
def test_no_year_to_date_share_is_compared_across_its_reset(window: str, reset: int) -> None:
    rows = directions(series([float(30 + i) for i in range(24)], window=window, first=date(2020, 2, 1)))
    none = [(row["month"].month - reset) % 12 for row in rows.to_dicts()[3:] if row["direction"] is None]
    assert set(none) == {0, 1, 2}
    reasons = rows[3:].filter(pl.col("direction").is_null())["no_direction"].unique().to_list()
    assert reasons == [
        f"starts afresh in {'January' if reset == 1 else 'September'}, so fewer than three moves are known"
    ]


def test_no_direction_has_a_reason() -> None:
    assert last([50, 51, 52, None])["no_direction"] == "no figure this month"
    assert last([50, 51, None, 52])["no_direction"] == "needs a figure in each of the three months before"
    assert last([50, 51, 52, 53], "plan")["no_direction"] == "plan is best, so neither way is better"
    assert last([50, 51, 52, 53])["no_direction"] is None


def test_two_rows_of_one_month_are_refused_unless_the_area_tells_them_apart() -> None:
    dunmere = series([50.0, 51.0, 52.0, 53.0, 54.0]).with_columns(locality=pl.lit("Dunmere"))
    wexley = series([50.0, 49.0, 48.0, 47.0, 46.0]).with_columns(locality=pl.lit("Wexley"))
    both = pl.concat([dunmere, wexley])
    with pytest.raises(ValueError, match="Two rows of the same month"):
        directions(both)
    rows = directions(both, by=("measure_id", "locality"))
    assert rows.filter(pl.col("month") == date(2021, 1, 1))["direction"].to_list() == ["improving", "declining"]


def test_an_empty_frame_stays_empty() -> None:
    rows = directions(series([50.0]).clear())
    assert rows.is_empty()
    assert rows.columns[-len(direction.ADDED) :] == list(direction.ADDED)


@pytest.mark.parametrize(
    "values",
    [
        [50, 60, 55, 50, 60, 55, 57],
        [50, 60, 55, 50, 60, 55, 57.1],
        [99.9] * 6 + [99.8, 99.7, 99.5],
        [99.9] * 6 + [99.8, 99.7, 99.4],
        [50, 54, 50, 54, 50, 54, 50, 54, 50, 51, 54, 56],
    ],
)
def test_smaller_is_better_is_judged_by_the_same_numbers(values: list[float]) -> None:
    way = {"improving": "declining", "declining": "improving", "static": "static", "fluctuating": "fluctuating"}
    found = last([100 - value for value in values], "smaller")["direction"]
    assert found == last(values)["direction"]
    assert way[str(found)] == last(values, "smaller")["direction"]


def test_in_month_improvement_looks_at_the_month_before_and_at_no_other() -> None:
    assert last([80, 88, 87, 91])["direction_word"] == "in-month improvement"
    assert last([80, 84, 83, 87, 91])["direction_word"] == "improving"
    assert last([80, 90, 90, 90])["direction_word"] == "improving"  # this month got no better
    assert last([80, 90, 90, 90.1])["direction_word"] == "in-month improvement"
    assert last([80, 90, 90.1, 90.2])["direction_word"] == "improving"


@pytest.mark.parametrize(
    ("window", "reset", "name"), [("calendar_ytd", 1, "January"), ("academic_ytd", 9, "September")]
)
def test_a_share_of_the_year_so_far_starts_afresh_for_three_months(window: str, reset: int, name: str) -> None:
    """Eight months, the reset the fourth of them; then the same with the reset left out, and from the reset on."""
    frame = series([float(30 + i) for i in range(8)], window=window, first=months.before(date(2021, reset, 1), 3))
    afresh = f"starts afresh in {name}, so fewer than three moves are known"
    few = "needs a figure in each of the three months before"
    assert directions(frame)["no_direction"].to_list() == [few] * 3 + [afresh] * 3 + [None] * 2
    without = directions(frame.filter(pl.col("month") != date(2021, reset, 1)))
    assert without["no_direction"].to_list() == [few] * 3 + [afresh] * 2 + [few, None]
    assert directions(frame[3:])["no_direction"].to_list() == [afresh] * 3 + [None] * 2


some_values = st.lists(st.one_of(st.none(), st.integers(0, 1000).map(lambda t: t / 10)), min_size=1, max_size=20)


@given(some_values)
def test_what_is_better_one_way_is_worse_the_other(values: list[float | None]) -> None:
    other = {"improving": "declining", "declining": "improving"}
    bigger = directions(series(values))["direction"].to_list()
    smaller = directions(series(values, "smaller"))["direction"].to_list()
    assert [other.get(str(word), word) for word in bigger] == smaller


@given(some_values)
def test_a_run_is_what_plain_counting_gives(values: list[float | None]) -> None:
    rows = directions(series(values)).to_dicts()
    for i, row in enumerate(rows):
        tenths = [None if v is None else round(v * 10) for v in values[: i + 1]]
        moves = [None if a is None or b is None else b - a for a, b in pairwise(tenths)]
        count = 0
        while count < len(moves) and moves[-1] and (moves[-1 - count] or 0) * moves[-1] > 0:
            count += 1
        known = bool(moves) and moves[-1] is not None
        assert row["run_months"] == (count if known else None)
        if count:
            assert row["run_change"] == sum(moves[-count:]) / 10
            assert row["run_since"] == months.before(row["month"], count)


@given(some_values, st.integers(0, 19))
def test_later_months_do_not_change_earlier_ones(values: list[float | None], cut: int) -> None:
    whole = directions(series(values))
    assert whole.head(cut + 1).equals(directions(series(values[: cut + 1])))


@given(some_values, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(values: list[float | None], chance: object) -> None:
    frame = series(values)
    order = list(range(frame.height))
    chance.shuffle(order)  # type: ignore[attr-defined]
    assert directions(frame[order]).sort("month").equals(directions(frame))
