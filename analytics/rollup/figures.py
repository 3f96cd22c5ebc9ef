"""The figures of the whole and its localities, from the rows of one extract.

Rows that an extract gives unsplit are taken as they are. Where it has none of a locality for a measure and month, the
teams of the locality are added up, if every one of them has counts; of a count or an amount the number itself. Only
indicators of a month or of a month's end are: over a longer stretch a child who changed team may be counted in both. A
score is never added up, and nothing is from breakdowns, for a child may be in several categories or in none.
"""

from __future__ import annotations

import atexit
from functools import cache
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
    """What the steps know of each indicator: measure_id, kind, unit, per, adds (a count or an amount), of_people (a
    rate by population), by_team (whether its teams may be added up)."""
    of = pl.col("kind")
    return catalogue.indicator_frame().select(
        *("measure_id", "kind", "unit", "per"),
        adds=of.is_in([kind.value for kind in Kind if kind.adds]),
        of_people=pl.col("population") != "",
        by_team=pl.col("window").is_in([w.value for w in _ADDABLE]) & (of != Kind.SCORE.value),
    )


def is_split(rows: pl.DataFrame) -> bool:
    """Whether any row of the `indicators` extract is split by team or by a breakdown."""
    return not ((rows["team"] == ALL) & (rows["breakdown"] == ALL)).all()


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """One DuckDB for the whole program, each rollup on a cursor of its own: to open one takes ten times as long as to
    roll up a small extract."""
    engine = duckdb.connect(":memory:")
    atexit.register(engine.close)
    return engine


def localities(rows: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The figures of the whole and its localities in rows of the `indicators` extract, sorted by measure_id and month.

    Columns: those of the rows, and teams (how many were added up; 0 where the extract has the row itself). Rows whose
    team is empty are no figures: they name a measure, month and breakdown that the extract splits.
    """
    with _engine().cursor() as connection:
        connection.register("detail", rows.with_columns(authority=pl.lit("")))
        connection.register("measures", measures(catalogue))
        made = connection.sql(text("localities")).pl()
    return made.select(*rows.columns, "teams")


def summed(rolled: pl.DataFrame) -> int:
    """How many figures of a rollup were added up from teams."""
    return rolled.filter(pl.col("teams") > 0).height
