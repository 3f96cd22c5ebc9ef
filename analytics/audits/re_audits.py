"""Files that were audited again: the grade before and the grade now.

A re-audit is an audit allocated in the year to the month whose file was audited in an earlier month. It names the
earlier audit (`re_audit_of`), or has the same random key of the record (`record_key`); neither says who the child is.
A file is one pair: its newest audit of the year, and the audit that one names, or else the newest before it, in the two
years to the month, of whichever area. A key that only says that there is none (x, z) joins nothing.
A pair needs a grade on both sides.

Whether grades moved beyond chance is told by the exact sign test: of the files whose grade changed, as many would be
better as weaker if nothing had changed. It asks for the order of the grades alone, not for a distance between them, and
leaves out files with the same grade, as is usual. Under six changed files no result could be beyond chance: too few to
tell. W. J. Dixon and A. M. Mood, “The statistical sign test”, Journal of the American Statistical Association 41
(1946), 557–566.

Files are chosen again because of what was found, and the weakest would look better a second time by chance alone, so
better grades are no proof that the audit was the cause.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.audits.inclusion import YEAR, allocated, rated
from analytics.audits.schemas import AuditedAgain, ReAudits
from analytics.caching import cached_by_identity, cached_per_version
from analytics.catalogue import ALL, catalogue
from analytics.columns import case, projected
from analytics.intervals import FALSE_DISCOVERIES
from analytics.store import Shown, Store

FEWEST_CHANGED = 6  # the two tails of five changed files, all one way, are 0.06
OUTCOMES = ("better", "the same", "weaker")


@cached_per_version
def _pairs(store: Store, month: date, shown: Shown, locality: str) -> pl.DataFrame:
    """One row a file audited again: before and after (null without a grade), earlier_held, simulated."""
    every = allocated(store, month, 2 * YEAR, shown, ALL)
    grade = pl.when(pl.col("audit_id").is_in(rated(every)["audit_id"].to_list())).then("rating")
    file = pl.when(pl.col("record_key").is_in(["x", "z"])).then("audit_id").otherwise("record_key")
    every = every.with_columns(grade=grade, file=file, order=pl.struct("month", "audit_id"))
    earlier = every.select("source", "file", of="audit_id", before="grade", then="order", was_month="month")
    mine = allocated(store, month, YEAR, shown, locality).select("source", "audit_id")
    now = every.join(mine, on=["source", "audit_id"], how="semi")
    named = (
        now.drop_nulls("re_audit_of")
        .join(earlier.drop("file"), left_on=["source", "re_audit_of"], right_on=["source", "of"], how="left")
        .with_columns(pl.when(pl.col("was_month") <= pl.col("month")).then(pl.col("before", "was_month")))
    )
    by_key = (
        now.filter(pl.col("re_audit_of").is_null())
        .join(earlier, on=["source", "file"])
        .filter(pl.col("was_month") < pl.col("month"))
        .sort("then")
        .unique(["source", "audit_id"], keep="last", maintain_order=True)
    )
    columns = ("source", "file", "audit_id", "re_audit_of", "order", "before", "grade", "was_month", "simulated")
    both = pl.concat([part.select(columns) for part in (named, by_key)]).sort("order")
    last = both.filter(~pl.col("audit_id").is_in(both["re_audit_of"].drop_nulls().to_list()))
    return last.unique(["source", "file"], keep="last", maintain_order=True).select(
        "before", "simulated", after="grade", earlier_held=pl.col("was_month").is_not_null()
    )


@cached_per_version
def audited_again(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """Files audited again in the year to `month` that have a grade before and after: one row a pair of grades that
    occurs, weakest first; columns of `AuditedAgain`."""
    steps = catalogue().scale.steps()
    before, after = (pl.col(c).replace_strict(steps, return_dtype=pl.Int64) for c in ("before", "after"))
    found = (
        _pairs(store, month, shown, locality)
        .drop_nulls(["before", "after"])
        .group_by("before", "after")
        .agg(count=pl.len().cast(pl.Int64), simulated=pl.col("simulated").any())
        .with_columns(outcome=case((after > before, "better"), (after < before, "weaker"), otherwise="the same"))
        .sort(before, after)
    )
    return projected(found, AuditedAgain)


@cached_per_version
def re_audits(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """One row: how many files were audited again, how many make a pair and why others do not, how the grades moved and
    whether beyond chance; columns of `ReAudits`. No row where no file was audited again."""
    pairs = _pairs(store, month, shown, locality)
    if pairs.is_empty():
        return ReAudits.create_empty()
    again = audited_again(store, month, shown, locality)
    better, same, weaker = (int(again.filter(outcome=outcome)["count"].sum()) for outcome in OUTCOMES)
    held = pairs.filter("earlier_held")
    p = _sign_test(better, weaker)
    row = {
        "again": pairs.height,
        "paired": better + same + weaker,
        "earlier_not_held": pairs.height - held.height,
        "no_grade_before": held["before"].null_count(),
        "no_grade_now": held.filter(pl.col("before").is_not_null())["after"].null_count(),
        "better": better,
        "same": same,
        "weaker": weaker,
        "p_value": p,
        "too_few": better + weaker < FEWEST_CHANGED,
        "simulated": bool(pairs["simulated"].any()),
    }
    return projected(pl.DataFrame([row], schema_overrides={"p_value": pl.Float64}), ReAudits)


def _sign_test(better: int, weaker: int) -> float | None:
    from scipy.stats import binomtest  # half a second, which only re-audits need

    return float(binomtest(better, better + weaker).pvalue) if better + weaker else None


@cached_by_identity
def again_sentence(found: pl.DataFrame, month: date) -> str:
    """What became of files audited again, from `re_audits`."""
    if found.is_empty():
        return (
            f"No file audited in the year to {months.words(month)} was audited before, as far as the audits held show. "
            "A re-audit has the record's key of the earlier audit, or names it (re_audit_of)."
        )
    row = found.row(0, named=True)
    said = f"{formatting.counted(row['again'], 'file was', 'files were')} audited again in the year; "
    if not row["paired"]:
        return f"{said}none has a grade before and after. {_not_paired(row)}".strip()
    said += (
        f"{row['paired']} {'has' if row['paired'] == 1 else 'have'} a grade before and after: {row['better']} better, "
        f"{row['same']} the same, {row['weaker']} weaker. {_verdict(row)} {_not_paired(row)}"
    ).strip()
    return (
        f"{said} Files are audited again because of what was found. Weak ones look better a second time by chance "
        "alone. So this does not show that the audit was the cause."
    )


def _verdict(row: dict[str, Any]) -> str:
    if row["too_few"]:
        return "Too few grades changed to tell whether that is more than chance."
    if row["p_value"] > FALSE_DISCOVERIES:
        return "That could be chance."
    way = "better" if row["better"] > row["weaker"] else "weaker"
    return f"More became {way} than chance would bring."


def _not_paired(row: dict[str, Any]) -> str:
    reasons = [
        f"{row[column]} because {why}"
        for column, why in (
            ("earlier_not_held", "the audit named is not held, or not earlier"),
            ("no_grade_before", "the earlier audit has no grade"),
            ("no_grade_now", "the re-audit has no grade"),
        )
        if row[column]
    ]
    return f"Not paired: {formatting.joined(reasons)}." if reasons else ""
