"""Published figures that no simulated row can give again, each with a short proof.

Every other published figure of indicators, audits and screening comes out of the rows as printed. `where` is the table
of the papers, `subject` its row; “every figure” stands for all rows of a table.
"""

from __future__ import annotations

from dataclasses import dataclass

EVERY = "every figure"


@dataclass(frozen=True)
class Unreproducible:
    """A printed figure that cannot be reached, and why."""

    subject: str
    where: str
    printed: str
    proof: str


_BEFORE = "Lies before October 2020, where the rows begin."
_QUARTERS, _SNAPSHOT, _FEEDBACK = "practice quality by quarter", "snapshot", "what children and parents said"
_OF_147 = (
    "The ratings table has 57 good or better of 147, 38.8 %, so 39 %. Of the 146 audits that the completion table "
    "and the actions table count, 56 would give 38 %."
)
_NOT_40 = "The ratings table has 57 good or better of 147, so 39 %; 40 % needs 59. The same report also prints 38 %."
_COMPLETION = (
    "No share of the printed steps (46 accepted, 3 below standard, 17 exempt, 1 not submitted) gives 77 %. 46 of 60 "
    "would, or 49 of 64, if some but not all exempt audits were left out; the papers do not say which."
)
_AUGUST = (
    "The report prints 81 % for the same month elsewhere; no count gives both. The rows give 81 % (52 submitted of 64)."
)
_SAID = "An audit's row says who was spoken to, not what they said. {} would give it."


AUDITS: tuple[Unreproducible, ...] = (
    Unreproducible("24 months ago, good or better", _QUARTERS, "20 %", _BEFORE),
    Unreproducible("2020/21 Q1, good or better", _QUARTERS, "33 %", _BEFORE),
    Unreproducible("2019/20 Q1, inadequate", _QUARTERS, "40 %", _BEFORE),
    Unreproducible("2020/21 Q1, inadequate", _QUARTERS, "19 %", _BEFORE),
    Unreproducible("2020/21 Q2, requires improvement or better", _QUARTERS, "86 %", _BEFORE),
    Unreproducible("2021/22 Q2, good or better", _QUARTERS, "38 %", _OF_147),
    Unreproducible("2021/22 Q2, good or better", _QUARTERS, "40 %", _NOT_40),
    Unreproducible(
        "July 2021",
        "audits completed by month",
        "51",
        "The ratings table has 52 audits for July, in both its forms. The 52 are held; one of them was not moderated.",
    ),
    Unreproducible("September 2021, completion rate", "from allocated to accepted", "77 %", _COMPLETION),
    Unreproducible("September 2021, qa_completion_rate", _SNAPSHOT, "77 %", _COMPLETION),
    Unreproducible("August 2021, qa_completion_rate", _SNAPSHOT, "80 %", _AUGUST),
    Unreproducible("September 2021, children, rated positive", _FEEDBACK, "73 %", _SAID.format("8 of 11")),
    Unreproducible("September 2021, children, mixed", _FEEDBACK, "27 %", _SAID.format("3 of 11")),
    Unreproducible("September 2021, parents, rated positive", _FEEDBACK, "30 %", _SAID.format("8 of 27")),
    Unreproducible("September 2021, parents, mixed", _FEEDBACK, "70 %", _SAID.format("19 of 27")),
    Unreproducible("September 2020, three or more inadequate, previous", "teams' lists", "16", _BEFORE),
    Unreproducible(
        EVERY,
        "audits of other services",
        EVERY,
        "Fostering, early help and youth support have audits of their own; the legal statuses of case audits have no "
        "place for them.",
    ),
    Unreproducible(
        EVERY,
        "ambassadors' review",
        EVERY,
        "Young people reviewed ten audits; an audit's row has no place for their answers.",
    ),
)

SCREENING: tuple[Unreproducible, ...] = (
    Unreproducible(
        "DCYPS, as shares of the rated records",
        "screening",
        "14, 84 and 0 %",
        "Shares of one whole, each below its printed value and a half, would add up to less than 99.5 %. As shares of "
        "all records screened, 2 % of them without a rating, they hold.",
    ),
    Unreproducible(
        "Tewkesbury, to the decimal",
        "screening",
        "15, 27 and 59 %",
        "They add up to 101, which no shares of one whole do; each holds when it is rounded to the whole percent.",
    ),
)

_MONTHLY, _SCORECARD = "monthly performance report", "corporate scorecard"
_SINCE_JANUARY = (
    "Counted since January and printed as whole percents. Cases that are completed are only ever added, and with the "
    "few that a council completes in a year no such count gives every month's percent to the decimal. The published "
    "percentages are shown without counts."
)
_REVIEWED = (
    "The scorecard's quarter and the monthly report's last month differ ({}), although both are said to be of reviews "
    "in time; one count can't give both. The rows give the monthly report's."
)
_ABSENT = (
    "The monthly report prints attendance in whole percent ({} % good), so that {} % is what is left. The rows give "
    "the monthly report's to the decimal."
)

INDICATORS: tuple[Unreproducible, ...] = (
    Unreproducible("pre_proceedings_completed_26w", _MONTHLY, EVERY, _SINCE_JANUARY),
    Unreproducible("court_proceedings_completed_26w", _MONTHLY, EVERY, _SINCE_JANUARY),
    Unreproducible("June 2021, sc_cic_reviewed", _SCORECARD, "99.7 %", _REVIEWED.format("99.7 and 99.3")),
    Unreproducible("September 2021, sc_cic_reviewed", _SCORECARD, "99.1 %", _REVIEWED.format("99.1 and 99.2")),
    Unreproducible("September 2020, sc_cic_persistently_absent", _SCORECARD, "14.8 %", _ABSENT.format(85, 15)),
    Unreproducible("December 2020, sc_cic_persistently_absent", _SCORECARD, "18.1 %", _ABSENT.format(82, 18)),
    Unreproducible("September 2021, sc_cic_persistently_absent", _SCORECARD, "18.4 %", _ABSENT.format(82, 18)),
)

UNREPRODUCIBLE = INDICATORS + AUDITS + SCREENING
