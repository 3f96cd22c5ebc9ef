"""The check before anything leaves: could somebody work out a hidden count from all that has been published?

The unknowns are the finest counts. One whose true count is the same in two packs is one unknown, else (after a
restatement) two. Everything that packs say about them is a linear statement: rounded counts, hidden ranges, sums,
percentages that were printed. Every hidden count, a hidden sum too, must keep at least three possible values; that
they are possible is shown by whole solutions: one with the smallest value, one with the largest and one between,
found by integer programming (HiGHS, through scipy) and checked again in whole numbers. The true counts are a solution
too, and mostly others lie beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import polars as pl
from numpy.typing import NDArray

Whole = NDArray[np.int64]
ENOUGH = 3  # possible values
_AT_MOST = 500  # nodes that a search may open; the same on every machine, unlike a time limit
_TIMES = (-2, -1, 1, 2)
_NEAR = 6  # moves of a sum that are tried
_PAIR = {-1, 1}  # the coefficients of a numerator within its denominator
_ROOM = 1000  # an unknown that nothing limits may exceed its true count by so much; less room makes the check stricter


class NotFound(Exception):
    """The search found no solution."""


@dataclass(frozen=True)
class Checked:
    """How many hidden counts were checked; and of each component in which some keep fewer than three values, all its
    statements and those about these counts."""

    checked: int
    exposed: Mapping[tuple[str, ...], frozenset[str]]


@dataclass(frozen=True)
class Component:
    """Statements that share unknowns: low <= matrix @ x <= high, one row a statement, of which `hidden` are about
    hidden counts. truth is one solution; x >= 0 and x <= most. sides: the last word of each unknown's name."""

    names: tuple[str, ...]
    matrix: Whole
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    hidden: tuple[int, ...]
    truth: Whole
    most: Whole
    sides: tuple[str, ...]


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
    found = [c for c in components(cells) if not touched.isdisjoint(c.names)]
    exposed: dict[tuple[str, ...], frozenset[str]] = {}
    checked = sum(len(component.hidden) for component in found)
    done = 0
    for component in found:
        if given := _exposed(component, safe, one_each):
            exposed[component.names] = frozenset(given)
        done += len(component.hidden)
        progress(done / max(checked, 1), f"{done} of {checked} hidden counts checked")
    return Checked(checked, exposed)


def components(cells: pl.DataFrame) -> Iterator[Component]:
    """The statements in groups that share no unknown with one another. Raises ValueError as `find_exposed` does."""
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
    hidden, names = about["hidden"].to_numpy(), about["statement"]
    truths, sides = unknowns["truth"].to_numpy(), unknowns["side"]
    for part in np.split(order, np.flatnonzero(np.diff(labels[order])) + 1):
        of, row = np.unique(s[part], return_inverse=True)
        among, column = np.unique(v[part], return_inverse=True)
        matrix = np.zeros((len(of), len(among)), dtype=np.int64)
        matrix[row, column] = coefficients[part]
        matrix, truth, first = _merged(matrix, truths[among])
        component = Component(
            names=tuple(names[of.tolist()]),
            matrix=matrix,
            low=low[of],
            high=high[of],
            hidden=tuple(np.flatnonzero(hidden[of]).tolist()),
            truth=truth,
            most=truth * 2 + _ROOM,
            sides=tuple(sides[among[first].tolist()]),
        )
        if not _holds(component, truth):
            raise ValueError("The true counts break what a pack says of them; the pack's figures are wrong.")
        yield component


def _merged(matrix: Whole, truth: Whole) -> tuple[Whole, Whole, Whole]:
    """Unknowns that every statement treats alike are one unknown, their sum. Also gives the first of each."""
    columns, first, which = np.unique(matrix, axis=1, return_index=True, return_inverse=True)
    sums = np.zeros(columns.shape[1], dtype=np.int64)
    np.add.at(sums, which.ravel(), truth)
    return columns, sums, first


def _holds(component: Component, x: Whole) -> bool:
    said = component.matrix @ x
    return bool((x >= 0).all() and (said >= component.low).all() and (said <= component.high).all())


def solution(component: Component, objective: Whole, between: tuple[int, int, int] | None = None) -> Whole | None:
    """The whole solution that makes objective @ x smallest; None if none is found.

    between: a statement's row, and the lowest and highest value that its sum may take besides.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # half a second, which only a check of a pack needs

    low, high = component.low, component.high
    if between is not None:
        row, least, greatest = between
        low, high = low.copy(), high.copy()
        low[row], high[row] = max(low[row], least), min(high[row], greatest)
    found = milp(
        objective,
        integrality=np.ones(len(objective)),
        bounds=Bounds(0, component.most),
        constraints=LinearConstraint(component.matrix, low, high),
        options={"node_limit": _AT_MOST},
    )
    if found.x is None:
        return None
    x = np.rint(found.x).astype(np.int64)
    return x if _holds(component, x) else None


def reach(component: Component, row: int) -> tuple[int, int]:
    """The smallest and the largest value that the sum of a statement may have. Raises NotFound."""
    sums = component.matrix[row]
    ends = solution(component, sums), solution(component, -sums)
    if ends[0] is None or ends[1] is None:
        raise NotFound(component.names[row])
    return int(sums @ ends[0]), int(sums @ ends[1])


def _exposed(component: Component, safe: set[str], one: bool) -> set[str]:
    """The statements about hidden counts of a component that keep fewer than three values, or the first of them."""
    rows = [row for row in component.hidden if component.names[row] not in safe]
    if not rows:
        return set()
    given: set[str] = set()
    moving_together = _tied(component)
    tied = [moving_together] if len(moving_together.truth) < len(component.truth) else []
    for row in rows:
        if component.matrix.shape == (1, 1):  # alone, so that its range is all that is known
            enough = component.high[row] - component.low[row] + 1 >= ENOUGH
        else:
            # What is possible in part of the solutions is possible. The quick ways come first; they clear nearly all.
            enough = len(_near(component, row)) >= ENOUGH or any(
                _three_values(one, row) for one in (_other_side_known(component, row), *tied, component)
            )
        if enough:
            safe.add(component.names[row])
            continue
        given.add(component.names[row])
        if one:
            break
    return given


def _near(component: Component, row: int) -> set[int]:
    """Values of a statement's sum in solutions that differ from the true counts by one move or two, each 1 or 2 times.

    A move changes one unknown, or a part together with the whole that it is a part of.
    """
    moves = _moves(component)
    matrix, truth = component.matrix @ moves, component.truth
    sums = component.matrix[row] @ moves
    said, value = component.matrix @ truth, int(component.matrix[row] @ truth)
    low, high = component.low[:, None], component.high[:, None]
    found = {value}
    for i in np.flatnonzero(sums)[:_NEAR]:
        for first, second in product(_TIMES, (0, *_TIMES)):
            moved = (said + first * matrix[:, i])[:, None] + second * matrix
            x = (truth + first * moves[:, i])[:, None] + second * moves
            holds = ((moved >= low) & (moved <= high)).all(axis=0) & (x >= 0).all(axis=0)
            found.update((value + first * sums[i] + second * sums[holds]).tolist())
    return found


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


def _three_values(component: Component, row: int) -> bool:
    """Whether the sum of a statement can have its smallest, its largest and another value; not, where the search finds
    no solution in time."""
    sums = component.matrix[row]
    try:
        least, greatest = reach(component, row)
    except NotFound:
        return False
    if least < sums @ component.truth < greatest:
        return True
    return greatest - least >= ENOUGH - 1 and solution(component, sums, (row, least + 1, greatest - 1)) is not None


def _other_side_known(component: Component, row: int) -> Component:
    """The component as if all unknowns of the other side (denominators of a numerator, or the reverse) were known.

    What is possible then is possible anyway; and as a printed percentage then limits a plain sum, it is quickly found.
    """
    sides = {component.sides[j] for j in np.flatnonzero(component.matrix[row])}
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
        low=np.ceil((component.low - known) / common),
        high=np.floor((component.high - known) / common),
        truth=component.truth[free],
        most=component.most[free],
        sides=tuple(side for side, is_free in zip(component.sides, free, strict=True) if is_free),
    )
