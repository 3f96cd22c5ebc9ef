"""Records screened, counted by area and by month, and the whole council's total."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from analytics import months
from analytics.caching import cached_per_version
from analytics.catalogue import ALL, catalogue
from analytics.columns import case, projected
from analytics.extracts.contracts import RAG
from analytics.intervals import FEW, wilson
from analytics.percent import pooled
from analytics.screening.chance import comparisons, percent
from analytics.screening.schemas import ByArea, ByMonth, Totals
from analytics.simulated_label import SPLIT, WHOLLY
from analytics.store import Shown, Store, screening_rows, share_rows

_COUNTS = ("red_count", "amber_count", "green_count", "unrated_count")


@cached_per_version
def by_area(store: Store, month: date, shown: Shown = "known") -> pl.DataFrame:
    """One row an area in the catalogue's order, as counted from records or else as printed; columns of `ByArea`. Empty
    where nothing is held for the month."""
    records = recorded(store, month, shown)
    if records.is_empty():
        shares = _as_printed(store, month, shown)
    else:
        chance = {name: expression for colour in RAG for name, expression in comparisons(colour).items()}
        shares = with_shares(counted(as_now(records, month), "area")).with_columns(note=_note(pl.lit(month)), **chance)
    schema = dict.fromkeys(("area", "name", "kind"), pl.String)
    areas = pl.DataFrame([(a.area, a.name, a.kind) for a in catalogue().areas.values()], schema=schema, orient="row")
    found = areas.join(shares, on="area", maintain_order="left")
    return projected(found.with_columns(sum=pl.sum_horizontal(*RAG, ignore_nulls=False).round(1)), ByArea)


@cached_per_version
def recorded(store: Store, month: date, shown: Shown = "known") -> pl.DataFrame:
    """The records screened by the end of a month, one row each, in the area that the extract names."""
    return _standing(_records(store, month, shown), month)


def as_now(rows: pl.DataFrame, month: date) -> pl.DataFrame:
    """The rows with the areas of the month: what was merged or has another name is its successor."""
    return rows.with_columns(pl.col("area").replace(catalogue().goes_on_as(month)))


def covering(areas: pl.DataFrame, locality: str) -> tuple[str, ...]:
    """The areas of `by_area` that tell about a locality: itself and its parts, and what it is reported in; none for the
    council."""
    of = () if locality == ALL else (*catalogue().areas_covering(locality), *catalogue().behind(locality))
    return tuple(area for area in dict.fromkeys(of) if area in areas["area"])


@cached_per_version
def by_month(store: Store, month: date, area: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """One row a month from the first screening to `month` (or the extract's cut), for one area or the whole council;
    columns of `ByMonth`. Empty where no records are held."""
    rows = _records(store, month, shown)
    if area != ALL:
        rows = rows.filter(pl.col("area").is_in([area, *catalogue().behind(area)]))
    if rows.is_empty():
        return ByMonth.create_empty()
    first, last = rows["screened_on"].dt.truncate("1mo").min(), min(month, rows["cut"][0])
    ends = pl.date_range(pl.lit(first), pl.lit(last), "1mo", eager=True).to_list() if first <= last else []
    counts = [counted(_standing(rows, end), "cut").with_columns(month=pl.lit(end)) for end in ends]
    if not counts:
        return ByMonth.create_empty()
    found = (
        with_shares(pl.concat(counts))
        .with_columns(
            screened=pl.col("records") - pl.col("records").shift(1, fill_value=0),
            in_extract=pl.lit(rows["record_id"].n_unique(), pl.Int64),
            note=_note(pl.col("month")),
        )
        .with_columns(so_far=pooled(pl.col("records"), pl.col("in_extract")))
    )
    return projected(found, ByMonth)


def then_and_now(store: Store, then: date, now: date, area: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """The rows of `by_month` of two months; the later one has the records of the earlier, too."""
    return by_month(store, now, area, shown).filter(pl.col("month").is_in([then, now]))


@cached_per_version
def totals(store: Store, month: date, shown: Shown = "known") -> pl.DataFrame:
    """The whole council, three ways, one row each; columns of `Totals`. The basis is:

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
        together = with_shares(areas.select(pl.col("records", *_COUNTS).sum())).row(0, named=True)
        rows.append({"basis": "mean of areas"} | means)
        every = {colour: together[colour] for colour in RAG} | {"records": together["records"] or None}
        rows.append({"basis": "share of records"} | every)
    return pl.DataFrame(rows, schema=Totals.create_empty().schema)


def counted(records: pl.DataFrame, by: str) -> pl.DataFrame:
    """Counts of records with columns rag, simulated, load_id and cut, one row a value of `by`, in order of appearance.

    Columns: `by`, records, red_count, amber_count, green_count, unrated_count (a marker in place of a colour), cut,
    simulated, load_id.
    """
    colours = {f"{colour}_count": (pl.col("rag") == colour).sum().cast(pl.Int64) for colour in RAG}
    origin = {"simulated": pl.col("simulated").any(), "load_id": pl.col("load_id").max(), "cut": pl.col("cut").max()}
    origin.pop(by, None)
    unrated = (~pl.col("rag").is_in(RAG)).sum().cast(pl.Int64)
    counts = {"records": pl.len().cast(pl.Int64), **colours, "unrated_count": unrated}
    return records.group_by(by, maintain_order=True).agg(**counts, **origin)


def with_shares(counts: pl.DataFrame) -> pl.DataFrame:
    """Counts as `counted` gives them, or their sums, with red, amber, green and unrated (percent of all records), the
    Wilson 95 % interval of each colour (percent), and small."""
    intervals: dict[str, pl.Expr] = {}
    for colour in RAG:
        low, high = wilson(pl.col(f"{colour}_count"), pl.col("records"))
        intervals |= {f"{colour}_low": percent(low), f"{colour}_high": percent(high)}
    shares = {name: pooled(pl.col(f"{name}_count"), pl.col("records")) for name in (*RAG, "unrated")}
    return counts.with_columns(small=pl.col("records") < FEW, **shares, **intervals)


def _records(store: Store, month: date, shown: Shown) -> pl.DataFrame:
    """The extract that tells about the month, each record in the area of its last screening: as a record moves, so do
    its earlier screenings, or an area could have more records screened by June than it has in all."""
    rows = screening_rows(store, month, shown)
    return rows.with_columns(pl.col("area").sort_by("screened_on").last().over("record_id"))


def _standing(rows: pl.DataFrame, month: date) -> pl.DataFrame:
    """The last screening of each record by the end of the month: one screened again counts once."""
    so_far = rows.filter(pl.col("screened_on") < months.before(month, -1)).sort("screened_on", "record_id")
    return so_far.unique("record_id", keep="last", maintain_order=True)


def _as_printed(store: Store, month: date, shown: Shown) -> pl.DataFrame:
    rows = share_rows(store, "screening", month, shown).filter((pl.col("area") != ALL) & (pl.col("months") == 1))
    shares = {colour: pl.col("value").filter(pl.col("category") == colour).first() for colour in RAG}
    origin = {"cut": pl.col("cut").max(), "simulated": pl.col("simulated").any(), "load_id": pl.col("load_id").max()}
    printed = rows.group_by("area").agg(**shares, **origin).with_columns(note=_note(pl.lit(month)))
    unknown = {name: pl.lit(None, kind) for name, kind in ByArea.create_empty().schema.items()}
    return printed.with_columns(**{name: null for name, null in unknown.items() if name not in printed.columns})


def _note(month: pl.Expr) -> pl.Expr:
    """A simulated extract splits what was published for the month of its cut; nothing was for the months before."""
    return case((pl.col("simulated"), case((month >= pl.col("cut"), SPLIT), otherwise=WHOLLY)), otherwise="")
