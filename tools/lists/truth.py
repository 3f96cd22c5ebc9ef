"""What the indicators truly are, counted from what happened to the children and not from the lists.

Each function of `RULES` says the rule of one indicator: its cases, and which of them are met. "Month of" names the day
by which events are counted, in whole months that the list reaches back to; all others are of the lists' day. "Open" is
begun by that day and not ended by it. "Within n working days" counts the days after the first day. "n months before" is
the same day of that month, or the last day of a shorter one; "in the last 12 months" begins a year before the next day.
Ages are completed years on the lists' day. What is not known is not met, unless it is said to be left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any, Protocol

from tools.lists import codes
from tools.lists.authority import Adoption, Authority, Care, Case, Child, Leaver, Plan, Team
from tools.lists.days import age, months_after, window, working_days

ALL = "All"
AGE_BANDS = {0: "Under 1", 4: "1 to 4", 9: "5 to 9", 15: "10 to 15"}  # by the last year of each
ETHNICITY = {
    "a": "White",
    "b": "Mixed",
    "c": "Asian",
    "d": "Black",
    "e": "Other",
    "f": "Not known",
}
SEX = {"a": "Male", "b": "Female"}


class Kind(Enum):
    COUNT = "count"  # numerator: the cases; no denominator
    RATE = "rate"  # the same: who lives there is not in the lists
    SHARE = "share"  # numerator: the cases that are met; denominator: the cases
    MEAN = "mean"  # numerator: the sum of the amounts; denominator: the cases


@dataclass(frozen=True)
class Counted:
    """One case: the day it counts on, and whether it is met, or its amount. `child` is null where it is a worker."""

    child: Child | None
    team: Team | None
    day: date
    met: int = 1
    more: tuple[tuple[str, str], ...] = ()  # breakdowns that only this indicator has


Cases = Iterator[Counted]


class Made(Protocol):
    """What happened to children, as known on a day."""

    @property
    def day(self) -> date: ...


@dataclass(frozen=True)
class Figure:
    measure_id: str
    month: str
    area: str
    team: str
    breakdown: str
    category: str
    numerator: int
    denominator: int | None


def truth(made: Made, rules: tuple[Rule, ...] | None = None) -> list[Figure]:
    """The figures, by the rules of Annex A if no others are given.

    One row a measure, month and group that has a case; a count of nothing is told for the whole authority.

    Groups are all, each area, each team and, but of rates, each category of all.
    """
    return [figure for rule in (rules or RULES) for figure in _figures(made, rule)]


def _figures(made: Made, rule: Rule) -> Iterator[Figure]:
    months, counted = _months(made.day, rule.months), rule.kind in (Kind.COUNT, Kind.RATE)
    sums: defaultdict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    if counted:
        sums.update({(month, ALL, ALL, ALL, ALL): [0, 0] for month in months})
    for case in rule.cases(made):
        month = f"{case.day:%Y-%m}"
        for group in _groups(case, made.day, rule) if month in months else ():
            sums[month, *group][0] += case.met
            sums[month, *group][1] += 1
    for (month, area, team, breakdown, category), (met, cases) in sorted(sums.items()):
        counts = (cases, None) if counted else (met, cases)
        yield Figure(rule.measure_id, month, area, team, breakdown, category, *counts)


def _months(day: date, number: int) -> list[str]:
    """The whole months among the last so many up to a day; for 0 the month of the day."""
    until = window(day, 0).replace(day=1)  # the next day, where the day ends a month
    whole = [months_after(until, -back) for back in range(number, 0, -1)]
    return [f"{first:%Y-%m}" for first in whole if first >= window(day, number)] if number else [f"{day:%Y-%m}"]


def _groups(case: Counted, day: date, rule: Rule) -> Iterator[tuple[str, str, str, str]]:
    yield ALL, ALL, ALL, ALL
    if case.team:
        yield case.team.area, ALL, ALL, ALL
        yield case.team.area, case.team.name, ALL, ALL
    if case.child and rule.kind is not Kind.RATE:
        years = case.child.age(day)
        yield ALL, ALL, "Age band", age_band(years)
        yield ALL, ALL, "Sex", SEX.get(case.child.sex[0], "Other or not known")
        yield ALL, ALL, "Ethnicity", ETHNICITY[case.child.ethnicity[0]]
        if rule.disability:
            yield ALL, ALL, "Disability", {True: "Yes", False: "No", None: "Not known"}[case.child.disabled]
    for name, category in case.more:
        yield ALL, ALL, name, category


def age_band(years: int | None) -> str:
    if years is None:
        return "Not known"
    return next((band for last, band in AGE_BANDS.items() if years <= last), "16 and over")


# Front door


def _contacts_received(authority: Authority) -> Cases:
    """Every contact, month of the contact."""
    for child in authority.children:
        for contact in child.contacts:
            yield Counted(child, None, contact.on)


def _referrals_received(authority: Authority) -> Cases:
    """Every referral, month of the referral."""
    for child in authority.children:
        for referral in child.referrals:
            yield Counted(child, referral.held.team, referral.on)


def _rereferrals_12m(authority: Authority) -> Cases:
    """Of referrals, month of the referral, those with another of the child from 12 months before to the day before."""
    for child in authority.children:
        for referral in child.referrals:
            year = months_after(referral.on, -12)
            again = any(year <= other.on < referral.on for other in child.referrals)
            yield Counted(child, referral.held.team, referral.on, again)


def _referrals_no_further_action(authority: Authority) -> Cases:
    """Of referrals, month of the referral, those closed with no further action."""
    for child in authority.children:
        for referral in child.referrals:
            yield Counted(child, referral.held.team, referral.on, referral.no_further_action)


# Assessment


def _assessments_45d(authority: Authority) -> Cases:
    """Of authorised assessments, month of the authorisation, those authorised within 45 working days of their start."""
    return _assessed(authority, lambda days: days <= 45)


def _assessment_days(authority: Authority) -> Cases:
    """Of authorised assessments, month of the authorisation, the working days from start to authorisation."""
    return _assessed(authority, int)


def _assessed(authority: Authority, met: Callable[[int], int]) -> Cases:
    for child in authority.children:
        for case in child.cases:
            if (made := case.assessment) and made.authorised:
                days = working_days(made.started, made.authorised)
                yield Counted(child, made.held.team, made.authorised, met(days))


def _assessments_child_seen(authority: Authority) -> Cases:
    """Of authorised assessments of children born by then, month of the authorisation, those with the child seen."""
    for child in authority.children:
        for case in child.cases:
            if (made := case.assessment) and made.authorised and child.born and child.born <= made.authorised:
                yield Counted(child, made.held.team, made.authorised, made.seen is True)


def _assessments_no_further_action(authority: Authority) -> Cases:
    """Of authorised assessments with a known outcome, month of the authorisation, those that found no need."""
    for child in authority.children:
        for case in child.cases:
            if (made := case.assessment) and made.authorised and made.needs_support is not None:
                yield Counted(child, made.held.team, made.authorised, not made.needs_support)


# Child protection


def _s47_enquiries(authority: Authority) -> Cases:
    """Every enquiry, month of the strategy discussion."""
    for child in authority.children:
        for enquiry in child.enquiries:
            yield Counted(child, enquiry.held.team, enquiry.strategy)


def _conferences(authority: Authority) -> Cases:
    """Every conference, month of the conference."""
    for child in authority.children:
        for enquiry in child.enquiries:
            if enquiry.conference:
                yield Counted(child, enquiry.held.team, enquiry.conference)


def _s47_to_conference(authority: Authority) -> Cases:
    """Of enquiries with a conference or known to need none, month of the strategy discussion, those with one."""
    for child in authority.children:
        for enquiry in child.enquiries:
            if enquiry.conference or enquiry.unnecessary:
                yield Counted(child, enquiry.held.team, enquiry.strategy, enquiry.conference is not None)


def _icpc_15d(authority: Authority) -> Cases:
    """Of conferences, month of the conference, those within 15 working days of the strategy discussion."""
    for child in authority.children:
        for enquiry in child.enquiries:
            if enquiry.conference:
                days = working_days(enquiry.strategy, enquiry.conference)
                yield Counted(child, enquiry.held.team, enquiry.conference, days <= 15)


def _icpc_to_plan(authority: Authority) -> Cases:
    """Of conferences with a known outcome, month of the conference, those that decided on a plan."""
    for child in authority.children:
        for enquiry in child.enquiries:
            if enquiry.conference and enquiry.planned is not None:
                yield Counted(child, enquiry.held.team, enquiry.conference, enquiry.planned)


def _cp_plans_new(authority: Authority) -> Cases:
    """Every plan, month of its start."""
    for child in authority.children:
        for plan in child.plans:
            yield Counted(child, plan.held.team, plan.started)


def _cp_plans_repeat(authority: Authority) -> Cases:
    """Of plans, month of their start, those of a child with an earlier plan at any time."""
    for child in authority.children:
        for plan in child.plans:
            repeat = any(other.started < plan.started for other in child.plans)
            yield Counted(child, plan.held.team, plan.started, repeat)


def _cp_plans_2y_ended(authority: Authority) -> Cases:
    """Of plans that ended, month of their end, those that ended 24 months after their start or later."""
    for child in authority.children:
        for plan in child.plans:
            if plan.ended:
                yield Counted(child, plan.held.team, plan.ended, plan.ended >= months_after(plan.started, 24))


def _open_plans(authority: Authority) -> Iterator[tuple[Child, Plan]]:
    for child in authority.children:
        for plan in child.plans:
            if plan.ended is None or plan.ended > authority.day:
                yield child, plan


def _cp_plans_open(authority: Authority) -> Cases:
    """Every open plan."""
    for child, plan in _open_plans(authority):
        yield Counted(child, plan.held.team, authority.day)


def _cp_plans_2y_open(authority: Authority) -> Cases:
    """Of open plans, those that began 24 months before the day or earlier."""
    for child, plan in _open_plans(authority):
        yield Counted(child, plan.held.team, authority.day, months_after(plan.started, 24) <= authority.day)


def _cp_visits_on_time(authority: Authority) -> Cases:
    """Of open plans of born children, without those not visited that began within 10 working days, those whose last
    visit was within 10 working days before the day."""
    for child, plan in _open_plans(authority):
        seen = plan.visits[-1] if plan.visits else None
        if child.born and (seen or working_days(plan.started, authority.day) > 10):
            met = seen is not None and working_days(seen, authority.day) <= 10
            yield Counted(child, plan.held.team, authority.day, met)


def _cp_seen_alone(authority: Authority) -> Cases:
    """Of open plans with a visit, of children aged 1 and over, those with the child seen alone at the last one."""
    for child, plan in _open_plans(authority):
        if plan.visits and child.age(authority.day):
            yield Counted(child, plan.held.team, authority.day, plan.alone is True)


def _cp_reviews_on_time(authority: Authority) -> Cases:
    """Of open plans that began 3 months before the day or earlier, those with a review 6 months before it or later."""
    for child, plan in _open_plans(authority):
        if months_after(plan.started, 3) <= authority.day:
            met = bool(plan.reviews) and plan.reviews[-1] >= months_after(authority.day, -6)
            yield Counted(child, plan.held.team, authority.day, met)


# Children in need


def _open_cases(authority: Authority) -> Iterator[tuple[Child, Case]]:
    for child in authority.children:
        for case in child.cases:
            if case.closed is None or case.closed > authority.day:
                yield child, case


def _cin_open(authority: Authority) -> Cases:
    """Every open case, and every care leaver without one."""
    found = set()
    for child, case in _open_cases(authority):
        found.add(child.identifier)
        yield Counted(child, case.held.team, authority.day)
    for child in authority.children:
        if child.leaver and child.identifier not in found:
            yield Counted(child, child.leaver.held.team, authority.day)


def _cin_visits_on_time(authority: Authority) -> Cases:
    """Of open cases of born children, assessed and neither on a plan nor looked after, without those not seen that
    began within 20 working days, those last seen within 20 working days before the day."""
    for child, case in _open_cases(authority):
        assessed = case.assessment and case.assessment.authorised
        elsewhere = any(plan.ended is None for plan in case.plans) or any(care.ceased is None for care in case.care)
        seen = case.seen[-1] if case.seen else None
        due = seen or working_days(case.referral.on, authority.day) > 20
        if child.born and assessed and not elsewhere and due:
            met = seen is not None and working_days(seen, authority.day) <= 20
            yield Counted(child, case.held.team, authority.day, met)


def _sw_caseload(authority: Authority) -> Cases:
    """Of workers with an open case, the number of their open cases; a worker has no breakdown."""
    caseloads: defaultdict[tuple[Team, str], int] = defaultdict(int)
    for _, case in _open_cases(authority):
        caseloads[case.held.team, case.held.worker] += 1
    for (team, _), cases in caseloads.items():
        yield Counted(None, team, authority.day, cases)


# Children looked after


def _looked_after(authority: Authority) -> Iterator[tuple[Child, Care]]:
    for child in authority.children:
        for care in child.care:
            if care.ceased is None or care.ceased > authority.day:
                yield child, care


def _cla_open(authority: Authority) -> Cases:
    """Every child looked after, also by legal status and by type of placement."""
    for child, care in _looked_after(authority):
        status, home = care.statuses[-1][1], care.placements[-1].type
        more = (("Legal status", status.split(") ")[1]), ("Placement type", home.split(") ")[1]))
        yield Counted(child, care.held.team, authority.day, more=more)


def _looked_after_children(authority: Authority) -> Cases:
    """Every child looked after."""
    for child, care in _looked_after(authority):
        yield Counted(child, care.held.team, authority.day)


def _cla_new(authority: Authority) -> Cases:
    """Every period of care, month of its start."""
    for child in authority.children:
        for care in child.care:
            yield Counted(child, care.held.team, care.started)


def _cla_reentered_12m(authority: Authority) -> Cases:
    """Of periods of care, month of their start, those of a child who had left care in the 12 months before."""
    for child in authority.children:
        for care in child.care:
            year = months_after(care.started, -12)
            again = any(p.ceased and year <= p.ceased <= care.started for p in child.care if p.started < care.started)
            yield Counted(child, care.held.team, care.started, again)


def _cla_visits_on_time(authority: Authority) -> Cases:
    """Of children looked after, without those not visited who came in the last 7 days, those visited in the last 42
    days, or since 3 months before the day if a home meant to last until 18 began 12 months before it or earlier."""
    day = authority.day
    for child, care in _looked_after(authority):
        seen = care.visits[-1] if care.visits else None
        if not seen and care.started > day - timedelta(days=7):
            continue
        settled = care.permanence in codes.UNTIL_ADULT and care.placements[-1].started <= months_after(day, -12)
        oldest = months_after(day, -3) if settled else day - timedelta(days=42)
        yield Counted(child, care.held.team, day, seen is not None and seen >= oldest)


def _cla_reviews_on_time(authority: Authority) -> Cases:
    """Of children looked after, without those not reviewed who came within 20 working days, those reviewed 6 months
    before the day or later."""
    for child, care in _looked_after(authority):
        if care.reviews or working_days(care.started, authority.day) > 20:
            met = bool(care.reviews) and care.reviews[-1] >= months_after(authority.day, -6)
            yield Counted(child, care.held.team, authority.day, met)


def _cla_placements_3plus(authority: Authority) -> Cases:
    """Of children looked after, those who lived in three or more placements in the last 12 months."""
    since = window(authority.day, 12)
    for child, care in _looked_after(authority):
        lived_in = 0
        for period in child.care:
            left = [home.started for home in period.placements[1:]] + [period.ceased or authority.day]
            lived_in += sum(day > since for day in left)
        yield Counted(child, care.held.team, authority.day, lived_in >= 3)


def _cla_foster_care(authority: Authority) -> Cases:
    """Of children looked after, those in a foster placement."""
    for child, care in _looked_after(authority):
        yield Counted(child, care.held.team, authority.day, care.placements[-1].type == codes.FOSTER)


def _cla_long_term_stability(authority: Authority) -> Cases:
    """Of children under 16 looked after since 30 months before the day or longer, those whose placement began 24 months
    before it or earlier."""
    day = authority.day
    for child, care in _looked_after(authority):
        years = child.age(day)
        if years is not None and years < 16 and care.started <= months_after(day, -30):
            yield Counted(child, care.held.team, day, care.placements[-1].started <= months_after(day, -24))


def _cla_permanence_plan(authority: Authority) -> Cases:
    """Of children looked after since 4 months before the day or longer, those with a plan for permanence."""
    for child, care in _looked_after(authority):
        if care.started <= months_after(authority.day, -4):
            yield Counted(child, care.held.team, authority.day, care.permanence is not None)


def _cla_health_assessments(authority: Authority) -> Cases:
    """Of children looked after since 12 months before the day or longer, those assessed 12 months before it or later, 6
    where they are under 5."""
    day = authority.day
    for child, care in _looked_after(authority):
        if care.started <= months_after(day, -12):
            oldest = months_after(day, -6 if (child.age(day) or 0) < 5 else -12)
            yield Counted(child, care.held.team, day, bool(care.health) and care.health[-1] >= oldest)


def _cla_dental_checks(authority: Authority) -> Cases:
    """Of children looked after since 12 months before the day or longer, those checked 12 months before it or later."""
    year = months_after(authority.day, -12)
    for child, care in _looked_after(authority):
        if care.started <= year:
            yield Counted(child, care.held.team, authority.day, bool(care.dental) and care.dental[-1] >= year)


def _in_care_in_the_year(authority: Authority) -> Iterator[tuple[Child, Care]]:
    since = window(authority.day, 12)
    for child in authority.children:
        for care in child.care:
            if care.ceased is None or care.ceased >= since:
                yield child, care


def _cla_missing_12m(authority: Authority) -> Cases:
    """Of children looked after at any time in the last 12 months, each once and with the team of the latest period,
    those missing in them."""
    since = window(authority.day, 12)
    periods: dict[str, tuple[Child, list[Care]]] = {}
    for child, care in _in_care_in_the_year(authority):
        periods.setdefault(child.identifier, (child, []))[1].append(care)
    for child, cares in periods.values():
        missing = any(episode.on >= since for care in cares for episode in care.missing)
        yield Counted(child, cares[-1].held.team, authority.day, missing)


def _return_interviews_offered(authority: Authority) -> Cases:
    """Of periods of care with a missing episode in the last 12 months, those with an interview offered after it."""
    since = window(authority.day, 12)
    for child, care in _in_care_in_the_year(authority):
        if care.missing and care.missing[-1].on >= since:
            yield Counted(child, care.held.team, authority.day, care.missing[-1].offered is True)


def _left_care(authority: Authority) -> Iterator[tuple[Child, Care, date]]:
    for child, care in _in_care_in_the_year(authority):
        if care.ceased:
            yield child, care, care.ceased


def _left_care_permanence(authority: Authority) -> Cases:
    """Of periods of care that ended in the last 12 months before the 18th birthday, not by death, those that ended in
    adoption, special guardianship, a residence order or a return home."""
    for child, care, ceased in _left_care(authority):
        if child.born and age(child.born, ceased) < 18 and care.reason != codes.DIED:
            yield Counted(child, care.held.team, authority.day, care.reason in codes.PERMANENT)


def _left_care_adopted(authority: Authority) -> Cases:
    """Of periods of care that ended in the last 12 months, those that ended in adoption."""
    for child, care, _ in _left_care(authority):
        yield Counted(child, care.held.team, authority.day, care.reason == codes.ADOPTED)


# Care leavers


def _leavers(authority: Authority, first: int, last: int) -> Iterator[tuple[Child, Leaver]]:
    for child in authority.children:
        years = child.age(authority.day)
        if child.leaver and years is not None and first <= years <= last:
            yield child, child.leaver


def _care_leavers_in_touch(authority: Authority) -> Cases:
    """Of care leavers aged 19 to 21, without those to exclude, those in touch."""
    for child, leaver in _leavers(authority, 19, 21):
        if leaver.in_touch != codes.EXCLUDED:
            yield Counted(child, leaver.held.team, authority.day, leaver.in_touch == codes.IN_TOUCH)


def _care_leavers_suitable_homes(authority: Authority) -> Cases:
    """Of care leavers aged 19 to 21, without those to exclude, those in suitable accommodation."""
    for child, leaver in _leavers(authority, 19, 21):
        if leaver.suitability != codes.HOME_EXCLUDED:
            yield Counted(child, leaver.held.team, authority.day, leaver.suitability == codes.SUITABLE)


def _care_leavers_eet(authority: Authority) -> Cases:
    """Of care leavers aged 19 to 21, those in education, employment or training (codes F1 to F5 and P1 to P5)."""
    for child, leaver in _leavers(authority, 19, 21):
        yield Counted(child, leaver.held.team, authority.day, (leaver.activity or "")[:1] in ("F", "P"))


def _care_leavers_higher_education(authority: Authority) -> Cases:
    """Of care leavers aged 19 to 21, those in higher education (codes F1 and P1)."""
    for child, leaver in _leavers(authority, 19, 21):
        yield Counted(child, leaver.held.team, authority.day, (leaver.activity or "")[:2] in ("F1", "P1"))


def _care_leavers_pathway_plans(authority: Authority) -> Cases:
    """Of care leavers aged 18 and over, those whose plan was reviewed 6 months before the day or later."""
    oldest = months_after(authority.day, -6)
    for child, leaver in _leavers(authority, 18, 99):
        met = leaver.pathway_review is not None and leaver.pathway_review >= oldest
        yield Counted(child, leaver.held.team, authority.day, met)


def _care_leavers_supported(authority: Authority) -> Cases:
    """Every care leaver aged 18 to 25."""
    for child, leaver in _leavers(authority, 18, 25):
        yield Counted(child, leaver.held.team, authority.day)


# Adoption


def _adopted(authority: Authority) -> Iterator[tuple[Child, Adoption]]:
    since = window(authority.day, 12)
    for child in authority.children:
        if child.adoption and child.adoption.adopted and child.adoption.adopted >= since:
            yield child, child.adoption


def _adopted_placed_12m(authority: Authority) -> Cases:
    """Of children adopted in the last 12 months, those placed within 12 months of the decision."""
    for child, adoption in _adopted(authority):
        if adoption.placed:
            yield Counted(child, None, authority.day, adoption.placed <= months_after(adoption.decided, 12))


def _adoption_days(authority: Authority) -> Cases:
    """Of children adopted in the last 12 months, the days from entering care to fostering for adoption or placement."""
    for child, adoption in _adopted(authority):
        if moved := adoption.fostered_to_adopt or adoption.placed:
            yield Counted(child, None, authority.day, (moved - adoption.entered_care).days)


def _adoption_match_days(authority: Authority) -> Cases:
    """Of children adopted in the last 12 months, the days from the placement order to the match."""
    for child, adoption in _adopted(authority):
        if adoption.order_to_place and adoption.matched:
            yield Counted(child, None, authority.day, (adoption.matched - adoption.order_to_place).days)


@dataclass(frozen=True)
class Rule:
    """One indicator: how many months back it is counted by month (0: of the lists' day), and whether its list says of
    each child whether they are disabled."""

    measure_id: str
    kind: Kind
    cases: Callable[[Any], Cases]  # of what is made up
    months: int = 0
    disability: bool = True


RULES = (
    Rule("contacts_received", Kind.COUNT, _contacts_received, 6, disability=False),
    Rule("referrals_received", Kind.COUNT, _referrals_received, 6, disability=False),
    Rule("referrals_rate", Kind.RATE, _referrals_received, 6, disability=False),
    Rule("rereferrals_12m", Kind.SHARE, _rereferrals_12m, 6, disability=False),
    Rule("referrals_no_further_action", Kind.SHARE, _referrals_no_further_action, 6, disability=False),
    Rule("assessments_45d", Kind.SHARE, _assessments_45d, 6),
    Rule("assessments_child_seen", Kind.SHARE, _assessments_child_seen, 6),
    Rule("assessments_no_further_action", Kind.SHARE, _assessments_no_further_action, 6),
    Rule("assessment_days", Kind.MEAN, _assessment_days, 6),
    Rule("s47_rate", Kind.RATE, _s47_enquiries, 6),
    Rule("icpc_rate", Kind.RATE, _conferences, 6),
    Rule("s47_to_conference", Kind.SHARE, _s47_to_conference, 6),
    Rule("icpc_15d", Kind.SHARE, _icpc_15d, 6),
    Rule("icpc_to_plan", Kind.SHARE, _icpc_to_plan, 6),
    Rule("cp_plans_new", Kind.COUNT, _cp_plans_new, 6),
    Rule("cp_plans_repeat", Kind.SHARE, _cp_plans_repeat, 6),
    Rule("cp_plans_2y_ended", Kind.SHARE, _cp_plans_2y_ended, 6),
    Rule("cp_plans_open", Kind.COUNT, _cp_plans_open),
    Rule("cp_plans_rate", Kind.RATE, _cp_plans_open),
    Rule("cp_plans_2y_open", Kind.SHARE, _cp_plans_2y_open),
    Rule("cp_visits_on_time", Kind.SHARE, _cp_visits_on_time),
    Rule("cp_seen_alone", Kind.SHARE, _cp_seen_alone),
    Rule("cp_reviews_on_time", Kind.SHARE, _cp_reviews_on_time),
    Rule("cin_open", Kind.COUNT, _cin_open),
    Rule("cin_rate", Kind.RATE, _cin_open),
    Rule("cin_visits_on_time", Kind.SHARE, _cin_visits_on_time),
    Rule("sw_caseload", Kind.MEAN, _sw_caseload),
    Rule("cla_open", Kind.COUNT, _cla_open),
    Rule("cla_rate", Kind.RATE, _looked_after_children),
    Rule("cla_new", Kind.COUNT, _cla_new, 12),
    Rule("cla_reentered_12m", Kind.SHARE, _cla_reentered_12m, 12),
    Rule("cla_visits_on_time", Kind.SHARE, _cla_visits_on_time),
    Rule("cla_reviews_on_time", Kind.SHARE, _cla_reviews_on_time),
    Rule("cla_placements_3plus", Kind.SHARE, _cla_placements_3plus),
    Rule("cla_foster_care", Kind.SHARE, _cla_foster_care),
    Rule("cla_long_term_stability", Kind.SHARE, _cla_long_term_stability),
    Rule("cla_permanence_plan", Kind.SHARE, _cla_permanence_plan),
    Rule("cla_health_assessments", Kind.SHARE, _cla_health_assessments),
    Rule("cla_dental_checks", Kind.SHARE, _cla_dental_checks),
    Rule("cla_missing_12m", Kind.SHARE, _cla_missing_12m),
    Rule("return_interviews_offered", Kind.SHARE, _return_interviews_offered),
    Rule("left_care_permanence", Kind.SHARE, _left_care_permanence),
    Rule("left_care_adopted", Kind.SHARE, _left_care_adopted),
    Rule("care_leavers_in_touch", Kind.SHARE, _care_leavers_in_touch),
    Rule("care_leavers_suitable_homes", Kind.SHARE, _care_leavers_suitable_homes),
    Rule("care_leavers_eet", Kind.SHARE, _care_leavers_eet),
    Rule("care_leavers_higher_education", Kind.SHARE, _care_leavers_higher_education),
    Rule("care_leavers_pathway_plans", Kind.SHARE, _care_leavers_pathway_plans),
    Rule("care_leavers_supported", Kind.COUNT, _care_leavers_supported),
    Rule("adopted_placed_12m", Kind.SHARE, _adopted_placed_12m),
    Rule("adoption_days", Kind.MEAN, _adoption_days),
    Rule("adoption_match_days", Kind.MEAN, _adoption_match_days),
)
