"""A demonstration set of counts: what the council published as percentages, split into children who do not exist.

Here belongs everything that makes up figures: teams, counts by locality and team, audits and screened records. Each
is drawn so that it pools to what was published, and is written as ordinary extract files marked as simulated. What
the published figures mean does not belong here, nor how they are loaded or shown; no other room imports this one.
"""

from analytics.simulation.unreproducible import UNREPRODUCIBLE
from analytics.simulation.writing import SEED, files

__all__ = ["SEED", "UNREPRODUCIBLE", "files"]
