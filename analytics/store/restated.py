"""What readers were shown after each load, and so which load moved what they had been shown before.

Loads that stand are played one after the other, within a load each cut from the oldest: after each, what is shown of
the measures and months (of the audits of a month, of all screenings) that it names is worked out by the rule of
`scope`. Undone loads are left out: they restate nothing any more. What appears in a month of which nothing was shown
before from the same source is no restatement.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from analytics.caching import cached_per_version
from analytics.catalogue import ALL, catalogue
from analytics.extracts import EXTRACTS
from analytics.extracts.kinds.indicators import Indicators
from analytics.store import scope
from analytics.store.ledger import in_one_moment
from analytics.store.proposal import APPEARS, moves, tables, words_of
from analytics.store.queries import candidates, named_units
from analytics.store.scope import AT, PART, WHOLE
from analytics.store.store import Store

FIGURE = ("measure_id", "month", "locality")
_GROUP = ("measure_id", "month")
_OF_SOURCE = ["source", *_GROUP]
# A step of the play: what is left of the candidates, and what is shown of them.
Shows = Callable[[pl.DataFrame], tuple[pl.DataFrame, pl.DataFrame]]


@in_one_moment
@cached_per_version
def restated_figures(store: Store, measure_id: str | None = None) -> pl.DataFrame:
    """Every figure of a locality or the whole that moved: the columns of `proposal.moves`, and by_load, by_cut and
    by_source: which load did it, in which of its cuts."""
    named = named_units(store, replaced_too=True)
    if measure_id is not None:
        named = named.filter(measure_id=measure_id)
    named = named.filter(pl.col("breakdown") == ALL)
    units = pl.concat_str(pl.col(f"{name}_is_split").cast(pl.String) for name in Indicators.SPLITS)
    statements = named.group_by(*_OF_SOURCE, AT).agg(
        of=units.unique().sort().str.join(), files=pl.col("file").n_unique(), scope=pl.col("scope").first()
    )
    alone = ~pl.any_horizontal(
        ((pl.col("scope") == PART) | (pl.col("files") > 1)).any().over(_OF_SOURCE),
        ((pl.col("scope") == WHOLE).any() & (pl.col("of").n_unique() > 1)).over(_OF_SOURCE),
    )
    statements = statements.with_columns(alone=alone).select(*_OF_SOURCE, "alone").unique()
    files = named.select(*_OF_SOURCE, "cut", "load_id", "file").unique().join(statements, on=_OF_SOURCE)
    rows = []
    for is_alone, where in ((True, "team = 'All' AND breakdown = 'All'"), (False, "breakdown = 'All'")):
        of = files.filter(alone=is_alone).drop("alone")
        found = candidates(
            store, Indicators, where, newest=of, rolled=is_alone, replaced_too=True,
            only=lambda part, of=set(of["file"]): part.parquet in of,
        )  # fmt: skip
        rows.append(found.with_columns(alone=pl.lit(is_alone)))
    # Of teams and localities that come in one statement at a time, the newest has all there is.
    return _played(pl.concat(rows), _shown_figures, _GROUP, FIGURE)


def _shown_figures(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    alone, laid = rows.filter("alone"), rows.filter(~pl.col("alone"))
    at = scope.at(Indicators)
    alone = alone.filter(at == at.max().over(_OF_SOURCE))
    figures = laid
    if not laid.is_empty():
        figures = scope.figures(laid, catalogue())
    return pl.concat([alone, laid]), scope.chosen(pl.concat([alone, figures]), Indicators, FIGURE)


@in_one_moment
@cached_per_version
def restated_cases(store: Store, kind: str) -> pl.DataFrame:
    """Every audit or screening that moved, oldest first: what, month (an audit's, or that of the screening), code,
    was and becomes (what differs, in words), simulated, by_load, by_cut, by_source, loaded_at (UTC), loaded_by,
    file_name. Re-reads of anchor files are no audits."""
    extract = EXTRACTS[kind]
    ((shown, key),) = tables(extract, published=False).values()
    month = pl.col("month") if "month" in extract.column_names() else pl.col("screened_on").dt.truncate("1mo")
    code = extract.KEY[0]
    rows = candidates(store, extract, replaced_too=True).with_columns(of_month=month)
    group = ("month",) if "month" in extract.column_names() else ()

    def show(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        laid = scope.laid(rows, extract)
        return laid, shown(laid)

    moved = _played(rows, show, group, key, late_within=("of_month",))
    if "anchor_code" in moved.columns:
        moved = moved.filter(pl.coalesce("anchor_code", "was_anchor_code").is_null())
    was, becomes = words_of(moved, extract)
    simulated = pl.coalesce("simulated", "was_simulated")
    found = moved.with_columns(was=was, becomes=becomes, simulated=simulated)
    at = pl.coalesce("of_month", "was_of_month") if "of_month" in moved.columns else pl.col("month")
    listed = found.select(
        *("what", at.alias("month"), pl.col(code).alias("code"), "was", "becomes", "simulated"),
        *("by_load", "by_cut", "by_source"),
    )
    return listed.join(loads(store), on="by_load", how="left", maintain_order="left")


def loads(store: Store) -> pl.DataFrame:
    """When each load was made, by which role, and from which files: by_load, loaded_at, loaded_by, file_name."""
    rows = [(e.load_id, e.loaded_at, e.loaded_by, e.part.file_name) for e in store.ledger.history()]
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "by_load": pl.Int64,
        "loaded_at": pl.Datetime(time_zone="UTC"),
        "loaded_by": pl.String,
        "file_name": pl.String,
    }
    every = pl.DataFrame(rows, schema=schema, orient="row")
    names = pl.col("file_name").unique(maintain_order=True).reverse().str.join(", ")
    return every.group_by("by_load").agg(pl.col("loaded_at", "loaded_by").first(), names)


def _played(
    rows: pl.DataFrame,
    show: Shows,
    group: tuple[str, ...],
    key: tuple[str, ...],
    late_within: tuple[str, ...] | None = None,
) -> pl.DataFrame:
    """How each load moved what was shown, of the candidates of all loads, in the order of the loads.

    Only the groups of rows that a load names are worked out again. What appears counts where something of its source
    was shown already with the same values of `late_within`, which is the group if nothing is said.
    """
    late = ["source", *(group if late_within is None else late_within)]
    taken_place = scope.CUT
    comes_back = taken_place in rows["scope"]  # what a load hid that is replaced itself is shown again
    left, seen = rows.clear(), rows.clear()
    found = [
        moves(seen, seen, key).with_columns(
            by_load=pl.lit(0, pl.Int64), by_cut=pl.lit(None, pl.Date), by_source=pl.lit("")
        )
    ]
    steps = rows.select("load_id", "cut", "source", "scope").unique().sort("load_id", "cut", "source").rows()
    by_step = rows.partition_by("load_id", "cut", "source", as_dict=True)
    for load_id, cut, source, scoped in steps:
        new = by_step[load_id, cut, source]
        same_cut = (pl.col("source") == source) & (pl.col("cut") == cut)
        # A load without a scope takes the place of its cut, whatever it names.
        named = [new, left.filter(same_cut)] if scoped == taken_place else [new]
        of = pl.concat(one.select(group) for one in named).unique() if group else None
        here, others = _parted(left, of)
        before, unchanged = _parted(seen, of)
        if scoped == taken_place:
            here = here.filter(~same_cut)
        kept, shown = show(pl.concat([here, new]))
        moved = moves(before, shown, key)
        was_there = before.select(late).unique()
        new_here = pl.col("what") == APPEARS
        again = moved.filter(new_here).join(was_there, on=late, how="semi")
        if not (moved := pl.concat([moved.filter(~new_here), again])).is_empty():
            found.append(
                moved.with_columns(by_load=pl.lit(load_id, pl.Int64), by_cut=pl.lit(cut), by_source=pl.lit(source))
            )
        left = pl.concat([others, pl.concat([here, new]) if comes_back else kept])
        seen = pl.concat([unchanged, shown])
    return pl.concat(found)


def _parted(rows: pl.DataFrame, of: pl.DataFrame | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of some groups, and the others."""
    if of is None:
        return rows, rows.clear()
    return (
        rows.join(of, on=of.columns, how="semi", maintain_order="left"),
        rows.join(of, on=of.columns, how="anti", maintain_order="left"),
    )
