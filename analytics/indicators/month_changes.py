"""What changed since last month's cut: ratings this month, overall ratings and restated figures.

- *Rating this month* and *overall rating*: where the month and the month before both have one, and not the same.
  Signal and variation are given beside it; without a signal that says the same, the change may be noise.
- *Restated*: figures of any month that this month's cut, or a corrected load of it, gives otherwise than what was
  shown before; for the area's own rows. Real figures that took the place of simulated ones are not among them.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import formatting
from analytics.caching import cached_per_version
from analytics.catalogue import ALL, catalogue, unit_of
from analytics.columns import projected
from analytics.headlines import rating_step
from analytics.indicators.figures import difference
from analytics.indicators.pipeline import headline_figures
from analytics.indicators.restatements import NOW_REAL, NOW_SIMULATED, restatements
from analytics.indicators.schemas import Change
from analytics.store import Shown, Store


@cached_per_version
def since_last_month(store: Store, month: date, locality: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """What changed, one row a change, columns of `Change`; ratings this month first, overall ratings, restated
    figures."""
    rows = headline_figures(store, month, locality, shown)
    turned = [
        _turned(rows, "rating this month", "rag", "earlier_rag"),
        _turned(rows, "overall rating", "status", "earlier_status"),
    ]
    return pl.concat([*turned, _restated(store, month, locality)])


def _turned(rows: pl.DataFrame, what: str, now: str, then: str) -> pl.DataFrame:
    rows = rows.filter(rating_step(now, then) != 0).with_columns(
        what=pl.lit(what),
        earlier=pl.col(then),
        later=pl.col(now),
        earlier_value="month_ago",
        later_value="value",
        difference=difference("value", "month_ago"),
    )
    return projected(rows.with_columns(better_or_worse=_judged(rows)), Change)


def _judged(rows: pl.DataFrame) -> pl.Series:
    """What each difference means by polarity: it is said of the figure, never of the rating beside it."""
    judged = [formatting.better_or_worse(d, p) for d, p in rows.select("difference", "polarity").rows()]
    return pl.Series(judged, dtype=pl.String)


def _restated(store: Store, month: date, locality: str) -> pl.DataFrame:
    found = restatements(store).filter(
        ~pl.col("why").is_in((NOW_REAL, NOW_SIMULATED)), locality=locality, later_cut=month
    )
    about = catalogue().indicator_frame().select("measure_id", "theme", "polarity", "position", "period")
    rows = found.join(about, on="measure_id").sort("position", "month", "later_load")

    def in_words(value: str) -> pl.Series:
        said = [unit_of(measure_id).value(v) for measure_id, v in rows.select("measure_id", value).rows()]
        return pl.Series(said, dtype=pl.String)

    none = pl.lit(None, pl.String)
    restated = rows.with_columns(
        what=pl.lit("restated"),
        earlier=in_words("earlier_value"),
        later=in_words("later_value"),
        better_or_worse=_judged(rows),
        signal=none,
        variation=none,
        few=pl.lit(None, pl.Boolean),
        small=pl.lit(None, pl.Boolean),
    )
    return projected(restated, Change)
