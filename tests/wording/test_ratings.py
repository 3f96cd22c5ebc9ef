"""The month and a status in one sentence, from rows made for it."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from analytics.wording import month_sentence, status_sentence
from tests.headlines.made import figures
from tests.headlines.made import row as quiet

SEPTEMBER = date(2021, 9, 1)


def row(name: str = "Visits", **told: Any) -> dict[str, Any]:
    """72.0 against a target of 80.0: exactly 10 % of it worse, and off tolerance in five months of twelve."""
    return quiet(
        name, **{"value": 72.0, "distance": -8.0, "rag": "red", "status": "amber", "months_off": 5,
        "months_coloured": 12, **told},
    )  # fmt: skip


def table(*rows: dict[str, Any]) -> pl.DataFrame:
    return figures(*rows).with_columns(pl.col("distance").cast(pl.Float64))


NO_TARGET = {"target": None, "distance": None, "rag": None, "status": None}


def test_a_month_names_its_statuses_and_what_is_furthest_from_its_target() -> None:
    found = table(
        row("Visits", status="red"),
        row("Plans", status="red", value=30.0, target=10.0, distance=20.0, polarity="smaller"),
        row("Checks", status="amber"),
        row("Reviews", status="green", value=99.0, distance=19.0),
        row("New", **NO_TARGET),
        row("Newer", **NO_TARGET),
    )
    assert month_sentence(found, SEPTEMBER, "Wexley") == (
        "In September 2021, 2 of 6 indicators for Wexley have an overall rating of red, 1 amber and 1 green. 2 have no "
        "target or no figure. Furthest from its target is “Plans”: 30.0%, 20.0 points above 10.0%."
    )


def test_one_is_one_and_a_theme_is_named() -> None:
    found = table(row("Visits", status="red"), row("New", **NO_TARGET))
    assert month_sentence(found, SEPTEMBER, "Wexley", ("Coming Back",)) == (
        "In September 2021, 1 of 2 indicators in the theme Coming Back for Wexley has an overall rating of red, 0 "
        "amber and 0 green. 1 has no target or no figure. Furthest from its target is “Visits”: 72.0%, 8.0 points "
        "below 80.0%."
    )


def test_nothing_is_furthest_where_every_target_is_met() -> None:
    met = table(row("On", status="green", value=80.0, distance=0.0), row(status="green", value=81.0, distance=1.0))
    assert month_sentence(met, SEPTEMBER, "Wexley") == (
        "In September 2021, 0 of 2 indicators for Wexley have an overall rating of red, 0 amber and 2 green."
    )


def test_a_tenth_of_a_point_is_behind_too_on_either_side() -> None:
    below = table(row(value=79.9, distance=-0.1))
    assert month_sentence(below, SEPTEMBER, "Wexley").endswith("“Visits”: 79.9%, 0.1 points below 80.0%.")
    above = table(row(value=80.1, distance=0.1, polarity="smaller"))
    assert month_sentence(above, SEPTEMBER, "Wexley").endswith("“Visits”: 80.1%, 0.1 points above 80.0%.")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"status": None}, "No overall rating: it needs a figure and a target in force."),
        ({"status": "green", "rag": "green"}, "Overall rating ● green: the target is met."),
        ({"status": "green", "rag": "amber"}, "Overall rating ● green: the target is missed within tolerance."),
        (
            {},
            "Overall rating ▲ amber: worse than the target by 10% of it, not more than 10%, and off tolerance in 5 "
            "of the last 12 months that have a colour, fewer than 6.",
        ),
        (
            {"status": "red", "value": 71.2, "distance": -8.8},
            "Overall rating ■ red: worse than the target by 11% of it.",
        ),
        (
            {"status": "red", "months_off": 6, "months_coloured": 7},
            "Overall rating ■ red: off tolerance in 6 of the last 7 months that have a colour.",
        ),
        (
            {"status": "red", "value": 40.0, "target": 20.0, "distance": 20.0, "polarity": "smaller", "months_off": 9},
            "Overall rating ■ red: worse than the target by 100% of it and off tolerance in 9 of the last 12 months "
            "that have a colour.",
        ),
        (
            {"status": "red", "value": 0.1, "target": 0.0, "distance": 0.1, "polarity": "smaller"},
            "Overall rating ■ red: worse than the target by 100% of it.",
        ),
    ],
)
def test_a_status_says_by_which_rule(told: dict[str, Any], said: str) -> None:
    assert status_sentence(figures(row(**told))) == said
