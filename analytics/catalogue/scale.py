"""The scale of the case audits: its grades, which of them are good enough, and which are inadequate.

Two bands are counted and named everywhere: the grades that are good enough, and those that are inadequate. Columns of
frames and measures of the audit programme call them `good_or_better` and `inadequate`, whatever the grades are called.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from analytics import formatting

GOOD_OR_BETTER, INADEQUATE = "good_or_better", "inadequate"
BANDS = (GOOD_OR_BETTER, INADEQUATE)
FEWEST_GRADES, MOST_GRADES = 2, 10


@dataclass(frozen=True)
class Grade:
    """One grade. `lower_end` says that audits tell which of this grade lie at its lower end."""

    grade: str
    good_enough: bool
    inadequate: bool
    lower_end: bool
    meaning: str = ""


@dataclass(frozen=True)
class Scale:
    """The grades, best first; the good enough ones lead and the inadequate ones end the scale.

    `grades` are the names of the grades as extracts write them. `bands` has the grades of each band, `names` what
    sentences call it: “good or better”. `lower` is the grade with a lower end, or None.
    """

    of: tuple[Grade, ...]
    grades: tuple[str, ...] = field(init=False)
    bands: Mapping[str, tuple[str, ...]] = field(init=False)
    names: Mapping[str, str] = field(init=False)
    lower: str | None = field(init=False)

    def __post_init__(self) -> None:
        good = tuple(g.grade for g in self.of if g.good_enough)
        poor = tuple(g.grade for g in self.of if g.inadequate)
        names = {
            GOOD_OR_BETTER: _within(good[-1:]) + (" or better" if len(good) > 1 else ""),
            INADEQUATE: _within(poor[:1]) + (" or worse" if len(poor) > 1 else ""),
        }
        object.__setattr__(self, "grades", tuple(g.grade for g in self.of))
        object.__setattr__(self, "bands", MappingProxyType({GOOD_OR_BETTER: good, INADEQUATE: poor}))
        object.__setattr__(self, "names", MappingProxyType(names))
        object.__setattr__(self, "lower", next((g.grade for g in self.of if g.lower_end), None))

    @property
    def good(self) -> str:
        """What sentences call the good enough grades: “good or better”, or the one grade's own name."""
        return self.names[GOOD_OR_BETTER]

    @property
    def inadequate(self) -> str:
        """What sentences call the inadequate grades: “inadequate”."""
        return self.names[INADEQUATE]

    @property
    def good_row(self) -> str:
        """What tables that have a row a grade call the row of the good enough ones together: “Good or better”."""
        return self._row(GOOD_OR_BETTER)

    @property
    def inadequate_row(self) -> str:
        """The same of the inadequate ones."""
        return self._row(INADEQUATE)

    def _row(self, band: str) -> str:
        grades = self.bands[band]
        return grades[0] if len(grades) == 1 else formatting.capital(self.names[band])

    @property
    def between(self) -> tuple[str, ...]:
        """The grades that are neither good enough nor inadequate, best first."""
        return tuple(g.grade for g in self.of if not g.good_enough and not g.inadequate)

    @property
    def weak(self) -> str:
        """What sentences call inadequate audits and those at the lower end of a grade together."""
        return self.inadequate + ("" if self.lower is None else f" or at the lower end of {self.lower}")

    @property
    def lower_end(self) -> str:
        """The lower end of `lower`, as a grade of its own in charts."""
        return f"{self.lower}, lower end"

    @property
    def parts(self) -> tuple[str, ...]:
        """The grades, best first, the lower end after the grade that has one."""
        return tuple(part for g in self.of for part in ((g.grade, self.lower_end) if g.lower_end else (g.grade,)))

    def steps(self) -> dict[str, int]:
        """How many grades each is above the worst."""
        return {grade: step for step, grade in enumerate(reversed(self.grades))}


def _within(grades: tuple[str, ...]) -> str:
    """A grade as it is written within a sentence: “requires improvement”, “grade B”, “RI”."""
    return " ".join(word if word.isupper() else word.lower() for grade in grades for word in grade.split())
