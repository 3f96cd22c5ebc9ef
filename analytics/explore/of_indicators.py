"""Indicators: any of them, by area, team, breakdown and month."""

from __future__ import annotations

import polars as pl

from analytics import formatting, indicators, months
from analytics.catalogue import ALL, catalogue
from analytics.explore.question import (
    BESIDE,
    NOTHING,
    TARGET,
    Dimension,
    Measure,
    Question,
    QuestionError,
    Subject,
    months_of,
)
from analytics.explore.schemas import Cells, as_cells
from analytics.explore.what_if import AS_IT_WAS, WHAT_IF, supposed, why_no_more
from analytics.explore.what_if import said as what_if_said
from analytics.formatting import SHAPES
from analytics.indicators import TEAM, Grain, categories, chosen_figures
from analytics.indicators.pipeline import figures_by_month
from analytics.indicators.rag import red_for
from analytics.store import Store, breakdowns_held, categories_held
from analytics.units import Kind, Unit

_CASES = Unit(Kind.COUNT, "cases", 0)
# What is shown of each figure, and the column of `ChosenFigures` that has it.
_MEASURES = {
    "figure": Measure("figure", "figure"),
    "cases": Measure("cases", "cases counted (numerator)", _CASES),
    "of": Measure("of", "out of how many (denominator)", _CASES),
    "to-target": Measure("to-target", "how many more or fewer would have met the target", _CASES),
    "gap": Measure("gap", "distance from the target"),
    "direction": Measure("direction", "direction and signal"),
}
_VALUE = {"cases": "numerator", "of": "denominator", "to-target": "count_to_target", "gap": "distance"}
RED_FOR = {"1": "at least a month", "3": "three months running", "6": "six months running"}


def held(store: Store, question: Question) -> dict[str, str]:
    """The indicators of which anything is held, of the themes that are chosen, with their names."""
    known, chosen = catalogue().indicators, question.chosen("theme")
    named = (known[measure] for measure in indicators.measured(store))
    return {one.measure_id: one.name for one in named if not chosen or one.theme in chosen}


def themes(store: Store, _: Question) -> dict[str, str]:
    """The themes of these indicators."""
    known = catalogue().indicators
    return {known[measure].theme: known[measure].theme for measure in indicators.measured(store)}


def areas(_: Store, question: Question) -> dict[str, str]:
    """The whole, and every area that can have figures of the month, with their names."""
    return {area: catalogue().area_name(area) for area in (ALL, *catalogue().known_in(question.month))}


def _categories(store: Store, question: Question, split: str) -> dict[str, str]:
    if not (measures := question.chosen("indicator")):  # of all of them, those of any month
        names = categories_held(store).get(ALL if split == TEAM else split, [])
        return {name: name for name in names}
    return {name: name for name in categories(store, measures, question.month, split, question.shown)}


def _of_split(split: str) -> Dimension:
    code = "team" if split == TEAM else split
    return Dimension(code, split, lambda store, question: _categories(store, question, split))


def dimensions(store: Store) -> dict[str, Dimension]:
    """What figures of indicators can be split by or narrowed to."""
    found = (
        Dimension("indicator", "Indicator", held),
        Dimension("area", "Area", areas),
        Dimension("month", "Month", _months),
        Dimension("quarter", "Quarter", _months),
        *(_of_split(split) for split in (TEAM, *breakdowns_held(store))),
        Dimension("theme", "Theme", themes, shown=False),
        Dimension("rating", "Rating this month", lambda *_: {of: formatting.rag(of) for of in SHAPES}, shown=False),
        Dimension("red-for", "Red for", lambda *_: RED_FOR, shown=False),
    )
    return {dimension.code: dimension for dimension in found}


def _months(store: Store, question: Question) -> dict[str, str]:
    return {months.code(m): months.words(m) for m in months_of(store) if question.first <= m <= question.month}


def _splits(store: Store, question: Question) -> list[str]:
    named = {_of_split(split).code: split for split in (TEAM, *breakdowns_held(store))}
    asked = dict.fromkeys([*question.split, *(of for of, _ in question.where)])
    return [named[code] for code in asked if code in named]


def cells(store: Store, question: Question) -> pl.DataFrame:
    """The cells of a question about indicators; columns of `Cells`. Raises QuestionError where different indicators,
    areas or breakdowns would be added up."""
    measures, places = _chosen_measures(store, question), _chosen_areas(question)
    splits = _splits(store, question)
    if len(splits) > 1:
        raise QuestionError(f"No extract has figures by {formatting.joined(splits)} together. Choose one of them.")
    if {"month", "quarter"} <= set(question.split):
        raise QuestionError("Months and quarters can't be shown in one table. Choose one of them.")
    grain = Grain.MONTH if "month" in question.split or question.span == 1 else Grain.TOGETHER
    grain = Grain.QUARTER if "quarter" in question.split else grain
    split = splits[0] if splits else ""
    found = chosen_figures(
        store, measures, places, question.month, question.span, grain, split, question.shown,
        judged="direction" in question.measures,
    )  # fmt: skip
    if question.supposes:
        found = _with_supposed(found, question, measures)
    code = _of_split(split).code if split else ""
    found = found.with_columns(
        indicator="measure_id",
        area="locality",
        quarter=pl.col("month").dt.to_string("%Y-%m"),
        month=pl.col("month").dt.to_string("%Y-%m"),
        **({code: pl.col("category")} if code else {}),
    )
    for of, chosen in question.where:
        if of == "quarter" and of not in question.split:
            raise QuestionError("Quarters are chosen where they are shown. Choose Quarter for the rows or columns.")
        if of in (code, "quarter"):
            found = found.filter(pl.col(of).is_in(chosen))
    if ratings := question.chosen("rating"):
        found = found.filter(pl.col("rag").is_in(ratings))
    if running := question.chosen("red-for"):
        every = pl.concat([figures_by_month(store, area, question.shown) for area in places])
        long_red = red_for(every, question.month, min(map(int, running)))
        found = found.join(long_red, on=["measure_id", "locality"], how="semi", maintain_order="left")
    if found.is_empty():
        return Cells.create_empty()
    return pl.concat([_of_measure(found, question, measure) for measure in question.measures])


def _chosen_measures(store: Store, question: Question) -> tuple[str, ...]:
    known = tuple(held(store, question))
    measures = question.chosen("indicator") or known
    if len(measures) > 1 and "indicator" not in question.split:
        raise QuestionError(
            "Different indicators are never added up. Choose one indicator, or Indicator for the rows or columns."
        )
    return tuple(measure for measure in measures if measure in known)


def _chosen_areas(question: Question) -> tuple[str, ...]:
    chosen = question.chosen("area")
    if "area" in question.split:
        return chosen or (ALL, *catalogue().members(ALL, question.month))
    if len(chosen) > 1:
        raise QuestionError("Areas are shown side by side, not added up. Choose Area for the rows, columns or panels.")
    return chosen or (ALL,)


def _with_supposed(found: pl.DataFrame, question: Question, measures: tuple[str, ...]) -> pl.DataFrame:
    """The figures as they were, and as they would have been, side by side in the columns."""
    if (
        len(measures) > 1
        or found["category"].n_unique() > 1
        or question.rows not in ("month", "indicator")
        or question.columns
        or question.panels
    ):
        raise QuestionError("Suppose something of one indicator and one area at a time: choose Month for the rows.")
    if question.beside not in (NOTHING, TARGET) or (question.span > 1 and question.rows != "month"):
        raise QuestionError(
            "What would have been is shown month by month, next to what was. Choose Month for the rows."
        )
    if question.more and (why := why_no_more(catalogue().indicators[measures[0]])):
        raise QuestionError(why)
    would_be = supposed(found, question.more, question.goal)
    return pl.concat(
        [
            found.with_columns(supposed=pl.lit(AS_IT_WAS)),
            would_be.drop("more_a_month").with_columns(supposed=pl.lit(WHAT_IF)),
        ],
        how="diagonal_relaxed",
    )


def _of_measure(found: pl.DataFrame, question: Question, measure: str) -> pl.DataFrame:
    columns = {
        **{end: pl.col(of) if of else pl.lit("") for end, of in question.ends.items()},
        **({"column": pl.col("supposed")} if question.supposes else {}),
        "measure": pl.lit(measure),
        "children": pl.col("count_to_target"),
        "words": pl.lit(None, pl.String),
    }
    if measure != "figure":
        value = pl.col(_VALUE[measure]).cast(pl.Float64) if measure in _VALUE else pl.lit(None, pl.Float64)
        columns |= {"value": value, "low": pl.lit(None, pl.Float64), "high": pl.lit(None, pl.Float64)}
        none = {"to-target": "no target", "gap": "no target", "direction": "said of single months alone"}
        if measure == "direction":
            columns["words"] = _direction()
        columns["why"] = pl.when(value.is_null() & columns["words"].is_null()).then(
            pl.coalesce("why", pl.lit(none.get(measure, "no counts")))
        )
    if measure in ("cases", "of", "to-target"):
        columns |= {
            "kind": pl.lit(Kind.COUNT.value),
            "unit": pl.coalesce("counted", pl.lit("cases")),
            "decimals": pl.lit(0, pl.Int64),
        }
    return as_cells(found.with_columns(**columns))


def _direction() -> pl.Expr:
    """The direction and the signal of a single month in words; null of anything else."""
    no_signal = pl.format("Not judged: {}", "no_variation")
    signal = pl.coalesce(pl.col("variation").replace(_SIGNALS), no_signal)
    said = pl.concat_str(
        pl.coalesce("direction_word", pl.lit("no direction")), "trend", separator=": ", ignore_nulls=True
    )
    return pl.when(signal.is_not_null()).then(pl.concat_str(said, signal, separator=". "))


_SIGNALS = {
    "common cause": "Could be chance", "improving": "Better, unlikely to be chance",
    "concerning": "Worse, unlikely to be chance", "neither": "Changed, unlikely to be chance",
}  # fmt: skip


def notes(store: Store, question: Question) -> list[str]:
    """What a reader must know of how the figures of a question came about."""
    said = []
    if question.span > 1 and not {"month", "quarter"} & set(question.split):
        said.append(
            "Several months are added up: numerators and denominators, divided once. A snapshot is that of the last "
            "month, and nothing is rated, for targets are of a month."
        )
    if question.supposes:
        (measure,), (area,) = _chosen_measures(store, question), _chosen_areas(question)
        found = chosen_figures(
            store, (measure,), (area,), question.month, question.span, Grain.MONTH, "", question.shown
        )
        would_be = supposed(found, question.more, question.goal)
        said.append(what_if_said(found, would_be, catalogue().indicators[measure].counted or "cases", question.more))
    return said


INDICATORS = Subject(
    "indicators",
    "Indicators",
    dimensions,
    lambda store: _MEASURES,
    cells,
    rows="indicator",
    months=lambda store: months_of(store) if indicators.measured(store) else [],
    beside=tuple(BESIDE),
    charts=("table", "line", "index", "bar", "heat", "dot", "funnel", "scatter", "slope", "calendar"),
    notes=notes,
    supposes=True,
)
