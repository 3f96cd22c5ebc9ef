"""Ratings by the child's legal status, pooled over three months, because single months have few audits.

The window is set beside the three months that end one month earlier; the two share two months, so a difference is
shown but not tested. It is also set beside the three months before it, with which it has no audit in common; that
difference is tested, and each legal status is tested against all others together. Where the audits of a window are not
all held, or are simulated, only a share that the source itself printed is given, and it is marked as printed.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.audits import caseload
from analytics.audits.inclusion import (
    WINDOW,
    YEAR,
    against_previous,
    against_rest,
    all_rated,
    allocated,
    banded,
    drawn_from,
    in_band,
    months_rated,
    rated,
    with_changes,
    with_known_statuses,
    with_shares,
)
from analytics.audits.ratings import against_target, counts
from analytics.audits.schemas import Apart, ByLegalStatus, ByMonthAndStatus, WindowsCompared
from analytics.caching import cached_by_identity, cached_per_version
from analytics.catalogue import ALL, BANDS, GOOD_OR_BETTER, INADEQUATE, catalogue
from analytics.columns import projected
from analytics.intervals import FEW
from analytics.percent import pooled
from analytics.store import Shown, Store, share_rows
from analytics.units import PERCENT


@cached_per_version
def by_legal_status(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """Ratings by legal status, pooled over the three months to `month`; columns of `ByLegalStatus`.

    Empty unless audits of all three months are held. Raises CatalogueError if an audit has a legal status that the
    catalogue lacks.
    """
    rows = _window(store, month, shown, locality)
    cases = caseload.counted(store, month, shown, locality, "legal_status").filter(month=month).drop("month")
    return projected(counts(rows, "legal_status", _statuses() if not rows.is_empty() else [], cases), ByLegalStatus)


def _statuses() -> list[str]:
    return list(catalogue().legal_statuses)


def _window(store: Store, month: date, shown: Shown, locality: str) -> pl.DataFrame:
    """The audits of the three months to `month`; none unless all three are held."""
    rows = with_known_statuses(rated(allocated(store, month, WINDOW, shown, locality)))
    return rows if all_rated(store, month, WINDOW, shown) else rows.clear()


def _pooled(store: Store, month: date, shown: Shown, locality: str) -> pl.DataFrame:
    """The window of the month, one row a legal status, those without an audit too; no row where there is no audit at
    all."""
    rows = _window(store, month, shown, locality)
    if rows.is_empty():
        return with_shares(rows.group_by("legal_status").agg(**banded()))
    every = pl.DataFrame({"legal_status": _statuses()})
    found = every.join(rows.group_by("legal_status").agg(**banded()), on="legal_status", how="left")
    found = found.with_columns(pl.col("audits", *BANDS).fill_null(0), pl.col("simulated").fill_null(False))
    return with_shares(caseload.with_open_cases(found, store, month, shown, locality, "legal_status"))


_SHOWN = ("legal_status", "audits", *BANDS, *(f"{band}_share" for band in BANDS), "printed")


def _window_or_printed(store: Store, month: date, shown: Shown, locality: str) -> pl.DataFrame:
    """The three months to `month` counted, or the shares that the source printed where real audits are not held."""
    counted = _pooled(store, month, shown, locality).with_columns(printed=pl.lit(False))
    real = not counted.is_empty() and not counted["simulated"].any()
    shares = share_rows(store, "audit ratings", month, shown).filter(pl.col("months") == WINDOW)
    if real or locality != ALL or shares.is_empty():
        return counted.select(_SHOWN)
    none, scale = pl.lit(None, pl.Int64), catalogue().scale
    return (
        shares.group_by("legal_status")
        .agg(
            audits=none,
            good_or_better=none,
            inadequate=none,
            good_or_better_share=pl.col("value").filter(pl.col("category") == scale.good).first(),
            inadequate_share=pl.col("value").filter(pl.col("category") == scale.inadequate).first(),
            printed=pl.lit(True),
        )
        .select(_SHOWN)
    )


@cached_per_version
def windows_compared(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """Each legal status in the three months to `month`, beside the three months that end one month earlier; columns of
    `WindowsCompared`. The windows overlap by two months, so a difference between them is shown but not tested."""
    now = _window_or_printed(store, month, shown, locality)
    earlier = _window_or_printed(store, months.before(month), shown, locality)
    found = (
        _names()
        .join(now, on="legal_status", how="inner", maintain_order="left")
        .join(
            earlier.select(
                "legal_status",
                previous_audits="audits",
                previous_good_or_better_share="good_or_better_share",
                previous_inadequate_share="inadequate_share",
                previous_is_printed="printed",
            ),
            on="legal_status",
            how="left",
            maintain_order="left",
        )
        .with_columns(pl.col("previous_is_printed").fill_null(False))
    )
    return projected(found, WindowsCompared)


def _names() -> pl.DataFrame:
    rows = [(s.legal_status, s.name) for s in catalogue().legal_statuses.values()]
    return pl.DataFrame(rows, schema=dict.fromkeys(("legal_status", "name"), pl.String), orient="row")


@cached_per_version
def apart(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """Each legal status that has audits in the three months to `month`, beside the three months before them if all of
    these are held; columns of `Apart`."""
    now = _pooled(store, month, shown, locality).filter(pl.col("audits") > 0)
    before = _pooled(store, months.before(month, WINDOW), shown, locality)
    columns = ("audits", *BANDS, *(f"{band}_share" for band in BANDS))
    earlier = before.select("legal_status", pl.col(columns).name.prefix("previous_"))
    joined = against_previous(
        against_rest(now.join(earlier, on="legal_status", how="left"), GOOD_OR_BETTER), GOOD_OR_BETTER
    )
    return projected(_names().join(with_changes(joined), on="legal_status", how="inner", maintain_order="left"), Apart)


@cached_per_version
def by_month_and_status(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """The counts behind the windows: one row a month held, of the twelve to `month`, and legal status; columns of
    `ByMonthAndStatus`."""
    rows = rated(allocated(store, month, YEAR + WINDOW - 1, shown, locality))
    held = sorted(months_rated(store, month, YEAR + WINDOW - 1, shown))
    cells = pl.DataFrame({"month": held}, schema={"month": pl.Date}).join(
        pl.DataFrame({"legal_status": _statuses()}), how="cross"
    )
    counted = rows.group_by("month", "legal_status").agg(**banded())
    cells = cells.join(counted, on=["month", "legal_status"], how="left", maintain_order="left")
    cells = cells.with_columns(pl.col("audits", *BANDS).fill_null(0), pl.col("simulated").fill_null(False))
    three = pl.concat([cells.with_columns(month=pl.col("month").dt.offset_by(f"{b}mo")) for b in range(WINDOW)])
    pooled_three = (
        three.group_by("month", "legal_status")
        .agg(pl.col("audits", "good_or_better").sum(), held=pl.len())
        .filter(pl.col("held") == WINDOW)
        .select("month", "legal_status", good_or_better_rolling=pooled(pl.col("good_or_better"), pl.col("audits")))
    )
    found = cells.join(pooled_three, on=["month", "legal_status"], how="left", maintain_order="left")
    return projected(found.filter(pl.col("month") > months.before(month, YEAR)), ByMonthAndStatus)


@cached_by_identity
def overall(ratings: pl.DataFrame) -> pl.DataFrame:
    """All legal statuses together, from a frame of `by_legal_status`: one row, columns of `Overall`."""
    good, inadequate = (pl.col("count").filter(in_band(band)).sum() for band in (GOOD_OR_BETTER, INADEQUATE))
    return ratings.select(audits=pl.col("count").sum(), good_or_better=good, inadequate=inadequate).with_columns(
        good_or_better_share=pooled(pl.col("good_or_better"), pl.col("audits")),
        inadequate_share=pooled(pl.col("inadequate"), pl.col("audits")),
    )


def overall_sentence(ratings: pl.DataFrame) -> str:
    """The shares of all legal statuses together, from a frame of `by_legal_status` with rows; without a full stop."""
    every, scale = overall(ratings).row(0, named=True), catalogue().scale
    return (
        f"{PERCENT.value(every['good_or_better_share'])} of audits were {scale.good} "
        f"({every['good_or_better']} of {every['audits']}), "
        f"{PERCENT.value(every['inadequate_share'])} {scale.inadequate}"
    )


def legal_status_sentences(compared: pl.DataFrame, month: date) -> list[str]:
    """Each legal status of `windows_compared` for a month in a sentence, without a full stop.

    As the printed report says it: what the share was, what it is, where that lies to the target in force and to the
    one before it.
    """
    return [_status_sentence(row, month) for row in compared.iter_rows(named=True)]


def _status_sentence(row: dict[str, Any], month: date) -> str:
    share, earlier, name = row["good_or_better_share"], row["previous_good_or_better_share"], row["name"]
    if share is None:
        return f"{name}: no audits"
    now = PERCENT.as_printed(share) if row["printed"] else PERCENT.value(share)
    said = f"{name}: {_moved(share, earlier, row['previous_is_printed'])} {now}"
    if not row["printed"]:
        said += f" ({row['good_or_better']} of {formatting.counted(row['audits'], 'audit', 'audits')})"
    return said + _against_targets(share, month) + (", few audits" if (row["audits"] or FEW) < FEW else "")


def _moved(share: float, earlier: float | None, printed: bool) -> str:
    good = catalogue().scale.good
    if earlier is None:
        return f"{good} was"
    if earlier == share:
        return f"{good} stayed at"
    before = f"{PERCENT.as_printed(earlier)} (as printed)" if printed else PERCENT.value(earlier)
    return f"{good} {'rose' if share > earlier else 'fell'} from {before} to"


def _against_targets(share: float, month: date) -> str:
    """Where a share lies to the target, and to the one that was in force before; nothing without a target."""
    target = catalogue().audit_target("good_or_better", month)
    if target is None:
        return ""
    said = f", {against_target(share, target.target)}"
    earlier = catalogue().audit_target("good_or_better", months.before(target.valid_from))
    if earlier is None:
        return said
    place = "the same as" if share == earlier.target else "above" if share > earlier.target else "below"
    return f"{said}, {place} the previous {PERCENT.as_printed(earlier.target)}"


@cached_by_identity
def apart_sentence(compared: pl.DataFrame) -> str:
    """Which legal statuses of `apart` differ from the three months before by more than chance, in good or better."""
    known = compared.drop_nulls("good_or_better_change_p_value")
    if known.is_empty():
        return "The three months before are not held, so nothing can be compared"
    few = known.filter("good_or_better_change_too_few")["name"].to_list()
    if len(few) == known.height:
        return "Too few audits to tell whether a legal status differs from the three months before"
    moved = known.filter("good_or_better_change_in_list")
    said = [
        f"{row['name']} {PERCENT.change(row['good_or_better_share_change'])}" for row in moved.iter_rows(named=True)
    ]
    found = (
        f"More than chance against the three months before: {formatting.joined(said)}"
        if said
        else "No legal status differs from the three months before by more than chance"
    )
    return f"{found}. Too few audits to tell: {formatting.joined(few)}" if few else found


@cached_by_identity
def comparisons_sentence(compared: pl.DataFrame) -> str:
    """What chance alone does to the comparisons of `apart` with the three months before; nothing where none was
    made."""
    return drawn_from(compared, "good_or_better_change", pointwise=True)


@cached_by_identity
def weakest(compared: pl.DataFrame) -> pl.DataFrame:
    """The rows of `apart` from the lowest share good or better to the highest; of equal shares, the one with the
    larger share inadequate comes first."""
    return compared.sort("good_or_better_share", "inadequate_share", descending=[False, True], maintain_order=True)
