"""Screened records: by area, against the limits of chance, month by month, and the total each way."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import polars as pl

from analytics import formatting, screening
from analytics.caching import cached_by_identity
from analytics.extracts.contracts import RAG
from analytics.furniture import html
from analytics.furniture.html import Html
from analytics.simulated_label import marked
from analytics.tables.table import NUMBER, Column, Row, across, sectioned, table
from analytics.units import PERCENT

_KINDS = {"place": "Places", "combined": "Places reported together", "service": "Services that are not places"}


@cached_by_identity
def by_area(frame: pl.DataFrame, chosen: tuple[str, ...]) -> str:
    """Screening by area: counts, shares and Wilson intervals; or, where no records are held, the shares as printed."""

    def adds_up(row: Row) -> Html:
        said = "not available" if row["sum"] is None else PERCENT.as_printed(row["sum"])
        return html.noted(said, "" if row["sum"] in (100, None) else "not 100")

    if frame["records"].null_count():
        columns = [
            Column("Records", lambda r: html.missing("not printed"), NUMBER),
            *across(RAG, _heading, lambda colour, row: html.text(screening.share(row[colour], row["records"]))),
            Column("Adds up to", adds_up, NUMBER),
        ]
        caption = "Screened records by area: share rated red, amber and green, as printed"
    else:
        columns = [Column("Records", _records, NUMBER), *_ratings(), Column("Red against chance", _against)]
        caption = "Screened records by area: number, share of the area’s records, Wilson 95% interval"
    return _areas(marked(caption, frame), columns, frame, chosen)


def _areas(caption: str, columns: Sequence[Column], frame: pl.DataFrame, chosen: tuple[str, ...]) -> str:
    """A section a kind of area; the rows of the areas in `chosen` are marked."""
    name = Column("Area", lambda r: html.text(f"► {r['name']}" if r["area"] in chosen else r["name"]))
    sections = [(heading, frame.filter(kind=kind)) for kind, heading in _KINDS.items()]
    return sectioned(caption, [name, *columns], sections, chosen=lambda row: row["area"] in chosen)


def _records(row: Row) -> Html:
    return html.below(f"{row['records']:,}", "small numbers" if row["small"] else "")


def _against(row: Row) -> Html:
    """Where the share of red lies against the limits; nothing where no record was counted."""
    return html.text((screening.TOO_FEW if row["red_too_few"] else row["red_differs"]) or formatting.NONE)


def _ratings() -> list[Column]:
    """Count, share and interval of each colour, and the records without one."""

    def rated(colour: str, row: Row) -> Html:
        interval = " to ".join(formatting.number(row[f"{colour}_{end}"]) for end in ("low", "high"))
        return html.below(f"{row[f'{colour}_count']:,}", f"{PERCENT.value(row[colour])}, {interval}")

    def unrated(row: Row) -> Html:
        return html.below(f"{row['unrated_count']:,}", PERCENT.value(row["unrated"]) if row["unrated_count"] else "")

    return [*across(RAG, _heading, rated), Column("No rating", unrated, NUMBER)]


def _heading(colour: str) -> str:
    """A colour as shape and word, which no line break parts."""
    return formatting.rag(colour).replace(" ", "\N{NO-BREAK SPACE}")


@cached_by_identity
def limits(limits: pl.DataFrame, chosen: tuple[str, ...]) -> str:
    """The share of red records of each area beside the funnel limits; a frame of `screening.red_limits`."""

    def within(limit: str, row: Row) -> Html:
        return html.text(" to ".join(formatting.number(row[f"{end}_{limit}"]) for end in ("low", "high")))

    columns = [
        Column("Records", _records, NUMBER),
        Column("Red", lambda r: html.noted(f"{r['red_count']:,}", PERCENT.value(r["red"])), NUMBER),
        Column("95% limits", partial(within, "95"), NUMBER),
        Column("99.8% limits", partial(within, "998"), NUMBER),
        Column("Against chance", _against),
    ]
    caption = f"Share of red records and funnel limits around {PERCENT.value(limits['all_areas'][0])}, the share of all"
    return _areas(marked(f"{caption} records", limits), columns, limits, chosen)


@cached_by_identity
def by_month(frame: pl.DataFrame, name: str) -> str:
    """Records screened in each month and so far, and how those screened so far were rated; of `screening.by_month`."""
    columns = [
        Column("Month", "month", "month"),
        Column("Screened in the month", "screened", "count"),
        Column("Screened so far", _records, NUMBER),
        Column(f"Of {frame['in_extract'][0]:,} in the extract", "so_far", PERCENT),
        *_ratings(),
    ]
    caption = f"{name}: records screened by the end of each month; number, share, Wilson 95% interval"
    return table(marked(caption, frame), columns, frame)


def definitions() -> str:
    """What red, amber and green of a screened record mean."""
    columns = [
        Column("Rating", lambda line: html.text("no rating") if line[0] == "unrated" else html.rag(line[0])),
        Column("What it says of a record", lambda line: html.text(line[1])),
    ]
    return table("What the ratings of a screened record mean, in our words", columns, screening.DEFINITIONS.items())


@cached_by_identity
def totals(totals: pl.DataFrame, areas: pl.DataFrame) -> str:
    """The whole council, one row a way of working it out; `areas` is the frame that it was worked out from."""
    names = {
        "printed": "Total as the council printed it",
        "mean of areas": "Mean of the areas: each area weighs the same",
        "share of records": "Share of records: each record weighs the same",
    }

    def share(colour: str, row: Row) -> Html:
        places = 1 if row["basis"] == "share of records" else 2
        if row[colour] is None:
            return html.missing("can't be worked out")
        return html.text(f"{row[colour]:.{places}f}{PERCENT.symbol}")

    columns = [
        Column(
            "The whole council",
            lambda r: html.text(names[r["basis"]] + (f" ({r['records']:,})" if r["records"] else "")),
        ),
        *across(RAG, _heading, share),
    ]
    return table(marked("The total, each way", areas), columns, totals)
