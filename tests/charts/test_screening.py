"""The charts of the screening: figures in words, shapes and marks beside colour, small and simulated figures told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import altair as alt
import polars as pl
import pytest

from analytics import screening, tables
from analytics.charts import Chart
from analytics.charts.labels import NARROWEST, Place, covered
from analytics.charts.screening import red_funnel, screened_by_month, screening_bars, screening_over_time
from analytics.simulated_label import SPLIT
from analytics.store import Store

SEPTEMBER, APRIL = date(2021, 9, 1), date(2021, 4, 1)


def funnel(store: Store, month: date = SEPTEMBER, dark: bool = False, chosen: tuple[str, ...] = ()) -> Chart:
    areas = screening.by_area(store, month)
    return red_funnel(screening.red_limits(areas), screening.funnel_curve(areas), month, chosen, "A title", dark)


def charts(store: Store, dark: bool) -> list[Chart]:
    by_month = screening.by_month(store, SEPTEMBER)
    return [
        screening_bars(screening.by_area(store, SEPTEMBER), SEPTEMBER, (), "A title", dark),
        funnel(store, dark=dark),
        screened_by_month(by_month, "Westshire", "A title", dark),
        screening_over_time(by_month, "Westshire", "A title", dark),
    ]


def points(chart: Chart) -> list[dict[str, Any]]:
    (layer,) = [layer for layer in chart.spec["layer"] if layer["mark"]["type"] == "point"]
    return list(layer["data"]["values"])


def layer_end(chart: Chart, channel: str) -> float:
    return float(chart.spec["layer"][0]["encoding"][channel]["scale"]["domain"][1])


@pytest.mark.parametrize("dark", [False, True])
def test_every_chart_is_valid_marked_as_simulated_and_told_in_words(westshire: Store, dark: bool) -> None:
    for chart in charts(westshire, dark):
        alt.LayerChart.from_dict(chart.spec, validate=True)
        assert all(SPLIT[1:] in said for said in (chart.caption, chart.alt))
        assert chart.spec["description"] == chart.alt


def test_the_funnel_tells_who_lies_outside_by_shape_and_word(westshire: Store) -> None:
    drawn = {point["name"]: point for point in points(funnel(westshire))}
    assert len(drawn) == 7
    assert drawn["Ashport"]["shape"] == "triangle-up"
    assert drawn["Ashport"]["label"] == "Ashport\nabove 99.8% limit"
    assert drawn["Early Help service"]["shape"] == "triangle-down"
    assert drawn["Bracksea and Wexley"]["shape"] == "circle"
    assert "Ashport 40.0% of 250 records, above the 99.8% limit" in funnel(westshire).alt


def test_of_twelve_areas_or_more_only_those_outside_the_limits_are_named(westshire: Store) -> None:
    areas = screening.by_area(westshire, SEPTEMBER)
    limits = screening.red_limits(areas)
    many = pl.concat([limits, limits])
    assert many.height >= 12
    drawn = points(red_funnel(many, screening.funnel_curve(areas), SEPTEMBER, (), "A title", dark=False))
    outside = set(many.filter(pl.col("red_differs") != screening.WITHIN)["name"])
    assert {point["name"] for point in drawn if point["label"]} == outside


def test_the_funnel_marks_the_chosen_area_and_small_numbers(westshire: Store) -> None:
    chosen = funnel(westshire, APRIL, chosen=("Ashport",))
    labels = {point["name"]: point["label"] for point in points(chosen)}
    assert labels["Ashport"].startswith("► ")
    few = screening.by_area(westshire, APRIL).filter("red_too_few")["name"].to_list()
    assert few
    assert sorted(name for name, label in labels.items() if "too few records to tell" in label) == sorted(few)


@pytest.mark.parametrize("month", range(4, 10))
def test_the_labels_of_the_funnel_do_not_touch(westshire: Store, month: int) -> None:
    drawn = funnel(westshire, date(2021, month, 1))
    across, up = (layer_end(drawn, channel) for channel in ("x", "y"))
    boxes = []
    for point in points(drawn):
        x, y = NARROWEST / across * point["records"], 480 / up * point["percent"]
        place = Place(point["align"] == "left", 480 / up * point["level"] - y)
        boxes.append(covered(x, y, point["label"], place))
    boxes = [replace(box, low=box.low + 1e-9) for box in boxes]  # as exact as levels are written
    assert not [pair for pair in combinations(boxes, 2) if pair[0].touches(pair[1])]


def test_records_without_a_rating_are_drawn_and_told(westshire: Store) -> None:
    chart = screening_bars(screening.by_area(westshire, SEPTEMBER), SEPTEMBER, (), "A title", False)
    parts = [part for part in chart.spec["layer"][0]["data"]["values"] if part["rating"] == "no rating"]
    assert [part["bar"] for part in parts] == ["Disabled children (STARS), 60 records"]
    assert "16.7% without a rating" in chart.alt
    assert "blank: no rating" in json.dumps(chart.spec)


def test_months_are_parted_into_before_and_in_the_month(westshire: Store) -> None:
    by_month = screening.by_month(westshire, SEPTEMBER)
    parts = screened_by_month(by_month, "Westshire", "A title", False).spec["layer"][0]["data"]["values"]
    new = [part["to"] - part["from"] for part in parts if part["when"] == "screened in the month"]
    assert new == by_month["screened"].to_list()
    assert parts[-1]["to"] == by_month["in_extract"][-1]


def test_tables_have_counts_shares_and_intervals_and_mark_small_numbers(westshire: Store) -> None:
    april = screening.by_area(westshire, APRIL)
    table = tables.screening.by_area(april, ("Ashport",))
    row = april.row(by_predicate=pl.col("area") == "Ashport", named=True)
    assert f"{row['red_count']}<br/><small>{row['red']}%, {row['red_low']} to {row['red_high']}</small>" in table
    assert "► Ashport" in table
    assert table.count("small numbers") == april["small"].sum()
    limits = tables.screening.limits(screening.red_limits(april), ())
    assert limits.count("small numbers") == april["small"].sum()
    months = tables.screening.by_month(screening.by_month(westshire, SEPTEMBER), "Westshire")
    assert months.count('role="rowheader"') == 6


def test_printed_shares_keep_their_decimals_and_have_no_interval(published: Store) -> None:
    table = tables.screening.by_area(screening.by_area(published, SEPTEMBER), ())
    assert "40%" in table
    assert "40.0%" not in table
    assert table.count("not printed") == 7
    assert "Wilson" not in table
