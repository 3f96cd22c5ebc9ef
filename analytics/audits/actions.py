"""Did the audit help the child? Actions agreed, and children of concern.

**Actions** belong to the month of their audit. A care planning action is done when it has been transferred to the
child's plan. *Open* are those overdue, not transferred, or without an update from the manager. *In time* is the share
completed on time of all actions agreed in the audits of the month before, of both kinds, whatever became of them: in a
month's snapshot it is counted under the month that follows the audits. Age counts from the audit's month.

**Children of concern** are brought to senior managers by an audit, tracked, and resolved.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import polars as pl

from analytics import formatting, months
from analytics.audits.inclusion import WINDOW, YEAR, allocated, share, targets
from analytics.audits.schemas import ActionsByAge, ActionsByMonth, ChildrenOfConcern, InTime
from analytics.caching import cached_by_identity, cached_per_version
from analytics.catalogue import ALL
from analytics.columns import case, projected
from analytics.extracts.contracts import ACTION_STATUSES
from analytics.extracts.kinds.audits import AuditActions
from analytics.percent import pooled
from analytics.store import DamagedFile, Shown, Store, action_rows, concern_rows
from analytics.units import PERCENT

KINDS = ("care planning", "other")
OPEN = ("overdue", "not transferred", "no update")
AGES = ("the last three months", "three to six months ago", "more than six months ago")
_COLUMNS = ("month", *AuditActions.column_names())


def agreed(store: Store, month: date, shown: Shown, locality: str, until: date | None = None) -> pl.DataFrame:
    """One row an action of an audit of the year to `until` (or `month`), as it stood in the extracts of `month`: month
    (of the audit), and the columns of `AuditActions`."""
    of = allocated(store, until or month, YEAR, shown, locality).select("source", "audit_id", "month")
    with suppress(DamagedFile):  # every page says what is damaged; what needs no actions is still served
        return action_rows(store, month, shown).join(of, on=["source", "audit_id"]).select(*_COLUMNS)
    return AuditActions.create_empty().with_columns(month=pl.lit(None, pl.Date)).select(*_COLUMNS)


@cached_per_version
def by_month(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """What became of the actions, by the month of their audit (of the twelve to `month`) and kind, zeros too; columns
    of `ActionsByMonth`."""
    rows = agreed(store, month, shown, locality)
    return projected(_by_status(rows, "month", rows["month"].unique().sort().to_list()), ActionsByMonth)


@cached_per_version
def by_age(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """What became of the actions, by kind and how long ago their audit was (of the year to `month`), zeros too; columns
    of `ActionsByAge`."""
    rows = agreed(store, month, shown, locality)
    recent, earlier = (pl.col("month") > months.before(month, back) for back in (WINDOW, 2 * WINDOW))
    age = case((recent, AGES[0]), (earlier, AGES[1]), otherwise=AGES[2])
    return projected(_by_status(rows.with_columns(age=age), "age", AGES if not rows.is_empty() else ()), ActionsByAge)


def _by_status(rows: pl.DataFrame, by: str, order: tuple[object, ...] | list[date]) -> pl.DataFrame:
    groups = pl.DataFrame({by: list(order)}, schema={by: rows.schema[by]})
    cells = groups.join(pl.DataFrame({"kind": KINDS}), how="cross").join(
        pl.DataFrame({"status": ACTION_STATUSES}), how="cross"
    )
    counted = rows.group_by(by, "kind", "status").agg(
        count=pl.len().cast(pl.Int64), simulated=pl.col("simulated").any()
    )
    return (
        cells.join(counted, on=[by, "kind", "status"], how="left", maintain_order="left")
        .with_columns(pl.col("count").fill_null(0))
        .with_columns(
            agreed=pl.col("count").sum().over(by, "kind"),
            simulated=pl.col("simulated").any(ignore_nulls=True).over(by),
        )
        .with_columns(share=pooled(pl.col("count"), pl.col("agreed")))
    )


@cached_per_version
def in_time(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """The share in time in each of the twelve months to `month`, of the audits a month earlier; columns of `InTime`.
    Months without an action agreed are left out."""
    rows = agreed(store, month, shown, locality, until=months.before(month))
    found = (
        rows.with_columns(pl.col("month").dt.offset_by("1mo"))
        .group_by("month")
        .agg(
            on_time=(pl.col("status") == "completed on time").sum().cast(pl.Int64),
            agreed=pl.len().cast(pl.Int64),
            simulated=pl.col("simulated").any(),
        )
        .with_columns(**share("on_time", "agreed", "share"))
        .sort("month")
    )
    aims = pl.Series("target", targets(found["month"].to_list(), "actions_in_time"), pl.Float64)
    return projected(found.with_columns(aims), InTime)


@cached_per_version
def concerns(store: Store, month: date, shown: Shown = "known") -> pl.DataFrame:
    """Children of concern in each month held of the twelve to `month`; columns of `ChildrenOfConcern`. They are counted
    for the whole council only."""
    with suppress(DamagedFile):
        return projected(concern_rows(store, months.before(month, YEAR - 1), month, shown), ChildrenOfConcern)
    return ChildrenOfConcern.create_empty()


@cached_by_identity
def in_time_sentence(in_time: pl.DataFrame) -> str:
    """The newest month of `in_time`."""
    row = in_time.row(-1, named=True)
    aim = "" if row["target"] is None else f", target {PERCENT.as_printed(row['target'])}"
    return (
        f"{PERCENT.value(row['share'])} of the actions agreed in {months.words(months.before(row['month']))} were done "
        f"in time ({row['on_time']} of {row['agreed']}{aim})"
    )


@cached_by_identity
def open_sentence(by_age: pl.DataFrame) -> str:
    """How many actions of each kind are open past their time, and how many of them are older than three months, from
    `by_age`; those not yet due are not among them."""
    said = []
    for kind in KINDS:
        rows = by_age.filter(pl.col("status").is_in(OPEN), kind=kind)
        older = rows.filter(pl.col("age") != AGES[0])["count"].sum()
        still = formatting.counted(int(rows["count"].sum()), f"{kind} action is", f"{kind} actions are")
        said.append(f"{still} open past their time, {older} of them older than three months")
    return f"{'; '.join(said)}."


@cached_by_identity
def concerns_sentence(concerns: pl.DataFrame) -> str:
    """The newest month of `concerns`."""
    row = concerns.row(-1, named=True)
    opened, resolved, tracked = (
        formatting.NONE if row[c] is None else row[c] for c in ("opened", "resolved", "tracked")
    )
    return (
        f"{tracked} {'child' if tracked == 1 else 'children'} of concern {_was(tracked)} tracked at the end of "
        f"{months.words(row['month'])}; {opened} {_was(opened)} opened "
        f"in the month and {resolved} resolved. They are counted for the whole council."
    )


def _was(count: int | str) -> str:
    return "was" if count == 1 else "were"
