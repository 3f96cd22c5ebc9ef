"""Tables of the audit programme: the snapshot, ratings by period, legal statuses. Counts stand beside every share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity
from analytics.catalogue import GOOD_OR_BETTER, INADEQUATE, catalogue
from analytics.furniture import html
from analytics.furniture.html import Cell
from analytics.simulated_label import marked
from analytics.tables import audit_cells
from analytics.tables.table import Column, Row, Section, table
from analytics.units import PERCENT


@cached_by_identity
def snapshot(now: pl.DataFrame, series: dict[str, list[float | None]], month: date, county: pl.DataFrame | None) -> str:
    """The measures of a month from `audits.snapshot`; `county` has those of the whole council beside an area."""
    whole = {} if county is None else {r["measure"]: r for r in county.iter_rows(named=True)}
    columns = [
        Column("Measure", names_row=True),
        Column("12 months"),
        Column(months.words(month), numeric=True),
        *([Column("Whole council", numeric=True)] if whole else []),
        Column("Target"),
        Column("Distance", numeric=True),
        Column("Change on the month before", numeric=True),
    ]
    rows = []
    for r in now.iter_rows(named=True):
        known = [v for v in series[r["measure"]] if v is not None]
        unit = None if r["measure"] == "audits_accepted" else PERCENT
        ends = [f"{v:g}" if unit is None else unit.as_printed(v) for v in (known[0], known[-1])]
        span = f"{formatting.counted(len(known), 'month', 'months')} to {months.words(month)}"
        described = f"{span}, from {ends[0]} to {ends[1]}"
        target = (
            html.none("counted for the council")
            if whole and not unit
            else audit_cells.target(r["value"], r["target"], r["met"], unit)
        )
        cells = [
            html.text(r["name"]),
            html.sparkline(series[r["measure"]], described),
            _measured(r),
            *([_measured(whole[r["measure"]]) if r["measure"] in whole else html.none("not held")] if whole else []),
            target,
            html.text(formatting.signed(r["distance"]) if unit or not whole else formatting.NONE),
            audit_cells.moved(r["value_change"], r["value_real"], r["polarity"]),
        ]
        rows.append(Row(cells))
    caption = (
        f"Snapshot of the audit programme, {months.words(month)}. Distance and change are in {PERCENT.differences}."
    )
    return table(marked(caption, now), columns, [Section("", rows)])


def _measured(row: dict[str, Any]) -> Cell:
    return (
        html.count(row["part"]) if row["whole"] is None else audit_cells.share(row["value"], row["part"], row["whole"])
    )


@cached_by_identity
def snapshot_by_month(measures: pl.DataFrame) -> str:
    """The snapshot month by month: one row a measure, the months across."""
    held = measures["month"].unique().sort().to_list()
    columns = [Column("Measure", names_row=True), *(Column(f"{m:%b %Y}", numeric=True) for m in held)]
    rows = []
    for (name,), part in measures.group_by("name", maintain_order=True):
        by_month = {r["month"]: r for r in part.iter_rows(named=True)}
        cells = [html.text(formatting.NONE) if m not in by_month else _briefly(by_month[m]) for m in held]
        rows.append(Row([html.text(str(name)), *cells]))
    return table(marked("The snapshot month by month", measures), columns, [Section("", rows)], style="los-tight")


def _briefly(row: dict[str, Any]) -> Cell:
    return html.count(row["part"]) if row["whole"] is None else html.percent(row["value"])


@cached_by_identity
def rating_by_period(frame: pl.DataFrame, band: str, names: Sequence[str], caption: str, first: str) -> str:
    """One band (good_or_better, inadequate) by month or quarter, from `audits.trend` or `audits.by_quarter`."""
    polarity, share, rolling = "smaller" if band == INADEQUATE else "bigger", f"{band}_share", f"{band}_rolling"
    columns = [
        Column(first, names_row=True),
        Column(catalogue().scale.names[band].capitalize(), numeric=True),
        Column("Range", numeric=True),
        Column("Target"),
        Column(f"Change on the {first.lower()} before", numeric=True),
        *([Column("Three months pooled", numeric=True)] if rolling in frame.columns else []),
    ]
    rows = []
    for name, r in zip(names, frame.iter_rows(named=True), strict=True):
        value, target = r[share], r[f"{band}_target"]
        met = None if target is None else value >= target if polarity == "bigger" else value <= target
        cells = [
            html.text(name),
            audit_cells.share(value, r[band], r["audits"]),
            audit_cells.spread(r, share),
            audit_cells.target(value, target, met),
            audit_cells.moved(r[f"{share}_change"], r[f"{share}_real"], polarity),
            *(
                [html.percent(r[rolling], "" if r[rolling] is not None else "not all held")]
                if rolling in frame.columns
                else []
            ),
        ]
        rows.append(Row(cells))
    return table(marked(caption, frame), columns, [Section("", rows)])


@cached_by_identity
def legal_statuses_tested(apart: pl.DataFrame, month: date) -> str:
    """Legal statuses in three months beside the three months before, tested; from `audits.apart`."""
    columns = [
        Column("Legal status", names_row=True),
        Column(f"Three months to {months.words(month)}", numeric=True),
        Column("Range", numeric=True),
        Column(f"Three months to {months.words(months.before(month, 3))}", numeric=True),
        Column("Change", numeric=True),
    ]
    sections, scale = [], catalogue().scale
    for band, name, polarity in (
        (GOOD_OR_BETTER, scale.good_row, "bigger"),
        (INADEQUATE, scale.inadequate.capitalize(), "smaller"),
    ):
        share = f"{band}_share"
        rows = [
            Row(
                [
                    html.text(r["name"]),
                    audit_cells.share(r[share], r[band], r["audits"]),
                    audit_cells.spread(r, share),
                    audit_cells.share(r[f"previous_{share}"], r[f"previous_{band}"], r["previous_audits"]),
                    audit_cells.moved(r[f"{share}_change"], r[f"{share}_real"], polarity),
                ]
            )
            for r in apart.iter_rows(named=True)
        ]
        sections.append(Section(name, rows))
    caption = f"Three months to {months.words(month)} beside the three months before, which have no audit in common"
    return table(marked(caption, apart), columns, sections)


@cached_by_identity
def legal_statuses_by_month(cells: pl.DataFrame) -> str:
    """Good or better by month and legal status, counts only, and the pooled three months as a line."""
    held = cells["month"].unique().sort().to_list()
    columns = [
        Column("Legal status", names_row=True),
        Column("Three months pooled"),
        *(Column(f"{m:%b %Y}", numeric=True) for m in held),
    ]
    rows = []
    for (status,), part in cells.group_by("legal_status", maintain_order=True):
        rolled = part["good_or_better_rolling"].to_list()
        known = [v for v in rolled if v is not None]
        described = f"from {PERCENT.value(known[0])} to {PERCENT.value(known[-1])}" if known else "no three months held"
        counts = [html.text(f"{good} of {n}") for good, n in part.select("good_or_better", "audits").rows()]
        name = catalogue().legal_statuses[str(status)].name
        rows.append(Row([html.text(name), html.sparkline(rolled, described), *counts]))
    caption = marked(f"Audits {catalogue().scale.good}, of all, by month and legal status", cells)
    return table(caption, columns, [Section("", rows)], style="los-tight")


@cached_by_identity
def by_month(frame: pl.DataFrame) -> str:
    """Counts and shares of audit ratings, a row a month."""
    columns = [
        Column("Month", names_row=True),
        *(Column(r, numeric=True) for r in catalogue().scale.grades),
        Column("Audits", numeric=True),
    ]
    rows = []
    for (month,), part in frame.group_by("month", maintain_order=True):
        counts = [
            Cell(f"{r['count']} <small>{PERCENT.value(r['share'])}{_lower_end(r)}</small>")
            for r in part.iter_rows(named=True)
        ]
        assert isinstance(month, date)
        rows.append(Row([html.text(months.words(month)), *counts, html.count(part["audits"][0])]))
    caption = marked("Completed audits by rating and month: count, and share of the month", frame)
    return table(caption, columns, [Section("", rows)])


def _lower_end(row: dict[str, Any]) -> str:
    return "" if row["lower_end"] is None else f", {row['lower_end']} at the lower end"


@cached_by_identity
def by_legal_status(compared: pl.DataFrame, counts: pl.DataFrame, month: date) -> str:
    """Counts by rating for each legal status, its pooled shares, and those of the window ending a month earlier."""
    earlier = f"three months to {months.words(months.before(month))}"
    scale = catalogue().scale
    inadequate = f"{scale.inadequate.capitalize()} share"
    columns = [
        Column("Legal status", names_row=True),
        Column("Audits", numeric=True),
        *(Column(r, numeric=True) for r in scale.grades),
        Column(scale.good_row, numeric=True),
        Column(f"{scale.good_row}, {earlier}", numeric=True),
        Column(inadequate, numeric=True),
        Column(f"{inadequate}, {earlier}", numeric=True),
    ]
    rows = []
    for row in compared.iter_rows(named=True):
        by_rating = counts.filter(pl.col("legal_status") == row["legal_status"])["count"].to_list()
        note = "as printed" if row["previous_is_printed"] else ""
        printed = "as printed" if row["printed"] else ""
        rows.append(
            Row(
                [
                    html.text(row["name"]),
                    html.count(row["audits"]),
                    *(html.count(n) for n in by_rating or [None] * len(scale.grades)),
                    _earlier(row["good_or_better_share"], printed),
                    _earlier(row["previous_good_or_better_share"], note),
                    _earlier(row["inadequate_share"], printed),
                    _earlier(row["previous_inadequate_share"], note),
                ]
            )
        )
    window = f"{months.words(months.before(month, 2))} to {months.words(month)}"
    caption = marked(f"Completed audits by legal status, {window} counted together", counts)
    return table(caption, columns, [Section("", rows)])


def _earlier(share: float | None, note: str) -> Cell:
    if share is None:
        return html.none("not printed" if note else "not held")
    return Cell(f"{PERCENT.as_printed(share)} <small>{note}</small>") if note else html.percent(share)
