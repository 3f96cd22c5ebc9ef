"""An attacker who has all packs that were handed out, and all that was published, and works out small counts by
subtraction: any count of 1 to 5, whether or not a pack hid it.

She shares no code with the product: she reads the frames of the packs, writes what they say as inequalities over whole
numbers, and decides each by looking for another solution: near the truth, and by trying values one after another, each
of which narrows what the others can be. What follows from publications alone, or from them and one pack that somebody
signed for, is no discovery of hers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from analytics import months
from analytics.catalogue import ALL
from tests.disclosure.subtraction.worlds import (
    AUDIT,
    COLOURS,
    GRADES,
    MONTHLY,
    MONTHS,
    NESTED,
    PARTS,
    RECORD,
    SAME,
    SIDES,
    SNAPSHOT,
    STATUSES,
    TEAMS,
    WHOLE,
    YEARLY,
    Count,
    Handed,
    World,
    of_area,
    span,
)

INFEASIBLE = 2  # as scipy says it
SMALL = range(1, 6)
MOST = 200  # no count is larger
FREE = 10**8  # no sum is larger
WALKS = 12  # from the truth
STEPS = 40  # values that she tries for one count before she gives up
HIDDEN = {"plain": (1, 5), "dfe": (1, 5), "nhs": (1, 7), "strict": (0, 7)}
ROUNDED = {"nhs": 5, "strict": 5}
GOOD = ("Outstanding", "Good")
# An unknown is a count with the number that it had: corrected, it is another.
Unknown = tuple[Count, int]
Sums = Mapping[Unknown, int]
Row = tuple[dict[Unknown, int], int, int]


@dataclass
class System:
    """What is known: sums of multiples of unknown counts from a number to a number."""

    rows: list[Row] = field(default_factory=list)

    def says(self, of: Sums, low: int, high: int = FREE) -> None:
        value = sum(times * truth for (_, truth), times in of.items())
        if of and low <= value <= high:
            self.rows.append((dict(of), low, high))

    def exact(self, wanted: Mapping[str, Sums]) -> set[str]:
        """Which of the wanted sums can have one value alone."""
        linked = _linked(self.rows)
        solvers = {id(linked[u]): linked[u] for of in wanted.values() for u in of if u in linked}
        solvers = {name: _Solver(rows) for name, rows in solvers.items()}
        found = set()
        for name, of in wanted.items():
            groups = {id(linked[unknown]): linked[unknown] for unknown in of if unknown in linked}
            if any(unknown not in linked for unknown in of):
                continue  # nothing is said of one of them
            if len(groups) > 1:  # nothing ties them together, so that each has one value or none has
                parts = [{u: t for u, t in of.items() if linked[u] is rows} for rows in groups.values()]
                if all(solvers[id(rows)].exact(part) for rows, part in zip(groups.values(), parts, strict=True)):
                    found.add(name)
            elif solvers[next(iter(groups))].exact(of):
                found.add(name)
        return found


def _linked(rows: Sequence[Row]) -> dict[Unknown, list[Row]]:
    """The rows that are tied to each unknown by others."""
    leader: dict[Unknown, Unknown] = {}

    def top(unknown: Unknown) -> Unknown:
        while leader.setdefault(unknown, unknown) != unknown:
            leader[unknown] = leader[leader[unknown]]
            unknown = leader[unknown]
        return unknown

    for of, _, _ in rows:
        first, *others = of
        for other in others:
            leader[top(other)] = top(first)
    grouped: dict[Unknown, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[top(next(iter(row[0])))].append(row)
    return {unknown: grouped[top(unknown)] for unknown in list(leader) if grouped[top(unknown)]}


class _GaveUp(Exception):
    pass


class _Solver:
    def __init__(self, rows: Sequence[Row]) -> None:
        self.names = {unknown: at for at, unknown in enumerate(dict.fromkeys(u for of, _, _ in rows for u in of))}
        self.truth = np.array([truth for _, truth in self.names])
        self.matrix = np.zeros((len(rows), len(self.names)), dtype=np.int64)
        for at, (of, _, _) in enumerate(rows):
            for unknown, times in of.items():
                self.matrix[at, self.names[unknown]] = times
        self.low, self.high = (np.array([row[end] for row in rows]) for end in (1, 2))
        self.rows = [(np.flatnonzero(r), r[np.flatnonzero(r)]) for r in self.matrix]
        self.of = [np.flatnonzero(self.matrix[:, j]) for j in range(len(self.names))]
        self.others = self._walked() - self.truth

    def _walked(self) -> np.ndarray:
        """Solutions that she comes by: from the truth, step by step, as long as everything that is known still holds.

        A step changes one count, or two that move together or against each other in something known.
        """
        size, dice = len(self.names), np.random.default_rng(0)
        steps: dict[tuple[int, ...], list[int]] = {(j,): [1] for j in range(size)}
        for columns, times in self.rows:
            some = dice.permutation(len(columns))[:16]
            for a, b in combinations(sorted(some), 2):
                steps[int(columns[a]), int(columns[b])] = [1, -1 if times[a] * times[b] > 0 else 1]
        moves = [(np.array(at), np.array(by)) for at, by in steps.items()]
        of = [sum((self.matrix[:, j] * k for j, k in zip(at, by, strict=True)), np.int64(0)) for at, by in moves]
        touched = [np.flatnonzero(sums) for sums in of]
        said, found = self.matrix @ self.truth, [self.truth]
        for _ in range(WALKS):
            x, sums = self.truth.copy(), said.copy()
            for number, at in enumerate(dice.permutation(len(moves))):
                (columns, by), rows = moves[at], touched[at]
                for times in (1, -1) if dice.random() < 0.5 else (-1, 1):
                    new = sums[rows] + times * of[at][rows]
                    if (
                        (x[columns] + times * by).min() < 0
                        or (new < self.low[rows]).any()
                        or (new > self.high[rows]).any()
                    ):
                        continue
                    x[columns] += times * by
                    sums[rows] = new
                    break
                if number % 10 == 0:
                    found.append(x.copy())
            found.append(x)
        return np.array(found)

    def exact(self, of: Sums) -> bool:
        sums = np.zeros(len(self.names), dtype=np.int64)
        for unknown, times in of.items():
            sums[self.names[unknown]] = times
        if (self.others @ sums).any():
            return False
        value = int(sums @ self.truth)
        columns = np.flatnonzero(sums)
        above, below = (value + 1, FREE), (-FREE, value - 1)
        return not any(
            np.ceil(self._in_fractions(sign * sums) - 1e-6) < sign * value
            and self._possible(columns, sums[columns], *ends)
            for sign, ends in ((1, below), (-1, above))
        )

    def _in_fractions(self, aim: np.ndarray) -> float:
        """The least that a sum can be, were counts no whole numbers."""
        bounded = np.vstack([self.matrix, -self.matrix])
        found = linprog(aim, A_ub=bounded, b_ub=np.concatenate([self.high, -self.low]), bounds=(0, MOST * 10))
        return -np.inf if found.fun is None else float(found.fun)

    def _possible(self, columns: np.ndarray, times: np.ndarray, low: int, high: int) -> bool:
        """Whether there is a solution in which a sum lies between two ends; where she gives up, a library decides."""
        rows = [*zip(self.rows, self.low, self.high, strict=True), ((columns, times), low, high)]
        of = [list(which) for which in self.of]
        for column in columns:
            of[column].append(len(rows) - 1)
        self.left = STEPS
        least = np.zeros(len(self.names), dtype=np.int64)
        try:
            return self._search(rows, of, least, np.full(len(self.names), MOST), set(range(len(rows))))
        except _GaveUp:
            sums = np.zeros(len(self.names))
            sums[columns] = times
            matrix = np.vstack([self.matrix, sums])
            within = LinearConstraint(matrix, [*self.low, low], [*self.high, high])
            whole = np.ones(len(sums))
            found = milp(
                sums, integrality=whole, bounds=Bounds(0, MOST), constraints=within, options={"time_limit": 20}
            )
            return found.status != INFEASIBLE

    def _search(self, rows: list, of: list, least: np.ndarray, most: np.ndarray, changed: set[int]) -> bool:
        if not _narrowed(rows, of, least, most, changed):
            return False
        open_ones = np.flatnonzero(least < most)
        if not len(open_ones):
            return True
        self.left -= 1
        if self.left < 0:
            raise _GaveUp
        at = open_ones[np.argmin((most - least)[open_ones])]
        middle = min(max(int(self.truth[at]), least[at]), most[at])
        for value in sorted(range(least[at], most[at] + 1), key=lambda v: abs(v - middle)):
            lower, upper = least.copy(), most.copy()
            lower[at] = upper[at] = value
            if self._search(rows, of, lower, upper, set(of[at])):
                return True
        return False


def _narrowed(rows: list, of: list, least: np.ndarray, most: np.ndarray, changed: set[int]) -> bool:
    """Narrow what each unknown can be by what each sum can be, until nothing changes; False if nothing is left."""
    while changed:
        (columns, times), low, high = rows[changed.pop()]
        ends = times * least[columns], times * most[columns]
        smallest, largest = np.minimum(*ends), np.maximum(*ends)
        under, over = smallest.sum(), largest.sum()
        if under > high or over < low:
            return False
        if under >= low and over <= high:
            continue
        for column, k, small, large in zip(columns, times, smallest, largest, strict=True):
            ceiling, floor = high - (under - small), low - (over - large)
            a, b = (-(-floor // k), ceiling // k) if k > 0 else (-(-ceiling // k), floor // k)
            a, b = max(a, least[column]), min(b, most[column])
            if a > b:
                return False
            if a > least[column] or b < most[column]:
                least[column], most[column] = a, b
                changed.update(of[column])
    return True


def of_counts(truth: Mapping[Count, int], counts: Iterable[Count], times: int = 1) -> dict[Unknown, int]:
    return {(count, truth[count]): times for count in counts}


def minus(a: Sums, b: Sums) -> dict[Unknown, int]:
    found = dict(a)
    for unknown, times in b.items():
        found[unknown] = found.get(unknown, 0) - times
    return {unknown: times for unknown, times in found.items() if times}


def cases(world: World, truth: Mapping[Count, int], measure: str, of: Iterable[str], name: str, side: str) -> Sums:
    among = of_area(world.known, name)
    return of_counts(truth, [(measure, month, place, side) for month in of for place in among])


def _says(system: System, pack: Handed, of: Sums, count: int | None, marker: str | None) -> None:
    """What a pack says of a count: rounded, hidden, or nothing."""
    (policy,) = set(pack.made.wanted.policies.values())
    if count is None and marker != "c":
        return
    low, high = HIDDEN.get(policy, (0, -1))
    step = ROUNDED.get(policy, 1)
    if count is None:
        others = policy == "dfe" or any(not said.startswith("Rolling") for said in pack.made.dropped)
        quiet = others or policy not in ROUNDED
        system.says(of, *((0, FREE) if quiet else (low, high)))
    elif count < low:
        system.says(of, count, count)
    else:
        system.says(of, max(count - step // 2, high + 1), count + step // 2)


def read(system: System, world: World, pack: Handed) -> None:
    """Everything that a pack says."""
    made, truth = pack.made, pack.truth
    end = months.code(made.wanted.month)
    quarters = not any(said.startswith("Rolling") for said in made.dropped)
    for name, publishable in made.publishables.items():
        for row in publishable.frame.rows(named=True):
            if name == "indicators" and row["basis"] not in (None, "as printed"):
                for prefix, length in (("", 1), ("quarter_", 3)):
                    if prefix and (not quarters or row["quarter_numerator_marker"] == "z"):
                        continue
                    for side in SIDES:
                        of = cases(world, truth, row["measure_id"], span(end, length), made.wanted.locality, side)
                        _says(system, pack, of, row[f"{prefix}{side}"], row[f"{prefix}{side}_marker"])
            elif name == "areas":
                length = 1 if row["period"] == "month" else 3
                if length == 3 and (not quarters or row["numerator_marker"] == "z"):
                    continue
                for side in SIDES:
                    if row[f"{side}_marker"] != "x":
                        of = cases(world, truth, row["measure_id"], span(end, length), row["area"], side)
                        _says(system, pack, of, row[side], row[f"{side}_marker"])
            elif name == "audits":
                if any("otals" in said for said in made.dropped) and row["count"] is None:
                    continue
                of = audits(world, truth, span(end, 3), made.wanted.locality, row["legal_status"], row["rating"])
                _says(system, pack, of, row["count"], row["count_marker"])
            elif name == "screening" and row["share_marker"] != "x":
                _says(
                    system, pack, records(world, truth, end, row["area"], row["rag"]), row["count"], row["count_marker"]
                )
                if row["share"] is not None:
                    every = records(world, truth, end, row["area"], ALL)
                    value = sum(n for _, n in every)
                    (policy,) = set(made.wanted.policies.values())
                    if policy not in ROUNDED:
                        system.says(every, value, value)


def audits(
    world: World, truth: Mapping[Count, int], of: Iterable[str], name: str, status: str, rating: str
) -> dict[Unknown, int]:
    grades = {ALL: GRADES, **{grade: (grade,) for grade in GRADES}}.get(rating, GOOD)
    statuses = STATUSES if status == ALL else (status,)
    found = [(AUDIT, m, p, s, g) for m in of for p in of_area(world.known, name) for s in statuses for g in grades]
    return of_counts(truth, [count for count in found if count in truth])


def records(world: World, truth: Mapping[Count, int], end: str, name: str, colour: str) -> dict[Unknown, int]:
    """The records of an area that had been screened by the end of a month."""
    colours = COLOURS if colour == ALL else (colour,)
    among = of_area(world.known, name)
    found = [(RECORD, m, p, c) for m in MONTHS if m <= end for p in among for c in colours]
    return of_counts(truth, [count for count in found if count in truth])


def knows(system: System, world: World, truth: Mapping[Count, int]) -> None:
    """What everybody knows of the counts of a time: what is within what, and what has been published."""
    for count, value in truth.items():
        measure, month, *_ = count
        if measure in (AUDIT, RECORD):
            continue
        whole = (*count[:3], SIDES[1], *count[4:])
        if count[3] == SIDES[0]:
            system.says({(whole, truth[whole]): 1, (count, value): -1}, 0)
        if measure in (MONTHLY, SNAPSHOT) and len(count) == 4:
            parts = of_counts(truth, [(*count, team) for team in TEAMS])
            system.says(minus({(count, value): 1}, parts), 0, 0)
        if measure == WHOLE:
            parts = of_counts(truth, [(part, *count[1:]) for part in PARTS])
            system.says(minus({(count, value): 1}, parts), 0, 0)
        same = {SAME: (SNAPSHOT, SIDES[1]), NESTED: (MONTHLY, SIDES[0])}.get(measure)
        if same and count[3] == SIDES[1] and (other := (same[0], month, count[2], same[1])) in truth:
            system.says({(count, value): 1, (other, truth[other]): -1}, 0, 0)
        if measure == YEARLY and month != MONTHS[0]:
            before = (measure, MONTHS[MONTHS.index(month) - 1], *count[2:])
            system.says({(count, value): 1, (before, truth[before]): -1}, 0)
    for line in world.papers.get("indicators", ()):
        _, month, measure, name, team, n, d, value, _ = line.split(",")
        if team != ALL:
            which = team.rpartition(" ")[2]
            upper, lower = (of_counts(truth, [(measure, month, name, side, which)]) for side in SIDES)
        else:
            upper, lower = (cases(world, truth, measure, [month], name, side) for side in SIDES)
        if n:
            system.says(upper, int(n), int(n))
            system.says(lower, int(d), int(d))
        else:
            units = round(float(value) * 10)
            upper2 = dict.fromkeys(upper, 2000)
            below = dict.fromkeys(lower, 2 * units - 1)
            above = dict.fromkeys(lower, 2 * units + 1)
            both = [(minus(upper2, below), 0), (minus(above, upper2), 1)]
            if all(sum(t * v for (_, v), t in of.items()) >= low for of, low in both):
                for of, low in both:
                    system.says(of, low)


def small(world: World, handed: Sequence[Handed]) -> dict[str, Sums]:
    """Every small count that there is, by name: of each time, and what was corrected between two."""
    found: dict[str, Sums] = {}

    def ask(name: str, of: Sums) -> None:
        if of and sum(times * value for (_, value), times in of.items()) in SMALL:
            found[name] = of

    for truth in (pack.truth for pack in handed):
        for name, of in _natural(world, truth):
            ask(f"{name} {sorted(of)}" if len(of) < 3 else name, of)
    for first, second in combinations(handed, 2):
        for count, value in second.truth.items():
            if value != first.truth[count]:
                ask(f"{count} corrected", {(count, value): 1, (count, first.truth[count]): -1})
    return found


def _natural(world: World, truth: Mapping[Count, int]) -> Iterator[tuple[str, Sums]]:
    names = (ALL, *world.known.areas)
    for measure in world.measures:
        upper = {(m, n): cases(world, truth, measure, [m], n, SIDES[0]) for m in MONTHS for n in names}
        lower = {(m, n): cases(world, truth, measure, [m], n, SIDES[1]) for m in MONTHS for n in names}
        for side, of in (("met", upper), ("all", lower), ("rest", {k: minus(lower[k], upper[k]) for k in upper})):
            for (month, name), sums in of.items():
                yield f"{measure} {month} {name} {side}", sums
                at = MONTHS.index(month)
                if measure == YEARLY and at:
                    yield f"{measure} {month} {name} {side} in the month", minus(sums, of[MONTHS[at - 1], name])
                if measure == YEARLY and at > 1:
                    yield f"{measure} {month} {name} {side} in two months", minus(sums, of[MONTHS[at - 2], name])
                if measure in (MONTHLY, WHOLE, *PARTS) and at > 1 and side != "rest":
                    quarter = {u: t for m in MONTHS[at - 2 : at + 1] for u, t in of[m, name].items()}
                    yield f"{measure} quarter {month} {name} {side}", quarter
    for count, value in truth.items():
        if len(count) == 5 and count[0] != AUDIT:
            yield str(count), {(count, value): 1}
    if any(count[0] == AUDIT for count in truth):
        for name in names:
            for status in (*STATUSES, ALL):
                for rating in (*GRADES, "good", ALL):
                    for month in MONTHS:
                        yield (
                            f"audits {name} {status} {rating} {month}",
                            audits(world, truth, [month], name, status, rating),
                        )
                    for month in MONTHS[2:]:
                        of = audits(world, truth, span(month, 3), name, status, rating)
                        yield f"audits {name} {status} {rating} to {month}", of
    if any(count[0] == RECORD for count in truth):
        for name in names:
            for colour in (*COLOURS, ALL):
                by = {month: records(world, truth, month, name, colour) for month in MONTHS}
                for month in MONTHS:
                    yield f"records {name} {colour} {month}", by[month]
                for a, b in combinations(MONTHS, 2):
                    yield f"records {name} {colour} {a} to {b}", minus(by[b], by[a])


def recovered(world: World, handed: Sequence[Handed]) -> tuple[set[str], int]:
    """The small counts that she works out from the packs, and how many small ones there are."""
    wanted = small(world, handed)
    public, every = System(), System()
    for truth in {tuple(sorted(pack.truth.items())): pack.truth for pack in handed}.values():
        for system in (public, every):
            knows(system, world, truth)
    _roughly(public, world, handed)
    for pack in handed:
        read(every, world, pack)
    found = every.exact(wanted)
    if found:
        found -= public.exact({name: wanted[name] for name in found})
    for pack in handed:
        if found and "open" in pack.made.wanted.policies.values():
            alone = System(list(public.rows))
            read(alone, world, pack)
            found -= alone.exact({name: wanted[name] for name in found})
    return found, len(wanted)


def _roughly(system: System, world: World, handed: Sequence[Handed]) -> None:
    """To a tenth everybody knows of how many a published percentage of the whole is."""
    for line in world.papers.get("indicators", ()):
        _, month, measure, name, _, n, _, _, _ = line.split(",")
        if name == ALL and not n:
            for pack in handed:
                of = cases(world, pack.truth, measure, [month], ALL, SIDES[1])
                size = sum(value for _, value in of)
                system.says(of, size * 9 // 10, size * 11 // 10)
