"""True counts of indicators by area, of a month and its rolling quarter, and the localities' counts behind them.

An area's own row is its count where one is held; else it is added up from its localities.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from analytics import months
from analytics.caching import cached_per_version
from analytics.catalogue import Policy, catalogue
from analytics.disclosure.bindings import SIDES, SPAN, heads, part_name, sums_of
from analytics.disclosure.count_statements import MONTH, QUARTER, REST
from analytics.disclosure.published import published
from analytics.disclosure.rounding import source_marker
from analytics.indicators import rolling_quarters
from analytics.indicators.pooling import is_of_some, with_pooled
from analytics.store import Store, figures_held, indicator_rows, place_rows

OF_PARTS = "of parts"  # how the line of an indicator and its parts begins
PERIODS = {"month": MONTH, "quarter": QUARTER}


@cached_per_version
def public_rows(store: Store) -> pl.DataFrame:
    """The published rows of the whole, all months, without counts and with reference: what was printed."""
    none = pl.lit(None, pl.Int64)
    rows = published(store, indicator_rows(store), "indicators")
    return rows.with_columns(numerator=none, denominator=none)


def counts_held(store: Store, areas: Iterable[str], month: date) -> pl.DataFrame:
    """One row an indicator and area that has any figure for the month.

    Columns: measure_id, area, window, simulated, has_value (whether a percentage is held), marker (of the source), and
    for both periods and sides the true count: month_numerator, month_denominator, quarter_numerator,
    quarter_denominator (null where there is none).
    """
    window = catalogue().indicator_frame().select("measure_id", "position", "window")
    names = list(areas)
    whole = [area for area in names if not catalogue().behind(area)]
    held = [figures_held(store, whole), *(_pooled(store, area) for area in names if area not in whole)]
    rows = (
        pl.concat(
            frame.select("measure_id", "month", *SIDES, "value", "marker", "simulated", area="locality")
            for frame in held
        )
        .filter(pl.col("month").is_between(months.before(month, SPAN - 1), month))
        .join(window, on="measure_id")
        .with_columns(order=pl.col("area").replace_strict({area: at for at, area in enumerate(names)}, default=None))
    )
    quarters = rolling_quarters(rows, by=("measure_id", "area", "simulated")).filter(month=month)
    of_months = pl.col("window") == "month"
    return quarters.sort("position", "order").select(
        *("measure_id", "area", "window", "simulated"),
        has_value=pl.col("value").is_not_null(),
        marker=source_marker(pl.col("marker")),
        **{f"month_{side}": pl.col(side).cast(pl.Int64) for side in SIDES},
        **{f"quarter_{side}": pl.when(of_months).then(f"quarter_{side}").cast(pl.Int64) for side in SIDES},
    )


def _pooled(store: Store, area: str) -> pl.DataFrame:
    behind = place_rows(store, list(catalogue().behind(area)))
    pooled = with_pooled(indicator_rows(store, area), behind, area, catalogue())
    # Counts that were made up to fit a printed percentage are no counts of the county, nor are those of some parts.
    some = is_of_some()
    no_counts = pl.col("counts_simulated") | some.fill_null(value=False)
    return pooled.with_columns(
        *(pl.when(~no_counts).then(side).alias(side) for side in SIDES),
        marker=pl.when(some).then(pl.lit("x")).otherwise("marker"),
    )


def long_counts(section: str, held: pl.DataFrame, month: date) -> pl.DataFrame:
    """The counts of `counts_held` as COUNTS, with measure_id, area, period and side besides."""
    code = months.code(month)
    frames = [
        held.select(
            "measure_id",
            "area",
            period=pl.lit(period),
            side=pl.lit(side),
            claim=pl.format(f"{section}|{{}}|{code}|{{}}|{period}|{side}", "measure_id", "area"),
            section=pl.lit(section),
            group="measure_id",
            role=pl.lit(role),
            lines=_lines(f"{code}|{period}|{side}"),
            count=f"{period}_{side}",
            marker=_marker(period),
        )
        for period, role in PERIODS.items()
        for side in SIDES
    ]
    return pl.concat(frames)


def _lines(of: str) -> pl.Expr:
    """The totals that a count is part of: its measure's over the areas, and that of an indicator with its parts."""
    head_of = heads()
    wholes = {head for measure, head in head_of.items() if measure != head}
    head = pl.col("measure_id").replace_strict(head_of, return_dtype=pl.String)
    over_areas = pl.format(f"{{}}|{of}", "measure_id")
    of_parts = pl.format(f"{OF_PARTS}|{{}}|{{}}|{of}", head, "area")
    return (
        pl.when(head.is_in(list(wholes)))
        .then(pl.concat_list(over_areas, of_parts))
        .otherwise(pl.concat_list(over_areas))
    )


def with_rests(counts: pl.DataFrame, parts: pl.DataFrame, policy: Policy) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The counts of `long_counts` and their parts, with the small rests of a month besides (side `rest`).

    Whoever reads 96 of 98 reads that 2 are missing; whoever reads about 95 of about 100, and the printed percentage of
    all areas, may find that too. A rest as small as what the policy hides is checked like a hidden count. Its numerator
    shares a line with it, and is hidden first under a policy that hides more where it must.
    """
    if policy.hidden_to is None:
        return counts, parts
    key = ["measure_id", "area", "period"]
    upper, lower = (counts.filter(side=side, role=MONTH) for side in SIDES)
    line = pl.concat_str(pl.lit("rest"), *key, separator="|")
    rests = (
        lower.join(upper.select(*key, met="count", of_met="claim"), on=key, maintain_order="left")
        .with_columns(of_all="claim", claim=pl.format("{} rest", "claim"), side=pl.lit("rest"))
        .with_columns(count=pl.col("count") - pl.col("met"), lines=pl.concat_list(line))
        .with_columns(role=pl.lit(REST), marker=pl.lit(None, pl.String))
        .filter(pl.col("count").is_between(1, policy.hidden_to))
    )
    signs = {"of_all": 1, "of_met": -1}
    of_rests = [
        parts.join(rests.select(rest="claim", claim=of), on="claim", maintain_order="left")
        .with_columns(coefficient=pl.col("coefficient") * sign)
        .drop("claim")
        .rename({"rest": "claim"})
        .select(parts.columns)
        for of, sign in signs.items()
    ]
    told = pl.col("claim").is_in(rests["of_met"].implode())
    marked = counts.with_columns(lines=pl.when(told).then(pl.concat_list("lines", line)).otherwise("lines"))
    return pl.concat([marked, rests.select(counts.columns)]), pl.concat([parts, *of_rests])


def _marker(period: str) -> pl.Expr:
    """A snapshot's quarter is its last month, and the year's figures have none."""
    return pl.col("marker") if period == "month" else pl.when(pl.col("window") != "month").then(pl.lit("z"))


def parts_of(counts: pl.DataFrame, truths: pl.DataFrame, month: date) -> pl.DataFrame:
    """Which localities' counts each count of `long_counts` is the sum of, as PARTS with measure_id, month, place, side.

    One that is not the sum of its localities is an unknown of its own.
    """
    spans = pl.DataFrame(
        [
            (period, months.before(month, back))
            for period in PERIODS
            for back in range(SPAN if period == "quarter" else 1)
        ],
        schema={"period": pl.String, "month": pl.Date},
        orient="row",
    )
    known = counts.drop_nulls("count").select("claim", "measure_id", "area", "period", "side", "count")
    of_places = known.join(spans, on="period").join(
        sums_of(truths, known["area"].unique()), on=["measure_id", "month", "area", "side"], how="left"
    )
    adds_up = (pl.col("truth").sum() == pl.col("count").first()) & (pl.col("truth").null_count() == 0)
    fits = of_places.group_by("claim").agg(fits=adds_up).filter("fits")["claim"].implode()
    own = known.filter(~pl.col("claim").is_in(fits)).with_columns(
        month=pl.lit(month), place=pl.format("{} ({})", "area", "period"), truth="count"
    )
    return pl.concat([of_places.filter(pl.col("claim").is_in(fits)), own], how="diagonal").select(
        "claim",
        "measure_id",
        "month",
        "place",
        "side",
        "truth",
        part=part_name("place"),
        coefficient=pl.lit(1, pl.Int64),
    )
