"""What the return of children looked after (SSDA903) needs to know of the same made-up children, and Annex A does not.

Homes have the codes of the return, some are left for a holiday or a stay in hospital, and some children are fostered by
those who adopt them. Reviews say how the child took part, children have social workers, and a few who are not looked
after have series of short breaks. It is drawn apart from the lives, which are as Annex A has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

from tools.demonstration.draws import Draws
from tools.lists import codes
from tools.lists.authority import Authority, Care, Child, pick
from tools.lists.days import age, months_after

SHORT_BREAKS = "V4"
STATUS = {
    codes.INTERIM: "C1", codes.FULL: "C2", codes.PLACEMENT_ORDER: "E1", codes.AGREED: "V2",
    "f) Detained on child protection grounds in LA accommodation": "L2", "g) Youth justice legal Statuses": "J1",
}  # fmt: skip
FOSTERED = {"U1": 10, "U3": 12, "U4": 30, "U6": 48}
PLACE = {
    "c) Placed with parents": "P1", "d) Independent living": "P2", "f) Residential accommodation": "H5",
    "g) Secure Children’s Homes": "K1", "h) Children’s Homes": "K2", "k) Family Centre or Mother and Baby Unit": "R3",
    "l) Young Offender Institution": "R5", "m) Residential school": "S1", "n) Other placements": "Z1",
}  # fmt: skip
CEASED = {
    codes.ADOPTED: "E12", codes.DIED: "E2", codes.RETURNED: "E4A", codes.ORDER: "E41", codes.GUARDIAN: "E45",
    codes.INDEPENDENT: "E5", "c) Care taken by another LA": "E3", "j) Sentenced to custody": "E9",
    "e) Left care to live with parents, relatives or other person with no parental responsibility": "E13",
    "i) Transferred to residential care funded by adult social services": "E7",
    "n) Care ceased for any other reason": "E8",
}  # fmt: skip
UNPLANNED = "E4B"
PARTICIPATION = {"PN1": 50, "PN2": 5, "PN3": 2, "PN4": 8, "PN5": 10, "PN6": 15, "PN7": 10}
UNDER_4 = "PN0"


@dataclass(frozen=True)
class Home:
    """Where a child lives from a day on: `with_same` carers as before; left for `stays` (first day, last, code)."""

    started: date
    place: str
    with_same: bool = False
    stays: tuple[tuple[date, date, str], ...] = ()


@dataclass(frozen=True)
class Spell:
    """A period of being looked after: its legal statuses and homes from their day on, and why it ceased."""

    started: date
    ceased: date | None
    reason: str | None
    statuses: tuple[tuple[date, str], ...]
    homes: tuple[Home, ...]

    @property
    def is_short_breaks(self) -> bool:
        return self.statuses[0][1] == SHORT_BREAKS

    def is_open(self, day: date) -> bool:
        return self.started <= day and (self.ceased is None or self.ceased > day)

    def status(self, day: date) -> str:
        return [code for on, code in self.statuses if on <= day][-1]

    def home(self, day: date) -> Home:
        return [home for home in self.homes if home.started <= day][-1]

    def place(self, day: date) -> str:
        home = self.home(day)
        return next((code for first, last, code in home.stays if first <= day < last), home.place)

    def settled(self, day: date) -> date:
        """Since when the child lives with the carers of that day, stays elsewhere left out."""
        return [home.started for home in self.homes if home.started <= day and not home.with_same][-1]


@dataclass(frozen=True)
class Away:
    """From when to when a child was missing, or else away without authorisation."""

    started: date
    ended: date | None
    missing: bool


@dataclass(frozen=True)
class LookedAfter:
    """A child who was looked after or had short breaks."""

    child: Child
    spells: tuple[Spell, ...]
    reviews: tuple[tuple[date, str], ...] = ()
    away: tuple[Away, ...] = ()
    workers: tuple[tuple[str, date, date | None], ...] = ()
    immunised: bool = False
    questionnaire: str = ""  # why there is none; nothing if there is one
    score: int = 0


@dataclass(frozen=True)
class Histories:
    """All children who were looked after, as known on the lists' day."""

    day: date
    children: list[LookedAfter] = field(default_factory=list)


def histories(authority: Authority, seed: int) -> Histories:
    """What happened to each child in care; the same for the same seed."""
    made = Histories(authority.day)
    for child in authority.children:
        draws = Draws(seed, "care", child.identifier)
        if child.care:
            made.children.append(_History(draws, child, authority.day).told())
        elif child.born and child.disabled and draws.uniform() < 0.15:
            first = max(child.born, months_after(authority.day, -30)) + timedelta(days=draws.below(300))
            if first <= authority.day:
                ended = first + timedelta(days=60 + draws.below(400))
                until = ended if ended <= authority.day else None
                home = (Home(first, "U6"),)
                spell = Spell(first, until, "E8" if until else None, ((first, SHORT_BREAKS),), home)
                made.children.append(LookedAfter(child, (spell,)))
    return made


class _History:
    def __init__(self, draws: Draws, child: Child, day: date):
        self.draws, self.child, self.day = draws, child, day

    def told(self) -> LookedAfter:
        spells = tuple(self._spell(care) for care in self.child.care)
        away = sorted((found for care in self.child.care for found in self._away(care)), key=lambda one: one.started)
        years = self.child.age(self.day) or 0
        reasons = {"": 75, "SDQ2": 6, "SDQ3": 4, "SDQ4": 10, "SDQ5": 5}
        return LookedAfter(
            self.child,
            spells,
            tuple((on, self._took_part(on)) for care in self.child.care for on in care.reviews),
            tuple(away),
            tuple(worker for spell in spells for worker in self._workers(spell)),
            self.draws.uniform() < 0.85,
            pick(self.draws, reasons) if 4 <= years <= 16 else "SDQ1",
            self.draws.below(41),
        )

    def _spell(self, care: Care) -> Spell:
        reason = CEASED[care.reason] if care.reason else None
        if reason == CEASED[codes.RETURNED] and self.draws.uniform() < 0.2:
            reason = UNPLANNED
        statuses = tuple((on, STATUS[status]) for on, status in care.statuses)
        adoption = self.child.adoption
        has_order = any(code == "E1" for _, code in statuses)
        homes: list[Home] = []
        for placement in care.placements:
            if placement.type == codes.FOR_ADOPTION and adoption and adoption.fostered_to_adopt:
                early = adoption.fostered_to_adopt
                homes = [home for home in homes if home.started < early] + [Home(early, "U5")]
                homes.append(Home(placement.started, "A5" if has_order else "A3", with_same=True))
            elif placement.type == codes.FOR_ADOPTION:
                homes.append(Home(placement.started, "A6" if has_order else "A4"))
            elif placement.type == codes.FOSTER:
                homes.append(Home(placement.started, pick(self.draws, FOSTERED)))
            else:
                homes.append(Home(placement.started, PLACE[placement.type]))
        until = care.ceased or self.day
        ends = [home.started for home in homes[1:]] + [until]
        homes = [self._left_for_a_while(home, end) for home, end in zip(homes, ends, strict=True)]
        return Spell(care.started, care.ceased, reason, statuses, tuple(homes))

    def _left_for_a_while(self, home: Home, end: date) -> Home:
        """Holidays and stays in hospital: of children in foster care, who come back to the same carers."""
        stays = []
        at = home.started + timedelta(days=20 + self.draws.below(40))
        while home.place[0] == "U" and at + timedelta(days=14) < end:
            last = at + timedelta(days=3 + self.draws.below(8))
            if self.draws.uniform() < 0.15:
                stays.append((at, last, pick(self.draws, {"T0": 10, "T1": 30, "T2": 30, "T3": 20, "T4": 10})))
            at = last + timedelta(days=100 + self.draws.below(300))
        return replace(home, stays=tuple(stays))

    def _away(self, care: Care) -> Iterator[Away]:
        """Nobody is away twice at once."""
        known = [(on.on, True) for on in care.missing]
        clear = [on for on in care.absent if all(abs((on - other).days) > 8 for other, _ in known)]
        on_days = sorted([*known, *((on, False) for on in clear)])
        for (on, missing), (following, _) in pairwise([*on_days, (date.max, False)]):
            ended = min(on + timedelta(days=self.draws.below(6)), following, care.ceased or date.max)
            yield Away(on, ended if ended <= self.day else None, missing)

    def _took_part(self, on: date) -> str:
        return pick(self.draws, PARTICIPATION) if age(self.child.born or on, on) >= 4 else UNDER_4

    def _workers(self, spell: Spell) -> Iterator[tuple[str, date, date | None]]:
        had: list[str] = []
        first, until = spell.started, spell.ceased or date.max
        while first < min(until, self.day):
            last = first + timedelta(days=40 + self.draws.below(700))
            again = had and self.draws.uniform() < 0.1
            worker = had[0] if again else f"MADE-UP-SW{self.draws.below(400):03}"
            had.append(worker)
            ended = min(last, until)
            yield worker, first, ended if ended <= self.day else None
            first = ended


def month_ends(day: date) -> Sequence[date]:
    """The ends of the 12 months up to the end of a year on 31 March."""
    return [months_after(day + timedelta(days=1), -back) - timedelta(days=1) for back in range(11, -1, -1)]
