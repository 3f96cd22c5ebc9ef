"""The first screen: what to look at first of an area and a month, from indicators, audits and screening together.

What comes first is chosen and put in order here. Nothing is worked out or tested afresh: each figure and verdict is
that of the package it belongs to, and what is said of an indicator is that of `wording`. Nothing is laid out.
"""

from analytics.home.findings import Card, Places, cards, first, of_headlines, order
from analytics.home.timely import good_sentence, not_shown, of_timeliness, timely_and_good, timely_sentence

__all__ = [
    "Card",
    "Places",
    "cards",
    "first",
    "good_sentence",
    "not_shown",
    "of_headlines",
    "of_timeliness",
    "order",
    "timely_and_good",
    "timely_sentence",
]
