"""What stands on which slide, measured so that nothing overflows and no text is smaller than 14 points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analytics import formatting
from analytics.board_packs.model import Paper, Picture, Section, Table
from analytics.board_packs.text_metrics import LEADING, lines
from analytics.charts import Chart, in_parts

SMALLEST = 14  # points
SIZES = (26, 20)  # points of paragraphs: the larger if all of them then fit on one slide
TITLE_SIZES = (28, 24, 20)  # points: the first in which a title takes two lines
AFTER = 8  # points below a paragraph

# Left, top, width and height in inches on a slide of 13.333 by 7.5. A frame keeps 0.1 inch free at each side.
Box = tuple[float, float, float, float]
WIDE, HIGH = 13.333, 7.5
TITLE_BOX: Box = (0.5, 0.25, 12.3, 1.05)
BODY_BOX: Box = (0.5, 1.5, 12.3, 5.2)
CHART_BOX: Box = (0.6, 1.3, 12.1, 5.5)  # with the caption
FOOT_BOX: Box = (0.5, 6.85, 11.3, 0.62)
NUMBER_BOX: Box = (11.9, 6.85, 0.9, 0.4)
FREE = 0.1
CHART_WIDTH = 780  # pixels; with the labels' overhang, 13 pixels become 14 points in the chart's box

_BULLET = 27  # points
_MOST_LINES = 6  # that a paragraph may have on a slide
_MOST_BELOW = 4  # lines that may stand below a chart
_BARS = 5  # with more, a chart and two lines below it leave its text smaller than 14 points


@dataclass(frozen=True)
class Shown:
    """One slide: a title, then paragraphs in a size or a chart and the text below it, and notes."""

    title: str
    said: Sequence[str] = ()
    size: int = SIZES[-1]
    chart: Chart | None = None
    below: str = ""
    notes: str = ""


def outline(paper: Paper) -> list[Shown]:
    """Every slide after the title slide. An empty section has none."""
    return [*(shown for section in paper.sections for shown in _of_section(section)), *_origin(paper)]


def _of_section(section: Section) -> list[Shown]:
    """The slides of a section, the first chart (or else the first slide) with its tables in the notes."""
    found = _beside_charts(section) or [*_told(section), *(s for p in section.pictures for s in _charts(p, ""))]
    if not found and section.tables:
        rows = [
            f"{t.caption} ({formatting.counted(len(t.rows), 'row')}: see the notes of this slide)"
            for t in section.tables
        ]
        found = _filled(section.heading, rows)
    notes = "\n\n".join([*map(_as_text, section.tables), *map(plain, section.remarks)])
    at = next((at for at, shown in enumerate(found) if shown.chart), 0)
    return [replace(shown, notes=notes) if number == at else shown for number, shown in enumerate(found)]


def _beside_charts(section: Section) -> list[Shown]:
    """The charts with all that the section says below them; nothing if it is too much, or there is no chart.

    What the title of a chart says already is not said again.
    """
    if any(said.items for said in section.sentences):
        return []
    found = []
    for picture in section.pictures:
        sentences = [said.text.removeprefix(picture.wide.title).lstrip(". ") for said in section.sentences]
        below = plain(" ".join(filter(None, [*sentences, picture.wide.caption, *section.remarks])))
        if len(below_lines(below)) > _MOST_BELOW:
            return []
        found += _charts(picture, below)
    return found


def _charts(picture: Picture, below: str) -> list[Shown]:
    """A chart on as many slides as keep its text readable; below it the given text, or else its caption."""
    said = below or plain(picture.wide.caption)
    parts = in_parts(picture.wide, _BARS if len(below_lines(said)) <= 2 else _BARS - 1)
    title = plain(picture.wide.title)
    return [Shown(_numbered(title, at, len(parts)), chart=part, below=said) for at, part in enumerate(parts, 1)]


def _told(section: Section) -> list[Shown]:
    """All sentences and remarks of a section together, then what single sentences name, one sentence a slide."""
    leads = [f"{said.text.rstrip(':')} …" if said.items else said.text for said in section.sentences]
    named = [shown for said in section.sentences if said.items for shown in _filled(said.text, said.items)]
    return [*_filled(section.heading, [*leads, *section.remarks]), *named]


def _origin(paper: Paper) -> list[Shown]:
    """The last slide: where the figures come from, as far as it fits; all of it in the notes."""
    said = [plain(f"{name}: {what}") for name, what in paper.provenance]
    pages = _filled("Where these figures come from", said)
    if not pages:
        return []
    shown = [*pages[0].said[:-1], "The rest stands in the notes of this slide."] if len(pages) > 1 else pages[0].said
    return [Shown("Where these figures come from", shown, pages[0].size, notes="\n".join(said))]


def _filled(title: str, said: Sequence[str]) -> list[Shown]:
    """Paragraphs on as many slides as they need."""
    pages: list[list[str]] = []
    for size in SIZES:
        pages = _pages([plain(text) for text in said], size)
        if len(pages) <= 1:
            break
    return [Shown(_numbered(plain(title), at, len(pages)), page, size) for at, page in enumerate(pages, 1)]


def _pages(said: Sequence[str], size: int) -> list[list[str]]:
    room = (BODY_BOX[3] - 2 * FREE) * 72
    pages: list[list[str]] = []
    used = room
    for piece in (piece for text in said for piece in _pieces(text, size)):
        high = len(piece) * size * LEADING + AFTER
        if used + high > room:
            pages.append([])
            used = 0.0
        pages[-1].append(" ".join(piece))
        used += high
    return pages


def _pieces(text: str, size: int) -> list[list[str]]:
    """A text as lines, in pieces of a few each: almost always one."""
    found = lines(text, size, inside(BODY_BOX) - _BULLET)
    return [found[start : start + _MOST_LINES] for start in range(0, len(found), _MOST_LINES)]


def below_lines(text: str) -> list[str]:
    """The lines of the text below a chart."""
    return lines(text, SMALLEST, inside(CHART_BOX))


def inside(box: Box) -> float:
    """The points that a line of text has in a box."""
    return (box[2] - 2 * FREE) * 72


def _numbered(title: str, number: int, of: int) -> str:
    return title if of == 1 else f"{title} ({number} of {of})"


def fitting(title: str, room: float, sizes: Sequence[int] = TITLE_SIZES) -> tuple[str, int]:
    """A title of two lines at most and its size; what is too long at the smallest size is cut, and ends in “…”."""
    for size in sizes:
        if len(lines(title, size, room, bold=True)) <= 2:
            return title, size
    kept = " ".join(lines(title, sizes[-1], room, bold=True)[:2])
    while len(lines(shown := f"{kept.rstrip()}…", sizes[-1], room, bold=True)) > 2:
        kept = kept[:-1]
    return shown, sizes[-1]


def _as_text(table: Table) -> str:
    """A table as sentences: one row a line, each figure behind the name of its column."""
    out = [f"Table: {table.title.lower()}. {table.caption}"]
    for group in table.groups:
        out += [group.heading] if group.heading else []
        for row in group.rows:
            said = [
                entry.whole if column.names_row else f"{column.label}: {entry.whole}"
                for column, entry in zip(table.columns, row, strict=True)
            ]
            out.append("; ".join(said))
    return "\n".join(map(plain, out))


def plain(text: str) -> str:
    """Text on one line, without the control characters that a slide can't hold."""
    return re.sub(r"[\x00-\x20\x7f\u2028\u2029\ufffe\uffff]+", " ", text).strip()
