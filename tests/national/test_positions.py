"""Where an authority lies among all: against an independent program, by hand, by simulation, and for any figures."""

from __future__ import annotations

from datetime import date
from math import asin, sqrt
from pathlib import Path
from time import perf_counter

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from analytics.indicators.localities import BEYOND_95, BEYOND_998
from analytics.national import WITHIN, Spread
from analytics.national.positions import curve, positions, ranks
from tests.national.made import CODES, NUMBER, WESTSHIRE, meant, reported, rows_of, sizes

ORACLE = pl.read_csv(Path(__file__).parents[1] / "oracles" / "funnel_overdispersion.csv")
MARCH = date(2024, 3, 1)


def of_oracle() -> pl.DataFrame:
    n, d = pl.col("numerator").cast(pl.Float64), pl.col("denominator").cast(pl.Float64)
    rows = ORACLE.select(
        measure_id="case_id", code="unit", name="unit", level=pl.lit("authority"), region=pl.lit(""),
        period=pl.lit("year to March 2024"), last=pl.lit(MARCH), numerator=n, denominator=d, value=100 * n / d,
        marker=pl.lit(None, pl.String), simulated=pl.lit(False),
    )  # fmt: skip
    return meant(rows)


# Against an independent program


@pytest.mark.parametrize(("how", "of"), [(Spread.PUBLISHED, "od_"), (Spread.CHANCE, "")])
def test_limits_agree_with_the_reference(how: Spread, of: str) -> None:
    """It has z to six decimals, so that limits agree to seven."""
    found = positions(of_oracle(), how)
    assert found["z"].to_numpy() == pytest.approx(ORACLE["z_score"].to_numpy(), abs=1e-9)
    assert found["phi"].to_numpy() == pytest.approx(ORACLE["phi"].to_numpy(), abs=1e-9)
    if how == Spread.PUBLISHED:
        assert found["tau2"].to_numpy() == pytest.approx(ORACLE["tau2"].to_numpy(), abs=1e-12)
    for ours, theirs in (("low", "lower"), ("high", "upper")):
        for level in ("95", "998"):
            limits = ORACLE[f"{of}{theirs}_{level}"].to_numpy()
            assert found[f"{ours}_{level}"].to_numpy() / 100 == pytest.approx(limits, abs=2e-7)


@pytest.mark.parametrize(("how", "of"), [(Spread.PUBLISHED, "od_"), (Spread.CHANCE, "")])
def test_the_same_authorities_lie_outside_as_in_the_reference(how: Spread, of: str) -> None:
    share = ORACLE["numerator"] / ORACLE["denominator"]

    def outside(level: str) -> pl.Series:
        return (share < ORACLE[f"{of}lower_{level}"]) | (share > ORACLE[f"{of}upper_{level}"])

    found = positions(of_oracle(), how)["beyond"]
    assert (found != WITHIN).to_list() == outside("95").to_list()
    assert (found == BEYOND_998).to_list() == outside("998").to_list()
    assert outside("95").sum() > 20


# By hand


def test_a_funnel_of_rates_by_hand() -> None:
    """60, 40 and 50 children among 10,000 each: on the scale of roots 0.07746, 0.06325 and 0.07071 with an error of
    0.005, so the first is 1.35 errors above the average of 50."""
    counts = [(60.0, 10_000.0), (40.0, 10_000.0), (50.0, 10_000.0)]
    rows = rows_of("a_rate", counts, codes=CODES[:3]).with_columns(value=pl.col("numerator"))
    found = positions(meant(rows, "information", "rate", 10_000.0), Spread.CHANCE)
    assert found["average"].to_list() == pytest.approx([50] * 3)
    assert found["z"].to_list() == pytest.approx([1.3497, -1.4930, 0], abs=1e-4)
    assert found["high_95"][0] == pytest.approx(10_000 * (sqrt(0.005) + 1.959964 * 0.005) ** 2)
    assert found["stands"].to_list() == ["higher", "lower", None]


def test_a_percentage_by_hand() -> None:
    """30% and 20% of 400: 25% together, which is 0.5236 on the scale of arcsines, with an error of 0.025."""
    found = positions(meant(rows_of("a", [(120.0, 400.0), (80.0, 400.0)], codes=CODES[:2])), Spread.CHANCE)
    assert found["z"][0] == pytest.approx((asin(sqrt(0.3)) - asin(sqrt(0.25))) / 0.025)
    assert found.select("beyond", "stands").rows() == [(BEYOND_95, "better"), (BEYOND_95, "worse")]


def test_an_authority_that_did_not_exist_yet_is_not_one_without_counts() -> None:
    rows = rows_of("icpc_due", [(120.0, 400.0), (80.0, 400.0), (None, None), (None, None)], codes=CODES[:4])
    rows = rows.with_columns(marker=pl.Series([None, None, "c", "z"]))
    found = positions(meant(rows))
    assert found.select("judged", "silent").unique().rows() == [(2, 1)]


def test_authorities_without_counts_are_left_out_and_counted() -> None:
    rows = reported(indicators=["icpc_due", "same_home"]).filter(last=date(2025, 3, 1))
    found = positions(meant(rows))
    told = found.filter(measure_id="icpc_due")
    assert (told["judged"].unique().item(), told["silent"].unique().item()) == (148, 2)
    assert told.filter(pl.col("numerator").is_null())["beyond"].to_list() == [None, None]
    only_percent = found.filter(measure_id="same_home")
    assert only_percent["beyond"].count() == 0
    assert curve(only_percent).is_empty()


def test_one_authority_alone_is_compared_with_nobody() -> None:
    """All others report a percentage without its counts."""
    others = rows_of("icpc_due", [(60.0, 100.0)] * 3, codes=CODES[:3]).with_columns(numerator=None, denominator=None)
    alone = rows_of("icpc_due", [(30.0, 100.0)], codes=[WESTSHIRE]).vstack(others.filter(pl.col("code") != WESTSHIRE))
    found = positions(meant(alone))
    assert found["beyond"].null_count() == found.height == 3
    assert set(found["judged"]) == {0}
    (row,) = ranks(meant(alone), WESTSHIRE).iter_rows(named=True)
    assert (row["place"], row["ranked"], row["place_from"]) == (3, 3, None)


def test_of_few_there_is_too_little_to_tell() -> None:
    counts = [(300.0, 1000.0)] * 20 + [(0.0, 12.0), (0.0, 16.0)]
    found = positions(meant(rows_of("a", counts, codes=CODES[:22])))
    assert found["few"].to_list() == [False] * 20 + [True, True]


def test_a_mean_has_a_place_and_no_position() -> None:
    rows = meant(rows_of("days", [(300.0, 10.0), (420.0, 10.0)], codes=CODES[:2]), "smaller", "mean", 1.0)
    rows = rows.with_columns(value=pl.col("numerator") / pl.col("denominator"))
    assert positions(rows)["beyond"].to_list() == [None, None]
    assert ranks(rows, CODES[1]).select("place", "ranked", "place_from").row(0) == (2, 2, None)


def test_the_drawn_limits_are_those_of_the_points() -> None:
    found = positions(meant(reported(indicators=["icpc_due"]).filter(last=MARCH)))
    drawn = curve(found)
    largest = found.sort("denominator").row(-1, named=True)
    at = np.interp(largest["denominator"], drawn["denominator"].to_numpy(), drawn["high_95"].to_numpy())
    assert at == pytest.approx(largest["high_95"], abs=0.01)
    assert drawn["denominator"].max() == pytest.approx(largest["denominator"] * 1.05)


# By simulation


def share_of(held: pl.Series) -> float:
    return int(held.sum()) / held.len()


def simulated(times: int, differ: float, seed: int = 1) -> tuple[pl.DataFrame, dict[str, npt.NDArray[np.float64]]]:
    """Years of authorities whose true figures spread normally on the arcsine scale, and that truth."""
    rng, found, truth = np.random.default_rng(seed), [], {}
    for number in range(times):
        people = sizes(500, NUMBER, rng)
        true = np.clip(rng.normal(asin(sqrt(0.3)), differ, NUMBER), 0, np.pi / 2)
        counts = zip(rng.binomial(people.astype(int), np.sin(true) ** 2).astype(float), people, strict=True)
        truth[f"{number}"] = true
        found.append(rows_of(f"{number}", counts))
    return meant(pl.concat(found), "smaller"), truth


@pytest.mark.parametrize("differ", [0, 0.03, 0.1])
def test_where_nobody_is_different_one_in_twenty_lies_outside(differ: float) -> None:
    rows, _ = simulated(100, differ)
    found = positions(rows).filter(~pl.col("few"))["beyond"]
    assert share_of(found != WITHIN) <= 0.055
    assert share_of(found == BEYOND_998) <= 0.003


def test_the_published_estimate_would_call_many_more_different() -> None:
    """Which is why it is not the one in use."""
    rows, _ = simulated(50, 0.1)
    assert share_of(positions(rows, Spread.PUBLISHED)["beyond"] != WITHIN) > 0.1
    assert share_of(positions(rows, Spread.CHANCE)["beyond"] != WITHIN) > 0.5


def test_authorities_that_are_different_are_found() -> None:
    """Five of 150 lie six times as far off as the others differ."""
    rng = np.random.default_rng(3)
    true = rng.normal(asin(sqrt(0.3)), 0.05, NUMBER)
    true[:5] += 0.3
    people = sizes(1000, NUMBER, rng).clip(200)
    counts = zip(rng.binomial(people.astype(int), np.sin(true) ** 2).astype(float), people, strict=True)
    found = positions(meant(rows_of("a", counts)))["beyond"]
    assert (found[:5] != WITHIN).all()
    assert (found[:5] == BEYOND_998).sum() >= 4
    assert (found[5:] == BEYOND_998).sum() <= 1


@pytest.mark.parametrize("differ", [0.02, 0.05, 0.15])
def test_the_true_place_lies_in_its_interval(differ: float) -> None:
    rows, truth = simulated(200, differ)
    inside = []
    for code in (CODES[0], CODES[70], CODES[149]):
        for r in ranks(rows, code).iter_rows(named=True):
            true = truth[r["measure_id"]]
            place = int((true < true[CODES.index(code)]).sum()) + 1
            inside.append(r["place_from"] <= place <= r["place_to"])
    assert len(inside) == 600
    assert np.mean(inside) >= 0.93


# Places


def test_places_are_counted_from_the_better_end() -> None:
    rows = rows_of("a", [(30.0, 100.0), (20.0, 100.0), (20.0, 100.0), (10.0, 100.0)], codes=CODES[:4])
    expected = {"bigger": [1, 2, 2, 4], "smaller": [4, 2, 2, 1], "information": [4, 2, 2, 1]}
    for polarity, places in expected.items():
        found = [ranks(meant(rows, polarity), code).row(0, named=True) for code in CODES[:4]]
        assert [r["place"] for r in found] == places
        assert [r["tied"] for r in found] == [0, 1, 1, 0]
        assert all(1 <= r["place_from"] <= r["place"] <= r["place_to"] <= 4 for r in found)


def test_with_few_cases_hardly_anything_is_known_of_a_place() -> None:
    rng = np.random.default_rng(5)
    counts = [(float(rng.binomial(25, 0.3)), 25.0) for _ in range(NUMBER)]
    few = ranks(meant(rows_of("a", counts)), CODES[4]).row(0, named=True)
    assert few["place_to"] - few["place_from"] > 100
    many = [(float(1000 + 20 * at), 10_000.0) for at in range(NUMBER)]
    sure = ranks(meant(rows_of("a", many), "smaller"), CODES[75]).row(0, named=True)
    assert sure["place"] == 76
    assert sure["place_to"] - sure["place_from"] < 15


# For any figures

COUNTS = st.lists(
    st.integers(1, 900).flatmap(lambda d: st.tuples(st.integers(0, d).map(float), st.just(float(d)))),
    min_size=3, max_size=20,
)  # fmt: skip


@given(COUNTS)
def test_an_authority_without_data_changes_nothing(counts: list[tuple[float, float]]) -> None:
    rows = meant(rows_of("a", counts, codes=CODES[: len(counts)]))
    more = meant(rows_of("a", [*counts, (None, None)], codes=CODES[: len(counts) + 1]))
    found, others = positions(rows), positions(more).head(len(counts))
    assert_frame_equal(found.drop("silent"), others.drop("silent"))
    assert ranks(rows, WESTSHIRE).equals(ranks(more, WESTSHIRE))


@given(COUNTS, st.randoms())
def test_the_order_of_rows_changes_nothing(counts: list[tuple[float, float]], shuffle: object) -> None:
    rows = meant(rows_of("a", counts, codes=CODES[: len(counts)]))
    order = list(range(len(counts)))
    shuffle.shuffle(order)  # type: ignore[attr-defined]
    mixed = rows[order]
    assert_frame_equal(positions(rows), positions(mixed).sort("code"), abs_tol=1e-9)
    assert_frame_equal(ranks(rows, WESTSHIRE), ranks(mixed, WESTSHIRE))


@given(COUNTS)
def test_what_is_counted_the_other_way_round_is_judged_the_other_way_round(counts: list[tuple[float, float]]) -> None:
    codes = CODES[: len(counts)]
    found = positions(meant(rows_of("a", counts, codes=codes), "bigger"))
    mirrored = positions(meant(rows_of("a", [(d - n, d) for n, d in counts], codes=codes), "information"))
    opposite = mirrored["adjusted_z"].to_numpy()
    assert found["adjusted_z"].to_numpy() == pytest.approx(-opposite, abs=1e-6)
    clear = (found["adjusted_z"].abs() > 1e-6).to_list()
    turned = mirrored["stands"].replace({"higher": "worse", "lower": "better"})
    assert found["stands"].filter(clear).to_list() == turned.filter(clear).to_list()


def test_thirteen_years_of_all_authorities_take_a_moment() -> None:
    """Fifty milliseconds, and five times that on a busy machine."""
    rows = meant(reported(indicators=["referred_again"]))
    ranks(rows.head(300), WESTSHIRE)
    taken = []
    for _ in range(3):
        again = rows.clone().with_columns(simulated=pl.lit(False))
        start = perf_counter()
        ranks(again, WESTSHIRE)
        taken.append(1000 * (perf_counter() - start))
    assert min(taken) < 250
