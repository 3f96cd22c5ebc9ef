"""The figures of the whole and its localities, from the rows of one extract.

Rows that an extract gives unsplit are taken as they are. Where it has none of a locality for a measure and month, the
teams of the locality are added up, if every one of them has counts. Only indicators of a month or of a month's end are,
and no scores: over a longer stretch a child who changed team may be counted in both. Nothing is added up from
breakdowns, for a child may be in several categories or in none.
"""

from __future__ import annotations

from importlib.resources import files

import duckdb
import polars as pl

from analytics.catalogue import ALL, Catalogue, Window
from analytics.units import Kind

_ADDABLE = (Window.MONTH, Window.SNAPSHOT)


def text(name: str) -> str:
    """The SQL of one step, `localities` or `authorities`, as every engine runs it."""
    return (files("analytics.rollup") / f"{name}.sql").read_text(encoding="utf-8")


def measures(catalogue: Catalogue) -> pl.DataFrame:
    """What the steps need to know of each indicator: measure_id, kind, unit, per (by what numerator / denominator is
    multiplied), addable (whether its teams may be added up), sums (whether its figures are numbers that are added up
    themselves), divides (whether its rows must have a denominator)."""
    frame = catalogue.indicator_frame()
    sums = pl.col("kind").is_in([kind.value for kind in Kind if kind.adds])
    return frame.select(
        *("measure_id", "kind", "unit", "per"),
        addable=pl.col("window").is_in(list(_ADDABLE)) & (pl.col("kind") != Kind.SCORE.value),
        sums=sums,
        divides=~sums & (pl.col("population") == ""),
    )


def is_split(rows: pl.DataFrame) -> bool:
    """Whether any row of the `indicators` extract is split by team or by a breakdown."""
    return not ((rows["team"] == ALL) & (rows["breakdown"] == ALL)).all()


def localities(rows: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The figures of the whole and its localities in rows of the `indicators` extract, sorted by measure_id and month.

    Columns: those of the rows, and teams (how many were added up; 0 where the extract has the row itself). Rows whose
    team is empty are no figures: they name a measure, month and breakdown that the extract splits.
    """
    with duckdb.connect(":memory:") as connection:
        connection.register("detail", rows.with_columns(authority=pl.lit("")))
        connection.register("measures", measures(catalogue))
        made = connection.sql(text("localities")).pl()
    return made.select(*rows.columns, "teams")


def summed(rolled: pl.DataFrame) -> int:
    """How many figures of a rollup were added up from teams."""
    return rolled.filter(pl.col("teams") > 0).height
