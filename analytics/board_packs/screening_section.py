"""The screening of records in a pack."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from analytics import formatting, months
from analytics.board_packs import narrative
from analytics.board_packs.entries import across, count_entry, drawn, each, names, table
from analytics.board_packs.model import Column, Entry, Kind, Section
from analytics.board_packs.section_writer import Frames, SectionWriter
from analytics.charts.packs import screening_by_area
from analytics.extracts.contracts import RAG
from analytics.units import PERCENT


def _screening(frames: Frames, at: date, _: str) -> list[Section]:
    screening = frames["screening"]
    cells = [
        names("Area", "area_name"),
        *each(RAG, lambda c: Column(formatting.rag(c), Kind.VALUE), _share),
        *each(RAG, lambda c: Column(f"{formatting.rag(c)}, records", Kind.COUNT), partial(count_entry, name="count")),
    ]
    caption = f"Screened records by rating, by the end of {months.words(at)}"
    said = narrative.screened(screening)
    title, any_share = said.text.rstrip("."), screening.frame["share"].count()
    pictures = drawn("screening", screening_by_area, screening, title, f"{caption}.") if any_share else []
    rows = across(screening.frame, "area_name", key="rag")
    tables = [table("screening", caption, [("", rows)], cells)]
    return [Section("screening", "Screening of records by area", [said], pictures, tables, screening.notes)]


def _share(row: dict[str, Any]) -> Entry:
    share = row["share"]
    return Entry(f"[{row['share_marker'] or 'x'}]" if share is None else PERCENT.as_printed(share), share)


SCREENING = SectionWriter(
    "screening",
    {"screening": "screening"},
    _screening,
    lead=lambda frames, at, area: [narrative.screened(frames["screening"])],
    not_compared="screening of records",
)
