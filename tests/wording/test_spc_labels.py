"""A signal in words, from rows made for it: for a chart's headline, for a table and for a sentence."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from analytics.headlines import headlines
from analytics.wording import signal_briefly, signal_labels
from analytics.wording.cited_sentence import Parts, sentence
from analytics.wording.spc_labels import method_words, no_signal_parts, not_listed, signal_label, signal_parts
from tests.headlines.made import figures
from tests.headlines.made import row as quiet
from tests.kinds import PERCENTAGES


def row(**told: Any) -> dict[str, Any]:
    """A month within its limits, of which those above 100% are cut off in words."""
    return {
        "measure_id": "m", "month": date(2021, 9, 1), "signal": None, "side": None, "variation": "common cause",
        "no_variation": None, "trial": False, "usual": 95.0, "mean": 95.04, "lower": 86.0, "upper": 104.0,
        "lowest_usual": 86.0, "highest_usual": 100.0, "polarity": "plan", "few": False, "small": False,
        "method": "XmR", "seasonal": False, "season_source": None, "carried_over": None, "counted": "visits",
        **PERCENTAGES, **told,
    }  # fmt: skip


def told_and_kept(parts: Parts) -> tuple[str, list[tuple[str, object, str]]]:
    said = sentence(parts)
    return said.text, [(figure.name, figure.value, figure.unit) for figure in said.figures]


TOO_FEW = {"variation": None, "few": True, "no_variation": "too few to tell: fewer than twenty visits"}
NO_FIGURE = {"variation": None, "no_variation": "no figure this month"}


@pytest.mark.parametrize(
    ("told", "headline", "rest"),
    [
        ({}, "Could be chance", ["within its expected range of 86.0% to 100.0%"]),
        ({"trial": True}, "Could be chance", ["86.0% to 100.0%", "trial limits"]),
        (
            {"signal": "outside", "side": "low", "variation": "concerning"},
            "Below the expected range",
            ["worse", "unlikely to be chance"],
        ),
        (
            {"signal": "trend", "side": "high", "variation": "improving", "trial": True},
            "Six or more rises in a row",
            ["better", "unlikely to be chance", "trial limits"],
        ),
        (
            {"signal": "shift", "side": "high", "variation": "neither"},
            "Seven or more months above the usual",
            ["unlikely to be chance", "plan is best", "neither better nor worse"],
        ),
        (
            {"signal": "shift", "side": "high", "variation": "neither", "polarity": "information", "period": "quarter"},
            "Seven or more quarters above the usual",
            ["unlikely to be chance", "for information", "neither better nor worse"],
        ),
        (
            {"signal": "jump", "side": "low", "variation": "concerning"},
            "A larger fall in one month than usual",
            ["worse", "unlikely to be chance"],
        ),
        (TOO_FEW, "Too few to tell", ["fewer than twenty visits"]),
        (NO_FIGURE, "Not judged", ["no figure this month"]),
    ],
)
def test_signal_or_no_signal_is_said_with_what_it_means(told: dict[str, Any], headline: str, rest: list[str]) -> None:
    found = signal_label(row(**told))
    assert found[0] == headline
    assert [part for part in rest if part not in found[1]] == []
    assert ("trial limits" in found[1]) == bool(told.get("trial"))
    assert signal_labels(pl.DataFrame([row(**told)])) == [found]


def test_what_could_be_chance_is_never_said_to_be_unlikely() -> None:
    assert "unlikely" not in " ".join(signal_label(row()))
    assert "unlikely" not in " ".join(signal_label(row(**TOO_FEW)))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "could be chance"),
        ({"signal": "trend", "side": "low", "variation": "concerning"}, "worse: unlikely to be chance"),
        ({"signal": "shift", "side": "low", "variation": "improving"}, "better: unlikely to be chance"),
        ({"signal": "shift", "side": "low", "variation": "neither"}, "changed: unlikely to be chance"),
        ({"signal": "shift", "side": "low", "variation": "concerning", "small": True}, "worse, but small"),
        (TOO_FEW, "too few to tell"),
        (NO_FIGURE, "not judged"),
    ],
)
def test_a_table_says_which_way_a_signal_points(told: dict[str, Any], said: str) -> None:
    assert signal_briefly(row(**told)) == said


RANGE = [("lowest_usual", 86.0, "value"), ("highest_usual", 100.0, "value")]
USUAL = [("usual", 95.0, "value")]


@pytest.mark.parametrize(
    ("signal", "side", "said", "kept"),
    [
        ("outside", "low", "Below the expected range of 86.0% to 100.0%", RANGE),
        ("outside", "high", "Above the expected range of 86.0% to 100.0%", RANGE),
        ("two of three", "low", "Two of three months near the bottom of the expected range of 86.0% to 100.0%", RANGE),
        ("two of three", "high", "Two of three months near the top of the expected range of 86.0% to 100.0%", RANGE),
        ("shift", "low", "Seven or more months below the usual 95.0%", USUAL),
        ("shift", "high", "Seven or more months above the usual 95.0%", USUAL),
        ("trend", "low", "Six or more falls in a row", []),
        ("trend", "high", "Six or more rises in a row", []),
        ("jump", "low", "A larger fall in one month than usual", []),
        ("jump", "high", "A larger rise in one month than usual", []),
    ],
)
def test_a_signal_is_named_by_its_rule_with_the_lines_it_is_about(
    signal: str, side: str, said: str, kept: list[tuple[str, float, str]]
) -> None:
    given = row(signal=signal, side=side)
    assert told_and_kept(signal_parts(given)) == (said, kept)
    about_a_line = " (trial limits)" * (given["signal"] not in ("trend", "jump"))
    assert told_and_kept(signal_parts(given | {"trial": True})) == (f"{said}{about_a_line}", kept)


def test_without_a_signal_none_is_named() -> None:
    assert signal_parts(row()) == []


def test_no_signal_comes_with_the_limits_as_they_are_drawn() -> None:
    said = "Could be chance: within its expected range of 86.0% to 100.0%"
    assert told_and_kept(no_signal_parts(row())) == (said, RANGE)
    assert told_and_kept(no_signal_parts(row(trial=True))) == (f"{said} (trial limits)", RANGE)


@pytest.mark.parametrize(("level", "written"), [(100.0, "100.0%"), (0.0, "0.0%")])
def test_a_range_of_one_figure_is_said_as_one(level: float, written: str) -> None:
    steady = {"mean": level, "lower": level, "upper": level, "lowest_usual": level, "highest_usual": level}
    kept = [("lowest_usual", level, "value")]
    assert told_and_kept(no_signal_parts(row(**steady))) == (f"Could be chance: expected to stay at {written}", kept)
    assert signal_label(row(**steady)) == ("Could be chance", f"expected to stay at {written}")
    below = signal_parts(row(**steady, signal="outside", side="low", trial=True))
    assert told_and_kept(below) == (f"Below the expected {written} (trial limits)", kept)


@pytest.mark.parametrize(
    ("told", "wide"),
    [
        ({"lower": 80.0, "upper": 99.9}, False),
        ({"lower": 80.0, "upper": 100.0}, True),  # 20 points
        ({"lower": 81.0, "upper": 109.0}, False),  # what can't be is no part of it
        ({"kind": "rate", "unit": "per 10,000", "mean": 50.0, "lower": 40.0, "upper": 59.0}, False),
        ({"kind": "rate", "unit": "per 10,000", "mean": 50.0, "lower": 40.0, "upper": 60.0}, True),  # 40% of the usual
    ],
)
def test_a_range_that_can_tell_little_is_said_to_be_wide(told: dict[str, Any], wide: bool) -> None:
    assert ("which is wide" in signal_label(row(**told))[1]) is wide
    assert ("which is wide" in sentence(no_signal_parts(row(**told))).text) is wide


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (NO_FIGURE | {"trial": None}, "Not judged against chance: no figure this month"),
        (TOO_FEW, "Too few to tell: fewer than twenty visits"),
    ],
)
def test_what_no_chart_can_judge_comes_with_its_reason(told: dict[str, Any], said: str) -> None:
    assert told_and_kept(no_signal_parts(row(**told))) == (said, [])


@pytest.mark.parametrize(
    ("told", "parts"),
    [
        ({}, ["XmR"]),
        ({"method": "I′", "seasonal": True}, ["I′", "number of cases", "season"]),
        ({"seasonal": True, "season_source": "Essex's referrals"}, ["XmR", "with the factors of Essex's referrals"]),
        ({"method": "I′", "carried_over": 0.0}, ["I′", "wider", "the same visits each month"]),
        ({"method": "g"}, ["g chart", "rare"]),
        ({"method": None}, []),
    ],
)
def test_by_which_chart_a_figure_is_judged(told: dict[str, Any], parts: list[str]) -> None:
    said = method_words(row(**told))
    assert [part for part in parts if part not in said] == []
    assert bool(said) == bool(parts)
    assert (", " in said) == (len(parts) > 1 or "g chart" in said)


def test_how_many_are_in_no_list_for_another_reason_is_counted() -> None:
    """A signal that is half a point from the usual, two of too few, and a quiet one."""
    small = quiet("Small", signal="outside", variation="concerning", value=79.5)
    few = [quiet(name, few=True, variation=None) for name in ("One", "Two")]
    assert [
        int(part.rpartition(": ")[2].rstrip("."))
        for part in not_listed(headlines(figures(small, *few, quiet()))).split(". ")
    ] == [1, 2]
    assert not_listed(headlines(figures(small, quiet()))).startswith("Too small to list")
    assert not_listed(headlines(figures(*few))).startswith("Too few cases to tell")
    assert not_listed(headlines(figures(quiet()))) == ""
