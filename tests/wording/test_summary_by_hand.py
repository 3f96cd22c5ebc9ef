"""An indicator and a month in sentences, from rows made for them."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from analytics.catalogue import Catalogue
from analytics.headlines import MONTH_RATING, OVERALL_RATING, TURNED, WORSE, headlines
from analytics.store import Incoming, Store, load
from analytics.wording import Figure, rating_sentences
from analytics.wording.cited_sentence import sentence
from analytics.wording.summary import _beside_neighbours, _neighbours, _noise, _of_indicator, _real
from tests.headlines.made import figures
from tests.headlines.made import row as quiet

SEPTEMBER = date(2021, 9, 1)


def row(name: str = "Visits", **told: Any) -> dict[str, Any]:
    """A quiet month, 10 points below its target and off tolerance for two months, of 40 visits."""
    return quiet(
        name, **{"month": SEPTEMBER, "value": 70.0, "distance": -10.0, "window": "month", "rag": "red",
        "earlier_rag": "red", "status": "red", "missed_months": 2, "missed_since": date(2021, 8, 1),
        "missed_always": False, "direction_word": "no clear change", "no_direction": None, "change": -1.0,
        "run_months": 1, "run_change": -1.0, "run_since": date(2021, 8, 1), "net_change": -1.0,
        "net_since": date(2021, 6, 1), "side": None, "no_variation": None,
        "assurance": "hit or miss", "mean": 75.0, "usual": 75.0, "lower": 66.0, "upper": 84.0, "lowest_usual": 66.0,
        "highest_usual": 84.0, "trial": False, "small": False, "start_assumed": False, "count_to_target": 4,
        "denominator": 40,
        "simulated": False, **told},
    )  # fmt: skip


def table(*rows: dict[str, Any]) -> pl.DataFrame:
    return figures(*rows).with_columns(pl.col("change").cast(pl.Float64))


def texts(told: dict[str, Any], neighbours: dict[str, Any] | None = None) -> list[str]:
    return [said.text for said in _of_indicator(row(**told), neighbours)]


NEIGHBOURS = {
    "value": 60.0,
    "period_words": "year to March 2021, 6 months earlier",
    "not_compared": "",
    "simulated": False,
}
VERDICTS = ("better", "worse", "similar", "above", "below", "Better", "Worse", "Similar", "Above", "Below")


def test_an_indicator_in_four_sentences() -> None:
    assert texts({}, NEIGHBOURS) == [
        "70.0% in September 2021, 10.0 points below the target of 80.0%: red, off tolerance; missed for 2 months, "
        "since August 2021.",
        "No clear change, down 1.0 point on August 2021; could be chance: within its expected range of 66.0% to 84.0%; "
        "at this level, the target may be met or missed.",
        "4 more of 40 visits would have met the target.",
        "Better than the statistical neighbours' median of 60.0% (year to March 2021, 6 months earlier).",
    ]


def test_without_a_figure_only_that_is_said() -> None:
    assert texts({"value": None}, NEIGHBOURS) == ["There is no figure for September 2021."]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"target": None}, "70.0% in September 2021; no target is in force."),
        (
            {"value": 80.0, "distance": 0.0, "rag": "green"},
            "80.0% in September 2021, exactly on the target of 80.0%: green.",
        ),
        (
            {"value": 81.0, "distance": 1.0, "rag": "green", "missed_months": 0},
            "81.0% in September 2021, 1.0 point above the target of 80.0%: green.",
        ),
        (
            {"value": 79.0, "distance": -1.0, "rag": "amber", "missed_months": 1},
            "79.0% in September 2021, 1.0 point below the target of 80.0%: amber, within tolerance; newly missed.",
        ),
    ],
)
def test_where_it_stands_against_its_target(told: dict[str, Any], said: str) -> None:
    assert texts(told)[0] == said


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            {"signal": "outside", "side": "low", "variation": "concerning", "assurance": "fails"},
            "worse, and unlikely to be chance: below the expected range of 66.0% to 84.0%; at this level, the target "
            "will be missed.",
        ),
        (
            {"signal": "shift", "side": "high", "variation": "improving", "assurance": "passes"},
            "better, and unlikely to be chance: seven or more months above the usual 75.0%; at this level, the target "
            "will be met.",
        ),
        (
            {"signal": "shift", "side": "high", "variation": "neither", "assurance": None},
            "changed, and unlikely to be chance: seven or more months above the usual 75.0%.",
        ),
        (
            {"signal": "outside", "side": "low", "variation": "concerning", "small": True, "assurance": None},
            "worse, and unlikely to be chance, but small: below the expected range of 66.0% to 84.0%.",
        ),
        ({"assurance": None}, "could be chance: within its expected range of 66.0% to 84.0%."),
        (
            {"variation": None, "no_variation": "the reason", "assurance": None},
            "not judged against chance: the reason.",
        ),
        (
            {"variation": None, "few": True, "no_variation": "too few to tell: the reason", "assurance": None},
            "too few to tell: the reason.",
        ),
    ],
)
def test_whether_it_is_real_and_what_to_expect(told: dict[str, Any], said: str) -> None:
    assert texts(told)[1] == f"No clear change, down 1.0 point on August 2021; {said}"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"count_to_target": 1, "distance": 10.0}, ["1 fewer of 40 visits would have met the target."]),
        ({"count_to_target": 1, "distance": 0.5}, ["1 fewer of 40 visits would have met the target."]),
        ({"count_to_target": 0}, []),
        ({"count_to_target": None}, []),
        (
            {"count_to_target": 0, "denominator": 10},
            ["Only 10 visits: one more or fewer changes the figure by 10.0 points."],
        ),
        (
            {"denominator": 10},
            [
                "4 more of 10 visits would have met the target; only 10 visits: one more or fewer changes the "
                "figure by 10.0 points."
            ],
        ),
    ],
)
def test_how_many_would_have_met_it(told: dict[str, Any], said: list[str]) -> None:
    assert texts(told)[2:] == said


def test_how_many_are_kept_with_what_they_count() -> None:
    said = _of_indicator(row(), None)[2]
    assert [(f.name, f.value, f.unit) for f in said.figures] == [
        ("count_to_target", 4, "visits"),
        ("denominator", 40, "visits"),
    ]


@pytest.mark.parametrize(
    ("told", "of_others", "said"),
    [
        ({}, {"simulated": True}, "Better than the statistical neighbours' median of 60.0% (P, simulated)"),
        ({"polarity": "smaller"}, {}, "Worse than the statistical neighbours' median of 60.0% (P)"),
        ({"polarity": "plan"}, {}, "Above the statistical neighbours' median of 60.0% (P)"),
        (
            {"window": "calendar_ytd"},
            {},
            "It covers a part of the year only, so it is not judged against the statistical neighbours' median of "
            "60.0% (P)",
        ),
        (
            {"window": "calendar_ytd", "month": date(2021, 12, 1)},
            {},
            "Better than the statistical neighbours' median of 60.0% (P)",
        ),
    ],
)
def test_beside_the_neighbours(told: dict[str, Any], of_others: dict[str, Any], said: str) -> None:
    parts = _beside_neighbours(row(**told), NEIGHBOURS | {"period_words": "P"} | of_others)
    assert sentence(parts).text == said
    month = told.get("month", SEPTEMBER)
    assert sentence(parts).figures == (
        Figure("neighbours_median", 60.0, "value", "Visits", month),
        Figure("neighbours_period", "P", "text", "Visits", month),
    )


@pytest.mark.parametrize("polarity", ["bigger", "smaller", "plan"])
@pytest.mark.parametrize("window", ["month", "calendar_ytd"])
def test_neighbours_of_a_period_too_far_off_are_named_and_not_judged(polarity: str, window: str) -> None:
    far = NEIGHBOURS | {"period_words": "year to March 2024, 30 months later", "not_compared": "too far apart"}
    said = sentence(_beside_neighbours(row(polarity=polarity, window=window), far))
    assert said.text == (
        "70.0% in September 2021. Statistical neighbours' median 60.0% (year to March 2024, 30 months later), too far "
        "apart"
    )
    assert not any(verdict in said.text for verdict in VERDICTS)
    assert {figure.name for figure in said.figures} >= {"value", "neighbours_median", "neighbours_period"}


def test_only_the_neighbours_median_is_set_beside_an_indicator(empty: Store, the_catalogue: Catalogue) -> None:
    lines = [
        "icpc_due,Statistical neighbours,2020-21,mean,59.0,10",
        "icpc_due,Statistical neighbours,2020-21,median,60.0,10",
        "icpc_due,Family group,2020-21,median,61.0,",
        "icpc_due,England,2020-21,value,62.0,",
        "care_s20,Statistical neighbours,2020-21,median,,2",
        "care_s20,England,2020-21,value,20.0,",
    ]
    header = "cut,measure_id,comparator,period,statistic,value,reporters,source,simulated"
    text = "\n".join([header, *(f"2021-09,{line},dfe,false" for line in lines)])
    load(empty, the_catalogue, [Incoming("comparators.csv", text.encode())])
    found = _neighbours(empty, SEPTEMBER)
    assert {measure: row["value"] for measure, row in found.items()} == {"icpc_due": 60.0}
    assert found["icpc_due"]["period_words"] == "year to March 2021, 6 months earlier"


def test_how_many_indicators_have_which_rating() -> None:
    of = headlines(
        table(
            row("a", earlier_rag="green"),
            row("b", earlier_rag="amber"),
            row("c", status="amber", rag="amber", earlier_rag="red"),
            row("d", status="green", rag="green", earlier_rag="green"),
            row("e", status=None, rag=None, earlier_rag=None),
        )
    )
    said = rating_sentences(of, SEPTEMBER, "Wexley")
    assert [sentence.text for sentence in said] == [
        "Wexley, September 2021, rating this month: 2 of 5 indicators red, 1 amber, 1 green.",
        "Overall rating: 2 red, 1 amber, 1 green.",
        "1 can't be rated: no target or no figure.",
        "Since August 2021, 2 moved to a worse rating this month, 1 to a better one.",
    ]
    found = [figure for sentence in said for figure in sentence.figures]
    assert [(f.name, f.value) for f in found if f.unit == "indicators"] == [
        ("month red", 2),
        ("indicators", 5),
        ("month amber", 1),
        ("month green", 1),
        ("overall red", 2),
        ("overall amber", 1),
        ("overall green", 1),
        ("no rating", 1),
        ("worse", 2),
        ("better", 1),
    ]
    assert {f.measure_id for f in found} == {"All"}
    assert {f.month for f in found if f.unit == "indicators"} == {SEPTEMBER}


def test_what_is_withheld_or_not_known_of_the_ratings_is_said() -> None:
    hidden = row("a", rag=None, status=None, withheld=[MONTH_RATING, OVERALL_RATING, TURNED])
    alone = row("b", status=None, earlier_rag=None, withheld=[OVERALL_RATING, TURNED])
    assert [s.text for s in rating_sentences(headlines(table(hidden, alone)), SEPTEMBER, "Wexley")] == [
        "Wexley, September 2021, rating this month: 1 of 2 indicators red, 0 amber, 0 green, 1 withheld.",
        "Overall rating: 2 withheld.",
        "How many ratings moved since August 2021 is withheld.",
    ]
    first = row("a", earlier_rag=None)
    assert rating_sentences(headlines(table(first)), SEPTEMBER, "Wexley")[-1].text == (
        "How many ratings moved since August 2021 is not known: no rating can be compared."
    )
    partly = headlines(table(row("a", earlier_rag="green"), alone))
    assert rating_sentences(partly, SEPTEMBER, "Wexley")[-1].text == (
        "Since August 2021, 1 moved to a worse rating this month, 0 to a better one, and for 1 it is withheld."
    )
    none = headlines(table(row("a", rag=None, status=None, earlier_rag=None)))
    assert rating_sentences(none, SEPTEMBER, "Wexley")[0].text == ("Wexley, September 2021, rating this month: none.")


def worse(name: str, value: float, **told: Any) -> dict[str, Any]:
    return row(name, value=value, signal="outside", variation="concerning", counts_simulated=True, **told)


def real(*rows: dict[str, Any]) -> str:
    of = headlines(table(*rows))
    return _real(WORSE, of, SEPTEMBER).text.removeprefix("Worse: unlikely to be chance: ")


def test_what_is_worse_and_real_is_named_in_its_order() -> None:
    trend = worse("Trend", 70.0) | {"signal": "trend", "run_months": 6, "run_change": -9.0}
    good = row("Good", signal="outside", variation="improving")
    assert real(worse("Low", 70.0), trend, good) == (
        "2 indicators: “Trend” (70.0%, down 9.0 points in 6 months, since August 2021); “Low” (70.0%, "
        "usually 75.0%). Chance alone would bring fewer than 1."
    )
    assert real(worse("Low", 70.0)).startswith("1 indicator: “Low” (70.0%, usually 75.0%).")
    calm = [row("a"), row("b"), row("c", variation=None), row("d", polarity="information")]
    assert real(*calm) == "none of 2 that can be judged better or worse."
    assert real(row(variation=None), calm[-1]) == "not known, as no indicator can be judged better or worse."


def test_a_small_signal_is_not_named() -> None:
    """4 of 40 visits, which are 10 points; a fifth makes it news."""
    own = {"signal": "outside", "variation": "concerning"}
    other = row("Other", value=85.0, signal="outside", variation="improving")  # also 4 of 40, the other way
    assert real(row("Four", value=65.0, **own)).startswith("none. Only 1 indicator can be judged better or worse")
    said = "none of 2 that can be judged better or worse; too small to list: 1."
    assert real(row("Four", value=65.0, **own), other) == said
    assert real(row("Five", value=62.5, **own)).startswith("1 indicator: “Five” (62.5%,")


@pytest.mark.parametrize(("each", "judged", "said"), [(0.1, 29, "about 1"), (0.04, 20, "fewer than 1")])
def test_how_many_chance_would_bring_is_half_of_all_signals_to_expect(each: float, judged: int, said: str) -> None:
    """Half of 0.1 × 29 = 2.9 is 1.45; half of 0.04 × 20 = 0.8 is 0.4. One that can't be judged brings none."""
    calm = [row(f"C{place}", expected_by_chance=each) for place in range(judged - 1)]
    not_judged = row("N", variation=None, expected_by_chance=1.0)
    of = headlines(table(worse("Low", 70.0, expected_by_chance=each), *calm, not_judged))
    found = _real(WORSE, of, SEPTEMBER)
    assert found.text.endswith(f"Chance alone would bring {said}.")
    assert [(f.name, f.value) for f in found.figures if f.measure_id == "All"] == [(WORSE, 1), ("by chance", said)]


def test_five_are_named_and_a_sixth_is_counted() -> None:
    six = [worse(f"N{place}", 60.0 + place) for place in (5, 4, 3, 2, 1, 0)]
    said = [f"“N{place}” (6{place}.0%, usually 75.0%)" for place in range(6)]
    assert real(*six).startswith(f"6 indicators, first of all {'; '.join(said[:5])}. Chance")
    assert real(*six[1:]).startswith(f"5 indicators: {'; '.join(said[:5])}. Chance")


def noise(*rows: dict[str, Any]) -> str:
    return _noise(table(*rows), SEPTEMBER).text


def test_colours_that_changed_without_a_signal_that_says_the_same_are_noise_and_those_without_a_chart_are_not() -> None:
    still = {"change": 0.0}
    assert (
        noise(
            row("a", earlier_rag="green", variation="concerning", **still),
            row("h", earlier_rag="green", rag="amber", variation="concerning", **still),
            row("b", earlier_rag="green", **still),
            row("c", earlier_rag="green", variation="improving", **still),  # unlikely to be chance, the other way
            row("d", earlier_rag="green", variation=None, **still),  # can't be judged
            row("e", rag="green", variation="improving", **still),
            row("f", rag="green", **still),
            row("g", **still),
        )
        == "2 of 7 ratings that changed this month could be chance; 1 more can't be judged."
    )
    said = _noise(table(row(earlier_rag="green"), row(rag="green"), row(rag="green", variation=None)), SEPTEMBER)
    counted = [(f.name, f.value) for f in said.figures if f.unit == "indicators"]
    assert counted == [("changed without a signal", 2), ("changed", 3), ("not judged", 1)]
    assert noise(row(earlier_rag="green", change=None)) == "The one rating that changed this month could be chance."
    one = row(earlier_rag="green", change=None)
    assert noise(one | {"variation": None}) == "The one rating that changed this month can't be judged."
    assert (
        noise(one | {"variation": "concerning"}) == "The one rating that changed this month is unlikely to be chance."
    )


def test_the_largest_moves_that_are_no_signal_are_named() -> None:
    moves = [
        row("a", change=2.0),
        row("b", change=-9.0),
        row("c", change=9.0, variation="concerning"),
        row("d", change=9.0),
        row("e", change=3.0),
        row("f", change=None),
        row("g", change=1.0, variation=None),
    ]
    assert noise(*moves) == (
        "No rating changed this month. The largest moves that could be chance: “B” (down 9.0 points to 70.0%); "
        "“D” (up 9.0 points to 70.0%); “E” (up 3.0 points to 70.0%)."
    )
    assert noise(row(change=0.5)).endswith("could be chance: “Visits” (up 0.5 points to 70.0%).")
    assert noise(row(change=0.0)) == "No rating changed this month."
    unrated = noise(row(change=0.0, earlier_rag=None))
    assert unrated.startswith("Which changes could be chance is not known")


def test_before_a_target_whose_start_is_not_published_none_is_said_to_be_missing() -> None:
    said = texts({"target": None, "rag": None, "start_assumed": True})[0]
    assert "no target" not in said
    assert "start of the target not published" in said
