"""The sections that a pack may have, each declared in a module of its own; what may be wanted of them, and what that
discloses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from analytics import formatting
from analytics.catalogue import ALL, CatalogueError, Policy, catalogue
from analytics.disclosure.case_audits import AUDITS
from analytics.disclosure.compared_section import COMPARED
from analytics.disclosure.corporate_section import CORPORATE
from analytics.disclosure.indicator_sections import AREAS, INDICATORS
from analytics.disclosure.publishable import Publishable
from analytics.disclosure.screening_section import SCREENING
from analytics.disclosure.section import PackSection
from analytics.store import Store

# By name, in the order of a pack.
PACK_SECTIONS: dict[str, PackSection] = {
    section.name: section for section in (INDICATORS, AREAS, COMPARED, AUDITS, SCREENING, CORPORATE)
}


def sections_of(store: Store, locality: str) -> dict[str, PackSection]:
    """The sections that a store has something for, of the whole council or one area; the others set areas side by side,
    or are not split."""
    may = {name: section for name, section in PACK_SECTIONS.items() if locality == ALL or section.of_one_area}
    return {name: section for name, section in may.items() if section.held(store)}


def policies() -> Mapping[str, Policy]:
    """The policies of the catalogue in use, by name. Raises CatalogueError where one is missing that a section has."""
    found = catalogue().policies
    if missing := sorted({section.policy for section in PACK_SECTIONS.values()} - found.keys()):
        raise CatalogueError(
            f"The disclosure {formatting.joined(missing)} is not among the policies of the catalogue, and packs use it "
            "unless another is chosen. Load it with the kind policies."
        )
    return found


@dataclass(frozen=True)
class SignOff:
    """Who answers for figures that leave unprotected: a role, the day, and why."""

    role: str
    on: date
    reason: str


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to publish: a month, an area, names of PACK_SECTIONS, policies other than the default, and
    whether with the comments on its indicators."""

    month: date
    locality: str = ALL
    sections: tuple[str, ...] = field(default_factory=lambda: tuple(PACK_SECTIONS))
    policies: Mapping[str, str] = field(default_factory=dict)
    sign_off: SignOff | None = None
    comments: bool = True

    def policy(self, section: str) -> str:
        """The name of the policy of a section."""
        return self.policies.get(section, PACK_SECTIONS[section].policy)


@dataclass(frozen=True)
class Disclosed:
    """What may be published, and for its maker alone: what it says about true counts, and what was hidden.

    publishables: by the names of the frames of PACK_SECTIONS. cells: columns of CELLS; holds true counts and never
    leaves. hidden: columns of LISTED. dropped: what was left out so that nothing hidden can be worked out, in words.
    checked: how many hidden counts were checked. check_said: the outcome in a sentence.
    """

    wanted: Wanted
    publishables: Mapping[str, Publishable]
    cells: pl.DataFrame
    hidden: pl.DataFrame
    dropped: tuple[str, ...]
    checked: int
    check_said: str
