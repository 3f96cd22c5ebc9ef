"""The figures of the picture “timely and good?”."""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity
from analytics.catalogue import catalogue
from analytics.furniture import html
from analytics.furniture.html import Html
from analytics.simulated_label import marked
from analytics.tables.table import NUMBER, Column, Row, table
from analytics.units import PERCENT


@cached_by_identity
def timely_and_good(rows: pl.DataFrame, month: date) -> str:
    """A row an area of `home.timely_and_good` in the month."""

    def graded(row: Row) -> Html:
        of = formatting.of(row["good_audits"], row["audits"])
        few = "; few" if row["few"] else ""
        return html.noted(PERCENT.value(row["good"]), f"{of}{few}")

    columns = [
        Column("Area", "name", names_row=True),
        Column("Indicators on target", lambda r: html.text(formatting.of(r["met"], r["rated"])), NUMBER),
        Column(f"Audits {catalogue().scale.good}", graded, NUMBER),
        Column("95% range", lambda r: html.text(f"{r['good_low']:.1f} to {PERCENT.value(r['good_high'])}"), NUMBER),
    ]
    caption = f"Timeliness indicators of {months.words(month)} on target, and audits of the three months to it"
    return table(marked(caption, rows), columns, rows.filter(month=month))
