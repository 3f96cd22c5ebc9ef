"""Counts on their way out: what is published of each, and what that says about the true ones.

A frame of counts has one row a count: claim (a name of its own), section, group (counts that are left out together),
role (MONTH, QUARTER, RUNNING, CELL, REST or one of TOTALS), lines (the totals that it is part of), count (the true one,
null where there is none) and marker (why there is none); it may have told (whether a figure that is given beside the
count, where it is shown, leaves no doubt of it). A frame of parts says of which finest counts each consists: claim,
part, truth, coefficient.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import polars as pl

from analytics.catalogue import Policy
from analytics.disclosure.publishable import CELLS, HIDDEN, NOT_AVAILABLE
from analytics.disclosure.rounding import bounds, is_hidden, rounded

MONTH, QUARTER, CELL = "month", "rolling quarters", "cell"
RUNNING = "running totals"  # counts of months that each cover months before them
REST = "rest"  # what a small count lacks to its whole; it stands nowhere, and is checked like a hidden count
STATUS_TOTAL, RATING_TOTAL, AREA_TOTAL = "status totals", "rating totals", "area totals"
PLACEMENT_TOTAL = "placement totals"
TOTALS = (STATUS_TOTAL, RATING_TOTAL, AREA_TOTAL, PLACEMENT_TOTAL)

COUNTS: dict[str, Any] = {
    "claim": pl.String,
    "section": pl.String,
    "group": pl.String,
    "role": pl.String,
    "lines": pl.List(pl.String),
    "count": pl.Int64,
    "marker": pl.String,
}
PARTS: dict[str, Any] = {"claim": pl.String, "part": pl.String, "truth": pl.Int64, "coefficient": pl.Int64}
BINDING: dict[str, Any] = {**PARTS, "low": pl.Int64, "high": pl.Int64}


@dataclass(frozen=True)
class LeftOut:
    """What is left out of a publication besides what its policy hides.

    quarters: groups without rolling quarters. totals: roles of TOTALS. besides: claims hidden because they
    would give another away. groups: groups whose counts are all left out.
    """

    quarters: frozenset[str] = frozenset()
    totals: frozenset[str] = frozenset()
    besides: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


NOTHING = LeftOut()


def protected(counts: pl.DataFrame, policy: Policy, left_out: LeftOut = NOTHING) -> pl.DataFrame:
    """Add what leaves: published (null if it does not), least and most (the true counts that fit), out (whether the
    publication says nothing of the count), said (whether it has a statement: also a small one that is out has one, for
    what is said of others must not give it away), hidden, reason (why it is not shown, in words), and secondary and
    as_is (whether the policy hides more where it must, or shows counts as they are); marker is completed."""
    count = pl.col("count")
    small, besides = is_hidden(count, policy), pl.col("claim").is_in(left_out.besides)
    least, most = bounds(count, policy)
    out = (
        pl.when(pl.col("group").is_in(left_out.groups))
        .then(pl.lit("left out: beside what has been published it would give a hidden count away"))
        .when((pl.col("role") == QUARTER) & (not policy.rolling))
        .then(pl.lit("the policy has no rolling quarters beside months"))
        .when((pl.col("role") == RUNNING) & (not policy.rolling))
        .then(pl.lit("two months of it beside each other would tell the count between them"))
        .when(pl.col("role").is_in(TOTALS) & (not policy.totals))
        .then(pl.lit("the policy has no totals"))
        .when(
            ((pl.col("role") == QUARTER) & pl.col("group").is_in(left_out.quarters))
            | pl.col("role").is_in(left_out.totals)
        )
        .then(pl.format("{} would give a hidden count away", "role"))
    )
    why = (
        pl.when(small)
        .then(pl.lit(f"from {policy.hidden_from} to {policy.hidden_to}"))
        .when(besides)
        .then(pl.lit("it would give a hidden count away"))
    )
    held = count.is_not_null()
    frame = counts.with_columns(_out=pl.when(held).then(out), _why=pl.when(held).then(why))
    withheld, kept_back = pl.col("_out").is_not_null(), pl.col("_why").is_not_null()
    shown = held & ~withheld & ~kept_back
    unlimited = (besides & ~small) | (pl.col("role") == REST) | withheld
    if "told" in counts.columns:  # a figure that is given with it says exactly which count it is
        least, most = (pl.when(pl.col("told") & shown).then(count).otherwise(end) for end in (least, most))
    return frame.with_columns(
        published=pl.when(shown).then(rounded(count, policy)),
        least=pl.when(unlimited).then(0).otherwise(least),
        most=pl.when(unlimited).then(None).otherwise(most),
        out=withheld,
        said=held & (~withheld | small),
        hidden=held & pl.when(withheld).then(small).otherwise(kept_back),
        reason=pl.coalesce("_out", "_why"),
        secondary=pl.lit(policy.secondary),
        as_is=pl.lit(policy.signed_off),
        marker=pl.when(held & ~shown)
        .then(pl.lit(HIDDEN))
        .when(~held)
        .then(pl.coalesce("marker", pl.lit(NOT_AVAILABLE))),
    ).drop("_out", "_why")


def statements(counts: pl.DataFrame, parts: pl.DataFrame, binding: pl.DataFrame) -> pl.DataFrame:
    """What a publication says, as CELLS, with the claim of each row.

    `counts` are those of `protected`; `binding` (columns of BINDING) is what holds besides: numerators within their
    denominators, and percentages that have been published.
    """
    of_counts = (
        counts.filter("said")
        .select("claim", "hidden", low="least", high="most")
        .join(parts.filter(pl.col("claim").is_in(counts["claim"].implode())), on="claim")
    )
    every = pl.concat([of_counts, binding.with_columns(hidden=pl.lit(False))], how="diagonal")
    texts = (
        every.with_columns(text=pl.format("{}={}*{}", "part", "truth", "coefficient"))
        .group_by("claim")
        .agg(pl.col("text").sort().str.join("|"), pl.col("low", "high", "hidden").first())
    )
    names = [hashlib.sha256(repr(row[1:]).encode()).hexdigest()[:20] for row in texts.iter_rows()]
    named = texts.select("claim", statement=pl.Series(names, dtype=pl.String))
    return every.join(named, on="claim").select("claim", *CELLS)


def cells_of(said: pl.DataFrame) -> pl.DataFrame:
    """The rows of `statements` as a pack keeps them, each statement once, whoever made it."""
    return said.select(list(CELLS)).unique(["statement", "part", "truth"], maintain_order=True)


def within(pairs: pl.DataFrame) -> pl.DataFrame:
    """That every numerator lies within its denominator, as BINDING.

    `pairs` has part, part_truth (of the numerator), whole and whole_truth.
    """
    claim = pl.format("{} within {}", "part", "whole")
    columns = {"low": pl.lit(0, pl.Int64), "high": pl.lit(None, pl.Int64)}
    return pl.concat(
        [
            pairs.select(claim=claim, part="whole", truth="whole_truth", coefficient=pl.lit(1, pl.Int64), **columns),
            pairs.select(claim=claim, part="part", truth="part_truth", coefficient=pl.lit(-1, pl.Int64), **columns),
        ]
    )


def hundred(value: pl.Expr, per: pl.Expr | None = None) -> pl.Expr:
    """100, or what else a rate is per, in units of the last decimal that it is printed to, of which the fourth is the
    last that counts.

    >>> pl.select(hundred(pl.Series([6.0, 12.5, 16.33]))).to_series().to_list()
    [100, 1000, 10000]
    """
    scale = pl.coalesce(*(pl.when(value == value.round(n)).then(10**n) for n in range(4)), 10**4)
    return (scale * (pl.lit(100) if per is None else per)).cast(pl.Int64)


def readings(shares: pl.DataFrame) -> pl.DataFrame:
    """Printed percentages and rates (value, and per unless it is 100) with `hundred`: by their own decimals, and a
    whole one as if it were exact to the tenth, too, which says nothing unless the true counts bear it out."""
    if "per" not in shares.columns:
        shares = shares.with_columns(per=pl.lit(100.0))
    own = shares.with_columns(hundred=hundred(pl.col("value"), pl.col("per")))
    to_the_tenth = own.filter(pl.col("hundred") == pl.col("per")).with_columns(hundred=pl.col("hundred") * 10)
    return pl.concat([own, to_the_tenth])


def printed(shares: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """What a printed percentage says of the counts that it was made from, as BINDING, where they do give it.

    `shares`: share (a name), value (percent), hundred (100 in units of its last printed decimal), and of rates per,
    which takes the place of 100; one share may be read in several ways. `members`: share, part, truth, upper (whether
    the part is in the numerator), lower (in the denominator). A percentage rounded half away from zero to `units` says
    that (2 units − 1) × whole ≤ 2 × hundred ×
    part and 2 × hundred × part < (2 units + 1) × whole.
    """
    truth, whole = pl.col("truth"), pl.col("hundred")
    sums = members.group_by("share").agg(n=truth.filter("upper").sum(), d=truth.filter("lower").sum())
    per = pl.col("per") if "per" in shares.columns else pl.lit(100)
    units = (pl.col("value") * whole / per).round(6).round(0, mode="half_away_from_zero").cast(pl.Int64)
    fits = (pl.col("n") * 2 * whole + pl.col("d")) // (2 * pl.col("d")) == pl.col("units")
    held = shares.with_columns(units=units).join(sums, on="share").filter((pl.col("d") > 0) & fits)
    rows = members.join(held.select("share", "units", "hundred"), on="share")
    upper, lower = (pl.col(side).cast(pl.Int64) for side in ("upper", "lower"))
    sides = [
        rows.select(
            claim=pl.format("{} in {}, {}", "share", "hundred", pl.lit(side)),
            part="part",
            truth="truth",
            coefficient=(2 * pl.col("units") + sign) * lower * sign - 2 * whole * upper * sign,
            low=pl.lit(low, pl.Int64),
            high=pl.lit(None, pl.Int64),
        )
        for side, sign, low in (("at least", -1, 0), ("less than", 1, 1))
    ]
    return pl.concat(sides)
