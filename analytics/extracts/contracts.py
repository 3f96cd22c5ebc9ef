"""What each extract kind must look like: its columns, its key, and its rules in words.

A contract is a dataframely schema. A column's metadata says how its text is read (`reads`), what stands there
if the file has no such column (`default`), and which catalogue list knows its values (`names`).
A rule that fails is reported with a code and the sentence in SENTENCES.
"""

from __future__ import annotations

from typing import Any

import dataframely as dy
import polars as pl

from analytics.catalogue import ALL

MARKERS = {
    "c": "suppressed",
    "x": "not available",
    "z": "not applicable",
    "low": "rounds to zero",
}

RATINGS = ("Outstanding", "Good", "Requires Improvement", "Inadequate")
RAG = ("red", "amber", "green")

AUDIT_STATUSES = ("completed", "exempt", "not submitted", "below standard")
_ANSWERS = ("yes", "no", "not applicable", "x")


def _one_of(*allowed: str, **column: Any) -> dy.String:
    metadata = {"allowed": allowed, **column.pop("metadata", {})}
    return dy.String(check={"one_of": lambda cell: cell.is_in(allowed)}, metadata=metadata, **column)


def _split(names: str | None = None) -> dy.String:
    return dy.String(metadata={"default": ALL, "names": names} if names else {"default": ALL})


def _month() -> dy.Date:
    return dy.Date(metadata={"reads": "month"}, check={"first_day": lambda day: day.dt.day() == 1})


class Extract(dy.Schema):
    """What every kind carries. `row_number` is the row in the file and is not stored."""

    row_number = dy.Int64()
    cut = _month()
    source = dy.String(regex=r"^[a-z][a-z0-9 -]{0,39}$")
    simulated = dy.Bool(metadata={"default": "false"})


class Indicators(Extract):
    """One row is one figure of one indicator for one month. Values are percentages from 0 to 100."""

    month = _month()
    measure_id = dy.String(metadata={"names": "indicators"})
    locality = _split("areas")
    team = _split()
    breakdown = _split()
    category = _split()
    numerator = dy.Int64(nullable=True, min=0, metadata={"default": ""})
    denominator = dy.Int64(nullable=True, min=0, metadata={"default": ""})
    value = dy.Float64(nullable=True, min=0, max=100, metadata={"default": ""})
    marker = _one_of(*MARKERS, nullable=True, metadata={"default": ""})

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
        return pl.col("value").is_null() | pl.col("marker").is_null()


class Audits(Extract):
    """One row is one allocated case audit. `rating` is the rating after moderation."""

    month = _month()
    audit_id = dy.String()
    record_key = dy.String()
    status = _one_of(*AUDIT_STATUSES)
    locality = _split("areas")
    service = _split()
    team = _split()
    legal_status = dy.String(metadata={"names": "legal_statuses"})
    auditor_rating = _one_of(*RATINGS, "x", "z")
    rating = _one_of(*RATINGS, "x", "z")
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
        return (pl.col("status") != "completed") | pl.col("rating").is_in(RATINGS)


class Screenings(Extract):
    """One row is one record screened for risk: red, amber, green, or a marker."""

    screened_on = dy.Date(metadata={"reads": "date"})
    record_id = dy.String()
    area = dy.String(metadata={"names": "areas"})
    rag = _one_of(*RAG, *MARKERS)


class Shares(Extract):
    """One row is a share (percent) that a source printed without the counts behind it.

    It covers `months` months up to and including `month`. Shares can be shown but never pooled.
    """

    month = _month()
    months = dy.Int64(min=1, max=12)
    subject = _one_of("screening", "audit ratings")
    area = dy.String(metadata={"names": "areas"})
    legal_status = dy.String(metadata={"names": "legal_statuses"})
    category = dy.String()
    value = dy.Float64(nullable=True, min=0, max=100)
    marker = _one_of(*MARKERS, nullable=True, metadata={"default": ""})

    @dy.rule()
    def nothing_said(cls) -> pl.Expr:
        return pl.col("value").is_not_null() | pl.col("marker").is_not_null()

    @dy.rule()
    def value_and_marker(cls) -> pl.Expr:
        return pl.col("value").is_null() | pl.col("marker").is_null()


CONTRACTS: dict[str, type[Extract]] = {
    "indicators": Indicators,
    "audits": Audits,
    "screenings": Screenings,
    "shares": Shares,
}

_SPLITS = ("locality", "team", "breakdown", "category")
KEYS: dict[str, tuple[str, ...]] = {
    "indicators": ("source", "cut", "month", "measure_id", *_SPLITS),
    "audits": ("source", "cut", "audit_id"),
    "screenings": ("source", "cut", "record_id", "screened_on"),
    "shares": ("source", "cut", "month", "months", "subject", "area", "legal_status", "category"),
}

# Columns in which a row may call itself a total of the rows above it; such a row is counted but not stored.
TOTAL_COLUMNS = ("measure_id", "locality", "team", "category", "area", "legal_status")
TOTAL_WORDS = ("total", "totals", "grand total", "sub-total", "subtotal")

# The rules that a contract adds to its columns: the column to look at, and what is wrong.
SENTENCES: dict[str, tuple[str, str]] = {
    "month_after_cut": ("month", "lies after the cut; a cut describes its own month and earlier ones"),
    "half_a_fraction": ("numerator", "numerator and denominator come together; one of them is missing"),
    "numerator_above_denominator": ("numerator", "is larger than the denominator"),
    "nothing_said": ("value", "has neither a value nor a marker; say why it is missing (c, x, z or low)"),
    "value_and_marker": ("marker", "stands beside a value; a marker says why there is no value"),
    "completed_without_rating": ("rating", "a completed audit must have a rating"),
}
