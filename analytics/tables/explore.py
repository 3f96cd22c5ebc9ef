"""The answer to a question as a table: its rows, the columns and measures across, and panels as sections."""

from __future__ import annotations

from collections.abc import Mapping

from analytics import formatting, furniture
from analytics.explore.answer import Answered
from analytics.explore.grid import (
    DIFFERENCE,
    OTHER,
    VALUE,
    Across,
    Cell,
    Line,
    across,
    counts,
    interval,
    lines,
    named,
    unit_of,
    words,
)
from analytics.explore.steps import Place
from analytics.furniture import html
from analytics.furniture.html import Html
from analytics.simulated_label import marked
from analytics.tables.localities import TOO_FEW
from analytics.tables.table import NUMBER, Column, sectioned

_ROOM = 6  # columns that have room on a page; more scroll in a box of their own
_FULL = 4  # columns that fill the page
_WIDE, _SLIM = "los-tight los-across", "los-slim"
_MORE_THAN_CHANCE = "more than chance"


def table(answer: Answered, links: Mapping[Place, str]) -> str:
    """The table of an answer; `links` has the addresses that its rows, columns and cells lead to."""
    pivoted = bool(answer.question.columns)
    shown = across(answer, VALUE) if pivoted else across(answer, VALUE, OTHER, DIFFERENCE)
    wide = len(shown) > _ROOM

    def name(line: Line) -> Html:
        return _linked(html.text(line.name), links.get(("", line.row, "")))

    columns = [Column(named(answer)[-1], name), *(_column(one, links, pivoted=pivoted, wide=wide) for one in shown)]
    sections: dict[str, list[Line]] = {}
    for line in lines(answer):
        sections.setdefault(line.panel, []).append(line)
    caption = marked(answer.sentence, answer.frame)
    body = sectioned(caption, columns, sections.items(), style=_WIDE if wide else _SLIM if len(shown) < _FULL else "")
    return furniture.boxed(answer.sentence, body) if wide else body


def _linked(shown: Html, address: str | None) -> Html:
    return html.linked(shown, f"explore?{address}") if address else shown


def _column(of: Across, links: Mapping[Place, str], *, pivoted: bool, wide: bool) -> Column:
    def cell(line: Line) -> Html:
        found = line.cells.get(of.key)
        if found is None:
            return html.text("")
        if of.part != VALUE:
            return _beside(found, of.part)
        link = links.get((found["panel"], found["row"], found["column"])) if pivoted else None
        return _value(found, link, with_counts=not wide, pivoted=pivoted)

    further = links.get(("", "", of.key[0]))
    opens = f"explore?{further}" if further else ""
    return Column(of.label, cell, "text" if of.worded else NUMBER, sorts=opens)


def _value(cell: Cell, link: str | None, *, with_counts: bool, pivoted: bool) -> Html:
    """A figure with its rating, what it is of, its interval where there is room, and a mark where it is of too few to
    tell; it leads to its link."""
    if cell["value"] is None:
        return html.missing(words(cell, VALUE)) if cell["why"] else html.text(words(cell, VALUE))
    notes = [counts(cell) if with_counts else "", "" if pivoted else interval(cell), TOO_FEW if cell["few"] else ""]
    if pivoted and cell["difference"] is not None:
        notes.append(_difference(cell))
    value = html.rag(cell["rag"], words(cell, VALUE)) if cell["rag"] else html.text(words(cell, VALUE))
    value = _linked(value, link)
    note = ", ".join(filter(None, notes))
    return Html(f"{value}<br/><small>{html.text(note)}</small>") if note else value


def _beside(cell: Cell, part: str) -> Html:
    if part == OTHER or cell["difference"] is None:
        return html.text(words(cell, part))
    return html.noted(words(cell, DIFFERENCE), _told(cell))


def _told(cell: Cell) -> str:
    """What is said of a difference: better or worse, and whether it is more than chance, where that was tested."""
    meaning = formatting.better_or_worse(cell["difference"], cell["polarity"] or "")
    return ", ".join(filter(None, [meaning, _MORE_THAN_CHANCE if cell["in_list"] else ""]))


def _difference(cell: Cell) -> str:
    said = unit_of(cell).change(cell["difference"])
    told = _told(cell)
    return f"{said} ({told})" if told else said
