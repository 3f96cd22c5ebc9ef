"""How screened records were rated (red, amber, green) in each area.

Records are counted where an extract has them; a share is of all records screened, those without a rating too. Until
then the shares that the source printed are shown: they can be shown but not pooled, because the number of records
behind each is not known.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from analytics import words
from analytics.catalogue import ALL, catalogue
from analytics.extracts.contracts import RAG
from analytics.percent import pooled
from analytics.store import Shown, Store, per_version, screening_rows, share_rows

_COLUMNS = ("area", "name", "kind", *RAG, "sum", "records", "simulated", "load_id")


@per_version
def by_area(store: Store, month: date, shown: Shown = "known") -> pl.DataFrame:
    """One row an area in the catalogue's order, shares in percent, as counted from records or else as printed.

    Columns: area, name (as people read it), kind, red, amber, green, sum (of the three; printed shares need not
    reach 100), records (null where only shares were printed), simulated, load_id. Empty where nothing
    is held for the month.
    """
    records = screening_rows(store, month, shown)
    shares = _from_records(records) if not records.is_empty() else _as_printed(store, month, shown)
    areas = pl.DataFrame(
        [(a.area, a.name, a.kind) for a in catalogue().areas.values()], schema=["area", "name", "kind"], orient="row"
    )
    return (
        areas.join(shares, on="area", maintain_order="left")
        .with_columns(sum=(pl.col("red") + pl.col("amber") + pl.col("green")).round(1))
        .select(_COLUMNS)
    )


def _from_records(records: pl.DataFrame) -> pl.DataFrame:
    shares = {colour: pooled((pl.col("rag") == colour).sum(), pl.len()) for colour in RAG}
    return records.group_by("area").agg(
        records=pl.len().cast(pl.Int64),
        simulated=pl.col("simulated").any(),
        load_id=pl.col("load_id").max(),
        **shares,
    )


def _as_printed(store: Store, month: date, shown: Shown) -> pl.DataFrame:
    rows = share_rows(store, "screening", month, shown).filter((pl.col("area") != ALL) & (pl.col("months") == 1))
    shares = {colour: pl.col("value").filter(pl.col("category") == colour).first() for colour in RAG}
    return rows.group_by("area").agg(
        records=pl.lit(None, pl.Int64),
        simulated=pl.col("simulated").any(),
        load_id=pl.col("load_id").max(),
        **shares,
    )


@per_version
def totals(store: Store, month: date, shown: Shown = "known") -> pl.DataFrame:
    """The whole council, three ways, one row each: basis, red, amber, green (percent).

    - `printed`: the total the source printed, if it printed one;
    - `mean of areas`: the unweighted mean of the areas' shares, in which a small area weighs as much as a large one;
    - `share of records`: every record counted once. Without the number of records in each area it can't be
      known, so it is null; it lies somewhere between the lowest and the highest area.
    """
    areas = by_area(store, month, shown)
    printed = share_rows(store, "screening", month, shown).filter((pl.col("area") == ALL) & (pl.col("months") == 1))
    rows: list[dict[str, Any]] = []
    if not printed.is_empty():
        rows.append({"basis": "printed"} | dict(printed.select("category", "value").rows()))
    if not areas.is_empty():
        means = areas.select(pl.col(RAG).mean().round(2, mode="half_away_from_zero")).row(0, named=True)
        rows.append({"basis": "mean of areas"} | means)
        rows.append({"basis": "share of records"} | _of_all_records(store, month, shown))
    return pl.DataFrame(rows, schema={"basis": pl.String, **dict.fromkeys(RAG, pl.Float64)})


def _of_all_records(store: Store, month: date, shown: Shown) -> dict[str, float | None]:
    records = screening_rows(store, month, shown)
    if records.is_empty():
        return dict.fromkeys(RAG, None)
    together = _from_records(records.with_columns(area=pl.lit(ALL)))
    return together.select(RAG).row(0, named=True)


def finding(areas: pl.DataFrame) -> str:
    """Which area has the largest share of red records, and which the smallest, from a frame of `by_area`."""
    ordered = areas.drop_nulls("red").sort("red")
    if ordered.is_empty():
        return "No area has a share of red records"
    least, most = ordered.row(0, named=True), ordered.row(-1, named=True)
    return (
        f"From {words.as_printed(least['red'])} red ({least['name']}) "
        f"to {words.as_printed(most['red'])} red ({most['name']})"
    )


def totals_sentence(areas: pl.DataFrame) -> str:
    """Why the ways of adding the areas up differ, and between what bounds the share of records lies."""
    said = (
        "The printed total is the mean of the areas’ shares: each area weighs the same, however many records it has. "
        "A share of all records would count each record once, so that a large area weighs more. "
    )
    if not areas["records"].null_count():
        return said + "Here the records are held, so both are given."
    if not areas["red"].count():
        return said
    low, high = areas.select(low=pl.col("red").min(), high=pl.col("red").max()).row(0)
    return said + (
        "The number of records in each area was not printed (about 2,500 in all), so it can’t be worked out. It lies "
        "between the lowest and the highest area: "
        f"for red, between {words.as_printed(low)} and {words.as_printed(high)}."
    )
