"""How much room text takes, in a font that is as wide as Arial, so that a slide is filled and never overflows."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PIL import ImageFont

FONTS = Path(__file__).with_name("fonts")
LEADING = 1.2  # a line's height, in sizes of its letters
_EXACT = 100  # points that the font is measured at


@cache
def _font(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"LiberationSans-{'Bold' if bold else 'Regular'}.ttf", _EXACT)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is on one line, in points, at a size in points."""
    return _font(bold).getlength(text) * size / _EXACT


def lines(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """The lines that a text takes in a room of so many points; a word that is wider than the room is broken.

    >>> lines("one two three", 10, 40)
    ['one two', 'three']
    """
    found = [""]
    for word in text.split():
        longer = f"{found[-1]} {word}".strip()
        if width(longer, size, bold=bold) <= room:
            found[-1] = longer
            continue
        *whole, rest = _broken(word, size, room, bold)
        found += [*whole, rest]
    return [line for line in found if line]


def _broken(word: str, size: float, room: float, bold: bool) -> list[str]:
    """A word in pieces that each fit the room."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size, bold=bold) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces
