"""A metropolitan borough whose audits have grades 1 to 4, 1 the best, and are moderated: with areas of practice and
people of its own, re-audits and actions. It keeps the starter catalogue and its indicators, and reads its audit tracker
and action log through recipes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from openpyxl import Workbook

from analytics.months import up_to
from analytics.store import Incoming
from tests.authorities.making import Authority, Batch, audits, figures, recipe, sent
from tests.files_as_they_come.material import saved
from tests.westshire import chance, one_of

NAME = "Fellbeck"
MONTHS = sorted(up_to(date(2025, 6, 1), 18))
TOWNS = {"Askham": 0.4, "Birkrigg": 0.35, "Carleton Moss": 0.25}
STATUSES = {"Assessment": 0.15, "CIN": 0.3, "CP": 0.25, "CLA": 0.2, "Care leaver": 0.1}
GRADES = {"Grade 1": 0.1, "Grade 2": 0.45, "Grade 3": 0.33, "Grade 4": 0.12}
AREAS = ("Knowing the child", "Purposeful plans", "Managing risk", "Reflective supervision", "Working with fathers")
PEOPLE = {
    "child_spoken_to": "Child heard by the auditor",
    "carer": "Foster carer heard",
    "school": "School heard",
    "worker_included": "Worker sat with the auditor",
}
LEVELS = {
    "assessments_45d": (84, 220), "icpc_15d": (78, 45), "cp_visits_on_time": (90, 240), "cin_visits_on_time": (83, 390),
    "cla_visits_on_time": (92, 300), "cla_reviews_on_time": (94, 90), "case_supervision": (71, 900),
}  # fmt: skip
PARTS = [
    *([area, "area of practice", "", f"practice_{n}"] for n, area in enumerate(AREAS, 1)),
    *([person, "person", name, person] for person, name in PEOPLE.items()),
    ["moderation", "step", "", ""],
    ["re-audits", "step", "", ""],
    ["actions", "step", "", ""],
]
STATES = {"completed": "Signed off", "exempt": "Waived", "not submitted": "Not done", "below standard": "Sent back"}
ANSWERS = {"yes": "Y", "no": "N", "not applicable": "n/a"}
_ANSWERED = {"": "x", **{written: means for means, written in ANSWERS.items()}}
_GRADED = {"": "z", **{grade[-1]: grade for grade in GRADES}}
PROGRESS = {"completed on time": "Done", "completed late": "Done late", "overdue": "Overdue", "not yet due": "Open"}
TRACKER = [
    *("Audit no", "Month of audit", "Town", "Team", "Plan type", "Pseudonym", "State", "Auditor's grade"),
    *("Moderated grade", "Close to 4?", *AREAS, *PEOPLE.values(), "Came late?", "Comment"),
]


def _catalogue() -> tuple[Batch, Batch]:
    expected = {"moderation": (5, 12)}
    return Batch(
        [
            sent("council.csv", "council,whole,part,parts", [[NAME, "metropolitan borough", "town", "towns"]]),
            sent("areas.csv", "area,name,level", [[town, town, "town"] for town in TOWNS]),
            sent(
                "targets.csv", "measure_id,valid_from,target,tolerance_percent,reason",
                [[measure, "2024-04", level + 4, 5, "Agreed by the board"] for measure, (level, _) in LEVELS.items()],
            ),
        ],
        "part",
    ), Batch(
        [
            sent(
                "audit_form.csv", "grade,order,good_enough,inadequate,lower_end",
                [["Grade 1", 1, "yes", "no", "no"], ["Grade 2", 2, "yes", "no", "no"],
                 ["Grade 3", 3, "no", "no", "yes"], ["Grade 4", 4, "no", "yes", "no"]],
            ),
            sent(
                "audit_parts.csv", "part,kind,name,measure,expected_from,expected_to",
                [[*row, *expected.get(row[0], ("", ""))] for row in PARTS],
            ),
            sent(
                "audit_targets.csv", "measure,valid_from,target,polarity,reason,reference",
                [[measure, "2024-04", target, polarity, "Agreed by the board", "Minutes of March 2024"]
                 for measure, target, polarity in (
                     ("good_or_better", 60, "bigger"), ("inadequate", 10, "smaller"), ("grade_1", 15, "bigger"),
                     ("practice_1", 65, "bigger"), ("carer", 80, "bigger"), ("completion", 90, "bigger"),
                 )],
            ),
            sent(
                "indicator_roles.csv", "role,legal_status,practice_area,measure_id",
                [["timeliness", "Assessment", "", "assessments_45d"], ["timeliness", "CP", "", "cp_visits_on_time"],
                 ["timeliness", "CLA", "", "cla_reviews_on_time"],
                 ["timeliness", "", "Reflective supervision", "case_supervision"],
                 ["open children", "", "", "case_supervision"]],
            ),
            *_recipes(),
        ],
        "whole",
    )  # fmt: skip


def _recipes() -> list[Incoming]:
    return [
        *recipe(
            "Audit tracker", "audits",
            [
                ("Audit no", "audit_id"), ("Audit no", "audit_id", "audit_areas"),
                ("Audit no", "audit_id", "audit_people"),
                ("Month of audit", "month"), ("Town", "locality"), ("Team", "team"), ("Plan type", "legal_status"),
                ("Pseudonym", "record_key"), ("State", "status"), ("Auditor's grade", "auditor_rating"),
                ("Moderated grade", "rating"), ("Close to 4?", "lower_end"), ("Came late?", "submitted_late"),
                ("Comment", "leave out"),
                *((area, "rating", "audit_areas", f"area={area}") for area in AREAS),
                *((name, "took_part", "audit_people", f"person={person}") for person, name in PEOPLE.items()),
            ],
            {
                "status": {written: means for means, written in STATES.items()},
                "auditor_rating": _GRADED,
                "rating": _GRADED,
                "lower_end": _ANSWERED,
                "submitted_late": _ANSWERED,
                "took_part": _ANSWERED,
            },
            cut_from="newest",
        ),
        *recipe(
            "Action log", "audit_actions",
            [("Action", "action_id"), ("Audit no", "audit_id"), ("Type", "kind"), ("Due", "due"),
             ("Progress", "status"), ("Done on", "done_on"), ("Reported", "cut")],
            {
                "kind": {"Plan": "care planning", "Practice": "other"},
                "status": {written: means for means, written in PROGRESS.items()},
            },
        ),
    ]  # fmt: skip


def tracker() -> list[dict[str, str]]:
    """The rows of the tracker: one in nine audits is of a file that was audited half a year before."""
    rows = audits(NAME, MONTHS[-1], MONTHS, 20, TOWNS, STATUSES, GRADES, "Grade 3")
    found = []
    for n, (_, month, audit, key, state, town, team, status, _, rating, low, *answers) in enumerate(rows):
        again = rows[n - 120][3] if n >= 120 and n % 9 == 0 else key
        graded = state == "completed"
        first = rating if chance(NAME, audit, "agreed") < 0.88 else one_of(GRADES, NAME, audit, "first")
        cells = [audit, month, town, team, status, again, STATES[state]]
        cells += [grade[-1] if graded else "" for grade in (first, rating)]
        cells += [ANSWERS[low] if rating == "Grade 3" else ""]
        cells += [one_of(GRADES, NAME, audit, area)[-1] if graded else "" for area in AREAS]
        cells += [_heard(audit, person) if graded else "" for person in PEOPLE]
        found.append(dict(zip(TRACKER, [*cells, ANSWERS[answers[-1]], "Seen at home"], strict=True)))
    return found


def _heard(audit: str, person: str) -> str:
    return one_of({"Y": 0.6, "N": 0.3, "n/a": 0.1}, NAME, audit, person)


def tracker_file(rows: Sequence[Mapping[str, str]]) -> Incoming:
    """The tracker as a workbook with a title above its table."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Tracker"
    sheet.append([f"{NAME}: audits of practice"])
    sheet.append([])
    sheet.append(TRACKER)
    for row in rows:
        sheet.append([row[heading] or None for heading in TRACKER])
    return Incoming("Audit tracker June 2025.xlsx", saved(book))


def _actions(rows: Sequence[Mapping[str, str]]) -> Incoming:
    lines = []
    for row in rows:
        if row["State"] != "Signed off":
            continue
        progress = one_of(
            {"Done": 0.6, "Done late": 0.15, "Overdue": 0.15, "Open": 0.1}, NAME, row["Audit no"], "action"
        )
        done = {"Done": "14", "Done late": "27"}.get(progress)
        kind = one_of({"Plan": 1, "Practice": 1}, NAME, row["Audit no"], "kind")
        month = row["Month of audit"]
        lines.append([f"{row['Audit no']}/1", row["Audit no"], kind, f"{month}-20", progress,
                      done and f"{month}-{done}", "2025-06"])  # fmt: skip
    header = "Action,Audit no,Type,Due,Progress,Done on,Reported"
    return Incoming("actions.csv", "\n".join([header, *(",".join(c or "" for c in line) for line in lines)]).encode())


def _figures(cut: date) -> Batch:
    return Batch([figures(NAME, cut, [month for month in MONTHS if month <= cut], TOWNS, LEVELS, {})], "whole")


ROWS = tracker()
AUTHORITY = Authority(
    NAME, "metropolitan borough", MONTHS, "Askham", "icpc_15d",
    "% of initial child protection conferences held within 15 working days",
    [NAME, *TOWNS],
    [*_catalogue(), *map(_figures, MONTHS[-2:]),
     Batch([tracker_file(ROWS), _actions(ROWS)], "whole")],
)  # fmt: skip
