"""The catalogue that a store holds, at the version of the ledger that whoever asks is looking at.

It says no figure, so everybody may read it: a page for somebody who is not signed in names the council too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cache

import polars as pl

from analytics import formatting
from analytics.access import Role, Viewer, acting_as
from analytics.caching import cached_per_version
from analytics.catalogue import Catalogue, CatalogueError, build
from analytics.extracts import CATALOGUE_KINDS, EXTRACTS, Checked, Extract
from analytics.extracts.catalogue_rows import mistake_sentence
from analytics.extracts.checking import Options, check
from analytics.extracts.kinds.catalogue import AuditForm, AuditParts
from analytics.extracts.reading import read_csv
from analytics.store import scope
from analytics.store.content_store import DamagedFile
from analytics.store.former_catalogue import FORMER_PARTS, SETTING, former_catalogue
from analytics.store.ledger import Part, in_one_moment
from analytics.store.proposal import incoming
from analytics.store.queries import named_units
from analytics.store.scope import WHOLE, Scope
from analytics.store.store import Store

_READER = Viewer(Role.LEADER)
_NR = "_nr"


def held_catalogue(store: Store) -> Catalogue:
    """The catalogue of a store; an empty one where nothing is loaded.

    Raises DamagedFile where a file of it is damaged, LostLedger, and CatalogueError for a store from before catalogues
    were loaded whose folder can't be found.
    """
    with acting_as(_READER):
        version, known = store.version, store.catalogue
        if known is None or known[0] != version:  # others, who look at another version, may write here meanwhile
            store.catalogue = known = version, _read(store)
        return known[1]


@in_one_moment
def _read(store: Store) -> Catalogue:
    if is_former(store):
        return _fitting(store, former_catalogue())
    held = {part.kind for _, part in store.ledger.live()}
    kinds = [kind for kind in CATALOGUE_KINDS if _is_held(kind, held)]
    return build({kind: shown for kind in kinds if not (shown := held_rows(store, kind)).is_empty()})


def _is_held(kind: str, loaded: Collection[str]) -> bool:
    """Whether there are rows of a kind: an audit form has parts, whether any were loaded or not."""
    return kind in loaded or (kind == AuditParts.KIND and AuditForm.KIND in loaded)


def _fitting(store: Store, former: Catalogue) -> Catalogue:
    """Raises CatalogueError unless it has every indicator of which figures are held: else it is another council's."""
    try:
        held = set(named_units(store)["measure_id"])
    except DamagedFile:  # so that it can't be told
        return former
    if unknown := sorted(held - former.indicators.keys()):
        raise CatalogueError(
            f"The store has figures of {formatting.joined(unknown[:5])}, which {former.council}'s catalogue lacks. "
            f"Name the folder of your own catalogue in {SETTING}, once: it is then loaded into the store."
        )
    return former


def is_former(store: Store) -> bool:
    """Whether a store holds figures and was never told which authority's they are: it is from before catalogues were
    loaded."""
    kinds = store.ledger.kinds_loaded()
    return bool(kinds) and "council" not in kinds


def held_rows(store: Store, kind: str) -> pl.DataFrame:
    """The rows of a kind of the catalogue that are in force, in their order: the columns of the contract, load_id."""
    extract = EXTRACTS[kind]
    return _shown(_candidates(store, extract), extract)


@cached_per_version
def definitions_changed(store: Store) -> pl.DataFrame:
    """The loads that changed what an indicator is: its definition, window, what it counts, its kind, unit or
    population; measure_id, load_id. Its first load, and a change of its name, theme or owner, is none."""
    parts, _ = store.parts("definitions", replaced_too=True)
    rows = _candidates_in(store, EXTRACTS["definitions"], parts).sort("load_id")
    what = ("definition", "window", "counted", "kind", "unit", "population")
    before = (pl.col(column).shift().over("measure_id") for column in what)
    changed = pl.any_horizontal(pl.col(c).ne_missing(was) for c, was in zip(what, before, strict=True))
    return rows.filter(changed & ~pl.col("measure_id").is_first_distinct()).select("measure_id", "load_id")


def _candidates(store: Store, extract: type[Extract]) -> pl.DataFrame:
    parts, damaged = store.parts(extract.KIND)
    if damaged:
        raise DamagedFile(damaged[0].sentence)
    return _candidates_in(store, extract, parts)


def _candidates_in(store: Store, extract: type[Extract], parts: Iterable[tuple[int, Part]]) -> pl.DataFrame:
    former = _former_parts() if extract is AuditParts else extract.held().create_empty()
    former = former.with_columns(scope=pl.lit(None, pl.String))
    frames = [
        _with_later(pl.read_parquet(store.parquet / part.parquet), extract).with_columns(
            load_id=pl.lit(load_id, pl.Int64), scope=pl.lit(part.scope)
        )
        for load_id, part in sorted(parts, key=lambda part: (part[0], part[1].number))
    ]
    return pl.concat([former, *frames], how="diagonal").select(former.columns)


@cache
def _former_parts() -> pl.DataFrame:
    """The parts of any audit form before they were loaded, as of a load before the first."""
    sheet = read_csv(FORMER_PARTS.read_bytes(), FORMER_PARTS.name)
    rows = check(sheet, build({}), Options(kind=AuditParts.KIND, cut=date(2000, 1, 1))).accepted
    return rows.with_columns(load_id=pl.lit(0, pl.Int64)).select(AuditParts.held().column_names())


def _with_later(rows: pl.DataFrame, extract: type[Extract]) -> pl.DataFrame:
    """Rows of a file with the columns that their kind was given after it was stored."""
    later = {name: pl.sql_expr(value) for name, value in extract.LATER.items() if name not in rows.columns}
    return rows.with_columns(**later)


def _shown(rows: pl.DataFrame, extract: type[Extract]) -> pl.DataFrame:
    """A row that took the place of an older one stands where that stood."""
    whole = pl.when(scope=WHOLE).then("load_id").max().over(["source", *extract.STATES])
    stated = rows.with_row_index(_NR).filter(pl.col("load_id") >= whole.fill_null(0))
    if extract.KEY:
        stated = stated.with_columns(pl.col(_NR).min().over(extract.KEY))
    return scope.resolve(stated, extract).sort(_NR).select(extract.held().column_names())


def catalogue_of_parts(store: Store, parts: Sequence[tuple[int, Part]]) -> Catalogue:
    """The catalogue that some parts of loads make, whatever the ledger says. Raises what reading their files does."""
    rows = {}
    for kind in CATALOGUE_KINDS:
        extract, of_kind = EXTRACTS[kind], [(load_id, part) for load_id, part in parts if part.kind == kind]
        if _is_held(kind, {part.kind for _, part in parts}):
            rows[kind] = _shown(_candidates_in(store, extract, of_kind), extract)
    return build(rows)


def catalogue_after(store: Store, accounts: Sequence[Checked], scoped: Scope) -> Catalogue:
    """The catalogue as it would be with what some tables state of it."""
    rows: dict[str, pl.DataFrame] = dict(held_catalogue(store).rows)
    for kind in {account.kind for account in accounts} & set(CATALOGUE_KINDS):
        extract = EXTRACTS[kind]
        new = [incoming(account, scoped).drop("file") for account in accounts if account.kind == kind]
        rows[kind] = _shown(pl.concat([_candidates(store, extract), *new]), extract)
    return build(rows)


def refuse_contradictions(store: Store, accounts: Sequence[Checked], scoped: Scope) -> None:
    """Raise CatalogueError where the catalogue would not hold together with what some tables state of it."""
    if not {account.kind for account in accounts} & set(CATALOGUE_KINDS):
        return
    known = held_catalogue(store).mistakes
    wrong = [m for m in catalogue_after(store, accounts, scoped).mistakes if m not in known]
    if wrong:
        said = "\n- ".join(mistake_sentence(mistake) for mistake in wrong)
        raise CatalogueError(f"The catalogue would not hold together, so nothing was stored.\n- {said}")
