"""What the council's analysts printed beside the values of 28 indicators, for one month."""

from __future__ import annotations

from datetime import date
from functools import cache

import polars as pl

from analytics.catalogue.catalogue import CatalogueError, folder

PRINTED_FOR = date(2021, 9, 1)
# The performance groups as the papers describe them; they say nothing of a share below 50.
GROUPS = {
    1: "in the 90s (where bigger is better)",
    2: "in the 80s (where bigger is better), and so good for the majority of children",
    3: "from 50 to the 70s (where bigger is better)",
}
_COLUMNS = {
    "measure_id": pl.String, "printed_group": pl.Int64, "printed_dot": pl.String, "printed_trend": pl.String,
    "printed_change": pl.Float64, "printed_distance": pl.Float64, "printed_rag_word": pl.String,
}  # fmt: skip


@cache
def printed_examples() -> pl.DataFrame:
    """One row an indicator: measure_id, printed_group, printed_dot and printed_trend (words of direction),
    printed_change, printed_distance (points), printed_rag_word; null where nothing is printed.

    Raises CatalogueError where the file can't be read.
    """
    file = folder() / "printed_examples.csv"
    try:
        return pl.read_csv(file, schema=_COLUMNS)
    except (OSError, pl.exceptions.PolarsError) as problem:
        raise CatalogueError(f"{file.name} can't be read: {problem}.") from None
