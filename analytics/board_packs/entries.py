"""What several sections of a pack write in the same way."""

from __future__ import annotations

from datetime import date
from typing import Any

from analytics import formatting, months
from analytics.board_packs.model import Entry
from analytics.board_packs.narrative import figure
from analytics.units import Unit


def window(at: date) -> str:
    """The three months to a month, in words."""
    return f"{months.words(months.before(at, 2))} to {months.words(at)}"


def figure_entry(row: dict[str, Any], name: str, unit: Unit, *, whole: bool) -> Entry:
    """A figure of a row of a frame, with the bounds that rounding leaves it."""
    value, marker = row[name], row[f"{name}_marker"]
    low, high = row.get(f"{name}_low"), row.get(f"{name}_high")
    between = f"{low:.0f} to {high:.0f}" if value is not None and low is not None and high is not None else ""
    return Entry(figure(value, marker, unit, whole=whole), value, small=between)


def count_entry(row: dict[str, Any], name: str) -> Entry:
    """A count of a row of a frame, or its marker."""
    value, marker = row[name], row[f"{name}_marker"]
    if value is None:
        return Entry(f"[{marker}]" if marker else formatting.NONE)
    return Entry(f"{value:,}", value)
