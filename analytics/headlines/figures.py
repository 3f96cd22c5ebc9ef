"""What a frame must have before headlines can be made from it."""

from __future__ import annotations

from typing import Any

import dataframely as dy
import polars as pl

from analytics.catalogue import Polarity
from analytics.extracts.contracts import RAG
from analytics.units import Kind

MONTH_RATING, OVERALL_RATING, TURNED = "month_rating", "overall_rating", "turned"
SIGNAL, ORDER, FURTHEST, MISSED, HOW_MANY = "signal", "order", "furthest", "missed", "how_many"


def _one_of(*names: str) -> Any:
    return dy.String(nullable=True, check=lambda column: column.is_in(names))


class Figures(dy.Schema):
    """One row is one indicator of one area in one month, in the catalogue's order. Values are in its unit.

    rag and earlier_rag: the rating of this month and of the month before; status: the overall rating. Both are null
    without a target or a figure. signal, variation, mean, few, expected_by_chance: the control chart's (how likely a
    signal would be if nothing had changed). missed_months and missed_since: see
    `history`. count_to_target: how many more or fewer would have met the target, 0 where it is met. withheld: the
    names, such as MONTH_RATING or SIGNAL, of what is known of the row and may not be published.
    """

    measure_id = dy.String(primary_key=True)
    name = dy.String()
    theme = dy.String()
    polarity = _one_of(*Polarity)
    kind = _one_of(*Kind)
    unit = dy.String()
    decimals = dy.Int64()
    per = dy.Float64()
    value = dy.Float64(nullable=True)
    target = dy.Float64(nullable=True)
    target_to = dy.Float64(nullable=True)
    rag = _one_of(*RAG)
    earlier_rag = _one_of(*RAG)
    status = _one_of(*RAG)
    direction = _one_of("improving", "declining", "static", "fluctuating")
    run_change = dy.Float64(nullable=True)
    signal = dy.String(nullable=True)
    variation = _one_of("common cause", "improving", "concerning", "neither")
    mean = dy.Float64(nullable=True)
    missed_months = dy.Int64(nullable=True)
    missed_since = dy.Date(nullable=True)
    denominator = dy.Float64(nullable=True)
    counts_simulated = dy.Bool(nullable=True)
    few = dy.Bool(nullable=True)
    expected_by_chance = dy.Float64(nullable=True)
    count_to_target = dy.Int64(nullable=True)
    counted = dy.String()
    withheld = dy.List(
        dy.String(
            check=lambda column: column.is_in(
                [MONTH_RATING, OVERALL_RATING, TURNED, SIGNAL, ORDER, FURTHEST, MISSED, HOW_MANY]
            )
        )
    )


def checked(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame as it is, with nothing withheld unless it says so; raises dataframely's SchemaError or ValidationError
    where it lacks a column of `Figures` or holds what that does not allow."""
    if "withheld" not in frame.columns:
        frame = frame.with_columns(withheld=pl.lit([], pl.List(pl.String)))
    Figures.validate(frame.select(name for name in Figures.column_names() if name in frame.columns), cast=True)
    return frame
