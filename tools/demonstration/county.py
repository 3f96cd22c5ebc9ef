"""The county's simulated counts: a numerator and a denominator behind every published percentage.

The counts of a published month are searched: of the denominators near a plausible size, one with which a whole number
of children gives the very decimal that was printed, and with which three months pool to the quarter that the
scorecard prints. For the 24 months before, nothing was published: there the level walks back from the published
months by about as much as those move, and the counts follow from it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache

from analytics import months
from tools.demonstration.counts import (
    COMPOSITES,
    EARLIER,
    FIRST_PUBLISHED,
    HEALTH,
    LEAVERS,
    NOTHING,
    PUBLISHED,
    VISITS,
    Composite,
    Count,
    Published,
    Series,
    near,
    printing,
)
from tools.demonstration.draws import Draws
from tools.demonstration.volumes import KNOWN_NUMERATORS, KNOWN_SIZES, PRINTED_QUARTERS, VOLUMES

_GROWS_IN_THE_SCHOOL_YEAR = ("cic_fixed_term_excluded", "cic_school_move")
_SCHOOL_YEAR = (*_GROWS_IN_THE_SCHOOL_YEAR, "cic_good_attendance")
_NEVER_FAR_FROM = 1.0  # how far a level may walk from the published mean, on the logit scale


def county(published: Published, seed: int) -> dict[str, Series]:
    """The counts of each indicator of VOLUMES by month, oldest first: the published months that have a value, and the
    24 months before them for the indicators that reach back to the first published month."""
    sizes = {measure: _sizes(measure, seed) for measure in VOLUMES}
    found = _published_months(published, sizes)
    for measure, values in published.items():
        if measure in VOLUMES and FIRST_PUBLISHED in values:
            earlier = _earlier(measure, found[measure], sizes[measure], seed)
            closed = {month.month for month, value in values.items() if value == "z"}
            found[measure] |= {month: count for month, count in earlier.items() if month.month not in closed}
    _bind_earlier(found)
    return {measure: dict(sorted(series.items())) for measure, series in found.items()}


def _sizes(measure: str, seed: int) -> dict[date, float]:
    """Roughly how many were counted in each month; indicators of one base have the same."""
    volume = VOLUMES[measure]
    draws = Draws(seed, "size", volume.base or measure)
    sizes: dict[date, float] = {}
    walked = 0.0
    for month in reversed(EARLIER + PUBLISHED):
        if volume.stays:
            size = volume.size * math.exp(-walked)
            walked += draws.normal(0.0015, volume.spread / 3)
        else:
            season = 0.85 if month.month == 8 else 1.0
            size = volume.size * season * math.exp(draws.normal(0, volume.spread))
        sizes[month] = KNOWN_SIZES.get((measure, month)) or KNOWN_SIZES.get((volume.base, month)) or size
    return sizes


# --- the published months -------------------------------------------------------------------------------------------


def _published_months(published: Published, sizes: dict[str, dict[date, float]]) -> dict[str, Series]:
    found: dict[str, Series] = {measure: {} for measure in VOLUMES}

    @cache
    def visits(month: date, every: Count) -> tuple[Count, Count] | None:
        first, second = _printed(VISITS.parts, published, month)
        return _visits(first, second, sizes[VISITS.parts[0]][month], every)

    def divides(month: date, every: Count) -> bool:
        return visits(month, every) is not None

    for measure, quarters in PRINTED_QUARTERS.items():
        usable = divides if measure == VISITS.whole else None
        found[measure] = _meeting_quarters(measure, published[measure], quarters, sizes[measure], usable)
    for month, every in found[VISITS.whole].items():
        pair = visits(month, every)
        assert pair is not None
        for measure, count in zip(VISITS.parts, pair, strict=True):
            found[measure][month] = count
    in_composites = {m for c in COMPOSITES for m in (c.whole, *c.parts)}
    bases: dict[str, list[str]] = {}
    for measure, volume in VOLUMES.items():
        if measure not in PRINTED_QUARTERS and measure not in in_composites:
            bases.setdefault(volume.base or measure, []).append(measure)
    for month in PUBLISHED:
        contacts = found["initial_contact_decisions_24h"][month].whole
        for members in bases.values():
            printed = {m: t for m in members if isinstance(t := published[m].get(month), int)}
            if printed:
                size = contacts if VOLUMES[members[0]].base == "contacts" else sizes[members[0]][month]
                for measure, count in _of_one_base(printed, month, size).items():
                    found[measure][month] = count
        for composite in (HEALTH, *LEAVERS):
            for measure, count in _of_composite(composite, published, month, sizes).items():
                found[measure][month] = count
    return found


def _printed(measures: tuple[str, ...], published: Published, month: date) -> list[int]:
    return [int(published[measure][month]) for measure in measures]


def _fitting(measure: str, month: date, tenths: int, whole: int) -> list[Count]:
    known = KNOWN_NUMERATORS.get((measure, month))
    return [count for count in printing(tenths, whole) if known in (None, count.part)]


def _reach(size: float) -> float:
    """How far the search for a denominator may go; few small numbers give a decimal, so that it may go far there."""
    return 3.0 if size < 100 else 0.5


def _of_one_base(printed: dict[str, int], month: date, size: float) -> dict[str, Count]:
    """One denominator for all the indicators of a base if there is one near the size with which all are printed as
    they were; else the one that serves most, and for each of the others the nearest below that serves it."""
    if len(printed) == 1:
        best: float = size
    else:
        reach = 0.0 if isinstance(size, int) else 0.12 if "sw_18_or_fewer" in printed else 0.02
        best = max(
            near(size, reach), key=lambda whole: sum(bool(_fitting(m, month, t, whole)) for m, t in printed.items())
        )
    return {
        measure: next(c for whole in near(best, _reach(best)) for c in _fitting(measure, month, tenths, whole))
        for measure, tenths in printed.items()
    }


def _meeting_quarters(
    measure: str,
    values: dict[date, int | str],
    quarters: dict[date, float],
    sizes: dict[date, float],
    usable: Callable[[date, Count], bool] | None,
) -> Series:
    """Counts for the published months that pool, three by three, to the quarters that the scorecard prints."""
    found: Series = {}
    for end, printed in quarters.items():
        window = [month for month in months.up_to(end, 3)[::-1] if month in PUBLISHED]
        known = {month: KNOWN_SIZES[measure, month] for month in window if (measure, month) in KNOWN_SIZES}
        leaning = (
            _leaning({m: (int(values[m]) / 10 - printed, sizes[m]) for m in window}, known)
            if len(window) == 3
            else sizes
        )
        choices = [
            [
                count
                for whole in ([known[month]] if month in known else near(leaning[month], _reach(sizes[month])))
                for count in printing(int(values[month]), whole)
            ]
            for month in window
        ]
        target = round(printed * 10)
        found |= next(
            dict(zip(window, chosen, strict=True))
            for chosen in _by_nearness(choices)
            if (len(chosen) < 3 or sum(chosen, NOTHING).tenths == target)
            and (usable is None or all(map(usable, window, chosen)))
        )
    return found


def _leaning(months_of_quarter: dict[date, tuple[float, float]], known: dict[date, int]) -> dict[date, float]:
    """The sizes, given as (distance of the month's value from the quarter's, size), leant towards the months that pull
    the pooled value to the quarter's: by as much as that needs and in proportion to the distance."""
    low, high = -2.0, 2.0
    for _ in range(60):
        lean = (low + high) / 2
        sizes = {
            month: known.get(month) or size * math.exp(-lean * distance)
            for month, (distance, size) in months_of_quarter.items()
        }
        too_high = sum(distance * sizes[month] for month, (distance, _) in months_of_quarter.items()) > 0
        low, high = (lean, high) if too_high else (low, lean)
    return sizes


def _by_nearness(choices: list[list[Count]]) -> Iterator[tuple[Count, ...]]:
    """One choice from each list; those first whose places in the lists add up to least."""
    for places in range(sum(map(len, choices))):
        yield from _at_places(choices, places)


def _at_places(choices: list[list[Count]], places: int) -> Iterator[tuple[Count, ...]]:
    first, *rest = choices
    if not rest:
        if places < len(first):
            yield (first[places],)
        return
    for place in range(min(places + 1, len(first))):
        for others in _at_places(rest, places - place):
            yield first[place], *others


def _visits(tenths47: int, tenths17: int, size47: float, every: Count) -> tuple[Count, Count] | None:
    """Visits under section 47 and section 17 that are printed as they were and, with as few visits of neither kind as
    can be, add up to all."""
    of_47 = [count for whole in near(size47, 0.95) + near(size47 * 2, 0.4) for count in printing(tenths47, whole)]
    for neither in range(41):
        for first in of_47:
            for second in printing(tenths17, max(1, every.whole - first.whole - neither)):
                if (every - first - second).possible:
                    return first, second
    return None


def _of_composite(
    composite: Composite, published: Published, month: date, sizes: dict[str, dict[date, float]]
) -> dict[str, Count]:
    """Counts for an indicator over all and the indicators of its parts that fit into one another."""
    whole = composite.whole
    (every_printed,) = _printed((whole,), published, month)
    parts = _printed(composite.parts, published, month)
    for size in near(sizes[whole][month], 0.1):
        for every in printing(every_printed, size):
            for first_size in near(sizes[composite.parts[0]][month], 0.3):
                for first in printing(parts[0], first_size):
                    rest = every - first
                    if rest.possible and (composite.others or rest.tenths == parts[1]):
                        return dict(zip((whole, *composite.parts), (every, first, rest), strict=False))
    raise ValueError(f"No counts give what was printed for {whole} and its parts in {months.words(month)}.")


# --- the months before ----------------------------------------------------------------------------------------------


def _logit(share: float) -> float:
    held = min(max(share, 0.004), 0.996)
    return math.log(held / (1 - held))


def _share(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def _earlier(measure: str, series: Series, sizes: dict[date, float], seed: int) -> Series:
    draws = Draws(seed, "earlier", measure)
    logits = [_logit(count.part / count.whole) for count in series.values()]
    if measure in _SCHOOL_YEAR:
        return _earlier_school_years(measure, series, sizes, draws)
    mean = sum(logits) / len(logits)
    moves = [abs(b - a) for a, b in itertools.pairwise(logits)]
    usual = min(sum(moves) / len(moves) / 1.128, 0.6)  # the mean moving range as a standard deviation
    kept = 0.93 if VOLUMES[measure].stays else 0.6
    at, found = logits[0], {}
    for month in reversed(EARLIER):
        at = mean + kept * (at - mean) + draws.normal(0, usual * (1 if VOLUMES[measure].stays else 0.8))
        at = min(max(at, mean - _NEVER_FAR_FROM), mean + _NEVER_FAR_FROM)
        whole = max(1, round(sizes[month]))
        found[month] = Count(min(whole, round(whole * _share(at) + draws.uniform(-0.5, 0.5))), whole)
    return found


def _earlier_school_years(measure: str, series: Series, sizes: dict[date, float], draws: Draws) -> Series:
    """As in the same month of the published school year, and never falling within a year where that cannot be."""
    by_month = {month.month: count for month, count in series.items() if month.year == 2020 or month.month < 8}
    of_year = {year: draws.normal(0, 0.12) for year in (2018, 2019)}
    found: Series = {}
    last = 0
    for month in EARLIER:
        if month.month not in by_month:  # schools are closed in August
            continue
        like = by_month[month.month]
        whole = round(sizes[month])
        part = round(whole * _share(_logit(like.part / like.whole) + of_year[month.year - (month.month < 9)]))
        if measure in _GROWS_IN_THE_SCHOOL_YEAR:
            last = part = part if month.month == 9 else max(last, part)
        found[month] = Count(part, whole)
    return found


def _bind_earlier(found: dict[str, Series]) -> None:
    """Make the earlier months hang together as the published ones do: parts fit into their whole, more social workers
    have 25 or fewer children than 18 or fewer, and July to September 2020 pool to the printed quarter."""
    for month in EARLIER:
        over_18, over_25 = found["sw_18_or_fewer"], found["sw_25_or_fewer"]
        over_18[month] = Count(min(over_18[month].part, over_25[month].part), over_25[month].whole)
        for composite in (HEALTH, *LEAVERS):
            _fit(composite, found, month)
    for measure, quarters in PRINTED_QUARTERS.items():
        _pool_to(found[measure], round(quarters[FIRST_PUBLISHED] * 10))
    for month in EARLIER:
        _fit_visits(found, month)


def _fit(composite: Composite, found: dict[str, Series], month: date) -> None:
    first = found[composite.parts[0]][month]
    if composite.others:
        every = found[composite.whole][month]
        part = min(max(every.part, first.part), first.part + every.whole - first.whole)
        found[composite.whole][month] = Count(part, every.whole)
    else:
        found[composite.whole][month] = first + found[composite.parts[1]][month]


def _pool_to(series: Series, tenths: int) -> None:
    """Move the counts of July and August 2020 so that the quarter to September is what was printed."""
    july, august, september = months.up_to(FIRST_PUBLISHED, 3)[::-1]
    whole, wanted = next(
        (whole, every.part - series[september].part)
        for whole in near(series[august].whole, 3.0)
        for every in printing(tenths, series[july].whole + whole + series[september].whole)
    )
    series[july] = Count(round(wanted * series[july].whole / (series[july].whole + whole)), series[july].whole)
    series[august] = Count(wanted - series[july].part, whole)


def _fit_visits(found: dict[str, Series], month: date) -> None:
    every, first = found[VISITS.whole][month], found[VISITS.parts[0]][month]
    part = min(first.part, every.part)
    part = max(part, first.whole - (every.whole - every.part))
    found[VISITS.parts[0]][month] = Count(part, first.whole)
    found[VISITS.parts[1]][month] = every - found[VISITS.parts[0]][month]
