"""Where figures lie: immutable Parquet files named by their content, the ledger of loads, and DuckDB to fetch.

A load becomes visible in one ledger transaction and nothing is ever overwritten. What a figure means is not
known here: the queries choose rows (which cut, which grain), and other rooms compute.
"""

from analytics.store.files import DamagedFile
from analytics.store.ledger import Load, StoreTooNew
from analytics.store.loading import Incoming, LoadReport, Refused, load
from analytics.store.queries import audit_rows, indicator_rows, months_held, screening_rows, share_rows
from analytics.store.store import Store, per_version, the_store

__all__ = [
    "DamagedFile",
    "Incoming",
    "Load",
    "LoadReport",
    "Refused",
    "Store",
    "StoreTooNew",
    "audit_rows",
    "indicator_rows",
    "load",
    "months_held",
    "per_version",
    "screening_rows",
    "share_rows",
    "the_store",
]
