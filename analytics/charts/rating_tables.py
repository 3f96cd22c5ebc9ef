"""Tables of audit ratings: by month, and by legal status in two windows that may be as printed."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from analytics import months
from analytics.caching import cached_by_identity
from analytics.catalogue import catalogue
from analytics.charts import html
from analytics.charts.html import Cell, Column, Row, Section
from analytics.simulated_label import marked
from analytics.units import PERCENT


@cached_by_identity
def ratings_by_month_table(frame: pl.DataFrame) -> str:
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
    return html.table(caption, columns, [Section("", rows)])


def _lower_end(row: dict[str, Any]) -> str:
    return "" if row["lower_end"] is None else f", {row['lower_end']} at the lower end"


@cached_by_identity
def legal_status_table(compared: pl.DataFrame, counts: pl.DataFrame, month: date) -> str:
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
    return html.table(caption, columns, [Section("", rows)])


def _earlier(share: float | None, note: str) -> Cell:
    if share is None:
        return html.none("not printed" if note else "not held")
    return Cell(f"{PERCENT.as_printed(share)} <small>{note}</small>") if note else html.percent(share)
