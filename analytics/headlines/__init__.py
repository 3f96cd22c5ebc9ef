"""One rule for each headline of a month and an area, from a frame of its figures.

How many indicators have which rating; which got better or worse by more than chance; which are furthest from their
target; since when it has been missed; how many children (or whatever is counted) that makes. Pages, the draft summary,
the command line and the board pack all read them here. They bring a frame of `Figures`: the app its full one, the pack
the one that may be published. What a pack may not publish of a row is named in the row's `withheld`, and is then
counted as withheld and never as something else.

The ratings of single rows are worked out in `indicators`; words and sentences are made by whoever shows a headline.
"""

from analytics.headlines.figures import (
    FURTHEST,
    HOW_MANY,
    MISSED,
    MONTH_RATING,
    ORDER,
    OVERALL_RATING,
    SIGNAL,
    TURNED,
    Figures,
)
from analytics.headlines.headlines import (
    NO_RATING,
    WITHHELD,
    Headlines,
    Listed,
    Ratings,
    Turned,
    headlines,
    headlines_table,
    ratings_by_theme,
)
from analytics.headlines.rules import (
    BETTER,
    CHANGED,
    LISTS,
    WATCH,
    WORSE,
    comparable,
    contradictory,
    for_information,
    furthest_first,
    history,
    in_cases,
    most_to_target,
    of_cases,
    rating_step,
    short_of_target,
    with_lists,
    with_small,
)
