"""The frames that may leave, with their columns, and what goes with them. Only this room makes them.

A figure is a column `x`; `x_low` and `x_high` are the bounds that the publication leaves (null if it is exact), and
`x_marker` says why it is null: `c` hidden, `z` not applicable, `x` not available.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

import polars as pl

from analytics.catalogue import ALL
from analytics.disclosure.policies import DEFAULTS, SECTIONS, SignOff
from analytics.errors import UserFacingError

HIDDEN, NOT_APPLICABLE, NOT_AVAILABLE = "c", "z", "x"
AS_PRINTED, FROM_ROUNDED, FROM_EXACT = "as printed", "from rounded counts", "from counts"
BOUNDED = ("", "_low", "_high", "_marker")


def _figure(name: str) -> dict[str, Any]:
    return {f"{name}{end}": pl.String if end == "_marker" else pl.Float64 for end in BOUNDED}


def _count(name: str) -> dict[str, Any]:
    return {name: pl.Int64, f"{name}_marker": pl.String}


def _texts(*names: str) -> dict[str, Any]:
    return dict.fromkeys(names, pl.String)


FRAMES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "indicators": {
            **_texts("measure_id", "name", "theme", "polarity", "unit", "counted", "window", "definition", "basis"),
            **_figure("value"),
            **_count("numerator"),
            **_count("denominator"),
            "target": pl.Float64,
            "tolerance_percent": pl.Float64,
            **_texts("rag", "rag_note", "status", "earlier_rag"),
            "missed_months": pl.Int64,
            "missed_since": pl.Date,
            "missed_always": pl.Boolean,
            "change": pl.Float64,
            **_texts("change_word", "direction", "direction_word"),
            "run_months": pl.Int64,
            "run_since": pl.Date,
            "run_change": pl.Float64,
            **_texts("signal_said", "signal", "variation"),
            "mean": pl.Float64,
            "counts_simulated": pl.Boolean,
            "count_to_target": pl.Int64,
            # The headlines, such as `overall_rating`, that are known of the row and may not be published.
            "withheld": pl.List(pl.String),
            **_figure("quarter_value"),
            **_count("quarter_numerator"),
            **_count("quarter_denominator"),
            "quarter_rag": pl.String,
            "reference": pl.String,
            "simulated": pl.Boolean,
        },
        "indicator-months": {
            "measure_id": pl.String,
            "month": pl.Date,
            "value": pl.Float64,
            "value_marker": pl.String,
            "simulated": pl.Boolean,
        },
        "areas": {
            **_texts("measure_id", "name", "theme", "polarity", "area", "area_name", "period"),
            **_count("numerator"),
            **_count("denominator"),
            **_figure("value"),
            "rag": pl.String,
            "rag_note": pl.String,
            "simulated": pl.Boolean,
        },
        "audits": {
            **_texts("legal_status", "name", "rating"),
            **_count("count"),
            **_figure("share"),
            "simulated": pl.Boolean,
        },
        "audits-printed": {
            **_texts("legal_status", "name", "category"),
            "value": pl.Float64,
            **_texts("window", "reference"),
        },
        "screening": {
            **_texts("area", "area_name", "rag"),
            **_figure("share"),
            **_count("count"),
            **_texts("basis", "reference"),
            "simulated": pl.Boolean,
        },
        # The columns of `corporate.scorecard.measures`, without comparators; what is worked out of printed rows alone.
        "scorecard": {
            **_texts("section", "measure_id", "measure", "polarity", "reporting_basis", "unit"),
            "period": pl.Date,
            "period_confidence": pl.String,
            "value": pl.Float64,
            "value_marker": pl.String,
            "target": pl.Float64,
            **_texts("status", "no_status"),
            "distance": pl.Float64,
            "compared_target": pl.Float64,
            "compared_period": pl.Date,
            "compared_status": pl.String,
            **dict.fromkeys(("previous_value", "change", "year_ago", "year_change"), pl.Float64),
            "reference": pl.String,
            "simulated": pl.Boolean,
        },
        # The columns of `corporate.risks.register`.
        "risks": {
            **_texts("risk_id", "risk_group", "title", "inherent_level"),
            "inherent_score": pl.Int64,
            "period": pl.Date,
            "level": pl.String,
            **dict.fromkeys(("score", "likelihood", "impact", "previous_score", "change"), pl.Int64),
            "reference": pl.String,
            "simulated": pl.Boolean,
        },
        # The thirteen months to the newest, and the same month of every year before. The change on a year before
        # stands only where both counts are exact.
        "placements": {
            "series": pl.String,
            "month": pl.Date,
            "financial_year": pl.String,
            **_count("count"),
            "change": pl.Int64,
            "change_percent": pl.Float64,
            **_texts("basis", "reference"),
            "simulated": pl.Boolean,
        },
        # The columns of `corporate.budget.lines`, in thousands of pounds, in the order of the paper.
        "budget": {
            **_texts("attachment", "group", "service_area", "row_type"),
            **dict.fromkeys(("full_year_budget_k", "forecast_outturn_k", "variance_dsg_k"), pl.Float64),
            **dict.fromkeys(("variance_non_dsg_k", "pandemic_variance_k", "total_variance_k", "percent"), pl.Float64),
            "reference": pl.String,
            "simulated": pl.Boolean,
        },
        # The columns of `corporate.plan.priorities`.
        "plan": {
            **_texts("priority_id", "label"),
            "period": pl.Date,
            **_texts("action_status", "impact_status", "action_before", "impact_before"),
            **_texts("action_moved", "impact_moved", "note", "reference"),
            "simulated": pl.Boolean,
        },
    }
)

# What packs publish about counts: `statement` (a linear one, named by its content) says that the sum over its rows of
# coefficient times the true count of `part` lies from low to high (null: open). `truth` is that true count, `hidden`
# marks statements about a hidden count.
CELLS: Mapping[str, Any] = MappingProxyType(
    {
        "statement": pl.String,
        "part": pl.String,
        "truth": pl.Int64,
        "coefficient": pl.Int64,
        "low": pl.Int64,
        "high": pl.Int64,
        "hidden": pl.Boolean,
    }
)
LISTED: Mapping[str, Any] = MappingProxyType(_texts("section", "row", "figure", "marker", "reason"))


class CannotPublish(UserFacingError):
    """The pack may not be made; the message says what the analyst can do."""


@dataclass(frozen=True)
class Publishable:
    """A frame that may leave, under a policy. `notes` are sentences that belong beside it."""

    name: str
    policy: str
    frame: pl.DataFrame
    notes: tuple[str, ...]
    simulated: bool


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to publish: a month, an area, sections of SECTIONS and the policy of each."""

    month: date
    locality: str = ALL
    sections: tuple[str, ...] = SECTIONS
    policies: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULTS))
    sign_off: SignOff | None = None


@dataclass(frozen=True)
class Disclosed:
    """What may be published, and for its maker alone: what it says about true counts, and what was hidden.

    publishables: by the names of FRAMES. cells: columns of CELLS; holds true counts and never leaves. hidden: columns
    of LISTED. dropped: what was left out so that nothing hidden can be worked out, in words. checked: how many hidden
    counts were checked. check_said: the outcome in a sentence.
    """

    wanted: Wanted
    publishables: Mapping[str, Publishable]
    cells: pl.DataFrame
    hidden: pl.DataFrame
    dropped: tuple[str, ...]
    checked: int
    check_said: str
