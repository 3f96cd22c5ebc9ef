"""An island whose audits have three grades, Met, Partly met and Not met, given once: without moderation, re-audits or
sub-grades, with three areas of practice of its own. It keeps the starter catalogue, and reads a form's answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from analytics.months import up_to
from analytics.store import Incoming
from tests.authorities.making import Authority, Batch, audits, figures, recipe, sent
from tests.westshire import one_of

NAME = "Holmsay"
MONTHS = sorted(up_to(date(2025, 6, 1), 14))
WARDS = {"North Haven": 0.55, "South Haven": 0.45}
STATUSES = {"CIN": 0.4, "CP": 0.35, "CLA": 0.25}
GRADES = {"Met": 0.5, "Partly met": 0.35, "Not met": 0.15}
AREAS = ("Listening", "Direct work", "Recording")
PEOPLE = {"parent": "Parent asked", "advocate": "Advocate asked"}
LEVELS = {
    "assessments_45d": (81, 60), "cp_visits_on_time": (88, 70), "cin_visits_on_time": (79, 110),
    "cla_visits_on_time": (91, 80), "cla_reviews_on_time": (93, 30),
}  # fmt: skip
ANSWERS = {"Yes": "yes", "No": "no", "Does not apply": "not applicable"}
HEADINGS = [
    *("Response", "Completed in", "Which ward?", "Which plan?", "Record (pseudonym)", "Was practice of the standard?"),
    *(f"Standard of {area.lower()}" for area in AREAS), *(f"Was the {person} asked?" for person in PEOPLE),
]  # fmt: skip


def _catalogue() -> tuple[Batch, Batch]:
    return Batch(
        [
            sent("council.csv", "council,whole,part,parts", [[NAME, "island", "ward", "wards"]]),
            sent("areas.csv", "area,name,level", [[ward, ward, "ward"] for ward in WARDS]),
        ],
        "part",
    ), Batch(
        [
            sent(
                "audit_form.csv", "grade,order,good_enough,inadequate",
                [["Met", 1, "yes", "no"], ["Partly met", 2, "no", "no"], ["Not met", 3, "no", "yes"]],
            ),
            sent(
                "audit_parts.csv", "part,kind,name,measure",
                [*([area, "area of practice", "", f"{area.lower().replace(' ', '_')}_met"] for area in AREAS),
                 *([person, "person", name, person] for person, name in PEOPLE.items())],
            ),
            sent(
                "audit_targets.csv", "measure,valid_from,target,polarity,reason,reference",
                [["good_or_better", "2024-04", 70, "bigger", "Agreed by the board", "Minutes of March 2024"]],
            ),
            sent(
                "indicator_roles.csv", "role,legal_status,practice_area,measure_id",
                [["timeliness", "CP", "", "cp_visits_on_time"],
                 ["timeliness", "", "Direct work", "cin_visits_on_time"]],
            ),
            *recipe(
                "Audit answers", "audits",
                [
                    ("Response", "audit_id"), ("Response", "audit_id", "audit_areas"),
                    ("Response", "audit_id", "audit_people"), ("Completed in", "month"), ("Which ward?", "locality"),
                    ("Which plan?", "legal_status"), ("Record (pseudonym)", "record_key"),
                    ("Was practice of the standard?", "rating"),
                    *((f"Standard of {a.lower()}", "rating", "audit_areas", f"area={a}") for a in AREAS),
                    *((f"Was the {p} asked?", "took_part", "audit_people", f"person={p}") for p in PEOPLE),
                ],
                {
                    "status": {"": "completed"},
                    "rating": {"Fully": "Met", "In part": "Partly met", "Not yet": "Not met"},
                    "took_part": ANSWERS,
                    "legal_status": {"Child in need": "CIN", "Protection": "CP", "In care": "CLA"},
                },
                cut_from="newest", delimiter="semicolon",
            ),
        ],
        "whole",
    )  # fmt: skip


def answers() -> list[dict[str, str]]:
    """The answers of the form, those of finished audits alone."""
    said = {"Met": "Fully", "Partly met": "In part", "Not met": "Not yet"}
    plans = {"CIN": "Child in need", "CP": "Protection", "CLA": "In care"}
    found = []
    for row in audits(NAME, MONTHS[-1], MONTHS, 15, WARDS, STATUSES, GRADES):
        _, month, audit, key, state, ward, _, status, _, rating, *_ = row
        if state != "completed":
            continue
        cells = [audit, month, ward, plans[status], key, said[rating]]
        cells += [said[one_of(GRADES, NAME, audit, area)] for area in AREAS]
        cells += [one_of({"Yes": 0.6, "No": 0.3, "Does not apply": 0.1}, NAME, audit, person) for person in PEOPLE]
        found.append(dict(zip(HEADINGS, cells, strict=True)))
    return found


def answers_file(rows: Sequence[Mapping[str, str]]) -> Incoming:
    """The answers as the form's tool exports them, parted by semicolons."""
    lines = [HEADINGS, *([row[heading] for heading in HEADINGS] for row in rows)]
    return Incoming("answers June 2025.csv", "\r\n".join(";".join(line) for line in lines).encode("utf-8-sig"))


def _figures(cut: date) -> Batch:
    return Batch([figures(NAME, cut, [month for month in MONTHS if month <= cut], WARDS, LEVELS, {})], "whole")


ROWS = answers()
AUTHORITY = Authority(
    NAME, "island", MONTHS, "North Haven", "cp_visits_on_time", "% of assessments completed within 45 working days",
    [NAME, *WARDS],
    [*_catalogue(), *map(_figures, MONTHS[-2:]),
     Batch([answers_file(ROWS)], "whole")],
)  # fmt: skip
