"""The first screen: what to look at first of an area and a month, from indicators, audits and screening together."""

from analytics.home.cards import MOST, Card, Places, cards
from analytics.home.timely import not_shown, timely_and_good, timely_sentence

__all__ = ["MOST", "Card", "Places", "cards", "not_shown", "timely_and_good", "timely_sentence"]
