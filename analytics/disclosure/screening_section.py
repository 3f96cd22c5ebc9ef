"""Screened records by area and colour: shares as the council printed them, or from published counts.

Where only printed shares are held, or the records are simulated so that they give the printed shares, the share is the
printed one. Counts are always under the policy.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from analytics import months
from analytics.catalogue import ALL, Policy, catalogue
from analytics.disclosure.columns import count_columns, figure_columns, text_columns
from analytics.disclosure.count_statements import AREA_TOTAL, CELL, COUNTS, PARTS, hundred, printed
from analytics.disclosure.publishable import AS_PRINTED, FROM_EXACT, FROM_ROUNDED, Publishable
from analytics.disclosure.published import figures, published
from analytics.disclosure.rounding import TOO_WIDE, source_marker, with_rate
from analytics.disclosure.section import PackSection, Section, listed, shown
from analytics.extracts.contracts import RAG
from analytics.screening import as_now, by_area, counted, covering, recorded
from analytics.simulated_label import mark
from analytics.store import Store, share_rows

_RECORDS = "records"
_COLOURS = (*RAG, "unrated")


def screening(store: Store, month: date, locality: str, policy: Policy, _: pl.DataFrame) -> Section:
    """One row an area and colour: all areas, or those that tell about a locality."""
    areas = by_area(store, month)
    if locality != ALL:
        areas = areas.filter(pl.col("area").is_in(covering(areas, locality)))
    shares, cells = _printed(store, month, areas), _cells(store, month)
    counts, parts = _counts(areas, cells, shares, month)

    def write(protected: pl.DataFrame) -> tuple[Mapping[str, Publishable], pl.DataFrame]:
        frame = _frame(protected, areas, shares, policy)
        notes = [policy.meaning, _said(frame)]
        notes += [f"Shares as printed: {r}." for r in frame["reference"].drop_nulls().unique(maintain_order=True)]
        made = SCREENING.publishable("screening", policy.policy, frame, tuple(notes) if frame.height else ())
        wide = pl.when(pl.col("count_marker").is_null() & pl.col("records_marker").is_null()).then(pl.lit(TOO_WIDE))
        reasons = {"count": pl.col("count_reason"), "share": wide.otherwise(pl.lit("a count is hidden"))}
        return {"screening": made}, listed("screening", frame, pl.format("{}, {}", "area_name", "rag"), reasons)

    return Section(policy, counts, parts, _binding(store, cells, month), write)


def _said(frame: pl.DataFrame) -> str:
    """What is simulated: the counts beside printed shares, or all of it."""
    if not frame["simulated"].any():
        return ""
    if (frame["basis"] == AS_PRINTED).all():
        return "Shares are as printed; counts are a simulated split of them."
    return mark(frame)


def _printed(store: Store, month: date, areas: pl.DataFrame) -> pl.DataFrame:
    """The printed shares that stand in place of counted ones: area, rag, value, marker, reference."""
    made_up = areas.filter(pl.col("records").is_null() | pl.col("simulated"))["area"]
    rows = published(store, share_rows(store, "screening", month), "shares").filter(
        (pl.col("months") == 1) & pl.col("area").is_in(made_up.implode())
    )
    return rows.select("area", "value", "reference", rag="category", printed_marker=source_marker(pl.col("marker")))


def _cells(store: Store, month: date) -> pl.DataFrame:
    """The finest counts, of the areas that the extract names: area (of the month, in which it is counted), recorded,
    rag, truth, part."""
    held = counted(recorded(store, month).with_columns(recorded="area"), "recorded")
    held = as_now(held.with_columns(area="recorded"), month)
    areas = pl.DataFrame({"area": list(catalogue().areas)}, {"area": pl.String})  # there may be none
    held = areas.join(held, on="area", maintain_order="left")
    colours = [pl.col(f"{colour}_count").alias(colour) for colour in _COLOURS]
    long = held.select("area", "recorded", *colours).unpivot(
        _COLOURS, index=["area", "recorded"], variable_name="rag", value_name="truth"
    )
    return long.with_columns(part=pl.format(f"screening|{months.code(month)}|{{}}|{{}}", "recorded", "rag"))


def _counts(
    areas: pl.DataFrame, cells: pl.DataFrame, shares: pl.DataFrame, month: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The counts of areas whose records are held, with area and rag besides, and what they consist of. A total of
    records is published only where the shares are not printed."""
    code, parts = months.code(month), cells.join(areas, on="area", how="semi", maintain_order="left")
    own = parts.filter(pl.col("rag").is_in(RAG)).with_columns(of="rag")
    totals = parts.join(shares, on="area", how="anti").with_columns(of=pl.lit(_RECORDS))
    both = pl.concat([own, totals]).with_columns(
        claim=pl.format(f"screening|{code}|{{}}|{{}} counted", "area", "of"), coefficient=pl.lit(1, pl.Int64)
    )
    whole = pl.col("of") == _RECORDS
    frame = (
        both.group_by("claim", "area", "of", maintain_order=True)
        .agg(count=pl.col("truth").sum())
        .with_columns(
            section=pl.lit("screening"),
            group=pl.format("screening|{}", "area"),
            role=pl.when(whole).then(pl.lit(AREA_TOTAL)).otherwise(pl.lit(CELL)),
            lines=pl.when(~whole).then(
                pl.concat_list(pl.format("{}|screened", "area"), pl.format("{}|screened", "of"))
            ),
            marker=pl.lit(None, pl.String),
        )
    )
    return frame.select("area", "of", *COUNTS), both.select(list(PARTS))


def _binding(store: Store, cells: pl.DataFrame, month: date) -> pl.DataFrame:
    """What printed shares say of the records of an area, and of all areas, where these do give them."""
    areas = [cells.with_columns(of=of) for of in ("area", "recorded", pl.lit(ALL))]
    every = pl.concat(areas).unique(["of", "part"], maintain_order=True)
    shares = figures(store, "shares").filter(subject="screening", month=month, months=1).drop_nulls("value")
    shares = shares.select(
        "value",
        of="area",
        colour="category",
        share=pl.format("printed|screening|{}|{}|{}", "area", "category", "value"),
        hundred=hundred(pl.col("value")).max().over(pl.col("area") == ALL),
    )
    upper = pl.col("rag") == pl.col("colour")
    members = shares.join(every, on="of").select("share", "part", "truth", upper=upper, lower=pl.lit(True))
    return printed(shares, members)


def _frame(protected: pl.DataFrame, areas: pl.DataFrame, shares: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    rows = areas.select("area", "simulated", "note", area_name="name").join(
        pl.DataFrame({"rag": RAG}), how="cross", maintain_order="left_right"
    )
    cells = protected.filter(pl.col("of") != _RECORDS).rename({"of": "rag"})
    frame = shown(rows, ["area", "rag"], count=cells)
    frame = shown(frame, ["area"], records=protected.filter(of=_RECORDS))
    frame = with_rate(frame, "count", "records", "share", decimals=1 if policy.signed_off else 0)
    frame = frame.join(shares, on=["area", "rag"], how="left", maintain_order="left")
    printed_here = pl.col("reference").is_not_null()
    basis = FROM_ROUNDED if policy.rounded_to > 1 else FROM_EXACT
    return frame.with_columns(
        share=pl.when(printed_here).then("value").otherwise("share"),
        share_marker=pl.when(printed_here).then("printed_marker").otherwise("share_marker"),
        basis=pl.when(printed_here).then(pl.lit(AS_PRINTED)).otherwise(pl.lit(basis)),
    )


SCREENING = PackSection(
    name="screening",
    title="Screening by area",
    policy="nhs",
    frames={
        "screening": {
            **text_columns("area", "area_name", "rag"),
            **figure_columns("share"),
            **count_columns("count"),
            **text_columns("basis", "note", "reference"),
            "simulated": pl.Boolean,
        },
    },
    make=screening,
    group_name=lambda group: f"records screened, {catalogue().area_name(group.rpartition('|')[2])}",
)
