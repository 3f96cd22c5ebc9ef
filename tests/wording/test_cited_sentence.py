"""Sentences print each figure in its place and keep it."""

from __future__ import annotations

from datetime import date

import pytest

from analytics.wording import Figure, Sentence
from analytics.wording.cited_sentence import listed, sentence

SEPTEMBER = date(2021, 9, 1)


def figure(value: float | date | str, unit: str) -> Figure:
    return Figure("name", value, unit, "m", SEPTEMBER)


@pytest.mark.parametrize(
    ("value", "unit", "printed"),
    [
        (81.1, "value", "81.1%"),
        (-1.0, "difference", "1.0 point"),
        (date(2021, 5, 1), "month", "May 2021"),
        (1, "months", "1 month"),
        (2, "months", "2 months"),
        ("2020-21", "text", "2020-21"),
        (-1234, "children", "1,234"),
    ],
)
def test_a_figure_is_printed_by_its_unit(value: float | date | str, unit: str, printed: str) -> None:
    assert figure(value, unit).printed == printed


def test_a_sentence_begins_with_a_capital_and_keeps_each_figure_once_in_order() -> None:
    one, other = figure(3, "children"), figure(81.1, "value")
    assert sentence(["up to ", one, " of ", other, ", ", one, "."]) == Sentence("Up to 3 of 81.1%, 3.", (one, other))
    assert sentence([]) == Sentence("", ())


def test_clauses_are_parted_by_semicolons() -> None:
    one = figure(3, "children")
    assert listed([["a, b"], ["c ", one], ["d"]]) == ["a, b", "; ", "c ", one, "; ", "d"]
    assert listed([]) == []
