"""A question as an address: what is asked, of closed choices alone, and how it is written as a link and as a sentence.

A question has a subject, one to four measures, the dimensions of its rows, columns and panels, what it is narrowed to,
the months it is about, and what each figure is set beside. Everything in it is one of the choices that its subject
offers, so that no text that somebody typed reaches a query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import parse_qsl, urlencode

import polars as pl

from analytics import formatting, indicators, months
from analytics.catalogue import catalogue
from analytics.errors import UserFacingError
from analytics.explore.schemas import SPLITS
from analytics.formatting import quotable
from analytics.store import Shown, Store
from analytics.units import Unit

MOST_MEASURES = 4
SPANS = (1, 3, 6, 12, 24, 36, 60, 120)  # months that are offered; a link may ask for any number up to the last
MOST_ROWS = (5, 10, 20, 50)
MOST_MORE = 99  # a week
NOTHING, YEAR_AGO, TARGET, WHOLE, PUBLISHED = "", "year-ago", "target", "whole", "published"
BESIDE = {
    NOTHING: "Nothing",
    YEAR_AGO: "The same months a year ago",
    TARGET: "Its target",
    WHOLE: "The whole council",
    PUBLISHED: "What was first published",
}
_FIGURE_OF = "indicator"
ORDERS = {"": "As listed", "high": "Highest first", "low": "Lowest first"}
CHARTS = {
    "table": "Table alone", "line": "Lines", "index": "Lines, the first month as 100", "bar": "Bars",
    "heat": "Heat matrix", "dot": "Dots with intervals", "funnel": "Funnel plot", "scatter": "Scatter plot",
    "slope": "Then and now", "calendar": "Calendar of months",
}  # fmt: skip


class QuestionError(UserFacingError):
    """A question that can't be asked; the message says what is wrong with it and what can be asked instead."""


@dataclass(frozen=True)
class Dimension:
    """What figures can be split by or narrowed to. `options` gives its codes in their order, with words for each."""

    code: str
    label: str
    options: Callable[[Store, Question], Mapping[str, str]]
    shown: bool = True  # or it only narrows
    one: str = ""  # what a sentence calls one of them

    @property
    def noun(self) -> str:
        """What a sentence calls one of them."""
        return self.one or formatting.within_sentence(self.label)


@dataclass(frozen=True)
class Measure:
    """What is worked out of each group: `part` of `whole`, both summed over the rows of a group. Without a whole it is
    a count; without a part its subject says what it is."""

    code: str
    label: str
    unit: Unit | None = None  # None: that of the figure
    part: pl.Expr | None = None
    whole: pl.Expr | None = None


@dataclass(frozen=True)
class Subject:
    """What can be asked about: its dimensions and measures as far as the store has them, and its cells.

    `cells` gives one row a combination of rows, columns, panels and measure that is held: columns of `schemas.Cells`.
    """

    code: str
    label: str
    dimensions: Callable[[Store], Mapping[str, Dimension]]
    measures: Callable[[Store], Mapping[str, Measure]]
    cells: Callable[[Store, Question], pl.DataFrame]
    rows: str  # the dimension of the rows until another is chosen
    months: Callable[[Store], Sequence[date]]  # newest first
    beside: tuple[str, ...] = (NOTHING,)
    charts: tuple[str, ...] = ("table", "bar")
    notes: Callable[[Store, Question], list[str]] = lambda store, question: []
    usual: Callable[[Store, Question], Question] = lambda store, question: question  # where a link says no more
    supposes: bool = False  # whether what would have been can be asked of it
    of_month: str | None = ""  # what a sentence says before its one month; None where no cell is of a month
    tests: bool = False  # whether its cells are tested by themselves, beside nothing, and bring their p-values


@dataclass(frozen=True)
class Question:
    """One question. Dimensions and measures go by their codes; `where` has the codes that each dimension is narrowed
    to. `month` is the last month, `span` how many months up to it; `most` keeps so many rows in their `order`."""

    subject: str
    month: date
    measures: tuple[str, ...]
    rows: str
    columns: str = ""
    panels: str = ""
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    span: int = 1
    beside: str = NOTHING
    chart: str = "table"
    order: str = ""
    most: int = 0
    shown: Shown = "known"
    more: int = 0  # what if: so many more a week for the better
    goal: float | None = None  # what if: another target

    @property
    def supposes(self) -> bool:
        """Whether it asks what would have been, which is no data: it is never stored and in no pack."""
        return bool(self.more) or self.goal is not None

    @property
    def split(self) -> tuple[str, ...]:
        """The dimensions that figures are split by."""
        return tuple(filter(None, (self.rows, self.columns, self.panels)))

    @property
    def ends(self) -> dict[str, str]:
        """The dimension of each of SPLITS; “” for one that it does not have."""
        return dict(zip(SPLITS, (self.rows, self.columns, self.panels), strict=True))

    @property
    def first(self) -> date:
        """The first of its months."""
        return months.before(self.month, self.span - 1)

    def chosen(self, dimension: str) -> tuple[str, ...]:
        """What a dimension is narrowed to; nothing if it is not."""
        return dict(self.where).get(dimension, ())

    def narrowed(self, dimension: str, *codes: str) -> Question:
        """The same question with a dimension narrowed to these codes, or to none."""
        others = tuple((of, chosen) for of, chosen in self.where if of != dimension)
        return replace(self, where=(*others, (dimension, codes)) if codes else others)

    def address(self) -> str:
        """The question as what follows the ? of a link; what is as usual is left out."""
        plain = {
            "subject": self.subject,
            "month": months.code(self.month),
            "span": str(self.span) if self.span != 1 else "",
            "rows": self.rows,
            "columns": self.columns,
            "panels": self.panels,
            "beside": self.beside,
            "chart": self.chart if self.chart != "table" else "",
            "order": self.order,
            "most": str(self.most or ""),
            "as": self.shown if self.shown != "known" else "",
            "more": str(self.more or ""),
            "goal": f"{self.goal:g}" if self.goal is not None else "",
        }
        pairs = [(key, value) for key, value in plain.items() if value]
        pairs += [("measure", measure) for measure in self.measures]
        return urlencode(pairs + [(of, code) for of, codes in self.where for code in codes])


def read(
    store: Store, subjects: Mapping[str, Subject], asked: str | Iterable[tuple[str, str]]
) -> tuple[Question, list[str]]:
    """The question of an address, and a sentence for each thing in it that can't be asked, which is left out.

    `asked` is what follows the ? of a link, or its pairs. Raises QuestionError where nothing is held of its subject.
    """
    pairs = parse_qsl(asked.removeprefix("?")) if isinstance(asked, str) else list(asked)
    said: dict[str, list[str]] = {}
    for key, value in pairs:
        said.setdefault(key, []).append(value)
    problems: list[str] = []

    def one_of(key: str, options: Iterable[str], default: str) -> str:
        value = said.pop(key, [default])[-1]
        if value == default or value in options:
            return value
        problems.append(_problem(key, value, options))
        return default

    subject = subjects[one_of("subject", subjects, next(iter(subjects)))]
    held = [months.code(month) for month in subject.months(store)]
    if not held:
        raise QuestionError(
            f"Nothing is held of {formatting.within_sentence(subject.label)}. Load it on the Data page."
        )
    month = months.as_month(one_of("month", held, held[0]))
    assert month is not None
    measures, dimensions = subject.measures(store), subject.dimensions(store)
    splits = [code for code, dimension in dimensions.items() if dimension.shown]
    wanted = said.pop("measure", [])
    problems += [_problem("measure", code, measures) for code in wanted if code not in measures]
    kept = [code for code in dict.fromkeys(wanted) if code in measures]
    if len(kept) > MOST_MEASURES:
        problems.append(f"At most {MOST_MEASURES} measures are shown at a time; the first {MOST_MEASURES} are.")
    rows = one_of("rows", splits, subject.rows)
    columns = one_of("columns", [code for code in splits if code != rows], "")
    panels = one_of("panels", [code for code in splits if code not in (rows, columns)], "")
    beside = said.pop("beside", [NOTHING])[-1]
    if beside not in subject.beside and (beside not in held or YEAR_AGO not in subject.beside):
        problems.append(_problem("beside", beside, subject.beside))
        beside = NOTHING
    question = Question(
        subject.code,
        month,
        tuple(kept[:MOST_MEASURES]) or (next(iter(measures)),),
        rows,
        columns,
        panels,
        span=_whole("span", said, problems, SPANS[-1]) or 1,
        beside=beside,
        chart=one_of("chart", subject.charts, "table"),
        order=one_of("order", ORDERS, ""),
        most=_whole("most", said, problems, 1000),
        shown="published" if one_of("as", ("known", "published"), "known") == "published" else "known",
        more=_whole("more", said, problems, MOST_MORE),
        goal=_goal(said, problems),
    )
    if question.supposes and not subject.supposes:
        problems.append(f"Nothing can be supposed of {formatting.within_sentence(subject.label)}; that is left out.")
        question = replace(question, more=0, goal=None)
    if not said and rows == subject.rows and not columns:
        usual = subject.usual(store, question)
        question = replace(usual, measures=question.measures) if kept else usual
    for code, values in said.items():
        if code not in dimensions:
            problems.append(f"“{quotable(code)}” is nothing that can be asked of {subject.label}; it is left out.")
            continue
        options = dimensions[code].options(store, question)
        problems += [_problem(code, value, options.values()) for value in values if value not in options]
        question = question.narrowed(code, *(value for value in dict.fromkeys(values) if value in options))
    return question, problems


def _whole(key: str, said: dict[str, list[str]], problems: list[str], most: int) -> int:
    value = said.pop(key, ["0"])[-1]
    if value.isascii() and value.isdigit() and int(value[:9]) <= most:
        return int(value)
    problems.append(f"“{quotable(value)}” is no number from 1 to {most}, so the link's {key} is left out.")
    return 0


def _goal(said: dict[str, list[str]], problems: list[str]) -> float | None:
    value = said.pop("goal", [""])[-1]
    if not value:
        return None
    whole, _, decimals = value.partition(".")
    if value.isascii() and whole.isdigit() and len(whole) < 8 and (decimals.isdigit() or not decimals):
        return round(float(value), 2)
    problems.append(f"“{quotable(value)}” is no number, so the target that the link supposes is left out.")
    return None


def _problem(key: str, value: str, options: Iterable[str]) -> str:
    some = formatting.either(list(filter(None, options))[:6])
    instead = f"Choose {some}." if some else "Nothing can be chosen there."
    return f"The link asks for the {key.replace('_', ' ')} “{quotable(value)}”, which is not offered. {instead}"


def in_words(store: Store, subject: Subject, question: Question) -> str:
    """The question as a sentence, without a full stop: “Audits rated inadequate by team and legal status, April 2021 to
    September 2021”."""
    measures, dimensions = subject.measures(store), subject.dimensions(store)
    said = formatting.joined([measures[code].label for code in question.measures])
    of_one = question.chosen(_FIGURE_OF) if question.measures == ("figure",) else ()
    if of_one:  # what the figure is of says more than that it is one
        options = dimensions[_FIGURE_OF].options(store, question)
        said = formatting.joined([options.get(one, one) for one in of_one])
    by = formatting.joined([dimensions[code].noun for code in question.split])
    said = f"{formatting.capital(said)} by {by}"
    for code, chosen in question.where:
        if of_one and code == _FIGURE_OF:
            continue
        options = dimensions[code].options(store, question)
        names = formatting.joined([options.get(one, one) for one in chosen])
        said += f", {dimensions[code].noun} {names}"
    if subject.of_month is not None:
        said += f", {f'{months.words(question.first)} to ' if question.span > 1 else subject.of_month}"
        said += months.words(question.month)
    if (then := months.as_month(question.beside)) is not None:
        said += f", beside {months.words(then)}"
    elif question.beside:
        said += f", beside {formatting.within_sentence(BESIDE[question.beside])}"
    if question.most:
        said += f", the {ORDERS[question.order or 'high'].split()[0].lower()} {question.most}"
    said += ", as first published" if question.shown == "published" else ""
    if question.supposes:
        polarities = {catalogue().indicators[one].polarity for one in question.chosen("indicator")}
        more = f"{question.more} {'fewer' if polarities == {'smaller'} else 'more'} a week" if question.more else ""
        goal = f"the target were {question.goal:g}" if question.goal is not None else ""
        said += f". What if {formatting.joined([*filter(None, (more, goal))])}: not data"
    return said


def months_of(store: Store) -> list[date]:
    """The months that can be asked about, newest first."""
    return indicators.months_to_compare(store)
