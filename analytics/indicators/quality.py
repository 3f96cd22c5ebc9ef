"""How complete the data are, indicator by indicator."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from analytics.caching import cached_per_version
from analytics.catalogue import catalogue
from analytics.columns import count, day, projected
from analytics.indicators.pipeline import figures_by_month
from analytics.store import Store


class Quality(dy.Schema):
    """How complete an indicator is: real months, and how many are simulated besides."""

    measure_id = dy.String(primary_key=True)
    name = dy.String()
    theme = dy.String()
    first = day()
    last = day()
    figures = count()  # months with a value
    missing = count()  # months between first and last without any row
    marked = count()  # months with a marker for a value
    first_published = count()  # months held in the cut of the month itself; of others the earlier figure is not known
    with_counts = count()
    newest_cut = day()
    simulated_months = count()


@cached_per_version
def quality(store: Store) -> pl.DataFrame:
    """One row an indicator of the catalogue, in its order, for the whole council; columns of `Quality`."""
    everything = figures_by_month(store).filter(pl.col("load_id").is_not_null())
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
    span = 12 * (pl.col("last").dt.year() - pl.col("first").dt.year()) + (
        pl.col("last").dt.month().cast(pl.Int64) - pl.col("first").dt.month() + 1
    )
    found = (
        catalogue()
        .indicator_frame()
        .join(held, on="measure_id", how="left", maintain_order="left")
        .join(made_up, on="measure_id", how="left", maintain_order="left")
    )
    return projected(found.with_columns(missing=span - pl.col("rows")), Quality)
