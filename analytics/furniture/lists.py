"""Lists, menus and links: what to look at first, sentences, pages, sections, choices; and what stands below a chart."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from html import escape

import polars as pl

from analytics import formatting
from analytics.furniture import icons
from analytics.headlines import BETTER, CHANGED, LISTS, WORSE, Headlines
from analytics.wording import (
    LIST_HEADINGS,
    NOT_JUDGED,
    Standing,
    action_sentence,
    by_chance_words,
    comment_paragraph,
    signed,
)


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


def comment_list(comments: pl.DataFrame, month: date, owner: str) -> str:
    """Rows of `indicators.comments_held` of one indicator: the newest, then the others folded; and its owner."""
    answers = f"<p>Owner: {escape(owner)}</p>" if owner else ""
    if comments.is_empty():
        return f"{answers}<p>Nobody has written a comment on this figure.</p>"
    newest, *others = comments.iter_rows(named=True)
    shown = [
        escape(newest["comment"]),
        escape(action_sentence(newest)),
        f"<small>{escape(signed(newest, month))}</small>",
    ]
    said = "".join(f"<p>{text}</p>" for text in shown if text)
    earlier = [comment_paragraph(row, month) + (" Replaced." if row["replaced"] else "") for row in others]
    rest = folded(f"Earlier comments ({len(earlier)})", sentences_list(earlier)) if earlier else ""
    return f'{answers}<div class="los-comment">{said}</div>{rest}'


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


def links_line(label: str, named: Sequence[tuple[str, str]]) -> str:
    """Names and addresses as links in a line, after what they are."""
    items = " · ".join(f'<a href="{escape(link)}" target="_self">{escape(name)}</a>' for name, link in named)
    return f'<nav class="los-quiet los-line" aria-label="{escape(label)}"><b>{escape(label)}:</b> {items}</nav>'


def menu(places: Sequence[tuple[str, str]], here: str, label: str = "Pages") -> str:
    """The app's pages, or the sections of one, by name and address; `here` is the name of what is shown."""
    items = []
    for name, link in places:
        current = ' aria-current="page"' if name == here else ""
        items.append(f'<li><a href="{escape(link)}"{current}>{escape(name)}</a></li>')
    return f'<nav class="los-menu" aria-label="{escape(label)}"><ul>{"".join(items)}</ul></nav>'


def folded(label: str, body: str, *, unfolded: bool = False) -> str:
    """Ready HTML under a label that unfolds it, or that is unfolded from the start."""
    return (
        f'<details class="los-folded"{" open" * unfolded}><summary>{escape(label)}</summary><div>{body}</div></details>'
    )


def boxed(label: str, body: str) -> str:
    """Ready HTML in a box of its own that scrolls, also by the keyboard."""
    return f'<div class="los-box" role="region" tabindex="0" aria-label="{escape(label)}">{body}</div>'


def note(caption: str, *descriptions: str) -> str:
    """What stands below a chart: its caption and, folded, its figures in a sentence, to paste beside it elsewhere. Of
    several charts, a sentence each."""
    summary = f"<summary>Description of the chart{'s' * (len(descriptions) > 1)} (copy)</summary>"
    folded = f"<details>{summary}{''.join(f'<p>{escape(said)}</p>' for said in descriptions)}</details>"
    return f'<div class="los-note"><p>{escape(caption)}</p>{folded}</div>'


def choices(
    label: str,
    named: Mapping[str, tuple[str, int | None]],
    addresses: Mapping[str, str],
    chosen: Collection[str],
    *,
    headed: bool = False,
) -> str:
    """Links of which some are chosen, each with its words, its icon if these have one, and how many it leads to if that
    is known; with the label before them if `headed`."""
    links = [f'<li aria-hidden="true">{escape(label)}</li>'] if headed else []
    for code, (said, number) in named.items():
        current = ' aria-current="true"' if code in chosen else ""
        of = "" if number is None else f" ({number})"
        words, colour = f"{icons.of_word(said)}{escape(said)}{of}", f' class="los-{code}"' * (code in formatting.SHAPES)
        links.append(f'<li><a href="{escape(addresses[code])}"{colour} target="_self"{current}>{words}</a></li>')
    return f'<ul class="los-choices" aria-label="{escape(label)}">{"".join(links)}</ul>'


def neighbour_links(before: tuple[str, str] | None, after: tuple[str, str] | None) -> str:
    """Links to the indicators before and after this one, each a name and an address."""
    links = [
        f'<a href="{escape(other[1])}" target="_self" data-opens="{escape(other[1])}">{word}: {escape(other[0])}</a>'
        for word, other in (("Previous", before), ("Next", after))
        if other
    ]
    return f'<nav class="los-neighbours" aria-label="Neighbouring indicators">{"".join(links)}</nav>'
