"""How many cases to look at: against independent programs, and what must hold of any division."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.sample_size import POWER, detectable, divided, needed, power

ORACLE = pl.read_csv(Path(__file__).parent / "oracles" / "sample_sizes.csv")


def confidence(row: dict[str, float | str]) -> float:
    """One-sided at 2.5 % is two-sided at 5 %."""
    return 1 - float(row["alpha"]) * (1 if row["alternative"] == "two.sided" else 2)


def test_sizes_agree_with_independent_programs() -> None:
    rows = ORACLE.filter(case="n").to_dicts()
    assert len(rows) > 100
    for row in rows:
        found = needed(row["p1"], row["p2"], row["power"], row["ratio"], confidence(row))
        assert found == pytest.approx(row["n_per_group"], rel=1e-6), row


def test_powers_agree_with_an_independent_program() -> None:
    rows = ORACLE.filter(case="power").to_dicts()
    assert len(rows) == 18
    for row in rows:
        found = power(row["p1"], row["p2"], row["n_per_group"], row["n_per_group"] * row["ratio"], confidence(row))
        assert found == pytest.approx(row["power"], abs=1e-6), row


def test_telling_39_from_50_percent_takes_about_320_audits_a_side() -> None:
    """By hand: (1.96 × √(2 × 0.445 × 0.555) + 0.8416 × √(0.39 × 0.61 + 0.25))² / 0.11² = 319.2."""
    assert needed(0.39, 0.5) == pytest.approx(319.2, abs=0.1)


@pytest.mark.parametrize(("first", "second", "ratio"), [(0.4, 0.4, 1.0), (0.4, 1.2, 1.0), (0.4, 0.5, 0.0)])
def test_what_can_not_be_told_apart_needs_no_number(first: float, second: float, ratio: float) -> None:
    with pytest.raises(ValueError, match="Two different shares"):
        needed(first, second, ratio=ratio)


@given(st.floats(0.05, 0.95), st.integers(20, 2000), st.integers(20, 2000))
def test_the_smallest_difference_told_is_found_8_times_in_10_and_no_smaller_one(
    share: float, cases: int, others: int
) -> None:
    found = detectable(share, cases, others)
    if found is None:
        return
    ways = [to for to in (share - found, share + found) if 0 <= to <= 1]
    assert min(power(share, to, cases, others) for to in ways) >= POWER
    nearer = [to for to in (share - 0.98 * found, share + 0.98 * found) if 0 <= to <= 1]
    assert min(power(share, to, cases, others) for to in nearer) < POWER


def test_four_audits_against_four_tell_nothing() -> None:
    assert detectable(0.5, 4, 4) is None
    assert detectable(0.5, 0, 400) is None


PART = st.tuples(st.integers(0, 500), st.integers(0, 3), st.integers(0, 60))


@given(st.integers(0, 200), st.lists(PART, min_size=1, max_size=12))
def test_a_division_adds_up_within_the_bounds_of_its_parts(total: int, parts: list[tuple[int, int, int]]) -> None:
    weights, least, most = ([part[n] for part in parts] for n in range(3))
    found = divided(total, weights, least, most)
    lowest = [min(low, high) for low, high in zip(least, most, strict=True)]
    assert all(low <= n <= high for low, n, high in zip(lowest, found, most, strict=True))
    reachable = sum(high if weight else low for weight, low, high in zip(weights, lowest, most, strict=True))
    assert sum(found) == max(sum(lowest), min(total, reachable))


@given(st.integers(0, 300), st.lists(st.integers(1, 500), min_size=1, max_size=12))
def test_without_bounds_each_part_is_within_one_of_its_quota(total: int, weights: list[int]) -> None:
    found = divided(total, weights, [0] * len(weights), [total] * len(weights))
    assert sum(found) == total
    assert all(abs(n - total * weight / sum(weights)) < 1 for n, weight in zip(found, weights, strict=True))


def test_largest_remainders_by_hand() -> None:
    """Quotas 4.7, 1.6, 1.58, 1.2, 0.61 and 0.31: the three largest remainders get one more."""
    assert divided(10, [47, 16, 15.8, 12, 6.1, 3.1], [0] * 6, [99] * 6) == [5, 2, 1, 1, 1, 0]


def test_a_part_whose_quota_is_below_its_least_takes_from_the_others() -> None:
    """The last two get 1 each; 8 are left by 47, 16, 15.8 and 12 of 90.8: 4.14, 1.41, 1.39, 1.06."""
    assert divided(10, [47, 16, 15.8, 12, 6.1, 3.1], [1] * 6, [99] * 6) == [4, 2, 1, 1, 1, 1]
