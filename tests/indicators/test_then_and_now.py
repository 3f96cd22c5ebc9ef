"""Two months of an area side by side: what changed, by how much, and whether that could be chance."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from analytics.catalogue import using
from analytics.indicators import then_and_now
from analytics.store import Incoming, Store, begin, held_catalogue, held_rows, load
from analytics.store.scope import PART
from analytics.wording import then_and_now_lists, then_and_now_ratings, then_and_now_sentences
from tests.westshire import catalogue

THEN, NOW = date(2020, 9, 1), date(2021, 9, 1)
HEADER = "cut,month,measure_id,numerator,denominator,source"
# Of 200 conferences 160 in time and then 120: 80 less 60 percent, z = 20 / sqrt(70 * 30 * (1/200 + 1/200)) = 4.36.
COUNTS = {
    "icpc_due": ((160, 200), (120, 200)),
    "reviews_current": ((180, 200), (182, 200)),
    "referred_again": ((90, 300), (50, 300)),
    "plans_again": ((2, 12), (5, 12)),
    "proceedings_in_time": ((40, 60), (30, 60)),
}


def held(store: Store, now: date = NOW, **other: tuple[tuple[int, int], tuple[int, int]]) -> Store:
    rows = [
        f"2021-09,{month:%Y-%m},{measure},{n},{d},council"
        for measure, sides in (COUNTS | other).items()
        for month, (n, d) in zip((THEN, now), sides, strict=True)
    ]
    load(store, catalogue(), [Incoming("counts.csv", "\n".join([HEADER, *rows]).encode())])
    return store


def of(rows: pl.DataFrame, measure: str) -> dict[str, Any]:
    return rows.row(by_predicate=pl.col("measure_id") == measure, named=True)


def test_a_difference_has_its_range_its_cases_and_whether_it_could_be_chance(empty: Store) -> None:
    row = of(then_and_now(held(empty), THEN, NOW), "icpc_due")
    assert (row["then_value"], row["value"], row["difference"], row["cases"]) == (80.0, 60.0, -20.0, -40)
    assert row["p_value"] == pytest.approx(1.28e-5, rel=0.01)
    assert (round(row["low"], 1), round(row["high"], 1)) == (-28.5, -11.1)  # Newcombe's method 10, by hand
    assert row["verdict"] == "worse"


def test_each_is_better_or_worse_by_its_polarity_and_few_are_not_told(empty: Store) -> None:
    rows = then_and_now(held(empty), THEN, NOW)
    found = {measure: of(rows, measure)["verdict"] for measure in COUNTS}
    assert found == {
        "icpc_due": "worse", "reviews_current": "could be chance", "referred_again": "better",
        "plans_again": "too few to tell", "proceedings_in_time": "could be chance",
    }  # fmt: skip
    assert of(rows, "icpc_due")["compared"] == 4, "too few to tell is no comparison"
    said = then_and_now_sentences(rows, THEN, NOW, "Westshire")
    assert "1 got worse and 1 got better by more than chance. 2 other differences could be chance." in said[0]
    assert "Drawn from 4 comparisons. At most about 1 in 20" in said[1]
    worse, better = then_and_now_lists(rows)
    assert (worse.rows["measure_id"].to_list(), better.rows["measure_id"].to_list()) == (
        ["icpc_due"],
        ["referred_again"],
    )
    assert worse.rows["reason"][0] == "80.0% then, 60.0% now. About 40 fewer of 200 conferences."


def test_a_year_so_far_is_compared_with_the_same_month_of_another_year_alone(empty: Store) -> None:
    july = date(2021, 7, 1)
    row = of(then_and_now(held(empty, july), THEN, july), "proceedings_in_time")
    assert (row["verdict"], row["difference"], row["p_value"]) == ("not compared", None, None)
    assert "year so far" in row["no_comparison"]
    assert of(then_and_now(empty, THEN, july), "icpc_due")["verdict"] == "worse"


def test_a_month_before_targets_has_no_rating_unless_those_of_now_are_asked_for(empty: Store) -> None:
    own, todays = (then_and_now(held(empty), THEN, NOW), then_and_now(empty, THEN, NOW, targets="now"))
    assert [of(own, "icpc_due")[c] for c in ("then_rag", "then_target", "rag", "target")] == [None, None, "red", 80.0]
    assert [of(todays, "icpc_due")[c] for c in ("then_rag", "then_target", "rag")] == ["green", 80.0, "red"]
    assert "No indicator has a rating in both months" in then_and_now_ratings(own, "then", THEN, NOW)
    said = then_and_now_ratings(todays, "now", THEN, NOW)
    assert "the targets of September 2021, for comparison" in said
    assert of(own, "icpc_due")["p_value"] == of(todays, "icpc_due")["p_value"], "a target changes no difference"


def test_real_and_simulated_months_are_not_compared(westshire: Store) -> None:
    rows = then_and_now(westshire, date(2019, 9, 1), NOW)
    real = rows.filter(pl.col("no_comparison") == "real and simulated months are not compared")
    assert real.height
    assert real["difference"].null_count() == real.height


def test_a_definition_that_changed_between_the_two_loads_is_told(empty: Store) -> None:
    begin(empty, "Northmere")
    row = f"{HEADER}\n{{0}},{{0}},icpc_15d,{{1}},100,council\n"

    def loaded(month: str, number: int) -> None:
        load(empty, held_catalogue(empty), [Incoming(f"{month}.csv", row.format(month, number).encode())])

    def changed() -> dict[str, bool]:
        with using(held_catalogue(empty)):
            rows = then_and_now(empty, date(2025, 8, 1), date(2025, 9, 1)).drop_nulls("difference")
        return dict(rows.select("measure_id", "definition_changed").rows())

    loaded("2025-08", 80)
    loaded("2025-09", 70)
    assert changed() == {"icpc_15d": False}
    lines = held_rows(empty, "definitions").drop("load_id").filter(measure_id="icpc_15d")
    other = lines.with_columns(definition=pl.lit("Of the conferences, the share held in three weeks."))
    load(empty, held_catalogue(empty), [Incoming("definitions.csv", other.write_csv().encode())], scope=PART)
    assert changed() == {"icpc_15d": False}, "both figures were loaded before it changed"
    loaded("2025-09", 60)
    assert changed() == {"icpc_15d": True}
