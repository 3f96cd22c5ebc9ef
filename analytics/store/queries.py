"""The fixed questions that other rooms ask of the store, each answered with a Polars frame.

*As now known*: for each source, measure and month all rows come from the newest live cut that has it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from analytics.catalogue import ALL
from analytics.extracts.contracts import CONTRACTS
from analytics.store.store import Store


def _ask(store: Store, kind: str, sql: str, *params: Any) -> pl.DataFrame:
    """Run a query over the live files of a kind; `files` in the SQL has their rows and a load_id column."""
    parts = store.live(kind)
    columns = [name for name in CONTRACTS[kind].columns() if name != "row_number"]
    if not parts:
        return CONTRACTS[kind].create_empty().drop("row_number").with_columns(load_id=pl.lit(None, pl.Int64))
    paths = [str(store.parquet / part.parquet) for _, part in parts]
    loads = [load_id for load_id, _ in parts]
    return store.query(
        f"""
        WITH live AS (SELECT unnest(?) AS filename, unnest(?)::BIGINT AS load_id),
        files AS (
            SELECT {", ".join(columns)}, load_id
            FROM read_parquet(?, filename = true) JOIN live USING (filename)
        )
        {sql}
        """,
        paths,
        loads,
        paths,
        *params,
    )


def indicator_rows(store: Store, locality: str = ALL) -> pl.DataFrame:
    """The figures of every indicator and month for one locality (or the county), as now known.

    Columns: those of the `indicators` extract, and load_id. One row a measure and month: where several sources
    have the same month, real rows go before simulated ones, then the newest cut and the newest load.
    """
    return _ask(
        store,
        "indicators",
        """
        SELECT * FROM files
        WHERE locality = ? AND team = 'All' AND breakdown = 'All'
        QUALIFY row_number() OVER (
            PARTITION BY measure_id, month ORDER BY simulated, cut DESC, load_id DESC
        ) = 1
        ORDER BY measure_id, month
        """,
        locality,
    )


def audit_rows(store: Store, first: date, last: date) -> pl.DataFrame:
    """One row an audit allocated in the months from first to last, as now known, with load_id."""
    return _ask(
        store,
        "audits",
        """
        SELECT * FROM files
        WHERE month BETWEEN ? AND ?
        QUALIFY cut = max(cut) OVER (PARTITION BY source, month)
        ORDER BY month, audit_id
        """,
        first,
        last,
    )


def screening_rows(store: Store, last: date) -> pl.DataFrame:
    """One row a screened record up to the end of the month `last`, from the newest cut, with load_id."""
    return _ask(
        store,
        "screenings",
        """
        SELECT * FROM files
        WHERE cut <= ?
        QUALIFY cut = max(cut) OVER (PARTITION BY source)
        ORDER BY screened_on, record_id
        """,
        last,
    )


def share_rows(store: Store, subject: str, month: date) -> pl.DataFrame:
    """The printed shares of a subject whose window ends with the month, with load_id."""
    return _ask(
        store,
        "shares",
        """
        SELECT * FROM files
        WHERE subject = ? AND month = ?
        QUALIFY cut = max(cut) OVER (PARTITION BY source, subject, month, months)
        ORDER BY area, legal_status, category
        """,
        subject,
        month,
    )


def months_held(store: Store) -> list[date]:
    """Every month for which any indicator figure or audit is held, newest first."""
    found: set[date] = set()
    for kind in ("indicators", "audits"):
        found |= set(_ask(store, kind, "SELECT DISTINCT month FROM files")["month"])
    return sorted(found, reverse=True)
