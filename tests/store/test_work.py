"""Work that somebody waits for ends when it is stopped, and tells what went wrong."""

from __future__ import annotations

import pytest

from analytics import access
from analytics.access import NotAllowed
from analytics.store import Stopped, Store, Work

ENDLESS = "SELECT count(*) FROM range(1000000000000) AS t(i) WHERE hash(i) % 7 = 1"


def test_an_answer_is_that_of_whoever_asked(empty: Store) -> None:
    assert Work(lambda: empty.query("SELECT 2 AS two")).answer()["two"].to_list() == [2]
    with access.acting_as(access.Viewer(access.Role.LINK_VIEWER)):
        work = Work(lambda: empty.query("SELECT 2 AS two"))
    with pytest.raises(NotAllowed):
        work.answer()


def test_a_query_that_is_stopped_ends_and_the_next_does_not_begin(empty: Store) -> None:
    begun = []

    def two_queries() -> None:
        for _ in range(2):
            begun.append(ENDLESS)
            try:
                empty.query(ENDLESS)
            except Stopped:
                continue
        raise Stopped

    work = Work(two_queries)
    assert not work.done_within(0.2)
    work.stop()
    assert work.done_within(30)
    assert len(begun) == 2
    with pytest.raises(Stopped):
        work.answer()
    assert empty.query("SELECT 1 AS one").height == 1  # of anybody else
