"""What is shown of everything that was loaded: the one rule, as pure functions on frames.

A load states figures and takes away nothing that it did not say. What one load brought of one kind, source and cut is a
statement; statements of a source are in the order of their cuts, and within a cut of their loads. A statement has a
scope:

- `whole`: it states all there is of each unit that it names (`Extract.STATES`); what older statements have of the same
  unit is no longer shown;
- `part`: it adds or corrects only the rows that it has: what older statements have under the same key is no longer
  shown;
- `cut`, of loads from before loads had a scope: it takes the place of every older load of its cut, and states all there
  is within each value of `Extract.ONE_LOAD_FOR`, however it is split.

Rows of one statement that came in several files are rows of one statement. Between sources the rows of one are shown:
a real one goes before a simulated one, then the newest cut, then the newest load.

Frames of candidates have the columns of the contract, `load_id` and `scope`. Figures of localities and the whole that
are added up from teams are made of what is shown of the teams, and never of one statement's teams alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import polars as pl

from analytics import rollup
from analytics.catalogue import ALL, Catalogue
from analytics.extracts import Extract
from analytics.extracts.kinds.indicators import Indicators

Scope = Literal["whole", "part"]
WHOLE: Scope = "whole"
PART: Scope = "part"
CUT = "cut"

AT = "at"  # a statement's place in the order of its source
SINCE = "since"  # the newest statement that states all there is of a unit
_IS_SPLIT = "_is_split"
LOADS = 1 << 32  # more loads than a ledger will have


def at(extract: type[Extract]) -> pl.Expr:
    """The place of a row's statement in the order of its source."""
    cut = pl.lit(0) if extract.BY_LOAD else pl.col("cut").dt.epoch("d").cast(pl.Int64)
    return (cut * LOADS + pl.col("load_id")).alias(AT)


def unit(extract: type[Extract]) -> list[str]:
    """The columns by which `with_unit` says which unit of its source a row belongs to."""
    return ["source", *extract.STATES, *(f"{name}{_IS_SPLIT}" for name in extract.SPLITS)]


def with_unit(rows: pl.DataFrame, extract: type[Extract]) -> pl.DataFrame:
    """The rows with the columns of `unit`, and `at`."""
    split = ((pl.col(name) != ALL).alias(f"{name}{_IS_SPLIT}") for name in extract.SPLITS)
    return rows.with_columns(at(extract), *split)


def of_all_kept(extract: type[Extract]) -> bool:
    """Whether rows of different cuts stand beside each other until one is chosen for each key, so that a load without a
    scope hides no other cut."""
    return set(extract.KEY) <= set(extract.ONE_LOAD_FOR)


def contributing(named: pl.DataFrame, extract: type[Extract]) -> pl.DataFrame:
    """The statements of which rows of a unit may be shown, with `since`: those that no newer one states all of.

    `named` has one row a statement (or a file of it) and unit: `scope`, `at`, the columns of `unit`, and any others.
    """
    whole = pl.when(scope=WHOLE).then(AT).max().over(unit(extract))
    if of_all_kept(extract):
        return named.with_columns(whole.alias(SINCE)).filter(pl.col(AT) >= pl.col(SINCE).fill_null(0))
    cut = pl.when(scope=CUT).then(AT).max().over(["source", *extract.ONE_LOAD_FOR])
    return named.with_columns(pl.max_horizontal(whole, cut).alias(SINCE)).filter(
        pl.col(AT) >= pl.col(SINCE).fill_null(0)
    )


def laid(rows: pl.DataFrame, extract: type[Extract]) -> pl.DataFrame:
    """Of candidates of a kind those that no newer statement of their source hides, in their order."""
    if rows.select("source", "cut", "load_id").n_unique() == rows["source"].n_unique():
        return rows
    marked = with_unit(rows, extract)
    names = [*dict.fromkeys(["scope", AT, *unit(extract), *extract.ONE_LOAD_FOR])]
    if of_all_kept(extract):
        names = [*dict.fromkeys(["scope", AT, *unit(extract)])]
    kept = contributing(marked.select(names).unique(), extract)
    marked = marked.join(kept, on=[AT, *unit(extract)], how="semi", nulls_equal=True, maintain_order="left")
    return newest_of_each(marked, extract).select(rows.columns)


def newest_of_each(marked: pl.DataFrame, extract: type[Extract]) -> pl.DataFrame:
    """Of rows with `at` those under whose key no newer statement with a scope has a row."""
    newest = pl.when(pl.col("scope") != CUT).then(AT).max().over(["source", *extract.KEY])
    return marked.filter(pl.col(AT) >= newest.fill_null(0))


def chosen(rows: pl.DataFrame, extract: type[Extract], one_source_for: Sequence[str] | None = None) -> pl.DataFrame:
    """Of rows that `laid` gave those of one source for each value of some columns, which are the kind's if none are
    named: a real one before a simulated one, then the newest cut, then the newest load; what the kind calls a last
    resort goes last. Real and simulated rows that came in different loads are never mixed."""
    per = list(extract.ONE_LOAD_FOR if one_source_for is None else one_source_for)
    alone = rows["source"].n_unique() < 2 and rows["simulated"].n_unique() < 2
    if alone and not set(extract.KEY) <= set(per):
        return rows
    order = {"simulated": False, "cut": True, "load_id": True, "source": False}  # whether descending
    if extract.BY_LOAD:
        del order["cut"]
    by = [pl.col(name) for name in order]
    down = [*order.values()]
    if extract.LAST_RESORT:
        by, down = [pl.sql_expr(extract.LAST_RESORT), *by], [False, *down]
    first = rows.sort(by, descending=down, maintain_order=True)
    if not per and not extract.KEY:
        return first.head(1)
    if set(extract.KEY) <= set(per):
        return first.unique(per, keep="first", maintain_order=True)
    of = ("source", "simulated", "cut", "load_id")
    winners = first.unique(per, keep="first") if per else first.head(1)
    winners = winners.select(*(name for name in per if name != "source"), *(pl.col(n).alias(f"{n} first") for n in of))
    on = {"on": per, "how": "inner", "nulls_equal": True} if per else {"how": "cross"}
    joined = rows.join(winners, maintain_order="left", **on)
    alike = (pl.col("simulated") == pl.col("simulated first")) | (
        (pl.col("cut") == pl.col("cut first")) & (pl.col("load_id") == pl.col("load_id first"))
    )
    return joined.filter((pl.col("source") == pl.col("source first")) & alike).select(rows.columns)


def resolve(rows: pl.DataFrame, extract: type[Extract]) -> pl.DataFrame:
    """The rows of a kind that are shown, of candidates; of indicators as they were loaded, see `figures`."""
    return chosen(laid(rows, extract), extract)


def figures(rows: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The figures of localities and the whole that each source has, of candidates of indicators: their own rows, and
    what is added up from teams. The columns of the rows.

    An own row goes before what could be added up, unless a statement of all there is of the teams is newer.
    """
    if not (rows["scope"] == CUT).any():  # which hides a measure and month however it is split
        rows = rows.filter(pl.col("breakdown") == ALL)
    marked = with_unit(rows, Indicators)
    ends = unit(Indicators)
    kept = contributing(marked.select("scope", AT, *ends).unique(), Indicators)
    marked = marked.filter(pl.col("breakdown") == ALL)
    marked = marked.join(kept.select(AT, *ends, SINCE), on=[AT, *ends], maintain_order="left")
    return added_up(newest_of_each(marked, Indicators), kept, catalogue).select(rows.columns)


def added_up(marked: pl.DataFrame, kept: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The own figures of localities and the whole, and those that are added up from teams: see `figures`.

    `marked` are rows with `at` and the columns of `unit` that no newer statement hides, `kept` the statements that
    `contributing` gave for them.
    """
    of, place = ["source", "measure_id", "month"], ["source", "measure_id", "month", "locality"]
    own = marked.filter(pl.col("team") == ALL)
    teams = marked.filter(pl.col("team") != ALL)
    if teams.is_empty():
        return own
    split = f"locality{_IS_SPLIT}"
    by_team = kept.filter((pl.col("breakdown") == ALL) & pl.col(f"team{_IS_SPLIT}"))
    since = by_team.group_by(*of, split).agg(pl.col(SINCE).max().alias("teams since"))
    outdated = (pl.col("teams since") > pl.col(AT)).fill_null(value=False)
    own = own.join(since, on=[*of, split], how="left", maintain_order="left").with_columns(outdated=outdated)
    together = pl.concat([own.filter(~pl.col("outdated")).select(marked.columns), teams])
    # One cut for all, so that rows of several are added up; which load a sum comes from is that of its newest team.
    one_cut = together.with_columns(pl.col("cut").max().over(of)).select(Indicators.column_names())
    sums = rollup.localities(one_cut, catalogue).filter(pl.col("teams") > 0)
    newest = teams.sort(AT).group_by(place, maintain_order=True).last().select(*place, "cut", "load_id", "scope", AT)
    sums = sums.drop("cut", "teams").join(newest, on=place)
    own = own.filter(
        ~pl.col("outdated") | pl.struct(place).is_in(sums.select(pl.struct(place)).to_series().implode()).not_()
    )
    return pl.concat([own.select(marked.columns), sums], how="diagonal").select(marked.columns)
