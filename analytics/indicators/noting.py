"""Events that somebody writes down in the app: what happened in a month, and from where limits are recalculated.

Each is taken in like any extract, as a load of its own: checked against the contract, listed in the history, and taken
back by undoing that load. It replaces no other: its source is a name of its own, so that none takes the place of
another, of the same month or made at the same time.
"""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date

import polars as pl

from analytics import months
from analytics.access import Viewer, require_analyst
from analytics.caching import cached_per_version
from analytics.catalogue import ALL, catalogue
from analytics.extracts import Options
from analytics.extracts.personal_details import personal_details
from analytics.store import CantChange, Incoming, Store, all_rows, load, months_held, undo

SOURCE = "line-of-sight"
LONGEST_EVENT = 120  # characters


def record(
    store: Store,
    named: str,
    measure_id: str,
    locality: str,
    month: date,
    note: str,
    viewer: Viewer,
    *,
    rebase: bool = False,
) -> int:
    """Keep an event, in a file whose name begins so. Returns the load_id. Raises Refused."""
    columns = {
        "measure_id": measure_id,
        "locality": locality,
        "month": months.code(month),
        "note": note,
        "recorded_by_role": viewer.role.value,
        "rebase": "yes" if rebase else "no",
    }
    text = io.StringIO()
    csv.writer(text).writerows([list(columns), list(columns.values())])
    content = text.getvalue().encode()
    source = f"{SOURCE} {hashlib.sha256(content).hexdigest()[:8]}"
    file_name = f"{named}-{measure_id}-{locality.replace(' ', '-')}-{months.code(month)}.csv"
    return load(store, catalogue(), [Incoming(file_name, content)], Options(kind="events", source=source))


def note_event(store: Store, month: date, words: str, measure_id: str = ALL, locality: str = ALL) -> int:
    """Write down what happened in a month, to an indicator or to all, in an area or in all. Returns the load_id.

    Raises NotAllowed for anyone but an analyst, and CantChange where the words, the month, the indicator or the area
    will not do; the message says why.
    """
    viewer = require_analyst()
    note = " ".join(words.split())
    if not note:
        raise CantChange("Say what happened, in a few words.")
    if len(note) > LONGEST_EVENT:
        raise CantChange(f"That is {len(note)} characters. Say it in {LONGEST_EVENT}, for it is written on charts.")
    for found in personal_details(note):
        raise CantChange(f"“{found.words}” {found.problem}")
    if month not in months_held(store):
        raise CantChange(f"Nothing is held for {months.words(month)}. Choose a month that charts show.")
    known = measure_id in (ALL, *catalogue().indicators) and locality in (ALL, *catalogue().areas)
    if not known:
        raise CantChange("This indicator or this area is not in the catalogue.")
    return record(store, "event", measure_id, locality, month, note, viewer)


@cached_per_version
def noted_here(store: Store) -> dict[int, str]:
    """The events that were written down in the app, by the load that each came with: the month, and what happened."""
    rows = all_rows(store, "events").filter(pl.col("source").str.starts_with(SOURCE), ~pl.col("rebase"))
    found = rows.sort("load_id", descending=True).select("load_id", "month", "note").rows()
    return {load_id: f"{months.words(month)}: {note}" for load_id, month, note in found}


def take_back(store: Store, load_id: int) -> None:
    """Take back an event that was written down in the app. Raises NotAllowed for anyone but an analyst, and CantChange
    for another load, which the Data page undoes."""
    require_analyst()
    if load_id not in noted_here(store):
        raise CantChange(f"Load {load_id} is not an event that was noted here. The Data page undoes loads.")
    undo(store, load_id)
