"""Figures that are no percentages by locality: referrals, their rate, and caseloads.

The referrals of the county in a month, and its cases and social workers in a September, are published; those of
localities are drawn so that they add up to them. How many children live in each locality is ours too, and adds up to
the county's.
"""

from __future__ import annotations

import math
from pathlib import Path

import polars as pl

from analytics.catalogue import ALL
from tools.demonstration.draws import leaning
from tools.demonstration.splitting import share_out
from tools.demonstration.teams import LOCALITIES

# Share of the county's children who live in each district: ours, in round numbers.
CHILDREN = {
    "Gloucester": 0.23,
    "Forest of Dean": 0.13,
    "Cotswolds": 0.13,
    "Stroud": 0.18,
    "Cheltenham": 0.18,
    "Tewkesbury": 0.15,
}
_OF_CASES = ("referrals", "referral_rate")
_SCHEMA = {
    **dict.fromkeys(("cut", "month", "measure_id", "locality"), pl.String),
    "numerator": pl.Float64,
    "denominator": pl.Float64,
}


def demand(published: Path, seed: int) -> pl.DataFrame:
    """The extract by locality, with the columns of the `indicators` kind; months are written as in a file."""
    national = pl.read_csv(published / "national-2021-09.csv", schema_overrides={"denominator": pl.Float64})
    rows = [
        ("2021-09", month, measure, place, cases, workers)
        for month, measure, n, d in national.select("month", "measure_id", "numerator", "denominator").rows()
        for place, cases, workers in _split(measure, month, n, d, seed)
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row").with_columns(
        team=pl.lit(ALL),
        breakdown=pl.lit(ALL),
        category=pl.lit(ALL),
        source=pl.lit("simulated"),
        simulated=pl.lit(True),
    )


def _split(measure: str, month: str, n: float, d: float | None, seed: int) -> list[tuple[str, float, float | None]]:
    """The numerator and the denominator of each locality of a figure that is split; no row of another."""
    if measure in _OF_CASES:
        return [(place, part, None) for place, part in _shares(n, LOCALITIES, "referrals", month, seed)]
    if measure != "sw_caseload" or d is None:
        return []
    workers = dict(_shares(d * 10, LOCALITIES, "workers", month, seed))
    return [(place, part, workers[place] / 10) for place, part in _shares(n, LOCALITIES, "cases", month, seed)]


def _shares(total: float, weights: dict[str, float], what: str, month: str, seed: int) -> list[tuple[str, int]]:
    """Whole numbers that add up to the total: by the weights, leaning lastingly and varying from month to month."""
    leant = [
        weight * math.exp(leaning(0.08, seed, what, place) + leaning(0.05, seed, what, place, month))
        for place, weight in weights.items()
    ]
    return list(zip(weights, share_out(round(total), leant), strict=True))


def population(county: pl.DataFrame) -> pl.DataFrame:
    """The rows of the `population` kind: the county's as published, and localities' that add up to it."""
    rows = []
    for year, age_group, number in county.rows():
        rows.append((ALL, year, age_group, number, "Office for National Statistics, mid-year estimates"))
        parts = zip(CHILDREN, share_out(number, list(CHILDREN.values())), strict=True)
        rows += [
            (place, year, age_group, part, "Simulated: no estimate of the districts is held") for place, part in parts
        ]
    return pl.DataFrame(rows, schema=["area", "year", "age_group", "number", "reference"], orient="row")
