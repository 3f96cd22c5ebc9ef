"""What stands on which slide, measured so that nothing overflows and no text is smaller than 14 points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analytics import months
from analytics.board_packs.model import Action, Paper, Picture, Summary
from analytics.board_packs.text_metrics import LEADING, lines
from analytics.catalogue import unit_of
from analytics.home import Card
from analytics.units import PERCENT, Unit

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
BESIDE_BOX: Box = (0.5, 1.5, 5.9, 5.2)  # the text beside a chart
DRAWN_BOX: Box = (6.6, 1.5, 6.2, 5.2)
MOST = 5  # slides
MOST_NOTES = 59  # words

_TIMELY = "Timely and good?"
_BULLET = 27  # points
_SMALLER = (*SIZES, 17, SMALLEST)  # of what stands beside a chart
_MOST_LINES = 6  # that a paragraph may have on a slide


@dataclass(frozen=True)
class Drawn:
    """A chart that can be edited where it is shown: one series of figures, with what it says to those who can't see
    it."""

    title: str
    names: Sequence[str]
    values: Sequence[float | None]
    unit: Unit
    alt: str
    of_time: bool = False


@dataclass(frozen=True)
class Shown:
    """One slide: a title, paragraphs in a size, a chart beside them, and notes."""

    title: str
    said: Sequence[str] = ()
    size: int = SIZES[-1]
    chart: Drawn | None = None
    notes: str = ""


def outline(paper: Paper) -> list[Shown]:
    """The slides after the first, which has the title: four of the summary, or what a pack without one says first, as
    far as it fits on them."""
    if paper.summary is None:
        first = paper.sections[:1]
        said = [plain(line) for of in first for one in of.sentences for line in (one.text, *one.items)]
        pages = [page for page in _pages(said, SIZES[-1], BODY_BOX) for _ in first][: MOST - 1]
        return [Shown(_numbered(first[0].heading, at, len(pages)), page) for at, page in enumerate(pages, 1)]
    return list(_of_summary(paper.summary))


def _of_summary(of: Summary) -> Iterator[Shown]:
    """What got worse, what got better or is not news, timely and good, and what is being done."""
    at_better = next(at for at, part in enumerate(of.parts) if part.said == of.better)
    for parts in (of.parts[:at_better], of.parts[at_better:]):
        said = [line for part in parts for line in (part.said.text, *map(_of_card, part.cards), *part.said.items)]
        yield _shown(said[0], said[1:], _line(of, [card for part in parts for card in part.cards]))
    yield _shown(f"{of.timely} {of.good}", of.notes, _bars(of.picture), of.notes)
    yield _shown(of.done, [_of_action(action) for action in of.actions])


def _of_card(card: Card) -> str:
    return " ".join(filter(None, [f"{card.title}: {card.figure}.", card.facts, card.cases]))


def _of_action(action: Action) -> str:
    return f"{action.title}, {action.figure}: {action.told}"


def _shown(title: str, said: Sequence[str], chart: Drawn | None = None, notes: Sequence[str] = ()) -> Shown:
    """A slide with as much as fits beside its chart, in the largest size that has room for all of it."""
    of = [plain(text) for text in said]
    box = BESIDE_BOX if chart else BODY_BOX
    pages: list[list[str]] = [[]]
    for size in _SMALLER:
        pages = _pages(of, size, box) or [[]]
        if len(pages) == 1:
            break
    kept = pages[0] if len(pages) == 1 else [*pages[0][:-1], "The rest is in the document."]
    return Shown(plain(title), kept, size, chart, in_short([title, *notes], MOST_NOTES))


def _line(of: Summary, cards: Sequence[Card]) -> Drawn | None:
    """The months of the first of these cards that may be drawn."""
    card = next((card for card in cards if of.line(card).line), None)
    if card is None:
        return None
    names = [f"{months.before(of.month, back):%b %y}" for back in reversed(range(len(card.values)))]
    alt = f"{card.title}, {of.line(card).text}"
    return Drawn(card.title, names, card.values, unit_of(card.measure_id), alt, of_time=True)


def _bars(picture: Picture | None) -> Drawn | None:
    if picture is None:
        return None
    rows = picture.wide.spec["layer"][0]["data"]["values"]
    names, values = [row["name"] for row in rows], [row["value"] for row in rows]
    said = [f"{name}: {PERCENT.whole(value)}." for name, value in zip(names, values, strict=True)]
    return Drawn(_TIMELY, names, values, PERCENT, " ".join([_TIMELY, *said]))


def in_short(notes: Sequence[str], most: int) -> str:
    """The first notes that together have at most so many words.

    >>> in_short(["One two.", "Three four five.", "Six."], 5)
    'One two. Three four five.'
    """
    kept: list[str] = []
    for note in notes:
        if sum(len(text.split()) for text in (*kept, note)) > most:
            break
        kept.append(note)
    return " ".join(kept)


def _pages(said: Sequence[str], size: int, box: Box) -> list[list[str]]:
    room = (box[3] - 2 * FREE) * 72
    pages: list[list[str]] = []
    used = room
    for piece in (piece for text in said for piece in _pieces(text, size, box)):
        high = len(piece) * size * LEADING + AFTER
        if used + high > room:
            pages.append([])
            used = 0.0
        pages[-1].append(" ".join(piece))
        used += high
    return pages


def _pieces(text: str, size: int, box: Box) -> list[list[str]]:
    """A text as lines, in pieces of a few each: almost always one."""
    found = lines(text, size, inside(box) - _BULLET)
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


def plain(text: str) -> str:
    """Text on one line, without the control characters that a slide can't hold."""
    return re.sub(r"[\x00-\x20\x7f\u2028\u2029\ufffe\uffff]+", " ", text).strip()
