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
    squares = risks.squares(risks.register(store, SEPTEMBER))
    by_month = placements.by_month(store, SEPTEMBER)
    services = budget.services(budget.lines(store, SEPTEMBER))
    return {
        "scorecard": charts.corporate.scorecard_bars(shares, "Source: s.", "A title", dark),
        "risks": charts.corporate.risk_matrix(squares, SEPTEMBER, "Source: s.", "A title", dark),
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
def test_every_chart_is_valid_says_figures_area_and_source(demonstration: Store, dark: bool) -> None:
    for name, chart in every_chart(demonstration, dark).items():
        alt.LayerChart.from_dict(chart.spec, validate=True)
        assert re.search(r"\d", chart.alt), name
        assert "whole council" in chart.caption, name
        assert "Source: s." in chart.caption, name
        assert ("Simulated statuses" in chart.caption) == (name == "plan"), name


def test_bars_of_the_scorecard_carry_shape_and_number(published: Store) -> None:
    shares = scorecard.shares(scorecard.measures(published, SEPTEMBER))
    chart = charts.corporate.scorecard_bars(shares, "", "A title", False)
    assert data(chart, "label")[:3] == ["● 9", "▲ 3", "■ 9"]
    ends = [row["to"] for row in chart.spec["layer"][0]["data"]["values"] if row["status"] == "behind"]
    assert all(abs(end - 100) < 0.2 for end in ends)
    assert "September 2021 (21 measures): 9 on target, 3 within tolerance, 9 behind" in chart.alt


def test_the_matrix_has_25_squares_with_number_word_and_the_risks(published: Store) -> None:
    squares = risks.squares(risks.register(published, SEPTEMBER))
    chart = charts.corporate.risk_matrix(squares, SEPTEMBER, "", "A title", False)
    drawn = {(r["likelihood"], r["impact"]): r for r in chart.spec["layer"][0]["data"]["values"]}
    assert len(drawn) == 25
    assert drawn[5, 5]["head"] == "25\nHigh"
    assert drawn[5, 5]["risks"] == "(SR7.2)"
    assert drawn[4, 3]["risks"] == drawn[3, 4]["risks"] == "SR7.4?\nSR7.5?\nSR7.7?"
    assert "25 (almost certain, critical), High: current none, inherent SR7.2" in chart.alt
    assert "only the score is printed" in chart.caption


def test_a_year_of_placements_is_a_line_and_the_newest_stands_out(published: Store) -> None:
    chart = charts.corporate.placements_by_year(
        placements.by_month(published, SEPTEMBER), placements.TOTAL, "", "T", False
    )
    lines = [layer for layer in chart.spec["layer"] if layer["mark"]["type"] == "line"]
    assert len(lines) == 10
    widths = [line["mark"]["strokeWidth"] for line in lines]
    assert widths == [1.5] * 9 + [3]
    assert "2021/22: from 436 to 482" in chart.alt


def test_the_budget_chart_keeps_the_grant_apart(published: Store) -> None:
    services = budget.services(budget.lines(published, SEPTEMBER))
    grant, rest, _ = charts.corporate.budget_bars(services, "", "T", False).spec["layer"]
    for layer, part, schools in ((grant, "Schools grant", 14591), (rest, "The rest", 500)):
        row = layer["data"]["values"][0]
        assert (row["of"], row["value"]) == (part, schools)
        assert row["name"] == "Schools: +£15,091k (−24.7%)"


def row(table: str, name: str) -> str:
    return re.sub(r"<[^>]+>", " ", next(r for r in table.split("<tr") if name in r))


def test_the_scorecard_table_has_the_basis_beside_each_value(published: Store) -> None:
    frame = scorecard.measures(published, SEPTEMBER)
    table = tables.corporate.scorecard_measures(scorecard.quarterly(frame), "Caption")
    assert table.count('role="rowheader"') == 23
    visits = row(table, "% Initial visits in time")
    for said in ("Latest Quarter", "69.5%", "−9.7", "worse", "85.0%", "■ behind", "none"):
        assert said in visits
    assert "Snapshot" in row(table, "fewer than 3 Social Workers")
    assert "no target printed" in row(table, "fewer than 3 Social Workers")
    yearly = tables.corporate.scorecard_measures(scorecard.yearly(frame), "Caption", yearly=True)
    assert "2018/19" in yearly
    assert "which years: ambiguous" in row(yearly, "SEN/Non-SEN gap")


def test_risks_and_plan_are_told_by_shape_and_word(demonstration: Store) -> None:
    table = tables.corporate.risk_register(risks.register(demonstration, SEPTEMBER))
    assert "↑ up by 4" in row(table, "SR7.5")
    assert "■ High" in row(table, "SR7.5")
    priorities = tables.corporate.plan_priorities(plan.priorities(demonstration, SEPTEMBER))
    assert priorities.count('role="rowheader"') == 20, "ten priorities, their action and their impact"
    assert "Simulated statuses" in priorities


def test_text_of_a_register_is_escaped() -> None:
    register = corporate.questions.register().with_columns(note=pl.lit("<script>alert(1)</script>"))
    assert "<script>" not in tables.corporate.questions(register)
