"""The case audits in a pack, by the child's legal status."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import polars as pl

from analytics.board_packs import narrative
from analytics.board_packs.entries import across, count_entry, drawn, each, figure_entry, missing, names, table, window
from analytics.board_packs.model import Column, Entry, Kind, Section, Table
from analytics.board_packs.section_writer import Frames, SectionWriter
from analytics.catalogue import catalogue
from analytics.charts.packs import good_by_legal_status
from analytics.disclosure import Publishable
from analytics.units import PERCENT


def _audits(frames: Frames, at: date, area: str) -> list[Section]:
    audits, scale = frames["audits"], catalogue().scale
    count = partial(count_entry, name="count")
    share = partial(figure_entry, name="share", unit=PERCENT, whole=True)
    ratings = audits.frame["rating"].unique(maintain_order=True).to_list()
    cells = [
        names("Legal status"),
        *each(ratings, lambda of: Column("All audits" if of == "All" else of, Kind.COUNT), count),
        *each([scale.good_row], lambda _: Column(f"Share {scale.good}", Kind.VALUE), share),
    ]
    caption = f"Completed case audits of {area}, {window(at)} together, by the child's legal status"
    rows = across(audits.frame, "legal_status", key="rating")
    tables = [table("audits", caption, [("", rows)], cells)]
    printed = frames.get("audits-printed")
    if printed is not None and not printed.frame.is_empty():
        tables.append(_printed_audits(printed))
    pictured = audits.frame.filter((pl.col("rating") == scale.good_row) & pl.col("share").is_not_null())
    caption = (
        f"Share of audits rated {scale.good}{catalogue().form.rated}, {area}, {window(at)}. The bar is the range that "
        "rounding leaves."
    )
    title = narrative.good_share(audits, window(at))
    pictures = drawn("audits-by-legal-status", good_by_legal_status, audits, title, caption) if pictured.height else []
    said = narrative.good_practice(audits, window(at))
    return [Section("audits", "Quality of practice: audits by legal status", [said], pictures, tables, audits.notes)]


def _printed_audits(printed: Publishable) -> Table:
    def share(row: dict[str, Any]) -> Entry:
        value = row["value"]
        return missing("x") if value is None else Entry(PERCENT.as_printed(value), value)

    categories = printed.frame["category"].unique(maintain_order=True)
    cells = [
        names("Legal status"),
        (Column("Months"), lambda row: Entry(row["window"])),
        *each(categories, lambda category: Column(category.capitalize(), Kind.VALUE), share),
    ]
    caption = f"Shares of audits as the council printed them ({printed.frame['reference'][0]})"
    rows = across(printed.frame, "name", "window", key="category")
    return table("audits-printed", caption, [("", rows)], cells)


AUDITS = SectionWriter(
    "audits",
    {"audits": "audits by legal status"},
    _audits,
    lead=lambda frames, at, area: [narrative.good_practice(frames["audits"], window(at))],
    not_compared="audits",
)
