"""Publications for tests, in place of those that the catalogue lists."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl
import pytest

from analytics.catalogue import catalogue
from analytics.disclosure import published
from analytics.extracts import check, read_file

PAPER = "A committee's paper"


@contextmanager
def published_as(*extracts: str) -> Iterator[None]:
    """The figures of some extracts have been published, and no others."""
    found: dict[str, list[pl.DataFrame]] = {}
    for text in extracts:
        (sheet,) = read_file(text.encode(), "paper.csv")
        account = check(sheet, catalogue())
        found.setdefault(account.kind, []).append(account.accepted.with_columns(reference=pl.lit(PAPER)))
    figures = {kind: pl.concat(frames) for kind, frames in found.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(published, "_figures", lambda _: figures)
        yield
