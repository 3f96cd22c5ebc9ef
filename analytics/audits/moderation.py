"""Moderation: how often a second reader changed the auditor's rating, and which way.

Only completed audits whose auditor's own rating is known count as moderated. *Upgraded* and *downgraded* are shares
of them. *Directed* is the share of inadequate audits that the auditor had rated higher, so that it was the moderator
who found them. What share of ratings moderation is expected to change is said by the audit form: with fewer, moderators
may only be agreeing; with more, auditors do not yet rate alike.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from analytics import months
from analytics.audits.inclusion import WINDOW, YEAR, allocated, in_band, rated, share
from analytics.audits.schemas import Crossed, Moderated, ModerationByMonth
from analytics.caching import cached_by_identity, cached_per_version
from analytics.catalogue import ALL, INADEQUATE, catalogue
from analytics.columns import projected
from analytics.percent import pooled
from analytics.store import Shown, Store
from analytics.units import PERCENT


def _moderated(store: Store, month: date, span: int, shown: Shown, locality: str) -> pl.DataFrame:
    done = rated(allocated(store, month, span, shown, locality))
    return done.filter(pl.col("auditor_rating").is_in(catalogue().scale.grades))


def _counted() -> dict[str, pl.Expr]:
    scale, found = catalogue().scale, in_band(INADEQUATE)
    auditor, after = (
        pl.col(c).replace_strict(scale.steps(), return_dtype=pl.Int64) for c in ("auditor_rating", "rating")
    )
    return {
        "moderated": pl.len().cast(pl.Int64),
        "upgraded": (after > auditor).sum().cast(pl.Int64),
        "downgraded": (after < auditor).sum().cast(pl.Int64),
        "inadequate": found.sum().cast(pl.Int64),
        "directed": (found & ~pl.col("auditor_rating").is_in(scale.bands[INADEQUATE])).sum().cast(pl.Int64),
        "simulated": pl.col("simulated").any(),
    }


def _with_shares(counts: pl.DataFrame) -> pl.DataFrame:
    changed = (pl.col("upgraded") + pl.col("downgraded")).alias("changed")
    return counts.with_columns(changed).with_columns(
        *(pooled(pl.col(part), pl.col("moderated")).alias(f"{part}_share") for part in ("upgraded", "downgraded")),
        **share("changed", "moderated", "changed_share"),
        directed_share=pooled(pl.col("directed"), pl.col("inadequate")),
    )


@cached_per_version
def by_month(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """One row a month with moderated audits, of the twelve to `month`, oldest first; columns of `ModerationByMonth`."""
    rows = _moderated(store, month, YEAR, shown, locality)
    return projected(_with_shares(rows.group_by("month").agg(**_counted()).sort("month")), ModerationByMonth)


@cached_per_version
def three_months(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """The three months to `month` together: one row with the columns of `Moderated`, or none."""
    rows = _moderated(store, month, WINDOW, shown, locality)
    return projected(_with_shares(rows.select(**_counted()).filter(pl.col("moderated") > 0)), Moderated)


@cached_per_version
def crossed(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """Auditor's rating against the rating after moderation, in the three months to `month`: one row a pair, best first,
    zeros too; columns of `Crossed`. Empty without moderated audits."""
    rows = _moderated(store, month, WINDOW, shown, locality)
    if rows.is_empty():
        return Crossed.create_empty()
    order = pl.DataFrame({"rating": catalogue().scale.grades})
    pairs = order.rename({"rating": "auditor_rating"}).join(order, how="cross")
    counted = rows.group_by("auditor_rating", "rating").agg(count=pl.len().cast(pl.Int64))
    found = pairs.join(counted, on=["auditor_rating", "rating"], how="left", maintain_order="left").with_columns(
        pl.col("count").fill_null(0),
        moderated=pl.lit(rows.height, pl.Int64),
        simulated=pl.lit(bool(rows["simulated"].any())),
    )
    return projected(found, Crossed)


def as_expected(row: dict[str, Any], expected: tuple[float, float] | None) -> str:
    """Where the share changed lies against the expected range (percent), and whether chance alone may put it there;
    empty where none is expected. To be put after a figure.

    >>> as_expected({"changed_share": 12.0, "changed_share_low": 5.0, "changed_share_high": 20.0}, (10, 15))
    ', within the expected 10–15%'
    >>> as_expected({"changed_share": 19.2, "changed_share_low": 12.0, "changed_share_high": 27.0}, (10, 15))
    ', more than the expected 10–15%, as chance alone can make it'
    """
    if expected is None:
        return ""
    low, high = expected
    share = row["changed_share"]
    place = "fewer than" if share < low else "more than" if share > high else "within"
    by_chance = place != "within" and row["changed_share_low"] <= high and row["changed_share_high"] >= low
    said = f", {place} the expected {low:g}–{PERCENT.as_printed(high)}"
    return said + (", as chance alone can make it" if by_chance else "")


@cached_by_identity
def finding(by_month: pl.DataFrame) -> str:
    """What moderation changed in the newest month of `by_month`."""
    row = by_month.row(-1, named=True)
    return (
        f"Moderation changed {PERCENT.value(row['changed_share'])} of ratings in {months.words(row['month'])} "
        f"({row['changed']} of {row['moderated']}){as_expected(row, catalogue().form.expected)}"
    )
