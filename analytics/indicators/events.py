"""What people recorded to explain a change: the events that belong on an indicator's chart, and those among them that
say from which month on its control limits are worked out afresh."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import date

import polars as pl

from analytics.caching import cached_per_version
from analytics.catalogue import ALL
from analytics.columns import projected
from analytics.indicators.schemas import Events
from analytics.store import DamagedFile, Store, all_rows

RECALCULATED = "Limits recalculated: "


def events_of(
    events: pl.DataFrame,
    measures: Collection[str] | None,
    localities: Collection[str] | None,
    first: date,
    last: date,
) -> pl.DataFrame:
    """The events of some indicators (or of all) in some areas (or in all), in the months from first to last, oldest
    first; None for measures or localities is any.

    `events` are live rows of that extract. Columns of `Events`. Recalculations of other areas are left out, for limits
    are recalculated in one area.
    """
    anything = pl.lit(value=True)
    here = anything if localities is None else pl.col("locality").is_in(list(localities))
    found = (
        events.filter(
            (anything if measures is None else pl.col("measure_id").is_in([*measures, ALL]))
            & (here | (~pl.col("rebase") & (pl.col("locality") == ALL)))
            & pl.col("month").is_between(first, last)
        )
        .with_columns(note=pl.when("rebase").then(pl.lit(RECALCULATED)).otherwise(pl.lit("")) + pl.col("note"))
        .sort("month", "note", "load_id")
        .with_row_index("number", offset=1)
    )
    return projected(found, Events)


@cached_per_version
def events_held(store: Store, measure_id: str, locality: str, first: date, last: date) -> pl.DataFrame:
    """The events to mark beside a measure in an area from first to last: see `events_of`."""
    return events_of(all_rows(store, "events"), (measure_id,), (locality,), first, last)


@cached_per_version
def events_among(
    store: Store, measures: tuple[str, ...] | None, localities: tuple[str, ...] | None, first: date, last: date
) -> pl.DataFrame:
    """The events of several indicators and areas, or of any (None): see `events_of`. None while a file of events is
    damaged, which is told on every page."""
    with suppress(DamagedFile):
        return events_of(all_rows(store, "events"), measures, localities, first, last)
    return Events.create_empty()


def rebase_points(events: pl.DataFrame, locality: str) -> dict[str, tuple[date, ...]]:
    """By indicator the months from which its limits in an area are worked out afresh, oldest first.

    `events` are live rows of that extract. Indicators without one are left out. Several confirmations of one month are
    one point.
    """
    found = (
        events.filter(pl.col("rebase"), locality=locality).group_by("measure_id").agg(pl.col("month").unique().sort())
    )
    return {measure_id: tuple(since) for measure_id, since in found.rows()}


@cached_per_version
def limits_since(store: Store, locality: str = ALL) -> dict[str, tuple[date, ...]]:
    """By indicator the months from which its control limits in an area are worked out afresh; see `rebase_points`.

    None while a file of events is damaged, so that figures are shown all the same; the damage is told on every page.
    """
    with suppress(DamagedFile):
        return rebase_points(all_rows(store, "events"), locality)
    return {}
