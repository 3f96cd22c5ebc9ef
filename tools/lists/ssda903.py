"""The files of the return of children looked after (SSDA903), as an authority gives them for years up to 31 March."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from tools.lists import codes
from tools.lists.authority import Leaver
from tools.lists.care import Histories, LookedAfter, Spell
from tools.lists.days import age, months_after, window
from tools.lists.lists import Row

RETURNS = 4  # years, so that the first one has what the figures of the last one look back on

SUPPORTED_FROM, SEX_IN_LETTERS_FROM, WORKERS_FROM = 2025, 2025, 2024  # years of the return
SUPPORTED, SUPPORTED_BEFORE = "K3", ("P2", "H5")
ETHNICITY = {"a": "WBRI", "b": "MWBC", "c": "APKN", "d": "BAFR", "e": "OOTH", "f": "NOBT"}
IN_TOUCH = {codes.IN_TOUCH: "YES", codes.NOT_IN_TOUCH: "NO", codes.NOT_RECORDED: "NREQ", codes.EXCLUDED: "RHOM"}
ACCOMMODATION = {
    "a) With parents or relatives": "B", "c) Semi-independent transitional accommodation": "D",
    "d) Supported lodgings": "E", "g) Ordinary lodgings": "K", "j) Foyers": "T", "k) Independent living": "U",
    "o) With Former Foster Carer": "Z", "p) Other accommodation": "Y", "i) No fixed abode / homeless": "S",
    "l) Emergency accommodation": "V", "m) Bed and breakfast": "W", "n) In custody": "X",
}  # fmt: skip
HEADINGS = {
    "header": ("CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"),
    "episodes": ("CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE",
                 "HOME_POST", "PL_POST", "URN"),
    "reviews": ("CHILD", "DOB", "REVIEW", "REVIEW_CODE"),
    "uasc": ("CHILD", "SEX", "DOB", "DUC"),
    "oc2": ("CHILD", "DOB", "SDQ_SCORE", "SDQ_REASON", "CONVICTED", "HEALTH_CHECK", "IMMUNISATIONS", "TEETH_CHECK",
            "HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED"),
    "oc3": ("CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM"),
    "ad1": ("CHILD", "DOB", "DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"),
    "placed_for_adoption": ("CHILD", "DOB", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"),
    "previous_permanence": ("CHILD", "DOB", "PREV_PERM", "LA_PERM", "DATE_PERM"),
    "missing": ("CHILD", "DOB", "MISSING", "MIS_START", "MIS_END"),
    "sw_episodes": ("CHILD", "DOB", "SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON"),
}  # fmt: skip


def text(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def returns(made: Histories) -> Iterator[tuple[int, dict[str, list[Row]]]]:
    """The year of each return, the last first, and the rows of its files; each knows nothing of the years after it."""
    for back in range(RETURNS):
        yield made.day.year - back, files(made, months_after(made.day, -12 * back))


def files(made: Histories, end: date) -> dict[str, list[Row]]:
    """The rows of each file of the year up to a day: what was open in it, began or happened in it."""
    year = _Year(end)
    found = {name: [row for one in made.children for row in rows(year, one)] for name, rows in _ROWS.items()}
    if end.year < WORKERS_FROM:
        del found["sw_episodes"]
    told = {str(row[0]) for rows in found.values() for row in rows}
    people = (one for one in made.children if one.child.identifier in told)
    header: list[Row] = [
        [one.child.identifier, year.sex(one), year.born(one), _ethnicity(one), "", 0, ""] for one in people
    ]
    return {"header": header, **found}


class _Year:
    """A year up to a day. `known` is a day if it had come by then."""

    def __init__(self, end: date):
        self.end, self.first = end, window(end, 12)

    def known(self, day: date | None) -> date | None:
        return day if day and day <= self.end else None

    def has(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.end

    def overlaps(self, started: date, ended: date | None) -> bool:
        return started <= self.end and (ended is None or ended >= self.first)

    def sex(self, one: LookedAfter) -> str:
        letter = {"a": "M", "b": "F"}.get(one.child.sex[0], "U")
        return letter if self.end.year >= SEX_IN_LETTERS_FROM else {"M": "1", "F": "2"}.get(letter, "")

    def born(self, one: LookedAfter) -> str:
        return text(one.child.born)

    def age(self, one: LookedAfter) -> int:
        return age(one.child.born or self.end, self.end)


def _ethnicity(one: LookedAfter) -> str:
    return ETHNICITY[one.child.ethnicity[0]]


def _episodes(year: _Year, one: LookedAfter) -> Iterator[Row]:
    for spell in one.spells:
        parts = [*_parts(spell)]
        for (started, reason, status, place), following in zip(parts, [*parts[1:], None], strict=True):
            last = following[0] if following else spell.ceased
            if not year.overlaps(started, last):
                continue
            is_now = place in SUPPORTED_BEFORE and year.end.year >= SUPPORTED_FROM
            ended = year.known(last)
            why = "" if not ended else "X1" if following else spell.reason
            need = "N8" if one.child.asylum else "N1"
            row = [text(started), reason, status, need, SUPPORTED if is_now else place, "PR1", text(ended), why]
            yield [one.child.identifier, *row, "", "", "", ""]


def _parts(spell: Spell) -> Iterator[tuple[date, str, str, str]]:
    """Start, reason for the new episode, legal status and placement of each episode."""
    homes = spell.homes
    days = {spell.started, *(on for on, _ in spell.statuses), *(home.started for home in homes)}
    days |= {day for home in homes for first, last, _ in home.stays for day in (first, last)}
    before: tuple[str, int, str] | None = None
    for day in sorted(days):
        home = max(number for number, one in enumerate(homes) if one.started <= day)
        now = (spell.status(day), home, spell.place(day))
        if now != before:
            yield day, _reason(before, now, homes[home].with_same), now[0], now[2]
        before = now


def _reason(before: tuple[str, int, str] | None, now: tuple[str, int, str], with_same: bool) -> str:
    """The code of a new episode, by the legal status, home and placement before it."""
    if before is None:
        return "S"
    if now[1:] == before[1:]:
        return "L"
    changed, with_same = now[0] != before[0], with_same and now[1] != before[1]
    return ("U" if changed else "T") if with_same else ("B" if changed else "P")


def _reviews(year: _Year, one: LookedAfter) -> Iterator[Row]:
    for held, code in one.reviews:
        if year.has(held):
            yield [one.child.identifier, year.born(one), text(held), code]


def _uasc(year: _Year, one: LookedAfter) -> Iterator[Row]:
    if one.child.asylum and one.child.born and any(year.overlaps(s.started, s.ceased) for s in one.spells):
        adult = months_after(one.child.born, 18 * 12)
        yield [one.child.identifier, year.sex(one), year.born(one), text(adult)]


def _oc2(year: _Year, one: LookedAfter) -> Iterator[Row]:
    """Of those looked after all through the year."""
    for spell, care in zip(one.spells, one.child.care, strict=False):
        if spell.is_open(year.end) and spell.started < year.first:
            has_score = year.age(one) in range(4, 17) and not one.questionnaire
            health, teeth = (int(any(year.has(day) for day in days)) for days in (care.health, care.dental))
            yield [
                one.child.identifier, year.born(one), one.score if has_score else "", one.questionnaire, 0,
                1 if year.age(one) < 5 else "", int(one.immunised), teeth, health, 0, "", "",
            ]  # fmt: skip


def _oc3(year: _Year, one: LookedAfter) -> Iterator[Row]:
    """Of those who left care, by what is known of them on the lists' day."""
    leaver = one.child.leaver
    if leaver and 17 <= year.age(one) <= 21 and not any(spell.is_open(year.end) for spell in one.spells):
        activity = (leaver.activity or "0")[:2]
        yield [one.child.identifier, year.born(one), IN_TOUCH[leaver.in_touch], activity, _accommodation(leaver)]


def _accommodation(leaver: Leaver) -> str:
    letter = ACCOMMODATION.get(leaver.accommodation or "")
    return f"{letter}{2 if leaver.accommodation in codes.UNSUITABLE_HOMES else 1}" if letter else "0"


def _ad1(year: _Year, one: LookedAfter) -> Iterator[Row]:
    made = one.child.adoption
    if made and year.has(made.adopted):
        fostered = int(made.fostered_to_adopt is not None)
        decided, matched = text(made.decided), text(made.matched)
        yield [one.child.identifier, year.born(one), decided, matched, fostered, 2, "MF", "L11"]


def _placed(year: _Year, one: LookedAfter) -> Iterator[Row]:
    made = one.child.adoption
    if made and year.overlaps(made.decided, made.reversed or made.adopted):
        reversed_ = year.known(made.reversed)
        reason = "RD1" if reversed_ else ""
        yield [one.child.identifier, year.born(one), text(made.decided), text(reversed_), reason]


def _previous(year: _Year, one: LookedAfter) -> Iterator[Row]:
    if any(year.has(spell.started) and not spell.is_short_breaks for spell in one.spells):
        yield [one.child.identifier, year.born(one), "Z1", "", ""]


def _missing(year: _Year, one: LookedAfter) -> Iterator[Row]:
    for away in one.away:
        if year.overlaps(away.started, away.ended):
            kind, ended = "M" if away.missing else "A", text(year.known(away.ended))
            yield [one.child.identifier, year.born(one), kind, text(away.started), ended]


def _workers(year: _Year, one: LookedAfter) -> Iterator[Row]:
    for worker, started, ended in one.workers:
        if year.overlaps(started, ended):
            left = year.known(ended)
            yield [one.child.identifier, year.born(one), worker, text(started), text(left), "LEFTRL" if left else ""]


_ROWS: dict[str, Callable[[_Year, LookedAfter], Iterator[Row]]] = {
    "episodes": _episodes,
    "reviews": _reviews,
    "uasc": _uasc,
    "oc2": _oc2,
    "oc3": _oc3,
    "ad1": _ad1,
    "placed_for_adoption": _placed,
    "previous_permanence": _previous,
    "missing": _missing,
    "sw_episodes": _workers,
}
