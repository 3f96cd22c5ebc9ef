"""A signal in words, from rows made for it: for a chart's headline, for a table and for a sentence."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from analytics.wording import signal_briefly, signal_labels
from analytics.wording.cited_sentence import Parts, sentence
from analytics.wording.spc_labels import no_signal_parts, signal_label, signal_parts
from tests.kinds import PERCENTAGES


def row(**told: Any) -> dict[str, Any]:
    """A month within its limits."""
    return {
        "measure_id": "m", "month": date(2021, 9, 1), "signal": None, "side": None, "variation": "common cause",
        "no_variation": None, "trial": False, "usual": 80.0, "mean": 80.04, "lower": -2.0, "upper": 104.0,
        "lowest_usual": 0.0, "highest_usual": 100.0, "polarity": "plan", **PERCENTAGES, **told,
    }  # fmt: skip


def told_and_kept(parts: Parts) -> tuple[str, list[tuple[str, object, str]]]:
    said = sentence(parts)
    return said.text, [(figure.name, figure.value, figure.unit) for figure in said.figures]


@pytest.mark.parametrize(
    ("told", "headline", "rest"),
    [
        ({}, "No signal", "within its usual ups and downs"),
        ({"trial": True}, "No signal", "within its usual ups and downs; trial limits, fewer than 13 figures"),
        (
            {"signal": "outside", "side": "low", "variation": "concerning"},
            "Signal: below the lower limit",
            "a decline that is more than chance",
        ),
        (
            {"signal": "trend", "side": "high", "variation": "improving", "trial": True},
            "Signal: seven or more months rising",
            "an improvement that is more than chance; trial limits, fewer than 13 figures",
        ),
        (
            {"signal": "shift", "side": "high", "variation": "neither"},
            "Signal: seven or more months above the mean",
            "more than chance; plan is best, so neither better nor worse",
        ),
        (
            {"signal": "shift", "side": "high", "variation": "neither", "polarity": "information", "period": "quarter"},
            "Signal: seven or more quarters above the mean",
            "more than chance; for information, so neither better nor worse",
        ),
        ({"variation": None, "no_variation": "too few figures to tell"}, "Not judged", "too few figures to tell"),
    ],
)
def test_signal_or_no_signal_is_said_with_what_it_means(told: dict[str, Any], headline: str, rest: str) -> None:
    assert signal_label(row(**told)) == (headline, rest)
    assert signal_labels(pl.DataFrame([row(**told)])) == [(headline, rest)]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "no signal"),
        ({"signal": "trend", "side": "low", "variation": "concerning"}, "signal: concerning"),
        ({"signal": "shift", "side": "low", "variation": "neither"}, "signal: neither better nor worse"),
        ({"variation": None, "no_variation": "too few figures to tell"}, "not judged"),
    ],
)
def test_a_table_says_which_way_a_signal_points(told: dict[str, Any], said: str) -> None:
    given = row(**told)
    assert signal_briefly(given["signal"], given["variation"]) == said


@pytest.mark.parametrize(
    ("signal", "side", "said", "kept"),
    [
        ("outside", "low", "Below the lower limit of −2.0%", ("lower", -2.0)),
        ("outside", "high", "Above the upper limit of 104.0%", ("upper", 104.0)),
        ("two of three", "low", "Two of three months near the lower limit of −2.0%", ("lower", -2.0)),
        ("two of three", "high", "Two of three months near the upper limit of 104.0%", ("upper", 104.0)),
        ("shift", "low", "Seven or more months below the mean of 80.0%", ("usual", 80.0)),
        ("shift", "high", "Seven or more months above the mean of 80.0%", ("usual", 80.0)),
    ],
)
def test_a_signal_is_named_by_its_rule_with_the_line_it_is_about(
    signal: str, side: str, said: str, kept: tuple[str, float]
) -> None:
    given = row(signal=signal, side=side)
    assert told_and_kept(signal_parts(given)) == (said, [(*kept, "value")])
    assert told_and_kept(signal_parts(given | {"trial": True})) == (f"{said} (trial limits)", [(*kept, "value")])


@pytest.mark.parametrize(
    ("side", "said"), [("low", "Seven or more months falling"), ("high", "Seven or more months rising")]
)
def test_a_trend_is_about_no_line(side: str, said: str) -> None:
    assert told_and_kept(signal_parts(row(signal="trend", side=side, trial=True))) == (said, [])


def test_without_a_signal_none_is_named() -> None:
    assert signal_parts(row()) == []


def test_no_signal_comes_with_the_limits_as_they_are_drawn() -> None:
    usual = [("lowest_usual", 0.0, "value"), ("highest_usual", 100.0, "value")]
    said = "No signal, within the usual ups and downs of 0.0% to 100.0%"
    assert told_and_kept(no_signal_parts(row())) == (said, usual)
    assert told_and_kept(no_signal_parts(row(trial=True))) == (f"{said} (trial limits)", usual)


def test_what_no_chart_can_judge_comes_with_its_reason() -> None:
    unjudged = row(variation=None, no_variation="no figure this month", trial=None)
    assert told_and_kept(no_signal_parts(unjudged)) == ("Not judged against chance: no figure this month", [])
