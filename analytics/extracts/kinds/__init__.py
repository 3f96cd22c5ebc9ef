"""The kinds of extract, each declared once: a module for each family, imported here.

Their order is the one in which kinds are listed, and tried where a header fits several.
"""

from analytics.extracts.contracts import EXTRACTS

# isort: off
from analytics.extracts.kinds import (  # noqa: F401
    indicators,
    audits,
    screening,
    context,
    papers,
    catalogue,
)

CATALOGUE_KINDS = [kind for kind, extract in EXTRACTS.items() if extract.OF_CATALOGUE]

__all__ = ["CATALOGUE_KINDS", "EXTRACTS"]
