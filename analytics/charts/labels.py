"""Where the labels of a scatter plot stand, so that none covers a point or another label.

Places are worked out for the narrowest screen. A wider one moves points apart and leaves labels as wide as they are, so
what does not touch there touches nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import altair as alt

from analytics.charts.chart import values
from analytics.charts.theme import Ink

NARROWEST = 315  # the plot on a phone, in pixels
LINE = 16  # height of a line of a label
_LETTER = 6.8  # width of a bold letter, about
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
    at: Sequence[tuple[float, float]],
    labels: Sequence[str],
    height: float,
    taken: Sequence[Box],
    width: float = NARROWEST,
) -> list[Place]:
    """A near and free place for each label; beside its point for one that finds none.

    at: pixels from the lower left corner of a plot that is as wide as on the narrowest screen. taken: what else stands
    there, points and lines.
    Which label chooses first decides what is left for the others, so four orders are tried, and the best is kept.
    """
    every = range(len(at))
    orders = [sorted(every, key=lambda k: sign * at[k][axis]) for axis in (1, 0) for sign in (-1, 1)]
    plot = Box(0, width, 0, height)
    tried = [_placed(order, at, labels, plot, taken) for order in orders]
    found = min(tried, key=lambda placed: sum(place is None for place in placed.values()))
    return [found[k] or Place(to_the_right=True, above=0) for k in every]


def _placed(
    order: Sequence[int],
    at: Sequence[tuple[float, float]],
    labels: Sequence[str],
    plot: Box,
    taken: Sequence[Box],
) -> dict[int, Place | None]:
    """The nearest free place for each label, chosen in this order; None where none is free."""
    full = [*taken, *(point(x, y) for x, y in at)]
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


def point(x: float, y: float) -> Box:
    """What a point takes up."""
    return Box(x - _POINT, x + _POINT, y - _POINT, y + _POINT)


def covered(x: float, y: float, label: str, place: Place) -> Box:
    """What a label covers whose point lies at x, y."""
    lines = label.split("\n")
    width, top = max(map(len, lines)) * _LETTER, y + place.above + LINE / 2
    left = x + _GAP if place.to_the_right else x - _GAP - width
    return Box(left, left + width, top - len(lines) * LINE, top)


def stands(place: Place, at: tuple[float, float], scale: tuple[float, float]) -> dict[str, Any]:
    """Where the label of a point stands, as `named` reads it; `scale`: pixels of the narrowest screen a unit."""
    aside = _GAP if place.to_the_right else -_GAP
    align = "left" if place.to_the_right else "right"
    return {"label_at": at[0] + aside / scale[0], "level": at[1] + place.above / scale[1], "align": align}


def named(points: Sequence[dict[str, Any]], x: alt.X, y: alt.Y, i: Ink) -> list[alt.Chart]:
    """The labels of points, each joined to its point by a thin line, with a rim of paper, since lines run behind it.

    Each point has its label, what `stands` gives of it, and mine: whether it is the one that is chosen.
    """
    if not points:
        return []
    joins = alt.Chart(values(list(points))).mark_rule(color=i.context)
    layers = [joins.encode(x=x, y=y, x2=alt.X2(field="label_at"), y2=alt.Y2(field="level"))]
    for align, mine in product(("left", "right"), (False, True)):
        rows = [p for p in points if p["align"] == align and p["mine"] is mine]
        text = alt.Chart(values(rows)).encode(
            x=alt.X(field="label_at", type="quantitative"), y=alt.Y(field="level", type="quantitative"),
            text=alt.Text(field="label", type="nominal"),
        )  # fmt: skip
        look: dict[str, Any] = {
            "align": align, "baseline": "middle", "fontSize": 13, "lineBreak": "\n", "lineHeight": LINE,
            "fontWeight": "bold" if mine else "normal",
        }  # fmt: skip
        rim = text.mark_text(**look, color=i.paper, stroke=i.paper, strokeWidth=4)
        layers += [rim, text.mark_text(**look, color=i.text)] if rows else []
    return layers
