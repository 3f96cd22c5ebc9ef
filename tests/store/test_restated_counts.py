"""A count that a later cut corrects is restated as a count, and the load says so before it is stored."""

from __future__ import annotations

from analytics.catalogue import using
from analytics.indicators import restatements, what_moves
from analytics.indicators.load_account import account
from analytics.store import Incoming, Store, load, prepare, proposed
from tests.extracts.test_kinds_of_figure import known

HEADER = "cut,month,measure_id,locality,numerator\n"


def test_a_count_and_money_are_restated_as_they_are(empty: Store) -> None:
    later = [
        Incoming("sep.csv", f"{HEADER}2024-09,2024-08,referrals,East,415\n2024-09,2024-08,spend,East,-12\n".encode())
    ]
    with using(known()):
        first = f"{HEADER}2024-08,2024-08,referrals,East,412\n2024-08,2024-08,spend,East,1250\n"
        load(empty, known(), [Incoming("aug.csv", first.encode())])
        outcome = proposed(empty, prepare(known(), later)).part
        lines = account(empty, what_moves(outcome)).filter(published=False, locality="East")
        assert lines.select("measure_id", "was", "becomes").rows() == [
            ("referrals", "412.0", "415.0"),
            ("spend", "1250.0", "-12.0"),
        ]
        load(empty, known(), later, scope="part")
        moved = restatements(empty).filter(locality="East").sort("measure_id")
    columns = ("measure_id", "earlier_value", "later_value", "difference")
    assert moved.select(columns).rows() == [("referrals", 412, 415, 3), ("spend", 1250, -12, -1262)]
