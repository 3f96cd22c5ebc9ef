"""Values, changes and targets, month by month, on cases that can be checked by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from types import MappingProxyType

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.catalogue import Catalogue, Indicator, Polarity, Target, Window
from analytics.extracts import CONTRACTS
from analytics.indicators import figures


def indicator(measure_id: str = "m", polarity: str = "bigger", window: str = "month") -> Indicator:
    return Indicator(
        measure_id, measure_id, "Theme", Polarity(polarity), "printed", "%", Window(window), "children",
        3, date(2021, 9, 1), "A definition.",
    )  # fmt: skip


def a_catalogue(*indicators: Indicator, targets: tuple[Target, ...] = ()) -> Catalogue:
    empty: MappingProxyType[str, object] = MappingProxyType({})
    return Catalogue(
        MappingProxyType({i.measure_id: i for i in indicators}), targets, (), "County", empty, empty, empty, empty
    )  # type: ignore[arg-type]


def rows(*given: dict[str, object]) -> pl.DataFrame:
    """Extract rows: whatever is not given is that of a county row of September 2021 without counts."""
    whole = {
        "cut": date(2021, 9, 1), "month": date(2021, 9, 1), "measure_id": "m", "locality": "All", "team": "All",
        "breakdown": "All", "category": "All", "numerator": None, "denominator": None, "value": None,
        "marker": None, "source": "council", "simulated": False, "load_id": 1,
    }  # fmt: skip
    schema = {
        name: kind for name, kind in CONTRACTS["indicators"].create_empty().schema.items() if name != "row_number"
    }
    return pl.DataFrame([whole | row for row in given], schema=schema | {"load_id": pl.Int64})


def computed(*given: dict[str, object], of: Catalogue | None = None) -> list[dict[str, object]]:
    of = of or a_catalogue(indicator())
    return figures(rows(*given), of, of.target_frame()).to_dicts()


SEPTEMBER, AUGUST, JULY = date(2021, 9, 1), date(2021, 8, 1), date(2021, 7, 1)


def test_a_value_is_pooled_from_its_counts_not_taken_from_the_print() -> None:
    (row,) = computed({"numerator": 1, "denominator": 8, "value": 12.4})
    assert row["value"] == 12.5


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
