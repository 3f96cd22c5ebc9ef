"""Screened records, each by its last screening."""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import formatting, months
from analytics.catalogue import ALL, catalogue
from analytics.explore.counting import EVERY, counted_cells, with_times
from analytics.explore.question import NOTHING, Dimension, Measure, Question, Subject, months_of
from analytics.extracts.contracts import RAG
from analytics.screening.figures import as_now, recorded
from analytics.store import Store, kinds_held
from analytics.units import PERCENT, Kind, Unit

_RECORDS = Unit(Kind.COUNT, "records", 0)


def _rows(store: Store, question: Question) -> pl.DataFrame:
    """The records screened by the end of the month, narrowed to the areas asked for with what stands behind them."""
    rows = as_now(recorded(store, question.month, question.shown), question.month)
    chosen = question.chosen("area")
    if chosen and ALL not in chosen:
        wanted = {place for area in chosen for place in (area, *catalogue().behind(area))}
        rows = rows.filter(pl.col("area").is_in(wanted))
    return with_times(rows, "screened_on")


def _held_months(store: Store) -> list[date]:
    held = months_of(store) if "screenings" in kinds_held(store) else []
    return [month for month in held if not recorded(store, month).is_empty()]


def _areas(store: Store, question: Question) -> dict[str, str]:
    held = set(as_now(recorded(store, question.month, question.shown), question.month)["area"])
    return {area: one.name for area, one in catalogue().areas.items() if held & {area, *catalogue().behind(area)}}


def _times(store: Store, question: Question) -> dict[str, str]:
    held = sorted(set(_rows(store, question)["month"]))
    return {code: months.words(month) for code in held if (month := months.as_month(code))}


def dimensions(store: Store) -> dict[str, Dimension]:
    """What screened records can be split by or narrowed to."""
    found = (
        Dimension("area", "Area", _areas),
        Dimension("month", "Month screened", _times),
        Dimension("rag", "Rating", lambda *_: {colour: formatting.rag(colour) for colour in RAG}),
    )
    return {dimension.code: dimension for dimension in found}


def measures(store: Store) -> dict[str, Measure]:
    """What is counted of screened records; one that has a marker for its rating counts in the whole, as on the page."""
    found = [Measure("records", "records screened", _RECORDS, EVERY)]
    found += [Measure(rag, f"records screened {rag}", PERCENT, pl.col("rag") == rag, EVERY) for rag in RAG]
    return {measure.code: measure for measure in found}


def cells(store: Store, question: Question) -> pl.DataFrame:
    """The cells of a question about screened records; columns of `Cells`."""
    return counted_cells(_rows(store, question), question, measures(store), {"red": "smaller", "green": "bigger"})


SCREENING = Subject(
    "screening",
    "Screened records",
    dimensions,
    measures,
    cells,
    rows="area",
    months=_held_months,
    beside=(NOTHING,),
    charts=("table", "bar", "heat", "dot"),
    notes=lambda store, question: ["All records screened by the end of the month, each by its last screening."],
)
