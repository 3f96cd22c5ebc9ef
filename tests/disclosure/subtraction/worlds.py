"""Made-up authorities with few children, what they have published, and the packs that they hand out one after another.

Each has three or four areas, one of them made of two others, and by chance: indicators of a month, of a snapshot and of
the year so far, two with the same denominator, one whose denominator is the numerator of another, one that is part of
another; audits; screened records; teams; late corrections. Packs are of the whole or an area, of three months, each
under a policy of its own.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import polars as pl

from analytics import months
from analytics.catalogue import ALL, Catalogue, Policy, using
from analytics.disclosure import CannotPublish, Disclosed, SignOff, Wanted, disclose
from analytics.store import Incoming, Store, load
from tests.areas import area, council_of
from tests.publishing import published_as

MONTHS = ("2021-04", "2021-05", "2021-06", "2021-07", "2021-08")
PACKS = MONTHS[2:]
SIDES = ("numerator", "denominator")
MONTHLY, SNAPSHOT, SAME, NESTED, WHOLE = "icpc_due", "care_s20", "three_homes", "plans_again", "first_visits_all"
YEARLY = "school_excluded"  # since September
PARTS = ("first_visits_help", "first_visits_risk")
GRADES = ("Outstanding", "Good", "Requires Improvement", "Inadequate")
STATUSES = ("New", "Help")
COLOURS = ("red", "amber", "green", "unrated")
AUDIT, RECORD = "audit", "record"
TEAMS = ("One", "Two")
PLAIN = Policy("plain", "Plain", 1, 5, 1, False, True, True, False, "Counts of 1 to 5 are hidden, and nothing else.")
SIGNED = SignOff("director", date(2021, 9, 1), "Asked for by the partners")
POLICIES = ("plain", "dfe", "nhs", "strict", "open")
WEIGHTS = (4, 4, 3, 1, 1)

# What is counted: (measure, month, area, numerator or denominator), with a team at the end; (audit, month, area, legal
# status, rating); (record, month of screening, area, colour).
Count = tuple[str, ...]


@dataclass
class World:
    """True counts, changed by late corrections as time goes on; what has been published, by kind; who knows what."""

    seed: int
    known: Catalogue
    truth: dict[Count, int]
    papers: dict[str, list[str]] = field(default_factory=dict)
    measures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Handed:
    """A pack with the true counts of its time."""

    made: Disclosed
    truth: Mapping[Count, int]


def councils() -> list[Catalogue]:
    """Two ways in which an area is made of others."""
    pair = ("Harbour", "Quay")
    combined = council_of(*map(area, (*pair, "Moor", "Dale")), area("Coast", "combined", pair))
    district = council_of(area("Coast"), *(area(name, parent="Coast") for name in pair), area("Moor"))
    policies = combined.policies | {"plain": PLAIN}
    return [replace(known, policies=policies) for known in (combined, district)]


def places(known: Catalogue) -> tuple[str, ...]:
    """The areas that have counts of their own."""
    return tuple(name for name in known.areas if name != "Coast")


def made_up(seed: int) -> World:
    dice = random.Random(seed)
    known = dice.choice(councils())
    world = World(seed, known, {})
    chosen = dice.sample([(MONTHLY,), (SNAPSHOT, SAME), (YEARLY,), (MONTHLY, NESTED), (WHOLE, *PARTS)], k=1)
    if dice.random() < 0.3:
        chosen.append((YEARLY,))
    world.measures = tuple(dict.fromkeys(m for group in chosen for m in group))
    for measure in world.measures:
        _cases(dice, world, measure)
    if dice.random() < 0.3:
        for month in MONTHS:
            for place in places(known):
                for status in STATUSES:
                    for grade in GRADES:
                        world.truth[AUDIT, month, place, status, grade] = dice.choice((0, 0, 0, 1, 2, 3, 6))
    if dice.random() < 0.2:
        for month in MONTHS:
            for place in places(known):
                for colour in COLOURS:
                    world.truth[RECORD, month, place, colour] = dice.choice((0, 0, 1, 3, 8, 12))
    _papers(dice, world)
    return world


def _cases(dice: random.Random, world: World, measure: str) -> None:
    truth, size = world.truth, dice.choice((10, 25, 60))
    for place in places(world.known):
        total, met = dice.randint(size // 2, size), 0
        share = dice.uniform(0.03, 0.97)
        for month in MONTHS:
            if measure == YEARLY:  # grows from month to month
                total += dice.choice((0, 0, 1, 6))
                met = min(total, met + dice.choice((0, 0, 1, 2, 4, 9)))
            else:
                total = dice.randint(size // 3, size)
                met = sum(dice.random() < share for _ in range(total))
            if measure == SAME:
                total = truth[SNAPSHOT, month, place, SIDES[1]]
                met = dice.randint(0, total)
            elif measure == NESTED:
                total = truth[MONTHLY, month, place, SIDES[0]]
                met = dice.randint(0, total)
            elif measure == WHOLE:
                met = total = 0  # filled in by its parts
            truth[measure, month, place, SIDES[0]], truth[measure, month, place, SIDES[1]] = met, total
            if measure in PARTS:
                for side, count in zip(SIDES, (met, total), strict=True):
                    truth[WHOLE, month, place, side] += count
            for at, side in enumerate(SIDES):
                if measure in (MONTHLY, SNAPSHOT):
                    whole = truth[measure, month, place, side]
                    first = dice.randint(0, whole) if at == 0 else None
                    if first is None:  # a team has no fewer than it has above
                        a, b = (truth[measure, month, place, SIDES[0], team] for team in TEAMS)
                        first = dice.randint(a, whole - b)
                    truth[measure, month, place, side, TEAMS[0]] = first
                    truth[measure, month, place, side, TEAMS[1]] = whole - first


def of_area(known: Catalogue, name: str) -> tuple[str, ...]:
    """The areas with counts of their own that an area, or the whole, consists of."""
    return places(known) if name == ALL else tuple(p for p in known.behind(name) if p in places(known)) or (name,)


def _papers(dice: random.Random, world: World) -> None:
    """What has been published: exact counts or percentages of the whole, of an area or a team."""
    truth = world.truth
    for measure in world.measures:
        often = dice.choice((0.0, 0.1, 0.3))
        for month in MONTHS[:3]:  # before the first pack: what is published later is not given away by a pack
            for name in (ALL, *world.known.areas):
                if dice.random() > often:
                    continue
                among = of_area(world.known, name)
                n, d = (sum(truth[measure, month, place, side] for place in among) for side in SIDES)
                team = dice.choice((ALL, ALL, *TEAMS)) if measure in (MONTHLY, SNAPSHOT) and name in among else ALL
                if team != ALL:
                    n, d = (truth[measure, month, name, side, team] for side in SIDES)
                counts = f"{n},{d}," if dice.random() < 0.5 else f",,{(2000 * n + d) // (2 * d) / 10}" if d else ""
                if counts:
                    named = ALL if team == ALL else f"{name} {team}"
                    line = f"2021-08,{month},{measure},{name},{named},{counts},published"
                    world.papers.setdefault("indicators", []).append(line)


def texts(world: World) -> list[str]:
    """The published extracts."""
    header = "cut,month,measure_id,locality,team,numerator,denominator,value,source"
    return ["\n".join([header, *lines]) for lines in world.papers.values()]


def extracts(world: World, cut: str) -> list[str]:
    """The authority's own extracts up to a month."""
    figures, audits, records = [], [], []
    for count, value in world.truth.items():
        if count[1] > cut:
            continue
        if count[0] == AUDIT:
            _, month, place, status, grade = count
            audits += [
                f"{cut},{month},{'-'.join(count[1:])}-{n},key,completed,{place},{status},x,{grade},x,x,x,x,x,x,x,own"
                for n in range(value)
            ]
        elif count[0] == RECORD:
            _, month, place, colour = count
            records += [
                f"{cut},{month}-02,{'-'.join(count[1:])}-{n},{place},{colour.replace('unrated', 'x')},own"
                for n in range(value)
            ]
        elif count[3] == SIDES[0]:
            whole = world.truth[(*count[:3], SIDES[1], *count[4:])]
            named = f"{count[2]} {count[4]}" if len(count) > 4 else ALL
            figures.append(f"{cut},{count[1]},{count[0]},{count[2]},{named},{value},{whole},own")
    headers = {
        "cut,month,measure_id,locality,team,numerator,denominator,source": figures,
        "cut,month,audit_id,record_key,status,locality,legal_status,auditor_rating,rating,lower_end,"
        "child_spoken_to,family_spoken_to,worker_included,manager_included,reviewer_included,submitted_late,"
        "source": audits,
        "cut,screened_on,record_id,area,rag,source": records,
    }
    return ["\n".join([header, *lines]) for header, lines in headers.items() if lines]


def _corrected(dice: random.Random, world: World) -> None:
    """A few counts have been recorded late."""
    for count in [c for c in world.truth if c[0] == MONTHLY and len(c) == 4 and c[3] == SIDES[0]]:
        if dice.random() < 0.2 and NESTED not in world.measures:
            whole = world.truth[(*count[:3], SIDES[1])]
            team = (*count, TEAMS[0])
            if world.truth[count] < whole and world.truth[team] < world.truth[(*count[:3], SIDES[1], TEAMS[0])]:
                world.truth[count] += 1
                world.truth[team] += 1


def handed_out(world: World, folder: Path, policies: tuple[str, ...] = POLICIES) -> list[Handed]:
    """The packs, one after another, each made beside all before it; what is refused is not handed out."""
    dice, store, made = random.Random(world.seed + 10**6), Store(folder), list[Handed]()
    weights = [WEIGHTS[POLICIES.index(policy)] for policy in policies]
    usual = dice.choices(policies, weights)[0]
    at = 0
    with using(world.known), published_as(*texts(world)):
        cut = None
        for _ in range(dice.randint(2, 9)):
            at = max(at - (dice.random() < 0.2), 0)
            month = PACKS[at]
            if (corrected := cut is not None and dice.random() < 0.1) and MONTHLY in world.measures:
                _corrected(dice, world)
            if cut is None or month > cut or corrected:
                cut = max(month, cut or month)
                for text in extracts(world, cut):
                    load(store, world.known, [Incoming("extract.csv", text.encode())])
            place = dice.choice((ALL, ALL, *world.known.areas))
            sections = ("indicators", "areas", "audits", "screening") if place == ALL else (
                "indicators", "audits", "screening")  # fmt: skip
            if place == ALL and dice.random() < 0.5:
                sections = ("indicators", "audits")
            policy = usual if dice.random() < 0.8 else dice.choices(policies, weights)[0]
            signed = SIGNED if policy == "open" else None
            wanted = Wanted(date.fromisoformat(f"{month}-01"), place, sections, dict.fromkeys(sections, policy), signed)
            earlier = pl.concat(one.made.cells for one in made).unique(maintain_order=True) if made else None
            with suppress(CannotPublish):
                made.append(Handed(disclose(store, wanted, earlier), dict(world.truth)))
            if dice.random() < 0.4 and at < len(PACKS) - 1:
                at += 1
    return made


def span(month: str, length: int) -> list[str]:
    """The months to a month."""
    end = date.fromisoformat(f"{month}-01")
    return [months.code(months.before(end, back)) for back in range(length - 1, -1, -1)]
