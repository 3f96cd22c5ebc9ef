"""Tables of placements and money: numbers as printed, changes with their sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.corporate import budget, placements
from analytics.furniture import html
from analytics.furniture.html import Cell
from analytics.simulated_label import marked
from analytics.tables.table import Column, Row, Section, table


def placements_averages(by_year: pl.DataFrame) -> str:
    """The average of every series by financial year, newest first, from `placements.by_year`."""
    columns = [Column("Financial year", names_row=True), *(Column(s, numeric=True) for s in placements.SERIES)]
    years = by_year["financial_year"].unique().sort(descending=True)
    rows = []
    for year in years:
        held = {r["series"]: r for r in by_year.filter(pl.col("financial_year") == year).iter_rows(named=True)}
        cells = [_average(held.get(series)) for series in placements.SERIES]
        rows.append(Row([html.text(year), *cells]))
    caption = "Average number of placements by financial year; the months that are held, where they are not twelve"
    return table(marked(caption, by_year), columns, [Section("", rows)])


def _average(row: dict[str, Any] | None) -> Cell:
    if row is None:
        return html.none("not printed")
    few = f" <small>{formatting.counted(row['months'], 'month', 'months')}</small>" if row["months"] < 12 else ""
    return Cell(formatting.number(row["average"]) + few)


def placements_years(by_year: pl.DataFrame, series: str) -> str:
    """One series by financial year, newest first, from `placements.by_year`."""
    columns = [
        Column("Financial year", names_row=True),
        Column("Average", numeric=True),
        Column("Lowest", numeric=True),
        Column("Highest", numeric=True),
        Column("Months held", numeric=True),
        Column("Same months a year before", numeric=True),
        Column("Change", numeric=True),
    ]
    part = by_year.filter(pl.col("series") == series)
    rows = [_year(r) for r in part.reverse().iter_rows(named=True)]
    caption = f"{series}, average by financial year; a year to date is set against the same months"
    return table(marked(caption, part), columns, [Section("", rows)])


def _year(row: dict[str, Any]) -> Row:
    before, change = row["average_before"], row["average_change"]
    said = f"{formatting.signed(change)} <small>{budget.percent(row['average_change_percent'])}</small>"
    return Row(
        [
            html.text(row["financial_year"]),
            html.text(formatting.number(row["average"])),
            *(html.count(row[column]) for column in ("lowest", "highest", "months")),
            html.text(formatting.NONE if before is None else formatting.number(before)),
            html.text(formatting.NONE) if change is None else Cell(said),
        ]
    )


def placements_months(by_month: pl.DataFrame, series: str) -> str:
    """One series, a row a financial year and a column a month."""
    part = by_month.filter(pl.col("series") == series)
    heads = [f"{months.before(date(2022, 3, 1), 11 - place):%b}" for place in range(12)]
    columns = [Column("Year", names_row=True), *(Column(head, numeric=True) for head in heads)]
    rows = []
    for (year,), months_of in part.sort("month", descending=True).group_by("financial_year", maintain_order=True):
        held = dict(months_of.select("place", "value").rows())
        rows.append(Row([html.text(str(year)), *(html.count(held.get(place)) for place in range(12))]))
    return table(marked(f"{series}, by month", part), columns, [Section("", rows)], style="los-tight")


def budget_lines(lines: pl.DataFrame, attachment: str, caption: str) -> str:
    """The lines of an attachment with budget and forecast, from `budget.lines`, as printed, in £000."""
    part = lines.filter(pl.col("attachment") == attachment)
    with_pandemic = part["pandemic_variance_k"].null_count() < part.height
    columns = [
        Column("Service", names_row=True),
        Column("Budget", numeric=True),
        Column("Forecast", numeric=True),
        Column("Variance, schools grant", numeric=True),
        Column("Variance, the rest", numeric=True),
        *([Column("Of which pandemic", numeric=True)] if with_pandemic else []),
        Column("Variance in all", numeric=True),
        Column("%", numeric=True),
    ]
    sections: dict[str, list[Row]] = {}
    for r in part.iter_rows(named=True):
        name = escape(r["service_area"]) + (f" <small>{escape(r['code'])}</small>" if r["code"] else "")
        shape = {"sub-line": f"of which: {name}", "subtotal": f"<b>{name}</b>", "total": f"<b>{name}</b>"}
        signed = ("variance_dsg_k", "variance_non_dsg_k", *(["pandemic_variance_k"] if with_pandemic else []))
        cells = [
            Cell(shape.get(r["row_type"], name)),
            _thousands(r["full_year_budget_k"]),
            _thousands(r["forecast_outturn_k"]),
            *(_thousands(r[column], signed=True) for column in (*signed, "total_variance_k")),
            html.text(budget.percent(r["percent"])),
        ]
        sections.setdefault(r["group"], []).append(Row(cells))
    return table(
        marked(caption, part), columns, [Section(name, rows) for name, rows in sections.items()], style="los-tight"
    )


def _thousands(value: float | None, *, signed: bool = False) -> Cell:
    return html.text(budget.pounds(value, signed=signed).replace("£", "").replace("k", ""))


def budget_checks(found: Sequence[budget.Check]) -> str:
    """Sums that do not come out: as printed, and worked out again, in £000."""
    columns = [
        Column("Where", names_row=True),
        Column("What"),
        Column("Printed", numeric=True),
        Column("Worked out", numeric=True),
        Column("Difference", numeric=True),
    ]
    rows = [
        Row([html.text(c.where), html.text(c.what), *(_exact(v) for v in (c.printed, c.worked_out, c.difference))])
        for c in found
    ]
    caption = "Where the paper's sums do not come out as printed, £000 or percent"
    return table(caption, columns, [Section("", rows)])


def _exact(value: float) -> Cell:
    return html.text(f"{value:,g}".replace("-", formatting.MINUS))


def placements_short(short: pl.DataFrame) -> str:
    """Months in which the kinds fall short of the total, newest first, from `placements.parts_short`."""
    columns = [
        Column("Month", names_row=True),
        *(Column(name, numeric=True) for name in ("Total", "Sum of the kinds", "Not in any of them")),
        Column("Not printed"),
    ]
    rows = [
        Row(
            [
                html.text(months.words(r["month"])),
                *(html.count(r[column]) for column in ("total", "parts", "short")),
                html.text(r["missing"] or formatting.NONE),
            ]
        )
        for r in short.reverse().iter_rows(named=True)
    ]
    return table(marked("The kinds and the total, where they differ", short), columns, [Section("", rows)])


def cost(cost: pl.DataFrame) -> str:
    """External placements and their cost, from `budget.placements_and_cost`."""
    row = cost.row(0, named=True)
    span = f"{formatting.counted(row['months'], 'month', 'months')} of {row['financial_year']}"
    said = {
        "Budget for the year": budget.pounds(row["budget_k"]),
        "Forecast for the year": budget.pounds(row["forecast_k"]),
        "Variance": f"{budget.pounds(row['variance_k'], signed=True)} ({budget.percent(row['percent'])})",
        f"Average placements, {span}": formatting.number(row["placements"]),
        "The same months a year before": formatting.NONE
        if row["placements_before"] is None
        else formatting.number(row["placements_before"]),
        "Forecast for one placement (rough)": f"£{row['forecast_for_one_k'] * 1000:,.0f}",
        "Placements that the budget pays for at that cost (rough)": f"{row['paid_for']:,}",
    }
    rows = [Row([html.text(name), html.text(value)]) for name, value in said.items()]
    columns = [Column("External placements", names_row=True), Column("Figure", numeric=True)]
    return table(marked("External placements and what they cost", cost), columns, [Section("", rows)])
