"""Each headline from a few rows made by hand."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

import dataframely as dy
import polars as pl
import pytest

from analytics.headlines import (
    BETTER,
    FURTHEST,
    HOW_MANY,
    MISSED,
    MONTH_RATING,
    ORDER,
    OVERALL_RATING,
    SIGNAL,
    TURNED,
    WORSE,
    Listed,
    Ratings,
    Turned,
    headlines,
    headlines_table,
    ratings_by_theme,
)
from tests.headlines.made import figures, row


def names(of: Listed) -> list[str]:
    return of.rows["name"].to_list()


def test_the_two_ratings_are_counted_apart() -> None:
    """Two missed by much, one of them for the first time; one has no target, one no figure."""
    found = headlines(
        figures(
            row("Long", value=60.0, rag="red", status="red"),
            row("New", value=75.0, rag="red", status="amber"),
            row("Near", value=79.0, rag="amber", status="green"),
            row("Met"),
            row("Free", target=None, rag=None, status=None),
            row("Empty", value=None, rag=None, status=None),
        )
    )
    assert found.month_rating == Ratings(red=2, amber=1, green=1, none=2, withheld=0)
    assert found.overall_rating == Ratings(red=1, amber=1, green=2, none=2, withheld=0)
    assert found.indicators == 6


def test_what_is_withheld_is_counted_as_that_and_as_nothing_else() -> None:
    found = headlines(
        figures(
            row("Hidden", value=None, rag=None, status=None, withheld=[MONTH_RATING, OVERALL_RATING]),
            row("Alone", rag="red", status=None, withheld=[OVERALL_RATING]),
            row("Free", target=None, rag=None, status=None, withheld=[]),
        )
    )
    assert found.month_rating == Ratings(red=1, amber=0, green=0, none=1, withheld=1)
    assert found.overall_rating == Ratings(red=0, amber=0, green=0, none=1, withheld=2)


def test_how_many_moved_to_another_rating_and_how_many_could() -> None:
    found = headlines(
        figures(
            row("Worse", rag="amber", earlier_rag="green"),
            row("Much worse", rag="red", earlier_rag="green"),
            row("Better", rag="amber", earlier_rag="red"),
            row("Same"),
            row("First", earlier_rag=None),
            row("Not told", rag="red", earlier_rag=None, withheld=[TURNED]),
        )
    )
    assert found.turned == Turned(worse=2, better=1, compared=4, withheld=1)


def test_where_nothing_can_be_compared_that_none_moved_is_not_known() -> None:
    found = headlines(figures(row("One", earlier_rag=None), row("Two", earlier_rag=None)))
    assert found.turned.compared == 0
    numbers = headlines_table(found).filter(headline=TURNED)
    assert numbers.select("what", "number").rows() == [("worse", None), ("better", None)]


def signal(name: str, variation: str, **told: Any) -> dict[str, Any]:
    return row(name, signal="outside", variation=variation, **told)


def test_worse_and_better_are_by_signal_unless_the_direction_says_the_opposite() -> None:
    found = headlines(
        figures(
            signal("Ten visits", "concerning", value=70.0),
            signal("Twenty visits", "concerning", value=60.0),
            signal("Opposite", "concerning", value=70.0, direction="improving"),
            signal("Risen", "improving", value=90.0, direction="improving"),
            signal("Neither", "neither", polarity="plan"),
            row("Usual"),
            row("Not judged", variation=None),
        )
    )
    assert names(found.worse) == ["Twenty visits", "Ten visits"]
    assert names(found.better) == ["Risen"]
    assert names(found.watch) == ["Opposite"]
    assert (found.judged, found.contradictory, found.usual) == (5, 1, 1)  # a plan has no worse side


def test_what_is_small_or_of_too_few_is_counted_and_in_no_list() -> None:
    """Four of 100 visits are small, five are not; too few are neither judged nor watched."""
    found = headlines(
        figures(
            signal("Four", "concerning", value=76.0, direction="improving"),
            signal("Five", "concerning", value=75.0),
            row("Few", few=True, variation=None, value=20.0, direction="declining", rag="red"),
            row("Usual"),
        )
    )
    assert (names(found.worse), names(found.watch)) == (["Five"], [])
    assert (found.judged, found.usual, found.small, found.few, found.contradictory) == (3, 1, 1, 1, 0)
    assert (found.worse.small, found.better.small) == (1, 0)


def test_how_many_signals_chance_would_bring_is_of_those_that_are_judged_and_not_withheld() -> None:
    found = headlines(
        figures(
            row("One", expected_by_chance=0.25),
            row("Two", expected_by_chance=0.5),
            row("Not judged", variation=None, expected_by_chance=1.0),
            row("Not told", expected_by_chance=1.0, withheld=[SIGNAL]),
        )
    )
    assert found.by_chance == 0.75


def test_a_signal_that_is_withheld_is_in_no_list() -> None:
    found = headlines(
        figures(signal("Told", "concerning", value=70.0), row("Not told", variation=None, withheld=[SIGNAL]))
    )
    assert (names(found.worse), found.worse.withheld, found.better.withheld) == (["Told"], 1, 1)
    assert found.judged == 1


def test_where_the_order_is_withheld_the_catalogue_s_is_kept_and_it_is_said() -> None:
    rows = signal("Near", "concerning", value=70.0), signal("Far", "concerning", value=50.0)
    assert names(headlines(figures(*rows)).worse) == ["Far", "Near"]
    found = headlines(figures(*({**one, "withheld": [ORDER]} for one in rows))).worse
    assert (names(found), found.ordered) == (["Near", "Far"], False)


def test_furthest_from_target_is_by_points_and_not_by_share_of_the_target() -> None:
    """10 points short of 90 is further than 2 points above 2, which is twice the target."""
    found = headlines(
        figures(
            row("Twice", polarity="smaller", value=4.0, target=2.0, rag="red"),
            row("Ten points", value=80.0, target=90.0, rag="red"),
            row("Also ten", polarity="plan", value=30.0, target=20.0, rag="red"),
            row("Better", value=95.0),
            row("Free", target=None, rag=None),
            row("Hidden", value=None, rag="red", withheld=[FURTHEST]),
        )
    ).furthest
    assert found.rows.select("name", "short").rows() == [("Ten points", 10.0), ("Also ten", 10.0), ("Twice", 2.0)]
    assert found.withheld == 1


def test_what_has_been_missed_longest_comes_first() -> None:
    found = headlines(
        figures(
            row("New", value=60.0, rag="red", missed_months=1),
            row("Long", value=79.0, rag="amber", missed_months=6),
            row("Met"),
            row("Alone", value=60.0, rag="red", missed_months=None, withheld=[MISSED]),
        )
    ).missed
    assert (names(found), found.withheld) == (["Long", "New"], 1)


def test_most_children_to_the_target_come_first() -> None:
    found = headlines(
        figures(
            row("Few", count_to_target=3),
            row("Many", count_to_target=20),
            row("Met"),
            row("Printed", denominator=None, count_to_target=None, withheld=[HOW_MANY]),
        )
    ).how_many
    assert (names(found), found.withheld) == (["Many", "Few"], 1)


def test_a_theme_s_ratings_are_counted_with_noughts() -> None:
    frame = figures(
        row("a", theme="One", rag="red", status="red"),
        row("b", theme="Two", rag="red", status="amber"),
        row("c", theme="One", rag=None, withheld=[MONTH_RATING]),
    )
    assert ratings_by_theme(frame, MONTH_RATING).filter(pl.col("count") > 0).rows() == [
        ("One", "red", 1),
        ("One", "withheld", 1),
        ("Two", "red", 1),
    ]
    assert ratings_by_theme(frame, OVERALL_RATING).filter(theme="Two")["count"].to_list() == [0, 1, 0, 0, 0]


def test_the_table_has_every_headline_with_its_unit() -> None:
    found = headlines(
        figures(
            signal("Visits", "concerning", value=70.0, rag="red", status="red", missed_months=2, count_to_target=10),
            signal("Plans", "improving", value=90.0),
        )
    )
    numbers = headlines_table(found)
    assert numbers.columns == ["headline", "what", "measure_id", "number", "unit"]
    ratings = numbers.filter(unit="indicators", headline=MONTH_RATING)["number"].to_list()
    assert ratings == list(astuple(found.month_rating)) == [1, 0, 1, 0, 0]
    assert numbers.filter(pl.col("measure_id").is_not_null()).drop("what").rows() == [
        (WORSE, "Visits", -10.0, "points"),
        (BETTER, "Plans", 10.0, "points"),
        (FURTHEST, "Visits", 10.0, "points"),
        (MISSED, "Visits", 2.0, "months"),
        (HOW_MANY, "Visits", 10.0, "visits"),
    ]


def test_an_empty_frame_has_headlines_of_nothing() -> None:
    found = headlines(figures(row()).clear())
    assert (found.indicators, found.month_rating) == (0, Ratings(0, 0, 0, 0, 0))


def test_what_is_no_frame_of_figures_is_turned_away() -> None:
    with pytest.raises(dy.exc.SchemaError, match="earlier_rag"):
        headlines(figures(row()).drop("earlier_rag"))
    with pytest.raises(dy.exc.ValidationError):
        headlines(figures(row(rag="blue")))
    with pytest.raises(dy.exc.ValidationError):
        headlines(figures(row(withheld=["everything"])))
