"""Which figures a load would change, before it is stored."""

from __future__ import annotations

import polars as pl

from analytics.catalogue import ALL, catalogue
from analytics.columns import projected
from analytics.extracts import Checked
from analytics.indicators.figures import difference, value_of_rows
from analytics.indicators.schemas import Changes
from analytics.rollup import is_split, localities
from analytics.store import Store, figures_held


def changes(store: Store, checked: Checked) -> pl.DataFrame:
    """Which county and locality figures a load would change, as now known, newest month first; columns of `Changes`.
    Real and simulated figures are never compared, and a simulated one never takes the place of a real one."""
    if checked.kind != "indicators":
        return Changes.create_empty()
    incoming = figures_shown(checked.accepted).with_columns(value_then=value_of_rows())
    places = incoming["locality"].unique().sort().to_list()
    held = figures_held(store, places).select(
        "measure_id", "month", "locality", "cut", "simulated", value_now=value_of_rows()
    )
    instead = (pl.col("simulated_held") & ~pl.col("simulated")).fill_null(value=False)
    alike = pl.col("simulated") == pl.col("simulated_held")
    key = ["measure_id", "month", "locality"]
    names = catalogue().indicator_frame().select("measure_id", "name", "position")
    found = (
        incoming.join(held, on=key, how="left", suffix="_held")
        .filter(pl.col("cut_held").is_null() | instead | (alike & (pl.col("cut") >= pl.col("cut_held"))))
        .with_columns(value_now=pl.when(~instead).then("value_now"), instead_of_simulated=instead)
        .filter(pl.col("cut_held").is_null() | instead | pl.col("value_then").ne_missing(pl.col("value_now")))
        .join(names, on="measure_id")
        .with_columns(
            difference=pl.when(pl.col("simulated") == pl.col("simulated_held")).then(
                difference("value_then", "value_now")
            )
        )
        .sort("month", "position", "locality", descending=[True, False, False])
    )
    return projected(found, Changes)


def figures_shown(rows: pl.DataFrame) -> pl.DataFrame:
    """The figures of county and localities as they will be shown, those that are added up from teams among them."""
    if not is_split(rows):
        return rows
    return localities(rows, catalogue()).filter(pl.col("team") == ALL).drop("teams")
