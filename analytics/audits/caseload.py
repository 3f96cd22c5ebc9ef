"""The open cases that audits are drawn from, and shares weighted to them.

**How many are open.** From the extract of open cases at the end of a month, as finely as it splits them: rows of teams
go before rows of places and services, and rows by legal status before rows without; the others are taken for totals.
Where it is held for the last month of what a share covers, the interval of the share is corrected for a finite
population (`analytics.intervals`). A comparison asks whether practice differs, and is made without the correction.

**Weighted to the caseload.** The audits of three months, each part of the caseload weighted by its cases at the end of
the last month: by legal status, service, place or team. Parts with fewer than ten audits are counted together, and if
these have fewer than ten, with the smallest of the others. A weighted share is given only where every audit says its
part, parts without open cases have at most a tenth of the audits, parts counted together have at most half of the
cases, and there are at least 20 audits. In simulation (`benchmarks/coverage.md`) its interval holds the true share 95
times in 100 on average, and 93.7 to 96.3 times in the caseloads tried.

**Why it differs.** The part that is named is the one that moves the audited share furthest in the direction of the
difference: its share of the audits less its share of the cases, times how far its own share is from that of all
audits. With less than a point between the two shares none is named.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import polars as pl

from analytics import formatting
from analytics.audits.inclusion import (
    WINDOW,
    all_rated,
    allocated,
    as_now,
    banded,
    rated,
    share,
    within,
)
from analytics.audits.schemas import Weighted
from analytics.caching import cached_by_identity, cached_per_version
from analytics.catalogue import ALL, GOOD_OR_BETTER, catalogue
from analytics.extracts.kinds.audits import OpenCases
from analytics.intervals import FEW, weighted
from analytics.percent import from_tenths, tenths
from analytics.store import DamagedFile, Shown, Store, open_case_rows
from analytics.units import PERCENT

FEWEST = 10  # audits of a part; with fewer it is counted together with others
MOST_LEFT_OUT = 0.1  # of the audits
MOST_TOGETHER = 0.5  # of the cases
NAMED_FROM = 1.0  # points
_TOGETHER = "those with few audits"
BY = ("legal_status", "service", "locality", "team")  # the first that can be given is the headline


@cached_per_version
def open_cases(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """The rows of open cases of an area at the end of each month up to `month`, by the places of that month; none where
    a file of them is damaged, for the audits are served without."""
    with suppress(DamagedFile):
        return within(as_now(open_case_rows(store, month, shown), month), locality)
    return OpenCases.held().create_empty()


def finest(rows: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Of the rows of each month those that split its cases most finely, of those that are split by all of `by`."""
    rows = rows.filter(pl.lit(True), *(pl.col(column) != ALL for column in by))
    for columns in (("team",), ("locality", "service"), ("legal_status",)):
        is_split = pl.any_horizontal(pl.col(columns) != ALL)
        rows = rows.filter(is_split | ~is_split.any().over("month"))
    return rows


@cached_per_version
def counted(store: Store, month: date, shown: Shown, locality: str, *by: str) -> pl.DataFrame:
    """Open cases by month and some columns: month, those of `by`, open_cases; no row of a month that is not held."""
    rows = finest(open_cases(store, month, shown, locality), *by)
    return rows.group_by("month", *by).agg(pl.col("open_cases").sum()).sort("month", *by)


def with_open_cases(
    counts: pl.DataFrame, store: Store, month: date, shown: Shown, locality: str, by: str = "month"
) -> pl.DataFrame:
    """Counts of audits with `open_cases` beside them, from which `with_shares` corrects its intervals: by month, or by
    another column at the end of `month`."""
    if by == "month":
        return counts.join(counted(store, month, shown, locality), on=by, how="left", maintain_order="left")
    found = counted(store, month, shown, locality, by).filter(month=month).drop("month")
    return counts.join(found, on=by, how="left", maintain_order="left")


@cached_per_version
def weighted_shares(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """The share good or better of the three months to `month` as audited and weighted to the caseload: a row a way in
    which open cases are split; columns of `Weighted`. Empty unless audits of all three months and the open cases of the
    last are held."""
    rows = as_now(rated(allocated(store, month, WINDOW, shown, locality)), month)
    cases = open_cases(store, month, shown, locality).filter(month=month)
    if rows.is_empty() or not all_rated(store, month, WINDOW, shown):
        cases = cases.clear()
    found = [_weighted(rows, of, by) for by in BY if not (of := finest(cases, by)).is_empty()]
    return pl.DataFrame(found, schema=Weighted.create_empty().schema)


def _weighted(rows: pl.DataFrame, cases: pl.DataFrame, by: str) -> dict[str, Any]:
    """One row of `Weighted`, from audits and from open cases that are split by the column."""
    of_cases = cases.group_by(by).agg(pl.col("open_cases").sum()).filter(pl.col("open_cases") > 0)
    parts = of_cases.join(rows.group_by(by).agg(**banded()).drop("simulated"), on=by, how="full", coalesce=True)
    parts = parts.with_columns(pl.col("open_cases", "audits", "good_or_better").fill_null(0)).sort(by)
    every = parts.select(pl.col("audits", GOOD_OR_BETTER, "open_cases").sum())
    row = every.with_columns(**share(GOOD_OR_BETTER, "audits", "good_or_better_share", "open_cases")).row(0, named=True)
    row |= {"by": by, "simulated": bool(rows["simulated"].any() or cases["simulated"].any())}
    strata, why_not = _strata(parts, by, row["audits"])
    none = dict.fromkeys(
        ("weighted_share", "weighted_share_low", "weighted_share_high", "parts", "together", "because")
    )
    if why_not:
        return row | none | {"why_not": why_not}
    found = weighted(strata[GOOD_OR_BETTER], strata["audits"], strata["open_cases"])
    in_percent = [pl.select(from_tenths(tenths(pl.lit(100 * float(of))))).item() for of in found]
    return row | {
        **dict(zip(("weighted_share", "weighted_share_low", "weighted_share_high"), in_percent, strict=True)),
        "parts": strata.height,
        "together": int(strata["together"].max()),  # type: ignore[arg-type]
        "because": _because(strata, by, row["good_or_better_share"] - in_percent[0]),
        "why_not": None,
    }


def _strata(parts: pl.DataFrame, by: str, audits: int) -> tuple[pl.DataFrame, str]:
    """The parts with those of few audits counted together: by, open_cases, audits, good_or_better, together (how many
    parts it is); and why no weighted share can be given of them, if none can."""
    unnamed = int(parts.filter(pl.col(by) == ALL)["audits"].sum())
    if unnamed:
        return parts, f"{formatting.counted(unnamed, 'audit does', 'audits do')} not say their {kind(by)}"
    if audits < FEW:
        return parts, f"there are fewer than {FEW} audits"
    outside = parts.filter(open_cases=0)
    if int(outside["audits"].sum()) > MOST_LEFT_OUT * audits:
        names = formatting.joined([_name(by, part) for part in outside[by]])
        return parts, f"more than a tenth of the audits are of what has no open cases: {names}"
    ordered = parts.filter(pl.col("open_cases") > 0).sort("audits", by)
    small = int((ordered["audits"] < FEWEST).sum())
    if small:
        reached = ordered["audits"].cum_sum() >= FEWEST
        small = max(small, int(reached.arg_max() or 0) + 1) if reached.any() else ordered.height
    together, alone = ordered.head(small), ordered.tail(ordered.height - small)
    if alone.height + bool(small) < 2:
        return parts, f"fewer than two have {FEWEST} audits"
    if int(together["open_cases"].sum()) > MOST_TOGETHER * int(ordered["open_cases"].sum()):
        return parts, f"most cases are of those with fewer than {FEWEST} audits"
    strata = alone.with_columns(together=pl.lit(1, pl.Int64))
    if small:
        one = together.select(
            pl.lit(_TOGETHER).alias(by),
            pl.col("open_cases", "audits", GOOD_OR_BETTER).sum(),
            together=pl.lit(small, pl.Int64),
        )
        strata = pl.concat([strata.select(one.columns), one])
    return strata, ""


def _because(strata: pl.DataFrame, by: str, more: float) -> str | None:
    """What moves the audited share by so many points away from the weighted one; None where it is less than one."""
    if abs(more) < NAMED_FROM:
        return None
    audits, cases = (pl.col(column) / pl.col(column).sum() for column in ("audits", "open_cases"))
    own, every = pl.col(GOOD_OR_BETTER) / pl.col("audits"), pl.col(GOOD_OR_BETTER).sum() / pl.col("audits").sum()
    moved = strata.select(by, audits=audits * 100, cases=cases * 100, by_points=(audits - cases) * (own - every))
    part = moved.sort(pl.col("by_points") * more, by, descending=[True, False]).row(0, named=True)
    said = f"{PERCENT.value(part['audits'])} of the audits and {PERCENT.value(part['cases'])} of the cases"
    return f"{said} are of {_name(by, part[by])}"


def kind(by: str) -> str:
    """What open cases are split by, as sentences call it."""
    return {"legal_status": "legal status", "locality": catalogue().part}.get(by, by)


def _name(by: str, part: str) -> str:
    statuses = catalogue().legal_statuses
    return formatting.within_sentence(statuses[part].name) if by == "legal_status" and part in statuses else part


def headline(shares: pl.DataFrame) -> dict[str, Any] | None:
    """The row of `weighted_shares` that speaks for all: the first that could be given; None without one."""
    return next(iter(shares.drop_nulls("weighted_share").iter_rows(named=True)), None)


@cached_by_identity
def weighted_sentence(shares: pl.DataFrame) -> str:
    """The audited share beside the weighted one, and why they differ; or why there is no weighted share. From
    `weighted_shares` with rows."""
    row = headline(shares)
    if row is None:
        each = "; ".join(f"by {kind(by)}, {why_not}" for by, why_not in shares.select("by", "why_not").iter_rows())
        return f"The share can't be weighted to the caseload: {each}."
    said = (
        f"{PERCENT.value(row['good_or_better_share'])} of the audits were {catalogue().scale.good}; weighted to the "
        f"caseload by {kind(row['by'])} it is {PERCENT.value(row['weighted_share'])} "
        f"({PERCENT.value(row['weighted_share_low'])} to {PERCENT.value(row['weighted_share_high'])})"
    )
    return f"{said}, because {row['because']}." if row["because"] else f"{said}, less than a point apart."
