"""What is worked out of the figures that authorities, regions and England reported.

Values, averages, limits, changes and gaps are in the unit of the indicator (changes of percentages in points).
Transformed figures, z and tau² are on the scale that `overdispersion` says. What can't be said is null.
"""

from __future__ import annotations

from analytics.columns import Columns
from analytics.indicators.schemas import Reported

KNOWN = Columns(
    texts="""
        measure_id code name level region period marker who polarity kind period_words not_compared beyond stands unlike
        earlier_period
    """,
    numbers="""
        numerator denominator value per average z adjusted_z p_value tau2 phi low_95 high_95 low_998 high_998 change
        earlier_value country_value region_value country_change region_change neighbours_change change_p mean
        median lowest highest pooled unlike_p
    """,
    counts="""
        judged silent place ranked tied place_from place_to gap reporters asked compared position both neighbours_both
    """,
    flags="simulated few in_list clear",
    days="last earlier",
)

_MEANT = f"{' '.join(Reported.column_names())} polarity kind per"  # of the indicator in the catalogue
# average: all numerators over all denominators of the authorities with both; judged: how many those are; silent: how
# many have no counts; beyond: WITHIN, BEYOND_95, BEYOND_998; stands: better, worse, higher, lower; few: too few to
# tell.
Positions = KNOWN.schema(
    "Positions",
    f"{_MEANT} average z phi tau2 adjusted_z p_value beyond stands few judged silent low_95 high_95 low_998 high_998",
)
# One measure in one period, the better end first: who is OWN, GROUP, SAME_REGION or REST.
Everybody = KNOWN.schema(
    "Everybody",
    """place who name region value marker numerator denominator beyond stands few low_95 high_95 low_998 high_998 code
    measure_id period simulated kind""",
)
# place: from the better end, or from the lowest where neither is better; tied: how many others have the same value;
# place_from to place_to: its 95% interval, null without counts.
Ranks = KNOWN.schema("Ranks", "measure_id period last place ranked tied place_from place_to")
# change: own; country_change and so on: of others over the same two periods; clear: whether the own change is more than
# the sampling error of both years (change_p); both: how many authorities have counts in both; unlike: ABOVE or BELOW
# the others' changes, or LIKE where it can't be told from them (unlike_p).
Changes = KNOWN.schema(
    "Changes",
    """measure_id period last earlier_period earlier earlier_value value change change_p clear country_change
    region_change neighbours_change neighbours_both both unlike unlike_p""",
)
# pooled: all numerators over all denominators, null unless every reporter has both.
Group = KNOWN.schema("Group", "measure_id period last asked reporters mean median lowest highest pooled")
# An authority's row of one period with all that is known of others. position: the indicator's in the catalogue;
# country_value, region_value: of the same period; the statistics are those of a group of others, and neighbours_change
# is that of its median; gap: cases more (+) or fewer (−) than at that median; in_list: named in a list of what differs,
# drawn from so many rows (compared).
Comparison = KNOWN.schema(
    "Comparison",
    f"""position {_MEANT} period_words not_compared average low_95 high_95 z adjusted_z p_value beyond stands few judged
    silent place ranked tied place_from place_to asked reporters mean median lowest highest pooled gap country_value
    region_value earlier_period earlier earlier_value change change_p clear country_change region_change
    neighbours_change neighbours_both both unlike unlike_p in_list compared""",
)
