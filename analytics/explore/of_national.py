"""The council beside other authorities, its region and the country, over the periods of the national statistics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import polars as pl

from analytics import indicators
from analytics.catalogue import catalogue
from analytics.explore.question import NOTHING, Dimension, Measure, Question, QuestionError, Subject, months_of
from analytics.explore.schemas import as_cells
from analytics.store import Store

_FIGURE = {"figure": Measure("figure", "figure")}


def _rows(store: Store, question: Question) -> pl.DataFrame:
    """What was published of periods that had ended by the month, and of more than one month, began to end in them."""
    rows = indicators.reported(store, question.shown).filter(pl.col("last") <= question.month)
    return rows.filter(pl.col("last") >= question.first) if question.span > 1 else rows


def _measures_held(store: Store, _: Question) -> dict[str, str]:
    return {measure: catalogue().indicators[measure].name for measure in indicators.measures_reported(store)}


def _places(store: Store, question: Question) -> dict[str, str]:
    """The council, the country, its region and its neighbours, then all others."""
    rows = _rows(store, question).unique("code", keep="last", maintain_order=True)
    own = indicators.own_code()
    first = {own: 0} | {code: 2 + at for at, code in enumerate(indicators.neighbour_codes())}
    order = pl.col("code").replace_strict(first, default=1000, return_dtype=pl.Int64)
    own_region = rows.filter(code=own)["region"].to_list()
    level = (
        pl.when(pl.col("level") == "country").then(1).when(pl.col("name").is_in(own_region)).then(1).otherwise(order)
    )
    return dict(rows.sort(level, "name").select("code", "name").rows())


def _periods(store: Store, question: Question) -> dict[str, str]:
    return {period: period for period in _rows(store, question).sort("last")["period"].unique(maintain_order=True)}


def dimensions(store: Store) -> dict[str, Dimension]:
    """What national figures can be split by or narrowed to."""
    found = (
        Dimension("period", "Period", _periods),
        Dimension("place", "Authority, region or country", _places, one="place"),
        Dimension("indicator", "Indicator", _measures_held),
    )
    return {dimension.code: dimension for dimension in found}


def cells(store: Store, question: Question) -> pl.DataFrame:
    """The cells of a question about national figures; columns of `Cells`. Raises QuestionError where places, periods or
    indicators would be added up: they are published as they are."""
    rows, dims = _rows(store, question), {"period": "period", "place": "code", "indicator": "measure_id"}
    for of, column in dims.items():
        chosen = question.chosen(of)
        if not chosen and of == "place":
            places = list(_places(store, question))
            chosen = tuple(places[:12])
        if chosen:
            rows = rows.filter(pl.col(column).is_in(chosen))
        elif of == "period" and of not in question.split:
            rows = rows.filter(pl.col("last") == pl.col("last").max().over("measure_id"))
        if of not in question.split and rows[column].n_unique() > 1:
            raise QuestionError(
                f"National figures are never added up. Choose one {of}, or {of.capitalize()} for the rows or columns."
            )
    meaning = catalogue().indicator_frame().select("measure_id", "kind", "unit", "decimals", "per", "polarity")
    found = rows.join(meaning, on="measure_id", maintain_order="left").with_columns(
        **{end: pl.col(dims[of]) if of else pl.lit("") for end, of in question.ends.items()},
        measure=pl.lit("figure"),
        why=pl.when(pl.col("value").is_null()).then(pl.lit("not published")),
    )
    return as_cells(found)


def _held_months(store: Store) -> list[date]:
    return months_of(store) if indicators.measures_reported(store) else []


def _named(_: Store) -> Mapping[str, Measure]:
    return _FIGURE


NATIONAL = Subject(
    "national",
    "National statistics",
    dimensions,
    _named,
    cells,
    rows="period",
    months=_held_months,
    beside=(NOTHING,),
    of_month="up to ",
    charts=("table", "line", "index", "bar", "heat"),
    usual=lambda store, question: replace(
        question.narrowed("indicator", *indicators.measures_reported(store)[:1]), columns="place"
    ),
)
