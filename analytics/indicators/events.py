"""What people recorded to explain a change: the events that belong on an indicator's chart."""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics.catalogue import ALL


def events_of(events: pl.DataFrame, measure_id: str, locality: str, first: date, last: date) -> pl.DataFrame:
    """The events of an indicator (or of all) in an area (or in all), in the months from first to last, oldest first.

    `events` are live rows of that extract. Columns: number (from 1), month, note, measure_id, locality,
    recorded_by_role, simulated.
    """
    return (
        events.filter(
            pl.col("measure_id").is_in([measure_id, ALL])
            & pl.col("locality").is_in([locality, ALL])
            & pl.col("month").is_between(first, last)
        )
        .sort("month", "note")
        .with_row_index("number", offset=1)
        .select("number", "month", "note", "measure_id", "locality", "recorded_by_role", "simulated")
    )
