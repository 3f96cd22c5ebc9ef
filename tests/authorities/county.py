"""A county of three districts with four localities each: its own indicators, legal statuses and grades of an audit."""

from __future__ import annotations

from datetime import date
from typing import Any

from analytics.months import code, up_to
from tests.authorities.making import AUDITS, Authority, Batch, audits, figures, sent
from tests.westshire import chance, one_of

NAME = "Northmere"
MONTHS = sorted(up_to(date(2025, 3, 1), 24))
DISTRICTS = {
    "Averley": ("Cobbleton", "Marsh End", "Swanholme", "Ticklow"),
    "Hollin": ("Burrowfield", "Crakehill", "Dunnock Rise", "Elderby"),
    "Stanehope": ("Furzeham", "Gorsewell", "Hexley Moor", "Inglestrand"),
}
NEW, SINCE = "Inglestrand", MONTHS[12]  # a locality that there was not before
LOCALITIES = [locality for of in DISTRICTS.values() for locality in of]
SERVICES = ["Lighthouse Team", "Riverside Hub"]
PARTS = {area: 0.05 + 0.05 * chance("part", area) for area in [*LOCALITIES, *SERVICES]}
THEMES = ("Getting help early", "Keeping safe", "Growing up in care", "Our people")
# What is measured: the words after “% of”, what is counted, which way is better, the level and the cases of a month.
MEASURED: dict[str, tuple[str, str, str, float, int]] = {
    "first_call_24h": ("first calls answered within a day", "calls", "bigger", 86, 1500),
    "help_plan_10d": ("help plans made within 10 days", "plans", "bigger", 74, 400),
    "help_stepped_up": ("help plans that were stepped up", "plans", "smaller", 14, 400),
    "help_heard_child": ("help plans with the child's own words", "plans", "bigger", 66, 400),
    "help_again_9m": ("families back within 9 months", "families", "smaller", 21, 300),
    "risk_met_48h": ("risk meetings held within 48 hours", "meetings", "bigger", 90, 150),
    "enquiry_12d": ("enquiries ended within 12 days", "enquiries", "bigger", 81, 140),
    "first_conference_14d": ("first conferences within 14 days", "conferences", "bigger", 79, 70),
    "protect_seen_5d": ("children to protect seen every 5 days", "children", "bigger", 88, 520),
    "protect_second": ("protection plans that are a second one", "plans", "smaller", 23, 60),
    "protect_18m": ("protection plans of over 18 months", "plans", "smaller", 4, 520),
    "cared_seen_4w": ("children cared for seen every 4 weeks", "children", "bigger", 92, 800),
    "cared_three_homes": ("children cared for with a third home", "children", "smaller", 10, 800),
    "cared_health": ("children cared for with a health check", "children", "bigger", 87, 800),
    "cared_teeth": ("children cared for with a dental check", "children", "bigger", 72, 800),
    "cared_near_home": ("children cared for within 15 miles", "children", "plan", 70, 800),
    "moved_on_touch": ("young people in touch", "young people", "bigger", 91, 350),
    "moved_on_busy": ("young people in work or learning", "young people", "bigger", 57, 350),
    "people_supervised": ("workers supervised this month", "workers", "bigger", 83, 330),
    "people_agency": ("workers from an agency", "workers", "smaller", 17, 330),
}
OPEN = "protect_seen_5d"
STATUSES = {
    "Early": "Families with early help",
    "Need": "Children with a plan of need",
    "Protect": "Children to protect",
    "Cared": "Children cared for",
    "Moved on": "Young people who moved on",
}
TIMELY = {"Early": "help_plan_10d", "Protect": "protect_seen_5d", "Cared": "cared_seen_4w"}
GRADES = {"Met": 0.5, "Partly met": 0.35, "Not met": 0.15}


def _theme(number: int) -> str:
    return THEMES[min(number // 5, 3)] if number < 18 else THEMES[3]


def _definitions() -> list[list[Any]]:
    return [
        [measure, f"% of {words}", _theme(number), polarity, "%", "snapshot" if number % 3 else "month", what,
         f"Of the {what} that are due, the share: {words}."]
        for number, (measure, (words, what, polarity, _, _)) in enumerate(MEASURED.items())
    ]  # fmt: skip


def _areas() -> list[list[Any]]:
    rows: list[list[Any]] = [[district, district, "place", "district", "", "", ""] for district in DISTRICTS]
    for district, localities in DISTRICTS.items():
        for area in localities:
            since = code(SINCE) if area == NEW else ""
            rows.append([area, area, "place", "locality", district, "", since])
    return rows + [[service, service, "service", "", "", "yes", ""] for service in SERVICES]


def _targets() -> list[list[Any]]:
    tolerances = (0, 2, 7.5, 10, 15)
    rows: list[list[Any]] = []
    for number, (measure, (_, _, polarity, level, _)) in enumerate(MEASURED.items()):
        if number % 7 == 6:  # some have none
            continue
        target = level + (3 if polarity == "bigger" else -1) + number % 4 - 2
        rows.append([measure, "2023-04", target, tolerances[number % 5], "Agreed by the committee"])
    rows.append(["first_call_24h", "2024-10", 92.5, 2, "Raised by the committee"])
    return rows


def _catalogue() -> Batch:
    """All of it its own, so that nothing of these kinds is left of the starter."""
    return Batch(
        [
            sent("council.csv", "council,region,whole,part,parts", [[NAME, "", "county", "district", "districts"]]),
            sent("areas.csv", "area,name,kind,level,parent,counts_in_whole,valid_from", _areas()),
            sent(
                "definitions.csv", "measure_id,name,theme,polarity,unit,window,counted,definition", _definitions()
            ),
            sent(
                "legal_statuses.csv", "legal_status,name,meaning",
                [[status, name, f"{name}, as the county has it"] for status, name in STATUSES.items()],
            ),
            sent(
                "audit_form.csv", "grade,order,good_enough,inadequate",
                [["Met", 1, "yes", "no"], ["Partly met", 2, "no", "no"], ["Not met", 3, "no", "yes"]],
            ),
            sent(
                "audit_targets.csv", "measure,valid_from,target,polarity,reason,reference",
                [["good_or_better", "2023-04", 55, "bigger", "Agreed by the committee", "Minutes of March 2023"],
                 ["completion", "2023-04", 85, "bigger", "Agreed by the committee", "Minutes of March 2023"]],
            ),
            sent("targets.csv", "measure_id,valid_from,target,tolerance_percent,reason", _targets()),
            sent("aliases.csv", "alias,measure_id", [["Calls answered in 24 hours", "first_call_24h"]]),
            sent(
                "counterparts.csv", "measure_id,difference",
                [[measure, "No national measure is like it."] for measure in MEASURED],
            ),
            sent(
                "indicator_roles.csv", "role,legal_status,measure_id",
                [*(["timeliness", status, measure] for status, measure in TIMELY.items()), ["open children", "", OPEN]],
            ),
            sent("scorecard_indicators.csv", "scorecard_measure,measure_id,inverted",
                 [["sc_teeth", "cared_teeth", "no"], ["sc_one_plan", "protect_second", "yes"]]),
            sent(
                "scorecard_audits.csv", "scorecard_measure,band,inverted", [["sc_audits_met", "good_or_better", "no"]]
            ),
        ],
        "whole",
    )  # fmt: skip


def _figures(cut: date) -> Batch:
    levels = {measure: (level, size) for measure, (*_, level, size) in MEASURED.items()}
    held = [month for month in MONTHS if month <= cut]
    return Batch([figures(NAME, cut, held, PARTS, levels, {NEW: SINCE})], "whole")


def _audits() -> list[list[Any]]:
    late = {area: part for area, part in PARTS.items() if area != NEW}
    before = audits(NAME, MONTHS[-1], MONTHS[:12], 14, late, dict.fromkeys(STATUSES, 1.0), GRADES)
    return before + audits(NAME, MONTHS[-1], MONTHS[12:], 14, PARTS, dict.fromkeys(STATUSES, 1.0), GRADES)


def _of_audits() -> Batch:
    cut = code(MONTHS[-1])
    practice: list[list[Any]] = []
    actions: list[list[Any]] = []
    for row in _audits():
        if row[4] != "completed":
            continue
        for area in ("Listening", "Planning", "Recording"):
            practice.append([cut, row[2], area, one_of(GRADES, "practice", row[2], area)])
        state = one_of({"completed on time": 0.6, "completed late": 0.2, "overdue": 0.2}, "action", row[2])
        due, done = f"{row[1]}-10", {"completed on time": f"{row[1]}-08", "completed late": f"{row[1]}-20"}
        actions.append([cut, f"A-{row[2]}", row[2], "other", due, state, done.get(state, "")])
    return Batch(
        [
            sent("audits-2025-03.csv", AUDITS, _audits()),
            sent("audit-areas-2025-03.csv", "cut,audit_id,area,rating", practice),
            sent("audit-actions-2025-03.csv", "cut,action_id,audit_id,kind,due,status,done_on", actions),
        ],
        "whole",
    )


def _papers() -> Batch:
    screened = [
        ["2025-03", date(2024, 10 + n % 3, 1 + n % 28), f"{area}-{n}", area,
         one_of({"red": 0.15, "amber": 0.4, "green": 0.45}, "screened", area, n)]
        for area in [*LOCALITIES, *SERVICES] for n in range(24)
    ]  # fmt: skip
    quarters = [month for month in MONTHS if month.month % 3 == 0]
    risks: list[list[Any]] = []
    measures: list[list[Any]] = []
    for number, period in enumerate(quarters):
        likelihood = 4 - number // 3
        risks.append(["R1", "Children", "Too few homes for children", "High", 20, code(period),
                      "High" if likelihood * 4 > 12 else "Moderate", likelihood * 4, likelihood, 4])  # fmt: skip
        risks.append(["R2", "People", "Posts stay empty", "High", 16, code(period), "Moderate", 9, 3, 3])
        for line, (measure, words, value, target) in enumerate(
            [("sc_teeth", "Dental checks", 70 + number, 75), ("sc_one_plan", "One plan is enough", 76 + number / 2, 80),
             ("sc_audits_met", "Audits that met the standard", 48 + number, 55)], 1,
        ):  # fmt: skip
            measures.append([line, "Children", "Care", measure, words, "bigger", "Latest Quarter", "%", code(period),
                             value, target])  # fmt: skip
    return Batch(
        [
            sent("screenings-2025-03.csv", "cut,screened_on,record_id,area,rag", screened),
            sent(
                "risks-2025-03.csv",
                "risk_id,risk_group,title,inherent_level,inherent_score,period,level,score,likelihood,impact",
                risks,
            ),
            sent(
                "scorecard-2025-03.csv",
                "line,scorecard,section,measure_id,measure,polarity,reporting_basis,unit,period,value,target",
                measures,
            ),
        ],
        "whole",
    )


AUTHORITY = Authority(
    NAME, "county", MONTHS, "Marsh End", "first_conference_14d", f"% of {MEASURED[OPEN][0]}",
    [NAME, *DISTRICTS, *LOCALITIES, *SERVICES],
    [_catalogue(), _figures(MONTHS[11]), _figures(MONTHS[-1]), _of_audits(), _papers()],
)  # fmt: skip
