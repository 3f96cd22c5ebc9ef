"""Why a figure is not what it was, in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from analytics import months
from analytics.catalogue import ALL, catalogue, unit_of
from analytics.indicators import loads_that_name, restatements
from analytics.indicators.restatements import NOW_REAL, NOW_SIMULATED
from analytics.store import Store, indicator_rows


def restatement_sentence(row: dict[str, Any]) -> str:
    """One row of `restatements` in words."""
    place = "" if row["locality"] == ALL else f", {row['locality']}"
    earlier = _version(row, "earlier", row["earlier_source"], row["simulated"] and row["why"] != NOW_SIMULATED)
    later = _version(row, "later", row["source"], row["simulated"] and row["why"] != NOW_REAL)
    return (
        f"{row['name']}{place}, {months.words(row['month'])}: {earlier}, then {later}: {row['why']}, loaded on "
        f"{row['loaded_at'].day} {row['loaded_at']:%B %Y, %H:%M} UTC by the {row['loaded_by']} (load {row['by_load']}, "
        f"{row['file_name']})."
    )


def restatement_sentences(store: Store, measure_id: str, locality: str, month: date) -> list[str]:
    """What moved one figure, newest load first, in words; of a figure that is pooled, what moved those of its
    localities. One sentence where nothing did, or where that can't be known."""
    found = restatements(store).filter(measure_id=measure_id, month=month)
    moved = [restatement_sentence(row) for row in found.filter(locality=locality).iter_rows(named=True)]
    if indicator_rows(store, locality).filter(measure_id=measure_id, month=month).is_empty():
        parts = found.filter(pl.col("locality").is_in(catalogue().behind(locality)))
        if not parts.is_empty():
            moved += [f"It is pooled from its {catalogue().parts}, and moves with them."]
            moved += [restatement_sentence(row) for row in parts.iter_rows(named=True)]
    return moved or [_not_moved(loads_that_name(store, measure_id, month), month)]


def _not_moved(loads: list[int], month: date) -> str:
    if not loads:
        return f"No load has a figure of {months.words(month)}, so none could change."
    if len(loads) == 1:
        return (
            f"Whether it has is not known: load {loads[0]} alone has the figure of {months.words(month)}, and there is "
            "nothing to compare it with."
        )
    return f"No load has changed the figure of {months.words(month)} since it was first loaded."


def _version(row: dict[str, Any], which: str, source: str, simulated: bool) -> str:
    if row[f"{which}_load"] is None:
        return "no figure"
    mark = " (simulated)" if simulated else ""
    cut = months.words(row[f"{which}_cut"])
    value = unit_of(row["measure_id"]).value(row[f"{which}_value"])
    return f"{value}{mark} in the cut {cut} of {source} (load {row[f'{which}_load']})"
