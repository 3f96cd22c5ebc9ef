"""What the quarterly papers of the whole council need to be read: levels of risk, the scorecard's measures that are
monthly indicators too, and the register of members' questions.

A question's `link` is a page and its filters, as the address bar writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ANSWERS = ("yes", "in part", "no")


@dataclass(frozen=True)
class RiskLevel:
    """A level of risk, and the lowest and highest score (likelihood × impact) that it covers."""

    level: str
    least: int
    most: int


@dataclass(frozen=True)
class RiskCell:
    """One square of the council's risk matrix; likelihood and impact from 1 to 5."""

    likelihood: int
    likelihood_label: str
    impact: int
    impact_label: str
    score: int
    level: str


@dataclass(frozen=True)
class Counted:
    """The monthly indicator that a measure of the scorecard is; `inverted` says that it is 100 minus that."""

    measure_id: str
    inverted: bool


@dataclass(frozen=True)
class AuditShare:
    """The band of the audit scale whose share of a quarter's audits a measure of the scorecard is, or is 100 minus."""

    band: str
    inverted: bool


@dataclass(frozen=True)
class Question:
    """A question that members asked, in our words.

    `answered` is one of ANSWERS. `link` opens the view that answers it, and is empty where none does; then `note` says
    why not, or what is missing.
    """

    question_id: str
    topic: str
    question: str
    meeting: str
    answered: str
    link: str
    note: str


@dataclass(frozen=True)
class Corporate:
    """Everything that the rows say, in their order. Counted indicators and audits go by the scorecard's measure."""

    levels: tuple[RiskLevel, ...]
    matrix: tuple[RiskCell, ...]
    counted: Mapping[str, Counted]
    audits: Mapping[str, AuditShare]
    questions: tuple[Question, ...]

    def level(self, score: int) -> str | None:
        """The level that a score stands for by the register's thresholds; None where they do not reach it."""
        return next((level.level for level in self.levels if level.least <= score <= level.most), None)
