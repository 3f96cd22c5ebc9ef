"""The check before anything leaves: could somebody work out a small count from all that has been published?

**What an attacker knows.** Everything that this pack and all that were handed out say, and every listed publication:
counts shown, rounded or hidden; printed percentages; which areas make up another; which indicators are part of
another, or have had the same counts so far; that a numerator lies in its denominator, and that a year so far does not
shrink. All of it is one system of linear statements over the finest counts, whole numbers. One whose true count is
the same in two packs is one unknown, else (after a correction) two.

**What is proved.** Every hidden count, a hidden sum too, and every small one that follows from sums and differences of
the unknowns (`small_counts`), hidden or not, keeps at least three possible values; of those that no pack hides, or as
many as they had without this pack, and one from 6, small by a policy alone, or fewer if it had fewer than three. That
a value is possible is shown by a whole solution, checked in whole numbers. The true counts are one; more are found by
steps away from them, many ways at once, then by integer programming (HiGHS, through scipy). Of what a pack adds nothing
to, its own sums that somebody signs for too, it gives nothing away.
Where the search ends without an answer, a count is taken to be given away. The system is split only where no statement
ties its parts together, and unknowns are taken together only where every statement treats them alike.

**What is not.** That an attacker knows nothing else: a neighbour's own knowledge, figures that are in no listed file,
that a correction was small. Nor that a range of three values is wide. Sums of areas that are no area of the catalogue,
and of two months, are not asked for. Figures of twelve months are unknowns of their own, so that two of them next to
each other tell nothing here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.disclosure.publishable import CELLS, CannotPublish
from analytics.disclosure.small_counts import SMALL, growing, small_counts

Whole = NDArray[np.int64]
ENOUGH = 3  # possible values
_AT_MOST = 500  # nodes that a search may open; the same on every machine, unlike a time limit
_AT_LAST = 50_000  # that the last search may, after which a count is taken to be given away
_WALKS = 3
_WALKERS = 32  # at once
_FURTHEST = 2  # that a move is made so many times
_TIGHT = 5  # a sum that has less room than that is kept by moves of two of its unknowns
_FEW = 8  # of more unknowns in a sum only neighbours are moved
PATIENCE = 120.0  # seconds
_TOO_MUCH = (
    "It takes too long to check what could be worked out from this pack and all that were handed out before. Make it "
    "of fewer sections, or of one area."
)
_PAIR = {-1, 1}  # the coefficients of a numerator within its denominator
_INFEASIBLE = 2  # a status of scipy's milp
_SLACK = 1e-6  # of an end in fractions
_ROOM = 1000  # an unknown that nothing limits may exceed its true count by so much; less room makes the check stricter


class NotFound(Exception):
    """The search ended without an answer."""


def _nothing_small() -> pl.DataFrame:
    return pl.DataFrame(schema={"statement": pl.String, "part": pl.String, "truth": pl.Int64})


@dataclass(frozen=True)
class Checked:
    """How many hidden counts were checked; and of each component in which some counts keep too few values, all its
    statements and those about these counts. `small` has, of those that no pack hides, what they are the sums of: the
    columns statement, part and truth."""

    checked: int
    exposed: Mapping[tuple[str, ...], frozenset[str]]
    small: pl.DataFrame = field(default_factory=_nothing_small, compare=False)


@dataclass(frozen=True)
class Component:
    """Statements that share unknowns: low <= matrix @ x <= high, one row a statement, of which `hidden` are about
    counts to protect. truth is one solution; x >= 0 and x <= most. sides: the last word of each unknown's name.

    matrix @ x * common + known is what the statements' own sums are, in part of the solutions (see `_part`).
    """

    names: tuple[str, ...]
    matrix: Whole
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    hidden: tuple[int, ...]
    truth: Whole
    most: Whole
    sides: tuple[str, ...]
    common: Whole
    known: Whole


@dataclass(frozen=True)
class _Group:
    """The statements of a component, those about counts to protect, and how it is made."""

    names: tuple[str, ...]
    hidden: tuple[str, ...]
    component: Callable[[], Component]


def find_exposed(
    cells: pl.DataFrame,
    touched: frozenset[str],
    safe: set[str],
    progress: Callable[[float, str], None] = lambda share, what: None,
    *,
    one_each: bool = False,
    leaving: Leaving | None = None,
) -> Checked:
    """Check every hidden count, and every small one of `leaving`, that is connected with any of the statements
    `touched`.

    `cells` are those of all packs (CELLS). Statements in `safe` were checked when at least as much was said, and hold;
    those that hold now are added. With `one_each` a component is left at the first hidden count that it gives away.
    progress is told the share done, 0 to 1, and what is done. Raises ValueError if the true counts break a statement,
    and CannotPublish if there is too much to check.
    """
    until = time.monotonic() + PATIENCE
    cells = pl.concat([cells, growing(cells)])
    others = pl.DataFrame(schema=CELLS) if leaving is None else _not_alike(cells, leaving.small)
    names = frozenset(others["statement"])
    found = [group for group in _groups(pl.concat([cells, others])) if not touched.isdisjoint(group.names)]
    exposed: dict[tuple[str, ...], frozenset[str]] = {}
    checked = sum(len(frozenset(group.hidden) - names) for group in found)
    every, done = sum(len(group.hidden) for group in found), 0
    for group in found:
        if not safe.issuperset(group.hidden):
            few = (lambda *_: False) if leaving is None else leaving.few
            if leaving is not None and leaving.holds(group.names):
                safe |= names.intersection(group.hidden)
            if given := _exposed(group.component(), safe, names, few, until, one=one_each):
                exposed[group.names] = given
        done += len(group.hidden)
        progress(done / max(every, 1), f"{done} of {every} counts checked")
    told = others.filter(pl.col("statement").is_in(frozenset().union(*exposed.values())))
    return Checked(checked, exposed, told.select("statement", "part", "truth"))


class Leaving:
    """The counts from 1 to `most` that no pack need hide but could follow, and how many values other cells leave them.

    cells, touched: as in `find_exposed`. already: cells, each by itself, without which nobody is to blame: a small
    count need not keep more values than any of these leaves it.
    """

    def __init__(
        self, cells: pl.DataFrame, touched: frozenset[str], most: int = SMALL, already: Iterable[pl.DataFrame] = ()
    ) -> None:
        about = cells.filter(pl.col("statement").is_in(touched))["part"]
        self.small = small_counts(pl.concat([cells, growing(cells)]), about, most)
        self._already = already

    def holds(self, names: Iterable[str]) -> bool:
        """Whether some of these cells make all of the statements, so that nothing is added to what is known of them."""
        told = frozenset(names).difference(self.small["statement"])
        return any(told <= of for of in self._names)

    @cached_property
    def _names(self) -> list[frozenset[str]]:
        return [frozenset([*cells["statement"], *growing(cells)["statement"]]) for cells in self._already]

    def few(self, name: str, values: int) -> bool:
        """Whether it is proved that some of these cells leave a count no more than so many values; or, if it is small
        by a policy alone, too few."""
        values = max(values, self._by_policy.get(name, 0))
        return any(most(name) <= values for of in self._found if (most := of.get(name)))

    @cached_property
    def _by_policy(self) -> dict[str, int]:
        count = (pl.col("truth") * pl.col("coefficient")).sum()
        larger = self.small.group_by("statement").agg(count).filter(pl.col("truth") > SMALL)
        return dict.fromkeys(larger["statement"], ENOUGH - 1)

    @cached_property
    def _found(self) -> list[dict[str, Callable[[str], float]]]:
        """How to tell how many values each count can have at most beside each of the cells."""
        small = frozenset(self.small["statement"])
        found: list[dict[str, Callable[[str], float]]] = []
        for cells in self._already:
            groups = _groups(pl.concat([cells, growing(cells), self.small]))
            made = [
                (group, cache(partial(_at_most, cache(group.component))))
                for group in groups
                if not small.issuperset(group.names)
            ]
            found.append({name: most for group, most in made for name in small.intersection(group.hidden)})
        return found


def _at_most(made: Callable[[], Component], name: str) -> float:
    """How many values the sum of a statement can have at most."""
    component = made()
    row = component.names.index(name)
    least, most = _ends(component, row)
    if (width := most - least + 1) >= ENOUGH:
        return width
    possible = 0
    for value in range(int(least), int(most) + 1):
        try:
            possible += solution(component, component.matrix[row], (row, value, value)) is not None
        except NotFound:
            possible += 1
    return possible


def components(cells: pl.DataFrame) -> Iterator[Component]:
    """The statements in groups that share no unknown with one another. Raises ValueError as `find_exposed` does."""
    return (group.component() for group in _groups(cells))


def _alike(rows: pl.DataFrame) -> pl.DataFrame:
    """Of each unknown (part, truth) how all statements treat it, as a text."""
    text = pl.format("{}*{}", "statement", "coefficient").sort().str.join(";")
    return rows.group_by("part", "truth", maintain_order=True).agg(alike=text)


def _not_alike(cells: pl.DataFrame, small: pl.DataFrame) -> pl.DataFrame:
    """The small counts that need a check; the others are shown to keep three values at once.

    Unknowns that every statement treats alike can be exchanged for one another. A count that has some of them and lacks
    the others can be anything from 0 to their sum more or less, so that two cases among them are enough.
    """
    of_class = _alike(cells).with_columns(size=pl.len().over("alike"), cases=pl.col("truth").sum().over("alike"))
    inside = small.join(of_class, on=["part", "truth"]).group_by("statement", "alike", "coefficient").agg(
        pl.len(), pl.col("size", "cases").first()
    )  # fmt: skip
    told = small.join(of_class, on=["part", "truth"], how="anti")  # of which nothing is said any more
    free = pl.concat([
        inside.filter(pl.col("len") < pl.col("size"), pl.col("cases") >= ENOUGH - 1).select("statement"),
        told.select("statement"),
    ])  # fmt: skip
    texts = pl.format("{}={}*{}", "part", "truth", "coefficient").sort().str.join(";")
    of_hidden = cells.filter("hidden").group_by("statement").agg(text=texts)
    own = (
        small.group_by("statement").agg(text=texts).join(of_hidden, on="text", how="semi")
    )  # which is checked as it is
    return small.join(free, on="statement", how="anti").join(own, on="statement", how="anti", maintain_order="left")


def _groups(cells: pl.DataFrame) -> Iterator[_Group]:
    rows = cells.unique(["statement", "part", "truth"], maintain_order=True)
    if rows.is_empty():
        return
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    said = rows.group_by("statement").agg(
        (pl.col("coefficient") * pl.col("truth")).sum(), pl.col("low", "high").first()
    )
    breaks = (pl.col("coefficient") < pl.col("low")) | (pl.col("coefficient") > pl.col("high"))
    if not said.filter(breaks).is_empty() or (rows["truth"] < 0).any():
        raise ValueError("The true counts break what a pack says of them; the pack's figures are wrong.")
    rows = _one_of_equals(rows)
    # Unknowns that every statement treats alike are one unknown, their sum.
    classes = _alike(rows).group_by("alike", maintain_order=True).agg(
        pl.col("part").first(), first=pl.col("truth").first(), sum=pl.col("truth").sum()
    )  # fmt: skip
    unknowns = (
        classes.sort("part", "first").with_row_index("v").with_columns(side=pl.col("part").str.split("|").list.last())
    )
    rows = rows.with_columns(s=pl.col("statement").rank("dense").cast(pl.Int64) - 1).join(
        unknowns.select("part", "v", truth="first"), on=["part", "truth"], maintain_order="left"
    )
    about = rows.unique("s").sort("s")
    s, v, coefficients = (rows[name].to_numpy().astype(np.int64) for name in ("s", "v", "coefficient"))
    size = about.height + unknowns.height
    links = coo_array((np.ones(len(s)), (s, v + about.height)), (size, size))
    labels = connected_components(links, directed=False)[1][s]
    order = np.argsort(labels, kind="stable")
    low = about["low"].cast(pl.Float64).fill_null(-np.inf).to_numpy()
    high = about["high"].cast(pl.Float64).fill_null(np.inf).to_numpy()
    hidden, names = about["hidden"].to_numpy(), about["statement"].to_numpy()
    truths, sides = unknowns["sum"].to_numpy(), unknowns["side"].to_numpy()

    def component(part: Whole) -> Component:
        of, row = np.unique(s[part], return_inverse=True)
        among, column = np.unique(v[part], return_inverse=True)
        matrix = np.zeros((len(of), len(among)), dtype=np.int64)
        matrix[row, column] = coefficients[part]
        return Component(
            names=tuple(names[of]),
            matrix=matrix,
            low=low[of],
            high=high[of],
            hidden=tuple(np.flatnonzero(hidden[of]).tolist()),
            truth=truths[among],
            most=truths[among] * 2 + _ROOM,
            sides=tuple(sides[among]),
            common=np.ones(len(of), dtype=np.int64),
            known=np.zeros(len(of), dtype=np.int64),
        )

    for part in np.split(order, np.flatnonzero(np.diff(labels[order])) + 1):
        of = np.unique(s[part])
        yield _Group(tuple(names[of]), tuple(names[of[hidden[of]]]), partial(component, part))


def _one_of_equals(rows: pl.DataFrame) -> pl.DataFrame:
    """The statements with one unknown in place of each two that a statement says are equal."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    zero = (pl.col("low") == 0) & (pl.col("high") == 0)
    two = (pl.len().over("statement") == len(_PAIR)) & (pl.col("coefficient").sum().over("statement") == 0)
    equal = rows.filter(zero & two & (pl.col("coefficient").abs() == 1)).sort("statement", "coefficient")
    if equal.is_empty():
        return rows
    unknowns = rows.select("part", "truth").unique(maintain_order=True).with_row_index("v")
    ends = equal.join(unknowns, on=["part", "truth"], maintain_order="left")["v"].to_numpy().astype(np.int64)
    links = coo_array((np.ones(len(ends) // 2), (ends[::2], ends[1::2])), (unknowns.height,) * 2)
    unknowns = unknowns.with_columns(label=pl.Series(connected_components(links, directed=False)[1]))
    first = pl.col("part").first().over("label").alias("first")
    rows = rows.join(unknowns.with_columns(first), on=["part", "truth"], maintain_order="left")
    rows = rows.with_columns(part="first").group_by("statement", "part", "truth", maintain_order=True).agg(
        pl.col("coefficient").sum(), pl.col("low", "high", "hidden").first()
    )  # fmt: skip
    return rows.filter(pl.col("coefficient") != 0)


def _holds(component: Component, x: Whole) -> bool:
    said = component.matrix @ x
    return bool((x >= 0).all() and (said >= component.low).all() and (said <= component.high).all())


def solution(
    component: Component,
    objective: Whole,
    between: tuple[int, float, float] | None = None,
    *,
    quick: bool = False,
    nodes: int = _AT_MOST,
) -> Whole | None:
    """The whole solution that makes objective @ x smallest, or a `quick` one that comes up on the way there; None
    if there is none. Raises NotFound.

    between: a statement's row, and the lowest and highest value that its sum may take besides.
    """
    low, high = component.low, component.high
    if between is not None:
        row, least, greatest = between
        low, high = low.copy(), high.copy()
        low[row], high[row] = max(low[row], least), min(high[row], greatest)
        if low[row] > high[row]:
            return None
    options = {"node_limit": 1, "mip_rel_gap": np.inf} if quick else {"node_limit": nodes}
    found = _solved(replace(component, low=low, high=high), objective, **options)
    if found.status == _INFEASIBLE:
        return None
    x = None if found.x is None else np.rint(found.x).astype(np.int64)
    if x is None or not _holds(component, x):
        raise NotFound
    return x


def _solved(component: Component, objective: Whole, *, whole: bool = True, **options: float) -> Any:
    """What scipy finds where objective @ x is smallest, in whole numbers or in fractions."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # half a second, which only a check of a pack needs

    says = np.isfinite(component.low) | np.isfinite(component.high)
    return milp(
        objective,
        integrality=np.full(len(objective), whole),
        bounds=Bounds(0, component.most),
        constraints=LinearConstraint(component.matrix[says], component.low[says], component.high[says]),
        options=options,
    )


def _ends(component: Component, row: int) -> tuple[float, float]:
    """The least and the most whole number that a statement's sum can be in fractions; whole solutions lie between."""
    sums = component.matrix[row]
    least, less = (_solved(component, sign * sums, whole=False).fun for sign in (1, -1))
    return (
        -np.inf if least is None else np.ceil(least - _SLACK),
        np.inf if less is None else np.floor(_SLACK - less),
    )


def _exposed(
    component: Component,
    safe: set[str],
    others: frozenset[str],
    few: Callable[[str, int], bool],
    until: float,
    *,
    one: bool,
) -> frozenset[str]:
    """The statements about counts to protect that keep too few values; or the `one` hidden count that was found first.
    `others` are about counts that no pack hides, which need not keep more values than they had without this pack: `few`
    says whether that is proved of so many. What keeps enough is added to safe: less is said from now on."""
    given = set()
    rows = [row for row in component.hidden if component.names[row] not in safe]
    possible = _Possible(component, rows)

    def excused(row: int) -> bool:
        return component.names[row] in others and few(component.names[row], possible.kept(row))

    for row in sorted(rows, key=lambda row: component.names[row] in others):
        name = component.names[row]
        if time.monotonic() > until:
            raise CannotPublish(_TOO_MUCH)
        if component.matrix.shape == (1, 1):  # alone, so that its range is all that is known
            enough = bool(component.high[row] - component.low[row] + 1 >= ENOUGH)
        else:
            enough = possible.known(row) or excused(row) or possible.searched(row)
        if enough or excused(row):
            safe.add(name)
            continue
        given.add(name)
        if one and name not in others:
            break
    return frozenset(given)


class _Possible:
    """What the sums of all statements of a component are in the whole solutions that have been found so far."""

    def __init__(self, component: Component, wanted: Sequence[int]) -> None:
        self._component = component
        self._parts: dict[frozenset[str], Component] = {}
        bound = np.isfinite(component.low) | np.isfinite(component.high)
        self._bound = replace(
            component, matrix=component.matrix[bound], low=component.low[bound], high=component.high[bound]
        )
        self._said = (component.matrix @ component.truth)[:, None]
        if component.matrix.size == 1:
            return
        left = np.array(wanted, dtype=np.int64)
        for x in _walked(self._bound):
            self._add(component.matrix @ x)
            of = np.sort(self._said[left])
            left = left[(np.diff(of) > 0).sum(axis=1) < ENOUGH - 1]
            if not left.size:
                break

    def _add(self, said: Whole) -> None:
        """What all statements are in more solutions, one column each."""
        self._said = np.column_stack([self._said, said])

    def known(self, row: int) -> bool:
        """Whether three values of the sum of a statement are known; so it is of nearly all."""
        return len(self._values(row)) >= ENOUGH

    def searched(self, row: int) -> bool:
        """Whether three values are found by the solver; not, where it finds too few in time."""
        least, most = _ends(self._component, row)
        # What is possible in part of the solutions is possible.
        return most - least + 1 >= ENOUGH and any(self._searched(part, row) for part in self._in_turn(row))

    def kept(self, row: int) -> int:
        """How many values have been found."""
        return len(self._values(row))

    def _values(self, row: int) -> list[int]:
        return [int(value) for value in np.unique(self._said[row])]

    def _in_turn(self, row: int) -> Iterator[Component]:
        """The parts of the solutions in which to search for other values of a statement's sum, and then all of them."""
        component = self._component
        sides = frozenset(component.sides[j] for j in np.flatnonzero(component.matrix[row]))
        if sides not in self._parts:
            self._parts[sides] = _other_side_known(component, sides)
        yield from (part for part in (self._parts[sides], self._tied) if len(part.truth) < len(component.truth))
        yield component

    @cached_property
    def _tied(self) -> Component:
        return _tied(self._component)

    def _searched(self, part: Component, row: int) -> bool:
        """Whether what is found in a part of the solutions above, below and between the values known is enough."""
        none: set[tuple[float, float]] = set()
        while not self.known(row):
            values = self._values(row)
            beyond = [(-1, (values[-1] + 1, np.inf)), (1, (-np.inf, values[0] - 1))]
            between = [(1, (low + 1, high - 1)) for low, high in pairwise(values) if high - low > 1]
            for sign, gap in [*beyond, *between]:
                nodes = _AT_LAST if part is self._component else _AT_MOST
                said = None if gap in none else _in_gap(part, row, sign, gap, nodes)
                if said is not None and said[row] not in values:
                    self._add(said)
                    break
                none.add(gap)
            else:
                return False
        return True


def _in_gap(part: Component, row: int, sign: int, gap: tuple[float, float], nodes: int) -> Whole | None:
    """What the sums of all statements are in a solution with that of one in a gap, or with it at its own end, if one
    is found within so many nodes."""
    least, greatest = ((end - part.known[row]) / part.common[row] for end in gap)
    between = (row, np.ceil(least), np.floor(greatest))
    objective = sign * part.matrix[row]
    try:
        x = solution(part, objective, between, quick=True)
    except NotFound:
        try:  # which is another search without the end, and may find what that did not
            x = solution(part, objective, between if np.isfinite(gap).all() else None, nodes=nodes)
        except NotFound:
            x = None
    return None if x is None else part.matrix @ x * part.common + part.known


def _walked(component: Component) -> Iterator[Whole]:
    """Solutions further and further from the true counts, one column each: step by step every move is made, up or down
    by chance, which is the same every time, as far as all statements stay true."""
    size = len(component.truth)
    moves = np.column_stack([np.eye(size, dtype=np.int64), *_pairs(component)])
    every = np.vstack([component.matrix, np.eye(size, dtype=np.int64)])
    low = np.concatenate([component.low, np.zeros(size)])[:, None]
    high = np.concatenate([component.high, np.full(size, np.inf)])[:, None]
    steps = []
    for change in (every @ moves).T:
        rows = np.flatnonzero(change)
        steps.append((rows, change[rows].astype(float)[:, None], low[rows], high[rows]))
    dice = np.random.default_rng(0)
    said = np.repeat((every @ component.truth).astype(float)[:, None], _WALKERS, axis=1)
    for _ in range(_WALKS):
        for at in dice.permutation(len(steps)):
            rows, change, least, most = steps[at]
            held = said[rows]
            ends = (least - held) / change, (most - held) / change
            down = np.ceil(np.minimum(*ends).max(axis=0).clip(-_FURTHEST, 0) - _SLACK)
            up = np.floor(np.maximum(*ends).min(axis=0).clip(0, _FURTHEST) + _SLACK)
            falls = (dice.random(_WALKERS) < 1 / 2) & (down < 0) | (up == 0)
            said[rows] = held + np.where(falls, down, up) * change
        yield said[-size:].astype(np.int64)


def _pairs(component: Component) -> Iterator[Whole]:
    """Moves of two unknowns that leave a sum as it is: a part with its whole, and any two against each other where the
    sum has little room or counts them many times, as a printed percentage does."""
    seen = set()
    for row, low, high in zip(component.matrix, component.low, component.high, strict=True):
        times = np.abs(row)
        of_part = times.max() == 1 and row.min() == -1
        if not (of_part or high - low < _TIGHT or times.max() > 1):
            continue
        for size in np.unique(times[times > 0]):
            alike = np.flatnonzero(times == size).tolist()
            for i, j in combinations(alike, 2) if len(alike) <= _FEW else pairwise(alike):
                sign = -1 if row[i] == row[j] else 1
                if (i, j, sign) not in seen:
                    seen.add((i, j, sign))
                    move = np.zeros(len(component.truth), dtype=np.int64)
                    move[i], move[j] = 1, sign
                    yield move


def _other_side_known(component: Component, sides: frozenset[str]) -> Component:
    """The component as if all unknowns but those of some sides, numerators or denominators, were known.

    What is possible then is possible anyway; and as a printed percentage then limits a plain sum, it is quickly found.
    """
    free = np.array([side in sides for side in component.sides])
    known = component.matrix[:, ~free] @ component.truth[~free]
    return _part(component, component.matrix[:, free], known, free)


def _tied(component: Component) -> Component:
    """The component as if each numerator were as far below its denominator as it is.

    This serves where all but a few cases count in the numerator, so that the two move together.
    """
    matrix, known = component.matrix.copy(), np.zeros(len(component.low), dtype=np.int64)
    free = np.ones(len(component.truth), dtype=bool)
    for row in component.matrix:
        ends = np.flatnonzero(row)
        if len(ends) == len(_PAIR) and set(row[ends].tolist()) == _PAIR:
            part, whole = ends[np.argsort(row[ends])]
            known += component.matrix[:, whole] * (component.truth[whole] - component.truth[part])
            matrix[:, part] += component.matrix[:, whole]
            free[whole] = False
    return _part(component, matrix[:, free], known, free)


def _part(component: Component, matrix: Whole, known: Whole, free: NDArray[np.bool_]) -> Component:
    """The component with fewer unknowns, the rest of each sum being known."""
    # Divided by what the coefficients of a row have in common, the ends can be rounded inwards.
    common = np.maximum(np.gcd.reduce(matrix, axis=1), 1)
    return replace(
        component,
        matrix=matrix // common[:, None],
        common=common,
        known=known,
        low=np.ceil((component.low - known) / common),
        high=np.floor((component.high - known) / common),
        truth=component.truth[free],
        most=component.most[free],
        sides=tuple(side for side, is_free in zip(component.sides, free, strict=True) if is_free),
    )
