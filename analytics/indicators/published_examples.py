"""What the council's analysts printed beside the indicators of a month, and what the same values give.

Change and distance are worked out from the printed values; the analysts' own may come from unrounded ones. Their words
of direction are theirs: the rules of “Direction of travel” are not bent to them, and both stand side by side.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import polars as pl

from analytics.caching import cached_per_version
from analytics.catalogue import notes
from analytics.indicators.pipeline import month_table
from analytics.percent import tenths
from analytics.store import DamagedFile, Store

_NOTHING = pl.DataFrame(
    schema={
        "month": pl.Date, "measure_id": pl.String, "name": pl.String, "value": pl.Float64, "group": pl.Int64,
        "change": pl.Float64, "distance": pl.Float64, "direction": pl.String, "trend": pl.String, "source": pl.String,
        "simulated": pl.Boolean,
    }
)  # fmt: skip


@cached_per_version
def printed_beside(store: Store) -> pl.DataFrame:
    """One row an indicator of the notes' `printed_examples` that is held for its month, in the catalogue's order.

    Columns: month, measure_id, name, value, printed_group, group, printed_change, change, printed_distance, distance,
    printed_direction (dot and trend words), direction, trend, differs (which of group, change and distance do not
    agree, in words; empty if all do), source, simulated.
    """
    examples = notes().printed_examples
    worked_out = pl.concat([_worked_out(store, month) for month in sorted(set(examples["month"]))] or [_NOTHING])
    both = worked_out.join(examples, on=["month", "measure_id"], maintain_order="left")
    apart = [
        pl.when(pl.col(f"printed_{what}") != pl.col(what)).then(pl.lit(what))
        if what == "group"
        else pl.when(tenths(pl.col(f"printed_{what}")) != tenths(pl.col(what))).then(pl.lit(what))
        for what in ("group", "change", "distance")
    ]
    return both.with_columns(
        printed_direction=pl.concat_str("printed_dot", "printed_trend", separator=", ", ignore_nulls=True),
        differs=pl.concat_str(*apart, separator=", ", ignore_nulls=True),
    ).select(
        *("month", "measure_id", "name", "value", "printed_group", "group", "printed_change", "change"),
        *("printed_distance", "distance", "printed_direction", "direction", "trend", "differs", "source", "simulated"),
    )


def _worked_out(store: Store, month: date) -> pl.DataFrame:
    with suppress(DamagedFile):  # every page says what is damaged
        return month_table(store, month).select(pl.lit(month).alias("month"), *_NOTHING.columns[1:])
    return _NOTHING
