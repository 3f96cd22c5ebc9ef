"""The whole demonstration set as ordinary extract files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from analytics import months
from analytics.simulation.counts import read_published
from analytics.simulation.indicators import extracts

SEED = 2021


def files(published: Path, seed: int = SEED) -> Iterator[tuple[str, bytes]]:
    """Each extract file's name and content, the same for the same seed to the last byte.

    `published` is the folder of the published extracts, whose county percentages the counts are made to give.
    """
    indicators = extracts(read_published(published / "indicators-2021-09.csv"), seed)
    for cut, frame in indicators.items():
        yield _file(f"simulated-indicators-{months.code(cut)}.csv", frame)


def _file(name: str, frame: pl.DataFrame) -> tuple[str, bytes]:
    return name, frame.write_csv().encode()
