"""The whole demonstration set as ordinary extract files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

from analytics import months
from analytics.simulation.actions import audit_actions
from analytics.simulation.audits import audits
from analytics.simulation.concerns import concerns
from analytics.simulation.counts import LAST, read_published
from analytics.simulation.indicators import extracts
from analytics.simulation.plan import plan
from analytics.simulation.practice import audit_areas
from analytics.simulation.screening import screenings

SEED = 2021
OTHERS: dict[str, Callable[[int], pl.DataFrame]] = {
    "audits": audits,
    "audit_areas": audit_areas,
    "audit_actions": audit_actions,
    "concerns": concerns,
    "screenings": screenings,
}


def files(published: Path, seed: int = SEED) -> Iterator[tuple[str, bytes]]:
    """Each extract file's name and content, the same for the same seed to the last byte.

    `published` is the folder of the published extracts, whose county percentages the counts are made to give, and
    whose improvement plan has the priorities.
    """
    indicators = extracts(read_published(published / "indicators-2021-09.csv"), seed)
    for cut, frame in indicators.items():
        yield _file(f"simulated-indicators-{months.code(cut)}.csv", frame)
    for kind, simulate in OTHERS.items():
        yield _file(f"simulated-{kind.replace('_', '-')}-{months.code(LAST)}.csv", simulate(seed))
    priorities = pl.read_csv(published / "plan-2021-09.csv", columns=["priority_id", "label"], infer_schema=False)
    yield _file(f"simulated-plan-{months.code(LAST)}.csv", plan(priorities.rows(), seed))


def _file(name: str, frame: pl.DataFrame) -> tuple[str, bytes]:
    return name, frame.write_csv().encode()
