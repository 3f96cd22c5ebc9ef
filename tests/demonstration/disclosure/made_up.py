"""Made-up authorities of few counts, for the attacker: a store of everything that a pack has sections on, and papers
that printed some of what its counts give.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import floor
from pathlib import Path

import polars as pl

from analytics import months
from analytics.audits.inclusion import rated
from analytics.catalogue import ALL
from analytics.disclosure import PACK_SECTIONS, CannotPublish, Disclosed, Wanted, disclose, sections_of
from analytics.screening import by_area
from analytics.store import Incoming, Store, audit_rows, figures_held, load
from tests.demonstration.council import catalogue
from tests.demonstration.disclosure.attack import (
    AUDIT,
    COLOURS,
    KINDS,
    PLACEMENT,
    RECORD,
    SIDES,
    TOTAL,
    Count,
    places,
    recovered,
)
from tests.publishing import published_as

SEPTEMBER = date(2021, 9, 1)
MONTHS = ("2021-06", "2021-07", "2021-08", "2021-09")  # of audits; of everything else the last three
WHOLE, PARTS = "initial_visits_timescale_all", ("initial_visits_s17_5d", "initial_visits_s47_2d")
ALONE = ("repeat_cp_plans", "readmitted_to_care_12m")  # an authority has both of them, or one and first visits
CARDS = {
    WHOLE: "sc_initial_visits",
    "repeat_cp_plans": "sc_repeat_cp_plans",
    "readmitted_to_care_12m": "sc_readmitted_12m",
}
ELSEWHERE = "elsewhere"  # where audits lie that are not of the area that is attacked
SCREENED = ("Gloucester", "Stroud", "Under 11s", "DCYPS")
HEADERS = {
    "indicators": "cut,month,measure_id,locality,numerator,denominator,value,source",
    "scorecard": "cut,line,scorecard,section,measure_id,measure,polarity,reporting_basis,unit,period,value,source",
    "shares": "cut,month,months,subject,area,legal_status,category,value,source",
    "placements": "cut,series,month,value,source",
    "screenings": "cut,screened_on,record_id,area,rag,source,simulated",
    "audits": "cut,month,audit_id,record_key,status,locality,legal_status,auditor_rating,rating,lower_end,"
    "child_spoken_to,family_spoken_to,worker_included,manager_included,reviewer_included,submitted_late,source",
}


@dataclass(frozen=True)
class Authority:
    """The true counts, the lines of its own extracts and of the papers by kind, whether it holds the papers, and
    whether they are listed as published."""

    truth: dict[Count, int]
    own: dict[str, list[str]]
    papers: dict[str, list[str]]
    holds_papers: bool = True
    lists_papers: bool = True

    def texts(self, of: dict[str, list[str]]) -> list[str]:
        return ["\n".join([HEADERS[kind], *lines]) for kind, lines in of.items() if lines]

    def stored(self, folder: Path) -> Store:
        store = Store(folder)
        for text in (*(self.texts(self.papers) if self.holds_papers else ()), *self.texts(self.own)):
            load(store, catalogue(), [Incoming("extract.csv", text.encode())])
        return store


def made_up(seed: int) -> Authority:
    """An authority of small areas. The whole of first visits has exactly the cases of its parts."""
    dice = random.Random(seed)
    truth = {**_indicators(dice), **_audits(dice), **_records(dice), **_placements(dice)}
    simulated = dice.random() < 0.3  # records that were made up to fit what was printed of them
    return Authority(truth, own_lines(truth, simulated), _papers(dice, truth), holds_papers=dice.random() < 0.8)


def _indicators(dice: random.Random) -> dict[Count, int]:
    truth: dict[Count, int] = {}
    for measure in (*PARTS, dice.choice(ALONE)) if dice.random() < 0.7 else ALONE:
        size, share = dice.choice((4, 12, 30)), dice.uniform(0.05, 0.95)
        for month in MONTHS[1:]:
            for place in places():
                total = dice.randint(0, 2 * size)
                truth[measure, month, place, "denominator"] = total
                truth[measure, month, place, "numerator"] = sum(dice.random() < share for _ in range(total))
    for _, month, place, side in [count for count in truth if count[0] == PARTS[0]]:
        truth[WHOLE, month, place, side] = sum(truth[part, month, place, side] for part in PARTS)
    return truth


def _audits(dice: random.Random) -> dict[Count, int]:
    statuses, grades = list(catalogue().legal_statuses), catalogue().scale.grades
    truth: dict[Count, int] = {
        (AUDIT, m, p, s, g): 0 for m in MONTHS for p in places() for s in statuses for g in grades
    }
    weights = [[dice.random() ** 2 for _ in of] for of in (statuses, grades)]
    for month in MONTHS:
        for _ in range(dice.randint(1, dice.choice((10, 40, 80)))):
            (status,), (grade,) = (dice.choices(of, w) for of, w in zip((statuses, grades), weights, strict=True))
            truth[AUDIT, month, dice.choice(places()), status, grade] += 1
    return truth


def _records(dice: random.Random) -> dict[Count, int]:
    truth: dict[Count, int] = {(RECORD, area, colour): 0 for area in SCREENED for colour in COLOURS}
    for area in SCREENED:
        weights = [dice.random() for _ in COLOURS[:-1]] + [dice.choice((0, 0.1))]
        for colour in dice.choices(COLOURS, weights, k=dice.randint(1, dice.choice((12, 60)))):
            truth[RECORD, area, colour] += 1
    return truth


def _placements(dice: random.Random) -> dict[Count, int]:
    most = dice.choice((8, 20))
    return {(PLACEMENT, month, kind): dice.randint(0, most) for month in MONTHS[1:] for kind in KINDS}


def own_lines(truth: dict[Count, int], simulated: bool = False) -> dict[str, list[str]]:
    """The lines of the extracts that have these counts, by kind."""
    lines: dict[str, list[str]] = {kind: [] for kind in HEADERS}
    for count, value in truth.items():
        if count[0] == AUDIT:
            _, month, place, status, grade = count
            lines["audits"] += [
                f"2021-09,{month},{'-'.join(count[1:])}-{n},key,completed,{place},{status},x,{grade},x,x,x,x,x,x,x,own"
                for n in range(value)
            ]
        elif count[0] == RECORD:
            _, area, colour = count
            lines["screenings"] += [
                f"2021-09,2021-09-02,{area}-{colour}-{n},{area},{colour.replace('unrated', 'x')},own,{simulated}"
                for n in range(value)
            ]
        elif count[0] == PLACEMENT:
            lines["placements"].append(f"2021-09,{count[2]},{count[1]},{value},own")
        elif count[3] == "numerator":
            measure, month, place, _ = count
            whole = truth[measure, month, place, "denominator"]
            lines["indicators"].append(f"2021-09,{month},{measure},{place},{value},{whole},,own")
    of_placements = sorted({count[1] for count in truth if count[0] == PLACEMENT})
    totals = {month: sum(truth[PLACEMENT, month, kind] for kind in KINDS) for month in of_placements}
    lines["placements"] += [f"2021-09,{TOTAL},{month},{total},own" for month, total in totals.items()]
    return lines


def percent(truth: dict[Count, int], upper: Iterable[Count], lower: Iterable[Count], decimals: int = 1) -> float | None:
    """100 × upper ÷ lower with so many decimals, halves rounded up; None where there is nothing to divide by."""
    n, d = (sum(truth[count] for count in of) for of in (upper, lower))
    return floor(100 * 10**decimals * n / d + 0.5) / 10**decimals if d else None


def _papers(dice: random.Random, truth: dict[Count, int]) -> dict[str, list[str]]:
    """What was printed: most percentages of indicators by month and quarter, and some of all else."""
    lines: dict[str, list[str]] = {}
    decimals, often = dice.choice((1, 1, 1, 2)), dice.choice((0.0, 0.1, 0.5))
    for measure in sorted({count[0] for count in truth if count[0] in (WHOLE, *PARTS, *ALONE)}):
        printed = dice.random() < 0.8
        for month in MONTHS[1:]:
            upper, lower = ([(measure, month, place, side) for place in places()] for side in SIDES)
            if printed and (value := percent(truth, upper, lower, decimals)) is not None:
                add(lines, "indicators", f"2021-09,{month},{measure},All,,,{value},published")
        if dice.random() < 0.2:  # the counts of one area, or its percentage alone
            place = dice.choice(places())
            one = [(measure, MONTHS[-1], place, side) for side in SIDES]
            value = percent(truth, one[:1], one[1:])
            n, d = (truth[count] for count in one)
            counts = f"{n},{d}" if dice.random() < 0.5 else ","
            if value is not None:
                add(lines, "indicators", f"2021-09,{MONTHS[-1]},{measure},{place},{counts},{value},published")
        if measure in CARDS and dice.random() < 0.8:
            upper, lower = ([(measure, m, place, side) for m in MONTHS[1:] for place in places()] for side in SIDES)
            if (value := percent(truth, upper, lower)) is not None:
                add_card(lines, CARDS[measure], value)
    _printed_audits(dice, truth, lines, often)
    for area in SCREENED:
        colours = [(RECORD, area, colour) for colour in COLOURS]
        if dice.random() < often:
            for count in colours[:-1]:
                value = percent(truth, [count], colours, 0)
                add(lines, "shares", f"2021-09,2021-09,1,screening,{area},All,{count[2]},{value},published")
    for month in MONTHS[1:]:
        for kind in (*KINDS, TOTAL):
            if dice.random() < often / 2:
                value = sum(truth[PLACEMENT, month, one] for one in (KINDS if kind == TOTAL else (kind,)))
                add(lines, "placements", f"2021-09,{kind},{month},{value},published")
    return lines


def _printed_audits(dice: random.Random, truth: dict[Count, int], lines: dict[str, list[str]], often: float) -> None:
    scale = catalogue().scale
    every = [count for count in truth if count[0] == AUDIT]
    if dice.random() < 0.7:
        of = [count for count in every if count[1] in MONTHS[1:]]
        poor = [count for count in of if count[4] in scale.bands["inadequate"]]
        value = percent(truth, poor, of, dice.choice((0, 1)))
        if value is not None:
            add_card(lines, "sc_audits_ri_or_better", round(100 - value, 1))
    decimals = dice.choice((0, 0, 1))
    for end, span in ((MONTHS[-1], MONTHS[1:]), (MONTHS[-2], MONTHS[:3])):
        for status in (*catalogue().legal_statuses, ALL):
            for band, name in scale.names.items():
                of = [count for count in every if count[1] in span and status in (ALL, count[3])]
                good = [count for count in of if count[4] in scale.bands[band]]
                value = percent(truth, good, of, decimals)
                if value is not None and dice.random() < often / 2:
                    add(lines, "shares", f"2021-09,{end},3,audit ratings,All,{status},{name},{value},published")


def add(lines: dict[str, list[str]], kind: str, line: str) -> None:
    lines.setdefault(kind, []).append(line)


def add_card(lines: dict[str, list[str]], name: str, value: float) -> None:
    add(lines, "scorecard", f"2021-09,1,Card,S,{name},M,bigger,Latest Quarter,%,2021-09,{value},published")


def packs_of(store: Store, policy: str, areas: Sequence[str]) -> list[Disclosed]:
    """A pack of all sections of each area, one after the other, as far as they are not refused."""
    made: list[Disclosed] = []
    for area in areas:
        named = dict.fromkeys(PACK_SECTIONS if area == ALL else sections_of(store, area), policy)
        wanted = Wanted(SEPTEMBER, area, tuple(named), named)
        try:
            made.append(disclose(store, wanted, pl.concat(one.cells for one in made) if made else None))
        except CannotPublish:
            continue
    return made


def found_in(folder: Path, authority: Authority, policy: str, areas: Sequence[str] = (ALL,)) -> tuple[list[Count], int]:
    """What is recovered from the packs of an authority, and how many small counts they hide."""
    store = authority.stored(folder)
    with published_as(*(authority.texts(authority.papers) if authority.lists_papers else ())):
        return recovered(store, packs_of(store, policy, areas), authority.truth)


def attacked(folder: Path, seed: int, policy: str) -> tuple[list[Count], int]:
    """What is recovered from the pack of one made-up authority, in every fifth of them from that of one area besides,
    and how many small counts are hidden."""
    areas = (ALL,) if seed % 5 else (ALL, places()[seed % len(places())])
    return found_in(folder, made_up(seed), policy, areas)


def truth_of(store: Store, area: str) -> dict[Count, int]:
    """The true counts of a store: of indicators by place, of audits of an area and elsewhere, of records by area."""
    truth: dict[Count, int] = {}
    for row in figures_held(store, list(places())).drop_nulls("denominator").iter_rows(named=True):
        for side in SIDES:
            truth[row["measure_id"], months.code(row["month"]), row["locality"], side] = row[side]
    audits = audit_rows(store, months.before(SEPTEMBER, 11), SEPTEMBER)
    held = rated(audits.filter(pl.col("anchor_code").is_null()))  # re-reads are no audits
    for month in held["month"].unique():
        for place in (area, ELSEWHERE):
            for status in catalogue().legal_statuses:
                for grade in catalogue().scale.grades:
                    truth[AUDIT, months.code(month), place, status, grade] = 0
    for month, place, status, grade in held.select("month", "locality", "legal_status", "rating").rows():
        truth[AUDIT, months.code(month), area if place == area else ELSEWHERE, status, grade] += 1
    for row in by_area(store, SEPTEMBER).drop_nulls("records").iter_rows(named=True):
        truth |= {(RECORD, row["area"], colour): row[f"{colour}_count"] for colour in COLOURS}
    return truth
