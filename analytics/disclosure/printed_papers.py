"""What of the quarterly papers has been published: their rows, and rows as they were printed where they were."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import polars as pl

from analytics.corporate.papers import held
from analytics.disclosure.published import published, with_reference
from analytics.extracts import EXTRACTS
from analytics.store import DamagedFile, Store, rows_by_cut


def printed_rows(store: Store, kind: str) -> pl.DataFrame:
    """Every row of a kind that has been published and is held, of all cuts, with load_id and reference."""
    with suppress(DamagedFile):
        return published(store, rows_by_cut(store, kind), kind)
    return EXTRACTS[kind].held().create_empty().with_columns(reference=pl.lit(None, pl.String))


def printed_first(store: Store, kind: str, month: date) -> pl.DataFrame:
    """The rows of a kind with load_id and reference: as last printed where a figure has been printed, whatever an
    extract that has not been published says of it since; else as now known, with the reference null."""
    key = list(EXTRACTS[kind].KEY)
    printed = printed_rows(store, kind).sort("cut", "load_id").unique(key, keep="last", maintain_order=True)
    others = with_reference(store, held(store, kind, month, "known").join(printed, on=key, how="anti"), kind)
    return pl.concat([printed, others.select(printed.columns)]).sort(key)


def referenced(store: Store, frame: pl.DataFrame, rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """A frame that was worked out from rows of a kind, one for each of its own, with the reference that each has.

    rows: those of `printed_first`, or others with all columns of the contract.
    """
    key = list(EXTRACTS[kind].KEY)
    rows = rows if "reference" in rows.columns else with_reference(store, rows, kind)
    return frame.join(rows.select(*key, "reference"), on=key, how="left", maintain_order="left")
