"""All indicators on one screen: each with its figure and rating in words, under its theme."""

from __future__ import annotations

import re
from datetime import date

from analytics import furniture, indicators
from analytics.store import Store


def test_every_indicator_with_a_figure_has_a_line_under_its_theme(westshire: Store) -> None:
    table = indicators.month_table(westshire, date(2021, 9, 1))
    drawn = furniture.matrix(table, {measure: f"indicator?measure={measure}" for measure in table["measure_id"]})
    known = table.drop_nulls("value")
    assert re.findall(r"<h3>([^<]*)</h3>", drawn) == known["theme"].unique(maintain_order=True).to_list()
    assert re.findall(r'measure=(\w+)" target', drawn) == known.sort("position")["measure_id"].to_list()
    assert known.height == 31


def test_a_line_says_its_rating_and_whether_it_could_be_chance_in_words(westshire: Store) -> None:
    table = indicators.month_table(westshire, date(2021, 9, 1))
    drawn = furniture.matrix(table, dict.fromkeys(table["measure_id"], "."))
    (told,) = re.findall(r'title="(% of ICPCs held [^"]*)"', drawn)
    assert told.endswith(": 41.9%, ■ red, worse: unlikely to be chance")
