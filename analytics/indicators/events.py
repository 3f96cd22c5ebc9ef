"""What people recorded to explain a change: the events that belong on an indicator's chart, and those among them that
say from which month on its control limits are worked out afresh."""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import months
from analytics.caching import cached_by_identity, cached_per_version
from analytics.catalogue import ALL
from analytics.store import Store, all_rows

RECALCULATED = "Limits recalculated: "


def events_of(events: pl.DataFrame, measure_id: str, locality: str, first: date, last: date) -> pl.DataFrame:
    """The events of an indicator (or of all) in an area (or in all), in the months from first to last, oldest first.

    `events` are live rows of that extract. Columns: number (from 1), month, note, measure_id, locality,
    recorded_by_role, simulated, rebase, load_id; the note of a recalculation says that it is one. Those of other areas
    are left out, for limits are recalculated in one area.
    """
    here = pl.col("locality") == locality
    return (
        events.filter(
            pl.col("measure_id").is_in([measure_id, ALL])
            & (here | (~pl.col("rebase") & (pl.col("locality") == ALL)))
            & pl.col("month").is_between(first, last)
        )
        .with_columns(note=pl.when("rebase").then(pl.lit(RECALCULATED)).otherwise(pl.lit("")) + pl.col("note"))
        .sort("month", "note", "load_id")
        .with_row_index("number", offset=1)
        .select(
            *("number", "month", "note", "measure_id", "locality", "recorded_by_role"), "simulated", "rebase", "load_id"
        )
    )


@cached_per_version
def events_held(store: Store, measure_id: str, locality: str, first: date, last: date) -> pl.DataFrame:
    """The events to mark beside a measure in an area from first to last: see `events_of`."""
    return events_of(all_rows(store, "events"), measure_id, locality, first, last)


def rebase_points(events: pl.DataFrame, locality: str) -> dict[str, tuple[date, ...]]:
    """By indicator the months from which its limits in an area are worked out afresh, oldest first.

    `events` are live rows of that extract. Indicators without one are left out. Several confirmations of one month are
    one point.
    """
    found = (
        events.filter(pl.col("rebase"), locality=locality).group_by("measure_id").agg(pl.col("month").unique().sort())
    )
    return {measure_id: tuple(since) for measure_id, since in found.rows()}


@cached_by_identity
def recalculated_said(events: pl.DataFrame) -> list[str]:
    """A sentence for each recalculation among the rows of `events_of`: since when, why, who confirmed it, the load."""
    return [
        f"Limits recalculated from {months.words(e['month'])}: {e['note'].removeprefix(RECALCULATED)} "
        f"({'simulated, ' if e['simulated'] else ''}confirmed by {_a(e['recorded_by_role'])}, load {e['load_id']})."
        for e in events.filter("rebase").iter_rows(named=True)
    ]


def _a(role: str) -> str:
    return f"{'an' if role[0] in 'aeiou' else 'a'} {role}"
