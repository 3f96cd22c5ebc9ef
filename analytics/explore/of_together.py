"""Which indicators moved with one: the correlation of their changes from month to month (`moved_together`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date

import numpy as np
import polars as pl

from analytics import indicators, months
from analytics.catalogue import ALL, Frequency, Indicator, Window, catalogue
from analytics.explore.moved_together import Moved, moved_together
from analytics.explore.of_indicators import areas, held, themes
from analytics.explore.question import NOTHING, Dimension, Measure, Question, QuestionError, Subject, months_of
from analytics.explore.schemas import Cells, as_cells
from analytics.indicators import Grain, chosen_figures
from analytics.store import Store
from analytics.units import Kind, Unit

LEAST = 12  # months
USUAL = 24
_CLOSELY = Unit(Kind.SCORE, "", 2)
_CHANGES = Unit(Kind.COUNT, "changes", 0)
_MEASURES = {
    "moved": Measure("moved", "how closely changes went together (−1 to 1)", _CLOSELY),
    "interval": Measure("interval", "95% interval"),
    "told": Measure("told", "more than chance"),
    "changes": Measure("changes", "changes from month to month compared", _CHANGES),
    "effective": Measure("effective", "independent changes that they are worth", Unit(Kind.SCORE, "", 1)),
}
SHOWN = ("moved", "interval", "told", "changes")  # unless something else is asked for
_REASONS = {  # why an indicator is left out, by the stretch of time that a figure covers
    Window.ROLLING_12M: "not compared: neighbouring months share eleven of their twelve months",
    Window.CALENDAR_YTD: "not compared: counts since January, so neighbouring months overlap",
    Window.ACADEMIC_YTD: "not compared: counts since September, so neighbouring months overlap",
    Window.FINANCIAL_YTD: "not compared: counts since April, so neighbouring months overlap",
}


def dimensions(store: Store) -> dict[str, Dimension]:
    """What the indicators that moved can be narrowed to; “with” is the one that the others are set beside."""
    found = (
        Dimension("indicator", "Indicator", held),
        Dimension("with", "Moved with", _monthly, shown=False, one="with"),
        Dimension("area", "Area", areas, shown=False),
        Dimension("theme", "Theme", themes, shown=False),
    )
    return {dimension.code: dimension for dimension in found}


def _monthly(store: Store, _: Question) -> dict[str, str]:
    named = (catalogue().indicators[measure] for measure in indicators.measured(store))
    return {one.measure_id: one.name for one in named if not _why_not(one)}


def _why_not(indicator: Indicator) -> str:
    if indicator.frequency is not Frequency.MONTH:
        return f"not compared: one figure a {indicator.frequency.period}"
    return _REASONS.get(indicator.window, "")


def _with(question: Question) -> tuple[str, str]:
    """The indicator that the others are set beside, and the area."""
    if question.span < LEAST:
        raise QuestionError(f"Choose at least {LEAST} months: with fewer, nothing can be told of what moved together.")
    if len(question.chosen("with")) != 1:
        raise QuestionError("Choose one indicator that the others are compared with, under “Moved with”.")
    if len(places := question.chosen("area") or (ALL,)) > 1:
        raise QuestionError("Choose one area: what moved together in one need not in another.")
    return question.chosen("with")[0], places[0]


def changes(store: Store, question: Question) -> pl.DataFrame:
    """Every change from a month to the next of the indicators of a question: columns measure_id, month, change (in the
    unit of the indicator), with_change (of the one that it is set beside; null where that has none) and simulated. A
    real figure has no change on a simulated one. Raises QuestionError where the question can't be asked."""
    beside, area = _with(question)
    measures = tuple(m for m in (question.chosen("indicator") or held(store, question)) if m != beside)
    wanted = (beside, *measures)
    figures = chosen_figures(
        store, wanted, (area,), question.month, question.span, Grain.MONTH, "", question.shown
    ).select("measure_id", "month", "value", "simulated")
    earlier = figures.with_columns(pl.col("month").dt.offset_by("1mo")).rename({"value": "before"})
    found = figures.join(earlier, on=["measure_id", "month", "simulated"], maintain_order="left")
    found = found.select("measure_id", "month", "simulated", change=pl.col("value") - pl.col("before")).drop_nulls()
    of_beside = found.filter(measure_id=beside).select("month", with_change="change", with_simulated="simulated")
    return (
        found.filter(pl.col("measure_id") != beside)
        .join(of_beside, on="month", how="left", maintain_order="left")
        .with_columns(simulated=pl.col("simulated") | pl.col("with_simulated").fill_null(value=False))
        .drop("with_simulated")
    )


def cells(store: Store, question: Question) -> pl.DataFrame:
    """The cells of a question about what moved together; columns of `Cells`. Raises QuestionError where it can't be
    asked."""
    beside, _ = _with(question)
    every = [months.before(question.month, back) for back in range(question.span - 2, -1, -1)]
    moves = changes(store, question)
    of_each = moves.partition_by("measure_id", as_dict=True)
    simulated = set(moves.filter("simulated", pl.col("with_change").is_not_null())["measure_id"])
    reference = catalogue().indicators[beside]
    found = []
    for measure in question.chosen("indicator") or held(store, question):
        if measure == beside:
            continue
        indicator = catalogue().indicators[measure]
        why = _why_not(indicator) or _shares_cases(indicator, reference)
        moved = Moved(0, why=why) if why else _moved(of_each.get((measure,), moves.clear()), every)
        found.append({"row": measure, "simulated": measure in simulated, "interval": _interval(moved)} | asdict(moved))
    if not found:
        return Cells.create_empty()
    return pl.concat([_of_measure(pl.DataFrame(found, infer_schema_length=None), code) for code in question.measures])


def _shares_cases(one: Indicator, other: Indicator) -> str:
    if one.part_of == other.measure_id or other.part_of == one.measure_id:
        return "not compared: one of the two counts cases of the other"
    return ""


def _moved(moves: pl.DataFrame, every: list[date]) -> Moved:
    by_month = {
        month: (change, other) for month, change, other in moves.select("month", "change", "with_change").rows()
    }
    of_each = np.array([by_month.get(month, (None, None)) for month in every], dtype=np.float64).reshape(-1, 2)
    return moved_together(of_each[:, 0], of_each[:, 1], np.array([month.month for month in every]))


_COLUMN = {"moved": "r", "changes": "changes", "effective": "effective"}


def _of_measure(found: pl.DataFrame, measure: str) -> pl.DataFrame:
    unit = _MEASURES[measure].unit or _MEASURES["moved"].unit
    assert unit is not None
    value = pl.col(_COLUMN[measure]).cast(pl.Float64) if measure in _COLUMN else pl.lit(None, pl.Float64)
    of_moved = measure in ("moved", "told")
    found = found.with_columns(words=pl.col("interval") if measure == "interval" else pl.lit(None))
    return as_cells(
        found.with_columns(
            column=pl.lit(""),
            panel=pl.lit(""),
            measure=pl.lit(measure),
            value=value.round(unit.decimals, mode="half_away_from_zero"),
            **{
                name: pl.col(name).cast(pl.Float64) if of_moved else pl.lit(None, pl.Float64)
                for name in ("low", "high", "p_value")
            },
            why=pl.when(pl.col("why") != "").then(pl.col("why")),
            per=pl.lit(1.0),
            kind=pl.lit(unit.kind.value),
            unit=pl.lit(unit.name),
            decimals=pl.lit(unit.decimals, pl.Int64),
            polarity=pl.lit(""),
            words=pl.col("words").cast(pl.String),
        )
    )


def _interval(moved: Moved) -> str | None:
    if moved.low is None or moved.high is None:
        return None
    return f"{_CLOSELY.number(moved.low)} to {_CLOSELY.number(moved.high)}"


def notes(store: Store, question: Question) -> list[str]:
    """What a reader must know of what it is to move together."""
    return [
        "Compared are the changes from month to month, not the figures: any two that drift the same way look alike. "
        "The season is taken out of both where two years are held. With less, a season that two share can't be told "
        "from moving together.",
        "Moving together does not say that one brings about the other. Snapshots count largely the same children from "
        "month to month; that neighbouring changes depend on each other is allowed for.",
    ]


def _measures_held(_: Store) -> Mapping[str, Measure]:
    return _MEASURES


def _usual(store: Store, question: Question) -> Question:
    narrowed = question.narrowed("with", *list(_monthly(store, question))[:1])
    return replace(narrowed, span=max(question.span, USUAL), measures=SHOWN)


TOGETHER = Subject(
    "together",
    "Which indicators moved together",
    dimensions,
    _measures_held,
    cells,
    rows="indicator",
    months=months_of,
    beside=(NOTHING,),
    charts=("table",),
    notes=notes,
    usual=_usual,
    tests=True,
)
