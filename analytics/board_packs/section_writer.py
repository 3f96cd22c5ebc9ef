"""How a section of a pack is declared on the side that writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from analytics.board_packs.model import Said, Section, Table
from analytics.disclosure import Publishable

Frames = Mapping[str, Publishable]
Changes = tuple[list[Said], list[Table]]


@dataclass(frozen=True)
class SectionWriter:
    """How the section of this name in `disclosure.PACK_SECTIONS` is written. Its functions take the frames of the pack
    by name; `write`, `lead` and `appendix` also the month, and the area in words.

    simulated: what each frame is called where the pack says what is simulated. lead: sentences for the top of the pack.
    changes: what differs from the frames of the pack before (by name), which the last argument names; nothing where
    that one has none of them. Without it the section is not compared. not_compared: what the pack calls it where it was
    not, if it says so. appendix: parts for the end of the pack. reading: sentences on how to read it.
    """

    name: str
    simulated: Mapping[str, str]
    write: Callable[[Frames, date, str], list[Section]]
    lead: Callable[[Frames, date, str], list[Said]] = lambda frames, at, area: []
    changes: Callable[[Mapping[str, pl.DataFrame], Frames, str], Changes] | None = None
    not_compared: str = ""
    appendix: Callable[[Frames, date, str], list[Section]] = lambda frames, at, area: []
    reading: tuple[str, ...] = ()
