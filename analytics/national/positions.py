"""Where each authority lies among all of them: the funnel, and its place with how sure that is.

- **Average**: all numerators over all denominators of the authorities that reported both.
- **Position**: by the limits of `overdispersion` around it. A figure on a limit is within. Authorities without counts
  are left out and counted (silent), but not those marked as not applicable, such as one that did not exist yet; where
  nobody has counts, as where only a percentage was published, and for means, counts and amounts, there is no funnel,
  and nothing is said of anybody's position. Nor where one alone has counts.
- **Too few to tell**: as for the areas of a council, see `intervals`.
- **Place**: from the better end by polarity, or from the lowest where neither way is better. Equal values share one.
- **Interval of the place**: places are uncertain even where figures differ, for each figure has its error. The true
  figure of an authority is drawn from what its own figure and the spread of all say of it, the figure drawn towards
  the average the more, the fewer cases it is of (the normal model of empirical Bayes). So are all others, and in 95 of
  100 draws the place lies in the interval. The draws are the same each time. Where true figures do not spread
  normally, as with a few far off, it is about 92 of 100. An authority without counts keeps its figure.

Sources: H. Goldstein, D. J. Spiegelhalter, Journal of the Royal Statistical Society A 159 (1996), page 385; N. M.
Laird, T. A. Louis, Journal of Educational Statistics 14 (1989), page 29.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl

from analytics.caching import cached_by_identity
from analytics.columns import case, projected
from analytics.indicators.localities import BEYOND_95, BEYOND_998, stands
from analytics.indicators.schemas import AUTHORITY, FunnelCurve
from analytics.intervals import ALARM, WARNING, average, both_tails, deviate, too_few
from analytics.national.overdispersion import Spread, back, error, transformed, with_spread
from analytics.national.schemas import Everybody, Positions, Ranks
from analytics.units import Kind

WITHIN = "within the usual range"
NOT_APPLICABLE = "z"  # the marker of an authority that did not exist in the period, or had none to count
FAMILY = ["measure_id", "period"]
OWN, GROUP, SAME_REGION, REST = "own", "group", "region", "rest"
_DRAWS, _SEED = 1000, 2005
_STEPS = 80  # points that the drawn limits are made of


def is_rate() -> pl.Expr:
    return pl.col("kind") == Kind.RATE.value


def with_counts() -> pl.Expr:
    """Whether a row has counts that the spread by chance is known of. Reads kind, numerator, denominator, value."""
    n, d = pl.col("numerator"), pl.col("denominator")
    spread = pl.col("kind").is_in([kind.value for kind in Kind if kind.spread])
    possible = (d > 0) & (n >= 0) & (is_rate() | (n <= d))
    return (spread & pl.col("value").is_not_null() & possible).fill_null(False)


def with_scale(rows: pl.DataFrame) -> pl.DataFrame:
    """Add y and s, a figure and its standard error on the scale of `overdispersion`; null without counts."""
    share = pl.when(with_counts()).then(pl.col("numerator") / pl.col("denominator"))
    return rows.with_columns(
        y=transformed(share, is_rate()), s=pl.when(with_counts()).then(error(pl.col("denominator")))
    )


@cached_by_identity
def positions(rows: pl.DataFrame, how: Spread = Spread.CALIBRATED) -> pl.DataFrame:
    """Where each authority lies among those of its measure and period; columns of `Positions`, in the order of rows.

    rows: `Reported` with polarity, kind and per of the indicator. Regions and countries are left out; an authority
    without counts has a row without a position.
    """
    rows = with_scale(rows.filter(level=AUTHORITY)).with_row_index("at")
    both = pl.col("y").is_not_null()
    told = rows.drop_nulls("y").filter(pl.len().over(FAMILY) > 1)
    absent = ~both & (pl.col("marker") != NOT_APPLICABLE).fill_null(value=True)
    number, silent = both.sum().over(FAMILY).cast(pl.Int64), absent.sum().over(FAMILY).cast(pl.Int64)
    judged = pl.when(number > 1).then(number).otherwise(0)
    mean = average(pl.col("numerator"), pl.col("denominator")).over(FAMILY)
    told = told.with_columns(mean=mean).with_columns(y0=transformed(pl.col("mean"), is_rate()))
    told = with_spread(told, how, FAMILY)
    reach = (pl.col("s") ** 2 + pl.col("tau2")).sqrt()
    told = told.with_columns(adjusted_z=(pl.col("y") - pl.col("y0")) / reach, **_limits(reach))
    size = pl.col("adjusted_z").abs()
    told = told.with_columns(
        average=pl.col("mean") * pl.col("per"),
        p_value=both_tails(pl.col("adjusted_z")),
        beyond=case(
            (size > deviate(ALARM), BEYOND_998), (size > deviate(WARNING), BEYOND_95), otherwise=WITHIN
        ),
        stands=stands(pl.col("adjusted_z")),
        few=too_few(pl.col("mean"), pl.col("denominator"), is_rate()),
    )  # fmt: skip
    found = rows.with_columns(judged=judged, silent=silent).join(
        told.select("at", *(set(told.columns) - set(rows.columns))), on="at", how="left", maintain_order="left"
    )
    return projected(found, Positions)


def _limits(reach: pl.Expr) -> dict[str, pl.Expr]:
    """The limits around y0, in the unit."""
    return {
        f"{end}_{name}": back(pl.col("y0") + sign * deviate(level) * reach, is_rate()) * pl.col("per")
        for name, level in (("95", WARNING), ("998", ALARM))
        for end, sign in (("low", -1), ("high", 1))
    }


@cached_by_identity
def curve(found: pl.DataFrame) -> pl.DataFrame:
    """The limits as lines to draw, for numbers from a few to the largest, of the `Positions` of one measure in one
    period; columns of `FunnelCurve`."""
    told = found.drop_nulls("beyond")
    if told.is_empty():
        return FunnelCurve.create_empty()
    sizes = told["denominator"].to_numpy()
    steps = np.linspace(np.sqrt(sizes.min() / 2), np.sqrt(sizes.max() * 1.05), _STEPS) ** 2
    of = told.select("kind", "per", "average", "tau2").head(1)
    grid = pl.DataFrame({"denominator": steps}).join(of, how="cross")
    grid = grid.with_columns(
        together=pl.col("average"),
        y0=transformed(pl.col("average") / pl.col("per"), is_rate()),
    )  # fmt: skip
    reach = (error(pl.col("denominator")) ** 2 + pl.col("tau2")).sqrt()
    return projected(grid.with_columns(**_limits(reach)), FunnelCurve)


@cached_by_identity
def everybody(found: pl.DataFrame, code: str, others: Collection[str]) -> pl.DataFrame:
    """All authorities of one measure and period (`Positions`) with their places, the better end first, those without a
    figure last; columns of `Everybody`. others: the codes of a group that one authority (`code`) is set beside."""
    region = found.filter(pl.col("code") == code)["region"].to_list()
    who = case(
        (pl.col("code") == code, OWN),
        (pl.col("code").is_in(list(others)), GROUP),
        (pl.col("region").is_in(region), SAME_REGION),
        otherwise=REST,
    )
    sign = pl.when(pl.col("polarity") == "bigger").then(-1).otherwise(1)
    place = (sign * pl.col("value")).rank("min").cast(pl.Int64)
    return projected(found.with_columns(who=who, place=place).sort("place", "name", nulls_last=True), Everybody)


@cached_by_identity
def ranks(rows: pl.DataFrame, code: str) -> pl.DataFrame:
    """The place of one authority in each measure and period that it reported, with its 95% interval; columns of
    `Ranks`. rows: those of `positions`."""
    found = positions(rows).drop_nulls("value").sort("code")
    n, d, value = pl.col("numerator"), pl.col("denominator"), pl.col("value") / pl.col("per")
    judged = pl.col("adjusted_z").is_not_null()
    share = pl.when(judged).then(n / d).otherwise(value.clip(0, pl.when(~is_rate()).then(1.0)))
    scaled = found.with_columns(
        y=transformed(share, is_rate()),
        s2=pl.when(judged).then(error(d) ** 2).otherwise(0.0),
        y0=transformed(pl.col("average") / pl.col("per"), is_rate()),
    )
    families = [_rank(of, code) for of in scaled.partition_by(FAMILY, maintain_order=True)]
    known = [row for row in families if row]
    return pl.DataFrame(known, schema=Ranks.create_empty().schema, orient="row").sort(FAMILY)


def _rank(rows: pl.DataFrame, code: str) -> tuple[Any, ...] | None:
    """The place of one authority among the rows of a family, in the order of `Ranks`; None if it is not there."""
    at = rows["code"].index_of(code)
    if at is None:
        return None
    own = rows.row(at, named=True)
    sign = -1 if own["polarity"] == "bigger" else 1
    values = sign * rows["value"].to_numpy()
    place, tied = int((values < values[at]).sum()) + 1, int((values == values[at]).sum()) - 1
    of = (own["measure_id"], own["period"], own["last"], place, rows.height, tied)
    if own["adjusted_z"] is None:
        return *of, None, None
    y, s2 = rows["y"].to_numpy(), rows["s2"].to_numpy()
    kept = np.divide(own["tau2"], own["tau2"] + s2, out=np.ones_like(s2), where=s2 > 0)
    drawn = sign * (own["y0"] + kept * (y - own["y0"]) + np.sqrt(kept * s2) * _normals(rows.height))
    low, high = np.quantile((drawn < drawn[:, [at]]).sum(axis=1) + 1, [0.025, 0.975])
    return *of, min(int(np.floor(low)), place), max(int(np.ceil(high)), place)


@lru_cache(maxsize=8)
def _normals(number: int) -> np.ndarray[Any, Any]:
    """The draws for so many authorities: the same each time."""
    return np.random.default_rng(_SEED).standard_normal((_DRAWS, number))
