"""What to look at first, and what is new: the lists and the table at the top of the Overview."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import polars as pl

from analytics import formatting, months, simulated_label
from analytics.caching import cached_by_identity
from analytics.catalogue import unit_of
from analytics.charts import html
from analytics.charts.html import Cell, Column, Row, Section
from analytics.units import Unit
from analytics.wording import Standing, signal_briefly


def attention_lists(lists: Sequence[Standing], links: dict[str, str], first: int) -> str:
    """Lists of indicators beside each other, each under its heading and with the reason below its name; what comes
    after the `first` of a list is folded."""
    parts = []
    for standing in lists:
        more = _listed(standing.rows[first:], links, first + 1)
        rest = folded(f"{standing.rows.height - first} more", more) if more else ""
        shown = _listed(standing.rows.head(first), links, 1) or f"<p>{escape(standing.none)}</p>"
        parts.append(f'<div class="los-attention"><h3>{escape(standing.heading)}</h3>{shown}{rest}</div>')
    return f'<div class="los-beside">{"".join(parts)}</div>'


def _listed(rows: pl.DataFrame, links: dict[str, str], start: int) -> str:
    items = [
        f'<li><a href="{escape(links[r["measure_id"]])}" target="_self" data-opens="{escape(links[r["measure_id"]])}">'
        f"{escape(r['name'])}</a> <span>{escape(r['reason'])}</span></li>"
        for r in rows.iter_rows(named=True)
    ]
    return f'<ol start="{start}">{"".join(items)}</ol>' if items else ""


def sentences_list(texts: Sequence[str]) -> str:
    """Sentences as a list that reads on its own."""
    return f'<ul class="los-sentences">{"".join(f"<li>{escape(text)}</li>" for text in texts)}</ul>'


def links_list(named: Sequence[tuple[str, str]]) -> str:
    """Names and addresses as a list of links, which the browser follows itself, to a heading too."""
    items = [f'<li><a href="{escape(link)}" target="_self">{escape(name)}</a></li>' for name, link in named]
    return f'<ul class="los-sentences los-links">{"".join(items)}</ul>'


def menu(places: Sequence[tuple[str, str]], here: str, label: str = "Pages") -> str:
    """The app's pages, or the sections of one, by name and address; `here` is the name of what is shown."""
    items = []
    for name, link in places:
        current = ' aria-current="page"' if name == here else ""
        items.append(f'<li><a href="{escape(link)}"{current}>{escape(name)}</a></li>')
    return f'<nav class="los-menu" aria-label="{escape(label)}"><ul>{"".join(items)}</ul></nav>'


def folded(label: str, body: str) -> str:
    """Ready HTML under a label that unfolds it."""
    return f'<details class="los-folded"><summary>{escape(label)}</summary><div>{body}</div></details>'


def note(caption: str, *descriptions: str) -> str:
    """What stands below a chart: its caption and, folded, its figures in a sentence, to paste beside it elsewhere. Of
    several charts, a sentence each."""
    summary = f"<summary>Description of the chart{'s' * (len(descriptions) > 1)}, to paste beside it</summary>"
    folded = f"<details>{summary}{''.join(f'<p>{escape(said)}</p>' for said in descriptions)}</details>"
    return f'<div class="los-note"><p>{escape(caption)}</p>{folded}</div>'


@cached_by_identity
def news_table(frame: pl.DataFrame, month: date, links: dict[str, str], simulated: pl.DataFrame) -> str:
    """What changed since last month's cut; rows of `indicators.since_last_month`."""
    columns = [
        Column("Indicator", names_row=True), Column("What"), Column("Figure of"), Column("Before"), Column("Now"),
        Column("Change", numeric=True), Column("Signal"),
    ]  # fmt: skip
    rows = [
        Row(
            [
                html.link(r["name"], links[r["measure_id"]]),
                html.text(r["what"]),
                html.text(months.words(r["month"])),
                _state(r["earlier"], r["earlier_value"], unit_of(r["measure_id"])),
                _state(r["later"], r["later_value"], unit_of(r["measure_id"])),
                Cell(
                    f"{unit_of(r['measure_id']).signed(r['difference'])} "
                    f"<small>{escape(r['better_or_worse'] or '')}</small>"
                ),
                html.text("" if r["what"] == "restated" else signal_briefly(r["signal"], r["variation"])),
            ]
        )
        for r in frame.iter_rows(named=True)
    ]
    earlier = months.words(months.before(month))
    return html.table(simulated_label.marked(f"What changed since {earlier}", simulated), columns, [Section("", rows)])


def _state(said: str | None, value: float | None, unit: Unit) -> Cell:
    if said in formatting.SHAPES:
        return html.rag(said, unit.value(value))
    return html.text(said or unit.value(value))
