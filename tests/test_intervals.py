"""Intervals, funnel limits and lists: against an independent program, and what must hold for any counts."""

from __future__ import annotations

from fractions import Fraction
from math import comb, exp, factorial
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_series_equal

from analytics.intervals import (
    ALARM,
    WARNING,
    adjusted,
    against_average,
    average,
    difference,
    drawn_at,
    few_expected,
    funnel,
    listed,
    normal_limits,
    poisson,
    same_share,
    too_few,
    weighted,
    wilson,
)

ORACLES = Path(__file__).parent / "oracles"
INTERVALS = pl.read_csv(ORACLES / "wilson_intervals.csv")
FUNNELS = pl.read_csv(ORACLES / "funnel_proportions.csv")
TAILS = pl.read_csv(ORACLES / "binomial_tails.csv")
FAMILIES = pl.read_csv(ORACLES / "bh.csv")
RATES = pl.read_csv(ORACLES / "rates.csv", null_values="NA")
FINITE = pl.read_csv(ORACLES / "finite_population_intervals.csv")
EXACT = 1e-9


def same(one: pl.Series, other: pl.Series) -> None:
    assert_series_equal(one, other, check_names=False, rel_tol=0, abs_tol=EXACT)


def interval(part: int | None, whole: int | None, confidence: float = WARNING) -> tuple[float, float]:
    frame = pl.DataFrame({"part": [part], "whole": [whole]}, schema={"part": pl.UInt32, "whole": pl.UInt32})
    lower, upper = wilson(pl.col("part"), pl.col("whole"), confidence)
    return frame.select(lower=lower, upper=upper).row(0)


@pytest.mark.parametrize("confidence", [WARNING, ALARM])
def test_wilson_agrees_with_the_reference(confidence: float) -> None:
    rows = INTERVALS.filter(pl.col("confidence") == confidence)
    assert rows.height >= 90
    lower, upper = wilson(pl.col("x"), pl.col("n"), confidence)
    same(rows.select(lower).to_series(), rows["wilson_lower"])
    same(rows.select(upper).to_series(), rows["wilson_upper"])


@pytest.mark.parametrize("level", sorted(FINITE["level"].unique()))
def test_the_interval_of_a_finite_population_agrees_with_the_reference(level: float) -> None:
    rows = FINITE.filter(level=level)
    assert rows["N"].is_not_null().any()
    lower, upper = wilson(pl.col("x"), pl.col("n"), level, pl.col("N"))
    same(rows.select(lower).to_series(), rows["lower"])
    same(rows.select(upper).to_series(), rows["upper"])


def test_cases_that_are_no_more_than_the_sample_can_not_be_what_was_sampled() -> None:
    frame = pl.DataFrame({"x": [8, 8, 8], "n": [20, 20, 20], "N": [20, 12, None]})
    lower, upper = wilson(pl.col("x"), pl.col("n"), population=pl.col("N"))
    assert frame.select(lower=lower, upper=upper).rows() == [interval(8, 20)] * 3


def test_a_share_is_weighted_by_the_cases_of_each_part() -> None:
    """40 % of the audits are of a team with 15 % of the cases, where 15 % are good and not 60 %."""
    found, low, high = weighted([36, 6], [60, 40], [850, 150])
    assert found == pytest.approx(0.85 * 0.6 + 0.15 * 0.15)
    # By hand: W²(N − n)/(n(N − 1)) is 0.0112048 and 0.0004153. With 5 cases at 0.5325 added the shares are 0.5948 and
    # 0.1925, so V is 0.0027650; pooled it is 0.0116201 × 0.2489438 × (19.5/98) / (0.42 × 0.58 × 100/99) = 0.0023393.
    # The mean is 0.0025522, and 0.2489438 / 0.0025522 = 97.54 cases.
    by_hand = (float(e) for e in pl.select(*_named(wilson(pl.lit(found * 97.542), pl.lit(97.542)))).row(0))
    assert (low, high) == pytest.approx(tuple(by_hand), abs=1e-4)


def _named(ends: tuple[pl.Expr, pl.Expr]) -> tuple[pl.Expr, pl.Expr]:
    return ends[0].alias("low"), ends[1].alias("high")


@given(st.integers(2, 60), st.data())
def test_a_share_of_one_part_has_the_interval_of_a_finite_population(whole: int, data: st.DataObject) -> None:
    part, more = data.draw(st.integers(0, whole)), data.draw(st.integers(1, 500))
    found = weighted([part], [whole], [whole + more])
    lower, upper = wilson(pl.lit(part), pl.lit(whole), population=pl.lit(whole + more))
    assert found == pytest.approx((part / whole, *pl.select(*_named((lower, upper))).row(0)), abs=EXACT)


def test_a_part_without_a_sample_has_no_weighted_share() -> None:
    with pytest.raises(ValueError, match="Each part needs a sample"):
        weighted([6, 0], [10, 0], [100, 20])


@pytest.mark.parametrize("confidence", [WARNING, ALARM, 0.9])
def test_the_interval_of_a_rate_agrees_with_the_reference(confidence: float) -> None:
    """Exact below ten events, none among them, and Byar's from ten on."""
    rows = RATES.filter(pl.col("confidence") == confidence)
    assert rows.height >= 5
    for ours, theirs in zip(
        poisson(pl.col("events"), pl.col("population"), confidence), ("lower", "upper"), strict=True
    ):
        found = rows.select(ours * pl.col("multiplier")).to_series()
        assert_series_equal(found, rows[theirs], check_names=False, rel_tol=1e-9, abs_tol=EXACT)


@pytest.mark.parametrize("name", ["areas_40", "tiny_5"])
def test_the_normal_limits_agree_with_the_reference(name: str) -> None:
    rows = FUNNELS.filter(pl.col("funnel") == name)
    mean = average(pl.col("numerator"), pl.col("denominator"))
    whole = pl.col("denominator")
    (low, high), (lowest, highest) = normal_limits(mean, whole, WARNING), normal_limits(mean, whole, ALARM)
    assert rows.select(mean).item() == pytest.approx(rows["average"][0], abs=EXACT)
    for ours, theirs in [(low, "l95"), (high, "u95"), (lowest, "l998"), (highest, "u998")]:
        same(rows.select(ours).to_series(), rows[theirs])


def test_the_same_areas_stand_out_as_in_the_reference_where_enough_are_expected() -> None:
    """The reference has normal limits alone: so has the funnel where five are expected with and without."""
    mean = average(pl.col("numerator"), pl.col("denominator"))
    rows = FUNNELS.filter(funnel="areas_40")
    assert not rows.select(few_expected(mean, pl.col("denominator"))).to_series().any()
    share = pl.col("numerator") / pl.col("denominator")
    (low, high), (lowest, highest) = (funnel(mean, pl.col("denominator"), c) for c in (WARNING, ALARM))
    said = (
        pl.when(share > highest)
        .then(pl.lit("High (0.001)"))
        .when(share < lowest)
        .then(pl.lit("Low (0.001)"))
        .when(share > high)
        .then(pl.lit("High (0.025)"))
        .when(share < low)
        .then(pl.lit("Low (0.025)"))
        .otherwise(pl.lit("Not significant"))
    )
    assert rows.select(said).to_series().to_list() == rows["significance"].to_list()


def limits(mean: float, whole: int, confidence: float = WARNING, rate: bool = False) -> tuple[float, float]:
    """The funnel limits in cases."""
    low, high = funnel(pl.lit(mean), pl.col("n"), confidence, rate)
    found = pl.DataFrame({"n": [whole]}).select(low * whole, high=high * whole).row(0)
    return round(found[0], 9), round(found[1], 9)


def p_value(part: float, whole: float, mean: float, rate: bool = False, in_cases: bool = True) -> float:
    p = against_average(pl.col("k"), pl.col("n"), pl.lit(mean), rate, pl.lit(in_cases))
    return float(pl.DataFrame({"k": [part], "n": [whole]}).select(p).item())


def test_17_of_20_against_98_is_beyond_95_percent_alone() -> None:
    """The tail of 17 or fewer is 0.0064; the normal limits, 88.7 % at 99.8 %, say beyond 99.8 %."""
    assert p_value(17, 20, 0.9807) / 2 == pytest.approx(0.0064, abs=5e-5)
    assert limits(0.9807, 20, WARNING)[0] == 18
    assert limits(0.9807, 20, ALARM)[0] == 17
    normal = normal_limits(pl.lit(0.9807), pl.lit(20), ALARM)[0]
    assert pl.select(normal).item() > 17 / 20


def test_limits_of_few_by_hand() -> None:
    """Of 4 at one half the tails of none are 1 in 16, of 8 1 in 256. At one event expected 4 or more come 19 times in
    1,000 and 3 or more 80 times; 6 or more 6 times in 10,000 and 5 or more 37 times."""
    assert limits(0.5, 4) == (0, 4)
    assert limits(0.5, 8) == (1, 7)
    assert limits(0.5, 8, ALARM) == (0, 8)
    assert limits(1 / 5000, 5000, rate=True) == (0, 3)
    assert limits(1 / 5000, 5000, ALARM, rate=True) == (0, 5)
    assert limits(0.8, 6, rate=True) == (1, 10)  # visits to six children, of whom one may have more than one
    at_least_4 = 1 - exp(-1) * sum(1 / factorial(k) for k in range(4))
    assert p_value(4, 5000, 1 / 5000, rate=True) == pytest.approx(2 * at_least_4, abs=EXACT)
    assert p_value(0, 5000, 4 / 5000, rate=True) == pytest.approx(2 * exp(-4), abs=EXACT)


def test_exact_tails_agree_with_the_reference() -> None:
    few = TAILS.filter(few_expected(pl.col("p0"), pl.col("n")))
    assert few.height >= 10
    p = against_average(pl.col("x"), pl.col("n"), pl.col("p0"))
    same(few.select(p).to_series(), few["p_two_sided_doubled"])
    for confidence, tail in ((WARNING, 0.025), (ALARM, 0.001)):
        low, high = funnel(pl.col("p0"), pl.col("n"), confidence)
        share = pl.col("x") / pl.col("n")
        beyond = few.select(below=share < low, above=share > high)
        assert beyond["below"].to_list() == (few["p_lower_tail"] < tail).to_list()
        assert beyond["above"].to_list() == (few["p_upper_tail"] < tail).to_list()


def test_where_enough_are_expected_the_p_value_is_that_of_the_normal_limits() -> None:
    """60 of 100 at one half are two standard errors away."""
    assert p_value(60, 100, 0.5) == pytest.approx(0.0455002638963584, abs=EXACT)
    assert p_value(40, 100, 0.5) == p_value(60, 100, 0.5)
    assert p_value(50, 100, 0.5) == 1
    reach = 1.959963984540054 * 15**0.5  # around 15 visits to ten children
    assert limits(1.5, 10, rate=True) == pytest.approx((15 - reach, 15 + reach))
    assert p_value(25, 10, 1.5, rate=True) == pytest.approx(0.0098, abs=5e-5)  # 10 / √15 = 2.58
    assert p_value(64, 1000, 0.1 / 2, rate=True) == pytest.approx(0.0477, abs=5e-5)  # 14 / √50 = 1.98


def test_counts_that_are_not_whole_keep_the_normal_limits() -> None:
    low, high = funnel(pl.lit(0.9), pl.lit(10.0), in_cases=pl.lit(False))
    plain = normal_limits(pl.lit(0.9), pl.lit(10.0))
    assert pl.select(low, high=high).row(0) == pytest.approx(pl.select(plain[0], high=plain[1]).row(0))
    assert p_value(7.5, 10, 0.9, in_cases=False) == pytest.approx(0.113846298006665, abs=EXACT)  # 0.15 / √0.009 = 1.58
    assert p_value(0, 10, 0, in_cases=False) == 1


@given(n=st.integers(1, 60), of=st.integers(1, 999), k=st.integers(0, 60))
def test_beyond_the_limits_is_what_has_too_small_a_tail(n: int, of: int, k: int) -> None:
    """A share lies beyond a limit if its tail, worked out in whole numbers, is too small; and its p-value agrees."""
    k, m = min(k, n), Fraction(of, 1000)
    if min(n * m, n * (1 - m)) >= 5:
        return
    chances = [comb(n, x) * m**x * (1 - m) ** (n - x) for x in range(n + 1)]
    below, above = sum(chances[: k + 1]), sum(chances[k:])
    for confidence, tail in ((WARNING, Fraction(25, 1000)), (ALARM, Fraction(1, 1000))):
        low, high = limits(float(m), n, confidence)
        assert (k < low, k > high) == (below < tail, above < tail)
    assert p_value(k, n, float(m)) == pytest.approx(float(min(1, 2 * min(below, above))), rel=1e-9)


def test_five_expected_are_not_few_whichever_side_they_are_on() -> None:
    frame = pl.DataFrame({"m": [0.1, 0.9, 0.1, 0.9, 0.5], "n": [50, 50, 49, 49, 19]})
    assert frame.select(few_expected(pl.col("m"), pl.col("n"))).to_series().to_list() == [
        False,
        False,
        True,
        True,
        False,
    ]
    assert frame.select(too_few(pl.col("m"), pl.col("n"))).to_series().to_list() == [False, False, True, True, True]
    assert pl.select(too_few(pl.lit(0.5), pl.lit(20))).item() is False
    assert pl.select(too_few(pl.lit(1.5), pl.lit(10), rate=True)).item() is False  # 15 visits to ten children
    assert pl.select(too_few(pl.lit(0.001), pl.lit(5000), rate=True)).item() is False
    assert pl.select(too_few(pl.lit(0.001), pl.lit(4999), rate=True)).item() is True


def test_limits_are_drawn_at_every_number_of_the_staircase_and_at_every_point() -> None:
    at = drawn_at(0.9, [7, 60, 83], [40, 80])
    assert at == [*range(1, 51), 60, 80, 83]
    assert drawn_at(0.5, [4000], [2000, 4000])[:10] == list(range(1, 11))
    assert drawn_at(0, [30], [20]) == [20, 30]
    rare = drawn_at(1e-5, [90_000], [90_000], rate=True)
    assert rare[0] == 1
    for visits, at in ((2.0, [1, 2, 5, 10]), (5.0, [1, 5, 10]), (6.0, [5, 10])):
        assert drawn_at(visits, [10], [5], rate=True) == at, "more than one visit a child"
    assert 250 <= len(rare) <= 300


def shares(one: tuple[int, int], other: tuple[int, int]) -> float | None:
    frame = pl.DataFrame({"a": [one[0]], "n": [one[1]], "b": [other[0]], "m": [other[1]]})
    p: float | None = frame.select(same_share(pl.col("a"), pl.col("n"), pl.col("b"), pl.col("m"))).item()
    return p


def test_two_groups_are_compared_exactly() -> None:
    """Of six with three good, three without any good are 1 choice in 20. Care leavers and child protection are those
    of a report: 1 of 11 against 56 of 136, and 9 of 26 against 48 of 121."""
    assert shares((0, 3), (3, 3)) == pytest.approx(2 / 20, abs=EXACT)
    assert shares((3, 3), (0, 3)) == pytest.approx(2 / 20, abs=EXACT)
    assert shares((1, 2), (1, 2)) == 1
    tail = sum(comb(57, k) * comb(90, 11 - k) for k in (0, 1)) / comb(147, 11)
    assert shares((1, 11), (56, 136)) == pytest.approx(2 * tail, abs=EXACT)
    assert shares((9, 26), (48, 121)) == pytest.approx(0.80, abs=0.01)
    assert shares((0, 0), (3, 5)) is None


@given(a=st.integers(0, 40), b=st.integers(0, 40), c=st.integers(0, 40), d=st.integers(0, 40))
def test_two_groups_differ_alike_whichever_is_first(a: int, b: int, c: int, d: int) -> None:
    one, other = (a, a + b + 1), (c, c + d + 1)
    assert shares(one, other) == pytest.approx(shares(other, one), abs=EXACT)
    assert 0 < (shares(one, other) or 0) <= 1


def test_families_are_adjusted_as_in_the_reference() -> None:
    ours = FAMILIES.select(adjusted(pl.col("p")).over("case_id")).to_series()
    assert FAMILIES["case_id"].n_unique() == 15
    assert FAMILIES["p"].null_count() > 0
    same(ours, FAMILIES["bh"])


def test_a_list_is_drawn_from_its_own_family() -> None:
    """Of 0.01, 0.02, 0.04 and 0.5 the second is 0.04 after the rule and the third 0.053; the row that may not stand in
    a list changes nothing."""
    p = [0.01, 0.02, 0.04, 0.5, 0.0001, 0.0001, None, 0.05]
    frame = pl.DataFrame({"p": p, "may": [*[True] * 4, False, None, True, True]})
    found = frame.with_columns(of=pl.Series([*"aaaaaaab"])).with_columns(**listed(pl.col("p"), pl.col("may"), "of"))
    assert found["in_list"].to_list() == [True, True, *[False] * 5, True]
    assert found["compared"].to_list() == [*[4] * 7, 1]
    none = frame.clear().select(**listed(pl.col("p"), pl.col("may")))
    assert none.height == 0


def test_of_the_entries_of_a_list_few_are_false() -> None:
    """400 families of 60 comparisons, of which 50 have the average and 10 do not: the truth is known. Without the rule
    more than one entry in ten is false."""
    numbers = np.random.default_rng(20210930)
    true = np.tile(np.r_[np.full(50, 0.8), np.full(5, 0.6), np.full(5, 0.95)], 400)
    whole = numbers.integers(30, 200, true.size)
    frame = pl.DataFrame(
        {"of": np.repeat(np.arange(400), 60), "n": whole, "k": numbers.binomial(whole, true), "null": true == 0.8}
    ).with_columns(p=against_average(pl.col("k"), pl.col("n"), pl.lit(0.8)))
    found = frame.with_columns(**listed(pl.col("p"), pl.lit(True), "of"))

    def false(named: pl.Expr) -> float:
        by = found.group_by("of").agg(part=(named & pl.col("null")).sum() / pl.max_horizontal(named.sum(), 1))
        return float(by["part"].mean())  # type: ignore[arg-type]

    assert false(pl.col("in_list")) < 0.05 < 0.1 < false(pl.col("p") < 0.05)
    assert found.filter(~pl.col("null"))["in_list"].mean() > 0.6  # type: ignore[operator]


def test_where_nothing_differs_a_list_is_nearly_always_empty() -> None:
    numbers = np.random.default_rng(7)
    whole = numbers.integers(5, 120, 24_000)
    frame = pl.DataFrame({"of": np.repeat(np.arange(400), 60), "n": whole, "k": numbers.binomial(whole, 0.85)})
    p = against_average(pl.col("k"), pl.col("n"), pl.lit(0.85))
    few = too_few(pl.lit(0.85), pl.col("n"))
    found = frame.with_columns(p=p).with_columns(**listed(pl.col("p"), ~few, "of"))
    any_named = found.group_by("of").agg(pl.col("in_list").any(), one=(pl.col("p") < 0.05).any())
    assert any_named["in_list"].mean() < 0.08  # type: ignore[operator]
    assert any_named["one"].mean() > 0.8  # type: ignore[operator]


@pytest.mark.parametrize(("part", "whole"), [(0, 0), (None, 5), (3, None), (None, 100)])
def test_no_interval_and_no_p_value_where_nothing_was_counted(part: int | None, whole: int | None) -> None:
    assert interval(part, whole) == (None, None)
    counts = pl.DataFrame({"k": [part], "n": [whole]}, schema={"k": pl.Int64, "n": pl.Int64})
    assert counts.select(against_average(pl.col("k"), pl.col("n"), pl.lit(0.5))).item() is None


def test_no_funnel_limit_and_no_average_where_nothing_was_counted() -> None:
    frame = pl.DataFrame({"part": [0, None], "whole": [0, 7]})
    low, high = funnel(pl.lit(0.5), pl.col("whole"))
    assert frame.select(low=low, high=high).row(0) == (None, None)
    assert frame.select(average(pl.col("part"), pl.col("whole"))).item() is None


def test_an_average_leaves_out_rows_with_one_count_missing() -> None:
    frame = pl.DataFrame({"part": [1, None, 2], "whole": [4, 100, None]})
    assert frame.select(average(pl.col("part"), pl.col("whole"))).item() == 0.25


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_a_confidence_that_is_none_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        wilson(pl.col("part"), pl.col("whole"), confidence)
    with pytest.raises(ValueError, match="between 0 and 1"):
        funnel(pl.lit(0.5), pl.col("whole"), confidence)


@pytest.mark.parametrize("confidence", [0.9, WARNING, ALARM])
def test_an_interval_of_none_begins_at_0_and_of_all_ends_at_1(confidence: float) -> None:
    n = pl.int_range(1, 1000)
    assert pl.select(wilson(n * 0, n, confidence)[0].min()).item() >= 0
    assert pl.select(wilson(n, n, confidence)[1].max()).item() <= 1


@given(part=st.integers(0, 3000), rest=st.integers(0, 3000).filter(bool))
def test_an_interval_holds_the_share_and_mirrors(part: int, rest: int) -> None:
    whole = part + rest
    lower, upper = interval(part, whole)
    assert 0 <= lower <= part / whole <= upper <= 1
    assert interval(rest, whole) == pytest.approx((1 - upper, 1 - lower), abs=EXACT)
    wider = interval(part, whole, ALARM)
    assert wider[0] <= lower
    assert upper < wider[1]
    more = interval(10 * part, 10 * whole)
    assert more[1] - more[0] < upper - lower


@given(part=st.integers(0, 3000), rest=st.integers(0, 3000).filter(bool))
def test_an_interval_ends_where_the_share_seen_lies_just_within_chance(part: int, rest: int) -> None:
    """Wilson's own definition: an end p satisfies |share − p| = z·√(p(1 − p)/n)."""
    whole = part + rest
    for end in interval(part, whole):
        assert abs(part / whole - end) == pytest.approx(1.959963984540054 * (end * (1 - end) / whole) ** 0.5, abs=1e-7)


def apart(one: tuple[int, int], other: tuple[int, int]) -> tuple[float, float]:
    frame = pl.DataFrame({"a": [one[0]], "n": [one[1]], "b": [other[0]], "m": [other[1]]})
    low, high = difference(pl.col("a"), pl.col("n"), pl.col("b"), pl.col("m"))
    return frame.select(low=low, high=high).row(0)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((0, 10), (0, 20), -0.1611, 0.2775),
    ],
)
def test_differences_are_those_of_the_paper(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe 1998, table II, method 10."""
    found = apart(one, other)
    assert found[0] == pytest.approx(low, abs=0.00006)
    assert found[1] == pytest.approx(high, abs=0.00006)


@given(a=st.integers(0, 300), b=st.integers(0, 300), c=st.integers(0, 300), d=st.integers(0, 300))
def test_a_difference_holds_what_was_seen_and_turns_round(a: int, b: int, c: int, d: int) -> None:
    one, other = (a, a + b + 1), (c, c + d + 1)
    low, high = apart(one, other)
    assert -1 - 1e-12 <= low <= one[0] / one[1] - other[0] / other[1] <= high <= 1 + 1e-12
    assert apart(other, one) == pytest.approx((-high, -low))
