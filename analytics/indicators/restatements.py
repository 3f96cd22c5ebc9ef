"""Why a figure is not what it was: later cuts, corrected loads, another source, real rows in place of simulated ones.

- What was shown is worked out anew after each load, by the rule that readers' figures are chosen by; see
  `analytics.store.restated`. Each load after which something else was shown of a figure is listed: it moved, in value
  or in why there is none, it is no longer stated, or it was stated late, after others of its month.
- A simulated figure that a real one took the place of is named as such: the two are no measure of the same thing, so
  no difference is worked out.
- Loads that were undone are left out: they restate nothing any more.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from analytics import months
from analytics.caching import cached_per_version
from analytics.catalogue import ALL, catalogue, unit_of
from analytics.indicators.figures import value_of_rows
from analytics.percent import from_tenths, tenths
from analytics.store import Store, indicator_rows, loads, named_units, restated_figures
from analytics.store.proposal import APPEARS, DISAPPEARS, WAS

COLUMNS = (
    *("measure_id", "name", "locality", "month", "earlier_source", "earlier_cut", "earlier_load", "earlier_value"),
    *("source", "later_cut", "later_load", "later_value", "difference", "why", "loaded_at", "loaded_by", "simulated"),
    *("by_load", "file_name"),
)
_EARLIER = {"source": "source", "cut": "cut", "load": "load_id", "value": "value", "simulated": "simulated"}
LATER_CUT, CORRECTED, OTHER_SOURCE = "later cut", "corrected load", "another source"
NOW_REAL, NOW_SIMULATED = "now from real rows", "now from simulated rows"
LATE, NO_LONGER = "stated late", "no longer stated"
_VERSION = ("source", "cut", "load_id", "simulated", "numerator", "denominator", "value", "marker")


@cached_per_version
def restatements(store: Store, measure_id: str | None = None) -> pl.DataFrame:
    """Every figure of the county or a locality that moved, newest first: columns of COLUMNS.

    Values and differences are in the unit of the indicator (no difference where a version has no value, or one of the
    two is simulated). `source`, `later_cut` and `later_load` are those of the later version, or of the load that no
    longer states the figure; `why` is `later cut`, `corrected load`, `another source`, `now from real rows`, `now from
    simulated rows`, `stated late` or `no longer stated`; `simulated` says that either version is. `by_load` is the load
    that did it, with its files, `loaded_at` (UTC) and `loaded_by` (a role).
    """
    moved = restated_figures(store, measure_id)
    earlier = moved.select(pl.col(f"{WAS}{name}").alias(name) for name in _VERSION).with_columns(value=value_of_rows())
    later = moved.with_columns(value=value_of_rows())
    gone = pl.col("what") == DISAPPEARS
    both = later.select(
        *("measure_id", "locality", "month", "what", "by_load"),
        source=pl.when(gone).then("by_source").otherwise("source"),
        later_cut=pl.when(gone).then("by_cut").otherwise("cut"),
        later_load=pl.when(gone).then("by_load").otherwise("load_id"),
        later_value="value",
        later_simulated="simulated",
        **{f"earlier_{n}": earlier[c] for n, c in _EARLIER.items()},
    )
    differs = pl.col("later_value").ne_missing(pl.col("earlier_value")) | (pl.col("what") == APPEARS) | gone
    is_simulated = [pl.col(f"{which}_simulated").fill_null(value=False) for which in ("earlier", "later")]
    return (
        both.filter(differs)
        .join(catalogue().indicator_frame().select("measure_id", "name"), on="measure_id", how="left")
        .join(loads(store), on="by_load", how="left")
        .with_columns(why=_why(), simulated=pl.any_horizontal(is_simulated))
        .with_columns(
            difference=pl.when(pl.col("earlier_simulated") == pl.col("later_simulated")).then(
                from_tenths(tenths(pl.col("later_value")) - tenths(pl.col("earlier_value")))
            )
        )
        .sort("by_load", "later_cut", "month", "measure_id", "locality", descending=[True, True, True, False, False])
        .select(COLUMNS)
        # Each text once: a row that is left would hold the texts of all versions, those that moved nothing among them.
        .with_columns(pl.col(pl.String).cast(pl.Categorical).cast(pl.String))
    )


def _why() -> pl.Expr:
    return (
        pl.when(pl.col("what") == APPEARS)
        .then(pl.lit(LATE))
        .when(pl.col("what") == DISAPPEARS)
        .then(pl.lit(NO_LONGER))
        .when(pl.col("earlier_simulated") & ~pl.col("later_simulated"))
        .then(pl.lit(NOW_REAL))
        .when(pl.col("later_simulated") & ~pl.col("earlier_simulated"))
        .then(pl.lit(NOW_SIMULATED))
        .when(pl.col("earlier_source") != pl.col("source"))
        .then(pl.lit(OTHER_SOURCE))
        .when(pl.col("later_cut") == pl.col("earlier_cut"))
        .then(pl.lit(CORRECTED))
        .otherwise(pl.lit(LATER_CUT))
    )


def restatement_sentence(row: dict[str, Any]) -> str:
    """One row of `restatements` in words."""
    place = "" if row["locality"] == ALL else f", {row['locality']}"
    earlier = _version(row, "earlier", row["earlier_source"], row["simulated"] and row["why"] != NOW_SIMULATED)
    later = _version(row, "later", row["source"], row["simulated"] and row["why"] != NOW_REAL)
    return (
        f"{row['name']}{place}, {months.words(row['month'])}: {earlier}, then {later}: {row['why']}, loaded on "
        f"{row['loaded_at'].day} {row['loaded_at']:%B %Y, %H:%M} UTC by the {row['loaded_by']} (load {row['by_load']}, "
        f"{row['file_name']})."
    )


def restatement_sentences(store: Store, measure_id: str, locality: str, month: date) -> list[str]:
    """What moved one figure, newest load first, in words; of a figure that is pooled, what moved those of its
    localities. One sentence where nothing did, or where that can't be known."""
    found = restatements(store).filter(measure_id=measure_id, month=month)
    moved = [restatement_sentence(row) for row in found.filter(locality=locality).iter_rows(named=True)]
    if indicator_rows(store, locality).filter(measure_id=measure_id, month=month).is_empty():
        parts = found.filter(pl.col("locality").is_in(catalogue().members(locality)))
        if not parts.is_empty():
            moved += ["It is pooled from its localities, and moves with them."]
            moved += [restatement_sentence(row) for row in parts.iter_rows(named=True)]
    return moved or [_not_moved(loads_that_name(store, measure_id, month), month)]


def loads_that_name(store: Store, measure_id: str, month: date) -> list[int]:
    """The loads that say anything of an indicator in a month, undone ones left out."""
    named = named_units(store, replaced_too=True).filter(measure_id=measure_id, month=month)
    return named["load_id"].unique().sort().to_list()


def anything_to_compare(store: Store, measure_id: str | None = None) -> bool:
    """Whether any indicator and month, or any month of one, was stated more than once, so that it can have moved."""
    named = named_units(store, replaced_too=True)
    named = named if measure_id is None else named.filter(measure_id=measure_id)
    stated = named.select("measure_id", "month", "cut", "load_id", "source").unique()
    return stated.height > stated.select("measure_id", "month").unique().height


def _not_moved(loads: list[int], month: date) -> str:
    if not loads:
        return f"No load has a figure of {months.words(month)}, so none could change."
    if len(loads) == 1:
        return (
            f"Whether it has is not known: load {loads[0]} alone has the figure of {months.words(month)}, and there is "
            "nothing to compare it with."
        )
    return f"It has not: no load has changed the figure of {months.words(month)} since it was first held."


def _version(row: dict[str, Any], which: str, source: str, simulated: bool) -> str:
    if row[f"{which}_load"] is None:
        return "no figure"
    mark = " (simulated)" if simulated else ""
    cut = months.words(row[f"{which}_cut"])
    value = unit_of(row["measure_id"]).value(row[f"{which}_value"])
    return f"{value}{mark} in the cut {cut} of {source} (load {row[f'{which}_load']})"
