"""The indicators of one area on one scale: where it is between the worst and the best of the areas beside it.

- **The scale** of an indicator goes from the worst figure that an area of the same level has (0) to the best (1), by
  polarity. Where neither way is better it goes from the lowest to the highest. A place on it is a share of that range,
  (figure − worst) ÷ (best − worst), and no rank. One area far from the rest moves all the others together.
- **No scale**: where fewer than three areas have a figure, where all have the same, and for counts and amounts of
  money, which follow the size of an area. The reason is given.
- **The whole** and **the national middle** have places on the same scale. One beyond either end is drawn at that end
  and marked. The national middle is England's figure, or else the median of the statistical neighbours. The period is
  chosen as under “Figures of others”, and there is none where it is too far apart in time to compare. Beside a figure
  that starts afresh each year there is one only where it covers the whole year.
- **Few cases** are drawn hollow: see “Too few to tell” under “Areas side by side”.
- **No verdict**: of any areas one is worst. Whether an area changed by more than chance is said beside its place. So is
  whether it differs from the others: “worse” and “better” are said of what is in its lists alone.

The form follows the spine charts of the health profiles of Public Health England, without a middle that all share.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics.caching import cached_by_identity, cached_per_version
from analytics.catalogue import ALL, Polarity, catalogue
from analytics.columns import case, projected
from analytics.indicators.comparators import NEIGHBOURS, WHOLE_YEAR, beside
from analytics.indicators.localities import beside_whole, by_place
from analytics.indicators.pipeline import month_table
from analytics.indicators.reported import others
from analytics.indicators.schemas import Spine
from analytics.store import Shown, Store
from analytics.units import Kind

FEWEST_AREAS = 3
OF_THE_WHOLE = "areas are compared on the page of an area"
NATIONAL = (("England", "value"), (NEIGHBOURS, "median"))  # the first that there is
KEPT = {
    "all": "All",
    "worse": "Worse: unlikely to be chance",
    "differs": "Differs from other areas",
    "off-target": "Off target",
}
_PLACED = (
    "areas", "scale_from", "scale_to", "rank_from", "rank_to", "alike", "no_scale", "on_scale", "whole_on_scale",
    "whole_outside", "national_on_scale", "national_outside",
)  # fmt: skip
_AGAINST = {"beyond": pl.String, "stands": pl.String, "in_list": pl.Boolean, "compared": pl.Int64}
_NATIONAL = {"national": pl.Float64, "national_of": pl.String, "national_period": pl.String}


@cached_per_version
def spine(store: Store, month: date, area: str, shown: Shown = "known") -> pl.DataFrame:
    """The indicators of an area, or of the whole, that have a figure, in the catalogue's order; columns of `Spine`.

    The areas beside it are those of `by_place` in the area above. Figures are in the unit of the indicator, places from
    0 to 1. Without rows where the area is not one of them in the month.
    """
    mine = month_table(store, month, area, shown).drop_nulls("value")
    whole = month_table(store, month, ALL, shown).select("measure_id", whole_value="value")
    national = _national(others(store), mine)
    if area == ALL:
        every = mine
        against = mine.select(
            "measure_id", few_cases=False, **{name: pl.lit(None, of) for name, of in _AGAINST.items()}
        )
    else:
        every = by_place(store, month, shown, catalogue().above(area))
        against = beside_whole(store, month, area, shown).select("measure_id", *_AGAINST, few_cases="few")
    joined = every.join(whole, on="measure_id", how="left", maintain_order="left")
    found = placed(joined.join(national, on="measure_id", how="left", maintain_order="left"))
    own = found.filter(pl.col("locality") == area).select("measure_id", "whole_value", *_NATIONAL, *_PLACED)
    for beside_it in (own, against):
        mine = mine.join(beside_it, on="measure_id", how="inner", maintain_order="left")
    return projected(mine, Spine)


def placed(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the scale of each indicator, and the places on it, to the rows of all areas side by side (one row an
    indicator and area). Reads measure_id, locality, value, polarity, kind, whole_value and national.

    areas: how many have a figure; rank_from, rank_to: the rank from either end; alike: how many have the same figure,
    this one included; scale_from, scale_to: the figures at 0 and at 1; on_scale and the like: places; whole_outside and
    national_outside: “from” or “to”, the end that it is beyond; no_scale: why all of them are null.
    """
    value, smaller = pl.col("value"), pl.col("polarity") == Polarity.SMALLER.value
    ends = value.min().over("measure_id"), value.max().over("measure_id")
    ranks = [value.rank("min", descending=down).over("measure_id").cast(pl.Int64) for down in (False, True)]

    def by_polarity(low: pl.Expr, high: pl.Expr) -> pl.Expr:
        return pl.when(smaller).then(high).otherwise(low)

    rows = rows.with_columns(areas=value.count().over("measure_id").cast(pl.Int64)).with_columns(
        no_scale=case(
            (pl.col("locality") == ALL, OF_THE_WHOLE),
            (pl.col("kind").is_in([kind.value for kind in Kind if kind.adds]), "it follows the size of an area"),
            (pl.col("areas") == 0, "no area has a figure"),
            (pl.col("areas") == 1, "only 1 area has a figure"),
            (pl.col("areas") < FEWEST_AREAS, pl.format("only {} areas have a figure", "areas")),
            (ends[0] == ends[1], pl.format("all {} areas have the same figure", "areas")),
        )
    )
    scale = {
        "scale_from": by_polarity(*ends),
        "scale_to": by_polarity(*reversed(ends)),
        "rank_from": by_polarity(*ranks),
        "rank_to": by_polarity(*reversed(ranks)),
        "alike": value.count().over("measure_id", "value").cast(pl.Int64),
    }
    rows = rows.with_columns(pl.when(pl.col("no_scale").is_null()).then(of).alias(name) for name, of in scale.items())

    def place(figure: str) -> pl.Expr:
        return (pl.col(figure) - pl.col("scale_from")) / (pl.col("scale_to") - pl.col("scale_from"))

    def cut(figure: str) -> pl.Expr:
        return place(figure).clip(0, 1).abs()  # no −0.0

    def outside(figure: str) -> pl.Expr:
        return case((place(figure) < 0, "from"), (place(figure) > 1, "to"))

    return rows.with_columns(
        on_scale=cut("value"),
        whole_on_scale=cut("whole_value"),
        whole_outside=outside("whole_value"),
        national_on_scale=cut("national"),
        national_outside=outside("national"),
    )


def _national(comparators: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The national middle beside each of the rows that has one: measure_id and the columns of _NATIONAL."""
    found = []
    for month in sorted(set(rows["month"])):
        others = beside(comparators, month).drop_nulls("value").rows_by_key(
            ["measure_id", "comparator", "statistic"], named=True, include_key=True, unique=True
        )  # fmt: skip
        for measure_id in rows.filter(month=month)["measure_id"]:
            window = catalogue().indicators[measure_id].window
            if month.month not in WHOLE_YEAR.get(window, (month.month,)):
                continue
            held = [row for who in NATIONAL if (row := others.get((measure_id, *who))) and not row["not_compared"]]
            found += [(measure_id, row["value"], row["comparator"], row["period_words"]) for row in held[:1]]
    return pl.DataFrame(found, schema={"measure_id": pl.String, **_NATIONAL}, orient="row")


def _keeps() -> dict[str, pl.Expr]:
    return {
        "all": pl.lit(True),
        "worse": pl.col("variation") == "concerning",
        "differs": pl.col("in_list"),
        "off-target": pl.col("rag").is_in(["red", "amber"]),
    }


@cached_by_identity
def kept(rows: pl.DataFrame, which: str) -> pl.DataFrame:
    """The rows of `spine` that a key of KEPT keeps: all, those that got worse by more than chance, those that differ
    from other areas by more than chance, or those off target this month."""
    return rows.filter(_keeps()[which])


def kept_counts(rows: pl.DataFrame) -> dict[str, int]:
    """How many of the rows of `spine` each key of KEPT keeps."""
    return {which: kept(rows, which).height for which in KEPT}


@cached_by_identity
def among(table: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of a table whose indicator is one of some rows."""
    return table.join(rows, on="measure_id", how="semi", maintain_order="left")
