"""Since when a target has been missed, which list a row is on, and in which order."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from analytics.headlines import (
    BETTER,
    CHANGED,
    WATCH,
    WORSE,
    furthest_first,
    history,
    most_to_target,
    rating_step,
    with_lists,
)
from tests.headlines.made import figures
from tests.headlines.made import row as quiet
from tests.kinds import of_kind

COLOURS = ["green", "amber", "red"]


def row(**told: Any) -> dict[str, Any]:
    """A row whose signal is a worse month below the limit: 45 children, 10 points below the usual."""
    of_signal = {"value": 70.0, "mean": 80.04, "run_change": -25.0, "signal": "outside", "variation": "concerning"}
    return quiet("one", **{**of_signal, "direction": "declining", "rag": "red", "denominator": 45, **told})


def months_of(*ratings: str | None, last_simulated: bool = False) -> dict[str, Any]:
    """What `history` says of an indicator whose months from January 2021 have these ratings."""
    at = [date(2021, number, 1) for number in range(1, len(ratings) + 1)]
    simulated = [False] * (len(at) - 1) + [last_simulated]
    frame = pl.DataFrame(
        {"measure_id": "one", "month": at, "rag": ratings, "status": ratings, "simulated": simulated},
        schema_overrides={"rag": pl.String, "status": pl.String},
    )
    return history(of_kind(frame).sort("month", descending=True), at[-1]).row(0, named=True)


@pytest.mark.parametrize(
    ("ratings", "count", "since"),
    [
        (("green", "amber", "red"), 2, date(2021, 2, 1)),
        (("red", "red", "red"), 3, date(2021, 1, 1)),
        (("red", None, "amber"), 1, date(2021, 3, 1)),
        (("red", "red", "green"), 0, None),
        (("red", "red", None), 0, None),
    ],
)
def test_a_target_is_missed_from_the_month_after_it_was_met_or_not_known(
    ratings: tuple[str | None, ...], count: int, since: date | None
) -> None:
    said = months_of(*ratings)
    assert (said["missed_months"], said["missed_since"]) == (count, since)


def test_real_and_simulated_months_are_not_taken_together() -> None:
    said = months_of("red", "red", "red", last_simulated=True)
    assert (said["missed_months"], said["earlier_rag"]) == (1, None)


@pytest.mark.parametrize(
    ("ratings", "always"),
    [
        (("red", "red"), True),  # nothing is known from before January
        ((None, "red", "red"), True),
        (("green", "red", "red"), False),
        (("red", None, "red"), False),
        ((None, "green"), False),
    ],
)
def test_whether_it_was_missed_ever_since_it_was_judged(ratings: tuple[str | None, ...], always: bool) -> None:
    assert months_of(*ratings)["missed_always"] is always


def test_the_months_after_are_not_looked_at() -> None:
    frame = pl.DataFrame(
        {
            "measure_id": "one",
            "month": [date(2021, 7, 1), date(2021, 8, 1), date(2021, 9, 1)],
            "rag": ["amber", "red", "green"],
            "status": ["green", "amber", "green"],
            "simulated": False,
        }
    )
    said = history(of_kind(frame), date(2021, 8, 1)).row(0, named=True)
    assert (said["missed_months"], said["earlier_rag"], said["earlier_status"]) == (2, "amber", "green")


def test_by_how_many_ratings_a_month_is_worse() -> None:
    pairs = [(now, then) for now in (*COLOURS, None) for then in COLOURS]
    frame = pl.DataFrame(pairs, schema=["rag", "earlier_rag"], orient="row")
    assert frame.select(rating_step()).to_series().to_list() == [0, -1, -2, 1, 0, -1, 2, 1, 0, None, None, None]


@pytest.mark.parametrize(
    ("variation", "direction", "rag", "earlier_rag", "which"),
    [
        ("concerning", "declining", "red", "red", WORSE),
        ("concerning", "static", "green", "green", WORSE),
        ("concerning", None, "green", None, WORSE),
        ("concerning", "improving", "red", "red", WATCH),  # they contradict each other
        ("improving", "improving", "green", "red", BETTER),
        ("improving", "static", "red", "green", BETTER),
        ("improving", "declining", "green", "green", WATCH),
        ("common cause", "improving", "amber", "green", WATCH),  # a worse rating
        ("common cause", "improving", "red", "amber", WATCH),
        ("common cause", "improving", "amber", "red", None),
        ("common cause", "improving", "red", "red", None),
        ("common cause", "declining", "amber", "red", WATCH),
        ("common cause", "declining", None, None, WATCH),  # no target
        ("common cause", "declining", "green", "red", None),  # meets its target
        (None, "declining", "red", "red", WATCH),
        (None, None, None, None, None),
        ("neither", "static", "green", "green", None),
    ],
)
def test_signal_direction_and_rating_choose_the_list(
    variation: str | None, direction: str | None, rag: str | None, earlier_rag: str | None, which: str | None
) -> None:
    one = row(variation=variation, direction=direction, rag=rag, earlier_rag=earlier_rag)
    assert with_lists(figures(one))["list"].item() == which


@pytest.mark.parametrize(
    ("told", "small"),
    [
        ({"signal": None, "value": 80.0}, False),  # no signal
        ({"mean": 74.4}, True),  # 4.4 points of 100 are 4 cases
        ({"mean": 74.5}, False),  # half a case counts
        ({"mean": 65.5}, False),
        ({"mean": 74.4, "signal": "trend", "run_change": -5.0}, False),  # a run counts from where it began
        ({"mean": 90.0, "signal": "trend", "run_change": -4.0}, True),
        ({"mean": 70.9, "denominator": 10_000.0, "counts_simulated": True}, True),  # less than a point
        ({"mean": 71.0, "denominator": 10.0, "counts_simulated": True}, False),
        ({"mean": 70.9, "denominator": None}, True),
        ({"kind": "count", "unit": "cases", "denominator": None, "mean": 66.0}, True),
        ({"kind": "count", "unit": "cases", "denominator": None, "mean": 65.0}, False),
        ({"kind": "score", "unit": "days", "denominator": None, "mean": 71.4}, True),  # 1.96 percent
        ({"kind": "score", "unit": "days", "denominator": None, "mean": 71.5}, False),  # 2.1 percent
    ],
)
def test_a_signal_of_fewer_than_five_cases_or_less_than_a_point_is_small(told: dict[str, Any], small: bool) -> None:
    assert with_lists(figures(row(**{"denominator": 100.0, **told})))["small"].item() is small


def test_a_small_signal_is_watched_for_its_rating_or_direction_alone() -> None:
    small = {"mean": 70.5, "rag": "green", "direction": "static"}
    assert with_lists(figures(row(**small)))["list"].item() is None
    assert with_lists(figures(row(**{**small, "direction": "improving"})))["list"].item() is None
    assert with_lists(figures(row(**{**small, "rag": "amber"})))["list"].item() == WATCH
    assert with_lists(figures(row(**{**small, "rag": "red", "direction": "declining"})))["list"].item() == WATCH
    assert with_lists(figures(row(few=True, variation=None)))["list"].item() is None


def test_how_far_from_the_usual_in_points_and_in_children() -> None:
    said = with_lists(figures(row())).row(0, named=True)
    assert (said["better_by"], said["better_count"]) == (-10.0, -5)  # 4.5 children, rounded


def test_a_trend_counts_from_where_it_began_and_smaller_is_better_turns_the_sign() -> None:
    assert with_lists(figures(row(signal="trend")))["better_by"].item() == -25.0
    assert with_lists(figures(row(polarity="smaller")))["better_by"].item() == 10.0
    assert with_lists(figures(row(polarity="plan")))["better_by"].item() is None
    assert with_lists(figures(row(denominator=None)))["better_count"].item() is None


def test_own_counts_go_before_points_and_ties_keep_the_order_of_the_frame() -> None:
    table = with_lists(
        figures(
            row(measure_id="far", value=40.0, counts_simulated=True),
            row(measure_id="few"),
            row(measure_id="same"),
            row(measure_id="many", denominator=450),
            row(measure_id="none", denominator=None, value=60.0),
        )
    )
    assert table.sort("list_order")["measure_id"].to_list() == ["many", "few", "same", "far", "none"]


def test_what_is_equally_far_keeps_its_order() -> None:
    frame = figures(row(measure_id="a", count_to_target=2), row(measure_id="b", count_to_target=2), quiet("c"))
    assert furthest_first(frame)["measure_id"].to_list() == ["a", "b", "c"]
    assert most_to_target(frame)["measure_id"].to_list() == ["a", "b"]


@pytest.mark.parametrize(
    ("polarity", "target", "which"),
    [("information", None, CHANGED), ("plan", None, CHANGED), ("plan", 80.0, None)],
)
def test_a_signal_with_nothing_to_judge_it_by_has_a_list_of_its_own(
    polarity: str, target: float | None, which: str | None
) -> None:
    told = {"polarity": polarity, "target": target, "rag": None, "earlier_rag": None, "variation": "neither"}
    listed = with_lists(figures(row(**told, direction=None))).row(0, named=True)
    assert (listed["list"], listed["from_usual"], listed["better_by"]) == (which, -10.0, None)


def test_the_largest_change_comes_first_whichever_way_it_went() -> None:
    told = {"polarity": "information", "target": None, "rag": None, "earlier_rag": None, "direction": None}
    of = {
        "kind": "count",
        "unit": "referrals",
        "decimals": 0,
        "denominator": None,
        "variation": "neither",
        "mean": 80.0,
    }
    rows = [row(**{**told, **of, "mean": 80.0, "value": value}) | {"measure_id": name} for name, value in
            (("up 5", 85.0), ("down 20", 60.0), ("up 11", 91.0))]  # fmt: skip
    found = with_lists(figures(*rows)).sort("list_order")
    assert found["measure_id"].to_list() == ["down 20", "up 11", "up 5"]
