"""The quarterly papers: scorecard, risks, placements, budget and improvement plan."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from analytics.extracts.contracts import (
    PLAN_STATUSES,
    Extract,
    ValueOrMarker,
    a_marker,
    a_month,
    one_of,
    optional,
    rule,
)

# The stretch of time that a figure of the scorecard covers.
REPORTING_BASES = ("Latest Quarter", "Snapshot", "Rolling Year", "Year to Date", "Academic Year")
RISK_LEVELS = ("Low", "Moderate", "High")


class Scorecard(ValueOrMarker, kind="scorecard", key=("measure_id", "period"), states=("period",), cut_from="period"):
    """One row is one measure of the corporate scorecard in one period, named by its last month.

    `line` is the measure's place in the paper. A school year ends in August. `period_confidence` says how sure it is
    which period a printed figure belongs to.
    """

    line = optional(dy.Int64, min=1)
    scorecard = dy.String()
    section = dy.String()
    measure_id = dy.String()
    measure = dy.String()
    polarity = one_of("bigger", "smaller", "plan")
    reporting_basis = one_of(*REPORTING_BASES)
    unit = dy.String()
    period = a_month()
    period_confidence = one_of("printed", "inferred", "ambiguous", metadata={"default": "printed"})
    value = dy.Float64(nullable=True, metadata={"marker": "marker", "percent": "unit"})
    marker = a_marker()
    target = optional(dy.Float64, {"percent": "unit"})
    comparator = optional(dy.Float64, {"marker": "comparator_marker", "percent": "unit"})
    comparator_marker = a_marker()


class Risks(Extract, kind="risks", key=("risk_id", "period"), states=("period",), cut_from="period"):
    """One row is one strategic risk in one period, named by its last month.

    A score is likelihood × impact, each from 1 to 5; a register may print the score alone.
    """

    risk_id = dy.String()
    risk_group = dy.String()
    title = dy.String()
    inherent_level = one_of(*RISK_LEVELS)
    inherent_score = dy.Int64(min=1, max=25)
    period = a_month()
    level = one_of(*RISK_LEVELS)
    score = dy.Int64(min=1, max=25)
    likelihood = optional(dy.Int64, min=1, max=5)
    impact = optional(dy.Int64, min=1, max=5)

    @rule("score", "is not likelihood × impact")
    def score_not_product(cls) -> pl.Expr:
        return (pl.col("likelihood") * pl.col("impact") == pl.col("score")).fill_null(True)


class Placements(Extract, kind="placements", key=("series", "month"), states=("series", "month"), cut_from="month"):
    """One row is the number of agency placements of one series in one month."""

    series = dy.String()
    month = a_month()
    value = dy.Int64(nullable=True, min=0)


class Budget(
    Extract, kind="budget", key=("attachment", "group", "service_area", "code", "row_type"), states=(), one_load_for=()
):
    """One row is one line of the revenue budget, in thousands of pounds; `line` is its place in the paper.

    The variance of the Dedicated Schools Grant (dsg) stands apart from the rest. `pandemic_variance_k` is what the
    source puts down to the pandemic, where it prints that. A `sub-line` is part of the line above it.
    """

    line = dy.Int64(min=1)
    attachment = dy.String()
    group = dy.String()
    service_area = dy.String()
    code = optional(dy.String)
    full_year_budget_k = dy.Float64(nullable=True)
    forecast_outturn_k = dy.Float64(nullable=True)
    variance_dsg_k = optional(dy.Float64)
    variance_non_dsg_k = optional(dy.Float64)
    pandemic_variance_k = optional(dy.Float64)
    total_variance_k = dy.Float64(nullable=True)
    percent = optional(dy.Float64)
    row_type = one_of("line", "sub-line", "subtotal", "total")


class Plan(
    Extract,
    kind="plan",
    key=("priority_id", "period"),
    states=("period",),
    cut_from="period",
    last_resort="coalesce(action_status, impact_status) IS NULL",
):
    """One row is one priority of the improvement plan in one period, named by its last month.

    How far the action has come and what it has changed have a status each; `marker` says why both are missing.
    """

    period = a_month()
    priority_id = dy.String()
    label = dy.String()
    action_status = one_of(*PLAN_STATUSES, nullable=True)
    impact_status = one_of(*PLAN_STATUSES, nullable=True)
    marker = a_marker()

    @rule("action_status", "must have a status, or impact_status must, unless the marker says why neither has one")
    def no_status(cls) -> pl.Expr:
        has_status = pl.col("action_status").is_not_null() | pl.col("impact_status").is_not_null()
        return has_status != pl.col("marker").is_not_null()
