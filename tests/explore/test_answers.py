"""Figures equal those of the pages; nothing is averaged; what is called more than chance was tested."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from analytics import audits, indicators, screening
from analytics.audits.inclusion import allocated, rated
from analytics.catalogue import ALL, catalogue
from analytics.explore import SUBJECTS, QuestionError, ask_address
from analytics.explore.schemas import Answer
from analytics.store import Store
from tests.westshire import SEPTEMBER


def asked(store: Store, address: str) -> pl.DataFrame:
    found = ask_address(store, address)
    assert not found.problems
    return found.frame


def cell(frame: pl.DataFrame, row: str, column: str = "", measure: str | None = None) -> dict[str, object]:
    found = frame.filter(row=row, column=column)
    return (found if measure is None else found.filter(measure=measure)).row(0, named=True)


@pytest.mark.parametrize("subject", [code for code in SUBJECTS if code != "national"])
def test_every_subject_answers_in_one_shape(westshire: Store, subject: str) -> None:
    frame = asked(westshire, f"subject={subject}")
    Answer.validate(frame)
    assert frame.height
    assert not frame.select("row", "column", "panel", "measure").is_duplicated().any()
    assert frame.filter(pl.col("value").is_null() & pl.col("words").is_null() & pl.col("why").is_null()).is_empty()


@pytest.mark.parametrize("area", [ALL, "Cold Ferry", "Bracksea & Wexley"])
def test_a_months_indicators_are_those_of_the_page(westshire: Store, area: str) -> None:
    table = indicators.month_table(westshire, SEPTEMBER, area)
    measures = "measure=figure&measure=cases&measure=to-target&measure=gap"
    frame = asked(westshire, f"rows=indicator&{measures}&area={area.replace('&', '%26')}")
    for row in table.rows(named=True):
        figure = cell(frame, row["measure_id"], measure="figure")
        assert (figure["value"], figure["rag"], figure["target"]) == (row["value"], row["rag"], row["target"])
        assert cell(frame, row["measure_id"], measure="cases")["value"] == row["numerator"]
        assert cell(frame, row["measure_id"], measure="to-target")["value"] == row["count_to_target"]
        assert cell(frame, row["measure_id"], measure="gap")["value"] == row["distance"]


def test_two_years_of_one_indicator_are_its_series(westshire: Store) -> None:
    frame = asked(westshire, "rows=month&indicator=icpc_due&span=24&area=Ashport")
    series = indicators.series(westshire, "icpc_due", SEPTEMBER, "Ashport").filter(pl.col("month") <= SEPTEMBER)
    assert frame["value"].to_list() == series.tail(24)["value"].to_list()


def test_several_months_are_pooled_and_never_averaged(westshire: Store) -> None:
    """45 of 60, 30 of 50 … are added up and divided once."""
    months = asked(westshire, "rows=month&indicator=icpc_due&span=6&area=Dunmere")
    (together,) = asked(westshire, "rows=indicator&indicator=icpc_due&span=6&area=Dunmere").rows(named=True)
    assert together["numerator"] == months["numerator"].sum()
    assert together["denominator"] == months["denominator"].sum()
    assert together["value"] == round(100 * months["numerator"].sum() / months["denominator"].sum() + 1e-9, 1)
    assert (together["rag"], together["target"]) == (None, None)  # targets are of a month


def test_a_snapshot_over_six_months_is_that_of_the_last(westshire: Store) -> None:
    (together,) = asked(westshire, "rows=indicator&indicator=care_s20&span=6&area=Dunmere").rows(named=True)
    (last,) = asked(westshire, "rows=indicator&indicator=care_s20&area=Dunmere").rows(named=True)
    assert together["value"] == last["value"]


def test_what_covers_a_year_already_is_not_added_up(westshire: Store) -> None:
    (together,) = asked(westshire, "rows=indicator&indicator=missing_in_year&span=6").rows(named=True)
    assert together["value"] is None
    assert "twelve months" in str(together["why"])


def test_teams_are_added_up_as_on_the_page_of_localities(westshire: Store) -> None:
    page = indicators.split(westshire, "icpc_due", SEPTEMBER, indicators.TEAM)
    frame = asked(westshire, "rows=team&indicator=icpc_due")
    assert dict(frame.select("row", "value").rows()) == dict(page.select("category", "value").rows())
    assert dict(frame.select("row", "low").rows()) == dict(page.select("category", "low").rows())


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("rows=month&span=6", "never added up"),
        ("rows=month&indicator=icpc_due&area=Dunmere&area=Wexley", "side by side"),
        ("rows=team&columns=Age+band&indicator=missing_interviewed", "together"),
        ("rows=month&columns=quarter&indicator=icpc_due", "Choose one"),
        ("rows=indicator&beside=whole", "beside itself"),
    ],
)
def test_what_must_not_be_added_up_is_refused_with_the_way_out(westshire: Store, address: str, why: str) -> None:
    with pytest.raises(QuestionError, match=why):
        ask_address(westshire, address)


def test_an_area_is_tested_against_the_rest_of_the_council_and_lists_are_honest(westshire: Store) -> None:
    """Cold Ferry's first visits are far below the others, and most else is not: so the council was made up."""
    answer = ask_address(westshire, "rows=indicator&area=Cold+Ferry&beside=whole")
    named = answer.frame.filter("in_list")["row"].to_list()
    assert "first_visits_help" in named
    row = cell(answer.frame, "first_visits_help")
    assert (
        row["other"] == indicators.month_table(westshire, SEPTEMBER).filter(measure_id="first_visits_help")["value"][0]
    )
    assert "care_s20" not in answer.frame.drop_nulls("p_value")["row"]  # a snapshot: mostly the same children
    assert any(f"{len(named)} of " in note for note in answer.notes)


def test_beside_a_year_ago_each_month_stands_beside_its_own(westshire: Store) -> None:
    frame = asked(westshire, "rows=month&indicator=icpc_due&span=3&beside=year-ago")
    series = indicators.series(westshire, "icpc_due", SEPTEMBER)
    value = dict(series.select("month", "value").rows())
    for row in frame.rows(named=True):
        month = date.fromisoformat(f"{row['row']}-01")
        if row["other"] is not None:  # the council had published nothing then
            assert row["other"] == value[month.replace(year=month.year - 1)]


def test_what_was_red_three_months_running(westshire: Store) -> None:
    frame = asked(westshire, "rows=indicator&red-for=3")
    by_month = asked(westshire, "rows=indicator&columns=month&span=3")
    red = by_month.filter(pl.col("rag") == "red").group_by("row").len().filter(len=3)["row"]
    assert set(frame["row"]) == set(red)
    assert frame.height


def test_audits_by_legal_status_are_those_of_the_page(westshire: Store) -> None:
    frame = asked(westshire, "subject=audits&rows=month&span=12&measure=good_or_better&measure=audits")
    page = audits.trend(westshire, SEPTEMBER)
    shares = frame.filter(measure="good_or_better")
    assert shares["value"].to_list() == page["good_or_better_share"].to_list()
    assert shares["numerator"].to_list() == page["good_or_better"].to_list()
    assert frame.filter(measure="audits")["value"].to_list() == page["audits"].to_list()


def test_an_audit_is_counted_once_whichever_areas_it_lies_in(westshire: Store) -> None:
    """Bracksea lies in Bracksea and Wexley, too: side by side it counts in both, and once where both are chosen."""
    both = asked(westshire, "subject=audits&rows=month&area=Bracksea&area=Bracksea+%26+Wexley")["value"].sum()
    larger = asked(westshire, "subject=audits&rows=month&area=Bracksea+%26+Wexley")["value"].sum()
    apart = asked(westshire, "subject=audits&rows=area&area=Bracksea&area=Bracksea+%26+Wexley")
    assert both == larger == cell(apart, "Bracksea & Wexley")["value"]
    assert cell(apart, "Bracksea")["value"] < larger


def test_no_audit_is_a_count_of_nought_and_no_share(westshire: Store) -> None:
    frame = asked(westshire, "subject=audits&rows=team&columns=legal_status&measure=audits&measure=inadequate")
    none = frame.filter(measure="audits", value=0).select("row", "column")
    shares = frame.filter(measure="inadequate").join(none, on=["row", "column"], how="semi")
    assert shares.height == none.height > 0
    assert shares["value"].null_count() == shares.height
    assert set(shares["why"]) == {"none to count"}


def test_counts_add_up_to_all_audits_that_are_rated(westshire: Store) -> None:
    frame = asked(westshire, "subject=audits&rows=team&columns=rating&span=6")
    assert frame["value"].sum() == rated(allocated(westshire, SEPTEMBER, 6, "known", ALL)).height


def test_screening_is_that_of_the_page(westshire: Store) -> None:
    page = screening.by_area(westshire, SEPTEMBER).drop_nulls("records")
    frame = asked(westshire, "subject=screening&rows=area&measure=red")
    assert dict(frame.select("row", "value").rows()) == dict(page.select("area", "red").rows())


def test_the_order_and_the_number_of_rows_are_those_asked_for(westshire: Store) -> None:
    every = asked(westshire, "rows=team&indicator=first_visits_help&measure=to-target")
    most = asked(westshire, "rows=team&indicator=first_visits_help&measure=to-target&order=high&most=5")
    assert most["value"].to_list() == every["value"].sort(descending=True, nulls_last=True).head(5).to_list()


@pytest.mark.parametrize(
    ("address", "ends"),
    [
        ("rows=area&indicator=icpc_due", "by area, September 2021"),
        ("rows=month&indicator=icpc_due&span=3", "by month, July 2021 to September 2021"),
        ("subject=questions", "by question"),
    ],
)
def test_a_sentence_names_the_months_of_what_has_months(westshire: Store, address: str, ends: str) -> None:
    assert ask_address(westshire, address).sentence.endswith(ends)


def test_actions_say_of_which_month_they_are(westshire: Store) -> None:
    assert any("month of their audit" in note for note in ask_address(westshire, "subject=actions&measure=open").notes)


def test_what_is_of_too_few_to_compare_is_not_said_to_have_no_cases(westshire: Store) -> None:
    answer = ask_address(westshire, "rows=area&indicator=icpc_due&area=Wexley&beside=year-ago")
    assert answer.frame["p_value"].null_count() == 0
    assert any("too few to tell" in note for note in answer.notes)
    assert not any("no cases" in note for note in answer.notes)


def test_simulated_figures_and_few_are_said(westshire: Store) -> None:
    answer = ask_address(westshire, "subject=audits&rows=team&measure=good_or_better")
    assert any("imulated" in note for note in answer.notes)
    few = answer.frame.filter("few").height
    assert any(note.startswith(str(few)) for note in answer.notes)


def test_what_a_load_changed_is_that_of_the_restatements(westshire: Store) -> None:
    moved = indicators.restatements(westshire)
    load = int(moved["by_load"].max())  # type: ignore[arg-type]
    address = f"subject=loads&rows=indicator&columns=area&panels=month&load={load}&measure=later&measure=earlier"
    frame = asked(westshire, address)
    wanted = moved.filter(by_load=load).unique(["measure_id", "locality", "month"])
    assert frame.height == 2 * wanted.height
    assert set(frame["row"]) == set(wanted["measure_id"])


def test_members_questions_say_why_there_is_no_answer(westshire: Store) -> None:
    frame = asked(westshire, "subject=questions&answered=no&measure=why")
    assert frame.height == sum(one.answered == "no" for one in catalogue().corporate.questions)
    assert frame["words"].str.len_chars().min() > 0  # type: ignore[operator]
