"""How many were counted: the size of each indicator's denominator, and the teams that its cases lie with.

From the papers of September 2021: about 2,900 contacts a month, 967 referrals, 834 children in care of whom 176
under section 20, 23 children (3.1 %) on protection plans for over two years, 4,335 children open, and 210 contacts
rated red against about 70 a month before. The other sizes are ours, in proportion to these.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tools.demonstration.teams import ASSESSMENT, DISABLED, OVER_11, SAFEGUARDING, UNDER_11

FRONT_DOOR, FOSTERING = "Front door", "Fostering"

_CARE = {UNDER_11: 0.38, OVER_11: 0.62}
_NEED = {SAFEGUARDING: 0.92, DISABLED: 0.08}
_OPEN = {ASSESSMENT: 0.18, SAFEGUARDING: 0.5, UNDER_11: 0.1, OVER_11: 0.17, DISABLED: 0.05}
_FIRST = {ASSESSMENT: 1.0}
_ENQUIRY = {ASSESSMENT: 0.7, SAFEGUARDING: 0.3}
_LEAVING = {OVER_11: 1.0}
_PROTECTION = {SAFEGUARDING: 1.0}
_DOOR = {FRONT_DOOR: 1.0}
_CARERS = {FOSTERING: 1.0}


@dataclass(frozen=True)
class Volume:
    """`size` is the county's denominator in September 2021; indicators of one `base` count the same people or events
    and share its denominator where the printed values allow. `spread` is the usual swing from month to month."""

    size: int
    base: str
    services: dict[str, float]
    spread: float
    stays: bool  # people who are there from month to month, rather than events


def _flow(size: int, services: dict[str, float], base: str = "", spread: float = 0.09) -> Volume:
    return Volume(size, base, services, spread, False)


def _stock(size: int, services: dict[str, float], base: str = "") -> Volume:
    return Volume(size, base, services, 0.012, True)


VOLUMES: dict[str, Volume] = {
    "initial_contact_decisions_24h": _flow(2900, _DOOR, "contacts", 0.03),
    "contact_decisions_end_to_end_48h": _flow(2900, _DOOR, "contacts", 0.03),
    "red_contact_decisions_4h": _flow(70, _DOOR, spread=0.14),
    "initial_visits_timescale_all": _flow(530, _FIRST),
    "initial_visits_s17_5d": _flow(490, _FIRST),
    "initial_visits_s47_2d": _flow(36, _FIRST),
    "strategy_discussions_5d": _flow(230, _ENQUIRY),
    "s47_enquiries_15d": _flow(180, _ENQUIRY),
    "icpc_15d": _flow(66, _ENQUIRY, spread=0.14),
    "missing_return_interview_done": _flow(78, {SAFEGUARDING: 0.45, OVER_11: 0.55}, spread=0.1),
    "return_interviews_72h": _flow(62, {SAFEGUARDING: 0.45, OVER_11: 0.55}, spread=0.1),
    "cic_missing_episode_12m": _stock(834, _CARE, "children in care"),
    "cin_seen_20d": _stock(1480, _NEED, "children in need"),
    "cpp_seen_10d": _stock(742, _PROTECTION, "protection plans"),
    "cic_statutory_visit": _stock(834, _CARE, "children in care"),
    "care_leavers_in_touch_6m": _stock(478, _LEAVING, "care leavers"),
    "care_leavers_16_20_seen_2m": _stock(236, _LEAVING),
    "care_leavers_21plus_seen_6m": _stock(221, _LEAVING),
    "cpp_5plus_seen_alone_20d": _stock(478, _PROTECTION),
    "cpp_8plus_my_views_form": _flow(104, _PROTECTION),
    "cic_review_participation_5_17": _flow(172, _CARE),
    "cic_iro_casenote_6m": _stock(834, _CARE, "children in care"),
    "cic_5plus_iro_contact_6m": _stock(667, _CARE),
    "cic_5_11_seen_by_iro_6m": _stock(232, _CARE),
    "single_assessments_45d": _flow(512, _FIRST, spread=0.07),
    "cic_annual_assessment": _stock(834, _CARE, "children in care"),
    "cin_plan_10d": _flow(118, _NEED),
    "cic_16plus_pathway_plan": _stock(192, _LEAVING),
    "care_leavers_pathway_plan": _stock(478, _LEAVING, "care leavers"),
    "cin_review_up_to_date": _stock(1310, _NEED),
    "cin_initial_review_timely": _flow(112, _NEED),
    "cin_subsequent_review_timely": _flow(228, _NEED),
    "cpp_review_up_to_date": _stock(742, _PROTECTION, "protection plans"),
    "cic_review_up_to_date": _stock(834, _CARE, "children in care"),
    "cin_plan_under_12m": _stock(1480, _NEED, "children in need"),
    "cpp_over_2_years": _stock(742, _PROTECTION, "protection plans"),
    "repeat_referrals_12m": _flow(967, _FIRST, spread=0.08),
    "repeat_cp_plans": _flow(68, _PROTECTION, spread=0.16),
    "readmitted_to_care_12m": _flow(26, _CARE, spread=0.25),
    "cic_health_assessment_overall": _stock(834, _CARE, "children in care"),
    "cic_health_assessment_0_4": _stock(167, {UNDER_11: 1.0}),
    "cic_health_assessment_5plus": _stock(667, _CARE),
    "iha_timely": _flow(23, _CARE, spread=0.2),
    "rha_timely": _flow(58, _CARE, spread=0.14),
    "cic_dental_check": _stock(834, _CARE, "children in care"),
    "cic_sdq": _stock(456, _CARE),
    "cic_out_of_county_20_miles": _stock(834, _CARE, "children in care"),
    "cic_s20": _stock(834, _CARE, "children in care"),
    "foster_capacity_utilisation": _stock(424, _CARERS),
    "cic_3plus_placements_12m": _stock(834, _CARE, "children in care"),
    "cic_long_term_stability": _stock(236, _CARE),
    "care_leavers_suitable_accommodation": _stock(478, _LEAVING, "care leavers"),
    "care_leavers_19_21_suitable_accommodation": _stock(196, _LEAVING),
    "children_under_3_sw_6m": _stock(4335, _OPEN, "children open"),
    "cic_under_3_sw_12m": _stock(834, _CARE, "children in care"),
    "pre_proceedings_ongoing_26w": _stock(42, _PROTECTION),
    "court_proceedings_ongoing_26w": _stock(92, _PROTECTION),
    "cic_education_placement": _stock(562, _CARE, "school-aged children"),
    "cic_school_out_of_county": _stock(562, _CARE, "school-aged children"),
    "cic_fixed_term_excluded": _stock(562, _CARE, "school-aged children"),
    "cic_good_attendance": _stock(562, _CARE, "school-aged children"),
    "cic_school_move": _stock(562, _CARE, "school-aged children"),
    "care_leavers_eet": _stock(478, _LEAVING, "care leavers"),
    "care_leavers_19_21_eet": _stock(196, _LEAVING),
    "care_leavers_higher_education": _stock(478, _LEAVING, "care leavers"),
    "foster_annual_review": _stock(312, _CARERS, "foster carers"),
    "foster_dbs_check": _stock(328, _CARERS, "foster carers"),
    "foster_medical_check": _stock(328, _CARERS, "foster carers"),
    "foster_unannounced_visit": _stock(328, _CARERS, "foster carers"),
    "foster_supervision": _stock(328, _CARERS, "foster carers"),
    "case_supervision": _stock(4335, _OPEN, "children open"),
    "case_file_activity": _stock(4335, _OPEN, "children open"),
    "sw_18_or_fewer": _stock(285, _OPEN, "social workers"),
    "sw_25_or_fewer": _stock(285, _OPEN, "social workers"),
    "allocated_worker_2w": _flow(944, _FIRST, spread=0.08),
}

# Denominators that the papers of September 2021 give, or that follow from a count in them.
KNOWN_SIZES: dict[tuple[str, date], int] = {
    ("repeat_referrals_12m", date(2021, 9, 1)): 967,
    ("children in care", date(2021, 9, 1)): 834,
    ("children open", date(2021, 9, 1)): 4335,
    ("red_contact_decisions_4h", date(2021, 9, 1)): 210,
}
KNOWN_NUMERATORS: dict[tuple[str, date], int] = {
    ("cic_s20", date(2021, 9, 1)): 176,
    ("cpp_over_2_years", date(2021, 9, 1)): 23,
}

# Shares that the corporate scorecard prints as “Latest Quarter”: each pools the three months to its month.
_QUARTERS = (date(2020, 9, 1), date(2020, 12, 1), date(2021, 3, 1), date(2021, 6, 1), date(2021, 9, 1))
PRINTED_QUARTERS: dict[str, dict[date, float]] = {
    measure: dict(zip(_QUARTERS, values, strict=True))
    for measure, values in {
        "repeat_referrals_12m": (29.6, 29.2, 29.0, 23.9, 24.4),
        "initial_contact_decisions_24h": (92.4, 66.7, 79.9, 88.2, 81.2),
        "initial_visits_timescale_all": (85.7, 82.3, 82.5, 79.2, 69.5),
        "single_assessments_45d": (84.5, 83.0, 84.1, 80.9, 83.2),
        "repeat_cp_plans": (32.8, 26.6, 28.8, 28.4, 27.4),
        "readmitted_to_care_12m": (9.8, 8.7, 3.9, 6.6, 3.4),
    }.items()
}
