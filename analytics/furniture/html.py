"""Small pieces of HTML: a value, a link, a colour as shape and word, a small line. Every text is escaped here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from analytics import formatting, months
from analytics.extracts.contracts import MARKERS
from analytics.units import PERCENT, Unit

_SPARK_WIDTH, _SPARK_HEIGHT, _SPARK_EDGE = 104, 26, 4  # pixels
_SPARK_BOX = f"0 0 {_SPARK_WIDTH} {_SPARK_HEIGHT}"


@dataclass(frozen=True)
class Cell:
    """Ready HTML, and the class that styles it. Make it with the functions below, which escape."""

    html: str
    style: str = ""


def text(value: str) -> Cell:
    return Cell(escape(value))


def link(label: str, address: str, below: str = "") -> Cell:
    """A link, with a small line below it if one is given."""
    small = f"<br/><small>{escape(below)}</small>" if below else ""
    return Cell(f'<a href="{escape(address)}" target="_self">{escape(label)}</a>{small}')


def count(value: int | None) -> Cell:
    return Cell(formatting.NONE if value is None else f"{value:,}")


def figure(value: float | None, unit: Unit, note: str = "") -> Cell:
    """A value in its unit, or a dash with the reason why there is none."""
    if value is None and note:
        return none(note)
    return Cell(escape(unit.value(value)) + (f" <small>{escape(note)}</small>" if note else ""))


def percent(value: float | None, note: str = "") -> Cell:
    """A share, as `figure`."""
    return figure(value, PERCENT, note)


def none(note: str) -> Cell:
    """Why there is no value."""
    return Cell(f'<span class="los-none">{escape(note)}</span>')


def rag(colour: str | None, value: str = "", nothing: str = "no target") -> Cell:
    """A colour as shape and word on its tint, behind a value if there is one."""
    if colour is None:
        return Cell(f"{escape(value)} <small>{escape(nothing)}</small>")
    said = f'<span class="los-rag los-{colour}">{formatting.rag(colour)}</span>'
    return Cell(f"{escape(value)} {said}" if value else said)


def sparkline(values: Sequence[float | None], described: str) -> Cell:
    """A small line of the values from left to right, broken where there is none, its last point marked.

    It has no scale and is not meant to be read off; `described` says its figures in words.
    """
    if all(value is None for value in values):
        return Cell(f'<span class="los-none">{escape(described)}</span>')
    path, (x, y) = _spark(values)
    return Cell(
        f'<svg class="los-spark" viewBox="{_SPARK_BOX}" width="{_SPARK_WIDTH}" height="{_SPARK_HEIGHT}" '
        f'role="img" aria-label="{escape(described)}"><path d="{path}"/><circle cx="{x:g}" cy="{y:g}" r="3"/></svg>'
    )


def spark_svg(values: Sequence[float | None], colour: str) -> str:
    """The small line as an SVG that stands alone. At least one value must be there."""
    path, (x, y) = _spark(values)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{_SPARK_BOX}"><path d="{path}" fill="none" '
        f'stroke="{colour}" stroke-width="2"/><circle cx="{x:g}" cy="{y:g}" r="3" fill="{colour}"/></svg>'
    )


def _spark(values: Sequence[float | None]) -> tuple[str, tuple[float, float]]:
    """The path of a small line, and where its last point lies."""
    shown = [v for v in values if v is not None]
    low, spread = min(shown), (max(shown) - min(shown)) or 1
    step = (_SPARK_WIDTH - 2 * _SPARK_EDGE) / max(len(values) - 1, 1)
    at = [
        None
        if v is None
        else (
            round(_SPARK_EDGE + index * step, 1),
            round(_SPARK_HEIGHT - _SPARK_EDGE - (v - low) / spread * (_SPARK_HEIGHT - 2 * _SPARK_EDGE), 1),
        )
        for index, v in enumerate(values)
    ]
    path, pen_down = [], False
    for point in at:
        if point is not None:
            path.append(f"{'L' if pen_down else 'M'}{point[0]:g} {point[1]:g}")
        pen_down = point is not None
    return "".join(path), next(point for point in reversed(at) if point is not None)


def spark_said(values: Sequence[float | None], month: date, unit: Unit) -> str:
    """A small line's figures in words."""
    known = [v for v in values if v is not None]
    if not known:
        return "no figures"
    return (
        f"{formatting.counted(len(known), 'month', 'months')} to {months.words(month)}: from {unit.value(known[0])} "
        f"to {unit.value(known[-1])}, lowest {unit.value(min(known))}, highest {unit.value(max(known))}"
    )


def why_missing(marker: str | None) -> str:
    """A marker as people read it."""
    return MARKERS[marker] if marker else MARKERS["x"]
