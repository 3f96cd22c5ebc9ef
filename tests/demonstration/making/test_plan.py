"""The simulated statuses of the improvement plan."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
import pytest

from analytics.extracts.contracts import PLAN_STATUSES
from tools.demonstration.plan import QUARTERS, STATUSES, plan

PRIORITIES = [("1", "One"), ("2", "Two"), ("3a", "Three"), ("3b", "Four")]


def test_its_statuses_are_those_of_the_extract() -> None:
    assert STATUSES == PLAN_STATUSES


@pytest.mark.parametrize("seed", [0, 1, 2021])
def test_statuses_move_by_one_step_and_impact_is_never_ahead(seed: int) -> None:
    order = {status: place for place, status in enumerate(STATUSES)}
    made = plan(PRIORITIES, seed)
    assert made.height == len(PRIORITIES) * len(QUARTERS)
    for _, rows in made.group_by("priority_id", maintain_order=True):
        action = [order[status] for status in rows["action_status"]]
        impact = [order[status] for status in rows["impact_status"]]
        assert all(abs(now - before) <= 1 for before, now in pairwise(action))
        assert all(i >= a for a, i in zip(action, impact, strict=True))
        completed = action.index(0) if 0 in action else len(action)
        assert set(action[completed:]) <= {0}, "what is completed stays so"


def test_the_same_seed_gives_the_same_rows_and_all_are_marked() -> None:
    made = plan(PRIORITIES, 7)
    assert made.equals(plan(PRIORITIES, 7))
    assert not made.equals(plan(PRIORITIES, 8))
    assert made.select(pl.col("simulated").unique(), pl.col("source").unique()).rows() == [("true", "simulated")]
