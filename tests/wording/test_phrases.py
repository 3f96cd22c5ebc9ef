"""The turns of phrase, each from a row made for it: what is said, and the figures it keeps."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import months
from analytics.indicators.direction import directions
from analytics.wording.cited_sentence import Figure, Parts, sentence
from analytics.wording.phrases import (
    at,
    behind,
    colours,
    going,
    has_worse_colour,
    missed,
    missed_label,
    moved,
    named,
    small,
)
from tests.kinds import PERCENTAGES, of_kind

AUGUST, SEPTEMBER = date(2021, 8, 1), date(2021, 9, 1)


def row(**told: Any) -> dict[str, Any]:
    """A month off its target, after two months that fell."""
    return {
        "measure_id": "m", "month": SEPTEMBER, "name": "% of visits in time", "polarity": "bigger", "denominator": 19,
        "counted": "visits", "simulated": False, "counts_simulated": False, "run_months": 2, "run_change": -12.5,
        "run_since": date(2021, 7, 1), "net_change": -12.5, "net_since": date(2021, 7, 1), "change": -5.0,
        "direction": "declining", "direction_word": "getting worse",
        "no_direction": None, "rag": "red", "earlier_rag": "amber",
        "missed_months": 3, "missed_since": date(2021, 7, 1), "missed_always": False, **PERCENTAGES, **told,
    }  # fmt: skip


def text(parts: Parts) -> str:
    return "".join(part.printed if isinstance(part, Figure) else part for part in parts)


def kept(parts: Parts) -> list[tuple[str, object, str]]:
    return [(figure.name, figure.value, figure.unit) for figure in sentence(parts).figures]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("% of visits in time", "“Visits in time”"),
        ("% visits in time", "“Visits in time”"),
        ("Visits in % of plans", "“Visits in % of plans”"),
        ("ICPCs in 15 days", "“ICPCs in 15 days”"),
    ],
)
def test_a_name_stands_in_quotation_marks_without_its_percent(name: str, said: str) -> None:
    assert named(row(name=name)) == said


def test_a_month_that_is_named_is_a_figure_of_all() -> None:
    assert at(AUGUST) == Figure("month", AUGUST, "month", "All", AUGUST)


@pytest.mark.parametrize("simulated", ["simulated", "counts_simulated"])
def test_how_many_stand_behind_a_figure_and_that_they_are_simulated(simulated: str) -> None:
    assert behind(row()) == [Figure("denominator", 19, "visits", "m", SEPTEMBER), " visits"]
    assert text(behind(row(**{simulated: True}))) == "19 visits (simulated counts)"


def test_fewer_than_twenty_are_few() -> None:
    few = small(row())
    assert text(few) == "only 19 visits: one more or fewer changes the figure by 5.3 points"
    assert kept(few) == [("denominator", 19, "visits"), ("one_moves", 5.3, "difference")]
    assert few[-1] == Figure("one_moves", 5.3, "difference", "m", SEPTEMBER)
    for enough_or_unknown in (20, 0, None):
        assert small(row(denominator=enough_or_unknown)) == []


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "down 12.5 points in 2 months, since July 2021"),
        ({"polarity": "smaller"}, "down 12.5 points in 2 months, since July 2021"),
        ({"polarity": "information"}, "down 12.5 points in 2 months, since July 2021"),
        ({"run_change": 12.5, "run_months": 3}, "up 12.5 points in 3 months, since July 2021"),
        ({"run_months": 1}, "down 5.0 points on August 2021"),
        ({"run_months": 1, "change": 1.0}, "up 1.0 point on August 2021"),
        ({"run_months": None, "change": 5.0}, "up 5.0 points on August 2021"),
        ({"run_months": 0, "change": 0.0}, "unchanged on August 2021"),
        ({"run_months": None, "change": None}, ""),
    ],
)
def test_how_far_it_moved_and_since_when(told: dict[str, Any], said: str) -> None:
    assert text(moved(row(**told))) == said


def test_a_move_keeps_its_figures() -> None:
    run = [("run_change", -12.5, "difference"), ("run_months", 2, "months"), ("run_since", date(2021, 7, 1), "month")]
    assert kept(moved(row())) == run
    net = [("net_change", -12.5, "difference"), ("net_since", date(2021, 7, 1), "month")]
    assert kept(going(row(change=5.0))) == [*net, ("change", 5.0, "difference")]
    assert kept(moved(row(run_months=1))) == [("change", -5.0, "difference"), ("month", AUGUST, "month")]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"direction": None, "no_direction": "plan is best"}, "no direction: plan is best"),
        ({}, "getting worse: down 12.5 points since July 2021"),
        ({"change": 5.0}, "getting worse: down 12.5 points since July 2021, but better this month, up 5.0 points"),
        ({"change": 0.0}, "getting worse: down 12.5 points since July 2021, but unchanged this month"),
        (
            {"direction": "improving", "direction_word": "getting better", "polarity": "smaller", "change": 5.0},
            "getting better: down 12.5 points since July 2021, but worse this month, up 5.0 points",
        ),
        (
            {"direction_word": "worse this month only", "polarity": "smaller", "change": 15.0},
            "worse this month only: up 15.0 points on August 2021, but down 12.5 points since July 2021",
        ),
        (
            {"direction_word": "worse this month only", "change": -12.5},
            "worse this month only: down 12.5 points on August 2021",
        ),
        (
            {"direction": "static", "direction_word": "no clear change", "change": 0.5, "net_change": 2.4},
            "no clear change, up 0.5 points on August 2021",
        ),
        (
            {"direction": "fluctuating", "direction_word": "up and down"},
            "up and down, this month down 5.0 points, which is worse",
        ),
        (
            {"direction": "fluctuating", "direction_word": "up and down", "change": 0.0},
            "up and down, unchanged this month",
        ),
    ],
)
def test_which_way_it_goes(told: dict[str, Any], said: str) -> None:
    assert text(going(row(**told))) == said


@given(
    st.lists(st.integers(0, 1000) | st.integers(780, 830), min_size=4, max_size=9),
    st.sampled_from(["bigger", "smaller"]),
)
def test_the_change_that_is_named_first_has_the_sign_of_the_word(tenths: list[int], polarity: str) -> None:
    frame = pl.DataFrame(
        {
            "measure_id": "m",
            "month": [months.before(SEPTEMBER, back) for back in reversed(range(len(tenths)))],
            "value": [tenth / 10 for tenth in tenths],
            "polarity": polarity,
            "window": "month",
        }
    )
    found = directions(of_kind(frame)).row(-1, named=True)
    said = text(going({**found, "change": (tenths[-1] - tenths[-2]) / 10}))
    assert said.startswith(found["direction_word"])
    if found["direction"] == "static":
        assert all(float(size) <= 2.5 for size in re.findall(r"\d+\.\d", said))
        return
    named = re.search(r"(up|down) (\d+\.\d)", said)
    way = "better" if named and (named[1] == "up") == (polarity == "bigger") else "worse"
    if named and ": " in said:
        assert way in found["direction_word"]
        assert named[0] in found["trend"]
        assert (", but " in said) >= (", but " in found["trend"])
    elif named:
        assert said.endswith(f"which is {way}")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"missed_months": 0, "missed_since": None}, ""),
        ({"missed_months": None, "missed_since": None}, ""),
        ({}, "missed for 3 months, since July 2021"),
        ({"missed_months": 1, "missed_since": SEPTEMBER}, "newly missed"),
        ({"missed_months": 1, "missed_since": SEPTEMBER, "earlier_rag": None}, "missed in September 2021"),
        (
            {"missed_months": 6, "missed_since": date(2021, 4, 1), "missed_always": True},
            "missed in all 6 months judged",
        ),
        (
            {"missed_months": 1, "missed_since": SEPTEMBER, "missed_always": True},
            "missed in September 2021, the first month judged",
        ),
    ],
)
def test_for_how_long_the_target_has_been_missed(told: dict[str, Any], said: str) -> None:
    assert text(missed(row(**told))) == said


def test_a_label_says_for_how_long_the_target_has_been_missed() -> None:
    july = date(2021, 7, 1)
    assert missed_label("m", 3, july, False, "amber") == "missed for 3 months, since July 2021"
    assert missed_label("m", 1, july, False, "green") == "newly missed"
    assert missed_label("m", 2, july, True, None) == "missed in both months judged"


def test_a_missed_target_keeps_its_months() -> None:
    since = ("missed_since", date(2021, 7, 1), "month")
    assert kept(missed(row())) == [("missed_months", 3, "months"), since]


@pytest.mark.parametrize(
    ("earlier", "now", "worse"),
    [
        ("green", "amber", True),
        ("amber", "red", True),
        ("red", "amber", False),
        ("red", "red", False),
        (None, "red", False),
        ("green", None, False),
        (None, None, False),
    ],
)
def test_a_worse_colour_needs_two_colours(earlier: str | None, now: str | None, worse: bool) -> None:
    assert has_worse_colour(row(earlier_rag=earlier, rag=now)) is worse


def test_colours_are_said_from_then_to_now() -> None:
    assert colours(row()) == "amber to red"
