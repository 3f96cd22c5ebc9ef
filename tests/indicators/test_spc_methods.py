"""Which chart judges a figure: I′, g, the season, figures of a month's end, too few to tell, the month judged.

The XmR rules themselves are in `test_spc`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from scipy.stats import binom, poisson

from analytics import months
from analytics.catalogue import Frequency
from analytics.indicators.rare_events import g_limit, gaps_between, surprise_above
from analytics.indicators.season import detrended, factors, is_seasonal
from analytics.indicators.spc import I_PRIME, XMR, G, control_charts, every_figure, range_may_not_hold
from analytics.units import Kind
from tests.kinds import of_kind

ORACLES = Path(__file__).parents[1] / "oracles"
CASES = pl.read_csv(ORACLES / "i_prime_cases.csv", schema_overrides={"part": pl.String}).to_dicts()
POINTS = pl.read_csv(ORACLES / "i_prime_points.csv", infer_schema_length=None).partition_by("case_id", as_dict=True)
EXACT = 1e-9
NEWEST = date(2021, 9, 1)


def month(length: int, at: int) -> date:
    """The month at a place in a series of so many that ends with the newest."""
    return months.before(NEWEST, length - 1 - at)


def shares(
    numerators: Sequence[float | None], denominators: Sequence[float | None] | float, **told: Any
) -> pl.DataFrame:
    """A series of percentages with counts, of an area unless the test says otherwise."""
    length = len(numerators)
    d = [denominators] * length if isinstance(denominators, float | int) else list(denominators)
    return of_kind(
        pl.DataFrame(
            {
                "measure_id": "one",
                "month": [month(length, at) for at in range(length)],
                "numerator": numerators,
                "denominator": d,
            },
            schema_overrides={"numerator": pl.Float64, "denominator": pl.Float64},
        ).with_columns(polarity=pl.lit("bigger"), value=100 * pl.col("numerator") / pl.col("denominator")),
        **({"of_part": True} | told),
    )


def values(of: Sequence[float | None], kind: Kind = Kind.PERCENTAGE, **told: Any) -> pl.DataFrame:
    """A series without counts."""
    length = len(of)
    frame = pl.DataFrame({"measure_id": "one", "month": [month(length, at) for at in range(length)], "value": of})
    return of_kind(frame.with_columns(pl.col("value").cast(pl.Float64), polarity=pl.lit("bigger")), kind, **told)


def newest(frame: pl.DataFrame, *rebase: date) -> dict[str, Any]:
    return control_charts(frame, {"one": rebase}).row(-1, named=True)


# ---- I′


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["kind"])
def test_i_prime_limits_are_those_of_the_reference(case: dict[str, Any]) -> None:
    points, per = POINTS[(case["case_id"],)], float(case["multiply"])
    n, d = (points[name].cast(pl.Float64, strict=False) for name in ("numerator", "denominator"))
    value = (n / d * per).replace([math.inf, math.nan], None)
    frame = shares(n.to_list(), 1.0, kind=Kind.MEAN, per=per).with_columns(
        value=value, denominator=pl.when(value.is_not_null()).then(d)
    )
    parts = [int(last) for last in (case["part"] or "").split(";") if last]
    rebase = [month(points.height, last) for last in parts]
    chart = control_charts(frame.with_columns(kind=pl.lit("mean")), {"one": rebase}, every_figure())
    assert set(chart["method"]) == {I_PRIME}
    known = chart["value"].is_not_null()
    for line in ("mean", "lower", "upper"):
        reference = points[line].cast(pl.Float64, strict=False).filter(known)
        found = chart[line].filter(known)
        both = pl.DataFrame({"found": found, "reference": reference}).drop_nulls()  # a flat series has no limits there
        assert both["found"].to_list() == pytest.approx(both["reference"].to_list(), rel=EXACT, abs=EXACT)
        assert line != "mean" or both.height == found.len()


@pytest.mark.parametrize(
    ("frame", "method"),
    [
        (shares([180.0, 182.0] * 7, 200.0), I_PRIME),  # an area
        (shares([180.0, 182.0] * 7, 200.0, of_part=False), XMR),  # the whole
        (shares([80.0, 82.0] * 7, 99.0, of_part=False), I_PRIME),  # fewer than 100 cases
        (shares([180.0, 82.0] * 7, [201.0, 100.0] * 7, of_part=False), I_PRIME),  # less than half as many
        (shares([180.0, 82.0] * 7, [200.0, 100.0] * 7, of_part=False), XMR),  # half as many
        (shares([80.0, 82.0] * 7, 90.0, counts_simulated=None), I_PRIME),
        (shares([80.0, 82.0] * 7, 90.0, counts_simulated=True), XMR),  # counts made up beside a published figure
        (shares([1.0, 0.0] * 7, 1.0), I_PRIME),
        (values([80.0, 82.0] * 7, of_part=True), XMR),  # no counts
        (values([20, 22] * 7, Kind.COUNT, of_part=True), XMR),
    ],
)
def test_the_method_suits_the_figure(frame: pl.DataFrame, method: str) -> None:
    assert set(control_charts(frame, {})["method"]) == {method}


def test_a_month_of_few_cases_has_wide_limits_of_its_own() -> None:
    """A small month among large ones: an eighth of their cases, and limits 2.8 times as wide."""
    chart = control_charts(shares([120.0, 118.0, 121.0, 119.0] * 3 + [14.0, 120.0], [200.0] * 12 + [25.0, 200.0]), {})
    large, small = (
        chart.filter(month=month(14, 11)).row(0, named=True),
        chart.filter(month=month(14, 12)).row(0, named=True),
    )
    assert small["upper"] - small["mean"] == pytest.approx((large["upper"] - large["mean"]) * math.sqrt(200 / 25))
    assert set(chart["variation"]) == {"common cause"}


# ---- the month that is judged


def test_the_judged_month_does_not_widen_its_own_range() -> None:
    """Conferences in time as published: with 58.1 among them the lower limit is 57.0; from the twelve before, 58.6."""
    published = [85.7, 93.5, 78.3, 85.1, 82.4, 87.3, 93.7, 84.3, 81.5, 76.0, 92.0, 74.2, 58.1]
    chart = newest(values(published))
    before = published[:-1]
    steps = [abs(later - earlier) for earlier, later in pairwise(before)]
    reach = 2.66 * sum(steps) / len(steps) * 13 / 12  # one part in twelve more, for twelve figures are few
    assert chart["mean"] == pytest.approx(sum(before) / 12)
    assert chart["lower"] == pytest.approx(sum(before) / 12 - reach)
    assert (chart["signal"], chart["side"], chart["baseline"]) == ("outside", "low", 12)
    looking_back = control_charts(values(published), {}, every_figure()).row(-1, named=True)
    assert looking_back["lower"] < chart["lower"]


@given(
    before=st.lists(st.floats(0, 100, allow_nan=False).map(lambda x: round(x, 1)), min_size=6, max_size=20),
    last=st.floats(0, 100).map(lambda x: round(x, 1)),
)
def test_whatever_the_newest_month_is_its_range_is_the_same(before: list[float], last: float) -> None:
    one, other = newest(values([*before, last])), newest(values([*before, 50.0]))
    assert [one[line] for line in ("mean", "lower", "upper")] == [other[line] for line in ("mean", "lower", "upper")]


# ---- figures of a month's end


def test_a_row_of_months_is_no_evidence_of_a_snapshot() -> None:
    rising = [80.0, 82.0] * 6 + [80.2, 80.4, 80.6, 80.8, 81.0, 81.2, 81.4]
    for series, signal in ((rising, "trend"), ([80.0, 82.0] * 10 + [86.3, 86.3], "two of three")):
        assert newest(values(series))["signal"] == signal
        assert newest(values(series, window="snapshot"))["signal"] is None


def test_what_is_carried_over_widens_the_limits_of_a_snapshot() -> None:
    """Twelve figures by hand: the mean is 82, the differences from it 1 1 -1 -1 1 1 -1 -1 1 1 -1 -1. Neighbours
    multiplied are 1 together, squares 12: the autocorrelation is 1/12, and (12/12 + 1) / 8 after the correction."""
    series = [83.0, 83.0, 81.0, 81.0] * 3 + [82.0]
    flow, snapshot = newest(values(series)), newest(values(series, window="snapshot"))
    assert snapshot["carried_over"] == pytest.approx(0.25)
    assert newest(values([80.0, 82.0] * 7, window="snapshot"))["carried_over"] == 0
    assert newest(values([*range(70, 90)], window="snapshot"))["carried_over"] == 0.95
    still = newest(values([97.3] * 13, window="snapshot"))
    assert (still["carried_over"], still["variation"]) == (pytest.approx(1 / 8), "common cause")
    # Of 400 and 100 children differences count 20 and 10 times: 20 10 -10 -20, multiplied 100 together, squares 3000.
    counts = [332.0, 83.0, 81.0, 324.0] * 3 + [328.0]
    by_cases = newest(shares(counts, [400.0, 100.0, 100.0, 400.0] * 3 + [400.0], window="snapshot"))
    assert by_cases["carried_over"] == pytest.approx((12 / 30 + 1) / 8)
    assert flow["carried_over"] is None
    reach = (flow["upper"] - flow["mean"]) / math.sqrt(1 - snapshot["carried_over"])
    assert snapshot["upper"] - snapshot["mean"] == pytest.approx(reach)


def test_limits_of_a_snapshot_are_never_narrower_than_chance_makes_them() -> None:
    still = [180.0] * 6 + [181.0] * 6 + [180.0]
    chart = newest(shares(still, 200.0, window="snapshot"))
    share = sum(still[:-1]) / 12 / 200
    assert chart["upper"] - chart["mean"] == pytest.approx(300 * math.sqrt(share * (1 - share) / 200) * 13 / 12)
    per = 10_000
    rates = shares(still, 20_000.0, window="snapshot", kind=Kind.RATE, per=per).with_columns(
        value=pl.col("numerator") / 2
    )
    chart = newest(rates)
    assert chart["upper"] - chart["mean"] == pytest.approx(3 * per * math.sqrt(share / 100 / 20_000) * 13 / 12)


@pytest.mark.parametrize(
    ("last", "signal"),
    [
        ([90.4, 85.0], "jump"),
        ([85.0, 90.4], None),  # back to the usual
        ([90.4, 89.5], None),  # no further than such moves go
    ],
)
def test_a_large_move_away_from_the_usual_is_a_signal_of_a_snapshot(last: list[float], signal: str | None) -> None:
    wandering = [88.0, 88.5, 89.0, 89.5, 90.0, 90.5, 91.0, 91.5, 92.0, 91.5, 91.0]
    assert newest(values([*wandering, *last], window="snapshot"))["signal"] == signal


def test_a_jump_of_fewer_than_five_cases_is_none() -> None:
    wandering = [88.0, 88.5, 89.0, 89.5, 90.0, 90.5, 91.0, 91.5, 92.0, 91.5, 91.0]
    few = shares([share * 0.8 for share in (*wandering, 90.5, 86.0)], 80.0, window="snapshot")
    assert newest(few)["signal"] is None  # 3.6 of 80 children
    many = shares([share * 8 for share in (*wandering, 90.5, 86.0)], 800.0, window="snapshot")
    assert newest(many)["signal"] == "jump"
    made_up = few.with_columns(counts_simulated=True)  # so it is not known of how many children
    assert newest(made_up)["signal"] == "jump"


def test_of_a_count_at_the_month_s_end_a_jump_is_five_or_more() -> None:
    wandering = [float(cases) for cases in (*range(20, 31), *range(29, 19, -1))]
    assert newest(values([*wandering, 16], Kind.COUNT, window="snapshot"))["signal"] is None
    assert newest(values([*wandering, 15], Kind.COUNT, window="snapshot"))["signal"] == "jump"
    usual = math.sqrt(2) * 2.66 / 3  # a standard deviation of moves, where steps are 1 on average
    for move, signal in ((3 * usual - 0.1, None), (3 * usual + 0.1, "jump")):
        assert newest(values([*wandering, 20 - move], window="snapshot"))["signal"] == signal


@pytest.mark.parametrize(("last", "signal"), [(88.2, None), (87.5, "jump")])
def test_how_large_a_jump_is_depends_on_the_cases_of_both_months(last: float, signal: str | None) -> None:
    """400 children a month, 100 in the last but one: moves of 2.9 points are usual between 400 and 100."""
    wandering = [88.0, 88.5, 89.0, 89.5, 90.0, 90.5, 91.0, 91.5, 92.0, 91.5, 91.0, 90.5, last]
    n = [400.0] * 11 + [100.0, 400.0]
    counts = [share * cases / 100 for share, cases in zip(wandering, n, strict=True)]
    assert newest(shares(counts, n, window="snapshot"))["signal"] == signal


@pytest.mark.parametrize("carried", [0.5, 0.9])
def test_steady_snapshots_seldom_signal(carried: float) -> None:
    """300 children, 90 % up to date, so many statuses carried over, and nothing ever changes: 5 % of series at most."""
    chance, series, length, n = np.random.default_rng(7), 600, 24, 300
    held = np.empty((series, length))
    held[:, 0] = chance.binomial(n, 0.9, series)
    for at in range(1, length):
        stay, anew = held[:, at - 1].astype(int), (1 - carried) * 0.9
        held[:, at] = chance.binomial(stay, carried + anew) + chance.binomial(n - stay, anew)
    frame = pl.concat(
        shares(list(of), float(n), window="snapshot").with_columns(measure_id=pl.lit(str(number)))
        for number, of in enumerate(held)
    )
    found = control_charts(frame, {}).filter(month=NEWEST)["signal"]
    assert found.count() / series <= 0.05


# ---- too few to tell


@pytest.mark.parametrize(
    ("numerator", "denominator", "few"),
    [(17.0, 19.0, True), (15.0, 20.0, False), (4.9, 100.0, True), (95.1, 100.0, True), (5.0, 100.0, False)],
)
def test_few_cases_or_few_expected_on_either_side_are_too_few_to_tell(
    numerator: float, denominator: float, few: bool
) -> None:
    chart = newest(shares([numerator] * 14, denominator))
    assert chart["few"] is few
    assert (chart["variation"] is None) is few
    why = f"too few to tell: fewer than {'twenty cases' if denominator < 20 else 'five cases are usual on either side'}"
    assert chart["no_variation"] == (why if few else None)


def test_the_limits_of_few_cases_are_exact_and_possible() -> None:
    """6 events of 142 cases in 12 months, 0 to 2 a month: three standard deviations would reach from -18 to 27%."""
    rare = shares([0, 1, 0, 2, 0, 1, 0, 1, 0, 1, 0, 1, 0], [12, 15, 9, 20, 10, 11, 14, 13, 10, 16, 12, 9, 11])
    chart = newest(rare)
    share = 7 / 151
    assert chart["lower"] == 0
    at_most = round(chart["upper"] * 11 / 100)
    assert binom.sf(at_most, 11, share) <= 0.00135 < binom.sf(at_most - 1, 11, share)
    assert chart["near_lower"] is chart["near_upper"] is None
    assert newest(rare[-6:])["upper"] is None  # five before it
    among_many = control_charts(shares([120.0, 118.0] * 6 + [9.0, 120.0], [200.0] * 12 + [15.0, 200.0]), {})
    lines = among_many.select("lower", "upper", "near_lower", "near_upper").null_count().row(0)
    assert lines == (0, 0, 1, 1), "the other months keep their lines"


def test_the_limits_of_few_events_are_exact_too() -> None:
    """Where four a month are usual, 11 come by chance once in 740 months or more, and 12 do not; none may be too."""
    events = shares([4.0] * 14, 20_000.0).with_columns(kind=pl.lit("rate"), per=10_000.0, value=pl.lit(2.0))
    chart = newest(events)
    assert poisson.sf(11, 4) <= 0.00135 < poisson.sf(10, 4)
    assert (chart["lower"], chart["upper"]) == pytest.approx((0, 11 / 2))
    visits = shares([4.0] * 14, 5.0, kind=Kind.RATE, per=100.0).with_columns(value=pl.lit(80.0))
    assert newest(visits)["upper"] == pytest.approx(100 * 11 / 5)  # five children may have 11 visits
    many = newest(shares([10.0] * 14, 15.0))
    assert binom.cdf(3, 15, 2 / 3) < 0.00135 <= binom.cdf(4, 15, 2 / 3)
    assert (many["lower"], many["upper"]) == pytest.approx((100 * 4 / 15, 100))


def test_one_child_is_no_signal_whatever_the_limits_are() -> None:
    assert newest(shares([1.0] * 13 + [0.0], 1.0))["signal"] is None


def test_a_mean_of_few_cases_is_too_few_and_a_rate_by_its_events() -> None:
    days = shares([100.0] * 14, 19.0).with_columns(kind=pl.lit("mean"), per=1.0, value=100 / 19)
    assert newest(days)["few"] is True
    events = shares([4.0] * 14, 20_000.0).with_columns(kind=pl.lit("rate"), per=10_000.0, value=pl.lit(2.0))
    assert newest(events)["few"] is True
    assert newest(events.with_columns(numerator=pl.lit(5.0), value=pl.lit(2.5)))["few"] is False
    visits = shares([15.0] * 14, 10.0, kind=Kind.RATE, per=100.0).with_columns(value=pl.lit(150.0))
    assert newest(visits)["few"] is False  # more than one a child


# ---- rare events


G_CHARTS = pl.read_csv(ORACLES / "g_charts.csv").partition_by("case_id", as_dict=True)


@pytest.mark.parametrize("case", G_CHARTS, ids=lambda case: case[0])
def test_the_limit_of_a_g_chart_is_that_of_the_reference(case: tuple[str]) -> None:
    points = G_CHARTS[case].drop_nulls()
    assert g_limit(points["observed"].to_list()) == pytest.approx(points["upper"][0], rel=EXACT)


def test_months_between_events() -> None:
    assert gaps_between([0, 1, 0, 2, 0, 0, 1, 1]) == [1, 0, 2, 0]
    assert gaps_between([0, 0]) == []
    with pytest.raises(ValueError, match="A g chart needs two events or more"):
        g_limit([])


@pytest.mark.parametrize(("events", "of"), [(12, 12), (3, 24), (40, 36), (9, 12)])
def test_more_events_than_a_surprise_allows(events: int, of: int) -> None:
    """Each event is as likely to come in the newest month as in any of those before it."""
    limit = surprise_above(events, of)
    of_all = [binom.sf(number - 1, events + number, 1 / (of + 1)) for number in (limit, limit + 1)]
    assert of_all[0] >= 0.00135 > of_all[1]


def test_a_rare_count_has_a_limit_that_holds_and_a_long_quiet_is_a_signal() -> None:
    quiet = [0, 1, 0, 2, 0, 1, 0, 1, 0, 0, 1, 1]
    chart = newest(values([*quiet, 2], Kind.COUNT))
    assert (chart["method"], chart["lower"], chart["variation"]) == (G, 0, "common cause")
    many = newest(values([*quiet, 8], Kind.COUNT))
    assert (many["signal"], many["side"]) == ("outside", "high")
    # Months without an event: 1 1 1 1 2 0 and 0 for the second of two, 0.86 on average, so that 4.6 are the limit.
    longer = [*quiet, 0, 0, 0, 0]
    assert newest(values([*longer], Kind.COUNT))["signal"] is None
    assert (newest(values([*longer, 0], Kind.COUNT))["signal"], newest(values([*longer, 0], Kind.COUNT))["side"]) == (
        "outside",
        "low",
    )


def test_a_quiet_is_of_months_in_a_row_of_one_indicator() -> None:
    quiet = [0, 1, 0, 2, 0, 1, 0, 1, 0, 0, 1, 1]
    assert newest(values([*quiet, 0, 0, 0, None, 0, 0], Kind.COUNT))["signal"] is None  # a gap is no month without one
    assert newest(values([1, 0, 1, 0, *[1] * 9], Kind.COUNT))["signal"] is None  # nor is a long row of months with one
    two = [values(of, Kind.COUNT) for of in ([*quiet, 0, 0, 0, 0], [0, 0, *quiet, 1, 1])]
    both = control_charts(pl.concat([two[0], two[1].with_columns(measure_id=pl.lit("two"))]), {})
    assert both["signal"].null_count() == both.height


@pytest.mark.parametrize(("before", "newest_signals"), [([0] * 12, 3), ([0] * 11 + [1], 4)])
def test_a_first_event_is_no_signal(before: list[int], newest_signals: int) -> None:
    """After twelve months without any, one would come by chance in one month of 13, and two in one of 169."""
    for count in range(newest_signals):
        chart = newest(values([*before, count], Kind.COUNT))
        assert (chart["method"], chart["variation"]) == (G, "common cause"), count
    assert newest(values([*before, newest_signals], Kind.COUNT))["signal"] == "outside"


def test_rare_events_have_limits_from_six_figures_on() -> None:
    assert newest(values([1, 0, 1, 0, 1, 0, 1], Kind.COUNT))["lower"] == 0
    assert newest(values([1, 0, 1, 0, 1, 0], Kind.COUNT))["lower"] is None


def test_a_quiet_month_is_no_signal_where_there_are_too_few_figures_for_limits() -> None:
    row = newest(values([3, 1, 2, 0], Kind.COUNT))
    assert (row["signal"], row["lower"], row["upper"]) == (None, None, None)


def test_five_a_month_are_not_rare() -> None:
    assert newest(values([5, 4, 6, 5] * 4, Kind.COUNT))["method"] == XMR
    assert newest(values([5, 4, 6, 4] * 4, Kind.COUNT))["method"] == G
    assert newest(values([1, -1] * 7, Kind.COUNT))["method"] == XMR  # a balance is no number of events
    assert newest(values([1], Kind.COUNT))["method"] == XMR  # nothing before it says how many are usual


# ---- season


SEASONS = pl.read_csv(ORACLES / "seasonal.csv").partition_by("case_id", as_dict=True)


@pytest.mark.parametrize("case", SEASONS, ids=lambda case: case[0])
def test_trend_and_season_are_those_of_the_reference(case: tuple[str]) -> None:
    points = SEASONS[case]
    ratios = points["type"][0] == "multiplicative"
    of = points["value"].to_numpy().astype(float)
    beside = detrended(of, ratios=ratios)
    trend = points["trend"].drop_nulls().to_numpy()
    assert beside == pytest.approx(of[6:-6] / trend if ratios else of[6:-6] - trend, rel=EXACT, abs=1e-7)
    assert factors(beside, ratios=ratios) == pytest.approx(points["seasonal"].to_numpy()[:12], rel=EXACT, abs=1e-7)
    assert is_seasonal(beside)  # referrals of three authorities over twelve years


def test_a_season_of_two_years_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 24"):
        detrended(np.ones(24), ratios=False)


def every_august(years: int, last: float) -> list[float]:
    """Steady figures that are 20 lower each August, ending with an August."""
    ordinary = [85.0, 86.0, 84.0, 86.0, 85.0, 84.0, 86.0, 85.0, 85.0, 84.0, 86.0]
    every = [figure for year in range(years) for figure in (*ordinary, 65.0 + year % 2)]
    return [*every[:-1], last]


def test_an_august_as_every_august_is_no_signal_where_three_years_show_it() -> None:
    chart = newest(values(every_august(3, 65.5)))
    assert (chart["seasonal"], chart["variation"]) == (True, "common cause")
    assert chart["mean"] == pytest.approx(65.5, abs=2)
    worse = newest(values(every_august(4, 45.0)))
    assert (worse["seasonal"], worse["signal"], worse["side"]) == (True, "outside", "low")


def test_a_season_of_counts_is_a_ratio() -> None:
    """About 80 referrals in July, of which August has half; with none in August there is no ratio to take out."""
    half = [(40.0 if at % 12 == 11 else 80.0) + at % 5 for at in range(36)]
    july, august = control_charts(values(half, Kind.COUNT), {}, every_figure())[-2:].to_dicts()
    assert (august["seasonal"], august["variation"]) == (True, "common cause")
    assert july["mean"] == pytest.approx(82, abs=3)
    assert august["moving_range"] < 10  # the step from July to August is what the season makes of it
    ratio = august["mean"] / july["mean"]
    assert ratio == pytest.approx(0.5, abs=0.05)
    assert august["upper"] - august["mean"] == pytest.approx(ratio * (july["upper"] - july["mean"]))
    none, one = ([least if at % 12 == 11 else figure for at, figure in enumerate(half)] for least in (0.0, 1.0))
    assert newest(values(none, Kind.COUNT))["seasonal"] is False
    assert newest(values(one, Kind.COUNT))["seasonal"] is True
    assert newest(values(none))["seasonal"] is True  # of percentages it is a difference


def test_many_seasons_are_found_at_once_as_each_alone() -> None:
    steady = np.random.default_rng(5).normal(80, 2, 36).round(1).tolist()
    each = [every_august(3, 65.5), steady, [97.3] * 36, every_august(4, 70.0)]
    frames = [
        values(of, kind).with_columns(measure_id=pl.lit(f"{kind} {at}"))
        for kind in (Kind.COUNT, Kind.PERCENTAGE)
        for at, of in enumerate(each)
    ]
    together = control_charts(pl.concat(frames), {})
    assert_frame_equal(together, pl.concat(control_charts(frame, {}) for frame in frames))
    assert together.filter(month=NEWEST)["seasonal"].to_list() == [True, False, False, True] * 2


def test_limits_are_wider_because_the_season_is_estimated() -> None:
    """36 figures give two of each calendar month beside their trend: 3 times the variance."""
    series = [(65.0 if at % 12 == 11 else 85.0) + 2 * at % 5 for at in range(36)]
    chart = control_charts(values(series), {}, every_figure())
    steps = chart["moving_range"][1:]
    assert steps.max() < 3.267 * steps.mean()  # type: ignore[operator]
    reach = 2.66 * steps.mean() * math.sqrt(3)  # type: ignore[operator]
    assert (chart["upper"] - chart["mean"]).to_list() == pytest.approx([reach] * 36)


def test_without_three_years_the_same_month_of_the_year_before_is_looked_at() -> None:
    short = every_august(2, 65.5)
    assert newest(values(short))["signal"] is None
    assert newest(values(short[1:]))["seasonal"] is False
    assert newest(values([*short[:-1], 45.0]))["signal"] == "outside"  # far below last August too
    assert newest(values([85.0, 86.0] * 5 + [65.5]))["signal"] == "outside"  # there is no last August


def test_a_rise_to_the_level_of_last_year_is_a_signal_of_shares_and_not_of_counts() -> None:
    """Seven months up to 86, with 83 a year ago: within two standard deviations, of 3 each. 91 is not."""
    usual = [83.0, 87.0] * 6
    for last, of_shares, of_counts in (
        ([80.0, 81.0, 82.0, 83.0, 84.0, 85.0, 86.0], "trend", None),
        ([84.0, 85.0, 86.5, 88.0, 89.0, 90.0, 91.0], "trend", "trend"),
        ([86.5, 88.0, 87.0, 88.0, 87.0, 88.0, 86.0], "shift", None),
    ):
        assert newest(values([*usual, *last]))["signal"] == of_shares, last
        assert newest(values([*usual, *last], Kind.COUNT))["signal"] == of_counts, last


def test_a_month_s_end_and_a_quarter_are_not_excused_by_the_year_before() -> None:
    dips = every_august(2, 65.5)
    assert newest(values(dips, window="snapshot"))["signal"] is not None
    quarters = [months.before(NEWEST, 3 * back) for back in range(len(dips))][::-1]
    frame = values(dips, frequency=Frequency.QUARTER).with_columns(month=pl.Series(quarters))
    assert newest(frame)["signal"] == "outside"


def test_a_steady_series_of_three_years_has_no_season() -> None:
    steady = np.random.default_rng(5).normal(80, 2, 36).round(1).tolist()
    assert newest(values(steady))["seasonal"] is False


def test_a_gap_or_a_month_s_end_leaves_the_season_in() -> None:
    gap = every_august(4, 65.5)
    gap[20] = None  # type: ignore[call-overload]
    assert newest(values(gap))["seasonal"] is False
    assert newest(values(every_august(4, 65.5), window="snapshot"))["seasonal"] is False


# ---- what can be said of the target


def test_nothing_is_said_of_the_target_from_a_range_that_may_not_hold() -> None:
    def why(series: list[float]) -> str | None:
        chart = control_charts(values(series), {})
        return (
            str(said)
            if (said := chart.with_columns(period=pl.lit("month")).select(range_may_not_hold()).to_series()[-1])
            else None
        )

    steady = [80.0, 82.0] * 7
    assert why(steady) is None
    assert "may not hold" in (why([*steady, 40.0]) or "")
    assert "on trial" in (why(steady[:12]) or "")
    assert "needs six months" in (why([80.0, 82.0]) or "")
