"""What figures are held against besides targets: figures and inspections of others, and what explains a change."""

from __future__ import annotations

from typing import Any

import dataframely as dy
import polars as pl

from analytics.catalogue import ALL
from analytics.extracts.contracts import (
    NOTHING_SAID,
    Extract,
    a_marker,
    a_month,
    known,
    one_of,
    optional,
    rule,
    split,
    written_text,
)


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


class NationalFigures(
    Extract,
    kind="national_figures",
    key=("national_measure", "code", "period"),
    states=("national_measure", "period"),
    cut_from="period",
    one_load_for=("source", "national_measure", "code", "period"),
    by_load=True,
    also_lost="no season is taken out by their factors",
):
    """One row is what an authority, a region or England published of a national measure, in its unit, for a period.

    A national measure stands beside the indicator whose counterpart names it, or that is called so. `code` is the
    three-digit code of an authority and the nine-character one of a region or England.
    """

    national_measure = dy.String()
    code = dy.String(metadata={"reads": "area code"})
    period = dy.String(metadata={"reads": "period"})
    numerator = optional(dy.Float64, {"marker": "marker"}, min=0)
    denominator = optional(dy.Float64, {"marker": "marker"}, min=0)
    value = optional(dy.Float64, {"marker": "marker", "percent": "national_measure"})
    marker = a_marker()

    @rule(*NOTHING_SAID)
    def nothing_said(cls) -> pl.Expr:
        return pl.any_horizontal(pl.col(c).is_not_null() for c in ("value", "numerator", "denominator", "marker"))


JUDGEMENTS = ("Outstanding", "Good", "Requires improvement to be good", "Inadequate")


def _judged() -> Any:
    return one_of(*JUDGEMENTS, nullable=True, metadata={"default": ""})


class Inspections(Extract, kind="inspections", key=("code", "inspected_on"), cut_from="inspected_on", by_load=True):
    """One row is an inspection of an authority's services for children by Ofsted, with its judgements."""

    code = dy.String(metadata={"reads": "area code"})
    inspected_on = dy.Date(metadata={"reads": "date"})
    published_on = optional(dy.Date, {"reads": "date"})
    overall = one_of(*JUDGEMENTS)
    leaders = _judged()
    help_and_protection = _judged()
    children_in_care = _judged()
    care_leavers = _judged()


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
    note = written_text()
    recorded_by_role = one_of("analyst", "leader")
    rebase = dy.Bool(metadata={"default": "false"})

    @rule("measure_id", "is not one indicator, and limits are recalculated for one at a time. Name it")
    def rebase_of_all(cls) -> pl.Expr:
        return ~pl.col("rebase") | (pl.col("measure_id") != ALL)
