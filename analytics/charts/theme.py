"""The one theme of all charts: the Government Analysis Function's palette, on light and on dark paper.

On dark paper the palette's dark blue and plum are too dark to see, so lighter ones of the same hue stand in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

FONT = "Source Sans, Source Sans Pro, Helvetica, Arial, sans-serif"


@dataclass(frozen=True)
class Ink:
    """Colours by what they are for. Text colours have at least 4.5:1 on `paper`, marks 3:1. Where there are targets,
    orange is theirs alone."""

    paper: str
    text: str
    muted: str
    context: str
    grid: str
    blue: str
    teal: str
    plum: str
    orange: str
    red_tint: str
    amber_tint: str
    green_tint: str


LIGHT = Ink(
    paper="#FFFFFF", text="#0B0C0C", muted="#505A5F", context="#8E9396", grid="#E6E6E6", blue="#12436D",
    teal="#28A197", plum="#801650", orange="#F46A25", red_tint="#F6D0CA", amber_tint="#FFE9B8",
    green_tint="#CDE5D8",
)  # fmt: skip
DARK = Ink(
    paper="#0B0C0C", text="#F3F2F1", muted="#B1B4B6", context="#6F777B", grid="#2F3438", blue="#6BACE6",
    teal="#28A197", plum="#D98CB3", orange="#F46A25", red_tint="#5A1F17", amber_tint="#574207",
    green_tint="#12472F",
)  # fmt: skip


def ink(dark: bool) -> Ink:
    return DARK if dark else LIGHT


def config(i: Ink) -> dict[str, Any]:
    """The Vega-Lite config that every chart carries."""
    axis = {
        "labelColor": i.muted,
        "titleColor": i.muted,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelFlush": False,
        "labelSeparation": 10,
        "gridColor": i.grid,
        "domainColor": i.context,
        "tickColor": i.context,
    }
    return {
        "font": FONT,
        "background": "transparent",
        "view": {"stroke": None},
        "axis": axis,
        "legend": {"labelColor": i.text, "titleColor": i.text, "labelFontSize": 13, "titleFontSize": 13},
        "text": {"color": i.text, "fontSize": 13},
        "title": {"color": i.text, "fontSize": 16, "anchor": "start", "subtitleColor": i.muted},
    }
