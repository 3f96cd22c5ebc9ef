"""Stores of a few made-up audits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analytics.catalogue import catalogue
from analytics.extracts import EXTRACTS
from analytics.store import Incoming, Store, load

Holding = Callable[..., Store]
USUAL: dict[str, Any] = {
    "cut": "2021-09", "status": "completed", "locality": "Wexley", "service": "Safeguarding", "team": "Wexley 1",
    "legal_status": "Help", "auditor_rating": "Good", "rating": "Good", "lower_end": "not applicable",
    "child_spoken_to": "yes", "family_spoken_to": "yes", "worker_included": "yes", "manager_included": "yes",
    "reviewer_included": "not applicable", "submitted_late": "no", "source": "council", "simulated": "false",
}  # fmt: skip
POOR = {"rating": "Inadequate", "auditor_rating": "Inadequate"}
WEAK = {"rating": "Requires Improvement", "auditor_rating": "Requires Improvement", "lower_end": "yes"}
HALF_YEAR = ("2021-04", "2021-05", "2021-06", "2021-07", "2021-08", "2021-09")


@pytest.fixture
def holding(tmp_path: Path) -> Callable[..., Store]:
    """Makes a store of audits, each a dict of what is not usual and how many of it, and of other kinds as CSV."""

    def make(*groups: tuple[int, dict[str, Any]], **others: str) -> Store:
        store = Store(tmp_path / "store")
        rows = [
            USUAL | {"month": "2021-09", "audit_id": f"A{g}-{n}", "record_key": f"k{g}-{n}"} | group
            for g, (count, group) in enumerate(groups)
            for n in range(count)
        ]
        frame = pl.DataFrame(rows).select([c for c in EXTRACTS["audits"].columns() if c in rows[0]])
        incoming = [Incoming("audits.csv", frame.write_csv().encode())]
        incoming += [Incoming(f"{kind}.csv", text.encode()) for kind, text in others.items()]
        load(store, catalogue(), incoming)
        return store

    return make
