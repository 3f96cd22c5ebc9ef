"""The Kaplan–Meier estimate, against cases worked by hand, published answers, and scipy's own estimate."""

from __future__ import annotations

import warnings

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics import survival

# Weeks in remission of 21 patients with 6-mercaptopurine (“+”: last seen well) and of 21 with a placebo.
# E. A. Freireich and others, Blood 21 (1963), 699–716, which textbooks work through.
TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def times(text: str) -> tuple[pl.Series, pl.Series]:
    cells = text.split()
    return pl.Series([int(cell.rstrip("+")) for cell in cells]), pl.Series([not cell.endswith("+") for cell in cells])


def test_a_case_worked_by_hand() -> None:
    """Five actions: done on days 2 and 4, open since 3 and 6, done on 6. 4/5, then 4/5 · 2/3 = 8/15, then its half."""
    curve = survival.kaplan_meier(*times("2 3+ 4 6 6+"))
    assert curve.select("day", "at_risk", "events").rows() == [(2, 5, 1), (3, 4, 0), (4, 3, 1), (6, 2, 1)]
    assert curve["survival"].to_list() == pytest.approx([4 / 5, 4 / 5, 8 / 15, 4 / 15])
    # Greenwood on day 4: 1/(5·4) + 1/(3·2) = 13/60; log S = log(8/15); exp(±1.96 √(13/60) / log S) as powers of S.
    wide = 1.959964 * (13 / 60) ** 0.5 / np.log(8 / 15)
    assert curve.row(2)[4:] == pytest.approx(((8 / 15) ** np.exp(-wide), (8 / 15) ** np.exp(wide)), abs=1e-6)
    assert survival.median(curve)[0] == 6


def test_the_published_answers_for_leukaemia() -> None:
    treated, placebo = times(TREATED), times(PLACEBO)
    curve = survival.kaplan_meier(*treated)
    shares = dict(curve.select("day", "survival").rows())
    published = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert {day: round(shares[day], 3) for day in published} == published
    assert survival.median(curve) == (23, 13, None)
    assert survival.median(survival.kaplan_meier(*placebo)) == (8, 4, 11)
    z, p = survival.same_curve(*placebo, *treated)
    assert z is not None
    assert (round(z**2, 2), z > 0) == (16.79, True), "log-rank χ² = 16.79; the placebo group finishes faster"
    assert p == pytest.approx(4.17e-5, rel=1e-3)


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=40))
def test_it_is_what_scipy_estimates(of: list[tuple[int, bool]]) -> None:
    days, done = pl.Series([day for day, _ in of]), pl.Series([was for _, was in of])
    curve = survival.kaplan_meier(days, done)
    other = stats.ecdf(stats.CensoredData.right_censored(days.to_numpy(), (~done).to_numpy())).sf
    assert curve["day"].to_list() == other.quantiles.tolist()
    assert curve["survival"].to_list() == pytest.approx(other.probabilities.tolist())
    assert curve["survival"].is_sorted(descending=True)
    with warnings.catch_warnings(action="ignore"):  # it warns where the formula says nothing
        band = other.confidence_interval(method="log-log")
    for column, end in (("lower", band.low.probabilities), ("upper", band.high.probabilities)):
        for mine, theirs, share in zip(curve[column], end, curve["survival"], strict=True):
            assert (mine is None) == (share in (0, 1))
            assert mine is None or mine == pytest.approx(theirs)


def test_of_nothing_nothing_is_said() -> None:
    nothing = pl.Series([], dtype=pl.Int64), pl.Series([], dtype=pl.Boolean)
    assert survival.kaplan_meier(*nothing).is_empty()
    assert survival.median(survival.kaplan_meier(*nothing)) == (None, None, None)
    assert survival.same_curve(*nothing, *times("3 4")) == (None, None)
    assert survival.same_curve(*times("3 3"), *times("3 3 3")) == (None, None), "all on one day: no spread"
