"""Why a figure is not what it was: later cuts, corrected loads, another source, real rows in place of simulated ones.

- *Of one source*: its versions of a figure stand in the order of their cuts, and within a cut of their loads. Each
  version that differs from the one before it is a restatement, in value or in why there is none.
- *Of several sources*: what was shown is worked out anew after each of the loads that brought the figure or replaced
  it, by the rule that readers' figures are chosen by: real rows before simulated ones, then the newest cut, then the
  newest load. Each load after which something else was shown is listed.
- A simulated figure that a real one took the place of is named as such: the two are no measure of the same thing, so
  no difference is worked out.
- Loads that were undone are left out: they restate nothing any more.
"""

from __future__ import annotations

import polars as pl

from analytics.caching import cached_per_version
from analytics.catalogue import catalogue
from analytics.columns import case, projected
from analytics.indicators.figures import difference, value_of_rows
from analytics.indicators.schemas import Restatements
from analytics.store import Store, versions

LATER_CUT, CORRECTED, OTHER_SOURCE = "later cut", "corrected load", "another source"
NOW_REAL, NOW_SIMULATED = "now from real rows", "now from simulated rows"
_FIGURE = ["measure_id", "locality", "month"]
_STATE = {"source": "source", "cut": "cut", "load_id": "load", "value": "value", "simulated": "simulated"}


@cached_per_version
def restatements(store: Store, measure_id: str | None = None) -> pl.DataFrame:
    """Every figure of the county or a locality that moved, newest first; columns of `Restatements`."""
    known = versions(store, measure_id).with_columns(value=value_of_rows())
    several = known.filter(pl.col("source").n_unique().over("measure_id", "month") > 1)
    shown = _moves(_shown_after_each_load(store, several), _FIGURE)
    of_one_source = _moves(known, ["source", *_FIGURE])
    # Where the page showed a version, what it showed before is said, not what that source had said before.
    unseen = of_one_source.join(shown, on=[*_FIGURE, "source", "later_cut", "later_load"], how="anti")
    moved = pl.concat([shown, unseen])
    differs = pl.col("later_value").ne_missing(pl.col("earlier_value"))
    found = (
        moved.filter(differs)
        .join(catalogue().indicator_frame().select("measure_id", "name"), on="measure_id", how="left")
        .join(_loads(store), on="later_load", how="left")
        .with_columns(why=_why(), simulated=pl.col("earlier_simulated") | pl.col("later_simulated"))
        .with_columns(
            difference=pl.when(pl.col("earlier_simulated") == pl.col("later_simulated")).then(
                difference("later_value", "earlier_value")
            )
        )
        .sort("later_load", "later_cut", "month", "measure_id", descending=[True, True, True, False])
    )
    # Each text once: a row that is left would hold the texts of all versions, those that moved nothing among them.
    return projected(found, Restatements).with_columns(pl.col(pl.String).cast(pl.Categorical).cast(pl.String))


def _moves(rows: pl.DataFrame, of: list[str]) -> pl.DataFrame:
    """Each row beside the one before it of the same figure, in their order; not where that is the same version."""
    version = ("source", "cut", "load")
    return (
        rows.with_columns(pl.col(c).shift(1).over(of).alias(f"earlier_{n}") for c, n in _STATE.items())
        .filter(pl.col("earlier_load").is_not_null())
        .with_columns(pl.col(c).alias(f"later_{n}") for c, n in _STATE.items())
        .filter(pl.any_horizontal(pl.col(f"earlier_{n}") != pl.col(f"later_{n}") for n in version))
        .select(*_FIGURE, "source", *(f"{which}_{n}" for which in ("earlier", "later") for n in _STATE.values()))
    )


def _shown_after_each_load(store: Store, known: pl.DataFrame) -> pl.DataFrame:
    """Of each figure the version that was shown after each load that brought or replaced one of its month."""
    standing = [(load_id, part.source, part.cut) for load_id, part in store.parts("indicators", replaced_too=True)[0]]
    schema = {"load_id": pl.Int64, "source": pl.String, "cut": pl.Date}
    replaced = pl.DataFrame(standing, schema=schema, orient="row").sort("load_id")
    replaced = replaced.with_columns(until=pl.col("load_id").shift(-1).over("source", "cut"))
    month = ["measure_id", "month"]
    of_cut = [*month, "source", "cut"]
    held = known.select(*of_cut, "load_id").unique().join(replaced, on=["load_id", "source", "cut"], how="left")
    brought, taken = held.select(*month, at="load_id"), held.select(*month, at="until").drop_nulls()
    events = pl.concat([brought, taken]).unique().join(held.select(of_cut).unique(), on=month).sort("at")
    # Of each source and cut one load stands at a time: the newest so far, unless a later one without the month took
    # its place. Each event beside every load would be a hundred million rows after sixty loads.
    live = events.join_asof(
        held.sort("load_id"), left_on="at", right_on="load_id", by=of_cut, check_sortedness=False
    ).filter(pl.col("load_id").is_not_null() & (pl.col("until").is_null() | (pl.col("until") > pl.col("at"))))
    newest = live.filter(pl.col("cut") == pl.col("cut").max().over(*month, "at", "source"))
    newest = newest.join(known, on=[*of_cut, "load_id"])
    return (
        newest.sort("simulated", "cut", "load_id", descending=[False, True, True])
        .unique([*_FIGURE, "at"], keep="first", maintain_order=True)
        .sort("at")
        .select(known.columns)
    )


def _why() -> pl.Expr:
    return case(
        (pl.col("earlier_simulated") & ~pl.col("later_simulated"), NOW_REAL),
        (pl.col("later_simulated") & ~pl.col("earlier_simulated"), NOW_SIMULATED),
        (pl.col("earlier_source") != pl.col("source"), OTHER_SOURCE),
        (pl.col("later_cut") == pl.col("earlier_cut"), CORRECTED),
        otherwise=LATER_CUT,
    )


def _loads(store: Store) -> pl.DataFrame:
    """When each load was made, and by which role."""
    rows = [(load.load_id, load.loaded_at, load.loaded_by) for load in store.ledger.history()]
    return pl.DataFrame(
        rows,
        schema={"later_load": pl.Int64, "loaded_at": pl.Datetime(time_zone="UTC"), "loaded_by": pl.String},
        orient="row",
    ).unique("later_load")
