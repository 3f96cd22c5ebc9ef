"""The fixed questions that other rooms ask of the store, each answered with a Polars frame.

- Figures of county and localities are read from the rollup of a load, where it has one; what is split further from the
  detail, and only from the files that can hold it.
- *As now known*: for each source, indicator and month all rows come from the newest live cut that has it.
- *As first published*: from the cut of the month itself, and nothing where that cut is not held.
- Where several sources have a month, real rows go before simulated ones, then the newest cut, then the newest load.
- A load takes the place of the load before it of the same kind, source and cut; undoing it brings that one back.
- A month that a damaged file holds is withheld, and every page says so.

Rows of a kind have the columns of its schema, `held()` of its `Extract`, and no other: those of the contract, and the
load_id that they came with. What has fewer columns is a selection of them, with a schema of its own below.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from typing import Any, Literal

import dataframely as dy
import polars as pl

from analytics.caching import cached_per_version
from analytics.catalogue import ALL
from analytics.extracts import EXTRACTS, Extract
from analytics.extracts.kinds.audits import AuditActions, AuditAreas, Audits, Concerns
from analytics.extracts.kinds.indicators import Indicators
from analytics.extracts.kinds.papers import Budget
from analytics.extracts.kinds.screening import Screenings, Shares
from analytics.store.content_store import DamagedFile
from analytics.store.integrity import Damage, withheld_in_words, withheld_months
from analytics.store.ledger import Part
from analytics.store.store import Store

Shown = Literal["known", "published"]
Versions = Indicators.held_columns(
    *("source", "simulated", "measure_id", "month", "locality", "cut", "load_id"),
    *("numerator", "denominator", "value", "marker"),
)
MeasuresHeld = Indicators.held_columns("cut", "measure_id", "locality")
SLOW = 500  # milliseconds; a query that takes longer is written to the log

_log = logging.getLogger(__name__)


def _any(_: Part) -> bool:
    return True


def _ask(
    store: Store,
    extract: type[Extract],
    sql: str,
    *params: Any,
    only: Callable[[Part], bool] = _any,
    rolled: bool = False,
    replaced_too: bool = False,
    newest: pl.DataFrame | None = None,
    above: int = 2,
) -> pl.DataFrame:
    """Run a query over the live files of a kind; `files` in the SQL has their rows and a load_id column.

    Of the parts that are not `only` no file is opened. `rolled` takes the rollup of a part in place of its detail.
    With `replaced_too`, the files of every load that was not undone, a later load of the same cut or not. `files` has
    no row of the months in `withheld` that has its source or is simulated. Raises DamagedFile where a damaged file may
    hold any month. With `newest`, which says the load_id for each source, measure, month and cut, `files` has its rows.
    """
    parts, damaged = store.parts(extract.KIND, replaced_too=replaced_too)
    withheld = withheld_months(damaged)
    parts = [(load_id, part) for load_id, part in parts if only(part)]
    if not parts:  # read_parquet([]) raises
        return extract.held().create_empty()
    loads = {
        str(store.parquet / ((rolled and part.rollup) or part.parquet)): load_id for load_id, part in reversed(parts)
    }
    # Of what is newest the cut gives away the load, which is half the work of going by the file.
    chosen = "live USING (filename)" if newest is None else "newest USING (source, measure_id, month, cut)"
    began = time.perf_counter()
    found = store.query(
        f"""
        WITH live AS (SELECT unnest(?) AS filename, unnest(?)::BIGINT AS load_id),
        withheld AS (SELECT unnest(?::DATE[]) AS withheld_month, unnest(?::VARCHAR[]) AS withheld_source),
        files AS (
            SELECT {_names(extract.held())}
            FROM {_stored(extract)} JOIN {chosen}
            {_without_withheld(extract) if withheld else ""}
        )
        {sql}
        """,
        list(loads),
        list(loads.values()),
        [month for month, _ in withheld],
        [source for _, source in withheld],
        list(loads),
        *params,
        tables={} if newest is None else {"newest": newest},
    )
    if (took := 1000 * (time.perf_counter() - began)) > SLOW:
        # The record's funcName is the question that was asked: the function `above` this one.
        _log.info("Slow query of %s: %d ms, rows %d", extract.KIND, took, found.height, stacklevel=above)
    return found


def _rows(
    store: Store,
    extract: type[Extract],
    sql: str,
    *params: Any,
    columns: type[dy.Schema] | None = None,
    **how: Any,
) -> pl.DataFrame:
    """The rows of a kind that SQL chooses after `FROM files`, with the columns of its schema or of `columns`."""
    columns = columns or extract.held()
    found = _ask(store, extract, f"SELECT {_names(columns)} FROM files {sql}", *params, above=3, **how)
    return found.select(columns.column_names())


def _names(columns: type[dy.Schema]) -> str:
    return _quoted(columns.column_names())


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)  # one is called group


def _of_one_load(extract: type[Extract]) -> str:
    """SQL that keeps the rows of one load within each value of the kind's ONE_LOAD_FOR: a real one goes before a
    simulated one, then the newest cut, then the newest load; what the kind calls a last resort goes last."""
    last_resort = f"{extract.LAST_RESORT}, " if extract.LAST_RESORT else ""
    return f"""QUALIFY row(source, cut, load_id) = first(row(source, cut, load_id)) OVER (
            PARTITION BY {_quoted(extract.ONE_LOAD_FOR)}
            ORDER BY {last_resort}simulated, cut DESC, load_id DESC
        )"""


def _without_withheld(extract: type[Extract]) -> str:
    """SQL that leaves out what is withheld; only where anything is, for it takes half the time of a small query."""
    return f"""WHERE NOT EXISTS (
                SELECT 1 FROM withheld
                WHERE withheld_month = {extract.MONTH or "cut"} AND (withheld_source = source OR simulated)
            )"""


@cached_per_version
def _newest(store: Store, shown: Shown) -> pl.DataFrame:
    """For each source, measure and month the cut to show, and its load_id. Found once a ledger version: every file has
    to be asked for it, while what is then asked needs few."""
    return _ask(
        store,
        Indicators,
        """
        SELECT source, measure_id, month, max(cut) AS cut, arg_max(load_id, cut) AS load_id FROM files
        WHERE ? = 'known' OR cut = month
        GROUP BY source, measure_id, month
        """,
        shown,
        rolled=True,
    )


def _of(newest: pl.DataFrame) -> Callable[[Part], bool]:
    """The parts that have anything of what is newest."""
    cuts = set(newest.select("source", "cut").unique().rows())
    return lambda part: (part.source, part.cut) in cuts


def _stored(extract: type[Extract]) -> str:
    """SQL for the rows of the files bound to it; older ones have the columns too that their kind was given since."""
    later = extract.LATER
    if not later:
        return "read_parquet(?, filename = true)"
    columns = ", ".join(f"coalesce({name}, {value}) AS {name}" for name, value in later.items())
    names = ", ".join(f"{value} AS {name}" for name, value in later.items())
    return f"""(
        SELECT * REPLACE ({columns})
        FROM (
            FROM read_parquet(?, filename = true, union_by_name = true)
            UNION ALL BY NAME (SELECT {names} WHERE false)
        )
    )"""


def indicator_rows(store: Store, locality: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """The figures of every indicator and month for one locality (or the county); see `figures_held`."""
    return figures_held(store, [locality], shown)


def figures_held(store: Store, localities: list[str], shown: Shown = "known") -> pl.DataFrame:
    """The figures of every indicator and month for some localities (“All” is the county), not split further.

    As now known: from the newest cut that has the measure and month at all, so that all rows come from one cut. As
    first published: from the cut of the month itself, and nothing where that cut is not held. One row a measure,
    month and locality: where several sources have the same month, real rows go before simulated ones, then the
    newest cut and the newest load. Columns: those of the `indicators` extract, and load_id.
    """
    return _unsplit(store, tuple(localities), shown, ("measure_id", "month", "locality"))


def place_rows(store: Store, places: list[str], shown: Shown = "known") -> pl.DataFrame:
    """The figures of some localities from which a larger area can be pooled: as in `figures_held`, but all rows of a
    measure and month come from one load, so that real and simulated ones, or two cuts, are never added up."""
    return _unsplit(store, tuple(places), shown, ("measure_id", "month"))


@cached_per_version
def _unsplit(
    store: Store, localities: tuple[str, ...], shown: Shown, one_load_for_each: tuple[str, ...]
) -> pl.DataFrame:
    newest = _newest(store, shown)
    found = _rows(
        store,
        Indicators,
        "WHERE team = 'All' AND breakdown = 'All' AND list_contains(?, locality)",
        list(localities),
        only=_of(newest),
        rolled=True,
        newest=newest,
    )
    return _chosen(found, list(one_load_for_each)).sort("measure_id", "month", "locality")


def _chosen(rows: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """The rows of one load for each key: a real one before a simulated one, then the newest cut, then the newest load.

    A load may hold several files of a kind, of different sources or cuts: all three name the one. In Polars, for where
    there is nothing to choose, as mostly, a window of DuckDB takes as long as everything else.
    """
    of_load = ["source", "cut", "load_id"]
    found = rows.select(*key, *of_load).unique()
    if found.height == found.n_unique(key):
        return rows
    first = rows.sort("simulated", "cut", "load_id", descending=[False, True, True]).unique(key, keep="first")
    return rows.join(first, on=[*key, *of_load], how="semi")


def split_rows(
    store: Store,
    measure_id: str,
    first: date,
    last: date,
    locality: str = ALL,
    shown: Shown = "known",
    breakdown: str | None = None,
) -> pl.DataFrame:
    """One indicator's figures by team, and by the categories of one breakdown at a time, from month to month.

    Of one locality, or of all; of one breakdown (“All”: by team), or of each. All rows of a month come from one load,
    whichever breakdowns it has: a real one before a simulated one, then the newest cut. Columns: those of the
    `indicators` extract, and load_id.
    """
    newest = _newest(store, shown).filter(pl.col("month").is_between(first, last), measure_id=measure_id)
    narrowed = breakdown if newest["month"].is_unique().all() else None  # else the other breakdowns decide, too
    found = _rows(
        store,
        Indicators,
        """
        WHERE measure_id = ? AND month BETWEEN ? AND ? AND (team = 'All') <> (breakdown = 'All')
            AND (? = 'All' OR locality = ?) AND (? IS NULL OR breakdown = ?)
        """,
        measure_id,
        first,
        last,
        locality,
        locality,
        narrowed,
        narrowed,
        only=_of(newest),
        newest=newest,
    )
    chosen = _chosen(found, ["month"]).sort("month", "locality", "team", "breakdown", "category")
    return chosen if breakdown is None else chosen.filter(breakdown=breakdown)


@cached_per_version
def breakdowns_held(store: Store) -> list[str]:
    """The names of the breakdowns that any live indicator extract has, in order."""
    found: set[str] = set()
    with suppress(DamagedFile):  # as in months_held
        found = set(_ask(store, Indicators, "SELECT DISTINCT breakdown FROM files", rolled=True)["breakdown"])
    return sorted(found - {ALL})


def all_rows(store: Store, kind: str) -> pl.DataFrame:
    """Every live row of a kind, with load_id."""
    return _rows(store, EXTRACTS[kind], "")


def versions(store: Store, measure_id: str | None = None) -> pl.DataFrame:
    """Every version that was ever held of each figure by county and locality, undone loads left out.

    Columns: those of `Versions`; the versions of a figure stand in the order in which they came to be known.
    """
    return _rows(
        store,
        Indicators,
        """
        WHERE team = 'All' AND breakdown = 'All' AND measure_id = coalesce(?, measure_id)
        ORDER BY source, measure_id, locality, month, cut, load_id
        """,
        measure_id,
        columns=Versions,
        rolled=True,
        replaced_too=True,
    )


def held_before(store: Store, source: str, cut: date) -> pl.DataFrame:
    """What the newest cut of a source holds, up to a cut: one row a measure_id and locality, however it is split.
    Columns: those of `MeasuresHeld`."""
    cuts = [part.cut for _, part in store.parts("indicators")[0] if part.source == source and part.cut <= cut]
    found = _ask(
        store,
        Indicators,
        f"SELECT DISTINCT {_names(MeasuresHeld)} FROM files",
        only=lambda part: (part.source, part.cut) == (source, max(cuts, default=None)),
    )
    return found.select(MeasuresHeld.column_names())


def earliest_cut(store: Store, *kinds: str) -> date | None:
    """The oldest cut of some kinds that is held, and not damaged."""
    cuts = [part.cut for kind in kinds for _, part in store.parts(kind)[0]]
    return min(cuts, default=None)


def audit_rows(store: Store, first: date, last: date, shown: Shown = "known") -> pl.DataFrame:
    """One row an audit allocated in the months from first to last, as now known or as first published, with load_id.

    A month's audits come from one load: real ones before simulated ones, then the newest cut. Those of the source
    `published` come last, for they were put together from printed counts and say nothing else of an audit.
    """
    return _audits(store, shown).filter(pl.col("month").is_between(first, last))


# Kinds with few rows are asked for once a ledger version: opening their files takes longer than reading all of them.
@cached_per_version
def _audits(store: Store, shown: Shown) -> pl.DataFrame:
    return _by_month(store, Audits, shown, "ORDER BY month, audit_id")


def _by_month(store: Store, extract: type[Extract], shown: Shown, order: str) -> pl.DataFrame:
    """The rows of a kind: as first published, of each month from its own cut."""
    return _rows(store, extract, f"WHERE ? = 'known' OR cut = month {_of_one_load(extract)} {order}", shown)


@cached_per_version
def area_rows(store: Store) -> pl.DataFrame:
    """One row an area of practice in one audit, with load_id. Areas follow their audit's source and cut: join by
    source, cut and audit_id."""
    return _rows(store, AuditAreas, "ORDER BY audit_id, area")


def action_rows(store: Store, last: date, shown: Shown = "known") -> pl.DataFrame:
    """One row an agreed action, with load_id, from the newest cut that has it; as first published, as it stood in
    the cut of the month `last`. Join by source and audit_id."""
    return _actions(store, last if shown == "published" else None)


@cached_per_version
def _actions(store: Store, cut: date | None) -> pl.DataFrame:
    return _rows(
        store,
        AuditActions,
        """
        WHERE cut = coalesce(?, cut)
        QUALIFY row_number() OVER (PARTITION BY source, action_id ORDER BY cut DESC, load_id DESC) = 1
        ORDER BY action_id
        """,
        cut,
    )


def concern_rows(store: Store, first: date, last: date, shown: Shown = "known") -> pl.DataFrame:
    """One row a month from first to last: children of concern, with load_id; real rows before simulated ones, then
    the newest cut."""
    return _concerns(store, shown).filter(pl.col("month").is_between(first, last))


@cached_per_version
def _concerns(store: Store, shown: Shown) -> pl.DataFrame:
    return _by_month(store, Concerns, shown, "ORDER BY month")


def screening_rows(store: Store, month: date, shown: Shown = "known") -> pl.DataFrame:
    """Every row of the one extract of screened records that tells about a month, with load_id: as now known the newest
    cut, whichever the month, for an extract has all screenings so far, and a real one before a simulated one; as first
    published the month's own cut. Nothing where a cut that is withheld may be the one to show."""
    return _screenings(store, month if shown == "published" else None)


@cached_per_version
def _screenings(store: Store, cut: date | None) -> pl.DataFrame:
    return _ask(
        store,
        Screenings,
        f"""
        , chosen AS (
            SELECT * FROM files
            WHERE cut = coalesce(?, cut)
            QUALIFY rank() OVER (ORDER BY simulated, cut DESC, load_id DESC, source) = 1
        )
        SELECT {_names(Screenings.held())} FROM chosen
        WHERE ? IS NOT NULL OR NOT EXISTS (SELECT 1 FROM withheld WHERE withheld_month > cut OR simulated)
        ORDER BY screened_on, record_id
        """,
        cut,
        cut,
    )


def share_rows(store: Store, subject: str, month: date, shown: Shown = "known") -> pl.DataFrame:
    """The printed shares of a subject whose window ends with the month, with load_id."""
    return _shares(store, shown).filter(subject=subject, month=month)


@cached_per_version
def _shares(store: Store, shown: Shown) -> pl.DataFrame:
    return _by_month(store, Shares, shown, "ORDER BY area, legal_status, category")


def paper_rows(store: Store, kind: str, month: date, shown: Shown = "known") -> pl.DataFrame:
    """The rows of a quarterly paper (scorecard, risks, placements, plan), of all its periods, with load_id.

    As now known from the newest cut that has a figure, a real one before a simulated one; as first published from the
    newest cut up to `month`, all of whose periods stand as that paper had them.
    """
    extract = EXTRACTS[kind]
    return _rows(
        store,
        extract,
        f"""
        WHERE ? = 'known' OR cut = (SELECT max(cut) FROM files WHERE cut <= ?)
        {_of_one_load(extract)}
        ORDER BY {_quoted(extract.KEY)}
        """,
        shown,
        month,
    )


def budget_rows(store: Store, month: date) -> pl.DataFrame:
    """The lines of the budget in the order of the paper, from the newest cut up to `month`, with load_id: one source's,
    real before simulated."""
    return _rows(
        store,
        Budget,
        """
        WHERE cut <= ?
        QUALIFY rank() OVER (ORDER BY simulated, cut DESC, load_id DESC, source) = 1
        ORDER BY line
        """,
        month,
    )


@cached_per_version
def months_held(store: Store) -> list[date]:
    """Every month for which an indicator figure, an audit, a share or a screening is held, newest first.

    A month that a damaged file takes away from one kind is there if another kind has it; see `damage`.
    """
    found: set[date] = set()
    for extract in EXTRACTS.values():
        if not extract.MONTH:
            continue
        with suppress(DamagedFile):  # nothing of this kind is served; `damage` says so, and whoever asks for it is told
            months = _ask(store, extract, f"SELECT DISTINCT {extract.MONTH} FROM files", rolled=True)
            found |= set(months[extract.MONTH])
    return sorted(found, reverse=True)


@cached_per_version
def damage(store: Store) -> tuple[Damage, ...]:
    """What is damaged or missing of all that readers see, oldest cut first."""
    return tuple(store.parts()[1])


@cached_per_version
def replaced_damage(store: Store) -> tuple[Damage, ...]:
    """What is damaged or missing of the indicators that a later load replaced, which only `versions` reads."""
    live = {found.file for found in damage(store)}
    _, damaged = store.parts("indicators", replaced_too=True)
    return tuple(found for found in damaged if found.file not in live)


@cached_per_version
def withheld(store: Store, kind: str | None = None) -> tuple[date, ...]:
    """The months that damage takes away from a kind, or from any kind, oldest first; see `damage`."""
    return tuple(sorted({m for found in damage(store) if kind in (None, found.kind) for m in found.months}))


def told_withheld(store: Store, kind: str, first: date, last: date) -> str:
    """Which months of a kind from first to last are withheld, in a sentence; empty if none is."""
    return withheld_in_words(kind, [month for month in withheld(store, kind) if first <= month <= last])
