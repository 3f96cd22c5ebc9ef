"""On time, but is it good? One locality's timeliness beside its audits."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import polars as pl
import pytest

from analytics import audits, indicators
from analytics.store import Store

SEPTEMBER = date(2021, 9, 1)


@pytest.fixture
def mine(westshire: Store) -> pl.DataFrame:
    return indicators.beside_whole(westshire, SEPTEMBER, "Cold Ferry")


def test_each_share_has_its_counts_interval_county_and_target(westshire: Store, mine: pl.DataFrame) -> None:
    place = audits.three_months(westshire, SEPTEMBER, "known", "Cold Ferry")
    council = audits.three_months(westshire, SEPTEMBER)
    both = audits.place_beside_timeliness(mine, place, council)
    assert both.filter((pl.col("low") > pl.col("share") + 0.05) | (pl.col("high") < pl.col("share") - 0.05)).is_empty()
    for row in both.iter_rows(named=True):
        assert row["share"] == pytest.approx(float(Fraction(100 * row["part"], row["whole"])), abs=0.05)
    visits = both.row(0, named=True)
    assert (visits["part"], visits["whole"], visits["council"], visits["target"]) == (24, 45, 72.8, 85.0)
    good = both.filter(pl.col("what").str.contains("good or better")).row(0, named=True)
    assert (good["council"], good["target"]) == (47.8, 50.0)
    assert both["what"].to_list()[-2:] == [
        "Audits rated good or better, three months",
        "Audits rated inadequate, three months",
    ]


def test_the_sentence_weighs_time_and_quality_and_says_when_audits_are_few(mine: pl.DataFrame) -> None:
    def said(good: int, of: int, colour: str) -> str:
        share = round(100 * good / of, 1)
        graded = pl.DataFrame(
            {
                "audits": of,
                "good_or_better": good,
                "good_or_better_share": share,
                "good_or_better_target": 50.0,
                "few": of < 20,
            }
        )
        return audits.place_sentence(mine.with_columns(rag=pl.lit(colour)), graded, "Wexley")

    assert said(12, 20, "green").endswith("in time, and well done by the audits' target.")
    assert "in time, but the quality is below target" in said(8, 20, "green")
    assert "good enough, but not all in time" in said(12, 20, "red")
    assert said(8, 19, "red").endswith(
        "short of target on both timeliness and quality; so few audits say little by themselves."
    )


def test_without_audits_of_three_months_nothing_is_said_of_quality(westshire: Store, mine: pl.DataFrame) -> None:
    none = audits.three_months(westshire, date(2020, 10, 1), "known", "Cold Ferry")
    assert none.is_empty()
    assert "can’t be said whether the work is good" in audits.place_sentence(mine, none, "Cold Ferry")
    both = audits.place_beside_timeliness(mine, none, none)
    assert not both["what"].str.contains("Audits").any()
