"""What changed since last month's cut: colours, statuses and restated figures.

- *Colour* and *status*: where the month and the month before both have one, and not the same. Signal and variation
  stand beside it; without a signal that says the same, the change may be noise.
- *Restated*: figures of any month that this month's cut, or a corrected load of it, gives otherwise than what was
  shown before; for the area's own rows. Real figures that took the place of simulated ones are not among them.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import words
from analytics.caching import cached_per_version
from analytics.catalogue import ALL, catalogue
from analytics.indicators.attention import weighed
from analytics.indicators.rag import COLOURS
from analytics.indicators.restatements import NOW_REAL, NOW_SIMULATED, restatements
from analytics.percent import from_tenths, tenths
from analytics.store import Shown, Store

COLUMNS = (
    *("what", "measure_id", "name", "theme", "locality", "month", "earlier", "later"),
    *("earlier_value", "later_value", "difference", "better_or_worse", "signal", "variation", "simulated"),
)


@cached_per_version
def since_last_month(store: Store, month: date, locality: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """What changed, one row a change, columns of COLUMNS; colours first, then statuses, then restated figures.

    earlier and later are what changed, in words; values are in percent, the difference in points, null where one of
    the two has no value. month is that of the figure; signal and variation are those of the month's table.
    """
    rows = weighed(store, month, locality, shown)
    turned = [_turned(rows, "colour", "rag", "earlier_rag"), _turned(rows, "status", "status", "earlier_status")]
    return pl.concat([*turned, _restated(store, month, locality)])


def _turned(rows: pl.DataFrame, what: str, now: str, then: str) -> pl.DataFrame:
    place = {colour: position for position, colour in enumerate(COLOURS)}
    later, earlier = (pl.col(c).replace_strict(place, return_dtype=pl.Int64) for c in (now, then))
    return rows.filter(pl.col(now) != pl.col(then)).select(
        pl.lit(what).alias("what"),
        *("measure_id", "name", "theme", "locality", "month"),
        earlier=pl.col(then),
        later=pl.col(now),
        earlier_value="month_ago",
        later_value="value",
        difference=from_tenths(tenths(pl.col("value")) - tenths(pl.col("month_ago"))),
        better_or_worse=pl.when(later > earlier).then(pl.lit("worse")).otherwise(pl.lit("better")),
        signal="signal",
        variation="variation",
        simulated="simulated",
    )


def _restated(store: Store, month: date, locality: str) -> pl.DataFrame:
    found = restatements(store).filter(
        ~pl.col("why").is_in((NOW_REAL, NOW_SIMULATED)), locality=locality, later_cut=month
    )
    about = catalogue().indicator_frame().select("measure_id", "theme", "polarity", "position")
    rows = found.join(about, on="measure_id").sort("position", "month", "later_load")

    def in_words(value: str) -> pl.Series:
        return pl.Series(value, [words.percent(v) for v in rows[value]], dtype=pl.String)

    judged = [words.better_or_worse(d, p) for d, p in rows.select("difference", "polarity").rows()]
    return rows.select(
        pl.lit("restated").alias("what"),
        *("measure_id", "name", "theme", "locality", "month"),
        in_words("earlier_value").alias("earlier"),
        in_words("later_value").alias("later"),
        *("earlier_value", "later_value", "difference"),
        pl.Series("better_or_worse", judged, dtype=pl.String),
        pl.lit(None, pl.String).alias("signal"),
        pl.lit(None, pl.String).alias("variation"),
        "simulated",
    )
