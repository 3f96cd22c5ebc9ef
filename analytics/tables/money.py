"""Placements and money: numbers as printed, changes with their sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from html import escape

import polars as pl

from analytics import formatting, months
from analytics.corporate import budget, placements
from analytics.furniture import html
from analytics.furniture.html import Html
from analytics.simulated_label import marked
from analytics.tables.table import NUMBER, Column, Row, across, groups, newest, pivot, sectioned, table


def placements_averages(by_year: pl.DataFrame) -> str:
    """The average of every series by financial year, newest first, from `placements.by_year`."""

    def average(series: str, line: dict[str, Row]) -> Html:
        if series not in line:
            return html.missing("not printed")
        months_held, said = line[series]["months"], formatting.number(line[series]["average"])
        if months_held == 12:
            return html.text(said)
        return html.noted(said, formatting.counted(months_held, "month", "months"))

    columns = [
        Column("Financial year", lambda line: html.text(newest(line)["financial_year"])),
        *across(placements.SERIES, str, average),
    ]
    newest_first = by_year.sort("financial_year", descending=True, maintain_order=True)
    caption = "Average number of placements by financial year; the months that are held, where they are not twelve"
    return table(marked(caption, by_year), columns, pivot(newest_first, "financial_year", "series"))


def placements_years(by_year: pl.DataFrame, series: str) -> str:
    """One series by financial year, newest first, from `placements.by_year`."""

    def change(row: Row) -> Html:
        if row["average_change"] is None:
            return html.text(formatting.NONE)
        return html.noted(formatting.signed(row["average_change"]), budget.percent(row["average_change_percent"]))

    columns = [
        Column("Financial year", "financial_year"),
        Column("Average", "average", "decimal"),
        Column("Lowest", "lowest", "count"),
        Column("Highest", "highest", "count"),
        Column("Months held", "months", "count"),
        Column("Same months a year before", "average_before", "decimal"),
        Column("Change", change, NUMBER),
    ]
    part = by_year.filter(pl.col("series") == series)
    caption = f"{series}, average by financial year; a year to date is set against the same months"
    return table(marked(caption, part), columns, part.reverse())


def placements_months(by_month: pl.DataFrame, series: str) -> str:
    """One series, a row a financial year and a column a month."""

    def cell(place: int, line: dict[int, Row]) -> Html:
        return html.count(line[place]["value"] if place in line else None)

    columns = [
        Column("Year", lambda line: html.text(newest(line)["financial_year"])),
        *across(range(12), lambda place: f"{months.before(date(2022, 3, 1), 11 - place):%b}", cell),
    ]
    part = by_month.filter(pl.col("series") == series)
    lines = pivot(part.sort("month", descending=True), "financial_year", "place")
    return table(marked(f"{series}, by month", part), columns, lines, style="los-tight")


def budget_lines(lines: pl.DataFrame, attachment: str, caption: str) -> str:
    """The lines of an attachment with budget and forecast, from `budget.lines`, as printed, in £000."""
    part = lines.filter(pl.col("attachment") == attachment)

    def service(row: Row) -> Html:
        name = escape(row["service_area"]) + (f" <small>{escape(row['code'])}</small>" if row["code"] else "")
        bold = row["row_type"] in ("subtotal", "total")
        return Html(f"<b>{name}</b>" if bold else f"{'of which: ' * (row['row_type'] == 'sub-line')}{name}")

    def thousands(column: str, row: Row) -> Html:
        return html.text(budget.in_thousands(row[column], signed=column in signed))

    split = {
        "variance_dsg_k": "Variance, schools grant",
        "variance_non_dsg_k": "Variance, the rest",
        "pandemic_variance_k": "Of which pandemic",
    }
    given = {column: label for column, label in split.items() if part[column].count()}
    signed = given | {"total_variance_k": "Variance in all"}
    amounts = {"full_year_budget_k": "Budget", "forecast_outturn_k": "Forecast"} | signed
    columns = [
        Column("Service", service),
        *(Column(label, partial(thousands, column), NUMBER) for column, label in amounts.items()),
        *([Column("%", lambda r: html.text(budget.percent(r["percent"])), NUMBER)] if part["percent"].count() else []),
    ]
    return sectioned(marked(caption, part), columns, groups(part, "group"), style="los-tight")


def budget_checks(found: Sequence[budget.Check]) -> str:
    """Sums that do not come out: as printed, and worked out again, in £000."""

    def exact(value: float) -> Html:
        return html.text(f"{value:,g}".replace("-", formatting.MINUS))

    columns = [
        Column("Where", lambda c: html.text(c.where)),
        Column("What", lambda c: html.text(c.what)),
        Column("Printed", lambda c: exact(c.printed), NUMBER),
        Column("Worked out", lambda c: exact(c.worked_out), NUMBER),
        Column("Difference", lambda c: exact(c.difference), NUMBER),
    ]
    return table("Where the paper's sums do not come out as printed, £000 or percent", columns, found)


def placements_short(short: pl.DataFrame) -> str:
    """Months in which the kinds fall short of the total, newest first, from `placements.parts_short`."""
    columns = [
        Column("Month", "month", "month"),
        Column("Total", "total", "count"),
        Column("Sum of the kinds", "parts", "count"),
        Column("Not in any of them", "short", "count"),
        Column("Not printed", lambda r: html.text(r["missing"] or formatting.NONE)),
    ]
    return table(marked("The kinds and the total, where they differ", short), columns, short.reverse())


def cost(cost: pl.DataFrame) -> str:
    """External placements and their cost, from `budget.placements_and_cost`."""
    row = cost.row(0, named=True)
    span = f"{formatting.counted(row['months'], 'month', 'months')} of {row['financial_year']}"
    before, variance = row["placements_before"], budget.in_words(row["variance_k"], signed=True)
    said = {
        "Budget for the year": budget.in_words(row["budget_k"]),
        "Forecast for the year": budget.in_words(row["forecast_k"]),
        "Variance": variance if row["percent"] is None else f"{variance} ({budget.percent(row['percent'])})",
        f"Average placements, {span}": formatting.number(row["placements"]),
        "The same months a year before": formatting.NONE if before is None else formatting.number(before),
        "Forecast for one placement (rough)": f"£{row['forecast_for_one_k'] * 1000:,.0f}",
        "Placements that the budget pays for at that cost (rough)": f"{row['paid_for']:,}",
    }
    columns = [
        Column("External placements", lambda line: html.text(line[0])),
        Column("Figure", lambda line: html.text(line[1]), NUMBER),
    ]
    return table(marked("External placements and what they cost", cost), columns, said.items())
