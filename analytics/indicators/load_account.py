"""What a load would do to what readers are shown, as a list: one line a figure, audit, share … that moves.

Figures of areas that are pooled from their localities are among those of indicators. A figure has the rating of its
month before and after, where it can be rated. No free text of an extract is in the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from analytics.catalogue import ALL, catalogue
from analytics.columns import projected
from analytics.extracts import EXTRACTS, MARKERS
from analytics.extracts.kinds.indicators import Indicators
from analytics.indicators.figures import with_targets
from analytics.indicators.kinds import with_values
from analytics.indicators.pipeline import targets_in_force
from analytics.indicators.pooling import with_pooled
from analytics.indicators.rag import rag
from analytics.indicators.schemas import Account
from analytics.rollup import is_split, localities
from analytics.store import Store
from analytics.store.proposal import (
    ABOUT,
    APPEARS,
    CHANGES,
    DISAPPEARS,
    FIGURES,
    FREE_TEXT,
    WAS,
    Move,
    Outcome,
    moves,
    words_of,
)
from analytics.store.scope import chosen

WHATS = (APPEARS, CHANGES, DISAPPEARS)
_FIGURE = ("measure_id", "month", "locality")
_OF_A_LOAD = ("cut", "load_id", f"{WAS}cut", f"{WAS}load_id")


def what_moves(outcome: Outcome) -> list[Move]:
    """The tables in which rows move, with the figures of areas that are pooled from their localities; as first
    published, the rows that do not move in the same way as what is now known."""
    found = []
    for move in outcome.moves:
        if move.table == FIGURES and not move.published:
            found += _of_figures(outcome)
        if move.table != FIGURES:
            found.append(move)
    if not any(move.table == FIGURES and not move.published for move in outcome.moves):
        found += _of_figures(outcome)
    known = {move.table: move.rows for move in found if not move.published}
    different = []
    for move in found:
        rows = move.rows
        if move.published and (as_known := known.get(move.table)) is not None:
            if rows is as_known:
                continue
            alike = [name for name in rows.columns if name in as_known.columns and name not in _OF_A_LOAD]
            rows = rows.join(as_known, on=alike, how="anti", nulls_equal=True)
        if not rows.is_empty():
            different.append(replace(move, rows=rows))
    return different


def _of_figures(outcome: Outcome) -> list[Move]:
    found = []
    for published, (before, after) in outcome.figures.items():
        rows = moves(_with_pooled(before), _with_pooled(after), _FIGURE)
        found.append(Move(Indicators.KIND, FIGURES, published, rows))
    return found


def account(store: Store, moved: Sequence[Move], most: int | None = None) -> pl.DataFrame:
    """What `what_moves` gave as a list, columns of `Account`: what disappears first, then what changes and what
    appears; figures of areas before split ones, in the catalogue's order, newest month first.

    `was` and `becomes` are values in the unit of the indicator, or the words of the extract; `published` says that the
    line is of what is shown as first published. With `most`, no more lines of a table but of figures of areas.
    """
    found: list[pl.DataFrame] = [Account.create_empty()]
    whats = pl.col("what").replace_strict({what: -number for number, what in enumerate(WHATS)})
    for move in moved:
        if most is not None and move.table != FIGURES and move.rows.height > most:
            move = replace(move, rows=move.rows.sort(whats, maintain_order=True).head(most))
        found.append(_of_indicators(store, move) if move.kind == Indicators.KIND else _of_others(move))
    order = catalogue().indicator_frame().select("measure_id", "position")
    names = [*dict.fromkeys(move.table for move in moved)]
    tables = pl.DataFrame({"table": names}, schema={"table": pl.String}).with_row_index("nr")
    lines = pl.concat(found).join(order, on="measure_id", how="left").join(tables, on="table")
    ordered = lines.sort(
        "published", "nr", whats, "position", "month", "locality", "item", nulls_last=True,
        descending=[False, False, False, False, True, False, False],
    )  # fmt: skip
    return projected(ordered, Account)


def _with_pooled(laid: pl.DataFrame) -> pl.DataFrame:
    """The figures that readers are shown, those of areas that are pooled from their localities among them."""
    own = chosen(laid, Indicators, _FIGURE)
    columns = [*Indicators.column_names(), "load_id"]
    pooled = []
    for area in (ALL, *catalogue().areas):
        places = catalogue().behind(area)
        rows = chosen(laid.filter(pl.col("locality").is_in(places)), Indicators, ("measure_id", "month"))
        if places and not rows.is_empty():
            whole = with_pooled(own.filter(locality=area).select(columns), rows, area, catalogue())
            # What can't be pooled from the localities that are held is no figure that anybody is shown.
            pooled.append(whole.filter("pooled", pl.col("numerator").is_not_null()).select(columns))
    return pl.concat([own.select(columns), *pooled], how="diagonal_relaxed")


def _of_indicators(store: Store, move: Move) -> pl.DataFrame:
    rows = move.rows
    split = [name for name in ("team", "breakdown", "category") if name not in rows.columns or move.table == FIGURES]
    rows = rows.with_columns(pl.lit(ALL).alias(name) for name in split)
    both = {prefix: _rated(store, rows, prefix) for prefix in (WAS, "")}
    by = pl.concat_str("breakdown", "category", separator=": ")
    return _lines(
        rows,
        move,
        item=pl.when(pl.col("team") != ALL).then("team").when(pl.col("breakdown") != ALL).then(by),
        was=both[WAS]["said"],
        becomes=both[""]["said"],
        rating_was=both[WAS]["rag"],
        rating_becomes=both[""]["rag"],
    )


def _rated(store: Store, rows: pl.DataFrame, prefix: str) -> pl.DataFrame:
    """What each row says before or after, and the rating of its month: said, rag."""
    names = ("numerator", "denominator", "value", "marker")
    before_or_after = (pl.col(f"{prefix}{name}").alias(name) for name in names)
    side = rows.select("measure_id", "month", "locality", "what", *before_or_after).with_row_index("nr")
    is_there = pl.col("what") != (APPEARS if prefix else DISAPPEARS)
    known = with_targets(with_values(side, catalogue()), targets_in_force(store)).with_columns(rag=rag())
    rated = side.drop("value").join(known.select("nr", "value", "rag"), on="nr", how="left")
    marked = pl.coalesce(pl.col("marker"), pl.lit("z")).replace_strict(MARKERS)
    said = pl.coalesce(pl.col("value").cast(pl.String), marked)
    return rated.sort("nr").select(said=pl.when(is_there).then(said), rag=pl.when(is_there).then("rag"))


def _of_others(move: Move) -> pl.DataFrame:
    extract = EXTRACTS[move.kind]
    rows = move.rows
    was, becomes = words_of(rows, extract)
    named = [name for name in extract.KEY if name not in (*ABOUT, *FREE_TEXT)]
    item = pl.concat_str([pl.col(name).cast(pl.String) for name in named], separator=", ", ignore_nulls=True)
    return _lines(rows, move, item=item if named else pl.lit(None, pl.String), was=was, becomes=becomes)


def _lines(rows: pl.DataFrame, move: Move, **columns: pl.Expr | pl.Series) -> pl.DataFrame:
    names = catalogue().indicator_frame().select("measure_id", "name")
    given = {"table": pl.lit(move.table), "published": pl.lit(move.published), **columns}
    for column, before in (("source", "source_was"), ("simulated", "simulated_was")):
        if f"{WAS}{column}" in rows.columns:
            given[before] = pl.col(f"{WAS}{column}")
    lines = rows.with_columns(**given)
    if "measure_id" in lines.columns:
        lines = lines.join(names, on="measure_id", how="left", maintain_order="left")
    schema = Account.create_empty().schema
    absent = {name: pl.lit(None, dtype) for name, dtype in schema.items() if name not in lines.columns}
    return lines.with_columns(**absent).select(pl.col(name).cast(dtype) for name, dtype in schema.items())


def figures_shown(rows: pl.DataFrame) -> pl.DataFrame:
    """Figures of the whole and its localities as they will be shown, those that are added up from teams among them."""
    if not is_split(rows):
        return rows
    return localities(rows, catalogue()).filter(pl.col("team") == ALL).drop("teams")
