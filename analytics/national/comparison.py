"""One authority beside all others, in the period that stands beside a month, for every indicator at once.

The period is chosen as `indicators.comparators` chooses it: the newest that had ended by the month, of those in which
any authority has a value. One that ends more than twelve months off is shown, and nothing is judged by it.

The list of what is unlike the others is drawn by the rule of Benjamini and Hochberg from all indicators with a position
that can be told.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from analytics.caching import cached_by_identity
from analytics.catalogue import catalogue
from analytics.columns import projected
from analytics.indicators.comparators import standings
from analytics.indicators.reported import own_code
from analytics.indicators.schemas import AUTHORITY, COUNTRY, REGION
from analytics.intervals import listed
from analytics.national.changes import ENGLAND, changes, since_first, year_pairs
from analytics.national.groups import NEIGHBOURS, gap, group, members
from analytics.national.overdispersion import Spread
from analytics.national.positions import FAMILY, curve, everybody, positions, ranks
from analytics.national.schemas import Comparison


@cached_by_identity
def with_meaning(reported: pl.DataFrame) -> pl.DataFrame:
    """`Reported` with what the catalogue says of each indicator: polarity, kind, and per, which is that of a whole
    period, whatever part of a year an own figure covers. Others are left out."""
    known = [(i.measure_id, i.polarity.value, i.kind.value, i.unit.per) for i in catalogue().indicators.values()]
    schema = {"measure_id": pl.String, "polarity": pl.String, "kind": pl.String, "per": pl.Float64}
    return reported.join(pl.DataFrame(known, schema=schema, orient="row"), on="measure_id")


@cached_by_identity
def of_measure(rows: pl.DataFrame, measure_id: str, period: str = "") -> pl.DataFrame:
    """The rows of one measure, of all periods or of one."""
    found = rows.filter(pl.col("measure_id") == measure_id)
    return found.filter(pl.col("period") == period) if period else found


@cached_by_identity
def all_periods(rows: pl.DataFrame, month: date) -> pl.DataFrame:
    """Every period of each measure in which any authority has a value, the one to set beside a month first: measure_id,
    period, period_words, not_compared."""
    held = rows.filter(level=AUTHORITY).drop_nulls("value").select("measure_id", "period").unique()
    found = held.join(standings(held["period"].unique().sort(), month), on="period")
    return found.sort("measure_id", "rank", "apart", "period").drop("rank", "apart")


@cached_by_identity
def chosen_periods(rows: pl.DataFrame, month: date) -> pl.DataFrame:
    """The one period of each measure that stands beside a month, as of `all_periods`."""
    return all_periods(rows, month).unique("measure_id", keep="first", maintain_order=True)


@cached_by_identity
def comparison(
    rows: pl.DataFrame, periods: pl.DataFrame, code: str, others: Collection[str], asked: int | None = None
) -> pl.DataFrame:
    """One authority beside all others in some periods: a row for each measure and period in which it is named, in the
    catalogue's order; columns of `Comparison`.

    rows: those of `with_meaning`; periods: those of `all_periods` or `chosen_periods`; others and asked: as of
    `group`.
    """
    now = rows.join(periods.select(FAMILY), on=FAMILY, maintain_order="left")
    pairs = year_pairs(rows).join(periods.select(FAMILY), on=FAMILY)
    own = positions(now).filter(pl.col("code") == code)
    order = catalogue().indicator_frame().select("measure_id", "position")
    of_country = now.filter(pl.col("level") == COUNTRY, pl.col("name") == ENGLAND)
    region = own.select(*FAMILY, name="region")
    of_region = now.filter(level=REGION).join(region, on=[*FAMILY, "name"])
    moved = changes(rows, pairs, code, others).drop("last", "value")
    found = (
        own.join(periods, on=FAMILY)
        .join(order, on="measure_id")
        .join(ranks(now, code).drop("last"), on=FAMILY, how="left")
        .join(group(now, others, asked).drop("last"), on=FAMILY, how="left")
        .join(of_country.unique(FAMILY).select(*FAMILY, country_value="value"), on=FAMILY, how="left")
        .join(of_region.unique(FAMILY).select(*FAMILY, region_value="value"), on=FAMILY, how="left")
        .join(moved, on=FAMILY, how="left")
        .with_columns(
            gap=gap(*(pl.col(c) for c in ("value", "median", "numerator", "denominator"))),
            **listed(pl.col("p_value"), ~pl.col("few") & (pl.col("not_compared") == "")),
        )
    )
    return projected(found.sort("position", "last"), Comparison)


@cached_by_identity
def unlike_first(found: pl.DataFrame) -> pl.DataFrame:
    """Rows of `comparison`: those that are unlike the others first, the surest of them at the top, and those that
    nothing can be said of last."""
    judged = pl.col("beyond").is_not_null() & (pl.col("not_compared") == "")
    return found.sort(~pl.col("in_list"), pl.when("in_list").then("p_value"), ~judged, "position")


@dataclass(frozen=True)
class Standpoint:
    """Whose figures are set beside whom: the rows of `with_meaning`, the authority's code, and the group beside it
    (rows of `members`)."""

    rows: pl.DataFrame
    code: str
    members: pl.DataFrame
    asked: int | None = None  # how many the group has in every period, as the neighbours of the model

    @cached_property
    def others(self) -> list[str]:
        """The codes of the group."""
        return self.members["code"].drop_nulls().to_list()

    def in_month(self, month: date) -> pl.DataFrame:
        """A row an indicator, of the period that stands beside a month; columns of `Comparison`."""
        return self._beside(self.rows, chosen_periods(self.rows, month))

    def over_time(self, measure_id: str, month: date) -> pl.DataFrame:
        """A row a period of one indicator, oldest first; columns of `Comparison`."""
        rows = of_measure(self.rows, measure_id)
        return self._beside(rows, all_periods(rows, month))

    def since_first(self, measure_id: str, month: date) -> pl.DataFrame:
        """The change of one indicator from its first period to the one that stands beside a month; columns of
        `Changes`, no row where the authority lacks either figure."""
        rows = of_measure(self.rows, measure_id)
        return changes(rows, since_first(rows, chosen_periods(rows, month)), self.code, self.others)

    def everybody(self, measure_id: str, period: str, how: Spread) -> tuple[pl.DataFrame, pl.DataFrame]:
        """All authorities in one period, and the limits to draw: columns of `Everybody` and of `FunnelCurve`."""
        found = positions(of_measure(self.rows, measure_id, period), how)
        return everybody(found, self.code, self.others), curve(found)

    def _beside(self, rows: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
        return comparison(rows, periods, self.code, self.others, self.asked)


def standpoint(reported: pl.DataFrame, others: str = NEIGHBOURS, good: tuple[str, ...] = ()) -> Standpoint:
    """That of the authority whose catalogue this is, beside a group as `members` has it; reported: `Reported`."""
    code = own_code()
    beside = members(reported, others, code, good)
    return Standpoint(with_meaning(reported), code, beside, beside.height if others == NEIGHBOURS else None)
