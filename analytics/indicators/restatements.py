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

import polars as pl

from analytics.caching import cached_per_version
from analytics.catalogue import catalogue
from analytics.columns import case, projected
from analytics.indicators.figures import difference
from analytics.indicators.kinds import with_values
from analytics.indicators.schemas import Restatements
from analytics.store import Store, loads, named_units, restated_figures
from analytics.store.proposal import APPEARS, DISAPPEARS, WAS

_EARLIER = {"source": "source", "cut": "cut", "load": "load_id", "value": "value", "simulated": "simulated"}
LATER_CUT, CORRECTED, OTHER_SOURCE = "later cut", "corrected load", "another source"
NOW_REAL, NOW_SIMULATED = "now from real rows", "now from simulated rows"
LATE, NO_LONGER = "stated late", "no longer stated"
_VERSION = ("source", "cut", "load_id", "simulated", "numerator", "denominator", "value", "marker")


@cached_per_version
def restatements(store: Store, measure_id: str | None = None) -> pl.DataFrame:
    """Every figure of the whole or a locality that moved, newest first; columns of `Restatements`.

    Values and differences are in the unit of the indicator (no difference where a version has no value, or one of the
    two is simulated). `source`, `later_cut` and `later_load` are those of the later version, or of the load that no
    longer states the figure; `why` is `later cut`, `corrected load`, `another source`, `now from real rows`, `now from
    simulated rows`, `stated late` or `no longer stated`; `simulated` says that either version is. `by_load` is the load
    that did it, with its files, `loaded_at` (UTC) and `loaded_by` (a role).
    """
    moved = restated_figures(store, measure_id).filter(pl.col("measure_id").is_in(list(catalogue().indicators)))
    of = ("measure_id", "locality", "month")
    was = moved.select(*of, *(pl.col(f"{WAS}{name}").alias(name) for name in _VERSION if name not in of))
    earlier, later = (with_values(version, catalogue()) for version in (was, moved))
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
    found = (
        both.filter(differs)
        .join(catalogue().indicator_frame().select("measure_id", "name", "decimals"), on="measure_id", how="left")
        .join(loads(store), on="by_load", how="left")
        .with_columns(why=_why(), simulated=pl.any_horizontal(is_simulated))
        .with_columns(
            difference=pl.when(pl.col("earlier_simulated") == pl.col("later_simulated")).then(
                difference("later_value", "earlier_value")
            )
        )
        .sort("by_load", "later_cut", "month", "measure_id", "locality", descending=[True, True, True, False, False])
    )
    # Each text once: a row that is left would hold the texts of all versions, those that moved nothing among them.
    return projected(found, Restatements).with_columns(pl.col(pl.String).cast(pl.Categorical).cast(pl.String))


def _why() -> pl.Expr:
    return case(
        (pl.col("what") == APPEARS, LATE),
        (pl.col("what") == DISAPPEARS, NO_LONGER),
        (pl.col("earlier_simulated") & ~pl.col("later_simulated"), NOW_REAL),
        (pl.col("later_simulated") & ~pl.col("earlier_simulated"), NOW_SIMULATED),
        (pl.col("earlier_source") != pl.col("source"), OTHER_SOURCE),
        (pl.col("later_cut") == pl.col("earlier_cut"), CORRECTED),
        otherwise=LATER_CUT,
    )


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
