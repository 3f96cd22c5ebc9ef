"""Can the grades be trusted: how far auditors and moderators agree, which way moderators move grades, and whether that
changes.

Only completed audits whose auditor's own rating is known count as moderated. *Upgraded* and *downgraded* are shares
of them. *Directed* is the share of inadequate audits that the auditor had rated higher, so that it was the moderator
who found them. What share of ratings moderation is expected to change is said by the audit form: with fewer, moderators
may only be agreeing; with more, auditors do not yet rate alike.

Three months are counted together, beside the three before each. Agreement, its interval and the test of the direction
are those of `analytics.audits.agreement`. Whether agreement, or the share lowered or raised, changed is tested for the
newest three months against the three before.

Areas, services, teams and auditors are counted over a year. Each is set against all others of its kind together, and
tested for its direction, by the rule for lists (`analytics.intervals`). Their shares are shrunk towards the mean of
their kind; of fewer than ten moderated audits none is given. Auditors are known by a code alone, and their rows are
handed to analysts only.

A *re-read of an anchor file* is a file that several auditors grade without knowing of each other. It is no audit, and
counts in no share of practice. Agreement among auditors is AC2 of the year's files with two readings or more; of an
auditor who read a file twice the later reading counts.
"""

from __future__ import annotations

from dataclasses import astuple
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from analytics import formatting, months
from analytics.access import require_analyst
from analytics.audits.agreement import (
    FEWEST_FILES,
    GOOD_ENOUGH,
    Estimate,
    Numbers,
    ac2,
    changed,
    in_words,
    of_two,
    one_way,
    shrunk,
)
from analytics.audits.inclusion import (
    WINDOW,
    YEAR,
    against_rest,
    allocated,
    as_now,
    beside_previous,
    compared,
    in_band,
    rated,
    share,
)
from analytics.audits.schemas import Anchors, Crossed, ModerationByGroup, ModerationByMonth, ModerationByWindow
from analytics.caching import cached_by_identity, cached_per_version
from analytics.catalogue import ALL, INADEQUATE, catalogue
from analytics.columns import projected
from analytics.intervals import FEW, WARNING, listed
from analytics.percent import from_tenths, pooled, tenths
from analytics.store import Shown, Store, audit_rows
from analytics.units import PERCENT

FEWEST = 10  # moderated audits of an area, a team or an auditor; of fewer no share is given
GROUPS = ("locality", "service", "team")
_WAYS = ("downgraded", "upgraded")
_ESTIMATE = ("ac2", "ac2_low", "ac2_high")
_ONE_GRADE = "All have one and the same grade, so it can't be told how far they would agree on others."
NO_MODERATION = (
    "audits here are not moderated, so there is no second view of the grades. Blind re-reads of a few files by several "
    "auditors would tell how far they agree."
)
NOT_MODERATED = (
    "these audits have no auditor's grade beside the final one, so there is no moderation to judge them by. Blind "
    "re-reads of a few files by several auditors would tell how far they agree."
)
_FEWEST_MOVED = 6  # with fewer, the sign test can't tell a direction even if all went one way


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
    return counts.with_columns(changed=pl.col("upgraded") + pl.col("downgraded")).with_columns(
        **{n: e for part in (*_WAYS, "changed") for n, e in share(part, "moderated", f"{part}_share").items()},
        directed_share=pooled(pl.col("directed"), pl.col("inadequate")),
    )


@cached_per_version
def by_month(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """One row a month with moderated audits, of the twelve to `month`, oldest first; columns of `ModerationByMonth`."""
    rows = _moderated(store, month, YEAR, shown, locality)
    return projected(_with_shares(rows.group_by("month").agg(**_counted()).sort("month")), ModerationByMonth)


@cached_per_version
def by_window(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """One row a stretch of three months of the year to `month` with moderated audits, newest first; columns of
    `ModerationByWindow`. Agreement goes from −1 to 1, and is null where it is not defined."""
    rows = _moderated(store, month, YEAR, shown, locality)
    found = []
    for ends in (months.before(month, back) for back in range(0, YEAR, WINDOW)):
        of = rows.filter(pl.col("month").is_between(months.before(ends, WINDOW - 1), ends))
        if of.height:
            found.append(of.select(ends=pl.lit(ends), **_counted(), **_agreement(of)))
    if not found:
        return ModerationByWindow.create_empty()
    windows = _with_shares(pl.concat(found)).with_columns(direction_p_value=one_way(*map(pl.col, _WAYS)))
    before = ("moderated", *_WAYS, *(f"{way}_share" for way in _WAYS), *_ESTIMATE)
    windows = beside_previous(windows, before, "ends", pl.col("ends").dt.offset_by(f"-{WINDOW}mo"))
    for way in _WAYS:
        windows = compared(windows, way, "moderated", f"{way}_share")
    moved = [
        changed(now, then) if (now := _estimate(row)) and (then := _estimate(row, "previous_")) else None
        for row in windows.iter_rows(named=True)
    ]
    return projected(windows.with_columns(ac2_real=pl.Series(moved, dtype=pl.Boolean)), ModerationByWindow)


def _agreement(rows: pl.DataFrame) -> dict[str, pl.Expr]:
    """AC2 and weighted kappa of auditors and moderators, each with its interval."""
    return {
        f"{name}{end}": pl.lit(value, pl.Float64)
        for name, of in zip(("ac2", "kappa"), of_two(_table(rows)), strict=True)
        for end, value in zip(("", "_low", "_high"), (of.value, of.low, of.high) if of else [None] * 3, strict=True)
    }


def _table(rows: pl.DataFrame) -> Numbers:
    """How many audits had each rating before moderation (down) and after it (across)."""
    steps = catalogue().scale.steps()
    table = np.zeros((len(steps), len(steps)))
    for auditor, after in rows.select("auditor_rating", "rating").rows():
        table[steps[auditor], steps[after]] += 1
    return table


def _estimate(row: dict[str, Any], prefix: str = "") -> Estimate | None:
    """AC2 of a row of `by_window`."""
    value, low, high = (row[f"{prefix}{column}"] for column in _ESTIMATE)
    return None if value is None else Estimate(value, low, high)


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


@cached_per_version
def by_group(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """One row an area, service or team with moderated audits in the year to `month`; columns of `ModerationByGroup`."""
    rows = as_now(_moderated(store, month, YEAR, shown, locality), month)
    return _by(rows, *GROUPS)


def by_auditor(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """One row an auditor, by code, with moderated audits in the year to `month`; columns of `ModerationByGroup`, empty
    where extracts have no codes. Raises NotAllowed for anyone but an analyst."""
    require_analyst()
    return _auditors(store, month, shown, locality)


@cached_per_version
def _auditors(store: Store, month: date, shown: Shown, locality: str) -> pl.DataFrame:
    return _by(_moderated(store, month, YEAR, shown, locality), "auditor_code")


def _by(rows: pl.DataFrame, *kinds: str) -> pl.DataFrame:
    """Moderated audits by the values of some columns, each kind compared within itself."""
    parts = [
        rows.filter(pl.col(kind) != ALL).group_by(place=kind).agg(**_counted()).with_columns(kind=pl.lit(kind))
        for kind in kinds
    ]
    counted = pl.concat(parts).sort(pl.col("kind").replace_strict({k: n for n, k in enumerate(kinds)}), "place")
    found = counted.with_columns(pl.col("moderated").alias("audits"), too_few=pl.col("moderated") < FEWEST)
    found = against_rest(found, "downgraded", "kind").with_columns(direction_p_value=one_way(*map(pl.col, _WAYS)))
    enough = ~pl.col("too_few") & (pl.sum_horizontal(_WAYS) >= _FEWEST_MOVED)
    drawn = listed(pl.col("direction_p_value"), enough, "kind")
    found = found.with_columns(
        direction_too_few=~enough,
        **{f"direction_{name}": told for name, told in drawn.items()},
        **{
            f"{way}_share": pl.when(~pl.col("too_few")).then(
                from_tenths(tenths(100 * shrunk(pl.col(way), pl.col("moderated")).over("kind")))
            )
            for way in _WAYS
        },
    )
    return projected(found, ModerationByGroup)


@cached_per_version
def anchors(store: Store, month: date, shown: Shown = "known") -> pl.DataFrame:
    """How many auditors gave each anchor file each grade in the year to `month`: one row a file and grade, best first,
    zeros too; columns of `Anchors`. Files with one reading are left out."""
    grades = catalogue().scale.grades
    own, final = pl.col("auditor_rating"), pl.col("rating")
    read = (
        audit_rows(store, months.before(month, YEAR - 1), month, shown)
        .filter(pl.col("anchor_code").is_not_null(), pl.col("status") == "completed")
        .with_columns(rating=pl.when(own.is_in(grades)).then(own).otherwise(final))
        .filter(pl.col("rating").is_in(grades))
        .unique(["anchor_code", pl.coalesce("auditor_code", "audit_id")], keep="last", maintain_order=True)
        .with_columns(readings=pl.len().over("anchor_code").cast(pl.Int64))
        .filter(pl.col("readings") > 1)
    )
    files = read.select("anchor_code", "readings", simulated=pl.col("simulated").any().over("anchor_code")).unique()
    counted = read.group_by("anchor_code", "rating").agg(count=pl.len().cast(pl.Int64))
    every = files.sort("anchor_code").join(pl.DataFrame({"rating": grades}), how="cross", maintain_order="left")
    found = every.join(counted, on=["anchor_code", "rating"], how="left", maintain_order="left")
    return projected(found.with_columns(pl.col("count").fill_null(0)), Anchors)


@cached_by_identity
def agreement_sentence(windows: pl.DataFrame) -> str:
    """How far auditors and moderators agree, in the newest row of `by_window`."""
    row = windows.row(0, named=True)
    if row["moderated"] < FEW:
        return f"Too few audits to tell how far auditors and moderators agree ({row['moderated']} moderated)."
    found = _estimate(row)
    if not row["changed"] or found is None:
        return (
            f"Moderation changed none of {row['moderated']} grades. Either moderators agreed every time, or there is "
            "no moderation and the file has one grade twice."
        )
    kappa = _written(row["kappa"], row["kappa_low"], row["kappa_high"])
    return (
        f"Agreement of auditor and moderator is {in_words(found)}: AC2 {_written(*astuple(found))}, weighted kappa "
        f"{kappa}."
    )


@cached_by_identity
def moved_sentence(windows: pl.DataFrame) -> str:
    """How many grades moderation changed, and which way, in the newest row of `by_window`."""
    row = windows.row(0, named=True)
    return (
        f"Moderation changed {PERCENT.value(row['changed_share'])} of grades ({row['changed']} of {row['moderated']})"
        f"{as_expected(row, catalogue().form.expected)}. {_direction(row)}"
    )


def _written(value: float, low: float, high: float) -> str:
    return f"{value:.2f} ({low:.2f} to {high:.2f})"


def _direction(row: dict[str, Any]) -> str:
    """Which way moderators moved grades.

    >>> _direction({"downgraded": 9, "upgraded": 1, "direction_p_value": 0.02})
    '9 went down and 1 up: more often down than chance would give.'
    >>> _direction({"downgraded": 2, "upgraded": 1, "direction_p_value": 1.0})
    '2 went down and 1 up: too few to tell which way.'
    """
    down, up = row["downgraded"], row["upgraded"]
    said = f"{down} went down and {up} up"
    if down + up < _FEWEST_MOVED:
        return f"{said}: too few to tell which way." if down + up else ""
    if row["direction_p_value"] >= 1 - WARNING:
        return f"{said}, which could be chance."
    return f"{said}: more often {'down' if down > up else 'up'} than chance would give."


@cached_by_identity
def change_sentence(windows: pl.DataFrame) -> str:
    """Whether agreement and direction changed since the three months before, in the newest row of `by_window`."""
    row = windows.row(0, named=True)
    since = "since the three months before"
    if row["previous_moderated"] is None:
        return "There are no moderated audits of the three months before to compare with."
    if min(row["moderated"], row["previous_moderated"]) < FEW:
        return f"Too few audits to tell whether that has changed {since}."
    said = [
        f"{'more' if row[f'{way}_share_change'] > 0 else 'fewer'} grades are {word} "
        f"({PERCENT.value(row[f'{way}_share'])}, {PERCENT.value(row[f'previous_{way}_share'])} before)"
        for way, word in (("downgraded", "lowered"), ("upgraded", "raised"))
        if row[f"{way}_share_real"]
    ]
    if row["ac2_real"]:
        better = "better" if row["ac2"] > row["previous_ac2"] else "worse"
        said.insert(0, f"agreement got {better} (AC2 {row['ac2']:.2f}, {row['previous_ac2']:.2f} before)")
    if said:
        return f"{formatting.capital(since)}, {formatting.joined(said)}. That is unlikely to be chance."
    return f"No clear change {since} in agreement or in which way grades move."


def is_doubtful(row: dict[str, Any]) -> bool:
    """Whether a row of `by_window` in which a grade changed gives a reason for care: agreement that may be less than
    good, grades that move one way, a change, or a share changed outside what is expected, each beyond chance."""
    expected = catalogue().form.expected
    return bool(
        row["ac2_low"] <= GOOD_ENOUGH
        or row["direction_p_value"] < 1 - WARNING
        or row["ac2_real"]
        or any(row[f"{way}_share_real"] for way in _WAYS)
        or (expected and not _may_be(row, expected))
    )


def _may_be(row: dict[str, Any], expected: tuple[float, float]) -> bool:
    """Whether the share changed may be one of those expected."""
    return bool(row["changed_share_low"] <= expected[1] and row["changed_share_high"] >= expected[0])


def as_expected(row: dict[str, Any], expected: tuple[float, float] | None) -> str:
    """Where the share changed lies against the expected range (percent), and whether chance alone may put it there;
    empty where none is expected. To be put after a figure.

    >>> as_expected({"changed_share": 12.0, "changed_share_low": 5.0, "changed_share_high": 20.0}, (10, 15))
    ', within the expected 10–15%'
    >>> as_expected({"changed_share": 19.2, "changed_share_low": 12.0, "changed_share_high": 27.0}, (10, 15))
    ', above the expected 10–15%, though this could be chance'
    """
    if expected is None:
        return ""
    low, high = expected
    share = row["changed_share"]
    place = "below" if share < low else "above" if share > high else "within"
    by_chance = ", though this could be chance" if place != "within" and _may_be(row, expected) else ""
    return f", {place} the expected {low:g}–{PERCENT.as_printed(high)}{by_chance}"


@cached_by_identity
def groups_sentence(groups: pl.DataFrame, kind: str, name: str) -> str:
    """Of which rows of a kind of `by_group` or `by_auditor` moderators lower grades more, or less, often than of the
    others; `name` is what one of them is called. Empty where there are no others."""
    of = groups.filter(kind=kind)
    drawn = of.select(pl.col("downgraded_rest_compared").max(), pl.col("downgraded_rest_too_few").sum()).row(0)
    if not drawn[0]:
        return f"Too few moderated audits to compare by {name}." if drawn[1] else ""
    more = pl.col("downgraded") * 100 > pl.col("downgraded_rest_share") * pl.col("moderated")
    said = [
        f"{formatting.joined(named)}: {often} often lowered than the others, unlikely to be chance."
        for often, is_so in (("more", more), ("less", ~more))
        if (named := of.filter("downgraded_rest_in_list").filter(is_so)["place"].to_list())
    ]
    of_how_many = formatting.drawn_from(*drawn, named=bool(said))
    said = said or [f"No {name} has its grades lowered more or less often than the others beyond chance."]
    return " ".join([*said, of_how_many])


@cached_by_identity
def anchors_sentence(read: pl.DataFrame) -> str:
    """How far auditors agree who read the same anchor files, from `anchors`."""
    grades = catalogue().scale.grades
    table = read["count"].to_numpy().astype(np.float64).reshape(-1, len(grades))
    readers = table.sum(axis=1)
    same = (table * (table - 1)).sum(axis=1) / (readers * (readers - 1))
    share = PERCENT.value(100 * float(same.mean()))
    files = formatting.counted(len(table), "anchor file was", "anchor files were")
    said = f"{files} read blind, {int(readers.sum())} times. Two readers of a file gave the same grade in {share}. "
    found = ac2(table)
    if found is None or len(table) < FEWEST_FILES:
        return f"{said}That is too few files to tell how far auditors agree."
    if (table.sum(axis=0) > 0).sum() == 1:
        return f"{said}{_ONE_GRADE}"
    return f"{said}Agreement among auditors is {in_words(found)}: AC2 {_written(*astuple(found))}."
