"""The scorecard: its own tolerance, its periods, what is for comparison, and the figures as printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from analytics.catalogue import using
from analytics.corporate import scorecard
from analytics.store import Store
from analytics.units import Kind, Unit
from tests.corporate.rows import held, measure
from tests.westshire import catalogue

SEPTEMBER = date(2021, 9, 1)


@pytest.mark.parametrize(
    ("polarity", "value", "target", "status"),
    [
        ("bigger", 80.0, 80.0, "on target"),
        ("bigger", 76.1, 80.0, "within tolerance"),
        ("bigger", 76.0, 80.0, "behind"),  # exactly 5 % off
        ("smaller", 2.0, 2.0, "on target"),
        ("smaller", 2.1, 2.0, "behind"),  # exactly 5 % off, which a comparison of floats would call within
        ("smaller", 20.9, 20.0, "within tolerance"),
        ("smaller", 0.1, 0.0, "behind"),
        ("plan", 28.0, 28.0, "on target"),
        ("plan", 26.7, 28.0, "within tolerance"),
        ("plan", 29.4, 28.0, "behind"),
        ("bigger", 50.0, None, None),
        ("bigger", None, 50.0, None),
    ],
)
def test_status_by_polarity_and_the_edge_of_tolerance(
    polarity: str, value: float | None, target: float | None, status: str | None
) -> None:
    row = {"polarity": [polarity], "value": [value], "target": [target]}
    frame = pl.DataFrame(row, schema={"polarity": pl.String, "value": pl.Float64, "target": pl.Float64})
    assert frame.select(scorecard.status("value", "target")).item() == status


def test_a_month_chooses_the_newest_quarter_up_to_it(empty: Store) -> None:
    store = held(empty, "scorecard", *(measure("50", period=p) for p in ("2021-03", "2021-06", "2021-09")))
    assert scorecard.quarter_of(store, date(2021, 8, 1)) == date(2021, 6, 1)
    assert scorecard.quarter_of(store, SEPTEMBER) == SEPTEMBER
    assert scorecard.quarter_of(store, date(2021, 2, 1)) is None
    assert scorecard.measures(store, date(2021, 2, 1)).is_empty()


def test_five_quarters_are_shown_and_a_missing_one_makes_no_change(empty: Store) -> None:
    periods = ("2020-06", "2020-09", "2020-12", "2021-03", "2021-09")
    store = held(empty, "scorecard", *(measure(str(60 + n), period=p) for n, p in enumerate(periods)))
    frame = scorecard.measures(store, SEPTEMBER)
    assert frame["period"].to_list() == [date(2020, 9, 1), date(2020, 12, 1), date(2021, 3, 1), SEPTEMBER]
    assert frame["change"].to_list() == [1.0, 1.0, 1.0, None], "June is not held; March must not stand in for it"
    assert frame["year_change"].to_list() == [None, None, None, 3.0]


def test_school_years_are_not_counted_among_quarters(empty: Store) -> None:
    years = [measure("50", "40", name="y", basis="Academic Year", period=f"{y}-08") for y in (2019, 2020)]
    store = held(empty, "scorecard", measure("50", "40"), *years)
    frame = scorecard.measures(store, SEPTEMBER)
    assert scorecard.shares(frame)["judged"].unique().to_list() == [1]
    assert scorecard.yearly(frame).select("period", "change", "year_change").rows() == [
        (date(2019, 8, 1), None, None),
        (date(2020, 8, 1), 0.0, None),
    ]


def test_earlier_quarters_are_set_against_the_newest_target_and_say_so(empty: Store) -> None:
    store = held(empty, "scorecard", measure("70", period="2021-06"), measure("80", "80"), measure("1", name="without"))
    frame = scorecard.measures(store, SEPTEMBER)
    june = frame.row(0, named=True)
    assert (june["status"], june["compared_status"]) == (None, "behind")
    assert june["no_status"] == "target of this period not printed"
    shares = scorecard.shares(frame).filter(pl.col("count") > 0)
    assert shares.select("against", "status", "share", "without").rows() == [
        ("target of September 2021, for comparison", "behind", 100.0, 0),
        ("own target", "on target", 100.0, 1),
    ]


def test_shares_are_of_measures_with_a_status_and_rounded_away_from_zero(empty: Store) -> None:
    behind = [measure("1", "80", name=f"b{n}") for n in range(5)]
    rows = [*behind, measure("80", "80", name="on"), measure("79", "80", name="within"), measure("5", "5", name="n8")]
    shares = scorecard.shares(scorecard.measures(held(empty, "scorecard", *rows), SEPTEMBER))
    assert dict(shares.select("status", "share").rows()) == {
        "on target": 25.0,
        "within tolerance": 12.5,
        "behind": 62.5,
    }


def test_what_got_worse_is_named_by_polarity_largest_first(empty: Store) -> None:
    rows = []
    for name, polarity, before, now in (
        ("little", "bigger", "50", "49"),
        ("much", "smaller", "10", "15"),
        ("good", "smaller", "10", "9"),
        ("plan", "plan", "1", "2"),
        ("same", "bigger", "5", "5"),
    ):
        rows += [measure(v, name=name, polarity=polarity, period=p) for p, v in (("2021-06", before), ("2021-09", now))]
    worse, better = scorecard.moved_sentences(scorecard.measures(held(empty, "scorecard", *rows), SEPTEMBER))
    assert worse.startswith("2 of 3 measures that moved got worse")
    assert "in proportion: Measure much (10.0% to 15.0%)" in worse
    assert worse.index("Measure much") < worse.index("Measure little")
    assert "It is: Measure good (10.0% to 9.0%)" in better


def test_an_indicator_is_set_against_target_comparator_and_aspiration(published: Store) -> None:
    others = pl.DataFrame(
        [
            ("Statistical neighbours", "median", 68.5, "31 March 2023, 18 months later", "too far apart"),
            ("England", "lowest", 1.0, "then", ""),
            ("Westshire", "value", 69.0, "then", ""),
        ],
        schema=["comparator", "statistic", "value", "period_words", "not_compared"],
        orient="row",
    )
    judged = scorecard.judged_against(published, "same_home", SEPTEMBER, "known", 65.0, others)
    assert judged.select("what", "value").rows() == [
        ("Target in force", 65.0),
        ("Target of the scorecard", 70.0),
        ("Comparator of the scorecard", 68.0),
        ("Statistical neighbours, median", 68.5),
        ("Aspiration", None),
    ]
    said = dict(judged.select("what", "said").rows())["Statistical neighbours, median"]
    assert said == "31 March 2023, 18 months later, too far apart"
    turned = scorecard.judged_against(published, "leavers_busy", SEPTEMBER, "known", 75.0, others)
    assert dict(turned.select("what", "value").rows())["Comparator of the scorecard"] == 61.4


def test_a_share_on_the_scorecard_is_not_compared_with_a_monthly_number(published: Store) -> None:
    none = pl.DataFrame(schema=["comparator", "statistic", "value", "period_words", "not_compared"])
    number = replace(catalogue().indicators["same_home"], unit=Unit(Kind.COUNT, "children", 0))
    other = replace(catalogue(), indicators=dict(catalogue().indicators) | {"same_home": number})
    with using(other):
        (row,) = scorecard.beside_monthly(published, SEPTEMBER).filter(measure_id="same_home").to_dicts()
        judged = scorecard.judged_against(published, "same_home", SEPTEMBER, "known", None, none)
    assert (row["said"], row["agrees"], row["target_monthly"]) == ("measured in another unit", None, None)
    assert "Target of the scorecard" not in judged["what"].to_list()


def test_as_first_published_is_the_paper_of_its_quarter(empty: Store) -> None:
    held(empty, "scorecard", measure("50", period="2021-06"), cut="2021-06")
    held(empty, "scorecard", measure("55", period="2021-06"), measure("60"), cut="2021-09")
    june = date(2021, 6, 1)
    assert scorecard.measures(empty, june)["value"].to_list() == [55.0]
    assert scorecard.measures(empty, june, "published")["value"].to_list() == [50.0]
    assert scorecard.measures(empty, SEPTEMBER, "published")["value"].to_list() == [55.0, 60.0]
    assert scorecard.measures(empty, date(2021, 5, 1), "published").is_empty()
