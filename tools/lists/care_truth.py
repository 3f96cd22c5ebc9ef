"""What the indicators of the return of children looked after (SSDA903) truly are, counted from the histories.

Words are those of `truth`. "At month ends": at the end of each of the last 12 months. Series of short breaks are not
counted. A home is where the child lives with the same carers; stays elsewhere that are meant to end are none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from tools.lists import codes
from tools.lists.authority import Adoption, Leaver
from tools.lists.care import Away, Histories, LookedAfter, Spell, month_ends
from tools.lists.days import after_working_days, age, months_after, window
from tools.lists.ssda903 import SUPPORTED_BEFORE, SUPPORTED_FROM
from tools.lists.truth import Cases, Counted, Kind, Rule

STATUS = {
    "C1": "Interim care orders", "C2": "Full care orders", "E1": "Placement order granted",
    "V2": "Accommodated under S20", "L2": "Detained on child protection grounds in LA accommodation",
    "J1": "Youth justice legal Statuses",
}  # fmt: skip
PLACE = {
    "A": "Placed for adoption", "U": "Foster placement", "T": "Temporary placement", "P1": "Placed with parents",
    "P2": "Independent living", "H5": "Residential accommodation", "K1": "Secure Children’s Homes",
    "K2": "Children’s Homes", "R3": "Family Centre or Mother and Baby Unit", "R5": "Young Offender Institution",
    "S1": "Residential school", "Z1": "Other placements",
}  # fmt: skip
REASON = {
    "E12": "Adopted", "E2": "Died", "E4A": "Returned home to live with parents or relatives",
    "E4B": "Returned home to live with parents or relatives", "E41": "Residence order granted",
    "E45": "Special Guardianship Orders", "E5": "Moved into independent living", "E3": "Care taken by another LA",
    "E9": "Sentenced to custody", "E13": "Left care to live with others without parental responsibility",
    "E7": "Transferred to residential care funded by adult social services", "E8": "Care ceased for any other reason",
}  # fmt: skip
ACCOMMODATION = {
    "a) With parents or relatives": "With parents or relatives",
    "o) With Former Foster Carer": "With former foster carer",
    "c) Semi-independent transitional accommodation": "Semi-independent transitional accommodation",
    "d) Supported lodgings": "Supported lodgings", "g) Ordinary lodgings": "Ordinary lodgings", "j) Foyers": "Foyers",
    "k) Independent living": "Independent living", "p) Other accommodation": "Other accommodation",
    "i) No fixed abode / homeless": "No fixed abode or homeless",
    "l) Emergency accommodation": "Emergency accommodation",
    "m) Bed and breakfast": "Bed and breakfast", "n) In custody": "In custody",
}  # fmt: skip


def _spells(made: Histories) -> Iterator[tuple[LookedAfter, Spell]]:
    for one in made.children:
        for spell in one.spells:
            if not spell.is_short_breaks:
                yield one, spell


def _at_month_ends(made: Histories) -> Iterator[tuple[LookedAfter, Spell, date]]:
    for one, spell in _spells(made):
        for day in month_ends(made.day):
            if spell.is_open(day):
                yield one, spell, day


def _share(met: Callable[[Spell, date], bool]) -> Callable[[Histories], Cases]:
    """Of children looked after at month ends, those who are met."""

    def cases(made: Histories) -> Cases:
        for one, spell, day in _at_month_ends(made):
            yield Counted(one.child, None, day, met(spell, day))

    return cases


def _cla_open(made: Histories) -> Cases:
    """Every child looked after at month ends, also by legal status and by type of placement."""
    for one, spell, day in _at_month_ends(made):
        place = spell.place(day)
        words = PLACE.get(place) or PLACE[place[0]]
        if place in SUPPORTED_BEFORE and made.day.year >= SUPPORTED_FROM:
            words = "Supported accommodation"
        more = (("Legal status", STATUS[spell.status(day)]), ("Placement type", words))
        yield Counted(one.child, None, day, more=more)


def _cla_new(made: Histories) -> Cases:
    """Every period of care, month of its start, also by the first legal status."""
    for one, spell in _spells(made):
        yield Counted(one.child, None, spell.started, more=(("Legal status", STATUS[spell.status(spell.started)]),))


def _cla_ceased(made: Histories) -> Cases:
    """Every period of care that ended, month of its end, also by the reason."""
    for one, spell in _spells(made):
        if spell.ceased and spell.reason:
            yield Counted(one.child, None, spell.ceased, more=(("Reason", REASON[spell.reason]),))


def _cla_reentered_12m(made: Histories) -> Cases:
    """Of periods of care, month of their start, those of a child who had left care in the 12 months before."""
    for one, spell in _spells(made):
        year = months_after(spell.started, -12)
        earlier = [other for other in one.spells if other.started < spell.started and not other.is_short_breaks]
        again = any(other.ceased and year <= other.ceased <= spell.started for other in earlier)
        yield Counted(one.child, None, spell.started, again)


def _cla_unaccompanied(made: Histories) -> Cases:
    """Every child looked after at month ends who came to seek asylum alone."""
    for one, _, day in _at_month_ends(made):
        if one.child.asylum:
            yield Counted(one.child, None, day)


def _cla_placements_3plus(made: Histories) -> Cases:
    """Of children looked after at month ends, those who lived in three or more homes in the 12 months before."""
    for one, _, day in _at_month_ends(made):
        lived_in = 0
        for spell in (spell for spell in one.spells if spell.started <= day):
            begun = [home.started for home in spell.homes if home.started <= day and not home.with_same]
            left = [*begun[1:], spell.ceased or date.max]
            lived_in += sum(end > window(day, 12) for end in left)
        yield Counted(one.child, None, day, lived_in >= 3)


def _cla_long_term_stability(made: Histories) -> Cases:
    """Of children under 16 looked after at month ends since 30 months before or longer, those whose home began 24
    months before or earlier."""
    for one, spell, day in _at_month_ends(made):
        if one.child.born and age(one.child.born, day) < 16 and spell.started <= months_after(day, -30):
            yield Counted(one.child, None, day, spell.settled(day) <= months_after(day, -24))


def _cla_social_workers_3plus(made: Histories) -> Cases:
    """Of children looked after at month ends, those with three or more workers in the 12 months before."""
    for one, _, day in _at_month_ends(made):
        had = {who for who, first, last in one.workers if first <= day and (last or date.max) > window(day, 12)}
        yield Counted(one.child, None, day, len(had) >= 3)


def _cla_reviews_on_time(made: Histories) -> Cases:
    """Of reviews that fell due while the child was looked after, month of the due day, those held by then: on the 20th
    working day in care, 3 months after the first review, 6 months after any other."""
    for one, spell in _spells(made):
        held = sorted(on for on, _ in one.reviews if on >= spell.started and on <= (spell.ceased or made.day))
        dues = [after_working_days(spell.started, 20)]
        dues += [months_after(on, 3 if number == 0 else 6) for number, on in enumerate(held)]
        for due, after in zip(dues, [*held, None], strict=True):
            if due <= made.day and spell.is_open(due):
                yield Counted(one.child, None, due, after is not None and after <= due)


def _cla_review_participation(made: Histories) -> Cases:
    """Of reviews of children aged 4 and over, month of the review, those in which the child took part."""
    for one in made.children:
        for on, code in one.reviews:
            if one.child.born and age(one.child.born, on) >= 4:
                yield Counted(one.child, None, on, code in ("PN1", "PN2", "PN3", "PN5", "PN6"))


def _missing(made: Histories) -> Iterator[tuple[LookedAfter, Away]]:
    for one in made.children:
        for away in one.away:
            if away.missing:
                yield one, away


def _missing_episodes(made: Histories) -> Cases:
    """Every time that a child went missing, month of the start."""
    for one, away in _missing(made):
        yield Counted(one.child, None, away.started)


def _cla_missing_12m(made: Histories) -> Cases:
    """Of children looked after at any time in the last 12 months, those missing in them."""
    since = window(made.day, 12)
    gone = {one.child.identifier for one, away in _missing(made) if (away.ended or made.day) >= since}
    seen = {one.child.identifier: one for one, spell in _spells(made) if (spell.ceased or made.day) >= since}
    for identifier, one in seen.items():
        yield Counted(one.child, None, made.day, identifier in gone)


def _for_a_year(made: Histories) -> Iterator[tuple[LookedAfter, int]]:
    for one in made.children:
        for number, _ in enumerate(one.child.care):
            spell = one.spells[number]
            if spell.is_open(made.day) and spell.started <= months_after(made.day, -12):
                yield one, number


def _checked(days: Callable[[LookedAfter, int], list[date]]) -> Callable[[Histories], Cases]:
    """Of children looked after since 12 months before the day or longer, those checked in the last 12 months."""

    def cases(made: Histories) -> Cases:
        for one, number in _for_a_year(made):
            yield Counted(one.child, None, made.day, any(on >= window(made.day, 12) for on in days(one, number)))

    return cases


def _cla_immunisations(made: Histories) -> Cases:
    """Of children looked after since 12 months before the day or longer, those immunised."""
    for one, _ in _for_a_year(made):
        yield Counted(one.child, None, made.day, one.immunised)


def _cla_sdq(made: Histories) -> Cases:
    """Of children aged 5 to 16 looked after since 12 months before the day or longer, without those whose disability
    forbids it, those with a questionnaire."""
    for one, _ in _for_a_year(made):
        years = one.child.age(made.day)
        if years is not None and 5 <= years <= 16 and one.questionnaire != "SDQ3":
            yield Counted(one.child, None, made.day, not one.questionnaire)


def _left(*reasons: str) -> Callable[[Histories], Cases]:
    """Of periods of care that ended in the last 12 months, those that ended for one of the reasons."""

    def cases(made: Histories) -> Cases:
        for one, spell in _spells(made):
            if spell.ceased and spell.ceased >= window(made.day, 12):
                yield Counted(one.child, None, made.day, spell.reason in reasons)

    return cases


def _left_care_permanence(made: Histories) -> Cases:
    """Of periods of care that ended in the last 12 months before the 18th birthday, not by death, those that ended in
    adoption, special guardianship, a residence order or a planned return home."""
    for one, spell in _spells(made):
        left = spell.ceased if spell.ceased and spell.ceased >= window(made.day, 12) else None
        if left and spell.reason != "E2" and one.child.born and age(one.child.born, left) < 18:
            yield Counted(one.child, None, made.day, spell.reason in ("E12", "E45", "E41", "E4A"))


def _leavers(met: Callable[[Leaver], bool], by_home: bool = False) -> Callable[[Histories], Cases]:
    """Of care leavers aged 19 to 21, without those to exclude, those who are met."""

    def cases(made: Histories) -> Cases:
        for one in made.children:
            leaver, years = one.child.leaver, one.child.age(made.day)
            if leaver and years in (19, 20, 21) and leaver.in_touch != codes.EXCLUDED:
                home = ACCOMMODATION.get(leaver.accommodation or "", "Residence not known")
                more = (("Accommodation", home),) if by_home else ()
                yield Counted(one.child, None, made.day, met(leaver), more)

    return cases


def _adopted(made: Histories) -> Iterator[tuple[LookedAfter, Spell, Adoption]]:
    for one, spell in _spells(made):
        adoption = one.child.adoption
        if adoption and spell.reason == "E12" and adoption.adopted and adoption.adopted >= window(made.day, 12):
            yield one, spell, adoption


def _adopted_placed_12m(made: Histories) -> Cases:
    """Of children adopted in the last 12 months, those placed within 12 months of the decision."""
    for one, _, adoption in _adopted(made):
        if adoption.placed:
            yield Counted(one.child, None, made.day, adoption.placed <= months_after(adoption.decided, 12))


def _adoption_days(made: Histories) -> Cases:
    """Of children adopted in the last 12 months, the days from entering care to living with those who adopted them."""
    for one, spell, adoption in _adopted(made):
        if moved := adoption.fostered_to_adopt or adoption.placed:
            yield Counted(one.child, None, made.day, (moved - spell.started).days)


def _adoption_match_days(made: Histories) -> Cases:
    """Of children adopted in the last 12 months, the days from the placement order to the match."""
    for one, _, adoption in _adopted(made):
        if adoption.order_to_place and adoption.matched:
            yield Counted(one.child, None, made.day, (adoption.matched - adoption.order_to_place).days)


def _adoption_decision_days(made: Histories) -> Cases:
    """Of children adopted in the last 12 months, the days from the decision to the match."""
    for one, _, adoption in _adopted(made):
        if adoption.matched:
            yield Counted(one.child, None, made.day, (adoption.matched - adoption.decided).days)


def _rule(measure_id: str, kind: Kind, cases: Callable[[Histories], Cases], months: int = 12) -> Rule:
    return Rule(measure_id, kind, cases, months, disability=False)


RULES = (
    _rule("cla_open", Kind.COUNT, _cla_open),
    _rule("cla_rate", Kind.RATE, _share(lambda spell, day: True)),
    _rule("cla_new", Kind.COUNT, _cla_new),
    _rule("cla_ceased", Kind.COUNT, _cla_ceased),
    _rule("cla_reentered_12m", Kind.SHARE, _cla_reentered_12m),
    _rule("cla_foster_care", Kind.SHARE, _share(lambda spell, day: spell.place(day)[0] == "U")),
    _rule("cla_kinship_care", Kind.SHARE, _share(lambda spell, day: spell.place(day) in ("U1", "U2", "U3"))),
    _rule("cla_residential", Kind.SHARE, _share(lambda spell, day: spell.place(day) in ("K1", "K2", "R1", "R3", "S1"))),
    _rule("cla_section_20", Kind.SHARE, _share(lambda spell, day: spell.status(day) == "V2")),
    _rule("cla_unaccompanied", Kind.COUNT, _cla_unaccompanied),
    _rule("cla_placements_3plus", Kind.SHARE, _cla_placements_3plus),
    _rule("cla_long_term_stability", Kind.SHARE, _cla_long_term_stability),
    _rule("cla_social_workers_3plus", Kind.SHARE, _cla_social_workers_3plus),
    _rule("cla_reviews_on_time", Kind.SHARE, _cla_reviews_on_time),
    _rule("cla_review_participation", Kind.SHARE, _cla_review_participation),
    _rule("missing_episodes", Kind.COUNT, _missing_episodes),
    _rule("cla_missing_12m", Kind.SHARE, _cla_missing_12m, 0),
    _rule("cla_health_assessments", Kind.SHARE, _checked(lambda one, n: one.child.care[n].health), 0),
    _rule("cla_dental_checks", Kind.SHARE, _checked(lambda one, n: one.child.care[n].dental), 0),
    _rule("cla_immunisations", Kind.SHARE, _cla_immunisations, 0),
    _rule("cla_sdq", Kind.SHARE, _cla_sdq, 0),
    _rule("left_care_permanence", Kind.SHARE, _left_care_permanence, 0),
    _rule("left_care_adopted", Kind.SHARE, _left("E12"), 0),
    _rule("left_care_guardianship", Kind.SHARE, _left("E45"), 0),
    _rule("left_care_home", Kind.SHARE, _left("E4A", "E4B"), 0),
    _rule("care_leavers_in_touch", Kind.SHARE, _leavers(lambda one: one.in_touch == codes.IN_TOUCH), 0),
    _rule(
        "care_leavers_suitable_homes",
        Kind.SHARE,
        _leavers(lambda one: one.accommodation in codes.SUITABLE_HOMES, by_home=True),
        0,
    ),
    _rule("care_leavers_eet", Kind.SHARE, _leavers(lambda one: (one.activity or "")[:1] in ("F", "P")), 0),
    _rule(
        "care_leavers_higher_education",
        Kind.SHARE,
        _leavers(lambda one: (one.activity or "")[:2] in ("F1", "P1")),
        0,
    ),
    _rule("adopted_placed_12m", Kind.SHARE, _adopted_placed_12m, 0),
    _rule("adoption_days", Kind.MEAN, _adoption_days, 0),
    _rule("adoption_match_days", Kind.MEAN, _adoption_match_days, 0),
    _rule("adoption_decision_days", Kind.MEAN, _adoption_decision_days, 0),
)  # fmt: skip
