"""Where the labels of a scatter plot stand, so that none covers a point or another label.

Places are worked out for the narrowest screen. A wider one moves points apart and leaves labels as wide as they are, so
what does not touch there touches nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

NARROWEST = 315  # the plot on a phone, in pixels
LINE = 16  # height of a line of a label
_LETTER = 6.0  # width of a letter, about
_GAP = 14  # between a point and its label
_POINT = 8  # half of what a point takes up
_FURTHEST = 24  # half lines that a label may stand above or below its point


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels, counted from the lower left corner of the plot."""

    left: float
    right: float
    low: float
    high: float

    def touches(self, other: Box) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.low < other.high and other.low < self.high

    def lies_in(self, other: Box) -> bool:
        across = other.left <= self.left and self.right <= other.right
        return across and other.low <= self.low and self.high <= other.high


@dataclass(frozen=True)
class Place:
    """Where a label's first line stands: to the right or left of its point, its middle so many pixels above it."""

    to_the_right: bool
    above: float


def places(
    at: Sequence[tuple[float, float]], labels: Sequence[str], height: float, taken: Sequence[Box]
) -> list[Place]:
    """A near and free place for each label; beside its point for one that finds none.

    at: pixels from the lower left corner of a plot as wide as the narrowest screen. taken: what else stands there.
    Which label chooses first decides what is left for the others, so four orders are tried, and the best is kept.
    """
    every = range(len(at))
    orders = [sorted(every, key=lambda k: sign * at[k][axis]) for axis in (1, 0) for sign in (-1, 1)]
    tried = [_placed(order, at, labels, height, taken) for order in orders]
    found = min(tried, key=lambda placed: sum(place is None for place in placed.values()))
    return [found[k] or Place(to_the_right=True, above=0) for k in every]


def _placed(
    order: Sequence[int],
    at: Sequence[tuple[float, float]],
    labels: Sequence[str],
    height: float,
    taken: Sequence[Box],
) -> dict[int, Place | None]:
    """The nearest free place for each label, chosen in this order; None where none is free."""
    plot = Box(0, NARROWEST, 0, height)
    full = [*taken, *(Box(x - _POINT, x + _POINT, y - _POINT, y + _POINT) for x, y in at)]
    steps = sorted(range(-_FURTHEST, _FURTHEST + 1), key=abs)
    near = [Place(right, step * LINE / 2) for step in steps for right in (True, False)]
    found: dict[int, Place | None] = {}
    for k in order:
        boxes = ((place, covered(*at[k], labels[k], place)) for place in near)
        free = ((place, box) for place, box in boxes if box.lies_in(plot) and not any(map(box.touches, full)))
        place, box = next(free, (None, None))
        found[k] = place
        full += [box] if box else []
    return found


def covered(x: float, y: float, label: str, place: Place) -> Box:
    """What a label covers whose point lies at x, y."""
    lines = label.split("\n")
    width, top = max(map(len, lines)) * _LETTER, y + place.above + LINE / 2
    left = x + _GAP if place.to_the_right else x - _GAP - width
    return Box(left, left + width, top - len(lines) * LINE, top)


def aside(place: Place) -> float:
    """How far to the right of its point a label begins, in pixels of the narrowest screen."""
    return _GAP if place.to_the_right else -_GAP
