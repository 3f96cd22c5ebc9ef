"""The draft of the executive summary, from rows made for it."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from analytics.headlines import BETTER, WATCH, WORSE, headlines
from analytics.wording.exec_summary import _of_theme
from tests.headlines.made import figures
from tests.headlines.made import row as quiet

SEPTEMBER = date(2021, 9, 1)


def row(name: str, **told: Any) -> dict[str, Any]:
    """A quiet month: static, green as the month before, no signal."""
    return quiet(
        name, **{"month": SEPTEMBER, "value": 60.0, "usual": 55.0, "list": None,
        "direction_word": "no clear change", "no_direction": None, "run_months": 1, "run_since": None, "change": 1.0,
        "net_change": 2.0, "net_since": date(2021, 6, 1), "missed_always": False, "small": False, **told},
    )  # fmt: skip


def said(*rows: dict[str, Any]) -> list[str]:
    frame = figures(*rows).with_columns(pl.col("list", "direction").cast(pl.String))
    return [one.text for one in _of_theme(frame, headlines(frame).missed.rows.filter(rag="red"), SEPTEMBER)]


NOTHING = "Nothing clearly got better or worse, nothing is off tolerance and nothing is new."
IMPROVING = {"direction": "improving", "direction_word": "getting better"}
DECLINING = {"direction": "declining", "direction_word": "getting worse", "change": -1.0, "net_change": -2.0}


def test_a_quiet_theme_says_so() -> None:
    assert said(row("Quiet")) == [NOTHING]


def test_where_nothing_can_be_compared_it_is_not_known_what_is_new() -> None:
    assert said(row("First", earlier_rag=None, direction=None, no_direction="the reason")) == [
        "Nothing is off tolerance. Whether anything got better or worse or is new is not known: no earlier month "
        "can be compared."
    ]


def test_what_improved_and_declined_is_told_by_direction_or_by_signal() -> None:
    assert said(
        row("Up", **IMPROVING),
        row("Sure", list=BETTER, signal="outside", variation="improving"),
        row("Down", **DECLINING),
        row("Bad", list=WORSE, signal="shift", variation="concerning"),
        row("Watched", list=WATCH),
    ) == [
        "Got better: “Up” (60.0%, up 2.0 points since June 2021).",
        "Got worse: “Down” (60.0%, down 2.0 points since June 2021).",
        "Better, unlikely to be chance: “Sure” (60.0%, usually 55.0%).",
        "Worse, unlikely to be chance: “Bad” (60.0%, usually 55.0%).",
    ]


@pytest.mark.parametrize("direction", ["static", "fluctuating"])
@pytest.mark.parametrize("which", [BETTER, WORSE])
def test_what_has_no_clear_direction_never_got_better_or_worse(direction: str, which: str) -> None:
    told = said(row("Quiet", direction=direction, list=which, signal="shift", variation="improving"))
    assert [one.partition(" (")[0] for one in told] == [
        f"{'Better' if which == BETTER else 'Worse'}, unlikely to be chance: “Quiet”"
    ]


@pytest.mark.parametrize(("polarity", "sign"), [("bigger", 1.0), ("smaller", -1.0)])
def test_better_this_month_only_did_not_get_better_where_the_longer_run_fell(polarity: str, sign: float) -> None:
    only = {"direction": "improving", "direction_word": "better this month only", "change": sign * 3.0}
    assert said(row("Up", polarity=polarity, net_change=sign * -2.0, **only)) == [NOTHING]
    assert said(row("Up", polarity=polarity, net_change=0.0, **only)) == [NOTHING]
    assert said(row("Up", polarity=polarity, net_change=sign * 2.0, **only))[0].startswith("Got better: “Up”")


def test_a_confirmed_direction_says_that_it_has_a_signal() -> None:
    assert said(row("Down", list=WORSE, signal="outside", variation="concerning", **DECLINING)) == [
        "Got worse: “Down” (60.0%, down 2.0 points since June 2021, unlikely to be chance)."
    ]


def test_signal_and_direction_that_contradict_each_other_are_told_as_neither() -> None:
    assert said(
        row("One", list=WATCH, signal="shift", variation="concerning", **IMPROVING),
        row("Two", list=WATCH, signal="shift", variation="improving", **DECLINING),
    ) == [NOTHING]


def test_a_direction_without_a_chart_is_told() -> None:
    assert said(row("Up", variation=None, **IMPROVING)) == ["Got better: “Up” (60.0%, up 2.0 points since June 2021)."]


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
        "New since August 2021: “Worse” from green to amber (60.0%, could be chance); “Better” from red to green "
        "(60.0%, better: unlikely to be chance)."
    ]
