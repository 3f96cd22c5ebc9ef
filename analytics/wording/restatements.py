"""Why a figure is not what it was, in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from analytics import months
from analytics.catalogue import ALL, unit_of
from analytics.indicators import restatements
from analytics.indicators.restatements import NOW_REAL, NOW_SIMULATED
from analytics.store import Store


def restatement_sentence(row: dict[str, Any]) -> str:
    """One row of `restatements` in words."""
    place = "" if row["locality"] == ALL else f", {row['locality']}"
    earlier = _version(row, "earlier", row["earlier_source"], row["simulated"] and row["why"] != NOW_SIMULATED)
    later = _version(row, "later", row["source"], row["simulated"] and row["why"] != NOW_REAL)
    return (
        f"{row['name']}{place}, {months.words(row['month'])}: {earlier}, then {later}: {row['why']}, loaded on "
        f"{row['loaded_at'].day} {row['loaded_at']:%B %Y, %H:%M} UTC by the {row['loaded_by']}."
    )


def restatement_sentences(store: Store, measure_id: str, locality: str, month: date) -> list[str]:
    """What moved one figure, newest load first, in words; one sentence where nothing did."""
    moved = restatements(store).filter(measure_id=measure_id, locality=locality, month=month)
    unchanged = f"It has not: no load has changed the figure of {months.words(month)} since it was first held."
    return [restatement_sentence(row) for row in moved.iter_rows(named=True)] or [unchanged]


def _version(row: dict[str, Any], which: str, source: str, simulated: bool) -> str:
    mark = " (simulated)" if simulated else ""
    cut = months.words(row[f"{which}_cut"])
    value = unit_of(row["measure_id"]).value(row[f"{which}_value"])
    return f"{value}{mark} in the cut {cut} of {source} (load {row[f'{which}_load']})"
