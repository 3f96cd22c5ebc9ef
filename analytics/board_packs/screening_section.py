"""The screening of records in a pack."""

from __future__ import annotations

from datetime import date
from typing import Any

from analytics import formatting, months
from analytics.board_packs import narrative
from analytics.board_packs.entries import count_entry
from analytics.board_packs.model import Column, Entry, Kind, Picture, Rows, Said, Section, Table
from analytics.board_packs.section_writer import Frames, SectionWriter
from analytics.charts.packs import screening_by_area
from analytics.extracts.contracts import RAG
from analytics.units import PERCENT


def _lead(frames: Frames, _: date, __: str) -> list[Said]:
    return [narrative.screened(frames["screening"])]


def _screening(frames: Frames, at: date, _: str) -> list[Section]:
    screening = frames["screening"]
    rows = []
    for (name,), part in screening.frame.group_by("area_name", maintain_order=True):
        by_colour = {row["rag"]: row for row in part.iter_rows(named=True)}
        shares = [_share(by_colour[c]) for c in RAG]
        rows.append([Entry(str(name)), *shares, *(count_entry(by_colour[c], "count") for c in RAG)])
    columns = [
        Column("Area", names_row=True),
        *(Column(formatting.rag(c), Kind.VALUE) for c in RAG),
        *(Column(f"{formatting.rag(c)}, records", Kind.COUNT) for c in RAG),
    ]
    caption = f"Screened records by rating, by the end of {months.words(at)}"
    said = narrative.screened(screening)
    drawn = [screening_by_area(screening, said.text.rstrip("."), f"{caption}.", narrow=n) for n in (True, False)]
    pictures = [Picture("screening", *drawn)] if screening.frame["share"].count() else []
    table = Table("screening", caption, columns, [Rows("", rows)])
    return [Section("screening", "Screening of records by area", [said], pictures, [table], screening.notes)]


def _share(row: dict[str, Any]) -> Entry:
    share = row["share"]
    return Entry(f"[{row['share_marker'] or 'x'}]" if share is None else PERCENT.as_printed(share), share)


SCREENING = SectionWriter(
    "screening", {"screening": "screening"}, _screening, lead=_lead, not_compared="screening of records"
)
