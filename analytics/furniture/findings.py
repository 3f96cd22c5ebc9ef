"""The findings of the first screen, each a card that opens what it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from analytics import formatting
from analytics.furniture import html
from analytics.home import Card

_MADE_UP = {"figure": "simulated", "counts": "simulated counts", "": ""}


def finding_cards(cards: Sequence[Card], opens: Sequence[str], steps: Sequence[tuple[str, str]]) -> str:
    """The cards as a list. `opens` is the address of each, `steps` the words and the address of its next step."""
    items = [_card(card, address, step) for card, address, step in zip(cards, opens, steps, strict=True)]
    return f'<ol class="los-findings">{"".join(items)}</ol>'


def _card(card: Card, opens: str, step: tuple[str, str]) -> str:
    rating = html.rag(card.rating) if card.rating else ""
    chip = f' <em class="los-chip">{_MADE_UP[card.simulated]}</em>' if card.simulated else ""
    known = [value for value in card.values if value is not None]
    line = html.sparkline(card.values, "The months before") if len(known) > 1 else ""
    comment = f'<p class="los-comment">{escape(card.comment)}</p>' if card.comment else ""
    way = "better" if card.better else "worse"
    said, address = step
    told = escape(f"{card.facts} {card.cases}")
    return (
        f'<li class="los-finding los-{way}"><div><p class="los-verdict">{escape(card.verdict)}</p>'
        f'<h2><a href="{escape(opens)}" target="_self" data-opens="{escape(opens)}">{escape(card.title)}</a></h2>'
        f"<p><b>{escape(card.figure)}</b> {rating} <span>{told}{chip}</span></p></div>"
        f'<div aria-hidden="true">{line}</div>'
        f'<a href="{escape(address)}" target="_self" data-opens="{escape(address)}">{escape(said)}</a>{comment}</li>'
    )


def jumps(named: Mapping[str, str]) -> str:
    """Links to parts of the page that a narrow screen has further down, by the id of each."""
    links = (f'<a href="#{anchor}" target="_self">{escape(said)}</a>' for anchor, said in named.items())
    return f'<p class="los-jumps">{" ".join(links)}</p>'


def ribbon(said: str, more: str = "") -> str:
    """A line that says what of a page is made up, and how."""
    return f'<p class="los-ribbon"><b>Demonstration data.</b> {escape(f"{said} {more}".strip())}</p>'


def quiet(sentence: str, link: tuple[str, str]) -> str:
    """What is no news, and a link to all the rest."""
    said, address = link
    return (
        f'<p class="los-quiet" id="not-news">{escape(sentence)} <a href="{escape(address)}" target="_self" '
        f'data-opens="{escape(address)}">{escape(formatting.capital(said))}</a></p>'
    )
