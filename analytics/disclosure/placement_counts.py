"""Agency placements as counts of children: which months stand in a publication, and what it says of those that have not
been published.

The total of a month is the sum of the three kinds and a rest, where the kinds leave one; where they add up to more than
the total it is an unknown of its own. What a listed publication says of a month that is not all printed is known to
every reader, whether or not the store holds it, and so to the check.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import months
from analytics.corporate import placements
from analytics.disclosure.count_statements import BINDING, CELL, COUNTS, PARTS, PLACEMENT_TOTAL
from analytics.disclosure.printed_papers import printed_first, referenced
from analytics.disclosure.published import figures
from analytics.store import Store

MONTHS = 13
_REST = "rest"
_COLUMNS = ("series", "month", "financial_year", "value", "change", "change_percent", "source", "simulated")


def rows(store: Store, month: date) -> pl.DataFrame:
    """The placements of the thirteen months to the newest that is held up to the month, and of the same month of every
    year before.

    Columns: series, month, financial_year, value (the true count), change and change_percent (on a year before),
    source, simulated, reference, public (whether it has been published), public_before (whether that of a year before
    has).
    """
    printed = printed_first(store, "placements", month)
    every = referenced(store, placements.months_of(printed, month).select(_COLUMNS), printed, "placements")
    every = every.with_columns(public=pl.col("reference").is_not_null())
    before = every.select("series", pl.col("month").dt.offset_by("12mo"), public_before="public")
    every = every.join(before, on=["series", "month"], how="left", maintain_order="left")
    last = every.drop_nulls("value")["month"].max()
    if not isinstance(last, date):
        return every.clear()
    at = pl.col("month")
    recent = at > months.before(last, MONTHS)
    return every.filter((at <= last) & (recent | (at.dt.month() == last.month)))


def named(rows: pl.DataFrame) -> pl.DataFrame:
    """Those rows of `rows` whose series may be named: one of the catalogue's words, or one that was printed."""
    printed = rows.filter("public")["series"].unique()
    return rows.filter(pl.col("series").is_in([*placements.SERIES, *printed]))


def of_counts(store: Store, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The counts of `named` rows that have not been published, as COUNTS with series and month besides; what they
    consist of, as PARTS; and what is printed of the same months, as BINDING."""
    own = rows.filter(~pl.col("public"))
    claim = pl.format("placements|{}|{}", pl.col("month").dt.to_string("%Y-%m"), "series")
    total = pl.col("series") == placements.TOTAL
    counts = own.with_columns(
        claim=claim,
        section=pl.lit("corporate"),
        group=pl.format("placements|{}", pl.col("month").dt.to_string("%B %Y")),
        role=pl.when(total).then(pl.lit(PLACEMENT_TOTAL)).otherwise(pl.lit(CELL)),
        lines=pl.when(~total).then(pl.concat_list(claim.str.replace(r"\|[^|]*$", ""))),
        count="value",
        marker=pl.lit(None, pl.String),
    ).select("series", "month", *COUNTS)
    parts = _parts(rows.drop_nulls("value").filter(pl.col("month").is_in(own["month"].implode())))
    listed = figures(store, "placements").select("series", "month", "value").unique()
    of_listed = rows.join(listed, on=listed.columns, how="semi").select(claim.alias("claim"))["claim"].implode()
    printed = parts.filter(pl.col("claim").is_in(of_listed)).select(*PARTS, low="value", high="value")
    binding = printed.with_columns(claim=pl.format("printed|{}", "claim")).select(
        pl.col(column).cast(kind) for column, kind in BINDING.items()
    )
    return counts, parts.filter(~pl.col("public")).select(list(PARTS)), binding


def _parts(rows: pl.DataFrame) -> pl.DataFrame:
    """Which finest counts each row consists of: PARTS, with value and public of the row."""
    found = []
    for (at,), part in rows.group_by("month", maintain_order=True):
        assert isinstance(at, date)
        values = dict(part.select("series", "value").rows())
        kinds = {kind: values[kind] for kind in placements.KINDS if kind in values}
        rest = values.get(placements.TOTAL, 0) - sum(kinds.values())
        for series, value, public in part.select("series", "value", "public").rows():
            members = {series: value}
            if series == placements.TOTAL and rest >= 0:
                members = kinds | ({_REST: rest} if rest else {})
            name = f"placements|{months.code(at)}"
            found += [
                (f"{name}|{series}", f"{name}|{member}", truth, 1, value, public) for member, truth in members.items()
            ]
    return pl.DataFrame(found, schema=PARTS | {"value": pl.Int64, "public": pl.Boolean}, orient="row")
