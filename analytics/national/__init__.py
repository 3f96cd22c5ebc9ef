"""Is it us, or everybody? One authority among all of England, from the figures that the Department publishes of each.

Rules on frames: where an authority lies, how its figure moved beside everybody's, what a group of others has. What the
national files are and how they are read belongs to extracts and store; words and charts to wording and charts.
"""

from analytics.indicators.schemas import AUTHORITY, COUNTRY, REGION, Reported
from analytics.national.changes import ABOVE, BELOW, LIKE
from analytics.national.comparison import Standpoint, standpoint, unlike_first
from analytics.national.groups import GOOD_NEIGHBOURS, NEIGHBOURS
from analytics.national.overdispersion import Spread
from analytics.national.positions import GROUP, OWN, REST, SAME_REGION, WITHIN

__all__ = [
    "ABOVE", "AUTHORITY", "BELOW", "COUNTRY", "GOOD_NEIGHBOURS", "GROUP", "LIKE", "NEIGHBOURS", "OWN", "REGION", "REST",
    "SAME_REGION", "WITHIN", "Reported", "Spread", "Standpoint", "standpoint", "unlike_first",
]  # fmt: skip
