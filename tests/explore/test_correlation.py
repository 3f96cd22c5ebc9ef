"""How far two measures go together, against another program."""

from __future__ import annotations

import pytest
from scipy.stats import pearsonr

from analytics.explore.correlation import correlation

VISITS = [58.0, 61.0, 72.0, 70.0, 66.0, 81.0, 79.0, 90.0]
PLANS = [12.0, 15.0, 14.0, 19.0, 13.0, 22.0, 17.0, 21.0]


def test_it_is_that_of_scipy_with_its_interval() -> None:
    found, known = correlation(VISITS, PLANS), pearsonr(VISITS, PLANS)
    interval = known.confidence_interval(0.95)
    assert (found.points, found.r, found.low, found.high) == pytest.approx(
        (8, known.statistic, interval.low, interval.high), abs=1e-4
    )


@pytest.mark.parametrize(("one", "other"), [(VISITS[:3], PLANS[:3]), ([5.0] * 8, PLANS), ([], [])])
def test_of_too_few_or_of_what_never_varies_nothing_is_told(one: list[float], other: list[float]) -> None:
    assert correlation(one, other).r is None


def test_what_goes_together_without_fail_has_no_interval_to_spread() -> None:
    found = correlation(VISITS, [-3 * value for value in VISITS])
    assert (found.r, found.low, found.high) == pytest.approx((-1, -1, -1))
