"""The 11 lists of Annex A that an authority gives of what happened, as rows of cells.

Which rows a list has, on the lists' day: lists 1 to 3 what began in the last six months; 4 assessments that were open
or authorised in them; 5 enquiries whose strategy discussion or conference was in them; 6 and 7 what is open or ended in
them; 8 who is looked after or ceased to be in the last 12 months; 9 care leavers; 10 and 11 adoptions and adopters that
are not at an end or came to it in the last 12 months.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from tools.lists import codes
from tools.lists.authority import Authority, Care, Case, Child, Placement
from tools.lists.days import months_after, window

Cell = str | int | float | date | None
Row = list[Cell]

MONTHS, CARE_MONTHS = 6, 12  # how far back the lists go
YES, NO, UNKNOWN = "a) Yes", "b) No", "c) Unknown"


@dataclass(frozen=True)
class List:
    """One list: its number and name, its columns in order, its rows, and lines above the header if it has any."""

    number: int
    name: str
    columns: tuple[str, ...]
    rows: list[Row]
    titles: tuple[str, ...] = ()


def lists(authority: Authority) -> list[List]:
    """All 11 lists, rows in the order of their date and identifier."""
    made = []
    for number, (name, columns, rows, dated) in enumerate(_LISTS, start=1):
        place = columns.index(dated)
        found = sorted(rows(authority), key=partial(_order, place))
        made.append(List(number, name, columns, found))
    return made


def _order(place: int, row: Row) -> tuple[str, str]:
    return str(row[place]), str(row[0])


def yes_no(value: bool | None, unknown: str | None = UNKNOWN) -> str | None:
    return unknown if value is None else YES if value else NO


def _person(child: Child, day: date) -> Row:
    return [child.identifier, child.sex, child.ethnicity, child.born, child.age(day)]


def _contacts(authority: Authority) -> Iterator[Row]:
    since = window(authority.day, MONTHS)
    for child in authority.children:
        for contact in child.contacts:
            if contact.on >= since:
                yield [*_person(child, authority.day), contact.on, contact.source]


def _early_help(authority: Authority) -> Iterator[Row]:
    since = window(authority.day, MONTHS)
    for child in authority.children:
        for help_ in child.early_help:
            if help_.started >= since:
                yield [*_person(child, authority.day), help_.started, help_.completed, help_.by]


def _referrals(authority: Authority) -> Iterator[Row]:
    since = window(authority.day, MONTHS)
    for child in authority.children:
        for referral in child.referrals:
            if referral.on >= since:
                earlier = _within_a_year(referral.on, [other.on for other in child.referrals])
                nfa, held = yes_no(referral.no_further_action), referral.held
                source = referral.source
                person = _person(child, authority.day)
                yield [*person, referral.on, source, nfa, earlier, held.team.name, held.worker]


def _within_a_year(day: date, days: Sequence[date]) -> int:
    """How many of the days are in the 12 months before a day."""
    return sum(months_after(day, -12) <= other < day for other in days)


def _assessments(authority: Authority) -> Iterator[Row]:
    since = window(authority.day, MONTHS)
    for child in authority.children:
        for case in child.cases:
            made = case.assessment
            if made and (made.authorised or authority.day) >= since:
                yield [
                    *_person(child, authority.day),
                    yes_no(child.disabled),
                    made.started,
                    yes_no(made.seen),
                    made.authorised,
                    yes_no(made.needs_support, unknown=None),
                    made.held.team.name,
                    made.held.worker,
                ]


def _enquiries(authority: Authority) -> Iterator[Row]:
    since = window(authority.day, MONTHS)
    for child in authority.children:
        for enquiry in child.enquiries:
            if max(enquiry.strategy, enquiry.conference or enquiry.strategy) >= since:
                conferences = [other.conference for other in child.enquiries if other.conference]
                yield [
                    *_person(child, authority.day),
                    yes_no(child.disabled),
                    enquiry.strategy,
                    yes_no(enquiry.unnecessary, unknown=None),
                    enquiry.conference,
                    yes_no(enquiry.planned) if enquiry.conference else None,
                    _within_a_year(enquiry.strategy, [other.strategy for other in child.enquiries]),
                    _within_a_year(enquiry.strategy, conferences),
                    enquiry.held.team.name,
                    enquiry.held.worker,
                ]


def _in_need(authority: Authority) -> Iterator[Row]:
    since = window(authority.day, MONTHS)
    for child in authority.children:
        for case in child.cases:
            if (case.closed or authority.day) >= since:
                yield [
                    *_person(child, authority.day),
                    yes_no(child.disabled),
                    case.referral.on,
                    case.need,
                    case.seen[-1] if case.seen else None,
                    case.closed,
                    case.closure,
                    _status(case),
                    case.held.team.name,
                    case.held.worker,
                ]


def _status(case: Case) -> str:
    if case.closed:
        return codes.CLOSED
    if any(care.ceased is None for care in case.care):
        return codes.LOOKED_AFTER
    if any(plan.ended is None for plan in case.plans):
        return codes.ON_PLAN
    return codes.IN_NEED if case.assessment and case.assessment.authorised else codes.IN_ASSESSMENT


def _plans(authority: Authority) -> Iterator[Row]:
    since = window(authority.day, MONTHS)
    for child in authority.children:
        for earlier, plan in enumerate(child.plans):
            if (plan.ended or authority.day) >= since:
                yield [
                    *_person(child, authority.day),
                    yes_no(child.disabled),
                    plan.started,
                    plan.first_category,
                    plan.category,
                    plan.visits[-1] if plan.visits else None,
                    yes_no(plan.alone) if plan.visits else None,
                    plan.reviews[-1] if plan.reviews else None,
                    plan.ended,
                    yes_no(plan.emergency),
                    earlier,
                    plan.held.team.name,
                    plan.held.worker,
                ]


def _in_care(authority: Authority) -> Iterator[Row]:
    day, since = authority.day, window(authority.day, CARE_MONTHS)
    for child in authority.children:
        for case in child.cases:
            for care in case.care:
                if (care.ceased or day) >= since:
                    yield _period(child, case, care, day)


def _period(child: Child, case: Case, care: Care, day: date) -> Row:
    since, home, (status_on, status) = window(day, CARE_MONTHS), care.placements[-1], care.statuses[-1]
    missing = [episode for episode in care.missing if episode.on >= since]
    return [
        *_person(child, day),
        yes_no(child.asylum and care.started >= since),
        yes_no(child.disabled),
        care.started,
        case.need,
        yes_no(_again(child, care)),
        status_on,
        status,
        care.reviews[-1] if care.reviews else None,
        care.visits[-1] if care.visits else None,
        care.permanence,
        care.reviewer_visits[-1] if care.reviewer_visits else None,
        care.health[-1] if care.health else None,
        care.dental[-1] if care.dental else None,
        _number_of_homes(child, since),
        care.ceased,
        care.reason,
        home.started,
        home.type,
        home.provider,
        home.postcode,
        home.urn,
        "a) In" if home.inside else "b) Out",
        _authority_of(home),
        len(missing),
        sum(on >= since for on in care.absent),
        yes_no(missing[-1].offered, unknown=None) if missing else None,
        yes_no(missing[-1].accepted, unknown=None) if missing else None,
        care.held.team.name,
        care.held.worker,
    ]


def _again(child: Child, care: Care) -> bool:
    """Whether the child had been looked after in the 12 months before."""
    begins = months_after(care.started, -12)
    return any(other.ceased and begins <= other.ceased <= care.started for other in child.care if other is not care)


def _number_of_homes(child: Child, since: date) -> int:
    """Placements that the child lived in after a day, in all periods of care."""
    number = 0
    for care in child.care:
        if care.ceased is None or care.ceased > since:
            left_before = sum(home.started <= since for home in care.placements[1:])
            number += len(care.placements) - left_before
    return number


def _authority_of(home: Placement) -> str:
    return "Made-up County" if home.inside else "Another made-up county"


def _leavers(authority: Authority) -> Iterator[Row]:
    for child in authority.children:
        if leaver := child.leaver:
            yield [
                *_person(child, authority.day),
                yes_no(child.asylum),
                yes_no(child.disabled),
                leaver.held.team.name,
                leaver.held.worker,
                leaver.adviser.replace("worker", "adviser"),
                leaver.eligibility,
                leaver.pathway_review,
                leaver.in_touch,
                leaver.contact,
                leaver.accommodation,
                leaver.suitability,
                leaver.activity,
            ]


def _adoptions(authority: Authority) -> Iterator[Row]:
    since = window(authority.day, CARE_MONTHS)
    for child in authority.children:
        made = child.adoption
        if made and (made.adopted or made.reversed or authority.day) >= since:
            yield [
                child.identifier,
                made.family,
                *_person(child, authority.day)[1:],
                yes_no(child.disabled),
                made.entered_care,
                made.decided,
                made.order_to_place,
                made.matched,
                made.placed,
                made.adopted,
                made.reversed,
                made.reversal_reason,
                made.fostered_to_adopt,
            ]


def _adopters(authority: Authority) -> Iterator[Row]:
    since = window(authority.day, CARE_MONTHS)
    for adopter in authority.adopters:
        if (adopter.adopted or adopter.left or authority.day) >= since:
            yield [
                adopter.identifier,
                adopter.family,
                adopter.sex,
                adopter.ethnicity,
                yes_no(adopter.disabled),
                yes_no(adopter.fosters_to_adopt),
                adopter.enquired,
                *adopter.stage_1,
                *adopter.stage_2,
                adopter.applied,
                adopter.approved,
                adopter.matched,
                adopter.placed,
                adopter.children,
                adopter.adopted,
                adopter.left,
                adopter.leaving_reason,
            ]


TEAM, WORKER = "Allocated Team", "Allocated Worker"
DISABILITY = "Does the Child have a Disability"
_PERSON = ("Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)")
_LISTS: tuple[tuple[str, tuple[str, ...], Callable[[Authority], Iterator[Row]], str], ...] = (
    ("Contacts", (*_PERSON, "Date of Contact", "Contact Source"), _contacts, "Date of Contact"),
    (
        "Early help assessments",
        (*_PERSON, "Assessment start date", "Assessment completion date", "Organisation completing assessment"),
        _early_help,
        "Assessment start date",
    ),
    (
        "Referrals",
        (
            *_PERSON,
            "Date of referral",
            "Referral Source",
            "Referral NFA?",
            "Number of Referrals in Last 12 Months",
            TEAM,
            WORKER,
        ),
        _referrals,
        "Date of referral",
    ),
    (
        "Assessments",
        (
            *_PERSON,
            DISABILITY,
            "Continuous Assessment Start Date",
            "Child Seen During Continuous Assessment",
            "Continuous Assessment Date of Authorisation",
            "Was the child assessed as requiring LA children's social care support?",
            TEAM,
            WORKER,
        ),
        _assessments,
        "Continuous Assessment Start Date",
    ),
    (
        "Section 47 enquiries and initial child protection conferences",
        (
            *_PERSON,
            DISABILITY,
            "Strategy discussion initiating Section 47 Enquiry Start Date",
            "Was an Initial Child Protection Conference deemed unnecessary?",
            "Date of Initial Child Protection Conference",
            "Did the Initial Child Protection Conference Result in a Child Protection Plan",
            "Number of Section 47 Enquiries in the last 12 months",
            "Number of ICPCs in the last 12 months",
            TEAM,
            WORKER,
        ),
        _enquiries,
        "Strategy discussion initiating Section 47 Enquiry Start Date",
    ),
    (
        "Children in need",
        (
            *_PERSON,
            DISABILITY,
            "CIN Start Date",
            "Primary Need Code",
            "Date Child Was Last Seen",
            "CIN Closure Date",
            "Reason for Closure",
            "Case Status",
            TEAM,
            WORKER,
        ),
        _in_need,
        "CIN Start Date",
    ),
    (
        "Child protection",
        (
            *_PERSON,
            DISABILITY,
            "Child Protection Plan Start Date",
            "Initial Category of Abuse",
            "Latest Category of Abuse",
            "Date of the Last Statutory Visit",
            "Was the Child Seen Alone?",
            "Date of latest review conference",
            "Child Protection Plan End Date",
            "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)",
            "Number of Previous Child Protection Plans",
            TEAM,
            WORKER,
        ),
        _plans,
        "Child Protection Plan Start Date",
    ),
    (
        "Children in care",
        (
            *_PERSON,
            "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
            DISABILITY,
            "Date Started to be Looked After",
            "Child's Category of Need",
            "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)",
            "Start date of current legal status",
            "Child's Legal Status",
            "Date of Latest Statutory Review",
            "Date of Last Social Work Visit",
            "What is the permanence plan for this child?",
            "Date of Last IRO Visit / Contact to the Child",
            "Date of Last Health Assessment",
            "Date of Last Dental Check",
            "Number of Placements in the Last 12 months",
            "Date Ceased to be Looked After",
            "Reason Ceased to be Looked After",
            "Start Date of Most Recent Placement",
            "Placement Type",
            "Placement Provider",
            "Placement postcode",
            "URN of Placement",
            "Placement Location",
            "LA of Placement",
            "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months",
            "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months",
            "Was the child offered a Return Interview after their last missing episode (Y/N)?",
            "Did the child accept a Return Interview after their last missing episode (Y/N)?",
            TEAM,
            WORKER,
        ),
        _in_care,
        "Date Started to be Looked After",
    ),
    (
        "Care leavers",
        (
            *_PERSON,
            "Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)",
            DISABILITY,
            TEAM,
            WORKER,
            "Allocated Personal Advisor",
            "Eligibility Category",
            "Latest Pathway Plan Review Date",
            "LA in Touch",
            "Latest Date of Contact",
            "Type of Accommodation",
            "Suitability of Accommodation",
            "Activity Status",
        ),
        _leavers,
        "Date of Birth",
    ),
    (
        "Adoption",
        (
            _PERSON[0],
            "Family identifier",
            *_PERSON[1:],
            DISABILITY,
            "Date the Child Entered Care",
            "Date of Decision that Child Should be Placed for Adoption",
            "Date of Placement Order",
            "Date of Matching Child and Prospective Adopters",
            "Date Placed for Adoption",
            "Date of Adoption Order",
            "Date of Decision that Child Should No Longer be Placed for Adoption",
            "Reason Why Child No Longer Placed for Adoption",
            "Date the child was placed for fostering in FFA or concurrent planning placement",
        ),
        _adoptions,
        "Date the Child Entered Care",
    ),
    (
        "Adopters",
        (
            "Individual adopter identifier",
            "Family identifier",
            "Gender",
            "Ethnicity",
            "Disability",
            "Is the (prospective) adopter fostering for adoption?",
            "Date enquiry received",
            "Date Stage 1 started",
            "Date Stage 1 ended",
            "Date Stage 2 started",
            "Date Stage 2 ended",
            "Date application submitted",
            "Date application approved",
            "Date adopter matched with child(ren)",
            "Date child/children placed with adopter(s)",
            "No. of children placed",
            "Date of Adoption Order",
            "Date of leaving adoption process",
            "Reason for leaving adoption process",
        ),
        _adopters,
        "Date enquiry received",
    ),
)
