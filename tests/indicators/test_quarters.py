"""Quarters, year on year and year to date: pooled as by hand and by exact fractions, and refused with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import months
from analytics.indicators import rolling_quarters
from analytics.indicators.quarters import financial_quarters, year_on_year, year_to_date
from tests.kinds import of_kind

Counts = tuple[int, int] | None
APRIL = date(2021, 4, 1)


def rows(counts: Sequence[Counts], window: str = "month", first: date = APRIL) -> pl.DataFrame:
    """Months one after the other with these counts; None is a month that the source marks as not available."""
    frame = pl.DataFrame(
        [
            {
                "measure_id": "m",
                "month": months.before(first, -i),
                "numerator": pair[0] if pair else None,
                "denominator": pair[1] if pair else None,
                "value": None,
                "marker": None if pair else "x",
                "window": window,
            }
            for i, pair in enumerate(counts)
        ],
        schema={
            "measure_id": pl.String,
            "month": pl.Date,
            "numerator": pl.Float64,
            "denominator": pl.Float64,
            "value": pl.Float64,
            "marker": pl.String,
            "window": pl.String,
        },
    )
    return of_kind(frame)


def printed(values: Sequence[float | None], window: str = "month", first: date = APRIL) -> pl.DataFrame:
    """Months with a printed percentage and no counts."""
    return rows([None] * len(values), window, first).with_columns(
        value=pl.Series(values, dtype=pl.Float64),
        marker=pl.Series([None if v is not None else "x" for v in values], dtype=pl.String),
    )


def last(frame: pl.DataFrame) -> dict[str, object]:
    return frame.row(-1, named=True)


def test_a_quarter_is_pooled_and_not_averaged() -> None:
    # 9 of 10, 10 of 40 and 30 of 50 are 49 of 100; the mean of 90, 25 and 60 would be 58.3.
    row = last(rolling_quarters(rows([(9, 10), (10, 40), (30, 50)])))
    assert (row["quarter_numerator"], row["quarter_denominator"], row["quarter_value"]) == (49, 100, 49.0)
    assert (row["quarter_months"], row["quarter_as_at"], row["no_quarter"]) == (3, date(2021, 6, 1), None)


def test_the_rolling_quarter_moves_on_month_by_month() -> None:
    frame = rolling_quarters(rows([(1, 10), (2, 10), (3, 10), (7, 10)]))
    assert frame["quarter_value"].to_list() == [None, None, 20.0, 40.0]
    assert frame["no_quarter"].to_list()[:2] == [
        "no figure for February 2021, March 2021",
        "no figure for March 2021",
    ]


def test_a_half_is_rounded_away_from_zero() -> None:
    assert last(rolling_quarters(rows([(0, 100), (0, 100), (1, 2000 - 200)])))["quarter_value"] == 0.1  # 0.05


def test_a_missing_month_is_refused_and_said() -> None:
    frame = rows([(1, 10), None, (3, 10)])
    refused = last(rolling_quarters(frame))
    assert (refused["quarter_value"], refused["no_quarter"]) == (None, "no figure for May 2021")
    assert refused["quarter_months"] == 2
    without_the_row = frame.filter(pl.col("marker").is_null())
    assert last(rolling_quarters(without_the_row))["no_quarter"] == "no figure for May 2021"


def test_no_month_held_is_no_quarter() -> None:
    row = last(rolling_quarters(rows([None])))
    assert (row["quarter_value"], row["quarter_months"]) == (None, 0)
    assert row["no_quarter"] == "no figure for February 2021, March 2021, April 2021"


def test_printed_percentages_without_counts_are_not_pooled() -> None:
    frame = printed([50.0, 60.0, 70.0])
    row = last(rolling_quarters(frame))
    assert row["quarter_value"] is None
    assert row["no_quarter"] == "printed without counts, and percentages are not averaged"


def test_a_hidden_month_is_missing_even_if_its_counts_are_known() -> None:
    frame = rows([(1, 10), (2, 10), (3, 10)]).with_columns(
        marker=pl.when(pl.col("month") == date(2021, 5, 1)).then(pl.lit("c"))
    )
    assert last(rolling_quarters(frame))["no_quarter"] == "no figure for May 2021"


def test_a_month_in_which_nothing_was_counted_is_known() -> None:
    assert last(rolling_quarters(rows([(1, 10), (0, 0), (3, 10)])))["quarter_value"] == 20.0
    none = last(rolling_quarters(rows([(0, 0)] * 3)))
    assert (none["quarter_value"], none["no_quarter"]) == (None, "nothing was counted in these months")


def test_a_snapshot_takes_its_last_month_with_or_without_counts() -> None:
    counted = last(rolling_quarters(rows([None, (2, 10), (3, 10)], "snapshot")))
    assert (counted["quarter_numerator"], counted["quarter_denominator"], counted["quarter_value"]) == (3, 10, 30.0)
    assert counted["quarter_as_at"] == date(2021, 6, 1)
    assert last(rolling_quarters(printed([50.0, 60.0, 70.0], "snapshot")))["quarter_value"] == 70.0


def test_a_snapshot_without_its_last_month_is_refused() -> None:
    frame = rows([(1, 10), (2, 10), None], "snapshot")
    assert last(rolling_quarters(frame))["no_quarter"] == "no figure for June 2021"


@pytest.mark.parametrize("real_first", [True, False])
def test_a_quarter_of_real_and_simulated_months_is_refused_and_says_so(real_first: bool) -> None:
    frame = rows([(1, 10), (2, 10), (3, 10)]).with_columns(
        simulated=pl.when(pl.col("month") < date(2021, 6, 1)).then(not real_first).otherwise(real_first)
    )
    refused = last(rolling_quarters(frame, by=("measure_id", "simulated")))
    kind = "real" if real_first else "simulated"
    assert refused["quarter_value"] is None
    assert refused["no_quarter"] == f"real and simulated months are not taken together; {kind}: April 2021, May 2021"


def test_a_month_that_nobody_has_is_named_before_one_that_is_simulated() -> None:
    frame = rows([None, (2, 10), (3, 10)]).with_columns(simulated=pl.col("month") == date(2021, 5, 1))
    refused = last(rolling_quarters(frame, by=("measure_id", "simulated")))
    assert refused["no_quarter"] == "no figure for April 2021"


@pytest.mark.parametrize(
    ("window", "covers"),
    [("rolling_12m", "twelve months"), ("calendar_ytd", "since January"), ("academic_ytd", "since September")],
)
def test_overlapping_windows_have_no_quarter_and_say_why(window: str, covers: str) -> None:
    frame = rows([(1, 10), (2, 10), (3, 10)], window)
    for answer in (rolling_quarters(frame), financial_quarters(frame)):
        row = last(answer)
        assert row["quarter_value"] is None
        assert row["quarter_numerator"] is None
        assert covers in str(row["no_quarter"])
    assert covers in str(last(year_to_date(frame))["no_ytd"])


def test_financial_quarters_begin_in_april() -> None:
    frame = financial_quarters(rows([(i, 100) for i in range(1, 14)], first=date(2020, 12, 1)))
    assert frame["quarter"].to_list() == ["Q3 2020/21", "Q4 2020/21", *[f"Q{q} 2021/22" for q in (1, 2, 3)]]
    assert frame["quarter_start"].to_list()[1] == date(2021, 1, 1)
    assert frame["quarter_value"].to_list() == [None, 3.0, 6.0, 9.0, 12.0]
    assert frame["no_quarter"][0] == "no figure for October 2020, November 2020"


def test_an_unfinished_quarter_is_refused() -> None:
    frame = rows([(1, 10), (3, 10)])
    assert financial_quarters(frame)["no_quarter"].to_list() == ["no figure for June 2021"]


def test_the_century_turns_in_a_quarters_name() -> None:
    assert financial_quarters(rows([(1, 10)], first=date(2099, 5, 1)))["quarter"].to_list() == ["Q1 2099/00"]


def test_year_on_year_is_the_same_month_whatever_the_window() -> None:
    frame = year_on_year(printed([75.8, *[None] * 11, 50.6, 60.0], "academic_ytd", first=date(2020, 9, 1)))
    assert frame["year_ago"].to_list()[-2:] == [75.8, None]
    assert frame["year_change"].to_list()[-2:] == [-25.2, None]
    assert frame["no_year_change"].to_list()[-3:] == ["no figure this month", None, "no figure for October 2020"]


def test_year_to_date_is_set_against_the_same_months_of_last_year() -> None:
    counts = [(1, 10), (3, 10), *[(10, 10)] * 10, (5, 10), (5, 40)]
    row = last(year_to_date(rows(counts, first=date(2020, 4, 1))))
    assert (row["ytd_numerator"], row["ytd_denominator"], row["ytd_value"], row["ytd_months"]) == (10, 50, 20.0, 2)
    assert (row["last_ytd_numerator"], row["last_ytd_value"], row["ytd_change"]) == (4, 20.0, 0.0)


def test_a_year_to_date_starts_afresh_in_april_and_lasts_until_march() -> None:
    frame = year_to_date(rows([(1, 10)] * 13))
    assert frame["ytd_months"].to_list() == [*range(1, 13), 1]
    assert frame["last_ytd_months"].to_list() == [0] * 12 + [1]


def test_no_year_to_date_has_a_reason() -> None:
    row = last(year_to_date(rows([(1, 10), None, (3, 10)])))
    assert (row["ytd_value"], row["no_ytd"]) == (None, "no figure for May 2021")
    assert row["no_last_ytd"] == "no figure for April 2020, May 2020, June 2020"
    assert row["ytd_change"] is None
    snapshot = last(year_to_date(rows([(1, 10)], "snapshot")))
    assert str(snapshot["no_ytd"]).startswith("a snapshot says how things stand")
    without_counts = last(year_to_date(printed([50.0])))
    assert without_counts["no_ytd"] == "printed without counts, and percentages are not averaged"


@pytest.mark.parametrize("answer", [rolling_quarters, financial_quarters, year_on_year, year_to_date])
def test_two_rows_of_one_month_are_refused_unless_the_area_tells_them_apart(answer: object) -> None:
    one = rows([(1, 10), (2, 10), (3, 10)]).with_columns(locality=pl.lit("Wexley"))
    both = pl.concat([one, one.with_columns(locality=pl.lit("Dunmere"), numerator=pl.col("numerator") * 2)])
    with pytest.raises(ValueError, match="Two rows of the same month"):
        answer(both)  # type: ignore[operator]
    apart = answer(both, by=("measure_id", "locality"))  # type: ignore[operator]
    alone = answer(one, by=("measure_id", "locality"))  # type: ignore[operator]
    assert apart.filter(pl.col("locality") == "Wexley").equals(alone)


@pytest.mark.parametrize("answer", [rolling_quarters, financial_quarters, year_on_year, year_to_date])
def test_an_empty_frame_stays_empty(answer: object) -> None:
    assert answer(rows([])).is_empty()  # type: ignore[operator]


pairs = st.integers(0, 400).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d)))
some_counts = st.lists(st.one_of(st.none(), pairs), min_size=1, max_size=15)


def percentage(counts: Sequence[tuple[int, int]]) -> float | None:
    """100 × the sum of the parts / the sum of the wholes, exactly, then rounded half away from zero to one decimal."""
    whole = sum(d for _, d in counts)
    if whole == 0:
        return None
    exact = Fraction(1000 * sum(n for n, _ in counts), whole)
    return int((exact + Fraction(1, 2)) // 1) / 10


@given(some_counts)
def test_quarters_equal_exact_fractions(counts: list[Counts]) -> None:
    strict = rolling_quarters(rows(counts))["quarter_value"].to_list()
    for i in range(len(counts)):
        known = [pair for pair in counts[max(0, i - 2) : i + 1] if pair is not None]
        assert strict[i] == (percentage(known) if len(known) == 3 else None)


@given(some_counts)
def test_years_to_date_equal_exact_fractions(counts: list[Counts]) -> None:
    frame = year_to_date(rows(counts)).to_dicts()
    for i, row in enumerate(frame):
        year = counts[i - i % 12 : i + 1]
        known = [pair for pair in year if pair is not None]
        assert row["ytd_value"] == (percentage(known) if len(known) == len(year) else None)


@given(some_counts, st.integers(1, 1000))
def test_scaling_the_counts_changes_no_percentage(counts: list[Counts], times: int) -> None:
    scaled = rows(counts).with_columns(pl.col("numerator", "denominator") * times)
    for answer, name in ((rolling_quarters, "quarter_value"), (year_to_date, "ytd_value")):
        assert answer(scaled)[name].to_list() == answer(rows(counts))[name].to_list()


@given(some_counts, st.randoms(use_true_random=False), st.sampled_from(["month", "snapshot"]))
def test_the_order_of_the_rows_does_not_matter(counts: list[Counts], chance: object, window: str) -> None:
    frame = rows(counts, window)
    order = list(range(frame.height))
    chance.shuffle(order)  # type: ignore[attr-defined]
    for answer in (rolling_quarters, year_on_year, year_to_date):
        assert answer(frame[order]).sort("month").equals(answer(frame))
    assert financial_quarters(frame[order]).equals(financial_quarters(frame))


@given(some_counts)
def test_no_figure_has_a_reason_and_a_figure_has_none(counts: list[Counts]) -> None:
    frame = year_to_date(year_on_year(rolling_quarters(rows(counts))))
    for value, reason in (
        ("quarter_value", "no_quarter"),
        ("year_change", "no_year_change"),
        ("ytd_value", "no_ytd"),
        ("last_ytd_value", "no_last_ytd"),
    ):
        assert (frame[value].is_null() == frame[reason].is_not_null()).all()


ADDED = ["numerator", "denominator", "value", "months", "as_at"]


def test_what_is_added_has_its_names_and_nothing_else_is_changed() -> None:
    frame = rows([(1, 10), (2, 10), (3, 10)]).with_columns(extra=pl.lit("kept"))
    quarters = [f"quarter_{name}" for name in ADDED] + ["no_quarter"]
    assert rolling_quarters(frame).columns == [*frame.columns, *quarters]
    assert rolling_quarters(frame).select(frame.columns).equals(frame)
    assert financial_quarters(frame).columns == ["measure_id", "quarter_start", "window", "quarter", *quarters]
    assert year_on_year(frame).columns == [*frame.columns, "year_ago", "year_change", "no_year_change"]
    years = [f"{prefix}_{name}" for prefix in ("ytd", "last_ytd") for name in ADDED]
    assert set(year_to_date(frame).columns) == {*frame.columns, *years, "no_ytd", "no_last_ytd", "ytd_change"}
    assert year_to_date(frame).select(frame.columns).equals(frame)


def test_every_part_of_a_financial_quarter() -> None:
    row = financial_quarters(rows([(1, 10), (2, 10), (3, 20)])).row(0, named=True)
    assert row == {
        "measure_id": "m", "quarter_start": APRIL, "window": "month", "quarter": "Q1 2021/22", "quarter_numerator": 6,
        "quarter_denominator": 40, "quarter_value": 15.0, "quarter_months": 3, "quarter_as_at": date(2021, 6, 1),
        "no_quarter": None,
    }  # fmt: skip


def test_a_refused_quarter_shows_no_part_of_it() -> None:
    row = last(rolling_quarters(rows([(1, 10), (2, 10), None])))
    parts = ("quarter_numerator", "quarter_denominator", "quarter_value", "quarter_as_at")
    assert [row[name] for name in parts] == [None] * 4
    assert row["quarter_months"] == 2


def test_financial_quarters_stand_in_order_for_each_indicator() -> None:
    one = rows([(1, 10)] * 6)
    both = pl.concat([one.reverse().with_columns(measure_id=pl.lit("b")), one.with_columns(measure_id=pl.lit("a"))])
    assert financial_quarters(both).select("measure_id", "quarter").rows() == [
        ("a", "Q1 2021/22"),
        ("a", "Q2 2021/22"),
        ("b", "Q1 2021/22"),
        ("b", "Q2 2021/22"),
    ]


def test_one_printed_month_without_counts_is_enough_to_refuse() -> None:
    frame = pl.concat([rows([(1, 10), (2, 10)]), printed([50.0], first=date(2021, 6, 1))])
    assert last(rolling_quarters(frame))["no_quarter"] == "printed without counts, and percentages are not averaged"


@pytest.mark.parametrize(
    ("numerator", "denominator", "marker", "value"),
    [
        (0, 0, "z", 20.0),  # nothing was counted, and that is known
        (0, 0, None, 20.0),
        (None, 0, "z", None),
        (None, 10, None, None),
        (5, None, None, None),
        (5, 10, "c", None),
    ],
)
def test_a_month_counts_where_both_its_counts_are_known(
    numerator: int | None, denominator: int | None, marker: str | None, value: float | None
) -> None:
    may = pl.col("month") == date(2021, 5, 1)
    frame = rows([(1, 10), (2, 10), (3, 10)]).with_columns(
        numerator=pl.when(may).then(pl.lit(numerator, pl.Int64)).otherwise("numerator"),
        denominator=pl.when(may).then(pl.lit(denominator, pl.Int64)).otherwise("denominator"),
        marker=pl.when(may).then(pl.lit(marker, pl.String)).otherwise("marker"),
    )
    assert last(rolling_quarters(frame))["quarter_value"] == value


def test_a_quarter_goes_over_the_end_of_a_year() -> None:
    row = last(rolling_quarters(rows([(1, 10), (2, 10), (3, 10)], first=date(2020, 11, 1))))
    assert (row["quarter_value"], row["quarter_as_at"]) == (20.0, date(2021, 1, 1))


@pytest.mark.parametrize("name", ["no_quarter", "no_ytd"])
@pytest.mark.parametrize(
    ("window", "why"),
    [
        ("rolling_12m", "each month already covers twelve months"),
        ("calendar_ytd", "each month already covers the year since January"),
        ("academic_ytd", "each month already covers the year since September"),
    ],
)
def test_why_an_overlapping_window_is_not_added_up(window: str, why: str, name: str) -> None:
    more = {
        "rolling_12m": ", so a quarter would count the same case more than once",
    }.get(window, ", so it has no quarter of its own")
    row = last(year_to_date(rolling_quarters(rows([(1, 10)] * 3, window))))
    assert row[name] == (why + more if name == "no_quarter" else why)


def test_both_years_to_date_in_full() -> None:
    counts = [(1, 10), (3, 10), *[(10, 10)] * 10, (5, 10), (6, 10)]
    row = last(year_to_date(rows(counts, first=date(2020, 4, 1))))
    assert [row[f"ytd_{name}"] for name in ADDED] == [11, 20, 55.0, 2, date(2021, 5, 1)]
    assert [row[f"last_ytd_{name}"] for name in ADDED] == [4, 20, 20.0, 2, date(2020, 5, 1)]
    assert (row["ytd_change"], row["no_ytd"], row["no_last_ytd"]) == (35.0, None, None)


def test_a_year_ago_that_stands_there_already_is_worked_out_afresh() -> None:
    frame = printed([50.0, *[None] * 11, 60.0], first=date(2020, 4, 1)).with_columns(year_ago=pl.lit(99.0))
    assert last(year_on_year(frame))["year_ago"] == 50.0


def test_a_year_ago_is_the_figure_as_it_is_printed() -> None:
    frame = rows([(1, 3), *[None] * 11, (2, 3)], first=date(2020, 4, 1))
    row = last(year_on_year(frame))
    assert (row["year_ago"], row["year_change"]) == (33.3, 33.4)  # 66.7 − 33.3
