"""Case audits: the audits themselves, the areas of practice in them, the agreed actions, and children of concern."""

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
    rule,
    split,
)

AUDIT_STATUSES = ("completed", "exempt", "not submitted", "below standard")
ANSWERS = ("yes", "no", "not applicable", "x")
WITHIN_AUDITS = ("audit_areas", "audit_people")
_ANSWER: Any = partial(one_of, *ANSWERS, metadata={"default": "x"})


class Audits(
    UpToCut,
    kind="audits",
    key=("audit_id",),
    month="month",
    states=("month",),
    one_load_for=("month",),
    last_resort="source = 'published'",
):
    """One row is one allocated case audit. `rating` is the rating after moderation.

    `auditor_rating` is that before it, `lower_end` whether the grade lies at its lower end. Whoever else than the five
    here can take part is a row of `audit_people`.
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
):
    """One row is one agreed action of an audit."""

    action_id = dy.String()
    audit_id = dy.String()
    kind = one_of("care planning", "other")
    due = dy.Date(nullable=True, metadata={"reads": "date"})
    status = one_of(*ACTION_STATUSES)
    done_on = dy.Date(nullable=True, metadata={"reads": "date", "default": ""})


class Concerns(Extract, kind="concerns", key=("month",), states=("month",), cut_from="month"):
    """One row is one month: children of concern that were opened, resolved, and tracked at its end."""

    month = a_month()
    opened = dy.Int64(nullable=True, min=0)
    resolved = dy.Int64(nullable=True, min=0)
    tracked = dy.Int64(nullable=True, min=0)
