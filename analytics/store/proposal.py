"""What a load would do to what is shown, before it is stored: which rows would appear, change and disappear.

Worked out by the rule itself: what `scope` shows of the rows that are held and those that come in, against what it
shows of the rows that are held. So what is announced is what happens, whichever source a row hides or is hidden by.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import polars as pl

from analytics.catalogue import ALL, Catalogue
from analytics.extracts import EXTRACTS, Checked, Extract
from analytics.extracts.kinds import CATALOGUE_KINDS
from analytics.extracts.kinds.indicators import Indicators
from analytics.store import scope
from analytics.store.ledger import Load, in_one_moment
from analytics.store.queries import candidates, contributing_rows, named_units
from analytics.store.scope import PART, WHOLE, Scope
from analytics.store.store import Store

APPEARS, CHANGES, DISAPPEARS = "appears", "changes", "disappears"
WAS = "was_"  # the prefix of what a column held before
NEW_LOAD = (1 << 32) - 1  # the load that is not stored yet is the newest

# Columns that say of which row the rest is said, those that are listed first, and free text, which is never listed.
ABOUT = ("measure_id", "month", "locality", "source", "cut", "load_id", "simulated")
MAIN = (
    *("status", "rating", "rag", "value", "marker", "target", "score", "action_status", "impact_status"),
    *("opened", "resolved", "tracked", "total_variance_k"),
)
FREE_TEXT = ("note", "reason", "title", "label", "comment", "action")
# As first published, these are asked for by the month that is the cut; of the others the cut is shown as it stands.
BY_MONTH = ("indicators", "audits", "concerns", "open_cases", "shares")
NEVER_AS_PUBLISHED = ("comparators", "events", "comments", *CATALOGUE_KINDS)

# How a table follows from candidates, and what one row of it is known by.
Table = tuple[Callable[[pl.DataFrame], pl.DataFrame], tuple[str, ...]]
FIGURES, SPLITS = "figures", "split figures"
Statement = tuple[str, str, date]  # kind, source and cut


@dataclass(frozen=True)
class Move:
    """One table of one kind in which rows move: `rows` has what (appears, changes, disappears), the key of the table,
    every other column of the contract, with what it was before under the same name with `was_`, and load_id.

    `published` says that the table is the one as first published, of the cuts that the load is of.
    """

    kind: str
    table: str
    published: bool
    rows: pl.DataFrame

    def count(self, what: str) -> int:
        return self.rows.filter(what=what).height


@dataclass(frozen=True)
class Outcome:
    """What a load would do under one scope: `moves`, of tables in which any row moves.

    `figures` has the figures of localities and the whole that each source has before and after, as `scope.figures`
    gives them, by whether they are those as first published; empty for a load without indicators. `covers` are the
    files that a statement (kind, source, cut) leaves nothing of.
    """

    scope: Scope
    moves: tuple[Move, ...]
    figures: Mapping[bool, tuple[pl.DataFrame, pl.DataFrame]]
    covers: Mapping[Statement, tuple[str, ...]]

    def takes_away(self, sources: Collection[str]) -> int:
        """How many rows disappear, or are shown from another source in the place of one of those."""
        theirs = pl.col(f"{WAS}source").is_in(list(sources)) & ~pl.col("source").is_in(list(sources))
        lost = sum(move.count(DISAPPEARS) for move in self.moves)
        return lost + sum(
            move.rows.filter(pl.col("what") == CHANGES, theirs).height
            for move in self.moves
            if f"{WAS}source" in move.rows.columns
        )


@dataclass(frozen=True)
class Proposed:
    """What a load would do under either scope, of which `undecided` says that somebody has to choose: as the whole it
    would take something away that it leaves as a part. `already` is the load that has the same bytes, where this one
    would do nothing."""

    whole: Outcome
    part: Outcome
    undecided: bool
    already: Load | None = None

    def under(self, said: Scope | None) -> Outcome:
        """What is done where that is said, or nothing."""
        return self.part if said == PART else self.whole


def tables(extract: type[Extract], published: bool) -> dict[str, Table]:
    """The tables of a kind."""
    if extract is Indicators:
        return {FIGURES: (_figures, ("measure_id", "month", "locality")), SPLITS: (_splits, Indicators.KEY)}
    key = tuple(dict.fromkeys((*extract.ONE_LOAD_FOR, *extract.KEY))) or ("source",)
    if published:  # what a cut said first, no later one changes
        return {extract.IN_WORDS: (partial(_by_cut, extract), key if extract.KIND in BY_MONTH else (*key, "cut"))}
    return {extract.IN_WORDS: (partial(scope.resolve, extract=extract), key)}


def _figures(rows: pl.DataFrame) -> pl.DataFrame:
    return scope.chosen(rows, Indicators, ("measure_id", "month", "locality"))


def _splits(rows: pl.DataFrame) -> pl.DataFrame:
    shown = scope.laid(rows, Indicators).filter((pl.col("team") == ALL) != (pl.col("breakdown") == ALL))
    return scope.chosen(shown, Indicators, ("measure_id", "month"))


def _by_cut(extract: type[Extract], rows: pl.DataFrame) -> pl.DataFrame:
    cuts = [scope.resolve(of_cut, extract) for of_cut in rows.partition_by("cut")]
    return pl.concat(cuts) if cuts else rows


def moves(before: pl.DataFrame, after: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
    """How one frame of shown rows differs from another: see `Move`. A row that only came again, with another cut or
    load, has not changed."""
    content = [name for name in before.columns if name not in (*key, "cut", "load_id", "scope", "file")]
    columns = [*content, *(name for name in ("cut", "load_id") if name not in key)]
    if before.is_empty():
        was = [pl.lit(None, before.schema[name]).alias(f"{WAS}{name}") for name in columns]
        return after.select(pl.lit(APPEARS).alias("what"), *key, *columns, *was)
    one = before.select(*key, *(pl.col(name).alias(f"{WAS}{name}") for name in columns), __was=True)
    other = after.select(*key, *columns, __is=True)
    both = other.join(one, on=key, how="full", coalesce=True, nulls_equal=True)
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{WAS}{name}")) for name in content)
    what = (
        pl.when(pl.col("__was").is_null())
        .then(pl.lit(APPEARS))
        .when(pl.col("__is").is_null())
        .then(pl.lit(DISAPPEARS))
        .when(differs)
        .then(pl.lit(CHANGES))
    )
    found = both.with_columns(what=what).filter(pl.col("what").is_not_null()).drop("__was", "__is")
    return found.select("what", pl.exclude("what"))


def words_of(moved: pl.DataFrame, extract: type[Extract]) -> tuple[pl.Expr, pl.Expr]:
    """What a row says before and after, such as “rating Good”: of one that changes, what differs; of one that is there
    on one side alone, what matters most. Never what is written in free text, nor who audited."""
    said = [name for name in extract.column_names() if f"{WAS}{name}" in moved.columns]
    said = [name for name in said if name not in (*ABOUT, *FREE_TEXT, "auditor_code")]

    def words(prefix: str) -> pl.Expr:
        there = pl.col("what") == (DISAPPEARS if prefix else APPEARS)
        parts = []
        for name in said:
            value = pl.col(f"{prefix}{name}").cast(pl.String)
            differs = (pl.col("what") == CHANGES) & pl.col(name).ne_missing(pl.col(f"{WAS}{name}"))
            named = pl.format(f"{name.replace('_', ' ')} {{}}", value.fill_null("–"))
            parts.append(pl.when(differs | (there & value.is_not_null() & pl.lit(name in MAIN))).then(named))
        together = pl.concat_str(parts, separator=", ", ignore_nulls=True) if parts else pl.lit("")
        return pl.when(together != "").then(together)

    return words(WAS), words("")


@in_one_moment
def propose(store: Store, accounts: Sequence[tuple[Checked, str]], catalogue: Catalogue) -> Proposed:
    """What a load of some tables would do; with each table the hash of the file that it stands in.

    Raises DamagedFile where what is held can't be read.
    """
    checked = [account for account, _ in accounts]
    held = {
        kind: _held(store, [one for one in checked if one.kind == kind])
        for kind in dict.fromkeys(a.kind for a in checked)
    }
    sources = {account.source for account in checked}
    whole = _outcome(store, checked, held, catalogue, WHOLE)
    taken = whole.takes_away(sources)
    # What a whole leaves nothing of, a part may leave, though for now the same is shown.
    part = replace(whole, scope=PART, covers={})
    if taken:
        part = _outcome(store, checked, held, catalogue, PART)
    already = None if part.moves else _already(store, accounts)
    return Proposed(whole, part, not already and taken > part.takes_away(sources), already)


def _already(store: Store, accounts: Sequence[tuple[Checked, str]]) -> Load | None:
    """The newest live load that has the same bytes as each of the tables."""
    live = [load for load in store.ledger.history() if load.live]
    found = []
    for account, sha in accounts:
        of = sha, account.kind, account.source
        same = [e for e in live if (e.part.file_sha256, e.part.kind, e.part.source) == of]
        if not EXTRACTS[account.kind].OF_CATALOGUE:  # whose cut is only the month of the load
            same = [e for e in same if e.part.cut == account.cut]
        if not same or account.refused != same[0].part.refused:
            return None
        found.append(same[0])
    return max(found, key=lambda load: load.load_id) if found else None


def _held(store: Store, accounts: Sequence[Checked]) -> pl.DataFrame:
    """The rows that are held of a kind and may be shown beside those of some tables, or give way to them."""
    extract = EXTRACTS[accounts[0].kind]
    if extract is not Indicators:
        return candidates(store, extract)
    named = pl.concat(account.accepted.select("measure_id", "month") for account in accounts).unique()
    return contributing_rows(store, named)


def _outcome(
    store: Store,
    accounts: Sequence[Checked],
    held: Mapping[str, pl.DataFrame],
    catalogue: Catalogue,
    scoped: Scope,
) -> Outcome:
    found: list[Move] = []
    figures: dict[bool, tuple[pl.DataFrame, pl.DataFrame]] = {}
    covers: dict[Statement, tuple[str, ...]] = {}
    for kind, before in held.items():
        extract = EXTRACTS[kind]
        coming = pl.concat(incoming(account, scoped) for account in accounts if account.kind == kind)
        covers |= _covers(store, before, coming, extract)
        for published in (False, True):
            one, other = (_view(rows, extract, coming["cut"].unique(), published) for rows in (before, coming))
            if one is None or other is None or (other.is_empty() and one.is_empty()):
                continue
            both = pl.concat([one, other])
            if published and both.height == before.height + coming.height and both["cut"].n_unique() == 1:
                # There is no other cut: it moves as what is now known, row by row.
                found += [replace(move, published=True) for move in found if move.kind == kind]
                continue
            if extract is Indicators:
                figures[published] = scope.figures(one, catalogue), scope.figures(both, catalogue)
            for name, (shown, key) in tables(extract, published).items():
                known = figures[published] if name == FIGURES else (one, both)
                moved = moves(shown(known[0]), shown(known[1]), key)
                if not moved.is_empty():
                    found.append(Move(kind, name, published, moved))
    return Outcome(scoped, tuple(found), figures, covers)


def _view(rows: pl.DataFrame, extract: type[Extract], cuts: pl.Series, published: bool) -> pl.DataFrame | None:
    """The candidates of a table as now known, or as first published in some cuts; None where there is no such table."""
    if not published:
        return rows
    if extract.KIND in NEVER_AS_PUBLISHED:
        return None
    of_cuts = rows.filter(pl.col("cut").is_in(cuts.implode()))
    return of_cuts.filter(pl.col("cut") == pl.col("month")) if extract.KIND in BY_MONTH else of_cuts


def incoming(account: Checked, scoped: Scope) -> pl.DataFrame:
    """The accepted rows of a table as candidates, as if they were stored."""
    return account.accepted.select(EXTRACTS[account.kind].column_names()).with_columns(
        load_id=pl.lit(NEW_LOAD, pl.Int64), scope=pl.lit(scoped), file=pl.lit("")
    )


def _covers(
    store: Store, held: pl.DataFrame, coming: pl.DataFrame, extract: type[Extract]
) -> dict[Statement, tuple[str, ...]]:
    """The live files of its own cut of which each statement that comes in leaves nothing to be shown, whatever else is
    loaded: what another cut says is shown as first published."""
    rows_of = {part.parquet: part.accepted for _, part in store.parts(extract.KIND)[0]}
    found = {}
    for (source, cut), of_statement in coming.partition_by("source", "cut", as_dict=True).items():
        new = scope.with_unit(of_statement, extract)
        older = scope.with_unit(held.filter(source=source, cut=cut), extract)
        hidden = older.join(new, on=["source", *extract.KEY], how="semi", nulls_equal=True)
        gone = set()
        if new["scope"][0] == WHOLE:
            units = new.select(scope.unit(extract)).unique()
            hidden = older.join(units, on=units.columns, how="semi", nulls_equal=True)
            if extract is Indicators:  # of which only what is shown is held here, and the units of all files are known
                named = named_units(store).filter(pl.col("scope") != scope.CUT, source=source, cut=cut)
                gone = set(named["file"]) - set(named.join(units, on=units.columns, how="anti")["file"])
        gone |= {name for name, rows in hidden.group_by("file").len().rows() if rows == rows_of.get(name)}
        if gone:
            found[extract.KIND, source, cut] = tuple(sorted(gone))
    return found
