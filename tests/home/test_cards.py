"""The first screen of an area: at most five findings, each one that its own page has, the largest first."""

from __future__ import annotations

from datetime import date

import pytest

from analytics import audits, headlines, home, indicators, screening
from analytics.audits import ratings
from analytics.home import Card, Places
from analytics.home.findings import first, order
from analytics.store import Store

JUNE, SEPTEMBER = date(2021, 6, 1), date(2021, 9, 1)


def briefly(card: Card) -> tuple[str, str, str]:
    return card.verdict, card.title, card.figure


def test_findings_of_indicators_audits_and_screening_are_in_one_order_the_largest_first(westshire: Store) -> None:
    """None has counts of its own here, so the difference in points tells: 37.2, 24.8, 13.1 and 1.0."""
    assert [briefly(card) for card in home.cards(westshire, SEPTEMBER)] == [
        ("Got worse", "ICPCs held within 15 w.days of the start fo the enquiry", "41.9%"),
        ("More than elsewhere", "Records rated red: Ashport", "40.0%"),
        ("Got worse", "Audits rated good or better", "47.8%"),
        ("Got worse", "Children in care with a review in date", "92.1%"),
    ]


def test_what_is_worse_comes_before_what_got_better(westshire: Store) -> None:
    """The audits rose by 16.8 points and stand behind what got worse by 7.5."""
    cards = home.cards(westshire, JUNE)
    assert [card.better for card in cards] == [False, False, True, True]
    assert [briefly(card)[0] for card in cards] == ["More than elsewhere", "Got worse", "Got better", "Got better"]


def test_a_card_says_what_is_usual_the_target_and_how_many_children(westshire: Store) -> None:
    card = home.cards(westshire, SEPTEMBER)[0]
    assert card.facts == "Usually 79.1%, target 80.0%."
    assert card.cases == "26 of 62 conferences. About 49 would be usual."  # 79.1% of 62 is 49.04
    assert (card.rating, card.simulated) == ("red", "counts")
    assert card.values[-1] == pytest.approx(41.9)


@pytest.mark.parametrize("month", [JUNE, SEPTEMBER])
def test_every_finding_is_one_of_the_page_it_leads_to(westshire: Store, month: date) -> None:
    for area in ("All", "Dunmere", "Cold Ferry", "Ashport", "Wexley"):
        of = headlines.headlines(indicators.headline_figures(westshire, month, area))
        listed = {*of.worse.rows["measure_id"], *of.better.rows["measure_id"]}
        red = screening.by_area(westshire, month).filter("red_in_list")["name"].to_list()
        pooled = ratings.three_months(westshire, month, "known", area)
        for card in home.cards(westshire, month, area):
            if card.place is Places.INDICATOR:
                assert card.measure_id in listed
            elif card.place is Places.SCREENING:
                assert card.title.removeprefix("Records rated red: ") in red
            elif card.place is Places.AUDITS:
                assert pooled["good_or_better_share_real"][0] or pooled["good_or_better_share_high"][0] < 50
            else:
                assert audits.apart(westshire, month, "known", area)["good_or_better_rest_in_list"].any()


def test_an_area_is_told_of_its_own_screening_alone(westshire: Store) -> None:
    """Ashport and Cold Ferry have more red records than the others; Wexley has not."""
    screened = {
        area: [card.title for card in home.cards(westshire, SEPTEMBER, area) if card.place is Places.SCREENING]
        for area in ("Ashport", "Cold Ferry", "Wexley")
    }
    assert screened == {
        "Ashport": ["Records rated red: Ashport"], "Cold Ferry": ["Records rated red: Cold Ferry"], "Wexley": [],
    }  # fmt: skip


def test_one_place_of_five_is_kept_for_what_got_better() -> None:
    """Seven got worse and two got better: the four worst and the best are shown."""

    def made(verdict: str, better: bool, points: float) -> Card:
        return Card(
            Places.INDICATOR, "m", f"{verdict} by {points:g}", verdict, better, "", None, "", "", (), "",
            order(None, points),
        )  # fmt: skip

    made_up = [made("worse", False, points) for points in (1, 7, 3, 5, 2, 6, 4)]
    made_up += [made("better", True, points) for points in (1, 9)]
    assert [card.title for card in first(made_up)] == [
        "worse by 7", "worse by 6", "worse by 5", "worse by 4", "better by 9",
    ]  # fmt: skip


def test_children_who_are_counted_come_before_points() -> None:
    """Twelve children are more than three, however many points either makes; counts that are made up order nothing."""
    found = {"3 children": order(3, 40.0), "made up": order(None, 90.0), "12 fewer": order(-12, -2.0)}
    assert sorted(found, key=lambda name: found[name]) == ["12 fewer", "3 children", "made up"]
