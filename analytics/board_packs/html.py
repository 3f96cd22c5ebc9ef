"""The paper as one HTML page: self-contained, without a script, good on a phone, on paper and with a screen reader."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import partial
from html import escape
from pathlib import Path

from analytics import formatting, tables
from analytics.board_packs.model import Column, Entry, Kind, Paper, Part, Picture, Rows, Said, Section, Summary, Table
from analytics.charts import figure_svg
from analytics.furniture import html
from analytics.home import Card

# Without a script nothing measures whether a table fits, so every table turns into cards at the width the widest needs.
_CARDS = f"@media screen {{ @container (max-width: 58rem) {{\n{tables.CARDS_CSS}}} }}\n"
_STYLE = tables.TABLE_CSS + _CARDS + Path(__file__).with_name("page.css").read_text(encoding="utf-8")
_MANY = 10  # columns, of which a page wide enough for a table has room for more only close to each other
NARROW, WIDE = 340, 720  # pixels that the two drawings of a chart are wide


def page(paper: Paper) -> bytes:
    """The whole page as UTF-8: it needs no network, and carries its own strict content policy."""
    style = _shorter(_STYLE)
    named = [(section.anchor, section.heading) for section in paper.sections]
    if paper.provenance:
        named.append(("provenance", "Where these figures come from"))
    contents = "".join(f'<li><a href="#{anchor}">{escape(heading)}</a></li>' for anchor, heading in named)
    contents = f'<nav aria-label="Contents"><ol>{contents}</ol></nav>'
    mark = f'<p class="mark"><strong>{escape(paper.mark)}</strong></p>' if paper.mark else ""
    annexes = "".join(_section(section, folded=paper.summary is not None) for section in paper.sections)
    annexes += _provenance(paper)
    if paper.summary is not None:
        annexes = f'<h2 id="annexes">Annexes</h2>{contents}{annexes}'
    first = contents if paper.summary is None else _summary(paper.summary)
    heading = f"{paper.title} ({paper.council})"
    return (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{content_policy()}">'
        '<meta name="robots" content="noindex, nofollow"><meta name="referrer" content="no-referrer">'
        f"<title>{escape(heading)}</title><style>{style}</style></head><body>"
        '<a class="skip" href="#content">Skip to the content</a>'
        f"<header><p>{escape(paper.council)}</p><h1>{escape(paper.title)}</h1>"
        f"<p>These figures were fixed when the pack was made.</p>{mark}</header>"
        f'<main id="content">{first}{annexes}</main>'
        "<footer><p>Made with Line of Sight.</p></footer></body></html>"
    ).encode()


def content_policy() -> str:
    """The content security policy of the page: its own style and nothing else."""
    digest = base64.b64encode(hashlib.sha256(_shorter(_STYLE).encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


def _shorter(css: str) -> str:
    return re.sub(r"\s+", " ", css).strip()


def _summary(summary: Summary) -> str:
    """What comes before the annexes."""
    parts = "".join(
        f'<section aria-labelledby="{part.anchor}"><h2 id="{part.anchor}">{escape(part.heading)}</h2>'
        f"<p>{escape(part.said.text)}</p>{_cards(summary, part.cards)}{_also(part)}</section>"
        for part in summary.parts
    )
    others = "".join(
        f"<li><p><b>{escape(a.title)}: {escape(a.figure)}</b> {html.rag(a.rating) if a.rating else ''}</p>"
        f'<p class="comment">{escape(a.told)}</p></li>'
        for a in summary.other_actions
    )
    others = others and f'<ul class="cards">{others}</ul>'
    picture = _picture(summary.picture) if summary.picture else f"<p>{escape(summary.timely)}</p>"
    good = "" if summary.picture else f"<p>{escape(summary.good)}</p>"
    notes = "".join(f'<p class="remark">{escape(note)}</p>' for note in summary.notes)
    return (
        f'<p class="ratings">{escape(summary.ratings)} <a href="#annexes">Annexes</a></p>{parts}'
        f'<section aria-labelledby="timely"><h2 id="timely">Timely and good?</h2>{picture}{good}</section>'
        f'<section aria-labelledby="done"><h2 id="done">What is being done</h2><p>{escape(summary.done)}</p>'
        f"{others}{notes}</section>"
    )


def _also(part: Part) -> str:
    items = "".join(f"<li>{escape(item)}</li>" for item in part.said.items)
    also = "<p>Also:</p>" if part.cards else ""
    return f"{also}<ul>{items}</ul>" if items else ""


def _cards(summary: Summary, cards: Sequence[Card]) -> str:
    items = []
    for card in cards:
        line, rating = summary.line(card), html.rag(card.rating) if card.rating else ""
        drawn = html.sparkline(line.line, line.text) if line.line else ""
        comment = f'<p class="comment">{escape(card.comment)}</p>' if card.comment else ""
        items.append(
            f"<li><div><h3>{escape(card.title)}</h3><p><b>{escape(card.figure)}</b> {rating} "
            f"{escape(f'{card.facts} {card.cases}'.strip())}</p></div>{drawn}{comment}</li>"
        )
    return f'<ol class="cards">{"".join(items)}</ol>' if items else ""


def _section(section: Section, *, folded: bool) -> str:
    """A part with an anchor of its own. A folded one opens where a link leads to what is in it."""
    remarks = "".join(f'<p class="remark">{escape(remark)}</p>' for remark in section.remarks)
    pictures = "".join(_picture(picture) for picture in section.pictures)
    tables = "".join(_folded(table) if table.folded else _open(table) for table in section.tables)
    return _part(section.anchor, section.heading, f"{_sentences(section.sentences)}{pictures}{tables}{remarks}", folded)


def _part(anchor: str, heading: str, body: str, folded: bool) -> str:
    if not folded:
        return f'<section aria-labelledby="{anchor}"><h2 id="{anchor}">{escape(heading)}</h2>{body}</section>'
    return (
        f'<section aria-label="{escape(heading)}"><details class="annex"><summary><h2>{escape(heading)}</h2></summary>'
        f'<div id="{anchor}">{body}</div></details></section>'
    )


def _sentences(said: Sequence[Said]) -> str:
    """One sentence as a paragraph, several as a list; what a sentence names as a list of its own below it."""
    if len(said) == 1 and not said[0].items:
        return f"<p>{escape(said[0].text)}</p>"
    items = [
        "".join(f"<li>{escape(item)}{below and f'<p>{escape(below)}</p>'}</li>" for item, below in one.lines)
        for one in said
    ]
    listed = [f"<li>{escape(s.text)}{of and f'<ul>{of}</ul>'}</li>" for s, of in zip(said, items, strict=True)]
    return f'<ul class="said">{"".join(listed)}</ul>' if said else ""


def _picture(picture: Picture) -> str:
    """The chart twice, for a narrow and for a wide screen; only one of them is there for eye and ear at a time."""
    drawn = "".join(
        f'<div class="{style}">{figure_svg(chart, width)}</div>'
        for style, chart, width in (("narrow", picture.narrow, NARROW), ("wide", picture.wide, WIDE))
    )
    return (
        f"<figure><h3>{escape(picture.wide.title)}</h3>{drawn}"
        f"<figcaption>{escape(picture.wide.caption)}</figcaption></figure>"
    )


def _open(table: Table) -> str:
    """A table; one under each heading, with links to them, where its rows stand under headings."""
    if not table.headed:
        return f'<div class="los-place">{_drawn(table, table.groups, table.caption)}</div>'
    named = [(f"{table.name}-{number}", group) for number, group in enumerate(table.groups, start=1)]
    links = "".join(f'<li><a href="#{anchor}">{escape(group.heading)}</a></li>' for anchor, group in named)
    parts = "".join(
        f'<h3 id="{anchor}">{escape(group.heading)}</h3><div class="los-place">'
        f"{_drawn(table, [Rows('', group.rows)], f'{group.heading}. {table.caption}', 'unseen')}</div>"
        for anchor, group in named
    )
    return f'<p>{escape(table.caption)}</p><ul class="jump">{links}</ul>{parts}'


def _folded(table: Table) -> str:
    drawn = _drawn(table, table.groups, table.caption, "unseen")
    return (
        f"<details><summary>{escape(table.caption)} ({formatting.counted(len(table.rows), 'row')})</summary>"
        f'<div class="los-place">{drawn}</div></details>'
    )


def _drawn(table: Table, groups: Sequence[Rows], caption: str, style: str = "") -> str:
    """The groups as one HTML table; `unseen` captions are for screen readers, where the same words stand above."""
    columns = [
        tables.Column(c.label, partial(_cell, place, c), tables.NUMBER if c.numeric else "text", c.names_row)
        for place, c in enumerate(table.columns)
    ]
    tight = "los-tight" if len(columns) > _MANY else ""
    return tables.sectioned(
        caption, columns, [(g.heading, g.rows) for g in groups], style=f"{style} {tight} of-{table.name}".strip()
    )


def _cell(place: int, column: Column, row: Sequence[Entry]) -> html.Html:
    entry = row[place]
    if column.kind is Kind.LINE:
        return html.sparkline(entry.line, entry.text)
    small = f" <small>{escape(entry.small)}</small>" if entry.small else ""
    if entry.rag:
        return html.Html(f"{html.badge(entry.rag, entry.text)}{small}")
    return html.Html(f"{escape(entry.text)}{small}")


def _provenance(paper: Paper) -> str:
    rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(said)}</dd></div>" for name, said in paper.provenance)
    folded = paper.summary is not None
    return _part("provenance", "Where these figures come from", f"<dl>{rows}</dl>", folded) if rows else ""
