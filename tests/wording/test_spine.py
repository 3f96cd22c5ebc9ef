"""Where an area is among the others, in words."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from analytics.wording import against_words, national_names, rank_words, spine_words


def row(**told: Any) -> dict[str, Any]:
    return {
        "measure_id": "icpc_due", "locality": "Wexley", "value": 50.6, "polarity": "bigger", "whole_value": 75.8,
        "whole_outside": None, "national": None, "national_of": None, "national_period": None, "national_outside": None,
        "areas": 6, "rank_from": 2, "rank_to": 5, "alike": 1, "no_scale": None, "few_cases": False, "beyond": None,
        "stands": None, "in_list": None, **told,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "5th of 6"),
        ({"rank_from": 1, "rank_to": 6}, "6th of 6"),
        ({"rank_from": 6, "rank_to": 1}, "1st of 6"),
        ({"rank_from": 4, "rank_to": 3}, "3rd of 6"),
        ({"rank_from": 1, "rank_to": 5, "alike": 2}, "joint 5th of 6"),
        ({"polarity": "information"}, "2nd lowest of 6"),
        ({"polarity": "plan", "rank_from": 6, "rank_to": 1}, "highest of 6"),
        ({"no_scale": "only 2 areas have a figure"}, "only 2 areas have a figure"),
    ],
)
def test_a_rank_is_told_and_no_verdict(told: dict[str, Any], said: str) -> None:
    assert rank_words(row(**told)) == said


def test_a_line_says_all_that_its_drawing_shows() -> None:
    england = {"national": 82.0, "national_of": "England", "national_period": "year to March 2021"}
    assert spine_words(row(**england)) == (
        "Wexley 50.6%, the county 75.8%, England 82.0% (year to March 2021). 5th of 6."
    )
    beyond = spine_words(row(**england, national_outside="to", few_cases=True))
    assert "England 82.0% (year to March 2021), beyond the better end." in beyond
    assert beyond.endswith("5th of 6. Few cases.")
    neighbours = spine_words(row(**england | {"national_of": "Statistical neighbours"}, whole_outside="from"))
    assert "the county 75.8%, beyond the worse end, statistical neighbours’ median 82.0%" in neighbours
    assert spine_words(row(whole_value=None, no_scale="no area has a figure")) == "Wexley 50.6%. No area has a figure."


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"beyond": None}, "not judged"),
        ({"beyond": "within chance"}, "within chance"),
        ({"beyond": "beyond 95%", "in_list": False}, "beyond 95%"),
        ({"beyond": "beyond 95%", "in_list": True}, "worse"),
        ({"beyond": "beyond 95%", "in_list": False, "few_cases": True}, "too few to tell"),
    ],
)
def test_against_the_others_only_what_is_in_a_list_is_better_or_worse(told: dict[str, Any], said: str) -> None:
    assert against_words(row(stands="worse", **told)) == said


def test_whose_the_national_middle_is_is_named_once() -> None:
    frame = pl.DataFrame({"national_of": ["England", None, "Statistical neighbours", "England"]})
    assert national_names(frame) == "England or Statistical neighbours"
    assert national_names(frame.filter(pl.col("national_of").is_null())) == ""
