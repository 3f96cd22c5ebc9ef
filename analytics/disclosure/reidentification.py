"""The check before anything leaves: could somebody work out a hidden count from all that has been published?

The unknowns are the finest counts. One whose true count is the same in two packs is one unknown, else (after a
restatement) two. Everything that packs say about them is a linear statement: rounded counts, hidden ranges, sums,
percentages that were printed. Every hidden count, a hidden sum too, must keep at least three possible values; that
they are possible is shown by whole solutions. The true counts are one, and mostly others lie beside them; more are
found by integer programming (HiGHS, through scipy) and checked again in whole numbers. A solution that was found for
one count shows a value of every other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import pairwise, product
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Whole = NDArray[np.int64]
ENOUGH = 3  # possible values
_AT_MOST = 500  # nodes that a search may open; the same on every machine, unlike a time limit
_TIMES = (-2, -1, 1, 2)
_NEAR = 6  # moves of a sum that are tried
_PAIR = {-1, 1}  # the coefficients of a numerator within its denominator
_INFEASIBLE = 2  # a status of scipy's milp
_SLACK = 1e-6  # of an end in fractions
_ROOM = 1000  # an unknown that nothing limits may exceed its true count by so much; less room makes the check stricter


class NotFound(Exception):
    """The search ended without an answer."""


@dataclass(frozen=True)
class Checked:
    """How many hidden counts were checked; and of each component in which some keep fewer than three values, all its
    statements and those about these counts."""

    checked: int
    exposed: Mapping[tuple[str, ...], frozenset[str]]


@dataclass(frozen=True)
class Component:
    """Statements that share unknowns: low <= matrix @ x <= high, one row a statement, of which `hidden` are about
    hidden counts. truth is one solution; x >= 0 and x <= most. sides: the last word of each unknown's name.

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
    """The statements of a component, those about hidden counts, and how it is made."""

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
) -> Checked:
    """Check every hidden count that is connected with any of the statements `touched`.

    `cells` are those of all packs (CELLS). Statements in `safe` were checked when at least as much was said, and hold;
    those that hold now are added. With `one_each` a component is left at the first count that it gives away. progress
    is told the share done, 0 to 1, and what is done. Raises ValueError if the true counts break a statement.
    """
    found = [group for group in _groups(cells) if not touched.isdisjoint(group.names)]
    exposed: dict[tuple[str, ...], frozenset[str]] = {}
    checked = sum(len(group.hidden) for group in found)
    done = 0
    for group in found:
        if not safe.issuperset(group.hidden) and (given := _exposed(group.component(), safe, one_each)):
            exposed[group.names] = frozenset(given)
        done += len(group.hidden)
        progress(done / max(checked, 1), f"{done} of {checked} hidden counts checked")
    return Checked(checked, exposed)


def components(cells: pl.DataFrame) -> Iterator[Component]:
    """The statements in groups that share no unknown with one another. Raises ValueError as `find_exposed` does."""
    return (group.component() for group in _groups(cells))


def _groups(cells: pl.DataFrame) -> Iterator[_Group]:
    rows = cells.unique(["statement", "part", "truth"], maintain_order=True).with_columns(
        s=pl.col("statement").rank("dense").cast(pl.Int64) - 1,
        v=pl.struct("part", "truth").rank("dense").cast(pl.Int64) - 1,
    )
    if rows.is_empty():
        return
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    about = rows.unique("s").sort("s")
    unknowns = rows.unique("v").sort("v").with_columns(side=pl.col("part").str.split("|").list.last())
    s, v, coefficients = (rows[name].to_numpy() for name in ("s", "v", "coefficient"))
    size = about.height + unknowns.height
    links = coo_array((np.ones(len(s)), (s, v + about.height)), (size, size))
    labels = connected_components(links, directed=False)[1][s]
    order = np.argsort(labels, kind="stable")
    low = about["low"].cast(pl.Float64).fill_null(-np.inf).to_numpy()
    high = about["high"].cast(pl.Float64).fill_null(np.inf).to_numpy()
    hidden, names = about["hidden"].to_numpy(), about["statement"].to_numpy()
    truths, sides = unknowns["truth"].to_numpy(), unknowns["side"].to_numpy()
    said = np.zeros(about.height, dtype=np.int64)
    np.add.at(said, s, coefficients * truths[v])
    if (truths < 0).any() or (said < low).any() or (said > high).any():
        raise ValueError("The true counts break what a pack says of them; the pack's figures are wrong.")

    def component(part: Whole) -> Component:
        of, row = np.unique(s[part], return_inverse=True)
        among, column = np.unique(v[part], return_inverse=True)
        matrix = np.zeros((len(of), len(among)), dtype=np.int64)
        matrix[row, column] = coefficients[part]
        matrix, truth, first = _merged(matrix, truths[among])
        return Component(
            names=tuple(names[of]),
            matrix=matrix,
            low=low[of],
            high=high[of],
            hidden=tuple(np.flatnonzero(hidden[of]).tolist()),
            truth=truth,
            most=truth * 2 + _ROOM,
            sides=tuple(sides[among[first]]),
            common=np.ones(len(of), dtype=np.int64),
            known=np.zeros(len(of), dtype=np.int64),
        )

    for part in np.split(order, np.flatnonzero(np.diff(labels[order])) + 1):
        of = np.unique(s[part])
        yield _Group(tuple(names[of]), tuple(names[of[hidden[of]]]), partial(component, part))


def _merged(matrix: Whole, truth: Whole) -> tuple[Whole, Whole, Whole]:
    """Unknowns that every statement treats alike are one unknown, their sum. Also gives the first of each."""
    columns, first, which = np.unique(matrix, axis=1, return_index=True, return_inverse=True)
    sums = np.zeros(columns.shape[1], dtype=np.int64)
    np.add.at(sums, which.ravel(), truth)
    return columns, sums, first


def _holds(component: Component, x: Whole) -> bool:
    said = component.matrix @ x
    return bool((x >= 0).all() and (said >= component.low).all() and (said <= component.high).all())


def solution(
    component: Component, objective: Whole, between: tuple[int, float, float] | None = None, *, quick: bool = False
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
    options = {"node_limit": 1, "mip_rel_gap": np.inf} if quick else {"node_limit": _AT_MOST}
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

    return milp(
        objective,
        integrality=np.full(len(objective), whole),
        bounds=Bounds(0, component.most),
        constraints=LinearConstraint(component.matrix, component.low, component.high),
        options=options,
    )


def _width(component: Component, row: int) -> float:
    """How many whole numbers lie between the ends of what a statement's sum can be in fractions; at least as many as
    it can be in whole solutions."""
    sums = component.matrix[row]
    least, less = (_solved(component, sign * sums, whole=False).fun for sign in (1, -1))
    return np.inf if None in (least, less) else np.floor(_SLACK - less) - np.ceil(least - _SLACK) + 1


def _exposed(component: Component, safe: set[str], one: bool) -> set[str]:
    """The statements about hidden counts of a component that keep fewer than three values, or the first of them."""
    given: set[str] = set()
    possible = _Possible(component)
    for row in component.hidden:
        name = component.names[row]
        if name in safe:
            continue
        if component.matrix.shape == (1, 1):  # alone, so that its range is all that is known
            enough = component.high[row] - component.low[row] + 1 >= ENOUGH
        else:
            enough = possible.enough(row)
        if enough:
            safe.add(name)
            continue
        given.add(name)
        if one:
            break
    return given


class _Possible:
    """What the sums of all statements of a component are in the whole solutions that have been found so far."""

    def __init__(self, component: Component) -> None:
        self._component = component
        self._said = [component.matrix @ component.truth]
        self._parts: dict[frozenset[str], Component] = {}

    def enough(self, row: int) -> bool:
        """Whether the sum of a statement can have three values; not, where the search finds too few in time."""
        # What is possible in part of the solutions is possible. The quick ways come first; they clear nearly all.
        if self._known(row) or self._near(row):
            return True
        wide = _width(self._component, row) >= ENOUGH
        return wide and any(self._searched(part, row) for part in self._in_turn(row))

    def _values(self, row: int) -> list[int]:
        return sorted({int(said[row]) for said in self._said})

    def _known(self, row: int) -> bool:
        return len(self._values(row)) >= ENOUGH

    def _near(self, row: int) -> bool:
        """Whether solutions that differ from the true counts by one move or two, each 1 or 2 times, are enough.

        A move changes one unknown, or a part together with the whole that it is a part of.
        """
        component, (moves, moved), said = self._component, self._moves, self._said[0]
        for i in np.flatnonzero(moved[row])[:_NEAR]:
            for first, second in product(_TIMES, (0, *_TIMES)):
                sums = (said + first * moved[:, i])[:, None] + second * moved
                x = (component.truth + first * moves[:, i])[:, None] + second * moves
                fits = (sums >= component.low[:, None]) & (sums <= component.high[:, None])
                held = sums[:, fits.all(axis=0) & (x >= 0).all(axis=0)]
                new = set(held[row].tolist()).difference(self._values(row))
                self._said += [held[:, held[row].tolist().index(value)] for value in new]
                if self._known(row):
                    return True
        return False

    @cached_property
    def _moves(self) -> tuple[Whole, Whole]:
        moves = _moves(self._component)
        return moves, self._component.matrix @ moves

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
        while not self._known(row):
            values = self._values(row)
            beyond = [(-1, (values[-1] + 1, np.inf)), (1, (-np.inf, values[0] - 1))]
            between = [(1, (low + 1, high - 1)) for low, high in pairwise(values) if high - low > 1]
            for sign, gap in [*beyond, *between]:
                if gap not in none and (said := _in_gap(part, row, sign, gap)) is not None and said[row] not in values:
                    self._said.append(said)
                    break
                none.add(gap)
            else:
                return False
        return True


def _in_gap(part: Component, row: int, sign: int, gap: tuple[float, float]) -> Whole | None:
    """What the sums of all statements are in a solution with that of one in a gap, or with it at its own end, if one
    is found."""
    least, greatest = ((end - part.known[row]) / part.common[row] for end in gap)
    between = (row, np.ceil(least), np.floor(greatest))
    objective = sign * part.matrix[row]
    try:
        x = solution(part, objective, between, quick=True)
    except NotFound:
        try:  # which is another search without the end, and may find what that did not
            x = solution(part, objective, between if np.isfinite(gap).all() else None)
        except NotFound:
            x = None
    return None if x is None else part.matrix @ x * part.common + part.known


def _moves(component: Component) -> Whole:
    """One column a move: each unknown by itself, then each part with its whole."""
    alone = np.eye(len(component.truth), dtype=np.int64)
    pairs = [
        alone[:, whole] + alone[:, part]
        for row in component.matrix
        if (row == 1).sum() == 1 and (row == -1).sum() >= 1 and np.isin(row, (-1, 0, 1)).all()
        for whole in np.flatnonzero(row == 1)
        for part in np.flatnonzero(row == -1)
    ]
    return np.column_stack([alone, *pairs])


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
