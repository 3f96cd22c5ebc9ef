"""Where the published papers of September 2021 differ from themselves, and what the rows give.

The rows are counted as everywhere else; nothing is bent to a printed figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from analytics import months, words
from analytics.audits import actions, programme, ratings
from analytics.audits.rows import YEAR, allocated, rated
from analytics.caching import cached_per_version
from analytics.catalogue import ALL
from analytics.store import Shown, Store

PAPERS = date(2021, 9, 1)
_JULY = date(2021, 7, 1)


@dataclass(frozen=True)
class Difference:
    """A figure that the papers print in two ways, or that its parts do not give; as printed, and from the rows."""

    what: str
    printed: str
    rows: str
    why: str


@cached_per_version
def papers_differ(store: Store, month: date, shown: Shown = "known") -> list[Difference]:
    """The differences, where the audits of the papers' three months are held and lie in the year to `month`."""
    in_view = months.before(month, YEAR - 1) <= _JULY and month >= PAPERS
    quarter = ratings.three_months(store, PAPERS, shown)
    if not in_view or quarter.is_empty():
        return []
    row = quarter.row(0, named=True)
    july = rated(allocated(store, _JULY, 1, shown, ALL)).height
    found = [
        Difference(
            "Audits completed in July 2021",
            "51, and 52 by rating",
            str(july),
            "The table of completed audits has one fewer than both tables of ratings.",
        ),
        Difference(
            "Good or better, July to September 2021",
            "38%, and 40%",
            f"{words.percent(row['good_or_better_share'])} ({row['good_or_better']} of {row['audits']})",
            "With the 51 audits of the other table it would be 56 of 146, so 38%. No count of them gives 40%.",
        ),
    ]
    return [*found, *_actions(store, shown), *_completion(store, shown)]


def _actions(store: Store, shown: Shown) -> list[Difference]:
    those = actions.by_age(store, PAPERS, shown).filter(age=actions.AGES[0], kind="care planning")
    if those.is_empty():
        return []
    counts = dict(those.select("status", "count").rows())
    printed = ("completed on time", "completed late", "no update", "not transferred")
    of_printed = sum(counts[status] for status in printed)
    return [
        Difference(
            "Care planning actions, July to September 2021",
            "104; the statuses printed add up to 102",
            f"{sum(counts.values())}, of which {of_printed} have a status that was printed",
            "The papers do not say what became of the other two; the rows hold them as ended with the service.",
        )
    ]


def _completion(store: Store, shown: Shown) -> list[Difference]:
    steps = programme.steps(store, PAPERS, shown)
    printed = {months.before(PAPERS): "80%, and 81%", PAPERS: "77%"}
    found = []
    for at, text in printed.items():
        row = next(steps.filter(pl.col("month") == at).iter_rows(named=True), None)
        if row is not None:
            given = f"{words.percent(row['completion'])} ({row['submitted']} of {row['allocated']})"
            why = "No share of the printed steps gives it." if at == PAPERS else "The same month, printed twice."
            found.append(Difference(f"Completion, {months.words(at)}", text, given, why))
    return found
