"""An attacker who reads packs, the catalogue and what it lists as published, and works out what was hidden.

She knows the definitions (which indicators are parts of another, which share of the scorecard counts what), the rule of
the policy, every printed percentage and count, and that all areas together are the whole council. She writes one system
of inequalities over the finest counts (a month, place and side; a month, place, legal status and rating; an area and
colour; a month and kind of placement) and asks for each hidden small count whether another value is possible. None of
the product's own rules is used. Sentences, colours, charts and percentages of a pack are made from its counts, and add
nothing to them; a percentage whose whole is not printed is taken to tell that whole as it was rounded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from analytics import months
from analytics.catalogue import ALL, corporate_catalogue
from analytics.disclosure import Disclosed
from analytics.disclosure.published import figures
from analytics.extracts.contracts import RAG
from analytics.store import Store
from tests.demonstration.council import catalogue

Count = tuple[str, ...]
Sums = Mapping[Count, int]
SIDES = ("numerator", "denominator")
AUDIT, RECORD, PLACEMENT = "audit", "record", "placement"  # how the names of counts begin that are of no indicator
KINDS, TOTAL = ("Residential agency", "Fostering agency", "Supported living"), "Total agency"
COLOURS = (*RAG, "unrated")
MOST = 5000  # no count is larger
PATIENCE = 10  # nodes of the search tree
INFEASIBLE = 2  # what scipy calls a system without a solution
HIDDEN = {"dfe": (1, 5), "nhs": (1, 7), "strict": (0, 7)}
QUARTER = 3


@dataclass(frozen=True)
class Told:
    """A count of a pack: the sum that it is, what is printed of it (nothing where it is hidden), and whether the pack
    tells that it was left out whether small or not."""

    name: Count
    of: Sums
    printed: int | None
    left_out: bool


@dataclass
class Attack:
    """Inequalities over whole numbers of 0 and more that the true counts fulfil."""

    truth: Mapping[Count, int]
    rows: list[tuple[Sums, float, float]] = field(default_factory=list)

    def value(self, of: Sums) -> int:
        return sum(times * self.truth[count] for count, times in of.items())

    def says(self, of: Sums, least: float, most: float = np.inf) -> bool:
        """That a sum of multiples of counts lies from least to most; False, and not said, where it does not."""
        if so := least <= self.value(of) <= most:
            self.rows.append((of, least, most))
        return so

    def follow(self, wanted: Mapping[Count, Sums]) -> Iterator[Count]:
        """Which of the wanted sums can have one value alone."""
        rows = [*self.rows, *((of, -np.inf, np.inf) for of in wanted.values())]
        names = {count: at for at, count in enumerate({count for of, _, _ in rows for count in of})}
        cells = [(row, names[count], times) for row, (of, _, _) in enumerate(rows) for count, times in of.items()]
        row, column, times = np.array(cells).T
        size = len(rows) + len(names)
        links = coo_array((np.ones(len(row)), (row, column + len(rows))), (size, size))
        parts = connected_components(links, directed=False)[1]
        truth = np.array([self.truth[count] for count in names])
        asked: dict[int, list[tuple[Count, int]]] = defaultdict(list)
        for at, name in enumerate(wanted, len(self.rows)):
            asked[parts[at]].append((name, at))
        for part, of_part in asked.items():
            among, columns = np.flatnonzero(parts[: len(rows)] == part), np.flatnonzero(parts[len(rows) :] == part)
            held = parts[row] == part
            matrix = np.zeros((len(among), len(columns)), dtype=np.int64)
            matrix[np.searchsorted(among, row[held]), np.searchsorted(columns, column[held])] = times[held]
            # Counts that every inequality treats alike are one, their sum.
            matrix, which = np.unique(matrix, axis=1, return_inverse=True)
            x = np.bincount(which.ravel(), weights=truth[columns])
            system = _System(matrix, *_ends([rows[i] for i in among]), [x])
            for name, at in of_part:
                if system.follows(int(np.searchsorted(among, at))):
                    yield name


def _ends(rows: Sequence[tuple[Sums, float, float]]) -> tuple[Any, Any]:
    return np.array([low for _, low, _ in rows]), np.array([high for _, _, high in rows])


@dataclass
class _System:
    """least <= matrix @ x <= most, and the solutions that the search came by, of which the first is the truth."""

    matrix: Any
    least: Any
    most: Any
    solutions: list[Any]

    def near(self, row: int) -> bool:
        """Whether the sum of a row has another value in a solution that differs from the truth by two steps: a count,
        or two counts of which one lies within the other, one more or one fewer."""
        alone = np.eye(self.matrix.shape[1], dtype=np.int64)
        tied = [r != 0 for r in self.matrix if sorted(r[r != 0].tolist()) == [-1, 1]]
        steps = np.vstack([alone, *(np.array(tied, dtype=np.int64),) * bool(tied)]).T
        moved, x = self.matrix @ steps, self.solutions[0]
        said = self.matrix @ x
        for first in np.flatnonzero(moved[row]):
            for one in (-1, 1):
                for two in (-1, 0, 1):
                    sums = (said + one * moved[:, first])[:, None] + two * moved
                    counts = (x + one * steps[:, first])[:, None] + two * steps
                    so = (sums >= self.least[:, None]).all(0) & (sums <= self.most[:, None]).all(0)
                    if (so & (counts >= 0).all(0) & (sums[row] != said[row])).any():
                        return True
        return False

    def follows(self, row: int) -> bool:
        """Whether it can be proved, in as many steps as she has patience for, that the sum of a row has one value."""
        sums = self.matrix[row]
        value = round(sums @ self.solutions[0])
        if any(round(sums @ x) != value for x in self.solutions) or self.near(row):
            return False
        return all(self._least(sign * sums) == sign * value for sign in (1, -1))

    def _least(self, aim: Any) -> int:
        """What a sum is at least: by the search, or where that has no answer in time by the same inequalities over
        fractions."""
        for whole in (1, 0):
            found = milp(
                aim,
                integrality=np.full(len(aim), whole),
                bounds=Bounds(0, MOST),
                constraints=LinearConstraint(self.matrix, self.least, self.most),
                options={"node_limit": PATIENCE},
            )
            assert found.status != INFEASIBLE, "the true counts are a solution"
            if whole and found.x is not None:
                self.solutions.append(np.rint(found.x))
            if found.mip_dual_bound is not None or found.fun is not None:
                return ceil((found.fun if found.mip_dual_bound is None else found.mip_dual_bound) - 1e-6)
        return -MOST


def places() -> tuple[str, ...]:
    return catalogue().behind(ALL)


def _cases(measure: str, codes: Iterable[str], among: Iterable[str], side: str) -> list[Count]:
    return [(measure, code, place, side) for code in codes for place in among]


def _plus(counts: Iterable[Count]) -> dict[Count, int]:
    return dict.fromkeys(counts, 1)


def told(made: Disclosed, truth: Mapping[Count, int]) -> Iterator[Told]:
    """Every count of a pack that is printed or hidden."""
    month, area = made.wanted.month, made.wanted.locality

    def rows(name: str, *, own: bool = False) -> list[dict[str, Any]]:
        """The rows of a frame, if the pack has it; only those that are not as printed where the `own` are asked for."""
        frame = made.publishables[name].frame.rows(named=True) if name in made.publishables else []
        return [row for row in frame if not own or row["basis"] not in (None, "as printed")]

    lost = [said.partition(": ")[2].split("; ") for said in made.dropped if said.startswith("Counts")]
    groups = {name for names in lost for name in names}
    quarters = {n for said in made.dropped for n in said.removeprefix("Rolling quarters of ").split("; ")}
    spans = {"month": [months.code(month)], "quarter": _codes(month, QUARTER)}

    def indicator(row: dict[str, Any], within: str, period: str, prefix: str = "") -> Iterator[Told]:
        for side in SIDES:
            value, marker = row[f"{prefix}{side}"], row[f"{prefix}{side}_marker"]
            of = _cases(row["measure_id"], spans[period], catalogue().behind(within) or (within,), side)
            if (value is None and marker != "c") or not all(count in truth for count in of):
                continue
            without = row["name"] in groups or (period == "quarter" and row["name"] in quarters)
            yield Told((row["measure_id"], period, within, side), _plus(of), value, without)

    for row in rows("areas"):
        yield from indicator(row, row["area"], row["period"])
    for row in rows("indicators", own=True):
        for period, prefix in (("month", ""), ("quarter", "quarter_")):
            yield from indicator(row, area, period, prefix)
    bands = _bands()
    here = {area, *catalogue().behind(area)} if area != ALL else None
    for row in rows("audits"):
        status, rating = row["legal_status"], row["rating"]
        of = _audits(truth, _codes(month, QUARTER), status, bands[rating], here)
        total = "Rating totals" if status == ALL else "Status totals"
        without = f"audits, {row['name'].replace('All ', 'all ')}" in groups or (
            (status == ALL or len(bands[rating]) > 1) and total in made.dropped
        )
        yield Told((AUDIT, area, status, rating), _plus(of), row["count"], without)
    for row in rows("screening"):
        count = (RECORD, row["area"], row["rag"])
        without = f"records screened, {row['area_name']}" in groups
        if row["count"] is not None or row["count_marker"] == "c":
            yield Told(count, {count: 1}, row["count"], without)
        if row["basis"] != "as printed" and row["share"] is not None:
            of = [(RECORD, row["area"], colour) for colour in COLOURS]
            yield Told((RECORD, row["area"], ALL), _plus(of), _rounded(sum(truth[c] for c in of), made), left_out=False)
    for row in rows("placements", own=True):
        count = (PLACEMENT, months.code(row["month"]), row["series"])
        if row["count"] is not None or row["count_marker"] == "c":
            without = f"agency placements, {months.words(row['month'])}" in groups
            without |= row["series"] == TOTAL and "Placement totals" in made.dropped
            yield Told(count, _placed(count), row["count"], without)


def _codes(end: date, span: int) -> list[str]:
    return [months.code(months.before(end, back)) for back in range(span)]


def _bands() -> dict[str, tuple[str, ...]]:
    """The ratings that a row of audits or the category of a printed share counts."""
    scale = catalogue().scale
    named = {name: scale.bands[band] for band, name in scale.names.items()}
    return {g: (g,) for g in scale.grades} | named | {scale.good_row: named[scale.good], ALL: scale.grades}


def _audits(
    truth: Mapping[Count, int], codes: Sequence[str], status: str, ratings: Sequence[str], here: set[str] | None
) -> list[Count]:
    """The finest counts of audits (its months, places, legal status and rating) that a row is the sum of."""
    return [
        count
        for count in truth
        if count[0] == AUDIT
        and count[1] in codes
        and (here is None or count[2] in here)
        and status in (ALL, count[3])
        and count[4] in ratings
    ]


def _placed(count: Count) -> Sums:
    """A kind itself, or the total as the sum of its kinds."""
    kinds = KINDS if count[2] == TOTAL else count[2:]
    return {(*count[:2], kind): 1 for kind in kinds}


def _policy(made: Disclosed) -> str:
    (policy,) = {*made.wanted.policies.values()}
    return policy


def _rounded(value: int, made: Disclosed) -> int:
    step = 1 if _policy(made) == "dfe" else 5
    return (value + step // 2) // step * step


def _behind(one: Told, made: Disclosed, true: int) -> tuple[float, float]:
    """Which true counts may stand behind one that was printed, or was not. She is taken to know which were hidden for
    themselves, and which so that others can't be worked out."""
    (low, high), step = HIDDEN[_policy(made)], 1 if _policy(made) == "dfe" else 5
    if one.printed is None:
        # Under this policy others are hidden, too, and look the same.
        of_others = one.left_out or _policy(made) == "dfe" or not low <= true <= high
        return (0, np.inf) if of_others else (low, high)
    if one.printed == 0 and low > 0:
        return 0, 0
    return max(one.printed - step // 2, high + 1), one.printed + step // 2


def _percent(attack: Attack, upper: Sequence[Count], lower: Sequence[Count], value: float, decimals: int) -> None:
    """That 100 × upper ÷ lower rounds to a percentage of so many decimals, if it does."""
    if not lower or not all(count in attack.truth for count in (*upper, *lower)):
        return
    hundred = 100 * 10**decimals
    units = round(value * 10**decimals)
    both: list[tuple[dict[Count, int], float]] = []
    for sign, edge in ((1, 2 * units - 1), (-1, 2 * units + 1)):
        of: dict[Count, int] = defaultdict(int)
        for count in upper:
            of[count] += sign * 2 * hundred
        for count in lower:
            of[count] -= sign * edge
        both.append((of, 0 if sign > 0 else 1))
    if sum(attack.truth[count] for count in lower) and all(attack.value(of) >= least for of, least in both):
        for of, least in both:
            attack.says(of, least)


def _decimals(value: float) -> int:
    return next((n for n in range(4) if round(value, n) == value), 4)


def _everybody_knows(attack: Attack, store: Store) -> None:
    """Definitions, and what the listed publications say; what the true counts do not bear out says nothing."""
    truth = attack.truth
    parts: dict[Count, list[Count]] = defaultdict(list)
    for count in truth:
        if (indicator := catalogue().indicators.get(count[0])) is None:
            continue
        if count[-1] == SIDES[0]:
            attack.says({(*count[:-1], SIDES[1]): 1, count: -1}, 0)
        if (whole := (indicator.part_of, *count[1:])) in truth:
            parts[whole].append(count)
    for whole, members in parts.items():
        if not attack.says({whole: 1} | dict.fromkeys(members, -1), 0, 0):
            attack.says({whole: 1} | dict.fromkeys(members, -1), 0)
    for row in figures(store, "indicators").filter(team=ALL, breakdown=ALL).iter_rows(named=True):
        among = catalogue().behind(row["locality"]) or (row["locality"],)
        upper, lower = (_cases(row["measure_id"], [months.code(row["month"])], among, side) for side in SIDES)
        if row["value"] is not None:
            _percent(attack, upper, lower, row["value"], max(1, _decimals(row["value"])))
        for side, of in zip(SIDES, (upper, lower), strict=True):
            if row[side] is not None and all(count in truth for count in of):
                attack.says(_plus(of), row[side], row[side])
    _scorecard(attack, store)
    _shares(attack, store)
    for row in figures(store, "placements").drop_nulls("value").iter_rows(named=True):
        placed = _placed((PLACEMENT, months.code(row["month"]), row["series"]))
        if all(count in truth for count in placed):
            attack.says(placed, row["value"], row["value"])


def _scorecard(attack: Attack, store: Store) -> None:
    """What the scorecard prints of a quarter, or of its last month: the cases of an indicator, or all audits."""
    counted, audits = corporate_catalogue().counted, corporate_catalogue().audits
    rows = figures(store, "scorecard").filter(unit="%").drop_nulls("value")
    for name, end, printed in rows.select("measure_id", "period", "value").rows():
        one = counted.get(name) or audits.get(name)
        value = 100 - printed if one and one.inverted else printed
        for span in (1, QUARTER):
            codes = _codes(end, span)
            if name in counted:
                upper, lower = (_cases(counted[name].measure_id, codes, places(), side) for side in SIDES)
            elif name in audits and span == QUARTER:
                graded = (catalogue().scale.bands[audits[name].band], catalogue().scale.grades)
                upper, lower = (_audits(attack.truth, codes, ALL, ratings, None) for ratings in graded)
                lower = lower if {count[1] for count in lower} == set(codes) else []
            else:
                continue
            for decimals in {1, _decimals(printed)}:
                _percent(attack, upper, lower, value, decimals)


def _shares(attack: Attack, store: Store) -> None:
    rows = figures(store, "shares").drop_nulls("value")
    for (_, _, subject), table in rows.group_by("month", "months", "subject"):
        decimals = max(map(_decimals, table["value"]))
        for row in table.iter_rows(named=True):
            codes = _codes(row["month"], row["months"])
            if subject == "audit ratings" and row["category"] in _bands():
                here = None if row["area"] == ALL else {row["area"], *catalogue().behind(row["area"])}
                graded = (_bands()[row["category"]], catalogue().scale.grades)
                upper, lower = (_audits(attack.truth, codes, row["legal_status"], r, here) for r in graded)
                if {count[1] for count in lower} == set(codes):
                    _percent(attack, upper, lower, row["value"], decimals)
            elif subject == "screening":
                held = {c[1] for c in attack.truth if c[0] == RECORD and row["area"] in (ALL, c[1])}
                upper = [(RECORD, area, row["category"]) for area in sorted(held)]
                _percent(attack, upper, [(RECORD, a, c) for a in sorted(held) for c in COLOURS], row["value"], decimals)


def _as_printed(attack: Attack, made: Disclosed) -> None:
    """The percentages of months that a pack gives as printed, whether or not a listed publication has them."""
    for row in made.publishables["indicator-months"].frame.drop_nulls("value").iter_rows(named=True):
        upper, lower = (_cases(row["measure_id"], [months.code(row["month"])], places(), side) for side in SIDES)
        _percent(attack, upper, lower, row["value"], max(1, _decimals(row["value"])))


def recovered(store: Store, packs: Sequence[Disclosed], truth: Mapping[Count, int]) -> tuple[list[Count], int]:
    """The small counts that packs of a store hide and the attacker knows all the same, and how many. What a count of
    the month lacks to its whole is one of them where it is small; what can be worked out without a pack is none."""
    attack, wanted, seen = Attack(truth), dict[Count, Sums](), set[frozenset[tuple[Count, int]]]()

    def ask(name: Count, of: Sums) -> None:
        if (key := frozenset(of.items())) not in seen:
            wanted[name] = of
            seen.add(key)

    for made in packs:
        _as_printed(attack, made)
        low, high = HIDDEN[_policy(made)]
        counts = {one.name: one for one in told(made, truth)}
        for one in counts.values():
            assert attack.says(one.of, *_behind(one, made, attack.value(one.of))), one
            if one.printed is None and low <= attack.value(one.of) <= high:
                ask(one.name, one.of)
        for name, one in counts.items():
            if name[-1] == SIDES[0] and name[1] == "month" and (whole := counts.get((*name[:-1], SIDES[1]))):
                rest = dict(whole.of) | dict.fromkeys(one.of, -1)
                if 1 <= attack.value(rest) <= high:
                    ask((*name[:-1], "rest"), rest)
    without = Attack(truth)
    for system in (attack, without):
        _everybody_knows(system, store)
    found = list(attack.follow(wanted))
    public = set(without.follow({name: wanted[name] for name in found})) if found else set()
    return [name for name in found if name not in public], len(wanted)
