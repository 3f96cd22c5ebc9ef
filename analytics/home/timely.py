"""Timely and good? Each area's share of timeliness indicators on target, beside its share of audits good or better.

Which indicators speak of timeliness the catalogue says (`timeliness`). Of an area they are those of the month that
have a rating; the audits are those of the three months to it. An area that lacks either is not in the picture. The two
shares are drawn and not tested against each other; the range of the audits is that of `ratings.three_months`.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import formatting, months
from analytics.audits import ratings
from analytics.caching import cached_by_identity, cached_per_version
from analytics.catalogue import ALL, catalogue
from analytics.columns import Columns, projected
from analytics.indicators.pipeline import figures_by_month
from analytics.months import of_month
from analytics.store import Shown, Store
from analytics.units import PERCENT

YEAR = 12  # months

_KNOWN = Columns(
    texts="area name",
    numbers="timely good good_low good_high",
    counts="met rated good_audits audits",
    flags="few simulated",
    days="month",
)
TimelyAndGood = _KNOWN.schema(
    "TimelyAndGood", "area name month met rated timely good_audits audits good good_low good_high few simulated"
)


@cached_per_version
def timely_and_good(store: Store, month: date, area: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """The whole and each area one level below it in the month, and the chosen one in each month of the year before
    where that is known; columns of `TimelyAndGood`: shares in percent, met of so many rated indicators, good_audits of
    so many audits."""
    others = [one for one in (ALL, *catalogue().members(ALL, month)) if one != area]
    asked = [(month, one) for one in others] + [(months.before(month, back), area) for back in range(YEAR + 1)]
    return projected(pl.concat(_of_area(store, at, one, shown) for at, one in asked), TimelyAndGood)


def _of_area(store: Store, month: date, area: str, shown: Shown) -> pl.DataFrame:
    timely = of_timeliness(figures_by_month(store, area, shown).filter(of_month(month))).drop_nulls("rag")
    audits = ratings.three_months(store, month, shown, area).filter(pl.lit(timely.height > 0))
    met = timely.filter(rag="green").height
    return audits.select(
        area=pl.lit(area), name=pl.lit(catalogue().area_name(area)), month=pl.lit(month),
        met=pl.lit(met, pl.Int64), rated=pl.lit(timely.height, pl.Int64),
        timely=pl.lit(100 * met / max(timely.height, 1), pl.Float64), good_audits="good_or_better", audits="audits",
        good="good_or_better_share", good_low="good_or_better_share_low", good_high="good_or_better_share_high",
        few="few", simulated=pl.col("simulated") | pl.lit(bool(timely["simulated"].any())),
    )  # fmt: skip


def of_timeliness(figures: pl.DataFrame) -> pl.DataFrame:
    """The rows of indicators of timeliness. Reads measure_id."""
    return figures.filter(pl.col("measure_id").is_in({one for of in catalogue().timeliness.values() for one in of}))


@cached_by_identity
def timely_sentence(rows: pl.DataFrame, area: str, month: date) -> str:
    """What the picture says of one area of `timely_and_good`; empty where it is not in it."""
    mine = rows.filter(area=area, month=month)
    if mine.is_empty():
        return ""
    row = mine.row(0, named=True)
    timely = formatting.out_of(row["met"], row["rated"], "timeliness indicator")
    return f"{row['name']}: {timely} on target. {_good(row['good'], row['good_audits'], row['audits'], few=row['few'])}"


def _good(share: float, good: int, of: int, *, few: bool) -> str:
    counted = f"{good} of {of}{', too few to say much' if few else ''}"
    return f"{PERCENT.value(share)} of audits {catalogue().scale.good} ({counted})."


def good_sentence(store: Store, month: date, area: str = ALL, shown: Shown = "known") -> str:
    """The share of audits that are good enough where there is no picture; empty where three months are not held."""
    pooled = ratings.three_months(store, month, shown, area)
    if pooled.is_empty():
        return ""
    row = pooled.row(0, named=True)
    return _good(row["good_or_better_share"], row["good_or_better"], row["audits"], few=row["few"])


def not_shown(rows: pl.DataFrame, area: str, name: str, month: date) -> str:
    """Why an area is not in the picture of `timely_and_good`."""
    if not any(catalogue().timeliness.values()):
        return "The catalogue does not say which indicators are of timeliness."
    others = rows.filter(pl.col("area") != area, month=month).height
    of = f"{name} has no" if others else "There is no"
    return (
        f"{of} picture for {months.words(month)}: it takes a timeliness indicator with a target, and audits of three "
        "months in a row."
    )
