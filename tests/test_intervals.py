"""Wilson intervals and funnel limits: against an independent program, and what must hold for any counts."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_series_equal

from analytics.intervals import ALARM, WARNING, average, difference, funnel, poisson, wilson

ORACLES = Path(__file__).parent / "oracles"
INTERVALS = pl.read_csv(ORACLES / "wilson_intervals.csv")
FUNNELS = pl.read_csv(ORACLES / "funnel_proportions.csv")
RATES = pl.read_csv(ORACLES / "rates.csv", null_values="NA")
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
def test_funnel_agrees_with_the_reference(name: str) -> None:
    rows = FUNNELS.filter(pl.col("funnel") == name)
    mean = average(pl.col("numerator"), pl.col("denominator"))
    whole = pl.col("denominator")
    (low, high), (lowest, highest) = funnel(mean, whole, WARNING), funnel(mean, whole, ALARM)
    assert rows.select(mean).item() == pytest.approx(rows["average"][0], abs=EXACT)
    for ours, theirs in [(low, "l95"), (high, "u95"), (lowest, "l998"), (highest, "u998")]:
        same(rows.select(ours).to_series(), rows[theirs])


def test_the_same_areas_stand_out_as_in_the_reference() -> None:
    mean = average(pl.col("numerator"), pl.col("denominator")).over("funnel")
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
    assert FUNNELS.select(said).to_series().to_list() == FUNNELS["significance"].to_list()


@pytest.mark.parametrize(("part", "whole"), [(0, 0), (None, 5), (3, None)])
def test_no_interval_where_nothing_was_counted(part: int | None, whole: int | None) -> None:
    assert interval(part, whole) == (None, None)


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
