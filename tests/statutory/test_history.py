"""Lists of one month after another: a later one restates the months that it still has, and leaves the others alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from analytics import indicators
from analytics.catalogue import Catalogue, using
from analytics.statutory import count
from analytics.store import Incoming, Store, load, prepare, proposed
from analytics.store.queries import Shown
from tests.statutory.lists import rows_of, workbook

MARCH, MAY, JULY, AUGUST, SEPTEMBER = (date(2025, month, 1) for month in (3, 5, 7, 8, 9))
NOTHING = (None, None, None)


def lists(*, contacts: Sequence[date], plans: int, assessed: Sequence[tuple[date, int]]) -> Incoming:
    """Contacts by their days, so many open protection plans, and assessments by their end and length in weeks."""
    return workbook(
        {
            "List 1": rows_of(
                "List 1",
                *(
                    {"Child Unique ID": f"C{n}", "Gender": "F", "Date of Contact": day}
                    for n, day in enumerate(contacts)
                ),
            ),
            "List 4": rows_of(
                "List 4",
                *(
                    {
                        "Child Unique ID": f"A{n}",
                        "Gender": "M",
                        "Continuous Assessment Start Date": end - timedelta(weeks=weeks),
                        "Continuous Assessment Date of Authorisation": end,
                    }
                    for n, (end, weeks) in enumerate(assessed)
                ),
            ),
            "List 7": rows_of(
                "List 7",
                *(
                    {"Child Unique ID": f"P{n}", "Gender": "F", "Child Protection Plan Start Date": date(2025, 2, 3)}
                    for n in range(plans)
                ),
            ),
        }
    )


OF_AUGUST = lists(
    contacts=[date(2025, 3, 10), date(2025, 5, 6), date(2025, 8, 4), date(2025, 8, 29)],
    plans=3,
    assessed=[(date(2025, 8, 20), 2), (date(2025, 8, 22), 4)],
)
OF_SEPTEMBER = lists(  # one contact and one assessment of August were entered late; March is out of the list
    contacts=[date(2025, 5, 6), date(2025, 8, 4), date(2025, 8, 29), date(2025, 8, 30), date(2025, 9, 2)],
    plans=4,
    assessed=[(date(2025, 8, 20), 2), (date(2025, 8, 22), 4), (date(2025, 8, 15), 6), (date(2025, 9, 30), 2)],
)


@pytest.fixture
def both(starter: Catalogue, empty: Store) -> Catalogue:
    """The lists of the end of August and of the end of September are counted and loaded."""
    for given, day in ((OF_AUGUST, date(2025, 8, 31)), (OF_SEPTEMBER, date(2025, 9, 30))):
        incoming = count([given], starter, day=day).incoming
        assert not proposed(empty, prepare(starter, [incoming])).undecided  # nobody is asked whole or part
        load(empty, starter, [incoming])
    return starter


def figure(store: Store, measure: str, month: date, shown: Shown) -> tuple[object, ...]:
    """Value, numerator and denominator of the whole authority."""
    rows = indicators.month_table(store, month, shown=shown).filter(measure_id=measure)
    return rows.select("value", "numerator", "denominator").row(0) if rows.height else NOTHING


def test_events_are_restated_by_the_next_lists_and_a_month_that_they_lack_keeps_its_figure(
    both: Catalogue, empty: Store
) -> None:
    with using(both):
        for month, published, known in (
            (AUGUST, 2, 3),
            (SEPTEMBER, 1, 1),
            (MAY, None, 1),  # was in no lists of its own month
            (MARCH, None, 1),
        ):
            assert figure(empty, "contacts_received", month, "published")[0] == published
            assert figure(empty, "contacts_received", month, "known")[0] == known


def test_a_snapshot_is_of_its_own_lists_alone(both: Catalogue, empty: Store) -> None:
    with using(both):
        for shown in ("known", "published"):
            assert figure(empty, "cp_plans_open", AUGUST, shown)[0] == 3
            assert figure(empty, "cp_plans_open", SEPTEMBER, shown)[0] == 4
        assert figure(empty, "cp_plans_open", JULY, "known")[0] is None


def test_an_average_is_restated_from_its_own_sum_and_cases(both: Catalogue, empty: Store) -> None:
    with using(both):
        assert figure(empty, "assessment_days", AUGUST, "published") == (15, 30, 2)
        assert figure(empty, "assessment_days", AUGUST, "known") == (20, 60, 3)
        moved = indicators.restatements(empty, "assessment_days").filter(locality="All", month=AUGUST)
        assert moved.select("why", "earlier_value", "later_value").rows() == [("later cut", 15, 20)]


def test_a_count_is_nought_after_the_first_case_of_a_list_and_not_known_before_it(
    both: Catalogue, empty: Store
) -> None:
    """Nobody knows whether lists that begin in May were asked for from April on."""
    counts = count([OF_SEPTEMBER], both, day=date(2025, 9, 30)).counts.filter(measure_id="contacts_received")
    found = dict(counts.filter(locality="All", breakdown="All").select("month", "numerator").rows())
    assert found == {
        MAY: 1, date(2025, 6, 1): 0, JULY: 0, AUGUST: 3, SEPTEMBER: 1,
    }  # fmt: skip
