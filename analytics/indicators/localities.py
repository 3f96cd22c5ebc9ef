"""Areas side by side: which differ from the rest by more than chance, and how one stands beside the whole.

- **Beyond chance**: areas never have the same share, even where they work equally well, and small ones swing most.
  Each is held against what all of them together have (all numerators over all denominators): within 95 of 100 times
  the spread that chance alone gives, it is *within chance*; outside that, *beyond 95%*; outside 998 of 1,000,
  *beyond 99.8%*. Of many figures about one in twenty lies beyond 95% by chance alone.
- **Lists** of what is worse or better than elsewhere are shorter, so that at most about 1 entry in 20 is there by
  chance. The list of one area is drawn from all its indicators that have a better and a worse; the list of one
  indicator is drawn from all areas, or all rows of a split. So a figure may be named among few areas and not among
  many indicators.
- Better and worse are by polarity. An indicator whose figures have no counts can't be judged so, and no mean, count,
  amount or score: what spread chance leaves them is not known. A rate is judged by the Poisson spread of its events.
- **Too few to tell**: a percentage of fewer than 20, for one case moves it by over 5 points; and one of which fewer
  than 5 cases, or all but fewer than 5, are to be expected, for there a limit moves by whole cases. Such a figure is
  shown and drawn, and stands in no list.
- **Splits** by team, age band or whatever else an extract carries are judged in the same way, each against all of its
  kind together. Rows of one split add up to the whole; rows of two are never added.
- **Two** areas, or two rows of a split, are compared with each other: both together are half made of each, so that
  limits around them would hide a difference. They have no limits, and *beyond* says how unlikely their difference is.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import months
from analytics.caching import cached_by_identity, cached_per_version
from analytics.catalogue import ALL, catalogue
from analytics.columns import case, projected
from analytics.indicators.figures import difference
from analytics.indicators.kinds import counted, value_of_rows, with_meaning
from analytics.indicators.pipeline import SPARK_MONTHS, figures_by_month, month_table
from analytics.indicators.schemas import BesideWhole, FunnelCurve, PlaceMonths, Places, Split
from analytics.intervals import (
    ALARM,
    WARNING,
    against_average,
    against_other,
    average,
    drawn_at,
    funnel,
    listed,
    poisson,
    too_few,
    wilson,
)
from analytics.months import of_month
from analytics.store import Shown, Store, split_rows
from analytics.units import Kind, Unit

WITHIN, BEYOND_95, BEYOND_998 = "within chance", "beyond 95%", "beyond 99.8%"
TEAM = "Team"
TWO_YEARS = 24


@cached_per_version
def by_place(store: Store, month: date, shown: Shown = "known", within: str = ALL) -> pl.DataFrame:
    """Every indicator in every area one level below the whole, or below another area, in one month, in the catalogue's
    order of both; columns of `Places`."""
    tables = [month_table(store, month, place, shown) for place in catalogue().members(within, month)]
    if not tables:
        return Places.create_empty()
    found = compared(pl.concat(tables).sort("position", maintain_order=True), "measure_id")
    return projected(found, Places)


def of_measure(places: pl.DataFrame, measure_id: str) -> pl.DataFrame:
    """The rows of `by_place` of one indicator, with the name of each area (name_of_row)."""
    names = {area: catalogue().area_name(area) for area in catalogue().areas}
    return places.filter(measure_id=measure_id).with_columns(name_of_row=pl.col("locality").replace_strict(names))


def is_rate() -> pl.Expr:
    return pl.col("kind") == Kind.RATE.value


def _has_spread() -> pl.Expr:
    """Whether it is known what spread chance leaves a figure. Reads kind."""
    return pl.col("kind").is_in([kind.value for kind in Kind if kind.spread])


def judged(rows: pl.DataFrame, by: str) -> pl.DataFrame:
    """Add the columns from together to few and from p_value to compared of `Places`: each row held against all rows of
    its kind (`by`) together, and the lists of each kind.

    `rows` has numerator, denominator (null where not known), polarity, kind and per. Rows of which it is not known what
    spread chance leaves them are not judged.
    """
    n, d, mean = pl.col("numerator"), pl.col("denominator"), pl.col("mean")
    rows = rows.with_columns(
        mean=pl.when(_has_spread()).then(average(n, d).over(by)), in_cases=_in_cases().all().over(by)
    ).with_columns(
        share=n / pl.when(d > 0).then(d),
        together=mean * pl.col("per"),
        **_limits(d),
        few=(_has_spread() & too_few(mean, d, is_rate())).fill_null(False),
        p_value=against_average(n, d, mean, is_rate(), pl.col("in_cases")),
    )
    share = pl.col("share") * pl.col("per")
    beyond = case(
        ((share < pl.col("low_998")) | (share > pl.col("high_998")), BEYOND_998),
        ((share < pl.col("low_95")) | (share > pl.col("high_95")), BEYOND_95),
        (share.is_not_null() & pl.col("low_95").is_not_null(), WITHIN),
    )
    return rows.with_columns(
        beyond=beyond, stands=stands(share - pl.col("together")), **listed(pl.col("p_value"), ~pl.col("few"), by)
    ).drop("mean", "in_cases", "share")


def compared(rows: pl.DataFrame, by: str) -> pl.DataFrame:
    """As `judged`, but where only two rows of a kind have counts they are held against each other: both have the
    p-value of `against_other`, beyond by that, and no limits."""
    found = judged(rows, by)
    n, d = pl.col("numerator"), pl.col("denominator")
    known = pl.col("beyond").is_not_null()
    pair = known & (known.sum().over(by) == 2)
    both = d.filter(known).sum().over(by)
    p = against_other(n, d, pl.col("together") / pl.col("per"), both, is_rate())
    found = found.with_columns(p_value=pl.when(pair).then(p).otherwise("p_value"))
    unlikely = case((pl.col("p_value") < 1 - ALARM, BEYOND_998), (pl.col("p_value") < 1 - WARNING, BEYOND_95))
    return found.with_columns(
        beyond=pl.when(pair).then(unlikely.fill_null(WITHIN)).otherwise("beyond"),
        few=pl.when(pair).then(pl.col("few").any().over(by)).otherwise("few"),
        **{limit: pl.when(~pair).then(limit) for limit in ("low_95", "high_95", "low_998", "high_998")},
    ).with_columns(**listed(pl.col("p_value"), ~pl.col("few"), by))


def _in_cases() -> pl.Expr:
    """Whether the counts of a row are whole numbers; null where they are missing."""
    return (pl.col("numerator") % 1 == 0) & (is_rate() | (pl.col("denominator") % 1 == 0))


def stands(difference: pl.Expr) -> pl.Expr:
    """Better or worse by polarity, higher or lower where neither is better; null for no difference. Reads polarity."""
    words = {"bigger": ("better", "worse"), "smaller": ("worse", "better")}
    above, below = (
        pl.col("polarity").replace_strict({polarity: said[end] for polarity, said in words.items()}, default=neither)
        for end, neither in enumerate(("higher", "lower"))
    )
    return pl.when(difference > 0).then(above).when(difference < 0).then(below)


@cached_per_version
def beside_whole(store: Store, month: date, locality: str, shown: Shown = "known") -> pl.DataFrame:
    """One locality's indicators beside those of the whole: the rows of `by_place` for it, columns of `BesideWhole`. Its
    list is drawn from its indicators that have a better and a worse."""
    whole = month_table(store, month, ALL, shown).select("measure_id", whole_value="value")
    mine = by_place(store, month, shown, catalogue().above(locality)).filter(pl.col("locality") == locality)
    low, high = interval()
    found = mine.join(whole, on="measure_id", how="left", maintain_order="left").with_columns(
        whole_gap=difference("value", "whole_value"),
        year_gap=difference("value", "year_ago"),
        low=low,
        high=high,
        **listed(pl.col("p_value"), ~pl.col("few") & pl.col("polarity").is_in(["bigger", "smaller"])),
    )
    return projected(found, BesideWhole)


def interval() -> tuple[pl.Expr, pl.Expr]:
    """The 95% interval of a percentage or a rate with counts, in its unit. Reads numerator, denominator, kind, per."""
    counts = pl.col("numerator"), pl.col("denominator")
    of_share, of_rate = wilson(*counts), poisson(*counts)
    low, high = (
        pl.when(_has_spread()).then(pl.when(is_rate()).then(of_rate[end]).otherwise(of_share[end])) * pl.col("per")
        for end in (0, 1)
    )
    return low, high


@cached_per_version
def series_by_place(
    store: Store, measure_id: str, month: date, shown: Shown = "known", within: str = ALL
) -> pl.DataFrame:
    """One indicator in every area of `by_place` in the two years up to `month`, to be drawn on one scale; columns of
    `PlaceMonths`."""
    tables = [figures_by_month(store, place, shown) for place in catalogue().members(within, month)]
    held = (pl.col("measure_id") == measure_id) & pl.col("load_id").is_not_null()
    wanted = held & pl.col("month").is_between(months.before(month, TWO_YEARS), month)
    return pl.concat([projected(table.filter(wanted), PlaceMonths) for table in tables])


def splits_held(rows: pl.DataFrame) -> list[str]:
    """The names of the splits that rows of `split_rows` have: Team first, then the breakdowns in order."""
    teams = [TEAM] if (rows["team"] != ALL).any() else []
    return teams + sorted(set(rows["breakdown"]) - {ALL})


@cached_per_version
def splits_of(store: Store, measure_id: str, month: date, locality: str, shown: Shown = "known") -> list[str]:
    """The names of the splits that are held of one indicator in one month and locality (or all): see `splits_held`."""
    return splits_held(split_rows(store, measure_id, month, month, locality, shown))


@cached_per_version
def split(
    store: Store, measure_id: str, month: date, name: str, locality: str = ALL, shown: Shown = "known"
) -> pl.DataFrame:
    """One indicator by team or by a breakdown, in one month, for a locality or all of them together: one row a
    category, columns of `Split`. Categories that the month has no row of are left out. Empty where the split is not
    held."""
    first, breakdown = months.before(month, SPARK_MONTHS - 1), ALL if name == TEAM else name
    rows = split_rows(store, measure_id, first, month, locality, shown, breakdown)
    known = with_meaning(rows, catalogue())
    of_split = known.with_columns(category=pl.col("team" if name == TEAM else "category"), has_counts=counted())
    meaning = catalogue().indicator_frame().filter(measure_id=measure_id)
    together = (
        of_split.group_by("category", "month")
        .agg(
            *(
                pl.when(pl.col(c).is_not_null().all()).then(pl.col(c).sum()).alias(c)
                for c in ("numerator", "denominator")
            ),
            counted=pl.col("has_counts").all(),
            value=pl.when(pl.len() == 1).then(pl.col("value").first()),
            marker=pl.when(pl.len() == 1).then(pl.col("marker").first()),
            simulated=pl.col("simulated").any(),
            localities=pl.col("locality").unique().sort().str.join(", "),
        )
        .with_columns(pl.when("counted").then(c).alias(c) for c in ("numerator", "denominator"))
        .join(meaning, how="cross")
        .drop("counted_right", "measure_id")
        .with_columns(value=value_of_rows())
        .sort("month")
    )
    sparks = together.group_by("category").agg(spark_months=pl.col("month"), spark_values=pl.col("value"))
    now = compared(together.filter(of_month(month)), "month").join(sparks, on="category", how="left")
    low, high = interval()
    found = now.with_columns(low=low, high=high).sort("localities" if name == TEAM else _from_age(), "category")
    return projected(found, Split)


def _from_age() -> pl.Expr:
    """Where an age band begins, so that bands stand in their order; null for a category without a number."""
    number = pl.col("category").str.extract(r"(\d+)").cast(pl.Int64)
    return pl.when(pl.col("category").str.starts_with("Under")).then(0).otherwise(number)


@cached_by_identity
def funnel_curve(rows: pl.DataFrame) -> pl.DataFrame:
    """The limits of chance for drawing, not cut off, for numbers from a few to the largest of the rows, which are those
    of one indicator of `by_place` or `split`; columns of `FunnelCurve`. Empty where only two are compared."""
    judged_rows = rows.drop_nulls(["beyond", "low_95"])
    if judged_rows.is_empty():
        return FunnelCurve.create_empty()
    of = judged_rows.select("kind", "per", mean=pl.col("together") / pl.col("per"), in_cases=_in_cases().all()).head(1)
    sizes = judged_rows["denominator"].to_list()
    largest = int(max(sizes)) * 21 // 20 + 1
    even = [max(2, round(largest * part / 60)) for part in range(1, 61)]
    steps = drawn_at(of["mean"][0], sizes, even, of["kind"][0] == Kind.RATE.value)
    curve = pl.DataFrame({"denominator": steps}, schema={"denominator": pl.Float64}).join(of, how="cross")
    together = (pl.col("mean") * pl.col("per")).alias("together")
    return projected(curve.with_columns(together, **_limits(pl.col("denominator"))), FunnelCurve)


def _limits(whole: pl.Expr) -> dict[str, pl.Expr]:
    """The limits of chance around the column `mean` (a share of 1, or events a head), in the unit. Reads kind, per,
    in_cases."""
    (low_95, high_95), (low_998, high_998) = (
        funnel(pl.col("mean"), whole, level, is_rate(), pl.col("in_cases")) for level in (WARNING, ALARM)
    )
    limits = {"low_95": low_95, "high_95": high_95, "low_998": low_998, "high_998": high_998}
    return {name: limit * pl.col("per") for name, limit in limits.items()}


@cached_by_identity
def one_scale(series: pl.DataFrame, unit: Unit) -> tuple[float, float]:
    """From a little below the lowest value or target of all localities to a little above the highest, in the unit."""
    shown = pl.concat([series["value"], series["target"], series["target_to"]]).drop_nulls()
    if shown.is_empty():
        return 0.0, 100.0
    low, high = float(shown.min()), float(shown.max())  # type: ignore[arg-type]
    room = max((high - low) * 0.08, 1.0 if unit.kind is Kind.PERCENTAGE else 10.0**-unit.decimals)
    return unit.within(low - room), unit.within(high + room)
