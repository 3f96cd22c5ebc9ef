"""What the council's analysts printed beside the indicators of a month, and what the same values give.

Change and distance are worked out from the printed values; the analysts' own may come from unrounded ones. Their words
of direction are theirs: the rules of “Direction of travel” are not bent to them, and both stand side by side.
"""

from __future__ import annotations

from contextlib import suppress

import polars as pl

from analytics.caching import cached_per_version
from analytics.catalogue import notes
from analytics.columns import projected
from analytics.indicators.pipeline import figures_of_month
from analytics.indicators.schemas import PrintedExamples
from analytics.store import DamagedFile, Store
from analytics.units import steps


@cached_per_version
def printed_beside(store: Store) -> pl.DataFrame:
    """One row an indicator of the notes' `printed_examples` that is held for its month, in the catalogue's order;
    columns of `PrintedExamples`."""
    examples = notes().printed_examples
    tables = []
    for month in sorted(set(examples["month"])):
        with suppress(DamagedFile):  # every page says what is damaged
            tables.append(figures_of_month(store, month))
    if not tables:
        return PrintedExamples.create_empty()
    both = pl.concat(tables).join(examples, on=["month", "measure_id"], maintain_order="left")
    apart = [
        pl.when(steps(pl.col(f"printed_{what}")) != steps(pl.col(what))).then(pl.lit(what))
        for what in ("group", "change", "distance")
    ]
    worked_out = both.with_columns(
        printed_direction=pl.concat_str("printed_dot", "printed_trend", separator=", ", ignore_nulls=True),
        differs=pl.concat_str(*apart, separator=", ", ignore_nulls=True),
    )
    return projected(worked_out, PrintedExamples)
