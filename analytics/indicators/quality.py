"""How complete the data are, indicator by indicator."""

from __future__ import annotations

import polars as pl

from analytics.caching import cached_per_version
from analytics.catalogue import catalogue
from analytics.indicators.pipeline import all_figures
from analytics.store import Store


@cached_per_version
def quality(store: Store) -> pl.DataFrame:
    """One row an indicator of the catalogue, in its order, for the whole council.

    Columns: measure_id, name, theme, first and last (months held), figures (months with a value), missing (months
    between first and last without any row), marked (months with a marker for a value), first_published (months held
    in the cut of the month itself; for the others the earlier figure is not known), with_counts, newest_cut: all of
    real figures; and simulated_months.
    """
    everything = all_figures(store).filter(pl.col("load_id").is_not_null())
    figures = everything.filter(~pl.col("simulated"))
    made_up = everything.filter("simulated").group_by("measure_id").agg(simulated_months=pl.len().cast(pl.Int64))
    held = figures.group_by("measure_id").agg(
        first=pl.col("month").min(),
        last=pl.col("month").max(),
        figures=pl.col("value").is_not_null().sum().cast(pl.Int64),
        marked=pl.col("value").is_null().sum().cast(pl.Int64),
        first_published=(pl.col("first_published").is_not_null() & ~pl.col("first_simulated")).sum().cast(pl.Int64),
        with_counts=(pl.col("denominator").is_not_null() & ~pl.col("counts_simulated")).sum().cast(pl.Int64),
        newest_cut=pl.col("cut").max(),
        rows=pl.len().cast(pl.Int64),
    )
    span = (
        (pl.col("last").dt.year().cast(pl.Int64) - pl.col("first").dt.year().cast(pl.Int64)) * 12
        + pl.col("last").dt.month().cast(pl.Int64)
        - pl.col("first").dt.month().cast(pl.Int64)
        + 1
    )
    return (
        catalogue()
        .indicator_frame()
        .select("measure_id", "name", "theme")
        .join(held, on="measure_id", how="left", maintain_order="left")
        .join(made_up, on="measure_id", how="left", maintain_order="left")
        .with_columns(missing=span - pl.col("rows"))
        .select(
            *("measure_id", "name", "theme", "first", "last", "figures", "missing", "marked"),
            *("first_published", "with_counts", "newest_cut", "simulated_months"),
        )
    )
