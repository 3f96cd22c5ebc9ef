"""What figures are held against besides targets: the figures of others, and what explains a change."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from analytics.catalogue import ALL
from analytics.extracts.contracts import LONGEST_NOTE, Extract, a_month, known, one_of, optional, rule, split


class Comparators(
    Extract,
    kind="comparators",
    key=("measure_id", "comparator", "period", "statistic"),
    states=("measure_id", "comparator", "period"),
):
    """One row is a figure of others: neighbours, England, the region.

    `authorities.csv` names them. The period is stored in the words of `dates.as_period`.
    """

    measure_id = known("indicators")
    comparator = dy.String(metadata={"reads": "comparator"})
    period = dy.String(metadata={"reads": "period"})
    statistic = one_of("mean", "median", "value", "lowest", "highest")
    value = dy.Float64(nullable=True, metadata={"percent": "measure_id"})
    reporters = optional(dy.Int64, min=0)


class Events(
    Extract,
    kind="events",
    key=("measure_id", "locality", "month", "note"),
    states=("measure_id", "locality", "month"),
    one_load_for=("source", "measure_id", "locality", "month", "note"),
    cut_from="month",
    later={"rebase": "false"},
    also_lost="no control limits are recalculated",
):
    """One row is something that explains a change. The note is about services, never about a child.

    Where `rebase` says yes, the control limits of that indicator in that area (All is the whole council) are worked out
    afresh from the month on, and the note is the reason.
    """

    measure_id = known("indicators", or_all=True)
    locality = split("areas")
    month = a_month()
    note = dy.String(max_length=LONGEST_NOTE)
    recorded_by_role = one_of("analyst", "leader")
    rebase = dy.Bool(metadata={"default": "false"})

    @rule("measure_id", "is not one indicator, and limits are recalculated for one at a time. Name it")
    def rebase_of_all(cls) -> pl.Expr:
        return ~pl.col("rebase") | (pl.col("measure_id") != ALL)
