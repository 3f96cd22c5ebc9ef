"""The tables of the pages, each from one frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from html import escape
from itertools import groupby
from typing import Any

import polars as pl

from analytics import months, screening, words
from analytics.charts import html
from analytics.charts.html import Cell, Column, Row, Section
from analytics.extracts.contracts import MARKERS, RAG, RATINGS
from analytics.indicators import signal_briefly, signal_words
from analytics.keep import kept
from analytics.marking import marked


def why_missing(marker: str | None) -> str:
    """A marker as people read it."""
    return MARKERS[marker] if marker else MARKERS["x"]


def _change(row: dict[str, Any]) -> Cell:
    if row["change"] is None:
        return Cell(f'<span class="los-none">{escape(row["no_change"] or "")}</span>')
    meaning = words.better_or_worse(row["change"], row["polarity"])
    return Cell(f"{words.signed(row['change'])} <small>{meaning}</small>")


def spark_said(values: Sequence[float | None], month: date) -> str:
    """A small line's figures in words."""
    known = [v for v in values if v is not None]
    if not known:
        return "no figures"
    return (
        f"{words.counted(len(known), 'month', 'months')} to {months.words(month)}: from {words.percent(known[0])} "
        f"to {words.percent(known[-1])}, "
        f"lowest {words.percent(min(known))}, highest {words.percent(max(known))}"
    )


@kept
def indicator_table(
    frame: pl.DataFrame, sparks: dict[str, list[float | None]], month: date, links: dict[str, str], sections_by: str
) -> str:
    """The indicators of a month in the order of the frame; `links` has the address of each in depth.

    Neighbouring rows of one theme or group (`sections_by`) stand under its heading; where they are not of one theme,
    it stands beside the name.
    """
    columns = [
        Column("Status"),
        Column("Indicator", names_row=True),
        Column("13 months"),
        Column(months.words(month), numeric=True),
        Column("Change on the month before", numeric=True),
        Column("Direction"),
        Column("Signal"),
        Column("Distance from target", numeric=True),
        Column("Group", numeric=True),
    ]
    sections = []
    by_theme = sections_by == "theme"
    groups = frame.group_by(sections_by, maintain_order=True) if sections_by else [(("",), frame)]
    for (heading,), part in groups:
        rows = []
        for row in part.iter_rows(named=True):
            line = sparks.get(row["measure_id"], [])
            opens = links[row["measure_id"]]
            missing = why_missing(row["marker"])
            rows.append(
                Row(
                    cells=[
                        html.rag(row["status"], nothing="no target" if row["value"] is not None else "no figure"),
                        html.link(row["name"], opens) if by_theme else html.link(row["name"], opens, row["theme"]),
                        html.sparkline(line, spark_said(line, month)),
                        html.percent(None, missing)
                        if row["value"] is None
                        else html.rag(row["rag"], words.percent(row["value"]), nothing=""),
                        _change(row),
                        Cell(
                            f"{escape(row['direction_word'] or words.NONE)} <small>{escape(row['trend'] or '')}</small>"
                        ),
                        _signal(row),
                        _distance(row),
                        html.text(words.NONE if row["group"] is None else str(row["group"])),
                    ],
                    opens=opens,
                )
            )
        sections.append(Section(heading_words(sections_by, heading), rows))
    caption = marked(
        f"{words.counted(frame.height, 'indicator', 'indicators')}, {months.words(month)}. Change and distance are "
        "in percentage points. "
        "Choose a row to see the indicator in depth.",
        frame,
    )
    return html.table(caption, columns, sections, style="los-indicators")


def heading_words(sections_by: str, heading: object) -> str:
    """What stands over the rows of one theme or of one performance group."""
    if sections_by != "group":
        return str(heading)
    return "No performance group" if heading is None else f"Performance group {heading}"


def _signal(row: dict[str, Any]) -> Cell:
    """Why a signal can't be told stands beside it, but not where there is no figure, for another cell says so."""
    why = "" if row["value"] is None else row["no_variation"] or ""
    return Cell(f"{signal_briefly(row)} <small>{escape(why)}</small>")


def _distance(row: dict[str, Any]) -> Cell:
    if row["target"] is None:
        return html.text(words.NONE)
    return Cell(f"{words.signed(row['distance'])} <small>of {words.percent(row['target'])}</small>")


def status_tiles(counts: dict[str, int], addresses: dict[str, str], chosen: str) -> str:
    """How many indicators have each status, each a link to those; the chosen one is marked as current."""
    tiles = []
    for status, number in counts.items():
        words_of = words.rag(status) if status in words.SHAPES else f"{status} or figure"
        style = status if status in words.SHAPES else "none"
        current = ' aria-current="true"' if status == chosen else ""
        tiles.append(
            f'<li><a class="los-tile los-{style}" href="{escape(addresses[status])}" target="_self"{current}'
            f' data-opens="{escape(addresses[status])}"><b>{number}</b> <span>{escape(words_of)}</span></a></li>'
        )
    return f'<ul class="los-tiles" aria-label="Indicators by status">{"".join(tiles)}</ul>'


def neighbour_links(before: tuple[str, str] | None, after: tuple[str, str] | None) -> str:
    """Links to the indicators before and after this one, each a name and an address."""
    links = [
        f'<a href="{escape(other[1])}" target="_self" data-opens="{escape(other[1])}">{word}: {escape(other[0])}</a>'
        for word, other in (("Previous", before), ("Next", after))
        if other
    ]
    return f'<nav class="los-neighbours" aria-label="Neighbouring indicators">{"".join(links)}</nav>'


@kept
def month_by_month_table(series: pl.DataFrame, name: str) -> str:
    """The months of one indicator, newest first, under the note that says where they come from, if there is one.

    Numerator, denominator, quarter and signal stand there only if any month has one.
    """
    optional: dict[str, tuple[Column, Callable[[dict[str, Any]], Cell]]] = {
        "numerator": (Column("Numerator", numeric=True), lambda r: html.count(r["numerator"])),
        "denominator": (Column("Denominator", numeric=True), lambda r: html.count(r["denominator"])),
        "rolling_quarter": (Column("Rolling quarter", numeric=True), lambda r: html.percent(r["rolling_quarter"])),
        "signal": (Column("Signal"), lambda r: html.text(signal_words(r["signal"], r["side"]) if r["signal"] else "")),
    }
    shown = [optional[column] for column in optional if series[column].count()]
    columns = [
        Column("Month", names_row=True),
        Column("Value", numeric=True),
        Column("Month's colour"),
        Column("Status"),
        Column("Change on the month before", numeric=True),
        Column("Target", numeric=True),
        Column("Distance from target", numeric=True),
        *(column for column, _ in shown),
    ]
    sections = []
    for note, part in groupby(series.reverse().iter_rows(named=True), key=lambda r: r["note"] or ""):
        rows = [Row([*_month_cells(row), *(cell(row) for _, cell in shown)]) for row in part]
        sections.append(Section(note[:1].upper() + note[1:], rows))
    return html.table(f"{name}, month by month, newest first", columns, sections, style="los-months")


def _month_cells(row: dict[str, Any]) -> list[Cell]:
    unmarked = "no figure" if row["value"] is None else "no target"
    return [
        html.text(months.words(row["month"])),
        html.percent(row["value"], "" if row["value"] is not None else why_missing(row["marker"])),
        html.rag(row["rag"], nothing=unmarked),
        html.rag(row["status"], nothing=unmarked),
        _change(row),
        html.text(words.percent(row["target"])),
        html.text(words.signed(row["distance"])),
    ]


@kept
def ratings_by_month_table(frame: pl.DataFrame) -> str:
    """Counts and shares of audit ratings, a row a month."""
    columns = [
        Column("Month", names_row=True),
        *(Column(r, numeric=True) for r in RATINGS),
        Column("Audits", numeric=True),
    ]
    rows = []
    for (month,), part in frame.group_by("month", maintain_order=True):
        counts = [
            Cell(f"{r['count']} <small>{words.percent(r['share'])}{_lower_end(r)}</small>")
            for r in part.iter_rows(named=True)
        ]
        assert isinstance(month, date)
        rows.append(Row([html.text(months.words(month)), *counts, html.count(part["audits"][0])]))
    caption = marked("Completed audits by rating and month: count, and share of the month", frame)
    return html.table(caption, columns, [Section("", rows)])


def _lower_end(row: dict[str, Any]) -> str:
    return "" if row["lower_end"] is None else f", {row['lower_end']} at the lower end"


@kept
def legal_status_table(compared: pl.DataFrame, counts: pl.DataFrame, month: date) -> str:
    """Counts by rating for each legal status, its pooled shares, and those of the window ending a month earlier."""
    earlier = f"three months to {months.words(months.before(month))}"
    columns = [
        Column("Legal status", names_row=True),
        Column("Audits", numeric=True),
        *(Column(r, numeric=True) for r in RATINGS),
        Column("Good or better", numeric=True),
        Column(f"Good or better, {earlier}", numeric=True),
        Column("Inadequate share", numeric=True),
        Column(f"Inadequate share, {earlier}", numeric=True),
    ]
    rows = []
    for row in compared.iter_rows(named=True):
        by_rating = counts.filter(pl.col("legal_status") == row["legal_status"])["count"].to_list()
        note = "as printed" if row["previous_is_printed"] else ""
        printed = "as printed" if row["printed"] else ""
        rows.append(
            Row(
                [
                    html.text(row["name"]),
                    html.count(row["audits"]),
                    *(html.count(n) for n in by_rating or [None] * len(RATINGS)),
                    _earlier(row["good_or_better_share"], printed),
                    _earlier(row["previous_good_or_better_share"], note),
                    _earlier(row["inadequate_share"], printed),
                    _earlier(row["previous_inadequate_share"], note),
                ]
            )
        )
    window = f"{months.words(months.before(month, 2))} to {months.words(month)}"
    caption = marked(f"Completed audits by legal status, {window} counted together", counts)
    return html.table(caption, columns, [Section("", rows)])


def _earlier(share: float | None, note: str) -> Cell:
    if share is None:
        return html.percent(None, "not printed" if note else "not held")
    return Cell(f"{words.as_printed(share)} <small>{note}</small>") if note else html.percent(share)


@kept
def screening_table(frame: pl.DataFrame, chosen: tuple[str, ...]) -> str:
    """Screening by area: counts, shares and Wilson intervals; or, where no records are held, the shares as printed."""
    if frame["records"].null_count():
        columns = [*(Column(words.rag(c), numeric=True) for c in RAG), Column("Adds up to", numeric=True)]
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
    adds_up = "not available" if row["sum"] is None else words.as_printed(row["sum"])
    shares = [html.text(screening.share(row, c)) for c in RAG]
    return [html.percent(None, "not printed"), *shares, Cell(f"{adds_up} <small>{note}</small>")]


def _rated_columns() -> list[Column]:
    return [*(Column(words.rag(c), numeric=True) for c in RAG), Column("No rating", numeric=True)]


def _rated_cells(row: dict[str, Any]) -> list[Cell]:
    """Count, share and interval of each colour, and the records without one."""
    cells = [
        Cell(
            f"{row[f'{c}_count']:,}<br/><small>{words.percent(row[c])}, "
            f"{words.number(row[f'{c}_low'])} to {words.number(row[f'{c}_high'])}</small>"
        )
        for c in RAG
    ]
    share = f"<br/><small>{words.percent(row['unrated'])}</small>" if row["unrated_count"] else ""
    return [*cells, Cell(f"{row['unrated_count']:,}{share}")]


def _records_cell(row: dict[str, Any]) -> Cell:
    return Cell(f"{row['records']:,}{'<br/><small>small numbers</small>' if row['small'] else ''}")


def _counted_area_cells(row: dict[str, Any]) -> list[Cell]:
    return [_records_cell(row), *_rated_cells(row), html.text(row["red_differs"])]


@kept
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
    caption = f"Share of red records and funnel limits around {words.percent(limits['all_areas'][0])}, the share of all"
    return html.table(marked(f"{caption} records", limits), columns, _by_kind(limits, chosen, _limit_cells))


def _limit_cells(row: dict[str, Any]) -> list[Cell]:
    return [
        _records_cell(row),
        Cell(f"{row['red_count']:,} <small>{words.percent(row['red'])}</small>"),
        *(
            html.text(f"{words.number(row[f'low_{limit}'])} to {words.number(row[f'high_{limit}'])}")
            for limit in ("95", "998")
        ),
        html.text(row["red_differs"]),
    ]


@kept
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


@kept
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
            html.percent(None, "can't be worked out") if row[c] is None else html.text(f"{row[c]:.{places}f}%")
            for c in RAG
        ]
        name = names[row["basis"]] + (f" ({row['records']:,})" if row["records"] else "")
        rows.append(Row([html.text(name), *cells]))
    columns = [Column("The whole council", names_row=True), *(Column(words.rag(c), numeric=True) for c in RAG)]
    return html.table(marked("The total, each way", areas), columns, [Section("", rows)])
