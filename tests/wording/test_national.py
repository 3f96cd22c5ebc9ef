"""What is said of one authority among all: verdicts, places, changes and gaps, each by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from analytics.indicators.localities import BEYOND_95, BEYOND_998
from analytics.indicators.schemas import Reported
from analytics.national import ABOVE, BELOW, LIKE, WITHIN
from analytics.national.comparison import Standpoint, with_meaning
from analytics.wording.national import (
    Others,
    change_sentence,
    funnel_title,
    gap,
    national_comparisons,
    national_first,
    national_group,
    national_overview,
    national_sentences,
    nothing_national,
    place,
    place_range,
    verdict,
    years_title,
)
from tests.national.made import NEIGHBOURS, WESTSHIRE, reported

SEPTEMBER = date(2025, 9, 1)
NEIGHBOURS_OF_IT = Others("Statistical neighbours")


def row(**told: Any) -> dict[str, Any]:
    """An indicator of Westshire: 30 of 100 in time here, more elsewhere."""
    return {
        "measure_id": "icpc_due", "name": "Westshire", "region": "Region 1", "kind": "percentage",
        "polarity": "bigger", "period": "year to March 2025", "period_words": "year to March 2025, 6 months earlier",
        "value": 30.0, "numerator": 30.0, "denominator": 100.0, "not_compared": "", "beyond": BEYOND_95,
        "stands": "worse", "few": False, "in_list": True, "judged": 150, "silent": 0, "average": 60.0,
        "low_95": 40.0, "high_95": 80.0, "place": 140, "ranked": 151, "tied": 0, "place_from": 120, "place_to": 150,
        "asked": 10, "reporters": 10, "median": 62.0, "mean": 61.0, "lowest": 40.0, "highest": 80.0, "pooled": None,
        "gap": -32, "change": -5.0, "earlier_period": "year to March 2024", "clear": True, "country_change": -1.0,
        "region_change": None, "unlike": LIKE, "simulated": False,
    } | told  # fmt: skip


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "worse than other authorities, unlikely to be chance"),
        ({"beyond": BEYOND_998}, "worse than other authorities, very unlikely to be chance"),
        ({"stands": "higher"}, "higher than other authorities, unlikely to be chance"),
        ({"in_list": False}, "could be chance"),
        ({"in_list": False, "beyond": WITHIN}, "within the usual range"),
        ({"few": True, "in_list": False}, "too few to tell"),
        ({"not_compared": "too far apart in time to compare", "in_list": False}, "too far apart in time to compare"),
        ({"value": None, "beyond": None}, "no figure"),
        ({"beyond": None, "judged": 0, "in_list": False}, "no counts published"),
        ({"beyond": None, "in_list": False}, "its counts are not published"),
        ({"beyond": None, "kind": "mean", "in_list": False}, "only the place is known"),
    ],
)
def test_a_verdict_or_why_there_is_none(told: dict[str, Any], said: str) -> None:
    assert verdict(row(**told)) == said


def test_a_place_with_how_sure_it_is() -> None:
    assert place(row()) == "140th of 151"
    assert place(row(tied=2)) == "joint 140th of 151"
    assert place(row(place=None)) == "–"
    assert place_range(row()) == "120th to 150th"
    assert place_range(row(place_from=140, place_to=140)) == "140th"
    assert place_range(row(place_from=None)) == ""
    assert "between 120th and 150th" in national_sentences(row(), NEIGHBOURS_OF_IT)[1]


@pytest.mark.parametrize(
    ("told", "moved", "found"),
    [
        ({}, "fell by 5.0 points. England fell by 1.0 point.", "within the usual range of authorities' changes"),
        ({"clear": False}, "fell by 5.0 points", "That can't be told from what happened elsewhere."),
        ({"country_change": 1.0}, "England rose by 1.0 point", "within the usual range of authorities' changes"),
        ({"unlike": BELOW}, "fell by 5.0 points", "It fell more than elsewhere"),
        ({"unlike": ABOVE, "country_change": -9.0}, "England fell by 9.0 points", "It fell less than elsewhere"),
        ({"unlike": BELOW, "country_change": 2.0}, "England rose by 2.0 points", "That is unlike elsewhere"),
        ({"unlike": ABOVE, "change": 0.01}, "it did not change", "That is unlike elsewhere"),
        ({"unlike": None}, "fell by 5.0 points", "Without the counts of both periods it can't be told"),
        ({"unlike": None, "kind": "mean"}, "fell by 5.0 points", "point. It can't be told"),
        (
            {"region_change": 2.0},
            "England fell by 1.0 point and Region 1 rose by 2.0 points",
            "That is more than chance",
        ),
    ],
)
def test_how_it_moved_beside_others(told: dict[str, Any], moved: str, found: str) -> None:
    said = change_sentence(row(**told))
    assert said.startswith("Since the year to March 2024 it")
    assert moved in said
    assert found in said


def test_of_a_year_too_far_off_the_change_is_said_and_not_judged() -> None:
    said = change_sentence(row(unlike=BELOW, not_compared="too far apart in time to compare"))
    assert said == "Since the year to March 2024 it fell by 5.0 points. England fell by 1.0 point."


def test_without_an_earlier_year_nothing_is_said_of_a_change() -> None:
    assert change_sentence(row(change=None)) == ""


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (-32, "32 fewer conferences than at the median"),
        (1, "1 more conference than at the median"),
        (0, "as many as at the median"),
        (None, ""),
    ],
)
def test_the_gap_in_cases(number: int | None, said: str) -> None:
    assert gap(row(gap=number)) == said


def test_all_that_is_said_of_one_indicator() -> None:
    said = national_sentences(row(silent=2), NEIGHBOURS_OF_IT)
    assert "30.0% (30 of 100 conferences)" in said[0]
    assert "usually has 40.0% to 80.0%" in said[0]
    assert "10 of 10 reported" in said[3]
    assert any("2 authorities have no counts" in sentence for sentence in said)
    too_few = national_sentences(row(median=None, reporters=2, gap=None), NEIGHBOURS_OF_IT)
    assert "2 of 10 reported, too few for a median" in too_few[3]
    assert all(";" not in sentence for sentence in said)


def test_of_a_suppressed_figure_the_others_are_said() -> None:
    said = national_sentences(
        row(value=None, numerator=None, denominator=None, beyond=None, average=None, place=None, gap=None, change=None),
        NEIGHBOURS_OF_IT,
    )
    assert said[0] == "No figure of Westshire is published for the year to March 2025."
    assert said[1].startswith("Neighbours' median 62.0%")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"kind": "rate"}, "(30 conferences)"),
        ({"kind": "mean"}, "(30)"),
        ({"numerator": None, "average": None, "beyond": None}, "30.0%, year to March 2025"),
    ],
)
def test_what_a_figure_is_made_of(told: dict[str, Any], said: str) -> None:
    assert said in national_sentences(row(**told), NEIGHBOURS_OF_IT)[0]


def test_nothing_is_said_of_a_group_of_nobody() -> None:
    said = national_sentences(row(asked=0, reporters=0, median=None, gap=None), Others("others in London"))
    assert not any("London" in sentence or "median" in sentence for sentence in said)


def test_groups_have_names() -> None:
    one = pl.DataFrame({"name": ["Authority AB"]})
    assert national_group("neighbours", row(), one).median == "Neighbours' median"
    assert national_group("region", row(), one).name == "others in Region 1"
    assert national_group("902", row(), one).median == "Median of Authority AB"


def test_of_a_month_it_is_said_how_many_are_unlike_the_others_and_what_chance_brings() -> None:
    here = Standpoint(with_meaning(reported()), WESTSHIRE, pl.DataFrame({"code": NEIGHBOURS}))
    found = here.in_month(SEPTEMBER)
    assert national_overview(found) == (
        "2 of 4 indicators with counts are unlike other authorities: 2 worse. 1 more has a place, but can't be judged."
    )
    assert "4 comparisons" in national_comparisons(found)
    alike = found.with_columns(in_list=pl.lit(False))
    assert national_overview(alike) == (
        "None of 4 indicators with counts is clearly unlike other authorities. 1 more has a place, but can't be judged."
    )
    far = here.in_month(date(2027, 9, 1))
    assert "can't be told for any indicator" in national_overview(far)
    assert national_comparisons(far) == ""


def test_headings_are_findings() -> None:
    here = Standpoint(with_meaning(reported()), WESTSHIRE, pl.DataFrame({"code": NEIGHBOURS}))
    assert funnel_title(row()) == "Westshire: worse than other authorities, unlikely to be chance"
    assert national_first(here.in_month(SEPTEMBER), SEPTEMBER).startswith("5 indicators of Westshire")


def test_over_the_years_it_is_said_who_moved() -> None:
    here = Standpoint(with_meaning(reported()), WESTSHIRE, pl.DataFrame({"code": NEIGHBOURS}))
    title = years_title(here.since_first("icpc_due", SEPTEMBER), "Westshire")
    assert title.startswith("From year to March 2013 to year to March 2025: Westshire ")
    assert "England fell by" in title
    moved = here.since_first("icpc_due", SEPTEMBER)
    alone = years_title(moved.with_columns(country_change=pl.lit(None, pl.Float64)), "Westshire")
    assert "England" not in alone
    assert years_title(moved.clear(), "Westshire") == "Westshire beside England, year by year"


def test_where_nothing_is_held_it_says_what_to_do() -> None:
    assert "Data page" in nothing_national(Reported.create_empty())
    assert "none of Westshire" in nothing_national(reported(indicators=["icpc_due"]))
