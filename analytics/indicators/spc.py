"""Is a change real, or the ups and downs of any month? The XmR control chart answers that for one indicator.

**The lines.** The mean is the middle line. The usual step from one month to the next is the mean of the moving ranges,
which are the differences between neighbouring months, whichever way they go. The limits lie 2.66 of these steps above
and below the mean: a steady process stays between them almost always. The near limits lie at two thirds of the way.
A single freak month must not widen the limits, so moving ranges of 3.267 times their mean or more are left out, once,
unless no other month moved at all.
Limits are as calculated, also where no value can lie, such as below 0% or above 100%.

**Signals.** A month is named after the first of these rules that it meets; any other month is common cause, the
ordinary variation of the process:

1. *outside*: strictly above the upper or below the lower limit;
2. *trend*: one of seven or more months in a row, each strictly higher, or each strictly lower, than the one before;
3. *two of three*: of three months in a row, all on one side of the mean, at least two lie between near limit and
   limit; only those two or three carry the signal;
4. *shift*: one of seven or more months in a row strictly on one side of the mean.

**Variation** is the class of the latest month that has a figure: common cause, improving or concerning; where plan is
best, or the indicator is for information, a signal is neither. **Assurance** asks whether the process as it runs can be
relied on to meet its target. Where bigger is better: it *fails* if the target lies above the upper limit, *passes* if
below the lower, and is *hit or miss* otherwise; where smaller is better, the other way round. There is none without a
target or where plan is best. Of an indicator with a figure a quarter or a year, quarters or years are counted in place
of months.

**Few months, no months.** With fewer than 6 figures there are no limits and nothing is judged: “no signal” would be
said of a chart that could hardly have shown one. With fewer than 13 they are trial limits. A month without a figure is
a gap: no moving range is taken across it, it breaks every row of months that a rule counts, and so it can't make a
signal. A series that never changes has limits equal to its mean and no signal.

**Recalculating.** After a lasting change the limits can be worked out afresh from a month onwards; no rule counts
months across that point. It never happens by itself. It is suggested when the last seven or more months, up to the
latest figure, lie on one side of the mean; the suggested start is the first of them. An analyst confirms it for one
indicator in one area, with a reason that is kept as an event; undoing that load brings the former limits back.

A signal is a reason to ask, not a cause: even a steady series shows one now and then. It is for figures of a month or
of a month's end only; rolling figures overlap and signal nearly always.

Sources: the XmR chart as NHS England's “Making Data Count” uses it; Donald J. Wheeler, “Understanding Variation”, which
has useful limits begin at five or six figures; the guide of the R package NHSRplotthedots, which calls them trial
limits until there are more.
"""

# Cutting limits off at 0 and 100 is for drawing. Were it done here, a target of 100 could never lie within them.

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from analytics.caching import cached_by_identity
from analytics.catalogue import Polarity
from analytics.columns import case
from analytics.indicators.calendar import every_month

COLUMNS = (
    *("month", "value", "mean", "lower", "upper", "near_lower", "near_upper", "moving_range"),
    *("signal", "side", "variation", "no_variation", "group", "recalculated", "trial"),
)
FEWEST = 6  # figures; with fewer there are no limits, as `_no_variation` says in words
FULL_LIMITS = 13  # figures; with fewer the limits are on trial
NO_FIGURE = "no figure this {}"
_LIMIT = 2.66
_SCREEN = 3.267
_IN_A_ROW = 7
# Values are whole tenths, so two different numbers compared here differ by far more than this; less is float noise.
_DECIMALS = 9


def control_charts(frame: pl.DataFrame, rebase: Mapping[str, Iterable[date]]) -> pl.DataFrame:
    """The control charts of many indicators: measure_id, then the columns of COLUMNS, one row a month, sorted by both.

    `frame` has measure_id, month, value (null is a gap), polarity, period and period_months, in any order; months
    (quarters, years) that it leaves out become gaps. `rebase` has the months from which the limits of an indicator are
    worked out afresh. value, mean, limits and moving_range are in the unit and not rounded; they are null where too few
    figures, or too few neighbouring ones, are known. signal is `outside`, `trend`, `two of three`, `shift` or null;
    side is `high` or `low` with a signal; variation is `common cause`, `improving`, `concerning`, `neither` (a signal
    where neither way is better) or null, and no_variation says why, in words; group counts the recalculations so far
    and recalculated is the month of the last; trial tells trial limits. Raises ValueError if an indicator has a month
    twice.
    """
    rules = {"outside": outside(), "trend": trend(), "two of three": two_of_three(), "shift": shift()}
    names = [pl.when(pl.col(name).is_not_null()).then(pl.lit(name)) for name in rules]
    way = pl.coalesce(*rules)
    return (
        _with_limits(frame, rebase)
        .with_columns(**rules)
        .with_columns(
            signal=pl.coalesce(*names),
            side=case((way > 0, "high"), (way < 0, "low")),
        )
        .with_columns(variation=_variation(), no_variation=_no_variation(), group=pl.col("since"))
        .select("measure_id", *COLUMNS)
    )


@cached_by_identity
def suggested_rebase(series: pl.DataFrame) -> date | None:
    """The month from which an indicator's limits might be worked out afresh, besides those confirmed; None without a
    reason.

    `series` has measure_id, month, value, mean (null where no chart is drawn), recalculated, period and period_months,
    one row a month. New limits from there may well be trial limits. Never applied by itself: a person decides, with a
    reason.
    """
    charted = series.filter(pl.col("mean").is_not_null())
    one = charted.select(
        "measure_id", "month", "value", "period", "period_months", polarity=pl.lit(Polarity.PLAN.value)
    )
    confirmed = dict.fromkeys(one["measure_id"], charted["recalculated"].drop_nulls())
    known = _with_limits(one, confirmed).with_columns(run=_run_id(_side()), shift=shift())
    latest = known.drop_nulls("value").tail(1)
    if latest.is_empty() or latest["shift"].item() is None:
        return None
    return known.filter(pl.col("run") == latest["run"].item())["month"].min()  # type: ignore[return-value]


def outside() -> pl.Expr:
    """1 strictly above the upper limit, −1 strictly below the lower, else null. Reads value, lower and upper.

    This and the next three rules are for a frame of one row a month, oldest first, with gaps as null values and with
    `group`, which differs from series to series; each says 1 for a high or rising signal, −1 for a low or falling one.
    """
    return _beyond("lower", "upper")


def trend() -> pl.Expr:
    """Seven or more months in a row that rise, or fall, strictly. Reads value and group.

    Where a rise ends at the month in which a fall begins, the later of the two counts.
    """
    moves = _in_a_row(pl.when(_same_group_as(1)).then(_sign(pl.col("value").diff())), _IN_A_ROW - 1)
    return pl.coalesce(moves.shift(-1), moves)  # the month before the first move is part of it


def two_of_three() -> pl.Expr:
    """The months between near limit and limit, where there are two in three on one side. Reads all lines and group."""
    near = pl.when(outside().is_null()).then(_beyond("near_lower", "near_upper"))
    one_side = _side().rolling_sum(3).abs() == 3  # null, so not met, where one of the three is a gap
    met = one_side & (near.is_not_null().cast(pl.Int64).rolling_sum(3) >= 2) & _same_group_as(2)
    return pl.when(pl.any_horizontal(met, met.shift(-1), met.shift(-2))).then(near)


def shift() -> pl.Expr:
    """Seven or more months in a row strictly on one side of the mean. Reads value, mean and group."""
    return _in_a_row(_side(), _IN_A_ROW)


def _variation() -> pl.Expr:
    better = {Polarity.BIGGER.value: "high", Polarity.SMALLER.value: "low"}
    good_side = pl.col("polarity").replace_strict(better, default=None, return_dtype=pl.String)
    special = case((good_side.is_null(), "neither"), (pl.col("side") == good_side, "improving"), otherwise="concerning")
    judged = pl.col("value").is_not_null() & pl.col("lower").is_not_null()
    return case((pl.col("signal").is_not_null(), special), (judged, "common cause"))


def _no_variation() -> pl.Expr:
    few = case((pl.col("recalculated").is_not_null(), " since they were recalculated"), otherwise="")
    return case(
        (pl.col("value").is_null(), pl.format(NO_FIGURE, "period")),
        # In words, for every number in figures that a sentence has must be one of the month's.
        (pl.col("figures") < FEWEST, pl.format("too few figures to tell, for limits need six{}", few)),
        (pl.col("lower").is_null(), pl.format("no two neighbouring {}s have figures", "period")),
    )


def assurance(polarity: pl.Expr, target: pl.Expr) -> pl.Expr:
    """`fails`, `passes`, `hit or miss`, or null without a target, without limits or where plan is best.

    Reads lower and upper.
    """
    above, below = _sign(target - pl.col("upper")) > 0, _sign(target - pl.col("lower")) < 0
    bigger = polarity == Polarity.BIGGER.value
    one_way = polarity.is_in([Polarity.BIGGER.value, Polarity.SMALLER.value])
    judged = one_way & target.is_not_null() & pl.col("lower").is_not_null()
    return pl.when(judged).then(case((~above & ~below, "hit or miss"), (above == bigger, "fails"), otherwise="passes"))


def _with_limits(frame: pl.DataFrame, rebase: Mapping[str, Iterable[date]]) -> pl.DataFrame:
    """Every month of each indicator from its first to its last, with group, trial, moving_range and the lines.

    `since` counts an indicator's recalculations; `group` is a number of its own for each stretch of each indicator
    between them, so that no rule and no mean reaches across.
    """
    known, same = pl.col("value").is_not_null(), ("polarity", "period", "period_months")
    step = pl.col("moving_range")
    too_large = _sign(step - _SCREEN * step.mean().over("group")) >= 0
    # If only large steps are above 0, leaving them out would leave no spread at all and make every month a signal.
    too_large = too_large & ((step > 0) & ~too_large).any().over("group")
    mean, spread = pl.col("mean"), pl.col("spread")
    points = [(name, at, since) for name, of in rebase.items() for since, at in enumerate(sorted(set(of)), start=1)]
    recalculations = pl.DataFrame(
        points, schema={"measure_id": pl.String, "recalculated": pl.Date, "since": pl.Int64}, orient="row"
    )
    return (
        every_month(frame.select("measure_id", "month", *same, pl.col("value").cast(pl.Float64)), ["measure_id"])
        .sort("measure_id", "month")
        .join_asof(recalculations, left_on="month", right_on="recalculated", by="measure_id", check_sortedness=False)
        .with_columns(pl.col(same).forward_fill().over("measure_id"), pl.col("since").fill_null(0))
        .with_columns(group=pl.struct("measure_id", "since").rle_id().cast(pl.Int64))
        .with_columns(
            moving_range=pl.when(_same_group_as(1)).then(pl.col("value").diff().abs()),
            figures=known.sum().over("group"),
        )
        .with_columns(trial=pl.col("figures") < FULL_LIMITS, mean=pl.col("value").mean().over("group"))
        .with_columns(kept=pl.when(~too_large).then(step))
        .with_columns(spread=pl.when(pl.col("figures") >= FEWEST).then(pl.col("kept").mean().over("group")))
        .with_columns(
            lower=mean - _LIMIT * spread,
            upper=mean + _LIMIT * spread,
            near_lower=mean - _LIMIT * 2 / 3 * spread,
            near_upper=mean + _LIMIT * 2 / 3 * spread,
        )
    )


def _sign(difference: pl.Expr) -> pl.Expr:
    return difference.round(_DECIMALS).sign().cast(pl.Int64)


def _side() -> pl.Expr:
    return _sign(pl.col("value") - pl.col("mean"))


def _beyond(lower: str, upper: str) -> pl.Expr:
    above, below = _sign(pl.col("value") - pl.col(upper)) > 0, _sign(pl.col("value") - pl.col(lower)) < 0
    return pl.when(above).then(1).when(below).then(-1).cast(pl.Int64)


def _same_group_as(months_before: int) -> pl.Expr:
    return pl.col("group") == pl.col("group").shift(months_before)


def _run_id(sign: pl.Expr) -> pl.Expr:
    """One number for each stretch of neighbouring months of a group that have the same sign."""
    return pl.struct(group="group", sign=sign).rle_id()


def _in_a_row(sign: pl.Expr, at_least: int) -> pl.Expr:
    return pl.when((sign != 0) & (pl.len().over(_run_id(sign)) >= at_least)).then(sign)
