"""The improvement plan: statuses over time, real ones before simulated ones, and the mark."""

from __future__ import annotations

from analytics import simulated_label
from analytics.corporate import plan
from analytics.store import Store
from tests.corporate.rows import printed
from tests.corporate.test_plan import SEPTEMBER


def test_priorities_are_those_published_and_their_statuses_marked(demonstration: Store) -> None:
    frame = plan.priorities(demonstration, SEPTEMBER)
    labels = {r["priority_id"]: r["label"] for r in printed("improvement_plan")}
    assert dict(plan.current(frame).select("priority_id", "label").rows()) == labels
    assert frame["period"].n_unique() == 5
    assert frame["simulated"].all()
    assert simulated_label.mark(frame) == "Simulated statuses: those of the published plan are not held."
