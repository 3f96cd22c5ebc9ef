"""What belongs beside an answer: what people recorded, and for a funnel the areas as the Localities page has them."""

from __future__ import annotations

import polars as pl

from analytics import indicators
from analytics.catalogue import ALL
from analytics.explore.question import Question
from analytics.indicators.schemas import Places
from analytics.store import Store

_OF_INDICATORS = "indicators"


def events_beside(store: Store, question: Question) -> pl.DataFrame:
    """The events in the months of a question that are about its indicators and areas, oldest first; columns of
    `indicators.schemas.Events`.

    What is about all indicators belongs beside an answer of any subject. Beside a question that names no area, and is
    not split by them, is what is said of the whole alone.
    """
    measures: tuple[str, ...] | None = ()
    if question.subject == _OF_INDICATORS:
        measures = question.chosen("indicator") or None
    areas = question.chosen("area") or (None if "area" in question.split else (ALL,))
    return indicators.events_among(store, measures, areas, question.first, question.month)


def places_beside(store: Store, question: Question) -> pl.DataFrame:
    """The areas of the indicator of a question, each against all of them together, with name_of_row: see
    `indicators.by_place`. None unless a funnel is asked for."""
    if question.chart != "funnel" or not (measures := question.chosen("indicator")):
        return Places.create_empty()
    return indicators.of_measure(indicators.by_place(store, question.month, question.shown), measures[0])
