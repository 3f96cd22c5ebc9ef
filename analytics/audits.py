"""What an audit says about practice: ratings by month, and by the child's legal status over three months.

Shares are pooled: the audits of three months are counted together and divided once, never averaged by month.
Only completed audits with a rating count. Where the window of three months reaches back beyond the audits held,
only a share that the source itself printed is given, and it is marked as printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from analytics import months, words
from analytics.catalogue import CatalogueError, catalogue
from analytics.extracts.contracts import RATINGS
from analytics.percent import pooled
from analytics.store import Shown, Store, audit_rows, per_version, share_rows

GOOD_OR_BETTER = ("Outstanding", "Good")
WINDOW = 3
FEW = 20  # below this, one audit moves a share by more than five points


def _rated(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter((pl.col("status") == "completed") & pl.col("rating").is_in(RATINGS))


def _counts(rows: pl.DataFrame, by: str, order: Sequence[object]) -> pl.DataFrame:
    """Audits by rating for each group in `order`, zeros where a group has none of a rating.

    Columns: `by`, rating, count, audits (of the group), share (percent of the group), simulated.
    """
    ratings = pl.DataFrame({"rating": RATINGS}).with_row_index("rating_order")
    groups = pl.DataFrame({by: order}, schema={by: rows.schema[by]}).with_row_index("order")
    counted = rows.group_by(by, "rating").agg(count=pl.len().cast(pl.Int64), simulated=pl.col("simulated").any())
    return (
        groups.join(ratings, how="cross")
        .join(counted, on=[by, "rating"], how="left")
        .with_columns(pl.col("count").fill_null(0))
        .with_columns(
            audits=pl.col("count").sum().over(by), simulated=pl.col("simulated").any(ignore_nulls=True).over(by)
        )
        .with_columns(share=pooled(pl.col("count"), pl.col("audits")))
        .sort("order", "rating_order")
        .select(by, "rating", "count", "audits", "share", "simulated")
    )


@per_version
def by_month(store: Store, month: date, shown: Shown = "known") -> pl.DataFrame:
    """Ratings in each month held, of the twelve up to `month`: month, rating, count, audits, share, simulated."""
    rows = _rated(audit_rows(store, months.before(month, 11), month, shown))
    return _counts(rows, "month", rows["month"].unique().sort().to_list())


@per_version
def by_legal_status(store: Store, month: date, shown: Shown = "known") -> pl.DataFrame:
    """Ratings by legal status, pooled over the three months to `month`.

    One row a legal status and rating: legal_status, rating, count, audits, share, simulated. Empty unless audits
    of all three months are held.
    """
    return _window(store, month, shown)


def _window(store: Store, month: date, shown: Shown) -> pl.DataFrame:
    rows = _rated(audit_rows(store, months.before(month, WINDOW - 1), month, shown))
    if rows["month"].n_unique() < WINDOW:
        rows = rows.clear()
    unknown = sorted(set(rows["legal_status"]) - set(catalogue().legal_statuses))
    if unknown:
        raise CatalogueError(
            f"The store holds audits with the legal status {', '.join(unknown)}, "
            "which legal_statuses.csv does not have. Put the line back, or undo the loads that brought them."
        )
    order = list(catalogue().legal_statuses) if not rows.is_empty() else []
    return _counts(rows, "legal_status", order)


def _summed(counts: pl.DataFrame) -> pl.DataFrame:
    return (
        counts.group_by("legal_status", maintain_order=True)
        .agg(
            audits=pl.col("audits").first(),
            good_or_better=pl.col("count").filter(pl.col("rating").is_in(GOOD_OR_BETTER)).sum(),
            inadequate=pl.col("count").filter(pl.col("rating") == "Inadequate").sum(),
        )
        .with_columns(
            good_or_better_share=pooled(pl.col("good_or_better"), pl.col("audits")),
            inadequate_share=pooled(pl.col("inadequate"), pl.col("audits")),
        )
    )


def _window_or_printed(store: Store, month: date, shown: Shown) -> pl.DataFrame:
    """The three months to `month` counted, or the shares that the source printed where real audits are not held."""
    window = _window(store, month, shown)
    counted = _summed(window).with_columns(printed=pl.lit(False))
    if not counted.is_empty() and not window["simulated"].any():
        return counted
    shares = share_rows(store, "audit ratings", month, shown).filter(pl.col("months") == WINDOW)
    if shares.is_empty():
        return counted
    none = pl.lit(None, pl.Int64)
    return shares.group_by("legal_status").agg(
        audits=none,
        good_or_better=none,
        inadequate=none,
        good_or_better_share=pl.col("value").filter(pl.col("category") == "good or better").first(),
        inadequate_share=pl.col("value").filter(pl.col("category") == "inadequate").first(),
        printed=pl.lit(True),
    )


@per_version
def windows_compared(store: Store, month: date, shown: Shown = "known") -> pl.DataFrame:
    """Each legal status in the three months to `month`, beside the three months that end one month earlier.

    Columns: legal_status, name, audits, good_or_better, inadequate (counts), good_or_better_share,
    inadequate_share, printed, and the same shares with the prefix previous_. Where shares are the source's own,
    without counts, printed or previous_is_printed is true and the counts are null. The windows overlap by two
    months, so a difference between them is shown but not tested.
    """
    now = _window_or_printed(store, month, shown)
    earlier = _window_or_printed(store, months.before(month), shown)
    names = pl.DataFrame(
        [(s.legal_status, s.name) for s in catalogue().legal_statuses.values()],
        schema=["legal_status", "name"],
        orient="row",
    )
    return (
        names.join(now, on="legal_status", how="inner", maintain_order="left")
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


def overall(counts: pl.DataFrame) -> pl.DataFrame:
    """All legal statuses together, from a frame of `by_legal_status`: one row, columns as in `windows_compared`."""
    return (
        _summed(counts)
        .select(pl.col("audits", "good_or_better", "inadequate").sum())
        .with_columns(
            good_or_better_share=pooled(pl.col("good_or_better"), pl.col("audits")),
            inadequate_share=pooled(pl.col("inadequate"), pl.col("audits")),
        )
    )


def legal_status_sentence(row: dict[str, Any]) -> str:
    """One legal status in a sentence, from a row of `windows_compared`."""
    share, earlier = row["good_or_better_share"], row["previous_good_or_better_share"]
    if share is None:
        return f"{row['name']}: no audits"
    said = f"{row['name']}: {words.percent(share)} good or better, {row['good_or_better']} of {row['audits']} audits"
    if earlier is None:
        return said
    place = "the same as" if earlier == share else "up from" if share > earlier else "down from"
    before = words.as_printed(earlier) if row["previous_is_printed"] else words.percent(earlier)
    return f"{said}; {place} {before} in the three months that end a month earlier"


def month_sentence(by_month: pl.DataFrame) -> str:
    """The newest month of `by_month` in a sentence, beside the month before if it is held."""
    *earlier, newest = by_month["month"].unique(maintain_order=True).to_list()
    good, audits = _good_in(by_month, newest)
    said = f"{good} of {audits} audits were good or better in {months.words(newest)}"
    if not earlier:
        return said
    good, audits = _good_in(by_month, earlier[-1])
    return f"{said}; {good} of {audits} in {months.words(earlier[-1])}"


def _good_in(by_month: pl.DataFrame, month: date) -> tuple[int, int]:
    rows = by_month.filter(pl.col("month") == month)
    return int(rows.filter(pl.col("rating").is_in(GOOD_OR_BETTER))["count"].sum()), int(rows["audits"][0])
