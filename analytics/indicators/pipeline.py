"""A figure from the rows of the store to the tables of pages and packs, in one order; each step is a module.

1. `pooling`: the rows of an area, added up from its localities where it has none of its own
2. `calendar`: a row for every month, so that a month nobody sent is a gap
3. `figures`, with `rag`: value, target, rating, change
4. `direction`: which way it goes, and for how long
5. `quarters`: the rolling quarter
6. `spc`: the expected range as of a month, its signals, and whether the target can be relied on
7. `headlines`: since when the target has been missed, and which list the indicator is on

Steps 1 to 5 are worked out for all months of an area at once. What leaves this package is a selection of the columns,
named in `schemas`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from operator import attrgetter

import polars as pl

from analytics import formatting
from analytics.caching import cached_per_version
from analytics.catalogue import ALL, TARGET, catalogue
from analytics.columns import case, projected
from analytics.headlines import LISTS, history, with_lists, with_small
from analytics.indicators.calendar import every_indicator_and_month
from analytics.indicators.calibration import expected_by_chance
from analytics.indicators.direction import NEEDS_THREE, RUN_WINDOWS, directions
from analytics.indicators.events import limits_since
from analytics.indicators.figures import OTHER_PARTS, figures
from analytics.indicators.kinds import value_of_rows, with_meaning
from analytics.indicators.pooling import note, with_pooled
from analytics.indicators.quarters import rolling_quarters
from analytics.indicators.reported import monthly
from analytics.indicators.schemas import (
    CHART,
    LIMITS,
    HeadlineFigures,
    KpiFacts,
    MonthTable,
    PrintedFigures,
    Priorities,
    Series,
    Values,
)
from analytics.indicators.spc import NO_FIGURE, assurance, control_charts, range_may_not_hold
from analytics.months import of_month
from analytics.store import DamagedFile, Shown, Store, all_rows, indicator_rows, is_former, named_units, place_rows
from analytics.units import in_unit, rounded

# Real and simulated months of one indicator are two series: nothing is compared, pooled or counted across them.
# So are those of different parts of an area, where some have no figure.
_SERIES = ("measure_id", "simulated", "parts_missing")
_LIKE_BEFORE = "needs a figure of the same areas in each of the three {}s before"
_OWN = ("signal", "side", "variation", "no_variation", "few")  # of a month; the rest is of its chart
_CHART = (*dict.fromkeys((*LIMITS, *CHART, *_OWN)), "charted")
SPARK_MONTHS = 13


@cached_per_version
def measured(store: Store) -> tuple[str, ...]:
    """The measure_id of each indicator of the catalogue of which any figure is held, or may be in a damaged file; no
    page shows the others."""
    try:
        held = set(named_units(store)["measure_id"])
    except DamagedFile:
        return tuple(catalogue().indicators)
    return tuple(measure_id for measure_id in catalogue().indicators if measure_id in held)


@cached_per_version
def figures_by_month(store: Store, locality: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """Every month's figures of an area, latest or as first published: steps 1 to 5.

    first_published has the value of the cut of the month itself, null where that cut is not held.
    """
    published = _area_rows(store, locality, "published")
    first = published.select("measure_id", "month", first_published=value_of_rows(), first_simulated="simulated")
    rows = published if shown == "published" else _area_rows(store, locality, "known")
    found = _worked_out(store, every_indicator_and_month(rows, locality, measured(store)))
    return found.join(first, on=["measure_id", "month"], how="left", maintain_order="left")


def _area_rows(store: Store, locality: str, shown: Shown) -> pl.DataFrame:
    """Step 1: the rows of an area with what can be pooled from its localities, and a note that says so."""
    behind = place_rows(store, list(catalogue().behind(locality)), shown)
    rows = with_pooled(indicator_rows(store, locality, shown), behind, locality, catalogue())
    return rows.join(_published(store), on=["measure_id", "month"], how="left", maintain_order="left").with_columns(
        note=note(pl.col("real").fill_null(False), _took_place(locality), locality)
    )


def _took_place(locality: str) -> pl.Expr | None:
    """Of which areas the figures of an area are in the months before it came into force; null in others."""
    earlier = () if locality == ALL else catalogue().predecessors(locality)
    if not earlier:
        return None
    names = formatting.joined([catalogue().area_name(area) for area in earlier])
    said = f"the figure of {names}" if len(earlier) == 1 else f"the sum of {names}"
    return pl.when(pl.col("month") < catalogue().areas[locality].valid_from).then(pl.lit(said))


@cached_per_version
def _published(store: Store) -> pl.DataFrame:
    """The measures and months of which a real row of the whole is held; asked once, not again for every area."""
    return indicator_rows(store, ALL).filter(~pl.col("simulated")).select("measure_id", "month", real=True)


def _worked_out(store: Store, rows: pl.DataFrame) -> pl.DataFrame:
    """Steps 3 to 5."""
    found = directions(figures(rows, targets_in_force(store)), _SERIES)
    others = pl.col("parts_missing").n_unique().over("measure_id") > 1
    found = found.with_columns(
        no_direction=pl.when(others & (pl.col("no_direction") == pl.format(NEEDS_THREE, "period")))
        .then(pl.format(_LIKE_BEFORE, "period"))
        .otherwise("no_direction")
    )
    quarters = rolling_quarters(found, by=_SERIES).rename({"quarter_value": "rolling_quarter"})
    unknown = pl.when(pl.col("rolling_quarter").is_null()).then(pl.format(NO_FIGURE, "period"))
    return quarters.with_columns(no_quarter=pl.coalesce("no_quarter", unknown))


@cached_per_version
def targets_in_force(store: Store) -> pl.DataFrame:
    """The catalogue's targets, with the columns of TARGET.

    In a store from before catalogues were loaded, those that were go before the others of the same month.
    """
    if not is_former(store):
        return catalogue().target_frame()
    loaded = all_rows(store, "targets").select(*TARGET, "load_id")
    return (
        pl.concat([catalogue().target_frame(), loaded], how="diagonal")
        .sort("load_id", nulls_last=False)
        .unique(["measure_id", "area", "valid_from"], keep="last")
        .select(*TARGET)
        .sort("valid_from")
    )


@cached_per_version
def control(store: Store, month: date, locality: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """Step 6: the control charts of an area's indicators with what was held up to a month; see `control_charts`.

    Only of figures of a month or of a month's end. Real months are judged by real ones, simulated by simulated ones.
    Limits are worked out afresh where an analyst confirmed it; see `limits_since`. What is too short for a season of
    its own has that of national figures; see `reported.monthly`.
    """
    known = figures_by_month(store, locality, shown).filter(
        (pl.col("month") <= month) & pl.col("window").is_in(RUN_WINDOWS) & pl.col("load_id").is_not_null()
    )
    alike = known.group_by("measure_id").agg(pl.col("simulated").last())
    rows = known.join(alike, on=["measure_id", "simulated"], how="semi").with_columns(of_part=pl.lit(locality != ALL))
    return _charts(rows, limits_since(store, locality), monthly(store))


def _charts(known: pl.DataFrame, limits: Mapping[str, Iterable[date]], national: pl.DataFrame) -> pl.DataFrame:
    """The control charts, each of the months in which the same parts have no figure, most often none (charted says
    which): the figure of other parts is no later value of the same thing."""
    figures_of = known.group_by("measure_id", "parts_missing").agg(pl.len(), newest=pl.col("month").max())
    usual = figures_of.sort("len", "newest").group_by("measure_id").agg(charted=pl.col("parts_missing").last())
    alike = known.join(usual, left_on=["measure_id", "parts_missing"], right_on=["measure_id", "charted"], how="semi")
    charts = control_charts(alike, limits, national=national)
    return charts.join(usual, on="measure_id", how="left", maintain_order="left")


def why_no_variation(month: date) -> pl.Expr:
    """Why a month has no variation in the charts of `control` up to `month`, in words; null where it has."""
    why = case(
        (~pl.col("window").is_in(RUN_WINDOWS), "each figure also covers months before it"),
        (pl.col("value").is_null(), pl.format(NO_FIGURE, "period")),
        (pl.col("month") > month, "comes after the month that is shown"),
        (pl.col("parts_missing") != pl.col("charted").max().over("measure_id"), OTHER_PARTS),
        otherwise=pl.coalesce("no_variation", pl.lit("real and simulated months are judged apart")),
    )
    return pl.when(pl.col("variation").is_null()).then(why)


def _judged(rows: pl.DataFrame, charts: pl.DataFrame, month: date) -> pl.DataFrame:
    """The rows with what the charts up to `month` say of each; `charts` has some of the columns of the rows as key."""
    key = [column for column in ("measure_id", "month") if column in charts.columns]
    return (
        rows.join(charts, on=key, how="left", maintain_order="left")
        .with_columns(no_variation=why_no_variation(month))
        .with_columns(no_assurance=range_may_not_hold())
        .with_columns(
            assurance=pl.when(pl.col("no_assurance").is_null()).then(assurance(pl.col("polarity"), pl.col("target"))),
            expected_by_chance=pl.when(pl.col("variation").is_not_null()).then(expected_by_chance()),
        )
    )


@cached_per_version
def figures_of_month(store: Store, month: date, locality: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """The indicators of one month in the catalogue's order after step 6, one row an indicator; of one with a figure a
    quarter or a year, the row of the newest that had ended by the month.

    An indicator without a figure in the month is there with a null value and marker `x`, unless the area has no figures
    at all or none as early or as late; then the table is empty.
    """
    latest = control(store, month, locality, shown).drop_nulls("value").group_by("measure_id").last()
    # A month without a figure has limits, those of the months before, but no signal of its own.
    own_of_month = [pl.when(of_month(month)).then(c).alias(c) for c in _OWN]
    periods = catalogue().indicator_frame().select("measure_id", "period_months", "last_month")
    charts = latest.join(periods, on="measure_id", maintain_order="left").select(
        "measure_id", "charted", *(c for c in (*LIMITS, *CHART) if c not in _OWN), *own_of_month
    )
    return _judged(figures_by_month(store, locality, shown).filter(of_month(month)), charts, month)


@cached_per_version
def month_table(store: Store, month: date, locality: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """The table of a month that pages show; rows as in `figures_of_month`, columns of `MonthTable`. It needs nothing of
    the months before."""
    return projected(with_small(figures_of_month(store, month, locality, shown)), MonthTable)


@cached_per_version
def with_headlines(store: Store, month: date, locality: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """Step 7: the rows of `figures_of_month` with the columns of `headlines.history` and `headlines.with_lists`."""
    lowest, highest = (in_unit(attrgetter(end), pl.Float64) for end in ("lowest", "highest"))
    table = figures_of_month(store, month, locality, shown).with_columns(
        usual=rounded(pl.col("mean")),
        lowest_usual=pl.max_horizontal("lower", pl.when(pl.col("lower").is_not_null()).then(lowest)),
        highest_usual=pl.min_horizontal("upper", pl.when(pl.col("upper").is_not_null()).then(highest)),
    )
    before = history(figures_by_month(store, locality, shown), month)
    earlier = pl.when(~pl.col("of_other_parts")).then(pl.col("earlier_rag", "earlier_status"))
    return with_lists(table.join(before, on="measure_id", how="left", maintain_order="left").with_columns(earlier))


@cached_per_version
def headline_figures(store: Store, month: date, locality: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """What headlines and sentences of a month are made from; rows as in `figures_of_month`, columns of
    `HeadlineFigures`."""
    return projected(with_headlines(store, month, locality, shown), HeadlineFigures)


@cached_per_version
def priorities(store: Store, month: date, locality: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """The lists of a month in one frame, sorted by list and order; columns of `Priorities`."""
    rows = with_headlines(store, month, locality, shown).filter(pl.col("list").is_not_null())
    return projected(rows.sort(pl.col("list").cast(pl.Enum(LISTS)), "list_order"), Priorities)


def _all_months(store: Store, measure_id: str, month: date, locality: str, shown: Shown) -> pl.DataFrame:
    frame = figures_by_month(store, locality, shown).filter(pl.col("measure_id") == measure_id)
    held = frame.filter(pl.col("load_id").is_not_null())["month"]
    frame = frame.filter(pl.col("month").is_between(held.min(), held.max())) if held.len() else frame.clear()
    charts = control(store, month, locality, shown).filter(pl.col("measure_id") == measure_id)
    return _judged(frame, charts.select("measure_id", "month", *_CHART, "recalculated"), month)


@cached_per_version
def series(store: Store, measure_id: str, month: date, locality: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """All months of one indicator from the first held to the last, oldest first; columns of `Series`.

    A month between them that no extract has is there with a null value and the marker `x`. The columns of LIMITS are
    those of the control chart of the months up to `month`; later months have none.
    """
    return projected(_all_months(store, measure_id, month, locality, shown), Series)


@cached_per_version
def kpi_facts(store: Store, measure_id: str, month: date, locality: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """What is said of one indicator in one month: its row of `series`, with the columns of `KpiFacts`."""
    return projected(_all_months(store, measure_id, month, locality, shown).filter(of_month(month)), KpiFacts)


@cached_per_version
def sparklines(store: Store, month: date, locality: str = ALL, shown: Shown = "known") -> dict[str, list[float | None]]:
    """For each measure its values in the thirteen months (quarters, years) up to `month`, None where there is no
    figure."""
    found: dict[str, list[float | None]] = {}
    frame = figures_by_month(store, locality, shown).filter(pl.col("month") <= month)
    first = month.year * 12 + month.month
    for measure_id, at, apart, value in frame.select("measure_id", "month", "period_months", "value").rows():
        back = (first - at.year * 12 - at.month) // apart
        if back < SPARK_MONTHS:
            found.setdefault(measure_id, [None] * SPARK_MONTHS)[SPARK_MONTHS - 1 - back] = value
    return found


def values_known(store: Store, locality: str, month: date) -> pl.DataFrame:
    """The latest values of an area up to a month, one row a measure and month that has one of the whole area; columns
    of `Values`."""
    of_all = pl.col("value").is_not_null() & (pl.col("parts_missing") == "")
    return projected(figures_by_month(store, locality).filter((pl.col("month") <= month) & of_all), Values)


def printed_figures(store: Store, rows: pl.DataFrame, month: date) -> pl.DataFrame:
    """What follows from rows of the whole alone (with their `reference`) up to a month: steps 3 to 6, columns of
    `PrintedFigures`."""
    own = with_meaning(rows, catalogue()).filter(pl.col("month") <= month).with_columns(parts_missing=pl.lit(""))
    found = _worked_out(store, own).with_columns(of_part=pl.lit(False), counts_simulated=pl.lit(False))
    charts = _charts(found.filter(pl.col("window").is_in(RUN_WINDOWS)), limits_since(store), monthly(store))
    return projected(_judged(found, charts.select("measure_id", "month", *_CHART), month), PrintedFigures)
