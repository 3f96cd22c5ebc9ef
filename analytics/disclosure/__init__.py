"""What may leave: disclosure policies, the frames made under them, and the check that nothing hidden can be found.

Everything that goes to somebody who is not signed in is made from a `Publishable`, and only this room makes one. Who
may see it does not belong here, nor how it is drawn or written.
"""

from analytics.disclosure.corporate_section import UNTOLD
from analytics.disclosure.pack_sections import PACK_SECTIONS, Disclosed, SignOff, Wanted, policies, sections_of
from analytics.disclosure.publishable import (
    AS_IT_IS,
    AS_PRINTED,
    CELLS,
    FROM_ROUNDED,
    HIDDEN,
    LISTED,
    CannotPublish,
    Publishable,
)
from analytics.disclosure.reidentification import Leaving, find_exposed
from analytics.disclosure.suppression import LONGEST_REASON, disclose, smallest

__all__ = [
    "AS_IT_IS",
    "AS_PRINTED",
    "CELLS",
    "FROM_ROUNDED",
    "HIDDEN",
    "LISTED",
    "LONGEST_REASON",
    "PACK_SECTIONS",
    "UNTOLD",
    "CannotPublish",
    "Disclosed",
    "Leaving",
    "Publishable",
    "SignOff",
    "Wanted",
    "disclose",
    "find_exposed",
    "policies",
    "sections_of",
    "smallest",
]
