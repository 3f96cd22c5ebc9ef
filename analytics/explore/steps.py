"""From one question to the next: which charts fit it, where a row of its table leads, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from analytics import months
from analytics.explore.question import NOTHING, TARGET, WHOLE, Dimension, Question, Subject

TIMES = ("month", "quarter", "period")
MOST_SERIES = 8  # lines that can be told apart on a chart
_YEAR = 12
# From the whole to its parts: a row leads to the next of these that its subject has and the question does not yet split
# by or name.
_FINER = ("indicator", "place", "area", "service", "team", "legal_status", "rating", "status", "rag", "period", "month")


def fitting(subject: Subject, question: Question) -> list[str]:
    """The charts of a subject that fit the rows, columns and measures of a question; the table always does."""
    several = len(question.measures)
    fits = {
        "line": question.rows in TIMES,
        "index": question.rows in TIMES,
        "calendar": question.rows == "month" and question.span > 1,
        "heat": bool(question.columns) or several > 1,
        "slope": question.beside not in (NOTHING, TARGET, WHOLE),
        "scatter": (several == 2 and not question.columns)
        or (several == 1 and len(question.chosen(question.columns)) == 2),
    }
    return [chart for chart in subject.charts if fits.get(chart, True)]


def with_chart(subject: Subject, question: Question) -> Question:
    """The question with a chart that fits it: its own, or else lines over time and bars of anything else."""
    fits = fitting(subject, question)
    if question.chart in fits:
        return question
    return replace(question, chart=next((chart for chart in ("line", "bar") if chart in fits), "table"))


def drilled(
    subject: Subject, question: Question, dimensions: Mapping[str, Dimension], held: Sequence[date], row: str
) -> Question | None:
    """The question that a row leads to: narrowed to it, and split by the next finer dimension; a month leads to what it
    is made of, a quarter to its months. None where there is nothing finer.

    `held` are the months that can be asked about, newest first.
    """
    if question.rows in ("month", "quarter") and question.rows in dimensions:
        month = months.as_month(row)
        if month is None or "quarter" not in dimensions:  # the month of a record is no month of the question
            return None
        if question.rows == "quarter":
            return _split(subject, replace(question, month=min(month, held[0]), span=3), "month")
        finer = _next(dimensions, question)
        return _split(subject, replace(question, month=month, span=1), finer) if finer else None
    finer = _next(dimensions, question)
    if finer is None:
        return None
    if finer == "month" and question.span == 1:
        question = replace(question, span=_YEAR)
    return _split(subject, question.narrowed(question.rows, row), finer)


def _next(dimensions: Mapping[str, Dimension], question: Question) -> str | None:
    at = _FINER.index(question.rows) if question.rows in _FINER and question.rows not in TIMES else -1
    taken = {*question.split, *(of for of, chosen in question.where if len(chosen) == 1)}
    later = (of for of in _FINER[at + 1 :] if of in dimensions and dimensions[of].shown and of not in taken)
    return next(later, None)


def _split(subject: Subject, question: Question, rows: str) -> Question:
    return with_chart(subject, replace(question, rows=rows, order="", most=0))


def trail(subject: Subject, question: Question, dimensions: Mapping[str, Dimension]) -> list[tuple[str, Question]]:
    """The way that leads to a question, coarsest first: each dimension that it names one of, with the question that
    still had all of these in its rows. Steps that would leave the question as it is are left out."""
    named = [of for of, chosen in question.where if len(chosen) == 1 and of in _FINER and dimensions[of].shown]
    steps = []
    for of in sorted(named, key=_FINER.index):
        back = question
        for finer in named:
            if _FINER.index(finer) >= _FINER.index(of):
                back = back.narrowed(finer)
        free = replace(
            back,
            columns="" if back.columns == of else back.columns,
            panels="" if back.panels == of else back.panels,
        )
        steps.append((of, _split(subject, free, of)))
    return steps
