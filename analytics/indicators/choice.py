"""The figures of any choice of indicators, areas and months: of each month, of each quarter, or of all months together,
also split by team or by another breakdown.

Nothing is worked out here that a page has not: a month's figures are those of `month_table` and `figures_by_month`, a
split is added up as in `localities`, and several months as in `quarters`. An area is never added to another, nor an
indicator.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

import polars as pl

from analytics.caching import cached_per_version
from analytics.catalogue import ALL, catalogue, frequency_of
from analytics.columns import case, projected
from analytics.indicators.direction import RUN_WINDOWS
from analytics.indicators.figures import count_to_target, distance, with_targets
from analytics.indicators.kinds import counted, value_of_rows, with_meaning, with_population
from analytics.indicators.localities import TEAM, interval
from analytics.indicators.pipeline import figures_by_month, month_table, targets_in_force
from analytics.indicators.quarters import financial_quarters, pooled_over
from analytics.indicators.rag import rag
from analytics.indicators.schemas import ChosenFigures
from analytics.intervals import FEW
from analytics.months import before, of_month
from analytics.store import Shown, Store, split_rows
from analytics.units import Kind


class Grain(StrEnum):
    """Of what each figure is."""

    MONTH = "month"
    QUARTER = "quarter"
    TOGETHER = "together"


_KEYS = ["measure_id", "locality", "category"]
_SERIES = [*_KEYS, "simulated", "parts_missing"]
_RATED = ("target", "target_to", "tolerance", "tolerance_percent", "rag", "distance", "count_to_target")
_SIGNAL = ("variation", "no_variation")  # of a single month alone


@cached_per_version
def chosen_figures(
    store: Store,
    measures: tuple[str, ...],
    areas: tuple[str, ...],
    month: date,
    span: int,
    grain: Grain,
    split: str = "",
    shown: Shown = "known",
    *,
    judged: bool = False,
) -> pl.DataFrame:
    """The figures of some indicators and areas in the `span` months up to `month`; columns of `ChosenFigures`.

    One row an indicator, area, category of the split (“” without one) and month, quarter (its last month) or all months
    together (`month`). value is null where there is none, and why says so; low and high are the 95 % interval of a
    percentage or a rate with counts. Of several months together, and of a quarter, nothing is rated: targets are of a
    month. A figure of a quarter or a year is that of the newest that had ended. variation and no_variation are null
    unless a single month is to be `judged`, which takes the control charts of all indicators of each area.
    """
    if not measures:
        return ChosenFigures.create_empty()
    first, alone = before(month, span - 1), grain is Grain.MONTH and span == 1
    if split:
        rows = _split(store, _of_split(store, measures, month, 0 if alone else span, split, shown), areas)
    else:
        rows = _whole(store, measures, areas, shown)
    if rows.is_empty():
        return ChosenFigures.create_empty()
    within = pl.col("month").is_between(first, month)
    if grain is Grain.MONTH:
        wanted = of_month(month) if span == 1 else within & pl.col("load_id").is_not_null()
        found = rows.filter(wanted).with_columns(no_value=_why())
        if judged and span == 1 and not split:
            said = pl.concat([month_table(store, month, area, shown) for area in areas])
            found = found.join(
                said.select("measure_id", "locality", *_SIGNAL), on=["measure_id", "locality"], how="left"
            )
    else:
        rows = rows.filter(pl.col("load_id").is_not_null())
        found = _pooled(rows, first, month, span) if grain is Grain.TOGETHER else _quarters(rows.filter(within))
        found = found.with_columns(pl.lit(None).alias(name) for name in _RATED if name not in ("target_to",))
        found = found.with_columns(target=pl.lit(None, pl.Float64), target_to=pl.lit(None, pl.Float64))
    low, high = interval()
    has_few = pl.col("denominator") < FEW
    found = found.with_columns(
        low=low,
        high=high,
        why=pl.when(pl.col("value").is_null()).then("no_value"),
        few=pl.when(pl.col("kind") == Kind.PERCENTAGE.value).then(has_few).otherwise(False).fill_null(False),
        apart=pl.col("window").is_in(RUN_WINDOWS) & (pl.col("window") != "snapshot"),
    )
    missing = [name for name in ChosenFigures.column_names() if name not in found.columns]
    return projected(found.with_columns(pl.lit(None, pl.String).alias(name) for name in missing), ChosenFigures)


def _whole(store: Store, measures: Sequence[str], areas: Sequence[str], shown: Shown) -> pl.DataFrame:
    tables = [figures_by_month(store, area, shown).filter(pl.col("measure_id").is_in(measures)) for area in areas]
    return pl.concat(tables, how="diagonal_relaxed").with_columns(category=pl.lit(""))


def categories(
    store: Store, measures: tuple[str, ...], month: date, split: str, shown: Shown = "known"
) -> tuple[str, ...]:
    """The categories of a split (the teams) of which some indicators have a figure of a month."""
    rows = _of_split(store, measures, month, 0, split, shown) if measures else None
    return () if rows is None else tuple(rows.filter(of_month(month))["category"].unique(maintain_order=True))


@cached_per_version
def _of_split(
    store: Store, measures: tuple[str, ...], month: date, span: int, split: str, shown: Shown
) -> pl.DataFrame:
    """The rows of a split in the `span` months up to a month, or (0) with the newest of a quarter or a year by then."""
    by_months: dict[int, list[str]] = {}
    for measure in measures:
        by_months.setdefault(span or frequency_of(measure).months, []).append(measure)
    breakdown = ALL if split == TEAM else split
    held = [
        split_rows(store, alike, before(month, back - 1), month, ALL, shown, breakdown)
        for back, alike in by_months.items()
    ]
    rows = with_meaning(pl.concat(held), catalogue()).sort("position", maintain_order=True)
    return rows.with_columns(category=pl.col("team" if split == TEAM else "category"), has_counts=counted())


def _split(store: Store, rows: pl.DataFrame, areas: Sequence[str]) -> pl.DataFrame:
    """The figures of every category of a split, each added up over the localities of an area that have it."""
    found = []
    for area in areas:
        within = [area, *catalogue().behind(area)]
        of_area = rows if area == ALL else rows.filter(pl.col("locality").is_in(within))
        found.append(_added_up(of_area).with_columns(locality=pl.lit(area)))
    together = with_population(pl.concat(found), catalogue()).with_columns(value=value_of_rows())
    rated = with_targets(together, targets_in_force(store)).with_columns(rag=rag())
    return rated.with_columns(distance=distance(), count_to_target=count_to_target()).sort(
        "position", "month", maintain_order=True
    )


def _added_up(rows: pl.DataFrame) -> pl.DataFrame:
    meaning = [name for name in catalogue().indicator_frame().columns if name != "measure_id"]
    every = pl.col("has_counts").all()
    alone = pl.len() == 1
    return rows.group_by("measure_id", "category", "month", maintain_order=True).agg(
        *(pl.when(every & pl.col(c).is_not_null().all()).then(pl.col(c).sum()).alias(c) for c in _COUNTS),
        *(pl.col(name).first() for name in meaning),
        value=pl.when(alone).then(pl.col("value").first()),
        marker=pl.when(alone).then(pl.col("marker").first()),
        simulated=pl.col("simulated").any(),
        load_id=pl.col("load_id").max(),
        parts_missing=pl.lit(""),
    )


_COUNTS = ("numerator", "denominator")


def _why() -> pl.Expr:
    said = case(
        (pl.col("marker") == "x", "not available"),
        (pl.col("marker") == "z", "nothing was counted"),
        (pl.col("marker") == "c", "withheld by who sent it"),
        otherwise="no figure",
    )
    return pl.when(pl.col("value").is_null()).then(said)


def _pooled(rows: pl.DataFrame, first: date, month: date, span: int) -> pl.DataFrame:
    """All months together, of each series that reaches the newest month that it can."""
    ends = rows.filter(of_month(month)).select("month", "period_months").unique()
    found = [
        pooled_over(rows.filter(pl.col("period_months") == period), end, span, by=_SERIES)
        for end, period in ends.rows()
    ]
    if not found:
        return rows.clear().with_columns(no_value=pl.lit(None, pl.String))
    return _as_figure(pl.concat(found, how="diagonal_relaxed"), "pooled").with_columns(month=pl.lit(month))


def _quarters(rows: pl.DataFrame) -> pl.DataFrame:
    found = financial_quarters(rows, by=_SERIES)
    known = rows.unique(_SERIES, keep="last").drop("month", "window")
    joined = found.join(known, on=_SERIES, how="left", maintain_order="left", nulls_equal=True)
    return _as_figure(joined.with_columns(month=pl.col("quarter_start").dt.offset_by("2mo")), "quarter")


def _as_figure(rows: pl.DataFrame, prefix: str) -> pl.DataFrame:
    return rows.with_columns(
        *(pl.col(f"{prefix}_{name}").alias(name) for name in ("numerator", "denominator", "value")),
        no_value=pl.col(f"no_{prefix}"),
    )
