"""What a share, its range, its target and its change look like in a table of audits."""

from __future__ import annotations

from html import escape
from typing import Any

from analytics import formatting
from analytics.furniture import html
from analytics.furniture.html import Cell
from analytics.intervals import FEW
from analytics.units import PERCENT, Unit


def share(value: float | None, part: int | None, whole: int | None) -> Cell:
    """A share over its counts, marked where few stand behind it."""
    if value is None:
        return html.none("none" if whole == 0 else "not held")
    if part is None or whole is None:
        return html.percent(value)
    few = ", few" if whole < FEW else ""
    return Cell(f"{PERCENT.value(value)} <small>{part} of {whole}{few}</small>")


def target(value: float | None, target: float | None, met: bool | None, unit: Unit | None = PERCENT) -> Cell:
    """Whether a target is met, as shape, word and tint, beside the target; of a plain count `unit` is None."""
    if target is None:
        return html.none("no target")
    aim = f"{target:g}" if unit is None else unit.as_printed(target)
    if value is None or met is None:
        return html.text(aim)
    colour, said = ("green", "● met") if met else ("red", "■ not met")
    return Cell(f'{aim} <span class="los-rag los-{colour}">{said}</span>', "los-target")


def moved(change: float | None, real: bool | None, polarity: str | None = "bigger") -> Cell:
    """A change in points: better or worse, and whether by more than chance."""
    if change is None:
        return html.none("none held before")
    meaning = formatting.better_or_worse(change, polarity) if polarity else ""
    chance = {True: "more than chance", False: "within chance", None: ""}[real]
    said = ", ".join(filter(None, [meaning if real or change == 0 or real is None else "", chance]))
    return Cell(f"{PERCENT.signed(change)} <small>{escape(said)}</small>")


def spread(row: dict[str, Any], share: str) -> Cell:
    """The interval of a share, of which the row has the ends."""
    low, high = row[f"{share}_low"], row[f"{share}_high"]
    return html.text(formatting.NONE if low is None else f"{PERCENT.number(low)} to {PERCENT.number(high)}")
