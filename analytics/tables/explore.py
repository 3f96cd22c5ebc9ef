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
    lines,
    named,
    unit_of,
    words,
)
from analytics.furniture import html
from analytics.furniture.html import Html
from analytics.simulated_label import marked
from analytics.tables.localities import TOO_FEW
from analytics.tables.table import NUMBER, Column, sectioned

_ROOM = 6  # columns that have room on a page; more scroll in a box of their own
_FULL = 4  # columns that fill the page
_WIDE, _SLIM = "los-tight los-across", "los-slim"
_MORE_THAN_CHANCE = "more than chance"


def table(answer: Answered, links: Mapping[str, str]) -> str:
    """The table of an answer; `links` has the address that a row leads to, where there is one."""
    pivoted = bool(answer.question.columns)
    shown = across(answer, VALUE) if pivoted else across(answer, VALUE, OTHER, DIFFERENCE)
    wide = len(shown) > _ROOM

    def name(line: Line) -> Html:
        link = links.get(line.row)
        return html.link(line.name, f"explore?{link}") if link else html.text(line.name)

    columns = [Column(named(answer)[-1], name), *(_column(one, pivoted=pivoted, wide=wide) for one in shown)]
    sections: dict[str, list[Line]] = {}
    for line in lines(answer):
        sections.setdefault(line.panel, []).append(line)
    caption = marked(answer.sentence, answer.frame)
    body = sectioned(caption, columns, sections.items(), style=_WIDE if wide else _SLIM if len(shown) < _FULL else "")
    return furniture.boxed(answer.sentence, body) if wide else body


def _column(of: Across, *, pivoted: bool, wide: bool) -> Column:
    def cell(line: Line) -> Html:
        found = line.cells.get(of.key)
        if found is None:
            return html.text("")
        if of.part != VALUE:
            return _beside(found, of.part)
        return _value(found, with_counts=not wide, with_difference=pivoted)

    return Column(of.label, cell, "text" if of.worded else NUMBER)


def _value(cell: Cell, *, with_counts: bool, with_difference: bool) -> Html:
    """A figure with its rating, what it is of, and a mark where it is of too few to tell."""
    if cell["value"] is None:
        return html.missing(words(cell, VALUE)) if cell["why"] else html.text(words(cell, VALUE))
    notes = [counts(cell) if with_counts else "", TOO_FEW if cell["few"] else ""]
    if with_difference and cell["difference"] is not None:
        notes.append(_difference(cell))
    value = html.rag(cell["rag"], words(cell, VALUE)) if cell["rag"] else html.text(words(cell, VALUE))
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
