"""The committed files that are worked out: the simulated extracts, what Methods says of them, the population."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from inspect import getdoc

import polars as pl

from analytics import months
from analytics.catalogue.catalogue import DATA
from tools.demonstration import (
    auditors,
    caseload,
    comments,
    county,
    demand,
    indicators,
    local,
    programme,
    screening,
    voices,
)
from tools.demonstration import plan as improvement_plan
from tools.demonstration.actions import audit_actions
from tools.demonstration.audits import audits_and_re_reads
from tools.demonstration.concerns import concerns
from tools.demonstration.counts import LAST, read_published
from tools.demonstration.practice import audit_areas

SEED = 2021
OPEN = DATA / "open"
PUBLISHED = DATA / "demonstration" / "published"
SIMULATED, NOTE = "demonstration/simulated", "demonstration/catalogue/note_simulated.csv"
POPULATION = "demonstration/catalogue/population.csv"
TOLD = (
    county,
    local,
    indicators,
    demand,
    programme,
    auditors,
    caseload,
    screening,
    improvement_plan,
    voices,
    comments,
)  # modules whose words the Methods page shows
OTHERS: dict[str, Callable[[int], pl.DataFrame]] = {
    "audits": audits_and_re_reads,
    "audit_areas": audit_areas,
    "audit_actions": audit_actions,
    "concerns": concerns,
    "screenings": screening.screenings,
    "voices": voices.voices,
    "comments": comments.comments,
}


def files(seed: int = SEED) -> Iterator[tuple[str, bytes]]:
    """The path below `data` and the content of each file, the same for the same seed.

    The extracts are CSV packed with gzip, without a time of packing; their counts give the county percentages of
    PUBLISHED, and their plan has its priorities. The note has what the modules of TOLD say at their top, one row each.
    The population comes from national statistics and is the same for every seed.
    """
    for name, frame in _extracts(seed):
        path = f"{SIMULATED}/simulated-{name.replace('_', '-')}.csv.gz"
        yield path, gzip.compress(frame.write_csv().encode(), compresslevel=9, mtime=0)
    yield POPULATION, demand.population(pl.read_csv(OPEN / "population.csv")).write_csv().encode()
    yield NOTE, pl.DataFrame({"how_made": [getdoc(module) for module in TOLD]}).write_csv().encode()


def _extracts(seed: int) -> Iterator[tuple[str, pl.DataFrame]]:
    by_cut = indicators.extracts(read_published(PUBLISHED / "indicators-2021-09.csv"), seed)
    for cut, frame in by_cut.items():
        yield f"indicators-{months.code(cut)}", frame
    yield f"open_cases-{months.code(LAST)}", caseload.open_cases(by_cut[LAST], seed)
    yield f"indicators-of-demand-{months.code(LAST)}", demand.demand(PUBLISHED, seed)
    for kind, simulate in OTHERS.items():
        yield f"{kind}-{months.code(LAST)}", simulate(seed)
    priorities = pl.read_csv(PUBLISHED / "plan-2021-09.csv", columns=["priority_id", "label"], infer_schema=False)
    yield f"plan-{months.code(LAST)}", improvement_plan.plan(priorities.rows(), seed)
