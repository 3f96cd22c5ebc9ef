"""What loads changed, and what members asked: lists, of which nothing is added up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from analytics import corporate, formatting, indicators, months
from analytics.caching import cached_per_version
from analytics.catalogue import catalogue, corporate_catalogue
from analytics.explore.question import NOTHING, Dimension, Measure, Question, QuestionError, Subject, months_of
from analytics.explore.schemas import Cells, as_cells
from analytics.store import Store
from analytics.units import Kind

_OF_LOADS = ("indicator", "area", "month", "load")
_CHANGES = {
    "later": Measure("later", "figure after the load"),
    "earlier": Measure("earlier", "figure before it"),
    "change": Measure("change", "change"),
    "reason": Measure("reason", "why it changed"),
}


@cached_per_version
def _moved(store: Store) -> pl.DataFrame:
    """Every figure that moved from one version to the next, with a column for each dimension."""
    return indicators.restatements(store).with_columns(
        load=pl.col("by_load").cast(pl.String),
        indicator=pl.col("measure_id"),
        area=pl.col("locality"),
        month=pl.col("month").dt.to_string("%Y-%m"),
    )


def _loads(store: Store, _: Question) -> dict[str, str]:
    rows = _moved(store).unique("by_load").sort("by_load", descending=True).select("load", "loaded_at", "file_name")
    return {load: f"{load}, {at:%d %B %Y}, {_files(names)}" for load, at, names in rows.rows()}


def _files(names: str) -> str:
    first, *more = names.split(", ")
    return f"{first} and {formatting.counted(len(more), 'more file')}" if more else first


def _in(column: str) -> Dimension:
    def held(store: Store, _: Question) -> dict[str, str]:
        values = _moved(store)[column].unique().sort().to_list()
        if column == "indicator":
            return {i: one.name for i, one in catalogue().indicators.items() if i in values}
        if column == "month":
            return {code: months.words(month) for code in values if (month := months.as_month(code))}
        return {area: catalogue().area_name(area) for area in values}

    return Dimension(column, formatting.capital(column), held)


def load_dimensions(store: Store) -> dict[str, Dimension]:
    """What changes can be split by or narrowed to."""
    found = (*(_in(column) for column in _OF_LOADS[:3]), Dimension("load", "Load", _loads))
    return {dimension.code: dimension for dimension in found}


def load_cells(store: Store, question: Question) -> pl.DataFrame:
    """The figures that loads changed; columns of `Cells`. Raises QuestionError where a cell would hold several."""
    rows = _moved(store)
    for of, chosen in question.where:
        rows = rows.filter(pl.col(of).is_in(chosen))
    rows = rows.unique(list(_OF_LOADS), keep="first", maintain_order=True)  # the newest, where one load moved it twice
    if rows.is_empty():
        return Cells.create_empty()
    if rows.select(question.split).is_duplicated().any():
        several = [of for of in _OF_LOADS if of not in question.split and rows[of].n_unique() > 1]
        raise QuestionError(
            f"A cell would hold several changes. Choose one {formatting.either(several)}, or put it in the rows, the "
            "columns or the panels."
        )
    meaning = catalogue().indicator_frame().select("measure_id", "kind", "unit", "decimals", "per", "polarity")
    rows = rows.join(meaning, on="measure_id", maintain_order="left")
    value = {"later": "later_value", "earlier": "earlier_value", "change": "difference"}
    said = (
        _listed(
            rows,
            question,
            measure,
            value=pl.col(value[measure]) if measure in value else pl.lit(None, pl.Float64),
            words=pl.col("why") if measure == "reason" else pl.lit(None, pl.String),
        )
        for measure in question.measures
    )
    return pl.concat(said)


def _listed(rows: pl.DataFrame, question: Question, measure: str, *, value: pl.Expr, words: pl.Expr) -> pl.DataFrame:
    """The rows of a list as cells of one measure, of which nothing is tested."""
    found = rows.with_columns(
        **{end: pl.col(of) if of else pl.lit("") for end, of in question.ends.items()},
        measure=pl.lit(measure),
        value=value,
        words=words,
    ).with_columns(why=pl.when(pl.col("value").is_null() & pl.col("words").is_null()).then(pl.lit("none")))
    return as_cells(found)


_ASKED = {
    "answered": Measure("answered", "answered here"),
    "why": Measure("why", "the answer, or why there is none"),
    "meeting": Measure("meeting", "papers that answer it"),
}


def _questions(*_: object) -> dict[str, str]:
    return {one.question_id: one.question for one in corporate_catalogue().questions}


def _of_register(column: str, label: str) -> Dimension:
    def held(*_: object) -> dict[str, str]:
        return {value: value for value in corporate.questions.register()[column].unique(maintain_order=True)}

    return Dimension(column, label, held)


def question_dimensions(store: Store) -> dict[str, Dimension]:
    """What members' questions can be narrowed to."""
    found = (
        Dimension("question_id", "Question", _questions, one="question"),
        _of_register("topic", "Topic"),
        _of_register("answered", "Answered here"),
    )
    return {dimension.code: dimension for dimension in found}


def question_cells(store: Store, question: Question) -> pl.DataFrame:
    """The register of members' questions; columns of `Cells`. Raises QuestionError unless each is a row."""
    if question.rows != "question_id":
        raise QuestionError("Questions are a list. Choose Question for the rows, and narrow it by topic or answer.")
    rows = corporate.questions.register()
    for of, chosen in question.where:
        rows = rows.filter(pl.col(of).is_in(chosen))
    rows = rows.with_columns(
        kind=pl.lit(Kind.SCORE.value),
        unit=pl.lit(""),
        polarity=pl.lit(""),
        per=pl.lit(1.0),
        decimals=pl.lit(0, pl.Int64),
        simulated=pl.lit(value=False),
    )
    words = {"answered": "answered", "why": "note", "meeting": "meeting"}
    none = pl.lit(None, pl.Float64)
    return pl.concat(
        [_listed(rows, question, measure, value=none, words=pl.col(words[measure])) for measure in question.measures]
    )


def _any_month(store: Store) -> list[date]:
    return months_of(store) if corporate_catalogue().questions else []


LOADS = Subject(
    "loads",
    "What loads changed",
    load_dimensions,
    lambda store: _CHANGES,
    load_cells,
    rows="indicator",
    months=lambda store: [] if _moved(store).is_empty() else months_of(store),
    beside=(NOTHING,),
    of_month=None,
    charts=("table",),
    usual=lambda store, question: replace(
        question.narrowed("load", *list(_loads(store, question))[:1]), columns="area", panels="month"
    ),
)
QUESTIONS = Subject(
    "questions",
    "Members' questions",
    question_dimensions,
    lambda store: _ASKED,
    question_cells,
    rows="question_id",
    months=_any_month,
    beside=(NOTHING,),
    of_month=None,
    charts=("table",),
    usual=lambda store, question: replace(question, measures=tuple(_ASKED)[:2]),
)
