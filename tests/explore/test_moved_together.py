"""What moved together is told from what only drifts, swings or has a season the same way."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import polars as pl
import pytest

from analytics.catalogue import Window, catalogue
from analytics.explore import SUBJECTS, QuestionError, ask_address
from analytics.explore.moved_together import Floats, moved_together
from analytics.explore.of_together import changes
from analytics.explore.question import read
from analytics.intervals import listed
from analytics.store import Store

PAIRS = 800


def calendar(months: int) -> np.ndarray:
    return (np.arange(months - 1) + 1) % 12 + 1


def noise(of: np.random.Generator, months: int) -> Floats:
    return of.normal(size=months)


def walk(of: np.random.Generator, months: int) -> Floats:
    return of.normal(size=months).cumsum()


def lasting(of: np.random.Generator, months: int) -> Floats:
    """Autoregressive: seven tenths of the distance from the level last to the next month."""
    out = [0.0]
    for shock in of.normal(size=months + 50):
        out.append(0.7 * out[-1] + shock)
    return np.array(out[-months:])


def seasonal(of: np.random.Generator, months: int) -> Floats:
    return of.normal(size=months) + of.normal(scale=1.5, size=12)[np.arange(months) % 12]


def p_value(one: Floats, other: Floats) -> float:
    found = moved_together(np.diff(one), np.diff(other), calendar(len(one)))
    assert found.p_value is not None
    return found.p_value


@pytest.mark.parametrize("months", [12, 24, 36])
@pytest.mark.parametrize(
    ("first", "second"), [(noise, noise), (walk, walk), (noise, walk), (lasting, lasting), (seasonal, seasonal)]
)
def test_series_that_have_nothing_to_do_with_each_other_are_named_in_at_most_about_1_of_20(
    first: object, second: object, months: int
) -> None:
    of = np.random.default_rng(20210901)
    named = [p_value(first(of, months), second(of, months)) < 0.05 for _ in range(PAIRS)]  # type: ignore[operator]
    assert np.mean(named) <= 0.05 + 2.6 * np.sqrt(0.05 * 0.95 / PAIRS)  # as far as chance takes 800 pairs


def test_a_season_that_two_share_is_no_moving_together() -> None:
    of = np.random.default_rng(4)
    season = of.normal(scale=2, size=12)[np.arange(36) % 12]
    named = [p_value(noise(of, 36) + season, noise(of, 36) + season) < 0.05 for _ in range(PAIRS)]
    assert 0.01 < np.mean(named) < 0.07


def test_two_walks_whose_figures_correlate_closely_need_not_move_together() -> None:
    """In levels, 7 of 10 pairs of walks of 60 months would be called related; in changes 1 in 20."""
    of = np.random.default_rng(5)
    pairs = [(walk(of, 60), walk(of, 60)) for _ in range(PAIRS)]
    levels = [abs(np.corrcoef(one, other)[0, 1]) > 1.96 / np.sqrt(60) for one, other in pairs]
    assert np.mean(levels) > 0.6
    assert np.mean([p_value(one, other) < 0.05 for one, other in pairs]) < 0.07


@pytest.mark.parametrize(("months", "at_least"), [(12, 0.65), (24, 0.75), (36, 0.97)])
def test_series_that_have_most_of_what_moves_them_in_common_are_found(months: int, at_least: float) -> None:
    of = np.random.default_rng(6)
    common = [noise(of, months) for _ in range(PAIRS)]
    found = [p_value(c + 0.5 * noise(of, months), c + 0.5 * noise(of, months)) < 0.05 for c in common]
    assert np.mean(found) >= at_least


def test_the_interval_has_the_true_correlation_19_times_in_20() -> None:
    of = np.random.default_rng(7)
    inside = 0
    for _ in range(PAIRS):
        one = walk(of, 37)
        other = 0.6 * one + 0.8 * walk(of, 37)  # their changes correlate at 0.6
        found = moved_together(np.diff(one), np.diff(other), calendar(37))
        assert found.low is not None
        assert found.high is not None
        inside += found.low <= 0.6 <= found.high
    assert inside / PAIRS >= 0.93


def test_a_list_drawn_from_sixty_names_hardly_any_by_chance_and_the_one_that_is_real() -> None:
    of = np.random.default_rng(8)
    lists_with_chance, found = 0, 0
    for _ in range(60):
        reference = noise(of, 48)
        others = [noise(of, 48) for _ in range(59)]
        of_each = pl.DataFrame({"p": [p_value(reference, one) for one in [*others, reference + 0.4 * noise(of, 48)]]})
        named = of_each.with_columns(**listed(pl.col("p"), pl.lit(value=True)))["in_list"].to_list()
        lists_with_chance += any(named[:-1])
        found += named[-1]
    assert found == 60
    assert lists_with_chance <= 9  # 1 in 20 of 60, and as far as chance takes it


def test_noise_around_a_level_counts_for_fewer_changes_than_a_walk() -> None:
    """Changes of noise swing back by half, so of 23 a third count for nothing; those of a walk are independent."""
    of = np.random.default_rng(9)
    found = [moved_together(np.diff(noise(of, 60)), np.diff(noise(of, 60)), calendar(60)) for _ in range(100)]
    walks = [moved_together(np.diff(walk(of, 60)), np.diff(walk(of, 60)), calendar(60)) for _ in range(100)]
    assert np.mean([one.effective for one in found]) < 0.75 * np.mean([one.effective for one in walks])  # type: ignore[arg-type]


def test_what_can_not_be_told_says_why() -> None:
    months = calendar(13)
    rising = np.arange(12.0)
    gaps = np.where(np.arange(12) < 3, np.nan, rising)
    assert moved_together(gaps, rising, months).why == "too few months"
    assert moved_together(gaps, rising, months).changes == 9
    assert moved_together(np.ones(12), rising, months).why == "one of the two never changes"


def asked(store: Store, address: str) -> pl.DataFrame:
    return ask_address(store, f"subject=together&{address}").frame


def test_each_indicator_is_set_beside_one_and_those_that_overlap_say_so(westshire: Store) -> None:
    frame = asked(westshire, "with=icpc_due&span=24&area=Ashport&measure=moved&measure=changes")
    assert "icpc_due" not in frame["row"].to_list()
    for row in frame.filter(measure="moved").rows(named=True):
        window = catalogue().indicators[row["row"]].window
        assert (row["value"] is None) == (row["why"] is not None)
        if window in (Window.ROLLING_12M, Window.CALENDAR_YTD, Window.ACADEMIC_YTD):
            assert row["why"].startswith("not compared")
        if row["value"] is not None:
            assert row["low"] <= row["value"] + 0.005
            assert row["high"] >= row["value"] - 0.005
    assert {"more than chance", "could be chance"} >= set(
        asked(westshire, "with=icpc_due&span=24&area=Ashport&measure=told")["words"].drop_nulls()
    )
    told = frame.filter(pl.col("p_value").is_not_null(), measure="moved")
    assert told["compared"].unique().to_list() == [told.height]
    assert told.height > 10


def test_the_p_value_is_that_of_its_interval() -> None:
    of = np.random.default_rng(10)
    found = moved_together(np.diff(walk(of, 30)), np.diff(walk(of, 30)), calendar(30))
    low, high = np.arctanh([found.low, found.high])
    normal = NormalDist()
    z = (low + high) / (high - low) * normal.inv_cdf(0.975)
    assert 2 * normal.cdf(-abs(z)) == pytest.approx(found.p_value)


def test_the_points_behind_a_correlation_can_be_drawn(westshire: Store) -> None:
    question, _ = read(westshire, SUBJECTS, "subject=together&with=icpc_due&span=24&area=Ashport&indicator=plans_again")
    points = changes(westshire, question)
    assert points.columns == ["measure_id", "month", "simulated", "change", "with_change"]
    assert set(points["measure_id"]) == {"plans_again"}
    counted = asked(westshire, "with=icpc_due&span=24&area=Ashport&indicator=plans_again&measure=changes")
    assert points.drop_nulls("with_change").height == counted["value"].item()


@pytest.mark.parametrize(
    ("address", "said"),
    [("with=icpc_due&span=6", "at least 12"), ("span=24&area=Ashport", "one indicator"),
     ("with=icpc_due&span=24&area=Ashport&area=Wexley", "one area")],
)  # fmt: skip
def test_what_can_not_be_asked_says_what_to_choose(westshire: Store, address: str, said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        asked(westshire, address)
