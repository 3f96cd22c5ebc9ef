"""The fixed questions that other rooms ask of the store, each answered with a Polars frame.

- Figures of county and localities are read from the rollup of a load, where it has one; what is split further from the
  detail, and only from the files that can hold it.
- *As now known*: for each source, indicator and month all rows come from the newest live cut that has it.
- *As first published*: from the cut of the month itself, and nothing where that cut is not held.
- Where several sources have a month, real rows go before simulated ones, then the newest cut, then the newest load.
- A load takes the place of the load before it of the same kind, source and cut; undoing it brings that one back.
- A month that a damaged file holds is withheld, and every page says so.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any, Literal

import polars as pl

from analytics.caching import cached_per_version
from analytics.catalogue import ALL
from analytics.extracts.contracts import CONTRACTS, LATER_COLUMNS
from analytics.store.damage import Damage, withheld_in_words, withheld_months
from analytics.store.files import MONTH_COLUMNS, DamagedFile
from analytics.store.ledger import Part
from analytics.store.store import Store

Shown = Literal["known", "published"]


def _any(_: Part) -> bool:
    return True


def _ask(
    store: Store,
    kind: str,
    sql: str,
    *params: Any,
    only: Callable[[Part], bool] = _any,
    rolled: bool = False,
    replaced_too: bool = False,
    newest: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Run a query over the live files of a kind; `files` in the SQL has their rows and a load_id column.

    Of the parts that are not `only` no file is opened. `rolled` takes the rollup of a part in place of its detail.
    With `replaced_too`, the files of every load that was not undone, a later load of the same cut or not. `files` has
    no row of the months in `withheld` that has its source or is simulated. Raises DamagedFile where a damaged file may
    hold any month. With `newest`, which says the load_id for each source, measure, month and cut, `files` has its rows.
    """
    parts, damaged = store.parts(kind, replaced_too=replaced_too)
    withheld = withheld_months(damaged)
    parts = [(load_id, part) for load_id, part in parts if only(part)]
    columns = [f'"{name}"' for name in CONTRACTS[kind].columns() if name != "row_number"]  # one is called group
    if not parts:  # read_parquet([]) raises
        return CONTRACTS[kind].create_empty().drop("row_number").with_columns(load_id=pl.lit(None, pl.Int64))
    loads = {
        str(store.parquet / ((rolled and part.rollup) or part.parquet)): load_id for load_id, part in reversed(parts)
    }
    # Of what is newest the cut gives away the load, which is half the work of going by the file.
    chosen = "live USING (filename)" if newest is None else "newest USING (source, measure_id, month, cut)"
    return store.query(
        f"""
        WITH live AS (SELECT unnest(?) AS filename, unnest(?)::BIGINT AS load_id),
        withheld AS (SELECT unnest(?::DATE[]) AS withheld_month, unnest(?::VARCHAR[]) AS withheld_source),
        files AS (
            SELECT {", ".join(columns)}, load_id
            FROM {_stored(kind)} JOIN {chosen}
            {_without_withheld(kind) if withheld else ""}
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


def _without_withheld(kind: str) -> str:
    """SQL that leaves out what is withheld; only where anything is, for it takes half the time of a small query."""
    return f"""WHERE NOT EXISTS (
                SELECT 1 FROM withheld
                WHERE withheld_month = {MONTH_COLUMNS.get(kind, "cut")} AND (withheld_source = source OR simulated)
            )"""


@cached_per_version
def _newest(store: Store, shown: Shown) -> pl.DataFrame:
    """For each source, measure and month the cut to show, and its load_id. Found once a ledger version: every file has
    to be asked for it, while what is then asked needs few."""
    return _ask(
        store,
        "indicators",
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


def _stored(kind: str) -> str:
    """SQL for the rows of the files bound to it; older ones have the columns too that their kind was given since."""
    later = LATER_COLUMNS.get(kind)
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
    found = _ask(
        store,
        "indicators",
        "SELECT * FROM files WHERE team = 'All' AND breakdown = 'All' AND list_contains(?, locality)",
        list(localities),
        only=_of(newest),
        rolled=True,
        newest=newest,
    )
    return _of_one_load(found, list(one_load_for_each)).sort("measure_id", "month", "locality")


def _of_one_load(rows: pl.DataFrame, key: list[str]) -> pl.DataFrame:
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
    found = _ask(
        store,
        "indicators",
        """
        SELECT * FROM files
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
    chosen = _of_one_load(found, ["month"]).sort("month", "locality", "team", "breakdown", "category")
    return chosen if breakdown is None else chosen.filter(breakdown=breakdown)


@cached_per_version
def breakdowns_held(store: Store) -> list[str]:
    """The names of the breakdowns that any live indicator extract has, in order."""
    found: set[str] = set()
    with suppress(DamagedFile):  # as in months_held
        found = set(_ask(store, "indicators", "SELECT DISTINCT breakdown FROM files", rolled=True)["breakdown"])
    return sorted(found - {ALL})


def all_rows(store: Store, kind: str) -> pl.DataFrame:
    """Every live row of a kind, with load_id."""
    return _ask(store, kind, "SELECT * FROM files")


def versions(store: Store, measure_id: str | None = None) -> pl.DataFrame:
    """Every version that was ever held of each figure by county and locality, undone loads left out.

    Columns: source, simulated, measure_id, month, locality, cut, load_id, numerator, denominator, value, marker; the
    versions of a figure stand in the order in which they came to be known.
    """
    return _ask(
        store,
        "indicators",
        """
        SELECT source, simulated, measure_id, month, locality, cut, load_id, numerator, denominator, value, marker
        FROM files
        WHERE team = 'All' AND breakdown = 'All' AND measure_id = coalesce(?, measure_id)
        ORDER BY source, measure_id, locality, month, cut, load_id
        """,
        measure_id,
        rolled=True,
        replaced_too=True,
    )


def held_before(store: Store, source: str, cut: date) -> pl.DataFrame:
    """What the newest cut of a source holds, up to a cut: one row a measure_id and locality, however it is split."""
    cuts = [part.cut for _, part in store.parts("indicators")[0] if part.source == source and part.cut <= cut]
    return _ask(
        store,
        "indicators",
        "SELECT DISTINCT cut, measure_id, locality FROM files",
        only=lambda part: (part.source, part.cut) == (source, max(cuts, default=None)),
    )


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
    return _ask(
        store,
        "audits",
        """
        SELECT * FROM files
        WHERE ? = 'known' OR cut = month
        QUALIFY row(source, cut, load_id) = first(row(source, cut, load_id)) OVER (
            PARTITION BY month ORDER BY source = 'published', simulated, cut DESC, load_id DESC
        )
        ORDER BY month, audit_id
        """,
        shown,
    )


@cached_per_version
def area_rows(store: Store) -> pl.DataFrame:
    """One row an area of practice in one audit, with load_id. Areas follow their audit's source and cut: join by
    source, cut and audit_id."""
    return _ask(store, "audit_areas", "SELECT * FROM files ORDER BY audit_id, area")


def action_rows(store: Store, last: date, shown: Shown = "known") -> pl.DataFrame:
    """One row an agreed action, with load_id, from the newest cut that has it; as first published, as it stood in
    the cut of the month `last`. Join by source and audit_id."""
    return _actions(store, last if shown == "published" else None)


@cached_per_version
def _actions(store: Store, cut: date | None) -> pl.DataFrame:
    return _ask(
        store,
        "audit_actions",
        """
        SELECT * FROM files
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
    return _ask(
        store,
        "concerns",
        """
        SELECT * FROM files
        WHERE ? = 'known' OR cut = month
        QUALIFY row_number() OVER (PARTITION BY month ORDER BY simulated, cut DESC, load_id DESC) = 1
        ORDER BY month
        """,
        shown,
    )


def screening_rows(store: Store, month: date, shown: Shown = "known") -> pl.DataFrame:
    """Every row of the one extract of screened records that tells about a month, with load_id: as now known the newest
    cut, whichever the month, for an extract has all screenings so far, and a real one before a simulated one; as first
    published the month's own cut. Nothing where a cut that is withheld may be the one to show."""
    return _screenings(store, month if shown == "published" else None)


@cached_per_version
def _screenings(store: Store, cut: date | None) -> pl.DataFrame:
    return _ask(
        store,
        "screenings",
        """
        , chosen AS (
            SELECT * FROM files
            WHERE cut = coalesce(?, cut)
            QUALIFY rank() OVER (ORDER BY simulated, cut DESC, load_id DESC, source) = 1
        )
        SELECT * FROM chosen
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
    return _ask(
        store,
        "shares",
        """
        SELECT * FROM files
        WHERE ? = 'known' OR cut = month
        QUALIFY row(source, cut, load_id) = first(row(source, cut, load_id)) OVER (
            PARTITION BY subject, month, months ORDER BY simulated, cut DESC, load_id DESC
        )
        ORDER BY area, legal_status, category
        """,
        shown,
    )


# What one figure of a quarterly paper is of. One that several loads have is taken from a real one before a simulated
# one, then from the newest cut; a priority without a status steps back behind one that has it.
_PAPERS = {
    "scorecard": ("measure_id, period", ""),
    "risks": ("risk_id, period", ""),
    "placements": ("series, month", ""),
    "plan": ("priority_id, period", "coalesce(action_status, impact_status) IS NULL,"),
}


def paper_rows(store: Store, kind: str, month: date, shown: Shown = "known") -> pl.DataFrame:
    """The rows of a quarterly paper (scorecard, risks, placements, plan), of all its periods, with load_id.

    As now known from the newest cut that has a figure; as first published from the newest cut up to `month`, all of
    whose periods stand as that paper had them.
    """
    key, first = _PAPERS[kind]
    return _ask(
        store,
        kind,
        f"""
        SELECT * FROM files
        WHERE ? = 'known' OR cut = (SELECT max(cut) FROM files WHERE cut <= ?)
        QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {first} simulated, cut DESC, load_id DESC) = 1
        ORDER BY {key}
        """,
        shown,
        month,
    )


def budget_rows(store: Store, month: date) -> pl.DataFrame:
    """The lines of the budget in the order of the paper, from the newest cut up to `month`, with load_id: one source's,
    real before simulated."""
    return _ask(
        store,
        "budget",
        """
        SELECT * FROM files
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
    for kind, column in MONTH_COLUMNS.items():
        with suppress(DamagedFile):  # nothing of this kind is served; `damage` says so, and whoever asks for it is told
            found |= set(_ask(store, kind, f"SELECT DISTINCT {column} FROM files", rolled=True)[column])
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
