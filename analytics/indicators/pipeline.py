"""What the Overview and the Indicator page show, each as one frame; the command line prints the same frames."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date

import polars as pl

from analytics import months
from analytics.caching import cached_by_identity, cached_per_version
from analytics.catalogue import ALL, catalogue
from analytics.headlines import NO_RATING, OVERALL_RATING, WITHHELD, furthest_first, ratings_by_theme
from analytics.indicators.direction import RUN_WINDOWS, directions
from analytics.indicators.events import rebase_points
from analytics.indicators.figures import figures, value_of_rows
from analytics.indicators.pooling import note, with_pooled
from analytics.indicators.quarters import rolling_quarters
from analytics.indicators.spc import NO_FIGURE, Options, assurance, control_charts
from analytics.store import DamagedFile, Shown, Store, all_rows, indicator_rows, place_rows

# The columns of `table indicators`, in this order; people and scripts rely on the names.
COLUMNS = (
    *("measure_id", "name", "theme", "locality", "month", "value", "marker", "numerator", "denominator"),
    *("target", "tolerance_percent", "rag", "status", "distance", "change", "direction", "run_months", "trend"),
    *("variation", "assurance", "group", "rolling_quarter", "year_ago", "count_to_target", "counted"),
    *("first_published", "simulated", "note", "no_variation"),
)
# What `table indicator` has besides: the control chart.
LIMITS = ("mean", "lower", "upper", "near_lower", "near_upper", "signal", "trial")

STATUSES = ("red", "amber", "green")
NO_TARGET = "no target"
# Real and simulated months of one indicator are two series: nothing is compared, pooled or counted across them.
_APART = ("measure_id", "simulated")
ORDERS = {
    "theme": "By theme",
    "group": "By performance group",
    "distance": "Furthest from target first",
    "change": "Most worsened first",
}
SPARK_MONTHS = 13


@cached_per_version
def all_figures(store: Store, locality: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """Every month's figures of a locality, as now known or as first published; see `figures`.

    first_published has the value of the cut of the month itself, null where that cut is not held.
    """
    then = _rows(store, locality, "published")
    first = then.select("measure_id", "month", first_published=value_of_rows(), first_simulated="simulated")
    rows = _every_month(then if shown == "published" else _rows(store, locality, "known"), locality)
    worked_out = figures(rows, catalogue(), targets_in_force(store))
    worked_out = rolling_quarters(directions(worked_out, _APART), by=_APART).rename(
        {"quarter_value": "rolling_quarter"}
    )
    return worked_out.join(first, on=["measure_id", "month"], how="left", maintain_order="left")


@cached_per_version
def _published(store: Store) -> pl.DataFrame:
    """The measures and months of which a real county row is held; asked once, not again for every area."""
    return indicator_rows(store, ALL).filter(~pl.col("simulated")).select("measure_id", "month", real=True)


def _rows(store: Store, locality: str, shown: Shown) -> pl.DataFrame:
    """The rows of an area with what can be pooled from its localities, and a note that says so."""
    held, places = indicator_rows(store, locality, shown), catalogue().members(locality)
    rows = with_pooled(held, place_rows(store, list(places), shown), places, locality)
    return rows.join(_published(store), on=["measure_id", "month"], how="left", maintain_order="left").with_columns(
        note=note(pl.col("real").fill_null(False))
    )


def _every_month(rows: pl.DataFrame, locality: str) -> pl.DataFrame:
    """The rows, and one marked `x` for each indicator and month between the first and the last that has none."""
    if rows.is_empty():
        return rows
    span = pl.select(month=pl.date_range(pl.lit(rows["month"].min()), pl.lit(rows["month"].max()), "1mo"))
    absent = (
        catalogue()
        .indicator_frame()
        .select("measure_id")
        .join(span, how="cross")
        .join(rows, on=["measure_id", "month"], how="anti")
        .with_columns(locality=pl.lit(locality), marker=pl.lit("x"))
    )
    return pl.concat([rows, absent], how="diagonal")


@cached_per_version
def targets_in_force(store: Store) -> pl.DataFrame:
    """The catalogue's targets, and those of `targets` extracts, which go before the catalogue's of the same month."""
    columns = ["measure_id", "valid_from", "target", "tolerance_percent"]
    loaded = all_rows(store, "targets").select(*columns, "load_id")
    return (
        pl.concat([catalogue().target_frame(), loaded], how="diagonal")
        .sort("load_id", nulls_last=False)
        .unique(["measure_id", "valid_from"], keep="last")
        .select(columns)
        .sort("valid_from")
    )


@cached_per_version
def month_table(store: Store, month: date, locality: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """The indicators of one month in the catalogue's order: one row an indicator, columns as in `figures`.

    An indicator without a figure in the month stands there with a null value and marker `x`, unless the locality
    has no figures at all or none as early or as late; then the table is empty.
    """
    latest = control(store, month, locality, shown).drop_nulls("value").group_by("measure_id").last()
    # A month without a figure has limits, those of the months before, but no signal of its own.
    own = ("signal", "side", "variation", "no_variation")
    of_month = [pl.when(pl.col("month") == month).then(c).alias(c) for c in own]
    judged = latest.select("measure_id", *(c for c in LIMITS if c not in own), *of_month)
    return (
        all_figures(store, locality, shown)
        .filter(pl.col("month") == month)
        .join(judged, on="measure_id", how="left", maintain_order="left")
        .with_columns(assurance=assurance(pl.col("polarity"), pl.col("target")), no_variation=why_no_variation(month))
    )


def why_no_variation(month: date) -> pl.Expr:
    """Why a month has no variation in the charts of `control` up to `month`, in words; null where it has."""
    return pl.when(pl.col("variation").is_null()).then(
        pl.when(~pl.col("window").is_in(RUN_WINDOWS))
        .then(pl.lit("each figure also covers months before it"))
        .when(pl.col("value").is_null())
        .then(pl.lit(NO_FIGURE))
        .when(pl.col("month") > month)
        .then(pl.lit("comes after the month that is shown"))
        .otherwise(pl.coalesce("no_variation", pl.lit("real and simulated months are judged apart")))
    )


@cached_per_version
def control(store: Store, month: date, locality: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """The control charts of a locality's indicators with what was held up to a month: see `control_charts`.

    Only of figures of a month or of a month's end. Real months are judged by real ones, simulated by simulated ones.
    Limits are worked out afresh where an analyst confirmed it; see `limits_since`.
    """
    known = all_figures(store, locality, shown).filter(
        (pl.col("month") <= month) & pl.col("window").is_in(RUN_WINDOWS) & pl.col("load_id").is_not_null()
    )
    alike = known.group_by("measure_id").agg(pl.col("simulated").last())
    known = known.join(alike, on=["measure_id", "simulated"], how="semi")
    return charts_since(known, limits_since(store, locality))


def charts_since(known: pl.DataFrame, points: Mapping[str, tuple[date, ...]]) -> pl.DataFrame:
    """The control charts of several indicators (see `control_charts`), with limits worked out afresh at `points`."""
    afresh = [
        control_charts(known.filter(measure_id=measure_id), Options(rebase=since))
        for measure_id, since in points.items()
    ]
    as_ever = control_charts(known.filter(~pl.col("measure_id").is_in(list(points))))
    return pl.concat([as_ever, *afresh]).sort("measure_id", "month")


@cached_per_version
def limits_since(store: Store, locality: str = ALL) -> dict[str, tuple[date, ...]]:
    """By indicator the months from which its control limits in an area are worked out afresh; see `rebase_points`.

    None while a file of events is damaged, so that figures are shown all the same; the damage is told on every page.
    """
    with suppress(DamagedFile):
        return rebase_points(all_rows(store, "events"), locality)
    return {}


@cached_by_identity
def narrowed(table: pl.DataFrame, theme: str = ALL, status: str = ALL) -> pl.DataFrame:
    """The rows of a month's table that have a theme and a status (or NO_TARGET, for those without one)."""
    if theme != ALL:
        table = table.filter(pl.col("theme") == theme)
    if status == NO_TARGET:
        return table.filter(pl.col("status").is_null())
    return table if status == ALL else table.filter(pl.col("status") == status)


@cached_by_identity
def ordered(table: pl.DataFrame, order: str) -> pl.DataFrame:
    """A month's table by `theme` (the catalogue's order), `distance` (furthest on the wrong side of the target first)
    `change` (most worsened first) or `group` (performance group 1 first); rows that have neither come last."""
    if order == "distance":
        return furthest_first(table)
    if order == "group":
        return table.sort("group", "position", nulls_last=True)
    if order == "change":
        worse = pl.when(pl.col("polarity") == "bigger").then(-pl.col("change")).otherwise("change")
        return table.sort(worse, descending=True, nulls_last=True, maintain_order=True)
    return table


@cached_by_identity
def status_by_theme(table: pl.DataFrame) -> pl.DataFrame:
    """How many of each theme's indicators have each overall rating, and what share (percent) that is.

    Columns: theme, status, count, share, simulated (whether any figure of the table is); themes in the table's order,
    statuses as in STATUSES and NO_TARGET last.
    """
    counts = ratings_by_theme(table, OVERALL_RATING).filter(pl.col("rating") != WITHHELD)
    return counts.select(
        "theme",
        status=pl.col("rating").replace(NO_RATING, NO_TARGET),
        count="count",
        share=100 * pl.col("count") / pl.col("count").sum().over("theme"),
        simulated=pl.lit(bool(table["simulated"].any())),
    )


@cached_per_version
def series(store: Store, measure_id: str, month: date, locality: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """All months of one indicator from the first held to the last, oldest first; columns as in `month_table`.

    A month between them that no extract has stands there with a null value and the marker `x`. The columns of LIMITS
    are those of the control chart of the months up to `month`; later months have none.
    """
    frame = all_figures(store, locality, shown).filter(pl.col("measure_id") == measure_id)
    held = frame.filter(pl.col("load_id").is_not_null())["month"]
    frame = frame.filter(pl.col("month").is_between(held.min(), held.max())) if held.len() else frame.clear()
    chart = control(store, month, locality, shown).filter(pl.col("measure_id") == measure_id)
    return frame.join(
        chart.select("month", *LIMITS, "side", "variation", "no_variation", "recalculated"),
        on="month",
        how="left",
        maintain_order="left",
    ).with_columns(assurance=assurance(pl.col("polarity"), pl.col("target")), no_variation=why_no_variation(month))


@cached_per_version
def sparklines(store: Store, month: date, locality: str = ALL, shown: Shown = "known") -> dict[str, list[float | None]]:
    """For each measure its values in the thirteen months up to `month`, None where there is no figure."""
    window = [months.before(month, back) for back in range(SPARK_MONTHS - 1, -1, -1)]
    found: dict[str, list[float | None]] = {}
    frame = all_figures(store, locality, shown).filter(pl.col("month").is_in(window))
    for measure_id, at, value in frame.select("measure_id", "month", "value").rows():
        found.setdefault(measure_id, [None] * SPARK_MONTHS)[window.index(at)] = value
    return found
