"""What moved after it was first known: later cuts that restate earlier months, and corrected loads.

The versions of a figure stand in the order of their cuts, and within a cut of their loads. Each version that
differs from the one before it is a restatement, in value or in why there is none.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from analytics import months, words
from analytics.catalogue import ALL, catalogue
from analytics.indicators.figures import value_of_rows
from analytics.percent import from_tenths, tenths
from analytics.store import Store, per_version, versions

COLUMNS = (
    *("measure_id", "name", "locality", "month", "source", "earlier_cut", "earlier_load", "earlier_value"),
    *("later_cut", "later_load", "later_value", "difference", "why", "simulated"),
)


@per_version
def restatements(store: Store, measure_id: str | None = None) -> pl.DataFrame:
    """Every figure that moved, newest restatement first: columns of COLUMNS.

    Values are in percent, the difference in points (null where one version has no value); `why` is `later cut` or
    `corrected load`.
    """
    key = ["source", "measure_id", "locality", "month"]
    known = versions(store, measure_id).with_columns(value=value_of_rows())
    moved = known.with_columns(
        *(pl.col(c).shift(1).over(key).alias(f"earlier_{n}") for c, n in (("cut", "cut"), ("load_id", "load"))),
        earlier_value=pl.col("value").shift(1).over(key),
    ).filter(pl.col("earlier_load").is_not_null() & pl.col("value").ne_missing(pl.col("earlier_value")))
    names = catalogue().indicator_frame().select("measure_id", "name")
    return (
        moved.join(names, on="measure_id", how="left")
        .with_columns(
            later_cut="cut",
            later_load="load_id",
            later_value="value",
            difference=from_tenths(tenths(pl.col("value")) - tenths(pl.col("earlier_value"))),
            why=pl.when(pl.col("cut") == pl.col("earlier_cut"))
            .then(pl.lit("corrected load"))
            .otherwise(pl.lit("later cut")),
        )
        .sort("later_load", "later_cut", "month", "measure_id", descending=[True, True, True, False])
        .select(COLUMNS)
    )


def restatement_sentence(row: dict[str, Any]) -> str:
    """One row of `restatements` in words."""
    place = "" if row["locality"] == ALL else f", {row['locality']}"
    return (
        f"{row['name']}{place}, {months.words(row['month'])}: {words.percent(row['earlier_value'])} in the cut "
        f"{months.words(row['earlier_cut'])} (load {row['earlier_load']}), {words.percent(row['later_value'])} in the "
        f"cut {months.words(row['later_cut'])} (load {row['later_load']}), by {row['why']}."
    )
