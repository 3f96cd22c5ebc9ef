"""Which indicators stand in which list, in which order, and why."""

from __future__ import annotations

from datetime import date
from statistics import fmean
from typing import Any

import polars as pl
import pytest

from analytics import months
from analytics.headlines import BETTER, CHANGED, LISTS, WATCH, WORSE
from analytics.indicators.pipeline import figures_by_month
from analytics.store import Store
from analytics.wording import attention, indicator_summaries
from analytics.wording.priorities import headline_figures, reason
from tests.kinds import PERCENTAGES

SEPTEMBER = date(2021, 9, 1)
COLOURS = ["green", "amber", "red"]


def listed(store: Store, which: str, locality: str = "All") -> list[str]:
    return attention(store, SEPTEMBER, locality).filter(list=which)["measure_id"].to_list()


def small(row: dict[str, Any]) -> bool:
    """Fewer than five cases from the usual; less than a point of a percentage, as all of Westshire are."""
    apart = abs(row["run_change"] if row["signal"] == "trend" else row["value"] - row["usual"])
    if row["counts_simulated"] or row["denominator"] is None:
        return round(apart, 6) < 1
    return int(row["denominator"] * apart / 100 + 0.5 + 1e-9) < 5


def by_the_rules(row: dict[str, Any]) -> str | None:
    """The lists, written a second time."""
    if row["value"] is None or row["few"]:
        return None
    real = row["variation"] if row["variation"] in ("concerning", "improving") and not small(row) else None
    if real:
        opposite = {"concerning": "improving", "improving": "declining"}[real]
        if row["direction"] == opposite:
            return WATCH
        return WORSE if real == "concerning" else BETTER
    before, now = row["earlier_rag"], row["rag"]
    if before and now and COLOURS.index(now) > COLOURS.index(before):
        return WATCH
    return WATCH if row["direction"] == "declining" and now != "green" else None


@pytest.mark.parametrize("locality", ["All", "Dunmere"])
def test_every_month_follows_the_rules(westshire: Store, locality: str) -> None:
    seen = set()
    for month in months.up_to(SEPTEMBER, 15):
        for row in headline_figures(westshire, month, locality).to_dicts():
            assert row["list"] == by_the_rules(row), (month, row["measure_id"])
            seen.add(row["list"])
    assert seen == {*LISTS, None} - {CHANGED}  # all plans of Westshire that changed have a target


def test_the_lists_are_in_order_and_lose_nobody(westshire: Store) -> None:
    seen = set()
    for month in months.up_to(SEPTEMBER, 8):
        frame, table = attention(westshire, month, "Dunmere"), headline_figures(westshire, month, "Dunmere")
        assert frame.height == table["list"].count()
        order = frame["list"].unique(maintain_order=True).to_list()
        assert order == [which for which in LISTS if which in order]
        seen.update(order)
        for (which,), rows in frame.group_by("list", maintain_order=True):
            assert rows["list_order"].to_list() == list(range(rows.height))
            counts = rows["better_count"].drop_nulls().to_list()
            assert counts == sorted(counts, reverse=which == BETTER)
    assert seen == {*LISTS} - {CHANGED}


def test_counts_simulated_beside_a_published_figure_order_nothing(published: Store, westshire: Store) -> None:
    for which in LISTS:
        assert listed(westshire, which) == listed(published, which)


def row(**told: Any) -> dict[str, Any]:
    """One row of a month's table, its signal a worse month below the limit."""
    return {
        "measure_id": "one", "polarity": "bigger", "value": 70.0, "signal": "outside", "side": "low",
        "variation": "concerning", "no_variation": None, "direction": "declining", "rag": "red", "earlier_rag": "red",
        "denominator": 45, "counts_simulated": False, "month": SEPTEMBER, "few": False, "small": False,
        "lower": 66.0, "upper": 84.0, "lowest_usual": 66.0, "highest_usual": 84.0, "mean": 75.0, "usual": 75.0,
        "from_usual": -10.0,
        **PERCENTAGES, **told,
    }  # fmt: skip


def test_missed_months_agree_with_a_count_by_hand(published: Store) -> None:
    frame = figures_by_month(published)
    for row in headline_figures(published, SEPTEMBER).to_dicts():
        colours = frame.filter(measure_id=row["measure_id"]).sort("month", descending=True)["rag"].to_list()
        met = [place for place, colour in enumerate(colours) if colour not in ("amber", "red")]
        assert row["missed_months"] == min(met, default=len(colours))


def test_a_month_without_a_figure_has_no_signal_of_an_earlier_one(published: Store) -> None:
    august = date(2021, 8, 1)
    table = headline_figures(published, august)
    silent = table.filter(pl.col("value").is_null() & pl.col("lower").is_not_null())
    assert silent.height, "its limits are those of the months before"
    assert silent["variation"].null_count() == silent["signal"].null_count() == silent.height


def test_where_there_are_counts_the_reason_is_in_children(published: Store, westshire: Store) -> None:
    """From the mean of the twelve figures before: 37.2 points of 62 conferences are 23."""
    before = figures_by_month(published).filter(pl.col("month") < SEPTEMBER, measure_id="icpc_due")["value"]
    assert before.count() == 12
    usual = round(fmean(before), 1)
    reasons = dict(attention(westshire, SEPTEMBER).select("measure_id", "reason").rows())
    worse_by = usual - 41.9
    assert reasons["icpc_due"].endswith(
        f"; {worse_by:.1f} points worse than the usual {usual}%; about {62 * worse_by / 100:.0f} fewer of 62 "
        "conferences (simulated counts)."
    )


def test_what_few_stand_behind_is_in_no_list_and_says_how_few_they_are(westshire: Store) -> None:
    charted = headline_figures(westshire, SEPTEMBER, "Wexley").filter(pl.col("window").is_in(["month", "snapshot"]))
    few = charted.filter(pl.col("denominator") < 20, kind="percentage")
    assert few.height
    assert set(few["list"]) == {None}
    said = indicator_summaries(westshire, SEPTEMBER, "Wexley")
    for measure, count in few.select("measure_id", "denominator").rows():
        text = " ".join(sentence.text for sentence in said[measure]).lower()
        assert "too few to tell: " in text
        assert f"only {count:.0f} " in text
        assert f"one more or fewer changes the figure by {100 / count:.1f} point" in text


def because(**told: Any) -> str:
    """The reason of a row that fell below its limit, 10 points and 5 of 50 visits worse than the usual."""
    given = row(
        value=65.0, counted="visits", denominator=50, simulated=False, trial=False, better_by=-10.0, better_count=-5,
        list=WORSE, window="month", direction_word="getting worse", no_direction=None, change=-1.0, run_months=1,
        run_since=date(2021, 8, 1), net_change=-4.0, net_since=date(2021, 6, 1),
    )  # fmt: skip
    return reason(given | told).text


BELOW = "Below the expected range of 66.0% to 84.0%; 10.0 points worse than the usual 75.0%"
COULD_BE = "could be chance: within its expected range of 66.0% to 84.0%"
DOWN = "etting worse: down 4.0 points since June 2021"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, f"{BELOW}; about 5 fewer of 50 visits."),
        (
            {
                "list": BETTER,
                "variation": "improving",
                "side": "high",
                "better_by": 20.0,
                "from_usual": 20.0,
                "better_count": 10,
            },
            "Above the expected range of 66.0% to 84.0%; 20.0 points better than the usual 75.0%; about 10 more "
            "of 50 visits.",
        ),
        (
            {"signal": "shift", "better_count": None},
            "Seven or more months below the usual 75.0%; 10.0 points worse than that.",
        ),
        (
            {"signal": "two of three", "better_count": 0},
            "Two of three months near the bottom of the expected range of 66.0% to 84.0%; 10.0 points worse than the "
            "usual 75.0%.",
        ),
        (
            {"signal": "jump", "better_count": None},
            "A larger fall in one month than usual; 10.0 points worse than the usual 75.0%.",
        ),
        (
            {"signal": "trend", "run_months": 6, "run_change": -12.5, "better_count": -6},
            "Six or more falls in a row: down 12.5 points in 6 months, since August 2021; about 6 fewer of 50 visits.",
        ),
        (
            {"denominator": 10, "better_count": -1, "counts_simulated": True},
            f"{BELOW}; about 1 fewer of 10 visits (simulated counts); only 10 visits (simulated counts): one more "
            "or fewer changes the figure by 10.0 points.",
        ),
        (
            {"list": WATCH, "direction": "improving", "direction_word": "better this month only", "change": 5.0},
            "Worse, and unlikely to be chance: below the expected range of 66.0% to 84.0%; better this month only: up "
            "5.0 points on August 2021, but down 4.0 points since June 2021.",
        ),
        (
            {"list": WATCH, "small": True, "earlier_rag": "green"},
            f"Unlikely to be chance, but small: below the expected range of 66.0% to 84.0%; g{DOWN}.",
        ),
        (
            {"list": WATCH, "signal": None, "variation": "common cause", "earlier_rag": "green"},
            f"Green to red; {COULD_BE}; g{DOWN}.",
        ),
        (
            {"list": WATCH, "signal": None, "variation": "common cause"},
            f"G{DOWN}; {COULD_BE}.",
        ),
        (
            {"list": WATCH, "signal": None, "variation": None, "no_variation": "the reason"},
            f"G{DOWN}; not judged against chance: the reason.",
        ),
    ],
)
def test_each_list_has_its_reason_in_words(told: dict[str, Any], said: str) -> None:
    assert because(**told) == said


def test_a_reason_keeps_its_figures() -> None:
    given = row(counted="visits", simulated=False, trial=False, better_by=-10.0, better_count=-5, list=WORSE)
    assert [(f.name, f.value, f.unit) for f in reason(given).figures] == [
        ("lowest_usual", 66.0, "value"),
        ("highest_usual", 84.0, "value"),
        ("better_by", -10.0, "difference"),
        ("usual", 75.0, "value"),
        ("better_count", -5, "visits"),
        ("denominator", 45, "visits"),
    ]
