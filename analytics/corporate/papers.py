"""The rows of a quarterly paper as they are held: none where a stored file is damaged, which every page says itself.

A month chooses the newest paper at or before it; which one that is stands beside the figures.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import polars as pl

from analytics import months
from analytics.extracts import EXTRACTS
from analytics.store import DamagedFile, Shown, Store, budget_rows, paper_rows


def held(store: Store, kind: str, month: date, shown: Shown) -> pl.DataFrame:
    """The rows of a kind with the columns of its contract and load_id; see `paper_rows` and `budget_rows`."""
    with suppress(DamagedFile):
        return budget_rows(store, month) if kind == "budget" else paper_rows(store, kind, month, shown)
    return EXTRACTS[kind].held().create_empty()


def origin(store: Store, kind: str, frame: pl.DataFrame) -> str:
    """Which files the rows of a frame with load_id, source and cut came from, in a sentence."""
    found = frame.select("load_id", "source", "cut").unique().sort("load_id", "source", "cut").rows()
    loads = [store.origin(kind, *row) for row in found]
    files = [f"{e.part.file_name} (load {e.load_id}, cut {months.words(e.part.cut)}, {e.part.source})" for e in loads]
    return f"Source: {'; '.join(files)}." if files else ""
