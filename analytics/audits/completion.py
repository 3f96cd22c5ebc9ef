"""How long agreed actions take, by kind or by area of practice.

Time runs from the day on which an action was agreed, or from the first day of its audit's month where that day is not
held, to the day on which it was done. An open action counts as open until the end of the month of its extract (the
cut): it is at risk so long, and never left out. Left out are actions whose service ended, and completed ones without a
day that can be: none, one before the start, or one after the cut. Shares done by a day, their intervals and the median
are those of Kaplan and Meier (`analytics.survival`).

A kind is slower or faster than all other actions together where the log-rank test says so within all that were
compared, by the rule for lists (`analytics.intervals`). With fewer than 20 actions or fewer than ten done on either
side there is too little to tell.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import formatting, months, survival
from analytics.audits.actions import OPEN, agreed
from analytics.audits.inclusion import share
from analytics.audits.schemas import DoneBy, TimeToComplete
from analytics.caching import cached_by_identity, cached_per_version
from analytics.catalogue import ALL
from analytics.columns import projected
from analytics.extracts.contracts import COMPLETED
from analytics.intervals import FEW, listed
from analytics.percent import from_tenths, tenths
from analytics.store import Shown, Store
from analytics.units import PERCENT

DAYS = (30, 60, 90, 180)
EVERY = "all actions"
FEWEST_DONE = 10  # on either side of a comparison


def _timed(store: Store, month: date, shown: Shown, locality: str) -> pl.DataFrame:
    """The actions of the year to `month`: columns of `actions.agreed`, and done, days (to that or to the cut; null for
    what is left out of the curve), from_month (whether counted from the month of the audit)."""
    rows = agreed(store, month, shown, locality)
    done, cut_ends = pl.col("status").is_in(COMPLETED), pl.col("cut").dt.month_end()
    end = pl.when(done).then(pl.when(pl.col("done_on") <= cut_ends).then("done_on")).otherwise(cut_ends)
    days = (end - pl.coalesce("agreed_on", "month")).dt.total_days()
    placed = (pl.col("status") != "service ended") & (days >= 0)
    return rows.with_columns(done=done, days=pl.when(placed).then(days), from_month=pl.col("agreed_on").is_null())


def _parts(rows: pl.DataFrame, by: str) -> list[tuple[str, pl.DataFrame]]:
    """All actions, then those of each kind or area of practice that is named."""
    if rows.is_empty():
        return []
    named = rows.drop_nulls(by).sort(by).partition_by(by, as_dict=True, maintain_order=True)
    return [(EVERY, rows), *((str(name), part) for (name,), part in named.items())]


@cached_per_version
def times(store: Store, month: date, shown: Shown = "known", locality: str = ALL, by: str = "kind") -> pl.DataFrame:
    """One row for all actions agreed in the audits of the year to `month`, then one a kind (or, with `by`, an area of
    practice); columns of `TimeToComplete`, days as whole numbers. No row without actions."""
    rows = _timed(store, month, shown, locality)
    found = [{"name": name} | _of(part) | _against(part, rows, name) for name, part in _parts(rows, by)]
    if not found:
        return TimeToComplete.create_empty()
    types = TimeToComplete.create_empty().schema
    frame = pl.DataFrame(found, schema={column: types[column] for column in found[0]})
    return projected(
        frame.with_columns(
            **share("evidenced", "evidence_known", "share"), **listed(pl.col("p_value"), ~pl.col("too_few"))
        ),
        TimeToComplete,
    )


def _of(part: pl.DataFrame) -> dict[str, object]:
    followed = part.drop_nulls("days")
    median, low, high = survival.median(survival.kaplan_meier(followed["days"], followed["done"]))
    known = part.filter("done", pl.col("evidence").is_not_null())
    return {
        "agreed": part.height,
        "completed": int(part["done"].sum()),
        "open": part.filter(pl.col("status").is_in(OPEN)).height,
        "evidenced": known.filter(evidence="yes").height,
        "evidence_known": known.height,
        "followed": followed.height,
        "left_out": part.height - followed.height,
        "from_month": followed.filter("from_month").height,
        "median": median,
        "median_low": low,
        "median_high": high,
        "simulated": bool(part["simulated"].any()),
    }


def _against(part: pl.DataFrame, rows: pl.DataFrame, name: str) -> dict[str, object]:
    """How the actions of a part compare with all others."""
    nothing: dict[str, object] = {"p_value": None, "too_few": None, "way": None}
    if name == EVERY or part.height == rows.height:
        return nothing
    mine = part.drop_nulls("days")
    others = rows.drop_nulls("days").join(mine, on=["source", "action_id"], how="anti")
    if any(side.height < FEW or side["done"].sum() < FEWEST_DONE for side in (mine, others)):
        return nothing | {"too_few": True}
    z, p = survival.same_curve(mine["days"], mine["done"], others["days"], others["done"])
    return {"p_value": p, "too_few": p is None, "way": None if z is None else "faster" if z > 0 else "slower"}


@cached_per_version
def curves(store: Store, month: date, shown: Shown = "known", locality: str = ALL, by: str = "kind") -> pl.DataFrame:
    """The share of actions done by the end of each day, for all and by kind (or area of practice), from day 0 to the
    last on which any is followed; columns of `DoneBy`."""
    found: list[pl.DataFrame] = [DoneBy.create_empty()]
    for name, part in _parts(_timed(store, month, shown, locality), by):
        followed = part.drop_nulls("days")
        curve = survival.kaplan_meier(followed["days"], followed["done"])
        percent = {
            column: from_tenths(tenths(100 - pl.col(of) * 100))
            for column, of in (("share", "survival"), ("share_low", "upper"), ("share_high", "lower"))
        }
        about = {"name": pl.lit(name), "simulated": pl.lit(bool(part["simulated"].any()))}
        drawn = projected(curve.with_columns(**percent, **about), DoneBy)
        if followed.height and followed["days"].min() != 0:
            found.append(_at(drawn.head(1), 0, followed.height).with_columns(share=pl.lit(0.0), **_NO_RANGE))
        found.append(drawn)
    return pl.concat(found)


_NO_RANGE = {column: pl.lit(None, pl.Float64) for column in ("share_low", "share_high")}


def _at(row: pl.DataFrame, day: int, at_risk: int) -> pl.DataFrame:
    return row.with_columns(day=pl.lit(day, pl.Int64), at_risk=pl.lit(at_risk, pl.Int64))


def done_by(curves: pl.DataFrame) -> pl.DataFrame:
    """The shares of `curves` by the days of DAYS, with those open and followed after that day (at_risk); columns of
    `DoneBy`. No row past the day to which any is followed."""
    found = [curves.clear()]
    for _, curve in curves.group_by("name", maintain_order=True):
        for day in (day for day in DAYS if day <= curve["day"][-1]):
            until, after = curve.filter(pl.col("day") <= day), curve.filter(pl.col("day") > day)
            found.append(_at(until.tail(1), day, after["at_risk"][0] if after.height else 0))
    return pl.concat(found)


def days_words(low: int | None, high: int | None) -> str:
    """The interval of a median in words.

    >>> days_words(41, 52), days_words(41, None), days_words(None, None)
    ('41 to 52', '41 or more', 'not known')
    """
    if low is None:
        return "not known" if high is None else f"up to {high}"
    return f"{low} or more" if high is None else f"{low} to {high}"


@cached_by_identity
def median_sentence(times: pl.DataFrame, curves: pl.DataFrame, month: date) -> str:
    """When half of all actions are done, from `times`; if they never are, what share is done so far."""
    row = times.row(0, named=True)
    of = f"actions agreed in the year to {months.words(month)}"
    if not row["followed"]:
        return f"How long the {of} take can't be told: no day is held of any"
    if row["median"] is not None:
        within = formatting.counted(row["median"], "day")
        return (
            f"Half of the {of} are done within {within} (95% interval "
            f"{days_words(row['median_low'], row['median_high'])})"
        )
    last = curves.filter(name=EVERY).row(-1, named=True)
    return f"Fewer than half of the {of} are done: {PERCENT.value(last['share'])} within {last['day']} days"


@cached_by_identity
def counted_sentence(times: pl.DataFrame) -> str:
    """What the curve counts: from which day, what is open, what is left out, and for how many done evidence is held."""
    row = times.row(0, named=True)
    said = [f"{row['completed']:,} of {formatting.counted(row['agreed'], 'action')} are done, {row['open']:,} are open "
            "past their time."]  # fmt: skip
    if row["from_month"]:
        which = "Time" if row["from_month"] == row["followed"] else f"The time of {row['from_month']:,}"
        said.append(f"{which} is counted from the first day of the audit's month: the day of agreement is not held.")
    if row["left_out"]:
        left = formatting.counted(row["left_out"], "action is", "actions are")
        said.append(f"{left} left out of the times: the service ended, or the day done is missing or can't be right.")
    if row["evidence_known"]:
        said.append(
            f"Evidence is recorded for {PERCENT.value(row['share'])} of completed actions "
            f"({row['evidenced']:,} of {row['evidence_known']:,} that say)."
        )
    else:
        said.append("Whether completed actions have evidence is not held.")
    return " ".join(said)


@cached_by_identity
def compared_sentence(times: pl.DataFrame) -> str:
    """Which kinds take longer or shorter than all other actions, beyond chance."""
    parts = times.filter(pl.col("name") != EVERY)
    if parts.height < 2:
        return ""
    few = int(parts["too_few"].sum())
    compared = int(parts["compared"].max() or 0)  # type: ignore[arg-type]
    named = [
        f"{formatting.capital(way)} than all others, beyond chance: {formatting.joined(found)}. "
        for way in ("slower", "faster")
        if (found := parts.filter("in_list", way=way)["name"].to_list())
    ]
    said = "".join(named)
    if compared and not named:
        said = "None is slower or faster than all others beyond chance. "
    return said + formatting.drawn_from(compared, few, named=bool(named))
