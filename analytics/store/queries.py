"""The fixed questions that other rooms ask of the store, each answered with a Polars frame.

- Which rows are shown is the rule of `scope`. Its fast path is here: where one file alone has what a source shows of a
  measure and month, as mostly, figures of the whole and its areas are read from the rollup of that file, and what is
  split further from its detail. Where several have, their rows are laid over each other.
- *As now known*: of all cuts. *As first published*: of the cut of the month itself, and nothing where that cut is not
  held.
- A month that a damaged file holds is withheld, and every page says so.

Rows of a kind have the columns of its schema, `held()` of its `Extract`, and no other: those of the contract, and the
load_id that they came with. What has fewer columns is a selection of them, with a schema of its own below.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Literal

import dataframely as dy
import polars as pl

from analytics.caching import cached_per_version
from analytics.catalogue import ALL, Frequency, catalogue
from analytics.catalogue.recipes import FORMER_NAMES
from analytics.extracts import CATALOGUE_KINDS, EXTRACTS, Extract
from analytics.extracts.kinds.audits import AuditActions, AuditAreas, AuditPeople, Audits, Concerns, OpenCases
from analytics.extracts.kinds.comments import Comments
from analytics.extracts.kinds.indicators import Indicators
from analytics.extracts.kinds.papers import Budget
from analytics.extracts.kinds.screening import Screenings, Shares
from analytics.extracts.kinds.voices import Voices
from analytics.store import scope
from analytics.store.content_store import DamagedFile
from analytics.store.integrity import Damage, withheld_in_words, withheld_months
from analytics.store.ledger import Part, in_one_moment
from analytics.store.scope import AT, CUT
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
    teams: bool = False,
    above: int = 2,
) -> pl.DataFrame:
    """Run a query over the live files of a kind; `files` in the SQL has their rows, each with its load_id, the scope of
    the load, and the name of its Parquet file (file).

    Of the parts that are not `only` no file is opened. `rolled` takes the rollup of a part in place of its detail.
    With `replaced_too`, the files of every load that was not undone, a later load of the same cut or not. `files` has
    no row of the months in `withheld` that has its source or is simulated. Raises DamagedFile where a damaged file may
    hold any month. With `teams`, of how many teams each row was added up (0 for a row that was loaded). With `newest`,
    which says the load_id for some files, measures and months, `files` has the rows of
    these.
    """
    parts, damaged = store.parts(extract.KIND, replaced_too=replaced_too)
    withheld = withheld_months(damaged)
    parts = [(load_id, part) for load_id, part in parts if only(part)]
    if not parts:  # read_parquet([]) raises
        return extract.held().create_empty()
    names = [str(store.parquet / ((rolled and part.rollup) or part.parquet)) for _, part in parts]
    # Of what is newest the cut gives away the file where no two have the same, which is half the work of going by it.
    by_cut = newest is not None and len({(part.source, part.cut) for _, part in parts}) == len(parts)
    asked = "live JOIN newest USING (file, load_id)"
    chosen = {
        None: "live USING (filename)",
        True: f"(SELECT newest.*, scope FROM {asked}) AS newest USING (source, measure_id, month, cut)",
        False: f"(SELECT newest.* EXCLUDE (source, cut), scope, filename FROM {asked}) AS newest"
        " USING (filename, measure_id, month)",
    }[None if newest is None else by_cut]
    began = time.perf_counter()
    found = store.query(
        f"""
        WITH live AS (
            SELECT unnest(?) AS filename, unnest(?)::BIGINT AS load_id, unnest(?) AS scope, unnest(?) AS file
        ),
        withheld AS (SELECT unnest(?::DATE[]) AS withheld_month, unnest(?::VARCHAR[]) AS withheld_source),
        files AS (
            SELECT {_cast(extract.held())}, scope, file{", teams" if teams else ""}
            FROM {_stored({"teams": "0"} if teams else extract.LATER, _former_names(extract))} JOIN {chosen}
            {_without_withheld(extract) if withheld else ""}
        )
        {sql}
        """,
        names,
        [load_id for load_id, _ in parts],
        [part.scope for _, part in parts],
        [part.parquet for _, part in parts],
        [month for month, _ in withheld],
        [source for _, source in withheld],
        list(dict.fromkeys(names)),
        *params,
        tables={} if newest is None else {"newest": newest},
    )
    if (took := 1000 * (time.perf_counter() - began)) > SLOW:
        # The record's funcName is the question that was asked: the function `above` this one.
        _log.info("Slow query of %s: %d ms, rows %d", extract.KIND, took, found.height, stacklevel=above)
    return found


def _cast(columns: type[dy.Schema]) -> str:
    """The columns as SQL; what may have decimals is told so, for older files have whole numbers there."""
    numbers = {name for name, column in columns.columns().items() if isinstance(column, dy.Float64)}
    return ", ".join(f'"{n}"::DOUBLE AS "{n}"' if n in numbers else f'"{n}"' for n in columns.column_names())


def _names(columns: type[dy.Schema]) -> str:
    return ", ".join(f'"{name}"' for name in columns.column_names())  # one is called group


def candidates(store: Store, extract: type[Extract], where: str = "true", *params: Any, **how: Any) -> pl.DataFrame:
    """The live rows of a kind for which SQL holds, with the columns of its schema, `scope` and `file`."""
    names = f"{_names(extract.held())}, scope, file"
    found = _ask(store, extract, f"SELECT {names} FROM files WHERE {where}", *params, above=3, **how)
    return _with_scope(found, extract)


def _with_scope(found: pl.DataFrame, extract: type[Extract]) -> pl.DataFrame:
    if "scope" not in found.columns:  # nothing is held
        found = found.with_columns(scope=pl.lit(None, pl.String), file=pl.lit(None, pl.String))
    return found.select(*extract.held().column_names(), "scope", "file")


def _as_held(rows: pl.DataFrame, extract: type[Extract]) -> pl.DataFrame:
    return rows.select(extract.held().column_names())


def _without_withheld(extract: type[Extract]) -> str:
    """SQL that leaves out what is withheld; only where anything is, for it takes half the time of a small query."""
    return f"""WHERE NOT EXISTS (
                SELECT 1 FROM withheld
                WHERE withheld_month = {extract.MONTH or "cut"} AND (withheld_source = source OR simulated)
            )"""


@cached_per_version
def named_units(store: Store, *, replaced_too: bool = False) -> pl.DataFrame:
    """Which file names which unit of indicators, in one row each: file, load_id, scope, `at`, and the columns of
    `scope.unit`. Found once a ledger version: every file has to be asked for it, while what is then asked needs few."""
    found = _ask(store, Indicators, _UNITS, rolled=True, replaced_too=replaced_too, teams=True)
    if "units" not in found.columns:  # nothing is held
        found = scope.with_unit(_with_scope(found, Indicators), Indicators)
        return found.select("file", "load_id", "scope", "cut", AT, *scope.unit(Indicators))
    return found.explode("units").unnest("units").with_columns(scope.at(Indicators))


# A row of a rollup without a team names a split alone; its category says whether the split is one by team. What is
# added up from teams (teams > 0) was stated by nobody.
_UNITS = """
    SELECT source, measure_id, month, list(unit) AS units
    FROM (
        SELECT DISTINCT source, measure_id, month, {
            'file': file, 'load_id': load_id, 'scope': scope, 'cut': cut, 'breakdown': breakdown,
            'locality_is_split': locality <> 'All', 'team_is_split': team <> 'All' AND (team <> '' OR category = '')
        } AS unit
        FROM files WHERE teams = 0
    )
    GROUP BY source, measure_id, month
"""


@cached_per_version
def _newest(store: Store, shown: Shown) -> pl.DataFrame:
    """The statements that each unit of indicators is shown from; see `scope.contributing`."""
    named = named_units(store)
    return scope.contributing(named if shown == "known" else named.filter(pl.col("cut") == pl.col("month")), Indicators)


_OF_SOURCE = ["source", "measure_id", "month"]


@cached_per_version
def _sole(store: Store, shown: Shown) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of which measures and months of a source the figures that are not split further are all in one file, and of
    which they are in several: source, measure_id, month, cut, load_id, file."""
    whole = _newest(store, shown).filter(pl.col("breakdown") == ALL)
    found = whole.select(*_OF_SOURCE, "cut", "load_id", "file").unique()
    several = pl.len().over(_OF_SOURCE) > 1
    return found.filter(~several), found.filter(several)


def _of(newest: pl.DataFrame) -> Callable[[Part], bool]:
    """The parts that have anything of what is newest."""
    files = set(newest["file"])
    return lambda part: part.parquet in files


def _former_names(extract: type[Extract]) -> dict[str, str]:
    """The columns of a kind that had another name before, with that."""
    return {new: old for old, new in FORMER_NAMES.items() if not extract.OF_CATALOGUE and new in extract.columns()}


def _stored(later: Mapping[str, str], former: Mapping[str, str]) -> str:
    """SQL for the rows of the files bound to it; those that lack the columns of `later` have them too, with its values:
    what older files were not given, and what a rollup alone has. Columns of `former` are read under their old name."""
    if not later and not former:
        return "read_parquet(?, filename = true, union_by_name = true)"
    columns = ", ".join(f"coalesce({name}, {value}) AS {name}" for name, value in {**later, **former}.items())
    none = dict.fromkeys([*former, *former.values()], "NULL::VARCHAR")
    names = ", ".join(f"{value} AS {name}" for name, value in {**later, **none}.items())
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


@in_one_moment
def figures_held(store: Store, localities: list[str], shown: Shown = "known") -> pl.DataFrame:
    """The figures of every indicator and month for some localities (“All” is the county), not split further.

    As now known: of each source what `scope.figures` gives. As first published: the same of the cut of the month
    itself, and nothing where that cut is not held. One row a measure, month and locality: where several sources have
    the same month, real rows go before simulated ones, then the newest cut and the newest load. Columns: those of the
    `indicators` extract, and load_id.
    """
    return _unsplit(store, tuple(localities), shown, ("measure_id", "month", "locality"))


@in_one_moment
def place_rows(store: Store, places: list[str], shown: Shown = "known") -> pl.DataFrame:
    """The figures of some localities from which a larger area can be pooled: as in `figures_held`, but all rows of a
    measure and month come from one source, and real and simulated ones are never added up."""
    return _unsplit(store, tuple(places), shown, ("measure_id", "month"))


@cached_per_version
def _unsplit(
    store: Store, localities: tuple[str, ...], shown: Shown, one_source_for_each: tuple[str, ...]
) -> pl.DataFrame:
    newest, several = _sole(store, shown)
    found = _ask(
        store,
        Indicators,
        f"SELECT {_names(Indicators.held())} FROM files"
        " WHERE team = 'All' AND breakdown = 'All' AND list_contains(?, locality)",
        list(localities),
        only=_of(newest),
        rolled=True,
        newest=newest,
    )
    if not several.is_empty():
        overlaid = _overlaid(store, shown).filter(pl.col("locality").is_in(localities))
        found = pl.concat([_as_held(found, Indicators), overlaid])
    found = _as_held(found, Indicators)
    if not found.select(one_source_for_each).is_unique().all():
        found = scope.chosen(found, Indicators, one_source_for_each)
    return found.sort("measure_id", "month", "locality")


@in_one_moment
def contributing_rows(store: Store, named: pl.DataFrame) -> pl.DataFrame:
    """The candidates of some measures and months of indicators from which they are shown, as now known or as first
    published; `named` has measure_id and month."""
    files = [*_OF_SOURCE, "cut", "load_id", "file"]
    either = pl.concat([_newest(store, "known").select(files), _newest(store, "published").select(files)]).unique()
    wanted = either.join(named, on=["measure_id", "month"], how="semi")
    return candidates(store, Indicators, only=_of(wanted), newest=wanted)


@cached_per_version
def _overlaid(store: Store, shown: Shown) -> pl.DataFrame:
    """The figures of localities and the whole of those measures and months whose rows are in several files."""
    _, several = _sole(store, shown)
    rows = candidates(store, Indicators, "breakdown = 'All'", only=_of(several), newest=several)
    kept = _newest(store, shown).join(several, on=_OF_SOURCE, how="semi")
    ends = [AT, *scope.unit(Indicators)]
    marked = scope.with_unit(rows, Indicators).join(kept, on=["file", *ends], how="semi")
    return _as_held(scope.added_up(scope.newest_of_each(marked, Indicators), kept, catalogue()), Indicators)


@in_one_moment
def detail_files(store: Store) -> list[Path] | pl.DataFrame:
    """The files of indicators whose rows are what is now known, each cut in one; or, where loads are laid over each
    other, these rows, with one cut for all of a source, measure and month. What is damaged is left out."""
    parts, _ = store.parts(Indicators.KIND)
    if len({(part.source, part.cut) for _, part in parts}) == len(parts) and _sole(store, "known")[1].is_empty():
        return [store.parquet / part.parquet for _, part in parts]
    rows = candidates(store, Indicators)
    split = scope.laid(rows, Indicators).filter((pl.col("team") != ALL) | (pl.col("breakdown") != ALL))
    together = pl.concat([scope.figures(rows, catalogue()), split])
    return together.select(Indicators.column_names()).with_columns(pl.col("cut").max().over(_OF_SOURCE))


@in_one_moment
def split_rows(
    store: Store,
    measures: str | Sequence[str],
    first: date,
    last: date,
    locality: str = ALL,
    shown: Shown = "known",
    breakdown: str | None = None,
) -> pl.DataFrame:
    """The figures of one indicator, or of several, by team, and by the categories of one breakdown at a time, from
    month to month.

    Of one locality, or of all; of one breakdown (“All”: by team), or of each. All rows of an indicator and month come
    from one source, whichever breakdowns it has: a real one before a simulated one, then the newest cut. Columns: those
    of the `indicators` extract, and load_id.
    """
    named = sorted([measures] if isinstance(measures, str) else measures)
    if not named:
        return Indicators.held().create_empty()
    kept = _newest(store, shown).filter(pl.col("month").is_between(first, last), pl.col("measure_id").is_in(named))
    newest = kept.select(*_OF_SOURCE, "cut", "load_id", "file").unique()
    alone = newest.select(*_OF_SOURCE).is_unique().all()
    # Where there are several sources, the other breakdowns and areas decide, too, from which the month is.
    sources = newest.select(*_OF_SOURCE).unique().select("measure_id", "month")
    narrowed = breakdown if sources.is_unique().all() else None
    found = candidates(
        store,
        Indicators,
        """
        measure_id BETWEEN ? AND ? AND list_contains(?, measure_id) AND month BETWEEN ? AND ?
            AND (team = 'All') <> (breakdown = 'All')
            AND (? = 'All' OR locality = ?) AND (? IS NULL OR breakdown = ?)
        """,
        named[0],
        named[-1],
        named,
        first,
        last,
        locality,
        locality,
        narrowed,
        narrowed,
        only=_of(newest),
        newest=newest,
    )
    if not alone:
        marked = scope.with_unit(found, Indicators).join(kept, on=["file", AT, *scope.unit(Indicators)], how="semi")
        found = scope.newest_of_each(marked, Indicators)
    found = _as_held(scope.chosen(found, Indicators, ["measure_id", "month"]), Indicators)
    rows = found.sort("measure_id", "month", "locality", "team", "breakdown", "category")
    return rows if breakdown is None else rows.filter(breakdown=breakdown)


@cached_per_version
def breakdowns_held(store: Store) -> list[str]:
    """The names of the breakdowns that any live indicator extract has, in order."""
    found: set[str] = set()
    with suppress(DamagedFile):  # as in months_held
        found = set(_ask(store, Indicators, "SELECT DISTINCT breakdown FROM files", rolled=True)["breakdown"])
    return sorted(found - {ALL})


@cached_per_version
def categories_held(store: Store) -> dict[str, list[str]]:
    """By breakdown, the categories that any live indicator extract has, in order; under “All”, the teams."""
    with suppress(DamagedFile):  # as in months_held
        rows = _ask(
            store,
            Indicators,
            "SELECT DISTINCT breakdown, CASE WHEN breakdown = 'All' THEN team ELSE category END FROM files",
        )
        found = sorted((breakdown, name) for breakdown, name in rows.rows() if name != ALL)
        return {of: [name for breakdown, name in found if breakdown == of] for of, _ in found}
    return {}


def all_rows(store: Store, kind: str) -> pl.DataFrame:
    """Every row of a kind that its source shows as now known, with load_id, of whichever source."""
    extract = EXTRACTS[kind]
    return _as_held(scope.laid(candidates(store, extract), extract), extract)


def first_rows(store: Store, kind: str) -> pl.DataFrame:
    """Every row of a kind as the first load that had it said, with load_id; undone loads are left out."""
    extract = EXTRACTS[kind]
    rows = candidates(store, extract, replaced_too=True).sort("load_id", maintain_order=True)
    return _as_held(rows.unique(["source", *extract.KEY], keep="first", maintain_order=True), extract)


def rows_by_cut(store: Store, kind: str) -> pl.DataFrame:
    """Every row of a kind as the cut that it came in has it, with load_id: a later cut changes none of an earlier."""
    extract = EXTRACTS[kind]
    return _as_held(_laid_by_cut(candidates(store, extract), extract), extract)


def _laid_by_cut(rows: pl.DataFrame, extract: type[Extract]) -> pl.DataFrame:
    cuts = rows.partition_by("source", "cut", maintain_order=True)
    return pl.concat([scope.laid(cut, extract) for cut in cuts]) if cuts else rows


def versions(store: Store, measure_id: str | None = None) -> pl.DataFrame:
    """Every version that was ever held of each figure by county and locality, undone loads left out.

    Columns: those of `Versions`; the versions of a figure stand in the order in which they came to be known.
    """
    found = _ask(
        store,
        Indicators,
        f"""
        SELECT {_names(Versions)} FROM files
        WHERE team = 'All' AND breakdown = 'All' AND measure_id = coalesce(?, measure_id)
        ORDER BY source, measure_id, locality, month, cut, load_id
        """,
        measure_id,
        rolled=True,
        replaced_too=True,
    )
    return found.select(Versions.column_names())


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

    A month's audits come from one source: real ones before simulated ones, then the newest cut. Those of the source
    `published` come last, for they were put together from printed counts and say nothing else of an audit.
    """
    return _audits(store, shown).filter(pl.col("month").is_between(first, last))


# Kinds with few rows are asked for once a ledger version: opening their files takes longer than reading all of them.
@cached_per_version
def _audits(store: Store, shown: Shown) -> pl.DataFrame:
    return _by_month(store, Audits, shown).sort("month", "audit_id")


def _by_month(store: Store, extract: type[Extract], shown: Shown) -> pl.DataFrame:
    """The rows of a kind: as first published, of each month from its own cut."""
    rows = candidates(store, extract, "? = 'known' OR cut = month", shown)
    laid = _laid_by_cut(rows, extract) if shown == "published" else scope.laid(rows, extract)
    return _as_held(scope.chosen(laid, extract), extract)


@in_one_moment
@cached_per_version
def area_rows(store: Store, shown: Shown = "known") -> pl.DataFrame:
    """One row an area of practice in one audit, with load_id; see `_within_audits`."""
    return _within_audits(store, AuditAreas, shown)


@in_one_moment
@cached_per_version
def people_rows(store: Store, shown: Shown = "known") -> pl.DataFrame:
    """One row a person who could take part in one audit, with load_id; see `_within_audits`."""
    return _within_audits(store, AuditPeople, shown)


def _within_audits(store: Store, extract: type[Extract], shown: Shown) -> pl.DataFrame:
    """The rows of what is within audits. They follow their audit's source, and have its cut: join by source, cut and
    audit_id. As first published they are those of the cut itself."""
    rows = candidates(store, extract)
    if shown == "published":
        return _as_held(_laid_by_cut(rows, extract), extract).sort(*extract.KEY)
    audits = scope.laid(candidates(store, Audits), Audits)
    of = audits.select("source", "audit_id", audit_cut="cut", audit_scope="scope").unique()
    # Loads from before loads had a scope stated areas and audits of a cut together.
    together = (pl.col("scope") != CUT) | (pl.col("audit_scope") != CUT) | (pl.col("cut") == pl.col("audit_cut"))
    rows = scope.laid(rows, extract).join(of, on=["source", "audit_id"]).filter(together)
    newest = rows.sort("cut", "load_id", descending=True).unique(["source", "audit_cut", *extract.KEY], keep="first")
    return _as_held(newest.with_columns(cut="audit_cut"), extract).sort(*extract.KEY, "source", "cut")


def action_rows(store: Store, last: date, shown: Shown = "known") -> pl.DataFrame:
    """One row an agreed action, with load_id, from the newest cut that has it; as first published, as it stood in
    the cut of the month `last`. Join by source and audit_id."""
    return _actions(store, last if shown == "published" else None)


@cached_per_version
def _actions(store: Store, cut: date | None) -> pl.DataFrame:
    rows = candidates(store, AuditActions, "cut = coalesce(?, cut)", cut)
    return _as_held(scope.resolve(rows, AuditActions), AuditActions).sort("action_id", "source")


def open_case_rows(store: Store, last: date, shown: Shown = "known") -> pl.DataFrame:
    """One row a month up to `last` and part of the caseload: open cases at the end of the month, with load_id. A month
    has one source: a real one before a simulated one, then the newest cut."""
    return _open_cases(store, shown).filter(pl.col("month") <= last)


@cached_per_version
def _open_cases(store: Store, shown: Shown) -> pl.DataFrame:
    return _by_month(store, OpenCases, shown).sort(OpenCases.KEY)


def concern_rows(store: Store, first: date, last: date, shown: Shown = "known") -> pl.DataFrame:
    """One row a month from first to last: children of concern, with load_id; real rows before simulated ones, then
    the newest cut."""
    return _concerns(store, shown).filter(pl.col("month").is_between(first, last))


@cached_per_version
def _concerns(store: Store, shown: Shown) -> pl.DataFrame:
    return _by_month(store, Concerns, shown).sort("month")


def voice_rows(store: Store, first: date, last: date, shown: Shown = "known") -> pl.DataFrame:
    """One row an answer of the months from first to last, with load_id: of each month from one source, a real one
    before a simulated one, then the newest cut."""
    return _voices(store, shown).filter(pl.col("month").is_between(first, last))


@cached_per_version
def _voices(store: Store, shown: Shown) -> pl.DataFrame:
    return _by_month(store, Voices, shown).sort(Voices.KEY)


@in_one_moment
@cached_per_version
def comment_rows(store: Store) -> pl.DataFrame:
    """Every comment that was ever loaded and not undone, with load_id and `replaced`: whether another one of the same
    indicator, area and month has its place. A real one goes before a simulated one, then the newest load."""
    every = candidates(store, Comments, replaced_too=True)
    shown = scope.resolve(candidates(store, Comments), Comments)
    of = [*Comments.KEY, "source", "load_id"]
    now = pl.struct(of).is_in(shown.select(pl.struct(of)).to_series().implode())
    return every.select(*Comments.held().column_names(), replaced=~now)


@in_one_moment
def screening_rows(store: Store, month: date, shown: Shown = "known") -> pl.DataFrame:
    """Every row of screened records that tells about a month, with load_id: as now known of the newest cut, whichever
    the month, for an extract has all screenings so far, and of a real source before a simulated one; as first published
    of the month's own cut. Nothing where a cut that is withheld may be the one to show."""
    return _screenings(store, month if shown == "published" else None)


@cached_per_version
def _screenings(store: Store, cut: date | None) -> pl.DataFrame:
    rows = scope.resolve(candidates(store, Screenings, "cut = coalesce(?, cut)", cut), Screenings)
    if cut is None and not rows.is_empty():
        oldest, simulated = rows["cut"].min(), rows["simulated"].any()
        withheld = withheld_months(store.parts(Screenings.KIND)[1])
        if any(month > oldest or simulated for month, _ in withheld):  # type: ignore[operator]
            rows = rows.clear()
    return _as_held(rows, Screenings).sort("screened_on", "record_id")


def share_rows(store: Store, subject: str, month: date, shown: Shown = "known") -> pl.DataFrame:
    """The printed shares of a subject whose window ends with the month, with load_id."""
    return _shares(store, shown).filter(subject=subject, month=month)


@cached_per_version
def _shares(store: Store, shown: Shown) -> pl.DataFrame:
    return _by_month(store, Shares, shown).sort("area", "legal_status", "category")


def paper_rows(store: Store, kind: str, month: date, shown: Shown = "known") -> pl.DataFrame:
    """The rows of a quarterly paper (scorecard, risks, placements, plan), of all its periods, with load_id.

    As now known from the newest cut that has a figure, a real one before a simulated one; as first published from the
    newest cut up to `month`, all of whose periods stand as that paper had them.
    """
    extract = EXTRACTS[kind]
    where = "? = 'known' OR cut = (SELECT max(cut) FROM files WHERE cut <= ?)"
    rows = candidates(store, extract, where, shown, month)
    return _as_held(scope.resolve(rows, extract), extract).sort(extract.KEY, nulls_last=True)


def budget_rows(store: Store, month: date) -> pl.DataFrame:
    """The lines of the budget in the order of the paper, from the newest cut up to `month`, with load_id: one source's,
    real before simulated."""
    return _as_held(scope.resolve(candidates(store, Budget, "cut <= ?", month), Budget), Budget).sort("line")


@cached_per_version
def months_held(store: Store) -> list[date]:
    """Every month for which an indicator figure, an audit, a share or a screening is held, newest first.

    Figures of quarters and years that reach back further than those of months add no month before these. A month that a
    damaged file takes away from one kind is there if another kind has it; see `damage`.
    """
    found: set[date] = set()
    of_periods: set[date] = set()
    for extract in EXTRACTS.values():
        if not extract.MONTH:
            continue
        with suppress(DamagedFile):  # nothing of this kind is served; `damage` says so, and whoever asks for it is told
            if extract is Indicators:
                months = _ask(store, extract, "SELECT DISTINCT month, measure_id FROM files", rolled=True)
                monthly = pl.col("measure_id").is_in(_of_periods()).not_()
                of_periods = set(months.filter(~monthly)["month"])
                months = months.filter(monthly)
            else:
                months = _ask(store, extract, f"SELECT DISTINCT {extract.MONTH} FROM files", rolled=True)
            found |= set(months[extract.MONTH])
    first = min(found, default=date.min)
    return sorted(found | {month for month in of_periods if month > first}, reverse=True)


def _of_periods() -> list[str]:
    """The indicators that have a figure a quarter or a year."""
    return [m for m, i in catalogue().indicators.items() if i.frequency is not Frequency.MONTH]


@cached_per_version
def kinds_held(store: Store) -> tuple[str, ...]:
    """The kinds of extract with figures of which anything is loaded and was not undone, damaged files among it."""
    return tuple(sorted({part.kind for _, part in store.ledger.live()} - set(CATALOGUE_KINDS)))


@cached_per_version
def parts_held(store: Store) -> bool:
    """Whether any figure of an indicator is held of a part of the whole, or may be in a damaged file."""
    damaged = any(found.kind == Indicators.KIND for found in damage(store))
    return damaged or named_units(store)["locality_is_split"].any()


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
