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
from analytics.board_packs.model import Column, Entry, Kind, Paper, Picture, Rows, Said, Section, Table
from analytics.charts import figure_svg
from analytics.furniture import html

# Without a script nothing measures whether a table fits, so every table turns into cards at the width the widest needs.
_CARDS = f"@media screen {{ @container (max-width: 58rem) {{\n{tables.CARDS_CSS}}} }}\n"
_STYLE = tables.TABLE_CSS + _CARDS + Path(__file__).with_name("page.css").read_text(encoding="utf-8")
_MANY = 10  # columns, of which a page wide enough for a table has room for more only close to each other
NARROW, WIDE = 340, 720  # pixels that the two drawings of a chart are wide


def page(paper: Paper) -> bytes:
    """The whole page as UTF-8: it needs no network, and carries its own strict content policy."""
    style = _shorter(_STYLE)
    contents = "".join(f'<li><a href="#{s.anchor}">{escape(s.heading)}</a></li>' for s in paper.sections)
    mark = f'<p class="mark"><strong>{escape(paper.mark)}</strong></p>' if paper.mark else ""
    body = "".join(_section(section) for section in paper.sections)
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
        f'<nav aria-label="Contents"><ol>{contents}</ol></nav><main id="content">{body}{_provenance(paper)}</main>'
        "<footer><p>Made with Line of Sight.</p></footer></body></html>"
    ).encode()


def content_policy() -> str:
    """The content security policy of the page: its own style and nothing else."""
    digest = base64.b64encode(hashlib.sha256(_shorter(_STYLE).encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


def _shorter(css: str) -> str:
    return re.sub(r"\s+", " ", css).strip()


def _section(section: Section) -> str:
    remarks = "".join(f'<p class="remark">{escape(remark)}</p>' for remark in section.remarks)
    pictures = "".join(_picture(picture) for picture in section.pictures)
    tables = "".join(_folded(table) if table.folded else _open(table) for table in section.tables)
    return (
        f'<section aria-labelledby="{section.anchor}"><h2 id="{section.anchor}">{escape(section.heading)}</h2>'
        f"{_sentences(section.sentences)}{pictures}{tables}{remarks}</section>"
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
    return (
        '<section aria-labelledby="provenance"><h2 id="provenance">Where these figures come from</h2>'
        f"<dl>{rows}</dl></section>"
        if rows
        else ""
    )
