"""The four answers of the first screen, each made by rule from the figures below it.

**Is practice improving?** The three months to the month chosen beside the three months before: better, or weaker,
where the share good or better differs by more than chance; else there is no evidence of either. The share weighted to
the caseload is said with it where the two are a point apart or more.

**For which children is it weakest?** The legal status whose share good or better in three months is lower than that of
all others together by more than chance, with regard to how many were compared; of several, the lowest. If there is
none, no group is clearly weaker, and the lowest is named with its counts. Groups with the same share are all named.

**Can the grades be trusted?** With care, if agreement of auditor and moderator may be less than good, if moderators
move grades one way more often than chance would, if either changed, if the share moved is not what is expected, each
beyond chance, or if moderators found more than a quarter of the inadequate audits; the figures are named. A quarter is
ours. Of fewer than 20 moderated audits too little can be said, and without any, or where the audit form
has no moderation, there is no answer.

**What should be audited next month?** The sample that `sample` proposes; not known without open cases.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.audits import caseload, legal_status, moderation, ratings, sample
from analytics.audits.inclusion import WINDOW, could_be_chance, is_weaker, lowest
from analytics.caching import cached_per_version
from analytics.catalogue import ALL, MODERATION, catalogue
from analytics.intervals import FEW
from analytics.store import Shown, Store
from analytics.units import PERCENT

_MOST_DIRECTED = 25  # percent of inadequate audits that moderators may find


@cached_per_version
def answers(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> dict[str, str]:
    """The question, and its answer in a sentence or two, ready for Markdown."""
    whole = "" if locality == ALL else _whole_council(ratings.three_months(store, month, shown))
    return {
        "Is practice improving?": _better(ratings.three_months(store, month, shown, locality), month)
        + whole
        + _weighted(caseload.weighted_shares(store, month, shown, locality)),
        "For which children is it weakest?": _weakest(legal_status.apart(store, month, shown, locality)),
        "Can the grades be trusted?": _trusted(moderation.by_window(store, month, shown, locality).filter(ends=month)),
        "What should be audited next month?": sample.briefly(sample.designed(store, month, shown, locality)),
    }


def window_in_words(month: date) -> str:
    """
    >>> window_in_words(date(2024, 9, 1))
    'July 2024 to September 2024'
    """
    return f"{months.words(months.before(month, WINDOW - 1))} to {months.words(month)}"


def _better(pooled: pl.DataFrame, month: date) -> str:
    if pooled.is_empty():
        return f"**Not known**: not all audits of {window_in_words(month)} are held."
    row = pooled.row(0, named=True)
    share, target = row["good_or_better_share"], row["good_or_better_target"]
    low, high = row["good_or_better_share_low"], row["good_or_better_share_high"]
    now = f"{PERCENT.value(share)} of audits were {catalogue().scale.good} in {window_in_words(month)} ({_counts(row)})"
    now += f", 95% interval {PERCENT.number(low)} to {PERCENT.value(high)}"
    against = f", {ratings.against_target(share, target)}" if target is not None else ""
    return _verdict(row, now + against)


def _whole_council(pooled: pl.DataFrame) -> str:
    if pooled.is_empty():
        return ""
    row = pooled.row(0, named=True)
    return f" In the whole council it was {PERCENT.value(row['good_or_better_share'])} ({_counts(row)})."


def _weighted(shares: pl.DataFrame) -> str:
    row = caseload.headline(shares)
    return f" {caseload.weighted_sentence(shares)}" if row and row["because"] else ""


def _verdict(row: dict[str, Any], now: str) -> str:
    real = row["good_or_better_share_real"]
    if real is None:
        return f"**Not known**: no audits of the three months before are held to compare with. {now}."
    change = row["good_or_better_share_change"]
    before = f"{PERCENT.value(row['previous_good_or_better_share'])} in the three months before"
    said = f"{now}; {before} ({row['previous_good_or_better']} of {row['previous_audits']})"
    if real and min(row["audits"], row["previous_audits"]) < FEW:
        return f"**Too few audits to tell.** {said}."
    if real:
        return f"**{'Yes' if change > 0 else 'No: it is getting weaker'}.** {said}, a difference of more than chance."
    return f"**No clear change.** {said}. The difference could be chance."


def _counts(row: dict[str, Any]) -> str:
    return f"{row['good_or_better']} of {row['audits']}"


def _weakest(statuses: pl.DataFrame) -> str:
    ordered = legal_status.weakest(statuses)
    if ordered.is_empty():
        return "**Not known**: not all audits of the three months are held."
    row, rest = ordered.row(0, named=True), "good_or_better_rest"
    compared, few = row[f"{rest}_compared"], int(ordered[f"{rest}_too_few"].sum())
    if ordered.height == 1:
        return f"**Not known**: all audits are of {_named(row)}, so there is nothing to compare."
    last = lowest(ordered).to_dicts()
    verdict = "No group is clearly weaker" if compared else "Too few audits to tell"
    if len(last) == ordered.height:
        share = PERCENT.value(row["good_or_better_share"])
        return f"**{verdict}**: all have the same share, {share} {catalogue().scale.good}."
    are = f"the lowest {'is' if len(last) == 1 else 'are'}"
    if not compared:
        return f"**{verdict}**: {are} {'; '.join(map(_named, last))}."
    clear = [each for each in ordered.iter_rows(named=True) if is_weaker(each)]
    said = f" {formatting.counted(compared, 'group was', 'groups were')} compared."
    said += f" {few} more had too few audits to tell." if few else ""
    if not clear:
        each = "; ".join(f"{_named(group)}, {could_be_chance(group)}" for group in last)
        return f"**{verdict}**: {are} {each}.{said}"
    first = [group for group in clear if group["good_or_better_share"] == clear[0]["good_or_better_share"]]
    found = "; ".join(
        f"**{group['name']}**: {_status(group)}, against {PERCENT.value(group[f'{rest}_share'])} for all others"
        for group in first
    )
    others = formatting.joined([_named(other) for other in clear[len(first) :]])
    return f"{found}, more than chance.{f' Also weaker: {others}.' if others else ''}{said}"


def _named(row: dict[str, Any]) -> str:
    return f"{row['name'].lower()}, {_status(row)}"


def _status(row: dict[str, Any]) -> str:
    return f"{PERCENT.value(row['good_or_better_share'])} {catalogue().scale.good} ({_counts(row)})"


def _trusted(moderated: pl.DataFrame) -> str:
    if MODERATION not in catalogue().form.steps:
        return f"**Not known**: {moderation.NO_MODERATION}"
    if moderated.is_empty():
        return f"**Not known**: {moderation.NOT_MODERATED}"
    row, poor = moderated.row(0, named=True), catalogue().scale.inadequate
    said, doubts = [moderation.agreement_sentence(moderated)], False
    if row["moderated"] < FEW or not row["changed"]:
        return f"**Not known.** {said[0]}"
    said.append(moderation.moved_sentence(moderated))
    if row["inadequate"]:
        found = f"found {row['directed']} of the {row['inadequate']} {poor} audits"
        if row["inadequate"] == 1:
            found = f"{'found' if row['directed'] else 'did not find'} the one {poor} audit"
        said.append(f"Moderators {found}.")
        doubts = row["directed_share"] > _MOST_DIRECTED
    said.append(moderation.change_sentence(moderated))
    return f"**{'With care' if doubts or moderation.is_doubtful(row) else 'Yes'}.** {' '.join(said)}"
