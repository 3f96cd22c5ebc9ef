"""From detail rows to the few figures that pages read, and from many authorities to one table.

Here belongs the heavy step, as plain SQL that DuckDB and Spark both run unchanged, and what runs it. Where the files
lie, which of them are live, and what a figure means does not belong here.
"""

from analytics.rollup.figures import is_split, localities, summed
from analytics.rollup.running import AUTHORITIES, LOCALITIES, Authority, CantRoll, EngineMissing, on_duckdb, on_spark

__all__ = [
    "AUTHORITIES",
    "LOCALITIES",
    "Authority",
    "CantRoll",
    "EngineMissing",
    "is_split",
    "localities",
    "on_duckdb",
    "on_spark",
    "summed",
]
