"""What each kind of figure is: its value, how it adds up over areas and months, its rating; on cases worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.catalogue import (
    POPULATION,
    Area,
    Catalogue,
    Frequency,
    Indicator,
    Polarity,
    Target,
    Window,
    build,
    using,
)
from analytics.indicators.calendar import every_indicator_and_month
from analytics.indicators.direction import directions
from analytics.indicators.figures import figures
from analytics.indicators.pooling import with_pooled
from analytics.indicators.quarters import rolling_quarters, year_to_date
from analytics.units import Kind, Unit
from tests.indicators.test_figures import rows

APRIL, JUNE, SEPTEMBER = date(2021, 4, 1), date(2021, 6, 1), date(2021, 9, 1)
PLACES = {name: Area(name, name, "place", ()) for name in ("Wexley", "Ashport")}
DAYS, PER_10_000 = Unit(Kind.MEAN, "days", 1), Unit(Kind.RATE, "per 10,000", 1)
REFERRALS, POUNDS = Unit(Kind.COUNT, "referrals", 0), Unit(Kind.AMOUNT, "£", 0)
SCORE = Unit(Kind.SCORE, "points", 1)
EVERY_UNIT = (Unit(Kind.PERCENTAGE, "%", 1), DAYS, PER_10_000, REFERRALS, POUNDS, SCORE)


def known(
    unit: Unit,
    *targets: Target,
    polarity: str = "smaller",
    window: str = "month",
    people: tuple[tuple[str, int, int], ...] = (),
    **more: Any,
) -> Catalogue:
    """A catalogue of the indicator “m”, with two places and how many people live where in which year."""
    indicator = Indicator(
        "m", "m", "m", "Theme", Polarity(polarity), "printed", unit, Window(window), "children", None, None,
        "A definition.", **more,
    )  # fmt: skip
    return replace(
        build({}), indicators=MappingProxyType({"m": indicator}), targets=targets, council="Westshire", areas=PLACES,
        population=pl.DataFrame(
            [(area, year, "0 to 17", number) for area, year, number in people], schema=POPULATION, orient="row"
        ),
    )  # fmt: skip


def of_area(of: Catalogue, *given: dict[str, object], area: str = "All") -> pl.DataFrame:
    """The figures of an area, or of the whole, from rows of any areas."""
    held = rows(*({"locality": area} | row for row in given))
    with using(of):
        pooled = with_pooled(held.filter(locality=area), held.filter(pl.col("locality") != area), area, of)
        every = every_indicator_and_month(pooled, area, list(of.indicators))
        return figures(every, of.target_frame()).sort("month")


def value(of: Catalogue, *given: dict[str, object]) -> float | None:
    return of_area(of, *given)["value"].last()  # type: ignore[return-value]


def wexley(**row: object) -> dict[str, object]:
    return {"locality": "Wexley"} | row


def ashport(**row: object) -> dict[str, object]:
    return {"locality": "Ashport"} | row


@pytest.mark.parametrize(
    ("unit", "one", "other", "together"),
    [
        # 340 days of 20 children and 95 of 5 are 435 of 25; the mean of 17 and 19 would be 18.
        (DAYS, {"numerator": 340, "denominator": 20}, {"numerator": 95, "denominator": 5}, 17.4),
        (PER_10_000, {"numerator": 30, "denominator": 12_000}, {"numerator": 25, "denominator": 8_000}, 27.5),
        (REFERRALS, {"numerator": 120}, {"value": 95.0}, 215.0),
        (POUNDS, {"value": 1_250.0}, {"value": -3_400.0}, -2_150.0),
        (SCORE, {"value": 7.1}, {"value": 6.3}, None),
        (
            Unit(Kind.MEAN, "£", 0),
            {"numerator": 9_000, "denominator": 4},
            {"numerator": 1_001, "denominator": 2},
            1_667.0,
        ),
    ],
)
def test_the_whole_is_added_up_from_its_areas_by_kind(
    unit: Unit, one: dict[str, object], other: dict[str, object], together: float | None
) -> None:
    assert value(known(unit), wexley(**one), ashport(**other)) == together


def test_a_caseload_is_of_full_time_equivalents() -> None:
    a_worker = Unit(Kind.MEAN, "children a worker", 1)
    assert value(known(a_worker, parts_counted=True), {"numerator": 560, "denominator": 34.6}) == 16.2  # 16.18


def test_a_value_without_counts_is_as_printed_to_the_decimals_of_its_unit() -> None:
    assert [value(known(unit), {"value": 59.846}) for unit in (PER_10_000, Unit(Kind.RATE, "per 10,000", 2))] == [
        59.8,
        59.85,
    ]


def test_one_area_without_a_count_leaves_the_others_and_says_so() -> None:
    (row,) = of_area(known(REFERRALS), wexley(numerator=120), ashport(marker="x")).to_dicts()
    assert (row["value"], row["parts_with_figure"], row["parts_in_force"]) == (120.0, 1, 2)


# ---- populations


PEOPLE = (("Wexley", 2020, 12_000), ("Wexley", 2021, 12_500), ("Ashport", 2020, 8_000), ("Ashport", 2021, 7_500))


def test_a_rate_takes_the_population_of_the_newest_year_whose_middle_has_passed() -> None:
    of = known(PER_10_000, window="snapshot", people=PEOPLE, population="0 to 17")
    found = of_area(of, *({"numerator": 60, "month": month} for month in (date(2021, 5, 1), JUNE)), area="Wexley")
    assert found.select("value", "denominator", "population_year").rows() == [
        (50.0, 12_000, 2020),
        (48.0, 12_500, 2021),
    ]


def test_the_population_of_the_whole_is_that_of_its_areas() -> None:
    of = known(PER_10_000, window="snapshot", people=PEOPLE, population="0 to 17")
    (whole,) = of_area(of, wexley(numerator=60), ashport(numerator=40)).to_dicts()
    assert (whole["value"], whole["population_year"]) == (50.0, 2021)  # 100 of 20,000


def test_the_population_of_the_whole_alone_serves_counts_of_areas() -> None:
    of = known(PER_10_000, window="snapshot", people=(("All", 2020, 25_000),), population="0 to 17")
    assert value(of, wexley(numerator=60), ashport(numerator=40)) == 40.0
    (alone,) = of_area(of, wexley(numerator=60), area="Wexley").to_dicts()
    assert (alone["value"], alone["marker"]) == (None, "x"), "no population of Wexley is known"


def test_a_row_with_a_denominator_of_its_own_keeps_it() -> None:
    of = known(PER_10_000, people=PEOPLE, population="0 to 17")
    (row,) = of_area(of, {"numerator": 60, "denominator": 10_000}, area="Wexley").to_dicts()
    assert (row["value"], row["population_year"]) == (60.0, None)


def test_a_month_before_the_first_population_has_no_rate() -> None:
    of = known(PER_10_000, people=PEOPLE, population="0 to 17")
    (row,) = of_area(of, {"numerator": 60, "month": date(2019, 9, 1)}, area="Wexley").to_dicts()
    assert (row["value"], row["marker"]) == (None, "x")


# ---- months


def half_year(of: Catalogue, *counts: dict[str, object]) -> pl.DataFrame:
    """The figures of the whole from April on, one a month."""
    months = [date(2021, 4 + place, 1) for place in range(len(counts))]
    found = of_area(of, *({"month": month} | row for month, row in zip(months, counts, strict=True)))
    return found.with_columns(parts_missing=pl.lit(""))


@pytest.mark.parametrize(
    ("of", "counts", "quarter"),
    [
        (known(DAYS), [{"numerator": n, "denominator": d} for n, d in ((10, 1), (40, 4), (100, 5))], 15.0),
        (known(REFERRALS), [{"value": n} for n in (10.0, 20.0, 12.0)], 42.0),
        (known(POUNDS), [{"value": n} for n in (100.0, -250.0, 25.0)], -125.0),
        (known(REFERRALS, window="snapshot"), [{"value": n} for n in (10.0, 20.0, 12.0)], 12.0),
        (known(SCORE), [{"value": 7.0}] * 3, None),
        (known(SCORE, window="snapshot"), [{"value": n} for n in (7.0, 6.5, 7.2)], 7.2),
    ],
)
def test_a_quarter_by_kind(of: Catalogue, counts: list[dict[str, object]], quarter: float | None) -> None:
    assert rolling_quarters(half_year(of, *counts))["quarter_value"].last() == quarter


def test_a_rate_of_a_population_counts_the_same_people_once() -> None:
    """10, 12 and 8 referrals of 20,000 children: 15 per 10,000 in the quarter, as if 60 in a year."""
    counts: list[dict[str, object]] = [{"numerator": n} for n in (10, 12, 8)]
    plain = known(PER_10_000, people=(("All", 2020, 20_000),), population="0 to 17")
    found = rolling_quarters(half_year(plain, *counts))
    assert found["value"].to_list() == [5.0, 6.0, 4.0]
    assert found.select("quarter_value", "quarter_numerator", "quarter_denominator").row(-1) == (15.0, 30, 20_000)
    yearly = known(PER_10_000, people=(("All", 2020, 20_000),), population="0 to 17", yearly=True)
    found = rolling_quarters(half_year(yearly, *counts))
    assert found["value"].to_list() == [60.0, 72.0, 48.0]
    assert found["quarter_value"].last() == 60.0


def test_the_financial_year_to_date_adds_amounts_and_pools_means() -> None:
    amounts = year_to_date(half_year(known(POUNDS), *({"value": n} for n in (100.0, 50.0, -30.0))))
    assert amounts["ytd_value"].to_list() == [100.0, 150.0, 120.0]
    means = year_to_date(half_year(known(DAYS), *({"numerator": n, "denominator": 2} for n in (10, 20, 60))))
    assert means["ytd_value"].to_list() == [5.0, 7.5, 15.0]


def test_a_figure_since_april_starts_afresh_in_april() -> None:
    of = known(REFERRALS, window="financial_ytd")
    found = of_area(of, *({"month": m, "value": v} for m, v in ((date(2021, 3, 1), 900.0), (APRIL, 70.0))))
    assert found.select("change", "no_change").row(-1) == (None, "resets in April")


# ---- quarters and years


def test_a_figure_a_quarter_is_compared_with_the_quarter_before_and_the_year_before() -> None:
    of = known(DAYS, frequency=Frequency.QUARTER)
    ends = [date(2020, 9, 1), date(2020, 12, 1), date(2021, 3, 1), JUNE, SEPTEMBER]
    found = of_area(of, *({"month": m, "value": v} for m, v in zip(ends, (20.0, 21.0, 24.0, 23.0, 18.0), strict=True)))
    assert found["month"].to_list() == ends, "no month between them is missing"
    last = directions(found).row(-1, named=True)
    assert (last["change"], last["month_ago"], last["year_ago"]) == (-5.0, 23.0, 20.0)
    assert (last["direction"], last["trend"]) == ("improving", "2nd quarter, down 6.0 days since March")


def test_a_quarter_that_nobody_sent_is_missing() -> None:
    of = known(DAYS, frequency=Frequency.QUARTER)
    found = of_area(of, {"month": date(2021, 3, 1), "value": 20.0}, {"month": SEPTEMBER, "value": 18.0})
    assert found.select("month", "value", "marker").rows()[1] == (JUNE, None, "x")
    assert found["no_change"].last() == "no figure the quarter before"


# ---- ratings


def target(at: float, **more: Any) -> Target:
    return Target("m", APRIL, at, 5.0, "Agreed.", **more)


@pytest.mark.parametrize(
    ("unit", "polarity", "of", "ratings"),
    [
        (DAYS, "smaller", {"at": 420.0}, {420.0: "green", 441.0: "amber", 441.1: "red"}),  # 5 % of 420 are 21
        (DAYS, "smaller", {"at": 420.0, "tolerance": 3.0}, {423.0: "amber", 423.1: "red"}),
        (
            PER_10_000,
            "plan",
            {"at": 40.0, "target_to": 50.0},
            {40.0: "green", 50.0: "green", 52.5: "amber", 52.6: "red"},
        ),
        (PER_10_000, "plan", {"at": 40.0, "target_to": 50.0, "tolerance": 1.0}, {39.0: "amber", 38.9: "red"}),
        (POUNDS, "smaller", {"at": -1_000.0}, {-1_001.0: "green", -950.0: "amber", -949.0: "red"}),
    ],
)
def test_tolerances_in_the_unit_and_target_ranges(
    unit: Unit, polarity: str, of: dict[str, float], ratings: dict[float, str]
) -> None:
    catalogue = known(unit, target(**of), polarity=polarity)
    assert {v: of_area(catalogue, {"value": v})["rag"].last() for v in ratings} == ratings


def test_an_area_has_its_own_target_and_the_others_that_of_all() -> None:
    of = known(DAYS, target(100.0), target(40.0, area="Wexley"))
    assert of_area(of, {"value": 60.0}, area="Wexley").select("target", "rag", "distance").row(0) == (40.0, "red", 20.0)
    assert of_area(of, {"value": 60.0}, area="Ashport").select("target", "rag").row(0) == (100.0, "green")


def test_a_count_of_a_part_is_not_held_against_the_target_of_the_whole() -> None:
    """Of 60 referrals in Wexley, a target of 100 for the whole says nothing; a rate is the same for both."""
    of_counts, of_rates = (known(unit, target(100.0), polarity="smaller") for unit in (REFERRALS, PER_10_000))
    assert of_area(of_counts, {"value": 60.0}, area="Wexley").select("target", "rag").row(0) == (None, None)
    assert of_area(of_counts, {"value": 60.0}).select("target", "rag").row(0) == (100.0, "green")
    assert of_area(of_rates, {"value": 60.0}, area="Wexley").select("target", "rag").row(0) == (100.0, "green")


def test_the_distance_from_a_range_is_that_from_its_nearer_end() -> None:
    of = known(PER_10_000, target(40.0, target_to=50.0), polarity="plan")
    assert [of_area(of, {"value": v})["distance"].last() for v in (38.0, 45.0, 53.5)] == [-2.0, 0.0, 3.5]


def test_an_indicator_for_information_is_neither_rated_nor_better_or_worse() -> None:
    of = known(REFERRALS, polarity="information")
    last = directions(half_year(of, *({"value": v} for v in (80.0, 90.0, 95.0, 120.0)))).row(-1, named=True)
    assert (last["rag"], last["direction"], last["change"]) == (None, None, 25.0)
    assert last["no_direction"] == "for information, so neither way is better"


@pytest.mark.parametrize(
    ("unit", "row", "at", "short"),
    [
        (PER_10_000, {"numerator": 66, "denominator": 12_000}, 50.0, 6),  # 60 of 12,000 are 50 per 10,000
        (PER_10_000, {"numerator": 66, "denominator": 12_010}, 50.0, 6),  # 60.05 are; 60 at most
        (DAYS, {"numerator": 8_700, "denominator": 20}, 420.0, 300),  # days, all children together
        (REFERRALS, {"value": 103.0}, 100.0, 3),
        (POUNDS, {"value": 103.0}, 100.0, None),  # its distance says it
        (SCORE, {"value": 7.0}, 6.0, None),
    ],
)
def test_how_many_fewer_would_have_met_the_target(
    unit: Unit, row: dict[str, object], at: float, short: int | None
) -> None:
    assert of_area(known(unit, target(at)), row)["count_to_target"].last() == short


# ---- whatever the figures

COUNT = st.integers(0, 5_000)
FEW = settings(max_examples=25)


@FEW
@given(a=st.tuples(COUNT, COUNT), b=st.tuples(COUNT, COUNT))
def test_pooling_two_areas_is_as_if_they_were_one(a: tuple[int, int], b: tuple[int, int]) -> None:
    of = known(DAYS)
    apart = [make(numerator=n, denominator=d) for make, (n, d) in ((wexley, a), (ashport, b))]
    one = {"numerator": a[0] + b[0], "denominator": a[1] + b[1]}
    assert value(of, *apart) == value(of, one)


@FEW
@given(events=COUNT, people=st.integers(1, 1_000_000))
def test_a_rate_scales_with_what_it_is_per(events: int, people: int) -> None:
    row: dict[str, object] = {"numerator": events, "denominator": people}
    small, large = (value(known(Unit(Kind.RATE, f"per {per}", 4)), row) or 0.0 for per in ("1,000", "10,000"))
    assert large == pytest.approx(10 * small, abs=6e-4)


@FEW
@given(pounds=st.lists(st.integers(-(10**7), 10**7), min_size=3, max_size=3))
def test_amounts_of_months_add_up_to_their_quarter(pounds: list[int]) -> None:
    found = rolling_quarters(half_year(known(POUNDS), *({"value": float(n)} for n in pounds)))
    assert found["quarter_value"].last() == sum(pounds)


@pytest.mark.parametrize("unit", EVERY_UNIT, ids=lambda unit: unit.kind)
def test_no_value_is_made_of_a_marked_row(unit: Unit) -> None:
    (row,) = of_area(known(unit), {"marker": "c"}).to_dicts()
    assert (row["value"], row["marker"], row["rag"]) == (None, "c", None)
