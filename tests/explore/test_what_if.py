"""What would have been is worked out from the counts, rated by the very rule, and never taken for data."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from analytics.catalogue import catalogue
from analytics.explore import QuestionError, ask_address
from analytics.explore.what_if import AS_IT_WAS, WHAT_IF, supposed
from analytics.store import Store


def figures(polarity: str, *months: tuple[date, float | None, float | None]) -> pl.DataFrame:
    """Figures of a percentage with a target of 80 and a tolerance of 5 %."""
    rows = [
        {
            "measure_id": "visits", "month": month, "numerator": n, "denominator": d,
            "value": None if n is None or not d else round(100 * n / d, 1), "why": None, "kind": "percentage",
            "per": 100.0, "decimals": 1, "polarity": polarity, "target": 80.0,
            "target_to": None, "tolerance": None, "tolerance_percent": 5.0,
        }
        for month, n, d in months
    ]  # fmt: skip
    floats = ("numerator", "denominator", "value", "target_to", "tolerance")
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(floats, pl.Float64), infer_schema_length=None)


@pytest.mark.parametrize(
    ("month", "a_month"),
    [(date(2021, 2, 1), 8), (date(2021, 9, 1), 8), (date(2021, 10, 1), 8), (date(2024, 2, 1), 8)],
)  # 2 × 28/7 = 8; 2 × 30/7 = 8.6; 2 × 31/7 = 8.9; 2 × 29/7 = 8.3, in whole visits
def test_two_more_a_week_are_eight_whole_visits_a_month(month: date, a_month: int) -> None:
    (found,) = supposed(figures("bigger", (month, 40, 60)), 2, None).rows(named=True)
    assert (found["numerator"], found["value"], found["rag"]) == (40 + a_month, 80.0, "green")
    assert found["count_to_target"] == 0


def test_there_are_never_more_in_time_than_there_were_visits() -> None:
    (found,) = supposed(figures("bigger", (date(2021, 9, 1), 58, 60)), 5, None).rows(named=True)
    assert (found["numerator"], found["value"], found["more_a_month"]) == (60, 100.0, 2)


def test_where_smaller_is_better_there_are_fewer_and_never_fewer_than_none() -> None:
    frame = figures("smaller", (date(2021, 8, 1), 30, 60), (date(2021, 9, 1), 3, 60))
    assert supposed(frame, 1, None)["numerator"].to_list() == [26, 0]


def test_a_month_without_counts_is_not_guessed() -> None:
    found = supposed(figures("bigger", (date(2021, 9, 1), None, None)), 2, None).row(0, named=True)
    assert (found["value"], found["rag"], found["numerator"]) == (None, None, None)
    assert found["why"] == "no counts"


@pytest.mark.parametrize(("goal", "rag"), [(66.7, "green"), (70, "amber"), (90, "red")])
def test_another_target_rates_by_the_same_rule_and_changes_no_count(goal: float, rag: str) -> None:
    (found,) = supposed(figures("bigger", (date(2021, 9, 1), 40, 60)), 0, goal).rows(named=True)
    assert (found["rag"], found["numerator"], found["value"]) == (rag, 40, 66.7)


VISITS = "rows=month&indicator=first_visits_help&span=6&area=Ashport&measure=figure&measure=cases"


def test_what_was_stands_beside_what_would_have_been(westshire: Store) -> None:
    plain, answer = (ask_address(westshire, VISITS + more) for more in ("", "&more=3"))
    was, would = (answer.frame.filter(column=name, measure="figure") for name in (AS_IT_WAS, WHAT_IF))
    assert was["value"].to_list() == plain.frame.filter(measure="figure")["value"].to_list()
    assert (would["numerator"] >= was["numerator"]).all()
    assert (would["numerator"] <= would["denominator"]).all()
    assert "not data" in answer.sentence
    assert answer.notes[0].startswith("What if: not data.")


def test_the_link_says_it_and_reads_back(westshire: Store) -> None:
    question = ask_address(westshire, f"{VISITS}&more=2&goal=90").question
    assert (question.more, question.goal, question.supposes) == (2, 90.0, True)
    assert "more=2&goal=90" in question.address()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("rows=month&indicator=care_s20&more=2", "end of the month"),
        ("rows=area&indicator=first_visits_help&more=2", "one area at a time"),
        ("rows=indicator&more=2", "one indicator"),
        ("rows=month&indicator=first_visits_help&more=2&beside=year-ago", "month by month"),
    ],
)
def test_what_can_not_be_supposed_says_why(westshire: Store, address: str, said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        ask_address(westshire, address)


@pytest.mark.parametrize("address", ["subject=audits&more=2", "more=lots", "goal=1e9", "goal=-5", "more=1000"])
def test_what_a_link_can_not_suppose_is_left_out_and_said(westshire: Store, address: str) -> None:
    answer = ask_address(westshire, address)
    assert not answer.question.supposes
    assert len(answer.problems) == 1


def test_every_indicator_says_whether_more_can_be_supposed(westshire: Store) -> None:
    for measure, indicator in catalogue().indicators.items():
        address = f"rows=month&indicator={measure}&span=3&more=1"
        if indicator.window == "month" and indicator.polarity in ("bigger", "smaller"):
            assert ask_address(westshire, address).question.more == 1
        else:
            with pytest.raises(QuestionError):
                ask_address(westshire, address)
