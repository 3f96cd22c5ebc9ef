"""A London borough that keeps the starter catalogue, adds three indicators, and sends figures and audits alone."""

from __future__ import annotations

from datetime import date

from analytics.months import up_to
from tests.authorities.making import AUDITS, Authority, Batch, audits, figures, sent

NAME = "Quillbridge"
MONTHS = sorted(up_to(date(2025, 6, 1), 18))
PATCHES = {"Old Quay": 0.3, "Tanners Green": 0.2, "Limehill": 0.35, "Brookside East": 0.15}
# The usual level in percent, and the cases of the borough in a month.
LEVELS = {
    "contacts_decided_1d": (88, 900),
    "rereferrals_12m": (19, 260),
    "assessments_45d": (82, 240),
    "icpc_15d": (76, 40),
    "cp_plans_repeat": (22, 32),
    "cp_visits_on_time": (91, 220),
    "cin_visits_on_time": (84, 400),
    "cla_visits_on_time": (93, 310),
    "cla_reviews_on_time": (95, 90),
    "cla_placements_3plus": (11, 310),
    "care_leavers_in_touch": (90, 160),
    "sw_agency": (24, 150),
    "interpreter_arranged": (71, 80),
    "night_bus_checks": (55, 44),
    "sure_footing_offered": (64, 120),
}
OWN = [
    ["interpreter_arranged", "% of visits with an interpreter where one was needed", "Front door", "bigger", "visits"],
    ["night_bus_checks", "% of late alerts answered the same night", "Missing children", "bigger", "alerts"],
    ["sure_footing_offered", "% of families offered the Sure Footing course", "Assessment", "plan", "families"],
]
TARGETS = {
    "contacts_decided_1d": 90, "rereferrals_12m": 18, "assessments_45d": 85, "icpc_15d": 85, "cp_plans_repeat": 20,
    "cp_visits_on_time": 95, "cin_visits_on_time": 85, "cla_visits_on_time": 95, "night_bus_checks": 60,
}  # fmt: skip
STATUSES = {"Assessment": 0.2, "CIN": 0.3, "CP": 0.2, "CLA": 0.2, "Care leaver": 0.1}
GRADES = {"Outstanding": 0.05, "Good": 0.45, "Requires Improvement": 0.4, "Inadequate": 0.1}


def _catalogue() -> Batch:
    own = [[*row, "%", "month", f"Of the {row[4]} of the month, the share that was so."] for row in OWN]
    return Batch(
        [
            sent("council.csv", "council,whole,part,parts", [[NAME, "borough", "patch", "patches"]]),
            sent("areas.csv", "area,name,level", [[patch, patch, "patch"] for patch in PATCHES]),
            sent("definitions.csv", "measure_id,name,theme,polarity,counted,unit,window,definition", own),
            sent(
                "targets.csv",
                "measure_id,valid_from,target,tolerance_percent,reason",
                [[measure, "2024-04", target, 5, "Agreed by the board"] for measure, target in TARGETS.items()],
            ),
        ],
        "part",
    )


def _figures(cut: date) -> Batch:
    held = [month for month in MONTHS if month <= cut]
    return Batch([figures(NAME, cut, held, PATCHES, LEVELS, {}, teams=2)], "whole")


def _audits() -> Batch:
    rows = audits(NAME, MONTHS[-1], MONTHS, 10, PATCHES, STATUSES, GRADES, "Requires Improvement")
    return Batch([sent("audits-2025-06.csv", AUDITS, rows)], "whole")


AUTHORITY = Authority(
    NAME, "borough", MONTHS, "Old Quay", "icpc_15d", OWN[0][1], [NAME, *PATCHES, "Sure Footing"],
    [_catalogue(), _figures(MONTHS[-2]), _figures(MONTHS[-1]), _audits()],
)  # fmt: skip
