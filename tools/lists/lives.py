"""How the lives of made-up children go: contact, referral, assessment, enquiry, conference, plan, care, leaving care.

How often and how long is ours, roughly as in England. Nothing is known of what comes after the lists' day.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta

from tools.demonstration.draws import Draws
from tools.lists import codes
from tools.lists.authority import (
    AREAS,
    ASSESSMENT,
    CARE,
    LEAVING,
    SAFEGUARDING,
    Adopter,
    Adoption,
    Assessment,
    Authority,
    Care,
    Case,
    Child,
    Contact,
    EarlyHelp,
    Enquiry,
    Held,
    Leaver,
    Missing,
    Placement,
    Plan,
    Referral,
    Team,
    hold,
    pick,
    teams_for,
)
from tools.lists.days import after_working_days, months_after

YEARS = 3  # over which children come to the front door
NEW, IN_CARE, LEFT = "new", "in care", "left care"
KINDS = {NEW: 0.8, IN_CARE: 0.12, LEFT: 0.08}  # of children: how their first referral lies to the lists' day


def authority(seed: int, children: int, day: date) -> Authority:
    """So many children, with all that is known of them on the lists' day; the same for the same seed."""
    teams = teams_for(children)
    made = [_Life(Draws(seed, "child", n), f"MADE-UP-{n:06}", day, teams).lived() for n in range(1, children + 1)]
    return Authority(day, teams, made, list(_adopters(Draws(seed, "adopters"), made, day)))


class _Life:
    """One child's life up to the lists' day, event by event."""

    def __init__(self, draws: Draws, identifier: str, day: date, teams: tuple[Team, ...]):
        self.draws, self.day, self.teams = draws, day, teams
        self.kind = pick(draws, KINDS)
        self.area = pick(draws, dict(zip(AREAS, (40, 25, 20, 15), strict=True)))
        self.contacted, self.born = self._beginning()
        self.adult = months_after(self.born, 18 * 12)
        self.child = Child(
            identifier,
            pick(draws, codes.SEX),
            pick(draws, codes.ETHNICITY),
            pick(draws, {False: 82, True: 13, None: 5}),
            self.born if self.born <= day else None,
            asylum=self.kind != IN_CARE and days_between(self.born, self.contacted) > 15 * 365 and self._chance(0.15),
        )

    def lived(self) -> Child:
        """The child with all events. A case is open, or the child is grown up or dead, when it ends."""
        on: date | None = self.contacted
        while on and on <= self.day and on < self.adult:
            ended = self._journey(on)
            on = ended + self._days(20, 20 + self._exponential(330)) if ended and self._chance(0.6) else None
        self._leaving_care()
        return self.child

    # What is drawn

    def _chance(self, chance: float) -> bool:
        return self.draws.uniform() < chance

    def _exponential(self, mean: float) -> float:
        return -mean * math.log(1.0 - self.draws.uniform())

    def _days(self, low: float, high: float) -> timedelta:
        return timedelta(days=round(self.draws.uniform(low, high)))

    def _now(self, day: date) -> date | None:
        """The day if it has come by the lists' day."""
        return day if day <= self.day else None

    def _hold(self, service: str) -> Held:
        return hold(self.draws, self.teams, self.area, service)

    def _every(self, first: date, until: date, days: float, spread: float) -> Iterator[date]:
        """Days about so many days apart, from `first` up to `until` and the lists' day."""
        while first <= min(until, self.day):
            yield first
            first += timedelta(days=max(2, round(self.draws.normal(days, spread))))

    def _beginning(self) -> tuple[date, date]:
        """The first contact and the day of birth, the latter not always in the past."""
        if self.kind == LEFT:
            born = self.day - self._days(17.5 * 365.25, 24.9 * 365.25)
            return born + self._days(11.5 * 365, 15.5 * 365), born
        if self.kind == IN_CARE:
            contacted = self.day - self._days(200, 6 * 365)
            most = 17.5 * 365 - (self.day - contacted).days
            return contacted, contacted - self._days(20, max(400.0, most) * self.draws.uniform(0.1, 1.0))
        first = months_after(self.day, -12 * YEARS)
        contacted = first + self._days(1, (self.day - first).days)
        if self._chance(0.04):
            return contacted, contacted + self._days(20, 160)
        return contacted, contacted - self._days(5, 17.4 * 365)

    # The front door

    def _journey(self, on: date) -> date | None:
        """From a contact to the day on which that is over, or null if it goes on or nothing can follow."""
        source = pick(self.draws, codes.SOURCE)
        self.child.contacts.append(Contact(on, source))
        expected = self.kind != NEW and not self.child.cases
        if not expected and not self.child.asylum and self._chance(0.3):
            self._early_help(on, 0.35)
            return on
        referred = max(on, after_working_days(on, int(self._chance(0.4))))
        if referred > self.day or referred >= self.adult:
            return None
        unneeded = not expected and not self.child.asylum and self._chance(0.08)
        referral = Referral(referred, source, unneeded, self._hold(ASSESSMENT))
        self.child.referrals.append(referral)
        if unneeded:
            self._early_help(referred, 0.3)
            return referred
        need = codes.ABSENT if self.child.asylum else pick(self.draws, codes.NEED)
        case = Case(referral, need, referral.held)
        self.child.cases.append(case)
        return self._assessed(case, expected or self.child.asylum)

    def _early_help(self, on: date, chance: float) -> None:
        started = self._now(on + self._days(5, 40)) if self._chance(chance) else None
        if started and started < self.adult:
            completed = self._now(started + self._days(10, 60))
            self.child.early_help.append(EarlyHelp(started, completed, self.draws.choice(codes.ORGANISATIONS)))

    def _assessed(self, case: Case, into_care: bool) -> date | None:
        started = min(max(case.referral.on, after_working_days(case.referral.on, self.draws.below(3))), self.adult)
        if started > self.day:
            return None
        ends = after_working_days(started, max(4, round(self.draws.normal(34, 11))))
        authorised = self._now(min(ends, self.adult))
        case.assessment = Assessment(started, authorised, None, None, case.referral.held)
        plan = self._enquired(case, started, ends, into_care and not self.child.asylum)
        care_from = self._into_care(case, plan, started, into_care)
        conference = any(enquiry.conference for enquiry in case.enquiries)
        needed = bool(plan or care_from or conference) or self._chance(0.5)
        if authorised:
            seen = pick(self.draws, {True: 93, False: 4, None: 3}) if self.born <= authorised else False
            case.assessment.seen, case.assessment.needs_support = seen, needed
        if not needed:
            return self._close(case, min(ends + self._days(0, 8), self.adult), codes.NO_NEED)
        if care_from:
            self._looked_after(case, care_from, bool(into_care))
        return self._supported(case, ends)

    def _enquired(self, case: Case, started: date, ends: date, certain: bool) -> Plan | None:
        """A section 47 enquiry in the assessment, and the plan that its conference decides on."""
        if not certain and not self._chance(0.38):
            return None
        strategy = self._now(min(started + self._days(0, 20), ends))
        if not strategy or strategy >= self.adult:
            return None
        enquiry = Enquiry(strategy, None, None, None, case.referral.held)
        case.enquiries.append(enquiry)
        if not certain and self._chance(0.5):
            known = self._now(min(after_working_days(strategy, 4 + self.draws.below(12)), ends))
            enquiry.unnecessary = True if known else None
            return None
        conference = self._now(after_working_days(strategy, max(4, round(self.draws.normal(12.5, 3)))))
        if not conference or conference >= self.adult:
            return None
        enquiry.unnecessary, enquiry.conference = False, conference
        if not certain and conference > self.day - timedelta(days=10) and self._chance(0.3):
            return None  # the outcome is not recorded yet
        enquiry.planned = certain or self._chance(0.85)
        return self._planned(case, conference) if enquiry.planned else None

    def _planned(self, case: Case, started: date) -> Plan:
        first = pick(self.draws, codes.ABUSE)
        later = pick(self.draws, codes.ABUSE) if self._chance(0.15) else first
        plan = Plan(started, first, later, self._chance(0.04), self._hold(SAFEGUARDING))
        case.plans.append(plan)
        lasts = timedelta(days=round(min(70 + self._exponential(300), 1200)))
        self._end_plan(plan, min(started + lasts, self.adult))
        return plan

    def _end_plan(self, plan: Plan, ends: date) -> None:
        """Ends the plan and draws what happened until then."""
        plan.ended = self._now(ends)
        plan.visits = list(self._every(max(plan.started, self.born) + self._days(1, 12), ends, 13, 7))
        plan.alone = pick(self.draws, {True: 70, False: 25, None: 5}) if plan.visits else None
        plan.reviews = []
        review = plan.started + self._days(65, 95)
        while review <= min(ends, self.day):
            plan.reviews.append(review)
            review += self._days(135, 225)

    def _into_care(self, case: Case, plan: Plan | None, started: date, certain: bool) -> date | None:
        """The day on which the child comes into care; a plan that is open ends at the first review after it."""
        if self.child.asylum:
            begins = started
        elif plan and (certain or self._chance(0.2)):
            begins = plan.started + self._days(10, 150)
            if begins >= self.adult or (plan.ended and plan.ended < begins):
                return None
            if begins <= self.day:
                self._end_plan(plan, min(begins + self._days(20, 60), plan.ended or self.adult))
        elif certain or self._chance(0.03):
            begins = started + self._days(0, 60)
        else:
            return None
        begins = max(begins, self.born)
        return begins if begins <= self.day and begins < self.adult else None

    def _supported(self, case: Case, ready: date) -> date | None:
        """A child in need until plans and care have ended, and some time after."""
        case.held = self._hold(SAFEGUARDING)
        going_on = any(plan.ended is None for plan in case.plans) or any(not care.ceased for care in case.care)
        last = max([ready, *(p.ended for p in case.plans if p.ended), *(c.ceased for c in case.care if c.ceased)])
        ends, why = last + self._days(20, 60 + self._exponential(200)), codes.NO_LONGER
        reason = case.care[-1].reason if case.care else None
        if reason in (codes.ADOPTED, codes.DIED, codes.GUARDIAN):
            ends = last
            why = {
                codes.ADOPTED: codes.ADOPTED_CASE,
                codes.DIED: codes.DIED_CASE,
                codes.GUARDIAN: codes.GUARDIAN_CASE,
            }[reason]
        if ends >= self.adult:
            ends, why = self.adult, codes.ADULT_CASE
        if going_on:
            ends = max(self.adult, self.day + timedelta(days=1))
        if case.plans:
            case.held = case.plans[-1].held
        if case.care and not case.care[-1].ceased:
            case.held = case.care[-1].held
        first = max(case.referral.on, self.born) + self._days(2, 15)
        case.seen = list(self._every(first, ends, 24, 12))
        closed = self._close(case, ends, why)
        return None if reason in (codes.ADOPTED, codes.DIED) else closed

    def _close(self, case: Case, ends: date, why: str) -> date | None:
        case.closed = self._now(ends)
        case.closure = why if case.closed else None
        if not case.seen:
            case.seen = list(self._every(max(case.referral.on, self.born) + self._days(2, 15), ends, 24, 12))
        return case.closed

    # Care

    def _looked_after(self, case: Case, started: date, long: bool) -> None:
        """One period of care, or two where the child comes back soon after going home."""
        care = self._period(started, long)
        case.care.append(care)
        if care.ceased and care.reason == codes.RETURNED and self._chance(0.2):
            again = care.ceased + self._days(10, 300)
            if again <= self.day and again < self.adult:
                case.care.append(self._period(again, False))

    def _period(self, started: date, long: bool) -> Care:
        care = Care(started, self._hold(CARE))
        years = days_between(self.born, started) / 365.25
        status = codes.AGREED if self.child.asylum else pick(self.draws, codes.FIRST_STATUS)
        care.statuses.append((started, status))
        adoption = self._adoption(started) if years < 5 and not self.child.adoption and self._chance(0.4) else None
        until_adult = self.kind == LEFT or self.child.asylum or self._chance(0.75 if long else 0.35)
        if adoption:
            ends, why = self._adoption_ends(care, adoption)
        elif until_adult:
            ends, why = self.adult, pick(self.draws, codes.CEASED_ADULT)
        else:
            ends, why = started + self._days(15, 60 + self._exponential(450)), pick(self.draws, codes.CEASED)
        if ends >= self.adult:
            ends, why = self.adult, pick(self.draws, codes.CEASED_ADULT)
        care.ceased = self._now(ends)
        care.reason = why if care.ceased else None
        if status == codes.INTERIM and not adoption:
            full = started + self._days(150, 300)
            if full <= min(ends, self.day):
                care.statuses.append((full, codes.FULL))
        self._homes(care, years, ends)
        if adoption and adoption.placed:
            care.placements = [home for home in care.placements if home.started < adoption.placed]
            care.placements.append(self._home(adoption.placed, codes.FOR_ADOPTION))
        self._looked_to(care, years, ends)
        if self._chance(0.92) and started + timedelta(days=75) <= self.day:
            care.permanence = codes.ADOPTION if adoption else pick(self.draws, codes.PERMANENCE)
            care.permanence = codes.SUPPORTED if self.child.asylum else care.permanence
        return care

    def _homes(self, care: Care, years: float, ends: date) -> None:
        at = care.started
        while at <= min(ends, self.day) and (at < ends or at == care.started):
            old = years + days_between(care.started, at) / 365.25
            homes = codes.HOMES["young" if old < 5 else "school" if old < 13 else "older"]
            care.placements.append(self._home(at, pick(self.draws, homes)))
            at += timedelta(days=round(8 + self._exponential(self.draws.choice((60, 400, 1200, 2000)))))

    def _home(self, started: date, kind: str) -> Placement:
        postcode = f"ZZ{1 + self.draws.below(99)} {1 + self.draws.below(9)}ZZ"
        urn = f"MADE-UP-U{self.draws.below(1000):03}" if "Home" in kind or "Residential" in kind else None
        return Placement(started, kind, pick(self.draws, codes.PROVIDER), self._chance(0.62), postcode, urn)

    def _looked_to(self, care: Care, years: float, ends: date) -> None:
        """Visits, reviews, health and dental checks, missing episodes."""
        started = care.started
        care.visits = list(self._every(started + self._days(1, 9), ends, 34, 18))
        care.reviewer_visits = list(self._every(started + self._days(10, 40), ends, 80, 25))
        first = started + self._days(18, 30)
        second = first + self._days(70, 95)
        care.reviews = [day for day in (first, second) if day <= min(ends, self.day)]
        care.reviews += self._every(second + self._days(150, 190), ends, 170, 30)
        care.health = list(self._every(started + self._days(15, 45), ends, 345 if years >= 5 else 175, 60))
        care.dental = list(self._every(started + self._days(20, 200), ends, 320, 90))
        if years + days_between(started, min(ends, self.day)) / 365.25 >= 11 and self._chance(0.25):
            from_11 = max(started, months_after(self.born, 11 * 12)) + self._days(5, 300)
            for day in self._every(from_11, ends, 90, 70):
                offered = pick(self.draws, {True: 85, False: 12, None: 3})
                care.missing.append(Missing(day, offered, self._chance(0.65) if offered else None))
            care.absent = list(self._every(from_11 + self._days(0, 200), ends, 150, 90))

    # Adoption

    def _adoption(self, entered: date) -> Adoption | None:
        """Known up to the lists' day; null if the decision was not made by then."""
        decided = self._now(entered + self._days(110, 260))
        if not decided:
            return None
        adoption = self.child.adoption = Adoption(entered, decided)
        if self._chance(0.1):
            adoption.reversed = self._now(decided + self._days(40, 500))
            adoption.reversal_reason = pick(self.draws, codes.REVERSAL) if adoption.reversed else None
            return adoption
        adoption.order_to_place = self._now(decided + self._days(20, 130))
        if adoption.order_to_place:
            adoption.matched = self._now(adoption.order_to_place + self._days(30, 330))
        if adoption.matched:
            adoption.placed = self._now(adoption.matched + self._days(5, 60))
            if self._chance(0.15):
                adoption.fostered_to_adopt = entered + self._days(5, 100)
        if adoption.placed:
            adoption.adopted = self._now(adoption.placed + self._days(90, 300))
        return adoption

    def _adoption_ends(self, care: Care, adoption: Adoption) -> tuple[date, str]:
        """The end of care that the adoption leads to; one without an order goes on for now."""
        if adoption.order_to_place:
            care.statuses.append((adoption.order_to_place, codes.PLACEMENT_ORDER))
        return adoption.adopted or self.adult, codes.ADOPTED

    # Leaving care

    def _leaving_care(self) -> None:
        """List 9: young people of 16 to 24 who are, or were until 18, looked after for 13 weeks or longer."""
        years = self.child.age(self.day)
        last = self.child.care[-1] if self.child.care else None
        if years is None or last is None or not 16 <= years <= 24 or last.reason == codes.DIED:
            return
        if min(last.ceased or self.day, self.day) - last.started < timedelta(weeks=13):
            return
        if last.ceased and last.ceased < months_after(self.born, 16 * 12):
            return
        if not last.ceased:
            eligibility = codes.ELIGIBLE
        elif years < 18:
            eligibility = codes.RELEVANT
        else:
            eligibility = codes.FORMER if last.ceased == self.adult else codes.QUALIFYING
        touch = pick(self.draws, codes.TOUCH) if years >= 18 else codes.IN_TOUCH
        gap = self._days(0, 55) if touch == codes.IN_TOUCH else self._days(60, 400)
        away = touch in (codes.NOT_IN_TOUCH, codes.NOT_RECORDED)
        home = codes.UNSUITABLE if self._chance(0.1) else codes.SUITABLE
        suitability = codes.HOME_EXCLUDED if touch == codes.EXCLUDED else codes.HOME_UNKNOWN if away else home
        homes = codes.UNSUITABLE_HOMES if home == codes.UNSUITABLE else codes.SUITABLE_HOMES
        held = self._hold(LEAVING)
        self.child.leaver = Leaver(
            eligibility,
            held,
            self.draws.choice(held.team.workers),
            None if self._chance(0.03) else self.day - self._days(0, 225),
            touch,
            self.day - gap if touch != codes.NOT_RECORDED else None,
            codes.NO_HOME_KNOWN if away else pick(self.draws, homes),
            suitability,
            None if away else pick(self.draws, codes.ACTIVITY),
        )


def days_between(first: date, last: date) -> int:
    return (last - first).days


def _adopters(draws: Draws, children: list[Child], day: date) -> Iterator[Adopter]:
    """Those of every matched child, one or two, and some who are on their way or have left."""
    matched = [child for child in children if child.adoption and child.adoption.matched]
    families: list[Adoption | None] = [child.adoption for child in matched]
    families += [None] * (2 + len(children) // 60)
    person = 0
    for number, adoption in enumerate(families, start=1):
        family = f"MADE-UP-F{number:05}"
        if adoption:
            adoption.family = family
        before = adoption.matched if adoption and adoption.matched else day + timedelta(days=draws.below(500) - 100)
        enquired = min(before - timedelta(days=260 + draws.below(300)), day)
        steps = [enquired]
        for low, spread in ((5, 30), (40, 30), (1, 20), (60, 50), (-20, 10), (21, 15)):
            steps.append(steps[-1] + timedelta(days=low + draws.below(spread)))
        one, one_end, two, two_end, applied, approved = ((step if step <= day else None) for step in steps[1:])
        left = None
        if not adoption and draws.uniform() < 0.25:
            left = enquired + timedelta(days=draws.below(120))
            left = left if left <= day else None
        known = [None if left and step and step > left else step for step in (one, one_end, two, two_end, applied)]
        reason = pick(draws, codes.LEFT_ADOPTERS) if left else None
        early = bool(adoption and adoption.fostered_to_adopt)
        for _ in range(1 + (draws.uniform() < 0.8)):
            person += 1
            yield Adopter(
                f"MADE-UP-A{person:06}",
                family,
                pick(draws, codes.SEX),
                pick(draws, codes.ETHNICITY),
                pick(draws, {False: 93, True: 4, None: 3}),
                early,
                enquired,
                (known[0], known[1]),
                (known[2], known[3]),
                known[4],
                None if left and approved and approved > left else approved,
                adoption.matched if adoption else None,
                adoption.placed if adoption else None,
                1 if adoption and adoption.placed else None,
                adoption.adopted if adoption else None,
                left,
                reason,
            )
