"""Where the council's published summary of September 2021 differs from the figures published beside it.

The summary's claims about indicators were each worked out again from the published values. A printed number agrees
if the value rounds to it; a direction between two months if the value moved that way; months in a row if the run in
the last of them is so long; a comparison with others if it holds against the statistical neighbours' median. Of 72
claims the ones below could not be reproduced. The others hold.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Differs:
    """A claim of the summary that its figures do not bear out: its paragraph, what it says, and what was found."""

    claim_id: str
    paragraph: str
    measure_id: str
    claimed: str
    found: str


SUMMARY_DIFFERS = (
    Differs(
        "CL.009",
        "ES.05",
        "initial_visits_timescale_all",
        "down 20 points from February to September 2021",
        "85.3% to 64.8% is down 20.5 points, 21 when rounded",
    ),
    Differs(
        "CL.019",
        "ES.07",
        "repeat_referrals_12m",
        "better than statistical neighbours",
        "21.4% is similar to their median of 21.1% (year to March 2021)",
    ),
    Differs(
        "CL.025",
        "ES.14",
        "cin_seen_20d",
        "80% in September 2021",
        "90.0%; a round figure, which fits if “more than” stood with it",
    ),
    Differs(
        "CL.026",
        "ES.14",
        "cin_seen_20d",
        "6 months in a row up to December 2020",
        "92.6% is a fall from 95.6% in November; the four months of 2020 that are published rise and fall by turns",
    ),
    Differs(
        "CL.029",
        "ES.15",
        "cin_review_up_to_date",
        "80% in September 2021",
        "78.7%; a round figure, which fits if “nearly” stood with it",
    ),
    Differs(
        "CL.044",
        "ES.19",
        "cpp_seen_10d",
        "50% in September 2021",
        "91.0%; a round figure, which fits if “more than” stood with it",
    ),
    Differs(
        "CL.047",
        "ES.20",
        "cpp_review_up_to_date",
        "90% in September 2021",
        "98.6%; a round figure, which fits if “more than” stood with it",
    ),
    Differs(
        "CL.049",
        "ES.22",
        "cic_s20",
        "20% in September 2021",
        "21.1%, as the same paragraph says elsewhere; a round figure, which fits if “more than” stood with it",
    ),
    Differs(
        "CL.053",
        "ES.22",
        "cic_s20",
        "worse than statistical neighbours, January to September 2021",
        "no national figure stands beside it: legal statuses of children in care are not in the national tables held",
    ),
    Differs(
        "CL.062",
        "ES.24",
        "cic_annual_assessment",
        "90% in September 2021",
        "91.1%; a round figure, which fits if “more than” stood with it",
    ),
    Differs(
        "CL.073",
        "ES.25",
        "cic_5_11_seen_by_iro_6m",
        "25% in September 2021",
        "26.9%; a round figure, which fits if “more than” stood with it",
    ),
    Differs(
        "CL.074",
        "ES.26",
        "cic_16plus_pathway_plan",
        "12 months in a row up to September 2021",
        "67.7% is the 4th month of a fall from 83.1% in May 2021, which had itself risen from 81.6%",
    ),
    Differs(
        "CL.082",
        "ES.27",
        "cic_sdq",
        "a value for September 2021",
        "78.9%; the claim has no number that could be held against it",
    ),
    Differs(
        "CL.089",
        "ES.28",
        "cic_long_term_stability",
        "66.7% in September 2021",
        "66.0%, as the same paragraph says elsewhere",
    ),
    Differs(
        "CL.092",
        "ES.29",
        "foster_annual_review",
        "80% in September 2021",
        "89.2%; a round figure, which fits if “more than” stood with it",
    ),
    Differs(
        "CL.095",
        "ES.29",
        "foster_unannounced_visit",
        "90% in September 2021",
        "89.4%; a round figure, which fits if “nearly” stood with it",
    ),
    Differs(
        "CL.102",
        "ES.30",
        "cic_school_out_of_county",
        "25% in September 2021",
        "26.0%; a round figure, which fits if “more than” stood with it",
    ),
    Differs(
        "CL.114",
        "ES.33",
        "care_leavers_suitable_accommodation",
        "80% in September 2021",
        "90.8%; a round figure, which fits if “more than” stood with it",
    ),
    Differs(
        "CL.117",
        "ES.33",
        "care_leavers_suitable_accommodation",
        "6 months in a row up to September 2021",
        "90.8% rose from 87.9%, which had not moved in August; the fall before that was broken by 91.1% in May",
    ),
    Differs(
        "CL.136",
        "ES.40",
        "case_supervision",
        "50% in September 2021",
        "80.3%; a round figure, which fits if “more than” stood with it",
    ),
    Differs(
        "CL.139",
        "ES.41",
        "cic_under_3_sw_12m",
        "declining in September 2021",
        "58.3% is a rise of 1.6 points in the month, static by the rules; it has fallen from 63.1% in September 2020",
    ),
)
