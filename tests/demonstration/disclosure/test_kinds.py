"""Counts, rates, means and money on their way out: what each tells of few children, and what a reader who puts
everything together can't find."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from analytics.catalogue import ALL, POPULATION, Catalogue, Frequency, Polarity, Window
from analytics.disclosure import AS_IT_IS, Disclosed, SignOff, Wanted, disclose
from analytics.store import Incoming, Store, load
from analytics.units import Kind, Unit
from tests.areas import FEBRUARY, MARCH, area, council_of
from tests.demonstration.disclosure.attack import HIDDEN, Attack, Count
from tests.publishing import published_as

JANUARY = date(2026, 1, 1)
MONTHS = (JANUARY, FEBRUARY, MARCH)
PLACES = ("Harbour", "Quay", "Moor", "Dale")
PEOPLE = {"Harbour": 10_000, "Quay": 2_000, "Moor": 8_000, "Dale": 5_000}
REFERRALS, PLANS, WAIT, COST, VACANCIES = "referrals", "plans", "wait", "cost", "vacancies"
SIGNED = SignOff("director", MARCH, "Asked for by the partners")


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalogue]:
    """A council of four areas with one indicator of each of some kinds; nothing has been published."""
    base = replace(next(iter(council_of().indicators.values())), part_of="", polarity=Polarity.INFORMATION)
    units: dict[str, tuple[Unit, dict[str, Any]]] = {
        REFERRALS: (Unit(Kind.COUNT, "referrals", 0), {"polarity": Polarity.SMALLER}),
        PLANS: (Unit(Kind.RATE, "per 10,000", 1), {"population": "0-17", "window": Window.SNAPSHOT}),
        WAIT: (Unit(Kind.MEAN, "days", 1), {}),
        COST: (Unit(Kind.AMOUNT, "£k", 0), {}),
        VACANCIES: (Unit(Kind.PERCENTAGE, "%", 1), {"parts_counted": True}),
    }
    own = {
        name: replace(base, measure_id=name, name=name.capitalize(), unit=unit, **({"window": Window.MONTH} | more))
        for name, (unit, more) in units.items()
    }
    people = [(place, 2025, "0-17", number) for place, number in PEOPLE.items()]
    people.append((ALL, 2025, "0-17", sum(PEOPLE.values())))
    council = replace(
        council_of(*(area(place) for place in PLACES)),
        indicators=own,
        targets=(),
        aliases={},
        population=pl.DataFrame(people, schema=POPULATION, orient="row"),
    )
    monkeypatch.setattr(sys.modules["analytics.catalogue.catalogue"], "_reading", lambda: council)
    with published_as():
        yield council


def took(store: Store, known: Catalogue, *lines: str) -> None:
    header = "cut,month,measure_id,locality,numerator,denominator,value"
    load(store, known, [Incoming("own.csv", "\n".join([header, *lines]).encode())])


def line(month: date, measure: str, place: str, n: object = "", d: object = "", value: object = "") -> str:
    return f"2026-03,{month:%Y-%m},{measure},{place},{n},{d},{value}"


def pack(store: Store, policy: str, month: date = MARCH, place: str = ALL, *earlier: Disclosed) -> Disclosed:
    sections = ("indicators", "areas") if place == ALL else ("indicators",)
    signed = SIGNED if policy == "open" else None
    wanted = Wanted(month, place, sections, dict.fromkeys(sections, policy), signed)
    return disclose(store, wanted, pl.concat([one.cells for one in earlier]) if earlier else None)


def of_area(made: Disclosed, measure: str, place: str, period: str = "month") -> dict[str, Any]:
    frame = made.publishables["areas"].frame.filter(measure_id=measure, area=place, period=period)
    return dict(frame.row(0, named=True))


def test_a_count_is_rounded_and_hidden_as_what_it_is(empty: Store, known: Catalogue) -> None:
    took(empty, known, *(line(MARCH, REFERRALS, p, n) for p, n in zip(PLACES, (42, 3, 18, 30), strict=True)))
    made = pack(empty, "nhs")
    large, small = of_area(made, REFERRALS, "Harbour"), of_area(made, REFERRALS, "Quay")
    assert (large["value"], large["value_low"], large["value_high"], large["numerator"]) == (40, 38, 42, 40)
    assert (small["value"], small["value_marker"], small["numerator"], small["denominator_marker"]) == (
        None, "c", None, "z",
    )  # fmt: skip
    (whole,) = made.publishables["indicators"].frame.filter(measure_id=REFERRALS).rows(named=True)
    assert (whole["value"], whole["basis"], whole["rag_note"]) == (95, "from rounded counts", "no target")


def test_a_rate_of_people_comes_from_the_rounded_number_of_cases(empty: Store, known: Catalogue) -> None:
    took(empty, known, *(line(MARCH, PLANS, p, n) for p, n in zip(PLACES, (42, 3, 18, 30), strict=True)))
    made = pack(empty, "nhs")
    harbour, quay = of_area(made, PLANS, "Harbour"), of_area(made, PLANS, "Quay")
    # 40 of 10,000, between 38 and 42, and not the true 42.
    assert (harbour["value"], harbour["value_low"], harbour["value_high"]) == (40, 38, 42)
    assert (harbour["numerator"], harbour["denominator"]) == (40, 10_000)
    assert (quay["value"], quay["value_marker"], quay["denominator"]) == (None, "c", 2_000)
    exact = of_area(pack(empty, "open"), PLANS, "Harbour")
    assert (exact["value"], exact["value_low"]) == (42.0, None)


def test_a_mean_of_few_is_withheld_and_so_is_one_beside_it_that_would_tell_it(empty: Store, known: Catalogue) -> None:
    waits = {"Harbour": (410, 41), "Quay": (90, 3), "Moor": (95, 19), "Dale": (333, 30)}
    took(empty, known, *(line(MARCH, WAIT, place, n, d) for place, (n, d) in waits.items()))
    made = pack(empty, "nhs")
    given = {place: of_area(made, WAIT, place)["value"] for place in PLACES}
    # Quay has three children; the mean of all, less those of the others, would be theirs without Moor's.
    assert given == {"Harbour": 10.0, "Quay": None, "Moor": None, "Dale": 11.1}
    assert of_area(made, WAIT, "Harbour")["denominator"] == 40, "of how many is rounded"
    assert made.publishables["areas"].frame.filter(measure_id=WAIT)["numerator"].is_null().all()
    assert pack(empty, "nhs", MARCH, "Moor").publishables["indicators"].frame.filter(measure_id=WAIT)[
        "value"
    ].to_list() == [None], "in a pack of its own, too"
    assert of_area(made, WAIT, "Harbour", "quarter")["value"] is None


def test_money_and_parts_of_posts_count_no_children_and_pass(empty: Store, known: Catalogue) -> None:
    took(empty, known, line(MARCH, COST, "Harbour", value=-3), line(MARCH, VACANCIES, "Harbour", 1.5, 12))
    made = pack(empty, "strict", MARCH, "Harbour").publishables["indicators"].frame
    rows = {row["measure_id"]: row for row in made.iter_rows(named=True)}
    assert (rows[COST]["value"], rows[COST]["basis"], rows[COST]["numerator"]) == (-3, AS_IT_IS, None)
    assert (rows[VACANCIES]["value"], rows[VACANCIES]["numerator_marker"]) == (12.5, "z")


def test_a_printed_rate_gives_away_a_hidden_count_of_an_area(empty: Store, known: Catalogue) -> None:
    """46.0 per 10,000 of 25,000 are 115 cases; Quay's are what is left of them beside three counts signed for."""
    counts = {"Harbour": 62, "Quay": 3, "Moor": 20, "Dale": 30}
    took(empty, known, *(line(MARCH, PLANS, place, n) for place, n in counts.items()))
    packs = [pack(empty, "open" if n > 7 else "nhs", MARCH, place) for place, n in counts.items()]
    assert "worked out" not in pack(empty, "nhs", MARCH, "Dale", *packs).check_said
    paper = f"cut,month,measure_id,locality,value,source\n2026-03,2026-03,{PLANS},All,46.0,published"
    load(empty, known, [Incoming("paper.csv", paper.encode())])
    with published_as(paper):
        said = pack(empty, "nhs", MARCH, "Dale", *packs).check_said
    assert "can be worked out from what has been published already" in said


def test_a_figure_of_a_quarter_is_that_of_the_newest_that_had_ended(
    empty: Store, known: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    quarterly = replace(known.indicators[REFERRALS], frequency=Frequency.QUARTER)
    council = replace(known, indicators=dict(known.indicators) | {REFERRALS: quarterly})
    monkeypatch.setattr(sys.modules["analytics.catalogue.catalogue"], "_reading", lambda: council)
    december = date(2025, 12, 1)
    took(empty, council, line(december, REFERRALS, "Harbour", 42), line(FEBRUARY, COST, "Harbour", value=5))
    (row,) = (
        pack(empty, "nhs", FEBRUARY, "Harbour").publishables["indicators"].frame.filter(measure_id=REFERRALS)
    ).rows(named=True)
    assert (row["month"], row["period"], row["value"], row["quarter_value_marker"]) == (december, "quarter", 40, "z")


def _said(made: Disclosed) -> Iterator[tuple[Count, list[Count], float | None, dict[str, Any]]]:
    """Every count of a pack: its name, the finest counts that it is the sum of, what is printed, and its row."""
    month = made.wanted.month
    spans = {"month": [month], "quarter": [m for m in MONTHS if m <= month]}
    for name in ("areas", "indicators"):
        for row in made.publishables[name].frame.iter_rows(named=True):
            side = "denominator" if row["measure_id"] == WAIT else "numerator"
            if row["measure_id"] not in (REFERRALS, PLANS, WAIT):
                continue
            places = PLACES if name == "indicators" else (row["area"],)
            for period, prefix in (
                [(row["period"], "")] if name == "areas" else [("month", ""), ("quarter", "quarter_")]
            ):
                if row[f"{prefix}{side}_marker"] in (None, "c"):
                    of = [(row["measure_id"], f"{m:%Y-%m}", p) for m in spans[period] for p in places]
                    yield (row["measure_id"], f"{month:%Y-%m}", period, *places), of, row[f"{prefix}{side}"], (
                        row if prefix == "" else {}
                    )  # fmt: skip


def found_in(packs: list[Disclosed], truth: Mapping[Count, int], policy: str) -> tuple[list[Count], int]:
    """Which hidden small counts a reader can find who reads counts, rates and means, and how many are hidden."""
    attack, wanted = Attack(truth), dict[Count, dict[Count, int]]()
    (low, high), step = HIDDEN[policy], 1 if policy == "dfe" else 5
    for made in packs:
        for name, of, printed, row in _said(made):
            sums = dict.fromkeys(of, 1)
            value = attack.value(sums)
            if printed is None:
                if low <= value <= high:
                    wanted[name] = sums
                # Others are left out, too, and look the same.
                assert attack.says(sums, 0 if policy == "dfe" or value > high else low)
                continue
            exact = row and row["measure_id"] == WAIT and row["value"] is not None  # a mean may tell of how many it is
            ends = (value, value) if exact else (printed - step // 2, printed + step // 2)
            assert attack.says(sums, *ends), name
            if row and row["measure_id"] == PLANS and row["value"] is not None:
                people = sum(PEOPLE[place] for place in {count[2] for count in of})
                halves = 0.5 if float(row["value"]).is_integer() else 0.05
                read = [(row["value"] + sign * halves) * people / 10_000 for sign in (-1, 1)]
                attack.says(sums, *read)  # where it is more than the rounded number says, it is not of the true one
    return list(attack.follow(wanted)), len(wanted)


@pytest.mark.parametrize("policy", ["dfe", "nhs", "strict"])
def test_nobody_finds_a_small_count_in_counts_rates_and_means(empty: Store, known: Catalogue, policy: str) -> None:
    chance = np.random.default_rng(7)
    truth: dict[Count, int] = {}
    lines = []
    for month in MONTHS:
        for place, most in zip(PLACES, (60, 5, 25, 9), strict=True):
            for measure in (REFERRALS, PLANS, WAIT):
                number = int(chance.integers(0, most))
                truth[(measure, f"{month:%Y-%m}", place)] = number
                days = int(chance.integers(0, 30)) * number
                lines.append(line(month, measure, place, *((days, number) if measure == WAIT else (number,))))
    took(empty, known, *lines)
    packs: list[Disclosed] = []
    for month in MONTHS:
        packs.append(pack(empty, policy, month, ALL, *packs))
    found, hidden = found_in(packs, truth, policy)
    assert hidden > 10
    assert found == []
