"""What to look at first, and what is new: the lists and the table at the top of the Overview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

import polars as pl

from analytics import marking, months, words
from analytics.charts import html
from analytics.charts.html import Cell, Column, Row, Section
from analytics.indicators import signal_briefly
from analytics.keep import kept


def attention_list(
    rows: pl.DataFrame, links: dict[str, str], heading: str, nothing: str = "Nothing this month."
) -> str:
    """One of the lists of `indicators.attention` or `indicators.place_lists`, each indicator a link, its reason below;
    `nothing` is said if it is empty."""
    items = [
        f'<li><a href="{escape(links[r["measure_id"]])}" target="_self" data-opens="{escape(links[r["measure_id"]])}">'
        f"{escape(r['name'])}</a> <span>{escape(r['reason'])}</span></li>"
        for r in rows.iter_rows(named=True)
    ]
    body = f"<ol>{''.join(items)}</ol>" if items else f"<p>{escape(nothing)}</p>"
    return f'<div class="los-attention" aria-label="{escape(heading)}">{body}</div>'


def attention_lists(lists: Mapping[str, pl.DataFrame], links: dict[str, str], first: int) -> str:
    """The lists of `indicators.attention` by name, beside each other under their headings; what comes after the `first`
    of each is folded."""
    parts = []
    for name, rows in lists.items():
        more = rows[first:]
        rest = folded(f"{more.height} more", attention_list(more, links, f"{name}, the rest")) if more.height else ""
        shown = attention_list(rows.head(first), links, name)
        parts.append(f"<div><h3>{escape(name.capitalize())} ({rows.height})</h3>{shown}{rest}</div>")
    return f'<div class="los-beside">{"".join(parts)}</div>'


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


def note(caption: str, description: str) -> str:
    """What stands below a chart: its caption and, folded, its figures in a sentence, to paste beside it elsewhere."""
    summary = "<summary>Description of the chart, to paste beside it</summary>"
    folded = f"<details>{summary}<p>{escape(description)}</p></details>"
    return f'<div class="los-note"><p>{escape(caption)}</p>{folded}</div>'


@kept
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
                _state(r["earlier"], r["earlier_value"]),
                _state(r["later"], r["later_value"]),
                Cell(f"{words.signed(r['difference'])} <small>{escape(r['better_or_worse'] or '')}</small>"),
                html.text("" if r["what"] == "restated" else signal_briefly(r)),
            ]
        )
        for r in frame.iter_rows(named=True)
    ]
    earlier = months.words(months.before(month))
    return html.table(marking.marked(f"What changed since {earlier}", simulated), columns, [Section("", rows)])


def _state(said: str | None, value: float | None) -> Cell:
    if said in words.SHAPES:
        return html.rag(said, words.percent(value))
    return html.text(said or words.percent(value))
