"""Sentences that keep the figures they were made from, so that every number in them can be followed to its source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from analytics import formatting, months
from analytics.catalogue import unit_of

VALUE = "value"
DIFFERENCE = "difference"
MONTH = "month"
PERIODS = ("months", "quarters", "years")
TEXT = "text"


@dataclass(frozen=True)
class Figure:
    """One figure in a sentence.

    name: the column it comes from, or what was counted. unit: VALUE or DIFFERENCE (of the indicator, in its unit),
    MONTH (a date), one of PERIODS, TEXT (a period, a range), or what a whole number counts; differences and counts
    are printed as sizes, without their sign. measure_id is “All” where indicators were counted. month: that of the
    figure.
    """

    name: str
    value: float | date | str
    unit: str
    measure_id: str
    month: date

    @property
    def printed(self) -> str:
        """The figure as it stands in the sentence."""
        if isinstance(self.value, date):
            return months.words(self.value)
        if isinstance(self.value, str):
            return self.value
        if self.unit == VALUE:
            return unit_of(self.measure_id).value(self.value)
        if self.unit == DIFFERENCE:
            return unit_of(self.measure_id).size(self.value)
        if self.unit in PERIODS:
            return formatting.counted(round(self.value), self.unit.removesuffix("s"))
        return formatting.quantity(abs(self.value))


@dataclass(frozen=True)
class Sentence:
    """What is said, and the figures it was made from, in the order in which they stand in it."""

    text: str
    figures: tuple[Figure, ...]


Parts = Sequence[str | Figure]


def sentence(parts: Parts) -> Sentence:
    """A sentence from its words and figures, each figure printed in its place."""
    text = "".join(part.printed if isinstance(part, Figure) else part for part in parts)
    figures = dict.fromkeys(part for part in parts if isinstance(part, Figure))
    return Sentence(formatting.capital(text), tuple(figures))


def listed(clauses: Iterable[Parts]) -> list[str | Figure]:
    """Clauses one after another, with semicolons, for a clause may have commas of its own."""
    parts: list[str | Figure] = []
    for clause in clauses:
        parts += [*(["; "] if parts else []), *clause]
    return parts
