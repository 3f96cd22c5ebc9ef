"""What was printed beside 52 indicators, set beside what the printed values give."""

from __future__ import annotations

from datetime import date

from analytics.commands.loads import demonstration
from analytics.extracts import Options
from analytics.indicators import printed_beside
from analytics.store import Incoming, Store, load
from tests.demonstration.council import catalogue


def test_three_printed_numbers_differ_from_what_the_values_give(published: Store) -> None:
    beside = printed_beside(published)
    assert beside.height == 52
    different = beside.filter(beside["differs"] != "")
    assert dict(different.select("measure_id", "differs").iter_rows()) == {
        "repeat_cp_plans": "change",
        "cpp_over_2_years": "change",
        "case_supervision": "group",
    }


def test_words_of_direction_stand_side_by_side(published: Store) -> None:
    rows = {r["measure_id"]: r for r in printed_beside(published).iter_rows(named=True)}
    assert rows["missing_return_interview_done"]["printed_direction"] == "declining, 4th month"
    assert rows["missing_return_interview_done"]["direction"] == "declining"
    assert rows["missing_return_interview_done"]["direction_word"] == "getting worse"
    assert rows["children_under_3_sw_6m"]["printed_distance"] is None


def test_without_the_month_there_is_nothing(empty: Store) -> None:
    assert printed_beside(empty).is_empty()


def test_with_damaged_targets_there_is_nothing_and_no_fault(published: Store, empty: Store) -> None:
    """In a store from before catalogues were loaded, where targets lie beside it."""
    store = empty
    load(store, catalogue(), demonstration("published"))
    targets = b"measure_id,valid_from,target,tolerance_percent,reason,source\nicpc_15d,2021-04,75,5,agreed,council\n"
    load(store, catalogue(), [Incoming("targets.csv", targets)], Options(cut=date(2021, 9, 1)))
    assert printed_beside(store).height == 52
    (file,) = [entry.part.parquet for entry in store.ledger.history() if entry.part.kind == "targets"]
    (store.parquet / file).unlink()
    found = printed_beside(Store(store.root))
    assert found.is_empty()
    assert found.columns == printed_beside(published).columns
