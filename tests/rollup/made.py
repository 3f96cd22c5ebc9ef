"""Seeded rows of the indicators extract, of every sort that the rollup has to tell apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from analytics.catalogue import ALL
from tests.westshire import catalogue

MEASURES = list(catalogue().indicators)
PLACES = list(catalogue().behind(ALL))
SCHEMA = {
    "cut": pl.Date, "source": pl.String, "simulated": pl.Boolean, "month": pl.Date, "measure_id": pl.String,
    "locality": pl.String, "team": pl.String, "breakdown": pl.String, "category": pl.String, "numerator": pl.Int64,
    "denominator": pl.Int64, "value": pl.Float64, "marker": pl.String,
}  # fmt: skip


def rows(cut: date, months: list[date], seed: int, teams: int = 6, categories: int = 10) -> pl.DataFrame:
    """One extract: each measure and month as a whole or not, by locality or not, by team and by one breakdown.

    Half of the wholes are left out. A row in a hundred has a marker in place of counts, another a percentage alone.
    """
    chance = np.random.default_rng(seed)
    splits = [(ALL, ALL, ALL), *((f"Team {t}", ALL, ALL) for t in range(teams))]
    splits += [(ALL, "Age", f"Age {c}") for c in range(categories)]
    every = (
        pl.DataFrame({"month": months})
        .join(pl.DataFrame({"measure_id": MEASURES}), how="cross")
        .join(pl.DataFrame({"locality": [ALL, *PLACES]}), how="cross")
    )
    every = every.with_columns(whole=pl.Series(chance.random(every.height) < 0.5))
    frame = every.join(pl.DataFrame(splits, schema=["team", "breakdown", "category"], orient="row"), how="cross")
    frame = frame.filter(pl.col("whole") | (pl.col("team") != ALL) | (pl.col("breakdown") != ALL))
    size = frame.height
    denominator = chance.integers(0, 400, size)
    numerator = (denominator * chance.random(size)).astype(np.int64)
    sort = pl.Series(chance.random(size))
    counted, printed = sort >= 0.02, (sort >= 0.01) & (sort < 0.02)
    return frame.with_columns(
        cut=pl.lit(cut), source=pl.lit("council"), simulated=pl.lit(True),
        numerator=pl.when(counted).then(pl.Series(numerator)),
        denominator=pl.when(counted).then(pl.Series(denominator)),
        value=pl.when(printed).then(pl.Series((chance.random(size) * 1000).round() / 10)),
        marker=pl.when(~counted & ~printed).then(pl.lit("c")),
    ).select(*SCHEMA)  # fmt: skip


def authority(folder: Path, cuts: list[date], seed: int, months: int = 3) -> Path:
    """A folder with one Parquet file a cut, each with as many months up to its own."""
    folder.mkdir(parents=True)
    for number, cut in enumerate(cuts):
        held = [cut.replace(month=cut.month - back) for back in range(months) if cut.month > back]
        rows(cut, held, 1000 * seed + number).write_parquet(folder / f"{cut:%Y-%m}.parquet")
    return folder
