"""What of the quarterly papers has been published: their rows, and rows as they were printed where they were."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import polars as pl

from analytics.corporate.papers import held
from analytics.disclosure.policies import publications
from analytics.extracts import EXTRACTS
from analytics.store import DamagedFile, Store, all_rows


def is_public() -> pl.Expr:
    """Whether a row is of a source that has been published."""
    return pl.col("source").is_in(list(publications())) & ~pl.col("simulated")


def reference() -> pl.Expr:
    """The printed reference of a row; null where it has none."""
    found = pl.col("source").replace_strict(dict(publications()), default=None, return_dtype=pl.String)
    return pl.when(~pl.col("simulated")).then(found)


def printed_rows(store: Store, kind: str) -> pl.DataFrame:
    """Every row of a kind that has been published and is held, of all cuts, with load_id."""
    with suppress(DamagedFile):
        return all_rows(store, kind).filter(is_public())
    return EXTRACTS[kind].held().create_empty()


def printed_first(store: Store, kind: str, month: date) -> pl.DataFrame:
    """The rows of a kind with load_id: as last printed where a figure has been printed, whatever an extract that has
    not been published says of it since; else as now known."""
    key = list(EXTRACTS[kind].KEY)
    printed = printed_rows(store, kind).sort("cut", "load_id").unique(key, keep="last", maintain_order=True)
    others = held(store, kind, month, "known").join(printed, on=key, how="anti")
    return pl.concat([printed, others.select(printed.columns)]).sort(key)
