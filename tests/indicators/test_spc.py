"""XmR control charts: each rule by hand, whole charts against an independent program and against exact fractions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from analytics import months
from analytics.indicators import suggested_rebase
from analytics.indicators.spc import (
    COLUMNS,
    FEWEST,
    assurance,
    control_charts,
    every_figure,
    jump,
    outside,
    shift,
    trend,
    two_of_three,
)
from tests.kinds import of_kind

ORACLES = Path(__file__).parents[1] / "oracles"
CASES = pl.read_csv(ORACLES / "xmr_cases.csv", schema_overrides={"rebase_at_i": pl.String}).to_dicts()
POINTS = pl.read_csv(ORACLES / "xmr_points.csv", try_parse_dates=True).partition_by("case_id", as_dict=True)
EXACT = 1e-9

# The reference's codes, and the field's words.
POLARITIES = {"increase": "bigger", "decrease": "smaller", "neutral": "plan"}
SIGNALS = {
    "Common Cause": (None, None),
    "Above UCL": ("outside", "high"),
    "Below LCL": ("outside", "low"),
    "7 Point Trend (Increasing)": ("trend", "high"),
    "7 Point Trend (Decreasing)": ("trend", "low"),
    "2 in 3 Above CL": ("two of three", "high"),
    "2 in 3 Below CL": ("two of three", "low"),
    "7 Points Above CL": ("shift", "high"),
    "7 Points Below CL": ("shift", "low"),
}
VARIATIONS = {
    "common_cause": "common cause",
    "special_cause_improvement": "improving",
    "special_cause_concern": "concerning",
    "special_cause_neutral_high": "neither",
    "special_cause_neutral_low": "neither",
}
ASSURANCES = {None: None, "consistent_fail": "fails", "consistent_pass": "passes", "inconsistent": "hit or miss"}

Values = list[float | None]


def month(index: int) -> date:
    return months.before(date(2020, 1, 1), -index)


def series(values: Values) -> pl.DataFrame:
    """A series from January 2020."""
    return pl.DataFrame(
        {"month": [month(i) for i in range(len(values))], "value": values},
        schema={"month": pl.Date, "value": pl.Float64},
    )


def control_chart(given: pl.DataFrame, polarity: str, *rebase: date) -> pl.DataFrame:
    """The chart of a single series, with its limits worked out afresh from some months on."""
    one = given.select("month", "value", measure_id=pl.lit("one"), polarity=pl.lit(polarity))
    return control_charts(of_kind(one), {"one": rebase}, every_figure()).drop("measure_id")


def suggested(values: Values | pl.DataFrame, *rebase: date) -> date | None:
    """The month that the chart of a single series suggests."""
    chart = control_chart(series(values) if isinstance(values, list) else values, "bigger", *rebase)
    return suggested_rebase(of_kind(chart).with_columns(measure_id=pl.lit("one")))


def assured(chart: pl.DataFrame, polarity: str, target: float | None) -> str | None:
    """The assurance at the end of a chart."""
    at_end = chart.with_columns(said=assurance(pl.lit(polarity), pl.lit(target, pl.Float64)))
    return str(said) if (said := at_end["said"][-1]) else None


def signals(values: Values) -> list[str | None]:
    return control_chart(series(values), "bigger")["signal"].to_list()


# ---- against the reference program


def of_case(case: dict[str, object]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The reference's points of a case, and our chart."""
    points = POINTS[(case["case_id"],)]
    rebase = (points["date"][int(str(case["rebase_at_i"])) - 1],) if case["rebase_at_i"] else ()
    given_series = points.select(month="date", value="y")
    return points, control_chart(given_series, POLARITIES[str(case["improvement_direction"])], *rebase)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case_id"])
def test_every_point_agrees_with_the_reference(case: dict[str, object]) -> None:
    points, chart = of_case(case)
    lines = chart.select("month", "value", "mean", lpl="lower", upl="upper")
    expected = points.select("date", "y", "mean", "lpl", "upl").rename({"date": "month", "y": "value"})
    assert_frame_equal(lines, expected, rel_tol=0, abs_tol=EXACT)
    assert chart.select("signal", "side").rows() == [SIGNALS[kind] for kind in points["special_cause_type"]]
    assert chart["variation"].to_list() == [VARIATIONS[kind] for kind in points["point_type"]]
    assert chart["group"].to_list() == points["rebase_group"].to_list()
    assert chart["trial"].to_list() == [bool(short) for short in points["short_group_warning"]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case_id"])
def test_near_limits_agree_with_the_reference(case: dict[str, object]) -> None:
    points, chart = of_case(case)
    beyond = ~pl.col("value").is_between("near_lower", "near_upper")
    near = chart.select(beyond & pl.col("value").is_between("lower", "upper")).to_series()
    assert near.to_list() == [bool(close) for close in points["close_to_limits"]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case_id"])
def test_variation_and_assurance_agree_with_the_reference(case: dict[str, object]) -> None:
    _points, chart = of_case(case)
    said = assured(chart, POLARITIES[str(case["improvement_direction"])], case["target"])  # type: ignore[arg-type]
    assert chart.drop_nulls("value")["variation"][-1] == VARIATIONS[str(case["variation_type"])]
    assert said == ASSURANCES[case["assurance_type"]]  # type: ignore[index]
    assert chart.select("mean", "lower", "upper").row(-1) == pytest.approx(
        (case["mean_last"], case["lpl_last"], case["upl_last"]), abs=EXACT
    )


# ---- each rule by hand


def fired(
    rule: Callable[[], pl.Expr], values: Values, groups: list[int] | None = None, cases: float | None = None
) -> list[int]:
    """What a rule says of each month (1, −1, 0 for nothing), with mean 0, near limits ±2, limits ±3, usual move 1."""
    lines = {"mean": 0.0, "lower": -3.0, "upper": 3.0, "near_lower": -2.0, "near_upper": 2.0, "usual_move": 1.0}
    frame = series(values).with_columns(
        pl.lit(cases, pl.Float64).alias("cases"),
        pl.Series("group", groups or [0] * len(values)),
        **{name: pl.lit(at) for name, at in lines.items()},
    )
    return frame.select(rule().fill_null(0)).to_series().to_list()


def test_outside_is_strictly_beyond_a_limit() -> None:
    assert fired(outside, [3.1, 3.0, 0.0, None, -3.0, -3.1]) == [1, 0, 0, 0, 0, -1]


def test_a_trend_is_seven_months_of_moves_one_way() -> None:
    assert fired(trend, [1, 2, 3, 4, 5, 6, 7]) == [1] * 7
    assert fired(trend, [1, 2, 3, 4, 5, 6]) == [0] * 6
    assert fired(trend, [9, 7, 6, 5, 4, 3, 2, 1, 1]) == [-1] * 8 + [0]
    assert fired(trend, [5, 1, 2, 3, 4, 5, 6, 7, 0]) == [0] + [1] * 7 + [0]


def test_a_tie_breaks_a_trend() -> None:
    assert fired(trend, [1, 2, 3, 3, 4, 5, 6, 7]) == [0] * 8


def test_a_trend_that_turns_belongs_to_the_later_at_its_peak() -> None:
    assert fired(trend, [1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1]) == [1] * 6 + [-1] * 7


def test_a_trend_keeps_its_way_when_another_follows_a_tie() -> None:
    assert fired(trend, [1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 1]) == [1] * 7 + [-1] * 7


def test_two_of_three_marks_only_the_months_near_a_limit() -> None:
    assert fired(two_of_three, [0.5, 2.5, 1, 2.5, 0.5]) == [0, 1, 0, 1, 0]
    assert fired(two_of_three, [-0.5, -2.5, -2.5]) == [0, -1, -1]
    assert fired(two_of_three, [2.5, 2.5, 2.5]) == [1, 1, 1]
    assert fired(two_of_three, [2.5, 1, 1, 2.5]) == [0, 0, 0, 0]


def test_near_is_beyond_the_near_limit_up_to_the_limit() -> None:
    assert fired(two_of_three, [1, 2.0, 2.1]) == [0, 0, 0]
    assert fired(two_of_three, [1, 3.0, 2.1]) == [0, 1, 1]
    assert fired(two_of_three, [1, 3.1, 2.1]) == [0, 0, 0]  # a month outside is not a near one


def test_two_of_three_needs_all_three_on_one_side() -> None:
    assert fired(two_of_three, [2.5, -1, 2.5]) == [0, 0, 0]
    assert fired(two_of_three, [2.5, 0, 2.5]) == [0, 0, 0]
    assert fired(two_of_three, [2.5, 2.5]) == [0, 0]
    assert fired(two_of_three, [2.5, 3.5, 2.5]) == [1, 0, 1]  # the one between is on the same side


def test_a_shift_is_seven_months_strictly_on_one_side() -> None:
    assert fired(shift, [1.0] * 7 + [-1.0]) == [1] * 7 + [0]
    assert fired(shift, [-1.0] * 8) == [-1] * 8
    assert fired(shift, [1.0] * 6) == [0] * 6
    assert fired(shift, [1.0] * 6 + [0.0] + [1.0] * 6) == [0] * 13  # on the mean is on no side


def test_a_jump_is_more_than_three_usual_moves_away_from_the_mean() -> None:
    assert fired(jump, [0.0, 3.1, 0.0, -3.1]) == [0, 1, 0, -1]
    assert fired(jump, [0.0, 3.0]) == [0, 0]
    assert fired(jump, [-2.0, 2.0]) == [0, 0]  # no further from the mean than before
    assert fired(jump, [4.0, 0.0, 3.5]) == [0, 0, 1]  # than the month before, not the one before that
    assert fired(jump, [0.0, None, 4.0]) == [0, 0, 0]
    assert fired(jump, [0.0, 4.0], cases=1) == [0, 0]  # four cases
    assert fired(jump, [0.0, 5.0], cases=1) == [0, 1]


@pytest.mark.parametrize(
    ("rule", "values", "cut"),
    [
        (trend, [1, 2, 3, 4, 5, 6, 7], 1),
        (trend, [1, 2, 3, 4, 5, 6, 7], 6),
        (two_of_three, [2.5, 1, 2.5], 1),
        (two_of_three, [2.5, 1, 2.5], 2),
        (shift, [1, 1, 1, 1, 1, 1, 1], 3),
        (jump, [0, 4], 1),
    ],
)
def test_months_of_another_group_never_count(rule: Callable[[], pl.Expr], values: Values, cut: int) -> None:
    assert any(fired(rule, values))
    assert not any(fired(rule, values, [0] * cut + [1] * (len(values) - cut)))


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        (trend, [1, 2, 3, None, 4, 5, 6, 7]),
        (two_of_three, [2.5, None, 1, 2.5]),
        (two_of_three, [2.5, 2.5, None]),
        (shift, [1, 1, 1, None, 1, 1, 1, 1]),
    ],
)
def test_no_row_of_months_goes_on_across_a_gap(rule: Callable[[], pl.Expr], values: Values) -> None:
    assert not any(fired(rule, values))


def test_the_first_rule_that_holds_names_the_month() -> None:
    # Many quiet months without a season, then each rule over the next: mean about 50, step about 0.93, limits 47.5 and
    # 52.5, near 48.3 and 51.7.
    quiet: Values = ([49.5, 50.5] * 7 + [50.5, 49.5] * 7) * 7 + [49.5, 50.5] * 2
    rising: Values = [50.1, 50.2, 50.3, 51.85, 51.9, 52.0, 52.75]  # a trend, a shift and near; the last is outside
    assert signals([*quiet, *rising])[len(quiet) - 1 :] == ["shift", *["trend"] * 6, "outside"]
    falling_back: Values = [50.1, 51.9, 50.2, 51.85, 50.3, 50.2, 50.4]
    two = "two of three"
    assert signals(quiet + falling_back)[len(quiet) :] == ["shift", two, "shift", two, "shift", "shift", "shift"]


# ---- limits


def test_limits_by_hand() -> None:
    chart = control_chart(series([50.0, 52.0, 51.0, 52.0, 50.0, 51.0]), "bigger")
    assert chart["moving_range"].to_list() == [None, 2.0, 1.0, 1.0, 2.0, 1.0]  # 1.4 on average
    lines = chart.select("mean", "lower", "near_lower", "near_upper", "upper").row(0)
    reach = 2.66 * 1.4
    assert lines == pytest.approx((51, 51 - reach, 51 - reach * 2 / 3, 51 + reach * 2 / 3, 51 + reach), abs=EXACT)


def test_a_freak_month_does_not_widen_the_limits() -> None:
    values: Values = [50.0, 51.0] * 10 + [90.0] + [50.0, 51.0] * 10
    (screened,) = control_chart(series(values), "bigger")["upper"].unique()
    mean = sum(v for v in values if v) / 41
    assert screened == pytest.approx(mean + 2.66, abs=EXACT)  # all other steps are 1


def test_a_moving_range_of_exactly_3_267_times_the_mean_is_left_out() -> None:
    # Twelve figures, moving ranges 29.7 and others, 100.0 together: 3.267 × 100 / 11 is 29.7.
    steps = [29.7, -7.3, 7.0, -7.0, 7.0, -7.0, 7.0, -7.0, 7.0, -7.0, 7.0]
    assert sum(abs(step) for step in steps) == pytest.approx(100)
    values: Values = [round(40.0 + sum(steps[:n]), 1) for n in range(12)]
    chart = control_chart(series(values), "bigger")
    assert chart["upper"][0] - chart["mean"][0] == pytest.approx(2.66 * 70.3 / 10, abs=EXACT)


def test_a_series_that_never_changes_has_limits_at_its_mean_and_no_signal() -> None:
    chart = control_chart(series([97.3] * 15), "bigger")  # floats: the mean is not exactly 97.3
    for line in ("mean", "lower", "upper", "near_lower", "near_upper"):
        assert chart[line].to_list() == pytest.approx([97.3] * 15, abs=EXACT)
    assert chart["variation"].to_list() == ["common cause"] * 15
    assert assured(chart, "bigger", 95.0) == "passes"
    assert assured(chart, "bigger", 97.3) == "passes"  # exactly on target is met


def test_limits_are_worked_out_afresh_from_a_month_on_and_not_before() -> None:
    values: Values = [50.0, 51.0] * 7 + [80.0, 82.0] * 7
    chart = control_chart(series(values), "bigger", month(14))
    assert chart["group"].to_list() == [0] * 14 + [1] * 14
    assert chart["mean"].to_list() == pytest.approx([50.5] * 14 + [81.0] * 14)
    assert chart["upper"].to_list() == pytest.approx([50.5 + 2.66] * 14 + [81 + 5.32] * 14)
    assert chart["moving_range"][14] is None  # no step from one group to the next
    assert chart["signal"].to_list() == [None] * 28


def test_limits_worked_out_afresh_from_a_gap_hold_from_the_next_figure() -> None:
    values: Values = [50.0, 51.0] * 7 + [None] + [80.0, 82.0] * 7
    chart = control_chart(series(values), "bigger", month(14))
    assert chart["mean"].to_list() == pytest.approx([50.5] * 14 + [81.0] * 15)


def test_limits_are_on_trial_below_13_figures() -> None:
    assert control_chart(series([50.0, 51.0] * 6), "bigger")["trial"].to_list() == [True] * 12
    assert control_chart(series([50.0, None, 51.0] * 6), "bigger")["trial"].all()  # 18 months, 12 figures
    assert not control_chart(series([50.0, 51.0] * 6 + [50.0]), "bigger")["trial"].any()


# ---- gaps


def test_no_moving_range_is_taken_across_a_gap() -> None:
    chart = control_chart(series([50.0, 51.0, 52.0, None, 90.0, 91.0, 92.0]), "bigger")
    assert chart["moving_range"].to_list() == [None, 1.0, 1.0, None, None, 1.0, 1.0]
    assert chart["upper"].to_list() == pytest.approx([71 + 2.66] * 7, abs=EXACT)
    assert chart.select("variation", "no_variation").row(3) == (None, "no figure this month")


def test_a_month_that_is_left_out_is_a_gap() -> None:
    values: Values = [50.0 + n for n in range(4)] + [None] + [54.0 + n for n in range(4)]
    whole = series(values)
    assert_frame_equal(control_chart(whole.drop_nulls(), "bigger"), control_chart(whole, "bigger"))
    assert whole.drop_nulls().height == 8


def test_a_month_that_stands_twice_is_refused() -> None:
    twice = pl.concat([series([50.0, 51.0]), series([50.0])])
    with pytest.raises(ValueError, match="Two rows of the same month"):
        control_chart(twice, "bigger")


def test_without_neighbouring_months_there_are_no_limits_and_a_reason() -> None:
    chart = control_chart(series([50.0, None] * 6), "bigger").drop_nulls("value")
    assert chart.select("lower", "upper", "signal", "variation").unique().rows() == [(None, None, None, None)]
    assert chart["no_variation"].unique().to_list() == ["no two neighbouring months have figures"]
    assert assured(chart, "bigger", 40.0) is None


def test_fewer_than_six_figures_are_too_few_to_tell() -> None:
    few = control_chart(series([50.0, 51.0, None, 50.0, 51.0, 99.0]), "bigger")
    assert few.select("lower", "upper", "signal", "variation").unique().rows() == [(None, None, None, None)]
    assert few["no_variation"][-1] == "an expected range needs six months with figures before this one"
    assert assured(few, "bigger", 40.0) is None
    enough = control_chart(series([50.0, 51.0, None, 50.0, 51.0, 50.0, 51.0]), "bigger")
    assert enough.drop_nulls("value").select("variation", "no_variation").unique().rows() == [("common cause", None)]


def test_figures_since_the_limits_were_recalculated_are_counted_alone() -> None:
    """Twenty before do not make two since enough; and five before are too few, whatever came since."""
    chart = control_chart(series([50.0, 51.0] * 10 + [80.0, 82.0]), "bigger", month(20))
    assert chart["recalculated"].to_list() == [None] * 20 + [month(20)] * 2
    assert chart["variation"].to_list() == ["common cause"] * 20 + [None] * 2
    said = "an expected range needs six months with figures before this one since limits were recalculated"
    assert chart["no_variation"].to_list() == [None] * 20 + [said] * 2
    early = control_chart(series([50.0, 51.0] * 10), "bigger", month(5))
    assert early["variation"].to_list() == [None] * 5 + ["common cause"] * 15


@pytest.mark.parametrize("values", [[], [None, None]])
def test_without_figures_there_is_a_chart_without_points(values: Values) -> None:
    chart = control_chart(series(values), "bigger")
    assert chart.columns == list(COLUMNS)
    assert chart.height == chart["mean"].null_count() == len(values)
    assert suggested(values) is None


# ---- what it says


@pytest.mark.parametrize(
    ("polarity", "last", "variation", "side"),
    [
        ("bigger", 70.0, "improving", "high"),
        ("bigger", 30.0, "concerning", "low"),
        ("smaller", 70.0, "concerning", "high"),
        ("smaller", 30.0, "improving", "low"),
        ("plan", 70.0, "neither", "high"),
        ("plan", 30.0, "neither", "low"),
        ("bigger", 50.0, "common cause", None),
    ],
)
def test_variation_is_read_by_polarity(polarity: str, last: float, variation: str, side: str | None) -> None:
    chart = control_chart(series([50.0, 51.0, 50.0, 49.0] * 4 + [last]), polarity)
    assert chart.select("variation", "side", "no_variation").row(16) == (variation, side, None)


@pytest.mark.parametrize(
    ("polarity", "target", "expected"),
    [
        ("bigger", 51.0, "hit or miss"),  # the target on the far limit is met now and then
        ("bigger", 51.1, "fails"),
        ("bigger", 48.9, "passes"),
        ("bigger", 49.0, "passes"),  # exactly on target is met
        ("smaller", 51.0, "passes"),
        ("smaller", 49.0, "hit or miss"),
        ("smaller", 51.1, "passes"),
        ("smaller", 48.9, "fails"),
        ("smaller", 50.0, "hit or miss"),
        ("bigger", None, None),
        ("plan", 50.0, None),
    ],
)
def test_assurance_by_polarity_at_and_beyond_the_limits(
    polarity: str, target: float | None, expected: str | None
) -> None:
    chart = control_chart(series([49.5, 50.5] * 7), polarity).with_columns(lower=pl.lit(49.0), upper=pl.lit(51.0))
    assert assured(chart, polarity, target) == expected


# ---- step changes


STEP: Values = [50.0, 51.0] * 7 + [80.0, 82.0] * 5


def test_a_lasting_step_suggests_the_month_in_which_it_began() -> None:
    assert suggested(STEP) == month(14)
    assert suggested([*STEP, None]) == month(14)  # the latest figure counts, not the latest month


def test_a_step_that_is_over_too_short_or_taken_up_suggests_nothing() -> None:
    assert suggested([*STEP, 40.0]) is None
    assert suggested([50.0, 51.0] * 7 + [80.0] * 6) is None
    assert suggested(STEP, month(14)) is None
    assert suggested([50.0, 51.0] * 7 + [80.0] * 4 + [None] + [80.0] * 4) is None
    assert suggested([97.3] * 20) is None


# ---- what must hold for any series

tenth = st.integers(0, 1000).map(lambda whole: whole / 10)
known_values = st.lists(tenth, min_size=2, max_size=40)
gappy = st.lists(st.one_of(st.none(), tenth, tenth, tenth), min_size=1, max_size=40)
# Narrow ranges make ties, runs and points on the mean; wide ones make points outside.
few = st.lists(st.one_of(st.none(), *[st.integers(0, 6).map(float)] * 9), min_size=1, max_size=40)
some_months = st.lists(st.integers(-2, 42).map(month), max_size=2, unique=True)


@given(values=gappy | few, rebase=some_months, order=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(values: Values, rebase: list[date], order: object) -> None:
    rows = list(range(len(values)))
    order.shuffle(rows)  # type: ignore[attr-defined]
    mixed = series(values)[rows]
    assert_frame_equal(control_chart(mixed, "bigger", *rebase), control_chart(series(values), "bigger", *rebase))
    assert suggested(mixed, *rebase) == suggested(values, *rebase)


LINES = ["mean", "lower", "upper", "near_lower", "near_upper"]


@given(values=gappy | few, rebase=some_months, factor=st.integers(1, 5), added=st.integers(-500, 500))
def test_scaled_and_shifted_values_scale_and_shift_the_limits_and_keep_the_signals(
    values: Values, rebase: list[date], factor: int, added: int
) -> None:
    chart = control_chart(series(values), "bigger", *rebase)
    moved = control_chart(series([None if v is None else v * factor + added for v in values]), "bigger", *rebase)
    assert_frame_equal(moved.select(LINES), chart.select(pl.col(LINES) * factor + added), abs_tol=1e-8)
    kept = ["signal", "side", "variation", "group", "trial"]
    assert_frame_equal(moved.select(kept), chart.select(kept))


@given(values=gappy | few, rebase=some_months)
def test_values_upside_down_turn_sides_and_limits_round(values: Values, rebase: list[date]) -> None:
    chart = control_chart(series(values), "bigger", *rebase)
    turned = control_chart(series([None if v is None else -v for v in values]), "smaller", *rebase)
    assert_frame_equal(turned.select(-pl.col("upper", "lower")), chart.select(upper="lower", lower="upper"))
    assert turned["signal"].to_list() == chart["signal"].to_list()
    assert turned["variation"].to_list() == chart["variation"].to_list()
    assert turned["side"].to_list() == [{"high": "low", "low": "high", None: None}[side] for side in chart["side"]]


@given(values=gappy | few, rebase=some_months, target=tenth)
def test_the_other_polarity_swaps_improving_and_concerning_passes_and_fails(
    values: Values, rebase: list[date], target: float
) -> None:
    bigger, smaller = (control_chart(series(values), polarity, *rebase) for polarity in ("bigger", "smaller"))
    assert_frame_equal(bigger.drop("variation"), smaller.drop("variation"))
    swap = {"improving": "concerning", "concerning": "improving", "passes": "fails", "fails": "passes"}
    assert [swap.get(v, v) for v in bigger["variation"]] == smaller["variation"].to_list()
    one, other = assured(bigger, "bigger", target), assured(smaller, "smaller", target)
    assert swap.get(str(one), one) == other


@pytest.mark.parametrize("rule", [outside, trend, two_of_three, shift])
@given(values=st.lists(st.integers(-8, 8).map(lambda half: half / 2), min_size=1, max_size=30), data=st.data())
def test_with_the_same_limits_a_gap_never_makes_a_rule_hold(
    rule: Callable[[], pl.Expr], values: Values, data: st.DataObject
) -> None:
    gaps = data.draw(st.sets(st.integers(0, len(values) - 1)))
    gapped: Values = [None if i in gaps else value for i, value in enumerate(values)]
    before, after = fired(rule, values), fired(rule, gapped)
    assert all(was for was, now in zip(before, after, strict=True) if now)


@given(values=known_values)
def test_a_leading_or_trailing_gap_changes_no_other_month(values: Values) -> None:
    chart = control_chart(series(values), "bigger")
    padded = control_chart(series([None, *values, None]), "bigger")
    assert_frame_equal(padded[1:-1].drop("month"), chart.drop("month"))


# ---- a second implementation, in exact fractions


def exact_lines(values: list[Fraction | None]) -> tuple[Fraction, Fraction | None] | None:
    """Mean and 2.66 × mean moving range of one group, the latter None with too few figures; None without figures."""
    known = [i for i, value in enumerate(values) if value is not None]
    if not known:
        return None
    mean = sum((values[i] for i in known), Fraction(0)) / len(known)  # type: ignore[misc]
    steps = [abs(values[i] - values[i - 1]) for i in known if i - 1 in known]  # type: ignore[operator]
    if any(steps):
        cut = Fraction(3267, 1000) * sum(steps) / len(steps)
        usual = [step for step in steps if step < cut]
        steps = usual if any(usual) else steps
    return mean, Fraction(266, 100) * sum(steps) / len(steps) if steps and len(known) >= FEWEST else None


def exact_signal(values: list[Fraction | None], i: int, mean: Fraction, reach: Fraction | None) -> str | None:
    """The signal at month i of one group, by trying every window of months that holds it."""
    if values[i] is None:
        return None

    def windows(size: int) -> list[list[Fraction]]:
        found = [values[start : start + size] for start in range(i - size + 1, i + 1) if start >= 0]
        return [w for w in found if len(w) == size and None not in w]  # type: ignore[misc]

    def is_near(value: Fraction) -> bool:
        return reach is not None and reach * Fraction(2, 3) < abs(value - mean) <= reach

    def one_side(window: list[Fraction]) -> bool:
        return all(v > mean for v in window) or all(v < mean for v in window)

    def one_way(w: list[Fraction]) -> bool:
        moves = [b - a for a, b in pairwise(w)]
        return all(m > 0 for m in moves) or all(m < 0 for m in moves)

    value = values[i]
    if reach is not None and abs(value - mean) > reach:  # type: ignore[operator]
        return "outside"
    if any(one_way(w) for w in windows(7)):
        return "trend"
    if is_near(value) and any(one_side(w) and sum(map(is_near, w)) >= 2 for w in windows(3)):  # type: ignore[arg-type]
        return "two of three"
    return "shift" if any(one_side(w) for w in windows(7)) else None


@example(values=[0.0] * 4 + [0.1], rebase=[])  # the only step there is, and a large one
@given(values=gappy | few, rebase=some_months)
def test_agrees_with_a_second_implementation_in_exact_fractions(values: Values, rebase: list[date]) -> None:
    chart = control_chart(series(values), "bigger", *rebase)
    exact = [None if value is None else Fraction(str(value)) for value in values]
    groups = [sum(point <= month(i) for point in rebase) for i in range(len(values))]
    assert chart["group"].to_list() == groups
    for group in set(groups):
        rows = chart.filter(pl.col("group") == group)
        own = [value for value, of in zip(exact, groups, strict=True) if of == group]
        lines = exact_lines(own)
        if lines is None:
            assert rows["mean"].null_count() == rows.height
            continue
        mean, reach = lines
        expected = (None, None) if reach is None else (float(mean - reach), float(mean + reach))
        assert rows["mean"].to_list() == pytest.approx([float(mean)] * rows.height, abs=EXACT)
        for line, at in zip(("lower", "upper"), expected, strict=True):
            assert rows[line].to_list() == pytest.approx([at] * rows.height, abs=EXACT)
        assert rows["signal"].to_list() == [exact_signal(own, i, mean, reach) for i in range(len(own))]


@given(values=known_values)
def test_one_value_for_all_months_is_never_a_signal(values: list[float]) -> None:
    assume(values)
    assert signals([values[0]] * len(values)) == [None] * len(values)


def test_screening_that_would_leave_no_spread_is_not_done() -> None:
    """All at 100 but for one month: the two steps of that month are the only ones there are."""
    chart = control_chart(series([100.0] * 8 + [97.0] + [100.0] * 6), "bigger")
    assert chart["upper"][0] > 100.0
    assert chart.filter(signal="outside")["value"].to_list() == [97.0]
    moved = control_chart(series([100.0] * 8 + [97.0] + [100.0] * 5 + [99.9]), "bigger")
    assert moved["upper"][0] < chart["upper"][0], "with another step left, the large ones are left out as ever"


@pytest.mark.parametrize("rebase", [(), (month(14),)])
def test_many_series_are_charted_at_once_as_each_alone(rebase: tuple[date, ...]) -> None:
    of = {
        "a": (STEP, "bigger"),
        "b": ([None, *reversed(STEP)], "smaller"),
        "c": ([5.0, 7.0, None, 6.0], "plan"),
    }
    frame = pl.concat(
        series(values).with_columns(measure_id=pl.lit(measure), polarity=pl.lit(polarity))
        for measure, (values, polarity) in of.items()
    )
    charts = control_charts(of_kind(frame), {"b": rebase, "none": (month(1),)}, every_figure())
    assert charts.columns == ["measure_id", *COLUMNS]
    for measure, (values, polarity) in of.items():
        alone = control_chart(series(values), polarity, *(rebase if measure == "b" else ()))
        assert_frame_equal(charts.filter(measure_id=measure).drop("measure_id"), alone)


def test_small_large_steps_are_left_out_like_big_ones() -> None:
    """Steps of a tenth and one of nine tenths: the mean step is 0.17, and nine tenths are more than 3.267 of it."""
    values = [50.0, 50.1] * 6 + [51.0]
    chart = control_chart(series(values), "bigger")
    assert chart["upper"][0] == pytest.approx(sum(values) / 13 + 2.66 * 0.1)


@pytest.mark.parametrize("counts", [(None, None), (40.0, 100.0)])
def test_figures_of_a_month_s_end_need_six_before_the_newest_too(counts: tuple[float | None, float | None]) -> None:
    held = [date(2021, number, 1) for number in range(1, 8)]
    known = pl.DataFrame({"measure_id": "m", "month": held, "value": [40.0] * 5 + [41.0, 90.0], "polarity": "bigger"})
    numerator, denominator = counts
    frame = of_kind(known, window="snapshot", numerator=numerator, denominator=denominator, of_part=True)
    for rows, judged in ((frame, "improving"), (frame[1:], None)):
        newest = control_charts(rows, {}).row(-1, named=True)
        assert (newest["variation"], newest["lower"] is not None) == (judged, judged is not None)
