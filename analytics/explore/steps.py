"""From one question to the next: which charts fit it, where its rows, columns and cells lead, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from analytics import months
from analytics.explore.answer import Answered
from analytics.explore.question import NOTHING, TARGET, WHOLE, Dimension, Question, Subject
from analytics.store import Store

Place = tuple[str, str, str]
MOST_LED = 500  # cells of a table that lead on each by itself; of a larger one its rows and columns do
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
        "funnel": question.split == ("area",)
        and question.span == 1
        and [(of, len(chosen)) for of, chosen in question.where] == [("indicator", 1)]
        and question.measures[0] == "figure",
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


def leads(store: Store, answer: Answered) -> dict[Place, str]:
    """The addresses that the rows, the columns and (of up to MOST_LED) the cells of an answer lead to, by the code of
    the panel, row and column; “” where it is of all of them."""
    question, subject = answer.question, answer.subject
    dimensions, held = subject.dimensions(store), subject.months(store)
    offered = {of: dimensions[of].options(store, question) for of in question.split}
    every = answer.frame.select("panel", "row", "column").unique(maintain_order=True).rows()
    places = [("", row, "") for _, row, _ in every]
    if question.columns:
        places += [("", "", column) for *_, column in every]
        places += every if len(every) <= MOST_LED else []
    found: dict[Place, str] = {}
    for place in dict.fromkeys(places):
        of_each = zip((question.panels, question.rows, question.columns), place, strict=True)
        pressed = {of: code for of, code in of_each if of and code}
        if pressed and all(code in offered[of] for of, code in pressed.items()):
            further = drilled(subject, question, dimensions, held, pressed)
            if further:
                found[place] = further.address()
    return found


def drilled(
    subject: Subject,
    question: Question,
    dimensions: Mapping[str, Dimension],
    held: Sequence[date],
    pressed: Mapping[str, str],
) -> Question | None:
    """The question that a row, a column or a cell leads to, `pressed` being the dimensions that it names one of, and
    their codes: narrowed to them, and if its row is among them, split by the next finer dimension. A month leads to
    what it is made of, a quarter to its months. None where there is nothing finer. What leads on is never supposed.

    `held` are the months that can be asked about, newest first.
    """
    narrow = replace(question, more=0, goal=None)
    for of, code in pressed.items():
        if of not in ("month", "quarter"):
            narrow = narrow.narrowed(of, code)
            continue
        month = months.as_month(code)
        if month is None or "quarter" not in dimensions:  # the month of a record is no month of the question
            return None
        narrow = replace(narrow, month=min(month, held[0]), span=3 if of == "quarter" else 1)
    narrow = replace(
        narrow,
        columns="" if question.columns in pressed else question.columns,
        panels="" if question.panels in pressed else question.panels,
    )
    if question.rows not in pressed:
        return with_chart(subject, narrow)
    finer = "month" if "quarter" in pressed else _next(dimensions, question, pressed)
    if finer is None:
        return None
    if finer == "month" and narrow.span == 1:
        narrow = replace(narrow, span=_YEAR)
    return _split(subject, narrow, finer)


def _next(dimensions: Mapping[str, Dimension], question: Question, pressed: Mapping[str, str]) -> str | None:
    at = min((_FINER.index(of) for of in pressed if of in _FINER and of not in TIMES), default=-1)
    taken = {*question.split, *(of for of, chosen in question.where if len(chosen) == 1)}
    taken |= {"month"} if "quarter" in taken else set()
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
