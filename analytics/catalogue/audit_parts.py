"""What an audit form has beside the overall grade: areas of practice that are graded, people who take part, and steps.

A form without a step has no moderation, no re-audits, no agreed actions or no children of concern. What it does not
have is not asked of its audits, and nothing is said of it as if it were missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

AREA, PERSON, STEP = PART_KINDS = ("area of practice", "person", "step")
MODERATION, RE_AUDITS, ACTIONS, CONCERNS = STEPS = ("moderation", "re-audits", "actions", "concerns")


@dataclass(frozen=True)
class AuditPart:
    """One part of a form: what extracts call it, its kind, and its name in the snapshot and in sentences.

    `measure` is what targets call it; the snapshot has the parts with one. `expected_from` and `expected_to` are the
    percent of ratings that moderation is expected to change.
    """

    part: str
    kind: str
    name: str
    measure: str = ""
    expected_from: float | None = None
    expected_to: float | None = None


@dataclass(frozen=True)
class AuditParts:
    """The parts of a form, in its order: `areas` and `people` by what extracts call them."""

    of: tuple[AuditPart, ...] = ()
    areas: Mapping[str, AuditPart] = field(init=False)
    people: Mapping[str, AuditPart] = field(init=False)
    steps: Mapping[str, AuditPart] = field(init=False)

    def __post_init__(self) -> None:
        for name, kind in (("areas", AREA), ("people", PERSON), ("steps", STEP)):
            object.__setattr__(self, name, MappingProxyType({p.part: p for p in self.of if p.kind == kind}))

    @property
    def rated(self) -> str:
        """When the rating that counts was given, to be put after “rating”."""
        return " after moderation" if MODERATION in self.steps else ""

    @property
    def expected(self) -> tuple[float, float] | None:
        """Between what percent of ratings moderation is expected to change; None where the form does not say."""
        moderation = self.steps.get(MODERATION)
        if moderation is None or moderation.expected_from is None or moderation.expected_to is None:
            return None
        return moderation.expected_from, moderation.expected_to
