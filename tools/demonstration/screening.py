"""Simulated screening of records for risk, April to September 2021.

Published, and so exact: each area's shares of its records that are red, amber and green, and about 2,500 records in
all. One area's shares add up to 101, for all three are rounded up; another's to 98: the rest
of its records, about 2 %, have no rating. Made up: how many records each area has (by the localities' and
services' size), when each was screened, and every single record.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from analytics.extracts.contracts import RAG
from tools.demonstration.counts import near, printing
from tools.demonstration.days import working_days
from tools.demonstration.draws import Draws
from tools.demonstration.programme import CUT, weighted

UNRATED = "x"


@dataclass(frozen=True)
class Area:
    """An area, about how many records it has, and its printed shares red, amber, green."""

    area: str
    records: int
    red: int
    amber: int
    green: int


AREAS = (
    Area("Gloucester", 575, 12, 77, 11),
    Area("Forest of Dean", 262, 28, 59, 13),
    Area("Cotswolds & Stroud", 432, 9, 30, 61),
    Area("Cheltenham", 375, 40, 59, 1),
    Area("Tewkesbury", 226, 15, 27, 59),
    Area("Under 11s", 248, 4, 87, 9),
    Area("Over 11s (Cheltenham)", 118, 13, 87, 0),
    Area("Over 11s (Gloucester/Stroud)", 164, 12, 41, 47),
    Area("DCYPS", 104, 14, 84, 0),
)
# How far the search for a number of records that can have the printed shares may go, as a share of it.
_NEAR = 0.25


def screenings(seed: int) -> pl.DataFrame:
    """One row a screened record, in order of the day, with the columns of the screenings extract.

    Days are ISO text. The same for the same seed. Raises RuntimeError where no near number of records can have an
    area's printed shares.
    """
    draws = Draws(seed, "screenings")
    rags = [(area.area, rag) for area in AREAS for rag in _rags(area, draws)]
    days = sorted(_days(len(rags), draws))
    rows = [
        {"cut": CUT, "screened_on": day.isoformat(), "record_id": draws.key(), "area": area, "rag": rag}
        for day, (area, rag) in zip(days, draws.shuffled(rags), strict=True)
    ]
    return pl.DataFrame(rows).with_columns(source=pl.lit("simulated"), simulated=pl.lit("true"))


def possible(records: int, printed: int) -> range:
    """The counts of so many records whose share is the printed whole percent, halves rounded up.

    >>> list(possible(200, 15))
    [29, 30]
    """
    return range(-(-(2 * printed - 1) * records // 200), -(-(2 * printed + 1) * records // 200))


def _rags(area: Area, draws: Draws) -> list[str]:
    """The ratings of an area's records: of the nearest number of records that gives the printed shares to the decimal,
    or, where none near does, to the whole percent."""
    wanted = round(area.records * draws.uniform(0.94, 1.06))
    for exact in (_to_the_decimal, possible):
        for records in near(wanted, _NEAR):
            if counts := _counts(area, records, exact):
                chosen = draws.choice(counts)
                rags = [rag for rag, count in zip(RAG, chosen, strict=True) for _ in range(count)]
                return rags + [UNRATED] * (records - len(rags))
    raise RuntimeError(f"No number of records near {wanted} can have the shares printed for {area.area}.")


def _to_the_decimal(records: int, printed: int) -> list[int]:
    return [count.part for count in printing(printed * 10, records)]


def _counts(area: Area, records: int, exact: Callable[[int, int], Sequence[int]]) -> list[tuple[int, int, int]]:
    """All red, amber and green that have the printed shares and leave none unrated, but in the area that must."""
    missing = 100 - area.red - area.amber - area.green
    unrated = possible(records, missing) if missing > 1 else range(1)
    return [
        (red, amber, green)
        for red in exact(records, area.red)
        for green in exact(records, area.green)
        for rest in unrated
        if (amber := records - red - green - rest) in exact(records, area.amber)
    ]


def _days(count: int, draws: Draws) -> list[date]:
    """Working days of April to September; screening gathers pace, and some days see more of it than others."""
    days = working_days(date(2021, 4, 1), date(2021, 9, 30))
    pace = {day: (0.25 + place / len(days)) * draws.uniform(0.4, 1.6) for place, day in enumerate(days)}
    return [weighted(draws, pace) for _ in range(count)]
