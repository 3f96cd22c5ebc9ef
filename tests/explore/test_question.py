"""A question is an address: it reads back as it was written, and nothing that is not offered gets into it."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.explore import SUBJECTS, QuestionError, ask_address, in_words, read
from analytics.store import Store
from tests.westshire import SEPTEMBER


def test_an_empty_address_asks_for_the_indicators_of_the_newest_month(westshire: Store) -> None:
    question, problems = read(westshire, SUBJECTS, "")
    assert (question.subject, question.month, question.measures) == ("indicators", SEPTEMBER, ("figure",))
    assert not problems


@pytest.mark.parametrize(
    "address",
    [
        "subject=audits&rows=team&columns=legal_status&span=6&measure=inadequate&order=high&most=10",
        "subject=indicators&rows=month&columns=indicator&indicator=icpc_due&indicator=referred_again&span=24&chart=line",
        "subject=indicators&rows=indicator&columns=area&area=All&area=Cold+Ferry&beside=year-ago&as=published",
        "subject=screening&rows=area&columns=month&measure=red",
    ],
)
def test_a_question_reads_back_as_it_was_written(westshire: Store, address: str) -> None:
    question, problems = read(westshire, SUBJECTS, address)
    assert not problems
    assert read(westshire, SUBJECTS, question.address()) == (question, [])
    assert set(parse_qsl(address)) <= set(parse_qsl(question.address()))


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("rows=postcode", "postcode"),
        ("measure=average", "average"),
        ("area=Atlantis", "Atlantis"),
        ("month=1999-01", "1999-01"),
        ("span=-3", "-3"),
        ("span=9999", "9999"),
        ("chart=pie", "pie"),
        ("beside=luck", "luck"),
        ("auditor_code=A7&subject=audits", "auditor_code"),
        ("area='; DROP TABLE files; --", "DROP TABLE files"),
    ],
)
def test_what_is_not_offered_is_named_and_left_out(westshire: Store, address: str, named: str) -> None:
    question, problems = read(westshire, SUBJECTS, address)
    assert len(problems) == 1
    assert named in problems[0]
    assert named not in question.address().replace("+", " ")


@given(st.lists(st.tuples(st.sampled_from(["subject", "rows", "columns", "measure", "month", "span", "area", "team",
    "beside", "chart", "most", "order", "as", "x"]), st.text(max_size=30)), max_size=8))  # fmt: skip
def test_whatever_a_link_says_it_is_a_question_that_can_be_asked(
    westshire: Store, pairs: list[tuple[str, str]]
) -> None:
    question, _ = read(westshire, SUBJECTS, urlencode(pairs))
    assert read(westshire, SUBJECTS, question.address()) == (question, [])


def test_at_most_four_measures_are_shown(westshire: Store) -> None:
    measures = ("figure", "cases", "of", "to-target", "gap")
    question, problems = read(westshire, SUBJECTS, urlencode([("measure", m) for m in measures]))
    assert question.measures == measures[:4]
    assert "4 measures" in problems[0]


def test_a_subject_of_which_nothing_is_held_says_what_to_do(published: Store) -> None:
    with pytest.raises(QuestionError, match="Load it on the Data page"):
        ask_address(published, "subject=screening")


def test_the_sentence_says_what_by_what_and_when(westshire: Store) -> None:
    address = "subject=audits&rows=team&columns=legal_status&span=6&measure=inadequate&beside=year-ago"
    question, _ = read(westshire, SUBJECTS, address)
    said = in_words(westshire, SUBJECTS["audits"], question)
    for part in ("inadequate by team and legal status", "April 2021 to September 2021", "a year ago"):
        assert part in said


def test_months_of_a_question_end_with_its_own(westshire: Store) -> None:
    question, _ = read(westshire, SUBJECTS, "span=6&month=2021-08")
    assert (question.first, question.month) == (date(2021, 3, 1), date(2021, 8, 1))
