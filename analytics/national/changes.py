"""Did everybody move? An authority's change between two periods, set against the same change of all others.

- Only authorities with counts in both periods are compared. A change is judged as the difference of both figures on the
  scale of `overdispersion`, with the errors of both. Of figures at a day, such as children in care on 31 March, many
  children are counted in both years, so that their error is somewhat smaller than that.
- **Clear**: the own change is more than that error explains, 95 times in 100.
- **Unlike the others**: it lies outside the 95 % limits around the average change of all authorities (weighted by how
  sure each is), widened by how much their changes spread. Else the change can't be told from what happened elsewhere.
- Of regions and countries, and of the neighbours' median, the change is the difference of their values.
"""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from analytics.caching import cached_by_identity
from analytics.columns import case, projected
from analytics.indicators.schemas import AUTHORITY, COUNTRY, REGION
from analytics.intervals import FALSE_DISCOVERIES, both_tails
from analytics.national.groups import FEWEST_REPORTERS
from analytics.national.overdispersion import Spread, with_spread
from analytics.national.positions import with_scale
from analytics.national.schemas import Changes

ABOVE, BELOW, LIKE = "higher than elsewhere", "lower than elsewhere", "like elsewhere"  # of a change with its sign
PAIR = ["measure_id", "earlier_period", "period"]
ENGLAND = "England"


@cached_by_identity
def year_pairs(rows: pl.DataFrame) -> pl.DataFrame:
    """Each period of each measure of which any authority has a value, with the one before it: measure_id, period,
    earlier_period."""
    held = rows.filter(level=AUTHORITY).drop_nulls("value").select("measure_id", "period", "last").unique()
    earlier = pl.col("period").shift().over("measure_id")
    return held.sort("measure_id", "last", "period").with_columns(earlier_period=earlier).drop_nulls().drop("last")


@cached_by_identity
def since_first(rows: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """The first period of each measure, paired with the one that `periods` has of it; as of `year_pairs`."""
    held = rows.filter(level=AUTHORITY).drop_nulls("value").sort("last", "period")
    first = held.unique("measure_id", keep="first", maintain_order=True)
    found = periods.join(first.select("measure_id", earlier_period="period"), on="measure_id")
    return found.filter(pl.col("earlier_period") != pl.col("period")).select("measure_id", "period", "earlier_period")


@cached_by_identity
def changes(rows: pl.DataFrame, pairs: pl.DataFrame, code: str, neighbours: Collection[str] = ()) -> pl.DataFrame:
    """The change of one authority, its region, England and its neighbours' median between two periods of each pair;
    columns of `Changes`, one row a pair in which the authority has a value in both.

    rows: as for `positions`; pairs: measure_id, period and earlier_period, as of `year_pairs`.
    """
    who = ["measure_id", "level", "code"]
    before = with_scale(rows).select(
        *who, earlier_period="period", earlier="last", earlier_value="value", y_before="y", s_before="s"
    )  # fmt: skip
    both = (
        with_scale(rows)
        .join(pairs, on=["measure_id", "period"])
        .join(before, on=[*who, "earlier_period"])
        .drop_nulls(["value", "earlier_value"])
        .with_columns(change=pl.col("value") - pl.col("earlier_value"))
    )
    own = both.filter(pl.col("level") == AUTHORITY, pl.col("code") == code)
    region = own.select(*PAIR, name="region")
    close = both.filter(pl.col("level") == AUTHORITY, pl.col("code").is_in(list(neighbours)))
    found = (
        own.join(_judged(both), on=[*PAIR, "code"], how="left")
        .join(_one(both.filter(name=ENGLAND), COUNTRY, "country_change"), on=PAIR, how="left")
        .join(_one(both.join(region, on=[*PAIR, "name"]), REGION, "region_change"), on=PAIR, how="left")
        .join(_of_medians(close), on=PAIR, how="left")
        .with_columns(clear=pl.col("change_p") < FALSE_DISCOVERIES, both=pl.col("both").fill_null(0))
    )
    return projected(found.sort("measure_id", "last", "earlier"), Changes)


def _judged(both: pl.DataFrame) -> pl.DataFrame:
    """Each authority's change against the changes of all in its pair: code and the columns from change_p on."""
    told = both.filter(level=AUTHORITY).drop_nulls(["y", "y_before"])
    moved = told.select(
        *PAIR, "code", y=pl.col("y") - pl.col("y_before"), s=(pl.col("s") ** 2 + pl.col("s_before") ** 2).sqrt()
    )
    w = 1 / pl.col("s") ** 2
    moved = moved.with_columns(
        y0=((pl.col("y") * w).sum() / w.sum()).over(PAIR), both=pl.len().over(PAIR).cast(pl.Int64)
    )
    moved = with_spread(moved, Spread.CALIBRATED, PAIR)
    apart = (pl.col("y") - pl.col("y0")) / (pl.col("s") ** 2 + pl.col("tau2")).sqrt()
    return moved.with_columns(
        change_p=both_tails(pl.col("y") / pl.col("s")), unlike_p=both_tails(apart)
    ).select(
        *PAIR, "code", "both", "change_p", "unlike_p",
        unlike=case(
            (pl.col("both") < FEWEST_REPORTERS, pl.lit(None)),
            (pl.col("unlike_p") >= FALSE_DISCOVERIES, LIKE),
            (apart > 0, ABOVE),
            otherwise=BELOW,
        ),
    )  # fmt: skip


def _one(both: pl.DataFrame, level: str, name: str) -> pl.DataFrame:
    return both.filter(level=level).unique(PAIR).select(*PAIR, pl.col("change").alias(name))


def _of_medians(close: pl.DataFrame) -> pl.DataFrame:
    """The change of the median of those neighbours that reported in both periods."""
    enough = pl.col("neighbours_both") >= FEWEST_REPORTERS
    moved = close.group_by(PAIR).agg(
        moved=pl.col("value").median() - pl.col("earlier_value").median(), neighbours_both=pl.len().cast(pl.Int64)
    )
    return moved.select(*PAIR, "neighbours_both", neighbours_change=pl.when(enough).then("moved"))
