"""One authority beside all others, in the period that stands beside a month, for every indicator at once.

The period is chosen as `indicators.comparators` chooses it: the newest that had ended by the month, of those in which
any authority has a value. One that ends more than twelve months off is shown, and nothing is judged by it.

The list of what is unlike the others is drawn by the rule of Benjamini and Hochberg from all indicators with a position
that can be told.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import polars as pl

from analytics.caching import cached_by_identity
from analytics.catalogue import catalogue
from analytics.columns import projected
from analytics.indicators.comparators import standings
from analytics.intervals import listed
from analytics.national.changes import ENGLAND, changes, year_pairs
from analytics.national.groups import gap, group
from analytics.national.positions import FAMILY, positions, ranks
from analytics.national.schemas import AUTHORITY, COUNTRY, MEANING, REGION, Comparison


@cached_by_identity
def with_meaning(reported: pl.DataFrame) -> pl.DataFrame:
    """`Reported` with what the catalogue says of each indicator (`MEANING`); others are left out."""
    return reported.join(catalogue().indicator_frame().select("measure_id", *MEANING), on="measure_id")


@cached_by_identity
def chosen_periods(rows: pl.DataFrame, month: date) -> pl.DataFrame:
    """The period of each measure that stands beside a month: measure_id, period, period_words, not_compared."""
    held = rows.filter(level=AUTHORITY).drop_nulls("value").select("measure_id", "period").unique()
    found = held.join(standings(held["period"].unique().sort(), month), on="period")
    best = found.sort("rank", "apart", "period").unique("measure_id", keep="first", maintain_order=True)
    return best.select("measure_id", "period", "period_words", "not_compared").sort("measure_id")


@cached_by_identity
def comparison(rows: pl.DataFrame, code: str, month: date, neighbours: Collection[str], asked: int) -> pl.DataFrame:
    """One authority beside all others: a row an indicator in which it is named, in the catalogue's order; columns of
    `Comparison`.

    rows: those of `with_meaning`; neighbours: their codes; asked: how many neighbours the model names.
    """
    periods = chosen_periods(rows, month)
    now = rows.join(periods, on=FAMILY, maintain_order="left").drop("period_words", "not_compared")
    pairs = year_pairs(rows).join(periods.select(FAMILY), on=FAMILY)
    own = positions(now).filter(pl.col("code") == code)
    order = catalogue().indicator_frame().select("measure_id", "position")
    region = own.select(*FAMILY, region_name="region")
    of_country = now.filter(pl.col("level") == COUNTRY, pl.col("name") == ENGLAND)
    of_region = now.filter(level=REGION).join(region, on=FAMILY).filter(pl.col("name") == pl.col("region_name"))
    moved = changes(rows, pairs, code, neighbours).drop("last", "value")
    found = (
        own.join(periods, on=FAMILY)
        .join(order, on="measure_id")
        .join(ranks(now, code).drop("last"), on=FAMILY, how="left")
        .join(group(now, neighbours, asked).drop("last"), on=FAMILY, how="left")
        .join(of_country.unique(FAMILY).select(*FAMILY, country_value="value"), on=FAMILY, how="left")
        .join(of_region.unique(FAMILY).select(*FAMILY, region_value="value"), on=FAMILY, how="left")
        .join(moved, on=FAMILY, how="left")
        .with_columns(
            gap=gap(pl.col("value"), pl.col("median"), pl.col("denominator")),
            **listed(pl.col("p_value"), ~pl.col("few") & (pl.col("not_compared") == "")),
        )
    )
    return projected(found.sort("position"), Comparison)
