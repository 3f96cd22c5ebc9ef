"""Screened records, and shares that were printed without the counts behind them."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from analytics.extracts.contracts import MARKERS, RAG, Extract, ValueOrMarker, a_marker, a_month, known, one_of, rule

# What shares are printed of. Audits of other services and what people said have no extract of their own, for the
# papers print few of them and no single one.
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


class Screenings(
    Extract,
    kind="screenings",
    key=("record_id", "screened_on"),
    month="cut",
    cut_from="screened_on",
    states=(),
    one_load_for=(),
):
    """One row is one record screened for risk: red, amber, green, or a marker."""

    screened_on = dy.Date(metadata={"reads": "date"})
    record_id = dy.String()
    area = known("areas")
    rag = one_of(*RAG, *MARKERS)

    @rule("screened_on", "is after the data month (the cut)")
    def screened_after_cut(cls) -> pl.Expr:
        return pl.col("screened_on") < pl.col("cut").dt.offset_by("1mo")


class Shares(
    ValueOrMarker,
    kind="shares",
    key=("month", "months", "subject", "area", "legal_status", "category"),
    month="month",
    cut_from="month",
    states=("subject", "month", "months"),
    one_load_for=("subject", "month", "months"),
):
    """One row is a share (percent) that a source printed without the counts behind it.

    It covers `months` months up to and including `month`. Shares can be shown but never pooled. Where a count of few
    is printed beside a share, the category ends with it: “Good: 1 of 8”.
    """

    month = a_month()
    months = dy.Int64(min=1, max=12)
    subject = one_of(*SHARE_SUBJECTS)
    area = known("areas", or_all=True)
    legal_status = known("legal_statuses", or_all=True)
    category = dy.String()
    value = dy.Float64(nullable=True, min=0, max=100, metadata={"marker": "marker", "percent": "subject"})
    marker = a_marker()
