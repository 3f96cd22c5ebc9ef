"""An attacker who reads a pack and the catalogue and nothing else, and works out what was hidden.

She knows the definitions (which indicators are parts of another), the rule of the policy, every printed percentage, and
that all areas together are the whole council. She writes one system of inequalities over the counts by month and place
and asks for each hidden small count whether another value is possible. None of the product's own rules is used.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import ceil, floor
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

from analytics.catalogue import catalogue
from analytics.disclosure import PACK_SECTIONS, CannotPublish, Disclosed, Wanted, disclose
from analytics.store import Incoming, Store, load
from tests.publishing import published_as

Count = tuple[str, str, str, str]  # measure, month, place, side
SIDES = ("numerator", "denominator")
MONTHS = ("2021-07", "2021-08", "2021-09")
SEPTEMBER = date(2021, 9, 1)
WHOLE, PARTS = "initial_visits_timescale_all", ("initial_visits_s17_5d", "initial_visits_s47_2d")
# What the scorecard calls each of them.
SCORECARD = {
    WHOLE: "sc_initial_visits",
    "repeat_cp_plans": "sc_repeat_cp_plans",
    "readmitted_to_care_12m": "sc_readmitted_12m",
}
MEASURES = (WHOLE, *PARTS, "repeat_cp_plans", "readmitted_to_care_12m")
SMALL = range(1, 6)
MOST = 5000  # no count is larger
PATIENCE = 10  # nodes of the search tree
INFEASIBLE = 2  # what scipy calls a system without a solution
HIDDEN = {"dfe": (1, 5), "nhs": (1, 7), "strict": (0, 7)}


@dataclass
class Attack:
    """Inequalities over whole numbers of 0 and more."""

    names: dict[Count, int] = field(default_factory=dict)
    rows: list[tuple[dict[int, int], float, float]] = field(default_factory=list)
    solutions: list[Any] = field(default_factory=list)  # whole ones that the search came by

    def says(self, sums: dict[Count, int], least: float, most: float = np.inf) -> None:
        """That the sum of multiples of counts lies from least to most."""
        at = {self.names.setdefault(count, len(self.names)): times for count, times in sums.items()}
        self.rows.append((at, least, most))

    @cached_property
    def limits(self) -> LinearConstraint:
        matrix = lil_array((len(self.rows), len(self.names)))
        for row, (at, _, _) in enumerate(self.rows):
            for column, times in at.items():
                matrix[row, column] = times
        return LinearConstraint(matrix.tocsr(), *(np.array([row[end] for row in self.rows]) for end in (1, 2)))

    def follows(self, count: Count, value: int) -> bool:
        """Whether it can be proved, in as many steps as she has patience for, that a count has a value."""
        at = self.names[count]
        if any(round(x[at]) != value for x in self.solutions):
            return False
        return all(self._least(count, sign) == sign * value for sign in (1, -1))

    def _least(self, count: Count, sign: int) -> int:
        """What the count (or, where sign is -1, its negative) is at least: by the search, or where that has no answer
        in time by the same inequalities over fractions."""
        aim = np.zeros(len(self.names))
        aim[self.names[count]] = sign
        for whole in (1, 0):
            found = milp(
                aim,
                integrality=np.full(len(aim), whole),
                bounds=Bounds(0, MOST),
                constraints=self.limits,
                options={"node_limit": PATIENCE},
            )
            assert found.status != INFEASIBLE, "the true counts are a solution"
            if whole and found.x is not None:
                self.solutions.append(found.x)
            if found.mip_dual_bound is not None or found.fun is not None:
                return ceil((found.fun if found.mip_dual_bound is None else found.mip_dual_bound) - 1e-6)
        return -MOST


def places() -> tuple[str, ...]:
    return catalogue().members("All")


def _shown(value: int | None, hidden: tuple[int, int], step: int, secondary: bool) -> tuple[float, float]:
    """Which true counts may stand behind one that was printed, or was not."""
    low, high = hidden
    if value is None:
        return (0, np.inf) if secondary else (low, high)
    if value == 0 and low > 0:
        return 0, 0
    return max(value - step // 2, high + 1), value + step // 2


def _share(of: Sequence[Count], value: float) -> Iterator[tuple[dict[Count, int], float]]:
    """That 100 × numerators ÷ denominators rounds to a percentage of one decimal."""
    tenths = round(value * 10)
    upper = {count: 2000 for count in of if count[3] == "numerator"}
    for sign, edge in ((1, 2 * tenths - 1), (-1, 2 * tenths + 1)):
        lower = {count: -sign * edge for count in of if count[3] == "denominator"}
        yield {count: sign * times for count, times in upper.items()} | lower, 0 if sign > 0 else 1


def system(made: Disclosed, policy: str) -> Attack:
    """Everything that the pack tells, and what everybody knows."""
    attack, hidden, step = Attack(), HIDDEN[policy], 1 if policy == "dfe" else 5
    told = " ".join(made.dropped)
    every = [(m, month, place) for m in MEASURES for month in MONTHS for place in places()]
    for m, month, place in every:
        attack.says({(m, month, place, "denominator"): 1, (m, month, place, "numerator"): -1}, 0)
    for month in MONTHS:
        for place in places():
            for side in SIDES:
                parts = {(part, month, place, side): -1 for part in PARTS}
                attack.says({(WHOLE, month, place, side): 1} | parts, 0, 0)
    frames = {name: publishable.frame for name, publishable in made.publishables.items()}
    for row in frames["areas"].filter(pl.col("measure_id").is_in(MEASURES)).iter_rows(named=True):
        span = MONTHS if row["period"] == "quarter" else MONTHS[-1:]
        left_out = catalogue().indicators[row["measure_id"]].name in told
        for side in SIDES:
            if row[side] is None and (left_out or row["period"] == "quarter"):
                continue
            least, most = _shown(row[side], hidden, step, policy == "dfe")
            attack.says({(row["measure_id"], month, row["area"], side): 1 for month in span}, least, most)
    for row in frames["indicator-months"].filter(pl.col("measure_id").is_in(MEASURES)).iter_rows(named=True):
        of = [(row["measure_id"], f"{row['month']:%Y-%m}", place, side) for place in places() for side in SIDES]
        if row["value"] is not None and of[0][1] in MONTHS:
            for sums, least in _share(of, row["value"]):
                attack.says(sums, least)
    named = {card: measure for measure, card in SCORECARD.items()}
    cards = frames["scorecard"].filter(pl.col("measure_id").is_in(list(named)), period=SEPTEMBER)
    for name, value in cards.select("measure_id", "value").rows():
        of = [(named[name], month, place, side) for month in MONTHS for place in places() for side in SIDES]
        for sums, least in _share(of, value):
            attack.says(sums, least)
    return attack


def recovered(made: Disclosed, policy: str, truth: dict[Count, int]) -> tuple[list[Count], int]:
    """The small counts of September that the pack hides and the attacker knows all the same, and how many it hides."""
    attack, shown = system(made, policy), made.publishables["areas"].frame.filter(period="month")
    found, small = [], 0
    for m, place, *values in shown.select("measure_id", "area", *SIDES).rows():
        for side, value in zip(SIDES, values, strict=True):
            count = (m, MONTHS[-1], place, side)
            if m not in MEASURES or value is not None or truth[count] not in SMALL:
                continue
            small += 1
            if attack.follows(count, truth[count]):
                found.append(count)
    return found, small


def made_up(seed: int) -> dict[Count, int]:
    """The counts of an authority of small areas; the whole has exactly the cases of its parts, mostly."""
    dice = random.Random(seed)
    truth: dict[Count, int] = {}
    for m in MEASURES[1:]:
        size, share = dice.choice((4, 12, 30)), dice.uniform(0.05, 0.95)
        for month in MONTHS:
            for place in places():
                total = dice.randint(0, 2 * size)
                truth[m, month, place, "denominator"] = total
                truth[m, month, place, "numerator"] = sum(dice.random() < share for _ in range(total))
    for month in MONTHS:
        for place in places():
            for side in SIDES:
                truth[WHOLE, month, place, side] = sum(truth[part, month, place, side] for part in PARTS)
    return truth


def _percent(truth: dict[Count, int], measure: str, months: Sequence[str]) -> float | None:
    n, d = (sum(truth[measure, month, place, side] for month in months for place in places()) for side in SIDES)
    return floor(1000 * n / d + 0.5) / 10 if d else None


def stored(folder: Path, truth: dict[Count, int]) -> tuple[Store, list[str]]:
    """A store of the counts and of the papers that printed what they give; and those papers."""
    tidy = "cut,month,measure_id,locality,numerator,denominator,value,source"
    counts = [
        ",".join(["2021-09", month, m, place, *(str(truth[m, month, place, side]) for side in SIDES), "", "own"])
        for m in MEASURES
        for month in MONTHS
        for place in places()
    ]
    printed = [
        f"2021-09,{month},{m},All,,,{value},published"
        for m in MEASURES
        for month in MONTHS
        if (value := _percent(truth, m, [month])) is not None
    ]
    card = [
        f"2021-09,1,Card,S,{SCORECARD[m]},M,bigger,Latest Quarter,%,2021-09,{value},,published"
        for m in SCORECARD
        if (value := _percent(truth, m, MONTHS)) is not None
    ]
    header = "cut,line,scorecard,section,measure_id,measure,polarity,reporting_basis,unit,period,value,target,source"
    store = Store(folder)
    own, *papers = ("\n".join(lines) for lines in ([tidy, *counts], [tidy, *printed], [header, *card]))
    for text in (own, *papers):
        load(store, catalogue(), [Incoming("extract.csv", text.encode())])
    return store, papers


def attacked(folder: Path, seed: int, policy: str) -> tuple[list[Count], int]:
    """What is recovered from a pack of all sections of one made-up authority, and how many small counts it hides."""
    truth = made_up(seed)
    store, papers = stored(folder, truth)
    try:
        with published_as(*papers):
            made = disclose(store, Wanted(SEPTEMBER, policies=dict.fromkeys(PACK_SECTIONS, policy)), None)
    except CannotPublish:
        return [], 0
    return recovered(made, policy, truth)
