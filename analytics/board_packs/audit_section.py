"""The case audits in a pack, by the child's legal status."""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics.board_packs import narrative
from analytics.board_packs.entries import count_entry, figure_entry, window
from analytics.board_packs.model import Column, Entry, Kind, Picture, Rows, Said, Section, Table
from analytics.board_packs.section_writer import Frames, SectionWriter
from analytics.catalogue import catalogue
from analytics.charts.packs import good_by_legal_status
from analytics.disclosure import Publishable
from analytics.units import PERCENT


def _lead(frames: Frames, at: date, _: str) -> list[Said]:
    return [narrative.good_practice(frames["audits"], window(at))]


def _audits(frames: Frames, at: date, area: str) -> list[Section]:
    audits, scale = frames["audits"], catalogue().scale
    ratings = audits.frame["rating"].unique(maintain_order=True).to_list()
    rows = []
    for (_, name), part in audits.frame.group_by("legal_status", "name", maintain_order=True):
        by_rating = {row["rating"]: row for row in part.iter_rows(named=True)}
        good = by_rating[scale.good_row]
        rows.append(
            [
                Entry(str(name)),
                *(count_entry(by_rating[r], "count") for r in ratings),
                figure_entry(good, "share", PERCENT, whole=True),
            ]
        )
    columns = [
        Column("Legal status", names_row=True),
        *(Column("All audits" if rating == "All" else rating, Kind.COUNT) for rating in ratings),
        Column(f"Share {scale.good}", Kind.VALUE),
    ]
    caption = f"Completed case audits of {area}, {window(at)} together, by the child's legal status"
    tables = [Table("audits", caption, columns, [Rows("", rows)])]
    printed = frames.get("audits-printed")
    if printed is not None and not printed.frame.is_empty():
        tables.append(_printed_audits(printed))
    title = narrative.good_share(audits, window(at))
    pictured = audits.frame.filter((pl.col("rating") == scale.good_row) & pl.col("share").is_not_null())
    caption = (
        f"Share of audits rated {scale.good} after moderation, {area}, {window(at)}. The bar is the range that "
        "rounding leaves."
    )
    drawn = [good_by_legal_status(audits, title, caption, narrow=narrow) for narrow in (True, False)]
    pictures = [] if pictured.is_empty() else [Picture("audits-by-legal-status", *drawn)]
    said = narrative.good_practice(audits, window(at))
    return [Section("audits", "Quality of practice: audits by legal status", [said], pictures, tables, audits.notes)]


def _printed_audits(printed: Publishable) -> Table:
    categories = printed.frame["category"].unique(maintain_order=True).to_list()
    rows = []
    for (name, span), part in printed.frame.group_by("name", "window", maintain_order=True):
        shares = dict(part.select("category", "value").rows())
        entries = [
            Entry("[x]" if shares.get(c) is None else PERCENT.as_printed(shares[c]), shares.get(c)) for c in categories
        ]
        rows.append([Entry(str(name)), Entry(str(span)), *entries])
    columns = [
        Column("Legal status", names_row=True),
        Column("Months"),
        *(Column(str(c).capitalize(), Kind.VALUE) for c in categories),
    ]
    reference = printed.frame["reference"][0]
    caption = f"Shares of audits as the council printed them ({reference})"
    return Table("audits-printed", caption, columns, [Rows("", rows)])


AUDITS = SectionWriter("audits", {"audits": "audits by legal status"}, _audits, lead=_lead, not_compared="audits")
