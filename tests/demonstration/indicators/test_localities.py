"""Localities side by side: pooling, the limits of chance, splits."""

from __future__ import annotations

import pytest

from analytics.indicators import (
    beside_whole,
)
from analytics.store import Store
from analytics.wording import place_lists
from tests.indicators.test_localities import SEPTEMBER


def test_one_locality_beside_the_county_and_itself_a_year_ago(demonstration: Store) -> None:
    found = beside_whole(demonstration, SEPTEMBER, "Forest of Dean")
    visits = found.filter(measure_id="initial_visits_timescale_all").row(0, named=True)
    assert (visits["value"], visits["whole_value"], visits["whole_gap"]) == (52.0, 64.8, -12.8)
    assert visits["year_gap"] == pytest.approx(visits["value"] - visits["year_ago"])
    assert found.height == 93


def test_what_stands_out_is_said_with_its_counts(demonstration: Store) -> None:
    found = place_lists(beside_whole(demonstration, SEPTEMBER, "Cotswolds"))
    said = {standing.heading: standing.rows.rows() for standing in found}
    worse = {measure: (name, reason) for measure, name, reason in said["Worse than elsewhere, beyond chance"]}
    assert worse["single_assessments_45d"][1].startswith("61.0% (25 of 41 assessments), the county 83.2%")
    assert all(len(rows) in range(1, 6) for rows in said.values())
    assert "would have met" in said["Furthest from target, counted"][0][2]


def test_what_may_be_chance_among_many_is_in_no_list(demonstration: Store) -> None:
    """39 of 75 first visits against 64.8 % is 0.02 by itself, and one of 41 comparisons."""
    rows = beside_whole(demonstration, SEPTEMBER, "Forest of Dean")
    visits = rows.filter(measure_id="initial_visits_timescale_all").row(0, named=True)
    assert (visits["beyond"], visits["in_list"], visits["compared"]) == ("beyond 95%", False, 41)
    assert visits["p_value"] == pytest.approx(0.0205, abs=5e-5)
    assert "initial_visits_timescale_all" not in [m for of in place_lists(rows)[:2] for m in of.rows["measure_id"]]
