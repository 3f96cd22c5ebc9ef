"""Any question about what is held: a table of measures by rows, columns and panels, with the guardrails of the pages.

A question is an address (`question`), each subject says what can be asked of it (`of_indicators`, `of_audits`, …), and
`answer` sets figures beside each other and says what is more than chance. What is shown of a figure is worked out where
the pages have it from.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from analytics.explore.answer import Answered, answered, ask
from analytics.explore.asking import Phrase, Understood, understood
from analytics.explore.events import events_beside, places_beside
from analytics.explore.examples import examples, opening
from analytics.explore.of_audits import ACTIONS_AGREED, AUDITS
from analytics.explore.of_indicators import INDICATORS
from analytics.explore.of_national import NATIONAL
from analytics.explore.of_records import LOADS, QUESTIONS
from analytics.explore.of_screening import SCREENING
from analytics.explore.of_together import TOGETHER
from analytics.explore.question import (
    BESIDE,
    CHARTS,
    MOST_MEASURES,
    MOST_ROWS,
    ORDERS,
    SPANS,
    Dimension,
    Measure,
    Question,
    QuestionError,
    Subject,
    in_words,
    read,
)
from analytics.explore.saved import rename, save, saved_by_name, saved_here
from analytics.explore.saved import take_back as take_question_back
from analytics.explore.steps import drilled, fitting, leads, trail, with_chart
from analytics.explore.what_if import can_suppose, more_a_week
from analytics.store import Store

SUBJECTS = {
    subject.code: subject
    for subject in (INDICATORS, TOGETHER, AUDITS, ACTIONS_AGREED, SCREENING, NATIONAL, LOADS, QUESTIONS)
}


def offered(store: Store) -> dict[str, Subject]:
    """The subjects of which something is held."""
    return {code: subject for code, subject in SUBJECTS.items() if subject.months(store)}


def ask_address(store: Store, asked: str | Iterable[tuple[str, str]]) -> Answered:
    """The answer to the question of an address; see `answer.ask`."""
    return ask(store, SUBJECTS, asked)


def save_question(store: Store, name: str, address: str, note: str = "") -> int:
    """Save the question of an address under a name; see `saved.save`."""
    return save(store, SUBJECTS, name, address, note)


def rename_question(store: Store, name: str, new: str) -> int:
    """Give a saved question another name; see `saved.rename`."""
    return rename(store, SUBJECTS, name, new)


def saved_questions(store: Store) -> pl.DataFrame:
    """The saved questions; see `saved.saved_by_name`."""
    return saved_by_name(store, tuple(SUBJECTS.values()))


__all__ = [
    "BESIDE", "CHARTS", "INDICATORS", "MOST_MEASURES", "MOST_ROWS", "ORDERS", "SPANS", "SUBJECTS", "Answered",
    "Dimension", "Measure", "Phrase", "Question", "QuestionError", "Subject", "Understood", "answered", "ask_address",
    "can_suppose", "drilled", "events_beside", "examples", "fitting", "in_words", "leads", "more_a_week", "offered",
    "opening", "places_beside", "read", "rename_question", "save_question", "saved_here", "saved_questions",
    "take_question_back", "trail", "understood", "with_chart",
]  # fmt: skip
