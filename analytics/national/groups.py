"""A group of authorities beside one: statistical neighbours, a region, or any that are chosen.

Mean, median, lowest and highest are those of the authorities' values, without weights; the pooled figure is all their
numerators over all their denominators, and there is none unless every reporter has both. How many reported stands with
them; of fewer than three there is no figure, as of the neighbours in `indicators.comparators`.

**Gap in cases**: how many cases more or fewer the authority has than it would have at its neighbours' median, by its
own denominator of the same period; a whole number. Its cases are those that it counted, where they are known: a figure
published in whole numbers may be many cases off.
"""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from analytics.caching import cached_by_identity
from analytics.catalogue import catalogue
from analytics.columns import projected
from analytics.extracts import authorities
from analytics.extracts.authorities import key
from analytics.indicators.reported import FEWEST_REPORTERS, own_code
from analytics.indicators.schemas import AUTHORITY, REGION
from analytics.national.positions import FAMILY, with_counts
from analytics.national.schemas import Group
from analytics.units import Kind

NEIGHBOURS, GOOD_NEIGHBOURS = "neighbours", "good-neighbours"
_MEMBERS = {"code": pl.String, "name": pl.String, "rank": pl.Int64, "closeness": pl.String}


@cached_by_identity
def neighbours(rows: pl.DataFrame) -> pl.DataFrame:
    """The statistical neighbours of the authority whose catalogue this is, the closest first: code, name, rank (1 is
    the closest) and closeness, null where only the catalogue names them. code is null for one of which `rows`
    (`Reported`) have nothing."""
    national = authorities.neighbours(own_code())
    close = {key(n.name): n.closeness for n in national}
    names = catalogue().neighbours or tuple(n.name for n in national)
    close |= {key(name): said for name, said in catalogue().closeness.items() if said}
    codes = {key(name): code for code, name in rows.filter(level=AUTHORITY).select("code", "name").unique().rows()}
    found = [(codes.get(key(name)), name, at, close.get(key(name))) for at, name in enumerate(names, start=1)]
    return pl.DataFrame(found, schema=_MEMBERS, orient="row")


@cached_by_identity
def members(rows: pl.DataFrame, which: str, code: str, good: tuple[str, ...] = ()) -> pl.DataFrame:
    """The authorities that one is set beside, in order: code, name, rank (of neighbours, 1 is the closest) and
    closeness, null where the Department's model does not say it. rows: `Reported`.

    which: NEIGHBOURS; GOOD_NEIGHBOURS for those of them whose codes are in `good`; REGION for all others of its region;
    a group of the catalogue; or the code of one authority.
    """
    if which == NEIGHBOURS:
        return neighbours(rows)
    if which == GOOD_NEIGHBOURS:
        return neighbours(rows).filter(pl.col("code").is_in(list(good)))
    every = rows.filter(level=AUTHORITY)
    regions = every.filter(pl.col("code") == code)["region"].unique().to_list()
    chosen = catalogue().comparison_groups.get(which, (which,))
    wanted = pl.col("region").is_in(regions) if which == REGION else pl.col("code").is_in(chosen)
    found = every.filter(wanted, pl.col("code") != code).select("code", "name").unique().sort("name", "code")
    return found.select(pl.lit(None, kind).alias(c) if c not in found.columns else c for c, kind in _MEMBERS.items())


@cached_by_identity
def group(rows: pl.DataFrame, codes: Collection[str], asked: int | None = None) -> pl.DataFrame:
    """The statistics of some authorities in each measure and period of `rows` (as for `positions`); columns of `Group`.
    asked: how many belong to the group; else those that the period names, for authorities come and go."""
    value, enough = pl.col("value"), pl.col("reporters") >= FEWEST_REPORTERS
    n, d, told = pl.col("numerator"), pl.col("denominator"), with_counts()
    pooled = pl.when((told | value.is_null()).all()).then(
        n.filter(told).sum() / d.filter(told).sum() * pl.col("per").first()
    )
    members = rows.filter(pl.col("level") == AUTHORITY, pl.col("code").is_in(list(codes)))
    found = members.group_by(FAMILY).agg(
        asked=pl.len().cast(pl.Int64),
        reporters=value.count().cast(pl.Int64),
        mean=value.mean(),
        median=value.median(),
        lowest=value.min(),
        highest=value.max(),
        pooled=pooled,
    )  # fmt: skip
    every = rows.select(*FAMILY, "last").unique()
    found = every.join(found, on=FAMILY, how="left").with_columns(
        pl.col("reporters").fill_null(0),
        asked=pl.col("asked").fill_null(0) if asked is None else pl.lit(asked, pl.Int64),
    )
    figures = ("mean", "median", "lowest", "highest", "pooled")
    return projected(found.with_columns(pl.when(enough).then(c).alias(c) for c in figures), Group).sort(
        "measure_id", "last"
    )


def gap(value: pl.Expr, median: pl.Expr, numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """How many cases more (+) or fewer (−) than at the median: a whole number, null where the denominator is not known
    and for what does not count cases. Reads kind and per."""
    of_cases = pl.col("kind").is_in([Kind.PERCENTAGE.value, Kind.RATE.value])
    own = pl.coalesce(numerator, value / pl.col("per") * denominator)
    apart = own - median / pl.col("per") * denominator
    return pl.when(of_cases).then(apart.round(9).round(mode="half_away_from_zero").cast(pl.Int64))
