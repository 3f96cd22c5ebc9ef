"""Charts and tables of the quarterly papers: valid, told in words, and never by colour alone."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import altair as alt
import polars as pl
import pytest

from analytics import charts, corporate, tables
from analytics.charts import Chart
from analytics.corporate import budget, placements, plan, risks, scorecard
from analytics.store import Store

SEPTEMBER = date(2021, 9, 1)


def every_chart(store: Store, dark: bool) -> dict[str, Chart]:
    shares = scorecard.shares(scorecard.measures(store, SEPTEMBER))
    scores = risks.scores(risks.register(store, SEPTEMBER))
    by_month = placements.by_month(store, SEPTEMBER)
    services = budget.services(budget.lines(store, SEPTEMBER))
    return {
        "scorecard": charts.corporate.scorecard_bars(shares, "Source: s.", "A title", dark),
        "risks": charts.corporate.risk_scores(scores, "Source: s.", "A title", dark),
        "long": charts.corporate.placements_long(by_month, "Source: s.", "A title", dark),
        **{
            s: charts.corporate.placements_by_year(by_month, s, "Source: s.", "A title", dark)
            for s in placements.SERIES
        },
        "budget": charts.corporate.budget_bars(services, "Source: s.", "A title", dark),
        "plan": charts.corporate.plan_bars(
            plan.counts(plan.priorities(store, SEPTEMBER)), "Source: s.", "A title", dark
        ),
    }


def data(chart: Chart, field: str) -> list[Any]:
    layers = (layer["data"]["values"] for layer in chart.spec["layer"])
    return [row[field] for rows in layers for row in rows if field in row]


@pytest.mark.parametrize("dark", [False, True])
def test_every_chart_is_valid_says_figures_area_and_source(westshire: Store, dark: bool) -> None:
    for name, chart in every_chart(westshire, dark).items():
        alt.LayerChart.from_dict(chart.spec, validate=True)
        assert re.search(r"\d", chart.alt), name
        assert "whole council" in chart.caption, name
        assert "Source: s." in chart.caption, name
        assert ("Simulated statuses" in chart.caption) == (name == "plan"), name


def test_bars_of_the_scorecard_carry_shape_and_number(published: Store) -> None:
    shares = scorecard.shares(scorecard.measures(published, SEPTEMBER))
    chart = charts.corporate.scorecard_bars(shares, "", "A title", False)
    assert data(chart, "label")[:3] == ["● 1", "▲ 2", "■ 4"]
    ends = [row["to"] for row in chart.spec["layer"][0]["data"]["values"] if row["status"] == "behind"]
    assert all(abs(end - 100) < 0.2 for end in ends)
    assert "September 2021 (7 measures): 1 on target, 2 within tolerance, 4 behind" in chart.alt


def test_each_risk_is_drawn_at_its_score_on_levels_that_are_named(published: Store) -> None:
    scores = risks.scores(risks.register(published, SEPTEMBER))
    chart = charts.corporate.risk_scores(scores, "", "A title", False)
    assert data(chart, "name")[:3] == ["Low 1–6", "Moderate 7–12", "High 13–25"]
    drawn = {r["title"][:2]: (r["inherent"], r["score"]) for r in chart.spec["layer"][-2]["data"]["values"]}
    assert drawn == {r["risk_id"]: (r["inherent_score"], r["score"]) for r in scores.iter_rows(named=True)}
    assert "R2: Too few social workers" in chart.alt
    assert "now 12, Moderate, a quarter before 8" in chart.alt
    assert "?" not in chart.alt + "".join(data(chart, "name"))


def test_a_year_of_placements_is_a_line_and_the_newest_stands_out(published: Store) -> None:
    chart = charts.corporate.placements_by_year(
        placements.by_month(published, SEPTEMBER), placements.TOTAL, "", "T", False
    )
    lines = [layer for layer in chart.spec["layer"] if layer["mark"]["type"] == "line"]
    assert len(lines) == 4
    widths = [line["mark"]["strokeWidth"] for line in lines]
    assert widths == [1.5] * 3 + [3]
    assert "2021/22: from 103 to 106" in chart.alt


def test_the_budget_chart_keeps_the_grant_apart(published: Store) -> None:
    services = budget.services(budget.lines(published, SEPTEMBER))
    grant, rest, _ = charts.corporate.budget_bars(services, "", "T", False).spec["layer"]
    for layer, part, schools in ((grant, "Schools grant", 3800), (rest, "The rest", 200)):
        row = layer["data"]["values"][0]
        assert (row["of"], row["value"]) == (part, schools)
        assert row["name"] == "Schools: £4.0m less income than planned (20.0%)"


def row(table: str, name: str) -> str:
    return re.sub(r"<[^>]+>", " ", next(r for r in table.split("<tr") if name in r))


def test_the_scorecard_table_has_the_basis_beside_each_value(published: Store) -> None:
    frame = scorecard.measures(published, SEPTEMBER)
    table = tables.corporate.scorecard_measures(scorecard.quarterly(frame), "Caption")
    assert table.count('role="rowheader"') == 7
    visits = row(table, "% of first visits in time")
    for said in ("Latest Quarter", "76.4%", "+1.6", "better", "85.0%", "■ behind", "none"):
        assert said in visits
    assert "Snapshot" in row(table, "for more than 2 years")
    yearly = tables.corporate.scorecard_measures(scorecard.yearly(frame), "Caption", yearly=True)
    assert "2020/21" in yearly


def test_risks_and_plan_are_told_by_shape_and_word(westshire: Store) -> None:
    table = tables.corporate.risk_register(risks.register(westshire, SEPTEMBER))
    assert "↑ up by 4" in row(table, "R2")
    assert "■ High" in row(table, "R2")
    priorities = tables.corporate.plan_priorities(plan.priorities(westshire, SEPTEMBER))
    assert priorities.count('role="rowheader"') == 6, "three priorities, their action and their impact"
    assert "Simulated statuses" in priorities


def test_text_of_a_register_is_escaped() -> None:
    register = corporate.questions.register().with_columns(note=pl.lit("<script>alert(1)</script>"))
    assert "<script>" not in tables.corporate.questions(register)
