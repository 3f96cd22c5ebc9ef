"""Direction of travel: which way an indicator is going, and for how long.

Every month is read as if it were the newest. A move is a month's value minus that of the month before, read by
polarity: better or worse, never up or down. The first of these rules that fits decides:

1. **Improving or declining**: the last three moves add up to at least 1½ times a usual move (and at least half a
   point), and no more of the three went against that sum than with it. The usual move is the median size of the
   moves of the last twelve months.
2. **Static**: this month's move is 2 points or less.
3. **Fluctuating**: in three or more of the last five months the value turned, moving the other way from its last
   move.
4. Otherwise **improving or declining**, as this month's move is.

Finer words: *in-month improvement* is improving where the month before did not get better; *plateaued* is static, not
worse than the month before, and more than 2 points better than in the same month a year before.

There is no direction without a figure in this month and in each of the three before, or where plan is best.
Year-to-date shares have no move across their reset, so their first three months have none either; later ones are
compared within the year, where a share that can only grow is no sign of worse practice. For shares of the last
twelve months neighbouring months overlap in eleven of twelve: a direction, yes, but a slow one.

**The run** counts the months, this one included, that moved the same way without a break; 0 if the value did not move,
none if no move is known. A gap breaks it. Its words, such as “4th month, down 15.4 points since May”, name the month
it started from, the last one before it. Runs are given for monthly and snapshot figures only: in the others one case
moves many months.

**Levels** stand beside the direction, not instead of it: *strong* is 95 or more where bigger is better, *good* is 10
or less where smaller is better.

These rules are ours, as are the numbers in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

import polars as pl

from analytics.columns import case
from analytics.indicators.calendar import every_month
from analytics.percent import from_tenths, tenths
from analytics.units import in_unit

# In tenths of a point, months, or times the usual move; the docstring has them in words.
USUAL_MOVES = 1.5
LEAST_NET = 5
SMALL = 20
TURNS = 3
TURN_MONTHS = 5
YEAR = 12
STRONG_FROM = 950
GOOD_UP_TO = 100

NEEDS_THREE = "needs a figure in each of the three months before"
RUN_WINDOWS = ("month", "snapshot")
ADDED = (
    *("direction", "direction_word", "no_direction", "level"),
    *("run_months", "run_since", "run_change", "trend"),
)


def directions(frame: pl.DataFrame, by: Sequence[str] = ("measure_id",)) -> pl.DataFrame:
    """Add direction, run and level to every row.

    `frame` has measure_id, month (the first day), value (null is a gap), polarity, window and unit, and one row a
    month for each combination of `by`; name the area there to read many areas at once. The rows come back as they
    were, with the columns of ADDED: direction (improving, declining, static, fluctuating or null),
    direction_word, no_direction (why there is none), level, run_months, run_since (a month), run_change (signed, in
    the unit), and trend (the run in words).
    Raises ValueError where two rows are of the same month.
    """
    keys = list(by)
    worked_out = (
        every_month(frame.select(*keys, "month", "value", "polarity", "window"), keys)
        .with_columns(pl.col("window").forward_fill().over(keys))
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
    """held: the value in tenths; move: its change in tenths; better: the same, positive where it is an improvement."""
    reset_month = pl.when(pl.col("window") == "calendar_ytd").then(1).when(pl.col("window") == "academic_ytd").then(9)
    resets = (pl.col("month").dt.month() == reset_month).fill_null(value=False)
    sign = pl.when(pl.col("polarity") == "bigger").then(1).when(pl.col("polarity") == "smaller").then(-1)
    return (
        frame.with_columns(held=tenths(pl.col("value")), resets=resets)
        .with_columns(move=pl.when(~pl.col("resets")).then(pl.col("held") - pl.col("held").shift(1).over(keys)))
        .with_columns(better=pl.col("move") * sign)
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
        year_ago=pl.col("held").shift(YEAR).over(keys),
        new_year=pl.col("resets").cast(pl.Int64).rolling_sum(3, min_samples=1).over(keys) > 0,
        stretch=better.is_null().cum_sum().over(keys),
    )
    # A month without movement is no turn and hides none; a gap or a reset starts afresh.
    way = better.sign().replace(0, None)
    last_way = way.forward_fill().shift(1).over([*keys, "stretch"])
    turned = (way != last_way).fill_null(value=False).cast(pl.Int64)
    return frame.with_columns(turned=turned).with_columns(turns=pl.col("turned").rolling_sum(TURN_MONTHS).over(keys))


def _direction() -> pl.Expr:
    net, better = pl.col("net"), pl.col("better")
    outweighs = (net.abs() >= USUAL_MOVES * pl.col("usual")) & (net.abs() >= LEAST_NET) & (net * pl.col("lean") >= 0)
    fluctuates = pl.col("turns") >= TURNS
    small = better.abs() <= SMALL
    rules = case((outweighs, _way(net)), (small, "static"), (fluctuates, "fluctuating"), otherwise=_way(better))
    return pl.when(net.is_not_null()).then(rules)


def _way(amount: pl.Expr) -> pl.Expr:
    return case((amount > 0, "improving"), otherwise="declining")


def _no_direction() -> pl.Expr:
    afresh = case((pl.col("window") == "calendar_ytd", "January"), otherwise="September")
    return case(
        (pl.col("held").is_null(), "no figure this month"),
        (pl.col("polarity") == "plan", "plan is best, so neither way is better"),
        (pl.col("new_year"), pl.format("starts afresh in {}, so fewer than three moves are known", afresh)),
        (pl.col("net").is_null(), NEEDS_THREE),
    )


def _finer_word() -> pl.Expr:
    sign = pl.when(pl.col("polarity") == "bigger").then(1).otherwise(-1)
    on_the_year = (pl.col("held") - pl.col("year_ago")) * sign
    direction, better = pl.col("direction"), pl.col("better")
    return case(
        ((direction == "improving") & (better > 0) & (pl.col("before") <= 0), "in-month improvement"),
        ((direction == "static") & (better >= 0) & (on_the_year > SMALL), "plateaued"),
        otherwise=direction,
    )


def _level() -> pl.Expr:
    return case(
        ((pl.col("polarity") == "bigger") & (pl.col("held") >= STRONG_FROM), "strong"),
        ((pl.col("polarity") == "smaller") & (pl.col("held") <= GOOD_UP_TO), "good"),
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
            run_change=pl.when(moved).then(from_tenths(pl.col("move").cum_sum().over(run))),
        )
        .with_columns(
            run_since=pl.when(pl.col("run_months") > 0).then(
                pl.col("month").dt.offset_by(pl.format("-{}mo", pl.col("run_months")))
            )
        )
    )


def _trend() -> pl.Expr:
    """“4th month, down 15.4 points since May”; the year is named where it is not this one."""
    count, change, since = pl.col("run_months"), pl.col("run_change"), pl.col("run_since")
    last = pl.when(~(count % 100).is_between(11, 13)).then(count % 10)
    ending = case((last == 1, "st"), (last == 2, "nd"), (last == 3, "rd"), otherwise="th")
    way = case((change > 0, "up"), otherwise="down")
    one, many = (in_unit(attrgetter(counted), pl.String) for counted in ("one", "many"))
    points = pl.when(change.abs() == 1).then(one).otherwise(many)
    this_year = since.dt.year() == pl.col("month").dt.year()
    month = pl.when(this_year).then(since.dt.to_string("%B")).otherwise(since.dt.to_string("%B %Y"))
    size = change.abs().cast(pl.String)
    return pl.when(count >= 2).then(pl.format("{}{} month, {} {} {} since {}", count, ending, way, size, points, month))
