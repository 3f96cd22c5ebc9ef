"""Fifteen questions that analysts, leaders and members ask: the words, the address that they become, and figures that
equal those of the other pages wherever both show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil
from urllib.parse import parse_qsl

import polars as pl
import pytest

from analytics import audits, corporate, indicators, screening
from analytics.catalogue import ALL, corporate_catalogue
from analytics.explore import SUBJECTS, Understood, ask_address, understood
from analytics.explore.what_if import AS_IT_WAS, WHAT_IF
from analytics.indicators import Grain, chosen_figures
from analytics.store import Store

SEPTEMBER, MARCH = date(2021, 9, 1), date(2021, 3, 1)
HERE = "Cheltenham"


@dataclass(frozen=True)
class Asked:
    """A question in the words of whoever asks, and the address that answers it."""

    words: str
    address: str


ASKED = {
    "inadequate by team and status": Asked(
        "Audits rated inadequate by team and legal status in the last six months",
        "subject=audits&month=2021-09&span=6&rows=team&columns=legal_status&measure=inadequate",
    ),
    "two indicators on one chart": Asked(
        "Initial visits within 5 days and single assessments within 45 days on one chart, last 24 months",
        "subject=indicators&month=2021-09&span=24&rows=month&columns=indicator&chart=line&measure=figure"
        "&indicator=initial_visits_s17_5d&indicator=single_assessments_45d",
    ),
    "three localities and the whole": Asked(
        "Initial visits within 5 days in Cheltenham, Stroud and Gloucester on one chart, last 12 months, with the "
        "whole behind",
        "subject=indicators&month=2021-09&span=12&rows=month&columns=area&chart=line&measure=figure"
        "&indicator=initial_visits_s17_5d&area=Cheltenham&area=Stroud&area=Gloucester&area=All",
    ),
    "moved with": Asked(
        "Which indicators moved with return interviews over the last two years, and is that more than chance?",
        "subject=together&month=2021-09&span=24&rows=indicator&measure=moved&measure=interval&measure=told"
        "&measure=changes&with=missing_return_interview_done",
    ),
    "what a load changed": Asked(
        "Every figure that load 3 changed, by indicator and area",
        "subject=loads&month=2021-09&rows=indicator&columns=area&panels=month&measure=later&load=3",
    ),
    "furthest from target": Asked(
        "The ten teams furthest from the target of Seeing Children, in children, with those too small to tell apart "
        "marked",
        "subject=indicators&month=2021-09&rows=team&columns=indicator&order=high&most=10&measure=to-target"
        "&theme=Seeing+Children",
    ),
    "moderated": Asked(
        "Good-or-better audits by month for children in care, moderated against unmoderated",
        "subject=audits&month=2021-09&span=12&rows=month&columns=moderated&measure=good_or_better&legal_status=CIC",
    ),
    "screening": Asked(
        "Screening red by area and month screened",
        "subject=screening&month=2021-09&rows=area&columns=month&measure=red",
    ),
    "mine against the others": Asked(
        "My locality against the others for all indicators of Seeing Children, September against March",
        "subject=indicators&month=2021-09&rows=indicator&columns=area&beside=2021-03&measure=figure"
        "&theme=Seeing+Children",
    ),
    "what if": Asked(
        "Initial visits within 5 days in my locality: if two more visits a week had been in time, which months would "
        "have met the target?",
        "subject=indicators&month=2021-09&span=12&rows=month&beside=target&more=2&measure=figure&measure=cases"
        "&measure=to-target&area=Cheltenham&indicator=initial_visits_s17_5d",
    ),
    "red three months running": Asked(
        "What was red three months running in my locality, and which of those are getting better?",
        "subject=indicators&month=2021-09&rows=indicator&measure=figure&measure=direction&red-for=3&area=Cheltenham",
    ),
    "referrals nationally": Asked(
        "Referrals per 10,000 children here, in the region and in England over ten years",
        "subject=national&month=2021-09&span=120&rows=period&columns=place&measure=figure&indicator=referral_rate"
        "&place=916&place=E12000009&place=E92000001",
    ),
    "section 20 by age": Asked(
        "How many children in care are under section 20, by age, over two years?",
        "subject=indicators&month=2021-09&span=24&rows=month&columns=Age+band&measure=cases&measure=of"
        "&indicator=cic_s20",
    ),
    "a few large families": Asked(
        "Are repeat child protection plans going up because of a few large families, as far as the counts tell?",
        "subject=indicators&month=2021-09&span=12&rows=month&measure=figure&indicator=repeat_cp_plans",
    ),
    "members' questions": Asked(
        "Which questions asked by members this year can't be answered, and why?",
        "subject=questions&month=2021-09&rows=question_id&measure=answered&measure=why&answered=no",
    ),
}


def read(store: Store, question: str) -> Understood:
    return understood(store, SUBJECTS, ASKED[question].words, HERE)


def answer(store: Store, question: str, more: str = "") -> pl.DataFrame:
    found = ask_address(store, ASKED[question].address + more)
    assert not found.problems
    return found.frame


def figures(table: pl.DataFrame, key: str = "measure_id") -> dict[str, float | None]:
    return dict(table.select(key, "value").rows())


@pytest.mark.parametrize("question", ASKED)
def test_the_words_become_the_address(demonstration: Store, question: str) -> None:
    found = read(demonstration, question).question
    assert found is not None
    assert set(parse_qsl(found.address())) == set(parse_qsl(ASKED[question].address))


@pytest.mark.parametrize(
    "question", [one for one in ASKED if one not in ("a few large families", "members' questions")]
)
def test_every_word_is_understood(demonstration: Store, question: str) -> None:
    assert read(demonstration, question).left == ()


def test_inadequate_audits_are_those_of_the_months_that_the_page_counts(demonstration: Store) -> None:
    frame = answer(demonstration, "inadequate by team and status")
    page = audits.by_month_and_status(demonstration, SEPTEMBER)
    months = [f"2021-{month:02}" for month in range(4, 10)]
    page = page.filter(pl.col("month").dt.to_string("%Y-%m").is_in(months))
    counted = dict(page.group_by("legal_status").agg(pl.col("audits").sum()).rows())
    shown = dict(frame.group_by("column").agg(pl.col("denominator").sum()).rows())
    assert shown == {status: counted[status] for status in shown}
    assert frame["numerator"].sum() == page["inadequate"].sum() > 0


def test_the_lines_are_the_series_of_the_page(demonstration: Store) -> None:
    frame = answer(demonstration, "two indicators on one chart")
    for measure in ("initial_visits_s17_5d", "single_assessments_45d"):
        series = indicators.series(demonstration, measure, SEPTEMBER).filter(pl.col("month") <= SEPTEMBER).tail(24)
        assert frame.filter(column=measure)["value"].to_list() == series["value"].to_list()
    frame = answer(demonstration, "three localities and the whole")
    for area in (HERE, "Stroud", "Gloucester", ALL):
        series = indicators.series(demonstration, "initial_visits_s17_5d", SEPTEMBER, area).tail(12)
        assert frame.filter(column=area)["value"].to_list() == series["value"].to_list()


def test_what_moved_is_counted_from_the_changes_of_the_series(demonstration: Store) -> None:
    """Of 22 changes: the first figure that the council published has no change on the simulated one before it."""
    found = ask_address(demonstration, ASKED["moved with"].address)
    row = found.frame.filter(row="cpp_seen_10d", measure="moved").row(0, named=True)
    assert found.frame.filter(row="cpp_seen_10d", measure="changes")["value"].item() == 22
    assert -1 <= row["low"] < row["value"] < row["high"] <= 1
    assert row["compared"] > 50
    assert any(f"Drawn from {row['compared']} comparisons" in note for note in found.notes)
    rolling = found.frame.filter(row="cic_missing_episode_12m", measure="moved")["why"].item()
    assert "eleven of their twelve months" in rolling


def test_what_a_load_changed_is_that_of_the_restatements(demonstration: Store) -> None:
    frame = answer(demonstration, "what a load changed")
    moved = indicators.restatements(demonstration).filter(by_load=3)
    assert frame.height == moved.unique(["measure_id", "locality", "month"]).height > 100
    assert set(frame["column"]) == set(moved["locality"])


def test_the_teams_furthest_from_target_are_counted_in_children(demonstration: Store) -> None:
    frame = answer(demonstration, "furthest from target")
    assert frame["row"].n_unique() == 10
    for measure in frame["column"].unique():
        page = indicators.split(demonstration, measure, SEPTEMBER, indicators.TEAM)
        counts = {team: (n, d) for team, n, d in page.select("category", "numerator", "denominator").rows()}
        for row in frame.filter(pl.col("value").is_not_null(), column=measure).rows(named=True):
            n, d = counts[row["row"]]
            assert (row["numerator"], row["denominator"]) == (n, d)
            assert row["value"] == max(0, ceil(round(row["target"] * d / 100 - n, 9)))
            assert row["few"] == (d < 20)
    every = ask_address(demonstration, ASKED["furthest from target"].address.replace("&most=10", "")).frame
    furthest = every.group_by("row").agg(pl.col("value").max()).sort("value", descending=True)
    assert frame["value"].max() == furthest["value"].max()


def test_moderated_and_unmoderated_audits_add_up_to_those_of_the_page(demonstration: Store) -> None:
    frame = answer(demonstration, "moderated")
    page = audits.by_month_and_status(demonstration, SEPTEMBER).filter(legal_status="CIC")
    counted = {
        f"{month:%Y-%m}": (good, of) for month, good, of in page.select("month", "good_or_better", "audits").rows()
    }
    for month, good, of in frame.group_by("row").agg(pl.col("numerator", "denominator").sum()).rows():
        assert (good, of) == counted[month]


def test_records_screened_red_add_up_to_those_of_the_page(demonstration: Store) -> None:
    frame = answer(demonstration, "screening")
    page = screening.by_area(demonstration, SEPTEMBER)
    share = dict(page.select("area", "red").rows())
    for area, red, records in frame.group_by("row").agg(pl.col("numerator", "denominator").sum()).rows():
        if share.get(area) is not None:
            assert round(100 * red / records, 1) == share[area]


def test_every_locality_in_september_and_march_is_as_on_its_page(demonstration: Store) -> None:
    frame = answer(demonstration, "mine against the others")
    for area in (HERE, "Stroud"):
        of_area = frame.filter(column=area)
        now, then = (figures(indicators.month_table(demonstration, month, area)) for month in (SEPTEMBER, MARCH))
        assert of_area.height == 6
        for row, value, other in of_area.select("row", "value", "other").rows():
            assert (value, other) == (now[row], then[row])


def test_two_more_visits_a_week_would_have_met_the_target_in_one_month(demonstration: Store) -> None:
    """69 of 87 in April are 79.3 %, red; 77 of 87 would have been 88.5 %, green. Nothing else changes its rating so."""
    found = ask_address(demonstration, ASKED["what if"].address)
    was, would = (found.frame.filter(column=one, measure="figure") for one in (AS_IT_WAS, WHAT_IF))
    series = indicators.series(demonstration, "initial_visits_s17_5d", SEPTEMBER, HERE).tail(12)
    assert was["value"].to_list() == series["value"].to_list()
    assert was["rag"].to_list() == series["rag"].to_list()
    assert would.filter(row="2021-04").select("numerator", "value", "rag").row(0) == (77, 88.5, "green")
    assert would.filter(rag="green")["row"].to_list() == ["2021-04"]
    assert found.notes[0].startswith("What if: not data. 1 of 6 months would have met the target; 0 did.")


def test_what_was_red_in_three_months_is_red_on_three_pages(demonstration: Store) -> None:
    frame = answer(demonstration, "red three months running")
    tables = [indicators.month_table(demonstration, date(2021, month, 1), HERE) for month in (7, 8, 9)]
    monthly = [set(table.filter(rag="red", period="month")["measure_id"]) for table in tables]
    assert set(frame["row"]) >= set.intersection(*monthly)
    words = dict(frame.filter(measure="direction").select("row", "words").rows())
    table = {row["measure_id"]: row for row in tables[-1].rows(named=True)}
    for measure in set.intersection(*monthly):
        direction = table[measure]["direction_word"]
        assert words[measure].startswith(direction or "no direction")
        assert ("Not judged" in words[measure]) == (table[measure]["variation"] is None)
    assert [one for one, said in words.items() if said.startswith("getting better")] == ["cic_dental_check"]


def test_referrals_are_those_that_were_published(demonstration: Store) -> None:
    frame = answer(demonstration, "referrals nationally")
    published = indicators.reported(demonstration).filter(measure_id="referral_rate")
    value = {(period, code): of for period, code, of in published.select("period", "code", "value").rows()}
    assert frame["row"].n_unique() >= 7
    for row, column, shown in frame.select("row", "column", "value").rows():
        assert shown == value[row, column]


def test_children_under_section_20_by_age_are_those_of_the_split(demonstration: Store) -> None:
    frame = answer(demonstration, "section 20 by age")
    page = indicators.split(demonstration, "cic_s20", SEPTEMBER, "Age band")
    last = frame.filter(row="2021-09", measure="cases")
    assert dict(last.select("column", "value").rows()) == dict(page.select("category", "numerator").rows())
    assert frame["row"].n_unique() == 24


def test_a_few_large_families_can_not_be_told_from_the_counts_and_that_is_said(demonstration: Store) -> None:
    frame = answer(demonstration, "a few large families")
    series = indicators.series(demonstration, "repeat_cp_plans", SEPTEMBER).tail(12)
    assert frame["value"].to_list() == series["value"].to_list()
    asked = read(demonstration, "a few large families")
    assert {"because", "families"} <= set(asked.left)
    assert any("not why" in sentence for sentence in asked.said)
    assert any("Nothing is held by family" in sentence for sentence in asked.said)


def test_the_questions_that_can_not_be_answered_say_why(demonstration: Store) -> None:
    frame = answer(demonstration, "members' questions")
    unanswered = corporate.questions.register().filter(answered="no")
    assert frame.filter(measure="why")["words"].to_list() == unanswered["note"].to_list()
    assert frame["row"].n_unique() == sum(one.answered == "no" for one in corporate_catalogue().questions)
    assert any("not by month" in sentence for sentence in read(demonstration, "members' questions").said)


def test_several_months_are_said_month_by_month_and_never_called_no_signal(demonstration: Store) -> None:
    frame = ask_address(demonstration, "rows=month&indicator=icpc_15d&span=3&measure=direction").frame
    assert frame["words"].null_count() == 3
    assert set(frame["why"]) == {"said of single months alone"}
    assert (
        chosen_figures(demonstration, ("icpc_15d",), (ALL,), SEPTEMBER, 3, Grain.MONTH)["variation"].null_count() == 3
    )
