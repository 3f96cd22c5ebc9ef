"""Small frames of figures, made by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from analytics.headlines import Figures
from tests.kinds import PERCENTAGES

SCHEMA = {name: column.dtype for name, column in Figures.columns().items()}
SEPTEMBER = date(2021, 9, 1)


def row(name: str = "Visits", **told: Any) -> dict[str, Any]:
    """A quiet month: 80 of 100 visits, on its target of 80 as in the month before, no signal."""
    return {
        "measure_id": name, "name": name, "theme": "Visits", "polarity": "bigger", **PERCENTAGES, "value": 80.0,
        "target": 80.0, "rag": "green", "earlier_rag": "green", "status": "green", "direction": "static",
        "run_change": None, "signal": None, "variation": "common cause", "mean": 80.0, "missed_months": 0,
        "missed_since": None, "denominator": 100, "counts_simulated": False, "count_to_target": 0,
        "counted": "visits", "few": False, "expected_by_chance": 0.02, **told,
    }  # fmt: skip


def figures(*rows: dict[str, Any]) -> pl.DataFrame:
    """A frame of such rows; what they have besides stays."""
    named = [{"withheld": [], **row} for row in rows]
    return pl.DataFrame(named, schema_overrides=SCHEMA)
