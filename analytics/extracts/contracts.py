"""What each extract kind must look like: its columns, its key, and its rules in words.

A contract is a dataframely schema. A column's metadata says how its text is read (`reads`), what stands there
if the file has no such column (`default`), and which catalogue list knows its values (`names`; with `or_all`
where “All” is a value too). A column `of_unit` lies within the bounds of the unit of the row's indicator. A rule
that fails is reported with a code and the sentence in SENTENCES.
"""

from __future__ import annotations

from typing import Any, ClassVar

import dataframely as dy
import polars as pl

from analytics.catalogue import ALL, catalogue

MARKERS = {
    "c": "suppressed",
    "x": "not available",
    "z": "not applicable",
    "low": "rounds to zero",
}
# What sources write in place of a value, and the marker that it means. A dash is not here: it is ambiguous.
WRITTEN_MARKERS = {
    "c": "c", "[c]": "c", "*": "c", "suppressed": "c",
    "x": "x", "[x]": "x", ":": "x", "not available": "x", "..": "x",
    "z": "z", "[z]": "z", "n/a": "z", "na": "z", "not applicable": "z", "schools closed": "z",
    "low": "low", "[low]": "low",
}  # fmt: skip
DASHES = ("-", "–", "—")

RAG = ("red", "amber", "green")

AUDIT_STATUSES = ("completed", "exempt", "not submitted", "below standard")
# A care planning action is completed when it has been transferred to the child's plan, and “not transferred” before.
ACTION_STATUSES = (
    "completed on time",
    "completed late",
    "overdue",
    "not yet due",
    "not transferred",
    "no update",
    "service ended",
)
# What shares are printed of. Audits of other services and what people said have no extract of their own, for few of
# them are printed and no single one.
SHARE_SUBJECTS = (
    "screening",
    "audit ratings",
    "fostering audits",
    "early help audits",
    "youth support audits",
    "children's feedback",
    "parents' feedback",
    "ambassadors' review",
)
LONGEST_NOTE = 300  # characters
# Best first.
PLAN_STATUSES = ("completed", "on target", "compromised", "at risk")
# The stretch of time that a figure of the scorecard covers.
REPORTING_BASES = ("Latest Quarter", "Snapshot", "Rolling Year", "Year to Date", "Academic Year")
RISK_LEVELS = ("Low", "Moderate", "High")
_ANSWERS = ("yes", "no", "not applicable", "x")


def _one_of(*allowed: str, **column: Any) -> dy.String:
    metadata = {"allowed": lambda: allowed, **column.pop("metadata", {})}
    return dy.String(check={"one_of": lambda cell: cell.is_in(allowed)}, metadata=metadata, **column)


def _grade() -> dy.String:
    """A grade of the audit scale, as the catalogue has it when rows are checked, or x or z."""

    def allowed() -> tuple[str, ...]:
        return (*catalogue().scale.grades, "x", "z")

    return dy.String(check={"one_of": lambda cell: cell.is_in(allowed())}, metadata={"allowed": allowed})


def _known(names: str, *, or_all: bool = False, **metadata: str) -> dy.String:
    return dy.String(metadata={"names": names, "or_all": or_all, **metadata})


def _split(names: str | None = None) -> dy.String:
    return _known(names, or_all=True, default=ALL) if names else dy.String(metadata={"default": ALL})


def _month() -> dy.Date:
    return dy.Date(metadata={"reads": "month"}, check={"first_day": lambda day: day.dt.day() == 1})


def _optional(column: type[dy.Column], **options: Any) -> Any:
    return column(nullable=True, metadata={"default": ""}, **options)


def _marker() -> dy.String:
    return _one_of(*MARKERS, nullable=True, metadata={"default": ""})


class Extract(dy.Schema):
    """What every kind carries. `row_number` is the row in the file and is not stored.

    CUT_FROM names the column whose newest month is the cut where a file has no cut column.
    """

    CUT_FROM: ClassVar[str | None] = None

    row_number = dy.Int64()
    cut = _month()
    source = dy.String(regex=r"^[a-z][a-z0-9 -]{0,39}$", metadata={"default": "council"})
    simulated = dy.Bool(metadata={"default": "false"})


class Indicators(Extract):
    """One row is one figure of one indicator for one month. Values are in the unit of the indicator."""

    month = _month()
    measure_id = _known("indicators")
    locality = _split("areas")
    team = _split()
    breakdown = _split()
    category = _split()
    numerator = _optional(dy.Int64, min=0)
    denominator = _optional(dy.Int64, min=0)
    value = dy.Float64(nullable=True, metadata={"default": "", "of_unit": True})
    marker = _marker()

    @dy.rule()
    def month_after_cut(cls) -> pl.Expr:
        return pl.col("month") <= pl.col("cut")

    @dy.rule()
    def half_a_fraction(cls) -> pl.Expr:
        return pl.col("numerator").is_null() == pl.col("denominator").is_null()

    @dy.rule()
    def numerator_above_denominator(cls) -> pl.Expr:
        return (pl.col("numerator") <= pl.col("denominator")).fill_null(True)

    @dy.rule()
    def nothing_said(cls) -> pl.Expr:
        return pl.any_horizontal(pl.col("value", "denominator", "marker").is_not_null())

    @dy.rule()
    def value_and_marker(cls) -> pl.Expr:
        has_figure = pl.col("value").is_not_null() | (pl.col("denominator") > 0).fill_null(False)
        return ~has_figure | pl.col("marker").is_null()

    @dy.rule()
    def value_of_nothing(cls) -> pl.Expr:
        return pl.col("value").is_null() | (pl.col("denominator") > 0).fill_null(True)

    @dy.rule()
    def half_a_breakdown(cls) -> pl.Expr:
        return (pl.col("breakdown") == ALL) == (pl.col("category") == ALL)


class Audits(Extract):
    """One row is one allocated case audit. `rating` is the rating after moderation."""

    month = _month()
    audit_id = dy.String()
    record_key = dy.String()
    status = _one_of(*AUDIT_STATUSES)
    locality = _split("areas")
    service = _split()
    team = _split()
    legal_status = _known("legal_statuses")
    auditor_rating = _grade()
    rating = _grade()
    lower_ri = _one_of(*_ANSWERS)
    child_spoken_to = _one_of(*_ANSWERS)
    family_spoken_to = _one_of(*_ANSWERS)
    worker_included = _one_of(*_ANSWERS)
    manager_included = _one_of(*_ANSWERS)
    reviewer_included = _one_of(*_ANSWERS)
    submitted_late = _one_of(*_ANSWERS)

    @dy.rule()
    def month_after_cut(cls) -> pl.Expr:
        return pl.col("month") <= pl.col("cut")

    @dy.rule()
    def completed_without_rating(cls) -> pl.Expr:
        return (pl.col("status") != "completed") | pl.col("rating").is_in(catalogue().scale.grades)


class AuditAreas(Extract):
    """One row is one area of practice in one audit."""

    audit_id = dy.String()
    area = dy.String()
    rating = _grade()


class AuditActions(Extract):
    """One row is one agreed action of an audit."""

    action_id = dy.String()
    audit_id = dy.String()
    kind = _one_of("care planning", "other")
    due = dy.Date(nullable=True, metadata={"reads": "date"})
    status = _one_of(*ACTION_STATUSES)
    done_on = dy.Date(nullable=True, metadata={"reads": "date", "default": ""})


class Concerns(Extract):
    """One row is one month: children of concern that were opened, resolved, and tracked at its end."""

    CUT_FROM = "month"

    month = _month()
    opened = dy.Int64(nullable=True, min=0)
    resolved = dy.Int64(nullable=True, min=0)
    tracked = dy.Int64(nullable=True, min=0)


class Screenings(Extract):
    """One row is one record screened for risk: red, amber, green, or a marker."""

    CUT_FROM = "screened_on"

    screened_on = dy.Date(metadata={"reads": "date"})
    record_id = dy.String()
    area = _known("areas")
    rag = _one_of(*RAG, *MARKERS)

    @dy.rule()
    def screened_after_cut(cls) -> pl.Expr:
        return pl.col("screened_on") < pl.col("cut").dt.offset_by("1mo")


class _ValueOrMarker(Extract):
    """A figure has a value, or a marker that says why not."""

    @dy.rule()
    def nothing_said(cls) -> pl.Expr:
        return pl.col("value").is_not_null() | pl.col("marker").is_not_null()

    @dy.rule()
    def value_and_marker(cls) -> pl.Expr:
        return pl.col("value").is_null() | pl.col("marker").is_null()


class Shares(_ValueOrMarker):
    """One row is a share (percent) that a source printed without the counts behind it.

    It covers `months` months up to and including `month`. Shares can be shown but never pooled. Where a count of few
    is printed beside a share, the category ends with it: “Good: 1 of 8”.
    """

    CUT_FROM = "month"

    month = _month()
    months = dy.Int64(min=1, max=12)
    subject = _one_of(*SHARE_SUBJECTS)
    area = _known("areas", or_all=True)
    legal_status = _known("legal_statuses", or_all=True)
    category = dy.String()
    value = dy.Float64(nullable=True, min=0, max=100)
    marker = _marker()


class Targets(Extract):
    """One row is a target in force from a month on. The tolerance is in percent of the target."""

    CUT_FROM = "valid_from"

    measure_id = _known("indicators")
    valid_from = _month()
    target = dy.Float64(metadata={"of_unit": True})
    tolerance_percent = dy.Float64(min=0, max=100, metadata={"default": "5"})
    reason = dy.String()


class Comparators(Extract):
    """One row is a figure of others: neighbours, England, the region."""

    measure_id = _known("indicators")
    comparator = dy.String()
    period = dy.String()
    statistic = _one_of("mean", "median", "value", "lowest", "highest")
    value = dy.Float64(nullable=True)
    reporters = _optional(dy.Int64, min=0)


class Events(Extract):
    """One row is something that explains a change. The note is about services, never about a child.

    Where `rebase` says yes, the control limits of that indicator in that area (All is the whole council) are worked out
    afresh from the month on, and the note is the reason.
    """

    CUT_FROM = "month"

    measure_id = _known("indicators", or_all=True)
    locality = _split("areas")
    month = _month()
    note = dy.String(max_length=LONGEST_NOTE)
    recorded_by_role = _one_of("analyst", "leader")
    rebase = dy.Bool(metadata={"default": "false"})

    @dy.rule()
    def rebase_of_all(cls) -> pl.Expr:
        return ~pl.col("rebase") | (pl.col("measure_id") != ALL)


class Scorecard(_ValueOrMarker):
    """One row is one measure of the corporate scorecard in one period, named by its last month.

    `line` is the measure's place in the paper. A school year ends in August. `period_confidence` says how sure it is
    which period a printed figure belongs to.
    """

    CUT_FROM = "period"

    line = _optional(dy.Int64, min=1)
    scorecard = dy.String()
    section = dy.String()
    measure_id = dy.String()
    measure = dy.String()
    polarity = _one_of("bigger", "smaller", "plan")
    reporting_basis = _one_of(*REPORTING_BASES)
    unit = dy.String()
    period = _month()
    period_confidence = _one_of("printed", "inferred", "ambiguous", metadata={"default": "printed"})
    value = dy.Float64(nullable=True)
    marker = _marker()
    target = _optional(dy.Float64)
    comparator = _optional(dy.Float64)
    comparator_marker = _marker()


class Risks(Extract):
    """One row is one strategic risk in one period, named by its last month.

    A score is likelihood × impact, each from 1 to 5; a register may print the score alone.
    """

    CUT_FROM = "period"

    risk_id = dy.String()
    risk_group = dy.String()
    title = dy.String()
    inherent_level = _one_of(*RISK_LEVELS)
    inherent_score = dy.Int64(min=1, max=25)
    period = _month()
    level = _one_of(*RISK_LEVELS)
    score = dy.Int64(min=1, max=25)
    likelihood = _optional(dy.Int64, min=1, max=5)
    impact = _optional(dy.Int64, min=1, max=5)

    @dy.rule()
    def score_not_product(cls) -> pl.Expr:
        return (pl.col("likelihood") * pl.col("impact") == pl.col("score")).fill_null(True)


class Placements(Extract):
    """One row is the number of agency placements of one series in one month."""

    CUT_FROM = "month"

    series = dy.String()
    month = _month()
    value = dy.Int64(nullable=True, min=0)


class Budget(Extract):
    """One row is one line of the revenue budget, in thousands of pounds; `line` is its place in the paper.

    The variance of the Dedicated Schools Grant (dsg) stands apart from the rest. `pandemic_variance_k` is what the
    source puts down to the pandemic, where it prints that. A `sub-line` is part of the line above it.
    """

    line = dy.Int64(min=1)
    attachment = dy.String()
    group = dy.String()
    service_area = dy.String()
    code = _optional(dy.String)
    full_year_budget_k = dy.Float64(nullable=True)
    forecast_outturn_k = dy.Float64(nullable=True)
    variance_dsg_k = _optional(dy.Float64)
    variance_non_dsg_k = _optional(dy.Float64)
    pandemic_variance_k = _optional(dy.Float64)
    total_variance_k = dy.Float64(nullable=True)
    percent = _optional(dy.Float64)
    row_type = _one_of("line", "sub-line", "subtotal", "total")


class Plan(Extract):
    """One row is one priority of the improvement plan in one period, named by its last month.

    How far the action has come and what it has changed have a status each; `marker` says why both are missing.
    """

    CUT_FROM = "period"

    period = _month()
    priority_id = dy.String()
    label = dy.String()
    action_status = _one_of(*PLAN_STATUSES, nullable=True)
    impact_status = _one_of(*PLAN_STATUSES, nullable=True)
    marker = _marker()

    @dy.rule()
    def no_status(cls) -> pl.Expr:
        has_status = pl.col("action_status").is_not_null() | pl.col("impact_status").is_not_null()
        return has_status != pl.col("marker").is_not_null()


CONTRACTS: dict[str, type[Extract]] = {
    "indicators": Indicators,
    "audits": Audits,
    "audit_areas": AuditAreas,
    "audit_actions": AuditActions,
    "concerns": Concerns,
    "screenings": Screenings,
    "shares": Shares,
    "targets": Targets,
    "comparators": Comparators,
    "events": Events,
    "scorecard": Scorecard,
    "risks": Risks,
    "placements": Placements,
    "budget": Budget,
    "plan": Plan,
}

_SPLITS = ("locality", "team", "breakdown", "category")
_KEYS: dict[str, tuple[str, ...]] = {
    "indicators": ("month", "measure_id", *_SPLITS),
    "audits": ("audit_id",),
    "audit_areas": ("audit_id", "area"),
    "audit_actions": ("action_id",),
    "concerns": ("month",),
    "screenings": ("record_id", "screened_on"),
    "shares": ("month", "months", "subject", "area", "legal_status", "category"),
    "targets": ("measure_id", "valid_from"),
    "comparators": ("measure_id", "comparator", "period", "statistic"),
    "events": ("measure_id", "locality", "month", "note"),
    "scorecard": ("measure_id", "period"),
    "risks": ("risk_id", "period"),
    "placements": ("series", "month"),
    "budget": ("attachment", "group", "service_area", "code", "row_type"),
    "plan": ("priority_id", "period"),
}
KEYS = {kind: ("source", "cut", *key) for kind, key in _KEYS.items()}

# Columns in which a row may call itself a total of the rows above it; such a row is counted but not stored.
TOTAL_COLUMNS = ("measure_id", "locality", "team", "category", "area", "legal_status")
TOTAL_WORDS = ("total", "totals", "grand total", "sub-total", "subtotal")

# The rules that a contract adds to its columns: the column to look at, and what is wrong.
SENTENCES: dict[str, tuple[str, str]] = {
    "month_after_cut": ("month", "lies after the cut; a cut describes its own month and earlier ones"),
    "screened_after_cut": ("screened_on", "lies after the month of the cut"),
    "value_of_nothing": ("value", "stands beside a denominator of 0; there is nothing to take a share of"),
    "half_a_fraction": ("numerator", "numerator and denominator come together; one of them is missing"),
    "numerator_above_denominator": ("numerator", "is larger than the denominator"),
    "nothing_said": ("value", "has neither a value nor a marker; say why it is missing (c, x, z or low)"),
    "value_and_marker": ("marker", "stands beside a figure; a marker says why there is none"),
    "half_a_breakdown": ("category", "breakdown and category come together: both say All, or neither"),
    "score_not_product": ("score", "is not likelihood × impact"),
    "no_status": ("action_status", "needs a status, or a marker that says why both are missing; not both"),
    "completed_without_rating": ("rating", "a completed audit must have a rating"),
    "rebase_of_all": ("measure_id", "limits are recalculated for one indicator at a time; name it"),
}

# Columns that a kind was given later: files that were stored before have none, and this stands there (SQL).
LATER_COLUMNS = {"events": {"rebase": "false"}}


def file_columns(kind: str) -> dict[str, Any]:
    """The columns that a file of a kind may have, by name."""
    return {name: column for name, column in CONTRACTS[kind].columns().items() if name != "row_number"}


def required_columns(kind: str) -> set[str]:
    """The columns that a file of a kind must have, for they have no default."""
    return {name for name, column in file_columns(kind).items() if "default" not in (column.metadata or {})}
