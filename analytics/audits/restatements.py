"""Why audits are not what they were: which load added, changed or removed audits of months that were known already."""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import formatting, months
from analytics.store import Store, restated_cases

_NAMED = 5  # audits that a sentence names
_WHATS = {
    "appears": ("audit appeared", "audits appeared"),
    "changes": ("audit changed", "audits changed"),
    "disappears": ("audit disappeared", "audits disappeared"),
}


def restated_audits(store: Store, month: date, span: int) -> pl.DataFrame:
    """The audits of the `span` months to `month` that a later load moved, newest load first; see `restated_cases`."""
    first = months.before(month, span - 1)
    found = restated_cases(store, "audits").filter(pl.col("month").is_between(first, month))
    return found.sort("by_load", "month", "code", descending=[True, True, False], maintain_order=True)


def restated_audit_sentences(store: Store, month: date, span: int) -> list[str]:
    """What each load moved among the audits of some months, newest load first; one sentence where none did, or where
    that can't be known."""
    found = restated_audits(store, month, span)
    if found.is_empty():
        loads = {load_id for load_id, _ in store.parts("audits", replaced_too=True)[0]}
        if len(loads) < 2:
            return ["Whether any audit changed is not known: audits were loaded once, and there is nothing to compare."]
        return ["None did: no load has changed an audit of these months since it was first held."]
    said = []
    for (load_id,), of_load in found.group_by("by_load", maintain_order=True):
        at, by, files = of_load.select("loaded_at", "loaded_by", "file_name").row(0)
        moved = [_moved(what, part) for (what,), part in of_load.group_by("what", maintain_order=True)]
        said.append(
            f"Load {load_id} of {at.day} {at:%B %Y}, {at:%H:%M} UTC, by the {by} ({files}): {'; '.join(moved)}."
        )
    return said


def _moved(what: str, part: pl.DataFrame) -> str:
    """How many audits of which months a load moved one way, and the first few of them."""
    names = [
        f"{row['code']} ({row['was']}, now {row['becomes']})" if row["was"] and row["becomes"] else row["code"]
        for row in part.head(_NAMED).iter_rows(named=True)
    ]
    if part.height > _NAMED:
        names.append(f"{part.height - _NAMED} more")
    of = formatting.joined(months.runs(sorted(part["month"].unique())))
    return f"{formatting.counted(part.height, *_WHATS[what])} of {of}: {formatting.joined(names)}"
