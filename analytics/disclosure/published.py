"""What has been published already: the figures of the loaded files that the catalogue lists as publications.

A figure passes as printed, with its reference, only where a listed file has that very figure: of the same source,
month, area and value. That a row calls its source by the name of a publication is not enough. What the listed files say
is known to every reader, and so to the check that nothing hidden can be worked out, whether or not another load took
their place.
"""

from __future__ import annotations

import polars as pl

from analytics.caching import cached_per_version
from analytics.catalogue import catalogue
from analytics.extracts import EXTRACTS
from analytics.store import Store
from analytics.store.queries import candidates

_NOT_THE_FIGURE = ("cut", "simulated", "load_id")  # one figure may stand in several cuts of a source


def figures(store: Store, kind: str) -> pl.DataFrame:
    """Every published figure of a kind: the columns of its contract, load_id, and reference."""
    return _figures(store, kind)


@cached_per_version
def _figures(store: Store, kind: str) -> pl.DataFrame:
    listed = {(listed.source, listed.file_name): listed.reference for listed in catalogue().publications}
    references = {
        part.parquet: listed[of]
        for _, part in store.parts(kind, replaced_too=True)[0]
        if (of := (part.source, part.file_name.partition(", sheet ")[0])) in listed
    }
    rows = candidates(store, EXTRACTS[kind], only=lambda part: part.parquet in references, replaced_too=True)
    reference = pl.col("file").replace_strict(references, default=None, return_dtype=pl.String)
    return rows.with_columns(reference=reference).drop("scope", "file")


def with_reference(store: Store, rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Add the reference of the publication that has the very figure; null where none has, or where it is simulated.

    rows: those of a kind, with all columns of its contract.
    """
    listed = figures(store, kind)
    key = [column for column in listed.columns if column not in (*_NOT_THE_FIGURE, "reference")]
    references = listed.select(*key, "reference").unique(key, keep="last", maintain_order=True)
    found = rows.join(references, on=key, how="left", nulls_equal=True, maintain_order="left")
    return found.with_columns(reference=pl.when(~pl.col("simulated")).then("reference"))


def published(store: Store, rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """The rows of a kind that have been published, with reference."""
    return with_reference(store, rows, kind).filter(pl.col("reference").is_not_null())
