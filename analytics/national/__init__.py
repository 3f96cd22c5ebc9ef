"""Is it us, or everybody? One authority among all of England, from the figures that the Department publishes of each.

Rules on frames: where an authority lies, how its figure moved beside everybody's, what a group of others has. What the
national files are and how they are read belongs to extracts and store; words and charts to wording and charts.
"""

from analytics.national.changes import ABOVE, BELOW, LIKE, changes, year_pairs
from analytics.national.comparison import chosen_periods, comparison, with_meaning
from analytics.national.groups import FEWEST_REPORTERS, group, neighbours, own_code
from analytics.national.overdispersion import Spread
from analytics.national.positions import WITHIN, curve, positions, ranks
from analytics.national.schemas import AUTHORITY, COUNTRY, REGION, Reported

__all__ = [
    "ABOVE",
    "AUTHORITY",
    "BELOW",
    "COUNTRY",
    "FEWEST_REPORTERS",
    "LIKE",
    "REGION",
    "WITHIN",
    "Reported",
    "Spread",
    "changes",
    "chosen_periods",
    "comparison",
    "curve",
    "group",
    "neighbours",
    "own_code",
    "positions",
    "ranks",
    "with_meaning",
    "year_pairs",
]
