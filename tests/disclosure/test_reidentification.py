"""The audit against an attacker who tries every table there is."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.disclosure import CELLS, policies
from analytics.disclosure.count_statements import (
    BINDING,
    CELL,
    COUNTS,
    PARTS,
    cells_of,
    printed,
    protected,
    statements,
    within,
)
from analytics.disclosure.reidentification import Checked, Component, components, find_exposed, solution

Claim = tuple[str, dict[str, int]]  # its name, and the coefficient of each cell


def published(
    table: dict[str, int], claims: Iterable[Claim], policy: str, binding: pl.DataFrame | None = None
) -> pl.DataFrame:
    """The cells of a pack that publishes sums over a table under a policy."""
    rows = [
        {"claim": name, "section": "s", "group": "g", "role": CELL, "count": sum(table[c] * k for c, k in of.items())}
        for name, of in claims
    ]
    parts = [(name, cell, table[cell], times) for name, of in claims for cell, times in of.items()]
    frame = protected(pl.DataFrame(rows, schema=COUNTS), policies()[policy])
    none = pl.DataFrame(schema=BINDING) if binding is None else binding
    return cells_of(statements(frame, pl.DataFrame(parts, schema=PARTS, orient="row"), none))


def checked(*packs: pl.DataFrame) -> Checked:
    every = pl.concat(packs)
    return find_exposed(every, frozenset(every["statement"]), set())


def exposed(*packs: pl.DataFrame) -> int:
    return sum(len(given) for given in checked(*packs).exposed.values())


def attacked(cells: pl.DataFrame, most: int) -> dict[str, tuple[int, int, int]]:
    """The smallest and largest value, and how many, of each hidden statement: every table of counts 0 to `most` that
    fits all statements is tried."""
    unknowns = cells.select("part", "truth").unique(maintain_order=True).rows()
    claims = {
        name: ({(p, t): c for p, t, c in rows.select("part", "truth", "coefficient").rows()}, rows.row(0, named=True))
        for (name,), rows in cells.group_by("statement", maintain_order=True)
    }
    values: dict[str, set[int]] = {name: set() for name, (_, first) in claims.items() if first["hidden"]}
    for guess in product(range(most + 1), repeat=len(unknowns)):
        at = dict(zip(unknowns, guess, strict=True))
        sums = {name: sum(at[key] * times for key, times in of.items()) for name, (of, _) in claims.items()}
        if all(
            (first["low"] is None or sums[name] >= first["low"])
            and (first["high"] is None or sums[name] <= first["high"])
            for name, (_, first) in claims.items()
        ):
            for name in values:
                values[name].add(sums[name])
    return {name: (min(found), max(found), len(found)) for name, found in values.items()}


def end(component: Component, row: int, sign: int) -> int:
    """The smallest value that the solver finds for the sum of a statement, or with the sign -1 the largest."""
    sums = component.matrix[row]
    found = solution(component, sign * sums)
    assert found is not None
    return int(sums @ found)


def solved(cells: pl.DataFrame) -> dict[str, tuple[int, int]]:
    return {c.names[row]: (end(c, row, 1), end(c, row, -1)) for c in components(cells) for row in c.hidden}


def square(policy: str, a: int, b: int, c: int, d: int) -> pl.DataFrame:
    """Two rows and two columns with all their totals."""
    table = {"a": a, "b": b, "c": c, "d": d}
    sums = [(cell, cell) for cell in table] + [("row 1", "ab"), ("row 2", "cd"), ("column 1", "ac"), ("column 2", "bd")]
    return published(table, [(name, dict.fromkeys(of, 1)) for name, of in [*sums, ("all", "abcd")]], policy)


CELL_COUNTS = st.integers(0, 11)


@pytest.mark.parametrize("policy", ["nhs", "strict", "dfe"])
@settings(max_examples=4)
@given(a=CELL_COUNTS, b=CELL_COUNTS, c=CELL_COUNTS, d=CELL_COUNTS)
def test_the_solver_finds_what_trying_every_table_finds(policy: str, a: int, b: int, c: int, d: int) -> None:
    cells = square(policy, a, b, c, d)
    by_force = attacked(cells, 13)
    assert solved(cells) == {name: ends[:2] for name, ends in by_force.items()}
    few = {name for name, (_, _, values) in by_force.items() if values < 3}
    assert frozenset().union(*checked(cells).exposed.values()) == few


@settings(max_examples=8)
@given(tables=st.lists(st.tuples(st.integers(1, 4), st.integers(4, 9)), min_size=2, max_size=2), coarse=st.booleans())
def test_a_printed_percentage_is_seen_through(tables: list[tuple[int, int]], coarse: bool) -> None:
    """Numerators and denominators of two places under `dfe`, beside the percentage that they pool to."""
    counts = {
        f"{p}|{side}": v
        for p, pair in enumerate(tables)
        for side, v in zip(("numerator", "denominator"), pair, strict=True)
    }
    n, d = (sum(pair[i] for pair in tables) for i in (0, 1))
    hundred = 100 if coarse else 1000
    value = (n * 2 * hundred + d) // (2 * d) * 100 / hundred
    shares = pl.DataFrame({"share": ["s"], "value": [value], "hundred": [hundred]})
    members = pl.DataFrame({"share": "s", "part": list(counts), "truth": list(counts.values())}).with_columns(
        upper=pl.col("part").str.ends_with("numerator"), lower=pl.col("part").str.ends_with("denominator")
    )
    pairs = pl.DataFrame(
        [(f"{p}|numerator", f"{p}|denominator", a, b) for p, (a, b) in enumerate(tables)],
        schema=["part", "whole", "part_truth", "whole_truth"],
        orient="row",
    )
    binding = pl.concat([within(pairs), printed(shares, members)])
    cells = published(counts, [(name, {name: 1}) for name in counts], "dfe", binding)
    by_force = attacked(cells, 9)
    few = {name for name, (_, _, values) in by_force.items() if values < 3}
    assert frozenset().union(*checked(cells).exposed.values()) == few
    assert solved(cells) == {name: ends[:2] for name, ends in by_force.items()}


def test_a_percentage_that_the_counts_do_not_give_binds_nothing() -> None:
    shares = pl.DataFrame({"share": ["s"], "value": [50.0], "hundred": [1000]})
    members = pl.DataFrame(
        {"share": ["s", "s"], "part": ["n", "d"], "truth": [1, 3], "upper": [True, False], "lower": [False, True]}
    )
    assert printed(shares, members).is_empty()
    assert printed(shares, members.with_columns(truth=pl.Series([1, 2]))).height == 4


def test_hiding_one_to_five_fails_beside_a_rolling_quarter_and_strict_does_not() -> None:
    """Three months and their sum: with exact counts the small one is the difference."""
    months = {"July": 9, "August": 8, "September": 3}
    claims = [*((m, {m: 1}) for m in months), ("quarter", dict.fromkeys(months, 1))]
    assert exposed(published(months, claims, "dfe")) == 1
    assert exposed(published(months, claims, "strict")) == 0


def test_rolling_quarters_of_successive_months_are_seen_together() -> None:
    """Each quarter hides its newest month; the next pack shows that month's neighbours."""
    table = {"June": 20, "July": 9, "August": 8, "September": 3}
    first = published(table, [("June", {"June": 1}), ("to August", {"June": 1, "July": 1, "August": 1})], "open")
    second = published(table, [("July", {"July": 1}), ("September", {"September": 1})], "dfe")
    third = published(table, [("to September", {"July": 1, "August": 1, "September": 1})], "open")
    assert exposed(first, second) == 0
    assert exposed(first, second, third) == 1


def test_an_area_inside_another_is_seen_through() -> None:
    table = {"Bracksea": 4, "Wexley": 30}
    both = [("both", {"Bracksea": 1, "Wexley": 1})]
    alone = [(place, {place: 1}) for place in table]
    assert exposed(published(table, alone, "dfe")) == 0
    assert exposed(published(table, alone, "dfe"), published(table, both, "open")) == 1
    assert exposed(published(table, alone, "nhs"), published(table, both, "nhs")) == 0


def test_a_restated_count_is_another_unknown() -> None:
    """The same cell published exactly with another true count says nothing of the first."""
    cell = [("a", {"a": 1})]
    assert exposed(published({"a": 3}, cell, "nhs"), published({"a": 4}, cell, "open")) == 0
    assert exposed(published({"a": 3}, cell, "nhs"), published({"a": 3}, cell, "open")) == 1


def test_a_hidden_sum_is_a_hidden_count_too() -> None:
    cell = [("a", {"a": 1}), ("b", {"b": 1}), ("both", {"a": 1, "b": 1})]
    assert checked(published({"a": 1, "b": 2}, cell, "strict")).checked == 3
    table = {"a": 3, "b": 4}
    parts = published(table, cell[:2], "open")
    assert exposed(parts, published(table, cell[2:], "strict")) == 1


def test_only_what_a_new_pack_touches_is_checked() -> None:
    old = published({"a": 3}, [("a", {"a": 1})], "nhs")
    new = published({"b": 3}, [("b", {"b": 1})], "nhs")
    assert find_exposed(pl.concat([old, new]), frozenset(new["statement"]), set()).checked == 1
    assert find_exposed(pl.DataFrame(schema=CELLS), frozenset(), set()) == Checked(0, {})


def test_progress_is_reported_to_the_end() -> None:
    said: list[tuple[float, str]] = []
    cells = square("strict", 1, 2, 9, 8)
    find_exposed(cells, frozenset(cells["statement"]), set(), lambda share, what: said.append((share, what)))
    assert said[-1][0] == 1
    assert [share for share, _ in said] == sorted(share for share, _ in said)


def test_cells_that_the_true_counts_break_are_refused() -> None:
    cells = published({"a": 3}, [("a", {"a": 1})], "nhs").with_columns(high=pl.lit(2, pl.Int64))
    with pytest.raises(ValueError, match="true counts break"):
        checked(cells)
