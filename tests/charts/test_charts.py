"""Charts say their figures in words, leave gaps where there is no figure, and can be read on both papers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import altair as alt
import polars as pl
import pytest

from analytics import audits, indicators, screening
from analytics.catalogue import Catalogue
from analytics.charts import Chart, Drawing, as_png, as_svg, drawn
from analytics.charts.audits import (
    area_dots,
    good_trend,
    in_time_trend,
    legal_status_dots,
    moderation_dots,
    place_dots,
    ratings_by_legal_status,
    ratings_by_month,
    took_part_dots,
)
from analytics.charts.indicator import Beside, indicator_line
from analytics.charts.screening import screening_bars
from analytics.charts.theme import DARK, LIGHT, Ink
from analytics.charts.years import years_line
from analytics.store import Store

SEPTEMBER = date(2021, 9, 1)
NOTHING = pl.DataFrame({"value": []})
ALONE = Beside(NOTHING, NOTHING)


def line(
    published: Store, the_catalogue: Catalogue, measure: str, month: date = SEPTEMBER, dark: bool = False
) -> Chart:
    series = indicators.series(published, measure, SEPTEMBER)
    return indicator_line(series, the_catalogue.indicators[measure], month, "Westshire", ALONE, dark)


def every_chart(published: Store, the_catalogue: Catalogue, dark: bool) -> list[Chart]:
    return [
        line(published, the_catalogue, "icpc_due", dark=dark),
        ratings_by_month(audits.by_month(published, SEPTEMBER), "A title", dark),
        ratings_by_legal_status(audits.by_legal_status(published, SEPTEMBER), SEPTEMBER, "A title", dark),
        screening_bars(screening.by_area(published, SEPTEMBER), SEPTEMBER, (), "A title", dark),
    ]


def charts_of_audits(store: Store, dark: bool) -> list[Chart]:
    compared, apart = audits.windows_compared(store, SEPTEMBER), audits.apart(store, SEPTEMBER)
    moderated = audits.moderation.by_window(store, SEPTEMBER)
    return [
        good_trend(audits.trend(store, SEPTEMBER), "A title", "Westshire", None, dark),
        legal_status_dots(compared, apart, SEPTEMBER, "A title", dark),
        place_dots(audits.teams.by_place(store, SEPTEMBER), SEPTEMBER, "A title", dark),
        area_dots(audits.practice.by_area(store, SEPTEMBER), SEPTEMBER, "A title", dark),
        moderation_dots(moderated, "A title", dark),
        took_part_dots(audits.programme.took_part(store, SEPTEMBER), SEPTEMBER, "A title", dark),
        in_time_trend(audits.actions.in_time(store, SEPTEMBER), "A title", "Westshire", dark),
        ratings_by_month(audits.by_month(store, SEPTEMBER), "A title", dark),
    ]


@pytest.mark.parametrize("dark", [False, True])
def test_every_chart_of_audits_is_valid_has_its_figures_and_the_mark(westshire: Store, dark: bool) -> None:
    for chart in charts_of_audits(westshire, dark):
        alt.LayerChart.from_dict(chart.spec, validate=True)
        assert re.search(r"\d", chart.alt)
        assert "Simulated split" in chart.caption
        assert as_svg(chart).startswith(b"<svg")


def test_a_trend_draws_the_interval_of_each_month_and_the_target_in_force(westshire: Store) -> None:
    chart = good_trend(audits.trend(westshire, SEPTEMBER), "A title", "Westshire", None, dark=False)
    (whiskers,) = [layer for layer in chart.spec["layer"] if layer["mark"]["type"] == "rule"]
    last = whiskers["data"]["values"][-1]
    assert (last["low"], last["value"], last["high"]) == (39.0, 53.5, 67.4)  # of a known number of open cases
    (target,) = [layer for layer in chart.spec["layer"] if layer["mark"].get("interpolate") == "step-after"]
    assert [row["value"] for row in target["data"]["values"]] == [40.0] * 9 + [50.0] * 3
    names = {row["label"] for layer in chart.spec["layer"] for row in layer["data"]["values"] if "label" in row}
    assert names == {"53.5%", "3 months pooled", "Target 50%"}
    assert "September 2021 53.5%" in chart.alt


def test_beside_an_area_the_whole_council_is_drawn(westshire: Store) -> None:
    area, whole = (audits.trend(westshire, SEPTEMBER, "known", place) for place in ("Dunmere", "All"))
    chart = good_trend(area, "A title", "Dunmere", whole, dark=False)
    (county,) = [layer for layer in chart.spec["layer"] if layer["mark"].get("strokeDash") == [2, 3]]
    assert county["data"]["values"][-1]["value"] == 53.5
    assert layers_with(chart, "Whole council")


def test_the_lower_end_of_requires_improvement_stands_apart_where_it_is_known(
    westshire: Store, published: Store
) -> None:
    ratings = {}
    for store in (westshire, published):
        chart = ratings_by_month(audits.by_month(store, SEPTEMBER), "A title", dark=False)
        september = [r for r in chart.spec["layer"][0]["data"]["values"] if r["group"].startswith("September 2021")]
        ratings[store.root] = {r["rating"]: r["count"] for r in september}
        assert september[-1]["to"] == pytest.approx(100, abs=0.2)
    known, unknown = ratings.values()
    assert known["Requires Improvement"] + known["Requires Improvement, lower end"] == unknown["Requires Improvement"]
    assert known["Requires Improvement, lower end"] == 8


def layers_with(chart: Chart, text: str) -> list[dict[str, object]]:
    return [layer for layer in chart.spec["layer"] if text in json.dumps(layer, ensure_ascii=False)]


def test_the_title_is_the_finding_and_the_alt_has_the_figures(published: Store, the_catalogue: Catalogue) -> None:
    chart = line(published, the_catalogue, "icpc_due")
    assert chart.title == "41.9% in September 2021, 38.1 points below the target of 80.0%"
    assert "highest 87.9% in June 2021" in chart.alt
    assert chart.spec["description"] == chart.alt


@pytest.mark.parametrize(
    ("measure", "month", "title"),
    [
        ("school_attended", date(2021, 8, 1), "No figure for August 2021"),
        ("icpc_due", date(2021, 3, 1), "75.4% in March 2021, no target in force"),
        ("long_plans", SEPTEMBER, "1.4% in September 2021, 0.6 points below the target of 2.0%"),
    ],
)
def test_the_finding_of_other_months(
    published: Store, the_catalogue: Catalogue, measure: str, month: date, title: str
) -> None:
    assert line(published, the_catalogue, measure, month).title == title


def test_a_month_without_a_figure_is_null_and_not_zero(published: Store, the_catalogue: Catalogue) -> None:
    chart = line(published, the_catalogue, "school_attended")
    (drawn,) = [layer for layer in chart.spec["layer"] if layer["mark"].get("point")]
    values = {row["at"][:7]: row["value"] for row in drawn["data"]["values"]}
    assert values["2021-08"] is None
    assert (values["2021-07"], values["2021-09"]) == (86.8, 86.7)


def test_before_its_start_the_target_is_dashed(published: Store, the_catalogue: Catalogue) -> None:
    chart = line(published, the_catalogue, "icpc_due")
    (dashed,) = [layer for layer in chart.spec["layer"] if layer["mark"].get("strokeDash") == [5, 4]]
    assert [row["at"][:7] for row in dashed["data"]["values"]][-1] == "2021-04"
    assert "no target was in force before April 2021; drawn for comparison" in chart.caption


def test_of_a_target_whose_start_is_assumed_no_month_is_said(published: Store, the_catalogue: Catalogue) -> None:
    series = indicators.series(published, "icpc_due", SEPTEMBER).with_columns(start_assumed=pl.lit(True))
    indicator = the_catalogue.indicators["icpc_due"]
    for month in (SEPTEMBER, date(2021, 6, 1)):
        chart = indicator_line(series, indicator, month, "Westshire", ALONE, dark=False)
        assert "start not published" in chart.caption
        assert "April 2021" not in chart.caption
        years = years_line(indicators.financial_years(series, SEPTEMBER), indicator, month, "Westshire", dark=False)
        assert "start not published" in years.caption
    before = indicator_line(series, indicator, date(2021, 3, 1), "Westshire", ALONE, dark=False)
    assert before.title.startswith("75.4% in March 2021")
    assert "no target" not in before.title


@pytest.mark.parametrize(("measure", "low", "high"), [("icpc_due", 76.0, 80.0), ("long_plans", 2.0, 2.1)])
def test_the_tolerance_lies_on_the_wrong_side_of_the_target(
    published: Store, the_catalogue: Catalogue, measure: str, low: float, high: float
) -> None:
    (band,) = [
        layer for layer in line(published, the_catalogue, measure).spec["layer"] if layer["mark"]["type"] == "area"
    ]
    assert band["data"]["values"][0]["from"] == pytest.approx(low)
    assert band["data"]["values"][0]["to"] == pytest.approx(high)


def test_an_indicator_without_a_target_is_drawn_without_one(published: Store, the_catalogue: Catalogue) -> None:
    chart = line(published, the_catalogue, "long_proceedings")
    assert {layer["mark"]["type"] for layer in chart.spec["layer"]} == {"line", "point", "text"}
    assert "No target is set." in chart.caption


@pytest.mark.parametrize("dark", [False, True])
def test_every_chart_has_numbers_in_its_description_and_stays_svg(
    published: Store, the_catalogue: Catalogue, dark: bool
) -> None:
    for chart in every_chart(published, the_catalogue, dark):
        assert re.search(r"\d", chart.alt)
        assert chart.spec["usermeta"]["embedOptions"]["renderer"] == "svg"
        assert chart.spec["background"] if "background" in chart.spec else chart.spec["config"]["background"]


@pytest.mark.parametrize("dark", [False, True])
def test_every_chart_is_valid_vega_lite(published: Store, the_catalogue: Catalogue, dark: bool) -> None:
    for chart in every_chart(published, the_catalogue, dark):
        alt.LayerChart.from_dict(chart.spec, validate=True)
        assert chart.spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/")


def test_a_drawing_is_drawn_once_for_each_paper_and_ledger_version(published: Store) -> None:
    audits.by_legal_status(published, SEPTEMBER)  # a page reads its store first, at its newest version
    asked = []

    def draw(dark: bool) -> Chart:
        asked.append(dark)
        return Chart("title", "caption", "alt 1", {})

    for version in (1, 1, 2):
        for dark in (False, True):
            drawn(Drawing("test", version, ("icpc_due",), draw), dark)
    assert asked == [False, True, False, True]


def test_bars_of_audits_have_their_counts_and_add_up(published: Store, the_catalogue: Catalogue) -> None:
    chart = ratings_by_legal_status(audits.by_legal_status(published, SEPTEMBER), SEPTEMBER, "A title", dark=False)
    bars = chart.spec["layer"][0]["data"]["values"]
    children_in_care = [row for row in bars if row["group"] == "Children in care (36)"]
    assert [row["count"] for row in children_in_care] == [2, 15, 18, 1]
    assert children_in_care[-1]["to"] == pytest.approx(100, abs=0.2)


def test_the_chosen_area_is_marked_by_more_than_colour(published: Store) -> None:
    areas = screening.by_area(published, SEPTEMBER)
    chart = screening_bars(areas, SEPTEMBER, ("Wexley", "Bracksea & Wexley"), "A title", dark=False)
    assert layers_with(chart, "► Bracksea and Wexley")


def test_a_chart_leaves_as_svg_with_its_description_and_as_png(published: Store, the_catalogue: Catalogue) -> None:
    chart = line(published, the_catalogue, "icpc_due")
    svg = ElementTree.fromstring(as_svg(chart))
    named = "{http://www.w3.org/2000/svg}"
    assert svg.get("role") == "img"
    assert svg.findtext(f"{named}title") == chart.title
    assert svg.findtext(f"{named}desc") == chart.alt
    assert as_png(chart).startswith(b"\x89PNG")


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ink", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_lines_stand_out_from_the_paper(ink: Ink) -> None:
    for text in (ink.text, ink.muted):
        assert contrast(text, ink.paper) >= 4.5
    for tint in (ink.red_tint, ink.amber_tint, ink.green_tint):
        assert contrast(ink.text, tint) >= 4.5
    for mark in (ink.blue, ink.plum):
        assert contrast(mark, ink.paper) >= 4.5
    for mark in (ink.teal, ink.orange, ink.context):
        assert contrast(mark, ink.paper) >= 3
    for tint in (ink.red_tint, ink.amber_tint, ink.green_tint):  # by the line round it
        assert min(contrast(ink.muted, tint), contrast(ink.muted, ink.paper)) >= 3


def test_a_point_says_its_figure_and_how_many_it_is_of(westshire: Store, the_catalogue: Catalogue) -> None:
    chart = line(westshire, the_catalogue, "icpc_due", date(2021, 9, 1))
    points = [row for layer in chart.spec["layer"] for row in layer["data"]["values"] if "figure" in row]
    (said,) = [row["figure"] for row in points if row["at"][:7] == "2021-09" and row["figure"]]
    assert re.fullmatch(r"41\.9%, \d+ of \d+ conferences \(simulated counts\)", said)


def test_each_month_as_first_published_can_stand_beside(published: Store, the_catalogue: Catalogue) -> None:
    series = indicators.series(published, "icpc_due", SEPTEMBER)
    both = replace(ALONE, first_published=True)
    chart = indicator_line(series, the_catalogue.indicators["icpc_due"], SEPTEMBER, "Westshire", both, dark=False)
    dotted = next(layer for layer in chart.spec["layer"] if layer["mark"].get("strokeDash") == [2, 3])
    assert [row["value"] for row in dotted["data"]["values"]] == [None] * 12 + [41.9]
    assert layers_with(chart, "As first published")


def test_a_month_outside_the_series_is_a_fault_of_the_caller(published: Store, the_catalogue: Catalogue) -> None:
    with pytest.raises(StopIteration):
        line(published, the_catalogue, "icpc_due", date(2031, 1, 1))


def test_a_target_that_changed_is_drawn_as_it_was_in_force(published: Store, the_catalogue: Catalogue) -> None:
    raised = indicators.series(published, "icpc_due", SEPTEMBER).with_columns(
        target=pl.when(pl.col("month") == SEPTEMBER).then(90.0).otherwise("target")
    )
    chart = indicator_line(raised, the_catalogue.indicators["icpc_due"], SEPTEMBER, "Westshire", ALONE, dark=False)
    (solid,) = [
        layer for layer in chart.spec["layer"]
        if layer["mark"].get("interpolate") == "step-after" and layer["mark"]["type"] == "line"
    ]  # fmt: skip
    assert [row["target"] for row in solid["data"]["values"]] == [80.0] * 5 + [90.0]
    assert "Target 80.0% until August 2021." in chart.caption, "a label would be in the way of the line"
    assert layers_with(chart, "Target 90.0%")
