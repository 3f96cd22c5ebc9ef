"""Lists, menus and links: what to look at first, sentences, pages, sections, tiles; and what stands below a chart."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import polars as pl

from analytics import formatting
from analytics.headlines import BETTER, CHANGED, LISTS, WORSE, Headlines
from analytics.wording import LIST_HEADINGS, NOT_JUDGED, Standing, by_chance_words


def attention_lists(lists: Sequence[Standing], links: dict[str, str], first: int) -> str:
    """Lists of indicators beside each other, each under its heading and with the reason below its name; what comes
    after the `first` of a list is folded."""
    parts = []
    for standing in lists:
        more = _listed(standing.rows[first:], links, first + 1)
        rest = folded(f"{standing.rows.height - first} more", more) if more else ""
        shown = _listed(standing.rows.head(first), links, 1) or f"<p>{escape(standing.none)}</p>"
        note = f"<p>{escape(standing.note)}</p>" if standing.note and not standing.rows.is_empty() else ""
        parts.append(f'<div class="los-attention"><h3>{escape(standing.heading)}</h3>{note}{shown}{rest}</div>')
    return f'<div class="los-beside">{"".join(parts)}</div>'


def month_lists(attention: pl.DataFrame, of: Headlines) -> list[Standing]:
    """The lists of `indicators.attention`, each with its number and how many chance alone would bring. That of what
    changed, but is neither better nor worse, is left out where it is empty."""
    nothing = "Nothing this month." if of.judged else f"Not known, as {NOT_JUDGED} this month."
    by_chance = f"Chance alone would bring {by_chance_words(of.by_chance / 2)} of {of.judged}."
    found = [(name, LIST_HEADINGS[name], attention.filter(list=name)) for name in LISTS]
    return [
        Standing(
            f"{heading} ({rows.height})" if of.judged or rows.height else heading,
            rows,
            nothing,
            by_chance if name in (WORSE, BETTER) else "",
        )
        for name, heading, rows in found
        if rows.height or name != CHANGED
    ]


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
    return noted_links([(name, link, "") for name, link in named])


def noted_links(named: Sequence[tuple[str, str, str]]) -> str:
    """The same, with a note after each, if it has one."""
    items = []
    for name, link, note in named:
        after = f" <small>{escape(note)}</small>" if note else ""
        items.append(f'<li><a href="{escape(link)}" target="_self">{escape(name)}</a>{after}</li>')
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


def boxed(label: str, body: str) -> str:
    """Ready HTML in a box of its own that scrolls, also by the keyboard."""
    return f'<div class="los-box" role="region" tabindex="0" aria-label="{escape(label)}">{body}</div>'


def note(caption: str, *descriptions: str) -> str:
    """What stands below a chart: its caption and, folded, its figures in a sentence, to paste beside it elsewhere. Of
    several charts, a sentence each."""
    summary = f"<summary>Description of the chart{'s' * (len(descriptions) > 1)} (copy)</summary>"
    folded = f"<details>{summary}{''.join(f'<p>{escape(said)}</p>' for said in descriptions)}</details>"
    return f'<div class="los-note"><p>{escape(caption)}</p>{folded}</div>'


def status_tiles(counts: dict[str, int], addresses: dict[str, str], chosen: str) -> str:
    """How many indicators have each overall rating, each a link to those; the chosen one is marked as current."""
    tiles = []
    for status, number in counts.items():
        words_of = formatting.rag(status) if status in formatting.SHAPES else f"{status} or figure"
        style = status if status in formatting.SHAPES else "none"
        current = ' aria-current="true"' if status == chosen else ""
        tiles.append(
            f'<li><a class="los-tile los-{style}" href="{escape(addresses[status])}" target="_self"{current}'
            f' data-opens="{escape(addresses[status])}"><b>{number}</b> <span>{escape(words_of)}</span></a></li>'
        )
    return f'<ul class="los-tiles" aria-label="Indicators by overall rating">{"".join(tiles)}</ul>'


def choices(label: str, named: dict[str, tuple[str, int]], addresses: dict[str, str], chosen: str) -> str:
    """Links of which one is chosen, each with its words and how many it leads to."""
    links = []
    for code, (said, number) in named.items():
        current = ' aria-current="true"' if code == chosen else ""
        links.append(
            f'<li><a href="{escape(addresses[code])}" target="_self"{current}>{escape(said)} ({number})</a></li>'
        )
    return f'<ul class="los-choices" aria-label="{escape(label)}">{"".join(links)}</ul>'


def neighbour_links(before: tuple[str, str] | None, after: tuple[str, str] | None) -> str:
    """Links to the indicators before and after this one, each a name and an address."""
    links = [
        f'<a href="{escape(other[1])}" target="_self" data-opens="{escape(other[1])}">{word}: {escape(other[0])}</a>'
        for word, other in (("Previous", before), ("Next", after))
        if other
    ]
    return f'<nav class="los-neighbours" aria-label="Neighbouring indicators">{"".join(links)}</nav>'
