"""Every claim of the published summary about an indicator is worked out again, can't be told, or is named as one that
differs; and what is named is quoted as the summary says it."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from analytics import months
from analytics.catalogue import Catalogue, Polarity
from analytics.indicators import others
from analytics.indicators.comparators import NEIGHBOURS, beside, compared
from analytics.indicators.pipeline import figures_by_month
from analytics.store import Store
from analytics.units import PERCENT
from tests.demonstration.council import notes

with (Path(__file__).parents[1] / "oracles" / "summary_claims.csv").open(newline="") as handle:
    CLAIMS = list(csv.DictReader(handle))
DIFFERS = {row["claim_id"]: row for row in notes().summary_claims.iter_rows(named=True)}
SMALL = 2
WORDS = {"better", "worse", "similar", "improving", "declining", "static", "fluctuating"}

Claim = dict[str, str]
Row = dict[str, Any]


class Held:
    """The published figures as the claims ask for them."""

    def __init__(self, store: Store):
        self.store = store
        self.rows = {(row["measure_id"], row["month"]): row for row in figures_by_month(store).to_dicts()}
        self.comparators = others(store)

    def span(self, claim: Claim) -> list[Row]:
        """The months of a claim, the last one last; a single one where it names no first."""
        last = month_of(claim["to_month"])
        first = month_of(claim["from_month"]) if claim["from_month"] else last
        at = [row for (measure, month), row in self.rows.items() if measure == claim["measure_id"]]
        return sorted((r for r in at if first <= r["month"] <= last), key=lambda r: r["month"])

    def first_target(self, measure: str) -> float:
        known = [(m, row["target"]) for (name, m), row in self.rows.items() if name == measure and row["target"]]
        return min(known)[1]

    def others(self, measure: str, month: date, comparator: str, statistic: str) -> float | None:
        rows = beside(self.comparators, month).filter(
            measure_id=measure, comparator=comparator, statistic=statistic, not_compared=""
        )
        return rows["value"][0] if rows.height else None

    def neighbours(self, measure: str, month: date) -> float | None:
        return self.others(measure, month, NEIGHBOURS, "median")


def month_of(text: str) -> date:
    month = months.as_month(text)
    assert month
    return month


def exact(value: float) -> Decimal:
    return Decimal(str(value))


def rounds_to(value: float, printed: str) -> bool:
    return exact(value).quantize(Decimal(printed), ROUND_HALF_UP) == Decimal(printed)


def better(row: Row, change: Decimal) -> bool:
    return (change > 0) == (row["polarity"] == "bigger")


def moved(claim: Claim, held: Held) -> bool:
    """Improving, declining or static between two months; fluctuating and what has no first month by the direction."""
    span = held.span(claim)
    first, last = span[0], span[-1]
    if claim["figure"] == "fluctuating" or first is last:
        return last["direction"] == claim["figure"]
    change = exact(last["value"]) - exact(first["value"])
    if claim["figure"] == "static":
        return abs(change) <= SMALL
    return change != 0 and better(last, change) == (claim["figure"] == "improving")


def value(claim: Claim, held: Held) -> bool:
    return bool(claim["figure"]) and rounds_to(held.span(claim)[-1]["value"], claim["figure"])


def change_points(claim: Claim, held: Held) -> bool:
    span = held.span(claim)
    return rounds_to(float(exact(span[-1]["value"]) - exact(span[0]["value"])), claim["figure"])


def against_target(claim: Claim, held: Held) -> bool:
    """In every month of the claim. Months before the targets began are held against the first one."""
    for row in held.span(claim):
        target = row["target"] or held.first_target(claim["measure_id"])
        distance = exact(row["value"]) - exact(target)
        met = distance == 0 or better(row, distance)
        if met != (claim["figure"] == "better"):
            return False
    return True


def run_months(claim: Claim, held: Held) -> bool:
    return held.span(claim)[-1]["run_months"] == int(claim["figure"])


def compared_with_peers(claim: Claim, held: Held) -> bool:
    """In the first and in the last month of the claim."""
    ends = [(row, held.neighbours(claim["measure_id"], row["month"])) for row in held.span(claim)]
    return all(stands(row, median, claim) for row, median in (ends[0], ends[-1]))


def stands(row: Row, other: float | None, claim: Claim) -> bool:
    """Whether a figure is to another as the claim says."""
    said = {"better": "better than", "worse": "worse than", "similar": "similar to"}[claim["figure"]]
    return other is not None and compared(row["value"], other, Polarity(row["polarity"]), PERCENT) == said


KINDS: dict[str, Callable[[Claim, Held], bool]] = {
    "value": value,
    "change_points": change_points,
    "direction": moved,
    "since_month": moved,
    "against_target": against_target,
    "run_months": run_months,
    "compared_with_peers": compared_with_peers,
}


def round_figure(claim: Claim, _: Held) -> bool:
    """“More than”, “nearly” or “the majority” may stand with it."""
    numbers = claim["kind"] in ("value", "change_points") and claim["figure"]
    return bool(numbers) and exact(float(numbers)) % 5 == 0


def no_number(claim: Claim, _: Held) -> bool:
    return claim["kind"] == "value" and not claim["figure"]


def not_said_since_when(claim: Claim, held: Held) -> bool:
    """From some month on it did go that way."""
    return not claim["from_month"] and moved(claim | {"from_month": "2020-09"}, held)


def of_months_not_published(claim: Claim, held: Held) -> bool:
    from_month, to_month = (months.as_month(claim[end] or claim["to_month"]) for end in ("from_month", "to_month"))
    assert from_month
    assert to_month
    long = (to_month.year - from_month.year) * 12 + to_month.month - from_month.month + 1
    return len([row for row in held.span(claim) if row["value"] is not None]) < long


def of_whom_is_not_said(claim: Claim, held: Held) -> bool:
    """The claim holds against England, or nothing is held to compare it with."""
    if claim["kind"] != "compared_with_peers":
        return False
    last = held.span(claim)[-1]
    england = held.others(claim["measure_id"], last["month"], "England", "value")
    return england is None or stands(last, england, claim)


UNTOLD = (round_figure, no_number, not_said_since_when, of_months_not_published, of_whom_is_not_said)


def why_untold(claim: Claim, held: Held) -> list[str]:
    """Why it can't be told whether a claim that is not reproduced differs from the figures."""
    return [] if KINDS[claim["kind"]](claim, held) else [why.__name__ for why in UNTOLD if why(claim, held)]


@pytest.fixture(scope="module")
def held(published: Store) -> Held:
    return Held(published)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: f"{c['claim_id']}-{c['measure_id']}-{c['kind']}")
def test_a_claim_is_reproduced_or_untold_or_named_as_one_that_differs(claim: Claim, held: Held) -> None:
    borne_out = KINDS[claim["kind"]](claim, held) or why_untold(claim, held)
    assert bool(borne_out) == (claim["claim_id"] not in DIFFERS)


def test_the_text_counts_the_claims_as_they_are(held: Held) -> None:
    untold = {claim["claim_id"]: why_untold(claim, held) for claim in CLAIMS if why_untold(claim, held)}
    assert all(len(why) == 1 for why in untold.values()), untold
    why = Counter(reason for (reason,) in untold.values())
    assert why == {
        "round_figure": 13, "no_number": 1, "not_said_since_when": 1, "of_months_not_published": 1,
        "of_whom_is_not_said": 2,
    }  # fmt: skip
    text = notes().said("Methods", "Claims of the summary")
    for said in (
        f"{len(CLAIMS)} claims", f"{len(CLAIMS) - len(DIFFERS) - len(untold)} hold", f"the {len(DIFFERS)} below",
        f"Of {len(untold)} it can’t be told", f"{why['round_figure']} of these give a round figure",
    ):  # fmt: skip
        assert said in text


@pytest.mark.parametrize("claim", [c for c in CLAIMS if c["claim_id"] in DIFFERS], ids=lambda c: c["claim_id"])
def test_a_claim_is_quoted_with_its_own_number_and_its_own_word(claim: Claim) -> None:
    quoted = DIFFERS[claim["claim_id"]]["claimed"]
    named = {f"{month_of(claim[end]):%B %Y}" for end in ("from_month", "to_month") if claim[end]}
    for month in named:
        quoted = quoted.replace(month, "")
    assert set(re.findall(r"\d[\d.]*", quoted)) == {claim["figure"]} - WORDS
    assert {word for word in WORDS if re.search(rf"\b{word}\b", quoted)} == {claim["figure"]} & WORDS
    assert not re.search(r"\b(all|always|every|never|majority|most|nearly|more|less|over|under|stead\w+)\b", quoted)


def test_each_one_that_differs_is_of_a_claim_and_says_which() -> None:
    of = {claim["claim_id"]: (claim["paragraph"], claim["measure_id"]) for claim in CLAIMS}
    assert len(CLAIMS) == 72
    assert len(DIFFERS) == notes().summary_claims.height == 3
    assert {name: (d["paragraph"], d["measure_id"]) for name, d in DIFFERS.items()} == {
        name: of[name] for name in DIFFERS
    }


@pytest.mark.parametrize("claim", [c for c in CLAIMS if c["claim_id"] in DIFFERS], ids=lambda c: c["claim_id"])
def test_the_reason_quotes_figures_of_the_indicator(claim: Claim, held: Held) -> None:
    found = DIFFERS[claim["claim_id"]]["found"]
    known = {row["value"] for (name, _), row in held.rows.items() if name == claim["measure_id"]}
    quoted = [float(number) for number in re.findall(r"([\d.]+)%", found)]
    assert set(quoted) <= known
    assert held.span(claim)[-1]["value"] in quoted


def test_every_reason_reads_well_beside_the_name(the_catalogue: Catalogue) -> None:
    for differs in DIFFERS.values():
        assert differs["measure_id"] in the_catalogue.indicators
        assert not differs["found"].endswith(".")
