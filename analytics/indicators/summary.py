"""The month in sentences: each indicator in two to four, the whole month in four.

Every sentence is put together by rule from the figures of the month's table, and keeps them. No cause is named, for
none is known here.

**Each indicator**: what it is now, against target and tolerance, and for how many months the target has been missed;
which way it goes and since when, whether the control chart has a signal, and whether the process can be expected to
meet the target; where there are counts, how many more or fewer would have met it, and that few stand behind the
figure if they are under 20; where a national counterpart exists, how the council compares with the median of its
statistical neighbours. Areas within the council are not compared with other councils.

**The month in four sentences**: how the indicators stand and how many colours changed; what is worse and real; what
is better and real; and what is noise as far as the control charts can tell: the colours that changed without a
signal that says the same (those that no chart can judge are counted apart), and the largest moves within the usual ups
and downs.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import months
from analytics.caching import cached_per_version
from analytics.catalogue import ALL, Polarity, Window, catalogue
from analytics.indicators.attention import BETTER, WORSE, colour_step, confirmed, weighed
from analytics.indicators.comparators import NEIGHBOURS, WHOLE_YEAR, beside, compared
from analytics.indicators.phrases import (
    WAYS,
    Row,
    at,
    behind,
    figure,
    going,
    missed,
    moved,
    named,
    small,
)
from analytics.indicators.signals import no_signal_parts, signal_parts
from analytics.indicators.traced import (
    PERCENT,
    POINTS,
    TEXT,
    Figure,
    Parts,
    Sentence,
    listed,
    sentence,
)
from analytics.indicators.views import NO_TARGET, STATUSES, narrowed, status_counts
from analytics.store import Shown, Store, all_rows

NAMED = 5  # indicators that one of the four sentences names at most
LARGEST = 3
_ASSURED = {
    "fails": "as things run, the target is out of reach",
    "passes": "as things run, the target will be met",
    "hit or miss": "as things run, the target may be met or missed",
}


@cached_per_version
def indicator_summaries(
    store: Store, month: date, locality: str = ALL, shown: Shown = "known"
) -> dict[str, tuple[Sentence, ...]]:
    """The sentences of every indicator of a month, by measure_id, as the module says."""
    rows = weighed(store, month, locality, shown)
    peers = _neighbours(store, month) if locality == ALL else {}
    return {row["measure_id"]: _of_indicator(row, peers.get(row["measure_id"])) for row in rows.iter_rows(named=True)}


def _neighbours(store: Store, month: date) -> dict[str, Row]:
    """For each indicator the row of `beside` with the statistical neighbours' median, where there is one."""
    rows = beside(all_rows(store, "comparators"), month).filter(
        pl.col("value").is_not_null(), comparator=NEIGHBOURS, statistic="median"
    )
    return {row["measure_id"]: row for row in rows.iter_rows(named=True)}


def _of_indicator(row: Row, neighbours: Row | None) -> tuple[Sentence, ...]:
    if row["value"] is None:
        return (sentence(["There is no figure for ", at(row["month"]), "."]),)
    said = [_against_target(row), _real_or_not(row), _in_children(row)]
    if neighbours:
        said.append(_beside_neighbours(row, neighbours))
    return tuple(sentence([*parts, "."]) for parts in said if parts)


def _against_target(row: Row) -> Parts:
    now: Parts = [figure(row, "value", PERCENT), " in ", at(row["month"])]
    if row["target"] is None:
        return [*now, "; no target is in force"]
    target = figure(row, "target", PERCENT)
    if row["distance"] == 0:
        return [*now, ", exactly on the target of ", target, f": {row['rag']}"]
    side = "above" if row["distance"] > 0 else "below"
    where: Parts = [", ", figure(row, "distance", POINTS), f" {side} the target of "]
    within = {"green": "", "amber": ", within tolerance", "red": ", off tolerance"}[row["rag"]]
    return [*now, *where, target, f": {row['rag']}{within}", *(["; ", *how_long] if (how_long := missed(row)) else [])]


def _real_or_not(row: Row) -> Parts:
    signal = signal_parts(row)
    real: Parts = ["a signal ", WAYS[row["variation"]], ": ", *signal] if signal else no_signal_parts(row)
    assured: Parts = ["; ", _ASSURED[row["assurance"]]] if row["assurance"] else []
    return [*going(row), "; ", *real, *assured]


def _in_children(row: Row) -> Parts:
    few = small(row)
    if not row["count_to_target"]:
        return few
    count, more = figure(row, "count_to_target", row["counted"]), "more" if row["distance"] < 0 else "fewer"
    return [count, f" {more} of ", *behind(row), " would have met the target", *(["; ", *few] if few else [])]


def _beside_neighbours(row: Row, neighbours: Row) -> Parts:
    median = Figure("neighbours_median", neighbours["value"], PERCENT, row["measure_id"], row["month"])
    period = Figure("neighbours_period", neighbours["period_words"], TEXT, row["measure_id"], row["month"])
    made_up = ", simulated" if neighbours["simulated"] else ""
    theirs: Parts = ["the statistical neighbours' median of ", median, " (", period, f"{made_up})"]
    if row["month"].month not in WHOLE_YEAR.get(Window(row["window"]), (row["month"].month,)):
        return ["it covers a part of the year only, so it is not judged against ", *theirs]
    return [compared(row["value"], neighbours["value"], Polarity(row["polarity"])), " ", *theirs]


@cached_per_version
def month_summary(
    store: Store, month: date, locality: str = ALL, shown: Shown = "known", theme: str = ALL
) -> tuple[Sentence, ...]:
    """The month in four sentences, of one theme or all; none where no figure is held."""
    rows = narrowed(weighed(store, month, locality, shown), theme)
    if rows.is_empty():
        return ()
    area = catalogue().area_name(locality)
    return (_standing(rows, month, area), _real(rows, month, WORSE), _real(rows, month, BETTER), _noise(rows, month))


def _counted(name: str, count: int, month: date) -> Figure:
    return Figure(name, count, "indicators", ALL, month)


def _standing(rows: pl.DataFrame, month: date, area: str) -> Sentence:
    counts = status_counts(rows)
    red, amber, green = (_counted(f"status {status}", counts[status], month) for status in STATUSES)
    without = _counted(NO_TARGET, counts[NO_TARGET], month)
    worse, better = rows.filter(colour_step() > 0).height, rows.filter(colour_step() < 0).height
    of = f" indicator{_s(rows.height)} of {area} "
    stand: Parts = ["In ", at(month), ", ", red, " of ", _counted("indicators", rows.height, month), of]
    statuses: Parts = [f"{_have(counts['red'])} status red, ", amber, " amber and ", green, " green, and ", without]
    since: Parts = [" no target or no figure; since ", at(months.before(month)), " the month's colour got worse in "]
    turned: Parts = [_counted("worse", worse, month), " and better in ", _counted("better", better, month), "."]
    return sentence([*stand, *statuses, *since, *turned])


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def _real(rows: pl.DataFrame, month: date, which: str) -> Sentence:
    """How many stand in a list, and the first few of them."""
    found = rows.filter(list=which).sort("list_order")
    if found.is_empty():
        return sentence([f"{which.capitalize()}: none; no control chart has such a signal."])
    first = listed(_briefly(row) for row in found.head(NAMED).iter_rows(named=True))
    count = _counted(which, found.height, month)
    before = ", first of all " if found.height > NAMED else ": "
    return sentence([f"{which.capitalize()}: ", count, f" indicator{_s(found.height)}{before}", *first, "."])


def _briefly(row: Row) -> Parts:
    """The name, the figure, and the run behind a trend or else the usual figure."""
    said = moved(row) if row["signal"] == "trend" else ["usually ", figure(row, "usual", PERCENT)]
    return [named(row), " (", figure(row, "value", PERCENT), ", ", *said, ")"]


def _noise(rows: pl.DataFrame, month: date) -> Sentence:
    """How many colours changed without a signal that says the same, how many of which no chart can tell, and the
    largest moves that are no signal."""
    changed = rows.filter(colour_step() != 0)
    unjudged = changed["variation"].null_count()
    noise = changed.filter(~confirmed()).height - unjudged
    said: list[str | Figure] = ["No more than noise, as far as the control charts can tell: "]
    if changed.height:
        said += [_counted("changed without a signal", noise, month), " of ", _counted("changed", changed.height, month)]
        said += [f" colour{_s(changed.height)} that changed"]
        if unjudged:
            said += ["; ", _counted("not judged", unjudged, month), " more can't be judged"]
    else:
        said += ["no colour, for none changed"]
    moves = rows.filter(pl.col("change") != 0, variation="common cause").sort(
        pl.col("change").abs(), descending=True, maintain_order=True
    )
    largest = listed(_move(row) for row in moves.head(LARGEST).iter_rows(named=True))
    if largest:
        said += ["; of the moves within the usual ups and downs, the largest: ", *largest]
    return sentence([*said, "."])


def _move(row: Row) -> Parts:
    way = "up " if row["change"] > 0 else "down "
    return [named(row), " (", way, figure(row, "change", POINTS), " to ", figure(row, "value", PERCENT), ")"]
