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


def test_a_change_of_two_and_a_half_points_is_static() -> None:
    assert last([50, 60, 80, 81, 79.5, 82.0])["direction"] == "static"  # 2 in three months, 2.5 in this one
    assert last([50, 60, 80, 81, 79.5, 82.1])["direction"] == "improving"
    assert last([70, 80, 80.5, 82.5])["direction"] == "improving"
    assert last([80, 80.5, 81, 82.5])["direction"] == "static"
    assert last([80, 80.5, 81, 82.6])["direction"] == "improving"


def test_a_slow_run_of_more_than_three_months_is_not_static() -> None:
    """Each four figures are within 2.4 points, yet the value fell by 4."""
    row = last([80.0, 79.2, 78.4, 77.6, 76.8, 76.0])
    assert (row["direction"], row["net_change"]) == ("declining", -4.0)


def test_three_turns_in_five_months_are_up_and_down_and_a_month_without_a_move_hides_none() -> None:
    assert last([50, 60, 70, 60, 50, 60, 54])["direction"] == "fluctuating"
    assert last([50, 60, 70, 80, 70, 60, 69])["direction"] == "declining"  # two turns
    assert last([50, 60, 50, 50, 60, 60, 52])["direction"] == "fluctuating"
    assert last([50, 60, 70, 60, 50, 60, 54])["direction_word"] == "up and down"
    assert last([30, 39, 48, 57, 66, 75, 78, 78, 81, 81, 84])["direction"] == "improving"  # pauses are no turns


def test_no_turn_is_seen_across_a_gap() -> None:
    assert last([60, 50, 60, 50, 60])["direction"] == "fluctuating"
    assert last([60, 50, None, 50, 60, 50, 60])["direction"] == "improving"  # two turns since the gap


def test_a_longer_run_of_twice_the_usual_move_is_not_up_and_down() -> None:
    swings = [50.0, 54.0] * 4 + [50.0]  # a usual move is 4
    assert last([*swings, 54.0, 50.0, 45.0])["direction"] == "declining"  # 9 since the turn, two usual moves or more
    assert last([*swings, 54.0, 50.0, 46.1])["direction"] == "fluctuating"  # 7.9
    assert last([*swings, 54.0, 50.0, 46.0])["direction"] == "declining"  # 8


def test_a_month_as_large_as_the_longer_run_keeps_it_up_and_down() -> None:
    assert last([50, 54, 50, 54, 50, 62, 50, 62])["direction"] == "fluctuating"


def test_a_value_that_went_and_came_back_before_this_month_has_no_clear_change() -> None:
    for polarity in ("bigger", "smaller"):
        row = last([80, 85, 80, 80], polarity)
        assert (row["direction"], row["net_change"], row["trend"]) == ("static", 0.0, None)


def test_the_run_decides_where_it_is_larger_than_three_months() -> None:
    row = last([60, 81, 75, 71.4])
    assert (row["direction"], row["net_change"]) == ("improving", 11.4)  # up 11.4 in three months, down 9.6 since
    row = last([69, 81, 75, 71.4])
    assert (row["direction"], row["net_change"], row["net_since"]) == ("declining", -9.6, date(2020, 10, 1))
    row = last([69, 69, 75, 81])
    assert (row["net_change"], row["net_since"]) == (12.0, date(2020, 10, 1))  # as large: named by its two months


@pytest.mark.parametrize(
    ("values", "word", "trend"),
    [
        ([84, 79.6, 74.2, 67.7], "getting worse", "3rd month, down 16.3 points since June"),
        ([69, 49, 47.5, 57.5], "getting worse", "down 11.5 points since June, but better this month"),
        ([69.6, 75, 77.1, 76.5], "getting better", "up 6.9 points since June, but worse this month"),
        ([60, 70, 70, 70], "getting better", "up 10.0 points since June"),
        ([70, 60, 60, 60], "getting worse", "down 10.0 points since June"),
        ([70, 60, 60, 60.1], "getting worse", "down 9.9 points since June, but better this month"),
        (
            [88, 81.8, 76.5, 83.3],
            "better this month only",
            "up 6.8 points since August, but down 4.7 points since June",
        ),
        ([95, 95.6, 95.7, 92.7], "worse this month only", "down 3.0 points since August"),
        ([80, 80.5, 80.2, 80.1], "no clear change", None),
    ],
)
def test_the_word_and_the_change_that_decided(values: list[float], word: str, trend: str | None) -> None:
    row = directions(series(values, first=date(2021, 6, 1))).row(-1, named=True)
    assert (row["direction_word"], row["trend"]) == (word, trend)


def test_a_fall_is_better_where_smaller_is_better() -> None:
    row = directions(series([69, 49, 47.5, 57.5], "smaller", first=date(2021, 6, 1))).row(-1, named=True)
    said = ("getting better", "down 11.5 points since June, but worse this month")
    assert (row["direction_word"], row["trend"]) == said


def test_a_quarter_is_named_as_one() -> None:
    frame = series([80.0, 80.0, 80.0, 85.0]).with_columns(
        period=pl.lit("quarter"), period_months=pl.lit(3, pl.Int64), month=pl.date_range(
            date(2020, 3, 1), date(2020, 12, 1), "3mo", eager=True
        ),
    )  # fmt: skip
    row = directions(frame).row(-1, named=True)
    assert (row["direction_word"], row["net_since"]) == ("better this quarter only", date(2020, 3, 1))


def test_points_of_what_is_no_percentage_are_percent_of_its_median() -> None:
    def counts(*values: float) -> object:
        frame = series(values).with_columns(kind=pl.lit("count"), unit=pl.lit(""), decimals=pl.lit(0, pl.Int64))
        return directions(frame).row(-1, named=True)["direction"]

    assert counts(400, 400, 400, 400, 400, 410) == "static"
    assert counts(400, 400, 400, 400, 400, 411) == "improving"
    assert counts(3, 3, 3, 4) == "improving"


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
    within = directions(series([50.0, 50.5, 51.0], "plan", first=date(2021, 3, 1))).row(-1, named=True)
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
    words = "2nd month, up 2.0 points since November 2020"
    assert rows["trend"].to_list() == [None] * 4 + [None, None, None]
    plan = directions(series([50.0, 51.0, 51.0, 52.0, 53.0, None, 54.0], "plan"))
    assert plan["trend"].to_list() == [None] * 4 + [words, None, None]


def test_a_month_without_a_row_is_a_gap_too() -> None:
    whole = series([50.0, 51.0, None, 53.0, 54.0])
    held = directions(whole.filter(pl.col("value").is_not_null()))
    assert held.equals(directions(whole).filter(pl.col("value").is_not_null()))
    assert held["run_months"].to_list() == [None, 1, None, 1]


@pytest.mark.parametrize(
    ("window", "net", "since"),
    [
        ("rolling_12m", 9.0, "September 2020"),
        ("calendar_ytd", 5.0, "January"),  # its reset
        ("academic_ytd", 9.0, "September 2020"),
    ],
)
def test_overlapping_windows_have_a_direction_but_no_run(window: str, net: float, since: str) -> None:
    row = last([50.0, 51.0, 52.0, 53.0, 54.0, 55.0, 56.0, 57.0, 58.0, 59.0], window=window)
    assert (row["direction"], row["net_change"]) == ("improving", net)
    assert row["run_months"] is row["run_since"] is row["run_change"] is None
    assert row["trend"] == f"up {net} points since {since}"


@pytest.mark.parametrize(("window", "reset"), [("calendar_ytd", 1), ("academic_ytd", 9)])
def test_no_year_to_date_share_is_compared_across_its_reset(window: str, reset: int) -> None:
    rows = directions(series([float(30 + i) for i in range(24)], window=window, first=date(2020, 2, 1)))
    none = [(row["month"].month - reset) % 12 for row in rows.to_dicts()[3:] if row["direction"] is None]
    assert set(none) == {0, 1, 2}
    reasons = rows[3:].filter(pl.col("direction").is_null())["no_direction"].unique().to_list()
    assert reasons == [f"resets in {'January' if reset == 1 else 'September'}, so fewer than three moves are known"]


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
    rows = series([50.0]).clear()
    assert directions(rows).is_empty()
    assert directions(rows).columns == [*rows.columns, *direction.ADDED]


@pytest.mark.parametrize(
    ("window", "reset", "name"), [("calendar_ytd", 1, "January"), ("academic_ytd", 9, "September")]
)
def test_a_share_of_the_year_so_far_starts_afresh_for_three_months(window: str, reset: int, name: str) -> None:
    """Eight months, the reset the fourth of them; then the same with the reset left out, and from the reset on."""
    frame = series([float(30 + i) for i in range(8)], window=window, first=months.before(date(2021, reset, 1), 3))
    afresh = f"resets in {name}, so fewer than three moves are known"
    few = "needs a figure in each of the three months before"
    assert directions(frame)["no_direction"].to_list() == [few] * 3 + [afresh] * 3 + [None] * 2
    without = directions(frame.filter(pl.col("month") != date(2021, reset, 1)))
    assert without["no_direction"].to_list() == [few] * 3 + [afresh] * 2 + [few, None]
    assert directions(frame[3:])["no_direction"].to_list() == [afresh] * 3 + [None] * 2


_tenths = st.one_of(st.none(), st.integers(0, 1000), st.integers(780, 830)).map(lambda t: None if t is None else t / 10)
some_values = st.lists(_tenths, min_size=1, max_size=20)


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


MIRROR = {"improving": "declining", "declining": "improving"}
SWAP = {"better": "worse", "worse": "better"}


@given(some_values)
def test_what_is_better_one_way_is_worse_the_other(values: list[float | None]) -> None:
    bigger, smaller = (directions(series(values, polarity)) for polarity in ("bigger", "smaller"))
    assert [MIRROR.get(str(word), word) for word in bigger["direction"]] == smaller["direction"].to_list()
    words = [word and " ".join(SWAP.get(part, part) for part in word.split()) for word in bigger["direction_word"]]
    assert words == smaller["direction_word"].to_list()
    assert bigger["net_change"].equals(smaller["net_change"])


@given(some_values)
def test_what_is_turned_upside_down_is_worse_where_it_was_better(values: list[float | None]) -> None:
    over = [None if v is None else round(100 - v, 1) for v in values]
    bigger, turned = directions(series(values)), directions(series(over))
    assert [MIRROR.get(str(word), word) for word in bigger["direction"]] == turned["direction"].to_list()


@given(some_values, st.sampled_from(["bigger", "smaller"]))
def test_the_direction_always_has_the_sign_of_the_change_that_it_names(
    values: list[float | None], polarity: str
) -> None:
    better = 1 if polarity == "bigger" else -1
    for i, row in enumerate(directions(series(values, polarity)).to_dicts()):
        four = values[max(i - 3, 0) : i + 1]
        if row["direction"] is None:
            assert row["net_change"] is row["net_since"] is None
            continue
        assert len(four) == 4
        assert None not in four
        tenths = [round(v * 10) for v in four]  # type: ignore[operator]
        move, three, net = tenths[3] - tenths[2], tenths[3] - tenths[0], round(row["net_change"] * 10)
        then = values[i - _months_between(row["net_since"], row["month"])]
        assert net == tenths[3] - round(then * 10)  # type: ignore[operator]
        assert abs(net) >= abs(three)
        if row["direction"] == "static":
            assert max(abs(net), abs(move)) <= 25
            assert row["trend"] is None
        if row["direction"] in MIRROR:
            decided = move if abs(move) >= abs(net) else net
            assert (decided * better > 0) == (row["direction"] == "improving")
            assert abs(decided) > 25
            said = "up" if decided > 0 else "down"
            assert f"{said} {abs(decided) / 10:.1f} point" in row["trend"]
            assert ("only" in row["direction_word"]) == (abs(move) >= abs(net))
            # Never better where the figure is worse than the month before and than three months before.
            assert not (move * better < 0 and three * better < 0 and row["direction"] == "improving")
            assert not (move * better > 0 and three * better > 0 and row["direction"] == "declining")


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
