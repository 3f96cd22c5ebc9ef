"""Figures of the audits that papers print in two ways, or that their parts do not give, and what the rows give.

What the papers print is in the catalogue's notes. The rows are counted as everywhere else; nothing is bent to a printed
figure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from analytics import months
from analytics.audits import actions, programme, ratings
from analytics.audits.inclusion import YEAR, allocated, rated
from analytics.caching import cached_per_version
from analytics.catalogue import ALL, CatalogueError, notes
from analytics.store import Shown, Store
from analytics.units import PERCENT


@dataclass(frozen=True)
class Difference:
    """A figure that the papers of a month print in two ways, or that its parts do not give; as printed, and from the
    rows."""

    papers: date
    what: str
    printed: str
    rows: str
    why: str


@cached_per_version
def papers_differ(store: Store, month: date, shown: Shown = "known") -> list[Difference]:
    """The differences in papers up to `month`, where the rows of their month are held and lie in the year to it.

    How the rows give a figure of the notes:

    - `audits`: the audits of the month that have a rating;
    - `good or better`: their share, in the three months to the month;
    - `care planning actions`: those agreed in the three months, and how many have a status of `statuses`;
    - `completion`: the share of the month's allocated audits that were submitted.

    Raises CatalogueError for any other figure.
    """
    found = []
    for row in notes().discrepancies.iter_rows(named=True):
        if row["figure"] not in _GIVEN:
            raise CatalogueError(f"Note discrepancies, figure: “{row['figure']}” is not one of {', '.join(_GIVEN)}.")
        if row["papers"] <= month and months.before(month, YEAR - 1) <= row["month"]:
            given = _GIVEN[row["figure"]](store, row["month"], shown, (row["statuses"] or "").split("; "))
            if given:
                found.append(Difference(row["papers"], row["named"], row["printed"], given, row["why"]))
    return found


def _audits(store: Store, month: date, shown: Shown, _: list[str]) -> str:
    held = rated(allocated(store, month, 1, shown, ALL)).height
    return str(held) if held else ""


def _good_or_better(store: Store, month: date, shown: Shown, _: list[str]) -> str:
    for row in ratings.three_months(store, month, shown).iter_rows(named=True):
        return f"{PERCENT.value(row['good_or_better_share'])} ({row['good_or_better']} of {row['audits']})"
    return ""


def _care_planning(store: Store, month: date, shown: Shown, statuses: list[str]) -> str:
    those = actions.by_age(store, month, shown).filter(age=actions.AGES[0], kind="care planning")
    if those.is_empty():
        return ""
    of_printed = those.filter(pl.col("status").is_in(statuses))["count"].sum()
    return f"{those['count'].sum()}, of which {of_printed} have a status that was printed"


def _completion(store: Store, month: date, shown: Shown, _: list[str]) -> str:
    for row in programme.steps(store, month, shown).filter(month=month).iter_rows(named=True):
        return f"{PERCENT.value(row['completion'])} ({row['submitted']} of {row['allocated']})"
    return ""


_GIVEN: dict[str, Callable[[Store, date, Shown, list[str]], str]] = {
    "audits": _audits,
    "good or better": _good_or_better,
    "care planning actions": _care_planning,
    "completion": _completion,
}
