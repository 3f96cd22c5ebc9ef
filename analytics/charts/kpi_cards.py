"""What one month of one indicator says, large and words first; and the events that are numbered on its chart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity
from analytics.catalogue import ALL, catalogue, unit_of
from analytics.charts import html
from analytics.charts.html import Cell, Column, Row, Section
from analytics.wording import Fact


@cached_by_identity
def month_facts(facts: Sequence[Fact]) -> str:
    """The facts of one indicator in one month."""
    return f'<dl class="los-facts">{"".join(map(_fact, facts))}</dl>'


def _fact(fact: Fact) -> str:
    size = "" if len(fact.headline) <= 14 else ' class="los-words"'
    large = f"<b{size}>{escape(fact.headline)}</b> " if fact.headline else ""
    colour = "" if fact.unrated is None else html.rag(fact.rating, nothing=fact.unrated).html
    small = f"<span>{escape(fact.rest)}</span>" if fact.rest else ""
    return f"<div><dt>{escape(fact.label)}</dt><dd>{large}{colour}{small}</dd></div>"


def printed_examples_table(printed: pl.DataFrame) -> str:
    """What was printed beside what is worked out, from `indicators.printed_beside`."""
    of = formatting.joined([months.words(month) for month in sorted(set(printed["month"]))])
    columns = [
        Column("Indicator", names_row=True),
        *(Column(name, numeric=True) for name in (of, "Group", "Change", "Distance")),
        Column("Direction, printed"),
        Column("Direction, worked out"),
        Column("Differs in"),
    ]
    rows = []
    for r in printed.iter_rows(named=True):
        unit = unit_of(r["measure_id"])
        cells = [
            html.text(r["name"]),
            html.figure(r["value"], unit),
            _printed(r, "group", lambda group: f"{group:g}"),
            _printed(r, "change", unit.signed),
            _printed(r, "distance", unit.signed),
            html.text(r["printed_direction"] or formatting.NONE),
            html.text(r["direction"] or formatting.NONE),
            html.text(r["differs"] or formatting.NONE),
        ]
        rows.append(Row(cells))
    caption = "Printed by the council's analysts, and worked out from the printed values where that differs"
    return html.table(caption, columns, [Section("", rows)], style="los-tight")


def _printed(row: dict[str, Any], what: str, write: Callable[[float], str]) -> Cell:
    printed = row[f"printed_{what}"]
    said = "not printed" if printed is None else write(printed)
    differs = what in row["differs"].split(", ")
    return Cell(escape(said) + (f" <small>worked out: {escape(write(row[what]))}</small>" if differs else ""))


@cached_by_identity
def event_list(events: pl.DataFrame) -> str:
    """The rows of `indicators.events_of` as a numbered list, with what and where each is said of."""
    said = []
    for event in events.iter_rows(named=True):
        what = "all indicators" if event["measure_id"] == ALL else "this indicator"
        remarks = [what, catalogue().area_name(event["locality"]), f"recorded by {event['recorded_by_role']}"]
        remarks += ["simulated"] if event["simulated"] else []
        said.append(
            f"<li><b>{months.words(event['month'])}</b>: {escape(event['note'])} "
            f"<small>({escape(', '.join(remarks))})</small></li>"
        )
    return f'<ol class="los-events">{"".join(said)}</ol>'
