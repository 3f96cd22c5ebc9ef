"""Values, changes and targets, month by month, on cases that can be checked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.catalogue import Catalogue, Indicator, Polarity, Target, Window, build
from analytics.extracts import EXTRACTS
from analytics.indicators.figures import figures
from analytics.indicators.kinds import with_meaning
from analytics.units import PERCENT


def indicator(measure_id: str = "m", polarity: str = "bigger", window: str = "month") -> Indicator:
    return Indicator(
        measure_id, measure_id, measure_id, "Theme", Polarity(polarity), "printed", PERCENT, Window(window), "children",
        3, date(2021, 9, 1), "A definition.",
    )  # fmt: skip


def a_catalogue(*indicators: Indicator, targets: tuple[Target, ...] = ()) -> Catalogue:
    known = MappingProxyType({i.measure_id: i for i in indicators})
    return replace(build({}), indicators=known, targets=targets, council="County")


def rows(*given: dict[str, object]) -> pl.DataFrame:
    """Extract rows: whatever is not given is that of a county row of September 2021 without counts."""
    whole = {
        "cut": date(2021, 9, 1), "month": date(2021, 9, 1), "measure_id": "m", "locality": "All", "team": "All",
        "breakdown": "All", "category": "All", "numerator": None, "denominator": None, "value": None,
        "marker": None, "source": "council", "simulated": False, "load_id": 1,
    }  # fmt: skip
    return pl.DataFrame([whole | row for row in given], schema=EXTRACTS["indicators"].held().create_empty().schema)


def of_all_parts(of: Catalogue, *given: dict[str, object]) -> pl.DataFrame:
    return with_meaning(rows(*given), of).with_columns(parts_missing=pl.lit(""))


def computed(*given: dict[str, object], of: Catalogue | None = None) -> list[dict[str, object]]:
    of = of or a_catalogue(indicator())
    return figures(of_all_parts(of, *given), of.target_frame()).to_dicts()


SEPTEMBER, AUGUST, JULY = date(2021, 9, 1), date(2021, 8, 1), date(2021, 7, 1)


def test_a_value_is_pooled_from_its_counts_not_taken_from_the_print() -> None:
    (row,) = computed({"numerator": 1, "denominator": 8, "value": 12.4})
    assert row["value"] == 12.5


@pytest.mark.parametrize("assumed", [False, True])
def test_before_a_target_whose_start_is_assumed_it_is_not_known_whether_one_was_in_force(assumed: bool) -> None:
    first = Target("m", AUGUST, 80.0, 5.0, "x", start_assumed=assumed)
    of = a_catalogue(indicator(), targets=(first, replace(first, valid_from=SEPTEMBER, start_assumed=False)))
    found = computed(*({"month": month, "value": 70.0} for month in (JULY, AUGUST, SEPTEMBER)), of=of)
    assert [(row["target"], row["start_assumed"]) for row in found] == [(None, assumed), (80, assumed), (80, False)]


def test_half_a_tenth_rounds_away_from_zero() -> None:
    assert computed({"numerator": 1, "denominator": 16})[0]["value"] == 6.3  # 6.25; half to even would give 6.2


@given(n=st.integers(0, 5000), more=st.integers(0, 5000))
def test_pooled_values_agree_with_exact_fractions(n: int, more: int) -> None:
    (row,) = computed({"numerator": n, "denominator": n + more})
    if n + more == 0:
        assert row["value"] is None
        assert row["marker"] == "z"
    else:
        tenths = Fraction(1000 * n, n + more)
        assert row["value"] == int(tenths + Fraction(1, 2)) / 10


def test_nothing_to_count_is_missing_with_a_reason_and_not_zero() -> None:
    (row,) = computed({"numerator": 0, "denominator": 0})
    assert (row["value"], row["marker"], row["rag"]) == (None, "z", None)


def test_change_is_between_the_printed_values() -> None:
    august, september = computed({"month": AUGUST, "value": 17.1}, {"month": SEPTEMBER, "value": 30.8})
    assert september["change"] == 13.7
    assert (august["change"], august["no_change"]) == (None, "no figure the month before")


@pytest.mark.parametrize(("before", "kind"), [(True, "simulated"), (False, "real")])
def test_change_does_not_reach_from_a_simulated_month_to_a_real_one(before: bool, kind: str) -> None:
    _august, september = computed(
        {"month": AUGUST, "value": 80.0, "simulated": before},
        {"month": SEPTEMBER, "value": 82.0, "simulated": not before},
    )
    assert (september["change"], september["no_change"]) == (None, f"the month before is {kind}")


def test_change_does_not_reach_over_a_month_without_a_figure() -> None:
    _july, august, september = computed(
        {"month": JULY, "value": 80.0}, {"month": AUGUST, "marker": "z"}, {"month": SEPTEMBER, "value": 82.0}
    )
    assert (august["change"], august["no_change"]) == (None, "no figure this month")
    assert (september["change"], september["no_change"]) == (None, "no figure the month before")


@pytest.mark.parametrize(
    ("window", "before", "month", "change"),
    [
        ("calendar_ytd", date(2020, 12, 1), date(2021, 1, 1), None),
        ("calendar_ytd", date(2021, 1, 1), date(2021, 2, 1), 5.0),
        ("academic_ytd", date(2021, 8, 1), date(2021, 9, 1), None),
        ("academic_ytd", date(2020, 12, 1), date(2021, 1, 1), 5.0),
        ("month", date(2020, 12, 1), date(2021, 1, 1), 5.0),
    ],
)
def test_year_to_date_figures_have_no_change_across_their_reset(
    window: str, before: date, month: date, change: float | None
) -> None:
    of = a_catalogue(indicator(window=window))
    *_, latest = computed({"month": before, "value": 20.0}, {"month": month, "value": 25.0}, of=of)
    assert latest["change"] == change
    assert (latest["no_change"] is None) == (change is not None)


def test_a_target_belongs_to_the_months_it_was_in_force() -> None:
    targets = (Target("m", AUGUST, 80.0, 5.0, "first"), Target("m", SEPTEMBER, 90.0, 5.0, "raised"))
    found = computed(
        *({"month": month, "value": 85.0} for month in (JULY, AUGUST, SEPTEMBER)),
        of=a_catalogue(indicator(), targets=targets),
    )
    assert [row["target"] for row in found] == [None, 80.0, 90.0]
    assert [row["rag"] for row in found] == [None, "green", "red"]
    assert [row["distance"] for row in found] == [None, 5.0, -5.0]


def test_groups_follow_the_value_only_where_bigger_is_better() -> None:
    values = [90.0, 89.9, 80.0, 79.9]
    days = [date(2021, month, 1) for month in (1, 2, 3, 4)]
    given_rows = [{"month": day, "value": value} for day, value in zip(days, values, strict=True)]
    assert [row["group"] for row in computed(*given_rows)] == [1, 2, 2, 3]
    smaller = a_catalogue(indicator(polarity="smaller"))
    assert [r["group"] for r in computed({"value": 3.1}, {"month": AUGUST, "value": 3.1}, of=smaller)] == [None, 3]


def test_the_order_of_rows_changes_nothing() -> None:
    given_rows = [{"month": date(2021, m, 1), "value": 70.0 + m} for m in range(1, 10)]
    of = a_catalogue(indicator(), targets=(Target("m", date(2021, 4, 1), 80.0, 5.0, ""),))
    assert computed(*reversed(given_rows), of=of) == computed(*given_rows, of=of)


TARGET_OF_80 = (Target("m", date(2020, 1, 1), 80.0, 5.0, ""),)


@pytest.mark.parametrize(
    ("polarity", "counts", "to_target"),
    [
        ("bigger", (80, 100), 0),
        ("bigger", (79, 100), 1),
        ("bigger", (36, 62), 14),  # 80 % of 62 is 49.6, so 50
        ("bigger", (0, 5), 4),  # 80 % of 5 is 4 and no more
        ("bigger", (0, 1), 1),
        ("smaller", (80, 100), 0),
        ("smaller", (81, 100), 1),
        ("smaller", (60, 62), 11),  # 80 % of 62 is 49.6, so no more than 49
        ("smaller", (5, 5), 1),
        ("plan", (4, 5), 0),
        ("plan", (3, 5), 1),
        ("plan", (5, 5), 1),
        ("plan", (60, 62), 11),
        ("plan", (36, 62), 14),
        ("bigger", (0, 0), None),
        ("bigger", (None, None), None),
    ],
)
def test_how_many_more_or_fewer_would_have_met_the_target(
    polarity: str, counts: tuple[int | None, int | None], to_target: int | None
) -> None:
    of = a_catalogue(indicator(polarity=polarity), targets=TARGET_OF_80)
    (row,) = computed({"numerator": counts[0], "denominator": counts[1]}, of=of)
    assert row["count_to_target"] == to_target


def test_a_target_that_is_met_as_printed_needs_nobody_more() -> None:
    """1,599 of 1,999 is 79.99 %, printed as 80.0."""
    of = a_catalogue(indicator(), targets=TARGET_OF_80)
    (row,) = computed({"numerator": 1599, "denominator": 1999}, of=of)
    assert (row["value"], row["rag"], row["count_to_target"]) == (80.0, "green", 0)


def test_without_a_target_or_counts_nobody_is_counted() -> None:
    assert computed({"numerator": 1, "denominator": 2})[0]["count_to_target"] is None
    (printed,) = computed({"value": 50.0}, of=a_catalogue(indicator(), targets=TARGET_OF_80))
    assert (printed["rag"], printed["count_to_target"]) == ("red", None)
    (met,) = computed({"value": 90.0}, of=a_catalogue(indicator(), targets=TARGET_OF_80))
    assert met["count_to_target"] == 0


def test_the_target_reaches_in_tenths_of_a_percent() -> None:
    of = a_catalogue(indicator(), targets=(Target("m", AUGUST, 33.3, 5.0, ""),))
    assert computed({"numerator": 0, "denominator": 1000}, of=of)[0]["count_to_target"] == 333
    assert computed({"numerator": 0, "denominator": 1001}, of=of)[0]["count_to_target"] == 334


def test_a_marked_value_is_not_shown_and_keeps_its_marker() -> None:
    hidden, low = computed({"month": AUGUST, "numerator": 1, "denominator": 4, "marker": "c"}, {"marker": "low"})
    assert (hidden["value"], hidden["marker"]) == (None, "c")
    assert (low["value"], low["marker"]) == (None, "low")
    assert computed({"value": 50.0})[0]["marker"] is None


def test_a_printed_value_is_held_to_one_decimal() -> None:
    assert computed({"value": 84.25})[0]["value"] == 84.3
    assert computed({"value": 84.24})[0]["value"] == 84.2


@pytest.mark.parametrize(
    ("window", "month", "why"),
    [
        ("calendar_ytd", date(2021, 1, 1), "resets in January"),
        ("academic_ytd", SEPTEMBER, "resets in September"),
        ("month", date(2021, 1, 1), "no figure the month before"),
        ("month", SEPTEMBER, "no figure the month before"),
        ("calendar_ytd", SEPTEMBER, "no figure the month before"),
        ("academic_ytd", date(2021, 1, 1), "no figure the month before"),
    ],
)
def test_no_change_has_a_reason_in_words(window: str, month: date, why: str) -> None:
    (row,) = computed({"month": month, "value": 20.0}, of=a_catalogue(indicator(window=window)))
    assert (row["change"], row["no_change"]) == (None, why)
    assert row["month_ago"] is None


def test_the_month_and_the_year_before_stand_beside_a_month() -> None:
    year_ago, august, september = computed(
        {"month": date(2020, 9, 1), "value": 10.0}, {"month": AUGUST, "value": 20.0}, {"value": 25.0}
    )
    assert (september["month_ago"], september["year_ago"], september["change"]) == (20.0, 10.0, 5.0)
    assert (august["month_ago"], august["year_ago"]) == (None, None)
    assert (year_ago["month_ago"], year_ago["year_ago"]) == (None, None)


def test_two_simulated_months_are_compared_and_one_without_a_figure_is_of_no_other_kind() -> None:
    _, september = computed({"month": AUGUST, "marker": "x", "simulated": True}, {"value": 25.0})
    assert (september["change"], september["no_change"]) == (None, "no figure the month before")
    _, september = computed({"month": AUGUST, "value": 20.0, "simulated": True}, {"value": 25.0, "simulated": True})
    assert september["change"] == 5.0


def test_measures_stand_in_the_catalogues_order_each_with_its_own_months_and_target() -> None:
    targets = (Target("b", AUGUST, 10.0, 20.0, "b's"), Target("a", AUGUST, 90.0, 5.0, "a's"))
    of = a_catalogue(indicator("b"), indicator("a"), targets=targets)
    found = computed(
        {"measure_id": "a", "value": 50.0},
        {"measure_id": "b", "value": 8.0},
        {"measure_id": "b", "value": 7.0, "month": AUGUST},
        of=of,
    )
    told = [(r["measure_id"], r["value"], r["change"], r["target"], r["tolerance_percent"], r["rag"]) for r in found]
    assert told == [
        ("b", 7.0, None, 10.0, 20.0, "red"),
        ("b", 8.0, 1.0, 10.0, 20.0, "amber"),
        ("a", 50.0, None, 90.0, 5.0, "red"),
    ]


def test_groups_are_whole_numbers_or_nothing() -> None:
    assert computed({"marker": "c"})[0]["group"] is None
    frame = figures(of_all_parts(a_catalogue(indicator()), {"value": 85.0}), a_catalogue().target_frame())
    assert (frame.schema["group"], frame["group"].to_list()) == (pl.Int64, [2])


def test_an_indicator_that_the_catalogue_lost_is_left_out() -> None:
    assert [row["measure_id"] for row in computed({"measure_id": "lost"}, {"measure_id": "m"})] == ["m"]
