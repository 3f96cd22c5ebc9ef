"""Case audits: the audits themselves, the areas of practice in them, the agreed actions, children of concern, and the
open cases that audits are drawn from."""

from __future__ import annotations

from functools import partial
from typing import Any

import dataframely as dy
import polars as pl

from analytics.catalogue import catalogue
from analytics.extracts.contracts import (
    ACTION_STATUSES,
    Extract,
    UpToCut,
    a_month,
    grade,
    known,
    one_of,
    one_of_now,
    optional,
    rule,
    split,
)

AUDIT_STATUSES = ("completed", "exempt", "not submitted", "below standard")
ANSWERS = ("yes", "no", "not applicable", "x")
WITHIN_AUDITS = ("audit_areas", "audit_people")
_ANSWER: Any = partial(one_of, *ANSWERS, metadata={"default": "x"})
# Short on purpose: names, initials, sign-in names, staff numbers and children's numbers do not fit.
_CODE = r"^[A-Za-z]{0,3}-?[0-9]{1,4}$"
_A_CODE = "Write a code of your own, up to three letters and four digits, such as A07"


class Audits(
    UpToCut,
    kind="audits",
    key=("audit_id",),
    month="month",
    states=("month",),
    one_load_for=("month",),
    later={"auditor_code": "NULL::VARCHAR", "anchor_code": "NULL::VARCHAR", "re_audit_of": "NULL::VARCHAR"},
    last_resort="source = 'published'",
):
    """One row is one allocated case audit. `rating` is the rating after moderation.

    `auditor_rating` is that before it, `lower_end` whether the grade lies at its lower end. Whoever else than the five
    here can take part is a row of `audit_people`.
    A row with an `anchor_code` is a blind re-read of an anchor file by one more auditor: it counts in no share of
    practice, and its reader's grade is `auditor_rating` where there is one, else `rating`.
    An audit of a file that was audited before has the same `record_key`, or names the earlier audit (`re_audit_of`).
    """

    audit_id = dy.String()
    record_key = dy.String()
    status = one_of(*AUDIT_STATUSES)
    locality = split("areas")
    service = split()
    team = split()
    legal_status = known("legal_statuses")
    auditor_rating = grade(default="x")
    rating = grade()
    lower_end = _ANSWER()
    child_spoken_to = _ANSWER()
    family_spoken_to = _ANSWER()
    worker_included = _ANSWER()
    manager_included = _ANSWER()
    reviewer_included = _ANSWER()
    submitted_late = _ANSWER()
    auditor_code = optional(dy.String)
    anchor_code = optional(dy.String)
    re_audit_of = optional(dy.String)

    @rule("auditor_code", f"may be a name or a staff number, which is not taken. {_A_CODE}")
    def auditor_by_name(cls) -> pl.Expr:
        return pl.col("auditor_code").str.contains(_CODE)

    @rule("anchor_code", f"may name a child's file, which is not taken. {_A_CODE}")
    def anchor_by_name(cls) -> pl.Expr:
        return pl.col("anchor_code").str.contains(_CODE)

    @rule("re_audit_of", "is the audit itself. Name the earlier audit of the same file, or leave it empty")
    def of_an_earlier_audit(cls) -> pl.Expr:
        return (pl.col("re_audit_of") != pl.col("audit_id")).fill_null(value=True)

    @rule("rating", "is not a rating, and a completed audit must have one")
    def completed_without_rating(cls) -> pl.Expr:
        return (pl.col("status") != "completed") | pl.col("rating").is_in(catalogue().scale.grades)


class AuditAreas(
    Extract,
    kind="audit_areas",
    key=("audit_id", "area"),
    states=("audit_id",),
    one_load_for=("source", "audit_id", "area"),
):
    """One row is one area of practice in one audit."""

    audit_id = dy.String()
    area = dy.String()
    rating = grade()


class AuditPeople(
    Extract,
    kind="audit_people",
    key=("audit_id", "person"),
    states=("audit_id",),
    one_load_for=("source", "audit_id", "person"),
):
    """One row is one person in one audit, and whether they took part."""

    audit_id = dy.String()
    person = one_of_now(lambda: tuple(catalogue().form.people))
    took_part = one_of(*ANSWERS)


class AuditActions(
    Extract,
    kind="audit_actions",
    key=("action_id",),
    states=("audit_id",),
    one_load_for=("source", "action_id"),
    later={"agreed_on": "NULL::DATE", "area": "NULL::VARCHAR", "evidence": "NULL::VARCHAR"},
):
    """One row is one agreed action of an audit.

    `agreed_on` is the day it was agreed, `area` the area of practice that it is about, and `evidence` says of a
    completed one whether evidence of it is recorded.
    """

    action_id = dy.String()
    audit_id = dy.String()
    kind = one_of("care planning", "other")
    due = dy.Date(nullable=True, metadata={"reads": "date"})
    status = one_of(*ACTION_STATUSES)
    done_on = dy.Date(nullable=True, metadata={"reads": "date", "default": ""})
    agreed_on = optional(dy.Date, {"reads": "date"})
    area = optional(dy.String)
    evidence = one_of("yes", "no", nullable=True, metadata={"default": ""})

    @rule("done_on", "is before the day on which the action was agreed")
    def done_after_agreed(cls) -> pl.Expr:
        return (pl.col("done_on") >= pl.col("agreed_on")).fill_null(value=True)


class Concerns(Extract, kind="concerns", key=("month",), states=("month",), cut_from="month"):
    """One row is one month: children of concern that were opened, resolved, and tracked at its end."""

    month = a_month()
    opened = dy.Int64(nullable=True, min=0)
    resolved = dy.Int64(nullable=True, min=0)
    tracked = dy.Int64(nullable=True, min=0)


class OpenCases(
    UpToCut,
    kind="open_cases",
    key=("month", "locality", "service", "team", "legal_status"),
    states=("month",),
    splits=("locality", "service", "team", "legal_status"),
    one_load_for=("month",),
    cut_from="month",
):
    """One row is one team, or part of it by legal status, at the end of a month: how many cases are open."""

    month = a_month()
    locality = split("areas")
    service = split()
    team = split()
    legal_status = split("legal_statuses")
    open_cases = dy.Int64(min=0)
