"""What to look at first: at most five findings of an area's month, each unlikely to be chance.

They are those of `headlines` (indicators that got worse, or better), of the audits of three months (the share good or
better differs from that of the three months before, or is below its target, or is lower in one group of children than
in all others together), and of the screening (an area has more red records than all others together). Each is tested
where it is worked out, and only what passes there is here.

**Order**: what is worse comes before what got better, and one place is kept for the better where there is any. Within
each, the rule of the lists of `headlines`: first those with counts of their own, by how many children (or whatever is
counted) the difference makes, then the others by the difference in points, or in percent of the usual.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any

import polars as pl

from analytics import audits, formatting, headlines, indicators, months, screening, wording
from analytics.audits import legal_status, ratings
from analytics.audits.inclusion import is_weaker
from analytics.caching import cached_per_version
from analytics.catalogue import ALL, catalogue, unit_of
from analytics.intervals import FEW
from analytics.screening import OUTSIDE
from analytics.store import Shown, Store
from analytics.units import PERCENT
from analytics.wording.phrases import Row

MOST = 5
_OF_TREND = 13  # months of a small line


class Places(StrEnum):
    """Where a finding is looked into."""

    INDICATOR = "indicator"
    AUDITS = "audits"
    STATUSES = "audits by legal status"
    SCREENING = "screening"


@dataclass(frozen=True)
class Card:
    """One finding, in words and ready figures.

    place: where it is looked into, and measure_id which indicator it is of; verdict: what is said of it, as “Got
    worse”; better: whether it is good news. rating is red, amber or green, or null where there is none. facts: what is
    usual and the target; cases: how many children. values: the thirteen months up to this one, oldest first, None where
    there is no figure. simulated: what is made up, if anything is. comment: what somebody wrote of it, in one line.
    """

    place: Places
    measure_id: str
    title: str
    verdict: str
    better: bool
    figure: str
    rating: str | None
    facts: str
    cases: str
    values: tuple[float | None, ...]
    simulated: str
    order: tuple[bool, float, float]  # what it is sorted by, see above
    comment: str = ""


@cached_per_version
def cards(store: Store, month: date, area: str = ALL, shown: Shown = "known") -> tuple[Card, ...]:
    """The findings of a month in their order, MOST of them at most; none where nothing is beyond chance."""
    makers = (_of_indicators, _of_audits, _of_screening)
    return first(card for of in makers for card in of(store, month, area, shown))


def first(found: Iterable[Card]) -> tuple[Card, ...]:
    """Those of some cards that are shown, in their order; see above."""
    found = sorted(found, key=lambda card: card.order)
    worse, better = ([card for card in found if card.better is which] for which in (False, True))
    best = better[: max(1, MOST - len(worse))]
    return (*worse[: MOST - len(best)], *best)


def order(children: float | None, apart: float) -> tuple[bool, float, float]:
    """What puts the largest difference first; `children` is None where none are counted, or counts are made up."""
    return (children is None, -abs(children or 0), -abs(apart))


def _of_indicators(store: Store, month: date, area: str, shown: Shown) -> Iterator[Card]:
    figures = indicators.headline_figures(store, month, area, shown)
    written = {row["measure_id"]: row for row in indicators.newest_comments(store, area, month).iter_rows(named=True)}
    yield from of_headlines(headlines.headlines(figures), indicators.sparklines(store, month, area, shown), written)


def of_headlines(
    found: headlines.Headlines, lines: Mapping[str, Sequence[float | None]], written: Mapping[str, Row]
) -> Iterator[Card]:
    """The indicators that got worse and better, in no order. The rows of `found` have the columns of
    `headline_figures`; lines: the months of each indicator; written: the comment on each, both by measure_id."""
    for listed, verdict, better in ((found.worse, "Got worse", False), (found.better, "Got better", True)):
        rows = listed.rows.with_columns(apart=headlines.comparable(pl.col("better_by"), pl.col("mean")))
        for row in rows.iter_rows(named=True):
            own = not (row["simulated"] or row["counts_simulated"])
            about = written.get(row["measure_id"])
            yield Card(
                Places.INDICATOR, row["measure_id"], wording.plain_name(row), verdict, better,
                unit_of(row["measure_id"]).value(row["value"]), row["rag"], wording.usual_and_target(row),
                wording.in_children(row), tuple(lines.get(row["measure_id"], ())),
                "figure" if row["simulated"] else "counts" if row["counts_simulated"] else "",
                order(row["better_count"] if own else None, row["apart"] or 0.0),
                wording.comment_line(about, row["month"]) if about else "",
            )  # fmt: skip


def _of_audits(store: Store, month: date, area: str, shown: Shown) -> Iterator[Card]:
    if audits.area_held(store, month, shown, area) != area:
        return
    pooled = ratings.three_months(store, month, shown, area)
    good = catalogue().scale.good
    if pooled.is_empty():
        return
    row: dict[str, Any] = pooled.row(0, named=True)
    share, target, change = (row[f"good_or_better_{what}"] for what in ("share", "target", "share_change"))
    line = ratings.trend(store, month, shown, area).tail(_OF_TREND)["good_or_better_rolling"].to_list()
    card = partial(_of_share, row=row, rating=_rating(share, target), values=tuple(line))
    aimed = f", target {PERCENT.as_printed(target)}" if target is not None else ""
    if row["good_or_better_share_real"] and min(row["audits"], row["previous_audits"]) >= FEW:
        before = PERCENT.value(row["previous_good_or_better_share"])
        yield card(
            f"Audits rated {good}", "Got better" if change > 0 else "Got worse", apart=change,
            facts=f"{before} in the three months before{aimed}.",
        )  # fmt: skip
    elif target is not None and row["audits"] >= FEW and row["good_or_better_share_high"] < target:
        facts = f"Target {PERCENT.as_printed(target)}."
        yield card(f"Audits rated {good}", "Below target", apart=share - target, facts=facts)
    apart = legal_status.weakest(audits.apart(store, month, shown, area))
    for group in [group for group in apart.iter_rows(named=True) if is_weaker(group)][:1]:
        rest = group["good_or_better_rest_share"]
        yield card(
            f"Audits rated {good}: {formatting.within_sentence(group['name'])}", "Weaker than others",
            place=Places.STATUSES, row=group, rating=_rating(group["good_or_better_share"], target), values=(),
            apart=group["good_or_better_share"] - rest, facts=f"{PERCENT.value(rest)} for all other children{aimed}.",
        )  # fmt: skip


def _rating(share: float, target: float | None) -> str | None:
    """Audits have a target and no tolerance: met or not."""
    return None if target is None else "green" if share >= target else "red"


def _of_share(
    title: str,
    verdict: str,
    *,
    row: Row,
    rating: str | None,
    facts: str,
    values: tuple[float | None, ...],
    apart: float,
    place: Places = Places.AUDITS,
) -> Card:
    """A finding about audits good enough, of three months; `apart` is the difference in points."""
    return Card(
        place, "", title, verdict, apart > 0, PERCENT.value(row["good_or_better_share"]), rating, facts,
        f"{row['good_or_better']} of {row['audits']} audits in three months.", values,
        "figure" if row["simulated"] else "",
        order(None if row["simulated"] else apart * row["audits"] / 100, apart),
    )  # fmt: skip


def _of_screening(store: Store, month: date, area: str, shown: Shown) -> Iterator[Card]:
    areas = screening.by_area(store, month, shown)
    if areas.is_empty() or not areas["records"].count():
        return
    told = areas.filter(pl.col("red_in_list"), pl.col("red_differs").is_in(OUTSIDE[:2])).sort("red", descending=True)
    mine = screening.covering(areas, area)
    for row in told.filter(pl.lit(area == ALL) | pl.col("area").is_in(mine)).head(1).iter_rows(named=True):
        others = screening.rest(areas, row["area"], "red")
        assert others is not None  # else it would be in no list
        line = screening.by_month(store, month, row["area"], shown).tail(_OF_TREND)["red"].to_list()
        yield Card(
            Places.SCREENING, "", f"Records rated red: {row['name']}", "More than elsewhere", False,
            PERCENT.value(row["red"]), None, f"{PERCENT.value(others)} in the other areas.",
            f"{row['red_count']} of {row['records']} records screened by {months.words(min(month, row['cut']))}.",
            tuple(line), "figure" if row["simulated"] else "",
            order(
                None if row["simulated"] else row["red_count"] - others * row["records"] / 100, row["red"] - others
            ),
        )  # fmt: skip
