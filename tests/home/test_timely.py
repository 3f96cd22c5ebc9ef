"""Timely and good: each area's timeliness indicators on target beside its audits."""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import home, indicators
from analytics.audits import ratings
from analytics.catalogue import catalogue
from analytics.store import Store

SEPTEMBER = date(2021, 9, 1)


def test_each_area_is_in_the_picture_and_the_chosen_one_with_the_months_before(westshire: Store) -> None:
    rows = home.timely_and_good(westshire, SEPTEMBER, "Dunmere")
    now = rows.filter(month=SEPTEMBER)
    assert sorted(now["area"]) == ["All", "Ashport", "Bracksea", "Cold Ferry", "Dunmere", "Wexley"]
    before = rows.filter(pl.col("month") < SEPTEMBER)
    assert {*before["area"]} == {"Dunmere"}
    assert before["month"].min() == date(2021, 4, 1)  # audits are held from February: three months in a row from April


def test_its_figures_are_those_of_the_other_pages(westshire: Store) -> None:
    row = home.timely_and_good(westshire, SEPTEMBER, "Dunmere").row(
        by_predicate=(pl.col("area") == "Dunmere") & (pl.col("month") == SEPTEMBER), named=True
    )
    measures = {measure for listed in catalogue().timeliness.values() for measure in listed}
    table = indicators.month_table(westshire, SEPTEMBER, "Dunmere").filter(pl.col("measure_id").is_in(measures))
    assert (row["met"], row["rated"]) == (table.filter(rag="green").height, table["rag"].count())
    audited = ratings.three_months(westshire, SEPTEMBER, "known", "Dunmere")
    assert (row["good_audits"], row["audits"]) == (audited["good_or_better"][0], audited["audits"][0]) == (29, 44)
    assert row["good"] == audited["good_or_better_share"][0]


def test_the_sentence_counts_and_says_where_there_are_few(westshire: Store) -> None:
    many, few = (
        home.timely_sentence(home.timely_and_good(westshire, SEPTEMBER, area), area, SEPTEMBER)
        for area in ("Dunmere", "Bracksea")
    )
    assert "29 of 44" in many
    assert "too few" not in many
    assert "2 of 8, too few" in few


def test_without_audits_of_three_months_it_says_what_is_needed(published: Store) -> None:
    march = date(2021, 3, 1)
    rows = home.timely_and_good(published, march)
    assert home.timely_sentence(rows, "All", march) == ""
    said = home.not_shown(rows, "All", "Westshire", march)
    assert "target" in said
    assert "audits" in said
