"""How complete the data are, indicator by indicator."""

from __future__ import annotations

from contextlib import suppress

import polars as pl

from analytics.caching import cached_per_version
from analytics.catalogue import catalogue
from analytics.columns import projected
from analytics.indicators.kinds import counted
from analytics.indicators.pipeline import figures_by_month
from analytics.indicators.schemas import Quality
from analytics.store import DamagedFile, Store, named_units


@cached_per_version
def undefined(store: Store) -> tuple[str, ...]:
    """The measure_id of each indicator of which figures are held and that the catalogue does not define, so that no
    page shows them."""
    with suppress(DamagedFile):  # of which the page says what it takes away
        return tuple(sorted(set(named_units(store)["measure_id"]) - catalogue().indicators.keys()))
    return ()


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
        with_counts=(counted() & ~pl.col("counts_simulated")).sum().cast(pl.Int64),
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
    periods = (span - 1) // pl.col("period_months") + 1
    return projected(found.with_columns(missing=periods - pl.col("rows")), Quality)
