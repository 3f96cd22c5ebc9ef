"""How often the charts cry wolf, and that the table that says so is of these charts."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from analytics.indicators import calibration, false_and_true_signals
from analytics.indicators.calibration import expected_by_chance
from benchmarks.calibration import Truth, frame, measured, numerators, ours, truths

NOTHING_CHANGED = calibration().filter(~pl.col("season"))


def mean(rows: pl.DataFrame, column: str) -> float:
    return float(rows.select(pl.col(column).mean()).item())


def most(rows: pl.DataFrame, column: str) -> float:
    return float(rows.select(pl.col(column).max()).item())


def test_steady_series_seldom_signal() -> None:
    """At most 3 of 100 on average of a month's series and 5 of a month's end, and of no kind many more."""
    flows = NOTHING_CHANGED.filter(~pl.col("process").str.starts_with("snapshot"))
    snapshots = NOTHING_CHANGED.filter(pl.col("process").str.starts_with("snapshot"))
    assert mean(flows, "ours_0") <= 3
    assert mean(snapshots, "ours_0") <= 5
    spread = 3 * np.sqrt(0.03 * 0.97 / 600) * 100  # of a share of 3 % among 600 series
    assert most(flows, "ours_0") <= 3 + spread
    assert most(snapshots, "ours_0") <= 5


def test_plain_charts_cry_wolf_where_statuses_are_carried_over() -> None:
    carried = NOTHING_CHANGED.filter(pl.col("process") == "snapshot, 90% carried over", cases=1000)
    assert mean(carried, "plain_0") > 20
    assert mean(carried, "ours_0") < 5


def test_a_season_of_three_years_is_known() -> None:
    long = calibration().filter(pl.col("season"), pl.col("months") >= 36)
    assert mean(long, "ours_0") <= 3


def test_larger_falls_and_more_cases_are_seen_more_often() -> None:
    short = false_and_true_signals()
    assert short.filter(pl.col("fall_10") < pl.col("fall_5"), ~pl.col("season"))["process"].to_list() in (
        [],
        ["counts"],
    )
    flow = calibration().filter(process="flow", level=90, months=24, season=False, over_dispersed=False)
    assert flow.sort("cases")["ours_10"].is_sorted()
    assert flow.filter(cases=5)["ours_20"].item() == 0  # too few to tell
    assert flow.filter(cases=1000)["ours_10"].item() > 95


def test_the_table_has_every_kind_of_series() -> None:
    assert calibration().height == len(list(truths()))
    assert calibration().columns == list(measured(Truth(None, 50, 0.9, 13), 2, np.random.default_rng(1)))


@pytest.mark.parametrize("carried", [None, 0.5, 0.9])
def test_what_is_simulated_is_what_it_is_said_to_be(carried: float | None) -> None:
    """The level, the spread of chance, and how much of a difference is carried over to the next month."""
    found = numerators(Truth(carried, 400, 0.8, 60), 400, 0, np.random.default_rng(2)) / 400
    assert found.mean() == pytest.approx(0.8, abs=0.005)
    assert found.std() == pytest.approx(np.sqrt(0.8 * 0.2 / 400), rel=0.1)
    apart = found - 0.8
    assert (apart[:, 1:] * apart[:, :-1]).mean() / (apart**2).mean() == pytest.approx(carried or 0, abs=0.05)
    fallen = numerators(Truth(carried, 400, 0.8, 13), 400, 0.1, np.random.default_rng(3)) / 400
    assert fallen[:, -1].mean() == pytest.approx(0.7, abs=0.01)


def test_the_table_agrees_with_the_charts_as_they_are() -> None:
    """A kind that it is easy to get wrong, simulated again."""
    truth = Truth(0.9, 200, 0.9, 24)
    again = 100 * ours(frame(truth, numerators(truth, 400, 0.1, np.random.default_rng(4))))
    said = calibration().filter(process=truth.process, cases=200, level=90, months=24, over_dispersed=False)
    assert again == pytest.approx(said["ours_10"].item(), abs=8)


def test_how_many_signals_to_expect_by_chance() -> None:
    rows = pl.DataFrame({
        "window": ["month", "snapshot", "snapshot", "snapshot", "snapshot", "rolling_12m"],
        "denominator": [100.0, 100.0, 100.0, 100.0, None, 100.0],
        "counts_simulated": [False, False, None, True, False, False],
    })  # fmt: skip
    flow, snapshot, not_said, made_up, without, none = rows.select(expected_by_chance()).to_series().to_list()
    assert 0 < flow <= 0.03
    assert 0 < snapshot < without <= 0.05
    assert (not_said, made_up) == (snapshot, without)
    assert none is None
