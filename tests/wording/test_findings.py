"""The one sentence at the top of an indicator: the finding first, then the figure, what is usual, how many cases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from analytics.wording import finding_sentence
from tests.kinds import PERCENTAGES


def row(**changed: Any) -> dict[str, Any]:
    """A row of `headline_figures`: 36 of 62 conferences, where 84.6% is usual: 52.5 of 62."""
    return {
        "measure_id": "m", "month": date(2021, 9, 1), "value": 58.1, "numerator": 36, "denominator": 62,
        "counted": "conferences", "usual": 84.6, "variation": "concerning", "signal": "outside", "small": False,
        "few": False, "polarity": "bigger", "run_months": 2, "run_change": -30.1, "run_since": date(2021, 7, 1),
        **PERCENTAGES,
    } | changed  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, "Worse, and unlikely to be chance"),
        ({"variation": "improving"}, "Better, and unlikely to be chance"),
        ({"variation": "neither"}, "Changed, and unlikely to be chance"),
        ({"small": True}, "Worse, and unlikely to be chance, but small"),
        ({"variation": "common cause", "signal": None}, "Could be chance"),
        ({"variation": None, "signal": None, "few": True}, "Too few to tell"),
        ({"variation": None, "signal": None}, "Not judged against chance"),
    ],
)
def test_how_sure_it_is_comes_before_the_figure(changed: dict[str, Any], verdict: str) -> None:
    said = f"{verdict}: 58.1%, usually 84.6%. 36 of 62 conferences. About 52 would be usual."
    assert finding_sentence(row(**changed)) == said


def test_a_trend_says_how_far_it_went_instead_of_what_is_usual() -> None:
    said = finding_sentence(row(signal="trend"))
    assert said.endswith("58.1%, down 30.1 points in 2 months, since July 2021. 36 of 62 conferences.")


def test_without_figure_or_usual_or_counts_nothing_is_made_up_for_them() -> None:
    assert finding_sentence(row(value=None)) == "There is no figure for September 2021."
    bare = row(variation=None, signal=None, usual=None, numerator=None, denominator=None)
    assert finding_sentence(bare) == "Not judged against chance: 58.1%."
