"""The paper as a PDF for printing and reading aloud: A4, tagged to PDF/UA-1, the same bytes for the same paper.

Typst writes it from `document.typ`; it can't yet mark the first cell of a row as its header, so that is done after.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import typst

from analytics import formatting
from analytics.board_packs.model import Column, Entry, Kind, Paper, Picture, Summary, Table
from analytics.board_packs.text_metrics import FONTS
from analytics.charts import figure_svg
from analytics.charts.theme import LIGHT
from analytics.furniture.html import spark_svg
from analytics.home import Card

FONT = "Liberation Sans"
_LAYOUT = Path(__file__).with_name("document.typ")
_WIDTH = 640  # pixels that a chart is drawn wide; they become the 174 mm between the margins
_LONGEST_WORD = 24  # characters after which a word may be broken
ACROSS = 120  # characters that fit beside each other between the margins of an upright page
_NAMES = 30  # characters of a column that names rows, at most
_OTHERS = (34, 26, 20, 14)  # of any other: the first that lets the table stand on an upright page
_PADDING = 2  # characters
_SPARK = 10
_FIGURE = 6  # characters that a column of figures has room for at least, so that equal columns look equal
_TINTS = ("red_tint", "amber_tint", "green_tint")


def document(paper: Paper) -> bytes:
    """The PDF. It needs no network and no font of the machine, and text of the paper is never read as markup."""
    said = json.dumps(_said(paper))
    try:
        written = _written(said, ["ua-1"])
    except typst.TypstError:
        # The standard refuses a character that no font here can show. The PDF is then tagged all the same, with a box
        # in its place, but does not claim the standard.
        written = _written(said, [])
    named = [_naming(table.columns) for table in paper.tables for _ in table.groups]
    return _with_row_headers(written, named)


def _written(said: str, standards: list[typst.PDFStandard]) -> bytes:
    written = typst.compile(
        _LAYOUT.read_bytes(),
        format="pdf",
        pdf_standards=standards,
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[FONTS]),
        sys_inputs={"paper": said},
        timestamp=0,  # no clock: the same paper gives the same file
    )
    assert isinstance(written, bytes)  # a list of pages is for pictures alone
    return written


def _said(paper: Paper) -> dict[str, Any]:
    """The paper as plain data for the layout."""
    sections = [
        {
            "heading": section.heading,
            "sentences": [asdict(said) | {"below": [below for _, below in said.lines]} for said in section.sentences],
            "pictures": [_picture(picture) for picture in section.pictures],
            "tables": [_table(table) for table in section.tables],
            "remarks": section.remarks,
            "own_page": section.own_page,
        }
        for section in paper.sections
    ]
    said = {name: getattr(paper, name) for name in ("title", "council", "area", "mark", "provenance")}
    said["summary"] = _summary(paper.summary) if paper.summary else None
    ink = {name: getattr(LIGHT, name) for name in ("text", "muted", "context", *_TINTS)}
    return {**_cleaned({**said, "sections": sections}), "ink": ink}


def _summary(summary: Summary) -> dict[str, Any]:
    """What stands before the contents."""
    return {
        "ratings": summary.ratings,
        "parts": [
            {
                "heading": part.heading,
                "text": part.said.text,
                "items": list(part.said.items),
                "cards": [_card(summary, card) for card in part.cards],
            }
            for part in summary.parts
        ],
        "timely": [summary.timely, summary.good],
        "picture": _picture(summary.picture) if summary.picture else None,
        "done": summary.done,
        "actions": [_entry_of(a.title, a.figure, a.rating, "", a.told) for a in summary.other_actions],
        "notes": list(summary.notes),
    }


def _card(summary: Summary, card: Card) -> dict[str, Any]:
    line, told = summary.line(card), f"{card.facts} {card.cases}".strip()
    drawn = {"svg": spark_svg(line.line, LIGHT.blue), "alt": line.text} if line.line else {}
    return _entry_of(card.title, card.figure, card.rating, told, card.comment) | drawn


def _entry_of(title: str, figure: str, rating: str | None, told: str, comment: str) -> dict[str, Any]:
    shown = formatting.rag(rating) if rating else ""
    return {"title": title, "figure": figure, "rag": rating, "text": shown, "told": told, "comment": comment}


def _cleaned(said: Any) -> Any:
    """The same with every text made fit to be shown; a drawing and its description stay as they are."""
    if isinstance(said, str):
        return _text(said)
    if isinstance(said, dict):
        return {name: of if name in ("svg", "alt") else _cleaned(of) for name, of in said.items()}
    return [_cleaned(of) for of in said] if isinstance(said, (list, tuple)) else said


def _text(text: str) -> str:
    """Text in which an endless word may be broken, and without control characters, which no font can show.

    >>> _text("a\\x07b"), _text("x" * 25) == "x" * 24 + "\\u200bx"
    ('a b', True)
    """
    shown = "".join(" " if ord(c) < ord(" ") else c for c in text)
    return re.sub(rf"\S{{{_LONGEST_WORD}}}(?=\S)", "\\g<0>\N{ZERO WIDTH SPACE}", shown)


def _picture(picture: Picture) -> dict[str, str]:
    chart = picture.wide
    drawn = replace(chart, spec=chart.spec | {"config": chart.spec["config"] | {"font": FONT}})
    return {
        "title": chart.title,
        "caption": chart.caption,
        "alt": chart.alt,
        "svg": figure_svg(drawn, _WIDTH),
    }


def _table(table: Table) -> dict[str, Any]:
    weights = column_weights(table)
    return {
        "name": f"Table: {table.title.lower()}",
        "caption": table.caption,
        "wide": sum(weights) > ACROSS,
        "columns": [
            {"label": column.label, "numeric": column.numeric, "weight": weight}
            for column, weight in zip(table.columns, weights, strict=True)
        ],
        "groups": [
            {
                "heading": group.heading,
                "rows": [
                    [_cell(entry, column) for entry, column in zip(row, table.columns, strict=True)]
                    for row in group.rows
                ],
            }
            for group in table.groups
        ],
    }


def column_weights(table: Table) -> list[int]:
    """How wide the columns are beside each other, in characters: long text wraps, more so if the page is too narrow."""
    tried = [
        [_weight(column, [row[at] for _, row in table.rows], widest) for at, column in enumerate(table.columns)]
        for widest in _OTHERS
    ]
    return next((weights for weights in tried if sum(weights) <= ACROSS), tried[0])


def _weight(column: Column, entries: Sequence[Entry], widest: int) -> int:
    """The width of one column; no word of up to `_LONGEST_WORD` letters is broken."""
    if column.kind is Kind.LINE:
        return _SPARK
    texts = [f"{entry.text} {entry.small}".strip() for entry in entries]
    word = max(len(word) for text in [column.label, *texts] for word in [*text.split(), ""])
    longest = max(map(len, texts), default=0)
    room = (
        max(
            _FIGURE if column.numeric else 0,
            min(word, _LONGEST_WORD),
            min(longest, column.wraps_at or (_NAMES if column.names_row else widest)),
        )
        + _PADDING
    )
    return room + 1 if column.numeric else room  # figures are wider than letters


def _cell(entry: Entry, column: Column) -> dict[str, Any]:
    said = {"text": entry.text, "small": entry.small, "rag": entry.rag}
    if column.kind is Kind.LINE and any(value is not None for value in entry.line):
        return said | {"svg": spark_svg(entry.line, LIGHT.blue)}
    return said


def _naming(columns: Sequence[Column]) -> int | None:
    return next((at for at, column in enumerate(columns) if column.names_row), None)


def _with_row_headers(written: bytes, named: Sequence[int | None]) -> bytes:
    """The same PDF with the cell that names each row tagged as its header. `named`: its column, table by table."""
    with pikepdf.open(BytesIO(written)) as pdf:
        tables = list(_tagged(pdf.Root.StructTreeRoot, "/Table"))
        for number, (table, column) in enumerate(zip(tables, named, strict=True)):
            if column is None:
                continue
            bodies = _tagged(table, "/TBody")
            for at, row in enumerate(row for body in bodies for row in _tagged(body, "/TR")):
                _head_row(list(row.K), column, f"R{number}y{at}")
        out = BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def _tagged(element: Any, tag: str) -> Iterator[Any]:
    """The elements of a tag below an element of the structure tree, in reading order, but none inside another."""
    below = element.get("/K", [])
    for child in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(child, pikepdf.Dictionary):
            if child.get("/S") == tag:
                yield child
            else:
                yield from _tagged(child, tag)


def _head_row(cells: Sequence[Any], column: int, name: str) -> None:
    """Make one cell of a row its header, and name it in the others, which name the headers of their columns."""
    for at, cell in enumerate(cells):
        (attributes,) = (a for a in cell.A if a.get("/O") == "/Table")
        if at == column:
            cell.S = pikepdf.Name.TH
            cell.ID = pikepdf.String(name)
            attributes.Scope = pikepdf.Name.Row
        else:
            attributes.Headers.append(pikepdf.String(name))
