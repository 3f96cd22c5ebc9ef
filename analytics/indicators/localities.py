"""Localities side by side: which differ from the rest by more than chance, and how one stands beside the county.

- **Beyond chance**: localities never have the same share, even where they work equally well, and small ones swing
  most. Each is held against what all of them together have (all numerators over all denominators): within 95 of 100
  times the spread that chance alone gives, it is *within chance*; outside that, *beyond 95%*; outside 998 of 1,000,
  *beyond 99.8%*. With many indicators some lie beyond 95% by chance alone, one in twenty.
- Better and worse are by polarity. An indicator whose figures have no counts can't be judged so.
- **Small numbers**: a share of fewer than 20 is marked, for one case moves it by over 5 points; so is one of which
  fewer than 5 cases, or all but fewer than 5, are to be expected, for there the limits are rough. Nothing is hidden.
- **Splits** by team, age band or whatever else an extract carries are judged in the same way, each against all of its
  kind together. Rows of one split add up to the whole; rows of two are never added.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity, cached_per_version
from analytics.catalogue import ALL, catalogue, unit_of
from analytics.headlines import most_to_target
from analytics.indicators.figures import value_of_rows
from analytics.indicators.pipeline import COLUMNS, SPARK_MONTHS, all_figures, month_table
from analytics.intervals import ALARM, FEW, WARNING, average, funnel, wilson
from analytics.percent import from_tenths, tenths
from analytics.store import Shown, Store, split_rows
from analytics.units import Unit, in_unit

FEWEST_EXPECTED = 5
WITHIN, BEYOND_95, BEYOND_998 = "within chance", "beyond 95%", "beyond 99.8%"
FUNNEL = ("together", "low_95", "high_95", "low_998", "high_998", "beyond", "stands", "few")
# The columns of `table localities`.
PLACE_COLUMNS = (*COLUMNS, *FUNNEL)
BESIDE_COLUMNS = (*PLACE_COLUMNS, "county_value", "county_gap", "year_gap", "low", "high")
TEAM = "Team"
MOST_SAID = 5
TWO_YEARS = 24


@cached_per_version
def by_place(store: Store, month: date, shown: Shown = "known") -> pl.DataFrame:
    """Every indicator in every locality in one month: the columns of `month_table` and of FUNNEL.

    One row an indicator and locality, in the catalogue's order of both. together and the limits are in percent, not
    rounded; beyond is WITHIN, BEYOND_95, BEYOND_998 or null without counts; stands is better, worse, higher, lower or
    null; few marks small numbers.
    """
    tables = [month_table(store, month, place, shown) for place in catalogue().members(ALL)]
    return judged(pl.concat(tables).sort("position", maintain_order=True), ["measure_id"], _binomial())


def _binomial() -> pl.Expr:
    return in_unit(lambda unit: unit.binomial, pl.Boolean)


def judged(rows: pl.DataFrame, by: list[str], binomial: pl.Expr | None = None) -> pl.DataFrame:
    """Add the columns of FUNNEL: each row held against all rows of its kind (`by`) together.

    `rows` has numerator, denominator (null where not known) and polarity. `binomial` says of which rows chance leaves
    a binomial spread (all, if not given); the others are not judged.
    """
    n, d = pl.col("numerator"), pl.col("denominator")
    mean = average(n, d).over(by)
    rows = rows.with_columns(mean=mean if binomial is None else pl.when(binomial).then(mean))
    (low_95, high_95), (low_998, high_998) = (funnel(pl.col("mean"), d, level) for level in (WARNING, ALARM))
    rows = rows.with_columns(
        share=n / pl.when(d > 0).then(d),
        together=pl.col("mean") * 100,
        low_95=low_95 * 100,
        high_95=high_95 * 100,
        low_998=low_998 * 100,
        high_998=high_998 * 100,
        few=((d < FEW) | (d * pl.min_horizontal("mean", 1 - pl.col("mean")) < FEWEST_EXPECTED)).fill_null(False),
    )
    share = pl.col("share") * 100
    beyond = (
        pl.when((share < pl.col("low_998")) | (share > pl.col("high_998")))
        .then(pl.lit(BEYOND_998))
        .when((share < pl.col("low_95")) | (share > pl.col("high_95")))
        .then(pl.lit(BEYOND_95))
        .when(share.is_not_null() & pl.col("low_95").is_not_null())
        .then(pl.lit(WITHIN))
    )
    return rows.with_columns(beyond=beyond, stands=_stands(share - pl.col("together"))).drop("mean", "share")


def _stands(difference: pl.Expr) -> pl.Expr:
    better = (
        pl.when(pl.col("polarity") == "bigger")
        .then(difference > 0)
        .when(pl.col("polarity") == "smaller")
        .then(difference < 0)
    )
    return (
        pl.when(difference == 0)
        .then(None)
        .when(better.is_null())
        .then(pl.when(difference > 0).then(pl.lit("higher")).when(difference < 0).then(pl.lit("lower")))
        .when(better)
        .then(pl.lit("better"))
        .otherwise(pl.lit("worse"))
    )


@cached_per_version
def beside_county(store: Store, month: date, locality: str, shown: Shown = "known") -> pl.DataFrame:
    """One locality's indicators beside the county's: the rows of `by_place` for it, and county_value (percent),
    county_gap (points, locality minus county), year_gap (points, against itself a year ago), low and high (the Wilson
    interval, percent)."""
    county = month_table(store, month, ALL, shown).select("measure_id", county_value="value")
    mine = by_place(store, month, shown).filter(pl.col("locality") == locality)
    low, high = (pl.when(_binomial()).then(end * 100) for end in wilson(pl.col("numerator"), pl.col("denominator")))
    return mine.join(county, on="measure_id", how="left", maintain_order="left").with_columns(
        county_gap=_apart("value", "county_value"), year_gap=_apart("value", "year_ago"), low=low, high=high
    )


def _apart(one: str, other: str) -> pl.Expr:
    return from_tenths(tenths(pl.col(one)) - tenths(pl.col(other)))


@cached_per_version
def series_by_place(store: Store, measure_id: str, month: date, shown: Shown = "known") -> pl.DataFrame:
    """One indicator in every locality in the two years up to `month`, to be drawn on one scale: the columns of
    `month_table` without the control chart's."""
    tables = [all_figures(store, place, shown) for place in catalogue().members(ALL)]
    wanted = (pl.col("measure_id") == measure_id) & pl.col("month").is_between(months.before(month, TWO_YEARS), month)
    return pl.concat([table.filter(wanted & pl.col("load_id").is_not_null()) for table in tables])


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
    """One indicator by team or by a breakdown, in one month, for a locality or all of them together.

    One row a category (a team stands with its locality): category, numerator, denominator, value (percent), marker,
    low, high (the Wilson interval, percent), the columns of FUNNEL, spark (the values of thirteen months), simulated,
    note. Categories that the month has no row of are left out. Empty where the split is not held.
    """
    first, breakdown = months.before(month, SPARK_MONTHS - 1), ALL if name == TEAM else name
    rows = split_rows(store, measure_id, first, month, locality, shown, breakdown)
    of_split = rows.with_columns(category=pl.col("team" if name == TEAM else "category"))
    together = (
        of_split.group_by("category", "month")
        .agg(
            *(pl.col(c).sum() for c in ("numerator", "denominator")),
            counted=pl.col("denominator").is_not_null().all(),
            value=pl.when(pl.len() == 1).then(pl.col("value").first()),
            marker=pl.when(pl.len() == 1).then(pl.col("marker").first()),
            simulated=pl.col("simulated").any(),
            localities=pl.col("locality").unique().sort().str.join(", "),
        )
        .with_columns(pl.when("counted").then(c).alias(c) for c in ("numerator", "denominator"))
        .with_columns(value=value_of_rows(), polarity=pl.lit(catalogue().indicators[measure_id].polarity.value))
        .sort("month")
    )
    sparks = together.group_by("category").agg(spark_months=pl.col("month"), spark_values=pl.col("value"))
    binomial = pl.lit(unit_of(measure_id).binomial)
    now = judged(together.filter(pl.col("month") == month), ["month"], binomial).join(sparks, on="category", how="left")
    low, high = (pl.when(binomial).then(end * 100) for end in wilson(pl.col("numerator"), pl.col("denominator")))
    return now.with_columns(low=low, high=high).sort("localities" if name == TEAM else _from_age(), "category")


def _from_age() -> pl.Expr:
    """Where an age band begins, so that bands stand in their order; null for a category without a number."""
    number = pl.col("category").str.extract(r"(\d+)").cast(pl.Int64)
    return pl.when(pl.col("category").str.starts_with("Under")).then(0).otherwise(number)


@cached_by_identity
def funnel_curve(rows: pl.DataFrame) -> pl.DataFrame:
    """The limits of chance for drawing: denominator, together and the four limits (percent, not cut off), for numbers
    from a few to the largest of the rows, which are those of one indicator of `by_place` or `split`."""
    counted = rows.drop_nulls("beyond")
    if counted.is_empty():
        return pl.DataFrame(schema=dict.fromkeys(("denominator", *FUNNEL[:5]), pl.Float64))
    largest = max(counted["denominator"].to_list()) * 21 // 20 + 1
    steps = sorted({max(2, round(largest * part / 60)) for part in range(1, 61)})
    curve = pl.DataFrame({"denominator": steps}).with_columns(mean=pl.lit(counted["together"][0] / 100))
    limits = [funnel(pl.col("mean"), pl.col("denominator"), level) for level in (WARNING, ALARM)]
    names = (("low_95", "high_95"), ("low_998", "high_998"))
    return curve.select(
        "denominator",
        together=pl.col("mean") * 100,
        **{n: e * 100 for pair, both in zip(names, limits, strict=True) for n, e in zip(pair, both, strict=True)},
    )


@cached_by_identity
def one_scale(series: pl.DataFrame, unit: Unit) -> tuple[float, float]:
    """From a little below the lowest value or target of all localities to a little above the highest, in the unit."""
    shown = pl.concat([series["value"], series["target"]]).drop_nulls()
    if shown.is_empty():
        return 0.0, 100.0
    low, high = float(shown.min()), float(shown.max())  # type: ignore[arg-type]
    room = max((high - low) * 0.08, 1.0)
    return unit.within(low - room), unit.within(high + room)


@dataclass(frozen=True)
class Standing:
    """A list of indicators under a heading: measure_id, name, reason. `none` is what is said where it is empty."""

    heading: str
    rows: pl.DataFrame
    none: str


@cached_by_identity
def place_lists(rows: pl.DataFrame) -> list[Standing]:
    """What stands out in one locality, from the rows of `beside_county`: at most five indicators under each heading."""
    if not rows["value"].count():
        return [Standing("Nothing can be judged", _reasons([]), "No indicator has a figure here for this month.")]
    told = rows.drop_nulls("beyond").filter(pl.col("beyond") != WITHIN).with_columns(size=pl.col("county_gap").abs())
    found = []
    for stands in ("worse", "better"):
        those = told.filter(pl.col("stands") == stands).sort("few", "beyond", "size", descending=[False, True, True])
        said = [
            f"{unit_of(r['measure_id']).value(r['value'])} ({r['numerator']} of {_all(r)}), the county "
            f"{unit_of(r['measure_id']).value(r['county_value'])}; {r['beyond']}"
            f"{', small numbers' if r['few'] else ''}."
            for r in those.head(MOST_SAID).iter_rows(named=True)
        ]
        heading = f"{stands.capitalize()} than elsewhere, beyond chance"
        found.append(Standing(heading, _reasons(said, those), f"No indicator is {stands} by more than chance."))
    short = most_to_target(rows)
    said = [
        f"{r['count_to_target']} {'fewer' if r['polarity'] == 'smaller' else 'more'} of {_all(r)} would have met "
        f"{unit_of(r['measure_id']).value(r['target'])}."
        for r in short.head(MOST_SAID).iter_rows(named=True)
    ]
    none = "No indicator with counts is off its target."
    return [*found, Standing("Furthest from target, counted", _reasons(said, short), none)]


def _all(row: dict[str, Any]) -> str:
    """All that a figure is counted from: `40 children`."""
    return f"{row['denominator']} {formatting.unit(row['denominator'], row['counted'])}"


def _reasons(said: list[str], those: pl.DataFrame | None = None) -> pl.DataFrame:
    """The first rows with what is said of each."""
    if those is None:
        return pl.DataFrame(schema={"measure_id": pl.String, "name": pl.String, "reason": pl.String})
    first = those.head(len(said)).select("measure_id", "name")
    return first.with_columns(pl.Series("reason", said, dtype=pl.String))


@cached_by_identity
def beyond_sentence(rows: pl.DataFrame, unit: Unit, what: str = "localities") -> str:
    """Which rows of one indicator differ from the rest by more than chance; `rows` are those of `by_place` or `split`,
    with the name of each in `name_of_row`, and `unit` is that of the indicator."""
    if not unit.binomial:
        return f"How far chance alone moves such figures is not known, so no difference between the {what} is judged."
    told = rows.drop_nulls("beyond")
    silent = rows.filter(pl.col("beyond").is_null())["name_of_row"].to_list()
    unjudged = f" Not judged, for want of counts: {formatting.joined(silent)}." if silent else ""
    if told.is_empty():
        return f"Without counts it can't be said which {what} differ by more than chance."
    out = told.filter(pl.col("beyond") != WITHIN)
    if told.height == 1:
        return f"There is only one of the {what}, so there is nothing to set it against."
    if out.is_empty():
        return f"No difference between the {what} is more than chance.{unjudged}"
    said = [
        f"{name} ({unit.value(value)}, {stands}, {beyond})"
        for name, value, stands, beyond in out.sort("beyond", descending=True, maintain_order=True)
        .select("name_of_row", "value", "stands", "beyond")
        .rows()
    ]
    verb = "differs" if len(said) == 1 else "differ"
    rest = "" if out.height == told.height else " The others are within chance."
    return f"{formatting.joined(said)} {verb} by more than chance from all {what} together.{rest}{unjudged}"
