"""Direction of travel: which way an indicator is going, and for how long.

Every month is read as if it were the newest. A move is a month's value minus that of the month before, read by
polarity: better or worse, never up or down. The first of these rules that fits decides:

1. **Improving or declining**: the last three moves add up to at least 1½ times a usual move (and at least half a
   point), and no more of the three went against that sum than with it. The usual move is the median size of the
   moves of the last twelve months.
2. **Static**: this month's move is 2 points or less. Of figures that are no percentages, points are percent of the
   median of the last twelve months.
3. **Fluctuating**: in three or more of the last five months the value turned, moving the other way from its last
   move.
4. Otherwise **improving or declining**, as this month's move is.

Finer words: *in-month improvement* is improving where the month before did not get better; *plateaued* is static, not
worse than the month before, and more than 2 points better than in the same month a year before.

Of an indicator with a figure a quarter or a year, all of this is said of quarters or years.

There is no direction without a figure in this month and in each of the three before, or where neither way is better.
Year-to-date shares have no move across their reset, so their first three months have none either; later ones are
compared within the year, where a share that can only grow is no sign of worse practice. For shares of the last
twelve months neighbouring months overlap in eleven of twelve: a direction, yes, but a slow one.

**The run** counts the months, this one included, that moved the same way without a break; 0 if the value did not move,
none if no move is known. A gap breaks it. Its words, such as “4th month, down 15.4 points since May”, name the month
it started from, the last one before it. Runs are given for monthly and snapshot figures only: in the others one case
moves many months.

**Levels** of percentages stand beside the direction, not instead of it: *strong* is 95 or more where bigger is better,
*good* is 10 or less where smaller is better.

These rules are ours, as are the numbers in them.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from analytics.columns import case
from analytics.indicators.calendar import every_month, reset_month, resets
from analytics.units import Kind, Unit, from_steps, said_in_unit, scale, steps

# In points, months, or times the usual move; the docstring has them in words.
USUAL_MOVES = 1.5
LEAST_NET = 0.5
SMALL = 2
TURNS = 3
TURN_MONTHS = 5
YEAR = 12
STRONG_FROM = 95
GOOD_UP_TO = 10

NEEDS_THREE = "needs a figure in each of the three {}s before"
RUN_WINDOWS = ("month", "snapshot")
ADDED = (
    *("direction", "direction_word", "no_direction", "level"),
    *("run_months", "run_since", "run_change", "trend"),
)


def directions(frame: pl.DataFrame, by: Sequence[str] = ("measure_id",)) -> pl.DataFrame:
    """Add direction, run and level to every row.

    `frame` has measure_id, month (the first day), value (null is a gap), polarity, window, kind, unit, decimals, period
    and period_months, and one row a month (quarter, year) for each combination of `by`; name the area there to read
    many areas at once. The rows come back as they were, with the columns of ADDED: direction (improving, declining,
    static, fluctuating or null), direction_word, no_direction (why there is none), level, run_months, run_since (a
    month), run_change (signed, in the unit), and trend (the run in words). Raises ValueError where two rows are of the
    same month.
    """
    keys = list(by)
    same = ("polarity", "window", "kind", "decimals", "period", "period_months")  # in all rows of a measure
    worked_out = (
        every_month(frame.select(*keys, "month", "value", *same), keys)
        .with_columns(pl.col(same).forward_fill().over(keys))
        .pipe(_with_moves, keys)
        .pipe(_with_recent, keys)
        .with_columns(direction=_direction(), no_direction=_no_direction(), level=_level())
        .with_columns(direction_word=_finer_word())
        .pipe(_with_runs, keys)
        .select(*keys, "month", *ADDED[:-1])
    )
    joined = frame.join(worked_out, on=[*keys, "month"], how="left", maintain_order="left")
    return joined.with_columns(trend=_trend())


def _with_moves(frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """held: the value in steps of its last decimal; move: its change; better: the same, positive where it is an
    improvement; point: how many steps a point is, for what is said in points."""
    sign = pl.when(pl.col("polarity") == "bigger").then(1).when(pl.col("polarity") == "smaller").then(-1)
    return (
        frame.with_columns(held=steps(pl.col("value")), resets=resets())
        .with_columns(move=pl.when(~pl.col("resets")).then(pl.col("held") - pl.col("held").shift(1).over(keys)))
        .with_columns(better=pl.col("move") * sign)
        .with_columns(
            point=pl.when(pl.col("kind") == Kind.PERCENTAGE.value)
            .then(scale())
            .otherwise(pl.col("held").abs().rolling_median(YEAR, min_samples=1).over(keys) / 100)
        )
    )


def _with_recent(frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """What the rules compare: net and lean of three moves, the usual move, turns, and the year before."""
    better = pl.col("better")
    frame = frame.with_columns(
        before=better.shift(1).over(keys),
        net=better.rolling_sum(3).over(keys),
        # How many more of the three moves were better than worse.
        lean=better.sign().rolling_sum(3).over(keys),
        usual=better.abs().rolling_median(YEAR, min_samples=3).over(keys),
        year_ago=_a_year_before(keys),
        new_year=pl.col("resets").cast(pl.Int64).rolling_sum(3, min_samples=1).over(keys) > 0,
        stretch=better.is_null().cum_sum().over(keys),
    )
    # A month without movement is no turn and hides none; a gap or a reset starts afresh.
    way = better.sign().replace(0, None)
    last_way = way.forward_fill().shift(1).over([*keys, "stretch"])
    turned = (way != last_way).fill_null(value=False).cast(pl.Int64)
    return frame.with_columns(turned=turned).with_columns(turns=pl.col("turned").rolling_sum(TURN_MONTHS).over(keys))


def _a_year_before(keys: list[str]) -> pl.Expr:
    """The value of the same month, quarter or year twelve months before."""
    held, apart = pl.col("held"), pl.col("period_months")
    shifted = {months: held.shift(YEAR // months).over(keys) for months in (1, 3, 12)}
    return case(*((apart == months, value) for months, value in shifted.items()))


def _direction() -> pl.Expr:
    net, better = pl.col("net"), pl.col("better")
    outweighs = (
        (net.abs() >= USUAL_MOVES * pl.col("usual"))
        & (net.abs() >= LEAST_NET * pl.col("point"))
        & (net * pl.col("lean") >= 0)
    )
    fluctuates = pl.col("turns") >= TURNS
    small = better.abs() <= SMALL * pl.col("point")
    rules = case((outweighs, _way(net)), (small, "static"), (fluctuates, "fluctuating"), otherwise=_way(better))
    return pl.when(net.is_not_null()).then(rules)


def _way(amount: pl.Expr) -> pl.Expr:
    return case((amount > 0, "improving"), otherwise="declining")


def _no_direction() -> pl.Expr:
    return case(
        (pl.col("held").is_null(), pl.format("no figure this {}", "period")),
        (pl.col("polarity") == "plan", "plan is best, so neither way is better"),
        (pl.col("polarity") == "information", "for information, so neither way is better"),
        (pl.col("new_year"), pl.format("starts afresh in {}, so fewer than three moves are known", reset_month())),
        (pl.col("net").is_null(), pl.format(NEEDS_THREE, "period")),
    )


def _finer_word() -> pl.Expr:
    sign = pl.when(pl.col("polarity") == "bigger").then(1).otherwise(-1)
    on_the_year = (pl.col("held") - pl.col("year_ago")) * sign
    direction, better = pl.col("direction"), pl.col("better")
    return case(
        ((direction == "improving") & (better > 0) & (pl.col("before") <= 0), "in-month improvement"),
        ((direction == "static") & (better >= 0) & (on_the_year > SMALL * pl.col("point")), "plateaued"),
        otherwise=direction,
    )


def _level() -> pl.Expr:
    percentage, value = pl.col("kind") == Kind.PERCENTAGE.value, pl.col("value")
    return case(
        (percentage & (pl.col("polarity") == "bigger") & (value >= STRONG_FROM), "strong"),
        (percentage & (pl.col("polarity") == "smaller") & (value <= GOOD_UP_TO), "good"),
    )


def _with_runs(frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    run = [*keys, "run"]
    moved = pl.col("window").is_in(RUN_WINDOWS) & (pl.col("move") != 0)
    return (
        frame.with_columns(run=pl.col("move").sign().rle_id().over(keys))
        .with_columns(
            run_months=pl.when(moved)
            .then(pl.int_range(1, pl.len() + 1).over(run))
            .when(pl.col("window").is_in(RUN_WINDOWS) & (pl.col("move") == 0))
            .then(0),
            run_change=pl.when(moved).then(from_steps(pl.col("move").cum_sum().over(run))),
        )
        .with_columns(
            run_since=pl.when(pl.col("run_months") > 0).then(
                pl.col("month").dt.offset_by(pl.format("-{}mo", pl.col("run_months") * pl.col("period_months")))
            )
        )
    )


def _trend() -> pl.Expr:
    """“4th month, down 15.4 points since May”; the year is named where it is not this one."""
    count, change, since = pl.col("run_months"), pl.col("run_change"), pl.col("run_since")
    last = pl.when(~(count % 100).is_between(11, 13)).then(count % 10)
    ending = case((last == 1, "st"), (last == 2, "nd"), (last == 3, "rd"), otherwise="th")
    way = case((change > 0, "up"), otherwise="down")
    this_year = since.dt.year() == pl.col("month").dt.year()
    month = pl.when(this_year).then(since.dt.to_string("%B")).otherwise(since.dt.to_string("%B %Y"))
    size = said_in_unit(change, Unit.size)
    said = pl.format("{}{} {}, {} {} since {}", count, ending, "period", way, size, month)
    return pl.when(count >= 2).then(said)
