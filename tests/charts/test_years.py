"""Years over each other and rolling quarters: each line named, what is simulated set apart, no limits."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import pytest

from analytics import indicators
from analytics.catalogue import Catalogue
from analytics.charts import Chart
from analytics.charts.years import quarters_line, years_line
from analytics.store import Store

SEPTEMBER = date(2021, 9, 1)


def years(store: Store, catalogue: Catalogue, measure: str = "icpc_due", month: date = SEPTEMBER) -> Chart:
    frame = indicators.financial_years(indicators.series(store, measure, month), month)
    return years_line(frame, catalogue.indicators[measure], month, "Westshire", dark=False)


def quarters(store: Store, catalogue: Catalogue, measure: str = "icpc_due", month: date = SEPTEMBER) -> Chart:
    frame = indicators.series(store, measure, month)
    return quarters_line(frame, catalogue.indicators[measure], month, "Westshire", dark=False)


def lines(chart: Chart) -> list[dict[str, Any]]:
    return [layer for layer in chart.spec["layer"] if layer["mark"]["type"] == "line" and layer["mark"].get("point")]


def said(chart: Chart) -> set[str]:
    text = [layer for layer in chart.spec["layer"] if layer["mark"]["type"] == "text"]
    return {row["label"] for layer in text for row in layer["data"]["values"]}


def test_at_most_four_years_and_the_newest_is_strongest(westshire: Store, the_catalogue: Catalogue) -> None:
    chart = years(westshire, the_catalogue)
    assert {"2018/19", "2019/20", "2020/21", "2021/22", "Target 80.0%"} == said(chart)
    widths = [layer["mark"]["strokeWidth"] for layer in lines(chart)]
    assert widths[-1] == max(widths)
    assert widths.count(max(widths)) == 1
    newest = lines(chart)[-1]["data"]["values"]
    assert {p["at"]: p["value"] for p in newest} == {0: 79.7, 1: 79.0, 2: 87.9, 3: 81.0, 4: 78.1, 5: 41.9}


def test_simulated_months_of_a_year_are_hollow_and_dashed(westshire: Store, the_catalogue: Catalogue) -> None:
    """2020/21 was published from September on: a line for each part, of one colour."""
    chart = years(westshire, the_catalogue)
    made_up, real = lines(chart)[2:4]
    assert made_up["mark"]["color"] == real["mark"]["color"]
    assert made_up["mark"]["strokeDash"]
    assert made_up["mark"]["point"]["filled"] is False
    assert [p["value"] is not None for p in made_up["data"]["values"]] == [True] * 5 + [False] * 7
    assert "strokeDash" not in real["mark"]
    assert "Dashed, with hollow points: simulated." in chart.caption
    assert "wholly simulated" in chart.alt


def test_the_finding_is_the_change_on_the_year_or_why_none(westshire: Store, the_catalogue: Catalogue) -> None:
    assert years(westshire, the_catalogue).title == "41.9% in September 2021, 36.8 points below September 2020"
    without = years(westshire, the_catalogue, month=date(2021, 8, 1)).title
    assert without == (
        "78.1% in August 2021; no comparison with last year (real and simulated months are not taken together; "
        "simulated: August 2020)"
    )


def test_published_figures_alone_need_no_dashes(published: Store, the_catalogue: Catalogue) -> None:
    chart = years(published, the_catalogue)
    assert not any("strokeDash" in layer["mark"] for layer in lines(chart))
    assert "simulated" not in chart.caption + chart.alt


def test_rolling_quarters_are_drawn_without_limits(westshire: Store, the_catalogue: Catalogue) -> None:
    chart = quarters(westshire, the_catalogue)
    assert chart.title == "67.2% in the three months to September 2021"
    assert "no control limits are drawn" in chart.caption
    assert "simulated split of the published figure" in chart.caption
    assert not [layer for layer in chart.spec["layer"] if layer["mark"].get("strokeDash") == [6, 3]]
    real = {p["at"][:7]: p["value"] for p in lines(chart)[-1]["data"]["values"]}
    assert real["2020-10"] is None, "the quarter would reach into simulated months"
    assert real["2020-11"] is not None


def test_a_quarter_that_is_refused_is_refused_in_the_title(westshire: Store, the_catalogue: Catalogue) -> None:
    title = quarters(westshire, the_catalogue, month=date(2020, 9, 1)).title
    assert title == (
        "No rolling quarter to September 2020: real and simulated months are not taken together; simulated: July 2020, "
        "August 2020"
    )


def test_a_snapshots_quarter_says_what_it_is(published: Store, the_catalogue: Catalogue) -> None:
    assert "A snapshot's quarter is its last month" in quarters(published, the_catalogue, "care_s20").caption


@pytest.mark.parametrize("draw", [years, quarters])
def test_the_charts_are_valid(draw: Any, westshire: Store, the_catalogue: Catalogue) -> None:
    for measure in ("icpc_due", "care_s20", "long_plans"):
        alt.LayerChart.from_dict(draw(westshire, the_catalogue, measure).spec, validate=True)
