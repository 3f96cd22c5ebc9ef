"""The draft of the executive summary, from rows made for it."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from analytics.indicators import BETTER, WATCH, WORSE
from analytics.indicators.draft import _of_theme

SEPTEMBER = date(2021, 9, 1)
SCHEMA = {
    "list": pl.String, "signal": pl.String, "variation": pl.String, "direction": pl.String, "rag": pl.String,
    "earlier_rag": pl.String, "run_months": pl.Int64, "change": pl.Float64, "missed_months": pl.Int64,
    "missed_since": pl.Date,
}  # fmt: skip


def row(name: str, **told: Any) -> dict[str, Any]:
    """A quiet month: static, green as the month before, no signal."""
    return {
        "measure_id": name, "name": name, "month": SEPTEMBER, "value": 60.0, "target": 80.0, "polarity": "bigger",
        "list": None, "signal": None, "variation": "common cause", "direction": "static", "direction_word": "static",
        "no_direction": None, "rag": "green", "earlier_rag": "green", "run_months": 1, "run_change": None,
        "run_since": None, "change": 1.0, "missed_months": 0, "missed_since": None, "valid_from": date(2021, 4, 1),
        **told,
    }  # fmt: skip


def said(*rows: dict[str, Any]) -> list[str]:
    return [one.text for one in _of_theme(pl.DataFrame(list(rows), schema_overrides=SCHEMA), SEPTEMBER)]


NOTHING = "Nothing improved or declined, nothing is off tolerance and nothing is new."
IMPROVING = {"direction": "improving", "direction_word": "improving"}
DECLINING = {"direction": "declining", "direction_word": "declining", "change": -1.0}


def test_a_quiet_theme_says_so() -> None:
    assert said(row("Quiet")) == [NOTHING]


def test_what_improved_and_declined_is_told_by_direction_or_by_signal() -> None:
    assert said(
        row("Up", **IMPROVING),
        row("Sure", list=BETTER, signal="outside", variation="improving"),
        row("Down", **DECLINING),
        row("Bad", list=WORSE, signal="shift", variation="concerning"),
        row("Watched", list=WATCH),
    ) == [
        "Improved: “Up” (60.0%, improving, up 1.0 point on August 2021); “Sure” (60.0%, static, up 1.0 point on August "
        "2021, signal).",
        "Declined: “Down” (60.0%, declining, down 1.0 point on August 2021); “Bad” (60.0%, static, up 1.0 point on "
        "August 2021, signal).",
    ]


def test_signal_and_direction_that_contradict_each_other_are_told_as_neither() -> None:
    assert said(
        row("One", list=WATCH, signal="shift", variation="concerning", **IMPROVING),
        row("Two", list=WATCH, signal="shift", variation="improving", **DECLINING),
    ) == [NOTHING]


def test_a_direction_without_a_chart_is_told() -> None:
    assert said(row("Up", variation=None, **IMPROVING)) == [
        "Improved: “Up” (60.0%, improving, up 1.0 point on August 2021)."
    ]


def test_what_is_off_tolerance_is_told_longest_first_and_amber_is_not() -> None:
    red = {"rag": "red", "earlier_rag": "red"}
    assert said(
        row("New", rag="red", earlier_rag="red", missed_months=1, missed_since=SEPTEMBER),
        row("Old", missed_months=3, missed_since=date(2021, 7, 1), **red),
        row("Same", missed_months=3, missed_since=date(2021, 7, 1), **red),
        row("Near", rag="amber", earlier_rag="amber", missed_months=9, missed_since=date(2021, 1, 1)),
    ) == [
        "Off tolerance: “Old” (60.0% against 80.0%, missed for 3 months, since July 2021); “Same” (60.0% against "
        "80.0%, missed for 3 months, since July 2021); “New” (60.0% against 80.0%, newly missed)."
    ]


def test_a_colour_that_changed_is_new_with_or_without_a_signal() -> None:
    assert said(
        row("Worse", rag="amber"),
        row("Better", earlier_rag="red", signal="outside", variation="improving"),
        row("First", earlier_rag=None),
    ) == [
        "New since August 2021: “Worse” from green to amber (60.0%, no signal); “Better” from red to green (60.0%, "
        "signal for the better)."
    ]
