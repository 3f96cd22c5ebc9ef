"""What is told of a count: rows used and left out, what could be computed and what not. No cell is quoted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from analytics import formatting, months
from analytics.catalogue import ALL, Catalogue
from analytics.statutory.layout import columns, lists
from analytics.statutory.reading import STRANGER, Account
from analytics.statutory.running import Counted


def sentences(counted: Counted, catalogue: Catalogue) -> Iterator[str]:
    """The account, line by line; what belongs to a line above is indented."""
    day = f"{counted.day.day} {months.words(counted.day)}"
    how = (
        ""
        if counted.day_said
        else ", as their latest dates say. If it is another, name it: on the Data page, or with --day"
    )
    yield f"The lists are of {day}{how}."
    if (counted.day + timedelta(days=1)).day != 1:
        month = months.words(counted.day)
        yield f"{month} was not over: events in it are not counted, and figures of a month's end are of this day."
    if counted.made_up:
        yield "They say that they are made up, so that all counts are marked as simulated."
    for one in (one for one in lists() if one.of == counted.of.key):
        if one.name not in counted.accounts:
            yield f"{formatting.capital(one.words)}: not there."
            continue
        yield from _of_list(one.name, one.words, counted.accounts[one.name])
    if counted.others:
        yield f"{formatting.counted(counted.others, 'sheet or file is', 'sheets or files are')} no list and not read."
    if counted.unknown:
        within = formatting.joined([f"{name} ({many:,})" for name, many in sorted(counted.unknown.items())])
        yield f"Elements of XML that are not known, and not read, are in {within}."
    yield from _of_indicators(counted, catalogue)
    yield counted.notice


def _of_list(name: str, words: str, account: Account) -> Iterator[str]:
    left_out = "".join(f" + left out {rows:,} ({why})" for why, rows in sorted(account.left_out.items()))
    of = f" from {account.tables} sheets or files" if account.tables > 1 else ""
    yield f"{formatting.capital(words)}: rows in{of} {account.rows:,} = used {account.used:,}{left_out}."
    headings = {column.name: column.heading for column in columns() if column.of == name}
    if account.missing:
        missing = dict.fromkeys(headings[column] for column in account.missing)
        yield f"  Columns not there, or empty: {', '.join(missing)}."
    problems = {(headings[column], kind): cells for (column, kind), cells in sorted(account.unreadable.items())}
    for (heading, kind), cells in problems.items():
        if kind == STRANGER:
            yield f"  {formatting.counted(cells, 'row is', 'rows are')} {kind}: who they are is not known."
        else:
            are = formatting.counted(cells, "cell is", "cells are")
            yield f"  {heading}: {are} {kind}, and read as not known."
    if account.unknown_teams:
        rows = formatting.counted(account.unknown_teams, "row has a team", "rows have a team")
        yield f"  {rows} whose area is not known: they count in the whole alone."


def _of_indicators(counted: Counted, catalogue: Catalogue) -> Iterator[str]:
    whole = counted.counts.filter(pl.all_horizontal(pl.col("locality", "team", "breakdown") == ALL))
    spans = whole.group_by("measure_id", maintain_order=True).agg(
        pl.col("month").min().alias("first"), pl.col("month").max().alias("last")
    )
    yield f"Indicators computed: {spans.height}."
    for measure, first, last in spans.iter_rows():
        yield f"  {catalogue.indicators[measure].name}: {_span(first, last)}"
    if counted.not_computed:
        yield f"Not computed: {len(counted.not_computed)}."
    for measure, why in counted.not_computed.items():
        indicator = catalogue.indicators.get(measure)
        yield f"  {indicator.name if indicator else measure}: {why}."


def _span(first: date, last: date) -> str:
    return months.words(last) if first == last else f"{months.words(first)} to {months.words(last)}"
