"""Direction of travel: which way an indicator is going, and for how long.

Better and worse are by polarity. A move is a month's value minus that of the month before. **The longer run** is the
change over three months; or over the run (see below), if that is of two months or more and its change is as large or
larger.

The change that decides is that of the longer run; or this month's move, if that is as large or larger. The first of
these rules that fits gives the direction:

1. **No clear change** (static): that change is 2.5 points or less. Where figures are not percentages, a point is 1% of
   the median of the last twelve months.
2. **Up and down** (fluctuating): in three or more of the last five months the value turned, moving the other way from
   its last move. This does not hold if the longer run decides and is at least twice the usual move. The usual move is
   the median size of the moves of the last twelve months.
3. **Getting better or getting worse** (improving, declining), as that change went. If this month's move decides, it is
   **better this month only** or **worse this month only**.

The change that decides is named beside the word, and always has its sign. If the longer run and this month's move went
opposite ways, both are named: “Getting worse, down 11.5 points since June, but better this month”.

If an indicator has a figure a quarter or a year, all of this is about quarters or years.

There is no direction without a figure in this month and in each of the three before, or where neither way is better.
Year-to-date shares have no move across their reset, so their first three months have none either. Later ones are
compared within the year, where a share that can only grow is no sign of worse practice. In shares of the last twelve
months, neighbouring months have most cases in common. They have a direction, but a slow one.

**A run** counts the months, this one included, that moved the same way without a break. It is 0 if the value did not
move, and there is none if no move is known. A gap breaks it. Its words, such as “4th month, down 15.4 points since
May”, name the month before its first move. Runs are shown for monthly and snapshot figures only: in the others one
case moves many months.

**Levels** of percentages are separate, and say nothing about direction: *strong* is 95 or more where bigger is better,
*good* is 10 or less where smaller is better.

These rules and the numbers in them are ours.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from analytics.columns import case
from analytics.indicators.calendar import every_month, reset_month, resets
from analytics.units import Kind, Unit, from_steps, said_in_unit, scale, steps

# In points, months, or times the usual move; the docstring has them in words.
SMALL = 2.5
TURNS = 3
TURN_MONTHS = 5
USUAL_MOVES = 2
THREE = 3
YEAR = 12
STRONG_FROM = 95
GOOD_UP_TO = 10

NEEDS_THREE = "needs a figure in each of the three {}s before"
RUN_WINDOWS = ("month", "snapshot")
ADDED = (
    *("direction", "direction_word", "no_direction", "level"),
    *("run_months", "run_since", "run_change", "net_since", "net_change", "trend"),
)


def directions(frame: pl.DataFrame, by: Sequence[str] = ("measure_id",)) -> pl.DataFrame:
    """Add direction, run and level to every row.

    `frame` has measure_id, month (the first day), value (null is a gap), polarity, window, kind, unit, decimals, period
    and period_months, and one row a month (quarter, year) for each combination of `by`; name the area there to read
    many areas at once. The rows come back as they were, with the columns of ADDED: direction (improving, declining,
    static, fluctuating or null), direction_word, no_direction (why there is none), level, run_months, run_since (a
    month), run_change (signed, in the unit), net_since and net_change (the same of the longer run; null without a
    direction), and trend (in words, the change that decided; the run where there is no direction). Raises ValueError
    where two rows are of the same month.
    """
    keys = list(by)
    same = ("polarity", "window", "kind", "decimals", "period", "period_months")  # in all rows of a measure
    worked_out = (
        every_month(frame.select(*keys, "month", "value", *same), keys)
        .with_columns(pl.col(same).forward_fill().over(keys))
        .pipe(_with_moves, keys)
        .pipe(_with_longer_run, keys)
        .pipe(_with_recent, keys)
        .with_columns(direction=_direction(), no_direction=_no_direction(), level=_level())
        .with_columns(direction_word=_word(), **_longer_run(), **_runs())
        .select(*keys, "month", "move", "better", "in_month", *ADDED[:-1])
    )
    joined = frame.join(worked_out, on=[*keys, "month"], how="left", maintain_order="left")
    return joined.with_columns(trend=_trend()).drop("move", "better", "in_month")


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


def _with_longer_run(frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """same_way, since_turn: how many moves the same way end here, and their sum; longer, longer_months: the longer run
    and how far it goes back. All are signed as the value is, in steps."""
    run = [*keys, "run"]
    since_turn, three = pl.col("since_turn"), pl.col("three")
    turned = (pl.col("same_way") > 1) & (since_turn.abs() >= three.abs())
    return (
        frame.with_columns(run=pl.col("move").sign().rle_id().over(keys))
        .with_columns(
            same_way=pl.int_range(1, pl.len() + 1).over(run),
            since_turn=pl.col("move").cum_sum().over(run),
            three=pl.col("move").rolling_sum(THREE).over(keys),
        )
        .with_columns(
            longer=pl.when(turned).then(since_turn).otherwise(three),
            longer_months=pl.when(turned).then("same_way").otherwise(THREE),
        )
    )


def _with_recent(frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """What the rules compare: the usual move, turns, whether this month's move decides, and the change that does."""
    move, better = pl.col("move"), pl.col("better")
    frame = frame.with_columns(
        usual=move.abs().rolling_median(YEAR, min_samples=THREE).over(keys),
        new_year=pl.col("resets").cast(pl.Int64).rolling_sum(THREE, min_samples=1).over(keys) > 0,
        stretch=better.is_null().cum_sum().over(keys),
        in_month=move.abs() >= pl.col("longer").abs(),
    ).with_columns(decides=pl.when("in_month").then("move").otherwise("longer"))
    # A month without movement is no turn and hides none; a gap or a reset starts afresh.
    way = better.sign().replace(0, None)
    last_way = way.forward_fill().shift(1).over([*keys, "stretch"])
    turned = (way != last_way).fill_null(value=False).cast(pl.Int64)
    return frame.with_columns(turned=turned).with_columns(turns=pl.col("turned").rolling_sum(TURN_MONTHS).over(keys))


def _direction() -> pl.Expr:
    decides = pl.col("decides")
    outweighs = (decides.abs() >= USUAL_MOVES * pl.col("usual")) & ~pl.col("in_month")
    rules = case(
        (decides.abs() <= SMALL * pl.col("point"), "static"),
        ((pl.col("turns") >= TURNS) & ~outweighs, "fluctuating"),
        ((decides > 0) == (pl.col("polarity") == "bigger"), "improving"),
        otherwise="declining",
    )
    return pl.when(pl.col("better").is_not_null() & pl.col("longer").is_not_null()).then(rules)


def _no_direction() -> pl.Expr:
    return case(
        (pl.col("held").is_null(), pl.format("no figure this {}", "period")),
        (pl.col("polarity") == "plan", "plan is best, so neither way is better"),
        (pl.col("polarity") == "information", "for information, so neither way is better"),
        (pl.col("new_year"), pl.format("resets in {}, so fewer than three moves are known", reset_month())),
        (pl.col("longer").is_null(), pl.format(NEEDS_THREE, "period")),
    )


def _word() -> pl.Expr:
    """The direction as it is said on screen."""
    direction, in_month = pl.col("direction"), pl.col("in_month")
    return case(
        ((direction == "improving") & in_month, pl.format("better this {} only", "period")),
        ((direction == "declining") & in_month, pl.format("worse this {} only", "period")),
        (direction == "improving", "getting better"),
        (direction == "declining", "getting worse"),
        (direction == "static", "no clear change"),
        (direction == "fluctuating", "up and down"),
    )


def _level() -> pl.Expr:
    percentage, value = pl.col("kind") == Kind.PERCENTAGE.value, pl.col("value")
    return case(
        (percentage & (pl.col("polarity") == "bigger") & (value >= STRONG_FROM), "strong"),
        (percentage & (pl.col("polarity") == "smaller") & (value <= GOOD_UP_TO), "good"),
    )


def _longer_run() -> dict[str, pl.Expr]:
    has = pl.col("direction").is_not_null()
    return {
        "net_since": pl.when(has).then(_months_before("longer_months")),
        "net_change": pl.when(has).then(from_steps(pl.col("longer"))),
    }


def _runs() -> dict[str, pl.Expr]:
    given, still = pl.col("window").is_in(RUN_WINDOWS), pl.col("move") == 0
    moved = given & ~still
    return {
        "run_months": pl.when(moved).then("same_way").when(given & still).then(0),
        "run_since": pl.when(moved).then(_months_before("same_way")),
        "run_change": pl.when(moved).then(from_steps(pl.col("since_turn"))),
    }


def _months_before(count: str) -> pl.Expr:
    """The month so many months (quarters, years) before."""
    return pl.col("month").dt.offset_by(pl.format("-{}mo", pl.col(count) * pl.col("period_months")))


def _trend() -> pl.Expr:
    """“4th month, down 15.4 points since May”; “down 11.5 points since June, but better this month”."""
    count, direction, net, in_month = (pl.col(c) for c in ("run_months", "direction", "net_change", "in_month"))
    month, before = from_steps(pl.col("move")), pl.col("month").dt.offset_by(pl.format("-{}mo", "period_months"))
    going = direction.is_in(["improving", "declining"])
    of_run = (count >= 2) & (direction.is_null() | (going & (pl.col("net_since") == pl.col("run_since"))))
    apart = going & (net * month < 0)
    main = _moved(
        pl.when(of_run).then("run_change").when(going & in_month).then(month).when(going).then(net),
        pl.when(of_run).then("run_since").when(in_month).then(before).otherwise("net_since"),
    )
    last = pl.when(~(count % 100).is_between(11, 13)).then(count % 10)
    ending = case((last == 1, "st"), (last == 2, "nd"), (last == 3, "rd"), otherwise="th")
    this = case((pl.col("better") > 0, "better"), otherwise="worse")
    return case(
        (of_run, pl.format("{}{} {}, {}", count, ending, "period", main)),
        (
            apart & in_month,
            pl.format("{}, but {}", main, _moved(pl.when(apart & in_month).then(net), pl.col("net_since"))),
        ),
        (apart, pl.format("{}, but {} this {}", main, this, "period")),
        otherwise=main,
    )


def _moved(change: pl.Expr, since: pl.Expr) -> pl.Expr:
    """“down 15.4 points since May”; the year is named where it is not this one."""
    way = case((change > 0, "up"), otherwise="down")
    this_year = since.dt.year() == pl.col("month").dt.year()
    month = pl.when(this_year).then(since.dt.to_string("%B")).otherwise(since.dt.to_string("%B %Y"))
    return pl.format("{} {} since {}", way, said_in_unit(change, Unit.size), month)
