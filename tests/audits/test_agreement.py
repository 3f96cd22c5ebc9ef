"""Agreement of readers, against reference programs, by hand, and by simulation with a known truth."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.stats import binomtest

from analytics.audits.agreement import (
    Estimate,
    Numbers,
    ac2,
    ac2_and_error,
    changed,
    in_words,
    kappa,
    kappa_and_error,
    of_two,
    one_way,
    shrunk,
)

ORACLE = Path(__file__).parents[1] / "oracles" / "agreement.csv"
GRADES = range(1, 5)
TABLES = st.integers(2, 10).flatmap(
    lambda grades: hnp.arrays(np.float64, (grades, grades), elements=st.integers(0, 30).map(float))
)


def cases(statistic: str) -> list[tuple[str, Numbers, float, float]]:
    """The table of each case, the estimate and the standard error of the reference program; where it has none, or gives
    a stand-in for none (a standard error of 1e-15), the case is left out."""
    found = []
    with ORACLE.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["statistic"] == statistic and row["se"] and float(row["se"]) > 1e-6:
                table = np.array([[float(row[f"n{i}{j}"]) for j in GRADES] for i in GRADES])
                found.append((f"{row['case_id']} {row['kind']}", table, float(row["estimate"]), float(row["se"])))
    return found


def two_readings(table: Numbers) -> tuple[Numbers, Numbers]:
    """A row a pair of grades: how many readers gave each grade, and how many files had that pair."""
    one = np.eye(len(table))
    pairs = [one[i] + one[j] for i in range(len(table)) for j in range(len(table))]
    return np.array(pairs), table.ravel()


@pytest.mark.parametrize(("case", "table", "estimate", "error"), cases("cohen_kappa"))
def test_kappa_is_that_of_the_reference(case: str, table: Numbers, estimate: float, error: float) -> None:
    assert kappa_and_error(table) == (pytest.approx(estimate, abs=1e-9), pytest.approx(error, rel=1e-6))


@pytest.mark.parametrize(("case", "table", "estimate", "error"), cases("gwet_ac2"))
def test_ac2_is_that_of_the_reference(case: str, table: Numbers, estimate: float, error: float) -> None:
    assert ac2_and_error(*two_readings(table)) == (pytest.approx(estimate, abs=1e-9), pytest.approx(error, rel=1e-6))


def test_ac2_of_several_readers_not_all_of_whom_read_all() -> None:
    """Gwet's example of four readers and twelve files; the answers are those of irrCAC 0.4.4 with linear weights."""
    given = [
        (1, 1, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4), (4, 4, 4, 4), (1, 1, 2, 1),
        (2, 2, 2, 2), (5, 5, 5), (1, 1), (3,),
    ]  # fmt: skip
    readings = np.array([[grades.count(grade) for grade in range(1, 6)] for grades in given], dtype=np.float64)
    found = ac2_and_error(readings, np.ones(len(readings)))
    assert found == (pytest.approx(0.858739136433), pytest.approx(0.117329021881))


def test_where_nearly_all_get_one_grade_kappa_falls_and_ac2_does_not() -> None:
    """90 of 100 agree. Kappa: chance 0.95² + 0.05² = 0.905; AC2: chance 2 · 0.95 · 0.05 = 0.095."""
    first, second = of_two(np.array([[90.0, 5.0], [5.0, 0.0]]))
    assert first is not None
    assert second is not None
    assert first.value == pytest.approx((0.9 - 0.095) / 0.905)
    assert second.value == pytest.approx((0.9 - 0.905) / 0.095)


def test_one_grade_apart_agrees_in_part() -> None:
    """Three grades, two files a step apart and two the same: (2 · 1 + 2 · 0.5) / 4 = 0.75."""
    table = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0]])
    found, _ = of_two(table)
    mean = np.array([3, 2, 3]) / 8
    chance = (3 + 4 * 0.5) / 6 * (mean * (1 - mean)).sum()
    assert found is not None
    assert found.value == pytest.approx((0.75 - chance) / (1 - chance))


@pytest.mark.parametrize(
    ("table", "has"),
    [
        (np.zeros((4, 4)), (False, False)),
        (np.diag([1.0, 0.0]), (False, False)),  # one audit
        (np.diag([30.0, 0.0]), (True, False)),  # one grade: kappa is 0 of 0
        (np.array([[40.0]]), (False, False)),  # a scale of one grade
        (np.array([[20.0, 20.0], [0.0, 0.0]]), (True, True)),  # one reader gives one grade: kappa is 0
    ],
)
def test_what_can_not_be_told_has_no_estimate(table: Numbers, has: tuple[bool, bool]) -> None:
    assert tuple(of is not None for of in of_two(table)) == has


def test_where_nobody_differed_the_interval_still_has_a_width() -> None:
    first, second = of_two(np.diag([10.0, 10.0]))
    assert first is not None
    assert second is not None
    assert first.value == second.value == first.high == 1
    assert 0.2 < first.low < 0.9
    larger, _ = of_two(np.diag([50.0, 50.0]))
    assert larger is not None
    assert first.low < larger.low < 1


@given(TABLES)
def test_who_reads_first_and_which_end_is_best_make_no_difference(table: Numbers) -> None:
    for other in (table.T, table[::-1, ::-1]):
        for of, same in zip(of_two(table), of_two(other), strict=True):
            assert (of is None) == (same is None)
            if of and same:
                assert (of.value, of.low, of.high) == pytest.approx((same.value, same.low, same.high), abs=1e-9)


@given(TABLES)
def test_an_interval_holds_its_estimate(table: Numbers) -> None:
    for of in of_two(table):
        if of:
            assert -1.000001 <= of.low <= of.value <= of.high <= 1.000001


def test_the_intervals_hold_the_truth_about_95_times_in_100() -> None:
    """400 samples of 60 audits, of which moderation changes 17%; `benchmarks/agreement.md` has more."""
    chance = np.random.default_rng(7)
    truth = np.array([[0.03, 0, 0, 0], [0.03, 0.35, 0.04, 0], [0, 0.01, 0.32, 0.08], [0, 0, 0.01, 0.13]])
    whole = of_two(truth * 1e8)
    samples = chance.multinomial(60, truth.ravel() / truth.sum(), 400).reshape(-1, 4, 4).astype(np.float64)
    held = [[of and true and of.low <= true.value <= of.high for of, true in zip(of_two(sample), whole, strict=True)]
            for sample in samples]  # fmt: skip
    for share in np.mean(held, axis=0):
        assert 0.91 <= share <= 0.985


def test_a_change_is_called_one_where_the_intervals_of_both_leave_it_no_room() -> None:
    apart = Estimate(0.9, 0.85, 0.94), Estimate(0.6, 0.45, 0.72)
    assert changed(*apart)
    assert changed(*reversed(apart))
    assert not changed(apart[0], Estimate(0.82, 0.72, 0.89))


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (Estimate(0.95, 0.9, 0.97), "very good"),
        (Estimate(0.81, 0.6, 0.9), "very good, though it could be only moderate"),
        (Estimate(0.1, -0.2, 0.4), "poor"),
    ],
)
def test_agreement_in_words(of: Estimate, said: str) -> None:
    assert in_words(of) == said


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_direction_is_tested_by_the_sign_test(down: int, up: int) -> None:
    found = pl.select(one_way(pl.lit(down), pl.lit(up))).item()
    assert found == pytest.approx(binomtest(down, down + up).pvalue if down + up else 1)


def test_shrunk_shares_by_hand() -> None:
    """Of 20 each: 2, 4 and 12. Mean 18/60 = 0.3; spread 20 · (0.04 + 0.01 + 0.09) = 2.8; by chance 2 · 0.21 = 0.42;
    between (2.8 − 0.42) / (40 − 2) = 0.06263; worth 0.21 / 0.06263 − 1 = 2.353 cases."""
    rows = pl.DataFrame({"x": [2, 4, 12], "n": [20, 20, 20]})
    found = rows.select(shrunk(pl.col("x"), pl.col("n"))).to_series().to_list()
    worth = 0.21 / ((2.8 - 0.42) / 38) - 1
    assert found == pytest.approx([(x + 0.3 * worth) / (20 + worth) for x in (2, 4, 12)])


def test_shares_that_spread_no_more_than_chance_makes_them_are_all_the_mean() -> None:
    rows = pl.DataFrame({"x": [3, 3, 4], "n": [20, 20, 20]})
    assert rows.select(shrunk(pl.col("x"), pl.col("n"))).to_series().to_list() == pytest.approx([1 / 6] * 3)


@given(st.lists(st.tuples(st.integers(1, 80), st.floats(0, 1)), min_size=1, max_size=15))
def test_a_shrunk_share_lies_between_its_own_and_the_mean(drawn: list[tuple[int, float]]) -> None:
    rows = pl.DataFrame({"x": [round(n * share) for n, share in drawn], "n": [n for n, _ in drawn]})
    found = rows.with_columns(drawn=shrunk(pl.col("x"), pl.col("n")), own=pl.col("x") / pl.col("n"))
    mean = rows["x"].sum() / rows["n"].sum()
    for own, closer in found.select("own", "drawn").rows():
        assert min(own, mean) - 1e-9 <= closer <= max(own, mean) + 1e-9


def test_several_readers_of_one_file_are_too_few_for_an_estimate() -> None:
    assert ac2(np.array([[3.0, 1.0]])) is None
    assert kappa(np.array([[0.0, 1.0], [0.0, 0.0]])) is None
