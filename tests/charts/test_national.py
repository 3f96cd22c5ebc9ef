"""The funnel of all authorities, and the years beside England's."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import altair as alt
import polars as pl
import pytest

from analytics.catalogue import Catalogue
from analytics.charts import Chart, as_svg
from analytics.charts.national import authorities_funnel, years_beside
from analytics.national import Spread
from analytics.national.comparison import Standpoint, with_meaning
from analytics.wording.national import Others
from tests.national.made import NEIGHBOURS, WESTSHIRE, name_of, reported

SEPTEMBER = date(2025, 9, 1)
GROUP = Others("Statistical neighbours")


@pytest.fixture(scope="module")
def here(the_catalogue: Catalogue) -> Standpoint:
    members = pl.DataFrame({"code": NEIGHBOURS, "name": [name_of(code) for code in NEIGHBOURS]})
    return Standpoint(with_meaning(reported()), WESTSHIRE, members)


def own(here: Standpoint, measure: str) -> dict[str, Any]:
    return here.in_month(SEPTEMBER).row(by_predicate=pl.col("measure_id") == measure, named=True)


def funnel(here: Standpoint, known: Catalogue, measure: str = "icpc_due", dark: bool = False) -> Chart:
    every, curve = here.everybody(measure, "year to March 2025", Spread.CALIBRATED)
    row = own(here, measure)
    return authorities_funnel(every, curve, row, known.indicators[measure], GROUP, "Limits.", "A title", dark)


def years(here: Standpoint, known: Catalogue, measure: str = "icpc_due", dark: bool = False) -> Chart:
    found = here.over_time(measure, SEPTEMBER)
    return years_beside(found, own(here, measure), known.indicators[measure], GROUP, "A title", dark)


def points(chart: Chart) -> dict[str, list[dict[str, Any]]]:
    """The points of a funnel by what they are called."""
    layers = [layer for layer in chart.spec["layer"] if layer["mark"]["type"] == "point"]
    return {layer["data"]["values"][0]["who"]: layer["data"]["values"] for layer in layers}


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("measure", ["icpc_due", "long_plans", "referred_again"])
def test_both_charts_are_valid_and_leave_as_files(
    here: Standpoint, the_catalogue: Catalogue, measure: str, dark: bool
) -> None:
    for chart in (funnel(here, the_catalogue, measure, dark), years(here, the_catalogue, measure, dark)):
        alt.LayerChart.from_dict(chart.spec, validate=True)
        assert as_svg(chart).startswith(b"<svg")


def test_who_is_who_is_said_by_shape_and_word(here: Standpoint, the_catalogue: Catalogue) -> None:
    chart = funnel(here, the_catalogue)
    drawn = points(chart)
    numbers = {who: len(found) for who, found in drawn.items()}
    assert numbers == {"Westshire": 1, "Statistical neighbours": 10, "Region 1": 15, "other authorities": 122}
    scales = [layer["encoding"]["shape"]["scale"] for layer in chart.spec["layer"] if "shape" in layer["encoding"]]
    assert len(set(scales[0]["range"])) == 4
    assert "148 authorities" in chart.caption  # two are suppressed


def test_every_point_and_limit_lies_within_the_plot(here: Standpoint, the_catalogue: Catalogue) -> None:
    chart = funnel(here, the_catalogue, "long_plans")
    (low, high), *_ = {tuple(layer["encoding"]["y"]["scale"]["domain"]) for layer in chart.spec["layer"][:1]}
    for layer in chart.spec["layer"]:
        for row in layer["data"]["values"]:
            assert low <= row.get("value", row.get("at")) <= high


def test_the_years_show_who_moved(here: Standpoint, the_catalogue: Catalogue) -> None:
    chart = years(here, the_catalogue)
    lines = [layer for layer in chart.spec["layer"] if layer["mark"]["type"] == "line"]
    assert [layer["data"]["values"][0]["who"] for layer in lines] == [
        "Neighbours' median", "Region 1", "England", "Westshire",
    ]  # fmt: skip
    assert {len(layer["data"]["values"]) for layer in lines} == {13}
    assert "year to March 2013 to year to March 2025" in chart.alt


def test_where_the_own_figure_is_suppressed_the_others_are_drawn(here: Standpoint, the_catalogue: Catalogue) -> None:
    suppressed = Standpoint(here.rows, "921", here.members)
    chart = funnel(suppressed, the_catalogue)
    alt.LayerChart.from_dict(chart.spec, validate=True)
    assert sum(map(len, points(chart).values())) == 148
    assert "no figure" in chart.alt
    assert "all together, –" not in chart.caption
    alt.LayerChart.from_dict(years(suppressed, the_catalogue).spec, validate=True)


def test_without_a_group_there_is_no_line_of_it(the_catalogue: Catalogue) -> None:
    nobody = pl.DataFrame(schema={"code": pl.String, "name": pl.String})
    alone = Standpoint(with_meaning(reported()), WESTSHIRE, nobody)
    chart = years(alone, the_catalogue)
    alt.LayerChart.from_dict(chart.spec, validate=True)
    assert "Neighbours' median" not in json.dumps(chart.spec)
