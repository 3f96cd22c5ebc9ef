"""What if more had been in time, or the target were another: figures supposed and rated by the very rule, never data.

So many more a week are days / 7 times as many in a month, in whole cases rounded down. Where smaller is better they are
so many fewer. There are never more than the denominator, and never fewer than none. A month without counts stays as it
is unknown; where only the target is another, counts stay as they are.
"""

from __future__ import annotations

import polars as pl

from analytics import formatting
from analytics.catalogue import Frequency, Indicator, Window
from analytics.columns import case
from analytics.explore.question import NOTHING, TARGET, Question, Subject
from analytics.indicators.figures import count_to_target, distance
from analytics.indicators.rag import rag
from analytics.units import Kind, quotient

AS_IT_WAS, WHAT_IF = "As it was", "What if: not data"


def why_no_more(indicator: Indicator) -> str:
    """Why nothing can be supposed of how many a week there are, as a sentence; “” where it can."""
    if not indicator.kind.of_cases:
        return f"“{indicator.name}” is {indicator.unit.described}, so there are no cases of which more can be supposed."
    if indicator.window is not Window.MONTH or indicator.frequency is not Frequency.MONTH:
        covers = formatting.within_sentence(indicator.time_covered)
        return f"“{indicator.name}” covers: {covers}. More a week can be supposed of what happens in a month."
    if indicator.polarity not in ("bigger", "smaller"):
        return f"For “{indicator.name}” neither more nor fewer is better, so nothing can be supposed."
    return ""


def can_suppose(subject: Subject, question: Question) -> bool:
    """Whether what would have been can be asked of a question as it is: one indicator, one area, month by month."""
    alone = len(question.chosen("indicator")) == 1 and len(question.chosen("area")) < 2
    return subject.supposes and alone and question.split == ("month",) and question.beside in (NOTHING, TARGET)


def more_a_week(indicator: Indicator) -> str:
    """What is supposed of an indicator, as the label of a choice; “” where nothing can be."""
    if why_no_more(indicator):
        return ""
    fewer = "fewer" if indicator.polarity == "smaller" else "more"
    return f"What if so many {fewer} {indicator.counted or 'cases'} a week"


def supposed(figures: pl.DataFrame, more: int, goal: float | None) -> pl.DataFrame:
    """The figures (columns of `ChosenFigures`, a row a month) with so many more a week for the better, and with another
    target in the unit of the indicator (None: its own). Adds more_a_month, how many that are in the month: null where
    there are no counts."""
    smaller = pl.col("polarity") == "smaller"
    n, d, percentage = pl.col("numerator"), pl.col("denominator"), pl.col("kind") == Kind.PERCENTAGE.value
    days = pl.col("month").dt.month_end().dt.day().cast(pl.Float64)  # a day is an Int8, which a product outgrows
    a_month = (more * days / 7).floor()
    most = pl.when(percentage).then(d - n).otherwise(a_month)
    room = pl.when(smaller).then(n).otherwise(most)
    found = figures.with_columns(more_a_month=pl.min_horizontal(a_month, room.clip(lower_bound=0)))
    found = found.with_columns(
        more_a_month=pl.when(n.is_not_null() & pl.col("value").is_not_null()).then("more_a_month")
    )
    if more:
        sign = pl.when(smaller).then(-1).otherwise(1)
        found = found.with_columns(numerator=n + sign * pl.col("more_a_month"))
        shared = quotient(n, d, pl.col("per"))
        value = case((pl.col("kind") == Kind.COUNT.value, n), otherwise=shared)
        found = found.with_columns(value=pl.when(pl.col("more_a_month").is_not_null()).then(value))
    if goal is not None:
        found = found.with_columns(target=pl.lit(goal), target_to=pl.lit(None, pl.Float64))
    found = found.with_columns(rag=rag())
    none = pl.lit(None, pl.Float64)
    return found.with_columns(
        distance=distance(),
        count_to_target=count_to_target(),
        low=none,
        high=none,
        why=pl.when(pl.col("value").is_null()).then(pl.coalesce("why", pl.lit("no counts"))),
        **{name: pl.lit(None, pl.String) for name in ("trend", "variation", "direction_word", "no_variation")},
    )


def said(figures: pl.DataFrame, supposition: pl.DataFrame, counted: str, more: int) -> str:
    """What would have been, in words: how many months would have met the target, and how many did."""
    rated = supposition.filter(pl.col("rag").is_not_null())
    would, did = (frame.filter(rag="green").height for frame in (rated, figures))
    sentences = [
        f"What if: not data. {formatting.capital(formatting.out_of(would, rated.height, 'month'))} would have met the "
        f"target; {did} did."
        if rated.height
        else "What if: not data. No month has a target to be rated against."
    ]
    if more:
        a_month = supposition["more_a_month"].drop_nulls()
        if a_month.is_empty():
            sentences.append("No counts are held, so more a week can't be supposed.")
        else:
            of_each = sorted({int(of_month) for of_month in a_month})
            ends = f"{of_each[0]} to {of_each[-1]}" if len(of_each) > 1 else f"{of_each[0]}"
            fewer = "fewer" if figures["polarity"][0] == "smaller" else "more"
            sentences.append(
                f"{more} a week is {ends} {fewer} {counted} a month: days in the month / 7, in whole cases, as far as "
                "there are any."
            )
    return " ".join(sentences)
