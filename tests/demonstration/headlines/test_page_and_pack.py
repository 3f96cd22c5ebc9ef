"""The Overview and the board pack say the same of a month: every headline is equal, or withheld in the pack."""

from __future__ import annotations

from analytics import board_packs
from analytics.catalogue import ALL
from analytics.store import Store
from tests.headlines.test_page_and_pack import SEPTEMBER, pack


def test_september_s_headlines_are_those_of_the_overview(demonstration: Store) -> None:
    """35, 4 and 31 over time against 39, 17 and 14 of the month alone: both are given, each by its name."""
    section = board_packs.paper(pack(demonstration, SEPTEMBER, ALL, "nhs"), [], []).sections[0]
    said = [sentence.text for sentence in section.sentences]
    assert said[:4] == [
        "Gloucestershire, September 2021, rating this month: 39 of 93 indicators red, 17 amber, 15 green.",
        "Overall rating: 35 red, 4 amber, 32 green.",
        "22 can't be rated: no target or no figure.",
        "Since August 2021, 4 moved to a worse rating this month, 7 to a better one.",
    ]
    assert said[4] == "Worse: unlikely to be chance: 6 indicators, first of all:"
    assert said[5] == "Better: unlikely to be chance: 2 indicators:"
    furthest = next(s for s in section.sentences if s.text.startswith("Furthest"))
    assert (
        furthest.items[0]
        == "% of review health assessments held on time: 30.4%, target 95%, missed in all 6 months judged"
    )
    assert said[-1] == (
        "Withheld, as it rests on figures that are not published: how many more would have met their target."
    )


def test_a_pack_of_small_numbers_says_what_it_withholds(demonstration: Store) -> None:
    section = board_packs.paper(pack(demonstration, SEPTEMBER, "Stroud", "nhs"), [], []).sections[0]
    said = [sentence.text for sentence in section.sentences]
    assert (
        said[0] == "Stroud, September 2021, rating this month: 17 of 93 indicators red, 1 amber, 5 green, 45 withheld."
    )
    assert said[1] == "Overall rating: 68 withheld."
    assert said[3] == "How many ratings moved since August 2021 is withheld."
    assert said[-1] == (
        "Withheld, as it rests on figures that are not published: the overall rating, ratings that moved, changes that "
        "are more than chance, the furthest from target, how long targets have been missed and how many more would "
        "have met their target."
    )
