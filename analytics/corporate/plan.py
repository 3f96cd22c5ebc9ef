"""The improvement plan: each priority has a status of its action and one of its impact, quarter by quarter.

*Action* says how far what was promised has come, *impact* what it has changed for children. Statuses, best first:
completed, on target, compromised, at risk. A move to a later one is worse. Where the statuses shown are
simulated, it stands beside them. Five quarters are shown, up to the newest at or before the month.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import formatting, months, simulated_label
from analytics.caching import cached_per_version
from analytics.corporate.papers import held
from analytics.extracts.contracts import PLAN_STATUSES
from analytics.store import Shown, Store

QUARTERS = 5
SHAPES = {"completed": "✓", "on target": "●", "compromised": "▲", "at risk": "■"}
COLOURS = {"completed": "green", "on target": "green", "compromised": "amber", "at risk": "red"}
SIDES = {"action_status": "Action", "impact_status": "Impact"}
COLUMNS = (
    *("priority_id", "label", "period", "action_status", "impact_status", "marker"),
    *("action_before", "impact_before", "action_moved", "impact_moved"),
    *("source", "cut", "load_id", "simulated", "note"),
)


@cached_per_version
def priorities(store: Store, month: date, shown: Shown = "known") -> pl.DataFrame:
    """One row a priority and quarter, of the five up to the newest at or before the month, oldest first.

    Columns: COLUMNS. action_moved and impact_moved are better, worse or same on the quarter before, null without one;
    note marks simulated statuses.
    """
    rows = held(store, "plan", month, shown).filter(pl.col("period") <= month)
    newest = rows["period"].max()
    since = months.before(newest, 3 * QUARTERS) if isinstance(newest, date) else month
    earlier = rows.select(
        "priority_id",
        pl.col("period").dt.offset_by("3mo"),
        action_before="action_status",
        impact_before="impact_status",
    )
    return (
        rows.join(earlier, on=["priority_id", "period"], how="left")
        .with_columns(
            action_moved=_moved("action_before", "action_status"),
            impact_moved=_moved("impact_before", "impact_status"),
            note=pl.when("simulated").then(pl.lit(simulated_label.STATUSES_NOT_HELD)).otherwise(pl.lit("")),
        )
        .filter(pl.col("period") > since)
        .sort("priority_id", "period")
        .select(COLUMNS)
    )


def _moved(before: str, now: str) -> pl.Expr:
    def place(column: str) -> pl.Expr:
        return pl.col(column).replace_strict({s: n for n, s in enumerate(PLAN_STATUSES)}, return_dtype=pl.Int64)

    step = place(now) - place(before)
    return (
        pl.when(step > 0)
        .then(pl.lit("worse"))
        .when(step < 0)
        .then(pl.lit("better"))
        .when(step == 0)
        .then(pl.lit("same"))
    )


def current(frame: pl.DataFrame) -> pl.DataFrame:
    """The newest quarter's rows of a frame of `priorities`."""
    return frame.filter(pl.col("period") == frame["period"].max())


def counts(frame: pl.DataFrame) -> pl.DataFrame:
    """How many priorities have each status, from a frame of `priorities`: period, side (Action or Impact), status,
    count, priorities (with a status), share (percent), simulated, note. Zeros too; sides without a status left out."""
    rows = []
    for (period,), part in frame.sort("period").group_by("period", maintain_order=True):
        for column, side in SIDES.items():
            known = part.filter(pl.col(column).is_not_null())
            rows += [
                {
                    "period": period, "side": side, "status": status, "priorities": known.height,
                    "count": known.filter(pl.col(column) == status).height,
                    "simulated": bool(known["simulated"].any()), "note": known["note"][0],
                }
                for status in PLAN_STATUSES
                if known.height
            ]  # fmt: skip
    schema = {
        "period": pl.Date, "side": pl.String, "status": pl.String, "priorities": pl.Int64, "count": pl.Int64,
        "simulated": pl.Boolean, "note": pl.String,
    }  # fmt: skip
    share = (100 * pl.col("count") / pl.col("priorities")).round(1, mode="half_away_from_zero")
    return pl.DataFrame(rows, schema=schema).with_columns(share=share)


def finding(frame: pl.DataFrame) -> str:
    """How many priorities are compromised or at risk, of action and of impact; without a full stop."""
    rows = current(frame)
    if rows["action_status"].null_count() == rows.height and rows["impact_status"].null_count() == rows.height:
        return f"{formatting.counted(rows.height, 'priority', 'priorities')}; no status is held"
    off = {side: rows.filter(pl.col(c).is_in(PLAN_STATUSES[2:])).height for c, side in SIDES.items()}
    are = formatting.out_of(off["Action"], rows.height, "priority", "priorities", ("is", "are"))
    return (
        f"{formatting.capital(are)} compromised or at risk for action, {off['Impact']} for impact "
        f"({months.words(rows['period'][0])})"
    )


def moved_sentences(frame: pl.DataFrame) -> list[str]:
    """Which priorities moved on the quarter before, worse ones first, one sentence each."""
    said = []
    for meaning in ("worse", "better"):
        for r in current(frame).iter_rows(named=True):
            said += [
                f"{r['priority_id']} {r['label']}: {side.lower()} went from {r[before]} to {r[column]}, {meaning}."
                for column, side in SIDES.items()
                for before in [column.replace("status", "before")]
                if r[column.replace("status", "moved")] == meaning
            ]
    return said
