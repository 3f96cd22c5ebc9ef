"""Small pieces of HTML: a value, a link, a colour as shape and word, a small line. Every text is escaped here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import NewType

from analytics import formatting, months
from analytics.extracts.contracts import MARKERS
from analytics.units import PERCENT, Unit

Html = NewType("Html", str)  # ready HTML; the functions below make it of texts and values
_SPARK_WIDTH, _SPARK_HEIGHT, _SPARK_EDGE = 104, 26, 4  # pixels
_SPARK_BOX = f"0 0 {_SPARK_WIDTH} {_SPARK_HEIGHT}"


def text(value: str) -> Html:
    return Html(escape(value))


def noted(value: str, note: str) -> Html:
    """A value with a small note behind it, which keeps its room where it is empty."""
    return Html(f"{escape(value)} <small>{escape(note)}</small>")


def below(value: str, note: str) -> Html:
    """A value with a small line below it, if there is one."""
    return Html(escape(value) + (f"<br/><small>{escape(note)}</small>" if note else ""))


def link(label: str, address: str, note: str = "") -> Html:
    """A link, with a small line below it if one is given."""
    small = f"<br/><small>{escape(note)}</small>" if note else ""
    return Html(f"{linked(text(label), address)}{small}")


def linked(shown: Html, address: str) -> Html:
    """What leads somewhere."""
    return Html(f'<a href="{escape(address)}" target="_self">{shown}</a>')


def count(value: float | None, note: str = "") -> Html:
    said = formatting.NONE if value is None else formatting.quantity(value)
    return noted(said, note) if note else text(said)


def figure(value: float | None, unit: Unit, note: str = "") -> Html:
    """A value in its unit, or a dash with the reason why there is none."""
    if value is None and note:
        return missing(note)
    return noted(unit.value(value), note) if note else text(unit.value(value))


def percent(value: float | None, note: str = "") -> Html:
    """A share, as `figure`."""
    return figure(value, PERCENT, note)


def missing(why: str) -> Html:
    """Why there is no value."""
    return Html(f'<span class="los-none">{escape(why)}</span>')


def hinted(value: str, hint: str) -> Html:
    """A short value with its meaning for whoever points at it or can't see it."""
    said = escape(hint)
    return Html(f'<span class="los-none" role="img" aria-label="{said}" title="{said}">{escape(value)}</span>')


def why_missing(marker: str | None) -> str:
    """A marker as people read it."""
    return MARKERS[marker] if marker else MARKERS["x"]


def rag(colour: str | None, value: str = "", nothing: str = "no target") -> Html:
    """A colour as shape and word on its tint, behind a value if there is one."""
    if colour is None:
        return noted(value, nothing)
    return badge(colour, formatting.rag(colour), value)


def badge(colour: str, said: str, value: str = "") -> Html:
    """A shape and a word on the tint of a colour, behind a value if there is one."""
    chip = f'<span class="los-rag los-{colour}">{escape(said)}</span>'
    return Html(f"{escape(value)} {chip}" if value else chip)


def sparkline(values: Sequence[float | None], described: str) -> Html:
    """A small line of the values from left to right, broken where there is none, its last point marked.

    It has no scale and is not meant to be read off; `described` says its figures in words.
    """
    if all(value is None for value in values):
        return missing(described)
    path, (x, y) = _spark(values)
    return Html(
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
    path, pen, x, y = [], "M", 0.0, 0.0
    for index, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        x = round(_SPARK_EDGE + index * step, 1)
        y = round(_SPARK_HEIGHT - _SPARK_EDGE - (value - low) / spread * (_SPARK_HEIGHT - 2 * _SPARK_EDGE), 1)
        path.append(f"{pen}{x:g} {y:g}")
        pen = "L"
    return "".join(path), (x, y)


def spark_said(values: Sequence[float | None], month: date, unit: Unit, period: str = "month") -> str:
    """A small line's figures in words; `period` is what each is of."""
    known = [v for v in values if v is not None]
    if not known:
        return "no figures"
    return (
        f"{formatting.counted(len(known), period)} to {months.words(month)}: from {unit.value(known[0])} "
        f"to {unit.value(known[-1])}, lowest {unit.value(min(known))}, highest {unit.value(max(known))}"
    )
