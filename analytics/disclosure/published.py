"""What has been published already: the figures of the publications that the catalogue lists.

A figure passes as printed, with its reference, only where a listed publication has that very figure: of the same
source, month, area and value. That a row calls its source by the name of a publication is not enough. What the listed
publications say is known to every reader, whether or not the store holds it, and so to the check that nothing hidden
can be worked out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from analytics.catalogue import CatalogueError, catalogue
from analytics.catalogue.catalogue import folder, lines
from analytics.extracts import EXTRACTS, ExtractError, check, read_file

_NOT_THE_FIGURE = ("cut", "simulated", "row_number")  # one figure may stand in several cuts of a source


@dataclass(frozen=True)
class Publication:
    """An extract file of figures that have been published: the source they are loaded under, and the reference."""

    source: str
    reference: str
    file: Path


def read_publications(file: Path) -> tuple[Publication, ...]:
    """The publications that a file lists; `file` of each is named from where the list lies. Raises CatalogueError."""
    found: dict[Path, Publication] = {}
    for line in lines(file, ("source", "file", "reference")):
        paper = (file.parent / line.text("file")).resolve()
        if paper in found:
            raise line.wrong("file", "stands in an earlier line already.")
        if not paper.is_file():
            raise line.wrong("file", f"there is no file {line.text('file')}.")
        found[paper] = Publication(line.text("source"), line.text("reference"), paper)
    return tuple(found.values())


@cache
def publications() -> tuple[Publication, ...]:
    """The publications of the catalogue in use."""
    return read_publications(folder() / "publications.csv")


@cache
def _figures() -> dict[str, pl.DataFrame]:
    """The figures of every publication by kind, with reference. Raises CatalogueError where one can't be read."""
    found: dict[str, list[pl.DataFrame]] = {}
    for publication in publications():
        for kind, rows in _read(publication):
            found.setdefault(kind, []).append(rows)
    return {kind: pl.concat(frames) for kind, frames in found.items()}


def _read(publication: Publication) -> Iterator[tuple[str, pl.DataFrame]]:
    name = publication.file.name
    try:
        for sheet in read_file(publication.file.read_bytes(), name):
            account = check(sheet, catalogue())
            if account.refused:
                raise CatalogueError(f"{name}, which publications.csv lists: {account.refused} rows can't be read.")
            if account.source != publication.source:
                raise CatalogueError(f"{name}: its source is {account.source}; publications.csv says otherwise.")
            yield account.kind, account.accepted.with_columns(reference=pl.lit(publication.reference))
    except (ExtractError, csv.Error) as problem:
        raise CatalogueError(f"publications.csv lists a file that can't be read: {problem}") from None


def figures(kind: str) -> pl.DataFrame:
    """Every published figure of a kind: the columns of its contract, and reference. Raises CatalogueError."""
    none = EXTRACTS[kind].create_empty().with_columns(reference=pl.lit(None, pl.String))
    return _figures().get(kind, none)


def with_reference(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Add the reference of the publication that has the very figure; null where none has, or where it is simulated.

    rows: those of a kind, with all columns of its contract.
    """
    listed = figures(kind)
    key = [column for column in listed.columns if column not in (*_NOT_THE_FIGURE, "reference")]
    references = listed.select(*key, "reference").unique(key, keep="last", maintain_order=True)
    found = rows.join(references, on=key, how="left", nulls_equal=True, maintain_order="left")
    return found.with_columns(reference=pl.when(~pl.col("simulated")).then("reference"))


def published(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """The rows of a kind that have been published, with reference."""
    return with_reference(rows, kind).filter(pl.col("reference").is_not_null())
