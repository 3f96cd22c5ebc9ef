"""From the child-level lists that every authority keeps by law to counts, without keeping a child.

The lists are read and counted in a child process (`lists_child`) that is limited and reaches neither files nor network;
what comes back is checked to be counts and words of ours, and is loaded as any extract is. No row, identifier, name or
date of birth is stored, logged or shown, and the lists themselves are not kept; an analyst may take the identifiers
behind one figure away, straight after counting. How a figure is shown, and what may be published of it, is not decided
here.
"""

from analytics.statutory.account import sentences
from analytics.statutory.counting import Behind
from analytics.statutory.layout import Definition, DefinitionError, definitions, returns
from analytics.statutory.running import CantCount, Counted, Teams, check_definitions, count, identifiers, read_teams

__all__ = [
    "Behind",
    "CantCount",
    "Counted",
    "Definition",
    "DefinitionError",
    "Teams",
    "check_definitions",
    "count",
    "definitions",
    "identifiers",
    "read_teams",
    "returns",
    "sentences",
]
