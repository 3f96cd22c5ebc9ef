"""The kinds of extract, each declared once: a module for each family, imported here.

Their order is the one in which kinds are listed, and tried where a header fits several.
"""

from collections.abc import Collection

from analytics.extracts.contracts import EXTRACTS

# isort: off
from analytics.extracts.kinds import (  # noqa: F401
    indicators,
    audits,
    voices,
    screening,
    context,
    comments,
    papers,
    catalogue,
    recipes,
)

CATALOGUE_KINDS = [kind for kind, extract in EXTRACTS.items() if extract.OF_CATALOGUE]


_ASIDE = ("note_", "recipe", "list_", "saved_")  # how kinds begin that nobody fills in to set an authority up


def listed_kinds(held: Collection[str]) -> list[str]:
    """The kinds of the catalogue that people are shown, where these have rows; notes, recipes and such only then."""
    return [kind for kind in CATALOGUE_KINDS if kind in held or not kind.startswith(_ASIDE)]


__all__ = ["CATALOGUE_KINDS", "EXTRACTS", "listed_kinds"]
