"""The month in sentences: each indicator in two to four, the whole month in four or five.

Every sentence is put together by rule from the figures of the month's table, and keeps them. No cause is named, for
none is known here.

**Each indicator**: what it is now, against target and tolerance, and for how many months the target has been missed;
which way it goes and since when, whether the control chart has a signal, and whether the process can be expected to
meet the target; where there are counts, how many more or fewer would have met it, and that the figure is of few if they
are under 20; where a national counterpart exists, how the council compares with the median of its statistical
neighbours. Areas within the council are not compared with other councils.

**The month**: how many indicators have which rating and how many ratings moved; what got worse, and what got better, by
more than chance makes likely, of how many that can be judged so, and how many of each chance alone would bring; what
changed so and is neither, if anything did; and what could be chance: the ratings that changed within the expected range
(those that no chart can judge are counted apart), and the largest such moves.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import months
from analytics.caching import cached_per_version
from analytics.catalogue import ALL, Polarity, Window, catalogue, unit_of
from analytics.headlines import (
    CHANGED,
    Headlines,
    Ratings,
    comparable,
    headlines,
    rating_step,
)
from analytics.indicators.comparators import NEIGHBOURS, WHOLE_YEAR, beside, compared
from analytics.indicators.filtering import narrowed
from analytics.indicators.pipeline import headline_figures
from analytics.indicators.reported import others
from analytics.store import Shown, Store
from analytics.units import Kind
from analytics.wording.cited_sentence import DIFFERENCE, TEXT, VALUE, Figure, Parts, Sentence, listed, sentence
from analytics.wording.kpi_labels import no_target
from analytics.wording.phrases import (
    Row,
    at,
    behind,
    figure,
    for_information,
    from_usual,
    going,
    missed,
    named,
    of_period,
    small,
    target,
    to_target_unit,
    value,
    verdict,
)
from analytics.wording.spc_labels import (
    LIST_HEADINGS,
    NOT_JUDGED,
    by_chance_words,
    no_signal_parts,
    signal_parts,
    unlikely_to_be_chance,
)

_UNLIKELY = "is unlikely to be chance"
NAMED = 5  # indicators that one of the four sentences names at most
LARGEST = 3
_ASSURED = {
    "fails": "at this level, the target will be missed",
    "passes": "at this level, the target will be met",
    "hit or miss": "at this level, the target may be met or missed",
}


@cached_per_version
def indicator_summaries(
    store: Store, month: date, locality: str = ALL, shown: Shown = "known"
) -> dict[str, tuple[Sentence, ...]]:
    """The sentences of every indicator of a month, by measure_id, as the module says."""
    rows = headline_figures(store, month, locality, shown)
    peers = _neighbours(store, month) if locality == ALL else {}
    return {row["measure_id"]: _of_indicator(row, peers.get(row["measure_id"])) for row in rows.iter_rows(named=True)}


def _neighbours(store: Store, month: date) -> dict[str, Row]:
    """For each indicator the row of `beside` with the statistical neighbours' median, where there is one."""
    rows = beside(others(store), month).filter(pl.col("value").is_not_null(), comparator=NEIGHBOURS, statistic="median")
    return {row["measure_id"]: row for row in rows.iter_rows(named=True)}


def _of_indicator(row: Row, neighbours: Row | None) -> tuple[Sentence, ...]:
    if row["value"] is None:
        return (sentence(["There is no figure for ", *of_period(row), "."]),)
    said = [_against_target(row), _real_or_not(row), _in_children(row)]
    if neighbours:
        said.append(_beside_neighbours(row, neighbours))
    return tuple(sentence([*parts, "."]) for parts in said if parts)


def _against_target(row: Row) -> Parts:
    now: Parts = [figure(row, "value", VALUE), " in ", *of_period(row)]
    if for_information(row):
        return [*now, "; for information, so it is not rated"]
    if row["target"] is None:
        return [*now, f"; {no_target(row)}" if row["start_assumed"] else "; no target is in force"]
    if row["distance"] == 0:
        on = "exactly on the target" if row["target_to"] is None else "within the target"
        return [*now, f", {on} of ", target(row), f": {row['rag']}"]
    side = "above" if row["distance"] > 0 else "below"
    where: Parts = [", ", figure(row, "distance", DIFFERENCE), f" {side} the target of "]
    within = {"green": "", "amber": ", within tolerance", "red": ", off tolerance"}[row["rag"]]
    return [
        *now,
        *where,
        target(row),
        f": {row['rag']}{within}",
        *(["; ", *how_long] if (how_long := missed(row)) else []),
    ]


def _real_or_not(row: Row) -> Parts:
    signal = signal_parts(row)
    real = no_signal_parts(row)
    if signal:
        real = [f"{verdict(row)}: ", *signal]
    assured: Parts = ["; ", _ASSURED[row["assurance"]].format(row["period"])] if row["assurance"] else []
    return [*going(row), "; ", *real, *assured]


def _in_children(row: Row) -> Parts:
    few = small(row)
    if not row["count_to_target"] or row["kind"] == Kind.COUNT:  # whose distance says it already
        return few
    more = "more" if row["distance"] < 0 else "fewer"
    of: Parts
    if row["kind"] == Kind.PERCENTAGE:
        of = [" of ", *behind(row)]
    else:
        made_up = " (simulated counts)" if row["simulated"] or row["counts_simulated"] else ""
        of = [f" {to_target_unit(row)}{made_up}"]
    count = figure(row, "count_to_target", row["counted"])
    return [count, f" {more}", *of, " would have met the target", *(["; ", *few] if few else [])]


def _beside_neighbours(row: Row, neighbours: Row) -> Parts:
    median = Figure("neighbours_median", neighbours["value"], VALUE, row["measure_id"], row["month"])
    period = Figure("neighbours_period", neighbours["period_words"], TEXT, row["measure_id"], row["month"])
    made_up = ", simulated" if neighbours["simulated"] else ""
    theirs: Parts = ["the statistical neighbours' median of ", median, " (", period, f"{made_up})"]
    if why := neighbours["not_compared"]:
        ours: Parts = [figure(row, "value", VALUE), " in ", *of_period(row)]
        return [*ours, ". Statistical neighbours' median ", median, " (", period, f"{made_up}), {why}"]
    if row["month"].month not in WHOLE_YEAR.get(Window(row["window"]), (row["month"].month,)):
        return ["it covers a part of the year only, so it is not judged against ", *theirs]
    return [
        compared(row["value"], neighbours["value"], Polarity(row["polarity"]), unit_of(row["measure_id"])),
        " ",
        *theirs,
    ]


@cached_per_version
def month_summary(
    store: Store, month: date, locality: str = ALL, shown: Shown = "known", theme: tuple[str, ...] = ()
) -> tuple[Sentence, ...]:
    """The month in four sentences or five, of some themes or all; none where no figure is held."""
    rows = narrowed(headline_figures(store, month, locality, shown), theme)
    if rows.is_empty():
        return ()
    found = headlines(rows)
    return (
        _together(rating_sentences(found, month, catalogue().area_name(locality))),
        *(_real(which, found, month) for which in unlikely_to_be_chance(found)),
        _noise(rows, month),
    )


def _together(said: tuple[Sentence, ...]) -> Sentence:
    return Sentence(" ".join(s.text for s in said), tuple(dict.fromkeys(f for s in said for f in s.figures)))


def _counted(name: str, count: int, month: date) -> Figure:
    return Figure(name, count, "indicators", ALL, month)


def rating_sentences(of: Headlines, month: date, area: str) -> tuple[Sentence, ...]:
    """How many indicators have which rating, for this month alone and overall, and how many ratings moved; what is
    withheld is counted as that."""
    every: Parts = [" of ", _counted("indicators", of.indicators, month), " indicators"] if of.indicators > 1 else []
    said: list[Parts] = [
        [f"{area}, ", at(month), ", rating this month: ", *_rated("month", of.month_rating, month, every), "."],
        ["Overall rating: ", *_rated("overall", of.overall_rating, month), "."],
    ]
    if none := of.month_rating.none:
        said += [[_counted("no rating", none, month), " can't be rated: no target or no figure."]]
    return tuple(sentence(parts) for parts in [*said, [*_turned(of, month), "."]])


def _rated(which: str, of: Ratings, month: date, every: Parts = ()) -> Parts:
    """The numbers of each rating, with `every` behind the first; those withheld only if any is."""
    rated = {"red": of.red, "amber": of.amber, "green": of.green}
    shown = (rated if any(rated.values()) else {}) | ({"withheld": of.withheld} if of.withheld else {})
    if not shown:
        return ["none", *every]
    parts: list[str | Figure] = []
    for rating, number in shown.items():
        parts += [*([", "] if parts else []), _counted(f"{which} {rating}", number, month)]
        parts += [*(every if rating == next(iter(shown)) else []), f" {rating}"]
    return parts


def _turned(of: Headlines, month: date) -> Parts:
    before = at(months.before(month))
    if not of.turned.compared:
        why = "withheld" if of.turned.withheld else "not known: no rating can be compared"
        return ["How many ratings moved since ", before, f" is {why}"]
    worse, better = _counted("worse", of.turned.worse, month), _counted("better", of.turned.better, month)
    moved: Parts = ["Since ", before, ", ", worse, " moved to a worse rating this month, ", better, " to a better one"]
    if of.turned.withheld:
        return [*moved, ", and for ", _counted("turned withheld", of.turned.withheld, month), " it is withheld"]
    return moved


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def _real(which: str, among: Headlines, month: date) -> Sentence:
    """How many are in a list, how many better or worse chance alone would bring, and the first few; not known where
    nothing could be judged so."""
    of, heading = unlikely_to_be_chance(among)[which], LIST_HEADINGS[which]
    found = of.rows
    if found.is_empty() and not among.judged:
        return sentence([f"{heading}: not known, as {NOT_JUDGED}."])
    if found.is_empty():
        judged = _counted("judged", among.judged, month)
        none: Parts = [f"{heading}: none of ", judged, " that can be judged better or worse"]
        if among.judged == 1:
            none = [f"{heading}: none. Only ", judged, " indicator can be judged better or worse"]
        small: Parts = ["; too small to list: ", _counted(f"small {which}", of.small, month)] if of.small else []
        return sentence([*none, *small, "."])
    first = listed(_briefly(row) for row in found.head(NAMED).iter_rows(named=True))
    count = _counted(which, found.height, month)
    before = ", first of all " if found.height > NAMED else ": "
    by_chance = Figure("by chance", by_chance_words(among.by_chance / 2), TEXT, ALL, month)
    counted: Parts = [f"{heading}: ", count, f" indicator{_s(found.height)}{before}", *first, "."]
    if which == CHANGED:
        return sentence(counted)
    return sentence([*counted, " Chance alone would bring ", by_chance, "."])


def _briefly(row: Row) -> Parts:
    """The name, the figure, and the run behind a trend or else the usual figure."""
    return [named(row), " (", *value(row), ", ", *from_usual(row), ")"]


def _noise(rows: pl.DataFrame, month: date) -> Sentence:
    """How many ratings changed that could be chance, how many of which no chart can tell, and the largest moves that
    could be chance."""
    steps = rows.filter(rating_step().is_not_null())
    changed = steps.filter(rating_step() != 0)
    unjudged = changed["variation"].null_count()
    noise = changed.filter(variation="common cause").height
    said: list[str | Figure]
    if changed.height == 1:
        could_be = {"common cause": "could be chance", None: "can't be judged"}
        said = [f"The one rating that changed this month {could_be.get(changed['variation'][0], _UNLIKELY)}"]
    elif changed.height:
        said = [_counted("changed without a signal", noise, month), " of ", _counted("changed", changed.height, month)]
        said += [" ratings that changed this month could be chance"]
        if unjudged:
            said += ["; ", _counted("not judged", unjudged, month), " more can't be judged"]
    elif steps.height:
        said = ["No rating changed this month"]
    else:
        said = ["Which changes could be chance is not known: no rating can be compared with the month before"]
    moves = rows.filter(pl.col("change") != 0, variation="common cause").sort(
        comparable(pl.col("change"), pl.col("mean")).abs(), descending=True, maintain_order=True
    )
    largest = listed(_move(row) for row in moves.head(LARGEST).iter_rows(named=True))
    if largest:
        said += [". The largest moves that could be chance: ", *largest]
    return sentence([*said, "."])


def _move(row: Row) -> Parts:
    way = "up " if row["change"] > 0 else "down "
    return [named(row), " (", way, figure(row, "change", DIFFERENCE), " to ", *value(row), ")"]
