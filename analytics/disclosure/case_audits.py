"""Audit ratings by legal status in the three months to a month, and the shares that the council printed.

The finest counts are those of one month, area, service, legal status and rating, so that an area and the whole
council, and windows that share a month, are seen together by the audit.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from analytics import months
from analytics.audits import window_in_words
from analytics.audits.inclusion import WINDOW, YEAR, all_rated, allocated, rated, with_known_statuses, within
from analytics.catalogue import ALL, GOOD_OR_BETTER, Policy, catalogue, corporate_catalogue
from analytics.disclosure.bindings import on_scorecard
from analytics.disclosure.columns import count_columns, figure_columns, text_columns
from analytics.disclosure.count_statements import (
    BINDING,
    CELL,
    COUNTS,
    PARTS,
    RATING_TOTAL,
    STATUS_TOTAL,
    hundred,
    printed,
    readings,
)
from analytics.disclosure.publishable import NOT_APPLICABLE, Publishable
from analytics.disclosure.published import figures, published
from analytics.disclosure.rounding import TOO_WIDE, with_rate
from analytics.disclosure.section import PackSection, Section, listed, may_not_add, shown
from analytics.simulated_label import SPLIT, WHOLLY, mark
from analytics.store import Store, share_rows

_PRINTED = "audit ratings"
_NO_COUNTS = pl.DataFrame(schema=dict.fromkeys(("legal_status", "name", "rating"), pl.String) | COUNTS)
_CELL = ["month", "locality", "service", "legal_status", "rating"]


def of_rows() -> dict[str, tuple[str, ...]]:
    """The ratings that each row of a legal status counts: one grade, the good enough ones together, or all."""
    scale = catalogue().scale
    return {**{g: (g,) for g in scale.grades}, scale.good_row: scale.bands[GOOD_OR_BETTER], ALL: scale.grades}


def audits(store: Store, month: date, locality: str, policy: Policy, _: pl.DataFrame) -> Section:
    """One row a legal status and rating; none where not all three months are held, or not by area."""
    rows = rated(allocated(store, month, WINDOW, "known", ALL))
    held = all_rated(store, month, WINDOW, "known") and _split(rows, locality)
    cells = _cells(rows)
    simulated = bool(rows["simulated"].any())
    # A simulated extract splits what was published for the window of its cut; nothing was for the months before.
    of_window = rows.select(is_split=pl.col("month") > pl.col("cut").dt.offset_by(f"-{WINDOW}mo"))["is_split"]
    note = SPLIT if of_window.all() else f"{SPLIT}; {WHOLLY}" if of_window.any() else WHOLLY
    counts, parts = (
        _counts(within(cells, locality), month, locality) if held else (_NO_COUNTS, pl.DataFrame(schema=PARTS))
    )
    binding = _binding(store, month) if held else pl.DataFrame(schema=BINDING)

    def write(protected: pl.DataFrame) -> tuple[Mapping[str, Publishable], pl.DataFrame]:
        frame = _frame(protected, policy).with_columns(simulated=pl.lit(simulated), note=pl.lit(note))
        made = AUDITS.publishable("audits", policy.policy, frame, (policy.meaning, may_not_add(policy), mark(frame)))
        wide = pl.when(pl.col("count_marker").is_null() & pl.col("audits_marker").is_null()).then(pl.lit(TOO_WIDE))
        reasons = {"count": pl.col("count_reason"), "share": wide.otherwise(pl.lit("a count is hidden"))}
        hidden = listed("audits", frame, pl.format("{}, {}", "name", "rating"), reasons)
        return {"audits": made, "audits-printed": as_printed(store, month, locality)}, hidden

    return Section(policy, counts, parts, binding, write)


def _split(rows: pl.DataFrame, locality: str) -> bool:
    """Whether the audits say in which area they lie."""
    if locality == ALL:
        return True
    column = "service" if catalogue().areas[locality].kind == "service" else "locality"
    return bool((rows[column] != ALL).any())


def _cells(rows: pl.DataFrame) -> pl.DataFrame:
    """The finest counts of the months of audits: columns of _CELL, truth and part. Those of none too, of every area in
    the catalogue, for nobody outside knows which these are, and two packs must name the same ones."""
    areas = catalogue().areas.values()
    services = [area.area for area in areas if area.kind == "service"]
    service = pl.when(pl.col("service").is_in(services)).then("service").otherwise(pl.lit(ALL))
    every = with_known_statuses(rows).select("month").unique().sort("month")
    for column, values in (
        ("locality", [ALL, *(area.area for area in areas if area.kind != "service")]),
        ("service", [ALL, *services]),
        ("legal_status", list(catalogue().legal_statuses)),
        ("rating", catalogue().scale.grades),
    ):
        every = every.join(pl.DataFrame({column: values}), how="cross", maintain_order="left_right")
    counted = rows.with_columns(service=service).group_by(_CELL).agg(truth=pl.len().cast(pl.Int64))
    # Audits lie in the areas that others are made of, unless some were recorded for all of these together.
    made_of_others = [ALL, *(name for name in catalogue().areas if catalogue().behind(name))]
    recorded = rows.select("month", "locality").unique()
    every = pl.concat(
        [
            every.filter(~pl.col("locality").is_in(made_of_others)),
            every.filter(pl.col("locality").is_in(made_of_others)).join(recorded, on=["month", "locality"], how="semi"),
        ]
    )
    cells = every.join(counted, on=_CELL, how="left", maintain_order="left")
    # Everybody knows that an area has no audits of months before it came into force, or after its end.
    outside = [
        pl.any_horizontal(pl.col("locality", "service") == area.area)
        & ~pl.col("month").is_between(area.valid_from or date.min, area.valid_to or date.max)
        for area in areas
        if area.valid_from or area.valid_to
    ]
    cells = cells.filter(~pl.any_horizontal(pl.lit(value=False), *outside) | pl.col("truth").is_not_null())
    return cells.with_columns(
        pl.col("truth").fill_null(0),
        part=pl.format("audits|{}|{}|{}|{}|{}", pl.col("month").dt.to_string("%Y-%m"), *_CELL[1:]),
    )


def _rows() -> pl.DataFrame:
    """The rows of the frame: legal_status, name, rating."""
    named = [*((s.legal_status, s.name) for s in catalogue().legal_statuses.values()), (ALL, "All legal statuses")]
    statuses = pl.DataFrame(named, schema=["legal_status", "name"], orient="row")
    return statuses.join(pl.DataFrame({"rating": list(of_rows())}), how="cross", maintain_order="left_right")


def _counts(cells: pl.DataFrame, month: date, locality: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The counts of the frame's rows, with legal_status and rating besides, and what they consist of."""
    group = f"audits|{months.code(month)}|{locality}"
    found = [(row, rating) for row, of in of_rows().items() for rating in of]
    ratings = pl.DataFrame(found, schema=dict.fromkeys(("of", "rating"), pl.String), orient="row")
    both = pl.concat([cells, cells.with_columns(legal_status=pl.lit(ALL))]).join(ratings, on="rating")
    parts = both.select(
        "legal_status",
        "of",
        "part",
        "truth",
        claim=pl.format(group + "|{}|{}", "legal_status", "of"),
        coefficient=pl.lit(1, pl.Int64),
    )
    sums = parts.group_by("claim").agg(count=pl.col("truth").sum())
    single = pl.col("rating").is_in(catalogue().scale.grades)
    whole = pl.col("legal_status") == ALL
    frame = _rows().with_columns(
        claim=pl.format(group + "|{}|{}", "legal_status", "rating"),
        section=pl.lit("audits"),
        group=pl.format(group + "|{}", "legal_status"),
        role=pl.when(whole).then(pl.lit(RATING_TOTAL)).when(single).then(pl.lit(CELL)).otherwise(pl.lit(STATUS_TOTAL)),
        lines=pl.when(single & ~whole).then(
            pl.concat_list(pl.format(group + "|{}", "legal_status"), pl.format(group + "|{}", "rating"))
        ),
        marker=pl.lit(None, pl.String),
    )
    frame = frame.join(sums, on="claim", maintain_order="left")
    return frame.select("legal_status", "name", "rating", *COUNTS), parts.select(list(PARTS))


def _frame(protected: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Counts and shares; a row of all ratings has no share."""
    frame = shown(protected.select("legal_status", "name", "rating"), ["legal_status", "rating"], count=protected)
    frame = shown(frame, ["legal_status"], audits=protected.filter(rating=ALL))
    frame = with_rate(frame, "count", "audits", "share", decimals=1 if policy.signed_off else 0)
    whole = pl.col("rating") == ALL
    return frame.with_columns(
        *(pl.when(~whole).then(c).alias(c) for c in ("share", "share_low", "share_high")),
        share_marker=pl.when(whole).then(pl.lit(NOT_APPLICABLE)).otherwise("share_marker"),
    )


def _shares(store: Store, month: date) -> pl.DataFrame:
    """The shares by legal status that the council printed for a window that ends with a month."""
    rows = share_rows(store, _PRINTED, month)
    return published(store, rows, "shares").filter((pl.col("area") == ALL) & pl.col("value").is_not_null())


def as_printed(store: Store, month: date, locality: str) -> Publishable:
    """The shares printed for the three months to the month, or to the month before; for the whole council."""
    found = [_shares(store, end) for end in (month, months.before(month)) if locality == ALL]
    rows = pl.concat(found) if found else _shares(store, month).clear()
    names = {s.legal_status: s.name for s in catalogue().legal_statuses.values()}
    ends = {end: window_in_words(end) for end in rows["month"].unique()}
    frame = rows.filter(pl.col("months") == WINDOW).with_columns(
        name=pl.col("legal_status").replace(names),
        window=pl.col("month").replace_strict(ends, return_dtype=pl.String),
    )
    order = pl.col("legal_status").cast(pl.Enum([*dict.fromkeys([*names, *rows["legal_status"]])]))
    return AUDITS.publishable("audits-printed", "public", frame.sort(pl.col("month"), order, "category"))


def _listed(store: Store, month: date) -> pl.DataFrame:
    """What publications say of audits in windows that share a month with this one: area, legal_status, ratings (those
    that the share counts), first, last, months, value, hundred."""
    scale = catalogue().scale
    of = {grade: (grade,) for grade in scale.grades} | {name: scale.bands[band] for band, name in scale.names.items()}
    ratings = pl.DataFrame({"category": list(of), "ratings": [list(names) for names in of.values()]})
    shares = figures(store, "shares").filter(subject=_PRINTED).drop_nulls("value").rename({"month": "last"})
    shares = shares.with_columns(hundred=hundred(pl.col("value")).max().over("last", "months"))
    measures = [(name, list(scale.bands[a.band]), a.inverted) for name, a in corporate_catalogue().audits.items()]
    schema: dict[str, Any] = {"measure_id": pl.String, "ratings": pl.List(pl.String), "inverted": pl.Boolean}
    quarters = readings(on_scorecard(figures(store, "scorecard"), pl.DataFrame(measures, schema=schema, orient="row")))
    quarters = quarters.with_columns(area=pl.lit(ALL), legal_status=pl.lit(ALL), months=pl.lit(WINDOW), last="period")
    columns = ("area", "legal_status", "ratings", "last", pl.col("months").cast(pl.Int64), "value", "hundred")
    every = pl.concat([shares.join(ratings, on="category").select(columns), quarters.select(columns)])
    every = every.with_columns(first=pl.col("last").dt.offset_by(pl.format("-{}mo", pl.col("months") - 1)))
    overlaps = (pl.col("first") <= month) & (pl.col("last") >= months.before(month, WINDOW - 1))
    return every.filter(overlaps).unique(maintain_order=True)


def _binding(store: Store, month: date) -> pl.DataFrame:
    """What the shares of `_listed` say, where the audits held give them."""
    every, members = _listed(store, month).with_row_index("share"), []
    cells = _cells(rated(allocated(store, months.before(month, -YEAR), 2 * YEAR + WINDOW, "known", ALL)))
    for row in every.iter_rows(named=True):
        status = pl.lit(row["legal_status"] == ALL) | (pl.col("legal_status") == row["legal_status"])
        of = within(cells, row["area"]).filter(pl.col("month").is_between(row["first"], row["last"]), status)
        if of["month"].n_unique() == row["months"]:
            upper = pl.col("rating").is_in(row["ratings"])
            share = pl.lit(row["share"], pl.UInt32)
            members.append(of.select("part", "truth", share=share, upper=upper, lower=pl.lit(True)))
    if not members:
        return pl.DataFrame(schema=BINDING)
    return printed(every, pl.concat(members)).with_columns(claim=pl.format("printed|audits|{}", "claim"))


def _group_name(group: str) -> str:
    status = group.rpartition("|")[2]
    return f"audits, {catalogue().legal_statuses[status].name if status != ALL else 'all legal statuses'}"


AUDITS = PackSection(
    name="audits",
    title="Audits by legal status",
    policy="strict",
    frames={
        "audits": {
            **text_columns("legal_status", "name", "rating"),
            **count_columns("count"),
            **figure_columns("share"),
            "note": pl.String,
            "simulated": pl.Boolean,
        },
        "audits-printed": {
            **text_columns("legal_status", "name", "category"),
            "value": pl.Float64,
            **text_columns("window", "reference"),
        },
    },
    make=audits,
    group_name=_group_name,
    of_one_area=True,
    refused=True,
)
