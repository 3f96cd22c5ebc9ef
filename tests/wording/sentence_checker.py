"""Whether a sentence about an indicator is borne out by the figures as they were loaded.

Every claim of a sentence is found by its words, worked out again from the rows of the extract, the targets and the
polarity alone, and taken out; what is left of the sentence must have no number. Nothing of the product's rules is used.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}"
NUMBER = r"\d[\d,]*(?:\.\d+)?"


@dataclass(frozen=True)
class Row:
    """A month of an extract; the value is the one written or, from counts, to one decimal."""

    value: Decimal | None
    numerator: int | None
    denominator: int | None
    simulated: bool


@dataclass(frozen=True)
class Known:
    """One indicator in one area, as it was loaded, and the month that is spoken of."""

    rows: Mapping[date, Row]
    month: date
    polarity: str
    target: Callable[[date], Decimal | None]
    tolerance: Decimal  # percent of the target

    @property
    def now(self) -> Row:
        return self.rows[self.month]

    @property
    def alike(self) -> dict[date, Row]:
        """The months up to this one with a figure, real with real and simulated with simulated."""
        return {
            at: row
            for at, row in sorted(self.rows.items())
            if at <= self.month and row.value is not None and row.simulated == self.now.simulated
        }

    def value(self, at: date) -> Decimal:
        found = self.rows[at].value
        assert found is not None
        return found

    def rating(self, at: date) -> str | None:
        row, target = self.rows.get(at), self.target(at)
        if row is None or row.value is None or target is None or self.polarity == "information":
            return None
        off = {"bigger": target - row.value, "smaller": row.value - target}.get(self.polarity, abs(row.value - target))
        return "green" if off <= 0 else "amber" if off <= target * self.tolerance / 100 else "red"

    def is_better(self, difference: Decimal) -> bool:
        assert self.polarity in ("bigger", "smaller")
        return (difference > 0) == (self.polarity == "bigger")


def share(part: Decimal | int, whole: Decimal | int) -> Decimal:
    return (Decimal(100) * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def back(month: date, by: int) -> date:
    total = month.year * 12 + month.month - 1 - by
    return date(total // 12, total % 12 + 1, 1)


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def at(text: str) -> date:
    return datetime.strptime(text, "%B %Y").date()


def _value(known: Known, value: str, month: str) -> None:
    assert known.value(at(month)) == number(value)
    assert at(month) == known.month


def _on_target(known: Known, target: str, rating: str) -> None:
    assert known.value(known.month) == known.target(known.month) == number(target)
    assert rating == "green"


def _off_target(known: Known, by: str, side: str, target: str, rating: str, within: str | None) -> None:
    aim = known.target(known.month)
    assert aim == number(target)
    apart = known.value(known.month) - aim
    assert abs(apart) == number(by)
    assert side == ("above" if apart > 0 else "below")
    assert rating == known.rating(known.month)
    assert within == {"amber": "within", "red": "off"}.get(rating)


def _missed_for(known: Known, count: str, since: str) -> None:
    months = int(count)
    assert back(known.month, months - 1) == at(since)
    assert {known.rating(back(known.month, ago)) for ago in range(months)} <= {"amber", "red"}
    assert (
        known.rating(back(at(since), 1)) in (None, "green")
        or known.rows[back(at(since), 1)].simulated != known.now.simulated
    )


def _missed_always(known: Known, count: str) -> None:
    rated = [rating for at in known.alike if (rating := known.rating(at))]
    assert len(rated) == int(count)
    assert "green" not in rated


def _missed_in_both(known: Known, _: str) -> None:
    _missed_always(known, "2")


def _newly_missed(known: Known, *_: str) -> None:
    assert known.rating(known.month) in ("amber", "red")
    before = back(known.month, 1)
    assert known.rating(before) in (None, "green") or known.rows[before].simulated != known.now.simulated


def _moved(known: Known, way: str, by: str, since: date) -> Decimal:
    change = known.value(known.month) - known.value(since)
    assert abs(change) == number(by)
    assert way == ("up" if change > 0 else "down")
    return change


def _moved_since(known: Known, lead: str | None, way: str, by: str, since: str, judged: str | None) -> None:
    change = _moved(known, way, by, at(since))
    if lead and lead.lower() == "no clear change, ":
        assert abs(change) <= Decimal("2.5")
    elif lead:
        assert ("better" in lead.lower()) == known.is_better(change)
    if judged:
        assert (judged == "better") == known.is_better(change)


def _moved_in(known: Known, way: str, by: str, count: str, since: str, judged: str | None) -> None:
    assert back(known.month, int(count)) == at(since)
    _moved_since(known, None, way, by, since, judged)


def _this_month(known: Known, judged: str | None, way: str, by: str, judged_after: str | None) -> None:
    change = _moved(known, way, by, back(known.month, 1))
    for said in filter(None, (judged, judged_after)):
        assert (said == "better") == known.is_better(change)


def _unchanged(known: Known, *_: str) -> None:
    assert known.value(known.month) == known.value(back(known.month, 1))


def _range(known: Known, where: str, low: str, high: str, wide: str | None, trial: str | None) -> None:
    value, least, most = known.value(known.month), number(low), number(high)
    assert where.lower() == ("below" if value < least else "above" if value > most else "within") or value in (
        least,
        most,
    )
    if where == "within":
        assert bool(wide) == (most - least >= 20) or abs(most - least - 20) <= Decimal("0.1")
    assert bool(trial) == (len(known.alike) < 13)


def _always(known: Known, where: str, usual: str, trial: str | None) -> None:
    value, always = known.value(known.month), number(usual)
    assert (value == always) if where.startswith("expected") else (value < always) == where.lower().startswith("below")
    before = [row.value for row in list(known.alike.values())[:-1] if row.value is not None]
    assert abs(sum(before, Decimal(0)) / len(before) - always) <= Decimal("0.1")
    assert bool(trial) == (len(known.alike) < 13)


def _near(known: Known, end: str, low: str, high: str) -> None:
    value, third = known.value(known.month), (number(high) - number(low)) / 6
    assert value >= number(high) - third if end == "top" else value <= number(low) + third


def _from_usual(known: Known, by: str, judged: str, usual: str) -> None:
    change = known.value(known.month) - number(usual)
    assert abs(change) == number(by)
    assert (judged == "better") == known.is_better(change)


def _in_a_row(known: Known, what: str, usual: str | None, by: str | None, judged: str | None) -> None:
    if usual and by and judged:
        _from_usual(known, by, judged, usual)
    values = [known.value(back(known.month, ago)) for ago in range(7)]
    if what in ("rises", "falls"):
        assert all((later > earlier) == (what == "rises") and later != earlier for later, earlier in pairwise(values))
    elif usual:
        assert all((value > number(usual)) == (what == "above") for value in values)


def _in_cases(known: Known, count: str, more: str, of: str) -> None:
    assert known.now.denominator == number(of)
    before = list(known.alike.values())[:-1]
    usual = sum((row.value for row in before if row.value is not None), Decimal(0)) / len(before)
    apart = (known.value(known.month) - usual) * number(of) / 100
    run = [
        (known.value(known.month) - known.value(back(known.month, ago))) * number(of) / 100
        for ago in range(6, 13)
        if back(known.month, ago) in known.alike
    ]
    assert more == ("more" if apart > 0 else "fewer") or any((moved > 0) == (more == "more") for moved in run)
    assert any(abs(abs(size) - number(count)) <= number(of) / 1000 + 1 for size in (apart, *run))


def _to_target(known: Known, count: str, more: str, of: str) -> None:
    n, d, aim = known.now.numerator, known.now.denominator, known.target(known.month)
    assert n is not None
    assert d is not None
    assert d == number(of)
    assert aim is not None
    sign = 1 if more == "more" else -1

    def meets(by: int) -> bool:
        apart = 100 * (n + sign * by) - aim * d
        return apart >= 0 if known.polarity == "bigger" else apart <= 0

    assert meets(int(number(count)))
    assert not meets(int(number(count)) - 1)


def _few(known: Known, of: str, by: str) -> None:
    assert known.now.denominator == number(of)
    assert number(of) < 20
    assert share(1, int(of)) == number(by)


def _fewer_than_twenty(known: Known, *_: str) -> None:
    assert known.now.denominator is not None
    assert known.now.denominator < 20


def _fewer_than_five(known: Known, *_: str) -> None:
    counted = [row for row in list(known.alike.values())[:-1] if row.denominator]
    usual = sum(row.numerator or 0 for row in counted) / sum(row.denominator or 0 for row in counted)
    assert known.now.denominator is not None
    assert known.now.denominator * min(usual, 1 - usual) < 5


def _needs_six(known: Known, *_: str) -> None:
    assert len(known.alike) - 1 < 6


def _no_figure(known: Known, month: str) -> None:
    assert at(month) == known.month
    assert known.rows.get(known.month) is None or known.now.value is None


def _no_target(known: Known, *_: str) -> None:
    assert known.target(known.month) is None


def _jump(known: Known, way: str) -> None:
    change = known.value(known.month) - known.value(back(known.month, 1))
    assert (change > 0) == (way == "rise")


def _of_others(known: Known, how: str, median: str, _: str) -> None:
    apart = known.value(known.month) - number(median)
    if how.lower() in ("better than", "worse than"):
        assert (how.lower() == "better than") == known.is_better(apart)
    else:
        assert abs(apart) <= 1


CLAIMS: list[tuple[str, Callable[..., None]]] = [
    (rf"^({NUMBER})% in ({MONTH})", _value),
    (rf", exactly on the target of ({NUMBER})%: (green)", _on_target),
    (
        rf", ({NUMBER}) points? (above|below) the target of ({NUMBER})%: (red|amber|green)"
        r"(?:, (within|off) tolerance)?",
        _off_target,
    ),
    (rf"missed for (\d+) months, since ({MONTH})", _missed_for),
    (r"missed in all (\d+) months judged", _missed_always),
    (r"missed in (both) months judged", _missed_in_both),
    (rf"missed in ({MONTH})(?:, the first month judged)?|(newly missed)", _newly_missed),
    (
        rf"(up|down) ({NUMBER}) points? in (\d+) months, since ({MONTH})(?:, which is (better|worse))?",
        _moved_in,
    ),
    (
        rf"(getting better: |getting worse: |better this month only: |worse this month only: |no clear change, )?"
        rf"(up|down) ({NUMBER}) points? (?:since|on) ({MONTH})(?:, which is (better|worse))?",
        _moved_since,
    ),
    (
        rf"(?:but (better|worse) )?this month,? (up|down) ({NUMBER}) points?(?:, which is (better|worse))?",
        _this_month,
    ),
    (rf"(unchanged) on {MONTH}|(unchanged) this month", _unchanged),
    (
        rf"(within|above|below) (?:its|the) expected range of ({NUMBER})% to ({NUMBER})%"
        r"(, which is wide)?( \(trial limits\))?",
        _range,
    ),
    (rf"(expected to stay at|above the expected|below the expected) ({NUMBER})%( \(trial limits\))?", _always),
    (rf"({NUMBER}) points? (worse|better) than the usual ({NUMBER})%", _from_usual),
    (rf"two of three months near the (top|bottom) of the expected range of ({NUMBER})% to ({NUMBER})%", _near),
    (
        rf"(?:seven|six) or more (?:months )?(rises|falls|above|below)(?: in a row| the usual ({NUMBER})%)?"
        rf"(?: \(trial limits\))?(?:; ({NUMBER}) points? (better|worse) than that)?",
        _in_a_row,
    ),
    (rf"about ({NUMBER}) (more|fewer) of ({NUMBER}) ", _in_cases),
    (rf"({NUMBER}) (more|fewer) of ({NUMBER}) [^;]*?would have met the target", _to_target),
    (rf"only (\d+) [^;:]*: one more or fewer changes the figure by ({NUMBER}) points?", _few),
    (r"fewer than twenty ([a-z ]+)", _fewer_than_twenty),
    (r"fewer than five ([a-z ]+) are usual on either side", _fewer_than_five),
    (r"(an expected range needs six months with figures before this one)", _needs_six),
    (rf"^There is no figure for ({MONTH})", _no_figure),
    (r"(no target is in force)", _no_target),
    (r"a larger (rise|fall) in one month than usual", _jump),
    (
        rf"(better than|worse than|similar to) the statistical neighbours' median of ({NUMBER})% \(([^)]*)\)",
        _of_others,
    ),
    (rf"(part of the year only[^;]*median of {NUMBER}% \([^)]*\))", lambda _, __: None),
]


def check(sentence: str, known: Known, seen: Counter[str]) -> None:
    """Raises AssertionError where a claim of the sentence is not borne out or a number belongs to none; counts in
    `seen` which kinds of claim there were."""
    rest = sentence
    for pattern, holds in CLAIMS:
        for found in re.finditer(pattern, rest, re.IGNORECASE):
            holds(known, *found.groups())
            seen[pattern] += 1
        rest = re.sub(pattern, " ", rest, flags=re.IGNORECASE)
    assert not re.search(r"\d", rest), f"a number that belongs to no claim: {rest}"
