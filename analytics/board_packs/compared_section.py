"""The authority beside all others in a pack: one page, from published national figures alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from analytics import formatting
from analytics.board_packs.entries import Cells, figure_entry, table
from analytics.board_packs.model import Column, Entry, Kind, Said, Section
from analytics.board_packs.section_writer import Frames, SectionWriter
from analytics.catalogue import catalogue, unit_of, units_of
from analytics.units import Unit
from analytics.wording import Others, national_comparisons, national_overview
from analytics.wording.comparators import NEIGHBOURS
from analytics.wording.national import ENGLAND, change, gap, national_first, place, place_range, verdict

MOST = 15  # indicators that have room on a page


def _compared(frames: Frames, at: date, _: str) -> list[Section]:
    compared = frames["compared"]
    anchor, heading, found = "compared", "Compared with others", compared.frame
    if found.is_empty():
        none = f"No published figure of {catalogue().council} can be set beside those of others."
        return [Section(anchor, heading, [Said(none)])]
    first, more = found.head(MOST), found.height - MOST
    units = units_of(first["measure_id"])
    unit = units[0] if len(units) == 1 else None
    cells: list[Cells] = [
        (Column("Indicator", names_row=True, wraps_at=34), _named),
        (Column("Here", Kind.VALUE, unit=unit, wraps_at=9), _here),
        _change("Change", "change", unit),
        _change(f"Change in {ENGLAND}", "country_change", unit),
        (Column("Place", wraps_at=13), lambda row: Entry(_placed(row))),
        (Column(Others(NEIGHBOURS).median, Kind.VALUE, unit=unit, wraps_at=13), _median),
        (Column("Against all authorities", wraps_at=20), lambda row: Entry(verdict(row))),
    ]
    left = f"{formatting.counted(more, 'more indicator is', 'more indicators are')} not shown." if more > 0 else ""
    said = [national_overview(found), f"{national_comparisons(found)} {left}".strip()]
    tables = [table("compared-with-others", national_first(first, at), [("", first.to_dicts())], cells)]
    sentences = [Said(text) for text in said if text]
    return [Section(anchor, heading, sentences, [], tables, compared.notes, own_page=True)]


def _named(row: dict[str, Any]) -> Entry:
    return Entry(f"{catalogue().indicators[row['measure_id']].name}, {row['period']}")


def _here(row: dict[str, Any]) -> Entry:
    return figure_entry(row, "value", unit_of(row["measure_id"]), whole=False)


def _change(label: str, name: str, unit: Unit | None) -> Cells:
    def entry(row: dict[str, Any]) -> Entry:
        said, meaning = change(row, name)
        return Entry(said, _rounded(row, name), small=meaning, unit=unit_of(row["measure_id"]))

    return Column(label, Kind.DIFFERENCE, unit=unit, wraps_at=6), entry


def _placed(row: dict[str, Any]) -> str:
    between = place_range(row)
    return f"{place(row)} ({between})" if between else place(row)


def _median(row: dict[str, Any]) -> Entry:
    unit = unit_of(row["measure_id"])
    return Entry(unit.value(row["median"]), _rounded(row, "median"), small=gap(row, "here"), unit=unit)


def _rounded(row: dict[str, Any], name: str) -> float | None:
    """A number at the decimals that are shown."""
    return None if row[name] is None else float(unit_of(row["measure_id"]).rounded(row[name]))


def _lead(frames: Frames, _: date, __: str) -> list[Said]:
    found = frames["compared"].frame.filter(pl.col("compared") > 0)
    return [] if found.is_empty() else [Said(f"Compared with others: {national_overview(found)}")]


COMPARED = SectionWriter(
    "compared",
    {"compared": "comparison with others"},
    _compared,
    lead=_lead,
    not_compared="the comparison with others",
)
