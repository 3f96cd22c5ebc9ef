"""The children-in-need census that an authority gives of what happened: XML of the year up to a 31 March, its flaws,
and the figures that a count of it should find.

A census has the referrals of its year and the cases that were open in it. Re-referrals need the one before, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from xml.etree.ElementTree import Comment, Element, SubElement, indent, tostring

from tools.demonstration.draws import Draws
from tools.lists import codes, truth
from tools.lists.authority import Authority, Case, Child, Enquiry, Plan
from tools.lists.days import months_after, window
from tools.lists.flaws import Flaw, Flaws
from tools.lists.truth import ALL, Cases, Counted, Figure, Kind, Rule

NOTE = "Made up: no child, worker or place here exists."
SEX = {"a": "M", "b": "F", "c": "U", "d": "U"}
SEX_BEFORE_2024 = {"M": "1", "F": "2", "U": "0"}
ETHNICITY = {
    "a": ("WBRI", "WIRI", "WOTH", "WIRT", "WROM"), "b": ("MWBC", "MWBA", "MWAS", "MOTH"),
    "c": ("AIND", "APKN", "ABAN", "AOTH"), "d": ("BCRB", "BAFR", "BOTH"), "e": ("CHNE", "OOTH"), "f": ("NOBT", "REFU"),
}  # fmt: skip
DISABILITIES = ("MOB", "HAND", "PC", "INC", "COMM", "LD", "HEAR", "VIS", "BEH", "CON", "AUT", "DDA")
SOURCES = {
    "a": ("1A", "1B", "1C", "1D"), "b": ("2A",), "c": ("2B",), "d": ("3A", "3B", "3C", "3D", "3E", "3F"), "e": ("4",),
    "f": ("5A", "5B", "5C"), "g": ("6",), "h": ("7",), "i": ("8",), "j": ("9",), "k": ("10",),
}  # fmt: skip
NEED = dict(zip("abcdefghj", ("N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8", "N0"), strict=True))
ABUSE = dict(zip("abcde", ("NEG", "PHY", "SAB", "EMO", "MUL"), strict=True))
CLOSURE = {
    codes.ADOPTED_CASE: "RC1", codes.DIED_CASE: "RC2", codes.GUARDIAN_CASE: "RC4", codes.ADULT_CASE: "RC6",
    codes.NO_LONGER: "RC7", codes.NO_NEED: "RC8",
}  # fmt: skip


def reference_day(day: date) -> date:
    """The last 31 March up to a day."""
    return date(day.year - ((day.month, day.day) < (3, 31)), 3, 31)


def known_on(authority: Authority, day: date) -> Authority:
    """What was known of cases on an earlier day. Contacts, care and what follows it are left out."""

    def by(on: date | None) -> date | None:
        return on if on and on <= day else None

    def enquiry_of(made: Enquiry) -> Enquiry:
        held = by(made.conference)
        return replace(
            made, conference=held, planned=made.planned if held else None,
            unnecessary=None if made.conference and not held else made.unnecessary,
        )  # fmt: skip

    def plan_of(made: Plan) -> Plan:
        return replace(made, ended=by(made.ended), reviews=[review for review in made.reviews if review <= day])

    def case_of(made: Case) -> Case:
        assessed = made.assessment if made.assessment and made.assessment.started <= day else None
        if assessed and not by(assessed.authorised):
            assessed = replace(assessed, authorised=None, seen=None, needs_support=None)
        closed = by(made.closed)
        return replace(
            made, assessment=assessed, closed=closed, closure=made.closure if closed else None, care=[],
            enquiries=[enquiry_of(enquiry) for enquiry in made.enquiries if enquiry.strategy <= day],
            plans=[plan_of(plan) for plan in made.plans if plan.started <= day],
        )  # fmt: skip

    children = [
        replace(
            child, born=by(child.born), contacts=[], early_help=[], adoption=None, leaver=None,
            referrals=[referral for referral in child.referrals if referral.on <= day],
            cases=[case_of(case) for case in child.cases if case.referral.on <= day],
        )
        for child in authority.children
    ]  # fmt: skip
    return Authority(day, authority.teams, children, [])


# The XML


def census(known: Authority, seed: int, flaws: Flaws = Flaws.NONE) -> tuple[bytes, list[Flaw]]:
    """The XML of the year up to the authority's day, and how many flaws of each kind it has."""
    return _Census(known, seed, flaws).made()


class _Census:
    def __init__(self, known: Authority, seed: int, flaws: Flaws):
        self.known, self.flaws = known, flaws
        self.draws = Draws(seed, "census")
        self.since = window(known.day, 12)
        self.counted: Counter[tuple[str, str]] = Counter()

    def made(self) -> tuple[bytes, list[Flaw]]:
        message = Element("Message")
        message.append(Comment(f" {NOTE} "))
        header = SubElement(message, "Header")
        _put(
            SubElement(header, "CollectionDetails"),
            Collection="CIN", Year=str(self.known.day.year), ReferenceDate=str(self.known.day),
        )  # fmt: skip
        _put(
            SubElement(header, "Source"),
            SourceLevel="L", LEA="000", SoftwareCode="Made-up authority", Release="1", SerialNo="001",
            DateTime=f"{self.known.day}T12:00:00",
        )  # fmt: skip
        children = SubElement(message, "Children")
        for child in self.known.children:
            if details := [*self._details(child)]:
                self._identified(SubElement(children, "Child"), child).extend(details)
        if self.flaws is not Flaws.NONE:
            self._spelled(message)
        if self.flaws is Flaws.ALL:
            self._wrong(children)
        indent(message)
        found = [Flaw(what, of, many) for (what, of), many in sorted(self.counted.items())]
        return tostring(message, encoding="utf-8", xml_declaration=True), found

    def _identified(self, made: Element, child: Child) -> Element:
        identifiers = SubElement(made, "ChildIdentifiers")
        _put(identifiers, LAchildID=child.identifier, UPNunknown="UN1")
        due = self.known.day + timedelta(days=60)
        born = {"PersonBirthDate": str(child.born)} if child.born else {"ExpectedPersonBirthDate": str(due)}
        _put(identifiers, **born, Sex=SEX[child.sex[0]])
        characteristics = SubElement(made, "ChildCharacteristics")
        _put(characteristics, Ethnicity=self.draws.choice(ETHNICITY[child.ethnicity[0]]))
        if child.disabled is not None:
            has = [self.draws.choice(DISABILITIES), self.draws.choice(DISABILITIES)] if child.disabled else ["NONE"]
            disabilities = SubElement(characteristics, "Disabilities")
            for code in dict.fromkeys(has):
                _put(disabilities, Disability=code)
        return made

    def _details(self, child: Child) -> Iterator[Element]:
        of = {id(case.referral): case for case in child.cases}
        for referral in child.referrals:
            case = of.get(id(referral))
            if max(referral.on, (case.closed or self.known.day) if case else referral.on) < self.since:
                continue
            made = Element("CINdetails")
            source = self.draws.choice(SOURCES[referral.source[0]])
            _put(made, CINreferralDate=str(referral.on), ReferralSource=source)
            if case:
                self._case(made, child, case)
            _put(made, ReferralNFA="0" if case else "1")
            yield made

    def _case(self, made: Element, child: Child, case: Case) -> None:
        _put(made, PrimaryNeedCode=NEED[case.need[0]])
        if case.closed:
            _put(made, CINclosureDate=str(case.closed), ReasonForClosure=CLOSURE[case.closure or ""])
        if case.assessment and (case.assessment.authorised or self.known.day) >= self.since:
            assessed = SubElement(made, "Assessments")
            _put(assessed, AssessmentActualStartDate=str(case.assessment.started))
            if case.assessment.authorised:
                _put(assessed, AssessmentAuthorisationDate=str(case.assessment.authorised))
                _put(SubElement(assessed, "FactorsIdentifiedAtAssessment"), AssessmentFactors="21")
        for enquiry in case.enquiries:
            if max(enquiry.strategy, enquiry.conference or enquiry.strategy) >= self.since:
                section = SubElement(made, "Section47")
                _put(section, S47ActualStartDate=str(enquiry.strategy))
                if enquiry.conference:
                    _put(section, DateOfInitialCPC=str(enquiry.conference))
                if enquiry.unnecessary is not None:
                    _put(section, ICPCnotRequired=str(enquiry.unnecessary).lower())
        for plan in case.plans:
            if (plan.ended or self.known.day) >= self.since:
                self._plan(SubElement(made, "ChildProtectionPlans"), plan, child)

    def _plan(self, made: Element, plan: Plan, child: Child) -> None:
        _put(made, CPPstartDate=str(plan.started))
        if plan.ended:
            _put(made, CPPendDate=str(plan.ended))
        _put(
            made, InitialCategoryOfAbuse=ABUSE[plan.first_category[0]], LatestCategoryOfAbuse=ABUSE[plan.category[0]],
            NumberOfPreviousCPP=str(sum(other.started < plan.started for other in child.plans)),
        )  # fmt: skip
        for review in plan.reviews:
            if review >= self.since:
                _put(SubElement(made, "Reviews"), CPPreviewDate=str(review))

    # Flaws

    def _count(self, what: str, of: str) -> None:
        self.counted[what, of] += 1

    def _spelled(self, message: Element) -> None:
        """The same said in other ways, and elements that no census has."""
        for element in [*message.iter()]:
            chance, text = self.draws.uniform(), element.text or ""
            if element.tag == "Sex" and chance < 0.5:
                element.tag, element.text = "GenderCurrent", SEX_BEFORE_2024[text]
                self._count("GenderCurrent of the census before 2025", "Child")
            elif element.tag in ("ReferralNFA", "ICPCnotRequired") and chance < 0.5:
                element.text = {"0": "false", "1": "true", "false": "0", "true": "1"}[text]
                self._count("true and false, or 1 and 0", element.tag)
            elif str(element.tag).endswith("Date") and element.tag != "ReferenceDate" and chance < 0.1:
                element.text = f"{text}T00:00:00"
                self._count("a date with a time of day", str(element.tag))
            elif element.tag in ("Ethnicity", "Disability", "LatestCategoryOfAbuse") and chance < 0.1:
                element.text = f" {text.lower()} "
                self._count("a code in small letters", str(element.tag))
            elif element.tag == "CINdetails" and chance < 0.05:
                _put(SubElement(element, "MadeUpModule"), MadeUpElement="1")
                self._count("an element that no census has", "CINdetails")

    def _wrong(self, children: Element) -> None:
        day = self.known.day
        for child in [*children]:
            first = child.find("CINdetails")
            assert first is not None  # only children with details are in a census
            open_now = first.find("CINclosureDate") is None and first.findtext("ReferralNFA") in ("0", "false")
            chance = self.draws.uniform()
            if chance < 0.02 and (closed := first.find("CINclosureDate")) is not None:
                closed.text = str(
                    date.fromisoformat((first.findtext("CINreferralDate") or "")[:10]) - timedelta(days=1)
                )
                self._count("an end before its start", "census_cases")
            elif chance < 0.04 and open_now and len(child.findall("CINdetails")) == 1:
                earlier = SubElement(child, "CINdetails")
                began = date.fromisoformat((first.findtext("CINreferralDate") or "")[:10]) - timedelta(days=1)
                _put(earlier, CINreferralDate=str(began), PrimaryNeedCode="N1", ReferralNFA="0")
                self._count("a child in two states at once", "census_cases")
            elif chance < 0.06:
                later = SubElement(child, "CINdetails")
                _put(later, CINreferralDate=str(day + timedelta(days=9)), PrimaryNeedCode="N1", ReferralNFA="0")
                self._count("a date in the future", "census_cases")
            elif chance < 0.08:
                SubElement(child, "CINdetails")
                self._count("no date", "census_cases")
            elif chance < 0.1 and (code := child.find(".//Ethnicity")) is not None:
                code.text = "ZZZZ"
                self._count("a code that is not known", "census_children")
        nameless = SubElement(children, "Child")
        _put(SubElement(nameless, "ChildIdentifiers"), Sex="F")
        _put(SubElement(nameless, "CINdetails"), CINreferralDate=str(day), ReferralNFA="0")
        for of in ("census_children", "census_cases"):
            self._count("no identifier", of)


def _put(element: Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(element, name).text = text


# The truth


def figures(known: Authority) -> list[Figure]:
    """What is true of the year up to the authority's day. A census says nothing of areas and teams."""
    return [figure for figure in truth.truth(known, RULES) if figure.area == figure.team == ALL]


def _month_ends(authority: Authority) -> list[date]:
    first = window(authority.day, 12)
    return [months_after(first, number + 1) - timedelta(days=1) for number in range(12)]


def _open_plans(authority: Authority) -> Iterator[tuple[Child, Plan, date]]:
    for day in _month_ends(authority):
        for child in authority.children:
            for plan in child.plans:
                if plan.started <= day and (plan.ended is None or plan.ended > day):
                    yield child, plan, day


def _cp_plans_open(authority: Authority) -> Cases:
    """Every plan that is open at a month's end."""
    for child, _, day in _open_plans(authority):
        yield Counted(child, None, day)


def _cp_plans_2y_open(authority: Authority) -> Cases:
    """Of these, those that began 24 months before the month's end or earlier."""
    for child, plan, day in _open_plans(authority):
        yield Counted(child, None, day, months_after(plan.started, 24) <= day)


def _cp_reviews_on_time(authority: Authority) -> Cases:
    """Of open plans that began 3 months before the day or earlier, those whose reviews in the year and the next one
    were due when held: 3 months after the start, 6 after the one before, or 6 after the year's beginning where the
    first review was due before."""
    day, since = authority.day, window(authority.day, 12)
    for child in authority.children:
        for plan in child.plans:
            if plan.ended or months_after(plan.started, 3) > day:
                continue
            first = months_after(plan.started, 3)
            due = first if first >= since else months_after(since - timedelta(days=1), 6)
            met = True
            for held in [*(review for review in plan.reviews if review >= since), day]:
                met, due = met and held <= due, months_after(held, 6)
            yield Counted(child, None, day, met)


def _cin_open(authority: Authority, split: bool = True) -> Cases:
    """Every case that is open at a month's end, also by primary need."""
    for day in _month_ends(authority):
        for child in authority.children:
            for case in child.cases:
                if case.referral.on <= day and (case.closed is None or case.closed > day):
                    more = (("Primary need", case.need.split(") ")[1]),) if split else ()
                    yield Counted(child, None, day, more=more)


def _cin_rate(authority: Authority) -> Cases:
    """The same."""
    return _cin_open(authority, split=False)


def _assessments_no_further_action(authority: Authority) -> Cases:
    """Of authorised assessments, month of the authorisation, those whose case was closed for want of need."""
    for child in authority.children:
        for case in child.cases:
            if case.assessment and case.assessment.authorised:
                yield Counted(child, None, case.assessment.authorised, case.closure == codes.NO_NEED)


def _icpc_to_plan(authority: Authority) -> Cases:
    """Of conferences, month of the conference, those on whose day a plan of the case began."""
    for child in authority.children:
        for case in child.cases:
            for enquiry in case.enquiries:
                if enquiry.conference:
                    met = any(plan.started == enquiry.conference for plan in case.plans)
                    yield Counted(child, None, enquiry.conference, met)


RULES = (
    *(
        replace(rule, months=12, disability=True)
        for rule in truth.RULES
        if rule.measure_id
        in (
            "referrals_received", "referrals_rate", "rereferrals_12m", "referrals_no_further_action", "assessments_45d",
            "assessment_days", "s47_rate", "s47_to_conference", "icpc_rate", "icpc_15d", "cp_plans_new",
            "cp_plans_repeat", "cp_plans_2y_ended",
        )
    ),
    Rule("assessments_no_further_action", Kind.SHARE, _assessments_no_further_action, 12),
    Rule("icpc_to_plan", Kind.SHARE, _icpc_to_plan, 12),
    Rule("cp_plans_open", Kind.COUNT, _cp_plans_open, 12),
    Rule("cp_plans_rate", Kind.RATE, _cp_plans_open, 12),
    Rule("cp_plans_2y_open", Kind.SHARE, _cp_plans_2y_open, 12),
    Rule("cp_reviews_on_time", Kind.SHARE, _cp_reviews_on_time),
    Rule("cin_open", Kind.COUNT, _cin_open, 12),
    Rule("cin_rate", Kind.RATE, _cin_rate, 12),
)  # fmt: skip
