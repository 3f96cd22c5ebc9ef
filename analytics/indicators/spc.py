"""Is a change real, or the ups and downs of any month? A control chart answers that for one indicator.

**The month that is judged has no part in its own range.** Mean and limits come from the figures before the newest one
(since the last recalculation), so that a sudden fall can't hide by widening them.

**Lines.** The mean is the middle line. The usual step from one month to the next is the mean of the moving ranges,
which are the differences between neighbouring months, whichever way they go. Moving ranges of 3.267 times their mean
or more are left out, once, unless no other month moved at all, for a freak month must not widen the limits. The limits
are three standard deviations from the mean, the near limits two; those of the newest month are wider by one part in n,
the number of figures before it, for mean and spread are themselves estimates. Limits are as calculated, also where no
value can be, such as below 0% or above 100%. How the standard deviation follows from the steps is the chart's method:

- *XmR*: the mean moving range times 2.66 is three standard deviations. For the whole, and for figures without counts of
  their own.
- *I′*: a moving range is first divided by what the numbers of cases of its two months make of it, and the limits of a
  month are as wide as its own number of cases makes them; the mean is pooled. For areas and teams, and for the whole
  where a month has fewer than 100 cases, or less than half as many as another.
- *g*: counts of rare events; see `rare_events`.

**Season.** Where figures of three years or more have one, the calendar month is taken out before the lines are drawn,
and put back into them; see `season`. Counts and rates of less than three years have it taken out by the factors of
national monthly figures, where the catalogue names some that show one: the authority's own, else its region's, else
England's. The chart says which. In others, the newest month is also compared with the same month of the year
before: while it differs from that by less than two standard deviations, it is neither outside nor two of three; and in
counts, rates and amounts, which most often have a season, nothing is a signal.

**Figures of a month's end** count largely the same children as those of the month before, so that neighbouring ones are
no independent evidence, and the usual step says too little of how far they wander. Their limits are wider, by the share
of a difference from the mean that is carried over to the next month (the lag-1 autocorrelation, corrected for short
series), and never narrower than chance makes them for so many children. No rule counts months in a row.

**Signals.** A month is named after the first of these rules that it meets; any other month is common cause, the
ordinary variation of the process:

1. *outside*: strictly above the upper or below the lower limit; or no rare event for too long;
2. *trend*: one of seven or more months in a row, each strictly higher, or each strictly lower, than the one before;
3. *two of three*: of three months in a row, all on one side of the mean, at least two lie between near limit and
   limit; only those two or three carry the signal;
4. *shift*: one of seven or more months in a row strictly on one side of the mean;
5. *jump*, of figures of a month's end: away from the mean, by more than three standard deviations of such moves, and
   not by fewer than five cases. Where cases are not known, or are simulated, the standard deviations alone decide, and
   whether the signal is too small to list is told by points or percent; see `analytics.headlines.rules`.

**Too few to tell**: a month of fewer than 20 cases, or in which fewer than five are usual on either side, is not
judged; its limits are those that chance alone passes once in 740 months (binomial, of rates Poisson). With fewer than
six figures before the newest there are no limits and nothing is judged: “no signal” would be said of a chart that could
hardly have shown one. With fewer than 13 in all they are trial limits.

**Variation** is the class of the newest month that has a figure: common cause, improving or concerning; where plan is
best, or the indicator is for information, a signal is neither. **Assurance** asks whether the process as it runs can be
relied on to meet its target. Where bigger is better: it *fails* if the target is above the upper limit, *passes* if it
is the lower or below, and is *hit or miss* otherwise; where smaller is better, the other way round. There is none
without a target or where plan is best, and nothing is said of it where the range may not hold: where the newest month
has a signal, where limits are on trial, or where there are too few to tell. Of an indicator with a figure a quarter or
a year, quarters or years are counted in place of months.

**No months.** A month without a figure is a gap: no moving range is taken across it, it breaks every row of months that
a rule counts, and so it can't make a signal. A series that never changes has limits equal to its mean.

**Recalculating.** After a lasting change the limits can be worked out afresh from a month onwards; no rule counts
months across that point. It never happens by itself. It is suggested when the last seven or more months, up to the
latest figure, lie on one side of the mean (figures of a month's end often do so without a change); the suggested start
is the first of them. An analyst confirms it for one indicator in one area, with a reason that is kept as an event;
undoing that load brings the former limits back.

A signal is a reason to ask, not a cause: even a steady series shows one now and then, as often as the table of
`benchmarks/calibration.py` says. It is for figures of a month or of a month's end only; rolling figures overlap and
signal nearly always.

Sources: the XmR chart as NHS England's “Making Data Count” uses it; Donald J. Wheeler, “Understanding Variation”, which
has useful limits begin at five or six figures; the guide of the R package NHSRplotthedots, which calls them trial
limits until there are more; W. A. Taylor, “Normalized Individuals (I_N) Chart” (2018), for I′, with the screening of
the R package qicharts2; for the correction of an autocorrelation of few figures M. H. Quenouille, Biometrika 36 (1949),
to first order.
"""

# Cutting limits off at 0 and 100 is for drawing. Were it done here, a target of 100 could never lie within them.

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
import polars as pl

from analytics.caching import cached_by_identity
from analytics.catalogue import Polarity, Window
from analytics.columns import case
from analytics.indicators.calendar import every_month
from analytics.indicators.rare_events import SURPRISE, with_rare_limits
from analytics.indicators.season import SEASONAL, YEAR, with_season
from analytics.intervals import FEW, SMALL, too_few
from analytics.units import Kind

COLUMNS = (
    *("month", "value", "mean", "lower", "upper", "near_lower", "near_upper", "moving_range"),
    *("signal", "side", "variation", "no_variation", "group", "recalculated", "trial"),
    *("method", "seasonal", "season_source", "carried_over", "baseline", "few"),
)
XMR, I_PRIME, G = "XmR", "I′", "g"
FEWEST = 6  # figures before the newest; with fewer there are no limits, as `_no_variation` says in words
FULL_LIMITS = 13  # figures, the newest among them; with fewer the limits are on trial
NO_FIGURE = "no figure this {}"
TOO_FEW = "too few to tell"
_LIMIT = 2.66
_SCREEN = 3.267
_IN_A_ROW = 7
_LARGE, _HALF = 100, 0.5  # cases of a month of the whole, and of its largest, from which XmR serves as well as I′
_MOST_CARRIED = 0.95
# Values are whole tenths, so two different numbers compared here differ by far more than this; less is float noise.
_DECIMALS = 9
_SAME = ("polarity", "period", "period_months", "window", "kind", "per", "counted", "of_part")
_EACH = ("numerator", "denominator", "counts_simulated")


def every_figure() -> pl.Expr:
    """The baseline of a chart that looks back: every figure has a part in the limits. Reads value."""
    return pl.col("value").is_not_null()


def before_the_newest() -> pl.Expr:
    """The baseline of a chart that judges its newest figure, which has no part in the limits. Reads value, measure_id
    and month."""
    newest = pl.col("month").filter(every_figure()).max().over("measure_id")
    return every_figure() & (pl.col("month") < newest)


def control_charts(
    frame: pl.DataFrame,
    rebase: Mapping[str, Iterable[date]],
    baseline: pl.Expr | None = None,
    national: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """The control charts of many indicators: measure_id, then the columns of COLUMNS, one row a month, sorted by both.

    `frame` has measure_id, month, value (null is a gap), numerator, denominator, counts_simulated, polarity, window,
    kind, per, counted, period, period_months and of_part (whether it is of a part of the whole), in any order; months
    (quarters, years) that it leaves out become gaps. `rebase` has the months from which the limits of an indicator are
    worked out afresh. `baseline` says which figures have a part in the limits, `before_the_newest` unless given.
    `national` has the national monthly figures from which the season of short series follows (`season.NATIONAL`).

    value, mean, limits and moving_range are in the unit and not rounded; they are null where too few figures, or too
    few neighbouring ones, are known. signal is `outside`, `trend`, `two of three`, `shift`, `jump` or null; side is
    `high` or `low` with a signal; variation is `common cause`, `improving`, `concerning`, `neither` (a signal where
    neither way is better) or null, and no_variation says why, in words; group counts the recalculations so far and
    recalculated is the month of the last; trial tells trial limits. method is XMR, I_PRIME or G; seasonal tells that
    the season is taken out, season_source by which national figures, in words (null where by its own); carried_over is
    the autocorrelation by which limits are wider (0 to 0.95, null where they are not); baseline is how many figures the
    limits come from; few tells that the cases of a month are too few to tell. Raises ValueError if an indicator has a
    month twice.
    """
    lines = _with_lines(frame, rebase, before_the_newest() if baseline is None else baseline, national)
    in_a_row, at_once = pl.col("in_a_row"), ~as_last_year()
    lasting = at_once | ~pl.col("kind").is_in(SEASONAL)
    rules = {
        "outside": pl.coalesce(
            pl.when(at_once).then(outside()), pl.when(pl.col("too_quiet") & pl.col("lower").is_not_null()).then(-1)
        ),
        "trend": pl.when(in_a_row & lasting).then(trend()),
        "two of three": pl.when(in_a_row & at_once).then(two_of_three()),
        "shift": pl.when(in_a_row & lasting).then(shift()),
        "jump": jump(),
    }
    rules = {name: pl.when(~pl.col("few")).then(rule) for name, rule in rules.items()}
    names = [pl.when(pl.col(name).is_not_null()).then(pl.lit(name)) for name in rules]
    way = pl.coalesce(*rules)
    return (
        lines.with_columns(**rules)
        .with_columns(
            signal=pl.coalesce(*names),
            side=case((way > 0, "high"), (way < 0, "low")),
        )
        .with_columns(
            variation=_variation(),
            no_variation=_no_variation(),
            group=pl.col("since"),
            baseline=pl.col("figures").cast(pl.Int64),
        )
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
    charted = series.filter(pl.col("mean").is_not_null()).sort("month")
    group = pl.struct(pl.col("recalculated").fill_null(date.min)).rle_id().cast(pl.Int64)
    # A month that is left out is a gap, which breaks a row of months; a recalculation begins a new one.
    known = every_month(
        charted.select("measure_id", "month", "value", "mean", "recalculated", "period", "period_months"),
        ["measure_id"],
    ).with_columns(pl.col("recalculated", "period", "period_months").forward_fill())
    known = known.with_columns(group=group).with_columns(run=_run_id(_side()), shift=shift())
    latest = known.drop_nulls("value").tail(1)
    if latest.is_empty() or latest["shift"].item() is None:
        return None
    return known.filter(pl.col("run") == latest["run"].item())["month"].min()  # type: ignore[return-value]


def outside() -> pl.Expr:
    """1 strictly above the upper limit, −1 strictly below the lower, else null. Reads value, lower and upper.

    This and the other rules are for a frame of one row a month, oldest first, with gaps as null values and with
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


def jump() -> pl.Expr:
    """A move away from the mean of more than three standard deviations of a move, unless it is known to be of fewer
    than five cases. Reads value, mean, group, usual_move (that standard deviation, null where the rule is not for the
    series) and cases (how many a value of 1 is, null where they are not known or are simulated)."""
    move = pl.when(_same_group_as(1)).then(pl.col("value").diff())
    from_mean = (pl.col("value") - pl.col("mean")).abs()
    away = (_sign(move) == _side()) & (_sign(from_mean - from_mean.shift(1)) > 0)
    far = _sign(move.abs() - 3 * pl.col("usual_move")) > 0
    of_few_cases = (move.abs() * pl.col("cases") < SMALL).fill_null(False)
    return pl.when(away & far & ~of_few_cases).then(_sign(move))


def as_last_year() -> pl.Expr:
    """Whether the newest month of a series too short to have its season taken out is like the same month of the year
    before, from which it differs by less than two standard deviations. Reads value, in_baseline, window, period_months,
    seasonal, sigma and group."""
    monthly = (pl.col("window") == Window.MONTH.value) & (pl.col("period_months") == 1) & ~pl.col("seasonal")
    apart = (pl.col("value") - pl.col("value").shift(YEAR).over("group")).abs()
    return (monthly & ~pl.col("in_baseline") & (_sign(apart - 2 * pl.col("sigma")) < 0)).fill_null(False)


def _variation() -> pl.Expr:
    better = {Polarity.BIGGER.value: "high", Polarity.SMALLER.value: "low"}
    good_side = pl.col("polarity").replace_strict(better, default=None, return_dtype=pl.String)
    special = case((good_side.is_null(), "neither"), (pl.col("side") == good_side, "improving"), otherwise="concerning")
    judged = pl.col("value").is_not_null() & pl.col("lower").is_not_null() & ~pl.col("few")
    return case((pl.col("signal").is_not_null(), special), (judged, "common cause"))


def _no_variation() -> pl.Expr:
    """In words, for every number in figures that a sentence has must be one of the month's."""
    since = case((pl.col("recalculated").is_not_null(), " since limits were recalculated"), otherwise="")
    return case(
        (pl.col("value").is_null(), pl.format(NO_FIGURE, "period")),
        (
            pl.col("figures") < FEWEST,
            pl.format("an expected range needs six {}s with figures before this one{}", "period", since),
        ),
        (pl.col("lower").is_null(), pl.format("no two neighbouring {}s have figures", "period")),
        (_of_few(), pl.format(f"{TOO_FEW}: fewer than twenty {{}}", "counted")),
        (pl.col("few"), pl.format(f"{TOO_FEW}: fewer than five {{}} are usual on either side", "counted")),
    )


def assurance(polarity: pl.Expr, target: pl.Expr) -> pl.Expr:
    """`fails`, `passes`, `hit or miss`, or null without a target, without limits or where plan is best.

    Reads lower and upper.
    """
    above, below = _sign(target - pl.col("upper")) > 0, _sign(target - pl.col("lower")) < 0
    at_end = pl.when(polarity == Polarity.BIGGER.value).then("lower").otherwise("upper")
    bigger = polarity == Polarity.BIGGER.value
    one_way = polarity.is_in([Polarity.BIGGER.value, Polarity.SMALLER.value])
    judged = one_way & target.is_not_null() & pl.col("lower").is_not_null()
    met = _sign(target - at_end) == 0  # exactly on target is met
    inside = ~above & ~below & ~met
    return pl.when(judged).then(case((inside, "hit or miss"), (~met & (above == bigger), "fails"), otherwise="passes"))


def _own_cases() -> pl.Expr:
    """How many cases a figure is of; null where they are not known, or are simulated beside a published figure."""
    return pl.when(~pl.col("counts_simulated").fill_null(False)).then(pl.col("denominator").cast(pl.Float64))


def range_may_not_hold() -> pl.Expr:
    """Why nothing can be said of the target from the range of a month, in words; null where it can. Reads variation,
    signal, trial and no_variation."""
    return case(
        (pl.col("variation").is_null(), pl.col("no_variation")),
        (
            pl.col("signal").is_not_null(),
            pl.format("this {} is unlikely to be chance, so the range may not hold", "period"),
        ),
        (pl.col("trial"), pl.format("the range is on trial, from fewer than 13 {}s", "period")),
    )


def _of_few() -> pl.Expr:
    """Whether a figure is of fewer than 20 cases."""
    of_cases = pl.col("kind").is_in([Kind.PERCENTAGE.value, Kind.MEAN.value])
    return (of_cases & (_own_cases() < FEW)).fill_null(False)


def _few() -> pl.Expr:
    """Whether the cases of a month are too few to tell, so far as they are known. Reads mean, of a month."""
    is_rate = pl.col("kind") == Kind.RATE.value
    of_share = too_few(pl.col("mean") / pl.col("per"), _own_cases(), is_rate)
    return _of_few() | ((is_rate | (pl.col("kind") == Kind.PERCENTAGE.value)) & of_share).fill_null(False)


def _with_lines(
    frame: pl.DataFrame, rebase: Mapping[str, Iterable[date]], baseline: pl.Expr, national: pl.DataFrame | None
) -> pl.DataFrame:
    """Every month of each indicator from its first to its last, with what `control_charts` gives of its lines and what
    the rules read.

    `since` counts an indicator's recalculations; `group` is a number of its own for each stretch of each indicator
    between them, so that no rule and no mean reaches across.
    """
    points = [(name, at, since) for name, of in rebase.items() for since, at in enumerate(sorted(set(of)), start=1)]
    recalculations = pl.DataFrame(
        points, schema={"measure_id": pl.String, "recalculated": pl.Date, "since": pl.Int64}, orient="row"
    )
    return (
        every_month(
            frame.select("measure_id", "month", *_SAME, *_EACH, pl.col("value").cast(pl.Float64)), ["measure_id"]
        )
        .sort("measure_id", "month")
        .join_asof(recalculations, left_on="month", right_on="recalculated", by="measure_id", check_sortedness=False)
        .with_columns(pl.col(_SAME).forward_fill().over("measure_id"), pl.col("since").fill_null(0))
        .with_columns(group=pl.struct("measure_id", "since").rle_id().cast(pl.Int64), in_baseline=baseline)
        .with_columns(
            figures=pl.col("in_baseline").sum().over("group"), trial=every_figure().sum().over("group") < FULL_LIMITS
        )
        .pipe(with_rare_limits)
        .pipe(with_season, national)
        .pipe(_with_method)
        .pipe(_with_spread)
        .pipe(_with_limits)
    )


def _with_method(frame: pl.DataFrame) -> pl.DataFrame:
    """method; n, the number of cases of which the spread depends, null where it is not known of every figure; and
    adjusted, the value without its season."""
    known, d = pl.col("value").is_not_null(), _own_cases()
    own = (d > 0) & pl.col("numerator").is_not_null()
    divides = pl.col("kind").is_in([kind.value for kind in Kind if kind.divides])
    counted = (divides & (own.fill_null(False) | ~known)).all().over("group")
    smallest, largest = (end.over("group") for end in (d.filter(known).min(), d.filter(known).max()))
    uneven = (smallest < _LARGE) | (smallest < _HALF * largest)
    return frame.with_columns(
        n=pl.when(counted).then(d),
        method=case((pl.col("is_rare"), G), (counted & (pl.col("of_part") | uneven), I_PRIME), otherwise=XMR),
        adjusted=(pl.col("value") - pl.col("season_add")) / pl.col("season_times"),
    )


def _with_spread(frame: pl.DataFrame) -> pl.DataFrame:
    """level, the mean without the season; moving_range; and spread, the mean of those that are kept: of I′ for a month
    of one case."""
    i_prime, n = pl.col("method") == I_PRIME, pl.col("n")
    weight = pl.when(i_prime).then(n).otherwise(1.0)
    in_baseline, value = pl.col("in_baseline"), pl.col("adjusted")
    step = pl.col("step")
    too_large = _sign(step - _SCREEN * step.mean().over("group")) >= 0
    # If only large steps are above 0, leaving them out would leave no spread at all and make every month a signal.
    too_large = too_large & ((step > 0) & ~too_large).any().over("group")
    of_both = pl.when(i_prime).then((1 / n + 1 / n.shift(1)).sqrt() * math.sqrt(2 / math.pi)).otherwise(1.0)
    return (
        frame.with_columns(
            level=pl.when(pl.col("figures") > 0).then(
                ((value * weight).filter(in_baseline).sum() / weight.filter(in_baseline).sum()).over("group")
            ),
            moving_range=pl.when(_same_group_as(1)).then(value.diff().abs()),
        )
        .with_columns(step=pl.when(in_baseline & in_baseline.shift(1)).then(pl.col("moving_range") / of_both))
        .with_columns(kept=pl.when(~too_large).then(step))
        .with_columns(spread=pl.when(pl.col("figures") >= FEWEST).then(pl.col("kept").mean().over("group")))
    )


def _with_limits(frame: pl.DataFrame) -> pl.DataFrame:
    """The lines, in the unit; carried_over; and what the rules read."""
    i_prime, n, level = pl.col("method") == I_PRIME, pl.col("n"), pl.col("level")
    snapshot, rare = pl.col("window") == Window.SNAPSHOT.value, pl.col("is_rare")
    share, per = level / pl.col("per"), pl.col("per")
    spread = pl.col("spread") * _LIMIT / 3
    of_one = pl.when(i_prime).then(pl.col("spread") / n.sqrt()).otherwise(spread)
    move = pl.when(i_prime).then(pl.col("spread") * (1 / n + 1 / n.shift(1)).sqrt()).otherwise(spread * math.sqrt(2))
    by_chance = case(
        (pl.col("kind") == Kind.PERCENTAGE.value, (share * (1 - share) / n).sqrt() * per),
        (pl.col("kind") == Kind.RATE.value, (share / n).sqrt() * per),
    )
    carried = pl.when(snapshot).then(_carried_over())
    wandering = pl.when(of_one.is_not_null()).then(pl.max_horizontal(of_one / (1 - carried).sqrt(), by_chance))
    sigma = pl.when(snapshot).then(wandering).otherwise(of_one * pl.col("season_wider"))
    # Of a month that has no part in them, it is also not known how far mean and spread are from the true ones.
    judged = pl.col("value").is_not_null() & ~pl.col("in_baseline")
    sigma = pl.when(judged).then(sigma * (1 + 1 / pl.col("figures"))).otherwise(sigma)
    cases = case((pl.col("kind") == Kind.COUNT.value, pl.lit(1.0)), otherwise=pl.col("n") / per)

    def line(sigmas: float) -> pl.Expr:
        apart = sigmas * pl.col("sigma") if sigmas else 0
        return (level + apart) * pl.col("season_times") + pl.col("season_add")

    has_limits = pl.col("figures") >= FEWEST
    return (
        frame.with_columns(sigma=sigma, carried_over=carried, seasonal=_is_seasonal())
        .with_columns(
            mean=line(0),
            lower=pl.when(~rare).then(line(-3)).when(has_limits).then(0.0),
            upper=pl.when(~rare).then(line(3)).when(has_limits).then("most_usual"),
            near_lower=pl.when(~rare).then(line(-2)),
            near_upper=pl.when(~rare).then(line(2)),
            in_a_row=~snapshot & ~rare,
            usual_move=pl.when(snapshot).then(move),
            cases=cases,
        )
        .with_columns(few=_few())
        .pipe(_with_exact_limits)
    )


def _with_exact_limits(frame: pl.DataFrame) -> pl.DataFrame:
    """Where cases are too few for three standard deviations, the limits that chance alone seldom passes (1 in 740)."""
    of_few = pl.col("few") & pl.col("lower").is_not_null()
    rows = frame.with_row_index("row").filter(of_few, pl.col("kind").is_in([Kind.PERCENTAGE.value, Kind.RATE.value]))
    if rows.is_empty():
        return frame
    from scipy.stats import binom, poisson  # half a second, which only few cases need

    n, share = rows["denominator"].to_numpy(), (rows["mean"] / rows["per"]).clip(0, 1).to_numpy()
    is_rate = (rows["kind"] == Kind.RATE.value).to_numpy()
    ends = [
        np.where(is_rate, poisson.ppf(tail, n * share), binom.ppf(tail, np.floor(n), share))
        / n
        * rows["per"].to_numpy()
        for tail in (SURPRISE, 1 - SURPRISE)
    ]
    exact = rows.select("row", few_lower=pl.Series(ends[0]), few_upper=pl.Series(ends[1]))
    return (
        frame.with_row_index("row")
        .join(exact, on="row", how="left", maintain_order="left")
        .with_columns(
            lower=pl.coalesce("few_lower", "lower"),
            upper=pl.coalesce("few_upper", "upper"),
            near_lower=pl.when(pl.col("few_lower").is_null()).then("near_lower"),
            near_upper=pl.when(pl.col("few_upper").is_null()).then("near_upper"),
        )
        .drop("row", "few_lower", "few_upper")
    )


def _is_seasonal() -> pl.Expr:
    taken_out = (pl.col("season_add") != 0) | (pl.col("season_times") != 1)
    return taken_out.any().over("group")


def _carried_over() -> pl.Expr:
    """The lag-1 autocorrelation of the baseline, corrected for its length, from 0 to 0.95."""
    weight = pl.when(pl.col("method") == I_PRIME).then(pl.col("n").sqrt()).otherwise(1.0)
    apart = pl.when("in_baseline").then((pl.col("adjusted") - pl.col("level")) * weight)
    together = (apart * pl.when(_same_group_as(1)).then(apart.shift(1))).sum().over("group")
    all_of_it, figures = (apart**2).sum().over("group"), pl.col("figures")
    found = pl.when(all_of_it > 10.0**-_DECIMALS).then(together / all_of_it).otherwise(0.0)
    return ((figures * found + 1) / pl.when(figures > 4).then(figures - 4)).clip(0, _MOST_CARRIED)


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
