"""Publications for tests, in place of those that the catalogue lists."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl
import pytest

from analytics.catalogue import catalogue
from analytics.disclosure import published
from analytics.extracts import EXTRACTS, check, read_file
from analytics.store import Store

PAPER = "A committee's paper"


@contextmanager
def published_as(*extracts: str) -> Iterator[None]:
    """The figures of some extracts have been published, and no others."""
    found: dict[str, list[pl.DataFrame]] = {}
    for text in extracts:
        (sheet,) = read_file(text.encode(), "paper.csv")
        account = check(sheet, catalogue())
        rows = account.accepted.with_columns(load_id=pl.lit(0, pl.Int64), reference=pl.lit(PAPER))
        found.setdefault(account.kind, []).append(rows)

    def figures(_: Store, kind: str) -> pl.DataFrame:
        none = EXTRACTS[kind].held().create_empty().with_columns(reference=pl.lit(None, pl.String))
        return pl.concat([none, *(rows.select(none.columns) for rows in found.get(kind, ()))])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(published, "_figures", figures)
        yield
