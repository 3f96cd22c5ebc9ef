"""The improvement plan: statuses over time, real ones before simulated ones, and the mark."""

from __future__ import annotations

from datetime import date

from analytics import simulated_label
from analytics.corporate import plan
from analytics.store import Store
from tests.corporate.rows import held

SEPTEMBER = date(2021, 9, 1)


def test_a_move_to_a_later_status_is_worse(empty: Store) -> None:
    store = held(
        empty,
        "plan",
        "2021-06,1,One,on target,at risk,",
        "2021-09,1,One,compromised,on target,",
        "2021-06,2,Two,completed,,",
        "2021-09,2,Two,completed,compromised,",
    )
    frame = plan.priorities(store, SEPTEMBER)
    now = plan.current(frame).select("action_moved", "impact_moved").rows()
    assert now == [("worse", "better"), ("same", None)]
    assert plan.moved_sentences(frame) == [
        "1 One: action went from on target to compromised, worse.",
        "1 One: impact went from at risk to on target, better.",
    ]
    assert plan.finding(frame) == (
        "1 of 2 priorities is compromised or at risk for action, 1 for impact (September 2021)"
    )


def test_counts_are_of_priorities_with_a_status(empty: Store) -> None:
    store = held(empty, "plan", "2021-09,1,One,at risk,,", "2021-09,2,Two,completed,,", "2021-09,3,Three,,,x")
    counts = plan.counts(plan.priorities(store, SEPTEMBER))
    assert counts.select("side", "status", "count", "share").rows() == [
        ("Action", "completed", 1, 50.0),
        ("Action", "on target", 0, 0.0),
        ("Action", "compromised", 0, 0.0),
        ("Action", "at risk", 1, 50.0),
    ]


def test_real_statuses_go_before_simulated_ones_and_those_before_none(empty: Store) -> None:
    held(empty, "plan", "2021-09,1,One,,,x", "2021-09,2,Two,completed,completed,")
    held(empty, "plan", "2021-09,1,One,at risk,at risk,", "2021-09,2,Two,at risk,at risk,", simulated=True)
    rows = plan.priorities(empty, SEPTEMBER).select("action_status", "simulated").rows()
    assert rows == [("at risk", True), ("completed", False)]


def test_priorities_are_those_published_and_their_statuses_marked(westshire: Store) -> None:
    frame = plan.priorities(westshire, SEPTEMBER)
    labels = {"1": "Better audits", "2": "Training for every leader", "3": "Permanence early"}
    assert dict(plan.current(frame).select("priority_id", "label").rows()) == labels
    assert frame["period"].n_unique() == 4
    assert frame["simulated"].all()
    assert simulated_label.mark(frame) == "Simulated statuses: those of the published plan are not held."


def test_without_statuses_the_reason_stands_there(published: Store) -> None:
    frame = plan.priorities(published, SEPTEMBER)
    assert plan.finding(frame) == "3 priorities; no status is held"
    assert frame["marker"].unique().to_list() == ["x"]
    assert plan.counts(frame).is_empty()
