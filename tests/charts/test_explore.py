"""Answers drawn: each chart is valid and says its finding, its question and its figures."""

from __future__ import annotations

from typing import Any

import altair as alt
import pytest

from analytics import indicators
from analytics.catalogue import catalogue
from analytics.charts import Chart, as_svg
from analytics.charts import explore as drawn
from analytics.explore import ask_address, places_beside
from analytics.store import Store
from analytics.units import PERCENT
from analytics.wording import beyond_sentence
from tests.westshire import SEPTEMBER

TWO = "columns=indicator&indicator=icpc_due&indicator=referred_again&span=24"
CHARTS = {
    "one line": "rows=month&indicator=icpc_due&span=24&chart=line",
    "areas with the whole": "rows=month&columns=area&indicator=icpc_due&span=24&area=All&area=Wexley&chart=line",
    "the first month as 100": f"rows=month&{TWO}&chart=index",
    "two measures": f"rows=month&{TWO}&chart=scatter",
    "bars": "rows=area&indicator=icpc_due&chart=bar",
    "dots": "rows=area&indicator=icpc_due&chart=dot&beside=year-ago",
    "then and now": "rows=area&indicator=icpc_due&chart=slope&beside=year-ago",
    "matrix": "subject=audits&rows=team&columns=legal_status&measure=inadequate&span=6&chart=heat",
    "calendar": "rows=month&indicator=icpc_due&span=24&chart=calendar",
    "funnel": "rows=area&indicator=icpc_due&chart=funnel",
    "panels": "subject=screening&rows=area&panels=rag&chart=bar",
}


def charts(store: Store, address: str, dark: bool = False) -> list[Chart]:
    answer = ask_address(store, address)
    places = places_beside(store, answer.question)
    return [drawn.draw(part, dark) for part in drawn.parts(answer, places=places)]


def layer(chart: Chart, mark: str) -> dict[str, Any]:
    (found,) = [one for one in chart.spec["layer"] if one["mark"]["type"] == mark]
    return found


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("address", CHARTS.values(), ids=CHARTS)
def test_every_chart_is_valid_and_says_its_question_its_figures_and_what_is_simulated(
    westshire: Store, address: str, dark: bool
) -> None:
    sentence = ask_address(westshire, address).sentence
    for chart in charts(westshire, address, dark):
        alt.LayerChart.from_dict(chart.spec, validate=True)
        assert sentence in chart.caption or "Funnel plot" in chart.alt
        assert "Simulated split" in chart.caption
        assert any(character.isdigit() for character in chart.alt)
        assert as_svg(chart).startswith(b"<svg")


def test_a_line_says_how_far_it_moved_and_each_point_its_counts(westshire: Store) -> None:
    (chart,) = charts(westshire, "rows=month&indicator=icpc_due&span=2&chart=line")
    assert chart.title == "41.9% in September 2021, 36.2 points below August 2021"
    points = layer(chart, "point")["data"]["values"]
    assert [point["said"].split(":")[0] for point in points] == ["August 2021", "September 2021"]
    assert " of " in points[0]["said"]


def test_pointing_at_a_month_says_every_line_with_its_counts(westshire: Store) -> None:
    (chart,) = charts(westshire, "rows=month&columns=area&indicator=icpc_due&span=6&area=All&area=Wexley&chart=line")
    strips = layer(chart, "rect")
    titles = [line["title"] for line in strips["encoding"]["tooltip"]]
    assert titles == ["When", "Westshire", "Wexley"]
    newest = strips["data"]["values"][-1]
    cells = ask_address(westshire, "rows=area&indicator=icpc_due&area=All&area=Wexley").frame
    assert newest["row_name"] == "September 2021"
    for line, (value, part, whole) in enumerate(cells.select("value", "numerator", "denominator").rows()):
        assert newest[f"line{line}"].startswith(f"{value}%, {part:.0f} of {whole:.0f}")


def test_the_funnel_has_the_limits_and_the_words_of_the_localities(westshire: Store) -> None:
    (chart,) = charts(westshire, CHARTS["funnel"])
    rows = indicators.of_measure(indicators.by_place(westshire, SEPTEMBER), "icpc_due")
    assert chart.title == beyond_sentence(rows, catalogue().indicators["icpc_due"].unit)
    assert PERCENT.value(rows["together"].drop_nulls()[0]) in chart.caption


def test_of_figures_without_counts_bars_are_drawn(westshire: Store) -> None:
    answer = ask_address(westshire, CHARTS["funnel"])
    places = places_beside(westshire, answer.question).with_columns(beyond=None, low_95=None)
    (chart,) = [drawn.draw(part, False) for part in drawn.parts(answer, places=places)]
    assert chart.alt.startswith("Bars of")


def test_a_month_without_a_figure_breaks_the_line(westshire: Store) -> None:
    (chart,) = charts(westshire, "rows=month&indicator=school_attended&span=24&chart=line")
    values = [point["value"] for point in layer(chart, "line")["data"]["values"]]
    points = layer(chart, "point")["data"]["values"]
    assert None in values
    assert None not in [point["value"] for point in points]


def test_figures_in_different_units_are_never_on_one_scale(westshire: Store) -> None:
    address = "subject=audits&rows=month&measure=audits&measure=inadequate&span=6&chart=line"
    parts = drawn.parts(ask_address(westshire, address))
    assert [part.unit.name for part in parts] == ["audits", "%"]


def test_each_panel_has_its_chart_with_its_name(westshire: Store) -> None:
    titles = [chart.title for chart in charts(westshire, CHARTS["panels"])]
    assert [title.split(":")[0] for title in titles] == ["■ red", "▲ amber", "● green", "Not available"]


def test_the_finding_is_drawn_from_what_is_not_too_few(westshire: Store) -> None:
    (chart,) = charts(westshire, CHARTS["matrix"])
    assert "too few to tell" in chart.title
    (screened,) = charts(westshire, "subject=screening&rows=area&measure=red&chart=bar")
    assert "too few" not in screened.title


def test_a_matrix_has_no_cell_where_there_is_nothing_to_count(westshire: Store) -> None:
    answer = ask_address(westshire, CHARTS["matrix"])
    (chart,) = charts(westshire, CHARTS["matrix"])
    known = answer.frame.drop_nulls("value")
    assert len(layer(chart, "rect")["data"]["values"]) <= known.height < answer.frame.height
    assert "None" not in str(layer(chart, "text")["data"]["values"][0]["label"])


def test_an_index_begins_at_100_and_leaves_out_what_begins_at_nothing(westshire: Store) -> None:
    (chart,) = charts(westshire, CHARTS["the first month as 100"])
    points = layer(chart, "point")["data"]["values"]
    first = {point["series"]: point["value"] for point in reversed(points)}
    assert set(first.values()) == {100}
    assert "The first figure of each is 100." in chart.caption


def test_points_are_told_to_go_together_only_beyond_chance(westshire: Store) -> None:
    (chart,) = charts(westshire, CHARTS["two measures"])
    assert "correlation" in chart.title
    assert "the interval is too narrow" in chart.caption
    few = "rows=area&columns=indicator&indicator=icpc_due&indicator=referred_again&chart=scatter"
    (areas,) = charts(westshire, few)
    assert "chance alone often gives" in areas.caption


def test_what_went_up_and_down_is_counted(westshire: Store) -> None:
    (chart,) = charts(westshire, CHARTS["then and now"])
    both = ask_address(westshire, CHARTS["then and now"]).frame.drop_nulls(["value", "other"])
    up = both.filter(both["value"] > both["other"]).height
    assert chart.title.startswith(f"{up} of {both.height} figures went up")
