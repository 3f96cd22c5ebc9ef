"""Tables of screened records: by area, against the limits of chance, month by month, and the total each way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from analytics import formatting, months, screening
from analytics.caching import cached_by_identity
from analytics.charts import html
from analytics.charts.html import Cell, Column, Row, Section
from analytics.extracts.contracts import RAG
from analytics.simulated_label import marked
from analytics.units import PERCENT


@cached_by_identity
def screening_table(frame: pl.DataFrame, chosen: tuple[str, ...]) -> str:
    """Screening by area: counts, shares and Wilson intervals; or, where no records are held, the shares as printed."""
    if frame["records"].null_count():
        columns = [*(Column(formatting.rag(c), numeric=True) for c in RAG), Column("Adds up to", numeric=True)]
        caption = "Screened records by area: share rated red, amber and green, as printed"
    else:
        columns = [*_rated_columns(), Column("Red against chance")]
        caption = "Screened records by area: number, share of the area’s records, Wilson 95% interval"
    columns = [Column("Area", names_row=True), Column("Records", numeric=True), *columns]
    cells = _printed_cells if frame["records"].null_count() else _counted_area_cells
    return html.table(marked(caption, frame), columns, _by_kind(frame, chosen, cells))


def _by_kind(
    frame: pl.DataFrame, chosen: tuple[str, ...], cells: Callable[[dict[str, Any]], list[Cell]]
) -> list[Section]:
    """A section a kind of area; the rows of the areas in `chosen` are marked."""
    kinds = {"place": "Places", "combined": "Places reported together", "service": "Services that are not places"}
    sections = []
    for kind, heading in kinds.items():
        rows = []
        for row in frame.filter(pl.col("kind") == kind).iter_rows(named=True):
            is_chosen = row["area"] in chosen
            name = html.text(f"► {row['name']}" if is_chosen else row["name"])
            rows.append(Row([name, *cells(row)], style="los-chosen" if is_chosen else ""))
        if rows:
            sections.append(Section(heading, rows))
    return sections


def _printed_cells(row: dict[str, Any]) -> list[Cell]:
    note = "" if row["sum"] in (100, None) else "not 100"
    adds_up = "not available" if row["sum"] is None else PERCENT.as_printed(row["sum"])
    shares = [html.text(screening.share(row[c], row["records"])) for c in RAG]
    return [html.none("not printed"), *shares, Cell(f"{adds_up} <small>{note}</small>")]


def _rated_columns() -> list[Column]:
    return [*(Column(formatting.rag(c), numeric=True) for c in RAG), Column("No rating", numeric=True)]


def _rated_cells(row: dict[str, Any]) -> list[Cell]:
    """Count, share and interval of each colour, and the records without one."""
    cells = [
        Cell(
            f"{row[f'{c}_count']:,}<br/><small>{PERCENT.value(row[c])}, "
            f"{formatting.number(row[f'{c}_low'])} to {formatting.number(row[f'{c}_high'])}</small>"
        )
        for c in RAG
    ]
    share = f"<br/><small>{PERCENT.value(row['unrated'])}</small>" if row["unrated_count"] else ""
    return [*cells, Cell(f"{row['unrated_count']:,}{share}")]


def _records_cell(row: dict[str, Any]) -> Cell:
    return Cell(f"{row['records']:,}{'<br/><small>small numbers</small>' if row['small'] else ''}")


def _counted_area_cells(row: dict[str, Any]) -> list[Cell]:
    return [_records_cell(row), *_rated_cells(row), html.text(row["red_differs"])]


@cached_by_identity
def screening_limits_table(limits: pl.DataFrame, chosen: tuple[str, ...]) -> str:
    """The share of red records of each area beside the funnel limits; a frame of `screening.red_limits`."""
    columns = [
        Column("Area", names_row=True),
        Column("Records", numeric=True),
        Column("Red", numeric=True),
        Column("95% limits", numeric=True),
        Column("99.8% limits", numeric=True),
        Column("Against chance"),
    ]
    caption = f"Share of red records and funnel limits around {PERCENT.value(limits['all_areas'][0])}, the share of all"
    return html.table(marked(f"{caption} records", limits), columns, _by_kind(limits, chosen, _limit_cells))


def _limit_cells(row: dict[str, Any]) -> list[Cell]:
    return [
        _records_cell(row),
        Cell(f"{row['red_count']:,} <small>{PERCENT.value(row['red'])}</small>"),
        *(
            html.text(f"{formatting.number(row[f'low_{limit}'])} to {formatting.number(row[f'high_{limit}'])}")
            for limit in ("95", "998")
        ),
        html.text(row["red_differs"]),
    ]


@cached_by_identity
def screening_months_table(frame: pl.DataFrame, name: str) -> str:
    """Records screened in each month and so far, and how those screened so far were rated; of `screening.by_month`."""
    columns = [
        Column("Month", names_row=True),
        Column("Screened in the month", numeric=True),
        Column("Screened so far", numeric=True),
        Column(f"Of {frame['in_extract'][0]:,} in the extract", numeric=True),
        *_rated_columns(),
    ]
    rows = [
        Row(
            [
                html.text(months.words(row["month"])),
                html.count(row["screened"]),
                _records_cell(row),
                html.percent(row["so_far"]),
                *_rated_cells(row),
            ]
        )
        for row in frame.iter_rows(named=True)
    ]
    caption = marked(f"{name}: records screened by the end of each month; number, share, Wilson 95% interval", frame)
    return html.table(caption, columns, [Section("", rows)])


def screening_definitions() -> str:
    """What red, amber and green of a screened record mean."""
    rows = [
        Row([html.text("no rating") if colour == "unrated" else html.rag(colour), html.text(meaning)])
        for colour, meaning in screening.DEFINITIONS.items()
    ]
    columns = [Column("Rating", names_row=True), Column("What it says of a record")]
    return html.table("What the ratings of a screened record mean, in our words", columns, [Section("", rows)])


@cached_by_identity
def screening_totals_table(totals: pl.DataFrame, areas: pl.DataFrame) -> str:
    """The whole council, one row a way of working it out; `areas` is the frame that it was worked out from."""
    names = {
        "printed": "Total as the council printed it",
        "mean of areas": "Mean of the areas: each area weighs the same",
        "share of records": "Share of records: each record weighs the same",
    }
    rows = []
    for row in totals.iter_rows(named=True):
        places = 1 if row["basis"] == "share of records" else 2
        cells = [
            html.none("can't be worked out") if row[c] is None else html.text(f"{row[c]:.{places}f}{PERCENT.symbol}")
            for c in RAG
        ]
        name = names[row["basis"]] + (f" ({row['records']:,})" if row["records"] else "")
        rows.append(Row([html.text(name), *cells]))
    columns = [Column("The whole council", names_row=True), *(Column(formatting.rag(c), numeric=True) for c in RAG)]
    return html.table(marked("The total, each way", areas), columns, [Section("", rows)])
