"""How long agreed actions take: what counts, from which day, and which kinds differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.audits import completion
from analytics.extracts import check, read_file
from tests.audits.conftest import Holding
from tests.westshire import SEPTEMBER, catalogue

HEADER = "cut,action_id,audit_id,kind,due,status,done_on,agreed_on,area,evidence,source\n"
Row = tuple[str, str, str, str, str, str]  # kind, status, done_on, agreed_on, area, evidence


def agreed(*rows: Row) -> str:
    """Actions of the one audit, in the extract of September 2021."""
    lines = [
        f"2021-09,N{n},A0-0,{kind},2021-08-31,{status},{done},{start},{area},{evidence},council\n"
        for n, (kind, status, done, start, area, evidence) in enumerate(rows)
    ]
    return HEADER + "".join(lines)


def test_times_worked_by_hand(holding: Holding) -> None:
    """Agreed on 1 August: done on days 10 and 20, open on day 60 (30 September), done without a day, and ended. One
    agreed on an unknown day of the audit of August, done on the 31st, is counted from the 1st: day 30. Of the four
    that are followed 1, 2 and 3 are done by days 10, 20 and 30."""
    start = "2021-08-01"
    rows = [
        ("other", "completed on time", "2021-08-11", start, "", "yes"),
        ("other", "completed late", "2021-08-21", start, "", "no"),
        ("other", "overdue", "", start, "", ""),
        ("other", "completed on time", "", start, "", "yes"),
        ("other", "service ended", "", start, "", ""),
        ("other", "completed on time", "2021-08-31", "", "", ""),
    ]
    store = holding((1, {"month": "2021-08"}), audit_actions=agreed(*rows))
    times, curves = completion.times(store, SEPTEMBER), completion.curves(store, SEPTEMBER)
    every = times.row(0, named=True)
    counts = ("agreed", "completed", "open", "followed", "left_out", "from_month", "evidenced", "evidence_known")
    assert [every[column] for column in counts] == [6, 4, 1, 4, 2, 1, 2, 3]
    assert curves.filter(name=completion.EVERY).select("day", "share", "at_risk").rows() == [
        (0, 0.0, 4), (10, 25.0, 4), (20, 50.0, 3), (30, 75.0, 2), (60, 75.0, 1),
    ]  # fmt: skip
    assert every["median"] == 20
    assert completion.median_sentence(times, curves, SEPTEMBER).startswith(
        "Half of the actions agreed in the year to September 2021 are done within 20 days"
    )
    by_day = completion.done_by(curves).filter(name=completion.EVERY).select("day", "share", "at_risk").rows()
    assert by_day == [(30, 75.0, 1), (60, 75.0, 0)], "nobody is followed to day 90"
    said = completion.counted_sentence(times)
    assert "4 of 6 actions are done, 1 are open" in said
    assert "The time of 1 is counted from the first day of the audit's month" in said
    assert "66.7% of completed actions (2 of 3 that say)" in said


def test_leaving_out_what_is_open_would_look_faster_than_it_is(holding: Holding) -> None:
    """Ten done within 10 days, thirty still open after 60: the median of those done is 10 days, that of all unknown."""
    done = ("other", "completed on time", "2021-08-11", "2021-08-01", "", "")
    store = holding((1, {"month": "2021-08"}), audit_actions=agreed(*[done] * 10, *[OPEN] * 30))
    times, curves = completion.times(store, SEPTEMBER), completion.curves(store, SEPTEMBER)
    assert times["median"].to_list() == [None, None]
    assert completion.median_sentence(times, curves, SEPTEMBER) == (
        "Fewer than half of the actions agreed in the year to September 2021 are done: 25.0% within 60 days"
    )


OPEN: Row = ("other", "overdue", "", "2021-08-01", "", "")


@pytest.mark.parametrize(
    ("slow", "said"),
    [(20, "Slower than all others, beyond chance: care planning. Faster than all others, beyond chance: other."),
     (9, "Nothing could be compared: 2 are too few to tell.")],
)  # fmt: skip
def test_a_kind_is_slower_only_of_enough_and_beyond_chance(holding: Holding, slow: int, said: str) -> None:
    """Thirty done by day 10 against twenty (or nine) done on day 50 and ten open."""
    fast = [("other", "completed on time", "2021-08-11", "2021-08-01", "", "")] * 30
    late = [("care planning", "completed late", "2021-09-20", "2021-08-01", "", "")] * slow
    store = holding((1, {"month": "2021-08"}), audit_actions=agreed(*fast, *late, *[("care planning", *OPEN[1:])] * 10))
    times = completion.times(store, SEPTEMBER)
    assert completion.compared_sentence(times).startswith(said)
    assert dict(times.select("name", "median").rows())["other"] == 10


def test_kinds_alike_could_be_chance_and_areas_of_practice_are_compared_the_same_way(holding: Holding) -> None:
    rows = [
        (kind, "completed on time", f"2021-08-{day:02}", "2021-08-01", area, "")
        for day in range(5, 25)
        for kind, area in (("other", "Planning"), ("care planning", "Assessment"))
    ]
    store = holding((1, {"month": "2021-08"}), audit_actions=agreed(*rows))
    assert completion.compared_sentence(completion.times(store, SEPTEMBER)).startswith(
        "None is slower or faster than all others beyond chance."
    )
    by_area = completion.times(store, SEPTEMBER, by="area")
    assert by_area["name"].to_list() == [completion.EVERY, "Assessment", "Planning"]


def test_without_actions_there_is_no_row_and_no_error(holding: Holding) -> None:
    store = holding((1, {}))
    assert completion.times(store, SEPTEMBER).is_empty()
    assert completion.done_by(completion.curves(store, SEPTEMBER)).is_empty()


def test_where_no_day_is_held_the_times_are_not_known(holding: Holding) -> None:
    store = holding((1, {}), audit_actions=agreed(("other", "completed on time", "", "", "", "")))
    times, curves = completion.times(store, SEPTEMBER), completion.curves(store, SEPTEMBER)
    assert (times["median"][0], times["left_out"][0]) == (None, 1)
    assert "can't be told" in completion.median_sentence(times, curves, SEPTEMBER)


@given(st.one_of(st.none(), st.integers(1, 400)), st.one_of(st.none(), st.integers(1, 400)))
def test_an_interval_names_the_ends_that_are_known(low: int | None, high: int | None) -> None:
    said = completion.days_words(low, high)
    assert all(str(end) in said for end in (low, high) if end is not None)


def test_an_action_done_before_it_was_agreed_is_refused() -> None:
    early = agreed(("other", "completed on time", "2021-07-31", "2021-08-01", "", ""))
    (sheet,) = read_file(early.encode(), "actions.csv")
    assert check(sheet, catalogue()).refusals.select("column", "code").rows() == [("done_on", "done-after-agreed")]
